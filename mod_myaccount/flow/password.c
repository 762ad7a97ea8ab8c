/* SPDX-License-Identifier: Apache-2.0 */
/* flow/password.c: the page on which somebody who is signed in chooses a new password (PW3 to PW6)
 *
 * What is wrong with the new one is said before the current one is looked at, for that costs a hash
 * and an attempt.
 */
#include "flow/steps.h"

#include <string.h>

#include <apr_strings.h>

#include "access/password.h"
#include "access/password_change.h"
#include "access/password_rules.h"
#include "base/crypto.h"
#include "data/once.h"
#include "form/input.h"
#include "view/text.h"

#define NONCE_BYTES 16

/* A text of a password, which may name {min} and {max}. */
static const char *say(const mya_request_t *request, const char *key)
{
    const mya_text_arg_t args[] = { { "min", NULL, request->mount->password_least },
                                    { "max", NULL, MYA_PASSWORD_BYTES } };

    return mya_text(request->mount->portal, request->lang, key, args, 2, request->pool);
}

/* --- the form --- */

/* The field that is at fault; NULL: none, or the whole. */
static const char *fault_at(const mya_request_t *request)
{
    const mya_result_t *why = request->why;

    if (why->status != MYA_EINVALID && why->status != MYA_ETOOMANY
        && !mya_flow_is_busy(request, why->status)) {
        return NULL;
    }
    return why->field ? why->field : "current";
}

static mya_node_t *add_field(const mya_request_t *request, mya_node_t *action, const char *name,
                             const char *type, const char *autocomplete)
{
    const char *at = fault_at(request);
    mya_node_t *field = mya_xml_element(action, "field");

    mya_xml_set(field, "name", name);
    mya_xml_set(field, "type", type);
    mya_xml_set(field, "label", say(request, apr_pstrcat(request->pool, "password.", name, NULL)));
    mya_xml_set(field, "autocomplete", autocomplete);
    if (at && !strcmp(at, name)) {
        mya_xml_set(field, "error", say(request, request->why->key));
    }
    return field;
}

static void add_summary(const mya_request_t *request, mya_node_t *action)
{
    const char *at = fault_at(request);
    mya_node_t *error, *fault;

    if (!at) {
        return;
    }
    error = mya_xml_element(action, "error");
    mya_xml_set(error, "title", mya_flow_text(request, "form.summary"));
    fault = mya_xml_element_text(error, "fault", say(request, request->why->key));
    mya_xml_set(fault, "field", at);
    mya_xml_set(fault, "href", apr_pstrcat(request->pool, "#field-", at, NULL));
}

/* The e-mail tells a password manager whose password it is. */
static void add_fields(const mya_request_t *request, mya_node_t *action)
{
    const char *others = request->input ? mya_input_get(request->input, "others") : "1";
    const int is_email = request->mount->portal->accounts->login_is_email;
    mya_node_t *field = add_field(request, action, "email", is_email ? "email" : "text",
                                  "username");

    if (!is_email) {
        mya_xml_set(field, "label", mya_flow_text(request, "sign-in.login"));
    }
    mya_xml_set(field, "value", request->identity->login);
    mya_xml_set(field, "readonly", "yes");
    field = add_field(request, action, "current", "password", "current-password");
    mya_xml_set(field, "required", "yes");
    field = add_field(request, action, "new", "password", "new-password");
    mya_xml_set(field, "required", "yes");
    mya_xml_set_int(field, "minlength", request->mount->password_least);
    mya_xml_set(field, "help", say(request, "password.help"));
    field = add_field(request, action, "others", "boolean", NULL);
    mya_xml_set(field, "value", others ? others : "0");
    mya_xml_set(field, "help", say(request, "password.others-help"));
}

apr_status_t mya_flow_password_document(mya_request_t *request)
{
    mya_node_t *action;

    if (request->pairs->nelts > 0) {
        return mya_result_tell(request->why, MYA_EBADREQUEST,
                               "the page for passwords takes no query");
    }
    mya_flow_frame(request, "action", "password", mya_flow_text(request, "password.title"));
    action = mya_xml_element(request->document->root, "action");
    mya_xml_set(action, "name", "password");
    mya_xml_set(action, "href", mya_flow_href(request, "password"));
    mya_xml_set(action, "label", mya_flow_text(request, "password.button"));
    mya_xml_set(action, "token", mya_flow_token_for(request, "password"));
    mya_xml_set(action, "cancel", mya_flow_href(request, ""));
    add_summary(request, action);
    add_fields(request, action);
    return APR_SUCCESS;
}

/* --- what was sent --- */

