/* SPDX-License-Identifier: Apache-2.0 */
/* view/format.h: values as people read them, and as they type them
 *
 * Patterns and symbols are asked from ICU once per language at start; a cell is then formatted with
 * plain C. All functions take canonical text (data/value.h): money in minor units, dates as
 * "2026-11-21", times in UTC.
 */
#ifndef MYA_VIEW_FORMAT_H
#define MYA_VIEW_FORMAT_H

#include <apr_pools.h>
#include <apr_time.h>

#include "base/result.h"
#include "portal/types.h"

typedef struct mya_format_t mya_format_t;   /* of one language; constant; for all threads */

/* The language as it is written where ZONE is: "en" is American to ICU ("Nov 21, 2026"), which
 * nobody expects in Europe. A constant or LANG itself. */
const char *mya_format_language(const char *lang, const char *zone);

/* Ask ICU for what LANG ("en", "nb") needs, and how ZONE ("Europe/Oslo") runs. */
apr_status_t mya_format_make(const mya_format_t **format, const char *lang, const char *zone,
                             mya_result_t *why, apr_pool_t *pool);

/* FORMAT, but with the clocks of ZONE (an IANA name), in POOL: what a user who has set one sees.
 * FORMAT itself where ZONE is NULL, empty or not known to ICU; *UNKNOWN is then 1 when that was
 * found out, the first time in this process. For all threads; ICU is asked once for each zone. */
const mya_format_t *mya_format_in_zone(const mya_format_t *format, const char *zone, int *unknown,
                                       apr_pool_t *pool);

/* TEXT of TYPE as a person reads it; CURRENCY for money. What is not well-formed for its
 * type is returned as it is. Never NULL; NULL gives "". */
const char *mya_format_value(const mya_format_t *format, mya_type_e type, const char *text,
                             const char *currency, apr_pool_t *pool);

/* TEXT, an amount in CURRENCY's minor units, as a number that does not say of which currency, and
 * without decimals that are all 0: "10,000", "12.50". */
const char *mya_format_amount(const mya_format_t *format, const char *text, const char *currency,
                              apr_pool_t *pool);

/* The form in which TEXT stands in an input of TYPE for editing, which mya_format_parse() reads
 * back as the same: money "1234.50" with the language's decimal sign and no grouping, dates and
 * times ISO, a datetime "2026-11-21T09:30" in local time. */
const char *mya_format_input(const mya_format_t *format, mya_type_e type, const char *text,
                             const char *currency, apr_pool_t *pool);

/* Read what a person TYPED for TYPE into canonical *TEXT. Return MYA_EINVALID with a key in WHY:
 * form.TYPE for integer, decimal, percent, money, boolean, date, time and datetime; all other
 * types are taken as they are, their shape is the business of form/. Dates: ISO or the
 * language's short form with a year of four digits, where the day comes first with points, strokes
 * or dashes alike; numbers with the language's or a plain
 * decimal sign, grouping only where it stands right. Never guesses: what can be read in two ways
 * ("1.234" where the point groups) is refused. Of a boolean nothing typed is "0"; of the other
 * types named here nothing typed is no value: *TEXT is NULL. */
apr_status_t mya_format_parse(const char **text, const mya_format_t *format, mya_type_e type,
                              const char *typed, const char *currency, mya_result_t *why,
                              apr_pool_t *pool);

/* The date of the instant NOW in FORMAT's zone, canonical: "2026-11-21". */
const char *mya_format_today(const mya_format_t *format, apr_time_t now, apr_pool_t *pool);

/* Decimals of CURRENCY: 2 for NOK, 0 for JPY, 3 for KWD; 2 for one that ICU does not know. */
int mya_format_decimals(const char *currency);

#endif
