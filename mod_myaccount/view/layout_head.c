/* SPDX-License-Identifier: Apache-2.0 */
/* view/layout_head.c: the head of a site's page, made into the head of any page of ours
 *
 * What describes the site's own page goes, what belongs to all of them stays. The few bytes of
 * markup here are those that no skin can give: they depend on what the site's page lacks.
 */
#include "view/layout_work.h"

#include <string.h>
#include <strings.h>

#include <apr_lib.h>
#include <apr_strings.h>

#define ROBOTS "<meta name=\"robots\" content=\"noindex\">\n"
#define VIEWPORT "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"

typedef enum verdict_e {
    STAYS,
    GOES
} verdict_e;

/* What is found on the way, to know what is to add. */
typedef struct head_t {
    mya_layout_work_t *work;
    const mya_html_node_t *title;
    int robots;
    int viewport;
} head_t;

static int is_one_of(const char *word, const char *const *list)
{
    for (; *list; list++) {
        if (strcasecmp(word, *list) == 0) {
            return 1;
        }
    }
    return 0;
}

/* Does TEXT hold WORD, in any case? */
static int holds(const char *text, const char *word)
{
    apr_size_t len = strlen(word);

    for (; *text; text++) {
        if (strncasecmp(text, word, len) == 0) {
            return 1;
        }
    }
    return 0;
}

static verdict_e judge_robots(head_t *head, const mya_html_node_t *node)
{
    const mya_html_attr_t *content = mya_html_attr(node, "content");

    if (head->robots || !content) {
        return GOES;
    }
    head->robots = 1;
    if (!holds(content->value, "noindex")) {
        mya_layout_cut_value(head->work, content, "noindex");
    }
    return STAYS;
}

static verdict_e judge_http_equiv(head_t *head, const mya_html_node_t *node, const char *equiv)
{
    static const char *const gone[] = { "content-security-policy", "refresh", "set-cookie",
                                        "content-security-policy-report-only", NULL };
    const mya_html_attr_t *content = mya_html_attr(node, "content");

    if (is_one_of(equiv, gone)) {
        mya_layout_note(head->work, "left out: <meta http-equiv=\"%.60s\">, which is the portal's"
                        " to decide in its pages", equiv);
        return GOES;
    }
    if (strcasecmp(equiv, "content-type") == 0 && content && holds(content->value, "charset=")
        && !holds(content->value, "charset=utf-8")) {
        mya_layout_cut_value(head->work, content, "text/html; charset=utf-8");
    }
    return STAYS;
}

static verdict_e judge_meta(head_t *head, const mya_html_node_t *node)
{
    static const char *const gone[] = { "googlebot", "bingbot", "referrer", NULL };
    const char *property = mya_html_value(node, "property");
    const char *name = mya_html_value(node, "name");
    const char *equiv = mya_html_value(node, "http-equiv");
    const mya_html_attr_t *charset = mya_html_attr(node, "charset");

    name = name ? name : property ? property : "";
    if (strncasecmp(name, "og:", 3) == 0 || strncasecmp(name, "twitter:", 8) == 0
        || (property && strncasecmp(property, "og:", 3) == 0) || is_one_of(name, gone)) {
        return GOES;
    }
    if (strcasecmp(name, "robots") == 0) {
        return judge_robots(head, node);
    }
    head->viewport |= strcasecmp(name, "viewport") == 0;
    if (charset && strcasecmp(charset->value, "utf-8") != 0) {
        mya_layout_cut_value(head->work, charset, "utf-8");
    }
    return equiv ? judge_http_equiv(head, node, equiv) : STAYS;
}

static verdict_e judge_link(const mya_html_node_t *node)
{
    static const char *const gone[] = { "canonical", "shortlink", "amphtml", "prev", "next", NULL };
    const char *rel = mya_html_value(node, "rel");
    const char *type = mya_html_value(node, "type");

    if (!rel) {
        return STAYS;
    }
    if (strcasecmp(rel, "alternate") == 0
        && (mya_html_attr(node, "hreflang") || mya_html_attr(node, "media")
            || (type && holds(type, "oembed")))) {
        return GOES;
    }
    return is_one_of(rel, gone) ? GOES : STAYS;
}

static verdict_e judge_script(const mya_html_node_t *node)
{
    const char *type = mya_html_value(node, "type");

    return type && strcasecmp(type, "application/ld+json") == 0 ? GOES : STAYS;
}

