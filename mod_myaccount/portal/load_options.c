/* SPDX-License-Identifier: Apache-2.0 */
/* portal/load_options.c: the values of codes and choices, known in all modules
 *
 * All sets are declared before one is compiled, since a set may include another that stands later.
 * An option's test is about the place where the set is used: there the options are compiled anew.
 */
#include "portal/load.h"

#include <string.h>

#include <apr_strings.h>

#include "portal/name.h"

typedef struct maker_t {
    mya_load_t *load;
    mya_load_set_t *set;
    mya_options_t *options;
    apr_array_header_t *made;      /* mya_option_t */
} maker_t;

static mya_load_set_t *find(const mya_load_t *load, const char *name)
{
    for (int i = 0; i < load->options->nelts; i++) {
        mya_load_set_t *set = APR_ARRAY_IDX(load->options, i, mya_load_set_t *);

        if (strcmp(set->name, name) == 0) {
            return set;
        }
    }
    return NULL;
}

static mya_load_set_t *declare(mya_load_t *load, const char *name)
{
    mya_load_set_t *set = apr_pcalloc(load->pool, sizeof(*set));

    set->name = name;
    APR_ARRAY_PUSH(load->options, mya_load_set_t *) = set;
    return set;
}

void mya_load_options(mya_load_t *load, const mya_load_file_t *file, const mya_node_t *node)
{
    const char *name = mya_load_get(load, node, "name");
    mya_load_set_t *set;

    if (find(load, name)) {
        mya_load_fault(load, mya_load_place(file->path, node),
                       "options called \"%s\" stand twice; names at "
                       "module level are known in all modules, rename one",
                       name);
    }
    set = declare(load, name);
    set->place = mya_load_place(file->path, node);
    set->module = file->module;
    set->node = node;
}

/* --- one set --- */

static void push(const maker_t *m, mya_place_t place, const mya_option_t *option)
{
    for (int i = 0; i < m->made->nelts; i++) {
        if (strcmp(APR_ARRAY_IDX(m->made, i, mya_option_t).value, option->value) == 0) {
            mya_load_fault(m->load, place,
                           "the option \"%s\" stands twice in \"%s\"; leave one out", option->value,
                           m->set->name);
        }
    }
    APR_ARRAY_PUSH(m->made, mya_option_t) = *option;
}

static const char *label_of(const maker_t *m, const char *value)
{
    return mya_load_label(m->load, apr_pstrcat(m->load->pool, "option.", m->set->name, ".", value,
                                               NULL));
}

static void load_option(const maker_t *m, mya_place_t place, const mya_node_t *node)
{
    mya_option_t option = { .value = mya_load_get(m->load, node, "value"),
                            .tone = mya_load_get(m->load, node, "tone") };

    option.label = label_of(m, option.value);
    option.readable = mya_name_readable(option.value, m->load->pool);
    m->set->tested |= mya_load_get(m->load, node, "test") != NULL;
    if (mya_xml_first(node)) {
        mya_load_fault(m->load, place,
                       "a field stands in an option of <options name=\"%s\">, which knows no "
                       "action; write <option value=\"%s\"> with it into the <field>",
                       m->set->name, option.value);
    }
    push(m, place, &option);
}

static mya_load_set_t *use(mya_load_t *load, mya_place_t place, const char *name);

/* All options of another set, with the prefix before each value; a text of this set names one
 * anew. */
static void include(const maker_t *m, mya_place_t place, const mya_node_t *node)
{
    const char *name = mya_load_get(m->load, node, "options");
    const char *prefix = mya_load_get(m->load, node, "prefix");
    mya_load_set_t *other;

    if (!name) {
        mya_load_fault(m->load, place, "<include> stands in <options> without options=; write "
                       "options=\"…\" with the name of another set");
        return;
    }
    other = use(m->load, place, name);
    for (int i = 0; other && other->options && i < other->options->noptions; i++) {
        mya_option_t option = other->options->options[i];
        const char *label;

        option.value = prefix ? apr_pstrcat(m->load->pool, prefix, option.value, NULL)
                              : option.value;
        label = label_of(m, option.value);
        option.label = label ? label : option.label;
        push(m, place, &option);
    }
    if (other && other->tested) {
        mya_load_fault(m->load, place, "options=\"%s\" have tests, which are not included; write "
                       "these options out", name);
    }
}

