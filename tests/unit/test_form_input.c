/* SPDX-License-Identifier: Apache-2.0 */
/* tests/unit/test_form_input.c: bytes to named values, with limits */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <apr_general.h>
#include <apr_strings.h>

#include "form/input.h"

static apr_pool_t *pool;
static mya_result_t *why;

static int begin(void **state)
{
    (void)state;
    if (apr_pool_create(&pool, NULL) != APR_SUCCESS) {
        return -1;
    }
    why = mya_result_make(pool);
    return 0;
}

static int end(void **state)
{
    (void)state;
    apr_pool_destroy(pool);
    return 0;
}

static apr_status_t read_bytes(apr_array_header_t **pairs, const char *bytes, size_t len)
{
    /* a copy without room behind it, so that a sanitizer sees one byte too far */
    char *exact = malloc(len ? len : 1);
    apr_status_t rv;

    assert_non_null(exact);
    memcpy(exact, bytes, len);
    rv = mya_input_read(pairs, exact, len, why, pool);
    free(exact);
    return rv;
}

static apr_status_t read_text(apr_array_header_t **pairs, const char *text)
{
    return read_bytes(pairs, text, strlen(text));
}

/* PAIRS as "name=value|name=value|". */
static const char *joined(const apr_array_header_t *pairs)
{
    const char *text = "";
    int i;

    for (i = 0; i < pairs->nelts; ++i) {
        const mya_pair_t *pair = &APR_ARRAY_IDX(pairs, i, mya_pair_t);

        text = apr_pstrcat(pool, text, pair->name, "=", pair->value, "|", NULL);
    }
    return text;
}

static void test_reads_what_a_browser_sends(void **state)
{
    static const struct { const char *bytes, *pairs; } cases[] = {
        { "", "" },
        { "a=1", "a=1|" },
        { "a=1&b=2&a=3", "a=1|b=2|a=3|" },
        { "a", "a=|" },
        { "a=", "a=|" },
        { "a==", "a==|" },
        { "a=b=c", "a=b=c|" },
        { "&&a=1&&b=2&", "a=1|b=2|" },
        { "a=1;b=2", "a=1;b=2|" },
        { "first+name=Anna+Berg", "first name=Anna Berg|" },
        { "a=1%2B1%3D2%26more", "a=1+1=2&more|" },
        { "na%6De=%C3%A6%c3%b8\xC3\xA5", "name=\xC3\xA6\xC3\xB8\xC3\xA5|" },
        { "a=%E2%82%AC%F0%9F%98%80", "a=\xE2\x82\xAC\xF0\x9F\x98\x80|" },
        { "a=one%0D%0Atwo%0Dthree%0Afour", "a=one\ntwo\nthree\nfour|" },
        { "a=%0D%0D%0A", "a=\n\n|" },
        { "a=tab%09stays", "a=tab\tstays|" },
        { "a=%F4%8F%BF%BD", "a=\xF4\x8F\xBF\xBD|" },
    };
    apr_array_header_t *pairs;
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(cases) / sizeof(cases[0]); ++i) {
        assert_int_equal(read_text(&pairs, cases[i].bytes), APR_SUCCESS);
        assert_string_equal(joined(pairs), cases[i].pairs);
    }
}

static void test_reads_no_bytes_at_all(void **state)
{
    apr_array_header_t *pairs;

    (void)state;
    assert_int_equal(mya_input_read(&pairs, NULL, 0, why, pool), APR_SUCCESS);
    assert_int_equal(pairs->nelts, 0);
}

