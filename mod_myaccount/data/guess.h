/* SPDX-License-Identifier: Apache-2.0 */
/* data/guess.h: the marks of guesses at passwords, in mya_once
 *
 * Identical forms have the same mark. The one that counts the guess takes it, and keeps there what
 * the guess came to; only its own request may, for after a while another one takes it anew.
 */
#ifndef MYA_DATA_GUESS_H
#define MYA_DATA_GUESS_H

#include "base/db.h"

/* Who counts which guess. */
typedef struct mya_guess_key_t {
    const char *portal;
    const char *mark;          /* at most 64 letters */
    const char *session;       /* hash */
    const char *owner;         /* the request's id */
} mya_guess_key_t;

typedef struct mya_guess_row_t {
    const char *outcome;       /* "": it is being judged */
    apr_time_t since;          /* when it was counted, in whole seconds */
} mya_guess_row_t;

/* Take KEY's mark in the transaction that counts. MYA_EUNIQUE: it is taken. */
apr_status_t mya_guess_take(mya_db_conn_t *conn, const mya_guess_key_t *key, apr_time_t now,
                            mya_result_t *why, apr_pool_t *pool);
/* The same for one that was taken at BEFORE at the latest, to the second. MYA_EUNIQUE: later. */
apr_status_t mya_guess_retake(mya_db_conn_t *conn, const mya_guess_key_t *key, apr_time_t before,
                              apr_time_t now, mya_result_t *why, apr_pool_t *pool);
/* What KEY's guess came to. If it has another owner by now, nothing is kept, and nobody told. */
apr_status_t mya_guess_keep(mya_db_conn_t *conn, const mya_guess_key_t *key, const char *outcome,
                            mya_result_t *why, apr_pool_t *pool);
/* KEY's guess comes to nothing: its row goes, if it is still its owner's, and open. */
apr_status_t mya_guess_abandon(mya_db_conn_t *conn, const mya_guess_key_t *key, mya_result_t *why,
                               apr_pool_t *pool);
/* The row goes, whosever it is. */
apr_status_t mya_guess_forget(mya_db_conn_t *conn, const mya_guess_key_t *key, mya_result_t *why,
                              apr_pool_t *pool);
/* *ROW is NULL if KEY's mark is not taken. */
apr_status_t mya_guess_find(mya_guess_row_t **row, mya_db_conn_t *conn,
                            const mya_guess_key_t *key, mya_result_t *why, apr_pool_t *pool);

#endif
