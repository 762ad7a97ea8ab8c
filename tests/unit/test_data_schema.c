/* SPDX-License-Identifier: Apache-2.0 */
/* tests/unit/test_data_schema.c: the engine's tables are made once, beside what a company has */
#include "database_fixture.h"

static apr_array_header_t *migrate(apr_status_t expected)
{
    apr_array_header_t *done = apr_array_make(pool, 4, sizeof(const char *));

    assert_int_equal(mya_schema_migrate(done, conn, fixture_share(), AT(0), why, pool), expected);
    return done;
}

static void test_a_second_migration_has_nothing_to_do(void **state)
{
    int version;

    (void)state;
    must(mya_schema_version(&version, conn, why, pool));
    assert_int_equal(version, mya_schema_latest());
    assert_int_equal(migrate(APR_SUCCESS)->nelts, 0);
    assert_string_equal(ask("SELECT done FROM mya_schema"), "2026-11-21 20:00:00");
}

static void test_readers_are_not_stopped_by_a_writer(void **state)
{
    (void)state;
    assert_string_equal(ask("PRAGMA journal_mode"), "wal");
}

static void test_a_database_from_the_future_is_left_alone(void **state)
{
    (void)state;
    run_sql("INSERT INTO mya_schema (version, done) VALUES (999, '2030-01-01 00:00:00')");
    migrate(MYA_ECONFIG);
    assert_non_null(strstr(why->detail, "999"));
}

static void test_customers_are_a_table_of_ours_unless_the_company_has_a_view(void **state)
{
    int own;

    (void)state;
    must(mya_schema_own_customers(&own, conn, why, pool));
    assert_true(own);
    run_sql("DROP TABLE mya_customer");
    run_sql("CREATE VIEW mya_customer AS SELECT 1 AS id, 'One' AS name");
    must(mya_schema_own_customers(&own, conn, why, pool));
    assert_false(own);
}

static void test_a_view_of_customers_that_was_there_first_is_kept(void **state)
{
    static const char *const tables[] = { "mya_schema", "mya_membership", "mya_session", "mya_user",
                                          "mya_customer", "mya_throttle", "mya_once", "mya_event",
                                          "mya_serial", "mya_kept", "mya_lease" };
    static const char *const views[] = { "mya_my_session", "mya_my_event", "mya_event_change" };

    (void)state;
    for (size_t i = 0; i < sizeof(views) / sizeof(views[0]); i++) {
        run_sql(apr_pstrcat(pool, "DROP VIEW ", views[i], NULL));
    }
    for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++) {
        run_sql(apr_pstrcat(pool, "DROP TABLE ", tables[i], NULL));
    }
    run_sql("CREATE VIEW mya_customer AS SELECT 1 AS id, 'One' AS name");
    assert_int_equal(migrate(APR_SUCCESS)->nelts, 1);
    assert_string_equal(ask("SELECT name FROM mya_customer"), "One");
}

static void test_a_step_that_fails_leaves_nothing_behind(void **state)
{
    (void)state;
    run_sql("DROP TABLE mya_schema");        /* the others are there: the step's script must fail */
    assert_int_not_equal(mya_schema_migrate(apr_array_make(pool, 1, sizeof(const char *)), conn,
                                            fixture_share(), AT(0), why, pool), APR_SUCCESS);
    assert_string_equal(ask("SELECT COUNT(*) FROM sqlite_master WHERE name = 'mya_schema'"), "0");
}

static void test_a_missing_script_is_named(void **state)
{
    (void)state;
    run_sql("DROP TABLE mya_schema");
    assert_int_equal(mya_schema_migrate(apr_array_make(pool, 1, sizeof(const char *)), conn,
                                        "/nowhere", AT(0), why, pool), MYA_ECONFIG);
    assert_non_null(strstr(why->detail, "/nowhere/schema/sqlite/engine.sql"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        with_database(test_a_second_migration_has_nothing_to_do),
        with_database(test_readers_are_not_stopped_by_a_writer),
        with_database(test_a_database_from_the_future_is_left_alone),
        with_database(test_customers_are_a_table_of_ours_unless_the_company_has_a_view),
        with_database(test_a_view_of_customers_that_was_there_first_is_kept),
        with_database(test_a_step_that_fails_leaves_nothing_behind),
        with_database(test_a_missing_script_is_named),
    };
    int failed = begin_tests();

    if (!failed) {
        failed = cmocka_run_group_tests(tests, NULL, NULL);
        end_tests();
    }
    return failed;
}
