/* SPDX-License-Identifier: Apache-2.0 */
/* base/seal.c: our own mark on a list of texts: HMAC-SHA256 with the portal's secret */
#include "base/seal.h"

#include <string.h>

#include <apr_strings.h>

#include "base/crypto.h"

/* The seal with key K. Each part goes in with its length, so that no two lists give the same
 * bytes. */
static const char *seal_with(const mya_secret_t *secret, int k, const char *const *parts, int n,
                             apr_pool_t *pool)
{
    unsigned char out[MYA_SHA256];
    const char *bytes = "";
    int i;

    for (i = 0; i < n; ++i) {
        bytes = apr_psprintf(pool, "%s%" APR_SIZE_T_FMT ":%s,", bytes, strlen(parts[i]), parts[i]);
    }
    mya_crypto_hmac(out, secret->keys[k], secret->lengths[k], bytes, strlen(bytes));
    return mya_crypto_base64url(out, sizeof(out), pool);
}

/* NULL compares equal to nothing: with a part missing there is no seal. */
static int is_whole(const char *const *parts, int n)
{
    int i;

    for (i = 0; i < n && parts[i]; ++i) {
        ;
    }
    return n > 0 && i == n;
}

const char *mya_seal_make(const mya_secret_t *secret, const char *const *parts, int n,
                          apr_pool_t *pool)
{
    return secret->nkeys > 0 && is_whole(parts, n) ? seal_with(secret, 0, parts, n, pool) : NULL;
}

int mya_seal_is(const char *seal, const mya_secret_t *secret, const char *const *parts, int n,
                apr_pool_t *pool)
{
    int k, found = 0;

    if (!seal || strlen(seal) != MYA_SEAL_TEXT || !is_whole(parts, n)) {
        return 0;
    }
    for (k = 0; k < secret->nkeys; ++k) {
        found |= mya_crypto_same_text(seal, seal_with(secret, k, parts, n, pool));
    }
    return found;
}
