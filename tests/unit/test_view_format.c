/* SPDX-License-Identifier: Apache-2.0 */
/* tests/unit/test_view_format.c: our dates, numbers and money against ICU's own, and back again */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <apr_general.h>
#include <apr_strings.h>

#include <unicode/udat.h>
#include <unicode/unum.h>
#include <unicode/ustring.h>

#include "view/format_int.h"

static apr_pool_t *pool;

static const char *const langs[] = { "en", "nb", "sv", "ro", "de", "pl", "en-GB", "fr", "es",
                                     "hi" };
#define LANGS (sizeof(langs) / sizeof(langs[0]))

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

static const mya_format_t *make(const char *lang, const char *zone)
{
    const mya_format_t *format = NULL;
    mya_result_t *why = mya_result_make(pool);

    if (mya_format_make(&format, lang, zone, why, pool) != APR_SUCCESS) {
        fail_msg("%s", why->detail);
    }
    return format;
}

static const char *utf8(const UChar *text)
{
    UErrorCode status = U_ZERO_ERROR;
    char *out = apr_palloc(pool, 400);

    return u_strToUTF8(out, 400, NULL, text, -1, &status);
}

static const char *locale(const char *lang)
{
    return apr_pstrcat(pool, lang, "@numbers=latn", NULL);
}

/* What ICU makes of the decimal number TEXT in STYLE. */
static const char *icu_number(UNumberFormatStyle style, const char *lang, const char *text,
                              const char *currency, int decimals)
{
    UErrorCode status = U_ZERO_ERROR;
    UNumberFormat *format = unum_open(style, NULL, 0, locale(lang), NULL, &status);
    UChar code[4], out[200];

    if (currency) {
        u_charsToUChars(currency, code, 4);
        unum_setTextAttribute(format, UNUM_CURRENCY_CODE, code, 3, &status);
    }
    unum_setAttribute(format, UNUM_MINIMUM_GROUPING_DIGITS, UNUM_MINIMUM_GROUPING_DIGITS_AUTO);
    if (decimals >= 0) {
        unum_setAttribute(format, UNUM_FRACTION_DIGITS, decimals);
    }
    unum_formatDecimal(format, text, -1, out, 200, NULL, &status);
    unum_close(format);
    assert_true(U_SUCCESS(status));
    return utf8(out);
}

/* "-1234" minor units as "-12.34", done another way than the code under test does it. */
static const char *decimal_of(const char *minor, int digits)
{
    const int minus = *minor == '-';
    char *text = apr_pstrcat(pool, "0000", minor + minus, NULL);
    const size_t len = strlen(text);

    return apr_psprintf(pool, "%s%.*s%s%s", minus ? "-" : "", (int)len - digits, text,
                        digits ? "." : "", text + len - (size_t)digits);
}

static void test_money_is_what_icu_shows(void **state)
{
    static const char *const currencies[] = { "NOK", "EUR", "SEK", "RON", "JPY", "KWD", "USD",
                                              "CHF", "GBP", "DKK", "PLN", "INR" };
    static const char *const values[] = {
        "0", "1", "-1", "9", "10", "99", "100", "-100", "12345", "99999", "100000", "-123456",
        "1234567", "123456789", "1234567890123", "-987654321098765", "9223372036854775807",
        "-9223372036854775808",
    };

    (void)state;
    for (size_t l = 0; l < LANGS; l++) {
        const mya_format_t *format = make(langs[l], "Europe/Oslo");

        for (size_t c = 0; c < sizeof(currencies) / sizeof(currencies[0]); c++) {
            for (size_t v = 0; v < sizeof(values) / sizeof(values[0]); v++) {
                const int digits = mya_format_decimals(currencies[c]);

                assert_string_equal(
                    mya_format_value(format, MYA_TYPE_MONEY, values[v], currencies[c], pool),
                    icu_number(UNUM_CURRENCY, langs[l], decimal_of(values[v], digits),
                               currencies[c], digits));
            }
        }
    }
}

/* 55001 may be the number of a delivery: separators would make it another. */
static void test_an_integer_has_no_separators(void **state)
{
    const mya_format_t *format = make("en", "UTC");

    (void)state;
    assert_string_equal(mya_format_value(format, MYA_TYPE_INTEGER, "55001", NULL, pool), "55001");
    assert_string_equal(mya_format_value(format, MYA_TYPE_INTEGER, "-1234567", NULL, pool),
                        "-1234567");
    assert_string_equal(mya_format_value(format, MYA_TYPE_INTEGER, "1.5", NULL, pool), "1.5");
}

