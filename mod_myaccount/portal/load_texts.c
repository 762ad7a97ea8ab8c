/* SPDX-License-Identifier: Apache-2.0 */
/* portal/load_texts.c: texts.LANG.xml, the engine's first, then the portal's over them */
#include "portal/load.h"

#include <stdlib.h>
#include <string.h>

#include <apr_file_info.h>
#include <apr_lib.h>
#include <apr_strings.h>

#include "portal/grammar.h"
#include "portal/name.h"

#define LACKING_MAX 10    /* missing keys that are told one by one */

const char *mya_load_label(const mya_load_t *load, const char *key)
{
    return apr_hash_get(load->portal->texts[0]->patterns, key, APR_HASH_KEY_STRING) ? key : NULL;
}

static apr_array_header_t *keys_of(const mya_load_t *load)
{
    apr_array_header_t *keys = apr_array_make(load->pool, 64, sizeof(const char *));
    apr_hash_index_t *hi = apr_hash_first(load->pool, load->portal->texts[0]->patterns);

    for (; hi; hi = apr_hash_next(hi)) {
        APR_ARRAY_PUSH(keys, const char *) = apr_hash_this_key(hi);
    }
    return keys;
}

const char *mya_load_key(mya_load_t *load, mya_place_t place, const char *key)
{
    const char *nearest;

    if (key && !mya_load_label(load, key)) {
        nearest = mya_name_nearest(key, keys_of(load), load->pool);
        mya_load_fault(load, place, "there is no text \"%s\"; %s", key,
                       nearest ? apr_psprintf(load->pool, "did you mean \"%s\"?", nearest)
                       : apr_psprintf(load->pool, "write <text key=\"%s\"> into texts.%s.xml", key,
                                      load->portal->texts[0]->lang));
    }
    return key;
}

/* --- one file --- */

/* Whether the braces of an ICU pattern are balanced; an apostrophe before one quotes up to the
 * next. */
static int is_balanced(const char *pattern)
{
    int depth = 0;

    for (const char *c = pattern; *c; c++) {
        if (*c == '\'' && (c[1] == '{' || c[1] == '}')) {
            c = strchr(c + 1, '\'');
            if (!c) {
                return 1;   /* ICU quotes to the end then */
            }
        }
        else if (*c == '{') {
            depth++;
        }
        else if (*c == '}' && depth-- == 0) {
            return 0;
        }
    }
    return depth == 0;
}

static const char *squeeze(const char *text, apr_pool_t *pool)
{
    return apr_array_pstrcat(pool, mya_name_words(text, pool), ' ');
}

static void load_text(mya_load_t *load, const char *file, const mya_node_t *node,
                      const mya_texts_t *texts, apr_hash_t *seen)
{
    const char *key = mya_load_get(load, node, "key");
    const char *pattern = squeeze(mya_xml_text(node, load->pool), load->pool);
    mya_place_t place = mya_load_place(file, node);

    if (apr_hash_get(seen, key, APR_HASH_KEY_STRING)) {
        mya_load_fault(load, place, "the text \"%s\" stands twice in this file; leave one out",
                       key);
    }
    if (!*pattern) {
        mya_load_fault(load, place, "the text \"%s\" is empty; write it, or leave the key out",
                       key);
    }
    if (!is_balanced(pattern)) {
        mya_load_fault(load, place,
                       "the braces of the text \"%s\" do not match; each { needs its }, and '{' "
                       "in single quotes is a brace to be read",
                       key);
    }
    apr_hash_set(seen, key, APR_HASH_KEY_STRING, "");
    apr_hash_set(texts->patterns, key, APR_HASH_KEY_STRING, pattern);
}

static void load_file(mya_load_t *load, const char *file, const mya_texts_t *texts)
{
    mya_result_t *why = mya_result_make(load->pool);
    apr_hash_t *seen = apr_hash_make(load->pool);
    mya_xml_doc_t *doc = NULL;
    const mya_node_t *root;
    int faults = load->faults->nelts;

    if (mya_xml_read(&doc, file, why, load->pool) != APR_SUCCESS) {
        mya_load_xml_fault(load, file, why->detail);
        return;
    }
    root = mya_xml_root(doc);
    mya_grammar_check(load, file, root, "");
    if (load->faults->nelts > faults) {
        return;
    }
    if (strcmp(mya_xml_name(root), "texts") != 0
        || strcmp(mya_load_get(load, root, "lang"), texts->lang) != 0) {
        mya_load_fault(load, mya_load_place(file, root),
                       "the file is not what its name says; write <texts "
                       "lang=\"%s\"> at its beginning, or give it another name",
                       texts->lang);
        return;
    }
    for (const mya_node_t *node = mya_xml_first(root); node; node = mya_xml_next(node)) {
        load_text(load, file, node, texts, seen);
    }
}

