#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# demo/data/make.sh TODAY: write the demo's business data as SQL, for the tables of schema/*/business.sql.
#
# TODAY is YYYY-MM-DD. All dates lie in the two years before it, so that what is open or overdue stays sensible whenever the demo
# is made. The same TODAY gives the same bytes; another one moves the dates and leaves names, amounts and keys as they are.
set -eu

if [ $# -ne 1 ]; then
    echo "usage: make.sh YYYY-MM-DD" >&2
    exit 2
fi
here=$(cd "$(dirname "$0")" && pwd)
LC_ALL=C exec awk -v script=make.sh -v today="$1" -f "$here/basics.awk" -f "$here/invoices.awk" -f "$here/make.awk" \
    "$here/customers.tsv" "$here/addresses.tsv" "$here/contacts.tsv" "$here/products.tsv"
