/* SPDX-License-Identifier: Apache-2.0 */
/* form/form_xml.c: a form as XML for the skin (view/document.h) */
#include <string.h>

#include <apr_strings.h>

#include "form/form.h"
#include "form/validate.h"
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

/* Is VALUE among the lines of TYPED? */
static int is_chosen(const char *typed, const char *value)
{
    size_t len = strlen(value);

    for (; typed; typed = strchr(typed, '\n') ? strchr(typed, '\n') + 1 : NULL) {
        if (!strncmp(typed, value, len) && (!typed[len] || typed[len] == '\n')) {
            return 1;
        }
    }
    return 0;
}

/* The options of a choice; an empty one, where nothing may be chosen, is the skin's. */
static void add_options(const mya_document_t *document, mya_node_t *node, const mya_entry_t *entry)
{
    const mya_options_t *options = entry->field->options;
    int i;

    for (i = 0; options && i < options->noptions; ++i) {
        const mya_option_t *option = &options->options[i];
        mya_node_t *child = mya_xml_element_text(node, "option",
                                                 mya_text_or(document->portal, document->lang,
                                                             option->label, option->readable,
                                                             document->pool));

        mya_xml_set(child, "value", option->value);
        set_yes(child, "selected", is_chosen(entry->typed, option->value));
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

static void set_rules(const mya_document_t *document, mya_node_t *node, const mya_field_t *field)
{
    set_yes(node, "required", field->required);
    set_yes(node, "readonly", field->readonly);
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

static void add_field(const mya_document_t *document, mya_node_t *action,
                      const mya_entry_t *entry)
{
    mya_node_t *node = mya_xml_element(action, "field");

    mya_xml_set(node, "name", entry->field->name);
    mya_xml_set(node, "type", mya_type_name(entry->field->type));
    mya_xml_set(node, "label", label(document, entry->field));
    mya_xml_set(node, "value", shown_value(entry));
    set_rules(document, node, entry->field);
    mya_xml_set(node, "error", entry->fault);
    mya_xml_set(node, "theirs", entry->theirs);
    add_options(document, node, entry);
}

/* What is said about the whole; without that, how many fields are at fault. */
static const char *whole_fault(const mya_document_t *document, const mya_form_t *form)
{
    const mya_text_arg_t count = { "count", NULL, form->faults };

    return form->fault ? form->fault
                       : mya_text(document->portal, document->lang, "form.summary-count", &count,
                                  1, document->pool);
}

/* The summary on top: what concerns the whole, and a way to each field that is at fault. */
static void add_summary(const mya_document_t *document, mya_node_t *action,
                        const mya_form_t *form)
{
    mya_node_t *error, *fault;
    int i;

    if (!form->faults && !form->fault) {
        return;
    }
    error = mya_xml_element(action, "error");
    /* what concerns no field needs no "please check" */
    mya_xml_set(error, "title", form->faults ? mya_document_text(document, "form.summary") : NULL);
    mya_xml_append(error, whole_fault(document, form));
    for (i = 0; i < form->nentries; ++i) {
        const mya_entry_t *entry = &form->entries[i];

        if (entry->fault && !entry->absent) {
            fault = mya_xml_element_text(error, "fault", entry->fault);
            mya_xml_set(fault, "field", entry->field->name);
            mya_xml_set(fault, "href",
                        apr_pstrcat(document->pool, "#field-", entry->field->name, NULL));
        }
    }
}

static void add_keep(mya_node_t *action, const char *name, const char *value)
{
    mya_node_t *keep;

    if (value) {
        keep = mya_xml_element(action, "keep");
        mya_xml_set(keep, "name", name);
        mya_xml_set(keep, "value", value);
    }
}

mya_node_t *mya_form_xml(const mya_document_t *document, mya_node_t *parent, const mya_form_t *form,
                         const char *href, const char *token, const char *cancel)
{
    const mya_action_t *action = form->action;
    const char *title = mya_text_or(document->portal, document->lang, action->title,
                                    action->readable, document->pool);
    mya_node_t *node = mya_xml_element(parent, "action");
    int i;

    mya_xml_set(node, "name", action->name);
    mya_xml_set(node, "title", form->nentries ? title : NULL);
    mya_xml_set(node, "href", href);
    mya_xml_set(node, "label", mya_text_or(document->portal, document->lang, action->button, title,
                                           document->pool));
    mya_xml_set(node, "token", token);
    mya_xml_set(node, "cancel", cancel);
    add_summary(document, node, form);
    for (i = 0; i < form->nentries; ++i) {
        if (!form->entries[i].absent) {
            add_field(document, node, &form->entries[i]);
        }
    }
    add_keep(node, MYA_FORM_SEEN, form->fingerprint);
    return node;
}
