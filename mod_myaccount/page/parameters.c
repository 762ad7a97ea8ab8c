/* SPDX-License-Identifier: Apache-2.0 */
/* page/parameters.c: the query of a page's address, judged strictly, read into views of its lists
 *
 * A name that nobody declared and a doubled one are refused (HP1). A value only ever chooses
 * among what the definition offers, and is left out if it is none of that (SQ2): an old bookmark
 * still works. Only of ranges, which people type, it is said what is wrong (page/filter.c).
 */
#include "page/parameters.h"

#include <stdlib.h>
#include <string.h>

#include <apr_strings.h>

#include "data/value.h"
#include "data/value_date.h"
#include "form/input.h"
#include "page/filter.h"

#define FROM ".from"
#define TO ".to"

typedef struct reader_t {
    mya_page_data_t *data;
    mya_env_t *env;
    const mya_format_t *format;
    apr_pool_t *pool;
} reader_t;

typedef enum kind_e { NOTHING, SORT, PAGE, SIZE, SEARCH, EQUALS, LOW, HIGH } kind_e;

/* --- names --- */

static int is_whole(const mya_item_t *item)
{
    return item->kind == MYA_ITEM_LIST && item->limit == 0;
}

const char *mya_parameters_prefix(const mya_page_t *page, const mya_list_t *list, apr_pool_t *pool)
{
    int n = 0;

    for (int i = 0; i < page->nitems; i++) {
        n += is_whole(&page->items[i]);
    }
    return n > 1 ? apr_pstrcat(pool, list->name, ".", NULL) : "";
}

int mya_parameters_searched(const mya_list_t *list)
{
    for (int i = 0; i < list->ncolumns; i++) {
        if (list->columns[i].search) {
            return 1;
        }
    }
    return 0;
}

/* Is NAME the name of COLUMN with END behind it? */
static int is_end(const char *name, const mya_column_t *column, const char *end)
{
    apr_size_t len = strlen(column->name);

    return strncmp(name, column->name, len) == 0 && strcmp(name + len, end) == 0;
}

static kind_e filter_of(int *index, const mya_list_t *list, const char *name)
{
    for (int i = 0; i < list->ncolumns; i++) {
        const mya_column_t *column = &list->columns[i];

        *index = i;
        if ((column->filter == MYA_FILTER_CHOICE || column->filter == MYA_FILTER_TEXT)
            && is_end(name, column, "")) {
            return EQUALS;
        }
        if (column->filter == MYA_FILTER_RANGE && is_end(name, column, FROM)) {
            return LOW;
        }
        if (column->filter == MYA_FILTER_RANGE && is_end(name, column, TO)) {
            return HIGH;
        }
    }
    return NOTHING;
}

/* What the parameter NAME of LIST is; *INDEX gets the column of a filter. */
static kind_e kind_of(int *index, const mya_list_t *list, const char *prefix, const char *name)
{
    apr_size_t len = strlen(prefix);

    *index = -1;
    if (strncmp(name, prefix, len) != 0) {
        return NOTHING;
    }
    name += len;
    return strcmp(name, "sort") == 0 ? SORT
        : strcmp(name, "page") == 0 ? PAGE
        : strcmp(name, "size") == 0 ? SIZE
        : strcmp(name, "q") == 0 && mya_parameters_searched(list) ? SEARCH
        : filter_of(index, list, name);
}

int mya_parameters_narrow(const mya_list_t *list, const char *prefix, const char *name)
{
    int index;
    kind_e kind = kind_of(&index, list, prefix, name);

    return kind != NOTHING && kind != SORT && kind != SIZE;
}

/* --- values --- */

/* TEXT as a number from 1 to MAX; 0 if it is none. */
static int number_of(const char *text, int max)
{
    apr_size_t len = strlen(text);
    int number = len > 0 && len <= 7 && strspn(text, "0123456789") == len ? atoi(text) : 0;

    return number <= max ? number : 0;
}

static void take_sort(mya_view_t *view, const mya_list_t *list, const char *value)
{
    int descending = *value == '-';

    for (int i = 0; i < list->ncolumns; i++) {
        if (list->columns[i].sort && strcmp(list->columns[i].name, value + descending) == 0) {
            view->sort = i;
            view->descending = descending;
        }
    }
}

/* TYPED without space around it; NULL if that is all. */
static const char *words_of(const char *typed, apr_pool_t *pool)
{
    apr_size_t len;

    typed += strspn(typed, " \t\n");
    for (len = strlen(typed); len > 0 && strchr(" \t\n", typed[len - 1]); len--) {
    }
    return len > 0 ? apr_pstrmemdup(pool, typed, len) : NULL;
}

