/* SPDX-License-Identifier: Apache-2.0 */
/* tests/unit/test_data_value.c: values in canonical form, and as foreign tables keep them */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <apr_general.h>
#include <apr_strings.h>

#include "data/value.h"
#include "data/value_date.h"

static apr_pool_t *pool;
static mya_result_t *why;

static mya_portal_t portal = { .name = "main", .zone = "Europe/Oslo", .currency = "NOK" };

typedef struct case_t {
    mya_type_e type;
    const char *format;          /* or NULL; for money: "decimal" */
    const char *currency;
    const char *text;            /* as the database gives it */
    const char *value;           /* canonical */
    const char *back;            /* as written; NULL: as TEXT */
} case_t;

static mya_column_t column_of(const case_t *c)
{
    int decimal = c->format && strcmp(c->format, "decimal") == 0;

    return (mya_column_t){ .name = "SUM_EKS", .type = c->type, .from_decimal = decimal,
                           .format = decimal ? NULL : c->format, .currency_column = -1 };
}

static const case_t cases[] = {
    { MYA_TYPE_INTEGER, NULL, NULL, "7", "7", NULL },
    { MYA_TYPE_INTEGER, NULL, NULL, "-12.0", "-12", "-12" },
    { MYA_TYPE_INTEGER, NULL, NULL, "12.5", "12.5", NULL },
    { MYA_TYPE_INTEGER, NULL, NULL, "odd", "odd", NULL },
    { MYA_TYPE_BOOLEAN, NULL, NULL, "t", "1", "1" },
    { MYA_TYPE_BOOLEAN, NULL, NULL, "FALSE", "0", "0" },
    { MYA_TYPE_BOOLEAN, NULL, NULL, "0", "0", NULL },
    { MYA_TYPE_TEXT, NULL, NULL, "", "", NULL },
    { MYA_TYPE_MONEY, NULL, "NOK", "125050", "125050", NULL },
    { MYA_TYPE_MONEY, NULL, "NOK", "125050.0", "125050", "125050" },
    { MYA_TYPE_MONEY, "decimal", "NOK", "1250.5", "125050", "1250.50" },
    { MYA_TYPE_MONEY, "decimal", "NOK", "-0.05", "-5", NULL },
    { MYA_TYPE_MONEY, "decimal", "NOK", "-0.00", "0", "0.00" },
    { MYA_TYPE_MONEY, "decimal", "NOK", "1250.50000", "125050", "1250.50" },
    { MYA_TYPE_MONEY, "decimal", "JPY", "1250", "1250", NULL },
    { MYA_TYPE_MONEY, "decimal", "JPY", "1250.00", "1250", "1250" },
    { MYA_TYPE_MONEY, "decimal", "KWD", "0.001", "1", NULL },
    { MYA_TYPE_DATE, NULL, NULL, "2026-11-21", "2026-11-21", NULL },
    { MYA_TYPE_DATE, NULL, NULL, "2026-11-21 00:00:00", "2026-11-21", "2026-11-21" },
    { MYA_TYPE_DATE, NULL, NULL, "soon", "soon", NULL },
    { MYA_TYPE_DATE, "yyyyMMdd", NULL, "20261121", "2026-11-21", NULL },
    { MYA_TYPE_DATE, "yyyyMMdd", NULL, "20261131", "20261131", NULL },
    { MYA_TYPE_DATE, "dd.MM.yyyy", NULL, "01.02.2026", "2026-02-01", NULL },
    { MYA_TYPE_DATE, "d.M.yyyy", NULL, "1.2.2026", "2026-02-01", NULL },
    { MYA_TYPE_DATETIME, NULL, NULL, "2026-11-21 20:03:00.123", "2026-11-21 20:03:00",
      "2026-11-21 20:03:00" },
    { MYA_TYPE_DATETIME, NULL, NULL, "2026-11-21T20:03", "2026-11-21 20:03:00",
      "2026-11-21 20:03:00" },
    { MYA_TYPE_DATETIME, "yyyyMMdd HH:mm", NULL, "20261121 20:03", "2026-11-21 19:03:00", NULL },
    { MYA_TYPE_DATETIME, "yyyyMMdd HH:mm", NULL, "20260701 00:30", "2026-06-30 22:30:00", NULL },
    { MYA_TYPE_TIME, NULL, NULL, "20:03", "20:03:00", "20:03:00" },
};

