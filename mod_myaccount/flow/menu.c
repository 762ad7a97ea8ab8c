/* SPDX-License-Identifier: Apache-2.0 */
/* flow/menu.c: the menu of every page, with what its tests and badges count
 *
 * Its records are read where a page opens a connection anyway, into an environment of their own,
 * since a page may have records of the same names. Other pages open one for the menu, but not those
 * that say that the portal is out of order: they show it without badges, and without what is there
 * only if a test holds.
 */
#include "flow/steps.h"

#include <string.h>

#include <apr_strings.h>

#include "view/text.h"

/* A fragment has the menu if its definition includes it; all other pages have it. */
static int is_wanted(const mya_request_t *request)
{
    const mya_page_t *page = request->route == MYA_ROUTE_FRAGMENT ? request->match.page : NULL;
    int i;

    for (i = 0; page && i < page->nitems; ++i) {
        if (page->items[i].kind == MYA_ITEM_MENU
            && mya_env_may(request->env, page->items[i].roles)) {
            return 1;
        }
    }
    return !page;
}

/* --- its records --- */

static apr_status_t read_record(mya_request_t *request, mya_env_t *env, const mya_item_t *item,
                                mya_db_conn_t *conn, mya_result_t *why)
{
    const mya_record_t *record = item->record;
    mya_row_t *row = NULL;
    apr_status_t rv = APR_SUCCESS;

    if (mya_env_may(env, item->roles) && mya_env_may(env, record->roles)
        && mya_env_test(env, item->test) && mya_env_test(env, record->test)) {
        rv = mya_query_record(&row, conn, record, env, 0, why, request->pool);
        apr_hash_set(env->records, record->name, APR_HASH_KEY_STRING, row);
    }
    return rv;
}

static void tell_without(const mya_request_t *request, apr_status_t rv, const mya_result_t *why)
{
    request->server->log(request->server->baton, rv,
                         apr_pstrcat(request->pool, "the menu is shown without badges: ",
                                     why->detail ? why->detail : "its records failed", NULL));
}

void mya_flow_menu_read(mya_request_t *request, mya_db_conn_t *conn)
{
    const mya_portal_t *portal = request->mount->portal;
    mya_result_t *why = mya_result_make(request->pool);
    mya_env_t *env;
    apr_status_t rv = APR_SUCCESS;
    int i;

    if (!request->identity || request->menu_read || !is_wanted(request)) {
        return;
    }
    request->menu_read = 1;
    env = apr_pmemdup(request->pool, request->env, sizeof(*env));
    env->records = apr_hash_make(request->pool);
    for (i = 0; i < portal->nmenu_records && rv == APR_SUCCESS; ++i) {
        rv = read_record(request, env, &portal->menu_records[i], conn, why);
    }
    if (rv != APR_SUCCESS) {    /* a badge is no reason to lose the page */
        tell_without(request, rv, why);
        return;
    }
    request->menu_env = env;
}

void mya_flow_menu_complete(mya_request_t *request)
{
    mya_result_t *why = mya_result_make(request->pool);
    mya_db_conn_t *conn;
    apr_status_t rv;

    if (!request->identity || request->menu_read || request->status >= 500
        || !request->mount->portal->nmenu_records || !is_wanted(request)) {
        return;
    }
    rv = mya_db_open(&conn, request->db, why, request->pool);
    if (rv != APR_SUCCESS) {
        tell_without(request, rv, why);
        return;
    }
    mya_flow_menu_read(request, conn);
    mya_db_close(conn);
}

/* --- its items --- */

/* The page that is shown, or the one that its path continues, is the current one of the menu. */
static int is_current(const mya_request_t *request, const mya_page_t *page)
{
    const mya_match_t *match = &request->match;
    const mya_page_t *shown = match->action ? match->action->page : match->page;

    for (; shown; shown = shown->parent) {
        if (shown == page) {
            return 1;
        }
        if (shown->parent && shown->parent->nsegments == 0) {
            break;      /* everything continues home; that does not make home current */
        }
    }
    return 0;
}

/* What a badge says; NULL: nothing waits. */
static const char *badge_of(const mya_request_t *request, const mya_menu_item_t *item)
{
    const char *badge = item->badge && request->menu_env
                            ? mya_env_expand(request->menu_env, item->badge, 0) : NULL;

    return badge && *badge && strcmp(badge, "0") != 0 ? badge : NULL;
}

/* A test is about records of the menu: where they were not read, it does not hold. */
static int is_open(const mya_request_t *request, const mya_menu_item_t *item)
{
    return mya_env_may(request->env, item->roles)
           && (!item->test
               || (request->menu_env && mya_env_test(request->menu_env, item->test)));
}

static void add_item(const mya_request_t *request, mya_node_t *group, const mya_menu_item_t *item)
{
    mya_node_t *node = mya_xml_element(group, "item");

    mya_xml_set(node, "href", mya_flow_href(request, item->page->path));
    mya_xml_set(node, "label", mya_text_or(request->mount->portal, request->lang, item->label,
                                           item->readable, request->pool));
    if (is_current(request, item->page)) {
        mya_xml_set(node, "current", "yes");
    }
    mya_xml_set(node, "badge", badge_of(request, item));
}

void mya_flow_menu(const mya_request_t *request, mya_node_t *root)
{
    const mya_portal_t *portal = request->mount->portal;
    mya_node_t *menu = NULL;
    int i, j;

    for (i = 0; is_wanted(request) && i < portal->nmenu; ++i) {
        const mya_menu_group_t *from = &portal->menu[i];
        mya_node_t *group = NULL;
        for (j = 0; j < from->nitems; ++j) {
            if (!is_open(request, &from->items[j])) {
                continue;
            }
            if (!menu) {
                menu = mya_xml_element(root, "menu");
                mya_xml_set(menu, "label", mya_flow_text(request, "nav.menu"));
            }
            if (!group) {
                group = mya_xml_element(menu, "group");
                if (from->label) {
                    mya_xml_set(group, "label", mya_flow_text(request, from->label));
                }
            }
            add_item(request, group, &from->items[j]);
        }
    }
}
