/* SPDX-License-Identifier: Apache-2.0 */
/* tests/unit/test_base_html.c: each thing of a page is where its bytes are, however it is
 * written */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <cmocka.h>

#include <apr_general.h>
#include <apr_strings.h>

#include "base/html.h"

static apr_pool_t *pool;

static const mya_html_t *parse(const char *text)
{
    const mya_html_t *html = NULL;

    assert_int_equal(mya_html_parse(&html, text, strlen(text), NULL, pool), APR_SUCCESS);
    return html;
}

static int find_at(const mya_html_t *html, const char *name)
{
    for (int i = 0; i < html->nnodes; i++) {
        if (html->nodes[i].kind == MYA_HTML_ELEMENT && strcmp(html->nodes[i].name, name) == 0) {
            return i;
        }
    }
    fail_msg("there is no <%s> in %s", name, html->text);
    return -1;
}

static const mya_html_node_t *find(const mya_html_t *html, const char *name)
{
    return &html->nodes[find_at(html, name)];
}

static const char *slice(const mya_html_t *html, apr_size_t start, apr_size_t end)
{
    assert_true(start <= end && end <= html->len);
    return apr_pstrmemdup(pool, html->text + start, end - start);
}

static const char *inner(const mya_html_t *html, const char *name)
{
    const mya_html_node_t *node = find(html, name);

    return slice(html, node->open.end, node->close.start);
}

static void test_the_inside_of_an_element_is_found(void **state)
{
    static const struct { const char *page, *name, *inner; int ended; } cases[] = {
        { "<body><main>a<p>b</main>c", "main", "a<p>b", 1 },
        { "<body><MAIN>a</Main >c", "main", "a", 1 },
        { "<body><main\n>a\r\n</main\r\n>c", "main", "a\r\n", 1 },
        { "<body><main></main>", "main", "", 1 },
        { "<body><main>a", "main", "a", 0 },
        { "<body><main>a</body></html>\n<!-- x -->", "main", "a", 0 },
        { "<body><main>a</body></html>\nb", "main", "a", 0 },
        { "<body><div><main>a</div>b", "main", "a", 0 },
        { "<table><tr><td>a<td>b</table>", "td", "a", 0 },
        { "<ul><li>a<li>b</ul>", "li", "a", 0 },
        { "<p>a<div>b</div>", "p", "a", 0 },
        { "<body><p>a</body>", "body", "<p>a", 1 },
        { "<title>a</title><p>b", "head", "", 0 },
        { "<body><main data-a='>' b=\"</main>\">a</main>", "main", "a", 1 },
        { "<body><!-- <main>no</main> --><main>a</main>", "main", "a", 1 },
        { "<body><script>'<main>'</script><main>a</main>", "main", "a", 1 },
        { "<body><textarea><main></textarea><main>a</main>", "main", "a", 1 },
        { "<body><svg><g>a</g></svg>", "g", "a", 1 },
        { "<body><svg><path/><g>a</g></svg>", "path", "", 0 },
        { "<body><img src=a>b", "img", "", 0 },
        { "<body><custom-thing>a</custom-thing>", "custom-thing", "a", 1 },
        { "<?xml version='1.0'?><!DOCTYPE html><html><body><main>a</main>", "main", "a", 1 },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const mya_html_t *html = parse(cases[i].page);
        if (strcmp(cases[i].name, "head") == 0) {
            assert_string_equal(slice(html, 0, find(html, "head")->close.start),
                                "<title>a</title>");
            continue;
        }
        assert_string_equal(inner(html, cases[i].name), cases[i].inner);
        assert_int_equal(find(html, cases[i].name)->ended, cases[i].ended);
    }
}

