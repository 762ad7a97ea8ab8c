/* SPDX-License-Identifier: Apache-2.0 */
/* tests/unit/test_access_session.c: sessions begin, are used, change and end; and who is nobody */
#include "access_fixture.h"

#include "access/session.h"

static const char *begin_as(const char *user, const char *old, int second)
{
    const mya_visit_t visit = visit_at(second);
    const char *cookie;

    must(mya_db_begin(conn, why, pool));
    must(mya_session_begin(&cookie, conn, &portal, user, old, &visit, why, pool));
    must(mya_db_commit(conn, why, pool));
    return cookie;
}

static void touch(const char *cookie, int second)
{
    mya_identity_t *who = who_at(cookie, second);

    assert_non_null(who);
    must(mya_session_touch(conn, &portal, who, &limits, AT(second), why, pool));
}

static void test_a_session_is_who_began_it(void **state)
{
    const char *cookie = begin_as("u1", NULL, 0);
    const mya_identity_t *who = who_at(cookie, 60);

    (void)state;
    assert_string_equal(who->user, "u1");
    assert_string_equal(who->name, "Anna");
    assert_string_equal(who->email, "anna@example.com");
    assert_string_equal(who->lang, "en");
    assert_null(who->zone);
    assert_int_equal(who->signed_in, AT(0));
    assert_string_equal(who->session, mya_session_hash(cookie, pool));
}

static void test_memberships_come_by_name_with_all_their_roles(void **state)
{
    const mya_identity_t *anna = who_at(begin_as("u1", NULL, 0), 0);
    const mya_identity_t *bo = who_at(begin_as("u2", NULL, 0), 0);
    const mya_identity_t *carl = who_at(begin_as("u3", NULL, 0), 0);

    (void)state;
    assert_int_equal(anna->nmemberships, 2);
    assert_string_equal(anna->memberships[0].name, "aurora");
    assert_string_equal(anna->memberships[0].customer, "c2");
    assert_int_equal(anna->memberships[0].roles, BUYER);
    assert_int_equal(anna->memberships[1].roles, OWNER);
    assert_int_equal(bo->nmemberships, 1);
    assert_int_equal(bo->memberships[0].roles, FINANCE | BUYER);
    assert_int_equal(bo->current, 0);
    assert_int_equal(carl->nmemberships, 0);
    assert_int_equal(carl->current, -1);
}

static void test_a_role_that_the_portal_does_not_know_gives_nothing(void **state)
{
    const mya_identity_t *who;

    (void)state;
    run_sql("INSERT INTO mya_membership (user_id, customer_id, role)"
            " VALUES ('u3', 'c1', 'emperor')");
    who = who_at(begin_as("u3", NULL, 0), 0);
    assert_int_equal(who->nmemberships, 0);
    assert_int_equal(who->current, -1);
}

static void test_a_customer_without_a_name_is_called_by_its_key(void **state)
{
    const mya_identity_t *who;

    (void)state;
    run_sql("INSERT INTO mya_membership (user_id, customer_id, role) VALUES ('u3', 'c9', 'owner')");
    who = who_at(begin_as("u3", NULL, 0), 0);
    assert_string_equal(who->memberships[0].name, "c9");
}

static void test_a_user_without_a_name_is_called_by_the_login_or_else_the_key(void **state)
{
    (void)state;
    run_sql("ALTER TABLE mya_user RENAME TO people");
    run_sql("CREATE VIEW mya_user AS SELECT id, portal, CASE id WHEN 'u2' THEN NULL ELSE email END"
            " AS email, CASE id WHEN 'u1' THEN NULL WHEN 'u2' THEN '' ELSE name END AS name,"
            " language, zone, disabled FROM people");
    assert_string_equal(who_at(begin_as("u1", NULL, 0), 0)->name, "anna@example.com");
    assert_string_equal(who_at(begin_as("u2", NULL, 0), 0)->name, "u2");
    assert_string_equal(who_at(begin_as("u3", NULL, 0), 0)->name, "Carl");
}

