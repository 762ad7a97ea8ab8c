/* SPDX-License-Identifier: Apache-2.0 */
/* data/query.c: records and changes, and what all statements of the definition have in common */
#include "data/query.h"

#include <apr_strings.h>

#include "data/query_int.h"
#include "data/value.h"

apr_status_t mya_query_pick(const mya_sql_t **sql, const mya_statement_t *statement,
                            mya_db_conn_t *conn, mya_result_t *why)
{
    mya_dialect_e dialect = mya_db_dialect(conn);
    const char *name = mya_db_dialect_name(dialect);

    *sql = statement->by_dialect[dialect];
    if (!*sql) {
        return mya_result_tell(why, MYA_EDATABASE, "the definition has no such statement for %s; "
                               "write <sql dialect=\"%s\">", name, name);
    }
    return APR_SUCCESS;
}

apr_status_t mya_query_name(apr_status_t rv, const mya_sql_t *sql, mya_result_t *why)
{
    if (rv != APR_SUCCESS && why && why->detail) {
        why->detail = apr_pstrcat(why->pool, sql->id ? sql->id : "a statement", ": ", why->detail,
                                  NULL);
    }
    return rv;
}

/* The currency of money may stand in a later column, so that it is taken from CELLS as they
 * came. */
static apr_status_t make_row(mya_row_t *row, const mya_column_t *columns, int ncolumns,
                             const char **cells, const mya_portal_t *portal, mya_result_t *why,
                             apr_pool_t *pool)
{
    const char **values = apr_palloc(pool, sizeof(*values) * (apr_size_t)(ncolumns ? ncolumns : 1));

    for (int i = 0; i < ncolumns; i++) {
        apr_status_t rv = mya_value_read(&values[i], &columns[i], cells[i],
                                         mya_value_currency(&columns[i], cells, portal), portal,
                                         why, pool);

        if (rv != APR_SUCCESS) {
            return rv;
        }
    }
    row->columns = columns;
    row->ncolumns = ncolumns;
    row->cells = values;
    return APR_SUCCESS;
}

apr_status_t mya_query_rows(mya_row_t **rows, int *nrows, mya_db_conn_t *conn,
                            const mya_query_text_t *text, const mya_column_t *columns, int ncolumns,
                            int max, mya_result_t *why, apr_pool_t *pool)
{
    mya_rows_t *found;
    apr_status_t rv = mya_db_select(&found, conn, mya_query_text_sql(text), text->arguments->nelts,
                                    (const char *const *)text->arguments->elts, max, why, pool);

    *nrows = 0;
    *rows = NULL;
    if (rv != APR_SUCCESS) {
        return rv;
    }
    if (found->nrows > 0 && found->ncols != ncolumns) {
        return mya_result_tell(why, MYA_EDATABASE, "it has %d columns, and not the %d that its "
                               "SELECT list names", found->ncols, ncolumns);
    }
    *rows = apr_pcalloc(pool, sizeof(**rows) * (apr_size_t)(found->nrows + 1));
    while (*nrows < found->nrows) {
        rv = make_row(&(*rows)[*nrows], columns, ncolumns, found->cells[*nrows], text->env->portal,
                      why, pool);
        if (rv != APR_SUCCESS) {
            return rv;
        }
        ++*nrows;
    }
    return APR_SUCCESS;
}

apr_status_t mya_query_record(mya_row_t **row, mya_db_conn_t *conn, const mya_record_t *record,
                              mya_env_t *env, int lock, mya_result_t *why, apr_pool_t *pool)
{
    mya_query_text_t *text = mya_query_text_make(mya_db_dialect(conn), env, pool);
    const mya_sql_t *sql;
    mya_row_t *rows;
    int nrows;
    apr_status_t rv = mya_query_pick(&sql, &record->sql, conn, why);

    *row = NULL;
    if (rv != APR_SUCCESS) {
        return rv;
    }
    mya_query_text_author(text, sql);
    /* SQLite locks the whole database when an action's transaction begins. */
    if (lock && record->lock && text->dialect != MYA_DIALECT_SQLITE) {
        mya_query_text_add(text, "\nFOR UPDATE");
    }
    rv = mya_query_rows(&rows, &nrows, conn, text, record->columns, record->ncolumns, 1, why, pool);
    if (rv == APR_SUCCESS && nrows > 0) {
        *row = &rows[0];
    }
    return mya_query_name(rv, sql, why);
}

/* Is there an argument that had to be made, and could not? */
static int lacks_fresh(const mya_query_text_t *text)
{
    for (int i = 0; i < text->refs->nelts; i++) {
        const mya_ref_t *ref = APR_ARRAY_IDX(text->refs, i, const mya_ref_t *);

        if (ref && ref->source == MYA_FROM_NEW
            && !APR_ARRAY_IDX(text->arguments, i, const char *)) {
            return 1;
        }
    }
    return 0;
}

apr_status_t mya_query_execute(int *affected, mya_db_conn_t *conn, const mya_statement_t *statement,
                               mya_env_t *env, mya_result_t *why, apr_pool_t *pool)
{
    mya_query_text_t *text = mya_query_text_make(mya_db_dialect(conn), env, pool);
    const mya_sql_t *sql;
    apr_status_t rv = mya_query_pick(&sql, statement, conn, why);

    if (rv != APR_SUCCESS) {
        return rv;
    }
    mya_query_text_author(text, sql);
    if (lacks_fresh(text)) {
        return mya_result_tell(why, MYA_EUNAVAILABLE, "no random numbers are to be had");
    }
    rv = mya_db_execute(affected, conn, mya_query_text_sql(text), text->arguments->nelts,
                        (const char *const *)text->arguments->elts, why, pool);
    return mya_query_name(rv, sql, why);
}

int mya_query_expects(const mya_sql_t *sql, int affected)
{
    return (sql->expect_min < 0 || affected >= sql->expect_min)
        && (sql->expect_max < 0 || affected <= sql->expect_max);
}
