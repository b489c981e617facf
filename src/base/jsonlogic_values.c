/* Values as JavaScript sees them: numbers, texts, equality and order (ECMA-262, type conversion). */
#include "base/jsonlogic_values.h"

#include <math.h>

#include "base/arena.h"
#include "base/jsonlogic.h"

enum { NUMBER_TEXT_SIZE = 80, DIGITS_SIZE = 32, NESTING_MAX = JSON_MAX_DEPTH, SAFE_INTEGER_BITS = 53 };

const struct json *logic_fail(struct evaluation *run, enum result result)
{
    if (run->result == RESULT_OK)
        run->result = result;
    return NULL;
}

bool logic_spend(struct evaluation *run, size_t steps)
{
    if (run->result != RESULT_OK)
        return false;
    if (steps > (size_t)run->steps_left) {
        logic_fail(run, RESULT_INVALID);
        return false;
    }
    run->steps_left -= (long)steps;
    return true;
}

const struct json *logic_make_bool(bool value)
{
    static const struct json yes = { .type = JSON_BOOL, .boolean = true };
    static const struct json no = { .type = JSON_BOOL, .boolean = false };
    return value ? &yes : &no;
}

const struct json *logic_make_null(void)
{
    static const struct json null = { .type = JSON_NULL };
    return &null;
}

static struct json *make_value(struct evaluation *run)
{
    struct json *value = arena_alloc(run->arena, sizeof(*value));
    if (!value)
        logic_fail(run, RESULT_NO_MEMORY);
    return value;
}

const struct json *logic_make_number(struct evaluation *run, double number)
{
    struct json *value = make_value(run);
    if (!value)
        return NULL;
    const double safe = (double)(INT64_C(1) << SAFE_INTEGER_BITS);
    if (fabs(number) <= safe && trunc(number) == number)
        *value = (struct json){ .type = JSON_INTEGER, .integer = (int64_t)number };
    else
        *value = (struct json){ .type = JSON_REAL, .real = number };
    return value;
}

const struct json *logic_make_text(struct evaluation *run, const char *bytes, size_t size)
{
    struct json *value = make_value(run);
    char *copy = value && logic_spend(run, size / 16 + 1) ? arena_copy_bytes(run->arena, bytes, size) : NULL;
    if (!copy)
        return logic_fail(run, RESULT_NO_MEMORY);
    *value = (struct json){ .type = JSON_TEXT, .text = { copy, size } };
    return value;
}

struct json *logic_make_items(struct evaluation *run, size_t count)
{
    struct json *items = logic_spend(run, count + 1) ? arena_array(run->arena, count, sizeof(*items)) : NULL;
    if (!items)
        logic_fail(run, RESULT_NO_MEMORY);
    return items;
}

const struct json *logic_make_array(struct evaluation *run, const struct json *items, size_t count)
{
    struct json *value = make_value(run);
    if (!value)
        return NULL;
    *value = (struct json){ .type = JSON_ARRAY, .array = { items, count } };
    return value;
}

bool logic_is_number(const struct json *value)
{
    return value && (value->type == JSON_INTEGER || value->type == JSON_REAL);
}

static double number_of(const struct json *value)
{
    return value->type == JSON_INTEGER ? (double)value->integer : value->real;
}

bool jsonlogic_truthy(const struct json *value)
{
    if (!value)
        return false;
    switch (value->type) {
    case JSON_NULL:
        return false;
    case JSON_BOOL:
        return value->boolean;
    case JSON_INTEGER:
        return value->integer != 0;
    case JSON_REAL:
        return value->real < 0 || value->real > 0;
    case JSON_TEXT:
        return value->text.size > 0;
    case JSON_ARRAY:
        return value->array.count > 0;
    case JSON_OBJECT:
        return true;
    }
    return false;
}

/* Digits, point and exponent at the start of the text; 0 when there is no number. No hex, no "nan". */
static size_t decimal_size(const char *text)
{
    size_t at = text[0] == '+' || text[0] == '-';
    size_t whole = strspn(text + at, "0123456789"), fraction = 0;
    at += whole;
    if (text[at] == '.') {
        fraction = strspn(text + at + 1, "0123456789");
        at += fraction + (whole + fraction > 0);
    }
    if (whole + fraction == 0)
        return 0;
    if (text[at] == 'e' || text[at] == 'E') {
        size_t sign = text[at + 1] == '+' || text[at + 1] == '-';
        size_t digits = strspn(text + at + 1 + sign, "0123456789");
        at += digits > 0 ? 1 + sign + digits : 0;
    }
    return at;
}

