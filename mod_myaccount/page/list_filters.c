/* SPDX-License-Identifier: Apache-2.0 */
/* page/list_filters.c: the filters of a list as XML, with what is chosen or was typed */
#include "page/list_int.h"

#include <string.h>

#include <apr_strings.h>

#include "form/input.h"
#include "page/filter.h"
#include "page/link.h"
#include "page/parameters.h"
#include "view/text.h"

int mya_list_is_narrowed(const mya_list_writer_t *writer)
{
    return writer->data->view.nfilters > 0 || writer->data->view.search;
}

static const mya_filter_value_t *filter_of(const mya_list_writer_t *writer, int column)
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
        mya_xml_set(filter, "asked", label);
    }
}

static void add_choices(const mya_list_writer_t *writer, mya_node_t *filter,
                        const mya_column_t *column, const char *chosen)
{
    const mya_options_t *options = column->options;

    for (int i = 0; options && i < options->noptions; i++) {
        const mya_option_t *option = mya_options_at(options, writer->document->portal,
                                                    writer->document->lang, i);

        if (mya_env_test(writer->place->env, option->test)) {
            add_option(filter, option->value,
                       mya_list_label(writer, option->label, option->readable), chosen);
        }
    }
    if (!options && column->type == MYA_TYPE_BOOLEAN) {
        add_option(filter, "1", mya_document_text(writer->document, "value.yes"), chosen);
        add_option(filter, "0", mya_document_text(writer->document, "value.no"), chosen);
    }
}

/* --- ranges --- */

static const char *currency_of(const mya_list_writer_t *writer, const mya_column_t *column)
{
    return column->currency ? column->currency : writer->document->portal->currency;
}

/* One end as it is typed; a time that begins or ends a day, as that day. */
static const char *as_input(const mya_list_writer_t *writer, const mya_column_t *column,
                            const char *value, const char *whole_day)
{
    const mya_document_t *document = writer->document;
    const char *input = value ? mya_format_input(document->format, column->type, value,
                                                 currency_of(writer, column), document->pool)
                              : NULL;
    const char *clock = input ? strchr(input, 'T') : NULL;

    return clock && column->type == MYA_TYPE_DATETIME && strcmp(clock, whole_day) == 0
        ? apr_pstrmemdup(document->pool, input, (apr_size_t)(clock - input)) : input;
}

/* One end as it is read, which is INPUT where it is typed. An amount of rows that have each its
 * own currency is meant in all of them. */
static const char *as_read(const mya_list_writer_t *writer, const mya_column_t *column,
                           const char *value, const char *input)
{
    const mya_document_t *document = writer->document;

    if (!value) {
        return NULL;
    }
    if (column->type == MYA_TYPE_MONEY && column->currency_column >= 0) {
        return mya_format_amount(document->format, value, currency_of(writer, column),
                                 document->pool);
    }
    if (column->type == MYA_TYPE_DATETIME && !strchr(input, 'T')) {
        return mya_format_value(document->format, MYA_TYPE_DATE, input, NULL, document->pool);
    }
    return mya_format_value(document->format, column->type, value, currency_of(writer, column),
                            document->pool);
}

/* "1 Jan 2026 – 31 Jan 2026", "from 1 Jan 2026", "1 Jan 2026"; NULL where neither end is said. */
static const char *summary(const mya_document_t *document, const char *from, const char *to)
{
    const mya_text_arg_t args[] = { { "from", from, 0 }, { "to", to, 0 } };

    if (!from && !to) {
        return NULL;
    }
    if (from && to && strcmp(from, to) == 0) {
        return from;
    }
    return mya_text(document->portal, document->lang,
                    !to ? "list.asked-from" : !from ? "list.asked-to" : "list.asked-range", args, 2,
                    document->pool);
}

/* The two ends as they are understood; what could not be read, as it was typed. */
static void add_range(const mya_list_writer_t *writer, mya_node_t *filter, int i)
{
    const mya_column_t *column = &writer->list->columns[i];
    const mya_filter_value_t *value = filter_of(writer, i);
    const mya_page_typed_t *typed = &writer->data->typed[i];
    const char *from = as_input(writer, column, value->low, "T00:00");
    const char *to = as_input(writer, column, value->high, "T23:59:59");

    mya_xml_set(filter, "type", mya_type_name(column->type));
    mya_xml_set(filter, "from", typed->error ? typed->low : from);
    mya_xml_set(filter, "to", typed->error ? typed->high : to);
    if (typed->error) {
        mya_xml_set(filter, "error", mya_document_text(writer->document, typed->error));
        return;
    }
    mya_xml_set(filter, "asked",
                summary(writer->document, as_read(writer, column, value->low, from),
                        as_read(writer, column, value->high, to)));
}

