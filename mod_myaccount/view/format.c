/* SPDX-License-Identifier: Apache-2.0 */
/* view/format.c: values as people read them
 *
 * Money and other numbers never become floating point: they are digits, moved between signs.
 */
#include "view/format.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <apr_lib.h>
#include <apr_strings.h>
#include <apr_tables.h>

#include "view/format_int.h"

#define ROOM 400

/* What is written into; longer than ROOM is cut, which no value of a well-formed type reaches. */
typedef struct out_t {
    char text[ROOM];
    size_t len;
} out_t;

static void put(out_t *out, const char *text, size_t len)
{
    if (len < ROOM - out->len) {
        memcpy(out->text + out->len, text, len);
        out->len += len;
    }
    out->text[out->len] = '\0';
}

static void put_text(out_t *out, const char *text)
{
    put(out, text, strlen(text));
}

static void put_number(out_t *out, int number, int width)
{
    char digits[16];

    apr_snprintf(digits, sizeof(digits), "%0*d", width, number);
    put_text(out, digits);
}

/* --- patterns --- */

/* Cut one literal off *PATTERN: what stands between quotes, a doubled quote, or plain signs. */
static const char *cut_literal(const char **pattern, apr_pool_t *pool)
{
    const char *start = *pattern, *stop = start;

    if (*start == '\'' && start[1] == '\'') {
        *pattern += 2;
        return "'";
    }
    if (*start == '\'') {
        start++;
        stop = start + strcspn(start, "'");
        *pattern = stop + (*stop == '\'');
    }
    else {
        while (*stop && !apr_isalpha(*stop) && *stop != '\'') {
            stop++;
        }
        *pattern = stop;
    }
    return apr_pstrmemdup(pool, start, (apr_size_t)(stop - start));
}

/* Cut PATTERN; fields that we cannot write make it useless, and the answer is 0. */
static int cut(mya_format_pattern_t *to, const char *pattern, apr_pool_t *pool)
{
    apr_array_header_t *pieces = apr_array_make(pool, 12, sizeof(mya_format_piece_t));

    while (*pattern) {
        mya_format_piece_t *piece = apr_array_push(pieces);
        const char letter = *pattern;

        *piece = (mya_format_piece_t){ 0, 0, "" };
        if (!apr_isalpha(letter)) {
            piece->text = cut_literal(&pattern, pool);
            continue;
        }
        if (!strchr("dMLyEhHmsa", letter)) {
            return 0;
        }
        for (piece->letter = letter; *pattern == letter; pattern++) {
            piece->count++;
        }
    }
    to->pieces = (const mya_format_piece_t *)(const void *)pieces->elts;
    to->npieces = pieces->nelts;
    return 1;
}

/* A language with fields that we cannot write (the time of day in words) is shown ISO's way. */
static void cut_or(mya_format_pattern_t *to, const char *pattern, const char *plain,
                   apr_pool_t *pool)
{
    if (!cut(to, pattern, pool)) {
        cut(to, plain, pool);
    }
}

static void put_month(out_t *out, const mya_icu_language_t *language,
                      const mya_format_piece_t *piece, int month)
{
    if (piece->count <= 2) {
        put_number(out, month, piece->count);
    }
    else if (piece->count > 3) {
        put_text(out, language->months[1][month - 1]);
    }
    else {
        put_text(out, language->months[piece->letter == 'L' ? 2 : 0][month - 1]);
    }
}

static void put_field(out_t *out, const mya_icu_language_t *language,
                      const mya_format_piece_t *piece, const mya_format_moment_t *at)
{
    switch (piece->letter) {
    case 'd': put_number(out, at->day, piece->count); break;
    case 'M':
    case 'L': put_month(out, language, piece, at->month); break;
    case 'y':
        put_number(out, piece->count == 2 ? at->year % 100 : at->year, piece->count);
        break;
    case 'E': put_text(out, language->days[piece->count > 3][at->weekday]); break;
    case 'H': put_number(out, at->hour, piece->count); break;
    case 'h': put_number(out, (at->hour + 11) % 12 + 1, piece->count); break;
    case 'm': put_number(out, at->minute, piece->count); break;
    case 's': put_number(out, at->second, piece->count); break;
    case 'a': put_text(out, language->halves[at->hour >= 12]); break;
    default: put_text(out, piece->text); break;
    }
}

static const char *by_pattern(const mya_format_t *format, const mya_format_pattern_t *pattern,
                              const mya_format_moment_t *at, apr_pool_t *pool)
{
    out_t out = { "", 0 };

    for (int i = 0; i < pattern->npieces; i++) {
        put_field(&out, format->language, &pattern->pieces[i], at);
    }
    return apr_pstrmemdup(pool, out.text, out.len);
}

static const char *show_date(const mya_format_t *format, const char *text, apr_pool_t *pool)
{
    mya_format_moment_t at;

    return mya_format_read_date(&at, text) ? by_pattern(format, &format->date, &at, pool) : text;
}