/* The number the text begins with after white space; *ret_rest is what follows it. */
static double read_number(const char *text, const char **ret_rest)
{
    text += strspn(text, " \t\n\r\v\f");
    size_t sign = text[0] == '+' || text[0] == '-';
    if (strncmp(text + sign, "Infinity", 8) == 0) {
        *ret_rest = text + sign + 8;
        return text[0] == '-' ? -INFINITY : INFINITY;
    }
    size_t size = decimal_size(text);
    *ret_rest = text + size;
    return size > 0 ? strtod(text, NULL) : NAN;
}

static double text_to_number(const char *text)
{
    if (text[strspn(text, " \t\n\r\v\f")] == '\0')
        return 0;
    const char *rest;
    double number = read_number(text, &rest);
    return rest[strspn(rest, " \t\n\r\v\f")] == '\0' ? number : NAN;
}

double logic_to_number(struct evaluation *run, const struct json *value)
{
    if (!value)
        return NAN;
    size_t size;
    const char *text;
    switch (value->type) {
    case JSON_NULL:
        return 0;
    case JSON_BOOL:
        return value->boolean;
    case JSON_INTEGER:
    case JSON_REAL:
        return number_of(value);
    case JSON_TEXT:
        return text_to_number(value->text.bytes);
    case JSON_ARRAY:
        text = logic_to_text(run, value, &size);
        return text ? text_to_number(text) : NAN;
    case JSON_OBJECT:
        break;
    }
    return NAN;
}

double logic_to_leading_number(struct evaluation *run, const struct json *value)
{
    if (logic_is_number(value))
        return number_of(value);
    size_t size;
    const char *text = logic_to_text(run, value, &size), *rest;
    return text ? read_number(text, &rest) : NAN;
}

/* Number::toString: the shortest digits that read back as the same number, plain from 1e-6 up to below 1e21. */
static void format_number(double number, char text[NUMBER_TEXT_SIZE])
{
    if (!isfinite(number)) {
        snprintf(text, NUMBER_TEXT_SIZE, "%s", isnan(number) ? "NaN" : number < 0 ? "-Infinity" : "Infinity");
        return;
    }
    char digits[DIGITS_SIZE];
    int precision = 0;
    do
        snprintf(digits, sizeof(digits), "%.*e", precision, number);
    while (strtod(digits, NULL) != number && precision++ < 17);
    char *mark = strchr(digits, 'e'); /* "-1.25e+03" */
    int exponent = (int)strtol(mark + 1, NULL, 10);
    *mark = '\0';
    if (number == 0) {
        snprintf(text, NUMBER_TEXT_SIZE, "0");
    } else if (exponent < -6 || exponent > 20) {
        snprintf(text, NUMBER_TEXT_SIZE, "%se%c%d", digits, exponent < 0 ? '-' : '+', abs(exponent));
    } else if (exponent < precision) {
        snprintf(text, NUMBER_TEXT_SIZE, "%.*f", precision - exponent, number);
    } else {
        char *point = strchr(digits, '.');
        snprintf(text, NUMBER_TEXT_SIZE, "%.*s%s%.*s", point ? (int)(point - digits) : DIGITS_SIZE, digits,
                 point ? point + 1 : "", exponent - precision, "00000000000000000000");
    }
}

/* A text that grows in the arena. */
struct growing {
    struct evaluation *run;
    char *bytes;
    size_t size, capacity;
};

static void grow(struct growing *text, const char *bytes, size_t size)
{
    if (!logic_spend(text->run, size / 16 + 1))
        return;
    if (text->size + size + 1 > text->capacity) {
        size_t capacity = 2 * (text->size + size) + 32;
        char *larger = arena_alloc(text->run->arena, capacity);
        if (!larger) {
            logic_fail(text->run, RESULT_NO_MEMORY);
            return;
        }
        if (text->size > 0)
            memcpy(larger, text->bytes, text->size);
        text->bytes = larger;
        text->capacity = capacity;
    }
    memcpy(text->bytes + text->size, bytes, size);
    text->size += size;
    text->bytes[text->size] = '\0';
}

/* Null and undefined are words, but nothing inside a join. Arrays are joined by commas; they nest at most
 * NESTING_MAX deep. */
