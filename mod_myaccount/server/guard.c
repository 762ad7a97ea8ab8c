/* SPDX-License-Identifier: Apache-2.0 */
/* server/guard.c: parts of the site that are not ours, behind our session
 *
 * The hooks decide, and write nothing: what is refused is an error to httpd, whose content handler
 * then never runs. The page that says why is the error's document, an internal redirect to the
 * mount; the verdict travels in the pool that both requests share. When the page cannot be made,
 * httpd's own stands in its place.
 */
#include "server/guard.h"

#include <string.h>

#include <apr_strings.h>
#include <http_core.h>
#include <http_log.h>
#include <http_request.h>
#include <mod_auth.h>

#include "flow/table.h"
#include "server/claim.h"
#include "server/config.h"
#include "server/request.h"

APLOG_USE_MODULE(myaccount);

#define RECORD "myaccount:guard"
#define AUTH_TYPE "myaccount"
#define ROLE_PROVIDER "myaccount-role"

/* What was found out about one request. */
typedef struct record_t {
    const request_rec *r;
    const mya_place_of_portal_t *place;
    mya_request_t *request;
    apr_status_t verdict;          /* shown instead of the page; APR_SUCCESS: none yet */
} record_t;

static record_t *record_of(const request_rec *r)
{
    void *record = NULL;

    apr_pool_userdata_get(&record, RECORD, r->pool);
    return record && ((record_t *)record)->r == r ? record : NULL;
}

static int is_ours(const char *type)
{
    return type && !strcasecmp(type, AUTH_TYPE);
}

/* The portal whose session counts for R: the one that MyAccountGuard names, or the only one. */
static const mya_place_of_portal_t *find_place(const request_rec *r)
{
    const char *path = mya_config_dir(r)->guard;
    const apr_array_header_t *places = mya_config_places();
    const mya_place_of_portal_t *found = NULL;
    int i;

    for (i = 0; i < places->nelts; ++i) {
        const mya_place_of_portal_t *place = APR_ARRAY_IDX(places, i, mya_place_of_portal_t *);
        if (!place->mount || !mya_config_home(place, r->server)
            || (path && strcmp(path, place->path))) {
            continue;
        }
        if (found) {
            return NULL;
        }
        found = place;
    }
    return found;
}

static record_t *make_record(request_rec *r)
{
    const mya_place_of_portal_t *place = find_place(r);
    record_t *record;

    if (!place) {
        ap_log_rerror(APLOG_MARK, APLOG_ERR, 0, r,
                      "AuthType myaccount: no portal, or several, for this part of the site; say "
                      "which one, as in: MyAccountGuard /account");
        return NULL;
    }
    record = apr_pcalloc(r->pool, sizeof(*record));
    record->r = r;
    record->place = place;
    if (mya_request_make(&record->request, r, place, "") != APR_SUCCESS) {
        return NULL;
    }
    apr_pool_userdata_setn(record, RECORD, NULL, r->pool);
    return record;
}

/* STATUS is answered with the portal's page for VERDICT. */
static int show_page(request_rec *r, record_t *record, int status, apr_status_t verdict)
{
    record->verdict = verdict;
    ap_custom_response(r, status, apr_pstrcat(r->pool, record->place->path, "/", NULL));
    return status;
}

apr_status_t mya_guard_verdict(const request_rec *r)
{
    const record_t *record = r->prev ? record_of(r->prev) : NULL;

    return record ? record->verdict : APR_SUCCESS;
}

/* --- who is it --- */

/* The address as the browser shows it. A form is not sent twice, so that its query, which may say
 * what to do, stays behind. */
static const char *way_back(request_rec *r)
{
    const request_rec *top = mya_request_top(r);
    const char *address = top->unparsed_uri;

    if (!address || address[0] != '/') {
        address = top->parsed_uri.path ? top->parsed_uri.path : "/";
        if (top->parsed_uri.query) {
            address = apr_pstrcat(r->pool, address, "?", top->parsed_uri.query, NULL);
        }
    }
    return top->method_number == M_GET ? address
                                       : apr_pstrmemdup(r->pool, address, strcspn(address, "?"));
}

/* Between us and the visitor nobody keeps what only some may see. */
static void forbid_caches(request_rec *r, const char *how)
{
    for (; r; r = r->main) {
        apr_table_mergen(r->err_headers_out, "Cache-Control", how);
        apr_table_mergen(r->err_headers_out, "Vary", "Cookie");
    }
}

static int lead_to_sign_in(request_rec *r, const record_t *record)
{
    if (r->main) {
        return HTTP_UNAUTHORIZED;  /* a listing or an include leaves it out */
    }
    apr_table_setn(r->err_headers_out, "Location",
                   mya_flow_guard_sign_in(record->request, way_back(r)));
    forbid_caches(r, "no-store");
    return HTTP_SEE_OTHER;
}

