/* SPDX-License-Identifier: Apache-2.0 */
/* access/kept.c: what somebody had written when the session was over (mya_kept) */
#include "access/kept.h"

#include <string.h>

#include <apr_strings.h>

#include "access/throttle.h"
#include "base/crypto.h"
#include "data/kept_sql.h"

#define ID_BYTES 16
#define ID_CHARS 22        /* of them in base64url */

/* More than anybody needs, and no more than 64 MB of whoever has nothing better to do. Who fills
 * that takes no room from people who are known. */
#define USER_MOST 10
#define NETWORK_MOST 20
#define UNKNOWN_MOST 1000

/* The hash under which ID stands in the database; NULL unless it has the form of ours. */
static const char *hash_of(const char *id, apr_pool_t *pool)
{
    unsigned char digest[MYA_SHA256];

    if (!id || strlen(id) != ID_CHARS) {
        return NULL;
    }
    mya_crypto_sha256(digest, id, ID_CHARS);
    return mya_crypto_hex(digest, sizeof(digest), pool);
}

apr_status_t mya_kept_holder(mya_kept_t *kept, mya_db_conn_t *conn, const mya_portal_t *portal,
                             const char *session, mya_result_t *why, apr_pool_t *pool)
{
    return mya_kept_sql_holder(&kept->user, &kept->customer, conn, portal->name, session, why,
                               pool);
}

static apr_status_t find_room(int *room, mya_db_conn_t *conn, const mya_kept_row_t *row,
                              mya_result_t *why, apr_pool_t *pool)
{
    int of_user, unknown, of_network;
    apr_status_t rv = mya_kept_sql_count(&of_user, &unknown, &of_network, conn, row->portal,
                                         row->user, row->network, why, pool);

    *room = row->user ? of_user < USER_MOST
                      : unknown < UNKNOWN_MOST && of_network < NETWORK_MOST;
    return rv;
}

static apr_status_t insert(int *done, mya_db_conn_t *conn, const mya_kept_row_t *row,
                           mya_result_t *why, apr_pool_t *pool)
{
    apr_status_t rv = mya_db_begin(conn, why, pool);

    *done = 0;
    if (rv == APR_SUCCESS) {
        rv = mya_kept_sql_tidy(conn, row->at - MYA_KEPT_LIFE, why, pool);
    }
    if (rv == APR_SUCCESS) {
        rv = find_room(done, conn, row, why, pool);
    }
    if (rv == APR_SUCCESS && *done) {
        rv = mya_kept_sql_insert(conn, row, why, pool);
    }
    if (rv != APR_SUCCESS) {
        mya_db_rollback(conn, pool);
        return rv;
    }
    return mya_db_commit(conn, why, pool);
}

apr_status_t mya_kept_keep(const char **id, mya_db_conn_t *conn, const mya_portal_t *portal,
                           const mya_kept_t *kept, const char *before, const mya_visit_t *visit,
                           mya_result_t *why, apr_pool_t *pool)
{
    mya_kept_row_t row = { .portal = portal->name, .user = kept->user, .customer = kept->customer,
                           .before = before, .path = kept->path, .content = kept->content,
                           .at = visit->now };
    const char *made;
    int done, tries = 0;
    apr_status_t rv;

    *id = NULL;
    if (strlen(kept->content) > MYA_KEPT_BYTES) {
        return APR_SUCCESS;
    }
    if (mya_crypto_token(&made, ID_BYTES, pool) != APR_SUCCESS) {
        return mya_result_tell(why, MYA_EUNAVAILABLE, "the system gives no random bytes");
    }
    row.id = hash_of(made, pool);
    row.network = mya_throttle_network(visit->address, pool);
    do {
        rv = insert(&done, conn, &row, why, pool);
    } while (rv != APR_SUCCESS && mya_db_again(&tries, conn, why));
    *id = rv == APR_SUCCESS && done ? made : NULL;
    return rv;
}

apr_status_t mya_kept_claim(mya_db_conn_t *conn, const mya_portal_t *portal, const char *id,
                            const char *before, const char *user, mya_result_t *why,
                            apr_pool_t *pool)
{
    const char *hash = hash_of(id, pool);

    return hash && before ? mya_kept_sql_claim(conn, portal->name, hash, before, user, why, pool)
                          : APR_SUCCESS;
}

apr_status_t mya_kept_find(mya_kept_t **kept, mya_db_conn_t *conn, const mya_portal_t *portal,
                           const char *id, const char *user, apr_time_t now, mya_result_t *why,
                           apr_pool_t *pool)
{
    const char *hash = hash_of(id, pool);
    mya_kept_row_t *row = NULL;
    apr_status_t rv = APR_SUCCESS;

    *kept = NULL;
    if (hash && user) {
        rv = mya_kept_sql_read(&row, conn, portal->name, hash, user, now - MYA_KEPT_LIFE, why,
                               pool);
    }
    if (rv == APR_SUCCESS && row) {
        const mya_kept_t found = { row->user, row->customer, row->path, row->content };

        *kept = apr_pmemdup(pool, &found, sizeof(found));
    }
    return rv;
}

apr_status_t mya_kept_drop(mya_db_conn_t *conn, const mya_portal_t *portal, const char *id,
                           const char *user, mya_result_t *why, apr_pool_t *pool)
{
    const char *hash = hash_of(id, pool);

    return hash ? mya_kept_sql_remove(conn, portal->name, hash, user, why, pool) : APR_SUCCESS;
}
