/* SPDX-License-Identifier: Apache-2.0 */
/* access/keep_hash.h: a new hash goes where the portal keeps them, and is looked at there
 *
 * The table may be the company's: its column may be too short, its statement may meet nobody or
 * somebody else as well. Whoever is told that a password was kept can sign in with it.
 */
#ifndef MYA_ACCESS_KEEP_HASH_H
#define MYA_ACCESS_KEEP_HASH_H

#include "base/db.h"
#include "portal/model.h"

/* Keep the hash FRESH of USER where OLD stands, inside a transaction. MYA_ECONFLICT: something else
 * stands there meanwhile. MYA_EDATABASE, with a sentence for the author: it was not kept, or not
 * as it is, and the caller undoes what was done. */
apr_status_t mya_keep_hash(mya_db_conn_t *conn, const mya_portal_t *portal, const char *user,
                           const char *old, const char *fresh, mya_result_t *why,
                           apr_pool_t *pool);

/* HASH without the blanks with which a column of fixed length fills it up; NULL stays NULL. */
const char *mya_hash_trim(const char *hash, apr_pool_t *pool);

#endif
