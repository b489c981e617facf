/* 脱敏 of what people write: a reason or note is passed on as it is, but for the numbers by which somebody can be found or called.
 * A number may be written in digits of whatever dress and with any signs between them. One that is not in one piece is told from sums,
 * years and lists by how it is parted: where such numbers are parted (138-0013-8000), whatever stands between; anywhere, when one and
 * the same blank, hyphen or point does. An equation (139 + 2001 × 1234 = …) and what is counted (138、1234、5678 元) are sums.
 * Rather one number too many is masked: a bank account, a long certificate number. Dates, times and numbers of cases stay. What is
 * written out in letters or broken by words (1990 年 1 月) is not found. */
#include "identity/identity_rules.h"

#include <string.h>

#include "base/arena.h"
#include "base/check_digit.h"
#include "base/text.h"
#include "identity/mask_run.h"

enum {
    LONG_NUMBER = 15,   /* digits in one piece that are masked whatever they mean: resident numbers, accounts */
    SHORTEST = 6,       /* digits of any number that is masked */
    LONGEST = 20,       /* digits of a number that is written in pieces */
    CASE_DIGITS = 23,   /* of a case number, before its check character */
    WORD_REACH = 36,    /* bytes before a number in which the name of its document may stand */
    PHONE_REACH = 24,   /* and in which may stand that it is a phone's */
};

/* ---- how it is written ---- */

/* Digits that may be one number. */
struct written {
    const struct run *run;
    size_t from, count;
    char digits[LONGEST + 1];
    uint32_t cuts;     /* bit i: a piece begins with digit i, the first one apart */
    size_t singles;    /* pieces of one digit */
    enum gap join;     /* what stands between its pieces; GAP_SIGNS: this and that */
    bool plain;        /* nothing but blanks, hyphens, points and brackets does */
    bool calculates, equals;
};

static void add_piece(struct written *w, size_t end)
{
    const struct digit *digits = w->run->digits + w->from;
    enum gap gap = (enum gap)digits[w->count].gap;
    if (w->count > 0) {
        w->cuts |= UINT32_C(1) << w->count;
        w->join = w->join == GAP_BARE || gap == GAP_BARE || w->join == gap ? (w->join > gap ? w->join : gap) : GAP_SIGNS;
        w->plain = w->plain && gap <= GAP_BRACKET;
        w->calculates = w->calculates || gap == GAP_OPERATOR;
    }
    w->equals = w->equals || gap == GAP_EQUALS;
    w->singles += end - w->from - w->count == 1;
    for (; w->from + w->count < end; w->count++)
        w->digits[w->count] = digits[w->count].value == MASK_TEN ? 'X' : (char)('0' + digits[w->count].value);
}

static bool is_one_piece(const struct written *w) { return w->cuts == 0; }

static bool is_in_single_digits(const struct written *w) { return w->singles == w->count; }

/* 138 0013 8000, 138-001-38000: always the same between the digits. A list has many pieces of one digit: 1 1200 2 1300. */
static bool is_joined(const struct written *w)
{
    return w->join == GAP_BARE || (w->join <= GAP_POINT && (w->singles <= 1 || is_in_single_digits(w)));
}

/* In pieces that end at none but these digits, or each digit by itself. */
static bool is_parted(const struct written *w, uint32_t places) { return (w->cuts & ~places) == 0 || is_in_single_digits(w); }

#define AT(digit) (UINT32_C(1) << (digit))

static bool is_beside_equals(const struct written *w)
{
    size_t end = w->from + w->count;
    return w->equals || (end < w->run->count && w->run->digits[end].gap == GAP_EQUALS);
}

static bool is_before_measure(const struct written *w)
{
    static const char *const measures[] = {"元", "万", "亿", "年", "月", "人", "份", "户", "岁", "件", "项", "次", "平方", "%", "％", "‰", "㎡"};
    const char *at = w->run->text + w->run->digits[w->from + w->count - 1].at;
    at += text_character_size(at);
    while (mask_gap_of(text_code_point(at)) == GAP_BLANK)
        at += text_character_size(at);
    for (size_t i = 0; i < ARRAY_COUNT(measures); i++)
        if (text_starts_with(at, measures[i]))
            return true;
    return false;
}

