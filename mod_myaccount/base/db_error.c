/* SPDX-License-Identifier: Apache-2.0 */
/* base/db_error.c: what a driver's error means, and what of it may be told (LO2)
 *
 * apr_dbd passes no SQLSTATE on. SQLite's and PostgreSQL's numbers say only "error", so that we
 * have to read their messages; MariaDB's numbers are good.
 */
#include "base/db_int.h"

#include <assert.h>
#include <string.h>

#include <apr_strings.h>

/* How long until a lock that outlived the driver's own patience may be gone. */
#define RETRY_LOCKED apr_time_from_sec(2)

/* Is one of WORDS (ends with NULL) in MESSAGE? */
static int mentions(const char *message, const char *const *words)
{
    for (; *words; words++) {
        if (strstr(message, *words)) {
            return 1;
        }
    }
    return 0;
}

/* --- SQLite: numbers of sqlite3.h, but a failed step of an old statement is just 1 --- */

mya_db_fault_e mya_db_sqlite_fault(int number, const char *message)
{
    static const char *const unique[] = { "UNIQUE constraint failed", "PRIMARY KEY must be unique",
                                          NULL };
    static const char *const locked[] = { "is locked", NULL };
    static const char *const gone[] = { "disk I/O error", "unable to open database file",
                                        "database or disk is full", "readonly database",
                                        "file is not a database", NULL };

    if (strstr(message, "database schema has changed")) {
        return MYA_DB_STALE;
    }
    if (mentions(message, unique)) {
        return MYA_DB_UNIQUE;
    }
    if (number == 5 || number == 6 || mentions(message, locked)) {
        return MYA_DB_LOCKED;
    }
    return mentions(message, gone) ? MYA_DB_GONE : MYA_DB_OTHER;
}

/* Its messages name tables, columns and what stands in the SQL, never values. */
const char *mya_db_sqlite_sentence(int number, const char *message, apr_pool_t *pool)
{
    return apr_pstrdup(pool, number == 100 ? "the statement returns rows" : message);
}

/* --- PostgreSQL --- */

mya_db_fault_e mya_db_pgsql_fault(int number, const char *message)
{
    static const char *const unique[] = { "duplicate key value", NULL };
    static const char *const locked[] = { "could not obtain lock", "due to lock timeout", NULL };
    static const char *const victim[] = { "deadlock detected", "could not serialize", NULL };
    static const char *const slow[] = { "due to statement timeout", NULL };
    static const char *const letters[] = { "has no equivalent in encoding", NULL };
    static const char *const gone[] = { "server closed the connection",
                                        "no connection to the server", "terminating connection",
                                        "connection not open", "could not connect",
                                        "could not receive data", "could not send data",
                                        "SSL connection has been closed", "read-only transaction",
                                        NULL };
    static const char *const stale[] = { "cached plan must not change", "prepared statement \"mya_",
                                         NULL };

    (void)number;
    if (mentions(message, unique)) {
        return MYA_DB_UNIQUE;
    }
    if (mentions(message, locked)) {
        return MYA_DB_LOCKED;
    }
    if (mentions(message, victim)) {
        return MYA_DB_VICTIM;
    }
    if (mentions(message, slow)) {
        return MYA_DB_SLOW;
    }
    if (mentions(message, letters)) {
        return MYA_DB_LETTERS;
    }
    if (*message == '\0' || mentions(message, gone)) {
        return MYA_DB_GONE;
    }
    return mentions(message, stale) ? MYA_DB_STALE : MYA_DB_OTHER;
}

/* The first line (DETAIL and CONTEXT hold rows), up to a quoted value ('…type integer: "Anna"'). */
const char *mya_db_pgsql_sentence(int number, const char *message, apr_pool_t *pool)
{
    char *line = apr_pstrmemdup(pool, message, strcspn(message, "\r\n"));
    char *value = strstr(line, ": \"");

    (void)number;
    if (value) {
        *value = '\0';
    }
    value = strstr(line, "value \"");
    if (value) {
        value[5] = '\0';
    }
    return line;
}

/* --- MariaDB and MySQL --- */

