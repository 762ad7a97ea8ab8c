/* SPDX-License-Identifier: Apache-2.0 */
/* action/subject.c: what an action is about: its page's records, the row of its list */
#include "action/subject.h"

#include <stdint.h>
#include <string.h>

#include "data/query.h"

int mya_subject_is_rows(const mya_action_t *action)
{
    return action->list && action->rows != MYA_ROWS_ONE;
}

static int names_record(const mya_action_t *action, const mya_record_t *record)
{
    int i;

    for (i = 0; i < action->nrecords; ++i) {
        if (action->records[i] == record) {
            return 1;
        }
    }
    return 0;
}

static int tests_list(const mya_test_t *test, const mya_list_t *list)
{
    return test && !test->ref.column && test->ref.of && !strcmp(test->ref.of, list->name);
}

static int steps_test_list(const mya_step_t *steps, int n, const mya_list_t *list);

static int step_tests_list(const mya_step_t *step, const mya_list_t *list)
{
    int i, found = tests_list(step->test, list) || steps_test_list(step->steps, step->nsteps, list)
                   || (step->record && tests_list(step->record->test, list));

    for (i = 0; i < step->nbranches; ++i) {
        found |= tests_list(step->branches[i].test, list)
                 || steps_test_list(step->branches[i].steps, step->branches[i].nsteps, list);
    }
    return found;
}

static int steps_test_list(const mya_step_t *steps, int n, const mya_list_t *list)
{
    int i, found = 0;

    for (i = 0; i < n; ++i) {
        found |= step_tests_list(&steps[i], list);
    }
    return found;
}

static int field_tests_list(const mya_field_t *field, const mya_list_t *list)
{
    int i, found = tests_list(field->test, list) || tests_list(field->readonly_test, list);

    for (i = 0; field->options && i < field->options->noptions; ++i) {
        found |= tests_list(field->options->options[i].test, list);
    }
    return found;
}

/* Does a test of ACTION, or of an item that it may need, ask whether LIST has rows? */
static int names_list(const mya_action_t *action, const mya_list_t *list)
{
    int i, found = tests_list(action->test, list)
                   || steps_test_list(action->steps, action->nsteps, list);

    for (i = 0; i < action->page->nitems; ++i) {
        const mya_item_t *item = &action->page->items[i];

        found |= tests_list(item->test, list)
                 || (item->record && tests_list(item->record->test, list))
                 || (item->list && tests_list(item->list->test, list));
    }
    for (i = 0; i < action->nfields; ++i) {
        found |= field_tests_list(&action->fields[i], list);
    }
    return found;
}

/* Would the page show ITEM, whose record or list has a TEST of its own? */
static int is_shown(mya_env_t *env, const mya_item_t *item, const mya_test_t *test)
{
    return mya_env_may(env, item->roles) && mya_env_test(env, item->test)
           && mya_env_test(env, test);
}

static apr_status_t read_record(mya_action_run_t *run, const mya_item_t *item, int lock,
                                mya_db_conn_t *conn, mya_result_t *why, apr_pool_t *pool)
{
    const mya_record_t *record = item->record;
    mya_env_t *env = run->env;
    mya_row_t *row = NULL;
    apr_status_t rv;

    apr_hash_set(env->records, record->name, APR_HASH_KEY_STRING, NULL);
    if (!is_shown(env, item, record->test)) {
        return APR_SUCCESS;
    }
    rv = mya_query_record(&row, conn, record, env, lock, why, pool);
    if (rv == APR_SUCCESS && !row && record->missing == MYA_MISSING_404) {
        return mya_result_tell(why, MYA_ENOTFOUND, "the record \"%s\" has no row", record->name);
    }
    apr_hash_set(env->records, record->name, APR_HASH_KEY_STRING, row);
    return rv;
}

/* Read rows of LIST: the one with KEY, or (NULL) any. */
static apr_status_t read_list(mya_row_t **rows, int *nrows, mya_action_run_t *run,
                              const mya_list_t *list, const char *key, mya_db_conn_t *conn,
                              mya_result_t *why, apr_pool_t *pool)
{
    const mya_view_t view = { .sort = -1, .page = 1, .size = 1, .key = key };

    return mya_query_list(rows, nrows, NULL, conn, list, &view, run->env, why, pool);
}

static apr_status_t count_list(mya_action_run_t *run, const mya_item_t *item, mya_db_conn_t *conn,
                               mya_result_t *why, apr_pool_t *pool)
{
    apr_status_t rv = APR_SUCCESS;
    mya_row_t *rows;
    int nrows = 0;

    if (is_shown(run->env, item, item->list->test)) {
        rv = read_list(&rows, &nrows, run, item->list, NULL, conn, why, pool);
    }
    apr_hash_set(run->env->counts, item->list->name, APR_HASH_KEY_STRING,
                 (void *)(intptr_t)nrows);
    return rv;
}

static apr_status_t no_row(const mya_action_run_t *run, mya_result_t *why)
{
    return mya_result_tell(why, MYA_ENOTFOUND, "the list \"%s\" has no such row",
                           run->action->list->name);
}

