/* SPDX-License-Identifier: Apache-2.0 */
/* form/form_xml.c: a form as XML for the skin (view/document.h) */
#include "form/form_int.h"

#include <string.h>

#include <apr_strings.h>

#include "portal/address.h"
#include "view/text.h"

static const char *label(const mya_document_t *document, const mya_field_t *field)
{
    return mya_text_or(document->portal, document->lang, field->label, field->readable,
                       document->pool);
}

static void set_yes(mya_node_t *node, const char *name, int truth)
{
    mya_xml_set(node, name, truth ? "yes" : NULL);
}

static void set_number(mya_node_t *node, const char *name, int number)
{
    if (number > 0) {
        mya_xml_set_int(node, name, number);
    }
}

/* --- a field --- */

static int is_offered(const mya_form_t *form, const mya_option_t *option)
{
    return !form->env || mya_env_test(form->env, option->test);
}

static int is_chosen(const mya_entry_t *entry, const mya_option_t *option)
{
    return mya_form_is_line(entry->typed, option->value);
}

/* Without an empty option a browser chooses the first one for who chose nothing. Needed where
 * nothing may be chosen, or is chosen yet; the definition's own is good. */
static int needs_empty(const mya_document_t *document, const mya_form_t *form,
                       const mya_entry_t *entry)
{
    const mya_options_t *options = entry->field->options;
    int chosen = 0;

    for (int i = 0; i < options->noptions; ++i) {
        const mya_option_t *option = mya_options_at(options, document->portal, document->lang, i);

        if (*option->value == '\0') {
            return 0;
        }
        chosen |= is_offered(form, option) && is_chosen(entry, option);
    }
    return !entry->field->multiple && !(entry->field->required && chosen);
}

/* The options of a choice that are offered. */
static void add_options(const mya_document_t *document, mya_node_t *node, const mya_form_t *form,
                        const mya_entry_t *entry)
{
    const mya_options_t *options = entry->field->options;

    if (options && needs_empty(document, form, entry)) {
        const char *key = entry->field->required ? "form.choose" : "form.not-chosen";

        mya_xml_set(mya_xml_element_text(node, "option", mya_document_text(document, key)),
                    "value", "");
    }
    for (int i = 0; options && i < options->noptions; ++i) {
        const mya_option_t *option = mya_options_at(options, document->portal, document->lang, i);
        mya_node_t *child;

        if (!is_offered(form, option)) {
            continue;
        }
        child = mya_xml_element_text(node, "option",
                                     mya_text_or(document->portal, document->lang, option->label,
                                                 option->readable, document->pool));
        mya_xml_set(child, "value", option->value);
        set_yes(child, "selected", is_chosen(entry, option));
    }
}

/* A bound as it would be typed. */
static const char *bound(const mya_document_t *document, const mya_field_t *field,
                         const char *text)
{
    const char *canonical = mya_validate_bound(field, text, document->pool);

    return canonical ? mya_format_input(document->format, field->type, canonical, field->currency,
                                        document->pool)
                     : NULL;
}

static void set_rules(const mya_document_t *document, mya_node_t *node, const mya_entry_t *entry)
{
    const mya_field_t *field = entry->field;

    set_yes(node, "required", field->required);
    set_yes(node, "readonly", entry->readonly);
    set_yes(node, "multiline", field->multiline);
    set_yes(node, "multiple", field->multiple);
    set_number(node, "minlength", field->minlength);
    set_number(node, "maxlength", field->maxlength);
    mya_xml_set(node, "min", bound(document, field, field->min));
    mya_xml_set(node, "max", bound(document, field, field->max));
    mya_xml_set(node, "currency", field->currency);
    mya_xml_set(node, "autocomplete", field->autocomplete);
    mya_xml_set(node, "help", field->help ? mya_document_text(document, field->help) : NULL);
}

/* What stands in the input: of a box, whether it is ticked; else exactly what was typed. */
static const char *shown_value(const mya_entry_t *entry)
{
    if (entry->field->type == MYA_TYPE_BOOLEAN) {
        return entry->value && !strcmp(entry->value, "1") ? "1" : NULL;
    }
    return entry->field->options ? NULL : entry->typed;
}

