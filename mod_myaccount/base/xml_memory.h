/* SPDX-License-Identifier: Apache-2.0 */
/* base/xml_memory.h: what libxml2 takes for one page comes at once and goes at once
 *
 * A page is some twenty thousand small allocations of libxml2 and libxslt, and a third of its time
 * if malloc() makes and frees each. Between enter and leave they are cut from large pieces instead,
 * and nobody frees them one by one: the pieces go with the page's pool, to the next page.
 *
 * libxml2's allocator belongs to the whole process. So ours answers only to the thread that has
 * entered, passes everything else on to the functions that were there before, and tells by its
 * address whether something is its own. Nothing that libxml2 keeps beyond the document may be made
 * in between: what runs there is building a document and transforming it, and no more.
 */
#ifndef MYA_BASE_XML_MEMORY_H
#define MYA_BASE_XML_MEMORY_H

#include <apr_pools.h>

typedef struct mya_xml_memory_t mya_xml_memory_t;

/* Who has entered; lies on the stack of the one who did. */
typedef struct mya_xml_frame_t {
    mya_xml_memory_t *memory;
    const struct mya_xml_frame_t *below;
} mya_xml_frame_t;

/* Put our functions before libxml2's; apr is initialised; idempotent; by one thread, before a
 * document is made. If somebody put other ones over them since, all is left to malloc(). */
void mya_xml_memory_init(void);

/* Whether documents that are made from now on take their memory from here, if no sanitizer watches;
 * else from malloc(). By one thread. */
void mya_xml_memory_use(int pools);

/* Memory that lives as long as POOL; NULL: malloc() is used. */
mya_xml_memory_t *mya_xml_memory_make(apr_pool_t *pool);

/* From here to the leave with the same FRAME what this thread's libxml2 takes comes from MEMORY;
 * if that is NULL nothing changes. May be nested; one thread at a time. */
void mya_xml_memory_enter(mya_xml_frame_t *frame, mya_xml_memory_t *memory);
void mya_xml_memory_leave(const mya_xml_frame_t *frame);

/* How many bytes MEMORY has taken (tests). */
apr_size_t mya_xml_memory_taken(const mya_xml_memory_t *memory);

#endif
