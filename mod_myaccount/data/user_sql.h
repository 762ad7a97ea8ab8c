/* SPDX-License-Identifier: Apache-2.0 */
/* data/user_sql.h: statements on mya_user */
#ifndef MYA_DATA_USER_SQL_H
#define MYA_DATA_USER_SQL_H

#include "base/db.h"

/* A row of mya_user. */
typedef struct mya_user_row_t {
    const char *id;
    const char *portal;
    const char *email;         /* lower case */
    const char *name;
    const char *phone;         /* NULL: not said; likewise the next two */
    const char *language;
    const char *zone;
    const char *hash;          /* NULL: cannot sign in by password */
    int disabled;
} mya_user_row_t;

/* Find the user of PORTAL with EMAIL. *USER is NULL if there is none. */
apr_status_t mya_user_sql_find(mya_user_row_t **user, mya_db_conn_t *conn, const char *portal,
                               const char *email, mya_result_t *why, apr_pool_t *pool);

/* Insert USER, created NOW. MYA_EUNIQUE if its portal has a user with that e-mail. */
apr_status_t mya_user_sql_insert(mya_db_conn_t *conn, const mya_user_row_t *user, apr_time_t now,
                                 mya_result_t *why, apr_pool_t *pool);

/* The columns of what mya_user_sql_list() finds. */
typedef enum mya_user_column_e {
    MYA_USER_ID, MYA_USER_EMAIL, MYA_USER_NAME, MYA_USER_PHONE, MYA_USER_LANGUAGE, MYA_USER_ZONE,
    MYA_USER_DISABLED, MYA_USER_CREATED, MYA_USER_HAS_PASSWORD, MYA_USER_CUSTOMER, MYA_USER_ROLE
} mya_user_column_e;

#define MYA_USER_LIST 500

/* The next MYA_USER_LIST users of PORTAL whose e-mail stands behind AFTER ("": from the beginning),
 * or only the one with EMAIL, or those with a role for CUSTOMER (each may be NULL): a row for each
 * role (one without any: the last two cells are NULL), by e-mail, customer, role. */
apr_status_t mya_user_sql_list(mya_rows_t **rows, mya_db_conn_t *conn, const char *portal,
                               const char *after, const char *email, const char *customer,
                               mya_result_t *why, apr_pool_t *pool);

/* Let the user ID be disabled (1) or not (0). */
apr_status_t mya_user_sql_disable(mya_db_conn_t *conn, const char *id, int disabled,
                                  mya_result_t *why, apr_pool_t *pool);

#endif
