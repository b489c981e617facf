/* Strict reading of JSON from outside, in one pass, straight into the arena; no recursion. Children of what is still open wait
 * on a stack, so that arrays and objects are taken from the arena once, in their final size. */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/json.h"
#include "base/text.h"

enum { WAITING_AT_FIRST = 64, KEYS_COMPARED = 12, NUMBER_AT_FIRST = 64 };

struct level { bool is_object; size_t first; const char *key; };

struct reader {
    const char *begin, *at, *end;
    struct arena *arena;
    bool in_place;
    struct level levels[JSON_MAX_DEPTH];
    size_t depth;
    struct json_member *waiting, *grown; /* waiting: at_first, then grown */
    size_t count, room;
    struct json_member at_first[WAITING_AT_FIRST];
    enum result result;                  /* of what went wrong */
    const char *code, *sentence;
};

/* ---- faults ---- */

static bool refuse(struct reader *r, const char *code, const char *sentence)
{
    r->result = RESULT_INVALID;
    r->code = code;
    r->sentence = sentence;
    return false;
}

static bool no_memory(struct reader *r)
{
    r->result = RESULT_NO_MEMORY;
    return false;
}

static bool is_unwelcome(unsigned code)
{
    return (code < 0x20 && code != '\n' && code != '\t' && code != '\r') || (code >= 0x7F && code <= 0x9F);
}

/* Refuses the character that stands here: for what it is, else for where it stands. */
static bool refuse_character(struct reader *r)
{
    if (r->at == r->end)
        return refuse(r, "json_syntax", "the document ends too early");
    size_t size = text_character_size_within(r->at, (size_t)(r->end - r->at));
    if (size == 0)
        return refuse(r, "json_encoding", "this is not UTF-8");
    unsigned char byte = (unsigned char)r->at[0];
    if (byte == 0xC2 ? is_unwelcome((unsigned char)r->at[1]) : byte < 0x80 && is_unwelcome(byte))
        return refuse(r, "json_encoding", "control characters are not allowed");
    return refuse(r, "json_syntax", "this is not JSON");
}

/* Lines and characters are counted only when somebody has to be told. */
static enum result tell(const struct reader *r, struct json_fault *ret_fault)
{
    int line = 1, column = 1;
    for (const char *p = r->begin; p < r->at; p++) {
        bool goes_on = ((unsigned char)*p & 0xC0) == 0x80;
        line += *p == '\n';
        column = *p == '\n' ? 1 : column + !goes_on;
    }
    *ret_fault = (struct json_fault){.code = r->code, .line = line, .column = column};
    (void)snprintf(ret_fault->text, sizeof(ret_fault->text), "line %d, column %d: %s", line, column, r->sentence);
    return RESULT_INVALID;
}

/* ---- texts ---- */

/* Stand for themselves inside a text; the others are looked at. */
static const bool plain[256] = {[' '] = true, ['!'] = true, ['#' ... '['] = true, [']' ... '~'] = true};

/* Four hex digits after "\u" at `at`; -1 when they are not there. */
static int32_t hex_four(const struct reader *r, const char *at)
{
    int32_t code = 0;
    if (r->end - at < 6 || at[0] != '\\' || at[1] != 'u')
        return -1;
    for (int i = 2; i < 6; i++) {
        int digit = text_hex_value(at[i]);
        if (digit < 0)
            return -1;
        code = code << 4 | digit;
    }
    return code;
}

static char *put_utf8(char *to, uint32_t code)
{
    if (code < 0x80) {
        *to++ = (char)code;
    } else if (code < 0x800) {
        *to++ = (char)(0xC0 | code >> 6);
        *to++ = (char)(0x80 | (code & 0x3F));
    } else if (code < 0x10000) {
        *to++ = (char)(0xE0 | code >> 12);
        *to++ = (char)(0x80 | (code >> 6 & 0x3F));
        *to++ = (char)(0x80 | (code & 0x3F));
    } else {
        *to++ = (char)(0xF0 | code >> 18);
        *to++ = (char)(0x80 | (code >> 12 & 0x3F));
        *to++ = (char)(0x80 | (code >> 6 & 0x3F));
        *to++ = (char)(0x80 | (code & 0x3F));
    }
    return to;
}

