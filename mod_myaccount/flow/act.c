/* SPDX-License-Identifier: Apache-2.0 */
/* flow/act.c: an action's own form is shown; a posted one is judged and done */
#include "flow/steps.h"

#include <string.h>

#include <apr_strings.h>

#include "action/action.h"
#include "form/input.h"
#include "portal/address.h"
#include "view/text.h"

static int is_rows(const mya_action_t *action)
{
    return action->list && action->rows != MYA_ROWS_ONE;
}

static mya_action_run_t *begin(mya_request_t *request)
{
    const mya_match_t *match = &request->match;
    mya_action_run_t *run = apr_pcalloc(request->pool, sizeof(*run));

    run->action = match->action;
    run->env = request->env;
    run->form = request->form;
    run->key = match->action->list && !is_rows(match->action)
                   ? match->values[match->nvalues - 1] : NULL;
    run->nonce = request->nonce;
    run->session = request->identity ? request->identity->session : NULL;
    run->request = request->id;
    run->lang = request->lang;
    run->format = request->format;
    return run;
}

/* What RUN has found that is needed to show its form. */
static void end(mya_request_t *request, const mya_action_run_t *run)
{
    request->form = run->form;
    request->rows = run->rows;
    request->nrows = run->nrows;
}

apr_status_t mya_flow_action_subject(mya_request_t *request, mya_result_t *why)
{
    mya_action_run_t *run = begin(request);
    apr_hash_t *values = NULL;
    mya_db_conn_t *conn;
    apr_status_t rv = mya_db_open(&conn, request->db, why, request->pool);

    if (rv == APR_SUCCESS) {
        rv = mya_action_read(&values, run, conn, why, request->pool);
        if (rv == APR_SUCCESS) {
            mya_flow_menu_read(request, conn);
        }
        mya_db_close(conn);
        end(request, run);
    }
    return rv;
}

apr_status_t mya_flow_action_read(mya_request_t *request)
{
    const apr_status_t rv = mya_flow_back_asked(request);

    return rv == APR_SUCCESS ? mya_flow_action_subject(request, request->why) : rv;
}

/* --- showing it --- */

/* What a token of this form is bound to. */
static mya_token_for_t token_for(const mya_request_t *request)
{
    const char *customer = request->env->customer;

    return (mya_token_for_t){ request->mount->portal->name, request->identity->session,
                              request->path, customer ? customer : "" };
}

/* On the way to being done, a form keeps the token that it has: however often it is shown, it is
 * done once. */
const char *mya_flow_action_token(const mya_request_t *request)
{
    const mya_form_t *form = request->form;
    int same = request->nonce && form
               && (form->reviewing || form->step == MYA_FORM_EDIT
                   || form->step == MYA_FORM_SHOW_AGAIN);

    return same ? mya_input_get(request->input, MYA_FORM_TOKEN)
                : mya_flow_token_for(request, request->path);
}

/* The review; when it is asked for the first time, its token is made with it. */
static void add_review(const mya_request_t *request, const char *href, const char *back)
{
    const mya_token_for_t what = token_for(request);
    const char *token = mya_flow_action_token(request);
    const char *nonce = token ? apr_pstrmemdup(request->pool, token, strcspn(token, ".")) : NULL;

    const char *seal = mya_token_review(&request->mount->secret, &what, nonce,
                                        mya_form_digest(request->form, request->pool),
                                        request->pool);

    mya_flow_back_keep(request, mya_form_review_xml(request->document, request->document->root,
                                                    request->form, href, token, back, seal));
}

/* Is it shown to be confirmed? A button with a review has no other form; and where only the
 * password was wrong, nothing else is asked again. */
static int is_review(const mya_request_t *request)
{
    const mya_action_t *action = request->match.action;
    mya_form_t *form = request->form;

    if (action->review && ((!action->nfields && !is_rows(action))
                           || (form->password_fault && form->faults == 1 && !form->fault))) {
        form->reviewing = 1;
    }
    return form->reviewing;
}

static apr_status_t add_form(mya_request_t *request, const char *back)
{
    const mya_action_t *action = request->match.action;
    const char *href = mya_flow_href(request, mya_address(action->path, request->match.values,
                                                          request->match.nvalues, 1,
                                                          request->pool));
    int review = is_review(request);
    apr_status_t rv = APR_SUCCESS;

    if (is_rows(action)) {
        rv = mya_flow_rows_document(request, !review);
    }
    if (review) {
        add_review(request, href, back);
    } else if (!is_rows(action)) {
        mya_flow_back_keep(request, mya_form_xml(request->document, request->document->root,
                                                 request->form, href,
                                                 mya_flow_action_token(request), back));
    }
    return rv;
}

apr_status_t mya_flow_action_document(mya_request_t *request)
{
    const mya_action_t *action = request->match.action;
    const char *title = mya_text_or(request->mount->portal, request->lang, action->title,
                                    action->readable, request->pool);
    const char *page = mya_flow_back_href(request);
    mya_node_t *back;

    if (request->form->sent && !request->form->settled) {    /* refused before it was read */
        apr_status_t rv = mya_flow_action_subject(request, request->why);

        if (rv != APR_SUCCESS) {
            return rv;
        }
    }
    mya_flow_frame(request, "action", action->path, title);
    back = mya_xml_element(request->document->root, "back");
    mya_xml_set(back, "href", page);
    mya_xml_set(back, "label", mya_flow_page_title(request, action->page));
    return add_form(request, page);
}

