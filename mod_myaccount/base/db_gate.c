/* SPDX-License-Identifier: Apache-2.0 */
/* base/db_gate.c: how many connections may be out, and whether it is worth asking for one
 *
 * mod_dbd waits for ever when its pool is empty, and connects while it holds a lock: with a dead
 * database, first the portal and then the whole server would stand still. So we never ask it for
 * more than it has, wait for a limited time, and after a failure leave it in peace for a while.
 */
#include "base/db_int.h"

#include "base/clock.h"

/* Told to who finds the gate full: about the time in which some request ends. */
#define RETRY_FULL apr_time_from_sec(1)

static apr_status_t drop_lock(void *baton)
{
    mya_db_gate_t *gate = baton;

    mya_db_watch_stop(gate);
    apr_thread_cond_destroy(gate->end);
    apr_thread_cond_destroy(gate->freed);
    apr_thread_mutex_destroy(gate->mutex);
    return APR_SUCCESS;
}

apr_status_t mya_db_make(mya_db_t **db, const mya_db_provider_t *provider,
                         const mya_db_limits_t *limits, apr_pool_t *pool)
{
    mya_db_t *made = apr_pcalloc(pool, sizeof(*made));
    mya_db_gate_t *gate = apr_pcalloc(pool, sizeof(*gate));
    apr_status_t rv;

    made->gate = gate;
    made->provider = *provider;
    made->limits = *limits;
    rv = apr_thread_mutex_create(&gate->mutex, APR_THREAD_MUTEX_DEFAULT, pool);
    if (rv != APR_SUCCESS) {
        return rv;
    }
    rv = apr_thread_cond_create(&gate->freed, pool);
    if (rv == APR_SUCCESS) {
        rv = apr_thread_cond_create(&gate->end, pool);
    }
    if (rv != APR_SUCCESS) {
        return rv;
    }
    apr_pool_create(&gate->pool, pool);
    apr_pool_pre_cleanup_register(pool, gate, drop_lock);
    *db = made;
    return APR_SUCCESS;
}

static apr_status_t refuse(mya_result_t *why, apr_interval_time_t retry, const char *sentence)
{
    mya_result_tell(why, MYA_EUNAVAILABLE, "%s", sentence);
    if (why) {
        why->retry = retry;
    }
    return MYA_EUNAVAILABLE;
}

/* May we go on as far as the breaker is concerned? Called with the lock held. */
static apr_status_t ask_breaker(mya_db_t *db, mya_result_t *why)
{
    const mya_db_gate_t *gate = db->gate;
    apr_time_t now = mya_now();

    if (gate->broken == 0) {
        return APR_SUCCESS;
    }
    if (now < gate->broken && gate->broken - now <= db->limits.pause) {
        return refuse(why, gate->broken - now,
                      "the database could not be reached a moment ago; it is not asked again yet");
    }
    if (gate->trying) {
        return refuse(why, db->limits.pause,
                      "the database could not be reached; one other request is trying it");
    }
    return APR_SUCCESS;
}

/* Is there a place? New connections are made one after the other (mod_dbd does so anyway): if the
 * first one fails, nobody else waits for the same. Called with the lock held. */
static int has_place(const mya_db_t *db)
{
    const mya_db_gate_t *gate = db->gate;

    return gate->out < db->limits.connections && (!gate->connecting || gate->out < gate->links);
}

/* Wait until a place is free. Called with the lock held. */
static apr_status_t wait_for_place(mya_db_t *db, mya_result_t *why)
{
    const apr_time_t end = mya_clock_steady() + db->limits.wait;
    apr_status_t rv = ask_breaker(db, why);

    while (rv == APR_SUCCESS && !has_place(db)) {
        const apr_interval_time_t left = end - mya_clock_steady();

        if (left <= 0) {
            return refuse(why, RETRY_FULL, "all connections to the database are in use");
        }
        apr_thread_cond_timedwait(db->gate->freed, db->gate->mutex, left);
        rv = ask_breaker(db, why);
    }
    return rv;
}

apr_status_t mya_db_gate_enter(mya_db_place_t *place, mya_db_t *db, mya_result_t *why)
{
    mya_db_gate_t *gate = db->gate;
    apr_status_t rv;

    apr_thread_mutex_lock(gate->mutex);
    rv = wait_for_place(db, why);
    if (rv == APR_SUCCESS) {
        gate->out++;
        place->trial = gate->trying = gate->broken != 0;
        place->connecting = !gate->connecting && gate->out > gate->links;
        gate->connecting |= place->connecting;
        place->since = mya_clock_steady();
        place->next = gate->openers;
        gate->openers = place;
    }
    apr_thread_mutex_unlock(gate->mutex);
    return rv;
}

void mya_db_gate_opened(mya_db_t *db, mya_db_place_t *place)
{
    mya_db_gate_t *gate = db->gate;

    apr_thread_mutex_lock(gate->mutex);
    for (mya_db_place_t **at = &gate->openers; *at; at = &(*at)->next) {
        if (*at == place) {
            *at = place->next;
            break;
        }
    }
    apr_thread_mutex_unlock(gate->mutex);
}

void mya_db_gate_leave(mya_db_t *db)
{
    apr_thread_mutex_lock(db->gate->mutex);
    db->gate->out--;
    apr_thread_cond_signal(db->gate->freed);
    apr_thread_mutex_unlock(db->gate->mutex);
}

apr_uint32_t *mya_db_note(mya_db_t *db)
{
    return &db->gate->note;
}

void mya_db_state(mya_db_state_t *state, mya_db_t *db)
{
    apr_thread_mutex_lock(db->gate->mutex);
    state->out = db->gate->out;
    state->most = db->limits.connections;
    state->broken = db->gate->broken != 0;
    apr_thread_mutex_unlock(db->gate->mutex);
}

/* Who waits shall not wait for a dead database. Called with the lock held. */
static void break_off(mya_db_t *db)
{
    db->gate->broken = mya_now() + db->limits.pause;
    apr_thread_cond_broadcast(db->gate->freed);
}

void mya_db_gate_connected(mya_db_t *db, const mya_db_place_t *place, int connected)
{
    mya_db_gate_t *gate = db->gate;

    apr_thread_mutex_lock(gate->mutex);
    if (place->connecting) {
        gate->connecting = 0;
        apr_thread_cond_broadcast(gate->freed);
    }
    if (place->trial) {
        gate->trying = 0;
        gate->broken = 0;
    }
    if (!connected) {
        break_off(db);
    }
    apr_thread_mutex_unlock(gate->mutex);
}

void mya_db_gate_silent(mya_db_t *db)
{
    apr_thread_mutex_lock(db->gate->mutex);
    break_off(db);
    apr_thread_mutex_unlock(db->gate->mutex);
}

int mya_db_gate_links(mya_db_t *db)
{
    int links;

    apr_thread_mutex_lock(db->gate->mutex);
    links = db->gate->links;
    apr_thread_mutex_unlock(db->gate->mutex);
    return links;
}
