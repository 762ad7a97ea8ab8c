/* SPDX-License-Identifier: Apache-2.0 */
/* tests/unit/layout_fixture.h: one page, split and shown as text, for the tests of view/layout*.c
 *
 * Pages are shown with their pieces as {title}, {head}, {content} and {-/greeting}.
 */
#ifndef TESTS_LAYOUT_FIXTURE_H
#define TESTS_LAYOUT_FIXTURE_H

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

#define MAYBE __attribute__((unused))  /* not each test file needs each of these */

/* A page that needs nothing but to be cut: before, between and after what a test is about. */
#define HEAD "<!DOCTYPE html>\n<html><head><meta name=robots content=noindex>" \
             "<meta name=viewport content=x><title>{title}</title>"
#define BODY "{head}</head><body>"
#define MAIN "<main>{content}</main></body></html>\n"

static apr_pool_t *pool;
static mya_layout_spec_t spec;

static MAYBE const char *show(const mya_layout_t *layout, const char *content)
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

static MAYBE const mya_layout_t *split_bytes(const char *page, apr_size_t len, const char *charset)
{
    const mya_layout_t *layout = NULL;
    mya_result_t *why = mya_result_make(pool);

    if (mya_layout_split(&layout, page, len, charset, &spec, why, pool) != APR_SUCCESS) {
        fail_msg("%s", why->detail);
    }
    return layout;
}

static MAYBE const mya_layout_t *split(const char *page)
{
    return split_bytes(page, strlen(page), NULL);
}

static MAYBE const char *refusal(const char *page)
{
    const mya_layout_t *layout = NULL;
    mya_result_t *why = mya_result_make(pool);

    assert_int_equal(mya_layout_split(&layout, page, strlen(page), NULL, &spec, why, pool),
                     MYA_ECONFIG);
    assert_null(layout);
    return why->detail;
}

static MAYBE int has_note(const mya_layout_t *layout, const char *words)
{
    for (int i = 0; i < layout->notes->nelts; i++) {
        if (strstr(APR_ARRAY_IDX(layout->notes, i, const char *), words)) {
            return 1;
        }
    }
    return 0;
}

static MAYBE const char *hash(const char *text)
{
    unsigned char digest[32];

    mya_crypto_sha256(digest, text, strlen(text));
    return apr_pstrcat(pool, "'sha256-", mya_crypto_base64(digest, 32, pool), "'", NULL);
}

/* The sources of DIRECTIVE in the policy of LAYOUT. */
static MAYBE const char *rule(const mya_layout_t *layout, const char *directive)
{
    const char *at = strstr(layout->csp, apr_pstrcat(pool, "; ", directive, " ", NULL));

    assert_non_null(at);
    at += strlen(directive) + 3;
    return apr_pstrmemdup(pool, at, strcspn(at, ";"));
}

/* In each case the head is one that needs nothing, and the body's part before <main> is what
 * changes. */
static MAYBE void assert_body_becomes(const char *before, const char *after)
{
    const mya_layout_t *layout = split(apr_pstrcat(pool, HEAD "</head><body>", before, MAIN, NULL));

    assert_string_equal(show(layout, "{content}"), apr_pstrcat(pool, HEAD BODY, after, MAIN, NULL));
}

static MAYBE void assert_head_becomes(const char *before, const char *after)
{
    const mya_layout_t *layout = split(apr_pstrcat(pool, HEAD, before, "</head><body>" MAIN, NULL));

    assert_string_equal(show(layout, "{content}"), apr_pstrcat(pool, HEAD, after, BODY MAIN, NULL));
}

static MAYBE int begin(void **state)
{
    static const mya_layout_spec_t plain = { .url = "/index.html", .selector = "main",
                                             .own_origin = "https://www.example.com",
                                             .marker = "T0K" };

    (void)state;
    spec = plain;
    return apr_pool_create(&pool, NULL);
}

static MAYBE int end(void **state)
{
    (void)state;
    apr_pool_destroy(pool);
    return 0;
}

static MAYBE int set_up(void **state)
{
    (void)state;
    return apr_initialize();
}

static MAYBE int tear_down(void **state)
{
    (void)state;
    apr_terminate();
    return 0;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

#endif
