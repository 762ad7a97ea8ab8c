/* SPDX-License-Identifier: Apache-2.0 */
/* base/db_int.h: what the files base/db*.c share, and nobody else sees */
#ifndef MYA_BASE_DB_INT_H
#define MYA_BASE_DB_INT_H

#include <apr_file_info.h>
#include <apr_tables.h>
#include <apr_thread_cond.h>
#include <apr_thread_mutex.h>
#include <apr_thread_proc.h>

#include "base/db.h"

/* What kind of failure a driver's error is. */
typedef enum mya_db_fault_e {
    MYA_DB_OTHER,
    MYA_DB_UNIQUE,      /* a unique key said no */
    MYA_DB_LOCKED,      /* somebody else holds it; worth another try */
    MYA_DB_VICTIM,      /* the whole transaction was undone, for another to go on */
    MYA_DB_GONE,        /* no database to speak with */
    MYA_DB_SLOW,        /* it was cut for its time */
    MYA_DB_LETTERS,     /* the character set of a column, or of the database, lacks letters */
    MYA_DB_STALE        /* what was prepared is dead; the statement has done nothing */
} mya_db_fault_e;

/* In what the databases differ for this layer; one constant row each (db_dialect.c). */
typedef struct mya_db_traits_t {
    const char *driver;         /* the name that apr_dbd gives it */
    const char *name;           /* mya_db_dialect_name() */
    mya_dialect_e dialect;
    const char *begin;
    const char *before_read;    /* said before begin_read; or NULL */
    const char *begin_read;
    const char *const *setup;   /* said to each new session, NULL at the end (db_setup.c) */
    const char *mark;           /* a select whose value changes when prepared statements
                                 * have died */
    int stale_is_harmless;      /* a stale statement does not spoil its transaction */
    int numbers_rows;           /* a row is asked for by number from 1, not with -1 for the next */
    const char *forget;         /* + a label = the SQL that frees that statement; or NULL */
    int unnamed;                /* no statement has a name, no session keeps anything */
    int reopens;                /* statements live until the handle is closed:
                                 * exchange the handle */
    /* what tells a session how long a statement may run; NULL: we look ourselves */
    const char *(*limit)(apr_interval_time_t limit, apr_pool_t *pool);
    const char *socket;         /* the function of its library that tells the socket; or NULL */
    mya_db_fault_e (*fault)(int number, const char *message);
    const char *(*sentence)(int number, const char *message, apr_pool_t *pool);
} mya_db_traits_t;

typedef struct mya_db_gate_t mya_db_gate_t;

typedef int mya_db_socket_fn(void *handle);

/* A connection as the watch sees it; lives in its link's pool, guarded by the gate's lock. */
typedef struct mya_db_line_t {
    struct mya_db_line_t *next;
    mya_db_gate_t *gate;        /* NULL: it has ended before the connection */
    mya_db_socket_fn *socket_of;    /* NULL: there is none to cut */
    int socket;                 /* a descriptor of our own; -1: none */
    ino_t inode;                /* of the socket, which tells it from another of that number */
    int out;                    /* somebody holds the connection */
    apr_time_t due;             /* when it is cut, by mya_clock_steady(); 0: nobody waits */
    int cut;                    /* it was, since it was taken */
} mya_db_line_t;

/* What we keep with a connection for as long as it lives, whoever holds it. */
typedef struct mya_db_cache_t {
    apr_pool_t *pool;           /* of the statements; cleared when they are dropped */
    apr_hash_t *statements;     /* SQL text -> apr_dbd_prepared_t * */
    apr_array_header_t *labels; /* const char *: of the statements */
    int generation;             /* how often they were dropped: part of the labels */
    int prepared;               /* since the handle was opened */
    int ready;                  /* the connection was set up */
    char mark[32];              /* "" = not yet known */
    apr_interval_time_t limit;  /* of a statement, as the session was told; 0: it was not */
    mya_db_line_t *line;
    const char *file;           /* SQLite: whose file; NULL: none or not known */
    apr_ino_t inode;            /* and which one */
    apr_dev_t device;
} mya_db_cache_t;

struct mya_db_gate_t {
    apr_thread_mutex_t *mutex;  /* guards all below */
    apr_thread_cond_t *freed;
    apr_thread_cond_t *end;     /* the watch is to end */
    apr_pool_t *pool;           /* of the watch */
    apr_thread_t *watcher;      /* NULL: none yet */
    int ending;
    mya_db_line_t *lines;       /* of all connections that live, out or not */
    int links;                  /* how many those are */
    int connecting;             /* someone may be making a new one */
    struct mya_db_place_t *openers;     /* who are being given one, the first last */
    int out;                    /* connections that are out, or being opened */
    apr_time_t broken;          /* the breaker is open until then; 0 = closed */
    int trying;                 /* someone makes the one trial after the pause */
    apr_uint32_t note;          /* mya_db_note(); not guarded */
};

