/* SPDX-License-Identifier: Apache-2.0 */
/* base/db_cache.c: prepared statements of one connection, made when first needed
 *
 * Not ap_dbd_prepare(): its statements are dead after a restart of the database, for good.
 * Ours are found by their text, dropped together, and prepared again.
 */
#include "base/db_int.h"

#include <ctype.h>
#include <string.h>

#include <apr_strings.h>

#define KEY "\001mya"            /* in the link's memory, where labels of other modules stand too */

/* SQLite refuses to prepare while somebody else writes the file; the driver is patient only with
 * running statements. */
#define PREPARE_TRIES 16
#define PREPARE_PAUSE apr_time_from_msec(100)

static void begin_generation(mya_db_cache_t *cache)
{
    cache->statements = apr_hash_make(cache->pool);
    cache->labels = apr_array_make(cache->pool, 64, sizeof(const char *));
    cache->generation++;
}

void mya_db_cache_attach(mya_db_conn_t *conn)
{
    mya_db_cache_t *cache = apr_hash_get(conn->link->memory, KEY, APR_HASH_KEY_STRING);

    if (!cache) {
        cache = apr_pcalloc(conn->link->pool, sizeof(*cache));
        apr_pool_create(&cache->pool, conn->link->pool);
        begin_generation(cache);
        apr_hash_set(conn->link->memory, KEY, APR_HASH_KEY_STRING, cache);
    }
    conn->cache = cache;
}

void mya_db_cache_drop(mya_db_conn_t *conn)
{
    mya_db_cache_t *cache = conn->cache;
    int rows;

    for (int i = 0; conn->traits->forget && !conn->failed && i < cache->labels->nelts; i++) {
        /* If that fails the statement is unknown already, which is what we want. */
        apr_dbd_query(conn->link->driver, conn->link->handle, &rows,
                      apr_pstrcat(conn->scratch, conn->traits->forget,
                                  APR_ARRAY_IDX(cache->labels, i, const char *), NULL));
    }
    apr_pool_clear(cache->pool);
    begin_generation(cache);
}

/* Make room for one more statement, outside a transaction only: there nothing may be lost. Where
 * only another handle would free statements and none is to be had, they are kept: made anew they
 * would only become more. */
static void make_room(mya_db_conn_t *conn)
{
    int held = conn->traits->reopens ? conn->cache->prepared
                                     : (int)apr_hash_count(conn->cache->statements);

    if (conn->in_transaction || held < conn->db->limits.statements) {
        return;
    }
    if (conn->traits->reopens) {
        mya_db_sqlite_reopen(conn);
    } else {
        mya_db_cache_drop(conn);
    }
}

/* How many arguments apr_dbd will take for SQL: it does not say, and reads as many as it thinks. */
static int count_arguments(const char *sql)
{
    int n = 0;

    for (; *sql; sql++) {
        if (sql[0] == '%' && sql[1] == '%') {
            sql++;
        } else if (sql[0] == '%' && isalpha((unsigned char)sql[1])) {
            n++;
        }
    }
    return n;
}

static int prepare(apr_dbd_prepared_t **statement, mya_db_conn_t *conn, const char *sql,
                   const char *label)
{
    const mya_db_link_t *link = conn->link;
    int number = 0;

    for (int i = 0; i < PREPARE_TRIES; i++) {
        *statement = NULL;
        number = apr_dbd_prepare(link->driver, conn->cache->pool, link->handle, sql, label,
                                 statement);
        if (number == 0 || conn->traits->dialect != MYA_DIALECT_SQLITE
            || mya_db_fault(conn, number) != MYA_DB_LOCKED) {
            break;
        }
        apr_sleep(PREPARE_PAUSE);
    }
    return number;
}

