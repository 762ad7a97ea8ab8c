/* SPDX-License-Identifier: Apache-2.0 */
/* server/request.h: a request_rec as the flow wants it */
#ifndef MYA_SERVER_REQUEST_H
#define MYA_SERVER_REQUEST_H

#include <httpd.h>

#include "server/config.h"

/* Make the request for R at PLACE, which R's server must have, in *MADE, in r->pool; PATH is below
 * the mount. Nothing is read and nobody identified yet. MYA_EUNAVAILABLE without randomness. */
apr_status_t mya_request_make(mya_request_t **made, request_rec *r,
                              const mya_place_of_portal_t *place, const char *path);

/* The request that the client made, of which R is a part. */
request_rec *mya_request_top(request_rec *r);

#endif
