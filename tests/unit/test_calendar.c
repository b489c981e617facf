/* Working days and opening hours (src/calendar), checked day by day on the calendar of the city pack. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/text.h"
#include "calendar/calendar.h"

#define PACK_CALENDAR "data/shanghai/calendar.tsv"

static struct calendar calendar; /* as loaded */
static struct calendar empty;    /* nothing known */

/* The other way round, for comparison: every working day 2018–2026 in a list, from weekdays counted on the fingers. */
enum { DAYS = 9 * 365 + 2 };
static int32_t first_day;
static bool working[DAYS];
static int32_t working_list[DAYS];
static int working_count;

static int32_t day(const char *text)
{
    int32_t number = DAY_NONE;
    assert_true(day_parse(text, &number));
    return number;
}

static int read_pack(void **state)
{
    (void)state;
    first_day = day("2018-01-01"); /* a Monday */
    for (int i = 0; i < DAYS; i++)
        working[i] = i % 7 < 5;

    FILE *file = fopen(PACK_CALENDAR, "r");
    assert_non_null(file);
    char line[400];
    assert_non_null(fgets(line, sizeof(line), file)); /* the header */
    int rows = 0;
    while (fgets(line, sizeof(line), file)) {
        assert_true(line[10] == '\t');
        line[10] = '\0';
        bool off = strncmp(line + 11, "off\t", 4) == 0;
        assert_true(off || strncmp(line + 11, "work\t", 5) == 0);
        int32_t marked = day(line);
        assert_true(calendar_mark(&calendar, marked, off ? CALENDAR_OFF : CALENDAR_WORK));
        working[marked - first_day] = !off;
        rows++;
    }
    fclose(file);
    assert_int_equal(rows, 320);
    for (int i = 0; i < DAYS; i++) {
        if (working[i])
            working_list[working_count++] = first_day + i;
    }
    return 0;
}

static void every_day_of_the_pack_is_known(void **state)
{
    (void)state;
    for (int i = 0; i < DAYS; i++)
        assert_int_equal(calendar_is_working_day(&calendar, first_day + i), working[i]);
    for (int year = 1999; year <= 2101; year++)
        assert_int_equal(calendar_year_is_known(&calendar, year), year >= 2018 && year <= 2026);
    assert_int_equal(first_day + DAYS, day("2027-01-01"));
}

static void years_have_their_working_days(void **state)
{
    (void)state;
    static const struct {
        const char *after, *until;
        int count;
    } cases[] = {
        { "2017-12-31", "2018-12-31", 250 }, { "2018-12-31", "2019-12-31", 250 }, { "2019-12-31", "2020-12-31", 249 },
        { "2020-12-31", "2021-12-31", 250 }, { "2021-12-31", "2022-12-31", 249 }, { "2022-12-31", "2023-12-31", 249 },
        { "2023-12-31", "2024-12-31", 251 }, { "2024-12-31", "2025-12-31", 248 }, { "2025-12-31", "2026-12-31", 248 },
    };
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++)
        assert_int_equal(calendar_working_days_between(&calendar, day(cases[i].after), day(cases[i].until)),
                         cases[i].count);
}

static void well_known_days(void **state)
{
    (void)state;
    static const struct {
        const char *date;
        bool works;
    } cases[] = {
        { "2018-01-01", false }, { "2020-01-31", false }, /* extended by the epidemic */ { "2020-02-03", true },
        { "2023-01-03", true },  { "2026-01-04", true },  { "2026-02-14", true },
        { "2026-02-28", true },  { "2026-05-09", true },  { "2026-09-20", true },
        { "2026-10-10", true },  { "2026-02-23", false }, { "2026-02-24", true },
        { "2026-10-07", false }, { "2026-10-08", true },  { "2026-11-21", false },
    };
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++)
        assert_int_equal(calendar_is_working_day(&calendar, day(cases[i].date)), cases[i].works);
}

