/* Telephone numbers as people write them. */
#include "identity/identity_rules.h"

#include "base/text.h"

#define EXTENSION_MAX 6

/* What was typed, taken apart: its digits, and where the groups of them begin. */
struct typed {
    char digits[IDENTITY_NUMBER_SIZE];
    size_t size;
    size_t cuts[IDENTITY_NUMBER_SIZE], cut_count;
    size_t extension; /* where the digits begin that are called an extension; 0: none are */
};

static void cut(struct typed *typed)
{
    if (typed->size > 0 && (typed->cut_count == 0 || typed->cuts[typed->cut_count - 1] != typed->size))
        typed->cuts[typed->cut_count++] = typed->size;
}

/* Bytes of a word for an extension that begins here; 0: none does. */
static size_t extension_word(const char *text)
{
    static const char *const words[] = {"转分机", "分机", "转", "EXT.", "EXT"};
    for (size_t i = 0; i < ARRAY_COUNT(words); i++)
        if (text_starts_with(text, words[i]))
            return strlen(words[i]);
    return 0;
}

/* Digits with single hyphens or points between them, one pair of brackets, one word for an extension; nothing else. */
static bool take_apart(const char *text, struct typed *typed)
{
    enum { BEGIN, DIGIT, CUT, OPEN, CLOSED } last = BEGIN;
    bool opened = false;
    *typed = (struct typed){0};
    while (*text != '\0') {
        size_t word = 0, step = 1;
        if (text_is_digit(*text)) {
            typed->digits[typed->size++] = *text++;
            last = last == OPEN ? OPEN : DIGIT;
            continue;
        }
        if ((*text == '-' || *text == '.') && (last == DIGIT || last == CLOSED)) {
            last = CUT;
        } else if (*text == '(' && !opened && last != CUT) {
            opened = true;
            last = OPEN;
        } else if (*text == ')' && last == OPEN && text_is_digit(text[-1])) {
            last = CLOSED;
        } else if (last == DIGIT && typed->extension == 0 && (word = extension_word(text)) > 0) {
            typed->extension = typed->size;
            step = word;
            last = CUT;
        } else {
            return false;
        }
        cut(typed);
        text += step;
    }
    return last == DIGIT;
}

bool phone_is_mobile(const char *digits, size_t count)
{
    return count == PHONE_MOBILE_DIGITS && digits[0] == '1' && digits[1] >= '3';
}

/* 400 and 800: not an area but who pays; no area is numbered so. */
static bool is_service(const char *digits) { return text_starts_with(digits, "400") || text_starts_with(digits, "800"); }

size_t phone_area_digits(const char *digits)
{
    if (is_service(digits))
        return 0;
    return digits[0] == '1' ? (digits[1] == '0' ? 2 : 0) : digits[0] == '2' ? 2 : digits[0] >= '3' ? 3 : 0;
}

/* Lines have 8 digits, those of areas of three digits 7 or 8. */
static bool has_line_size(size_t size, size_t area) { return size == 8 || (size == 7 && area == 3); }

/* What begins with 1 or 9 is a service: 110, 12345, 95588. */
static bool begins_line(char digit) { return digit >= '2' && digit <= '8'; }

bool phone_is_line(const char *digits, size_t count, size_t area) { return has_line_size(count, area) && begins_line(digits[0]); }

/* Where the extension begins of the line that begins at `from`, in *ret_end; the end of the digits when there is none. A last group is one
 * when the line is whole without it; a line that is whole with it too is one of 7 digits in one group, or could be either. */
static bool find_line(const struct typed *typed, size_t from, size_t area, size_t *ret_end)
{
    size_t last = typed->extension, before = from;
    if (typed->size <= from || !begins_line(typed->digits[from]))
        return false;
    if (last == 0 && typed->cut_count > 0)
        last = typed->cuts[typed->cut_count - 1];
    if (last > from && typed->cut_count > 1)
        before = typed->cuts[typed->cut_count - 2];
    bool whole = typed->extension == 0 && has_line_size(typed->size - from, area);
    bool parted = last > from && has_line_size(last - from, area) && typed->size - last >= 1 && typed->size - last <= EXTENSION_MAX;
    *ret_end = parted ? last : typed->size;
    return whole != parted || (whole && before <= from);
}

