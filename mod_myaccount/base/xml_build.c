/* SPDX-License-Identifier: Apache-2.0 */
/* base/xml_build.c: documents that are built node by node, of text that is clean */
#include "base/xml.h"

#include <string.h>

#include <apr_strings.h>

#include "base/xml_int.h"

#define XC(text) ((const xmlChar *)(text))
#define CS(text) ((const char *)(text))

/* --- clean text --- */

/* How many bytes the character at S takes if XML and HTML may hold it, else 0. */
static int good_char(const unsigned char *s)
{
    if (s[0] < 0x80) {
        return (s[0] >= 0x20 && s[0] != 0x7F) || s[0] == '\t' || s[0] == '\n' || s[0] == '\r';
    }
    if (s[0] < 0xC2 || s[0] > 0xF4 || (s[1] & 0xC0) != 0x80) {
        return 0;
    }
    if (s[0] < 0xE0) {
        return s[0] == 0xC2 && s[1] < 0xA0 ? 0 : 2;   /* the second set of control characters */
    }
    if ((s[2] & 0xC0) != 0x80) {
        return 0;
    }
    if (s[0] < 0xF0) {
        return (s[0] == 0xE0 && s[1] < 0xA0)             /* overlong */
                       || (s[0] == 0xED && s[1] > 0x9F)  /* surrogates */
                       || (s[0] == 0xEF && s[1] == 0xBF && s[2] > 0xBD) /* U+FFFE, U+FFFF */
                       || (s[0] == 0xEF && s[1] == 0xB7 && s[2] >= 0x90 && s[2] <= 0xAF)
                   ? 0 : 3;
    }
    if ((s[3] & 0xC0) != 0x80 || (s[0] == 0xF0 && s[1] < 0x90) || (s[0] == 0xF4 && s[1] > 0x8F)) {
        return 0;
    }
    /* the last two code points of each plane are no characters */
    return (s[1] & 0x0F) == 0x0F && s[2] == 0xBF && s[3] > 0xBD ? 0 : 4;
}

/* How many bytes at TEXT are clean; the length of TEXT if all. */
static apr_size_t clean_length(const char *text)
{
    const unsigned char *s = (const unsigned char *)text;
    int n;

    while (*s && (n = good_char(s)) > 0) {
        s += n;
    }
    return (apr_size_t)(CS(s) - text);
}

const char *mya_xml_clean(const char *text, apr_pool_t *pool)
{
    apr_size_t good = clean_length(text);
    char *copy, *to;

    if (!text[good]) {
        return text;
    }
    copy = to = apr_palloc(pool, strlen(text) * 3 + 1);   /* U+FFFD takes three bytes */
    for (;;) {
        memcpy(to, text, good);
        to += good;
        text += good;
        if (!*text) {
            break;
        }
        memcpy(to, "\xEF\xBF\xBD", 3);
        to += 3;
        text++;
        good = clean_length(text);
    }
    *to = '\0';
    return copy;
}

/* --- building --- */

static const mya_xml_doc_t *doc_of(const mya_node_t *node)
{
    return mya_xml_raw(node)->doc->_private;
}

static const xmlChar *clean_for(const mya_node_t *node, const char *text)
{
    return XC(mya_xml_clean(text, doc_of(node)->pool));
}

/* Element names come from the document's dictionary: the same hundred words for thousand nodes. */
static xmlNodePtr new_element(xmlDocPtr doc, const char *name)
{
    union { const xmlChar *kept; xmlChar *taken; } cast;

    cast.kept = mya_xml_sure((void *)(apr_uintptr_t)xmlDictLookup(doc->dict, XC(name), -1));
    return mya_xml_sure(xmlNewDocNodeEatName(doc, NULL, cast.taken, NULL));
}

mya_xml_doc_t *mya_xml_make(mya_node_t **root, const char *name, apr_pool_t *pool)
{
    mya_xml_memory_t *memory = mya_xml_memory_make(pool);
    mya_xml_frame_t frame;
    xmlDocPtr doc;
    xmlNodePtr node;

    mya_xml_memory_enter(&frame, memory);
    doc = mya_xml_sure(xmlNewDoc(XC("1.0")));
    doc->dict = mya_xml_sure(xmlDictCreate());
    node = new_element(doc, name);
    xmlDocSetRootElement(doc, node);
    mya_xml_memory_leave(&frame);
    *root = mya_xml_wrap(node);
    return mya_xml_adopt(doc, memory, pool);
}

mya_node_t *mya_xml_element(mya_node_t *parent, const char *name)
{
    xmlNodePtr above = mya_xml_raw(parent), node;
    mya_xml_frame_t frame;

    mya_xml_memory_enter(&frame, doc_of(parent)->memory);
    node = new_element(above->doc, name);
    mya_xml_memory_leave(&frame);
    /* linked by hand: xmlAddChild would look at the tree once more for each node */
    node->parent = above;
    node->prev = above->last;
    if (above->last) {
        above->last->next = node;
    }
    else {
        above->children = node;
    }
    above->last = node;
    return mya_xml_wrap(node);
}

mya_node_t *mya_xml_element_text(mya_node_t *parent, const char *name, const char *text)
{
    mya_node_t *node = mya_xml_element(parent, name);

    mya_xml_append(node, text);
    return node;
}

void mya_xml_append(mya_node_t *node, const char *text)
{
    xmlNodePtr raw = mya_xml_raw(node), made;
    mya_xml_frame_t frame;

    if (text && *text) {
        mya_xml_memory_enter(&frame, doc_of(node)->memory);
        made = mya_xml_sure(xmlNewDocText(raw->doc, clean_for(node, text)));
        mya_xml_sure(xmlAddChild(raw, made));
        mya_xml_memory_leave(&frame);
    }
}

void mya_xml_set(mya_node_t *node, const char *name, const char *value)
{
    mya_xml_frame_t frame;

    if (value) {
        mya_xml_memory_enter(&frame, doc_of(node)->memory);
        mya_xml_sure(xmlNewProp(mya_xml_raw(node), XC(name), clean_for(node, value)));
        mya_xml_memory_leave(&frame);
    }
}

void mya_xml_set_int(mya_node_t *node, const char *name, apr_int64_t value)
{
    char digits[24];

    apr_snprintf(digits, sizeof(digits), "%" APR_INT64_T_FMT, value);
    mya_xml_set(node, name, digits);
}

const char *mya_xml_serialize(const mya_xml_doc_t *doc, int indent, apr_pool_t *pool)
{
    xmlChar *made = NULL;
    const char *text;
    int len = 0;

    xmlDocDumpFormatMemoryEnc(doc->doc, &made, &len, "UTF-8", indent);
    text = apr_pstrdup(pool, CS(mya_xml_sure(made)));
    xmlFree(made);
    return text;
}
