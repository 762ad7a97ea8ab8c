#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# tests/harness/fuzz.sh TARGET SECONDS: replay the corpus of tests/fuzz/fuzz_TARGET.c (0 seconds), or go on from it for a time
#
# The core is compiled for it once, with libFuzzer's instruments and the sanitizers, into build/fuzz; make sees to what changed.
set -eu
top=$(cd "$(dirname "$0")/../.." && pwd)
target=$1
seconds=$2
out=$top/build/fuzz
mkdir -p "$out"
# those of configure.ac, without the least versions
libraries=$(sed -n '/^PKG_CHECK_MODULES(\[DEPS\]/,/\])$/p' "$top/configure.ac" | tr -d '\n' | sed 's/.*\], *\[//; s/\].*//; s/>= *[0-9.]*//g')

sed -n '/^CORE_SOURCES/,/[^\\]$/p' "$top/sources.am" | tr -d '\\' | tr ' ' '\n' | grep '\.c$' >"$out/sources"
{
    echo "CC = clang-14"
    echo "CFLAGS = -std=c11 -D_GNU_SOURCE -g -O1 -fno-omit-frame-pointer -fsanitize=fuzzer-no-link,address,undefined \\"
    echo "    -fno-sanitize-recover=undefined -I$top/mod_myaccount -DMYA_SHARE='\"$top\"' -DMYA_SRCDIR='\"$top\"' $(pkg-config --cflags $libraries)"
    echo "OBJECTS = $(sed "s|^|$out/|; s|\.c\$|.o|" "$out/sources" | tr '\n' ' ')"
    echo "$out/fuzz_%: $top/tests/fuzz/fuzz_%.c \$(OBJECTS)"
    echo "	\$(CC) \$(CFLAGS) -fsanitize=fuzzer,address,undefined -o \$@ \$< \$(OBJECTS) $(pkg-config --libs $libraries) -lcrypt -lm"
    echo "$out/%.o: $top/%.c"
    echo "	@mkdir -p \$(dir \$@)"
    echo "	\$(CC) \$(CFLAGS) -MMD -c -o \$@ \$<"
    echo ".SECONDARY:"
    echo "-include \$(OBJECTS:.o=.d)"
} >"$out/Makefile"
make -s -j"$(nproc)" -f "$out/Makefile" "$out/fuzz_$target" >"$out/$target.log" 2>&1 || { tail -n 30 "$out/$target.log"; exit 1; }

ASAN_OPTIONS=detect_leaks=0
export ASAN_OPTIONS
cd "$out"
if [ "$seconds" -eq 0 ]; then
    exec "$out/fuzz_$target" -timeout=10 "$top/tests/fuzz/corpus/$target"/*
fi
mkdir -p "$out/found/$target"
exec "$out/fuzz_$target" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=1024 -print_final_stats=1 "$out/found/$target" \
    "$top/tests/fuzz/corpus/$target"
