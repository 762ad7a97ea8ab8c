/* SPDX-License-Identifier: Apache-2.0 */
/* tests/unit/test_view_text.c: sentences with arguments, against ICU's own MessageFormat */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <apr_general.h>
#include <apr_strings.h>

#include <unicode/umsg.h>
#include <unicode/ustring.h>

#include "view/text.h"

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

/* A portal of one or two languages; PAIRS is key, pattern, …, NULL. */
static mya_texts_t *texts(const char *lang, const char *const *pairs)
{
    mya_texts_t *made = apr_palloc(pool, sizeof(*made));

    made->lang = lang;
    made->patterns = apr_hash_make(pool);
    for (; *pairs; pairs += 2) {
        apr_hash_set(made->patterns, pairs[0], APR_HASH_KEY_STRING, pairs[1]);
    }
    return made;
}

static mya_portal_t *portal_of(const mya_texts_t *first, const mya_texts_t *second)
{
    mya_portal_t *portal = apr_pcalloc(pool, sizeof(*portal));
    const mya_texts_t **list = apr_pcalloc(pool, 2 * sizeof(*list));

    list[0] = first;
    list[1] = second;
    portal->texts = list;
    portal->nlanguages = second ? 2 : 1;
    return portal;
}

static const char *say(const char *lang, const char *pattern, const mya_text_arg_t *args, int nargs)
{
    const char *pairs[] = { "k", pattern, NULL };

    return mya_text(portal_of(texts(lang, pairs), NULL), lang, "k", args, nargs, pool);
}

/* What ICU makes of PATTERN with the number N as {0} and the word TEXT as {1}. */
static const char *icu(const char *lang, const char *pattern, int n, const char *text)
{
    UErrorCode status = U_ZERO_ERROR;
    UChar upattern[600], utext[100], out[600];
    char *plain = apr_palloc(pool, 2000);

    u_strFromUTF8(upattern, 600, NULL, pattern, -1, &status);
    u_strFromUTF8(utext, 100, NULL, text, -1, &status);
    u_formatMessage(lang, upattern, u_strlen(upattern), out, 600, &status, (double)n, utext);
    if (U_FAILURE(status)) {
        fail_msg("ICU refuses \"%s\": %s", pattern, u_errorName(status));
    }
    return u_strToUTF8(plain, 2000, NULL, out, -1, &status);
}

static void test_says_what_icu_says(void **state)
{
    static const char *const patterns[] = {
        "{0, number} and {1}",
        "{0, plural, one {# invoice} other {# invoices}} of {1}{0, number}",
        "{0, plural, =0 {none of {1}} =1 {just one} one {one #} few {few #} many {many #} "
        "other {other #}}",
        "{0,plural,zero{zero #}two{two #}other{{1, select, anna {Anna's #} "
        "other {somebody's {0, number}}}}}{1}",
        "{1, select, anna {she} bo {he} other {they}} {0, plural, other {#}}",
        "It''s {1}''s {0, number}, isn't it? '{'{1}'}' and '{0}' 'quoted' # '' '",
        "{0, plural, other {'#' is # and '{' it''s | '| x}} {1}",
        "  { 1 }  { 0 , plural ,  one  {a}  other  {b {1}} }  ",
        "{0, number} \xC8\x99\xC8\x9B {1}",
    };
    static const char *const langs[] = { "en", "nb", "ro", "pl", "ar", "cy", "ja" };
    static const int numbers[] = { 0, 1, 2, 3, 5, 11, 12, 19, 20, 21, 22, 100, 101, 12345, 1000000,
                                   -1 };
    static const char *const words[] = { "anna", "bo", "<&> {0}" };

    (void)state;
    for (size_t p = 0; p < sizeof(patterns) / sizeof(patterns[0]); p++) {
        for (size_t l = 0; l < sizeof(langs) / sizeof(langs[0]); l++) {
            for (size_t n = 0; n < sizeof(numbers) / sizeof(numbers[0]); n++) {
                for (size_t w = 0; w < sizeof(words) / sizeof(words[0]); w++) {
                    const mya_text_arg_t args[] = { { "0", NULL, numbers[n] },
                                                    { "1", words[w], 0 } };
                    const char *locale = apr_pstrcat(pool, langs[l], "@numbers=latn", NULL);

                    assert_string_equal(say(langs[l], patterns[p], args, 2),
                                        icu(locale, patterns[p], numbers[n], words[w]));
                }
            }
            apr_pool_clear(pool);
        }
    }
}

static void test_arguments_have_names(void **state)
{
    const mya_text_arg_t args[] = { { "page", NULL, 2 }, { "pages", NULL, 1500 },
                                    { "name", "{page}", 0 } };

    (void)state;
    assert_string_equal(say("en", "Page {page} of {pages}: {name}", args, 3),
                        "Page 2 of 1,500: {page}");
    assert_string_equal(say("en", "{nobody} {name, select, other {x}}", args, 3), "{nobody} x");
    assert_string_equal(say("en", "{gone, plural, one {#} other {# things}}", args, 3),
                        "{#} things");
}

