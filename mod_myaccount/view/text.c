/* SPDX-License-Identifier: Apache-2.0 */
/* view/text.c: the sentences, by key and language (ICU MessageFormat)
 *
 * ICU's own MessageFormat has no named arguments in C, so the pattern is read here: one pass
 * that writes what is chosen and reads over the rest. The check at start is the same pass,
 * writing nothing.
 */
#include "view/text.h"

#include <string.h>

#include <apr_lib.h>
#include <apr_strings.h>

#include "base/icu.h"

#define DEPTH_MAX 6   /* choices within choices */

typedef struct run_t {
    const char *p;                 /* what is still to read */
    const char *fault;             /* the first, or NULL */
    const char *lang;              /* whose plural rules hold */
    const mya_text_arg_t *args;
    int nargs;
    apr_array_header_t *out;       /* char; NULL while only reading over */
    apr_pool_t *pool;
} run_t;

/* The plural that a message stands in: what # means there; NULL outside. */
typedef struct plural_t {
    const mya_text_arg_t *arg;
} plural_t;

static void put(run_t *run, const char *text, size_t len)
{
    for (size_t i = 0; run->out && i < len; i++) {
        APR_ARRAY_PUSH(run->out, char) = text[i];
    }
}

static void blame(run_t *run, const char *fault)
{
    if (!run->fault) {
        run->fault = fault;
    }
    run->p += strlen(run->p);
}

static void pass_space(run_t *run)
{
    while (apr_isspace(*run->p)) {
        run->p++;
    }
}

/* Read a word of an argument's or a choice's name into *LEN bytes from the answer on. */
static const char *read_word(run_t *run, size_t *len)
{
    const char *word;

    pass_space(run);
    word = run->p;
    while (*run->p && !apr_isspace(*run->p) && !strchr("{},'#", *run->p)) {
        run->p++;
    }
    *len = (size_t)(run->p - word);
    pass_space(run);
    return word;
}

static int is_word(const char *word, size_t len, const char *other)
{
    return strlen(other) == len && !strncmp(word, other, len);
}

static const mya_text_arg_t *find_arg(const run_t *run, const char *name, size_t len)
{
    for (int i = 0; i < run->nargs; i++) {
        if (is_word(name, len, run->args[i].name)) {
            return &run->args[i];
        }
    }
    return NULL;
}

/* Is ARG a number? Then it is in *NUMBER. */
static int is_number(apr_int64_t *number, const mya_text_arg_t *arg)
{
    const char *text = arg->text;

    if (!text) {
        *number = arg->number;
        return 1;
    }
    text += *text == '-';
    if (!*text || strlen(text) > MYA_DIGITS_MAX || text[strspn(text, "0123456789")]) {
        return 0;
    }
    *number = apr_atoi64(arg->text);
    return 1;
}

/* An argument that nobody gave shows its name: a page never fails on a text. COUNTS: a number is
 * written as such, else what is given as text stays as it is. */
static void put_arg(run_t *run, const mya_text_arg_t *arg, int counts, const char *name,
                    size_t len)
{
    apr_int64_t number;
    const char *text;

    if (!run->out) {
        return;
    }
    text = !arg ? apr_pstrcat(run->pool, "{", apr_pstrmemdup(run->pool, name, len), "}", NULL)
        : (counts || !arg->text) && is_number(&number, arg)
            ? mya_icu_integer(run->lang, number, run->pool) : arg->text;
    put(run, text, strlen(text));
}

/* After an apostrophe at run->p: '' is one; before a sign of the syntax it begins literal text. */
static void read_apostrophe(run_t *run, const plural_t *plural)
{
    const char next = run->p[1];

    run->p++;
    if (next == '\'') {
        put(run, "'", 1);
        run->p++;
        return;
    }
    if (!next || !strchr(plural ? "{}#" : "{}", next)) {
        put(run, "'", 1);
        return;
    }
    while (*run->p) {
        if (*run->p == '\'' && run->p[1] != '\'') {
            run->p++;
            return;
        }
        run->p += *run->p == '\'';
        put(run, run->p++, 1);
    }
}

