/* SPDX-License-Identifier: Apache-2.0 */
/* view/format_parse.c: values as people type them
 *
 * Nothing is guessed. A number is read the language's way and the plain way ("1234.50"); if both
 * are possible and differ, it is refused. A year has four digits.
 */
#include <stdlib.h>
#include <string.h>

#include <apr_lib.h>
#include <apr_strings.h>

#include "view/format_int.h"

#define TYPED_MAX 80   /* bytes; no number, date or time is longer */

static apr_status_t refuse(mya_result_t *why, mya_type_e type)
{
    apr_pool_t *pool = why ? why->pool : NULL;
    const char *key = pool ? apr_pstrcat(pool, "form.", mya_type_name(type), NULL) : NULL;

    return mya_result_say(why, MYA_EINVALID, key, NULL, "what was typed cannot be read as %s",
                          mya_type_name(type));
}

/* --- plain signs --- */

static const struct { const char *bytes; char plain; } lookalikes[] = {
    { "\xC2\xA0", ' ' }, { "\xE2\x80\xAF", ' ' }, { "\xE2\x80\x89", ' ' },
    { "\xE2\x80\x99", '\'' }, { "\xE2\x88\x92", '-' }, { "\xE2\x80\x93", '-' },
};

/* TYPED with its no-break spaces, curly apostrophes and long minus signs made plain, and without
 * space around it; NULL if it is too long. */
static char *plain_signs(const char *typed, apr_pool_t *pool)
{
    char *out = apr_palloc(pool, strlen(typed) + 1), *to = out;
    const size_t kinds = sizeof(lookalikes) / sizeof(lookalikes[0]);

    while (*typed) {
        size_t i = 0;

        while (i < kinds && strncmp(typed, lookalikes[i].bytes, strlen(lookalikes[i].bytes)) != 0) {
            i++;
        }
        *to++ = i < kinds ? lookalikes[i].plain : *typed;
        typed += i < kinds ? strlen(lookalikes[i].bytes) : 1;
    }
    while (to > out && apr_isspace(to[-1])) {
        to--;
    }
    *to = '\0';
    out += strspn(out, " \t\r\n");
    return strlen(out) <= TYPED_MAX ? out : NULL;
}

/* --- numbers --- */

/* A number read: its digits before and after the decimal sign. */
typedef struct reading_t {
    int minus;
    char whole[TYPED_MAX + 1];
    char fraction[TYPED_MAX + 1];
} reading_t;

/* The sign of a language as it stands in what plain_signs() made; 0 if the language has none. */
static char plain_sign(const char *sign, apr_pool_t *pool)
{
    const char *plain = plain_signs(sign, pool);

    return *plain ? *plain : (char)(*sign ? ' ' : 0);   /* a space was taken off the end */
}

/* Copy the whole part at *TEXT, where GROUP may stand only between groups of the right length. */
static int read_whole(char *to, const char **text, char group, int first, int next)
{
    const char *p = *text;
    size_t run = strspn(p, "0123456789"), last;

    if (!run || (group && p[run] == group && run > (size_t)next)) {
        return 0;
    }
    memcpy(to, p, run);
    to += run, p += run, last = 0;
    while (group && *p == group) {
        if (last && last != (size_t)next) {
            return 0;
        }
        last = strspn(++p, "0123456789");
        memcpy(to, p, last);
        to += last, p += last;
        if (!last) {
            return 0;
        }
    }
    *to = '\0';
    *text = p;
    return !last || last == (size_t)first;
}

static int read_number(reading_t *reading, const char *text, char decimal, char group, int first,
                       int next)
{
    size_t len = 0;

    reading->minus = *text == '-';
    text += reading->minus;
    if (!read_whole(reading->whole, &text, group, first, next)) {
        return 0;
    }
    if (decimal && *text == decimal) {
        len = strspn(++text, "0123456789");
        if (!len) {
            return 0;
        }
        memcpy(reading->fraction, text, len);
    }
    reading->fraction[len] = '\0';
    return !text[len];
}