/* Adding, subtracting and counting, from every day and for every n up to 60, against the list. */
static void counting_agrees_with_the_list_from_every_day(void **state)
{
    (void)state;
    int later = 0; /* index in the list of the first working day after today */
    for (int i = 0; i < DAYS; i++) {
        int32_t today = first_day + i;
        while (later < working_count && working_list[later] <= today)
            later++;
        int earlier = later - 1 - working[i]; /* index of the last working day before today */
        assert_int_equal(calendar_add_working_days(&calendar, today, 0, NULL), today);
        assert_int_equal(calendar_subtract_working_days(&calendar, today, 0), today);
        for (int n = 1; n <= 60; n++) {
            if (later + n - 1 < working_count) {
                bool known = false;
                int32_t end = calendar_add_working_days(&calendar, today, n, &known);
                assert_int_equal(end, working_list[later + n - 1]);
                assert_true(known);
                assert_int_equal(calendar_working_days_between(&calendar, today, end), n);
                assert_int_equal(calendar_working_days_between(&calendar, end, today), -n);
                if (working[i])
                    assert_int_equal(calendar_subtract_working_days(&calendar, end, n), today);
            }
            if (earlier - n + 1 >= 0) {
                int32_t start = calendar_subtract_working_days(&calendar, today, n);
                assert_int_equal(start, working_list[earlier - n + 1]);
                if (working[i])
                    assert_int_equal(calendar_add_working_days(&calendar, start, n, NULL), today);
            }
        }
    }
}

static void limits_as_clerks_meet_them(void **state)
{
    (void)state;
    static const struct {
        const char *what, *start;
        int days;
        const char *due;
    } cases[] = {
        { "an ordinary week", "2026-11-16", 5, "2026-11-23" },
        { "received on Friday", "2026-11-20", 1, "2026-11-23" },
        { "received on Saturday: counting starts on Monday", "2026-11-21", 1, "2026-11-23" },
        { "received on Sunday: the same", "2026-11-22", 1, "2026-11-23" },
        { "the day itself is a make-up Saturday", "2026-10-10", 1, "2026-10-12" },
        { "a make-up Saturday counts", "2026-10-09", 1, "2026-10-10" },
        { "over the week of October", "2026-09-30", 1, "2026-10-08" },
        { "on a holiday", "2026-10-03", 3, "2026-10-10" },
        { "over the Spring Festival with both make-up days", "2026-02-13", 6, "2026-02-28" },
        { "across two years", "2025-12-30", 5, "2026-01-07" },
        { "twenty days", "2026-01-15", 20, "2026-02-12" },
        { "thirty days", "2024-01-10", 30, "2024-02-26" },
        { "on the spot", "2026-10-03", 0, "2026-10-03" },
    };
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        bool known = false;
        int32_t due = calendar_add_working_days(&calendar, day(cases[i].start), cases[i].days, &known);
        char text[DAY_TEXT_SIZE];
        day_format(due, text);
        if (strcmp(text, cases[i].due) != 0 || !known)
            fail_msg("%s: %s + %d = %s, not %s", cases[i].what, cases[i].start, cases[i].days, text, cases[i].due);
    }
}

/* domain-facts §6.2: the day of suspension is used, the day of resumption is not counted. */
static void suspension_stops_the_clock(void **state)
{
    (void)state;
    static const struct {
        const char *accepted;
        int promise;
        const char *suspended;
        int remaining;
        const char *resumed, *due;
    } cases[] = {
        { "2026-11-02", 10, "2026-11-05", 7, "2026-11-12", "2026-11-23" },
        { "2026-11-02", 10, "2026-11-02", 10, "2026-11-02", "2026-11-16" }, /* stopped on the day: nothing is lost */
        { "2026-11-02", 10, "2026-11-16", 0, "2026-12-01", "2026-12-01" },  /* used up: due at once */
        { "2026-09-28", 20, "2026-10-01", 18, "2026-10-08", "2026-11-02" }, /* stopped and resumed around a holiday */
        { "2026-11-07", 5, "2026-11-08", 5, "2026-11-14", "2026-11-20" },   /* all on weekends */
        { "2025-12-22", 15, "2025-12-29", 10, "2026-01-05", "2026-01-19" }, /* across the years */
    };
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        int used = calendar_working_days_between(&calendar, day(cases[i].accepted), day(cases[i].suspended));
        int remaining = cases[i].promise - used;
        assert_int_equal(remaining, cases[i].remaining);
        int32_t due = calendar_add_working_days(&calendar, day(cases[i].resumed), remaining, NULL);
        char text[DAY_TEXT_SIZE];
        day_format(due, text);
        assert_string_equal(text, cases[i].due);
    }
    /* stopping and resuming on one and the same day changes no limit, whatever the day */
    int32_t accepted = day("2026-01-20");
    int32_t due = calendar_add_working_days(&calendar, accepted, 30, NULL);
    for (int32_t stop = accepted; stop <= due; stop++) {
        int remaining = 30 - calendar_working_days_between(&calendar, accepted, stop);
        int32_t again = calendar_add_working_days(&calendar, stop, remaining, NULL);
        assert_int_equal(again, remaining > 0 ? due : stop);
    }
}

