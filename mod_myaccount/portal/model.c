/* SPDX-License-Identifier: Apache-2.0 */
/* portal/model.c: looking things up in a loaded definition */
#include "portal/model.h"

#include <string.h>

#include <apr_strings.h>

#define SEGMENT_MAX  255    /* bytes; ids are shorter, and longer ones are somebody's play */
#define PATH_MAX_OURS 2048

/* Cut PATH at its slashes into *SEGMENTS. Return how many, or -1 if one is empty or too long. */
static int cut(const char *const **segments, const char *path, apr_pool_t *pool)
{
    apr_array_header_t *found = apr_array_make(pool, 4, sizeof(const char *));

    while (*path) {
        const char *end = strchr(path, '/');
        apr_size_t len = end ? (apr_size_t)(end - path) : strlen(path);

        if (len == 0 || len > SEGMENT_MAX || (end && !end[1])) {
            return -1;
        }
        APR_ARRAY_PUSH(found, const char *) = apr_pstrmemdup(pool, path, len);
        path += len + (end ? 1 : 0);
    }
    *segments = (const char *const *)found->elts;
    return found->nelts;
}

static int is_variable(const char *segment)
{
    return segment[0] == '{';
}

static int fits(const char *const *pattern, const char *const *segments, int n)
{
    for (int i = 0; i < n; i++) {
        if (!is_variable(pattern[i]) && strcmp(pattern[i], segments[i]) != 0) {
            return 0;
        }
    }
    return 1;
}

/* Whether pattern A of N segments goes before B: at the first difference the literal wins. */
static int beats(const char *const *a, const char *const *b, int n)
{
    for (int i = 0; i < n; i++) {
        if (is_variable(a[i]) != is_variable(b[i])) {
            return is_variable(b[i]);
        }
    }
    return 0;
}

static void keep_values(mya_match_t *match, const char *const *pattern, const char *const *segments,
                        int n, apr_pool_t *pool)
{
    match->values = apr_pcalloc(pool, sizeof(*match->values) * (apr_size_t)(n + 1));
    match->nvalues = 0;
    for (int i = 0; i < n; i++) {
        if (is_variable(pattern[i])) {
            match->values[match->nvalues++] = segments[i];
        }
    }
}

apr_status_t mya_portal_match(mya_match_t *match, const mya_portal_t *portal, const char *path,
                              apr_pool_t *pool)
{
    const char *const *segments = NULL;
    const char *const *best = NULL;
    int n;

    memset(match, 0, sizeof(*match));
    n = strlen(path) > PATH_MAX_OURS ? -1 : cut(&segments, path, pool);
    if (n < 0) {
        return MYA_ENOTFOUND;
    }
    for (int i = 0; i < portal->npages; i++) {
        const mya_page_t *page = portal->pages[i];

        if (page->nsegments == n && fits(page->segments, segments, n)
            && (!match->page || beats(page->segments, best, n))) {
            match->page = page;
            best = page->segments;
        }
    }
    for (int i = 0; i < portal->nactions; i++) {
        const mya_action_t *action = portal->actions[i];

        if (action->nsegments == n && fits(action->segments, segments, n)
            && ((!match->page && !match->action) || beats(action->segments, best, n))) {
            match->action = action;
            match->page = NULL;
            best = action->segments;
        }
    }
    if (!match->page && !match->action) {
        return MYA_ENOTFOUND;
    }
    keep_values(match, best, segments, n, pool);
    return APR_SUCCESS;
}

int mya_column_find(const mya_column_t *columns, int n, const char *name)
{
    for (int i = 0; i < n; i++) {
        if (strcasecmp(columns[i].name, name) == 0) {
            return i;
        }
    }
    return -1;
}

int mya_sql_column(const mya_sql_t *sql, const char *name)
{
    for (int i = 0; i < sql->ncolumns; i++) {
        if (strcasecmp(sql->columns[i], name) == 0) {
            return i;
        }
    }
    return -1;
}

const mya_option_t *mya_options_at(const mya_options_t *options, const mya_portal_t *portal,
                                   const char *lang, int i)
{
    for (int k = 0; options->orders && lang && k < portal->nlanguages; k++) {
        if (strcmp(portal->texts[k]->lang, lang) == 0) {
            return &options->options[options->orders[k][i]];
        }
    }
    return &options->options[i];
}

mya_roles_t mya_role_bit(const mya_portal_t *portal, const char *name)
{
    for (int i = 0; i < portal->nroles; i++) {
        if (strcmp(portal->roles[i].name, name) == 0) {
            return (mya_roles_t)1 << i;
        }
    }
    return 0;
}

const char *mya_portal_text(const mya_portal_t *portal, const char *lang, const char *key)
{
    for (int i = 0; lang && i < portal->nlanguages; i++) {
        if (strcmp(portal->texts[i]->lang, lang) == 0) {
            const char *pattern = apr_hash_get(portal->texts[i]->patterns, key,
                                               APR_HASH_KEY_STRING);

            if (pattern) {
                return pattern;
            }
        }
    }
    return portal->nlanguages
        ? apr_hash_get(portal->texts[0]->patterns, key, APR_HASH_KEY_STRING) : NULL;
}
