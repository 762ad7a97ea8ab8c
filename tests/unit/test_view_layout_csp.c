/* SPDX-License-Identifier: Apache-2.0 */
/* tests/unit/test_view_layout_csp.c: the policy allows what it was told, and not more */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <apr_general.h>
#include <apr_strings.h>

#include "view/layout_csp.h"

static apr_pool_t *pool;

static void test_an_empty_policy_allows_the_site_alone(void **state)
{
    (void)state;
    assert_string_equal(mya_layout_csp_text(mya_layout_csp_make(NULL, pool), pool),
                        "default-src 'none'; base-uri 'none'; object-src 'none';"
                        " frame-ancestors 'none'; form-action 'self'; script-src 'self';"
                        " style-src 'self'; img-src 'self' data:; font-src 'self' data:;"
                        " connect-src 'self'; media-src 'self'; frame-src 'self';"
                        " manifest-src 'self'");
}

/* The hashes are those of: printf %s 'alert(1)' | openssl dgst -sha256 -binary | base64 */
static void test_what_is_inline_is_allowed_by_its_hash(void **state)
{
    mya_layout_csp_t *csp = mya_layout_csp_make(NULL, pool);
    const char *text;

    (void)state;
    mya_layout_csp_inline(csp, MYA_LAYOUT_SCRIPT, "alert(1)", 8);
    mya_layout_csp_inline(csp, MYA_LAYOUT_SCRIPT, "alert(1)", 8);
    mya_layout_csp_attribute(csp, MYA_LAYOUT_STYLES, "color:red");
    text = mya_layout_csp_text(csp, pool);
    assert_non_null(strstr(text, "; script-src 'self'"
                           " 'sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI=';"));
    assert_non_null(strstr(text, "; style-src 'self' 'unsafe-hashes'"
                           " 'sha256-8f935d27GvUutRyY9yWScUMiFUk4WTdZURISiYfPOeQ=';"));
}

static void test_listed_sources_are_allowed_but_where_data_would_leave(void **state)
{
    static const char *const sources[] = { "https://cdn.example", NULL };
    const char *text = mya_layout_csp_text(mya_layout_csp_make(sources, pool), pool);

    (void)state;
    assert_non_null(strstr(text, "; script-src 'self' https://cdn.example;"));
    assert_non_null(strstr(text, "; style-src 'self' https://cdn.example;"));
    assert_non_null(strstr(text, "; img-src 'self' data: https://cdn.example;"));
    assert_non_null(strstr(text, "; font-src 'self' data: https://cdn.example;"));
    assert_non_null(strstr(text, "; media-src 'self' https://cdn.example;"));
    assert_non_null(strstr(text, "; frame-src 'self' https://cdn.example;"));
    assert_non_null(strstr(text, "; connect-src 'self';"));
    assert_non_null(strstr(text, "; form-action 'self';"));
}

static void test_only_a_host_is_a_source(void **state)
{
    static const struct { const char *source; int good; } cases[] = {
        { "https://cdn.example", 1 }, { "http://localhost:8080", 1 }, { "https://*.example", 1 },
        { "https://cdn.example/npm/x@5.3.3/", 1 }, { "https://[::1]:8080", 1 },
        { "HTTPS://CDN.EXAMPLE", 1 },
        { "cdn.example", 0 }, { "*", 0 }, { "https:", 0 }, { "https://", 0 }, { "https://*", 0 },
        { "'unsafe-inline'", 0 }, { "data:", 0 }, { "", 0 }, { "https://a b", 0 },
        { "https://a;script-src", 0 }, { "https://a, https://b", 0 }, { "https://a/?x", 0 },
        { "https://a/\r\nX: y", 0 }, { "ftp://a", 0 }, { "https://a'", 0 },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const char *const sources[] = { cases[i].source, NULL };
        mya_result_t *why = mya_result_make(pool);
        assert_int_equal(mya_layout_csp_check(sources, why),
                         cases[i].good ? APR_SUCCESS : MYA_ECONFIG);
        assert_true(cases[i].good || strstr(why->detail, "MyAccountLayoutSources"));
    }
    assert_int_equal(mya_layout_csp_check(NULL, NULL), APR_SUCCESS);
}

