/* SPDX-License-Identifier: Apache-2.0 */
/* view/format_int.h: what view/format.c and view/format_parse.c share; nobody else includes it */
#ifndef MYA_VIEW_FORMAT_INT_H
#define MYA_VIEW_FORMAT_INT_H

#include "base/calendar.h"
#include "base/icu.h"
#include "view/format.h"

/* A pattern of CLDR, cut: LETTER 0 is literal TEXT, else a field of COUNT letters. */
typedef struct mya_format_piece_t {
    char letter;
    int count;
    const char *text;
} mya_format_piece_t;

typedef struct mya_format_pattern_t {
    const mya_format_piece_t *pieces;
    int npieces;
} mya_format_pattern_t;

struct mya_format_t {
    const mya_icu_language_t *language;
    mya_icu_number_t integer;      /* as the language's numbers, without separators:
                                    * it may be an id */
    const mya_icu_zone_t *zone;
    mya_format_pattern_t date, date_short, time, datetime;
};

/* A moment's parts, local or UTC. */
typedef struct mya_format_moment_t {
    int year, month, day;          /* month and day from 1 */
    int hour, minute, second;
    int weekday;                   /* 0 = Sunday */
} mya_format_moment_t;

/* Read exactly N digits at TEXT into *NUMBER. */
int mya_format_digits(int *number, const char *text, int n);
/* Read "YYYY-MM-DD" at TEXT; true if such a day exists. */
int mya_format_read_date(mya_format_moment_t *moment, const char *text);
/* Read "YYYY-MM-DD HH:MM[:SS[.fraction]]" (' ' or 'T'), all of TEXT; true if there is such a
 * time. */
int mya_format_read_datetime(mya_format_moment_t *moment, const char *text);
/* Read "HH:MM[:SS]", all of TEXT. */
int mya_format_read_time(mya_format_moment_t *moment, const char *text);

/* MOMENT as seconds since 1970, read as UTC, and back. */
apr_int64_t mya_format_seconds(const mya_format_moment_t *moment);
void mya_format_moment(mya_format_moment_t *moment, apr_int64_t seconds);

/* The currency CODE in FORMAT's language, or NULL. */
const mya_icu_currency_t *mya_format_currency(const mya_format_t *format, const char *code);

/* TEXT of minor units ("-1234") as plain decimal ("-12.34") with DIGITS decimals and the sign
 * DECIMAL; NULL if TEXT is no int64. */
const char *mya_format_minor(const char *text, int digits, const char *decimal, apr_pool_t *pool);

#endif
