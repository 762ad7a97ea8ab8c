/* SPDX-License-Identifier: Apache-2.0 */
/* portal/load_fault.c: what is wrong with a definition, collected in whole sentences */
#include "portal/load.h"

#include <stdarg.h>
#include <string.h>

#include <apr_lib.h>
#include <apr_strings.h>

#include "portal/name.h"

static int is_known(const apr_array_header_t *faults, const char *sentence)
{
    for (int i = 0; i < faults->nelts; i++) {
        if (strcmp(APR_ARRAY_IDX(faults, i, const char *), sentence) == 0) {
            return 1;
        }
    }
    return 0;
}

void mya_load_fault(mya_load_t *load, mya_place_t place, const char *format, ...)
{
    const char *sentence;
    va_list args;

    va_start(args, format);
    sentence = apr_pvsprintf(load->pool, format, args);
    va_end(args);
    sentence = apr_psprintf(load->pool, "%s:%d: %s", place.file, place.line, sentence);
    if (!is_known(load->faults, sentence)) {
        APR_ARRAY_PUSH(load->faults, const char *) = sentence;
    }
}

mya_place_t mya_load_place(const char *file, const mya_node_t *node)
{
    mya_place_t place = { file, mya_xml_line(node) };

    return place;
}

const char *mya_load_where(const mya_load_t *load, mya_place_t place, mya_place_t other)
{
    return strcmp(place.file, other.file) == 0 ? apr_psprintf(load->pool, "line %d", other.line)
        : apr_psprintf(load->pool, "line %d of %s", other.line, apr_filepath_name_get(other.file));
}

const char *mya_load_nearest(const mya_load_t *load, const char *name,
                             const apr_array_header_t *names, const char *before, const char *after,
                             const char *otherwise)
{
    const char *nearest = mya_name_nearest(name, names, load->pool);

    if (nearest) {
        return apr_pstrcat(load->pool, "; did you mean ", before, nearest, after, "?", NULL);
    }
    return apr_pstrcat(load->pool, "; ", otherwise, names->nelts ? " " : "",
                       mya_name_list(names, before, after, load->pool), NULL);
}

const char *mya_load_get(const mya_load_t *load, const mya_node_t *node, const char *name)
{
    return mya_xml_get(node, name, load->pool);
}

int mya_load_yes(const mya_load_t *load, const mya_node_t *node, const char *name)
{
    const char *value = mya_load_get(load, node, name);

    return value && strcmp(value, "yes") == 0;
}
