/* Check characters of codes. Pure. */
#ifndef TONGBAN_BASE_CHECK_DIGIT_H
#define TONGBAN_BASE_CHECK_DIGIT_H

#include <stdbool.h>
#include <stddef.h>

/* ISO 7064 MOD 11-2 over `count` digits: '0'..'9' or 'X'; '\0' when one of them is no digit, or there are more than 56. For 17 digits this is GB 11643. */
char check_digit_mod_11_2(const char *digits, size_t count);

/* ISO 7064 hybrid MOD 37,36 over `count` characters 0-9 and A-Z, as identifiers of e-licences end with (GB/T 36904);
 * '\0' when one of them is none. */
char check_digit_mod_37_36(const char *characters, size_t count);

/* Unified social credit code (GB 32100-2015): 18 characters of 0-9 and A-Z without I, O, S, V, Z; the last one checks the
 * others by their weights 3^i mod 31. */
bool check_digit_uscc(const char *text);

#endif
