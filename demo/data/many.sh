#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# demo/data/many.sh TODAY CUSTOMERS [copy]: write that many further customers of the demo as SQL, to be run after its users were added.
#
# Each has a user (customer1@example.com and so on, with Anna's password), events, and about ten invoices with lines and payments; the
# first has 10,000. 100,000 customers have a million invoices. The same words give the same bytes, for each kind of database; with
# "copy" the same rows as psql copies them, which takes PostgreSQL a fifth of the time.
# How far it is, is told on standard error: in one line of a terminal, else in lines, or not at all with MYACCOUNT_PROGRESS=no.
set -eu

if [ $# -lt 2 ] || [ "${3:-copy}" != copy ] || ! [ "$2" -ge 1 ] 2>/dev/null || [ "$2" -gt 100000 ]; then
    echo "usage: many.sh YYYY-MM-DD CUSTOMERS [copy]; there may be 1 to 100000 customers" >&2
    exit 2
fi
here=$(cd "$(dirname "$0")" && pwd)
progress=lines
[ ! -t 2 ] || progress=line
[ "${MYACCOUNT_PROGRESS:-}" != no ] || progress=
LC_ALL=C exec awk -v script=many.sh -v today="$1" -v many="$2" -v progress="$progress" -v copy="${3:-}" \
    -f "$here/basics.awk" -f "$here/invoices.awk" -f "$here/many.awk" "$here/contacts.tsv" "$here/products.tsv"
