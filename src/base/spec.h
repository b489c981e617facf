/* Request and reply shapes as tables: one table checks a request, reads it into a struct, documents it in OpenAPI and (for
 * replies) is what the API tests check every answer against. A list of fields ends with a field whose name is NULL: { 0 }. Pure. */
#ifndef TONGBAN_BASE_SPEC_H
#define TONGBAN_BASE_SPEC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/json.h"
#include "base/result.h"

enum field_type {
    FIELD_TEXT,    /* min..max code points, at least 1 unless FIELD_EMPTY_OK; clean UTF-8 (text_is_clean_utf8) */
    FIELD_INTEGER, /* min..max; 1.0 is no integer */
    FIELD_NUMBER,  /* min..max; integers too */
    FIELD_BOOL,
    FIELD_DATE,    /* YYYY-MM-DD, a day that exists, 1800 to 2200 */
    FIELD_TIME,    /* RFC 3339 with offset or Z: 2026-11-21T09:00:00+08:00 */
    FIELD_OBJECT,  /* of `fields`; unknown members are refused */
    FIELD_LIST,    /* of `fields[0]` (its name is "item"), min..max items */
    FIELD_MAP,     /* object with free keys (1..64 code points) and values text (<= 4000 code points), number, bool or
                      null; min..max members */
    FIELD_VARIANT, /* text, one of `choices`, that decides which other members its object has: those of the object of its
                      value among `fields` (no such object, or one without fields: none). At most one in an object */
    FIELD_ANY,     /* any JSON (replies only: JsonLogic, GeoJSON) */
};

enum field_flag {
    FIELD_REQUIRED = 1,
    FIELD_NULLABLE = 2,  /* null allowed (replies: may be null) */
    FIELD_SECRET = 4,    /* never echoed in problems or logs */
    FIELD_EMPTY_OK = 8,  /* text may be ""; spec_read reads it as absent */
    FIELD_SAYS = 16,     /* text is written for somebody to read: text_says_something */
    FIELD_ASKED = 32,    /* required, by rules with a sentence of their own: documented as required, not checked here */
    FIELD_RULED = 64,    /* likewise the limits of a number; here no more than RULED_MAX either way */
};

/* What a value becomes in a struct; nothing, when the field is not read. It follows from the type of the member: see AT. */
enum field_as {
    AS_NOTHING, AS_TEXT, AS_INTEGER, AS_INTEGER_IF_GIVEN, AS_CHOICE, AS_BOOL, AS_ANSWER, AS_JSON, AS_OBJECT, AS_LIST
};

/* Written as { "born", FIELD_DATE, .flags = FIELD_REQUIRED }: what is named at least once need not be whole. */
struct field {
    const char *name;
    enum field_type type;
    unsigned flags;
    int64_t min, max;               /* max 0 = the type's default: text 200, list 100, map 100; numbers: only min holds,
                                       and nothing when min is 0 too */
    const char *const *choices;     /* NULL-terminated, texts only */
    const struct field *fields;     /* of an object, list or variant */
    const char *description;        /* English, for OpenAPI */
    int64_t otherwise;              /* integer, choice (by number), bool: what is read when it is left away or null */
    uint8_t as;                     /* enum field_as: see AT */
    uint16_t offset, size;          /* of the member in its struct; of an object or of an item */
};

/* Of a bool that may be left away. */
enum yes_or_no { ANSWER_UNKNOWN, ANSWER_NO, ANSWER_YES };

/* Where spec_read puts the value of a field: a member of the struct of its object.
 *   const char *         text, date, time; NULL when it is absent or ""
 *   int64_t              integer
 *   const int64_t *      integer; NULL when it is absent
 *   int                  text with choices: the number of the choice; say what is read otherwise (-1, or the usual one)
 *   bool                 bool
 *   enum yes_or_no       bool; ANSWER_UNKNOWN when it is absent
 *   const struct json *  anything, as it came: maps; NULL when it is absent
 * The inputs of a variant are members of the same struct as the variant itself. */
#define AT(of, member) .offset = offsetof(struct of, member), .as = _Generic(((struct of *)0)->member, \
    const char *: AS_TEXT, int64_t: AS_INTEGER, const int64_t *: AS_INTEGER_IF_GIVEN, int: AS_CHOICE, bool: AS_BOOL, \
    enum yes_or_no: AS_ANSWER, const struct json *: AS_JSON)
/* An object, to a pointer to its struct: NULL when it is absent. */
#define OBJECT_AT(of, member) \
    .offset = offsetof(struct of, member), .as = AS_OBJECT, .size = sizeof(*((struct of *)0)->member)
/* How every list stands in its struct. */
struct spec_list { const void *items; size_t count; };
/* A list of objects, to { const struct item *items; size_t count; }. */
#define LIST_AT(of, member) \
    .offset = offsetof(struct of, member), .as = AS_LIST, \
    .size = sizeof(((struct of *)0)->member.items[0]) * SPEC_IS_LIST(struct of, member)
#define SPEC_IS_LIST(of, member) \
    (sizeof(char[sizeof(((of *)0)->member) == sizeof(struct spec_list) && \
                 offsetof(of, member.items) == offsetof(of, member) && \
                 offsetof(of, member.count) == offsetof(of, member) + offsetof(struct spec_list, count) ? 1 : -1]) * \
     _Generic(((of *)0)->member.count, size_t: 1))

