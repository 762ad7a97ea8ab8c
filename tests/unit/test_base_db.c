/* SPDX-License-Identifier: Apache-2.0 */
/* tests/unit/test_base_db.c: the database layer on a real SQLite file */
#include "db_fixture.h"

static const mya_db_limits_t wide = { .connections = 4, .wait = 5000000, .pause = 1000000,
                                      .statements = 300 };

/* A way to connections to PARAMS under LIMITS. */
static mya_db_t *make(const char *params, const mya_db_limits_t *limits)
{
    mya_db_provider_t *provider;
    mya_db_t *db;

    assert_int_equal(mya_db_direct(&provider, "sqlite3", params, why, pool), APR_SUCCESS);
    assert_int_equal(mya_db_make(&db, provider, limits, pool), APR_SUCCESS);
    return db;
}

static apr_status_t run(mya_db_conn_t *conn, const char *sql)
{
    return mya_db_execute(NULL, conn, sql, 0, NULL, why, pool);
}

/* The first cell of SQL with the one argument ARG (NULL: without). */
static const char *cell(mya_db_conn_t *conn, const char *sql, const char *arg)
{
    mya_rows_t *rows;

    must(mya_db_select(&rows, conn, sql, arg ? 1 : 0, &arg, 0, why, pool));
    return rows->nrows ? rows->cells[0][0] : "no row";
}

static void test_tells_null_from_empty(void **state)
{
    mya_db_conn_t *conn = take(make(file_of("null.db"), &wide));
    const char *args[] = { NULL, "", "x" };
    mya_rows_t *rows;

    (void)state;
    must(run(conn, "CREATE TABLE t (a text, b text, c text)"));
    must(mya_db_execute(NULL, conn, "INSERT INTO t VALUES (%s, %s, %s)", 3, args, why, pool));
    must(mya_db_select(&rows, conn, "SELECT a, b, c FROM t", 0, NULL, 0, why, pool));
    assert_int_equal(rows->nrows, 1);
    assert_int_equal(rows->ncols, 3);
    assert_null(rows->cells[0][0]);
    assert_string_equal(rows->cells[0][1], "");
    assert_string_equal(rows->cells[0][2], "x");
    assert_string_equal(rows->names[1], "b");
    mya_db_close(conn);
}

static void test_no_row_is_no_error(void **state)
{
    mya_db_conn_t *conn = take(make(file_of("none.db"), &wide));
    mya_rows_t *rows;
    int affected = -1;

    (void)state;
    must(run(conn, "CREATE TABLE t (a text)"));
    must(mya_db_select(&rows, conn, "SELECT a FROM t", 0, NULL, 0, why, pool));
    assert_int_equal(rows->nrows, 0);
    must(mya_db_execute(&affected, conn, "UPDATE t SET a = 'x'", 0, NULL, why, pool));
    assert_int_equal(affected, 0);
    assert_int_equal(mya_db_select(&rows, conn, "SELECT b FROM t", 0, NULL, 0, why, pool),
                     MYA_EDATABASE);
    assert_non_null(strstr(why->detail, "no such column: b"));
    mya_db_close(conn);
}

static void test_max_cuts_and_says_so(void **state)
{
    mya_db_conn_t *conn = take(make(file_of("max.db"), &wide));
    mya_rows_t *rows;
    const char *sql = "SELECT 1 AS n UNION ALL SELECT 2 UNION ALL SELECT 3";

    (void)state;
    must(mya_db_select(&rows, conn, sql, 0, NULL, 2, why, pool));
    assert_int_equal(rows->nrows, 2);
    assert_int_equal(rows->more, 1);
    assert_string_equal(rows->cells[1][0], "2");
    must(mya_db_select(&rows, conn, sql, 0, NULL, 3, why, pool));
    assert_int_equal(rows->nrows, 3);
    assert_int_equal(rows->more, 0);
    mya_db_close(conn);
}

static void test_doubled_percent_signs_are_literal(void **state)
{
    mya_db_conn_t *conn = take(make(file_of("percent.db"), &wide));

    (void)state;
    assert_string_equal(cell(conn, "SELECT '100%% %%s ' || strftime('%%Y', %s) || '%%'",
                             "2026-11-21"), "100% %s 2026%");
    mya_db_close(conn);
}