static int exists(const char *file, apr_pool_t *pool)
{
    apr_finfo_t info;

    return apr_stat(&info, file, APR_FINFO_TYPE, pool) == APR_SUCCESS;
}

/* --- all languages --- */

static const char *file_of(const mya_load_t *load, const char *folder, const char *lang)
{
    return apr_pstrcat(load->pool, folder, "texts.", lang, ".xml", NULL);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Every key of any language must be in each: a missing one would be seen by a customer only. */
static void check_complete(mya_load_t *load, const mya_texts_t *texts, apr_hash_t *all)
{
    apr_array_header_t *missing = apr_array_make(load->pool, 8, sizeof(const char *));
    mya_place_t place = { file_of(load, load->folder, texts->lang), 1 };

    for (apr_hash_index_t *hi = apr_hash_first(load->pool, all); hi; hi = apr_hash_next(hi)) {
        const char *key = apr_hash_this_key(hi);

        if (!apr_hash_get(texts->patterns, key, APR_HASH_KEY_STRING)) {
            APR_ARRAY_PUSH(missing, const char *) = key;
        }
    }
    qsort(missing->elts, (size_t)missing->nelts, sizeof(const char *), by_name);
    for (int i = 0; i < missing->nelts && i < LACKING_MAX; i++) {
        const char *key = APR_ARRAY_IDX(missing, i, const char *);

        mya_load_fault(load, place,
                       "the language \"%s\" has no text \"%s\"; write <text key=\"%s\"> into this "
                       "file",
                       texts->lang, key, key);
    }
    if (missing->nelts > LACKING_MAX) {
        mya_load_fault(load, place,
                       "the language \"%s\" lacks %d texts more; write them, or leave it out of "
                       "languages=",
                       texts->lang, missing->nelts - LACKING_MAX);
    }
}

static void check_all_complete(mya_load_t *load)
{
    apr_hash_t *all = apr_hash_make(load->pool);

    for (int i = 0; i < load->portal->nlanguages; i++) {
        all = apr_hash_overlay(load->pool, load->portal->texts[i]->patterns, all);
    }
    for (int i = 0; i < load->portal->nlanguages; i++) {
        check_complete(load, load->portal->texts[i], all);
    }
}

static int speaks(const mya_load_t *load, const char *lang)
{
    for (int i = 0; i < load->portal->nlanguages; i++) {
        if (strcmp(load->portal->texts[i]->lang, lang) == 0) {
            return 1;
        }
    }
    return 0;
}

/* A file of texts that nobody reads is a language forgotten, or a name misspelt. */
static void refuse_others(mya_load_t *load)
{
    apr_finfo_t info;
    apr_dir_t *dir;

    if (apr_dir_open(&dir, *load->folder ? load->folder : ".", load->pool) != APR_SUCCESS) {
        return;
    }
    while (apr_dir_read(&info, APR_FINFO_NAME, dir) == APR_SUCCESS) {
        apr_size_t len = strlen(info.name);

        if (strncmp(info.name, "texts.", 6) == 0 && len > 10
            && strcmp(info.name + len - 4, ".xml") == 0) {
            const char *lang = apr_pstrmemdup(load->pool, info.name + 6, len - 10);
            mya_place_t place = { file_of(load, load->folder, lang), 1 };

            if (!speaks(load, lang)) {
                mya_load_fault(load, place,
                               "the portal does not speak \"%s\"; add it to languages= in "
                               "portal.xml, or move the file away",
                               lang);
            }
        }
    }
    apr_dir_close(dir);
}

void mya_load_texts(mya_load_t *load, const char *share)
{
    const char *ours = apr_pstrcat(load->pool, share, "/texts/", NULL);
    int faults = load->faults->nelts;

    for (int i = 0; i < load->portal->nlanguages; i++) {
        const mya_texts_t *texts = load->portal->texts[i];
        const char *theirs = file_of(load, load->folder, texts->lang);

        int found = exists(theirs, load->pool);

        if (exists(file_of(load, ours, texts->lang), load->pool)) {
            load_file(load, file_of(load, ours, texts->lang), texts);
        }
        else if (!found) {
            mya_place_t place = { load->portal->file, 1 };

            mya_load_fault(load, place,
                           "there are no texts for the language \"%s\"; write them into %s, or "
                           "leave it out of languages=",
                           texts->lang, apr_filepath_name_get(theirs));
        }
        if (found) {
            load_file(load, theirs, texts);
        }
    }
    refuse_others(load);
    if (load->faults->nelts == faults) {
        check_all_complete(load);
    }
}