/* The item of a list of objects. */
#define ITEMS(of) ((const struct field[]){{"item", FIELD_OBJECT, .fields = of}, {0}})

#define RULED_MAX 1000000

/* Limits of FIELD_MAP: characters of a name and of a text. */
#define SPEC_NAME_MAX 64
#define SPEC_MAP_TEXT_MAX 4000

/* The field of this name; NULL: none (also of no fields, or for no name). */
const struct field *spec_find(const struct field *fields, const char *name);
/* The limits that hold for a field, its type's defaults put in. */
void spec_field_limits(const struct field *field, int64_t *ret_min, int64_t *ret_max);

struct field_error {
    const char *field; /* path such as applicant.id_number or materials.2.copies; "" for the whole document */
    const char *code;  /* stable: see SPEC_CODES, and the codes of the rooms */
    const char *zh, *en;
};

/* The well-known codes with their standard sentences, for a person. */
#define SPEC_CODES(X)                                                                                              \
    X("required", "请填写此项。", "This must be filled in.")                                                       \
    X("type", "内容的类型不对。", "This is not of the expected type.")                                             \
    X("too_short", "内容太短。", "This is too short.")                                                             \
    X("too_long", "内容太长。", "This is too long.")                                                               \
    X("says_nothing", "请用文字写明，不能只有空格或符号。", "Say it in words; blanks and signs alone say nothing.")     \
    X("out_of_range", "数值超出范围。", "This number is out of range.")                                            \
    X("not_a_choice", "不是可选的内容。", "This is not one of the choices.")                                       \
    X("not_a_date", "不是有效的日期，应如 2026-11-21。", "This is not a date that exists, such as 2026-11-21.")    \
    X("not_a_time", "不是有效的时间，应如 2026-11-21T09:00:00+08:00。",                                            \
      "This is not a time such as 2026-11-21T09:00:00+08:00.")                                                     \
    X("unknown_field", "没有这一项。", "There is no such field.")                                                  \
    X("too_few", "项数太少。", "These are too few.")                                                               \
    X("too_many", "项数太多。", "These are too many.")                                                             \
    X("bad_name", "名称应为 1 到 64 个字，且不含控制字符。",                                                       \
      "A name has 1 to 64 characters, none of them a control character.")                                          \
    X("encoding", "含有不能使用的字符。", "This holds characters that cannot be used.")                            \
    X("not_found", "找不到此项。", "This does not exist.")                                                         \
    X("json_syntax", "请求的内容不是有效的 JSON。", "The request is not valid JSON.")                              \
    X("json_depth", "请求的内容层数太多。", "The request has too many levels.")                                    \
    X("json_duplicate_key", "请求的内容有重复的名称。", "The request has the same name twice in one object.")      \
    X("json_encoding", "请求的内容含有不能使用的字符。", "The request holds characters that cannot be used.")      \
    X("json_size", "请求的内容太大。", "The request is too large.")

/* Errors gathered in an arena, all at once; at most FIELD_ERRORS_MAX are kept. */
#define FIELD_ERRORS_MAX 50
struct field_errors {
    struct arena *arena;
    struct field_error items[FIELD_ERRORS_MAX];
    size_t count;
};

/* Adds one; texts are copied into the arena (an error is counted even when there is no room for its words). */
void field_error_add(struct field_errors *errors, const char *field, const char *code, const char *zh, const char *en);
/* The same with the standard sentences of a well-known code; any other code gets a general one. */
void field_error_add_code(struct field_errors *errors, const char *field, const char *code);

/* Member `errors`: [{field, code, zh, en}], and the shape of one. */
struct json_writer;
void field_errors_write(struct json_writer *writer, const struct field_errors *errors);
extern const struct field field_error_fields[];

/* Checks a whole document (an object) against its fields: everything that is wrong is added at once. null or "" where
 * a value is required is `required`. No value is ever repeated in an error. True when nothing was added. */
bool spec_check(const struct json *value, const struct field *fields, struct field_errors *errors);

/* Reads an object into the struct of its fields, which is zero. What spec_check let through is read whole;
 * of any other what fits: a value of another type counts as absent, a member without a field is passed over, and an item of
 * a list that is no object is one of which only the first member was given. Texts stay where the document has them, structs
 * of objects and items are made in the arena. False: there was no room. */
bool spec_read(struct arena *arena, const struct json *value, const struct field *fields, void *ret_struct);
/* The same of what was kept. RESULT_CORRUPT when it is no object, or a word is none of the choices: a newer program wrote
 * it, and to write it again would lose that. Members of former versions are passed over. RESULT_NO_MEMORY. */
enum result spec_read_kept(struct arena *arena, const struct json *value, const struct field *fields, void *ret_struct);
/* Writes an object that spec_read makes the same struct of: whatever is as reading takes it for granted is left away, and an item of a
 * list with nothing but its first member, a text, is that text. Without a variant. */
void spec_write(struct json_writer *writer, const char *key, const struct field *fields, const void *from);
/* Has every field its place in a struct of this size, of a type that it can be? For assertions: a fault here is one of the table. */
bool spec_is_readable(const struct field *fields, size_t size);

/* Writes the JSON schema (2020-12) of an object of these fields. */
void spec_write_schema(struct json_writer *writer, const char *key, const struct field *fields);

#endif
