/* SPDX-License-Identifier: Apache-2.0 */
/* tests/unit/test_access_breached.c: a password is found in a list of hashes wherever it stands */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include <apr_file_io.h>
#include <apr_general.h>
#include <apr_strings.h>

#include "access/breached.h"
#include "access/password_rules.h"
#include "base/crypto.h"

static apr_pool_t *pool;
static const char *path;

static int begin(void **state)
{
    (void)state;
    if (apr_pool_create(&pool, NULL) != APR_SUCCESS) {
        return -1;
    }
    path = apr_psprintf(pool, "/tmp/mya-breached-%d", (int)getpid());
    return 0;
}

static int end(void **state)
{
    (void)state;
    unlink(path);
    apr_pool_destroy(pool);
    return 0;
}

static void save(const char *text)
{
    apr_file_t *file;

    assert_int_equal(apr_file_open(&file, path, APR_FOPEN_WRITE | APR_FOPEN_CREATE
                                   | APR_FOPEN_TRUNCATE, APR_FPROT_OS_DEFAULT, pool), APR_SUCCESS);
    assert_int_equal(apr_file_write_full(file, text, strlen(text), NULL), APR_SUCCESS);
    apr_file_close(file);
}

static const char *hash_of(const char *password)
{
    unsigned char hash[MYA_SHA1];
    char *text = apr_palloc(pool, 2 * MYA_SHA1 + 1);

    mya_crypto_sha1(hash, password, strlen(password));
    for (int i = 0; i < MYA_SHA1; i++) {
        apr_snprintf(text + 2 * i, 3, "%02X", hash[i]);
    }
    return text;
}

static int in_order(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The hashes of "password 0" to N - 1, with counts of different lengths or without, and END. */
static void save_many(int n, int counts, const char *newline, int last_ends)
{
    const char **hashes = apr_palloc(pool, (apr_size_t)n * sizeof(*hashes));
    char *text, *to;

    for (int i = 0; i < n; i++) {
        hashes[i] = hash_of(apr_psprintf(pool, "password %d", i));
    }
    qsort(hashes, (size_t)n, sizeof(*hashes), in_order);
    to = text = apr_palloc(pool, (apr_size_t)n * 64 + 1);
    for (int i = 0; i < n; i++) {
        to += apr_snprintf(to, 64, "%s", hashes[i]);
        if (counts) {
            to += apr_snprintf(to, 20, ":%d", i % 3 ? i : i * 1000);
        }
        if (i < n - 1 || last_ends) {
            to += apr_snprintf(to, 3, "%s", newline);
        }
    }
    save(text);
}

static int has(const mya_breached_t *list, const char *password)
{
    mya_result_t *why = mya_result_make(pool);
    int found = -1;

    if (mya_breached_has(&found, list, password, why, pool) != APR_SUCCESS) {
        fail_msg("%s", why->detail);
    }
    return found;
}

static const mya_breached_t *load(void)
{
    const mya_breached_t *list = NULL;
    mya_result_t *why = mya_result_make(pool);

    if (mya_breached_load(&list, path, why, pool) != APR_SUCCESS) {
        fail_msg("%s", why->detail);
    }
    return list;
}

/* Each of N is found, and as many others are not. */
static void find_all(int n)
{
    const mya_breached_t *list = load();

    for (int i = 0; i < n; i++) {
        assert_int_equal(has(list, apr_psprintf(pool, "password %d", i)), 1);
        assert_int_equal(has(list, apr_psprintf(pool, "another %d", i)), 0);
    }
}

static void test_each_of_a_list_is_found_and_no_other(void **state)
{
    (void)state;
    for (int n = 1; n <= 70; n++) {
        save_many(n, 0, "\n", 1);
        find_all(n);
        save_many(n, 1, "\n", n % 2);
        find_all(n);
    }
    save_many(3000, 1, "\r\n", 1);
    find_all(3000);
}

static void test_small_letters_are_the_same_hashes(void **state)
{
    char *text;

    (void)state;
    text = apr_pstrdup(pool, hash_of("hunter2hunter2"));
    for (char *c = text; *c; c++) {
        *c = (char)(*c >= 'A' && *c <= 'F' ? *c + 'a' - 'A' : *c);
    }
    save(apr_pstrcat(pool, text, "\n", NULL));
    assert_int_equal(has(load(), "hunter2hunter2"), 1);
}

static void refused(const char *text, const char *sentence)
{
    const mya_breached_t *list = NULL;
    mya_result_t *why = mya_result_make(pool);

    save(text);
    assert_int_equal(mya_breached_load(&list, path, why, pool), MYA_ECONFIG);
    assert_string_equal(why->detail, apr_psprintf(pool, "%s%s", path, sentence));
}

static void test_what_is_no_such_list_is_refused_with_its_place(void **state)
{
    const char *low = "0000000000000000000000000000000000000001";
    const char *high = "F000000000000000000000000000000000000001";
    const mya_breached_t *list = NULL;
    mya_result_t *why = mya_result_make(pool);

    (void)state;
    refused("", ": this list of breached passwords is empty");
    refused("password\n123456\n", ": at byte 0 there is no SHA-1 hash; a line is 40 hexadecimal "
            "digits, and perhaps :COUNT");
    refused(apr_pstrcat(pool, low, "\n", "123456\n", NULL), ": at byte 41 there is no SHA-1 hash; a "
            "line is 40 hexadecimal digits, and perhaps :COUNT");
    refused(apr_pstrcat(pool, high, "\n", low, "\n", NULL), ": the hash at byte 41 is not above "
            "that at byte 0; the list must be in the order of its hashes (sort -u)");
    unlink(path);
    assert_int_equal(mya_breached_load(&list, path, why, pool), MYA_ECONFIG);
    assert_non_null(strstr(why->detail, "this list of breached passwords cannot be read"));
}

static void test_a_list_that_is_gone_refuses_rather_than_to_let_all_pass(void **state)
{
    const mya_breached_t *list;
    int found = -1;

    (void)state;
    save_many(5, 1, "\n", 1);
    list = load();
    unlink(path);
    assert_int_equal(mya_breached_has(&found, list, "password 1", NULL, pool), MYA_ECONFIG);
}

static void test_it_is_one_of_the_rules_of_new_passwords(void **state)
{
    mya_result_t *why = mya_result_make(pool);
    mya_password_rules_t rules = { .least = 8 };

    (void)state;
    save(apr_pstrcat(pool, hash_of("Tr0ub4dor&3-kvist"), ":17\n", NULL));
    assert_int_equal(mya_password_choose("Tr0ub4dor&3-kvist", &rules, why, pool), APR_SUCCESS);
    rules.breached = load();
    assert_int_equal(mya_password_choose("Tr0ub4dor&3-kvist", &rules, why, pool), MYA_EINVALID);
    assert_string_equal(why->key, "password.breached");
    assert_int_equal(mya_password_choose("Tr0ub4dor&3-gren", &rules, why, pool), APR_SUCCESS);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_each_of_a_list_is_found_and_no_other),
        TEST(test_small_letters_are_the_same_hashes),
        TEST(test_what_is_no_such_list_is_refused_with_its_place),
        TEST(test_a_list_that_is_gone_refuses_rather_than_to_let_all_pass),
        TEST(test_it_is_one_of_the_rules_of_new_passwords),
    };

    apr_initialize();
    atexit(apr_terminate);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
