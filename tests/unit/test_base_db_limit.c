/* SPDX-License-Identifier: Apache-2.0 */
/* tests/unit/test_base_db_limit.c: statements that would run for days are cut, and the connection
 * is as good as before (a real SQLite file; no test looks at a clock: what is not cut never ends)
 */
#include "db_fixture.h"

#include <apr_dbd.h>

static const mya_db_limits_t wide = { .connections = 4, .wait = 5000000, .pause = 1000000,
                                      .statements = 300 };

#define SHORT apr_time_from_msec(60)
#define LONG apr_time_from_sec(3600)

#define ENDLESS "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n" \
                " WHERE i < 1000000000000) SELECT count(*) FROM n"

/* What a test sees of a connection's handle when that has gone back. */
typedef struct spy_t {
    mya_db_provider_t *own;
    const apr_dbd_driver_t *driver;
    apr_dbd_t *handle;
    int opened;                  /* how often a handle was asked for */
} spy_t;

static spy_t spy;

static apr_status_t open_spied(mya_db_link_t **link, void *baton, apr_pool_t *p)
{
    apr_status_t rv = spy.own->open(link, spy.own->baton, p);

    (void)baton;
    spy.opened++;
    if (rv == APR_SUCCESS) {
        spy.driver = (*link)->driver;
        spy.handle = (*link)->handle;
    }
    return rv;
}

static void close_spied(mya_db_link_t *link, void *baton)
{
    (void)baton;
    spy.own->close(link, spy.own->baton);
}

/* A way to the file NAME with a table t of one row. */
static mya_db_t *make(const char *name)
{
    const mya_db_provider_t provider = { .open = open_spied, .close = close_spied };
    mya_db_conn_t *conn;
    mya_db_t *db;

    memset(&spy, 0, sizeof(spy));
    must(mya_db_direct(&spy.own, "sqlite3", file_of(name), why, pool));
    must(mya_db_make(&db, &provider, &wide, pool));
    conn = take(db);
    must(mya_db_script(conn, "CREATE TABLE t (a integer); INSERT INTO t VALUES (1)", why, pool));
    mya_db_close(conn);
    spy.opened = 0;
    return db;
}

static apr_status_t run(mya_db_conn_t *conn, const char *sql)
{
    why->detail = NULL;
    why->retry = 0;
    return mya_db_execute(NULL, conn, sql, 0, NULL, why, pool);
}

static apr_status_t ask(mya_db_conn_t *conn, const char *sql)
{
    mya_rows_t *rows;

    why->detail = NULL;
    why->retry = 0;
    return mya_db_select(&rows, conn, sql, 0, NULL, 0, why, pool);
}

static const char *cell(mya_db_conn_t *conn, const char *sql)
{
    mya_rows_t *rows;

    must(mya_db_select(&rows, conn, sql, 0, NULL, 0, why, pool));
    return rows->nrows ? rows->cells[0][0] : "no row";
}

static void assert_says(const char *words)
{
    assert_non_null(why->detail);
    if (!strstr(why->detail, words)) {
        fail_msg("\"%s\" does not say \"%s\"", why->detail, words);
    }
}

static void test_a_statement_that_would_run_for_days_is_cut(void **state)
{
    mya_db_conn_t *conn = take(mya_db_within(make("cut.db"), SHORT, LONG, pool));

    (void)state;
    assert_int_equal(ask(conn, ENDLESS), MYA_ESLOW);
    assert_says("select: cut after 60 ms");
    assert_says("MyAccountStatementTimeout");
    assert_true(why->retry > 0);
    assert_int_equal(ask(conn, ENDLESS), MYA_ESLOW);
    assert_string_equal(cell(conn, "SELECT a FROM t"), "1");
    must(run(conn, "UPDATE t SET a = 2"));
    assert_string_equal(cell(conn, "SELECT a FROM t"), "2");
    mya_db_close(conn);
    assert_int_equal(spy.opened, 1);
}

static void test_a_change_that_is_cut_has_changed_nothing(void **state)
{
    mya_db_conn_t *conn = take(mya_db_within(make("change.db"), SHORT, LONG, pool));

    (void)state;
    assert_int_equal(run(conn, "INSERT INTO t " ENDLESS), MYA_ESLOW);
    assert_says("change: cut after 60 ms");
    assert_string_equal(cell(conn, "SELECT count(*) FROM t"), "1");
    mya_db_close(conn);
}

