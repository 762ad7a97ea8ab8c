/* SPDX-License-Identifier: Apache-2.0 */
/* data/lease.c: statements on mya_lease
 *
 * Never look and then take: of two who come at once, the row's lock or its key lets one have it.
 */
#include "data/lease.h"

#include "base/clock.h"

static const char take_over[] =
    "UPDATE mya_lease SET holder = %s, until = %pDs"
    " WHERE name = %s AND (holder = %s OR until < %pDs OR until > %pDs)";

/* A server writes what fails into its log, and this does each time for whoever comes later. */
#define FIRST "INTO mya_lease (name, holder, until) VALUES (%s, %s, %pDs)"
static const char *const take_first[MYA_DIALECT_COUNT] = {
    [MYA_DIALECT_SQLITE] = "INSERT " FIRST " ON CONFLICT (name) DO NOTHING",
    [MYA_DIALECT_POSTGRESQL] = "INSERT " FIRST " ON CONFLICT (name) DO NOTHING",
    [MYA_DIALECT_MARIADB] = "INSERT IGNORE " FIRST,
};

static const char extend[] =
    "UPDATE mya_lease SET until = %pDs WHERE name = %s AND holder = %s AND until > %pDs";

static const char give_up[] = "DELETE FROM mya_lease WHERE name = %s AND holder = %s";

static const char find[] = "SELECT until FROM mya_lease WHERE name = %s";

static apr_status_t read_end(apr_time_t *until, mya_db_conn_t *conn, const char *name,
                             mya_result_t *why, apr_pool_t *pool)
{
    const char *const args[] = { name };
    mya_rows_t *rows;
    apr_status_t rv = mya_db_select(&rows, conn, find, 1, args, 1, why, pool);

    *until = 0;
    if (rv == APR_SUCCESS && rows->nrows
        && mya_clock_parse(until, rows->cells[0][0]) != APR_SUCCESS) {
        rv = mya_result_tell(why, MYA_EDATABASE, "mya_lease holds what we did not write");
    }
    return rv;
}

apr_status_t mya_lease_take(int *taken, apr_time_t *until_then, mya_db_conn_t *conn,
                            const char *name, const char *holder, apr_time_t now, apr_time_t until,
                            mya_result_t *why, apr_pool_t *pool)
{
    const char *const end = mya_clock_text(until, pool);
    const char *const over[] = { holder, end, name, holder,
                                 mya_clock_text(now - MYA_LEASE_SKEW, pool),
                                 mya_clock_text(now + MYA_LEASE_MOST, pool) };
    const char *const first[] = { name, holder, end };
    apr_status_t rv;

    *taken = 0;
    *until_then = 0;
    rv = mya_db_execute(taken, conn, take_over, 6, over, why, pool);
    if (rv == APR_SUCCESS && !*taken) {
        rv = mya_db_execute(taken, conn, take_first[mya_db_dialect(conn)], 3, first, why, pool);
    }
    if (rv == APR_SUCCESS && !*taken) {
        rv = read_end(until_then, conn, name, why, pool);
    }
    return rv;
}

apr_status_t mya_lease_extend(int *held, mya_db_conn_t *conn, const char *name, const char *holder,
                              apr_time_t now, apr_time_t until, mya_result_t *why,
                              apr_pool_t *pool)
{
    const char *const args[] = { mya_clock_text(until, pool), name, holder,
                                 mya_clock_text(now, pool) };

    *held = 0;
    return mya_db_execute(held, conn, extend, 4, args, why, pool);
}

apr_status_t mya_lease_release(mya_db_conn_t *conn, const char *name, const char *holder,
                               mya_result_t *why, apr_pool_t *pool)
{
    const char *const args[] = { name, holder };

    return mya_db_execute(NULL, conn, give_up, 2, args, why, pool);
}
