/* Digits in whatever dress and with whatever signs between them, as people write numbers. */
#include "identity/mask_run.h"

#include <string.h>

#include "base/text.h"
#include "identity/identity_rules.h"

#define GAP_MAX 8 /* characters between two digits of one number */

int mask_read_digit(const char *at, size_t *ret_size)
{
    char sign = mask_number_sign(text_code_point(at));
    *ret_size = text_character_size(at);
    return sign == 'X' ? MASK_TEN : sign >= '0' && sign <= '9' ? sign - '0' : -1;
}

/* ①, ㈠, ⒈, ❶: digits with which things are counted. */
static bool is_counting_dress(uint32_t code)
{
    return (code >= 0x2460 && code <= 0x24FF) || (code >= 0x2776 && code <= 0x2793) || (code >= 0x3220 && code <= 0x3289);
}

/* Alike for digits of one kind. */
static uint32_t dress_of(uint32_t code, int value)
{
    if (code == 0xB9 || code == 0xB2 || code == 0xB3) /* ¹ ² ³, whose others are elsewhere */
        return 0x2070;
    return is_counting_dress(code) ? 0x2460 : code > 0x3000 && code < 0xFF00 ? 0x3000 : code - (uint32_t)value;
}

static bool is_ascii_digit(char c) { return c >= '0' && c <= '9'; }

/* 8:30, 16:05: what stands around this colon is a time of day. */
static bool is_time(const char *text, size_t at)
{
    size_t hours = 0;
    while (hours < at && is_ascii_digit(text[at - hours - 1]))
        hours++;
    const char *minutes = text + at + (text[at] == ':' ? 1 : strlen("："));
    return hours >= 1 && hours <= 2 && is_ascii_digit(minutes[0]) && is_ascii_digit(minutes[1]) && !is_ascii_digit(minutes[2]);
}

/* The size of a character that may stand between the digits of one number: whatever says nothing by itself (text_character_says), but
 * for the colon of a time. 0 when it may not. */
static size_t gap_size(const char *text, size_t at)
{
    bool colon = text[at] == ':' || text_starts_with(text + at, "：");
    return text_character_says(text_code_point(text + at)) || (colon && is_time(text, at)) ? 0 : text_character_size(text + at);
}

enum gap mask_gap_of(uint32_t code)
{
    static const struct { uint32_t first, last; uint8_t gap; } kinds[] = {
        {0xAD, 0xAD, GAP_BARE}, {0x300, 0x36F, GAP_BARE}, {0x200B, 0x200F, GAP_BARE}, {0x2028, 0x202E, GAP_BARE}, {0x2060, 0x2069, GAP_BARE},
        {0x20D0, 0x20FF, GAP_BARE}, {0xFE00, 0xFE0F, GAP_BARE}, {0xFEFF, 0xFEFF, GAP_BARE},
        {'\t', '\r', GAP_BLANK}, {' ', ' ', GAP_BLANK}, {0xA0, 0xA0, GAP_BLANK}, {0x2000, 0x200A, GAP_BLANK}, {0x202F, 0x202F, GAP_BLANK},
        {0x205F, 0x205F, GAP_BLANK}, {0x3000, 0x3000, GAP_BLANK},
        {'-', '-', GAP_HYPHEN}, {'_', '_', GAP_HYPHEN}, {0x2010, 0x2015, GAP_HYPHEN}, {0x2212, 0x2212, GAP_HYPHEN}, {0xFE63, 0xFE63, GAP_HYPHEN},
        {0xFF0D, 0xFF0D, GAP_HYPHEN}, {0xFF3F, 0xFF3F, GAP_HYPHEN},
        {'.', '.', GAP_POINT}, {0xB7, 0xB7, GAP_POINT}, {0x30FB, 0x30FB, GAP_POINT}, {0xFF0E, 0xFF0E, GAP_POINT},
        {'(', ')', GAP_BRACKET}, {'[', '[', GAP_BRACKET}, {']', ']', GAP_BRACKET}, {'{', '{', GAP_BRACKET}, {'}', '}', GAP_BRACKET},
        {0x3008, 0x3011, GAP_BRACKET}, {0x3014, 0x301B, GAP_BRACKET}, {0xFF08, 0xFF09, GAP_BRACKET}, {0xFF3B, 0xFF3B, GAP_BRACKET},
        {0xFF3D, 0xFF3D, GAP_BRACKET},
        {'*', '+', GAP_OPERATOR}, {'<', '<', GAP_OPERATOR}, {'>', '>', GAP_OPERATOR}, {0xB1, 0xB1, GAP_OPERATOR}, {0xD7, 0xD7, GAP_OPERATOR},
        {0xF7, 0xF7, GAP_OPERATOR}, {0x2264, 0x2265, GAP_OPERATOR}, {0x2715, 0x2716, GAP_OPERATOR}, {0x2795, 0x2797, GAP_OPERATOR},
        {0xFF0A, 0xFF0B, GAP_OPERATOR}, {0xFF1C, 0xFF1C, GAP_OPERATOR}, {0xFF1E, 0xFF1E, GAP_OPERATOR},
        {'=', '=', GAP_EQUALS}, {0x2248, 0x2248, GAP_EQUALS}, {0x2260, 0x2261, GAP_EQUALS}, {0xFF1D, 0xFF1D, GAP_EQUALS}};
    for (size_t i = 0; i < ARRAY_COUNT(kinds); i++)
        if (code >= kinds[i].first && code <= kinds[i].last)
            return (enum gap)kinds[i].gap;
    return GAP_SIGNS;
}

