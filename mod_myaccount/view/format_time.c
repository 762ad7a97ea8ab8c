/* SPDX-License-Identifier: Apache-2.0 */
/* view/format_time.c: days, seconds and clocks, for those who show and read dates */
#include <string.h>

#include <apr_lib.h>

#include "view/format_int.h"

#include <apr_strings.h>

int mya_format_digits(int *number, const char *text, int n)
{
    *number = 0;
    for (int i = 0; i < n; i++) {
        if (!apr_isdigit(text[i])) {
            return 0;
        }
        *number = *number * 10 + (text[i] - '0');
    }
    return 1;
}

static int days_in(int year, int month)
{
    static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    const int leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

    return days[month - 1] + (month == 2 && leap);
}

/* The calendar in eras of 400 years that begin in March, so that leap days come last. */
apr_int64_t mya_format_day_number(int year, int month, int day)
{
    const apr_int64_t y = month <= 2 ? year - 1 : year;
    const apr_int64_t era = (y >= 0 ? y : y - 399) / 400;
    const apr_int64_t of_era = y - era * 400;
    const apr_int64_t of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;

    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

static void set_weekday(mya_format_moment_t *moment, apr_int64_t day_number)
{
    moment->weekday = (int)(((day_number + 4) % 7 + 7) % 7);
}

static void set_date(mya_format_moment_t *moment, apr_int64_t day_number)
{
    const apr_int64_t shifted = day_number + 719468;
    const apr_int64_t era = (shifted >= 0 ? shifted : shifted - 146096) / 146097;
    const apr_int64_t of_era = shifted - era * 146097;
    const apr_int64_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    const apr_int64_t of_year = of_era - (365 * year + year / 4 - year / 100);
    const apr_int64_t month = (5 * of_year + 2) / 153;

    moment->day = (int)(of_year - (153 * month + 2) / 5 + 1);
    moment->month = (int)(month < 10 ? month + 3 : month - 9);
    moment->year = (int)(year + era * 400 + (moment->month <= 2));
    set_weekday(moment, day_number);
}

apr_int64_t mya_format_seconds(const mya_format_moment_t *moment)
{
    return mya_format_day_number(moment->year, moment->month, moment->day) * 86400
           + moment->hour * 3600 + moment->minute * 60 + moment->second;
}

void mya_format_moment(mya_format_moment_t *moment, apr_int64_t seconds)
{
    const apr_int64_t day = (seconds >= 0 ? seconds : seconds - 86399) / 86400;
    const int of_day = (int)(seconds - day * 86400);

    set_date(moment, day);
    moment->hour = of_day / 3600;
    moment->minute = of_day / 60 % 60;
    moment->second = of_day % 60;
}

static int date_at(mya_format_moment_t *moment, const char *text)
{
    memset(moment, 0, sizeof(*moment));
    if (!mya_format_digits(&moment->year, text, 4) || text[4] != '-'
        || !mya_format_digits(&moment->month, text + 5, 2) || text[7] != '-'
        || !mya_format_digits(&moment->day, text + 8, 2) || moment->year < 1
        || moment->month < 1 || moment->month > 12 || moment->day < 1
        || moment->day > days_in(moment->year, moment->month)) {
        return 0;
    }
    set_weekday(moment, mya_format_day_number(moment->year, moment->month, moment->day));
    return 1;
}

int mya_format_read_date(mya_format_moment_t *moment, const char *text)
{
    return date_at(moment, text) && !text[10];
}

int mya_format_read_time(mya_format_moment_t *moment, const char *text)
{
    if (!mya_format_digits(&moment->hour, text, 2) || text[2] != ':'
        || !mya_format_digits(&moment->minute, text + 3, 2) || moment->hour > 23
        || moment->minute > 59) {
        return 0;
    }
    text += 5;
    moment->second = 0;
    if (*text == ':') {
        if (!mya_format_digits(&moment->second, text + 1, 2) || moment->second > 59) {
            return 0;
        }
        text += 3;
        if (*text == '.') {
            text += 1 + strspn(text + 1, "0123456789");
        }
    }
    return !*text;
}

int mya_format_read_datetime(mya_format_moment_t *moment, const char *text)
{
    return date_at(moment, text) && (text[10] == ' ' || text[10] == 'T')
           && mya_format_read_time(moment, text + 11);
}

int mya_format_offset(const mya_icu_zone_t *zone, apr_int64_t seconds)
{
    int low = 0, high = zone->nshifts;

    while (high - low > 1) {
        const int middle = (low + high) / 2;

        if (zone->shifts[middle].since <= seconds) {
            low = middle;
        }
        else {
            high = middle;
        }
    }
    return zone->shifts[low].offset;
}

const char *mya_format_today(const mya_format_t *format, apr_time_t now, apr_pool_t *pool)
{
    const apr_int64_t seconds = apr_time_sec(now);
    mya_format_moment_t moment;

    mya_format_moment(&moment, seconds + mya_format_offset(format->zone, seconds));
    return apr_psprintf(pool, "%04d-%02d-%02d", moment.year, moment.month, moment.day);
}