static const char *without_zeros(const char *digits)
{
    while (*digits == '0' && digits[1]) {
        digits++;
    }
    return digits;
}

static int same_number(const reading_t *a, const reading_t *b)
{
    return !strcmp(without_zeros(a->whole), without_zeros(b->whole))
           && !strcmp(a->fraction, b->fraction);
}

/* Read TYPED in the one way in which it can be read. */
static int read_typed(reading_t *reading, const mya_icu_number_t *number, const char *typed,
                      apr_pool_t *pool)
{
    reading_t theirs, plain;
    int is_theirs, is_plain;

    is_theirs = read_number(&theirs, typed, plain_sign(number->decimal, pool),
                            plain_sign(number->group, pool), number->first, number->next);
    is_plain = read_number(&plain, typed, '.', 0, 3, 3);
    *reading = is_theirs ? theirs : plain;
    return is_theirs && is_plain ? same_number(&theirs, &plain) : is_theirs || is_plain;
}

/* A whole number of DIGITS, canonical; NULL if it has too many. */
static const char *whole_text(int minus, const char *digits, apr_pool_t *pool)
{
    digits = without_zeros(digits);
    if (strlen(digits) > MYA_DIGITS_MAX) {
        return NULL;
    }
    return apr_pstrcat(pool, minus && strcmp(digits, "0") != 0 ? "-" : "", digits, NULL);
}

static const char *parse_money(const mya_format_t *format, const char *typed, const char *code,
                               apr_pool_t *pool)
{
    const mya_icu_currency_t *currency = mya_format_currency(format, code);
    const size_t digits = (size_t)mya_icu_digits(code);
    reading_t reading;
    size_t have;

    if (!read_typed(&reading, currency ? &currency->number : &format->language->number, typed, pool)
        || (have = strlen(reading.fraction)) > digits) {
        return NULL;
    }
    return whole_text(reading.minus, apr_pstrcat(pool, reading.whole, reading.fraction,
                                                 apr_pstrmemdup(pool, "0000", digits - have), NULL),
                      pool);
}

static const char *parse_integer(const mya_format_t *format, const char *typed, apr_pool_t *pool)
{
    const mya_icu_number_t *number = &format->language->number;
    reading_t reading;

    if (!read_number(&reading, typed, 0, plain_sign(number->group, pool), number->first,
                     number->next)) {
        return NULL;
    }
    return whole_text(reading.minus, reading.whole, pool);
}

static const char *parse_decimal(const mya_format_t *format, const char *typed, apr_pool_t *pool)
{
    reading_t reading;
    const char *whole;
    size_t len;

    if (!read_typed(&reading, &format->language->number, typed, pool)) {
        return NULL;
    }
    for (len = strlen(reading.fraction); len && reading.fraction[len - 1] == '0';) {
        reading.fraction[--len] = '\0';
    }
    whole = without_zeros(reading.whole);
    if (strlen(whole) > MYA_DIGITS_MAX || len > MYA_DIGITS_MAX) {
        return NULL;
    }
    return apr_pstrcat(pool, reading.minus && (len || strcmp(whole, "0") != 0) ? "-" : "", whole,
                       len ? "." : "", reading.fraction, NULL);
}

static const char *parse_percent(const mya_format_t *format, char *typed, apr_pool_t *pool)
{
    size_t len = strlen(typed);

    if (len && typed[len - 1] == '%') {
        for (len--; len && typed[len - 1] == ' ';) {
            len--;
        }
        typed[len] = '\0';
    }
    return parse_decimal(format, typed, pool);
}

/* --- dates and times --- */

