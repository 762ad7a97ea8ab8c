/* SPDX-License-Identifier: Apache-2.0 */
/* base/db_unnamed.c: PostgreSQL behind a pooler that lends out a session for one transaction only
 *
 * Nothing of ours may live in a session beyond its transaction: no named statement, and no setting,
 * which somebody else would find there. So statements are sent whole each time, and what a session
 * is told (db_setup.c, db_limit.c) is told to the transaction. Reads outside of one share one that
 * we begin for them, until the connection is given back or something is changed; after a failure
 * the next one begins another.
 */
#include "base/db_int.h"

#include <ctype.h>
#include <string.h>

#include <apr_strings.h>

#define TOLD                                                                                       \
    "; SET LOCAL client_encoding TO 'UTF8'; SET LOCAL TimeZone TO 'UTC'"                           \
    "; SET LOCAL DateStyle TO 'ISO, YMD'; SET LOCAL standard_conforming_strings TO on"             \
    "; SET LOCAL bytea_output TO 'hex'"

static const char *limit_transaction(apr_interval_time_t limit, apr_pool_t *pool)
{
    return apr_psprintf(pool, "SET LOCAL statement_timeout TO %" APR_TIME_T_FMT,
                        apr_time_as_msec(limit));
}

const mya_db_traits_t *mya_db_unnamed_traits(const mya_db_t *db, const mya_db_traits_t *traits,
                                             apr_pool_t *pool)
{
    static const char *const nothing[] = { NULL };
    mya_db_traits_t *made;

    if (!db->limits.unnamed || !traits || traits->dialect != MYA_DIALECT_POSTGRESQL) {
        return traits;
    }
    made = apr_pmemdup(pool, traits, sizeof(*traits));
    made->unnamed = 1;
    made->begin = "BEGIN" TOLD;
    made->begin_read = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY" TOLD;
    made->setup = nothing;
    made->mark = "SELECT 1";            /* is anybody there? */
    made->forget = NULL;
    made->limit = limit_transaction;
    return made;
}

/* --- types --- */

/* What apr_dbd would declare a parameter to be, had the statement a name; else the server guesses
 * from the place where it stands. */
static const struct {
    const char *format;
    const char *type;
} types[] = { { "%pDs", "timestamp" }, { "%s", "varchar" }, { "%d", "integer" },
              { "%lld", "bigint" }, { "%ld", "bigint" } };

/* The type of the parameter that FORMAT begins with, and its length; NULL: none that we write. */
static const char *type_of(const char *format, apr_size_t *len)
{
    for (apr_size_t i = 0; i < sizeof(types) / sizeof(*types); i++) {
        *len = strlen(types[i].format);
        if (!strncmp(format, types[i].format, *len)) {
            return types[i].type;
        }
    }
    return NULL;
}

const char *mya_db_unnamed_sql(const char *sql, apr_pool_t *pool)
{
    apr_array_header_t *pieces = apr_array_make(pool, 16, sizeof(const char *));
    const char *from = sql, *at = sql;
    apr_size_t len;

    while ((at = strchr(at, '%')) != NULL) {
        const char *type = type_of(at, &len);

        if (!type) {
            at += at[1] ? 2 : 1;        /* a literal percent sign is doubled */
            continue;
        }
        APR_ARRAY_PUSH(pieces, const char *) = apr_pstrmemdup(pool, from, (apr_size_t)(at - from));
        APR_ARRAY_PUSH(pieces, const char *) =
            apr_psprintf(pool, "CAST(%.*s AS %s)", (int)len, at, type);
        from = at += len;
    }
    APR_ARRAY_PUSH(pieces, const char *) = from;
    return apr_array_pstrcat(pool, pieces, 0);
}

/* --- the transaction that nobody asked for --- */

apr_status_t mya_db_unnamed_enter(mya_db_conn_t *conn, mya_result_t *why)
{
    apr_status_t rv;
    int number;

    if (!conn->traits->unnamed || conn->in_transaction || conn->implied) {
        return APR_SUCCESS;
    }
    rv = mya_db_cache_check(conn, why);
    if (rv != APR_SUCCESS) {
        return rv;
    }
    number = mya_db_say(conn, conn->traits->begin);
    if (number != 0) {
        rv = mya_db_fail(conn, number, "begin", why);
        mya_db_say(conn, "ROLLBACK");
        return rv;
    }
    conn->implied = 1;
    conn->cache->limit = -1;
    return APR_SUCCESS;
}

apr_status_t mya_db_unnamed_leave(mya_db_conn_t *conn, apr_status_t rv, int changes,
                                  mya_result_t *why)
{
    int number;

    if (!conn->implied || (rv == APR_SUCCESS && !changes)) {
        return rv;
    }
    conn->implied = 0;
    if (rv != APR_SUCCESS) {
        mya_db_say(conn, "ROLLBACK");
        return rv;
    }
    number = mya_db_say(conn, "COMMIT");
    return number == 0 ? APR_SUCCESS : mya_db_fail(conn, number, "commit", why);
}

void mya_db_unnamed_finish(mya_db_conn_t *conn)
{
    if (conn->implied) {
        conn->implied = 0;
        mya_db_say(conn, "COMMIT");      /* it has only read */
    }
}
