/* SPDX-License-Identifier: Apache-2.0 */
/* data/housekeep_sql.h: rows of the engine's tables that are of no more use
 *
 * They are taken away in portions, from the oldest on, so that nobody waits long for a lock.
 * Nothing here touches an event.
 */
#ifndef MYA_DATA_HOUSEKEEP_SQL_H
#define MYA_DATA_HOUSEKEEP_SQL_H

#include "base/db.h"

/* What is taken away; doc/nodes.md says after how long, and why then. */
typedef enum mya_litter_e {
    MYA_LITTER_SESSION,
    MYA_LITTER_ONCE,
    MYA_LITTER_THROTTLE,
    MYA_LITTER_KEPT,
    MYA_LITTER_COUNT
} mya_litter_e;

/* What people call it: "expired sessions". */
const char *mya_housekeep_sql_name(mya_litter_e what);

/* Take away one portion of WHAT that was old at NOW: some hundreds of rows are looked at, those
 * later than *AFTER, and *REMOVED of them are gone. *AFTER (at first 0) becomes where the next
 * portion begins; *LAST is 1 if there is none. */
apr_status_t mya_housekeep_sql_portion(int *removed, apr_time_t *after, int *last,
                                       mya_db_conn_t *conn, mya_litter_e what, apr_time_t now,
                                       mya_result_t *why, apr_pool_t *pool);

#endif
