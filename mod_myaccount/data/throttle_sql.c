/* SPDX-License-Identifier: Apache-2.0 */
/* data/throttle_sql.c: statements on mya_throttle */
#include "data/throttle_sql.h"

#include <stdlib.h>

#include "base/clock.h"

#define COLUMNS "mya_throttle (portal, bucket, failures, last_failure, blocked_until)"

/* A point of time before any other: "not blocked" must stay so when a clock is set back. */
#define NEVER "'1970-01-01 00:00:00'"

static const char *const ready[MYA_DIALECT_COUNT] = {
    [MYA_DIALECT_SQLITE] = "INSERT INTO " COLUMNS " VALUES (%s, %s, 0, %pDs, " NEVER ")"
                           " ON CONFLICT (portal, bucket) DO NOTHING",
    [MYA_DIALECT_POSTGRESQL] = "INSERT INTO " COLUMNS " VALUES (%s, %s, 0, %pDs, " NEVER ")"
                               " ON CONFLICT (portal, bucket) DO NOTHING",
    /* not IGNORE: that locks the row for reading, and two who then count wait for each other */
    [MYA_DIALECT_MARIADB] = "INSERT INTO " COLUMNS " VALUES (%s, %s, 0, %pDs, " NEVER ")"
                            " ON DUPLICATE KEY UPDATE portal = portal",
};

static const char count[] =
    "UPDATE mya_throttle SET told = CASE WHEN last_failure < %pDs THEN 0 ELSE told END,"
    " failures = CASE WHEN last_failure < %pDs THEN 1 ELSE failures + 1 END,"
    " last_failure = %pDs WHERE portal = %s AND bucket = %s AND blocked_until <= %pDs";

static const char sum[] = "SELECT COALESCE(SUM(failures), 0) FROM mya_throttle"
                          " WHERE portal = %s AND bucket IN (%s, %s)";

static const char read_one[] =
    "SELECT failures, blocked_until FROM mya_throttle WHERE portal = %s AND bucket = %s";

static const char block[] =
    "UPDATE mya_throttle SET blocked_until = %pDs WHERE portal = %s AND bucket = %s";

static const char tell[] =
    "UPDATE mya_throttle SET told = 1 WHERE portal = %s AND bucket = %s AND told = 0";

static const char give_back[] =
    "UPDATE mya_throttle SET failures = failures - 1, blocked_until = " NEVER
    " WHERE portal = %s AND bucket = %s AND failures > 0";

static const char clear[] = "DELETE FROM mya_throttle WHERE portal = %s AND bucket = %s";

static const char tidy[] = "DELETE FROM mya_throttle WHERE last_failure < %pDs";

apr_status_t mya_throttle_sql_ready(mya_db_conn_t *conn, const char *portal, const char *bucket,
                                    apr_time_t now, mya_result_t *why, apr_pool_t *pool)
{
    const char *const at = mya_clock_text(now, pool);
    const char *const args[] = { portal, bucket, at };

    return mya_db_execute(NULL, conn, ready[mya_db_dialect(conn)], 3, args, why, pool);
}

apr_status_t mya_throttle_sql_count(int *counted, mya_db_conn_t *conn, const char *portal,
                                    const char *bucket, apr_time_t now, apr_time_t forget,
                                    mya_result_t *why, apr_pool_t *pool)
{
    const char *const at = mya_clock_text(now, pool);
    const char *const before = mya_clock_text(forget, pool);
    const char *const args[] = { before, before, at, portal, bucket, at };

    *counted = 0;
    return mya_db_execute(counted, conn, count, 6, args, why, pool);
}

apr_status_t mya_throttle_sql_read(int *failures, apr_time_t *until, mya_db_conn_t *conn,
                                   const char *portal, const char *bucket, mya_result_t *why,
                                   apr_pool_t *pool)
{
    const char *const args[] = { portal, bucket };
    mya_rows_t *rows;
    apr_status_t rv = mya_db_select(&rows, conn, read_one, 2, args, 1, why, pool);

    if (rv != APR_SUCCESS) {
        return rv;
    }
    if (!rows->nrows || mya_clock_parse(until, rows->cells[0][1]) != APR_SUCCESS) {
        return mya_result_tell(why, MYA_EDATABASE, "mya_throttle holds what we did not write");
    }
    *failures = atoi(rows->cells[0][0]);
    return APR_SUCCESS;
}

apr_status_t mya_throttle_sql_sum(int *failures, mya_db_conn_t *conn, const char *portal,
                                  const char *one, const char *other, mya_result_t *why,
                                  apr_pool_t *pool)
{
    const char *const args[] = { portal, one, other };
    mya_rows_t *rows;
    apr_status_t rv = mya_db_select(&rows, conn, sum, 3, args, 1, why, pool);

    *failures = rv == APR_SUCCESS && rows->nrows ? atoi(rows->cells[0][0]) : 0;
    return rv;
}

apr_status_t mya_throttle_sql_block(mya_db_conn_t *conn, const char *portal, const char *bucket,
                                    apr_time_t until, mya_result_t *why, apr_pool_t *pool)
{
    const char *const args[] = { mya_clock_text(until, pool), portal, bucket };

    return mya_db_execute(NULL, conn, block, 3, args, why, pool);
}

apr_status_t mya_throttle_sql_tell(int *first, mya_db_conn_t *conn, const char *portal,
                                   const char *bucket, mya_result_t *why, apr_pool_t *pool)
{
    const char *const args[] = { portal, bucket };

    *first = 0;
    return mya_db_execute(first, conn, tell, 2, args, why, pool);
}

apr_status_t mya_throttle_sql_give_back(mya_db_conn_t *conn, const char *portal,
                                        const char *bucket, mya_result_t *why, apr_pool_t *pool)
{
    const char *const args[] = { portal, bucket };

    return mya_db_execute(NULL, conn, give_back, 2, args, why, pool);
}

apr_status_t mya_throttle_sql_clear(mya_db_conn_t *conn, const char *portal, const char *bucket,
                                    mya_result_t *why, apr_pool_t *pool)
{
    const char *const args[] = { portal, bucket };

    return mya_db_execute(NULL, conn, clear, 2, args, why, pool);
}

apr_status_t mya_throttle_sql_tidy(mya_db_conn_t *conn, apr_time_t before, mya_result_t *why,
                                   apr_pool_t *pool)
{
    const char *const args[] = { mya_clock_text(before, pool) };

    return mya_db_execute(NULL, conn, tidy, 1, args, why, pool);
}
