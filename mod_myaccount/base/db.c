/* SPDX-License-Identifier: Apache-2.0 */
/* base/db.c: a connection is taken, a statement runs, its rows are copied out */
#include "base/db_int.h"

#include <string.h>

#include <apr_strings.h>

/* --- taking and giving back --- */

static apr_status_t give_back(void *baton)
{
    mya_db_conn_t *conn = baton;
    mya_db_t *db = conn->db;

    if (!conn->link) {
        return APR_SUCCESS;
    }
    mya_db_abandon(conn);
    mya_db_limit_detach(conn);
    if (conn->cache) {
        mya_db_watch_detach(conn);
    }
    db->provider.close(conn->link, db->provider.baton);
    conn->link = NULL;
    mya_db_gate_leave(db);
    return APR_SUCCESS;
}

static apr_status_t tell_no_link(const mya_db_t *db, mya_result_t *why, apr_pool_t *pool)
{
    const char *reason = db->provider.reason ? db->provider.reason(db->provider.baton, pool) : NULL;

    mya_result_tell(why, MYA_EUNAVAILABLE, "no connection to the database is to be had%s%.*s",
                    reason ? ": " : "", reason ? (int)strcspn(reason, "\r\n") : 0,
                    reason ? reason : "");
    if (why) {
        why->retry = db->limits.pause;
    }
    return MYA_EUNAVAILABLE;
}

static mya_db_conn_t *make_conn(mya_db_t *db, mya_db_link_t *link, apr_pool_t *pool)
{
    mya_db_conn_t *conn = apr_pcalloc(pool, sizeof(*conn));

    conn->pool = pool;
    conn->db = db;
    conn->link = link;
    conn->traits = mya_db_unnamed_traits(db, mya_db_traits(apr_dbd_name(link->driver)), pool);
    apr_pool_create(&conn->scratch, pool);
    apr_pool_cleanup_register(pool, conn, give_back, apr_pool_cleanup_null);
    return conn;
}

/* See that a connection which we have in our hands is good for something. */
static apr_status_t make_ready(mya_db_conn_t *conn, const mya_db_place_t *place, mya_result_t *why)
{
    apr_status_t rv;

    if (!conn->traits) {
        return mya_result_tell(why, MYA_ECONFIG, "the database driver \"%s\" is none that we know; "
                               "say sqlite3, pgsql or mysql", apr_dbd_name(conn->link->driver));
    }
    mya_db_cache_attach(conn);
    mya_db_watch_attach(conn);
    mya_db_limit_attach(conn);
    if (conn->traits->dialect == MYA_DIALECT_SQLITE) {
        rv = mya_db_sqlite_ready(conn, why);
    } else {
        mya_db_limit_session(conn);      /* who had it before may have had little time left */
        rv = conn->cache->ready && !place->trial ? APR_SUCCESS : mya_db_cache_check(conn, why);
        rv = rv == APR_SUCCESS && !conn->cache->ready ? mya_db_setup_judge(conn, why) : rv;
        conn->cache->ready = rv == APR_SUCCESS;
    }
    apr_pool_clear(conn->scratch);
    return rv;
}

/* A pool may hand out a connection that has died meanwhile, find that out, drop it, and say that it
 * has none: then it is asked for the next. */
static apr_status_t open_link(mya_db_link_t **link, mya_db_t *db, apr_pool_t *pool)
{
    apr_status_t rv;
    int links;

    do {
        links = mya_db_gate_links(db);
        rv = db->provider.open(link, db->provider.baton, pool);
    } while (rv != APR_SUCCESS && mya_db_gate_links(db) < links);
    return rv;
}

apr_status_t mya_db_open(mya_db_conn_t **conn, mya_db_t *db, mya_result_t *why, apr_pool_t *pool)
{
    mya_db_link_t *link = NULL;
    mya_db_place_t place;
    apr_status_t rv = mya_db_late(db) ? mya_db_limit_tell(db, NULL, why)
                                      : mya_db_gate_enter(&place, db, why);

    *conn = NULL;
    if (rv != APR_SUCCESS) {
        return rv;
    }
    rv = open_link(&link, db, pool);
    mya_db_gate_opened(db, &place);
    if (rv != APR_SUCCESS) {
        mya_db_gate_connected(db, &place, 0);
        mya_db_gate_leave(db);
        return tell_no_link(db, why, pool);
    }
    *conn = make_conn(db, link, pool);
    rv = make_ready(*conn, &place, why);
    mya_db_gate_connected(db, &place, rv == APR_SUCCESS
                                          || (!place.trial && !mya_db_watch_was_cut(*conn)));
    if (rv != APR_SUCCESS) {
        mya_db_close(*conn);
        *conn = NULL;
    }
    return rv;
}

void mya_db_close(mya_db_conn_t *conn)
{
    if (conn && conn->link) {
        apr_pool_cleanup_run(conn->pool, conn, give_back);
        apr_pool_destroy(conn->scratch);
    }
}

mya_dialect_e mya_db_dialect(const mya_db_conn_t *conn)
{
    return conn->traits->dialect;
}

