/* SPDX-License-Identifier: Apache-2.0 */
/* data/housekeep_sql.c: rows of the engine's tables that are of no more use
 *
 * A portion is a stretch of time in which so many rows lie, found by the index on their age: the
 * same statements do on all databases, and what stays is looked at once in a round.
 */
#include "data/housekeep_sql.h"

#include <assert.h>

#include "base/clock.h"

#define DAYS(n) apr_time_from_sec((apr_time_t)(n) * 24 * 3600)
#define PORTION "500"

typedef struct litter_t {
    const char *name;
    apr_interval_time_t after;     /* older rows are taken away … */
    const char *bound;             /* … up to this one, of a portion */
    const char *remove;            /* between two points of time, the latter included */
    apr_interval_time_t further;   /* a third value that REMOVE wants: so long before now; 0 */
} litter_t;

#define BOUND(table, age)                                                                          \
    "SELECT " age " FROM " table " WHERE " age " > %pDs AND " age " <= %pDs"                       \
    " ORDER BY " age " LIMIT 1 OFFSET " PORTION
#define BETWEEN(table, age) "DELETE FROM " table " WHERE " age " > %pDs AND " age " <= %pDs"

static const litter_t litters[] = {
    /* the last one says in which customer its user was, and is kept longer for that */
    { "expired sessions", DAYS(30), BOUND("mya_session", "expires"),
      BETWEEN("mya_session", "expires")
      " AND (expires < %pDs OR EXISTS (SELECT 1 FROM mya_session n"
      " WHERE n.user_id = mya_session.user_id AND n.portal = mya_session.portal"
      " AND n.last_seen > mya_session.last_seen))",
      DAYS(400) },
    /* as long as its session lives, the form may be sent again */
    { "keys of forms that were sent", DAYS(2), BOUND("mya_once", "used"),
      BETWEEN("mya_once", "used")
      " AND NOT EXISTS (SELECT 1 FROM mya_session s WHERE s.portal = mya_once.portal"
      " AND s.id_hash = mya_once.session_hash AND s.ended IS NULL AND s.expires > %pDs)",
      DAYS(1) },
    /* after 48 hours without a failure counting begins anew anyway (access/throttle.c) */
    { "counts of wrong passwords", DAYS(2), BOUND("mya_throttle", "last_failure"),
      BETWEEN("mya_throttle", "last_failure"), 0 },
    /* it is shown for an hour only (access/kept.c) */
    { "texts of forms kept over a sign-in", apr_time_from_sec(3600), BOUND("mya_kept", "at"),
      BETWEEN("mya_kept", "at"), 0 },
};
static_assert(sizeof(litters) / sizeof(*litters) == MYA_LITTER_COUNT, "one row for each");

const char *mya_housekeep_sql_name(mya_litter_e what)
{
    return litters[what].name;
}

/* Where the portion after AFTER ends; *LAST: at END, where all does. */
static apr_status_t find_bound(apr_time_t *bound, int *last, mya_db_conn_t *conn,
                               const litter_t *litter, apr_time_t after, apr_time_t end,
                               mya_result_t *why, apr_pool_t *pool)
{
    const char *const args[] = { mya_clock_text(after, pool), mya_clock_text(end, pool) };
    mya_rows_t *rows;
    apr_status_t rv = mya_db_select(&rows, conn, litter->bound, 2, args, 1, why, pool);

    *bound = end;
    *last = rv == APR_SUCCESS && rows->nrows == 0;
    if (rv == APR_SUCCESS && rows->nrows
        && mya_clock_parse(bound, rows->cells[0][0]) != APR_SUCCESS) {
        rv = mya_result_tell(why, MYA_EDATABASE, "a point of time is none that we wrote");
    }
    return rv;
}

apr_status_t mya_housekeep_sql_portion(int *removed, apr_time_t *after, int *last,
                                       mya_db_conn_t *conn, mya_litter_e what, apr_time_t now,
                                       mya_result_t *why, apr_pool_t *pool)
{
    const litter_t *litter = &litters[what];
    apr_time_t bound;
    apr_status_t rv = find_bound(&bound, last, conn, litter, *after, now - litter->after, why,
                                 pool);
    const char *args[] = { mya_clock_text(*after, pool), NULL,
                           mya_clock_text(now - litter->further, pool) };

    *removed = 0;
    if (rv == APR_SUCCESS) {
        args[1] = mya_clock_text(bound, pool);
        rv = mya_db_execute(removed, conn, litter->remove, litter->further ? 3 : 2, args, why,
                            pool);
        *after = bound;
    }
    return rv;
}
