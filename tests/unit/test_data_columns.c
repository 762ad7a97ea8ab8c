/* SPDX-License-Identifier: Apache-2.0 */
/* tests/unit/test_data_columns.c: what is bound comes back the same, whatever the database
 *
 * On an SQLite file, or on the empty database that MYA_TEST_DSN names ("pgsql:…", "mysql:…"), which
 * "./run-tests unit/data_columns --database=…" makes.
 */
#include "db_fixture.h"

#include "data/query_text.h"
#include "data/value.h"

#define LONG_TEXT 1000000
/* MariaDB's driver cuts what is longer than its fldsz: this, unless DBDParams says more. */
#define CUT_AT 1048575
#define ANY { "text", "text", "longtext" }

static const mya_db_limits_t limits = { .connections = 1, .wait = 5000000, .pause = 1000000,
                                        .statements = 300 };
static mya_db_conn_t *conn;

/* A value of TYPE in a column of the kind that each database has for it. */
typedef struct row_t {
    mya_type_e type;
    const char *column[MYA_DIALECT_COUNT];
    const char *value;
    int from_decimal;
} row_t;

static const row_t rows[] = {
    { MYA_TYPE_INTEGER, { "integer", "integer", "int" }, "-7", 0 },
    { MYA_TYPE_INTEGER, { "integer", "integer", "int" }, "0", 0 },
    { MYA_TYPE_INTEGER, { "integer", "bigint", "bigint" }, "999999999999999999", 0 },
    { MYA_TYPE_INTEGER, { "integer", "numeric", "decimal(20,0)" }, "-999999999999999999", 0 },
    { MYA_TYPE_DECIMAL, { "decimal(12,3)", "numeric(12,3)", "decimal(12,3)" }, "12.5", 0 },
    { MYA_TYPE_DECIMAL, { "decimal(12,3)", "numeric(12,3)", "decimal(12,3)" }, "-0.001", 0 },
    { MYA_TYPE_DECIMAL, { "decimal(12,3)", "numeric(12,3)", "decimal(12,3)" }, "1000", 0 },
    { MYA_TYPE_PERCENT, { "decimal(5,2)", "numeric(5,2)", "decimal(5,2)" }, "25", 0 },
    { MYA_TYPE_MONEY, { "integer", "bigint", "bigint" }, "125050", 0 },
    { MYA_TYPE_MONEY, { "decimal(12,2)", "numeric(12,2)", "decimal(12,2)" }, "125050", 1 },
    { MYA_TYPE_MONEY, { "decimal(12,2)", "numeric(12,2)", "decimal(12,2)" }, "-1", 1 },
    { MYA_TYPE_MONEY, { "decimal(12,2)", "numeric", "decimal(12,4)" }, "0", 1 },
    { MYA_TYPE_BOOLEAN, { "integer", "boolean", "boolean" }, "1", 0 },
    { MYA_TYPE_BOOLEAN, { "integer", "boolean", "tinyint" }, "0", 0 },
    { MYA_TYPE_DATE, { "text", "date", "date" }, "2024-02-29", 0 },
    { MYA_TYPE_DATE, { "text", "date", "date" }, "9999-12-31", 0 },
    { MYA_TYPE_TIME, { "text", "time", "time" }, "23:59:59", 0 },
    { MYA_TYPE_DATETIME, { "text", "timestamp", "datetime" }, "2026-03-29 02:30:00", 0 },
    { MYA_TYPE_DATETIME, { "text", "timestamp(6)", "datetime(6)" }, "2026-10-25 02:30:00", 0 },
    { MYA_TYPE_DATETIME, { "text", "timestamptz", "timestamp NULL" }, "2026-03-29 02:30:00", 0 },
    { MYA_TYPE_TEXT, ANY, "", 0 },
    { MYA_TYPE_TEXT, ANY, "100 % of %s, a ? and $1", 0 },
    { MYA_TYPE_TEXT, ANY, "O'Brien \"said\" \\ and \\' and \\n", 0 },
    { MYA_TYPE_TEXT, ANY, "\xc2\x80 \xdf\xbf \xe0\xa0\x80 \xef\xbf\xbd \xf0\x90\x80\x80 "
                          "\xf4\x8f\xbf\xbf \xe2\x80\xae \xef\xbb\xbf", 0 },
    { MYA_TYPE_TEXT, ANY, "line one\nline two\ttab\r", 0 },
    { MYA_TYPE_TEXT, ANY, "Ærlig ÅØ \xe4\xbd\x90\xe8\x97\xa4 \xf0\x9f\x98\x80 e\xcc\x81", 0 },
    { MYA_TYPE_TEXT, { "varchar(20)", "varchar(20)", "varchar(20)" }, "Blank behind ", 0 },
    { MYA_TYPE_TEXT, { "varchar(4)", "varchar(4)", "varchar(4)" },
      "\xf0\x9f\x98\x80\xf0\x9f\x91\xa9\xf0\x9f\x8f\xbd\xf0\x9f\x92\xbb", 0 },
    { MYA_TYPE_DATE, { "text", "date", "date" }, "1000-01-01", 0 },
    { MYA_TYPE_TIME, { "text", "time", "time" }, "00:00:00", 0 },
    { MYA_TYPE_ID, { "varchar(20)", "varchar(20)", "varchar(20)" }, "aBcD", 0 },
};

