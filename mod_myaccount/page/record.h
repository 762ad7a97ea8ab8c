/* SPDX-License-Identifier: Apache-2.0 */
/* page/record.h: a record as XML */
#ifndef MYA_PAGE_RECORD_H
#define MYA_PAGE_RECORD_H

#include "data/env.h"
#include "view/document.h"
#include "view/text.h"

/* Is COLUMN shown to who stands in ENV? A test about the row it is in is made for each row. */
int mya_record_shows(mya_env_t *env, const mya_column_t *column);

/* The cells of ROW (NULL: none) as *N arguments of a text: {number} as it is shown (a whole number
 * without separators, but it counts in plurals); what is not for ENV's roles, or whose test does
 * not hold, is empty. A hidden column is read for just that, and is there. In POOL. */
const mya_text_arg_t *mya_record_args(int *n, const mya_row_t *row, mya_env_t *env,
                                      const mya_portal_t *portal, const mya_format_t *format,
                                      apr_pool_t *pool);

/* Append cell I of ROW to PARENT, with the note of its column; as mya_document_cell(). */
mya_node_t *mya_record_cell(const mya_document_t *document, mya_node_t *parent, mya_env_t *env,
                            const mya_row_t *row, int i, int with_label);

/* Append ROW of RECORD to DOCUMENT's root. */
void mya_record_xml(const mya_document_t *document, mya_env_t *env,
                    const mya_record_t *record, const mya_row_t *row);

#endif
