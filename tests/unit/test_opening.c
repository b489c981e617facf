/* When a centre opens next (src/places/places_opening_rules.c), over the calendar of the city pack and the year after it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/text.h"
#include "places/places_opening_rules.h"

#define PACK_CALENDAR "data/shanghai/calendar.tsv"
#define DAYS_MAX 400

static char names[DAYS_MAX][40];
static struct place_day days[DAYS_MAX];
static struct places places = {.days = days};

static int32_t day(const char *text)
{
    int32_t number = DAY_NONE;
    assert_true(day_parse(text, &number));
    return number;
}

static int read_pack(void **state)
{
    char line[400], date[16], kind[8];
    (void)state;
    FILE *file = fopen(PACK_CALENDAR, "r");
    if (file == NULL || fgets(line, sizeof(line), file) == NULL)
        return -1;
    while (places.day_count < DAYS_MAX && fgets(line, sizeof(line), file) != NULL) {
        size_t i = places.day_count++;
        assert_int_equal(sscanf(line, "%15[^\t]\t%7[^\t]\t%39[^\t]", date, kind, names[i]), 3);
        days[i] = (struct place_day){day(date), text_equal(kind, "off") ? CALENDAR_OFF : CALENDAR_WORK, names[i]};
        (void)calendar_mark(&places.calendar, days[i].day, days[i].mark);
    }
    return fclose(file);
}

#define STANDARD {510, 990, 510, 690}
#define WEEKDAYS {540, 1020, -1, -1}
#define UNKNOWN {-1, -1, -1, -1}

static const struct row {
    const char *at;
    struct opening_hours hours;
    const char *from, *to; /* of the centre; "" = open */
    const char *state, *next, *zh, *en;
} rows[] = {
    /* an ordinary Tuesday: before, during, after */
    {"2026-12-01T08:29:59+08:00", STANDARD, "2018-01-01", "", "later_today", "2026-12-01", "还没开门，今天 08:30 开门", "Not open yet; opens today at 08:30"},
    {"2026-12-01T08:30:00+08:00", STANDARD, "2018-01-01", "", "open", "2026-12-01", "现在开门，今天开到 16:30", "Open now, today until 16:30"},
    /* the last half hour: minutes, a begun one counted */
    {"2026-12-01T15:59:59+08:00", STANDARD, "2018-01-01", "", "open", "2026-12-01", "现在开门，今天开到 16:30", "Open now, today until 16:30"},
    {"2026-12-01T16:00:00+08:00", STANDARD, "2018-01-01", "", "open", "2026-12-01", "还有 30 分钟关门，今天开到 16:30", "Closes in 30 minutes, today at 16:30"},
    {"2026-12-01T16:25:00+08:00", STANDARD, "2018-01-01", "", "open", "2026-12-01", "还有 5 分钟关门，今天开到 16:30", "Closes in 5 minutes, today at 16:30"},
    {"2026-12-01T16:29:59+08:00", STANDARD, "2018-01-01", "", "open", "2026-12-01", "还有 1 分钟关门，今天开到 16:30", "Closes in 1 minute, today at 16:30"},
    {"2026-10-01T11:20:30+08:00", STANDARD, "2018-01-01", "", "open", "2026-10-01", "还有 10 分钟关门，今天（国庆节）开到 11:30", "Closes in 10 minutes, today (National Day) at 11:30"},
    {"2026-12-01T16:30:00+08:00", STANDARD, "2018-01-01", "", "done_today", "2026-12-02", "今天已下班，明天 08:30 开门", "Closed for today; opens tomorrow at 08:30"},
    {"2026-12-01T23:59:59+08:00", STANDARD, "2018-01-01", "", "done_today", "2026-12-02", "今天已下班，明天 08:30 开门", "Closed for today; opens tomorrow at 08:30"},
    /* Friday to Saturday, with the other hours; and where weekends are closed */
    {"2026-12-04T17:00:00+08:00", STANDARD, "2018-01-01", "", "done_today", "2026-12-05", "今天已下班，明天（周六）08:30–11:30 开门", "Closed for today; opens tomorrow (Saturday), 08:30–11:30"},
    {"2026-12-04T17:30:00+08:00", WEEKDAYS, "2018-01-01", "", "done_today", "2026-12-07", "今天已下班，周一 09:00 开门", "Closed for today; opens on Monday at 09:00"},
    {"2026-12-05T10:00:00+08:00", WEEKDAYS, "2018-01-01", "", "closed_today", "2026-12-07", "今天不开门，周一 09:00 开门", "Closed today; opens on Monday at 09:00"},
    {"2026-12-06T23:00:00+08:00", WEEKDAYS, "2018-01-01", "", "closed_today", "2026-12-07", "今天不开门，明天 09:00 开门", "Closed today; opens tomorrow at 09:00"},
    /* holidays by name, also in a year whose arrangement is not there yet */
    {"2026-12-31T18:00:00+08:00", STANDARD, "2018-01-01", "", "done_today", "2027-01-01", "今天已下班，明天（元旦）08:30–11:30 开门", "Closed for today; opens tomorrow (New Year's Day), 08:30–11:30"},
    {"2026-09-30T20:00:00+08:00", STANDARD, "2018-01-01", "", "done_today", "2026-10-01", "今天已下班，明天（国庆节）08:30–11:30 开门", "Closed for today; opens tomorrow (National Day), 08:30–11:30"},
    {"2026-10-01T09:00:00+08:00", STANDARD, "2018-01-01", "", "open", "2026-10-01", "现在开门，今天（国庆节）开到 11:30", "Open now, today (National Day) until 11:30"},
    {"2026-10-01T08:00:00+08:00", STANDARD, "2018-01-01", "", "later_today", "2026-10-01", "还没开门，今天（国庆节）08:30–11:30 开门", "Not open yet; opens today (National Day), 08:30–11:30"},
    {"2026-09-30T20:00:00+08:00", WEEKDAYS, "2018-01-01", "", "done_today", "2026-10-08", "今天已下班，10月8日 09:00 开门", "Closed for today; opens on 8 October at 09:00"},
    {"2026-02-14T18:00:00+08:00", WEEKDAYS, "2018-01-01", "", "done_today", "2026-02-24", "今天已下班，2月24日 09:00 开门", "Closed for today; opens on 24 February at 09:00"},
    /* a weekend day that is worked has the hours of a working day */
    {"2026-10-09T18:00:00+08:00", WEEKDAYS, "2018-01-01", "", "done_today", "2026-10-10", "今天已下班，明天（调休上班）09:00 开门", "Closed for today; opens tomorrow (a working day in exchange) at 09:00"},
    {"2026-10-10T15:00:00+08:00", STANDARD, "2018-01-01", "", "open", "2026-10-10", "现在开门，今天（调休上班）开到 16:30", "Open now, today (a working day in exchange) until 16:30"},
    /* not yet, its last day, no more, and nothing known */
    {"2026-12-01T10:00:00+08:00", STANDARD, "2027-01-04", "", "not_yet", "2027-01-04", "还没有启用，2027年1月4日 08:30 开门", "Not in service yet; opens on 4 January 2027 at 08:30"},
    {"2026-12-01T10:00:00+08:00", WEEKDAYS, "2026-12-05", "", "not_yet", "2026-12-07", "还没有启用，周一 09:00 开门", "Not in service yet; opens on Monday at 09:00"},
    {"2026-12-01T10:00:00+08:00", STANDARD, "2018-01-01", "2026-12-02", "open", "2026-12-01", "现在开门，今天开到 16:30", "Open now, today until 16:30"},
    {"2026-12-01T18:00:00+08:00", STANDARD, "2018-01-01", "2026-12-02", "for_good", NULL, "已经停止服务", "Closed for good"},
    {"2026-12-04T18:00:00+08:00", WEEKDAYS, "2018-01-01", "2026-12-07", "for_good", NULL, "已经停止服务", "Closed for good"},
    {"2026-12-02T10:00:00+08:00", STANDARD, "2018-01-01", "2026-12-02", "for_good", NULL, "已经停止服务", "Closed for good"},
    {"2026-12-01T10:00:00+08:00", UNKNOWN, "2018-01-01", "", "unknown", NULL, "开门时间还没有收录", "Opening hours are not known"},
};

