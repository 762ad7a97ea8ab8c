/* SPDX-License-Identifier: Apache-2.0 */
/* tests/unit/page_fixture.h: the definition of tests/fixtures/page over tables of its own, and a
 * visitor */
#ifndef MYA_TESTS_PAGE_FIXTURE_H
#define MYA_TESTS_PAGE_FIXTURE_H

#include "database_fixture.h"

#include "form/input.h"
#include "page/page.h"
#include "view/format.h"

static const mya_portal_t *shop;
static const mya_format_t *format;

/* The text of the fixture's file NAME. */
static inline const char *fixture_text(const char *name)
{
    const char *path = apr_pstrcat(pool, fixture_share(), "/tests/fixtures/page/", name, NULL);
    apr_finfo_t info;
    apr_file_t *file;
    char *text;

    must(apr_file_open(&file, path, APR_FOPEN_READ, APR_FPROT_OS_DEFAULT, pool));
    must(apr_file_info_get(&info, APR_FINFO_SIZE, file));
    text = apr_pcalloc(pool, (apr_size_t)info.size + 1);
    must(apr_file_read_full(file, text, (apr_size_t)info.size, NULL));
    apr_file_close(file);
    return text;
}

static int begin_page(void **state)
{
    const char *share = fixture_share();

    make_database(state);
    mya_xml_init();
    if (mya_portal_load(&shop, apr_pstrcat(pool, share, "/tests/fixtures/page/portal.xml", NULL),
                        share, NULL, why, pool) != APR_SUCCESS) {
        fail_msg("%s", why->detail);
    }
    must(mya_format_make(&format, "en", "Europe/Oslo", why, pool));
    run_sql(fixture_text("tables.sql"));
    return 0;
}

/* A member of customer 7 with the role ROLE. */
static inline mya_env_t *visitor(const char *role)
{
    mya_env_t *env = mya_env_make(shop, AT(0), pool);

    env->user = env->actor = "anna";
    env->customer = "7";
    env->lang = "en";
    env->today = "2026-11-21";
    env->roles = MYA_ROLE_MEMBER | MYA_ROLE_ANONYMOUS | mya_role_bit(shop, role);
    return env;
}

static inline apr_array_header_t *pairs_of(const char *query)
{
    apr_array_header_t *pairs = NULL;

    must(mya_input_read(&pairs, query, strlen(query), why, pool));
    return pairs;
}

/* The page at PATH; its variable goes into ENV. */
static inline const mya_page_t *page_at(const char *path, mya_env_t *env)
{
    mya_match_t match;

    must(mya_portal_match(&match, shop, path, pool));
    assert_non_null(match.page);
    if (match.nvalues) {
        apr_hash_set(env->path, match.page->params[0].name, APR_HASH_KEY_STRING, match.values[0]);
    }
    return match.page;
}

/* Stands in for flow/: names the action, and the row by its key. */
static inline void name_action(void *baton, const mya_document_t *document, mya_node_t *parent,
                               const mya_action_t *action, const mya_row_t *row)
{
    mya_node_t *node = mya_xml_element(parent, "action");

    (void)baton;
    (void)document;
    mya_xml_set(node, "name", action->name);
    if (row) {
        mya_xml_set(node, "about", row->cells[action->list->key]);
    }
}

/* The XML of the page at PATH with QUERY for ENV; the words of the skin are left out. */
static inline const char *xml_of(const char *path, const char *query, mya_env_t *env)
{
    const mya_page_t *page = page_at(path, env);
    apr_array_header_t *pairs = pairs_of(query);
    mya_page_data_t *data;
    mya_document_t *document;
    const char *address = apr_pstrcat(pool, "/account/", path, NULL);
    const char *xml;

    must(mya_page_query(&data, page, pairs, env, format, why, pool));
    must(mya_page_run(data, conn, env, why, pool));
    document = mya_document_make(shop, format, "en", "/account", "page", page->path, address, "T",
                                 pool);
    mya_page_xml(document, data, env, address, pairs, name_action, NULL);
    xml = mya_xml_serialize(document->doc, 0, pool);
    return strstr(xml, "</texts>") + strlen("</texts>");
}

#define assert_in(text, part) \
    do { if (!strstr((text), (part))) { fail_msg("not in it: %s\n%s", (part), (text)); } } while (0)
#define assert_not_in(text, part) \
    do { if (strstr((text), (part))) { fail_msg("in it: %s\n%s", (part), (text)); } } while (0)

#define with_page(test) cmocka_unit_test_setup_teardown(test, begin_page, drop_database)

#endif
