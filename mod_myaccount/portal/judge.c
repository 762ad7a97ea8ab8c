/* SPDX-License-Identifier: Apache-2.0 */
/* portal/judge.c: what can be judged only when all pages and actions are known */
#include "portal/load.h"

#include <string.h>

#include <apr_strings.h>

#include "portal/name.h"

/* --- one address, one answer --- */

static int is_variable(const char *segment)
{
    return segment[0] == '{';
}

int mya_load_same(const char *const *a, int na, const char *const *b, int nb)
{
    if (na != nb) {
        return 0;
    }
    for (int i = 0; i < na; i++) {
        if (is_variable(a[i]) != is_variable(b[i])
            || (!is_variable(a[i]) && strcmp(a[i], b[i]) != 0)) {
            return 0;
        }
    }
    return 1;
}

static void check_page(mya_load_t *load, int n)
{
    const mya_page_t *page = APR_ARRAY_IDX(load->pages, n, mya_page_t *);

    for (int i = 0; i < n; i++) {
        const mya_page_t *other = APR_ARRAY_IDX(load->pages, i, mya_page_t *);

        if (mya_load_same(page->segments, page->nsegments, other->segments, other->nsegments)) {
            mya_load_fault(load, page->place,
                           "the path \"%s\" is that of the page in %s, too; change one", page->path,
                           mya_load_where(load, page->place, other->place));
        }
    }
}

static void check_action(mya_load_t *load, int n)
{
    const mya_action_t *action = APR_ARRAY_IDX(load->actions, n, const mya_action_t *);

    for (int i = 0; i < n; i++) {
        const mya_action_t *other = APR_ARRAY_IDX(load->actions, i, const mya_action_t *);

        if (mya_load_same(action->segments, action->nsegments, other->segments,
                          other->nsegments)) {
            mya_load_fault(load, action->place,
                           "two actions have the address \"%s\", the other stands in %s; "
                           "rename one",
                           action->path, mya_load_where(load, action->place, other->place));
        }
    }
    for (int i = 0; i < load->pages->nelts; i++) {
        const mya_page_t *page = APR_ARRAY_IDX(load->pages, i, mya_page_t *);

        if (mya_load_same(action->segments, action->nsegments, page->segments, page->nsegments)) {
            mya_load_fault(load, action->place,
                           "the action has the address \"%s\", and so has the page in %s; "
                           "rename one",
                           action->path, mya_load_where(load, action->place, page->place));
        }
    }
}

/* --- ways to other pages --- */

const char *mya_load_pattern(const mya_template_t *template, apr_pool_t *pool)
{
    const char *pattern = "";

    for (int i = 0; i < template->nparts; i++) {
        const mya_part_t *part = &template->parts[i];

        pattern = part->ref ? apr_pstrcat(pool, pattern, "{", part->ref->name, "}", NULL)
            : apr_pstrcat(pool, pattern, part->text, NULL);
    }
    return apr_pstrmemdup(pool, pattern, strcspn(pattern, "?#"));
}

/* Whether a page at SEGMENTS answers what a template makes: a value may be anything. */
static int answers(const mya_page_t *page, const char *const *segments, int n)
{
    if (page->nsegments != n || page->fragment) {
        return 0;
    }
    for (int i = 0; i < n; i++) {
        if (!is_variable(page->segments[i]) && !strchr(segments[i], '{')
            && strcmp(page->segments[i], segments[i]) != 0) {
            return 0;
        }
    }
    return 1;
}

