/* 脱敏 of numbers that are known: the documents and phones of the people of a case are found in what is written about it whatever
 * their shape, and however they are dressed: apart by blanks or signs, in full width, in digits of other scripts. */
#include "identity/identity_rules.h"

#include <string.h>

#include "base/arena.h"
#include "base/text.h"

enum { SHORTEST = 6, NUMBER_MAX = 64 };

/* One letter or digit of the text; what says nothing between two of them does not keep them apart. */
struct sign { uint32_t at, end; char value; bool hide; };

char mask_number_sign(uint32_t code)
{
    static const struct { uint32_t first, last; char value; } dressed[] = {
        {0xFF10, 0xFF19, '0'}, {0xFF21, 0xFF3A, 'A'}, {0xFF41, 0xFF5A, 'A'},
        {0x0660, 0x0669, '0'}, {0x06F0, 0x06F9, '0'}, {0x0966, 0x096F, '0'}, {0x2070, 0x2070, '0'}, {0x00B9, 0x00B9, '1'}, {0x00B2, 0x00B3, '2'},
        {0x2074, 0x2079, '4'}, {0x2080, 0x2089, '0'}, {0x2460, 0x2468, '1'}, {0x24EA, 0x24EA, '0'}, {0x24F5, 0x24FD, '1'}, {0x2776, 0x277E, '1'},
        {0x2474, 0x247C, '1'}, {0x2488, 0x2490, '1'}, {0x2780, 0x2788, '1'}, {0x3220, 0x3228, '1'}, {0x3280, 0x3288, '1'}, {0x278A, 0x2792, '1'},
        {0x1D7CE, 0x1D7D7, '0'}, {0x1D7D8, 0x1D7E1, '0'}, {0x1D7E2, 0x1D7EB, '0'},
        {0x1D7EC, 0x1D7F5, '0'}, {0x1D7F6, 0x1D7FF, '0'}, {0x1F101, 0x1F10A, '0'}, {0x1FBF0, 0x1FBF9, '0'}};
    if (code < 0x80)
        return code >= '0' && code <= '9' ? (char)code : text_is_letter((char)code) ? (char)(code & ~UINT32_C(0x20)) : '\0';
    switch (code) { /* 零〇 一幺壹 二贰 … */
    case 0x96F6: case 0x3007: return '0';
    case 0x4E00: case 0x5E7A: case 0x58F9: return '1';
    case 0x4E8C: case 0x8D30: return '2';
    case 0x4E09: case 0x53C1: return '3';
    case 0x56DB: case 0x8086: return '4';
    case 0x4E94: case 0x4F0D: return '5';
    case 0x516D: case 0x9646: return '6';
    case 0x4E03: case 0x67D2: return '7';
    case 0x516B: case 0x634C: return '8';
    case 0x4E5D: case 0x7396: return '9';
    default: break;
    }
    if (code >= 0x3400 && code < 0xFF00) /* the other ideographs */
        return '\0';
    for (size_t i = 0; i < ARRAY_COUNT(dressed); i++)
        if (code >= dressed[i].first && code <= dressed[i].last)
            return (char)(dressed[i].value + (char)(code - dressed[i].first));
    return '\0';
}

bool mask_may_hold_number(const char *text)
{
    size_t signs = 0;
    for (; text != NULL && *text != '\0' && signs < SHORTEST; text += text_character_size(text))
        signs += mask_number_sign(text_code_point(text)) != '\0';
    return signs == SHORTEST;
}

/* The letters and digits of a text, a NUL where words stand between them; returns how many. `signs` NULL: counts. */
static size_t read_signs(const char *text, struct sign *signs)
{
    size_t count = 0, at = 0;
    while (text[at] != '\0') {
        size_t size = text_character_size(text + at);
        uint32_t code = text_code_point(text + at);
        char value = mask_number_sign(code);
        if (value != '\0' || text_character_says(code)) {
            if (signs != NULL)
                signs[count] = (struct sign){.at = (uint32_t)at, .end = (uint32_t)(at + size), .value = value};
            count++;
        }
        at += size;
    }
    return count;
}

static size_t plain(const char *number, char to[NUMBER_MAX])
{
    size_t count = 0;
    for (const char *at = number; at != NULL && *at != '\0' && count < NUMBER_MAX; at += text_character_size(at)) {
        char value = mask_number_sign(text_code_point(at));
        if (value != '\0')
            to[count++] = value;
    }
    return count;
}

/* As other numbers are shown: of a long one the first 3 and last 4. */
static bool hide_number(struct sign *signs, size_t count, const char *number, size_t size)
{
    size_t head = size >= 11 ? 3 : 1, tail = size >= 11 ? 4 : 2;
    bool found = false;
    for (size_t from = 0; from + size <= count; from++) {
        size_t same = 0;
        while (same < size && signs[from + same].value == number[same])
            same++;
        for (size_t i = head; same == size && i + tail < size; i++)
            signs[from + i].hide = found = true;
    }
    return found;
}

static const char *write_signs(struct arena *arena, const char *text, const struct sign *signs, size_t count)
{
    size_t size = strlen(text), from = 0;
    char *masked = arena_alloc(arena, size + 1), *out = masked;
    for (size_t i = 0; masked != NULL && i < count; i++) {
        if (!signs[i].hide)
            continue;
        memcpy(out, text + from, signs[i].at - from);
        out += signs[i].at - from;
        *out++ = '*';
        from = signs[i].end;
    }
    if (masked != NULL)
        memcpy(out, text + from, size - from + 1);
    return masked;
}

const char *mask_known(struct arena *arena, const char *text, const char *const *numbers)
{
    size_t count = text == NULL || strlen(text) > UINT32_MAX ? 0 : read_signs(text, NULL);
    bool found = false;
    if (count < SHORTEST || numbers == NULL || numbers[0] == NULL)
        return text;
    struct sign *signs = arena_array(arena, count, sizeof(*signs));
    if (signs == NULL)
        return NULL;
    (void)read_signs(text, signs);
    for (; *numbers != NULL; numbers++) {
        char number[NUMBER_MAX];
        size_t size = plain(*numbers, number);
        if (size >= SHORTEST)
            found = hide_number(signs, count, number, size) || found;
    }
    return found ? write_signs(arena, text, signs, count) : text;
}
