/* SPDX-License-Identifier: Apache-2.0 */
/* flow/act.c: an action's own form is shown; a posted one is judged and done */
#include "flow/steps.h"

#include <string.h>

#include <apr_strings.h>

#include "action/action.h"
#include "portal/address.h"
#include "view/text.h"

static mya_action_run_t *begin(mya_request_t *request)
{
    const mya_match_t *match = &request->match;
    mya_action_run_t *run = apr_pcalloc(request->pool, sizeof(*run));

    run->action = match->action;
    run->env = request->env;
    run->form = request->form;
    run->key = match->action->list ? match->values[match->nvalues - 1] : NULL;
    run->nonce = request->nonce;
    run->session = request->identity ? request->identity->session : NULL;
    run->request = request->id;
    run->lang = request->lang;
    run->format = request->format;
    return run;
}

/* Read what the action is about, and fill or settle the form with it. */
static apr_status_t read_subject(mya_request_t *request, mya_result_t *why)
{
    mya_action_run_t *run = begin(request);
    apr_hash_t *values = NULL;
    mya_db_conn_t *conn;
    apr_status_t rv = mya_db_open(&conn, request->db, why, request->pool);

    if (rv == APR_SUCCESS) {
        rv = mya_action_read(&values, run, conn, why, request->pool);
        mya_db_close(conn);
        request->form = run->form;
    }
    return rv;
}

apr_status_t mya_flow_action_read(mya_request_t *request)
{
    if (request->pairs->nelts > 0) {
        return mya_result_tell(request->why, MYA_EBADREQUEST, "an action takes no query");
    }
    return read_subject(request, request->why);
}

apr_status_t mya_flow_action_document(mya_request_t *request)
{
    const mya_action_t *action = request->match.action;
    const char *title = mya_text_or(request->mount->portal, request->lang, action->title,
                                    action->readable, request->pool);
    const char *page = mya_flow_page_href(request, action->page);
    mya_node_t *back;

    mya_flow_frame(request, "action", action->path, title);
    back = mya_xml_element(request->document->root, "back");
    mya_xml_set(back, "href", page);
    mya_xml_set(back, "label", mya_flow_page_title(request, action->page));
    mya_form_xml(request->document, request->document->root, request->form,
                 mya_flow_href(request, mya_address(action->path, request->match.values,
                                                    request->match.nvalues, 1, request->pool)),
                 mya_flow_token_for(request, request->path), page);
    return APR_SUCCESS;
}

/* A form with faults is shown again, and only the record tells what stands in its readonly
 * fields and which of its fields are asked at all. A record that has gone meanwhile is what is
 * told then. */
apr_status_t mya_flow_action_validate(mya_request_t *request)
{
    apr_status_t rv = mya_form_read(&request->form, request->match.action, request->input,
                                    request->mount->portal, request->lang, request->format,
                                    request->why, request->pool);

    if (rv == APR_SUCCESS) {
        request->env->form = mya_form_values(request->form, request->pool);
    }
    else if (rv == MYA_EINVALID) {
        mya_result_t *why = mya_result_make(request->pool);
        apr_status_t gone = read_subject(request, why);
        if (gone != APR_SUCCESS || !request->form->faults) {   /* none in a field that is asked */
            *request->why = *why;
            return gone;
        }
    }
    return rv;
}

/* Where the 303 leads: the page, which may have a query and a fragment of its own, with the nonce
 * that finds its notice there. */
static const char *with_done(const mya_outcome_t *outcome, const char *nonce, apr_pool_t *pool)
{
    const char *page = outcome->page;
    apr_size_t len = strcspn(page, "#");

    return apr_pstrcat(pool, apr_pstrmemdup(pool, page, len),
                       memchr(page, '?', len) ? "&done=" : "?done=", nonce, page + len, NULL);
}

apr_status_t mya_flow_action_act(mya_request_t *request)
{
    mya_outcome_t *outcome = NULL;
    mya_db_conn_t *conn;
    apr_status_t rv;

    rv = mya_db_open(&conn, request->db, request->why, request->pool);
    if (rv != APR_SUCCESS) {
        return rv;
    }
    rv = mya_action_run(&outcome, begin(request), conn, request->why, request->pool);
    mya_db_close(conn);
    if (rv == APR_SUCCESS) {
        mya_flow_see_other(request, outcome->notice
                                        ? with_done(outcome, request->nonce, request->pool)
                                        : outcome->page);
    }
    return rv;
}