/* The statement of BEFORE, VALUE bound as TYPE, AFTER. */
static mya_query_text_t *with(const char *before, mya_type_e type, const char *value,
                              const char *after)
{
    mya_query_text_t *text = mya_query_text_make(mya_db_dialect(conn), NULL, pool);

    mya_query_text_add(text, before);
    mya_query_text_bind(text, type, value);
    mya_query_text_add(text, after);
    return text;
}

static apr_status_t change(int *affected, const char *before, mya_type_e type, const char *value,
                           const char *after)
{
    const mya_query_text_t *text = with(before, type, value, after);

    return mya_db_execute(affected, conn, mya_query_text_sql(text), text->arguments->nelts,
                          (const char *const *)text->arguments->elts, why, pool);
}

static mya_rows_t *ask(const char *before, mya_type_e type, const char *value, const char *after)
{
    const mya_query_text_t *text = with(before, type, value, after);
    mya_rows_t *found;

    must(mya_db_select(&found, conn, mya_query_text_sql(text), text->arguments->nelts,
                       (const char *const *)text->arguments->elts, 0, why, pool));
    return found;
}

static void plain(const char *sql)
{
    must(mya_db_script(conn, sql, why, pool));
}

static void table(const char *columns)
{
    plain("DROP TABLE IF EXISTS columns_test");
    plain(apr_pstrcat(pool, "CREATE TABLE columns_test (", columns, ")", NULL));
}

/* --- --- */

static void come_back(const row_t *row)
{
    const mya_portal_t portal = { .currency = "NOK" };
    const mya_column_t column = { .name = "v", .type = row->type, .currency_column = -1,
                                  .from_decimal = row->from_decimal };
    const mya_type_e stored = mya_value_stored(&column);
    const char *kept = mya_value_write(&column, row->value, "NOK", &portal, pool);
    const char *value;
    mya_rows_t *found;

    table(apr_pstrcat(pool, "v ", row->column[mya_db_dialect(conn)], NULL));
    must(change(NULL, "INSERT INTO columns_test (v) VALUES (", stored, kept, ")"));
    found = ask("SELECT v FROM columns_test WHERE v = ", stored, kept, "");
    if (found->nrows != 1) {
        fail_msg("\"%s\" in a column %s is not found again", row->value,
                 row->column[mya_db_dialect(conn)]);
    }
    must(mya_value_read(&value, &column, found->cells[0][0], "NOK", &portal, why, pool));
    assert_string_equal(value, row->value);
}

static void test_each_value_comes_back_and_is_found(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        come_back(&rows[i]);
    }
}

static void test_null_is_no_value_of_any_type(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        const char *const type = rows[i].column[mya_db_dialect(conn)];
        mya_rows_t *found;

        table(apr_pstrcat(pool, "v ", type, NULL));
        must(change(NULL, "INSERT INTO columns_test (v) VALUES (", rows[i].type, NULL, ")"));
        must(mya_db_select(&found, conn, "SELECT v FROM columns_test", 0, NULL, 0, why, pool));
        assert_int_equal(found->nrows, 1);
        assert_null(found->cells[0][0]);
        assert_int_equal(ask("SELECT v FROM columns_test WHERE v = ", rows[i].type, NULL, "")
                             ->nrows, 0);
    }
}

/* Of N bytes, no two parts alike. */
static const char *long_text(int n)
{
    char *text = apr_palloc(pool, (apr_size_t)n + 1);

    for (int i = 0; i < n; i++) {
        text[i] = (char)('a' + i % 26);
    }
    text[n] = '\0';
    table(mya_db_dialect(conn) == MYA_DIALECT_MARIADB ? "v longtext" : "v text");
    must(change(NULL, "INSERT INTO columns_test (v) VALUES (", MYA_TYPE_TEXT, text, ")"));
    return text;
}

