/* SPDX-License-Identifier: Apache-2.0 */
/* data/session_sql.c: statements on mya_session */
#include "data/session_sql.h"

#include <apr_strings.h>

#include "base/clock.h"

static const char insert[] =
    "INSERT INTO mya_session (portal, id_hash, ref, user_id, customer_id, created, signed_in,"
    " last_seen, expires, address, agent)"
    " VALUES (%s, %s, %s, %s, %s, %pDs, %pDs, %pDs, %pDs, %s, %s)";

static const char last_customer[] =
    "SELECT customer_id FROM mya_session WHERE user_id = %s AND portal = %s"
    " AND customer_id IS NOT NULL ORDER BY last_seen DESC, created DESC";

static const char whose[] =
    "SELECT user_id FROM mya_session WHERE portal = %s AND id_hash = %s AND ended IS NULL";

static const char end[] =
    "UPDATE mya_session SET ended = %pDs WHERE portal = %s AND id_hash = %s AND ended IS NULL";

static const char switch_to[] =
    "UPDATE mya_session SET customer_id = %s WHERE portal = %s AND id_hash = %s AND ended IS NULL";

/* More at once than this nobody has; what is left ends at its limits. */
#define SESSIONS_MAX 1000

static const char others[] =
    "SELECT id_hash FROM mya_session WHERE portal = %s AND user_id = %s AND id_hash <> %s"
    " AND ended IS NULL ORDER BY last_seen DESC";

static const char list_before[] =
    "SELECT s.id_hash, s.ref, s.user_id, u.email, s.customer_id, s.signed_in, s.last_seen,"
    " s.expires, s.address, s.agent FROM mya_session s"
    " LEFT JOIN mya_user u ON u.id = s.user_id AND u.portal = s.portal"
    " WHERE s.portal = %s AND s.ended IS NULL AND s.expires > %pDs";
static const char list_user[] = " AND s.user_id = %s";
static const char list_ref[] = " AND s.ref = %s";
static const char close_before[] =
    "UPDATE mya_session SET ended = %pDs"
    " WHERE portal = %s AND ended IS NULL AND expires <= %pDs";
static const char close_user[] = " AND user_id = %s";
static const char close_ref[] = " AND ref = %s";
static const char list_after[] = " ORDER BY s.last_seen DESC, s.ref";

static const char touch[] =
    "UPDATE mya_session SET last_seen = %pDs, expires = %pDs"
    " WHERE portal = %s AND id_hash = %s AND ended IS NULL AND last_seen < %pDs";

apr_status_t mya_session_sql_insert(mya_db_conn_t *conn, const mya_session_row_t *session,
                                    mya_result_t *why, apr_pool_t *pool)
{
    const char *const at = mya_clock_text(session->now, pool);
    const char *const args[] = { session->portal, session->id, session->ref, session->user,
                                 session->customer, at, at, at,
                                 mya_clock_text(session->expires, pool), session->address,
                                 session->agent };

    return mya_db_execute(NULL, conn, insert, 11, args, why, pool);
}

/* The only cell of a select in *CELL; NULL if it found no row. */
static apr_status_t one_cell(const char **cell, mya_db_conn_t *conn, const char *sql, int nargs,
                             const char *const *args, mya_result_t *why, apr_pool_t *pool)
{
    mya_rows_t *rows;
    apr_status_t rv = mya_db_select(&rows, conn, sql, nargs, args, 1, why, pool);

    *cell = rv == APR_SUCCESS && rows->nrows ? rows->cells[0][0] : NULL;
    return rv;
}

apr_status_t mya_session_sql_customer(const char **customer, mya_db_conn_t *conn,
                                      const char *portal, const char *user, mya_result_t *why,
                                      apr_pool_t *pool)
{
    const char *const args[] = { user, portal };

    return one_cell(customer, conn, last_customer, 2, args, why, pool);
}

apr_status_t mya_session_sql_end(const char **user, mya_db_conn_t *conn, const char *portal,
                                 const char *id, apr_time_t now, mya_result_t *why,
                                 apr_pool_t *pool)
{
    const char *const key[] = { portal, id };
    const char *const args[] = { mya_clock_text(now, pool), portal, id };
    const char *owner;
    int affected = 0;
    apr_status_t rv = one_cell(&owner, conn, whose, 2, key, why, pool);

    if (rv == APR_SUCCESS) {
        rv = mya_db_execute(&affected, conn, end, 3, args, why, pool);
    }
    *user = affected ? owner : NULL;
    return rv;
}

apr_status_t mya_session_sql_switch(int *found, mya_db_conn_t *conn, const char *portal,
                                    const char *id, const char *customer, mya_result_t *why,
                                    apr_pool_t *pool)
{
    const char *const args[] = { customer, portal, id };

    *found = 0;
    return mya_db_execute(found, conn, switch_to, 3, args, why, pool);
}

apr_status_t mya_session_sql_others(mya_rows_t **rows, mya_db_conn_t *conn, const char *portal,
                                    const char *user, const char *except, mya_result_t *why,
                                    apr_pool_t *pool)
{
    const char *const args[] = { portal, user, except };

    return mya_db_select(rows, conn, others, 3, args, SESSIONS_MAX, why, pool);
}

apr_status_t mya_session_sql_list(mya_rows_t **rows, mya_db_conn_t *conn,
                                  const mya_session_wanted_t *wanted, apr_time_t now, int max,
                                  mya_result_t *why, apr_pool_t *pool)
{
    const char *args[4] = { wanted->portal, mya_clock_text(now, pool) };
    int n = 2;

    if (wanted->user) {
        args[n++] = wanted->user;
    }
    if (wanted->ref) {
        args[n++] = wanted->ref;
    }
    return mya_db_select(rows, conn,
                         apr_pstrcat(pool, list_before, wanted->user ? list_user : "",
                                     wanted->ref ? list_ref : "", list_after,
                                     apr_psprintf(pool, " LIMIT %d", max), NULL),
                         n, args, max, why, pool);
}

apr_status_t mya_session_sql_close(mya_db_conn_t *conn, const mya_session_wanted_t *wanted,
                                   apr_time_t now, mya_result_t *why, apr_pool_t *pool)
{
    const char *at = mya_clock_text(now, pool), *args[5] = { at, wanted->portal, at };
    int n = 3;

    if (wanted->user) {
        args[n++] = wanted->user;
    }
    if (wanted->ref) {
        args[n++] = wanted->ref;
    }
    return mya_db_execute(NULL, conn,
                          apr_pstrcat(pool, close_before, wanted->user ? close_user : "",
                                      wanted->ref ? close_ref : "", NULL), n, args, why, pool);
}

apr_status_t mya_session_sql_touch(mya_db_conn_t *conn, const char *portal, const char *id,
                                   apr_time_t now, apr_time_t expires, mya_result_t *why,
                                   apr_pool_t *pool)
{
    const char *const at = mya_clock_text(now, pool);
    const char *const args[] = { at, mya_clock_text(expires, pool), portal, id, at };

    return mya_db_execute(NULL, conn, touch, 5, args, why, pool);
}