static void test_english_is_written_as_where_the_portal_is(void **state)
{
    (void)state;
    assert_string_equal(mya_format_language("en", "Europe/Oslo"), "en-GB");
    assert_string_equal(mya_format_language("en", "America/New_York"), "en");
    assert_string_equal(mya_format_language("nb", "Europe/Oslo"), "nb");
}

static void test_numbers_are_what_icu_shows(void **state)
{
    static const char *const values[] = { "0", "7", "-7", "999", "1000", "-1000", "9999", "10000",
                                          "123456", "1234567", "9223372036854775807" };

    (void)state;
    for (size_t l = 0; l < LANGS; l++) {
        const mya_format_t *format = make(langs[l], "UTC");

        for (size_t v = 0; v < sizeof(values) / sizeof(values[0]); v++) {
            const char *fraction = apr_pstrcat(pool, values[v], ".25", NULL);

            assert_string_equal(mya_format_value(format, MYA_TYPE_DECIMAL, values[v], NULL, pool),
                                icu_number(UNUM_DECIMAL, langs[l], values[v], NULL, -1));
            assert_string_equal(mya_format_value(format, MYA_TYPE_DECIMAL, fraction, NULL, pool),
                                icu_number(UNUM_DECIMAL, langs[l], fraction, NULL, 2));
        }
        assert_string_equal(mya_format_value(format, MYA_TYPE_PERCENT, "25", NULL, pool),
                            icu_number(UNUM_PERCENT, langs[l], "0.25", NULL, -1));
        assert_string_equal(mya_format_value(format, MYA_TYPE_PERCENT, "-12.5", NULL, pool),
                            icu_number(UNUM_PERCENT, langs[l], "-0.125", NULL, 1));
    }
}

static const char *icu_date(UDateFormatStyle time, UDateFormatStyle date, const char *lang,
                            const char *zone, apr_int64_t seconds)
{
    UErrorCode status = U_ZERO_ERROR;
    UChar name[64], out[200];
    UDateFormat *format;

    u_charsToUChars(zone, name, (int32_t)strlen(zone) + 1);
    format = udat_open(time, date, locale(lang), name, -1, NULL, 0, &status);
    udat_format(format, (UDate)(seconds * 1000), out, 200, NULL, &status);
    udat_close(format);
    assert_true(U_SUCCESS(status));
    return utf8(out);
}

static const char *stamp(apr_int64_t seconds, const char *form)
{
    apr_time_exp_t x;
    char text[40];
    apr_size_t len;

    apr_time_exp_gmt(&x, apr_time_from_sec(seconds));
    apr_strftime(text, &len, sizeof(text), form, &x);
    return apr_pstrdup(pool, text);
}

static void test_dates_are_what_icu_shows(void **state)
{
    (void)state;
    for (size_t l = 0; l < LANGS; l++) {
        const mya_format_t *format = make(langs[l], "UTC");

        for (apr_int64_t at = 0; at < 4102444800; at += 86400 * 13 + 3600) {
            assert_string_equal(
                mya_format_value(format, MYA_TYPE_DATE, stamp(at, "%Y-%m-%d"), NULL, pool),
                icu_date(UDAT_NONE, UDAT_MEDIUM, langs[l], "UTC", at));
        }
        apr_pool_clear(pool);
    }
}

static void test_times_are_what_icu_shows_in_the_zone(void **state)
{
    static const char *const zones[] = { "Europe/Oslo", "Europe/Bucharest", "America/New_York",
                                         "Asia/Kolkata", "Australia/Lord_Howe", "UTC" };

    (void)state;
    for (size_t z = 0; z < sizeof(zones) / sizeof(zones[0]); z++) {
        const char *lang = langs[z % LANGS];
        const mya_format_t *format = make(lang, zones[z]);

        for (apr_int64_t at = 60; at < 4102444800; at += 86400 * 3 + 1740) {
            assert_string_equal(mya_format_value(format, MYA_TYPE_DATETIME,
                                                 stamp(at, "%Y-%m-%d %H:%M:%S"), NULL, pool),
                                icu_date(UDAT_SHORT, UDAT_MEDIUM, lang, zones[z], at));
        }
        apr_pool_clear(pool);
    }
}

