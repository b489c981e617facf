/* Opening hours of a counter: 365 days a year, shorter on rest days. */
#include "calendar/calendar.h"

#include <stddef.h>

struct opening opening_on(const struct calendar *calendar, const struct opening_hours *hours, int32_t day)
{
    bool rest_day = !calendar_is_working_day(calendar, day);
    return (struct opening){
        .open = rest_day ? hours->restday_open : hours->workday_open,
        .close = rest_day ? hours->restday_close : hours->workday_close,
        .rest_day = rest_day,
    };
}

bool opening_is_open_at(const struct calendar *calendar, const struct opening_hours *hours, int64_t ms)
{
    int32_t day = day_of_ms(ms);
    if (day == DAY_NONE)
        return false;
    struct opening opening = opening_on(calendar, hours, day);
    int64_t minute = (ms - day_start_ms(day)) / 60000;
    return opening.open >= 0 && minute >= opening.open && minute < opening.close;
}

static bool is_digit(char character)
{
    return character >= '0' && character <= '9';
}

bool minutes_parse(const char *text, int16_t *ret_minutes)
{
    if (!text)
        return false;
    if (text[0] == '\0') {
        *ret_minutes = -1;
        return true;
    }
    if (!is_digit(text[0]) || !is_digit(text[1]) || text[2] != ':' || !is_digit(text[3]) || !is_digit(text[4])
        || text[5] != '\0')
        return false;
    int hours = (text[0] - '0') * 10 + (text[1] - '0');
    int minutes = (text[3] - '0') * 10 + (text[4] - '0');
    if (minutes > 59 || hours * 60 + minutes > 24 * 60)
        return false;
    *ret_minutes = (int16_t)(hours * 60 + minutes);
    return true;
}
