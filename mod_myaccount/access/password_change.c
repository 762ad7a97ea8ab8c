/* SPDX-License-Identifier: Apache-2.0 */
/* access/password_change.c: somebody who is signed in chooses a new password (PW5) */
#include "access/password_change.h"

#include <apr_strings.h>

#include "access/keep_hash.h"
#include "data/event.h"

/* The one that asks goes on under a new id, with the same customer. */
static apr_status_t renew(const char **cookie, mya_db_conn_t *conn, const mya_portal_t *portal,
                          const mya_identity_t *identity, const mya_visit_t *visit,
                          mya_result_t *why, apr_pool_t *pool)
{
    apr_status_t rv = mya_session_begin(cookie, conn, portal, identity->user, identity->session,
                                        visit, why, pool);

    return rv == APR_SUCCESS && identity->current >= 0
               ? mya_session_return(conn, portal, identity->user,
                                    mya_session_hash(*cookie, pool),
                                    identity->memberships[identity->current].customer, why, pool)
               : rv;
}

static apr_status_t tell(mya_db_conn_t *conn, const mya_portal_t *portal,
                         const mya_identity_t *identity, const char *session, int ended,
                         const mya_visit_t *visit, mya_result_t *why, apr_pool_t *pool)
{
    static const char *const names[] = { "sessions-ended" };
    const char *const values[] = { apr_itoa(pool, ended) };
    const mya_fact_t fact = { .portal = portal->name, .type = "user.password-changed",
                              .user = identity->user, .actor = identity->user, .session = session,
                              .request = visit->request, .at = visit->now,
                              .data = mya_event_data(names, values, 1, pool) };

    return mya_event_write(conn, &fact, why, pool);
}

apr_status_t mya_password_change(const char **cookie, mya_db_conn_t *conn,
                                 const mya_portal_t *portal, const mya_signin_t *signin,
                                 const mya_identity_t *identity, const char *fresh, int others,
                                 const mya_visit_t *visit, mya_result_t *why, apr_pool_t *pool)
{
    int ended = 0;
    apr_status_t rv = mya_keep_hash(conn, portal, signin->user, signin->stored, fresh, why, pool);

    if (rv == APR_SUCCESS && others) {
        rv = mya_session_end_others(&ended, conn, portal, identity->user, identity->session, visit,
                                    why, pool);
    }
    if (rv == APR_SUCCESS) {
        rv = renew(cookie, conn, portal, identity, visit, why, pool);
    }
    return rv == APR_SUCCESS ? tell(conn, portal, identity, mya_session_hash(*cookie, pool), ended,
                                    visit, why, pool)
                             : rv;
}
