/* SPDX-License-Identifier: Apache-2.0 */
/* tests/fuzz/fuzz_request.c: any bytes as a cookie, a token, an address to return to, a language
 *
 * Nothing that we did not make is taken for ours, and an address that may stand in a page leads
 * nowhere else. Build with -fsanitize=fuzzer,address,undefined; its corpus: corpus/request.
 */
#include "fuzz.h"

#include "form/token.h"
#include "view/writer.h"

/* the one reader of server/ that needs no server */
#include "server/cookie.c"

static apr_pool_t *root;
static mya_secret_t secret;

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    static const unsigned char key[] = "0123456789abcdef0123456789abcdef";

    (void)argc, (void)argv;
    apr_initialize();
    secret.keys[0] = key;
    secret.lengths[0] = sizeof(key) - 1;
    secret.nkeys = 1;
    return apr_pool_create(&root, NULL) == APR_SUCCESS ? 0 : -1;
}

static void look_at_cookie(const char *text, apr_pool_t *pool)
{
    const char *value = mya_cookie_get(text, "__Host-mya-main", pool);

    demand(!value || (*value && strlen(value) <= LONGEST
                      && strspn(value, LETTERS) == strlen(value)));
}

static void look_at_token(const char *text, apr_pool_t *pool)
{
    const mya_token_for_t what = { "main", "session", "details/edit", "c1" };
    const char *const customers[] = { "c1", "c2" };
    const char *nonce = "unset";

    demand(mya_token_judge(&nonce, &secret, text, &what, customers, 2, pool)
           == MYA_TOKEN_NEVER_OURS);
    demand(nonce == NULL);
}

/* Nobody guesses a seal; and what we seal is one own path, with nothing in it that could lead
 * away. */
static void look_at_return(const char *text, apr_pool_t *pool)
{
    const char *sealed = mya_token_seal(&secret, "main", text, pool);

    demand(mya_token_unseal(&secret, "main", text, pool) == NULL);
    if (sealed) {
        const char *path = mya_token_unseal(&secret, "main", sealed, pool);

        demand(path && path[0] == '/' && path[1] != '/' && !strpbrk(path, "\\\r\n\t#"));
        demand(mya_token_unseal(&secret, "other", sealed, pool) == NULL);
    }
}

static void look_at_url(const char *text, apr_pool_t *pool)
{
    const char *url = mya_writer_url(text, pool);

    if (!url) {
        return;
    }
    demand(!strpbrk(url, "\\\r\n\t") && strncmp(url, "//", 2) != 0);
    if (url[strcspn(url, ":/?#")] == ':') {
        demand(!strncasecmp(url, "http://", 7) || !strncasecmp(url, "https://", 8)
               || !strncasecmp(url, "mailto:", 7) || !strncasecmp(url, "tel:", 4));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *text;
    apr_pool_t *pool;

    apr_pool_create(&pool, root);
    text = fuzz_text(data, size, pool);
    look_at_cookie(text, pool);
    look_at_token(text, pool);
    look_at_return(text, pool);
    look_at_url(text, pool);
    apr_pool_destroy(pool);
    return 0;
}
