#include "base/check_digit.h"

char check_digit_mod_11_2(const char *digits, size_t count)
{
    unsigned product = 0;
    for (size_t i = 0; i < count; i++) {
        if (digits[i] < '0' || digits[i] > '9')
            return '\0';
        product = (product + (unsigned)(digits[i] - '0')) * 2 % 11;
    }
    return "0123456789X"[(12 - product) % 11];
}
