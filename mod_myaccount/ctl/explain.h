/* SPDX-License-Identifier: Apache-2.0 */
/* ctl/explain.h: what the files of "myaccountctl explain" share */
#ifndef MYA_CTL_EXPLAIN_H
#define MYA_CTL_EXPLAIN_H

#include "ctl/ctl.h"
#include "data/env.h"

typedef struct mya_explain_t {
    const mya_portal_t *portal;
    mya_env_t *env;            /* without values: only texts are made */
    unsigned dialects;         /* bits of the databases that were asked for */
    apr_pool_t *pool;
} mya_explain_t;

/* How a statement is used where it stands. */
typedef enum mya_explain_use_e {
    MYA_EXPLAIN_PLAIN,         /* as the author wrote it */
    MYA_EXPLAIN_PAGE,          /* LIST, its first page */
    MYA_EXPLAIN_NESTED,        /* LIST, nested: the rows of some keys */
    MYA_EXPLAIN_ROW            /* LIST, only the row that an action is about */
} mya_explain_use_e;

/* Print STATEMENT, of LIST or NULL, for each database that was asked for; one text for those that
 * get the same. */
void mya_explain_statement(const mya_explain_t *explain, const mya_statement_t *statement,
                           const mya_list_t *list, mya_explain_use_e use);

/* Print the steps STEPS of an action, DEPTH branches deep. */
void mya_explain_steps(const mya_explain_t *explain, const mya_step_t *steps, int nsteps,
                       int depth);

/* TEST as the definition wrote it. */
const char *mya_explain_test(const mya_test_t *test, apr_pool_t *pool);

#endif
