/* SPDX-License-Identifier: Apache-2.0 */
/* access/keep_hash.c: a new hash goes where the portal keeps them, and is looked at there */
#include "access/keep_hash.h"

#include <string.h>

#include <apr_strings.h>

#include "data/identity_sql.h"

const char *mya_hash_trim(const char *hash, apr_pool_t *pool)
{
    apr_size_t len = hash ? strlen(hash) : 0;

    while (len && hash[len - 1] == ' ') {
        len--;
    }
    return hash ? apr_pstrmemdup(pool, hash, len) : NULL;
}

static int is_same(const char *a, const char *b, apr_pool_t *pool)
{
    return a && b && !strcmp(mya_hash_trim(a, pool), mya_hash_trim(b, pool));
}

static const char *name_of(const mya_db_conn_t *conn, const mya_portal_t *portal, apr_pool_t *pool)
{
    return mya_identity_sql_place(conn, &portal->accounts->store_hash, pool);
}

apr_status_t mya_keep_hash(mya_db_conn_t *conn, const mya_portal_t *portal, const char *user,
                           const char *old, const char *fresh, mya_result_t *why, apr_pool_t *pool)
{
    const char *found;
    int affected;
    apr_status_t rv = mya_identity_sql_store(&affected, conn, portal, user, fresh, old, why, pool);

    if (rv == APR_SUCCESS) {
        rv = mya_identity_sql_hash(&found, conn, portal, user, why, pool);
    }
    if (rv != APR_SUCCESS || (affected == 1 && is_same(found, fresh, pool))) {
        return rv;
    }
    if (affected > 1) {
        return mya_result_tell(why, MYA_EDATABASE, "%s meets %d rows for one user; nothing was "
                               "kept, limit it to one", name_of(conn, portal, pool), affected);
    }
    if (affected == 1) {
        return mya_result_tell(why, MYA_EDATABASE, "%s: what stands in the table is not what was "
                               "stored, so that nothing was kept; a hash has some 100 characters, "
                               "give the column 255", name_of(conn, portal, pool));
    }
    if (is_same(found, old, pool)) {
        return mya_result_tell(why, MYA_EDATABASE, "%s meets no row, though :old is what "
                               "identity.hash has found; compare what that selects",
                               name_of(conn, portal, pool));
    }
    return mya_result_say(why, MYA_ECONFLICT, "password.meanwhile", NULL,
                          "the password was changed meanwhile");
}
