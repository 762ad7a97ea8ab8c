/* SPDX-License-Identifier: Apache-2.0 */
/* page/csv.h: a list as lines of CSV (RFC 4180, UTF-8 with its mark), for machines and tables
 *
 * The first line holds the labels of the columns that the page shows. Numbers have a decimal point
 * and nothing else; dates and times are ISO, times as the page's clocks show them; an amount has
 * its currency in a column of its own behind it, unless that is shown already. What is a word on
 * the page (a code, yes and no) is the same word. A text that a spreadsheet would take for a
 * formula gets an apostrophe in front (CV1); what is plainly a number stays one.
 */
#ifndef MYA_PAGE_CSV_H
#define MYA_PAGE_CSV_H

#include "data/env.h"
#include "view/format.h"

typedef struct mya_csv_t {
    const mya_list_t *list;
    mya_env_t *env;
    const mya_format_t *format;
    const char *lang;
} mya_csv_t;

/* The mark and the line with the labels, in POOL. */
const char *mya_csv_head(const mya_csv_t *csv, apr_pool_t *pool);

/* The lines of ROWS, in POOL. */
const char *mya_csv_rows(const mya_csv_t *csv, const mya_row_t *rows, int nrows, apr_pool_t *pool);

/* A line of nothing but SENTENCE, in POOL. */
const char *mya_csv_line(const char *sentence, apr_pool_t *pool);

#endif
