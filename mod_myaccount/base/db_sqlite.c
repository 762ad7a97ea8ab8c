/* SPDX-License-Identifier: Apache-2.0 */
/* base/db_sqlite.c: what an SQLite connection needs at first, and when its file is exchanged
 * under it
 *
 * A pooled connection keeps an open file. When that was moved away or restored from a backup,
 * the connection would go on with a file that nobody sees any more, so we look at each taking.
 * PRAGMA busy_timeout stays 0 on purpose: SQLite would sleep while it holds the driver's one
 * mutex, so that the whole process waits; the driver's own retry (16 times 100 ms) sleeps
 * without it.
 */
#include "base/db_int.h"

#include <ctype.h>
#include <string.h>

#include <apr_file_info.h>
#include <apr_strings.h>

#define TRIES 16                           /* the driver's own figures */
#define PAUSE apr_time_from_msec(100)

static apr_status_t refuse(const mya_db_conn_t *conn, mya_result_t *why, const char *sentence)
{
    mya_result_tell(why, MYA_EUNAVAILABLE, "%s", sentence);
    if (why) {
        why->retry = conn->db->limits.pause;
    }
    return MYA_EUNAVAILABLE;
}

/* Which file is under the connection; none for one in memory. */
static int find_file(mya_db_conn_t *conn)
{
    const char *file;
    apr_finfo_t info;
    int number = mya_db_ask(&file, conn, "PRAGMA database_list", 2, conn->scratch);

    if (number == 0 && *file
        && apr_stat(&info, file, APR_FINFO_INODE | APR_FINFO_DEV, conn->scratch) == APR_SUCCESS) {
        if (!conn->cache->file || strcmp(conn->cache->file, file) != 0) {
            conn->cache->file = apr_pstrdup(conn->link->pool, file);
        }
        conn->cache->inode = info.inode;
        conn->cache->device = info.device;
    }
    return number;
}

/* The first statement reads the schema, while it is prepared, where the driver tries but once. The
 * file may be locked for all just then: by whoever closes the last connection of another process,
 * as at each graceful restart. So we are as patient as the driver is elsewhere. */
static int count_tables(const char **tables, mya_db_conn_t *conn)
{
    int number;

    for (int i = 0;; i++) {
        number = mya_db_ask(tables, conn, "SELECT count(*) FROM sqlite_master", 0, conn->scratch);
        if (i == TRIES || mya_db_fault(conn, number) != MYA_DB_LOCKED) {
            return number;
        }
        apr_sleep(PAUSE);
    }
}

static apr_status_t set_up(mya_db_conn_t *conn, mya_result_t *why)
{
    const char *tables;
    int rows;
    int number = apr_dbd_query(conn->link->driver, conn->link->handle, &rows,
                               "PRAGMA foreign_keys = ON");

    if (number == 0) {
        number = find_file(conn);
    }
    if (number == 0) {
        number = count_tables(&tables, conn);
    }
    if (number != 0) {
        mya_db_fail(conn, number, "setting up a connection", why);
        return MYA_EUNAVAILABLE;
    }
    if (conn->db->limits.refuse_empty && strcmp(tables, "0") == 0) {
        return refuse(conn, why, "the database has no tables: was its file lost, or is "
                      "myaccountctl migrate still to be run?");
    }
    return APR_SUCCESS;
}

/* FILE as an address that opens it only if it is there. */
static const char *address_of(const char *file, apr_pool_t *pool)
{
    static const char digits[] = "0123456789ABCDEF";
    char *text = apr_palloc(pool, 3 * strlen(file) + 1);
    char *to = text;

    for (; *file; file++) {
        if (isalnum((unsigned char)*file) || strchr("/-._~", *file)) {
            *to++ = *file;
        } else {
            *to++ = '%';
            *to++ = digits[(unsigned char)*file >> 4];
            *to++ = digits[(unsigned char)*file & 15];
        }
    }
    *to = '\0';
    return apr_pstrcat(pool, "file:", text, "?mode=rw", NULL);
}

/* A new handle on the same file, of which nothing is known yet. */
static apr_status_t exchange(mya_db_conn_t *conn)
{
    mya_db_link_t *link = conn->link;
    apr_dbd_t *fresh = NULL;
    const char *error = NULL;
    apr_status_t rv;

    /* Other modules of the server may have statements on this handle: their labels are in there. */
    if (!conn->cache->file || apr_hash_count(link->memory) != 1) {
        return APR_EGENERAL;
    }
    rv = apr_dbd_open_ex(link->driver, link->pool, address_of(conn->cache->file, conn->scratch),
                         &fresh, &error);
    if (rv != APR_SUCCESS || !fresh) {
        return APR_EGENERAL;
    }
    mya_db_cache_drop(conn);
    apr_dbd_close(link->driver, link->handle);
    link->handle = fresh;
    mya_db_limit_attach(conn);
    conn->cache->prepared = 0;
    conn->cache->mark[0] = '\0';
    conn->cache->ready = 0;
    conn->checked = 0;
    return APR_SUCCESS;
}

static apr_status_t begin(mya_db_conn_t *conn, mya_result_t *why)
{
    apr_status_t rv = set_up(conn, why);

    if (rv == APR_SUCCESS) {
        rv = mya_db_cache_check(conn, why);
    }
    conn->cache->ready = rv == APR_SUCCESS;
    return rv;
}

apr_status_t mya_db_sqlite_reopen(mya_db_conn_t *conn)
{
    apr_status_t rv = exchange(conn);

    return rv == APR_SUCCESS ? begin(conn, NULL) : rv;
}

/* Is the file that we have open still the one that its name tells? If not, open that one. */
static apr_status_t look_at_file(mya_db_conn_t *conn, mya_result_t *why)
{
    apr_finfo_t info;

    if (!conn->cache->file) {
        return APR_SUCCESS;
    }
    if (apr_stat(&info, conn->cache->file, APR_FINFO_INODE | APR_FINFO_DEV, conn->scratch)
        != APR_SUCCESS) {
        return refuse(conn, why, "the database file is gone");
    }
    if (info.inode == conn->cache->inode && info.device == conn->cache->device) {
        return APR_SUCCESS;
    }
    if (exchange(conn) != APR_SUCCESS) {
        return refuse(conn, why, "the database file was replaced, and could not be opened anew");
    }
    return begin(conn, why);
}

apr_status_t mya_db_sqlite_ready(mya_db_conn_t *conn, mya_result_t *why)
{
    if (conn->cache->ready) {
        return look_at_file(conn, why);
    }
    /* One that was found wanting before: by now there may be another file under its name. */
    exchange(conn);
    return begin(conn, why);
}
