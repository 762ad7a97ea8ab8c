/* SPDX-License-Identifier: Apache-2.0 */
/* tests/unit/test_access_password.c: how passwords are kept, which old hashes are read, and how
 * many are computed at once */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <apr_general.h>
#include <apr_pools.h>
#include <apr_strings.h>
#include <apr_thread_proc.h>

#include "access/password.h"
#include "base/argon.h"

#define GOOD "correct horse battery"
#define DES_HASH "abhfCpXqd4GrI"
#define must(call) assert_int_equal((call), APR_SUCCESS)

static apr_pool_t *pool;
static mya_result_t *why;
static const mya_password_wish_t MAY = { 1, 1 }, MAY_NOT = { 0, 1 };

static mya_password_found_t verify(const char *hash, const char *password)
{
    mya_password_found_t found;

    must(mya_password_verify(&found, hash, password, &MAY, why, pool));
    return found;
}

static void test_keeps_an_argon2id_hash_with_a_salt_of_its_own(void **state)
{
    const char *one, *two;

    (void)state;
    must(mya_password_hash(&one, GOOD, why, pool));
    must(mya_password_hash(&two, GOOD, why, pool));
    assert_true(strncmp(one, "$argon2id$v=19$m=19456,t=2,p=1$", 31) == 0);
    assert_string_not_equal(one, two);
    assert_true(verify(one, GOOD).good);
    assert_true(verify(two, GOOD).good);
    assert_null(verify(one, GOOD).fresh);
    assert_false(verify(one, "correct horse batterz").good);
    assert_false(verify(one, "").good);
}

static void test_a_long_password_is_never_cut(void **state)
{
    char *password = apr_pcalloc(pool, 1026);
    const char *hash;

    (void)state;
    memset(password, 'x', 1024);
    must(mya_password_hash(&hash, password, why, pool));
    assert_true(verify(hash, password).good);
    assert_false(verify(hash, apr_pstrndup(pool, password, 1023)).good);
    assert_false(verify(hash, apr_pstrndup(pool, password, 72)).good);
    password[1024] = 'x';
    assert_false(verify(hash, password).good);
}

static void test_one_text_in_two_spellings_is_one_password(void **state)
{
    const char *hash;

    (void)state;
    must(mya_password_hash(&hash, "caf\xc3\xa9 au lait, tr\xc3\xa8s bon", why, pool));
    assert_true(verify(hash, "cafe\xcc\x81 au lait, tre\xcc\x80s bon").good);
    assert_false(verify(hash, "cafe au lait, tres bon").good);
}

/* Made by crypt(3) of "correct horse battery". */
static const char *const foreign[] = {
    "$2y$08$abcdefghijklmnopqrstuuwezlW09AGl.Qc8oiYvHEzrpumH/GaSu",
    "$6$saltsaltsalt$yKjZYR1NllIH1Ftv9MpsPzifsXfATYQDAmLGoXO9lQO3"
    "BwneSOm77O8bJU2NgayzCRFPuH2TLaetQCNGTtLEU/",
    "$5$saltsaltsalt$9ZURjmMOadyQOcorTsuSvXoPv7wEQSJbPU3LXY8gsN6",
    "$y$j9T$F5Jx5fExrKuPp53xLKQ..1$YAXMK9Llbqk/FSGbrI16AP6p2zwE4UhuWrJZceAG.p2",
};

static void test_better_hashes_of_other_programs_are_read_and_replaced(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(foreign) / sizeof(foreign[0]); i++) {
        const mya_password_found_t found = verify(foreign[i], GOOD);

        assert_true(found.good);
        assert_true(mya_argon_reads(found.fresh));
        assert_true(verify(found.fresh, GOOD).good);
        assert_false(verify(foreign[i], "wrong horse battery").good);
    }
}