static void test_a_transaction_with_a_cut_statement_is_undone(void **state)
{
    static const char *const cuts[] = { ENDLESS, "INSERT INTO t " ENDLESS };
    mya_db_conn_t *conn = take(mya_db_within(make("transaction.db"), SHORT, LONG, pool));

    (void)state;
    for (int i = 0; i < 2; i++) {
        must(mya_db_begin(conn, why, pool));
        must(run(conn, "INSERT INTO t VALUES (7)"));
        assert_int_equal(i ? run(conn, cuts[i]) : ask(conn, cuts[i]), MYA_ESLOW);
        assert_int_equal(run(conn, "INSERT INTO t VALUES (8)"), MYA_EDATABASE);
        assert_int_equal(mya_db_commit(conn, why, pool), MYA_EDATABASE);
        assert_string_equal(cell(conn, "SELECT count(*) FROM t"), "1");
        must(mya_db_begin(conn, why, pool));
        must(run(conn, "UPDATE t SET a = a + 1"));
        must(mya_db_commit(conn, why, pool));
    }
    assert_string_equal(cell(conn, "SELECT a FROM t"), "3");
    mya_db_close(conn);
}

static void test_a_transaction_may_be_undone_after_a_cut(void **state)
{
    mya_db_t *db = mya_db_within(make("undone.db"), SHORT, LONG, pool);
    mya_db_conn_t *conn = take(db);

    (void)state;
    must(mya_db_begin(conn, why, pool));
    must(run(conn, "INSERT INTO t VALUES (7)"));
    must(mya_db_save(conn, why, pool));
    assert_int_equal(run(conn, "INSERT INTO t " ENDLESS), MYA_ESLOW);
    mya_db_rollback(conn, pool);
    assert_string_equal(cell(conn, "SELECT count(*) FROM t"), "1");
    must(mya_db_begin_read(conn, why, pool));
    assert_int_equal(ask(conn, ENDLESS), MYA_ESLOW);
    mya_db_close(conn);                                  /* open: given back, it is undone */
    conn = take(db);
    must(mya_db_begin(conn, why, pool));
    must(run(conn, "INSERT INTO t VALUES (8)"));
    must(mya_db_commit(conn, why, pool));
    assert_string_equal(cell(conn, "SELECT count(*) FROM t"), "2");
    mya_db_close(conn);
}

static void test_many_short_statements_are_not_one_long_one(void **state)
{
    mya_db_conn_t *conn = take(mya_db_within(make("many.db"), SHORT, 0, pool));
    apr_time_t end = apr_time_now() + 4 * SHORT;

    (void)state;
    while (apr_time_now() < end) {
        assert_string_equal(cell(conn, "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1"
                                       " FROM n WHERE i < 2000) SELECT count(*) FROM n"), "2000");
    }
    mya_db_close(conn);
}

static void test_a_page_whose_time_is_over_begins_nothing(void **state)
{
    mya_db_t *whole = make("page.db");
    mya_db_t *page = mya_db_within(whole, 0, SHORT, pool);
    mya_db_conn_t *conn = take(page), *other;

    (void)state;
    must(mya_db_begin(conn, why, pool));
    must(run(conn, "INSERT INTO t VALUES (7)"));
    assert_false(mya_db_late(page));
    assert_int_equal(ask(conn, ENDLESS), MYA_ESLOW);     /* the one that runs is cut at it */
    assert_says("the page has had its 60 ms");
    assert_says("MyAccountPageDeadline");
    assert_true(mya_db_late(page));
    mya_db_rollback(conn, pool);
    assert_int_equal(ask(conn, "SELECT a FROM t"), MYA_ESLOW);
    assert_says("not begun any more");
    assert_int_equal(run(conn, "UPDATE t SET a = 9"), MYA_ESLOW);
    assert_int_equal(mya_db_begin(conn, why, pool), MYA_ESLOW);
    assert_int_equal(mya_db_open(&other, page, why, pool), MYA_ESLOW);
    assert_null(other);
    mya_db_close(conn);

    assert_false(mya_db_late(whole));                    /* the next page has time of its own */
    conn = take(mya_db_within(whole, 0, LONG, pool));
    assert_string_equal(cell(conn, "SELECT group_concat(a) FROM t"), "1");
    mya_db_close(conn);
}

