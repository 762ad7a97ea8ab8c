/* SPDX-License-Identifier: Apache-2.0 */
/* tests/unit/test_view_layout.c: what is cut out of a site's page, what is changed, and that the rest stays
 *
 * Pages are shown with their pieces as {title}, {head}, {content} and {-/greeting}.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <apr_general.h>
#include <apr_strings.h>

#include "base/crypto.h"
#include "view/layout.h"

#define HEAD "<!DOCTYPE html>\n<html><head><meta name=robots content=noindex>" \
             "<meta name=viewport content=x><title>{title}</title>"
#define BODY "{head}</head><body>"
#define MAIN "<main>{content}</main></body></html>\n"

static apr_pool_t *pool;
static mya_layout_spec_t spec;

static const char *show(const mya_layout_t *layout, const char *content)
{
    apr_array_header_t *parts = apr_array_make(pool, 8, sizeof(const char *));

    for (int i = 0; i < layout->npieces; i++) {
        const mya_piece_t *piece = &layout->pieces[i];
        const char *data = apr_pstrmemdup(pool, piece->data ? piece->data : "", piece->len);
        switch (piece->kind) {
        case MYA_PIECE_BYTES: break;
        case MYA_PIECE_TITLE: data = "{title}"; break;
        case MYA_PIECE_HEAD: data = "{head}"; break;
        case MYA_PIECE_CONTENT: data = content; break;
        case MYA_PIECE_FRAGMENT: data = apr_pstrcat(pool, "{", data, "}", NULL); break;
        }
        APR_ARRAY_PUSH(parts, const char *) = data;
    }
    return apr_array_pstrcat(pool, parts, 0);
}

static const mya_layout_t *split_bytes(const char *page, apr_size_t len, const char *charset)
{
    const mya_layout_t *layout = NULL;
    mya_result_t *why = mya_result_make(pool);

    if (mya_layout_split(&layout, page, len, charset, &spec, why, pool) != APR_SUCCESS) {
        fail_msg("%s", why->detail);
    }
    return layout;
}

static const mya_layout_t *split(const char *page)
{
    return split_bytes(page, strlen(page), NULL);
}

static const char *refusal(const char *page)
{
    const mya_layout_t *layout = NULL;
    mya_result_t *why = mya_result_make(pool);

    assert_int_equal(mya_layout_split(&layout, page, strlen(page), NULL, &spec, why, pool),
                     MYA_ECONFIG);
    assert_null(layout);
    return why->detail;
}

/* TEXT without the pieces {title} and {head}, which stand between bytes that do not change. */
static const char *without(const char *text, const char *what)
{
    const char *at = strstr(text, what);

    assert_non_null(at);
    return apr_pstrcat(pool, apr_pstrmemdup(pool, text, (apr_size_t)(at - text)), at + strlen(what),
                       NULL);
}

static int has_note(const mya_layout_t *layout, const char *words)
{
    for (int i = 0; i < layout->notes->nelts; i++) {
        if (strstr(APR_ARRAY_IDX(layout->notes, i, const char *), words)) {
            return 1;
        }
    }
    return 0;
}

static const char *hash(const char *text)
{
    unsigned char digest[32];

    mya_crypto_sha256(digest, text, strlen(text));
    return apr_pstrcat(pool, "'sha256-", mya_crypto_base64(digest, 32, pool), "'", NULL);
}

/* The sources of DIRECTIVE in the policy of LAYOUT. */
static const char *rule(const mya_layout_t *layout, const char *directive)
{
    const char *at = strstr(layout->csp, apr_pstrcat(pool, "; ", directive, " ", NULL));

    assert_non_null(at);
    at += strlen(directive) + 3;
    return apr_pstrmemdup(pool, at, strcspn(at, ";"));
}

/* In each case the head is one that needs nothing, and the body's part before <main> is what changes. */
static void assert_body_becomes(const char *before, const char *after)
{
    const mya_layout_t *layout = split(apr_pstrcat(pool, HEAD "</head><body>", before, MAIN, NULL));

    assert_string_equal(show(layout, "{content}"), apr_pstrcat(pool, HEAD BODY, after, MAIN, NULL));
}

