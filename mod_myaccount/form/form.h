/* SPDX-License-Identifier: Apache-2.0 */
/* form/form.h: the fields of an action, filled and judged
 *
 * A form is filled from a record (GET) or read from a person (POST). Whatever was typed is kept and
 * comes back exactly; what is bound is only ever the judged value. What a field needs the records
 * for (its own test, a readonly value) is settled when these have been read, by mya_form_settle().
 *
 * A form about rows of a list knows which: the ticked ones (rows="selected"), or those of an
 * editable table (rows="all"), each of which has all the fields for itself, named FIELD.KEY.
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
#define MYA_FORM_NEXT  "mya.next"    /* sealed address to go to afterwards */
#define MYA_FORM_ROW   "mya.row"     /* key of a row that it is about; may repeat */
#define MYA_FORM_AGAIN "mya.again"   /* show it anew with what was typed, and do nothing */
#define MYA_FORM_STEP  "mya.step"    /* of a review: "do" it, or "edit" it once more */
#define MYA_FORM_REVIEWED "mya.reviewed"   /* seal on what the review showed (form/token.h) */
#define MYA_FORM_PASSWORD "mya.password"   /* the current password, of confirm="password" */

/* How many rows one form may be about. */
#define MYA_FORM_ROWS 200

/* One field as it stands in a filled form. */
typedef struct mya_entry_t {
    const mya_field_t *field;
    const char *typed;         /* as the person wrote it, kept whatever it is; NULL: nothing sent.
                                * Several of a multiple field have LF between them */
    const char *value;         /* canonical; NULL: empty or at fault */
    const char *fault;         /* sentence in the user's language, ready to show; NULL: good */
    const char *theirs;        /* 409: what the record holds now, formatted; NULL */
    int absent;                /* not for these roles, of an option that is not chosen, or its test
                                * does not hold: not shown, and takes nothing */
    int readonly;              /* shows what the record holds, and takes nothing */
} mya_entry_t;

/* A row that the form is about. */
typedef struct mya_form_row_t {
    const char *key;
    const mya_row_t *row;      /* as the list's own statement found it; NULL: not read yet */
    const char *name;          /* what people call it: its first visible cell, formatted; NULL: not
                                * known */
    mya_entry_t *entries;      /* rows="all": one per field; else NULL */
    int open;                  /* the action's test holds for it */
    int changed;               /* a for-each takes it: ticked, or a field of it says
                                * something else */
} mya_form_row_t;

/* What somebody who sends a form wants. */
typedef enum mya_form_step_e {
    MYA_FORM_SENT,             /* have it done; with a review: see it first */
    MYA_FORM_DO,               /* have done what the review showed */
    MYA_FORM_EDIT,             /* change it once more */
    MYA_FORM_SHOW_AGAIN        /* see the fields of another choice, or, with rows just ticked, the
                                * fields of the action at all */
} mya_form_step_e;

typedef struct mya_form_t {
    const mya_action_t *action;
    mya_entry_t *entries;      /* one per field; none if they stand in the rows */
    int nentries;
    mya_form_row_t *rows;      /* of rows="selected" and "all" */
    int nrows;
    int faults;                /* how many entries have one, those of rows counted */
    const char *fault;         /* sentence about the whole; NULL */
    const char *password_fault;    /* sentence at the password that confirms; NULL */
    const char *fingerprint;   /* of the values record, or the rows, when the form was shown; NULL:
                                * none */
    const char *reviewed;      /* mya.reviewed; NULL */
    mya_form_step_e step;
    int sent;                  /* read from a person, not filled from a record */
    int settled;               /* the records were asked */
    int conflict;              /* the record changed meanwhile */
    int reviewing;             /* it is shown to be confirmed */
    mya_env_t *env;            /* whose tests decide which options are offered; NULL: not settled */
} mya_form_t;

/* --- filled (form/form.c) --- */

/* Fill the form of ACTION from the cells of its values record: VALUES maps column name (const char
 * *) to canonical text; a field takes the column of its name, without case. NULL VALUES: empty.
 * An action about rows has none yet: mya_form_fill_rows(). */
mya_form_t *mya_form_fill(const mya_action_t *action, apr_hash_t *values,
                          const mya_format_t *format, apr_pool_t *pool);

/* The cells of ROW (may be NULL) by column name, as VALUES above; NULL of NULL. */
apr_hash_t *mya_form_cells(const mya_row_t *row, apr_pool_t *pool);

/* Fill the form of ACTION, which is about rows, for the N ROWS of its list, as ENV sees them. */
mya_form_t *mya_form_fill_rows(const mya_action_t *action, const mya_row_t *rows, int n,
                               mya_env_t *env, const mya_format_t *format, apr_pool_t *pool);

/* FORM, which is about rows, was sent with none: offer it the N rows ROWS to choose from, before it
 * is settled. */
void mya_form_offer_rows(mya_form_t *form, const mya_row_t *rows, int n,
                         const mya_format_t *format, apr_pool_t *pool);

/* The canonical values of FORM by field name, for :form.x (absent = NULL). */
apr_hash_t *mya_form_values(const mya_form_t *form, apr_pool_t *pool);
/* The same of its row N. */
apr_hash_t *mya_form_row_values(const mya_form_t *form, int n, apr_pool_t *pool);

/* Put SENTENCE as fault at FIELD, or at the whole if there is no such field (NULL).
 * MYA_FORM_PASSWORD is the field of the password that confirms. */
