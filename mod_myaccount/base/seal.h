/* SPDX-License-Identifier: Apache-2.0 */
/* base/seal.h: our own mark on a list of texts: HMAC-SHA256 with the portal's secret */
#ifndef MYA_BASE_SEAL_H
#define MYA_BASE_SEAL_H

#include <apr_pools.h>

#define MYA_SEAL_TEXT 43       /* letters of a seal, base64url */

/* Secrets, newest first: one or two lines of MyAccountSecretFile. */
typedef struct mya_secret_t {
    const unsigned char *keys[2];
    apr_size_t lengths[2];
    int nkeys;
} mya_secret_t;

/* The seal on the N texts PARTS with the newest key, in POOL; NULL without a key or with a NULL
 * among them. The first part names what the seal is for; no two lists have the same seal. */
const char *mya_seal_make(const mya_secret_t *secret, const char *const *parts, int n,
                          apr_pool_t *pool);

/* Is SEAL (may be NULL or anything) that of PARTS, with any key that is still valid? In time that
 * tells nothing. */
int mya_seal_is(const char *seal, const mya_secret_t *secret, const char *const *parts, int n,
                apr_pool_t *pool);

#endif
