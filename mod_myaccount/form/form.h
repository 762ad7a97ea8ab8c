/* SPDX-License-Identifier: Apache-2.0 */
/* form/form.h: the fields of an action, filled and judged */
#ifndef MYA_FORM_FORM_H
#define MYA_FORM_FORM_H

#include <apr_hash.h>
#include <apr_tables.h>

#include "portal/model.h"
#include "view/document.h"
#include "view/format.h"

/* One field as it stands in a filled form. */
typedef struct mya_entry_t {
    const mya_field_t *field;
    const char *typed;         /* as the person wrote it, kept whatever it is; NULL: nothing sent */
    const char *value;         /* canonical; NULL: empty or at fault */
    const char *fault;         /* sentence in the user's language, ready to show; NULL: good */
    const char *theirs;        /* 409: what the record holds now, formatted; NULL */
} mya_entry_t;

typedef struct mya_form_t {
    const mya_action_t *action;
    mya_entry_t *entries;      /* one per field */
    int nentries;
    int faults;                /* how many entries have one */
    const char *fault;         /* sentence about the whole; NULL */
    const char *fingerprint;   /* of the values record when the form was shown; NULL: none */
    int conflict;              /* the record changed meanwhile */
} mya_form_t;

/* Fill the form of ACTION from the cells of its values record: VALUES maps column name (const char *) to canonical
 * text; a field takes the column of its name. NULL VALUES: empty. */
mya_form_t *mya_form_fill(const mya_action_t *action, apr_hash_t *values,
                          const mya_format_t *format, apr_pool_t *pool);

/* Read PAIRS (form/input.h) into the form of ACTION and judge each field; own names begin with "mya.".
 * MYA_EBADREQUEST: an undeclared name or a doubled parameter (AZ4, HP1; the name is told, never the value).
 * MYA_EINVALID: faults are in *FORM, all that was typed is kept. */
apr_status_t mya_form_read(mya_form_t **form, const mya_action_t *action,
                           const apr_array_header_t *pairs, const mya_portal_t *portal,
                           const char *lang, const mya_format_t *format, mya_result_t *why,
                           apr_pool_t *pool);

/* The canonical values of FORM by field name, for :form.x (absent = NULL). */
apr_hash_t *mya_form_values(const mya_form_t *form, apr_pool_t *pool);

/* Put SENTENCE as fault at FIELD, or at the whole if there is no such field. */
void mya_form_blame(mya_form_t *form, const char *field, const char *sentence);

/* Fingerprint of VALUES for the columns that ACTION's fields show: changes iff one of them does. */
const char *mya_form_fingerprint(const mya_action_t *action, apr_hash_t *values, apr_pool_t *pool);

/* FORM's record holds VALUES now: mark entries whose value differs from theirs. */
void mya_form_conflict(mya_form_t *form, apr_hash_t *values, const mya_format_t *format,
                       const mya_portal_t *portal, const char *lang, apr_pool_t *pool);

/* Append <action> with its fields to PARENT (view/document.h). HREF: its whole own address; TOKEN; CANCEL: way
 * back or NULL. */
mya_node_t *mya_form_xml(const mya_document_t *document, mya_node_t *parent, const mya_form_t *form,
                         const char *href, const char *token, const char *cancel);

#endif
