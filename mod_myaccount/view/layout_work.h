/* SPDX-License-Identifier: Apache-2.0 */
/* view/layout_work.h: what the files view/layout*.c share while one page is being cut
 *
 * Each of them reads the page's tree and plans edits: bytes from START to END of the page give way
 * to a piece. layout_cut.c carries them out. Nothing of this outlives mya_layout_split().
 */
#ifndef MYA_VIEW_LAYOUT_WORK_H
#define MYA_VIEW_LAYOUT_WORK_H

#include "base/html.h"
#include "view/layout.h"
#include "view/layout_csp.h"
#include "view/layout_url.h"

typedef struct mya_layout_edit_t {
    mya_html_span_t span;            /* these bytes of the page give way to */
    mya_piece_e kind;                /* a piece of this kind */
    const char *data;                /* with these bytes, or this path */
    int order;                       /* among the edits at one place */
} mya_layout_edit_t;

typedef struct mya_layout_work_t {
    const mya_html_t *html;
    const mya_layout_spec_t *spec;
    const char *charset;             /* what the page was before it became UTF-8: "utf-8", … */
    const mya_layout_base_t *base;
    mya_layout_csp_t *csp;
    mya_html_span_t place;           /* what gives way to our content */
    apr_array_header_t *edits;       /* mya_layout_edit_t */
    apr_array_header_t *notes;       /* const char *, in the layout's pool */
    int silent;                      /* javascript: links, which do nothing under the policy */
    mya_result_t *why;
    apr_pool_t *pool;                /* dies when the page is cut */
} mya_layout_work_t;

/* Keep a note for the web admin. After the first hundred there is one that says so. */
void mya_layout_note(mya_layout_work_t *work, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* layout_cut.c: plan that the bytes of SPAN give way to a piece of KIND; DATA for BYTES (""
 * removes) and FRAGMENT, else NULL. Edits at one place come out in the order in which they were
 * planned; one that begins inside another is dropped. */
void mya_layout_cut(mya_layout_work_t *work, mya_html_span_t span, mya_piece_e kind,
                    const char *data);

/* VALUE as it may stand between two QUOTEs of an attribute; QUOTE 0: without quotes, where it gets
 * some if it needs them. */
const char *mya_layout_escape(const char *value, char quote, apr_pool_t *pool);

/* Plan that ATTR gets VALUE, escaped. */
void mya_layout_cut_value(mya_layout_work_t *work, const mya_html_attr_t *attr, const char *value);

/* Plan that NODE with all that is in it goes. */
void mya_layout_cut_node(mya_layout_work_t *work, const mya_html_node_t *node);

/* Carry the edits out: *PIECES in POOL, which point neither into the page nor into WORK's pool. The
 * number of pieces is the result. */
int mya_layout_cut_all(const mya_piece_t **pieces, mya_layout_work_t *work, apr_pool_t *pool);

/* layout_place.c: find work->place by the selectors; MYA_ECONFIG with a sentence if there is none,
 * or it is one where our pages cannot stand. */
apr_status_t mya_layout_place(mya_layout_work_t *work);

/* Does NODE begin in what gives way to our content? */
int mya_layout_in_place(const mya_layout_work_t *work, const mya_html_node_t *node);

/* layout_head.c: title, our head links, robots, charset; what describes the site's page goes. */
apr_status_t mya_layout_head(mya_layout_work_t *work);

/* The base of the page's addresses: its own, or its first <base href>. */
const mya_layout_base_t *mya_layout_base(const mya_layout_work_t *work);

/* layout_element.c: addresses, scripts, styles and handlers of the element NODE, and what the
 * policy must allow for them. */
void mya_layout_element(mya_layout_work_t *work, int node);

#endif
