/* SPDX-License-Identifier: Apache-2.0 */
/* data/kept_sql.h: statements on mya_kept, what was written when the session was over */
#ifndef MYA_DATA_KEPT_SQL_H
#define MYA_DATA_KEPT_SQL_H

#include "base/db.h"

/* A row of mya_kept. */
typedef struct mya_kept_row_t {
    const char *portal;
    const char *id;            /* SHA-256 of the id in the address, hex */
    const char *user;          /* NULL: not known yet */
    const char *customer;      /* NULL: none */
    const char *before;        /* hash of the cookie before sign-in */
    const char *network;
    const char *path;
    const char *content;
    apr_time_t at;
} mya_kept_row_t;

/* Who held the session ID, and in which customer, whether it has ended or not; NULL: there was
 * none. */
apr_status_t mya_kept_sql_holder(const char **user, const char **customer, mya_db_conn_t *conn,
                                 const char *portal, const char *id, mya_result_t *why,
                                 apr_pool_t *pool);

/* How many rows PORTAL has of USER (0 for NULL), of nobody known, and of these from NETWORK. */
apr_status_t mya_kept_sql_count(int *of_user, int *unknown, int *of_network, mya_db_conn_t *conn,
                                const char *portal, const char *user, const char *network,
                                mya_result_t *why, apr_pool_t *pool);

apr_status_t mya_kept_sql_insert(mya_db_conn_t *conn, const mya_kept_row_t *row, mya_result_t *why,
                                 apr_pool_t *pool);

/* Give the row ID, which the browser with BEFORE wrote and nobody owns, to USER. */
apr_status_t mya_kept_sql_claim(mya_db_conn_t *conn, const char *portal, const char *id,
                                const char *before, const char *user, mya_result_t *why,
                                apr_pool_t *pool);

/* The row ID of USER that was written after SINCE, in *ROW; NULL if there is none. */
apr_status_t mya_kept_sql_read(mya_kept_row_t **row, mya_db_conn_t *conn, const char *portal,
                               const char *id, const char *user, apr_time_t since,
                               mya_result_t *why, apr_pool_t *pool);

apr_status_t mya_kept_sql_remove(mya_db_conn_t *conn, const char *portal, const char *id,
                                 const char *user, mya_result_t *why, apr_pool_t *pool);

/* Remove all rows of all portals that were written before BEFORE. */
apr_status_t mya_kept_sql_tidy(mya_db_conn_t *conn, apr_time_t before, mya_result_t *why,
                               apr_pool_t *pool);

#endif
