/* SPDX-License-Identifier: Apache-2.0 */
/* portal/template.c: an attribute with {a.b} in it, cut into text and references */
#include "portal/load.h"

#include <string.h>

#include <apr_lib.h>
#include <apr_strings.h>

typedef struct cutter_t {
    const mya_scope_t *scope;
    mya_place_t place;
    const char *whole;
    apr_array_header_t *parts;
} cutter_t;

static void push(const cutter_t *cutter, const char *text, const mya_ref_t *ref)
{
    mya_part_t part = { text, ref };

    APR_ARRAY_PUSH(cutter->parts, mya_part_t) = part;
}

/* Text up to the next single brace at *AT, with {{ and }} made single; *AT moves on. */
static void cut_text(const cutter_t *cutter, const char **at)
{
    char *text = apr_palloc(cutter->scope->load->pool, strlen(*at) + 1);
    char *out = text;
    const char *c = *at;

    while (*c && ((*c != '{' && *c != '}') || c[1] == *c)) {
        c += *c == '{' || *c == '}';
        *out++ = *c++;
    }
    *out = '\0';
    *at = c;
    if (*text) {
        push(cutter, text, NULL);
    }
}

/* {a.b} at *AT, which moves behind it. Return 0 after a fault. */
static int cut_ref(const cutter_t *cutter, const char **at)
{
    mya_load_t *load = cutter->scope->load;
    const char *end = strchr(*at, '}');
    const mya_ref_t *ref;

    if (**at == '}' || !end) {
        mya_load_fault(load, cutter->place,
                       "\"%s\" has a single %c; write {a.b} for a value, or %c%c for "
                       "the brace itself",
                       cutter->whole, **at, **at, **at);
        return 0;
    }
    ref = mya_ref_resolve(cutter->scope, cutter->place,
                          apr_pstrmemdup(load->pool, *at + 1, (apr_size_t)(end - *at - 1)), 0);
    if (ref && ref->many) {
        mya_load_fault(load, cutter->place,
                       "{%s} has several values, which an attribute cannot hold; use it in SQL, as "
                       "IN (:%s)", ref->name, ref->name);
        return 0;
    }
    push(cutter, NULL, ref);
    *at = end + 1;
    return ref != NULL;
}

/* :a.b at the beginning of a segment: meant as a value, but that is how SQL says it. */
static int has_bind(const char *text)
{
    for (const char *c = strchr(text, ':'); c; c = strchr(c + 1, ':')) {
        if (apr_isalpha(c[1]) && (c == text || c[-1] == '/' || c[-1] == '=')) {
            return 1;
        }
    }
    return 0;
}

const mya_template_t *mya_template_make(const mya_scope_t *scope, mya_place_t place,
                                        const char *text)
{
    mya_load_t *load = scope->load;
    cutter_t cutter = { scope, place, text, apr_array_make(load->pool, 4, sizeof(mya_part_t)) };
    mya_template_t *made = apr_pcalloc(load->pool, sizeof(*made));
    int good = 1;

    if (has_bind(text)) {
        mya_load_fault(load, place,
                       "\"%s\" binds a value with a colon; that is for SQL, in an attribute "
                       "write {a.b}",
                       text);
        return NULL;
    }
    while (*text) {
        cut_text(&cutter, &text);
        good &= !*text || cut_ref(&cutter, &text);
        if (!good) {
            return NULL;
        }
    }
    made->parts = (const mya_part_t *)cutter.parts->elts;
    made->nparts = cutter.parts->nelts;
    return made;
}