/* One escape, at the backslash; *to moves behind what it stands for. */
static bool read_escape(struct reader *r, char **to)
{
    static const char names[] = "\"\\/nrt", values[] = "\"\\/\n\r\t";
    char name = r->end - r->at >= 2 ? r->at[1] : '\0';
    const char *found = name != '\0' ? strchr(names, name) : NULL;
    if (found != NULL) {
        *(*to)++ = values[found - names];
        r->at += 2;
        return true;
    }
    if (name == 'b' || name == 'f')
        return refuse(r, "json_encoding", "control characters are not allowed");
    int32_t code = hex_four(r, r->at), low;
    if (code < 0 || (code >= 0xDC00 && code <= 0xDFFF))
        return refuse(r, "json_syntax", "this is no escape");
    if (is_unwelcome((unsigned)code))
        return refuse(r, "json_encoding", "control characters are not allowed");
    if (code >= 0xD800 && code <= 0xDBFF) {
        low = hex_four(r, r->at + 6);
        if (low < 0xDC00 || low > 0xDFFF)
            return refuse(r, "json_syntax", "this is no escape");
        code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
        r->at += 6;
    }
    r->at += 6;
    *to = put_utf8(*to, (uint32_t)code);
    return true;
}

/* Up to the closing quotation mark, which is found; *ret_escaped: something has to be replaced. */
static bool find_end_of_text(struct reader *r, const char **ret_end, bool *ret_escaped)
{
    const char *p = r->at;
    *ret_escaped = false;
    for (;;) {
        while (p < r->end && plain[(unsigned char)*p])
            p++;
        if (p < r->end && *p == '"')
            break;
        size_t size = p == r->end ? 0 : text_character_size_within(p, (size_t)(r->end - p));
        bool is_c1 = size == 2 && (unsigned char)p[0] == 0xC2 && (unsigned char)p[1] < 0xA0;
        if (p < r->end && *p == '\\' && r->end - p >= 2) {
            *ret_escaped = true;
            size = 2;
            if ((unsigned char)p[1] >= 0x80 || p[1] < 0x20) {
                r->at = p;
                return refuse(r, "json_syntax", "this is no escape");
            }
        } else if (size < 2 || is_c1) { /* the end, a control character, not UTF-8, or a backslash alone */
            r->at = p;
            return refuse_character(r);
        }
        p += size;
    }
    *ret_end = p;
    return true;
}

/* After the opening quotation mark; the text in the arena, or where it stands. */
static bool read_text(struct reader *r, const char **ret_text, size_t *ret_size)
{
    const char *end = NULL;
    bool escaped = false;
    if (!find_end_of_text(r, &end, &escaped))
        return false;
    size_t size = (size_t)(end - r->at);
    char *text = escaped       ? arena_alloc(r->arena, size + 1)
                 : r->in_place ? (char *)(uintptr_t)r->at
                               : arena_copy_bytes(r->arena, r->at, size);
    char *to = text;
    if (text == NULL)
        return no_memory(r);
    while (escaped && r->at < end) {
        if (*r->at != '\\')
            *to++ = *r->at++;
        else if (!read_escape(r, &to))
            return false;
    }
    if (escaped)
        size = (size_t)(to - text);
    text[size] = '\0';
    r->at = end + 1;
    *ret_text = text;
    *ret_size = size;
    return true;
}

/* ---- numbers ---- */

static const char *skip_digits(const char *p, const char *end)
{
    while (p < end && *p >= '0' && *p <= '9')
        p++;
    return p;
}

static bool read_integer(struct reader *r, const char *end, struct json *value)
{
    bool negative = *r->at == '-';
    uint64_t number = 0, most = (uint64_t)INT64_MAX + negative;
    for (const char *p = r->at + negative; p < end; p++) {
        unsigned digit = (unsigned)(*p - '0');
        if (number > (most - digit) / 10)
            return refuse(r, "json_syntax", "this number is too large");
        number = number * 10 + digit;
    }
    value->type = JSON_INTEGER;
    value->integer = (int64_t)(negative ? 0 - number : number);
    r->at = end;
    return true;
}

static bool read_real(struct reader *r, const char *end, struct json *value)
{
    char at_first[NUMBER_AT_FIRST], *text = at_first;
    size_t size = (size_t)(end - r->at);
    if (size >= sizeof(at_first)) {
        text = arena_alloc(r->arena, size + 1);
        if (text == NULL)
            return no_memory(r);
    }
    memcpy(text, r->at, size);
    text[size] = '\0';
    value->type = JSON_REAL;
    value->real = strtod(text, NULL);
    if (!isfinite(value->real))
        return refuse(r, "json_syntax", "this number is too large");
    r->at = end;
    return true;
}

