/* SPDX-License-Identifier: Apache-2.0 */
/* ctl/render.h: what a page needs to look right without a server */
#ifndef MYA_CTL_RENDER_H
#define MYA_CTL_RENDER_H

#include "ctl/ctl.h"

/* Where the files are that a page names by address. */
typedef struct mya_render_t {
    const char *base;      /* the mount in the page's own addresses: "/account" */
    const char *skin;      /* folder of the skin's files, or NULL */
    const char *share;     /* folder of base.css */
    const char *site;      /* folder that is "/" on the site, or NULL */
    apr_pool_t *pool;
} mya_render_t;

/* PAGE with its style sheets and scripts of BASE/-/asset/ written into it (those that name further
 * files are linked), and with the site's files linked where they lie on this disk. */
const char *mya_render_embed(const char *page, const mya_render_t *render);

#endif
