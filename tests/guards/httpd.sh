#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Nothing but server/ and mod_myaccount.c knows httpd; no markup and no business SQL in C.
set -eu
cd "${MYA_SRCDIR:-$(dirname "$0")/../..}"
bad=0
refuse() { # sentence; the lines at fault on standard input
    if lines=$(grep .); then
        printf '%s:\n%s\n' "$1" "$lines" >&2
        bad=1
    fi
}

core=$(find mod_myaccount -name '*.[ch]' ! -path 'mod_myaccount/server/*' ! -name mod_myaccount.c)
all=$(find mod_myaccount -name '*.[ch]')

grep -nE '#[ 	]*include[ 	]*[<"](httpd|http_|ap_|util_|scoreboard|mod_dbd|mod_)[a-z_]*\.h' $core \
    | refuse "only server/ may include what belongs to httpd" || true

# a tag, an entity or an attribute with its quote, in a string; comments are left out first
for file in $all; do
    awk -v file="$file" '
        { line = $0; gsub(/\/\*[^*]*\*\//, "", line) }
        inside { if (sub(/^.*\*\//, "", line)) inside = 0; else next }
        line ~ /\/\*/ { sub(/\/\*.*$/, "", line); inside = 1 }
        line ~ /"[^"]*<\/?(a|p|div|span|h[1-6]|ul|ol|li|table|tr|td|th|form|input|button|label|section|main|nav|strong|em|br)[ >\/][^"]*"/ { print file ":" FNR ": " $0 }
    ' "$file"
done | refuse "markup in C: the skin makes it" || true

# engine tables are called mya_…; the words of the reference tables have no place in C
grep -nE '"[^"]*\b(FROM|JOIN|INTO|UPDATE)[ ]+(invoice|invoice_line|payment|customer|product|address|user_address|currency)\b' $all \
    | refuse "business SQL in C: it belongs in the portal definition" || true
grep -nE '"[^"]*\b(SELECT|INSERT INTO|UPDATE|DELETE FROM)[ ]' $core \
    | grep -vE '^mod_myaccount/(data|base)/' | grep -vE '^mod_myaccount/(portal|ctl)/[^:]*:[0-9]+:.*(SELECT|INSERT|UPDATE)[^=]*(is|are|wants|must|may|list|has|the|statement|, )' \
    | refuse "SQL outside data/ and base/db" || true

# SQ1: nobody but the layer talks to a driver
grep -nE '\bapr_dbd_(p?v?b?(select|query)|prepare|transaction_[a-z]+)[ ]*\(' $all | grep -v '^mod_myaccount/base/db' \
    | refuse "apr_dbd is called outside base/db" || true
exit $bad
