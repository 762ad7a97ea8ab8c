/* SPDX-License-Identifier: Apache-2.0 */
/* view/layout_element.c: one element of a site's page: its addresses, and what the policy must
 * allow
 *
 * Addresses become root-relative. Scripts and frames of other hosts go, unless the web admin listed
 * the host: a company's analytics shall not read invoices by accident. Styles and images of other
 * hosts are allowed, for without them the page would not look like the site.
 */
#include "view/layout_work.h"

#include <string.h>
#include <strings.h>

#include <apr_lib.h>
#include <apr_strings.h>

/* Attributes with addresses: on which element (NULL: any), and what browsers fetch them for. */
typedef struct address_t {
    const char *attr;
    const char *element;
    mya_layout_rule_e rule;
    int set;                 /* a list of addresses, as in srcset */
} address_t;

static const address_t addresses[] = {
    { "href", "image", MYA_LAYOUT_IMG, 0 },
    { "href", NULL, MYA_LAYOUT_NO_RULE, 0 },
    { "src", "img", MYA_LAYOUT_IMG, 0 },
    { "src", "input", MYA_LAYOUT_IMG, 0 },
    { "src", "source", MYA_LAYOUT_MEDIA, 0 },
    { "src", "video", MYA_LAYOUT_MEDIA, 0 },
    { "src", "audio", MYA_LAYOUT_MEDIA, 0 },
    { "src", "track", MYA_LAYOUT_MEDIA, 0 },
    { "src", "iframe", MYA_LAYOUT_FRAME, 0 },
    { "src", "script", MYA_LAYOUT_SCRIPT, 0 },
    { "src", NULL, MYA_LAYOUT_NO_RULE, 0 },
    { "srcset", NULL, MYA_LAYOUT_IMG, 1 },
    { "imagesrcset", NULL, MYA_LAYOUT_IMG, 1 },
    { "poster", NULL, MYA_LAYOUT_IMG, 0 },
    { "background", NULL, MYA_LAYOUT_IMG, 0 },
    { "data", "object", MYA_LAYOUT_NO_RULE, 0 },
    { "action", "form", MYA_LAYOUT_FORM, 0 },
    { "formaction", NULL, MYA_LAYOUT_FORM, 0 },
    { "cite", NULL, MYA_LAYOUT_NO_RULE, 0 },
    { "longdesc", NULL, MYA_LAYOUT_NO_RULE, 0 },
};

/* An address on its way through: who asks, and for what. */
typedef struct visit_t {
    mya_layout_work_t *work;
    const mya_html_node_t *node;
    mya_layout_rule_e rule;
} visit_t;

static int is(const mya_html_node_t *node, const char *name)
{
    return strcmp(node->name, name) == 0;
}

/* Does the list of words LIST hold WORD? */
static int has_word(const char *list, const char *word)
{
    apr_size_t len = strlen(word);

    while (list && *list) {
        list += strspn(list, " \t\r\n\f");
        if (strncasecmp(list, word, len) == 0 && (!list[len] || apr_isspace(list[len]))) {
            return 1;
        }
        list += strcspn(list, " \t\r\n\f");
    }
    return 0;
}

/* What a link element fetches depends on what it says it is. */
static mya_layout_rule_e rule_of_link(const mya_html_node_t *node)
{
    const char *rel = mya_html_value(node, "rel");
    const char *as = mya_html_value(node, "as");

    if (has_word(rel, "stylesheet") || (as && strcasecmp(as, "style") == 0)) {
        return MYA_LAYOUT_STYLES;
    }
    if (has_word(rel, "icon") || has_word(rel, "apple-touch-icon") || has_word(rel, "mask-icon")
        || (as && strcasecmp(as, "image") == 0)) {
        return MYA_LAYOUT_IMG;
    }
    return MYA_LAYOUT_NO_RULE;
}

/* Links by which the browser turns to another host before the page needs it. */
static int is_hint(const mya_html_node_t *node)
{
    static const char *const hints[] = { "preload", "modulepreload", "prefetch", "prerender",
                                         "preconnect", "dns-prefetch" };
    const char *rel = mya_html_value(node, "rel");

    for (apr_size_t i = 0; i < sizeof(hints) / sizeof(hints[0]); i++) {
        if (has_word(rel, hints[i])) {
            return 1;
        }
    }
    return 0;
}

