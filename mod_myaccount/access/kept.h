/* SPDX-License-Identifier: Apache-2.0 */
/* access/kept.h: what somebody had written when the session was over (mya_kept)
 *
 * It is kept for an hour under a random id, of which the database has only the hash, and shown to
 * nobody but the user whose session it was. Where that is not known (the browser sent no cookie) it
 * becomes the user's who signs in next with the same browser: so nobody can lay a filled form
 * before somebody else.
 */
#ifndef MYA_ACCESS_KEPT_H
#define MYA_ACCESS_KEPT_H

#include "access/identity.h"

#define MYA_KEPT_BYTES (64 * 1024)              /* of content; what is larger is lost */
#define MYA_KEPT_LIFE apr_time_from_sec(3600)

typedef struct mya_kept_t {
    const char *user;          /* whose session it was; NULL: not known */
    const char *customer;      /* in which it was; NULL: none, or not known */
    const char *path;          /* of the action, below the mount */
    const char *content;       /* application/x-www-form-urlencoded, without secrets */
} mya_kept_t;

/* Who held the session with hash SESSION, alive or not: fills user and customer of *KEPT. */
apr_status_t mya_kept_holder(mya_kept_t *kept, mya_db_conn_t *conn, const mya_portal_t *portal,
                             const char *session, mya_result_t *why, apr_pool_t *pool);

/* Keep KEPT, which came by VISIT from the browser whose cookie before sign-in has the hash BEFORE.
 * *ID gets its id; NULL if it is too large, or there is too much already: of that user, of nobody
 * known from that network, or in all. In a transaction of its own. */
apr_status_t mya_kept_keep(const char **id, mya_db_conn_t *conn, const mya_portal_t *portal,
                           const mya_kept_t *kept, const char *before, const mya_visit_t *visit,
                           mya_result_t *why, apr_pool_t *pool);

/* USER has signed in with the browser that has BEFORE: what it wrote under ID, and nobody owns, is
 * the user's. */
apr_status_t mya_kept_claim(mya_db_conn_t *conn, const mya_portal_t *portal, const char *id,
                            const char *before, const char *user, mya_result_t *why,
                            apr_pool_t *pool);

/* What USER wrote under ID, in *KEPT; NULL if there is nothing, or no longer. */
apr_status_t mya_kept_find(mya_kept_t **kept, mya_db_conn_t *conn, const mya_portal_t *portal,
                           const char *id, const char *user, apr_time_t now, mya_result_t *why,
                           apr_pool_t *pool);

/* It was sent, and is needed no more. */
apr_status_t mya_kept_drop(mya_db_conn_t *conn, const mya_portal_t *portal, const char *id,
                           const char *user, mya_result_t *why, apr_pool_t *pool);

#endif
