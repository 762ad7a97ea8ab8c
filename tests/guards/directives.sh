#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A directive: one row in server/config.c, one paragraph in conf.d/myaccount.conf, one test in tests/http/config.test.mjs.
set -eu
cd "${MYA_SRCDIR:-$(dirname "$0")/../..}"
bad=0
directives=$(sed -n 's/^ *AP_INIT_[A-Z0-9_]*("\(MyAccount[A-Za-z]*\)".*/\1/p' mod_myaccount/server/config.c)
[ "$(echo "$directives" | wc -l)" -ge 10 ] || { echo "the table of directives was not found" >&2; exit 1; }
for name in $directives; do
    grep -qE "^ *#?$name " conf.d/myaccount.conf || { echo "$name has no line in conf.d/myaccount.conf" >&2; bad=1; }
    grep -qw "$name" tests/http/config.test.mjs || { echo "$name is in no test of tests/http/config.test.mjs" >&2; bad=1; }
done
for name in $(grep -oE '\bMyAccount[A-Z][A-Za-z]+' conf.d/myaccount.conf README.md demo/httpd/*.conf | sed 's/.*://' | sort -u); do
    echo "$directives" | grep -qx "$name" || { echo "$name is written of, but there is no such directive" >&2; bad=1; }
done
exit $bad