static void assert_head_becomes(const char *before, const char *after)
{
    const mya_layout_t *layout = split(apr_pstrcat(pool, HEAD, before, "</head><body>" MAIN, NULL));

    assert_string_equal(show(layout, "{content}"), apr_pstrcat(pool, HEAD, after, BODY MAIN, NULL));
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
        "<a href=#x>\xC3\xA6</a><a href='/x?a=1&b=2&amp;c=3'>y</a><br/><!-- <main> --><MAIN ID=main>"
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
        { "#x", "<table><tr><td id=x>a<td>b</table>", "<table><tr><td id=x>{content}<td>b</table>" },
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
        { "main p", NULL, "", "\"main p\" is no selector for a layout; it is a tag, #id or .class" },
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
        { "html", NULL, "", "the content place \"html\" in /index.html is a <html>: the place must be"
                            " the body or in it" },
        { "title", NULL, "", "the content place \"title\" in /index.html is a <title>: browsers show"
                             " no content there" },
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

static void test_what_a_page_lacks_is_added(void **state)
{
    static const char added[] = "<meta name=\"robots\" content=\"noindex\">\n"
                                "<meta name=\"viewport\" content=\"width=device-width,"
                                " initial-scale=1\">\n";
    static const struct { const char *page, *front, *rest; } cases[] = {
        { "<main></main>", "", "{head}<main>{content}</main>" },
        { "<!doctype html><main></main>", "<!doctype html>", "{head}<main>{content}</main>" },
        { "<!doctype html><html><body><main></main>", "<!doctype html><html>",
          "{head}<body><main>{content}</main>" },
        { "<!doctype html><link href=/a><body><main></main>", "<!doctype html><link href=/a>",
          "{head}<body><main>{content}</main>" },
        { "<html><head></head><main></main>", "<html><head>", "{head}</head><main>{content}</main>" },
        { "<html><head><body><main></main>", "<html><head>", "{head}<body><main>{content}</main>" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        assert_string_equal(show(split(cases[i].page), "{content}"),
                            apr_pstrcat(pool, cases[i].front, added, "<title>{title}</title>\n",
                                        cases[i].rest, NULL));
    }
}

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

static void test_a_base_element_is_worked_in_and_goes(void **state)
{
    (void)state;
    assert_head_becomes("<base href=\"/shop/\"><link href=a.css>", "<link href=/shop/a.css>");
    assert_head_becomes("<base target=_top href=../><link href=a.css>",
                        "<base target=_top ><link href=/a.css>");
    assert_head_becomes("<base target=_top>", "<base target=_top>");
}

static void test_what_describes_the_sites_own_page_goes(void **state)
{
    static const char *const gone[] = {
        "<link rel=canonical href=/x>", "<link rel='shortlink' href=/?p=1>",
        "<link rel=alternate hreflang=da href=/da/>", "<link rel=next href=/2>",
        "<link rel=alternate type='application/json+oembed' href=/x>",
        "<meta property='og:title' content=x>", "<meta name='og:title' content=x>",
        "<meta name=twitter:card content=x>", "<meta property=twitter:card content=x>",
        "<meta name=robots content=index>", "<meta name=googlebot content=index>",
        "<meta name=referrer content=unsafe-url>",
        "<meta http-equiv=Content-Security-Policy content=\"default-src *\">",
        "<meta http-equiv=refresh content='5;url=x'>",
        "<script type=application/ld+json>{\"@type\":\"WebPage\"}</script>",
    };
    static const char *const stay[] = {
        "<link rel=alternate type='application/rss+xml' href=/feed>", "<link rel=license href=/l>",
        "<meta name=theme-color content=red>", "<meta name=description content=x>",
        "<meta http-equiv=X-UA-Compatible content='IE=edge'>", "<link>", "<meta>",
    };

    (void)state;
    for (size_t i = 0; i < sizeof(gone) / sizeof(gone[0]); i++) {
        assert_head_becomes(gone[i], "");
    }
    for (size_t i = 0; i < sizeof(stay) / sizeof(stay[0]); i++) {
        assert_head_becomes(stay[i], stay[i]);
    }
}

static void test_robots_are_told_not_to_index(void **state)
{
    (void)state;
    assert_string_equal(show(split("<title>a</title><meta name=viewport>"
                                   "<meta name=\"Robots\" content=\"index, follow\"><main></main>"),
                             "{content}"),
                        "<title>{title}</title><meta name=viewport>"
                        "<meta name=\"Robots\" content=\"noindex\">{head}<main>{content}</main>");
}

static void test_an_old_charset_becomes_utf8(void **state)
{
    static const char page[] = HEAD "<meta http-equiv=\"Content-Type\" content=\"text/html;"
                               " charset=iso-8859-1\"></head><body>\xE6\x80<script>'\xF8'</script>"
                               "<form action=/s></form>" MAIN;
    static const char after[] = HEAD "<meta http-equiv=\"Content-Type\" content=\"text/html;"
                                " charset=utf-8\">" BODY "æ€<script>'ø'</script>"
                                "<form accept-charset=\"windows-1252\" action=/s></form>" MAIN;
    const mya_layout_t *layout = split(page);

    (void)state;
    assert_string_equal(show(layout, "{content}"), after);
    assert_true(has_note(layout, "converted from windows-1252 to utf-8"));
    assert_non_null(strstr(rule(layout, "script-src"), hash("'ø'")));
    assert_head_becomes("<meta charset=\"ISO-8859-15\">", "<meta charset=\"utf-8\">");
    assert_head_becomes("<meta charset=UTF-8>", "<meta charset=UTF-8>");
    assert_string_equal(show(split_bytes(HEAD "</head><body>\xBA" MAIN,
                                         strlen(HEAD "</head><body>\xBA" MAIN), "iso-8859-2"),
                             "{content}"), HEAD BODY "ş" MAIN);
}

static void test_a_byte_order_mark_goes(void **state)
{
    (void)state;
    assert_string_equal(show(split("\xEF\xBB\xBF" HEAD "</head><body>" MAIN), "{content}"),
                        HEAD BODY MAIN);
}

static void test_bytes_that_are_no_utf8_are_replaced_and_told(void **state)
{
    const mya_layout_t *layout = split(HEAD "<meta charset=utf-8></head><body>\xE6" MAIN);

    (void)state;
    assert_string_equal(show(layout, "{content}"), HEAD "<meta charset=utf-8>" BODY "\uFFFD" MAIN);
    assert_true(has_note(layout, "1 places are not utf-8"));
}

static void test_markers_of_this_fetch_become_holes(void **state)
{
    (void)state;
    assert_string_equal(mya_layout_marker("T0K", "-/greeting", pool), "<!--mya T0K -/greeting-->");
    assert_body_becomes("<p>Hi <!--mya T0K -/greeting-->!</p><!--mya T0K -/a_b.c/d-->",
                        "<p>Hi {-/greeting}!</p>{-/a_b.c/d}");
    assert_body_becomes("<div><!--mya T0K -/greeting--></div><table><tr><td><!--mya T0K -/x--></table>",
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
    const mya_layout_t *layout = split(HEAD "</head><body><main><script>a</script><!--mya T0K -/x-->"
                                       "<img src='https://img.example/a'><p style=b onclick=c>"
                                       "<script src='https://cdn.example/x.js'></script></main>");

    (void)state;
    assert_string_equal(show(layout, "{content}"), HEAD BODY "<main>{content}</main>");
    assert_string_equal(rule(layout, "script-src"), "'self'");
    assert_string_equal(rule(layout, "style-src"), "'self'");
    assert_string_equal(rule(layout, "img-src"), "'self' data:");
    assert_int_equal(layout->notes->nelts, 0);
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
        const mya_layout_t *layout = split(apr_pstrcat(pool, HEAD BODY, cases[i].element, MAIN, NULL));
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
                        "<link rel=dns-prefetch href=//s.w.org><link rel=preload as=script href=a.js>"
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
        const mya_layout_t *layout = split(apr_pstrcat(pool, HEAD BODY "<img src=\"", hosts[i], "\">"
                                                       MAIN, NULL));
        const char *img = rule(layout, "img-src");
        assert_true(strcmp(img, "'self' data:") == 0 || strcmp(img, "'self' data: https://ax:") == 0);
    }
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

static void test_links_that_the_policy_silences_are_told(void **state)
{
    (void)state;
    assert_true(has_note(split(HEAD BODY "<a href='javascript:void(0)'>x</a>" MAIN),
                         "1 javascript: addresses do nothing"));
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

static int begin(void **state)
{
    static const mya_layout_spec_t plain = { .url = "/index.html", .selector = "main",
                                             .own_origin = "https://www.example.com",
                                             .marker = "T0K" };

    (void)state;
    spec = plain;
    return apr_pool_create(&pool, NULL);
}

static int end(void **state)
{
    (void)state;
    apr_pool_destroy(pool);
    return 0;
}

static int set_up(void **state)
{
    (void)state;
    return apr_initialize();
}

static int tear_down(void **state)
{
    (void)state;
    apr_terminate();
    return 0;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

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
        TEST(test_what_a_page_lacks_is_added),
        TEST(test_addresses_become_root_relative_and_nothing_else_changes),
        TEST(test_a_base_element_is_worked_in_and_goes),
        TEST(test_what_describes_the_sites_own_page_goes),
        TEST(test_robots_are_told_not_to_index),
        TEST(test_an_old_charset_becomes_utf8),
        TEST(test_a_byte_order_mark_goes),
        TEST(test_bytes_that_are_no_utf8_are_replaced_and_told),
        TEST(test_markers_of_this_fetch_become_holes),
        TEST(test_other_comments_stay_comments),
        TEST(test_a_marker_where_no_markup_can_stand_goes),
        TEST(test_what_gives_way_leaves_no_trace),
        TEST(test_inline_scripts_are_allowed_as_the_browser_sees_them),
        TEST(test_scripts_that_are_data_need_no_hash),
        TEST(test_styles_and_handlers_are_allowed_by_their_decoded_value),
        TEST(test_scripts_of_other_hosts_are_left_out_unless_listed),
        TEST(test_own_scripts_stay_however_they_are_addressed),
        TEST(test_styles_and_images_of_other_hosts_are_allowed),
        TEST(test_the_sites_search_form_may_send),
        TEST(test_hints_to_hosts_from_which_nothing_comes_go),
        TEST(test_nothing_can_be_slipped_into_the_policy),
        TEST(test_a_wrong_source_is_refused),
        TEST(test_a_policy_that_no_server_would_send_is_refused),
        TEST(test_links_that_the_policy_silences_are_told),
        TEST(test_notes_hold_no_control_characters_and_come_to_an_end),
        TEST(test_the_bare_layout_is_strict),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