static void an_unknown_year_is_told(void **state)
{
    (void)state;
    bool known = true;
    int32_t end = calendar_add_working_days(&calendar, day("2026-12-30"), 1, &known);
    assert_true(known && end == day("2026-12-31"));
    end = calendar_add_working_days(&calendar, day("2026-12-31"), 1, &known);
    assert_false(known);
    assert_int_equal(end, day("2027-01-04")); /* New Year's Day 2027 is a Friday */
    calendar_add_working_days(&calendar, day("2017-12-29"), 1, &known);
    assert_false(known);
    calendar_add_working_days(&calendar, day("2017-12-31"), 1, &known);
    assert_true(known); /* only days of 2018 were touched */

    static const char *const fixed[] = { "2027-01-01", "2029-05-01", "2029-05-02", "2030-10-01", "2030-10-02", "2030-10-03" };
    for (size_t i = 0; i < ARRAY_COUNT(fixed); i++)
        assert_false(calendar_is_working_day(&empty, day(fixed[i])));
    assert_true(calendar_is_working_day(&empty, day("2029-05-03")));
    assert_true(calendar_is_working_day(&empty, day("2030-10-04")));
    assert_true(calendar_is_working_day(&empty, day("2026-02-17"))); /* needs the lunar calendar: not guessed */
    assert_false(calendar_is_working_day(&empty, day("2026-11-21")));
}

/* What a city adds before the State Council has arranged the year are single days. */
static void a_year_is_known_when_it_is_whole(void **state)
{
    (void)state;
    static struct calendar marked;
    static const struct { const char *off, *missing; } rows[] = {
        {"2027-02-01", "New Year's Day"}, {"2027-05-03", "New Year's Day"}, {"2027-01-01", "Qingming Festival"},
        {"2027-04-05", "Dragon Boat Festival"}, {"2027-06-09", "National Day"}, {"2027-09-15", "National Day"}, {"2027-10-01", NULL}};
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        bool known = true;
        assert_true(calendar_mark(&marked, day(rows[i].off), CALENDAR_OFF));
        assert_false(calendar_is_working_day(&marked, day(rows[i].off))); /* counts at once */
        const char *missing = calendar_festival_missing(&marked, 2027);
        if (missing != rows[i].missing && (missing == NULL || rows[i].missing == NULL || strcmp(missing, rows[i].missing) != 0))
            fail_msg("%s: %s", rows[i].off, missing != NULL ? missing : "nothing");
        assert_int_equal(calendar_year_is_known(&marked, 2027), rows[i].missing == NULL);
        assert_false(calendar_is_working_day(&marked, day("2027-01-01"))); /* off, arranged or not */
        (void)calendar_add_working_days(&marked, day("2027-03-01"), 1, &known);
        assert_int_equal(known, rows[i].missing == NULL);
    }
    assert_true(calendar_mark(&marked, day("2027-06-09"), CALENDAR_PLAIN));
    assert_false(calendar_year_is_known(&marked, 2027));
    assert_string_equal(calendar_festival_missing(&marked, 1999), "New Year's Day");
}

static void the_edges_of_the_calendar(void **state)
{
    (void)state;
    static struct calendar marked;
    assert_false(calendar_mark(&marked, day("1999-12-31"), CALENDAR_OFF));
    assert_false(calendar_mark(&marked, day("2101-01-01"), CALENDAR_OFF));
    assert_false(calendar_mark(&marked, DAY_NONE, CALENDAR_OFF));
    assert_true(calendar_mark(&marked, day("2000-12-31"), CALENDAR_WORK)); /* the 366th day, a Sunday */
    assert_true(calendar_mark(&marked, day("2100-12-31"), CALENDAR_OFF));
    assert_true(calendar_is_working_day(&marked, day("2000-12-31")));
    assert_false(calendar_is_working_day(&marked, day("2100-12-31")));
    assert_true(calendar_mark(&marked, day("2000-12-31"), CALENDAR_PLAIN)); /* taken back */
    assert_false(calendar_is_working_day(&marked, day("2000-12-31")));

    bool known = true;
    assert_int_equal(calendar_add_working_days(&calendar, DAY_NONE, 5, &known), DAY_NONE);
    assert_int_equal(calendar_subtract_working_days(&calendar, DAY_NONE, 5), DAY_NONE);
    assert_int_equal(calendar_working_days_between(&calendar, DAY_NONE, 0), 0);
    assert_int_equal(calendar_working_days_between(&calendar, 0, DAY_NONE), 0);
    assert_false(calendar_is_working_day(&calendar, DAY_NONE));
    assert_int_equal(calendar_add_working_days(&calendar, first_day, -3, NULL), first_day);
    assert_int_equal(calendar_add_working_days(&calendar, first_day, INT32_MAX, NULL),
                     calendar_add_working_days(&calendar, first_day, 2000, NULL));
    assert_int_equal(calendar_add_working_days(&calendar, day("2200-12-31"), 10, NULL), day("2200-12-31"));
    assert_int_equal(calendar_subtract_working_days(&calendar, day("1800-01-01"), 10), day("1800-01-01"));

    /* twenty years are counted, a century is cut off there */
    int twenty = calendar_working_days_between(&calendar, day("2001-01-01"), day("2021-01-01"));
    int hundred = calendar_working_days_between(&calendar, day("2001-01-01"), day("2101-01-01"));
    assert_in_range(twenty, 5000, 5300);
    assert_in_range(hundred, twenty, twenty + 15);
}

