/* SPDX-License-Identifier: Apache-2.0 */
/* data/schema.h: the engine's tables are made, and brought up step by step
 *
 * SHARE/schema/DATABASE/engine.sql makes them where there are none; what a database of an earlier
 * version lacks is in steps/ beside it. How far a database is stands in its mya_schema. Each script
 * is done in one transaction where the database can do that with tables; MariaDB cannot, so that
 * its scripts can be done again when one has ended in the middle.
 */
#ifndef MYA_DATA_SCHEMA_H
#define MYA_DATA_SCHEMA_H

#include <apr_tables.h>

#include "base/db.h"

/* The version that this code works with. */
int mya_schema_latest(void);

/* How far the database is: 0 without our tables. */
apr_status_t mya_schema_version(int *version, mya_db_conn_t *conn, mya_result_t *why,
                                apr_pool_t *pool);

/* Is VERSION of a database one that this code may touch? MYA_ECONFIG: it is newer. */
apr_status_t mya_schema_judge(int version, mya_result_t *why);

/* The same of the database to which CONN of DB leads, asked once for all threads until it is good.
 * MYA_EUNAVAILABLE: it is newer. */
apr_status_t mya_schema_accept(mya_db_t *db, mya_db_conn_t *conn, mya_result_t *why,
                               apr_pool_t *pool);

/* What mya_schema_migrate() would do. PLAN (of const char *) gets a sentence for each step,
 * *VERSION how far the database is. MYA_ECONFIG: it is newer than this code. */
apr_status_t mya_schema_plan(apr_array_header_t *plan, int *version, mya_db_conn_t *conn,
                             mya_result_t *why, apr_pool_t *pool);

/* Do what is missing, at NOW. DONE (of const char *) gets a sentence for each step. MYA_ECONFIG: a
 * script cannot be read, or the database is newer than this code. */
apr_status_t mya_schema_migrate(apr_array_header_t *done, mya_db_conn_t *conn, const char *share,
                                apr_time_t now, mya_result_t *why, apr_pool_t *pool);

/* Is mya_customer a table of ours, into which a customer can be written? */
apr_status_t mya_schema_own_customers(int *own, mya_db_conn_t *conn, mya_result_t *why,
                                      apr_pool_t *pool);

#endif
