/* SPDX-License-Identifier: Apache-2.0 */
/* flow/resolve.c: which route answers this address; pure, before anybody is known */
#include "flow/steps.h"

#include <string.h>

#include <apr_lib.h>
#include <apr_strings.h>

#include "base/xml.h"
#include "form/input.h"

#define PATH_MAX_BYTES 2048     /* RE1 */
#define QUERY_MAX_BYTES 2048
#define INTEGER_DIGITS 18       /* surely within 64 bits */
#define HOST_LETTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-:[], "

static int is_own_host(const mya_mount_t *mount, const char *host, apr_size_t len)
{
    int i;

    for (i = 0; mount->origins[i]; ++i) {
        const char *own = strstr(mount->origins[i], "://");
        if (own && strlen(own + 3) == len && !strncasecmp(own + 3, host, len)) {
            return 1;
        }
    }
    return 0;
}

/* Two proxies in a row make "www.example.com, www.example.com" of X-Forwarded-Host. */
static int are_own_hosts(const mya_mount_t *mount, const char *hosts)
{
    do {
        const apr_size_t len = strcspn(hosts, ", \t");
        if (!is_own_host(mount, hosts, len)) {
            return 0;
        }
        hosts += len;
        hosts += strspn(hosts, ", \t");
    } while (*hosts);
    return 1;
}

/* Links in pages and mails carry the host, so one that we were not told is never answered (HO1). */
static apr_status_t check_host(mya_request_t *request)
{
    static const char *const names[] = { "Host", "X-Forwarded-Host" };
    int i;

    for (i = 0; i < 2; ++i) {
        const char *host = request->server->header(request->server->baton, names[i]);
        if (host && !are_own_hosts(request->mount, host)) {
            const int is_name = strspn(host, HOST_LETTERS) == strlen(host);
            return mya_result_tell(request->why, MYA_EMISDIRECTED,
                                   "%s names %.100s, which MyAccountBaseURL does not", names[i],
                                   is_name ? host : "what is no host");
        }
        if (!host && i == 0) {
            return mya_result_tell(request->why, MYA_EBADREQUEST, "no Host header");
        }
    }
    return APR_SUCCESS;
}

static apr_status_t refuse_doubled(mya_request_t *request)
{
    const mya_pair_t *pairs = (const mya_pair_t *)(const void *)request->pairs->elts;
    int i, j;

    for (i = 0; i < request->pairs->nelts; ++i) {
        for (j = 0; j < i; ++j) {
            if (!strcmp(pairs[i].name, pairs[j].name)) {
                return mya_result_tell(request->why, MYA_EBADREQUEST,
                                       "a query parameter came twice");
            }
        }
    }
    return APR_SUCCESS;
}

/* "done" is ours on every page: it names the action whose notice is to be shown. */
static void take_done(mya_request_t *request)
{
    apr_array_header_t *rest = apr_array_make(request->pool, request->pairs->nelts + 1,
                                              sizeof(mya_pair_t));
    const mya_pair_t *pairs = (const mya_pair_t *)(const void *)request->pairs->elts;
    int i;

    for (i = 0; i < request->pairs->nelts; ++i) {
        if (!strcmp(pairs[i].name, "done")) {
            request->done = pairs[i].value;
        }
        else {
            *(mya_pair_t *)apr_array_push(rest) = pairs[i];
        }
    }
    request->pairs = rest;
}

/* While a portal is being made, "as=xml" shows what the skin gets. */
static void take_as(mya_request_t *request)
{
    const mya_pair_t *pairs = (const mya_pair_t *)(const void *)request->pairs->elts;
    int i;

    for (i = 0; i < request->pairs->nelts; ++i) {
        if (!strcmp(pairs[i].name, "as") && !strcmp(pairs[i].value, "xml")) {
            mya_pair_t *all = (mya_pair_t *)(void *)request->pairs->elts;
            memmove(&all[i], &all[i + 1],
                    (apr_size_t)(request->pairs->nelts - i - 1) * sizeof(*all));
            --request->pairs->nelts;
            request->as_xml = 1;
            return;
        }
    }
}

static apr_status_t read_query(mya_request_t *request)
{
    const char *query = request->query ? request->query : "";
    apr_status_t rv;

    if (strlen(query) > QUERY_MAX_BYTES) {
        return mya_result_tell(request->why, MYA_EURILONG, "the query is too long");
    }
    rv = mya_input_read(&request->pairs, query, strlen(query), request->why, request->pool);
    if (rv != APR_SUCCESS) {
        return rv;
    }
    if ((rv = refuse_doubled(request)) == APR_SUCCESS) {
        take_done(request);
    }
    if (rv == APR_SUCCESS && request->mount->development) {
        take_as(request);
    }
    return rv;
}

/* A value that its type cannot have is an address that does not exist. */
static int fits(mya_type_e type, const char *value, apr_pool_t *pool)
{
    apr_size_t len = strlen(value);

    if (len == 0 || len > 200 || mya_xml_clean(value, pool) != value) {
        return 0;
    }
    if (type == MYA_TYPE_INTEGER) {
        return len <= INTEGER_DIGITS && strspn(value, "0123456789") == len;
    }
    for (; *value; ++value) {
        if (apr_iscntrl(*value)) {
            return 0;
        }
    }
    return 1;
}

static int values_fit(const mya_match_t *match, apr_pool_t *pool)
{
    const mya_page_t *page = match->action ? match->action->page : match->page;
    int i, n = 0;

    for (i = 0; i < page->nparams; ++i) {
        if (page->params[i].in_path && n < match->nvalues
            && !fits(page->params[i].type, match->values[n++], pool)) {
            return 0;
        }
    }
    return n == match->nvalues || fits(MYA_TYPE_TEXT, match->values[n], pool);
}

