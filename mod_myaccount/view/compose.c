/* SPDX-License-Identifier: Apache-2.0 */
/* view/compose.c: a page of ours set into a layout: bytes in the order in which they are sent */
#include "view/compose.h"

#include <apr_hash.h>

/* The fragments of one page, each made once. */
typedef struct holes_t {
    mya_compose_fragment_fn *make;
    void *baton;
    apr_hash_t *made;  /* path to mya_chunk_t */
    apr_pool_t *pool;
} holes_t;

static void push(apr_array_header_t *chunks, const char *data, apr_size_t len)
{
    mya_chunk_t chunk = { data, len };

    if (data && len) {
        APR_ARRAY_PUSH(chunks, mya_chunk_t) = chunk;
    }
}

static const mya_chunk_t *fill(holes_t *holes, const char *path)
{
    mya_chunk_t *chunk = apr_hash_get(holes->made, path, APR_HASH_KEY_STRING);

    if (!chunk) {
        chunk = apr_pcalloc(holes->pool, sizeof(*chunk));
        if (!holes->make || holes->make(&chunk->data, &chunk->len, holes->baton, path,
                                        holes->pool) != APR_SUCCESS) {
            chunk->len = 0;
        }
        apr_hash_set(holes->made, path, APR_HASH_KEY_STRING, chunk);
    }
    return chunk;
}

static void push_piece(apr_array_header_t *chunks, const mya_piece_t *piece,
                       const mya_written_t *written, holes_t *holes)
{
    const mya_chunk_t *filled;

    switch (piece->kind) {
    case MYA_PIECE_BYTES:
        push(chunks, piece->data, piece->len);
        break;
    case MYA_PIECE_TITLE:
        push(chunks, written->title, written->title_len);
        break;
    case MYA_PIECE_HEAD:
        push(chunks, written->head, written->head_len);
        break;
    case MYA_PIECE_CONTENT:
        push(chunks, written->body, written->body_len);
        break;
    case MYA_PIECE_FRAGMENT:
        filled = fill(holes, piece->data);
        push(chunks, filled->data, filled->len);
        break;
    }
}

apr_status_t mya_compose(apr_array_header_t **result, const mya_layout_t *layout,
                         const mya_written_t *written, mya_compose_fragment_fn *fragment,
                         void *baton, apr_pool_t *pool)
{
    apr_array_header_t *chunks = apr_array_make(pool, layout->npieces, sizeof(mya_chunk_t));
    holes_t holes = { fragment, baton, apr_hash_make(pool), pool };

    *result = chunks;
    if (layout->bare) {
        push(chunks, written->page, written->page_len);
        return APR_SUCCESS;
    }
    for (int i = 0; i < layout->npieces; i++) {
        push_piece(chunks, &layout->pieces[i], written, &holes);
    }
    return APR_SUCCESS;
}
