/* SPDX-License-Identifier: Apache-2.0 */
/* tests/unit/test_portal_sql.c: what is read out of an author's SQL */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <apr_general.h>
#include <apr_strings.h>

#include "portal/sql.h"

static apr_pool_t *pool;

static int begin(void **state)
{
    (void)state;
    return apr_pool_create(&pool, NULL) == APR_SUCCESS ? 0 : -1;
}

static int end(void **state)
{
    (void)state;
    apr_pool_destroy(pool);
    return 0;
}

/* TEXT, and what is expected of it as a line of text. */
typedef struct case_t {
    const char *text;
    const char *expected;
} case_t;

static void compare(const case_t *c, const char *got)
{
    if (strcmp(got, c->expected) != 0) {
        print_error("%s\n  gives    %s\n  expected %s\n", c->text, got, c->expected);
        fail();
    }
}

/* --- tokens --- */

static const char *print_tokens(const char *text)
{
    static const char *const marks[] = { "", "\"", "'", "#", "", ":" };
    const mya_token_t *tokens;
    const char *printed = "";
    mya_result_t *why = mya_result_make(pool);
    int n, line;

    if (mya_sql_tokens(&tokens, &n, &line, text, why, pool) != APR_SUCCESS) {
        return apr_psprintf(pool, "%d: %s", line, why->detail);
    }
    for (int i = 0; i < n; i++) {
        printed = apr_pstrcat(pool, printed, i ? " " : "", marks[tokens[i].kind], tokens[i].text,
                              NULL);
        if (tokens[i].offset) {
            printed = apr_psprintf(pool, "%s%+ldh", printed,
                                   (long)(tokens[i].offset / APR_USEC_PER_SEC / 3600));
        }
    }
    return printed;
}

static void run_tokens(const case_t *cases, apr_size_t n)
{
    for (apr_size_t i = 0; i < n; i++) {
        compare(&cases[i], print_tokens(cases[i].text));
    }
}
#define RUN(f, cases) f(cases, sizeof(cases) / sizeof(cases[0]))

static void test_cuts_words_quotes_and_marks(void **state)
{
    static const case_t cases[] = {
        { "", "" },
        { " \n\t ", "" },
        { "SELECT a, b FROM t", "SELECT a , b FROM t" },
        { "a>=1 and b<>.5e-3", "a >= #1 and b <> #.5e-3" },
        { "'it''s'", "'it's" },
        { "''", "'" },
        { "''''", "''" },
        { "\"Order Lines\".\"a\"\"b\"", "\"Order Lines . \"a\"b" },
        { "`x y`", "\"x y" },
        { "[Order Lines]", "\"Order Lines" },
        { "a[1] = b[:path.i]", "a [ #1 ] = b [ :path.i ]" },
        { "(a) = [b]", "( a ) = \"b" },
        { "Å = 'ș'", "Å = 'ș" },
        { "a$b", "a$b" },
    };

    (void)state;
    RUN(run_tokens, cases);
}

static void test_passes_over_comments(void **state)
{
    static const case_t cases[] = {
        { "a -- ? :x ' {\n b", "a b" },
        { "a /* ? :x ' { */ b", "a b" },
        { "a -- to the end", "a" },
        { "a - -1", "a - - #1" },
        { "'-- no comment /* ' x", "'-- no comment /*  x" },
        { "a /*! b */ c", "a c" },
    };

    (void)state;
    RUN(run_tokens, cases);
}

static void test_tells_binds_from_casts_and_times(void **state)
{
    static const case_t cases[] = {
        { "a = :customer", "a = :customer" },
        { "a=:path.ref", "a = :path.ref" },
        { "a::int", "a :: int" },
        { ":path.a::int", ":path.a :: int" },
        { "'12:30'", "'12:30" },
        { "'a :b'", "'a :b" },
        { "\"a :b\"", "\"a :b" },
        { ":now-14d", ":now-336h" },
        { ":now+2h", ":now+2h" },
        { "(:today-1w)", "( :today-168h )" },
        { ":now - 14", ":now - #14" },
        { ":now-14", ":now - #14" },
        { ":now-14days", ":now - #14days" },
        { ":a-14d", ":a - #14d" },
        { ":a.", ":a ." },
        { ":a.b.c", ":a.b.c" },
        { "a[1:2]", "a [ #1 : #2 ]" },
        { ": a", ": a" },
    };

    (void)state;
    RUN(run_tokens, cases);
}