static void check_jump(mya_load_t *load, const mya_load_jump_t *jump)
{
    apr_array_header_t *paths = apr_array_make(load->pool, 8, sizeof(const char *));
    const char *pattern = jump->to ? mya_load_pattern(jump->to, load->pool) : NULL;
    const char *const *segments;
    int n;

    if (!pattern) {
        return;
    }
    segments = mya_load_segments(load, pattern, &n);
    for (int i = 0; i < load->pages->nelts; i++) {
        const mya_page_t *page = APR_ARRAY_IDX(load->pages, i, mya_page_t *);

        if (*pattern != '/' && answers(page, segments, n)) {
            if (strcmp(jump->what, "more") == 0) {
                mya_load_judge_more(load, jump, page);
            }
            return;
        }
        if (!page->fragment) {
            APR_ARRAY_PUSH(paths, const char *) = page->path;
        }
    }
    mya_load_fault(load, jump->place, "%s= leads to \"%s\", which is no page%s", jump->what,
                   pattern, mya_load_nearest(load, pattern, paths, "\"", "\"", "the pages are"));
}

/* --- parents and whole lists --- */

/* The page that PAGE continues by most segments. */
static const mya_page_t *parent_of(const mya_load_t *load, const mya_page_t *page)
{
    const mya_page_t *parent = NULL;

    for (int i = 0; !page->fragment && i < load->pages->nelts; i++) {
        const mya_page_t *other = APR_ARRAY_IDX(load->pages, i, mya_page_t *);

        if (!other->fragment && other->nsegments < page->nsegments
            && mya_load_same(other->segments, other->nsegments, page->segments, other->nsegments)
            && (!parent || other->nsegments > parent->nsegments)) {
            parent = other;
        }
    }
    return parent;
}

/* The path of the page without variables that shows the list NAME whole, or NULL. */
static const char *whole_list(const mya_load_t *load, const char *name)
{
    for (int i = 0; i < load->pages->nelts; i++) {
        const mya_page_t *page = APR_ARRAY_IDX(load->pages, i, mya_page_t *);

        for (int k = 0; !page->fragment && !strchr(page->path, '{') && k < page->nitems; k++) {
            if (page->items[k].list && !page->items[k].limit
                && strcmp(page->items[k].list->name, name) == 0) {
                return page->path;
            }
        }
    }
    return NULL;
}

/* --- search --- */

static int is_searched(const mya_list_t *list)
{
    for (int i = 0; list && i < list->ncolumns; i++) {
        if (list->columns[i].search) {
            return 1;
        }
    }
    return 0;
}

static int has_searched(const mya_page_t *page)
{
    for (int i = 0; i < page->nitems; i++) {
        if (is_searched(page->items[i].list)) {
            return 1;
        }
    }
    return 0;
}

/* One parameter drives all searched lists of its page; the first such page is the portal's. */
static void check_search(mya_load_t *load, const mya_page_t *page)
{
    int n = 0;

    for (int i = 0; i < page->nparams; i++) {
        n += page->params[i].search;
    }
    if (n > 1) {
        mya_load_fault(load, page->place, "the page has two parameters of type search; one drives "
                       "all its lists, leave the others out");
    }
    if (n && !has_searched(page)) {
        mya_load_fault(load, page->place, "the page has a parameter of type search, but no list in "
                       "which something is searched; write search=\"yes\" at a <column>");
    }
    if (n && !page->fragment && !strchr(page->path, '{') && !load->portal->search) {
        load->portal->search = page;
    }
}

void mya_load_judge(mya_load_t *load)
{
    for (int i = 0; i < load->pages->nelts; i++) {
        mya_page_t *page = APR_ARRAY_IDX(load->pages, i, mya_page_t *);

        check_page(load, i);
        check_search(load, page);
        page->parent = parent_of(load, page);
    }
    for (int i = 0; i < load->actions->nelts; i++) {
        check_action(load, i);
    }
    for (int i = 0; i < load->jumps->nelts; i++) {
        check_jump(load, &APR_ARRAY_IDX(load->jumps, i, mya_load_jump_t));
    }
    for (int i = 0; i < load->limited->nelts; i++) {
        mya_list_t *list = APR_ARRAY_IDX(load->limited, i, mya_list_t *);

        list->more = list->more ? list->more : whole_list(load, list->name);
    }
}
