/* SPDX-License-Identifier: Apache-2.0 */
/* tests/unit/test_base_crypto.c: known answers of the digests, and what the encodings refuse */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <apr_general.h>
#include <apr_hash.h>
#include <apr_pools.h>

#include "base/crypto.h"

static apr_pool_t *pool;

static void test_sha256_gives_the_known_answer(void **state)
{
    unsigned char out[MYA_SHA256];

    (void)state;
    mya_crypto_sha256(out, "abc", 3);
    assert_string_equal(mya_crypto_hex(out, sizeof(out), pool),
                        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    mya_crypto_sha256(out, "", 0);
    assert_string_equal(mya_crypto_hex(out, sizeof(out), pool),
                        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

/* RFC 4231, test cases 2 and 6; and a key of no bytes. */
static void test_hmac_gives_the_known_answers(void **state)
{
    unsigned char out[MYA_SHA256];
    unsigned char key[131];
    const char *data = "Test Using Larger Than Block-Size Key - Hash Key First";

    (void)state;
    mya_crypto_hmac(out, "Jefe", 4, "what do ya want for nothing?", 28);
    assert_string_equal(mya_crypto_hex(out, sizeof(out), pool),
                        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    memset(key, 0xaa, sizeof(key));
    mya_crypto_hmac(out, key, sizeof(key), data, strlen(data));
    assert_string_equal(mya_crypto_hex(out, sizeof(out), pool),
                        "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
    mya_crypto_hmac(out, NULL, 0, "", 0);
    assert_string_equal(mya_crypto_hex(out, sizeof(out), pool),
                        "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
}

static void test_base64_gives_the_answers_of_its_rfc(void **state)
{
    static const struct { const char *plain, *standard, *url; } cases[] = {
        { "", "", "" }, { "f", "Zg==", "Zg" }, { "fo", "Zm8=", "Zm8" }, { "foo", "Zm9v", "Zm9v" },
        { "foob", "Zm9vYg==", "Zm9vYg" }, { "fooba", "Zm9vYmE=", "Zm9vYmE" },
        { "foobar", "Zm9vYmFy", "Zm9vYmFy" }, { "\xfb\xff\xfe", "+//+", "-__-" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const size_t len = strlen(cases[i].plain);

        assert_string_equal(mya_crypto_base64(cases[i].plain, len, pool), cases[i].standard);
        assert_string_equal(mya_crypto_base64url(cases[i].plain, len, pool), cases[i].url);
    }
}

static void test_base64url_comes_back_for_every_length(void **state)
{
    unsigned char bytes[70], *back;
    apr_size_t len;

    (void)state;
    for (apr_size_t n = 0; n < sizeof(bytes); n++) {
        assert_int_equal(mya_crypto_random(bytes, n), APR_SUCCESS);
        assert_int_equal(mya_crypto_unbase64url(&back, &len, mya_crypto_base64url(bytes, n, pool),
                                                pool), APR_SUCCESS);
        assert_int_equal(len, n);
        assert_memory_equal(back, bytes, n);
    }
}

static void test_base64url_refuses_all_that_we_did_not_write(void **state)
{
    /* the last two: bits set that belong to no byte, so that one value had two texts */
    static const char *const bad[] = { "Zg==", "Z", "Zm9vY", "Zm 9", "+//+", "Zm9v\n",
                                       "Zm\xc3\xa9v", "Zh", "Zm9" };
    unsigned char *data;
    apr_size_t len;

    (void)state;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        assert_int_not_equal(mya_crypto_unbase64url(&data, &len, bad[i], pool), APR_SUCCESS);
    }
    assert_int_not_equal(mya_crypto_unbase64url(&data, &len, NULL, pool), APR_SUCCESS);
}

static void test_null_is_the_same_as_nothing_not_even_null(void **state)
{
    (void)state;
    assert_false(mya_crypto_same(NULL, NULL, 0));
    assert_false(mya_crypto_same("a", NULL, 1));
    assert_false(mya_crypto_same_text(NULL, NULL));
    assert_false(mya_crypto_same_text("", NULL));
    assert_true(mya_crypto_same_text("", ""));
    assert_true(mya_crypto_same_text("secret", "secret"));
    assert_false(mya_crypto_same_text("secret", "secreT"));
    assert_false(mya_crypto_same_text("secret", "secrets"));
}

static void test_tokens_do_not_repeat(void **state)
{
    apr_hash_t *seen = apr_hash_make(pool);
    const char *token;

    (void)state;
    for (int i = 0; i < 10000; i++) {
        assert_int_equal(mya_crypto_token(&token, 32, pool), APR_SUCCESS);
        assert_int_equal(strlen(token), 43);
        assert_null(apr_hash_get(seen, token, APR_HASH_KEY_STRING));
        apr_hash_set(seen, token, APR_HASH_KEY_STRING, token);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sha256_gives_the_known_answer),
        cmocka_unit_test(test_hmac_gives_the_known_answers),
        cmocka_unit_test(test_base64_gives_the_answers_of_its_rfc),
        cmocka_unit_test(test_base64url_comes_back_for_every_length),
        cmocka_unit_test(test_base64url_refuses_all_that_we_did_not_write),
        cmocka_unit_test(test_null_is_the_same_as_nothing_not_even_null),
        cmocka_unit_test(test_tokens_do_not_repeat),
    };
    int failed;

    apr_initialize();
    apr_pool_create(&pool, NULL);
    failed = cmocka_run_group_tests(tests, NULL, NULL);
    apr_terminate();
    return failed;
}