static void test_a_text_that_the_driver_would_cut_is_refused_loudly(void **state)
{
    const int lengths[] = { CUT_AT - 1, CUT_AT, CUT_AT + 1, 3 * CUT_AT };

    (void)state;
    for (size_t i = 0; i < sizeof(lengths) / sizeof(*lengths); i++) {
        const char *text = long_text(lengths[i]);
        mya_rows_t *found;
        apr_status_t rv = mya_db_select(&found, conn, "SELECT v FROM columns_test", 0, NULL, 0, why,
                                        pool);

        if (mya_db_dialect(conn) == MYA_DIALECT_MARIADB && lengths[i] >= CUT_AT) {
            assert_int_equal(rv, MYA_EDATABASE);
            assert_non_null(strstr(why->detail, "say a larger fldsz= in DBDParams"));
        } else {
            must(rv);
            assert_string_equal(found->cells[0][0], text);
        }
    }
}

static void test_the_length_of_the_cut_is_the_drivers(void **state)
{
    (void)state;
    assert_int_equal(mya_db_cut_at("mysql", "sock=/s,fldsz=70000,user=u"), 70000);
    assert_int_equal(mya_db_cut_at("mysql", "sock=/s"), CUT_AT);
    assert_int_equal(mya_db_cut_at("mysql", NULL), CUT_AT);
    assert_int_equal(mya_db_cut_at("pgsql", "fldsz=1"), 0);
    assert_int_equal(mya_db_cut_at("sqlite3", "/x"), 0);
}

static void test_texts_of_a_megabyte_are_not_cut(void **state)
{
    const char *text = long_text(LONG_TEXT);
    mya_rows_t *found;

    (void)state;
    must(mya_db_select(&found, conn, "SELECT v FROM columns_test", 0, NULL, 0, why, pool));
    assert_int_equal(strlen(found->cells[0][0]), LONG_TEXT);
    assert_string_equal(found->cells[0][0], text);
}

static void test_small_and_capital_letters_and_blanks_make_other_keys(void **state)
{
    static const char *const keys[] = { "key", "Key", "key ", "k\xc3\xa9y", "" };
    int affected;

    (void)state;
    table("v varchar(20) NOT NULL PRIMARY KEY");
    for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
        must(change(&affected, "INSERT INTO columns_test (v) VALUES (", MYA_TYPE_TEXT, keys[i],
                    ")"));
        assert_int_equal(affected, 1);
    }
    assert_int_equal(ask("SELECT v FROM columns_test WHERE v = ", MYA_TYPE_TEXT, "key", "")->nrows,
                     1);
}

static void test_names_of_columns_are_told_with_no_regard_to_case(void **state)
{
    mya_rows_t *found;

    (void)state;
    table("Amount integer");
    must(change(NULL, "INSERT INTO columns_test (AMOUNT) VALUES (", MYA_TYPE_INTEGER, "1", ")"));
    found = ask("SELECT aMOUNT AS Total FROM columns_test WHERE amount = ", MYA_TYPE_INTEGER, "1",
                "");
    assert_string_equal(apr_pstrdup(pool, found->names[0])[0] == 'T' ? "Total" : "total",
                        found->names[0]);
}

static void test_what_stands_in_double_quotes_is_a_name(void **state)
{
    mya_rows_t *found;

    (void)state;
    table("\"SUM \"\"EXCL\"\"\" integer, \"Your Ref\" varchar(20)");
    must(change(NULL, "INSERT INTO columns_test (\"Your Ref\", \"SUM \"\"EXCL\"\"\")"
                " VALUES ('\"a\"', ", MYA_TYPE_INTEGER, "7", ")"));
    found = ask("SELECT \"SUM \"\"EXCL\"\"\" AS total, \"Your Ref\" AS ref FROM columns_test"
                " WHERE \"SUM \"\"EXCL\"\"\" = ", MYA_TYPE_INTEGER, "7", "");
    assert_int_equal(found->nrows, 1);
    assert_string_equal(found->cells[0][0], "7");
    assert_string_equal(found->cells[0][1], "\"a\"");
}

