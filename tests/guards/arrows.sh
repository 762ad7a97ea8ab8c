#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Who may include whom: the layers of the house. All may include their own folder, base, and the model of portal.
set -eu
cd "${MYA_SRCDIR:-$(dirname "$0")/../..}"

# Only mod_myaccount.c itself stands outside the folders: it is server's.
find mod_myaccount -name '*.[ch]' | LC_ALL=C sort | xargs awk '
BEGIN {
    # what is not below: each folder and the folders that it may include
    allow["server"]  = "flow process payment message action page form view access data portal"
    allow["ctl"]     = allow["server"]
    allow["flow"]    = "process payment message action page form view access data"
    allow["process"] = "action page data"
    allow["payment"] = "action data"
    allow["message"] = "page view data"
    allow["action"]  = "form access data"
    allow["page"]    = "form view access data"
    allow["form"]    = "view data"
    allow["access"]  = "data"
    allow["view"]    = "portal"
    allow["data"]    = "portal"
    allow["portal"]  = ""
    allow["base"]    = ""
    # the model of portal: what a loaded definition is, and how its addresses are written; not its loader
    model = " model.h types.h address.h name.h "
}
FNR == 1 {
    n = split(FILENAME, part, "/")
    from = n == 2 ? "server" : part[2]
    if (!(from in allow)) { fault(from " is no folder of the house") }
}
/^[ \t]*#[ \t]*include[ \t]*"/ {
    split($0, quoted, "\"")
    if (split(quoted[2], path, "/") != 2) { fault("\"" quoted[2] "\" is not written as folder/file.h"); next }
    to = path[1]
    if (to == from || (to == "base") || (to == "portal" && from != "base" && index(model, " " path[2] " "))) { next }
    if (!index(" " allow[from] " ", " " to " ")) { fault(from " may not include " quoted[2]) }
}
function fault(sentence) { print FILENAME ":" FNR ": " sentence; bad = 1 }
END { exit bad }
' >&2