static void test_cells_become_canonical(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        const mya_column_t column = column_of(&cases[i]);
        const char *value;

        if (mya_value_read(&value, &column, cases[i].text, cases[i].currency, &portal, why, pool)
            != APR_SUCCESS) {
            fail_msg("%s: %s", cases[i].text, why->detail);
        }
        assert_string_equal(value, cases[i].value);
    }
}

static void test_canonical_values_go_back_as_they_were(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        const mya_column_t column = column_of(&cases[i]);

        assert_string_equal(mya_value_write(&column, cases[i].value, cases[i].currency, &portal,
                                            pool),
                            cases[i].back ? cases[i].back : cases[i].text);
    }
}

static void test_null_and_an_empty_foreign_date_are_null(void **state)
{
    static const char *const empty[] = { "00000000", "", "        ", NULL };
    const mya_column_t column = { .name = "d", .type = MYA_TYPE_DATE, .format = "yyyyMMdd" };
    const char *value = "x";

    (void)state;
    for (size_t i = 0; i < sizeof(empty) / sizeof(*empty); i++) {
        assert_int_equal(mya_value_read(&value, &column, empty[i], NULL, &portal, why, pool),
                         APR_SUCCESS);
        assert_null(value);
    }
    assert_null(mya_value_write(&column, NULL, NULL, &portal, pool));
}

static void test_money_that_is_not_exact_names_its_column(void **state)
{
    static const case_t bad[] = {
        { MYA_TYPE_MONEY, "decimal", "NOK", "12.345", NULL, NULL },
        { MYA_TYPE_MONEY, "decimal", "JPY", "12.5", NULL, NULL },
        { MYA_TYPE_MONEY, "decimal", "NOK", "1.0e+20", NULL, NULL },
        { MYA_TYPE_MONEY, "decimal", "NOK", "99999999999999999999", NULL, NULL },
        { MYA_TYPE_MONEY, "decimal", "NOK", "", NULL, NULL },
        { MYA_TYPE_MONEY, "decimal", "NOK", "1.", NULL, NULL },
        { MYA_TYPE_MONEY, NULL, "NOK", "12.5", NULL, NULL },
        { MYA_TYPE_MONEY, NULL, "NOK", "free", NULL, NULL },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
        const mya_column_t column = column_of(&bad[i]);
        const char *value;

        assert_int_equal(mya_value_read(&value, &column, bad[i].text, bad[i].currency, &portal, why,
                                        pool), MYA_EDATABASE);
        assert_non_null(strstr(why->detail, "SUM_EKS"));
        assert_null(*bad[i].text ? strstr(why->detail, bad[i].text) : NULL);
    }
}