/* ORIGIN is not allowed what RULE is about: what the web admin can do. */
static void note_foreign(const visit_t *visit, const char *origin, const char *url)
{
    mya_layout_note(visit->work, "left out: <%s> of %.200s; to let it in: MyAccountLayoutSources"
                    " %s", visit->node->name, url, origin);
}

static void note_style(mya_layout_work_t *work, const char *origin)
{
    int google = strcmp(origin, "https://fonts.googleapis.com") == 0;

    mya_layout_note(work, "styles of %s are allowed; if they bring fonts, these need:"
                    " MyAccountLayoutSources %s", origin,
                    google ? "https://fonts.gstatic.com" : origin);
}

/* Allow a style, image, … of another host, or say why not. */
static void allow(const visit_t *visit, const char *origin, const char *url)
{
    mya_layout_work_t *work = visit->work;

    if (mya_layout_csp_lists(work->spec->sources, origin, url)) {
        return;
    }
    switch (visit->rule) {
    case MYA_LAYOUT_STYLES:
        note_style(work, origin);
        mya_layout_csp_origin(work->csp, visit->rule, origin);
        break;
    case MYA_LAYOUT_IMG:
        mya_layout_csp_origin(work->csp, visit->rule, origin);
        break;
    case MYA_LAYOUT_FORM:
        if (strncmp(origin, "https:", 6) == 0) {
            mya_layout_csp_origin(work->csp, visit->rule, origin);
        }
        else {
            mya_layout_note(work, "a form sends to %s without encryption; it does nothing in the"
                            " portal's pages", origin);
        }
        break;
    case MYA_LAYOUT_FONTS:
    case MYA_LAYOUT_MEDIA:
        mya_layout_note(work, "refused by the policy: %.200s; to let it in: MyAccountLayoutSources"
                        " %s", url, origin);
        break;
    default:
        break;
    }
}

/* One address: allow its host; its new form, or NULL if it stays. */
static const char *see(const visit_t *visit, const char *url)
{
    mya_layout_work_t *work = visit->work;
    const char *rooted = mya_layout_url_rooted(work->base, url, work->pool);
    const char *now = rooted ? rooted : url;
    const char *origin;

    if (visit->rule != MYA_LAYOUT_NO_RULE
        && mya_layout_url_whose(&origin, work->base, now, work->pool) == MYA_LAYOUT_FOREIGN) {
        allow(visit, origin, now);
    }
    return rooted;
}

static const char *see_in_set(void *baton, mya_layout_use_e use, const char *url)
{
    (void)use;
    return see(baton, url);
}

static const char *see_in_css(void *baton, mya_layout_use_e use, const char *url)
{
    visit_t *visit = baton;

    visit->rule = use == MYA_LAYOUT_STYLE ? MYA_LAYOUT_STYLES
                : use == MYA_LAYOUT_FONT ? MYA_LAYOUT_FONTS : MYA_LAYOUT_IMG;
    return see(visit, url);
}

static const address_t *find_address(const mya_html_node_t *node, const char *attr)
{
    for (apr_size_t i = 0; i < sizeof(addresses) / sizeof(addresses[0]); i++) {
        if (strcmp(addresses[i].attr, attr) == 0
            && (!addresses[i].element || is(node, addresses[i].element))) {
            return &addresses[i];
        }
    }
    return NULL;
}

static void see_address(visit_t *visit, const mya_html_attr_t *attr, const address_t *address)
{
    mya_layout_work_t *work = visit->work;
    const char *value;

    visit->rule = is(visit->node, "link") && !address->set ? rule_of_link(visit->node)
                                                           : address->rule;
    if (address->set) {
        value = mya_layout_url_srcset(attr->value, see_in_set, visit, work->pool);
    }
    else if (!*attr->value) {
        /* An empty address is the page itself for links and forms, and nothing for the rest. */
        value = strcmp(attr->name, "href") == 0 ? see(visit, attr->value)
              : visit->rule == MYA_LAYOUT_FORM ? work->base->page : NULL;
    }
    else {
        value = see(visit, attr->value);
    }
    if (value) {
        mya_layout_cut_value(work, attr, value);
    }
    else if (strncasecmp(attr->value + strspn(attr->value, " \t\r\n"), "javascript:", 11) == 0) {
        work->silent++;
    }
}

