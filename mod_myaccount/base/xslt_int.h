/* SPDX-License-Identifier: Apache-2.0 */
/* base/xslt_int.h: what base/xslt.c shares with its parts; nobody else includes it */
#ifndef MYA_BASE_XSLT_INT_H
#define MYA_BASE_XSLT_INT_H

#include "base/xml_int.h"

/* Judge the stylesheet document DOC of the file NAME: MYA_ECONFIG, told in WHY, if it holds what is
 * refused (XS1). Marks its literal script and style elements with MARK. */
apr_status_t mya_xslt_judge(xmlDocPtr doc, const char *name, const char *mark, mya_result_t *why);

/* What the style sheets of one skin define and what they call. */
typedef struct mya_xslt_calls_t mya_xslt_calls_t;

/* Empty, in POOL. */
mya_xslt_calls_t *mya_xslt_calls_make(apr_pool_t *pool);

/* Note what DOC of the file FILE calls and, if it is the skin's OWN, which templates it has. FILE
 * must live as long as CALLS. */
void mya_xslt_calls_note(mya_xslt_calls_t *calls, xmlDocPtr doc, const char *file, int own);

/* MYA_ECONFIG, told in WHY, if the skin has a template that nobody calls; call it when all style
 * sheets were noted. */
apr_status_t mya_xslt_calls_judge(const mya_xslt_calls_t *calls, mya_result_t *why);

#endif
