/* SPDX-License-Identifier: Apache-2.0 */
/* action/steps.c: what an action does, one step after another
 *
 * A new kind of step is a row in portal/types.h and a function here.
 */
#include "action/steps.h"

#include <assert.h>

#include "action/choose.h"
#include "action/each.h"
#include "action/on.h"
#include "data/event.h"
#include "data/query.h"

typedef apr_status_t (*step_fn)(mya_doing_t *doing, const mya_step_t *step);

apr_status_t mya_steps_refuse(mya_doing_t *doing, const char *key, const char *field)
{
    mya_action_run_t *run = doing->run;

    mya_form_blame_row_text(run->form, doing->on ? -1 : doing->row, doing->on ? NULL : field, key,
                            run->env->portal, run->lang, doing->pool);
    return MYA_EINVALID;
}

static apr_status_t run_sql(mya_doing_t *doing, const mya_step_t *step)
{
    const mya_sql_t *sql = step->sql.by_dialect[mya_db_dialect(doing->conn)];
    int affected = 0;
    apr_status_t rv;

    if (!sql) {
        return mya_result_tell(doing->why, MYA_EDATABASE,
                               "%s:%d: there is no statement for this database",
                               step->place.file, step->place.line);
    }
    rv = mya_query_execute(&affected, doing->conn, &step->sql, doing->env, doing->why,
                           doing->pool);
    if (rv == MYA_EUNIQUE) {
        mya_result_tell(doing->why, MYA_EINVALID, "%s: a unique key refused it", sql->id);
        return mya_steps_refuse(doing, sql->error ? sql->error : "form.taken", sql->field);
    }
    if (rv == APR_SUCCESS && !mya_query_expects(sql, affected)) {
        mya_result_tell(doing->why, MYA_EINVALID, "%s: it met %d rows", sql->id, affected);
        return mya_steps_refuse(doing, sql->error ? sql->error : "form.not-done", sql->field);
    }
    return rv;
}

static apr_status_t run_check(mya_doing_t *doing, const mya_step_t *step)
{
    if (mya_env_test(doing->env, step->test)) {
        return APR_SUCCESS;
    }
    mya_result_tell(doing->why, MYA_EINVALID, "%s:%d: the check does not hold", step->place.file,
                    step->place.line);
    return mya_steps_refuse(doing, step->error ? step->error : "form.not-done", step->field);
}

/* --- record --- */

/* In an <on> nobody asks: its records are for no roles. */
static int is_open(const mya_doing_t *doing, const mya_record_t *record)
{
    return (doing->on || mya_env_may(doing->env, record->roles))
           && mya_env_test(doing->env, record->test);
}

/* What is told when RECORD, without which nothing can go on, has no row. */
static apr_status_t miss(mya_doing_t *doing, const mya_step_t *step)
{
    apr_status_t rv = step->record->missing == MYA_MISSING_404 ? MYA_ENOTFOUND : MYA_EINVALID;

    mya_result_tell(doing->why, rv, "%s:%d: the record \"%s\" has no row, so nothing was done",
                    step->place.file, step->place.line, step->record->name);
    return rv == MYA_EINVALID ? mya_steps_refuse(doing, "form.not-done", NULL) : rv;
}

static apr_status_t run_record(mya_doing_t *doing, const mya_step_t *step)
{
    const mya_record_t *record = step->record;
    mya_row_t *row = NULL;
    apr_status_t rv = APR_SUCCESS;

    apr_hash_set(doing->env->records, record->name, APR_HASH_KEY_STRING, NULL);
    if (is_open(doing, record)) {
        rv = mya_query_record(&row, doing->conn, record, doing->env, 1, doing->why, doing->pool);
    }
    if (rv != APR_SUCCESS) {
        return rv;
    }
    if (!row && record->missing != MYA_MISSING_ABSENT) {
        return miss(doing, step);
    }
    apr_hash_set(doing->env->records, record->name, APR_HASH_KEY_STRING, row);
    return APR_SUCCESS;
}

/* --- event --- */

