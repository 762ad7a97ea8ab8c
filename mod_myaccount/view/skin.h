/* SPDX-License-Identifier: Apache-2.0 */
/* view/skin.h: a compiled skin, and what it makes of a page's XML */
#ifndef MYA_VIEW_SKIN_H
#define MYA_VIEW_SKIN_H

#include "base/xml.h"

typedef struct mya_skin_t mya_skin_t;

/* Compile the stylesheet FILE, whose imports of "myaccount:NAME.xsl" come from SHARE/xslt, into
 * *SKIN; constant, for all threads, as long as POOL. Refused constructs (XS1) and faults are
 * MYA_ECONFIG with "file:line: sentence" in WHY. FILE NULL: the base skin. */
apr_status_t mya_skin_load(const mya_skin_t **skin, const char *file, const char *share,
                           mya_result_t *why, apr_pool_t *pool);

/* Transform DOC with SKIN into *RESULT (dies with POOL). Runtime errors and xsl:message texts
 * come in WHY; no network, no files, bounded depth. Where the environment variable
 * MYACCOUNT_PAGES names a folder (tests do), DOC is kept there as page-…, for schema/page.rng. */
apr_status_t mya_skin_apply(mya_xml_doc_t **result, const mya_skin_t *skin,
                            const mya_xml_doc_t *doc, mya_result_t *why, apr_pool_t *pool);

#endif
