/* SPDX-License-Identifier: Apache-2.0 */
/* base/db_dialect.c: in what the databases differ for this layer */
#include "base/db_int.h"

#include <assert.h>
#include <string.h>

/* SQLite: a change of the schema, by whatever process, kills every prepared statement;
 * statements are freed only with the handle. PostgreSQL and MariaDB: the driver may reconnect in
 * silence, and the new session knows no statements; a changed table may also kill one alone. */
static const mya_db_traits_t all[] = {
    { .driver = "sqlite3", .name = "sqlite", .dialect = MYA_DIALECT_SQLITE,
      .begin = "BEGIN IMMEDIATE",           /* never a read that cannot become a write */
      .begin_read = "BEGIN",
      .mark = "PRAGMA schema_version", .stale_is_harmless = 1, .reopens = 1,
      .fault = mya_db_sqlite_fault, .sentence = mya_db_sqlite_sentence },
    { .driver = "pgsql", .name = "postgresql", .dialect = MYA_DIALECT_POSTGRESQL,
      .begin = "BEGIN",
      .begin_read = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
      .mark = "SELECT pg_backend_pid()", .numbers_rows = 1, .forget = "DEALLOCATE ",
      .fault = mya_db_pgsql_fault, .sentence = mya_db_pgsql_sentence },
    { .driver = "mysql", .name = "mariadb", .dialect = MYA_DIALECT_MARIADB,
      .begin = "START TRANSACTION",
      .begin_read = "START TRANSACTION READ ONLY",   /* repeatable read unless told otherwise */
      .mark = "SELECT CONNECTION_ID()", .numbers_rows = 1,   /* statements die with their pool */
      .fault = mya_db_mysql_fault, .sentence = mya_db_mysql_sentence },
};
static_assert(sizeof(all) / sizeof(*all) == MYA_DIALECT_COUNT, "one row for each database");

const mya_db_traits_t *mya_db_traits(const char *name)
{
    for (int i = 0; i < MYA_DIALECT_COUNT; i++) {
        if (strcmp(all[i].driver, name) == 0) {
            return &all[i];
        }
    }
    return NULL;
}

const char *mya_db_dialect_name(mya_dialect_e dialect)
{
    for (int i = 0; i < MYA_DIALECT_COUNT; i++) {
        if (all[i].dialect == dialect) {
            return all[i].name;
        }
    }
    return "";
}
