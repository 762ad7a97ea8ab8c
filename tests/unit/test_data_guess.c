/* SPDX-License-Identifier: Apache-2.0 */
/* tests/unit/test_data_guess.c: a guess is one request's, until another takes it anew */
#include "database_fixture.h"

#include "data/guess.h"

static const mya_guess_key_t first = { "main", "n1.seal", "s1", "r1" };
static const mya_guess_key_t second = { "main", "n1.seal", "s1", "r2" };

static const mya_guess_row_t *find(const mya_guess_key_t *key)
{
    mya_guess_row_t *row;

    must(mya_guess_find(&row, conn, key, why, pool));
    return row;
}

static void test_a_mark_is_taken_once_and_found_by_copies(void **state)
{
    const mya_guess_key_t foreign = { "main", "n1.seal", "s2", "r3" };

    (void)state;
    assert_null(find(&first));
    must(mya_guess_take(conn, &first, AT(0), why, pool));
    assert_int_equal(mya_guess_take(conn, &second, AT(1), why, pool), MYA_EUNIQUE);
    assert_string_equal(find(&second)->outcome, "");
    assert_true(find(&second)->since == AT(0));
    must(mya_guess_keep(conn, &first, "in", why, pool));
    assert_string_equal(find(&second)->outcome, "in");
    assert_null(find(&foreign));
}

static void test_what_is_old_is_taken_anew_and_by_one_only(void **state)
{
    (void)state;
    must(mya_guess_take(conn, &first, AT(1), why, pool));
    must(mya_guess_keep(conn, &first, "in", why, pool));
    assert_int_equal(mya_guess_retake(conn, &second, AT(0), AT(30), why, pool), MYA_EUNIQUE);
    must(mya_guess_retake(conn, &second, AT(1), AT(31), why, pool));
    assert_int_equal(mya_guess_retake(conn, &first, AT(1), AT(31), why, pool), MYA_EUNIQUE);
    assert_string_equal(find(&first)->outcome, "");
    assert_true(find(&first)->since == AT(31));
}

static void test_who_is_no_longer_its_owner_changes_nothing(void **state)
{
    (void)state;
    must(mya_guess_take(conn, &first, AT(0), why, pool));
    must(mya_guess_retake(conn, &second, AT(0), AT(30), why, pool));
    must(mya_guess_keep(conn, &first, "wrong", why, pool));
    must(mya_guess_abandon(conn, &first, why, pool));
    assert_string_equal(find(&first)->outcome, "");
    must(mya_guess_keep(conn, &second, "in", why, pool));
    assert_string_equal(find(&first)->outcome, "in");
}

static void test_what_has_an_outcome_is_not_abandoned_and_all_is_forgotten(void **state)
{
    (void)state;
    must(mya_guess_take(conn, &first, AT(0), why, pool));
    must(mya_guess_abandon(conn, &first, why, pool));
    assert_null(find(&first));
    must(mya_guess_take(conn, &first, AT(0), why, pool));
    must(mya_guess_keep(conn, &first, "in", why, pool));
    must(mya_guess_abandon(conn, &first, why, pool));
    assert_non_null(find(&first));
    must(mya_guess_forget(conn, &second, why, pool));
    assert_null(find(&first));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        with_database(test_a_mark_is_taken_once_and_found_by_copies),
        with_database(test_what_is_old_is_taken_anew_and_by_one_only),
        with_database(test_who_is_no_longer_its_owner_changes_nothing),
        with_database(test_what_has_an_outcome_is_not_abandoned_and_all_is_forgotten),
    };
    int failed = begin_tests();

    if (!failed) {
        failed = cmocka_run_group_tests(tests, NULL, NULL);
        end_tests();
    }
    return failed;
}