static apr_status_t match_page(mya_request_t *request)
{
    apr_status_t rv = mya_portal_match(&request->match, request->mount->portal, request->path,
                                       request->pool);

    if (rv != APR_SUCCESS || !values_fit(&request->match, request->pool)) {
        return mya_result_tell(request->why, MYA_ENOTFOUND, "no page answers this address");
    }
    request->route = request->match.action ? MYA_ROUTE_ACTION : MYA_ROUTE_PAGE;
    return APR_SUCCESS;
}

/* Is the item of the page found a whole list called NAME (LEN bytes) that is offered as CSV? */
static int find_item(mya_request_t *request, const char *name, apr_size_t len)
{
    const mya_page_t *page = request->match.page;
    int i;

    for (i = 0; page && i < page->nitems; ++i) {
        const mya_item_t *item = &page->items[i];
        if (item->kind == MYA_ITEM_LIST && item->limit == 0 && (item->list->formats & MYA_AS_CSV)
            && strlen(item->list->name) == len && !strncmp(item->list->name, name, len)) {
            request->item = i;
            return 1;
        }
    }
    return 0;
}

/* PAGE/-/LIST.csv, of the first page -/LIST.csv: a list of that page as a file. */
static int find_export(mya_request_t *request)
{
    const char *name = strrchr(request->path, '/');
    const char *page = NULL;
    apr_size_t len = name ? strlen(++name) : 0;

    if (len < 5 || strcmp(name + len - 4, ".csv") != 0) {
        return 0;
    }
    if (name == request->path + 2 && !strncmp(request->path, "-/", 2)) {
        page = "";
    } else if (name - request->path > 3 && !strncmp(name - 3, "/-/", 3)) {
        page = apr_pstrmemdup(request->pool, request->path,
                              (apr_size_t)(name - 3 - request->path));
    }
    if (!page
        || mya_portal_match(&request->match, request->mount->portal, page, request->pool)
        || !request->match.page || request->match.page->fragment
        || !values_fit(&request->match, request->pool) || !find_item(request, name, len - 4)) {
        return 0;
    }
    request->route = MYA_ROUTE_EXPORT;
    return 1;
}

static apr_status_t find_route(mya_request_t *request)
{
    static const struct {
        const char *path;
        mya_route_e route;
    } reserved[] = {
        { "sign-in", MYA_ROUTE_SIGN_IN },
        { "sign-out", MYA_ROUTE_SIGN_OUT },
        { "switch", MYA_ROUTE_SWITCH },
        { "password", MYA_ROUTE_PASSWORD },
    };
    apr_status_t rv;
    apr_size_t i;

    for (i = 0; i < sizeof(reserved) / sizeof(reserved[0]); ++i) {
        if (!strcmp(request->path, reserved[i].path)) {
            request->route = reserved[i].route;
            return request->route != MYA_ROUTE_PASSWORD || request->mount->portal->accounts->stores
                ? APR_SUCCESS
                : mya_result_tell(request->why, MYA_ENOTFOUND, "the portal keeps no passwords");
        }
    }
    if (!strncmp(request->path, "-/asset/", 8)) {
        request->route = MYA_ROUTE_ASSET;
        return APR_SUCCESS;
    }
    if (find_export(request)) {
        return APR_SUCCESS;
    }
    rv = match_page(request);
    if (rv == APR_SUCCESS && !strncmp(request->path, "-/", 2)) {
        request->route = MYA_ROUTE_FRAGMENT;
    }
    if (rv == MYA_ENOTFOUND && !*request->path) {
        request->route = MYA_ROUTE_HOME;     /* no page at the mount: there is a first one */
        return APR_SUCCESS;
    }
    return rv;
}

/* "invoices/" is "invoices" written otherwise. Only letters that need no encoding go into the new
 * address. */
static int redirect_slash(mya_request_t *request)
{
    static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                "0123456789-._~/";
    apr_size_t len = strlen(request->path);
    const char *path = request->path;

    if (request->method != MYA_GET || !strncmp(path, "-/", 2) || len < 2 || path[len - 1] != '/'
        || path[len - 2] == '/' || path[0] == '/' || strspn(path, plain) != len) {
        return 0;
    }
    path = apr_pstrmemdup(request->pool, path, len - 1);
    if (request->query && *request->query) {
        path = apr_pstrcat(request->pool, path, "?", request->query, NULL);
    }
    mya_flow_see_other(request, path);
    request->answer.status = 301;
    return 1;
}

apr_status_t mya_flow_resolve(mya_request_t *request)
{
    apr_status_t rv;

    request->pairs = apr_array_make(request->pool, 1, sizeof(mya_pair_t));
    /* a monitor asks each machine by its address, not by the site's name */
    if (mya_flow_is_health(request->path)) {
        request->route = MYA_ROUTE_HEALTH;
        return read_query(request);
    }
    if ((rv = check_host(request)) != APR_SUCCESS) {
        return rv;
    }
    if (strlen(request->path) > PATH_MAX_BYTES) {
        return mya_result_tell(request->why, MYA_EURILONG, "the address is too long");
    }
    if ((rv = mya_flow_https(request)) != APR_SUCCESS || request->answer.status) {
        return rv;
    }
    if (redirect_slash(request)) {
        return APR_SUCCESS;
    }
    if ((rv = find_route(request)) != APR_SUCCESS) {
        return rv;
    }
    return read_query(request);
}
