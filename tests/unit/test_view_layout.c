/* SPDX-License-Identifier: Apache-2.0 */
/* tests/unit/test_view_layout.c: what is cut out of a site's page, and that the rest stays */
#include "layout_fixture.h"

/* TEXT without the pieces {title} and {head}, which stand between bytes that do not change. */
static const char *without(const char *text, const char *what)
{
    const char *at = strstr(text, what);

    assert_non_null(at);
    return apr_pstrcat(pool, apr_pstrmemdup(pool, text, (apr_size_t)(at - text)), at + strlen(what),
                       NULL);
}

static void test_a_page_that_needs_nothing_stays_byte_for_byte(void **state)
{
    static const char page[] =
        "<!DOCTYPE HTML PUBLIC \"-//W3C//DTD HTML 4.01//EN\">\r\n<!-- a --><HTML lang=en ><HEAD\t>"
        "<META NAME=robots CONTENT='noindex,nofollow'>\r\n<meta name=\"viewport\" content=x />"
        "<title></title>&nbsp;\n<p>not in the head</p>"
        "<script>\r\nif (1 < 2 && '</p>') { a(\"<main>\") }\r</script>"
        "<style>a{b:url(/c)}/* url(d) */</style></HEAD><body class = x  data-y>"
        "<p>one<p>two &amp; &copy; &notit; <b>b<i>i</b>i</i>"
        "<table><tr><td>x<td>y</table><svg viewBox='0 0 1 1'><path d=M0,0/></svg>"
        "<a href=#x>\xC3\xA6</a><a href='/x?a=1&b=2&amp;c=3'>y</a><br/><!-- <main> -->"
        "<MAIN ID=main>"
        "old &lt; \xE2\x82\xAC<p></MAIN>\r\n\t <template><main>t</main></template></body >\n"
        "</html>\n<!-- end -->";
    const mya_layout_t *layout = split(page);
    const char *shown = show(layout, "old &lt; \xE2\x82\xAC<p>");

    (void)state;
    assert_string_equal(without(without(shown, "{title}"), "{head}"), page);
    assert_int_equal(layout->notes->nelts, 0);
    assert_false(layout->bare);
}

