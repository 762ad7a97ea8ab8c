/* SPDX-License-Identifier: Apache-2.0 */
/* server/send.c: an answer goes out */
#include "server/send.h"

#include <apr_buckets.h>
#include <apr_strings.h>
#include <http_protocol.h>
#include <http_request.h>
#include <util_filter.h>

#include "view/compose.h"

/* err_headers_out go with every status, also through an internal redirect. */
static void set_headers(request_rec *r, const mya_answer_t *answer)
{
    int i;

    apr_table_overlap(r->err_headers_out, answer->headers, APR_OVERLAP_TABLES_SET);
    for (i = 0; i < answer->cookies->nelts; ++i) {
        apr_table_addn(r->err_headers_out, "Set-Cookie",
                       APR_ARRAY_IDX(answer->cookies, i, const char *));
    }
    if (answer->location) {
        apr_table_setn(r->err_headers_out, "Location", answer->location);
    }
}

static int send_file(request_rec *r, const mya_answer_t *answer)
{
    apr_bucket_brigade *bb = apr_brigade_create(r->pool, r->connection->bucket_alloc);
    apr_file_t *file;
    int status;

    if (apr_file_open(&file, answer->file, APR_READ, APR_OS_DEFAULT, r->pool) != APR_SUCCESS
        || apr_file_info_get(&r->finfo, APR_FINFO_NORM, file) != APR_SUCCESS) {
        return HTTP_NOT_FOUND;
    }
    ap_update_mtime(r, r->finfo.mtime);
    ap_set_last_modified(r);
    ap_set_etag(r);
    ap_set_content_length(r, r->finfo.size);
    if ((status = ap_meets_conditions(r)) != OK) {
        return status;
    }
    apr_brigade_insert_file(bb, file, 0, r->finfo.size, r->pool);
    APR_BRIGADE_INSERT_TAIL(bb, apr_bucket_eos_create(bb->bucket_alloc));
    return ap_pass_brigade(r->output_filters, bb) == APR_SUCCESS ? OK : AP_FILTER_ERROR;
}

static int send_chunks(request_rec *r, const mya_answer_t *answer)
{
    apr_bucket_brigade *bb = apr_brigade_create(r->pool, r->connection->bucket_alloc);
    int i;

    for (i = 0; answer->chunks && i < answer->chunks->nelts; ++i) {
        const mya_chunk_t *chunk = &APR_ARRAY_IDX(answer->chunks, i, mya_chunk_t);
        if (chunk->len > 0) {
            APR_BRIGADE_INSERT_TAIL(bb, apr_bucket_pool_create(chunk->data, chunk->len, r->pool,
                                                               bb->bucket_alloc));
        }
    }
    APR_BRIGADE_INSERT_TAIL(bb, apr_bucket_eos_create(bb->bucket_alloc));
    return ap_pass_brigade(r->output_filters, bb) == APR_SUCCESS ? OK : AP_FILTER_ERROR;
}

int mya_send(request_rec *r, const mya_answer_t *answer)
{
    set_headers(r, answer);
    r->status = answer->status;
    if (answer->type) {
        ap_set_content_type(r, answer->type);
    }
    if (answer->file) {
        return send_file(r, answer);
    }
    /* a page is made anew each time: a part of it means nothing */
    apr_table_unset(r->headers_in, "Range");
    return send_chunks(r, answer);
}
