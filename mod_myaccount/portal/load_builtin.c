/* SPDX-License-Identifier: Apache-2.0 */
/* portal/load_builtin.c: sets of options that the engine knows, named in every language
 *
 * Their names become texts (option.iso-countries.NO), as if the author had written them; a text of
 * that key in the definition wins.
 */
#include "portal/load.h"

#include <string.h>

#include <apr_strings.h>

#include "base/icu_names.h"

typedef apr_array_header_t *(*names_t)(const mya_load_t *load, const char *lang);

static apr_array_header_t *countries(const mya_load_t *load, const char *lang)
{
    return mya_icu_countries(lang, load->pool);
}

static apr_array_header_t *zones(const mya_load_t *load, const char *lang)
{
    return mya_icu_zones(lang, load->pool);
}

/* Each in its own language, so that whoever looks for it can read it; in the portal's order. */
static apr_array_header_t *languages(const mya_load_t *load, const char *lang)
{
    apr_array_header_t *names = apr_array_make(load->pool, 4, sizeof(mya_icu_name_t));

    (void)lang;
    for (int i = 0; i < load->portal->nlanguages; i++) {
        mya_icu_name_t *name = apr_array_push(names);

        name->value = load->portal->texts[i]->lang;
        name->name = mya_icu_own_name(name->value, load->pool);
    }
    return names;
}

static const struct set_t {
    const char *name;
    names_t names;
} sets[] = {
    { "iso-countries",    countries },
    { "iana-zones",       zones },
    { "portal-languages", languages }
};
#define NSETS (sizeof(sets) / sizeof(sets[0]))

/* NAME as an ICU pattern that says just that. */
static const char *pattern_of(const char *name, apr_pool_t *pool)
{
    char *pattern = apr_palloc(pool, strlen(name) * 3 + 1);
    char *to = pattern;

    for (; *name; name++) {
        if (*name == '\'') {
            *to++ = '\'';
        }
        if (*name == '{' || *name == '}') {
            *to++ = '\'';
            *to++ = *name;
            *to++ = '\'';
        }
        else {
            *to++ = *name;
        }
    }
    *to = '\0';
    return pattern;
}

static const char *key_of(const mya_load_t *load, const char *set, const char *value)
{
    return apr_pstrcat(load->pool, "option.", set, ".", value, NULL);
}

static void add_texts(mya_load_t *load, const char *set, const apr_array_header_t *names,
                      apr_hash_t *patterns)
{
    for (int i = 0; i < names->nelts; i++) {
        const mya_icu_name_t *name = &APR_ARRAY_IDX(names, i, mya_icu_name_t);
        const char *key = key_of(load, set, name->value);

        if (!apr_hash_get(patterns, key, APR_HASH_KEY_STRING)) {
            apr_hash_set(patterns, key, APR_HASH_KEY_STRING, pattern_of(name->name, load->pool));
        }
    }
}

/* NAMES, in the order of some language, as indexes of OPTIONS. */
static const int *order_of(const mya_load_t *load, const mya_options_t *options,
                           const apr_array_header_t *names)
{
    int *order = apr_pcalloc(load->pool, sizeof(*order) * ((apr_size_t)options->noptions + 1));
    apr_hash_t *places = apr_hash_make(load->pool);

    for (int i = 0; i < options->noptions; i++) {
        apr_hash_set(places, options->options[i].value, APR_HASH_KEY_STRING, &options->options[i]);
    }
    for (int i = 0; i < options->noptions; i++) {
        const mya_option_t *option = apr_hash_get(
            places, APR_ARRAY_IDX(names, i, mya_icu_name_t).value, APR_HASH_KEY_STRING);

        order[i] = (int)(option - options->options);
    }
    return order;
}

static void fill(mya_load_t *load, mya_options_t *options, const apr_array_header_t *names)
{
    mya_option_t *made = apr_pcalloc(load->pool, sizeof(*made) * ((apr_size_t)names->nelts + 1));

    for (int i = 0; i < names->nelts; i++) {
        const mya_icu_name_t *name = &APR_ARRAY_IDX(names, i, mya_icu_name_t);

        made[i].value = name->value;
        made[i].label = key_of(load, options->name, name->value);
        made[i].readable = name->name;
    }
    options->options = made;
    options->noptions = names->nelts;
}

static const mya_options_t *make(mya_load_t *load, const struct set_t *set)
{
    const mya_portal_t *portal = load->portal;
    mya_options_t *options = apr_pcalloc(load->pool, sizeof(*options));
    const int **orders = apr_pcalloc(load->pool, sizeof(*orders)
                                     * ((apr_size_t)portal->nlanguages + 1));

    options->name = set->name;
    for (int i = 0; i < portal->nlanguages; i++) {
        const apr_array_header_t *names = set->names(load, portal->texts[i]->lang);

        if (i == 0) {
            fill(load, options, names);
        }
        add_texts(load, set->name, names, portal->texts[i]->patterns);
        orders[i] = order_of(load, options, names);
    }
    options->orders = orders;
    return options;
}

const mya_options_t *mya_load_builtin(mya_load_t *load, const char *name)
{
    for (apr_size_t i = 0; i < NSETS; i++) {
        if (strcmp(sets[i].name, name) == 0) {
            return make(load, &sets[i]);
        }
    }
    return NULL;
}

void mya_load_builtin_names(apr_array_header_t *names)
{
    for (apr_size_t i = 0; i < NSETS; i++) {
        APR_ARRAY_PUSH(names, const char *) = sets[i].name;
    }
}
