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

const char *mya_json_object(const char *const *names, const char *const *values, int n,
                            apr_pool_t *pool)
{
    json_t *object = json_object();
    char *made;
    const char *text;

    must(object != NULL);
    for (int i = 0; i < n; i++) {
        /* what XML may hold is UTF-8, and that is all that jansson wants */
        json_t *value = values[i] ? json_string(mya_xml_clean(values[i], pool)) : json_null();

        must(json_object_set_new(object, mya_xml_clean(names[i], pool), value) == 0);
    }
    made = json_dumps(object, JSON_COMPACT);
    must(made != NULL);
    text = apr_pstrdup(pool, made);
    free(made);
    json_decref(object);
    return text;
}
