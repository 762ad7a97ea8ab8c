/* SPDX-License-Identifier: Apache-2.0 */
/* portal/load_page.c: <page>: an address, its parameters, and what it shows in order */
#include "portal/load.h"

#include <stdlib.h>
#include <string.h>

#include <apr_lib.h>
#include <apr_strings.h>

#include "portal/name.h"

/* --- the address --- */

static int is_literal(const char *segment)
{
    for (const char *c = segment; *c; c++) {
        if ((unsigned char)*c >= 0x80 || (!apr_isalnum(*c) && !strchr("-._~", *c))) {
            return 0;
        }
    }
    return *segment && strcmp(segment, ".") != 0 && strcmp(segment, "..") != 0;
}

static int is_variable(const char *segment)
{
    return segment[0] == '{';
}

/* "{ref}" gives "ref"; NULL if it is no such thing. */
static const char *variable(const char *segment, apr_pool_t *pool)
{
    apr_size_t len = strlen(segment);
    const char *name = len > 2 ? apr_pstrmemdup(pool, segment + 1, len - 2) : "";

    return segment[0] == '{' && segment[len - 1] == '}' && mya_name_is_plain(name) ? name : NULL;
}

const char *const *mya_load_segments(mya_load_t *load, const char *path, int *nsegments)
{
    apr_array_header_t *segments = apr_array_make(load->pool, 4, sizeof(const char *));

    while (*path) {
        apr_size_t len = strcspn(path, "/");

        APR_ARRAY_PUSH(segments, const char *) = apr_pstrmemdup(load->pool, path, len);
        path += len + (path[len] == '/');
    }
    *nsegments = segments->nelts;
    return (const char *const *)segments->elts;
}

int mya_load_is_taken(const char *first)
{
    return strcmp(first, "sign-in") == 0 || strcmp(first, "sign-out") == 0
        || strcmp(first, "switch") == 0;
}

static void check_path(mya_load_t *load, const mya_page_t *page)
{
    apr_size_t len = strlen(page->path);
    const char *first = page->nsegments ? page->segments[0] : "";

    if (page->path[0] == '/' || (len && page->path[len - 1] == '/') || strstr(page->path, "//")) {
        mya_load_fault(load, page->place,
                       "path=\"%s\" has a slash too many; write it without one at the "
                       "beginning or end, \"\" for the home page",
                       page->path);
        return;
    }
    for (int i = 0; i < page->nsegments; i++) {
        if (!is_literal(page->segments[i]) && !variable(page->segments[i], load->pool)) {
            mya_load_fault(load, page->place,
                           "\"%s\" in path=\"%s\" is neither a word nor a variable; write "
                           "letters, digits and -, or {name} alone between slashes",
                           page->segments[i], page->path);
        }
    }
    if (mya_load_is_taken(first)
        || (strcmp(first, "-") == 0
            && (page->nsegments == 1 || strcmp(page->segments[1], "asset") == 0))) {
        mya_load_fault(load, page->place, "path=\"%s\" is the engine's own; choose another",
                       page->path);
    }
}

/* The text key and the readable name come from the words of the path. */
static void load_title(mya_load_t *load, mya_page_t *page)
{
    const char *key = "page";
    const char *last = "home";

    for (int i = 0; i < page->nsegments; i++) {
        const char *name = variable(page->segments[i], load->pool);

        key = apr_pstrcat(load->pool, key, ".", name ? name : page->segments[i], NULL);
        last = name ? last : page->segments[i];
    }
    page->title = mya_load_label(load, page->nsegments ? key : "page.home");
    page->readable = mya_name_readable(last, load->pool);
}

/* --- parameters --- */

/* What addresses of all pages mean by these in their query (page/parameters.h, flow/resolve.c). */
static int is_taken(const char *name)
{
    static const char *const taken[] = { "done", "sort", "page", "size" };
    apr_size_t i;

    for (i = 0; i < sizeof(taken) / sizeof(taken[0]); i++) {
        if (strcmp(taken[i], name) == 0) {
            return 1;
        }
    }
    return 0;
}

static const mya_node_t *find_param(const mya_load_t *load, const mya_node_t *page,
                                    const char *name)
{
    for (const mya_node_t *node = mya_xml_first(page); node; node = mya_xml_next(node)) {
        if (strcmp(mya_xml_name(node), "param") == 0
            && strcmp(mya_load_get(load, node, "name"), name) == 0) {
            return node;
        }
    }
    return NULL;
}

static int has_param(const apr_array_header_t *params, const char *name)
{
    for (int i = 0; i < params->nelts; i++) {
        if (strcmp(APR_ARRAY_IDX(params, i, mya_param_t).name, name) == 0) {
            return 1;
        }
    }
    return 0;
}

