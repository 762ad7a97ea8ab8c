/* SPDX-License-Identifier: Apache-2.0 */
/* tests/unit/test_access_throttle.c: guesses are counted before they are judged, and none slips
 * through */
#include "database_fixture.h"

#include <apr_thread_proc.h>

#include "access/throttle.h"
#include "data/once.h"

static apr_status_t guess_from(const char *device, const char *account, const char *address,
                               int second)
{
    const mya_visit_t visit = { .address = address, .request = "r1", .now = AT(second) };
    const mya_guess_t what = { account, device };

    return mya_throttle_count(conn, "main", &what, &visit, why, pool);
}

static apr_status_t guess(const char *account, const char *address, int second)
{
    return guess_from(NULL, account, address, second);
}

static void success_from(const char *device, const char *account, const char *address, int second)
{
    const mya_guess_t what = { account, device };

    must(mya_db_begin(conn, why, pool));
    must(mya_throttle_success(conn, "main", &what, address, AT(second), why, pool));
    must(mya_db_commit(conn, why, pool));
}

static void success(const char *account, const char *address, int second)
{
    success_from(NULL, account, address, second);
}

static void test_five_are_free_and_then_each_one_waits_longer(void **state)
{
    int second = 0, wait;

    (void)state;
    for (int i = 0; i < 5; i++) {
        must(guess("anna@example.com", "192.0.2.1", second));
    }
    for (wait = 2; wait <= 256; wait *= 2) {
        assert_int_equal(guess("anna@example.com", "192.0.2.1", second), MYA_ETOOMANY);
        assert_string_equal(why->key, "sign-in.wait");
        assert_int_equal(why->retry, apr_time_from_sec(wait));
        assert_int_equal(guess("anna@example.com", "192.0.2.1", second + wait - 1), MYA_ETOOMANY);
        second += wait;
        must(guess("anna@example.com", "192.0.2.1", second));
    }
}

static apr_status_t guess_by(const char *mark, int second)
{
    const mya_guess_form_t form = { { "main", mark, "s1", "r1" }, NULL };
    const mya_visit_t visit = { .address = "192.0.2.1", .now = AT(second), .form = &form };
    const mya_guess_t what = { "anna@example.com", NULL };

    return mya_throttle_count(conn, "main", &what, &visit, why, pool);
}

static void test_identical_forms_are_counted_once_until_they_are_forgotten(void **state)
{
    const mya_guess_key_t form4 = { "main", "form4", "s1", "r1" };

    (void)state;
    for (int i = 0; i < 5; i++) {
        must(guess_by(apr_psprintf(pool, "form%d", i), 0));
        assert_int_equal(guess_by(apr_psprintf(pool, "form%d", i), 0), MYA_EUNIQUE);
    }
    assert_int_equal(guess_by("form5", 0), MYA_ETOOMANY);
    assert_int_equal(guess_by("form5", 0), MYA_ETOOMANY);    /* a refused one is no first one */
    assert_int_equal(guess_by("form4", 0), MYA_EUNIQUE);
    must(mya_guess_forget(conn, &form4, why, pool));
    assert_int_equal(guess_by("form4", 0), MYA_ETOOMANY);
}

static void test_a_form_of_half_a_minute_ago_is_a_guess_again(void **state)
{
    (void)state;
    must(guess_by("form", 0));
    assert_int_equal(guess_by("form", 29), MYA_EUNIQUE);
    must(guess_by("form", 30));
    assert_int_equal(guess_by("form", 59), MYA_EUNIQUE);
    must(guess_by("form", 61));
    assert_string_equal(ask("SELECT failures FROM mya_throttle WHERE bucket LIKE 'account:%'"),
                        "3");
}

static void test_the_account_waits_wherever_the_guess_comes_from(void **state)
{
    (void)state;
    for (int i = 0; i < 5; i++) {
        must(guess("anna@example.com", apr_psprintf(pool, "192.0.2.%d", i), 0));
    }
    assert_int_equal(guess("anna@example.com", "198.51.100.7", 0), MYA_ETOOMANY);
    must(guess("bo@example.com", "198.51.100.7", 0));
}

static void test_a_clock_that_is_set_back_blocks_nobody(void **state)
{
    (void)state;
    must(guess("anna@example.com", "192.0.2.1", 7200));
    success("anna@example.com", "192.0.2.1", 7200);
    must(guess("anna@example.com", "192.0.2.1", 3600));
    must(guess("bo@example.com", "192.0.2.1", 3600));
}

static void test_another_portal_has_counts_of_its_own(void **state)
{
    const mya_visit_t visit = { .address = "192.0.2.1", .now = AT(0) };
    const mya_guess_t what = { "anna@example.com", NULL };

    (void)state;
    for (int i = 0; i < 5; i++) {
        must(guess("anna@example.com", "192.0.2.1", 0));
    }
    must(mya_throttle_count(conn, "other", &what, &visit, why, pool));
}

