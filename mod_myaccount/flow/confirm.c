/* SPDX-License-Identifier: Apache-2.0 */
/* flow/confirm.c: the password that is asked once more before what matters (SE7)
 *
 * It stands between judging a form and doing it, and is guessed at no more often than at sign-in
 * (LG6). While it is hashed no connection is held.
 */
#include "flow/steps.h"

#include <apr_strings.h>

#include "access/confirm.h"
#include "base/clock.h"
#include "form/input.h"

int mya_flow_is_fresh(const mya_request_t *request)
{
    return request->identity
           && request->now - request->identity->signed_in < MYA_CONFIRM_FRESH;
}

int mya_flow_is_busy(const mya_request_t *request, apr_status_t status)
{
    return status == MYA_EUNAVAILABLE && request->why->key;
}

/* From where REQUEST comes, with a form that guesses at PASSWORD. */
static mya_visit_t visit_of(const mya_request_t *request, const char *password)
{
    mya_guess_form_t *form = apr_palloc(request->pool, sizeof(*form));
    mya_visit_t visit = mya_flow_visit(request);

    visit.now = mya_now();                 /* the body may have come slowly */
    visit.form = mya_flow_guess(form, request, request->cookie, request->identity->login, password)
                     ? form
                     : NULL;
    return visit;
}

static apr_status_t count(mya_signin_t **signin, mya_request_t *request, mya_db_conn_t *conn,
                          const char *password)
{
    const mya_visit_t visit = visit_of(request, password);
    apr_status_t rv = mya_signin_prepare(signin, conn, request->mount->portal,
                                         request->identity->login, &visit, request->why,
                                         request->pool);

    mya_flow_note(request, *signin);
    return rv;
}

static apr_status_t prepare(mya_signin_t **signin, mya_outcome_t **outcome, mya_request_t *request,
                            const char *password)
{
    mya_db_conn_t *conn;
    apr_status_t rv = mya_db_open(&conn, request->db, request->why, request->pool);

    if (rv == APR_SUCCESS) {
        rv = mya_flow_once_find(outcome, request, conn, request->nonce);
        if (rv == APR_SUCCESS && !*outcome) {
            rv = count(signin, request, conn, password);
        }
        mya_db_close(conn);
    }
    return rv;
}

void mya_flow_unjudged(const mya_request_t *request, const mya_signin_t *signin,
                       const char *password)
{
    const mya_visit_t visit = visit_of(request, password);

    if (!signin || !signin->copy) {
        mya_flow_abandon(request, &visit);
    }
}

/* The same wrong guess, sent again after it was answered, is another one. */
static apr_status_t forget(const mya_request_t *request, mya_db_conn_t *conn,
                           const char *password)
{
    const mya_visit_t visit = visit_of(request, password);

    return visit.form ? mya_guess_forget(conn, &visit.form->key, request->why, request->pool)
                      : APR_SUCCESS;
}

apr_status_t mya_flow_verify(mya_signin_t **signin, mya_outcome_t **outcome,
                             mya_request_t *request, const char *password)
{
    apr_status_t rv;

    *signin = NULL;
    *outcome = NULL;
    rv = prepare(signin, outcome, request, password);
    if (rv == APR_SUCCESS && !*outcome) {
        rv = mya_signin_verify(*signin, password, request->why, request->pool);
    }
    if (rv != APR_SUCCESS && rv != MYA_ETOOMANY) {
        mya_flow_unjudged(request, *signin, password);
    }
    return rv;
}

apr_status_t mya_flow_verified(mya_request_t *request, mya_db_conn_t *conn,
                               const mya_signin_t *signin, const char *password)
{
    const mya_visit_t visit = mya_flow_visit(request);
    apr_status_t rv = signin->good ? APR_SUCCESS : forget(request, conn, password);

    if (rv == APR_SUCCESS) {
        rv = mya_confirm_finish(conn, request->mount->portal, signin, request->identity, &visit,
                                request->why, request->pool);
    }
    if (rv != APR_SUCCESS && signin->good) {
        mya_flow_unjudged(request, signin, password);
    }
    return rv;
}

static apr_status_t confirm(mya_request_t *request, const char *password)
{
    mya_outcome_t *outcome;
    mya_signin_t *signin;
    mya_db_conn_t *conn;
    apr_status_t rv = mya_flow_verify(&signin, &outcome, request, password);

    if (rv != APR_SUCCESS || outcome) {      /* what it came to is found where it would be done */
        return rv;
    }
    rv = mya_db_open(&conn, request->db, request->why, request->pool);
    if (rv == APR_SUCCESS) {
        rv = mya_flow_verified(request, conn, signin, password);
        mya_db_close(conn);
    }
    else {
        mya_flow_unjudged(request, signin, password);
    }
    return rv;
}

apr_status_t mya_flow_confirm(mya_request_t *request)
{
    const char *password = mya_input_get(request->input, MYA_FORM_PASSWORD);
    apr_status_t rv;

    if (!request->match.action->confirm || mya_flow_is_fresh(request)) {
        return APR_SUCCESS;
    }
    if (password && *password) {
        rv = confirm(request, password);
    }
    else {
        rv = mya_result_say(request->why, MYA_EINVALID, "confirm.missing", NULL,
                            "the password was not given");
    }
    if (rv == MYA_EINVALID || rv == MYA_ETOOMANY || mya_flow_is_busy(request, rv)) {
        mya_form_blame_text(request->form, MYA_FORM_PASSWORD, request->why->key,
                            request->mount->portal, request->lang, request->pool);
    }
    return rv;
}
