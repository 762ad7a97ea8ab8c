/* SPDX-License-Identifier: Apache-2.0 */
/* access/password_change.c: somebody who is signed in chooses a new password (PW5) */
#include "access/password_change.h"

#include <apr_strings.h>

#include "access/confirm.h"
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

static apr_status_t change(const char **cookie, mya_db_conn_t *conn, const mya_portal_t *portal,
                           const mya_signin_t *signin, const mya_identity_t *identity,
                           const char *fresh, int others, const mya_visit_t *visit,
                           mya_result_t *why, apr_pool_t *pool)
{
    int ended = 0;
    apr_status_t rv = mya_db_begin(conn, why, pool);

    if (rv == APR_SUCCESS) {
        rv = mya_keep_hash(conn, portal, signin->user, signin->stored, fresh, why, pool);
    }
    if (rv == APR_SUCCESS && others) {
        rv = mya_session_end_others(&ended, conn, portal, identity->user, identity->session, visit,
                                    why, pool);
    }
    if (rv == APR_SUCCESS) {
        rv = renew(cookie, conn, portal, identity, visit, why, pool);
    }
    if (rv == APR_SUCCESS) {
        rv = tell(conn, portal, identity, mya_session_hash(*cookie, pool), ended, visit, why,
                  pool);
    }
    if (rv != APR_SUCCESS) {
        mya_db_rollback(conn, pool);
        return rv;
    }
    return mya_db_commit(conn, why, pool);
}

apr_status_t mya_password_change(const char **cookie, mya_db_conn_t *conn,
                                 const mya_portal_t *portal, const mya_signin_t *signin,
                                 const mya_identity_t *identity, const char *fresh, int others,
                                 const mya_visit_t *visit, mya_result_t *why, apr_pool_t *pool)
{
    const char *made = NULL;
    int tries = 0;
    apr_status_t rv = mya_confirm_finish(conn, portal, signin, identity, visit, why, pool);

    *cookie = NULL;
    if (rv == APR_SUCCESS) {
        do {
            rv = change(&made, conn, portal, signin, identity, fresh, others, visit, why, pool);
        } while (rv != APR_SUCCESS && mya_db_again(&tries, conn, why));
    }
    *cookie = rv == APR_SUCCESS ? made : NULL;
    return rv;
}
