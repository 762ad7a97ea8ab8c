/* SPDX-License-Identifier: Apache-2.0 */
/* tests/unit/test_form_token.c: what is ours, what is another customer's, what never was ours */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <apr_general.h>
#include <apr_strings.h>

#include "form/token.h"

static apr_pool_t *pool;

static const mya_secret_t secret = {
    { (const unsigned char *)"the newest secret of this portal", NULL }, { 32, 0 }, 1
};
static const mya_secret_t renewed = {
    { (const unsigned char *)"an even newer secret of it......",
      (const unsigned char *)"the newest secret of this portal" }, { 32, 32 }, 2
};
static const mya_secret_t foreign = {
    { (const unsigned char *)"the secret of somebody else.....", NULL }, { 32, 0 }, 1
};
static const mya_secret_t none = { { NULL, NULL }, { 0, 0 }, 0 };

static const mya_token_for_t what = { "main", "5e55", "details/edit", "nordlys" };
static const char *const customers[] = { "berg", "nordlys", "fjord" };

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

static const char *make(const mya_token_for_t *of)
{
    const char *token;

    assert_int_equal(mya_token_make(&token, &secret, of, pool), APR_SUCCESS);
    return token;
}

static mya_token_e judge(const char *token, const mya_token_for_t *of)
{
    const char *nonce;
    mya_token_e is = mya_token_judge(&nonce, &secret, token, of, customers, 3, pool);

    assert_int_equal(nonce != NULL, is != MYA_TOKEN_NEVER_OURS);
    return is;
}

static void test_knows_its_own_token_and_gives_its_nonce(void **state)
{
    const char *token = make(&what), *nonce;

    (void)state;
    assert_int_equal(strlen(token), 22 + 1 + 43);
    assert_int_equal(mya_token_judge(&nonce, &secret, token, &what, NULL, 0, pool),
                     MYA_TOKEN_GOOD);
    assert_int_equal(strlen(nonce), 22);
    assert_memory_equal(nonce, token, 22);
}

static void test_makes_each_token_once(void **state)
{
    (void)state;
    assert_string_not_equal(make(&what), make(&what));
}

static void test_still_knows_the_older_secret(void **state)
{
    const char *token = make(&what), *newer, *nonce;

    (void)state;
    assert_int_equal(mya_token_judge(&nonce, &renewed, token, &what, NULL, 0, pool),
                     MYA_TOKEN_GOOD);
    assert_int_equal(mya_token_make(&newer, &renewed, &what, pool), APR_SUCCESS);
    assert_int_equal(judge(newer, &what), MYA_TOKEN_NEVER_OURS);    /* newest made it */
    assert_int_equal(mya_token_judge(&nonce, &renewed, newer, &what, NULL, 0, pool),
                     MYA_TOKEN_GOOD);
}

static void test_tells_another_customers_token_from_a_forgery(void **state)
{
    mya_token_for_t other = what;

    (void)state;
    other.customer = "berg";
    assert_int_equal(judge(make(&other), &what), MYA_TOKEN_OTHER_CUSTOMER);
    other.customer = "";
    assert_int_equal(judge(make(&what), &other), MYA_TOKEN_OTHER_CUSTOMER);
    other.customer = "not of this user";
    assert_int_equal(judge(make(&other), &what), MYA_TOKEN_NEVER_OURS);
}

static void test_is_bound_to_portal_session_and_action(void **state)
{
    mya_token_for_t other = what;

    (void)state;
    other.portal = "staff";
    assert_int_equal(judge(make(&other), &what), MYA_TOKEN_NEVER_OURS);
    other = what;
    other.session = "5e56";
    assert_int_equal(judge(make(&other), &what), MYA_TOKEN_NEVER_OURS);
    other = what;
    other.action = "details/edit2";
    assert_int_equal(judge(make(&other), &what), MYA_TOKEN_NEVER_OURS);
}

static void test_does_not_mix_neighbouring_parts(void **state)
{
    const mya_token_for_t one = { "main", "ab", "c", "nordlys" };
    const mya_token_for_t two = { "main", "a", "bc", "nordlys" };

    (void)state;
    assert_int_equal(judge(make(&one), &two), MYA_TOKEN_NEVER_OURS);
}

static void test_refuses_each_changed_character(void **state)
{
    const char *token = make(&what);
    char *changed = apr_pstrdup(pool, token);
    size_t i;

    (void)state;
    for (i = 0; i < strlen(token); ++i) {
        changed[i] = token[i] == 'A' ? 'B' : 'A';
        assert_int_equal(judge(changed, &what), MYA_TOKEN_NEVER_OURS);
        changed[i] = token[i];
    }
    assert_int_equal(judge(changed, &what), MYA_TOKEN_GOOD);
}

