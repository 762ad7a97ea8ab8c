/* SPDX-License-Identifier: Apache-2.0 */
/* flow/kept.c: a form that outlives its session (CS4)
 *
 * Who posts a form after the session has ended is led to sign-in, and finds everything as it was
 * written afterwards; nothing of it was executed, and it must be sent again. Passwords are never
 * kept. The address that leads there is sealed in next=, and has the id of what was kept in its
 * query.
 */
#include "flow/steps.h"

#include <string.h>

#include <apr_strings.h>

#include "access/kept.h"
#include "access/session.h"
#include "form/input.h"
#include "portal/address.h"

#define ID MYA_FLOW_KEPT "="

/* --- kept --- */

/* Of our own names only what says what was seen, and which rows it is about: never a password. */
static int is_content(const char *name)
{
    return strncmp(name, MYA_FORM_OWN, sizeof(MYA_FORM_OWN) - 1) != 0
           || !strcmp(name, MYA_FORM_SEEN) || !strcmp(name, "mya.row");
}

/* What a browser must not remember either is not kept: passwords, codes, numbers of cards. */
static int is_secret(const mya_action_t *action, const char *name)
{
    int i;

    for (i = 0; i < action->nfields; ++i) {
        const mya_field_t *field = &action->fields[i];
        const apr_size_t len = strlen(field->name);

        if (field->autocomplete && !strncmp(name, field->name, len)
            && (!name[len] || name[len] == '.')
            && (strstr(field->autocomplete, "password") || strstr(field->autocomplete, "one-time")
                || !strncmp(field->autocomplete, "cc-", 3))) {
            return 1;
        }
    }
    return 0;
}

static apr_array_header_t *content_pairs(const mya_request_t *request)
{
    const mya_pair_t *pairs = (const mya_pair_t *)(const void *)request->input->elts;
    apr_array_header_t *content = apr_array_make(request->pool, request->input->nelts + 1,
                                                 sizeof(mya_pair_t));
    int i;

    for (i = 0; i < request->input->nelts; ++i) {
        if (is_content(pairs[i].name) && !is_secret(request->match.action, pairs[i].name)) {
            *(mya_pair_t *)apr_array_push(content) = pairs[i];
        }
    }
    return content;
}

static const char *encode(const apr_array_header_t *pairs, apr_pool_t *pool)
{
    apr_array_header_t *pieces = apr_array_make(pool, pairs->nelts + 1, sizeof(const char *));
    int i;

    for (i = 0; i < pairs->nelts; ++i) {
        const mya_pair_t *pair = &APR_ARRAY_IDX(pairs, i, mya_pair_t);

        APR_ARRAY_PUSH(pieces, const char *) =
            apr_pstrcat(pool, mya_address_segment(pair->name, pool), "=",
                        mya_address_segment(pair->value, pool), NULL);
    }
    return apr_array_pstrcat(pool, pieces, '&');
}

/* Is PAIRS a form of this action? What its fields hold is judged again when it is shown, and then
 * for the roles of whoever is there. */
static apr_status_t judge(mya_form_t **form, mya_request_t *request,
                          const apr_array_header_t *pairs, mya_roles_t roles, mya_result_t *why)
{
    mya_env_t *env = apr_pmemdup(request->pool, request->env, sizeof(*env));
    apr_status_t rv;

    env->roles |= roles;
    rv = mya_form_read(form, request->match.action, pairs, env, request->format, why,
                       request->pool);
    return rv == MYA_EINVALID ? APR_SUCCESS : rv;
}

/* The form of a session that is over must have been that session's; of nobody known, anybody's who
 * did not come from another site. */
static int is_own_form(const mya_request_t *request, const char *session, const mya_kept_t *kept)
{
    mya_token_for_t what = { request->mount->portal->name, session, request->path,
                             kept->customer ? kept->customer : "" };
    const char *nonce;

    return !kept->user
           || mya_token_judge(&nonce, &request->mount->secret,
                              mya_input_get(request->input, MYA_FORM_TOKEN), &what, NULL, 0,
                              request->pool) == MYA_TOKEN_GOOD;
}

static apr_status_t store(mya_request_t *request, mya_kept_t *kept, mya_db_conn_t *conn,
                          mya_result_t *why)
{
    const mya_portal_t *portal = request->mount->portal;
    const char *session = mya_session_hash(request->cookie, request->pool);
    const char *before = mya_flow_before(request);
    const mya_visit_t visit = mya_flow_visit(request);
    apr_status_t rv = session ? mya_kept_holder(kept, conn, portal, session, why, request->pool)
                              : APR_SUCCESS;

    if (rv != APR_SUCCESS || !before || !is_own_form(request, session, kept)) {
        return rv;
    }
    return mya_kept_keep(&request->kept, conn, portal, kept, before, &visit, why, request->pool);
}

/* That it could not be kept is told on the sign-in page; it is no reason to keep anybody from
 * there. */
static void keep(mya_request_t *request, const apr_array_header_t *pairs)
{
    mya_result_t *why = mya_result_make(request->pool);
    mya_kept_t kept = { NULL, NULL, request->path, encode(pairs, request->pool) };
    mya_db_conn_t *conn;
    apr_status_t rv = mya_db_open(&conn, request->db, why, request->pool);

    if (rv == APR_SUCCESS) {
        rv = store(request, &kept, conn, why);
        mya_db_close(conn);
    }
    if (rv != APR_SUCCESS) {
        request->server->log(request->server->baton, rv,
                             apr_pstrcat(request->pool, "a form whose session was over is lost: ",
                                         why->detail, NULL));
    }
    request->lost = !request->kept;
}

