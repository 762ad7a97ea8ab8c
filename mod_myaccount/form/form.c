/* SPDX-License-Identifier: Apache-2.0 */
/* form/form.c: the fields of an action, and the rows it is about, with what stands in them */
#include "form/form_int.h"

#include <string.h>

#include <apr_strings.h>

#include "data/value.h"
#include "view/text.h"

mya_entry_t *mya_form_entries(const mya_action_t *action, apr_pool_t *pool)
{
    mya_entry_t *entries = apr_pcalloc(pool,
                                       ((apr_size_t)action->nfields + 1) * sizeof(*entries));
    int i;

    for (i = 0; i < action->nfields; ++i) {
        entries[i].field = &action->fields[i];
        entries[i].readonly = action->fields[i].readonly;
    }
    return entries;
}

mya_form_t *mya_form_make(const mya_action_t *action, apr_pool_t *pool)
{
    mya_form_t *form = apr_pcalloc(pool, sizeof(*form));

    form->action = action;
    form->nentries = action->list && action->rows == MYA_ROWS_ALL ? 0 : action->nfields;
    form->entries = mya_form_entries(action, pool);
    return form;
}

int mya_form_row_entries(const mya_form_t *form)
{
    return form->action->list && form->action->rows == MYA_ROWS_ALL ? form->action->nfields : 0;
}

mya_entry_t *mya_form_find(mya_entry_t *entries, int n, const char *name)
{
    mya_entry_t *found = NULL;
    int i;

    for (i = 0; name && i < n && (!found || found->absent); ++i) {
        if (!strcmp(entries[i].field->name, name)) {
            found = &entries[i];
        }
    }
    return found;
}

mya_form_row_t *mya_form_find_row(const mya_form_t *form, const char *key)
{
    int i;

    for (i = 0; key && i < form->nrows; ++i) {
        if (!strcmp(form->rows[i].key, key)) {
            return &form->rows[i];
        }
    }
    return NULL;
}

static int count_entries(const mya_entry_t *entries, int n)
{
    int i, faults = 0;

    for (i = 0; i < n; ++i) {
        faults += entries[i].fault != NULL;
    }
    return faults;
}

void mya_form_count(mya_form_t *form)
{
    int i;

    form->faults = count_entries(form->entries, form->nentries) + (form->password_fault != NULL);
    for (i = 0; i < form->nrows; ++i) {
        form->faults += count_entries(form->rows[i].entries, mya_form_row_entries(form));
    }
}

const char *mya_form_cell(apr_hash_t *values, const char *name, apr_pool_t *pool)
{
    const char *exact = values ? apr_hash_get(values, name, APR_HASH_KEY_STRING) : NULL;
    apr_hash_index_t *i;

    for (i = values && !exact ? apr_hash_first(pool, values) : NULL; i; i = apr_hash_next(i)) {
        if (!strcasecmp(apr_hash_this_key(i), name)) {
            return apr_hash_this_val(i);
        }
    }
    return exact;
}

apr_hash_t *mya_form_cells(const mya_row_t *row, apr_pool_t *pool)
{
    apr_hash_t *cells = row ? apr_hash_make(pool) : NULL;
    int i;

    for (i = 0; row && i < row->ncolumns; ++i) {
        apr_hash_set(cells, row->columns[i].name, APR_HASH_KEY_STRING, row->cells[i]);
    }
    return cells;
}

int mya_form_is_line(const char *lines, const char *value)
{
    size_t len = strlen(value);

    for (; lines; lines = strchr(lines, '\n') ? strchr(lines, '\n') + 1 : NULL) {
        if (!strncmp(lines, value, len) && (!lines[len] || lines[len] == '\n')) {
            return 1;
        }
    }
    return 0;
}

int mya_form_has_choices(const mya_action_t *action)
{
    int i;

    for (i = 0; i < action->nfields; ++i) {
        const mya_field_t *field = &action->fields[i];

        if (field->of || (field->test && field->test->ref.source == MYA_FROM_FORM)) {
            return 1;
        }
    }
    return 0;
}

int mya_form_opens(const mya_action_t *action)
{
    return action->list && action->rows == MYA_ROWS_SELECTED
           && (action->nfields || (action->confirm && !action->review));
}

const char *mya_form_id(const mya_action_t *action, apr_pool_t *pool)
{
    return apr_pstrcat(pool, "action-", action->name, NULL);
}

/* --- filled from a record --- */