/* Are its pieces those of one number, which is parted as is usual or not? */
static bool is_one_number(const struct written *w, bool usual)
{
    if (is_one_piece(w) || (usual && is_joined(w)))
        return true;
    if (is_before_measure(w))
        return false;
    return usual ? !(w->calculates && is_beside_equals(w)) : is_joined(w) && !is_beside_equals(w);
}

/* ---- what a number is ---- */

static int pair(const char *digits) { return (digits[0] - '0') * 10 + (digits[1] - '0'); }

static bool is_month_and_day(const char *digits)
{
    int month = pair(digits), day = pair(digits + 2);
    return month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

/* GB 11643 and the numbers of permanent residents, with or without a good check digit: somebody may have mistyped
 * it. 310101 19900101 0012, 310101 900101 001. */
static bool is_resident(const struct written *w)
{
    const char *digits = w->digits;
    int century = w->count == 18 ? pair(digits + 6) : 19;
    if ((w->count != 18 && w->count != 15) || digits[0] == '0' || century < 18 || century > 20 || !is_month_and_day(digits + (w->count == 18 ? 10 : 8)))
        return false;
    bool usual = w->count == 18 ? is_parted(w, AT(2) | AT(4) | AT(6) | AT(10) | AT(12) | AT(14) | AT(17)) && (w->cuts & (AT(6) | AT(14))) != 0
                                : is_parted(w, AT(2) | AT(4) | AT(6) | AT(8) | AT(10) | AT(12)) && (w->cuts & (AT(6) | AT(12))) != 0;
    return is_one_piece(w) || usual || (w->count == 18 && is_joined(w));
}

/* 138 0013 8000, 138-00138000, 1380013 8000, with or without what is dialled before it. */
static bool is_mobile(const struct written *w)
{
    static const char *const prefixes[] = {"", "0", "00", "86", "0086", "17951"};
    for (size_t i = 0; i < ARRAY_COUNT(prefixes); i++) {
        size_t size = strlen(prefixes[i]);
        if (w->count == size + PHONE_MOBILE_DIGITS && memcmp(w->digits, prefixes[i], size) == 0 && phone_is_mobile(w->digits + size, PHONE_MOBILE_DIGITS))
            return is_one_number(w, is_parted(w, AT(size) | AT(size + 3) | AT(size + 7) | (size == 4 ? AT(2) : 0)));
    }
    return false;
}

/* ISO/IEC 7812-1, the check digit of Luhn. */
static bool is_luhn(const char *digits, size_t count)
{
    int sum = 0;
    for (size_t i = 0; i < count; i++) {
        int value = digits[count - 1 - i] - '0', twice = 2 * value;
        if (value > 9)
            return false;
        sum += i % 2 == 0 ? value : twice - (twice > 9 ? 9 : 0);
    }
    return sum % 10 == 0;
}

/* 6222 0212 3456 7890 123: accounts in groups of four. Those of UnionPay begin with 62; of others the check digit has to be right, or
 * four years in a row were one. */
static bool is_card(const struct written *w)
{
    bool right = w->digits[0] >= '3' && w->digits[0] != '7' && w->digits[0] != '8' && w->count >= 16 && w->count <= 19;
    bool grouped = right && w->cuts == (AT(4) | AT(8) | AT(12) | (w->count > 16 ? AT(16) : 0));
    bool known = grouped && memcmp(w->digits, "62", 2) == 0 && is_joined(w);
    return grouped && (known || is_luhn(w->digits, w->count)) && is_one_number(w, true);
}

/* 021-63212810, 0512 6321281: the area code in one piece, or all of it. */
static bool is_fixed_line(const struct written *w)
{
    size_t area = w->count >= 10 && w->digits[0] == '0' ? phone_area_digits(w->digits + 1) : 0, from = area + 1;
    if (area == 0 || (w->cuts & (AT(from) - 1)) != 0 || !phone_is_line(w->digits + from, w->count - from, 3)) /* with a digit too few, too */
        return false;
    return is_one_number(w, is_parted(w, AT(from) | AT(from + 4) | (w->count == from + 7 ? AT(from + 3) : 0)));
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
    if (mask_end_of_piece(run, 0) != CASE_DIGITS + 1 || letters_before(run->text, at) != 2 || memcmp(run->text + at - 2, "SQ", 2) != 0)
        return false;
    for (size_t i = 0; i <= CASE_DIGITS; i++)
        digits[i] = run->digits[i].value == MASK_TEN ? 'X' : (char)('0' + run->digits[i].value);
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
static bool is_date_in_pieces(const struct written *w)
{
    uint32_t second = w->cuts & (w->cuts - 1);
    bool three = second != 0 && (second & (second - 1)) == 0;
    return three && w->count >= 6 && (w->cuts & AT(4)) != 0 && (pair(w->digits) == 19 || pair(w->digits) == 20);
}

/* As people of one city write it, without the area code: seven or eight digits behind a word for the phone. */
static bool is_local_line(const struct written *w)
{
    static const char *const words[] = {"电话", "固话", "座机", "手机", "传真", "致电", "拨打", "联系方式",
                                        "tel", "Tel", "TEL", "hone", "HONE", "fax", "Fax", "FAX", "call", "Call"};
    return phone_is_line(w->digits, w->count, 3) && !is_date_in_pieces(w) &&
           (is_one_piece(w) || (w->plain && !is_before_measure(w) && !is_beside_equals(w))) &&
           follows(w->run, w->from, words, ARRAY_COUNT(words), PHONE_REACH);
}

/* 00852 9123 4567: dialled abroad. */
static bool is_dialled_abroad(const struct written *w)
{
    return w->count >= 11 && w->count <= 15 && w->plain && memcmp(w->digits, "00", 2) == 0 && w->digits[2] > '0' && (w->cuts & AT(1)) == 0;
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
    struct written w = {.run = run, .from = from, .join = GAP_BARE, .plain = true};
    size_t abroad = 0, end = mask_end_of_piece(run, from);
    if (end - from >= LONG_NUMBER)
        hide(run->digits + from, end - from);
    for (; end - from <= LONGEST; end = mask_end_of_piece(run, end)) {
        add_piece(&w, end);
        if (is_resident(&w) || is_mobile(&w) || is_card(&w) || is_fixed_line(&w) || is_dialled_abroad(&w) || is_local_line(&w) ||
            (is_one_piece(&w) && is_permit(run, from, w.count)))
            hide(run->digits + from, w.count);
        if (from == 0 && w.plain && w.count >= 8 && w.count <= 15) /* E.164 */
            abroad = w.count;
        if (end == run->count)
            break;
    }
    if (abroad > 0 && has_plus_before(run))
        hide(run->digits, abroad);
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
    for (; *text != '\0'; text += size)
        count += mask_read_digit(text, &size) >= 0;
    return count;
}

const char *mask_written(struct arena *arena, const char *text)
{
    if (text == NULL)
        return NULL;
    size_t size = strlen(text), step = 0, digits = count_digits(text);
    if (digits < SHORTEST || size > UINT32_MAX)
        return size > UINT32_MAX ? NULL : text;
    struct run run = {.text = text, .digits = arena_array(arena, digits, sizeof(*run.digits))};
    char *masked = arena_alloc(arena, size + 1), *out = masked;
    if (run.digits == NULL || masked == NULL)
        return NULL;
    for (size_t at = 0; at < size;) {
        int value = mask_read_digit(text + at, &step);
        if (value < 0 || value == MASK_TEN) {
            memcpy(out, text + at, step);
            out += step;
            at += step;
            continue;
        }
        size_t end = mask_read_run(&run, at);
        for (size_t i = is_case_number(&run) ? CASE_DIGITS + 1 : 0; i < run.count; i++)
            if (run.digits[i].gap != GAP_NONE || i == CASE_DIGITS + 1)
                hide_numbers_from(&run, i);
        out = write_run(&run, at, end, out);
        at = end;
    }
    *out = '\0';
    return masked;
}
