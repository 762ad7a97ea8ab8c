/* SPDX-License-Identifier: Apache-2.0 */
/* data/query_text.h: a statement's text for one database, with its arguments, made piece by piece
 *
 * Only SQL of the definition and of ourselves becomes text; values are always arguments (SQ1).
 */
#ifndef MYA_DATA_QUERY_TEXT_H
#define MYA_DATA_QUERY_TEXT_H

#include "base/db.h"
#include "data/env.h"

typedef struct mya_query_text_t {
    mya_dialect_e dialect;
    mya_env_t *env;                  /* NULL: only the text is wanted, arguments are all NULL */
    apr_pool_t *pool;
    apr_array_header_t *pieces;      /* const char * */
    apr_array_header_t *arguments;   /* const char * */
    apr_array_header_t *refs;        /* const mya_ref_t *: of the arguments; NULL for our own */
} mya_query_text_t;

mya_query_text_t *mya_query_text_make(mya_dialect_e dialect, mya_env_t *env, apr_pool_t *pool);

/* Append our own SQL, percent signs already doubled. */
void mya_query_text_add(mya_query_text_t *text, const char *sql);

/* Append the author's SQL with its binds. */
void mya_query_text_author(mya_query_text_t *text, const mya_sql_t *sql);

/* Append a bind of VALUE, compared as TYPE. */
void mya_query_text_bind(mya_query_text_t *text, mya_type_e type, const char *value);

/* Append NAME, our name for COLUMN, so that it can be compared with binds of mya_value_stored: days
 * in a format may stand in numbers. */
void mya_query_text_column(mya_query_text_t *text, const mya_column_t *column, const char *name);

/* The whole, as apr_dbd wants it. */
const char *mya_query_text_sql(const mya_query_text_t *text);

#endif