/* The same password in kinds that anybody breaks today. */
static const char *const refused[] = {
    "$apr1$saltsalt$ZdO9ajrUOSz9es9I0fQZB.",
    "$1$saltsalt$UevX3RQ4rPNbqFqf8dVFn.",
    DES_HASH,
    "{SHA}mN7MYuzjmaIu0w1JDvMzvn/ec4U=",
    GOOD, "", "*", "!", "$argon2id$", "$argon2id$v=19$m=19456,t=2,p=1$$",
    "$argon2id$v=19$m=999999999,t=2,p=1$c29tZXNhbHRzb21lc2FsdA"
    "$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    /* more memory than anybody has, more time than anybody waits */
    "$argon2id$v=19$m=4194304,t=5,p=1$c29tZXNhbHRzb21lc2FsdA"
    "$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    "$2y$", "$6$", NULL,
    /* cut off by a column that is too short, and such as nobody has the time for */
    "$2y$08$abcdefghijklmnopqrstuuwezlW09AGl.Qc8oiYvHEzrpumH/Ga",
    "$6$saltsaltsalt$yKjZYR1NllIH1Ftv9MpsPzifsXfATYQDAmLGoXO9lQO3BwneSOm77O8bJU2NgayzCRFPuH2T",
    "$2y$31$abcdefghijklmnopqrstuuwezlW09AGl.Qc8oiYvHEzrpumH/GaSu",
    "$6$rounds=999999999$saltsaltsalt$yKjZYR1NllIH1Ftv9MpsPzifsXfATYQDAmLGoXO9lQO3"
    "BwneSOm77O8bJU2NgayzCRFPuH2TLaetQCNGTtLEU/",
    /* yescrypt that wants 512 MB, 4 GB, many more passes: right ones, if they were computed */
    "$y$jET$abcdefghijklmnop$gS.wdjSLpOctQc23sRWBKkiGoto/ahFjsim887af8eD",
    "$y$jHT$abcdefghijklmnop$KEzSipPDn6OVvzV/c.prBa8jjdNsYRGfOVRF2.4Ola6",
    "$y$j9T/5$abcdefghijklmnop$mx3eBtL4Z6ROwBQfFmtDbrM4Owf58LmE33Ls2Z9x1kD",
};

static void test_a_hash_may_ask_for_what_this_server_asks_and_for_a_bounded_work(void **state)
{
    static const char rest[] = "p=1$c29tZXNhbHRzb21lc2FsdA"
                               "$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

    (void)state;
    assert_true(mya_argon_reads(apr_psprintf(pool, "$argon2id$v=19$m=1048576,t=16,%s", rest)));
    assert_true(mya_argon_reads(apr_psprintf(pool, "$argon2id$v=19$m=262144,t=64,%s", rest)));
    assert_false(mya_argon_reads(apr_psprintf(pool, "$argon2id$v=19$m=1048576,t=17,%s", rest)));
    assert_false(mya_argon_reads(apr_psprintf(pool, "$argon2id$v=19$m=262144,t=65,%s", rest)));
    must(mya_argon_cost(262144, 70, why));
    assert_true(mya_argon_reads(apr_psprintf(pool, "$argon2id$v=19$m=262144,t=70,%s", rest)));
    assert_false(mya_argon_reads(apr_psprintf(pool, "$argon2id$v=19$m=262144,t=71,%s", rest)));
    must(mya_argon_cost(MYA_ARGON_MEMORY, MYA_ARGON_PASSES, why));
}

static void test_weak_hashes_plain_text_and_nothing_are_never_right(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
        assert_false(verify(refused[i], GOOD).good);
        assert_false(verify(refused[i], "").good);
    }
}

/* Of 72 times "a": bcrypt would take whatever stands behind them. */
static void test_what_bcrypt_cuts_off_is_never_right(void **state)
{
    static const char hash[] = "$2y$05$abcdefghijklmnopqrstuuGUnCqbfgs3htOkLrFduUjAyLBw1Rq/u";
    char typed[74];

    (void)state;
    memset(typed, 'a', sizeof(typed));
    typed[73] = '\0';
    assert_false(verify(hash, typed).good);
    typed[72] = '\0';
    assert_true(verify(hash, typed).good);
    typed[71] = '\0';
    assert_false(verify(hash, typed).good);
}

