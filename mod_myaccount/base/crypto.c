/* SPDX-License-Identifier: Apache-2.0 */
/* base/crypto.c: random bytes, digests, MACs and constant-time comparison (OpenSSL) */
#include "base/crypto.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include <apr_strings.h>

static const char standard[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
static const char url_safe[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

apr_status_t mya_crypto_random(void *out, apr_size_t len)
{
    return len <= INT_MAX && RAND_bytes(out, (int)len) == 1 ? APR_SUCCESS : APR_EGENERAL;
}

apr_status_t mya_crypto_token(const char **text, apr_size_t len, apr_pool_t *pool)
{
    unsigned char *bytes = apr_palloc(pool, len ? len : 1);
    apr_status_t rv = mya_crypto_random(bytes, len);

    if (rv == APR_SUCCESS) {
        *text = mya_crypto_base64url(bytes, len, pool);
        OPENSSL_cleanse(bytes, len);
    }
    return rv;
}

/* A digest fails only when memory is out or OpenSSL is broken. Whatever is compared with its result
 * would then be compared with nothing, so that the process ends instead. */
static void must(int worked)
{
    if (!worked) {
        abort();
    }
}

void mya_crypto_sha256(unsigned char out[MYA_SHA256], const void *data, apr_size_t len)
{
    must(EVP_Digest(data, len, out, NULL, EVP_sha256(), NULL) == 1);
}

void mya_crypto_sha1(unsigned char out[MYA_SHA1], const void *data, apr_size_t len)
{
    must(EVP_Digest(data, len, out, NULL, EVP_sha1(), NULL) == 1);
}

void mya_crypto_hmac(unsigned char out[MYA_SHA256], const void *key, apr_size_t keylen,
                     const void *data, apr_size_t len)
{
    /* HMAC() takes a NULL key for "the same as before"; an empty one is a key like others */
    must(keylen <= INT_MAX
         && HMAC(EVP_sha256(), keylen ? key : "", (int)keylen, data, len, out, NULL) != NULL);
}

int mya_crypto_same(const void *a, const void *b, apr_size_t len)
{
    return a && b && CRYPTO_memcmp(a, b, len) == 0;
}

int mya_crypto_same_text(const char *a, const char *b)
{
    apr_size_t len;

    if (!a || !b) {
        return 0;
    }
    len = strlen(a);
    return len == strlen(b) && mya_crypto_same(a, b, len);
}

/* LEN bytes DATA in the ALPHABET of 64 characters; PAD: fill up with '='. */
static const char *encode(const unsigned char *data, apr_size_t len, const char *alphabet, int pad,
                          apr_pool_t *pool)
{
    char *text = apr_palloc(pool, (len + 2) / 3 * 4 + 1);
    char *to = text;

    for (apr_size_t i = 0; i < len; i += 3) {
        const apr_size_t left = len - i;
        const unsigned int three = (unsigned int)data[i] << 16
                                   | (left > 1 ? (unsigned int)data[i + 1] << 8 : 0)
                                   | (left > 2 ? (unsigned int)data[i + 2] : 0);

        *to++ = alphabet[three >> 18];
        *to++ = alphabet[three >> 12 & 63];
        if (left > 1 || pad) {
            *to++ = left > 1 ? alphabet[three >> 6 & 63] : '=';
        }
        if (left > 2 || pad) {
            *to++ = left > 2 ? alphabet[three & 63] : '=';
        }
    }
    *to = '\0';
    return text;
}

const char *mya_crypto_base64(const void *data, apr_size_t len, apr_pool_t *pool)
{
    return encode(data, len, standard, 1, pool);
}

const char *mya_crypto_base64url(const void *data, apr_size_t len, apr_pool_t *pool)
{
    return encode(data, len, url_safe, 0, pool);
}

const char *mya_crypto_hex(const void *data, apr_size_t len, apr_pool_t *pool)
{
    static const char digits[] = "0123456789abcdef";
    const unsigned char *bytes = data;
    char *text = apr_palloc(pool, len * 2 + 1);

    for (apr_size_t i = 0; i < len; i++) {
        text[i * 2] = digits[bytes[i] >> 4];
        text[i * 2 + 1] = digits[bytes[i] & 15];
    }
    text[len * 2] = '\0';
    return text;
}

/* The six bits of C, or -1. */
static int six_bits(char c)
{
    const char *at = c ? strchr(url_safe, c) : NULL;

    return at ? (int)(at - url_safe) : -1;
}

apr_status_t mya_crypto_unbase64url(unsigned char **data, apr_size_t *len, const char *text,
                                    apr_pool_t *pool)
{
    const apr_size_t n = text ? strlen(text) : 0;
    unsigned char *bytes = apr_palloc(pool, n / 4 * 3 + 3);
    unsigned int bits = 0;
    apr_size_t out = 0;

    if (!text || n % 4 == 1) {
        return APR_EGENERAL;
    }
    for (apr_size_t i = 0; i < n; i++) {
        const int six = six_bits(text[i]);

        if (six < 0) {
            return APR_EGENERAL;
        }
        bits = (bits << 6 | (unsigned int)six) & 0xFFFFFF;
        if (i % 4) {
            bytes[out++] = (unsigned char)(bits >> (6 - i % 4 * 2) & 0xFF);
        }
    }
    /* one text for one value: the bits that stand for nothing must be 0 */
    if ((n % 4 == 2 && bits & 0x0F) || (n % 4 == 3 && bits & 0x03)) {
        return APR_EGENERAL;
    }
    *data = bytes;
    *len = out;
    return APR_SUCCESS;
}
