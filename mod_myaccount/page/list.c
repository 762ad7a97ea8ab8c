/* SPDX-License-Identifier: Apache-2.0 */
/* page/list.c: a list as XML */
#include "page/list.h"

#include <string.h>

#include <apr_strings.h>

#include "data/value.h"
#include "form/input.h"
#include "page/link.h"
#include "page/list_int.h"
#include "page/parameters.h"
#include "page/record.h"
#include "view/text.h"

#define NEIGHBOURS 2       /* pages on either side of the current one that the pager names */
#define SIZES_MAX  5       /* of pages that are offered */

const char *mya_list_label(const mya_list_writer_t *writer, const char *key, const char *readable)
{
    return mya_text_or(writer->document->portal, writer->document->lang, key, readable,
                       writer->document->pool);
}

const char *mya_list_parameter(const mya_list_writer_t *writer, const char *name)
{
    return apr_pstrcat(writer->document->pool, writer->prefix, name, NULL);
}

const char *mya_list_link(const mya_list_writer_t *writer, const char *name, const char *value)
{
    const mya_link_change_t changes[] = { { mya_list_parameter(writer, "page"), NULL },
                                          { mya_list_parameter(writer, name), value } };

    return mya_link_make(writer->place->address, writer->place->pairs, changes, 2,
                         writer->document->pool);
}

int mya_list_shows(const mya_list_writer_t *writer, int column)
{
    return column != writer->list->group
        && mya_record_shows(writer->place->env, &writer->list->columns[column]);
}

/* --- columns --- */

/* 1 ascending, -1 descending, 0 not sorted by COLUMN. */
static int sorting_of(const mya_list_writer_t *writer, int column)
{
    const mya_view_t *view = &writer->data->view;
    const mya_list_t *list = writer->list;

    if (view->sort >= 0) {
        return view->sort != column ? 0 : view->descending ? -1 : 1;
    }
    return list->norder == 0 || list->order[0].column != column ? 0
        : list->order[0].descending ? -1 : 1;
}

static void add_column(const mya_list_writer_t *writer, mya_node_t *columns, int i)
{
    const mya_column_t *column = &writer->list->columns[i];
    mya_node_t *node = mya_xml_element(columns, "column");
    int sorting = sorting_of(writer, i);

    mya_xml_set(node, "name", column->name);
    mya_xml_set(node, "label", mya_list_label(writer, column->label, column->readable));
    mya_xml_set(node, "type", mya_type_name(column->type));
    if (column->sort && writer->limit == 0 && !writer->nested
        && mya_query_steers(writer->place->env, column)) {
        mya_xml_set(node, "sort", mya_list_link(writer, "sort",
                                            apr_pstrcat(writer->document->pool,
                                                        sorting == 1 ? "-" : "", column->name,
                                                        NULL)));
    }
    if (sorting != 0) {
        mya_xml_set(node, "sorted", sorting == 1 ? "asc" : "desc");
    }
}

void mya_list_columns(const mya_list_writer_t *writer)
{
    mya_node_t *columns = mya_xml_element(writer->node, "columns");

    for (int i = 0; i < writer->list->ncolumns; i++) {
        if (mya_list_shows(writer, i)) {
            add_column(writer, columns, i);
        }
    }
}

/* --- pager --- */

/* -1 if the total is not known. */
static int pages_of(const mya_list_writer_t *writer)
{
    int total = writer->data->total > MYA_COUNT_MAX ? MYA_COUNT_MAX : writer->data->total;
    int size = writer->data->view.size;

    return total < 0 ? -1 : total == 0 ? 1 : (total + size - 1) / size;
}

static mya_node_t *add_step(const mya_list_writer_t *writer, mya_node_t *pager, const char *name,
                            int page)
{
    mya_node_t *node = mya_xml_element(pager, name);

    mya_xml_set(node, "href", mya_list_link(writer, "page",
                                        page > 1 ? apr_itoa(writer->document->pool, page) : NULL));
    return node;
}

static const char *page_label(const mya_list_writer_t *writer, int page, int pages)
{
    const mya_text_arg_t args[] = { { "page", NULL, page }, { "pages", NULL, pages },
                                    { "count", NULL, writer->data->total } };
    const char *key = writer->data->total > MYA_COUNT_MAX ? "list.page-capped" : "list.page";

    return mya_text(writer->document->portal, writer->document->lang, key, args, 3,
                    writer->document->pool);
}

