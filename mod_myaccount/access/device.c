/* SPDX-License-Identifier: Apache-2.0 */
/* access/device.c: browsers in which a user has signed in before (LG4) */
#include "access/device.h"

#include <string.h>

#include <apr_strings.h>

#include "base/crypto.h"

/* A cookie is: when it was made (seconds), a nonce, the seal on both. Only letters and digits, for
 * the reader of cookies takes no others. */
#define TIME_TEXT 11
#define NONCE_BYTES 16
#define NONCE_TEXT 22      /* base64url */
#define PARTS 6

static void name_parts(const char **parts, const mya_device_for_t *whose, const char *time,
                       const char *nonce)
{
    parts[0] = "device";
    parts[1] = whose->portal;
    parts[2] = whose->user;
    parts[3] = whose->hash;
    parts[4] = time;
    parts[5] = nonce;
}

apr_status_t mya_device_make(const char **cookie, const mya_secret_t *secret,
                             const mya_device_for_t *whose, apr_time_t now, apr_pool_t *pool)
{
    const char *parts[PARTS], *nonce, *seal;
    const char *time = apr_psprintf(pool, "%011" APR_INT64_T_FMT, apr_time_sec(now));

    *cookie = NULL;
    if (mya_crypto_token(&nonce, NONCE_BYTES, pool) != APR_SUCCESS) {
        return MYA_EUNAVAILABLE;
    }
    name_parts(parts, whose, time, nonce);
    seal = mya_seal_make(secret, parts, PARTS, pool);
    if (!seal || strlen(time) != TIME_TEXT) {
        return APR_EINVAL;
    }
    *cookie = apr_pstrcat(pool, time, nonce, seal, NULL);
    return APR_SUCCESS;
}

/* Was what says TIME made at most MYA_DEVICE_LIFE before NOW? Clocks of nodes differ a little. */
static int is_recent(const char *time, apr_time_t now)
{
    const apr_time_t made = apr_time_from_sec(apr_atoi64(time));

    return now - made < MYA_DEVICE_LIFE && made - now < apr_time_from_sec(60);
}

const char *mya_device_judge(const mya_secret_t *secret, const mya_device_for_t *whose,
                             const char *cookie, apr_time_t now, apr_pool_t *pool)
{
    const char *parts[PARTS], *time, *nonce;
    unsigned char digest[MYA_SHA256];

    if (!cookie || strlen(cookie) != TIME_TEXT + NONCE_TEXT + MYA_SEAL_TEXT
        || strspn(cookie, "0123456789") < TIME_TEXT) {
        return NULL;
    }
    time = apr_pstrmemdup(pool, cookie, TIME_TEXT);
    nonce = apr_pstrmemdup(pool, cookie + TIME_TEXT, NONCE_TEXT);
    name_parts(parts, whose, time, nonce);
    if (!mya_seal_is(cookie + TIME_TEXT + NONCE_TEXT, secret, parts, PARTS, pool)
        || !is_recent(time, now)) {
        return NULL;
    }
    mya_crypto_sha256(digest, nonce, NONCE_TEXT);
    return mya_crypto_hex(digest, sizeof(digest), pool);
}
