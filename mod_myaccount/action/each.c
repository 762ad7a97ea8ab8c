/* SPDX-License-Identifier: Apache-2.0 */
/* action/each.c: for-each: the same steps for each of some given rows */
#include "action/each.h"

#include "data/query.h"

/* The steps of STEP for ROW, which is the row N of the form, or none of it (-1). */
static apr_status_t do_row(mya_doing_t *doing, const mya_step_t *step, const mya_row_t *row, int n)
{
    mya_env_t *env = doing->env;
    mya_doing_t inner = *doing;
    apr_hash_t *fresh = env->fresh, *form = env->form;
    const void *outer = apr_hash_get(env->rows, step->list->name, APR_HASH_KEY_STRING);
    apr_status_t rv;

    inner.row = n;
    env->fresh = apr_hash_copy(doing->pool, fresh);
    if (n >= 0 && doing->run->form->rows[n].entries) {
        env->form = mya_form_row_values(doing->run->form, n, doing->pool);
    }
    apr_hash_set(env->rows, step->list->name, APR_HASH_KEY_STRING, row);
    rv = mya_steps_do(&inner, step->steps, step->nsteps);
    apr_hash_set(env->rows, step->list->name, APR_HASH_KEY_STRING, outer);
    env->fresh = fresh;
    env->form = form;
    return rv;
}

static apr_status_t do_given(mya_doing_t *doing, const mya_step_t *step)
{
    const mya_form_t *form = doing->run->form;
    apr_status_t rv = APR_SUCCESS;
    int i;

    for (i = 0; i < form->nrows && rv == APR_SUCCESS; ++i) {
        if (form->rows[i].changed) {
            rv = do_row(doing, step, form->rows[i].row, i);
        }
    }
    return rv;
}

static apr_status_t do_list(mya_doing_t *doing, const mya_step_t *step)
{
    const mya_view_t view = { .sort = -1, .page = 1, .size = MYA_STEPS_ROWS, .count = 1 };
    mya_row_t *rows;
    int i, nrows, total;
    apr_status_t rv = mya_query_list(&rows, &nrows, &total, doing->conn, step->list, &view,
                                     doing->env, doing->why, doing->pool);

    if (rv == APR_SUCCESS && total > MYA_STEPS_ROWS) {
        mya_result_tell(doing->why, MYA_EINVALID,
                        "%s:%d: the list \"%s\" has %d rows; a for-each takes at most %d",
                        step->place.file, step->place.line, step->list->name, total,
                        MYA_STEPS_ROWS);
        return mya_steps_refuse(doing, "form.too-many-rows", NULL);
    }
    for (i = 0; rv == APR_SUCCESS && i < nrows; ++i) {
        rv = do_row(doing, step, &rows[i], -1);
    }
    return rv;
}

apr_status_t mya_each_run(mya_doing_t *doing, const mya_step_t *step)
{
    const mya_action_t *action = doing->run->action;
    int given = !doing->on && step->list == action->list && action->rows != MYA_ROWS_ONE;

    return given ? do_given(doing, step) : do_list(doing, step);
}
