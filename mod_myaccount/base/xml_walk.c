/* SPDX-License-Identifier: Apache-2.0 */
/* base/xml_walk.c: one pass over a tree, for those who write it out */
#include "base/xml.h"

#include <stdio.h>

#include "base/xml_int.h"

#define CS(text) ((const char *)(text))

/* NAME of A as it is called outside: with its prefix if it has one. In BUFFER, or constant; NULL if
 * it is longer than anything that HTML knows. */
static const char *called(const xmlAttr *a, char *buffer, size_t room)
{
    int n;

    if (!a->ns || !a->ns->prefix) {
        return CS(a->name);
    }
    n = snprintf(buffer, room, "%s:%s", CS(a->ns->prefix), CS(a->name));
    return n > 0 && (size_t)n < room ? buffer : NULL;
}

static void visit_attribute(const xmlAttr *a, const char *element, const mya_xml_visitor_t *visitor,
                            void *baton)
{
    const xmlNode *first = a->children;
    char buffer[80];
    const char *name = called(a, buffer, sizeof(buffer));
    xmlChar *joined;

    if (!name) {
        return;
    }
    if (first && !first->next && first->type == XML_TEXT_NODE) {
        visitor->attribute(baton, element, name, first->content ? CS(first->content) : "");
        return;
    }
    joined = xmlNodeListGetString(a->doc, a->children, 1);
    visitor->attribute(baton, element, name, joined ? CS(joined) : "");
    xmlFree(joined);
}

static void visit_start(const xmlNode *node, const mya_xml_visitor_t *visitor, void *baton)
{
    visitor->start(baton, CS(node->name));
    for (const xmlAttr *a = node->properties; a; a = a->next) {
        visit_attribute(a, CS(node->name), visitor, baton);
    }
    visitor->opened(baton, CS(node->name), !node->children);
}

static void visit_leaf(const xmlNode *node, const mya_xml_visitor_t *visitor, void *baton)
{
    if (node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE) {
        visitor->text(baton, node->parent && node->parent->type == XML_ELEMENT_NODE
                                 ? CS(node->parent->name) : "",
                      node->content ? CS(node->content) : "");
    }
    else if (node->type == XML_COMMENT_NODE) {
        visitor->comment(baton, node->content ? CS(node->content) : "");
    }
}

void mya_xml_walk(const mya_node_t *top, const mya_xml_visitor_t *visitor, void *baton)
{
    const xmlNode *const stop = mya_xml_raw(top);
    const xmlNode *node = stop;

    for (;;) {
        if (node->type == XML_ELEMENT_NODE) {
            visit_start(node, visitor, baton);
            if (node->children) {
                node = node->children;
                continue;
            }
            visitor->end(baton, CS(node->name));
        }
        else {
            visit_leaf(node, visitor, baton);
        }
        while (node != stop && !node->next) {
            node = node->parent;
            visitor->end(baton, CS(node->name));
        }
        if (node == stop) {
            return;
        }
        node = node->next;
    }
}

void mya_xml_walk_children(const mya_node_t *node, const mya_xml_visitor_t *visitor, void *baton)
{
    for (xmlNodePtr child = mya_xml_raw(node)->children; child; child = child->next) {
        mya_xml_walk(mya_xml_wrap(child), visitor, baton);
    }
}
