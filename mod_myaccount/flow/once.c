/* SPDX-License-Identifier: Apache-2.0 */
/* flow/once.c: the engine's own forms have one effect each, and one answer (I5)
 *
 * As action/action.c does it for a portal's actions: the row of the form's nonce is taken first in
 * the transaction, and tells whoever comes at the same time or later what the form came to.
 */
#include "flow/steps.h"

#include <string.h>

#include <apr_strings.h>

#include "access/session.h"
#include "form/input.h"

apr_status_t mya_flow_once_find(mya_outcome_t **outcome, mya_request_t *request,
                                mya_db_conn_t *conn, const char *nonce)
{
    return mya_once_find(outcome, conn, request->mount->portal->name, nonce,
                         request->identity->session, request->why, request->pool);
}

static apr_status_t first_outcome(mya_outcome_t **outcome, mya_request_t *request,
                                  mya_db_conn_t *conn, const char *nonce)
{
    apr_status_t rv;

    mya_result_untell(request->why);
    rv = mya_flow_once_find(outcome, request, conn, nonce);
    return rv == APR_SUCCESS && !*outcome
               ? mya_result_tell(request->why, MYA_EDATABASE,
                                 "the form is used, but its outcome is gone")
               : rv;
}

/* Where the answer to a commit is lost, the row that was written with all the rest tells. */
static apr_status_t commit(mya_outcome_t **outcome, mya_outcome_t *done, mya_request_t *request,
                           mya_db_conn_t *conn, const char *nonce)
{
    apr_status_t rv = mya_db_commit(conn, request->why, request->pool);

    if (rv == APR_SUCCESS) {
        *outcome = done;
    }
    if (rv == MYA_EUNAVAILABLE) {
        mya_db_rollback(conn, request->pool);
        if (mya_once_find(outcome, conn, request->mount->portal->name, nonce,
                          request->identity->session, NULL, request->pool) == APR_SUCCESS
            && *outcome) {
            mya_result_untell(request->why);
            return APR_SUCCESS;
        }
        *outcome = NULL;
    }
    return rv;
}

static apr_status_t run_once(mya_outcome_t **outcome, mya_request_t *request, mya_db_conn_t *conn,
                             const char *nonce, mya_flow_act_fn act, void *baton)
{
    const char *portal = request->mount->portal->name;
    mya_outcome_t *done = apr_pcalloc(request->pool, sizeof(*done));
    apr_status_t rv = mya_db_begin(conn, request->why, request->pool);

    if (rv != APR_SUCCESS) {
        return rv;
    }
    rv = mya_once_take(conn, portal, nonce, request->identity->session, request->now, request->why,
                       request->pool);
    if (rv == MYA_EUNIQUE) {
        mya_db_rollback(conn, request->pool);
        return first_outcome(outcome, request, conn, nonce);
    }
    done->page = "";
    if (rv == APR_SUCCESS
        && (rv = act(done, request, conn, baton)) == APR_SUCCESS
        && (rv = mya_once_keep(conn, portal, nonce, done, request->why, request->pool))
               == APR_SUCCESS) {
        return commit(outcome, done, request, conn, nonce);
    }
    mya_db_rollback(conn, request->pool);
    return rv;
}

apr_status_t mya_flow_once(mya_outcome_t **outcome, mya_request_t *request, mya_db_conn_t *conn,
                           const char *nonce, mya_flow_act_fn act, void *baton)
{
    int tries = 0;
    apr_status_t rv;

    do {
        *outcome = NULL;
        rv = run_once(outcome, request, conn, nonce, act, baton);
    } while (rv != APR_SUCCESS && mya_db_again(&tries, conn, request->why));
    return rv;
}

void mya_flow_once_answer(mya_request_t *request, const char *nonce, const mya_outcome_t *outcome)
{
    mya_flow_see_other(request, outcome->notice
                                    ? apr_pstrcat(request->pool, outcome->page, "?done=", nonce,
                                                  NULL)
                                    : outcome->page);
}

/* --- a session that the form itself has ended --- */

/* The nonce, if the form that was posted is one of the session whose cookie came; else NULL. */
static const char *own_nonce(const mya_request_t *request, const char *session)
{
    const mya_token_for_t what = { request->mount->portal->name, session, request->path, "" };
    const char *nonce;

    mya_token_judge(&nonce, &request->mount->secret,
                    mya_input_get(request->input, MYA_FORM_TOKEN), &what, NULL, 0, request->pool);
    return nonce;
}

apr_status_t mya_flow_once_late(mya_outcome_t **outcome, mya_request_t *request)
{
    const char *session = request->identity ? NULL : mya_session_hash(request->cookie,
                                                                      request->pool);
    const char *nonce;
    mya_db_conn_t *conn;
    apr_status_t rv;

    *outcome = NULL;
    if (!session) {
        return APR_SUCCESS;
    }
    rv = mya_flow_body(request);
    if (rv != APR_SUCCESS || !(nonce = own_nonce(request, session))) {
        return rv;
    }
    request->nonce = nonce;
    rv = mya_db_open(&conn, request->db, request->why, request->pool);
    if (rv == APR_SUCCESS) {
        rv = mya_once_find(outcome, conn, request->mount->portal->name, nonce, session,
                           request->why, request->pool);
        mya_db_close(conn);
    }
    return rv;
}