mya_node_t *mya_form_field_xml(const mya_document_t *document, mya_node_t *parent,
                               const mya_form_t *form, const mya_entry_t *entry, const char *name)
{
    mya_node_t *node = mya_xml_element(parent, "field");

    mya_xml_set(node, "name", name);
    mya_xml_set(node, "type", mya_type_name(entry->field->type));
    mya_xml_set(node, "label", label(document, entry->field));
    mya_xml_set(node, "value", shown_value(entry));
    mya_xml_set(node, "of", entry->field->of);
    mya_xml_set(node, "of-value", entry->field->of_value);
    set_rules(document, node, entry);
    mya_xml_set(node, "error", entry->fault);
    mya_xml_set(node, "theirs", entry->theirs);
    add_options(document, node, form, entry);
    return node;
}

int mya_form_asks_password(const mya_form_t *form)
{
    return form->action->confirm && !(form->env && form->env->confirmed);
}

/* PW6: what a password manager needs to know. It never comes back, whatever was wrong. */
void mya_form_password_xml(const mya_document_t *document, mya_node_t *action,
                           const mya_form_t *form)
{
    mya_node_t *node = mya_xml_element(action, "field");

    mya_xml_set(node, "name", MYA_FORM_PASSWORD);
    mya_xml_set(node, "type", "password");
    mya_xml_set(node, "label", mya_document_text(document, "form.password"));
    mya_xml_set(node, "required", "yes");
    mya_xml_set(node, "autocomplete", "current-password");
    mya_xml_set(node, "help", mya_document_text(document, "form.password-help"));
    mya_xml_set(node, "error", form->password_fault);
}

/* --- what is wrong --- */

/* What is said about the whole; without that, how many fields are at fault. */
static const char *whole_fault(const mya_document_t *document, const mya_form_t *form)
{
    const mya_text_arg_t count = { "count", NULL, form->faults };

    return form->fault ? form->fault
                       : mya_text(document->portal, document->lang, "form.summary-count", &count,
                                  1, document->pool);
}

static void add_fault(const mya_document_t *document, mya_node_t *error, const char *field,
                      const char *sentence)
{
    mya_node_t *fault = mya_xml_element_text(error, "fault", sentence);

    mya_xml_set(fault, "field", field);
    mya_xml_set(fault, "href", apr_pstrcat(document->pool, "#field-",
                                           mya_address_segment(field, document->pool), NULL));
}

/* In an editable table the same sentence may be said about many rows. */
static const char *row_fault(const mya_document_t *document, const mya_form_row_t *row,
                             const char *sentence)
{
    const mya_text_arg_t args[] = { { "row", row->name, 0 }, { "fault", sentence, 0 } };

    return row->name ? mya_text(document->portal, document->lang, "form.row-fault", args, 2,
                                document->pool)
                     : sentence;
}

const char *mya_form_row_field(const mya_entry_t *entry, const mya_form_row_t *row,
                               apr_pool_t *pool)
{
    return apr_pstrcat(pool, entry->field->name, ".", row->key, NULL);
}

static void add_faults(const mya_document_t *document, mya_node_t *error,
                       const mya_entry_t *entries, int n, const mya_form_row_t *row)
{
    int i;

    for (i = 0; i < n; ++i) {
        const mya_entry_t *entry = &entries[i];

        if (entry->fault && !entry->absent && row) {
            add_fault(document, error, mya_form_row_field(entry, row, document->pool),
                      row_fault(document, row, entry->fault));
        } else if (entry->fault && !entry->absent) {
            add_fault(document, error, entry->field->name, entry->fault);
        }
    }
}

/* What concerns the whole, and a way to each field that is at fault. */
void mya_form_summary_xml(const mya_document_t *document, mya_node_t *action,
                          const mya_form_t *form)
{
    mya_node_t *error;
    int i;

    if (!form->faults && !form->fault) {
        return;
    }
    error = mya_xml_element(action, "error");
    /* what concerns no field needs no "please check" */
    mya_xml_set(error, "title", form->faults ? mya_document_text(document, "form.summary") : NULL);
    mya_xml_append(error, whole_fault(document, form));
    add_faults(document, error, form->entries, form->nentries, NULL);
    for (i = 0; i < form->nrows; ++i) {
        add_faults(document, error, form->rows[i].entries, mya_form_row_entries(form),
                   &form->rows[i]);
    }
    if (form->password_fault) {
        add_fault(document, error, MYA_FORM_PASSWORD, form->password_fault);
    }
}

