/* SPDX-License-Identifier: Apache-2.0 */
/* flow/frame.c: what stands around every page: the user, the search box, the notices */
#include "flow/steps.h"

#include <string.h>

#include <apr_strings.h>

#include "page/parameters.h"
#include "portal/address.h"
#include "view/text.h"

const char *mya_flow_text(const mya_request_t *request, const char *key)
{
    return mya_text(request->mount->portal, request->lang, key, NULL, 0, request->pool);
}

const char *mya_flow_href(const mya_request_t *request, const char *path)
{
    return apr_pstrcat(request->pool, request->mount->path, "/", path, NULL);
}

const char *mya_flow_page_href(const mya_request_t *request, const mya_page_t *page)
{
    return mya_flow_href(request, mya_address(page->path, request->match.values,
                                              request->match.nvalues, 1, request->pool));
}

const char *mya_flow_page_title(const mya_request_t *request, const mya_page_t *page)
{
    return mya_text_or(request->mount->portal, request->lang, page->title, page->readable,
                       request->pool);
}

const char *mya_flow_token_for(const mya_request_t *request, const char *path)
{
    mya_token_for_t what = { request->mount->portal->name, request->identity->session, path,
                             mya_flow_token_customer(request, path) };
    const char *token = NULL;

    return mya_token_make(&token, &request->mount->secret, &what, request->pool) == APR_SUCCESS
               ? token
               : NULL;
}

/* A button that posts to the engine's own PATH; its words are the text PATH.button. */
static void add_button(const mya_request_t *request, mya_node_t *parent, const char *path)
{
    mya_node_t *action = mya_xml_element(parent, "action");

    mya_xml_set(action, "name", path);
    mya_xml_set(action, "href", mya_flow_href(request, path));
    mya_xml_set(action, "label",
                mya_flow_text(request, apr_pstrcat(request->pool, path, ".button", NULL)));
    mya_xml_set(action, "token", mya_flow_token_for(request, path));
}

/* The way to the engine's own page at PATH, as an action with a form of its own. */
static void add_link(const mya_request_t *request, mya_node_t *parent, const char *path)
{
    mya_node_t *action = mya_xml_element(parent, "action");

    mya_xml_set(action, "name", path);
    mya_xml_set(action, "href", mya_flow_href(request, path));
    mya_xml_set(action, "label",
                mya_flow_text(request, apr_pstrcat(request->pool, path, ".title", NULL)));
    mya_xml_set(action, "open", "no");
}

const char *mya_flow_role_names(const mya_request_t *request, mya_roles_t roles)
{
    const mya_portal_t *portal = request->mount->portal;
    const char *names = "";
    int i;

    for (i = 0; i < portal->nroles; ++i) {
        if (roles & ((mya_roles_t)1 << i)) {
            names = apr_pstrcat(request->pool, names, *names ? " " : "", portal->roles[i].name,
                                NULL);
        }
    }
    return names;
}

static void add_user(const mya_request_t *request, mya_node_t *root)
{
    const mya_identity_t *who = request->identity;
    mya_node_t *user = mya_xml_element(root, "user");
    int i;

    mya_xml_set(user, "name", who->name);
    mya_xml_set(user, "email", who->email);
    for (i = 0; i < who->nmemberships; ++i) {
        mya_node_t *customer = mya_xml_element(user, "customer");
        mya_xml_set(customer, "key", who->memberships[i].customer);
        mya_xml_set(customer, "name", who->memberships[i].name);
        mya_xml_set(customer, "role", mya_flow_role_names(request, who->memberships[i].roles));
        if (i == who->current) {
            mya_xml_set(customer, "current", "yes");
        }
    }
    if (who->nmemberships > 1) {
        add_button(request, user, "switch");
    }
    if (request->mount->portal->accounts->stores) {
        add_link(request, user, "password");
    }
    add_button(request, user, "sign-out");
}

static void add_sign_in(const mya_request_t *request, mya_node_t *root)
{
    mya_node_t *link = mya_xml_element(root, "sign-in");

    mya_xml_set(link, "href", mya_flow_href(request, "sign-in"));
    mya_xml_set(link, "label", mya_flow_text(request, "sign-in.title"));
}

/* The box that stands on every page, if there is a page that it leads to and who is here may open
 * that. */
static void add_search(const mya_request_t *request, mya_node_t *root)
{
    const mya_page_t *page = request->mount->portal->search;
    const mya_page_data_t *data = request->data;
    mya_node_t *search;

    if (!page || !request->env || !mya_env_may(request->env, page->roles)) {
        return;
    }
    search = mya_xml_element(root, "search");
    mya_xml_set(search, "href", mya_flow_href(request, page->path));
    mya_xml_set(search, "name", mya_parameters_search(page)->name);
    mya_xml_set(search, "label", mya_flow_text(request, "search.label"));
    if (data && data->page == page) {
        mya_xml_set(search, "value", data->search);
    }
}

static const char *own_path(const mya_request_t *request)
{
    const char *path = mya_flow_href(request, request->path);

    return request->query && *request->query
               ? apr_pstrcat(request->pool, path, "?", request->query, NULL)
               : path;
}

/* A notice may name the {customer} that one is in. */
static const char *notice_text(const mya_request_t *request)
{
    const mya_identity_t *who = request->identity;
    const mya_text_arg_t customer = {
        "customer", who && who->current >= 0 ? who->memberships[who->current].name : "", 0
    };

    return mya_text(request->mount->portal, request->lang, request->notice, &customer, 1,
                    request->pool);
}

mya_document_t *mya_flow_frame(mya_request_t *request, const char *kind, const char *name,
                               const char *title)
{
    mya_document_t *document =
        mya_document_make(request->mount->portal, request->format, request->lang,
                          request->mount->path, kind, name, own_path(request), title,
                          request->pool);

    if (request->layout) {
        mya_xml_set(document->root, "layout", request->layout->bare ? "bare" : "site");
    }
    if (request->identity) {
        add_user(request, document->root);
        mya_flow_menu_complete(request);
        mya_flow_menu(request, document->root);
    }
    else if (request->route != MYA_ROUTE_SIGN_IN) {
        add_sign_in(request, document->root);
    }
    if (strcmp(kind, "fragment") && strcmp(kind, "sign-in")) {
        add_search(request, document->root);
    }
    if (request->notice) {
        mya_document_notice(document, request->notice_kind ? request->notice_kind : "good",
                            notice_text(request));
    }
    if (request->fault) {
        mya_document_notice(document, "error", request->fault);
    }
    request->document = document;
    return document;
}