static void add_filter(const mya_list_writer_t *writer, mya_node_t *filters, int i)
{
    static const char *const kinds[] = {
        [MYA_FILTER_CHOICE] = "choice", [MYA_FILTER_RANGE] = "range", [MYA_FILTER_TEXT] = "text",
    };
    const mya_column_t *column = &writer->list->columns[i];
    mya_node_t *filter = mya_xml_element(filters, "filter");

    mya_xml_set(filter, "name", mya_list_parameter(writer, column->name));
    mya_xml_set(filter, "label", mya_list_label(writer, column->label, column->readable));
    mya_xml_set(filter, "kind", kinds[column->filter]);
    if (column->filter == MYA_FILTER_CHOICE) {
        add_choices(writer, filter, column, filter_of(writer, i)->equals);
    } else if (column->filter == MYA_FILTER_TEXT) {
        mya_xml_set(filter, "value", filter_of(writer, i)->equals);
        mya_xml_set(filter, "asked", filter_of(writer, i)->equals);
    } else {
        add_range(writer, filter, i);
    }
}

static void add_search(const mya_list_writer_t *writer, mya_node_t *filters)
{
    mya_node_t *filter = mya_xml_element(filters, "filter");
    const char *label = writer->list->search ? writer->list->search : "list.search";

    mya_xml_set(filter, "name", mya_list_parameter(writer, "q"));
    mya_xml_set(filter, "label", mya_document_text(writer->document, label));
    mya_xml_set(filter, "kind", "search");
    mya_xml_set(filter, "value", writer->data->view.search);
    mya_xml_set(filter, "asked", writer->data->view.search);
}

/* Does the parameter NAME filter or page this list? What drives the whole page does not. */
static int is_own(const mya_list_writer_t *writer, const char *name)
{
    const mya_param_t *search = writer->place->data->search_by;

    return mya_parameters_narrow(writer->list, writer->prefix, name)
        && !(search && strcmp(search->name, name) == 0);
}

/* What the form of the filters must send along, so that it stays. */
static void add_keeps(const mya_list_writer_t *writer, mya_node_t *filters)
{
    const apr_array_header_t *pairs = writer->place->pairs;

    for (int i = 0; pairs && i < pairs->nelts; i++) {
        const mya_pair_t *pair = &APR_ARRAY_IDX(pairs, i, mya_pair_t);

        if (*pair->value && !is_own(writer, pair->name)) {
            mya_node_t *keep = mya_xml_element(filters, "keep");

            mya_xml_set(keep, "name", pair->name);
            mya_xml_set(keep, "value", pair->value);
        }
    }
}

/* The same page without this list's filters. */
static const char *cleared(const mya_list_writer_t *writer)
{
    const apr_array_header_t *pairs = writer->place->pairs;
    int all = pairs ? pairs->nelts : 0;
    mya_link_change_t *changes = apr_pcalloc(writer->document->pool,
                                             sizeof(*changes) * (apr_size_t)(all + 1));
    int n = 0;

    for (int i = 0; i < all; i++) {
        const char *name = APR_ARRAY_IDX(pairs, i, mya_pair_t).name;

        if (is_own(writer, name)) {
            changes[n++].name = name;
        }
    }
    return mya_link_make(writer->place->address, pairs, changes, n, writer->document->pool);
}

/* Is anything of the list's filters in the address, be it of use or not? */
static int is_touched(const mya_list_writer_t *writer)
{
    for (int i = 0; i < writer->list->ncolumns; i++) {
        if (writer->data->typed[i].error) {
            return 1;
        }
    }
    return mya_list_is_narrowed(writer);
}

static int is_offered(const mya_list_writer_t *writer, int i)
{
    const mya_column_t *column = &writer->list->columns[i];

    return column->filter != MYA_FILTER_NO && mya_query_steers(writer->place->env, column);
}

void mya_list_filters(const mya_list_writer_t *writer)
{
    int searched = !writer->data->driven
        && mya_filter_searches(writer->place->env, writer->list);
    int any = searched;
    mya_node_t *filters;

    for (int i = 0; i < writer->list->ncolumns; i++) {
        any |= is_offered(writer, i);
    }
    if (!any) {
        return;
    }
    filters = mya_xml_element(writer->node, "filters");
    mya_xml_set(filters, "href", writer->place->address);
    if (is_touched(writer)) {
        mya_xml_set(filters, "clear", cleared(writer));
        mya_xml_set(filters, "clear-label", mya_document_text(writer->document, "list.clear"));
    }
    for (int i = 0; i < writer->list->ncolumns; i++) {
        if (is_offered(writer, i)) {
            add_filter(writer, filters, i);
        }
    }
    if (searched) {
        add_search(writer, filters);
    }
    add_keeps(writer, filters);
}
