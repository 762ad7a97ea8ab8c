/* SPDX-License-Identifier: Apache-2.0 */
/* flow/page.c: a page is read, and becomes a document */
#include "flow/steps.h"

#include <string.h>

#include <apr_strings.h>

#include "access/rate.h"
#include "data/once.h"
#include "page/record.h"
#include "portal/address.h"
#include "view/text.h"

/* What an action that led here has to say; a lost notice is no reason to lose the page. */
static void find_notice(mya_request_t *request, mya_db_conn_t *conn)
{
    mya_outcome_t *outcome = NULL;

    if (request->done && request->identity
        && mya_once_find(&outcome, conn, request->mount->portal->name, request->done,
                         request->identity->session, NULL, request->pool) == APR_SUCCESS
        && outcome) {
        request->notice = outcome->notice;
    }
}

/* A search reads whole tables: only so often (RE4). */
static apr_status_t count_search(mya_request_t *request, mya_db_conn_t *conn)
{
    if (!mya_page_searches(request->data)) {
        return APR_SUCCESS;
    }
    return mya_rate_count(conn, MYA_RATE_SEARCH, request->mount->portal->name,
                          request->identity ? request->identity->session : NULL,
                          request->address, request->now, request->why, request->pool);
}

apr_status_t mya_flow_page_read(mya_request_t *request)
{
    mya_db_conn_t *conn;
    apr_status_t rv;

    rv = mya_page_query(&request->data, request->match.page, request->pairs, request->env,
                        request->format, request->why, request->pool);
    if (rv != APR_SUCCESS) {
        return rv;
    }
    rv = mya_db_open(&conn, request->db, request->why, request->pool);
    if (rv != APR_SUCCESS) {
        return rv;
    }
    rv = count_search(request, conn);
    if (rv == APR_SUCCESS) {
        rv = mya_page_run(request->data, conn, request->env, request->why, request->pool);
    }
    if (rv == APR_SUCCESS) {
        find_notice(request, conn);
        mya_flow_menu_read(request, conn);
    }
    mya_db_close(conn);
    return rv;
}

/* The values in an action's address: the page's, and the key of the row that it is about. */
static const char **address_values(const mya_request_t *request, const mya_action_t *action,
                                   const mya_row_t *row, int *n)
{
    const mya_match_t *match = &request->match;
    const char **values = apr_pcalloc(request->pool,
                                      ((apr_size_t)match->nvalues + 1) * sizeof(*values));

    for (*n = 0; *n < match->nvalues; ++*n) {
        values[*n] = match->values[*n];
    }
    if (row && action->list && action->list->key >= 0) {
        values[(*n)++] = row->cells[action->list->key];
    }
    return values;
}

/* Who wants to see first what would be done, or must type something, is led to its own address. */
static int has_own_form(const mya_action_t *action)
{
    return action->nfields > 0 || action->review || action->confirm;
}

/* An action with a form is a link to it; one without is a button with its own token. */
static void show_one(mya_request_t *request, const mya_document_t *document, mya_node_t *parent,
                     const mya_action_t *action, const mya_row_t *row)
{
    int n;
    const char **values = address_values(request, action, row, &n);
    mya_node_t *node = mya_xml_element(parent, "action");
    const char *title = mya_text_or(document->portal, document->lang, action->title,
                                    action->readable, document->pool);
    const char *href = mya_document_href(document, mya_address(action->path, values, n, 1,
                                                               request->pool));

    mya_xml_set(node, "name", action->name);
    if (has_own_form(action)) {
        mya_xml_set(node, "href", mya_flow_back_link(request, href));
        mya_xml_set(node, "label", title);
        mya_xml_set(node, "open", "no");
        return;
    }
    mya_xml_set(node, "href", href);
    mya_xml_set(node, "label", mya_text_or(document->portal, document->lang, action->button, title,
                                           document->pool));
    if (request->identity) {
        mya_xml_set(node, "token",
                    mya_flow_token_for(request, mya_address(action->path, values, n, 0,
                                                            request->pool)));
    }
    mya_flow_back_keep(request, node);
}

