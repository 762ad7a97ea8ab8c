/* SPDX-License-Identifier: Apache-2.0 */
/* base/icu.h: what languages, currencies and time zones are like (ICU), as plain data
 *
 * Asked at start, once per language and zone; afterwards these structs are constant and
 * everything is formatted from them with plain C (ICU per cell costs as much as the
 * transform). Digits are the Western ones and the calendar is the Gregorian in every language.
 * Strings are UTF-8.
 */
#ifndef MYA_BASE_ICU_H
#define MYA_BASE_ICU_H

#include <apr_pools.h>

#include "base/result.h"

/* How a number is written. */
typedef struct mya_icu_number_t {
    const char *decimal;       /* "," */
    const char *group;         /* a no-break space; "" = no grouping */
    int first, next;           /* digits in the group before the decimal sign, and in the others */
    int least;                 /* digits that must stand before the first separator:
                                * 1234 or 1 234 */
    const char *prefix[2];     /* what stands before the digits of a [0] positive,
                                * [1] negative value */
    const char *suffix[2];     /* and after */
} mya_icu_number_t;

typedef struct mya_icu_currency_t {
    char code[4];              /* "NOK" */
    int digits;                /* 2; JPY 0; KWD 3 */
    mya_icu_number_t number;
} mya_icu_currency_t;

typedef struct mya_icu_language_t {
    const char *lang;
    const char *date;          /* patterns in CLDR's letters, "d. MMM y" */
    const char *date_short;
    const char *time;
    const char *datetime;
    const char *months[3][12];       /* [0] "nov.", [1] "november", [2] short, standing alone */
    const char *days[2][7];          /* [0] short, [1] long; from Sunday */
    const char *halves[2];           /* AM, PM */
    mya_icu_number_t number;
    mya_icu_number_t percent;
    const mya_icu_currency_t *currencies;   /* in order of code */
    int ncurrencies;
} mya_icu_language_t;

/* From the second SINCE (1970 UTC) on, local time is UTC plus OFFSET seconds. */
typedef struct mya_icu_shift_t {
    apr_int64_t since;
    int offset;
} mya_icu_shift_t;

typedef struct mya_icu_zone_t {
    const mya_icu_shift_t *shifts;   /* the first holds from the beginning of time; until 2100 */
    int nshifts;
} mya_icu_zone_t;

/* Ask how LANG ("nb", "en-GB") writes, in *LANGUAGE. MYA_ECONFIG if there is no such language. */
apr_status_t mya_icu_language(const mya_icu_language_t **language, const char *lang,
                              mya_result_t *why, apr_pool_t *pool);

/* Ask how ZONE ("Europe/Oslo") runs, in *TABLE. MYA_ECONFIG if there is no such zone. */
apr_status_t mya_icu_zone(const mya_icu_zone_t **table, const char *zone, mya_result_t *why,
                          apr_pool_t *pool);

/* Decimals of the currency CODE: 2 for one that ICU does not know. For all threads. */
int mya_icu_digits(const char *code);

/* The code of the currency N, from 0, of all that ICU knows, with its decimals in *DIGITS; NULL
 * beyond the last. For all threads. */
const char *mya_icu_currency(int *digits, int n);

/* The letter that the UTF-8 TEXT (not empty) begins with, in LOWER and UPPER case (at most 4 bytes
 * and a NUL each; the same where it has no case). Return how many bytes of TEXT it takes. */
int mya_icu_cases(char lower[5], char upper[5], const char *text);

/* Make mya_icu_plural() and mya_icu_integer() quick for LANG. Only at start, by one thread. */
apr_status_t mya_icu_plural_prepare(const char *lang, mya_result_t *why);

/* The plural category of N in LANG: "zero", "one", "two", "few", "many" or "other". Constant. */
const char *mya_icu_plural(const char *lang, apr_int64_t n);

/* N as LANG writes it ("1,234"), in POOL. */
const char *mya_icu_integer(const char *lang, apr_int64_t n, apr_pool_t *pool);

#endif