apr_status_t mya_db_cache_statement(apr_dbd_prepared_t **statement, mya_db_conn_t *conn,
                                    const char *sql, int nargs, int *number, mya_result_t *why)
{
    mya_db_cache_t *cache = conn->cache;
    const char *label;

    *number = 0;
    *statement = apr_hash_get(cache->statements, sql, APR_HASH_KEY_STRING);
    if (*statement) {
        return APR_SUCCESS;
    }
    if (count_arguments(sql) != nargs) {
        return mya_result_tell(why, MYA_EDATABASE, "a statement with %d arguments was given %d",
                               count_arguments(sql), nargs);
    }
    make_room(conn);
    label = apr_psprintf(cache->pool, "mya_%d_%d", cache->generation, cache->labels->nelts);
    *number = conn->traits->unnamed
                  ? prepare(statement, conn, mya_db_unnamed_sql(sql, cache->pool), NULL)
                  : prepare(statement, conn, sql, label);
    if (*number != 0) {
        return mya_db_fail(conn, *number, "prepare", why);
    }
    cache->prepared++;
    APR_ARRAY_PUSH(cache->labels, const char *) = label;
    apr_hash_set(cache->statements, apr_pstrdup(cache->pool, sql), APR_HASH_KEY_STRING, *statement);
    return APR_SUCCESS;
}

/* Compare the mark with the one that the statements were made under; if it differs, drop them and
 * set the new session up. */
static int compare_mark(int *same, mya_db_conn_t *conn)
{
    const char *mark;
    int number = mya_db_ask(&mark, conn, conn->traits->mark, 0, conn->scratch);

    *same = 0;
    if (number == 0) {
        *same = strcmp(conn->cache->mark, mark) == 0;
        if (!*same && conn->cache->mark[0]) {
            mya_db_cache_drop(conn);
        }
        if (!*same) {
            conn->cache->mark[0] = '\0';
            conn->cache->limit = 0;
            number = mya_db_setup(conn);
        }
    }
    if (number == 0) {
        apr_cpystrn(conn->cache->mark, mark, sizeof(conn->cache->mark));
    }
    return number;
}

/* Ask the driver to bring a dead connection back to life. */
static int revive(const mya_db_conn_t *conn)
{
    const mya_db_link_t *link = conn->link;

    return !mya_db_watch_was_cut(conn)
           && apr_dbd_check_conn(link->driver, conn->scratch, link->handle) == APR_SUCCESS;
}

/* Is the database there, though it failed with NUMBER? */
static int is_alive(const mya_db_conn_t *conn, int number)
{
    const mya_db_fault_e fault = mya_db_fault(conn, number);

    return fault == MYA_DB_LOCKED || fault == MYA_DB_VICTIM || fault == MYA_DB_SLOW;
}

apr_status_t mya_db_cache_check(mya_db_conn_t *conn, mya_result_t *why)
{
    int same;
    int number = 0;

    if (!conn->checked) {
        number = compare_mark(&same, conn);
    }
    if (number != 0 && !is_alive(conn, number) && revive(conn)) {
        number = compare_mark(&same, conn);
    }
    if (number != 0) {
        return mya_db_fail(conn, number, "the database does not answer", why) == MYA_ESLOW
                   ? MYA_ESLOW : MYA_EUNAVAILABLE;
    }
    conn->checked = 1;
    return APR_SUCCESS;
}

int mya_db_cache_renew(mya_db_conn_t *conn, int number, int changes)
{
    mya_db_fault_e fault = mya_db_fault(conn, number);
    int same;

    if (conn->traits->unnamed) {
        return 0;           /* nothing of it can be stale, and its message is gone already */
    }
    if (fault == MYA_DB_STALE && (!conn->in_transaction || conn->traits->stale_is_harmless)) {
        conn->failed = 0;
        /* it may be another session: that is told first what the one before was */
        if (conn->in_transaction || compare_mark(&same, conn) != 0 || same) {
            mya_db_cache_drop(conn);
        }
        return 1;
    }
    if (changes || conn->in_transaction || is_alive(conn, number) || mya_db_watch_was_cut(conn)) {
        return 0;
    }
    if (compare_mark(&same, conn) != 0 && (!revive(conn) || compare_mark(&same, conn) != 0)) {
        return 0;
    }
    return !same;       /* if nothing has changed, the statement itself is at fault */
}

apr_status_t mya_db_prepare(mya_db_conn_t *conn, const char *sql, int nargs, mya_result_t *why)
{
    apr_dbd_prepared_t *statement;
    int number;
    apr_status_t rv = mya_db_cache_statement(&statement, conn, sql, nargs, &number, why);

    apr_pool_clear(conn->scratch);
    return rv;
}
