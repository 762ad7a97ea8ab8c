/* SPDX-License-Identifier: Apache-2.0 */
/* form/form_review.c: what a form would do, to be read once more and confirmed */
#include "form/form_int.h"

#include <string.h>

#include <apr_strings.h>

#include "view/text.h"

/* What was typed goes along as it is, and is judged again. */
static void keep_typed(const mya_document_t *document, mya_node_t *action,
                       const mya_entry_t *entry, const char *name)
{
    char *rest = apr_pstrdup(document->pool, entry->typed ? entry->typed : ""), *last = NULL;
    const char *line;

    if (!entry->field->multiple) {
        mya_form_keep_xml(action, name, entry->typed);
        return;
    }
    for (line = apr_strtok(rest, "\n", &last); line; line = apr_strtok(NULL, "\n", &last)) {
        mya_form_keep_xml(action, name, line);
    }
}

static void show(const mya_document_t *document, mya_node_t *action, const mya_entry_t *entry,
                 const mya_form_row_t *row, const char *name)
{
    const mya_field_t *field = entry->field;
    const char *label = mya_text_or(document->portal, document->lang, field->label,
                                    field->readable, document->pool);
    const mya_text_arg_t args[] = { { "row", row ? row->name : NULL, 0 }, { "label", label, 0 } };
    mya_node_t *node = mya_xml_element_text(action, "review",
                                            mya_form_readable(field, entry->value,
                                                              document->format, document->portal,
                                                              document->lang, document->pool));

    mya_xml_set(node, "name", name);
    mya_xml_set(node, "label", row && row->name
                                   ? mya_text(document->portal, document->lang, "form.row-label",
                                              args, 2, document->pool)
                                   : label);
}

/* Of an editable table only what will change is shown. */
static int is_shown(const mya_entry_t *entry, const mya_form_row_t *row, apr_pool_t *pool)
{
    return !entry->absent && !entry->readonly
           && (!row || mya_form_differ(entry->field, entry->value,
                                       mya_form_cell(mya_form_cells(row->row, pool),
                                                     entry->field->name, pool)));
}

static void add_entries(const mya_document_t *document, mya_node_t *action,
                        const mya_entry_t *entries, int n, const mya_form_row_t *row)
{
    int i;

    for (i = 0; i < n; ++i) {
        const char *name = row ? mya_form_row_field(&entries[i], row, document->pool)
                               : entries[i].field->name;

        if (is_shown(&entries[i], row, document->pool)) {
            show(document, action, &entries[i], row, name);
        }
        if (!entries[i].absent && !entries[i].readonly) {
            keep_typed(document, action, &entries[i], name);
        }
    }
}

mya_node_t *mya_form_review_xml(const mya_document_t *document, mya_node_t *parent,
                                const mya_form_t *form, const char *href, const char *token,
                                const char *cancel, const char *seal)
{
    const mya_action_t *action = form->action;
    const char *title = mya_text_or(document->portal, document->lang, action->title,
                                    action->readable, document->pool);
    mya_node_t *node = mya_xml_element(parent, "action");
    int i;

    mya_xml_set(node, "name", action->name);
    mya_xml_set(node, "step", "review");
    mya_xml_set(node, "title", title);
    mya_xml_set(node, "href", href);
    mya_xml_set(node, "label", mya_text_or(document->portal, document->lang, action->button, title,
                                           document->pool));
    mya_xml_set(node, "edit", action->nfields ? mya_document_text(document, "form.edit") : NULL);
    mya_xml_set(node, "token", token);
    mya_xml_set(node, "cancel", cancel);
    mya_form_summary_xml(document, node, form);
    add_entries(document, node, form->entries, form->nentries, NULL);
    for (i = 0; i < form->nrows; ++i) {
        add_entries(document, node, form->rows[i].entries, mya_form_row_entries(form),
                    &form->rows[i]);
    }
    if (mya_form_asks_password(form)) {
        mya_form_password_xml(document, node, form);
    }
    mya_form_keep_xml(node, MYA_FORM_SEEN,
                      mya_form_opens(action) ? MYA_FORM_OPENED : form->fingerprint);
    mya_form_keep_rows_xml(node, form);
    mya_form_keep_xml(node, MYA_FORM_REVIEWED, seal);
    return node;
}
