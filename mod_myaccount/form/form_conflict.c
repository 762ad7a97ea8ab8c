/* SPDX-License-Identifier: Apache-2.0 */
/* form/form_conflict.c: what was seen, what was written, and what is stored now, compared */
#include "form/form_int.h"

#include <string.h>

#include <apr_strings.h>

#include "base/crypto.h"
#include "view/text.h"

#define FINGERPRINT_BYTES 16

/* One more value of the PIECES of a text that is digested: NULL is not empty, and no value can be
 * taken for two. */
static void add_value(apr_array_header_t *pieces, const char *name, const char *value,
                      apr_pool_t *pool)
{
    APR_ARRAY_PUSH(pieces, const char *) =
        value ? apr_psprintf(pool, "%s=%" APR_SIZE_T_FMT ":%s;", name, strlen(value), value)
              : apr_pstrcat(pool, name, "=;", NULL);
}

static apr_array_header_t *make_pieces(apr_pool_t *pool)
{
    return apr_array_make(pool, 32, sizeof(const char *));
}

static const char *digest_of(const apr_array_header_t *pieces, apr_pool_t *pool)
{
    const char *text = apr_array_pstrcat(pool, pieces, 0);
    unsigned char digest[MYA_SHA256];

    mya_crypto_sha256(digest, text, strlen(text));
    return mya_crypto_base64url(digest, FINGERPRINT_BYTES, pool);
}

const char *mya_form_fingerprint(const mya_action_t *action, apr_hash_t *values, apr_pool_t *pool)
{
    apr_array_header_t *pieces = make_pieces(pool);
    int i;

    if (!action->values) {
        return NULL;
    }
    for (i = 0; i < action->nfields; ++i) {
        const char *name = action->fields[i].name;

        add_value(pieces, name, mya_form_cell(values, name, pool), pool);
    }
    return digest_of(pieces, pool);
}

/* All cells, since whoever agrees to a row agrees to what stood in it. Rows that are not open to
 * the action take no part in the form. */
const char *mya_form_rows_fingerprint(const mya_form_t *form, apr_pool_t *pool)
{
    apr_array_header_t *pieces = make_pieces(pool);
    int i, j;

    if (!mya_form_row_entries(form)) {
        return NULL;
    }
    for (i = 0; i < form->nrows; ++i) {
        const mya_form_row_t *row = &form->rows[i];

        if (!row->open) {
            continue;
        }
        add_value(pieces, "row", row->key, pool);
        for (j = 0; row->row && j < row->row->ncolumns; ++j) {
            add_value(pieces, row->row->columns[j].name, row->row->cells[j], pool);
        }
    }
    return digest_of(pieces, pool);
}

static void add_entries(apr_array_header_t *pieces, const mya_entry_t *entries, int n,
                        apr_pool_t *pool)
{
    int i;

    for (i = 0; i < n; ++i) {
        int taken = !entries[i].readonly && !entries[i].absent;

        add_value(pieces, entries[i].field->name, taken ? entries[i].typed : NULL, pool);
    }
}

const char *mya_form_digest(const mya_form_t *form, apr_pool_t *pool)
{
    apr_array_header_t *pieces = make_pieces(pool);
    int i;

    add_entries(pieces, form->entries, form->nentries, pool);
    for (i = 0; i < form->nrows; ++i) {
        add_value(pieces, "row", form->rows[i].key, pool);
        add_entries(pieces, form->rows[i].entries, mya_form_row_entries(form), pool);
    }
    return digest_of(pieces, pool);
}

/* --- as people read it --- */

static const char *option_label(const mya_field_t *field, const char *value,
                                const mya_portal_t *portal, const char *lang, apr_pool_t *pool)
{
    int i;

    for (i = 0; field->options && i < field->options->noptions; ++i) {
        const mya_option_t *option = &field->options->options[i];

        if (!strcmp(option->value, value)) {
            return mya_text_or(portal, lang, option->label, option->readable, pool);
        }
    }
    return NULL;
}

static const char *several(const mya_field_t *field, const char *value,
                           const mya_format_t *format, const mya_portal_t *portal,
                           const char *lang, apr_pool_t *pool)
{
    apr_array_header_t *pieces = apr_array_make(pool, 8, sizeof(const char *));
    char *rest = apr_pstrdup(pool, value), *last = NULL;
    const char *label, *line;

    for (line = apr_strtok(rest, "\n", &last); line; line = apr_strtok(NULL, "\n", &last)) {
        label = option_label(field, line, portal, lang, pool);
        label = label ? label : mya_format_value(format, field->type, line, field->currency, pool);
        APR_ARRAY_PUSH(pieces, const char *) = pieces->nelts ? ", " : "";
        APR_ARRAY_PUSH(pieces, const char *) = label;
    }
    return apr_array_pstrcat(pool, pieces, 0);
}

const char *mya_form_readable(const mya_field_t *field, const char *value,
                              const mya_format_t *format, const mya_portal_t *portal,
                              const char *lang, apr_pool_t *pool)
{
    const char *label;

    if (field->type == MYA_TYPE_BOOLEAN) {
        return mya_text(portal, lang, value && !strcmp(value, "1") ? "value.yes" : "value.no",
                        NULL, 0, pool);
    }
    if (!value || !*value) {
        return mya_text(portal, lang, "form.empty", NULL, 0, pool);
    }
    if (field->multiple) {
        return several(field, value, format, portal, lang, pool);
    }
    label = option_label(field, value, portal, lang, pool);
    return label ? label : mya_format_value(format, field->type, value, field->currency, pool);
}

/* --- changed meanwhile --- */

int mya_form_differ(const mya_field_t *field, const char *mine, const char *theirs)
{
    const char *nothing = field->type == MYA_TYPE_BOOLEAN ? "0" : "";

    return !mya_validate_same(field->type, mine ? mine : nothing, theirs ? theirs : nothing);
}

static void compare(mya_entry_t *entries, int n, apr_hash_t *values, const mya_format_t *format,
                    const mya_portal_t *portal, const char *lang, apr_pool_t *pool)
{
    int i;

    for (i = 0; i < n; ++i) {
        mya_entry_t *entry = &entries[i];
        const char *theirs = mya_form_cell(values, entry->field->name, pool);

        entry->theirs = entry->absent || !mya_form_differ(entry->field, entry->value, theirs)
                            ? NULL
                            : mya_form_readable(entry->field, theirs, format, portal, lang, pool);
    }
}

void mya_form_conflict(mya_form_t *form, apr_hash_t *values, const mya_format_t *format,
                       const mya_portal_t *portal, const char *lang, apr_pool_t *pool)
{
    int i;

    compare(form->entries, form->nentries, values, format, portal, lang, pool);
    for (i = 0; i < form->nrows; ++i) {
        compare(form->rows[i].entries, mya_form_row_entries(form),
                mya_form_cells(form->rows[i].row, pool), format, portal, lang, pool);
    }
    form->conflict = 1;
    form->fault = mya_text(portal, lang, "form.changed", NULL, 0, pool);
    form->fingerprint = mya_form_row_entries(form)
                            ? mya_form_rows_fingerprint(form, pool)
                            : mya_form_fingerprint(form->action, values, pool);
}