/* What who was let in has to do. */
typedef struct mya_db_place_t {
    int connecting;             /* it may need a new connection */
    int trial;                  /* it is the one that tries whether the database is there again */
    apr_time_t since;           /* when it was let in, by mya_clock_steady() */
    struct mya_db_place_t *next;    /* while it is being given its connection */
} mya_db_place_t;

struct mya_db_t {
    mya_db_provider_t provider;
    mya_db_limits_t limits;
    mya_db_gate_t *gate;
    apr_interval_time_t statement;   /* mya_db_within(); 0: no limit */
    apr_interval_time_t page;
    apr_time_t end;             /* of the page, by mya_clock_steady(); 0 likewise */
};

struct mya_db_conn_t {
    apr_pool_t *pool;
    apr_pool_t *scratch;        /* what drivers allocate for one statement */
    mya_db_t *db;
    mya_db_link_t *link;        /* NULL: closed */
    mya_db_cache_t *cache;
    const mya_db_traits_t *traits;
    int in_transaction;
    int implied;                /* one is open for reads that are in none (db_unnamed.c) */
    int failed;                 /* a statement of the transaction failed: it can only be undone */
    int victim;                 /* since the last begin: the database undid it all for another */
    int letters;                /* the last failure: letters that a character set lacks */
    int checked;                /* the mark was compared since the connection was taken */
    int running;                /* a statement that may be cut */
    int cut;                    /* it was, by ourselves */
    apr_time_t began;           /* when its clock began, by mya_clock_steady(); 0: not yet */
};

/* --- db_gate.c --- */

/* Wait for a place, and tell in *PLACE, which stays until mya_db_gate_opened(), what it is like.
 * MYA_EUNAVAILABLE in WHY, with retry. */
apr_status_t mya_db_gate_enter(mya_db_place_t *place, mya_db_t *db, mya_result_t *why);
/* The place that was got has its connection, or there is none to be had. */
void mya_db_gate_opened(mya_db_t *db, mya_db_place_t *place);
/* CONNECTED: 1 the database answered, 0 it did not. */
void mya_db_gate_connected(mya_db_t *db, const mya_db_place_t *place, int connected);
/* The database says nothing any more: leave it in peace for a while. */
void mya_db_gate_silent(mya_db_t *db);
/* How many connections live, out or not. */
int mya_db_gate_links(mya_db_t *db);
/* Give the place back. */
void mya_db_gate_leave(mya_db_t *db);

/* --- db_watch.c --- */

/* From taking to giving back, CONN's connection is in somebody's hands. */
void mya_db_watch_attach(mya_db_conn_t *conn);
void mya_db_watch_detach(mya_db_conn_t *conn);
/* Something is said to the database, which should answer in MOST usec (0: when it wants); if it has
 * not a little later, the connection is cut. */
void mya_db_watch_begin(mya_db_conn_t *conn, apr_interval_time_t most);
void mya_db_watch_end(mya_db_conn_t *conn);
/* Was it, since it was taken? */
int mya_db_watch_was_cut(const mya_db_conn_t *conn);
/* GATE ends. */
void mya_db_watch_stop(mya_db_gate_t *gate);

/* --- db_limit.c --- */

/* From taking to giving back, CONN's handle asks us whether to go on (SQLite; nothing elsewhere).
 * To be said again of a new handle. */
void mya_db_limit_attach(mya_db_conn_t *conn);
void mya_db_limit_detach(mya_db_conn_t *conn);
/* Tell CONN's session how long a statement may run, if it was told otherwise. */
void mya_db_limit_session(mya_db_conn_t *conn);
/* A statement begins: it may run as long as CONN's limits say. MYA_ESLOW: none may any more. */
apr_status_t mya_db_limit_begin(mya_db_conn_t *conn, mya_result_t *why);
/* It has ended, well or not. */
void mya_db_limit_end(mya_db_conn_t *conn);
/* The same for words of our own: BEGIN, COMMIT, a question; no time is too late for them. */
void mya_db_limit_own(mya_db_conn_t *conn);
/* Tell WHY that WHAT ("select") was cut, or for NULL, that nothing begins any more: MYA_ESLOW. */
apr_status_t mya_db_limit_tell(const mya_db_t *db, const char *what, mya_result_t *why);

