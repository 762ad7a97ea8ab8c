/* SPDX-License-Identifier: Apache-2.0 */
/* tests/unit/access_fixture.h: some users with memberships, in the database of database_fixture.h
 *
 * anna is owner at c1 and buyer at c2, bo has finance and buyer at c1, carl none; dora is disabled.
 * The portal "other" has an anna too.
 */
#ifndef MYA_TESTS_ACCESS_FIXTURE_H
#define MYA_TESTS_ACCESS_FIXTURE_H

#include "database_fixture.h"

#include "access/identity.h"

#define OWNER   ((mya_roles_t)1)
#define FINANCE ((mya_roles_t)2)
#define BUYER   ((mya_roles_t)4)

static const mya_session_limits_t limits = { 30 * 60 * APR_USEC_PER_SEC,
                                             12 * 3600 * APR_USEC_PER_SEC };

/* A visit so many seconds after AT(0). */
static inline mya_visit_t visit_at(int second)
{
    const mya_visit_t visit = { .address = "192.0.2.1", .agent = "Browser/1.0", .request = "r1",
                                .now = AT(second), .limits = limits };

    return visit;
}

static int make_people(void **state)
{
    make_database(state);
    run_sql("INSERT INTO mya_customer (id, name) VALUES ('c1', 'Zephyr'), ('c2', 'aurora')");
    run_sql("INSERT INTO mya_user (id, portal, email, name, language, zone, disabled, created)"
            " VALUES"
            " ('u1', 'main', 'anna@example.com', 'Anna', 'en', NULL, 0, '2026-01-01 00:00:00'),"
            " ('u2', 'main', 'bo@example.com', 'Bo', NULL, 'Europe/Oslo', 0,"
            " '2026-01-01 00:00:00'),"
            " ('u3', 'main', 'carl@example.com', 'Carl', NULL, NULL, 0, '2026-01-01 00:00:00'),"
            " ('u4', 'main', 'dora@example.com', 'Dora', NULL, NULL, 1, '2026-01-01 00:00:00'),"
            " ('u5', 'other', 'anna@example.com', 'Anna', NULL, NULL, 0, '2026-01-01 00:00:00')");
    run_sql("INSERT INTO mya_membership (user_id, customer_id, role) VALUES"
            " ('u1', 'c1', 'owner'), ('u1', 'c2', 'buyer'), ('u2', 'c1', 'finance'),"
            " ('u2', 'c1', 'buyer'), ('u4', 'c1', 'owner'), ('u5', 'c1', 'owner')");
    return 0;
}

#define with_people(test) cmocka_unit_test_setup_teardown(test, make_people, drop_database)

/* Who COOKIE is so many seconds after AT(0); NULL: nobody. */
static inline mya_identity_t *who_at(const char *cookie, int second)
{
    mya_identity_t *who;

    must(mya_identity_read(&who, conn, &portal, cookie, &limits, AT(second), why, pool));
    return who;
}

#endif