/* --- hidden fields --- */

void mya_form_keep_xml(mya_node_t *action, const char *name, const char *value)
{
    mya_node_t *keep;

    if (value) {
        keep = mya_xml_element(action, "keep");
        mya_xml_set(keep, "name", name);
        mya_xml_set(keep, "value", value);
    }
}

void mya_form_keep_rows_xml(mya_node_t *action, const mya_form_t *form)
{
    int i;

    for (i = 0; i < form->nrows; ++i) {
        if (form->rows[i].open && (form->rows[i].changed || mya_form_row_entries(form))) {
            mya_form_keep_xml(action, MYA_FORM_ROW, form->rows[i].key);
        }
    }
}

/* --- the form --- */

/* Is FIELD asked only because of what is chosen in the field NAME? */
static int depends(const mya_field_t *field, const char *name)
{
    const char *of = field->of;

    if (!of && field->test && field->test->ref.source == MYA_FROM_FORM) {
        of = field->test->ref.column;
    }
    return of && strcmp(of, name) == 0;
}

/* The last of the entries of FORM that decide what else is asked; -1: none, or rows have them. */
static int last_choice(const mya_form_t *form)
{
    const mya_action_t *action = form->action;
    int last = -1;

    for (int i = 0; i < form->nentries && !mya_form_row_entries(form); ++i) {
        for (int k = 0; k < action->nfields; ++k) {
            if (depends(&action->fields[k], form->entries[i].field->name)) {
                last = i;
            }
        }
    }
    return last;
}

/* The fields that are asked; behind the choice, before what depends on it, stands the button that
 * asks for the fields of another one. */
static void add_fields(const mya_document_t *document, mya_node_t *action, const mya_form_t *form)
{
    int last = last_choice(form);

    for (int i = 0; i < form->nentries; ++i) {
        const mya_entry_t *entry = &form->entries[i];

        if (!entry->absent) {
            mya_form_field_xml(document, action, form, entry, entry->field->name);
        }
        if (i == last) {
            mya_xml_set(mya_xml_element(action, "again"), "label",
                        mya_document_text(document, "form.again"));
        }
    }
}

/* With a review, sending is not doing yet. */
static const char *button(const mya_document_t *document, const mya_action_t *action,
                          const char *title)
{
    return action->review ? mya_document_text(document, "form.continue")
                          : mya_text_or(document->portal, document->lang, action->button, title,
                                        document->pool);
}

mya_node_t *mya_form_xml(const mya_document_t *document, mya_node_t *parent, const mya_form_t *form,
                         const char *href, const char *token, const char *cancel)
{
    const mya_action_t *action = form->action;
    const char *title = mya_text_or(document->portal, document->lang, action->title,
                                    action->readable, document->pool);
    mya_node_t *node = mya_xml_element(parent, "action");

    mya_xml_set(node, "name", action->name);
    if (action->list && action->rows != MYA_ROWS_ONE) {
        mya_xml_set(node, "rows", action->rows == MYA_ROWS_ALL ? "all" : "selected");
        mya_xml_set(node, "id", mya_form_id(action, document->pool));
    }
    mya_xml_set(node, "title", action->nfields ? title : NULL);
    mya_xml_set(node, "href", href);
    mya_xml_set(node, "label", button(document, action, title));
    mya_xml_set(node, "token", token);
    mya_xml_set(node, "cancel", cancel);
    mya_form_summary_xml(document, node, form);
    add_fields(document, node, form);
    if (mya_form_asks_password(form) && !action->review) {
        mya_form_password_xml(document, node, form);
    }
    mya_form_keep_xml(node, MYA_FORM_SEEN,
                      mya_form_opens(action) ? MYA_FORM_OPENED : form->fingerprint);
    if (mya_form_row_entries(form)) {
        mya_form_keep_rows_xml(node, form);
    }
    return node;
}
