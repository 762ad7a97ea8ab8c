#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Is every test that doc/security.md names there, under that name? And has every row a test, or says what it waits for?
set -eu
cd "${MYA_SRCDIR:-$(dirname "$0")/../..}"

bad=$(mktemp)
trap 'rm -f "$bad"' EXIT

# "http/sign-in “name”, “name”" → one line for each name: file, tab, name (none: the file alone)
named() {
    grep -oE '(http|browser|long|unit|guards|skin|fuzz|faults|nodes)/[a-z0-9_-]+( “[^”]*”(, )?)*' doc/security.md \
        | awk '{ part = $1; rest = substr($0, length(part) + 1); count = split(rest, names, "“")
                 if (count < 2) print part "\t"
                 for (i = 2; i <= count; i++) { sub(/”.*/, "", names[i]); print part "\t" names[i] } }'
}

file_of() {
    case "$1" in
    unit/*) echo "tests/unit/test_${1#unit/}.c" ;;
    guards/*) echo "tests/$1.sh" ;;
    *) echo "tests/$1.test.mjs" ;;
    esac
}

named | grep -vE '^(http|browser|long|unit)/\*' | while IFS="$(printf '\t')" read -r part name; do
    file=$(file_of "$part")
    [ -f "$file" ] || { echo "doc/security.md names $part, and there is no $file"; continue; }
    case "$part" in unit/*) name=$(echo "$name" | sed 's/ /_/g') ;; esac
    [ -z "$name" ] || sed "s/\\\\'/'/g" "$file" | grep -qF -e "$name" \
        || echo "doc/security.md names a test of $file that is not there: $name"
done > "$bad"

# | id | what | ASVS | tests |
awk -F'|' '/^\| [A-Z]+[0-9]+ / { if ($5 ~ /^ *$/ && $3 !~ /not yet: needs/) print "doc/security.md: " $2 "has neither a test nor what it waits for"
                                 if (seen[$2]++) print "doc/security.md: " $2 "stands twice" }' doc/security.md >> "$bad"

if [ -s "$bad" ]; then
    cat "$bad" >&2
    exit 1
fi
[ "$(named | wc -l)" -gt 100 ] || { echo "doc/security.md names next to no test" >&2; exit 1; }
