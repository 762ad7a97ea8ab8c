/* SPDX-License-Identifier: Apache-2.0 */
/* data/throttle_sql.c: statements on mya_throttle */
#include "data/throttle_sql.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"

#define COLUMNS "mya_throttle (portal, bucket, failures, last_failure, blocked_until)"

/* A point of time before any other: "not blocked" must stay so when a clock is set back. */
#define NEVER "'1970-01-01 00:00:00'"

static const char *const ready[MYA_DIALECT_COUNT] = {
    [MYA_DIALECT_SQLITE] = "INSERT INTO " COLUMNS " VALUES (%s, %s, 0, %pDs, " NEVER ")"
                           " ON CONFLICT (portal, bucket) DO NOTHING",
    [MYA_DIALECT_POSTGRESQL] = "INSERT INTO " COLUMNS " VALUES (%s, %s, 0, %pDs, " NEVER ")"
                               " ON CONFLICT (portal, bucket) DO NOTHING",
    /* not IGNORE: that locks the row for reading, and two who then change it wait for each other */
    [MYA_DIALECT_MARIADB] = "INSERT INTO " COLUMNS " VALUES (%s, %s, 0, %pDs, " NEVER ")"
                            " ON DUPLICATE KEY UPDATE portal = portal",
};

static const char count[] =
    "UPDATE mya_throttle SET told = CASE WHEN last_failure < %pDs THEN 0 ELSE told END,"
    " failures = CASE WHEN last_failure < %pDs THEN 1 ELSE failures + 1 END,"
    " last_failure = %pDs WHERE portal = %s AND bucket = %s AND blocked_until <= %pDs";

static const char there[] =
    "SELECT bucket FROM mya_throttle WHERE portal = %s AND bucket IN (%s, %s, %s, %s)";

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

/* Not in one statement: that would go through the index over rows which others are changing. */
static const char old[] = "SELECT portal, bucket FROM mya_throttle WHERE last_failure < %pDs"
                          " ORDER BY last_failure LIMIT 20";
static const char tidy[] =
    "DELETE FROM mya_throttle WHERE portal = %s AND bucket = %s AND last_failure < %pDs";

static int is_among(const mya_rows_t *rows, const char *bucket)
{
    for (int i = 0; i < rows->nrows; i++) {
        if (!strcmp(rows->cells[i][0], bucket)) {
            return 1;
        }
    }
    return 0;
}

apr_status_t mya_throttle_sql_ready(int *made, mya_db_conn_t *conn, const char *portal,
                                    const char *const *buckets, apr_time_t now, mya_result_t *why,
                                    apr_pool_t *pool)
{
    const char *const wanted[] = { portal, buckets[0], buckets[1], buckets[2], buckets[3] };
    mya_rows_t *rows;
    apr_status_t rv = mya_db_select(&rows, conn, there, 5, wanted, MYA_THROTTLE_BUCKETS, why, pool);

    *made = 0;
    for (int i = 0; i < MYA_THROTTLE_BUCKETS && rv == APR_SUCCESS; i++) {
        const char *const args[] = { portal, buckets[i], mya_clock_text(now, pool) };

        if (buckets[i] && !is_among(rows, buckets[i])) {
            rv = mya_db_execute(NULL, conn, ready[mya_db_dialect(conn)], 3, args, why, pool);
            ++*made;
        }
    }
    return rv;
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
    if (!rows->nrows) {
        return MYA_ENOTFOUND;
    }
    if (mya_clock_parse(until, rows->cells[0][1]) != APR_SUCCESS) {
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
    const char *const at = mya_clock_text(before, pool);
    mya_rows_t *rows;
    apr_status_t rv = mya_db_select(&rows, conn, old, 1, &at, 0, why, pool);

    for (int i = 0; rv == APR_SUCCESS && i < rows->nrows; i++) {
        const char *const args[] = { rows->cells[i][0], rows->cells[i][1], at };

        rv = mya_db_execute(NULL, conn, tidy, 3, args, why, pool);
    }
    return rv;
}