static void test_customers_with_numbers_as_keys_are_found(void **state)
{
    const mya_portal_t numbers = { .name = "main", .roles = fixture_roles, .nroles = 3,
                                   .customer_key = MYA_TYPE_INTEGER,
                                   .accounts = mya_portal_own_accounts(MYA_TYPE_INTEGER, pool) };
    mya_identity_t *who;

    (void)state;
    run_sql("DROP TABLE mya_customer");
    run_sql("CREATE TABLE kunde (nr integer PRIMARY KEY, navn text)");
    run_sql("INSERT INTO kunde VALUES (42, 'Fjord AS')");
    run_sql("CREATE VIEW mya_customer AS SELECT nr + 0 AS id, navn AS name FROM kunde");
    run_sql("INSERT INTO mya_membership (user_id, customer_id, role) VALUES ('u3', '42', 'owner')");
    must(mya_identity_read(&who, conn, &numbers, begin_as("u3", NULL, 0), &limits, AT(0), why,
                           pool));
    assert_string_equal(who->memberships[0].name, "Fjord AS");
    assert_string_equal(who->memberships[0].customer, "42");
}

static void test_the_database_holds_no_cookie(void **state)
{
    const char *cookie = begin_as("u1", NULL, 0);

    (void)state;
    assert_int_equal(strlen(cookie), 43);
    assert_string_equal(ask("SELECT id_hash FROM mya_session"), mya_session_hash(cookie, pool));
    assert_string_equal(ask("SELECT address || ' ' || agent FROM mya_session"),
                        "192.0.2.1 Browser/1.0");
    assert_null(strstr(mya_session_hash(cookie, pool), cookie));
}

static void test_odd_cookies_are_nobody(void **state)
{
    const char *cookie = begin_as("u1", NULL, 0);
    char *flipped = apr_pstrdup(pool, cookie);
    const char *odd[] = { NULL, "", "x", "attacker", flipped, apr_pstrcat(pool, cookie, "A", NULL),
                          apr_pstrndup(pool, cookie, 42), "' OR 1=1 --",
                          mya_session_hash(cookie, pool) };

    (void)state;
    flipped[0] = flipped[0] == 'A' ? 'B' : 'A';
    for (size_t i = 0; i < sizeof(odd) / sizeof(odd[0]); i++) {
        assert_null(who_at(odd[i], 0));
    }
    assert_non_null(who_at(cookie, 0));
}

static void test_another_portals_session_is_nobody(void **state)
{
    const mya_portal_t other = { .name = "other", .roles = fixture_roles, .nroles = 3,
                                 .accounts = portal.accounts };
    const char *cookie = begin_as("u1", NULL, 0);
    mya_identity_t *who;

    (void)state;
    must(mya_identity_read(&who, conn, &other, cookie, &limits, AT(0), why, pool));
    assert_null(who);
    /* not even when somebody moves the row: the user belongs to a portal as well */
    run_sql("UPDATE mya_session SET portal = 'other'");
    must(mya_identity_read(&who, conn, &other, cookie, &limits, AT(0), why, pool));
    assert_null(who);
}

static void test_idleness_ends_a_session(void **state)
{
    const char *cookie = begin_as("u1", NULL, 0);

    (void)state;
    assert_non_null(who_at(cookie, 1799));
    assert_null(who_at(cookie, 1800));
    touch(cookie, 1700);
    assert_non_null(who_at(cookie, 3499));
    assert_null(who_at(cookie, 3500));
}

static void test_use_does_not_carry_a_session_beyond_its_absolute_limit(void **state)
{
    const char *cookie = begin_as("u1", NULL, 0);

    (void)state;
    for (int second = 600; second < 12 * 3600; second += 600) {
        touch(cookie, second);
    }
    assert_non_null(who_at(cookie, 12 * 3600 - 1));
    assert_null(who_at(cookie, 12 * 3600));
}

static void test_use_is_written_at_most_once_a_minute_and_never_backwards(void **state)
{
    const char *cookie = begin_as("u1", NULL, 0);
    mya_identity_t *old;

    (void)state;
    touch(cookie, 59);
    assert_string_equal(ask("SELECT last_seen FROM mya_session"), "2026-11-21 20:00:00");
    old = who_at(cookie, 60);
    touch(cookie, 70);
    assert_string_equal(ask("SELECT last_seen FROM mya_session"), "2026-11-21 20:01:10");
    /* a slower request comes later */
    must(mya_session_touch(conn, &portal, old, &limits, AT(65), why, pool));
    assert_string_equal(ask("SELECT last_seen FROM mya_session"), "2026-11-21 20:01:10");
}

