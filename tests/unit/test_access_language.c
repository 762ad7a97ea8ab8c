/* SPDX-License-Identifier: Apache-2.0 */
/* tests/unit/test_access_language.c: which of a portal's languages a tag or a browser gets */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "access/language.h"

#define LANGUAGES_MAX 6

/* A portal in the languages of LANGS. */
static const mya_portal_t *in(const char *const *langs)
{
    static mya_texts_t texts[LANGUAGES_MAX];
    static const mya_texts_t *all[LANGUAGES_MAX];
    static mya_portal_t portal;

    portal.texts = all;
    for (portal.nlanguages = 0; langs[portal.nlanguages]; portal.nlanguages++) {
        texts[portal.nlanguages].lang = langs[portal.nlanguages];
        all[portal.nlanguages] = &texts[portal.nlanguages];
    }
    return &portal;
}

#define IN(...) in((const char *const[]){ __VA_ARGS__, NULL })

static const char *accepted(const mya_portal_t *portal, const char *header)
{
    return portal->texts[mya_language_accept(portal, header)]->lang;
}

static const char *tagged(const mya_portal_t *portal, const char *tag)
{
    const int found = mya_language_find(portal, tag);

    return found < 0 ? "none" : portal->texts[found]->lang;
}

static void test_a_tag_is_looked_up_from_its_whole_to_its_first_part(void **state)
{
    static const struct {
        const char *tag, *wanted;
    } cases[] = {
        { "en", "en" }, { "EN", "en" }, { "en-US", "en" }, { "pt-BR", "pt-BR" },
        { "pt-br-x-private", "pt-BR" }, { "pt", "pt-BR" }, { "pt-PT", "none" },
        { "zh-Hant-HK", "zh-Hant" }, { "zh-Hans", "none" }, { "e", "none" }, { "", "none" },
        { "eng", "none" }, { NULL, "none" }, { "-", "none" }, { "en-", "en" },
        { "en-aaaaaaaa-bbbbbbbb-cccccccc-dddddddd", "none" },
    };
    const mya_portal_t *portal = IN("en", "pt-BR", "zh-Hant");

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        assert_string_equal(tagged(portal, cases[i].tag), cases[i].wanted);
    }
}

static void test_norwegians_read_each_other(void **state)
{
    (void)state;
    assert_string_equal(tagged(IN("en", "nb"), "no"), "nb");
    assert_string_equal(tagged(IN("en", "nb"), "nn-NO"), "nb");
    assert_string_equal(tagged(IN("en", "nn"), "nb"), "nn");
    assert_string_equal(tagged(IN("en", "no"), "nb-NO"), "no");
    assert_string_equal(tagged(IN("nb", "nn"), "nn"), "nn");
    assert_string_equal(tagged(IN("nn", "nb"), "no"), "nb");
    assert_string_equal(tagged(IN("nb"), "non"), "none");      /* Old Norse */
}

static void test_the_heaviest_range_that_can_be_met_wins_and_of_equals_the_first(void **state)
{
    static const struct {
        const char *header, *wanted;
    } cases[] = {
        { NULL, "nb" }, { "", "nb" }, { "en", "en" }, { "fr", "nb" }, { "fr, en", "en" },
        { "en, de", "en" }, { "de, en", "de" }, { "en;q=0.7, de;q=0.8", "de" },
        { "en;q=0.123, de;q=0.122", "en" }, { "fr, de;q=0.1, en;q=0.2", "en" },
        { "en-GB;q=0.9, de;q=0.8", "en" }, { "*", "nb" }, { "fr, *;q=0.1", "nb" },
        { "nb;q=0, *", "de" }, { "nb;q=0, de;q=0, *;q=0.5", "en" }, { "en;q=0", "nb" },
        { "*;q=0", "nb" }, { "en ; q=0.5 , de;q=0.4", "en" }, { "en\t;\tQ=1.000\t", "en" },
        { "nn, en;q=0.9", "nb" },
    };
    const mya_portal_t *portal = IN("nb", "de", "en");

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        assert_string_equal(accepted(portal, cases[i].header), cases[i].wanted);
    }
}

static void test_what_cannot_be_read_is_passed_over(void **state)
{
    static const char *const headers[] = {
        "en;q=1.5", "en;q=2", "en;q=-1", "en;q=0.1234", "en;q=", "en;q", "en;", "en;r=1",
        "en;q=1;q=1", "e n", "\xff", "en\"", "-en", "*en", ";q=1", "en;q=1.0.0",
    };
    const mya_portal_t *portal = IN("nb", "en");

    (void)state;
    for (size_t i = 0; i < sizeof(headers) / sizeof(headers[0]); i++) {
        char header[60];

        assert_string_equal(accepted(portal, headers[i]), "nb");
        snprintf(header, sizeof(header), "%s, en;q=0.1", headers[i]);
        assert_string_equal(accepted(portal, header), "en");
    }
}

static void test_no_more_than_some_ranges_are_looked_at(void **state)
{
    char header[200] = "";

    (void)state;
    for (int i = 0; i < 32; i++) {
        strcat(header, "fr,");
    }
    strcat(header, "en");
    assert_string_equal(accepted(IN("nb", "en"), header), "nb");
    assert_string_equal(accepted(IN("nb", "en"), header + 3), "en");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_tag_is_looked_up_from_its_whole_to_its_first_part),
        cmocka_unit_test(test_norwegians_read_each_other),
        cmocka_unit_test(test_the_heaviest_range_that_can_be_met_wins_and_of_equals_the_first),
        cmocka_unit_test(test_what_cannot_be_read_is_passed_over),
        cmocka_unit_test(test_no_more_than_some_ranges_are_looked_at),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
