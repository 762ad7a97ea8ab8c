/* SPDX-License-Identifier: Apache-2.0 */
/* data/identity_sql.h: the statements of a portal's <identity>, executed
 *
 * They are the author's, or the engine's own of the same kind: nothing here knows which. Users' and
 * customers' keys are texts, whatever they are in the tables.
 */
#ifndef MYA_DATA_IDENTITY_SQL_H
#define MYA_DATA_IDENTITY_SQL_H

#include "base/db.h"
#include "portal/model.h"

/* The columns of what mya_identity_sql_read() finds. */
typedef enum mya_identity_column_e {
    MYA_IDENTITY_USER, MYA_IDENTITY_CUSTOMER, MYA_IDENTITY_SIGNED_IN, MYA_IDENTITY_LAST_SEEN,
    MYA_IDENTITY_REF, MYA_IDENTITY_LOGIN, MYA_IDENTITY_NAME, MYA_IDENTITY_EMAIL,
    MYA_IDENTITY_LANGUAGE, MYA_IDENTITY_ZONE,
    MYA_IDENTITY_MEMBERSHIP         /* and two more: customer, role, the customer's name */
} mya_identity_column_e;

/* Which session is asked for. */
typedef struct mya_session_key_t {
    const char *id;                 /* SHA-256 of the cookie's value, hex */
    apr_time_t idle;                /* it was seen after that */
    apr_time_t absolute;            /* and its user signed in after that */
} mya_session_key_t;

/* Who holds the session KEY, with a row for each membership and role (one row without any: its last
 * three cells are NULL), by customer: one select, in which session, <user> and <memberships> are
 * joined. No row unless the session is alive and <user> finds whose it is. */
apr_status_t mya_identity_sql_read(mya_rows_t **rows, mya_db_conn_t *conn,
                                   const mya_portal_t *portal, const mya_session_key_t *key,
                                   mya_result_t *why, apr_pool_t *pool);

/* What stands in the way of a sign-in that the author must know of. */
typedef enum mya_found_e {
    MYA_FOUND_ONE, MYA_FOUND_NONE, MYA_FOUND_SEVERAL,
    MYA_FOUND_NO_KEY                /* what <find> calls id is none as user-key= says */
} mya_found_e;

/* The key in *USER of who signs in with LOGIN; NULL unless *FOUND is MYA_FOUND_ONE. */
apr_status_t mya_identity_sql_find(const char **user, mya_found_e *found, mya_db_conn_t *conn,
                                   const mya_portal_t *portal, const char *login,
                                   mya_result_t *why, apr_pool_t *pool);

/* The hash of USER's password; NULL: none. A USER of NULL is asked for like any other, and has
 * none. */
apr_status_t mya_identity_sql_hash(const char **hash, mya_db_conn_t *conn,
                                   const mya_portal_t *portal, const char *user,
                                   mya_result_t *why, apr_pool_t *pool);

/* Does <user> find USER (may be NULL: then not)? */
apr_status_t mya_identity_sql_user(int *found, mya_db_conn_t *conn, const mya_portal_t *portal,
                                   const char *user, mya_result_t *why, apr_pool_t *pool);

/* A row for each membership and role of USER, by customer: customer, role, the customer's name. */
apr_status_t mya_identity_sql_memberships(mya_rows_t **rows, mya_db_conn_t *conn,
                                          const mya_portal_t *portal, const char *user,
                                          mya_result_t *why, apr_pool_t *pool);

/* Keep HASH for USER where OLD stands. *AFFECTED gets the rows met. */
apr_status_t mya_identity_sql_store(int *affected, mya_db_conn_t *conn, const mya_portal_t *portal,
                                    const char *user, const char *hash, const char *old,
                                    mya_result_t *why, apr_pool_t *pool);

/* Where the author finds STATEMENT, as CONN executes it, in POOL: "identity.hash (portal.xml:12)".
 */
const char *mya_identity_sql_place(const mya_db_conn_t *conn, const mya_statement_t *statement,
                                   apr_pool_t *pool);

#endif