static void test_a_refused_guess_is_not_counted(void **state)
{
    (void)state;
    for (int i = 0; i < 5; i++) {
        must(guess("anna@example.com", "192.0.2.1", 0));
    }
    for (int i = 0; i < 100; i++) {
        assert_int_equal(guess("anna@example.com", "192.0.2.1", 1), MYA_ETOOMANY);
    }
    assert_string_equal(ask("SELECT group_concat(failures) FROM mya_throttle"), "5,5,5");
    /* so a stranger cannot lock her out for ever */
    must(guess("anna@example.com", "192.0.2.1", 2));
}

static void test_one_success_forgets_the_account_but_not_the_network(void **state)
{
    (void)state;
    for (int i = 0; i < 4; i++) {
        must(guess("bo@example.com", "192.0.2.1", 0));
    }
    must(guess("anna@example.com", "192.0.2.1", 0));
    success("anna@example.com", "192.0.2.1", 0);
    assert_string_equal(ask("SELECT COUNT(*) FROM mya_throttle WHERE bucket LIKE 'account:%%'"),
                        "1");
    assert_string_equal(ask("SELECT failures FROM mya_throttle WHERE bucket = 'network:192.0.2.1'"),
                        "4");
    assert_string_equal(ask("SELECT failures FROM mya_throttle WHERE bucket LIKE 'all:%%'"), "4");
}

/* Somebody with an account of his own signs in between any two guesses. */
static void test_own_successes_do_not_pay_for_guesses_at_others(void **state)
{
    int i;

    (void)state;
    for (i = 0; i < 100; i++) {
        if (guess(apr_psprintf(pool, "victim%d@example.com", i), "192.0.2.1", 0) != APR_SUCCESS) {
            break;
        }
        if (guess("thief@example.com", "192.0.2.1", 0) == APR_SUCCESS) {
            success("thief@example.com", "192.0.2.1", 0);
        }
    }
    assert_in_range(i, 45, 50);
}

static void test_two_hundred_addresses_of_one_network_are_one(void **state)
{
    int i;

    (void)state;
    for (i = 0; i < 200; i++) {
        if (guess(apr_psprintf(pool, "user%d@example.com", i),
                  apr_psprintf(pool, "2001:db8:1:2::%x", i), 0) != APR_SUCCESS) {
            break;
        }
    }
    assert_int_equal(i, 50);
    must(guess("user300@example.com", "2001:db8:1:3::1", 0));
}

static void test_networks_have_one_name(void **state)
{
    static const struct { const char *address, *network; } cases[] = {
        { "192.0.2.7", "192.0.2.7" },
        { "::ffff:192.0.2.7", "192.0.2.7" },
        { "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64" },
        { "2001:DB8:1:2::", "2001:db8:1:2::/64" },
        { "::1", "::/64" },
        { "somewhere", "unknown" },
        { "", "unknown" },
        { NULL, "unknown" },
        { "192.0.2.7, 198.51.100.1", "unknown" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        assert_string_equal(mya_throttle_network(cases[i].address, pool), cases[i].network);
    }
}

static void test_old_failures_are_forgotten(void **state)
{
    (void)state;
    for (int i = 0; i < 5; i++) {
        must(guess("anna@example.com", "192.0.2.1", 0));
    }
    must(guess("anna@example.com", "192.0.2.1", 48 * 3600 + 1));
    must(guess("anna@example.com", "192.0.2.1", 48 * 3600 + 1));
    assert_string_equal(ask("SELECT failures FROM mya_throttle WHERE bucket LIKE 'account:%%'"),
                        "2");
    must(guess("bo@example.com", "192.0.2.1", 200 * 3600));
    success("bo@example.com", "192.0.2.1", 200 * 3600);
    assert_string_equal(ask("SELECT COUNT(*) FROM mya_throttle WHERE bucket LIKE 'account:%%'"),
                        "0");
}

/* A right password in an office where many have typed wrong ones: the next one's is as welcome. */
static void test_right_passwords_block_nobody_else_in_the_network(void **state)
{
    (void)state;
    for (int i = 0; i < 49; i++) {
        must(guess(apr_psprintf(pool, "u%d@example.com", i), "192.0.2.1", 0));
    }
    for (int i = 0; i < 5; i++) {
        must(guess("anna@example.com", "192.0.2.1", 1));
        success("anna@example.com", "192.0.2.1", 1);
        must(guess("bo@example.com", "192.0.2.1", 1));
        success("bo@example.com", "192.0.2.1", 1);
    }
}

/* What was guessed long ago strains nobody, however steadily people mistype. */
static void test_only_the_last_minutes_strain_the_portal(void **state)
{
    (void)state;
    for (int i = 0; i < 2000; i++) {
        must(guess(apr_psprintf(pool, "u%d@example.com", i),
                   apr_psprintf(pool, "10.%d.%d.1", i / 250, i % 250), i * 9 * 60));
    }
    for (int i = 0; i < 5; i++) {
        must(guess("anna@example.com", "192.0.2.1", 2000 * 9 * 60));
    }
}

/* Somebody guesses from everywhere: who has not failed of late still comes in (LG4), but not
 * often. */
static void test_many_failures_of_strangers_lock_nobody_out(void **state)
{
    (void)state;
    for (int i = 0; i < 1001; i++) {
        must(guess(apr_psprintf(pool, "u%d@example.com", i),
                   apr_psprintf(pool, "10.%d.%d.1", i / 250, i % 250), 0));
    }
    for (int i = 0; i < 3; i++) {
        must(guess("anna@example.com", "192.0.2.1", 1));
    }
    assert_int_equal(guess("anna@example.com", "192.0.2.1", 1), MYA_ETOOMANY);
    must(guess("bo@example.com", "192.0.2.2", 1));
    must(guess("anna@example.com", "192.0.2.3", 60 * 60));
}

static void test_no_number_of_failures_makes_the_wait_small(void **state)
{
    static const int numbers[] = { 20, 31, 32, 33, 64, 99, 100, 1000, 2147483647 };

    (void)state;
    assert_int_equal(mya_throttle_delay(0), 0);
    assert_int_equal(mya_throttle_delay(4), 0);
    for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
        assert_true(mya_throttle_delay(numbers[i])
                    >= apr_time_from_sec(numbers[i] < 100 ? 3600 : 24 * 3600));
    }
}

