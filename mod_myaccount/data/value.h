/* SPDX-License-Identifier: Apache-2.0 */
/* data/value.h: values in their one canonical form, and in the form in which a foreign table
 * keeps them
 *
 * Canonical: integers in decimal digits ("-7"), money in minor units ("125050" for 1250.50),
 * decimals with a point ("12.5"), booleans "1" and "0", dates "2026-11-21", times "20:03:00",
 * datetimes "2026-11-21 20:03:00" in UTC. A NULL pointer is NULL.
 */
#ifndef MYA_DATA_VALUE_H
#define MYA_DATA_VALUE_H

#include "portal/model.h"

/* Is TEXT the canonical form of some value of TYPE? Types that are text at heart take anything. */
int mya_value_fits(mya_type_e type, const char *text);

/* What somebody wrote into an address or a filter for TYPE ("0017", "true", "1250.50" or
 * "1250,50" in CURRENCY), canonical in POOL; NULL if it is none of its kind, can be read in two
 * ways, or is empty. */
const char *mya_value_parse(mya_type_e type, const char *text, const char *currency,
                            apr_pool_t *pool);

/* The currency of the money in COLUMN of the row CELLS: its own, that of another column,
 * PORTAL's. */
const char *mya_value_currency(const mya_column_t *column, const char *const *cells,
                               const mya_portal_t *portal);

/* TEXT, as the database gave it for COLUMN of PORTAL, canonical in *VALUE; CURRENCY for money.
 * What is not of the column's type stays as it is, so that one odd row does not hide the others;
 * only money that is no exact number of minor units is MYA_EDATABASE, and WHY names the column. */
apr_status_t mya_value_read(const char **value, const mya_column_t *column, const char *text,
                            const char *currency, const mya_portal_t *portal, mya_result_t *why,
                            apr_pool_t *pool);

/* Canonical VALUE as the table of COLUMN keeps it: the inverse of mya_value_read(). */
const char *mya_value_write(const mya_column_t *column, const char *value, const char *currency,
                            const mya_portal_t *portal, apr_pool_t *pool);

/* The type as which the table of COLUMN compares its values: a foreign date is text, money that is
 * kept as decimal is a decimal. */
mya_type_e mya_value_stored(const mya_column_t *column);

/* Exact: decimal TEXT to minor units of CURRENCY, and back. NULL if TEXT is no decimal or has more
 * decimals than the currency; the value must fit in 18 digits. */
const char *mya_value_minor(const char *text, const char *currency, apr_pool_t *pool);
const char *mya_value_decimal(const char *minor, const char *currency, apr_pool_t *pool);

#endif
