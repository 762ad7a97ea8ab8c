/* SPDX-License-Identifier: Apache-2.0 */
/* action/steps.h: what an action does, one step after another */
#ifndef MYA_ACTION_STEPS_H
#define MYA_ACTION_STEPS_H

#include "action/action.h"

/* Run the steps of RUN's action inside the open transaction of CONN. OUTCOME, which holds the
 * answer without any goto, gets the last one that is reached. The first step that fails ends it;
 * who began the transaction rolls it back. MYA_EINVALID: told in run->form. */
apr_status_t mya_steps_run(mya_outcome_t *outcome, mya_action_run_t *run, mya_db_conn_t *conn,
                           mya_result_t *why, apr_pool_t *pool);

#endif