/* --- db_dialect.c --- */

/* The row of the driver NAME, or NULL. */
const mya_db_traits_t *mya_db_traits(const char *name);

/* --- db_error.c --- */

/* The driver's message for NUMBER on CONN; never NULL. Holds row data: not for a log as it is. */
const char *mya_db_message(const mya_db_conn_t *conn, int number);
/* What kind of failure NUMBER is. */
mya_db_fault_e mya_db_fault(const mya_db_conn_t *conn, int number);
/* Tell WHY that WHAT ("select") failed with NUMBER, without row data, mark a transaction as failed,
 * and return the status of its kind. */
apr_status_t mya_db_fail(mya_db_conn_t *conn, int number, const char *what, mya_result_t *why);

mya_db_fault_e mya_db_sqlite_fault(int number, const char *message);
mya_db_fault_e mya_db_pgsql_fault(int number, const char *message);
mya_db_fault_e mya_db_mysql_fault(int number, const char *message);
const char *mya_db_sqlite_sentence(int number, const char *message, apr_pool_t *pool);
const char *mya_db_pgsql_sentence(int number, const char *message, apr_pool_t *pool);
const char *mya_db_mysql_sentence(int number, const char *message, apr_pool_t *pool);

/* --- db_cache.c --- */

/* Find what we keep with CONN's connection, or begin it. */
void mya_db_cache_attach(mya_db_conn_t *conn);
/* The prepared statement of SQL, which wants NARGS arguments, in *STATEMENT. *NUMBER gets the
 * driver's error. */
apr_status_t mya_db_cache_statement(apr_dbd_prepared_t **statement, mya_db_conn_t *conn,
                                    const char *sql, int nargs, int *number, mya_result_t *why);
/* Forget all statements of CONN. */
void mya_db_cache_drop(mya_db_conn_t *conn);
/* Once per taking of CONN: forget its statements if the database did (a restart, a changed schema).
 * MYA_EUNAVAILABLE if the database does not answer. */
apr_status_t mya_db_cache_check(mya_db_conn_t *conn, mya_result_t *why);
/* A select, or if CHANGES a change, failed with NUMBER: may it be tried once more? Then statements
 * and connection are new. */
int mya_db_cache_renew(mya_db_conn_t *conn, int number, int changes);

/* --- db_setup.c --- */

/* Say to a new session what it must know; returns the driver's number. */
int mya_db_setup(mya_db_conn_t *conn);
/* Can we work with this server at all? MYA_EUNAVAILABLE, with what to change in WHY. */
apr_status_t mya_db_setup_judge(mya_db_conn_t *conn, mya_result_t *why);

/* --- db_sqlite.c --- */

/* Set up a new SQLite connection, and see at each taking that its file is still that file. */
apr_status_t mya_db_sqlite_ready(mya_db_conn_t *conn, mya_result_t *why);
/* Exchange CONN's handle by a new one on the same file; only if nobody but us prepared on it. */
apr_status_t mya_db_sqlite_reopen(mya_db_conn_t *conn);

/* --- db_unnamed.c: does nothing unless mya_db_limits_t.unnamed was asked for --- */

/* TRAITS, or what they become where DB goes through a pooler, in POOL. */
const mya_db_traits_t *mya_db_unnamed_traits(const mya_db_t *db, const mya_db_traits_t *traits,
                                             apr_pool_t *pool);
/* SQL, with each parameter declared to be of the type that a named statement gives it, in POOL. */
const char *mya_db_unnamed_sql(const char *sql, apr_pool_t *pool);
/* A statement begins; outside a transaction one is begun for it. */
apr_status_t mya_db_unnamed_enter(mya_db_conn_t *conn, mya_result_t *why);
/* It has ended with RV; CHANGES: it was to change something. Returns how it ended in truth. */
apr_status_t mya_db_unnamed_leave(mya_db_conn_t *conn, apr_status_t rv, int changes,
                                  mya_result_t *why);
/* No more reads for now. */
void mya_db_unnamed_finish(mya_db_conn_t *conn);

/* --- db.c --- */

/* The first cell of the plain select SQL in *TEXT ("" for NULL or no row), for our own questions;
 * returns the driver's number. */
int mya_db_ask(const char **text, mya_db_conn_t *conn, const char *sql, int column,
               apr_pool_t *pool);

/* --- db_transaction.c --- */

/* Run the plain SQL, words of our own; returns the driver's number. */
int mya_db_say(mya_db_conn_t *conn, const char *sql);
/* Undo an open transaction, if there is one; needs no pool. */
void mya_db_abandon(mya_db_conn_t *conn);

#endif
