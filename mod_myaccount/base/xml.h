/* SPDX-License-Identifier: Apache-2.0 */
/* base/xml.h: XML documents (libxml2), without its types
 *
 * Trees are built node by node and never parsed from user bytes (XE1). Files are parsed only from
 * the administrator's disk, without network, entities or DTDs, with the line of each node known.
 */
#ifndef MYA_BASE_XML_H
#define MYA_BASE_XML_H

#include <apr_pools.h>

#include "base/result.h"

typedef struct mya_xml_doc_t mya_xml_doc_t;   /* an xmlDoc that dies with its pool */
typedef struct mya_node_t mya_node_t;         /* an xmlNode; lives as long as its document */

/* Set up the library for the process; idempotent; called at the head of check_config, by ctl and
 * by tests. libxml2's clean-up is never called: others in the process share it. */
void mya_xml_init(void);
/* Whether pages are made in memory of their pools (not 0, as at first, though not under a
 * sanitizer, which could not see into them) or by malloc(). At start, by one thread. */
void mya_xml_pools(int pools);

/* --- reading the administrator's files --- */

/* Read the whole file PATH into *TEXT and *LEN; a fault is MYA_ECONFIG, told in WHY. */
apr_status_t mya_xml_slurp(const char **text, apr_size_t *len, const char *path, mya_result_t *why,
                           apr_pool_t *pool);

/* Parse the file PATH. A syntax error is MYA_ECONFIG with "file:line: sentence" in WHY. */
apr_status_t mya_xml_read(mya_xml_doc_t **doc, const char *path, mya_result_t *why,
                          apr_pool_t *pool);
/* The same for LEN bytes at TEXT that are called NAME in sentences (tests, generated examples). */
apr_status_t mya_xml_parse(mya_xml_doc_t **doc, const char *text, apr_size_t len,
                           const char *name, mya_result_t *why, apr_pool_t *pool);

mya_node_t *mya_xml_root(const mya_xml_doc_t *doc);
const char *mya_xml_name(const mya_node_t *node);       /* local name of an element */
const char *mya_xml_namespace(const mya_node_t *node);  /* "" if in none */
int mya_xml_line(const mya_node_t *node);
/* First and next child element; comments, processing instructions and white space are passed over.
 * Text that is not white space between elements is the business of mya_xml_stray_text(). */
mya_node_t *mya_xml_first(const mya_node_t *node);
mya_node_t *mya_xml_next(const mya_node_t *node);
mya_node_t *mya_xml_parent(const mya_node_t *node);
/* All text below NODE, in POOL; never NULL. */
const char *mya_xml_text(const mya_node_t *node, apr_pool_t *pool);
/* The first text directly in NODE that is not white space, or NULL. */
const char *mya_xml_stray_text(const mya_node_t *node, apr_pool_t *pool);
/* The attribute NAME of NODE (without namespace) in POOL, or NULL. */
const char *mya_xml_get(const mya_node_t *node, const char *name, apr_pool_t *pool);
/* The attributes of NODE as NULL-terminated array {name, value, name, value, …, NULL} in POOL. */
const char **mya_xml_attributes(const mya_node_t *node, apr_pool_t *pool);

/* --- building --- */

/* An empty document with the root element NAME; *ROOT gets it. Dies with POOL. */
mya_xml_doc_t *mya_xml_make(mya_node_t **root, const char *name, apr_pool_t *pool);

/* Append a new element NAME to PARENT. NAME must be an XML name; the definition's loader saw to
 * it. */
mya_node_t *mya_xml_element(mya_node_t *parent, const char *name);
/* The same with TEXT as its content (NULL: empty). */
mya_node_t *mya_xml_element_text(mya_node_t *parent, const char *name, const char *text);
/* Append TEXT (may be NULL). Bytes that no XML may hold (control characters, bad UTF-8, U+FFFE)
 * become U+FFFD, so that one bad row never breaks a page (XE3); the same in mya_xml_set(). */
void mya_xml_append(mya_node_t *node, const char *text);
/* Set the attribute NAME to VALUE; a NULL VALUE sets nothing. Each name once. */
void mya_xml_set(mya_node_t *node, const char *name, const char *value);
void mya_xml_set_int(mya_node_t *node, const char *name, apr_int64_t value);

/* TEXT if it is clean, else a copy in POOL with U+FFFD for what no XML may hold. */
const char *mya_xml_clean(const char *text, apr_pool_t *pool);

/* DOC as UTF-8 text with an XML declaration, indented if INDENT (development, tests). */
const char *mya_xml_serialize(const mya_xml_doc_t *doc, int indent, apr_pool_t *pool);

/* --- walking (the result writer) --- */

typedef struct mya_xml_visitor_t {
    /* Called in document order. An attribute call follows the start of its element; opened comes
     * after the last attribute, EMPTY is set if no child follows. */
    void (*start)(void *baton, const char *name);
    void (*attribute)(void *baton, const char *element, const char *name, const char *value);
    void (*opened)(void *baton, const char *name, int empty);
    void (*text)(void *baton, const char *parent, const char *text);
    void (*comment)(void *baton, const char *text);
    void (*end)(void *baton, const char *name);
} mya_xml_visitor_t;

/* Walk NODE and what is below it; iterative, so that depth costs no stack. */
void mya_xml_walk(const mya_node_t *node, const mya_xml_visitor_t *visitor, void *baton);
/* Walk only the children of NODE. */
void mya_xml_walk_children(const mya_node_t *node, const mya_xml_visitor_t *visitor, void *baton);

#endif
