/* SPDX-License-Identifier: Apache-2.0 */
/* base/db.h: the database, as the rest of the code sees it (apr_dbd, with gate and breaker)
 *
 * A mya_db_t is a way to get connections; it belongs to a server and is used by all its threads.
 * A mya_db_conn_t is one connection in the hands of one thread, between open and close: it is held
 * only for the database phases of a request, never while hashing, fetching a layout, reading a body
 * or sending.
 *
 * OK, no row, and error are never mixed: a select that finds nothing is APR_SUCCESS with nrows 0.
 * NULL is told from empty: a NULL cell is a NULL pointer.
 */
#ifndef MYA_BASE_DB_H
#define MYA_BASE_DB_H

#include <apr_dbd.h>
#include <apr_hash.h>
#include <apr_pools.h>
#include <apr_time.h>

#include "base/result.h"

typedef enum mya_dialect_e {
    MYA_DIALECT_SQLITE,
    MYA_DIALECT_POSTGRESQL,
    MYA_DIALECT_MARIADB,
    MYA_DIALECT_COUNT
} mya_dialect_e;

/* What a provider hands out: an open apr_dbd connection and a hash that lives as long as it. */
typedef struct mya_db_link_t {
    const apr_dbd_driver_t *driver;
    apr_dbd_t *handle;      /* may be another one when the link is given back: keep that one */
    apr_pool_t *pool;       /* dies with the connection; used by one thread at a time */
    apr_hash_t *memory;     /* dies with the connection; our statement cache hangs in it */
    void *baton;            /* the provider's own (ap_dbd_t for mod_dbd) */
} mya_db_link_t;

/* Where connections come from: mod_dbd in the server, apr_dbd_open_ex in ctl and tests. */
typedef struct mya_db_provider_t {
    /* Give a connection in *LINK, allocated in POOL, or APR_EGENERAL: none is to be had. May block
     * for as long as a connect takes. */
    apr_status_t (*open)(mya_db_link_t **link, void *baton, apr_pool_t *pool);
    /* Give it back. A new LINK->handle replaces the one that open() gave (SQLite: the file under it
     * was replaced, or its statements were too many); the old one is closed already. */
    void (*close)(mya_db_link_t *link, void *baton);
    void *baton;
    /* Why the last open() failed, in POOL, for the log; NULL: it says so itself. */
    const char *(*reason)(void *baton, apr_pool_t *pool);
    apr_size_t cut_at;            /* the driver cuts a cell of more bytes than these, and does not
                                   * tell; mya_db_cut_at(). 0: none is cut */
} mya_db_provider_t;

typedef struct mya_db_t mya_db_t;
typedef struct mya_db_conn_t mya_db_conn_t;

typedef struct mya_db_limits_t {
    int connections;              /* how many may be out at once in this process; > 0 */
    apr_interval_time_t wait;     /* usec to wait at the gate before MYA_EUNAVAILABLE */
    apr_interval_time_t pause;    /* usec for which the breaker stays open after a failed connect */
    int statements;               /* prepared per connection before its cache is dropped; ~300 */
    int unnamed;                  /* PostgreSQL: nothing of ours lives in a session beyond a
                                   * transaction, since a pooler lends it to somebody else then */
    int refuse_empty;             /* an SQLite database without any table is unavailable: its file
                                   * was lost, and the driver made a new one. Not for who makes
                                   * tables */
} mya_db_limits_t;

/* A table of text cells, copied out of the driver; lives in the pool given to the select. */
typedef struct mya_rows_t {
    int ncols;
    int nrows;
    const char **names;           /* ncols; as the driver tells them; NULL where nrows is 0 */
    const char ***cells;          /* cells[row][col]; NULL = NULL */
    int more;                     /* the select had more rows than MAX */
} mya_rows_t;

/* Make a gate and breaker over PROVIDER with LIMITS (copied). *DB lives as long as POOL and may be
 * used by many threads. */
apr_status_t mya_db_make(mya_db_t **db, const mya_db_provider_t *provider,
                         const mya_db_limits_t *limits, apr_pool_t *pool);

/* A provider that opens PARAMS with the apr_dbd DRIVER ("sqlite3") itself and keeps one connection
 * (myaccountctl, tests); it lives in POOL. */
apr_status_t mya_db_direct(mya_db_provider_t **provider, const char *driver, const char *params,
                           mya_result_t *why, apr_pool_t *pool);

/* For a provider's cut_at: at how many bytes does DRIVER, opened with PARAMS, cut? */
apr_size_t mya_db_cut_at(const char *driver, const char *params);

/* DB for one who may not keep it for long, in POOL: each statement is cut after STATEMENT usec, and
 * once PAGE usec from now are over none begins any more, and the one that runs is cut (0: no such
 * limit; then all is as DB was made). Gate and breaker stay one with DB's; DB must live as long.
 * SQLite looks at its clock between steps only: one that sorts much is cut when it has. */
mya_db_t *mya_db_within(const mya_db_t *db, apr_interval_time_t statement,
                        apr_interval_time_t page, apr_pool_t *pool);

/* Is the time over that mya_db_within() gave to DB? */
int mya_db_late(const mya_db_t *db);

