/* SPDX-License-Identifier: Apache-2.0 */
/* form/form_read.c: what somebody sent becomes a form, or is refused
 *
 * Nothing is taken that the definition does not ask for, by name, for the roles of who sends it
 * (AZ4), and nothing twice but what may repeat (HP1).
 */
#include "form/form_int.h"

#include <string.h>

#include <apr_strings.h>

#include "form/input.h"
#include "view/text.h"

typedef struct reader_t {
    mya_form_t *form;
    const mya_env_t *env;
    mya_result_t *why;
    apr_pool_t *pool;
    apr_hash_t *rows;          /* key -> mya_form_row_t * */
    apr_hash_t *own;           /* our own names that were sent -> value */
    apr_hash_t *several;       /* mya_entry_t * -> array of what came for it, if it came again */
} reader_t;

static apr_status_t sent_twice(const reader_t *reader, const char *name)
{
    return mya_result_say(reader->why, MYA_EBADREQUEST, "form.doubled", NULL,
                          "the parameter \"%s\" was sent twice", name);
}

static apr_status_t not_asked(const reader_t *reader, const char *name)
{
    return mya_result_say(reader->why, MYA_EBADREQUEST, "form.unknown", NULL,
                          "the form \"%s\" has no field \"%s\"", reader->form->action->path, name);
}

/* --- our own names --- */

/* The token was judged before; where it leads afterwards is none of the form's business. */
static int is_own(const mya_action_t *action, const char *name)
{
    static const char *const always[] = { MYA_FORM_TOKEN, MYA_FORM_SEEN, MYA_FORM_NEXT };
    apr_size_t i;

    for (i = 0; i < sizeof(always) / sizeof(always[0]); ++i) {
        if (!strcmp(always[i], name)) {
            return 1;
        }
    }
    return (!strcmp(name, MYA_FORM_AGAIN) && mya_form_has_choices(action))
           || ((!strcmp(name, MYA_FORM_STEP) || !strcmp(name, MYA_FORM_REVIEWED))
               && action->review)
           || (!strcmp(name, MYA_FORM_PASSWORD) && action->confirm);
}

static apr_status_t take_own(reader_t *reader, const mya_pair_t *pair)
{
    if (!is_own(reader->form->action, pair->name)) {
        return not_asked(reader, pair->name);
    }
    if (apr_hash_get(reader->own, pair->name, APR_HASH_KEY_STRING)) {
        return sent_twice(reader, pair->name);
    }
    apr_hash_set(reader->own, pair->name, APR_HASH_KEY_STRING, pair->value);
    return APR_SUCCESS;
}

static const char *own(const reader_t *reader, const char *name)
{
    return apr_hash_get(reader->own, name, APR_HASH_KEY_STRING);
}

/* Rows that were ticked on the list's page, where the action's fields do not stand. */
static int is_ticked_only(const reader_t *reader)
{
    return mya_form_opens(reader->form->action) && !own(reader, MYA_FORM_SEEN);
}

static apr_status_t take_step(reader_t *reader)
{
    const char *step = own(reader, MYA_FORM_STEP);
    mya_form_t *form = reader->form;

    if (step && strcmp(step, "do") && strcmp(step, "edit")) {
        return mya_result_say(reader->why, MYA_EBADREQUEST, "form.unknown", NULL,
                              "\"%s\" has no such step", MYA_FORM_STEP);
    }
    form->step = own(reader, MYA_FORM_AGAIN) || is_ticked_only(reader)
                     ? MYA_FORM_SHOW_AGAIN
                 : !step ? MYA_FORM_SENT : !strcmp(step, "do") ? MYA_FORM_DO : MYA_FORM_EDIT;
    form->reviewed = own(reader, MYA_FORM_REVIEWED);
    form->fingerprint = form->action->values || mya_form_row_entries(form)
                            ? own(reader, MYA_FORM_SEEN) : NULL;
    return APR_SUCCESS;
}

/* --- rows --- */

static apr_status_t take_row(reader_t *reader, const char *key)
{
    mya_form_t *form = reader->form;
    mya_form_row_t *row;

    if (apr_hash_get(reader->rows, key, APR_HASH_KEY_STRING)) {
        return APR_SUCCESS;        /* ticked is ticked */
    }
    if (form->nrows == MYA_FORM_ROWS) {
        return mya_result_say(reader->why, MYA_ETOOLARGE, "form.too-many-rows", NULL,
                              "the form \"%s\" is about more than %d rows", form->action->path,
                              MYA_FORM_ROWS);
    }
    row = &form->rows[form->nrows++];
    row->key = key;
    row->open = 1;
    row->changed = form->action->rows == MYA_ROWS_SELECTED;
    row->entries = mya_form_row_entries(form) ? mya_form_entries(form->action, reader->pool) : NULL;
    apr_hash_set(reader->rows, key, APR_HASH_KEY_STRING, row);
    return APR_SUCCESS;
}

