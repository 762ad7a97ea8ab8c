/* SPDX-License-Identifier: Apache-2.0 */
/* tests/unit/test_access_rate.c: how often a minute */
#include "database_fixture.h"

#include "access/rate.h"

/* 2026-11-21 20:00:00 is the beginning of a minute. */
static apr_status_t search_at(const char *session, const char *address, int seconds)
{
    return mya_rate_count(conn, MYA_RATE_SEARCH, "main", session, address, AT(seconds), why, pool);
}

static void use_up(const char *session, const char *address, int seconds)
{
    for (int i = 0; i < mya_rate_most(MYA_RATE_SEARCH); i++) {
        must(search_at(session, address, seconds));
    }
}

static void test_a_minute_allows_so_many_and_says_when_the_next_begins(void **state)
{
    (void)state;
    use_up("anna", "192.0.2.1", 20);
    assert_int_equal(search_at("anna", "192.0.2.1", 20), MYA_ETOOMANY);
    assert_string_equal(why->key, "error.too-often");
    assert_int_equal(apr_time_sec(why->retry), 40);
    assert_int_equal(search_at("anna", "192.0.2.1", 59), MYA_ETOOMANY);
    must(search_at("anna", "192.0.2.1", 60));
}

/* Who asks steadily, but not too often, is never refused. */
static void test_minutes_are_counted_one_by_one(void **state)
{
    (void)state;
    for (int i = 0; i < 300; i++) {
        must(search_at("anna", "192.0.2.1", 2 * i));
    }
}

static void test_sessions_networks_and_kinds_are_counted_apart(void **state)
{
    (void)state;
    use_up("anna", "192.0.2.1", 0);
    assert_int_equal(search_at("anna", "192.0.2.9", 0), MYA_ETOOMANY);
    must(search_at("bo", "192.0.2.1", 0));
    use_up(NULL, "192.0.2.1", 0);
    assert_int_equal(search_at(NULL, "192.0.2.1", 0), MYA_ETOOMANY);
    must(search_at(NULL, "192.0.2.2", 0));
    must(mya_rate_count(conn, MYA_RATE_EXPORT, "main", "anna", "192.0.2.1", AT(0), why, pool));
    must(mya_rate_count(conn, MYA_RATE_SEARCH, "other", "anna", "192.0.2.1", AT(0), why, pool));
    assert_true(mya_rate_most(MYA_RATE_EXPORT) < mya_rate_most(MYA_RATE_SEARCH));
}

static void test_one_network_of_many_addresses_is_one(void **state)
{
    (void)state;
    for (int i = 0; i < mya_rate_most(MYA_RATE_SEARCH); i++) {
        must(search_at(NULL, apr_psprintf(pool, "2001:db8:0:1::%x", i + 1), 0));
    }
    assert_int_equal(search_at(NULL, "2001:db8:0:1:ffff::1", 0), MYA_ETOOMANY);
    must(search_at(NULL, "2001:db8:0:2::1", 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        with_database(test_a_minute_allows_so_many_and_says_when_the_next_begins),
        with_database(test_minutes_are_counted_one_by_one),
        with_database(test_sessions_networks_and_kinds_are_counted_apart),
        with_database(test_one_network_of_many_addresses_is_one),
    };
    int failed = begin_tests();

    if (!failed) {
        failed = cmocka_run_group_tests(tests, NULL, NULL);
        end_tests();
    }
    return failed;
}
