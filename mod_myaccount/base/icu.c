/* SPDX-License-Identifier: Apache-2.0 */
/* base/icu.c: what languages, currencies and time zones are like (ICU), as plain data */
#include "base/icu.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include <apr_lib.h>
#include <apr_strings.h>
#include <apr_tables.h>

#include <unicode/ucal.h>
#include <unicode/uchar.h>
#include <unicode/ucurr.h>
#include <unicode/udat.h>
#include <unicode/uloc.h>
#include <unicode/unum.h>
#include <unicode/unumberformatter.h>
#include <unicode/upluralrules.h>
#include <unicode/ustring.h>
#include <unicode/utf8.h>

#define UNITS 160   /* UTF-16 units that a pattern, a name or a formatted probe takes at most */

static const char *utf8(const UChar *text, int32_t len, apr_pool_t *pool)
{
    char *out = apr_pcalloc(pool, (apr_size_t)len * 3 + 1);
    UErrorCode status = U_ZERO_ERROR;

    u_strToUTF8(out, len * 3 + 1, NULL, text, len, &status);
    return U_SUCCESS(status) ? out : "";
}

/* LANG as ICU's locale, with the digits and the calendar that we promise. */
static const char *locale_of(const char *lang, apr_pool_t *pool)
{
    char *locale = apr_pstrcat(pool, lang, "@calendar=gregorian;numbers=latn", NULL);

    for (char *c = locale; *c && *c != '@'; c++) {
        *c = *c == '-' ? '_' : *c;
    }
    return locale;
}

static int is_language(const char *lang)
{
    for (const char *c = lang; *c; c++) {
        if (!apr_isalnum(*c) && *c != '-' && *c != '_') {
            return 0;
        }
    }
    return strlen(lang) <= 20 && *uloc_getISO3Language(lang);
}

/* --- dates --- */

static const char *date_pattern(UDateFormatStyle time, UDateFormatStyle date, const char *locale,
                                apr_pool_t *pool)
{
    UErrorCode status = U_ZERO_ERROR;
    UDateFormat *format = udat_open(time, date, locale, NULL, 0, NULL, 0, &status);
    UChar pattern[UNITS];
    int32_t len = U_SUCCESS(status) ? udat_toPattern(format, 0, pattern, UNITS, &status) : 0;

    udat_close(format);
    return U_SUCCESS(status) ? utf8(pattern, len, pool) : NULL;
}

static void symbols(const char **names, int n, int first, UDateFormatSymbolType type,
                    const UDateFormat *format, apr_pool_t *pool)
{
    for (int i = 0; i < n; i++) {
        UErrorCode status = U_ZERO_ERROR;
        UChar name[UNITS];
        int32_t len = udat_getSymbols(format, type, i + first, name, UNITS, &status);

        names[i] = U_SUCCESS(status) ? utf8(name, len, pool) : "";
    }
}

static int ask_dates(mya_icu_language_t *language, const char *locale, apr_pool_t *pool)
{
    UErrorCode status = U_ZERO_ERROR;
    UDateFormat *format = udat_open(UDAT_SHORT, UDAT_MEDIUM, locale, NULL, 0, NULL, 0, &status);

    if (U_FAILURE(status)) {
        return 0;
    }
    symbols(language->months[0], 12, 0, UDAT_SHORT_MONTHS, format, pool);
    symbols(language->months[1], 12, 0, UDAT_MONTHS, format, pool);
    symbols(language->months[2], 12, 0, UDAT_STANDALONE_SHORT_MONTHS, format, pool);
    symbols(language->days[0], 7, UCAL_SUNDAY, UDAT_SHORT_WEEKDAYS, format, pool);
    symbols(language->days[1], 7, UCAL_SUNDAY, UDAT_WEEKDAYS, format, pool);
    symbols(language->halves, 2, 0, UDAT_AM_PMS, format, pool);
    udat_close(format);
    language->date = date_pattern(UDAT_NONE, UDAT_MEDIUM, locale, pool);
    language->date_short = date_pattern(UDAT_NONE, UDAT_SHORT, locale, pool);
    language->time = date_pattern(UDAT_SHORT, UDAT_NONE, locale, pool);
    language->datetime = date_pattern(UDAT_SHORT, UDAT_MEDIUM, locale, pool);
    return language->date && language->date_short && language->time && language->datetime;
}

