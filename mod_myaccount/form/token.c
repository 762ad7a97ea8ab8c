/* SPDX-License-Identifier: Apache-2.0 */
/* form/token.c: the one token of a form, and the seal on our own addresses */
#include "form/token.h"

#include <string.h>

#include <apr_lib.h>
#include <apr_strings.h>

#include "base/crypto.h"

#define NONCE_BYTES 16
#define NONCE_TEXT  22     /* base64url without padding */

/* --- tokens of forms --- */

#define FORM_PARTS 6

static void form_parts(const char **parts, const mya_token_for_t *what, const char *customer,
                       const char *nonce)
{
    parts[0] = "form";
    parts[1] = what->portal;
    parts[2] = what->session;
    parts[3] = what->action;
    parts[4] = customer;
    parts[5] = nonce;
}

/* NULL compares equal to nothing: with a part missing there is no token. */
static int is_whole(const mya_token_for_t *what)
{
    return what->portal && what->session && what->action && what->customer;
}

apr_status_t mya_token_make(const char **token, const mya_secret_t *secret,
                            const mya_token_for_t *what, apr_pool_t *pool)
{
    const char *parts[FORM_PARTS], *nonce;

    *token = NULL;
    if (secret->nkeys < 1 || !is_whole(what)) {
        return APR_EINVAL;
    }
    if (mya_crypto_token(&nonce, NONCE_BYTES, pool) != APR_SUCCESS) {
        return MYA_EUNAVAILABLE;
    }
    form_parts(parts, what, what->customer, nonce);
    *token = apr_pstrcat(pool, nonce, ".", mya_seal_make(secret, parts, FORM_PARTS, pool), NULL);
    return APR_SUCCESS;
}

mya_token_e mya_token_judge(const char **nonce, const mya_secret_t *secret, const char *token,
                            const mya_token_for_t *what, const char *const *customers, int n,
                            apr_pool_t *pool)
{
    const char *parts[FORM_PARTS], *text, *seal;
    int i;

    *nonce = NULL;
    if (!token || !is_whole(what) || strlen(token) != NONCE_TEXT + 1 + MYA_SEAL_TEXT
        || token[NONCE_TEXT] != '.') {
        return MYA_TOKEN_NEVER_OURS;
    }
    text = apr_pstrmemdup(pool, token, NONCE_TEXT);
    seal = token + NONCE_TEXT + 1;
    form_parts(parts, what, what->customer, text);
    if (mya_seal_is(seal, secret, parts, FORM_PARTS, pool)) {
        *nonce = text;
        return MYA_TOKEN_GOOD;
    }
    for (i = 0; i < n; ++i) {
        form_parts(parts, what, customers[i], text);
        if (mya_seal_is(seal, secret, parts, FORM_PARTS, pool)) {
            *nonce = text;
            return MYA_TOKEN_OTHER_CUSTOMER;
        }
    }
    return MYA_TOKEN_NEVER_OURS;
}

/* --- reviews --- */

#define REVIEW_PARTS 7

static int review_parts(const char **parts, const mya_token_for_t *what, const char *nonce,
                        const char *content)
{
    if (!is_whole(what) || !nonce || !content) {
        return 0;
    }
    form_parts(parts, what, what->customer, nonce);
    parts[0] = "review";
    parts[FORM_PARTS] = content;
    return 1;
}

const char *mya_token_review(const mya_secret_t *secret, const mya_token_for_t *what,
                             const char *nonce, const char *content, apr_pool_t *pool)
{
    const char *parts[REVIEW_PARTS];

    return review_parts(parts, what, nonce, content)
               ? mya_seal_make(secret, parts, REVIEW_PARTS, pool) : NULL;
}

int mya_token_reviewed(const char *seal, const mya_secret_t *secret, const mya_token_for_t *what,
                       const char *nonce, const char *content, apr_pool_t *pool)
{
    const char *parts[REVIEW_PARTS];

    return review_parts(parts, what, nonce, content)
           && mya_seal_is(seal, secret, parts, REVIEW_PARTS, pool);
}

/* --- sealed addresses --- */

/* The byte that the "%xx" at AT stands for; -1 if it is none. */
static int percent_byte(const char *at)
{
    static const char digits[] = "0123456789abcdef0123456789ABCDEF";
    const char *high = at[1] ? strchr(digits, at[1]) : NULL;
    const char *low = high && at[2] ? strchr(digits, at[2]) : NULL;

    return low ? (int)((high - digits) % 16 * 16 + (low - digits) % 16) : -1;
}

/* Never in an address of ours: a host could begin there, or who reads it next could see another
 * one. In the path also when encoded, since some decode once more before they compare. */
static int is_refused(const char *at, int in_query)
{
    int c = *at == '%' ? percent_byte(at) : (unsigned char)*at;

    if (c < 0x20 || c == 0x7F) {
        return 1;
    }
    if (*at == '%') {
        return !in_query && strchr("./\\", c) != NULL;
    }
    return c == '\\' || c == '#' || (!in_query && c == '/' && at[1] == '/');
}

/* Is AT, just behind a '/', a segment "." or ".."? Who follows it would go elsewhere. */
static int is_dots(const char *at)
{
    at += *at == '.' ? 1 + (at[1] == '.') : 0;
    return at[-1] == '.' && (!*at || *at == '/' || *at == '?');
}

/* PATH written anew by us, each byte either one that may stand in an address or percent-encoded.
 * NULL unless it is an own one: it begins with one '/' only, so no scheme and no host are in it. */
static const char *rebuild(const char *path, apr_pool_t *pool)
{
    static const char plain[] = "/?%-._~!$&'()*+,;=:@";
    char *built, *to;
    int in_query = 0;

    if (!path || path[0] != '/' || strlen(path) > MYA_TOKEN_PATH) {
        return NULL;
    }
    built = to = apr_palloc(pool, strlen(path) * 3 + 1);
    for (; *path; ++path) {
        if (is_refused(path, in_query) || (!in_query && *path == '/' && is_dots(path + 1))) {
            return NULL;
        }
        in_query |= *path == '?';
        if ((unsigned char)*path < 0x80 && (apr_isalnum(*path) || strchr(plain, *path))) {
            *to++ = *path;
        } else {
            apr_snprintf(to, 4, "%%%02X", (unsigned char)*path);
            to += 3;
        }
    }
    *to = '\0';
    return to - built > MYA_TOKEN_PATH ? NULL : built;
}

#define SEAL_PARTS 3

const char *mya_token_seal(const mya_secret_t *secret, const char *portal, const char *path,
                           apr_pool_t *pool)
{
    const char *built = rebuild(path, pool);
    const char *parts[SEAL_PARTS] = { "next", portal, built };

    if (!built || !portal || secret->nkeys < 1) {
        return NULL;
    }
    return apr_pstrcat(pool, built, "~", mya_seal_make(secret, parts, SEAL_PARTS, pool), NULL);
}

const char *mya_token_unseal(const mya_secret_t *secret, const char *portal, const char *sealed,
                             apr_pool_t *pool)
{
    const char *tilde = sealed ? strrchr(sealed, '~') : NULL;
    const char *parts[SEAL_PARTS] = { "next", portal, NULL };

    if (!tilde || !portal || tilde - sealed > MYA_TOKEN_PATH) {
        return NULL;
    }
    parts[2] = apr_pstrmemdup(pool, sealed, (apr_size_t)(tilde - sealed));
    return mya_seal_is(tilde + 1, secret, parts, SEAL_PARTS, pool) ? rebuild(parts[2], pool) : NULL;
}