mya_db_fault_e mya_db_mysql_fault(int number, const char *message)
{
    (void)message;
    switch (number) {
    case 1062: case 1586:
        return MYA_DB_UNIQUE;
    case 1205:
        return MYA_DB_LOCKED;
    case 1213:                      /* a deadlock, or of Galera, a change on another node */
        return MYA_DB_VICTIM;
    case 1969: case 3024:
        return MYA_DB_SLOW;
    case 1267: case 1270: case 1271:        /* it cannot be compared with what the column has */
        return MYA_DB_LETTERS;
    case 1040: case 1047: case 1053: case 1203: case 1290: case 1836: case 1927: case 2002:
    case 2003: case 2006: case 2013: case 2014: case 2055: case 4031:
        return MYA_DB_GONE;
    case 1243: case 1615: case 2030: case 2057:
        return MYA_DB_STALE;
    default:
        return MYA_DB_OTHER;
    }
}

/* What stands in single quotes is often a value ("Duplicate entry 'anna@…'"), except where the
 * number says that the SQL itself is at fault: syntax, table, column, function. */
const char *mya_db_mysql_sentence(int number, const char *message, apr_pool_t *pool)
{
    char *text = apr_pstrmemdup(pool, message, strcspn(message, "\r\n"));
    char *to = text;
    int quoted = 0;

    if (number != 1064 && number != 1054 && number != 1146 && number != 1305) {
        for (const char *from = text; *from; from++) {
            if (*from == '\'' || !quoted) {
                *to++ = *from;
            }
            quoted ^= *from == '\'';
        }
        *to = '\0';
    }
    return apr_psprintf(pool, "%s (%d)", text, number);
}

/* --- --- */

const char *mya_db_message(const mya_db_conn_t *conn, int number)
{
    const char *message = apr_dbd_error(conn->link->driver, conn->link->handle, number);

    return message ? message : "";
}

mya_db_fault_e mya_db_fault(const mya_db_conn_t *conn, int number)
{
    if (mya_db_watch_was_cut(conn)) {
        return MYA_DB_GONE;
    }
    return conn->cut ? MYA_DB_SLOW : conn->traits->fault(number, mya_db_message(conn, number));
}

static const apr_status_t statuses[] = { MYA_EDATABASE, MYA_EUNIQUE, MYA_EUNAVAILABLE,
                                         MYA_EUNAVAILABLE, MYA_EUNAVAILABLE, MYA_ESLOW,
                                         MYA_EDATABASE, MYA_EDATABASE };
static_assert(sizeof(statuses) / sizeof(*statuses) == MYA_DB_STALE + 1, "one for each fault");

static apr_status_t tell_silent(const mya_db_conn_t *conn, const char *what, mya_result_t *why)
{
    mya_db_gate_silent(conn->db);
    mya_result_tell(why, MYA_EUNAVAILABLE, "%s: the database said nothing for too long, so that "
                    "its connection was cut", what);
    if (why) {
        why->retry = conn->db->limits.pause;
    }
    return MYA_EUNAVAILABLE;
}

apr_status_t mya_db_fail(mya_db_conn_t *conn, int number, const char *what, mya_result_t *why)
{
    const char *message = mya_db_message(conn, number);
    mya_db_fault_e fault = mya_db_fault(conn, number);

    conn->failed |= conn->in_transaction;
    if (mya_db_watch_was_cut(conn)) {
        return tell_silent(conn, what, why);
    }
    conn->victim |= fault == MYA_DB_VICTIM;
    conn->letters = fault == MYA_DB_LETTERS;
    if (fault == MYA_DB_SLOW) {
        return mya_db_limit_tell(conn->db, what, why);
    }
    mya_result_tell(why, statuses[fault], "%s: %s", what,
                    conn->traits->sentence(number, message, conn->scratch));
    if (why && (fault == MYA_DB_LOCKED || fault == MYA_DB_VICTIM)) {
        why->retry = RETRY_LOCKED;
    }
    if (why && fault == MYA_DB_GONE) {
        why->retry = conn->db->limits.pause;
    }
    return statuses[fault];
}

int mya_db_lacks_letters(const mya_db_conn_t *conn)
{
    return conn->letters;
}
