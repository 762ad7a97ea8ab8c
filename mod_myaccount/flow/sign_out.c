/* SPDX-License-Identifier: Apache-2.0 */
/* flow/sign_out.c: out, and from one customer to another */
#include "flow/steps.h"

#include <string.h>

#include <apr_strings.h>

#include "access/session.h"
#include "base/crypto.h"
#include "data/event.h"
#include "data/once.h"
#include "form/input.h"

#define NONCE_BYTES 16

static apr_status_t end_session(mya_request_t *request)
{
    mya_db_conn_t *conn;
    apr_status_t rv = mya_db_open(&conn, request->db, request->why, request->pool);

    if (rv == APR_SUCCESS) {
        rv = mya_session_end(conn, request->mount->portal, request->identity->session,
                             request->id, request->now, request->why, request->pool);
        mya_db_close(conn);
    }
    return rv;
}

apr_status_t mya_flow_sign_out_act(mya_request_t *request)
{
    static const char *const known[] = { MYA_FORM_TOKEN, NULL };
    apr_status_t rv = mya_flow_input_of(request, known);

    if (rv == APR_SUCCESS) {
        rv = end_session(request);
    }
    if (rv == APR_SUCCESS) {
        mya_flow_cookie(request, request->mount->cookie, NULL);
        /* never "cookies": the shop's are not ours (SE4) */
        apr_table_setn(request->answer.headers, "Clear-Site-Data", "\"cache\"");
        mya_flow_see_other(request, "sign-in?signed-out=yes");
    }
    return rv;
}

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

/* What the next page says: that one is with another customer now. The nonce is a fresh one, for
 * choosing another customer in a page that was shown before is a new wish. */
static apr_status_t keep_notice(mya_request_t *request, mya_db_conn_t *conn)
{
    const char *portal = request->mount->portal->name;
    const mya_outcome_t outcome = { "", "switch.done", NULL };
    apr_status_t rv;

    if (mya_crypto_token(&request->done, NONCE_BYTES, request->pool) != APR_SUCCESS) {
        return mya_result_tell(request->why, MYA_EUNAVAILABLE, "the system gives no random bytes");
    }
    rv = mya_once_take(conn, portal, request->done, request->identity->session, request->now,
                       request->why, request->pool);
    return rv == APR_SUCCESS ? mya_once_keep(conn, portal, request->done, &outcome, request->why,
                                             request->pool)
                             : rv;
}

/* Is one with CUSTOMER already? Then nothing happens that an event could tell of. */
static int is_there(const mya_request_t *request, const char *customer)
{
    return request->env->customer && strcmp(request->env->customer, customer) == 0;
}

/* The session's customer and the event that tells of it, both or neither. */
static apr_status_t switch_in(mya_db_conn_t *conn, mya_request_t *request, const char *customer)
{
    apr_status_t rv = mya_db_begin(conn, request->why, request->pool);

    if (rv == APR_SUCCESS
        && (rv = mya_session_switch(conn, request->mount->portal, request->identity->session,
                                    customer, request->why, request->pool)) == APR_SUCCESS
        && (is_there(request, customer)
            || (rv = write_switched(request, conn, customer)) == APR_SUCCESS)
        && (rv = keep_notice(request, conn)) == APR_SUCCESS) {
        return mya_db_commit(conn, request->why, request->pool);
    }
    mya_db_rollback(conn, request->pool);
    return rv;
}

static apr_status_t switch_session(mya_request_t *request, const char *customer)
{
    mya_db_conn_t *conn;
    int tries = 0;
    apr_status_t rv = mya_db_open(&conn, request->db, request->why, request->pool);

    if (rv != APR_SUCCESS) {
        return rv;
    }
    do {
        rv = switch_in(conn, request, customer);
    } while (rv != APR_SUCCESS && mya_db_again(&tries, conn, request->why));
    mya_db_close(conn);
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
    const char *customer = mya_input_get(request->input, "customer");
    apr_status_t rv = mya_flow_input_of(request, known);

    if (rv != APR_SUCCESS) {
        return rv;
    }
    if (!is_member(request->identity, customer)) {
        return mya_result_tell(request->why, MYA_ENOTFOUND, "no such customer of this user");
    }
    rv = switch_session(request, customer);
    if (rv == APR_SUCCESS) {
        mya_flow_see_other(request, apr_pstrcat(request->pool, "?done=", request->done, NULL));
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
