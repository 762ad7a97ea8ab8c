/* SPDX-License-Identifier: Apache-2.0 */
/* view/writer.h: the tree that a skin made, to bytes of HTML
 *
 * The only place where markup leaves us. Escapes by context (text, attribute, URL), lets only
 * http, https, mailto, tel and own paths into URL attributes (XS3), writes no handlers, and
 * refuses script and style with content that did not come from the stylesheet's own literal
 * text.
 */
#ifndef MYA_VIEW_WRITER_H
#define MYA_VIEW_WRITER_H

#include "base/xml.h"

/* What a skin's page is made of, for composing it into a layout. Bytes in the pool given. */
typedef struct mya_written_t {
    const char *page;      /* the whole document, from <!DOCTYPE html> */
    apr_size_t page_len;
    const char *title;     /* the title's text, escaped */
    apr_size_t title_len;
    const char *head;      /* what stands in head, but for title, charset and viewport */
    apr_size_t head_len;
    const char *body;      /* children of body; its elements say the lang of <html> */
    apr_size_t body_len;
} mya_written_t;

/* Write the RESULT of a skin. PARTS: fill title, head and body (page is empty); else page alone. */
apr_status_t mya_writer_write(mya_written_t **written, const mya_xml_doc_t *result, int parts,
                              mya_result_t *why, apr_pool_t *pool);

/* Write only what stands in the result's body (fragments): written->body. */
apr_status_t mya_writer_fragment(mya_written_t **written, const mya_xml_doc_t *result,
                                 mya_result_t *why, apr_pool_t *pool);

/* URL if it may stand in href, src, action: http(s), mailto, tel, or an own path; else NULL. */
const char *mya_writer_url(const char *url, apr_pool_t *pool);

#endif
