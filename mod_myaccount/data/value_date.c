/* SPDX-License-Identifier: Apache-2.0 */
/* data/value_date.c: dates and times, as ours and as foreign tables keep them */
#include "data/value_date.h"

#include <stdio.h>
#include <string.h>

#include <apr_strings.h>

#include "base/calendar.h"

#define DAY 86400      /* seconds */

/* The parts of a point of time, each -1 or its number. */
typedef struct moment_t {
    int year, month, day, hour, minute, second;
} moment_t;

static const moment_t midnight = { 1970, 1, 1, 0, 0, 0 };

/* --- the calendar --- */

static int exists(const moment_t *m)
{
    return m->year >= 1 && m->month >= 1 && m->month <= 12 && m->day >= 1
        && m->day <= mya_calendar_days(m->year, m->month) && m->hour >= 0 && m->hour <= 23
        && m->minute >= 0 && m->minute <= 59 && m->second >= 0 && m->second <= 59;
}

static apr_int64_t seconds_of(const moment_t *m)
{
    return ((mya_calendar_number(m->year, m->month, m->day) * 24 + m->hour) * 60 + m->minute) * 60
        + m->second;
}

static moment_t moment_of(apr_int64_t seconds)
{
    const apr_int64_t day = (seconds >= 0 ? seconds : seconds - (DAY - 1)) / DAY;
    const int rest = (int)(seconds - day * DAY);
    moment_t m = { .hour = rest / 3600, .minute = rest / 60 % 60, .second = rest % 60 };

    mya_calendar_date(&m.year, &m.month, &m.day, day);
    return m;
}

/* --- patterns --- */

static const char *const canonical[MYA_TYPE_COUNT] = {
    [MYA_TYPE_DATE] = "yyyy-MM-dd",
    [MYA_TYPE_TIME] = "HH:mm:ss",
    [MYA_TYPE_DATETIME] = "yyyy-MM-dd HH:mm:ss",
};

/* The part of M that the pattern letter C stands for, or NULL: it is literal. */
static int *part_of(moment_t *m, char c)
{
    switch (c) {
    case 'y': return &m->year;
    case 'M': return &m->month;
    case 'd': return &m->day;
    case 'H': return &m->hour;
    case 'm': return &m->minute;
    case 's': return &m->second;
    default: return NULL;
    }
}

static int run_of(const char *pattern)
{
    int n = 1;

    while (pattern[n] == pattern[0]) {
        n++;
    }
    return n;
}

/* Read the digits at *TEXT: WIDTH of them, or one or two if WIDTH is 1. -1 if they are not
 * there. */
static int read_digits(const char **text, int width)
{
    int max = width == 1 ? 2 : width;
    int number = 0;
    int n = 0;

    while (n < max && **text >= '0' && **text <= '9') {
        number = number * 10 + (*(*text)++ - '0');
        n++;
    }
    return n >= width && width <= 4 ? number : -1;
}

/* Read TEXT by PATTERN into *M; whether all of it fits. */
static int scan(moment_t *m, const char *text, const char *pattern)
{
    *m = midnight;
    while (*pattern) {
        int *part = part_of(m, *pattern);

        if (!part) {
            if (*text++ != *pattern++) {
                return 0;
            }
            continue;
        }
        *part = read_digits(&text, run_of(pattern));
        if (*part < 0) {
            return 0;
        }
        pattern += run_of(pattern);
    }
    return *text == '\0' && exists(m);
}

static const char *print(moment_t m, const char *pattern, apr_pool_t *pool)
{
    char *out = apr_pcalloc(pool, 12 * strlen(pattern) + 1);
    char *to = out;

    while (*pattern) {
        const int *part = part_of(&m, *pattern);

        if (part) {
            to += sprintf(to, "%0*d", run_of(pattern), *part);
            pattern += run_of(pattern);
        } else {
            *to++ = *pattern++;
        }
    }
    return out;
}

/* --- zones --- */

/* Seconds that ZONE is before UTC at SECONDS of local time. */
static int offset_at_local(const mya_icu_zone_t *zone, apr_int64_t seconds)
{
    int offset = zone->shifts[0].offset;

    for (int i = 1; i < zone->nshifts && zone->shifts[i].since + zone->shifts[i].offset <= seconds;
         i++) {
        offset = zone->shifts[i].offset;
    }
    return offset;
}

/* M of local time in PORTAL's zone as UTC, or with TO_LOCAL the other way. */
static moment_t shift(moment_t m, const mya_portal_t *portal, int to_local)
{
    const mya_icu_zone_t *zone = portal->clock;
    apr_int64_t seconds = seconds_of(&m);

    if (!zone) {
        return m;
    }
    return moment_of(to_local ? seconds + mya_calendar_offset(zone, seconds)
                              : seconds - offset_at_local(zone, seconds));
}

/* --- values --- */

int mya_value_date_fits(mya_type_e type, const char *text)
{
    moment_t m;

    return scan(&m, text, canonical[type]);
}

const char *mya_value_date_tidy(mya_type_e type, const char *text, apr_pool_t *pool)
{
    apr_size_t len = strlen(canonical[type]);
    char *tidy = apr_pstrmemdup(pool, text, strnlen(text, len));

    if (type == MYA_TYPE_DATETIME && strlen(tidy) > 10 && tidy[10] == 'T') {
        tidy[10] = ' ';
    }
    if (type != MYA_TYPE_DATE && strlen(tidy) == len - 3) {
        tidy = apr_pstrcat(pool, tidy, ":00", NULL);
    }
    if (type == MYA_TYPE_DATETIME && strlen(tidy) == 10) {
        tidy = apr_pstrcat(pool, tidy, " 00:00:00", NULL);
    }
    return mya_value_date_fits(type, tidy) ? tidy : text;
}

const char *mya_value_date_read(const mya_column_t *column, const char *text,
                                const mya_portal_t *portal, apr_pool_t *pool)
{
    moment_t m;

    if (!column->format) {
        return mya_value_date_tidy(column->type, text, pool);
    }
    if (text[strspn(text, "0 .-/:")] == '\0' && column->type != MYA_TYPE_TIME) {
        return NULL;
    }
    if (!scan(&m, text, column->format)) {
        return text;
    }
    if (column->type == MYA_TYPE_DATETIME) {
        m = shift(m, portal, 0);
    }
    return print(m, canonical[column->type], pool);
}

const char *mya_value_date_write(const mya_column_t *column, const char *value,
                                 const mya_portal_t *portal, apr_pool_t *pool)
{
    moment_t m;

    if (!scan(&m, value, canonical[column->type])) {
        return value;
    }
    if (column->type == MYA_TYPE_DATETIME) {
        m = shift(m, portal, 1);
    }
    return print(m, column->format, pool);
}

const char *mya_value_date_utc(const char *local, const mya_portal_t *portal, apr_pool_t *pool)
{
    moment_t m;

    return scan(&m, local, canonical[MYA_TYPE_DATETIME])
        ? print(shift(m, portal, 0), canonical[MYA_TYPE_DATETIME], pool) : local;
}

const char *mya_value_date_add(const char *date, int days, apr_pool_t *pool)
{
    moment_t m;

    if (!scan(&m, date, canonical[MYA_TYPE_DATE])) {
        return date;
    }
    m = moment_of(seconds_of(&m) + (apr_int64_t)days * DAY);
    return print(m, canonical[MYA_TYPE_DATE], pool);
}
