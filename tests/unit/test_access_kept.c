/* SPDX-License-Identifier: Apache-2.0 */
/* tests/unit/test_access_kept.c: what was written when the session was over, and whose it is */
#include "access_fixture.h"

#include "access/kept.h"
#include "access/session.h"

#define BEFORE "b4b4b4b4b4b4b4b4b4b4b4b4b4b4b4b4b4b4b4b4b4b4b4b4b4b4b4b4b4b4b4b4"
#define OTHER  "0707070707070707070707070707070707070707070707070707070707070707"

/* Keep CONTENT of USER from ADDRESS so many seconds after AT(0); the id, or NULL. */
static const char *keep_from(const char *user, const char *content, const char *address,
                             int second)
{
    const mya_kept_t kept = { user, user ? "c1" : NULL, "tickets/new", content };
    const mya_visit_t visit = { .address = address, .now = AT(second), .limits = limits };
    const char *id;

    must(mya_kept_keep(&id, conn, &portal, &kept, BEFORE, &visit, why, pool));
    return id;
}

static const char *keep(const char *user, int second)
{
    return keep_from(user, "subject=light&body=none", "192.0.2.1", second);
}

/* What USER finds under ID then. */
static const mya_kept_t *found(const char *id, const char *user, int second)
{
    mya_kept_t *kept;

    must(mya_kept_find(&kept, conn, &portal, id, user, AT(second), why, pool));
    return kept;
}

static void test_the_owner_finds_all_of_it_and_nobody_else_does(void **state)
{
    static const mya_portal_t elsewhere = { .name = "other" };
    const char *id = keep("u1", 0);
    const mya_kept_t *kept = found(id, "u1", 60);
    mya_kept_t *none;

    (void)state;
    assert_string_equal(kept->path, "tickets/new");
    assert_string_equal(kept->customer, "c1");
    assert_string_equal(kept->content, "subject=light&body=none");
    assert_null(found(id, "u2", 60));
    assert_null(found(id, NULL, 60));
    assert_null(found("AAAAAAAAAAAAAAAAAAAAAA", "u1", 60));
    assert_null(found("", "u1", 60));
    assert_null(found(NULL, "u1", 60));
    must(mya_kept_find(&none, conn, &elsewhere, id, "u1", AT(60), why, pool));
    assert_null(none);
    assert_string_equal(ask(apr_pstrcat(pool, "SELECT COUNT(*) FROM mya_kept WHERE id_hash = '", id,
                                        "'", NULL)), "0");
}

static void test_nobodys_becomes_the_users_who_signs_in_with_the_same_browser(void **state)
{
    const char *id = keep(NULL, 0), *owned = keep("u1", 0);

    (void)state;
    must(mya_kept_claim(conn, &portal, id, OTHER, "u2", why, pool));
    must(mya_kept_claim(conn, &portal, id, NULL, "u2", why, pool));
    assert_null(found(id, "u2", 1));
    must(mya_kept_claim(conn, &portal, id, BEFORE, "u2", why, pool));
    assert_non_null(found(id, "u2", 1));
    must(mya_kept_claim(conn, &portal, id, BEFORE, "u1", why, pool));
    must(mya_kept_claim(conn, &portal, owned, BEFORE, "u2", why, pool));
    assert_null(found(id, "u1", 1));
    assert_null(found(owned, "u2", 1));
}

static void test_it_lives_for_an_hour(void **state)
{
    const char *id = keep("u1", 0);

    (void)state;
    assert_non_null(found(id, "u1", 3599));
    assert_null(found(id, "u1", 3600));
    keep("u2", 3601);
    assert_string_equal(ask("SELECT group_concat(user_id) FROM mya_kept"), "u2");
}

static void test_what_was_sent_is_gone(void **state)
{
    const char *id = keep("u1", 0);

    (void)state;
    must(mya_kept_drop(conn, &portal, id, "u2", why, pool));
    assert_non_null(found(id, "u1", 1));
    must(mya_kept_drop(conn, &portal, id, "u1", why, pool));
    assert_null(found(id, "u1", 1));
}

