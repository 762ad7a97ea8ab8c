/* SPDX-License-Identifier: Apache-2.0 */
/* data/identity_sql.c: the statements of a portal's <identity>, executed */
#include "data/identity_sql.h"

#include <string.h>

#include <apr_strings.h>

#include "base/clock.h"
#include "data/query_int.h"
#include "data/value.h"

/* A broker of a whole country has not so many; a mistake in the company's view may. */
#define MEMBERSHIPS_MAX 5000

/* Bytes of a user's key, as the engine's tables keep it. */
#define KEY_MAX 64

/* Whose the session is, as its own column keeps it, and as a number: what was written for another
 * <identity> ("12ab…") is no number, and never taken for one that it begins with. */
#define HOLDER(what) "(SELECT " what " FROM mya_session WHERE portal = %s AND id_hash = %s)"
static const char by_text[] = HOLDER("user_id");
static const char *const by_number[MYA_DIALECT_COUNT] = {
    [MYA_DIALECT_SQLITE] = HOLDER("CASE WHEN length(user_id) < 19 AND user_id NOT GLOB '*[^0-9]*'"
                                  " THEN CAST(user_id AS INTEGER) END"),
    [MYA_DIALECT_POSTGRESQL] = HOLDER("CASE WHEN user_id ~ '^[0-9]{1,18}$'"
                                      " THEN CAST(user_id AS bigint) END"),
    [MYA_DIALECT_MARIADB] = HOLDER("CASE WHEN user_id REGEXP '^[0-9]{1,18}$'"
                                   " THEN CAST(user_id AS SIGNED) END"),
};

/* --- making a text --- */

static mya_env_t *make_env(const mya_portal_t *portal, const char *user, apr_pool_t *pool)
{
    mya_env_t *env = mya_env_make(portal, mya_now(), pool);

    env->user = user;
    return env;
}

/* SQL of ours with one parameter in it, which is VALUE. */
static void add_bound(mya_query_text_t *text, const char *sql, const char *value)
{
    mya_query_text_add(text, sql);
    APR_ARRAY_PUSH(text->arguments, const char *) = value;
    APR_ARRAY_PUSH(text->refs, const mya_ref_t *) = NULL;
}

/* ", NAME (c0, c1, …) AS (" */
static void open_source(mya_query_text_t *text, const char *name, const mya_sql_t *sql)
{
    mya_query_text_add(text, name);
    for (int i = 0; i < sql->ncolumns; i++) {
        mya_query_text_add(text, apr_psprintf(text->pool, "%sc%d", i ? ", " : " (", i));
    }
    mya_query_text_add(text, ") AS (\n");
}

/* "SOURCE.c3", or NULL where SQL has no column NAME; behind BEFORE. */
static void add_column(mya_query_text_t *text, const char *before, const char *source,
                       const mya_sql_t *sql, const char *name)
{
    const int at = mya_sql_column(sql, name);

    mya_query_text_add(text, before);
    mya_query_text_add(text, at < 0 ? "NULL" : apr_psprintf(text->pool, "%s.c%d", source, at));
}

static void add_memberships(mya_query_text_t *text, const char *before, const mya_sql_t *sql)
{
    add_column(text, before, "m", sql, "customer");
    add_column(text, ", ", "m", sql, "role");
    add_column(text, ", ", "m", sql, "name");
}

static apr_status_t run(mya_rows_t **rows, mya_db_conn_t *conn, const mya_query_text_t *text,
                        int max, const mya_sql_t *sql, mya_result_t *why, apr_pool_t *pool)
{
    const apr_status_t rv = mya_db_select(rows, conn, mya_query_text_sql(text),
                                          text->arguments->nelts,
                                          (const char *const *)text->arguments->elts, max, why,
                                          pool);

    return mya_query_name(rv, sql, why);
}

/* --- who holds a session --- */

