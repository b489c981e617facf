/* 日历: working days for legal limits and opening hours for counters. Pure: no clock, no I/O.
 * A day is an int32_t: days since 1970-01-01. The business day is Asia/Shanghai, UTC+8 without summer time since 1992. */
#ifndef TONGBAN_CALENDAR_CALENDAR_H
#define TONGBAN_CALENDAR_CALENDAR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DAY_NONE INT32_MIN
#define DAY_TEXT_SIZE 11  /* YYYY-MM-DD and NUL */
#define TIME_TEXT_SIZE 30 /* 2026-11-21T16:25:00.123+08:00 and NUL */

/* Between 1800-01-01 and 2200-12-31; every other number, such as DAY_NONE, is no day: it is formatted as "", has age -1,
 * is not worked on, and adding to it gives DAY_NONE. */
bool day_exists(int32_t day);
/* YYYY-MM-DD of a day that exists between 1800 and 2200. */
bool day_parse(const char *text, int32_t *ret_day);
bool day_from_parts(int year, int month, int day, int32_t *ret_day);
/* 0, 0, 0 for what is no day. */
void day_to_parts(int32_t day, int *ret_year, int *ret_month, int *ret_day);
void day_format(int32_t day, char text[DAY_TEXT_SIZE]);
#define MINUTES_TEXT_SIZE 6 /* 08:30 and NUL */
/* Minutes of a day, 0 to 1440. */
void minutes_format(int minutes, char text[MINUTES_TEXT_SIZE]);
/* A member of JSON; null for DAY_NONE. */
struct json_writer;
void day_write(struct json_writer *json, const char *key, int32_t day);
/* from inclusive, to exclusive; to DAY_NONE = open. */
static inline bool day_in_period(int32_t day, int32_t from, int32_t to) { return day >= from && (to == DAY_NONE || day < to); }
/* The day in Shanghai; DAY_NONE outside 1800–2200. */
int32_t day_of_ms(int64_t ms);
int64_t day_start_ms(int32_t day); /* 00:00 Asia/Shanghai as ms UTC */
int day_of_week(int32_t day);      /* 1 Monday … 7 Sunday */
/* Completed years of life on `today` (a person born on 29 February ages on 1 March in a common year; 民法典 counting: the day of birth is reached at the start of the anniversary).
 * -1 before the birth. */
int day_age(int32_t birth, int32_t today);
/* n months later (n 0 … 1200) the day of the same number, or the last of a month that has none (民法典 art. 202). */
int32_t day_add_months(int32_t day, int n);
void time_format(int64_t ms, char text[TIME_TEXT_SIZE]); /* RFC 3339, +08:00, milliseconds left away when 0 */
/* RFC 3339 with any offset; what is finer than a millisecond is dropped. */
bool time_parse(const char *text, int64_t *ret_ms);

#define CALENDAR_FIRST_YEAR 2000
#define CALENDAR_YEARS 101

enum calendar_mark { CALENDAR_PLAIN, CALENDAR_OFF, CALENDAR_WORK };

struct calendar {
    bool year_known[CALENDAR_YEARS];    /* the State Council's arrangement of that year is there */
    uint8_t marks[CALENDAR_YEARS][366]; /* enum calendar_mark by day of year */
};

/* Marks one day. Its year is known once each of the statutory festivals (全国年节及纪念日放假办法 art. 2) has a day off: the
 * State Council arranges a year as a whole, and what a city adds before are single days. False outside 2000–2100. */
bool calendar_mark(struct calendar *calendar, int32_t day, enum calendar_mark mark);
/* Has each festival of a year a day off by its marks? The English name of the first without one, or NULL. Mid-Autumn is
 * not asked for: it may lie within National Day. */
const char *calendar_festival_missing(const struct calendar *calendar, int year);
/* Monday to Friday without OFF, plus WORK. In a year not known the fixed statutory days (those that need no lunar
 * calendar: 01-01, 05-01, 05-02, 10-01..10-03) are off as well, unless they are marked. */
bool calendar_is_working_day(const struct calendar *calendar, int32_t day);
bool calendar_year_is_known(const struct calendar *calendar, int year);
/* The n-th working day after `start` (start itself not counted: 民法典 art. 201); n = 0 gives `start`. n is limited to 0..2000.
 * *ret_known (may be NULL) is false when a year without arrangement was touched. */
int32_t calendar_add_working_days(const struct calendar *calendar, int32_t start, int n, bool *ret_known);
/* The n-th working day before `end` (end itself not counted); n = 0 gives `end`. */
int32_t calendar_subtract_working_days(const struct calendar *calendar, int32_t end, int n);
/* Working days in (after, until]; negative when until < after. Spans over 20 years are cut off there. */
int calendar_working_days_between(const struct calendar *calendar, int32_t after, int32_t until);

/* Opening hours of a counter in minutes after midnight; -1 = closed. Rest days: weekends and days off. */
struct opening_hours {
    int16_t workday_open, workday_close, restday_open, restday_close;
};
struct opening { int16_t open, close; bool rest_day; };
struct opening opening_on(const struct calendar *calendar, const struct opening_hours *hours, int32_t day);
bool opening_is_open_at(const struct calendar *calendar, const struct opening_hours *hours, int64_t ms);
/* "08:30" → 510; "24:00" → 1440; "" → -1. */
bool minutes_parse(const char *text, int16_t *ret_minutes);

#endif
