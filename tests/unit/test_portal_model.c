/* SPDX-License-Identifier: Apache-2.0 */
/* tests/unit/test_portal_model.c: which page answers an address, and how names are read */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <apr_general.h>
#include <apr_strings.h>

#include "portal/model.h"
#include "portal/name.h"

static apr_pool_t *pool;

static int begin(void **state)
{
    (void)state;
    return apr_pool_create(&pool, NULL) == APR_SUCCESS ? 0 : -1;
}

static int end(void **state)
{
    (void)state;
    apr_pool_destroy(pool);
    return 0;
}

/* The segments of PATH into *SEGMENTS. */
static int cut(const char *const **segments, const char *path)
{
    apr_array_header_t *found = apr_array_make(pool, 4, sizeof(const char *));
    char *state = NULL;
    const char *word = apr_strtok(apr_pstrdup(pool, path), "/", &state);

    for (; word; word = apr_strtok(NULL, "/", &state)) {
        APR_ARRAY_PUSH(found, const char *) = word;
    }
    *segments = (const char *const *)found->elts;
    return found->nelts;
}

static const mya_portal_t *portal_of(const char *const *pages, int npages,
                                     const char *const *actions, int nactions)
{
    mya_portal_t *portal = apr_pcalloc(pool, sizeof(*portal));
    const mya_page_t **made = apr_pcalloc(pool, sizeof(*made) * 10);
    const mya_action_t **done = apr_pcalloc(pool, sizeof(*done) * 10);

    for (int i = 0; i < npages; i++) {
        mya_page_t *page = apr_pcalloc(pool, sizeof(*page));

        page->path = pages[i];
        page->nsegments = cut(&page->segments, pages[i]);
        made[i] = page;
    }
    for (int i = 0; i < nactions; i++) {
        mya_action_t *action = apr_pcalloc(pool, sizeof(*action));

        action->path = actions[i];
        action->nsegments = cut(&action->segments, actions[i]);
        done[i] = action;
    }
    portal->pages = made;
    portal->npages = npages;
    portal->actions = done;
    portal->nactions = nactions;
    return portal;
}

/* What answers PATH: its pattern and the values, or "-". */
static const char *answer(const mya_portal_t *portal, const char *path)
{
    mya_match_t match;
    const char *text;

    if (mya_portal_match(&match, portal, path, pool) != APR_SUCCESS) {
        assert_null(match.page);
        assert_null(match.action);
        return "-";
    }
    assert_true(!match.page != !match.action);
    text = match.page ? match.page->path : apr_pstrcat(pool, "!", match.action->path, NULL);
    for (int i = 0; i < match.nvalues; i++) {
        text = apr_pstrcat(pool, text, " ", match.values[i], NULL);
    }
    return text;
}

static void test_a_literal_segment_beats_a_variable_one(void **state)
{
    static const char *const pages[] = { "",         "invoices", "invoices/{ref}", "invoices/open",
                                         "{x}/open", "a/{b}/c",  "{a}/b/c",        "-/greeting" };
    static const char *const actions[] = { "details/edit", "invoices/{key}/pay", "invoices/all" };
    static const struct { const char *path, *expected; } cases[] = {
        { "", "" },
        { "invoices", "invoices" },
        { "invoices/9f3", "invoices/{ref} 9f3" },
        { "invoices/open", "invoices/open" },
        { "orders/open", "{x}/open orders" },
        { "a/b/c", "a/{b}/c b" },
        { "z/b/c", "{a}/b/c z" },
        { "-/greeting", "-/greeting" },
        { "details/edit", "!details/edit" },
        { "invoices/9f3/pay", "!invoices/{key}/pay 9f3" },
        { "invoices/all", "!invoices/all" },
        { "invoices/ø {x}", "invoices/{ref} ø {x}" },
    };
    const mya_portal_t *portal = portal_of(pages, 8, actions, 3);

    (void)state;
    for (apr_size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        assert_string_equal(answer(portal, cases[i].path), cases[i].expected);
    }
}