static void test_a_source_is_matched_as_browsers_match_it(void **state)
{
    static const struct { const char *source, *origin, *url; int listed; } cases[] = {
        { "https://cdn.example", "https://cdn.example", "https://cdn.example/a.js", 1 },
        { "https://CDN.example:443", "https://cdn.example", "//cdn.example/a.js", 1 },
        { "http://cdn.example", "https://cdn.example", "https://cdn.example/a.js", 1 },
        { "https://cdn.example", "http://cdn.example", "http://cdn.example/a.js", 0 },
        { "https://cdn.example", "https://cdn.example:8443", "https://cdn.example:8443/", 0 },
        { "https://cdn.example", "https://a.cdn.example", "https://a.cdn.example/", 0 },
        { "https://*.example", "https://cdn.example", "https://cdn.example/", 1 },
        { "https://*.example", "https://example", "https://example/", 0 },
        { "https://*.example", "https://evilexample", "https://evilexample/", 0 },
        { "https://cdn.example/npm/", "https://cdn.example", "https://cdn.example/npm/a.js", 1 },
        { "https://cdn.example/npm/", "https://cdn.example", "https://cdn.example/gh/a.js", 0 },
        { "https://cdn.example/a.js", "https://cdn.example", "https://cdn.example/a.js?v=1", 1 },
        { "https://cdn.example/a.js", "https://cdn.example", "https://cdn.example/a.jsx", 0 },
        { "https://cdn.example/", "https://cdn.example", "https://cdn.example/a.js", 1 },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const char *const sources[] = { "https://other.example", cases[i].source, NULL };
        assert_int_equal(mya_layout_csp_lists(sources, cases[i].origin, cases[i].url),
                         cases[i].listed);
    }
    assert_int_equal(mya_layout_csp_lists(NULL, "https://a", "https://a/"), 0);
}

static void test_the_web_admin_adds_hosts_to_what_is_there_and_to_what_is_not(void **state)
{
    const char *strict = MYA_LAYOUT_CSP_STRICT;
    const char *policy;

    (void)state;
    policy = mya_layout_csp_add(strict, "form-action", "https://pay.example", pool);
    assert_non_null(strstr(policy, "; form-action 'self' https://pay.example; script-src"));
    policy = mya_layout_csp_add(policy, "form-action", "https://b.example", pool);
    assert_non_null(strstr(policy, "form-action 'self' https://pay.example https://b.example;"));
    policy = mya_layout_csp_add(strict, "frame-src", "https://map.example", pool);
    assert_string_equal(policy + strlen(strict), "; frame-src 'self' https://map.example");
    policy = mya_layout_csp_add("img-src 'self'", "img-src", "https://a.example", pool);
    assert_string_equal(policy, "img-src 'self' https://a.example");
}

static void test_only_hosts_are_added_and_only_where_no_code_comes_from(void **state)
{
    static const char *const refused[][2] = {
        { "script-src", "https://a.example" },    { "default-src", "https://a.example" },
        { "frame-ancestors", "https://a.example" }, { "base-uri", "https://a.example" },
        { "object-src", "https://a.example" },    { "script-src-attr", "https://a.example" },
        { "style-src", "'unsafe-inline'" },       { "style-src", "*" },
        { "form-action", "https:" },              { "form-action", "data:" },
        { "connect-src", "https://a.example;" },  { "connect-src", "https://a.example 'self'" },
        { "img-src", "" },                        { "", "https://a.example" },
    };
    mya_result_t *why = mya_result_make(pool);

    (void)state;
    for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
        assert_int_equal(mya_layout_csp_check_addition(refused[i][0], refused[i][1], why),
                         MYA_ECONFIG);
        assert_non_null(strstr(why->detail, "MyAccountContentSecurityPolicy"));
    }
    assert_int_equal(mya_layout_csp_check_addition("form-action", "https://pay.example", why), 0);
    assert_int_equal(mya_layout_csp_check_addition("connect-src", "https://*.a.example", why), 0);
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
        cmocka_unit_test(test_an_empty_policy_allows_the_site_alone),
        cmocka_unit_test(test_what_is_inline_is_allowed_by_its_hash),
        cmocka_unit_test(test_listed_sources_are_allowed_but_where_data_would_leave),
        cmocka_unit_test(test_only_a_host_is_a_source),
        cmocka_unit_test(test_a_source_is_matched_as_browsers_match_it),
        cmocka_unit_test(test_the_web_admin_adds_hosts_to_what_is_there_and_to_what_is_not),
        cmocka_unit_test(test_only_hosts_are_added_and_only_where_no_code_comes_from),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
