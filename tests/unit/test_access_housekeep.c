/* SPDX-License-Identifier: Apache-2.0 */
/* tests/unit/test_access_housekeep.c: what is of no more use goes, what is of use stays, and of two
 * who would do it one does
 */
#include "access_fixture.h"

#include "access/housekeep.h"
#include "base/clock.h"
#include "data/lease.h"

#define NOBODY "'2026-01-01 00:00:00'"

static const mya_keeper_t one = { .holder = "one", .lease = APR_USEC_PER_SEC * 60 };
static const mya_keeper_t other = { .holder = "other", .lease = APR_USEC_PER_SEC * 60 };

/* A point of time so many seconds before the present, as SQL. */
static const char *ago(apr_int64_t seconds)
{
    return apr_pstrcat(pool, "'", mya_clock_text(mya_now() - apr_time_from_sec(seconds), pool), "'",
                       NULL);
}

#define DAY 86400

/* A session REF of USER that was seen last, and is over, so many seconds ago. */
static void have_session(const char *ref, const char *user, apr_int64_t seconds)
{
    run_sql(apr_psprintf(pool, "INSERT INTO mya_session (portal, id_hash, ref, user_id, created,"
                         " signed_in, last_seen, expires) VALUES ('main', '%064d', '%s', '%s', "
                         NOBODY ", " NOBODY ", %s, %s)", atoi(ref), ref, user, ago(seconds),
                         ago(seconds)));
}

static void have_once(const char *nonce, const char *session, apr_int64_t seconds)
{
    run_sql(apr_psprintf(pool, "INSERT INTO mya_once (portal, nonce, session_hash, used)"
                         " VALUES ('main', '%s', '%064d', %s)", nonce, atoi(session),
                         ago(seconds)));
}

static void have_failures(const char *bucket, apr_int64_t seconds)
{
    run_sql(apr_psprintf(pool, "INSERT INTO mya_throttle (portal, bucket, failures, last_failure,"
                         " blocked_until) VALUES ('main', '%s', 3, %s, " NOBODY ")", bucket,
                         ago(seconds)));
}

static void have_kept(int number, apr_int64_t seconds)
{
    run_sql(apr_psprintf(pool, "INSERT INTO mya_kept (portal, id_hash, before_hash, network, path,"
                         " content, at) VALUES ('main', '%064d', 'b', 'n', 'p', 'c', %s)", number,
                         ago(seconds)));
}

static mya_housekeep_t keep_house(const mya_keeper_t *keeper)
{
    mya_housekeep_t done;

    must(mya_housekeep(&done, conn, keeper, why, pool));
    return done;
}

static void test_what_is_over_goes_and_what_lives_stays(void **state)
{
    mya_housekeep_t done;

    (void)state;
    have_session("11", "u1", -600);
    have_session("12", "u1", 29 * DAY);
    have_session("13", "u1", 31 * DAY);
    have_session("21", "u2", 31 * DAY);
    have_session("22", "u2", 399 * DAY);
    have_session("31", "u3", 401 * DAY);
    have_once("old", "13", 3 * DAY);
    have_once("young", "13", DAY);
    have_once("in use", "11", 3 * DAY);
    have_failures("account:old", 49 * 3600);
    have_failures("account:young", 47 * 3600);
    have_kept(1, 3700);
    have_kept(2, 3500);
    done = keep_house(&one);
    assert_true(done.ours);
    assert_int_equal(done.removed[MYA_LITTER_SESSION], 3);
    assert_string_equal(ask("SELECT group_concat(ref) FROM (SELECT ref FROM mya_session"
                            " ORDER BY ref)"), "11,12,21");
    assert_int_equal(done.removed[MYA_LITTER_ONCE], 1);
    assert_string_equal(ask("SELECT group_concat(nonce) FROM (SELECT nonce FROM mya_once"
                            " ORDER BY nonce)"), "in use,young");
    assert_int_equal(done.removed[MYA_LITTER_THROTTLE], 1);
    assert_string_equal(ask("SELECT bucket FROM mya_throttle"), "account:young");
    assert_int_equal(done.removed[MYA_LITTER_KEPT], 1);
    assert_string_equal(ask("SELECT COUNT(*) FROM mya_kept"), "1");
    assert_string_equal(mya_housekeep_text(&done, pool),
                        "3 expired sessions, 1 keys of forms that were sent, 1 counts of wrong "
                        "passwords, 1 texts of forms kept over a sign-in");
}

