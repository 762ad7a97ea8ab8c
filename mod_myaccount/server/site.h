/* SPDX-License-Identifier: Apache-2.0 */
/* server/site.h: the site's own page as our layout, kept for a time */
#ifndef MYA_SERVER_SITE_H
#define MYA_SERVER_SITE_H

#include <httpd.h>

#include "server/config.h"
#include "view/layout.h"

typedef struct mya_site_t mya_site_t;

/* The layouts of one place on one server, from its effective directives DIR; lives in POOL, used by
 * all threads. */
mya_site_t *mya_site_make(const mya_dir_t *dir, const mya_mount_t *mount, apr_pool_t *pool);

/* The layout for R in LANG, valid as long as r->pool. One request fetches it while others go on
 * with the old one, or wait for the first one at most a second; the bare layout if the page was
 * never to be had (logged). Never call it with an open database connection: the page's own includes
 * may want one. */
const mya_layout_t *mya_site_layout(mya_site_t *site, request_rec *r, const char *lang);

#endif
