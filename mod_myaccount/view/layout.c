/* SPDX-License-Identifier: Apache-2.0 */
/* view/layout.c: the site's own page, cut into pieces once, into which our pages are set */
#include "view/layout.h"

#include <string.h>

#include <apr_hash.h>
#include <apr_lib.h>
#include <apr_strings.h>

#include "base/charset.h"
#include "base/pool.h"
#include "view/layout_work.h"

#define POLICY_LONG 4000    /* bytes from which proxies in front of the server may need telling */
#define POLICY_MAX 32000

#define MARKER "mya "       /* what a marker's comment begins with */
#define MARKER_PATH 256     /* bytes in which it must end */

const char *mya_layout_marker(const char *marker, const char *path, apr_pool_t *pool)
{
    return apr_pstrcat(pool, "<!--" MARKER, marker, " ", path, "-->", NULL);
}

const mya_layout_t *mya_layout_bare(void)
{
    static const mya_piece_t content = { MYA_PIECE_CONTENT, NULL, 0 };
    static apr_array_header_t no_notes = { NULL, (int)sizeof(const char *), 0, 0, NULL };
    static const mya_layout_t bare = { &content, 1, 1, MYA_LAYOUT_CSP_STRICT, &no_notes };

    return &bare;
}

/* The path in COMMENT, the text of a comment, if it is a marker of this fetch; else NULL. */
static const char *path_in(const mya_layout_work_t *work, const char *comment)
{
    const char *marker = work->spec->marker;
    apr_size_t len = marker ? strlen(marker) : 0;
    const char *path;

    if (!len || strncmp(comment, MARKER, strlen(MARKER)) != 0) {
        return NULL;
    }
    comment += strlen(MARKER);
    if (strncmp(comment, marker, len) != 0 || comment[len] != ' ') {
        return NULL;
    }
    path = comment + len + 1;
    for (const char *p = path; *p; p++) {
        if (!apr_isalnum(*p) && !strchr("-_./", *p)) {
            return NULL;
        }
    }
    return *path ? path : NULL;
}

/* Is NODE a marker where markup can stand: text of the body, not of a drawing or a drop-down
 * list? */
static int is_hole(const mya_layout_work_t *work, int index)
{
    const mya_html_t *html = work->html;
    const mya_html_node_t *node = &html->nodes[index];

    return node->kind == MYA_HTML_COMMENT && node->open.end && node->parent >= 0
        && path_in(work, node->value) && !html->nodes[node->parent].foreign
        && mya_html_inside(html, node->parent, "body")
        && !mya_html_inside(html, node->parent, "select");
}

static void cut_holes(mya_layout_work_t *work)
{
    for (int i = 0; i < work->html->nnodes; i++) {
        if (is_hole(work, i)) {
            mya_layout_cut(work, work->html->nodes[i].open, MYA_PIECE_FRAGMENT,
                           path_in(work, work->html->nodes[i].value));
        }
    }
}

static void see_elements(mya_layout_work_t *work)
{
    for (int i = 0; i < work->html->nnodes; i++) {
        const mya_html_node_t *node = &work->html->nodes[i];
        if (node->kind == MYA_HTML_ELEMENT && !mya_layout_in_place(work, node)) {
            mya_layout_element(work, i);
        }
    }
    if (work->silent) {
        mya_layout_note(work, "%d javascript: addresses do nothing in the portal's pages; handlers"
                        " (onclick and so on) do", work->silent);
    }
}

/* The holes of the page by their places: apr_size_t to node. */
static apr_hash_t *find_holes(const mya_layout_work_t *work)
{
    apr_hash_t *holes = apr_hash_make(work->pool);

    for (int i = 0; i < work->html->nnodes; i++) {
        if (is_hole(work, i)) {
            const mya_html_node_t *node = &work->html->nodes[i];
            apr_hash_set(holes, &node->open.start, sizeof(node->open.start), node);
        }
    }
    return holes;
}

/* The page's bytes without the markers that stand where no markup can: in an attribute, a script, a
 * title. *STRAYS is how many these are. */
static const char *drop_strays(int *strays, const mya_layout_work_t *work)
{
    const char *head = apr_pstrcat(work->pool, "<!--" MARKER, work->spec->marker, " ", NULL);
    const char *text = apr_pstrmemdup(work->pool, work->html->text, work->html->len);
    apr_array_header_t *parts = apr_array_make(work->pool, 4, sizeof(const char *));
    apr_hash_t *holes = find_holes(work);
    const char *done = text;

    *strays = 0;
    for (const char *at = text; (at = strstr(at, head)); ) {
        apr_size_t place = (apr_size_t)(at - text);
        const char *end = at + strlen(head);
        if (!apr_hash_get(holes, &place, sizeof(place))) {
            const char *close = memmem(end, strnlen(end, MARKER_PATH), "-->", 3);
            end = close ? close + 3 : end;
            APR_ARRAY_PUSH(parts, const char *) =
                apr_pstrmemdup(work->pool, done, (apr_size_t)(at - done));
            done = end;
            ++*strays;
        }
        at = end;
    }
    APR_ARRAY_PUSH(parts, const char *) = done;
    return apr_array_pstrcat(work->pool, parts, 0);
}