static void test_no_event_is_touched(void **state)
{
    (void)state;
    run_sql("INSERT INTO mya_event (id, portal, type, at) VALUES ('e1', 'main', 'user.signed-in',"
            " '2001-01-01 00:00:00')");
    keep_house(&one);
    assert_string_equal(ask("SELECT COUNT(*) FROM mya_event"), "1");
}

static void test_many_rows_go_in_portions(void **state)
{
    (void)state;
    run_sql(apr_psprintf(pool, "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n"
                         " WHERE i < 2750) INSERT INTO mya_throttle (portal, bucket, failures,"
                         " last_failure, blocked_until) SELECT 'main', 'network:' || i, 1,"
                         " datetime(%s, '-' || (i / 3) || ' seconds'), " NOBODY " FROM n",
                         ago(3 * DAY)));
    have_failures("account:young", 10);
    assert_int_equal(keep_house(&one).removed[MYA_LITTER_THROTTLE], 2750);
    assert_string_equal(ask("SELECT COUNT(*) FROM mya_throttle"), "1");
}

static int asked;

static int goes_on_twice(void)
{
    return asked++ < 2;
}

static void test_who_is_to_stop_stops_between_two_portions(void **state)
{
    const mya_keeper_t stopped = { "one", one.lease, goes_on_twice };

    (void)state;
    asked = 0;
    have_failures("account:old", 3 * DAY);
    have_once("old", "13", 3 * DAY);
    assert_int_equal(keep_house(&stopped).removed[MYA_LITTER_ONCE], 1);
    assert_string_equal(ask("SELECT COUNT(*) FROM mya_throttle"), "1");
}

static void test_while_one_has_the_lease_another_does_nothing(void **state)
{
    mya_housekeep_t done;

    (void)state;
    keep_house(&one);
    have_failures("account:old", 3 * DAY);
    done = keep_house(&other);
    assert_false(done.ours);
    assert_true(done.until > mya_now() + apr_time_from_sec(50));
    assert_string_equal(ask("SELECT COUNT(*) FROM mya_throttle"), "1");
    assert_int_equal(keep_house(&one).removed[MYA_LITTER_THROTTLE], 1);
}

static void test_who_released_it_is_followed_at_once(void **state)
{
    (void)state;
    keep_house(&one);
    must(mya_housekeep_release(conn, &one, why, pool));
    assert_true(keep_house(&other).ours);
    must(mya_housekeep_release(conn, &one, why, pool));     /* it is another's: that stays */
    assert_false(keep_house(&one).ours);
}

static int take(const char *holder, int second)
{
    apr_time_t until;
    int taken;

    must(mya_lease_take(&taken, &until, conn, "work", holder, AT(second), AT(second + 60), why,
                        pool));
    return taken;
}

static void test_a_lease_that_is_over_is_taken_five_seconds_later(void **state)
{
    (void)state;
    assert_true(take("one", 0));
    assert_false(take("other", 59));
    assert_false(take("other", 65));
    assert_true(take("other", 66));
    assert_false(take("one", 67));
    assert_true(take("other", 70));
}

static int extend(const char *holder, int second)
{
    int held;

    must(mya_db_begin(conn, why, pool));
    must(mya_lease_extend(&held, conn, "work", holder, AT(second), AT(second + 60), why, pool));
    must(mya_db_commit(conn, why, pool));
    return held;
}

/* A machine woke up in 2099, took it, and was switched off. */
static void test_a_lease_that_is_longer_than_any_is_no_lease(void **state)
{
    (void)state;
    assert_true(take("one", 25 * 3600));
    assert_true(take("other", 0));
    assert_true(take("one", 24 * 3600));
    assert_false(take("other", 60));
}

static void test_whose_lease_is_over_or_anothers_does_no_more(void **state)
{
    (void)state;
    assert_true(take("one", 0));
    assert_true(extend("one", 59));
    assert_false(extend("other", 60));
    assert_false(extend("one", 119));
    assert_true(take("other", 125));
    assert_false(extend("one", 126));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        with_people(test_what_is_over_goes_and_what_lives_stays),
        with_people(test_no_event_is_touched),
        with_people(test_many_rows_go_in_portions),
        with_people(test_who_is_to_stop_stops_between_two_portions),
        with_people(test_while_one_has_the_lease_another_does_nothing),
        with_people(test_who_released_it_is_followed_at_once),
        with_people(test_a_lease_that_is_over_is_taken_five_seconds_later),
        with_people(test_a_lease_that_is_longer_than_any_is_no_lease),
        with_people(test_whose_lease_is_over_or_anothers_does_no_more),
    };
    int failed = begin_tests();

    if (!failed) {
        failed = cmocka_run_group_tests(tests, NULL, NULL);
        end_tests();
    }
    return failed;
}
