/* SPDX-License-Identifier: Apache-2.0 */
/* tests/unit/test_page_csv.c: lists as lines for a spreadsheet, which computes with none of them */
#include "page_fixture.h"

#include "page/csv.h"

static const mya_list_t *list_at(const char *path, mya_env_t *env)
{
    const mya_page_t *page = page_at(path, env);

    for (int i = 0; i < page->nitems; i++) {
        if (page->items[i].list) {
            return page->items[i].list;
        }
    }
    fail();
    return NULL;
}

static apr_status_t add_rows(void *baton, const mya_row_t *rows, int nrows)
{
    const mya_csv_t *csv = baton;
    const char **text = apr_hash_get(csv->env->fresh, "text", APR_HASH_KEY_STRING);

    *text = apr_pstrcat(pool, *text, mya_csv_rows(csv, rows, nrows, pool), NULL);
    return APR_SUCCESS;
}

static int more;

/* The list of the page at PATH as a file, at most MAX rows of it. */
static const char *csv_of(const char *path, int max, mya_env_t *env)
{
    mya_csv_t csv = { list_at(path, env), env, format, "en" };
    const mya_view_t view = { .sort = -1, .page = 3, .size = 1 };
    const char *text = mya_csv_head(&csv, pool);

    apr_hash_set(env->fresh, "text", APR_HASH_KEY_STRING, &text);
    must(mya_query_each(&more, conn, csv.list, &view, max, env, add_rows, &csv, why, pool));
    return text;
}

static void test_a_file_has_all_rows_as_machines_and_people_want_them(void **state)
{
    (void)state;
    assert_string_equal(
        csv_of("jobs", 10000, visitor("owner")),
        "\xEF\xBB\xBFId,Ship,Title,Done,Hours,Price,Currency (Price),Began\r\n"
        "11,Ørn,Paint the hull,Yes,7.5,1250.00,NOK,2026-01-05T10:30\r\n"
        "12,Ørn,\"Change \"\"the\"\" oil, twice\",No,0.25,-49.50,NOK,\r\n"
        "13,Gavia,\"'=HYPERLINK(\"\"http://evil.example\"\")\",Yes,,0.99,EUR,\r\n"
        "14,,-5,No,1,4000,JPY,\r\n");
    assert_int_equal(more, 0);
}

static void test_a_role_gets_the_columns_that_it_sees(void **state)
{
    const char *csv = csv_of("jobs", 10000, visitor("finance"));

    (void)state;
    assert_in(csv, "\xEF\xBB\xBFId,Ship,Title,Done,Hours,Began\r\n");
    assert_not_in(csv, "1250");
    assert_not_in(csv, "NOK");
}

static void test_dates_are_iso_whatever_the_table_keeps(void **state)
{
    assert_in(csv_of("deliveries", 10000, visitor("owner")),
              "3,2026-02-11,L,1000,JPY,\r\n2,2026-02-10,R,12.50,EUR,a <b> & c\r\n");
    (void)state;
}

static void test_a_file_ends_where_it_is_cut(void **state)
{
    const char *csv = csv_of("jobs", 2, visitor("owner"));

    (void)state;
    assert_int_equal(more, 1);
    assert_in(csv, "\r\n12,");
    assert_not_in(csv, "\r\n13,");
    csv_of("jobs", 4, visitor("owner"));
    assert_int_equal(more, 0);
}

static void test_what_comes_in_pieces_is_whole(void **state)
{
    const char *csv;
    int lines = 0;

    (void)state;
    run_sql("WITH RECURSIVE c (n) AS (SELECT 100 UNION ALL SELECT n + 1 FROM c WHERE n < 1299)"
            " INSERT INTO job (id, customer, title) SELECT n, 7, 'bolt ' || n FROM c");
    csv = csv_of("jobs", 10000, visitor("owner"));
    for (int n = 100; n < 1300; n++) {
        assert_in(csv, apr_psprintf(pool, "\r\n%d,,bolt %d,", n, n));
    }
    for (const char *at = strstr(csv, "\r\n"); at; at = strstr(at + 2, "\r\n")) {
        lines++;
    }
    assert_int_equal(lines, 1 + 4 + 1200);
    csv_of("jobs", 1000, visitor("owner"));
    assert_int_equal(more, 1);
}

/* CV1 */
static void test_no_text_is_a_formula(void **state)
{
    static const struct { const char *text, *cell; } cases[] = {
        { "=1+1", "'=1+1" }, { "+47 12 34", "'+47 12 34" }, { "-2+3", "'-2+3" }, { "@SUM", "'@SUM" },
        { "\t=1", "\"'\t'=1\"" }, { "\r=1", "\"'\r'=1\"" }, { "\n=1", "\"'\n'=1\"" },
        { "-", "'-" }, { "-1.5.2", "'-1.5.2" }, { "-5", "-5" }, { "-5.25", "-5.25" }, { "5", "5" },
        { "a=1", "a=1" }, { "a,b", "\"a,b\"" }, { "a;b", "\"a;b\"" }, { "say \"x\"",
        "\"say \"\"x\"\"\"" }, { "two\nlines", "\"two\nlines\"" }, { "", "" }, { "'x", "'x" },
        /* cut at semicolons and line ends by who takes the comma for a decimal sign */
        { "a;=1", "\"a;'=1\"" }, { "a; \"@b", "\"a; \"\"'@b\"" }, { "a\n+1;b-c", "\"a\n'+1;b-c\"" },
        { "=\"a\",b", "\"'=\"\"a\"\",b\"" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        assert_string_equal(mya_csv_line(cases[i].text, pool),
                            apr_pstrcat(pool, cases[i].cell, "\r\n", NULL));
    }
}

/* XE3 */
static void test_bytes_that_are_no_text_do_not_break_the_file(void **state)
{
    const char *csv;

    (void)state;
    run_sql("UPDATE job SET title = CAST(X'61FF01EFBFBE62' AS text) WHERE id = 11");
    csv = csv_of("jobs", 10000, visitor("owner"));
    assert_in(csv, "\r\n11,Ørn,a\xEF\xBF\xBD\xEF\xBF\xBD");
    assert_in(csv, "\xEF\xBF\xBD" "b,Yes,");
    assert_string_equal(mya_xml_clean(csv, pool), csv);
    assert_in(csv, "\r\n14,,");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        with_page(test_a_file_has_all_rows_as_machines_and_people_want_them),
        with_page(test_a_role_gets_the_columns_that_it_sees),
        with_page(test_dates_are_iso_whatever_the_table_keeps),
        with_page(test_a_file_ends_where_it_is_cut),
        with_page(test_what_comes_in_pieces_is_whole),
        with_page(test_no_text_is_a_formula),
        with_page(test_bytes_that_are_no_text_do_not_break_the_file),
    };
    int failed = begin_tests();

    if (!failed) {
        failed = cmocka_run_group_tests(tests, NULL, NULL);
        end_tests();
    }
    return failed;
}
