/* SPDX-License-Identifier: Apache-2.0 */
/* page/page.c: a page: what its address asks for, and its items as XML */
#include "page/page.h"

#include "page/list.h"
#include "page/page_int.h"
#include "page/parameters.h"
#include "page/record.h"
#include "view/text.h"

/* --- the query --- */

mya_page_list_t *mya_page_list(const mya_list_t *list, int limit, apr_pool_t *pool)
{
    mya_page_list_t *made = apr_pcalloc(pool, sizeof(*made));
    apr_size_t columns = (apr_size_t)list->ncolumns;
    int size = limit > 0 ? limit : list->page_size;

    made->view.sort = -1;
    made->view.page = 1;
    made->view.size = size > MYA_LIST_SIZE_MAX ? MYA_LIST_SIZE_MAX : size;
    made->view.count = limit == 0;
    made->view.filters = apr_pcalloc(pool, sizeof(mya_filter_value_t) * columns);
    made->typed = apr_pcalloc(pool, sizeof(*made->typed) * columns);
    made->total = -1;
    return made;
}

apr_status_t mya_page_query(mya_page_data_t **data, const mya_page_t *page,
                            const apr_array_header_t *pairs, mya_env_t *env,
                            const mya_format_t *format, mya_result_t *why, apr_pool_t *pool)
{
    mya_page_data_t *made = apr_pcalloc(pool, sizeof(*made));
    apr_size_t n = (apr_size_t)page->nitems + 1;

    made->page = page;
    made->records = apr_pcalloc(pool, sizeof(*made->records) * n);
    made->lists = apr_pcalloc(pool, sizeof(*made->lists) * n);
    made->shown = apr_pcalloc(pool, sizeof(*made->shown) * n);
    made->search_by = mya_parameters_search(page);
    for (int i = 0; i < page->nitems; i++) {
        const mya_item_t *item = &page->items[i];

        if (item->kind == MYA_ITEM_LIST) {
            made->lists[i] = mya_page_list(item->list, item->limit, pool);
            made->lists[i]->driven = made->search_by && mya_parameters_searched(item->list);
        }
    }
    *data = made;
    return mya_parameters_read(made, pairs, env, format, why, pool);
}

int mya_page_searches(const mya_page_data_t *data)
{
    for (int i = 0; i < data->page->nitems; i++) {
        if (data->lists[i] && data->lists[i]->view.search) {
            return 1;
        }
    }
    return 0;
}

/* --- the document --- */

static int found_something(const mya_page_data_t *data)
{
    for (int i = 0; i < data->page->nitems; i++) {
        if (data->lists[i] && data->lists[i]->driven && data->lists[i]->nrows > 0) {
            return 1;
        }
    }
    return 0;
}

static void say(const mya_document_t *document, const char *key, const mya_text_arg_t *arg)
{
    mya_document_notice(document, "info", mya_text(document->portal, document->lang, key, arg,
                                                   arg ? 1 : 0, document->pool));
}

/* What the reader might otherwise take for all there is. */
static void add_notices(const mya_document_t *document, const mya_page_data_t *data,
                        const mya_list_place_t *place)
{
    const mya_text_arg_t typed = { "q", data->search, 0 };
    const mya_text_arg_t counted = { "max", NULL, MYA_COUNT_MAX };
    const mya_text_arg_t most = { "max", NULL, MYA_PAGE_NESTED_MAX };

    if (data->search_by && !data->search) {
        say(document, "search.nothing-typed", NULL);
    } else if (data->search_by && !found_something(data)) {
        say(document, "search.none-found", &typed);
    }
    if (data->capped) {
        say(document, "list.nested-capped", &most);
    }
    if (data->unsummed) {
        say(document, "list.unsummed", &counted);
    }
    if (place->left == 0) {
        say(document, "list.too-large", NULL);
    }
}

void mya_page_xml(const mya_document_t *document, const mya_page_data_t *data, mya_env_t *env,
                  const char *address, const apr_array_header_t *pairs, mya_page_action_fn show,
                  void *baton)
{
    mya_list_place_t place = { document, env, data, address, pairs, show, baton,
                               MYA_PAGE_BYTES_MAX };

    for (int i = 0; i < data->page->nitems; i++) {
        const mya_item_t *item = &data->page->items[i];

        if (data->records[i]) {
            mya_record_xml(document, env, item->record, data->records[i]);
        } else if (data->lists[i] && (data->lists[i]->nrows > 0 || !data->lists[i]->driven)) {
            mya_list_xml(&place, item->list, data->lists[i], item->limit);
        } else if (item->kind == MYA_ITEM_ACTION && data->shown[i]) {
            show(baton, document, document->root, item->action, NULL);
        }
    }
    add_notices(document, data, &place);
}
