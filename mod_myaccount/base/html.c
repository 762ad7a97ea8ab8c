/* SPDX-License-Identifier: Apache-2.0 */
/* base/html.c: a page of HTML as a browser understands it, each thing with its place in the bytes
 *
 * The only file that knows gumbo. Three things that gumbo leaves to its caller:
 *
 * - It calls nothing of ours but its allocator, nests as deep as the page does, and needs time with
 *   the square of that. So its memory comes from a pool that is never given back piece by piece
 *   (its own clean-up recurses), and the allocator leaves by longjmp when memory or time is up.
 * - It reads as a browser without scripts. There an <img> in the <noscript> of a head ends the
 *   head, as the snippets of many an analytics firm have it. Such a noscript is blanked out, the
 *   page read again, and what stands in it read by itself.
 * - The end tag that it names for an element may be the one of an outer element.
 */
#include "base/html.h"

#include <setjmp.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include <apr_lib.h>
#include <apr_strings.h>
#include <apr_tables.h>

#include <gumbo.h>

#define SECONDS 2             /* of processor time for one page; 1 MB of ordinary HTML takes 0.1 */
#define MEMORY_BASE (16u << 20)
#define MEMORY_PER_BYTE 100u  /* ordinary HTML takes 10 to 20, a page of nothing but <b> 80 */
#define BLANKS 16             /* noscript elements in one head */
#define DEPTH 1000            /* Chromium stops at 512 */

typedef struct arena_t {
    apr_pool_t *pool;
    apr_size_t left;       /* bytes that may still be given out */
    unsigned int calls;
    struct timespec end;   /* of this thread's processor time */
    jmp_buf out;
} arena_t;

/* One document of gumbo's; the text it was made of is at ORIGIN and stands SHIFT bytes into the
 * page. */
typedef struct parsed_t {
    GumboOutput *output;
    const char *origin;
    apr_size_t len;
    apr_size_t shift;
} parsed_t;

typedef struct frame_t {
    const GumboVector *children;
    unsigned int at;           /* the next child to read */
    int node;                  /* whose they are; -1: the document */
    const parsed_t *parsed;
} frame_t;

typedef struct reader_t {
    mya_html_t *html;
    arena_t *arena;
    apr_array_header_t *nodes;   /* mya_html_node_t */
    apr_array_header_t *stack;   /* frame_t */
    mya_html_span_t blanks[BLANKS];
    int nblanks;
    apr_pool_t *pool;
} reader_t;

static int is_late(const arena_t *arena)
{
    struct timespec now;

    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return now.tv_sec > arena->end.tv_sec
        || (now.tv_sec == arena->end.tv_sec && now.tv_nsec > arena->end.tv_nsec);
}

static void *give(void *userdata, size_t size)
{
    arena_t *arena = userdata;
    void *memory;

    if (size > arena->left || (++arena->calls % 256 == 0 && is_late(arena))) {
        longjmp(arena->out, 1);
    }
    arena->left -= size;
    memory = apr_palloc(arena->pool, size);
    if (!memory) {
        longjmp(arena->out, 1);
    }
    return memory;
}

static void take_back(void *userdata, void *memory)
{
    (void)userdata;
    (void)memory;
}

static arena_t *make_arena(apr_size_t len, apr_pool_t *pool)
{
    arena_t *arena = apr_pcalloc(pool, sizeof(*arena));

    arena->pool = pool;
    arena->left = MEMORY_BASE + MEMORY_PER_BYTE * len;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &arena->end);
    arena->end.tv_sec += SECONDS;
    return arena;
}

/* NULL when gumbo had to be stopped. */
static GumboOutput *parse(arena_t *arena, const char *text, apr_size_t len, int fragment)
{
    GumboOptions options = kGumboDefaultOptions;

    options.allocator = give;
    options.deallocator = take_back;
    options.userdata = arena;
    options.max_errors = 0;
    if (fragment) {
        options.fragment_context = GUMBO_TAG_BODY;
    }
    if (setjmp(arena->out)) {
        return NULL;
    }
    return gumbo_parse_with_options(&options, text, len);
}

/* The bytes of PIECE in the page; empty at 0 where the parser made the piece up. */
static mya_html_span_t place(const parsed_t *parsed, const GumboStringPiece *piece)
{
    mya_html_span_t span = { 0, 0 };

    if (piece->data && piece->length && piece->data >= parsed->origin
        && piece->data + piece->length <= parsed->origin + parsed->len) {
        span.start = (apr_size_t)(piece->data - parsed->origin) + parsed->shift;
        span.end = span.start + piece->length;
    }
    return span;
}

