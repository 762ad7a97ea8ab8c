/* SPDX-License-Identifier: Apache-2.0 */
/* tests/unit/test_base_nfkc.c: texts that look the same become the same */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <apr_general.h>
#include <apr_pools.h>
#include <apr_strings.h>

#include "base/nfkc.h"

static apr_pool_t *pool;

static void test_texts_become_their_one_spelling(void **state)
{
    static const struct { const char *text, *normal; apr_size_t chars; } cases[] = {
        { "", "", 0 },
        { "plain", "plain", 5 },
        { "e\xcc\x81", "\xc3\xa9", 1 },                    /* e and an accent */
        { "\xef\xac\x81", "fi", 2 },                       /* a ligature */
        { "\xef\xbc\xa1\xef\xbc\x91", "A1", 2 },           /* full width */
        { "\xe2\x84\xab", "\xc3\x85", 1 },                 /* Angstrom sign */
        { "\xc2\xa0x", " x", 2 },
        { "\xf0\x9f\x94\x91", "\xf0\x9f\x94\x91", 1 },     /* one beyond the first plane */
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const char *normal;
        apr_size_t chars;

        assert_int_equal(mya_nfkc(&normal, &chars, cases[i].text, NULL, pool), APR_SUCCESS);
        assert_string_equal(normal, cases[i].normal);
        assert_int_equal(chars, cases[i].chars);
    }
}

/* U+FDFA becomes eighteen characters: nothing grows more. */
static void test_the_greatest_growth_fits(void **state)
{
    char text[3 * 300 + 1];
    const char *normal;
    apr_size_t chars;

    (void)state;
    for (int i = 0; i < 300; i++) {
        memcpy(text + 3 * i, "\xef\xb7\xba", 3);
    }
    text[900] = '\0';
    assert_int_equal(mya_nfkc(&normal, &chars, text, NULL, pool), APR_SUCCESS);
    assert_int_equal(chars, 18 * 300);
}

static void test_what_is_not_utf8_is_refused(void **state)
{
    static const char *const bad[] = { "\xff", "caf\xe9", "\xc3", "\xed\xa0\x80", "\xc0\xaf" };
    const char *normal;

    (void)state;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        assert_int_equal(mya_nfkc(&normal, NULL, bad[i], NULL, pool), MYA_EBADREQUEST);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_texts_become_their_one_spelling),
        cmocka_unit_test(test_the_greatest_growth_fits),
        cmocka_unit_test(test_what_is_not_utf8_is_refused),
    };
    int failed;

    apr_initialize();
    apr_pool_create(&pool, NULL);
    failed = cmocka_run_group_tests(tests, NULL, NULL);
    apr_terminate();
    return failed;
}