static void test_a_users_zone_is_shown_and_asked_of_icu_once(void **state)
{
    const mya_format_t *oslo = make("en-GB", "Europe/Oslo"), *one, *two;
    int unknown;

    (void)state;
    one = mya_format_in_zone(oslo, "America/New_York", &unknown, pool);
    assert_false(unknown);
    assert_string_equal(mya_format_value(one, MYA_TYPE_DATETIME, "2026-06-15 22:30:00", NULL, pool),
                        "15 Jun 2026, 18:30");
    assert_string_equal(mya_format_today(one, apr_time_from_sec(1781562600), pool), "2026-06-15");
    assert_string_equal(mya_format_today(oslo, apr_time_from_sec(1781562600), pool), "2026-06-16");
    two = mya_format_in_zone(make("nb", "UTC"), "America/New_York", &unknown, pool);
    assert_ptr_equal(one->zone, two->zone);
    assert_ptr_not_equal(one->language, two->language);
}

static void test_a_zone_that_nobody_knows_is_told_once_and_not_used(void **state)
{
    const mya_format_t *oslo = make("en-GB", "Europe/Oslo");
    const char *const plain[] = { NULL, "", "Middle/Earth/and/much/more/than/sixty-four/bytes"
                                  "/of/the/names/of/its/places" };
    int unknown;

    (void)state;
    assert_ptr_equal(mya_format_in_zone(oslo, "Middle/Earth", &unknown, pool), oslo);
    assert_true(unknown);
    assert_ptr_equal(mya_format_in_zone(oslo, "Middle/Earth", &unknown, pool), oslo);
    assert_false(unknown);
    for (size_t i = 0; i < 3; i++) {
        assert_ptr_equal(mya_format_in_zone(oslo, plain[i], &unknown, pool), oslo);
        assert_false(unknown);
    }
}

static void test_the_table_of_zones_is_bounded(void **state)
{
    const mya_format_t *oslo = make("en-GB", "Europe/Oslo");
    int unknown, told = 0;

    (void)state;
    for (int i = 0; i < 2000; i++) {
        mya_format_in_zone(oslo, apr_psprintf(pool, "Nowhere/%d", i), &unknown, pool);
        told += unknown;
    }
    assert_in_range(told, 500, 700);
}

static void test_the_hours_around_a_change_of_clocks(void **state)
{
    const mya_format_t *format = make("sv", "Europe/Oslo");

    (void)state;
    assert_string_equal(mya_format_value(format, MYA_TYPE_DATETIME, "2026-03-29 00:59:59", NULL,
                                         pool),
                        "29 mars 2026 01:59");
    assert_string_equal(mya_format_value(format, MYA_TYPE_DATETIME, "2026-03-29 01:00:00", NULL,
                                         pool),
                        "29 mars 2026 03:00");
    assert_string_equal(mya_format_value(format, MYA_TYPE_DATETIME, "2026-10-25T00:59:00.123", NULL,
                                         pool),
                        "25 okt. 2026 02:59");
    assert_string_equal(mya_format_value(format, MYA_TYPE_DATETIME, "2026-10-25 01:00:00", NULL,
                                         pool),
                        "25 okt. 2026 02:00");
}

static void test_what_is_not_well_formed_is_left_alone(void **state)
{
    static const struct { mya_type_e type; const char *text; } table[] = {
        { MYA_TYPE_DATE, "2026-02-29" }, { MYA_TYPE_DATE, "2026-13-01" }, { MYA_TYPE_DATE, "x" },
        { MYA_TYPE_DATE, "2026-01-01 10:00:00" }, { MYA_TYPE_DATE, "" },
        { MYA_TYPE_DATE, "0000-01-01" }, { MYA_TYPE_DATETIME, "2026-01-01" },
        { MYA_TYPE_DATETIME, "2026-01-01 25:00:00" }, { MYA_TYPE_TIME, "9:30" },
        { MYA_TYPE_MONEY, "12.50" }, { MYA_TYPE_MONEY, "" }, { MYA_TYPE_MONEY, "-" },
        { MYA_TYPE_MONEY, "9223372036854775808" }, { MYA_TYPE_MONEY, "1e5" },
        { MYA_TYPE_MONEY, " 1" }, { MYA_TYPE_INTEGER, "abc" }, { MYA_TYPE_INTEGER, "1." },
        { MYA_TYPE_DECIMAL, "1.2.3" }, { MYA_TYPE_TEXT, "1000" },
    };
    const mya_format_t *format = make("en", "UTC");

    (void)state;
    for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
        assert_string_equal(mya_format_value(format, table[i].type, table[i].text, "NOK", pool),
                            table[i].text);
    }
    assert_string_equal(mya_format_value(format, MYA_TYPE_DATE, NULL, NULL, pool), "");
    assert_string_equal(mya_format_value(format, MYA_TYPE_MONEY, "123456", "QQQ", pool),
                        "QQQ\xC2\xA0" "1,234.56");
    assert_string_equal(mya_format_value(format, MYA_TYPE_MONEY, "5", NULL, pool), "0.05");
    assert_string_equal(mya_format_value(format, MYA_TYPE_INTEGER, "-000", NULL, pool), "0");
}

