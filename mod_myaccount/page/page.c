/* SPDX-License-Identifier: Apache-2.0 */
/* page/page.c: a page's records and lists, read and written as XML */
#include "page/page.h"

#include <stdint.h>

#include "page/list.h"
#include "page/parameters.h"
#include "page/record.h"

/* --- the query --- */

/* How LIST is seen when the address says nothing; room for a filter on each column. */
static mya_page_list_t *make_list(const mya_list_t *list, int limit, apr_pool_t *pool)
{
    mya_page_list_t *made = apr_pcalloc(pool, sizeof(*made));
    int size = limit > 0 ? limit : list->page_size;

    made->view.sort = -1;
    made->view.page = 1;
    made->view.size = size > MYA_LIST_SIZE_MAX ? MYA_LIST_SIZE_MAX : size;
    made->view.count = limit == 0;
    made->view.filters = apr_pcalloc(pool, sizeof(mya_filter_value_t) * (apr_size_t)list->ncolumns);
    made->total = -1;
    return made;
}

apr_status_t mya_page_query(mya_page_data_t **data, const mya_page_t *page,
                            const apr_array_header_t *pairs, mya_env_t *env, mya_result_t *why,
                            apr_pool_t *pool)
{
    mya_page_data_t *made = apr_pcalloc(pool, sizeof(*made));
    apr_size_t n = (apr_size_t)page->nitems + 1;

    made->page = page;
    made->records = apr_pcalloc(pool, sizeof(*made->records) * n);
    made->lists = apr_pcalloc(pool, sizeof(*made->lists) * n);
    made->shown = apr_pcalloc(pool, sizeof(*made->shown) * n);
    for (int i = 0; i < page->nitems; i++) {
        const mya_item_t *item = &page->items[i];

        if (item->kind == MYA_ITEM_LIST) {
            made->lists[i] = make_list(item->list, item->limit, pool);
        }
    }
    *data = made;
    return mya_parameters_read(made, pairs, env, why, pool);
}

/* --- the database --- */

static int is_open(mya_env_t *env, const mya_item_t *item, mya_roles_t roles,
                   const mya_test_t *test)
{
    return mya_env_may(env, item->roles) && mya_env_may(env, roles)
        && mya_env_test(env, item->test) && mya_env_test(env, test);
}

static apr_status_t run_record(mya_page_data_t *data, int i, mya_db_conn_t *conn, mya_env_t *env,
                               mya_result_t *why, apr_pool_t *pool)
{
    const mya_record_t *record = data->page->items[i].record;
    mya_row_t *row = NULL;
    apr_status_t rv;

    data->shown[i] = is_open(env, &data->page->items[i], record->roles, record->test);
    if (!data->shown[i]) {
        return APR_SUCCESS;
    }
    rv = mya_query_record(&row, conn, record, env, 0, why, pool);
    if (rv == APR_SUCCESS && !row && record->missing == MYA_MISSING_404) {
        rv = mya_result_tell(why, MYA_ENOTFOUND, "the record \"%s\" has no row", record->name);
    }
    data->records[i] = row;
    apr_hash_set(env->records, record->name, APR_HASH_KEY_STRING, row);
    return rv;
}

static apr_status_t run_list(mya_page_data_t *data, int i, mya_db_conn_t *conn, mya_env_t *env,
                             mya_result_t *why, apr_pool_t *pool)
{
    const mya_list_t *list = data->page->items[i].list;
    mya_page_list_t *into = data->lists[i];
    mya_env_list_t *seen;
    apr_status_t rv;

    data->shown[i] = is_open(env, &data->page->items[i], list->roles, list->test);
    if (!data->shown[i]) {
        data->lists[i] = NULL;
        return APR_SUCCESS;
    }
    rv = mya_query_list(&into->rows, &into->nrows, &into->total, conn, list, &into->view, env, why,
                        pool);
    if (rv != APR_SUCCESS) {
        return rv;
    }
    seen = apr_palloc(pool, sizeof(*seen));
    seen->rows = into->rows;
    seen->nrows = into->nrows;
    apr_hash_set(env->lists, list->name, APR_HASH_KEY_STRING, seen);
    apr_hash_set(env->counts, list->name, APR_HASH_KEY_STRING, (void *)(intptr_t)into->nrows);
    return APR_SUCCESS;
}

apr_status_t mya_page_run(mya_page_data_t *data, mya_db_conn_t *conn, mya_env_t *env,
                          mya_result_t *why, apr_pool_t *pool)
{
    const mya_page_t *page = data->page;
    apr_status_t rv = APR_SUCCESS;

    for (int i = 0; i < page->nitems && rv == APR_SUCCESS; i++) {
        if (page->items[i].kind == MYA_ITEM_RECORD) {
            rv = run_record(data, i, conn, env, why, pool);
        } else if (page->items[i].kind == MYA_ITEM_LIST) {
            rv = run_list(data, i, conn, env, why, pool);
        }
    }
    /* An action may ask about what stands after it. */
    for (int i = 0; i < page->nitems && rv == APR_SUCCESS; i++) {
        const mya_item_t *item = &page->items[i];

        if (item->kind == MYA_ITEM_ACTION) {
            data->shown[i] = is_open(env, item, item->action->roles, item->action->test);
        }
    }
    return rv;
}

/* --- the document --- */

void mya_page_xml(const mya_document_t *document, const mya_page_data_t *data, mya_env_t *env,
                  const char *address, const apr_array_header_t *pairs, mya_page_action_fn show,
                  void *baton)
{
    const mya_list_place_t place = { document, env, data->page, address, pairs, show, baton };

    for (int i = 0; i < data->page->nitems; i++) {
        const mya_item_t *item = &data->page->items[i];

        if (data->records[i]) {
            mya_record_xml(document, env, item->record, data->records[i]);
        } else if (data->lists[i]) {
            mya_list_xml(&place, item->list, data->lists[i], item->limit);
        } else if (item->kind == MYA_ITEM_ACTION && data->shown[i]) {
            show(baton, document, document->root, item->action, NULL);
        }
    }
}
