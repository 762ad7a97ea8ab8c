/* SPDX-License-Identifier: Apache-2.0 */
/* view/writer.c: the tree that a skin made, to bytes of HTML
 *
 * Whatever the tree holds, what comes out is text in text, values in quotes, addresses of known
 * kinds, and no script but the style sheet's own. Elements that no page of ours may have are
 * left out with all that is in them; comments are left out, too.
 */
#include "view/writer.h"

#include <string.h>

#include <apr_lib.h>
#include <apr_strings.h>

#include "base/xslt.h"
#include "view/url.h"

typedef struct out_t {
    char *bytes;
    apr_size_t len, room;
    apr_pool_t *pool;
    int skip;                  /* > 0: within an element that is left out; how deep */
    apr_size_t start;          /* where the element that is being opened began */
    int raw;                   /* the element being opened, or just opened, holds raw text */
    int marked;                /* … and came literally from the style sheet */
    int refused;               /* an attribute showed that the element must be left out */
    int in_raw;                /* within a script or style, which has no elements */
    int fresh;                 /* nothing was written in the element yet (pre, textarea) */
} out_t;

static void put(out_t *out, const char *text, apr_size_t len)
{
    if (len > out->room - out->len) {
        apr_size_t room = 2 * out->room + len;
        char *bytes = apr_palloc(out->pool, room);

        memcpy(bytes, out->bytes, out->len);
        out->bytes = bytes;
        out->room = room;
    }
    memcpy(out->bytes + out->len, text, len);
    out->len += len;
}

static void put_text(out_t *out, const char *text)
{
    put(out, text, strlen(text));
}

/* --- escapes --- */

/* The same five signs everywhere: nobody has to know which quote stands around. A CR is a line's
 * end, as an HTML parser would read it. */
static const char *escape_of(const char *s, apr_size_t *taken)
{
    *taken = 1;
    switch (*s) {
    case '&': return "&amp;";
    case '<': return "&lt;";
    case '>': return "&gt;";
    case '"': return "&#34;";
    case '\'': return "&#39;";
    case '\r':
        *taken = s[1] == '\n' ? 2 : 1;
        return "\n";
    default: return NULL;
    }
}

static void put_escaped(out_t *out, const char *text)
{
    for (;;) {
        const apr_size_t plain = strcspn(text, "&<>\"'\r");
        apr_size_t taken;

        put(out, text, plain);
        text += plain;
        if (!*text) {
            return;
        }
        put_text(out, escape_of(text, &taken));
        text += taken;
    }
}

/* --- which elements and attributes --- */

/* Asked some thousand times for a page: the first letters decide nearly always. */
static int is_in(const char *word, const char *const *list)
{
    const char first = (char)(*word | 0x20);

    while (*list && (**list != first || strcasecmp(word, *list) != 0)) {
        list++;
    }
    return *list != NULL;
}

static const char *const voids[] = {
    "area", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr",
    NULL
};

/* They load, rebase, or read what follows by rules of their own. */
static const char *const left_out[] = {
    "base", "object", "embed", "applet", "frame", "frameset", "xmp", "plaintext", "noembed",
    "noframes", "listing", "animate", "animateMotion", "animateTransform", "set", NULL
};

static const char *const raws[] = { "script", "style", NULL };
static const char *const swallows_newline[] = { "pre", "textarea", NULL };

static const char *const url_attributes[] = {
    "href", "src", "action", "formaction", "poster", "cite", "data", "xlink:href", "background",
    "longdesc", "usemap", "manifest", "ping", "profile", "codebase", "classid", "icon", NULL
};

static const char *const never_attributes[] = {
    "style", "srcdoc", "http-equiv", "xml:lang", "xml:base", "xml:space", "nonce", MYA_XSLT_MARK,
    NULL
};

/* Names are ASCII letters, digits, '-', '_' and (attributes) one ':'; HTML would read others
 * otherwise. */
static int is_name(const char *name)
{
    const char *p = name;

    while (apr_isalnum(*p) || *p == '-' || *p == '_' || *p == ':' || *p == '.') {
        p++;
    }
    return !*p && apr_isalpha(*name);
}