/* Values never become SQL (SQ1), and any bytes but NUL pass. */
static void test_values_are_bound(void **state)
{
    mya_db_conn_t *conn = take(make(file_of("bound.db"), &wide));
    static const char *const values[] = { "x'||'y", "1;--", "'; DROP TABLE t; --", "%s", "100%",
                                          "?", "\xff\xfe", "æøå ș ț <&>", "\\" };

    (void)state;
    for (size_t i = 0; i < sizeof(values) / sizeof(*values); i++) {
        assert_string_equal(cell(conn, "SELECT %s", values[i]), values[i]);
    }
    mya_db_close(conn);
}

static void test_too_few_arguments_are_refused(void **state)
{
    mya_db_conn_t *conn = take(make(file_of("few.db"), &wide));
    const char *args[] = { "1" };
    mya_rows_t *rows;

    (void)state;
    assert_int_equal(mya_db_select(&rows, conn, "SELECT %s, %d", 1, args, 0, why, pool),
                     MYA_EDATABASE);
    assert_non_null(strstr(why->detail, "2 arguments was given 1"));
    mya_db_close(conn);
}

static void test_a_unique_key_is_told_apart(void **state)
{
    mya_db_conn_t *conn = take(make(file_of("unique.db"), &wide));
    const char *args[] = { "anna@example.com" };

    (void)state;
    must(run(conn, "CREATE TABLE t (id text PRIMARY KEY, n integer UNIQUE CHECK (n < 9))"));
    must(mya_db_execute(NULL, conn, "INSERT INTO t VALUES (%s, 1)", 1, args, why, pool));
    assert_int_equal(mya_db_execute(NULL, conn, "INSERT INTO t VALUES (%s, 2)", 1, args, why, pool),
                     MYA_EUNIQUE);
    assert_null(strstr(why->detail, "anna"));
    assert_int_equal(run(conn, "INSERT INTO t VALUES ('b', 1)"), MYA_EUNIQUE);
    assert_int_equal(run(conn, "INSERT INTO t VALUES ('c', 9)"), MYA_EDATABASE);
    must(run(conn, "INSERT INTO t VALUES ('c', 3)"));
    mya_db_close(conn);
}

static void test_foreign_keys_are_on(void **state)
{
    mya_db_conn_t *conn = take(make(file_of("foreign.db"), &wide));

    (void)state;
    must(run(conn, "CREATE TABLE a (id text PRIMARY KEY)"));
    must(run(conn, "CREATE TABLE b (a text REFERENCES a (id))"));
    assert_int_equal(run(conn, "INSERT INTO b VALUES ('nobody')"), MYA_EDATABASE);
    mya_db_close(conn);
}

/* --- transactions --- */

static void test_what_is_not_committed_is_undone(void **state)
{
    mya_db_t *db = make(file_of("undone.db"), &wide);
    mya_db_conn_t *conn = take(db);
    apr_pool_t *run_pool;

    (void)state;
    must(run(conn, "CREATE TABLE t (a integer)"));
    must(mya_db_begin(conn, why, pool));
    must(run(conn, "INSERT INTO t VALUES (1)"));
    mya_db_close(conn);

    apr_pool_create(&run_pool, pool);
    must(mya_db_open(&conn, db, why, run_pool));
    assert_string_equal(cell(conn, "SELECT count(*) FROM t", NULL), "0");
    must(mya_db_begin(conn, why, run_pool));
    must(run(conn, "INSERT INTO t VALUES (2)"));
    apr_pool_destroy(run_pool);

    conn = take(db);
    assert_string_equal(cell(conn, "SELECT count(*) FROM t", NULL), "0");
    must(mya_db_begin(conn, why, pool));
    must(run(conn, "INSERT INTO t VALUES (3)"));
    mya_db_rollback(conn, pool);
    must(mya_db_begin(conn, why, pool));
    must(run(conn, "INSERT INTO t VALUES (4)"));
    must(mya_db_commit(conn, why, pool));
    assert_string_equal(cell(conn, "SELECT group_concat(a) FROM t", NULL), "4");
    mya_db_close(conn);
}