static void test_the_inside_of_the_element_gives_way(void **state)
{
    static const struct { const char *selector, *before, *after; } cases[] = {
        { "main", "<main>old</main>", "<main>{content}</main>" },
        { "MAIN", "<MAIN id=x>old</MAIN>", "<MAIN id=x>{content}</MAIN>" },
        { "#x", "<div id=\"x\">a<div>b</div>c</div>", "<div id=\"x\">{content}</div>" },
        { "#a&b", "<div id='a&amp;b'>a</div>", "<div id='a&amp;b'>{content}</div>" },
        { ".x", "<div class='w x y'>a</div>", "<div class='w x y'>{content}</div>" },
        { ".x", "<div class=xy>a</div><div class=x>b</div>",
          "<div class=xy>a</div><div class=x>{content}</div>" },
        { "#x", "<!-- <div id=x> --><template><div id=x></div></template><div id=x>a</div>",
          "<!-- <div id=x> --><template><div id=x></div></template><div id=x>{content}</div>" },
        { "#x", "<table><tr><td id=x>a<td>b</table>",
          "<table><tr><td id=x>{content}<td>b</table>" },
        { "#x", "<div id=x>a", "<div id=x>{content}" },
        { "#x", "<div><div id=x>a</div>", "<div><div id=x>{content}</div>" },
        { "#x", "<div id=x></div>", "<div id=x>{content}</div>" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        spec.selector = cases[i].selector;
        assert_string_equal(show(split(apr_pstrcat(pool, HEAD "</head><body>", cases[i].before,
                                                   "</body></html>", NULL)), "{content}"),
                            apr_pstrcat(pool, HEAD BODY, cases[i].after, "</body></html>", NULL));
    }
}

static void test_the_body_itself_can_be_the_place(void **state)
{
    (void)state;
    spec.selector = "body";
    assert_string_equal(show(split(HEAD "</head><body class=x>a</body></html>"), "{content}"),
                        HEAD "{head}</head><body class=x>{content}</body></html>");
}

static void test_what_stands_between_two_elements_gives_way(void **state)
{
    (void)state;
    spec.selector = "header";
    spec.selector2 = "#foot";
    assert_body_becomes("<header>a</header>\n<p>b</p><p>c<footer id=foot>d</footer>",
                        "<header>a</header>{content}<footer id=foot>d</footer>");
    assert_body_becomes("<header>a</header><div id=foot>d</div>",
                        "<header>a</header>{content}<div id=foot>d</div>");
}

static void test_of_several_elements_the_first_is_taken_and_that_is_told(void **state)
{
    const mya_layout_t *layout;

    (void)state;
    spec.selector = "#x";
    layout = split(HEAD "</head><body><p></p><div id=x>a</div><div id=x>b</div></body>");
    assert_string_equal(show(layout, "{content}"), HEAD BODY
                        "<p></p><div id=x>{content}</div><div id=x>b</div></body>");
    assert_true(has_note(layout, "2 elements are \"#x\"; the first one is taken"));
}

#define TORN(tag) "the content place in /index.html holds only one end of the element <" tag ">"

static void test_a_place_where_our_pages_cannot_stand_is_refused(void **state)
{
    static const struct { const char *selector, *selector2, *body, *detail; } cases[] = {
        { "main", NULL, "<p>", "/index.html has no element \"main\"" },
        { "#main", NULL, "<!-- <b id=main> --><main>", "/index.html has no element \"#main\"" },
        { "main p", NULL, "",
          "\"main p\" is no selector for a layout; it is a tag, #id or .class" },
        { "", NULL, "", "\"\" is no selector for a layout; it is a tag, #id or .class" },
        { "#", NULL, "", "\"#\" is no selector for a layout; it is a tag, #id or .class" },
        { "main", NULL, "<form><div><main></main></div></form>",
          "the content place \"main\" in /index.html stands inside a <form>: our forms would not"
          " work there" },
        { "#x", NULL, "<form id=x></form>",
          "the content place \"#x\" in /index.html is a <form>: our forms would not work there" },
        { "main", NULL, "<a href=/><main></main></a>",
          "the content place \"main\" in /index.html stands inside a <a>: our links would not work"
          " there" },
        { "#x", NULL, "<button><span id=x></span></button>",
          "the content place \"#x\" in /index.html stands inside a <button>: our links would not"
          " work there" },
        { "#x", NULL, "<p id=x>a</p>",
          "the content place \"#x\" in /index.html is a <p>: it cannot hold a page's sections" },
        { "#x", NULL, "<img id=x>",
          "the content place \"#x\" in /index.html is a <img>: browsers show no content there" },
        { "#x", NULL, "<svg><g id=x></g></svg>",
          "the content place \"#x\" in /index.html is a <g>: it is a drawing, not text" },
        { "#x", NULL, "<noscript><div id=x></div></noscript>",
          "the content place \"#x\" in /index.html stands inside a <noscript>: browsers show no"
          " content there" },
        { "html", NULL, "",
          "the content place \"html\" in /index.html is a <html>: the place must be the body or in"
          " it" },
        { "title", NULL, "",
          "the content place \"title\" in /index.html is a <title>: browsers show no content"
          " there" },
        { "header", "footer", "<footer></footer><header></header>",
          "\"header\" does not end before \"footer\" begins in /index.html" },
        { "header", "footer", "<div><header></header></div><footer></footer>",
          "\"header\" and \"footer\" do not stand in the same element of /index.html, so that what"
          " is between them cannot be taken out" },
        { "header", "footer", "<header></header>", "/index.html has no element \"footer\"" },
        { "header", "footer", "<form><header></header><footer></footer></form>",
          "the content place \"header\" in /index.html stands inside a <form>: our forms would not"
          " work there" },
        { "#x", NULL, "<b>1<div id=x>2</b>3</div>", TORN("b") },
        { "#x", NULL, "<p><b>1</p><div id=x><p>2</b></p></div>", TORN("b") },
        { "#x", NULL, "<a href=/>1<div id=x>2<a href=/>3</a></div>", TORN("a") },
        { "#x", NULL, "<div id=x><b>1</div>2</b>", TORN("b") },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        spec.selector = cases[i].selector;
        spec.selector2 = cases[i].selector2;
        const char *detail = refusal(apr_pstrcat(pool, HEAD BODY, cases[i].body, NULL));
        assert_string_equal(apr_pstrndup(pool, detail, strlen(cases[i].detail)), cases[i].detail);
    }
}

static void test_what_is_no_page_is_refused(void **state)
{
    char *big = apr_palloc(pool, 3000001);
    const mya_layout_t *layout;
    mya_result_t *why = mya_result_make(pool);

    (void)state;
    memset(big, 'a', 3000000);
    big[3000000] = '\0';
    assert_string_equal(refusal(big), "/index.html is longer than 2097152 bytes");
    assert_string_equal(refusal(""), "/index.html has no element \"main\"");
    assert_string_equal(refusal("<title>a<main></main>"), "/index.html has no element \"main\"");
    assert_int_equal(mya_layout_split(&layout, "<\0", 2, NULL, &spec, why, pool), MYA_ECONFIG);
    assert_non_null(strstr(why->detail, "NUL byte at 1"));
    assert_int_equal(mya_layout_split(&layout, "<", 1, "utf-9", &spec, why, pool), MYA_ECONFIG);
    assert_non_null(strstr(why->detail, "\"utf-9\""));
}

static void test_markers_of_this_fetch_become_holes(void **state)
{
    (void)state;
    assert_string_equal(mya_layout_marker("T0K", "-/greeting", pool), "<!--mya T0K -/greeting-->");
    assert_body_becomes("<p>Hi <!--mya T0K -/greeting-->!</p><!--mya T0K -/a_b.c/d-->",
                        "<p>Hi {-/greeting}!</p>{-/a_b.c/d}");
    assert_body_becomes("<div><!--mya T0K -/greeting--></div>"
                        "<table><tr><td><!--mya T0K -/x--></table>",
                        "<div>{-/greeting}</div><table><tr><td>{-/x}</table>");
}

static void test_other_comments_stay_comments(void **state)
{
    static const char *const comments[] = {
        "<!--mya T1K -/greeting-->", "<!--mya T0 -/greeting-->", "<!--mya  -/greeting-->",
        "<!-- mya T0K -/greeting-->", "<!--mya T0K-->", "<!--MYA T0K -/x-->", "<!--mya T0KX -/x-->",
    };

    (void)state;
    for (size_t i = 0; i < sizeof(comments) / sizeof(comments[0]); i++) {
        assert_body_becomes(comments[i], comments[i]);
    }
    spec.marker = NULL;
    assert_body_becomes("<!--mya T0K -/greeting-->", "<!--mya T0K -/greeting-->");
    spec.marker = "";
    assert_body_becomes("<!--mya  -/greeting-->", "<!--mya  -/greeting-->");
}

static void test_a_marker_where_no_markup_can_stand_goes(void **state)
{
    static const struct { const char *before, *after; } cases[] = {
        { "<a title=\"<!--mya T0K -/x-->\"></a>", "<a title=\"\"></a>" },
        { "<a href=\"u<!--mya T0K -/x-->\"></a>", "<a href=\"/u\"></a>" },
        { "<a href=<!--mya T0K -/x-->>y</a>", "<a href=/index.html>y</a>" },
        { "<script>a('<!--mya T0K -/x-->')</script>", "<script>a('')</script>" },
        { "<style>a{}<!--mya T0K -/x--></style>", "<style>a{}</style>" },
        { "<textarea><!--mya T0K -/x--></textarea>", "<textarea></textarea>" },
        { "<!-- <!--mya T0K -/x--> b -->", "<!--  b -->" },
        { "<svg><g><!--mya T0K -/x--></g></svg>", "<svg><g></g></svg>" },
        { "<select><!--mya T0K -/x--></select>", "<select></select>" },
        { "<p><!--mya T0K <script>--></p>", "<p></p>" },
        { "<p><!--mya T0K -/x y--></p>", "<p></p>" },
        { "<p><!--mya T0K -/x--!><a title='<!--mya T0K -/y-->'></a></p>",
          "<p>{-/x}<a title=''></a></p>" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const mya_layout_t *layout =
            split(apr_pstrcat(pool, HEAD "</head><body>", cases[i].before, MAIN, NULL));
        assert_string_equal(show(layout, "{content}"),
                            apr_pstrcat(pool, HEAD BODY, cases[i].after, MAIN, NULL));
        assert_true(has_note(layout, "left out: 1 fragments of the portal"));
    }
    assert_head_becomes("<!--mya T0K -/x-->", "");
    assert_non_null(strstr(rule(split(HEAD BODY "<script>a('<!--mya T0K -/x-->')</script>" MAIN),
                                "script-src"), hash("a('')")));
}

static void test_what_gives_way_leaves_no_trace(void **state)
{
    const mya_layout_t *layout = split(HEAD "</head><body><main><script>a</script>"
                                       "<!--mya T0K -/x-->"
                                       "<img src='https://img.example/a'><p style=b onclick=c>"
                                       "<script src='https://cdn.example/x.js'></script></main>");

    (void)state;
    assert_string_equal(show(layout, "{content}"), HEAD BODY "<main>{content}</main>");
    assert_string_equal(rule(layout, "script-src"), "'self'");
    assert_string_equal(rule(layout, "style-src"), "'self'");
    assert_string_equal(rule(layout, "img-src"), "'self' data:");
    assert_int_equal(layout->notes->nelts, 0);
}

static void test_a_wrong_source_is_refused(void **state)
{
    static const char *const sources[] = { "cdn.example", NULL };

    (void)state;
    spec.sources = sources;
    assert_non_null(strstr(refusal(HEAD BODY MAIN), "\"cdn.example\" is no source"));
}

static void test_a_policy_that_no_server_would_send_is_refused(void **state)
{
    apr_array_header_t *parts = apr_array_make(pool, 1000, sizeof(const char *));
    const char *styles;

    (void)state;
    for (int i = 0; i < 1000; i++) {
        APR_ARRAY_PUSH(parts, const char *) = apr_psprintf(pool, "<p style=\"top:%dpx\">", i);
        if (i == 100) {
            styles = apr_array_pstrcat(pool, parts, 0);
            assert_true(has_note(split(apr_pstrcat(pool, HEAD BODY, styles, MAIN, NULL)),
                                 "a proxy in front may refuse that"));
        }
    }
    styles = apr_array_pstrcat(pool, parts, 0);
    assert_non_null(strstr(refusal(apr_pstrcat(pool, HEAD BODY, styles, MAIN, NULL)),
                           "so many different inline scripts"));
}

static void test_the_bare_layout_is_strict(void **state)
{
    const mya_layout_t *bare = mya_layout_bare();

    (void)state;
    assert_true(bare->bare);
    assert_int_equal(bare->npieces, 1);
    assert_int_equal(bare->pieces[0].kind, MYA_PIECE_CONTENT);
    assert_int_equal(bare->notes->nelts, 0);
    assert_string_equal(bare->csp, "default-src 'none'; base-uri 'none'; object-src 'none';"
                        " frame-ancestors 'none'; form-action 'self'; script-src 'self';"
                        " style-src 'self'; img-src 'self' data:; font-src 'self';"
                        " connect-src 'self'; manifest-src 'self'");
    assert_ptr_equal(bare, mya_layout_bare());
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_a_page_that_needs_nothing_stays_byte_for_byte),
        TEST(test_the_inside_of_the_element_gives_way),
        TEST(test_the_body_itself_can_be_the_place),
        TEST(test_what_stands_between_two_elements_gives_way),
        TEST(test_of_several_elements_the_first_is_taken_and_that_is_told),
        TEST(test_a_place_where_our_pages_cannot_stand_is_refused),
        TEST(test_what_is_no_page_is_refused),
        TEST(test_markers_of_this_fetch_become_holes),
        TEST(test_other_comments_stay_comments),
        TEST(test_a_marker_where_no_markup_can_stand_goes),
        TEST(test_what_gives_way_leaves_no_trace),
        TEST(test_a_wrong_source_is_refused),
        TEST(test_a_policy_that_no_server_would_send_is_refused),
        TEST(test_the_bare_layout_is_strict),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
