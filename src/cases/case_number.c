/* Case numbers 办件编号: "SQ", the receiving division, the day, a serial, a check character (ISO 7064 MOD 11-2). Pure. */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "base/check_digit.h"
#include "cases/case_rules.h"

#define DIGITS 23 /* 9 + 8 + 6 */

void case_number_make(char number[CASE_NUMBER_SIZE], const char *centre, int32_t day, int serial)
{
    int year = 0, month = 0, date = 0;
    assert(strlen(centre) >= 9 && serial > 0 && serial <= 999999);
    day_to_parts(day, &year, &month, &date);
    assert(year >= 1000 && year <= 9999);
    (void)snprintf(number, CASE_NUMBER_SIZE, "SQ%.9s%04u%02u%02u%06u", centre, (unsigned)year % 10000, (unsigned)month % 100,
                   (unsigned)date % 100, (unsigned)serial % 1000000);
    number[2 + DIGITS] = check_digit_mod_11_2(number + 2, DIGITS);
    number[CASE_NUMBER_SIZE - 1] = '\0';
}

bool case_number_is_valid(const char *number)
{
    if (number == NULL || strlen(number) != CASE_NUMBER_SIZE - 1 || number[0] != 'S' || number[1] != 'Q')
        return false;
    return number[2 + DIGITS] == check_digit_mod_11_2(number + 2, DIGITS);
}

int64_t case_number_district(const char *number)
{
    int64_t district = 0;
    for (size_t i = 2; i < 8; i++)
        district = district * 10 + (number[i] - '0');
    return district;
}
