/* 脱敏 of what people write: a reason or note is passed on as it is, but for the numbers by which somebody can be found
 * or called. A number may be written with any signs between its digits, and in digits of whatever dress. Rather one number too many is
 * masked: a bank account, a long certificate number. Dates, times, sums and numbers of cases stay. What is written out in letters or
 * broken by words (1990 年 1 月) is not found. */
#include "identity/identity_rules.h"

#include <string.h>

#include "base/arena.h"
#include "base/check_digit.h"
#include "base/text.h"

enum {
    TEN = 10,           /* the value of an X */
    GAP_MAX = 8,        /* characters between two digits of one number */
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

/* The digit that begins here, in whatever dress (mask_number_sign): its value, the size of its character, and the dress, alike for digits
 * of one kind; -1 when there is none. */
static int read_digit(const char *at, size_t *ret_size, uint32_t *ret_dress)
{
    uint32_t code = text_code_point(at);
    char sign = mask_number_sign(code);
    *ret_size = text_character_size(at);
    *ret_dress = sign >= '0' && sign <= '9' ? code - (uint32_t)(sign - '0') : 0;
    return sign == 'X' ? TEN : sign >= '0' && sign <= '9' ? sign - '0' : -1;
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

/* Reads the run that begins with the digit at `at`; tells where it ends. */
static size_t read_run(struct run *run, size_t at)
{
    size_t end = at, size = 0;
    uint32_t dress = 0, last_dress = 0;
    bool begins = true;
    run->count = 0;
    for (int gaps = 0; run->text[at] != '\0';) {
        int value = read_digit(run->text + at, &size, &dress);
        bool fits = value >= 0 && (value < TEN || (run->count >= 17 && run->digits[run->count - 1].value < TEN));
        size_t gap = fits ? 0 : gap_size(run->text, at);
        if (fits) {
            begins = begins || (value < TEN && dress != last_dress); /* ① before a number counts it, and is none of it */
            last_dress = value < TEN ? dress : last_dress;
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

/* 00852 9123 4567: dialled abroad. */
static bool is_dialled_abroad(const struct digit *digits, size_t count)
{
    return count >= 11 && count <= 15 && digits[0].value == 0 && digits[1].value == 0 && digits[2].value > 0 && !digits[1].begins;
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
            is_card(digits, count) || is_fixed_line(digits, count) || is_dialled_abroad(digits, count) ||
            (one_piece && is_permit(run, from, count)) || is_local_line(run, from, count))
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
    size_t at = from;
    for (size_t i = 0; i < run->count; i++) {
        if (!run->digits[i].hide)
            continue;
        memcpy(out, run->text + at, run->digits[i].at - at);
        out += run->digits[i].at - at;
        *out++ = '*';
        at = run->digits[i].at + text_character_size(run->text + run->digits[i].at);
    }
    memcpy(out, run->text + at, to - at);
    return out + (to - at);
}

/* At least as many as any run of the text has. */
static size_t count_digits(const char *text)
{
    size_t count = 0, size = 0;
    uint32_t dress;
    for (; *text != '\0'; text += size)
        count += read_digit(text, &size, &dress) >= 0;
    return count;
}

const char *mask_written(struct arena *arena, const char *text)
{
    if (text == NULL)
        return NULL;
    size_t size = strlen(text), step = 0, digits = count_digits(text);
    uint32_t dress;
    if (digits < SHORTEST || size > UINT32_MAX)
        return size > UINT32_MAX ? NULL : text;
    struct run run = {.text = text, .digits = arena_array(arena, digits, sizeof(*run.digits))};
    char *masked = arena_alloc(arena, size + 1), *out = masked;
    if (run.digits == NULL || masked == NULL)
        return NULL;
    for (size_t at = 0; at < size;) {
        int value = read_digit(text + at, &step, &dress);
        if (value < 0 || value == TEN) {
            memcpy(out, text + at, step);
            out += step;
            at += step;
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
