/* SPDX-License-Identifier: Apache-2.0 */
/* action/each.h: for-each: the same steps for each of some given rows */
#ifndef MYA_ACTION_EACH_H
#define MYA_ACTION_EACH_H

#include "action/steps.h"

/* Do STEP, a for-each: over the ticked rows, or over the changed rows of an editable table; the
 * loader has seen that it is about those of its own action. A :new.NAME that was used before stays
 * what it was; one that is first used inside is another one in each row. */
apr_status_t mya_each_run(mya_doing_t *doing, const mya_step_t *step);

#endif
