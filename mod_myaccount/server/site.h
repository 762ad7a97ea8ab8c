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

/* How the layout of one language is doing. */
typedef struct mya_site_state_t {
    const char *lang;
    apr_time_t fetched;            /* when the one that is shown came; 0: none */
    int failures;                  /* how often it could not be had */
} mya_site_state_t;

/* The state of the layout of language number INDEX of SITE in *STATE; 0 if there is no such
 * language, or no layout. */
int mya_site_state(mya_site_state_t *state, mya_site_t *site, int index);

#endif
