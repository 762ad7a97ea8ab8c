/* SPDX-License-Identifier: Apache-2.0 */
/* base/db_limit.c: how long a statement may run, and how long a page may begin new ones (RE3)
 *
 * PostgreSQL and MariaDB are told how long, once per session; again only when what is left to the
 * page is less. SQLite cuts nothing by itself, but asks us every few thousand steps whether to go
 * on. Its clock begins with its first steps: before, it may have waited for another connection's
 * statement, of which the driver lets only one run at a time.
 */
#include "base/db_int.h"

#include <sqlite3.h>

#include <apr_strings.h>

#include "base/clock.h"

#define STEPS 2000                            /* some ten microseconds of SQLite's */
#define LEAST apr_time_from_msec(50)          /* what a session is told: enough for our own words */
#define RETRY_SLOW apr_time_from_sec(30)      /* what was too much is so for a while */

mya_db_t *mya_db_within(const mya_db_t *db, apr_interval_time_t statement,
                        apr_interval_time_t page, apr_pool_t *pool)
{
    mya_db_t *made = apr_pmemdup(pool, db, sizeof(*db));

    made->statement = statement;
    made->page = page;
    made->end = page > 0 ? mya_clock_steady() + page : 0;
    return made;
}

int mya_db_late(const mya_db_t *db)
{
    return db->end > 0 && mya_clock_steady() >= db->end;
}

/* --- SQLite asks --- */

/* Not 0: CONN's statement is to end. */
static int ask(void *baton)
{
    mya_db_conn_t *conn = baton;
    const mya_db_t *db = conn->db;
    const apr_time_t now = mya_clock_steady();

    if (!conn->running) {
        return 0;
    }
    if (conn->began == 0) {
        conn->began = now;
    }
    conn->cut = (db->end > 0 && now >= db->end)
                || (db->statement > 0 && now - conn->began >= db->statement);
    return conn->cut;
}

static void listen_to(const mya_db_conn_t *conn, int (*answer)(void *), void *baton)
{
    if (conn->traits && conn->traits->dialect == MYA_DIALECT_SQLITE) {
        sqlite3_progress_handler(apr_dbd_native_handle(conn->link->driver, conn->link->handle),
                                 answer ? STEPS : 0, answer, baton);
    }
}

void mya_db_limit_attach(mya_db_conn_t *conn)
{
    if (conn->db->statement > 0 || conn->db->end > 0) {
        listen_to(conn, ask, conn);
    }
}

/* Who takes the handle next may be another module, or we may be gone. */
void mya_db_limit_detach(mya_db_conn_t *conn)
{
    listen_to(conn, NULL, NULL);
}

/* --- the others are told --- */

/* How long a statement that begins now may run, in whole milliseconds; 0: as long as it wants. */
static apr_interval_time_t time_left(const mya_db_t *db)
{
    apr_interval_time_t left = db->statement;

    if (db->end > 0) {
        const apr_interval_time_t page = db->end - mya_clock_steady();

        left = left > 0 && left < page ? left : page > LEAST ? page : LEAST;
    }
    return (left + 999) / 1000 * 1000;
}

/* What fails here fails with the statement as well, which says why. In a transaction what is said
 * may be taken back with it. */
void mya_db_limit_session(mya_db_conn_t *conn)
{
    const apr_interval_time_t limit = conn->traits->limit ? time_left(conn->db) : 0;
    int rows;

    if (conn->traits->unnamed && !conn->in_transaction && !conn->implied) {
        return;             /* it is told to the transaction, and there is none */
    }
    if (conn->cache->limit != limit) {
        int number;

        mya_db_limit_own(conn);
        number = apr_dbd_query(conn->link->driver, conn->link->handle, &rows,
                               conn->traits->limit(limit, conn->scratch));
        mya_db_watch_end(conn);
        conn->cache->limit = number == 0 && (!conn->in_transaction || conn->traits->unnamed)
                                 ? limit : -1;
    }
}

apr_status_t mya_db_limit_begin(mya_db_conn_t *conn, mya_result_t *why)
{
    conn->cut = 0;
    if (mya_db_late(conn->db)) {
        conn->failed |= conn->in_transaction;
        return mya_db_limit_tell(conn->db, NULL, why);
    }
    mya_db_limit_session(conn);
    conn->began = 0;
    conn->running = 1;
    mya_db_watch_begin(conn, time_left(conn->db));
    return APR_SUCCESS;
}

void mya_db_limit_own(mya_db_conn_t *conn)
{
    mya_db_watch_begin(conn, conn->db->statement);
}

void mya_db_limit_end(mya_db_conn_t *conn)
{
    conn->running = 0;
    mya_db_watch_end(conn);
}

/* TIME in words: "5 s", "500 ms". */
static const char *words_of(apr_interval_time_t time, char *words, apr_size_t size)
{
    const apr_time_t msec = apr_time_as_msec(time);

    apr_snprintf(words, size, msec % 1000 ? "%" APR_TIME_T_FMT " ms" : "%" APR_TIME_T_FMT " s",
                 msec % 1000 ? msec : msec / 1000);
    return words;
}

apr_status_t mya_db_limit_tell(const mya_db_t *db, const char *what, mya_result_t *why)
{
    char words[32];

    if (!what) {
        mya_result_tell(why, MYA_ESLOW, "not begun any more, since the page has had its %s "
                        "(MyAccountPageDeadline)", words_of(db->page, words, sizeof(words)));
    } else if (mya_db_late(db)) {
        mya_result_tell(why, MYA_ESLOW, "%s: cut, since the page has had its %s "
                        "(MyAccountPageDeadline)", what,
                        words_of(db->page, words, sizeof(words)));
    } else if (db->statement > 0) {
        mya_result_tell(why, MYA_ESLOW, "%s: cut after %s, which is as long as it may run "
                        "(MyAccountStatementTimeout)", what,
                        words_of(db->statement, words, sizeof(words)));
    } else {
        mya_result_tell(why, MYA_ESLOW, "%s: cut by the database's own limit of time", what);
    }
    if (why) {
        why->retry = RETRY_SLOW;
    }
    return MYA_ESLOW;
}