static void test_a_new_session_ends_the_one_that_it_replaces(void **state)
{
    const char *first = begin_as("u1", NULL, 0);
    const char *second = begin_as("u1", mya_session_hash(first, pool), 10);

    (void)state;
    assert_string_not_equal(first, second);
    assert_null(who_at(first, 10));
    assert_non_null(who_at(second, 10));
    assert_string_equal(ask("SELECT COUNT(*) FROM mya_event WHERE type = 'session.ended'"), "1");
}

static void test_an_ended_session_is_dead_and_told_once(void **state)
{
    const char *cookie = begin_as("u1", NULL, 0);
    const char *hash = mya_session_hash(cookie, pool);

    (void)state;
    must(mya_session_end(conn, &portal, hash, "r1", AT(5), why, pool));
    must(mya_session_end(conn, &portal, hash, "r2", AT(6), why, pool));
    assert_null(who_at(cookie, 6));
    assert_string_equal(ask("SELECT ended FROM mya_session"), "2026-11-21 20:00:05");
    assert_string_equal(ask("SELECT group_concat(type || ' ' || user_id || ' ' || actor || ' ' ||"
                            " request_id) FROM mya_event"), "session.ended u1 u1 r1");
    assert_string_equal(ask("SELECT session_hash FROM mya_event"), hash);
}

static void test_a_session_changes_its_customer_and_the_next_one_begins_there(void **state)
{
    const char *cookie = begin_as("u1", NULL, 0);
    const mya_identity_t *who = who_at(cookie, 0);

    (void)state;
    assert_string_equal(who->memberships[who->current].customer, "c1");
    must(mya_session_switch(conn, &portal, who->session, "c2", why, pool));
    must(mya_session_switch(conn, &portal, who->session, "c2", why, pool));
    who = who_at(cookie, 1);
    assert_string_equal(who->memberships[who->current].customer, "c2");
    must(mya_session_end(conn, &portal, who->session, NULL, AT(2), why, pool));
    assert_int_equal(mya_session_switch(conn, &portal, who->session, "c1", why, pool), MYA_ESIGNIN);
    who = who_at(begin_as("u1", NULL, 100), 100);
    assert_string_equal(who->memberships[who->current].customer, "c2");
}

static void test_what_was_taken_away_is_gone_at_the_next_request(void **state)
{
    const char *cookie = begin_as("u1", NULL, 0);
    const mya_identity_t *who;

    (void)state;
    run_sql("DELETE FROM mya_membership WHERE user_id = 'u1' AND customer_id = 'c1'");
    who = who_at(cookie, 1);
    assert_int_equal(who->nmemberships, 1);
    assert_int_equal(who->current, -1);       /* not silently another customer */
    run_sql("UPDATE mya_user SET disabled = 1 WHERE id = 'u1'");
    assert_null(who_at(cookie, 2));
}

static void test_a_customer_that_was_taken_away_is_not_begun_in(void **state)
{
    const char *cookie = begin_as("u1", NULL, 0);
    const mya_identity_t *who;

    (void)state;
    must(mya_session_switch(conn, &portal, mya_session_hash(cookie, pool), "c2", why, pool));
    run_sql("DELETE FROM mya_membership WHERE user_id = 'u1' AND customer_id = 'c2'");
    who = who_at(begin_as("u1", NULL, 100), 100);
    assert_string_equal(who->memberships[who->current].customer, "c1");
}

static void test_a_long_browser_name_is_cut_between_characters(void **state)
{
    char agent[402];
    const mya_visit_t visit = { .agent = agent, .now = AT(0), .limits = limits };
    const char *cookie;

    (void)state;
    for (int i = 0; i < 200; i++) {
        memcpy(agent + 1 + 2 * i, "\xc3\xa6", 2);
    }
    agent[0] = 'x';
    agent[401] = '\0';
    must(mya_session_begin(&cookie, conn, &portal, "u1", NULL, &visit, why, pool));
    assert_string_equal(ask("SELECT length(agent) FROM mya_session"), "100");
}

