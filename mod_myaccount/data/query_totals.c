/* SPDX-License-Identifier: Apache-2.0 */
/* data/query_totals.c: the sums of a list over all rows that a view means
 *
 * Amounts of different currencies are never added. One statement for all columns whose currency
 * comes from one place, mostly one altogether:
 *
 *     WITH mya (c0, c1, c2) AS (…) SELECT c2, SUM(c1) FROM mya WHERE … GROUP BY c2 ORDER BY c2
 */
#include "data/query.h"

#include <stdlib.h>
#include <string.h>

#include <apr_strings.h>

#include "data/query_int.h"
#include "data/value.h"

#define SUMS_MAX 20        /* currencies of one list */

/* SQLite adds up decimals as floating point numbers, so there ten-thousandths are added, as
 * integers; no currency has more than four decimals. */
#define SCALE 10000

static int is_scaled(const mya_query_maker_t *maker, const mya_column_t *column)
{
    return maker->text->dialect == MYA_DIALECT_SQLITE && column->type == MYA_TYPE_MONEY
        && column->from_decimal;
}

static void add_sum(const mya_query_maker_t *maker, int i)
{
    const mya_column_t *column = &maker->list->columns[i];
    const char *name = mya_query_column(maker, i);
    int whole = maker->text->dialect == MYA_DIALECT_SQLITE
        && (column->type == MYA_TYPE_MONEY || column->type == MYA_TYPE_INTEGER);

    mya_query_text_add(maker->text,
                       apr_psprintf(maker->text->pool,
                                    is_scaled(maker, column)
                                        ? "SUM(CAST(ROUND(%s * 10000) AS INTEGER))"
                                        : whole ? "SUM(CAST(%s AS INTEGER))" : "SUM(%s)", name));
}

/* --- columns of one currency --- */

static int same(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

/* Does the currency of the summed column B come from where that of A does? */
static int are_together(const mya_column_t *a, const mya_column_t *b)
{
    if (a->type != MYA_TYPE_MONEY || b->type != MYA_TYPE_MONEY) {
        return a->type != MYA_TYPE_MONEY && b->type != MYA_TYPE_MONEY;
    }
    return same(a->currency, b->currency)
        && (a->currency || a->currency_column == b->currency_column);
}

static int is_summed(const mya_query_maker_t *maker, int i)
{
    return maker->list->columns[i].total
        && mya_query_steers(maker->text->env, &maker->list->columns[i]);
}

/* Is I the first of the columns that are summed with it? */
static int leads(const mya_query_maker_t *maker, int i)
{
    for (int j = 0; j < i; j++) {
        if (is_summed(maker, j)
            && are_together(&maker->list->columns[j], &maker->list->columns[i])) {
            return 0;
        }
    }
    return is_summed(maker, i);
}

/* --- one statement --- */

static void write_statement(mya_query_maker_t *maker, const mya_sql_t *sql, int leader)
{
    const mya_column_t *columns = maker->list->columns;
    int by = columns[leader].type == MYA_TYPE_MONEY && !columns[leader].currency
        ? columns[leader].currency_column : -1;
    const char *group = by >= 0 ? mya_query_column(maker, by) : NULL;

    mya_query_source(maker, sql);
    mya_query_text_add(maker->text, "SELECT ");
    mya_query_text_add(maker->text, group ? group : "NULL");
    for (int i = leader; i < maker->list->ncolumns; i++) {
        if (is_summed(maker, i) && are_together(&columns[leader], &columns[i])) {
            mya_query_text_add(maker->text, ", ");
            add_sum(maker, i);
        }
    }
    mya_query_text_add(maker->text, " FROM mya");
    mya_query_where(maker);
    if (group) {
        mya_query_text_add(maker->text, apr_pstrcat(maker->text->pool, " GROUP BY ", group,
                                                    " ORDER BY ", group, NULL));
        mya_query_number(maker, " LIMIT %d", SUMS_MAX);
    }
}

/* Ten-thousandths as a decimal. */
static const char *unscaled(const char *text, apr_pool_t *pool)
{
    apr_int64_t n = apr_atoi64(text);
    apr_int64_t rest = n < 0 ? -(n % SCALE) : n % SCALE;

    return apr_psprintf(pool, "%s%" APR_INT64_T_FMT ".%04d", n < 0 && n > -SCALE ? "-" : "",
                        n / SCALE, (int)rest);
}

/* The sums FOUND, of the columns with LEADER, as one row; one of nothing but NULLs is none. */
static apr_status_t read_row(mya_row_t *row, int *any, const mya_query_maker_t *maker, int leader,
                             const char **found, mya_result_t *why, apr_pool_t *pool)
{
    const mya_list_t *list = maker->list;
    const mya_portal_t *portal = maker->text->env->portal;
    const char **cells = apr_pcalloc(pool, sizeof(*cells) * (apr_size_t)list->ncolumns);
    int n = 1;

    *any = 0;
    if (list->columns[leader].currency_column >= 0) {
        cells[list->columns[leader].currency_column] = found[0];
    }
    for (int i = leader; i < list->ncolumns; i++) {
        const mya_column_t *column = &list->columns[i];
        const char *text;
        apr_status_t rv;

        if (!is_summed(maker, i) || !are_together(&list->columns[leader], column)) {
            continue;
        }
        text = found[n++];
        text = text && is_scaled(maker, column) ? unscaled(text, pool) : text;
        rv = mya_value_read(&cells[i], column, text, mya_value_currency(column, cells, portal),
                            portal, why, pool);
        if (rv != APR_SUCCESS) {
            return rv;
        }
        *any |= text != NULL;
    }
    *row = (mya_row_t){ list->columns, list->ncolumns, cells };
    return APR_SUCCESS;
}

static apr_status_t sum_with(apr_array_header_t *sums, mya_db_conn_t *conn,
                             mya_query_maker_t *maker, const mya_sql_t *sql, int leader,
                             mya_result_t *why, apr_pool_t *pool)
{
    mya_rows_t *found;
    apr_status_t rv;

    write_statement(maker, sql, leader);
    rv = mya_db_select(&found, conn, mya_query_text_sql(maker->text), maker->text->arguments->nelts,
                       (const char *const *)maker->text->arguments->elts, 0, why, pool);
    for (int i = 0; rv == APR_SUCCESS && i < found->nrows; i++) {
        mya_row_t row;
        int any;

        rv = read_row(&row, &any, maker, leader, found->cells[i], why, pool);
        if (rv == APR_SUCCESS && any) {
            APR_ARRAY_PUSH(sums, mya_row_t) = row;
        }
    }
    return rv;
}

apr_status_t mya_query_totals(mya_row_t **rows, int *nrows, mya_db_conn_t *conn,
                              const mya_list_t *list, const mya_view_t *view, mya_env_t *env,
                              mya_result_t *why, apr_pool_t *pool)
{
    apr_array_header_t *sums = apr_array_make(pool, 4, sizeof(mya_row_t));
    const mya_sql_t *sql;
    apr_status_t rv = mya_query_pick(&sql, &list->sql, conn, why);

    for (int i = 0; i < list->ncolumns && rv == APR_SUCCESS; i++) {
        mya_query_maker_t maker = mya_query_maker(conn, list, view, env, pool);

        if (leads(&maker, i)) {
            rv = mya_query_name(sum_with(sums, conn, &maker, sql, i, why, pool), sql, why);
        }
    }
    *rows = (mya_row_t *)(void *)sums->elts;
    *nrows = sums->nelts;
    return rv;
}
