/* SPDX-License-Identifier: Apache-2.0 */
/* flow/sign_in.c: the sign-in page, its form, and where it leads */
#include "flow/steps.h"

#include <string.h>

#include <apr_strings.h>

#include "access/session.h"
#include "base/crypto.h"
#include "form/input.h"

#define COOKIE_BYTES 32

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

const char *mya_flow_wanted(const mya_request_t *request)
{
    const char *next = sealed_next(request);

    return next ? mya_token_unseal(&request->mount->secret, request->mount->portal->name, next,
                                   request->pool)
                : NULL;
}

void mya_flow_go_on(mya_request_t *request)
{
    const char *next = mya_flow_wanted(request);

    request->answer.status = 303;
    request->answer.location = next ? next : mya_flow_href(request, "");
}

/* Who is sent here with a form shall know that it is not lost. */
static void tell_kept(mya_request_t *request)
{
    if (!request->notice && mya_flow_kept_id(request, mya_flow_wanted(request))) {
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
        mya_flow_go_on(request);
        return APR_SUCCESS;
    }
    tell_kept(request);
    mya_flow_frame(request, "sign-in", "sign-in", mya_flow_text(request, "sign-in.title"));
    add_sign_in_form(request);
    return APR_SUCCESS;
}

/* --- its form --- */

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
