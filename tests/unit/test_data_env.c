/* SPDX-License-Identifier: Apache-2.0 */
/* tests/unit/test_data_env.c: what names stand for, what tests say, and how attributes are
 * filled */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <apr_general.h>
#include <apr_strings.h>

#include "data/env.h"

static apr_pool_t *pool;

/* 2026-11-21 22:30:00 UTC, which is 23:30 in Oslo. */
#define NOW apr_time_from_sec((apr_time_t)1795300200)
#define DAYS(n) apr_time_from_sec((apr_time_t)(n) * 86400)

static const mya_portal_t portal = { .name = "main", .currency = "NOK" };
static const mya_column_t columns[] = {
    { .name = "state", .type = MYA_TYPE_CODE, .currency_column = -1 },
    { .name = "open", .type = MYA_TYPE_BOOLEAN, .currency_column = -1 },
    { .name = "note", .type = MYA_TYPE_TEXT, .currency_column = -1 },
};
static const char *const cells[] = { "overdue", "1", NULL };
static mya_row_t row = { columns, 3, cells };

static mya_ref_t ref_to(mya_source_e source, const char *of, const char *column, int index)
{
    return (mya_ref_t){ .source = source, .of = of, .column = column, .index = index };
}

static mya_env_t *make(void)
{
    mya_env_t *env = mya_env_make(&portal, NOW, pool);

    apr_hash_set(env->records, "invoice", APR_HASH_KEY_STRING, &row);
    apr_hash_set(env->rows, "lines", APR_HASH_KEY_STRING, &row);
    apr_hash_set(env->path, "ref", APR_HASH_KEY_STRING, "9 f/3");
    apr_hash_set(env->query, "q", APR_HASH_KEY_STRING, "æ");
    apr_hash_set(env->form, "phone", APR_HASH_KEY_STRING, "12");
    env->user = "u1";
    env->lang = "nb";
    return env;
}

static const char *value_of(mya_env_t *env, mya_source_e source, const char *of, const char *column,
                            int index)
{
    const mya_ref_t ref = ref_to(source, of, column, index);

    return mya_env_value(env, &ref);
}

static void test_each_source_gives_its_value(void **state)
{
    mya_env_t *env = make();

    (void)state;
    assert_string_equal(value_of(env, MYA_FROM_PATH, NULL, "ref", -1), "9 f/3");
    assert_string_equal(value_of(env, MYA_FROM_QUERY, NULL, "q", -1), "æ");
    assert_string_equal(value_of(env, MYA_FROM_FORM, NULL, "phone", -1), "12");
    assert_string_equal(value_of(env, MYA_FROM_USER, NULL, NULL, -1), "u1");
    assert_string_equal(value_of(env, MYA_FROM_LANG, NULL, NULL, -1), "nb");
    assert_string_equal(value_of(env, MYA_FROM_RECORD, "invoice", "state", 0), "overdue");
    assert_string_equal(value_of(env, MYA_FROM_ROW, "lines", "open", 1), "1");
}

static void test_what_is_absent_is_null(void **state)
{
    mya_env_t *env = make();

    (void)state;
    assert_null(value_of(env, MYA_FROM_PATH, NULL, "other", -1));
    assert_null(value_of(env, MYA_FROM_CUSTOMER, NULL, NULL, -1));
    assert_null(value_of(env, MYA_FROM_ACTOR, NULL, NULL, -1));
    assert_null(value_of(env, MYA_FROM_RECORD, "invoice", "note", 2));
    assert_null(value_of(env, MYA_FROM_RECORD, "nobody", "state", 0));
    assert_null(value_of(env, MYA_FROM_ROW, "invoice", "state", 0));
}

static void test_time_is_one_instant_and_the_day_is_the_portals(void **state)
{
    mya_env_t *env = make();
    mya_ref_t ago = { .source = MYA_FROM_NOW, .offset = -DAYS(14) };
    mya_ref_t week = { .source = MYA_FROM_TODAY, .offset = DAYS(7) };

    (void)state;
    assert_string_equal(value_of(env, MYA_FROM_NOW, NULL, NULL, -1), "2026-11-21 22:30:00");
    assert_string_equal(mya_env_value(env, &ago), "2026-11-07 22:30:00");
    env->today = "2026-12-28";
    assert_string_equal(value_of(env, MYA_FROM_TODAY, NULL, NULL, -1), "2026-12-28");
    assert_string_equal(mya_env_value(env, &week), "2027-01-04");
}

static void test_a_fresh_reference_is_the_same_in_one_run_only(void **state)
{
    mya_env_t *env = make();
    const char *first = value_of(env, MYA_FROM_NEW, NULL, "order", -1);

    (void)state;
    assert_int_equal(strlen(first), 22);
    assert_string_equal(value_of(env, MYA_FROM_NEW, NULL, "order", -1), first);
    assert_string_not_equal(value_of(env, MYA_FROM_NEW, NULL, "line", -1), first);
    assert_string_not_equal(value_of(make(), MYA_FROM_NEW, NULL, "order", -1), first);
}

