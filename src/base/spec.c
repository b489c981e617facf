#include "base/spec.h"

#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"

enum {
    TEXT_MAX = 200,
    LIST_MAX = 100,
    PATH_MAX_BYTES = 512,
    PATH_MAX_DEPTH = JSON_MAX_DEPTH + 1,
};

/* Where we are in the document: a chain on the stack, made a text only when something is wrong there. */
struct place {
    const struct place *outer; /* NULL for the document itself */
    const char *name;          /* NULL inside a list */
    size_t index;
    struct field_errors *errors;
};

static struct place place_in(const struct place *outer, const char *name, size_t index)
{
    return (struct place){ .outer = outer, .name = name, .index = index, .errors = outer->errors };
}

static void format_place(const struct place *place, char path[PATH_MAX_BYTES])
{
    const struct place *chain[PATH_MAX_DEPTH];
    size_t depth = 0;
    for (; place->outer && depth < PATH_MAX_DEPTH; place = place->outer)
        chain[depth++] = place;
    size_t size = 0;
    path[0] = '\0';
    while (depth > 0 && size < PATH_MAX_BYTES - 1) {
        const struct place *step = chain[--depth];
        char number[24];
        snprintf(number, sizeof(number), "%zu", step->index);
        if (size > 0)
            path[size++] = '.';
        text_copy(path + size, PATH_MAX_BYTES - size, step->name ? step->name : number);
        size += strlen(path + size);
    }
}

static void fail(const struct place *place, const char *code)
{
    char path[PATH_MAX_BYTES];
    format_place(place, path);
    field_error_add_code(place->errors, path, code);
}

static void fail_with(const struct place *place, const char *code, const char *zh, const char *en)
{
    char path[PATH_MAX_BYTES];
    format_place(place, path);
    field_error_add(place->errors, path, code, zh, en);
}

/* %lld in both sentences stands for the limit. */
#define FAIL_WITH_LIMIT(place, code, zh, en, limit)                            \
    do {                                                                       \
        char zh_text[160], en_text[160];                                       \
        snprintf(zh_text, sizeof(zh_text), zh, (long long)(limit));            \
        snprintf(en_text, sizeof(en_text), en, (long long)(limit));            \
        fail_with(place, code, zh_text, en_text);                              \
    } while (0)

void spec_field_limits(const struct field *field, int64_t *ret_min, int64_t *ret_max)
{
    int64_t min = field->min, max = field->max;
    switch (field->type) {
    case FIELD_TEXT:
    case FIELD_VARIANT:
        if (field->flags & FIELD_EMPTY_OK)
            min = 0;
        else if (min < 1)
            min = 1;
        max = max ? max : TEXT_MAX;
        break;
    case FIELD_INTEGER:
    case FIELD_NUMBER:
        if (max == 0) {
            max = INT64_MAX;
            min = min ? min : INT64_MIN;
        }
        break;
    case FIELD_LIST:
    case FIELD_MAP:
        max = max ? max : LIST_MAX;
        break;
    default:
        break;
    }
    *ret_min = min;
    *ret_max = max;
}

const struct field *spec_find(const struct field *fields, const char *name)
{
    for (; fields && fields->name && name; fields++)
        if (strcmp(fields->name, name) == 0)
            return fields;
    return NULL;
}

static int two_digits(const char *text)
{
    return (text[0] - '0') * 10 + text[1] - '0';
}

/* Does the text begin as the pattern says, 0 standing for any digit? */
static bool begins_like(const char *text, const char *pattern)
{
    for (; *pattern; text++, pattern++) {
        bool fits = *pattern == '0' ? *text >= '0' && *text <= '9' : *text == *pattern;
        if (!fits)
            return false;
    }
    return true;
}

