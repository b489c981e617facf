#include <stdint.h>
#include <string.h>

#include "base/endpoint.h"
#include "base/text.h"
#include "http/edge.h"

#define VERSION_SIZE 8
#define LINE_END 2
#define LENGTH_DIGITS_MAX 18

/* ---- target ---- */

enum edge_fault edge_check_target(const char *target, size_t *ret_parameters)
{
    enum edge_fault fault = target[0] == '/' ? EDGE_SOUND : EDGE_MALFORMED;
    const char *p = target;
    size_t separators = 0;
    for (; *p != '\0'; p++) {
        separators += *p == '&';
        if ((unsigned char)*p <= ' ' || *p == 0x7f)
            fault = EDGE_MALFORMED;
    }
    *ret_parameters = separators + 1;
    return fault == EDGE_SOUND && p - target > EDGE_TARGET_MAX ? EDGE_TARGET_TOO_LONG : fault;
}

/* ---- lines ---- */

/* token of RFC 9110, 5.6.2 */
static bool is_token_byte(unsigned char byte)
{
    static const uint32_t bits[4] = {0, 0x03ff6cfa, 0xc7fffffe, 0x57ffffff};
    return text_is_letter((char)byte) || byte == '-' || (byte < 128 && (bits[byte / 32] >> byte % 32 & 1) != 0);
}

/* Is it `small`, in letters of either case? As long as that. */
static bool says(const char *text, const char *small)
{
    for (size_t i = 0; small[i] != '\0'; i++)
        if (text[i] != small[i] && !(text_is_letter(text[i]) && (text[i] | 0x20) == small[i]))
            return false;
    return true;
}

#define SAYS(text, size, small) ((size) == sizeof(small) - 1 && says(text, small))

static void find(struct edge_head *head, enum edge_fault fault)
{
    if (head->fault == EDGE_SOUND)
        head->fault = fault;
}

/* Is the value where it belongs, behind the name, a colon and blanks? */
static bool follows(const char *name, size_t name_size, const char *value)
{
    const char *p = name + name_size + 1;
    if ((uintptr_t)value < (uintptr_t)p || (uintptr_t)value - (uintptr_t)p > EDGE_HEAD_MAX)
        return false;
    while (p < value && (*p == ' ' || *p == '\t'))
        p++;
    return p == value;
}

static bool is_token(const char *text, size_t size)
{
    for (size_t i = 0; i < size; i++)
        if (!is_token_byte((unsigned char)text[i]))
            return false;
    return size > 0;
}

void edge_head_begin(struct edge_head *head, const char *method, const char *target, const char *version)
{
    size_t size = strlen(method);
    *head = (struct edge_head){.next = version + VERSION_SIZE + LINE_END, .http_1_0 = version[VERSION_SIZE - 1] == '0'};
    if (!is_token(method, size) || method + size + 1 != target)
        find(head, EDGE_MALFORMED);
}

static bool is_control(unsigned char byte) { return (byte < ' ' && byte != '\t') || byte == 0x7f; }

/* Eight bytes at a time: is any of them below ' ', or DEL? A byte after such a one may be taken for one too, and a tab
 * is. */
static bool may_hold_control(const char *text)
{
    const uint64_t ones = UINT64_C(0x0101010101010101), tops = ones << 7;
    uint64_t word;
    memcpy(&word, text, sizeof(word));
    uint64_t del = word ^ (ones * 0x7f);
    return ((((word - ones * ' ') & ~word) | ((del - ones) & ~del)) & tops) != 0;
}

static bool is_value(const char *text, size_t size)
{
    size_t i = 0;
    while (i + sizeof(uint64_t) <= size && !may_hold_control(text + i))
        i += sizeof(uint64_t);
    while (i < size && !is_control((unsigned char)text[i]))
        i++;
    return i == size;
}

static bool is_length(const char *value, size_t size)
{
    if (size == 0 || size > LENGTH_DIGITS_MAX)
        return false;
    for (size_t i = 0; i < size; i++)
        if (!text_is_digit(value[i]))
            return false;
    return true;
}

/* Which of the headers that this program reads, and that have one value, is it? A bit; 0: none. */
static unsigned single(const char *name, size_t size)
{
    return SAYS(name, size, "authorization")     ? 1
           : SAYS(name, size, "idempotency-key") ? 2
           : SAYS(name, size, "query-password")  ? 4
           : SAYS(name, size, "content-type")    ? 8
                                                 : 0;
}

void edge_head_line(struct edge_head *head, const char *name, size_t name_size, const char *value, size_t value_size)
{
    head->lines++;
    if (name != head->next || value == NULL || !follows(name, name_size, value) || !is_token(name, name_size) || !is_value(value, value_size)) {
        find(head, EDGE_MALFORMED);
        return;
    }
    head->next = value + value_size + LINE_END;
    if (SAYS(name, name_size, "host")) {
        while (value_size > 0 && (value[value_size - 1] == ' ' || value[value_size - 1] == '\t'))
            value_size--;
        if (head->hosts++ > 0 || !endpoint_is_host(value, value_size))
            find(head, EDGE_HOST);
    } else if (SAYS(name, name_size, "content-length")) {
        if (head->lengths++ > 0 || !is_length(value, value_size))
            find(head, EDGE_FRAMING);
    } else if (SAYS(name, name_size, "transfer-encoding")) {
        if (head->codings++ > 0 || head->http_1_0)
            find(head, EDGE_FRAMING);
        else if (!SAYS(value, value_size, "chunked"))
            find(head, EDGE_CODING);
    } else {
        unsigned bit = single(name, name_size);
        if ((head->singles & bit) != 0)
            find(head, EDGE_REPEATED);
        head->singles |= bit;
    }
}

enum edge_fault edge_head_end(struct edge_head *head, const char *start, const char *end)
{
    if (head->lengths > 0 && head->codings > 0)
        find(head, EDGE_FRAMING);
    if (head->hosts == 0 && !head->http_1_0)
        find(head, EDGE_HOST);
    if (head->next + LINE_END != end)
        find(head, EDGE_MALFORMED);
    if (head->lines > EDGE_LINES_MAX || (uintptr_t)end - (uintptr_t)start > EDGE_HEAD_MAX)
        find(head, EDGE_HEAD_TOO_LARGE);
    return head->fault;
}

/* ---- escapes ---- */

size_t edge_unescape(char *text)
{
    char *to = text + strcspn(text, "%");
    for (const char *from = to; *from != '\0'; from++) {
        int high = *from == '%' ? text_hex_value(from[1]) : -1, low = high >= 0 ? text_hex_value(from[2]) : -1;
        bool decoded = low >= 0 && high + low > 0;
        *to++ = decoded ? (char)(high * 16 + low) : *from;
        from += decoded ? 2 : 0;
    }
    *to = '\0';
    return (size_t)(to - text);
}
