/* SPDX-License-Identifier: Apache-2.0 */
/* portal/grammar.c: is a file built of the right elements and attributes? */
#include "portal/grammar.h"

#include <string.h>

#include <apr_lib.h>
#include <apr_strings.h>

#include "portal/name.h"

typedef struct check_t {
    mya_load_t *load;
    const mya_grammar_element_t *row;   /* of the element that is checked */
    mya_place_t place;
} check_t;

/* --- elements --- */

static apr_array_header_t *children_of(const char *parent, apr_pool_t *pool)
{
    apr_array_header_t *names = apr_array_make(pool, 8, sizeof(const char *));

    for (const mya_grammar_element_t *row = mya_grammar; row->name; row++) {
        if (row->parents && mya_grammar_has(row->parents, parent)) {
            APR_ARRAY_PUSH(names, const char *) = row->name;
        }
    }
    return names;
}

static void tell_unknown(const check_t *check, const char *name, const char *parent)
{
    apr_pool_t *pool = check->load->pool;
    apr_array_header_t *near = apr_array_make(pool, 32, sizeof(const char *));
    apr_array_header_t *here = children_of(parent, pool);
    const char *nearest;

    for (const mya_grammar_element_t *row = mya_grammar; row->name; row++) {
        APR_ARRAY_PUSH(near, const char *) = row->name;
    }
    nearest = mya_name_nearest(name, here, pool);
    nearest = nearest ? nearest : mya_name_nearest(name, near, pool);
    mya_load_fault(check->load, check->place, "<%s> is no element of the portal language; %s", name,
                   nearest ? apr_psprintf(pool, "did you mean <%s>?", nearest)
                   : here->nelts ? apr_psprintf(pool, "in <%s> may stand %s", parent,
                                                mya_name_list(here, "<", ">", pool))
                   : *parent ? apr_psprintf(pool, "in <%s> stands no element", parent)
                   : "a file is a <portal>, a <module> or <texts>");
}

static void tell_misplaced(const check_t *check, const char *parent)
{
    apr_pool_t *pool = check->load->pool;

    if (!*check->row->parents) {
        mya_load_fault(check->load, check->place,
                       "<%s> stands in <%s>; it is the outermost element of "
                       "a file of its own",
                       check->row->name, parent);
        return;
    }
    mya_load_fault(check->load, check->place, "<%s> may not stand %s%s%s; it stands in %s",
                   check->row->name, *parent ? "in <" : "outermost", parent, *parent ? ">" : "",
                   mya_name_list(mya_name_words(check->row->parents, pool), "<", ">", pool));
}

/* --- attributes --- */

static apr_array_header_t *attributes_of(const check_t *check)
{
    apr_array_header_t *names = apr_array_make(check->load->pool, 8, sizeof(const char *));

    for (const mya_grammar_attribute_t *a = check->row->attributes; a->name; a++) {
        if (a->look != MYA_LOOK_LATER) {
            APR_ARRAY_PUSH(names, const char *) = a->name;
        }
    }
    return names;
}

static const char *say_values(const check_t *check, const mya_grammar_attribute_t *a,
                              const char *value)
{
    return mya_load_nearest(check->load, value, mya_name_words(a->values, check->load->pool), "\"",
                            "\"", "write");
}

static int is_number(const char *value)
{
    return *value && *value != '0' && strspn(value, "0123456789") == strlen(value)
        && strlen(value) < 7;
}

static void tell_value(const check_t *check, const mya_grammar_attribute_t *a, const char *value,
                       const char *right)
{
    mya_load_fault(check->load, check->place, "%s=\"%s\" of <%s> %s", a->name, value,
                   check->row->name, right);
}

static void check_words(const check_t *check, const mya_grammar_attribute_t *a, const char *value)
{
    const apr_array_header_t *words = mya_name_words(value, check->load->pool);

    if (words->nelts == 0) {
        tell_value(check, a, value, "says nothing; write one or more names");
    }
    for (int i = 0; i < words->nelts; i++) {
        const char *word = APR_ARRAY_IDX(words, i, const char *);

        if (a->look == MYA_LOOK_SOME && !mya_grammar_has(a->values, word)) {
            tell_value(check, a, value, apr_pstrcat(check->load->pool, "names \"", word,
                                                    "\", which is unknown",
                                                    say_values(check, a, word), NULL));
        }
        else if (!mya_name_is_dashed(word)) {
            tell_value(check, a, value,
                       "is no list of names; write names with white space between");
        }
    }
}

