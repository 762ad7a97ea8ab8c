/* SPDX-License-Identifier: Apache-2.0 */
/* base/calendar.c: days of the calendar, and what a zone's clocks show */
#include "base/calendar.h"

/* Days from the first of March of the year 0 to 1970-01-01; a year that begins in March has its
 * leap day at its end. */
#define TO_1970 719468
#define DAYS_OF_ERA 146097     /* 400 years, after which all comes again */

int mya_calendar_days(int year, int month)
{
    static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    const int leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

    return days[month - 1] + (month == 2 && leap);
}

apr_int64_t mya_calendar_number(int year, int month, int day)
{
    const apr_int64_t y = month <= 2 ? year - 1 : year;
    const apr_int64_t era = (y >= 0 ? y : y - 399) / 400;
    const apr_int64_t of_era = y - era * 400;
    const apr_int64_t of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;

    return era * DAYS_OF_ERA + of_era * 365 + of_era / 4 - of_era / 100 + of_year - TO_1970;
}

void mya_calendar_date(int *year, int *month, int *day, apr_int64_t number)
{
    const apr_int64_t shifted = number + TO_1970;
    const apr_int64_t era = (shifted >= 0 ? shifted : shifted - DAYS_OF_ERA + 1) / DAYS_OF_ERA;
    const apr_int64_t of_era = shifted - era * DAYS_OF_ERA;
    const apr_int64_t y = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    const apr_int64_t of_year = of_era - (365 * y + y / 4 - y / 100);
    const apr_int64_t from_march = (5 * of_year + 2) / 153;

    *day = (int)(of_year - (153 * from_march + 2) / 5 + 1);
    *month = (int)(from_march < 10 ? from_march + 3 : from_march - 9);
    *year = (int)(y + era * 400 + (*month <= 2));
}

int mya_calendar_offset(const mya_icu_zone_t *zone, apr_int64_t seconds)
{
    int low = 0, high = zone->nshifts;

    while (high - low > 1) {
        const int middle = (low + high) / 2;

        if (zone->shifts[middle].since <= seconds) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return zone->shifts[low].offset;
}
