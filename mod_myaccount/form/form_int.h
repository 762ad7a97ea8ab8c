/* SPDX-License-Identifier: Apache-2.0 */
/* form/form_int.h: what the files form/form*.c share, and nobody else sees */
#ifndef MYA_FORM_FORM_INT_H
#define MYA_FORM_FORM_INT_H

#include "form/form.h"
#include "form/validate.h"

/* --- form.c --- */

/* An empty form of ACTION. */
mya_form_t *mya_form_make(const mya_action_t *action, apr_pool_t *pool);
/* Empty entries for ACTION's fields. */
mya_entry_t *mya_form_entries(const mya_action_t *action, apr_pool_t *pool);
/* The entry of the field NAME among N ENTRIES that is not absent, else any of it, or NULL. */
mya_entry_t *mya_form_find(mya_entry_t *entries, int n, const char *name);
/* The row of KEY, or NULL. */
mya_form_row_t *mya_form_find_row(const mya_form_t *form, const char *key);
/* Count the faults anew. */
void mya_form_count(mya_form_t *form);
/* The cell of the column NAME among VALUES: names match without case, as in SQL. */
const char *mya_form_cell(apr_hash_t *values, const char *name, apr_pool_t *pool);
/* ENTRY shows what the record holds. */
void mya_form_fill_entry(mya_entry_t *entry, apr_hash_t *values, const mya_format_t *format,
                         apr_pool_t *pool);
/* Is VALUE one of the lines of LINES (may be NULL)? */
int mya_form_is_line(const char *lines, const char *value);
/* How many entries each row has: one per field in an editable table, else none. */
int mya_form_row_entries(const mya_form_t *form);
/* Does anything of ACTION's form depend on a choice in it? Then it can be shown again. */
int mya_form_has_choices(const mya_action_t *action);

/* Does ACTION, about ticked rows, have a form of its own to fill in before it is done? */
int mya_form_opens(const mya_action_t *action);
/* "mya.seen" of that form: who sends it has seen it. */
#define MYA_FORM_OPENED "opened"

/* --- form_judge.c --- */

/* Judge all that can be judged without records. */
void mya_form_judge(mya_form_t *form, mya_env_t *env, const mya_judge_t *judge);

/* --- form_conflict.c --- */

/* Does MINE say something else than THEIRS? An empty value is none, a box not ticked is 0. */
int mya_form_differ(const mya_field_t *field, const char *mine, const char *theirs);

/* --- form_xml.c --- */

/* Append <field> for ENTRY to PARENT, called NAME there. */
mya_node_t *mya_form_field_xml(const mya_document_t *document, mya_node_t *parent,
                               const mya_form_t *form, const mya_entry_t *entry,
                               const char *name);
/* Append <keep>; none if VALUE is NULL. */
void mya_form_keep_xml(mya_node_t *action, const char *name, const char *value);
/* Append <keep> for each row that FORM is about. */
void mya_form_keep_rows_xml(mya_node_t *action, const mya_form_t *form);
/* Append <error>: the summary of all that is wrong; nothing if nothing is. */
void mya_form_summary_xml(const mya_document_t *document, mya_node_t *action,
                          const mya_form_t *form);
/* Is FORM, which was settled, one that wants the password, of somebody who did not just give it? */
int mya_form_asks_password(const mya_form_t *form);
/* Append <field> for the password that confirms. */
void mya_form_password_xml(const mya_document_t *document, mya_node_t *action,
                           const mya_form_t *form);
/* "FIELD.KEY". */
const char *mya_form_row_field(const mya_entry_t *entry, const mya_form_row_t *row,
                               apr_pool_t *pool);

#endif
