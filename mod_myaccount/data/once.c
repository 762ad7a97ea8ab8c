/* SPDX-License-Identifier: Apache-2.0 */
/* data/once.c: one form, one effect (mya_once); one action after the other (mya_serial) */
#include "data/once.h"

#include "base/clock.h"

static const char take[] =
    "INSERT INTO mya_once (portal, nonce, session_hash, used) VALUES (%s, %s, %s, %pDs)";

static const char keep[] =
    "UPDATE mya_once SET page = %s, notice = %s, content = %s WHERE portal = %s AND nonce = %s";

static const char find[] =
    "SELECT page, notice, content FROM mya_once"
    " WHERE portal = %s AND nonce = %s AND session_hash = %s";

/* The row is locked by the update until the transaction ends, and made by whoever comes first: not
 * both in one statement, for on MariaDB that locks out new customers whose keys stand beside. */
static const char take_turn[] =
    "UPDATE mya_serial SET turns = turns + 1 WHERE portal = %s AND who = %s";

static const char *const queue_up[MYA_DIALECT_COUNT] = {
    [MYA_DIALECT_SQLITE] = "INSERT INTO mya_serial (portal, who, turns) VALUES (%s, %s, 1)"
                           " ON CONFLICT (portal, who) DO UPDATE SET turns = mya_serial.turns + 1",
    [MYA_DIALECT_POSTGRESQL] =
        "INSERT INTO mya_serial (portal, who, turns) VALUES (%s, %s, 1)"
        " ON CONFLICT (portal, who) DO UPDATE SET turns = mya_serial.turns + 1",
    [MYA_DIALECT_MARIADB] = "INSERT INTO mya_serial (portal, who, turns) VALUES (%s, %s, 1)"
                            " ON DUPLICATE KEY UPDATE turns = turns + 1",
};

apr_status_t mya_once_take(mya_db_conn_t *conn, const char *portal, const char *nonce,
                           const char *session, apr_time_t now, mya_result_t *why,
                           apr_pool_t *pool)
{
    const char *const args[] = { portal, nonce, session, mya_clock_text(now, pool) };

    return mya_db_execute(NULL, conn, take, 4, args, why, pool);
}

apr_status_t mya_once_keep(mya_db_conn_t *conn, const char *portal, const char *nonce,
                           const mya_outcome_t *outcome, mya_result_t *why, apr_pool_t *pool)
{
    const char *const args[] = { outcome->page, outcome->notice, outcome->content, portal, nonce };
    int affected = 0;
    apr_status_t rv = mya_db_execute(&affected, conn, keep, 5, args, why, pool);

    if (rv == APR_SUCCESS && affected != 1) {
        rv = mya_result_tell(why, MYA_EEXPECT, "the outcome of a form that was never taken");
    }
    return rv;
}

apr_status_t mya_once_find(mya_outcome_t **outcome, mya_db_conn_t *conn, const char *portal,
                           const char *nonce, const char *session, mya_result_t *why,
                           apr_pool_t *pool)
{
    const char *const args[] = { portal, nonce, session };
    mya_rows_t *rows;
    apr_status_t rv = mya_db_select(&rows, conn, find, 3, args, 1, why, pool);

    *outcome = NULL;
    if (rv == APR_SUCCESS && rows->nrows) {
        *outcome = apr_palloc(pool, sizeof(**outcome));
        (*outcome)->page = rows->cells[0][0] ? rows->cells[0][0] : "";
        (*outcome)->notice = rows->cells[0][1];
        (*outcome)->content = rows->cells[0][2];
    }
    return rv;
}

apr_status_t mya_once_serialize(mya_db_conn_t *conn, const char *portal, const char *who,
                                mya_result_t *why, apr_pool_t *pool)
{
    const char *const args[] = { portal, who };
    int there = 0;
    apr_status_t rv = mya_db_execute(&there, conn, take_turn, 2, args, why, pool);

    return rv == APR_SUCCESS && !there
               ? mya_db_execute(NULL, conn, queue_up[mya_db_dialect(conn)], 2, args, why, pool)
               : rv;
}
