/* SPDX-License-Identifier: Apache-2.0 */
/* tests/unit/test_base_db_gate.c: how many connections are out at once, and what a dead database
 * costs */
#include "db_fixture.h"

/* A provider before the real one: counts, and fails when told to. */
typedef struct turnstile_t {
    mya_db_provider_t *real;
    apr_thread_mutex_t *mutex;
    int calls;
    int inside, most;
    int fails;                   /* it answers that there is no connection */
    apr_interval_time_t slow;    /* how long a connect takes */
} turnstile_t;

static apr_status_t turn_in(mya_db_link_t **link, void *baton, apr_pool_t *from)
{
    turnstile_t *turnstile = baton;
    int fails;

    apr_thread_mutex_lock(turnstile->mutex);
    turnstile->calls++;
    turnstile->inside++;
    turnstile->most = turnstile->inside > turnstile->most ? turnstile->inside : turnstile->most;
    fails = turnstile->fails;
    turnstile->inside -= fails;
    apr_thread_mutex_unlock(turnstile->mutex);
    apr_sleep(turnstile->slow);
    return fails ? APR_EGENERAL : turnstile->real->open(link, turnstile->real->baton, from);
}

static void turn_out(mya_db_link_t *link, void *baton)
{
    turnstile_t *turnstile = baton;

    turnstile->real->close(link, turnstile->real->baton);
    apr_thread_mutex_lock(turnstile->mutex);
    turnstile->inside--;
    apr_thread_mutex_unlock(turnstile->mutex);
}

static turnstile_t *make_turnstile(mya_db_t **db, const char *name, const mya_db_limits_t *limits)
{
    turnstile_t *turnstile = apr_pcalloc(pool, sizeof(*turnstile));
    const mya_db_provider_t provider = { .open = turn_in, .close = turn_out, .baton = turnstile };

    must(mya_db_direct(&turnstile->real, "sqlite3", file_of(name), why, pool));
    apr_thread_mutex_create(&turnstile->mutex, APR_THREAD_MUTEX_DEFAULT, pool);
    assert_int_equal(mya_db_make(db, &provider, limits, pool), APR_SUCCESS);
    return turnstile;
}

/* What a thread does, and how it went. */
typedef struct worker_t {
    mya_db_t *db;
    int rounds;
    apr_interval_time_t hold;
    int good, unavailable;
    apr_interval_time_t longest;     /* that a refusal took */
} worker_t;

static void work_once(worker_t *worker, apr_pool_t *own)
{
    mya_db_conn_t *conn;
    mya_rows_t *rows;
    apr_time_t begun = apr_time_now();
    apr_status_t rv = mya_db_open(&conn, worker->db, NULL, own);

    if (rv == MYA_EUNAVAILABLE) {
        apr_interval_time_t took = apr_time_now() - begun;

        worker->unavailable++;
        worker->longest = took > worker->longest ? took : worker->longest;
        return;
    }
    rv = mya_db_select(&rows, conn, "SELECT 1", 0, NULL, 0, NULL, own);
    apr_sleep(worker->hold);
    worker->good += rv == APR_SUCCESS && rows->nrows == 1;
    /* Every second one leaves it to the pool. */
    if (worker->good % 2) {
        mya_db_close(conn);
    }
}

static void *APR_THREAD_FUNC work(apr_thread_t *thread, void *baton)
{
    worker_t *worker = baton;
    apr_pool_t *own;

    apr_pool_create(&own, NULL);
    for (int i = 0; i < worker->rounds; i++) {
        work_once(worker, own);
        apr_pool_clear(own);
    }
    apr_pool_destroy(own);
    (void)thread;
    return NULL;
}

#define WORKERS 8

static worker_t work_together(mya_db_t *db, int rounds, apr_interval_time_t hold)
{
    apr_thread_t *threads[WORKERS];
    worker_t workers[WORKERS];
    worker_t sum = { 0 };
    apr_status_t ignored;

    for (int i = 0; i < WORKERS; i++) {
        workers[i] = (worker_t){ .db = db, .rounds = rounds, .hold = hold };
        apr_thread_create(&threads[i], NULL, work, &workers[i], pool);
    }
    for (int i = 0; i < WORKERS; i++) {
        apr_thread_join(&ignored, threads[i]);
        sum.good += workers[i].good;
        sum.unavailable += workers[i].unavailable;
        sum.longest = workers[i].longest > sum.longest ? workers[i].longest : sum.longest;
    }
    return sum;
}

static void test_the_gate_lets_no_more_out_than_there_are(void **state)
{
    const mya_db_limits_t three = { .connections = 3, .wait = 10000000, .pause = 1,
                                    .statements = 9 };
    mya_db_t *db;
    turnstile_t *turnstile = make_turnstile(&db, "gate.db", &three);
    worker_t sum = work_together(db, 20, 1000);

    (void)state;
    assert_int_equal(sum.good, WORKERS * 20);
    assert_int_equal(turnstile->most, 3);
    assert_int_equal(turnstile->inside, 0);
}

static void test_the_gate_does_not_wait_for_ever(void **state)
{
    const mya_db_limits_t one = { .connections = 1, .wait = 100000, .pause = 1, .statements = 9 };
    mya_db_t *db;
    mya_db_conn_t *held;
    worker_t sum;

    (void)state;
    make_turnstile(&db, "wait.db", &one);
    held = take(db);
    sum = work_together(db, 1, 0);
    assert_int_equal(sum.unavailable, WORKERS);
    assert_true(sum.longest >= 90000);        /* they did wait */
    mya_db_close(held);
    sum = work_together(db, 1, 0);
    assert_int_equal(sum.good, WORKERS);
}

/* A dead database: one asks, all others are told at once; after the pause one tries again. */
static void test_the_breaker_spares_a_dead_database(void **state)
{
    const mya_db_limits_t limits = { .connections = 3, .wait = 10000000, .pause = 400000,
                                     .statements = 9 };
    mya_db_t *db;
    mya_db_conn_t *conn;
    turnstile_t *turnstile = make_turnstile(&db, "breaker.db", &limits);
    worker_t sum;

    (void)state;
    turnstile->fails = 1;
    turnstile->slow = 100000;
    sum = work_together(db, 20, 0);
    assert_int_equal(sum.unavailable, WORKERS * 20);
    assert_in_range(turnstile->calls, 1, 3);   /* those who were let in before the first failed */
    assert_true(sum.longest < limits.wait);    /* who waited at the gate was told as well */
    assert_int_equal(mya_db_open(&conn, db, why, pool), MYA_EUNAVAILABLE);
    assert_in_range(why->retry, 1, 400000);

    apr_sleep(450000);
    turnstile->calls = 0;
    sum = work_together(db, 1, 0);
    assert_int_equal(sum.unavailable, WORKERS);
    assert_int_equal(turnstile->calls, 1);

    apr_sleep(450000);
    turnstile->fails = 0;
    conn = take(db);                               /* recovery at the first request after */
    mya_db_close(conn);
    sum = work_together(db, 3, 0);
    assert_int_equal(sum.good, WORKERS * 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_gate_lets_no_more_out_than_there_are),
        cmocka_unit_test(test_the_gate_does_not_wait_for_ever),
        cmocka_unit_test(test_the_breaker_spares_a_dead_database),
    };

    RUN_TESTS(tests);
}
