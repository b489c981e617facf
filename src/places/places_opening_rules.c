#include "places/places_opening_rules.h"

#include <string.h>

#include "base/arena.h"
#include "base/text.h"

#define SEARCH_DAYS 366
#define CLOSING_SOON_MIN 30

const char *const opening_state_names[] = {"open", "later_today", "done_today", "closed_today", "not_yet", "for_good", "unknown", NULL};

/* ---- when ---- */

static struct opening_next search(const struct places *places, const struct place_centre *centre, int32_t from, enum opening_state state)
{
    for (int32_t day = from; day < from + SEARCH_DAYS; day++) {
        struct opening opening = place_centre_opening(places, centre, day);
        if (opening.open >= 0)
            return (struct opening_next){state, day, opening.open, opening.close};
    }
    return (struct opening_next){OPENING_UNKNOWN, DAY_NONE, -1, -1};
}

struct opening_next place_opening_next(const struct places *places, const struct place_centre *centre, int64_t ms)
{
    struct opening_next none = {OPENING_FOR_GOOD, DAY_NONE, -1, -1};
    int32_t today = day_of_ms(ms);
    if (today == DAY_NONE || (centre->valid_to != DAY_NONE && today >= centre->valid_to))
        return none;
    if (today < centre->valid_from)
        return search(places, centre, centre->valid_from, OPENING_NOT_YET);
    struct opening opening = place_centre_opening(places, centre, today);
    int64_t minute = (ms - day_start_ms(today)) / 60000;
    if (opening.open >= 0 && minute < opening.close)
        return (struct opening_next){minute < opening.open ? OPENING_LATER_TODAY : OPENING_OPEN, today, opening.open, opening.close};
    struct opening_next next = search(places, centre, today + 1, opening.open >= 0 ? OPENING_DONE_TODAY : OPENING_CLOSED_TODAY);
    if (next.day == DAY_NONE && centre->valid_to != DAY_NONE)
        return none; /* this was its last day */
    return next;
}

/* ---- names of days ---- */

static const struct { const char *zh, *en; } holidays[] = {
    {"元旦", "New Year's Day"}, {"春节", "Spring Festival"}, {"清明", "Qingming Festival"}, {"劳动节", "Labour Day"},
    {"端午", "Dragon Boat Festival"}, {"中秋", "Mid-Autumn Festival"}, {"国庆节", "National Day"}};
static const struct { int month, first, last; const char *zh, *en; } fixed[] = {
    {1, 1, 1, "元旦", "New Year's Day"}, {5, 1, 2, "劳动节", "Labour Day"}, {10, 1, 3, "国庆节", "National Day"}};

static const char *english_of(const char *zh)
{
    for (size_t i = 0; i < ARRAY_COUNT(holidays); i++)
        if (text_equal(holidays[i].zh, zh))
            return holidays[i].en;
    return zh;
}

static const struct place_day *marked_day(const struct places *places, int32_t day)
{
    size_t low = 0, high = places->day_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (places->days[middle].day < day)
            low = middle + 1;
        else
            high = middle;
    }
    return low < places->day_count && places->days[low].day == day ? &places->days[low] : NULL;
}

const char *place_day_name(const struct places *places, int32_t day, const char **ret_en)
{
    int year, month, day_of_month;
    day_to_parts(day, &year, &month, &day_of_month);
    const struct place_day *marked = marked_day(places, day);
    if (marked != NULL) {
        bool worked = marked->mark == CALENDAR_WORK;
        *ret_en = worked ? "a working day in exchange" : english_of(marked->name);
        return worked ? "调休上班" : marked->name;
    }
    for (size_t i = 0; i < ARRAY_COUNT(fixed) && !calendar_year_is_known(&places->calendar, year); i++)
        if (fixed[i].month == month && day_of_month >= fixed[i].first && day_of_month <= fixed[i].last) {
            *ret_en = fixed[i].en;
            return fixed[i].zh;
        }
    *ret_en = NULL;
    return NULL;
}

/* ---- words ---- */