static void test_refuses_what_never_was_a_token(void **state)
{
    const char *token = make(&what), *nonce;
    const char *cases[] = {
        NULL, "", ".", "a.b", token + 1, apr_pstrcat(pool, token, "A", NULL),
        apr_pstrcat(pool, token, " ", NULL), apr_pstrcat(pool, token, "=", NULL),
        apr_pstrmemdup(pool, token, 22), apr_pstrmemdup(pool, token, 23),
        apr_psprintf(pool, "%.22s.%.43s", token, "0000000000000000000000000000000000000000000"),
    };
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(cases) / sizeof(cases[0]); ++i) {
        assert_int_equal(judge(cases[i], &what), MYA_TOKEN_NEVER_OURS);
    }
    assert_int_equal(mya_token_judge(&nonce, &foreign, token, &what, customers, 3, pool),
                     MYA_TOKEN_NEVER_OURS);
    assert_int_equal(mya_token_judge(&nonce, &none, token, &what, customers, 3, pool),
                     MYA_TOKEN_NEVER_OURS);
}

static void test_missing_parts_mean_no_token(void **state)
{
    mya_token_for_t partial = what;
    const char *token;

    (void)state;
    assert_int_equal(mya_token_make(&token, &none, &what, pool), APR_EINVAL);
    assert_null(token);
    partial.session = NULL;
    assert_int_equal(mya_token_make(&token, &secret, &partial, pool), APR_EINVAL);
    assert_int_equal(judge(make(&what), &partial), MYA_TOKEN_NEVER_OURS);
}

static const char *unseal(const char *sealed)
{
    return mya_token_unseal(&secret, "main", sealed, pool);
}

static void test_seals_its_own_addresses(void **state)
{
    static const struct { const char *path, *unsealed; } cases[] = {
        { "/", "/" },
        { "/account", "/account" },
        { "/account/", "/account/" },
        { "/account/invoices?state=overdue&sort=-issued",
          "/account/invoices?state=overdue&sort=-issued" },
        { "/account/invoices/9f3~1", "/account/invoices/9f3~1" },
        { "/account?q=a%2Fb%20c", "/account?q=a%2Fb%20c" },
        { "/account?q=http://example.com/x", "/account?q=http://example.com/x" },
        { "/account/a b", "/account/a%20b" },
        { "/bl\xC3\xA5", "/bl%C3%A5" },
        { "/account/\"<x>\"", "/account/%22%3Cx%3E%22" },
        { "/.well-known/x", "/.well-known/x" },
        { "/a/...", "/a/..." },
        { "/a.b/c..d", "/a.b/c..d" },
    };
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(cases) / sizeof(cases[0]); ++i) {
        const char *sealed = mya_token_seal(&secret, "main", cases[i].path, pool);

        assert_non_null(sealed);
        assert_non_null(unseal(sealed));
        assert_string_equal(unseal(sealed), cases[i].unsealed);
        assert_string_equal(mya_token_unseal(&renewed, "main", sealed, pool), cases[i].unsealed);
        assert_null(mya_token_unseal(&secret, "other", sealed, pool));
        assert_null(mya_token_unseal(&foreign, "main", sealed, pool));
    }
}

static void test_refuses_a_seal_that_is_not_its_own(void **state)
{
    const char *sealed = mya_token_seal(&secret, "main", "/account", pool);
    const char *tilde = strchr(sealed, '~');

    (void)state;
    assert_null(unseal(NULL));
    assert_null(unseal(""));
    assert_null(unseal("/account"));
    assert_null(unseal("/account~"));
    assert_null(unseal(apr_pstrcat(pool, "/accounts", tilde, NULL)));
    assert_null(unseal(apr_pstrcat(pool, "/accoun", tilde, NULL)));
    assert_null(unseal(apr_pstrcat(pool, sealed, "A", NULL)));
    assert_null(unseal(apr_pstrcat(pool, sealed, tilde, NULL)));
    assert_null(unseal(tilde));
    assert_null(mya_token_seal(&none, "main", "/account", pool));
    assert_null(mya_token_seal(&secret, NULL, "/account", pool));
    assert_null(mya_token_seal(&secret, "main", NULL, pool));
}

static void test_a_forms_token_is_no_seal(void **state)
{
    const mya_token_for_t odd = { "main", "s", "a", "c" };
    const char *token = make(&odd);

    (void)state;
    assert_null(unseal(apr_pstrcat(pool, "/", "~", token + 23, NULL)));
}

