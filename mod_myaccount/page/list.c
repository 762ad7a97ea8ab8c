/* SPDX-License-Identifier: Apache-2.0 */
/* page/list.c: a list as XML */
#include "page/list.h"

#include <string.h>

#include <apr_strings.h>

#include "data/value.h"
#include "form/input.h"
#include "page/link.h"
#include "page/parameters.h"
#include "page/record.h"
#include "view/text.h"

#define NEIGHBOURS 2       /* pages on either side of the current one that the pager names */

typedef struct writer_t {
    const mya_list_place_t *place;
    const mya_document_t *document;
    const mya_list_t *list;
    const mya_page_list_t *data;
    const char *prefix;                /* of the list's parameters */
    mya_node_t *node;                  /* <list> */
    int limit;
} writer_t;

static const char *label_of(const writer_t *writer, const char *key, const char *readable)
{
    return mya_text_or(writer->document->portal, writer->document->lang, key, readable,
                       writer->document->pool);
}

static const char *parameter(const writer_t *writer, const char *name)
{
    return apr_pstrcat(writer->document->pool, writer->prefix, name, NULL);
}

/* The page's address where the list's parameter NAME has VALUE; from its first page unless NAME
 * is the page. */
static const char *link_with(const writer_t *writer, const char *name, const char *value)
{
    const mya_link_change_t changes[] = { { parameter(writer, "page"), NULL },
                                          { parameter(writer, name), value } };

    return mya_link_make(writer->place->address, writer->place->pairs, changes, 2,
                         writer->document->pool);
}

/* --- columns --- */

/* 1 ascending, -1 descending, 0 not sorted by COLUMN. */
static int sorting_of(const writer_t *writer, int column)
{
    const mya_view_t *view = &writer->data->view;
    const mya_list_t *list = writer->list;

    if (view->sort >= 0) {
        return view->sort != column ? 0 : view->descending ? -1 : 1;
    }
    return list->norder == 0 || list->order[0].column != column ? 0
        : list->order[0].descending ? -1 : 1;
}

static void add_column(const writer_t *writer, mya_node_t *columns, int i)
{
    const mya_column_t *column = &writer->list->columns[i];
    mya_node_t *node = mya_xml_element(columns, "column");
    int sorting = sorting_of(writer, i);

    mya_xml_set(node, "name", column->name);
    mya_xml_set(node, "label", label_of(writer, column->label, column->readable));
    mya_xml_set(node, "type", mya_type_name(column->type));
    if (column->sort && writer->limit == 0) {
        mya_xml_set(node, "sort", link_with(writer, "sort",
                                            apr_pstrcat(writer->document->pool,
                                                        sorting == 1 ? "-" : "", column->name,
                                                        NULL)));
    }
    if (sorting != 0) {
        mya_xml_set(node, "sorted", sorting == 1 ? "asc" : "desc");
    }
}

static void add_columns(const writer_t *writer)
{
    mya_node_t *columns = mya_xml_element(writer->node, "columns");

    for (int i = 0; i < writer->list->ncolumns; i++) {
        if (mya_record_shows(writer->place->env, &writer->list->columns[i])) {
            add_column(writer, columns, i);
        }
    }
}

/* --- filters --- */

static int is_narrowed(const mya_view_t *view)
{
    return view->nfilters > 0 || view->search;
}

static const mya_filter_value_t *filter_of(const writer_t *writer, int column)
{
    static const mya_filter_value_t none;
    const mya_view_t *view = &writer->data->view;

    for (int i = 0; i < view->nfilters; i++) {
        if (view->filters[i].column == column) {
            return &view->filters[i];
        }
    }
    return &none;
}

static void add_option(mya_node_t *filter, const char *value, const char *label, const char *chosen)
{
    mya_node_t *option = mya_xml_element_text(filter, "option", label);

    mya_xml_set(option, "value", value);
    if (chosen && strcmp(chosen, value) == 0) {
        mya_xml_set(option, "selected", "yes");
    }
}

static void add_choices(const writer_t *writer, mya_node_t *filter, const mya_column_t *column,
                        const char *chosen)
{
    const mya_options_t *options = column->options;

    for (int i = 0; options && i < options->noptions; i++) {
        const mya_option_t *option = &options->options[i];

        add_option(filter, option->value, label_of(writer, option->label, option->readable),
                   chosen);
    }
    if (!options && column->type == MYA_TYPE_BOOLEAN) {
        add_option(filter, "1", mya_document_text(writer->document, "value.yes"), chosen);
        add_option(filter, "0", mya_document_text(writer->document, "value.no"), chosen);
    }
}