static const char *const weekdays_zh[] = {"周一", "周二", "周三", "周四", "周五", "周六", "周日"};
static const char *const weekdays_en[] = {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"};
static const char *const months_en[] = {"January", "February", "March", "April", "May", "June", "July", "August", "September",
                                        "October", "November", "December"};

/* 明天, 周六, 10月8日: as near as it is. */
static struct opening_words near_day(int32_t day, int32_t today, struct arena *arena)
{
    int year, month, day_of_month, this_year, unused;
    day_to_parts(day, &year, &month, &day_of_month);
    day_to_parts(today, &this_year, &unused, &unused);
    if (day <= today + 1)
        return day == today ? (struct opening_words){"今天", "today"} : (struct opening_words){"明天", "tomorrow"};
    if (day < today + 7)
        return (struct opening_words){weekdays_zh[day_of_week(day) - 1], arena_format(arena, "on %s", weekdays_en[day_of_week(day) - 1])};
    if (year == this_year)
        return (struct opening_words){arena_format(arena, "%d月%d日", month, day_of_month),
                                      arena_format(arena, "on %d %s", day_of_month, months_en[month - 1])};
    return (struct opening_words){arena_format(arena, "%d年%d月%d日", year, month, day_of_month),
                                  arena_format(arena, "on %d %s %d", day_of_month, months_en[month - 1], year)};
}

/* With what makes its hours others than usual: 明天（周六）, 周四（国庆节）. */
static struct opening_words name_day(const struct places *places, int32_t day, int32_t today, struct arena *arena)
{
    struct opening_words near = near_day(day, today, arena);
    const char *en = NULL, *zh = place_day_name(places, day, &en);
    if (zh == NULL && day == today + 1 && !calendar_is_working_day(&places->calendar, day)) {
        zh = weekdays_zh[day_of_week(day) - 1];
        en = weekdays_en[day_of_week(day) - 1];
    }
    if (zh == NULL)
        return near;
    return (struct opening_words){arena_format(arena, "%s（%s）", near.zh, zh), arena_format(arena, "%s (%s)", near.en, en)};
}

static const char *time_of(int minutes, struct arena *arena) { return arena_format(arena, "%02d:%02d", minutes / 60, minutes % 60); }

struct opening_words place_opening_explain(const struct places *places, const struct opening_next *next, int64_t ms, struct arena *arena)
{
    static const struct opening_words first[] = {
        [OPENING_LATER_TODAY] = {"还没开门", "Not open yet"}, [OPENING_DONE_TODAY] = {"今天已下班", "Closed for today"},
        [OPENING_CLOSED_TODAY] = {"今天不开门", "Closed today"}, [OPENING_NOT_YET] = {"还没有启用", "Not in service yet"},
        [OPENING_FOR_GOOD] = {"已经停止服务", "Closed for good"}, [OPENING_UNKNOWN] = {"开门时间还没有收录", "Opening hours are not known"}};
    if (next->day == DAY_NONE)
        return first[next->state];
    struct opening_words day = name_day(places, next->day, day_of_ms(ms), arena);
    const char *open = time_of(next->open, arena), *close = time_of(next->close, arena);
    const char *gap = day.zh != NULL && strstr(day.zh, "）") != NULL ? "" : " ";
    int64_t left = (day_start_ms(next->day) + next->close * INT64_C(60000) - ms + 59999) / 60000;
    if (next->state == OPENING_OPEN && left <= CLOSING_SOON_MIN)
        return (struct opening_words){arena_format(arena, "还有 %d 分钟关门，%s开到 %s", (int)left, day.zh, close),
                                      arena_format(arena, "Closes in %d %s, %s at %s", (int)left, left == 1 ? "minute" : "minutes", day.en, close)};
    if (next->state == OPENING_OPEN)
        return (struct opening_words){arena_format(arena, "现在开门，%s开到 %s", day.zh, close), arena_format(arena, "Open now, %s until %s", day.en, close)};
    struct opening_words so = first[next->state];
    if (calendar_is_working_day(&places->calendar, next->day))
        return (struct opening_words){arena_format(arena, "%s，%s%s%s 开门", so.zh, day.zh, gap, open), arena_format(arena, "%s; opens %s at %s", so.en, day.en, open)};
    return (struct opening_words){arena_format(arena, "%s，%s%s%s–%s 开门", so.zh, day.zh, gap, open, close),
                                  arena_format(arena, "%s; opens %s, %s–%s", so.en, day.en, open, close)};
}
