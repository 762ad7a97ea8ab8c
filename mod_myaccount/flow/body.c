/* SPDX-License-Identifier: Apache-2.0 */
/* flow/body.c: the layout, and what was posted: its origin, its bytes, its token */
#include "flow/steps.h"

#include <string.h>

#include <apr_strings.h>

#include "form/input.h"

#define KNOWN_MAX 5     /* fields of one of the engine's own forms */

apr_status_t mya_flow_layout(mya_request_t *request)
{
    if (!request->layout) {
        request->layout = request->server->layout(request->server->baton, request->lang);
    }
    return APR_SUCCESS;
}

static const char *header(const mya_request_t *request, const char *name)
{
    return request->server->header(request->server->baton, name);
}

/* CS2: beside the token, a browser that says that another site sent this is believed. */
static apr_status_t check_origin(mya_request_t *request)
{
    const char *site = header(request, "Sec-Fetch-Site");
    const char *origin = header(request, "Origin");
    int i;

    if (site && !strcasecmp(site, "cross-site")) {
        return mya_result_say(request->why, MYA_EREFUSED, "form.foreign", NULL,
                              "posted from another site");
    }
    for (i = 0; origin && request->mount->origins[i]; ++i) {
        if (!strcasecmp(origin, request->mount->origins[i])) {
            origin = NULL;
        }
    }
    return origin ? mya_result_say(request->why, MYA_EREFUSED, "form.foreign", NULL,
                                   "posted from an origin that MyAccountBaseURL does not name")
                  : APR_SUCCESS;
}

static int is_form_type(const char *type)
{
    static const char form[] = "application/x-www-form-urlencoded";
    apr_size_t len = sizeof(form) - 1;

    return type && !strncasecmp(type, form, len)
           && (type[len] == '\0' || type[len] == ';' || type[len] == ' ');
}

/* HP1: what stands in the query would be read by some and not by others. Forms are posted to
 * plain addresses. */
static apr_status_t refuse_query(mya_request_t *request)
{
    return request->pairs->nelts > 0
               ? mya_result_tell(request->why, MYA_EBADREQUEST, "a form was posted with a query")
               : APR_SUCCESS;
}

/* Is it the form of an action about rows of a list, which has more to say? */
static int is_about_rows(const mya_request_t *request)
{
    const mya_action_t *action = request->route == MYA_ROUTE_ACTION ? request->match.action : NULL;

    return action && action->list && action->rows != MYA_ROWS_ONE;
}

apr_status_t mya_flow_body(mya_request_t *request)
{
    const char *bytes;
    apr_size_t len;
    apr_status_t rv;

    if ((rv = check_origin(request)) != APR_SUCCESS
        || (rv = refuse_query(request)) != APR_SUCCESS) {
        return rv;
    }
    if (!is_form_type(header(request, "Content-Type"))) {
        return mya_result_tell(request->why, MYA_ETYPE, "the body is no urlencoded form");
    }
    rv = request->server->body(request->server->baton, &bytes, &len, MYA_INPUT_BODY,
                               request->why);
    if (rv != APR_SUCCESS) {
        return rv;
    }
    return is_about_rows(request)
               ? mya_input_read_rows(&request->input, bytes, len, request->why, request->pool)
               : mya_input_read(&request->input, bytes, len, request->why, request->pool);
}

apr_status_t mya_flow_input_of(const mya_request_t *request, const char *const *known)
{
    const mya_pair_t *pairs = (const mya_pair_t *)(const void *)request->input->elts;
    int seen[KNOWN_MAX] = { 0 };
    int i, j;

    for (i = 0; i < request->input->nelts; ++i) {
        for (j = 0; known[j] && strcmp(pairs[i].name, known[j]); ++j) {
        }
        if (!known[j] || seen[j]++) {
            return mya_result_tell(request->why, MYA_EBADREQUEST,
                                   "an unknown or doubled parameter in the form of %s",
                                   mya_route_name(request->route));
        }
    }
    return APR_SUCCESS;
}

static const char **customer_keys(const mya_request_t *request, int *n)
{
    const mya_identity_t *who = request->identity;
    const char **keys = apr_pcalloc(request->pool,
                                    ((apr_size_t)who->nmemberships + 1) * sizeof(*keys));

    for (*n = 0; *n < who->nmemberships; ++*n) {
        keys[*n] = who->memberships[*n].customer;
    }
    return keys;
}

const char *mya_flow_token_customer(const mya_request_t *request, const char *path)
{
    const char *customer = request->env->customer;

    return customer && strcmp(path, "sign-out") != 0 && strcmp(path, "password") != 0 ? customer
                                                                                      : "";
}

apr_status_t mya_flow_token(mya_request_t *request)
{
    mya_token_for_t what = { request->mount->portal->name, request->identity->session,
                             request->path, mya_flow_token_customer(request, request->path) };
    int n, again = 0;
    const char **keys = customer_keys(request, &n);
    apr_status_t rv = APR_SUCCESS;

    switch (mya_token_judge(&request->nonce, &request->mount->secret,
                            mya_input_get(request->input, MYA_FORM_TOKEN), &what, keys, n,
                            request->pool)) {
    case MYA_TOKEN_GOOD:
        return APR_SUCCESS;
    case MYA_TOKEN_OTHER_CUSTOMER:
        if (request->route == MYA_ROUTE_SWITCH) {
            rv = mya_flow_switch_asked(&again, request);
        }
        return rv != APR_SUCCESS || again
                   ? rv
                   : mya_result_say(request->why, MYA_ECONFLICT, "form.other-customer", NULL,
                                    "the form was opened for another customer");
    case MYA_TOKEN_NEVER_OURS:
    default:
        return mya_result_say(request->why, MYA_EREFUSED, "form.foreign", NULL,
                              "the form's token was never ours");
    }
}
