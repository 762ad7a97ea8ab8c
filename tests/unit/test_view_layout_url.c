/* SPDX-License-Identifier: Apache-2.0 */
/* tests/unit/test_view_layout_url.c: addresses mean the same after as before, seen from anywhere */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <apr_general.h>
#include <apr_strings.h>

#include "view/layout_url.h"

static apr_pool_t *pool;

static const mya_layout_base_t *base_of(const char *url, const char *href)
{
    return mya_layout_url_base(url, "https://www.example.com", href, pool);
}

static void test_relative_addresses_become_root_relative(void **state)
{
    static const struct { const char *page, *url, *rooted; } cases[] = {
        { "/index.html", "css/site.css", "/css/site.css" },
        { "/", "css/site.css", "/css/site.css" },
        { "/da/index.html", "om.html", "/da/om.html" },
        { "/da/", "om.html", "/da/om.html" },
        { "/da/index.html", "../om.html", "/om.html" },
        { "/da/index.html", "../../../om.html", "/om.html" },
        { "/da/index.html", "./om.html", "/da/om.html" },
        { "/da/index.html", ".", "/da/" },
        { "/da/index.html", "..", "/" },
        { "/da/x/index.html", "..", "/da/" },
        { "/index.html", "a/./b/../c.html?x=../y#../z", "/a/c.html?x=../y#../z" },
        { "/index.html", "?lang=da", "/index.html?lang=da" },
        { "/index.php?id=4", "?lang=da", "/index.php?lang=da" },
        { "/index.html", "", "/index.html" },
        { "/index.html", " a.png\n", "/a.png" },
        { "/index.html", "a\n.png", "/a.png" },
        { "/index.html", "img\\a.png", "/img/a.png" },
        { "/index.html", "1:2.html/x", "/1:2.html/x" },
        { "/index.html", "...", "/..." },
        { "/index.html", ".../x", "/.../x" },
        { "/my site/index.html", "a.png", "/my%20site/a.png" },
        { "/a'(b)\"/index.html", "a.png", "/a%27%28b%29%22/a.png" },
        { "/index.html", "/css/site.css", NULL },
        { "/index.html", "//cdn.example/x", NULL },
        { "/index.html", "\\\\cdn.example/x", NULL },
        { "/index.html", "#top", NULL },
        { "/index.html", "https://cdn.example/x", NULL },
        { "/index.html", "data:image/png;base64,AA==", NULL },
        { "/index.html", "mailto:a@example.com", NULL },
        { "/index.html", "JavaScript:void(0)", NULL },
        { "/index.html", "java\nscript:void(0)", NULL },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const char *rooted = mya_layout_url_rooted(base_of(cases[i].page, NULL), cases[i].url,
                                                   pool);
        if (cases[i].rooted) {
            assert_non_null(rooted);
            assert_string_equal(rooted, cases[i].rooted);
        }
        else {
            assert_null(rooted);
        }
    }
}

