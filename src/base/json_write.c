#include "base/json_write.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/json.h"
#include "base/text.h"

enum { REAL_TEXT_MAX = 400 }; /* DBL_MAX with 15 decimals has 326 */

void json_begin(struct json_writer *writer, struct buffer *out)
{
    *writer = (struct json_writer){ .out = out };
}

static bool is_plain(unsigned char byte)
{
    return byte >= 0x20 && byte != '"' && byte != '\\';
}

static void add_escape(struct buffer *out, unsigned char byte)
{
    static const char letters[] = "uuuuuuuubtnufruuuuuuuuuuuuuuuuuu"; /* U+0000–1F */
    static const char digits[] = "0123456789abcdef";
    char letter = byte < 0x20 ? letters[byte] : (char)byte;
    char text[6] = { '\\', letter, '0', '0', digits[byte >> 4], digits[byte & 15] };
    buffer_add(out, text, letter == 'u' ? 6 : 2);
}

typedef unsigned char sixteen __attribute__((vector_size(16)));
typedef uint64_t eights __attribute__((vector_size(16)));

/* Does any of these bytes need an escape? */
static bool has_escape(sixteen text)
{
    eights found = (eights)((text < 0x20) | (text == '"') | (text == '\\'));
    return (found[0] | found[1]) != 0;
}

/* All of it, the last sixteen over some of those before, unless one of them may need an escape. */
static bool copy_sixteens(char *to, const char *bytes, size_t size)
{
    for (size_t at = 0; at < size; at += 16) {
        size_t from = at + 16 <= size ? at : size - 16;
        sixteen text;
        memcpy(&text, bytes + from, sizeof(text));
        if (has_escape(text))
            return false;
        memcpy(to + from, &text, sizeof(text));
    }
    return true;
}

/* The same of 8 to 15. */
static bool copy_eights(char *to, const char *bytes, size_t size)
{
    uint64_t first, last;
    memcpy(&first, bytes, sizeof(first));
    memcpy(&last, bytes + size - 8, sizeof(last));
    if (has_escape((sixteen)(eights){first, last}))
        return false;
    memcpy(to, &first, sizeof(first));
    memcpy(to + size - 8, &last, sizeof(last));
    return true;
}

/* The same of 4 to 7. */
static bool copy_fours(char *to, const char *bytes, size_t size)
{
    uint32_t first, last;
    memcpy(&first, bytes, sizeof(first));
    memcpy(&last, bytes + size - 4, sizeof(last));
    uint64_t both = (uint64_t)last << 32 | first;
    if (has_escape((sixteen)(eights){both, both}))
        return false;
    memcpy(to, &first, sizeof(first));
    memcpy(to + size - 4, &last, sizeof(last));
    return true;
}

/* Copies as many bytes of the beginning as need no escape; returns their number. */
static size_t copy_plain(char *to, const char *bytes, size_t size)
{
    if (size >= 16 ? copy_sixteens(to, bytes, size) : size >= 8 ? copy_eights(to, bytes, size) : size >= 4 && copy_fours(to, bytes, size))
        return size;
    size_t plain = 0;
    for (; plain < size && is_plain((unsigned char)bytes[plain]); plain++)
        to[plain] = bytes[plain];
    return plain;
}

__attribute__((noinline)) static void add_escaped(struct buffer *out, const char *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        if (is_plain((unsigned char)bytes[i]))
            buffer_add(out, bytes + i, 1);
        else
            add_escape(out, (unsigned char)bytes[i]);
    }
}

/* The comma and the key before a value of `size` bytes; tells where the value goes, or NULL. */
__attribute__((always_inline)) static inline char *begin_value(struct json_writer *writer, const char *key, size_t key_size, size_t size)
{
    char *at = buffer_reserve(writer->out, key_size + size + sizeof(",\"\":") - 1);
    if (!at)
        return NULL;
    if (writer->depth > 0 && at[-1] != '{' && at[-1] != '[' && at[-1] != ':')
        *at++ = ',';
    if (key) {
        assert(writer->depth > 0);
        *at++ = '"';
        at = (char *)memcpy(at, key, key_size) + key_size;
        *at++ = '"';
        *at++ = ':';
    }
    return at;
}

static void end_value(struct json_writer *writer, char *end)
{
    *end = '\0';
    writer->out->size = (size_t)(end - writer->out->bytes);
}

void json_put_word(struct json_writer *writer, const char *key, size_t key_size, const char *word, size_t size)
{
    char *at = begin_value(writer, key, key_size, size);
    if (at)
        end_value(writer, (char *)memcpy(at, word, size) + size);
}

static void add_word(struct json_writer *writer, const char *key, const char *word, size_t size)
{
    json_put_word(writer, key, key ? strlen(key) : 0, word, size);
}

void json_put_text(struct json_writer *writer, const char *key, size_t key_size, const char *bytes, size_t size)
{
    char *at = begin_value(writer, key, key_size, size + 2);
    if (!at)
        return;
    *at++ = '"';
    size_t plain = copy_plain(at, bytes, size);
    at += plain;
    if (plain < size) {
        end_value(writer, at);
        add_escaped(writer->out, bytes + plain, size - plain);
        buffer_add(writer->out, "\"", 1);
        return;
    }
    *at++ = '"';
    end_value(writer, at);
}

