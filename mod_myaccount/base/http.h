/* SPDX-License-Identifier: Apache-2.0 */
/* base/http.h: what another web server says (libcurl) */
#ifndef MYA_BASE_HTTP_H
#define MYA_BASE_HTTP_H

#include "base/result.h"

typedef struct mya_http_page_t {
    const char *bytes;         /* zero-terminated */
    apr_size_t len;
    const char *charset;       /* of its Content-Type; NULL: unsaid */
    const char *url;           /* where redirects led to */
} mya_http_page_t;

/* Is TEXT an address that mya_http_get() takes: http:// or https://? */
int mya_http_is_url(const char *text);

/* Get URL into *PAGE, in POOL: no cookies, at most MAX bytes, at most TIMEOUT usec, at most five
 * redirects, to http and https only; the certificate must be good. Return MYA_EUNAVAILABLE with a
 * sentence in WHY if it cannot be had or answers anything but 200, MYA_ETOOLARGE beyond MAX. */
apr_status_t mya_http_get(mya_http_page_t *page, const char *url, apr_size_t max,
                          apr_interval_time_t timeout, mya_result_t *why, apr_pool_t *pool);

#endif
