/* Days and times of the business day Asia/Shanghai as plain numbers: parsing, formatting, weekdays, ages. */
#include "calendar/calendar.h"

#include <string.h>

#include "base/json_write.h"

enum { YEAR_MIN = 1800, YEAR_MAX = 2200, DAY_MIN = -62091, DAY_MAX = 84370, DAY_1600_MARCH = -135080, DAYS_OF_400_YEARS = 146097 };

#define MS_PER_DAY INT64_C(86400000)
#define SHANGHAI_OFFSET_MS INT64_C(28800000)

static const int16_t days_before_month[] = { 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365 };

static bool year_is_leap(int year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int32_t day_of_new_year(int year)
{
    int past = year - 1;
    int leap_days = past / 4 - past / 100 + past / 400 - 477; /* 477 leap days until the end of 1969 */
    return 365 * (year - 1970) + leap_days;
}

/* Days of the year before the first of this month; month 13 gives the length of the year. */
static int days_before(int year, int month)
{
    return days_before_month[month - 1] + (month > 2 && year_is_leap(year));
}

static int64_t floor_divide(int64_t value, int64_t by)
{
    return value / by - (value % by < 0);
}

bool day_from_parts(int year, int month, int day, int32_t *ret_day)
{
    if (year < YEAR_MIN || year > YEAR_MAX || month < 1 || month > 12 || day < 1)
        return false;
    if (day > days_before(year, month + 1) - days_before(year, month))
        return false;
    *ret_day = day_of_new_year(year) + days_before(year, month) + day - 1;
    return true;
}

bool day_exists(int32_t day)
{
    return day >= DAY_MIN && day <= DAY_MAX;
}

void day_to_parts(int32_t day, int *ret_year, int *ret_month, int *ret_day)
{
    if (!day_exists(day)) {
        *ret_year = *ret_month = *ret_day = 0;
        return;
    }
    /* years that begin in March, so that a leap day is the last one, counted from 1600; divisions as multiplications: Neri and Schneider,
     * Euclidean affine functions and their application to calendar algorithms (2022) */
    uint32_t number = 4 * (uint32_t)(day - DAY_1600_MARCH) + 3, century = number / DAYS_OF_400_YEARS;
    uint64_t years = UINT64_C(2939745) * (number % DAYS_OF_400_YEARS | 3);
    uint32_t in_year = (uint32_t)years / 2939745 / 4, months = 2141 * in_year + 197913, month = months >> 16;
    *ret_year = 1600 + (int)(100 * century + (uint32_t)(years >> 32) + (month > 12));
    *ret_month = (int)(month > 12 ? month - 12 : month);
    *ret_day = (int)((months & 65535) / 2141 + 1);
}

int32_t day_add_months(int32_t day, int n)
{
    int year, month, day_of_month;
    int32_t later = DAY_NONE;
    if (!day_exists(day) || n < 0 || n > 1200)
        return DAY_NONE;
    day_to_parts(day, &year, &month, &day_of_month);
    int months = month - 1 + n;
    year += months / 12;
    month = months % 12 + 1;
    while (year <= YEAR_MAX && !day_from_parts(year, month, day_of_month, &later))
        day_of_month--;
    return later;
}

/* Exactly `count` ASCII digits; *text moves behind them. */
static bool take_number(const char **text, int count, int *ret_number)
{
    int number = 0;
    for (int i = 0; i < count; i++) {
        char digit = (*text)[i];
        if (digit < '0' || digit > '9')
            return false;
        number = number * 10 + (digit - '0');
    }
    *text += count;
    *ret_number = number;
    return true;
}

static bool take_character(const char **text, char character)
{
    if (**text != character)
        return false;
    ++*text;
    return true;
}

static bool take_day(const char **text, int32_t *ret_day)
{
    int year, month, day;
    return take_number(text, 4, &year) && take_character(text, '-') && take_number(text, 2, &month)
        && take_character(text, '-') && take_number(text, 2, &day) && day_from_parts(year, month, day, ret_day);
}

bool day_parse(const char *text, int32_t *ret_day)
{
    int32_t day;
    if (!text || !take_day(&text, &day) || *text != '\0')
        return false;
    *ret_day = day;
    return true;
}

/* Two digits; returns where to go on. Lists are full of days and times: snprintf was a fifth of a page's work. */
static char *put_two(char *at, int number)
{
    at[0] = (char)('0' + number / 10);
    at[1] = (char)('0' + number % 10);
    return at + 2;
}

void minutes_format(int minutes, char text[MINUTES_TEXT_SIZE])
{
    char *at = put_two(text, minutes / 60);
    *at++ = ':';
    *put_two(at, minutes % 60) = '\0';
}

void day_format(int32_t day, char text[DAY_TEXT_SIZE])
{
    text[0] = '\0';
    if (!day_exists(day))
        return;
    int year, month, day_of_month;
    day_to_parts(day, &year, &month, &day_of_month);
    char *at = put_two(put_two(text, year / 100), year % 100);
    *at++ = '-';
    at = put_two(at, month);
    *at++ = '-';
    at = put_two(at, day_of_month);
    *at = '\0';
}

void day_write(struct json_writer *json, const char *key, int32_t day)
{
    char text[DAY_TEXT_SIZE];
    if (day != DAY_NONE)
        day_format(day, text);
    json_add_text(json, key, day == DAY_NONE ? NULL : text);
}

int32_t day_of_ms(int64_t ms)
{
    if (ms > INT64_MAX - SHANGHAI_OFFSET_MS)
        return DAY_NONE;
    int64_t day = floor_divide(ms + SHANGHAI_OFFSET_MS, MS_PER_DAY);
    return day >= DAY_MIN && day <= DAY_MAX ? (int32_t)day : DAY_NONE;
}

int64_t day_start_ms(int32_t day)
{
    return day * MS_PER_DAY - SHANGHAI_OFFSET_MS;
}

int day_of_week(int32_t day)
{
    int64_t since_thursday = (int64_t)day + 3; /* 1970-01-01 was a Thursday */
    return (int)(since_thursday - 7 * floor_divide(since_thursday, 7)) + 1;
}

int day_age(int32_t birth, int32_t today)
{
    if (!day_exists(birth) || !day_exists(today) || today < birth)
        return -1;
    int birth_year, birth_month, birth_day, year, month, day;
    day_to_parts(birth, &birth_year, &birth_month, &birth_day);
    day_to_parts(today, &year, &month, &day);
    /* 29 February is later than any day of February in a common year: the birthday comes on 1 March */
    bool birthday_reached = month > birth_month || (month == birth_month && day >= birth_day);
    return year - birth_year - !birthday_reached;
}

void time_format(int64_t ms, char text[TIME_TEXT_SIZE])
{
    text[0] = '\0';
    int32_t day = day_of_ms(ms);
    if (day == DAY_NONE)
        return;
    day_format(day, text);
    int rest = (int)(ms - day_start_ms(day)), fraction = rest % 1000, seconds = rest / 1000;
    char *at = text + DAY_TEXT_SIZE - 1;
    *at++ = 'T';
    at = put_two(at, seconds / 3600);
    *at++ = ':';
    at = put_two(at, seconds / 60 % 60);
    *at++ = ':';
    at = put_two(at, seconds % 60);
    if (fraction != 0) {
        *at++ = '.';
        *at++ = (char)('0' + fraction / 100);
        at = put_two(at, fraction % 100);
    }
    memcpy(at, "+08:00", sizeof("+08:00"));
}

/* ".5", ".250", ".123456": what is finer than a millisecond is dropped. No fraction is 0. */
static bool take_fraction(const char **text, int *ret_ms)
{
    *ret_ms = 0;
    if (!take_character(text, '.'))
        return true;
    int digits = 0, weight = 100;
    for (int digit; digits < 9 && take_number(text, 1, &digit); digits++, weight /= 10)
        *ret_ms += digit * weight;
    return digits > 0;
}

/* Z or ±hh:mm, as minutes east of Greenwich. */
static bool take_offset(const char **text, int *ret_minutes)
{
    *ret_minutes = 0;
    if (take_character(text, 'Z') || take_character(text, 'z'))
        return true;
    bool west = **text == '-';
    if (!take_character(text, west ? '-' : '+'))
        return false;
    int hours, minutes;
    if (!take_number(text, 2, &hours) || !take_character(text, ':') || !take_number(text, 2, &minutes)
        || hours > 23 || minutes > 59)
        return false;
    *ret_minutes = (west ? -1 : 1) * (hours * 60 + minutes);
    return true;
}

bool time_parse(const char *text, int64_t *ret_ms)
{
    int32_t day;
    int hours, minutes, seconds, ms, offset;
    if (!text || !take_day(&text, &day) || !(take_character(&text, 'T') || take_character(&text, 't'))
        || !take_number(&text, 2, &hours) || !take_character(&text, ':') || !take_number(&text, 2, &minutes)
        || !take_character(&text, ':') || !take_number(&text, 2, &seconds) || !take_fraction(&text, &ms)
        || !take_offset(&text, &offset) || *text != '\0')
        return false;
    if (hours > 23 || minutes > 59 || seconds > 59)
        return false;
    *ret_ms = day * MS_PER_DAY + ((hours * 60 + minutes - offset) * INT64_C(60) + seconds) * 1000 + ms;
    return true;
}
