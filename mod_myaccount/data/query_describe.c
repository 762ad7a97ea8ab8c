/* SPDX-License-Identifier: Apache-2.0 */
/* data/query_describe.c: of which types a database says the columns of a statement are */
#include "data/query.h"

#include <string.h>

#include <apr_strings.h>

/* apr_dbd does not tell types. So the statement becomes something that has a description: */
static const struct {
    const char *before;        /* what stands before its SQL, with the names of its columns in it */
    const char *after;
    const char *describe;      /* one row for each column */
    int cell;                  /* in which its type stands */
} dialects[MYA_DIALECT_COUNT] = {
    [MYA_DIALECT_SQLITE] = {
        "CREATE TEMPORARY VIEW mya_described (%s) AS\n", "",
        "SELECT type FROM pragma_table_info('mya_described') ORDER BY cid", 0 },
    [MYA_DIALECT_POSTGRESQL] = {
        "CREATE TEMPORARY VIEW mya_described (%s) AS\n", "",
        "SELECT format_type(a.atttypid, a.atttypmod) FROM pg_attribute a"
        " JOIN pg_class c ON c.oid = a.attrelid WHERE c.relname = 'mya_described'"
        " AND c.relnamespace = pg_my_temp_schema() AND a.attnum > 0 ORDER BY a.attnum", 0 },
    [MYA_DIALECT_MARIADB] = {
        "CREATE OR REPLACE TEMPORARY TABLE mya_described AS WITH mya (%s) AS (\n",
        "\n) SELECT * FROM mya LIMIT 0", "SHOW COLUMNS FROM mya_described", 1 },
};

/* TEXT, written for apr_dbd, as SQL in which each parameter is NULL. */
static const char *with_nulls(const char *text, apr_pool_t *pool)
{
    apr_array_header_t *pieces = apr_array_make(pool, 16, sizeof(const char *));

    while (*text) {
        const apr_size_t plain = strcspn(text, "%");

        APR_ARRAY_PUSH(pieces, const char *) = apr_pstrmemdup(pool, text, plain);
        text += plain;
        if (*text) {
            APR_ARRAY_PUSH(pieces, const char *) = text[1] == '%' ? "%" : "NULL";
            text += text[1] ? 2 : 1;
        }
    }
    return apr_array_pstrcat(pool, pieces, 0);
}

static const char *names_of(int n, apr_pool_t *pool)
{
    apr_array_header_t *names = apr_array_make(pool, n, sizeof(const char *));

    for (int i = 0; i < n; i++) {
        APR_ARRAY_PUSH(names, const char *) = apr_psprintf(pool, "c%d", i);
    }
    return apr_array_pstrcat(pool, names, ',');
}

/* The script that makes what is described. */
static const char *script_of(const mya_sql_t *sql, mya_dialect_e dialect, apr_pool_t *pool)
{
    const char *before = dialects[dialect].before;
    const char *at = strstr(before, "%s");
    const mya_ref_t **binds;
    int nbinds;

    return apr_pstrcat(pool, apr_pstrmemdup(pool, before, (apr_size_t)(at - before)),
                       names_of(sql->ncolumns, pool), at + 2,
                       with_nulls(mya_query_text(sql, dialect, &binds, &nbinds, pool), pool),
                       dialects[dialect].after, NULL);
}

apr_status_t mya_query_describe(const char ***types, mya_db_conn_t *conn, const mya_sql_t *sql,
                                mya_result_t *why, apr_pool_t *pool)
{
    const mya_dialect_e dialect = mya_db_dialect(conn);
    mya_rows_t *rows;
    /* SQLite's own tables are not touched: whoever writes there meanwhile does not wait */
    apr_status_t rv = dialect == MYA_DIALECT_SQLITE ? mya_db_begin_read(conn, why, pool)
                                                    : mya_db_begin(conn, why, pool);

    *types = apr_pcalloc(pool, sizeof(**types) * (apr_size_t)(sql->ncolumns + 1));
    if (rv == APR_SUCCESS) {
        rv = mya_db_script(conn, script_of(sql, dialect, pool), why, pool);
    }
    if (rv == APR_SUCCESS) {
        /* SQLite does not execute a statement that was prepared for another view of that name */
        rv = mya_db_select(&rows, conn,
                           apr_psprintf(pool, "%s /* %s %d */", dialects[dialect].describe, sql->id,
                                        sql->place.line), 0, NULL, 0, why, pool);
    }
    for (int i = 0; i < sql->ncolumns; i++) {
        const char *type = rv == APR_SUCCESS && i < rows->nrows
            ? rows->cells[i][dialects[dialect].cell] : NULL;

        (*types)[i] = type ? type : "";
    }
    mya_db_rollback(conn, pool);
    return rv;
}
