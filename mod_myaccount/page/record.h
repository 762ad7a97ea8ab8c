/* SPDX-License-Identifier: Apache-2.0 */
/* page/record.h: a record as XML */
#ifndef MYA_PAGE_RECORD_H
#define MYA_PAGE_RECORD_H

#include "data/env.h"
#include "view/document.h"

/* Is COLUMN shown to who stands in ENV? A test about the row it is in is made for each row. */
int mya_record_shows(mya_env_t *env, const mya_column_t *column);

/* Append ROW of RECORD to DOCUMENT's root. */
void mya_record_xml(const mya_document_t *document, mya_env_t *env,
                    const mya_record_t *record, const mya_row_t *row);

#endif
