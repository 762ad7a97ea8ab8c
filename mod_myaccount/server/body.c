/* SPDX-License-Identifier: Apache-2.0 */
/* server/body.c: the bytes of a request's body */
#include "server/body.h"

#include <string.h>

#include <apr_buckets.h>
#include <apr_strings.h>
#include <http_protocol.h>
#include <util_filter.h>

#define PIECE 16384

/* A growing buffer in a pool: doubled, so that a small form stays small. */
typedef struct buffer_t {
    char *bytes;
    apr_size_t len, size;
} buffer_t;

static void append(buffer_t *buffer, const char *data, apr_size_t len, apr_pool_t *pool)
{
    if (buffer->len + len + 1 > buffer->size) {
        char *larger;
        buffer->size = (buffer->len + len + 1) * 2;
        larger = apr_palloc(pool, buffer->size);
        memcpy(larger, buffer->bytes, buffer->len);
        buffer->bytes = larger;
    }
    memcpy(buffer->bytes + buffer->len, data, len);
    buffer->len += len;
    buffer->bytes[buffer->len] = '\0';
}

static apr_status_t take(buffer_t *buffer, int *end, apr_bucket_brigade *bb, apr_size_t max,
                         request_rec *r, mya_result_t *why)
{
    apr_bucket *b;

    for (b = APR_BRIGADE_FIRST(bb); b != APR_BRIGADE_SENTINEL(bb); b = APR_BUCKET_NEXT(b)) {
        const char *data;
        apr_size_t len;
        if (APR_BUCKET_IS_EOS(b)) {
            *end = 1;
            break;
        }
        if (APR_BUCKET_IS_METADATA(b)) {
            continue;
        }
        if (apr_bucket_read(b, &data, &len, APR_BLOCK_READ) != APR_SUCCESS) {
            return mya_result_tell(why, MYA_EBADREQUEST, "the body could not be read");
        }
        if (len > max - buffer->len) {
            return mya_result_tell(why, MYA_ETOOLARGE, "the body is larger than a form may be");
        }
        append(buffer, data, len, r->pool);
    }
    return APR_SUCCESS;
}

static apr_status_t failed(apr_status_t rv, mya_result_t *why)
{
    if (ap_map_http_request_error(rv, HTTP_BAD_REQUEST) == HTTP_REQUEST_ENTITY_TOO_LARGE) {
        return mya_result_tell(why, MYA_ETOOLARGE, "the body is larger than LimitRequestBody");
    }
    return mya_result_tell(why, MYA_EBADREQUEST, "the body broke off or is malformed");
}

apr_status_t mya_body_read(const char **bytes, apr_size_t *len, request_rec *r, apr_size_t max,
                           mya_result_t *why)
{
    apr_bucket_brigade *bb = apr_brigade_create(r->pool, r->connection->bucket_alloc);
    buffer_t buffer = { apr_pstrdup(r->pool, ""), 0, 1 };
    apr_status_t rv = APR_SUCCESS;
    int end = 0;

    while (!end && rv == APR_SUCCESS) {
        apr_status_t got = ap_get_brigade(r->input_filters, bb, AP_MODE_READBYTES, APR_BLOCK_READ,
                                          PIECE);
        rv = got == APR_SUCCESS ? take(&buffer, &end, bb, max, r, why) : failed(got, why);
        apr_brigade_cleanup(bb);
    }
    *bytes = buffer.bytes;
    *len = buffer.len;
    return rv;
}