/* Read the digits of one field of a short date: a year has four, day and month one or two. */
static int read_date_field(mya_format_moment_t *at, const mya_format_piece_t *piece,
                           const char **text)
{
    const size_t len = strspn(*text, "0123456789");
    int *number = piece->letter == 'y' ? &at->year : piece->letter == 'd' ? &at->day : &at->month;

    if ((piece->letter == 'y' ? len != 4 : len < 1 || len > 2) || piece->count > 4
        || !strchr("dMy", piece->letter) || !mya_format_digits(number, *text, (int)len)) {
        return 0;
    }
    *text += len;
    return 1;
}

/* Pass over the signs of LITERAL in *TEXT; spaces may be left out. */
static int pass_literal(const char **text, const char *literal)
{
    for (; *literal; literal++) {
        *text += strspn(*text, " ");
        if (*literal != ' ') {
            if (**text != *literal) {
                return !**text;   /* "21. 11. 2026." without its last point */
            }
            ++*text;
        }
    }
    *text += strspn(*text, " ");
    return 1;
}

/* Read all of TEXT as PATTERN says. */
static int read_short(mya_format_moment_t *at, const mya_format_pattern_t *pattern,
                      const char *text)
{
    for (int i = 0; i < pattern->npieces; i++) {
        const mya_format_piece_t *piece = &pattern->pieces[i];

        if (!(piece->letter ? read_date_field(at, piece, &text)
                            : pass_literal(&text, piece->text))) {
            return 0;
        }
    }
    return !*text;
}

/* Does PATTERN write day, month, year? */
static int is_day_first(const mya_format_pattern_t *pattern)
{
    char order[4] = "";
    int n = 0;

    for (int i = 0; i < pattern->npieces && n < 3; i++) {
        if (pattern->pieces[i].letter) {
            order[n++] = pattern->pieces[i].letter;
        }
    }
    return !strcmp(order, "dMy");
}

/* The same with a sign of other languages, where the day comes first: 21.11.2026, 21/11/2026 and
 * 21-11-2026 are one day. */
static int read_day_first(mya_format_moment_t *at, const mya_format_pattern_t *pattern,
                          const char *text)
{
    const char sign[2] = { text[strspn(text, "0123456789")], '\0' };
    const mya_format_piece_t pieces[] = {
        { 'd', 1, NULL }, { 0, 0, sign }, { 'M', 1, NULL }, { 0, 0, sign }, { 'y', 4, NULL },
    };
    const mya_format_pattern_t other = { pieces, 5 };

    return *sign && strchr("./-", *sign) && is_day_first(pattern) && read_short(at, &other, text);
}

static const char *parse_date(const mya_format_t *format, const char *typed, apr_pool_t *pool)
{
    mya_format_moment_t at = { 0, 0, 0, 0, 0, 0, 0 };
    const char *iso;

    if (mya_format_read_date(&at, typed)) {
        return typed;
    }
    if (!read_short(&at, &format->date_short, typed)
        && !read_day_first(&at, &format->date_short, typed)) {
        return NULL;
    }
    iso = apr_psprintf(pool, "%04d-%02d-%02d", at.year, at.month, at.day);
    return mya_format_read_date(&at, iso) ? iso : NULL;
}

/* "9:30", "09.30", "09:30:00" as "09:30"; seconds of a clock on the wall are not kept. */
static const char *parse_time(const char *typed, apr_pool_t *pool)
{
    mya_format_moment_t at = { 0, 0, 0, 0, 0, 0, 0 };
    char *text = apr_pstrcat(pool, typed[0] && !apr_isdigit(typed[1]) ? "0" : "", typed, NULL);

    if (strlen(text) > 2 && text[2] == '.') {
        text[2] = ':';
    }
    if (!mya_format_read_time(&at, text)) {
        return NULL;
    }
    return apr_psprintf(pool, "%02d:%02d:%02d", at.hour, at.minute, at.second);
}

/* The UTC second at which ZONE's clocks show LOCAL: the earlier one where they show it twice; false
 * where they never do. */