apr_status_t mya_flow_keep(mya_request_t *request)
{
    apr_array_header_t *pairs;
    mya_form_t *form;
    apr_status_t rv;

    if (request->identity) {
        return APR_SUCCESS;
    }
    rv = mya_flow_body(request);
    if (rv != APR_SUCCESS) {
        return rv;
    }
    pairs = content_pairs(request);
    rv = judge(&form, request, pairs, ~(mya_roles_t)0, request->why);
    if (rv != APR_SUCCESS) {
        return rv;
    }
    if (request->match.action->nfields > 0) {
        keep(request, pairs);
    }
    return mya_flow_signed_in(request);
}

/* --- sign-in --- */

const char *mya_flow_kept_id(const mya_request_t *request, const char *path)
{
    const char *query = path ? strchr(path, '?') : NULL;

    return query && !strncmp(query + 1, ID, sizeof(ID) - 1)
               ? apr_pstrdup(request->pool, query + sizeof(ID))
               : NULL;
}

/* --- shown again --- */

/* Take the id out of PAIRS; NULL if there is none. */
static const char *take(apr_array_header_t **pairs, apr_pool_t *pool)
{
    apr_array_header_t *rest = apr_array_make(pool, (*pairs)->nelts + 1, sizeof(mya_pair_t));
    const char *id = NULL;
    int i;

    for (i = 0; i < (*pairs)->nelts; ++i) {
        const mya_pair_t *pair = &APR_ARRAY_IDX(*pairs, i, mya_pair_t);

        if (!id && !strcmp(pair->name, MYA_FLOW_KEPT)) {
            id = pair->value;
        }
        else {
            *(mya_pair_t *)apr_array_push(rest) = *pair;
        }
    }
    *pairs = rest;
    return id;
}

static apr_status_t find(mya_kept_t **kept, mya_request_t *request, const char *id)
{
    mya_db_conn_t *conn;
    apr_status_t rv = mya_db_open(&conn, request->db, request->why, request->pool);

    if (rv == APR_SUCCESS) {
        rv = mya_kept_find(kept, conn, request->mount->portal, id, request->identity->user,
                           request->now, request->why, request->pool);
        mya_db_close(conn);
    }
    return rv;
}

/* A form that the definition, or the person's role, has no place for any more is not shown. What
 * was kept had come within the limits of its form. */
static mya_form_t *fill(mya_request_t *request, const mya_kept_t *kept)
{
    mya_result_t *quiet = mya_result_make(request->pool);
    apr_array_header_t *pairs;
    mya_form_t *form = NULL;

    if (mya_input_read_rows(&pairs, kept->content, strlen(kept->content), quiet, request->pool)
            != APR_SUCCESS
        || judge(&form, request, pairs, 0, quiet) != APR_SUCCESS) {
        return NULL;
    }
    return form;
}

apr_status_t mya_flow_kept_read(mya_request_t *request)
{
    const char *id = take(&request->pairs, request->pool);
    const char *customer = request->env->customer;
    mya_kept_t *kept = NULL;
    apr_status_t rv;

    if (!id) {
        return APR_SUCCESS;
    }
    rv = find(&kept, request, id);
    if (rv != APR_SUCCESS) {
        return rv;
    }
    if (kept && kept->customer && (!customer || strcmp(kept->customer, customer))) {
        return mya_result_say(request->why, MYA_ECONFLICT, "form.other-customer", NULL,
                              "what was kept was written for another customer");
    }
    request->form = kept && !strcmp(kept->path, request->path) ? fill(request, kept) : NULL;
    request->kept = request->form ? id : NULL;
    request->notice = request->form ? "form.kept" : "form.kept-gone";
    request->notice_kind = "info";
    return APR_SUCCESS;
}

apr_status_t mya_flow_kept_document(mya_request_t *request)
{
    mya_node_t *node = request->kept ? mya_xml_first(request->document->root) : NULL;

    while (node && strcmp(mya_xml_name(node), "action")) {
        node = mya_xml_next(node);
    }
    if (node) {
        node = mya_xml_element(node, "keep");
        mya_xml_set(node, "name", MYA_FLOW_KEPT);
        mya_xml_set(node, "value", request->kept);
    }
    return APR_SUCCESS;
}

/* --- sent again --- */

apr_status_t mya_flow_kept_sent(mya_request_t *request)
{
    const char *id = take(&request->input, request->pool);
    mya_result_t *quiet = mya_result_make(request->pool);
    mya_db_conn_t *conn;
    apr_status_t rv;

    if (!id) {
        return APR_SUCCESS;
    }
    rv = mya_db_open(&conn, request->db, quiet, request->pool);
    if (rv == APR_SUCCESS) {
        rv = mya_kept_drop(conn, request->mount->portal, id, request->identity->user, quiet,
                           request->pool);
        mya_db_close(conn);
    }
    if (rv != APR_SUCCESS) {       /* within the hour it goes anyway */
        request->server->log(request->server->baton, rv, quiet->detail);
    }
    return APR_SUCCESS;
}
