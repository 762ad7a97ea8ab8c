/* SPDX-License-Identifier: Apache-2.0 */
/* access/signin.h: from e-mail and password to a user, with the same work for everybody
 *
 * Three parts, so that no connection is held while hashing: prepare (database: count the attempt,
 * find the user), verify (hash, capped concurrency, no connection), finish (database: reset or keep
 * the count, rehash, begin the session, write the event).
 */
#ifndef MYA_ACCESS_SIGNIN_H
#define MYA_ACCESS_SIGNIN_H

#include "access/session.h"
#include "access/throttle.h"

typedef struct mya_signin_t {
    const char *email;         /* or whatever else they sign in with, as mya_signin_email() makes
                                * it */
    const char *account;       /* at what guesses are counted */
    const char *user;          /* key, NULL: unknown; nobody outside may tell the difference */
    const char *device;        /* as mya_device_judge() knows the browser; NULL: not */
    const char *stored;        /* what stands in the table; NULL: nothing */
    const char *hash;          /* the same without blanks behind it; NULL: none, and one of nothing
                                * is computed instead */
    int disabled;
    int renew;                 /* the portal lets a better hash take its place */
    int copy;                  /* an identical form of the visit's has counted the attempt */
    int good;                  /* set by verify */
    const char *fresh;         /* if good, and HASH is older or of another kind: a new one;
                                * after finish: NULL unless it was kept */
    const char *note;          /* what the author shall read in the log; NULL: nothing */
} mya_signin_t;

/* TYPED as e-mails are kept: without white space around it, ASCII letters lower case. */
const char *mya_signin_email(const char *typed, apr_pool_t *pool);

/* What was counted, to be forgotten if it was right. */
mya_guess_t mya_signin_guess(const mya_signin_t *signin);

/* Find the user and count the attempt before any hashing (LG5). MYA_ETOOMANY with retry and the key
 * sign-in.wait, told alike for known and unknown. */
apr_status_t mya_signin_prepare(mya_signin_t **signin, mya_db_conn_t *conn,
                                const mya_portal_t *portal, const char *email,
                                const mya_visit_t *visit, mya_result_t *why, apr_pool_t *pool);

/* Compute one hash of PASSWORD, whoever asks. MYA_EUNAVAILABLE with retry if too many hash already
 * (LG10). */
apr_status_t mya_signin_verify(mya_signin_t *signin, const char *password, mya_result_t *why,
                               apr_pool_t *pool);

/* After a verify: begin a session (*COOKIE), which replaces the one with hash OLD (may be NULL),
 * and write `session.started`, or write `session.refused` and return MYA_EINVALID with the key
 * sign-in.wrong. Makes its own transaction, in which it keeps for copies of VISIT's form what it
 * came to. */
apr_status_t mya_signin_finish(const char **cookie, mya_db_conn_t *conn, const mya_portal_t *portal,
                               mya_signin_t *signin, const char *old, const mya_visit_t *visit,
                               mya_result_t *why, apr_pool_t *pool);

/* What the guess has come to of which a form is a copy. */
typedef enum mya_signin_copy_e {
    MYA_COPY_OPEN,             /* it is being judged */
    MYA_COPY_IN,               /* it was right */
    MYA_COPY_WRONG,
    MYA_COPY_GONE              /* nothing is known of it any more */
} mya_signin_copy_e;

/* After a prepare that found a copy: what VISIT's form has come to, which was counted at *SINCE (to
 * the second). Whoever sends a copy knows the browser's cookie, the nonce and all that was typed,
 * so that it is as good as the first, and needs no hash. */
apr_status_t mya_signin_copy(mya_signin_copy_e *what, apr_time_t *since, mya_db_conn_t *conn,
                             const mya_visit_t *visit, mya_result_t *why, apr_pool_t *pool);

/* The guess of VISIT's form may have been counted, and could not be judged: copies shall not wait
 * for it. */
void mya_signin_abandon(mya_db_conn_t *conn, const mya_visit_t *visit, apr_pool_t *pool);

#endif
