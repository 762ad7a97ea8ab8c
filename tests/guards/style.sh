#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What a file must have, and what it may not exceed: its SPDX line, what it is; at most 700 lines, 90 lines a function,
# 100 characters a line of the module.
set -eu
cd "${MYA_SRCDIR:-$(dirname "$0")/../..}"
bad=0
say() {
    echo "$1" >&2
    bad=1
}

sources=$(find mod_myaccount tests -name '*.[ch]' ! -path '*/node_modules/*' | LC_ALL=C sort)
others=$(find tests xslt schema conf.d texts demo tools run-demo run-tests .ci -type f \
    \( -name '*.mjs' -o -name '*.sh' -o -name '*.xml' -o -name '*.xsl' -o -name '*.rnc' -o -name '*.rng' -o -name '*.sql' -o -name run-tests -o -name run-demo -o -name run \) \
    ! -path 'tests/definitions/*' ! -path 'tests/fixtures/*' ! -path 'tests/fuzz/corpus/*' ! -path 'tests/*/broken/*' ! -path 'tests/skin/*' 2>/dev/null | LC_ALL=C sort)

for file in $sources $others; do
    head -n 3 "$file" | grep -q 'SPDX-License-Identifier: Apache-2.0' || say "$file: the SPDX line is missing"
done
for file in $sources; do
    name=${file#mod_myaccount/}
    sed -n 2p "$file" | grep -qF "/* $name" || say "$file:2: the second line says which file this is, and what for"
    lines=$(wc -l <"$file")
    [ "$lines" -le 700 ] || say "$file: $lines lines; 700 is the most: which two ideas are in it?"
done
# a function begins with { and ends with } in the first column
awk '
    FNR == 1 { open = 0 }
    /^\{/ { open = FNR }
    /^\}/ { if (open && FNR - open - 1 > 90) { print FILENAME ":" open ": a function of " FNR - open - 1 " lines; 90 is the most"; bad = 1 } open = 0 }
    END { exit bad }
' $sources >&2 || bad=1
# Characters, not bytes, and the same with every awk and in every locale: the bytes that continue a character go first.
for file in $(find mod_myaccount -name '*.[ch]' | LC_ALL=C sort); do
    LC_ALL=C tr -d '\200-\277' <"$file" | LC_ALL=C awk -v file="$file" '
        length($0) > 100 { print file ":" NR ": a line of " length($0) " characters; 100 is the most"; bad = 1 }
        END { exit bad }
    ' >&2 || bad=1
done
exit $bad