static void test_keeps_a_literal_percent_sign(void **state)
{
    static const case_t cases[] = {
        { "a LIKE '%abc' AND b % 2", "a LIKE '%abc AND b % #2" },
        { "strftime('%Y', a)", "strftime ( '%Y , a )" },
    };

    (void)state;
    RUN(run_tokens, cases);
}

static void test_refuses_what_no_database_or_driver_would_read_the_same(void **state)
{
    static const case_t cases[] = {
        { "a = ?", "0: a bare ? stands in the SQL; bind a named value, as in :path.id" },
        { "a\n= 'x", "1: a quote in the SQL does not end; close it with '" },
        { "\"x", "0: a quote in the SQL does not end; close it with \"" },
        { "[x", "0: a quote in the SQL does not end; close it with ]" },
        { "'''", "0: a quote in the SQL does not end; close it with '" },
        { "a\n/* x", "1: a comment in the SQL does not end; close it with */" },
        { "'it\\'s'",
          "0: a backslash stands before the quote ', which databases read differently; "
          "double the quote, or put something between" },
        { "(a", "0: the SQL does not close a parenthesis; close it with )" },
        { "a)", "0: the SQL closes a parenthesis that it did not open; leave out the )" },
        { "a = {path.id}",
          "0: { stands in the SQL; in SQL a value is bound as :a.b, {a.b} is for "
          "attributes" },
        { "a; b",
          "0: ; stands in the SQL; write each statement into its own <sql>, without a ; at its "
          "end" },
        { "$1",
          "0: a $ stands in the SQL; bind a named value, as in :path.id, and quote text with '" },
    };

    (void)state;
    RUN(run_tokens, cases);
}

static void test_refuses_parentheses_without_end(void **state)
{
    char *deep = apr_palloc(pool, 1001);

    (void)state;
    memset(deep, '(', 1000);
    deep[1000] = '\0';
    assert_string_equal(print_tokens(deep),
                        "0: the SQL nests parentheses more than 60 deep; put a part of "
                        "it into a view");
}

/* --- clauses --- */

static const mya_sql_text_t *read_good(const char *text)
{
    const mya_sql_text_t *sql = NULL;
    mya_result_t *why = mya_result_make(pool);
    int line;

    if (mya_sql_read(&sql, &line, text, why, pool) != APR_SUCCESS) {
        print_error("%s\n  %s\n", text, why->detail);
        fail();
    }
    return sql;
}

static const char *print_columns(const char *text)
{
    const mya_sql_text_t *sql;
    mya_result_t *why = mya_result_make(pool);
    const char *printed = "";
    int line = 0;

    if (mya_sql_read(&sql, &line, text, why, pool) != APR_SUCCESS) {
        return apr_psprintf(pool, "%d: %s", line, why->detail);
    }
    for (int i = 0; i < sql->ncolumns; i++) {
        printed = apr_pstrcat(pool, printed, i ? " " : "", sql->columns[i].name, NULL);
    }
    return printed;
}

static void run_columns(const case_t *cases, apr_size_t n)
{
    for (apr_size_t i = 0; i < n; i++) {
        compare(&cases[i], print_columns(cases[i].text));
    }
}

static void test_reads_the_names_of_the_outermost_select_list(void **state)
{
    static const case_t cases[] = {
        { "SELECT a FROM t", "a" },
        { "SELECT a, t.b, s.t.c FROM t", "a b c" },
        { "SELECT LEVNR, \"LevDato\" FROM t", "LEVNR LevDato" },
        { "SELECT a + 1 AS b, (SELECT x, y FROM u) AS c FROM t", "b c" },
        { "SELECT CASE WHEN a THEN b ELSE c END AS d FROM t", "d" },
        { "SELECT a AS \"b\" FROM t", "b" },
        { "SELECT \"Order Lines\" AS lines FROM t", "lines" },
        { "SELECT DISTINCT a, b FROM t", "a b" },
        { "SELECT DISTINCT ON (x, y) a, b FROM t", "a b" },
        { "SELECT ALL a FROM t", "a" },
        { "SELECT a IS DISTINCT FROM b AS c, d FROM t", "c d" },
        { "SELECT EXTRACT(YEAR FROM a) AS y FROM t", "y" },
        { "WITH x AS (SELECT q FROM r) SELECT a, b FROM x", "a b" },
        { "SELECT a FROM t UNION SELECT b FROM u", "a" },
        { "SELECT count(*) AS n", "n" },
        { "SELECT :path.a AS a", "a" },
        { "SELECT a::int AS b FROM t", "b" },
        { "SELECT Løpenr FROM t", "Løpenr" },
        { "UPDATE t SET a = 1", "" },
    };

    (void)state;
    RUN(run_columns, cases);
}

