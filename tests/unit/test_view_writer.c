/* SPDX-License-Identifier: Apache-2.0 */
/* tests/unit/test_view_writer.c: whatever stands in a tree, only a page comes out (doc/security.md XS2,
 * XS3) */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <apr_general.h>
#include <apr_strings.h>

#include "base/xslt.h"
#include "view/url.h"
#include "view/writer.h"

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

static const char *body(const char *inner)
{
    const char *text = apr_pstrcat(pool, "<html><head><title>t</title></head><body>", inner,
                                   "</body></html>", NULL);
    mya_result_t *why = mya_result_make(pool);
    mya_xml_doc_t *doc;
    mya_written_t *written;

    if (mya_xml_parse(&doc, text, strlen(text), "result", why, pool) != APR_SUCCESS
        || mya_writer_fragment(&written, doc, why, pool) != APR_SUCCESS) {
        fail_msg("%s: %s", inner, why->detail);
    }
    return written->body;
}

static void test_writes_html_and_not_xml(void **state)
{
    static const struct { const char *in, *out; } table[] = {
        { "<p/>", "<p></p>" },
        { "<br/><input value='a'/><hr></hr>", "<br><input value=\"a\"><hr>" },
        { "<br>x</br>y", "<br>y" },
        { "<p a='1&quot;2' b=\"3'4\">&lt;5&gt; &amp;amp; \"6\"</p>",
          "<p a=\"1&#34;2\" b=\"3&#39;4\">&lt;5&gt; &amp;amp; &#34;6&#34;</p>" },
        { "<!-- not --> <?php not ?>", " " },
        { "<x:p xmlns:x='urn:x' xmlns='urn:y'>a</x:p>", "<p>a</p>" },
        { "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 1 1'><path d='M0'/></svg>",
          "<svg viewBox=\"0 0 1 1\"><path d=\"M0\"></path></svg>" },
        { "<textarea>&#10;a&#13;&#10;b&#13;c</textarea>", "<textarea>\n\na\nb\nc</textarea>" },
        { "<pre>a\n</pre>", "<pre>a\n</pre>" },
        { "<p xml:lang='nb' lang='nb'>\xC3\xA6</p>", "<p lang=\"nb\">\xC3\xA6</p>" },
        { "<a href='/x?a=1&amp;b=2'>x</a>", "<a href=\"/x?a=1&amp;b=2\">x</a>" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
        assert_string_equal(body(table[i].in), table[i].out);
    }
}

static void test_leaves_out_what_no_page_may_have(void **state)
{
    static const struct { const char *in, *out; } table[] = {
        { "<script>alert(1)</script>a", "a" },
        { "<script mya-literal='0123'>alert(1)</script>a", "a" },
        { "<STYLE>x</STYLE><Script src='/x.js'>y<b>z</b></Script>a", "a" },
        { "<p>b<object data='/x'><p>in</p></object>c</p>", "<p>bc</p>" },
        { "<base href='/'/><embed/><applet/><xmp>&lt;/xmp></xmp><plaintext/><noembed/><noframes/>a",
          "a" },
        { "<frameset><frame src='/'/></frameset>a", "a" },
        { "<meta http-equiv='refresh' content='0;url=/'/><meta name='x' content='y'/>",
          "<meta name=\"x\" content=\"y\">" },
        { "<p onclick='x' OnLoad='y' style='z' srcdoc='w' nonce='n' class='c'/>",
          "<p class=\"c\"></p>" },
        { "<svg><set attributeName='href'/><animate><b/></animate><g/></svg>",
          "<svg><g></g></svg>" },
        { "<a href='javascript:x' title='y'>z</a>", "<a title=\"y\">z</a>" },
        { "<form action='http:evil'><button formaction='data:,x'/>"
          "<input type='image' src='//evil'/></form>",
          "<form><button></button><input type=\"image\"></form>" },
        { "<svg xmlns:xlink='http://www.w3.org/1999/xlink'><a xlink:href='javascript:x'/>"
          "<use xlink:href='#y'/></svg>",
          "<svg><a></a><use xlink:href=\"#y\"></use></svg>" },
        { "<img srcset='/a 1x, javascript:x 2x'/><img srcset='/a 1x, https://b.example/c 2x'/>",
          "<img><img srcset=\"/a 1x, https://b.example/c 2x\">" },
        { "<\xC3\xA6>text</\xC3\xA6>a", "a" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
        assert_string_equal(body(table[i].in), table[i].out);
    }
}

/* The element PARENT around TEXT, marked as a style sheet's own. */
static const char *marked(const char *parent, const char *inner)
{
    return body(apr_pstrcat(pool, "<", parent, " " MYA_XSLT_MARK "='", mya_xslt_mark(), "'>", inner,
                            "</", parent, ">a", NULL));
}

static void test_writes_scripts_that_the_style_sheet_wrote(void **state)
{
    const mya_style_t *style;

    (void)state;
    /* the mark is made with the first compilation */
    mya_xslt_compile(&style, "/nowhere.xsl", "/nowhere", NULL, pool);
    assert_int_equal(strlen(mya_xslt_mark()), 32);
    assert_string_equal(marked("script", "if (a &lt; b) { c(\"d\"); }"),
                        "<script>if (a < b) { c(\"d\"); }</script>a");
    assert_string_equal(marked("style", "a > b { color: red }"),
                        "<style>a > b { color: red }</style>a");
    assert_string_equal(marked("script", "x = '&lt;/script>'"), "<script></script>a");
    assert_string_equal(marked("script", "&lt;!--"), "<script></script>a");
    assert_string_equal(marked("script", "1<b title='x'>2</b>3"), "<script>13</script>a");
}

static void test_urls_are_of_known_kinds(void **state)
{
    static const struct { const char *in, *out; } table[] = {
        { "", "" }, { "/", "/" }, { "/a/b?c=d#e", "/a/b?c=d#e" }, { "#x", "#x" },
        { "?x=//y:z", "?x=//y:z" }, { "a/b", "a/b" }, { "../a:b", "../a:b" },
        { "http://a.example/", "http://a.example/" }, { "HTTPS://a.example", "HTTPS://a.example" },
        { "mailto:a@b.example", "mailto:a@b.example" }, { "tel:+47", "tel:+47" },
        { "  /a b ", "/a%20b" }, { "/\xC3\xA6", "/\xC3\xA6" },
        { "javascript:x", NULL }, { "JaVaScRiPt:x", NULL }, { " javascript:x", NULL },
        { "java\tscript:x", NULL }, { "java\nscript:x", NULL }, { "\x01javascript:x", NULL },
        { "data:text/html,x", NULL }, { "vbscript:x", NULL },
        { "//evil.example", NULL }, { "  //evil.example", NULL }, { "/\\evil.example", NULL },
        { "\\\\evil.example", NULL }, { "/\t/evil.example", NULL }, { "http:evil.example", NULL },
        { "http:/evil.example", NULL }, { "http:///evil", NULL }, { "https://", NULL },
        { "file:///etc/passwd", NULL }, { "blob:x", NULL }, { "x:y", NULL }, { ":x", NULL },
        { "a:b/c", NULL },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
        const char *url = mya_writer_url(table[i].in, pool);

        if (!table[i].out) {
            if (url) {
                fail_msg("\"%s\" was let through", table[i].in);
            }
            continue;
        }
        assert_non_null(url);
        assert_string_equal(url, table[i].out);
    }
    assert_null(mya_url_set("/a 1x,//evil 2x", pool));
    assert_string_equal(mya_url_set("/a 1x, /b", pool), "/a 1x, /b");
}

static void test_a_result_that_is_no_page_is_refused(void **state)
{
    static const char *const texts[] = { "<p/>", "<html><body/></html>",
                                         "<html><head/><body/></html>",
                                         "<html><head><title/></head></html>" };
    mya_result_t *why = mya_result_make(pool);

    (void)state;
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        mya_xml_doc_t *doc;
        mya_written_t *written;

        assert_int_equal(mya_xml_parse(&doc, texts[i], strlen(texts[i]), "r", why, pool),
                         APR_SUCCESS);
        assert_int_equal(mya_writer_write(&written, doc, 0, why, pool), MYA_ECONFIG);
    }
}

static void test_parts_leave_charset_and_viewport_to_the_layout(void **state)
{
    const char *text = "<html><head><meta charset='utf-8'/><meta name='viewport' content='x'/>"
                       "<title>a &lt; b</title>"
                       "<meta name='robots' content='noindex'/><link rel='icon' href='/i'/></head>"
                       "<body class='x'>1<p>2</p></body></html>";
    mya_xml_doc_t *doc;
    mya_written_t *parts, *whole;

    (void)state;
    assert_int_equal(mya_xml_parse(&doc, text, strlen(text), "r", NULL, pool), APR_SUCCESS);
    assert_int_equal(mya_writer_write(&parts, doc, 1, NULL, pool), APR_SUCCESS);
    assert_string_equal(parts->title, "a &lt; b");
    assert_string_equal(parts->head, "<meta name=\"robots\" content=\"noindex\">\n"
                                     "<link rel=\"icon\" href=\"/i\">\n");
    assert_string_equal(parts->body, "1<p>2</p>");
    assert_int_equal(mya_writer_write(&whole, doc, 0, NULL, pool), APR_SUCCESS);
    assert_string_equal(whole->page,
                        "<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\">"
                        "<meta name=\"viewport\" content=\"x\">"
                        "<title>a &lt; b</title><meta name=\"robots\" content=\"noindex\">"
                        "<link rel=\"icon\" href=\"/i\">"
                        "</head><body class=\"x\">1<p>2</p></body></html>\n");
    assert_int_equal(whole->page_len, strlen(whole->page));
}

/* --- chaos --- */

static unsigned seed;

static unsigned chance(unsigned below)
{
    seed = seed * 1103515245u + 12345u;
    return (seed >> 16) % below;
}

static const char *const pieces[] = {
    "<", ">", "\"", "'", "&", "</script>", "<script>alert(1)</script>", "<svg/onload=CANARY>",
    "javascript:", "]]>", "<!--", "-->", "</textarea>", "</title>", "</style>", "\xEF\xBF\xBD",
    "\r", "\n", " ", "=", "&lt;", "&#x22;", "CANARY", "<img src=x onerror=CANARY>", "\\", "//evil",
    "\xE2\x80\xAE", "x", "`", "</noscript>", "<math><mtext>", "data:text/html,",
};

static const char *garbage(void)
{
    const char *text = "";

    for (unsigned n = chance(6); n; n--) {
        text = apr_pstrcat(pool, text, pieces[chance(sizeof(pieces) / sizeof(pieces[0]))], NULL);
    }
    return text;
}

static const char *const elements[] = {
    "div", "p", "a", "textarea", "title", "script", "style", "noscript", "iframe", "svg", "math",
    "select", "option", "table", "td", "template", "pre", "img", "input", "form", "object", "xmp",
    "plaintext", "br", "span", "button", "set", "noembed",
};
static const char *const attributes[] = { "title", "href", "src", "value", "class", "onclick",
                                          "action", "data-x", "style", "srcset", "id",
                                          MYA_XSLT_MARK };

static void grow(mya_node_t *node, int depth)
{
    for (size_t i = 0; i < sizeof(attributes) / sizeof(attributes[0]); i++) {
        if (chance(5) == 0) {
            mya_xml_set(node, attributes[i], garbage());
        }
    }
    for (unsigned n = chance(4); n && depth < 6; n--) {
        mya_xml_append(node, garbage());
        grow(mya_xml_element(node, elements[chance(sizeof(elements) / sizeof(elements[0]))]),
             depth + 1);
    }
    mya_xml_append(node, garbage());
}

/* Read tag by tag, as a browser's tokenizer does at its simplest: between our own '<' and '>' stand
 * only names of ours and quoted values, and no value or text holds a sign that could end it. */
static void check_tags(const char *html)
{
    while (*html) {
        if (*html != '<') {
            assert_true(*html != '>' && *html != '"' && *html != '\'' && *html != '\r');
            html++;
            continue;
        }
        html += 1 + (html[1] == '/');
        assert_true(strspn(html, "abcdefghijklmnopqrstuvwxyz") > 0);
        html += strspn(html, "abcdefghijklmnopqrstuvwxyz");
        while (*html == ' ') {
            const char *name = ++html;

            html += strspn(html, "abcdefghijklmnopqrstuvwxyz-");
            assert_true(html > name && strncmp(name, "on", 2) && strncmp(name, "style", 5)
                        && strncmp(name, MYA_XSLT_MARK, strlen(MYA_XSLT_MARK)));
            assert_true(html[0] == '=' && html[1] == '"');
            if (!strncmp(name, "href", 4) || !strncmp(name, "src=", 4)
                || !strncmp(name, "action", 6)) {
                assert_true(strncasecmp(html + 2, "javascript:", 11)
                            && strncasecmp(html + 2, "data:", 5)
                            && strncmp(html + 2, "//", 2));
            }
            html += 2 + strcspn(html + 2, "\"<>'\r");
            assert_int_equal(*html++, '"');
        }
        assert_int_equal(*html++, '>');
    }
}

static void test_chaos_never_breaks_out(void **state)
{
    (void)state;
    seed = 42;
    for (int run = 0; run < 3000; run++) {
        mya_node_t *root, *head, *in;
        mya_xml_doc_t *doc = mya_xml_make(&root, "html", pool);
        mya_written_t *written;

        head = mya_xml_element(root, "head");
        mya_xml_element_text(head, "title", garbage());
        in = mya_xml_element(root, "body");
        grow(in, 0);
        assert_int_equal(mya_writer_write(&written, doc, 0, NULL, pool), APR_SUCCESS);
        assert_null(strstr(written->page, "<script"));
        assert_null(strstr(written->page, "<style"));
        assert_null(strstr(written->page, "<!--"));
        check_tags(written->page + strlen("<!DOCTYPE html>\n"));
        assert_int_equal(mya_writer_write(&written, doc, 1, NULL, pool), APR_SUCCESS);
        check_tags(written->title);
        check_tags(written->head);
        check_tags(written->body);
        apr_pool_clear(pool);
    }
}

/* The page that it is set into may be in another language. */
static void test_what_leaves_its_page_says_its_language(void **state)
{
    static const char page[] = "<html lang='nb'><head><title>t</title></head><body>a<p>b<b>c</b></p>"
                               "<p lang='sv'>d</p><hr/></body></html>";
    mya_xml_doc_t *doc;
    mya_written_t *written;

    (void)state;
    assert_int_equal(mya_xml_parse(&doc, page, sizeof(page) - 1, "result", NULL, pool), 0);
    assert_int_equal(mya_writer_fragment(&written, doc, NULL, pool), 0);
    assert_string_equal(written->body, "a<p lang=\"nb\">b<b>c</b></p><p lang=\"sv\">d</p>"
                                       "<hr lang=\"nb\">");
    assert_int_equal(mya_writer_write(&written, doc, 1, NULL, pool), 0);
    assert_string_equal(written->body, "a<p lang=\"nb\">b<b>c</b></p><p lang=\"sv\">d</p>"
                                       "<hr lang=\"nb\">");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_writes_html_and_not_xml, begin, end),
        cmocka_unit_test_setup_teardown(test_what_leaves_its_page_says_its_language, begin, end),
        cmocka_unit_test_setup_teardown(test_leaves_out_what_no_page_may_have, begin, end),
        cmocka_unit_test_setup_teardown(test_writes_scripts_that_the_style_sheet_wrote, begin, end),
        cmocka_unit_test_setup_teardown(test_urls_are_of_known_kinds, begin, end),
        cmocka_unit_test_setup_teardown(test_a_result_that_is_no_page_is_refused, begin, end),
        cmocka_unit_test_setup_teardown(test_parts_leave_charset_and_viewport_to_the_layout, begin,
                                        end),
        cmocka_unit_test_setup_teardown(test_chaos_never_breaks_out, begin, end),
    };
    int failed;

    apr_initialize();
    mya_xml_init();
    failed = cmocka_run_group_tests_name("view/writer", tests, NULL, NULL);
    apr_terminate();
    return failed;
}
