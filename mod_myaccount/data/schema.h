/* SPDX-License-Identifier: Apache-2.0 */
/* data/schema.h: the engine's tables are made, step by step
 *
 * A step is a script in SHARE/schema/DATABASE; which ones a database has seen stands in mya_schema.
 * A step is done in one transaction where the database can do that with tables (MariaDB cannot).
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

/* Do the steps that are missing. DONE (of const char *) gets a sentence for each. MYA_ECONFIG: a
 * script cannot be read, or the database is newer than this code. */
apr_status_t mya_schema_migrate(apr_array_header_t *done, mya_db_conn_t *conn, const char *share,
                                apr_time_t now, mya_result_t *why, apr_pool_t *pool);

/* Is mya_customer a table of ours, into which a customer can be written? */
apr_status_t mya_schema_own_customers(int *own, mya_db_conn_t *conn, mya_result_t *why,
                                      apr_pool_t *pool);

#endif
