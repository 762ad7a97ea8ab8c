/* SPDX-License-Identifier: Apache-2.0 */
/* action/each.c: for-each: the same steps for each of some given rows */
#include "action/each.h"

/* The steps of STEP for the row N of the form. */
static apr_status_t do_row(mya_doing_t *doing, const mya_step_t *step, int n)
{
    const mya_form_row_t *row = &doing->run->form->rows[n];
    mya_env_t *env = doing->env;
    mya_doing_t inner = *doing;
    apr_hash_t *fresh = env->fresh, *form = env->form;
    const void *outer = apr_hash_get(env->rows, step->list->name, APR_HASH_KEY_STRING);
    apr_status_t rv;

    inner.row = n;
    env->fresh = apr_hash_copy(doing->pool, fresh);
    if (row->entries) {
        env->form = mya_form_row_values(doing->run->form, n, doing->pool);
    }
    apr_hash_set(env->rows, step->list->name, APR_HASH_KEY_STRING, row->row);
    rv = mya_steps_do(&inner, step->steps, step->nsteps);
    apr_hash_set(env->rows, step->list->name, APR_HASH_KEY_STRING, outer);
    env->fresh = fresh;
    env->form = form;
    return rv;
}

apr_status_t mya_each_run(mya_doing_t *doing, const mya_step_t *step)
{
    const mya_form_t *form = doing->run->form;
    apr_status_t rv = APR_SUCCESS;
    int i;

    for (i = 0; i < form->nrows && rv == APR_SUCCESS; ++i) {
        if (form->rows[i].changed) {
            rv = do_row(doing, step, i);
        }
    }
    return rv;
}
