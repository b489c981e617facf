#include "base/check_digit.h"

#include <stdint.h>
#include <string.h>

#define DIGITS_MAX 56 /* whose sum fits into 64 bits */
#define USCC_SIZE 18
#define USCC_MODULUS 31

char check_digit_mod_11_2(const char *digits, size_t count)
{
    uint64_t product = 0;
    if (count > DIGITS_MAX)
        return '\0';
    for (size_t i = 0; i < count; i++) {
        if (digits[i] < '0' || digits[i] > '9')
            return '\0';
        product = (product + (uint64_t)(digits[i] - '0')) * 2;
    }
    return "0123456789X"[(12 - product % 11) % 11];
}

char check_digit_mod_37_36(const char *characters, size_t count)
{
    static const char alphabet[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    unsigned product = 36;
    for (size_t i = 0; i < count; i++) {
        const char *place = characters[i] == '\0' ? NULL : strchr(alphabet, characters[i]);
        if (place == NULL)
            return '\0';
        unsigned sum = (product + (unsigned)(place - alphabet)) % 36;
        product = (sum == 0 ? 36 : sum) * 2 % 37;
    }
    return alphabet[(37 - product) % 36];
}

bool check_digit_uscc(const char *text)
{
    static const char alphabet[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    unsigned sum = 0, weight = 1;
    if (strlen(text) != USCC_SIZE)
        return false;
    for (size_t i = 0; i < USCC_SIZE; i++) {
        const char *place = strchr(alphabet, text[i]);
        if (place == NULL)
            return false;
        unsigned value = (unsigned)(place - alphabet);
        if (i == USCC_SIZE - 1)
            return value == (USCC_MODULUS - sum) % USCC_MODULUS;
        sum = (sum + value * weight) % USCC_MODULUS;
        weight = weight * 3 % USCC_MODULUS;
    }
    return false;
}