/* One number that the user of DB may keep with it, the same for all threads; 0 at first. */
apr_uint32_t *mya_db_note(mya_db_t *db);

/* How a way to the database is doing at this moment. */
typedef struct mya_db_state_t {
    int out, most;                /* connections that are out, and how many may be */
    int broken;                   /* it could not be reached when last asked */
} mya_db_state_t;

void mya_db_state(mya_db_state_t *state, mya_db_t *db);

/* Take a connection. Wait at the gate at most limits.wait; while the breaker is open fail at once.
 * Return MYA_EUNAVAILABLE, told in WHY with retry, if none is to be had; MYA_ESLOW if its time is
 * over. A connection still open
 * when POOL is cleared is rolled back and given back. */
apr_status_t mya_db_open(mya_db_conn_t **conn, mya_db_t *db, mya_result_t *why, apr_pool_t *pool);

/* Give CONN back (NULL is allowed); an open transaction is rolled back. */
void mya_db_close(mya_db_conn_t *conn);

mya_dialect_e mya_db_dialect(const mya_db_conn_t *conn);

/* How the definition and the folders of schema/ call DIALECT: "postgresql". */
const char *mya_db_dialect_name(mya_dialect_e dialect);

/* Run the row-returning SQL with NARGS text arguments ARGS (a NULL pointer is NULL) and copy at
 * most MAX rows (0: all) into *ROWS. SQL is written for apr_dbd of this dialect: one "%s" (or
 * "%d", for a point of time "%pDs"; always bound from text) for each argument, every literal
 * percent sign doubled. It is prepared once per connection and found again by its text; a stale
 * statement or a connection that a restart has cut is renewed once, outside a transaction. Return
 * MYA_EUNAVAILABLE (the connection is gone), MYA_ESLOW (it was cut, or did not begin any more: the
 * connection is good, a transaction can only be undone) or MYA_EDATABASE, also for a cell that was
 * cut; WHY gets a sentence without row data (LO2). */
apr_status_t mya_db_select(mya_rows_t **rows, mya_db_conn_t *conn, const char *sql, int nargs,
                           const char *const *args, int max, mya_result_t *why, apr_pool_t *pool);

/* Run SQL that returns no rows; *AFFECTED (may be NULL) gets the number of rows it met.
 * Return MYA_EUNIQUE when a unique key refused it, else as mya_db_select(). Done again only where
 * the database says that it undid it. */
apr_status_t mya_db_execute(int *affected, mya_db_conn_t *conn, const char *sql, int nargs,
                            const char *const *args, mya_result_t *why, apr_pool_t *pool);

/* CONN's last statement failed: may it be that a character set of the database lacks letters of an
 * argument, which can then be compared with nothing there? (MariaDB says the same of two columns
 * that do not go together.) */
int mya_db_lacks_letters(const mya_db_conn_t *conn);

/* Let the database prepare SQL, which wants NARGS arguments, and do no more. Return MYA_EDATABASE,
 * with its sentence in WHY, if it refuses. */
apr_status_t mya_db_prepare(mya_db_conn_t *conn, const char *sql, int nargs, mya_result_t *why);

/* Run a script of several statements without arguments (schema files; myaccountctl only). */
apr_status_t mya_db_script(mya_db_conn_t *conn, const char *sql, mya_result_t *why,
                           apr_pool_t *pool);

/* Begin a transaction; rolled back unless mya_db_commit() is reached. Not nested. */
apr_status_t mya_db_begin(mya_db_conn_t *conn, mya_result_t *why, apr_pool_t *pool);

/* Begin a transaction that only reads, and in which all statements see the same: what stood there
 * at its first one. It ends with mya_db_rollback(). */
apr_status_t mya_db_begin_read(mya_db_conn_t *conn, mya_result_t *why, apr_pool_t *pool);

/* Commit. Any statement that failed in between (outside a savepoint) makes it a rollback and
 * MYA_EDATABASE. MYA_EUNAVAILABLE: the outcome is unknown, read the once-only row again. */
apr_status_t mya_db_commit(mya_db_conn_t *conn, mya_result_t *why, apr_pool_t *pool);

/* A transaction failed, or a statement outside of one, and was undone by its caller: was that only
 * because the database let another one go on (a deadlock, the same row changed on another node), so
 * that all of it may be done once more? Waits for a moment then, and takes back what WHY was told.
 * *TRIES counts, from 0; after a few it is no more. */
int mya_db_again(int *tries, mya_db_conn_t *conn, mya_result_t *why);

/* Undo everything since mya_db_begin(); harmless without one. */
void mya_db_rollback(mya_db_conn_t *conn, apr_pool_t *pool);

/* Between save and release or undo a failing statement leaves the transaction alive. */
apr_status_t mya_db_save(mya_db_conn_t *conn, mya_result_t *why, apr_pool_t *pool);
apr_status_t mya_db_release(mya_db_conn_t *conn, mya_result_t *why, apr_pool_t *pool);
apr_status_t mya_db_undo(mya_db_conn_t *conn, mya_result_t *why, apr_pool_t *pool);

#endif
