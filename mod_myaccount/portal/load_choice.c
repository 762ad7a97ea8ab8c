/* SPDX-License-Identifier: Apache-2.0 */
/* portal/load_choice.c: what a choice or code may be: options=, <option>s in the field, or both */
#include "portal/load.h"

#include <string.h>

#include <apr_strings.h>

#include "portal/name.h"

typedef struct maker_t {
    const mya_scope_t *scope;
    mya_load_t *load;
    const mya_node_t *node;
    const mya_field_t *field;
    const char *action;
} maker_t;

static mya_place_t place_of(const maker_t *m, const mya_node_t *node)
{
    return mya_load_place(m->scope->module->file, node);
}

/* --- options of the field's own --- */

/* The text option.ACTION.FIELD.VALUE, or option.FIELD.VALUE, or NULL. */
static const char *label_of(const maker_t *m, const char *value)
{
    apr_pool_t *pool = m->load->pool;
    const char *label = mya_load_label(m->load, apr_pstrcat(pool, "option.", m->action, ".",
                                                            m->field->name, ".", value, NULL));

    return label ? label : mya_load_label(m->load, apr_pstrcat(pool, "option.", m->field->name, ".",
                                                               value, NULL));
}

static void load_own(const maker_t *m, const mya_node_t *node, apr_array_header_t *made)
{
    mya_option_t option = { .value = mya_load_get(m->load, node, "value"),
                            .tone = mya_load_get(m->load, node, "tone") };

    for (int i = 0; i < made->nelts; i++) {
        if (strcmp(APR_ARRAY_IDX(made, i, mya_option_t).value, option.value) == 0) {
            mya_load_fault(m->load, place_of(m, node),
                           "the option \"%s\" stands twice in \"%s\"; leave one out", option.value,
                           m->field->name);
        }
    }
    option.label = label_of(m, option.value);
    option.readable = mya_name_readable(option.value, m->load->pool);
    option.test = mya_test_make(m->scope, place_of(m, node), mya_load_get(m->load, node, "test"));
    APR_ARRAY_PUSH(made, mya_option_t) = option;
}

/* --- what is said of one of a set --- */

static void load_more(const maker_t *m, const mya_node_t *node, apr_array_header_t *made)
{
    const char *value = mya_load_get(m->load, node, "value");
    const char *test = mya_load_get(m->load, node, "test");
    apr_array_header_t *names = apr_array_make(m->load->pool, 8, sizeof(const char *));

    for (int i = 0; i < made->nelts; i++) {
        mya_option_t *option = &APR_ARRAY_IDX(made, i, mya_option_t);

        if (strcmp(option->value, value) == 0) {
            if (option->test && test) {
                mya_load_fault(m->load, place_of(m, node),
                               "the option \"%s\" has a test in \"%s\" already; leave one out",
                               value, m->field->options->name);
            }
            option->test = test ? mya_test_make(m->scope, place_of(m, node), test) : option->test;
            return;
        }
        APR_ARRAY_PUSH(names, const char *) = option->value;
    }
    mya_load_fault(m->load, place_of(m, node), "\"%s\" is none of options=\"%s\"%s", value,
                   m->field->options->name,
                   mya_load_nearest(m->load, value, names, "\"", "\"", "there are"));
}

static void check_more(const maker_t *m, const mya_node_t *node)
{
    if (!mya_load_get(m->load, node, "test") && !mya_xml_first(node)) {
        mya_load_fault(m->load, place_of(m, node),
                       "the option \"%s\" says nothing that options= does not; write fields into "
                       "it, or leave it out", mya_load_get(m->load, node, "value"));
    }
    if (mya_load_get(m->load, node, "tone")) {
        mya_load_fault(m->load, place_of(m, node),
                       "tone= stands at an option of a set; write it at the <option> in "
                       "<options name=\"%s\">", m->field->options->name);
    }
}

/* --- all --- */

static const mya_options_t *load(maker_t *m, apr_array_header_t *made)
{
    mya_options_t *options = m->field->options
        ? apr_pmemdup(m->load->pool, m->field->options, sizeof(*options))
        : apr_pcalloc(m->load->pool, sizeof(*options));

    for (const mya_node_t *node = mya_xml_first(m->node); node; node = mya_xml_next(node)) {
        if (m->field->options) {
            check_more(m, node);
            load_more(m, node, made);
        }
        else {
            load_own(m, node, made);
        }
    }
    options->name = m->field->options ? options->name : m->field->name;
    options->options = (const mya_option_t *)made->elts;
    options->noptions = made->nelts;
    return options;
}

const mya_options_t *mya_load_choice(const mya_scope_t *scope, const mya_node_t *node,
                                     const mya_field_t *field, const char *action)
{
    maker_t m = { scope, scope->load, node, field, action };
    const mya_options_t *set = field->options;
    apr_array_header_t *made = apr_array_make(m.load->pool, 8, sizeof(mya_option_t));

    if (!mya_xml_first(node)) {
        return set;
    }
    for (int i = 0; set && i < set->noptions; i++) {
        APR_ARRAY_PUSH(made, mya_option_t) = set->options[i];
    }
    return load(&m, made);
}
