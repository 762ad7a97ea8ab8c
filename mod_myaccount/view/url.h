/* SPDX-License-Identifier: Apache-2.0 */
/* view/url.h: which addresses may stand in a page (doc/security.md XS3) */
#ifndef MYA_VIEW_URL_H
#define MYA_VIEW_URL_H

#include <apr_pools.h>

/* URL, with spaces written as %20, if it is http(s) with a host, mailto, tel, or a path, query
 * or fragment of our own; else NULL. A browser never reads it as anything else: no control
 * characters, no backslash. */
const char *mya_url(const char *url, apr_pool_t *pool);

/* The candidates of a srcset (addresses with a width or density each) if all may stand; else
 * NULL. */
const char *mya_url_set(const char *set, apr_pool_t *pool);

#endif