static void introduce(request_rec *r, const mya_request_t *request)
{
    const mya_identity_t *who = request->identity;
    const char *customer = who->current >= 0 ? who->memberships[who->current].customer : "";

    r->ap_auth_type = apr_pstrdup(r->pool, AUTH_TYPE);
    r->user = apr_pstrdup(r->pool, who->user);
    apr_table_set(r->subprocess_env, "MYACCOUNT_USER", who->user);
    apr_table_set(r->subprocess_env, "MYACCOUNT_NAME", who->name ? who->name : "");
    apr_table_set(r->subprocess_env, "MYACCOUNT_CUSTOMER", customer);
    apr_table_set(r->subprocess_env, "MYACCOUNT_ROLES", mya_flow_guard_roles(request));
}

static int judge(request_rec *r, record_t *record)
{
    mya_request_t *request = record->request;
    apr_status_t rv = mya_flow_guard(request);

    if (rv == MYA_ESIGNIN) {
        return lead_to_sign_in(r, record);
    }
    if (rv != APR_SUCCESS) {
        ap_log_rerror(APLOG_MARK, APLOG_ERR, 0, r, "AuthType myaccount: %s",
                      request->why->detail ? request->why->detail : "nobody can be identified");
        return show_page(r, record, HTTP_SERVICE_UNAVAILABLE, MYA_EUNAVAILABLE);
    }
    introduce(r, request);
    forbid_caches(r, "private, no-cache");
    return OK;
}

int mya_guard_authenticate(request_rec *r)
{
    record_t *record;

    if (!is_ours(ap_auth_type(r))) {
        return DECLINED;
    }
    if (mya_claim_of(r)) {
        ap_log_rerror(APLOG_MARK, APLOG_ERR, 0, r,
                      "AuthType myaccount covers the portal itself, whose sign-in page nobody "
                      "could reach; say AuthType None and Require all granted in its Location");
        return HTTP_INTERNAL_SERVER_ERROR;
    }
    record = make_record(r);
    return record ? judge(r, record) : HTTP_INTERNAL_SERVER_ERROR;
}

/* --- may they --- */

int mya_guard_note_failure(request_rec *r, const char *type)
{
    record_t *record = is_ours(type) ? record_of(r) : NULL;

    if (!record) {
        return DECLINED;
    }
    show_page(r, record, HTTP_UNAUTHORIZED, MYA_EREFUSED);
    return OK;
}

/* The roles that LINE names. What the start did not see (.htaccess) may name some that the portal
 * does not have: these are nobody's. */
static mya_roles_t roles_of(request_rec *r, const mya_portal_t *portal, const char *line)
{
    mya_roles_t roles = 0;
    const char *word;

    while (*(word = ap_getword_conf(r->pool, &line))) {
        const mya_roles_t role = strcmp(word, "any") ? mya_role_bit(portal, word)
                                                     : MYA_ROLE_MEMBER;
        if (!role) {
            ap_log_rerror(APLOG_MARK, APLOG_ERR, 0, r,
                          "Require myaccount-role: the portal has no role \"%s\"", word);
        }
        roles |= role;
    }
    return roles;
}

static authz_status check_roles(request_rec *r, const char *line, const void *parsed)
{
    record_t *record = record_of(r);

    (void)parsed;
    if (!r->user) {
        return AUTHZ_DENIED_NO_USER;
    }
    if (!record || !record->request->identity || !is_ours(r->ap_auth_type)) {
        return AUTHZ_DENIED;
    }
    if (mya_flow_guard_may(record->request,
                           roles_of(r, record->request->mount->portal, line))) {
        return AUTHZ_GRANTED;
    }
    /* with AuthzSendForbiddenOnFailure nobody notes the failure */
    show_page(r, record, HTTP_FORBIDDEN, MYA_EREFUSED);
    return AUTHZ_DENIED;
}

static const char *parse_roles(cmd_parms *cmd, const char *line, const void **parsed)
{
    *parsed = NULL;
    return *ap_getword_conf(cmd->temp_pool, &line)
               ? NULL
               : "Require myaccount-role wants the names of roles, as in: Require myaccount-role "
                 "finance owner";
}

static const authz_provider role_provider = { check_roles, parse_roles };

void mya_guard_register(apr_pool_t *pool)
{
    ap_register_auth_provider(pool, AUTHZ_PROVIDER_GROUP, ROLE_PROVIDER, AUTHZ_PROVIDER_VERSION,
                              &role_provider, AP_AUTH_INTERNAL_PER_CONF);
}
