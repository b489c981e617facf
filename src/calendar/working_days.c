/* 工作日: the State Council's arrangement of a year over the plain week, and counting along it.
 * A cursor walks day by day and keeps year, day of year and weekday, so that a step costs no division;
 * limits are tens of days, and sixty working days ahead are found in less than half a microsecond. */
#include "calendar/calendar.h"

enum { WORKING_DAYS_MAX = 2000, SPAN_MAX = 20 * 366 };

struct cursor {
    const struct calendar *calendar;
    int32_t day;
    int year, day_of_year, year_length, weekday;
    bool known;           /* its arrangement */
    const uint8_t *marks; /* by day of the year; NULL outside the calendar */
};

static bool in_calendar(int year)
{
    return year >= CALENDAR_FIRST_YEAR && year < CALENDAR_FIRST_YEAR + CALENDAR_YEARS;
}

static int32_t new_year(int year)
{
    int32_t day = 0;
    day_from_parts(year, 1, 1, &day);
    return day;
}

static void cursor_enter_year(struct cursor *cursor, int year)
{
    int32_t first = new_year(year), next = 0;
    cursor->year = year;
    cursor->day_of_year = cursor->day - first;
    cursor->year_length = day_from_parts(year, 2, 29, &next) ? 366 : 365;
    cursor->known = calendar_year_is_known(cursor->calendar, year);
    cursor->marks = in_calendar(year) ? cursor->calendar->marks[year - CALENDAR_FIRST_YEAR] : NULL;
}

static struct cursor cursor_at(const struct calendar *calendar, int32_t day)
{
    struct cursor cursor = { .calendar = calendar, .day = day, .weekday = day_of_week(day) };
    int year, month, day_of_month;
    day_to_parts(day, &year, &month, &day_of_month);
    cursor_enter_year(&cursor, year);
    return cursor;
}

static void cursor_forward(struct cursor *cursor)
{
    cursor->day++;
    cursor->weekday = cursor->weekday == 7 ? 1 : cursor->weekday + 1;
    if (++cursor->day_of_year == cursor->year_length)
        cursor_enter_year(cursor, cursor->year + 1);
}

static void cursor_back(struct cursor *cursor)
{
    cursor->day--;
    cursor->weekday = cursor->weekday == 1 ? 7 : cursor->weekday - 1;
    if (cursor->day_of_year-- == 0)
        cursor_enter_year(cursor, cursor->year - 1);
}

/* The statutory days that need no lunar calendar, for a year whose arrangement is not published yet. */
static bool is_fixed_holiday(int32_t day)
{
    int year, month, day_of_month;
    day_to_parts(day, &year, &month, &day_of_month);
    return (month == 1 && day_of_month == 1) || (month == 5 && day_of_month <= 2)
        || (month == 10 && day_of_month <= 3);
}

static bool cursor_is_working(const struct cursor *cursor)
{
    switch (cursor->marks ? cursor->marks[cursor->day_of_year] : CALENDAR_PLAIN) {
    case CALENDAR_OFF:
        return false;
    case CALENDAR_WORK:
        return true;
    default:
        return cursor->weekday <= 5 && (cursor->known || !is_fixed_holiday(cursor->day));
    }
}

/* Where the days off of a festival lie in whatever year, with the Monday in lieu of its weekend. */
static const struct { int month, first, last_month, last; const char *name; } festivals[] = {
    {1, 1, 1, 3, "New Year's Day"}, {1, 20, 2, 24, "Spring Festival"}, {4, 4, 4, 7, "Qingming Festival"},
    {5, 1, 5, 3, "Labour Day"}, {5, 27, 6, 27, "Dragon Boat Festival"}, {10, 1, 10, 3, "National Day"}};

static bool any_off(const uint8_t *marks, int32_t first, int32_t last)
{
    for (int32_t i = first; i <= last; i++)
        if (marks[i] == CALENDAR_OFF)
            return true;
    return false;
}

const char *calendar_festival_missing(const struct calendar *calendar, int year)
{
    for (size_t i = 0; i < sizeof(festivals) / sizeof(festivals[0]); i++) {
        int32_t first = 0, last = 0;
        (void)day_from_parts(year, festivals[i].month, festivals[i].first, &first);
        (void)day_from_parts(year, festivals[i].last_month, festivals[i].last, &last);
        if (!in_calendar(year) || !any_off(calendar->marks[year - CALENDAR_FIRST_YEAR], first - new_year(year), last - new_year(year)))
            return festivals[i].name;
    }
    return NULL;
}

bool calendar_mark(struct calendar *calendar, int32_t day, enum calendar_mark mark)
{
    if (!day_exists(day))
        return false;
    struct cursor cursor = cursor_at(calendar, day);
    if (!in_calendar(cursor.year))
        return false;
    calendar->marks[cursor.year - CALENDAR_FIRST_YEAR][cursor.day_of_year] = (uint8_t)mark;
    calendar->year_known[cursor.year - CALENDAR_FIRST_YEAR] = calendar_festival_missing(calendar, cursor.year) == NULL;
    return true;
}

bool calendar_year_is_known(const struct calendar *calendar, int year)
{
    return in_calendar(year) && calendar->year_known[year - CALENDAR_FIRST_YEAR];
}

bool calendar_is_working_day(const struct calendar *calendar, int32_t day)
{
    if (!day_exists(day))
        return false;
    struct cursor cursor = cursor_at(calendar, day);
    return cursor_is_working(&cursor);
}

static int limit_count(int n)
{
    return n < 0 ? 0 : n > WORKING_DAYS_MAX ? WORKING_DAYS_MAX : n;
}

int32_t calendar_add_working_days(const struct calendar *calendar, int32_t start, int n, bool *ret_known)
{
    bool known = true;
    int32_t found = DAY_NONE;
    if (day_exists(start)) {
        struct cursor cursor = cursor_at(calendar, start);
        for (int left = limit_count(n); left > 0 && day_exists(cursor.day + 1);) {
            cursor_forward(&cursor);
            known = known && cursor.known;
            left -= cursor_is_working(&cursor);
        }
        found = cursor.day;
    }
    if (ret_known)
        *ret_known = known;
    return found;
}

int32_t calendar_subtract_working_days(const struct calendar *calendar, int32_t end, int n)
{
    if (!day_exists(end))
        return DAY_NONE;
    struct cursor cursor = cursor_at(calendar, end);
    for (int left = limit_count(n); left > 0 && day_exists(cursor.day - 1);) {
        cursor_back(&cursor);
        left -= cursor_is_working(&cursor);
    }
    return cursor.day;
}

int calendar_working_days_between(const struct calendar *calendar, int32_t after, int32_t until)
{
    if (!day_exists(after) || !day_exists(until))
        return 0;
    if (until < after)
        return -calendar_working_days_between(calendar, until, after);
    if (until - after > SPAN_MAX)
        until = after + SPAN_MAX;
    int count = 0;
    struct cursor cursor = cursor_at(calendar, after);
    while (cursor.day < until) {
        cursor_forward(&cursor);
        count += cursor_is_working(&cursor);
    }
    return count;
}