static void test_an_attribute_has_its_value_and_the_bytes_of_it(void **state)
{
    static const struct { const char *tag, *value, *raw, *span; char quote; } cases[] = {
        { "<a href=\"a&amp;b\">", "a&b", "a&amp;b", "href=\"a&amp;b\"", '"' },
        { "<a href = 'x y'>", "x y", "x y", "href = 'x y'", '\'' },
        { "<a href=x/y?z>", "x/y?z", "x/y?z", "href=x/y?z", 0 },
        { "<a href=x/>", "x/", "x/", "href=x/", 0 },
        { "<a HREF=x>", "x", "x", "HREF=x", 0 },
        { "<a b href>", "", "", "href", 0 },
        { "<a href b>", "", "", "href", 0 },
        { "<a href= >", "", "", "href=", 0 },
        { "<a href=>", "", "", "href=", 0 },
        { "<a href=\"\">", "", "", "href=\"\"", '"' },
        { "<a href=''b=c>", "", "", "href=''", '\'' },
        { "<a href=\"x\"b=c>", "x", "x", "href=\"x\"", '"' },
        { "<a href=1 href=2>", "1", "1", "href=1", 0 },
        { "<a\thref\n=\r\n\"x\r\ny\">", "x\ny", "x\r\ny", "href\n=\r\n\"x\r\ny\"", '"' },
        { "<a b=\"&quot;\" href='&#x2F;&eacute;'>", "/é", "&#x2F;&eacute;",
          "href='&#x2F;&eacute;'", '\'' },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const mya_html_t *html = parse(apr_pstrcat(pool, "<body>", cases[i].tag, "</a>", NULL));
        const mya_html_attr_t *attr = mya_html_attr(find(html, "a"), "href");
        assert_non_null(attr);
        assert_string_equal(attr->value, cases[i].value);
        assert_string_equal(slice(html, attr->raw.start, attr->raw.end), cases[i].raw);
        assert_string_equal(slice(html, attr->span.start, attr->span.end), cases[i].span);
        assert_int_equal(attr->quote, cases[i].quote);
    }
}

static void test_attributes_of_a_second_body_have_their_own_place(void **state)
{
    const mya_html_t *html = parse("<p>a<body class=k>b");
    const mya_html_attr_t *attr = mya_html_attr(find(html, "body"), "class");

    (void)state;
    assert_non_null(attr);
    assert_string_equal(slice(html, attr->span.start, attr->span.end), "class=k");
}

static void test_a_link_of_a_drawing_is_an_href(void **state)
{
    (void)state;
    assert_string_equal(mya_html_value(find(parse("<svg><use xlink:href='a.svg#b'/></svg>"), "use"),
                                       "href"), "a.svg#b");
}

static void test_what_stands_in_a_template_is_hidden(void **state)
{
    const mya_html_t *html = parse("<body><template><p><b>a</b></p></template><i>b</i>");

    (void)state;
    assert_true(find(html, "p")->hidden);
    assert_true(find(html, "b")->hidden);
    assert_false(find(html, "i")->hidden);
    assert_false(find(html, "template")->hidden);
}

static void test_badly_nested_elements_have_one_place(void **state)
{
    const mya_html_t *html = parse("<body><b a=1><p>x</b>y</p>z");
    int with_attr = 0;

    (void)state;
    for (int i = 0; i < html->nnodes; i++) {
        with_attr += html->nodes[i].nattrs;
    }
    assert_int_equal(with_attr, 1);
}

/* Facebook's snippet, as it stands in a million heads. */
static void test_an_image_in_the_noscript_of_a_head_does_not_end_the_head(void **state)
{
    const char *page = "<html><head><noscript><img src=a.png></noscript>"
                       "<noscript><img src='b.png'><style>x</style></noscript>"
                       "<link href=c.css></head><body class=k><main>a</main></body></html>";
    const mya_html_t *html = parse(page);
    const mya_html_node_t *head = find(html, "head");

    (void)state;
    assert_true(head->ended);
    assert_string_equal(slice(html, head->close.start, head->close.end), "</head>");
    assert_string_equal(slice(html, find(html, "body")->open.start, find(html, "body")->open.end),
                        "<body class=k>");
    assert_int_equal(html->nodes[find(html, "img")->parent].open.start, 12);
    for (int i = 0, n = 0; i < html->nnodes; i++) {
        const mya_html_attr_t *src = mya_html_attr(&html->nodes[i], "src");
        if (src) {
            assert_string_equal(src->value, n ? "b.png" : "a.png");
            assert_string_equal(slice(html, src->raw.start, src->raw.end), n ? "b.png" : "a.png");
            n++;
        }
    }
    assert_string_equal(inner(html, "style"), "x");
}

static void test_inside_knows_the_elements_around(void **state)
{
    const mya_html_t *html = parse("<body><form><div><p>a</p></div></form><i>b</i>");

    (void)state;
    assert_ptr_equal(mya_html_inside(html, find_at(html, "p"), "form"), find(html, "form"));
    assert_null(mya_html_inside(html, find_at(html, "i"), "form"));
}

