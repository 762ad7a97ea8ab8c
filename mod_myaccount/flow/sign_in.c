/* SPDX-License-Identifier: Apache-2.0 */
/* flow/sign_in.c: the sign-in page, and who comes in by it */
#include "flow/steps.h"

#include <string.h>

#include <apr_strings.h>

#include "access/device.h"
#include "access/kept.h"
#include "access/signin.h"
#include "base/crypto.h"
#include "data/schema.h"
#include "form/input.h"

#define COOKIE_BYTES 32
#define COPY_WAIT apr_time_from_sec(3)      /* a hash, and who waits for its turn */

/* --- the sign-in page --- */

const char *mya_flow_before(mya_request_t *request)
{
    if (!request->cookie_before || !mya_session_hash(request->cookie_before, request->pool)) {
        if (mya_crypto_token(&request->cookie_before, COOKIE_BYTES, request->pool)
            != APR_SUCCESS) {
            return NULL;
        }
        mya_flow_cookie(request, request->mount->cookie_before, request->cookie_before);
    }
    return mya_session_hash(request->cookie_before, request->pool);
}

static const char *sign_in_token(mya_request_t *request)
{
    mya_token_for_t what = { request->mount->portal->name, mya_flow_before(request), "sign-in",
                             "" };
    const char *token = NULL;

    if (!what.session
        || mya_token_make(&token, &request->mount->secret, &what, request->pool) != APR_SUCCESS) {
        return NULL;
    }
    return token;
}

/* NEXT as it came, if we sealed it; else NULL. */
static const char *sealed_next(const mya_request_t *request)
{
    const char *next = mya_input_get(request->input ? request->input : request->pairs,
                                     request->input ? MYA_FORM_NEXT : "next");

    return next && mya_token_unseal(&request->mount->secret, request->mount->portal->name, next,
                                    request->pool)
               ? next
               : NULL;
}

static void add_field(const mya_request_t *request, mya_node_t *action, const char *name,
                      const char *type, const char *label, const char *autocomplete,
                      const char *value)
{
    mya_node_t *field = mya_xml_element(action, "field");

    mya_xml_set(field, "name", name);
    mya_xml_set(field, "type", type);
    mya_xml_set(field, "label", mya_flow_text(request, label));
    mya_xml_set(field, "value", value);
    mya_xml_set(field, "required", "yes");
    mya_xml_set(field, "autocomplete", autocomplete);
}

static void add_sign_in_form(mya_request_t *request)
{
    mya_node_t *action = mya_xml_element(request->document->root, "action");
    const char *email = request->input ? mya_input_get(request->input, "email") : NULL;
    const char *next = sealed_next(request);

    mya_xml_set(action, "name", "sign-in");
    mya_xml_set(action, "href", mya_flow_href(request, "sign-in"));
    mya_xml_set(action, "label", mya_flow_text(request, "sign-in.button"));
    mya_xml_set(action, "token", sign_in_token(request));
    if (request->why->key && request->why->status != APR_SUCCESS) {
        mya_xml_element_text(action, "error", mya_flow_text(request, request->why->key));
    }
    if (request->mount->portal->accounts->login_is_email) {
        add_field(request, action, "email", "email", "sign-in.email", "username", email);
    }
    else {
        add_field(request, action, "email", "text", "sign-in.login", "username", email);
    }
    add_field(request, action, "password", "password", "sign-in.password", "current-password",
              NULL);
    if (next) {
        mya_node_t *keep = mya_xml_element(action, "keep");
        mya_xml_set(keep, "name", MYA_FORM_NEXT);
        mya_xml_set(keep, "value", next);
    }
}

static apr_status_t check_query(mya_request_t *request)
{
    const mya_pair_t *pairs = (const mya_pair_t *)(const void *)request->pairs->elts;
    int i;

    for (i = 0; i < request->pairs->nelts; ++i) {
        if (!strcmp(pairs[i].name, "signed-out")) {
            request->notice = "sign-in.signed-out";
        }
        else if (!strcmp(pairs[i].name, "lost")) {
            request->notice = "sign-in.lost";
            request->notice_kind = "info";
        }
        else if (strcmp(pairs[i].name, "next")) {
            return mya_result_tell(request->why, MYA_EBADREQUEST,
                                   "the sign-in page takes no such parameter");
        }
    }
    return APR_SUCCESS;
}

/* The page that was asked for; NULL: none. */
static const char *next_path(const mya_request_t *request)
{
    const char *next = sealed_next(request);

    return next ? mya_token_unseal(&request->mount->secret, request->mount->portal->name, next,
                                   request->pool)
                : NULL;
}

/* Where a sign-in leads: the page that was asked for, else home. */
static void go_on(mya_request_t *request)
{
    const char *next = next_path(request);

    request->answer.status = 303;
    request->answer.location = next ? next : mya_flow_href(request, "");
}

