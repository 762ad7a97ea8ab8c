/* SPDX-License-Identifier: Apache-2.0 */
/* base/db_setup.c: what a session on PostgreSQL or MariaDB is told before its first statement
 *
 * Whatever the server's or the account's defaults are, texts are UTF-8, points of time are UTC,
 * 'a' || 'b' is 'ab', a backslash in quotes is a backslash, "a name" is a name, and what does not
 * fit is refused. Said again when the driver has reconnected, which makes a new session.
 */
#include "base/db_int.h"

#include <string.h>

int mya_db_setup(mya_db_conn_t *conn)
{
    int number = 0;
    int rows;

    mya_db_limit_own(conn);
    for (int i = 0; conn->traits->setup[i] && number == 0; i++) {
        number = apr_dbd_query(conn->link->driver, conn->link->handle, &rows,
                               conn->traits->setup[i]);
    }
    mya_db_limit_end(conn);
    return number;
}

apr_status_t mya_db_setup_judge(mya_db_conn_t *conn, mya_result_t *why)
{
    const char *language;

    if (conn->traits->dialect != MYA_DIALECT_POSTGRESQL
        || mya_db_ask(&language, conn, "SELECT current_setting('lc_messages')", 0, conn->scratch)
               != 0
        || language[0] == 'C' || strncmp(language, "en", 2) == 0
        || strncmp(language, "POSIX", 5) == 0) {
        return APR_SUCCESS;
    }
    /* apr_dbd passes no SQLSTATE on: a taken key is known by the server's words only */
    mya_result_tell(why, MYA_EUNAVAILABLE, "PostgreSQL speaks \"%s\" to us, and we understand its "
                    "errors in English only; say, as its superuser: ALTER ROLE the_account SET "
                    "lc_messages = 'C'", language);
    if (why) {
        why->retry = conn->db->limits.pause;
    }
    return MYA_EUNAVAILABLE;
}
