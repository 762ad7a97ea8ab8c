/* SPDX-License-Identifier: Apache-2.0 */
/* tests/unit/test_form_validate.c: values of all types, and what is said about what is none */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <apr_general.h>
#include <apr_strings.h>

#include "form/validate.h"
#include "view/text.h"

static apr_pool_t *pool;
static mya_judge_t judge;

/* Where a pattern stands here, the arguments are of interest; else the key comes back. */
static const char *const patterns[][2] = {
    { "form.required", "{label} is needed" },
    { "form.too-long", "at most {max} in {label}" },
    { "form.too-short", "at least {min} in {label}" },
    { "form.min", "from {min}" },
    { "form.max", "to {max}" },
    { "own.error", "only our own: {min}-{max}" },
    { "label.name", "Your name" },
};

static void make_portal(const mya_portal_t **made)
{
    mya_portal_t *portal = apr_pcalloc(pool, sizeof(*portal));
    mya_texts_t *texts = apr_pcalloc(pool, sizeof(*texts));
    const mya_texts_t **list = apr_pcalloc(pool, sizeof(*list));
    size_t i;

    texts->lang = "en";
    texts->patterns = apr_hash_make(pool);
    for (i = 0; i < sizeof(patterns) / sizeof(patterns[0]); ++i) {
        apr_hash_set(texts->patterns, patterns[i][0], APR_HASH_KEY_STRING, patterns[i][1]);
    }
    list[0] = texts;
    portal->texts = list;
    portal->nlanguages = 1;
    *made = portal;
}

static int begin(void **state)
{
    mya_result_t *why;

    (void)state;
    apr_pool_create(&pool, NULL);
    why = mya_result_make(pool);
    make_portal(&judge.portal);
    judge.lang = "en";
    judge.pool = pool;
    return mya_format_make(&judge.format, "en", "Europe/Oslo", why, pool) == APR_SUCCESS ? 0 : -1;
}

static int end(void **state)
{
    (void)state;
    apr_pool_destroy(pool);
    return 0;
}

static mya_field_t field_of(mya_type_e type)
{
    const mya_field_t field = { .name = "name", .type = type, .label = "label.name",
                                .readable = "Name", .maxlength = 200, .currency = "NOK" };

    return field;
}

/* TYPED must become VALUE (NULL: nothing) in FIELD, without a fault. */
static void becomes(const mya_field_t *field, const char *typed, const char *expected)
{
    const char *value, *fault = mya_validate_field(&value, field, typed, &judge);

    if (fault || !value != !expected || (value && strcmp(value, expected) != 0)) {
        fail_msg("\"%s\" became \"%s\": %s", typed ? typed : "(none)", value ? value : "(none)",
                 fault ? fault : "good");
    }
}

/* TYPED must be refused in FIELD with SENTENCE. */
static void refused(const mya_field_t *field, const char *typed, const char *sentence)
{
    const char *value, *fault = mya_validate_field(&value, field, typed, &judge);

    if (!fault || value || strcmp(fault, sentence) != 0) {
        fail_msg("\"%s\" became \"%s\": %s", typed, value ? value : "(none)",
                 fault ? fault : "good");
    }
}

static void test_reads_each_type(void **state)
{
    static const struct { mya_type_e type; const char *typed, *value; } cases[] = {
        { MYA_TYPE_TEXT, "Anna", "Anna" },
        { MYA_TYPE_TEXT, "  Anna \xC2\xA0 Berg\t\n", "Anna \xC2\xA0 Berg" },
        { MYA_TYPE_TEXT, "\xC2\xA0\xC2\xA0x\xC2\xA0", "x" },
        { MYA_TYPE_TEXT, "\xC3\xA0", "\xC3\xA0" },        /* ends like a no-break space */
        { MYA_TYPE_TEXT, "<script>&\"'", "<script>&\"'" },
        { MYA_TYPE_ID, " 9f3-a_B ", "9f3-a_B" },
        { MYA_TYPE_INTEGER, " 42 ", "42" },
        { MYA_TYPE_INTEGER, "-7", "-7" },
        { MYA_TYPE_INTEGER, "1,234", "1234" },
        { MYA_TYPE_DECIMAL, "12.50", "12.5" },
        { MYA_TYPE_PERCENT, "25 %", "25" },
        { MYA_TYPE_MONEY, "1234.5", "123450" },
        { MYA_TYPE_DATE, "2026-11-21", "2026-11-21" },
        { MYA_TYPE_TIME, "9:30", "09:30:00" },
        { MYA_TYPE_DATETIME, "2026-11-21T09:30", "2026-11-21 08:30:00" },
        { MYA_TYPE_EMAIL, " anna@example.com ", "anna@example.com" },
        { MYA_TYPE_PHONE, "+47  22 33 44 55", "+47 22 33 44 55" },
        { MYA_TYPE_URL, "https://example.com/", "https://example.com/" },
        { MYA_TYPE_IBAN, "no93 8601 1117 947", "NO9386011117947" },
        { MYA_TYPE_MARKDOWN, "# One\n\n- two\n", "# One\n\n- two\n" },
        { MYA_TYPE_BOOLEAN, "on", "1" },
        { MYA_TYPE_BOOLEAN, "1", "1" },
        { MYA_TYPE_BOOLEAN, "0", "0" },
    };
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(cases) / sizeof(cases[0]); ++i) {
        const mya_field_t field = field_of(cases[i].type);

        becomes(&field, cases[i].typed, cases[i].value);
    }
}

