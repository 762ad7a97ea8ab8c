/* SPDX-License-Identifier: Apache-2.0 */
/* action/choose.h: choose, when, otherwise: the first branch that is chosen is done, or none */
#ifndef MYA_ACTION_CHOOSE_H
#define MYA_ACTION_CHOOSE_H

#include "action/steps.h"

/* Do STEP, a choose. A <when> without test is chosen if its first statement meets what it expects
 * and no unique key refuses it; only that statement is undone otherwise. */
apr_status_t mya_choose_run(mya_doing_t *doing, const mya_step_t *step);

#endif
