/* SPDX-License-Identifier: Apache-2.0 */
/* action/action.h: what a POST does: one transaction, or nothing */
#ifndef MYA_ACTION_ACTION_H
#define MYA_ACTION_ACTION_H

#include "data/env.h"
#include "data/once.h"
#include "form/form.h"

typedef struct mya_action_run_t {
    const mya_action_t *action;
    mya_env_t *env;                /* path, user, customer, roles; learns records, row, values */
    mya_form_t *form;              /* read and without fault; gets faults. NULL: not read yet */
    const char *key;               /* of the row, for an action about one; NULL */
    const mya_row_t *rows;         /* out: of an action about several, those of the list that the
                                    * form is about, or (it is about none yet) the first ones */
    int nrows;
    const char *nonce;             /* of the token */
    const char *session;           /* hash */
    const char *request;           /* request id, for events */
    const char *lang;
    const mya_format_t *format;
    const char *alarm;             /* out: an <on> failed. A sentence for the log, which must
                                    * have it whatever the person is told; NULL */
} mya_action_run_t;

/* Read the records and the rows that RUN's action is about, without doing anything, to show its
 * form: a run->form that is NULL is made and filled from the values record or the rows, another one
 * (that was refused) gets what it needs the records for (mya_form_settle()). *VALUES gets the cells
 * of the values record by column name, NULL if there is no such row. MYA_EREFUSED: not for these
 * roles. MYA_ENOTFOUND: no such row or record, or its test does not hold. */
apr_status_t mya_action_read(apr_hash_t **values, mya_action_run_t *run, mya_db_conn_t *conn,
                             mya_result_t *why, apr_pool_t *pool);

/* May what RUN's form, which was read without fault, wants be shown to be confirmed? Reads as
 * mya_action_read(). MYA_EINVALID and MYA_ECONFLICT as mya_action_run(). A form that was done
 * already has no review: *OUTCOME, else NULL, is what it came to. */
apr_status_t mya_action_review(mya_outcome_t **outcome, mya_action_run_t *run,
                               mya_db_conn_t *conn, mya_result_t *why, apr_pool_t *pool);

/* Do it: begin, take the nonce, serialise, read records again, test, compare the fingerprint, run
 * the steps, write the events, keep the outcome, commit. A used nonce gives the first *OUTCOME
 * again. Whatever is not APR_SUCCESS has left nothing behind, with one exception:
 * MYA_EUNAVAILABLE may mean that the answer to a commit was lost and the database is gone; then
 * sending the same form again tells. Else: MYA_EINVALID, a check or an expectation failed, told
 * in run->form. MYA_ECONFLICT: changed meanwhile, shown in run->form. MYA_EREFUSED, MYA_ENOTFOUND
 * as mya_action_read(). */
apr_status_t mya_action_run(mya_outcome_t **outcome, mya_action_run_t *run, mya_db_conn_t *conn,
                            mya_result_t *why, apr_pool_t *pool);

#endif