static void test_what_a_late_page_has_begun_to_change_is_undone(void **state)
{
    mya_db_t *whole = make("late.db");
    mya_db_t *page = mya_db_within(whole, 0, SHORT, pool);
    mya_db_conn_t *conn = take(page);

    (void)state;
    must(mya_db_begin(conn, why, pool));
    must(run(conn, "INSERT INTO t VALUES (7)"));
    while (!mya_db_late(page)) {
        apr_sleep(1000);
    }
    assert_int_equal(run(conn, "INSERT INTO t VALUES (8)"), MYA_ESLOW);
    assert_int_equal(mya_db_commit(conn, why, pool), MYA_EDATABASE);
    mya_db_close(conn);
    conn = take(whole);
    assert_string_equal(cell(conn, "SELECT group_concat(a) FROM t"), "1");
    mya_db_close(conn);
}

static void test_a_cut_statement_does_not_open_the_breaker(void **state)
{
    mya_db_t *whole = make("breaker.db");
    mya_db_t *db = mya_db_within(whole, SHORT, LONG, pool);
    mya_db_state_t seen;

    (void)state;
    for (int i = 0; i < 3; i++) {
        mya_db_conn_t *conn = take(db);

        assert_int_equal(ask(conn, ENDLESS), MYA_ESLOW);
        mya_db_state(&seen, whole);
        assert_int_equal(seen.out, 1);                   /* one gate for all pages */
        assert_int_equal(seen.broken, 0);
        mya_db_close(conn);
    }
    mya_db_state(&seen, db);
    assert_int_equal(seen.out, 0);
    assert_int_equal(spy.opened, 3);                     /* and nobody asked for a new one */
}

/* Whoever gets the handle next, another module perhaps, is asked nothing of ours: what we knew of
 * the connection is gone, and other things stand where it was. */
static void test_nothing_of_ours_stays_with_a_connection_that_was_given_back(void **state)
{
    mya_db_t *db = make("back.db");
    mya_db_conn_t *conn;
    apr_pool_t *own;
    apr_dbd_results_t *results = NULL;
    const char *work = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n"
                       " WHERE i < 1000000) SELECT count(*) FROM n";

    (void)state;
    apr_pool_create(&own, pool);
    must(mya_db_open(&conn, mya_db_within(db, 1, LONG, own), why, own));
    assert_int_equal(ask(conn, work), MYA_ESLOW);
    mya_db_close(conn);
    apr_pool_clear(own);
    memset(apr_palloc(own, 4096), 0xA5, 4096);
    assert_int_equal(apr_dbd_select(spy.driver, pool, spy.handle, &results, work, 1), 0);
}

static void test_without_limits_nothing_is_cut(void **state)
{
    mya_db_conn_t *conn = take(make("plain.db"));

    (void)state;
    assert_string_equal(cell(conn, "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1"
                                   " FROM n WHERE i < 1000000) SELECT count(*) FROM n"), "1000000");
    mya_db_close(conn);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_statement_that_would_run_for_days_is_cut),
        cmocka_unit_test(test_a_change_that_is_cut_has_changed_nothing),
        cmocka_unit_test(test_a_transaction_with_a_cut_statement_is_undone),
        cmocka_unit_test(test_a_transaction_may_be_undone_after_a_cut),
        cmocka_unit_test(test_many_short_statements_are_not_one_long_one),
        cmocka_unit_test(test_a_page_whose_time_is_over_begins_nothing),
        cmocka_unit_test(test_what_a_late_page_has_begun_to_change_is_undone),
        cmocka_unit_test(test_a_cut_statement_does_not_open_the_breaker),
        cmocka_unit_test(test_nothing_of_ours_stays_with_a_connection_that_was_given_back),
        cmocka_unit_test(test_without_limits_nothing_is_cut),
    };

    RUN_TESTS(tests);
}
