/* SPDX-License-Identifier: Apache-2.0 */
/* portal/load_portal.c: what portal.xml says once for all modules */
#include "portal/load.h"

#include <string.h>

#include <apr_strings.h>

#include "base/icu_names.h"
#include "portal/name.h"

typedef struct portal_t {
    mya_load_t *load;
    const mya_node_t *root;
    mya_place_t place;
} portal_t;

static const char *load_currency(const portal_t *p)
{
    const char *code = mya_load_get(p->load, p->root, "currency");

    if (code && !mya_name_is_currency(code)) {
        mya_load_fault(p->load, p->place,
                       "currency=\"%s\" is no ISO 4217 code; write three capitals, as in "
                       "\"NOK\"",
                       code);
    }
    return code;
}

static mya_type_e load_key(const portal_t *p, const char *name)
{
    const char *type = mya_load_get(p->load, p->root, name);

    return type && strcmp(type, "integer") == 0 ? MYA_TYPE_INTEGER : MYA_TYPE_ID;
}

/* "Europe/Oslo" or "UTC". */
static const char *load_zone(const portal_t *p)
{
    const char *zone = mya_load_get(p->load, p->root, "zone");
    mya_result_t *why = mya_result_make(p->load->pool);

    if (!*zone || strspn(zone, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+-/")
        != strlen(zone)) {
        mya_load_fault(p->load, p->place, "zone=\"%s\" is no name of a time zone; write one as in "
                       "\"Europe/Oslo\"", zone);
    }
    else if (mya_icu_zone(&p->load->portal->clock, zone, why, p->load->pool) != APR_SUCCESS) {
        mya_load_fault(p->load, p->place, "%s", why->detail);
    }
    return zone;
}

static void check_language(const portal_t *p, const apr_array_header_t *words, int n)
{
    const char *lang = APR_ARRAY_IDX(words, n, const char *);
    const char *tag = mya_icu_tag(lang, p->load->pool);

    for (int i = 0; i < n; i++) {
        if (strcmp(APR_ARRAY_IDX(words, i, const char *), lang) == 0) {
            mya_load_fault(p->load, p->place, "languages= names \"%s\" twice; leave one out", lang);
        }
    }
    if (!mya_icu_knows(lang)) {
        mya_load_fault(p->load, p->place,
                       "languages= names \"%s\", which is no language tag%s%s%s", lang,
                       tag ? "; did you mean \"" : "", tag ? tag : "",
                       tag ? "\"?" : "; write one as in \"en\", \"nb\" or \"en-GB\"");
    }
}

static void load_languages(const portal_t *p)
{
    const apr_array_header_t *words = mya_name_words(mya_load_get(p->load, p->root, "languages"),
                                                     p->load->pool);
    const mya_texts_t **texts = apr_pcalloc(p->load->pool,
                                            sizeof(*texts) * (apr_size_t)(words->nelts + 1));

    for (int i = 0; i < words->nelts; i++) {
        mya_texts_t *made = apr_pcalloc(p->load->pool, sizeof(*made));

        made->lang = APR_ARRAY_IDX(words, i, const char *);
        check_language(p, words, i);
        made->patterns = apr_hash_make(p->load->pool);
        texts[i] = made;
    }
    p->load->portal->texts = texts;
    p->load->portal->nlanguages = words->nelts;
}

static void load_role(const portal_t *p, const mya_node_t *node, apr_array_header_t *roles)
{
    mya_role_t role = { mya_load_get(p->load, node, "name"), 0 };
    const char *side = mya_load_get(p->load, node, "side");
    mya_place_t place = mya_load_place(p->place.file, node);

    role.staff = side && strcmp(side, "staff") == 0;
    if (strcmp(role.name, "any") == 0 || strcmp(role.name, "anonymous") == 0
        || strcmp(role.name, "link") == 0) {
        mya_load_fault(p->load, place,
                       "the role name \"%s\" has a meaning of its own; choose another", role.name);
    }
    for (int i = 0; i < roles->nelts; i++) {
        if (strcmp(APR_ARRAY_IDX(roles, i, mya_role_t).name, role.name) == 0) {
            mya_load_fault(p->load, place, "the role \"%s\" stands twice; leave one out",
                           role.name);
        }
    }
    if (roles->nelts == MYA_ROLES_MAX) {
        mya_load_fault(p->load, place, "there are more than %d roles; join some", MYA_ROLES_MAX);
        return;
    }
    APR_ARRAY_PUSH(roles, mya_role_t) = role;
}

void mya_load_portal(mya_load_t *load)
{
    const mya_load_file_t *file = &APR_ARRAY_IDX(load->files, 0, mya_load_file_t);
    apr_array_header_t *roles = apr_array_make(load->pool, 4, sizeof(mya_role_t));
    portal_t p = { load, file->root, mya_load_place(file->path, file->root) };

    load->portal->name = mya_load_get(load, p.root, "name");
    load->portal->file = file->path;
    load->portal->zone = load_zone(&p);
    load->portal->currency = load_currency(&p);
    load->portal->customer_key = load_key(&p, "customer-key");
    load->portal->user_key = load_key(&p, "user-key");
    load_languages(&p);
    for (const mya_node_t *node = mya_xml_first(p.root); node; node = mya_xml_next(node)) {
        if (strcmp(mya_xml_name(node), "role") == 0) {
            load_role(&p, node, roles);
        }
    }
    load->portal->roles = (const mya_role_t *)roles->elts;
    load->portal->nroles = roles->nelts;
}
