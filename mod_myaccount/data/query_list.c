/* SPDX-License-Identifier: Apache-2.0 */
/* data/query_list.c: a list as its view wants it: filtered, searched, sorted, one page, counted
 *
 * The author's SELECT stands in a common table expression whose columns we name ourselves:
 *
 *     WITH mya (c0, c1, c2) AS (…) SELECT c0, c1, c2 FROM mya
 *     WHERE c1 = %s AND c2 >= CAST(%s AS INTEGER) AND c2 <= CAST(%s AS INTEGER)
 *     ORDER BY c2 DESC, c0 DESC LIMIT %d OFFSET %d
 *
 * so that it does not matter how a name was quoted, whether it is a reserved word and how a
 * database folds its case. All three databases plan it as if it were written without (SQLite: the
 * same EXPLAIN). A range binds both ends, so that there is one text, and one plan, for each set of
 * filtered columns.
 */
#include "data/query.h"

#include <stdlib.h>
#include <string.h>

#include <apr_strings.h>

#include "data/query_int.h"
#include "data/value.h"

typedef struct maker_t {
    mya_query_text_t *text;
    const mya_list_t *list;
    const mya_view_t *view;
    int conditions;              /* so far */
} maker_t;

/* --- names --- */

static const char *name_of(const maker_t *maker, int column)
{
    return apr_psprintf(maker->text->pool, "c%d", column);
}

static void add_names(const maker_t *maker)
{
    for (int i = 0; i < maker->list->ncolumns; i++) {
        mya_query_text_add(maker->text, i > 0 ? ", " : "");
        mya_query_text_add(maker->text, name_of(maker, i));
    }
}

static void add_source(const maker_t *maker, const mya_sql_t *sql)
{
    mya_query_text_add(maker->text, "WITH mya (");
    add_names(maker);
    mya_query_text_add(maker->text, ") AS (\n");
    mya_query_text_author(maker->text, sql);
    mya_query_text_add(maker->text, "\n) ");
}

/* --- conditions --- */

static void begin_condition(maker_t *maker)
{
    mya_query_text_add(maker->text, maker->conditions++ ? " AND " : " WHERE ");
}

static void compare(const maker_t *maker, int column, const char *operator, const char *value)
{
    const mya_column_t *declared = &maker->list->columns[column];
    const mya_portal_t *portal = maker->text->env->portal;
    const char *currency = declared->currency ? declared->currency : portal->currency;

    mya_query_text_add(maker->text, name_of(maker, column));
    mya_query_text_add(maker->text, operator);
    mya_query_text_bind(maker->text, mya_value_stored(declared),
                        mya_value_write(declared, value, currency, portal, maker->text->pool));
}

/* Values below and above which there are none. */
static const char *const lowest[MYA_TYPE_COUNT] = {
    [MYA_TYPE_INTEGER] = "-999999999999999999", [MYA_TYPE_MONEY] = "-999999999999999999",
    [MYA_TYPE_DECIMAL] = "-999999999999999999", [MYA_TYPE_PERCENT] = "-999999999999999999",
    [MYA_TYPE_DATE] = "0001-01-01", [MYA_TYPE_TIME] = "00:00:00",
    [MYA_TYPE_DATETIME] = "0001-01-01 00:00:00",
};
static const char *const highest[MYA_TYPE_COUNT] = {
    [MYA_TYPE_INTEGER] = "999999999999999999", [MYA_TYPE_MONEY] = "999999999999999999",
    [MYA_TYPE_DECIMAL] = "999999999999999999", [MYA_TYPE_PERCENT] = "999999999999999999",
    [MYA_TYPE_DATE] = "9999-12-31", [MYA_TYPE_TIME] = "23:59:59",
    [MYA_TYPE_DATETIME] = "9999-12-31 23:59:59",
};

static void add_range(maker_t *maker, const mya_filter_value_t *filter)
{
    mya_type_e type = maker->list->columns[filter->column].type;
    const char *low = filter->low ? filter->low : lowest[type];
    const char *high = filter->high ? filter->high : highest[type];

    begin_condition(maker);
    compare(maker, filter->column, " >= ", low ? low : "");
    mya_query_text_add(maker->text, " AND ");
    compare(maker, filter->column, " <= ", high ? high : "\xf4\x8f\xbf\xbf");
}

/* SEARCH as a pattern that finds it anywhere; '!' takes the meaning from % and _ (SQ2). */
static const char *pattern_of(const char *search, apr_pool_t *pool)
{
    char *pattern = apr_palloc(pool, 2 * strlen(search) + 3);
    char *to = pattern;

    *to++ = '%';
    for (; *search; search++) {
        if (strchr("%_!", *search)) {
            *to++ = '!';
        }
        *to++ = *search;
    }
    *to++ = '%';
    *to = '\0';
    return pattern;
}

static void add_search(maker_t *maker)
{
    const char *pattern = pattern_of(maker->view->search, maker->text->pool);
    int postgresql = maker->text->dialect == MYA_DIALECT_POSTGRESQL;
    int n = 0;

    for (int i = 0; i < maker->list->ncolumns; i++) {
        if (maker->list->columns[i].search) {
            if (n++ == 0) {
                begin_condition(maker);
            }
            mya_query_text_add(maker->text, n == 1 ? "(CAST(" : " OR CAST(");
            mya_query_text_add(maker->text, name_of(maker, i));
            mya_query_text_add(maker->text, postgresql ? " AS text) ILIKE " : " AS CHAR) LIKE ");
            mya_query_text_bind(maker->text, MYA_TYPE_TEXT, pattern);
            mya_query_text_add(maker->text, " ESCAPE '!'");
        }
    }
    mya_query_text_add(maker->text, n > 0 ? ")" : "");
}