static const char *show_time(const mya_format_t *format, const char *text, apr_pool_t *pool)
{
    mya_format_moment_t at = { .year = 1970, .month = 1, .day = 1 };

    return mya_format_read_time(&at, text) ? by_pattern(format, &format->time, &at, pool) : text;
}

/* The UTC time in TEXT as the zone's clocks show it. */
static int read_local(mya_format_moment_t *at, const mya_format_t *format, const char *text)
{
    apr_int64_t seconds;

    if (!mya_format_read_datetime(at, text)) {
        return 0;
    }
    seconds = mya_format_seconds(at);
    mya_format_moment(at, seconds + mya_calendar_offset(format->zone, seconds));
    return 1;
}

static const char *show_datetime(const mya_format_t *format, const char *text, apr_pool_t *pool)
{
    mya_format_moment_t at;

    return read_local(&at, format, text) ? by_pattern(format, &format->datetime, &at, pool) : text;
}

/* --- numbers --- */

/* Is TEXT a minus sign or none, digits, and (with FRACTION) a point and digits? */
static int is_number(const char *text, int fraction)
{
    size_t digits;

    text += *text == '-';
    digits = strspn(text, "0123456789");
    if (!digits || digits > 60) {
        return 0;
    }
    text += digits;
    if (fraction && *text == '.') {
        digits = strspn(text + 1, "0123456789");
        if (!digits || digits > 60) {
            return 0;
        }
        text += 1 + digits;
    }
    return !*text;
}

static int is_zero(const char *text)
{
    return !text[strspn(text, "-0.")];
}

static void put_grouped(out_t *out, const mya_icu_number_t *number, const char *digits, size_t len)
{
    const size_t first = (size_t)number->first, next = (size_t)number->next;

    for (size_t i = 0; i < len; i++) {
        const size_t left = len - i;

        if (i && left >= first && (left - first) % next == 0 && *number->group
            && len >= first + (size_t)number->least) {
            put_text(out, number->group);
        }
        put(out, digits + i, 1);
    }
}

/* TEXT ("-1234.5") as the language writes it. */
static const char *show_number(const mya_icu_number_t *number, const char *text, apr_pool_t *pool)
{
    const int minus = *text == '-' && !is_zero(text);
    out_t out = { "", 0 };
    size_t len;

    text += *text == '-';
    text += strspn(text, "0");
    text -= !apr_isdigit(*text);    /* one zero stays before the point */
    len = strspn(text, "0123456789");
    put_text(&out, number->prefix[minus]);
    put_grouped(&out, number, text, len);
    if (text[len] == '.') {
        put_text(&out, number->decimal);
        put_text(&out, text + len + 1);
    }
    put_text(&out, number->suffix[minus]);
    return apr_pstrmemdup(pool, out.text, out.len);
}

const char *mya_format_minor(const char *text, int digits, const char *decimal, apr_pool_t *pool)
{
    const char *unsigned_ = text + (*text == '-');
    char padded[40];
    char *stop;
    size_t whole;

    errno = 0;
    (void)strtoll(text, &stop, 10);   /* only asked whether it fits */
    if (!is_number(text, 0) || errno || *stop) {
        return NULL;
    }
    unsigned_ += strspn(unsigned_, "0");
    apr_snprintf(padded, sizeof(padded), "%.*s%s",
                 strlen(unsigned_) > (size_t)digits ? 0
                                                    : (int)((size_t)digits + 1 - strlen(unsigned_)),
                 "0000000000", unsigned_);
    whole = strlen(padded) - (size_t)digits;
    return apr_pstrcat(pool, *text == '-' ? "-" : "", apr_pstrmemdup(pool, padded, whole),
                       digits ? decimal : "", padded + whole, NULL);
}

static int compare_code(const void *key, const void *entry)
{
    return strcmp(key, ((const mya_icu_currency_t *)entry)->code);
}

const mya_icu_currency_t *mya_format_currency(const mya_format_t *format, const char *code)
{
    const mya_icu_language_t *language = format->language;

    return code ? bsearch(code, language->currencies, (size_t)language->ncurrencies,
                          sizeof(*language->currencies), compare_code)
                : NULL;
}

/* Without a currency, or with one that ICU does not know, the amount is shown with what was
 * said. */
static const char *show_money(const mya_format_t *format, const char *text, const char *code,
                              apr_pool_t *pool)
{
    const mya_icu_currency_t *currency = mya_format_currency(format, code);
    const char *plain = mya_format_minor(text, currency ? currency->digits
                                                        : mya_icu_digits(code), ".", pool);

    if (!plain) {
        return text;
    }
    if (currency) {
        return show_number(&currency->number, plain, pool);
    }
    return apr_pstrcat(pool, code ? code : "", code && *code ? "\xC2\xA0" : "",
                       show_number(&format->language->number, plain, pool), NULL);
}