static void compile(mya_load_t *load, mya_load_set_t *set)
{
    maker_t m = { load, set, apr_pcalloc(load->pool, sizeof(mya_options_t)),
                  apr_array_make(load->pool, 8, sizeof(mya_option_t)) };

    set->compiling = 1;
    for (const mya_node_t *child = mya_xml_first(set->node); child; child = mya_xml_next(child)) {
        mya_place_t place = mya_load_place(set->place.file, child);

        if (strcmp(mya_xml_name(child), "option") == 0) {
            load_option(&m, place, child);
        }
        else {
            include(&m, place, child);
        }
    }
    m.options->name = set->name;
    m.options->options = (const mya_option_t *)m.made->elts;
    m.options->noptions = m.made->nelts;
    set->options = m.options;
    set->compiling = 0;
}

static void tell_unknown(mya_load_t *load, mya_place_t place, const char *name)
{
    apr_array_header_t *names = apr_array_make(load->pool, 8, sizeof(const char *));

    for (int i = 0; i < load->options->nelts; i++) {
        APR_ARRAY_PUSH(names, const char *) = APR_ARRAY_IDX(load->options, i,
                                                            mya_load_set_t *)->name;
    }
    mya_load_builtin_names(names);
    mya_load_fault(load, place, "options=\"%s\" are unknown%s", name,
                   mya_load_nearest(load, name, names, "\"", "\"",
                                    "write <options name=…> into a module; there are"));
}

/* The set NAME, compiled; NULL after a fault. */
static mya_load_set_t *use(mya_load_t *load, mya_place_t place, const char *name)
{
    mya_load_set_t *set = find(load, name);
    const mya_options_t *builtin = set ? NULL : mya_load_builtin(load, name);

    if (builtin) {
        set = declare(load, builtin->name);
        set->options = builtin;
    }
    if (!set) {
        tell_unknown(load, place, name);
        return NULL;
    }
    if (set->compiling) {
        mya_load_fault(load, place, "options=\"%s\" include each other in a round; leave one "
                       "<include> out", name);
        return NULL;
    }
    if (!set->options) {
        compile(load, set);
    }
    return set;
}

void mya_load_all_options(mya_load_t *load)
{
    for (int i = 0; i < load->options->nelts; i++) {
        mya_load_set_t *set = APR_ARRAY_IDX(load->options, i, mya_load_set_t *);

        use(load, set->place, set->name);
    }
}

const mya_options_t *mya_load_options_find(mya_load_t *load, mya_place_t place, const char *name)
{
    mya_load_set_t *set = use(load, place, name);

    return set ? set->options : NULL;
}

/* --- where a set is used --- */

static void load_test(const mya_scope_t *scope, const mya_load_set_t *set, const mya_node_t *node,
                      mya_option_t *options, int n)
{
    const char *value = mya_load_get(scope->load, node, "value");
    const char *test = mya_load_get(scope->load, node, "test");

    for (int i = 0; test && i < n; i++) {
        if (strcmp(options[i].value, value) == 0) {
            options[i].test = mya_test_make(scope, mya_load_place(set->place.file, node), test);
        }
    }
}

const mya_options_t *mya_load_options_for(const mya_scope_t *scope, mya_place_t place,
                                          const char *name)
{
    mya_load_set_t *set = use(scope->load, place, name);
    apr_pool_t *pool = scope->load->pool;
    mya_options_t *mine;
    mya_option_t *options;

    if (!set || !set->tested) {
        return set ? set->options : NULL;
    }
    mine = apr_pmemdup(pool, set->options, sizeof(*mine));
    options = apr_pmemdup(pool, mine->options, sizeof(*options) * (apr_size_t)mine->noptions);
    for (const mya_node_t *child = mya_xml_first(set->node); child; child = mya_xml_next(child)) {
        if (strcmp(mya_xml_name(child), "option") == 0) {
            load_test(scope, set, child, options, mine->noptions);
        }
    }
    mine->options = options;
    return mine;
}