/* --- rows --- */

/* NULL is told from "" only by the datum: PostgreSQL's driver gives "" for both otherwise. */
static const char *cell_of(const mya_db_conn_t *conn, apr_dbd_row_t *row, int column)
{
    char *text = NULL;

    return apr_dbd_datum_get(conn->link->driver, row, column, APR_DBD_TYPE_STRING, &text)
                   == APR_SUCCESS ? text : NULL;
}

static apr_dbd_row_t *row_of(const mya_db_conn_t *conn, apr_dbd_results_t *results, int i)
{
    apr_dbd_row_t *row = NULL;
    int number = conn->traits->numbers_rows ? i + 1 : -1;

    return apr_dbd_get_row(conn->link->driver, conn->scratch, results, &row, number) == 0 ? row
                                                                                          : NULL;
}

static const char **copy_names(const mya_db_conn_t *conn, apr_dbd_results_t *results, int ncols,
                               apr_pool_t *pool)
{
    const char **names = apr_palloc(pool, sizeof(*names) * (apr_size_t)ncols);

    for (int i = 0; i < ncols; i++) {
        names[i] = apr_pstrdup(pool, apr_dbd_get_name(conn->link->driver, results, i));
    }
    return names;
}

/* *CUT is set if a cell is as long as the driver makes them: it may have been longer. */
static const char **copy_row(const mya_db_conn_t *conn, apr_dbd_row_t *row, int ncols, int *cut,
                             apr_pool_t *pool)
{
    const char **cells = apr_pcalloc(pool, sizeof(*cells) * (apr_size_t)ncols);
    const apr_size_t most = conn->db->provider.cut_at;

    for (int i = 0; i < ncols; i++) {
        const char *cell = cell_of(conn, row, i);
        const apr_size_t len = cell ? strlen(cell) : 0;

        cells[i] = cell ? apr_pstrmemdup(pool, cell, len) : NULL;
        *cut |= most && len >= most;
    }
    return cells;
}

/* NULL if the driver cannot give a row that it has counted. */
static mya_rows_t *copy_rows(const mya_db_conn_t *conn, apr_dbd_results_t *results, int max,
                             int *cut, apr_pool_t *pool)
{
    mya_rows_t *rows = apr_pcalloc(pool, sizeof(*rows));
    int found = apr_dbd_num_tuples(conn->link->driver, results);

    rows->ncols = apr_dbd_num_cols(conn->link->driver, results);
    rows->more = max > 0 && found > max;
    if (found <= 0) {
        return rows;
    }
    found = rows->more ? max : found;
    rows->names = copy_names(conn, results, rows->ncols, pool);
    rows->cells = apr_palloc(pool, sizeof(*rows->cells) * (apr_size_t)found);
    for (int i = 0; i < found; i++) {
        apr_dbd_row_t *row = row_of(conn, results, i);

        if (!row) {
            return NULL;
        }
        rows->cells[rows->nrows++] = copy_row(conn, row, rows->ncols, cut, pool);
    }
    return rows;
}

int mya_db_ask(const char **text, mya_db_conn_t *conn, const char *sql, int column,
               apr_pool_t *pool)
{
    apr_dbd_results_t *results = NULL;
    apr_dbd_row_t *row = NULL;
    const char *cell = NULL;
    int number = 0;

    mya_db_limit_own(conn);
    for (int i = 0; i < 2; i++) {
        results = NULL;
        number = apr_dbd_select(conn->link->driver, conn->scratch, conn->link->handle, &results,
                                sql, 1);
        if (number == 0 || mya_db_fault(conn, number) != MYA_DB_STALE) {
            break;
        }
    }
    mya_db_limit_end(conn);
    if (number == 0) {
        row = row_of(conn, results, 0);
        cell = row ? cell_of(conn, row, column) : NULL;
    }
    *text = apr_pstrdup(pool, cell ? cell : "");
    return number;
}

/* --- statements --- */

/* After one failed, PostgreSQL refuses all others of the transaction: so do we, everywhere. */
static apr_status_t refuse_failed(const mya_db_conn_t *conn, mya_result_t *why)
{
    if (conn->in_transaction && conn->failed) {
        return mya_result_tell(why, MYA_EDATABASE,
                               "an earlier statement of this transaction has failed");
    }
    return APR_SUCCESS;
}

/* The NARGS pointers of ARGS as apr_dbd wants them. */
static const char **values_of(const mya_db_conn_t *conn, int nargs, const char *const *args)
{
    const char **values = apr_pcalloc(conn->scratch, sizeof(*values) * (apr_size_t)(nargs + 1));

    for (int i = 0; i < nargs; i++) {
        values[i] = args[i];
    }
    return values;
}