static void test_a_failed_statement_makes_commit_a_rollback(void **state)
{
    mya_db_conn_t *conn = take(make(file_of("failed.db"), &wide));
    mya_rows_t *rows;

    (void)state;
    must(run(conn, "CREATE TABLE t (a integer PRIMARY KEY)"));
    must(mya_db_begin(conn, why, pool));
    must(run(conn, "INSERT INTO t VALUES (1)"));
    assert_int_equal(run(conn, "INSERT INTO t VALUES (1)"), MYA_EUNIQUE);
    assert_int_equal(run(conn, "INSERT INTO t VALUES (2)"), MYA_EDATABASE);
    assert_int_equal(mya_db_select(&rows, conn, "SELECT 1", 0, NULL, 0, why, pool), MYA_EDATABASE);
    assert_int_equal(mya_db_commit(conn, why, pool), MYA_EDATABASE);
    assert_string_equal(cell(conn, "SELECT count(*) FROM t", NULL), "0");
    must(mya_db_begin(conn, why, pool));
    must(run(conn, "INSERT INTO t VALUES (3)"));
    must(mya_db_commit(conn, why, pool));
    assert_string_equal(cell(conn, "SELECT count(*) FROM t", NULL), "1");
    mya_db_close(conn);
}

static void test_a_savepoint_outlives_a_failure(void **state)
{
    mya_db_conn_t *conn = take(make(file_of("save.db"), &wide));

    (void)state;
    must(run(conn, "CREATE TABLE t (a integer PRIMARY KEY)"));
    must(mya_db_begin(conn, why, pool));
    must(run(conn, "INSERT INTO t VALUES (1)"));
    must(mya_db_save(conn, why, pool));
    must(run(conn, "INSERT INTO t VALUES (2)"));
    assert_int_equal(run(conn, "INSERT INTO t VALUES (1)"), MYA_EUNIQUE);
    assert_int_equal(mya_db_release(conn, why, pool), MYA_EDATABASE);
    must(mya_db_undo(conn, why, pool));
    must(mya_db_save(conn, why, pool));
    must(run(conn, "INSERT INTO t VALUES (3)"));
    must(mya_db_release(conn, why, pool));
    must(mya_db_commit(conn, why, pool));
    assert_string_equal(cell(conn, "SELECT group_concat(a) FROM t", NULL), "1,3");
    mya_db_close(conn);
}

static void test_misuse_of_transactions_is_refused(void **state)
{
    mya_db_conn_t *conn = take(make(file_of("misuse.db"), &wide));

    (void)state;
    assert_int_equal(mya_db_commit(conn, why, pool), MYA_EDATABASE);
    assert_int_equal(mya_db_save(conn, why, pool), MYA_EDATABASE);
    assert_int_equal(mya_db_undo(conn, why, pool), MYA_EDATABASE);
    mya_db_rollback(conn, pool);
    must(mya_db_begin(conn, why, pool));
    assert_int_equal(mya_db_begin(conn, why, pool), MYA_EDATABASE);
    mya_db_close(conn);
}

/* --- locked, gone, changed --- */

static void test_a_locked_database_is_unavailable_for_now(void **state)
{
    mya_db_t *db = make(file_of("locked.db"), &wide);
    mya_db_conn_t *holder = take(db);
    mya_db_conn_t *other = take(db);
    mya_rows_t *rows;

    (void)state;
    must(run(holder, "CREATE TABLE t (a integer)"));
    must(mya_db_begin(holder, why, pool));
    must(run(holder, "INSERT INTO t VALUES (1)"));
    assert_int_equal(mya_db_begin(other, why, pool), MYA_EUNAVAILABLE);
    assert_true(why->retry > 0);
    assert_int_equal(run(other, "INSERT INTO t VALUES (2)"), MYA_EUNAVAILABLE);
    assert_non_null(strstr(why->detail, "locked"));
    must(mya_db_commit(holder, why, pool));
    must(run(other, "INSERT INTO t VALUES (2)"));

    /* Exclusively: not even reading. */
    must(mya_db_script(holder, "BEGIN EXCLUSIVE; UPDATE t SET a = 3", why, pool));
    assert_int_equal(mya_db_select(&rows, other, "SELECT a FROM t", 0, NULL, 0, why, pool),
                     MYA_EUNAVAILABLE);
    assert_true(why->retry > 0);
    must(mya_db_script(holder, "COMMIT", why, pool));
    assert_string_equal(cell(other, "SELECT a FROM t", NULL), "3");
    mya_db_close(other);
    mya_db_close(holder);
}