static void check_value(const check_t *check, const mya_grammar_attribute_t *a, const char *value)
{
    switch (a->look) {
    case MYA_LOOK_FREE:
        break;
    case MYA_LOOK_PLAIN:
        if (!mya_name_is_plain(value)) {
            tell_value(check, a, value,
                       "is no name that a statement can bind; write letters, digits "
                       "and _, beginning with a letter");
        }
        break;
    case MYA_LOOK_DASHED:
        if (!mya_name_is_dashed(value)) {
            tell_value(check, a, value,
                       "is no name; write letters, digits, -, . and _, beginning with a "
                       "letter");
        }
        break;
    case MYA_LOOK_YES:
        if (strcmp(value, "yes") != 0 && strcmp(value, "no") != 0) {
            tell_value(check, a, value, "says neither yes nor no; write \"yes\" or \"no\"");
        }
        break;
    case MYA_LOOK_ONE:
        if (!mya_grammar_has(a->values, value) || !*value) {
            tell_value(check, a, value, apr_pstrcat(check->load->pool, "is unknown",
                                                    say_values(check, a, value), NULL));
        }
        break;
    case MYA_LOOK_NUMBER:
        if (!is_number(value)) {
            tell_value(check, a, value, "is no whole number above 0; write one, as in \"20\"");
        }
        break;
    case MYA_LOOK_SOME:
    case MYA_LOOK_WORDS:
        check_words(check, a, value);
        break;
    case MYA_LOOK_LATER:
        mya_load_fault(check->load, check->place, "%s= of <%s> is not known yet; leave it out",
                       a->name, check->row->name);
    }
}

static void check_attribute(const check_t *check, const char *name, const char *value)
{
    for (const mya_grammar_attribute_t *a = check->row->attributes; a->name; a++) {
        if (strcmp(a->name, name) == 0) {
            check_value(check, a, value);
            return;
        }
    }
    mya_load_fault(check->load, check->place, "<%s> has no attribute %s=%s", check->row->name, name,
                   mya_load_nearest(check->load, name, attributes_of(check), "", "=",
                                    check->row->attributes->name ? "it takes" : "it takes none"));
}

static void check_attributes(const check_t *check, const mya_node_t *node)
{
    const char **attributes = mya_xml_attributes(node, check->load->pool);

    for (; *attributes; attributes += 2) {
        check_attribute(check, attributes[0], attributes[1]);
    }
    for (const mya_grammar_attribute_t *a = check->row->attributes; a->name; a++) {
        if (a->required && !mya_load_get(check->load, node, a->name)) {
            mya_load_fault(
                check->load, check->place, "<%s> lacks %s=; %s", check->row->name, a->name,
                a->right ? a->right : apr_psprintf(check->load->pool, "write %s=\"…\"", a->name));
        }
    }
}

/* --- content --- */

static void check_content(const check_t *check, const mya_node_t *node)
{
    const char *stray = check->row->text ? NULL : mya_xml_stray_text(node, check->load->pool);
    int found = !check->row->needs;

    if (stray) {
        stray = apr_pstrdup(check->load->pool, stray + strspn(stray, " \t\r\n"));
        mya_load_fault(check->load, check->place,
                       "text stands in <%s>: \"%.20s\"; only elements stand "
                       "there, a remark goes into <!-- -->",
                       check->row->name, stray);
    }
    for (const mya_node_t *child = mya_xml_first(node); child; child = mya_xml_next(child)) {
        found |= check->row->needs && mya_grammar_has(check->row->needs, mya_xml_name(child));
        mya_grammar_check(check->load, check->place.file, child, check->row->name);
    }
    if (!found) {
        mya_load_fault(check->load, check->place, "<%s> has no %s; write at least one into it",
                       check->row->name,
                       mya_name_list(mya_name_words(check->row->needs, check->load->pool), "<", ">",
                                     check->load->pool));
    }
}

void mya_grammar_check(mya_load_t *load, const char *file, const mya_node_t *node,
                       const char *parent)
{
    const char *name = mya_xml_name(node);
    check_t check = { load, mya_grammar_find(name), mya_load_place(file, node) };

    if (strcmp(mya_xml_namespace(node), MYA_GRAMMAR_NAMESPACE) != 0) {
        mya_load_fault(load, check.place,
                       "<%s> is not in the namespace of the portal language; write "
                       "xmlns=\"%s\" at the outermost element",
                       name, MYA_GRAMMAR_NAMESPACE);
    }
    else if (!check.row) {
        tell_unknown(&check, name, parent);
    }
    else if (!check.row->parents) {
        apr_array_header_t *here = children_of(parent, load->pool);

        mya_load_fault(load, check.place, "<%s> is not known yet; in <%s> may stand today %s", name,
                       parent, mya_name_list(here, "<", ">", load->pool));
    }
    else {
        if (!mya_grammar_has(check.row->parents, parent)) {
            tell_misplaced(&check, parent);
        }
        check_attributes(&check, node);
        check_content(&check, node);
    }
}