static void test_addresses_are_parsed_strictly(void **state)
{
    static const struct { mya_type_e type; const char *text, *value; } given[] = {
        { MYA_TYPE_INTEGER, "0017", "17" }, { MYA_TYPE_INTEGER, "-0", "0" },
        { MYA_TYPE_INTEGER, "abc", NULL }, { MYA_TYPE_INTEGER, "1;--", NULL },
        { MYA_TYPE_INTEGER, "1 ", NULL }, { MYA_TYPE_INTEGER, "0x10", NULL },
        { MYA_TYPE_INTEGER, "99999999999999999999", NULL }, { MYA_TYPE_INTEGER, "", NULL },
        { MYA_TYPE_MONEY, "1250.50", "125050" }, { MYA_TYPE_MONEY, "1250", "125000" },
        { MYA_TYPE_MONEY, "1,5", "150" },
        { MYA_TYPE_MONEY, "1,500", NULL }, { MYA_TYPE_MONEY, "1,500.00", NULL },
        { MYA_TYPE_MONEY, "1,5,0", NULL }, { MYA_TYPE_DECIMAL, "1,25", "1.25" },
        { MYA_TYPE_DECIMAL, "1.5", "1.5" },
        { MYA_TYPE_DECIMAL, "1.5e3", NULL }, { MYA_TYPE_BOOLEAN, "true", "1" },
        { MYA_TYPE_BOOLEAN, "2", NULL }, { MYA_TYPE_DATE, "2026-02-28", "2026-02-28" },
        { MYA_TYPE_DATE, "2026-02-29", NULL }, { MYA_TYPE_DATE, "2024-02-29", "2024-02-29" },
        { MYA_TYPE_DATE, "2026-1-1", NULL }, { MYA_TYPE_DATE, "2026-11-21x", NULL },
        { MYA_TYPE_DATETIME, "2026-11-21T20:03", "2026-11-21 20:03:00" },
        { MYA_TYPE_TIME, "24:00", NULL }, { MYA_TYPE_TEXT, "any thing", "any thing" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(given) / sizeof(*given); i++) {
        const char *value = mya_value_parse(given[i].type, given[i].text, "NOK", pool);

        if (!given[i].value) {
            assert_null(value);
        } else {
            assert_string_equal(value, given[i].value);
        }
    }
}

static void test_the_currency_comes_from_the_nearest(void **state)
{
    const char *const cells[] = { "100", "EUR" };
    const char *const bare[] = { "100", NULL };
    const mya_column_t own = { .type = MYA_TYPE_MONEY, .currency = "USD", .currency_column = -1 };
    const mya_column_t other = { .type = MYA_TYPE_MONEY, .currency_column = 1 };
    const mya_column_t none = { .type = MYA_TYPE_MONEY, .currency_column = -1 };
    const mya_column_t text = { .type = MYA_TYPE_TEXT, .currency_column = -1 };

    (void)state;
    assert_string_equal(mya_value_currency(&own, cells, &portal), "USD");
    assert_string_equal(mya_value_currency(&other, cells, &portal), "EUR");
    assert_string_equal(mya_value_currency(&other, bare, &portal), "NOK");
    assert_string_equal(mya_value_currency(&none, cells, &portal), "NOK");
    assert_null(mya_value_currency(&text, cells, &portal));
}

static void test_days_are_added_over_months_and_leap_years(void **state)
{
    (void)state;
    assert_string_equal(mya_value_date_add("2026-12-31", 1, pool), "2027-01-01");
    assert_string_equal(mya_value_date_add("2024-03-01", -1, pool), "2024-02-29");
    assert_string_equal(mya_value_date_add("1969-12-31", -365, pool), "1968-12-31");
    assert_string_equal(mya_value_date_add("1900-02-28", 1, pool), "1900-03-01");
    assert_string_equal(mya_value_date_add("2000-02-28", 1, pool), "2000-02-29");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cells_become_canonical),
        cmocka_unit_test(test_canonical_values_go_back_as_they_were),
        cmocka_unit_test(test_null_and_an_empty_foreign_date_are_null),
        cmocka_unit_test(test_money_that_is_not_exact_names_its_column),
        cmocka_unit_test(test_addresses_are_parsed_strictly),
        cmocka_unit_test(test_the_currency_comes_from_the_nearest),
        cmocka_unit_test(test_days_are_added_over_months_and_leap_years),
    };
    int failed;

    apr_initialize();
    apr_pool_create(&pool, NULL);
    why = mya_result_make(pool);
    if (mya_icu_zone(&portal.clock, portal.zone, why, pool) != APR_SUCCESS) {
        return 1;
    }
    failed = cmocka_run_group_tests(tests, NULL, NULL);
    apr_pool_destroy(pool);
    apr_terminate();
    return failed;
}
