/* SPDX-License-Identifier: Apache-2.0 */
/* tests/unit/test_data_query_totals.c: sums over a filter, for each currency, on a real SQLite
 * file */
#include "statement_fixture.h"

#include "database_fixture.h"

#include "data/query.h"

enum { ID, STATE, AMOUNT, CURRENCY, FEE, HOURS, PIECES, NCOLUMNS };

static mya_column_t columns[] = {
    { .name = "id", .index = ID, .type = MYA_TYPE_INTEGER, .currency_column = -1 },
    { .name = "state", .index = STATE, .type = MYA_TYPE_CODE, .filter = MYA_FILTER_CHOICE,
      .currency_column = -1 },
    { .name = "amount", .index = AMOUNT, .type = MYA_TYPE_MONEY, .currency_column = CURRENCY,
      .total = 1 },
    { .name = "currency", .index = CURRENCY, .currency_column = -1 },
    { .name = "fee", .index = FEE, .type = MYA_TYPE_MONEY, .from_decimal = 1, .currency = "NOK",
      .currency_column = -1, .total = 1 },
    { .name = "hours", .index = HOURS, .type = MYA_TYPE_DECIMAL, .currency_column = -1,
      .total = 1 },
    { .name = "pieces", .index = PIECES, .type = MYA_TYPE_INTEGER, .currency_column = -1,
      .total = 1 },
};

static mya_row_t *rows;
static int nrows;

static apr_status_t sum_up(const mya_filter_value_t *filter, mya_roles_t roles)
{
    mya_list_t list = { .name = "work", .row = "work", .columns = columns, .ncolumns = NCOLUMNS,
                        .key = ID, .group = -1, .match = -1 };
    mya_view_t view = { .sort = -1, .page = 7, .size = 1, .filters = filter,
                        .nfilters = filter ? 1 : 0 };
    mya_env_t *env = mya_env_make(&portal, AT(0), pool);

    env->roles |= roles;
    list.sql = statement_of("SELECT id, state, amount, currency, fee, hours, pieces FROM work",
                            NULL, pool);
    return mya_query_totals(&rows, &nrows, conn, &list, &view, env, why, pool);
}

static int begin_work(void **state)
{
    make_database(state);
    run_sql("CREATE TABLE work (id integer, state text, amount integer, currency text,"
            " fee decimal(12,2), hours decimal(8,2), pieces integer);"
            "INSERT INTO work VALUES (1, 'done', 10, 'NOK', 0.1, 0.1, 3);"
            "INSERT INTO work VALUES (2, 'done', 999999999999, 'NOK', 0.2, 0.2, 4);"
            "INSERT INTO work VALUES (3, 'open', -500, 'EUR', -1000000000.07, NULL, 5);"
            "INSERT INTO work VALUES (4, 'open', 1250, 'JPY', NULL, 1, NULL);");
    columns[AMOUNT].roles = 0;
    return 0;
}

static void test_amounts_of_different_currencies_are_never_added(void **state)
{
    (void)state;
    must(sum_up(NULL, 0));
    assert_int_equal(nrows, 5);
    assert_string_equal(rows[0].cells[CURRENCY], "EUR");
    assert_string_equal(rows[0].cells[AMOUNT], "-500");
    assert_string_equal(rows[1].cells[CURRENCY], "JPY");
    assert_string_equal(rows[1].cells[AMOUNT], "1250");
    assert_string_equal(rows[2].cells[CURRENCY], "NOK");
    assert_string_equal(rows[2].cells[AMOUNT], "1000000000009");
    assert_null(rows[2].cells[FEE]);
    assert_null(rows[2].cells[ID]);
}

/* 0.1 + 0.2 is 0.30000000000000004 to SQLite. */
static void test_decimals_are_added_exactly(void **state)
{
    const mya_filter_value_t done = { .column = STATE, .equals = "done" };

    (void)state;
    must(sum_up(NULL, 0));
    assert_string_equal(rows[3].cells[FEE], "-99999999977");
    assert_null(rows[3].cells[AMOUNT]);
    must(sum_up(&done, 0));
    assert_int_equal(nrows, 3);
    assert_string_equal(rows[1].cells[FEE], "30");
}

static void test_numbers_without_a_currency_stand_in_one_row(void **state)
{
    (void)state;
    must(sum_up(NULL, 0));
    assert_string_equal(rows[4].cells[HOURS], "1.3");
    assert_string_equal(rows[4].cells[PIECES], "12");
}

static void test_a_filter_holds_for_the_sums_and_the_page_does_not(void **state)
{
    const mya_filter_value_t done = { .column = STATE, .equals = "done" };
    const mya_filter_value_t none = { .column = STATE, .equals = "lost" };

    (void)state;
    must(sum_up(&done, 0));
    assert_string_equal(rows[0].cells[AMOUNT], "1000000000009");
    assert_string_equal(rows[2].cells[PIECES], "7");
    must(sum_up(&none, 0));
    assert_int_equal(nrows, 0);
}

static void test_what_a_role_does_not_see_is_not_summed(void **state)
{
    (void)state;
    columns[AMOUNT].roles = 1;
    must(sum_up(NULL, 0));
    assert_int_equal(nrows, 2);
    must(sum_up(NULL, 1));
    assert_int_equal(nrows, 5);
}

static void test_a_sum_that_is_no_exact_amount_is_an_error_that_names_the_column(void **state)
{
    (void)state;
    run_sql("UPDATE work SET fee = 0.125 WHERE id = 1");
    assert_int_equal(sum_up(NULL, 0), MYA_EDATABASE);
    assert_non_null(strstr(why->detail, "column fee holds what is no exact amount of NOK"));
}

int main(void)
{
#define with_work(test) cmocka_unit_test_setup_teardown(test, begin_work, drop_database)
    const struct CMUnitTest tests[] = {
        with_work(test_amounts_of_different_currencies_are_never_added),
        with_work(test_decimals_are_added_exactly),
        with_work(test_numbers_without_a_currency_stand_in_one_row),
        with_work(test_a_filter_holds_for_the_sums_and_the_page_does_not),
        with_work(test_what_a_role_does_not_see_is_not_summed),
        with_work(test_a_sum_that_is_no_exact_amount_is_an_error_that_names_the_column),
    };
    int failed = begin_tests();

    if (!failed) {
        failed = cmocka_run_group_tests(tests, NULL, NULL);
        end_tests();
    }
    return failed;
}
