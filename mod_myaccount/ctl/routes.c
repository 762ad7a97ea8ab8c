/* SPDX-License-Identifier: Apache-2.0 */
/* ctl/routes.c: myaccountctl routes: every address that a portal answers, and to whom */
#include <stdio.h>

#include <apr_strings.h>

#include "base/json.h"
#include "ctl/ctl.h"
#include "flow/table.h"

/* What the engine answers itself in every portal. */
static const struct {
    mya_route_e kind;
    const char *path;
    const char *roles;
} own[] = {
    { MYA_ROUTE_SIGN_IN, "sign-in", "anonymous" },
    { MYA_ROUTE_SIGN_OUT, "sign-out", "signed-in" },
    { MYA_ROUTE_SWITCH, "switch", "signed-in" },
    { MYA_ROUTE_PASSWORD, "password", "signed-in" },
    { MYA_ROUTE_ASSET, "-/asset/{name}", "anonymous" },
    { MYA_ROUTE_HEALTH, "-/health", "anonymous" },
};

const char *mya_ctl_roles(const mya_portal_t *portal, mya_roles_t roles, apr_pool_t *pool)
{
    const char *text = NULL;

    if (roles & MYA_ROLE_ANONYMOUS) {
        return "anonymous";
    }
    if (roles & MYA_ROLE_MEMBER) {
        return "any";
    }
    for (int i = 0; i < portal->nroles; i++) {
        if (roles & ((mya_roles_t)1 << i)) {
            text = text ? apr_pstrcat(pool, text, ",", portal->roles[i].name, NULL)
                        : portal->roles[i].name;
        }
    }
    return text ? text : "-";
}

static void print_route(const mya_ctl_t *ctl, const char *kind, const char *method,
                        const char *path, const char *roles)
{
    static const char *const names[] = { "kind", "method", "path", "roles" };
    const char *const values[] = { kind, method, path, roles };

    if (ctl->options[MYA_CTL_JSON]) {
        printf("%s\n", mya_json_object(names, values, 4, ctl->pool));
    }
    else {
        printf("%s\t%s\t%s\t%s\n", kind, method, *path ? path : "/", roles);
    }
}

/* One line for each method that the table of flow/ has steps for. */
static void print_methods(const mya_ctl_t *ctl, mya_route_e kind, const char *path,
                          const char *roles)
{
    if (mya_flow_steps(kind, MYA_GET, ctl->pool)) {
        print_route(ctl, mya_route_name(kind), "GET", path, roles);
    }
    if (mya_flow_steps(kind, MYA_POST, ctl->pool)) {
        print_route(ctl, mya_route_name(kind), "POST", path, roles);
    }
}

/* The roles of PAGE, and of the ITEM of it that is a list: the narrower of both. */
static mya_roles_t export_roles(const mya_page_t *page, const mya_item_t *item)
{
    mya_roles_t roles = page->roles & MYA_ROLE_ANONYMOUS ? item->roles : page->roles & item->roles;

    if (item->roles & MYA_ROLE_ANONYMOUS) {
        roles = page->roles;
    }
    return !item->list->roles ? roles
        : roles & MYA_ROLE_ANONYMOUS ? item->list->roles : roles & item->list->roles;
}

/* The lists of PAGE that are also files. */
static void print_exports(const mya_ctl_t *ctl, const mya_portal_t *portal, const mya_page_t *page)
{
    for (int i = 0; i < page->nitems && !page->fragment; i++) {
        const mya_item_t *item = &page->items[i];

        if (item->kind == MYA_ITEM_LIST && item->limit == 0
            && (item->list->formats & MYA_AS_CSV)) {
            print_methods(ctl, MYA_ROUTE_EXPORT,
                          apr_pstrcat(ctl->pool, page->path, *page->path ? "/-/" : "-/",
                                      item->list->name, ".csv", NULL),
                          mya_ctl_roles(portal, export_roles(page, item), ctl->pool));
        }
    }
}

static void print_all(const mya_ctl_t *ctl, const mya_portal_t *portal)
{
    for (int i = 0; i < portal->npages; i++) {
        const mya_page_t *page = portal->pages[i];

        print_methods(ctl, page->fragment ? MYA_ROUTE_FRAGMENT : MYA_ROUTE_PAGE, page->path,
                      mya_ctl_roles(portal, page->roles, ctl->pool));
        print_exports(ctl, portal, page);
    }
    for (int i = 0; i < portal->nactions; i++) {
        const mya_action_t *action = portal->actions[i];

        print_methods(ctl, MYA_ROUTE_ACTION, action->path,
                      mya_ctl_roles(portal, action->roles, ctl->pool));
    }
    for (apr_size_t i = 0; i < sizeof(own) / sizeof(own[0]); i++) {
        if (own[i].kind != MYA_ROUTE_PASSWORD || portal->accounts->stores) {
            print_methods(ctl, own[i].kind, own[i].path, own[i].roles);
        }
    }
}

int mya_ctl_routes(mya_ctl_t *ctl)
{
    const char *file = ctl->options[MYA_CTL_PORTAL];
    const mya_portal_t *portal;

    if (!file) {
        return mya_ctl_misused(ctl, "--portal is missing");
    }
    if (mya_portal_load(&portal, file, mya_ctl_share(ctl), NULL, ctl->why, ctl->pool)
        != APR_SUCCESS) {
        return mya_ctl_why(ctl);
    }
    print_all(ctl, portal);
    return MYA_CTL_DONE;
}
