/* SPDX-License-Identifier: Apache-2.0 */
/* base/xslt_calls.c: templates of a skin that nobody calls
 *
 * A slot or a mode that is misspelt is good XSLT, and does nothing. The designer would look for
 * the reason everywhere but there.
 */
#include <string.h>

#include <apr_strings.h>
#include <apr_tables.h>

#include "base/xslt.h"
#include "base/xslt_int.h"

#define XSL "http://www.w3.org/1999/XSL/Transform"
#define XC(text) ((const xmlChar *)(text))
#define CS(text) ((const char *)(text))

/* A template of the skin itself. */
typedef struct made_t {
    const char *file;
    long line;
    const char *name;          /* NULL: it has a mode */
    const char *mode;
} made_t;

struct mya_xslt_calls_t {
    apr_array_header_t *names;     /* const char *: what is called */
    apr_array_header_t *modes;     /* const char *: what is applied */
    apr_array_header_t *made;      /* made_t */
    int shared;                    /* a style sheet of the module's own is among them */
    apr_pool_t *pool;
};

mya_xslt_calls_t *mya_xslt_calls_make(apr_pool_t *pool)
{
    mya_xslt_calls_t *calls = apr_pcalloc(pool, sizeof(*calls));

    calls->pool = pool;
    calls->names = apr_array_make(pool, 50, sizeof(const char *));
    calls->modes = apr_array_make(pool, 50, sizeof(const char *));
    calls->made = apr_array_make(pool, 10, sizeof(made_t));
    return calls;
}

static const char *get(const mya_xslt_calls_t *calls, xmlNodePtr node, const char *name)
{
    xmlChar *value = xmlGetNoNsProp(node, XC(name));
    const char *text = value ? apr_pstrdup(calls->pool, CS(value)) : NULL;

    xmlFree(value);
    return text;
}

static void add(apr_array_header_t *list, const char *word)
{
    if (word) {
        APR_ARRAY_PUSH(list, const char *) = word;
    }
}

static void note_node(mya_xslt_calls_t *calls, xmlNodePtr node, const char *file, int own)
{
    const int is_xsl = node->ns && node->ns->href && !strcmp(CS(node->ns->href), XSL);

    if (is_xsl && !strcmp(CS(node->name), "call-template")) {
        add(calls->names, get(calls, node, "name"));
    }
    else if (is_xsl && !strcmp(CS(node->name), "apply-templates")) {
        add(calls->modes, get(calls, node, "mode"));
    }
    else if (is_xsl && own && !strcmp(CS(node->name), "template")) {
        const char *mode = get(calls, node, "mode");
        made_t *made = apr_array_push(calls->made);

        *made = (made_t){ file, xmlGetLineNo(node),
                          get(calls, node, "match") ? NULL : get(calls, node, "name"), mode };
    }
    for (xmlNodePtr child = node->children; child; child = child->next) {
        if (child->type == XML_ELEMENT_NODE) {
            note_node(calls, child, file, own);
        }
    }
}

void mya_xslt_calls_note(mya_xslt_calls_t *calls, xmlDocPtr doc, const char *file, int own)
{
    calls->shared |= !own;
    note_node(calls, xmlDocGetRootElement(doc), file, own);
}

static int is_called(const apr_array_header_t *list, const char *word)
{
    for (int i = 0; i < list->nelts; i++) {
        if (!strcmp(APR_ARRAY_IDX(list, i, const char *), word)) {
            return 1;
        }
    }
    return 0;
}

/* How many bytes A and B have in common at their beginnings and ends. */
static size_t alike(const char *a, const char *b)
{
    const size_t la = strlen(a), lb = strlen(b), most = la < lb ? la : lb;
    size_t front = 0, back = 0;

    while (front < most && a[front] == b[front]) {
        front++;
    }
    while (back < most - front && a[la - 1 - back] == b[lb - 1 - back]) {
        back++;
    }
    return front + back;
}

/* What is called and differs from WORD by a letter or two; else where the names stand. */
static const char *advice(const mya_xslt_calls_t *calls, const apr_array_header_t *list,
                          const char *word)
{
    const size_t len = strlen(word);

    if (!calls->shared) {
        return "import myaccount:base.xsl, which calls those of its kind";
    }
    for (int i = 0; i < list->nelts; i++) {
        const char *other = APR_ARRAY_IDX(list, i, const char *);
        const size_t longer = strlen(other) > len ? strlen(other) : len;

        if (len > 3 && alike(word, other) + 2 >= longer) {
            return apr_psprintf(calls->pool, "did you mean \"%s\"?", other);
        }
    }
    return "the base skin's are in doc/skins.md, \"Templates and modes\"";
}

apr_status_t mya_xslt_calls_judge(const mya_xslt_calls_t *calls, mya_result_t *why)
{
    for (int i = 0; i < calls->made->nelts; i++) {
        const made_t *made = &APR_ARRAY_IDX(calls->made, i, made_t);

        if (made->name && !is_called(calls->names, made->name)) {
            return mya_result_tell(why, MYA_ECONFIG, "%s:%ld: nobody calls the template \"%s\"; %s",
                                   made->file, made->line, made->name,
                                   advice(calls, calls->names, made->name));
        }
        if (made->mode && !is_called(calls->modes, made->mode)) {
            return mya_result_tell(why, MYA_ECONFIG, "%s:%ld: nobody applies the mode \"%s\"; %s",
                                   made->file, made->line, made->mode,
                                   advice(calls, calls->modes, made->mode));
        }
    }
    return APR_SUCCESS;
}