void mya_form_blame(mya_form_t *form, const char *field, const char *sentence);
/* The same at the row N (-1: at the form). What concerns no field of it is said at the whole. */
void mya_form_blame_row(mya_form_t *form, int n, const char *field, const char *sentence);

/* The same with the text KEY of PORTAL in LANG, made in POOL. */
void mya_form_blame_text(mya_form_t *form, const char *field, const char *key,
                         const mya_portal_t *portal, const char *lang, apr_pool_t *pool);
void mya_form_blame_row_text(mya_form_t *form, int n, const char *field, const char *key,
                             const mya_portal_t *portal, const char *lang, apr_pool_t *pool);

/* --- read (form/form_read.c) --- */

/* Read PAIRS (form/input.h) into the form of ACTION and judge each field in the language of ENV,
 * which also has the roles; own names begin with "mya.". MYA_EBADREQUEST: an undeclared name, or a
 * doubled parameter that is neither multiple nor mya.row (AZ4, HP1; the name is told, never the
 * value). MYA_ETOOLARGE: more than MYA_FORM_ROWS rows. MYA_EINVALID: faults are in *FORM, all that
 * was typed is kept. A readonly field is passed over: browsers send it, nobody may change it. */
apr_status_t mya_form_read(mya_form_t **form, const mya_action_t *action,
                           const apr_array_header_t *pairs, mya_env_t *env,
                           const mya_format_t *format, mya_result_t *why, apr_pool_t *pool);

/* --- with the records (form/form_judge.c) --- */

/* Give each row of FORM its row among the N rows ROWS, by key. MYA_ENOTFOUND if one has none. */
apr_status_t mya_form_give_rows(mya_form_t *form, const mya_row_t *rows, int n, mya_result_t *why,
                                apr_pool_t *pool);

/* Settle what the fields of FORM need the records for, which ENV knows: a field whose test does not
 * hold becomes absent and gives up its value and fault; a readonly field gets the value in VALUES
 * (as in mya_form_fill()) or of its row; a field that is there after all and required is at fault
 * when empty. Only rows of an editable table that say something else than the database are judged.
 * MYA_EINVALID if FORM was sent and has a fault. Gives ENV->form the values, and ENV->lists the
 * rows that a for-each would take. */
apr_status_t mya_form_settle(mya_form_t *form, apr_hash_t *values, mya_env_t *env,
                             const mya_format_t *format, mya_result_t *why, apr_pool_t *pool);

/* Take the faults of all fields away: the form is shown anew, and nobody has said that it was
 * ready. */
void mya_form_forgive(mya_form_t *form);

/* --- compared (form/form_conflict.c) --- */

/* Fingerprint of VALUES (may be NULL) for the columns that ACTION's fields show: changes iff one of
 * them does. NULL if the action is filled from no record. */
const char *mya_form_fingerprint(const mya_action_t *action, apr_hash_t *values, apr_pool_t *pool);

/* Fingerprint of all cells of all rows of FORM as they were read; NULL unless it is an editable
 * table. */
const char *mya_form_rows_fingerprint(const mya_form_t *form, apr_pool_t *pool);

/* Digest of what the person wrote in FORM, in POOL: differs iff a field, or which rows it is about,
 * does. */
const char *mya_form_digest(const mya_form_t *form, apr_pool_t *pool);

/* FORM's record holds VALUES now, or its rows what was read: mark entries whose value differs from
 * theirs, say it at the whole and take the present fingerprint, so that sending again is a decision
 * about what is shown. */
void mya_form_conflict(mya_form_t *form, apr_hash_t *values, const mya_format_t *format,
                       const mya_portal_t *portal, const char *lang, apr_pool_t *pool);

/* VALUE (may be NULL) of FIELD as a person reads it: options by their labels. */
const char *mya_form_readable(const mya_field_t *field, const char *value,
                              const mya_format_t *format, const mya_portal_t *portal,
                              const char *lang, apr_pool_t *pool);

/* --- as XML (form/form_xml.c, form/form_rows_xml.c, form/form_review.c) --- */

/* Append <action> with its fields to PARENT (view/document.h). HREF: its whole own address; TOKEN;
 * CANCEL: way back or NULL. "mya.seen" is a <keep> element. */
mya_node_t *mya_form_xml(const mya_document_t *document, mya_node_t *parent, const mya_form_t *form,
                         const char *href, const char *token, const char *cancel);

/* Append to PARENT, the element of a row in the list's XML, what makes the row KEY part of FORM:
 * its <select>, or its fields, which belong to the form called ID. Nothing for a row that the form
 * is not about; several actions share one <select>. */
void mya_form_row_xml(const mya_document_t *document, mya_node_t *parent, const mya_form_t *form,
                      const char *id, const char *key);

/* Append <action rows="selected"> without its fields: the button that stands beside others on the
 * list's page, and sends what is ticked there. */
mya_node_t *mya_form_button_xml(const mya_document_t *document, mya_node_t *parent,
                                const mya_form_t *form, const char *href, const char *token);

/* What the form of ACTION is called in its page. */
const char *mya_form_id(const mya_action_t *action, apr_pool_t *pool);

/* Append <action step="review">: what FORM, which has no fault, would do, to be confirmed.
 * Everything in it is a <keep>; SEAL is what "mya.reviewed" must say (mya_token_review()). */
mya_node_t *mya_form_review_xml(const mya_document_t *document, mya_node_t *parent,
                                const mya_form_t *form, const char *href, const char *token,
                                const char *cancel, const char *seal);

#endif
