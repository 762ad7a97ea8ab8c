/* SPDX-License-Identifier: Apache-2.0 */
/* tests/unit/test_base_db_unnamed.c: a statement without a name has the parameters of one with a
 * name
 */
#include "db_fixture.h"

#include "base/db_int.h"

static const struct {
    const char *sql;
    const char *expected;
} statements[] = {
    { "", "" },
    { "SELECT 1", "SELECT 1" },
    { "SELECT %s", "SELECT CAST(%s AS varchar)" },
    { "a = %s AND b < %pDs LIMIT %d",
      "a = CAST(%s AS varchar) AND b < CAST(%pDs AS timestamp) LIMIT CAST(%d AS integer)" },
    { "%lld%ld", "CAST(%lld AS bigint)CAST(%ld AS bigint)" },
    { "CAST(%s AS numeric)", "CAST(CAST(%s AS varchar) AS numeric)" },
    { "LIKE '%%s' OR x = '100 %%'", "LIKE '%%s' OR x = '100 %%'" },
    { "'%%' || %s || '%%%%d'", "'%%' || CAST(%s AS varchar) || '%%%%d'" },
    { "ends with %", "ends with %" },
};

static void test_each_parameter_says_its_type_and_nothing_else_is_touched(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(statements) / sizeof(*statements); i++) {
        assert_string_equal(mya_db_unnamed_sql(statements[i].sql, pool), statements[i].expected);
    }
}

/* Other databases have no pooler that would want it. */
static void test_sqlite_goes_on_with_what_it_has(void **state)
{
    static const mya_db_limits_t limits = { .connections = 1, .wait = 1000000, .pause = 1000000,
                                            .statements = 300, .unnamed = 1 };
    mya_db_provider_t *provider;
    mya_db_t *db;
    mya_db_conn_t *conn;
    mya_rows_t *rows;

    (void)state;
    must(mya_db_direct(&provider, "sqlite3", file_of("unnamed.db"), why, pool));
    must(mya_db_make(&db, provider, &limits, pool));
    conn = take(db);
    must(mya_db_script(conn, "CREATE TABLE t (a integer)", why, pool));
    must(mya_db_execute(NULL, conn, "INSERT INTO t VALUES (7)", 0, NULL, why, pool));
    must(mya_db_select(&rows, conn, "SELECT a FROM t", 0, NULL, 0, why, pool));
    assert_string_equal(rows->cells[0][0], "7");
    assert_false(conn->implied);
    mya_db_close(conn);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_parameter_says_its_type_and_nothing_else_is_touched),
        cmocka_unit_test(test_sqlite_goes_on_with_what_it_has),
    };

    RUN_TESTS(tests);
}
