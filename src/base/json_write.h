/* Streaming JSON writer into a buffer. `key` is NULL inside arrays and at the top; it is a word of ours that needs no escape (keys
 * from outside are written by json_add_value, with what they stand before). A NULL text is written as null.
 * Texts are UTF-8 and escaped as RFC 8259 asks. What does not fit sets buffer.failed: look once, at the end.
 * Misuse (closing what is not open, more than JSON_WRITE_MAX_DEPTH levels) is a defect and asserts. Pure. */
#ifndef TONGBAN_BASE_JSON_WRITE_H
#define TONGBAN_BASE_JSON_WRITE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct buffer;
struct json;

/* A read document of JSON_MAX_DEPTH levels fits inside a reply of as many. */
#define JSON_WRITE_MAX_DEPTH 64

struct json_writer {
    struct buffer *out;
    int depth;
};

/* Several values may be written one after the other; a comma is put between members of one level only. */
void json_begin(struct json_writer *writer, struct buffer *out);
void json_open_object(struct json_writer *writer, const char *key);
void json_close_object(struct json_writer *writer);
void json_open_array(struct json_writer *writer, const char *key);
void json_close_array(struct json_writer *writer);
void json_add_text_sized(struct json_writer *writer, const char *key, const char *bytes, size_t size);
void json_add_integer(struct json_writer *writer, const char *key, int64_t value);
/* Rounded to 0..15 decimals; what is not finite is written as null. */
void json_add_real(struct json_writer *writer, const char *key, double value, int decimals);
/* `raw` is JSON already (from our own store). NULL writes null. */
void json_add_raw(struct json_writer *writer, const char *key, const char *raw);
/* Members of an object, already JSON and at least one ("a":1,"b":2): from our own snapshots. */
void json_add_members(struct json_writer *writer, const char *members);
/* Writes a read tree again, compact; NULL writes null. Reals come back as the same double. */
void json_add_value(struct json_writer *writer, const char *key, const struct json *value);

/* What is written most, where it is written: the length of a key is known when the program is built. */
void json_put_text(struct json_writer *writer, const char *key, size_t key_size, const char *bytes, size_t size);
void json_put_word(struct json_writer *writer, const char *key, size_t key_size, const char *word, size_t size);
static inline void json_add_null(struct json_writer *writer, const char *key)
{
    json_put_word(writer, key, key ? strlen(key) : 0, "null", 4);
}
static inline void json_add_bool(struct json_writer *writer, const char *key, bool value)
{
    json_put_word(writer, key, key ? strlen(key) : 0, value ? "true" : "false", value ? 4 : 5);
}
static inline void json_add_text(struct json_writer *writer, const char *key, const char *text)
{
    if (text)
        json_put_text(writer, key, key ? strlen(key) : 0, text, strlen(text));
    else
        json_add_null(writer, key);
}

#endif
