/* SPDX-License-Identifier: Apache-2.0 */
/* view/compose.h: a page of ours set into a layout: bytes in the order in which they are sent */
#ifndef MYA_VIEW_COMPOSE_H
#define MYA_VIEW_COMPOSE_H

#include "view/layout.h"
#include "view/writer.h"

typedef struct mya_chunk_t {
    const char *data;
    apr_size_t len;  /* never 0 */
} mya_chunk_t;

/* Make the fragment PATH ("-/greeting") for this request: LEN bytes of markup at *DATA, in POOL.
 * What went wrong is the maker's to tell: when it returns anything but APR_SUCCESS, the hole stays
 * empty, since a page is not worse for a missing greeting. */
typedef apr_status_t mya_compose_fragment_fn(const char **data, apr_size_t *len, void *baton,
                                             const char *path, apr_pool_t *pool);

/* Set WRITTEN (with its parts; with its whole page if LAYOUT is bare) into LAYOUT: *CHUNKS of
 * mya_chunk_t in POOL, which point into LAYOUT and WRITTEN. FRAGMENT (NULL: holes stay empty) is
 * called with BATON for each hole, in the page's order; for the same path only once. */
apr_status_t mya_compose(apr_array_header_t **chunks, const mya_layout_t *layout,
                         const mya_written_t *written, mya_compose_fragment_fn *fragment,
                         void *baton, apr_pool_t *pool);

#endif
