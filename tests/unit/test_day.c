/* Days and times as numbers (src/calendar/day.c). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/text.h"
#include "calendar/calendar.h"

static int32_t day(const char *text)
{
    int32_t number = DAY_NONE;
    assert_true(day_parse(text, &number));
    return number;
}

static void every_day_has_one_text_and_one_weekday(void **state)
{
    (void)state;
    int32_t first = day("1800-01-01"), last = day("2200-12-31");
    int weekday = 3; /* 1 January 1800 was a Wednesday */
    int year = 1800, month = 1, day_of_month = 1, months_seen = 1;
    for (int32_t number = first; number <= last; number++) {
        int y, m, d;
        day_to_parts(number, &y, &m, &d);
        assert_true(y == year && m == month && d == day_of_month);
        char text[DAY_TEXT_SIZE];
        day_format(number, text);
        assert_int_equal(day(text), number);
        assert_int_equal(day_of_week(number), weekday);
        assert_int_equal(day_of_ms(day_start_ms(number)), number);
        assert_int_equal(day_of_ms(day_start_ms(number) - 1), number == first ? DAY_NONE : number - 1);

        weekday = weekday % 7 + 1;
        int32_t next;
        if (day_from_parts(year, month, day_of_month + 1, &next)) {
            day_of_month++;
        } else {
            day_of_month = 1;
            months_seen++;
            year += month == 12;
            month = month % 12 + 1;
        }
    }
    assert_int_equal(months_seen - 1, 401 * 12);
    assert_int_equal(last - first + 1, 401 * 365 + 97);
    assert_int_equal(day("1970-01-01"), 0);
    assert_int_equal(day("2026-11-21"), 20778);
}

static void only_days_that_exist_are_read(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "", "2026", "2026-1-01", "2026-01-1", "2026-01-01 ", " 2026-01-01", "2026/01/01", "20260101", "2026-13-01",
        "2026-00-01", "2026-01-00", "2026-01-32", "2026-02-29", "1900-02-29", "2100-02-29", "2026-04-31", "1799-12-31",
        "2201-01-01", "-026-01-01", "+026-01-01", "２026-01-01", "2026-01-0a", "2026-01-01T00:00:00Z",
    };
    int32_t number = 42;
    for (size_t i = 0; i < ARRAY_COUNT(bad); i++) {
        if (day_parse(bad[i], &number))
            fail_msg("read %s", bad[i]);
    }
    assert_false(day_parse(NULL, &number));
    assert_int_equal(number, 42);
    assert_true(day_parse("2000-02-29", &number));
    assert_true(day_parse("2024-02-29", &number));
    assert_false(day_from_parts(2026, 13, 1, &number));
    assert_false(day_from_parts(2026, 0, 1, &number));
    assert_false(day_from_parts(2026, 1, -1, &number));
}

static void what_is_no_day_stays_none(void **state)
{
    (void)state;
    static const int32_t none[] = { DAY_NONE, INT32_MAX, -62092, 84371 };
    for (size_t i = 0; i < ARRAY_COUNT(none); i++) {
        char text[DAY_TEXT_SIZE] = "x";
        day_format(none[i], text);
        assert_string_equal(text, "");
        int y, m, d;
        day_to_parts(none[i], &y, &m, &d);
        assert_true(y == 0 && m == 0 && d == 0);
        assert_false(day_exists(none[i]));
        assert_int_equal(day_age(none[i], 0), -1);
        assert_int_equal(day_age(0, none[i]), -1);
        assert_in_range(day_of_week(none[i]), 1, 7);
    }
    assert_int_equal(day_of_ms(INT64_MAX), DAY_NONE);
    assert_int_equal(day_of_ms(INT64_MIN), DAY_NONE);
}

static void ages_change_on_the_birthday(void **state)
{
    (void)state;
    static const struct {
        const char *birth, *today;
        int age;
    } cases[] = {
        { "1956-02-29", "1957-02-28", 0 },  { "1956-02-29", "1957-03-01", 1 },  { "1956-02-29", "2020-02-28", 63 },
        { "1956-02-29", "2020-02-29", 64 }, { "1970-06-30", "2035-06-29", 64 }, { "1970-06-30", "2035-06-30", 65 },
        { "2000-01-01", "2000-01-01", 0 },  { "2000-01-01", "1999-12-31", -1 }, { "1999-12-31", "2000-01-01", 0 },
        { "1999-12-31", "2000-12-30", 0 },  { "1999-12-31", "2000-12-31", 1 },  { "1800-01-01", "2200-12-31", 400 },
    };
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++)
        assert_int_equal(day_age(day(cases[i].birth), day(cases[i].today)), cases[i].age);
}

