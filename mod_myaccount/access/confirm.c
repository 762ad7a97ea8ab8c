/* SPDX-License-Identifier: Apache-2.0 */
/* access/confirm.c: somebody who is signed in says the password once more */
#include "access/confirm.h"

#include <string.h>

#include "data/event.h"

static apr_status_t tell_refused(mya_db_conn_t *conn, const mya_portal_t *portal,
                                 const mya_identity_t *identity, const mya_visit_t *visit,
                                 mya_result_t *why, apr_pool_t *pool)
{
    const mya_fact_t fact = { .portal = portal->name, .type = "confirm.refused",
                              .user = identity->user, .actor = identity->user,
                              .session = identity->session, .request = visit->request,
                              .at = visit->now };

    return mya_event_write(conn, &fact, why, pool);
}

/* What identical forms have counted once is taken back once. */
static apr_status_t forgive(mya_db_conn_t *conn, const mya_portal_t *portal,
                            const mya_signin_t *signin, const mya_visit_t *visit,
                            mya_result_t *why, apr_pool_t *pool)
{
    const mya_guess_t what = mya_signin_guess(signin);

    return signin->copy ? APR_SUCCESS
                        : mya_throttle_success(conn, portal->name, &what, visit->address,
                                               visit->now, why, pool);
}

static apr_status_t finish(mya_db_conn_t *conn, const mya_portal_t *portal,
                           const mya_signin_t *signin, const mya_identity_t *identity,
                           const mya_visit_t *visit, mya_result_t *why, apr_pool_t *pool)
{
    apr_status_t rv = mya_db_begin(conn, why, pool);

    if (rv == APR_SUCCESS) {
        rv = signin->good ? forgive(conn, portal, signin, visit, why, pool)
                          : tell_refused(conn, portal, identity, visit, why, pool);
    }
    if (rv == APR_SUCCESS) {
        return mya_db_commit(conn, why, pool);
    }
    mya_db_rollback(conn, pool);
    return rv;
}

apr_status_t mya_confirm_finish(mya_db_conn_t *conn, const mya_portal_t *portal,
                                const mya_signin_t *signin, const mya_identity_t *identity,
                                const mya_visit_t *visit, mya_result_t *why, apr_pool_t *pool)
{
    int tries = 0;
    apr_status_t rv;

    if (!signin->user || strcmp(signin->user, identity->user)) {
        return mya_result_tell(why, MYA_ESIGNIN, "the user has another e-mail meanwhile");
    }
    do {
        rv = finish(conn, portal, signin, identity, visit, why, pool);
    } while (rv != APR_SUCCESS && mya_db_again(&tries, conn, why));
    if (rv == APR_SUCCESS && !signin->good) {
        return mya_result_say(why, MYA_EINVALID, "confirm.wrong", NULL, "a wrong password");
    }
    return rv;
}