/* The data of EVENT by name, and as a JSON object in *JSON, NULL if it has none. */
static apr_hash_t *event_data(const char **json, mya_doing_t *doing, const mya_event_t *event)
{
    apr_hash_t *data = apr_hash_make(doing->pool);
    apr_size_t n = (apr_size_t)event->ndata;
    const char **names = apr_pcalloc(doing->pool, (n + 1) * sizeof(*names));
    const char **values = apr_pcalloc(doing->pool, (n + 1) * sizeof(*values));
    int i;

    for (i = 0; i < event->ndata; ++i) {
        names[i] = event->data[i].name;
        values[i] = mya_env_expand(doing->env, event->data[i].value, 0);
        apr_hash_set(data, names[i], APR_HASH_KEY_STRING, values[i]);
    }
    *json = n ? mya_event_data(names, values, event->ndata, doing->pool) : NULL;
    return data;
}

static apr_status_t run_event(mya_doing_t *doing, const mya_step_t *step)
{
    const mya_action_run_t *run = doing->run;
    const mya_env_t *env = doing->env;
    mya_fact_t fact = {
        .portal = env->portal->name,
        .type = step->event->type,
        .subject = mya_env_expand(doing->env, step->event->subject, 1),
        .user = env->user,
        .customer = env->customer,
        .actor = env->actor,
        .session = run->session,
        .request = run->request,
        .at = env->now,
    };
    apr_hash_t *data = event_data(&fact.data, doing, step->event);
    apr_status_t rv;

    if (!fact.subject) {
        return mya_result_tell(doing->why, MYA_EDATABASE,
                               "%s:%d: the subject of the event has a value that is NULL",
                               step->place.file, step->place.line);
    }
    rv = mya_event_id(&fact.id, doing->why, doing->pool);
    if (rv == APR_SUCCESS) {
        rv = mya_event_write(doing->conn, &fact, doing->why, doing->pool);
    }
    return rv == APR_SUCCESS ? mya_on_hear(doing, &fact, data) : rv;
}

/* --- goto --- */

static apr_status_t run_goto(mya_doing_t *doing, const mya_step_t *step)
{
    const char *page = mya_env_expand(doing->env, step->page, 1);

    if (!page) {
        return mya_result_tell(doing->why, MYA_EDATABASE,
                               "%s:%d: the page of the goto has a value that is NULL",
                               step->place.file, step->place.line);
    }
    doing->outcome->page = page;
    doing->outcome->notice = step->notice;
    return APR_SUCCESS;
}

static const step_fn functions[] = {
    [MYA_STEP_SQL] = run_sql,
    [MYA_STEP_CHECK] = run_check,
    [MYA_STEP_EVENT] = run_event,
    [MYA_STEP_RECORD] = run_record,
    [MYA_STEP_CHOOSE] = mya_choose_run,
    [MYA_STEP_FOR_EACH] = mya_each_run,
    [MYA_STEP_GOTO] = run_goto,
};
static_assert(sizeof(functions) / sizeof(functions[0]) == MYA_STEP_COUNT,
              "each step has its function");

apr_status_t mya_steps_do(mya_doing_t *doing, const mya_step_t *steps, int n)
{
    apr_status_t rv = APR_SUCCESS;
    int i;

    for (i = 0; i < n && rv == APR_SUCCESS; ++i) {
        /* the test of a check is the check itself */
        if (steps[i].kind == MYA_STEP_CHECK || mya_env_test(doing->env, steps[i].test)) {
            rv = functions[steps[i].kind](doing, &steps[i]);
        }
    }
    return rv;
}

apr_status_t mya_steps_run(mya_outcome_t *outcome, mya_action_run_t *run, mya_db_conn_t *conn,
                           mya_result_t *why, apr_pool_t *pool)
{
    mya_doing_t doing = { .run = run, .env = run->env, .outcome = outcome, .row = -1,
                          .conn = conn, .why = why, .pool = pool };

    return mya_steps_do(&doing, run->action->steps, run->action->nsteps);
}
