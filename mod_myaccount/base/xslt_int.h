/* SPDX-License-Identifier: Apache-2.0 */
/* base/xslt_int.h: what base/xslt.c and base/xslt_judge.c share; nobody else includes it */
#ifndef MYA_BASE_XSLT_INT_H
#define MYA_BASE_XSLT_INT_H

#include "base/xml_int.h"

/* Judge the stylesheet document DOC of the file NAME: MYA_ECONFIG, told in WHY, if it holds what is
 * refused (XS1). Marks its literal script and style elements with MARK. */
apr_status_t mya_xslt_judge(xmlDocPtr doc, const char *name, const char *mark, mya_result_t *why);

#endif