static void test_decimals_of_currencies(void **state)
{
    (void)state;
    assert_int_equal(mya_format_decimals("NOK"), 2);
    assert_int_equal(mya_format_decimals("JPY"), 0);
    assert_int_equal(mya_format_decimals("KWD"), 3);
    assert_int_equal(mya_format_decimals("QQQ"), 2);
    assert_int_equal(mya_format_decimals(NULL), 2);
}

/* What people type, and what it is. */
static const struct {
    const char *lang;
    mya_type_e type;
    const char *typed, *currency, *text;   /* text NULL: refused */
} typed[] = {
    { "nb", MYA_TYPE_MONEY, "1234,50", "NOK", "123450" },
    { "nb", MYA_TYPE_MONEY, " 1 234,5 ", "NOK", "123450" },
    { "nb", MYA_TYPE_MONEY, "1\xC2\xA0" "234", "NOK", "123400" },
    { "nb", MYA_TYPE_MONEY, "1234.50", "NOK", "123450" },
    { "nb", MYA_TYPE_MONEY, "1.234", "NOK", NULL },
    { "nb", MYA_TYPE_MONEY, "1.234,50", "NOK", NULL },
    { "nb", MYA_TYPE_MONEY, "12 34,50", "NOK", NULL },
    { "nb", MYA_TYPE_MONEY, "\xE2\x88\x92" "5", "NOK", "-500" },
    { "nb", MYA_TYPE_MONEY, "-0", "NOK", "0" },
    { "nb", MYA_TYPE_MONEY, "1,2,3", "NOK", NULL },
    { "nb", MYA_TYPE_MONEY, "12kr", "NOK", NULL },
    { "nb", MYA_TYPE_MONEY, ",50", "NOK", NULL },
    { "en", MYA_TYPE_MONEY, "1,234.50", "NOK", "123450" },
    { "en", MYA_TYPE_MONEY, "1,234", "NOK", "123400" },
    { "en", MYA_TYPE_MONEY, "1,23", "NOK", NULL },
    { "en", MYA_TYPE_MONEY, "1.235", "NOK", NULL },
    { "en", MYA_TYPE_MONEY, "1.235", "KWD", "1235" },
    { "en", MYA_TYPE_MONEY, "5", "JPY", "5" },
    { "en", MYA_TYPE_MONEY, "5.0", "JPY", NULL },
    { "en", MYA_TYPE_MONEY, "9999999999999999.99", "NOK", "999999999999999999" },
    { "en", MYA_TYPE_MONEY, "1e3", "NOK", NULL },
    { "ro", MYA_TYPE_MONEY, "1.234", "RON", NULL },        /* thousand or one: not guessed */
    { "ro", MYA_TYPE_MONEY, "1.234,00", "RON", "123400" },
    { "ro", MYA_TYPE_MONEY, "1.234.567", "RON", "123456700" },
    { "ro", MYA_TYPE_MONEY, "1234.50", "RON", "123450" },
    { "ro", MYA_TYPE_MONEY, "12.50", "RON", "1250" },
    { "ro", MYA_TYPE_INTEGER, "1.234", NULL, "1234" },
    { "hi", MYA_TYPE_INTEGER, "12,34,567", NULL, "1234567" },
    { "hi", MYA_TYPE_INTEGER, "1,234,567", NULL, NULL },
    { "en", MYA_TYPE_INTEGER, "0012", NULL, "12" },
    { "en", MYA_TYPE_INTEGER, "9223372036854775808", NULL, NULL },
    { "en", MYA_TYPE_INTEGER, "1.0", NULL, NULL },
    { "en", MYA_TYPE_INTEGER, "", NULL, "" },
    { "nb", MYA_TYPE_DECIMAL, "1 234,560", NULL, "1234.56" },
    { "nb", MYA_TYPE_DECIMAL, "-0,0", NULL, "0" },
    { "nb", MYA_TYPE_PERCENT, "12,5 %", NULL, "12.5" },
    { "en", MYA_TYPE_BOOLEAN, "on", NULL, "1" },
    { "en", MYA_TYPE_BOOLEAN, "", NULL, "0" },
    { "en", MYA_TYPE_BOOLEAN, "maybe", NULL, NULL },
    { "en", MYA_TYPE_DATE, "2026-11-21", NULL, "2026-11-21" },
    { "nb", MYA_TYPE_DATE, "1.2.2026", NULL, "2026-02-01" },
    { "nb", MYA_TYPE_DATE, "01.02.26", NULL, NULL },
    { "nb", MYA_TYPE_DATE, "31.02.2026", NULL, NULL },
    { "nb", MYA_TYPE_DATE, "2/1/2026", NULL, "2026-01-02" },
    { "nb", MYA_TYPE_DATE, "31-01-2026", NULL, "2026-01-31" },
    { "nb", MYA_TYPE_DATE, "31/13/2026", NULL, NULL },
    { "nb", MYA_TYPE_DATE, "31/01-2026", NULL, NULL },
    { "nb", MYA_TYPE_DATE, "31/01/26", NULL, NULL },
    { "nb", MYA_TYPE_DATE, "31,01,2026", NULL, NULL },
    { "nb", MYA_TYPE_DATE, "31/01/2026/", NULL, NULL },
    { "en-GB", MYA_TYPE_DATE, "31. 1. 2026", NULL, "2026-01-31" },
    { "en", MYA_TYPE_DATE, "31.01.2026", NULL, NULL },   /* the month comes first */
    { "sv", MYA_TYPE_DATE, "31/01/2026", NULL, NULL },   /* the year */
    { "en", MYA_TYPE_DATE, "2/1/2026", NULL, "2026-02-01" },
    { "en-GB", MYA_TYPE_DATE, "2/1/2026", NULL, "2026-01-02" },
    { "en", MYA_TYPE_DATE, "tomorrow", NULL, NULL },
    { "en", MYA_TYPE_DATE, "  ", NULL, "" },
    { "nb", MYA_TYPE_TIME, "9.30", NULL, "09:30:00" },
    { "nb", MYA_TYPE_TIME, "23:59:07", NULL, "23:59:07" },
    { "nb", MYA_TYPE_TIME, "24:00", NULL, NULL },
    /* what no statement would take: 18 digits are all that fits */
    { "en", MYA_TYPE_INTEGER, "999999999999999999", NULL, "999999999999999999" },
    { "en", MYA_TYPE_INTEGER, "1000000000000000000", NULL, NULL },
    { "en", MYA_TYPE_MONEY, "10000000000000000", "NOK", NULL },
    { "en", MYA_TYPE_DECIMAL, "1000000000000000000.5", NULL, NULL },
    { "en", MYA_TYPE_PERCENT, "0.1234567890123456789", NULL, NULL },
    { "nb", MYA_TYPE_DATETIME, "2026-07-01T12:00", NULL, "2026-07-01 10:00:00" },
    { "nb", MYA_TYPE_DATETIME, "1.1.2026 12:00", NULL, "2026-01-01 11:00:00" },
    { "nb", MYA_TYPE_DATETIME, "1/1/2026 12:00", NULL, "2026-01-01 11:00:00" },
    { "nb", MYA_TYPE_DATETIME, "2026-03-29T02:30", NULL, NULL },   /* no such time */
    { "nb", MYA_TYPE_DATETIME, "2026-10-25T02:30", NULL, "2026-10-25 00:30:00" },
    { "nb", MYA_TYPE_TEXT, " as it is ", NULL, " as it is " },
};

