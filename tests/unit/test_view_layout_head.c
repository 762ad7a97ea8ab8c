/* SPDX-License-Identifier: Apache-2.0 */
/* tests/unit/test_view_layout_head.c: a site's head becomes the head of any page of ours */
#include "layout_fixture.h"

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
        { "<html><head></head><main></main>", "<html><head>",
          "{head}</head><main>{content}</main>" },
        { "<html><head><body><main></main>", "<html><head>", "{head}<body><main>{content}</main>" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        assert_string_equal(show(split(cases[i].page), "{content}"),
                            apr_pstrcat(pool, cases[i].front, added, "<title>{title}</title>\n",
                                        cases[i].rest, NULL));
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_what_a_page_lacks_is_added),
        TEST(test_a_base_element_is_worked_in_and_goes),
        TEST(test_what_describes_the_sites_own_page_goes),
        TEST(test_robots_are_told_not_to_index),
        TEST(test_an_old_charset_becomes_utf8),
        TEST(test_a_byte_order_mark_goes),
        TEST(test_bytes_that_are_no_utf8_are_replaced_and_told),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
