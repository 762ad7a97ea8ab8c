/* SPDX-License-Identifier: Apache-2.0 */
/* data/guess.c: the marks of guesses at passwords, in mya_once */
#include "data/guess.h"

#include "base/clock.h"

/* The outcome is the page, the owner the notice. */
static const char take[] =
    "INSERT INTO mya_once (portal, nonce, session_hash, notice, used)"
    " VALUES (%s, %s, %s, %s, %pDs)";

static const char retake[] =
    "UPDATE mya_once SET page = NULL, notice = %s, used = %pDs"
    " WHERE portal = %s AND nonce = %s AND used <= %pDs";

static const char keep[] =
    "UPDATE mya_once SET page = %s WHERE portal = %s AND nonce = %s AND notice = %s";

static const char abandon[] =
    "DELETE FROM mya_once WHERE portal = %s AND nonce = %s AND notice = %s AND page IS NULL";

static const char forget[] = "DELETE FROM mya_once WHERE portal = %s AND nonce = %s";

static const char find[] =
    "SELECT page, used FROM mya_once WHERE portal = %s AND nonce = %s AND session_hash = %s";

apr_status_t mya_guess_take(mya_db_conn_t *conn, const mya_guess_key_t *key, apr_time_t now,
                            mya_result_t *why, apr_pool_t *pool)
{
    const char *const args[] = { key->portal, key->mark, key->session, key->owner,
                                 mya_clock_text(now, pool) };

    return mya_db_execute(NULL, conn, take, 5, args, why, pool);
}

apr_status_t mya_guess_retake(mya_db_conn_t *conn, const mya_guess_key_t *key, apr_time_t before,
                              apr_time_t now, mya_result_t *why, apr_pool_t *pool)
{
    const char *const args[] = { key->owner, mya_clock_text(now, pool), key->portal, key->mark,
                                 mya_clock_text(before, pool) };
    int affected = 0;
    apr_status_t rv = mya_db_execute(&affected, conn, retake, 5, args, why, pool);

    return rv == APR_SUCCESS && affected != 1
               ? mya_result_tell(why, MYA_EUNIQUE, "an identical form was counted a moment ago")
               : rv;
}

apr_status_t mya_guess_keep(mya_db_conn_t *conn, const mya_guess_key_t *key, const char *outcome,
                            mya_result_t *why, apr_pool_t *pool)
{
    const char *const args[] = { outcome, key->portal, key->mark, key->owner };

    return mya_db_execute(NULL, conn, keep, 4, args, why, pool);
}

apr_status_t mya_guess_abandon(mya_db_conn_t *conn, const mya_guess_key_t *key, mya_result_t *why,
                               apr_pool_t *pool)
{
    const char *const args[] = { key->portal, key->mark, key->owner };

    return mya_db_execute(NULL, conn, abandon, 3, args, why, pool);
}

apr_status_t mya_guess_forget(mya_db_conn_t *conn, const mya_guess_key_t *key, mya_result_t *why,
                              apr_pool_t *pool)
{
    const char *const args[] = { key->portal, key->mark };

    return mya_db_execute(NULL, conn, forget, 2, args, why, pool);
}

apr_status_t mya_guess_find(mya_guess_row_t **row, mya_db_conn_t *conn,
                            const mya_guess_key_t *key, mya_result_t *why, apr_pool_t *pool)
{
    const char *const args[] = { key->portal, key->mark, key->session };
    mya_rows_t *rows;
    apr_status_t rv = mya_db_select(&rows, conn, find, 3, args, 1, why, pool);

    *row = NULL;
    if (rv != APR_SUCCESS || !rows->nrows) {
        return rv;
    }
    *row = apr_palloc(pool, sizeof(**row));
    (*row)->outcome = rows->cells[0][0] ? rows->cells[0][0] : "";
    return mya_clock_parse(&(*row)->since, rows->cells[0][1]) == APR_SUCCESS
               ? APR_SUCCESS
               : mya_result_tell(why, MYA_EDATABASE, "mya_once.used is no point of time");
}