void mya_form_fill_entry(mya_entry_t *entry, apr_hash_t *values, const mya_format_t *format,
                         apr_pool_t *pool)
{
    const mya_field_t *field = entry->field;

    entry->value = mya_form_cell(values, field->name, pool);
    entry->typed = entry->value ? mya_format_input(format, field->type, entry->value,
                                                   field->currency, pool)
                                : NULL;
}

mya_form_t *mya_form_fill(const mya_action_t *action, apr_hash_t *values,
                          const mya_format_t *format, apr_pool_t *pool)
{
    mya_form_t *form = mya_form_make(action, pool);
    int i;

    for (i = 0; i < form->nentries; ++i) {
        mya_form_fill_entry(&form->entries[i], values, format, pool);
    }
    form->fingerprint = mya_form_fingerprint(action, values, pool);
    return form;
}

static void fill_row(mya_form_row_t *row, const mya_form_t *form, const mya_format_t *format,
                     apr_pool_t *pool)
{
    apr_hash_t *cells = mya_form_cells(row->row, pool);
    int i;

    row->entries = mya_form_entries(form->action, pool);
    for (i = 0; i < form->action->nfields; ++i) {
        mya_form_fill_entry(&row->entries[i], cells, format, pool);
    }
}

void mya_form_offer_rows(mya_form_t *form, const mya_row_t *rows, int n,
                         const mya_format_t *format, apr_pool_t *pool)
{
    int i;

    form->rows = apr_pcalloc(pool, ((apr_size_t)n + 1) * sizeof(*form->rows));
    for (i = 0; i < n; ++i) {
        mya_form_row_t *row = &form->rows[form->nrows];

        row->key = rows[i].cells[form->action->list->key];
        row->row = &rows[i];
        form->nrows += row->key != NULL;
        if (row->key && mya_form_row_entries(form)) {
            fill_row(row, form, format, pool);
        }
    }
}

mya_form_t *mya_form_fill_rows(const mya_action_t *action, const mya_row_t *rows, int n,
                               mya_env_t *env, const mya_format_t *format, apr_pool_t *pool)
{
    mya_form_t *form = mya_form_make(action, pool);

    mya_form_offer_rows(form, rows, n, format, pool);
    mya_form_settle(form, NULL, env, format, NULL, pool);
    form->fingerprint = mya_form_rows_fingerprint(form, pool);
    return form;
}

/* --- values --- */

static apr_hash_t *values_of(const mya_entry_t *entries, int n, apr_pool_t *pool)
{
    apr_hash_t *values = apr_hash_make(pool);
    int i;

    for (i = 0; i < n; ++i) {
        if (entries[i].value && !entries[i].absent) {
            apr_hash_set(values, entries[i].field->name, APR_HASH_KEY_STRING, entries[i].value);
        }
    }
    return values;
}

apr_hash_t *mya_form_values(const mya_form_t *form, apr_pool_t *pool)
{
    return values_of(form->entries, form->nentries, pool);
}

apr_hash_t *mya_form_row_values(const mya_form_t *form, int n, apr_pool_t *pool)
{
    return values_of(form->rows[n].entries, mya_form_row_entries(form), pool);
}

/* --- blame --- */

void mya_form_blame_row(mya_form_t *form, int n, const char *field, const char *sentence)
{
    mya_form_row_t *row = n >= 0 && mya_form_row_entries(form) ? &form->rows[n] : NULL;
    mya_entry_t *entry = row ? mya_form_find(row->entries, mya_form_row_entries(form), field)
                             : mya_form_find(form->entries, form->nentries, field);

    if (field && !strcmp(field, MYA_FORM_PASSWORD)) {
        form->password_fault = sentence;
    } else if (entry && !entry->absent) {
        entry->fault = sentence;
    } else {
        form->fault = sentence;
    }
    mya_form_count(form);
}

void mya_form_blame(mya_form_t *form, const char *field, const char *sentence)
{
    mya_form_blame_row(form, -1, field, sentence);
}

void mya_form_blame_row_text(mya_form_t *form, int n, const char *field, const char *key,
                             const mya_portal_t *portal, const char *lang, apr_pool_t *pool)
{
    mya_form_blame_row(form, n, field, mya_text(portal, lang, key, NULL, 0, pool));
}

void mya_form_blame_text(mya_form_t *form, const char *field, const char *key,
                         const mya_portal_t *portal, const char *lang, apr_pool_t *pool)
{
    mya_form_blame_row_text(form, -1, field, key, portal, lang, pool);
}
