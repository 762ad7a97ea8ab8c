/* SPDX-License-Identifier: Apache-2.0 */
/* tests/unit/test_base_calendar.c: each day of the calendar once, and clocks that are set */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/calendar.h"

static void test_days_follow_each_other_from_the_year_1_to_the_year_9999(void **state)
{
    apr_int64_t number = mya_calendar_number(1, 1, 1);
    int year, month, day;

    (void)state;
    for (int y = 1; y <= 9999; y++) {
        for (int m = 1; m <= 12; m++) {
            for (int d = 1; d <= mya_calendar_days(y, m); d++, number++) {
                mya_calendar_date(&year, &month, &day, number);
                if (mya_calendar_number(y, m, d) != number || year != y || month != m || day != d) {
                    fail_msg("%d-%d-%d is read as %d-%d-%d", y, m, d, year, month, day);
                }
            }
        }
    }
    assert_int_equal(number, mya_calendar_number(10000, 1, 1));
}

static void test_days_are_counted_from_1970(void **state)
{
    (void)state;
    assert_int_equal(mya_calendar_number(1970, 1, 1), 0);
    assert_int_equal(mya_calendar_number(1969, 12, 31), -1);
    assert_int_equal(mya_calendar_number(2000, 3, 1), 11017);
    assert_int_equal(mya_calendar_days(1900, 2), 28);
    assert_int_equal(mya_calendar_days(2000, 2), 29);
    assert_int_equal(mya_calendar_days(2024, 2), 29);
    assert_int_equal(mya_calendar_days(2025, 2), 28);
}

static void test_clocks_show_what_they_were_last_set_to(void **state)
{
    static const mya_icu_shift_t shifts[] = { { INT64_MIN, 60 }, { 100, 3600 }, { 200, 7200 } };
    const mya_icu_zone_t zone = { shifts, 3 };

    (void)state;
    assert_int_equal(mya_calendar_offset(&zone, -5), 60);
    assert_int_equal(mya_calendar_offset(&zone, 99), 60);
    assert_int_equal(mya_calendar_offset(&zone, 100), 3600);
    assert_int_equal(mya_calendar_offset(&zone, 199), 3600);
    assert_int_equal(mya_calendar_offset(&zone, 5000), 7200);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_days_follow_each_other_from_the_year_1_to_the_year_9999),
        cmocka_unit_test(test_days_are_counted_from_1970),
        cmocka_unit_test(test_clocks_show_what_they_were_last_set_to),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