/* What everybody could guess who knows the site and the person. */
static const char *const *own_words(const mya_request_t *request)
{
    const mya_identity_t *who = request->identity;
    const mya_mount_t *mount = request->mount;
    apr_array_header_t *words = apr_array_make(request->pool, 8, sizeof(const char *));

    for (int i = 0; mount->origins[i]; i++) {
        APR_ARRAY_PUSH(words, const char *) = mount->origins[i];
    }
    for (int i = 0; i < who->nmemberships; i++) {
        APR_ARRAY_PUSH(words, const char *) = who->memberships[i].name;
    }
    APR_ARRAY_PUSH(words, const char *) = mount->portal->name;
    APR_ARRAY_PUSH(words, const char *) = who->name;
    APR_ARRAY_PUSH(words, const char *) = who->email;
    APR_ARRAY_PUSH(words, const char *) = NULL;
    return (const char *const *)(const void *)words->elts;
}

static apr_status_t judge_new(mya_request_t *request, const char *current, const char *fresh)
{
    const mya_password_rules_t rules = {
        .common = request->mount->common, .own = own_words(request),
        .least = request->mount->password_least, .breached = request->mount->breached,
    };
    apr_status_t rv = mya_password_choose(fresh, &rules, request->why, request->pool);

    if (rv == APR_SUCCESS && !strcmp(current, fresh)) {
        rv = mya_result_say(request->why, MYA_EINVALID, "password.same", NULL,
                            "the new password is the current one");
    }
    if (rv == MYA_EINVALID) {
        request->why->field = "new";
    }
    return rv;
}

/* What is told on the page behind the redirect. It is not worth failing for. */
static void keep_notice(mya_request_t *request, mya_db_conn_t *conn, const char *cookie)
{
    const mya_outcome_t outcome = { "", "password.changed", NULL };
    const char *session = mya_session_hash(cookie, request->pool);
    const char *portal = request->mount->portal->name;
    const char *nonce;

    if (mya_crypto_token(&nonce, NONCE_BYTES, request->pool) == APR_SUCCESS
        && mya_db_begin(conn, NULL, request->pool) == APR_SUCCESS
        && mya_once_take(conn, portal, nonce, session, request->now, NULL, request->pool)
               == APR_SUCCESS
        && mya_once_keep(conn, portal, nonce, &outcome, NULL, request->pool) == APR_SUCCESS
        && mya_db_commit(conn, NULL, request->pool) == APR_SUCCESS) {
        request->done = nonce;
    }
}

static apr_status_t finish(const char **cookie, mya_request_t *request, const mya_signin_t *signin,
                           const char *hash)
{
    const char *others = mya_input_get(request->input, "others");
    const mya_visit_t visit = mya_flow_visit(request);
    mya_db_conn_t *conn;
    apr_status_t rv = mya_db_open(&conn, request->db, request->why, request->pool);

    if (rv == APR_SUCCESS) {
        rv = mya_password_change(cookie, conn, request->mount->portal, signin, request->identity,
                                 hash, others && !strcmp(others, "1"), &visit, request->why,
                                 request->pool);
        if (rv == APR_SUCCESS) {
            keep_notice(request, conn, *cookie);
        }
        mya_db_close(conn);
    }
    return rv;
}

/* A wrong guess costs one hash, not two. */
static apr_status_t change(const char **cookie, mya_request_t *request, const char *current,
                           const char *fresh)
{
    mya_signin_t *signin = NULL;
    const char *hash = NULL;
    apr_status_t rv = mya_flow_verify(&signin, request, current);

    if (rv == APR_SUCCESS && signin->good) {
        rv = mya_password_hash(&hash, fresh, request->why, request->pool);
    }
    if (rv == APR_SUCCESS) {
        rv = finish(cookie, request, signin, hash);
    }
    if (rv == APR_SUCCESS) {
        mya_flow_know_device(request, signin->user, hash);
    }
    return rv;
}

apr_status_t mya_flow_password_act(mya_request_t *request)
{
    static const char *const known[] = { "email", "current", "new", "others", MYA_FORM_TOKEN,
                                         NULL };
    const char *current = mya_input_get(request->input, "current");
    const char *fresh = mya_input_get(request->input, "new");
    const char *cookie = NULL;
    apr_status_t rv = mya_flow_input_of(request, known);

    if (rv == APR_SUCCESS && (!current || !*current)) {
        rv = mya_result_say(request->why, MYA_EINVALID, "confirm.missing", "current",
                            "the current password was not given");
    }
    if (rv == APR_SUCCESS) {
        rv = judge_new(request, current, fresh ? fresh : "");
    }
    if (rv == APR_SUCCESS) {
        rv = change(&cookie, request, current, fresh);
    }
    if (rv == APR_SUCCESS) {
        mya_flow_cookie(request, request->mount->cookie, cookie);
        mya_flow_see_other(request, request->done ? apr_pstrcat(request->pool, "?done=",
                                                                request->done, NULL)
                                                  : "");
    }
    return rv;
}
