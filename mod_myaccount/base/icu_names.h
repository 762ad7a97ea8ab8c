/* SPDX-License-Identifier: Apache-2.0 */
/* base/icu_names.h: what countries, time zones and languages are called (ICU)
 *
 * Asked at start. Strings are UTF-8.
 */
#ifndef MYA_BASE_ICU_NAMES_H
#define MYA_BASE_ICU_NAMES_H

#include <apr_pools.h>
#include <apr_tables.h>

typedef struct mya_icu_name_t {
    const char *value;         /* "NO", "Europe/Oslo" */
    const char *name;          /* "Norge", "Oslo (Norge)" */
} mya_icu_name_t;

/* Whether LANG is a language tag of BCP 47 ("nb", "en-GB") for whose language ICU has data. */
int mya_icu_knows(const char *lang);

/* The tag of the language that is called WORD in English or by itself ("English", "norsk"), or
 * NULL. */
const char *mya_icu_tag(const char *word, apr_pool_t *pool);

/* What LANG calls itself ("English", "norsk bokmål"). */
const char *mya_icu_own_name(const char *lang, apr_pool_t *pool);

/* All countries of ISO 3166 (two letters), as LANG calls them, in the order of its alphabet
 * (mya_icu_name_t). */
apr_array_header_t *mya_icu_countries(const char *lang, apr_pool_t *pool);

/* All time zones in which people live, by their IANA names, as LANG calls their cities and
 * countries, in the order of its alphabet, and "UTC" (mya_icu_name_t). */
apr_array_header_t *mya_icu_zones(const char *lang, apr_pool_t *pool);

#endif