static void add_pager(const mya_list_writer_t *writer)
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

/* --- how many rows a page has --- */

/* The sizes that are offered, ascending: some round ones, the list's own, and the one that is
 * asked for. */
static int sizes_of(int sizes[SIZES_MAX], const mya_list_writer_t *writer)
{
    const int offered[SIZES_MAX] = { 20, 50, 100, writer->list->page_size,
                                     writer->data->view.size };
    int n = 0, at;

    for (int i = 0; i < SIZES_MAX; i++) {
        for (at = n; at > 0 && sizes[at - 1] > offered[i]; at--) {
        }
        if (at > 0 && sizes[at - 1] == offered[i]) {
            continue;
        }
        memmove(&sizes[at + 1], &sizes[at], sizeof(*sizes) * (apr_size_t)(n++ - at));
        sizes[at] = offered[i];
    }
    return n;
}

/* Only where there are more rows than the smallest shows. */
static void add_sizes(const mya_list_writer_t *writer)
{
    apr_pool_t *pool = writer->document->pool;
    int sizes[SIZES_MAX];
    int n = sizes_of(sizes, writer);
    mya_node_t *node;

    if (writer->data->total <= sizes[0]) {
        return;
    }
    node = mya_xml_element(writer->node, "sizes");
    mya_xml_set(node, "label", mya_document_text(writer->document, "list.sizes"));
    for (int i = 0; i < n; i++) {
        mya_node_t *size = mya_xml_element(node, "size");
        int own = sizes[i] == writer->list->page_size;

        mya_xml_set_int(size, "rows", sizes[i]);
        mya_xml_set(size, "href",
                    mya_list_link(writer, "size", own ? NULL : apr_itoa(pool, sizes[i])));
        mya_xml_set(size, "current", sizes[i] == writer->data->view.size ? "yes" : NULL);
    }
}

/* --- totals --- */

/* One for each currency; the label of one without says so by "none". */
static void add_sum(const mya_list_writer_t *writer, mya_node_t *totals, const mya_row_t *sums)
{
    const mya_document_t *document = writer->document;
    mya_node_t *node = mya_xml_element(totals, "sum");
    const char *currency = NULL;

    for (int i = 0; i < sums->ncolumns; i++) {
        if (sums->columns[i].total && sums->cells[i]) {
            currency = mya_value_currency(&sums->columns[i], sums->cells, document->portal);
            mya_document_cell(document, node, &sums->columns[i], sums->cells[i], currency, 0);
        }
    }
    const mya_text_arg_t arg = { "currency", currency ? currency : "none", 0 };

    mya_xml_set(node, "currency", currency);
    mya_xml_set(node, "label", mya_text(document->portal, document->lang, "list.total", &arg, 1,
                                        document->pool));
}

static void add_totals(const mya_list_writer_t *writer)
{
    mya_node_t *totals = writer->data->nsums > 0 ? mya_xml_element(writer->node, "totals") : NULL;

    for (int i = 0; i < writer->data->nsums; i++) {
        add_sum(writer, totals, &writer->data->sums[i]);
    }
}

/* --- what goes on elsewhere --- */

/* The page that shows all of the list; of one that was looked in, what was found. */
static const char *more_link(const mya_list_writer_t *writer)
{
    const mya_document_t *document = writer->document;
    const char *more = writer->list->more;
    apr_size_t len = strcspn(more, "?");
    const char *path = apr_pstrmemdup(document->pool, more, len);
    mya_link_change_t change = { "q", writer->data->view.search };
    const mya_param_t *search;
    apr_array_header_t *asked = NULL;
    mya_match_t match;

    if (!writer->data->driven || mya_portal_match(&match, document->portal, path, document->pool)
        || !match.page) {
        return mya_document_href(document, more);
    }
    search = mya_parameters_search(match.page);
    change.name = search ? search->name
        : apr_pstrcat(document->pool, mya_parameters_prefix(match.page, writer->list,
                                                            document->pool), "q", NULL);
    if (more[len]) {
        mya_input_read(&asked, more + len + 1, strlen(more + len + 1), NULL, document->pool);
    }
    return mya_link_make(mya_document_href(document, path), asked, &change, 1, document->pool);
}