static const char *as_input(const writer_t *writer, const mya_column_t *column, const char *value)
{
    const char *currency = column->currency ? column->currency : writer->document->portal->currency;

    return value ? mya_format_input(writer->document->format, column->type, value, currency,
                                    writer->document->pool) : NULL;
}

static void add_filter(const writer_t *writer, mya_node_t *filters, int i)
{
    const mya_column_t *column = &writer->list->columns[i];
    const mya_filter_value_t *value = filter_of(writer, i);
    mya_node_t *filter = mya_xml_element(filters, "filter");
    int choice = column->filter == MYA_FILTER_CHOICE;

    mya_xml_set(filter, "name", parameter(writer, column->name));
    mya_xml_set(filter, "label", label_of(writer, column->label, column->readable));
    mya_xml_set(filter, "kind", choice ? "choice" : "range");
    if (choice) {
        add_choices(writer, filter, column, value->equals);
    } else {
        mya_xml_set(filter, "type", mya_type_name(column->type));
        mya_xml_set(filter, "from", as_input(writer, column, value->low));
        mya_xml_set(filter, "to", as_input(writer, column, value->high));
    }
}

static void add_search(const writer_t *writer, mya_node_t *filters)
{
    mya_node_t *filter = mya_xml_element(filters, "filter");

    mya_xml_set(filter, "name", parameter(writer, "q"));
    mya_xml_set(filter, "label", mya_document_text(writer->document, "list.search"));
    mya_xml_set(filter, "kind", "search");
    mya_xml_set(filter, "value", writer->data->view.search);
}

/* What the form of the filters must send along, so that it stays. */
static void add_keeps(const writer_t *writer, mya_node_t *filters)
{
    const apr_array_header_t *pairs = writer->place->pairs;

    for (int i = 0; pairs && i < pairs->nelts; i++) {
        const mya_pair_t *pair = &APR_ARRAY_IDX(pairs, i, mya_pair_t);

        if (*pair->value && !mya_parameters_narrow(writer->list, writer->prefix, pair->name)) {
            mya_node_t *keep = mya_xml_element(filters, "keep");

            mya_xml_set(keep, "name", pair->name);
            mya_xml_set(keep, "value", pair->value);
        }
    }
}

static void add_filters(const writer_t *writer)
{
    int searched = mya_parameters_searched(writer->list);
    mya_node_t *filters = NULL;

    for (int i = 0; i < writer->list->ncolumns; i++) {
        if (writer->list->columns[i].filter != MYA_FILTER_NO || (searched && !filters)) {
            if (!filters) {
                filters = mya_xml_element(writer->node, "filters");
                mya_xml_set(filters, "href", writer->place->address);
            }
            if (writer->list->columns[i].filter != MYA_FILTER_NO) {
                add_filter(writer, filters, i);
            }
        }
    }
    if (filters && searched) {
        add_search(writer, filters);
    }
    if (filters && is_narrowed(&writer->data->view)) {
        mya_xml_set(filters, "clear", writer->place->address);
        mya_xml_set(filters, "clear-label", mya_document_text(writer->document, "list.clear"));
    }
    if (filters) {
        add_keeps(writer, filters);
    }
}

/* --- pager --- */

/* -1 if the total is not known. */
static int pages_of(const writer_t *writer)
{
    int total = writer->data->total > MYA_COUNT_MAX ? MYA_COUNT_MAX : writer->data->total;
    int size = writer->data->view.size;

    return total < 0 ? -1 : total == 0 ? 1 : (total + size - 1) / size;
}

static mya_node_t *add_step(const writer_t *writer, mya_node_t *pager, const char *name, int page)
{
    mya_node_t *node = mya_xml_element(pager, name);

    mya_xml_set(node, "href", link_with(writer, "page",
                                        page > 1 ? apr_itoa(writer->document->pool, page) : NULL));
    return node;
}

static const char *page_label(const writer_t *writer, int page, int pages)
{
    const mya_text_arg_t args[] = { { "page", NULL, page }, { "pages", NULL, pages },
                                    { "count", NULL, writer->data->total } };
    const char *key = writer->data->total > MYA_COUNT_MAX ? "list.page-capped" : "list.page";

    return mya_text(writer->document->portal, writer->document->lang, key, args, 3,
                    writer->document->pool);
}

