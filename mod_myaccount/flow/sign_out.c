/* SPDX-License-Identifier: Apache-2.0 */
/* flow/sign_out.c: out, and from one customer to another */
#include "flow/steps.h"

#include <string.h>

#include <apr_strings.h>

#include "access/session.h"
#include "base/crypto.h"
#include "data/event.h"
#include "form/input.h"

/* --- out --- */

static apr_status_t end_session(mya_outcome_t *outcome, mya_request_t *request,
                                mya_db_conn_t *conn, void *baton)
{
    (void)baton;
    outcome->page = "sign-in?signed-out=yes";
    return mya_session_end(conn, request->mount->portal, request->identity->session, request->id,
                           request->now, request->why, request->pool);
}

static void answer_out(mya_request_t *request, const mya_outcome_t *outcome)
{
    mya_flow_cookie(request, request->mount->cookie, NULL);
    /* never "cookies": the shop's are not ours (SE4) */
    apr_table_setn(request->answer.headers, "Clear-Site-Data", "\"cache\"");
    mya_flow_once_answer(request, "", outcome);
}

apr_status_t mya_flow_sign_out_act(mya_request_t *request)
{
    static const char *const known[] = { MYA_FORM_TOKEN, NULL };
    mya_outcome_t *outcome = NULL;
    mya_db_conn_t *conn;
    apr_status_t rv = mya_flow_input_of(request, known);

    if (rv == APR_SUCCESS) {
        rv = mya_db_open(&conn, request->db, request->why, request->pool);
    }
    if (rv != APR_SUCCESS) {
        return rv;
    }
    rv = mya_flow_once(&outcome, request, conn, request->nonce, end_session, NULL);
    mya_db_close(conn);
    if (rv == APR_SUCCESS) {
        answer_out(request, outcome);
    }
    return rv;
}

apr_status_t mya_flow_sign_out_again(mya_request_t *request)
{
    mya_outcome_t *outcome;
    apr_status_t rv = mya_flow_once_late(&outcome, request);

    if (rv == APR_SUCCESS && outcome) {
        answer_out(request, outcome);
    }
    return rv;
}

/* --- from one customer to another --- */

static apr_status_t write_switched(mya_request_t *request, mya_db_conn_t *conn,
                                   const char *customer)
{
    mya_fact_t fact = { 0 };

    fact.portal = request->mount->portal->name;
    fact.type = "session.switched";
    fact.subject = "";
    fact.user = request->identity->user;
    fact.actor = request->identity->user;
    fact.customer = customer;
    fact.session = request->identity->session;
    fact.request = request->id;
    fact.at = request->now;
    return mya_event_write(conn, &fact, request->why, request->pool);
}

/* Is one with CUSTOMER already? Then nothing happens that an event could tell of. */
static int is_there(const mya_request_t *request, const char *customer)
{
    return request->env->customer && strcmp(request->env->customer, customer) == 0;
}

/* Choosing another customer in a page that was shown before is another wish: its row is another. */
static const char *nonce_of(const mya_request_t *request, const char *customer)
{
    const char *text = apr_pstrcat(request->pool, request->nonce, " ", customer, NULL);
    unsigned char digest[MYA_SHA256];

    mya_crypto_sha256(digest, text, strlen(text));
    return mya_crypto_base64url(digest, sizeof(digest), request->pool);
}

/* The session's customer, the event that tells of it, and what the next page says. */
static apr_status_t switch_to(mya_outcome_t *outcome, mya_request_t *request, mya_db_conn_t *conn,
                              void *customer)
{
    apr_status_t rv = mya_session_switch(conn, request->mount->portal, request->identity->session,
                                         customer, request->why, request->pool);

    outcome->notice = "switch.done";
    return rv == APR_SUCCESS && !is_there(request, customer)
               ? write_switched(request, conn, customer)
               : rv;
}

apr_status_t mya_flow_switch_asked(int *again, mya_request_t *request)
{
    const char *customer = mya_input_get(request->input, "customer");
    mya_outcome_t *outcome = NULL;
    mya_db_conn_t *conn;
    apr_status_t rv;

    *again = customer && is_there(request, customer);
    if (*again || !customer) {
        return APR_SUCCESS;
    }
    rv = mya_db_open(&conn, request->db, request->why, request->pool);
    if (rv == APR_SUCCESS) {
        rv = mya_flow_once_find(&outcome, request, conn, nonce_of(request, customer));
        mya_db_close(conn);
    }
    *again = outcome != NULL;
    return rv;
}

static int is_member(const mya_identity_t *who, const char *customer)
{
    int i;

    for (i = 0; customer && i < who->nmemberships; ++i) {
        if (!strcmp(who->memberships[i].customer, customer)) {
            return 1;
        }
    }
    return 0;
}

apr_status_t mya_flow_switch_act(mya_request_t *request)
{
    static const char *const known[] = { MYA_FORM_TOKEN, "customer", NULL };
    const char *customer = mya_input_get(request->input, "customer"), *nonce;
    mya_outcome_t *outcome = NULL;
    mya_db_conn_t *conn;
    apr_status_t rv = mya_flow_input_of(request, known);

    if (rv == APR_SUCCESS && !is_member(request->identity, customer)) {
        rv = mya_result_tell(request->why, MYA_ENOTFOUND, "no such customer of this user");
    }
    if (rv == APR_SUCCESS) {
        rv = mya_db_open(&conn, request->db, request->why, request->pool);
    }
    if (rv != APR_SUCCESS) {
        return rv;
    }
    nonce = nonce_of(request, customer);
    rv = mya_flow_once(&outcome, request, conn, nonce, switch_to,
                       apr_pstrdup(request->pool, customer));
    mya_db_close(conn);
    if (rv == APR_SUCCESS) {
        mya_flow_once_answer(request, nonce, outcome);
    }
    return rv;
}

/* Who asks for these addresses by GET sees a page with the frame, in which their buttons stand. */
apr_status_t mya_flow_button_document(mya_request_t *request)
{
    const char *name = mya_route_name(request->route);

    mya_flow_frame(request, "page", name,
                   mya_flow_text(request, apr_pstrcat(request->pool, name, ".title", NULL)));
    return APR_SUCCESS;
}