static void grow_value(struct growing *text, const struct json *value, bool joining, int depth)
{
    char number[NUMBER_TEXT_SIZE];
    const char *word = NULL;
    if (depth > NESTING_MAX) {
        logic_fail(text->run, RESULT_INVALID);
        return;
    }
    if (!value || value->type == JSON_NULL) {
        word = joining ? "" : value ? "null" : "undefined";
    } else if (value->type == JSON_BOOL) {
        word = value->boolean ? "true" : "false";
    } else if (logic_is_number(value)) {
        format_number(number_of(value), number);
        word = number;
    } else if (value->type == JSON_OBJECT) {
        word = "[object Object]";
    } else if (value->type == JSON_TEXT) {
        grow(text, value->text.bytes, value->text.size);
    } else {
        grow(text, "", 0);
        for (size_t i = 0; i < value->array.count && text->run->result == RESULT_OK; i++) {
            if (i > 0)
                grow(text, ",", 1);
            grow_value(text, &value->array.items[i], true, depth + 1);
        }
    }
    if (word)
        grow(text, word, strlen(word));
}

const char *logic_to_text(struct evaluation *run, const struct json *value, size_t *ret_size)
{
    if (value && value->type == JSON_TEXT) {
        *ret_size = value->text.size;
        return run->result == RESULT_OK ? value->text.bytes : NULL;
    }
    struct growing text = { .run = run };
    grow_value(&text, value, false, 0);
    *ret_size = text.size;
    return run->result == RESULT_OK ? text.bytes : NULL;
}

const struct json *logic_concatenate(struct evaluation *run, const struct arguments *given)
{
    struct growing text = { .run = run };
    grow(&text, "", 0);
    for (size_t i = 0; i < given->count && run->result == RESULT_OK; i++)
        grow_value(&text, given->values[i], true, 0);
    struct json *value = make_value(run);
    if (run->result != RESULT_OK)
        return NULL;
    *value = (struct json){ .type = JSON_TEXT, .text = { text.bytes, text.size } };
    return value;
}

static bool same_text(const struct json *a, const struct json *b)
{
    return a->text.size == b->text.size && memcmp(a->text.bytes, b->text.bytes, a->text.size) == 0;
}

bool logic_equal_strictly(const struct json *a, const struct json *b)
{
    if (!a || !b)
        return a == b;
    if (logic_is_number(a) && logic_is_number(b))
        return number_of(a) == number_of(b);
    if (a->type != b->type)
        return false;
    switch (a->type) {
    case JSON_NULL:
        return true;
    case JSON_BOOL:
        return a->boolean == b->boolean;
    case JSON_TEXT:
        return same_text(a, b);
    case JSON_ARRAY: /* arrays and objects equal themselves only; a copied head has the same members */
        return a == b || (a->array.count > 0 && a->array.items == b->array.items);
    case JSON_OBJECT:
        return a == b || (a->object.count > 0 && a->object.members == b->object.members);
    default:
        return false;
    }
}

static bool is_structure(const struct json *value)
{
    return value->type == JSON_ARRAY || value->type == JSON_OBJECT;
}

bool logic_equal_loosely(struct evaluation *run, const struct json *a, const struct json *b)
{
    bool a_is_nothing = !a || a->type == JSON_NULL, b_is_nothing = !b || b->type == JSON_NULL;
    if (a_is_nothing || b_is_nothing)
        return a_is_nothing && b_is_nothing;
    if (a->type == b->type || (logic_is_number(a) && logic_is_number(b)))
        return logic_equal_strictly(a, b);
    if (is_structure(a) && is_structure(b))
        return false;
    if (a->type == JSON_TEXT && is_structure(b))
        return logic_equal_loosely(run, b, a);
    if (is_structure(a) && b->type == JSON_TEXT) {
        size_t size;
        const char *text = logic_to_text(run, a, &size);
        return text && size == b->text.size && memcmp(text, b->text.bytes, size) == 0;
    }
    if (a->type == JSON_OBJECT || b->type == JSON_OBJECT)
        return false;
    return logic_to_number(run, a) == logic_to_number(run, b);
}

int logic_compare(struct evaluation *run, const struct json *a, const struct json *b)
{
    bool a_is_text = a && (a->type == JSON_TEXT || is_structure(a));
    bool b_is_text = b && (b->type == JSON_TEXT || is_structure(b));
    if (a_is_text && b_is_text) {
        size_t a_size, b_size;
        const char *a_text = logic_to_text(run, a, &a_size), *b_text = logic_to_text(run, b, &b_size);
        if (!a_text || !b_text)
            return 2;
        int order = memcmp(a_text, b_text, a_size < b_size ? a_size : b_size);
        if (order == 0)
            order = (a_size > b_size) - (a_size < b_size);
        return (order > 0) - (order < 0);
    }
    double x = logic_to_number(run, a), y = logic_to_number(run, b);
    return isnan(x) || isnan(y) ? 2 : (x > y) - (x < y);
}