/* --- numbers --- */

static const char *symbol(const UNumberFormat *format, UNumberFormatSymbol which, apr_pool_t *pool)
{
    UErrorCode status = U_ZERO_ERROR;
    UChar text[UNITS];
    int32_t len = unum_getSymbol(format, which, text, UNITS, &status);

    return U_SUCCESS(status) ? utf8(text, len, pool) : "";
}

/* Where the digits begin and end in N as FORMAT writes it into TEXT. */
static int probe(UChar *text, int32_t *len, int32_t *begin, int32_t *end,
                 const UNumberFormat *format, int n)
{
    UErrorCode status = U_ZERO_ERROR;

    *len = unum_format(format, n, text, UNITS, NULL, &status);
    if (U_FAILURE(status)) {
        return 0;
    }
    for (*begin = 0; *begin < *len && (text[*begin] < '0' || text[*begin] > '9');) {
        ++*begin;
    }
    for (*end = *len; *end > *begin && (text[*end - 1] < '0' || text[*end - 1] > '9');) {
        --*end;
    }
    return *begin < *end;
}

/* What FORMAT puts around digits is read off two numbers that it wrote, not off its pattern: only
 * so are the space between code and digits and the place of the minus sign what ICU shows. */
static int ask_affixes(mya_icu_number_t *number, const UNumberFormat *format, apr_pool_t *pool)
{
    UChar text[UNITS];
    int32_t len, begin, end;

    for (int minus = 0; minus < 2; minus++) {
        if (!probe(text, &len, &begin, &end, format, minus ? -1 : 1)) {
            return 0;
        }
        number->prefix[minus] = utf8(text, begin, pool);
        number->suffix[minus] = utf8(text + end, len - end, pool);
    }
    return 1;
}

static int ask_number(mya_icu_number_t *number, const UNumberFormat *format, int money,
                      apr_pool_t *pool)
{
    UChar text[UNITS];
    int32_t len, begin, end;
    int digits = 0;

    number->decimal = symbol(format, money ? UNUM_MONETARY_SEPARATOR_SYMBOL
                                           : UNUM_DECIMAL_SEPARATOR_SYMBOL, pool);
    number->group = symbol(format, money ? UNUM_MONETARY_GROUPING_SEPARATOR_SYMBOL
                                         : UNUM_GROUPING_SEPARATOR_SYMBOL, pool);
    number->first = unum_getAttribute(format, UNUM_GROUPING_SIZE);
    number->next = unum_getAttribute(format, UNUM_SECONDARY_GROUPING_SIZE);
    number->next = number->next > 0 ? number->next : number->first;
    if (!unum_getAttribute(format, UNUM_GROUPING_USED) || number->first <= 0) {
        number->group = "";
        number->first = number->next = 3;
    }
    if (!ask_affixes(number, format, pool) || !probe(text, &len, &begin, &end, format, 1111)) {
        return 0;
    }
    while (begin < end && text[begin] == '1') {
        begin++, digits++;
    }
    number->least = digits == 4 ? 2 : 1;
    return 1;
}

/* 1234 or 1 234: as the language has it; ICU's older interface always groups unless told. */
static void follow_locale(UNumberFormat *format, int good)
{
    if (good) {
        unum_setAttribute(format, UNUM_MINIMUM_GROUPING_DIGITS, UNUM_MINIMUM_GROUPING_DIGITS_AUTO);
    }
}

