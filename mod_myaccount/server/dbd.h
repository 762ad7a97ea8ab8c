/* SPDX-License-Identifier: Apache-2.0 */
/* server/dbd.h: connections from mod_dbd, as base/db wants them */
#ifndef MYA_SERVER_DBD_H
#define MYA_SERVER_DBD_H

#include <httpd.h>

#include "base/db.h"

/* Is there a mod_dbd with a database for S, and do our connections fit into its pool?
 * MYA_ECONFIG. */
apr_status_t mya_dbd_check(server_rec *s, mya_result_t *why);

/* What S's administrator should add, or a database that does not answer is waited for without end:
 * a sentence, or NULL. */
const char *mya_dbd_advice(const server_rec *s);

/* How many connections S may have out at once: as MyAccountDatabaseConnections says, else 8, but
 * never more than mod_dbd keeps. */
int mya_dbd_connections(server_rec *s);

/* What holds for S about databases, in POOL, as a text to be compared. mod_dbd gives servers of the
 * same settings one pool of connections, so they want one gate before it. */
const char *mya_dbd_settings(const server_rec *s, apr_pool_t *pool);

/* Make the way to S's database, for this child process. */
apr_status_t mya_dbd_make(mya_db_t **db, server_rec *s, const mya_db_limits_t *limits,
                          apr_pool_t *pool);

#endif
