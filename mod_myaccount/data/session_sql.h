/* SPDX-License-Identifier: Apache-2.0 */
/* data/session_sql.h: statements on mya_session */
#ifndef MYA_DATA_SESSION_SQL_H
#define MYA_DATA_SESSION_SQL_H

#include "base/db.h"

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

/* The customer in which USER was seen last, a member of it still or not; NULL: none. */
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

/* The columns of what mya_session_sql_list() finds. */
typedef enum mya_session_column_e {
    MYA_SESSION_ID, MYA_SESSION_REF, MYA_SESSION_USER, MYA_SESSION_EMAIL, MYA_SESSION_CUSTOMER,
    MYA_SESSION_SIGNED_IN, MYA_SESSION_LAST_SEEN, MYA_SESSION_EXPIRES, MYA_SESSION_ADDRESS,
    MYA_SESSION_AGENT
} mya_session_column_e;

/* Which sessions are asked for; NULL: any. */
typedef struct mya_session_wanted_t {
    const char *portal;        /* never NULL */
    const char *user;
    const char *ref;
} mya_session_wanted_t;

/* At most MAX of the sessions WANTED that live at NOW, those that were used last first. The e-mail
 * is that of a user of ours. */
apr_status_t mya_session_sql_list(mya_rows_t **rows, mya_db_conn_t *conn,
                                  const mya_session_wanted_t *wanted, apr_time_t now, int max,
                                  mya_result_t *why, apr_pool_t *pool);

/* End what is WANTED and over by its limits already: it would live again if they were made longer.
 * No event tells of it. */
apr_status_t mya_session_sql_close(mya_db_conn_t *conn, const mya_session_wanted_t *wanted,
                                   apr_time_t now, mya_result_t *why, apr_pool_t *pool);

/* The session ID was used at NOW, and ends at EXPIRES if it is not used again. */
apr_status_t mya_session_sql_touch(mya_db_conn_t *conn, const char *portal, const char *id,
                                   apr_time_t now, apr_time_t expires, mya_result_t *why,
                                   apr_pool_t *pool);

#endif
