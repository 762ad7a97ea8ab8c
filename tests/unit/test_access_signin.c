/* SPDX-License-Identifier: Apache-2.0 */
/* tests/unit/test_access_signin.c: the same work and the same answer for everybody who is not let
 * in */
#include "access_fixture.h"

#include "access/password.h"
#include "access/signin.h"
#include "access/throttle.h"
#include "base/argon.h"

#define GOOD "correct horse battery"

static void give_password(const char *user, const char *hash)
{
    const char *const args[] = { hash, user };

    must(mya_db_execute(NULL, conn, "UPDATE mya_user SET password_hash = %s WHERE id = %s", 2, args,
                        why, pool));
}

static int make_passwords(void **state)
{
    static const char *hash;
    static apr_pool_t *kept;

    make_people(state);
    if (!kept) {
        apr_pool_create(&kept, NULL);
        must(mya_password_hash(&hash, GOOD, why, kept));
    }
    give_password("u1", hash);
    give_password("u2", hash);
    give_password("u4", hash);
    return 0;
}

#define with_passwords(test) cmocka_unit_test_setup_teardown(test, make_passwords, drop_database)

/* All three parts, as a request does them. */
static apr_status_t sign_in(const char **cookie, const char *email, const char *password,
                            const char *old, int second)
{
    const mya_visit_t visit = visit_at(second);
    mya_signin_t *signin;
    apr_status_t rv = mya_signin_prepare(&signin, conn, &portal, email, &visit, why, pool);

    *cookie = NULL;
    if (rv == APR_SUCCESS) {
        rv = mya_signin_verify(signin, password, why, pool);
    }
    if (rv == APR_SUCCESS) {
        rv = mya_signin_finish(cookie, conn, &portal, signin, old, &visit, why, pool);
    }
    return rv;
}

static void test_the_right_password_begins_a_session(void **state)
{
    const char *cookie;

    (void)state;
    must(sign_in(&cookie, "anna@example.com", GOOD, NULL, 0));
    assert_string_equal(who_at(cookie, 0)->user, "u1");
    assert_string_equal(ask("SELECT type || ' ' || user_id || ' ' || actor || ' ' || request_id"
                            " FROM mya_event"), "session.started u1 u1 r1");
    assert_string_equal(ask("SELECT session_hash FROM mya_event"), mya_session_hash(cookie, pool));
}

static void test_an_email_is_found_however_it_is_typed(void **state)
{
    const char *cookie;

    (void)state;
    must(sign_in(&cookie, "  Anna@Example.COM\t", GOOD, NULL, 0));
    assert_string_equal(mya_signin_email(NULL, pool), "");
    assert_string_equal(mya_signin_email(" \t ", pool), "");
    assert_string_equal(mya_signin_email("\xc3\x86ska@EXAMPLE.com", pool),
                        "\xc3\x86ska@example.com");
}

/* Unknown, wrong, disabled with the right password, without any password, of another portal. */
static const struct {
    const char *email, *password;
} strangers[] = {
    { "nobody@example.com", GOOD },
    { "anna@example.com", "wrong horse battery" },
    { "dora@example.com", GOOD },
    { "carl@example.com", GOOD },
    { "", GOOD },
    { "' OR 1=1 --", GOOD },
};

static void test_all_who_are_not_let_in_get_one_answer_for_one_hash(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(strangers) / sizeof(strangers[0]); i++) {
        const apr_uint32_t before = mya_argon_count();
        const char *cookie;

        assert_int_equal(sign_in(&cookie, strangers[i].email, strangers[i].password, NULL, 0),
                         MYA_EINVALID);
        assert_int_equal(mya_argon_count() - before, 1);
        assert_null(cookie);
        assert_string_equal(why->key, "sign-in.wrong");
        assert_string_equal(why->detail, "a wrong e-mail or password");
        assert_null(why->field);
    }
    assert_string_equal(ask("SELECT COUNT(*) FROM mya_session"), "0");
    assert_int_equal(atoi(ask("SELECT COUNT(*) FROM mya_event WHERE type = 'session.refused'"
                              " AND actor IS NULL AND session_hash IS NULL")),
                     sizeof(strangers) / sizeof(strangers[0]));
}

static void test_a_refusal_names_nobody_in_clear(void **state)
{
    const char *cookie;

    (void)state;
    sign_in(&cookie, "my password instead", "x", NULL, 0);
    assert_string_equal(ask("SELECT data FROM mya_event"),
                        apr_psprintf(pool, "{\"account\":\"%s\"}",
                                     mya_throttle_account("my password instead", pool)));
}

static void test_guesses_beyond_the_limit_compute_no_hash_known_or_not(void **state)
{
    static const char *const emails[] = { "anna@example.com", "nobody@example.com" };

    (void)state;
    for (int i = 0; i < 2; i++) {
        const apr_uint32_t before = mya_argon_count();
        const char *cookie;

        for (int n = 0; n < 5; n++) {
            assert_int_equal(sign_in(&cookie, emails[i], "wrong horse battery", NULL, 0),
                             MYA_EINVALID);
        }
        for (int n = 0; n < 10; n++) {
            assert_int_equal(sign_in(&cookie, emails[i], GOOD, NULL, 0), MYA_ETOOMANY);
            assert_int_equal(why->retry, apr_time_from_sec(2));
            assert_string_equal(why->detail, "too many wrong passwords");
        }
        assert_int_equal(mya_argon_count() - before, 5);
    }
}