static int is_handler(const char *name)
{
    return apr_tolower(name[0]) == 'o' && apr_tolower(name[1]) == 'n';
}

/* --- the visitor --- */

static void start(void *baton, const char *name)
{
    out_t *out = baton;

    if (out->skip) {
        out->skip++;
        return;
    }
    out->start = out->len;
    out->raw = is_in(name, raws);
    out->marked = 0;
    out->refused = out->in_raw || is_in(name, left_out) || !is_name(name)
        || strchr(name, ':') != NULL;
    put_text(out, "<");
    put_text(out, name);
}

static void put_attribute(out_t *out, const char *name, const char *value)
{
    put_text(out, " ");
    put_text(out, name);
    put_text(out, "=\"");
    put_escaped(out, value);
    put_text(out, "\"");
}

static void attribute(void *baton, const char *element, const char *name, const char *value)
{
    out_t *out = baton;

    if (out->skip) {
        return;
    }
    if (!strcmp(name, MYA_XSLT_MARK)) {
        out->marked = *value && !strcmp(value, mya_xslt_mark());
    }
    if (!strcasecmp(element, "meta") && !strcasecmp(name, "http-equiv")) {
        out->refused = 1;
    }
    if (!is_name(name) || is_handler(name) || is_in(name, never_attributes)) {
        return;
    }
    if (is_in(name, url_attributes)) {
        value = mya_writer_url(value, out->pool);
    }
    else if (!strcasecmp(name, "srcset") || !strcasecmp(name, "imagesrcset")) {
        value = mya_url_set(value, out->pool);
    }
    if (value) {
        put_attribute(out, name, value);
    }
}

static void opened(void *baton, const char *name, int empty)
{
    out_t *out = baton;

    if (out->skip) {
        return;
    }
    if (out->refused || (out->raw && !out->marked)) {
        out->len = out->start;
        out->skip = 1;
        return;
    }
    put_text(out, ">");
    out->in_raw = out->raw;
    out->fresh = !empty && is_in(name, swallows_newline);
    if (is_in(name, voids) && !empty) {
        out->skip = 1;         /* a void element has no place for what the tree has in it */
    }
}

/* What stands in a marked script or style is the style sheet's own text. That it cannot end the
 * element was judged when the skin was loaded, and is seen to here once more. */
static void put_raw(out_t *out, const char *text)
{
    if (!strstr(text, "</") && !strstr(text, "<!--") && !strchr(text, '\r')) {
        put_text(out, text);
    }
}

static void text(void *baton, const char *parent, const char *text_)
{
    out_t *out = baton;

    if (out->skip) {
        return;
    }
    if (is_in(parent, raws)) {
        put_raw(out, text_);
        return;
    }
    if (out->fresh && (*text_ == '\n' || *text_ == '\r')) {
        put_text(out, "\n");   /* the parser swallows one */
    }
    out->fresh = 0;
    put_escaped(out, text_);
}

static void comment(void *baton, const char *text_)
{
    (void)baton, (void)text_;
}

static void end(void *baton, const char *name)
{
    out_t *out = baton;

    out->fresh = 0;
    if (out->skip && --out->skip) {
        return;
    }
    if (is_in(name, voids) || out->refused || (out->raw && !out->marked)) {
        out->refused = out->raw = 0;
        return;
    }
    out->raw = out->in_raw = 0;
    put_text(out, "</");
    put_text(out, name);
    put_text(out, ">");
}

static const mya_xml_visitor_t visitor = { start, attribute, opened, text, comment, end };

/* --- the parts of a page --- */

static out_t *begin(apr_pool_t *pool)
{
    out_t *out = apr_pcalloc(pool, sizeof(*out));

    out->pool = pool;
    out->room = 16 * 1024;
    out->bytes = apr_palloc(pool, out->room);
    return out;
}

/* The bytes written so far, ended by a NUL that is not counted. */
static const char *finish(out_t *out, apr_size_t *len)
{
    *len = out->len;
    put(out, "", 1);
    return out->bytes;
}