static void test_an_odd_path_matches_nothing(void **state)
{
    static const char *const pages[] = { "", "invoices", "invoices/{ref}", "{a}/{b}/{c}" };
    static const char *const odd[] = { "/",    "/invoices", "invoices/",      "invoices//", "//",
                                       "a//c", "nothing",   "invoices/a/b/c", "INVOICES" };
    const mya_portal_t *portal = portal_of(pages, 4, NULL, 0);
    char *segment = apr_pcalloc(pool, 4096);

    (void)state;
    for (apr_size_t i = 0; i < sizeof(odd) / sizeof(odd[0]); i++) {
        assert_string_equal(answer(portal, odd[i]), "-");
    }
    memset(segment, 'a', 256);
    assert_string_equal(answer(portal, apr_pstrcat(pool, "invoices/", segment, NULL)), "-");
    memset(segment, 'a', 4095);
    assert_string_equal(answer(portal, segment), "-");
}

static void test_names_are_made_readable(void **state)
{
    static const char *const cases[][2] = {
        { "PAID_AT", "Paid at" },
        { "paidAt", "Paid at" },
        { "part-paid", "Part paid" },
        { "id", "Id" },
        { "SUM_EKS", "Sum eks" },
        { "_x", "X" },
        { "invoiceNO", "Invoice no" },
        { "", "" },
        { "a_", "A" },
    };

    (void)state;
    for (apr_size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        assert_string_equal(mya_name_readable(cases[i][0], pool), cases[i][1]);
    }
}

static void test_the_nearest_name_is_what_was_meant_or_none(void **state)
{
    static const char *const known[] = { "column", "page-size", "order", "orders", "sql" };
    static const char *const cases[][2] = {
        { "colum", "column" },
        { "colmun", "column" },
        { "Column", "column" },
        { "pagesize", "page-size" },
        { "page_size", "page-size" },
        { "oders", "orders" },
        { "order", "order" },
        { "sqll", "sql" },
        { "div", NULL },
        { "x", NULL },
        { "", NULL },
        { "something-else-altogether", NULL },
    };
    apr_array_header_t *names = apr_array_make(pool, 8, sizeof(const char *));

    (void)state;
    for (apr_size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
        APR_ARRAY_PUSH(names, const char *) = known[i];
    }
    for (apr_size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const char *near = mya_name_nearest(cases[i][0], names, pool);

        if (!near || !cases[i][1]) {
            assert_ptr_equal(near, cases[i][1]);
        }
        else {
            assert_string_equal(near, cases[i][1]);
        }
    }
}

static void test_xml_names_are_told_from_others(void **state)
{
    static const char *const names[] = {
        "a", "_a", "LEVNR", "løpenr", "a-b.c1", "ș", "名前", NULL
    };
    static const char *const others[] = { "",   "1a",   "-a",    "a b", "a:b",
                                          "a×", "\xff", "a\xc3", "<a>", NULL };

    (void)state;
    for (int i = 0; names[i]; i++) {
        assert_true(mya_name_is_xml(names[i]));
    }
    for (int i = 0; others[i]; i++) {
        assert_false(mya_name_is_xml(others[i]));
    }
}

static void test_a_text_falls_back_to_the_default_language(void **state)
{
    mya_texts_t en = { "en", apr_hash_make(pool) };
    mya_texts_t nb = { "nb", apr_hash_make(pool) };
    const mya_texts_t *texts[] = { &en, &nb };
    mya_portal_t portal = { .texts = texts, .nlanguages = 2 };

    (void)state;
    apr_hash_set(en.patterns, "a", APR_HASH_KEY_STRING, "one");
    apr_hash_set(en.patterns, "b", APR_HASH_KEY_STRING, "two");
    apr_hash_set(nb.patterns, "a", APR_HASH_KEY_STRING, "en");
    assert_string_equal(mya_portal_text(&portal, "nb", "a"), "en");
    assert_string_equal(mya_portal_text(&portal, "nb", "b"), "two");
    assert_string_equal(mya_portal_text(&portal, "sv", "a"), "one");
    assert_string_equal(mya_portal_text(&portal, NULL, "a"), "one");
    assert_null(mya_portal_text(&portal, "nb", "c"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_literal_segment_beats_a_variable_one),
        cmocka_unit_test(test_an_odd_path_matches_nothing),
        cmocka_unit_test(test_names_are_made_readable),
        cmocka_unit_test(test_the_nearest_name_is_what_was_meant_or_none),
        cmocka_unit_test(test_xml_names_are_told_from_others),
        cmocka_unit_test(test_a_text_falls_back_to_the_default_language),
    };

    apr_initialize();
    return cmocka_run_group_tests(tests, begin, end);
}
