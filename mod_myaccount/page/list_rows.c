/* SPDX-License-Identifier: Apache-2.0 */
/* page/list_rows.c: the rows of a list as XML, their groups, and the lists inside them */
#include "page/list_int.h"

#include <string.h>

#include "data/value.h"
#include "page/record.h"
#include "view/text.h"

/* --- groups --- */

static int same(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

/* What the rows from ROW on have in common, once; their own cells do not say it again. */
static void add_group(const mya_list_writer_t *writer, const mya_row_t *row)
{
    int index = writer->list->group;
    const mya_column_t *column = &row->columns[index];
    mya_column_t heading = *column;
    mya_node_t *node;

    heading.name = "group";
    node = mya_document_cell(writer->document, writer->node, &heading, row->cells[index],
                             mya_value_currency(column, row->cells, writer->document->portal), 0);
    mya_xml_set(node, "name", column->name);
}

/* Does another group begin with ROW, after BEFORE (NULL: the first)? */
static int begins_group(const mya_list_writer_t *writer, const mya_row_t *row,
                        const mya_row_t *before)
{
    int index = writer->list->group;

    return index >= 0 && mya_record_shows(writer->place->env, &row->columns[index])
        && (!before || !same(row->cells[index], before->cells[index]));
}

/* --- inside a row --- */

static void add_nested(const mya_list_writer_t *writer, mya_node_t *parent, int i,
                       const mya_row_t *row)
{
    const mya_list_t *list = writer->list->lists[i];
    const mya_page_list_t *data = writer->data->nested[i];
    mya_list_writer_t inside = { writer->place, writer->document, list, data, "", NULL, 0, 1 };

    inside.node = mya_xml_element(parent, "list");
    mya_xml_set(inside.node, "name", list->name);
    mya_xml_set(inside.node, "title", mya_list_label(&inside, list->title, list->readable));
    mya_xml_set(inside.node, "view", list->view);
    mya_xml_set(inside.node, "tone", list->tone);
    mya_xml_set(inside.node, "capped", data->total > data->nrows ? "yes" : NULL);
    mya_xml_set(inside.node, "empty",
                list->empty ? mya_document_text(writer->document, list->empty) : NULL);
    mya_list_columns(&inside);
    mya_list_rows(&inside, list->match, row->cells[writer->list->key]);
}

/* Whether list I inside ROW has something to say: rows, or a word of its own for having none. */
static int has_content(const mya_list_writer_t *writer, int i, const mya_row_t *row)
{
    const mya_list_t *list = writer->list->lists[i];
    const mya_page_list_t *data = writer->data->nested[i];
    const char *key = row->cells[writer->list->key];

    for (int k = 0; k < data->nrows; k++) {
        if (key && same(data->rows[k].cells[list->match], key)) {
            return 1;
        }
    }
    return list->empty != NULL;
}

static void add_lists(const mya_list_writer_t *writer, mya_node_t *node, const mya_row_t *row)
{
    for (int i = 0; writer->data->nested && i < writer->list->nlists; i++) {
        if (writer->data->nested[i]
            && mya_env_test(writer->place->env, writer->list->lists[i]->test)
            && has_content(writer, i, row)) {
            add_nested(writer, node, i, row);
        }
    }
}

static void add_actions(const mya_list_writer_t *writer, mya_node_t *node, const mya_row_t *row)
{
    const mya_list_place_t *place = writer->place;

    for (int i = 0; i < writer->list->nactions; i++) {
        const mya_action_t *action = writer->list->actions[i];

        if (mya_env_may(place->env, action->roles) && mya_env_test(place->env, action->test)) {
            place->show(place->baton, writer->document, node, action, row);
        }
    }
}

static void add_cells(const mya_list_writer_t *writer, mya_node_t *node, const mya_row_t *row)
{
    for (int i = 0; i < row->ncolumns; i++) {
        const mya_column_t *column = &row->columns[i];

        if (mya_list_shows(writer, i)) {
            if (mya_env_test(writer->place->env, column->test)) {
                mya_record_cell(writer->document, node, writer->place->env, row, i, 0);
            }
            else {
                mya_document_cell(writer->document, node, column, NULL, NULL, 0);
            }
        }
    }
}

static void add_row(const mya_list_writer_t *writer, const mya_row_t *row)
{
    const mya_list_t *list = writer->list;
    mya_env_t *env = writer->place->env;
    mya_node_t *node = mya_xml_element(writer->node, list->row);
    const char *link;

    if (list->key >= 0) {
        mya_xml_set(node, "key", row->cells[list->key]);
    }
    apr_hash_set(env->rows, list->name, APR_HASH_KEY_STRING, row);
    link = list->link ? mya_env_expand(env, list->link, 1) : NULL;
    if (link) {
        mya_xml_set(node, "href", mya_document_href(writer->document, link));
    }
    add_cells(writer, node, row);
    add_lists(writer, node, row);
    add_actions(writer, node, row);
    apr_hash_set(env->rows, list->name, APR_HASH_KEY_STRING, NULL);
}

/* --- all of them --- */

/* Take what ROW needs from what the page may still hold; 0 if that is not there. */
static int fits(const mya_list_writer_t *writer, const mya_row_t *row)
{
    mya_list_place_t *place = writer->place;
    apr_size_t size = 1;

    for (int i = 0; i < row->ncolumns; i++) {
        size += row->cells[i] ? strlen(row->cells[i]) : 0;
    }
    if (size >= place->left) {
        place->left = 0;
        return 0;
    }
    place->left -= size;
    return 1;
}

void mya_list_rows(const mya_list_writer_t *writer, int match, const char *key)
{
    const mya_row_t *before = NULL;

    for (int i = 0; i < writer->data->nrows; i++) {
        const mya_row_t *row = &writer->data->rows[i];

        if (match >= 0 && (!key || !same(row->cells[match], key))) {
            continue;
        }
        if (!fits(writer, row)) {
            return;
        }
        if (begins_group(writer, row, before)) {
            add_group(writer, row);
        }
        add_row(writer, row);
        before = row;
    }
}
