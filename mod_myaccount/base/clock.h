/* SPDX-License-Identifier: Apache-2.0 */
/* base/clock.h: the one clock of the engine
 *
 * Everything that compares times asks here, SQL included (it is bound as :now; SQL never calls
 * now()). Tests shift it, so that an hour of idleness takes no hour.
 */
#ifndef MYA_BASE_CLOCK_H
#define MYA_BASE_CLOCK_H

#include <apr_pools.h>
#include <apr_time.h>

/* The time now: microseconds since 1970 UTC, plus the shift. Where the environment variable
 * MYACCOUNT_CLOCK_FILE names a readable file, its decimal number of seconds is added, read anew at
 * each call: tests write it while the server runs. With "=" before the number the clock stands at
 * that second. */
apr_time_t mya_now(void);

/* Microseconds of a clock that nobody sets and nothing shifts: for how long something takes. */
apr_time_t mya_clock_steady(void);

/* T as "YYYY-MM-DD HH:MM:SS" in UTC, the form in which our tables keep times; allocated in POOL. */
const char *mya_clock_text(apr_time_t t, apr_pool_t *pool);

/* Read the form that mya_clock_text() writes into *T. Return APR_EGENERAL for anything else. */
apr_status_t mya_clock_parse(apr_time_t *t, const char *text);

#endif
