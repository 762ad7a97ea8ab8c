/* SPDX-License-Identifier: Apache-2.0 */
/* form/form_judge.c: which fields are asked, and is what stands in them good?
 *
 * Judged twice: when the form is read, without records, so that most faults cost no database; and
 * when the records are known, for what waits for them. The second time counts.
 */
#include "form/form_int.h"

#include <string.h>

#include "data/value.h"
#include "view/text.h"

/* One way through a list of fields, top to bottom: a choice stands before what depends on it. */
typedef struct walk_t {
    mya_env_t *env;
    const mya_judge_t *judge;
    mya_entry_t *entries;
    int nentries;
    apr_hash_t *cells;         /* of the record or row that fills them; NULL */
    int records;               /* these are known */
    int sent;                  /* by a person; else there is nothing to judge */
} walk_t;

/* Does TEST wait for the records? One on another field never does. */
static int waits(const walk_t *walk, const mya_test_t *test)
{
    return test && !walk->records && test->ref.source != MYA_FROM_FORM;
}

static int holds(const walk_t *walk, const mya_test_t *test)
{
    return waits(walk, test) || mya_env_test(walk->env, test);
}

/* Is the option in which FIELD stands chosen? */
static int is_chosen(const walk_t *walk, const mya_field_t *field, int before)
{
    const mya_entry_t *choice = mya_form_find(walk->entries, before, field->of);

    return choice && !choice->absent && mya_form_is_line(choice->value, field->of_value);
}

/* May the records still say that FIELD is not asked, itself or through its choice? */
static int is_unsure(const walk_t *walk, int i)
{
    const mya_field_t *field = walk->entries[i].field;
    const mya_entry_t *choice = field->of ? mya_form_find(walk->entries, i, field->of) : NULL;

    return waits(walk, field->test)
           || (choice && is_unsure(walk, (int)(choice - walk->entries)));
}

static int is_asked(const walk_t *walk, int i)
{
    const mya_field_t *field = walk->entries[i].field;

    return mya_env_may(walk->env, field->roles) && (!field->of || is_chosen(walk, field, i))
           && holds(walk, field->test);
}

static int is_readonly(const walk_t *walk, const mya_field_t *field)
{
    return field->readonly || (field->readonly_test && walk->records
                               && mya_env_test(walk->env, field->readonly_test));
}

/* An option that is not offered cannot be chosen. */
static const char *judge_options(const walk_t *walk, const mya_entry_t *entry)
{
    const mya_options_t *options = entry->field->options;
    int i;

    for (i = 0; options && i < options->noptions; ++i) {
        const mya_option_t *option = &options->options[i];

        if (option->test && mya_form_is_line(entry->value, option->value)
            && !holds(walk, option->test)) {
            return mya_validate_say("form.choice", entry->field, walk->judge);
        }
    }
    return NULL;
}

static int is_empty(const mya_entry_t *entry)
{
    return !entry->value
           || (entry->field->type == MYA_TYPE_BOOLEAN && !strcmp(entry->value, "0"));
}

static void judge_sent(const walk_t *walk, int i)
{
    mya_entry_t *entry = &walk->entries[i];

    entry->fault = mya_validate_field(&entry->value, entry->field, entry->typed, walk->judge);
    if (!entry->fault) {
        entry->fault = judge_options(walk, entry);
    }
    if (!entry->fault && entry->field->required && is_empty(entry) && !is_unsure(walk, i)) {
        entry->fault = mya_validate_required(entry->field, walk->judge);
    }
    if (entry->fault) {
        entry->value = NULL;
    }
}

static void take_nothing(mya_entry_t *entry)
{
    entry->value = NULL;
    entry->fault = NULL;
}

static void judge_entry(const walk_t *walk, int i)
{
    mya_entry_t *entry = &walk->entries[i];

    entry->absent = !is_asked(walk, i);
    entry->readonly = is_readonly(walk, entry->field);
    if (entry->absent) {
        take_nothing(entry);       /* what was typed stays: the choice may be made again */
    } else if (entry->readonly) {
        take_nothing(entry);
        entry->typed = NULL;
        if (walk->records) {
            mya_form_fill_entry(entry, walk->cells, walk->judge->format, walk->judge->pool);
        }
    } else if (walk->sent) {
        judge_sent(walk, i);
    }
    apr_hash_set(walk->env->form, entry->field->name, APR_HASH_KEY_STRING,
                 entry->absent ? apr_hash_get(walk->env->form, entry->field->name,
                                              APR_HASH_KEY_STRING)
                               : entry->value);
}

/* ENV's form is what stands above, while a field is judged. */
static void judge_entries(const walk_t *walk)
{
    apr_hash_t *outer = walk->env->form;
    int i;

    walk->env->form = apr_hash_make(walk->judge->pool);
    for (i = 0; i < walk->nentries; ++i) {
        judge_entry(walk, i);
    }
    walk->env->form = outer;
}

/* --- without records --- */

void mya_form_judge(mya_form_t *form, mya_env_t *env, const mya_judge_t *judge)
{
    walk_t walk = { env, judge, form->entries, form->nentries, NULL, 0, form->sent };
    int i;

    judge_entries(&walk);
    walk.nentries = mya_form_row_entries(form);
    for (i = 0; i < form->nrows && walk.nentries; ++i) {
        walk.entries = form->rows[i].entries;
        judge_entries(&walk);
    }
    mya_form_count(form);
}

/* --- rows --- */

