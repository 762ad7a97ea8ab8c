/* SPDX-License-Identifier: Apache-2.0 */
/* base/result.h: why something did not work, said once where it is known
 *
 * Functions return an apr_status_t that says which kind of failure it was. The sentence for the
 * log and the text key for the person travel beside it in a mya_result_t; they never mix.
 * The core neither logs nor knows HTTP codes: flow/ maps a status to an answer, server/ logs once.
 */
#ifndef MYA_BASE_RESULT_H
#define MYA_BASE_RESULT_H

#include <apr_errno.h>
#include <apr_pools.h>

/* Our kinds of failure. flow/answer.c has the one table that maps them to HTTP. */
#define MYA_ESTART       (APR_OS_START_USERERR + 7300)
#define MYA_ENOTFOUND    (MYA_ESTART + 0)  /* no such thing, or not for you: 404 */
#define MYA_EREFUSED     (MYA_ESTART + 1)  /* known, but not allowed: 403 */
#define MYA_EBADREQUEST  (MYA_ESTART + 2)  /* malformed from the outside: 400 */
#define MYA_EINVALID     (MYA_ESTART + 3)  /* a field needs another value: 422, input kept */
#define MYA_ECONFLICT    (MYA_ESTART + 4)  /* changed meanwhile, or another customer's form: 409 */
#define MYA_ETOOLARGE    (MYA_ESTART + 5)  /* more bytes or parameters than allowed: 413 */
#define MYA_ETOOMANY     (MYA_ESTART + 6)  /* tried too often: 429 with Retry-After */
#define MYA_EUNAVAILABLE (MYA_ESTART + 7)  /* database or capacity gone for now: 503, Retry-After */
#define MYA_ESIGNIN      (MYA_ESTART + 8)  /* nobody is signed in: 303 to the sign-in page */
#define MYA_EMETHOD      (MYA_ESTART + 9)  /* method not allowed here: 405 */
#define MYA_EUNIQUE      (MYA_ESTART + 10) /* a unique key of the database said no */
#define MYA_EDATABASE    (MYA_ESTART + 11) /* a statement failed for any other reason: 500 */
#define MYA_ECONFIG      (MYA_ESTART + 12) /* the definition or configuration is wrong */
#define MYA_ETYPE        (MYA_ESTART + 13) /* a body of a media type that we do not read: 415 */
#define MYA_EMISDIRECTED (MYA_ESTART + 14) /* a host name that is not ours: 421 */
#define MYA_EURILONG     (MYA_ESTART + 15) /* address longer than we take: 414 */
#define MYA_EEXPECT      (MYA_ESTART + 16) /* a step's statement met another number of rows */
#define MYA_ESLOW        (MYA_ESTART + 17) /* a statement or a page took too long: 503 likewise */
#define MYA_EEND         (MYA_ESTART + 18)

typedef struct mya_result_t {
    apr_pool_t *pool;      /* owns all strings below */
    apr_status_t status;   /* APR_SUCCESS until somebody tells otherwise */
    const char *key;       /* text key for the person who asked; NULL: the kind's own text */
    const char *field;     /* the form field it concerns; NULL: the whole */
    const char *detail;    /* one English sentence for the log; never personal, never a secret */
    apr_interval_time_t retry; /* usec until it may work again; 0 = unknown (Retry-After) */
} mya_result_t;

/* Make an empty result that lives in POOL. Never NULL. */
mya_result_t *mya_result_make(apr_pool_t *pool);

/* Tell WHY (may be NULL: then nothing is kept) that STATUS happened: FORMAT and what follows make
 * the sentence for the log, without "error:" in front and without a full stop at the end.
 * A later telling replaces an earlier one. Return STATUS, so that `return mya_result_tell(…)`. */
apr_status_t mya_result_tell(mya_result_t *why, apr_status_t status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* What WHY (may be NULL) was told is no more: it is tried again. */
void mya_result_untell(mya_result_t *why);

/* The same, with the text KEY for the person and the FIELD (may be NULL) that it concerns. */
apr_status_t mya_result_say(mya_result_t *why, apr_status_t status, const char *key,
                            const char *field, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

#endif