static void add_conditions(maker_t *maker)
{
    const mya_view_t *view = maker->view;

    for (int i = 0; i < view->nfilters; i++) {
        const mya_filter_value_t *filter = &view->filters[i];

        if (filter->equals) {
            begin_condition(maker);
            compare(maker, filter->column, " = ", filter->equals);
        } else if (filter->low || filter->high) {
            add_range(maker, filter);
        }
    }
    if (view->search) {
        add_search(maker);
    }
    if (view->key && maker->list->key >= 0) {
        begin_condition(maker);
        compare(maker, maker->list->key, " = ", view->key);
    }
}

/* --- order and page --- */

static int add_term(const maker_t *maker, int n, int column, int descending)
{
    mya_query_text_add(maker->text, n > 0 ? ", " : " ORDER BY ");
    mya_query_text_add(maker->text, name_of(maker, column));
    mya_query_text_add(maker->text, descending ? " DESC" : "");
    return n + 1;
}

/* The wanted column, then the list's own order, then the key: it goes the way of the term before
 * it, as an index does. */
static void add_order(const maker_t *maker)
{
    const mya_list_t *list = maker->list;
    const mya_view_t *view = maker->view;
    int descending = 0;
    int keyed = list->key < 0;
    int n = 0;

    if (view->sort >= 0) {
        descending = view->descending;
        keyed |= view->sort == list->key;
        n = add_term(maker, n, view->sort, descending);
    }
    for (int i = 0; i < list->norder && !keyed; i++) {
        if (list->order[i].column != view->sort) {
            descending = list->order[i].descending;
            keyed |= list->order[i].column == list->key;
            n = add_term(maker, n, list->order[i].column, descending);
        }
    }
    if (!keyed) {
        add_term(maker, n, list->key, descending);
    }
}

static int size_of(const mya_view_t *view)
{
    return view->size < 1 ? 1 : view->size > MYA_LIST_SIZE_MAX ? MYA_LIST_SIZE_MAX : view->size;
}

static int offset_of(const mya_view_t *view)
{
    return view->page > 1 && view->page <= MYA_LIST_PAGE_MAX ? (view->page - 1) * size_of(view) : 0;
}

/* PostgreSQL wants a number here, so these two say %d. */
static void add_number(const maker_t *maker, const char *sql, int number)
{
    mya_query_text_add(maker->text, sql);
    APR_ARRAY_PUSH(maker->text->arguments, const char *) = apr_itoa(maker->text->pool, number);
    APR_ARRAY_PUSH(maker->text->refs, const mya_ref_t *) = NULL;
}

static apr_status_t read_page(mya_row_t **rows, int *nrows, mya_db_conn_t *conn, maker_t *maker,
                              const mya_sql_t *sql, mya_result_t *why, apr_pool_t *pool)
{
    add_source(maker, sql);
    mya_query_text_add(maker->text, "SELECT ");
    add_names(maker);
    mya_query_text_add(maker->text, " FROM mya");
    add_conditions(maker);
    add_order(maker);
    add_number(maker, " LIMIT %d", size_of(maker->view));
    add_number(maker, " OFFSET %d", offset_of(maker->view));
    return mya_query_rows(rows, nrows, conn, maker->text, maker->list->columns,
                          maker->list->ncolumns, 0, why, pool);
}

static apr_status_t count_all(int *total, mya_db_conn_t *conn, maker_t *maker, const mya_sql_t *sql,
                              mya_result_t *why, apr_pool_t *pool)
{
    mya_rows_t *rows;
    apr_status_t rv;

    add_source(maker, sql);
    mya_query_text_add(maker->text, "SELECT count(*) FROM (SELECT 1 AS one FROM mya");
    add_conditions(maker);
    add_number(maker, " LIMIT %d) AS met", MYA_COUNT_MAX + 1);
    rv = mya_db_select(&rows, conn, mya_query_text_sql(maker->text), maker->text->arguments->nelts,
                       (const char *const *)maker->text->arguments->elts, 1, why, pool);
    if (rv == APR_SUCCESS) {
        *total = rows->nrows && rows->cells[0][0] ? atoi(rows->cells[0][0]) : 0;
    }
    return rv;
}

static maker_t make(mya_db_conn_t *conn, const mya_list_t *list, const mya_view_t *view,
                    mya_env_t *env, apr_pool_t *pool)
{
    return (maker_t){ mya_query_text_make(mya_db_dialect(conn), env, pool), list, view, 0 };
}

/* What the page itself tells: one that is not full is the last, unless it is empty. */
static int told_by_page(const mya_view_t *view, int nrows)
{
    return nrows < size_of(view) && (nrows > 0 || offset_of(view) == 0)
        ? offset_of(view) + nrows : -1;
}

apr_status_t mya_query_list(mya_row_t **rows, int *nrows, int *total, mya_db_conn_t *conn,
                            const mya_list_t *list, const mya_view_t *view, mya_env_t *env,
                            mya_result_t *why, apr_pool_t *pool)
{
    maker_t maker = make(conn, list, view, env, pool);
    const mya_sql_t *sql;
    int count = -1;
    apr_status_t rv = mya_query_pick(&sql, &list->sql, conn, why);

    if (rv != APR_SUCCESS) {
        return rv;
    }
    rv = read_page(rows, nrows, conn, &maker, sql, why, pool);
    if (rv == APR_SUCCESS && view->count && total) {
        count = told_by_page(view, *nrows);
        if (count < 0) {
            maker = make(conn, list, view, env, pool);
            rv = count_all(&count, conn, &maker, sql, why, pool);
        }
        count = count > MYA_COUNT_MAX ? MYA_COUNT_MAX + 1 : count;
    }
    if (total) {
        *total = count;
    }
    return mya_query_name(rv, sql, why);
}
