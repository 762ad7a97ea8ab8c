/* SPDX-License-Identifier: Apache-2.0 */
/* portal/load_menu.c: <menu>, when the pages are known */
#include "portal/load.h"

#include <string.h>

#include <apr_strings.h>

/* Everybody who has signed in: nothing else is read for those who have not. */
#define SIGNED_IN ((mya_roles_t)-1 & ~MYA_ROLE_ANONYMOUS)

static const mya_page_t *find_page(mya_load_t *load, mya_place_t place, const char *path)
{
    apr_array_header_t *paths = apr_array_make(load->pool, 8, sizeof(const char *));

    for (int i = 0; i < load->pages->nelts; i++) {
        const mya_page_t *page = APR_ARRAY_IDX(load->pages, i, mya_page_t *);

        if (strcmp(page->path, path) == 0 && !strchr(path, '{') && !page->fragment) {
            return page;
        }
        if (!strchr(page->path, '{') && !page->fragment) {
            APR_ARRAY_PUSH(paths, const char *) = page->path;
        }
    }
    mya_load_fault(load, place, "the menu leads to \"%s\", which is no page without variables%s",
                   path,
                   mya_load_nearest(load, path, paths, "\"", "\"",
                                    paths->nelts ? "the pages are" : "write one into a module"));
    return NULL;
}

/* The text key of the item for PATH: "menu.home", "menu.support.tickets". */
static const char *key_of(const mya_load_t *load, const char *path)
{
    char *key = apr_pstrcat(load->pool, "menu.", *path ? path : "home", NULL);

    for (char *c = key; *c; c++) {
        *c = *c == '/' ? '.' : *c;
    }
    return key;
}

/* --- what is read for tests and badges --- */

static void include_record(const mya_scope_t *outer, mya_place_t place, const mya_node_t *node,
                           apr_array_header_t *records)
{
    mya_load_t *load = outer->load;
    const char *name = mya_load_get(load, node, "record");
    mya_load_shared_t *shared = name ? mya_load_shared_find(load, place, name, 0) : NULL;
    mya_item_t item = { .kind = MYA_ITEM_RECORD };
    mya_scope_t scope = *outer;

    if (!name) {
        mya_load_fault(load, place, "<include> stands in <menu> without record=; only records of "
                       "module level are read for its tests and badges");
    }
    if (!shared) {
        return;
    }
    shared->included = 1;
    scope.module = shared->module;
    scope.roles = mya_load_narrow(load, place, node, outer->roles);
    item.test = scope.guards[1] = mya_test_make(outer, place, mya_load_get(load, node, "test"));
    item.record = mya_load_record(&scope, shared->node);
    item.roles = item.record->roles ? item.record->roles : scope.roles;
    APR_ARRAY_PUSH(records, mya_item_t) = item;
}

static mya_scope_t scope_of(mya_load_t *load, const mya_module_t *module,
                            const apr_array_header_t *records)
{
    mya_scope_t scope = { .load = load, .module = module, .items = records, .roles = SIGNED_IN,
                          .in_menu = 1 };

    return scope;
}

/* The records stand before the items that use them, wherever they were written. */
static void load_records(mya_load_t *load, const mya_node_t *node, apr_array_header_t *records)
{
    const char *file = APR_ARRAY_IDX(load->files, 0, mya_load_file_t).path;
    mya_module_t *module = apr_pcalloc(load->pool, sizeof(*module));
    mya_scope_t scope;

    module->name = "portal";
    module->file = file;
    scope = scope_of(load, module, records);
    for (const mya_node_t *child = mya_xml_first(node); child; child = mya_xml_next(child)) {
        if (strcmp(mya_xml_name(child), "include") == 0) {
            include_record(&scope, mya_load_place(file, child), child, records);
        }
    }
    load->portal->menu_records = (const mya_item_t *)records->elts;
    load->portal->nmenu_records = records->nelts;
}

/* --- items --- */

