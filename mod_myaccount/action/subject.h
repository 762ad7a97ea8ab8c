/* SPDX-License-Identifier: Apache-2.0 */
/* action/subject.h: what an action is about: its page's records, the row of its list */
#ifndef MYA_ACTION_SUBJECT_H
#define MYA_ACTION_SUBJECT_H

#include "action/action.h"

/* Is ACTION about several rows of its list: the ticked ones, or all? */
int mya_subject_is_rows(const mya_action_t *action);

/* Read what RUN's action is about into run->env, LOCKed where the definition says so: the records
 * that it names and those without which its page is a 404; the row through the list's own
 * statement, so that a foreign key finds nothing. Then judge roles and test. Results as
 * mya_action_read(). */
apr_status_t mya_subject_read(apr_hash_t **values, mya_action_run_t *run, mya_db_conn_t *conn,
                              int lock, mya_result_t *why, apr_pool_t *pool);

#endif
