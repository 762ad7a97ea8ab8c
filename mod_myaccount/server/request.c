/* SPDX-License-Identifier: Apache-2.0 */
/* server/request.c: a request_rec as the flow wants it */
#include "server/request.h"

#include <string.h>

#include <apr_strings.h>
#include <http_log.h>
#include <http_protocol.h>

#include "base/clock.h"
#include "base/crypto.h"
#include "base/xml.h"
#include "server/body.h"
#include "server/cookie.h"
#include "server/develop.h"
#include "server/fetch.h"
#include "server/site.h"

APLOG_USE_MODULE(myaccount);

#define MEMO "myaccount:memo"
#define AGENT_MAX 1000

/* What the flow asks of a server is asked for one request at one place. */
typedef struct asked_t {
    request_rec *r;
    const mya_home_t *home;
    mya_request_t *request;
} asked_t;

static const char *get_header(void *baton, const char *name)
{
    const asked_t *asked = baton;

    return apr_table_get(asked->r->headers_in, name);
}

/* The time that REQUEST may take of the database begins now. */
static void begin_time(mya_request_t *request, const request_rec *r, const mya_home_t *home)
{
    request->db = home->db ? mya_db_within(home->db, mya_config_statement(r->server),
                                           mya_config_page(r->server), r->pool)
                           : NULL;
}

static apr_status_t get_body(void *baton, const char **bytes, apr_size_t *len, apr_size_t max,
                             mya_result_t *why)
{
    const asked_t *asked = baton;

    apr_status_t rv = mya_body_read(bytes, len, asked->r, max, why);

    /* how long somebody sends is not the page's time */
    begin_time(asked->request, asked->r, asked->home);
    return rv;
}

static const mya_layout_t *get_layout(void *baton, const char *lang)
{
    const asked_t *asked = baton;
    const char *marker;

    /* a page of ours inside a layout page: no layout in a layout */
    if (mya_fetch_marker(&marker, asked->r, "")) {
        return mya_layout_bare();
    }
    return mya_site_layout(asked->home->site, asked->r, lang);
}

static void log_line(void *baton, apr_status_t status, const char *sentence)
{
    const asked_t *asked = baton;

    (void)status;
    ap_log_rerror(APLOG_MARK, APLOG_WARNING, 0, asked->r, "%s", sentence ? sentence : "unknown");
}

request_rec *mya_request_top(request_rec *r)
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

static mya_server_t *server_of(mya_request_t *request, request_rec *r, const mya_home_t *home)
{
    mya_server_t *server = apr_pcalloc(r->pool, sizeof(*server));
    asked_t *asked = apr_pcalloc(r->pool, sizeof(*asked));

    asked->r = r;
    asked->home = home;
    asked->request = request;
    server->baton = asked;
    server->header = get_header;
    server->body = get_body;
    server->layout = get_layout;
    server->log = log_line;
    return server;
}

static int is_loopback(const char *ip)
{
    return ip && (!strncmp(ip, "127.", 4) || !strcmp(ip, "::1")
                  || !strncasecmp(ip, "::ffff:127.", 11));
}

/* What httpd knows (mod_ssl, or ServerName https://… for TLS that ends before us), else what a
 * proxy says. Who lies there only harms himself: nothing else than the way to https hangs on it. */
static int came_in_clear(const request_rec *r)
{
    const char *proxy = apr_table_get(r->headers_in, "X-Forwarded-Proto");

    return !strcmp(ap_http_scheme(r), "http") && !is_loopback(r->useragent_ip) && !r->main
           && !(proxy && !strcasecmp(proxy, "https"));
}

apr_status_t mya_request_make(mya_request_t **made, request_rec *r,
                              const mya_place_of_portal_t *place, const char *path)
{
    const mya_home_t *home = mya_config_home(place, r->server);
    mya_request_t *request = apr_pcalloc(r->pool, sizeof(*request));
    const mya_mount_t *mount = mya_develop_mount(place, r, &request->fault);
    request_rec *top = mya_request_top(r);
    const char *cookies = apr_table_get(r->headers_in, "Cookie");
    const char *agent = apr_table_get(r->headers_in, "User-Agent");

    request->pool = r->pool;
    request->top_pool = top->pool;
    request->memo = memo_of(top);
    request->mount = mount;
    request->server = server_of(request, r, home);
    begin_time(request, r, home);
    request->why = mya_result_make(r->pool);
    request->method = method_of(r);
    request->path = path;
    request->query = r->args;
    request->cookie = mya_cookie_get(cookies, mount->cookie, r->pool);
    request->cookie_before = mya_cookie_get(cookies, mount->cookie_before, r->pool);
    request->cookie_device = mya_cookie_get(cookies, mount->cookie_device, r->pool);
    request->address = r->useragent_ip;
    request->in_clear = came_in_clear(r);
    /* clean first: who keeps it cuts it between characters */
    request->agent = agent ? mya_xml_clean(apr_pstrndup(r->pool, agent, AGENT_MAX), r->pool) : "";
    request->layout_fetch = mya_fetch_marker(&request->marker, r, mount->path);
    request->now = mya_now();
    *made = request;
    return mya_crypto_token(&request->id, 9, r->pool);
}
