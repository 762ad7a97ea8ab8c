/* SPDX-License-Identifier: Apache-2.0 */
/* page/record.c: a record as XML */
#include "page/record.h"

#include <string.h>

#include <apr_strings.h>

#include "data/query.h"
#include "data/value.h"

int mya_record_shows(mya_env_t *env, const mya_column_t *column)
{
    return !column->hidden && mya_query_shows(env, column);
}

/* As its cell shows it, but a whole number as digits, so that it can be counted by. */
static const char *shown(const mya_row_t *row, int i, const mya_portal_t *portal,
                         const mya_format_t *format, apr_pool_t *pool)
{
    const mya_column_t *column = &row->columns[i];

    if (column->type == MYA_TYPE_INTEGER) {
        return row->cells[i];
    }
    return mya_format_value(format, column->type, row->cells[i],
                            mya_value_currency(column, row->cells, portal), pool);
}

const mya_text_arg_t *mya_record_args(int *n, const mya_row_t *row, mya_env_t *env,
                                      const mya_portal_t *portal, const mya_format_t *format,
                                      apr_pool_t *pool)
{
    mya_text_arg_t *args;

    *n = row ? row->ncolumns : 0;
    args = apr_pcalloc(pool, ((apr_size_t)*n + 1) * sizeof(*args));
    for (int i = 0; i < *n; i++) {
        const mya_column_t *column = &row->columns[i];

        args[i].name = column->name;
        if (row->cells[i] && mya_env_may(env, column->roles)
            && mya_env_test(env, column->test)) {
            args[i].text = shown(row, i, portal, format, pool);
        }
        else {
            args[i].text = "";
        }
    }
    return args;
}

/* The text KEY with the values of ROW in it; NULL if KEY is, or if nothing comes out of it. */
static const char *note(const mya_document_t *document, mya_env_t *env, const char *key,
                        const mya_row_t *row)
{
    const mya_text_arg_t *args;
    const char *text;
    int n;

    if (!key) {
        return NULL;
    }
    args = mya_record_args(&n, row, env, document->portal, document->format, document->pool);
    text = mya_text(document->portal, document->lang, key, args, n, document->pool);
    return *text ? text : NULL;
}

mya_node_t *mya_record_cell(const mya_document_t *document, mya_node_t *parent, mya_env_t *env,
                            const mya_row_t *row, int i, int with_label)
{
    const mya_column_t *column = &row->columns[i];
    mya_node_t *cell = mya_document_cell(document, parent, column, row->cells[i],
                                         mya_value_currency(column, row->cells, document->portal),
                                         with_label);

    mya_xml_set(cell, "note", note(document, env, column->note, row));
    return cell;
}

void mya_record_xml(const mya_document_t *document, mya_env_t *env,
                    const mya_record_t *record, const mya_row_t *row)
{
    mya_node_t *node = mya_xml_element(document->root, "record");

    mya_xml_set(node, "name", record->name);
    mya_xml_set(node, "tone", record->tone);
    if (record->title) {
        mya_xml_set(node, "title", mya_document_text(document, record->title));
    }
    mya_xml_set(node, "note", note(document, env, record->note, row));
    for (int i = 0; i < row->ncolumns; i++) {
        if (mya_record_shows(env, &row->columns[i])) {
            mya_record_cell(document, node, env, row, i, 1);
        }
    }
}