/* Which rows the form is about must be known before their fields are read. */
static apr_status_t take_rows(reader_t *reader, const apr_array_header_t *pairs)
{
    const mya_action_t *action = reader->form->action;
    apr_status_t rv = APR_SUCCESS;
    int i;

    if (!action->list || action->rows == MYA_ROWS_ONE) {
        return APR_SUCCESS;
    }
    reader->form->rows = apr_pcalloc(reader->pool, MYA_FORM_ROWS * sizeof(mya_form_row_t));
    for (i = 0; i < pairs->nelts && rv == APR_SUCCESS; ++i) {
        const mya_pair_t *pair = &APR_ARRAY_IDX(pairs, i, mya_pair_t);

        if (!strcmp(pair->name, MYA_FORM_ROW)) {
            rv = take_row(reader, pair->value);
        }
    }
    return rv;
}

/* --- fields --- */

/* Once more VALUE for ENTRY. They are joined when all are there: a body that repeats a name behind
 * a large value must not cost a copy of that each time. */
static void add_value(const reader_t *reader, mya_entry_t *entry, const char *value)
{
    apr_array_header_t *values = apr_hash_get(reader->several, &entry, sizeof(entry));

    if (!values) {
        values = apr_array_make(reader->pool, 4, sizeof(const char *));
        APR_ARRAY_PUSH(values, const char *) = entry->typed;
        apr_hash_set(reader->several, apr_pmemdup(reader->pool, &entry, sizeof(entry)),
                     sizeof(entry), values);
    }
    APR_ARRAY_PUSH(values, const char *) = value;
}

static void join_values(const reader_t *reader)
{
    apr_hash_index_t *i;

    for (i = apr_hash_first(reader->pool, reader->several); i; i = apr_hash_next(i)) {
        mya_entry_t *entry = *(mya_entry_t *const *)apr_hash_this_key(i);

        entry->typed = apr_array_pstrcat(reader->pool, apr_hash_this_val(i), '\n');
    }
}

/* Put VALUE into all entries called NAME: which of them is asked depends on choices that are not
 * judged yet. */
static apr_status_t put(const reader_t *reader, mya_entry_t *entries, int n, const char *name,
                        const mya_pair_t *pair)
{
    int i, found = 0;

    for (i = 0; i < n; ++i) {
        mya_entry_t *entry = &entries[i];

        if (strcmp(entry->field->name, name) || !mya_env_may(reader->env, entry->field->roles)) {
            continue;
        }
        if (entry->typed && !entry->field->multiple) {
            return sent_twice(reader, pair->name);
        }
        if (entry->typed) {
            add_value(reader, entry, pair->value);
        } else {
            entry->typed = pair->value;
        }
        found = 1;
    }
    return found ? APR_SUCCESS : not_asked(reader, pair->name);
}

/* "granted.9f3": a field of an editable table. */
static apr_status_t put_in_row(const reader_t *reader, const mya_pair_t *pair)
{
    const char *dot = strchr(pair->name, '.');
    mya_form_row_t *row = dot ? apr_hash_get(reader->rows, dot + 1, APR_HASH_KEY_STRING) : NULL;

    return row ? put(reader, row->entries, mya_form_row_entries(reader->form),
                     apr_pstrmemdup(reader->pool, pair->name, (apr_size_t)(dot - pair->name)),
                     pair)
               : not_asked(reader, pair->name);
}

static apr_status_t take(reader_t *reader, const mya_pair_t *pair)
{
    mya_form_t *form = reader->form;

    if (form->rows && !strcmp(pair->name, MYA_FORM_ROW)) {
        return APR_SUCCESS;        /* taken before */
    }
    if (!strncmp(pair->name, MYA_FORM_OWN, sizeof(MYA_FORM_OWN) - 1)) {
        return take_own(reader, pair);
    }
    return mya_form_row_entries(form) ? put_in_row(reader, pair)
                                      : put(reader, form->entries, form->nentries, pair->name,
                                            pair);
}

static apr_status_t take_all(reader_t *reader, const apr_array_header_t *pairs)
{
    apr_status_t rv = take_rows(reader, pairs);
    int i;

    for (i = 0; i < pairs->nelts && rv == APR_SUCCESS; ++i) {
        rv = take(reader, &APR_ARRAY_IDX(pairs, i, mya_pair_t));
    }
    join_values(reader);
    return rv == APR_SUCCESS ? take_step(reader) : rv;
}

/* --- all of it --- */

apr_status_t mya_form_read(mya_form_t **form, const mya_action_t *action,
                           const apr_array_header_t *pairs, mya_env_t *env,
                           const mya_format_t *format, mya_result_t *why, apr_pool_t *pool)
{
    const mya_judge_t judge = { env->portal, env->lang, format, pool };
    reader_t reader = { mya_form_make(action, pool), env, why, pool, apr_hash_make(pool),
                        apr_hash_make(pool), apr_hash_make(pool) };
    mya_form_t *read = reader.form;
    apr_status_t rv = take_all(&reader, pairs);

    if (rv != APR_SUCCESS) {
        return rv;
    }
    read->sent = 1;
    mya_form_judge(read, env, &judge);
    if (read->rows && !read->nrows) {
        read->fault = mya_text(env->portal, env->lang, "form.no-rows", NULL, 0, pool);
    }
    *form = read;
    return read->faults || read->fault
               ? mya_result_tell(why, MYA_EINVALID, "%d fields of \"%s\" are at fault",
                                 read->faults, action->path)
               : APR_SUCCESS;
}
