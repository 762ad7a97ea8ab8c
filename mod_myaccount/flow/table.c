/* SPDX-License-Identifier: Apache-2.0 */
/* flow/table.c: THE TABLE. Which steps a request takes, by kind of route and method
 *
 *   resolve ─► identify ─► authorise ─► layout ─► body
 *           ─► validate ─► act ─► read ─► document ─► send
 *
 * Resolve comes first and is pure: it finds the kind of route, and the kind says which identity is
 * wanted. Authorise comes before the body. No step holds a connection when it ends.
 */
#include "flow/table.h"

#include <assert.h>

#include "flow/steps.h"
#include "form/input.h"

typedef struct step_t {
    const char *name;
    mya_flow_step_fn run;
} step_t;

#define STEPS_MAX 10

typedef struct row_t {
    mya_route_e kind;
    mya_method_e method;
    step_t steps[STEPS_MAX];
} row_t;

#define IDENTIFY  { "identify", mya_flow_identify }
#define AUTHORISE { "authorise", mya_flow_authorise }
#define LAYOUT    { "layout", mya_flow_layout }
#define BODY      { "body", mya_flow_body }
#define TOKEN     { "token", mya_flow_token }
#define SHOW      { "show", mya_flow_show }

static const row_t table[] = {
    { MYA_ROUTE_PAGE, MYA_GET,
      { IDENTIFY, AUTHORISE, LAYOUT, { "read", mya_flow_page_read },
        { "document", mya_flow_page_document }, SHOW } },
    { MYA_ROUTE_ACTION, MYA_GET,
      { IDENTIFY, AUTHORISE, LAYOUT, { "kept", mya_flow_kept_read },
        { "read", mya_flow_action_read }, { "document", mya_flow_action_document },
        { "keep", mya_flow_kept_document }, SHOW } },
    { MYA_ROUTE_ACTION, MYA_POST,
      { IDENTIFY, { "keep", mya_flow_keep }, AUTHORISE, BODY, TOKEN,
        { "kept", mya_flow_kept_sent }, { "validate", mya_flow_action_validate },
        { "review", mya_flow_action_review },
        { "confirm", mya_flow_confirm }, { "act", mya_flow_action_act } } },
    { MYA_ROUTE_FRAGMENT, MYA_GET,
      { { "marker", mya_flow_fragment_marker }, IDENTIFY, AUTHORISE,
        { "read", mya_flow_page_read }, { "document", mya_flow_page_document },
        { "show", mya_flow_fragment_show } } },
    { MYA_ROUTE_EXPORT, MYA_GET, { IDENTIFY, AUTHORISE, { "export", mya_flow_export } } },
    { MYA_ROUTE_ASSET, MYA_GET, { { "asset", mya_flow_asset } } },
    { MYA_ROUTE_HEALTH, MYA_GET, { { "health", mya_flow_health } } },
    { MYA_ROUTE_HOME, MYA_GET, { IDENTIFY, { "home", mya_flow_home } } },
    { MYA_ROUTE_SIGN_IN, MYA_GET,
      { IDENTIFY, LAYOUT, { "document", mya_flow_sign_in_document }, SHOW } },
    { MYA_ROUTE_SIGN_IN, MYA_POST,
      { IDENTIFY, BODY, { "token", mya_flow_sign_in_token },
        { "sign in", mya_flow_sign_in_act } } },
    { MYA_ROUTE_SIGN_OUT, MYA_GET,
      { IDENTIFY, { "member", mya_flow_signed_in }, LAYOUT,
        { "document", mya_flow_button_document }, SHOW } },
    { MYA_ROUTE_SIGN_OUT, MYA_POST,
      { IDENTIFY, { "again", mya_flow_sign_out_again }, { "member", mya_flow_signed_in }, BODY,
        TOKEN, { "sign out", mya_flow_sign_out_act } } },
    { MYA_ROUTE_PASSWORD, MYA_GET,
      { IDENTIFY, { "member", mya_flow_signed_in }, LAYOUT,
        { "document", mya_flow_password_document }, SHOW } },
    { MYA_ROUTE_PASSWORD, MYA_POST,
      { IDENTIFY, { "again", mya_flow_password_again }, { "member", mya_flow_signed_in }, BODY,
        TOKEN, { "change", mya_flow_password_act } } },
    { MYA_ROUTE_SWITCH, MYA_GET,
      { IDENTIFY, { "member", mya_flow_signed_in }, LAYOUT,
        { "document", mya_flow_button_document }, SHOW } },
    { MYA_ROUTE_SWITCH, MYA_POST,
      { IDENTIFY, { "member", mya_flow_signed_in }, BODY, TOKEN,
        { "switch", mya_flow_switch_act } } },
    /* a part of the site that is not ours: it is only said who it is */
    { MYA_ROUTE_GUARD, MYA_GET, { IDENTIFY, { "member", mya_flow_signed_in } } },
};