static const char *lower(const char *text, apr_size_t len, apr_pool_t *pool)
{
    char *copy = apr_pstrmemdup(pool, text, len);

    for (char *p = copy; *p; p++) {
        *p = (char)apr_tolower(*p);
    }
    return copy;
}

/* The name that the tag TAG begins with, or whose end it is; its length is the result. */
static apr_size_t name_of_tag(const char **name, const GumboStringPiece *tag)
{
    apr_size_t len = 0;
    apr_size_t skip = tag->length > 1 && tag->data[1] == '/' ? 2 : 1;

    *name = tag->data + skip;
    while (skip + len < tag->length && !strchr(" \t\r\n\f/>", (*name)[len])) {
        len++;
    }
    return len;
}

static const char *name_element(const GumboElement *element, apr_pool_t *pool)
{
    const char *name;
    apr_size_t len;

    if (element->tag != GUMBO_TAG_UNKNOWN) {
        return gumbo_normalized_tagname(element->tag);
    }
    if (!element->original_tag.data) {
        return "";
    }
    len = name_of_tag(&name, &element->original_tag);
    return lower(name, len, pool);
}

/* Where a value would begin: after NAME, and after the '=' if there is one. */
static apr_size_t after_name(const GumboStringPiece *name, const parsed_t *parsed)
{
    const char *end = parsed->origin + parsed->len;
    const char *p = name->data + name->length;

    while (p < end && apr_isspace(*p)) {
        p++;
    }
    return p < end && *p == '=' ? (apr_size_t)(p + 1 - parsed->origin) + parsed->shift
                                : place(parsed, name).end;
}

static void read_attr(mya_html_attr_t *attr, const GumboAttribute *from, const parsed_t *parsed,
                      apr_pool_t *pool)
{
    const GumboStringPiece *value = &from->original_value;

    attr->name = lower(from->name, strlen(from->name), pool);
    attr->value = from->value;
    attr->span = place(parsed, &from->original_name);
    if (!attr->span.end) {
        return;
    }
    if (!value->length || value->data == from->original_name.data) {  /* gumbo repeats the name */
        attr->raw.start = attr->raw.end = attr->span.end = after_name(&from->original_name, parsed);
        return;
    }
    attr->raw = place(parsed, value);
    attr->span.end = attr->raw.end;
    if (value->length > 1 && (*value->data == '"' || *value->data == '\'')) {
        attr->quote = *value->data;
        attr->raw.start++;
        attr->raw.end--;
    }
}

static void read_attrs(mya_html_node_t *node, const GumboVector *from, const parsed_t *parsed,
                       apr_pool_t *pool)
{
    mya_html_attr_t *attrs = apr_pcalloc(pool, sizeof(*attrs) * (from->length + 1));

    for (unsigned int i = 0; i < from->length; i++) {
        read_attr(&attrs[node->nattrs], from->data[i], parsed, pool);
        if (attrs[node->nattrs].span.end) {
            node->nattrs++;
        }
    }
    node->attrs = attrs;
}

/* Elements of which gumbo shows a second copy, because the page nests them badly. */
static int is_copy(const GumboNode *from)
{
    return (from->parse_flags & (GUMBO_INSERTION_RECONSTRUCTED_FORMATTING_ELEMENT
                                 | GUMBO_INSERTION_ADOPTION_AGENCY_CLONED)) != 0;
}

static void read_ends(mya_html_node_t *node, const GumboNode *from, const parsed_t *parsed)
{
    const GumboElement *element = &from->v.element;
    const char *open;
    const char *close;
    apr_size_t len;
    apr_size_t end = element->end_pos.offset;

    node->open = place(parsed, &element->original_tag);
    if (node->open.end && element->original_end_tag.length) {
        len = name_of_tag(&open, &element->original_tag);
        node->ended = name_of_tag(&close, &element->original_end_tag) == len
                   && strncasecmp(open, close, len) == 0;
    }
    else if (element->original_end_tag.length) {
        len = name_of_tag(&close, &element->original_end_tag);
        node->ended = strlen(node->name) == len && strncasecmp(node->name, close, len) == 0;
    }
    if (node->ended) {
        node->close = place(parsed, &element->original_end_tag);
        return;
    }
    end = (end > parsed->len ? parsed->len : end) + parsed->shift;
    node->close.start = node->close.end = end > node->open.end ? end : node->open.end;
}

