/* SPDX-License-Identifier: Apache-2.0 */
/* flow/fragment.c: small pieces for the site's own pages, and the holes of a layout
 *
 * A fragment always answers 200: an include that fails would print the server's own sentence into
 * the company's home page.
 */
#include "flow/steps.h"

#include <string.h>

#include <apr_strings.h>

#include "view/compose.h"
#include "view/writer.h"

static void answer_bytes(mya_request_t *request, const char *bytes, apr_size_t len)
{
    mya_chunk_t *chunk;

    request->answer.chunks = apr_array_make(request->pool, 1, sizeof(mya_chunk_t));
    chunk = apr_array_push(request->answer.chunks);
    chunk->data = bytes;
    chunk->len = len;
    request->answer.type = "text/html; charset=utf-8";
    request->answer.status = 200;
}

/* Our own layout fetch gets a marker instead, so that no name is ever cached. */
apr_status_t mya_flow_fragment_marker(mya_request_t *request)
{
    if (request->layout_fetch) {
        const char *marker = request->marker
                                 ? mya_layout_marker(request->marker, request->path, request->pool)
                                 : "";
        answer_bytes(request, marker, strlen(marker));
    }
    return APR_SUCCESS;
}

apr_status_t mya_flow_fragment_show(mya_request_t *request)
{
    mya_written_t *written = NULL;
    apr_status_t rv = mya_flow_skin(&written, request, MYA_SKIN_FRAGMENT);

    if (rv == APR_SUCCESS) {
        answer_bytes(request, written->body, written->body_len);
    }
    return rv;
}

mya_request_t *mya_flow_fragment_request(mya_request_t *parent, const char *path)
{
    mya_request_t *request = apr_pcalloc(parent->pool, sizeof(*request));

    request->pool = parent->pool;
    request->top_pool = parent->top_pool;
    request->memo = parent->memo;
    request->mount = parent->mount;
    request->server = parent->server;
    request->db = parent->db;
    request->why = mya_result_make(parent->pool);
    request->id = parent->id;
    request->method = MYA_GET;
    request->path = path;
    request->cookie = parent->cookie;
    request->address = parent->address;
    request->agent = parent->agent;
    request->now = parent->now;
    mya_flow_policy_begin(request);
    return request;
}

const char *mya_flow_fragment_bytes(const mya_request_t *request)
{
    const mya_chunk_t *chunk = request->answer.chunks && request->answer.chunks->nelts
                                   ? (const mya_chunk_t *)(const void *)request->answer.chunks->elts
                                   : NULL;

    return chunk ? apr_pstrmemdup(request->pool, chunk->data, chunk->len) : "";
}

const char *mya_flow_fragment_failed(mya_request_t *request)
{
    const apr_status_t status = request->why->status;

    /* A stranger's doing (an unknown address, not for this role) is nothing for the log. */
    if (status == MYA_EUNAVAILABLE || status == MYA_EDATABASE || status == MYA_ESLOW
        || status < MYA_ESTART || status >= MYA_EEND) {
        request->server->log(request->server->baton, request->why->status,
                             apr_pstrcat(request->pool, "the fragment ", request->path,
                                         " is left empty: ",
                                         request->why->detail ? request->why->detail : "failed",
                                         NULL));
    }
    return "";
}
