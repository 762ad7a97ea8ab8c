/* SPDX-License-Identifier: Apache-2.0 */
/* data/value_date.h: dates and times, ours and foreign ones; for data/value.c */
#ifndef MYA_DATA_VALUE_DATE_H
#define MYA_DATA_VALUE_DATE_H

#include "portal/model.h"

/* Is TEXT a canonical value of TYPE (date, time, datetime) that exists in the calendar? */
int mya_value_date_fits(mya_type_e type, const char *text);

/* TEXT with what a browser leaves out or a database adds ("2026-11-21T20:03", "20:03",
 * "2026-11-21 20:03:00.000+00") in canonical form; as it is if it is neither. */
const char *mya_value_date_tidy(mya_type_e type, const char *text, apr_pool_t *pool);

/* TEXT of COLUMN in canonical form. With a format ("yyyyMMdd", "dd.MM.yyyy HH:mm") it is
 * foreign: nothing but zeros and blanks is NULL, and a datetime is local to PORTAL's zone. What
 * does not fit stays as it is. */
const char *mya_value_date_read(const mya_column_t *column, const char *text,
                                const mya_portal_t *portal, apr_pool_t *pool);

/* Canonical VALUE in COLUMN's format. */
const char *mya_value_date_write(const mya_column_t *column, const char *value,
                                 const mya_portal_t *portal, apr_pool_t *pool);

/* LOCAL, a datetime in canonical form that PORTAL's clocks show, as what it is in UTC; as it is if
 * it is no datetime. */
const char *mya_value_date_utc(const char *local, const mya_portal_t *portal, apr_pool_t *pool);

/* DATE ("2026-11-21") and so many DAYS; as it is if it is no date. */
const char *mya_value_date_add(const char *date, int days, apr_pool_t *pool);

#endif
