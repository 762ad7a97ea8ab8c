/* SPDX-License-Identifier: Apache-2.0 */
/* page/parameters.c: the query of a page's address, judged strictly, read into views of its lists
 *
 * A name that nobody declared and a doubled one are refused (HP1). A value only ever chooses
 * among what the definition offers, and is left out if it is none of that (SQ2): an old bookmark
 * still works.
 */
#include "page/parameters.h"

#include <stdlib.h>
#include <string.h>

#include <apr_strings.h>

#include "data/value.h"
#include "data/value_date.h"
#include "form/input.h"

#define FROM ".from"
#define TO ".to"

typedef enum kind_e { NOTHING, SORT, PAGE, SIZE, SEARCH, CHOICE, LOW, HIGH } kind_e;

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
        if (column->filter == MYA_FILTER_CHOICE && is_end(name, column, "")) {
            return CHOICE;
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

static int is_option(const mya_options_t *options, const char *value)
{
    for (int i = 0; i < options->noptions; i++) {
        if (strcmp(options->options[i].value, value) == 0) {
            return 1;
        }
    }
    return 0;
}

/* The filter of COLUMN in VIEW, new if there is none yet; views are filled here only. */
static mya_filter_value_t *filter_at(mya_view_t *view, int column)
{
    mya_filter_value_t *filters = (mya_filter_value_t *)view->filters;

    for (int i = 0; i < view->nfilters; i++) {
        if (filters[i].column == column) {
            return &filters[i];
        }
    }
    filters[view->nfilters].column = column;
    return &filters[view->nfilters++];
}

static void take_filter(mya_view_t *view, const mya_list_t *list, int index, kind_e kind,
                        const char *value, const mya_portal_t *portal, apr_pool_t *pool)
{
    const mya_column_t *column = &list->columns[index];
    const char *currency = column->currency ? column->currency : portal->currency;

    if (kind == HIGH && column->type == MYA_TYPE_DATETIME && strlen(value) == 10) {
        value = apr_pstrcat(pool, value, " 23:59:59", NULL);     /* to the end of that day */
    }
    if (kind == CHOICE && column->options && !is_option(column->options, value)) {
        return;
    }
    value = mya_value_parse(column->type, value, currency, pool);
    if (!value) {
        return;
    }
    if (column->type == MYA_TYPE_DATETIME) {
        value = mya_value_date_utc(value, portal, pool);    /* people read and write local times */
    }
    if (kind == CHOICE) {
        filter_at(view, index)->equals = value;
    } else if (kind == LOW) {
        filter_at(view, index)->low = value;
    } else {
        filter_at(view, index)->high = value;
    }
}

static void take(mya_view_t *view, const mya_list_t *list, int index, kind_e kind,
                 const char *value, const mya_portal_t *portal, apr_pool_t *pool)
{
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
        view->search = *value ? value : NULL;
        break;
    default:
        take_filter(view, list, index, kind, value, portal, pool);
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

/* Give PAIR to every list that knows its name; whether one does. */
static int give_to_lists(mya_page_data_t *data, const mya_pair_t *pair, const mya_portal_t *portal,
                         apr_pool_t *pool)
{
    const mya_page_t *page = data->page;
    int known = 0;

    for (int i = 0; i < page->nitems; i++) {
        const mya_list_t *list = page->items[i].list;
        kind_e kind = NOTHING;
        int index;

        if (is_whole(&page->items[i])) {
            kind = kind_of(&index, list, mya_parameters_prefix(page, list, pool), pair->name);
        }
        if (kind != NOTHING) {
            take(&data->lists[i]->view, list, index, kind, pair->value, portal, pool);
            known = 1;
        }
    }
    return known;
}

static apr_status_t read_pair(mya_page_data_t *data, const mya_pair_t *pair, mya_env_t *env,
                              mya_result_t *why, apr_pool_t *pool)
{
    const mya_param_t *param = param_of(data->page, pair->name);

    if (param) {
        apr_hash_set(env->query, param->name, APR_HASH_KEY_STRING,
                     mya_value_parse(param->type, pair->value, env->portal->currency, pool));
        return APR_SUCCESS;
    }
    if (!give_to_lists(data, pair, env->portal, pool)) {
        return mya_result_tell(why, MYA_EBADREQUEST,
                               "the query has the undeclared parameter \"%s\"", pair->name);
    }
    return APR_SUCCESS;
}

apr_status_t mya_parameters_read(mya_page_data_t *data, const apr_array_header_t *pairs,
                                 mya_env_t *env, mya_result_t *why, apr_pool_t *pool)
{
    apr_hash_t *seen = apr_hash_make(pool);

    for (int i = 0; pairs && i < pairs->nelts; i++) {
        const mya_pair_t *pair = &APR_ARRAY_IDX(pairs, i, mya_pair_t);
        apr_status_t rv;

        if (apr_hash_get(seen, pair->name, APR_HASH_KEY_STRING)) {
            return mya_result_tell(why, MYA_EBADREQUEST, "the query has the parameter \"%s\" twice",
                                   pair->name);
        }
        apr_hash_set(seen, pair->name, APR_HASH_KEY_STRING, pair);
        rv = read_pair(data, pair, env, why, pool);
        if (rv != APR_SUCCESS) {
            return rv;
        }
    }
    return APR_SUCCESS;
}