static void test_only_who_may_renew_computes_a_second_hash(void **state)
{
    const mya_password_wish_t wish = { 1, 0 };
    const apr_uint32_t before = mya_argon_count();
    mya_password_found_t found;

    (void)state;
    must(mya_password_verify(&found, foreign[0], GOOD, &wish, why, pool));
    assert_true(found.good);
    assert_null(found.fresh);
    assert_int_equal(mya_argon_count(), before);
}

static void test_whoever_asks_one_hash_is_computed(void **state)
{
    mya_password_found_t found;
    const char *hash;
    apr_uint32_t before;

    (void)state;
    must(mya_password_hash(&hash, GOOD, why, pool));
    before = mya_argon_count();
    must(mya_password_verify(&found, hash, "wrong horse battery", &MAY, why, pool));
    assert_int_equal(mya_argon_count() - before, 1);
    must(mya_password_verify(&found, hash, GOOD, &MAY_NOT, why, pool));      /* disabled */
    assert_int_equal(mya_argon_count() - before, 2);
    assert_false(found.good);
    must(mya_password_verify(&found, NULL, GOOD, &MAY_NOT, why, pool));      /* unknown */
    assert_int_equal(mya_argon_count() - before, 3);
    must(mya_password_verify(&found, DES_HASH, GOOD, &MAY, why, pool));
    assert_int_equal(mya_argon_count() - before, 4);
}

static void test_a_cheaper_hash_is_replaced_after_the_cost_was_raised(void **state)
{
    const char *old;
    mya_password_found_t found;

    (void)state;
    must(mya_password_hash(&old, GOOD, why, pool));
    must(mya_argon_cost(20480, 3, why));
    assert_false(verify(old, "wrong horse battery").fresh);
    found = verify(old, GOOD);
    assert_true(found.good);
    assert_true(strncmp(found.fresh, "$argon2id$v=19$m=20480,t=3,p=1$", 31) == 0);
    must(mya_argon_cost(MYA_ARGON_MEMORY, MYA_ARGON_PASSES, why));
    assert_null(verify(found.fresh, GOOD).fresh);       /* a dearer one is not made cheaper */
}

static void test_the_cost_has_a_floor_and_a_ceiling(void **state)
{
    (void)state;
    assert_int_equal(mya_argon_cost(MYA_ARGON_MEMORY - 1, 2, why), MYA_ECONFIG);
    assert_int_equal(mya_argon_cost(MYA_ARGON_MEMORY, 1, why), MYA_ECONFIG);
    assert_int_equal(mya_argon_cost(0xFFFFFFFFu, 2, why), MYA_ECONFIG);
    assert_int_equal(mya_argon_cost(MYA_ARGON_MEMORY, 101, why), MYA_ECONFIG);
}

static void test_only_length_and_encoding_of_a_new_password_are_judged(void **state)
{
    static const struct { const char *password, *key; } cases[] = {
        { "correct horse battery staple", NULL },
        { "aaaaaaaaaaaaaaa", NULL },
        { "\xc3\xa6\xc3\xb8\xc3\xa5\xc3\xa6\xc3\xb8\xc3\xa5\xc3\xa6\xc3\xb8\xc3\xa5",
          "password.short" },
        { "14 characters.", "password.short" },
        { "", "password.short" },
        { "caf\xe9 in Latin-1 does not pass", "password.encoding" },
    };
    char *longest = apr_pcalloc(pool, 1026);

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        mya_result_t *said = mya_result_make(pool);
        const apr_status_t rv = mya_password_check(cases[i].password, MYA_PASSWORD_LEAST, said,
                                                   pool);

        assert_int_equal(rv, cases[i].key ? MYA_EINVALID : APR_SUCCESS);
        if (cases[i].key) {
            assert_string_equal(said->key, cases[i].key);
            assert_null(*cases[i].password ? strstr(said->detail, cases[i].password) : NULL);
        }
    }
    memset(longest, 'x', 1024);
    must(mya_password_check(longest, MYA_PASSWORD_LEAST, why, pool));
    longest[1024] = 'x';
    assert_int_equal(mya_password_check(longest, MYA_PASSWORD_LEAST, why, pool), MYA_EINVALID);
    assert_string_equal(why->key, "password.long");
}

