/* SPDX-License-Identifier: Apache-2.0 */
/* base/db_dialect.c: in what the databases differ for this layer */
#include "base/db_int.h"

#include <assert.h>
#include <string.h>

#include <apr_strings.h>

/* base/db_sqlite.c sets up more than words can say. */
static const char *const sqlite_setup[] = { NULL };

/* Only a superuser may choose the language of messages; who may not is told so, once it matters. */
static const char *const pgsql_setup[] = {
    "SET client_encoding TO 'UTF8'; SET TimeZone TO 'UTC'; SET DateStyle TO 'ISO, YMD';"
    " SET standard_conforming_strings TO on; SET bytea_output TO 'hex';"
    " SELECT set_config('lc_messages', 'C', false)"
    " WHERE current_setting('is_superuser') = 'on'",
    NULL
};

/* Bytes are compared, as the others do it, where no column says otherwise; "a name" in such quotes
 * is a name, as the tokeniser of the portal's SQL reads it. Gaps between rows are not locked:
 * sign-ins that come at once would end in deadlocks. */
static const char *const mysql_setup[] = {
    "SET NAMES utf8mb4 COLLATE utf8mb4_nopad_bin",
    "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED",
    "SET SESSION time_zone = '+00:00', sql_mode = CONCAT(@@SESSION.sql_mode,"
    " ',STRICT_TRANS_TABLES,ERROR_FOR_DIVISION_BY_ZERO,PIPES_AS_CONCAT,NO_BACKSLASH_ESCAPES"
    ",ANSI_QUOTES')",
    NULL
};

static const char *limit_pgsql(apr_interval_time_t limit, apr_pool_t *pool)
{
    return apr_psprintf(pool, "SET statement_timeout TO %" APR_TIME_T_FMT, apr_time_as_msec(limit));
}

static const char *limit_mysql(apr_interval_time_t limit, apr_pool_t *pool)
{
    const apr_time_t msec = apr_time_as_msec(limit);

    return apr_psprintf(pool, "SET SESSION max_statement_time = %" APR_TIME_T_FMT ".%03d",
                        msec / 1000, (int)(msec % 1000));
}

/* SQLite: a change of the schema, by whatever process, kills every prepared statement;
 * statements are freed only with the handle. PostgreSQL and MariaDB: the driver may reconnect in
 * silence, and the new session knows no statements; a changed table may also kill one alone. */
static const mya_db_traits_t all[] = {
    { .driver = "sqlite3", .name = "sqlite", .dialect = MYA_DIALECT_SQLITE,
      .begin = "BEGIN IMMEDIATE",           /* never a read that cannot become a write */
      .begin_read = "BEGIN", .setup = sqlite_setup,
      .mark = "PRAGMA schema_version", .stale_is_harmless = 1, .reopens = 1,
      .fault = mya_db_sqlite_fault, .sentence = mya_db_sqlite_sentence },
    { .driver = "pgsql", .name = "postgresql", .dialect = MYA_DIALECT_POSTGRESQL,
      .begin = "BEGIN",
      .begin_read = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
      .setup = pgsql_setup,
      .mark = "SELECT pg_backend_pid()", .numbers_rows = 1, .forget = "DEALLOCATE ",
      .limit = limit_pgsql, .socket = "PQsocket",
      .fault = mya_db_pgsql_fault, .sentence = mya_db_pgsql_sentence },
    { .driver = "mysql", .name = "mariadb", .dialect = MYA_DIALECT_MARIADB,
      .begin = "START TRANSACTION",
      .before_read = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ",
      .begin_read = "START TRANSACTION READ ONLY",
      .setup = mysql_setup,
      .mark = "SELECT CONNECTION_ID()", .numbers_rows = 1,   /* statements die with their pool */
      .limit = limit_mysql, .socket = "mysql_get_socket",
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
