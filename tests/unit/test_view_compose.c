/* SPDX-License-Identifier: Apache-2.0 */
/* tests/unit/test_view_compose.c: our page and a layout become one page, in the right order */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <apr_general.h>
#include <apr_strings.h>

#include "view/compose.h"

static apr_pool_t *pool;

static const mya_written_t written = {
    .page = "<!DOCTYPE html><title>Invoices</title><p>1042", .page_len = 45,
    .title = "Invoices &amp; more", .title_len = 19,
    .head = "<link href=/p.css>", .head_len = 18,
    .body = "<p>1042</p>", .body_len = 11,
};

static const char *join(const apr_array_header_t *chunks)
{
    apr_array_header_t *parts = apr_array_make(pool, chunks->nelts + 1, sizeof(const char *));

    for (int i = 0; i < chunks->nelts; i++) {
        const mya_chunk_t *chunk = &APR_ARRAY_IDX(chunks, i, mya_chunk_t);
        assert_true(chunk->len > 0);
        APR_ARRAY_PUSH(parts, const char *) = apr_pstrmemdup(pool, chunk->data, chunk->len);
    }
    return apr_array_pstrcat(pool, parts, 0);
}

static const mya_layout_t *layout_of(const char *page)
{
    const mya_layout_spec_t spec = { .url = "/", .selector = "main", .marker = "T0K" };
    const mya_layout_t *layout = NULL;

    assert_int_equal(mya_layout_split(&layout, page, strlen(page), NULL, &spec, NULL, pool),
                     APR_SUCCESS);
    return layout;
}

/* Names what it is asked for; counts how often. "-/broken" fails, "-/empty" is empty. */
static apr_status_t greet(const char **data, apr_size_t *len, void *baton, const char *path,
                          apr_pool_t *into)
{
    int *calls = baton;

    ++*calls;
    *data = strcmp(path, "-/empty") == 0 ? "" : apr_pstrcat(into, "[", path, "]", NULL);
    *len = strlen(*data);
    return strcmp(path, "-/broken") == 0 ? MYA_EUNAVAILABLE : APR_SUCCESS;
}

static const char page[] =
    "<html><head><title>Home</title><meta name=robots content=noindex><meta name=viewport></head>"
    "<body><p><!--mya T0K -/greeting--></p><main>home</main><!--mya T0K -/broken-->"
    "<!--mya T0K -/empty--><p><!--mya T0K -/greeting--></p></body></html>";

static void test_the_parts_of_a_page_stand_where_the_layout_has_them(void **state)
{
    apr_array_header_t *chunks;
    int calls = 0;

    (void)state;
    assert_int_equal(mya_compose(&chunks, layout_of(page), &written, greet, &calls, pool),
                     APR_SUCCESS);
    assert_string_equal(join(chunks),
                        "<html><head><title>Invoices &amp; more</title>"
                        "<meta name=robots content=noindex><meta name=viewport><link href=/p.css>"
                        "</head><body><p>[-/greeting]</p><main><p>1042</p></main>"
                        "<p>[-/greeting]</p></body></html>");
    assert_int_equal(calls, 3);
}

static void test_without_fragments_the_holes_stay_empty(void **state)
{
    apr_array_header_t *chunks;

    (void)state;
    assert_int_equal(mya_compose(&chunks, layout_of(page), &written, NULL, NULL, pool),
                     APR_SUCCESS);
    assert_non_null(strstr(join(chunks), "<body><p></p><main><p>1042</p></main><p></p></body>"));
}

static void test_a_layout_serves_every_request_anew(void **state)
{
    const mya_layout_t *layout = layout_of(page);
    const mya_written_t other = { .body = "<p>other</p>", .body_len = 12 };
    apr_array_header_t *chunks;

    (void)state;
    assert_int_equal(mya_compose(&chunks, layout, &written, NULL, NULL, pool), APR_SUCCESS);
    assert_int_equal(mya_compose(&chunks, layout, &other, NULL, NULL, pool), APR_SUCCESS);
    assert_null(strstr(join(chunks), "1042"));
    assert_non_null(strstr(join(chunks), "<title></title>"));
    assert_non_null(strstr(join(chunks), "<main><p>other</p></main>"));
}

static void test_in_the_bare_layout_the_page_stands_alone(void **state)
{
    apr_array_header_t *chunks;

    (void)state;
    assert_int_equal(mya_compose(&chunks, mya_layout_bare(), &written, NULL, NULL, pool),
                     APR_SUCCESS);
    assert_string_equal(join(chunks), written.page);
}

static int set_up(void **state)
{
    (void)state;
    apr_initialize();
    return apr_pool_create(&pool, NULL);
}

static int tear_down(void **state)
{
    (void)state;
    apr_terminate();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_parts_of_a_page_stand_where_the_layout_has_them),
        cmocka_unit_test(test_without_fragments_the_holes_stay_empty),
        cmocka_unit_test(test_a_layout_serves_every_request_anew),
        cmocka_unit_test(test_in_the_bare_layout_the_page_stands_alone),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
