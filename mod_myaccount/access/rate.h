/* SPDX-License-Identifier: Apache-2.0 */
/* access/rate.h: how often somebody may ask for what costs the database much (RE4)
 *
 * Counted in each minute of the clock, for the session, or for the network of who has none; in the
 * database, so that all processes and nodes count together.
 */
#ifndef MYA_ACCESS_RATE_H
#define MYA_ACCESS_RATE_H

#include "base/db.h"

typedef enum mya_rate_e { MYA_RATE_SEARCH, MYA_RATE_EXPORT, MYA_RATE_COUNT } mya_rate_e;

/* Count one more of KIND in PORTAL at NOW for SESSION (its hash), or if that is NULL for the
 * network of ADDRESS, in a short transaction of its own. MYA_ETOOMANY, with the key error.too-often
 * and retry, beyond what a minute allows. */
apr_status_t mya_rate_count(mya_db_conn_t *conn, mya_rate_e kind, const char *portal,
                            const char *session, const char *address, apr_time_t now,
                            mya_result_t *why, apr_pool_t *pool);

/* How many of KIND a minute allows. */
int mya_rate_most(mya_rate_e kind);

#endif
