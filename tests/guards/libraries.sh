#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# One foreign library, one file of base/; the rest of the code does not know its types.
set -eu
cd "${MYA_SRCDIR:-$(dirname "$0")/../..}"
bad=0
only() { # pattern of its headers, then the files that may include them
    headers=$1
    shift
    for file in $(grep -rlE "#[ 	]*include[ 	]*<$headers" mod_myaccount); do
        case " $* " in
        *" ${file#mod_myaccount/} "*) ;;
        *)
            echo "$file includes <$headers…>; only $* may" >&2
            bad=1
            ;;
        esac
    done
}
only 'openssl/'     base/crypto.c
only 'libxml/'      base/xml_int.h
only 'libe?xslt/'   base/xslt.c base/xslt_int.h
only 'unicode/'     base/icu.c base/icu_names.c base/nfkc.c
only 'gumbo'        base/html.c
only 'argon2'       base/argon.c
only 'curl/'        base/http.c
only 'jansson'      base/json.c
only 'iconv'        base/charset.c
only '(crypt|apr_md5)\.h' base/crypt.c
only 'sqlite3\.h'   base/db_limit.c
only 'mod_dbd\.h'   server/dbd.c
# who opens connections hands base/db what it opened
only 'apr_dbd\.h'   base/db.h server/dbd.c ctl/main.c ctl/database.c
exit $bad
