/* SPDX-License-Identifier: Apache-2.0 */
/* tests/unit/db_fixture.h: a folder for SQLite files, made and removed around the tests of
 * base/db */
#ifndef MYA_TESTS_DB_FIXTURE_H
#define MYA_TESTS_DB_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include <apr_file_io.h>
#include <apr_general.h>
#include <apr_strings.h>
#include <apr_thread_cond.h>
#include <apr_thread_mutex.h>
#include <apr_thread_proc.h>

#include "base/db.h"

static apr_pool_t *pool;
static const char *folder;
static mya_result_t *why;

static const char *file_of(const char *name)
{
    return apr_pstrcat(pool, folder, "/", name, NULL);
}

static mya_db_conn_t *take(mya_db_t *db)
{
    mya_db_conn_t *conn;

    if (mya_db_open(&conn, db, why, pool) != APR_SUCCESS) {
        fail_msg("%s", why->detail);
    }
    return conn;
}

static void must(apr_status_t rv)
{
    if (rv != APR_SUCCESS) {
        fail_msg("%s", why->detail);
    }
}

static int set_up(void **state)
{
    char *made = apr_pstrdup(pool, "/tmp/mya-test-db-XXXXXX");

    (void)state;
    why = mya_result_make(pool);
    folder = mkdtemp(made);
    return folder ? 0 : -1;
}

static int tear_down(void **state)
{
    apr_dir_t *dir;
    apr_finfo_t info;

    (void)state;
    apr_dir_open(&dir, folder, pool);
    while (apr_dir_read(&info, APR_FINFO_NAME, dir) == APR_SUCCESS) {
        apr_file_remove(file_of(info.name), pool);
    }
    apr_dir_close(dir);
    return apr_dir_remove(folder, pool) == APR_SUCCESS ? 0 : -1;
}

/* Run the N TESTS of a program with its pool and folder. */
#define RUN_TESTS(tests)                                                        \
    do {                                                                        \
        int failed;                                                             \
        apr_initialize();                                                       \
        apr_pool_create(&pool, NULL);                                           \
        failed = cmocka_run_group_tests(tests, set_up, tear_down);              \
        apr_pool_destroy(pool);                                                 \
        apr_terminate();                                                        \
        return failed;                                                          \
    } while (0)

#endif
