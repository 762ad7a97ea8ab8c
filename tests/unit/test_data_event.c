/* SPDX-License-Identifier: Apache-2.0 */
/* tests/unit/test_data_event.c: facts are kept whole, with their transaction, and for good */
#include "database_fixture.h"

#include "data/event.h"

static const mya_fact_t fact = {
    .portal = "main", .type = "user.changed", .subject = "details", .user = "u1", .customer = "c1",
    .actor = "u1", .session = "abc", .request = "r1", .data = "{\"name\":\"Anna\"}",
};

static mya_fact_t fact_at(apr_time_t at)
{
    mya_fact_t copy = fact;

    copy.at = at;
    return copy;
}

static void test_keeps_every_part_of_a_fact(void **state)
{
    const mya_fact_t now = fact_at(AT(61));

    (void)state;
    must(mya_event_write(conn, &now, why, pool));
    assert_string_equal(ask("SELECT portal || ' ' || type || ' ' || subject || ' ' ||"
                            " user_id || ' ' || customer_id || ' ' || actor || ' ' ||"
                            " session_hash || ' ' ||"
                            " request_id || ' ' || data || ' ' || at FROM mya_event"),
                        "main user.changed details u1 c1 u1 abc r1 {\"name\":\"Anna\"}"
                        " 2026-11-21 20:01:01");
}

static void test_what_is_not_known_is_null(void **state)
{
    const mya_fact_t bare = { .portal = "main", .type = "session.refused", .at = AT(0) };

    (void)state;
    must(mya_event_write(conn, &bare, why, pool));
    assert_string_equal(ask("SELECT COUNT(*) FROM mya_event WHERE user_id IS NULL AND actor IS NULL"
                            " AND customer_id IS NULL AND data IS NULL AND subject = ''"), "1");
}

static void test_a_fact_goes_with_its_transaction(void **state)
{
    const mya_fact_t now = fact_at(AT(0));

    (void)state;
    must(mya_db_begin(conn, why, pool));
    must(mya_event_write(conn, &now, why, pool));
    mya_db_rollback(conn, pool);
    assert_string_equal(ask("SELECT COUNT(*) FROM mya_event"), "0");
}

static void test_facts_of_one_second_keep_their_order(void **state)
{
    mya_fact_t now = fact_at(AT(0));

    (void)state;
    for (int i = 0; i < 5; i++) {
        now.subject = apr_itoa(pool, i);
        must(mya_event_write(conn, &now, why, pool));
    }
    assert_string_equal(ask("SELECT group_concat(subject, '') FROM"
                            " (SELECT subject FROM mya_event ORDER BY position)"), "01234");
    assert_string_equal(ask("SELECT COUNT(DISTINCT id) FROM mya_event"), "5");
}

static void test_a_fact_is_neither_changed_nor_removed(void **state)
{
    const mya_fact_t now = fact_at(AT(0));

    (void)state;
    must(mya_event_write(conn, &now, why, pool));
    assert_int_not_equal(mya_db_execute(NULL, conn, "UPDATE mya_event SET actor = 'x'", 0, NULL,
                                        why, pool), APR_SUCCESS);
    assert_int_not_equal(mya_db_execute(NULL, conn, "DELETE FROM mya_event", 0, NULL, why, pool),
                         APR_SUCCESS);
    assert_string_equal(ask("SELECT actor FROM mya_event"), "u1");
}

static void test_what_an_event_changed_is_a_row_for_each_value_that_differs(void **state)
{
    static const char *const names[] = { "name_from", "name_to", "phone_from", "phone_to",
                                         "note_from", "note_to", "cause", "lost_from" };
    const char *const values[] = { "Anna", "Anna", "1", "2", NULL, "", "x_to", "y" };
    mya_fact_t now = fact_at(AT(0));

    (void)state;
    now.data = mya_event_data(names, values, 8, pool);
    must(mya_event_write(conn, &now, why, pool));
    now.data = NULL;
    must(mya_event_write(conn, &now, why, pool));
    assert_string_equal(ask("SELECT group_concat(name || ' ' || was || ' ' || became || ' ' ||"
                            " portal || ' ' || user_id || ' ' || customer_id)"
                            " FROM mya_event_change"),
                        "phone 1 2 main u1 c1");
    assert_string_equal(ask("SELECT COUNT(*) FROM mya_event_change c"
                            " JOIN mya_my_event e ON e.id = c.event_id"), "1");
}

static void test_history_names_who_did_it_in_its_own_portal(void **state)
{
    mya_fact_t now = fact_at(AT(0));

    (void)state;
    run_sql("INSERT INTO mya_user (id, portal, email, name, created) VALUES"
            " ('u1', 'main', 'anna@example.com', 'Anna', '2026-01-01 00:00:00'),"
            " ('u2', 'other', 'bo@example.com', 'Bo', '2026-01-01 00:00:00')");
    must(mya_event_write(conn, &now, why, pool));
    now.actor = "u2";
    must(mya_event_write(conn, &now, why, pool));
    assert_string_equal(ask("SELECT group_concat(user_name || ' ' || coalesce(actor_name, '-'))"
                            " FROM (SELECT * FROM mya_my_event ORDER BY position)"),
                        "Anna Anna,Anna -");
}

static void test_data_is_json_whatever_the_values_are(void **state)
{
    static const char *const names[] = { "name", "phone", "note" };
    const char *const values[] = { "Rune \"Dykker\" N\xc3\xa6ss", NULL, "a\\b\n\xff" };

    (void)state;
    assert_string_equal(mya_event_data(names, values, 3, pool),
                        "{\"name\":\"Rune \\\"Dykker\\\" N\xc3\xa6ss\",\"phone\":null,"
                        "\"note\":\"a\\\\b\\n\xef\xbf\xbd\"}");
    assert_string_equal(mya_event_data(NULL, NULL, 0, pool), "{}");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        with_database(test_keeps_every_part_of_a_fact),
        with_database(test_what_is_not_known_is_null),
        with_database(test_a_fact_goes_with_its_transaction),
        with_database(test_facts_of_one_second_keep_their_order),
        with_database(test_a_fact_is_neither_changed_nor_removed),
        with_database(test_what_an_event_changed_is_a_row_for_each_value_that_differs),
        with_database(test_history_names_who_did_it_in_its_own_portal),
        with_database(test_data_is_json_whatever_the_values_are),
    };
    int failed = begin_tests();

    if (!failed) {
        failed = cmocka_run_group_tests(tests, NULL, NULL);
        end_tests();
    }
    return failed;
}
