/* SPDX-License-Identifier: Apache-2.0 */
/* portal/load_include.c: <include>: what stands elsewhere, compiled as if it stood here
 *
 * Its roles, tests and scope come along; what stands here may only narrow them.
 */
#include "portal/load.h"

#include <stdlib.h>
#include <string.h>

#include <apr_strings.h>

#include "portal/name.h"

#define PAGES_MAX 8    /* pages that include pages */

typedef struct maker_t {
    const mya_scope_t *outer;
    mya_load_t *load;
    const mya_node_t *node;
    mya_place_t place;
    mya_page_t *page;          /* to whose items is added */
} maker_t;

static const char *get(const maker_t *m, const char *name)
{
    return mya_load_get(m->load, m->node, name);
}

/* --- records and lists of module level --- */

mya_load_shared_t *mya_load_shared_find(mya_load_t *load, mya_place_t place, const char *name,
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

static void load_limit(const maker_t *m, mya_item_t *item, mya_list_t *list)
{
    mya_load_t *load = m->load;
    mya_place_t place = m->place;
    const char *limit = get(m, "limit");

    item->limit = limit ? atoi(limit) : 0;
    list->more = get(m, "more");
    if (list->more && strchr(list->more, '{')) {
        mya_load_fault(load, place, "more=\"%s\" has a value in it, which is not filled in there; "
                       "write the path of a page without variables", list->more);
    }
    if (list->more && !limit) {
        mya_load_fault(load, place,
                       "more= stands without limit=; write how many rows are shown here");
    }
    if (list->more) {
        mya_load_jump_t jump = { place, "more", mya_template_make(m->outer, place, list->more) };

        APR_ARRAY_PUSH(load->jumps, mya_load_jump_t) = jump;
    }
    if (limit) {
        APR_ARRAY_PUSH(load->limited, mya_list_t *) = list;
    }
}

static void refuse_limit(const maker_t *m, const char *what)
{
    if (get(m, "limit") || get(m, "more")) {
        mya_load_fault(m->load, m->place, "limit= or more= stands at a %s; these are for lists",
                       what);
    }
}

static void push(const maker_t *m, const mya_item_t *item)
{
    APR_ARRAY_PUSH(m->outer->fresh, mya_item_t) = *item;
}

/* Whether an included page brings a record along that stands here already. */
static int is_here(const maker_t *m, const mya_load_shared_t *shared)
{
    const mya_record_t *record = mya_ref_record(m->outer, shared->name);

    return m->load->including->nelts && record && record->place.line == shared->place.line
        && strcmp(record->place.file, shared->place.file) == 0;
}

static void include_record(const maker_t *m, const char *name)
{
    mya_load_shared_t *shared = mya_load_shared_find(m->load, m->place, name, 0);
    mya_item_t item = { .kind = MYA_ITEM_RECORD };
    mya_scope_t scope = *m->outer;

    refuse_limit(m, "record");
    if (shared && !is_here(m, shared)) {
        shared->included = 1;
        scope.module = shared->module;
        scope.roles = mya_load_narrow(m->load, m->place, m->node, m->outer->roles);
        scope.guards[1] = item.test = mya_test_make(m->outer, m->place, get(m, "test"));
        item.record = mya_load_record(&scope, shared->node);
        item.roles = item.record->roles ? item.record->roles : scope.roles;
        push(m, &item);
    }
}

static void include_list(const maker_t *m, const char *name)
{
    mya_load_shared_t *shared = mya_load_shared_find(m->load, m->place, name, 1);
    mya_item_t item = { .kind = MYA_ITEM_LIST };
    mya_scope_t scope = *m->outer;

    if (shared) {
        mya_list_t *list;

        shared->included = 1;
        scope.module = shared->module;
        scope.roles = mya_load_narrow(m->load, m->place, m->node, m->outer->roles);
        scope.guards[1] = item.test = mya_test_make(m->outer, m->place, get(m, "test"));
        item.list = list = mya_load_list(&scope, shared->node);
        load_limit(m, &item, list);
        item.roles = list->roles ? list->roles : scope.roles;
        push(m, &item);
    }
}

/* --- the menu --- */

static void include_menu(const maker_t *m, const char *yes)
{
    mya_item_t item = { .kind = MYA_ITEM_MENU };

    refuse_limit(m, "menu");
    item.roles = mya_load_narrow(m->load, m->place, m->node, m->outer->roles);
    item.test = mya_test_make(m->outer, m->place, get(m, "test"));
    if (strcmp(yes, "yes") == 0) {
        push(m, &item);
    }
}

/* --- all that another page shows --- */

static int find_page(const maker_t *m, const char *path)
{
    apr_array_header_t *paths = apr_array_make(m->load->pool, 8, sizeof(const char *));

    for (int i = 0; i < m->load->pages->nelts; i++) {
        const mya_page_t *page = APR_ARRAY_IDX(m->load->pages, i, mya_page_t *);

        if (strcmp(page->path, path) == 0) {
            return i;
        }
        APR_ARRAY_PUSH(paths, const char *) = page->path;
    }
    mya_load_fault(m->load, m->place, "page=\"%s\" is no page%s", path,
                   mya_load_nearest(m->load, path, paths, "\"", "\"", "the pages are"));
    return -1;
}

static const mya_param_t *find_param(const mya_page_t *page, const char *name)
{
    for (int i = 0; i < page->nparams; i++) {
        if (strcmp(page->params[i].name, name) == 0) {
            return &page->params[i];
        }
    }
    return NULL;
}

static const char *type_of(const mya_param_t *param)
{
    return param->search ? "search" : mya_type_name(param->type);
}

/* The parameters of PAGE must be at hand here, and be what they are there. */
static int check_params(const maker_t *m, const mya_page_t *page)
{
    const mya_page_t *here = m->outer->page;
    int faults = m->load->faults->nelts;

    for (int i = 0; i < page->nparams; i++) {
        const mya_param_t *theirs = &page->params[i];
        const mya_param_t *ours = find_param(here, theirs->name);

        if (!ours || ours->in_path != theirs->in_path) {
            mya_load_fault(m->load, m->place,
                           "page=\"%s\" has wider parameters than this page: \"%s\" is missing "
                           "here; write <param name=\"%s\" type=\"%s\"/> into this page%s",
                           page->path, theirs->name, theirs->name, type_of(theirs),
                           theirs->in_path ? apr_psprintf(m->load->pool, ", and {%s} into its path",
                                                          theirs->name) : "");
        }
        else if (ours->type != theirs->type || ours->search != theirs->search) {
            mya_load_fault(m->load, m->place,
                           "the parameter \"%s\" is of type %s in page=\"%s\" and of type %s here; "
                           "declare the same", theirs->name, type_of(theirs), page->path,
                           type_of(ours));
        }
    }
    return m->load->faults->nelts == faults;
}

/* Whether the page PAGE is already being included, or is the one that includes. */
static int is_round(const maker_t *m, const mya_page_t *page)
{
    const char *chain = m->outer->page->path;
    int found = page == m->outer->page;

    for (int i = 0; i < m->load->including->nelts; i++) {
        const mya_page_t *other = APR_ARRAY_IDX(m->load->including, i, const mya_page_t *);

        found |= other == page;
        chain = apr_pstrcat(m->load->pool, chain, "\" → \"", other->path, NULL);
    }
    if (found || m->load->including->nelts == PAGES_MAX) {
        mya_load_fault(m->load, m->place, found
                       ? "pages include each other in a round: \"%s\" → \"%s\"; leave one "
                         "<include> out"
                       : "pages include pages too deeply: \"%s\" → \"%s\"; include what is "
                         "wanted itself", chain, page->path);
        return 1;
    }
    return 0;
}

/* The test of the include holds for each of the items from FIRST on. */
static void spread_test(const maker_t *m, int first)
{
    const mya_test_t *test = mya_test_make(m->outer, m->place, get(m, "test"));

    for (int i = first; test && i < m->outer->fresh->nelts; i++) {
        mya_item_t *item = &APR_ARRAY_IDX(m->outer->fresh, i, mya_item_t);

        if (item->test || item->kind == MYA_ITEM_ACTION) {
            mya_load_fault(m->load, m->place,
                           "test= stands at the include of a page with %s; write the test at what "
                           "it is about in that page", item->test ? "an include that has one, too"
                                                                  : "actions");
            return;
        }
        item->test = test;
    }
}

static void include_page(const maker_t *m, const char *path)
{
    int index = find_page(m, path);
    const mya_page_t *page = index < 0 ? NULL
        : APR_ARRAY_IDX(m->load->pages, index, mya_page_t *);
    int first = m->outer->fresh->nelts;
    mya_scope_t scope = *m->outer;

    refuse_limit(m, "page");
    if (!page || is_round(m, page) || !check_params(m, page)) {
        return;
    }
    scope.module = page->module;
    scope.page_node = APR_ARRAY_IDX(m->load->page_nodes, index, const mya_node_t *);
    scope.roles = mya_load_narrow(m->load, m->place, m->node, m->outer->roles) & page->roles;
    if (!scope.roles) {
        mya_load_fault(m->load, m->place,
                       "page=\"%s\" is for others than this page, so that nobody would see it; let "
                       "one role see both", path);
        return;
    }
    APR_ARRAY_PUSH(m->load->including, const mya_page_t *) = page;
    mya_load_items(&scope, scope.page_node, m->page);
    apr_array_pop(m->load->including);
    spread_test(m, first);
}

/* --- all --- */

static void include_action(const maker_t *m, const char *name)
{
    mya_item_t item = { .kind = MYA_ITEM_ACTION };

    (void)name;
    item.action = mya_load_include_action(m->outer, m->node);
    if (item.action) {
        item.roles = item.action->roles;
        push(m, &item);
    }
}

typedef void (*include_t)(const maker_t *m, const char *value);

static const struct kind_t {
    const char *name;
    include_t include;
} kinds[] = {
    { "record", include_record },
    { "list",   include_list },
    { "page",   include_page },
    { "action", include_action },
    { "menu",   include_menu }
};
#define NKINDS (sizeof(kinds) / sizeof(kinds[0]))

void mya_load_include(const mya_scope_t *outer, const mya_node_t *node, mya_page_t *page)
{
    maker_t m = { outer, outer->load, node, mya_load_place(outer->module->file, node), page };
    const struct kind_t *kind = NULL;
    int n = get(&m, "options") != NULL;

    for (apr_size_t i = 0; i < NKINDS; i++) {
        if (get(&m, kinds[i].name)) {
            kind = &kinds[i];
            n++;
        }
    }
    if (n != 1 || !kind) {
        mya_load_fault(m.load, m.place,
                       "<include> takes one thing; write record=\"…\", list=\"…\", page=\"…\", "
                       "action=\"…\" or menu=\"yes\"");
        return;
    }
    if (get(&m, "prefix")) {
        mya_load_fault(m.load, m.place, "prefix= stands at a %s; it is for the values of options",
                       kind->name);
    }
    kind->include(&m, get(&m, kind->name));
}
