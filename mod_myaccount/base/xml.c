/* SPDX-License-Identifier: Apache-2.0 */
/* base/xml.c: XML documents (libxml2), without its types */
#include "base/xml.h"

#include <string.h>

#include <apr_file_io.h>
#include <apr_strings.h>

#include "base/xml_int.h"

/* A file of a portal or skin is text that people write: far below this. */
#define FILE_MAX (8 * 1024 * 1024)

#define CS(text) ((const char *)(text))

void mya_xml_init(void)
{
    xmlInitParser();
    mya_xml_memory_init();
}

void mya_xml_pools(int pools)
{
    mya_xml_memory_use(pools);
}

xmlDocPtr mya_xml_raw_doc(const mya_xml_doc_t *doc)
{
    return doc->doc;
}

mya_xml_memory_t *mya_xml_memory_of(const mya_xml_doc_t *doc)
{
    return doc->memory;
}

/* Nodes in a pool go with it. Only the dictionary is left: it may hold on to a style sheet's. */
static apr_status_t release(void *data)
{
    const mya_xml_doc_t *mine = data;
    mya_xml_frame_t frame;

    if (!mine->memory) {
        xmlFreeDoc(mine->doc);
        return APR_SUCCESS;
    }
    mya_xml_memory_enter(&frame, mine->memory);
    xmlDictFree(mine->doc->dict);
    mya_xml_memory_leave(&frame);
    return APR_SUCCESS;
}

mya_xml_doc_t *mya_xml_adopt(xmlDocPtr doc, mya_xml_memory_t *memory, apr_pool_t *pool)
{
    mya_xml_doc_t *mine = apr_palloc(pool, sizeof(*mine));

    mine->doc = doc;
    mine->memory = memory;
    mine->pool = pool;
    doc->_private = mine;
    apr_pool_cleanup_register(pool, mine, release, apr_pool_cleanup_null);
    return mine;
}

mya_xml_doc_t *mya_xml_adopt_result(xmlDocPtr made, const mya_xml_doc_t *source, apr_pool_t *pool)
{
    return mya_xml_adopt(made, source->memory, source->memory ? source->pool : pool);
}

/* --- reading --- */

typedef struct reading_t {
    const char *name;
    mya_result_t *why;
    int told;              /* the first fault is the cause, the rest are its echo */
} reading_t;

static void complain(void *data, mya_xml_error_t error)
{
    xmlParserCtxtPtr ctxt = data;
    reading_t *reading = ctxt->_private;
    char message[400];
    size_t len;

    if (reading->told || error->level == XML_ERR_WARNING) {
        return;
    }
    reading->told = 1;
    apr_cpystrn(message, error->message ? error->message : "it is not well-formed",
                sizeof(message));
    len = strlen(message);
    while (len && (message[len - 1] == '\n' || message[len - 1] == '.')) {
        message[--len] = '\0';
    }
    mya_result_tell(reading->why, MYA_ECONFIG, "%s:%d: this is not well-formed XML: %s",
                    reading->name, error->line, message);
}

/* Before anything of a DTD is read: no entity can be declared, so none can be blown up. */
static void refuse_doctype(void *data, const xmlChar *name, const xmlChar *external,
                           const xmlChar *system)
{
    xmlParserCtxtPtr ctxt = data;
    reading_t *reading = ctxt->_private;

    (void)name, (void)external, (void)system;
    if (!reading->told) {
        reading->told = 1;
        mya_result_tell(reading->why, MYA_ECONFIG,
                        "%s:%d: a document type declaration is refused; leave <!DOCTYPE …> out",
                        reading->name, ctxt->input ? ctxt->input->line : 1);
    }
    xmlStopParser(ctxt);
}

static xmlDocPtr read_with(xmlParserCtxtPtr ctxt, const char *text, apr_size_t len,
                           reading_t *reading)
{
    const int options = XML_PARSE_NONET | XML_PARSE_NOCDATA | XML_PARSE_BIG_LINES
                        | XML_PARSE_NOWARNING;
    xmlDocPtr doc;

    ctxt->_private = reading;
    ctxt->sax->serror = complain;
    ctxt->sax->internalSubset = refuse_doctype;
    doc = xmlCtxtReadMemory(ctxt, text, (int)len, reading->name, NULL, options);
    if (doc && (reading->told || !xmlDocGetRootElement(doc))) {
        xmlFreeDoc(doc);
        doc = NULL;
    }
    return doc;
}

xmlDocPtr mya_xml_parse_raw(const char *text, apr_size_t len, const char *name, xmlDictPtr dict,
                            mya_result_t *why)
{
    xmlParserCtxtPtr ctxt = mya_xml_sure(xmlNewParserCtxt());
    reading_t reading = { name, why, 0 };
    xmlDocPtr doc = NULL;

    if (dict) {
        xmlDictFree(ctxt->dict);
        ctxt->dict = dict;
        xmlDictReference(dict);
    }
    if (len <= FILE_MAX) {
        doc = read_with(ctxt, text, len, &reading);
    }
    if (!doc && !reading.told) {
        mya_result_tell(why, MYA_ECONFIG, "%s:1: this is no XML document", name);
    }
    xmlFreeParserCtxt(ctxt);
    return doc;
}

apr_status_t mya_xml_parse(mya_xml_doc_t **doc, const char *text, apr_size_t len, const char *name,
                           mya_result_t *why, apr_pool_t *pool)
{
    xmlDocPtr raw = mya_xml_parse_raw(text, len, name, NULL, why);

    if (!raw) {
        return MYA_ECONFIG;
    }
    *doc = mya_xml_adopt(raw, NULL, pool);
    return APR_SUCCESS;
}

