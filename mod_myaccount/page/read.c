/* SPDX-License-Identifier: Apache-2.0 */
/* page/read.c: the items of a page, read in their order
 *
 * Lists inside rows are read once for all rows shown, with their keys in an IN (…). A statement
 * that the definition nests so needs no scope of its own: the keys come from rows that have one.
 */
#include "page/page.h"

#include <stdint.h>

#include <apr_strings.h>

#include "page/filter.h"
#include "page/page_int.h"

typedef struct reader_t {
    mya_page_data_t *data;
    mya_db_conn_t *conn;
    mya_env_t *env;
    mya_result_t *why;
    apr_pool_t *pool;
} reader_t;

static int is_open(mya_env_t *env, const mya_item_t *item, mya_roles_t roles,
                   const mya_test_t *test)
{
    return mya_env_may(env, item->roles) && mya_env_may(env, roles)
        && mya_env_test(env, item->test) && mya_env_test(env, test);
}

static apr_status_t run_record(const reader_t *reader, int i)
{
    mya_page_data_t *data = reader->data;
    const mya_record_t *record = data->page->items[i].record;
    mya_row_t *row = NULL;
    apr_status_t rv;

    data->shown[i] = is_open(reader->env, &data->page->items[i], record->roles, record->test);
    if (!data->shown[i]) {
        return APR_SUCCESS;
    }
    rv = mya_query_record(&row, reader->conn, record, reader->env, 0, reader->why, reader->pool);
    if (rv == APR_SUCCESS && !row && record->missing == MYA_MISSING_404) {
        rv = mya_result_tell(reader->why, MYA_ENOTFOUND, "the record \"%s\" has no row",
                             record->name);
    }
    data->records[i] = row;
    apr_hash_set(reader->env->records, record->name, APR_HASH_KEY_STRING, row);
    return rv;
}

/* --- lists --- */

static apr_status_t run_nested(const reader_t *reader, const mya_list_t *outside,
                               mya_page_list_t *rows);

static void tell_environment(const reader_t *reader, const mya_list_t *list,
                             const mya_page_list_t *rows)
{
    mya_env_list_t *seen = apr_palloc(reader->pool, sizeof(*seen));

    seen->rows = rows->rows;
    seen->nrows = rows->nrows;
    apr_hash_set(reader->env->lists, list->name, APR_HASH_KEY_STRING, seen);
    apr_hash_set(reader->env->counts, list->name, APR_HASH_KEY_STRING,
                 (void *)(intptr_t)rows->nrows);
}

static apr_status_t query_list(const reader_t *reader, const mya_list_t *list,
                               mya_page_list_t *into)
{
    return mya_query_list(&into->rows, &into->nrows, &into->total, reader->conn, list,
                          &into->view, reader->env, reader->why, reader->pool);
}

/* Behind the last page, where its rows were taken away or an old bookmark leads: the last one. */
static apr_status_t read_last(const reader_t *reader, const mya_list_t *list,
                              mya_page_list_t *into)
{
    const int total = into->total > MYA_COUNT_MAX ? MYA_COUNT_MAX : into->total;

    into->view.page = total > 0 ? (total + into->view.size - 1) / into->view.size : 1;
    return total > 0 ? query_list(reader, list, into) : APR_SUCCESS;
}

static apr_status_t read_rows(const reader_t *reader, const mya_list_t *list,
                              mya_page_list_t *into)
{
    apr_status_t rv = query_list(reader, list, into);

    if (rv == APR_SUCCESS && into->nrows == 0 && into->view.page > 1) {
        rv = read_last(reader, list, into);
    }
    if (rv != APR_SUCCESS) {
        return rv;
    }
    tell_environment(reader, list, into);
    return list->nlists > 0 && into->nrows > 0 ? run_nested(reader, list, into) : APR_SUCCESS;
}

/* A test about the row outside is made for each row, when it is shown. */
static int may_be_shown(const reader_t *reader, const mya_list_t *inside)
{
    return mya_env_may(reader->env, inside->roles)
        && ((inside->test && inside->test->ref.source == MYA_FROM_ROW)
            || mya_env_test(reader->env, inside->test));
}

static const char *const *keys_of(const reader_t *reader, const mya_list_t *list,
                                  const mya_page_list_t *rows)
{
    const char **keys = apr_palloc(reader->pool, sizeof(*keys) * (apr_size_t)rows->nrows);

    for (int i = 0; i < rows->nrows; i++) {
        keys[i] = rows->rows[i].cells[list->key];
    }
    return keys;
}

