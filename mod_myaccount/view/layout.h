/* SPDX-License-Identifier: Apache-2.0 */
/* view/layout.h: the site's own page, cut into pieces once, into which our pages are set
 *
 * A layout is a list of pieces in the order in which they are sent. It is made from the bytes of
 * one page of the site, is constant afterwards, and holds nothing personal: what differs per
 * visitor stands in fragment pieces ("holes"), filled for each request.
 */
#ifndef MYA_VIEW_LAYOUT_H
#define MYA_VIEW_LAYOUT_H

#include <apr_pools.h>
#include <apr_tables.h>

#include "base/result.h"

typedef enum mya_piece_e {
    MYA_PIECE_BYTES,      /* data, as the site wrote them */
    MYA_PIECE_TITLE,      /* text of our title, escaped */
    MYA_PIECE_HEAD,       /* our head links */
    MYA_PIECE_CONTENT,    /* children of our body */
    MYA_PIECE_FRAGMENT    /* data = path of the fragment below the mount: "-/greeting" */
} mya_piece_e;

typedef struct mya_piece_t {
    mya_piece_e kind;
    const char *data;
    apr_size_t len;
} mya_piece_t;

typedef struct mya_layout_t {
    const mya_piece_t *pieces;
    int npieces;
    int bare;                  /* the list [content]: our page stands alone */
    const char *csp;           /* whole value of Content-Security-Policy for pages in this layout */
    apr_array_header_t *notes; /* const char *: what was rewritten or left out, and the directive
                                * line that would let it in; for the log and myaccountctl layout */
} mya_layout_t;

typedef struct mya_layout_spec_t {
    const char *url;           /* root-relative address that the page comes from: "/index.html" */
    const char *selector;      /* tag, "#id" or ".class" whose content is replaced */
    const char *selector2;     /* or NULL; with it, what stands between the two is replaced */
    const char *own_origin;    /* "https://www.example.com": base of absolute own URLs; or NULL */
    const char *const *sources; /* NULL-terminated: MyAccountLayoutSources; or NULL */
    const char *marker;        /* random token of the fragment markers of this fetch; or NULL */
} mya_layout_spec_t;

/* Is SELECTOR a tag, "#id" or ".class"? Else MYA_ECONFIG with a sentence in WHY. */
apr_status_t mya_layout_selector_check(const char *selector, mya_result_t *why);

/* The comment that a fragment writes instead of itself while a layout is fetched:
 * "<!--mya MARKER PATH-->", in POOL. */
const char *mya_layout_marker(const char *marker, const char *path, apr_pool_t *pool);

/* Cut LEN bytes HTML by SPEC into *LAYOUT, which lives as long as POOL and does not point into
 * HTML. CHARSET is what the sender's Content-Type says ("iso-8859-1"), NULL if it says nothing;
 * whatever it is, the pieces are UTF-8. Relative URLs become root-relative, canonical and og:
 * go, robots noindex comes; all else stays byte for byte. Costs about 60 ms of processor time
 * per MB. Return MYA_ECONFIG with a sentence in WHY for a page of more than 2 MB, a charset that
 * browsers do not know, a source that is none, a selector that is not found, and a content place
 * in which our pages would not work: inside form, a, button, p, noscript, … */
apr_status_t mya_layout_split(const mya_layout_t **layout, const char *html, apr_size_t len,
                              const char *charset, const mya_layout_spec_t *spec,
                              mya_result_t *why, apr_pool_t *pool);

/* The layout without a site's page, with the strict policy; a constant. */
const mya_layout_t *mya_layout_bare(void);

#endif
