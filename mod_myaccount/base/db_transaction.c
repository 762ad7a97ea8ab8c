/* SPDX-License-Identifier: Apache-2.0 */
/* base/db_transaction.c: all or nothing
 *
 * Not apr_dbd_transaction_start(): it commits what is left open when its pool dies, answers "ok"
 * to a commit that it turned into a rollback, and swallows statements after an error.
 * The plain statements mean the same on all three databases, and what failed is our own
 * knowledge.
 */
#include "base/db_int.h"

#include <apr_general.h>

/* Who was undone for another goes on a moment later, each after another one, so that they do not
 * meet again at once. */
#define AGAIN_MOST 4
#define AGAIN_PAUSE apr_time_from_msec(10)

int mya_db_say(mya_db_conn_t *conn, const char *sql)
{
    int rows = 0;
    int number;

    mya_db_limit_own(conn);
    number = apr_dbd_query(conn->link->driver, conn->link->handle, &rows, sql);
    mya_db_limit_end(conn);
    return number;
}

void mya_db_abandon(mya_db_conn_t *conn)
{
    mya_db_unnamed_finish(conn);
    if (conn->in_transaction) {
        mya_db_say(conn, "ROLLBACK");      /* if that fails, the database has done so itself */
    }
    conn->in_transaction = 0;
    conn->failed = 0;
}

static apr_status_t begin(mya_db_conn_t *conn, const char *before, const char *sql,
                          mya_result_t *why)
{
    apr_status_t rv;
    int number;

    if (conn->in_transaction) {
        return mya_result_tell(why, MYA_EDATABASE, "a transaction is open already");
    }
    mya_db_unnamed_finish(conn);
    /* Inside, a dead statement could not be renewed. */
    rv = mya_db_cache_check(conn, why);
    if (rv != APR_SUCCESS) {
        return rv;
    }
    rv = mya_db_limit_begin(conn, why);
    if (rv != APR_SUCCESS) {
        return rv;
    }
    mya_db_limit_end(conn);
    conn->victim = 0;
    number = before ? mya_db_say(conn, before) : 0;
    number = number == 0 ? mya_db_say(conn, sql) : number;
    if (number != 0) {
        return mya_db_fail(conn, number, "begin", why);
    }
    conn->in_transaction = 1;
    conn->failed = 0;
    conn->cache->limit = conn->traits->unnamed ? -1 : conn->cache->limit;
    return APR_SUCCESS;
}

apr_status_t mya_db_begin(mya_db_conn_t *conn, mya_result_t *why, apr_pool_t *pool)
{
    (void)pool;
    return begin(conn, NULL, conn->traits->begin, why);
}

apr_status_t mya_db_begin_read(mya_db_conn_t *conn, mya_result_t *why, apr_pool_t *pool)
{
    (void)pool;
    return begin(conn, conn->traits->before_read, conn->traits->begin_read, why);
}

apr_status_t mya_db_commit(mya_db_conn_t *conn, mya_result_t *why, apr_pool_t *pool)
{
    apr_status_t rv;
    int number;

    (void)pool;
    if (!conn->in_transaction) {
        return mya_result_tell(why, MYA_EDATABASE, "there is no transaction to commit");
    }
    if (conn->failed) {
        mya_db_abandon(conn);
        return mya_result_tell(why, MYA_EDATABASE,
                               "the transaction was undone, since a statement of it had failed");
    }
    number = mya_db_say(conn, "COMMIT");
    if (number == 0) {
        conn->in_transaction = 0;
        return APR_SUCCESS;
    }
    rv = mya_db_fail(conn, number, "commit", why);
    mya_db_abandon(conn);
    return rv;
}

void mya_db_rollback(mya_db_conn_t *conn, apr_pool_t *pool)
{
    (void)pool;
    mya_db_abandon(conn);
}

int mya_db_again(int *tries, mya_db_conn_t *conn, mya_result_t *why)
{
    unsigned char random = 0;

    if (!conn->victim || conn->in_transaction || ++*tries >= AGAIN_MOST || mya_db_late(conn->db)) {
        return 0;
    }
    apr_generate_random_bytes(&random, sizeof(random));
    apr_sleep(AGAIN_PAUSE * *tries + apr_time_from_msec(random / 8));
    conn->victim = 0;
    mya_result_untell(why);
    return 1;
}

apr_status_t mya_db_save(mya_db_conn_t *conn, mya_result_t *why, apr_pool_t *pool)
{
    int number;

    (void)pool;
    if (!conn->in_transaction || conn->failed) {
        return mya_result_tell(why, MYA_EDATABASE, "there is no living transaction to save in");
    }
    number = mya_db_say(conn, "SAVEPOINT mya");
    return number == 0 ? APR_SUCCESS : mya_db_fail(conn, number, "savepoint", why);
}

apr_status_t mya_db_release(mya_db_conn_t *conn, mya_result_t *why, apr_pool_t *pool)
{
    int number;

    (void)pool;
    if (!conn->in_transaction || conn->failed) {
        return mya_result_tell(why, MYA_EDATABASE, "a failed savepoint can only be undone");
    }
    number = mya_db_say(conn, "RELEASE SAVEPOINT mya");
    return number == 0 ? APR_SUCCESS : mya_db_fail(conn, number, "release", why);
}

apr_status_t mya_db_undo(mya_db_conn_t *conn, mya_result_t *why, apr_pool_t *pool)
{
    int number;

    (void)pool;
    if (!conn->in_transaction) {
        return mya_result_tell(why, MYA_EDATABASE, "there is no transaction to undo in");
    }
    number = mya_db_say(conn, "ROLLBACK TO SAVEPOINT mya");
    if (number == 0) {
        number = mya_db_say(conn, "RELEASE SAVEPOINT mya");
    }
    if (number != 0) {
        return mya_db_fail(conn, number, "undo", why);
    }
    conn->failed = 0;      /* mya_db_save() let nobody in whose transaction had failed before */
    conn->cache->limit = conn->traits->unnamed ? -1 : conn->cache->limit;
    return APR_SUCCESS;
}
