#include "base/text.h"

#include <stdlib.h>
#include <string.h>

enum { TEXT_DOUBLE_MAX = 40 };

bool text_starts_with(const char *text, const char *prefix)
{
    return text && prefix && strncmp(text, prefix, strlen(prefix)) == 0;
}

bool text_is_empty(const char *text)
{
    return !text || !text[0];
}

bool text_in_list(const char *text, const char *const *list)
{
    for (size_t i = 0; text && list && list[i]; i++) {
        if (strcmp(text, list[i]) == 0)
            return true;
    }
    return false;
}

bool text_copy(char *target, size_t size, const char *source)
{
    if (size == 0)
        return false;
    size_t length = strlen(source);
    bool fits = length < size;
    if (!fits) {
        length = size - 1;
        while (length > 0 && ((unsigned char)source[length] & 0xC0) == 0x80)
            length--;
    }
    memcpy(target, source, length);
    target[length] = '\0';
    return fits;
}

static bool is_continuation(unsigned char byte)
{
    return (byte & 0xC0) == 0x80;
}

/* Unicode, table 3-7: well-formed UTF-8 */
size_t text_character_size_within(const char *bytes, size_t left)
{
    const unsigned char *at = (const unsigned char *)bytes;
    unsigned char first = at[0];
    if (first < 0x80)
        return 1;
    if (first < 0xC2 || first > 0xF4)
        return 0;
    size_t size = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    if (size > left || !is_continuation(at[1]))
        return 0;
    if ((first == 0xE0 && at[1] < 0xA0) || (first == 0xED && at[1] > 0x9F) ||
        (first == 0xF0 && at[1] < 0x90) || (first == 0xF4 && at[1] > 0x8F))
        return 0;
    for (size_t i = 2; i < size; i++) {
        if (!is_continuation(at[i]))
            return 0;
    }
    return size;
}

/* `bytes` starts a well-formed character */
static bool is_control(const char *bytes)
{
    const unsigned char *at = (const unsigned char *)bytes;
    return at[0] < 0x20 || at[0] == 0x7F || (at[0] == 0xC2 && at[1] < 0xA0);
}

bool text_is_clean_utf8(const char *bytes, size_t size)
{
    for (size_t i = 0; i < size;) {
        unsigned char byte = (unsigned char)bytes[i];
        if (byte >= 0x20 && byte < 0x7F) {
            i++;
            continue;
        }
        size_t step = text_character_size_within(bytes + i, size - i);
        if (step == 0 || (is_control(bytes + i) && byte != '\n' && byte != '\t'))
            return false;
        i += step;
    }
    return true;
}

size_t text_count_characters(const char *text)
{
    size_t count = 0;
    for (; text && *text; text++)
        count += !is_continuation((unsigned char)*text);
    return count;
}

size_t text_character_size(const char *text)
{
    /* a NUL inside is no continuation byte, so that nothing behind it is looked at */
    size_t size = text_character_size_within(text, 4);
    return size > 0 ? size : 1;
}

uint32_t text_code_point(const char *text)
{
    const unsigned char *at = (const unsigned char *)text;
    size_t size = text_character_size_within(text, 4);
    if (size == 0)
        return 0xFFFD;
    uint32_t code = size == 1 ? at[0] : at[0] & (0xFFu >> (size + 1));
    for (size_t i = 1; i < size; i++)
        code = code << 6 | (at[i] & 0x3F);
    return code;
}