static void test_a_base_element_counts(void **state)
{
    static const struct { const char *href, *url, *rooted; } cases[] = {
        { "/shop/", "a.png", "/shop/a.png" },
        { "shop/", "a.png", "/da/shop/a.png" },
        { "../", "a.png", "/a.png" },
        { "", "a.png", "/da/a.png" },
        { "https://www.example.com/", "a.png", "/a.png" },
        { "http://WWW.example.com:80/shop/x", "a.png", "/shop/a.png" },
        { "//www.example.com/shop/", "a.png", "/shop/a.png" },
        { "https://www.example.com", "a.png", "/a.png" },
        { "https://static.example/v1/", "a.png", "https://static.example/v1/a.png" },
        { "https://static.example/v1/", "/a.png", "https://static.example/a.png" },
        { "https://static.example/v1/", "https://www.example.com/a.png", NULL },
        { "https://static.example/v1/", "#top", NULL },
        { "javascript:alert(1)", "a.png", "/da/a.png" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const mya_layout_base_t *base = base_of("/da/index.html", cases[i].href);
        const char *rooted = mya_layout_url_rooted(base, cases[i].url, pool);
        if (cases[i].rooted) {
            assert_non_null(rooted);
            assert_string_equal(rooted, cases[i].rooted);
        }
        else {
            assert_null(rooted);
        }
        assert_string_equal(base->page, "/da/index.html");
    }
}

static void test_whose_an_address_is(void **state)
{
    static const struct {
        const char *url;
        mya_layout_whose_e whose;
        const char *origin;
    } cases[] = {
        { "a.png", MYA_LAYOUT_OWN, NULL },
        { "/a.png", MYA_LAYOUT_OWN, NULL },
        { "https://www.example.com/a.png", MYA_LAYOUT_OWN, NULL },
        { "HTTPS://WWW.EXAMPLE.COM:443", MYA_LAYOUT_OWN, NULL },
        { "//www.example.com/a.png", MYA_LAYOUT_OWN, NULL },
        { "https://example.com/a.png", MYA_LAYOUT_FOREIGN, "https://example.com" },
        { "https://www.example.com.evil.example/", MYA_LAYOUT_FOREIGN,
          "https://www.example.com.evil.example" },
        { "https://www.example.com@evil.example/", MYA_LAYOUT_FOREIGN, "https://evil.example" },
        { "https://www.example.com:8443/", MYA_LAYOUT_FOREIGN, "https://www.example.com:8443" },
        { "//CDN.example/x", MYA_LAYOUT_FOREIGN, "https://cdn.example" },
        { "/\\cdn.example/x", MYA_LAYOUT_FOREIGN, "https://cdn.example" },
        { "http://cdn.example?x", MYA_LAYOUT_FOREIGN, "http://cdn.example" },
        { "https://cdn.example;script-src/", MYA_LAYOUT_NOBODYS, NULL },
        { "https://cdn.example'/", MYA_LAYOUT_NOBODYS, NULL },
        { "https:///x", MYA_LAYOUT_NOBODYS, NULL },
        { "#x", MYA_LAYOUT_NOBODYS, NULL },
        { "data:text/javascript,1", MYA_LAYOUT_NOBODYS, NULL },
        { "blob:https://x/1", MYA_LAYOUT_NOBODYS, NULL },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const char *origin = "x";
        assert_int_equal(mya_layout_url_whose(&origin, base_of("/", NULL), cases[i].url, pool),
                         cases[i].whose);
        assert_string_equal(origin ? origin : "", cases[i].origin ? cases[i].origin : "");
    }
}

static const char *mark(void *baton, mya_layout_use_e use, const char *url)
{
    static const char *const uses[] = { "I", "S", "F" };

    (void)baton;
    return strncmp(url, "data:", 5) == 0 ? NULL : apr_pstrcat(pool, uses[use], "<", url, ">", NULL);
}

static void test_each_address_of_a_srcset_is_seen(void **state)
{
    static const struct { const char *value, *seen; } cases[] = {
        { "a.png", "I<a.png>" },
        { "a.png 1x, b.png 2x", "I<a.png> 1x, I<b.png> 2x" },
        { " a.png 100w,b,c.png 200w ", " I<a.png> 100w,I<b,c.png> 200w " },
        { "a.png, b.png", "I<a.png>, I<b.png>" },
        { "a.png,", "I<a.png>," },
        { "data:image/png;base64,AA== 1x, b.png 2x", "data:image/png;base64,AA== 1x, I<b.png> 2x" },
        { "a.png x(1,2), b.png", "I<a.png> x(1,2), I<b.png>" },
        { "a.png x(1,2", "I<a.png> x(1,2" },
        { "data:x 1x", NULL }, { "", NULL }, { " , ,", NULL },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const char *seen = mya_layout_url_srcset(cases[i].value, mark, NULL, pool);
        assert_string_equal(seen ? seen : "-", cases[i].seen ? cases[i].seen : "-");
    }
}

static void test_each_address_of_a_style_sheet_is_seen(void **state)
{
    static const struct { const char *css, *seen; } cases[] = {
        { "a{background:url(a.png)}", "a{background:url(I<a.png>)}" },
        { "URL( 'a.png' )", "URL( 'I<a.png>' )" },
        { "url(\"a b.png\")", "url(\"I<a b.png>\")" },
        { "url( a.png )", "url( I<a.png> )" },
        { "url(a.png),url(b.png)", "url(I<a.png>),url(I<b.png>)" },
        { "@import 'a.css';b{c:'d'}", "@import 'S<a.css>';b{c:'d'}" },
        { "@import url(a.css) screen;", "@import url(S<a.css>) screen;" },
        { "@font-face{src:url(a.woff2)}b{c:url(d.png)}",
          "@font-face{src:url(F<a.woff2>)}b{c:url(I<d.png>)}" },
        { "/* url(a.png) */url(b.png)", "/* url(a.png) */url(I<b.png>)" },
        { "content:'url(a.png)'", NULL }, { "myurl(a.png)", NULL }, { "url(data:x)", NULL },
        { "url(a\\).png)", NULL }, { "url(a b)", NULL }, { "url(", NULL }, { "url('a", NULL },
        { "'a\\", NULL }, { "/*", NULL }, { "/*/", NULL }, { "url()", NULL }, { "", NULL },
        { "'\nurl(a.png)", "'\nurl(I<a.png>)" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const char *seen = mya_layout_url_css(cases[i].css, strlen(cases[i].css), mark, NULL, pool);
        assert_string_equal(seen ? seen : "-", cases[i].seen ? cases[i].seen : "-");
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
        cmocka_unit_test(test_relative_addresses_become_root_relative),
        cmocka_unit_test(test_a_base_element_counts),
        cmocka_unit_test(test_whose_an_address_is),
        cmocka_unit_test(test_each_address_of_a_srcset_is_seen),
        cmocka_unit_test(test_each_address_of_a_style_sheet_is_seen),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