static apr_status_t run_nested(const reader_t *reader, const mya_list_t *outside,
                               mya_page_list_t *rows)
{
    apr_status_t rv = APR_SUCCESS;

    rows->nested = apr_pcalloc(reader->pool, sizeof(mya_page_list_t *)
                                             * (apr_size_t)outside->nlists);
    for (int i = 0; i < outside->nlists && outside->key >= 0 && rv == APR_SUCCESS; i++) {
        const mya_list_t *inside = outside->lists[i];
        mya_page_list_t *into;

        if (inside->match < 0 || !may_be_shown(reader, inside)) {
            continue;
        }
        into = mya_page_list(inside, MYA_PAGE_NESTED_MAX, reader->pool);
        into->view.keys = keys_of(reader, outside, rows);
        into->view.nkeys = rows->nrows;
        into->view.count = 1;
        rv = read_rows(reader, inside, into);
        reader->data->capped |= into->total > into->nrows;
        rows->nested[i] = into;
    }
    return rv;
}

static int has_totals(const mya_list_t *list)
{
    for (int i = 0; i < list->ncolumns; i++) {
        if (list->columns[i].total) {
            return 1;
        }
    }
    return 0;
}

/* Is the list at I shown? If so, its view holds nothing that ENV may not know. A list that is
 * looked for in has nothing to say before somebody typed what for. */
static int prepare_list(const reader_t *reader, int i)
{
    mya_page_data_t *data = reader->data;
    const mya_item_t *item = &data->page->items[i];
    mya_page_list_t *list = data->lists[i];

    data->shown[i] = is_open(reader->env, item, item->list->roles, item->list->test);
    if (data->shown[i]) {
        mya_filter_close(list, item->list, reader->env);
        data->shown[i] = !list->driven || list->view.search;
    }
    return data->shown[i];
}

static apr_status_t run_list(const reader_t *reader, int i)
{
    const mya_item_t *item = &reader->data->page->items[i];
    mya_page_list_t *into = reader->data->lists[i];
    apr_status_t rv;

    if (!prepare_list(reader, i)) {
        reader->data->lists[i] = NULL;
        return APR_SUCCESS;
    }
    rv = read_rows(reader, item->list, into);
    if (rv == APR_SUCCESS && into->total > MYA_COUNT_MAX && has_totals(item->list)) {
        reader->data->unsummed = 1;
    } else if (rv == APR_SUCCESS && item->limit == 0 && into->nrows > 0
               && has_totals(item->list)) {
        rv = mya_query_totals(&into->sums, &into->nsums, reader->conn, item->list, &into->view,
                              reader->env, reader->why, reader->pool);
    }
    return rv;
}

/* --- all of it --- */

static apr_status_t run_items(const reader_t *reader, int n)
{
    apr_status_t rv = APR_SUCCESS;

    for (int i = 0; i < n && rv == APR_SUCCESS; i++) {
        const mya_item_t *item = &reader->data->page->items[i];

        if (item->kind == MYA_ITEM_RECORD) {
            rv = run_record(reader, i);
        } else if (item->kind == MYA_ITEM_LIST) {
            rv = run_list(reader, i);
        }
    }
    return rv;
}

apr_status_t mya_page_run(mya_page_data_t *data, mya_db_conn_t *conn, mya_env_t *env,
                          mya_result_t *why, apr_pool_t *pool)
{
    const reader_t reader = { data, conn, env, why, pool };
    apr_status_t rv = run_items(&reader, data->page->nitems);

    /* An action may ask about what stands after it. */
    for (int i = 0; i < data->page->nitems && rv == APR_SUCCESS; i++) {
        const mya_item_t *item = &data->page->items[i];

        if (item->kind == MYA_ITEM_ACTION) {
            data->shown[i] = is_open(env, item, item->action->roles, item->action->test);
        }
    }
    return rv;
}

apr_status_t mya_page_run_until(mya_page_data_t *data, int item, mya_db_conn_t *conn,
                                mya_env_t *env, mya_result_t *why, apr_pool_t *pool)
{
    const reader_t reader = { data, conn, env, why, pool };
    apr_status_t rv = run_items(&reader, item);

    if (rv == APR_SUCCESS && !prepare_list(&reader, item)) {
        rv = mya_result_tell(why, MYA_ENOTFOUND, "the list \"%s\" is not shown here",
                             data->page->items[item].list->name);
    }
    return rv;
}
