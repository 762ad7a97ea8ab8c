/* SPDX-License-Identifier: Apache-2.0 */
/* portal/ref_tell.c: what is wrong with a name that is no value here, and what would be right */
#include "portal/ref_int.h"

#include <string.h>

#include <apr_strings.h>

#include "portal/grammar.h"
#include "portal/name.h"

void mya_ref_tell_absent(const mya_ref_query_t *q, const mya_record_t *record)
{
    int step = mya_ref_is_step(q->scope, record);

    mya_load_fault(q->load, q->place,
                   "\"%s\" is used, but the record \"%s\" may be absent; write missing=\"%s\" at "
                   "the record, %stest=\"%s\"%s",
                   q->name, record->name, step ? "fail" : "404",
                   q->scope->in_steps ? "or put what uses it into <when " : "or ", record->name,
                   q->scope->in_steps ? ">" : " at what uses it");
}

const mya_ref_t *mya_ref_tell_no_page(const mya_ref_query_t *q)
{
    mya_load_fault(q->load, q->place,
                   "\"%s\" stands in an <on>, which has no page and no form; there are "
                   "subject.x, of subject=, and data.x, of the <data> of the event", q->name);
    return NULL;
}

/* --- what is not there --- */

/* Whether a record stands somewhere in the page that is called like the first word. */
static int stands_in_page(const mya_ref_query_t *q)
{
    const mya_node_t *node = q->scope->page_node ? mya_xml_first(q->scope->page_node) : NULL;

    for (; node; node = mya_xml_next(node)) {
        const char *name = mya_load_get(q->load, node, strcmp(mya_xml_name(node), "include") == 0
                                        ? "record" : "name");

        if (strcmp(mya_xml_name(node), "action") != 0 && name && strcmp(name, q->first) == 0) {
            return 1;
        }
    }
    return 0;
}

/* The element KIND that is called NAME among those below NODE, or NULL. */
static const mya_node_t *find_below(const mya_load_t *load, const mya_node_t *node,
                                    const char *kind, const char *name)
{
    const mya_node_t *child = node ? mya_xml_first(node) : NULL;

    for (; child; child = mya_xml_next(child)) {
        const char *called = mya_load_get(load, child, "name");
        const mya_node_t *found = find_below(load, child, kind, name);

        if (strcmp(mya_xml_name(child), kind) == 0 && called && strcmp(called, name) == 0) {
            return child;
        }
        if (found) {
            return found;
        }
    }
    return NULL;
}

/* A record among the steps that is not known here: it stands later, or in a branch. Return 0 if
 * there is none. */
static int tell_step(const mya_ref_query_t *q)
{
    const mya_node_t *node = find_below(q->load, q->scope->action_node, "record", q->first);

    if (node && mya_xml_line(node) < q->place.line) {
        mya_load_fault(q->load, q->place,
                       "\"%s\" is used where \"%s\" is not known: it stands in a branch; move it "
                       "above the <choose>", q->name, q->first);
    }
    else if (node) {
        mya_load_fault(q->load, q->place, "\"%s\" is used before \"%s\" stands; move \"%s\" up",
                       q->name, q->first, q->first);
    }
    return node != NULL;
}

const mya_ref_t *mya_ref_tell_no_field(const mya_ref_query_t *q, const apr_array_header_t *names)
{
    if (find_below(q->load, q->scope->action_node, "field", q->second)) {
        mya_load_fault(q->load, q->place,
                       "\"%s\" is used before the field \"%s\" stands; move the field \"%s\" up",
                       q->name, q->second, q->second);
        return NULL;
    }
    mya_load_fault(q->load, q->place, "the action has no field \"%s\"%s", q->second,
                   mya_load_nearest(q->load, q->second, names, "\"", "\"",
                                    names->nelts ? "its fields are"
                                                 : "write <field name=…/> into it"));
    return NULL;
}

const mya_ref_t *mya_ref_tell_unknown(const mya_ref_query_t *q)
{
    if (mya_grammar_has(MYA_REF_LATER, q->first)) {
        mya_load_fault(q->load, q->place, "\"%s\" is not known yet; there are %s", q->name,
                       mya_name_list(mya_ref_names(q), "\"", "\"", q->load->pool));
    }
    else if (q->scope->outer && strcmp(q->scope->outer->row, q->first) == 0) {
        mya_load_fault(q->load, q->place,
                       "\"%s\" is a row of the list outside, and this list is read once for all of "
                       "them; write IN (:%s.%s)", q->first, q->scope->outer->name, q->second);
    }
    else if (q->scope->given && strcmp(q->scope->given->row, q->first) == 0) {
        mya_load_fault(q->load, q->place,
                       "\"%s\" is a column of a row, and this action is about several; write it "
                       "inside <for-each select=\"%s\">, or IN (:%s.%s)", q->name,
                       q->scope->given->name, q->scope->given->name, q->second);
    }
    else if (mya_ref_list(q->scope, q->first)) {
        mya_load_fault(q->load, q->place,
                       "\"%s\" is a list, which is no single value; use a <record>, or "
                       "join its table here",
                       q->first);
    }
    else if (tell_step(q)) {
        return NULL;
    }
    else if (stands_in_page(q)) {
        mya_load_fault(q->load, q->place, "\"%s\" is used before \"%s\" stands; move \"%s\" up",
                       q->name, q->first, q->first);
    }
    else {
        mya_load_fault(q->load, q->place, "\"%s\" is unknown: there is no record \"%s\" here%s",
                       q->name, q->first,
                       mya_load_nearest(q->load, q->first, mya_ref_names(q), "\"", "\"",
                                        "there are"));
    }
    return NULL;
}
