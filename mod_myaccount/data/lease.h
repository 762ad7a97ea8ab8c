/* SPDX-License-Identifier: Apache-2.0 */
/* data/lease.h: a work that only one of several processes does at a time (mya_lease)
 *
 * Who has the lease of a work may do it until its end, and says so again before. Who ends without a
 * word (kill -9, a power cut) is followed by another after that. The nodes' clocks may differ by
 * MYA_LEASE_SKEW: by so much later than its end others take it, so that it is over for its holder
 * first, whoever's clock is wrong. A lease that ends later than any could, MYA_LEASE_MOST from now,
 * is of one whose clock was far ahead, and is none: else nobody would work until then.
 */
#ifndef MYA_DATA_LEASE_H
#define MYA_DATA_LEASE_H

#include "base/db.h"

#define MYA_LEASE_SKEW apr_time_from_sec(5)
#define MYA_LEASE_MOST apr_time_from_sec(25 * 3600)

/* Take the work NAME for HOLDER (at most 64 bytes, nobody else's) until UNTIL, less than
 * MYA_LEASE_MOST after NOW; outside a transaction. *TAKEN is 0 if another has it: then *UNTIL_THEN
 * says until when (0: not known). */
apr_status_t mya_lease_take(int *taken, apr_time_t *until_then, mya_db_conn_t *conn,
                            const char *name, const char *holder, apr_time_t now, apr_time_t until,
                            mya_result_t *why, apr_pool_t *pool);

/* Inside a transaction: HOLDER goes on until UNTIL. *HELD is 0 if the lease is over or another's;
 * then nothing may be done. Else its row is locked to the end of the transaction, so that nobody
 * takes the lease before, however long that is. */
apr_status_t mya_lease_extend(int *held, mya_db_conn_t *conn, const char *name, const char *holder,
                              apr_time_t now, apr_time_t until, mya_result_t *why,
                              apr_pool_t *pool);

/* HOLDER is done, and anybody may take NAME at once. */
apr_status_t mya_lease_release(mya_db_conn_t *conn, const char *name, const char *holder,
                               mya_result_t *why, apr_pool_t *pool);

#endif
