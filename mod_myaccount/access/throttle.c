/* SPDX-License-Identifier: Apache-2.0 */
/* access/throttle.c: how often a secret may be guessed */
#include "access/throttle.h"

#include <arpa/inet.h>
#include <assert.h>
#include <limits.h>
#include <string.h>

#include <apr_strings.h>

#include "base/crypto.h"
#include "data/event.h"
#include "data/throttle_sql.h"

#define SECONDS(n) apr_time_from_sec(n)
#define HOURS(n)   SECONDS((n) * 3600)

/* How patient a kind of bucket is. */
typedef struct patience_t {
    int free;                      /* so many failures cost nothing; then 2 s, 4 s, 8 s, … */
    apr_interval_time_t longest;   /* usec; no wait is longer */
    int last;                      /* from so many failures on … */
    apr_interval_time_t after;     /* … each one costs this */
    apr_interval_time_t forget;    /* usec without a failure after which counting begins anew */
} patience_t;

/* NIST 800-63B allows an account 100 failures in a row; a day's wait after each further one is as
 * good as never. A browser that its user knows is one person's, who needs fewer. A network may be a
 * whole office, and the portal everybody, whom a stranger shall not be able to lock out. */
enum { ACCOUNT, DEVICE, NETWORK, ALL, KINDS };
static_assert((int)KINDS == MYA_THROTTLE_BUCKETS, "one bucket of each kind");
static const patience_t patience[KINDS] = {
    [ACCOUNT] = { 5, HOURS(1), 100, HOURS(24), HOURS(48) },
    [DEVICE] = { 5, HOURS(1), 20, HOURS(24), HOURS(48) },
    [NETWORK] = { 50, SECONDS(300), 1000, HOURS(1), HOURS(2) },
    [ALL] = { INT_MAX, 0, INT_MAX, 0, HOURS(48) },      /* is counted, and never blocked */
};
/* While the whole portal sees more failures than STRAINED_FROM in the present and the former
 * window of ten minutes, somebody guesses from many networks. Then each account and network has
 * less for free; who has not failed of late still comes in. */
#define STRAINED_FROM 1000
#define WINDOW SECONDS(600)
static const patience_t strained[ALL] = {
    [ACCOUNT] = { 3, HOURS(1), 100, HOURS(24), HOURS(48) },
    [DEVICE] = { 3, HOURS(1), 20, HOURS(24), HOURS(48) },
    [NETWORK] = { 5, SECONDS(300), 100, HOURS(1), HOURS(2) },
};
#define OLDEST HOURS(48)

static apr_interval_time_t delay(const patience_t *kind, int failures)
{
    const int over = failures - kind->free;
    apr_interval_time_t wait;

    if (over < 0) {
        return 0;
    }
    if (failures >= kind->last) {
        return kind->after;
    }
    wait = SECONDS(2) << (over < 20 ? over : 20);
    return wait < kind->longest ? wait : kind->longest;
}

apr_interval_time_t mya_throttle_delay(int failures)
{
    return delay(&patience[ACCOUNT], failures);
}

const char *mya_throttle_account(const char *account, apr_pool_t *pool)
{
    unsigned char digest[MYA_SHA256];

    mya_crypto_sha256(digest, account, strlen(account));
    return mya_crypto_hex(digest, sizeof(digest), pool);
}

const char *mya_throttle_network(const char *address, apr_pool_t *pool)
{
    static const unsigned char mapped[12] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF };
    unsigned char bytes[16];
    char text[INET6_ADDRSTRLEN];

    if (address && inet_pton(AF_INET, address, bytes) == 1) {
        inet_ntop(AF_INET, bytes, text, sizeof(text));
        return apr_pstrdup(pool, text);
    }
    if (!address || inet_pton(AF_INET6, address, bytes) != 1) {
        return "unknown";
    }
    if (!memcmp(bytes, mapped, sizeof(mapped))) {
        inet_ntop(AF_INET, bytes + sizeof(mapped), text, sizeof(text));
        return apr_pstrdup(pool, text);
    }
    memset(bytes + 8, 0, 8);
    inet_ntop(AF_INET6, bytes, text, sizeof(text));
    return apr_pstrcat(pool, text, "/64", NULL);
}

/* The bucket of the whole portal in the window of NOW, or BACK windows before. */
static const char *window(apr_time_t now, int back, apr_pool_t *pool)
{
    return apr_psprintf(pool, "all:%" APR_INT64_T_FMT, (apr_int64_t)(now / WINDOW) - back);
}

/* NULL is not counted. Always in this order, so that two transactions never wait for each other
 * crosswise. */