static void test_rows_are_counted_that_were_met_not_that_were_changed(void **state)
{
    int affected;

    (void)state;
    table("v integer");
    plain("INSERT INTO columns_test VALUES (1); INSERT INTO columns_test VALUES (1)");
    must(change(&affected, "UPDATE columns_test SET v = 1 WHERE v = ", MYA_TYPE_INTEGER, "1", ""));
    assert_int_equal(affected, 2);
    must(change(&affected, "UPDATE columns_test SET v = 1 WHERE v = ", MYA_TYPE_INTEGER, "2", ""));
    assert_int_equal(affected, 0);
}

static void test_a_taken_key_is_told_from_other_refusals(void **state)
{
    (void)state;
    table("v integer NOT NULL UNIQUE, w integer CHECK (w > 0)");
    plain("INSERT INTO columns_test VALUES (1, 1)");
    assert_int_equal(change(NULL, "INSERT INTO columns_test (v) VALUES (", MYA_TYPE_INTEGER, "1",
                            ")"), MYA_EUNIQUE);
    assert_int_equal(change(NULL, "INSERT INTO columns_test (v) VALUES (", MYA_TYPE_INTEGER, NULL,
                            ")"), MYA_EDATABASE);
    assert_int_equal(change(NULL, "INSERT INTO columns_test (v, w) VALUES (2, ", MYA_TYPE_INTEGER,
                            "-1", ")"), MYA_EDATABASE);
    assert_int_equal(change(NULL, "INSERT INTO no_such_table VALUES (", MYA_TYPE_INTEGER, "1",
                            ")"), MYA_EDATABASE);
}

static void test_a_taken_key_behind_a_savepoint_leaves_the_transaction_alive(void **state)
{
    mya_rows_t *found;

    (void)state;
    table("v integer NOT NULL UNIQUE");
    must(mya_db_begin(conn, why, pool));
    must(change(NULL, "INSERT INTO columns_test VALUES (", MYA_TYPE_INTEGER, "1", ")"));
    must(mya_db_save(conn, why, pool));
    assert_int_equal(change(NULL, "INSERT INTO columns_test VALUES (", MYA_TYPE_INTEGER, "1", ")"),
                     MYA_EUNIQUE);
    must(mya_db_undo(conn, why, pool));
    must(change(NULL, "INSERT INTO columns_test VALUES (", MYA_TYPE_INTEGER, "2", ")"));
    must(mya_db_commit(conn, why, pool));
    must(mya_db_select(&found, conn, "SELECT v FROM columns_test ORDER BY v", 0, NULL, 0, why,
                       pool));
    assert_int_equal(found->nrows, 2);
    assert_string_equal(found->cells[1][0], "2");
}

/* --- --- */

static int open_database(void **state)
{
    const char *dsn = getenv("MYA_TEST_DSN");
    mya_db_provider_t *provider;
    mya_db_t *db;
    const char *colon;
    int failed = set_up(state);

    if (failed) {
        return failed;
    }
    dsn = dsn ? dsn : apr_pstrcat(pool, "sqlite3:", file_of("columns.db"), NULL);
    colon = strchr(dsn, ':');
    must(mya_db_direct(&provider, apr_pstrmemdup(pool, dsn, (apr_size_t)(colon - dsn)), colon + 1,
                       why, pool));
    must(mya_db_make(&db, provider, &limits, pool));
    conn = take(db);
    return 0;
}

static int close_database(void **state)
{
    mya_db_script(conn, "DROP TABLE IF EXISTS columns_test", why, pool);
    mya_db_close(conn);
    return tear_down(state);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_value_comes_back_and_is_found),
        cmocka_unit_test(test_null_is_no_value_of_any_type),
        cmocka_unit_test(test_texts_of_a_megabyte_are_not_cut),
        cmocka_unit_test(test_a_text_that_the_driver_would_cut_is_refused_loudly),
        cmocka_unit_test(test_the_length_of_the_cut_is_the_drivers),
        cmocka_unit_test(test_small_and_capital_letters_and_blanks_make_other_keys),
        cmocka_unit_test(test_names_of_columns_are_told_with_no_regard_to_case),
        cmocka_unit_test(test_what_stands_in_double_quotes_is_a_name),
        cmocka_unit_test(test_rows_are_counted_that_were_met_not_that_were_changed),
        cmocka_unit_test(test_a_taken_key_is_told_from_other_refusals),
        cmocka_unit_test(test_a_taken_key_behind_a_savepoint_leaves_the_transaction_alive),
    };

    int failed;

    apr_initialize();
    apr_pool_create(&pool, NULL);
    failed = cmocka_run_group_tests(tests, open_database, close_database);
    apr_pool_destroy(pool);
    apr_terminate();
    return failed;
}