static int ask_style(mya_icu_number_t *number, UNumberFormatStyle style, const char *locale,
                     apr_pool_t *pool)
{
    UErrorCode status = U_ZERO_ERROR;
    UNumberFormat *format = unum_open(style, NULL, 0, locale, NULL, &status);
    int good = U_SUCCESS(status);

    if (good && style == UNUM_PERCENT) {
        unum_setAttribute(format, UNUM_MULTIPLIER, 1);   /* the digits are percents already */
    }
    follow_locale(format, good);
    good = good && ask_number(number, format, 0, pool);
    unum_close(format);
    return good;
}

static int by_code(const void *a, const void *b)
{
    return strcmp(((const mya_icu_currency_t *)a)->code, ((const mya_icu_currency_t *)b)->code);
}

static int ask_currency(mya_icu_currency_t *currency, const UChar *code, UNumberFormat *format,
                        apr_pool_t *pool)
{
    UErrorCode status = U_ZERO_ERROR;

    unum_setTextAttribute(format, UNUM_CURRENCY_CODE, code, 3, &status);
    apr_cpystrn(currency->code, utf8(code, 3, pool), sizeof(currency->code));
    currency->digits = ucurr_getDefaultFractionDigits(code, &status);
    return U_SUCCESS(status) && ask_number(&currency->number, format, 1, pool);
}

static int ask_currencies(mya_icu_language_t *language, const char *locale, apr_pool_t *pool)
{
    UErrorCode status = U_ZERO_ERROR;
    UNumberFormat *format = unum_open(UNUM_CURRENCY, NULL, 0, locale, NULL, &status);
    UEnumeration *codes = ucurr_openISOCurrencies(UCURR_COMMON | UCURR_NON_DEPRECATED, &status);
    int32_t most = U_SUCCESS(status) ? uenum_count(codes, &status) : 0;
    mya_icu_currency_t *table = apr_pcalloc(pool, ((apr_size_t)most + 1) * sizeof(*table));
    const UChar *code;
    int32_t len;
    int n = 0;

    follow_locale(format, U_SUCCESS(status));
    while (U_SUCCESS(status) && n < most && (code = uenum_unext(codes, &len, &status))) {
        n += len == 3 && ask_currency(&table[n], code, format, pool);
    }
    uenum_close(codes);
    unum_close(format);
    qsort(table, (size_t)n, sizeof(*table), by_code);
    language->currencies = table;
    language->ncurrencies = n;
    return n > 0;
}

apr_status_t mya_icu_language(const mya_icu_language_t **language, const char *lang,
                              mya_result_t *why, apr_pool_t *pool)
{
    mya_icu_language_t *made = apr_pcalloc(pool, sizeof(*made));
    const char *locale = locale_of(lang, pool);

    if (!is_language(lang)) {
        return mya_result_tell(why, MYA_ECONFIG, "there is no language \"%s\"; write it as \"en\" "
                               "or \"nb\"", lang);
    }
    made->lang = apr_pstrdup(pool, lang);
    if (!ask_dates(made, locale, pool) || !ask_style(&made->number, UNUM_DECIMAL, locale, pool)
        || !ask_style(&made->percent, UNUM_PERCENT, locale, pool)
        || !ask_currencies(made, locale, pool)) {
        return mya_result_tell(why, MYA_ECONFIG, "ICU does not know how \"%s\" writes dates and "
                               "numbers; is its data installed?", lang);
    }
    *language = made;
    return APR_SUCCESS;
}

/* --- decimals of a currency, for those who have no language at hand --- */

#define CURRENCIES 400

static struct { char code[4]; int digits; } digits_of[CURRENCIES];
static int ndigits;
static pthread_once_t digits_once = PTHREAD_ONCE_INIT;

