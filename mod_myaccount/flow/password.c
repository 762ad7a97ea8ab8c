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

/* By which it is known whether a form that was sent again wishes the same. The browser's cookie,
 * which is kept nowhere, hinders who has table and secret from trying passwords on it. */
static const char *content_of(const mya_request_t *request)
{
    static const char *const names[] = { "current", "new", "others" };
    const char *parts[] = { "password", request->cookie, request->nonce, "", "", "" };

    for (int i = 0; i < 3; i++) {
        const char *value = mya_input_get(request->input, names[i]);

        parts[3 + i] = value ? value : "";
    }
    return mya_seal_make(&request->mount->secret, parts, 6, request->pool);
}

static int is_same(const mya_request_t *request, const mya_outcome_t *outcome)
{
    return outcome->content && !strcmp(outcome->content, content_of(request));
}

/* A change on its way. */
typedef struct change_t {
    mya_signin_t *signin;
    const char *current;       /* as it was typed */
    const char *hash;          /* of the new one */
    const char *cookie;        /* of the session that goes on, if COME_TO is what happened */
    const mya_outcome_t *come_to;
} change_t;

/* What is told on the page behind the redirect, to the session that goes on: by a row of its own,
 * for that of the form's nonce is the session's that has ended. */
static apr_status_t keep_notice(mya_outcome_t *outcome, mya_request_t *request,
                                mya_db_conn_t *conn, const char *cookie)
{
    const mya_outcome_t notice = { .page = "", .notice = "password.changed" };
    const char *portal = request->mount->portal->name, *nonce;
    apr_status_t rv;

    if (mya_crypto_token(&nonce, NONCE_BYTES, request->pool) != APR_SUCCESS) {
        return mya_result_tell(request->why, MYA_EUNAVAILABLE, "the system gives no random bytes");
    }
    rv = mya_once_take(conn, portal, nonce, mya_session_hash(cookie, request->pool), request->now,
                       request->why, request->pool);
    outcome->page = apr_pstrcat(request->pool, "?done=", nonce, NULL);
    return rv == APR_SUCCESS ? mya_once_keep(conn, portal, nonce, &notice, request->why,
                                             request->pool)
                             : rv;
}

static apr_status_t change_in(mya_outcome_t *outcome, mya_request_t *request, mya_db_conn_t *conn,
                              void *baton)
{
    const char *others = mya_input_get(request->input, "others");
    const mya_visit_t visit = mya_flow_visit(request);
    change_t *change = baton;
    apr_status_t rv = mya_password_change(&change->cookie, conn, request->mount->portal,
                                          change->signin, request->identity, change->hash,
                                          others && !strcmp(others, "1"), &visit, request->why,
                                          request->pool);

    outcome->content = content_of(request);
    change->come_to = outcome;
    return rv == APR_SUCCESS ? keep_notice(outcome, request, conn, change->cookie) : rv;
}

/* An identical form may have been done while this one's hash was computed: then the current
 * password looks wrong here, and is not. */
static apr_status_t finish(mya_outcome_t **outcome, mya_request_t *request, change_t *change)
{
    mya_db_conn_t *conn;
    apr_status_t rv = mya_db_open(&conn, request->db, request->why, request->pool);

    if (rv != APR_SUCCESS) {
        mya_flow_unjudged(request, change->signin, change->current);
        return rv;
    }
    rv = mya_flow_once_find(outcome, request, conn, request->nonce);
    if (rv == APR_SUCCESS && !*outcome) {
        rv = mya_flow_verified(request, conn, change->signin, change->current);
        if (rv == APR_SUCCESS) {
            rv = mya_flow_once(outcome, request, conn, request->nonce, change_in, change);
        }
    }
    mya_db_close(conn);
    return rv;
}

/* A wrong guess costs one hash, not two. */
static apr_status_t change(mya_outcome_t **outcome, mya_request_t *request, change_t *change,
                           const char *fresh)
{
    apr_status_t rv = mya_flow_verify(&change->signin, outcome, request, change->current);

    if (rv != APR_SUCCESS || *outcome) {
        return rv;
    }
    if (change->signin->good) {
        rv = mya_password_hash(&change->hash, fresh, request->why, request->pool);
    }
    if (rv != APR_SUCCESS) {
        mya_flow_unjudged(request, change->signin, change->current);
    }
    return rv == APR_SUCCESS ? finish(outcome, request, change) : rv;
}

/* The cookie of the session that goes on is for whoever has made it, and for no copy. */
static void hand_out(mya_request_t *request, const mya_outcome_t *outcome, const change_t *change)
{
    if (change->come_to && !strcmp(outcome->page, change->come_to->page)) {
        mya_flow_cookie(request, request->mount->cookie, change->cookie);
        mya_flow_know_device(request, change->signin->user, change->hash);
    }
    mya_flow_once_answer(request, request->nonce, outcome);
}

apr_status_t mya_flow_password_again(mya_request_t *request)
{
    mya_outcome_t *outcome;
    apr_status_t rv = mya_flow_once_late(&outcome, request);

    if (rv == APR_SUCCESS && outcome && is_same(request, outcome)) {
        mya_flow_once_answer(request, "", outcome);
    }
    return rv;
}

apr_status_t mya_flow_password_act(mya_request_t *request)
{
    static const char *const known[] = { "email", "current", "new", "others", MYA_FORM_TOKEN,
                                         NULL };
    const char *current = mya_input_get(request->input, "current");
    const char *fresh = mya_input_get(request->input, "new");
    change_t wanted = { .current = current };
    mya_outcome_t *outcome = NULL;
    apr_status_t rv = mya_flow_input_of(request, known);

    if (rv == APR_SUCCESS && (!current || !*current)) {
        rv = mya_result_say(request->why, MYA_EINVALID, "confirm.missing", "current",
                            "the current password was not given");
    }
    if (rv == APR_SUCCESS) {
        rv = judge_new(request, current, fresh ? fresh : "");
    }
    if (rv == APR_SUCCESS) {
        rv = change(&outcome, request, &wanted, fresh);
    }
    if (rv == APR_SUCCESS && !is_same(request, outcome)) {
        rv = mya_result_tell(request->why, MYA_ECONFLICT,
                             "the form of a new password was sent again with another one");
    }
    if (rv == APR_SUCCESS) {
        hand_out(request, outcome, &wanted);
    }
    return rv;
}
