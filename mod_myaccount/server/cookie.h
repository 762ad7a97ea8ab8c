/* SPDX-License-Identifier: Apache-2.0 */
/* server/cookie.h: our cookies as they came */
#ifndef MYA_SERVER_COOKIE_H
#define MYA_SERVER_COOKIE_H

#include <apr_pools.h>

/* The value of the cookie NAME in HEADER (may be NULL), in POOL. NULL if there is none, if it came
 * twice, or if it has a letter that no value of ours has: who sends that is nobody (CK2). */
const char *mya_cookie_get(const char *header, const char *name, apr_pool_t *pool);

#endif