static apr_status_t parse(mya_layout_work_t *work, const char *text, apr_size_t len)
{
    apr_status_t rv = mya_html_parse(&work->html, text, len, work->why, work->pool);
    int strays;

    for (int i = 0; rv == APR_SUCCESS && work->spec->marker && *work->spec->marker; i++) {
        text = drop_strays(&strays, work);
        if (!strays) {
            return APR_SUCCESS;
        }
        if (i == 2) {
            return mya_result_tell(work->why, MYA_ECONFIG, "%s includes a fragment of the portal"
                                   " where no markup can stand", work->spec->url);
        }
        mya_layout_note(work, "left out: %d fragments of the portal that stand in an attribute,"
                        " script, title or comment, or outside of the body", strays);
        rv = mya_html_parse(&work->html, text, strlen(text), work->why, work->pool);
    }
    return rv;
}

static apr_status_t read_page(mya_layout_work_t *work, const char *html, apr_size_t len,
                              const char *charset)
{
    mya_charset_text_t text;
    apr_status_t rv = mya_layout_csp_check(work->spec->sources, work->why);

    if (rv != APR_SUCCESS) {
        return rv;
    }
    if (len > MYA_HTML_MAX) {
        return mya_result_tell(work->why, MYA_ECONFIG, "%s is longer than %d bytes",
                               work->spec->url, MYA_HTML_MAX);
    }
    rv = mya_charset_decode(&text, html, len, charset, work->why, work->pool);
    if (rv != APR_SUCCESS) {
        return rv;
    }
    work->charset = text.name;
    if (strcmp(text.name, "utf-8") != 0) {
        mya_layout_note(work, "converted from %s to utf-8", text.name);
    }
    if (text.bad) {
        mya_layout_note(work, "%ld places are not %s and show as a question mark", (long)text.bad,
                        text.name);
    }
    return parse(work, text.data, text.len);
}

static apr_status_t finish(mya_layout_t *layout, mya_layout_work_t *work, apr_pool_t *pool)
{
    apr_size_t len;

    layout->csp = mya_layout_csp_text(work->csp, pool);
    len = strlen(layout->csp);
    if (len > POLICY_MAX) {
        return mya_result_tell(work->why, MYA_ECONFIG, "%s has so many different inline scripts,"
                               " styles and handlers that its Content-Security-Policy would take"
                               " %ld bytes; they belong into files", work->spec->url, (long)len);
    }
    if (len > POLICY_LONG) {
        mya_layout_note(work, "the Content-Security-Policy takes %ld bytes, because of inline"
                        " scripts, styles and handlers; a proxy in front may refuse that",
                        (long)len);
    }
    layout->npieces = mya_layout_cut_all(&layout->pieces, work, pool);
    layout->notes = work->notes;
    return APR_SUCCESS;
}

static apr_status_t split(mya_layout_t *layout, mya_layout_work_t *work, const char *html,
                          apr_size_t len, const char *charset, apr_pool_t *pool)
{
    apr_status_t rv = read_page(work, html, len, charset);

    if (rv == APR_SUCCESS) {
        rv = mya_layout_place(work);
    }
    if (rv == APR_SUCCESS) {
        work->base = mya_layout_base(work);
        rv = mya_layout_head(work);
    }
    if (rv != APR_SUCCESS) {
        return rv;
    }
    see_elements(work);
    cut_holes(work);
    return finish(layout, work, pool);
}

apr_status_t mya_layout_split(const mya_layout_t **result, const char *html, apr_size_t len,
                              const char *charset, const mya_layout_spec_t *spec,
                              mya_result_t *why, apr_pool_t *pool)
{
    mya_layout_t *layout = apr_pcalloc(pool, sizeof(*layout));
    mya_layout_work_t work = { .spec = spec, .why = why };
    apr_status_t rv = mya_pool_make(&work.pool);   /* a page takes forty times its size here */

    if (rv != APR_SUCCESS) {
        return mya_result_tell(why, rv, "no memory to read %s", spec->url);
    }
    work.notes = apr_array_make(pool, 8, sizeof(const char *));
    work.edits = apr_array_make(work.pool, 64, sizeof(mya_layout_edit_t));
    work.csp = mya_layout_csp_make(spec->sources, work.pool);
    rv = split(layout, &work, html, len, charset, pool);
    apr_pool_destroy(work.pool);
    if (rv == APR_SUCCESS) {
        *result = layout;
    }
    return rv;
}
