#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ME3: how the binaries were linked and compiled. A build with the sanitizers is another matter.
set -eu
cd "${MYA_BUILDDIR:-$(dirname "$0")/../../build}"
module=.libs/mod_myaccount.so
program=myaccountctl
command -v readelf >/dev/null || { echo "readelf is missing (binutils)" >&2; exit 77; }
[ -f "$module" ] && [ -f "$program" ] || { echo "$module or $program is not built" >&2; exit 1; }
! grep -q 'fsanitize=address' Makefile || exit 77
bad=0
want() { # file, what is said of it, pattern, sentence
    printf '%s\n' "$2" | grep -qE "$3" || { echo "$1: $4" >&2; bad=1; }
}

for file in "$module" "$program"; do
    dynamic=$(readelf -d "$file")
    segments=$(readelf -lW "$file")
    symbols=$(readelf -sW --dyn-syms "$file")
    want "$file" "$segments" 'GNU_RELRO' 'no RELRO'
    want "$file" "$dynamic" 'BIND_NOW|FLAGS.*NOW' 'symbols are bound late (no -z now)'
    want "$file" "$segments" 'GNU_STACK .* RW ' 'the stack may be executed'
    want "$file" "$symbols" '__stack_chk_fail' 'no stack protector'
    want "$file" "$symbols" '__[a-z]+_chk@' 'no FORTIFY_SOURCE'
    # the note in the file depends on Debian's start files; that our functions begin with it is up to us
    want "$file" "$(objdump -d --no-show-raw-insn "$file" | grep -A1 '<mya_flow_resolve>:')" 'endbr64' 'no control-flow protection'
done
want "$module" "$(readelf -d "$module")" 'NODELETE' 'may be unloaded while libxml2 points into it'
want "$program" "$(readelf -h "$program")" 'Type: *DYN' 'no position-independent program'

exported=$(readelf -W --dyn-syms "$module" | awk '$5 == "GLOBAL" && $7 != "UND" { sub(/@.*/, "", $8); print $8 }' | grep -vxE '_init|_fini|_edata|_end|__bss_start' | sort)
[ "$exported" = myaccount_module ] || { echo "$module exports more than myaccount_module:" $exported >&2; bad=1; }
exit $bad