static int to_utc(apr_int64_t *utc, const mya_icu_zone_t *zone, apr_int64_t local)
{
    const apr_int64_t day = 86400;
    const int offsets[] = { mya_calendar_offset(zone, local - day),
                            mya_calendar_offset(zone, local + day) };
    int found = 0;

    for (int i = 0; i < 2; i++) {
        const apr_int64_t guess = local - offsets[i];

        if (guess + mya_calendar_offset(zone, guess) == local && (!found || guess < *utc)) {
            *utc = guess;
            found = 1;
        }
    }
    return found;
}

static const char *parse_datetime(const mya_format_t *format, const char *typed, apr_pool_t *pool)
{
    const char *split = strchr(typed, 'T');
    const char *date, *clock;
    mya_format_moment_t at;
    apr_int64_t utc;

    split = split ? split : strrchr(typed, ' ');
    if (!split) {
        return NULL;
    }
    date = parse_date(format, apr_pstrmemdup(pool, typed, (apr_size_t)(split - typed)), pool);
    clock = parse_time(split + 1, pool);
    if (!date || !clock
        || !mya_format_read_datetime(&at, apr_pstrcat(pool, date, " ", clock, NULL))
        || !to_utc(&utc, format->zone, mya_format_seconds(&at))) {
        return NULL;
    }
    mya_format_moment(&at, utc);
    return apr_psprintf(pool, "%04d-%02d-%02d %02d:%02d:%02d", at.year, at.month, at.day, at.hour,
                        at.minute, at.second);
}

static const char *parse_boolean(const char *typed)
{
    static const char *const words[][2] = {
        { "1", "1" }, { "on", "1" }, { "yes", "1" }, { "true", "1" },
        { "", "0" }, { "0", "0" }, { "off", "0" }, { "no", "0" }, { "false", "0" },
    };

    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        if (!strcmp(typed, words[i][0])) {
            return words[i][1];
        }
    }
    return NULL;
}

/* --- the public side --- */

static const char *parse(const mya_format_t *format, mya_type_e type, char *typed,
                         const char *currency, apr_pool_t *pool)
{
    switch (type) {
    case MYA_TYPE_INTEGER: return parse_integer(format, typed, pool);
    case MYA_TYPE_DECIMAL: return parse_decimal(format, typed, pool);
    case MYA_TYPE_PERCENT: return parse_percent(format, typed, pool);
    case MYA_TYPE_MONEY: return parse_money(format, typed, currency, pool);
    case MYA_TYPE_BOOLEAN: return parse_boolean(typed);
    case MYA_TYPE_DATE: return parse_date(format, typed, pool);
    case MYA_TYPE_TIME: return parse_time(typed, pool);
    case MYA_TYPE_DATETIME: return parse_datetime(format, typed, pool);
    default: return typed;
    }
}

static int is_parsed(mya_type_e type)
{
    switch (type) {
    case MYA_TYPE_INTEGER:
    case MYA_TYPE_DECIMAL:
    case MYA_TYPE_PERCENT:
    case MYA_TYPE_MONEY:
    case MYA_TYPE_BOOLEAN:
    case MYA_TYPE_DATE:
    case MYA_TYPE_TIME:
    case MYA_TYPE_DATETIME: return 1;
    default: return 0;
    }
}

apr_status_t mya_format_parse(const char **text, const mya_format_t *format, mya_type_e type,
                              const char *typed, const char *currency, mya_result_t *why,
                              apr_pool_t *pool)
{
    char *plain;

    if (!is_parsed(type)) {
        *text = typed;
        return APR_SUCCESS;
    }
    plain = plain_signs(typed ? typed : "", pool);
    if (!plain) {
        return refuse(why, type);
    }
    if (!*plain && type != MYA_TYPE_BOOLEAN) {
        *text = NULL;
        return APR_SUCCESS;
    }
    *text = parse(format, type, plain, currency, pool);
    return *text ? APR_SUCCESS : refuse(why, type);
}