static void test_refuses_what_is_none_of_its_type(void **state)
{
    static const struct { mya_type_e type; const char *typed, *key; } cases[] = {
        { MYA_TYPE_TEXT, "one\ntwo", "form.one-line" },
        { MYA_TYPE_ID, "a b", "form.id" },
        { MYA_TYPE_ID, "bl\xC3\xA5", "form.id" },
        { MYA_TYPE_INTEGER, "12.5", "form.integer" },
        { MYA_TYPE_INTEGER, "9999999999999999999", "form.integer" },
        { MYA_TYPE_INTEGER, "1e3", "form.integer" },
        { MYA_TYPE_DECIMAL, "1.2.3", "form.decimal" },
        { MYA_TYPE_PERCENT, "% 5", "form.percent" },
        { MYA_TYPE_MONEY, "1.234", "form.money-decimals" },
        { MYA_TYPE_MONEY, "1.234x", "form.money" },
        { MYA_TYPE_MONEY, "99999999999999999999", "form.money" },
        { MYA_TYPE_MONEY, "NaN", "form.money" },
        { MYA_TYPE_DATE, "2026-02-29", "form.date" },
        { MYA_TYPE_DATE, "tomorrow", "form.date" },
        { MYA_TYPE_TIME, "25:00", "form.time" },
        { MYA_TYPE_DATETIME, "2026-11-21", "form.datetime" },
        { MYA_TYPE_CODE, "x", "form.code" },
        { MYA_TYPE_CHOICE, "x", "form.choice" },
        { MYA_TYPE_EMAIL, "anna@example", "form.email" },
        { MYA_TYPE_PHONE, "nobody", "form.phone" },
        { MYA_TYPE_URL, "javascript:alert(1)", "form.url" },
        { MYA_TYPE_IBAN, "NO93 8601 1117 948", "form.iban" },
        { MYA_TYPE_BOOLEAN, "perhaps", "form.boolean" },
        { MYA_TYPE_FILE, "x.pdf", "form.file" },
    };
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(cases) / sizeof(cases[0]); ++i) {
        const mya_field_t field = field_of(cases[i].type);

        refused(&field, cases[i].typed, cases[i].key);
    }
}

static void test_nothing_typed_is_no_value_and_no_fault(void **state)
{
    int type;

    (void)state;
    for (type = 0; type < MYA_TYPE_COUNT; ++type) {
        mya_field_t field = field_of((mya_type_e)type);
        const char *nothing = type == MYA_TYPE_BOOLEAN ? "0" : NULL;

        field.min = field.max = "1";
        field.minlength = 3;
        field.pattern = "x";
        becomes(&field, NULL, nothing);
        becomes(&field, "", nothing);
        becomes(&field, " \t\n\xC2\xA0", nothing);
    }
}

static void test_counts_characters_not_bytes(void **state)
{
    mya_field_t field = field_of(MYA_TYPE_TEXT);

    (void)state;
    field.minlength = 2;
    field.maxlength = 4;
    becomes(&field, "\xC3\xA6\xC3\xB8\xE2\x82\xAC\xF0\x9F\x98\x80",
            "\xC3\xA6\xC3\xB8\xE2\x82\xAC\xF0\x9F\x98\x80");
    refused(&field, "abcde", "at most 4 in Your name");
    refused(&field, "\xF0\x9F\x98\x80", "at least 2 in Your name");
    becomes(&field, "  ab    ", "ab");
}

static void test_keeps_lines_of_a_multiline_text(void **state)
{
    mya_field_t field = field_of(MYA_TYPE_TEXT);

    (void)state;
    field.multiline = 1;
    becomes(&field, "  one\n two\n", "  one\n two\n");
    becomes(&field, " \n\n ", NULL);
}

static void test_compares_numbers_as_numbers(void **state)
{
    static const struct { const char *min, *max, *typed; int good; } cases[] = {
        { "9", NULL, "10", 1 }, { "10", NULL, "9", 0 }, { NULL, "9", "10", 0 },
        { "-5", "5", "-5", 1 }, { "-5", "5", "5", 1 }, { "-5", "5", "-6", 0 },
        { "-5", "5", "-5.1", 0 }, { "-5", "5", "-4.9", 1 }, { "0", NULL, "-0", 1 },
        { "0", NULL, "-0.1", 0 }, { "0", NULL, "0", 1 }, { "12.50", "12.50", "12.5", 1 },
        { "12.50", NULL, "12.49", 0 }, { NULL, "12.5", "12.51", 0 }, { "1", NULL, "0.99", 0 },
        { "0.5", NULL, "0.50", 1 }, { "0.5", NULL, "0.05", 0 }, { NULL, "100", "99.999", 1 },
        { "-12.50", "-12.50", "-12.5", 1 }, { "99999999999999999999", NULL, "1", 0 },
        { NULL, "0", "0.0", 1 }, { NULL, "-0.0", "0", 1 }, { NULL, "0", "00.01", 0 },
    };
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(cases) / sizeof(cases[0]); ++i) {
        mya_field_t field = field_of(MYA_TYPE_DECIMAL);
        const char *value;

        field.min = cases[i].min;
        field.max = cases[i].max;
        if ((mya_validate_field(&value, &field, cases[i].typed, &judge) == NULL) != cases[i].good) {
            fail_msg("case %d", (int)i);
        }
    }
}

