/* 脱敏 of what people write: a reason or note is passed on as it is, but for the numbers by which somebody can be found
 * or called. A number may be written with blanks, hyphens, brackets or the like between its digits, and in full-width digits.
 * Rather one number too many is masked: a bank account, a long certificate number. Dates, sums and numbers of cases
 * stay. */
#include "identity/identity_rules.h"

#include <string.h>

#include "base/arena.h"
#include "base/check_digit.h"
#include "base/text.h"

enum {
    TEN = 10,           /* the value of an X */
    GAP_MAX = 3,        /* characters between two digits of one number */
    LONG_NUMBER = 15,   /* digits in one piece that are masked whatever they mean: resident numbers, accounts */
    SHORTEST = 6,       /* digits of any number that is masked */
    LONGEST = 20,       /* digits of a number that is written in pieces */
    CASE_DIGITS = 23,   /* of a case number, before its check character */
    WORD_REACH = 36,    /* bytes before a number in which the name of its document may stand */
    PHONE_REACH = 24,   /* and in which may stand that it is a phone's */
};

/* One digit of a run of digits with no more than a gap between them. */
struct digit {
    uint32_t at;    /* where its character begins */
    uint8_t value;
    bool begins;    /* first of a piece: something stands before it */
    bool hide;
};

struct run { const char *text; struct digit *digits; size_t count; };

/* The digit that begins here: its value, and the size of its character; -1 when there is none. */
static int read_digit(const char *at, size_t *ret_size)
{
    *ret_size = 1;
    if (*at >= '0' && *at <= '9')
        return *at - '0';
    if (*at == 'x' || *at == 'X')
        return TEN;
    if ((unsigned char)at[0] != 0xEF || at[1] == '\0')
        return -1;
    unsigned char second = (unsigned char)at[1], last = (unsigned char)at[2];
    *ret_size = 3;
    if (second == 0xBC && last >= 0x90 && last <= 0x99) /* full width: U+FF10 to U+FF19 */
        return last - 0x90;
    return (second == 0xBC && last == 0xB8) || (second == 0xBD && last == 0x98) ? TEN : -1; /* Ｘ ｘ */
}

/* The size of a character that may stand between the digits of one number; 0 when it may not. */
static size_t gap_size(const char *at)
{
    static const char *const gaps[] = {"\xC2\xA0", "\xC2\xB7", "\xE3\x80\x80", "\xE2\x88\x92", "－", "（", "）", "．", "，", "＿", "／",
                                       "\xE2\x81\xA0", "\xEF\xBB\xBF", "—", "–", "‐", "‑", "、", "～", "＊", "；", "。", "・", "｜"};
    /* what leaves no trace, marks on a digit, ends of lines */
    static const struct { uint32_t first, last; } traceless[] = {
        {0xAD, 0xAD}, {0x300, 0x36F}, {0x200B, 0x200F}, {0x2028, 0x202E}, {0x2060, 0x2069}, {0xFE00, 0xFE0F}};
    if (*at != '\0' && strchr(" -._/(),;|~*\t\n", *at) != NULL)
        return 1;
    for (size_t i = 0; (unsigned char)*at >= 0x80 && i < ARRAY_COUNT(gaps); i++)
        if (text_starts_with(at, gaps[i]))
            return strlen(gaps[i]);
    uint32_t code = (unsigned char)*at < 0x80 ? 0 : text_code_point(at);
    for (size_t i = 0; code != 0 && i < ARRAY_COUNT(traceless); i++)
        if (code >= traceless[i].first && code <= traceless[i].last)
            return text_character_size(at);
    return 0;
}

/* Reads the run that begins with the digit at `at`; tells where it ends. */
static size_t read_run(struct run *run, size_t at)
{
    size_t end = at, size = 0;
    bool begins = true;
    run->count = 0;
    for (int gaps = 0; run->text[at] != '\0';) {
        int value = read_digit(run->text + at, &size);
        bool fits = value >= 0 && (value < TEN || (run->count >= 17 && run->digits[run->count - 1].value < TEN));
        size_t gap = fits ? 0 : gap_size(run->text + at);
        if (fits) {
            run->digits[run->count++] = (struct digit){.at = (uint32_t)at, .value = (uint8_t)value, .begins = begins};
            end = at + size;
            gaps = 0;
            begins = false;
        } else if (gap > 0 && gaps < GAP_MAX) {
            size = gap;
            gaps++;
            begins = true;
        } else {
            break;
        }
        at += size;
    }
    return end;
}