static void test_a_form_about_rows_may_say_more(void **state)
{
    const char *name = apr_psprintf(pool, "%0*d=1", MYA_INPUT_ROWS_NAME, 0);
    apr_array_header_t *pairs;
    char *many = apr_pcalloc(pool, 2 * MYA_INPUT_ROWS_PARAMETERS + 3);
    int i;

    (void)state;
    for (i = 0; i < MYA_INPUT_ROWS_PARAMETERS; ++i) {
        memcpy(many + 2 * i, "a&", 2);
    }
    assert_int_equal(mya_input_read_rows(&pairs, many, strlen(many), why, pool), APR_SUCCESS);
    assert_int_equal(pairs->nelts, MYA_INPUT_ROWS_PARAMETERS);
    assert_int_equal(mya_input_read(&pairs, many, strlen(many), why, pool), MYA_ETOOLARGE);
    strcat(many, "a");
    assert_int_equal(mya_input_read_rows(&pairs, many, strlen(many), why, pool), MYA_ETOOLARGE);
    assert_int_equal(mya_input_read_rows(&pairs, name, strlen(name), why, pool), APR_SUCCESS);
    assert_int_equal(mya_input_read(&pairs, name, strlen(name), why, pool), MYA_ETOOLARGE);
    name = apr_pstrcat(pool, "0", name, NULL);
    assert_int_equal(mya_input_read_rows(&pairs, name, strlen(name), why, pool), MYA_ETOOLARGE);
}

static void test_leaves_control_characters_out_of_values(void **state)
{
    static const struct { const char *bytes, *pairs; } cases[] = {
        { "a=x%01y%0B%0Cz%1F%7F", "a=xyz|" },
        { "a=x%C2%80%C2%9Fy", "a=xy|" },
        { "a=x%EF%BF%BE%EF%BF%BFy", "a=xy|" },
        { "a=x%EF%B7%90y%F0%9F%BF%BE", "a=xy|" },
        { "a=\x1B[31mred", "a=[31mred|" },
    };
    apr_array_header_t *pairs;
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(cases) / sizeof(cases[0]); ++i) {
        assert_int_equal(read_text(&pairs, cases[i].bytes), APR_SUCCESS);
        assert_string_equal(joined(pairs), cases[i].pairs);
    }
}

static void test_refuses_what_is_broken(void **state)
{
    static const struct { const char *bytes, *sentence; } cases[] = {
        { "=x", "the name of parameter 1 is empty" },
        { "a=1&=", "the name of parameter 2 is empty" },
        { "phone=%", "the value of \"phone\" has a percent sign without two hexadecimal digits" },
        { "phone=%4", "the value of \"phone\" has a percent sign without two hexadecimal digits" },
        { "phone=%zz", "the value of \"phone\" has a percent sign without two hexadecimal digits" },
        { "phone=%4g", "the value of \"phone\" has a percent sign without two hexadecimal digits" },
        { "phone=100%&b=1", "the value of \"phone\" has a percent sign without two hex" },
        { "%4=x", "the name of parameter 1 has a percent sign without two hexadecimal digits" },
        { "a=x%00y", "the value of \"a\" holds a NUL byte" },
        { "a%00=x", "the name of parameter 1 holds a NUL byte" },
        { "a=%80", "the value of \"a\" is not UTF-8" },
        { "a=%C0%AF", "the value of \"a\" is not UTF-8" },          /* overlong '/' */
        { "a=%E0%80%AF", "the value of \"a\" is not UTF-8" },
        { "a=%F0%80%80%AF", "the value of \"a\" is not UTF-8" },
        { "a=%ED%A0%80", "the value of \"a\" is not UTF-8" },       /* surrogate */
        { "a=%F4%90%80%80", "the value of \"a\" is not UTF-8" },    /* above U+10FFFF */
        { "a=%F8%88%80%80%80", "the value of \"a\" is not UTF-8" },
        { "a=%FF", "the value of \"a\" is not UTF-8" },
        { "a=%C3", "the value of \"a\" is not UTF-8" },
        { "a=%E2%82", "the value of \"a\" is not UTF-8" },
        { "a=%E2%82x", "the value of \"a\" is not UTF-8" },
        { "\xE6=1", "the name of parameter 1 is not UTF-8" },
        { "a%0Ab=1", "the name of parameter 1 holds a control character" },
        { "a%0Db=1", "the name of parameter 1 holds a control character" },
        { "a%09b=1", "the name of parameter 1 holds a control character" },
        { "a%07b=1", "the name of parameter 1 holds a control character" },
    };
    apr_array_header_t *pairs = NULL;
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(cases) / sizeof(cases[0]); ++i) {
        assert_int_equal(read_text(&pairs, cases[i].bytes), MYA_EBADREQUEST);
        assert_null(pairs);
        assert_int_equal(strncmp(why->detail, cases[i].sentence, strlen(cases[i].sentence)), 0);
    }
}