static int test_of(const char *of, const char *column, int index, const char *equals, int negate)
{
    mya_test_t test = { ref_to(MYA_FROM_RECORD, of, column, index), negate, equals };

    return mya_env_test(make(), &test);
}

static void test_tests_hold_as_the_language_says(void **state)
{
    (void)state;
    assert_true(mya_env_test(make(), NULL));
    assert_true(test_of("invoice", NULL, -1, NULL, 0));
    assert_false(test_of("invoice", NULL, -1, NULL, 1));
    assert_false(test_of("nobody", NULL, -1, NULL, 0));
    assert_true(test_of("nobody", NULL, -1, NULL, 1));
    assert_true(test_of("invoice", "open", 1, NULL, 0));
    assert_false(test_of("invoice", "open", 1, NULL, 1));
    assert_true(test_of("invoice", "state", 0, "overdue", 0));
    assert_false(test_of("invoice", "state", 0, "paid", 0));
    assert_true(test_of("invoice", "state", 0, "paid", 1));
}

static void test_null_is_false_and_equals_nothing(void **state)
{
    (void)state;
    assert_false(test_of("invoice", "note", 2, NULL, 0));
    assert_true(test_of("invoice", "note", 2, NULL, 1));
    assert_false(test_of("invoice", "note", 2, "x", 0));
    assert_false(test_of("invoice", "note", 2, "x", 1));
    assert_false(test_of("nobody", "state", 0, "overdue", 1));
}

static void test_a_list_is_there_when_it_has_rows(void **state)
{
    mya_env_t *env = make();
    mya_test_t test = { ref_to(MYA_FROM_RECORD, "lines", NULL, -1), 0, NULL };

    (void)state;
    assert_false(mya_env_test(env, &test));
    apr_hash_set(env->counts, "lines", APR_HASH_KEY_STRING, (void *)(intptr_t)3);
    assert_true(mya_env_test(env, &test));
    apr_hash_set(env->counts, "lines", APR_HASH_KEY_STRING, (void *)(intptr_t)0);
    assert_false(mya_env_test(env, &test));
}

static void test_roles_open_only_what_they_name(void **state)
{
    mya_env_t *env = make();
    const mya_roles_t owner = 1, finance = 2, any = owner | finance | MYA_ROLE_MEMBER;

    (void)state;
    env->roles = MYA_ROLE_ANONYMOUS;
    assert_true(mya_env_may(env, MYA_ROLE_ANONYMOUS));
    assert_false(mya_env_may(env, any));
    assert_true(mya_env_may(env, 0));
    env->roles = finance | MYA_ROLE_MEMBER;
    assert_true(mya_env_may(env, finance));
    assert_true(mya_env_may(env, any));
    assert_false(mya_env_may(env, owner));
    assert_true(mya_env_may(env, MYA_ROLE_ANONYMOUS));
    env->roles = MYA_ROLE_MEMBER;
    assert_true(mya_env_may(env, any));
    assert_false(mya_env_may(env, owner | finance));
}

static const char *expand(const char *value, int url)
{
    mya_env_t *env = make();
    const mya_ref_t ref = ref_to(MYA_FROM_PATH, NULL, "x", -1);
    const mya_part_t parts[] = { { "invoices/", NULL }, { NULL, &ref }, { "/pay", NULL } };
    const mya_template_t template = { parts, 3 };

    apr_hash_set(env->path, "x", APR_HASH_KEY_STRING, value);
    return mya_env_expand(env, &template, url);
}

static void test_attributes_are_filled_and_encoded_as_one_segment(void **state)
{
    (void)state;
    assert_string_equal(expand("9f3", 0), "invoices/9f3/pay");
    assert_string_equal(expand("a/b?c&d", 0), "invoices/a/b?c&d/pay");
    assert_string_equal(expand("a/b?c&d#e %æ", 1), "invoices/a%2Fb%3Fc%26d%23e%20%25%C3%A6/pay");
    assert_null(expand(NULL, 0));
    assert_null(expand("", 1));
    assert_null(expand(".", 1));
    assert_null(expand("..", 1));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_source_gives_its_value),
        cmocka_unit_test(test_what_is_absent_is_null),
        cmocka_unit_test(test_time_is_one_instant_and_the_day_is_the_portals),
        cmocka_unit_test(test_a_fresh_reference_is_the_same_in_one_run_only),
        cmocka_unit_test(test_tests_hold_as_the_language_says),
        cmocka_unit_test(test_null_is_false_and_equals_nothing),
        cmocka_unit_test(test_a_list_is_there_when_it_has_rows),
        cmocka_unit_test(test_roles_open_only_what_they_name),
        cmocka_unit_test(test_attributes_are_filled_and_encoded_as_one_segment),
    };
    int failed;

    apr_initialize();
    apr_pool_create(&pool, NULL);
    failed = cmocka_run_group_tests(tests, NULL, NULL);
    apr_pool_destroy(pool);
    apr_terminate();
    return failed;
}
