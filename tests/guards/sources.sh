#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Is every source file built, and every test wired? sources.am lists what the folders hold.
# With --write the list is made anew.
set -eu
cd "${MYA_SRCDIR:-$(dirname "$0")/../..}"

list() { # name, files on standard input
    LC_ALL=C sort | awk -v name="$1" 'BEGIN { printf "%s =", name } { printf " \\\n    %s", $0 } END { print "" }'
}
make_list() {
    echo '# SPDX-License-Identifier: Apache-2.0'
    echo '# What the folders hold; kept by tests/guards/sources.sh --write, checked by the same.'
    find mod_myaccount -name '*.[ch]' ! -path 'mod_myaccount/server/*' ! -path 'mod_myaccount/ctl/*' \
        ! -name mod_myaccount.c | list CORE_SOURCES
    find mod_myaccount/server mod_myaccount/mod_myaccount.c -name '*.[ch]' | list MODULE_SOURCES
    find mod_myaccount/ctl -name '*.[ch]' | list CTL_SOURCES
    find tests/unit -name 'test_*.c' | sed 's/\.c$//' | list UNIT_TESTS
    find tests/guards -name '*.sh' | list GUARDS
}
case "${1:-}" in
--write) make_list > sources.am ;;
*) make_list | cmp -s - sources.am || {
    make_list | diff sources.am - >&2 || true
    echo "sources.am does not list what the folders hold; run tests/guards/sources.sh --write" >&2
    exit 1
} ;;
esac
