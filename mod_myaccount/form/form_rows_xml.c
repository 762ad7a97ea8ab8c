/* SPDX-License-Identifier: Apache-2.0 */
/* form/form_rows_xml.c: what makes a row of a list part of a form: its box, or its fields
 *
 * On the list's page all actions about ticked rows share the boxes, and each is only a button
 * there; one that has fields shows them, with what was ticked, at its own address.
 */
#include "form/form_int.h"

#include <string.h>

#include "view/text.h"

/* The box is named after the row: "Select 1042" is what a screen reader says. */
static const char *box_label(const mya_document_t *document, const mya_form_row_t *row)
{
    const mya_text_arg_t name = { "row", row->name ? row->name : row->key, 0 };

    return mya_text(document->portal, document->lang, "form.row-select", &name, 1,
                    document->pool);
}

static int has_box(const mya_node_t *parent)
{
    const mya_node_t *child = mya_xml_first(parent);

    while (child && strcmp(mya_xml_name(child), "select")) {
        child = mya_xml_next(child);
    }
    return child != NULL;
}

static void add_box(const mya_document_t *document, mya_node_t *parent, const char *id,
                    const mya_form_row_t *row)
{
    mya_node_t *node = mya_xml_element(parent, "select");

    mya_xml_set(node, "form", id);
    mya_xml_set(node, "name", MYA_FORM_ROW);
    mya_xml_set(node, "value", row->key);
    mya_xml_set(node, "label", box_label(document, row));
    mya_xml_set(node, "selected", row->changed ? "yes" : NULL);
}

static void add_fields(const mya_document_t *document, mya_node_t *parent, const mya_form_t *form,
                       const char *id, const mya_form_row_t *row)
{
    int i;

    for (i = 0; i < mya_form_row_entries(form); ++i) {
        const mya_entry_t *entry = &row->entries[i];

        if (!entry->absent) {
            mya_xml_set(mya_form_field_xml(document, parent, form, entry,
                                           mya_form_row_field(entry, row, document->pool)),
                        "form", id);
        }
    }
}

void mya_form_row_xml(const mya_document_t *document, mya_node_t *parent, const mya_form_t *form,
                      const char *id, const char *key)
{
    const mya_form_row_t *row = mya_form_find_row(form, key);

    if (!row || !row->open) {
        return;
    }
    if (mya_form_row_entries(form)) {
        add_fields(document, parent, form, id, row);
    } else if (!has_box(parent)) {
        add_box(document, parent, id, row);
    }
}

mya_node_t *mya_form_button_xml(const mya_document_t *document, mya_node_t *parent,
                                const mya_form_t *form, const char *href, const char *token)
{
    const mya_action_t *action = form->action;
    const char *title = mya_text_or(document->portal, document->lang, action->title,
                                    action->readable, document->pool);
    mya_node_t *node = mya_xml_element(parent, "action");

    mya_xml_set(node, "name", action->name);
    mya_xml_set(node, "rows", "selected");
    mya_xml_set(node, "id", mya_form_id(action, document->pool));
    mya_xml_set(node, "href", href);
    mya_xml_set(node, "label", mya_form_opens(action) || action->review
                                   ? title
                                   : mya_text_or(document->portal, document->lang, action->button,
                                                 title, document->pool));
    mya_xml_set(node, "token", token);
    return node;
}
