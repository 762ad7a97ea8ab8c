/* SPDX-License-Identifier: Apache-2.0 */
/* data/query.h: the statements of the definition, run
 *
 * A bind is cast by its declared type, so that a filter on a computed column means the same on
 * every database. Cells come back canonical: foreign dates, decimals and booleans are converted
 * by the column's declaration.
 */
#ifndef MYA_DATA_QUERY_H
#define MYA_DATA_QUERY_H

#include "base/db.h"
#include "data/env.h"

/* How somebody wants to see a list: every part already checked against the definition. */
typedef struct mya_filter_value_t {
    int column;                /* index of a column with a filter */
    const char *equals;        /* choice: canonical value; text: what the cell must contain */
    const char *low, *high;    /* range: canonical, both inclusive; NULL = open */
} mya_filter_value_t;

typedef struct mya_view_t {
    int sort;                  /* column index; -1 = the list's own order */
    int descending;
    int page;                  /* from 1 */
    int size;                  /* rows a page, 1..200 */
    const mya_filter_value_t *filters;
    int nfilters;
    const char *search;        /* NULL: none */
    const char *key;           /* only the row of this key (a list's action); NULL: all */
    const char *const *keys;   /* only the rows of these NKEYS keys (ticked ones; the rows outside
                                * of a nested list, then by list->match); NULL: all */
    int nkeys;
    int count;                 /* also count all rows that the filter meets */
} mya_view_t;

#define MYA_LIST_SIZE_MAX 200
#define MYA_COUNT_MAX 10000      /* the total is not counted beyond */
#define MYA_LIST_PAGE_MAX 1000000 /* a page further on than this is the first one */

/* May who stands in ENV see COLUMN at all? One whose test is about its own row may be seen: in the
 * rows in which that holds. */
int mya_query_shows(mya_env_t *env, const mya_column_t *column);

/* May who stands in ENV filter, search, sort and sum by COLUMN? Only by what may be seen in every
 * row; else an answer would tell what the page does not show. */
int mya_query_steers(mya_env_t *env, const mya_column_t *column);

/* Run the statement of RECORD with ENV. *ROW is NULL if it finds none. LOCK: inside an action, with
 * FOR UPDATE where the record says so. */
apr_status_t mya_query_record(mya_row_t **row, mya_db_conn_t *conn, const mya_record_t *record,
                              mya_env_t *env, int lock, mya_result_t *why, apr_pool_t *pool);

/* Run LIST as VIEW wants it. *ROWS gets NROWS rows; *TOTAL (may be NULL) the count, -1 if not
 * asked, MYA_COUNT_MAX + 1 if more. */
apr_status_t mya_query_list(mya_row_t **rows, int *nrows, int *total, mya_db_conn_t *conn,
                            const mya_list_t *list, const mya_view_t *view, mya_env_t *env,
                            mya_result_t *why, apr_pool_t *pool);

/* Some rows of a list, in their order; they live as long as the call. What is no success ends the
 * reading. */
typedef apr_status_t (*mya_query_each_fn)(void *baton, const mya_row_t *rows, int nrows);

/* Give EACH all rows of LIST that VIEW's filters and search meet, in its order and whatever page is
 * shown, but at most MAX of them: some hundred at first, then as many as came before, so that EACH
 * can end it before it takes too much, and all as they stood at one moment. *MORE: there are more
 * than MAX. */
apr_status_t mya_query_each(int *more, mya_db_conn_t *conn, const mya_list_t *list,
                            const mya_view_t *view, int max, mya_env_t *env,
                            mya_query_each_fn each, void *baton, mya_result_t *why,
                            apr_pool_t *pool);

/* The sums of LIST's total="sum" columns over all rows that VIEW's filters and search meet,
 * whatever page is shown: one row of *ROWS for each currency of each place from which currencies
 * come, and one for the columns without money. Cells of other columns are NULL, but for that of the
 * currency. Nothing is read if no column is summed that who stands in ENV may see. */
apr_status_t mya_query_totals(mya_row_t **rows, int *nrows, mya_db_conn_t *conn,
                              const mya_list_t *list, const mya_view_t *view, mya_env_t *env,
                              mya_result_t *why, apr_pool_t *pool);

/* Execute STATEMENT; *AFFECTED gets the rows met. Whether that meets its expect is the caller's
 * business (mya_query_expects()). */
apr_status_t mya_query_execute(int *affected, mya_db_conn_t *conn, const mya_statement_t *statement,
                               mya_env_t *env, mya_result_t *why, apr_pool_t *pool);
int mya_query_expects(const mya_sql_t *sql, int affected);

/* A statement for DIALECT that the database prepares if those of SQL's NCOLUMNS COLUMNS whose N
 * indexes stand in COMPARED can be compared with values of their declared types, with *NBINDS binds
 * (myaccountctl check). */
const char *mya_query_column_text(const mya_sql_t *sql, const mya_column_t *columns, int ncolumns,
                                  const int *compared, int n, mya_dialect_e dialect, int *nbinds,
                                  apr_pool_t *pool);

/* The types of the columns that SQL selects in *TYPES, as the database calls them
 * ("numeric(12,2)"), as many as SQL has; "" where it says none (an expression on SQLite). For that
 * a temporary view, or table without rows, is made and undone (data/query_describe.c). */
apr_status_t mya_query_describe(const char ***types, mya_db_conn_t *conn, const mya_sql_t *sql,
                                mya_result_t *why, apr_pool_t *pool);

/* The text of SQL for DIALECT as it will be prepared, and its binds in order (explain, tests). */
const char *mya_query_text(const mya_sql_t *sql, mya_dialect_e dialect, const mya_ref_t ***binds,
                           int *nbinds, apr_pool_t *pool);

/* The same of LIST, which has a statement for DIALECT, as VIEW wants it. A bind that is the
 * engine's own is NULL: a filter's, or, as the last two, how many rows and from which on. */
const char *mya_query_list_text(const mya_list_t *list, const mya_view_t *view,
                                mya_dialect_e dialect, mya_env_t *env, const mya_ref_t ***binds,
                                int *nbinds, apr_pool_t *pool);

#endif
