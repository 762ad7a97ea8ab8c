/* SPDX-License-Identifier: Apache-2.0 */
/* server/handle.c: a claimed request goes through the flow */
#include "server/handle.h"

#include <string.h>

#include <apr_strings.h>
#include <http_core.h>
#include <http_log.h>
#include <http_protocol.h>

#include "access/password.h"
#include "base/clock.h"
#include "base/crypto.h"
#include "base/xml.h"
#include "flow/table.h"
#include "server/body.h"
#include "server/claim.h"
#include "server/config.h"
#include "server/cookie.h"
#include "server/dbd.h"
#include "server/fetch.h"
#include "server/send.h"
#include "server/site.h"

APLOG_USE_MODULE(myaccount);

#define MEMO "myaccount:memo"
#define AGENT_MAX 1000

/* --- what the flow asks of a server --- */

static const char *get_header(void *baton, const char *name)
{
    const request_rec *r = baton;

    return apr_table_get(r->headers_in, name);
}

static apr_status_t get_body(void *baton, const char **bytes, apr_size_t *len, apr_size_t max,
                             mya_result_t *why)
{
    return mya_body_read(bytes, len, baton, max, why);
}

static const mya_layout_t *get_layout(void *baton, const char *lang)
{
    request_rec *r = baton;
    const char *marker;

    /* a page of ours inside a layout page: no layout in a layout */
    if (mya_fetch_marker(&marker, r, "")) {
        return mya_layout_bare();
    }
    return mya_site_layout(mya_config_home(mya_claim_of(r)->place, r->server)->site, r, lang);
}

static void log_line(void *baton, apr_status_t status, const char *sentence)
{
    (void)status;
    ap_log_rerror(APLOG_MARK, APLOG_WARNING, 0, (request_rec *)baton, "%s",
                  sentence ? sentence : "unknown");
}

/* --- making the request --- */

static request_rec *top_of(request_rec *r)
{
    while (r->main || r->prev) {
        r = r->main ? r->main : r->prev;
    }
    return r;
}

/* What is remembered for all parts of the client's request. */
static apr_hash_t *memo_of(request_rec *top)
{
    void *memo = NULL;

    apr_pool_userdata_get(&memo, MEMO, top->pool);
    if (!memo) {
        memo = apr_hash_make(top->pool);
        apr_pool_userdata_setn(memo, MEMO, NULL, top->pool);
    }
    return memo;
}

static mya_method_e method_of(const request_rec *r)
{
    if (r->method_number == M_GET) {
        return MYA_GET;       /* HEAD too */
    }
    return r->method_number == M_POST ? MYA_POST : MYA_OTHER;
}

static mya_server_t *server_of(request_rec *r)
{
    mya_server_t *server = apr_pcalloc(r->pool, sizeof(*server));

    server->baton = r;
    server->header = get_header;
    server->body = get_body;
    server->layout = get_layout;
    server->log = log_line;
    return server;
}

static apr_status_t make_request(mya_request_t **made, request_rec *r, const mya_claim_t *claim)
{
    const mya_mount_t *mount = claim->place->mount;
    mya_request_t *request = apr_pcalloc(r->pool, sizeof(*request));
    request_rec *top = top_of(r);
    const char *cookies = apr_table_get(r->headers_in, "Cookie");
    const char *agent = apr_table_get(r->headers_in, "User-Agent");

    request->pool = r->pool;
    request->top_pool = top->pool;
    request->memo = memo_of(top);
    request->mount = mount;
    request->server = server_of(r);
    request->db = mya_config_home(claim->place, r->server)->db;
    request->why = mya_result_make(r->pool);
    request->method = method_of(r);
    request->path = claim->path;
    request->query = r->args;
    request->cookie = mya_cookie_get(cookies, mount->cookie, r->pool);
    request->cookie_before = mya_cookie_get(cookies, mount->cookie_before, r->pool);
    request->address = r->useragent_ip;
    /* clean first: who keeps it cuts it between characters */
    request->agent = agent ? mya_xml_clean(apr_pstrndup(r->pool, agent, AGENT_MAX), r->pool) : "";
    request->layout_fetch = mya_fetch_marker(&request->marker, r, mount->path);
    request->now = mya_now();
    *made = request;
    return mya_crypto_token(&request->id, 9, r->pool);
}

/* --- the log: once, here --- */

static void log_outcome(request_rec *r, const mya_request_t *request)
{
    const mya_result_t *why = request->why;
    int level = request->answer.status >= 500 ? APLOG_ERR : APLOG_INFO;

    if (why->status != APR_SUCCESS && why->status != MYA_ESIGNIN
        && why->status != MYA_ENOTFOUND) {
        ap_log_rerror(APLOG_MARK, level, 0, r, "%d, request %s: %s", request->answer.status,
                      request->id, why->detail ? why->detail : "no reason was told");
    }
}

int mya_handle(request_rec *r)
{
    const mya_claim_t *claim = mya_claim_of(r);
    mya_request_t *request;

    if (!claim || strcmp(r->handler, "myaccount")) {
        return DECLINED;
    }
    r->allowed |= (AP_METHOD_BIT << M_GET) | (AP_METHOD_BIT << M_POST);
    if (make_request(&request, r, claim) != APR_SUCCESS) {
        return HTTP_SERVICE_UNAVAILABLE;
    }
    if (mya_flow_run(request) != APR_SUCCESS) {
        log_outcome(r, request);
        return HTTP_INTERNAL_SERVER_ERROR;
    }
    log_outcome(r, request);
    return mya_send(r, &request->answer);
}

/* --- a child process begins --- */

#define DEFAULT_WAIT apr_time_from_msec(2000)
#define BREAKER_PAUSE apr_time_from_msec(1000)
#define STATEMENTS 300
#define HASH_WAIT apr_time_from_msec(1000)

static mya_db_t *make_db(server_rec *s, apr_pool_t *pool)
{
    const mya_conf_t *conf = mya_config_server(s);
    mya_db_limits_t limits = { 0 };
    mya_db_t *db = NULL;

    limits.connections = mya_dbd_connections(s);
    limits.wait = conf->wait >= 0 ? conf->wait : DEFAULT_WAIT;
    limits.pause = BREAKER_PAUSE;
    limits.statements = STATEMENTS;
    if (mya_dbd_make(&db, s, &limits, pool) != APR_SUCCESS) {
        ap_log_error(APLOG_MARK, APLOG_CRIT, 0, s, "no way to the database can be made");
    }
    return db;
}

/* DB is the way to the database for all places that S has. */
static void give_db(const server_rec *s, mya_db_t *db)
{
    const apr_array_header_t *places = mya_config_places();
    int i;

    for (i = 0; i < places->nelts; ++i) {
        mya_home_t *home = mya_config_home(APR_ARRAY_IDX(places, i, mya_place_of_portal_t *), s);
        if (home) {
            home->db = db;
        }
    }
}

void mya_handle_child_init(apr_pool_t *pool, server_rec *s)
{
    const mya_conf_t *main_conf = mya_config_server(s);
    apr_hash_t *made = apr_hash_make(pool);

    if (mya_config_places()->nelts == 0) {
        return;
    }
    if (main_conf->hashes > 0) {
        mya_password_limit(main_conf->hashes, HASH_WAIT);
    }
    for (; s; s = s->next) {
        const char *settings = mya_dbd_settings(s, pool);
        mya_db_t *db = apr_hash_get(made, settings, APR_HASH_KEY_STRING);
        if (!db) {
            db = make_db(s, pool);
            apr_hash_set(made, settings, APR_HASH_KEY_STRING, db);
        }
        give_db(s, db);
    }
}