static void times_are_written_in_shanghai(void **state)
{
    (void)state;
    static const struct {
        int64_t ms;
        const char *text;
    } cases[] = {
        { 0, "1970-01-01T08:00:00+08:00" },
        { 1, "1970-01-01T08:00:00.001+08:00" },
        { -1, "1970-01-01T07:59:59.999+08:00" },
        { 1795249500123, "2026-11-21T16:25:00.123+08:00" },
        { 1795219200000, "2026-11-21T08:00:00+08:00" },
        { 1795190400000, "2026-11-21T00:00:00+08:00" },
        { 1795190399990, "2026-11-20T23:59:59.990+08:00" },
        { INT64_MAX, "" },
        { INT64_MIN, "" },
    };
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        char text[TIME_TEXT_SIZE];
        time_format(cases[i].ms, text);
        assert_string_equal(text, cases[i].text);
        int64_t ms = 0;
        assert_int_equal(time_parse(text, &ms), text[0] != '\0');
        if (text[0] != '\0')
            assert_int_equal(ms, cases[i].ms);
    }
}

static void times_are_read_from_any_offset(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int64_t ms;
    } good[] = {
        { "2026-11-21T00:25:00Z", 1795220700000 },        { "2026-11-21t00:25:00z", 1795220700000 },
        { "2026-11-21T16:25:00.5+08:00", 1795249500500 }, { "2026-11-20T19:25:00-05:00", 1795220700000 },
        { "2026-11-21T05:55:00+05:30", 1795220700000 },   { "2026-11-21T00:25:00.123999999Z", 1795220700123 },
        { "2026-11-21T00:25:00.000Z", 1795220700000 },    { "1970-01-01T00:00:00-00:00", 0 },
    };
    for (size_t i = 0; i < ARRAY_COUNT(good); i++) {
        int64_t ms = -1;
        assert_true(time_parse(good[i].text, &ms));
        assert_true(ms == good[i].ms);
    }
    static const char *const bad[] = {
        "", "2026-11-21", "2026-11-21T16:25:00", "2026-11-21T16:25+08:00", "2026-11-21 16:25:00Z",
        "2026-11-21T24:00:00Z", "2026-11-21T23:60:00Z", "2026-11-21T23:59:60Z", "2026-11-21T16:25:00.Z",
        "2026-11-21T16:25:00.1234567890Z", "2026-11-21T16:25:00+0800", "2026-11-21T16:25:00+08:00 ",
        "2026-11-21T16:25:00+24:00", "2026-11-21T16:25:00+08:60", "2026-02-30T16:25:00Z", "2026-11-21T1:25:00Z",
        "2026-11-21T16:25:00*08:00", "2026-11-21T16:25:00-",
    };
    for (size_t i = 0; i < ARRAY_COUNT(bad); i++) {
        int64_t ms;
        if (time_parse(bad[i], &ms))
            fail_msg("read %s", bad[i]);
    }
    int64_t ms;
    assert_false(time_parse(NULL, &ms));
}

static void months_are_added(void **state)
{
    static const struct { const char *from; int months; const char *to; } rows[] = {
        {"2026-03-02", 6, "2026-09-02"}, {"2026-08-31", 6, "2027-02-28"}, {"2023-08-31", 6, "2024-02-29"}, {"2026-12-31", 0, "2026-12-31"},
        {"2026-12-31", 2, "2027-02-28"}, {"2026-07-15", 6, "2027-01-15"}, {"2026-06-30", 6, "2026-12-30"}, {"2024-02-29", 12, "2025-02-28"},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_COUNT(rows); i++)
        assert_int_equal(day_add_months(day(rows[i].from), rows[i].months), day(rows[i].to));
    assert_int_equal(day_add_months(DAY_NONE, 6), DAY_NONE);
    assert_int_equal(day_add_months(day("2200-12-31"), 6), DAY_NONE);
    assert_int_equal(day_add_months(day("2026-01-01"), -1), DAY_NONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_day_has_one_text_and_one_weekday),
        cmocka_unit_test(only_days_that_exist_are_read),
        cmocka_unit_test(what_is_no_day_stays_none),
        cmocka_unit_test(months_are_added),
        cmocka_unit_test(ages_change_on_the_birthday),
        cmocka_unit_test(times_are_written_in_shanghai),
        cmocka_unit_test(times_are_read_from_any_offset),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