static void counters_open_every_day(void **state)
{
    (void)state;
    const struct opening_hours standard = { 510, 990, 510, 690 };
    const struct opening_hours weekdays_only = { 540, 1020, -1, -1 };
    static const struct {
        const char *time;
        bool open, weekdays_only_open;
    } cases[] = {
        { "2026-11-20T08:29:59+08:00", false, false }, { "2026-11-20T08:30:00+08:00", true, false },
        { "2026-11-20T12:30:00+08:00", true, true }, /* through noon */
        { "2026-11-20T16:29:59.999+08:00", true, true }, { "2026-11-20T16:30:00+08:00", false, true },
        { "2026-11-21T11:29:59+08:00", true, false },    { "2026-11-21T11:30:00+08:00", false, false },
        { "2026-10-01T09:00:00+08:00", true, false }, /* a holiday */
        { "2026-10-01T12:00:00+08:00", false, false },
        { "2026-10-10T12:00:00+08:00", true, true }, /* a make-up Saturday has a workday's hours */
        { "2026-11-20T23:59:00Z", false, false },    { "2026-11-21T00:30:00Z", true, false },
    };
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        int64_t ms = 0;
        assert_true(time_parse(cases[i].time, &ms));
        if (opening_is_open_at(&calendar, &standard, ms) != cases[i].open)
            fail_msg("standard at %s", cases[i].time);
        if (opening_is_open_at(&calendar, &weekdays_only, ms) != cases[i].weekdays_only_open)
            fail_msg("weekdays only at %s", cases[i].time);
    }
    assert_false(opening_is_open_at(&calendar, &standard, INT64_MAX));

    struct opening opening = opening_on(&calendar, &standard, day("2026-10-07"));
    assert_true(opening.rest_day && opening.open == 510 && opening.close == 690);
    opening = opening_on(&calendar, &weekdays_only, day("2026-10-08"));
    assert_true(!opening.rest_day && opening.open == 540 && opening.close == 1020);
}

static void minutes_are_read(void **state)
{
    (void)state;
    int16_t minutes = 7;
    assert_true(minutes_parse("08:30", &minutes) && minutes == 510);
    assert_true(minutes_parse("00:00", &minutes) && minutes == 0);
    assert_true(minutes_parse("23:59", &minutes) && minutes == 1439);
    assert_true(minutes_parse("24:00", &minutes) && minutes == 1440);
    assert_true(minutes_parse("", &minutes) && minutes == -1);
    static const char *const bad[] = { "8:30", "08:3", "08:60", "24:01", "25:00", "08:30 ", "08.30", "-1:00", "08:30:00", "ab:cd" };
    for (size_t i = 0; i < ARRAY_COUNT(bad); i++) {
        if (minutes_parse(bad[i], &minutes))
            fail_msg("read %s", bad[i]);
    }
    assert_false(minutes_parse(NULL, &minutes));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_day_of_the_pack_is_known),
        cmocka_unit_test(years_have_their_working_days),
        cmocka_unit_test(well_known_days),
        cmocka_unit_test(counting_agrees_with_the_list_from_every_day),
        cmocka_unit_test(limits_as_clerks_meet_them),
        cmocka_unit_test(suspension_stops_the_clock),
        cmocka_unit_test(an_unknown_year_is_told),
        cmocka_unit_test(a_year_is_known_when_it_is_whole),
        cmocka_unit_test(the_edges_of_the_calendar),
        cmocka_unit_test(counters_open_every_day),
        cmocka_unit_test(minutes_are_read),
    };
    return cmocka_run_group_tests(tests, read_pack, NULL);
}
