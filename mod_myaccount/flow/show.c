/* SPDX-License-Identifier: Apache-2.0 */
/* flow/show.c: the document goes through the skin and the writer into the layout */
#include "flow/steps.h"

#include <string.h>

#include <apr_strings.h>

#include "flow/table.h"
#include "view/compose.h"
#include "view/writer.h"

/* A skin that fails is the designer's fault, not the customer's: the base skin shows the page. */
static apr_status_t transform(mya_xml_doc_t **result, mya_request_t *request)
{
    const mya_mount_t *mount = request->mount;
    mya_result_t *quiet = mya_result_make(request->pool);
    apr_status_t rv;

    rv = mya_skin_apply(result, mount->skin, request->document->doc, quiet, request->pool);
    if (rv == APR_SUCCESS || mount->skin == mount->base_skin) {
        if (rv != APR_SUCCESS) {
            mya_result_tell(request->why, rv, "%s", quiet->detail);
        }
        return rv;
    }
    request->server->log(request->server->baton, rv,
                         apr_pstrcat(request->pool, "the skin failed, the base skin is shown: ",
                                     quiet->detail, NULL));
    return mya_skin_apply(result, mount->base_skin, request->document->doc, request->why,
                          request->pool);
}

static apr_status_t fill_hole(const char **data, apr_size_t *len, void *baton, const char *path,
                              apr_pool_t *pool)
{
    (void)pool;     /* a part of the request lives as long as the request */
    *data = mya_flow_fragment(baton, path);
    *len = strlen(*data);
    return APR_SUCCESS;
}

apr_status_t mya_flow_show(mya_request_t *request)
{
    mya_xml_doc_t *result = NULL;
    mya_written_t *written = NULL;
    apr_status_t rv;

    mya_flow_layout(request);
    if ((rv = transform(&result, request)) != APR_SUCCESS) {
        return rv;
    }
    rv = mya_writer_write(&written, result, !request->layout->bare, request->why, request->pool);
    if (rv != APR_SUCCESS) {
        return rv;
    }
    rv = mya_compose(&request->answer.chunks, request->layout, written, fill_hole, request,
                     request->pool);
    if (rv == APR_SUCCESS) {
        request->answer.type = "text/html; charset=utf-8";
        request->answer.status = request->status;
    }
    return rv;
}
