/* SPDX-License-Identifier: Apache-2.0 */
/* base/json.c: JSON texts (jansson) */
#include "base/json.h"

#include <stdlib.h>

#include <jansson.h>

#include <apr_strings.h>

#include "base/xml.h"

/* jansson says no to a clean text only when memory is out, and then the process ends as APR's
 * would. */
static void must(int worked)
{
    if (!worked) {
        abort();
    }
}

/* What XML may hold is UTF-8, and that is all that jansson wants. */
static json_t *string_of(const char *value, apr_pool_t *pool)
{
    return value ? json_string(mya_xml_clean(value, pool)) : json_null();
}

/* The text of VALUE, which is given up. */
static const char *dump(json_t *value, apr_pool_t *pool)
{
    char *made = json_dumps(value, JSON_COMPACT);
    const char *text;

    must(made != NULL);
    text = apr_pstrdup(pool, made);
    free(made);
    json_decref(value);
    return text;
}

const char *mya_json_pairs(const mya_json_pair_t *pairs, int n, apr_pool_t *pool)
{
    json_t *object = json_object();

    must(object != NULL);
    for (int i = 0; i < n; i++) {
        json_t *value = pairs[i].is_json && pairs[i].value
            ? json_loads(pairs[i].value, JSON_DECODE_ANY, NULL) : string_of(pairs[i].value, pool);

        must(json_object_set_new(object, mya_xml_clean(pairs[i].name, pool), value) == 0);
    }
    return dump(object, pool);
}

const char *mya_json_strings(const char *const *texts, int n, apr_pool_t *pool)
{
    json_t *array = json_array();

    must(array != NULL);
    for (int i = 0; i < n; i++) {
        must(json_array_append_new(array, string_of(texts[i], pool)) == 0);
    }
    return dump(array, pool);
}

const char *mya_json_object(const char *const *names, const char *const *values, int n,
                            apr_pool_t *pool)
{
    json_t *object = json_object();

    must(object != NULL);
    for (int i = 0; i < n; i++) {
        must(json_object_set_new(object, mya_xml_clean(names[i], pool), string_of(values[i], pool))
             == 0);
    }
    return dump(object, pool);
}
