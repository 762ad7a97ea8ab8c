/* SPDX-License-Identifier: Apache-2.0 */
/* tests/unit/test_view_layout_sites.c: pages as agencies, WordPress and 2003 left them, cut as
 * expected
 *
 * tests/layouts/NAME.html is the page, NAME.expected what becomes of it: its pieces, its policy
 * with one directive per line, and the notes. With MYA_WRITE=1 in the environment they are written
 * anew, to be read before they are committed.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <apr_file_io.h>
#include <apr_general.h>
#include <apr_strings.h>

#include "view/layout.h"

static apr_pool_t *pool;

static const char *path_of(const char *name)
{
    const char *root = getenv("MYA_SRCDIR");

    return apr_pstrcat(pool, root ? root : MYA_SRCDIR, "/tests/layouts/", name, NULL);
}

static const char *read_all(const char *name, apr_size_t *len)
{
    apr_file_t *file;
    apr_finfo_t info;
    char *text;

    if (apr_file_open(&file, path_of(name), APR_READ | APR_BINARY, 0, pool) != APR_SUCCESS) {
        fail_msg("cannot read %s", path_of(name));
    }
    assert_int_equal(apr_file_info_get(&info, APR_FINFO_SIZE, file), APR_SUCCESS);
    *len = (apr_size_t)info.size;
    text = apr_pcalloc(pool, *len + 1);
    assert_int_equal(apr_file_read_full(file, text, *len, NULL), APR_SUCCESS);
    apr_file_close(file);
    return text;
}

static void write_all(const char *name, const char *text)
{
    apr_file_t *file;

    assert_int_equal(apr_file_open(&file, path_of(name), APR_WRITE | APR_CREATE | APR_TRUNCATE,
                                   APR_FPROT_OS_DEFAULT, pool), APR_SUCCESS);
    assert_int_equal(apr_file_write_full(file, text, strlen(text), NULL), APR_SUCCESS);
    apr_file_close(file);
}

static const char *show_piece(const mya_piece_t *piece)
{
    switch (piece->kind) {
    case MYA_PIECE_BYTES: return apr_pstrmemdup(pool, piece->data, piece->len);
    case MYA_PIECE_TITLE: return "{title}";
    case MYA_PIECE_HEAD: return "{head}";
    case MYA_PIECE_CONTENT: return "{content}";
    case MYA_PIECE_FRAGMENT: return apr_pstrcat(pool, "{", piece->data, "}", NULL);
    }
    return "?";
}

static const char *show(const mya_layout_t *layout)
{
    apr_array_header_t *parts = apr_array_make(pool, 32, sizeof(const char *));
    char *policy = apr_pstrdup(pool, layout->csp);

    for (int i = 0; i < layout->npieces; i++) {
        APR_ARRAY_PUSH(parts, const char *) = show_piece(&layout->pieces[i]);
    }
    for (char *p = policy; *p; p++) {
        if (*p == ';') {
            *p = '\n';
        }
    }
    APR_ARRAY_PUSH(parts, const char *) = apr_pstrcat(pool, "\n---- policy\n ", policy,
                                                      "\n---- notes\n", NULL);
    for (int i = 0; i < layout->notes->nelts; i++) {
        APR_ARRAY_PUSH(parts, const char *) = APR_ARRAY_IDX(layout->notes, i, const char *);
        APR_ARRAY_PUSH(parts, const char *) = "\n";
    }
    return apr_array_pstrcat(pool, parts, 0);
}

static void compare(const char *name, const mya_layout_spec_t *spec)
{
    const char *expected = apr_pstrcat(pool, name, ".expected", NULL);
    const mya_layout_t *layout;
    mya_result_t *why = mya_result_make(pool);
    apr_size_t len;
    const char *page = read_all(apr_pstrcat(pool, name, ".html", NULL), &len);
    const char *text = mya_layout_split(&layout, page, len, NULL, spec, why, pool) == APR_SUCCESS
                     ? show(layout) : apr_pstrcat(pool, "refused: ", why->detail, "\n", NULL);

    if (getenv("MYA_WRITE")) {
        write_all(expected, text);
    }
    assert_string_equal(text, read_all(expected, &len));
}

static void test_a_bootstrap_page_that_lists_its_cdn(void **state)
{
    static const char *const sources[] = { "https://cdn.jsdelivr.net/npm/bootstrap@5.3.3/",
                                           "https://fonts.gstatic.com", NULL };
    const mya_layout_spec_t spec = { .url = "/index.html", .selector = "main", .marker = "7f3a91",
                                     .own_origin = "https://www.example.com", .sources = sources };

    (void)state;
    compare("bootstrap", &spec);
}

static void test_a_wordpress_page(void **state)
{
    const mya_layout_spec_t spec = { .url = "/", .selector = "#content", .marker = "7f3a91",
                                     .own_origin = "https://www.example.com" };

    (void)state;
    compare("wordpress", &spec);
}

static void test_an_old_page_of_tables_in_latin1(void **state)
{
    const mya_layout_spec_t spec = { .url = "/dansk/index.htm", .selector = "#indhold",
                                     .own_origin = "https://www.example.com" };

    (void)state;
    compare("latin1", &spec);
}

static void test_a_minified_page_between_header_and_footer(void **state)
{
    const mya_layout_spec_t spec = { .url = "/en/", .selector = "header", .selector2 = "footer" };

    (void)state;
    compare("minified", &spec);
}

static void test_a_page_put_together_by_ssi(void **state)
{
    const mya_layout_spec_t spec = { .url = "/shop/index.shtml", .selector = ".page",
                                     .marker = "7f3a91" };

    (void)state;
    compare("ssi", &spec);
}

static void test_a_page_that_is_one_form_is_refused(void **state)
{
    const mya_layout_spec_t spec = { .url = "/Default.aspx", .selector = "#ctl00_content" };

    (void)state;
    compare("webforms", &spec);
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
        cmocka_unit_test(test_a_bootstrap_page_that_lists_its_cdn),
        cmocka_unit_test(test_a_wordpress_page),
        cmocka_unit_test(test_an_old_page_of_tables_in_latin1),
        cmocka_unit_test(test_a_minified_page_between_header_and_footer),
        cmocka_unit_test(test_a_page_put_together_by_ssi),
        cmocka_unit_test(test_a_page_that_is_one_form_is_refused),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