static void test_says_the_range_as_people_read_it(void **state)
{
    mya_field_t money = field_of(MYA_TYPE_MONEY), date = field_of(MYA_TYPE_DATE);

    (void)state;
    money.min = "0.50";
    money.max = "1000";
    money.currency = "USD";
    becomes(&money, "0.5", "50");
    becomes(&money, "1000", "100000");
    refused(&money, "0.49", "from $0.50");
    refused(&money, "1000.01", "to $1,000.00");
    money.currency = "JPY";
    money.min = "5";
    becomes(&money, "5", "5");
    refused(&money, "4", apr_pstrcat(pool, "from ", mya_format_value(judge.format, MYA_TYPE_MONEY,
                                                                     "5", "JPY", pool), NULL));
    date.min = "2026-11-21";
    becomes(&date, "2026-11-21", "2026-11-21");
    refused(&date, "2026-11-20", apr_pstrcat(pool, "from ",
                                             mya_format_value(judge.format, MYA_TYPE_DATE,
                                                              "2026-11-21", NULL, pool), NULL));
}

static void test_matches_a_pattern_with_the_whole_value(void **state)
{
    mya_field_t field = field_of(MYA_TYPE_TEXT);

    (void)state;
    field.pattern = "[0-9]{4}|none";
    becomes(&field, "1234", "1234");
    becomes(&field, "none", "none");
    refused(&field, "12345", "form.pattern");
    refused(&field, "x1234", "form.pattern");
    refused(&field, "nonesuch", "form.pattern");
    field.pattern = "a|ab";                             /* the longer one counts */
    becomes(&field, "ab", "ab");
    field.multiline = 1;
    field.pattern = "[a-z]*";
    refused(&field, "ab\ncd", "form.pattern");
    field.pattern = "(";                                /* never loaded; matches nothing */
    refused(&field, "(", "form.pattern");
}

static void test_takes_only_options_of_a_choice(void **state)
{
    static const mya_option_t options[] = { { .value = "nb", .readable = "Norsk" },
                                            { .value = "en", .readable = "English" } };
    static const mya_options_t languages = { .name = "languages", .options = options,
                                             .noptions = 2 };
    mya_field_t field = field_of(MYA_TYPE_CHOICE);

    (void)state;
    field.options = &languages;
    becomes(&field, "nb", "nb");
    refused(&field, "n", "form.choice");
    refused(&field, "nbx", "form.choice");
    refused(&field, "NB", "form.choice");
    refused(&field, "nb\nen", "form.choice");
    field.multiple = 1;
    becomes(&field, "nb\nen", "nb\nen");
    refused(&field, "nb\nde", "form.choice");
    field.multiple = 0;
    field.type = MYA_TYPE_CODE;
    refused(&field, "de", "form.code");
}

static void test_says_the_fields_own_error_instead(void **state)
{
    mya_field_t field = field_of(MYA_TYPE_PHONE);

    (void)state;
    field.error = "own.error";
    field.minlength = 3;
    refused(&field, "x", "only our own: 3-200");
    refused(&field, "nobody", "only our own: 3-200");
    assert_string_equal(mya_validate_required(&field, &judge), "Your name is needed");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_reads_each_type, begin, end),
        cmocka_unit_test_setup_teardown(test_refuses_what_is_none_of_its_type, begin, end),
        cmocka_unit_test_setup_teardown(test_nothing_typed_is_no_value_and_no_fault, begin, end),
        cmocka_unit_test_setup_teardown(test_counts_characters_not_bytes, begin, end),
        cmocka_unit_test_setup_teardown(test_keeps_lines_of_a_multiline_text, begin, end),
        cmocka_unit_test_setup_teardown(test_compares_numbers_as_numbers, begin, end),
        cmocka_unit_test_setup_teardown(test_says_the_range_as_people_read_it, begin, end),
        cmocka_unit_test_setup_teardown(test_matches_a_pattern_with_the_whole_value, begin, end),
        cmocka_unit_test_setup_teardown(test_takes_only_options_of_a_choice, begin, end),
        cmocka_unit_test_setup_teardown(test_says_the_fields_own_error_instead, begin, end),
    };
    int failed;

    apr_initialize();
    failed = cmocka_run_group_tests(tests, NULL, NULL);
    apr_terminate();
    return failed;
}