static bool begins_with_day(const char *text)
{
    static const int days[] = { 0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    if (!begins_like(text, "0000-00-00"))
        return false;
    int year = two_digits(text) * 100 + two_digits(text + 2);
    int month = two_digits(text + 5);
    int day = two_digits(text + 8);
    if (year < 1800 || year > 2200 || month < 1 || month > 12 || day < 1 || day > days[month])
        return false;
    bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return month != 2 || day < 29 || leap;
}

static bool is_date(const char *text)
{
    return begins_with_day(text) && !text[10];
}

static bool is_time(const char *text)
{
    if (!begins_with_day(text) || !begins_like(text + 10, "T00:00:00"))
        return false;
    if (two_digits(text + 11) > 23 || two_digits(text + 14) > 59 || two_digits(text + 17) > 59)
        return false;
    const char *at = text + 19;
    if (*at == '.') {
        size_t digits = strspn(at + 1, "0123456789");
        if (digits < 1 || digits > 9)
            return false;
        at += 1 + digits;
    }
    if (*at == 'Z')
        return !at[1];
    if (!begins_like(at, "+00:00") && !begins_like(at, "-00:00"))
        return false;
    return two_digits(at + 1) <= 23 && two_digits(at + 4) <= 59 && !at[6];
}

static bool type_fits(enum field_type type, enum json_type given)
{
    switch (type) {
    case FIELD_TEXT:
    case FIELD_DATE:
    case FIELD_TIME:
    case FIELD_VARIANT:
        return given == JSON_TEXT;
    case FIELD_INTEGER:
        return given == JSON_INTEGER;
    case FIELD_NUMBER:
        return given == JSON_INTEGER || given == JSON_REAL;
    case FIELD_BOOL:
        return given == JSON_BOOL;
    case FIELD_OBJECT:
    case FIELD_MAP:
        return given == JSON_OBJECT;
    case FIELD_LIST:
        return given == JSON_ARRAY;
    case FIELD_ANY:
        return true;
    }
    return false;
}

static void fail_type(const struct place *place, enum field_type type)
{
    static const struct { const char *zh, *en; } sentences[] = {
        [FIELD_TEXT] = { "应为文字。", "This must be text." },
        [FIELD_INTEGER] = { "应为整数。", "This must be a whole number." },
        [FIELD_NUMBER] = { "应为数字。", "This must be a number." },
        [FIELD_BOOL] = { "应为是或否。", "This must be true or false." },
        [FIELD_DATE] = { "应为日期，如 2026-11-21。", "This must be a date such as 2026-11-21." },
        [FIELD_TIME] = { "应为时间，如 2026-11-21T09:00:00+08:00。",
                         "This must be a time such as 2026-11-21T09:00:00+08:00." },
        [FIELD_OBJECT] = { "应为对象。", "This must be an object." },
        [FIELD_LIST] = { "应为列表。", "This must be a list." },
        [FIELD_MAP] = { "应为对象。", "This must be an object." },
        [FIELD_VARIANT] = { "应为文字。", "This must be text." },
        [FIELD_ANY] = { "", "" },
    };
    fail_with(place, "type", sentences[type].zh, sentences[type].en);
}

static void check_text(const struct place *place, const struct field *field, const struct json *value)
{
    int64_t min, max;
    spec_field_limits(field, &min, &max);
    const char *text = value->text.bytes;
    if (value->text.size == 0) {
        if (min > 0)
            fail(place, field->flags & FIELD_REQUIRED ? "required" : "too_short");
        return;
    }
    if (!text_is_clean_utf8(text, value->text.size)) {
        fail(place, "encoding");
        return;
    }
    int64_t length = (int64_t)text_count_characters(text);
    if (length < field->min)
        FAIL_WITH_LIMIT(place, "too_short", "至少 %lld 个字。", "At least %lld characters.", field->min);
    else if (length > max)
        FAIL_WITH_LIMIT(place, "too_long", "至多 %lld 个字。", "At most %lld characters.", max);
    else if (field->choices && !text_in_list(text, field->choices))
        fail(place, "not_a_choice");
    else if ((field->flags & FIELD_SAYS) && !text_says_something(text))
        fail(place, "says_nothing");
}

static void check_number(const struct place *place, const struct field *field, const struct json *value)
{
    int64_t min, max;
    spec_field_limits(field, &min, &max);
    if (field->flags & FIELD_RULED) {
        min = -RULED_MAX;
        max = RULED_MAX;
    }
    bool below = value->type == JSON_INTEGER ? value->integer < min : value->real < (double)min;
    bool above = value->type == JSON_INTEGER ? value->integer > max : value->real > (double)max;
    if (below)
        FAIL_WITH_LIMIT(place, "out_of_range", "不能小于 %lld。", "This must not be less than %lld.", min);
    else if (above)
        FAIL_WITH_LIMIT(place, "out_of_range", "不能大于 %lld。", "This must not be more than %lld.", max);
}

/* Of a list or map. False when there are too many, so that they need not be looked at. */
static bool check_count(const struct place *place, const struct field *field, size_t count)
{
    int64_t min, max;
    spec_field_limits(field, &min, &max);
    if ((int64_t)count < min) {
        FAIL_WITH_LIMIT(place, "too_few", "至少 %lld 项。", "At least %lld.", min);
    } else if ((int64_t)count > max) {
        FAIL_WITH_LIMIT(place, "too_many", "至多 %lld 项。", "At most %lld.", max);
        return false;
    }
    return true;
}

static bool is_good_name(const char *name)
{
    size_t size = strlen(name);
    return size > 0 && size <= 4 * (size_t)SPEC_NAME_MAX && text_count_characters(name) <= SPEC_NAME_MAX &&
           text_is_clean_utf8(name, size) && !strpbrk(name, "\n\t");
}

/* The first characters of a name that was not asked for: enough to find it. */
static void fail_name(const struct place *outer, const char *name, const char *code)
{
    char shown[SPEC_NAME_MAX + 1];
    text_copy(shown, sizeof(shown), name);
    struct place place = place_in(outer, shown, 0);
    fail(&place, code);
}

static void check_map(const struct place *place, const struct field *field, const struct json *value)
{
    static const struct field free_text = { .type = FIELD_TEXT, .flags = FIELD_EMPTY_OK, .max = SPEC_MAP_TEXT_MAX };
    if (!check_count(place, field, value->object.count))
        return;
    for (size_t i = 0; i < value->object.count; i++) {
        const struct json_member *member = &value->object.members[i];
        if (!is_good_name(member->key)) {
            fail_name(place, member->key, "bad_name");
            continue;
        }
        struct place inner = place_in(place, member->key, 0);
        if (member->value.type == JSON_TEXT)
            check_text(&inner, &free_text, &member->value);
        else if (member->value.type == JSON_ARRAY || member->value.type == JSON_OBJECT)
            fail_with(&inner, "type", "应为文字、数字或是否。", "This must be text, a number, true or false.");
    }
}

static void check_object(const struct place *place, const struct field *fields, const struct json *object);

/* Goes as deep as the table of fields does, which the program itself has written. */
static void check_value(const struct place *place, const struct field *field, const struct json *value)
{
    if (value->type == JSON_NULL && field->type != FIELD_ANY) {
        if (field->flags & FIELD_NULLABLE)
            return;
        if (field->flags & FIELD_REQUIRED) {
            fail(place, "required");
            return;
        }
    }
    if (!type_fits(field->type, value->type)) {
        fail_type(place, field->type);
        return;
    }
    switch (field->type) {
    case FIELD_TEXT:
    case FIELD_VARIANT:
        check_text(place, field, value);
        break;
    case FIELD_INTEGER:
    case FIELD_NUMBER:
        check_number(place, field, value);
        break;
    case FIELD_DATE:
        if (!is_date(value->text.bytes))
            fail(place, "not_a_date");
        break;
    case FIELD_TIME:
        if (!is_time(value->text.bytes))
            fail(place, "not_a_time");
        break;
    case FIELD_OBJECT:
        check_object(place, field->fields, value);
        break;
    case FIELD_LIST:
        if (!check_count(place, field, value->array.count))
            break;
        for (size_t i = 0; i < value->array.count; i++) {
            struct place inner = place_in(place, NULL, i);
            check_value(&inner, &field->fields[0], &value->array.items[i]);
        }
        break;
    case FIELD_MAP:
        check_map(place, field, value);
        break;
    case FIELD_BOOL:
    case FIELD_ANY:
        break;
    }
}

static void check_members(const struct place *place, const struct field *fields, const struct json *object)
{
    for (const struct field *field = fields; field->name; field++) {
        struct place inner = place_in(place, field->name, 0);
        const struct json *value = json_get(object, field->name);
        if (value)
            check_value(&inner, field, value);
        else if (field->flags & FIELD_REQUIRED)
            fail(&inner, "required");
    }
}

/* In one of the variants, when it is not known which of them was meant. */
static bool is_in_some(const struct field *variants, const char *name)
{
    for (; variants && variants->name; variants++) {
        if (spec_find(variants->fields, name))
            return true;
    }
    return false;
}

/* `more` beside the fields: of a variant, or NULL. `variants`: all of them, when none was found. */
static void refuse_unknown(const struct place *place, const struct field *fields, const struct field *more,
                           const struct field *variants, const struct json *object)
{
    for (size_t i = 0; i < object->object.count && place->errors->count < FIELD_ERRORS_MAX; i++) {
        const char *name = object->object.members[i].key;
        if (!spec_find(fields, name) && !spec_find(more, name) && !is_in_some(variants, name))
            fail_name(place, name, "unknown_field");
    }
}

static void check_object(const struct place *place, const struct field *fields, const struct json *object)
{
    const struct field *variant = NULL;
    for (const struct field *field = fields; field->name; field++) {
        if (field->type == FIELD_VARIANT)
            variant = field;
    }
    const struct field *found = variant ? spec_find(variant->fields, json_get_text(object, variant->name)) : NULL;
    const struct field *more = found ? found->fields : NULL;
    check_members(place, fields, object);
    if (more)
        check_members(place, more, object);
    refuse_unknown(place, fields, more, variant && !found ? variant->fields : NULL, object);
}

bool spec_check(const struct json *value, const struct field *fields, struct field_errors *errors)
{
    size_t before = errors->count;
    struct place document = { .errors = errors };
    if (value->type == JSON_OBJECT)
        check_object(&document, fields, value);
    else
        fail_type(&document, FIELD_OBJECT);
    return errors->count == before && before < FIELD_ERRORS_MAX;
}
