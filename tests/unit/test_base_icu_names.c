/* SPDX-License-Identifier: Apache-2.0 */
/* tests/unit/test_base_icu_names.c: what countries, zones and languages are called */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <apr_general.h>
#include <apr_hash.h>
#include <apr_strings.h>

#include "base/icu.h"
#include "base/icu_names.h"

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

/* The name of VALUE among NAMES, or NULL. */
static const char *name_of(const apr_array_header_t *names, const char *value)
{
    for (int i = 0; i < names->nelts; i++) {
        if (!strcmp(APR_ARRAY_IDX(names, i, mya_icu_name_t).value, value)) {
            return APR_ARRAY_IDX(names, i, mya_icu_name_t).name;
        }
    }
    return NULL;
}

static void test_knows_tags_and_not_names_of_languages(void **state)
{
    static const char *const good[] = { "en", "nb", "nn", "no", "en-GB", "zh-Hant", "pt-BR" };
    static const char *const bad[] = { "english", "en_GB", "xx", "klingon", "", "e", "en-",
                                       "a-very-long-tag-that-is-none-at-all-and-never-was-one" };

    (void)state;
    for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
        assert_true(mya_icu_knows(good[i]));
    }
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        assert_false(mya_icu_knows(bad[i]));
    }
}

static void test_finds_the_tag_of_a_name(void **state)
{
    (void)state;
    assert_string_equal(mya_icu_tag("english", pool), "en");
    assert_string_equal(mya_icu_tag("Deutsch", pool), "de");
    assert_string_equal(mya_icu_tag("norsk", pool), "no");
    assert_null(mya_icu_tag("klingon", pool));
}

static void test_a_language_is_called_as_it_calls_itself(void **state)
{
    (void)state;
    assert_string_equal(mya_icu_own_name("en", pool), "English");
    assert_string_equal(mya_icu_own_name("nb", pool), "norsk bokm\xc3\xa5l");
    assert_string_equal(mya_icu_own_name("not a tag", pool), "not a tag");
}

static void test_countries_stand_in_the_order_of_the_alphabet(void **state)
{
    const apr_array_header_t *en = mya_icu_countries("en", pool);
    const apr_array_header_t *nb = mya_icu_countries("nb", pool);

    (void)state;
    assert_int_equal(en->nelts, nb->nelts);
    assert_true(en->nelts > 200);
    assert_string_equal(APR_ARRAY_IDX(en, 0, mya_icu_name_t).value, "AF");
    assert_string_equal(APR_ARRAY_IDX(nb, nb->nelts - 1, mya_icu_name_t).value, "AX");
    assert_string_equal(name_of(nb, "NO"), "Norge");
    assert_string_equal(name_of(en, "NO"), "Norway");
    assert_int_equal(mya_icu_countries("no tag", pool)->nelts, 0);
}

static void test_zones_are_called_as_their_cities_are_today(void **state)
{
    static const char *const pairs[][2] = {
        { "Asia/Kolkata", "Asia/Calcutta" }, { "Europe/Kyiv", "Europe/Kiev" },
        { "Asia/Ho_Chi_Minh", "Asia/Saigon" }, { "America/Nuuk", "America/Godthab" }
    };
    const apr_array_header_t *zones = mya_icu_zones("nb", pool);

    (void)state;
    for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
        assert_non_null(name_of(zones, pairs[i][0]));
        assert_null(name_of(zones, pairs[i][1]));
    }
    assert_string_equal(name_of(zones, "Europe/Oslo"), "Oslo (Norge)");
    assert_string_equal(name_of(zones, "Europe/Monaco"), "Monaco");
    assert_string_equal(name_of(zones, "UTC"), "UTC");
}

static void test_each_zone_stands_once_and_has_a_clock(void **state)
{
    const apr_array_header_t *zones = mya_icu_zones("en", pool);
    apr_hash_t *seen = apr_hash_make(pool);

    (void)state;
    assert_true(zones->nelts > 400);
    for (int i = 0; i < zones->nelts; i++) {
        const char *zone = APR_ARRAY_IDX(zones, i, mya_icu_name_t).value;
        const mya_icu_zone_t *clock;

        assert_null(apr_hash_get(seen, zone, APR_HASH_KEY_STRING));
        apr_hash_set(seen, zone, APR_HASH_KEY_STRING, "");
        assert_int_equal(mya_icu_zone(&clock, zone, NULL, pool), APR_SUCCESS);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_knows_tags_and_not_names_of_languages, begin, end),
        cmocka_unit_test_setup_teardown(test_finds_the_tag_of_a_name, begin, end),
        cmocka_unit_test_setup_teardown(test_a_language_is_called_as_it_calls_itself, begin, end),
        cmocka_unit_test_setup_teardown(test_countries_stand_in_the_order_of_the_alphabet, begin,
                                        end),
        cmocka_unit_test_setup_teardown(test_zones_are_called_as_their_cities_are_today, begin,
                                        end),
        cmocka_unit_test_setup_teardown(test_each_zone_stands_once_and_has_a_clock, begin, end),
    };

    apr_initialize();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
