/* SPDX-License-Identifier: Apache-2.0 */
/* data/user_sql.c: statements on mya_user */
#include "data/user_sql.h"

#include <string.h>

#include <apr_strings.h>

#include "base/clock.h"

static const char find[] =
    "SELECT id, portal, email, name, phone, language, zone, password_hash, disabled"
    " FROM mya_user WHERE portal = %s AND email = %s";

static const char insert[] =
    "INSERT INTO mya_user (id, portal, email, name, phone, language, zone, password_hash, created)"
    " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %pDs)";

/* Users first, so that none is cut in the middle of its roles. */
static const char list_before[] =
    "SELECT u.id, u.email, u.name, u.phone, u.language, u.zone, u.disabled, u.created,"
    " CASE WHEN u.password_hash IS NULL THEN 0 ELSE 1 END, m.customer_id, m.role"
    " FROM (SELECT * FROM mya_user a WHERE a.portal = %s AND a.email > %s";
static const char list_email[] = " AND a.email = %s";
static const char list_customer[] =
    " AND EXISTS (SELECT 1 FROM mya_membership b WHERE b.user_id = a.id AND b.customer_id = %s)";
static const char list_after[] =
    " ORDER BY a.email LIMIT " APR_STRINGIFY(MYA_USER_LIST) ") u"
    " LEFT JOIN mya_membership m ON m.user_id = u.id ORDER BY u.email, m.customer_id, m.role";

static const char disable[] = "UPDATE mya_user SET disabled = %d WHERE id = %s";

apr_status_t mya_user_sql_find(mya_user_row_t **user, mya_db_conn_t *conn, const char *portal,
                               const char *email, mya_result_t *why, apr_pool_t *pool)
{
    const char *const args[] = { portal, email };
    mya_rows_t *rows;
    apr_status_t rv = mya_db_select(&rows, conn, find, 2, args, 1, why, pool);

    *user = NULL;
    if (rv == APR_SUCCESS && rows->nrows) {
        const char *const *cells = rows->cells[0];
        mya_user_row_t *row = apr_palloc(pool, sizeof(*row));

        row->id = cells[0];
        row->portal = cells[1];
        row->email = cells[2];
        row->name = cells[3];
        row->phone = cells[4];
        row->language = cells[5];
        row->zone = cells[6];
        row->hash = cells[7];
        row->disabled = !cells[8] || strcmp(cells[8], "0") != 0;
        *user = row;
    }
    return rv;
}

apr_status_t mya_user_sql_insert(mya_db_conn_t *conn, const mya_user_row_t *user, apr_time_t now,
                                 mya_result_t *why, apr_pool_t *pool)
{
    const char *const args[] = { user->id, user->portal, user->email, user->name, user->phone,
                                 user->language, user->zone, user->hash,
                                 mya_clock_text(now, pool) };

    return mya_db_execute(NULL, conn, insert, 9, args, why, pool);
}

apr_status_t mya_user_sql_list(mya_rows_t **rows, mya_db_conn_t *conn, const char *portal,
                               const char *after, const char *email, const char *customer,
                               mya_result_t *why, apr_pool_t *pool)
{
    const char *args[4] = { portal, after };
    int n = 2;

    if (email) {
        args[n++] = email;
    }
    if (customer) {
        args[n++] = customer;
    }
    return mya_db_select(rows, conn,
                         apr_pstrcat(pool, list_before, email ? list_email : "",
                                     customer ? list_customer : "", list_after, NULL),
                         n, args, 0, why, pool);
}

apr_status_t mya_user_sql_disable(mya_db_conn_t *conn, const char *id, int disabled,
                                  mya_result_t *why, apr_pool_t *pool)
{
    const char *const args[] = { disabled ? "1" : "0", id };

    return mya_db_execute(NULL, conn, disable, 2, args, why, pool);
}