static void add_pager(const writer_t *writer)
{
    int page = writer->data->view.page;
    int pages = pages_of(writer);
    mya_node_t *pager;

    if (pages < 2 && page < 2) {
        return;
    }
    pager = mya_xml_element(writer->node, "pager");
    mya_xml_set(pager, "label", page_label(writer, page, pages));
    if (page > 1) {
        mya_xml_set(add_step(writer, pager, "previous", page > pages ? pages : page - 1), "label",
                    mya_document_text(writer->document, "list.previous"));
    }
    for (int i = 1; i <= pages; i++) {
        if (i == 1 || i == pages || (i >= page - NEIGHBOURS && i <= page + NEIGHBOURS)) {
            mya_xml_set_int(add_step(writer, pager, "goto", i), "page", i);
        }
    }
    if (page < pages) {
        mya_xml_set(add_step(writer, pager, "next", page + 1), "label",
                    mya_document_text(writer->document, "list.next"));
    }
}

/* --- rows --- */

static void add_actions(const writer_t *writer, mya_node_t *node, const mya_row_t *row)
{
    const mya_list_place_t *place = writer->place;

    for (int i = 0; i < writer->list->nactions; i++) {
        const mya_action_t *action = writer->list->actions[i];

        if (mya_env_may(place->env, action->roles) && mya_env_test(place->env, action->test)) {
            place->show(place->baton, writer->document, node, action, row);
        }
    }
}

static void add_row(const writer_t *writer, const mya_row_t *row)
{
    const mya_list_t *list = writer->list;
    mya_node_t *node = mya_xml_element(writer->node, list->row);
    const char *link;

    if (list->key >= 0) {
        mya_xml_set(node, "key", row->cells[list->key]);
    }
    apr_hash_set(writer->place->env->rows, list->name, APR_HASH_KEY_STRING, row);
    link = list->link ? mya_env_expand(writer->place->env, list->link, 1) : NULL;
    if (link) {
        mya_xml_set(node, "href", mya_document_href(writer->document, link));
    }
    for (int i = 0; i < row->ncolumns; i++) {
        const mya_column_t *column = &row->columns[i];

        if (mya_record_shows(writer->place->env, column)) {
            mya_document_cell(writer->document, node, column, row->cells[i],
                              mya_value_currency(column, row->cells, writer->document->portal), 0);
        }
    }
    add_actions(writer, node, row);
    apr_hash_set(writer->place->env->rows, list->name, APR_HASH_KEY_STRING, NULL);
}

/* --- all of it --- */

static void add_head(const writer_t *writer)
{
    const mya_list_t *list = writer->list;
    const mya_view_t *view = &writer->data->view;
    mya_node_t *node = writer->node;

    mya_xml_set(node, "name", list->name);
    mya_xml_set(node, "title", label_of(writer, list->title, list->readable));
    if (writer->limit == 0 && writer->data->total >= 0) {
        int capped = writer->data->total > MYA_COUNT_MAX;

        mya_xml_set_int(node, "total", capped ? MYA_COUNT_MAX : writer->data->total);
        mya_xml_set(node, "capped", capped ? "yes" : NULL);
        mya_xml_set_int(node, "page", view->page);
        mya_xml_set_int(node, "pages", pages_of(writer));
        mya_xml_set_int(node, "size", view->size);
    }
    mya_xml_set(node, "empty", mya_document_text(writer->document,
                                                 is_narrowed(view) ? "list.none-found"
                                                 : list->empty ? list->empty : "list.empty"));
    if (writer->limit > 0 && list->more) {
        mya_xml_set(node, "more", mya_document_href(writer->document, list->more));
        mya_xml_set(node, "more-label", mya_document_text(writer->document, "list.more"));
    }
}

void mya_list_xml(const mya_list_place_t *place, const mya_list_t *list,
                  const mya_page_list_t *data, int limit)
{
    writer_t writer = { place, place->document, list, data, "", NULL, limit };

    writer.prefix = mya_parameters_prefix(place->page, list, place->document->pool);
    writer.node = mya_xml_element(place->document->root, "list");
    add_head(&writer);
    add_columns(&writer);
    if (limit == 0) {
        add_filters(&writer);
        add_pager(&writer);
    }
    for (int i = 0; i < data->nrows; i++) {
        add_row(&writer, &data->rows[i]);
    }
}