static void test_a_session_is_shown_by_its_ref_and_never_by_its_hash(void **state)
{
    const char *cookie = begin_as("u1", NULL, 0);
    const mya_identity_t *who = who_at(cookie, 0);
    const char *columns = ask("SELECT group_concat(name) FROM pragma_table_info('mya_my_session')");

    (void)state;
    begin_as("u1", NULL, 1);
    assert_int_equal(strlen(who->ref), 16);
    assert_string_equal(ask("SELECT COUNT(DISTINCT ref) FROM mya_my_session"), "2");
    assert_string_equal(who->ref, ask("SELECT ref FROM mya_my_session ORDER BY created LIMIT 1"));
    assert_null(strstr(columns, "hash"));
}

static void test_the_list_of_sessions_knows_which_have_ended_or_expired(void **state)
{
    static const char alive[] =
        "SELECT COUNT(*) FROM mya_my_session WHERE user_id = 'u1'"
        " AND expires > '2026-11-21 20:30:30'";
    const char *cookie = begin_as("u1", NULL, 0);

    (void)state;
    assert_string_equal(ask("SELECT expires FROM mya_my_session"), "2026-11-21 20:30:00");
    assert_string_equal(ask(alive), "0");
    touch(cookie, 60);
    assert_string_equal(ask(alive), "1");
    run_sql("UPDATE mya_session SET last_seen = '2026-11-22 07:50:00'");    /* the last minutes */
    touch(cookie, 43000);
    assert_string_equal(ask("SELECT expires FROM mya_my_session"), "2026-11-22 08:00:00");
    run_sql("UPDATE mya_session SET ended = '2026-11-22 07:59:00' WHERE ref ="
            " (SELECT ref FROM mya_my_session)");
    assert_string_equal(ask("SELECT COUNT(*) FROM mya_my_session"), "0");
    assert_null(who_at(cookie, 43000));
}

static void test_a_failing_database_is_not_nobody(void **state)
{
    const char *cookie = begin_as("u1", NULL, 0);
    mya_identity_t *who;

    (void)state;
    run_sql("DROP TABLE mya_membership");
    assert_int_not_equal(mya_identity_read(&who, conn, &portal, cookie, &limits, AT(0), why, pool),
                         APR_SUCCESS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        with_people(test_a_session_is_who_began_it),
        with_people(test_memberships_come_by_name_with_all_their_roles),
        with_people(test_a_role_that_the_portal_does_not_know_gives_nothing),
        with_people(test_a_customer_without_a_name_is_called_by_its_key),
        with_people(test_a_user_without_a_name_is_called_by_the_login_or_else_the_key),
        with_people(test_customers_with_numbers_as_keys_are_found),
        with_people(test_the_database_holds_no_cookie),
        with_people(test_odd_cookies_are_nobody),
        with_people(test_another_portals_session_is_nobody),
        with_people(test_idleness_ends_a_session),
        with_people(test_use_does_not_carry_a_session_beyond_its_absolute_limit),
        with_people(test_use_is_written_at_most_once_a_minute_and_never_backwards),
        with_people(test_a_new_session_ends_the_one_that_it_replaces),
        with_people(test_an_ended_session_is_dead_and_told_once),
        with_people(test_a_session_changes_its_customer_and_the_next_one_begins_there),
        with_people(test_what_was_taken_away_is_gone_at_the_next_request),
        with_people(test_a_customer_that_was_taken_away_is_not_begun_in),
        with_people(test_a_long_browser_name_is_cut_between_characters),
        with_people(test_a_session_is_shown_by_its_ref_and_never_by_its_hash),
        with_people(test_the_list_of_sessions_knows_which_have_ended_or_expired),
        with_people(test_a_failing_database_is_not_nobody),
    };
    int failed = begin_tests();

    if (!failed) {
        failed = cmocka_run_group_tests(tests, NULL, NULL);
        end_tests();
    }
    return failed;
}
