/* SPDX-License-Identifier: Apache-2.0 */
/* view/format_time.c: days, seconds and clocks, for those who show and read dates */
#include "view/format_int.h"

#include <string.h>

#include <apr_lib.h>
#include <apr_strings.h>

#include "base/calendar.h"

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

static void set_weekday(mya_format_moment_t *moment, apr_int64_t day_number)
{
    moment->weekday = (int)(((day_number + 4) % 7 + 7) % 7);
}

apr_int64_t mya_format_seconds(const mya_format_moment_t *moment)
{
    return mya_calendar_number(moment->year, moment->month, moment->day) * 86400
           + moment->hour * 3600 + moment->minute * 60 + moment->second;
}

void mya_format_moment(mya_format_moment_t *moment, apr_int64_t seconds)
{
    const apr_int64_t day = (seconds >= 0 ? seconds : seconds - 86399) / 86400;
    const int of_day = (int)(seconds - day * 86400);

    mya_calendar_date(&moment->year, &moment->month, &moment->day, day);
    set_weekday(moment, day);
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
        || moment->day > mya_calendar_days(moment->year, moment->month)) {
        return 0;
    }
    set_weekday(moment, mya_calendar_number(moment->year, moment->month, moment->day));
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

const char *mya_format_today(const mya_format_t *format, apr_time_t now, apr_pool_t *pool)
{
    const apr_int64_t seconds = apr_time_sec(now);
    mya_format_moment_t moment;

    mya_format_moment(&moment, seconds + mya_calendar_offset(format->zone, seconds));
    return apr_psprintf(pool, "%04d-%02d-%02d", moment.year, moment.month, moment.day);
}