/* An IBAN is read out in fours. */
static const char *show_iban(const char *text, apr_pool_t *pool)
{
    out_t out = { "", 0 };
    size_t len = strlen(text);

    if (len > 40) {
        return text;
    }
    for (size_t i = 0; i < len; i++) {
        if (i && i % 4 == 0) {
            put(&out, "\xC2\xA0", 2);
        }
        put(&out, text + i, 1);
    }
    return apr_pstrmemdup(pool, out.text, out.len);
}

/* --- the public side --- */

const char *mya_format_value(const mya_format_t *format, mya_type_e type, const char *text,
                             const char *currency, apr_pool_t *pool)
{
    if (!text) {
        return "";
    }
    switch (type) {
    case MYA_TYPE_INTEGER:
        return is_number(text, 0) ? show_number(&format->integer, text, pool) : text;
    case MYA_TYPE_DECIMAL:
        return is_number(text, 1) ? show_number(&format->language->number, text, pool) : text;
    case MYA_TYPE_PERCENT:
        return is_number(text, 1) ? show_number(&format->language->percent, text, pool) : text;
    case MYA_TYPE_MONEY: return show_money(format, text, currency, pool);
    case MYA_TYPE_DATE: return show_date(format, text, pool);
    case MYA_TYPE_TIME: return show_time(format, text, pool);
    case MYA_TYPE_DATETIME: return show_datetime(format, text, pool);
    case MYA_TYPE_IBAN: return show_iban(text, pool);
    default: return text;
    }
}

const char *mya_format_amount(const mya_format_t *format, const char *text, const char *currency,
                              apr_pool_t *pool)
{
    const char *plain = mya_format_minor(text, mya_icu_digits(currency), ".", pool);
    const char *point = plain ? strchr(plain, '.') : NULL;

    if (point && !point[strspn(point, ".0")]) {
        plain = apr_pstrmemdup(pool, plain, (apr_size_t)(point - plain));
    }
    return plain ? show_number(&format->language->number, plain, pool) : text;
}

static const char *input_datetime(const mya_format_t *format, const char *text, apr_pool_t *pool)
{
    mya_format_moment_t at;

    if (!read_local(&at, format, text)) {
        return text;
    }
    return apr_psprintf(pool, at.second ? "%04d-%02d-%02dT%02d:%02d:%02d"
                                        : "%04d-%02d-%02dT%02d:%02d",
                        at.year, at.month, at.day, at.hour, at.minute, at.second);
}

/* Without seconds where there are none: what is shown unchanged must be saved unchanged. */
static const char *input_time(const char *text, apr_pool_t *pool)
{
    return strlen(text) == 8 && !strcmp(text + 5, ":00") ? apr_pstrmemdup(pool, text, 5) : text;
}

static const char *input_number(const mya_format_t *format, const char *text, apr_pool_t *pool)
{
    const char *point = strchr(text, '.');

    if (!point || !is_number(text, 1)) {
        return text;
    }
    return apr_pstrcat(pool, apr_pstrmemdup(pool, text, (apr_size_t)(point - text)),
                       format->language->number.decimal, point + 1, NULL);
}

const char *mya_format_input(const mya_format_t *format, mya_type_e type, const char *text,
                             const char *currency, apr_pool_t *pool)
{
    const char *plain;

    if (!text) {
        return "";
    }
    switch (type) {
    case MYA_TYPE_MONEY:
        plain = mya_format_minor(text, mya_icu_digits(currency), ".", pool);
        return plain ? input_number(format, plain, pool) : text;
    case MYA_TYPE_DECIMAL:
    case MYA_TYPE_PERCENT: return input_number(format, text, pool);
    case MYA_TYPE_DATETIME: return input_datetime(format, text, pool);
    case MYA_TYPE_TIME: return input_time(text, pool);
    default: return text;
    }
}

int mya_format_decimals(const char *currency)
{
    return mya_icu_digits(currency);
}

const char *mya_format_language(const char *lang, const char *zone)
{
    return !strcmp(lang, "en") && !strncmp(zone, "Europe/", 7) ? "en-GB" : lang;
}

apr_status_t mya_format_make(const mya_format_t **format, const char *lang, const char *zone,
                             mya_result_t *why, apr_pool_t *pool)
{
    mya_format_t *made = apr_pcalloc(pool, sizeof(*made));
    apr_status_t rv = mya_icu_language(&made->language, lang, why, pool);

    if (rv != APR_SUCCESS || (rv = mya_icu_zone(&made->zone, zone, why, pool)) != APR_SUCCESS) {
        return rv;
    }
    made->integer = made->language->number;
    made->integer.group = "";
    cut_or(&made->date, made->language->date, "y-MM-dd", pool);
    cut_or(&made->date_short, made->language->date_short, "y-MM-dd", pool);
    cut_or(&made->time, made->language->time, "HH:mm", pool);
    cut_or(&made->datetime, made->language->datetime, "y-MM-dd HH:mm", pool);
    *format = made;
    return APR_SUCCESS;
}
