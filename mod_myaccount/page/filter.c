/* SPDX-License-Identifier: Apache-2.0 */
/* page/filter.c: what is typed into a filter becomes what the database compares with */
#include "page/filter.h"

#include <string.h>

#include <apr_strings.h>

#include "data/value.h"

/* --- values --- */

static const mya_option_t *option_of(const mya_options_t *options, const char *value)
{
    for (int i = 0; options && i < options->noptions; i++) {
        if (strcmp(options->options[i].value, value) == 0) {
            return &options->options[i];
        }
    }
    return NULL;
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
    memset(&filters[view->nfilters], 0, sizeof(*filters));
    filters[view->nfilters].column = column;
    return &filters[view->nfilters++];
}

/* A day stands for all of it: from its first second, or to its last. */
static const char *read_time(mya_filter_end_e end, const char *typed, const mya_format_t *format,
                             mya_result_t *why, apr_pool_t *pool)
{
    const char *day, *value;
    char *last;

    if (mya_format_parse(&value, format, MYA_TYPE_DATETIME, typed, NULL, why, pool)
        == APR_SUCCESS) {
        return value;
    }
    if (mya_format_parse(&day, format, MYA_TYPE_DATE, typed, NULL, NULL, pool) != APR_SUCCESS
        || !day
        || mya_format_parse(&value, format, MYA_TYPE_DATETIME,
                            apr_pstrcat(pool, day, end == MYA_FILTER_HIGH ? "T23:59" : "T00:00",
                                        NULL), NULL, why, pool) != APR_SUCCESS) {
        return NULL;
    }
    if (end == MYA_FILTER_LOW || strlen(value) < 2) {
        return value;
    }
    last = apr_pstrdup(pool, value);
    memcpy(last + strlen(last) - 2, "59", 2);
    return last;
}

/* TYPED, canonical; NULL, with a text key in WHY, if it cannot be read. What the language reads in
 * no way is tried once more as a plain number: "12,50" means the same everywhere. */
static const char *read_end(const mya_column_t *column, mya_filter_end_e end, const char *typed,
                            const mya_portal_t *portal, const mya_format_t *format,
                            mya_result_t *why, apr_pool_t *pool)
{
    const char *currency = column->currency ? column->currency : portal->currency;
    const char *value;

    if (column->type == MYA_TYPE_DATETIME) {
        return read_time(end, typed, format, why, pool);
    }
    if (mya_format_parse(&value, format, column->type, typed, currency, why, pool) == APR_SUCCESS
        && (!value || mya_value_fits(column->type, value))) {
        return value;
    }
    return mya_value_parse(column->type, typed, currency, pool);
}

static void take_end(mya_page_list_t *data, const mya_column_t *column, int index,
                     mya_filter_end_e end, const char *typed, const mya_portal_t *portal,
                     const mya_format_t *format, apr_pool_t *pool)
{
    mya_result_t *why = mya_result_make(pool);
    const char *value = read_end(column, end, typed, portal, format, why, pool);
    mya_page_typed_t *kept = &data->typed[index];

    *(end == MYA_FILTER_LOW ? &kept->low : &kept->high) = typed;
    if (!value) {
        /* of a time the box asks for a day */
        kept->error = column->type == MYA_TYPE_DATETIME ? "form.date"
            : why->key ? why->key
            : apr_pstrcat(pool, "form.", mya_type_name(column->type), NULL);
        return;
    }
    *(end == MYA_FILTER_LOW ? &filter_at(&data->view, index)->low
                            : &filter_at(&data->view, index)->high) = value;
}

void mya_filter_take(mya_page_list_t *data, const mya_list_t *list, int index,
                     mya_filter_end_e end, const char *typed, const mya_portal_t *portal,
                     const mya_format_t *format, apr_pool_t *pool)
{
    const mya_column_t *column = &list->columns[index];
    const char *value = typed + strspn(typed, " \t");

    if (*value == '\0') {
        return;
    }
    if (end != MYA_FILTER_EQUALS) {
        take_end(data, column, index, end, typed, portal, format, pool);
        return;
    }
    if (column->filter == MYA_FILTER_CHOICE) {
        value = column->options && !option_of(column->options, typed) ? NULL
            : mya_value_parse(column->type, typed, NULL, pool);
    }
    if (value) {
        filter_at(&data->view, index)->equals = value;
    }
}

/* --- ranges --- */

/* The digits of a number that count: without a minus, and zeros in front. */
static const char *digits_of(const char *number)
{
    number += *number == '-';
    while (number[0] == '0' && number[1] >= '0' && number[1] <= '9') {
        number++;
    }
    return number;
}

/* Canonical decimals without their signs; never as floating point numbers. */
static int compare_sizes(const char *a, const char *b)
{
    apr_size_t whole_a, whole_b;

    a = digits_of(a);
    b = digits_of(b);
    whole_a = strcspn(a, ".");
    whole_b = strcspn(b, ".");
    return whole_a != whole_b ? (whole_a > whole_b ? 1 : -1) : strcmp(a, b);
}

static int compare(mya_type_e type, const char *a, const char *b)
{
    switch (type) {
    case MYA_TYPE_INTEGER:
    case MYA_TYPE_MONEY:
    case MYA_TYPE_DECIMAL:
    case MYA_TYPE_PERCENT:
        if ((*a == '-') != (*b == '-')) {
            return *a == '-' ? -1 : 1;
        }
        return *a == '-' ? compare_sizes(b, a) : compare_sizes(a, b);
    default:
        return strcmp(a, b);
    }
}

/* Take the filter N out of VIEW. */
static void drop(mya_view_t *view, int n)
{
    mya_filter_value_t *filters = (mya_filter_value_t *)view->filters;

    memmove(&filters[n], &filters[n + 1],
            sizeof(*filters) * (apr_size_t)(view->nfilters - n - 1));
    view->nfilters--;
}

void mya_filter_settle(mya_page_list_t *data, const mya_list_t *list)
{
    for (int i = data->view.nfilters - 1; i >= 0; i--) {
        const mya_filter_value_t *filter = &data->view.filters[i];
        mya_page_typed_t *typed = &data->typed[filter->column];

        if (!typed->error && filter->low && filter->high
            && compare(list->columns[filter->column].type, filter->low, filter->high) > 0) {
            typed->error = "list.range";
        }
        if (typed->error) {
            drop(&data->view, i);
        }
    }
}

/* --- who may --- */

int mya_filter_searches(mya_env_t *env, const mya_list_t *list)
{
    for (int i = 0; i < list->ncolumns; i++) {
        if (list->columns[i].search && mya_query_steers(env, &list->columns[i])) {
            return 1;
        }
    }
    return 0;
}

void mya_filter_close(mya_page_list_t *data, const mya_list_t *list, mya_env_t *env)
{
    mya_view_t *view = &data->view;

    for (int i = view->nfilters - 1; i >= 0; i--) {
        const mya_filter_value_t *filter = &view->filters[i];
        const mya_column_t *column = &list->columns[filter->column];
        const mya_option_t *option = filter->equals ? option_of(column->options, filter->equals)
                                                    : NULL;

        if (!mya_query_steers(env, column) || (option && !mya_env_test(env, option->test))) {
            drop(view, i);
        }
    }
    if (view->sort >= 0 && !mya_query_steers(env, &list->columns[view->sort])) {
        view->sort = -1;
    }
    if (view->search && !mya_filter_searches(env, list)) {
        view->search = NULL;
    }
}