static void test_reads_what_people_type(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(typed) / sizeof(typed[0]); i++) {
        const mya_format_t *format = make(typed[i].lang, "Europe/Oslo");
        mya_result_t *why = mya_result_make(pool);
        const char *text = NULL;
        apr_status_t rv = mya_format_parse(&text, format, typed[i].type, typed[i].typed,
                                           typed[i].currency, why, pool);

        if (!typed[i].text) {
            if (rv != MYA_EINVALID) {
                fail_msg("%s \"%s\" was taken as %s", typed[i].lang, typed[i].typed, text);
            }
            assert_string_equal(why->key,
                                apr_pstrcat(pool, "form.", mya_type_name(typed[i].type), NULL));
            continue;
        }
        if (rv != APR_SUCCESS) {
            fail_msg("%s \"%s\" was refused", typed[i].lang, typed[i].typed);
        }
        assert_string_equal(text ? text : "", typed[i].text);
    }
}

/* What stands in an input comes back as the value it was made from, in every language. */
static void test_input_and_parse_agree(void **state)
{
    static const struct { mya_type_e type; const char *text, *currency; } table[] = {
        { MYA_TYPE_MONEY, "123456", "NOK" }, { MYA_TYPE_MONEY, "-5", "EUR" },
        { MYA_TYPE_MONEY, "1234", "KWD" }, { MYA_TYPE_MONEY, "1234", "JPY" },
        { MYA_TYPE_MONEY, "-999999999999999999", "KWD" }, { MYA_TYPE_DECIMAL, "1.234", NULL },
        { MYA_TYPE_DECIMAL, "-1234.5", NULL }, { MYA_TYPE_PERCENT, "12.5", NULL },
        { MYA_TYPE_INTEGER, "-1234567", NULL }, { MYA_TYPE_DATE, "2026-11-21", NULL },
        { MYA_TYPE_DATETIME, "2026-07-21 09:30:00", NULL }, { MYA_TYPE_TIME, "09:30:00", NULL },
        { MYA_TYPE_DATETIME, "2026-07-21 09:30:07", NULL }, { MYA_TYPE_TIME, "09:30:07", NULL },
        { MYA_TYPE_BOOLEAN, "1", NULL },
    };

    (void)state;
    for (size_t l = 0; l < LANGS; l++) {
        const mya_format_t *format = make(langs[l], "Europe/Oslo");

        for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
            const char *input = mya_format_input(format, table[i].type, table[i].text,
                                                 table[i].currency, pool);
            const char *back = NULL;

            assert_int_equal(mya_format_parse(&back, format, table[i].type, input,
                                              table[i].currency, NULL, pool), APR_SUCCESS);
            assert_string_equal(back, table[i].text);
        }
    }
    assert_string_equal(mya_format_input(make("nb", "UTC"), MYA_TYPE_MONEY, "123456", "NOK", pool),
                        "1234,56");
    assert_string_equal(mya_format_input(make("en", "UTC"), MYA_TYPE_MONEY, "123456", "NOK", pool),
                        "1234.56");
}