static void open_level(struct json_writer *writer, const char *key, char bracket)
{
    add_word(writer, key, &bracket, 1);
    assert(writer->depth < JSON_WRITE_MAX_DEPTH);
    writer->depth++;
}

static void close_level(struct json_writer *writer, char bracket)
{
    assert(writer->depth > 0);
    writer->depth--;
    char *at = buffer_reserve(writer->out, 1);
    if (!at)
        return;
    *at = bracket;
    end_value(writer, at + 1);
}

void json_open_object(struct json_writer *writer, const char *key)
{
    open_level(writer, key, '{');
}

void json_close_object(struct json_writer *writer)
{
    close_level(writer, '}');
}

void json_open_array(struct json_writer *writer, const char *key)
{
    open_level(writer, key, '[');
}

void json_close_array(struct json_writer *writer)
{
    close_level(writer, ']');
}

void json_add_text_sized(struct json_writer *writer, const char *key, const char *bytes, size_t size)
{
    if (bytes)
        json_put_text(writer, key, key ? strlen(key) : 0, bytes, size);
    else
        json_add_null(writer, key);
}

void json_add_integer(struct json_writer *writer, const char *key, int64_t value)
{
    char text[TEXT_INTEGER_MAX];
    add_word(writer, key, text, (size_t)(text_put_integer(text, value) - text));
}

void json_add_real(struct json_writer *writer, const char *key, double value, int decimals)
{
    assert(decimals >= 0 && decimals <= 15);
    if (!isfinite(value)) {
        json_add_null(writer, key);
        return;
    }
    char text[REAL_TEXT_MAX];
    int length = snprintf(text, sizeof(text), "%.*f", decimals, value);
    add_word(writer, key, text, (size_t)length);
}

void json_add_raw(struct json_writer *writer, const char *key, const char *raw)
{
    if (raw)
        add_word(writer, key, raw, strlen(raw));
    else
        json_add_null(writer, key);
}

void json_add_members(struct json_writer *writer, const char *members)
{
    add_word(writer, NULL, members, strlen(members));
}

/* The shortest of 15 to 17 digits that reads back as the same double, and visibly no integer. */
static void add_real_exactly(struct json_writer *writer, const char *key, double value)
{
    if (!isfinite(value)) {
        json_add_null(writer, key);
        return;
    }
    char text[40];
    for (int digits = 15; digits <= 17; digits++) {
        snprintf(text, sizeof(text) - 2, "%.*g", digits, value);
        if (strtod(text, NULL) == value)
            break;
    }
    if (!strpbrk(text, ".e"))
        memcpy(text + strlen(text), ".0", sizeof(".0"));
    add_word(writer, key, text, strlen(text));
}

/* A key from outside, which may need escapes. What follows is its value, before which no comma stands. */
static void add_read_key(struct json_writer *writer, const char *key)
{
    json_put_text(writer, NULL, 0, key, strlen(key));
    buffer_add(writer->out, ":", 1);
}

/* One value; of an array or object only its opening bracket. */
static void add_head(struct json_writer *writer, const char *key, const struct json *value)
{
    switch (value->type) {
    case JSON_NULL:
        json_add_null(writer, key);
        break;
    case JSON_BOOL:
        json_add_bool(writer, key, value->boolean);
        break;
    case JSON_INTEGER:
        json_add_integer(writer, key, value->integer);
        break;
    case JSON_REAL:
        add_real_exactly(writer, key, value->real);
        break;
    case JSON_TEXT:
        json_add_text_sized(writer, key, value->text.bytes, value->text.size);
        break;
    case JSON_ARRAY:
        json_open_array(writer, key);
        break;
    case JSON_OBJECT:
        json_open_object(writer, key);
        break;
    }
}

static bool is_container(const struct json *value)
{
    return value->type == JSON_ARRAY || value->type == JSON_OBJECT;
}

void json_add_value(struct json_writer *writer, const char *key, const struct json *value)
{
    if (!value) {
        json_add_null(writer, key);
        return;
    }
    struct { const struct json *container; size_t next; } stack[JSON_WRITE_MAX_DEPTH];
    size_t open = 0;

    add_head(writer, key, value);
    const struct json *child = value;
    for (;;) {
        if (child && is_container(child)) { /* the writer has asserted that there is room */
            stack[open].container = child;
            stack[open++].next = 0;
        }
        if (open == 0)
            break;
        const struct json *container = stack[open - 1].container;
        size_t next = stack[open - 1].next++;
        child = NULL;
        if (container->type == JSON_ARRAY && next < container->array.count) {
            child = &container->array.items[next];
            add_head(writer, NULL, child);
        } else if (container->type == JSON_OBJECT && next < container->object.count) {
            child = &container->object.members[next].value;
            add_read_key(writer, container->object.members[next].key);
            add_head(writer, NULL, child);
        } else {
            close_level(writer, container->type == JSON_ARRAY ? ']' : '}');
            open--;
        }
    }
}
