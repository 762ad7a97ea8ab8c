/* SPDX-License-Identifier: Apache-2.0 */
/* action/steps.h: what an action does, one step after another
 *
 * A step may hold steps (choose, for-each), and an event may wake an <on>, whose steps are done
 * before those that stand after the event. All of it is one transaction.
 */
#ifndef MYA_ACTION_STEPS_H
#define MYA_ACTION_STEPS_H

#include "action/action.h"

/* What all steps of one list share. */
typedef struct mya_doing_t {
    mya_action_run_t *run;
    mya_env_t *env;            /* of the action, or of the <on> that hears */
    mya_outcome_t *outcome;    /* gets what a goto names */
    const mya_on_t *on;        /* NULL: these are steps of the action itself */
    int depth;                 /* how many <on>s stand around these steps */
    int row;                   /* inside a for-each over the form's rows: which one; -1 */
    mya_db_conn_t *conn;
    mya_result_t *why;
    apr_pool_t *pool;
} mya_doing_t;

/* Run the steps of RUN's action inside the open transaction of CONN. OUTCOME, which holds the
 * answer without any goto, gets the last one that is reached. The first step that fails ends it;
 * who began the transaction rolls it back. MYA_EINVALID: told in run->form. */
apr_status_t mya_steps_run(mya_outcome_t *outcome, mya_action_run_t *run, mya_db_conn_t *conn,
                           mya_result_t *why, apr_pool_t *pool);

/* Do the N steps STEPS, one after another, up to the first that fails. */
apr_status_t mya_steps_do(mya_doing_t *doing, const mya_step_t *steps, int n);

/* Say the text KEY at FIELD of the form (NULL: at the whole), inside a for-each at its row. An <on>
 * has no form of its own: whatever fails there is said at the whole. Return MYA_EINVALID. */
apr_status_t mya_steps_refuse(mya_doing_t *doing, const char *key, const char *field);

#endif