static void test_refuses_a_select_list_without_names(void **state)
{
    static const case_t cases[] = {
        { "SELECT * FROM t",
          "0: the SELECT list says *; name each column, so that the page knows what it "
          "shows" },
        { "SELECT a,\n t.* FROM t",
          "1: the SELECT list says *; name each column, so that the page knows "
          "what it shows" },
        { "SELECT a + 1 FROM t",
          "0: an expression in the SELECT list has no name; write AS and a name "
          "behind it" },
        { "SELECT count(*) FROM t",
          "0: an expression in the SELECT list has no name; write AS and a name "
          "behind it" },
        { "SELECT a b FROM t",
          "0: an expression in the SELECT list has no name; write AS and a name "
          "behind it" },
        { "SELECT NULL FROM t",
          "0: an expression in the SELECT list has no name; write AS and a name "
          "behind it" },
        { "SELECT 'x' FROM t",
          "0: an expression in the SELECT list has no name; write AS and a name "
          "behind it" },
        { "SELECT :customer FROM t",
          "0: an expression in the SELECT list has no name; write AS and a "
          "name behind it" },
        { "SELECT \"Order Lines\" FROM t",
          "0: the column name \"Order Lines\" is no name of an XML "
          "element; write AS and one without blanks behind it" },
        { "SELECT a AS \"1st\" FROM t",
          "0: the column name \"1st\" is no name of an XML element; write "
          "AS and one without blanks behind it" },
        { "SELECT a, b AS A FROM t",
          "0: two columns of the SELECT list are called A; give one another "
          "name with AS" },
        { "SELECT a, , b FROM t",
          "0: the SELECT list has an empty place; leave out the comma, or name a "
          "column" },
        { "SELECT FROM t",
          "0: the SELECT list has an empty place; leave out the comma, or name a "
          "column" },
    };

    (void)state;
    RUN(run_columns, cases);
}

static void test_refuses_what_no_definition_may_say(void **state)
{
    static const case_t cases[] = {
        { "DROP TABLE t",
          "0: the SQL does not begin with SELECT, INSERT, UPDATE or DELETE; write one of "
          "these" },
        { "(SELECT a FROM t)",
          "0: the SQL does not begin with SELECT, INSERT, UPDATE or DELETE; write "
          "one of these" },
        { "-- nothing", "0: there is no SQL; write a statement" },
        { "WITH x AS (DELETE FROM t WHERE a = 1) SELECT a FROM x",
          "0: the SQL changes something inside a parenthesis; write the change as an <sql> of an "
          "action" },
        { "SELECT a FROM t WHERE b < now()",
          "0: the SQL asks the database for the time; bind :now or "
          ":today, so that all use one clock" },
        { "SELECT a FROM t WHERE b < CURRENT_DATE",
          "0: the SQL asks the database for the time; bind :now "
          "or :today, so that all use one clock" },
        { "SELECT a FROM t WHERE b <\n date('now')",
          "1: the SQL asks the database for the time; bind :now "
          "or :today, so that all use one clock" },
    };

    (void)state;
    RUN(run_columns, cases);
}

static void test_lets_names_pass_that_only_look_like_the_clock(void **state)
{
    (void)state;
    read_good("SELECT now, t.current_date, date(a) AS b FROM t WHERE c = 'now'");
    read_good("SELECT replace(a, 'x', 'y') AS b, (insert(a, 1, 2, 'c')) AS c FROM t");
}

static void test_finds_order_limit_and_lock_at_the_outermost_level_only(void **state)
{
    const mya_sql_text_t *sql = read_good("SELECT a FROM (SELECT a FROM t ORDER BY b LIMIT 1) x");

    (void)state;
    assert_int_equal(sql->order_line, -1);
    assert_int_equal(sql->limit_line, -1);
    assert_int_equal(sql->lock_line, -1);
    sql = read_good("SELECT a FROM t\nORDER BY a\nLIMIT 3\nFOR UPDATE");
    assert_int_equal(sql->order_line, 1);
    assert_int_equal(sql->limit_line, 2);
    assert_int_equal(sql->lock_line, 3);
    assert_int_equal(read_good("SELECT a FROM t LOCK IN SHARE MODE")->lock_line, 0);
    assert_int_equal(read_good("SELECT \"order\", `limit` FROM t")->order_line, -1);
    assert_int_equal(read_good("DELETE FROM t WHERE a = 1 RETURNING b")->returning_line, 0);
}

