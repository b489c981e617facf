/* Request and reply shapes as tables: one table checks a request, documents it in OpenAPI and (for replies)
 * is what the API tests check every answer against. A list of fields ends with a field whose name is NULL. Pure. */
#ifndef TONGBAN_BASE_SPEC_H
#define TONGBAN_BASE_SPEC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/json.h"

enum field_type {
    FIELD_TEXT,    /* min..max code points */
    FIELD_INTEGER, /* min..max */
    FIELD_NUMBER,
    FIELD_BOOL,
    FIELD_DATE,    /* YYYY-MM-DD, a day that exists */
    FIELD_TIME,    /* RFC 3339 with offset */
    FIELD_OBJECT,  /* of `fields`; unknown members are refused */
    FIELD_LIST,    /* of `fields[0]` (its name is "item"), min..max items */
    FIELD_MAP,     /* object with free keys (<= 64 code points) and values text, integer, number, bool or null; max members */
    FIELD_ANY,     /* any JSON (replies only: JsonLogic, GeoJSON) */
};

enum field_flag {
    FIELD_REQUIRED = 1,
    FIELD_NULLABLE = 2,  /* null allowed (replies: may be null) */
    FIELD_SECRET = 4,    /* never echoed in problems or logs */
    FIELD_EMPTY_OK = 8,  /* text may be "" (treated as absent by handlers) */
};

struct field {
    const char *name;
    enum field_type type;
    unsigned flags;
    int64_t min, max;               /* max 0 = the type's default: text 200, list 100, map 100, integer unbounded */
    const char *const *choices;     /* NULL-terminated, texts only */
    const struct field *fields;
    const char *description;        /* English, for OpenAPI */
};

struct field_error {
    const char *field; /* path such as applicant.id_number or materials.2.copies */
    const char *code;  /* stable: required, type, too_short, too_long, out_of_range, not_a_choice, not_a_date, unknown_field, too_many, encoding … */
    const char *zh, *en;
};

/* Errors gathered in an arena, all at once; at most FIELD_ERRORS_MAX are kept. */
#define FIELD_ERRORS_MAX 50
struct field_errors {
    struct arena *arena;
    struct field_error items[FIELD_ERRORS_MAX];
    size_t count;
};

/* Adds one; texts are copied into the arena. */
void field_error_add(struct field_errors *errors, const char *field, const char *code, const char *zh, const char *en);
/* The same with the standard sentences of a well-known code (required, type, …). */
void field_error_add_code(struct field_errors *errors, const char *field, const char *code);

/* Checks a whole document (an object) against its fields. True when nothing was added to `errors`. */
bool spec_check(const struct json *value, const struct field *fields, struct field_errors *errors);

/* Writes the JSON schema (2020-12) of an object of these fields. */
struct json_writer;
void spec_write_schema(struct json_writer *writer, const char *key, const struct field *fields);

#endif
