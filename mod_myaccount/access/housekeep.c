/* SPDX-License-Identifier: Apache-2.0 */
/* access/housekeep.c: what is of no more use is taken out of the engine's tables */
#include "access/housekeep.h"

#include <string.h>

#include <apr_strings.h>

#include "base/clock.h"
#include "base/crypto.h"
#include "data/lease.h"

#define WORK "housekeeping"
#define HOLDER_BYTES 16

/* Of each kind in one round: rows that stay are looked at as well, and millions of sessions shall
 * not keep it from the others. */
#define PORTIONS_MOST 4000

/* A portion of WHAT in a transaction of its own. *HELD: the lease was still ours. */
static apr_status_t do_portion(int *held, int *removed, apr_time_t *after, int *last,
                               mya_db_conn_t *conn, mya_litter_e what, const mya_keeper_t *keeper,
                               mya_result_t *why, apr_pool_t *pool)
{
    const apr_time_t now = mya_now();
    apr_status_t rv = mya_db_begin(conn, why, pool);

    *held = *removed = 0;
    if (rv == APR_SUCCESS) {
        rv = mya_lease_extend(held, conn, WORK, keeper->holder, now, now + keeper->lease, why,
                              pool);
    }
    if (rv == APR_SUCCESS && *held) {
        rv = mya_housekeep_sql_portion(removed, after, last, conn, what, now, why, pool);
    }
    if (rv == APR_SUCCESS && *held) {
        return mya_db_commit(conn, why, pool);
    }
    mya_db_rollback(conn, pool);
    return rv;
}

/* All portions of WHAT, or PORTIONS_MOST. */
static apr_status_t take_away(mya_housekeep_t *done, mya_db_conn_t *conn, mya_litter_e what,
                              const mya_keeper_t *keeper, mya_result_t *why, apr_pool_t *pool)
{
    apr_status_t rv = APR_SUCCESS;
    apr_time_t after = 0;
    apr_pool_t *turn;
    int removed, last = 0;

    apr_pool_create(&turn, pool);
    for (int i = 0; i < PORTIONS_MOST && rv == APR_SUCCESS && done->ours && !last
                    && (!keeper->goes_on || keeper->goes_on()); i++) {
        rv = do_portion(&done->ours, &removed, &after, &last, conn, what, keeper, why, turn);
        done->removed[what] += rv == APR_SUCCESS ? removed : 0;
        apr_pool_clear(turn);
    }
    apr_pool_destroy(turn);
    return rv;
}

apr_status_t mya_housekeep(mya_housekeep_t *done, mya_db_conn_t *conn, const mya_keeper_t *keeper,
                           mya_result_t *why, apr_pool_t *pool)
{
    const apr_time_t now = mya_now();
    apr_status_t rv;

    memset(done, 0, sizeof(*done));
    rv = mya_lease_take(&done->ours, &done->until, conn, WORK, keeper->holder, now,
                        now + keeper->lease, why, pool);
    for (int i = 0; i < MYA_LITTER_COUNT && rv == APR_SUCCESS && done->ours; i++) {
        rv = take_away(done, conn, (mya_litter_e)i, keeper, why, pool);
    }
    return rv;
}

apr_status_t mya_housekeep_release(mya_db_conn_t *conn, const mya_keeper_t *keeper,
                                   mya_result_t *why, apr_pool_t *pool)
{
    return mya_lease_release(conn, WORK, keeper->holder, why, pool);
}

apr_status_t mya_housekeep_holder(const char **holder, mya_result_t *why, apr_pool_t *pool)
{
    unsigned char bytes[HOLDER_BYTES];

    if (mya_crypto_random(bytes, sizeof(bytes)) != APR_SUCCESS) {
        return mya_result_tell(why, MYA_EUNAVAILABLE, "the system gives no random bytes");
    }
    *holder = mya_crypto_hex(bytes, sizeof(bytes), pool);
    return APR_SUCCESS;
}

const char *mya_housekeep_text(const mya_housekeep_t *done, apr_pool_t *pool)
{
    const char *text = "";

    for (int i = 0; i < MYA_LITTER_COUNT; i++) {
        if (done->removed[i]) {
            text = apr_psprintf(pool, "%s%s%d %s", text, *text ? ", " : "", done->removed[i],
                                mya_housekeep_sql_name((mya_litter_e)i));
        }
    }
    return *text ? text : "nothing";
}
