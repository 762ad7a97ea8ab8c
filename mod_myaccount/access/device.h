/* SPDX-License-Identifier: Apache-2.0 */
/* access/device.h: browsers in which a user has signed in before (LG4)
 *
 * Whoever knows an e-mail can have its account blocked by guessing at it. So each sign-in leaves a
 * cookie in its browser, sealed for this user: guesses made there are counted for themselves, and
 * strangers elsewhere block nobody there. It opens nothing: the password is asked for as ever.
 */
#ifndef MYA_ACCESS_DEVICE_H
#define MYA_ACCESS_DEVICE_H

#include "base/result.h"
#include "base/seal.h"

/* So long after the last sign-in in a browser it is one like any other. */
#define MYA_DEVICE_LIFE apr_time_from_sec(90 * 24 * 3600)

/* Whose browser: a user of a portal, as long as the password's hash is the same. */
typedef struct mya_device_for_t {
    const char *portal;
    const char *user;
    const char *hash;
} mya_device_for_t;

/* Make in *COOKIE what the browser keeps, at NOW. MYA_EUNAVAILABLE if no randomness is to be had,
 * APR_EINVAL if WHOSE has a NULL in it or SECRET no key. */
apr_status_t mya_device_make(const char **cookie, const mya_secret_t *secret,
                             const mya_device_for_t *whose, apr_time_t now, apr_pool_t *pool);

/* The name (hex, in POOL) under which guesses with COOKIE (may be NULL or anything) are counted at
 * NOW; NULL unless it was made for WHOSE within MYA_DEVICE_LIFE. */
const char *mya_device_judge(const mya_secret_t *secret, const mya_device_for_t *whose,
                             const char *cookie, apr_time_t now, apr_pool_t *pool);

#endif
