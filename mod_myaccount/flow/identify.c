/* SPDX-License-Identifier: Apache-2.0 */
/* flow/identify.c: who is this, and may they go on */
#include "flow/steps.h"

#include <string.h>

#include <apr_strings.h>

#include "access/language.h"
#include "access/session.h"
#include "data/schema.h"

/* What one request of the client found out for all its parts: page, holes, fragments. */
typedef struct memo_t {
    const mya_identity_t *identity;
} memo_t;

static apr_status_t read_identity(mya_request_t *request)
{
    mya_identity_t *identity = NULL;
    mya_db_conn_t *conn;
    apr_status_t rv;

    rv = mya_db_open(&conn, request->db, request->why, request->pool);
    if (rv != APR_SUCCESS) {
        return rv;
    }
    rv = mya_schema_accept(request->db, conn, request->why, request->pool);
    if (rv == APR_SUCCESS) {
        rv = mya_identity_read(&identity, conn, request->mount->portal, request->cookie,
                               &request->mount->limits, request->now, request->why,
                               request->top_pool);
    }
    if (rv == APR_SUCCESS && identity) {
        mya_result_t *quiet = mya_result_make(request->pool);
        if (mya_session_touch(conn, request->mount->portal, identity, &request->mount->limits,
                              request->now, quiet, request->pool) != APR_SUCCESS) {
            request->server->log(request->server->baton, quiet->status, quiet->detail);
        }
    }
    mya_db_close(conn);
    request->identity = identity;
    return rv;
}

/* What the person has set, else what the browser asks for. */
static int choose_language(mya_request_t *request)
{
    const mya_portal_t *portal = request->mount->portal;
    int language = request->identity ? mya_language_find(portal, request->identity->lang) : -1;

    if (language >= 0 || portal->nlanguages < 2) {
        return language >= 0 ? language : 0;
    }
    request->by_accept_language = 1;
    return mya_language_accept(portal, request->server->header(request->server->baton,
                                                               "Accept-Language"));
}

/* Points of time are shown by the clock on the wall of whoever reads them. */
static void choose_zone(mya_request_t *request)
{
    const char *zone = request->identity ? request->identity->zone : NULL;
    int unknown = 0;

    request->format = mya_format_in_zone(request->format, zone, &unknown, request->pool);
    if (unknown) {
        request->server->log(request->server->baton, MYA_ENOTFOUND,
                             apr_pstrcat(request->pool, "a user has set the time zone \"", zone,
                                         "\", which ICU does not know; the portal's is shown "
                                         "instead", NULL));
    }
}

void mya_flow_environment(mya_request_t *request)
{
    const mya_portal_t *portal = request->mount->portal;
    const mya_identity_t *who = request->identity;
    mya_env_t *env = mya_env_make(portal, request->now, request->pool);
    const int language = choose_language(request);

    request->lang = portal->texts[language]->lang;
    request->format = request->mount->formats[language];
    env->lang = request->lang;
    /* The portal's day, not the reader's: what is due today is so for everybody. */
    env->today = mya_format_today(request->format, request->now, request->pool);
    choose_zone(request);
    env->roles = MYA_ROLE_ANONYMOUS;
    if (who) {
        env->session = who->ref;
        env->confirmed = mya_flow_is_fresh(request);
        env->user = who->user;
        env->actor = who->user;
        if (who->current >= 0) {
            env->customer = who->memberships[who->current].customer;
            env->roles |= who->memberships[who->current].roles | MYA_ROLE_MEMBER;
        }
    }
    request->env = env;
}

static void learn_path_values(mya_request_t *request)
{
    const mya_match_t *match = &request->match;
    const mya_page_t *page = match->action ? match->action->page : match->page;
    int i, n = 0;

    for (i = 0; page && i < page->nparams; ++i) {
        if (page->params[i].in_path && n < match->nvalues) {
            apr_hash_set(request->env->path, page->params[i].name, APR_HASH_KEY_STRING,
                         match->values[n++]);
        }
    }
}

apr_status_t mya_flow_identify(mya_request_t *request)
{
    const char *key = request->mount->path;
    memo_t *memo = apr_hash_get(request->memo, key, APR_HASH_KEY_STRING);
    apr_status_t rv = APR_SUCCESS;

    if (memo) {
        request->identity = memo->identity;
    }
    else if (request->cookie) {
        rv = read_identity(request);
        if (rv == APR_SUCCESS) {
            memo = apr_palloc(request->top_pool, sizeof(*memo));
            memo->identity = request->identity;
            apr_hash_set(request->memo, key, APR_HASH_KEY_STRING, memo);
        }
    }
    mya_flow_environment(request);
    learn_path_values(request);
    return rv;
}

mya_visit_t mya_flow_visit(const mya_request_t *request)
{
    const mya_visit_t visit = { request->address, request->agent, request->id, request->now,
                                request->mount->limits, request->cookie_device,
                                &request->mount->secret, NULL };

    return visit;
}

apr_status_t mya_flow_signed_in(mya_request_t *request)
{
    return request->identity ? APR_SUCCESS
                             : mya_result_tell(request->why, MYA_ESIGNIN, "nobody is signed in");
}

apr_status_t mya_flow_refuse_role(mya_request_t *request)
{
    if (request->identity->nmemberships == 0) {
        return mya_result_say(request->why, MYA_EREFUSED, "error.no-customer", NULL,
                              "the user has no customer");
    }
    return mya_result_tell(request->why, MYA_EREFUSED,
                           "the role does not allow this page: user %s, session %.12s",
                           request->identity->user, request->identity->session);
}

/* A list may be for fewer than its page. */
static int may_export(const mya_request_t *request)
{
    const mya_item_t *item;

    if (request->route != MYA_ROUTE_EXPORT) {
        return 1;
    }
    item = &request->match.page->items[request->item];
    return mya_env_may(request->env, item->roles) && mya_env_may(request->env, item->list->roles);
}

apr_status_t mya_flow_authorise(mya_request_t *request)
{
    const mya_match_t *match = &request->match;
    mya_roles_t roles = match->action ? match->action->roles : match->page->roles;

    /* A token is bound to a session, so that nobody acts without one, not even on an open page. */
    if (match->action && !request->identity) {
        return mya_flow_signed_in(request);
    }
    if (roles && mya_env_may(request->env, roles) && may_export(request)) {
        return APR_SUCCESS;
    }
    if (!request->identity) {
        return mya_flow_signed_in(request);
    }
    return mya_flow_refuse_role(request);
}
