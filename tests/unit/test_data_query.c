/* SPDX-License-Identifier: Apache-2.0 */
/* tests/unit/test_data_query.c: the definition's statements on a real SQLite file */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include <apr_file_io.h>
#include <apr_general.h>
#include <apr_strings.h>

#include "data/query.h"
#include "statement_fixture.h"

static apr_pool_t *pool;
static mya_result_t *why;
static mya_db_conn_t *conn;
static char folder[] = "/tmp/mya-test-query-XXXXXX";

static const mya_portal_t portal = { .name = "main", .zone = "Europe/Oslo", .currency = "NOK" };

/* A table as a company might have had it for thirty years. */
static const char schema[] =
    "CREATE TABLE LEVHODE (LEVNR integer PRIMARY KEY, KUNDENR integer, LEVDATO text, STATUS text,"
    " SUM_EKS decimal(12,2), NOTAT text);"
    "INSERT INTO LEVHODE VALUES (1, 7, '20260105', 'L', 1250.50, '100%');"
    "INSERT INTO LEVHODE VALUES (2, 7, '20260210', 'R', 0.05, 'a_b');"
    "INSERT INTO LEVHODE VALUES (3, 7, '20260211', 'L', 99, NULL);"
    "INSERT INTO LEVHODE VALUES (4, 7, '00000000', 'L', -12.3, 'æ''<&>\"');"
    "INSERT INTO LEVHODE VALUES (5, 8, '20260212', 'L', 1, 'of another');"
    "CREATE TABLE many (n integer PRIMARY KEY, half integer);";

enum { LEVNR, LEVDATO, STATUS, SUM, NOTE, LARGE, TEXT, NCOLUMNS };

static const mya_column_t columns[] = {
    { .name = "LEVNR", .index = LEVNR, .type = MYA_TYPE_INTEGER, .currency_column = -1, .sort = 1 },
    { .name = "LEVDATO", .index = LEVDATO, .type = MYA_TYPE_DATE, .format = "yyyyMMdd", .sort = 1,
      .filter = MYA_FILTER_RANGE, .currency_column = -1 },
    { .name = "STATUS", .index = STATUS, .type = MYA_TYPE_CODE, .filter = MYA_FILTER_CHOICE,
      .currency_column = -1 },
    { .name = "SUM_EKS", .index = SUM, .type = MYA_TYPE_MONEY, .from_decimal = 1, .sort = 1,
      .filter = MYA_FILTER_RANGE, .currency_column = -1 },
    { .name = "note", .index = NOTE, .type = MYA_TYPE_TEXT, .search = 1, .currency_column = -1 },
    { .name = "order", .index = LARGE, .type = MYA_TYPE_INTEGER, .filter = MYA_FILTER_CHOICE,
      .currency_column = -1 },
    { .name = "text", .index = TEXT, .type = MYA_TYPE_TEXT, .filter = MYA_FILTER_TEXT,
      .currency_column = -1 },
};

static const mya_ref_t customer = { .source = MYA_FROM_CUSTOMER, .name = "customer",
                                    .type = MYA_TYPE_INTEGER };
static const mya_ref_t number = { .source = MYA_FROM_PATH, .name = "path.nr", .column = "nr",
                                  .type = MYA_TYPE_INTEGER };
static const mya_order_t by_date = { .column = LEVDATO, .descending = 1 };

/* A reserved word as a name, a computed column, a percent sign, a comment at the end. */
static mya_list_t deliveries(void)
{
    static const mya_ref_t *const refs[] = { &customer };
    mya_list_t list = { .name = "deliveries", .row = "delivery", .columns = columns,
                        .ncolumns = NCOLUMNS, .key = LEVNR, .order = &by_date, .norder = 1,
                        .page_size = 20, .group = -1, .match = -1 };

    list.sql = statement_of("SELECT LEVNR, LEVDATO, STATUS, SUM_EKS, NOTAT AS note,"
                            " CASE WHEN SUM_EKS > 50 THEN 1 ELSE 0 END AS \"order\", NOTAT"
                            " FROM LEVHODE WHERE KUNDENR = @ AND '%d' <> '' -- all of them", refs,
                            pool);
    return list;
}