/* Those of the path first, in its order, as mya_match_t has them; then those of the query. */
static void load_params(mya_load_t *load, mya_page_t *page, const mya_node_t *node)
{
    apr_array_header_t *params = apr_array_make(load->pool, 2, sizeof(mya_param_t));
    const mya_node_t *child;

    for (int i = 0; i < page->nsegments; i++) {
        const char *name = is_variable(page->segments[i]) ? variable(page->segments[i], load->pool)
                                                          : NULL;
        const mya_node_t *said = name ? find_param(load, node, name) : NULL;
        mya_param_t param = { .name = name, .in_path = 1,
                              .type = said ? mya_load_type(load, said, MYA_TYPE_TEXT)
                                           : MYA_TYPE_TEXT };

        if (name && has_param(params, name)) {
            mya_load_fault(load, page->place, "{%s} stands twice in path=\"%s\"; rename one", name,
                           page->path);
        }
        else if (name) {
            APR_ARRAY_PUSH(params, mya_param_t) = param;
        }
        if (name && !said) {
            mya_load_fault(load, page->place,
                           "{%s} of path=\"%s\" is undeclared; write <param name=\"%s\" "
                           "type=\"…\"/> into the page",
                           name, page->path, name);
        }
    }
    for (child = mya_xml_first(node); child; child = mya_xml_next(child)) {
        const char *name = strcmp(mya_xml_name(child), "param") == 0
            ? mya_load_get(load, child, "name")
            : NULL;
        mya_param_t param = { .name = name, .type = mya_load_type(load, child, MYA_TYPE_TEXT) };

        if (name && find_param(load, node, name) != child) {
            mya_load_fault(load, mya_load_place(page->module->file, child),
                           "<param name=\"%s\"> stands twice; "
                           "leave one out",
                           name);
        }
        else if (name && !has_param(params, name)) {
            if (is_taken(name)) {
                mya_load_fault(load, mya_load_place(page->module->file, child),
                               "<param name=\"%s\"> has a name that every page's address has a "
                               "meaning for already; choose another than done, sort, page, size",
                               name);
            }
            APR_ARRAY_PUSH(params, mya_param_t) = param;
        }
    }
    page->params = (const mya_param_t *)params->elts;
    page->nparams = params->nelts;
}

void mya_load_page_begin(mya_load_t *load, const mya_load_file_t *file, const mya_node_t *node)
{
    mya_page_t *page = apr_pcalloc(load->pool, sizeof(*page));

    page->place = mya_load_place(file->path, node);
    page->module = file->module;
    page->path = mya_load_get(load, node, "path");
    page->segments = mya_load_segments(load, page->path, &page->nsegments);
    page->fragment = strncmp(page->path, "-/", 2) == 0;
    page->roles = mya_load_roles(load, page->place, mya_load_get(load, node, "roles"));
    check_path(load, page);
    load_params(load, page, node);
    load_title(load, page);
    APR_ARRAY_PUSH(load->pages, mya_page_t *) = page;
}

/* --- items --- */

static mya_load_shared_t *find_shared(mya_load_t *load, mya_place_t place, const char *name,
                                      int is_list)
{
    apr_array_header_t *names = apr_array_make(load->pool, 8, sizeof(const char *));
    const char *kind = is_list ? "list" : "record";

    for (int i = 0; i < load->shared->nelts; i++) {
        mya_load_shared_t *shared = APR_ARRAY_IDX(load->shared, i, mya_load_shared_t *);

        if (shared->is_list == is_list) {
            if (strcmp(shared->name, name) == 0) {
                return shared;
            }
            APR_ARRAY_PUSH(names, const char *) = shared->name;
        }
    }
    mya_load_fault(
        load, place, "no module has a %s \"%s\" outside its pages%s", kind, name,
        mya_load_nearest(load, name, names, "\"", "\"",
                         names->nelts
                             ? "there are"
                             : apr_psprintf(load->pool, "move it from its page to the <module>")));
    return NULL;
}

static mya_item_t load_item(const mya_scope_t *scope, const mya_node_t *node)
{
    const char *name = mya_xml_name(node);
    mya_item_t item = { MYA_ITEM_ACTION, NULL, NULL, NULL, 0, scope->roles, NULL };

    if (strcmp(name, "record") == 0) {
        item.kind = MYA_ITEM_RECORD;
        item.record = mya_load_record(scope, node);
        item.roles = item.record->roles ? item.record->roles : item.roles;
    }
    else if (strcmp(name, "list") == 0) {
        item.kind = MYA_ITEM_LIST;
        item.list = mya_load_list(scope, node);
        item.roles = item.list->roles ? item.list->roles : item.roles;
    }
    else {
        item.action = mya_load_action(scope, node);
        item.roles = item.action->roles;
    }
    return item;
}

