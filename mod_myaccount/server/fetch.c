/* SPDX-License-Identifier: Apache-2.0 */
/* server/fetch.c: a page of the site, asked for by ourselves, as everybody would see it
 *
 * What is fetched is kept and shown to everybody, so nothing of the visitor whose request happens
 * to cause it may steer it: the subrequest sees only headers that we wrote. (The visitor's address
 * it sees: access by address must still hold.) It is the site's, with its own rewrites,
 * negotiation, includes and proxies; each of these may make further requests of it.
 */
#include "server/fetch.h"

#include <string.h>

#include <apr_buckets.h>
#include <apr_strings.h>
#include <http_protocol.h>
#include <http_request.h>
#include <util_filter.h>

#define FILTER "MYACCOUNT_FETCH"
#define PAGE_MAX (2 * 1024 * 1024)
#define NOTE_MARKER "myaccount-layout"
#define NOTE_MOUNT "myaccount-layout-of"

/* --- catching the page --- */

typedef struct catch_t {
    apr_bucket_brigade *bytes;
    apr_off_t len;
    const char *fault;             /* why what came is not the whole page; NULL */
} catch_t;

static apr_status_t catch_page(ap_filter_t *f, apr_bucket_brigade *bb)
{
    catch_t *page = f->ctx;
    apr_bucket *b;

    for (b = APR_BRIGADE_FIRST(bb); b != APR_BRIGADE_SENTINEL(bb); b = APR_BUCKET_NEXT(b)) {
        const char *data;
        apr_size_t len;
        if (AP_BUCKET_IS_ERROR(b)) {
            page->fault = "breaks off";
        }
        if (APR_BUCKET_IS_METADATA(b)) {
            continue;
        }
        if (apr_bucket_read(b, &data, &len, APR_BLOCK_READ) != APR_SUCCESS) {
            page->fault = "cannot be read to its end";
            break;
        }
        page->len += (apr_off_t)len;
        if (page->len > PAGE_MAX) {
            page->fault = "is larger than 2 MB";
            break;
        }
        apr_brigade_write(page->bytes, NULL, NULL, data, len);
    }
    apr_brigade_cleanup(bb);
    return APR_SUCCESS;
}

void mya_fetch_register(apr_pool_t *pool)
{
    (void)pool;
    ap_register_output_filter(FILTER, catch_page, NULL, AP_FTYPE_CONTENT_SET - 1);
}

/* Our end of the subrequest's filters. It belongs to R, not to the subrequest: an internal redirect
 * drops the filters of the request that it leaves, and the page would go out to the visitor. It
 * stands in no chain of R's: nothing of R shall pass it. */
static ap_filter_t *make_end(catch_t *page, request_rec *r)
{
    ap_filter_t *end = ap_add_output_filter(FILTER, page, r, r->connection);

    if (end) {
        ap_remove_output_filter(end);
        end->next = r->proto_output_filters;
    }
    return end;
}

/* A negotiated page replaces the subrequest's filters by ones that lead straight to the visitor. */
static void lead_to(ap_filter_t *end, request_rec *rr)
{
    ap_filter_t **at = &rr->output_filters;

    while (*at && *at != end && *at != rr->proto_output_filters) {
        at = &(*at)->next;
    }
    *at = end;
}

/* --- asking for it --- */

/* What of R a subrequest inherits and must not see; put back afterwards. */
typedef struct visitor_t {
    apr_table_t *headers, *env;
    char *user, *auth_type, *the_request, *unparsed_uri;
} visitor_t;

static void hide_visitor(visitor_t *visitor, request_rec *r, const mya_fetch_t *what)
{
    visitor->headers = r->headers_in;
    visitor->env = r->subprocess_env;
    visitor->user = r->user;
    visitor->auth_type = r->ap_auth_type;
    visitor->the_request = r->the_request;
    visitor->unparsed_uri = r->unparsed_uri;
    r->headers_in = apr_table_make(r->pool, 4);
    apr_table_setn(r->headers_in, "Host", what->host);
    apr_table_setn(r->headers_in, "Accept-Language", what->lang);
    apr_table_setn(r->headers_in, "User-Agent", "mod_myaccount");
    r->subprocess_env = apr_table_make(r->pool, 4);
    /* mod_cache, not as the quick handler, would keep the page with its markers, or give one of
     * before */
    apr_table_setn(r->subprocess_env, "no-cache", "1");
    r->user = NULL;
    r->ap_auth_type = NULL;
    r->the_request = apr_pstrcat(r->pool, "GET ", what->url, " HTTP/1.1", NULL);
    r->unparsed_uri = apr_pstrdup(r->pool, what->url);
}

