/* SPDX-License-Identifier: Apache-2.0 */
/* access/password.c: which passwords are taken, and how they are kept */
#include "access/password.h"

#include <errno.h>
#include <pthread.h>
#include <string.h>
#include <time.h>

#include "base/argon.h"
#include "base/crypt.h"
#include "base/nfkc.h"

/* --- the gate --- */

/* The limits are written at start, before there are threads; the rest is guarded by the lock. It is
 * a plain pthread lock, for it shall need no pool and no set-up: it is the process's, whichever
 * generation of the module asks. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t place_free = PTHREAD_COND_INITIALIZER;
static int places = 2;
static int taken;
static apr_interval_time_t patience = APR_USEC_PER_SEC;

void mya_password_limit(int at_once, apr_interval_time_t wait)
{
    places = at_once > 0 ? at_once : 1;
    patience = wait > 0 ? wait : 0;
}

/* By the clock that nobody sets. */
static struct timespec end_of_patience(void)
{
    struct timespec end;

    clock_gettime(CLOCK_MONOTONIC, &end);
    end.tv_sec += (time_t)(patience / APR_USEC_PER_SEC);
    end.tv_nsec += (long)(patience % APR_USEC_PER_SEC) * 1000;
    if (end.tv_nsec >= 1000000000L) {
        end.tv_sec++;
        end.tv_nsec -= 1000000000L;
    }
    return end;
}

static apr_status_t enter(mya_result_t *why)
{
    const struct timespec end = end_of_patience();
    int entered, code = 0;

    pthread_mutex_lock(&lock);
    while (taken >= places && code != ETIMEDOUT) {
        code = pthread_cond_clockwait(&place_free, &lock, CLOCK_MONOTONIC, &end);
    }
    entered = taken < places;
    taken += entered;
    pthread_mutex_unlock(&lock);
    if (!entered) {
        mya_result_say(why, MYA_EUNAVAILABLE, "password.busy", NULL,
                       "too many passwords are being hashed at once");
        if (why) {
            why->retry = apr_time_from_sec(2);
        }
        return MYA_EUNAVAILABLE;
    }
    return APR_SUCCESS;
}

void mya_password_state(int *running, int *most)
{
    pthread_mutex_lock(&lock);
    *running = taken;
    *most = places;
    pthread_mutex_unlock(&lock);
}

static void leave(void)
{
    pthread_mutex_lock(&lock);
    taken--;
    pthread_cond_signal(&place_free);
    pthread_mutex_unlock(&lock);
}

/* --- passwords --- */

apr_status_t mya_password_check(const char *password, int least, mya_result_t *why,
                                apr_pool_t *pool)
{
    const char *normal;
    apr_size_t chars;

    if (strlen(password) > MYA_PASSWORD_BYTES) {
        return mya_result_say(why, MYA_EINVALID, "password.long", NULL,
                              "the password is longer than %d bytes", MYA_PASSWORD_BYTES);
    }
    if (mya_nfkc(&normal, &chars, password, why, pool) != APR_SUCCESS) {
        return mya_result_say(why, MYA_EINVALID, "password.encoding", NULL,
                              "the password is not UTF-8");
    }
    if (chars < (apr_size_t)least) {
        return mya_result_say(why, MYA_EINVALID, "password.short", NULL,
                              "the password has fewer than %d characters", least);
    }
    return APR_SUCCESS;
}

apr_status_t mya_password_hash(const char **hash, const char *password, mya_result_t *why,
                               apr_pool_t *pool)
{
    const char *normal;
    apr_status_t rv = mya_nfkc(&normal, NULL, password, why, pool);

    if (rv != APR_SUCCESS || (rv = enter(why)) != APR_SUCCESS) {
        return rv;
    }
    rv = mya_argon_hash(hash, normal, strlen(normal), why, pool);
    leave();
    return rv;
}

/* Other programs made the hashes of other kinds, from the bytes that were typed. */
static apr_status_t compute(mya_password_found_t *found, const char *hash, const char *typed,
                            const char *normal, const mya_password_wish_t *wish,
                            mya_result_t *why, apr_pool_t *pool)
{
    const int foreign = mya_crypt_reads(hash);
    int allowed = wish->allowed;
    apr_status_t rv = APR_SUCCESS;

    if (foreign) {
        found->good = mya_crypt_verify(hash, typed);
    }
    else {
        const int ours = mya_argon_reads(hash);

        if (!ours) {
            rv = mya_argon_dummy(&hash, why, pool);
        }
        if (rv == APR_SUCCESS) {
            rv = mya_argon_verify(&found->good, hash, normal, strlen(normal), why, pool);
        }
        allowed = allowed && ours;
    }
    found->good = rv == APR_SUCCESS && found->good && allowed;
    if (found->good && wish->renew && (foreign || mya_argon_outdated(hash))) {
        rv = mya_argon_hash(&found->fresh, normal, strlen(normal), why, pool);
    }
    return rv;
}

apr_status_t mya_password_verify(mya_password_found_t *found, const char *hash,
                                 const char *password, const mya_password_wish_t *wish,
                                 mya_result_t *why, apr_pool_t *pool)
{
    const char *normal;
    apr_status_t rv;

    memset(found, 0, sizeof(*found));
    /* What nobody could have chosen is wrong for everybody, and costs nothing. */
    if (strlen(password) > MYA_PASSWORD_BYTES
        || mya_nfkc(&normal, NULL, password, why, pool) != APR_SUCCESS) {
        return APR_SUCCESS;
    }
    if ((rv = enter(why)) != APR_SUCCESS) {
        return rv;
    }
    rv = compute(found, hash, password, normal, wish, why, pool);
    leave();
    return rv;
}

int mya_password_reads(const char *hash)
{
    return mya_crypt_reads(hash) || mya_argon_reads(hash);
}
