/* SPDX-License-Identifier: Apache-2.0 */
/* flow/show.c: the document goes through the skin and the writer into the layout */
#include "flow/steps.h"

#include <string.h>

#include <apr_strings.h>

#include "flow/table.h"
#include "view/compose.h"

/* A skin that fails is the designer's fault, not the customer's: the base skin shows the page. */
apr_status_t mya_flow_skin(mya_written_t **written, mya_request_t *request, mya_skin_form_e form)
{
    const mya_mount_t *mount = request->mount;
    const char *fault;
    apr_status_t rv = mya_skin_show(written, &fault, mount->skin, mount->base_skin,
                                    request->document->doc, form, request->why, request->pool);

    if (fault) {
        request->server->log(request->server->baton, APR_EGENERAL,
                             apr_pstrcat(request->pool, "the skin failed, the base skin is shown; "
                                         "said once until the skin is loaded again: ", fault,
                                         NULL));
    }
    return rv;
}

static apr_status_t fill_hole(const char **data, apr_size_t *len, void *baton, const char *path,
                              apr_pool_t *pool)
{
    (void)pool;     /* a part of the request lives as long as the request */
    *data = mya_flow_fragment(baton, path);
    *len = strlen(*data);
    return APR_SUCCESS;
}

/* What the skin would get, for who writes it (development only). */
static apr_status_t show_xml(mya_request_t *request)
{
    const char *text = mya_xml_serialize(request->document->doc, 1, request->pool);
    mya_chunk_t *chunk;

    request->answer.chunks = apr_array_make(request->pool, 1, sizeof(mya_chunk_t));
    chunk = apr_array_push(request->answer.chunks);
    chunk->data = text;
    chunk->len = strlen(text);
    request->answer.type = "application/xml; charset=utf-8";
    request->answer.status = request->status;
    return APR_SUCCESS;
}

apr_status_t mya_flow_show(mya_request_t *request)
{
    mya_written_t *written = NULL;
    apr_status_t rv;

    mya_flow_layout(request);
    if (request->as_xml) {
        return show_xml(request);
    }
    rv = mya_flow_skin(&written, request,
                       request->layout->bare ? MYA_SKIN_PAGE : MYA_SKIN_PARTS);
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
