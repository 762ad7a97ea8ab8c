/* SPDX-License-Identifier: Apache-2.0 */
/* base/xml_int.h: what base/xml*.c and base/xslt*.c share about libxml2; nobody else includes it */
#ifndef MYA_BASE_XML_INT_H
#define MYA_BASE_XML_INT_H

#include <stdlib.h>

#include <libxml/tree.h>
#include <libxml/dict.h>
#include <libxml/parser.h>

#include "base/xml.h"
#include "base/xml_memory.h"

/* libxml2 2.12 made the error constant in its callbacks. */
#if LIBXML_VERSION >= 21200
typedef const xmlError *mya_xml_error_t;
#else
typedef xmlErrorPtr mya_xml_error_t;
#endif

struct mya_xml_doc_t {
    xmlDocPtr doc;
    mya_xml_memory_t *memory;   /* where its nodes are made; NULL: by malloc() */
    apr_pool_t *pool;
};

/* libxml2 answers NULL only when memory is out; httpd's pools end the process then, and so do
 * we. */
static inline void *mya_xml_sure(void *made)
{
    if (!made) {
        abort();
    }
    return made;
}

/* Our nodes are libxml2's, under a name that the rest of the code can say. */
static inline xmlNodePtr mya_xml_raw(const mya_node_t *node)
{
    union { const mya_node_t *mine; xmlNodePtr theirs; } cast = { .mine = node };
    return cast.theirs;
}

static inline mya_node_t *mya_xml_wrap(xmlNodePtr node)
{
    return (mya_node_t *)(void *)node;
}

/* The libxml2 document of DOC; it dies with DOC's pool. */
xmlDocPtr mya_xml_raw_doc(const mya_xml_doc_t *doc);

/* Where DOC's nodes are made; NULL: by malloc(). */
mya_xml_memory_t *mya_xml_memory_of(const mya_xml_doc_t *doc);

/* Give DOC, whose nodes were made in MEMORY (NULL: by malloc()), to POOL, which ends it; MEMORY
 * lives as long. Whoever used doc->_private for something else loses it. */
mya_xml_doc_t *mya_xml_adopt(xmlDocPtr doc, mya_xml_memory_t *memory, apr_pool_t *pool);

/* The same for MADE of SOURCE, in whose memory it was made: if that is not malloc()'s, MADE dies
 * with SOURCE, else with POOL. */
mya_xml_doc_t *mya_xml_adopt_result(xmlDocPtr made, const mya_xml_doc_t *source,
                                    apr_pool_t *pool);

/* Parse LEN bytes at TEXT, called NAME (its file's path), into a document that the caller owns,
 * with DICT (may be NULL) for its names. NULL on a fault, with "file:line: sentence" in WHY. */
xmlDocPtr mya_xml_parse_raw(const char *text, apr_size_t len, const char *name, xmlDictPtr dict,
                            mya_result_t *why);

#endif