static void ask_digits(void)
{
    UErrorCode status = U_ZERO_ERROR;
    UEnumeration *codes = ucurr_openISOCurrencies(UCURR_ALL, &status);
    const UChar *code;
    int32_t len;

    while (U_SUCCESS(status) && ndigits < CURRENCIES
           && (code = uenum_unext(codes, &len, &status))) {
        u_UCharsToChars(code, digits_of[ndigits].code, 3);
        digits_of[ndigits].digits = ucurr_getDefaultFractionDigits(code, &status);
        ndigits++;
    }
    uenum_close(codes);
}

int mya_icu_digits(const char *code)
{
    pthread_once(&digits_once, ask_digits);
    for (int i = 0; code && i < ndigits; i++) {
        if (!strcmp(digits_of[i].code, code)) {
            return digits_of[i].digits;
        }
    }
    return 2;
}

const char *mya_icu_currency(int *digits, int n)
{
    pthread_once(&digits_once, ask_digits);
    if (n < 0 || n >= ndigits) {
        return NULL;
    }
    *digits = digits_of[n].digits;
    return digits_of[n].code;
}

/* --- zones --- */

#define SINCE_MS 0                   /* 1970 */
#define UNTIL_MS 4102444800000LL     /* 2100 */

static int offset_now(UCalendar *calendar, UErrorCode *status)
{
    return (ucal_get(calendar, UCAL_ZONE_OFFSET, status)
            + ucal_get(calendar, UCAL_DST_OFFSET, status)) / 1000;
}

static int walk_zone(apr_array_header_t *shifts, UCalendar *calendar)
{
    UErrorCode status = U_ZERO_ERROR;
    UDate at = SINCE_MS;

    for (;;) {
        mya_icu_shift_t *shift = apr_array_push(shifts);

        ucal_setMillis(calendar, at, &status);
        shift->since = (apr_int64_t)at / 1000;
        shift->offset = offset_now(calendar, &status);
        if (!ucal_getTimeZoneTransitionDate(calendar, UCAL_TZ_TRANSITION_NEXT, &at, &status)
            || (apr_int64_t)at >= UNTIL_MS || U_FAILURE(status)) {
            return U_SUCCESS(status);
        }
    }
}

apr_status_t mya_icu_zone(const mya_icu_zone_t **table, const char *zone, mya_result_t *why,
                          apr_pool_t *pool)
{
    apr_array_header_t *shifts = apr_array_make(pool, 300, sizeof(mya_icu_shift_t));
    mya_icu_zone_t *made = apr_pcalloc(pool, sizeof(*made));
    UErrorCode status = U_ZERO_ERROR;
    UChar name[UNITS], known[UNITS];
    UCalendar *calendar = NULL;
    int good = 0;

    if (strlen(zone) < UNITS) {
        u_charsToUChars(zone, name, (int32_t)strlen(zone) + 1);
        ucal_getCanonicalTimeZoneID(name, -1, known, UNITS, NULL, &status);
        calendar = ucal_open(name, -1, "en", UCAL_GREGORIAN, &status);
        good = U_SUCCESS(status) && walk_zone(shifts, calendar);
        ucal_close(calendar);
    }
    if (!good) {
        return mya_result_tell(why, MYA_ECONFIG, "there is no time zone \"%s\"; write its IANA "
                               "name, as in \"Europe/Oslo\"", zone);
    }
    made->shifts = (const mya_icu_shift_t *)(const void *)shifts->elts;
    made->nshifts = shifts->nelts;
    *table = made;
    return APR_SUCCESS;
}

/* --- plurals --- */

#define LANGUAGES 32

/* Kept for the life of the process: rules of a language never change, and a few kilobytes each. */
typedef struct plural_t {
    char lang[24];
    UPluralRules *rules;
    UNumberFormatter *number;
} plural_t;

static plural_t plurals[LANGUAGES];
static int nplurals;

static const char *const categories[] = { "other", "one", "two", "few", "many", "zero" };