static void test_knows_what_cannot_be_locked(void **state)
{
    (void)state;
    assert_false(read_good("SELECT a, (SELECT count(*) FROM u) AS n FROM t")->aggregate);
    assert_true(read_good("SELECT count(*) AS n FROM t")->aggregate);
    assert_true(read_good("SELECT a FROM t GROUP BY a")->aggregate);
    assert_true(read_good("SELECT DISTINCT a FROM t")->aggregate);
    assert_true(read_good("SELECT a FROM t UNION SELECT a FROM u")->aggregate);
}

static void test_knows_the_verb(void **state)
{
    (void)state;
    assert_int_equal(read_good("select a from t")->verb, MYA_VERB_SELECT);
    assert_int_equal(read_good("INSERT INTO t (a) VALUES (1)")->verb, MYA_VERB_INSERT);
    assert_int_equal(read_good("UPDATE t SET a = 1")->verb, MYA_VERB_UPDATE);
    assert_int_equal(read_good("DELETE FROM t")->verb, MYA_VERB_DELETE);
    assert_int_equal(read_good("WITH x AS (SELECT a FROM t) UPDATE u SET b = 1")->verb,
                     MYA_VERB_UPDATE);
}

static void test_tells_a_single_value_in_IN_from_several(void **state)
{
    const mya_sql_text_t *sql = read_good(
        "SELECT a FROM t WHERE a IN (:x) AND b IN (:y, :z) AND c = :v");
    int found[4] = { 0 };
    int n = 0;

    (void)state;
    for (int i = 0; i < sql->ntokens; i++) {
        if (sql->tokens[i].kind == MYA_TOKEN_BIND) {
            found[n++] = mya_sql_in(sql, i);
        }
    }
    assert_int_equal(found[0], 1);
    assert_int_equal(found[1], 2);
    assert_int_equal(found[2], 2);
    assert_int_equal(found[3], 0);
}

/* --- scope --- */

static int is_customer(const char *name, void *baton)
{
    (void)baton;
    return strcmp(name, "customer") == 0;
}

static void run_scope(const char *const *texts, int expected)
{
    for (; *texts; texts++) {
        if (mya_sql_scoped(read_good(*texts), is_customer, NULL) != expected) {
            print_error("%s\n  is taken as %sscoped\n", *texts, expected ? "not " : "");
            fail();
        }
    }
}

static void test_takes_a_comparison_that_no_row_gets_past_as_scope(void **state)
{
    static const char *const scoped[] = {
        "SELECT a FROM t WHERE c = :customer",
        "SELECT a FROM t WHERE :customer = c",
        "SELECT a FROM t WHERE x = 1 AND t.c = :customer AND y > 2",
        "SELECT a FROM t WHERE x BETWEEN 1 AND 2 AND c = :customer",
        "SELECT a FROM t WHERE c = :customer::int",
        "SELECT a FROM t WHERE (c = :customer)",
        "SELECT a FROM t WHERE c IN (:customer)",
        "SELECT a FROM t WHERE (x = 1 OR y = 2) AND c = :customer",
        "SELECT a FROM t WHERE c = :customer OR t.d = :customer",
        "SELECT a FROM t WHERE LEFT(x, 1) = 'a' AND c = :customer",
        "SELECT a FROM t WHERE x IS DISTINCT FROM y AND c = :customer",
        "SELECT a FROM t WHERE CASE WHEN x = 1 AND y THEN 1 END = 1 AND c = :customer",
        "SELECT a FROM t JOIN u ON u.id = t.u AND u.c = :customer",
        "SELECT a FROM t, u WHERE u.id = t.u AND u.c = :customer GROUP BY a HAVING count(*) > 1",
        "SELECT a FROM (SELECT a FROM t WHERE c = :customer) x",
        "SELECT a FROM t LEFT JOIN u ON u.id = t.u JOIN v ON v.c = :customer",
        "SELECT a FROM t WHERE EXISTS (SELECT 1 FROM u WHERE u.t = t.id AND u.c = :customer)",
        "SELECT a FROM t WHERE u IN (SELECT id FROM u WHERE c = :customer)",
        "SELECT a FROM t WHERE c = :customer UNION ALL SELECT a FROM u WHERE c = :customer",
        "WITH x AS (SELECT a FROM t WHERE c = :customer) SELECT a FROM x",
        "INSERT INTO t (a, c) VALUES (:form.a, :customer)",
        "INSERT INTO t (a) SELECT a FROM u WHERE c = :customer",
        "UPDATE t SET a = 1 WHERE c = :customer",
        "DELETE FROM t WHERE id = :path.id AND c = :customer",
        NULL
    };

    (void)state;
    run_scope(scoped, 1);
}

