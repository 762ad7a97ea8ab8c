/* SPDX-License-Identifier: Apache-2.0 */
/* server/body.h: the bytes of a request's body */
#ifndef MYA_SERVER_BODY_H
#define MYA_SERVER_BODY_H

#include <httpd.h>

#include "base/result.h"

/* Read the whole body of R, at most MAX bytes, into *BYTES (zero-terminated, in r->pool) and *LEN.
 * MYA_ETOOLARGE beyond MAX or the server's LimitRequestBody; MYA_EBADREQUEST for a broken or slow
 * one. */
apr_status_t mya_body_read(const char **bytes, apr_size_t *len, request_rec *r, apr_size_t max,
                           mya_result_t *why);

#endif