/* Try once; *NUMBER is the driver's error, 0 if it was not the driver who refused. */
static apr_status_t try_select(mya_rows_t **rows, mya_db_conn_t *conn, const char *sql, int nargs,
                               const char *const *args, int max, int *number, mya_result_t *why,
                               apr_pool_t *pool)
{
    apr_dbd_prepared_t *statement;
    apr_dbd_results_t *results = NULL;
    int cut = 0;
    apr_status_t rv = mya_db_cache_statement(&statement, conn, sql, nargs, number, why);

    if (rv != APR_SUCCESS) {
        return rv;
    }
    *number = apr_dbd_pselect(conn->link->driver, conn->scratch, conn->link->handle, &results,
                              statement, 1, nargs, values_of(conn, nargs, args));
    if (*number != 0) {
        return mya_db_fail(conn, *number, "select", why);
    }
    *rows = copy_rows(conn, results, max, &cut, pool);
    if (*rows && !cut) {
        return APR_SUCCESS;
    }
    *rows = NULL;
    conn->failed |= conn->in_transaction;
    return cut ? mya_result_tell(why, MYA_EDATABASE, "select: a text of %" APR_SIZE_T_FMT " bytes "
                                 "or more, where the driver cuts; say a larger fldsz= in DBDParams",
                                 conn->db->provider.cut_at)
               : mya_result_tell(why, MYA_EDATABASE, "select: a row that was found cannot be read");
}

static apr_status_t limited_select(mya_rows_t **rows, mya_db_conn_t *conn, const char *sql,
                                   int nargs, const char *const *args, int max, int *number,
                                   mya_result_t *why, apr_pool_t *pool)
{
    apr_status_t rv = mya_db_unnamed_enter(conn, why);

    *number = 0;
    if (rv == APR_SUCCESS) {
        rv = mya_db_limit_begin(conn, why);
    }
    if (rv == APR_SUCCESS) {
        rv = try_select(rows, conn, sql, nargs, args, max, number, why, pool);
        mya_db_limit_end(conn);
    }
    return mya_db_unnamed_leave(conn, rv, 0, why);
}

static void end_statement(mya_db_conn_t *conn)
{
    conn->cut = 0;
    apr_pool_clear(conn->scratch);
}

apr_status_t mya_db_select(mya_rows_t **rows, mya_db_conn_t *conn, const char *sql, int nargs,
                           const char *const *args, int max, mya_result_t *why, apr_pool_t *pool)
{
    int number = 0;
    apr_status_t rv = refuse_failed(conn, why);

    *rows = NULL;
    if (rv != APR_SUCCESS) {
        return rv;
    }
    rv = limited_select(rows, conn, sql, nargs, args, max, &number, why, pool);
    if (number != 0 && mya_db_cache_renew(conn, number, 0)) {
        mya_result_untell(why);
        rv = limited_select(rows, conn, sql, nargs, args, max, &number, why, pool);
    }
    end_statement(conn);
    return rv;
}

static apr_status_t try_execute(int *affected, mya_db_conn_t *conn, const char *sql, int nargs,
                                const char *const *args, int *number, mya_result_t *why)
{
    apr_dbd_prepared_t *statement;
    apr_status_t rv = mya_db_cache_statement(&statement, conn, sql, nargs, number, why);

    if (rv != APR_SUCCESS) {
        return rv;
    }
    *number = apr_dbd_pquery(conn->link->driver, conn->scratch, conn->link->handle, affected,
                             statement, nargs, values_of(conn, nargs, args));
    return *number == 0 ? APR_SUCCESS : mya_db_fail(conn, *number, "change", why);
}

static apr_status_t limited_execute(int *affected, mya_db_conn_t *conn, const char *sql, int nargs,
                                    const char *const *args, int *number, mya_result_t *why)
{
    apr_status_t rv = mya_db_unnamed_enter(conn, why);

    *number = 0;
    if (rv == APR_SUCCESS) {
        rv = mya_db_limit_begin(conn, why);
    }
    if (rv == APR_SUCCESS) {
        rv = try_execute(affected, conn, sql, nargs, args, number, why);
        mya_db_limit_end(conn);
    }
    return mya_db_unnamed_leave(conn, rv, 1, why);
}

apr_status_t mya_db_execute(int *affected, mya_db_conn_t *conn, const char *sql, int nargs,
                            const char *const *args, mya_result_t *why, apr_pool_t *pool)
{
    int number = 0;
    int met = 0;
    int tries = 0;
    apr_status_t rv = refuse_failed(conn, why);

    (void)pool;
    if (rv == APR_SUCCESS && !conn->in_transaction) {
        conn->victim = 0;
        rv = mya_db_cache_check(conn, why);
    }
    if (rv == APR_SUCCESS) {
        rv = limited_execute(&met, conn, sql, nargs, args, &number, why);
    }
    if (number != 0 && mya_db_cache_renew(conn, number, 1)) {
        mya_result_untell(why);
        rv = limited_execute(&met, conn, sql, nargs, args, &number, why);
    }
    while (rv != APR_SUCCESS && mya_db_again(&tries, conn, why)) {
        rv = limited_execute(&met, conn, sql, nargs, args, &number, why);
    }
    if (affected) {
        *affected = rv == APR_SUCCESS ? met : 0;
    }
    end_statement(conn);
    return rv;
}
