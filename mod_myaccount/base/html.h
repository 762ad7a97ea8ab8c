/* SPDX-License-Identifier: Apache-2.0 */
/* base/html.h: a page of HTML as a browser understands it, each thing with its place in the bytes
 *
 * For cutting a page that somebody else wrote without touching the rest of it. The nodes stand in a
 * flat array in the order of the tree, so that nobody has to recurse over what a page may nest.
 */
#ifndef MYA_BASE_HTML_H
#define MYA_BASE_HTML_H

#include "base/result.h"

#define MYA_HTML_MAX (2 * 1024 * 1024)  /* bytes of a page that we read at all */

/* Bytes START to END, END not included, of the page's text. */
typedef struct mya_html_span_t {
    apr_size_t start;
    apr_size_t end;
} mya_html_span_t;

typedef enum mya_html_kind_e {
    MYA_HTML_ELEMENT,
    MYA_HTML_TEXT,
    MYA_HTML_COMMENT
} mya_html_kind_e;

typedef struct mya_html_attr_t {
    const char *name;       /* lower case; xlink:href is "href" */
    const char *value;      /* entities decoded, line ends LF; "" when there is none */
    mya_html_span_t span;   /* from the name to the end of the value with its quotes */
    mya_html_span_t raw;    /* the value without quotes; empty, where one would be,
                             * if there is none */
    char quote;             /* '"', '\'' or 0 */
} mya_html_attr_t;

typedef struct mya_html_node_t {
    mya_html_kind_e kind;
    const char *name;       /* element: lower case; else NULL */
    const char *value;      /* text and comment: their text, entities decoded; else NULL */
    int parent;             /* -1: none */
    int next;               /* the first node not inside this one: nodes [self + 1, next) are */
    int foreign;            /* of SVG or MathML */
    int hidden;             /* inside a template element */
    int ended;              /* an end tag of its own is in the page: close is that tag */
    mya_html_span_t open;   /* start tag, or all of a text or comment; empty:
                             * made up by the parser */
    mya_html_span_t copied; /* in a badly nested page one tag makes several elements: all but the
                             * first have it here, no open and no attributes, and ended says that
                             * the page ends it within another element than where it began */
    mya_html_span_t close;  /* end tag; empty where it is only implied, where the element ends */
    const mya_html_attr_t *attrs;
    int nattrs;
} mya_html_node_t;

typedef struct mya_html_t {
    const char *text;
    apr_size_t len;
    const mya_html_node_t *nodes;
    int nnodes;
} mya_html_t;

/* Understand LEN bytes of TEXT (UTF-8, no byte order mark) as a browser that runs scripts does,
 * into *HTML, in POOL and pointing into TEXT. Whatever the bytes are, it takes bounded memory, and
 * seconds of processor time at most. Return MYA_ECONFIG with a sentence in WHY for a page that is
 * too long, has NUL bytes, or is too entangled. */
apr_status_t mya_html_parse(const mya_html_t **html, const char *text, apr_size_t len,
                            mya_result_t *why, apr_pool_t *pool);

/* The attribute NAME of NODE; NULL if it has none. */
const mya_html_attr_t *mya_html_attr(const mya_html_node_t *node, const char *name);

/* Its value; NULL if it has none. */
const char *mya_html_value(const mya_html_node_t *node, const char *name);

/* Is the node at INDEX, or one that it stands in, the element NAME of HTML? Return that node, or
 * NULL. */
const mya_html_node_t *mya_html_inside(const mya_html_t *html, int index, const char *name);

#endif
