/* SPDX-License-Identifier: Apache-2.0 */
/* form/token.h: the one token of a form, against forgery, double sending, another tab's customer
 *
 * token = nonce "." HMAC(secret; portal, session, action path, customer, nonce), base64url. Before
 * sign-in the session is the hash of the pre-session cookie. What a form was filled from travels
 * beside it ("mya.seen", form/form.h): who changes that only fools himself.
 */
#ifndef MYA_FORM_TOKEN_H
#define MYA_FORM_TOKEN_H

#include "base/result.h"
#include "base/seal.h"

/* What a token is bound to. */
typedef struct mya_token_for_t {
    const char *portal;
    const char *session;       /* hash of the session id, or of the pre-session cookie */
    const char *action;        /* path of the action with its values: "details/edit" */
    const char *customer;      /* key, or "" */
} mya_token_for_t;

typedef enum mya_token_e {
    MYA_TOKEN_GOOD,
    MYA_TOKEN_OTHER_CUSTOMER,  /* ours, this session's, but made for another customer of the user */
    MYA_TOKEN_NEVER_OURS
} mya_token_e;

/* Make a token in *TOKEN. Return MYA_EUNAVAILABLE if no randomness is to be had, APR_EINVAL if
 * WHAT has a NULL in it or SECRET no key. */
apr_status_t mya_token_make(const char **token, const mya_secret_t *secret,
                            const mya_token_for_t *what, apr_pool_t *pool);

/* Judge TOKEN (may be NULL or anything). *NONCE gets its nonce if it is ours, else NULL. CUSTOMERS:
 * the N keys of the user's customers, to tell another tab's customer from a forgery. */
mya_token_e mya_token_judge(const char **nonce, const mya_secret_t *secret, const char *token,
                            const mya_token_for_t *what, const char *const *customers, int n,
                            apr_pool_t *pool);

/* The seal on what a review showed (AZ7): only who was shown CONTENT (mya_form_digest()) in the
 * form of NONCE knows it. In POOL; NULL if a part is. */
const char *mya_token_review(const mya_secret_t *secret, const mya_token_for_t *what,
                             const char *nonce, const char *content, apr_pool_t *pool);
/* Is SEAL (may be NULL or anything) that? */
int mya_token_reviewed(const char *seal, const mya_secret_t *secret, const mya_token_for_t *what,
                       const char *nonce, const char *content, apr_pool_t *pool);

#define MYA_TOKEN_PATH 2048    /* bytes of a sealed address */

/* An own address with a seal, for next= (RD1): PATH, root-relative with its query, becomes
 * "PATH~HMAC", where each byte that may not stand in an address is percent-encoded. NULL for
 * anything but an own address, which begins with exactly one '/', has no "//" or dot segment in its
 * path, no backslash, '#' or (not even encoded) control character, at most MYA_TOKEN_PATH bytes. */
const char *mya_token_seal(const mya_secret_t *secret, const char *portal, const char *path,
                           apr_pool_t *pool);

/* The address in SEALED (may be NULL or anything), written anew; NULL if we never sealed it for
 * PORTAL. */
const char *mya_token_unseal(const mya_secret_t *secret, const char *portal, const char *sealed,
                             apr_pool_t *pool);

#endif
