/* SPDX-License-Identifier: Apache-2.0 */
/* action/choose.c: choose, when, otherwise: the first branch that is chosen is done, or none
 *
 * A savepoint stands around the first statement of a <when> without test and is gone before the
 * next step, so that savepoints never nest. PostgreSQL needs it, since a unique key that refuses
 * ends the transaction there; the others need it where the statement met too many rows.
 */
#include "action/choose.h"

#include "data/query.h"

/* Was SQL the one that decides against the branch? Then it alone is undone. */
static apr_status_t settle(int *chosen, mya_doing_t *doing, const mya_sql_t *sql,
                           apr_status_t done, int affected, mya_result_t *why)
{
    if (done != APR_SUCCESS && done != MYA_EUNIQUE) {
        return done;
    }
    *chosen = done == APR_SUCCESS && mya_query_expects(sql, affected);
    return *chosen ? mya_db_release(doing->conn, why, doing->pool)
                   : mya_db_undo(doing->conn, why, doing->pool);
}

/* Do the first step of BRANCH, an sql, as a question. WHY: a refusal is no failure, so that only
 * what the caller returns may be told. */
static apr_status_t attempt(int *chosen, mya_doing_t *doing, const mya_step_t *first,
                            mya_result_t *why)
{
    const mya_sql_t *sql = first->sql.by_dialect[mya_db_dialect(doing->conn)];
    int affected = 0;
    apr_status_t rv;

    if (first->kind != MYA_STEP_SQL || !sql) {
        return mya_result_tell(why, MYA_EDATABASE,
                               "%s:%d: there is no statement for this database that decides",
                               first->place.file, first->place.line);
    }
    rv = mya_db_save(doing->conn, why, doing->pool);
    if (rv != APR_SUCCESS) {
        return rv;
    }
    rv = mya_query_execute(&affected, doing->conn, &first->sql, doing->env, why, doing->pool);
    return settle(chosen, doing, sql, rv, affected, why);
}

static apr_status_t try_first(int *chosen, mya_doing_t *doing, const mya_branch_t *branch)
{
    mya_result_t *why = mya_result_make(doing->pool);
    apr_status_t rv = attempt(chosen, doing, &branch->steps[0], why);

    if (rv != APR_SUCCESS && doing->why) {
        *doing->why = *why;
    }
    return rv;
}

apr_status_t mya_choose_run(mya_doing_t *doing, const mya_step_t *step)
{
    int i;

    for (i = 0; i < step->nbranches; ++i) {
        const mya_branch_t *branch = &step->branches[i];
        int asks = !branch->otherwise && !branch->test && branch->nsteps > 0;
        int chosen = 1;
        apr_status_t rv = asks ? try_first(&chosen, doing, branch) : APR_SUCCESS;

        if (rv != APR_SUCCESS) {
            return rv;
        }
        if (chosen && mya_env_test(doing->env, branch->test)) {
            return mya_steps_do(doing, branch->steps + asks, branch->nsteps - asks);
        }
    }
    return APR_SUCCESS;
}