static bool read_number(struct reader *r, struct json *value)
{
    const char *p = r->at + (*r->at == '-'), *digits = p, *part;
    p = skip_digits(p, r->end);
    if (p == digits || (*digits == '0' && p - digits > 1)) {
        r->at = p == digits ? p : digits + 1;
        return refuse_character(r);
    }
    bool real = false;
    if (p < r->end && *p == '.') {
        real = true;
        part = p + 1;
        p = skip_digits(part, r->end);
        if (p == part) {
            r->at = p;
            return refuse_character(r);
        }
    }
    if (p < r->end && (*p == 'e' || *p == 'E')) {
        real = true;
        part = p + 1;
        part += part < r->end && (*part == '+' || *part == '-');
        p = skip_digits(part, r->end);
        if (p == part) {
            r->at = p;
            return refuse_character(r);
        }
    }
    return real ? read_real(r, p, value) : read_integer(r, p, value);
}

/* ---- values ---- */

static void skip_space(struct reader *r)
{
    while (r->at < r->end && (*r->at == ' ' || *r->at == '\n' || *r->at == '\r' || *r->at == '\t'))
        r->at++;
}

static bool read_word(struct reader *r, const char *word, struct json value, struct json *ret_value)
{
    for (; *word != '\0'; word++, r->at++)
        if (r->at == r->end || *r->at != *word)
            return refuse_character(r);
    *ret_value = value;
    return true;
}

static bool read_scalar(struct reader *r, struct json *value)
{
    switch (r->at < r->end ? *r->at : '\0') {
    case '"':
        r->at++;
        value->type = JSON_TEXT;
        return read_text(r, &value->text.bytes, &value->text.size);
    case '-': case '0': case '1': case '2': case '3': case '4': case '5': case '6': case '7': case '8': case '9':
        return read_number(r, value);
    case 't': return read_word(r, "true", (struct json){.type = JSON_BOOL, .boolean = true}, value);
    case 'f': return read_word(r, "false", (struct json){.type = JSON_BOOL, .boolean = false}, value);
    case 'n': return read_word(r, "null", (struct json){.type = JSON_NULL}, value);
    default: return refuse_character(r);
    }
}

static bool read_key(struct reader *r, const char **ret_key)
{
    size_t size = 0;
    skip_space(r);
    if (r->at == r->end || *r->at != '"')
        return refuse_character(r);
    r->at++;
    if (!read_text(r, ret_key, &size))
        return false;
    skip_space(r);
    if (r->at == r->end || *r->at != ':')
        return refuse_character(r);
    r->at++;
    return true;
}

/* Room for one more waiting child; never more than could be taken over into the arena. */
static bool make_room(struct reader *r)
{
    if (r->count < r->room)
        return true;
    size_t room = 2 * r->room;
    if (r->room > arena_left(r->arena) / sizeof(struct json))
        return no_memory(r);
    struct json_member *grown = realloc(r->grown, room * sizeof(*grown));
    if (grown == NULL)
        return no_memory(r);
    if (r->grown == NULL)
        memcpy(grown, r->at_first, sizeof(r->at_first));
    r->grown = r->waiting = grown;
    r->room = room;
    return true;
}

static int compare_keys(const void *one, const void *other)
{
    return strcmp(*(const char *const *)one, *(const char *const *)other);
}

/* Many keys are sorted, so that a document made for it cannot make us compare each with each. */
static bool keys_are_unique(struct reader *r, const struct json_member *members, size_t count)
{
    bool unique = true;
    if (count <= KEYS_COMPARED) {
        for (size_t i = 1; i < count; i++)
            for (size_t k = 0; k < i; k++)
                unique = unique && (members[i].key[0] != members[k].key[0] || strcmp(members[i].key, members[k].key) != 0);
    } else {
        const char **keys = malloc(count * sizeof(*keys));
        if (keys == NULL)
            return no_memory(r);
        for (size_t i = 0; i < count; i++)
            keys[i] = members[i].key;
        qsort(keys, count, sizeof(*keys), compare_keys);
        for (size_t i = 1; i < count; i++)
            unique = unique && strcmp(keys[i - 1], keys[i]) != 0;
        free(keys);
    }
    return unique || refuse(r, "json_duplicate_key", "a name stands twice in the object that ends here");
}