static void test_statements_outlive_a_changed_schema(void **state)
{
    mya_db_t *db = make(file_of("schema.db"), &wide);
    mya_db_conn_t *conn = take(db);
    mya_db_conn_t *other = take(db);

    (void)state;
    must(run(conn, "CREATE TABLE t (a integer)"));
    must(run(conn, "INSERT INTO t VALUES (1)"));
    assert_string_equal(cell(conn, "SELECT a FROM t WHERE a = %s", "1"), "1");
    must(run(other, "ALTER TABLE t ADD COLUMN b integer"));
    why->detail = NULL;
    assert_string_equal(cell(conn, "SELECT a FROM t WHERE a = %s", "1"), "1");
    assert_null(why->detail);         /* what was mended is not told */
    mya_db_close(other);
    must(run(conn, "CREATE TABLE u (a integer)"));
    mya_db_close(conn);

    /* The same in a transaction, where nothing may be renewed: it was seen before. */
    conn = take(db);
    other = take(db);
    must(run(conn, "INSERT INTO t (a) VALUES (2)"));
    mya_db_close(conn);
    must(run(other, "CREATE TABLE v (a integer)"));
    conn = take(db);
    must(mya_db_begin(conn, why, pool));
    must(run(conn, "INSERT INTO t (a) VALUES (2)"));
    must(mya_db_commit(conn, why, pool));
    assert_string_equal(cell(conn, "SELECT count(*) FROM t", NULL), "3");
    mya_db_close(other);
    mya_db_close(conn);
}

static void test_a_missing_file_is_unavailable_until_it_is_back(void **state)
{
    const mya_db_limits_t careful = { .connections = 4, .wait = 100000, .pause = 1,
                                      .statements = 300, .refuse_empty = 1 };
    mya_db_t *db = make(apr_pstrcat(pool, "file:", file_of("gone.db"), "?mode=rw", NULL), &careful);
    mya_db_conn_t *conn;

    (void)state;
    assert_int_equal(mya_db_open(&conn, db, why, pool), MYA_EUNAVAILABLE);
    assert_non_null(strstr(why->detail, "unable to open"));
    assert_true(why->retry > 0);

    conn = take(make(file_of("gone.db"), &wide));
    must(run(conn, "CREATE TABLE t (a integer)"));
    must(run(conn, "INSERT INTO t VALUES (7)"));
    mya_db_close(conn);
    apr_sleep(1000);
    conn = take(db);
    mya_db_close(conn);

    /* Moved away and back, under a connection that is kept open. */
    apr_file_rename(file_of("gone.db"), file_of("away.db"), pool);
    assert_int_equal(mya_db_open(&conn, db, why, pool), MYA_EUNAVAILABLE);
    apr_file_rename(file_of("away.db"), file_of("gone.db"), pool);
    conn = take(db);
    assert_string_equal(cell(conn, "SELECT a FROM t", NULL), "7");
    mya_db_close(conn);

    /* Replaced by another one: that is what is read now. */
    apr_file_copy(file_of("gone.db"), file_of("copy.db"), APR_FPROT_FILE_SOURCE_PERMS, pool);
    apr_file_rename(file_of("copy.db"), file_of("gone.db"), pool);
    conn = take(make(file_of("gone.db"), &wide));
    must(run(conn, "UPDATE t SET a = 8"));
    mya_db_close(conn);
    conn = take(db);
    assert_string_equal(cell(conn, "SELECT a FROM t", NULL), "8");
    mya_db_close(conn);
}

/* A lost file, which the driver replaces by an empty one; and the real one put back. */
static void test_an_empty_file_is_unavailable_where_tables_must_be(void **state)
{
    const mya_db_limits_t careful = { .connections = 2, .wait = 1, .pause = 1, .statements = 300,
                                      .refuse_empty = 1 };
    mya_db_t *db = make(file_of("empty.db"), &careful);
    mya_db_conn_t *conn, *other;

    (void)state;
    assert_int_equal(mya_db_open(&conn, db, why, pool), MYA_EUNAVAILABLE);
    conn = take(make(file_of("full.db"), &wide));
    must(run(conn, "CREATE TABLE t (a integer)"));
    must(run(conn, "INSERT INTO t VALUES (5)"));
    mya_db_close(conn);
    apr_file_rename(file_of("full.db"), file_of("empty.db"), pool);
    conn = take(db);
    assert_string_equal(cell(conn, "SELECT a FROM t", NULL), "5");

    apr_file_rename(file_of("empty.db"), file_of("full.db"), pool);
    /* makes an empty one */
    assert_int_equal(mya_db_open(&other, db, why, pool), MYA_EUNAVAILABLE);
    mya_db_close(conn);
    assert_int_equal(mya_db_open(&conn, db, why, pool), MYA_EUNAVAILABLE);
    apr_file_rename(file_of("full.db"), file_of("empty.db"), pool);
    conn = take(db);
    other = take(db);
    assert_string_equal(cell(conn, "SELECT a FROM t", NULL), "5");
    assert_string_equal(cell(other, "SELECT a FROM t", NULL), "5");
    mya_db_close(other);
    mya_db_close(conn);
}

