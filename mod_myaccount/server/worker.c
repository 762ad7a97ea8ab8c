/* SPDX-License-Identifier: Apache-2.0 */
/* server/worker.c: what the server does without being asked, on mod_watchdog: housekeeping
 *
 * mod_watchdog calls us each second in one process of this server, and in another one some ten
 * seconds after that was killed. A graceful restart cuts us off without a word, and the next
 * generation begins at once: so the lease in the database decides who works, of generations as of
 * machines.
 */
#include "server/worker.h"

#include <ap_mpm.h>
#include <apr_optional.h>
#include <apr_strings.h>
#include <http_core.h>
#include <http_log.h>
#include <mod_watchdog.h>

#include "access/housekeep.h"
#include "base/clock.h"
#include "data/lease.h"
#include "server/config.h"

APLOG_USE_MODULE(myaccount);

#define NAME "_myaccount_"
#define STEP apr_time_from_sec(1)

/* A server that was just started has other things to do. */
#define FIRST_MOST apr_time_from_sec(60)
/* Who keeps house says so each interval, and is late by no more than this. */
#define GRACE apr_time_from_sec(60)

/* Made by post_config, and then each process's own. */
typedef struct worker_t {
    server_rec *s;
    apr_interval_time_t interval;
    mya_keeper_t keeper;
    apr_time_t next;               /* by mya_clock_steady(); 0: not yet known */
    int told;                      /* it was said that it does not work */
} worker_t;

static int goes_on(void)
{
    int state;

    return ap_mpm_query(AP_MPMQ_MPM_STATE, &state) != APR_SUCCESS || state == AP_MPMQ_RUNNING;
}

/* Once, until it works again. A database that is out of reach makes itself heard elsewhere. */
static void tell_failure(worker_t *worker, apr_status_t rv, const mya_result_t *why)
{
    const int away = rv == MYA_EUNAVAILABLE;

    ap_log_error(APLOG_MARK, away || worker->told ? APLOG_INFO : APLOG_WARNING, 0, worker->s,
                 "housekeeping was not done: %s", why->detail ? why->detail : "no reason was told");
    worker->told |= !away;
}

/* How long until it is our turn again, after DONE. */
static apr_interval_time_t pause_after(const worker_t *worker, const mya_housekeep_t *done)
{
    /* a second more, for points of time in the database have no fractions */
    const apr_interval_time_t left = done->until + MYA_LEASE_SKEW + 2 * STEP - mya_now();

    return done->until && left < worker->interval ? (left > STEP ? left : STEP) : worker->interval;
}

/* Keep house in the database of DB. */
static apr_interval_time_t keep_house(worker_t *worker, const mya_db_t *db, apr_pool_t *pool)
{
    mya_result_t *why = mya_result_make(pool);
    mya_housekeep_t done = { 0 };
    mya_db_conn_t *conn;
    apr_status_t rv = mya_db_open(&conn, mya_db_within(db, mya_config_statement(worker->s), 0,
                                                       pool), why, pool);

    if (rv == APR_SUCCESS) {
        rv = mya_housekeep(&done, conn, &worker->keeper, why, pool);
        mya_db_close(conn);
    }
    if (rv != APR_SUCCESS) {
        tell_failure(worker, rv, why);
        return worker->interval;
    }
    worker->told = 0;
    ap_log_error(APLOG_MARK, done.ours ? APLOG_INFO : APLOG_DEBUG, 0, worker->s,
                 "housekeeping: %s", done.ours ? apr_pstrcat(pool, "removed ",
                                                             mya_housekeep_text(&done, pool), NULL)
                                               : "somebody else does it");
    return pause_after(worker, &done);
}

/* Each database that a portal of this server uses, once. */
static apr_interval_time_t keep_houses(worker_t *worker, apr_pool_t *pool)
{
    const apr_array_header_t *places = mya_config_places();
    apr_hash_t *kept = apr_hash_make(pool);
    apr_interval_time_t pause = worker->interval;
    int i, j;

    for (i = 0; i < places->nelts; ++i) {
        const mya_place_of_portal_t *place = APR_ARRAY_IDX(places, i, mya_place_of_portal_t *);
        for (j = 0; j < place->homes->nelts; ++j) {
            mya_db_t *const *db = &APR_ARRAY_IDX(place->homes, j, mya_home_t).db;
            if (*db && !apr_hash_get(kept, db, sizeof(*db)) && goes_on()) {
                const apr_interval_time_t wanted = keep_house(worker, *db, pool);
                apr_hash_set(kept, db, sizeof(*db), *db);
                pause = wanted < pause ? wanted : pause;
            }
        }
    }
    return pause;
}

static apr_status_t on_step(int state, void *baton, apr_pool_t *pool)
{
    worker_t *worker = baton;
    const apr_time_t now = mya_clock_steady();

    if (state != AP_WATCHDOG_STATE_RUNNING) {
        return APR_SUCCESS;
    }
    if (!worker->next) {
        worker->next = now + (worker->interval < FIRST_MOST ? worker->interval : FIRST_MOST);
    }
    if (now >= worker->next) {
        worker->next = now + keep_houses(worker, pool);
    }
    return APR_SUCCESS;            /* anything else, and we are never called again */
}

static apr_status_t begin(worker_t *worker, mya_result_t *why, apr_pool_t *pool)
{
    APR_OPTIONAL_FN_TYPE(ap_watchdog_get_instance) *get_instance =
        APR_RETRIEVE_OPTIONAL_FN(ap_watchdog_get_instance);
    APR_OPTIONAL_FN_TYPE(ap_watchdog_register_callback) *add =
        APR_RETRIEVE_OPTIONAL_FN(ap_watchdog_register_callback);
    ap_watchdog_t *watchdog;

    if (!get_instance || !add) {
        return mya_result_tell(why, MYA_ECONFIG,
                               "housekeeping wants mod_watchdog, which is not loaded; load it, or "
                               "have cron run \"myaccountctl housekeep\" and say "
                               "MyAccountHousekeeping off");
    }
    if (get_instance(&watchdog, NAME, 0, 1, pool) != APR_SUCCESS
        || add(watchdog, STEP, worker, on_step) != APR_SUCCESS) {
        return mya_result_tell(why, MYA_ECONFIG, "mod_watchdog does not take us");
    }
    return APR_SUCCESS;
}

int mya_worker_post_config(apr_pool_t *pconf, apr_pool_t *plog, apr_pool_t *ptemp, server_rec *s)
{
    const apr_interval_time_t interval = mya_config_housekeeping(s);
    mya_result_t *why = mya_result_make(ptemp);
    worker_t *worker;

    (void)plog;
    if (ap_state_query(AP_SQ_MAIN_STATE) == AP_SQ_MS_CREATE_PRE_CONFIG || !interval
        || mya_config_places()->nelts == 0) {
        return OK;
    }
    worker = apr_pcalloc(pconf, sizeof(*worker));
    worker->s = s;
    worker->interval = interval;
    worker->keeper.lease = interval + GRACE;
    worker->keeper.goes_on = goes_on;
    if (mya_housekeep_holder(&worker->keeper.holder, why, pconf) != APR_SUCCESS
        || begin(worker, why, pconf) != APR_SUCCESS) {
        ap_log_error(APLOG_MARK, APLOG_STARTUP | APLOG_WARNING, 0, s, "%s", why->detail);
    }
    return OK;
}