/* --- the gate --- */

typedef struct ask_t {
    apr_status_t rv;
    apr_interval_time_t retry;
    const char *hash;
} ask_t;

static void *APR_THREAD_FUNC ask_once(apr_thread_t *thread, void *data)
{
    ask_t *mine = data;
    apr_pool_t *own;
    mya_result_t *said;
    mya_password_found_t found;

    (void)thread;
    apr_pool_create(&own, NULL);
    said = mya_result_make(own);
    mine->rv = mya_password_verify(&found, mine->hash, "wrong horse battery", &MAY, said, own);
    mine->retry = said->retry;
    apr_pool_destroy(own);
    return NULL;
}

#define ASKING 24

static int refused_of(ask_t asks[ASKING], const char *hash)
{
    apr_thread_t *threads[ASKING];
    apr_status_t rv;
    int n = 0;

    for (int i = 0; i < ASKING; i++) {
        asks[i].hash = hash;
        must(apr_thread_create(&threads[i], NULL, ask_once, &asks[i], pool));
    }
    for (int i = 0; i < ASKING; i++) {
        apr_thread_join(&rv, threads[i]);
        n += asks[i].rv == MYA_EUNAVAILABLE;
        assert_true(asks[i].rv == APR_SUCCESS
                    || (asks[i].rv == MYA_EUNAVAILABLE && asks[i].retry > 0));
    }
    return n;
}

static void test_who_finds_all_places_taken_is_told_to_come_again(void **state)
{
    ask_t asks[ASKING];
    const char *hash;
    apr_uint32_t before;
    int n;

    (void)state;
    must(mya_password_hash(&hash, GOOD, why, pool));
    before = mya_argon_count();
    mya_password_limit(1, 0);   /* no patience: most find the place taken */
    n = refused_of(asks, hash);
    assert_in_range(n, 1, ASKING - 1);
    assert_int_equal(mya_argon_count() - before, ASKING - n);

    mya_password_limit(2, apr_time_from_sec(60));        /* patience: all get their turn */
    assert_int_equal(refused_of(asks, hash), 0);
    mya_password_limit(2, APR_USEC_PER_SEC);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_keeps_an_argon2id_hash_with_a_salt_of_its_own),
        cmocka_unit_test(test_a_long_password_is_never_cut),
        cmocka_unit_test(test_one_text_in_two_spellings_is_one_password),
        cmocka_unit_test(test_better_hashes_of_other_programs_are_read_and_replaced),
        cmocka_unit_test(test_a_hash_may_ask_for_what_this_server_asks_and_for_a_bounded_work),
        cmocka_unit_test(test_weak_hashes_plain_text_and_nothing_are_never_right),
        cmocka_unit_test(test_what_bcrypt_cuts_off_is_never_right),
        cmocka_unit_test(test_only_who_may_renew_computes_a_second_hash),
        cmocka_unit_test(test_whoever_asks_one_hash_is_computed),
        cmocka_unit_test(test_a_cheaper_hash_is_replaced_after_the_cost_was_raised),
        cmocka_unit_test(test_the_cost_has_a_floor_and_a_ceiling),
        cmocka_unit_test(test_only_length_and_encoding_of_a_new_password_are_judged),
        cmocka_unit_test(test_who_finds_all_places_taken_is_told_to_come_again),
    };
    int failed;

    apr_initialize();
    apr_pool_create(&pool, NULL);
    why = mya_result_make(pool);
    failed = cmocka_run_group_tests(tests, NULL, NULL);
    apr_terminate();
    return failed;
}
