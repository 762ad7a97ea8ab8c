/* SPDX-License-Identifier: Apache-2.0 */
/* portal/load_options.c: the values of codes and choices, known in all modules */
#include "portal/load.h"

#include <string.h>

#include <apr_strings.h>

#include "portal/name.h"

static const mya_options_t *find(const mya_load_t *load, const char *name)
{
    for (int i = 0; i < load->options->nelts; i++) {
        const mya_options_t *options = APR_ARRAY_IDX(load->options, i, const mya_options_t *);

        if (strcmp(options->name, name) == 0) {
            return options;
        }
    }
    return NULL;
}

const mya_options_t *mya_load_options_find(mya_load_t *load, mya_place_t place, const char *name)
{
    const mya_options_t *options = find(load, name);
    apr_array_header_t *names = apr_array_make(load->pool, 8, sizeof(const char *));

    if (!options) {
        for (int i = 0; i < load->options->nelts; i++) {
            APR_ARRAY_PUSH(names, const char *) =
                APR_ARRAY_IDX(load->options, i, const mya_options_t *)->name;
        }
        mya_load_fault(
            load, place, "options=\"%s\" are unknown%s", name,
            mya_load_nearest(load, name, names, "\"", "\"",
                             names->nelts ? "there are" : "write <options name=…> into a module"));
    }
    return options;
}

static void load_option(mya_load_t *load, mya_place_t place, const mya_node_t *node,
                        const mya_options_t *options, apr_array_header_t *made)
{
    mya_option_t option = { .value = mya_load_get(load, node, "value"),
                            .tone = mya_load_get(load, node, "tone") };

    for (int i = 0; i < made->nelts; i++) {
        if (strcmp(APR_ARRAY_IDX(made, i, mya_option_t).value, option.value) == 0) {
            mya_load_fault(load, place, "the option \"%s\" stands twice in \"%s\"; leave one out",
                           option.value, options->name);
        }
    }
    option.label = mya_load_label(load, apr_pstrcat(load->pool, "option.", options->name, ".",
                                                    option.value, NULL));
    option.readable = mya_name_readable(option.value, load->pool);
    APR_ARRAY_PUSH(made, mya_option_t) = option;
}

void mya_load_options(mya_load_t *load, const mya_load_file_t *file, const mya_node_t *node)
{
    mya_options_t *options = apr_pcalloc(load->pool, sizeof(*options));
    apr_array_header_t *made = apr_array_make(load->pool, 8, sizeof(mya_option_t));

    options->name = mya_load_get(load, node, "name");
    if (find(load, options->name)) {
        mya_load_fault(load, mya_load_place(file->path, node),
                       "options called \"%s\" stand twice; names at "
                       "module level are known in all modules, rename one",
                       options->name);
    }
    for (const mya_node_t *child = mya_xml_first(node); child; child = mya_xml_next(child)) {
        load_option(load, mya_load_place(file->path, child), child, options, made);
    }
    options->options = (const mya_option_t *)made->elts;
    options->noptions = made->nelts;
    APR_ARRAY_PUSH(load->options, const mya_options_t *) = options;
}
