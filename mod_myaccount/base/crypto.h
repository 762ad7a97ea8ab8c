/* SPDX-License-Identifier: Apache-2.0 */
/* base/crypto.h: random bytes, digests, MACs and constant-time comparison (OpenSSL) */
#ifndef MYA_BASE_CRYPTO_H
#define MYA_BASE_CRYPTO_H

#include <apr_pools.h>

#include "base/result.h"

#define MYA_SHA256 32
#define MYA_SHA1 20

/* Fill LEN bytes at OUT from the system's generator. APR_EGENERAL if it fails: never go on then. */
apr_status_t mya_crypto_random(void *out, apr_size_t len) __attribute__((warn_unused_result));

/* LEN random bytes as base64url without padding in *TEXT. */
apr_status_t mya_crypto_token(const char **text, apr_size_t len, apr_pool_t *pool)
    __attribute__((warn_unused_result));

void mya_crypto_sha256(unsigned char out[MYA_SHA256], const void *data, apr_size_t len);
/* Only for lists of others that are kept by it; it protects nothing. */
void mya_crypto_sha1(unsigned char out[MYA_SHA1], const void *data, apr_size_t len);

/* HMAC-SHA256 (RFC 2104). */
void mya_crypto_hmac(unsigned char out[MYA_SHA256], const void *key, apr_size_t keylen,
                     const void *data, apr_size_t len);

/* Are A and B, both of LEN bytes, the same? In time that tells nothing. NULL equals nothing. */
int mya_crypto_same(const void *a, const void *b, apr_size_t len);

/* The same for texts; different lengths differ. */
int mya_crypto_same_text(const char *a, const char *b);

/* RFC 4648, section 4; and section 5 without '='. */
const char *mya_crypto_base64(const void *data, apr_size_t len, apr_pool_t *pool);
const char *mya_crypto_base64url(const void *data, apr_size_t len, apr_pool_t *pool);
const char *mya_crypto_hex(const void *data, apr_size_t len, apr_pool_t *pool);

/* Decode base64url TEXT into *DATA, *LEN; APR_EGENERAL for any other character. */
apr_status_t mya_crypto_unbase64url(unsigned char **data, apr_size_t *len, const char *text,
                                    apr_pool_t *pool);

#endif