/* Who is sent here with a form shall know that it is not lost. */
static void tell_kept(mya_request_t *request)
{
    if (!request->notice && mya_flow_kept_id(request, next_path(request))) {
        request->notice = "sign-in.kept";
        request->notice_kind = "info";
    }
}

apr_status_t mya_flow_sign_in_document(mya_request_t *request)
{
    apr_status_t rv = check_query(request);

    if (rv != APR_SUCCESS) {
        return rv;
    }
    if (request->identity && request->method == MYA_GET) {
        go_on(request);
        return APR_SUCCESS;
    }
    tell_kept(request);
    mya_flow_frame(request, "sign-in", "sign-in", mya_flow_text(request, "sign-in.title"));
    add_sign_in_form(request);
    return APR_SUCCESS;
}

/* --- in --- */

apr_status_t mya_flow_sign_in_token(mya_request_t *request)
{
    mya_token_for_t what = { request->mount->portal->name, NULL, "sign-in", "" };
    const char *token = mya_input_get(request->input, MYA_FORM_TOKEN);

    what.session = request->cookie_before
                       ? mya_session_hash(request->cookie_before, request->pool)
                       : NULL;
    if (!what.session) {
        return mya_result_say(request->why, MYA_EREFUSED, "sign-in.cookie-missing", NULL,
                              "the cookie of the sign-in page did not come back");
    }
    if (mya_token_judge(&request->nonce, &request->mount->secret, token, &what, NULL, 0,
                        request->pool) != MYA_TOKEN_GOOD) {
        return mya_result_say(request->why, MYA_EREFUSED, "form.foreign", NULL,
                              "the token of the sign-in form was never ours");
    }
    return APR_SUCCESS;
}

void mya_flow_note(mya_request_t *request, mya_signin_t *signin)
{
    if (signin && signin->note) {
        request->server->log(request->server->baton, MYA_ECONFIG, signin->note);
        signin->note = NULL;
    }
}

/* What the person typed. */
static const char *typed(const mya_request_t *request, const char *name)
{
    const char *value = mya_input_get(request->input, name);

    return value ? value : "";
}

static apr_status_t prepare(mya_signin_t **signin, mya_request_t *request,
                            const mya_visit_t *visit)
{
    mya_db_conn_t *conn;
    apr_status_t rv = mya_db_open(&conn, request->db, request->why, request->pool);

    if (rv != APR_SUCCESS) {
        return rv;
    }
    rv = mya_schema_accept(request->db, conn, request->why, request->pool);
    if (rv == APR_SUCCESS) {
        rv = mya_signin_prepare(signin, conn, request->mount->portal, typed(request, "email"),
                                visit, request->why, request->pool);
        mya_flow_note(request, *signin);
    }
    mya_db_close(conn);
    return rv;
}

/* What this browser wrote before is the user's who has signed in now, and is shown for the customer
 * for which it was written. Its failure is no reason to turn anybody away. */
static void claim_kept(mya_request_t *request, mya_db_conn_t *conn, const mya_signin_t *signin,
                       const char *cookie)
{
    const mya_portal_t *portal = request->mount->portal;
    const char *id = mya_flow_kept_id(request, next_path(request));
    mya_result_t *quiet = mya_result_make(request->pool);
    mya_kept_t *kept = NULL;
    apr_status_t rv;

    if (!id) {
        return;
    }
    rv = mya_kept_claim(conn, portal, id, mya_flow_before(request), signin->user, quiet,
                        request->pool);
    if (rv == APR_SUCCESS) {
        rv = mya_kept_find(&kept, conn, portal, id, signin->user, request->now, quiet,
                           request->pool);
    }
    if (rv == APR_SUCCESS && kept && kept->customer) {
        rv = mya_session_return(conn, portal, signin->user,
                                mya_session_hash(cookie, request->pool), kept->customer, quiet,
                                request->pool);
    }
    if (rv != APR_SUCCESS) {
        request->server->log(request->server->baton, rv, quiet->detail);
    }
}

static apr_status_t finish(const char **cookie, mya_signin_t *signin, mya_request_t *request,
                           const mya_visit_t *visit)
{
    const char *old = request->identity ? request->identity->session : NULL;
    mya_db_conn_t *conn;
    apr_status_t rv = mya_db_open(&conn, request->db, request->why, request->pool);

    if (rv == APR_SUCCESS) {
        rv = mya_signin_finish(cookie, conn, request->mount->portal, signin, old, visit,
                               request->why, request->pool);
        mya_flow_note(request, signin);
        if (rv == APR_SUCCESS) {
            claim_kept(request, conn, signin, *cookie);
        }
        mya_db_close(conn);
    }
    return rv;
}

void mya_flow_know_device(mya_request_t *request, const char *user, const char *hash)
{
    const mya_mount_t *mount = request->mount;
    const mya_device_for_t whose = { mount->portal->name, user, hash };
    const char *cookie;

    if (mya_device_make(&cookie, &mount->secret, &whose, request->now, request->pool)
        == APR_SUCCESS) {
        mya_flow_cookie_for(request, mount->cookie_device, cookie, MYA_DEVICE_LIFE);
    }
}

