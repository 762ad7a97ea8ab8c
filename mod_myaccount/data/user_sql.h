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

#endif
