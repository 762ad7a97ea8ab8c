/* SPDX-License-Identifier: Apache-2.0 */
/* tests/fuzz/fuzz_layout.c: any bytes at the splitter of layouts
 *
 * Whatever the page, it is refused with a sentence, or there is one title, one head and one
 * content, what came out is valid UTF-8, has no marker left, and can be split again; and the
 * policy is still a policy. Build with -fsanitize=fuzzer,address,undefined; its corpus:
 * corpus/layout.
 *
 * The first byte of the input chooses the selectors and the charset, the rest is the page.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <apr_general.h>
#include <apr_strings.h>

#include "base/charset.h"
#include "view/layout.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerInitialize(int *argc, char ***argv);

static apr_pool_t *root;

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc, (void)argv;
    apr_initialize();
    return apr_pool_create(&root, NULL) == APR_SUCCESS ? 0 : -1;
}

static void demand(int truth)
{
    if (!truth) {
        abort();
    }
}

/* A policy is names, quotes, hosts and hashes: nothing that a page wrote could begin a new
 * directive. */
static void look_at_policy(const char *csp)
{
    int directives = 1;

    for (const char *p = csp; *p; p++) {
        directives += *p == ';';
        demand(*p >= ' ' && *p < 0x7F && *p != ',' && *p != '"');
    }
    demand(directives == 13);
    demand(strncmp(csp, "default-src 'none'; base-uri 'none'; object-src 'none';", 55) == 0);
    demand(!strstr(csp, "'unsafe-inline") && !strstr(csp, "'unsafe-eval"));
}

static const char *join(const mya_layout_t *layout, const char *content, int count[5],
                        apr_pool_t *pool)
{
    apr_array_header_t *parts = apr_array_make(pool, 8, sizeof(const char *));

    for (int i = 0; i < layout->npieces; i++) {
        const mya_piece_t *piece = &layout->pieces[i];
        demand(piece->kind != MYA_PIECE_BYTES || piece->len > 0);
        count[piece->kind]++;
        APR_ARRAY_PUSH(parts, const char *) =
            piece->kind == MYA_PIECE_BYTES ? apr_pstrmemdup(pool, piece->data, piece->len)
            : piece->kind == MYA_PIECE_CONTENT ? content : "";
    }
    return apr_array_pstrcat(pool, parts, 0);
}

static const char *look_at(const mya_layout_t *layout, apr_pool_t *pool)
{
    mya_charset_text_t text;
    int count[5] = { 0 };
    const char *page = join(layout, "<i>ours</i>", count, pool);

    demand(count[MYA_PIECE_TITLE] == 1 && count[MYA_PIECE_HEAD] == 1);
    demand(count[MYA_PIECE_CONTENT] == 1);
    demand(!strstr(page, "<!--mya T0K "));
    demand(mya_charset_decode(&text, page, strlen(page), "utf-8", NULL, pool) == APR_SUCCESS);
    demand(text.bad == 0);
    look_at_policy(layout->csp);
    return page;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const sources[] = { "https://cdn.example", NULL };
    static const char *const charsets[] = { NULL, "utf-8", "iso-8859-1", "shift_jis" };
    mya_layout_spec_t spec = { .url = "/da/index.html", .own_origin = "https://www.example.com",
                               .marker = "T0K" };
    const mya_layout_t *layout = NULL;
    const mya_layout_t *again = NULL;
    unsigned int choice = size ? data[0] : 0;
    mya_result_t *why;
    apr_pool_t *pool;

    if (!size) {
        return 0;
    }
    apr_pool_create(&pool, root);
    why = mya_result_make(pool);
    spec.selector = choice & 1 ? "#x" : choice & 2 ? ".x" : choice & 4 ? "header" : "main";
    spec.selector2 = (choice & 7) == 4 ? "footer" : NULL;
    spec.sources = choice & 8 ? sources : NULL;
    if (mya_layout_split(&layout, (const char *)data + 1, size - 1, charsets[choice >> 4 & 3],
                         &spec, why, pool) == APR_SUCCESS) {
        const char *page = look_at(layout, pool);
        spec.url = "/";
        spec.own_origin = NULL;
        if (mya_layout_split(&again, page, strlen(page), "utf-8", &spec, why, pool)
            == APR_SUCCESS) {
            look_at(again, pool);
        }
    }
    else {
        demand(!layout && why->detail && *why->detail);
    }
    apr_pool_destroy(pool);
    return 0;
}
