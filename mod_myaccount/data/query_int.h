/* SPDX-License-Identifier: Apache-2.0 */
/* data/query_int.h: what data/query.c and data/query_list.c share */
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

#endif
