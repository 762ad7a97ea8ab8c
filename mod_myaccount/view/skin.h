/* SPDX-License-Identifier: Apache-2.0 */
/* view/skin.h: a compiled skin, and what it makes of a page's XML */
#ifndef MYA_VIEW_SKIN_H
#define MYA_VIEW_SKIN_H

#include "base/xml.h"
#include "view/writer.h"

typedef struct mya_skin_t mya_skin_t;

/* Compile the stylesheet FILE, whose imports of "myaccount:NAME.xsl" come from SHARE/xslt, into
 * *SKIN; constant, for all threads, as long as POOL. Refused constructs (XS1) and faults are
 * MYA_ECONFIG with "file:line: sentence" in WHY. FILE NULL: the base skin. */
apr_status_t mya_skin_load(const mya_skin_t **skin, const char *file, const char *share,
                           mya_result_t *why, apr_pool_t *pool);

/* Transform DOC with SKIN into *RESULT, which dies with POOL or DOC, whichever goes first. Runtime
 * errors and xsl:message texts come in WHY; no network, no files, bounded depth. Where the
 * environment variable MYACCOUNT_PAGES names a folder (tests do), DOC is kept there as page-…, for
 * schema/page.rng. */
apr_status_t mya_skin_apply(mya_xml_doc_t **result, const mya_skin_t *skin,
                            const mya_xml_doc_t *doc, mya_result_t *why, apr_pool_t *pool);

typedef enum mya_skin_form_e {
    MYA_SKIN_PAGE,         /* written->page: the whole page */
    MYA_SKIN_PARTS,        /* title, head and body, to be set into a layout */
    MYA_SKIN_FRAGMENT      /* body alone */
} mya_skin_form_e;

/* Show DOC with SKIN as FORM says: *WRITTEN in POOL. Where SKIN fails (it ends itself, calls itself
 * without end, does too much, makes no page), OTHER shows the page; then *FAULT is what happened,
 * "file:line: sentence", the first time since SKIN was loaded, in whichever process; else NULL.
 * Only when OTHER fails as well is that told in WHY and its status returned. */
apr_status_t mya_skin_show(mya_written_t **written, const char **fault, const mya_skin_t *skin,
                           const mya_skin_t *other, const mya_xml_doc_t *doc,
                           mya_skin_form_e form, mya_result_t *why, apr_pool_t *pool);

#endif
