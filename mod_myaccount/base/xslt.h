/* SPDX-License-Identifier: Apache-2.0 */
/* base/xslt.h: compiled stylesheets (libxslt), without its types
 *
 * A stylesheet comes from the administrator's disk, is judged and compiled at start, and is
 * constant afterwards. It reads nothing but the document that it is given, and writes nothing
 * but its result.
 */
#ifndef MYA_BASE_XSLT_H
#define MYA_BASE_XSLT_H

#include "base/xml.h"

typedef struct mya_style_t mya_style_t;

/* Compile the stylesheet FILE into *STYLE, which dies with POOL. "myaccount:NAME.xsl" in an
 * import or include is NAME.xsl in the folder SHARED; other files must lie in FILE's folder or
 * below. Refused constructs (doc/security.md XS1) and faults are MYA_ECONFIG with "file:line: what
 * is wrong; what would be right" in WHY. Only at start, by one thread. */
apr_status_t mya_xslt_compile(const mya_style_t **style, const char *file, const char *shared,
                              mya_result_t *why, apr_pool_t *pool);

/* Transform DOC with STYLE into *RESULT, which dies with POOL or DOC, whichever goes first. Any
 * number of threads at once, each with a DOC of its own (sorting writes into it). A fault of the
 * stylesheet is APR_EGENERAL with "file:line: sentence" in WHY; texts of xsl:message come in WHY's
 * detail beside APR_SUCCESS. Depth and number of operations are bounded. */
apr_status_t mya_xslt_apply(mya_xml_doc_t **result, const mya_style_t *style,
                            const mya_xml_doc_t *doc, mya_result_t *why, apr_pool_t *pool);

/* A script or style element that a stylesheet wrote literally carries this attribute in the result,
 * with a value that no data can know; one without it came from somewhere else. */
#define MYA_XSLT_MARK "mya-literal"
const char *mya_xslt_mark(void);

#endif