static void test_refuses_a_raw_nul_byte(void **state)
{
    apr_array_header_t *pairs;

    (void)state;
    assert_int_equal(read_bytes(&pairs, "a=x\0y", 5), MYA_EBADREQUEST);
    assert_int_equal(read_bytes(&pairs, "a\0b=x", 5), MYA_EBADREQUEST);
}

static void test_never_tells_a_value(void **state)
{
    apr_array_header_t *pairs;

    (void)state;
    assert_int_equal(read_text(&pairs, "card=4111222233334444%FF"), MYA_EBADREQUEST);
    assert_null(strstr(why->detail, "4111"));
}

/* N parameters "p=1". */
static const char *many(int n)
{
    char *text = apr_palloc(pool, (apr_size_t)n * 4 + 1);
    int i;

    for (i = 0; i < n; ++i) {
        memcpy(text + 4 * i, "p=1&", 4);
    }
    text[4 * n] = '\0';
    return text;
}

static void test_takes_200_parameters_and_no_more(void **state)
{
    apr_array_header_t *pairs;

    (void)state;
    assert_int_equal(read_text(&pairs, many(200)), APR_SUCCESS);
    assert_int_equal(pairs->nelts, 200);
    assert_int_equal(read_text(&pairs, many(201)), MYA_ETOOLARGE);
    assert_string_equal(why->detail, "there are more than 200 parameters");
}

static void test_takes_a_name_of_64_bytes_and_no_longer(void **state)
{
    char name[70];
    apr_array_header_t *pairs;

    (void)state;
    memset(name, 'n', sizeof(name));
    assert_int_equal(read_bytes(&pairs, name, 64), APR_SUCCESS);
    assert_int_equal(read_bytes(&pairs, name, 65), MYA_ETOOLARGE);
    assert_string_equal(why->detail, "the name of parameter 1 is longer than 64 bytes");
}

static void test_takes_256_kilobytes_and_no_more(void **state)
{
    char *bytes = apr_palloc(pool, MYA_INPUT_BODY + 1);
    apr_array_header_t *pairs;

    (void)state;
    memset(bytes, 'x', MYA_INPUT_BODY + 1);
    memcpy(bytes, "a=", 2);
    assert_int_equal(read_bytes(&pairs, bytes, MYA_INPUT_BODY), APR_SUCCESS);
    assert_int_equal(strlen(mya_input_get(pairs, "a")), MYA_INPUT_BODY - 2);
    assert_int_equal(read_bytes(&pairs, bytes, MYA_INPUT_BODY + 1), MYA_ETOOLARGE);
}

static void test_finds_a_value_by_its_name(void **state)
{
    apr_array_header_t *pairs;

    (void)state;
    assert_int_equal(read_text(&pairs, "a=1&b=2&b=3&c"), APR_SUCCESS);
    assert_string_equal(mya_input_get(pairs, "b"), "2");
    assert_string_equal(mya_input_get(pairs, "c"), "");
    assert_null(mya_input_get(pairs, "B"));
    assert_null(mya_input_get(pairs, ""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_reads_what_a_browser_sends, begin, end),
        cmocka_unit_test_setup_teardown(test_reads_no_bytes_at_all, begin, end),
        cmocka_unit_test_setup_teardown(test_a_form_about_rows_may_say_more, begin, end),
        cmocka_unit_test_setup_teardown(test_leaves_control_characters_out_of_values, begin, end),
        cmocka_unit_test_setup_teardown(test_refuses_what_is_broken, begin, end),
        cmocka_unit_test_setup_teardown(test_refuses_a_raw_nul_byte, begin, end),
        cmocka_unit_test_setup_teardown(test_never_tells_a_value, begin, end),
        cmocka_unit_test_setup_teardown(test_takes_200_parameters_and_no_more, begin, end),
        cmocka_unit_test_setup_teardown(test_takes_a_name_of_64_bytes_and_no_longer, begin, end),
        cmocka_unit_test_setup_teardown(test_takes_256_kilobytes_and_no_more, begin, end),
        cmocka_unit_test_setup_teardown(test_finds_a_value_by_its_name, begin, end),
    };
    int failed;

    apr_initialize();
    failed = cmocka_run_group_tests(tests, NULL, NULL);
    apr_terminate();
    return failed;
}
