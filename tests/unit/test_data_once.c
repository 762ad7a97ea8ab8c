/* SPDX-License-Identifier: Apache-2.0 */
/* tests/unit/test_data_once.c: one form has one effect, also when it is sent by two at one
 * moment */
#include "database_fixture.h"

#include <apr_thread_proc.h>

#include "data/once.h"

static void test_a_nonce_is_taken_once(void **state)
{
    (void)state;
    must(mya_db_begin(conn, why, pool));
    must(mya_once_take(conn, "main", "n1", "s1", AT(0), why, pool));
    must(mya_db_commit(conn, why, pool));

    must(mya_db_begin(conn, why, pool));
    assert_int_equal(mya_once_take(conn, "main", "n1", "s1", AT(1), why, pool), MYA_EUNIQUE);
    mya_db_rollback(conn, pool);

    must(mya_db_begin(conn, why, pool));
    must(mya_once_take(conn, "other", "n1", "s1", AT(1), why, pool));   /* another portal's */
    must(mya_db_commit(conn, why, pool));
    assert_string_equal(ask("SELECT COUNT(*) FROM mya_once"), "2");
}

static void test_the_first_outcome_is_found_again(void **state)
{
    const mya_outcome_t outcome = { .page = "details", .notice = "details.saved" };
    mya_outcome_t *found;

    (void)state;
    must(mya_once_find(&found, conn, "main", "n1", "s1", why, pool));
    assert_null(found);

    must(mya_db_begin(conn, why, pool));
    must(mya_once_take(conn, "main", "n1", "s1", AT(0), why, pool));
    must(mya_once_keep(conn, "main", "n1", &outcome, why, pool));
    must(mya_db_commit(conn, why, pool));

    must(mya_once_find(&found, conn, "main", "n1", "s1", why, pool));
    assert_string_equal(found->page, "details");
    assert_string_equal(found->notice, "details.saved");
}

static void test_an_outcome_is_nobody_elses(void **state)
{
    const mya_outcome_t outcome = { .page = "invoices" };
    mya_outcome_t *found;

    (void)state;
    must(mya_db_begin(conn, why, pool));
    must(mya_once_take(conn, "main", "n1", "s1", AT(0), why, pool));
    must(mya_once_keep(conn, "main", "n1", &outcome, why, pool));
    must(mya_db_commit(conn, why, pool));
    must(mya_once_find(&found, conn, "main", "n1", "s2", why, pool));
    assert_null(found);
    must(mya_once_find(&found, conn, "other", "n1", "s1", why, pool));
    assert_null(found);
    must(mya_once_find(&found, conn, "main", "n1", "s1", why, pool));
    assert_null(found->notice);
}

static void test_an_outcome_needs_a_taken_nonce(void **state)
{
    const mya_outcome_t outcome = { .page = "details" };

    (void)state;
    must(mya_db_begin(conn, why, pool));
    assert_int_equal(mya_once_keep(conn, "main", "never", &outcome, why, pool), MYA_EEXPECT);
    mya_db_rollback(conn, pool);
}

static void test_what_is_rolled_back_may_be_sent_again(void **state)
{
    mya_outcome_t *found;

    (void)state;
    must(mya_db_begin(conn, why, pool));
    must(mya_once_take(conn, "main", "n1", "s1", AT(0), why, pool));
    mya_db_rollback(conn, pool);
    must(mya_once_find(&found, conn, "main", "n1", "s1", why, pool));
    assert_null(found);
}

/* --- many at one moment --- */

#define THREADS 8
#define TURNS 10

typedef struct work_t {
    int taken;
    int serial;            /* what the last turn found */
    apr_status_t rv;
} work_t;