static mya_node_t *child(const mya_node_t *parent, const char *name)
{
    mya_node_t *node = parent ? mya_xml_first(parent) : NULL;

    while (node && strcmp(mya_xml_name(node), name) != 0) {
        node = mya_xml_next(node);
    }
    return node;
}

/* Charset and viewport are the layout's when there is one, and the title has a place of its own. */
static int belongs_to_layout(const mya_node_t *node, apr_pool_t *pool)
{
    const char *name = mya_xml_name(node), *what;

    if (!strcmp(name, "title")) {
        return 1;
    }
    if (strcmp(name, "meta") != 0) {
        return 0;
    }
    what = mya_xml_get(node, "name", pool);
    return mya_xml_get(node, "charset", pool) || (what && !strcmp(what, "viewport"));
}

static void write_parts(mya_written_t *written, const mya_node_t *head, const mya_node_t *title,
                        apr_pool_t *pool)
{
    out_t *out = begin(pool);

    put_escaped(out, mya_xml_text(title, pool));
    written->title = finish(out, &written->title_len);
    out = begin(pool);
    for (mya_node_t *node = mya_xml_first(head); node; node = mya_xml_next(node)) {
        if (!belongs_to_layout(node, pool)) {
            mya_xml_walk(node, &visitor, out);
            put_text(out, "\n");
        }
    }
    written->head = finish(out, &written->head_len);
}

/* What leaves its <html> takes the language along: the page that it is set into may be in another
 * one (WCAG 3.1.2). */
static void say_language(const mya_node_t *root, const mya_node_t *body, apr_pool_t *pool)
{
    const char *lang = mya_xml_get(root, "lang", pool);

    for (mya_node_t *node = mya_xml_first(body); lang && node; node = mya_xml_next(node)) {
        if (!mya_xml_get(node, "lang", pool)) {
            mya_xml_set(node, "lang", lang);
        }
    }
}

static void write_body(mya_written_t *written, const mya_node_t *root, const mya_node_t *body,
                       apr_pool_t *pool)
{
    out_t *out = begin(pool);

    say_language(root, body, pool);
    mya_xml_walk_children(body, &visitor, out);
    written->body = finish(out, &written->body_len);
}

static apr_status_t no_page(mya_result_t *why)
{
    return mya_result_tell(why, MYA_ECONFIG, "the skin made no page; its result is <html> with "
                           "<head>, <title> in it, and <body>");
}

apr_status_t mya_writer_write(mya_written_t **written, const mya_xml_doc_t *result, int parts,
                              mya_result_t *why, apr_pool_t *pool)
{
    const mya_node_t *root = mya_xml_root(result);
    const mya_node_t *head = root ? child(root, "head") : NULL, *body = root ? child(root, "body")
                                                                             : NULL;
    const mya_node_t *title = child(head, "title");
    mya_written_t *made = apr_pcalloc(pool, sizeof(*made));
    out_t *out;

    if (!root || strcmp(mya_xml_name(root), "html") != 0 || !title || !body) {
        return no_page(why);
    }
    if (parts) {
        write_parts(made, head, title, pool);
        write_body(made, root, body, pool);
    }
    else {
        out = begin(pool);
        put_text(out, "<!DOCTYPE html>\n");
        mya_xml_walk(root, &visitor, out);
        put_text(out, "\n");
        made->page = finish(out, &made->page_len);
    }
    *written = made;
    return APR_SUCCESS;
}

apr_status_t mya_writer_fragment(mya_written_t **written, const mya_xml_doc_t *result,
                                 mya_result_t *why, apr_pool_t *pool)
{
    const mya_node_t *root = mya_xml_root(result);
    const mya_node_t *body = root ? child(root, "body") : NULL;
    mya_written_t *made = apr_pcalloc(pool, sizeof(*made));

    if (!body) {
        return no_page(why);
    }
    write_body(made, root, body, pool);
    *written = made;
    return APR_SUCCESS;
}

const char *mya_writer_url(const char *url, apr_pool_t *pool)
{
    return mya_url(url, pool);
}
