/* Text: UTF-8, NUL-terminated unless a length is given. Pure. */
#ifndef TONGBAN_BASE_TEXT_H
#define TONGBAN_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define ARRAY_COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Both may be NULL; NULL equals only NULL. */
static inline bool text_equal(const char *a, const char *b)
{
    return a == b || (a && b && *a == *b && strcmp(a, b) == 0); /* most differ in the first byte */
}
bool text_starts_with(const char *text, const char *prefix);
bool text_is_empty(const char *text); /* NULL or "" */
/* Is `text` one of the NULL-terminated list? */
bool text_in_list(const char *text, const char *const *list);

/* Copies at most size-1 bytes, always terminates, never cuts a UTF-8 character. Returns false when it did not fit. */
bool text_copy(char *target, size_t size, const char *source);

/* Strict UTF-8 (no overlong forms, no surrogates, <= U+10FFFF), no NUL and no control character
 * (U+0000–1F, U+007F–9F) but \n and \t. */
bool text_is_clean_utf8(const char *bytes, size_t size);
/* Code points (of clean UTF-8). NULL has none. */
size_t text_count_characters(const char *text);
/* Bytes of the UTF-8 character that starts here (1..4), never over the closing NUL; 1 for a byte that starts none. */
size_t text_character_size(const char *text);
/* The same of bytes that end after `left` (>= 1) of them; 0 for a byte that starts none. */
size_t text_character_size_within(const char *bytes, size_t left);
/* Code point of the UTF-8 character that starts here; U+FFFD for a byte that starts none. */
uint32_t text_code_point(const char *text);

/* ASCII, whatever the locale. */
static inline bool text_is_digit(char c) { return c >= '0' && c <= '9'; }
static inline bool text_is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
/* 0..15 of a hex digit of either case; -1 of anything else. */
static inline int text_hex_value(char c)
{
    char small = (char)(c | 0x20);
    return text_is_digit(c) ? c - '0' : small >= 'a' && small <= 'f' ? small - 'a' + 10 : -1;
}

/* Does clean UTF-8 say anything: is there a letter, a digit or an ideograph in it? Blanks, signs, marks without a letter and what
 * leaves no trace say nothing. NULL says nothing. */
bool text_says_something(const char *text);
bool text_character_says(uint32_t code);

/* Whole text a decimal integer within int64, no spaces, no plus sign. */
bool text_parse_int64(const char *text, int64_t *ret_value);
/* Whole text a finite decimal number such as 121.47: digits, at most one point between them, perhaps a minus sign;
 * no exponent, at most 40 bytes. */
bool text_parse_double(const char *text, double *ret_value);
bool text_is_digits(const char *text, size_t exact_length); /* 0 = any length >= 1 */

/* Does `text` contain `part`, letters A-Z folded? NULL contains nothing; "" is in every text. */
bool text_contains_folded(const char *text, const char *part);

#define TEXT_INTEGER_MAX 20 /* -9223372036854775808 */
/* Writes the decimal digits, at most TEXT_INTEGER_MAX of them and no NUL; returns where to go on. */
char *text_put_integer(char *to, int64_t value);

/* Lower-case hex with NUL: target holds 2*size+1 bytes. */
void text_hex(char *target, const uint8_t *bytes, size_t size);
bool text_unhex(uint8_t *target, size_t size, const char *hex);

/* FNV-1a, for hash tables only. */
uint64_t text_hash(const char *text);

#endif