/* A form that was sent is shown, and nothing is done. */
static apr_status_t show_form(mya_request_t *request)
{
    apr_status_t rv;

    request->status = request->form->fault ? 422 : 200;
    mya_flow_layout(request);                    /* the document says whether it stands in one */
    rv = mya_flow_action_document(request);
    return rv == APR_SUCCESS ? mya_flow_show(request) : rv;
}

/* --- judging it --- */

/* The fields of another choice, or a review's form once more: nobody has said that it is ready. */
static apr_status_t show_again(mya_request_t *request)
{
    apr_status_t rv = mya_flow_action_subject(request, request->why);

    if (rv != APR_SUCCESS) {
        return rv;
    }
    mya_form_forgive(request->form);
    return show_form(request);
}

/* A form with faults is shown again, and only the record tells what stands in its readonly
 * fields and which of its fields are asked at all. A record that has gone meanwhile is what is
 * told then. */
static apr_status_t judge_faults(mya_request_t *request)
{
    mya_result_t *why = mya_result_make(request->pool);
    apr_status_t gone = mya_flow_action_subject(request, why);

    if (request->form->step == MYA_FORM_SHOW_AGAIN) {
        mya_form_forgive(request->form);       /* only what it is about was wrong */
    }
    if (gone != APR_SUCCESS || (!request->form->faults && !request->form->fault)) {
        *request->why = *why;      /* none in a field that is asked */
        return gone;
    }
    return MYA_EINVALID;
}

apr_status_t mya_flow_action_validate(mya_request_t *request)
{
    apr_status_t rv = mya_form_read(&request->form, request->match.action, request->input,
                                    request->env, request->format, request->why, request->pool);

    mya_flow_back_take(request, mya_input_get(request->input, MYA_FORM_NEXT));
    if (rv != APR_SUCCESS && rv != MYA_EINVALID) {
        return rv;
    }
    if (!request->form->fault && (request->form->step == MYA_FORM_EDIT
                                  || request->form->step == MYA_FORM_SHOW_AGAIN)) {
        return show_again(request);
    }
    request->env->form = mya_form_values(request->form, request->pool);
    return rv == MYA_EINVALID ? judge_faults(request) : rv;
}

/* --- the review --- */

static int was_reviewed(const mya_request_t *request)
{
    const mya_token_for_t what = token_for(request);

    return request->form->step == MYA_FORM_DO
           && mya_token_reviewed(request->form->reviewed, &request->mount->secret, &what,
                                 request->nonce, mya_form_digest(request->form, request->pool),
                                 request->pool);
}

static apr_status_t read_review(mya_outcome_t **outcome, mya_request_t *request)
{
    mya_action_run_t *run = begin(request);
    mya_db_conn_t *conn;
    apr_status_t rv = mya_db_open(&conn, request->db, request->why, request->pool);

    if (rv == APR_SUCCESS) {
        rv = mya_action_review(outcome, run, conn, request->why, request->pool);
        mya_db_close(conn);
        end(request, run);
    }
    return rv;
}

static void answer(mya_request_t *request, const mya_outcome_t *outcome);

apr_status_t mya_flow_action_review(mya_request_t *request)
{
    mya_outcome_t *outcome = NULL;
    apr_status_t rv;

    if (!request->match.action->review || was_reviewed(request)) {
        return APR_SUCCESS;
    }
    rv = read_review(&outcome, request);
    if (rv != APR_SUCCESS) {
        return rv;
    }
    if (outcome) {
        answer(request, outcome);
        return APR_SUCCESS;
    }
    request->form->reviewing = 1;
    if (request->form->step == MYA_FORM_DO) {          /* AZ7 */
        mya_form_blame_text(request->form, NULL, "form.review-first", request->mount->portal,
                            request->lang, request->pool);
        return mya_result_tell(request->why, MYA_ECONFLICT,
                               "\"%s\" was to be done without its review",
                               request->match.action->path);
    }
    return show_form(request);
}

/* --- doing it --- */

/* Where the 303 leads: the page, which may have a query and a fragment of its own, with the nonce
 * that finds its notice there. */
static const char *with_done(const char *page, const char *nonce, apr_pool_t *pool)
{
    apr_size_t len = strcspn(page, "#");

    return apr_pstrcat(pool, apr_pstrmemdup(pool, page, len),
                       memchr(page, '?', len) ? "&done=" : "?done=", nonce, page + len, NULL);
}

static void answer(mya_request_t *request, const mya_outcome_t *outcome)
{
    const char *page = mya_flow_back_to(request, outcome->page);

    mya_flow_see_other(request, outcome->notice ? with_done(page, request->nonce, request->pool)
                                                : page);
}

/* What was refused because an <on> failed is a fault of the definition or of the data, whatever the
 * person could be told. */
static void raise_alarm(const mya_request_t *request, const mya_action_run_t *run,
                        apr_status_t status)
{
    if (run->alarm && (status == MYA_EINVALID || status == MYA_ENOTFOUND)) {
        request->server->log(request->server->baton, status, run->alarm);
    }
}

apr_status_t mya_flow_action_act(mya_request_t *request)
{
    mya_action_run_t *run = begin(request);
    mya_outcome_t *outcome = NULL;
    mya_db_conn_t *conn;
    apr_status_t rv;

    rv = mya_db_open(&conn, request->db, request->why, request->pool);
    if (rv != APR_SUCCESS) {
        return rv;
    }
    rv = mya_action_run(&outcome, run, conn, request->why, request->pool);
    mya_db_close(conn);
    end(request, run);
    if (rv == APR_SUCCESS) {
        answer(request, outcome);
    } else {
        raise_alarm(request, run, rv);
    }
    return rv;
}