/* SQLite frees a statement only with its connection: the connection is exchanged, in the middle. */
static void test_statements_are_bounded(void **state)
{
    const mya_db_limits_t few = { .connections = 1, .wait = 1, .pause = 1, .statements = 10 };
    mya_db_conn_t *conn = take(make(file_of("few.db"), &few));

    (void)state;
    must(run(conn, "CREATE TABLE few (a integer REFERENCES few (a))"));
    for (int i = 0; i < 100; i++) {
        const char *number = apr_itoa(pool, i);

        assert_string_equal(cell(conn, apr_psprintf(pool, "SELECT %d", i), NULL), number);
        assert_string_equal(cell(conn, "SELECT %s", number), number);
    }
    assert_int_not_equal(run(conn, "INSERT INTO few VALUES (1)"), APR_SUCCESS); /* still set up */
    mya_db_close(conn);
}

static void test_a_script_stops_at_its_first_error(void **state)
{
    mya_db_conn_t *conn = take(make(file_of("script.db"), &wide));

    (void)state;
    must(mya_db_script(conn, "-- a; b\nCREATE TABLE t (a text);\n"
                       "CREATE TRIGGER r AFTER INSERT ON t BEGIN\n"
                       "  UPDATE t SET a = 'x;y' WHERE a = 'x';"
                       " UPDATE t SET a = 'z' WHERE a = 'y';\n"
                       "END;\n/* ; */ INSERT INTO t VALUES ('x'); PRAGMA user_version;\n"
                       "INSERT INTO t VALUES ('it''s; good');\n-- the end\n", why, pool));
    assert_string_equal(cell(conn, "SELECT group_concat(a) FROM t", NULL), "x;y,it's; good");
    assert_int_equal(mya_db_script(conn, "INSERT INTO t VALUES ('b');\n\n"
                                   "INSERT INTO nowhere VALUES (1);\n"
                                   "INSERT INTO t VALUES ('c');", why, pool), MYA_EDATABASE);
    assert_non_null(strstr(why->detail, "statement at line 3: no such table: nowhere"));
    assert_string_equal(cell(conn, "SELECT count(*) FROM t", NULL), "3");
    assert_int_equal(mya_db_script(conn, "DROP TRIGGER r;\nINSERT INTO nowhere VALUES (1);", why,
                                   pool),
                     MYA_EDATABASE);
    assert_non_null(strstr(why->detail, "statement at line 2: no such table: nowhere"));
    mya_db_close(conn);
}

static void test_an_unknown_driver_is_told(void **state)
{
    mya_db_provider_t *provider;

    (void)state;
    assert_int_equal(mya_db_direct(&provider, "oracle", "", why, pool), MYA_ECONFIG);
    assert_non_null(strstr(why->detail, "say sqlite3, pgsql or mysql"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tells_null_from_empty),
        cmocka_unit_test(test_no_row_is_no_error),
        cmocka_unit_test(test_max_cuts_and_says_so),
        cmocka_unit_test(test_doubled_percent_signs_are_literal),
        cmocka_unit_test(test_values_are_bound),
        cmocka_unit_test(test_too_few_arguments_are_refused),
        cmocka_unit_test(test_a_unique_key_is_told_apart),
        cmocka_unit_test(test_foreign_keys_are_on),
        cmocka_unit_test(test_what_is_not_committed_is_undone),
        cmocka_unit_test(test_a_failed_statement_makes_commit_a_rollback),
        cmocka_unit_test(test_a_savepoint_outlives_a_failure),
        cmocka_unit_test(test_misuse_of_transactions_is_refused),
        cmocka_unit_test(test_a_locked_database_is_unavailable_for_now),
        cmocka_unit_test(test_statements_outlive_a_changed_schema),
        cmocka_unit_test(test_a_missing_file_is_unavailable_until_it_is_back),
        cmocka_unit_test(test_an_empty_file_is_unavailable_where_tables_must_be),
        cmocka_unit_test(test_statements_are_bounded),
        cmocka_unit_test(test_a_script_stops_at_its_first_error),
        cmocka_unit_test(test_an_unknown_driver_is_told),
    };

    RUN_TESTS(tests);
}