/* SQL with whose the session is, wherever it has :user. */
static void add_of_holder(mya_query_text_t *text, const mya_sql_t *sql, const char *id)
{
    for (int i = 0; i < sql->nparts; i++) {
        const mya_ref_t *ref = sql->parts[i].ref;
        mya_sql_t piece = { .parts = &sql->parts[i], .nparts = 1 };

        if (ref && ref->source == MYA_FROM_USER) {
            add_bound(text, ref->type == MYA_TYPE_INTEGER ? by_number[text->dialect] : by_text,
                      text->env->portal->name);
            add_bound(text, "", id);
        }
        else {
            mya_query_text_author(text, &piece);
        }
    }
}

static void add_read(mya_query_text_t *text, const mya_sql_t *user, const mya_sql_t *memberships,
                     const mya_session_key_t *key)
{
    open_source(text, "WITH mya_u", user);
    add_of_holder(text, user, key->id);
    open_source(text, "), mya_m", memberships);
    add_of_holder(text, memberships, key->id);
    mya_query_text_add(text, ") SELECT s.user_id, s.customer_id, s.signed_in, s.last_seen, s.ref");
    add_column(text, ", ", "u", user, "login");
    add_column(text, ", ", "u", user, "name");
    add_column(text, ", ", "u", user, "email");
    add_column(text, ", ", "u", user, "language");
    add_column(text, ", ", "u", user, "zone");
    add_memberships(text, ", ", memberships);
    mya_query_text_add(text, " FROM mya_session s CROSS JOIN mya_u u LEFT JOIN mya_m m ON 1 = 1");
    add_bound(text, " WHERE s.portal = %s", text->env->portal->name);
    add_bound(text, " AND s.id_hash = %s AND s.ended IS NULL", key->id);
    add_bound(text, " AND s.last_seen > %pDs", mya_clock_text(key->idle, text->pool));
    add_bound(text, " AND s.signed_in > %pDs", mya_clock_text(key->absolute, text->pool));
    mya_query_text_add(text, " ORDER BY 11, 12");
}

apr_status_t mya_identity_sql_read(mya_rows_t **rows, mya_db_conn_t *conn,
                                   const mya_portal_t *portal, const mya_session_key_t *key,
                                   mya_result_t *why, apr_pool_t *pool)
{
    mya_query_text_t *text = mya_query_text_make(mya_db_dialect(conn),
                                                 make_env(portal, NULL, pool), pool);
    const mya_sql_t *user, *memberships;
    apr_status_t rv = mya_query_pick(&user, &portal->accounts->user, conn, why);

    if (rv == APR_SUCCESS) {
        rv = mya_query_pick(&memberships, &portal->accounts->memberships, conn, why);
    }
    if (rv != APR_SUCCESS) {
        return rv;
    }
    add_read(text, user, memberships, key);
    return run(rows, conn, text, MEMBERSHIPS_MAX, user, why, pool);
}

/* --- one statement alone --- */

/* The rows that STATEMENT finds with ENV, at most MAX. */
static apr_status_t ask(mya_rows_t **rows, const mya_sql_t **sql, mya_db_conn_t *conn,
                        const mya_statement_t *statement, mya_env_t *env, int max,
                        mya_result_t *why, apr_pool_t *pool)
{
    mya_query_text_t *text = mya_query_text_make(mya_db_dialect(conn), env, pool);
    apr_status_t rv = mya_query_pick(sql, statement, conn, why);

    if (rv != APR_SUCCESS) {
        return rv;
    }
    mya_query_text_author(text, *sql);
    return run(rows, conn, text, max, *sql, why, pool);
}

/* Is USER a key as the portal says? A number must be one whose text is no other number's. */
static int is_key(const mya_accounts_t *accounts, const char *user)
{
    const apr_size_t len = user ? strlen(user) : 0;

    return len && (accounts->key == MYA_TYPE_INTEGER
                   ? len <= MYA_DIGITS_MAX && strspn(user, "0123456789") == len
                         && (len == 1 || *user != '0')
                   : len <= KEY_MAX);
}

static int is_ascii(const char *text)
{
    while (*text > 0) {
        text++;
    }
    return *text == '\0';
}

