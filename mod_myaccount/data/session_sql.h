/* SPDX-License-Identifier: Apache-2.0 */
/* data/session_sql.h: statements on mya_session */
#ifndef MYA_DATA_SESSION_SQL_H
#define MYA_DATA_SESSION_SQL_H

#include "base/db.h"
#include "portal/types.h"

/* The columns of what mya_session_sql_read() finds. */
typedef enum mya_session_column_e {
    MYA_SESSION_USER, MYA_SESSION_NAME, MYA_SESSION_EMAIL, MYA_SESSION_LANGUAGE, MYA_SESSION_ZONE,
    MYA_SESSION_CUSTOMER, MYA_SESSION_SIGNED_IN, MYA_SESSION_LAST_SEEN, MYA_SESSION_REF,
    MYA_SESSION_MEMBER_OF, MYA_SESSION_ROLE, MYA_SESSION_MEMBER_NAME
} mya_session_column_e;

/* Who holds the session ID, with a row for each membership and role (one row without any: MEMBER_OF
 * is NULL), by customer. No row unless it is alive: not ended, seen after IDLE, signed in after
 * ABSOLUTE, its user not disabled. KEY: type of the customers' keys. */
apr_status_t mya_session_sql_read(mya_rows_t **rows, mya_db_conn_t *conn, const char *portal,
                                  const char *id, apr_time_t idle, apr_time_t absolute,
                                  mya_type_e key, mya_result_t *why, apr_pool_t *pool);

/* A new row of mya_session. */
typedef struct mya_session_row_t {
    const char *portal;
    const char *id;            /* SHA-256 of the cookie's value, hex */
    const char *ref;           /* random */
    const char *user;
    const char *customer;      /* NULL: none */
    const char *address;
    const char *agent;
    apr_time_t now;            /* created, signed in and seen */
    apr_time_t expires;
} mya_session_row_t;

apr_status_t mya_session_sql_insert(mya_db_conn_t *conn, const mya_session_row_t *session,
                                    mya_result_t *why, apr_pool_t *pool);

/* The customer in which USER was seen last, while still a member; else the first by key; NULL:
 * none. */
apr_status_t mya_session_sql_customer(const char **customer, mya_db_conn_t *conn,
                                      const char *portal, const char *user, mya_result_t *why,
                                      apr_pool_t *pool);

/* End the session ID. *USER gets whose it was; NULL if it was not alive. */
apr_status_t mya_session_sql_end(const char **user, mya_db_conn_t *conn, const char *portal,
                                 const char *id, apr_time_t now, mya_result_t *why,
                                 apr_pool_t *pool);

/* Put the session ID into CUSTOMER. *FOUND: it had not ended. */
apr_status_t mya_session_sql_switch(int *found, mya_db_conn_t *conn, const char *portal,
                                    const char *id, const char *customer, mya_result_t *why,
                                    apr_pool_t *pool);

/* The sessions of USER that have not ended, but EXCEPT: one cell each, its id. */
apr_status_t mya_session_sql_others(mya_rows_t **rows, mya_db_conn_t *conn, const char *portal,
                                    const char *user, const char *except, mya_result_t *why,
                                    apr_pool_t *pool);

/* Put the session ID back into CUSTOMER, if its user is still a member of that. */
apr_status_t mya_session_sql_return(mya_db_conn_t *conn, const char *portal, const char *id,
                                    const char *customer, mya_result_t *why, apr_pool_t *pool);

/* The session ID was used at NOW, and ends at EXPIRES if it is not used again. */
apr_status_t mya_session_sql_touch(mya_db_conn_t *conn, const char *portal, const char *id,
                                   apr_time_t now, apr_time_t expires, mya_result_t *why,
                                   apr_pool_t *pool);

#endif