static void test_seals_at_most_two_kilobytes(void **state)
{
    char *path = apr_palloc(pool, 2051);

    (void)state;
    memset(path, 'a', 2050);
    path[0] = '/';
    path[2048] = '\0';
    assert_non_null(mya_token_seal(&secret, "main", path, pool));
    assert_non_null(unseal(mya_token_seal(&secret, "main", path, pool)));
    path[2048] = 'a';
    path[2049] = '\0';
    assert_null(mya_token_seal(&secret, "main", path, pool));
    path[1000] = ' ';                      /* two bytes more when it is encoded */
    path[2047] = '\0';
    assert_null(mya_token_seal(&secret, "main", path, pool));
}

/* Forms in which somebody has led, or could lead, a browser off the site. */
static const char *const elsewhere[] = {
    "", " ", "x", "evil.example", "www.evil.example/", "account", "./account", "../account", "?x",
    "#x", "~", "@evil.example", ":80", ".evil.example", "\xE3\x80\x82" "evil.example",
    "http://evil.example", "https://evil.example", "HTTPS://EVIL.EXAMPLE", "hTTp://evil.example/",
    "http:evil.example", "https:evil.example", "http:/evil.example", "https:/evil.example",
    "http:///evil.example", "https:////evil.example", "http:\\\\evil.example",
    "http:\\evil.example", "http://www.example.com@evil.example/",
    "http://www.example.com:x@evil.example/", "http://evil.example#www.example.com",
    "http://evil.example?www.example.com", "http://www.example.com.evil.example/",
    "http://[::1]/", "http://127.0.0.1/", "http://2130706433/", "ftp://evil.example/",
    "ws://evil.example/", "file:///etc/passwd", "blob:http://evil.example/x",
    "javascript:alert(1)", "JavaScript:alert(1)", "javascript://%0aalert(1)",
    "java\tscript:alert(1)", "java\nscript:alert(1)", "\x01javascript:alert(1)",
    " javascript:alert(1)", "javascript&colon;x", "data:text/html,<script>alert(1)</script>",
    "data:text/html;base64,PHNjcmlwdD4=", "vbscript:msgbox(1)", "mailto:x@evil.example",
    "tel:123", "about:blank", "view-source:x", "intent://evil.example#Intent;end",
    "feed:javascript:alert(1)", "//evil.example", "///evil.example", "////evil.example",
    "/////evil.example/", "//evil.example/..", "//", "///", "//@evil.example",
    "//x@evil.example/account", "//www.example.com@evil.example", "//evil.example:443/",
    "//evil.example?x", "//evil.example#x", "//127.1", "//[::1]", "//\xE3\x80\x82x",
    "/account//evil.example", "/a//b", "/account//", "/account//?x", "\\\\evil.example",
    "\\evil.example", "/\\evil.example", "/\\/evil.example", "\\/evil.example",
    "\\//evil.example", "/\\\\evil.example", "//\\evil.example", "/a\\b", "/account\\..\\x",
    "/\\", "/account?x=\\\\evil.example", "/account?x\\", " //evil.example", "\t//evil.example",
    "\n//evil.example", "\r//evil.example", "\x0B//evil.example", "/\t/evil.example",
    "/\n/evil.example", "/\r/evil.example", "/\r\n/evil.example", "/\x0C/evil.example",
    "/\t\\evil.example", "/account\r\nLocation: http://evil.example", "/account\nSet-Cookie: x=y",
    "/account\x7F", "/account\x1F?x", "/account?a\tb", "/account?a\r\nb", "%2F%2Fevil.example",
    "/%2Fevil.example", "/%2f%2fevil.example", "/%2F", "/account/%2f..%2f", "/%5Cevil.example",
    "/%5cevil.example", "/%5C%5Cevil.example", "%5C%5Cevil.example", "/%09/evil.example",
    "/%0A/evil.example", "/%0D%0ALocation:%20http://evil.example", "/%00", "/%0d/evil.example",
    "/account%0d%0aX:y", "/account?x=%0d%0aX:y", "/account?%00", "/%7F", "/%7f?", "/%", "/%4",
    "/%zz", "/%2", "/%%2f", "/%u002F", "/account?%", "/account?a=%g0", "/.", "/..", "/./", "/../",
    "/./x", "/../x", "/.//evil.example", "/..//evil.example", "/a/./b", "/a/../b", "/a/..",
    "/a/.", "/a/..?x", "/a/.?x", "/%2e%2e/x", "/%2E/x", "/.%2e/x", "/..%2f/evil.example",
    "/account/..;/x/%2e%2e", "/account#x", "/#//evil.example", "/#", "/account?x#//evil.example",
};