/* The innermost array or object is whole: its children leave the stack. */
static bool close_container(struct reader *r, const char **ret_key, struct json *value)
{
    const struct level *level = &r->levels[--r->depth];
    const struct json_member *children = &r->waiting[level->first];
    size_t count = r->count - level->first;
    *ret_key = level->key;
    if (level->is_object) {
        struct json_member *members = arena_array(r->arena, count, sizeof(*members));
        if (members == NULL)
            return no_memory(r);
        if (!keys_are_unique(r, children, count))
            return false;
        if (count > 0)
            memcpy(members, children, count * sizeof(*members));
        *value = (struct json){.type = JSON_OBJECT, .object = {members, count}};
    } else {
        struct json *items = arena_array(r->arena, count, sizeof(*items));
        if (items == NULL)
            return no_memory(r);
        for (size_t i = 0; i < count; i++)
            items[i] = children[i].value;
        *value = (struct json){.type = JSON_ARRAY, .array = {items, count}};
    }
    r->count = level->first;
    r->at++;
    return true;
}

static bool is_close(const struct reader *r)
{
    return r->at < r->end && *r->at == (r->levels[r->depth - 1].is_object ? '}' : ']');
}

/* A value begins here: a scalar is read whole, an empty container too; any other is opened, with the key of its first child. */
static bool begin_value(struct reader *r, const char **key, struct json *value, bool *ret_whole)
{
    skip_space(r);
    bool is_object = r->at < r->end && *r->at == '{';
    *ret_whole = true;
    if (!is_object && (r->at == r->end || *r->at != '['))
        return read_scalar(r, value);
    if (r->depth == JSON_MAX_DEPTH)
        return refuse(r, "json_depth", "too many arrays or objects inside each other");
    r->levels[r->depth++] = (struct level){is_object, r->count, *key};
    r->at++;
    skip_space(r);
    if (is_close(r))
        return close_container(r, key, value);
    *ret_whole = false;
    *key = NULL;
    return !is_object || read_key(r, key);
}

/* A value is whole and joins its container; what follows is the next child, or the container's end, and then that is whole. */
static bool end_value(struct reader *r, const char **key, struct json *value, bool *ret_whole)
{
    if (!make_room(r))
        return false;
    r->waiting[r->count++] = (struct json_member){*key, *value};
    skip_space(r);
    *ret_whole = is_close(r);
    if (*ret_whole)
        return close_container(r, key, value);
    if (r->at == r->end || *r->at != ',')
        return refuse_character(r);
    r->at++;
    *key = NULL;
    return !r->levels[r->depth - 1].is_object || read_key(r, key);
}

static bool read_document(struct reader *r, struct json *value)
{
    const char *key = NULL;
    bool whole = false;
    while (!whole || r->depth > 0)
        if (!(whole ? end_value(r, &key, value, &whole) : begin_value(r, &key, value, &whole)))
            return false;
    skip_space(r);
    if (r->at == r->end)
        return true;
    (void)refuse_character(r);
    if (text_equal(r->code, "json_syntax"))
        r->sentence = "there is more after the value";
    return false;
}

static enum result read_whole(struct arena *arena, const char *bytes, size_t size, bool in_place,
                              const struct json **ret_value, struct json_fault *ret_fault)
{
    if (size > JSON_MAX_SIZE) {
        *ret_fault = (struct json_fault){.code = "json_size", .text = "the document is too large"};
        return RESULT_INVALID;
    }
    struct reader r;
    r.begin = r.at = bytes;
    r.end = bytes + size;
    r.arena = arena;
    r.in_place = in_place;
    r.depth = r.count = 0;
    r.waiting = r.at_first;
    r.grown = NULL;
    r.room = WAITING_AT_FIRST;
    struct json *tree = arena_alloc(arena, sizeof(*tree));
    bool read = tree != NULL ? read_document(&r, tree) : no_memory(&r);
    free(r.grown);
    if (read)
        *ret_value = tree;
    return read ? RESULT_OK : r.result == RESULT_NO_MEMORY ? RESULT_NO_MEMORY : tell(&r, ret_fault);
}

enum result json_read(struct arena *arena, const char *bytes, size_t size,
                      const struct json **ret_value, struct json_fault *ret_fault)
{
    return read_whole(arena, bytes, size, false, ret_value, ret_fault);
}

enum result json_read_in_place(struct arena *arena, char *bytes, size_t size,
                               const struct json **ret_value, struct json_fault *ret_fault)
{
    return read_whole(arena, bytes, size, true, ret_value, ret_fault);
}
