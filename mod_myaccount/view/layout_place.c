/* SPDX-License-Identifier: Apache-2.0 */
/* view/layout_place.c: where in a site's page our content goes, and whether it can stand there */
#include "view/layout_work.h"

#include <string.h>
#include <strings.h>

#include <apr_lib.h>
#include <apr_strings.h>

/* What may be wrong with an element as a place: INSIDE, also for all that stands in it. */
typedef struct obstacle_t {
    const char *name;
    int inside;
    const char *reason;
} obstacle_t;

#define FORMS "our forms would not work there"
#define LINKS "our links would not work there"
#define NO_SECTIONS "it cannot hold a page's sections"
#define NO_CONTENT "browsers show no content there"

static const obstacle_t obstacles[] = {
    { "form", 1, FORMS }, { "label", 1, FORMS }, { "select", 1, FORMS }, { "option", 1, FORMS },
    { "a", 1, LINKS }, { "button", 1, LINKS }, { "summary", 1, LINKS },
    { "p", 1, NO_SECTIONS }, { "h1", 1, NO_SECTIONS }, { "h2", 1, NO_SECTIONS },
    { "h3", 1, NO_SECTIONS }, { "h4", 1, NO_SECTIONS }, { "h5", 1, NO_SECTIONS },
    { "h6", 1, NO_SECTIONS }, { "pre", 1, NO_SECTIONS }, { "ul", 0, NO_SECTIONS },
    { "ol", 0, NO_SECTIONS }, { "dl", 0, NO_SECTIONS }, { "table", 0, NO_SECTIONS },
    { "tbody", 0, NO_SECTIONS }, { "thead", 0, NO_SECTIONS }, { "tfoot", 0, NO_SECTIONS },
    { "tr", 0, NO_SECTIONS }, { "colgroup", 0, NO_SECTIONS }, { "picture", 0, NO_SECTIONS },
    { "html", 0, "the place must be the body or in it" }, { "head", 1, NO_CONTENT },
    { "title", 1, NO_CONTENT }, { "script", 1, NO_CONTENT }, { "style", 1, NO_CONTENT },
    { "noscript", 1, NO_CONTENT }, { "template", 1, NO_CONTENT }, { "textarea", 1, NO_CONTENT },
    { "iframe", 1, NO_CONTENT }, { "noframes", 1, NO_CONTENT }, { "noembed", 1, NO_CONTENT },
    { "xmp", 1, NO_CONTENT }, { "plaintext", 1, NO_CONTENT }, { "video", 1, NO_CONTENT },
    { "audio", 1, NO_CONTENT }, { "canvas", 1, NO_CONTENT }, { "object", 1, NO_CONTENT },
    { "frameset", 1, NO_CONTENT }, { "dialog", 1, "it is shown only when opened" },
    { "area", 0, NO_CONTENT }, { "base", 0, NO_CONTENT }, { "br", 0, NO_CONTENT },
    { "col", 0, NO_CONTENT }, { "embed", 0, NO_CONTENT }, { "hr", 0, NO_CONTENT },
    { "img", 0, NO_CONTENT }, { "input", 0, NO_CONTENT }, { "link", 0, NO_CONTENT },
    { "meta", 0, NO_CONTENT }, { "param", 0, NO_CONTENT }, { "source", 0, NO_CONTENT },
    { "track", 0, NO_CONTENT }, { "wbr", 0, NO_CONTENT },
};

static const obstacle_t *find_obstacle(const mya_html_node_t *node, int inside)
{
    for (apr_size_t i = 0; i < sizeof(obstacles) / sizeof(obstacles[0]); i++) {
        if (strcmp(obstacles[i].name, node->name) == 0 && (!inside || obstacles[i].inside)) {
            return &obstacles[i];
        }
    }
    return NULL;
}

apr_status_t mya_layout_selector_check(const char *selector, mya_result_t *why)
{
    const char *p = *selector == '#' || *selector == '.' ? selector + 1 : selector;
    int is_tag = p == selector;

    for (const char *q = p; *q; q++) {
        int bad = is_tag ? !apr_isalnum(*q) && *q != '-' : strchr("#>+~,[]", *q) != NULL;
        if (bad || apr_isspace(*q)) {
            p = "";
            break;
        }
    }
    if (!*p) {
        return mya_result_tell(why, MYA_ECONFIG,
                               "\"%s\" is no selector for a layout; it is a tag, #id or .class",
                               selector);
    }
    return APR_SUCCESS;
}

static int has_class(const char *classes, const char *name)
{
    apr_size_t len = strlen(name);

    while (classes && *classes) {
        apr_size_t word;
        classes += strspn(classes, " \t\r\n\f");
        word = strcspn(classes, " \t\r\n\f");
        if (word == len && memcmp(classes, name, len) == 0) {
            return 1;
        }
        classes += word;
    }
    return 0;
}

