/* SPDX-License-Identifier: Apache-2.0 */
/* access/session.h: sessions in the database (mya_session); the cookie's value is never stored */
#ifndef MYA_ACCESS_SESSION_H
#define MYA_ACCESS_SESSION_H

#include "access/identity.h"

/* last_seen is written at most so often; an idle limit below twice of it would end sessions that
 * are used. */
#define MYA_SESSION_TOUCH apr_time_from_sec(60)

/* Begin a session for USER in PORTAL inside a transaction; *COOKIE gets a new 256-bit value, or
 * that of VISIT's form: then MYA_EUNIQUE if there was such a session. OLD (may be NULL): hash of
 * the session that it replaces, which ends. The customer is the one used last, else the first. */
apr_status_t mya_session_begin(const char **cookie, mya_db_conn_t *conn, const mya_portal_t *portal,
                               const char *user, const char *old, const mya_visit_t *visit,
                               mya_result_t *why, apr_pool_t *pool);

/* End the session with hash SESSION and write `session.ended` with the id REQUEST (may be NULL),
 * inside a transaction. A session that has ended already is left as it is. */
apr_status_t mya_session_end(mya_db_conn_t *conn, const mya_portal_t *portal, const char *session,
                             const char *request, apr_time_t now, mya_result_t *why,
                             apr_pool_t *pool);

/* Put SESSION into CUSTOMER (the caller saw that the user is its member). MYA_ESIGNIN if it has
 * ended. */
apr_status_t mya_session_switch(mya_db_conn_t *conn, const mya_portal_t *portal,
                                const char *session, const char *customer, mya_result_t *why,
                                apr_pool_t *pool);

/* End all sessions of USER but the one with hash EXCEPT, inside a transaction, each with its
 * `session.ended`. *ENDED gets how many. */
apr_status_t mya_session_end_others(int *ended, mya_db_conn_t *conn, const mya_portal_t *portal,
                                    const char *user, const char *except,
                                    const mya_visit_t *visit, mya_result_t *why,
                                    apr_pool_t *pool);

/* Put SESSION of USER, which has just begun, into CUSTOMER, in which the user was at work; nothing
 * is done if the user is no longer its member. */
apr_status_t mya_session_return(mya_db_conn_t *conn, const mya_portal_t *portal, const char *user,
                                const char *session, const char *customer, mya_result_t *why,
                                apr_pool_t *pool);

/* Say that IDENTITY's session, which LIMITS end, was used at NOW; writes at most once a minute; its
 * failure is no reason to stop. */
apr_status_t mya_session_touch(mya_db_conn_t *conn, const mya_portal_t *portal,
                               const mya_identity_t *identity, const mya_session_limits_t *limits,
                               apr_time_t now, mya_result_t *why, apr_pool_t *pool);

/* The hash (hex) under which COOKIE would be kept, in POOL; NULL unless it has the form of ours. */
const char *mya_session_hash(const char *cookie, apr_pool_t *pool);

#endif
