/* SPDX-License-Identifier: Apache-2.0 */
/* data/once.h: one form, one effect (mya_once)
 *
 * The nonce of a form's token is inserted first in its action's transaction. A second sending finds
 * the row and gets the outcome that the first one had; two at the same moment are serialised by the
 * unique key.
 */
#ifndef MYA_DATA_ONCE_H
#define MYA_DATA_ONCE_H

#include "base/db.h"

typedef struct mya_outcome_t {
    const char *page;          /* address below the mount that the 303 names */
    const char *notice;        /* text key to be shown there; NULL */
    const char *content;       /* digest of what the form held; NULL */
} mya_outcome_t;

/* Take NONCE for SESSION (hash) in PORTAL, inside a transaction. MYA_EUNIQUE: it was used. */
apr_status_t mya_once_take(mya_db_conn_t *conn, const char *portal, const char *nonce,
                           const char *session, apr_time_t now, mya_result_t *why,
                           apr_pool_t *pool);
/* Keep the OUTCOME of NONCE, in the same transaction. */
apr_status_t mya_once_keep(mya_db_conn_t *conn, const char *portal, const char *nonce,
                           const mya_outcome_t *outcome, mya_result_t *why, apr_pool_t *pool);
/* The outcome of NONCE of this SESSION; *OUTCOME is NULL if that nonce was never used. */
apr_status_t mya_once_find(mya_outcome_t **outcome, mya_db_conn_t *conn, const char *portal,
                           const char *nonce, const char *session, mya_result_t *why,
                           apr_pool_t *pool);

/* Make actions of CUSTOMER (or, without one, of USER) wait for each other until the transaction
 * ends. */
apr_status_t mya_once_serialize(mya_db_conn_t *conn, const char *portal, const char *who,
                                mya_result_t *why, apr_pool_t *pool);

#endif
