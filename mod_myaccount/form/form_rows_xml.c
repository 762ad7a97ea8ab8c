/* SPDX-License-Identifier: Apache-2.0 */
/* form/form_rows_xml.c: what makes a row of a list part of a form: its box, or its fields */
#include "form/form_int.h"

#include <apr_strings.h>

#include "view/text.h"

static const char *form_id(const mya_document_t *document, const mya_form_t *form)
{
    return apr_pstrcat(document->pool, "action-", form->action->name, NULL);
}

/* The box is named after the row: "Select 1042" is what a screen reader says. */
static const char *box_label(const mya_document_t *document, const mya_form_row_t *row)
{
    const mya_text_arg_t name = { "row", row->name ? row->name : row->key, 0 };

    return mya_text(document->portal, document->lang, "form.row-select", &name, 1,
                    document->pool);
}

static void add_box(const mya_document_t *document, mya_node_t *parent, const mya_form_t *form,
                    const mya_form_row_t *row)
{
    mya_node_t *node = mya_xml_element(parent, "select");

    mya_xml_set(node, "form", form_id(document, form));
    mya_xml_set(node, "name", MYA_FORM_ROW);
    mya_xml_set(node, "value", row->key);
    mya_xml_set(node, "label", box_label(document, row));
    mya_xml_set(node, "selected", row->changed ? "yes" : NULL);
}

static void add_fields(const mya_document_t *document, mya_node_t *parent, const mya_form_t *form,
                       const mya_form_row_t *row)
{
    int i;

    for (i = 0; i < mya_form_row_entries(form); ++i) {
        const mya_entry_t *entry = &row->entries[i];

        if (!entry->absent) {
            mya_xml_set(mya_form_field_xml(document, parent, form, entry,
                                           mya_form_row_field(entry, row, document->pool)),
                        "form", form_id(document, form));
        }
    }
}

void mya_form_row_xml(const mya_document_t *document, mya_node_t *parent, const mya_form_t *form,
                      const char *key)
{
    const mya_form_row_t *row = mya_form_find_row(form, key);

    if (!row || !row->open) {
        return;
    }
    if (mya_form_row_entries(form)) {
        add_fields(document, parent, form, row);
    } else {
        add_box(document, parent, form, row);
    }
}