apr_status_t mya_identity_sql_find(const char **user, mya_found_e *found, mya_db_conn_t *conn,
                                   const mya_portal_t *portal, const char *login,
                                   mya_result_t *why, apr_pool_t *pool)
{
    mya_env_t *env = make_env(portal, NULL, pool);
    const mya_sql_t *sql;
    mya_rows_t *rows;
    apr_status_t rv;

    *user = NULL;
    *found = MYA_FOUND_NONE;
    env->login = login;
    rv = ask(&rows, &sql, conn, &portal->accounts->find, env, 2, why, pool);
    if (rv == MYA_EDATABASE && mya_db_lacks_letters(conn) && !is_ascii(login)) {
        mya_result_untell(why);     /* nobody there has a name with such letters */
        return APR_SUCCESS;
    }
    if (rv == APR_SUCCESS && rows->nrows) {
        *user = rows->cells[0][mya_sql_column(sql, "id")];
        *found = rows->nrows > 1 ? MYA_FOUND_SEVERAL
            : is_key(portal->accounts, *user) ? MYA_FOUND_ONE : MYA_FOUND_NO_KEY;
        *user = *found == MYA_FOUND_ONE ? *user : NULL;
    }
    return rv;
}

apr_status_t mya_identity_sql_hash(const char **hash, mya_db_conn_t *conn,
                                   const mya_portal_t *portal, const char *user,
                                   mya_result_t *why, apr_pool_t *pool)
{
    const mya_sql_t *sql;
    mya_rows_t *rows;
    apr_status_t rv = ask(&rows, &sql, conn, &portal->accounts->hash,
                          make_env(portal, user, pool), 1, why, pool);

    *hash = rv == APR_SUCCESS && rows->nrows ? rows->cells[0][mya_sql_column(sql, "hash")] : NULL;
    return rv;
}

apr_status_t mya_identity_sql_user(int *found, mya_db_conn_t *conn, const mya_portal_t *portal,
                                   const char *user, mya_result_t *why, apr_pool_t *pool)
{
    const mya_sql_t *sql;
    mya_rows_t *rows;
    apr_status_t rv = ask(&rows, &sql, conn, &portal->accounts->user,
                          make_env(portal, user, pool), 1, why, pool);

    *found = rv == APR_SUCCESS && rows->nrows > 0;
    return rv;
}

apr_status_t mya_identity_sql_memberships(mya_rows_t **rows, mya_db_conn_t *conn,
                                          const mya_portal_t *portal, const char *user,
                                          mya_result_t *why, apr_pool_t *pool)
{
    mya_query_text_t *text = mya_query_text_make(mya_db_dialect(conn),
                                                 make_env(portal, user, pool), pool);
    const mya_sql_t *sql;
    apr_status_t rv = mya_query_pick(&sql, &portal->accounts->memberships, conn, why);

    if (rv != APR_SUCCESS) {
        return rv;
    }
    open_source(text, "WITH mya_m", sql);
    mya_query_text_author(text, sql);
    add_memberships(text, ") SELECT ", sql);
    mya_query_text_add(text, " FROM mya_m m ORDER BY 1, 2");
    return run(rows, conn, text, MEMBERSHIPS_MAX, sql, why, pool);
}

apr_status_t mya_identity_sql_store(int *affected, mya_db_conn_t *conn, const mya_portal_t *portal,
                                    const char *user, const char *hash, const char *old,
                                    mya_result_t *why, apr_pool_t *pool)
{
    mya_env_t *env = make_env(portal, user, pool);

    env->hash = hash;
    env->old = old;
    *affected = 0;
    return mya_query_execute(affected, conn, &portal->accounts->store_hash, env, why, pool);
}

const char *mya_identity_sql_place(const mya_db_conn_t *conn, const mya_statement_t *statement,
                                   apr_pool_t *pool)
{
    const mya_sql_t *sql = statement->by_dialect[mya_db_dialect(conn)];

    return apr_psprintf(pool, "%s (%s:%d)", sql->id, sql->place.file, sql->place.line);
}
