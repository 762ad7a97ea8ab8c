/* SPDX-License-Identifier: Apache-2.0 */
/* action/on.h: what else happens when an event is written */
#ifndef MYA_ACTION_ON_H
#define MYA_ACTION_ON_H

#include "action/steps.h"
#include "data/event.h"

/* FACT with DATA (name -> const char *) was just written by a step of DOING: run each <on> of the
 * portal that hears its type and subject, in file order, in the same transaction. One that fails
 * ends all; why->detail and run->alarm then name its module. */
apr_status_t mya_on_hear(mya_doing_t *doing, const mya_fact_t *fact, apr_hash_t *data);

#endif