static const row_t *find(mya_route_e kind, mya_method_e method)
{
    apr_size_t i;

    for (i = 0; i < sizeof(table) / sizeof(table[0]); ++i) {
        if (table[i].kind == kind && table[i].method == method) {
            return &table[i];
        }
    }
    return NULL;
}

static apr_status_t walk_row(mya_request_t *request, const row_t *row)
{
    int i;

    for (i = 0; i < STEPS_MAX && row->steps[i].run; ++i) {
        apr_status_t rv = row->steps[i].run(request);
        if (rv != APR_SUCCESS || request->answer.status) {
            return rv;
        }
    }
    return APR_SUCCESS;
}

static apr_status_t walk(mya_request_t *request)
{
    const row_t *row;
    apr_status_t rv;

    if ((rv = mya_flow_resolve(request)) != APR_SUCCESS || request->answer.status) {
        return rv;
    }
    row = find(request->route, request->method);
    if (!row) {
        apr_table_setn(request->answer.headers, "Allow",
                       find(request->route, MYA_POST)
                           ? (find(request->route, MYA_GET) ? "GET, HEAD, POST" : "POST")
                           : "GET, HEAD");
        return mya_result_tell(request->why, MYA_EMETHOD, "method not allowed here");
    }
    return walk_row(request, row);
}

apr_status_t mya_flow_guard(mya_request_t *request)
{
    request->route = MYA_ROUTE_GUARD;
    request->pairs = apr_array_make(request->pool, 1, sizeof(mya_pair_t));
    return walk_row(request, find(MYA_ROUTE_GUARD, MYA_GET));
}

apr_status_t mya_flow_run(mya_request_t *request)
{
    apr_status_t rv;

    mya_flow_policy_begin(request);
    rv = walk(request);
    if (rv != APR_SUCCESS) {
        rv = mya_flow_answer(request, rv);
    }
    mya_flow_policy_end(request);
    return rv;
}

const char *mya_flow_fragment(mya_request_t *parent, const char *path)
{
    mya_request_t *request = mya_flow_fragment_request(parent, path);

    /* of a page whose time is over nothing is asked any more, which its own line in the log says */
    if (parent->why->status == MYA_ESLOW && mya_db_late(parent->db)) {
        return "";
    }
    if (walk(request) != APR_SUCCESS) {
        return mya_flow_fragment_failed(request);
    }
    return mya_flow_fragment_bytes(request);
}

const char *const *mya_flow_steps(mya_route_e kind, mya_method_e method, apr_pool_t *pool)
{
    const row_t *row = find(kind, method);
    const char **names;
    int i;

    if (!row) {
        return NULL;
    }
    names = apr_pcalloc(pool, (STEPS_MAX + 2) * sizeof(*names));
    names[0] = "resolve";
    for (i = 0; i < STEPS_MAX && row->steps[i].run; ++i) {
        names[i + 1] = row->steps[i].name;
    }
    return names;
}