/* Unicode 15: blocks of letters, numbers and ideographs, without the signs, marks and fillers that lie between them. */
bool text_character_says(uint32_t code)
{
    static const struct { uint32_t first, last; } says[] = {
        {'0', '9'}, {'A', 'Z'}, {'a', 'z'}, {0xAA, 0xAA}, {0xB2, 0xB3}, {0xB5, 0xB5}, {0xB9, 0xBA}, {0xBC, 0xBE},
        {0xC0, 0xD6}, {0xD8, 0xF6}, {0xF8, 0x2C1}, {0x370, 0x373}, {0x376, 0x377}, {0x37B, 0x37D}, {0x37F, 0x37F},
        {0x386, 0x386}, {0x388, 0x481}, {0x48A, 0x556}, {0x561, 0x587}, {0x5D0, 0x5EA}, {0x620, 0x63F},
        {0x641, 0x64A}, {0x660, 0x669}, {0x66E, 0x66F}, {0x671, 0x6D3}, {0x6EE, 0x6FC}, {0x710, 0x710},
        {0x712, 0x72F}, {0x904, 0x939}, {0x966, 0x96F}, {0xE01, 0xE30}, {0xE50, 0xE59}, {0xF20, 0xF33},
        {0xF40, 0xF6C}, {0x1000, 0x102A}, {0x1040, 0x1049}, {0x10A0, 0x10FA}, {0x10FC, 0x115E}, {0x1161, 0x135A},
        {0x1780, 0x17B3}, {0x1810, 0x1878}, {0x1D00, 0x1DBF}, {0x1E00, 0x1FBC}, {0x1FC2, 0x1FCC}, {0x1FD0, 0x1FDB},
        {0x1FE0, 0x1FEC}, {0x1FF2, 0x1FFC}, {0x2070, 0x2079}, {0x2080, 0x2089}, {0x2150, 0x218B}, {0x2460, 0x24FF},
        {0x2776, 0x2793}, {0x2C00, 0x2CE4}, {0x2D00, 0x2D67}, {0x3005, 0x3007}, {0x3021, 0x3029}, {0x3041, 0x3096},
        {0x30A1, 0x30FA}, {0x3105, 0x312F}, {0x3131, 0x3163}, {0x3165, 0x318E}, {0x31A0, 0x31BF}, {0x31F0, 0x31FF},
        {0x3220, 0x3229}, {0x3280, 0x3289}, {0x3400, 0x4DBF}, {0x4E00, 0xA48C}, {0xA4D0, 0xA4FD}, {0xA500, 0xA60C},
        {0xA640, 0xA66E}, {0xA722, 0xA7CA}, {0xAC00, 0xD7A3}, {0xE000, 0xFB06}, {0xFB1D, 0xFB1D}, {0xFB20, 0xFD3D},
        {0xFE70, 0xFEFC}, {0xFF10, 0xFF19}, {0xFF21, 0xFF3A}, {0xFF41, 0xFF5A}, {0xFF66, 0xFF9F}, {0xFFA1, 0xFFDC},
        {0x1D400, 0x1D7FF}, {0x20000, 0x323AF}};
    for (size_t i = 0; i < ARRAY_COUNT(says) && code >= says[i].first; i++)
        if (code <= says[i].last)
            return true;
    return false;
}

bool text_says_something(const char *text)
{
    for (; text != NULL && *text != '\0'; text += text_character_size(text))
        if (text_character_says(text_code_point(text)))
            return true;
    return false;
}

bool text_parse_int64(const char *text, int64_t *ret_value)
{
    if (!text)
        return false;
    bool negative = text[0] == '-';
    const char *at = text + negative;
    if (!*at)
        return false;
    int64_t value = 0; /* counted downwards: INT64_MIN has no positive twin */
    for (; *at; at++) {
        if (!text_is_digit(*at))
            return false;
        if (__builtin_mul_overflow(value, 10, &value) || __builtin_sub_overflow(value, *at - '0', &value))
            return false;
    }
    if (!negative && __builtin_sub_overflow(0, value, &value))
        return false;
    *ret_value = value;
    return true;
}

bool text_parse_double(const char *text, double *ret_value)
{
    if (!text)
        return false;
    const char *at = text + (text[0] == '-');
    if (!text_is_digit(*at))
        return false;
    while (text_is_digit(*at))
        at++;
    if (*at == '.') {
        at++;
        if (!text_is_digit(*at))
            return false;
        while (text_is_digit(*at))
            at++;
    }
    if (*at || at - text > TEXT_DOUBLE_MAX)
        return false;
    *ret_value = strtod(text, NULL); /* the program never leaves the "C" locale */
    return true;
}

bool text_is_digits(const char *text, size_t exact_length)
{
    if (!text)
        return false;
    size_t length = 0;
    while (text_is_digit(text[length]))
        length++;
    return !text[length] && length > 0 && (exact_length == 0 || length == exact_length);
}

static char fold(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

bool text_contains_folded(const char *text, const char *part)
{
    if (!text || !part)
        return false;
    for (;; text++) {
        size_t i = 0;
        while (part[i] && fold(text[i]) == fold(part[i]))
            i++;
        if (!part[i])
            return true;
        if (!*text)
            return false;
    }
}

char *text_put_integer(char *to, int64_t value)
{
    char digits[TEXT_INTEGER_MAX], *first = digits + sizeof(digits);
    uint64_t rest = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    do {
        *--first = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest > 0);
    if (value < 0)
        *--first = '-';
    size_t size = (size_t)(digits + sizeof(digits) - first);
    return (char *)memcpy(to, first, size) + size;
}

void text_hex(char *target, const uint8_t *bytes, size_t size)
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < size; i++) {
        target[2 * i] = digits[bytes[i] >> 4];
        target[2 * i + 1] = digits[bytes[i] & 15];
    }
    target[2 * size] = '\0';
}

bool text_unhex(uint8_t *target, size_t size, const char *hex)
{
    if (!hex || strlen(hex) != 2 * size)
        return false;
    for (size_t i = 0; i < size; i++) {
        int high = text_hex_value(hex[2 * i]);
        int low = text_hex_value(hex[2 * i + 1]);
        if (high < 0 || low < 0)
            return false;
        target[i] = (uint8_t)(high << 4 | low);
    }
    return true;
}

uint64_t text_hash(const char *text)
{
    uint64_t hash = 0xcbf29ce484222325u;
    for (; *text; text++)
        hash = (hash ^ (unsigned char)*text) * 0x100000001b3u;
    return hash;
}