/* The same rows as a file: with the same filters, and not only of this page. */
static void add_export(const mya_list_writer_t *writer)
{
    const mya_list_place_t *place = writer->place;
    const mya_link_change_t changes[] = { { mya_list_parameter(writer, "page"), NULL },
                                          { mya_list_parameter(writer, "size"), NULL } };
    apr_pool_t *pool = writer->document->pool;
    apr_size_t len = strlen(place->address);
    mya_node_t *node;

    if (!(writer->list->formats & MYA_AS_CSV) || writer->data->nrows == 0
        || place->data->page->fragment) {
        return;
    }
    node = mya_xml_element(writer->node, "export");
    mya_xml_set(node, "format", "csv");
    mya_xml_set(node, "href",
                mya_link_make(apr_pstrcat(pool, place->address,
                                          len > 0 && place->address[len - 1] == '/' ? "" : "/",
                                          "-/", writer->list->name, ".csv", NULL),
                              place->pairs, changes, 2, pool));
    mya_xml_set(node, "label", "CSV");
}

/* Actions about ticked rows, or all. One whose test is about each row stands there for those. */
static void add_actions(const mya_list_writer_t *writer)
{
    mya_list_place_t *place = writer->place;

    for (int i = 0; i < writer->list->nactions && writer->data->nrows > 0; i++) {
        const mya_action_t *action = writer->list->actions[i];

        if (action->rows != MYA_ROWS_ONE && mya_env_may(place->env, action->roles)
            && ((action->test && action->test->ref.source == MYA_FROM_ROW)
                || mya_env_test(place->env, action->test))) {
            place->show(place->baton, writer->document, writer->node, action, NULL);
        }
    }
}

/* --- all of it --- */

static const char *empty_text(const mya_list_writer_t *writer)
{
    return mya_document_text(writer->document,
                             mya_list_is_narrowed(writer) ? "list.none-found"
                             : writer->list->empty ? writer->list->empty : "list.empty");
}

/* Does PAGE show nothing but one list? */
static int is_one_list(const mya_page_t *page)
{
    int n = 0;

    for (int i = 0; i < page->nitems; i++) {
        n += page->items[i].list != NULL || page->items[i].record != NULL;
    }
    return n == 1;
}

const char *mya_list_title(const mya_list_t *list, const mya_page_t *page,
                           const mya_portal_t *portal, const char *lang, apr_pool_t *pool)
{
    int alone = !list->title && page->title && is_one_list(page);

    return mya_text_or(portal, lang, alone ? page->title : list->title, list->readable, pool);
}

static void add_head(const mya_list_writer_t *writer)
{
    const mya_list_t *list = writer->list;
    const mya_page_list_t *data = writer->data;
    mya_node_t *node = writer->node;

    mya_xml_set(node, "name", list->name);
    mya_xml_set(node, "title", mya_list_title(list, writer->place->data->page,
                                              writer->document->portal, writer->document->lang,
                                              writer->document->pool));
    mya_xml_set(node, "view", list->view);
    mya_xml_set(node, "tone", list->tone);
    if (writer->limit == 0 && data->total >= 0) {
        int capped = data->total > MYA_COUNT_MAX;

        mya_xml_set_int(node, "total", capped ? MYA_COUNT_MAX : data->total);
        mya_xml_set(node, "capped", capped ? "yes" : NULL);
        mya_xml_set_int(node, "page", data->view.page);
        mya_xml_set_int(node, "pages", pages_of(writer));
        mya_xml_set_int(node, "size", data->view.size);
    }
    mya_xml_set(node, "empty", empty_text(writer));
    if (writer->limit > 0 && list->more) {
        mya_xml_set(node, "more", more_link(writer));
        mya_xml_set(node, "more-label", mya_document_text(writer->document, "list.more"));
    }
}

void mya_list_xml(mya_list_place_t *place, const mya_list_t *list, const mya_page_list_t *data,
                  int limit)
{
    mya_list_writer_t writer = { place, place->document, list, data, "", NULL, limit, 0 };

    writer.prefix = mya_parameters_prefix(place->data->page, list, place->document->pool);
    writer.node = mya_xml_element(place->document->root, "list");
    add_head(&writer);
    mya_list_columns(&writer);
    if (limit == 0) {
        mya_list_filters(&writer);
        add_sizes(&writer);
        add_pager(&writer);
    }
    mya_list_rows(&writer, -1, NULL);
    if (limit == 0) {
        add_totals(&writer);
        add_export(&writer);
    }
    add_actions(&writer);
}