static mya_env_t *env_of(const char *key)
{
    mya_env_t *env = mya_env_make(&portal, apr_time_from_sec(1795300200), pool);

    env->customer = key;
    return env;
}

static const mya_view_t whole = { .sort = -1, .page = 1, .size = 20, .count = 1 };

/* The keys of the rows that VIEW shows, one behind the other; *TOTAL may be NULL. */
static const char *keys_of(const mya_view_t *view, int *total)
{
    mya_list_t list = deliveries();
    const char *keys = "";
    mya_row_t *rows;
    int nrows;

    if (mya_query_list(&rows, &nrows, total, conn, &list, view, env_of("7"), why, pool)
        != APR_SUCCESS) {
        fail_msg("%s", why->detail);
    }
    for (int i = 0; i < nrows; i++) {
        keys = apr_pstrcat(pool, keys, rows[i].cells[LEVNR], NULL);
    }
    return keys;
}

static const char *filtered(mya_filter_value_t filter)
{
    mya_view_t view = whole;

    view.filters = &filter;
    view.nfilters = 1;
    return keys_of(&view, NULL);
}

static const char *found(const char *search)
{
    mya_view_t view = whole;

    view.search = search;
    return keys_of(&view, NULL);
}

static int set_up(void **state)
{
    static const mya_db_limits_t limits = { .connections = 1, .wait = 1000000, .pause = 1,
                                            .statements = 300 };
    mya_db_provider_t *provider;
    mya_db_t *db;

    (void)state;
    why = mya_result_make(pool);
    if (!mkdtemp(folder)
        || mya_db_direct(&provider, "sqlite3", apr_pstrcat(pool, folder, "/test.db", NULL), why,
                         pool)
        || mya_db_make(&db, provider, &limits, pool) || mya_db_open(&conn, db, why, pool)) {
        return -1;
    }
    return mya_db_script(conn, schema, why, pool) == APR_SUCCESS ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    mya_db_close(conn);
    apr_file_remove(apr_pstrcat(pool, folder, "/test.db", NULL), pool);
    return apr_dir_remove(folder, pool) == APR_SUCCESS ? 0 : -1;
}

/* --- text --- */

static const char *text_for(mya_dialect_e dialect, mya_type_e type)
{
    const mya_ref_t ref = { .source = MYA_FROM_PATH, .name = "path.x", .column = "x",
                            .type = type };
    const mya_ref_t *const refs[] = { &ref };
    mya_statement_t statement = statement_of("x = @", refs, pool);
    const mya_ref_t **binds;
    int nbinds;
    const char *text = mya_query_text(statement.by_dialect[dialect], dialect, &binds, &nbinds,
                                      pool);

    assert_int_equal(nbinds, 1);
    assert_ptr_equal(binds[0], &ref);
    return text;
}

