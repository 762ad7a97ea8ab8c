/* SPDX-License-Identifier: Apache-2.0 */
/* tests/unit/test_view_layout_element.c: what becomes of addresses, scripts and styles */
#include "layout_fixture.h"

static void test_addresses_become_root_relative_and_nothing_else_changes(void **state)
{
    static const struct { const char *before, *after; } cases[] = {
        { "<a href=\"om.html\"></a>", "<a href=\"/om.html\"></a>" },
        { "<A  HREF = om.html ></a>", "<A  HREF = /om.html ></a>" },
        { "<a href='om.html#x'title=y></a>", "<a href='/om.html#x'title=y></a>" },
        { "<a href=\"s?a=1&amp;b=2\"></a>", "<a href=\"/s?a=1&amp;b=2\"></a>" },
        { "<a href=\"s?a=1&b=2\"></a>", "<a href=\"/s?a=1&amp;b=2\"></a>" },
        { "<a href='it&#39;s'></a>", "<a href='/it&#39;s'></a>" },
        { "<a href=s?a=1></a>", "<a href=\"/s?a=1\"></a>" },
        { "<a href></a>", "<a href=/index.html></a>" },
        { "<a href=></a>", "<a href=/index.html></a>" },
        { "<a href=\"\"></a>", "<a href=\"/index.html\"></a>" },
        { "<img src=a.png srcset='a.png 1x, b.png 2x' alt=a.png>",
          "<img src=/a.png srcset='/a.png 1x, /b.png 2x' alt=a.png>" },
        { "<img src=''>", "<img src=''>" },
        { "<video src=a poster=b><source src=c><track src=d></video>",
          "<video src=/a poster=/b><source src=/c><track src=/d></video>" },
        { "<picture><source srcset=a.webp><img src=a.png></picture>",
          "<picture><source srcset=/a.webp><img src=/a.png></picture>" },
        { "<form action=s><button formaction=t></button><input type=image src=u></form>",
          "<form action=/s><button formaction=/t></button><input type=image src=/u></form>" },
        { "<form></form>", "<form action=\"/index.html\"></form>" },
        { "<form\nmethod=get></form>", "<form action=\"/index.html\"\nmethod=get></form>" },
        { "<form action=''></form>", "<form action='/index.html'></form>" },
        { "<object data=a.svg></object>", "<object data=/a.svg></object>" },
        { "<td background=a.png>", "<td background=a.png>" },
        { "<table background=a.png></table>", "<table background=/a.png></table>" },
        { "<svg><use href=a.svg#b /><image xlink:href='c.png'/></svg>",
          "<svg><use href=/a.svg#b /><image xlink:href='/c.png'/></svg>" },
        { "<p style=\"background:url(a.png)\">", "<p style=\"background:url(/a.png)\">" },
        { "<p style=\"background:url('a.png')\">", "<p style=\"background:url('/a.png')\">" },
        { "<p style='background:url(&quot;a.png&quot;)'>",
          "<p style='background:url(\"/a.png\")'>" },
        { "<style>a{b:url(a.png)}</style>", "<style>a{b:url(/a.png)}</style>" },
        { "<template><img src=a></template>", "<template><img src=/a></template>" },
        { "<noscript><img src=a></noscript>", "<noscript><img src=/a></noscript>" },
        { "<iframe src=a></iframe>", "<iframe src=/a></iframe>" },
        { "<script src=a.js></script>", "<script src=/a.js></script>" },
        { "<textarea><a href=x></textarea>", "<textarea><a href=x></textarea>" },
        { "<!-- <a href=x> -->", "<!-- <a href=x> -->" },
        { "<b><p><a href=x></b>y</a></p>", "<b><p><a href=/x></b>y</a></p>" },
        { "<p href=x data-src=y id=src title=href>", "<p href=/x data-src=y id=src title=href>" },
        { "<a href='//cdn.example/'><a href='mailto:x'><a href='#x'><a href='tel:1'></a>",
          "<a href='//cdn.example/'><a href='mailto:x'><a href='#x'><a href='tel:1'></a>" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        assert_body_becomes(cases[i].before, cases[i].after);
    }
}

static void test_inline_scripts_are_allowed_as_the_browser_sees_them(void **state)
{
    static const struct { const char *element, *text; } cases[] = {
        { "<script>alert(1)</script>", "alert(1)" },
        { "<script>\r\na\rb\r\n</script>", "\na\nb\n" },
        { "<script type=module>a</script>", "a" },
        { "<script type='text/javascript; charset=utf-8'>a</script>", "a" },
        { "<script type=importmap>{}</script>", "{}" },
        { "<script>a &amp; b</script>", "a &amp; b" },
        { "<script><!-- <script></script> --></script>", "<!-- <script></script> -->" },
        { "<svg><script>a &amp; b</script></svg>", "a & b" },
        { "<svg><script><![CDATA[a < b]]></script></svg>", "a < b" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const mya_layout_t *layout = split(apr_pstrcat(pool, HEAD BODY, cases[i].element, MAIN,
                                                       NULL));
        assert_string_equal(rule(layout, "script-src"),
                            apr_pstrcat(pool, "'self' ", hash(cases[i].text), NULL));
    }
}

static void test_scripts_that_are_data_need_no_hash(void **state)
{
    (void)state;
    assert_string_equal(rule(split(HEAD BODY "<script type=application/json>{}</script>"
                                   "<script type=text/html>a</script><script></script>"
                                   "<script src=a.js>b</script>" MAIN), "script-src"), "'self'");
}

static void test_styles_and_handlers_are_allowed_by_their_decoded_value(void **state)
{
    const mya_layout_t *layout = split(
        HEAD BODY "<p style='a:&quot;b&quot;' onclick=\"c(&#39;d&#39;,\r\n1)\"><style>e\r\n</style>"
        "<p style='background:url(x.png)'><style>f{g:url(h.png)}</style>" MAIN);
    const char *styles = rule(layout, "style-src");

    (void)state;
    assert_string_equal(rule(layout, "script-src"),
                        apr_pstrcat(pool, "'self' 'unsafe-hashes' ", hash("c('d',\n1)"), NULL));
    assert_string_equal(styles, apr_pstrcat(pool, "'self' 'unsafe-hashes' ", hash("a:\"b\""), " ",
                                            hash("e\n"), " ", hash("background:url(/x.png)"), " ",
                                            hash("f{g:url(/h.png)}"), NULL));
}

static void test_scripts_of_other_hosts_are_left_out_unless_listed(void **state)
{
    static const char *const sources[] = { "https://cdn.example", NULL };
    static const char before[] = "<script src='https://cdn.example/a.js'></script>"
        "<script src=//stats.example/b.js async>c</script><script src=data:,d></script>"
        "<iframe src='https://video.example/e'></iframe><svg><script href='//f.example/g'/></svg>";
    const mya_layout_t *layout;

    (void)state;
    assert_body_becomes(before, "<svg></svg>");
    layout = split(HEAD BODY "<script src='https://cdn.example/a.js?x'></script>" MAIN);
    assert_true(has_note(layout, "left out: <script> of https://cdn.example/a.js?x; to let it in:"
                                 " MyAccountLayoutSources https://cdn.example"));
    spec.sources = sources;
    layout = split(apr_pstrcat(pool, HEAD BODY, before, MAIN, NULL));
    assert_body_becomes(before, "<script src='https://cdn.example/a.js'></script><svg></svg>");
    assert_string_equal(rule(layout, "script-src"), "'self' https://cdn.example");
    assert_true(has_note(layout, "MyAccountLayoutSources https://video.example"));
}

static void test_own_scripts_stay_however_they_are_addressed(void **state)
{
    static const char page[] = "<script src='https://www.example.com/a.js'></script>"
        "<script src='//www.example.com/a.js'></script><script src=/a.js></script>";

    (void)state;
    assert_body_becomes(page, page);
    spec.own_origin = NULL;
    assert_body_becomes(page, "<script src=/a.js></script>");
}

static void test_styles_and_images_of_other_hosts_are_allowed(void **state)
{
    const mya_layout_t *layout = split(
        HEAD "<link rel=stylesheet href='https://fonts.googleapis.com/css?x'>"
        "<link rel=icon href='https://icon.example/i.ico'>"
        "<style>@import 'https://css.example/a.css';b{c:url(https://img2.example/d)}"
        "@font-face{src:url(https://font.example/f)}</style>" BODY
        "<img src='https://img.example:8443/a' srcset='//img3.example/b 2x'>"
        "<a href='https://link.example/'></a><img src='https://www.example.com/own.png'>" MAIN);

    (void)state;
    assert_non_null(strstr(rule(layout, "style-src"), "'self' https://fonts.googleapis.com"
                                                      " https://css.example 'sha256-"));
    assert_string_equal(rule(layout, "img-src"),
                        "'self' data: https://icon.example https://img2.example"
                        " https://img.example:8443 https://img3.example");
    assert_string_equal(rule(layout, "font-src"), "'self' data:");
    assert_true(has_note(layout, "MyAccountLayoutSources https://font.example"));
    assert_true(has_note(layout, "MyAccountLayoutSources https://fonts.gstatic.com"));
    assert_null(strstr(layout->csp, "link.example"));
}

static void test_the_sites_search_form_may_send(void **state)
{
    const mya_layout_t *layout = split(
        HEAD BODY "<form action='https://search.example/s'></form><form action=/own></form>"
        "<form action='http://plain.example/'></form>" MAIN);

    (void)state;
    assert_string_equal(rule(layout, "form-action"), "'self' https://search.example");
    assert_true(has_note(layout, "http://plain.example without encryption"));
}

static void test_hints_to_hosts_from_which_nothing_comes_go(void **state)
{
    (void)state;
    assert_head_becomes("<link rel=preconnect href=https://stats.example>"
                        "<link rel=dns-prefetch href=//s.w.org>"
                        "<link rel=preload as=script href=a.js>"
                        "<link rel=preload as=font href=https://font.example/f>"
                        "<link rel=preload as=style href=https://css.example/a.css>",
                        "<link rel=preload as=script href=/a.js>"
                        "<link rel=preload as=style href=https://css.example/a.css>");
}

static void test_nothing_can_be_slipped_into_the_policy(void **state)
{
    static const char *const hosts[] = {
        "https://a;script-src *", "https://a, *", "https://a'unsafe-inline'", "https://a\nX:",
        "https://&#59;script-src/", "https://é.example/",
    };

    (void)state;
    for (size_t i = 0; i < sizeof(hosts) / sizeof(hosts[0]); i++) {
        const mya_layout_t *layout = split(apr_pstrcat(pool, HEAD BODY "<img src=\"", hosts[i],
                                                       "\">" MAIN, NULL));
        const char *img = rule(layout, "img-src");
        assert_true(strcmp(img, "'self' data:") == 0
                    || strcmp(img, "'self' data: https://ax:") == 0);
    }
}

static void test_links_that_the_policy_silences_are_told(void **state)
{
    (void)state;
    assert_true(has_note(split(HEAD BODY "<a href='javascript:void(0)'>x</a>" MAIN),
                         "1 javascript: addresses do nothing"));
}

static void test_imports_that_will_not_be_found_are_told(void **state)
{
    (void)state;
    assert_true(has_note(split(HEAD BODY "<script type=module>import './a.js'</script>" MAIN),
                         "imports relative addresses"));
    assert_int_equal(split(HEAD BODY "<script type=module>import '/a.js'</script>" MAIN)
                         ->notes->nelts, 0);
}

static void test_notes_hold_no_control_characters_and_come_to_an_end(void **state)
{
    apr_array_header_t *parts = apr_array_make(pool, 200, sizeof(const char *));
    const mya_layout_t *layout;

    (void)state;
    for (int i = 0; i < 200; i++) {
        APR_ARRAY_PUSH(parts, const char *) =
            apr_psprintf(pool, "<script src='https://h%d.example/a\tb'></script>", i);
    }
    layout = split(apr_pstrcat(pool, HEAD BODY, apr_array_pstrcat(pool, parts, 0), MAIN, NULL));
    assert_int_equal(layout->notes->nelts, 101);
    assert_true(has_note(layout, "https://h0.example/a?b"));
    assert_true(has_note(layout, "and more of that kind"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_addresses_become_root_relative_and_nothing_else_changes),
        TEST(test_inline_scripts_are_allowed_as_the_browser_sees_them),
        TEST(test_scripts_that_are_data_need_no_hash),
        TEST(test_styles_and_handlers_are_allowed_by_their_decoded_value),
        TEST(test_scripts_of_other_hosts_are_left_out_unless_listed),
        TEST(test_own_scripts_stay_however_they_are_addressed),
        TEST(test_styles_and_images_of_other_hosts_are_allowed),
        TEST(test_the_sites_search_form_may_send),
        TEST(test_hints_to_hosts_from_which_nothing_comes_go),
        TEST(test_nothing_can_be_slipped_into_the_policy),
        TEST(test_links_that_the_policy_silences_are_told),
        TEST(test_imports_that_will_not_be_found_are_told),
        TEST(test_notes_hold_no_control_characters_and_come_to_an_end),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