/* Appends as many characters as fit. */
static void add(char normal[PHONE_SIZE], size_t *size, const char *text, size_t count)
{
    for (size_t i = 0; i < count && *size < PHONE_SIZE - 1; i++)
        normal[(*size)++] = text[i];
    normal[*size] = '\0';
}

/* A number of the mainland; behind +86 the 0 of the area may be left away, without it the whole area. */
static bool read_mainland(const struct typed *typed, bool country, char normal[PHONE_SIZE])
{
    const char *digits = typed->digits;
    size_t zero = digits[0] == '0', size = 0, end = 0;
    if (typed->extension == 0 && phone_is_mobile(digits + zero, typed->size - zero)) {
        add(normal, &size, digits + zero, 11);
        return true;
    }
    size_t area = zero > 0 || country ? phone_area_digits(digits + zero) : 0, from = area > 0 ? zero + area : 0;
    if ((area == 0 && (zero > 0 || country)) || !find_line(typed, from, area, &end))
        return false;
    if (area > 0) {
        add(normal, &size, "0", 1);
        add(normal, &size, digits + zero, area);
        add(normal, &size, "-", 1);
    }
    add(normal, &size, digits + from, end - from);
    if (end < typed->size) {
        add(normal, &size, "-", 1);
        add(normal, &size, digits + end, typed->size - end);
    }
    return true;
}

/* +800 and the like are services too (ITU-T E.164, three digits for all countries). */
static bool read_foreign(const struct typed *typed, char normal[PHONE_SIZE])
{
    size_t size = 0;
    if (is_service(typed->digits) || text_starts_with(typed->digits, "808") || text_starts_with(typed->digits, "979"))
        return false;
    if (typed->extension > 0 || typed->size < 7 || typed->size > 15 || typed->digits[0] == '0' || text_starts_with(typed->digits, "86"))
        return false;
    add(normal, &size, "+", 1);
    add(normal, &size, typed->digits, typed->size);
    return true;
}

/* "(+86)138…" without its brackets, "+86(0)21…" without the 0 that is dialled at home only. */
static void drop_brackets(char phone[IDENTITY_NUMBER_SIZE])
{
    char *close = strchr(phone, ')'), *home = NULL;
    if (close != NULL && (text_starts_with(phone, "(+") || text_starts_with(phone, "(00"))) {
        memmove(close, close + 1, strlen(close));
        memmove(phone, phone + 1, strlen(phone));
    }
    home = phone[0] == '+' || text_starts_with(phone, "0086") || text_starts_with(phone, "86(0)") ? strstr(phone, "(0)") : NULL;
    if (home != NULL)
        memmove(home, home + 3, strlen(home + 3) + 1);
}

bool phone_check(const char *text, char normal[PHONE_SIZE], const char **ret_code)
{
    char phone[IDENTITY_NUMBER_SIZE];
    struct typed typed;
    if (text != NULL && text_is_digits(text, 11) && phone_is_mobile(text, 11)) { /* nearly always */
        memcpy(normal, text, 12);
        return true;
    }
    identity_normalise_dashes(text ? text : "", phone);
    drop_brackets(phone);
    bool apart = text_starts_with(phone, "86-") || text_starts_with(phone, "86.") || text_starts_with(phone, "86("); /* without its plus */
    size_t country = text_starts_with(phone, "+86") ? 3 : text_starts_with(phone, "0086") ? 4 : apart ? 2 : 0;
    size_t abroad = country > 0 ? 0 : phone[0] == '+' ? 1 : text_starts_with(phone, "00") ? 2 : 0; /* 00: as it is dialled */
    const char *number = phone + abroad + country + (country > 0 && (phone[country] == '-' || (apart && phone[country] == '.')));
    bool right = take_apart(number, &typed) && (abroad > 0 ? read_foreign(&typed, normal) : read_mainland(&typed, country > 0, normal));
    if (!right && !apart && text_starts_with(phone, "86"))
        right = take_apart(phone + 2, &typed) && read_mainland(&typed, true, normal);
    if (!right && ret_code)
        *ret_code = "phone_shape";
    return right;
}