static apr_status_t read_row(mya_action_run_t *run, const mya_item_t *item, mya_db_conn_t *conn,
                             mya_result_t *why, apr_pool_t *pool)
{
    const mya_list_t *list = item->list;
    apr_status_t rv;
    mya_row_t *rows;
    int nrows = 0;

    if (!run->key || !is_shown(run->env, item, list->test)) {
        return no_row(run, why);
    }
    rv = read_list(&rows, &nrows, run, list, run->key, conn, why, pool);
    if (rv == APR_SUCCESS && nrows != 1) {
        return no_row(run, why);
    }
    if (rv == APR_SUCCESS) {
        apr_hash_set(run->env->rows, list->name, APR_HASH_KEY_STRING, &rows[0]);
        apr_hash_set(run->env->counts, list->name, APR_HASH_KEY_STRING, (void *)(intptr_t)nrows);
    }
    return rv;
}

/* The rows whose keys the form has; the first ones of the list for a form that has none. */
static apr_status_t select_rows(mya_row_t **rows, int *nrows, mya_action_run_t *run,
                                mya_db_conn_t *conn, mya_result_t *why, apr_pool_t *pool)
{
    const mya_form_t *form = run->form;
    const mya_list_t *list = run->action->list;
    mya_view_t view = { .sort = -1, .page = 1, .size = list->page_size };
    const char **keys = form ? apr_pcalloc(pool, MYA_FORM_ROWS * sizeof(*keys)) : NULL;
    int i;

    for (i = 0; form && i < form->nrows; ++i) {
        keys[i] = form->rows[i].key;
    }
    if (form && form->nrows) {
        view.keys = keys;
        view.nkeys = form->nrows;
        view.size = MYA_FORM_ROWS;
    }
    return mya_query_list(rows, nrows, NULL, conn, list, &view, run->env, why, pool);
}

static apr_status_t read_rows(mya_action_run_t *run, const mya_item_t *item, mya_db_conn_t *conn,
                              mya_result_t *why, apr_pool_t *pool)
{
    mya_row_t *rows = NULL;
    int nrows = 0;
    apr_status_t rv;

    if (!is_shown(run->env, item, item->list->test)) {
        return no_row(run, why);
    }
    rv = select_rows(&rows, &nrows, run, conn, why, pool);
    if (rv != APR_SUCCESS) {
        return rv;
    }
    run->rows = rows;
    run->nrows = nrows;
    apr_hash_set(run->env->counts, item->list->name, APR_HASH_KEY_STRING, (void *)(intptr_t)nrows);
    return run->form ? mya_form_give_rows(run->form, rows, nrows, why, pool)
                     : APR_SUCCESS;
}

/* In page order, which is the order in which one may name the other. */
static apr_status_t read_items(mya_action_run_t *run, mya_db_conn_t *conn, int lock,
                               mya_result_t *why, apr_pool_t *pool)
{
    const mya_action_t *action = run->action;
    apr_status_t rv = APR_SUCCESS;
    int i, row_read = 0;

    for (i = 0; i < action->page->nitems && rv == APR_SUCCESS; ++i) {
        const mya_item_t *item = &action->page->items[i];

        if (item->kind == MYA_ITEM_RECORD
            && (item->record->missing == MYA_MISSING_404 || names_record(action, item->record))) {
            rv = read_record(run, item, lock, conn, why, pool);
        } else if (item->kind == MYA_ITEM_LIST && item->list == action->list) {
            rv = mya_subject_is_rows(action) ? read_rows(run, item, conn, why, pool)
                                             : read_row(run, item, conn, why, pool);
            row_read = 1;
        } else if (item->kind == MYA_ITEM_LIST && names_list(action, item->list)) {
            rv = count_list(run, item, conn, why, pool);
        }
    }
    return rv == APR_SUCCESS && action->list && !row_read ? no_row(run, why) : rv;
}

/* The cells of the record that fills the form, by column name; NULL if there is no such row. */
static apr_hash_t *values_of(const mya_action_run_t *run, apr_pool_t *pool)
{
    const mya_record_t *record = run->action->values;

    return mya_form_cells(record ? apr_hash_get(run->env->records, record->name,
                                                APR_HASH_KEY_STRING)
                                 : NULL, pool);
}

apr_status_t mya_subject_read(apr_hash_t **values, mya_action_run_t *run, mya_db_conn_t *conn,
                              int lock, mya_result_t *why, apr_pool_t *pool)
{
    const mya_action_t *action = run->action;
    apr_status_t rv;

    *values = NULL;
    if (!mya_env_may(run->env, action->roles)) {
        return mya_result_tell(why, MYA_EREFUSED, "the action \"%s\" is for other roles",
                               action->path);
    }
    rv = read_items(run, conn, lock, why, pool);
    if (rv != APR_SUCCESS) {
        return rv;
    }
    /* a test about the row is made for each of several, by the form that is about them */
    if (!(mya_subject_is_rows(action) && action->test
          && action->test->ref.source == MYA_FROM_ROW)
        && !mya_env_test(run->env, action->test)) {
        return mya_result_tell(why, MYA_ENOTFOUND, "the test of the action \"%s\" does not hold",
                               action->path);
    }
    *values = values_of(run, pool);
    return APR_SUCCESS;
}
