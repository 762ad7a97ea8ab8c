/* SPDX-License-Identifier: Apache-2.0 */
/* flow/https.c: what came in clear although the portal's address is https (TL1)
 *
 * A page is asked for again over https; a form is refused, so that nobody gets used to sending one
 * where everybody on the way can read it. Whether a request came in clear is the server's to know
 * (request->in_clear).
 */
#include "flow/steps.h"

#include <string.h>

#include <apr_strings.h>

#include "portal/address.h"

/* The own https address that HOST stands for; NULL if it is none of https. */
static const char *https_origin(const mya_mount_t *mount, const char *host)
{
    int i;

    for (i = 0; mount->origins[i]; ++i) {
        if (!strncmp(mount->origins[i], "https://", 8)
            && !strcasecmp(mount->origins[i] + 8, host)) {
            return mount->origins[i];
        }
    }
    return NULL;
}

/* PATH with each of its segments percent-encoded. */
static const char *encode(const char *path, apr_pool_t *pool)
{
    const char *out = "";

    for (;;) {
        const apr_size_t len = strcspn(path, "/");

        out = apr_pstrcat(pool, out,
                          mya_address_segment(apr_pstrmemdup(pool, path, len), pool),
                          path[len] ? "/" : "", NULL);
        if (!path[len]) {
            return out;
        }
        path += len + 1;
    }
}

apr_status_t mya_flow_https(mya_request_t *request)
{
    const char *host = request->server->header(request->server->baton, "Host");
    const char *origin = request->in_clear && host ? https_origin(request->mount, host) : NULL;
    const char *query = request->query;

    if (!origin || !strncmp(request->path, "-/", 2)) {     /* what is in the site's own pages */
        return APR_SUCCESS;
    }
    if (request->method != MYA_GET) {
        return mya_result_say(request->why, MYA_EREFUSED, "error.in-clear", NULL,
                              "a form came in clear; behind a proxy that ends TLS, "
                              "\"ServerName %s\" tells httpd so", origin);
    }
    request->answer.status = 301;
    request->answer.location = apr_pstrcat(request->pool, origin,
                                           mya_flow_href(request,
                                                         encode(request->path, request->pool)),
                                           query && *query ? "?" : "",
                                           query && *query ? query : "", NULL);
    return APR_SUCCESS;
}
