/* SPDX-License-Identifier: Apache-2.0 */
/* base/calendar.h: days of the calendar, and what a zone's clocks show
 *
 * The Gregorian calendar for all years from 1 on; apr_time_exp_get() knows nothing before 1970.
 */
#ifndef MYA_BASE_CALENDAR_H
#define MYA_BASE_CALENDAR_H

#include <apr.h>

#include "base/icu.h"

/* How many days MONTH (1 to 12) of YEAR has. */
int mya_calendar_days(int year, int month);

/* Days since 1970-01-01 of a day that exists, and the day that is so many days after it. */
apr_int64_t mya_calendar_number(int year, int month, int day);
void mya_calendar_date(int *year, int *month, int *day, apr_int64_t number);

/* Seconds that ZONE's clocks are ahead of UTC at the time SECONDS, which is since 1970 in UTC. */
int mya_calendar_offset(const mya_icu_zone_t *zone, apr_int64_t seconds);

#endif