apr_status_t mya_xml_slurp(const char **text, apr_size_t *len, const char *path, mya_result_t *why,
                           apr_pool_t *pool)
{
    apr_file_t *file;
    apr_finfo_t info;
    char reason[120];
    char *buffer;
    apr_status_t rv = apr_file_open(&file, path, APR_FOPEN_READ | APR_FOPEN_BINARY,
                                    APR_FPROT_OS_DEFAULT, pool);

    if (rv != APR_SUCCESS) {
        return mya_result_tell(why, MYA_ECONFIG, "%s: this file cannot be read: %s", path,
                               apr_strerror(rv, reason, sizeof(reason)));
    }
    rv = apr_file_info_get(&info, APR_FINFO_SIZE | APR_FINFO_TYPE, file);
    if (rv != APR_SUCCESS || info.filetype != APR_REG || info.size > FILE_MAX) {
        apr_file_close(file);
        return mya_result_tell(why, MYA_ECONFIG, "%s: this is no file of at most %d bytes", path,
                               FILE_MAX);
    }
    buffer = apr_palloc(pool, (apr_size_t)info.size + 1);
    rv = apr_file_read_full(file, buffer, (apr_size_t)info.size, len);
    apr_file_close(file);
    if (rv != APR_SUCCESS && !APR_STATUS_IS_EOF(rv)) {
        return mya_result_tell(why, MYA_ECONFIG, "%s: this file cannot be read to its end", path);
    }
    buffer[*len] = '\0';
    *text = buffer;
    return APR_SUCCESS;
}

apr_status_t mya_xml_read(mya_xml_doc_t **doc, const char *path, mya_result_t *why,
                          apr_pool_t *pool)
{
    const char *text;
    apr_size_t len;
    apr_status_t rv = mya_xml_slurp(&text, &len, path, why, pool);

    return rv == APR_SUCCESS ? mya_xml_parse(doc, text, len, path, why, pool) : rv;
}

/* --- looking --- */

mya_node_t *mya_xml_root(const mya_xml_doc_t *doc)
{
    return mya_xml_wrap(xmlDocGetRootElement(doc->doc));
}

const char *mya_xml_name(const mya_node_t *node)
{
    return CS(mya_xml_raw(node)->name);
}

const char *mya_xml_namespace(const mya_node_t *node)
{
    const xmlNs *ns = mya_xml_raw(node)->ns;

    return ns && ns->href ? CS(ns->href) : "";
}

int mya_xml_line(const mya_node_t *node)
{
    return (int)xmlGetLineNo(mya_xml_raw(node));
}

static mya_node_t *element_from(xmlNodePtr node)
{
    while (node && node->type != XML_ELEMENT_NODE) {
        node = node->next;
    }
    return mya_xml_wrap(node);
}

mya_node_t *mya_xml_first(const mya_node_t *node)
{
    return element_from(mya_xml_raw(node)->children);
}

mya_node_t *mya_xml_next(const mya_node_t *node)
{
    return element_from(mya_xml_raw(node)->next);
}

mya_node_t *mya_xml_parent(const mya_node_t *node)
{
    xmlNodePtr parent = mya_xml_raw(node)->parent;

    return parent && parent->type == XML_ELEMENT_NODE ? mya_xml_wrap(parent) : NULL;
}

/* A string of libxml2, moved into POOL. */
static const char *move(xmlChar *made, apr_pool_t *pool)
{
    const char *copy = made ? apr_pstrdup(pool, CS(made)) : "";

    xmlFree(made);
    return copy;
}

const char *mya_xml_text(const mya_node_t *node, apr_pool_t *pool)
{
    return move(xmlNodeGetContent(mya_xml_raw(node)), pool);
}

const char *mya_xml_stray_text(const mya_node_t *node, apr_pool_t *pool)
{
    for (xmlNodePtr child = mya_xml_raw(node)->children; child; child = child->next) {
        if (xmlNodeIsText(child) && !xmlIsBlankNode(child)) {
            return apr_pstrdup(pool, CS(child->content));
        }
    }
    return NULL;
}

static const char *value_of(const xmlAttr *attribute, apr_pool_t *pool)
{
    return move(xmlNodeListGetString(attribute->doc, attribute->children, 1), pool);
}

const char *mya_xml_get(const mya_node_t *node, const char *name, apr_pool_t *pool)
{
    for (xmlAttrPtr a = mya_xml_raw(node)->properties; a; a = a->next) {
        if (!a->ns && !strcmp(CS(a->name), name)) {
            return value_of(a, pool);
        }
    }
    return NULL;
}

static const char *attribute_name(const xmlAttr *attribute, apr_pool_t *pool)
{
    if (!attribute->ns || !attribute->ns->prefix) {
        return CS(attribute->name);
    }
    return apr_pstrcat(pool, CS(attribute->ns->prefix), ":", CS(attribute->name), NULL);
}

const char **mya_xml_attributes(const mya_node_t *node, apr_pool_t *pool)
{
    const char **pairs;
    int n = 0;

    for (xmlAttrPtr a = mya_xml_raw(node)->properties; a; a = a->next) {
        n += 2;
    }
    pairs = apr_pcalloc(pool, (apr_size_t)(n + 1) * sizeof(*pairs));
    n = 0;
    for (xmlAttrPtr a = mya_xml_raw(node)->properties; a; a = a->next) {
        pairs[n++] = attribute_name(a, pool);
        pairs[n++] = value_of(a, pool);
    }
    return pairs;
}
