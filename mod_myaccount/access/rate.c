/* SPDX-License-Identifier: Apache-2.0 */
/* access/rate.c: how often somebody may ask for what costs the database much */
#include "access/rate.h"

#include <assert.h>

#include <apr_strings.h>

#include "access/throttle.h"
#include "data/throttle_sql.h"

#define MINUTE apr_time_from_sec(60)

/* Who reads what was found types no second search within a second; a script does. A file is made
 * of up to ten thousand rows, and nobody looks at more than a few of them in a minute. */
static const struct {
    const char *name;
    int most;              /* a minute */
} kinds[] = {
    [MYA_RATE_SEARCH] = { "search", 60 },
    [MYA_RATE_EXPORT] = { "export", 10 },
};
static_assert(sizeof(kinds) / sizeof(*kinds) == MYA_RATE_COUNT, "a row for each kind");

int mya_rate_most(mya_rate_e kind)
{
    return kinds[kind].most;
}

/* Count in BUCKET from MINUTE's beginning on; *COUNT is what stands there now. */
static apr_status_t count(int *counted, mya_db_conn_t *conn, const char *portal,
                          const char *bucket, apr_time_t now, apr_time_t beginning,
                          mya_result_t *why, apr_pool_t *pool)
{
    apr_time_t until;
    int open;
    apr_status_t rv = mya_db_begin(conn, why, pool);

    if (rv == APR_SUCCESS) {
        rv = mya_throttle_sql_count(&open, conn, portal, bucket, now, beginning, why, pool);
    }
    if (rv == APR_SUCCESS) {
        rv = mya_throttle_sql_read(counted, &until, conn, portal, bucket, why, pool);
    }
    if (rv == APR_SUCCESS) {
        return mya_db_commit(conn, why, pool);
    }
    mya_db_rollback(conn, pool);
    return rv;
}

apr_status_t mya_rate_count(mya_db_conn_t *conn, mya_rate_e kind, const char *portal,
                            const char *session, const char *address, apr_time_t now,
                            mya_result_t *why, apr_pool_t *pool)
{
    const char *bucket = apr_pstrcat(pool, kinds[kind].name, ":",
                                     session ? session : mya_throttle_network(address, pool),
                                     NULL);
    const char *const buckets[MYA_THROTTLE_BUCKETS] = { bucket };
    const apr_time_t beginning = now - now % MINUTE;
    int made, counted = 0, tries = 0;
    apr_status_t rv;

    do {
        rv = mya_throttle_sql_ready(&made, conn, portal, buckets, now, why, pool);
        rv = rv == APR_SUCCESS ? count(&counted, conn, portal, bucket, now, beginning, why, pool)
                               : rv;
    } while ((rv == MYA_ENOTFOUND && !tries++)
             || (rv != APR_SUCCESS && mya_db_again(&tries, conn, why)));
    if (rv == MYA_ENOTFOUND) {
        return mya_result_tell(why, MYA_EUNAVAILABLE,
                               "a count in mya_throttle was taken away twice");
    }
    if (rv == APR_SUCCESS && counted > kinds[kind].most) {
        rv = mya_result_say(why, MYA_ETOOMANY, "error.too-often", NULL,
                            "more than %d of kind %s in a minute", kinds[kind].most,
                            kinds[kind].name);
        if (why) {
            why->retry = beginning + MINUTE - now;
        }
    }
    return rv;
}