static void test_no_address_stands_in_the_table_in_clear(void **state)
{
    (void)state;
    must(guess("anna@example.com", "192.0.2.1", 0));
    assert_string_equal(ask("SELECT COUNT(*) FROM mya_throttle WHERE bucket LIKE '%%anna%%'"), "0");
}

static void test_that_the_limit_is_reached_is_told_once_until_counting_begins_anew(void **state)
{
    static const char told[] = "SELECT COUNT(*) || coalesce(max(json_extract(data, '$.of')), '')"
                               " FROM mya_event WHERE type = 'throttle.reached'";

    (void)state;
    for (int i = 0; i < 5; i++) {
        must(guess("anna@example.com", "192.0.2.1", 0));
    }
    assert_string_equal(ask(told), "0");
    for (int i = 0; i < 5; i++) {
        assert_int_equal(guess("anna@example.com", "192.0.2.1", 0), MYA_ETOOMANY);
    }
    must(guess("anna@example.com", "192.0.2.1", 2));
    assert_int_equal(guess("anna@example.com", "192.0.2.1", 2), MYA_ETOOMANY);
    assert_string_equal(ask(told), "1account");
    assert_string_equal(ask("SELECT request_id FROM mya_event"), "r1");
    assert_string_equal(ask("SELECT json_extract(data, '$.hash') FROM mya_event"),
                        mya_throttle_account("anna@example.com", pool));
    success("anna@example.com", "192.0.2.1", 10);
    for (int i = 0; i < 6; i++) {
        guess("anna@example.com", "192.0.2.1", 20);
    }
    assert_string_equal(ask(told), "2account");
}

static void test_a_network_is_told_of_without_its_address(void **state)
{
    (void)state;
    for (int i = 0; i < 51; i++) {
        guess(apr_psprintf(pool, "user%d@example.com", i), "192.0.2.1", 0);
    }
    assert_string_equal(ask("SELECT json_extract(data, '$.of') FROM mya_event"), "network");
    assert_string_equal(ask("SELECT COUNT(*) FROM mya_event WHERE data LIKE '%%192.0.2%%'"), "0");
}

/* --- LG4: a browser that its user knows --- */

static void test_strangers_block_nobody_in_a_browser_that_is_known(void **state)
{
    (void)state;
    for (int i = 0; i < 1000; i++) {
        guess("anna@example.com", apr_psprintf(pool, "198.51.100.%d", i % 250), i);
    }
    assert_int_equal(guess("anna@example.com", "192.0.2.1", 1000), MYA_ETOOMANY);
    must(guess_from("d1", "anna@example.com", "192.0.2.1", 1000));
    success_from("d1", "anna@example.com", "192.0.2.1", 1000);
    /* and those who guess have not won a new start by her coming in */
    assert_int_equal(guess("anna@example.com", "192.0.2.1", 1000), MYA_ETOOMANY);
}