static int matches(const mya_html_node_t *node, const char *selector)
{
    const char *id;

    if (node->kind != MYA_HTML_ELEMENT || node->hidden || !node->open.end) {
        return 0;
    }
    if (*selector == '#') {
        id = mya_html_value(node, "id");
        return id && strcmp(id, selector + 1) == 0;
    }
    if (*selector == '.') {
        return has_class(mya_html_value(node, "class"), selector + 1);
    }
    return !node->foreign && strcasecmp(node->name, selector) == 0;
}

static apr_status_t find(int *found, mya_layout_work_t *work, const char *selector)
{
    apr_status_t rv = mya_layout_selector_check(selector, work->why);
    int n = 0;

    if (rv != APR_SUCCESS) {
        return rv;
    }
    for (int i = work->html->nnodes - 1; i >= 0; i--) {
        if (matches(&work->html->nodes[i], selector)) {
            *found = i;
            n++;
        }
    }
    if (!n) {
        return mya_result_tell(work->why, MYA_ECONFIG, "%s has no element \"%s\"", work->spec->url,
                               selector);
    }
    if (n > 1) {
        mya_layout_note(work, "%d elements are \"%s\"; the first one is taken", n, selector);
    }
    return APR_SUCCESS;
}

/* Can our content be a child of the element HOLDER? SELECTOR names that, or a child of it. */
static apr_status_t check_holder(const mya_layout_work_t *work, int holder, int is_selected,
                                 const char *selector)
{
    for (int i = holder; i >= 0; i = work->html->nodes[i].parent) {
        const mya_html_node_t *node = &work->html->nodes[i];
        const obstacle_t *obstacle = find_obstacle(node, i != holder);
        const char *reason = node->foreign ? "it is a drawing, not text"
                           : obstacle ? obstacle->reason : NULL;
        if (reason) {
            return mya_result_tell(work->why, MYA_ECONFIG,
                                   "the content place \"%s\" in %s %s <%s>: %s", selector,
                                   work->spec->url, is_selected && i == holder
                                   ? "is a" : "stands inside a", node->name, reason);
        }
    }
    return APR_SUCCESS;
}

static int within(const mya_html_span_t *place, apr_size_t at)
{
    return at >= place->start && at < place->end;
}

/* Does NODE begin in the place and end outside, or the other way round? */
static int is_torn(const mya_html_node_t *node, const mya_html_span_t *place)
{
    const mya_html_span_t *open = node->open.end ? &node->open : &node->copied;

    return node->kind == MYA_HTML_ELEMENT && open->end && node->ended
        && within(place, open->start) != within(place, node->close.start);
}

/* Every element must be wholly in the place, wholly outside, or around it. */
static apr_status_t check_balance(const mya_layout_work_t *work)
{
    for (int i = 0; i < work->html->nnodes; i++) {
        const mya_html_node_t *node = &work->html->nodes[i];
        if (is_torn(node, &work->place)) {
            const mya_html_span_t *open = node->open.end ? &node->open : &node->copied;
            return mya_result_tell(work->why, MYA_ECONFIG,
                                   "the content place in %s holds only one end of the element <%s>"
                                   " that begins at byte %ld; its tags must be nested properly",
                                   work->spec->url, node->name, (long)open->start);
        }
    }
    return APR_SUCCESS;
}

static apr_status_t place_between(mya_layout_work_t *work, int first)
{
    const char *one = work->spec->selector;
    const char *two = work->spec->selector2;
    int second;
    apr_status_t rv = find(&second, work, two);

    if (rv != APR_SUCCESS) {
        return rv;
    }
    work->place.start = work->html->nodes[first].close.end;
    work->place.end = work->html->nodes[second].open.start;
    if (work->place.start > work->place.end) {
        return mya_result_tell(work->why, MYA_ECONFIG,
                               "\"%s\" does not end before \"%s\" begins in %s", one, two,
                               work->spec->url);
    }
    if (work->html->nodes[first].parent != work->html->nodes[second].parent) {
        return mya_result_tell(work->why, MYA_ECONFIG,
                               "\"%s\" and \"%s\" do not stand in the same element of %s, so that"
                               " what is between them cannot be taken out", one, two,
                               work->spec->url);
    }
    return check_holder(work, work->html->nodes[first].parent, 0, one);
}

apr_status_t mya_layout_place(mya_layout_work_t *work)
{
    int first;
    apr_status_t rv = find(&first, work, work->spec->selector);

    if (rv != APR_SUCCESS) {
        return rv;
    }
    if (work->spec->selector2) {
        rv = place_between(work, first);
    }
    else {
        work->place.start = work->html->nodes[first].open.end;
        work->place.end = work->html->nodes[first].close.start;
        rv = check_holder(work, first, 1, work->spec->selector);
    }
    if (rv != APR_SUCCESS) {
        return rv;
    }
    mya_layout_cut(work, work->place, MYA_PIECE_CONTENT, NULL);
    return check_balance(work);
}

int mya_layout_in_place(const mya_layout_work_t *work, const mya_html_node_t *node)
{
    return node->open.end > node->open.start && node->open.start >= work->place.start
        && node->open.start < work->place.end;
}