static void read_message(run_t *run, const plural_t *plural, int depth);

/* Does the choice WORD fit ARG exactly ("=0", or the value of a select)? */
static int fits_exactly(const char *word, size_t len, const mya_text_arg_t *arg, int is_plural,
                        apr_pool_t *pool)
{
    apr_int64_t number;

    if (!arg) {
        return 0;
    }
    if (is_plural) {
        return *word == '=' && is_number(&number, arg)
            && is_word(word + 1, len - 1, apr_psprintf(pool, "%" APR_INT64_T_FMT, number));
    }
    return arg->text && is_word(word, len, arg->text);
}

static int is_plural_word(const char *word, size_t len)
{
    static const char *const words[] = { "zero", "one", "two", "few", "many", "other" };

    if (*word == '=') {
        return len > 1 && strspn(word + 1, "-0123456789") >= len - 1;
    }
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        if (is_word(word, len, words[i])) {
            return 1;
        }
    }
    return 0;
}

/* Where the messages of a choice begin: one that fits exactly beats a category beats other. */
typedef struct chosen_t {
    const char *exact, *category, *other;
} chosen_t;

/* Read one "word {message}" of a choice; the message is only read over. */
static int read_variant(run_t *run, chosen_t *chosen, const mya_text_arg_t *arg,
                        const plural_t *plural, const char *category, int depth)
{
    size_t len;
    const char *word = read_word(run, &len);

    if (!len || *run->p != '{') {
        blame(run, "a choice needs word {text}");
        return 0;
    }
    if (plural && !is_plural_word(word, len)) {
        blame(run, "plural knows =N, zero, one, two, few, many and other");
        return 0;
    }
    run->p++;
    if (!chosen->exact && fits_exactly(word, len, arg, plural != NULL, run->pool)) {
        chosen->exact = run->p;
    }
    if (!chosen->category && category && is_word(word, len, category)) {
        chosen->category = run->p;
    }
    if (is_word(word, len, "other")) {
        chosen->other = run->p;
    }
    read_message(run, plural, depth + 1);
    if (*run->p != '}') {
        blame(run, "a { has no }");
        return 0;
    }
    run->p++;
    pass_space(run);
    return 1;
}

static void read_choice(run_t *run, const mya_text_arg_t *arg, int is_plural, int depth)
{
    const plural_t plural = { arg };
    const plural_t *within = is_plural ? &plural : NULL;
    apr_int64_t number;
    const char *category = is_plural && arg && is_number(&number, arg)
                               ? mya_icu_plural(run->lang, number) : NULL;
    apr_array_header_t *out = run->out;
    chosen_t chosen = { NULL, NULL, NULL };
    const char *stop;

    run->out = NULL;
    pass_space(run);
    while (*run->p && *run->p != '}') {
        if (!read_variant(run, &chosen, arg, within, category, depth)) {
            return;
        }
    }
    run->out = out;
    if (!chosen.other) {
        blame(run, "a choice needs other {text}");
        return;
    }
    if (out) {
        stop = run->p;
        run->p = chosen.exact ? chosen.exact : chosen.category ? chosen.category : chosen.other;
        read_message(run, within, depth + 1);
        run->p = stop;
    }
}

/* Read "name}", "name, kind}" or "name, kind, variants}" after a '{'. */
static void read_argument(run_t *run, int depth)
{
    size_t len, kind_len = 0;
    const char *name = read_word(run, &len), *kind = "";
    const mya_text_arg_t *arg = find_arg(run, name, len);

    if (!len) {
        blame(run, "a { needs the name of an argument");
        return;
    }
    if (*run->p == ',') {
        run->p++;
        kind = read_word(run, &kind_len);
    }
    if (*run->p == ','
        && (is_word(kind, kind_len, "plural") || is_word(kind, kind_len, "select"))) {
        run->p++;
        read_choice(run, arg, *kind == 'p', depth);
    }
    else if (kind_len && !is_word(kind, kind_len, "number")) {
        blame(run, "an argument is {name}, {name, number}, {name, plural, …} or {name, select, …}");
    }
    else {
        put_arg(run, arg, kind_len > 0, name, len);
    }
    if (*run->p != '}') {
        blame(run, "a { has no }");
        return;
    }
    run->p++;
}