static void name_buckets(const char *buckets[KINDS], const mya_guess_t *what, const char *address,
                         apr_time_t now, apr_pool_t *pool)
{
    buckets[ACCOUNT] = what->device ? NULL
                                    : apr_pstrcat(pool, "account:",
                                                  mya_throttle_account(what->account, pool), NULL);
    buckets[DEVICE] = what->device ? apr_pstrcat(pool, "device:", what->device, NULL) : NULL;
    buckets[NETWORK] = apr_pstrcat(pool, "network:", mya_throttle_network(address, pool), NULL);
    buckets[ALL] = window(now, 0, pool);
}

static apr_status_t refuse(apr_interval_time_t retry, mya_result_t *why)
{
    mya_result_say(why, MYA_ETOOMANY, "sign-in.wait", NULL, "too many wrong passwords");
    if (why) {
        why->retry = retry;
    }
    return MYA_ETOOMANY;
}

/* Count in a row that may have been forgotten since it was made. */
static apr_status_t count_and_read(int *counted, int *failures, apr_time_t *until,
                                   mya_db_conn_t *conn, const char *portal, const char *bucket,
                                   const patience_t *kind, apr_time_t now, mya_result_t *why,
                                   apr_pool_t *pool)
{
    const char *const buckets[MYA_THROTTLE_BUCKETS] = { bucket };
    apr_status_t rv = MYA_ENOTFOUND;
    int made;

    for (int i = 0; i < 2 && rv == MYA_ENOTFOUND; i++) {
        rv = i ? mya_throttle_sql_ready(&made, conn, portal, buckets, now, why, pool) : APR_SUCCESS;
        if (rv == APR_SUCCESS) {
            rv = mya_throttle_sql_count(counted, conn, portal, bucket, now, now - kind->forget,
                                        why, pool);
        }
        if (rv == APR_SUCCESS) {
            rv = mya_throttle_sql_read(failures, until, conn, portal, bucket, why, pool);
        }
    }
    return rv;
}

static apr_status_t count_one(mya_db_conn_t *conn, const char *portal, const char *bucket,
                              const patience_t *kind, apr_time_t now, mya_result_t *why,
                              apr_pool_t *pool)
{
    apr_time_t until;
    apr_interval_time_t wait;
    int counted, failures;
    apr_status_t rv = count_and_read(&counted, &failures, &until, conn, portal, bucket, kind, now,
                                     why, pool);

    if (rv != APR_SUCCESS) {
        return rv;
    }
    if (!counted) {
        return refuse(until > now ? until - now : SECONDS(1), why);
    }
    wait = delay(kind, failures);
    return wait ? mya_throttle_sql_block(conn, portal, bucket, now + wait, why, pool) : APR_SUCCESS;
}

/* Less is free while the portal is strained. A count that is a moment old will do: nothing is
 * locked. */
static apr_status_t choose_patience(const patience_t **kinds, mya_db_conn_t *conn,
                                    const char *portal, apr_time_t now, mya_result_t *why,
                                    apr_pool_t *pool)
{
    int failures;
    apr_status_t rv = mya_throttle_sql_sum(&failures, conn, portal, window(now, 0, pool),
                                           window(now, 1, pool), why, pool);

    if (rv == APR_SUCCESS && failures > STRAINED_FROM) {
        *kinds = strained;
    }
    return rv;
}

/* Who keeps the portal safe shall see that somebody guesses; neither account nor address stands
 * there in clear. */
static apr_status_t write_reached(mya_db_conn_t *conn, const char *portal, const char *bucket,
                                  const mya_visit_t *visit, apr_pool_t *pool)
{
    static const char *const names[] = { "of", "hash" };
    const char *colon = strchr(bucket, ':');
    const char *const values[] = { apr_pstrmemdup(pool, bucket, (apr_size_t)(colon - bucket)),
                                   bucket[0] == 'n' ? mya_throttle_account(colon + 1, pool)
                                                    : colon + 1 };
    const mya_fact_t fact = { .portal = portal, .type = "throttle.reached",
                              .request = visit->request, .at = visit->now,
                              .data = mya_event_data(names, values, 2, pool) };

    return mya_event_write(conn, &fact, NULL, pool);
}

/* In a transaction of its own, for what was refused leaves nothing. Its failure changes nothing of
 * the refusal. */
static void tell_reached(mya_db_conn_t *conn, const char *portal, const char *bucket,
                         const mya_visit_t *visit, apr_pool_t *pool)
{
    int first = 0;

    if (mya_db_begin(conn, NULL, pool) == APR_SUCCESS
        && mya_throttle_sql_tell(&first, conn, portal, bucket, NULL, pool) == APR_SUCCESS && first
        && write_reached(conn, portal, bucket, visit, pool) == APR_SUCCESS
        && mya_db_commit(conn, NULL, pool) == APR_SUCCESS) {
        return;
    }
    mya_db_rollback(conn, pool);
}

/* Before the transaction: see data/throttle_sql.h. Who makes a row pays for it by taking old ones
 * away. */