static void test_takes_nothing_else_as_scope(void **state)
{
    static const char *const open[] = {
        "SELECT a FROM t",
        "SELECT a FROM t WHERE id = :path.id",
        "SELECT :customer AS c, a FROM t",
        "SELECT a, (SELECT b FROM u WHERE u.c = :customer) AS b FROM t",
        "SELECT a FROM t WHERE c <> :customer",
        "SELECT a FROM t WHERE c >= :customer",
        "SELECT a FROM t WHERE c LIKE :customer",
        "SELECT a FROM t WHERE NOT c = :customer",
        "SELECT a FROM t WHERE NOT (c = :customer)",
        "SELECT a FROM t WHERE c NOT IN (:customer)",
        "SELECT a FROM t WHERE c IN (:customer, 1)",
        "SELECT a FROM t WHERE NOT EXISTS (SELECT 1 FROM u WHERE c = :customer)",
        "SELECT a FROM t WHERE EXISTS (SELECT 1 FROM u WHERE c = :customer) = 0",
        "SELECT a FROM t WHERE c = :customer OR public = 1",
        "SELECT a FROM t WHERE (c = :customer OR 1 = 1) AND x = 2",
        "SELECT a FROM t WHERE :customer = :customer",
        "SELECT a FROM t WHERE 1 = :customer",
        "SELECT a FROM t WHERE c = :customer IS NOT TRUE",
        "SELECT a FROM t WHERE CASE WHEN x = 1 AND c = :customer AND y THEN 1 ELSE 1 END = 1",
        "SELECT a FROM t LEFT JOIN u ON u.c = :customer",
        "SELECT a FROM t LEFT OUTER JOIN (SELECT c FROM u WHERE c = :customer) u ON u.c = t.c",
        "SELECT a FROM (SELECT a FROM t WHERE c = :customer) x RIGHT JOIN u ON u.a = x.a",
        "SELECT a FROM t WHERE c = :customer UNION SELECT a FROM u",
        "SELECT a FROM t -- WHERE c = :customer",
        "SELECT a FROM t WHERE b = 'c = :customer'",
        "UPDATE t SET c = :customer",
        "UPDATE t SET c = :customer WHERE id = :path.id",
        "INSERT INTO t (a) SELECT :customer FROM u",
        "INSERT INTO t (a) VALUES (1) ON CONFLICT (a) DO UPDATE SET c = :customer",
        "DELETE FROM t",
        NULL
    };

    (void)state;
    run_scope(open, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cuts_words_quotes_and_marks),
        cmocka_unit_test(test_passes_over_comments),
        cmocka_unit_test(test_tells_binds_from_casts_and_times),
        cmocka_unit_test(test_keeps_a_literal_percent_sign),
        cmocka_unit_test(test_refuses_what_no_database_or_driver_would_read_the_same),
        cmocka_unit_test(test_refuses_parentheses_without_end),
        cmocka_unit_test(test_reads_the_names_of_the_outermost_select_list),
        cmocka_unit_test(test_refuses_a_select_list_without_names),
        cmocka_unit_test(test_refuses_what_no_definition_may_say),
        cmocka_unit_test(test_lets_names_pass_that_only_look_like_the_clock),
        cmocka_unit_test(test_finds_order_limit_and_lock_at_the_outermost_level_only),
        cmocka_unit_test(test_knows_what_cannot_be_locked),
        cmocka_unit_test(test_knows_the_verb),
        cmocka_unit_test(test_tells_a_single_value_in_IN_from_several),
        cmocka_unit_test(test_takes_a_comparison_that_no_row_gets_past_as_scope),
        cmocka_unit_test(test_takes_nothing_else_as_scope),
    };

    apr_initialize();
    return cmocka_run_group_tests(tests, begin, end);
}
