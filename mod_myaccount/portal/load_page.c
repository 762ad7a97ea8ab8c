/* SPDX-License-Identifier: Apache-2.0 */
/* portal/load_page.c: <page>: an address, its parameters, and what it shows in order */
#include "portal/load.h"

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
        || strcmp(first, "switch") == 0 || strcmp(first, "password") == 0;
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

/* What <param> NODE says; a search is text. */
static mya_param_t param_of(const mya_load_t *load, const mya_node_t *node, const char *name)
{
    const char *type = node ? mya_load_get(load, node, "type") : NULL;
    mya_param_t param = { .name = name };

    param.search = type && strcmp(type, "search") == 0;
    param.type = type ? mya_load_type(load, node, MYA_TYPE_TEXT) : MYA_TYPE_TEXT;
    return param;
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
        mya_param_t param = param_of(load, said, name);

        param.in_path = 1;
        if (name && has_param(params, name)) {
            mya_load_fault(load, page->place, "{%s} stands twice in path=\"%s\"; rename one", name,
                           page->path);
        }
        else if (name) {
            APR_ARRAY_PUSH(params, mya_param_t) = param;
        }
        if (name && param.search) {
            mya_load_fault(load, mya_load_place(page->module->file, said),
                           "type=\"search\" stands at the variable {%s} of the path; what is "
                           "searched for stands in the query, leave {%s} out of the path", name,
                           name);
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
        mya_param_t param = param_of(load, name ? child : NULL, name);

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
    APR_ARRAY_PUSH(load->page_nodes, const mya_node_t *) = node;
}

/* --- items --- */

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

void mya_load_items(const mya_scope_t *scope, const mya_node_t *node, mya_page_t *page)
{
    apr_array_header_t *items = scope->fresh;

    for (const mya_node_t *child = mya_xml_first(node); child; child = mya_xml_next(child)) {
        const char *name = mya_xml_name(child);

        if (strcmp(name, "include") == 0) {
            mya_load_include(scope, child, page);
        }
        else if (strcmp(name, "param") != 0) {
            mya_item_t item = load_item(scope, child);

            APR_ARRAY_PUSH(items, mya_item_t) = item;
        }
        page->items = (const mya_item_t *)items->elts;
        page->nitems = items->nelts;
    }
}

void mya_load_page(mya_load_t *load, mya_page_t *page, const mya_node_t *node)
{
    apr_array_header_t *items = apr_array_make(load->pool, 8, sizeof(mya_item_t));
    mya_scope_t scope = { .load = load, .module = page->module, .page = page, .items = items,
                          .fresh = items, .page_node = node, .roles = page->roles };

    mya_load_items(&scope, node, page);
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
