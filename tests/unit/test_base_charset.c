/* SPDX-License-Identifier: Apache-2.0 */
/* tests/unit/test_base_charset.c: whatever a page is made of, UTF-8 comes out, as in a browser */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <apr_general.h>
#include <apr_strings.h>

#include "base/charset.h"

static apr_pool_t *pool;

static mya_charset_text_t decode(const char *bytes, apr_size_t len, const char *label)
{
    mya_charset_text_t text;

    assert_int_equal(mya_charset_decode(&text, bytes, len, label, NULL, pool), APR_SUCCESS);
    return text;
}

static void test_bytes_mean_what_the_sender_or_the_page_says(void **state)
{
    static const struct { const char *bytes, *label, *name, *text; } cases[] = {
        { "\xE6\xF8\xE5", "iso-8859-1", "windows-1252", "æøå" },
        { "\xE6\xF8\xE5", " ISO-8859-1 ", "windows-1252", "æøå" },
        { "\x80 \x96", "latin1", "windows-1252", "€ –" },
        { "\xA4", "iso-8859-15", "iso-8859-15", "€" },
        { "\xBA\xFE", "iso-8859-2", "iso-8859-2", "şţ" },
        { "\xCF\xF0", "windows-1251", "windows-1251", "Пр" },
        { "\x82\xA0", "Shift_JIS", "shift_jis", "あ" },
        { "\xD6\xD0", "gb2312", "gbk", "中" },
        { "\xE6\xF8\xE5", "\"iso-8859-1\"", "windows-1252", "æøå" },
        { "æ", NULL, "utf-8", "æ" },
        { "æ", "", "utf-8", "æ" },
        { "æ", "utf-8", "utf-8", "æ" },
        { "\xEF\xBB\xBFæ", "iso-8859-1", "utf-8", "æ" },
        { "\xE6", NULL, "windows-1252", "æ" },
        { "<meta charset=iso-8859-2>\xBA", NULL, "iso-8859-2", "<meta charset=iso-8859-2>ş" },
        { "<META Content=\"text/html; Charset = 'ISO-8859-2'\">\xBA", NULL, "iso-8859-2",
          "<META Content=\"text/html; Charset = 'ISO-8859-2'\">ş" },
        { "<!-- <meta charset=koi8-r> --><meta charset=utf-8>æ", NULL, "utf-8",
          "<!-- <meta charset=koi8-r> --><meta charset=utf-8>æ" },
        { "<meta charset=utf-16>æ", NULL, "utf-8", "<meta charset=utf-16>æ" },
        { "<meta charset=koi8-r>æ", "utf-8", "utf-8", "<meta charset=koi8-r>æ" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        mya_charset_text_t text = decode(cases[i].bytes, strlen(cases[i].bytes), cases[i].label);
        assert_string_equal(text.name, cases[i].name);
        assert_string_equal(apr_pstrmemdup(pool, text.data, text.len), cases[i].text);
        assert_int_equal(text.bad, 0);
    }
}

static void test_utf16_is_known_by_its_mark(void **state)
{
    mya_charset_text_t text = decode("\xFF\xFE<\0\xE6\0", 6, NULL);

    (void)state;
    assert_string_equal(text.name, "utf-16le");
    assert_memory_equal(text.data, "<æ", 3);
    text = decode("\xFE\xFF\0<\0\xE6", 6, "utf-8");
    assert_string_equal(text.name, "utf-16be");
    assert_memory_equal(text.data, "<æ", 3);
}

/* The table of the Encoding Standard: one U+FFFD for each longest beginning of a character. */
static void test_broken_utf8_is_replaced_as_browsers_do(void **state)
{
    static const struct { const char *bytes, *text; apr_size_t bad; } cases[] = {
        { "a\x80z", "a\uFFFDz", 1 }, { "a\xC3", "a\uFFFD", 1 }, { "\xE2\x82z", "\uFFFDz", 1 },
        { "\xC0\xAF", "\uFFFD\uFFFD", 2 }, { "\xED\xA0\x80", "\uFFFD\uFFFD\uFFFD", 3 },
        { "\xF0\x9F\x98", "\uFFFD", 1 }, { "\xF4\x90\x80\x80", "\uFFFD\uFFFD\uFFFD\uFFFD", 4 },
        { "\xFF\xC3\xA6", "\uFFFDæ", 1 }, { "😀", "😀", 0 },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        mya_charset_text_t text = decode(cases[i].bytes, strlen(cases[i].bytes), "utf-8");
        assert_string_equal(apr_pstrmemdup(pool, text.data, text.len), cases[i].text);
        assert_int_equal(text.bad, cases[i].bad);
    }
}

static void test_bytes_without_a_meaning_in_an_old_charset_are_replaced(void **state)
{
    mya_charset_text_t text = decode("a\x82", 2, "shift_jis");

    (void)state;
    assert_string_equal(apr_pstrmemdup(pool, text.data, text.len), "a\uFFFD");
    assert_int_equal(text.bad, 1);
    text = decode("\x81\xE6", 2, "windows-1252");
    assert_int_equal(text.bad, 1);
}

static void test_valid_utf8_is_not_copied(void **state)
{
    const char *page = "<p>æ</p>";

    (void)state;
    assert_ptr_equal(decode(page, strlen(page), NULL).data, page);
}

static void test_refuses_a_charset_that_no_browser_knows(void **state)
{
    static const char *const labels[] = { "utf-7", "ebcdic-us", "utf-8//TRANSLIT" };
    mya_charset_text_t text;
    mya_result_t *why = mya_result_make(pool);

    (void)state;
    for (size_t i = 0; i < sizeof(labels) / sizeof(labels[0]); i++) {
        assert_int_equal(mya_charset_decode(&text, "a", 1, labels[i], why, pool), MYA_ECONFIG);
        assert_non_null(strstr(why->detail, labels[i]));
    }
}

static int set_up(void **state)
{
    (void)state;
    apr_initialize();
    return apr_pool_create(&pool, NULL);
}

static int tear_down(void **state)
{
    (void)state;
    apr_terminate();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bytes_mean_what_the_sender_or_the_page_says),
        cmocka_unit_test(test_utf16_is_known_by_its_mark),
        cmocka_unit_test(test_broken_utf8_is_replaced_as_browsers_do),
        cmocka_unit_test(test_bytes_without_a_meaning_in_an_old_charset_are_replaced),
        cmocka_unit_test(test_valid_utf8_is_not_copied),
        cmocka_unit_test(test_refuses_a_charset_that_no_browser_knows),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
