/* SPDX-License-Identifier: Apache-2.0 */
/* action/steps.c: what an action does, one step after another
 *
 * A new kind of step is a row in portal/types.h and a function here.
 */
#include "action/steps.h"

#include <assert.h>

#include "data/event.h"
#include "data/query.h"

/* What all steps of one run share. */
typedef struct doing_t {
    mya_action_run_t *run;
    mya_outcome_t *outcome;
    mya_db_conn_t *conn;
    mya_result_t *why;
    apr_pool_t *pool;
} doing_t;

typedef apr_status_t (*step_fn)(doing_t *doing, const mya_step_t *step);

/* Say the text KEY at FIELD of the form (NULL: at the whole). */
static apr_status_t refuse(doing_t *doing, const char *key, const char *field)
{
    mya_action_run_t *run = doing->run;

    mya_form_blame_text(run->form, field, key, run->env->portal, run->lang, doing->pool);
    return MYA_EINVALID;
}

static apr_status_t run_sql(doing_t *doing, const mya_step_t *step)
{
    const mya_sql_t *sql = step->sql.by_dialect[mya_db_dialect(doing->conn)];
    int affected = 0;
    apr_status_t rv;

    if (!sql) {
        return mya_result_tell(doing->why, MYA_EDATABASE,
                               "%s:%d: there is no statement for this database",
                               step->place.file, step->place.line);
    }
    rv = mya_query_execute(&affected, doing->conn, &step->sql, doing->run->env, doing->why,
                           doing->pool);
    if (rv == MYA_EUNIQUE) {
        mya_result_tell(doing->why, MYA_EINVALID, "%s: a unique key refused it", sql->id);
        return refuse(doing, sql->error ? sql->error : "form.taken", sql->field);
    }
    if (rv == APR_SUCCESS && !mya_query_expects(sql, affected)) {
        mya_result_tell(doing->why, MYA_EINVALID, "%s: it met %d rows", sql->id, affected);
        return refuse(doing, sql->error ? sql->error : "form.not-done", sql->field);
    }
    return rv;
}

static apr_status_t run_check(doing_t *doing, const mya_step_t *step)
{
    if (mya_env_test(doing->run->env, step->test)) {
        return APR_SUCCESS;
    }
    mya_result_tell(doing->why, MYA_EINVALID, "%s:%d: the check does not hold", step->place.file,
                    step->place.line);
    return refuse(doing, step->error ? step->error : "form.not-done", step->field);
}

/* The data of EVENT as a JSON object, or NULL if it has none. */
static const char *event_data(doing_t *doing, const mya_event_t *event)
{
    apr_size_t n = (apr_size_t)event->ndata;
    const char **names = apr_pcalloc(doing->pool, (n + 1) * sizeof(*names));
    const char **values = apr_pcalloc(doing->pool, (n + 1) * sizeof(*values));
    int i;

    for (i = 0; i < event->ndata; ++i) {
        names[i] = event->data[i].name;
        values[i] = mya_env_expand(doing->run->env, event->data[i].value, 0);
    }
    return n ? mya_event_data(names, values, event->ndata, doing->pool) : NULL;
}

static apr_status_t run_event(doing_t *doing, const mya_step_t *step)
{
    const mya_action_run_t *run = doing->run;
    const mya_fact_t fact = {
        .portal = run->env->portal->name,
        .type = step->event->type,
        .subject = mya_env_expand(run->env, step->event->subject, 1),
        .user = run->env->user,
        .customer = run->env->customer,
        .actor = run->env->actor,
        .session = run->session,
        .request = run->request,
        .data = event_data(doing, step->event),
        .at = run->env->now,
    };

    if (!fact.subject) {
        return mya_result_tell(doing->why, MYA_EDATABASE,
                               "%s:%d: the subject of the event has a value that is NULL",
                               step->place.file, step->place.line);
    }
    return mya_event_write(doing->conn, &fact, doing->why, doing->pool);
}

static apr_status_t run_goto(doing_t *doing, const mya_step_t *step)
{
    const char *page = mya_env_expand(doing->run->env, step->page, 1);

    if (!page) {
        return mya_result_tell(doing->why, MYA_EDATABASE,
                               "%s:%d: the page of the goto has a value that is NULL",
                               step->place.file, step->place.line);
    }
    doing->outcome->page = page;
    doing->outcome->notice = step->notice;
    return APR_SUCCESS;
}

static const step_fn steps[] = {
    [MYA_STEP_SQL] = run_sql,
    [MYA_STEP_CHECK] = run_check,
    [MYA_STEP_EVENT] = run_event,
    [MYA_STEP_GOTO] = run_goto,
};
static_assert(sizeof(steps) / sizeof(steps[0]) == MYA_STEP_COUNT, "each step has its function");

apr_status_t mya_steps_run(mya_outcome_t *outcome, mya_action_run_t *run, mya_db_conn_t *conn,
                           mya_result_t *why, apr_pool_t *pool)
{
    doing_t doing = { run, outcome, conn, why, pool };
    apr_status_t rv = APR_SUCCESS;
    int i;

    for (i = 0; i < run->action->nsteps && rv == APR_SUCCESS; ++i) {
        const mya_step_t *step = &run->action->steps[i];

        /* the test of a check is the check itself */
        if (step->kind == MYA_STEP_CHECK || mya_env_test(run->env, step->test)) {
            rv = steps[step->kind](&doing, step);
        }
    }
    return rv;
}