static void see_style(visit_t *visit, const mya_html_attr_t *attr)
{
    mya_layout_work_t *work = visit->work;
    const char *value = mya_layout_url_css(attr->value, strlen(attr->value), see_in_css, visit,
                                           work->pool);

    if (value) {
        mya_layout_cut_value(work, attr, value);
    }
    mya_layout_csp_attribute(work->csp, MYA_LAYOUT_STYLES, value ? value : attr->value);
}

static void see_attr(visit_t *visit, const mya_html_attr_t *attr)
{
    const address_t *address = find_address(visit->node, attr->name);

    if (address && !is(visit->node, "base")) {
        see_address(visit, attr, address);
    }
    else if (strcmp(attr->name, "style") == 0) {
        see_style(visit, attr);
    }
    else if (strncmp(attr->name, "on", 2) == 0 && attr->name[2]) {
        mya_layout_csp_attribute(visit->work->csp, MYA_LAYOUT_SCRIPT, attr->value);
    }
}

/* The text of a script or style element as the browser has it: line ends are LF; in a drawing
 * entities are decoded. */
static const char *text_of(const mya_layout_work_t *work, int index, apr_pool_t *pool)
{
    const mya_html_node_t *node = &work->html->nodes[index];
    apr_array_header_t *parts;
    char *text;
    char *to;

    if (node->foreign) {
        parts = apr_array_make(pool, 1, sizeof(const char *));
        for (int i = index + 1; i < node->next; i = work->html->nodes[i].next) {
            if (work->html->nodes[i].kind == MYA_HTML_TEXT) {
                APR_ARRAY_PUSH(parts, const char *) = work->html->nodes[i].value;
            }
        }
        return apr_array_pstrcat(pool, parts, 0);
    }
    text = to = apr_pstrmemdup(pool, work->html->text + node->open.end,
                               node->close.start - node->open.end);
    for (const char *from = text; *from; from++) {
        if (*from == '\r') {
            *to++ = '\n';
            from += from[1] == '\n';
        }
        else {
            *to++ = *from;
        }
    }
    *to = '\0';
    return text;
}

static void see_style_element(visit_t *visit, int index)
{
    mya_layout_work_t *work = visit->work;
    const char *text = text_of(work, index, work->pool);
    const char *other = NULL;
    mya_html_span_t span = { visit->node->open.end, visit->node->close.start };

    if (!visit->node->foreign) {  /* in a drawing it would have to be escaped */
        other = mya_layout_url_css(text, strlen(text), see_in_css, visit, work->pool);
    }
    if (other) {
        mya_layout_cut(work, span, MYA_PIECE_BYTES, other);
        text = other;
    }
    mya_layout_csp_inline(work->csp, MYA_LAYOUT_STYLES, text, strlen(text));
}

/* Scripts of a type that browsers do not know are data. */
static int runs(const mya_html_node_t *node)
{
    const char *type = mya_html_value(node, "type");

    if (!type) {
        return 1;
    }
    type += strspn(type, " \t\r\n\f");
    return !*type || has_word(type, "module") || has_word(type, "importmap")
        || has_word(type, "speculationrules")
        || strncasecmp(type, "text/javascript", 15) == 0
        || strncasecmp(type, "text/ecmascript", 15) == 0
        || strncasecmp(type, "text/jscript", 12) == 0 || strncasecmp(type, "text/x-", 7) == 0
        || strncasecmp(type, "application/javascript", 22) == 0
        || strncasecmp(type, "application/ecmascript", 22) == 0
        || strncasecmp(type, "application/x-", 14) == 0;
}

/* Leave out a script, frame or hint of another host. 1: done, nothing more to see. */
static int leave_out(const visit_t *visit, const char *url)
{
    mya_layout_work_t *work = visit->work;
    const char *origin;
    const char *rooted = mya_layout_url_rooted(work->base, url, work->pool);
    mya_layout_whose_e whose;

    url = rooted ? rooted : url;
    whose = mya_layout_url_whose(&origin, work->base, url, work->pool);
    if (whose == MYA_LAYOUT_OWN
        || (whose == MYA_LAYOUT_FOREIGN
            && mya_layout_csp_lists(work->spec->sources, origin, url))) {
        return 0;
    }
    if (whose == MYA_LAYOUT_FOREIGN) {
        if (!is(visit->node, "link") || has_word(mya_html_value(visit->node, "rel"), "preload")) {
            note_foreign(visit, origin, url);
        }
    }
    else {
        mya_layout_note(work, "left out: <%s> of %.60s, which no policy of ours allows",
                        visit->node->name, url);
    }
    mya_layout_cut_node(work, visit->node);
    return 1;
}

