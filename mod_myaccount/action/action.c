/* SPDX-License-Identifier: Apache-2.0 */
/* action/action.c: what a POST does: one transaction, or nothing */
#include "action/action.h"

#include <string.h>

#include <apr_strings.h>

#include "action/steps.h"
#include "action/subject.h"
#include "portal/address.h"

/* The form of an action about rows, to be shown: for the first ones of the list, unless it is about
 * some already. */
static apr_status_t show_rows(mya_action_run_t *run, apr_pool_t *pool)
{
    int offer = run->form && !run->form->nrows;
    apr_status_t rv;

    if (!run->form) {
        run->form = mya_form_fill_rows(run->action, run->rows, run->nrows, run->env, run->format,
                                       pool);
        return APR_SUCCESS;
    }
    if (offer) {
        mya_form_offer_rows(run->form, run->rows, run->nrows, run->format, pool);
    }
    rv = mya_form_settle(run->form, NULL, run->env, run->format, NULL, pool);
    if (offer) {
        run->form->fingerprint = mya_form_rows_fingerprint(run->form, pool);
    }
    return rv;
}

apr_status_t mya_action_read(apr_hash_t **values, mya_action_run_t *run, mya_db_conn_t *conn,
                             mya_result_t *why, apr_pool_t *pool)
{
    apr_status_t rv = mya_subject_read(values, run, conn, 0, why, pool);

    if (rv != APR_SUCCESS) {
        return rv;
    }
    if (mya_subject_is_rows(run->action)) {
        rv = show_rows(run, pool);
    } else {
        if (!run->form) {
            run->form = mya_form_fill(run->action, *values, run->format, pool);
        }
        rv = mya_form_settle(run->form, *values, run->env, run->format, NULL, pool);
    }
    return rv == MYA_EINVALID ? APR_SUCCESS : rv;      /* it is shown with its faults */
}

/* The address of the action's own page: where one is without any goto. */
static const char *own_page(const mya_action_run_t *run, apr_pool_t *pool)
{
    const mya_page_t *page = run->action->page;
    const char **values = apr_pcalloc(pool, ((apr_size_t)page->nsegments + 1) * sizeof(*values));
    int i, n = 0;

    for (i = 0; i < page->nsegments; ++i) {
        const char *segment = page->segments[i];
        apr_size_t len = strlen(segment);

        if (segment[0] == '{' && len > 2) {
            values[n++] = apr_hash_get(run->env->path, segment + 1, (apr_ssize_t)len - 2);
        }
    }
    return mya_address(page->path, values, n, 1, pool);
}

/* Actions of one customer, or of one user who is in none, wait for each other. */
static apr_status_t serialize(const mya_action_run_t *run, mya_db_conn_t *conn, mya_result_t *why,
                              apr_pool_t *pool)
{
    const mya_env_t *env = run->env;
    const char *who = env->customer ? apr_pstrcat(pool, "customer:", env->customer, NULL)
                      : env->user ? apr_pstrcat(pool, "user:", env->user, NULL) : NULL;

    return who ? mya_once_serialize(conn, env->portal->name, who, why, pool) : APR_SUCCESS;
}

/* Has what the person saw changed? A form without fingerprint may have seen anything. */
static int has_changed(const mya_action_run_t *run, apr_hash_t *values, apr_pool_t *pool)
{
    const char *now = mya_subject_is_rows(run->action)
                          ? mya_form_rows_fingerprint(run->form, pool)
                          : mya_form_fingerprint(run->action, values, pool);

    return now && (!run->form->fingerprint || strcmp(now, run->form->fingerprint) != 0);
}

/* Read everything again and judge the form against it. LOCK: inside the transaction, where nobody
 * else can change it. */
static apr_status_t judge_again(mya_action_run_t *run, mya_db_conn_t *conn, int lock,
                                mya_result_t *why, apr_pool_t *pool)
{
    apr_hash_t *values;
    apr_status_t rv = mya_subject_read(&values, run, conn, lock, why, pool);

    if (rv != APR_SUCCESS) {
        return rv;
    }
    rv = mya_form_settle(run->form, values, run->env, run->format, why, pool);
    if ((rv == APR_SUCCESS || rv == MYA_EINVALID) && has_changed(run, values, pool)) {
        mya_form_conflict(run->form, values, run->format, run->env->portal, run->lang, pool);
        return mya_result_tell(why, MYA_ECONFLICT, "what \"%s\" was filled from has changed",
                               run->action->path);
    }
    return rv;
}

/* What stands between begin and commit, once the nonce is ours. */
static apr_status_t act(mya_outcome_t *outcome, mya_action_run_t *run, mya_db_conn_t *conn,
                        mya_result_t *why, apr_pool_t *pool)
{
    apr_status_t rv = serialize(run, conn, why, pool);

    if (rv == APR_SUCCESS) {
        rv = judge_again(run, conn, 1, why, pool);
    }
    if (rv == APR_SUCCESS) {
        rv = mya_steps_run(outcome, run, conn, why, pool);
    }
    if (rv == APR_SUCCESS) {
        rv = mya_once_keep(conn, run->env->portal->name, run->nonce, outcome, why, pool);
    }
    return rv;
}

/* The form was done already, as it stood then, and was changed and sent again (by the browser's way
 * back, say). That is another wish: it is shown beside what is stored now, and nothing of it is
 * lost. */