static void test_binds_are_cast_by_their_type_as_the_database_needs_it(void **state)
{
    static const struct { mya_type_e type; const char *sqlite, *postgresql, *mariadb; } casts[] = {
        { MYA_TYPE_TEXT, "x = %s", "x = %s", "x = %s" },
        { MYA_TYPE_ID, "x = %s", "x = %s", "x = %s" },
        { MYA_TYPE_CODE, "x = %s", "x = %s", "x = %s" },
        { MYA_TYPE_INTEGER, "x = CAST(%s AS INTEGER)", "x = CAST(%s AS bigint)",
          "x = CAST(%s AS SIGNED)" },
        { MYA_TYPE_MONEY, "x = CAST(%s AS INTEGER)", "x = CAST(%s AS bigint)",
          "x = CAST(%s AS SIGNED)" },
        { MYA_TYPE_BOOLEAN, "x = CAST(%s AS INTEGER)", "x = CAST(%s AS boolean)",
          "x = CAST(%s AS SIGNED)" },
        { MYA_TYPE_DECIMAL, "x = CAST(%s AS NUMERIC)", "x = CAST(%s AS numeric)",
          "x = CAST(%s AS DECIMAL(38,10))" },
        { MYA_TYPE_DATE, "x = %s", "x = CAST(%s AS date)", "x = %s" },
        { MYA_TYPE_DATETIME, "x = %s", "x = CAST(%s AS timestamp)", "x = %s" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(casts) / sizeof(*casts); i++) {
        assert_string_equal(text_for(MYA_DIALECT_SQLITE, casts[i].type), casts[i].sqlite);
        assert_string_equal(text_for(MYA_DIALECT_POSTGRESQL, casts[i].type), casts[i].postgresql);
        assert_string_equal(text_for(MYA_DIALECT_MARIADB, casts[i].type), casts[i].mariadb);
    }
}

static void test_literal_percent_signs_are_doubled(void **state)
{
    mya_statement_t statement = statement_of("SELECT strftime('%Y', d) WHERE a LIKE '50%'", NULL,
                                             pool);
    const mya_ref_t **binds;
    int nbinds;

    (void)state;
    assert_string_equal(mya_query_text(statement.by_dialect[0], MYA_DIALECT_SQLITE, &binds, &nbinds,
                                       pool), "SELECT strftime('%%Y', d) WHERE a LIKE '50%%'");
    assert_int_equal(nbinds, 0);
}

/* --- records --- */

static apr_status_t find(mya_row_t **row, const char *nr, const char *key)
{
    static const mya_ref_t *const refs[] = { &number, &customer };
    mya_record_t record = { .name = "delivery", .columns = columns, .ncolumns = 4, .lock = 1 };
    mya_env_t *env = env_of(key);

    record.sql = statement_of("SELECT LEVNR, LEVDATO, STATUS, SUM_EKS FROM LEVHODE"
                              " WHERE LEVNR = @ AND KUNDENR = @", refs, pool);
    apr_hash_set(env->path, "nr", APR_HASH_KEY_STRING, nr);
    return mya_query_record(row, conn, &record, env, 1, why, pool);
}

static void test_a_record_is_one_canonical_row(void **state)
{
    mya_row_t *row;

    (void)state;
    assert_int_equal(find(&row, "1", "7"), APR_SUCCESS);
    assert_string_equal(row->cells[LEVDATO], "2026-01-05");
    assert_string_equal(row->cells[SUM], "125050");
    assert_int_equal(find(&row, "4", "7"), APR_SUCCESS);
    assert_null(row->cells[LEVDATO]);
    assert_string_equal(row->cells[SUM], "-1230");
}

static void test_what_is_foreign_odd_or_null_finds_nothing(void **state)
{
    static const char *const odd[] = { "5", "99", "abc", "1 OR 1=1", "1;--", "", "x'||'", "0x1",
                                       "99999999999999999999", NULL };
    mya_row_t *row;

    (void)state;
    for (size_t i = 0; i < sizeof(odd) / sizeof(*odd); i++) {
        assert_int_equal(find(&row, odd[i], "7"), APR_SUCCESS);
        assert_null(row);
    }
    assert_int_equal(find(&row, "1", NULL), APR_SUCCESS);
    assert_null(row);
}

static void test_a_failure_names_its_statement(void **state)
{
    mya_record_t record = { .name = "x", .columns = columns, .ncolumns = 1 };
    mya_row_t *row;

    (void)state;
    record.sql = statement_of("SELECT lost FROM LEVHODE", NULL, pool);
    assert_int_equal(mya_query_record(&row, conn, &record, env_of("7"), 0, why, pool),
                     MYA_EDATABASE);
    assert_string_equal(why->detail, "test.statement: prepare: no such column: lost");
    record.sql.by_dialect[MYA_DIALECT_SQLITE] = NULL;
    assert_int_equal(mya_query_record(&row, conn, &record, env_of("7"), 0, why, pool),
                     MYA_EDATABASE);
    assert_non_null(strstr(why->detail, "dialect=\"sqlite\""));
}

/* --- lists --- */

static void test_a_list_has_its_order_and_the_customers_rows_only(void **state)
{
    int total;

    (void)state;
    assert_string_equal(keys_of(&whole, &total), "3214");
    assert_int_equal(total, 4);
}

static void test_a_wanted_column_sorts_first(void **state)
{
    mya_view_t view = whole;

    (void)state;
    view.sort = SUM;
    assert_string_equal(keys_of(&view, NULL), "4231");
    view.descending = 1;
    assert_string_equal(keys_of(&view, NULL), "1324");
    view.sort = STATUS;
    assert_string_equal(keys_of(&view, NULL), "2314");
    view.sort = LEVNR;
    assert_string_equal(keys_of(&view, NULL), "4321");
}

static void test_a_list_without_a_key_is_sorted_all_the_same(void **state)
{
    mya_list_t list = deliveries();
    mya_view_t view = whole;
    mya_row_t *rows;
    int nrows;

    (void)state;
    list.key = -1;
    assert_int_equal(mya_query_list(&rows, &nrows, NULL, conn, &list, &view, env_of("7"), why,
                                    pool), APR_SUCCESS);
    assert_string_equal(rows[0].cells[LEVNR], "3");
    view.sort = SUM;
    assert_int_equal(mya_query_list(&rows, &nrows, NULL, conn, &list, &view, env_of("7"), why,
                                    pool), APR_SUCCESS);
    assert_string_equal(rows[0].cells[LEVNR], "4");
}

/* Two rows may be alike in what they are sorted by: all that they show decides then. */
static void test_without_a_key_every_column_sorts_so_that_pages_follow_each_other(void **state)
{
    mya_list_t list = deliveries();
    const mya_ref_t **binds;
    const char *text;
    int nbinds;
    mya_view_t view = whole;

    (void)state;
    list.key = -1;
    list.norder = 0;
    view.sort = SUM;
    text = mya_query_list_text(&list, &view, MYA_DIALECT_SQLITE, env_of("7"), &binds, &nbinds,
                               pool);
    text = strstr(text, "ORDER BY ");
    assert_non_null(text);
    for (int column = 0; column < list.ncolumns; column++) {
        assert_non_null(strstr(text, apr_psprintf(pool, "c%d", column)));
    }
    assert_true(!strncmp(text, apr_psprintf(pool, "ORDER BY c%d, c0", SUM), 13));
}

static void test_pages_follow_each_other(void **state)
{
    mya_view_t view = whole;
    int total;

    (void)state;
    view.size = 3;
    assert_string_equal(keys_of(&view, &total), "321");
    assert_int_equal(total, 4);
    view.page = 2;
    assert_string_equal(keys_of(&view, &total), "4");
    assert_int_equal(total, 4);
    view.page = 9;
    assert_string_equal(keys_of(&view, &total), "");
    assert_int_equal(total, 4);
    view.size = 2;
    view.page = 2;
    assert_string_equal(keys_of(&view, &total), "14");
    assert_int_equal(total, 4);
}

static void test_choices_compare_by_type_also_for_computed_columns(void **state)
{
    (void)state;
    assert_string_equal(filtered((mya_filter_value_t){ .column = STATUS, .equals = "R" }), "2");
    assert_string_equal(filtered((mya_filter_value_t){ .column = LARGE, .equals = "1" }), "31");
    assert_string_equal(filtered((mya_filter_value_t){ .column = LARGE, .equals = "0" }), "24");
    assert_string_equal(filtered((mya_filter_value_t){ .column = STATUS, .equals = "L' OR 1" }),
                        "");
}

static void test_ranges_hold_both_ends_and_foreign_forms(void **state)
{
    const mya_filter_value_t year = { .column = LEVDATO, .low = "2026-02-10",
                                      .high = "2026-02-11" };
    const mya_filter_value_t since = { .column = LEVDATO, .low = "2026-02-11" };
    const mya_filter_value_t until = { .column = LEVDATO, .high = "2026-01-05" };
    const mya_filter_value_t dear = { .column = SUM, .low = "9900" };
    const mya_filter_value_t cheap = { .column = SUM, .high = "5" };

    (void)state;
    assert_string_equal(filtered(year), "32");
    assert_string_equal(filtered(since), "3");
    assert_string_equal(filtered(until), "1");
    assert_string_equal(filtered(dear), "31");
    assert_string_equal(filtered(cheap), "24");
}

static void test_a_text_filter_finds_what_contains_it(void **state)
{
    (void)state;
    assert_string_equal(filtered((mya_filter_value_t){ .column = TEXT, .equals = "_B" }), "2");
    assert_string_equal(filtered((mya_filter_value_t){ .column = TEXT, .equals = "%" }), "1");
    assert_string_equal(filtered((mya_filter_value_t){ .column = TEXT, .equals = "Æ" }), "4");
    assert_string_equal(filtered((mya_filter_value_t){ .column = TEXT, .equals = "*" }), "");
}

static void test_a_column_that_is_not_for_the_reader_is_not_searched(void **state)
{
    mya_column_t changed[NCOLUMNS];
    mya_list_t list = deliveries();
    mya_view_t view = whole;
    mya_row_t *rows;
    int nrows;

    (void)state;
    memcpy(changed, columns, sizeof(columns));
    changed[NOTE].roles = 2;
    list.columns = changed;
    view.search = "a_b";
    assert_int_equal(mya_query_list(&rows, &nrows, NULL, conn, &list, &view, env_of("7"), why,
                                    pool), APR_SUCCESS);
    assert_int_equal(nrows, 0);
}

static void test_given_keys_are_found_within_the_list_only(void **state)
{
    static const char *const keys[] = { "4", "1", "5", "x" };
    mya_view_t view = whole;

    (void)state;
    view.keys = keys;
    for (view.nkeys = 0; view.nkeys <= 4; view.nkeys++) {
        assert_string_equal(keys_of(&view, NULL), view.nkeys == 0 ? "" : view.nkeys == 1 ? "4"
                                                                                        : "14");
    }
}

static void test_a_group_stands_together_whatever_sorts(void **state)
{
    mya_list_t list = deliveries();
    mya_view_t view = whole;
    mya_row_t *rows;
    const char *keys = "";
    int nrows;

    (void)state;
    list.group = STATUS;
    view.sort = SUM;
    assert_int_equal(mya_query_list(&rows, &nrows, NULL, conn, &list, &view, env_of("7"), why,
                                    pool), APR_SUCCESS);
    for (int i = 0; i < nrows; i++) {
        keys = apr_pstrcat(pool, keys, rows[i].cells[LEVNR], NULL);
    }
    assert_string_equal(keys, "4312");
}

static void test_filters_join(void **state)
{
    const mya_filter_value_t filters[] = { { .column = STATUS, .equals = "L" },
                                           { .column = SUM, .low = "0" } };
    mya_view_t view = whole;
    int total;

    (void)state;
    view.filters = filters;
    view.nfilters = 2;
    view.size = 1;
    assert_string_equal(keys_of(&view, &total), "3");
    assert_int_equal(total, 2);
}

static void test_search_takes_wildcards_literally(void **state)
{
    (void)state;
    assert_string_equal(found("%"), "1");
    assert_string_equal(found("a_b"), "2");
    assert_string_equal(found("A_B"), "2");
    assert_string_equal(found("_"), "2");
    assert_string_equal(found("!"), "");
    assert_string_equal(found("æ'<"), "4");
    assert_string_equal(found("Æ'<"), "4");
    assert_string_equal(found("[a-z]"), "");
    assert_string_equal(found("*"), "");
    assert_string_equal(found("?"), "");
    assert_string_equal(found("another"), "");
}

static void test_a_key_finds_its_row_within_the_list_only(void **state)
{
    mya_view_t view = { .sort = -1, .page = 1, .size = 1 };

    (void)state;
    view.key = "2";
    assert_string_equal(keys_of(&view, NULL), "2");
    view.key = "5";
    assert_string_equal(keys_of(&view, NULL), "");
    view.key = "2 OR 1";
    assert_string_equal(keys_of(&view, NULL), "");
}

static void test_the_total_is_not_counted_for_ever(void **state)
{
    static const mya_column_t many_columns[] = {
        { .name = "n", .type = MYA_TYPE_INTEGER, .currency_column = -1 },
    };
    mya_list_t list = { .name = "many", .columns = many_columns, .ncolumns = 1, .key = 0,
                        .group = -1, .match = -1 };
    mya_row_t *rows;
    int nrows, total;

    (void)state;
    assert_int_equal(mya_db_script(conn, "WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL"
                                   " SELECT n + 1 FROM c WHERE n < 10500)"
                                   " INSERT INTO many SELECT n, n / 2 FROM c", why, pool),
                     APR_SUCCESS);
    list.sql = statement_of("SELECT n FROM many", NULL, pool);
    assert_int_equal(mya_query_list(&rows, &nrows, &total, conn, &list, &whole, env_of("7"), why,
                                    pool), APR_SUCCESS);
    assert_int_equal(nrows, 20);
    assert_string_equal(rows[19].cells[0], "20");
    assert_int_equal(total, MYA_COUNT_MAX + 1);
    list.sql = statement_of("SELECT n FROM many WHERE n <= 10000", NULL, pool);
    assert_int_equal(mya_query_list(&rows, &nrows, &total, conn, &list, &whole, env_of("7"), why,
                                    pool), APR_SUCCESS);
    assert_int_equal(total, 10000);
}

static void test_a_list_of_values_stands_in_in(void **state)
{
    const mya_ref_t shown = { .source = MYA_FROM_ROW, .of = "deliveries", .column = "SUM_EKS",
                              .index = SUM, .type = MYA_TYPE_MONEY, .many = 1 };
    const mya_ref_t *const refs[] = { &shown };
    mya_record_t record = { .name = "n", .columns = columns, .ncolumns = 1 };
    mya_list_t list = deliveries();
    mya_env_t *env = env_of("7");
    mya_row_t *rows, *row;
    mya_env_list_t seen;

    (void)state;
    assert_int_equal(mya_query_list(&rows, &seen.nrows, NULL, conn, &list, &whole, env, why, pool),
                     APR_SUCCESS);
    seen.rows = rows;
    record.sql = statement_of("SELECT count(*) FROM LEVHODE WHERE SUM_EKS IN (@)", refs, pool);
    assert_int_equal(mya_query_record(&row, conn, &record, env, 0, why, pool), APR_SUCCESS);
    assert_string_equal(row->cells[0], "0");
    apr_hash_set(env->lists, "deliveries", APR_HASH_KEY_STRING, &seen);
    for (int n = 1; n <= 4; n++) {
        seen.nrows = n;
        assert_int_equal(mya_query_record(&row, conn, &record, env, 0, why, pool), APR_SUCCESS);
        assert_string_equal(row->cells[0], apr_itoa(pool, n));
    }
}

/* What SQL counts where the field of several values holds TYPED. */
static const char *count_in(const char *typed, const char *sql)
{
    const mya_ref_t field = { .source = MYA_FROM_FORM, .column = "words", .type = MYA_TYPE_CHOICE,
                              .index = -1, .many = 1 };
    const mya_ref_t *const refs[] = { &field };
    mya_record_t record = { .name = "n", .columns = columns, .ncolumns = 1 };
    mya_env_t *env = env_of("7");
    mya_row_t *row;

    env->form = apr_hash_make(pool);
    apr_hash_set(env->form, "words", APR_HASH_KEY_STRING, typed);
    record.sql = statement_of(sql, refs, pool);
    assert_int_equal(mya_query_record(&row, conn, &record, env, 0, why, pool), APR_SUCCESS);
    return row->cells[0];
}

static void test_a_field_of_several_values_stands_in_in(void **state)
{
    const char *in = "SELECT count(*) FROM (SELECT 'a' AS w UNION SELECT 'b' UNION SELECT 'c') x"
                     " WHERE w IN (@)";
    const char *not_in = "SELECT count(*) FROM (SELECT 'a' AS w UNION SELECT 'b') x"
                         " WHERE w NOT IN (@)";

    (void)state;
    assert_string_equal(count_in("a", in), "1");
    assert_string_equal(count_in("a\nb\nc", in), "3");
    assert_string_equal(count_in("a\nz", not_in), "1");
    assert_string_equal(count_in(NULL, in), "0");
    assert_string_equal(count_in(NULL, not_in), "2");
}

/* --- changes --- */

static void test_a_change_tells_how_many_rows_it_met(void **state)
{
    const mya_ref_t form = { .source = MYA_FROM_FORM, .name = "form.note", .column = "note",
                             .type = MYA_TYPE_TEXT };
    const mya_ref_t *const refs[] = { &form, &customer };
    mya_statement_t statement = statement_of("UPDATE LEVHODE SET NOTAT = @ WHERE KUNDENR = @", refs,
                                             pool);
    mya_env_t *env = env_of("8");
    int affected = -1;

    (void)state;
    apr_hash_set(env->form, "note", APR_HASH_KEY_STRING, "Robert'); DROP TABLE LEVHODE; --");
    assert_int_equal(mya_query_execute(&affected, conn, &statement, env, why, pool), APR_SUCCESS);
    assert_int_equal(affected, 1);
    env->customer = NULL;
    assert_int_equal(mya_query_execute(&affected, conn, &statement, env, why, pool), APR_SUCCESS);
    assert_int_equal(affected, 0);
}

static void test_expectations_have_two_ends(void **state)
{
    const mya_sql_t one = { .expect_min = 1, .expect_max = 1 };
    const mya_sql_t some = { .expect_min = 1, .expect_max = -1 };
    const mya_sql_t any = { .expect_min = -1, .expect_max = -1 };

    (void)state;
    assert_false(mya_query_expects(&one, 0));
    assert_true(mya_query_expects(&one, 1));
    assert_false(mya_query_expects(&one, 2));
    assert_false(mya_query_expects(&some, 0));
    assert_true(mya_query_expects(&some, 5));
    assert_true(mya_query_expects(&any, 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_binds_are_cast_by_their_type_as_the_database_needs_it),
        cmocka_unit_test(test_literal_percent_signs_are_doubled),
        cmocka_unit_test(test_a_record_is_one_canonical_row),
        cmocka_unit_test(test_what_is_foreign_odd_or_null_finds_nothing),
        cmocka_unit_test(test_a_failure_names_its_statement),
        cmocka_unit_test(test_a_list_has_its_order_and_the_customers_rows_only),
        cmocka_unit_test(test_a_wanted_column_sorts_first),
        cmocka_unit_test(test_a_list_without_a_key_is_sorted_all_the_same),
        cmocka_unit_test(test_without_a_key_every_column_sorts_so_that_pages_follow_each_other),
        cmocka_unit_test(test_pages_follow_each_other),
        cmocka_unit_test(test_choices_compare_by_type_also_for_computed_columns),
        cmocka_unit_test(test_ranges_hold_both_ends_and_foreign_forms),
        cmocka_unit_test(test_a_text_filter_finds_what_contains_it),
        cmocka_unit_test(test_a_column_that_is_not_for_the_reader_is_not_searched),
        cmocka_unit_test(test_given_keys_are_found_within_the_list_only),
        cmocka_unit_test(test_a_group_stands_together_whatever_sorts),
        cmocka_unit_test(test_filters_join),
        cmocka_unit_test(test_search_takes_wildcards_literally),
        cmocka_unit_test(test_a_key_finds_its_row_within_the_list_only),
        cmocka_unit_test(test_the_total_is_not_counted_for_ever),
        cmocka_unit_test(test_a_list_of_values_stands_in_in),
        cmocka_unit_test(test_a_field_of_several_values_stands_in_in),
        cmocka_unit_test(test_a_change_tells_how_many_rows_it_met),
        cmocka_unit_test(test_expectations_have_two_ends),
    };
    int failed;

    apr_initialize();
    apr_pool_create(&pool, NULL);
    failed = cmocka_run_group_tests(tests, set_up, tear_down);
    apr_pool_destroy(pool);
    apr_terminate();
    return failed;
}