static void take(mya_page_list_t *data, const mya_list_t *list, int index, kind_e kind,
                 const char *value, const reader_t *reader)
{
    mya_view_t *view = &data->view;
    int number;

    switch (kind) {
    case SORT:
        take_sort(view, list, value);
        break;
    case PAGE:
        number = number_of(value, MYA_LIST_PAGE_MAX);
        view->page = number ? number : view->page;
        break;
    case SIZE:
        number = number_of(value, MYA_LIST_SIZE_MAX);
        view->size = number ? number : view->size;
        break;
    case SEARCH:
        view->search = words_of(value, reader->pool);
        break;
    default:
        mya_filter_take(data, list, index,
                        kind == EQUALS ? MYA_FILTER_EQUALS : kind == LOW ? MYA_FILTER_LOW
                                                                       : MYA_FILTER_HIGH,
                        value, reader->env->portal, reader->format, reader->pool);
    }
}

/* --- pairs --- */

static const mya_param_t *param_of(const mya_page_t *page, const char *name)
{
    for (int i = 0; i < page->nparams; i++) {
        if (!page->params[i].in_path && strcmp(page->params[i].name, name) == 0) {
            return &page->params[i];
        }
    }
    return NULL;
}

const mya_param_t *mya_parameters_search(const mya_page_t *page)
{
    for (int i = 0; i < page->nparams; i++) {
        if (page->params[i].search && !page->params[i].in_path) {
            return &page->params[i];
        }
    }
    return NULL;
}

/* Give PAIR to every list that knows its name; whether one does. */
static int give_to_lists(const reader_t *reader, const mya_pair_t *pair)
{
    const mya_page_t *page = reader->data->page;
    int known = 0;

    for (int i = 0; i < page->nitems; i++) {
        const mya_list_t *list = page->items[i].list;
        kind_e kind = NOTHING;
        int index;

        if (is_whole(&page->items[i])) {
            kind = kind_of(&index, list, mya_parameters_prefix(page, list, reader->pool),
                           pair->name);
        }
        if (kind == SEARCH && reader->data->lists[i]->driven) {
            kind = NOTHING;
        }
        if (kind != NOTHING) {
            take(reader->data->lists[i], list, index, kind, pair->value, reader);
            known = 1;
        }
    }
    return known;
}

/* What is typed into the search box is what all lists look for. */
static void take_search(const reader_t *reader, const char *typed)
{
    const mya_page_t *page = reader->data->page;

    reader->data->search = typed;
    for (int i = 0; i < page->nitems; i++) {
        if (reader->data->lists[i] && reader->data->lists[i]->driven) {
            reader->data->lists[i]->view.search = typed;
        }
    }
}

/* A time is one that the portal's clocks show. */
static const char *param_value(const mya_param_t *param, const char *typed,
                               const mya_portal_t *portal, apr_pool_t *pool)
{
    const char *value = mya_value_parse(param->type, typed, portal->currency, pool);

    return value && param->type == MYA_TYPE_DATETIME ? mya_value_date_utc(value, portal, pool)
                                                     : value;
}

static apr_status_t read_pair(const reader_t *reader, const mya_pair_t *pair, mya_result_t *why)
{
    const mya_param_t *param = param_of(reader->data->page, pair->name);

    if (param) {
        const char *value = param_value(param, pair->value, reader->env->portal, reader->pool);

        apr_hash_set(reader->env->query, param->name, APR_HASH_KEY_STRING, value);
        if (param == reader->data->search_by) {
            take_search(reader, words_of(pair->value, reader->pool));
        }
        return APR_SUCCESS;
    }
    if (!give_to_lists(reader, pair)) {
        return mya_result_tell(why, MYA_EBADREQUEST,
                               "the query has the undeclared parameter \"%s\"", pair->name);
    }
    return APR_SUCCESS;
}

apr_status_t mya_parameters_read(mya_page_data_t *data, const apr_array_header_t *pairs,
                                 mya_env_t *env, const mya_format_t *format, mya_result_t *why,
                                 apr_pool_t *pool)
{
    const reader_t reader = { data, env, format, pool };
    apr_hash_t *seen = apr_hash_make(pool);

    for (int i = 0; pairs && i < pairs->nelts; i++) {
        const mya_pair_t *pair = &APR_ARRAY_IDX(pairs, i, mya_pair_t);
        apr_status_t rv;

        if (apr_hash_get(seen, pair->name, APR_HASH_KEY_STRING)) {
            return mya_result_tell(why, MYA_EBADREQUEST, "the query has the parameter \"%s\" twice",
                                   pair->name);
        }
        apr_hash_set(seen, pair->name, APR_HASH_KEY_STRING, pair);
        rv = read_pair(&reader, pair, why);
        if (rv != APR_SUCCESS) {
            return rv;
        }
    }
    for (int i = 0; i < data->page->nitems; i++) {
        if (data->lists[i]) {
            mya_filter_settle(data->lists[i], data->page->items[i].list);
        }
    }
    return APR_SUCCESS;
}