static void test_it_is_bounded_in_size_and_number(void **state)
{
    char *large = apr_palloc(pool, MYA_KEPT_BYTES + 2);

    (void)state;
    memset(large, 'x', MYA_KEPT_BYTES + 1);
    large[MYA_KEPT_BYTES + 1] = '\0';
    assert_null(keep_from("u1", large, "192.0.2.1", 0));
    assert_non_null(keep_from("u1", large + 1, "192.0.2.1", 0));
    for (int i = 1; i < 10; i++) {
        assert_non_null(keep("u1", 0));
    }
    assert_null(keep("u1", 0));
    assert_non_null(keep("u2", 0));
    for (int i = 0; i < 20; i++) {
        assert_non_null(keep_from(NULL, "a=b", apr_psprintf(pool, "2001:db8::%d", i), 0));
    }
    assert_null(keep_from(NULL, "a=b", "2001:db8::9:9", 0));
    assert_non_null(keep_from(NULL, "a=b", "2001:db8:1::1", 0));
    assert_non_null(keep("u1", 3601));        /* an hour later there is room again */
}

static void test_strangers_fill_no_more_than_the_portal_can_bear_and_nobodys_room(void **state)
{
    (void)state;
    run_sql("WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 999)"
            " INSERT INTO mya_kept (portal, id_hash, before_hash, network, path, content, at)"
            " SELECT 'main', substr('" OTHER "' || i, -64), 'b', 'n' || i, 'p', 'c',"
            " '2026-11-21 20:00:00' FROM n");
    assert_non_null(keep_from(NULL, "a=b", "192.0.2.1", 1));
    assert_null(keep_from(NULL, "a=b", "192.0.2.2", 1));
    assert_non_null(keep("u1", 1));
}

static void test_whose_session_it_was_is_known_after_its_end(void **state)
{
    const mya_visit_t visit = visit_at(0);
    const char *cookie, *hash;
    mya_kept_t kept = { NULL, NULL, NULL, NULL };

    (void)state;
    must(mya_db_begin(conn, why, pool));
    must(mya_session_begin(&cookie, conn, &portal, "u1", NULL, &visit, why, pool));
    must(mya_db_commit(conn, why, pool));
    hash = mya_session_hash(cookie, pool);
    must(mya_session_end(conn, &portal, hash, NULL, AT(1), why, pool));
    must(mya_kept_holder(&kept, conn, &portal, hash, why, pool));
    assert_string_equal(kept.user, "u1");
    assert_string_equal(kept.customer, "c1");
    must(mya_kept_holder(&kept, conn, &portal, OTHER, why, pool));
    assert_null(kept.user);
    assert_null(kept.customer);
}

static void test_a_new_session_goes_back_to_the_customer_while_one_is_a_member(void **state)
{
    const mya_visit_t visit = visit_at(0);
    const char *cookie;

    (void)state;
    must(mya_db_begin(conn, why, pool));
    must(mya_session_begin(&cookie, conn, &portal, "u1", NULL, &visit, why, pool));
    must(mya_db_commit(conn, why, pool));
    must(mya_session_return(conn, &portal, "u1", mya_session_hash(cookie, pool), "c2", why,
                            pool));
    assert_string_equal(ask("SELECT customer_id FROM mya_session"), "c2");
    must(mya_session_return(conn, &portal, "u1", mya_session_hash(cookie, pool), "c9", why,
                            pool));
    assert_string_equal(ask("SELECT customer_id FROM mya_session"), "c2");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        with_people(test_the_owner_finds_all_of_it_and_nobody_else_does),
        with_people(test_nobodys_becomes_the_users_who_signs_in_with_the_same_browser),
        with_people(test_it_lives_for_an_hour),
        with_people(test_what_was_sent_is_gone),
        with_people(test_it_is_bounded_in_size_and_number),
        with_people(test_strangers_fill_no_more_than_the_portal_can_bear_and_nobodys_room),
        with_people(test_whose_session_it_was_is_known_after_its_end),
        with_people(test_a_new_session_goes_back_to_the_customer_while_one_is_a_member),
    };
    int failed = begin_tests();

    if (!failed) {
        failed = cmocka_run_group_tests(tests, NULL, NULL);
        end_tests();
    }
    return failed;
}
