/* SPDX-License-Identifier: Apache-2.0 */
/* base/json.h: JSON texts (jansson) */
#ifndef MYA_BASE_JSON_H
#define MYA_BASE_JSON_H

#include <apr_pools.h>

/* The N NAMES and VALUES (a NULL value becomes null, bad UTF-8 U+FFFD) as the text of a JSON
 * object, in that order, on one line, in POOL. A name that comes twice keeps its last value. */
const char *mya_json_object(const char *const *names, const char *const *values, int n,
                            apr_pool_t *pool);

#endif