static apr_status_t refuse_other_content(mya_action_run_t *run, mya_db_conn_t *conn,
                                         mya_result_t *why, apr_pool_t *pool)
{
    const mya_env_t *env = run->env;
    apr_hash_t *values;
    apr_status_t rv = mya_subject_read(&values, run, conn, 0, why, pool);

    if (rv != APR_SUCCESS) {
        return rv;
    }
    rv = mya_form_settle(run->form, values, run->env, run->format, why, pool);
    if (rv != APR_SUCCESS && rv != MYA_EINVALID) {
        return rv;
    }
    if (run->action->values || mya_form_rows_fingerprint(run->form, pool)) {
        mya_form_conflict(run->form, values, run->format, env->portal, run->lang, pool);
    }
    mya_form_blame_text(run->form, NULL, "form.used", env->portal, run->lang, pool);
    return mya_result_tell(why, MYA_ECONFLICT,
                           "the form of \"%s\" was sent again with other content",
                           run->action->path);
}

/* What the first sending of this form came to. */
static apr_status_t first_outcome(mya_outcome_t **outcome, mya_action_run_t *run,
                                  const char *content, mya_db_conn_t *conn, mya_result_t *why,
                                  apr_pool_t *pool)
{
    apr_status_t rv = mya_once_find(outcome, conn, run->env->portal->name, run->nonce,
                                    run->session, why, pool);

    if (rv != APR_SUCCESS) {
        return rv;
    }
    if (!*outcome) {
        return mya_result_tell(why, MYA_EDATABASE, "the form is used, but its outcome is gone");
    }
    if ((*outcome)->content && strcmp((*outcome)->content, content) != 0) {
        *outcome = NULL;
        return refuse_other_content(run, conn, why, pool);
    }
    return APR_SUCCESS;
}

apr_status_t mya_action_review(mya_outcome_t **outcome, mya_action_run_t *run,
                               mya_db_conn_t *conn, mya_result_t *why, apr_pool_t *pool)
{
    apr_status_t rv = mya_once_find(outcome, conn, run->env->portal->name, run->nonce,
                                    run->session, why, pool);

    if (rv != APR_SUCCESS) {
        return rv;
    }
    return *outcome ? first_outcome(outcome, run, mya_form_digest(run->form, pool), conn, why,
                                    pool)
                    : judge_again(run, conn, 0, why, pool);
}

/* The answer to a commit was lost. The row of the nonce was written with the rest: if it is
 * there, all is. If not, nothing is, and the same form may be sent again. */
static apr_status_t look_again(mya_outcome_t **outcome, const mya_action_run_t *run,
                               mya_db_conn_t *conn, mya_result_t *why, apr_pool_t *pool)
{
    mya_outcome_t *found = NULL;

    mya_db_rollback(conn, pool);
    if (mya_once_find(&found, conn, run->env->portal->name, run->nonce, run->session, NULL, pool)
            != APR_SUCCESS || !found) {
        return why ? why->status : MYA_EUNAVAILABLE;
    }
    *outcome = found;
    return APR_SUCCESS;
}

static apr_status_t commit(mya_outcome_t **outcome, mya_outcome_t *done,
                           const mya_action_run_t *run, mya_db_conn_t *conn, mya_result_t *why,
                           apr_pool_t *pool)
{
    apr_status_t rv = mya_db_commit(conn, why, pool);

    if (rv == MYA_EUNAVAILABLE) {
        return look_again(outcome, run, conn, why, pool);
    }
    *outcome = rv == APR_SUCCESS ? done : NULL;
    return rv;
}

/* CONTENT is the digest of the form as it was sent. */
static apr_status_t run_once(mya_outcome_t **outcome, mya_action_run_t *run, const char *content,
                             mya_db_conn_t *conn, mya_result_t *why, apr_pool_t *pool)
{
    mya_outcome_t *done = apr_pcalloc(pool, sizeof(*done));
    apr_status_t rv;

    *outcome = NULL;
    done->page = own_page(run, pool);
    done->content = content;
    rv = mya_db_begin(conn, why, pool);
    if (rv != APR_SUCCESS) {
        return rv;
    }
    rv = mya_once_take(conn, run->env->portal->name, run->nonce, run->session, run->env->now, why,
                       pool);
    if (rv == APR_SUCCESS) {
        rv = act(done, run, conn, why, pool);
        if (rv == APR_SUCCESS) {
            return commit(outcome, done, run, conn, why, pool);
        }
        mya_db_rollback(conn, pool);
        return rv;
    }
    mya_db_rollback(conn, pool);
    return rv == MYA_EUNIQUE ? first_outcome(outcome, run, content, conn, why, pool) : rv;
}

/* What the database undid for another to go on is done again from its first statement: nothing of
 * it has left the house. But a try settles the form, which is then no more what was sent. */
apr_status_t mya_action_run(mya_outcome_t **outcome, mya_action_run_t *run, mya_db_conn_t *conn,
                            mya_result_t *why, apr_pool_t *pool)
{
    const char *content;
    int tries = 0;
    apr_status_t rv;

    *outcome = NULL;
    if (!run->nonce || !run->session || !run->form) {
        return mya_result_tell(why, MYA_EREFUSED, "\"%s\" came without token, session or form",
                               run->action->path);
    }
    content = mya_form_digest(run->form, pool);
    do {
        rv = run_once(outcome, run, content, conn, why, pool);
    } while (rv != APR_SUCCESS && mya_db_again(&tries, conn, why));
    return rv;
}