static int open_plural(plural_t *plural, const char *lang)
{
    UErrorCode status = U_ZERO_ERROR;
    char locale[48];

    apr_cpystrn(plural->lang, lang, sizeof(plural->lang));
    apr_snprintf(locale, sizeof(locale), "%s@numbers=latn", plural->lang);
    plural->rules = uplrules_open(lang, &status);
    plural->number = unumf_openForSkeletonAndLocale(u"", 0, locale, &status);
    return U_SUCCESS(status);
}

static void close_plural(plural_t *plural)
{
    uplrules_close(plural->rules);
    unumf_close(plural->number);
}

static const plural_t *find_plural(const char *lang)
{
    for (int i = 0; i < nplurals; i++) {
        if (!strcmp(plurals[i].lang, lang)) {
            return &plurals[i];
        }
    }
    return NULL;
}

apr_status_t mya_icu_plural_prepare(const char *lang, mya_result_t *why)
{
    if (find_plural(lang)) {
        return APR_SUCCESS;
    }
    if (!is_language(lang) || nplurals == LANGUAGES || !open_plural(&plurals[nplurals], lang)) {
        return mya_result_tell(why, MYA_ECONFIG, "ICU has no plural rules for the language \"%s\"",
                               lang);
    }
    nplurals++;
    return APR_SUCCESS;
}

static const char *select_category(const plural_t *plural, apr_int64_t n)
{
    UErrorCode status = U_ZERO_ERROR;
    UFormattedNumber *formatted = unumf_openResult(&status);
    UChar word[16];
    char plain[16] = "";
    int32_t len;

    unumf_formatInt(plural->number, n, formatted, &status);
    len = uplrules_selectFormatted(plural->rules, formatted, word, 15, &status);
    unumf_closeResult(formatted);
    if (U_SUCCESS(status) && len < 15) {
        u_UCharsToChars(word, plain, len);
    }
    for (size_t i = 0; i < sizeof(categories) / sizeof(categories[0]); i++) {
        if (!strcmp(categories[i], plain)) {
            return categories[i];
        }
    }
    return "other";
}

static const char *write_integer(const plural_t *plural, apr_int64_t n, apr_pool_t *pool)
{
    UErrorCode status = U_ZERO_ERROR;
    UFormattedNumber *formatted = unumf_openResult(&status);
    UChar text[UNITS];
    int32_t len;

    unumf_formatInt(plural->number, n, formatted, &status);
    len = unumf_resultToString(formatted, text, UNITS, &status);
    unumf_closeResult(formatted);
    return U_SUCCESS(status) ? utf8(text, len, pool) : apr_ltoa(pool, (long)n);
}

const char *mya_icu_plural(const char *lang, apr_int64_t n)
{
    const plural_t *kept = find_plural(lang);
    plural_t once = { .rules = NULL };
    const char *category = "other";

    if (kept) {
        return select_category(kept, n);
    }
    if (open_plural(&once, lang)) {
        category = select_category(&once, n);
    }
    close_plural(&once);
    return category;
}

const char *mya_icu_integer(const char *lang, apr_int64_t n, apr_pool_t *pool)
{
    const plural_t *kept = find_plural(lang);
    plural_t once = { .rules = NULL };
    const char *text;

    if (kept) {
        return write_integer(kept, n, pool);
    }
    text = open_plural(&once, lang) ? write_integer(&once, n, pool) : apr_ltoa(pool, (long)n);
    close_plural(&once);
    return text;
}

static void write_letter(char *to, UChar32 letter)
{
    int32_t n = 0;

    U8_APPEND_UNSAFE(to, n, letter);
    to[n] = '\0';
}

int mya_icu_cases(char lower[5], char upper[5], const char *text)
{
    const uint8_t *bytes = (const uint8_t *)text;
    int32_t n = 0;
    UChar32 letter;

    U8_NEXT_OR_FFFD(bytes, n, -1, letter);
    write_letter(lower, u_tolower(letter));
    write_letter(upper, u_toupper(letter));
    return n;
}
