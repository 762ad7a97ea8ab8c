/* SPDX-License-Identifier: Apache-2.0 */
/* view/layout_url.h: the addresses in a site's page, made to mean the same from any page of ours
 *
 * css/site.css in /index.html is /css/site.css; under /account/invoices/9f3 it would be another.
 */
#ifndef MYA_VIEW_LAYOUT_URL_H
#define MYA_VIEW_LAYOUT_URL_H

#include <apr_pools.h>

/* What the addresses of a page are relative to. */
typedef struct mya_layout_base_t {
    const char *page;    /* own address of the page: "/da/index.html", percent-encoded, no query */
    const char *path;    /* the same, or what <base href> says */
    const char *origin;  /* "" = the site's own; else that of <base href>: "https://cdn.example" */
    const char *scheme;  /* of the site itself: "https" */
    const char *host;    /* of the site itself: "www.example.com" or "localhost:8080"; or NULL */
} mya_layout_base_t;

typedef enum mya_layout_whose_e {
    MYA_LAYOUT_OWN,      /* the site's own host */
    MYA_LAYOUT_FOREIGN,  /* http or https of another host */
    MYA_LAYOUT_NOBODYS   /* #part, data:, mailto:, javascript:, or nothing that can be understood */
} mya_layout_whose_e;

/* What an address in a style sheet is for. */
typedef enum mya_layout_use_e {
    MYA_LAYOUT_IMAGE,
    MYA_LAYOUT_STYLE,
    MYA_LAYOUT_FONT
} mya_layout_use_e;

/* Called for each address; returns what shall stand in its place, or NULL if it may stay. */
typedef const char *mya_layout_url_fn(void *baton, mya_layout_use_e use, const char *url);

/* The base of a page that stands at URL ("/index.html") of OWN ("https://www.example.com"; or NULL)
 * and says <base href=HREF> (or NULL). */
const mya_layout_base_t *mya_layout_url_base(const char *url, const char *own, const char *href,
                                             apr_pool_t *pool);

/* URL as seen from any page of the site: root-relative, or NULL if it may stay as it is. */
const char *mya_layout_url_rooted(const mya_layout_base_t *base, const char *url, apr_pool_t *pool);

/* Whose URL is. *ORIGIN is "https://cdn.example" if another host's, else NULL. */
mya_layout_whose_e mya_layout_url_whose(const char **origin, const mya_layout_base_t *base,
                                        const char *url, apr_pool_t *pool);

/* VALUE of a srcset attribute with each address given to VISIT; NULL if nothing changed. */
const char *mya_layout_url_srcset(const char *value, mya_layout_url_fn *visit, void *baton,
                                  apr_pool_t *pool);

/* LEN bytes of CSS with each address given to VISIT; NULL if nothing changed. An address with
 * a backslash in it is left alone. */
const char *mya_layout_url_css(const char *css, apr_size_t len, mya_layout_url_fn *visit,
                               void *baton, apr_pool_t *pool);

#endif
