/* SPDX-License-Identifier: Apache-2.0 */
/* data/query_int.h: what the files data/query*.c share */
#ifndef MYA_DATA_QUERY_INT_H
#define MYA_DATA_QUERY_INT_H

#include "data/query.h"
#include "data/query_text.h"

/* The text of STATEMENT for the database of CONN in *SQL; MYA_EDATABASE if there is none. */
apr_status_t mya_query_pick(const mya_sql_t **sql, const mya_statement_t *statement,
                            mya_db_conn_t *conn, mya_result_t *why);

/* RV; if it is a failure, WHY gets the name of SQL in front. */
apr_status_t mya_query_name(apr_status_t rv, const mya_sql_t *sql, mya_result_t *why);

/* Select TEXT, at most MAX rows (0: all), into canonical *ROWS of COLUMNS. */
apr_status_t mya_query_rows(mya_row_t **rows, int *nrows, mya_db_conn_t *conn,
                            const mya_query_text_t *text, const mya_column_t *columns, int ncolumns,
                            int max, mya_result_t *why, apr_pool_t *pool);

/* A statement over a list, as it is being made: the author's SELECT stands in a common table
 * expression whose columns we name ourselves, c0, c1, … (data/query_list.c). */
typedef struct mya_query_maker_t {
    mya_query_text_t *text;
    const mya_list_t *list;
    const mya_view_t *view;
    int conditions;              /* so far */
} mya_query_maker_t;

mya_query_maker_t mya_query_maker(mya_db_conn_t *conn, const mya_list_t *list,
                                  const mya_view_t *view, mya_env_t *env, apr_pool_t *pool);

/* Our name of the column with the index COLUMN, in the maker's pool. */
const char *mya_query_column(const mya_query_maker_t *maker, int column);

/* Append "WITH mya (c0, c1, …) AS (SQL) ". */
void mya_query_source(const mya_query_maker_t *maker, const mya_sql_t *sql);

/* Append the condition that the rows of the maker's view meet; nothing if all do
 * (data/query_where.c). */
void mya_query_where(mya_query_maker_t *maker);

/* Append SQL, in which a %d stands for NUMBER: PostgreSQL wants a number in LIMIT and OFFSET. */
void mya_query_number(const mya_query_maker_t *maker, const char *sql, int number);

#endif