/* Read to the end of the pattern, or to the '}' of the choice that it stands in (left at
 * run->p). */
static void read_message(run_t *run, const plural_t *plural, int depth)
{
    if (depth > DEPTH_MAX) {
        blame(run, "choices stand too deep in each other");
    }
    while (*run->p && *run->p != '}') {
        if (*run->p == '{') {
            run->p++;
            read_argument(run, depth);
        }
        else if (*run->p == '\'') {
            read_apostrophe(run, plural);
        }
        else if (*run->p == '#' && plural) {
            run->p++;
            put_arg(run, plural->arg, 1, "#", 1);
        }
        else {
            put(run, run->p++, 1);
        }
    }
}

static void read_pattern(run_t *run, const char *pattern)
{
    run->p = pattern;
    read_message(run, NULL, 0);
    if (*run->p == '}' && !run->fault) {
        run->fault = "a } has no {";
    }
}

static const char *pattern_in(const mya_texts_t *texts, const char *key)
{
    return apr_hash_get(texts->patterns, key, APR_HASH_KEY_STRING);
}

/* The pattern of KEY, and in *FOUND the language that it was written in. */
static const char *find_pattern(const mya_portal_t *portal, const char *lang, const char *key,
                                const char **found)
{
    const char *pattern = NULL;

    for (int i = 0; i < portal->nlanguages && !pattern; i++) {
        *found = portal->texts[i]->lang;
        if (lang && !strcmp(*found, lang)) {
            pattern = pattern_in(portal->texts[i], key);
        }
    }
    if (!pattern && portal->nlanguages) {
        *found = portal->texts[0]->lang;
        pattern = pattern_in(portal->texts[0], key);
    }
    return pattern;
}

const char *mya_text(const mya_portal_t *portal, const char *lang, const char *key,
                     const mya_text_arg_t *args, int nargs, apr_pool_t *pool)
{
    const char *found = lang;
    const char *pattern = find_pattern(portal, lang, key, &found);
    run_t run = { .lang = found, .args = args, .nargs = nargs, .pool = pool };

    if (!pattern) {
        return key;
    }
    if (!strpbrk(pattern, "{}'")) {
        return pattern;
    }
    run.out = apr_array_make(pool, (int)strlen(pattern) + 40, sizeof(char));
    read_pattern(&run, pattern);
    APR_ARRAY_PUSH(run.out, char) = '\0';
    return run.out->elts;
}

const char *mya_text_or(const mya_portal_t *portal, const char *lang, const char *key,
                        const char *readable, apr_pool_t *pool)
{
    return key ? mya_text(portal, lang, key, NULL, 0, pool) : readable;
}

static apr_status_t check_language(const mya_texts_t *texts, mya_result_t *why, apr_pool_t *pool)
{
    apr_status_t rv = mya_icu_plural_prepare(texts->lang, why);

    for (apr_hash_index_t *i = apr_hash_first(pool, texts->patterns); i && rv == APR_SUCCESS;
         i = apr_hash_next(i)) {
        run_t run = { .lang = texts->lang, .pool = pool };

        read_pattern(&run, apr_hash_this_val(i));
        if (run.fault) {
            rv = mya_result_tell(why, MYA_ECONFIG, "texts.%s.xml: the text of \"%s\": %s",
                                 texts->lang, (const char *)apr_hash_this_key(i), run.fault);
        }
    }
    return rv;
}

apr_status_t mya_text_check(const mya_portal_t *portal, mya_result_t *why, apr_pool_t *pool)
{
    apr_status_t rv = APR_SUCCESS;

    for (int i = 0; i < portal->nlanguages && rv == APR_SUCCESS; i++) {
        rv = check_language(portal->texts[i], why, pool);
    }
    return rv;
}
