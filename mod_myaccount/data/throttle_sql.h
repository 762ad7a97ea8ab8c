/* SPDX-License-Identifier: Apache-2.0 */
/* data/throttle_sql.h: statements on mya_throttle
 *
 * Rows are made before the transaction that counts: MariaDB locks the gap beside a row that two
 * want to make, and who waits there while holding another row may wait for ever. The transaction
 * knows only whole keys; a row is locked from its count to the end, so that of many guesses at one
 * moment each sees the count that the one before has left.
 */
#ifndef MYA_DATA_THROTTLE_SQL_H
#define MYA_DATA_THROTTLE_SQL_H

#include "base/db.h"

#define MYA_THROTTLE_BUCKETS 4

/* See to it that each of BUCKETS (MYA_THROTTLE_BUCKETS of them; NULL is none) of PORTAL has a row.
 * *MADE: so many had none. Outside a transaction. */
apr_status_t mya_throttle_sql_ready(int *made, mya_db_conn_t *conn, const char *portal,
                                    const char *const *buckets, apr_time_t now, mya_result_t *why,
                                    apr_pool_t *pool);

/* Count one more failure, from 1 again if the last was before FORGET. *COUNTED is 0, and nothing is
 * done, while the bucket is blocked or has no row. */
apr_status_t mya_throttle_sql_count(int *counted, mya_db_conn_t *conn, const char *portal,
                                    const char *bucket, apr_time_t now, apr_time_t forget,
                                    mya_result_t *why, apr_pool_t *pool);

/* How many failures stand in BUCKET, and until when it is blocked. MYA_ENOTFOUND, not told: it has
 * no row. */
apr_status_t mya_throttle_sql_read(int *failures, apr_time_t *until, mya_db_conn_t *conn,
                                   const char *portal, const char *bucket, mya_result_t *why,
                                   apr_pool_t *pool);

/* How many failures stand in the buckets ONE and OTHER together; one without a row has none. */
apr_status_t mya_throttle_sql_sum(int *failures, mya_db_conn_t *conn, const char *portal,
                                  const char *one, const char *other, mya_result_t *why,
                                  apr_pool_t *pool);

/* Block BUCKET until UNTIL. */
apr_status_t mya_throttle_sql_block(mya_db_conn_t *conn, const char *portal, const char *bucket,
                                    apr_time_t until, mya_result_t *why, apr_pool_t *pool);

/* BUCKET has refused somebody. *FIRST: it is the first time since counting began. */
apr_status_t mya_throttle_sql_tell(int *first, mya_db_conn_t *conn, const char *portal,
                                   const char *bucket, mya_result_t *why, apr_pool_t *pool);

/* Take one failure off BUCKET, and what it has blocked: it was none. */
apr_status_t mya_throttle_sql_give_back(mya_db_conn_t *conn, const char *portal,
                                        const char *bucket, mya_result_t *why, apr_pool_t *pool);

/* Forget BUCKET. */
apr_status_t mya_throttle_sql_clear(mya_db_conn_t *conn, const char *portal, const char *bucket,
                                    mya_result_t *why, apr_pool_t *pool);

/* Forget some of the buckets of all portals whose last failure was before BEFORE. Outside a
 * transaction. */
apr_status_t mya_throttle_sql_tidy(mya_db_conn_t *conn, apr_time_t before, mya_result_t *why,
                                   apr_pool_t *pool);

#endif