static void test_a_known_browser_has_a_strict_limit_of_its_own(void **state)
{
    int wait, second = 0, i;

    (void)state;
    for (i = 0; i < 5; i++) {
        must(guess_from("d1", "anna@example.com", "192.0.2.1", 0));
    }
    assert_int_equal(guess_from("d1", "anna@example.com", "192.0.2.2", 0), MYA_ETOOMANY);
    must(guess_from("d2", "anna@example.com", "192.0.2.2", 0));
    must(guess("anna@example.com", "192.0.2.2", 0));
    for (wait = 2; i < 20; i++, wait *= 2) {
        second += wait < 3600 ? wait : 3600;
        must(guess_from("d1", "anna@example.com", "192.0.2.1", second));
    }
    assert_int_equal(guess_from("d1", "anna@example.com", "192.0.2.1", second + 86399),
                     MYA_ETOOMANY);
    assert_string_equal(ask("SELECT json_extract(data, '$.of') || json_extract(data, '$.hash')"
                            " FROM mya_event LIMIT 1"), "deviced1");
}

static void test_a_known_browser_is_still_in_its_network(void **state)
{
    int i;

    (void)state;
    for (i = 0; i < 100; i++) {
        if (guess_from(apr_psprintf(pool, "d%d", i), "anna@example.com", "192.0.2.1", 0)) {
            break;
        }
    }
    assert_int_equal(i, 50);
}

/* --- many at one moment --- */

#define THREADS 40

typedef struct attempt_t {
    apr_status_t rv;
    const char *account;
} attempt_t;

static void *APR_THREAD_FUNC attempt(apr_thread_t *thread, void *data)
{
    const mya_visit_t visit = { .address = "192.0.2.1", .now = AT(0) };
    attempt_t *mine = data;
    const mya_guess_t what = { mine->account, NULL };
    apr_pool_t *own;
    mya_db_conn_t *connection;

    (void)thread;
    apr_pool_create(&own, NULL);
    mine->rv = mya_db_open(&connection, db, NULL, own);
    if (mine->rv == APR_SUCCESS) {
        mine->rv = mya_throttle_count(connection, "main", &what, &visit, NULL, own);
    }
    apr_pool_destroy(own);
    return NULL;
}

static void test_of_forty_guesses_at_one_moment_five_go_through(void **state)
{
    apr_thread_t *threads[THREADS];
    attempt_t attempts[THREADS];
    apr_status_t rv;
    int passed = 0, refused = 0;

    (void)state;
    for (int i = 0; i < THREADS; i++) {
        attempts[i].account = "anna@example.com";
        must(apr_thread_create(&threads[i], NULL, attempt, &attempts[i], pool));
    }
    for (int i = 0; i < THREADS; i++) {
        apr_thread_join(&rv, threads[i]);
        passed += attempts[i].rv == APR_SUCCESS;
        refused += attempts[i].rv == MYA_ETOOMANY;
    }
    assert_int_equal(passed, 5);
    /* who could not even count has not been let through: the file was locked for too long */
    assert_in_range(refused, 1, THREADS - 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        with_database(test_five_are_free_and_then_each_one_waits_longer),
        with_database(test_identical_forms_are_counted_once_until_they_are_forgotten),
        with_database(test_a_form_of_half_a_minute_ago_is_a_guess_again),
        with_database(test_the_account_waits_wherever_the_guess_comes_from),
        with_database(test_a_clock_that_is_set_back_blocks_nobody),
        with_database(test_another_portal_has_counts_of_its_own),
        with_database(test_strangers_block_nobody_in_a_browser_that_is_known),
        with_database(test_a_known_browser_has_a_strict_limit_of_its_own),
        with_database(test_a_known_browser_is_still_in_its_network),
        with_database(test_a_refused_guess_is_not_counted),
        with_database(test_one_success_forgets_the_account_but_not_the_network),
        with_database(test_own_successes_do_not_pay_for_guesses_at_others),
        with_database(test_two_hundred_addresses_of_one_network_are_one),
        with_database(test_networks_have_one_name),
        with_database(test_old_failures_are_forgotten),
        with_database(test_right_passwords_block_nobody_else_in_the_network),
        with_database(test_only_the_last_minutes_strain_the_portal),
        with_database(test_many_failures_of_strangers_lock_nobody_out),
        with_database(test_no_number_of_failures_makes_the_wait_small),
        with_database(test_no_address_stands_in_the_table_in_clear),
        with_database(test_that_the_limit_is_reached_is_told_once_until_counting_begins_anew),
        with_database(test_a_network_is_told_of_without_its_address),
        with_database(test_of_forty_guesses_at_one_moment_five_go_through),
    };
    int failed = begin_tests();

    if (!failed) {
        failed = cmocka_run_group_tests(tests, NULL, NULL);
        end_tests();
    }
    return failed;
}
