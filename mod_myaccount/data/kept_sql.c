/* SPDX-License-Identifier: Apache-2.0 */
/* data/kept_sql.c: statements on mya_kept, what was written when the session was over */
#include "data/kept_sql.h"

#include <stdlib.h>

#include <apr_strings.h>

#include "base/clock.h"

static const char holder[] =
    "SELECT user_id, customer_id FROM mya_session WHERE portal = %s AND id_hash = %s";

static const char count[] =
    "SELECT SUM(CASE WHEN user_id = %s THEN 1 ELSE 0 END),"
    " SUM(CASE WHEN user_id IS NULL THEN 1 ELSE 0 END),"
    " SUM(CASE WHEN user_id IS NULL AND network = %s THEN 1 ELSE 0 END)"
    " FROM mya_kept WHERE portal = %s";

static const char insert[] =
    "INSERT INTO mya_kept (portal, id_hash, user_id, customer_id, before_hash, network, path,"
    " content, at) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %pDs)";

static const char claim[] =
    "UPDATE mya_kept SET user_id = %s"
    " WHERE portal = %s AND id_hash = %s AND before_hash = %s AND user_id IS NULL";

static const char find[] =
    "SELECT customer_id, path, content FROM mya_kept"
    " WHERE portal = %s AND id_hash = %s AND user_id = %s AND at > %pDs";

static const char take_out[] =
    "DELETE FROM mya_kept WHERE portal = %s AND id_hash = %s AND user_id = %s";

static const char tidy[] = "DELETE FROM mya_kept WHERE at < %pDs";

apr_status_t mya_kept_sql_holder(const char **user, const char **customer, mya_db_conn_t *conn,
                                 const char *portal, const char *id, mya_result_t *why,
                                 apr_pool_t *pool)
{
    const char *const args[] = { portal, id };
    mya_rows_t *rows;
    apr_status_t rv = mya_db_select(&rows, conn, holder, 2, args, 1, why, pool);

    *user = *customer = NULL;
    if (rv == APR_SUCCESS && rows->nrows) {
        *user = rows->cells[0][0];
        *customer = rows->cells[0][1];
    }
    return rv;
}

static int number(const char *cell)
{
    return cell ? atoi(cell) : 0;
}

apr_status_t mya_kept_sql_count(int *of_user, int *unknown, int *of_network, mya_db_conn_t *conn,
                                const char *portal, const char *user, const char *network,
                                mya_result_t *why, apr_pool_t *pool)
{
    const char *const args[] = { user, network, portal };
    mya_rows_t *rows;
    apr_status_t rv = mya_db_select(&rows, conn, count, 3, args, 1, why, pool);

    *of_user = *unknown = *of_network = 0;
    if (rv == APR_SUCCESS && rows->nrows) {
        *of_user = number(rows->cells[0][0]);
        *unknown = number(rows->cells[0][1]);
        *of_network = number(rows->cells[0][2]);
    }
    return rv;
}

apr_status_t mya_kept_sql_insert(mya_db_conn_t *conn, const mya_kept_row_t *row, mya_result_t *why,
                                 apr_pool_t *pool)
{
    const char *const args[] = { row->portal, row->id, row->user, row->customer, row->before,
                                 row->network, row->path, row->content,
                                 mya_clock_text(row->at, pool) };

    return mya_db_execute(NULL, conn, insert, 9, args, why, pool);
}

apr_status_t mya_kept_sql_claim(mya_db_conn_t *conn, const char *portal, const char *id,
                                const char *before, const char *user, mya_result_t *why,
                                apr_pool_t *pool)
{
    const char *const args[] = { user, portal, id, before };

    return mya_db_execute(NULL, conn, claim, 4, args, why, pool);
}

apr_status_t mya_kept_sql_read(mya_kept_row_t **row, mya_db_conn_t *conn, const char *portal,
                               const char *id, const char *user, apr_time_t since,
                               mya_result_t *why, apr_pool_t *pool)
{
    const char *const args[] = { portal, id, user, mya_clock_text(since, pool) };
    mya_rows_t *rows;
    apr_status_t rv = mya_db_select(&rows, conn, find, 4, args, 1, why, pool);

    *row = NULL;
    if (rv == APR_SUCCESS && rows->nrows) {
        const mya_kept_row_t found = { .portal = portal, .id = id, .user = user,
                                       .customer = rows->cells[0][0], .path = rows->cells[0][1],
                                       .content = rows->cells[0][2] };

        *row = apr_pmemdup(pool, &found, sizeof(found));
    }
    return rv;
}

apr_status_t mya_kept_sql_remove(mya_db_conn_t *conn, const char *portal, const char *id,
                                 const char *user, mya_result_t *why, apr_pool_t *pool)
{
    const char *const args[] = { portal, id, user };

    return mya_db_execute(NULL, conn, take_out, 3, args, why, pool);
}

apr_status_t mya_kept_sql_tidy(mya_db_conn_t *conn, apr_time_t before, mya_result_t *why,
                               apr_pool_t *pool)
{
    const char *const args[] = { mya_clock_text(before, pool) };

    return mya_db_execute(NULL, conn, tidy, 1, args, why, pool);
}