static enum gap join_gaps(enum gap one, enum gap other)
{
    enum gap less = one < other ? one : other, more = one < other ? other : one;
    if (less <= GAP_BARE || less == more || more == GAP_EQUALS || (more == GAP_OPERATOR && less == GAP_BLANK))
        return more;
    if (more == GAP_BRACKET && less <= GAP_HYPHEN)
        return GAP_BRACKET;
    return less == GAP_BLANK && more == GAP_HYPHEN ? GAP_OPERATOR : GAP_SIGNS;
}

/* What ① alone stands before is counted by it, and no more of the number. */
static void part_from_counts(struct run *run)
{
    struct digit *digits = run->digits;
    for (size_t i = 0; i + 1 < run->count; i++) {
        bool alone = is_counting_dress(digits[i].code) && !is_counting_dress(digits[i + 1].code) && (i == 0 || !is_counting_dress(digits[i - 1].code));
        if (alone && digits[i].value > 0)
            digits[i].gap = digits[i + 1].gap = GAP_SIGNS;
    }
}

size_t mask_read_run(struct run *run, size_t at)
{
    size_t end = at, size = 0;
    uint32_t last_dress = 0;
    enum gap before = GAP_BARE;
    run->count = 0;
    for (int gaps = 0; run->text[at] != '\0';) {
        int value = mask_read_digit(run->text + at, &size);
        bool fits = value >= 0 && (value < MASK_TEN || (run->count >= 17 && run->digits[run->count - 1].value < MASK_TEN));
        size_t gap = fits ? 0 : gap_size(run->text, at);
        if (fits) {
            uint32_t code = text_code_point(run->text + at), dress = value < MASK_TEN ? dress_of(code, value) : last_dress;
            before = before == GAP_NONE && dress != last_dress ? GAP_BARE : before;
            last_dress = dress;
            run->digits[run->count++] = (struct digit){.at = (uint32_t)at, .code = code, .value = (uint8_t)value, .gap = (uint8_t)before};
            end = at + size;
            gaps = 0;
            before = GAP_NONE;
        } else if (gap > 0 && gaps < GAP_MAX) {
            before = join_gaps(gaps == 0 ? GAP_BARE : before, mask_gap_of(text_code_point(run->text + at)));
            size = gap;
            gaps++;
        } else {
            break;
        }
        at += size;
    }
    part_from_counts(run);
    return end;
}

size_t mask_end_of_piece(const struct run *run, size_t from)
{
    size_t end = from + 1;
    while (end < run->count && run->digits[end].gap == GAP_NONE)
        end++;
    return end;
}
