/* SPDX-License-Identifier: Apache-2.0 */
/* view/document.c: the page XML, the contract between the engine and skins */
#include "view/document.h"

#include <string.h>

#include <apr_strings.h>

#include "view/text.h"

#define VERSION 1

/* The words that a skin writes itself, around what the page says. A skin that needs another word
 * has it from here; texts.LANG.xml of the engine holds each. */
static const char *const words[] = {
    "nav.skip",        /* Skip to content */
    "nav.customer",    /* Customer: the label of the switcher */
    "list.filter",     /* Show: the button of the filters */
    "list.all",        /* All: the option of a filter that filters nothing */
    "list.from",       /* From: the lower end of a range */
    "list.to",         /* To */
    "list.actions",    /* Actions: the heading of the column with the buttons of a row */
    "list.filters",    /* Filters: what opens the panel of filters */
    "list.search",     /* Search: the button beside a search box */
    "list.remove",     /* Remove: what a click on an active filter does, for who hears it */
    "list.download",   /* Download: in front of a format, "CSV" */
    "list.select",     /* Select: in front of a row's name; the heading of the boxes */
    "list.select-all", /* Select all rows on this page */
    "list.selected",   /* Selected: in front of how many rows are ticked */
    "form.required-mark",   /* required: in brackets behind a label */
    "form.summary",    /* Please check: the heading over the faults of a form */
    "form.error",      /* Error, in front of a fault, for who cannot see the colour */
    "form.yours",      /* You wrote: after a conflict */
    "form.theirs",     /* Stored now: what somebody else wrote */
    "form.cancel",     /* Cancel */
    "form.review",     /* Check this before you confirm it: above what will be done */
    "form.show-password", "form.hide-password",   /* the button beside a password */
};

/* A root has a dozen children: no need for anything but looking. */
static mya_node_t *child(const mya_node_t *parent, const char *name)
{
    mya_node_t *node = mya_xml_first(parent);

    while (node && strcmp(mya_xml_name(node), name) != 0) {
        node = mya_xml_next(node);
    }
    return node;
}

static void add_words(const mya_document_t *document)
{
    mya_node_t *texts = mya_xml_element(document->root, "texts");

    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        mya_node_t *text = mya_xml_element_text(texts, "text",
                                                mya_document_text(document, words[i]));

        mya_xml_set(text, "key", words[i]);
    }
}

mya_document_t *mya_document_make(const mya_portal_t *portal, const mya_format_t *format,
                                  const char *lang, const char *base, const char *kind,
                                  const char *name, const char *path, const char *title,
                                  apr_pool_t *pool)
{
    mya_document_t *document = apr_pcalloc(pool, sizeof(*document));

    document->portal = portal;
    document->format = format;
    document->lang = lang;
    document->base = base;
    document->pool = pool;
    document->doc = mya_xml_make(&document->root, "myaccount", pool);
    mya_xml_set_int(document->root, "version", VERSION);
    mya_xml_set(document->root, "kind", kind);
    mya_xml_set(document->root, "page", name);
    mya_xml_set(document->root, "lang", lang);
    mya_xml_set(document->root, "base", base);
    mya_xml_set(document->root, "path", path);
    mya_xml_element_text(document->root, "title", title);
    add_words(document);
    return document;
}

const char *mya_document_text(const mya_document_t *document, const char *key)
{
    return mya_text(document->portal, document->lang, key, NULL, 0, document->pool);
}

const char *mya_document_href(const mya_document_t *document, const char *path)
{
    return apr_pstrcat(document->pool, document->base, "/", path, NULL);
}

/* --- cells --- */

static const mya_option_t *find_option(const mya_column_t *column, const char *value)
{
    const mya_options_t *options = column->options;

    for (int i = 0; options && i < options->noptions; i++) {
        if (!strcmp(options->options[i].value, value)) {
            return &options->options[i];
        }
    }
    return NULL;
}

/* What a person reads of TEXT; in *TONE how it is meant, if the definition says. */
static const char *readable(const char **tone, const mya_document_t *document,
                            const mya_column_t *column, const char *text, const char *currency)
{
    const mya_option_t *option = find_option(column, text);

    if (option) {
        *tone = option->tone;
        return mya_text_or(document->portal, document->lang, option->label, option->readable,
                           document->pool);
    }
    if (column->type == MYA_TYPE_BOOLEAN) {
        return mya_document_text(document, strcmp(text, "1") ? "value.no" : "value.yes");
    }
    return mya_format_value(document->format, column->type, text, currency, document->pool);
}

/* Text is its own value; writing it twice would only make the transform slower. */
static int has_value(mya_type_e type)
{
    switch (type) {
    case MYA_TYPE_TEXT:
    case MYA_TYPE_ID:
    case MYA_TYPE_EMAIL:
    case MYA_TYPE_PHONE:
    case MYA_TYPE_URL:
    case MYA_TYPE_MARKDOWN: return 0;
    default: return 1;
    }
}

mya_node_t *mya_document_cell(const mya_document_t *document, mya_node_t *parent,
                              const mya_column_t *column, const char *text, const char *currency,
                              int with_label)
{
    mya_node_t *cell = mya_xml_element(parent, column->name);
    const char *tone = NULL, *shown;

    if (with_label) {
        mya_xml_set(cell, "label", mya_text_or(document->portal, document->lang, column->label,
                                               column->readable, document->pool));
        mya_xml_set(cell, "type", mya_type_name(column->type));
    }
    if (!text) {
        return cell;
    }
    shown = readable(&tone, document, column, text, currency);
    if (has_value(column->type)) {
        mya_xml_set(cell, "value", text);
    }
    if (column->type == MYA_TYPE_MONEY) {
        mya_xml_set(cell, "currency", currency);
    }
    mya_xml_set(cell, "tone", tone);
    mya_xml_append(cell, shown);
    return cell;
}

void mya_document_notice(const mya_document_t *document, const char *kind, const char *text)
{
    mya_node_t *notices = child(document->root, "notices");
    mya_node_t *notice;

    if (!notices) {
        notices = mya_xml_element(document->root, "notices");
    }
    notice = mya_xml_element_text(notices, "notice", text);
    mya_xml_set(notice, "kind", kind);
}
