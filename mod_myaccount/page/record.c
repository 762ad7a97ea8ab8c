/* SPDX-License-Identifier: Apache-2.0 */
/* page/record.c: a record as XML */
#include "page/record.h"

#include "data/query.h"
#include "data/value.h"

int mya_record_shows(mya_env_t *env, const mya_column_t *column)
{
    return !column->hidden && mya_query_shows(env, column);
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
    for (int i = 0; i < row->ncolumns; i++) {
        const mya_column_t *column = &row->columns[i];

        if (mya_record_shows(env, column)) {
            mya_document_cell(document, node, column, row->cells[i],
                              mya_value_currency(column, row->cells, document->portal), 1);
        }
    }
}