static void read_element(mya_html_node_t *node, const GumboNode *from, const parsed_t *parsed,
                         apr_pool_t *pool)
{
    const GumboElement *element = &from->v.element;

    node->kind = MYA_HTML_ELEMENT;
    node->name = name_element(element, pool);
    node->foreign = element->tag_namespace != GUMBO_NAMESPACE_HTML;
    read_ends(node, from, parsed);
    if (is_copy(from)) {
        node->copied = node->open;
        node->open.start = node->open.end = 0;
        node->ended |= (from->parse_flags & GUMBO_INSERTION_ADOPTION_AGENCY_CLONED) != 0;
    }
    else {
        read_attrs(node, &element->attributes, parsed, pool);
    }
}

static void read_text(mya_html_node_t *node, const GumboNode *from, const parsed_t *parsed)
{
    node->kind = from->type == GUMBO_NODE_COMMENT ? MYA_HTML_COMMENT : MYA_HTML_TEXT;
    node->value = from->v.text.text;
    node->open = place(parsed, &from->v.text.original_text);
    node->close.start = node->close.end = node->open.end;
}

static void push(reader_t *reader, const GumboVector *children, int node, const parsed_t *parsed)
{
    frame_t frame = { children, 0, node, parsed };

    APR_ARRAY_PUSH(reader->stack, frame_t) = frame;
}

static mya_html_node_t *node_at(const reader_t *reader, int index)
{
    return &APR_ARRAY_IDX(reader->nodes, index, mya_html_node_t);
}

/* What was blanked out of the noscript element NODE is read now, as if it stood in a body. */
static int read_blanked(reader_t *reader, int node)
{
    for (int i = 0; i < reader->nblanks; i++) {
        const mya_html_span_t *blank = &reader->blanks[i];
        if (blank->start == node_at(reader, node)->open.end) {
            parsed_t *parsed = apr_pcalloc(reader->pool, sizeof(*parsed));
            parsed->origin = reader->html->text + blank->start;
            parsed->len = blank->end - blank->start;
            parsed->shift = blank->start;
            parsed->output = parse(reader->arena, parsed->origin, parsed->len, 1);
            if (!parsed->output) {
                return 0;
            }
            push(reader, &parsed->output->root->v.element.children, node, parsed);
        }
    }
    return 1;
}

/* An element that is not ended ends with the one that it stands in, at the latest. */
static void bound(const reader_t *reader, mya_html_node_t *node)
{
    const mya_html_node_t *parent = node->parent < 0 ? NULL : node_at(reader, node->parent);

    if (parent && !node->ended && parent->ended && node->close.start > parent->close.start
        && parent->close.start >= node->open.end) {
        node->close.start = node->close.end = parent->close.start;
    }
}

static int read_child(reader_t *reader, const GumboNode *child, const frame_t *frame)
{
    int is_element = child->type == GUMBO_NODE_ELEMENT || child->type == GUMBO_NODE_TEMPLATE;
    mya_html_node_t *node = apr_array_push(reader->nodes);
    int index = reader->nodes->nelts - 1;

    memset(node, 0, sizeof(*node));
    node->parent = frame->node;
    node->next = index + 1;
    if (frame->node >= 0) {
        const mya_html_node_t *parent = node_at(reader, frame->node);
        node->hidden = parent->hidden
                    || (!parent->foreign && strcmp(parent->name, "template") == 0);
    }
    if (!is_element) {
        read_text(node, child, frame->parsed);
        return 1;
    }
    read_element(node, child, frame->parsed, reader->pool);
    bound(reader, node);
    push(reader, &child->v.element.children, index, frame->parsed);
    return strcmp(node->name, "noscript") != 0 || read_blanked(reader, index);
}

/* Gumbo's tree, depth first, without recursion. 0: too deep, or stopped. */
static int read_tree(reader_t *reader, const parsed_t *parsed)
{
    apr_array_clear(reader->nodes);
    push(reader, &parsed->output->document->v.document.children, -1, parsed);
    while (reader->stack->nelts && reader->stack->nelts < DEPTH) {
        frame_t *top = &APR_ARRAY_IDX(reader->stack, reader->stack->nelts - 1, frame_t);
        if (top->at < top->children->length) {
            frame_t frame = *top;  /* the array may move */
            top->at++;
            if (!read_child(reader, frame.children->data[frame.at], &frame)) {
                return 0;
            }
            continue;
        }
        if (top->node >= 0) {
            node_at(reader, top->node)->next = reader->nodes->nelts;
        }
        apr_array_pop(reader->stack);
    }
    return reader->stack->nelts == 0;
}

