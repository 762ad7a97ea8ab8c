/* SPDX-License-Identifier: Apache-2.0 */
/* form/form.h: the fields of an action, filled and judged
 *
 * A form is filled from a record (GET) or read from a person (POST). Whatever was typed is kept and
 * comes back exactly; what is bound is only ever the judged value. What a field needs the records
 * for (its own test, a readonly value) is settled when these have been read, by mya_form_settle().
 */
#ifndef MYA_FORM_FORM_H
#define MYA_FORM_FORM_H

#include <apr_hash.h>
#include <apr_tables.h>

#include "data/env.h"
#include "portal/model.h"
#include "view/document.h"
#include "view/format.h"

/* Our own names in a form; no field may begin like them. */
#define MYA_FORM_OWN   "mya."
#define MYA_FORM_TOKEN "mya.token"   /* form/token.h */
#define MYA_FORM_SEEN  "mya.seen"    /* fingerprint of what the form was filled from */
#define MYA_FORM_NEXT  "mya.next"    /* sealed address to go to afterwards (sign-in) */

/* One field as it stands in a filled form. */
typedef struct mya_entry_t {
    const mya_field_t *field;
    const char *typed;         /* as the person wrote it, kept whatever it is; NULL: nothing sent.
                                * Several of a multiple field have LF between them */
    const char *value;         /* canonical; NULL: empty or at fault */
    const char *fault;         /* sentence in the user's language, ready to show; NULL: good */
    const char *theirs;        /* 409: what the record holds now, formatted; NULL */
    int absent;                /* its test does not hold: not shown, and takes nothing */
} mya_entry_t;

typedef struct mya_form_t {
    const mya_action_t *action;
    mya_entry_t *entries;      /* one per field */
    int nentries;
    int faults;                /* how many entries have one */
    const char *fault;         /* sentence about the whole; NULL */
    const char *fingerprint;   /* of the values record when the form was shown; NULL: none */
    int sent;                  /* read from a person, not filled from a record */
    int conflict;              /* the record changed meanwhile */
} mya_form_t;

/* Fill the form of ACTION from the cells of its values record: VALUES maps column name (const char
 * *) to canonical text; a field takes the column of its name, without case. NULL VALUES: empty. */
mya_form_t *mya_form_fill(const mya_action_t *action, apr_hash_t *values,
                          const mya_format_t *format, apr_pool_t *pool);

/* Read PAIRS (form/input.h) into the form of ACTION and judge each field; own names begin with
 * "mya.". MYA_EBADREQUEST: an undeclared name or a doubled parameter (AZ4, HP1; the name is told,
 * never the value). MYA_EINVALID: faults are in *FORM, all that was typed is kept. A readonly field
 * is passed over: browsers send it, nobody may change it. */
apr_status_t mya_form_read(mya_form_t **form, const mya_action_t *action,
                           const apr_array_header_t *pairs, const mya_portal_t *portal,
                           const char *lang, const mya_format_t *format, mya_result_t *why,
                           apr_pool_t *pool);

/* Settle what the fields of FORM need the records for, which ENV knows: a field whose test does not
 * hold becomes absent and gives up its value and fault; a readonly field gets the value in VALUES
 * (as in mya_form_fill()); a field that is there after all and required is at fault when empty.
 * MYA_EINVALID if FORM was sent and has a fault. Gives ENV->form the values. */
apr_status_t mya_form_settle(mya_form_t *form, apr_hash_t *values, mya_env_t *env,
                             const mya_format_t *format, mya_result_t *why, apr_pool_t *pool);

/* The canonical values of FORM by field name, for :form.x (absent = NULL). */
apr_hash_t *mya_form_values(const mya_form_t *form, apr_pool_t *pool);

/* Put SENTENCE as fault at FIELD, or at the whole if there is no such field (NULL). */
void mya_form_blame(mya_form_t *form, const char *field, const char *sentence);

/* The same with the text KEY of PORTAL in LANG, made in POOL. */
void mya_form_blame_text(mya_form_t *form, const char *field, const char *key,
                         const mya_portal_t *portal, const char *lang, apr_pool_t *pool);

/* Fingerprint of VALUES (may be NULL) for the columns that ACTION's fields show: changes iff one of
 * them does. NULL if the action is filled from no record. */
const char *mya_form_fingerprint(const mya_action_t *action, apr_hash_t *values, apr_pool_t *pool);

/* Digest of what the person wrote in FORM, in POOL: differs iff a field does. */
const char *mya_form_digest(const mya_form_t *form, apr_pool_t *pool);

/* FORM's record holds VALUES now: mark entries whose value differs from theirs, say it at the whole
 * and take the present fingerprint, so that sending again is a decision about what is shown. */
void mya_form_conflict(mya_form_t *form, apr_hash_t *values, const mya_format_t *format,
                       const mya_portal_t *portal, const char *lang, apr_pool_t *pool);

/* Append <action> with its fields to PARENT (view/document.h). HREF: its whole own address; TOKEN;
 * CANCEL: way back or NULL. "mya.seen" is a <keep> element. (form/form_xml.c) */
mya_node_t *mya_form_xml(const mya_document_t *document, mya_node_t *parent, const mya_form_t *form,
                         const char *href, const char *token, const char *cancel);

#endif