/* The tree in its flat array: children within parents, every span within the text. */
static void check_tree(const mya_html_t *html)
{
    for (int i = 0; i < html->nnodes; i++) {
        const mya_html_node_t *node = &html->nodes[i];
        assert_true(node->parent < i && node->next > i && node->next <= html->nnodes);
        assert_true(node->parent < 0 || node->next <= html->nodes[node->parent].next);
        assert_true(node->open.start <= node->open.end && node->open.end <= html->len);
        assert_true(node->close.start <= node->close.end && node->close.end <= html->len);
    }
}

static void test_the_array_is_a_tree(void **state)
{
    static const char *const pages[] = {
        "", "x", "<", "<!", "</", "<a", "<a b='", "<!--", "<table><a>x<tr>y</a></table>",
        "<b><i><p>x</b>y</i>z", "<select><b><option>x</select>", "<svg><p>a</svg>",
        "<frameset><frame></frameset>", "<isindex>", "</br></p><image src=a>",
        "<noscript><noscript><img></noscript></noscript>", "<math><mi><table></mi></math>",
    };

    (void)state;
    for (size_t i = 0; i < sizeof(pages) / sizeof(pages[0]); i++) {
        check_tree(parse(pages[i]));
    }
}

static const char *repeat(const char *what, apr_size_t len)
{
    apr_size_t one = strlen(what);
    char *text = apr_palloc(pool, len + 1);

    for (apr_size_t i = 0; i < len; i++) {
        text[i] = what[i % one];
    }
    text[len] = '\0';
    return text;
}

static void test_refuses_what_is_no_page(void **state)
{
    static const struct { const char *text; apr_size_t len; const char *detail; } cases[] = {
        { "\x1f\x8b\x08\0\0", 5, "the page has a NUL byte at 3, so it is no HTML: perhaps it comes"
                                " compressed" },
    };
    const mya_html_t *html;
    mya_result_t *why = mya_result_make(pool);

    (void)state;
    assert_int_equal(mya_html_parse(&html, cases[0].text, cases[0].len, why, pool), MYA_ECONFIG);
    assert_string_equal(why->detail, cases[0].detail);
    assert_int_equal(mya_html_parse(&html, repeat("a", MYA_HTML_MAX + 1), MYA_HTML_MAX + 1, why,
                                    pool), MYA_ECONFIG);
    assert_string_equal(why->detail, "the page is longer than 2097152 bytes");
}

/* Each of these takes gumbo minutes, gigabytes, or the end of the stack if it is let. */
static void test_an_entangled_page_is_refused_in_seconds(void **state)
{
    static const char *const pages[] = { "<div>", "<b>", "<p><font a>", "<a x=", "<svg>",
                                         "<table><td>", "<i><b><p></i>" };

    (void)state;
    for (size_t i = 0; i < sizeof(pages) / sizeof(pages[0]); i++) {
        mya_result_t *why = mya_result_make(pool);
        const mya_html_t *html;
        apr_pool_t *sub;

        apr_pool_create(&sub, pool);
        if (mya_html_parse(&html, repeat(pages[i], 1000000), 1000000, why, sub) == APR_SUCCESS) {
            check_tree(html);
        }
        else {
            assert_string_equal(why->detail,
                                "the page's elements nest too deep or too badly to be read");
        }
        apr_pool_destroy(sub);
    }
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
        cmocka_unit_test(test_the_inside_of_an_element_is_found),
        cmocka_unit_test(test_an_attribute_has_its_value_and_the_bytes_of_it),
        cmocka_unit_test(test_attributes_of_a_second_body_have_their_own_place),
        cmocka_unit_test(test_a_link_of_a_drawing_is_an_href),
        cmocka_unit_test(test_what_stands_in_a_template_is_hidden),
        cmocka_unit_test(test_badly_nested_elements_have_one_place),
        cmocka_unit_test(test_an_image_in_the_noscript_of_a_head_does_not_end_the_head),
        cmocka_unit_test(test_inside_knows_the_elements_around),
        cmocka_unit_test(test_the_array_is_a_tree),
        cmocka_unit_test(test_refuses_what_is_no_page),
        cmocka_unit_test(test_an_entangled_page_is_refused_in_seconds),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
