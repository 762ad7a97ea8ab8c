#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The reference of the portal language (doc/portal/reference.md) names every element and attribute that
# the loader knows and no other: where each stands, whether it is needed, which words it takes. What is
# reserved for later stands in the section of that name.
#
# An element is a heading "### `page`" with a line "Stands in `module`." below it ("a file of its own"),
# and one that begins with "Mistakes: "; an attribute is a row "| `path` | needed | …" of the table there.
set -eu
cd "${MYA_SRCDIR:-$(dirname "$0")/../..}"
ctl=${MYA_BUILDDIR:-build}/myaccountctl
[ -x "$ctl" ] || ctl=build/myaccountctl
[ -x "$ctl" ] || { echo "manual: myaccountctl is not built" >&2; exit 77; }
grammar=$("$ctl" grammar)
[ "$(echo "$grammar" | wc -l)" -ge 100 ] || { echo "the table of the grammar was not found" >&2; exit 1; }

echo "$grammar" | LC_ALL=C awk -v reference=doc/portal/reference.md -v values=doc/portal/values.md '
BEGIN {
    FS = "\t"
    while ((getline line < reference) > 0) {
        if (line ~ /^## /) { reserved = line ~ /^## Reserved/; element = "" }
        else if (line ~ /^### `/) { split(line, part, "`"); element = part[2]; here[element] = 1 }
        else if (element != "" && line ~ /^Stands in /) { sub(/[.;] .*/, "", line); stands[element] = line }
        else if (element != "" && line ~ /^Mistakes: /) { warned[element] = 1 }
        else if (line ~ /^\| `/) {
            split(line, part, "`")
            n = split(line, cell, "|")
            gsub(/[ ]/, "", cell[3])
            if (reserved) { later[part[2]] = 1 }
            else if (element != "") { row[element " " part[2]] = line; needed[element " " part[2]] = cell[3] == "needed" }
        }
    }
    while ((getline line < values) > 0) {
        if (line ~ /^\| `/) { split(line, part, "`"); type[part[2]] = 1 }
    }
}
function tell(what) { print reference ": " what; bad = 1 }
function words_are_named(line, words, at,    n, word, i, long) {
    sub(/^[a-z ]*: /, "", words)
    n = split(words, word, " ")
    long = n > 12
    for (i = 1; i <= n; i++) {
        if (index(line, "`" word[i] "`") == 0 && !(long && (word[i] in type))) { tell(at " takes \"" word[i] "\", which is not said") }
    }
}
$2 == "-" {
    if ($3 == "reserved") {
        if (!($1 in later)) { tell("the reserved element " $1 " is not listed under Reserved") }
        if ($1 in here) { tell("the element " $1 " is explained, but reserved for later") }
        known["later " $1] = 1
        next
    }
    known[$1] = 1
    if (!($1 in here)) { tell("the element " $1 " is missing") ; next }
    if (!($1 in warned)) { tell("no mistake of the element " $1 " is told") }
    n = split($4, parent, " ")
    for (i = 1; i <= n; i++) {
        if (index(stands[$1], parent[i] == "file" ? "a file of its own" : "`" parent[i] "`") == 0) { tell($1 " may stand in " parent[i] ", which is not said") }
        allowed[$1 " " parent[i]] = 1
    }
    m = split(stands[$1], said, "`")
    for (i = 2; i <= m; i += 2) { if (said[i] ~ /^[a-z-]+$/ && !(($1 " " said[i]) in allowed)) { tell($1 " may not stand in " said[i]) } }
    next
}
$3 == "reserved" {
    known["later " $1 " " $2] = 1
    if (!(($1 " " $2) in later)) { tell("the reserved attribute " $2 " of " $1 " is not listed under Reserved, as `" $1 " " $2 "`") }
    if (($1 " " $2) in row) { tell($2 " of " $1 " is explained, but reserved for later") }
    next
}
{
    at = $1 " " $2
    known[at] = 1
    if (!(at in row)) { tell("the attribute " $2 " of " $1 " is missing"); next }
    if (needed[at] != ($3 == "needed")) { tell($2 " of " $1 " is " $3 ", which the second column does not say") }
    if ($4 ~ / of: /) { words_are_named(row[at], $4, $2 " of " $1) }
}
END {
    for (name in here) { if (!(name in known)) { tell("there is no element " name) } }
    for (name in row) { if (!(name in known)) { tell("there is no attribute \"" name "\"") } }
    for (name in later) { if (!(("later " name) in known)) { tell("\"" name "\" is not reserved") } }
    exit bad
}' >&2
