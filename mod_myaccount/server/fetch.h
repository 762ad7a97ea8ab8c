/* SPDX-License-Identifier: Apache-2.0 */
/* server/fetch.h: a page of the site, asked for by ourselves, as everybody would see it */
#ifndef MYA_SERVER_FETCH_H
#define MYA_SERVER_FETCH_H

#include <httpd.h>

#include "base/result.h"

/* What is asked for. */
typedef struct mya_fetch_t {
    const char *url;        /* root-relative: "/index.html" */
    const char *host;       /* of the Host header: "www.example.com" */
    const char *lang;       /* of Accept-Language: "en" */
    const char *mount;      /* path of the mount that asks, and its marker: */
    const char *marker;     /* what a fragment of ours that the page includes finds by
                             * mya_fetch_marker() */
} mya_fetch_t;

/* Fetch WHAT by a subrequest of R, with nothing of R's visitor in it: LEN bytes at *HTML, and the
 * *CHARSET of its Content-Type (NULL: unsaid), in r->pool. APR_EGENERAL with a sentence in WHY. */
apr_status_t mya_fetch(char **html, apr_size_t *len, const char **charset,
                       const mya_fetch_t *what, request_rec *r, mya_result_t *why);

/* If R is part of a fetch: 1, with the marker in *MARKER if the mount at PATH asked, else NULL. */
int mya_fetch_marker(const char **marker, const request_rec *r, const char *path);

/* Register the filter that catches the page's bytes. */
void mya_fetch_register(apr_pool_t *pool);

#endif