static void test_refuses_unknown_languages_and_zones(void **state)
{
    const mya_format_t *format;
    mya_result_t *why = mya_result_make(pool);

    (void)state;
    assert_int_equal(mya_format_make(&format, "qq", "UTC", why, pool), MYA_ECONFIG);
    assert_string_equal(why->detail, "there is no language \"qq\"; write it as \"en\" or \"nb\"");
    assert_int_equal(mya_format_make(&format, "en@x=y", "UTC", why, pool), MYA_ECONFIG);
    assert_int_equal(mya_format_make(&format, "en", "Europe/Atlantis", why, pool), MYA_ECONFIG);
    assert_string_equal(why->detail, "there is no time zone \"Europe/Atlantis\"; write its IANA "
                                     "name, as in \"Europe/Oslo\"");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_money_is_what_icu_shows, begin, end),
        cmocka_unit_test_setup_teardown(test_an_integer_has_no_separators, begin, end),
        cmocka_unit_test(test_english_is_written_as_where_the_portal_is),
        cmocka_unit_test_setup_teardown(test_numbers_are_what_icu_shows, begin, end),
        cmocka_unit_test_setup_teardown(test_dates_are_what_icu_shows, begin, end),
        cmocka_unit_test_setup_teardown(test_times_are_what_icu_shows_in_the_zone, begin, end),
        cmocka_unit_test_setup_teardown(test_the_hours_around_a_change_of_clocks, begin, end),
        cmocka_unit_test_setup_teardown(test_a_users_zone_is_shown_and_asked_of_icu_once, begin,
                                        end),
        cmocka_unit_test_setup_teardown(test_a_zone_that_nobody_knows_is_told_once_and_not_used,
                                        begin, end),
        cmocka_unit_test_setup_teardown(test_what_is_not_well_formed_is_left_alone, begin, end),
        cmocka_unit_test_setup_teardown(test_decimals_of_currencies, begin, end),
        cmocka_unit_test_setup_teardown(test_reads_what_people_type, begin, end),
        cmocka_unit_test_setup_teardown(test_input_and_parse_agree, begin, end),
        cmocka_unit_test_setup_teardown(test_refuses_unknown_languages_and_zones, begin, end),
        /* last: it fills the process's table */
        cmocka_unit_test_setup_teardown(test_the_table_of_zones_is_bounded, begin, end),
    };
    int failed;

    apr_initialize();
    failed = cmocka_run_group_tests_name("view/format", tests, NULL, NULL);
    apr_terminate();
    return failed;
}