/* What people call ROW: its first visible cell. */
static const char *name_of(const mya_row_t *row, mya_env_t *env, const mya_format_t *format,
                           apr_pool_t *pool)
{
    int i;

    for (i = 0; i < row->ncolumns; ++i) {
        const mya_column_t *column = &row->columns[i];

        if (!column->hidden && mya_env_may(env, column->roles) && row->cells[i]
            && mya_env_test(env, column->test)) {
            return mya_format_value(format, column->type, row->cells[i],
                                    mya_value_currency(column, row->cells, env->portal), pool);
        }
    }
    return NULL;
}

apr_status_t mya_form_give_rows(mya_form_t *form, const mya_row_t *rows, int n, mya_result_t *why,
                                apr_pool_t *pool)
{
    const mya_list_t *list = form->action->list;
    apr_hash_t *found = apr_hash_make(pool);
    int i;

    for (i = 0; i < n; ++i) {
        if (rows[i].cells[list->key]) {
            apr_hash_set(found, rows[i].cells[list->key], APR_HASH_KEY_STRING, &rows[i]);
        }
    }
    for (i = 0; i < form->nrows; ++i) {
        form->rows[i].row = apr_hash_get(found, form->rows[i].key, APR_HASH_KEY_STRING);
        if (!form->rows[i].row) {
            return mya_result_tell(why, MYA_ENOTFOUND, "the list \"%s\" has no such row",
                                   list->name);
        }
    }
    return APR_SUCCESS;
}

/* Does ENTRY say something else than the row's CELLS? */
static int says_else(const mya_entry_t *entry, apr_hash_t *cells, apr_pool_t *pool)
{
    if (entry->absent || entry->readonly) {
        return 0;
    }
    return (entry->fault && entry->typed && *entry->typed)
           || mya_form_differ(entry->field, entry->value,
                              mya_form_cell(cells, entry->field->name, pool));
}

/* A row that stays as it is need not be good. */
static void settle_changes(mya_form_row_t *row, int n, apr_hash_t *cells, apr_pool_t *pool)
{
    int i;

    row->changed = 0;
    for (i = 0; i < n; ++i) {
        row->changed |= says_else(&row->entries[i], cells, pool);
    }
    for (i = 0; i < n && !row->changed; ++i) {
        row->entries[i].fault = NULL;
    }
}

static void settle_row(mya_form_t *form, mya_form_row_t *row, mya_env_t *env,
                       const mya_judge_t *judge)
{
    const char *list = form->action->list->name;
    const void *outer = apr_hash_get(env->rows, list, APR_HASH_KEY_STRING);
    walk_t walk = { env, judge, row->entries, mya_form_row_entries(form), NULL, 1, form->sent };

    apr_hash_set(env->rows, list, APR_HASH_KEY_STRING, row->row);
    row->name = row->row ? name_of(row->row, env, judge->format, judge->pool) : NULL;
    row->open = row->row && mya_env_test(env, form->action->test);
    walk.cells = mya_form_cells(row->row, judge->pool);
    judge_entries(&walk);
    if (row->entries && form->sent) {
        settle_changes(row, walk.nentries, walk.cells, judge->pool);
    } else {
        row->changed = row->changed && row->open;
    }
    apr_hash_set(env->rows, list, APR_HASH_KEY_STRING, outer);
}

/* :list.column in IN (…) is a list of the given rows. */
static void bind_rows(const mya_form_t *form, mya_env_t *env, apr_pool_t *pool)
{
    mya_env_list_t *list = apr_pcalloc(pool, sizeof(*list));
    mya_row_t *rows = apr_pcalloc(pool, ((apr_size_t)form->nrows + 1) * sizeof(*rows));
    int i;

    for (i = 0; i < form->nrows; ++i) {
        if (form->rows[i].changed && form->rows[i].row) {
            rows[list->nrows++] = *form->rows[i].row;
        }
    }
    list->rows = rows;
    apr_hash_set(env->lists, form->action->list->name, APR_HASH_KEY_STRING, list);
}

static void settle_rows(mya_form_t *form, mya_env_t *env, const mya_judge_t *judge)
{
    int i, closed = 0;

    for (i = 0; i < form->nrows; ++i) {
        mya_form_row_t *row = &form->rows[i];
        int meant = row->changed || row->entries;

        settle_row(form, row, env, judge);
        closed |= meant && !row->open;
    }
    if (form->sent && closed && !form->fault) {
        form->fault = mya_text(env->portal, env->lang, "form.rows-changed", NULL, 0, judge->pool);
    }
    if (form->sent) {
        bind_rows(form, env, judge->pool);
    }
}

/* --- with the records --- */

apr_status_t mya_form_settle(mya_form_t *form, apr_hash_t *values, mya_env_t *env,
                             const mya_format_t *format, mya_result_t *why, apr_pool_t *pool)
{
    const mya_judge_t judge = { env->portal, env->lang, format, pool };
    const walk_t walk = { env, &judge, form->entries, form->nentries, values, 1, form->sent };

    judge_entries(&walk);
    env->form = mya_form_values(form, pool);
    if (form->action->list && form->action->rows != MYA_ROWS_ONE) {
        settle_rows(form, env, &judge);
    }
    form->settled = 1;
    form->env = env;
    mya_form_count(form);
    return form->sent && (form->faults || form->fault)
               ? mya_result_tell(why, MYA_EINVALID, "%d fields of \"%s\" are at fault",
                                 form->faults, form->action->path)
               : APR_SUCCESS;
}

void mya_form_forgive(mya_form_t *form)
{
    int i, j;

    form->password_fault = NULL;
    for (i = 0; i < form->nentries; ++i) {
        form->entries[i].fault = NULL;
    }
    for (i = 0; i < form->nrows; ++i) {
        for (j = 0; j < mya_form_row_entries(form); ++j) {
            form->rows[i].entries[j].fault = NULL;
        }
    }
    mya_form_count(form);
}
