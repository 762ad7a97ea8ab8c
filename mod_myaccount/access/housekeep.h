/* SPDX-License-Identifier: Apache-2.0 */
/* access/housekeep.h: what is of no more use is taken out of the engine's tables, by one process at
 * a time
 *
 * The work has a lease in the database (data/lease.h). Each portion is a short transaction that
 * first says again that the lease is held; who was stopped for so long that another has it does no
 * more.
 */
#ifndef MYA_ACCESS_HOUSEKEEP_H
#define MYA_ACCESS_HOUSEKEEP_H

#include "data/housekeep_sql.h"

/* Who does it. */
typedef struct mya_keeper_t {
    const char *holder;            /* nobody else's name, at most 64 bytes */
    apr_interval_time_t lease;     /* how long others leave it the work if it says no more */
    int (*goes_on)(void);          /* asked before each portion; NULL: until all is done */
} mya_keeper_t;

/* What was done. */
typedef struct mya_housekeep_t {
    int ours;                      /* we have the lease; else another has it, from the beginning
                                    * or since what was removed */
    apr_time_t until;              /* until when another had it at first; 0: that is not known */
    int removed[MYA_LITTER_COUNT];
} mya_housekeep_t;

/* Do it if nobody else does. *DONE is filled in any case. The lease stays KEEPER's until it ends or
 * mya_housekeep_release(). */
apr_status_t mya_housekeep(mya_housekeep_t *done, mya_db_conn_t *conn, const mya_keeper_t *keeper,
                           mya_result_t *why, apr_pool_t *pool);

/* KEEPER will not do it again. */
apr_status_t mya_housekeep_release(mya_db_conn_t *conn, const mya_keeper_t *keeper,
                                   mya_result_t *why, apr_pool_t *pool);

/* A name for mya_keeper_t.holder in *HOLDER. MYA_EUNAVAILABLE: no randomness is to be had. */
apr_status_t mya_housekeep_holder(const char **holder, mya_result_t *why, apr_pool_t *pool);

/* "3 expired sessions, 12 counts of wrong passwords", in POOL; "nothing". */
const char *mya_housekeep_text(const mya_housekeep_t *done, apr_pool_t *pool);

#endif
