/* SPDX-License-Identifier: Apache-2.0 */
/* data/schema.c: the engine's tables are made, step by step */
#include "data/schema.h"

#include <stdlib.h>

#include <apr_atomic.h>
#include <apr_file_io.h>
#include <apr_strings.h>

#include "base/clock.h"

/* Larger than any schema that somebody can read. */
#define SCRIPT_MAX (1024 * 1024)

typedef struct step_t {
    const char *file;          /* in SHARE/schema/DATABASE */
    const char *what;          /* for the person who migrates */
} step_t;

/* A database that has none of our tables gets them as they are now. */
static const step_t whole = { "engine.sql", "all tables of the engine" };

/* Row i brings a database from version i + 1 to i + 2. A row that was released is never changed;
 * what it makes stands in engine.sql as well. */
static const step_t steps[] = {
    { "steps/002-lease.sql", "mya_lease: which of several servers does what only one shall do" },
    { "steps/003-identity.sql", "mya_session, mya_kept: whose they are may be a user of your own" },
};
#define LATEST (1 + (int)(sizeof(steps) / sizeof(steps[0])))

/* What differs from database to database, and is not a matter of a script. */
static const struct {
    const char *before;        /* selected before the first step, outside its transaction;
                                * or NULL */
    const char *tables;        /* finds a table %s of ours */
} dialects[MYA_DIALECT_COUNT] = {
    [MYA_DIALECT_SQLITE] = {
        /* WAL stands in the file from then on; readers are not stopped by a writer */
        "PRAGMA journal_mode = WAL",
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name = %s" },
    [MYA_DIALECT_POSTGRESQL] = {
        NULL,
        "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() AND tablename = %s" },
    [MYA_DIALECT_MARIADB] = {
        NULL,
        "SELECT table_name FROM information_schema.tables WHERE table_schema = database()"
        " AND table_type = 'BASE TABLE' AND table_name = %s" },
};

int mya_schema_latest(void)
{
    return LATEST;
}

static apr_status_t is_table(int *is, mya_db_conn_t *conn, const char *name, mya_result_t *why,
                             apr_pool_t *pool)
{
    const char *const args[] = { name };
    mya_rows_t *rows;
    apr_status_t rv = mya_db_select(&rows, conn, dialects[mya_db_dialect(conn)].tables, 1, args, 1,
                                    why, pool);

    *is = rv == APR_SUCCESS && rows->nrows;
    return rv;
}

apr_status_t mya_schema_own_customers(int *own, mya_db_conn_t *conn, mya_result_t *why,
                                      apr_pool_t *pool)
{
    return is_table(own, conn, "mya_customer", why, pool);
}

apr_status_t mya_schema_version(int *version, mya_db_conn_t *conn, mya_result_t *why,
                                apr_pool_t *pool)
{
    mya_rows_t *rows;
    int there;
    apr_status_t rv = is_table(&there, conn, "mya_schema", why, pool);

    *version = 0;
    if (rv != APR_SUCCESS || !there) {
        return rv;
    }
    rv = mya_db_select(&rows, conn, "SELECT MAX(version) FROM mya_schema", 0, NULL, 1, why, pool);
    if (rv == APR_SUCCESS && rows->nrows && rows->cells[0][0]) {
        *version = atoi(rows->cells[0][0]);
    }
    return rv;
}

static apr_status_t read_script(const char **sql, const char *path, mya_result_t *why,
                                apr_pool_t *pool)
{
    apr_file_t *file;
    apr_size_t len = SCRIPT_MAX;
    char *bytes = apr_palloc(pool, SCRIPT_MAX + 1);
    char reason[120];
    apr_status_t rv = apr_file_open(&file, path, APR_FOPEN_READ, APR_FPROT_OS_DEFAULT, pool);

    if (rv == APR_SUCCESS) {
        rv = apr_file_read_full(file, bytes, SCRIPT_MAX, &len);
        apr_file_close(file);
        rv = APR_STATUS_IS_EOF(rv) ? APR_SUCCESS : rv;
    }
    if (rv != APR_SUCCESS) {
        return mya_result_tell(why, MYA_ECONFIG, "%s cannot be read: %s", path,
                               apr_strerror(rv, reason, sizeof(reason)));
    }
    bytes[len] = '\0';
    *sql = bytes;
    return APR_SUCCESS;
}

static apr_status_t do_step(mya_db_conn_t *conn, const char *script, int version, apr_time_t now,
                            mya_result_t *why, apr_pool_t *pool)
{
    /* in the words of the script: SQLite kills what was prepared before its tables changed */
    const char *done = apr_psprintf(pool,
                                    "INSERT INTO mya_schema (version, done) VALUES (%d, '%s')",
                                    version, mya_clock_text(now, pool));
    apr_status_t rv = mya_db_begin(conn, why, pool);

    if (rv == APR_SUCCESS) {
        rv = mya_db_script(conn, script, why, pool);
    }
    if (rv == APR_SUCCESS) {
        rv = mya_db_script(conn, done, why, pool);
    }
    if (rv != APR_SUCCESS) {
        mya_db_rollback(conn, pool);
        return rv;
    }
    return mya_db_commit(conn, why, pool);
}

apr_status_t mya_schema_judge(int version, mya_result_t *why)
{
    if (version <= LATEST) {
        return APR_SUCCESS;
    }
    return mya_result_tell(why, MYA_ECONFIG, "the database is at version %d of our tables, and "
                           "this program knows only %d: it is older than the one that made it",
                           version, LATEST);
}

apr_status_t mya_schema_accept(mya_db_t *db, mya_db_conn_t *conn, mya_result_t *why,
                               apr_pool_t *pool)
{
    apr_uint32_t *accepted = mya_db_note(db);
    int version;
    apr_status_t rv;

    if (apr_atomic_read32(accepted)) {
        return APR_SUCCESS;
    }
    rv = mya_schema_version(&version, conn, why, pool);
    if (rv != APR_SUCCESS) {
        return rv;
    }
    if (mya_schema_judge(version, why) != APR_SUCCESS) {
        if (why) {
            why->status = MYA_EUNAVAILABLE;
        }
        return MYA_EUNAVAILABLE;
    }
    apr_atomic_set32(accepted, 1);
    return APR_SUCCESS;
}

/* What brings a database from VERSION on, and in *NEXT, to which version. */
static const step_t *step_from(int *next, int version)
{
    *next = version ? version + 1 : LATEST;
    return version ? &steps[version - 1] : &whole;
}

static void say_step(apr_array_header_t *sentences, const mya_db_conn_t *conn, const step_t *step,
                     int version)
{
    APR_ARRAY_PUSH(sentences, const char *) = apr_psprintf(
        sentences->pool, "version %d: %s (schema/%s/%s)", version, step->what,
        mya_db_dialect_name(mya_db_dialect(conn)), step->file);
}

/* How far the database is, in *VERSION, if that is for us to bring on. */
static apr_status_t begin(int *version, mya_db_conn_t *conn, mya_result_t *why, apr_pool_t *pool)
{
    apr_status_t rv = mya_schema_version(version, conn, why, pool);

    return rv == APR_SUCCESS ? mya_schema_judge(*version, why) : rv;
}

apr_status_t mya_schema_plan(apr_array_header_t *plan, int *version, mya_db_conn_t *conn,
                             mya_result_t *why, apr_pool_t *pool)
{
    apr_status_t rv = begin(version, conn, why, pool);

    for (int at = *version; rv == APR_SUCCESS && at < LATEST;) {
        const step_t *step = step_from(&at, at);

        say_step(plan, conn, step, at);
    }
    return rv;
}

apr_status_t mya_schema_migrate(apr_array_header_t *done, mya_db_conn_t *conn, const char *share,
                                apr_time_t now, mya_result_t *why, apr_pool_t *pool)
{
    const char *folder = mya_db_dialect_name(mya_db_dialect(conn));
    const char *before = dialects[mya_db_dialect(conn)].before;
    mya_rows_t *rows;
    int at;
    apr_status_t rv = begin(&at, conn, why, pool);

    if (rv == APR_SUCCESS && !at && before) {
        rv = mya_db_select(&rows, conn, before, 0, NULL, 1, why, pool);
    }
    while (rv == APR_SUCCESS && at < LATEST) {
        const step_t *step = step_from(&at, at);
        const char *script = NULL;

        rv = read_script(&script, apr_pstrcat(pool, share, "/schema/", folder, "/", step->file,
                                              NULL), why, pool);
        if (rv == APR_SUCCESS) {
            rv = do_step(conn, script, at, now, why, pool);
        }
        if (rv == APR_SUCCESS) {
            say_step(done, conn, step, at);
        }
    }
    return rv;
}