static void test_never_leads_off_the_site(void **state)
{
    const char *own = mya_token_seal(&secret, "main", "/account", pool);
    size_t i, n = sizeof(elsewhere) / sizeof(elsewhere[0]);

    (void)state;
    assert_true(n > 150);
    for (i = 0; i < n; ++i) {
        if (mya_token_seal(&secret, "main", elsewhere[i], pool)) {
            fail_msg("sealed \"%s\"", elsewhere[i]);
        }
        assert_null(unseal(elsewhere[i]));
        assert_null(unseal(apr_pstrcat(pool, elsewhere[i], strchr(own, '~'), NULL)));
        assert_null(*elsewhere[i] ? unseal(apr_pstrcat(pool, elsewhere[i], own, NULL)) : NULL);
    }
}

/* --- reviews --- */

static void test_a_review_is_sealed_for_its_form_and_content_only(void **state)
{
    const mya_token_for_t other_session = { "main", "other", "details/edit", "nordlys" };
    const mya_token_for_t other_action = { "main", "5e55", "details/close", "nordlys" };
    const mya_token_for_t other_customer = { "main", "5e55", "details/edit", "berg" };
    const char *seal = mya_token_review(&secret, &what, "nonce", "digest", pool);

    (void)state;
    assert_true(mya_token_reviewed(seal, &secret, &what, "nonce", "digest", pool));
    assert_true(mya_token_reviewed(seal, &renewed, &what, "nonce", "digest", pool));
    assert_false(mya_token_reviewed(seal, &foreign, &what, "nonce", "digest", pool));
    assert_false(mya_token_reviewed(seal, &secret, &what, "other", "digest", pool));
    assert_false(mya_token_reviewed(seal, &secret, &what, "nonce", "other", pool));
    assert_false(mya_token_reviewed(seal, &secret, &other_session, "nonce", "digest", pool));
    assert_false(mya_token_reviewed(seal, &secret, &other_action, "nonce", "digest", pool));
    assert_false(mya_token_reviewed(seal, &secret, &other_customer, "nonce", "digest", pool));
}

static void test_missing_parts_mean_no_review(void **state)
{
    const char *seal = mya_token_review(&secret, &what, "nonce", "digest", pool);

    (void)state;
    assert_null(mya_token_review(&secret, &what, NULL, "digest", pool));
    assert_null(mya_token_review(&secret, &what, "nonce", NULL, pool));
    assert_null(mya_token_review(&none, &what, "nonce", "digest", pool));
    assert_false(mya_token_reviewed(NULL, &secret, &what, "nonce", "digest", pool));
    assert_false(mya_token_reviewed("", &secret, &what, "nonce", "digest", pool));
    assert_false(mya_token_reviewed(seal, &none, &what, "nonce", "digest", pool));
    assert_false(mya_token_reviewed(seal, &secret, &what, "nonce", NULL, pool));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_knows_its_own_token_and_gives_its_nonce, begin, end),
        cmocka_unit_test_setup_teardown(test_makes_each_token_once, begin, end),
        cmocka_unit_test_setup_teardown(test_still_knows_the_older_secret, begin, end),
        cmocka_unit_test_setup_teardown(test_tells_another_customers_token_from_a_forgery, begin,
                                        end),
        cmocka_unit_test_setup_teardown(test_is_bound_to_portal_session_and_action, begin, end),
        cmocka_unit_test_setup_teardown(test_does_not_mix_neighbouring_parts, begin, end),
        cmocka_unit_test_setup_teardown(test_refuses_each_changed_character, begin, end),
        cmocka_unit_test_setup_teardown(test_refuses_what_never_was_a_token, begin, end),
        cmocka_unit_test_setup_teardown(test_missing_parts_mean_no_token, begin, end),
        cmocka_unit_test_setup_teardown(test_seals_its_own_addresses, begin, end),
        cmocka_unit_test_setup_teardown(test_refuses_a_seal_that_is_not_its_own, begin, end),
        cmocka_unit_test_setup_teardown(test_a_forms_token_is_no_seal, begin, end),
        cmocka_unit_test_setup_teardown(test_seals_at_most_two_kilobytes, begin, end),
        cmocka_unit_test_setup_teardown(test_never_leads_off_the_site, begin, end),
        cmocka_unit_test_setup_teardown(test_a_review_is_sealed_for_its_form_and_content_only,
                                        begin, end),
        cmocka_unit_test_setup_teardown(test_missing_parts_mean_no_review, begin, end),
    };
    int failed;

    apr_initialize();
    failed = cmocka_run_group_tests(tests, NULL, NULL);
    apr_terminate();
    return failed;
}