/* A badge is not shown when what it names is absent, so that may be. */
static void load_marks(mya_load_t *load, const mya_node_t *node, mya_place_t place,
                       mya_menu_item_t *item)
{
    apr_array_header_t records = { .pool = load->pool, .elt_size = sizeof(mya_item_t),
                                   .nelts = load->portal->nmenu_records,
                                   .nalloc = load->portal->nmenu_records };
    mya_scope_t scope = scope_of(load, NULL, &records);
    const char *badge = mya_load_get(load, node, "badge");

    records.elts = (char *)(apr_uintptr_t)load->portal->menu_records;
    item->test = mya_test_make(&scope, place, mya_load_get(load, node, "test"));
    scope.in_test = 1;
    item->badge = badge ? mya_template_make(&scope, place, badge) : NULL;
}

static void load_item(mya_load_t *load, const mya_node_t *node, apr_array_header_t *items)
{
    const char *file = APR_ARRAY_IDX(load->files, 0, mya_load_file_t).path;
    mya_place_t place = mya_load_place(file, node);
    const mya_page_t *page = find_page(load, place, mya_load_get(load, node, "page"));
    mya_menu_item_t item = { .page = page };

    if (!page) {
        return;
    }
    item.label = mya_load_label(load, key_of(load, page->path));
    item.label = item.label ? item.label : page->title;
    item.readable = page->readable;
    item.roles = mya_load_narrow(load, place, node, page->roles);
    load_marks(load, node, place, &item);
    APR_ARRAY_PUSH(items, mya_menu_item_t) = item;
}

static void push_group(apr_array_header_t *groups, const char *label,
                       const apr_array_header_t *items)
{
    mya_menu_group_t group = { label, (const mya_menu_item_t *)items->elts, items->nelts };

    if (items->nelts) {
        APR_ARRAY_PUSH(groups, mya_menu_group_t) = group;
    }
}

static void load_group(mya_load_t *load, const mya_node_t *node, apr_array_header_t *groups)
{
    apr_array_header_t *items = apr_array_make(load->pool, 8, sizeof(mya_menu_item_t));
    const char *name = mya_load_get(load, node, "name");

    for (const mya_node_t *child = mya_xml_first(node); child; child = mya_xml_next(child)) {
        load_item(load, child, items);
    }
    push_group(groups,
               name ? mya_load_label(load, apr_pstrcat(load->pool, "menu.", name, NULL)) : NULL,
               items);
}

/* Items outside groups form a group without a heading, up to the next one. */
static void load_menu(mya_load_t *load, const mya_node_t *node, apr_array_header_t *groups)
{
    apr_array_header_t *items = apr_array_make(load->pool, 8, sizeof(mya_menu_item_t));

    for (const mya_node_t *child = mya_xml_first(node); child; child = mya_xml_next(child)) {
        if (strcmp(mya_xml_name(child), "group") == 0) {
            push_group(groups, NULL, items);
            items = apr_array_make(load->pool, 8, sizeof(mya_menu_item_t));
            load_group(load, child, groups);
        }
        else if (strcmp(mya_xml_name(child), "item") == 0) {
            load_item(load, child, items);
        }
    }
    push_group(groups, NULL, items);
}

void mya_load_menu(mya_load_t *load)
{
    const mya_load_file_t *file = &APR_ARRAY_IDX(load->files, 0, mya_load_file_t);
    apr_array_header_t *groups = apr_array_make(load->pool, 4, sizeof(mya_menu_group_t));

    for (const mya_node_t *child = mya_xml_first(file->root); child; child = mya_xml_next(child)) {
        if (strcmp(mya_xml_name(child), "menu") == 0) {
            if (groups->nelts) {
                mya_load_fault(load, mya_load_place(file->path, child),
                               "<menu> stands twice; put all into "
                               "one, in groups");
            }
            load_records(load, child, apr_array_make(load->pool, 2, sizeof(mya_item_t)));
            load_menu(load, child, groups);
        }
    }
    load->portal->menu = (const mya_menu_group_t *)groups->elts;
    load->portal->nmenu = groups->nelts;
}