static void check(const struct row *row)
{
    int64_t ms = 0;
    assert_true(time_parse(row->at, &ms));
    struct place_centre centre = {.hours = row->hours, .valid_from = day(row->from), .valid_to = row->to[0] == '\0' ? DAY_NONE : day(row->to)};
    struct opening_next next = place_opening_next(&places, &centre, ms);
    assert_string_equal(opening_state_names[next.state], row->state);
    assert_int_equal(next.day, row->next == NULL ? DAY_NONE : day(row->next));
    struct arena *arena = arena_new(4096);
    struct opening_words words = place_opening_explain(&places, &next, ms, arena);
    assert_string_equal(words.zh, row->zh);
    assert_string_equal(words.en, row->en);
    arena_free(arena);
    assert_int_equal(next.state == OPENING_OPEN, place_centre_is_open_at(&places, &centre, ms));
}

static void centres_say_when_they_open_next(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_COUNT(rows); i++)
        check(&rows[i]);
}

/* Whatever the moment, a centre with hours is open or says a day on which it really opens. */
static void the_next_opening_is_true(void **state)
{
    struct place_centre centre = {.hours = WEEKDAYS, .valid_from = day("2018-01-01"), .valid_to = DAY_NONE};
    (void)state;
    for (int32_t today = day("2026-01-01"); today <= day("2027-12-31"); today++)
        for (int minute = 0; minute < 24 * 60; minute += 61) {
            int64_t ms = day_start_ms(today) + minute * INT64_C(60000);
            struct opening_next next = place_opening_next(&places, &centre, ms);
            assert_true(next.day != DAY_NONE && next.open >= 0);
            if (next.state == OPENING_OPEN)
                continue;
            int64_t opens = day_start_ms(next.day) + next.open * INT64_C(60000);
            assert_true(opens > ms && place_centre_is_open_at(&places, &centre, opens));
            assert_false(place_centre_is_open_at(&places, &centre, opens - 1));
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(centres_say_when_they_open_next),
        cmocka_unit_test(the_next_opening_is_true),
    };
    return cmocka_run_group_tests(tests, read_pack, NULL);
}