static apr_status_t add_one(mya_db_conn_t *mine, work_t *work, apr_pool_t *own)
{
    mya_rows_t *rows;
    const char *value;
    apr_status_t rv;

    if ((rv = mya_db_begin(mine, NULL, own)) != APR_SUCCESS
        || (rv = mya_once_serialize(mine, "main", "c1", NULL, own)) != APR_SUCCESS
        || (rv = mya_db_select(&rows, mine, "SELECT n FROM tally", 0, NULL, 1, NULL, own))
               != APR_SUCCESS) {
        return rv;
    }
    /* read, then write: lost without the lock */
    value = apr_itoa(own, atoi(rows->cells[0][0]) + 1);
    if ((rv = mya_db_execute(NULL, mine, "UPDATE tally SET n = %d", 1, &value, NULL, own))
        != APR_SUCCESS) {
        return rv;
    }
    work->serial++;
    return mya_db_commit(mine, NULL, own);
}

static void *APR_THREAD_FUNC add_in_turn(apr_thread_t *thread, void *data)
{
    work_t *work = data;
    apr_pool_t *own;
    mya_db_conn_t *mine;

    (void)thread;
    apr_pool_create(&own, NULL);
    work->rv = mya_db_open(&mine, db, NULL, own);
    for (int i = 0; i < TURNS && work->rv == APR_SUCCESS; i++) {
        work->rv = add_one(mine, work, own);
    }
    apr_pool_destroy(own);
    return NULL;
}

static void *APR_THREAD_FUNC take_the_same(apr_thread_t *thread, void *data)
{
    work_t *work = data;
    apr_pool_t *own;
    mya_db_conn_t *mine;

    (void)thread;
    apr_pool_create(&own, NULL);
    work->rv = mya_db_open(&mine, db, NULL, own);
    if (work->rv == APR_SUCCESS && (work->rv = mya_db_begin(mine, NULL, own)) == APR_SUCCESS) {
        work->rv = mya_once_take(mine, "main", "same", "s1", AT(0), NULL, own);
        if (work->rv == APR_SUCCESS) {
            work->rv = mya_db_commit(mine, NULL, own);
            work->taken = work->rv == APR_SUCCESS;
        }
    }
    apr_pool_destroy(own);
    return NULL;
}

static void run_threads(apr_thread_start_t start, work_t work[THREADS])
{
    apr_thread_t *threads[THREADS];
    apr_status_t rv;

    memset(work, 0, sizeof(*work) * THREADS);
    for (int i = 0; i < THREADS; i++) {
        must(apr_thread_create(&threads[i], NULL, start, &work[i], pool));
    }
    for (int i = 0; i < THREADS; i++) {
        apr_thread_join(&rv, threads[i]);
    }
}

static void test_of_eight_sendings_at_one_moment_one_is_taken(void **state)
{
    work_t work[THREADS];
    int taken = 0;

    (void)state;
    run_threads(take_the_same, work);
    for (int i = 0; i < THREADS; i++) {
        taken += work[i].taken;
        assert_true(work[i].rv == APR_SUCCESS || work[i].rv == MYA_EUNIQUE);
    }
    assert_int_equal(taken, 1);
}

static void test_actions_of_one_customer_wait_for_each_other(void **state)
{
    work_t work[THREADS];

    (void)state;
    run_sql("CREATE TABLE tally (n integer)");
    run_sql("INSERT INTO tally VALUES (0)");
    run_threads(add_in_turn, work);
    for (int i = 0; i < THREADS; i++) {
        must(work[i].rv);
        assert_int_equal(work[i].serial, TURNS);
    }
    assert_int_equal(atoi(ask("SELECT n FROM tally")), THREADS * TURNS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        with_database(test_a_nonce_is_taken_once),
        with_database(test_the_first_outcome_is_found_again),
        with_database(test_an_outcome_is_nobody_elses),
        with_database(test_an_outcome_needs_a_taken_nonce),
        with_database(test_what_is_rolled_back_may_be_sent_again),
        with_database(test_of_eight_sendings_at_one_moment_one_is_taken),
        with_database(test_actions_of_one_customer_wait_for_each_other),
    };
    int failed = begin_tests();

    if (!failed) {
        failed = cmocka_run_group_tests(tests, NULL, NULL);
        end_tests();
    }
    return failed;
}