/* --- the same form once more --- */

static apr_status_t ask(mya_signin_copy_e *what, const mya_signin_t *signin,
                        mya_request_t *request, const mya_visit_t *visit)
{
    mya_db_conn_t *conn;
    apr_status_t rv = mya_db_open(&conn, request->db, request->why, request->pool);

    if (rv == APR_SUCCESS) {
        rv = mya_signin_copy(what, conn, request->mount->portal, signin, visit, request->why,
                             request->pool);
        if (rv == APR_SUCCESS && *what == MYA_COPY_IN) {
            claim_kept(request, conn, signin, visit->form->cookie);
        }
        mya_db_close(conn);
    }
    return rv;
}

/* Who presses the button twice waits for what the first form comes to, without a connection and
 * without a hash. Not for ever: its process may have ended. */
static apr_status_t wait_for_first(mya_signin_copy_e *what, const mya_signin_t *signin,
                                   mya_request_t *request, const mya_visit_t *visit)
{
    apr_interval_time_t pause = apr_time_from_msec(20), left = COPY_WAIT;
    apr_status_t rv;

    while ((rv = ask(what, signin, request, visit)) == APR_SUCCESS && *what == MYA_COPY_OPEN
           && left > 0) {
        apr_sleep(pause);
        left -= pause;
        pause += pause / 2;
    }
    return rv;
}

/* A copy has the answer of the first, with the cookie of its session in *COOKIE. */
static apr_status_t follow_first(const char **cookie, mya_signin_t *signin, mya_request_t *request,
                                 const mya_visit_t *visit)
{
    mya_signin_copy_e what;
    apr_status_t rv = wait_for_first(&what, signin, request, visit);

    if (rv == APR_SUCCESS && what == MYA_COPY_WRONG) {
        rv = mya_result_say(request->why, MYA_EINVALID, "sign-in.wrong", NULL,
                            "a wrong e-mail or password, sent twice");
    }
    *cookie = rv == APR_SUCCESS && what == MYA_COPY_IN ? visit->form->cookie : NULL;
    return rv;
}

/* --- all together --- */

/* A guess that was counted and could not be judged is one that may be sent again. */
static void abandon(mya_request_t *request, const mya_visit_t *visit)
{
    mya_db_conn_t *conn;

    if (visit->form && mya_db_open(&conn, request->db, NULL, request->pool) == APR_SUCCESS) {
        mya_signin_abandon(conn, request->mount->portal, visit, request->pool);
        mya_db_close(conn);
    }
}

static apr_status_t judge(const char **cookie, mya_signin_t *signin, mya_request_t *request,
                          const mya_visit_t *visit)
{
    apr_status_t rv = mya_signin_verify(signin, typed(request, "password"), request->why,
                                        request->pool);

    if (rv == APR_SUCCESS) {
        rv = finish(cookie, signin, request, visit);
    }
    if (rv != APR_SUCCESS && rv != MYA_EINVALID) {
        abandon(request, visit);
    }
    if (rv == APR_SUCCESS) {
        mya_flow_know_device(request, signin->user, signin->fresh ? signin->fresh : signin->hash);
    }
    return rv;
}

static apr_status_t come_in(const char **cookie, mya_request_t *request)
{
    const char *email = mya_signin_email(typed(request, "email"), request->pool);
    mya_visit_t visit = mya_flow_visit(request);
    mya_signin_t *signin = NULL;
    mya_guess_form_t form;
    apr_status_t rv;

    visit.form = mya_flow_guess(&form, request, request->cookie_before, email,
                                typed(request, "password"))
                     ? &form
                     : NULL;
    rv = prepare(&signin, request, &visit);
    if (rv == APR_SUCCESS && signin->copy) {
        rv = follow_first(cookie, signin, request, &visit);
        if (rv != APR_SUCCESS || *cookie) {
            return rv;
        }
        visit.form = NULL;                 /* nobody knows what it came to: one more guess */
        rv = prepare(&signin, request, &visit);
    }
    return rv == APR_SUCCESS ? judge(cookie, signin, request, &visit) : rv;
}

apr_status_t mya_flow_sign_in_act(mya_request_t *request)
{
    static const char *const known[] = { "email", "password", MYA_FORM_TOKEN, MYA_FORM_NEXT, NULL };
    const char *cookie = NULL;
    apr_status_t rv = mya_flow_input_of(request, known);

    if (rv == APR_SUCCESS) {
        rv = come_in(&cookie, request);
    }
    if (rv == APR_SUCCESS) {
        mya_flow_cookie(request, request->mount->cookie, cookie);
        mya_flow_cookie(request, request->mount->cookie_before, NULL);
        go_on(request);
    }
    return rv;
}