static void show_visitor(const visitor_t *visitor, request_rec *r)
{
    r->headers_in = visitor->headers;
    r->subprocess_env = visitor->env;
    r->user = visitor->user;
    r->ap_auth_type = visitor->auth_type;
    r->the_request = visitor->the_request;
    r->unparsed_uri = visitor->unparsed_uri;
}

/* The request that answered in the end: a rewrite or an error document may have made another. */
static const request_rec *last_of(const request_rec *rr)
{
    while (rr->next) {
        rr = rr->next;
    }
    return rr;
}

/* The charset parameter of the page's Content-Type (RFC 9110, 8.3.1), quoted or not; NULL if
 * unsaid. */
static const char *charset_of(const request_rec *rr, apr_pool_t *pool)
{
    const char *at = rr->content_type ? ap_strcasestr(rr->content_type, "charset=") : NULL;
    apr_size_t len;

    if (!at) {
        return NULL;
    }
    at += strlen("charset=");
    at += *at == '"';
    len = strcspn(at, "; \t\"");
    return len ? apr_pstrmemdup(pool, at, len) : NULL;
}

/* Run RR into PAGE. A missing file tells it by the code, a proxied page by the status. */
static apr_status_t run(request_rec *rr, const char **charset, const catch_t *page,
                        const mya_fetch_t *what, apr_pool_t *pool, mya_result_t *why)
{
    const request_rec *last;
    int code;

    if (rr->status != HTTP_OK) {
        return mya_result_tell(why, APR_EGENERAL, "the layout page %s answers %d", what->url,
                               rr->status);
    }
    rr->header_only = 0;
    apr_table_setn(rr->notes, NOTE_MARKER, what->marker);
    apr_table_setn(rr->notes, NOTE_MOUNT, what->mount);
    code = ap_run_sub_req(rr);
    last = last_of(rr);
    if (code == OK || code == HTTP_OK) {
        code = last->status;
    }
    if (code != HTTP_OK) {
        return mya_result_tell(why, APR_EGENERAL, "the layout page %s answers %d", what->url, code);
    }
    if (page->fault) {
        return mya_result_tell(why, APR_EGENERAL, "the layout page %s %s", what->url, page->fault);
    }
    *charset = charset_of(last, pool);
    return APR_SUCCESS;
}

apr_status_t mya_fetch(char **html, apr_size_t *len, const char **charset,
                       const mya_fetch_t *what, request_rec *r, mya_result_t *why)
{
    catch_t page = { apr_brigade_create(r->pool, r->connection->bucket_alloc), 0, NULL };
    ap_filter_t *end = make_end(&page, r);
    visitor_t visitor;
    request_rec *rr;
    apr_status_t rv;

    if (!end) {
        return mya_result_tell(why, APR_EGENERAL, "the filter %s is not registered", FILTER);
    }
    hide_visitor(&visitor, r, what);
    rr = ap_sub_req_method_uri("GET", what->url, r, end);
    lead_to(end, rr);
    rv = run(rr, charset, &page, what, r->pool, why);
    show_visitor(&visitor, r);
    if (rv == APR_SUCCESS) {
        rv = apr_brigade_pflatten(page.bytes, html, len, r->pool);
    }
    ap_destroy_sub_req(rr);
    return rv;
}

int mya_fetch_marker(const char **marker, const request_rec *r, const char *path)
{
    /* an internal redirect stands before the subrequest that it was made of, that before its
     * parent */
    for (; r; r = r->prev ? r->prev : r->main) {
        const char *of = apr_table_get(r->notes, NOTE_MOUNT);
        if (of) {
            *marker = strcmp(of, path) ? NULL : apr_table_get(r->notes, NOTE_MARKER);
            return 1;
        }
    }
    return 0;
}
