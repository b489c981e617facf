/* Check characters of codes. Pure. */
#ifndef TONGBAN_BASE_CHECK_DIGIT_H
#define TONGBAN_BASE_CHECK_DIGIT_H

#include <stddef.h>

/* ISO 7064 MOD 11-2 over `count` digits: '0'..'9' or 'X'; '\0' when one of them is no digit. For 17 digits this is GB 11643. */
char check_digit_mod_11_2(const char *digits, size_t count);

#endif