static void show_action(void *baton, const mya_document_t *document, mya_node_t *parent,
                        const mya_action_t *action, const mya_row_t *row)
{
    if (action->list && action->rows != MYA_ROWS_ONE) {
        mya_flow_rows_show(baton, document, parent, action, row);
    } else {
        show_one(baton, document, parent, action, row);
    }
}

/* The way back to the page that this one's path continues, if it may be opened. */
static void add_back(mya_request_t *request, const mya_page_t *parent)
{
    mya_node_t *back;

    if (!parent || parent->nsegments == 0 || !mya_env_may(request->env, parent->roles)) {
        return;
    }
    back = mya_xml_element(request->document->root, "back");
    mya_xml_set(back, "href", mya_flow_page_href(request, parent));
    mya_xml_set(back, "label", mya_flow_page_title(request, parent));
}

/* The first record that the page found; NULL if none. */
static const mya_row_t *first_record(const mya_request_t *request)
{
    const mya_page_data_t *data = request->data;
    const mya_row_t *row = NULL;
    int i;

    for (i = 0; i < data->page->nitems && !row; ++i) {
        row = data->records[i];
    }
    return row;
}

/* What stands above the page: the text page.KEY.heading with the record's values in it, if the
 * author wrote one, else the title, which the menu and the ways back use too. */
static const char *heading(const mya_request_t *request, const mya_page_t *page)
{
    const mya_portal_t *portal = request->mount->portal;
    const char *key = page->title ? apr_pstrcat(request->pool, page->title, ".heading", NULL)
                                  : NULL;
    const mya_text_arg_t *args;
    int n;

    if (!key || !mya_portal_text(portal, request->lang, key)) {
        return mya_flow_page_title(request, page);
    }
    args = mya_record_args(&n, first_record(request), request->env, portal, request->format,
                           request->pool);
    return mya_text(portal, request->lang, key, args, n, request->pool);
}

apr_status_t mya_flow_page_document(mya_request_t *request)
{
    const mya_page_t *page = request->match.page;

    mya_flow_frame(request, page->fragment ? "fragment" : "page", page->path,
                   heading(request, page));
    if (!page->fragment) {
        add_back(request, page->parent);
        mya_flow_back_here(request);
    }
    mya_page_xml(request->document, request->data, request->env,
                 mya_flow_page_href(request, page), request->pairs, show_action, request);
    return APR_SUCCESS;
}

/* --- home, where the portal has no page for it --- */

static int may_open(const mya_request_t *request, const mya_page_t *page)
{
    return !page->fragment && !strchr(page->path, '{') && mya_env_may(request->env, page->roles);
}

static const mya_page_t *first_page(const mya_request_t *request)
{
    const mya_portal_t *portal = request->mount->portal;
    int i, j;

    for (i = 0; i < portal->nmenu; ++i) {
        for (j = 0; j < portal->menu[i].nitems; ++j) {
            if (may_open(request, portal->menu[i].items[j].page)) {
                return portal->menu[i].items[j].page;
            }
        }
    }
    for (i = 0; i < portal->npages; ++i) {
        if (may_open(request, portal->pages[i])) {
            return portal->pages[i];
        }
    }
    return NULL;
}

apr_status_t mya_flow_home(mya_request_t *request)
{
    const mya_page_t *page;

    if (!request->identity) {
        return mya_flow_signed_in(request);
    }
    page = first_page(request);
    if (!page) {
        return mya_flow_refuse_role(request);
    }
    mya_flow_see_other(request,
                       request->done ? apr_pstrcat(request->pool, page->path, "?done=",
                                                   mya_address_segment(request->done,
                                                                       request->pool), NULL)
                                     : page->path);
    return APR_SUCCESS;
}