/* The noscript element that ended its head too early: what stands in it, to be blanked out. */
static int find_blank(reader_t *reader, mya_html_span_t *blank)
{
    const char *text = reader->html->text;
    apr_size_t len = reader->html->len;

    for (int i = 0; i < reader->nodes->nelts; i++) {
        const mya_html_node_t *node = node_at(reader, i);
        if (node->kind != MYA_HTML_ELEMENT || node->ended || !node->open.end || node->parent < 0
            || strcmp(node->name, "noscript") != 0
            || strcmp(node_at(reader, node->parent)->name, "head") != 0) {
            continue;
        }
        blank->start = node->open.end;
        for (apr_size_t at = blank->start; at + 11 <= len; at++) {
            if (text[at] == '<' && strncasecmp(text + at, "</noscript", 10) == 0) {
                blank->end = at;
                return blank->end > blank->start;
            }
        }
    }
    return 0;
}

static int read_page(reader_t *reader)
{
    char *masked = apr_pstrmemdup(reader->pool, reader->html->text, reader->html->len);
    parsed_t *parsed = apr_pcalloc(reader->pool, sizeof(*parsed));
    mya_html_span_t blank;

    parsed->origin = masked;
    parsed->len = reader->html->len;
    for (;;) {
        parsed->output = parse(reader->arena, masked, parsed->len, 0);
        if (!parsed->output || !read_tree(reader, parsed)) {
            return 0;
        }
        if (reader->nblanks == BLANKS || !find_blank(reader, &blank)) {
            return 1;
        }
        memset(masked + blank.start, ' ', blank.end - blank.start);
        reader->blanks[reader->nblanks++] = blank;
    }
}

apr_status_t mya_html_parse(const mya_html_t **result, const char *text, apr_size_t len,
                            mya_result_t *why, apr_pool_t *pool)
{
    mya_html_t *html = apr_pcalloc(pool, sizeof(*html));
    reader_t *reader = apr_pcalloc(pool, sizeof(*reader));
    const char *nul = memchr(text, 0, len);

    if (len > MYA_HTML_MAX) {
        return mya_result_tell(why, MYA_ECONFIG, "the page is longer than %d bytes", MYA_HTML_MAX);
    }
    if (nul) {
        return mya_result_tell(why, MYA_ECONFIG,
                               "the page has a NUL byte at %ld, so it is no HTML: perhaps it comes"
                               " compressed", (long)(nul - text));
    }
    html->text = text;
    html->len = len;
    reader->html = html;
    reader->pool = pool;
    reader->arena = make_arena(len, pool);
    reader->nodes = apr_array_make(pool, 256, sizeof(mya_html_node_t));
    reader->stack = apr_array_make(pool, 32, sizeof(frame_t));
    if (!read_page(reader)) {
        return mya_result_tell(why, MYA_ECONFIG,
                               "the page's elements nest too deep or too badly to be read");
    }
    html->nodes = (const mya_html_node_t *)reader->nodes->elts;
    html->nnodes = reader->nodes->nelts;
    *result = html;
    return APR_SUCCESS;
}

const mya_html_attr_t *mya_html_attr(const mya_html_node_t *node, const char *name)
{
    for (int i = 0; i < node->nattrs; i++) {
        if (strcmp(node->attrs[i].name, name) == 0) {
            return &node->attrs[i];
        }
    }
    return NULL;
}

const char *mya_html_value(const mya_html_node_t *node, const char *name)
{
    const mya_html_attr_t *attr = mya_html_attr(node, name);

    return attr ? attr->value : NULL;
}

const mya_html_node_t *mya_html_inside(const mya_html_t *html, int index, const char *name)
{
    for (; index >= 0; index = html->nodes[index].parent) {
        const mya_html_node_t *node = &html->nodes[index];
        if (node->kind == MYA_HTML_ELEMENT && !node->foreign && strcmp(node->name, name) == 0) {
            return node;
        }
    }
    return NULL;
}