static void test_only_a_real_success_forgets_the_failures(void **state)
{
    const char *cookie, *live;

    (void)state;
    must(sign_in(&live, "anna@example.com", GOOD, NULL, 0));
    for (int n = 0; n < 5; n++) {
        sign_in(&cookie, "anna@example.com", "wrong horse battery", NULL, 0);
    }
    assert_non_null(who_at(live, 1));                /* the session goes on, and opens nothing */
    assert_int_equal(sign_in(&cookie, "anna@example.com", GOOD, NULL, 1), MYA_ETOOMANY);
    must(sign_in(&cookie, "anna@example.com", GOOD, NULL, 2));
    for (int n = 0; n < 5; n++) {
        assert_int_equal(sign_in(&cookie, "anna@example.com", "wrong horse battery", NULL, 2),
                         MYA_EINVALID);
    }
}

static void test_the_session_before_does_not_live_on(void **state)
{
    const char *first, *second;

    (void)state;
    must(sign_in(&first, "anna@example.com", GOOD, NULL, 0));
    must(sign_in(&second, "anna@example.com", GOOD, mya_session_hash(first, pool), 1));
    assert_null(who_at(first, 1));
    assert_non_null(who_at(second, 1));
}

static void test_an_old_hash_is_replaced_once(void **state)
{
    const char *old = "$2y$08$abcdefghijklmnopqrstuuwezlW09AGl.Qc8oiYvHEzrpumH/GaSu";
    const char *cookie, *fresh;

    (void)state;
    give_password("u1", old);
    assert_int_equal(sign_in(&cookie, "anna@example.com", "wrong horse battery", NULL, 0),
                     MYA_EINVALID);
    assert_string_equal(ask("SELECT password_hash FROM mya_user WHERE id = 'u1'"), old);
    must(sign_in(&cookie, "anna@example.com", GOOD, NULL, 0));
    fresh = ask("SELECT password_hash FROM mya_user WHERE id = 'u1'");
    assert_true(strncmp(fresh, "$argon2id$v=19$m=19456,t=2,p=1$", 31) == 0);
    must(sign_in(&cookie, "anna@example.com", GOOD, NULL, 0));
    assert_string_equal(ask("SELECT password_hash FROM mya_user WHERE id = 'u1'"), fresh);
}

static void test_a_password_changed_meanwhile_is_not_overwritten(void **state)
{
    const mya_visit_t visit = visit_at(0);
    mya_signin_t *signin;
    const char *cookie;

    (void)state;
    give_password("u1", "$2y$08$abcdefghijklmnopqrstuuwezlW09AGl.Qc8oiYvHEzrpumH/GaSu");
    must(mya_signin_prepare(&signin, conn, &portal, "anna@example.com", &visit, why, pool));
    must(mya_signin_verify(signin, GOOD, why, pool));
    give_password("u1", "changed");
    must(mya_signin_finish(&cookie, conn, &portal, signin, NULL, &visit, why, pool));
    assert_string_equal(ask("SELECT password_hash FROM mya_user WHERE id = 'u1'"), "changed");
}

static void test_what_fails_half_way_leaves_nothing(void **state)
{
    const mya_visit_t visit = visit_at(0);
    mya_signin_t *signin;
    const char *cookie;

    (void)state;
    must(mya_signin_prepare(&signin, conn, &portal, "anna@example.com", &visit, why, pool));
    must(mya_signin_verify(signin, GOOD, why, pool));
    run_sql("DROP TABLE mya_event");
    assert_int_not_equal(mya_signin_finish(&cookie, conn, &portal, signin, NULL, &visit, why,
                                           pool), APR_SUCCESS);
    assert_null(cookie);
    assert_string_equal(ask("SELECT COUNT(*) FROM mya_session"), "0");
    assert_string_equal(ask("SELECT COUNT(*) FROM mya_throttle WHERE bucket LIKE 'account:%%'"),
                        "1");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        with_passwords(test_the_right_password_begins_a_session),
        with_passwords(test_an_email_is_found_however_it_is_typed),
        with_passwords(test_all_who_are_not_let_in_get_one_answer_for_one_hash),
        with_passwords(test_a_refusal_names_nobody_in_clear),
        with_passwords(test_guesses_beyond_the_limit_compute_no_hash_known_or_not),
        with_passwords(test_only_a_real_success_forgets_the_failures),
        with_passwords(test_the_session_before_does_not_live_on),
        with_passwords(test_an_old_hash_is_replaced_once),
        with_passwords(test_a_password_changed_meanwhile_is_not_overwritten),
        with_passwords(test_what_fails_half_way_leaves_nothing),
    };
    int failed = begin_tests();

    if (!failed) {
        failed = cmocka_run_group_tests(tests, NULL, NULL);
        end_tests();
    }
    return failed;
}