/* Addresses inside of scripts are beyond us, but the commonest of them can be told. */
static void note_imports(mya_layout_work_t *work, const mya_html_node_t *node, const char *text)
{
    const char *type = mya_html_value(node, "type");

    if (type && has_word(type, "module")
        && (strstr(text, "\"./") || strstr(text, "'./") || strstr(text, "\"../")
            || strstr(text, "'../"))) {
        mya_layout_note(work, "an inline module script imports relative addresses, which are others"
                        " in the portal's pages; there they must begin with '/'");
    }
}

/* Scripts have src, in drawings href. 1: the element goes. */
static int see_script(visit_t *visit, int index)
{
    const char *url = mya_html_value(visit->node, visit->node->foreign ? "href" : "src");
    const char *text;

    if (url) {
        return leave_out(visit, url);
    }
    text = text_of(visit->work, index, visit->work->pool);
    if (*text && runs(visit->node)) {
        mya_layout_csp_inline(visit->work->csp, MYA_LAYOUT_SCRIPT, text, strlen(text));
        note_imports(visit->work, visit->node, text);
    }
    return 0;
}

static int see_frame(visit_t *visit)
{
    const char *url = mya_html_value(visit->node, "src");

    return url && *url && strcasecmp(url, "about:blank") != 0 && leave_out(visit, url);
}

/* A hint to a host from which nothing may come. 1: the element goes. */
static int see_hint(visit_t *visit)
{
    const char *url = mya_html_value(visit->node, "href");

    if (!url || !is_hint(visit->node) || rule_of_link(visit->node) != MYA_LAYOUT_NO_RULE) {
        return 0;
    }
    return leave_out(visit, url);
}

/* A form without an address sends to the page that it stands in, which is ours now; and in the
 * page's charset, which is UTF-8 now. */
static void see_form(visit_t *visit)
{
    mya_layout_work_t *work = visit->work;
    const mya_html_node_t *node = visit->node;
    apr_size_t at = node->open.start + 1 + strlen(node->name);
    mya_html_span_t span = { at, at };

    if (!mya_html_attr(node, "action")) {
        mya_layout_cut(work, span, MYA_PIECE_BYTES,
                       apr_pstrcat(work->pool, " action=\"",
                                   mya_layout_escape(work->base->page, '"', work->pool), "\"",
                                   NULL));
    }
    if (strcmp(work->charset, "utf-8") != 0 && !mya_html_attr(node, "accept-charset")) {
        mya_layout_cut(work, span, MYA_PIECE_BYTES,
                       apr_pstrcat(work->pool, " accept-charset=\"", work->charset, "\"", NULL));
    }
}

/* What depends on which element it is. 1: it goes, with all its attributes. */
static int see_element(visit_t *visit, int index)
{
    const mya_html_node_t *node = visit->node;

    if (is(node, "script")) {
        return see_script(visit, index);
    }
    if (is(node, "style")) {
        see_style_element(visit, index);
    }
    else if (is(node, "iframe")) {
        return see_frame(visit);
    }
    else if (is(node, "link")) {
        return see_hint(visit);
    }
    else if (is(node, "form")) {
        see_form(visit);
    }
    else if (is(node, "object") || is(node, "embed") || is(node, "applet")) {
        mya_layout_note(visit->work, "refused by the policy: <%s>; what stands in it is shown"
                        " instead", node->name);
    }
    return 0;
}

void mya_layout_element(mya_layout_work_t *work, int index)
{
    visit_t visit = { work, &work->html->nodes[index], MYA_LAYOUT_NO_RULE };

    if (visit.node->open.end && see_element(&visit, index)) {
        return;
    }
    for (int i = 0; i < visit.node->nattrs; i++) {
        see_attr(&visit, &visit.node->attrs[i]);
    }
}
