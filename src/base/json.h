/* A read JSON document: an immutable tree in an arena. Object members keep their order; keys are unique.
 * This header is pure; json_read.c builds such trees. */
#ifndef TONGBAN_BASE_JSON_H
#define TONGBAN_BASE_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/result.h"

struct arena;

enum json_type { JSON_NULL, JSON_BOOL, JSON_INTEGER, JSON_REAL, JSON_TEXT, JSON_ARRAY, JSON_OBJECT };

struct json {
    enum json_type type;
    union {
        bool boolean;
        int64_t integer;
        double real;
        struct { const char *bytes; size_t size; } text; /* NUL-terminated, no NUL inside */
        struct { const struct json *items; size_t count; } array;
        struct { const struct json_member *members; size_t count; } object;
    };
};

struct json_member {
    const char *key;
    struct json value;
};

/* Member of an object, or NULL (also when `object` is NULL or no object). */
const struct json *json_get(const struct json *object, const char *key);
/* Text of a member, or NULL when absent or no text. */
const char *json_get_text(const struct json *object, const char *key);
/* Integer of a member, or `otherwise`. */
int64_t json_get_integer(const struct json *object, const char *key, int64_t otherwise);
bool json_get_bool(const struct json *object, const char *key, bool otherwise);
/* Item of an array, or NULL. Count is 0 for anything that is no array. */
const struct json *json_at(const struct json *array, size_t index);
size_t json_count(const struct json *array);

/* Limits of a document from outside. */
#define JSON_MAX_DEPTH 32               /* arrays and objects inside each other */
#define JSON_MAX_SIZE (64 * 1024 * 1024) /* bytes; a request's own limit is far lower */

struct json_fault {
    const char *code; /* json_syntax, json_depth, json_duplicate_key, json_encoding, json_size */
    int line, column; /* from 1; 0 when it is about the whole document */
    char text[120];   /* English, for a person; holds nothing of the document but position */
};

/* Strict RFC 8259: no duplicate keys, valid UTF-8, in texts no NUL and no control character but \n \t \r
 * (escaped or not), numbers within int64 or double, depth <= JSON_MAX_DEPTH, nothing after the value.
 * A number with a point or an exponent is JSON_REAL, every other JSON_INTEGER. The tree lives in the arena.
 * RESULT_OK, RESULT_INVALID with *ret_fault filled, RESULT_NO_MEMORY. */
enum result json_read(struct arena *arena, const char *bytes, size_t size,
                      const struct json **ret_value, struct json_fault *ret_fault);
/* The same, and texts without escapes are not copied: each is closed by a NUL where it stands. The bytes must live as long as the tree. */
enum result json_read_in_place(struct arena *arena, char *bytes, size_t size,
                               const struct json **ret_value, struct json_fault *ret_fault);

#endif
