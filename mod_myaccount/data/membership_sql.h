/* SPDX-License-Identifier: Apache-2.0 */
/* data/membership_sql.h: statements on mya_membership, and on mya_customer, which may be a view */
#ifndef MYA_DATA_MEMBERSHIP_SQL_H
#define MYA_DATA_MEMBERSHIP_SQL_H

#include "base/db.h"
#include "portal/types.h"

/* Give USER the ROLE for CUSTOMER. MYA_EUNIQUE if it is so already. */
apr_status_t mya_membership_sql_insert(mya_db_conn_t *conn, const char *user, const char *customer,
                                       const char *role, mya_result_t *why, apr_pool_t *pool);

/* Take the ROLE for CUSTOMER from USER. */
apr_status_t mya_membership_sql_delete(mya_db_conn_t *conn, const char *user, const char *customer,
                                       const char *role, mya_result_t *why, apr_pool_t *pool);

/* The roles of USER for CUSTOMER: one cell each. */
apr_status_t mya_membership_sql_roles(mya_rows_t **rows, mya_db_conn_t *conn, const char *user,
                                      const char *customer, mya_result_t *why, apr_pool_t *pool);

/* The name of CUSTOMER, whose keys are of type KEY, in *NAME; NULL if there is no such customer. */
apr_status_t mya_customer_sql_find(const char **name, mya_db_conn_t *conn, const char *customer,
                                   mya_type_e key, mya_result_t *why, apr_pool_t *pool);

/* Insert a customer into our own table. */
apr_status_t mya_customer_sql_insert(mya_db_conn_t *conn, const char *customer, const char *name,
                                     mya_result_t *why, apr_pool_t *pool);

/* SQL for EXPRESSION, which is a key kept as text, to be compared with a customer's key of type
 * KEY: the company's column is left alone, so that its index serves. */
const char *mya_customer_sql_key(mya_dialect_e dialect, mya_type_e key, const char *expression,
                                 apr_pool_t *pool);

#endif
