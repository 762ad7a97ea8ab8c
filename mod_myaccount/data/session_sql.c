/* SPDX-License-Identifier: Apache-2.0 */
/* data/session_sql.c: statements on mya_session */
#include "data/session_sql.h"

#include <apr_strings.h>

#include "base/clock.h"
#include "data/membership_sql.h"

/* A broker of a whole country has not so many; a mistake in the company's view may. */
#define MEMBERSHIPS_MAX 5000

/* The customer's key goes between the two. */
static const char read_before[] =
    "SELECT s.user_id, u.name, u.email, u.language, u.zone, s.customer_id, s.signed_in,"
    " s.last_seen, s.ref, m.customer_id, m.role, c.name"
    " FROM mya_session s"
    " JOIN mya_user u ON u.id = s.user_id AND u.portal = s.portal"
    " LEFT JOIN mya_membership m ON m.user_id = u.id"
    " LEFT JOIN mya_customer c ON c.id = ";
static const char read_after[] =
    " WHERE s.portal = %s AND s.id_hash = %s AND s.ended IS NULL AND s.last_seen > %pDs"
    " AND s.signed_in > %pDs AND u.disabled = 0"
    " ORDER BY m.customer_id, m.role";

static const char insert[] =
    "INSERT INTO mya_session (portal, id_hash, ref, user_id, customer_id, created, signed_in,"
    " last_seen, expires, address, agent)"
    " VALUES (%s, %s, %s, %s, %s, %pDs, %pDs, %pDs, %pDs, %s, %s)";

static const char last_customer[] =
    "SELECT m.customer_id FROM mya_membership m WHERE m.user_id = %s"
    " ORDER BY CASE WHEN m.customer_id ="
    " (SELECT s.customer_id FROM mya_session s WHERE s.user_id = %s AND s.portal = %s"
    " AND s.customer_id IS NOT NULL ORDER BY s.last_seen DESC, s.created DESC LIMIT 1)"
    " THEN 0 ELSE 1 END, m.customer_id LIMIT 1";

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

static const char return_to[] =
    "UPDATE mya_session SET customer_id = %s WHERE portal = %s AND id_hash = %s AND ended IS NULL"
    " AND EXISTS (SELECT 1 FROM mya_membership m WHERE m.user_id = mya_session.user_id"
    " AND m.customer_id = %s)";

static const char touch[] =
    "UPDATE mya_session SET last_seen = %pDs, expires = %pDs"
    " WHERE portal = %s AND id_hash = %s AND ended IS NULL AND last_seen < %pDs";

apr_status_t mya_session_sql_read(mya_rows_t **rows, mya_db_conn_t *conn, const char *portal,
                                  const char *id, apr_time_t idle, apr_time_t absolute,
                                  mya_type_e key, mya_result_t *why, apr_pool_t *pool)
{
    const char *const args[] = { portal, id, mya_clock_text(idle, pool),
                                 mya_clock_text(absolute, pool) };
    const char *customer = mya_customer_sql_key(mya_db_dialect(conn), key, "m.customer_id", pool);

    return mya_db_select(rows, conn, apr_pstrcat(pool, read_before, customer, read_after, NULL), 4,
                         args, MEMBERSHIPS_MAX, why, pool);
}

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
    const char *const args[] = { user, user, portal };

    return one_cell(customer, conn, last_customer, 3, args, why, pool);
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

apr_status_t mya_session_sql_return(mya_db_conn_t *conn, const char *portal, const char *id,
                                    const char *customer, mya_result_t *why, apr_pool_t *pool)
{
    const char *const args[] = { customer, portal, id, customer };

    return mya_db_execute(NULL, conn, return_to, 4, args, why, pool);
}

apr_status_t mya_session_sql_touch(mya_db_conn_t *conn, const char *portal, const char *id,
                                   apr_time_t now, apr_time_t expires, mya_result_t *why,
                                   apr_pool_t *pool)
{
    const char *const at = mya_clock_text(now, pool);
    const char *const args[] = { at, mya_clock_text(expires, pool), portal, id, at };

    return mya_db_execute(NULL, conn, touch, 5, args, why, pool);
}