static void test_falls_back_to_the_default_language_and_then_to_the_key(void **state)
{
    static const char *const en[] = { "a", "{n, plural, one {one} other {# all}}", "b",
                                      "only English", NULL };
    static const char *const nb[] = { "a", "alle", NULL };
    const mya_portal_t *portal = portal_of(texts("en", en), texts("nb", nb));
    const mya_text_arg_t n = { "n", NULL, 1 };

    (void)state;
    assert_string_equal(mya_text(portal, "nb", "a", &n, 1, pool), "alle");
    assert_string_equal(mya_text(portal, "nb", "b", &n, 1, pool), "only English");
    assert_string_equal(mya_text(portal, "sv", "a", &n, 1, pool), "one");
    assert_string_equal(mya_text(portal, NULL, "a", &n, 1, pool), "one");
    assert_string_equal(mya_text(portal, "nb", "no.such", &n, 1, pool), "no.such");
    assert_string_equal(mya_text_or(portal, "nb", "b", "Readable", pool), "only English");
    assert_string_equal(mya_text_or(portal, "nb", NULL, "Readable", pool), "Readable");
}

static void test_check_names_language_key_and_fault(void **state)
{
    static const struct { const char *pattern, *fault; } table[] = {
        { "{", "a { needs the name of an argument" },
        { "{a", "a { has no }" },
        { "a}", "a } has no {" },
        { "{}", "a { needs the name of an argument" },
        { "{a, plural}",
          "an argument is {name}, {name, number}, {name, plural, …} or {name, select, …}" },
        { "{a, date}",
          "an argument is {name}, {name, number}, {name, plural, …} or {name, select, …}" },
        { "{a, plural, one {x}}", "a choice needs other {text}" },
        { "{a, plural, uno {x} other {y}}",
          "plural knows =N, zero, one, two, few, many and other" },
        { "{a, plural, other y}", "a choice needs word {text}" },
        { "{a, plural, other {y}", "a { has no }" },
        { "{a, select, other {y}", "a { has no }" },
        { "{a,plural,other{{a,plural,other{{a,plural,other{{a,plural,other{{a,plural,other{"
          "{a,plural,other{{a,plural,other{x}}}}}}}}}}}}}}",
          "choices stand too deep in each other" },
    };
    mya_result_t *why = mya_result_make(pool);

    (void)state;
    for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
        const char *const good[] = { "fine", "{n, plural, one {#} other {#}}", NULL };
        const char *const bad[] = { "list.count", table[i].pattern, NULL };
        const char *expected = apr_pstrcat(pool, "texts.nb.xml: the text of \"list.count\": ",
                                           table[i].fault, NULL);

        assert_int_equal(mya_text_check(portal_of(texts("en", good), NULL), why, pool),
                         APR_SUCCESS);
        assert_int_equal(mya_text_check(portal_of(texts("en", good), texts("nb", bad)), why, pool),
                         MYA_ECONFIG);
        assert_string_equal(why->detail, expected);
    }
}

static void test_check_refuses_a_language_that_icu_does_not_know(void **state)
{
    static const char *const none[] = { NULL };
    mya_result_t *why = mya_result_make(pool);

    (void)state;
    assert_int_equal(mya_text_check(portal_of(texts("xx", none), NULL), why, pool), MYA_ECONFIG);
    assert_string_equal(why->detail, "ICU has no plural rules for the language \"xx\"");
}

/* What is shown as it is may still be counted. */
static void test_text_of_digits_counts_and_stays_as_it_is(void **state)
{
    const mya_text_arg_t args[] = { { "n", "55001", 0 }, { "one", "1", 0 }, { "x", "1042b", 0 } };

    (void)state;
    assert_string_equal(say("en", "Delivery {n}", args, 3), "Delivery 55001");
    assert_string_equal(say("en", "{n, number}", args, 3), "55,001");
    assert_string_equal(say("en", "{n, plural, one {a parcel} other {# parcels}}", args, 3),
                        "55,001 parcels");
    assert_string_equal(say("en", "{one, plural, one {a parcel} other {# parcels}}", args, 3),
                        "a parcel");
    assert_string_equal(say("en", "{one, plural, =1 {only one} other {#}}", args, 3), "only one");
    assert_string_equal(say("en", "{x, number} {x, plural, one {a} other {#}}", args, 3),
                        "1042b 1042b");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_says_what_icu_says, begin, end),
        cmocka_unit_test_setup_teardown(test_arguments_have_names, begin, end),
        cmocka_unit_test_setup_teardown(test_text_of_digits_counts_and_stays_as_it_is, begin,
                                        end),
        cmocka_unit_test_setup_teardown(test_falls_back_to_the_default_language_and_then_to_the_key,
                                        begin, end),
        cmocka_unit_test_setup_teardown(test_check_names_language_key_and_fault, begin, end),
        cmocka_unit_test_setup_teardown(test_check_refuses_a_language_that_icu_does_not_know, begin,
                                        end),
    };
    int failed;

    apr_initialize();
    failed = cmocka_run_group_tests_name("view/text", tests, NULL, NULL);
    apr_terminate();
    return failed;
}