/* The addresses are absolute now, and the policy refuses a <base>; its target still counts. */
static verdict_e judge_base(head_t *head, const mya_html_node_t *node)
{
    const mya_html_attr_t *href = mya_html_attr(node, "href");

    if (!href) {
        return STAYS;
    }
    if (!mya_html_attr(node, "target")) {
        return GOES;
    }
    mya_layout_cut(head->work, href->span, MYA_PIECE_BYTES, "");
    return STAYS;
}

static verdict_e judge(head_t *head, const mya_html_node_t *node)
{
    if (strcmp(node->name, "meta") == 0) {
        return judge_meta(head, node);
    }
    if (strcmp(node->name, "link") == 0) {
        return judge_link(node);
    }
    if (strcmp(node->name, "base") == 0) {
        return judge_base(head, node);
    }
    if (strcmp(node->name, "title") == 0 && !head->title) {
        head->title = node;
    }
    return strcmp(node->name, "script") == 0 ? judge_script(node) : STAYS;
}

static apr_status_t cut_title(head_t *head, mya_html_span_t at)
{
    const mya_html_node_t *title = head->title;
    mya_html_span_t text;

    if (!title) {
        mya_layout_cut(head->work, at, MYA_PIECE_BYTES, "<title>");
        mya_layout_cut(head->work, at, MYA_PIECE_TITLE, NULL);
        mya_layout_cut(head->work, at, MYA_PIECE_BYTES, "</title>\n");
        return APR_SUCCESS;
    }
    if (!title->ended) {
        return mya_result_tell(head->work->why, MYA_ECONFIG, "the <title> of %s has no end tag",
                               head->work->spec->url);
    }
    text.start = title->open.end;
    text.end = title->close.start;
    mya_layout_cut(head->work, text, MYA_PIECE_TITLE, NULL);
    return APR_SUCCESS;
}

/* Where the head ends, be it that only the parser knows it has one. */
static apr_status_t find_end(mya_html_span_t *at, const mya_layout_work_t *work)
{
    for (int i = 0; i < work->html->nnodes; i++) {
        const mya_html_node_t *node = &work->html->nodes[i];
        if (node->kind == MYA_HTML_ELEMENT && !node->foreign && strcmp(node->name, "head") == 0) {
            at->start = at->end = node->close.start;
            return at->start <= work->place.start
                 ? APR_SUCCESS
                 : mya_result_tell(work->why, MYA_ECONFIG, "the head of %s ends after its content"
                                   " place begins", work->spec->url);
        }
    }
    return mya_result_tell(work->why, MYA_ECONFIG, "%s has no head", work->spec->url);
}

const mya_layout_base_t *mya_layout_base(const mya_layout_work_t *work)
{
    const char *href = NULL;

    for (int i = 0; i < work->html->nnodes && !href; i++) {
        const mya_html_node_t *node = &work->html->nodes[i];
        if (node->kind == MYA_HTML_ELEMENT && !node->foreign && !node->hidden
            && strcmp(node->name, "base") == 0) {
            href = mya_html_value(node, "href");
        }
    }
    return mya_layout_url_base(work->spec->url, work->spec->own_origin, href, work->pool);
}

apr_status_t mya_layout_head(mya_layout_work_t *work)
{
    head_t head = { work, NULL, 0, 0 };
    mya_html_span_t at;
    apr_status_t rv = find_end(&at, work);

    if (rv != APR_SUCCESS) {
        return rv;
    }
    for (int i = 0; i < work->html->nnodes; i++) {
        const mya_html_node_t *node = &work->html->nodes[i];
        if (node->kind == MYA_HTML_ELEMENT && !node->foreign && !node->hidden && node->open.end
            && !mya_layout_in_place(work, node) && judge(&head, node) == GOES) {
            mya_layout_cut_node(work, node);
        }
    }
    if (!head.robots) {
        mya_layout_cut(work, at, MYA_PIECE_BYTES, ROBOTS);
    }
    if (!head.viewport) {
        mya_layout_cut(work, at, MYA_PIECE_BYTES, VIEWPORT);
    }
    rv = cut_title(&head, at);
    mya_layout_cut(work, at, MYA_PIECE_HEAD, NULL);
    return rv;
}
