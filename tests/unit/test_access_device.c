/* SPDX-License-Identifier: Apache-2.0 */
/* tests/unit/test_access_device.c: whose browser it is, and whose it is not */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <apr_general.h>
#include <apr_strings.h>

#include "access/device.h"

#define NOW apr_time_from_sec(1781514000)
#define DAY apr_time_from_sec(86400)

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

static const mya_device_for_t anna = { "main", "u1", "$argon2id$1" };

static const char *made(void)
{
    const char *cookie;

    assert_int_equal(mya_device_make(&cookie, &secret, &anna, NOW, pool), APR_SUCCESS);
    return cookie;
}

static void test_it_is_known_until_it_is_too_old(void **state)
{
    const char *cookie = made();

    (void)state;
    assert_int_equal(strlen(mya_device_judge(&secret, &anna, cookie, NOW, pool)), 64);
    assert_non_null(mya_device_judge(&renewed, &anna, cookie, NOW, pool));
    assert_non_null(mya_device_judge(&secret, &anna, cookie, NOW + 89 * DAY, pool));
    assert_null(mya_device_judge(&secret, &anna, cookie, NOW + 90 * DAY, pool));
    assert_null(mya_device_judge(&secret, &anna, cookie, NOW - DAY, pool));
}

static void test_its_name_is_its_own_and_does_not_tell_the_cookie(void **state)
{
    const char *one = made(), *other = made(), *name;

    (void)state;
    name = mya_device_judge(&secret, &anna, one, NOW, pool);
    assert_string_not_equal(name, mya_device_judge(&secret, &anna, other, NOW, pool));
    assert_string_equal(name, mya_device_judge(&secret, &anna, one, NOW + DAY, pool));
    assert_null(strstr(one, name));
}

static void test_it_is_nobody_elses(void **state)
{
    static const mya_device_for_t others[] = {
        { "main", "u2", "$argon2id$1" }, { "other", "u1", "$argon2id$1" },
        { "main", "u1", "$argon2id$2" }, { "main", "u1", NULL }, { "main", NULL, NULL },
    };
    const char *cookie = made();

    (void)state;
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
        assert_null(mya_device_judge(&secret, &others[i], cookie, NOW, pool));
    }
    assert_null(mya_device_judge(&foreign, &anna, cookie, NOW, pool));
    assert_null(mya_device_judge(&none, &anna, cookie, NOW, pool));
}

static void test_each_letter_of_it_counts(void **state)
{
    const char *cookie = made();

    (void)state;
    for (size_t i = 0; cookie[i]; i++) {
        char *changed = apr_pstrdup(pool, cookie);
        changed[i] = changed[i] == '1' ? '2' : '1';
        /* the last letter of base64url has two bits that mean nothing, but texts are compared */
        assert_null(mya_device_judge(&secret, &anna, changed, NOW, pool));
    }
    assert_null(mya_device_judge(&secret, &anna, NULL, NOW, pool));
    assert_null(mya_device_judge(&secret, &anna, "", NOW, pool));
    assert_null(mya_device_judge(&secret, &anna, cookie + 1, NOW, pool));
    assert_null(mya_device_judge(&secret, &anna, apr_pstrcat(pool, cookie, "A", NULL), NOW, pool));
}

static void test_without_a_key_or_a_hash_there_is_none(void **state)
{
    static const mya_device_for_t nobody = { "main", "u1", NULL };
    const char *cookie;

    (void)state;
    assert_int_equal(mya_device_make(&cookie, &none, &anna, NOW, pool), APR_EINVAL);
    assert_null(cookie);
    assert_int_equal(mya_device_make(&cookie, &secret, &nobody, NOW, pool), APR_EINVAL);
    assert_null(cookie);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_it_is_known_until_it_is_too_old),
        cmocka_unit_test(test_its_name_is_its_own_and_does_not_tell_the_cookie),
        cmocka_unit_test(test_it_is_nobody_elses),
        cmocka_unit_test(test_each_letter_of_it_counts),
        cmocka_unit_test(test_without_a_key_or_a_hash_there_is_none),
    };
    int failed;

    apr_initialize();
    apr_pool_create(&pool, NULL);
    failed = cmocka_run_group_tests(tests, NULL, NULL);
    apr_terminate();
    return failed;
}
