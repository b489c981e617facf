/* Days, times and opening minutes read from any text; what is read is written again as the same. */
#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "calendar/calendar.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char text[64];
    if (size >= sizeof(text))
        return 0;
    memcpy(text, data, size);
    text[size] = '\0';

    int32_t day;
    if (day_parse(text, &day)) {
        char again[DAY_TEXT_SIZE];
        day_format(day, again);
        assert(strcmp(text, again) == 0);
    }
    int64_t ms;
    if (time_parse(text, &ms)) {
        char again[TIME_TEXT_SIZE];
        time_format(ms, again);
        int64_t ms_again = 0;
        assert(again[0] == '\0' || (time_parse(again, &ms_again) && ms_again == ms));
    }
    int16_t minutes;
    if (minutes_parse(text, &minutes))
        assert(minutes >= -1 && minutes <= 1440);
    return 0;
}