/* A piece: digits with nothing between them. */
static size_t end_of_piece(const struct run *run, size_t from)
{
    size_t end = from + 1;
    while (end < run->count && !run->digits[end].begins)
        end++;
    return end;
}

/* ---- what a number is ---- */

static int pair(const struct digit *digits, size_t at) { return digits[at].value * 10 + digits[at + 1].value; }

static bool is_month_and_day(const struct digit *digits, size_t at)
{
    int month = pair(digits, at), day = pair(digits, at + 2);
    return month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

/* GB 11643 and the numbers of permanent residents, with or without a good check digit: somebody may have mistyped
 * it. */
static bool is_resident(const struct digit *digits, size_t count)
{
    int century = count == 18 ? pair(digits, 6) : 19;
    return (count == 18 || count == 15) && digits[0].value > 0 && century >= 18 && century <= 20 && is_month_and_day(digits, count == 18 ? 10 : 8);
}

static bool is_mobile(const struct digit *digits, size_t count)
{
    static const char *const prefixes[] = {"", "0", "00", "86", "0086", "17951"};
    for (size_t i = 0; i < ARRAY_COUNT(prefixes); i++) {
        size_t size = strlen(prefixes[i]);
        bool fits = count == size + 11;
        for (size_t k = 0; fits && k < size; k++)
            fits = digits[k].value == prefixes[i][k] - '0';
        if (fits && digits[size].value == 1 && digits[size + 1].value >= 3)
            return true;
    }
    return false;
}

/* 6222 0212 3456 7890 123: accounts in groups of four. */
static bool is_card(const struct digit *digits, size_t count)
{
    bool grouped = count >= 16 && count <= 19;
    for (size_t i = 1; grouped && i < count; i++)
        grouped = digits[i].begins == (i % 4 == 0);
    return grouped;
}

/* 021-63212810, 0512 6321281: the area code in one piece, or all of it. */
static bool is_fixed_line(const struct digit *digits, size_t count)
{
    if (count < 10 || digits[0].value != 0 || digits[1].value == 0)
        return false;
    size_t area = digits[1].value <= 2 ? 3 : 4;
    for (size_t i = 1; i < area; i++)
        if (digits[i].begins)
            return false;
    return (count == area + 7 || count == area + 8) && digits[area].value >= 2;
}

/* ---- what stands before it ---- */

static bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

static size_t letters_before(const char *text, size_t at)
{
    size_t count = 0;
    while (count < at && is_letter(text[at - count - 1]))
        count++;
    return count;
}

static bool is_case_number(const struct run *run)
{
    char digits[CASE_DIGITS + 2];
    size_t at = run->digits[0].at;
    if (end_of_piece(run, 0) != CASE_DIGITS + 1 || letters_before(run->text, at) != 2 || memcmp(run->text + at - 2, "SQ", 2) != 0)
        return false;
    for (size_t i = 0; i <= CASE_DIGITS; i++)
        digits[i] = run->digits[i].value == TEN ? 'X' : (char)('0' + run->digits[i].value);
    return digits[CASE_DIGITS] == check_digit_mod_11_2(digits, CASE_DIGITS);
}

/* Does one of these words begin within so many bytes before the digit? */
static bool follows(const struct run *run, size_t from, const char *const *words, size_t count, size_t reach)
{
    size_t at = run->digits[from].at;
    for (size_t back = 1; back <= at && back <= reach; back++)
        for (size_t i = 0; i < count; i++)
            if (text_starts_with(run->text + at - back, words[i]))
                return true;
    return false;
}

/* Passports, and permits of Hong Kong, Macao and Taiwan: a letter or two and 7 to 10 digits, or digits behind the
 * permit's name. */
static bool is_permit(const struct run *run, size_t from, size_t count)
{
    static const char *const names[] = {"通行证", "台胞证", "回乡证", "ermit"};
    size_t at = run->digits[from].at, letters = letters_before(run->text, at);
    bool apart = letters == 0 && at > 0 && (run->text[at - 1] == ' ' || run->text[at - 1] == '-');
    if (apart && count == 8 && letters_before(run->text, at - 1) == 1) /* E 12345678, E-12345678 */
        return true;
    if ((letters == 1 || letters == 2) && count >= 7 && count <= 10)
        return true;
    if (letters == 1 && count == 6 && run->count - from == 7) /* identity card of Hong Kong: A123456(7) */
        return true;
    return (count == 8 || count == 10) && follows(run, from, names, ARRAY_COUNT(names), WORD_REACH);
}

/* 2026-11-30, 2026/1/3: a year and two more pieces. */
static bool is_date_in_pieces(const struct digit *digits, size_t count)
{
    size_t pieces = 0;
    for (size_t i = 0; i < count; i++)
        pieces += i == 0 || digits[i].begins;
    return pieces == 3 && count >= 6 && digits[4].begins && (pair(digits, 0) == 19 || pair(digits, 0) == 20);
}

/* As people of one city write it, without the area code: seven or eight digits behind a word for the phone. */
static bool is_local_line(const struct run *run, size_t from, size_t count)
{
    static const char *const words[] = {"电话", "固话", "座机", "手机", "传真", "致电", "拨打", "联系方式",
                                        "tel", "Tel", "TEL", "hone", "HONE", "fax", "Fax", "FAX", "call", "Call"};
    const struct digit *digits = run->digits + from;
    return (count == 7 || count == 8) && digits[0].value >= 2 && !is_date_in_pieces(digits, count) &&
           follows(run, from, words, ARRAY_COUNT(words), PHONE_REACH);
}

static bool has_plus_before(const struct run *run)
{
    size_t at = run->digits[0].at;
    return (at >= 1 && run->text[at - 1] == '+') || (at >= 3 && memcmp(run->text + at - 3, "＋", 3) == 0);
}

/* ---- masking ---- */

/* The ends of a long number stay, by which people tell it apart. */
static void hide(struct digit *digits, size_t count)
{
    size_t head = count >= 11 ? 3 : 1, tail = count >= 11 ? 4 : 2;
    for (size_t i = head; i + tail < count; i++)
        digits[i].hide = true;
}

/* Whatever number begins with a piece and ends with this or a later one. */
static void hide_numbers_from(struct run *run, size_t from)
{
    struct digit *digits = run->digits + from;
    size_t abroad = 0;
    for (size_t end = end_of_piece(run, from), first = end; end - from <= LONGEST || end == first; end = end_of_piece(run, end)) {
        size_t count = end - from;
        bool one_piece = end == first;
        if ((one_piece && count >= LONG_NUMBER) || is_resident(digits, count) || is_mobile(digits, count) ||
            is_card(digits, count) || is_fixed_line(digits, count) || (one_piece && is_permit(run, from, count)) ||
            is_local_line(run, from, count))
            hide(digits, count);
        if (from == 0 && count >= 8 && count <= 15) /* E.164 */
            abroad = count;
        if (end == run->count)
            break;
    }
    if (abroad > 0 && has_plus_before(run))
        hide(digits, abroad);
}

static char *write_run(const struct run *run, size_t from, size_t to, char *out)
{
    size_t at = from, size = 0;
    for (size_t i = 0; i < run->count; i++) {
        if (!run->digits[i].hide)
            continue;
        memcpy(out, run->text + at, run->digits[i].at - at);
        out += run->digits[i].at - at;
        *out++ = '*';
        (void)read_digit(run->text + run->digits[i].at, &size);
        at = run->digits[i].at + size;
    }
    memcpy(out, run->text + at, to - at);
    return out + (to - at);
}

/* At least as many as any run of the text has. */
static size_t count_digits(const char *text)
{
    size_t count = 0, size = 0;
    for (; *text != '\0'; text++)
        count += read_digit(text, &size) >= 0;
    return count;
}

const char *mask_written(struct arena *arena, const char *text)
{
    if (text == NULL)
        return NULL;
    size_t size = strlen(text), digit_size = 0, digits = count_digits(text);
    if (digits < SHORTEST || size > UINT32_MAX)
        return size > UINT32_MAX ? NULL : text;
    struct run run = {.text = text, .digits = arena_array(arena, digits, sizeof(*run.digits))};
    char *masked = arena_alloc(arena, size + 1), *out = masked;
    if (run.digits == NULL || masked == NULL)
        return NULL;
    for (size_t at = 0; at < size;) {
        int value = read_digit(text + at, &digit_size);
        if (value < 0 || value == TEN) {
            *out++ = text[at++];
            continue;
        }
        size_t end = read_run(&run, at);
        for (size_t i = is_case_number(&run) ? CASE_DIGITS + 1 : 0; i < run.count; i++)
            if (run.digits[i].begins)
                hide_numbers_from(&run, i);
        out = write_run(&run, at, end, out);
        at = end;
    }
    *out = '\0';
    return masked;
}
