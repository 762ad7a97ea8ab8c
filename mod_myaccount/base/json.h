/* SPDX-License-Identifier: Apache-2.0 */
/* base/json.h: JSON texts (jansson) */
#ifndef MYA_BASE_JSON_H
#define MYA_BASE_JSON_H

#include <apr_pools.h>

/* The N NAMES and VALUES (a NULL value becomes null, bad UTF-8 U+FFFD) as the text of a JSON
 * object, in that order, on one line, in POOL. A name that comes twice keeps its last value. */
const char *mya_json_object(const char *const *names, const char *const *values, int n,
                            apr_pool_t *pool);

/* One pair of an object whose values are not all text. */
typedef struct mya_json_pair_t {
    const char *name;
    const char *value;         /* NULL: null */
    int is_json;               /* VALUE is a JSON text itself: true, 12, ["owner"] */
} mya_json_pair_t;

/* The N PAIRS as the text of a JSON object, in that order, on one line, in POOL. */
const char *mya_json_pairs(const mya_json_pair_t *pairs, int n, apr_pool_t *pool);

/* The N TEXTS as a JSON array of strings, in POOL. */
const char *mya_json_strings(const char *const *texts, int n, apr_pool_t *pool);

#endif
