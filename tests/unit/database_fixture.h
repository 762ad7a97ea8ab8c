/* SPDX-License-Identifier: Apache-2.0 */
/* tests/unit/database_fixture.h: a fresh SQLite file with the engine's tables, for tests that need
 * a real database
 *
 * The schema is read below MYACCOUNT_SHARE, or in the source folder that the tests were compiled
 * from, or here.
 */
#ifndef MYA_TESTS_DATABASE_FIXTURE_H
#define MYA_TESTS_DATABASE_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include <apr_dbd.h>
#include <apr_file_io.h>
#include <apr_general.h>
#include <apr_pools.h>
#include <apr_strings.h>

#include "base/db.h"
#include "data/schema.h"
#include "portal/model.h"

static apr_pool_t *pool;           /* of one test */
static mya_result_t *why;
static mya_db_t *db;
static mya_db_conn_t *conn;
static char folder[] = "/tmp/mya-unit-XXXXXX";

/* 2026-11-21 20:00:00 UTC, and so many seconds later. */
#define AT(seconds) \
    (apr_time_from_sec((apr_time_t)1795291200) + apr_time_from_sec((apr_time_t)(seconds)))

static const mya_role_t fixture_roles[] = { { "owner", 0 }, { "finance", 0 }, { "buyer", 0 } };
static mya_portal_t portal = { .name = "main", .roles = fixture_roles, .nroles = 3,
                               .customer_key = MYA_TYPE_ID, .user_key = MYA_TYPE_ID };

#ifndef MYA_SRCDIR
#define MYA_SRCDIR "."
#endif

static const char *fixture_share(void)
{
    const char *share = getenv("MYACCOUNT_SHARE");

    return share ? share : MYA_SRCDIR;
}

#define must(call) assert_int_equal((call), APR_SUCCESS)

/* Run SQL that returns nothing. */
static inline void run_sql(const char *sql)
{
    must(mya_db_script(conn, sql, why, pool));
}

/* The first cell of what the literal SQL finds; "(none)" without a row, "(null)" for NULL. */
static inline const char *ask(const char *sql)
{
    mya_rows_t *rows;

    must(mya_db_select(&rows, conn, sql, 0, NULL, 1, why, pool));
    return !rows->nrows ? "(none)" : rows->cells[0][0] ? rows->cells[0][0] : "(null)";
}

/* A further way to the same file, as another process has it. */
static inline mya_db_conn_t *another_connection(void)
{
    mya_db_conn_t *other;

    must(mya_db_open(&other, db, why, pool));
    return other;
}

static int make_database(void **state)
{
    static const mya_db_limits_t limits = { .connections = 40, .wait = APR_USEC_PER_SEC * 10,
                                            .pause = APR_USEC_PER_SEC, .statements = 300 };
    const char *file;
    mya_db_provider_t *provider;
    apr_array_header_t *done;

    (void)state;
    apr_pool_create(&pool, NULL);
    why = mya_result_make(pool);
    file = apr_pstrcat(pool, folder, "/test.db", NULL);
    apr_file_remove(file, pool);
    apr_file_remove(apr_pstrcat(pool, file, "-wal", NULL), pool);
    apr_file_remove(apr_pstrcat(pool, file, "-shm", NULL), pool);
    must(mya_db_direct(&provider, "sqlite3", file, why, pool));
    must(mya_db_make(&db, provider, &limits, pool));
    must(mya_db_open(&conn, db, why, pool));
    done = apr_array_make(pool, 4, sizeof(const char *));
    if (mya_schema_migrate(done, conn, fixture_share(), AT(0), why, pool) != APR_SUCCESS) {
        fail_msg("%s", why->detail);
    }
    portal.accounts = mya_portal_own_accounts(MYA_TYPE_ID, pool);
    return 0;
}

static int drop_database(void **state)
{
    (void)state;
    mya_db_close(conn);
    apr_pool_destroy(pool);
    return 0;
}

static inline int begin_tests(void)
{
    apr_pool_t *root;

    apr_initialize();
    apr_pool_create(&root, NULL);
    return apr_dbd_init(root) == APR_SUCCESS && mkdtemp(folder) ? 0 : 1;
}

static inline void end_tests(void)
{
    char command[80];

    snprintf(command, sizeof(command), "rm -rf %s", folder);
    if (system(command) != 0) {
        fprintf(stderr, "%s could not be removed\n", folder);
    }
    apr_terminate();
}

#define with_database(test) cmocka_unit_test_setup_teardown(test, make_database, drop_database)

#endif
