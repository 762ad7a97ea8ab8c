/* SPDX-License-Identifier: Apache-2.0 */
/* flow/rows.c: lists with actions about ticked rows, and editable tables
 *
 * The form of such an action stands in its list: a box or fields in each row, the rest behind them.
 * On a page it is filled from the rows shown; at the action's own address, and when something was
 * wrong, the list shows the rows that the form is about.
 */
#include "flow/steps.h"

#include <stdint.h>

#include "page/list.h"
#include "portal/address.h"

/* The form of ACTION for the rows that the page shows, or the one that was sent. */
static mya_form_t *form_of(mya_request_t *request, const mya_action_t *action)
{
    const mya_env_list_t *list = apr_hash_get(request->env->lists, action->list->name,
                                              APR_HASH_KEY_STRING);
    mya_form_t *form;

    if (request->form && request->form->action == action) {
        return request->form;
    }
    if (!request->forms) {
        request->forms = apr_hash_make(request->pool);
    }
    form = apr_hash_get(request->forms, &action->path, sizeof(action->path));
    if (!form) {
        form = mya_form_fill_rows(action, list ? list->rows : NULL, list ? list->nrows : 0,
                                  request->env, request->format, request->pool);
        apr_hash_set(request->forms, &action->path, sizeof(action->path), form);
    }
    return form;
}

static int has_open_row(const mya_form_t *form)
{
    int i;

    for (i = 0; i < form->nrows; ++i) {
        if (form->rows[i].open) {
            return 1;
        }
    }
    return 0;
}

/* The first action about ticked rows that LIST offers here: its form has the boxes of all. */
static const mya_action_t *first_selected(const mya_request_t *request, const mya_list_t *list)
{
    int i;

    for (i = 0; i < list->nactions; ++i) {
        const mya_action_t *action = list->actions[i];
        int each = action->test && action->test->ref.source == MYA_FROM_ROW;

        if (action->rows == MYA_ROWS_SELECTED && mya_env_may(request->env, action->roles)
            && (each || mya_env_test(request->env, action->test))) {
            return action;
        }
    }
    return NULL;
}

static const char *form_id(const mya_request_t *request, const mya_action_t *action)
{
    const mya_action_t *first = request->match.action != action
                                    && action->rows == MYA_ROWS_SELECTED
                                    ? first_selected(request, action->list) : NULL;

    return mya_form_id(first ? first : action, request->pool);
}

static void show_action(mya_request_t *request, const mya_document_t *document,
                        mya_node_t *parent, const mya_form_t *form)
{
    const mya_action_t *action = form->action;
    const mya_match_t *match = &request->match;
    const char *href = mya_flow_href(request, mya_address(action->path, match->values,
                                                          match->nvalues, 1, request->pool));
    const char *path = mya_address(action->path, match->values, match->nvalues, 0, request->pool);
    mya_node_t *node;

    if (match->action == action) {
        node = mya_form_xml(document, parent, form, href, mya_flow_action_token(request),
                            mya_flow_back_href(request));
    } else if (action->rows == MYA_ROWS_SELECTED) {
        node = mya_form_button_xml(document, parent, form, href,
                                   mya_flow_token_for(request, path));
    } else {
        node = mya_form_xml(document, parent, form, href, mya_flow_token_for(request, path), NULL);
    }
    /* buttons of one form send it once */
    if (match->action == action || action->rows != MYA_ROWS_SELECTED
        || first_selected(request, action->list) == action) {
        mya_flow_back_keep(request, node);
    }
}

void mya_flow_rows_show(mya_request_t *request, const mya_document_t *document,
                        mya_node_t *parent, const mya_action_t *action, const mya_row_t *row)
{
    const mya_form_t *form = form_of(request, action);

    if (row) {
        mya_form_row_xml(document, parent, form, form_id(request, action),
                         row->cells[action->list->key]);
    } else if (request->identity && (has_open_row(form) || form->fault)) {
        show_action(request, document, parent, form);
    }
}

static void show(void *baton, const mya_document_t *document, mya_node_t *parent,
                 const mya_action_t *action, const mya_row_t *row)
{
    const mya_request_t *request = baton;

    /* what else can be done with the rows has its place on their page */
    if (action == request->match.action) {
        mya_flow_rows_show(baton, document, parent, action, row);
    }
}

static void show_nothing(void *baton, const mya_document_t *document, mya_node_t *parent,
                         const mya_action_t *action, const mya_row_t *row)
{
    (void)baton, (void)document, (void)parent, (void)action, (void)row;
}

apr_status_t mya_flow_rows_document(mya_request_t *request, int form)
{
    const mya_action_t *action = request->match.action;
    mya_page_data_t *data;
    apr_status_t rv = mya_page_query(&data, action->page, request->pairs, request->env,
                                     request->format, request->why, request->pool);
    mya_list_place_t place = { request->document, request->env, data,
                               mya_flow_page_href(request, action->page), request->pairs,
                               form ? show : show_nothing, request, MYA_PAGE_BYTES_MAX };
    int i;

    for (i = 0; rv == APR_SUCCESS && i < action->page->nitems; ++i) {
        if (action->page->items[i].list == action->list) {
            data->lists[i]->rows = (mya_row_t *)(uintptr_t)request->rows;
            data->lists[i]->nrows = request->nrows;
            mya_list_xml(&place, action->list, data->lists[i], MYA_FORM_ROWS);
        }
    }
    return rv;
}