static void load_limit(const mya_scope_t *scope, const mya_node_t *node, mya_place_t place,
                       mya_item_t *item, mya_list_t *list)
{
    mya_load_t *load = scope->load;
    const char *limit = mya_load_get(load, node, "limit");

    item->limit = limit ? atoi(limit) : 0;
    list->more = mya_load_get(load, node, "more");
    if (list->more && strchr(list->more, '{')) {
        mya_load_fault(load, place, "more=\"%s\" has a value in it, which is not filled in there; "
                       "write the path of a page without variables", list->more);
    }
    if (list->more && !limit) {
        mya_load_fault(load, place,
                       "more= stands without limit=; write how many rows are shown here");
    }
    if (list->more) {
        mya_load_jump_t jump = { place, "more", mya_template_make(scope, place, list->more) };

        APR_ARRAY_PUSH(load->jumps, mya_load_jump_t) = jump;
    }
    if (limit) {
        APR_ARRAY_PUSH(load->limited, mya_list_t *) = list;
    }
}

/* Compile the shared item that NODE includes as if it stood here. Return 0 after a fault. */
static int load_include(mya_item_t *item, const mya_scope_t *outer, const mya_node_t *node)
{
    mya_load_t *load = outer->load;
    mya_place_t place = mya_load_place(outer->module->file, node);
    const char *record = mya_load_get(load, node, "record");
    const char *list = mya_load_get(load, node, "list");
    mya_scope_t scope = *outer;
    mya_load_shared_t *shared;

    if (!record == !list) {
        mya_load_fault(load, place, "<include> takes one thing; write record=\"…\" or list=\"…\"");
        return 0;
    }
    shared = find_shared(load, place, record ? record : list, list != NULL);
    if (!shared) {
        return 0;
    }
    shared->included = 1;
    scope.roles = mya_load_narrow(load, place, node, outer->roles);
    item->test = mya_test_make(outer, place, mya_load_get(load, node, "test"));
    scope.guards[1] = item->test;
    scope.module = shared->module;
    item->kind = list ? MYA_ITEM_LIST : MYA_ITEM_RECORD;
    if (list) {
        mya_list_t *made = mya_load_list(&scope, shared->node);

        load_limit(outer, node, place, item, made);
        item->list = made;
        item->roles = made->roles ? made->roles : scope.roles;
    }
    else {
        item->record = mya_load_record(&scope, shared->node);
        item->roles = item->record->roles ? item->record->roles : scope.roles;
        if (mya_load_get(load, node, "limit") || mya_load_get(load, node, "more")) {
            mya_load_fault(load, place, "limit= or more= stands at a record; these are for lists");
        }
    }
    return 1;
}

static int is_item(const mya_node_t *node)
{
    const char *name = mya_xml_name(node);

    return strcmp(name, "param") != 0 && strcmp(name, "include") != 0;
}

void mya_load_page(mya_load_t *load, mya_page_t *page, const mya_node_t *node)
{
    apr_array_header_t *items = apr_array_make(load->pool, 8, sizeof(mya_item_t));
    mya_scope_t scope = { .load = load, .module = page->module, .page = page, .items = items,
                          .page_node = node, .roles = page->roles };

    for (const mya_node_t *child = mya_xml_first(node); child; child = mya_xml_next(child)) {
        mya_item_t item = { 0 };

        if (is_item(child)) {
            item = load_item(&scope, child);
            APR_ARRAY_PUSH(items, mya_item_t) = item;
        }
        else if (strcmp(mya_xml_name(child), "include") == 0
                 && load_include(&item, &scope, child)) {
            APR_ARRAY_PUSH(items, mya_item_t) = item;
        }
        page->items = (const mya_item_t *)items->elts;
        page->nitems = items->nelts;
    }
}

void mya_load_unused(mya_load_t *load)
{
    for (int i = 0; i < load->shared->nelts; i++) {
        const mya_load_shared_t *shared = APR_ARRAY_IDX(load->shared, i, mya_load_shared_t *);
        mya_scope_t scope = { .load = load, .module = shared->module, .roles = (mya_roles_t)-1 };

        if (!shared->included && shared->is_list) {
            mya_load_list(&scope, shared->node);
        }
        else if (!shared->included) {
            mya_load_record(&scope, shared->node);
        }
    }
}