static apr_status_t make_ready(mya_db_conn_t *conn, const char *portal,
                               const char *const buckets[KINDS], apr_time_t now,
                               mya_result_t *why, apr_pool_t *pool)
{
    int made;
    apr_status_t rv = mya_throttle_sql_ready(&made, conn, portal, buckets, now, why, pool);

    return rv == APR_SUCCESS && made ? mya_throttle_sql_tidy(conn, now - OLDEST, why, pool) : rv;
}

/* A count on its way. */
typedef struct count_t {
    mya_db_conn_t *conn;
    const char *portal;
    const mya_visit_t *visit;
    const char *buckets[KINDS];
    const char *refused;       /* the one that refuses; NULL: none does */
    mya_result_t *why;
    apr_pool_t *pool;
} count_t;

/* AGAIN: there is a row of an older guess by the same form. */
static apr_status_t take_mark(const count_t *count, int again)
{
    const mya_guess_form_t *form = count->visit->form;
    const apr_time_t now = count->visit->now;

    return again ? mya_guess_retake(count->conn, &form->key, now - MYA_GUESS_LIFE, now, count->why,
                                    count->pool)
                 : mya_guess_take(count->conn, &form->key, now, count->why, count->pool);
}

static apr_status_t count_all(count_t *count, int again)
{
    const apr_time_t now = count->visit->now;
    const patience_t *kinds = patience;
    apr_status_t rv = mya_db_begin(count->conn, count->why, count->pool);

    count->refused = NULL;
    if (rv == APR_SUCCESS) {
        rv = choose_patience(&kinds, count->conn, count->portal, now, count->why, count->pool);
    }
    for (int i = 0; i < KINDS && rv == APR_SUCCESS; i++) {
        if (count->buckets[i]) {
            rv = count_one(count->conn, count->portal, count->buckets[i],
                           i == ALL ? &patience[i] : &kinds[i], now, count->why, count->pool);
            count->refused = rv == MYA_ETOOMANY ? count->buckets[i] : NULL;
        }
    }
    if (rv == APR_SUCCESS && count->visit->form) {
        rv = take_mark(count, again);
    }
    if (rv == APR_SUCCESS) {
        return mya_db_commit(count->conn, count->why, count->pool);
    }
    mya_db_rollback(count->conn, count->pool);
    return rv;
}

static apr_status_t count_surely(count_t *count, int again)
{
    int tries = 0;
    apr_status_t rv;

    do {
        rv = count_all(count, again);
    } while (rv != APR_SUCCESS && rv != MYA_EUNIQUE
             && mya_db_again(&tries, count->conn, count->why));
    return rv;
}

/* Has an identical form counted this guess a moment ago? It may be what has filled the bucket. */
static int was_counted(const count_t *count)
{
    const mya_guess_form_t *form = count->visit->form;
    mya_guess_row_t *row = NULL;

    return form
           && mya_guess_find(&row, count->conn, &form->key, NULL, count->pool) == APR_SUCCESS
           && row && count->visit->now - row->since < MYA_GUESS_LIFE;
}

apr_status_t mya_throttle_count(mya_db_conn_t *conn, const char *portal, const mya_guess_t *what,
                                const mya_visit_t *visit, mya_result_t *why, apr_pool_t *pool)
{
    count_t count = { .conn = conn, .portal = portal, .visit = visit, .why = why, .pool = pool };
    apr_status_t rv;

    name_buckets(count.buckets, what, visit->address, visit->now, pool);
    rv = make_ready(conn, portal, count.buckets, visit->now, why, pool);
    if (rv != APR_SUCCESS) {
        return rv;
    }
    rv = count_surely(&count, 0);
    if ((rv == MYA_EUNIQUE || count.refused) && was_counted(&count)) {
        return MYA_EUNIQUE;
    }
    if (rv == MYA_EUNIQUE) {
        mya_result_untell(why);
        rv = count_surely(&count, 1);
        if (count.refused && was_counted(&count)) {
            return MYA_EUNIQUE;
        }
    }
    if (count.refused) {
        tell_reached(conn, portal, count.refused, visit, pool);
    }
    return rv;
}

apr_status_t mya_throttle_success(mya_db_conn_t *conn, const char *portal, const mya_guess_t *what,
                                  const char *address, apr_time_t now, mya_result_t *why,
                                  apr_pool_t *pool)
{
    const char *buckets[KINDS];
    apr_status_t rv;

    name_buckets(buckets, what, address, now, pool);
    rv = mya_throttle_sql_clear(conn, portal, buckets[what->device ? DEVICE : ACCOUNT], why, pool);
    for (int i = NETWORK; i < KINDS && rv == APR_SUCCESS; i++) {
        rv = mya_throttle_sql_give_back(conn, portal, buckets[i], why, pool);
    }
    return rv;
}
