/* The plain operators of JsonLogic, each a few lines over the conversions of jsonlogic_values.c. */
#include <math.h>

#include "base/arena.h"
#include "base/jsonlogic.h"
#include "base/jsonlogic_values.h"
#include "base/text.h"

/* Every operator has this shape; most need only some of it. */
#define UNUSED __attribute__((unused))
#define OPERATOR(name)                                                                                          \
    static const struct json *name(struct evaluation *run UNUSED, const struct json *data UNUSED,               \
                                   const struct arguments *given)

/* An argument that is not there is undefined. */
static const struct json *argument(const struct arguments *given, size_t index)
{
    return index < given->count ? given->values[index] : NULL;
}

OPERATOR(run_equal)
{
    return logic_make_bool(logic_equal_loosely(run, argument(given, 0), argument(given, 1)));
}

OPERATOR(run_not_equal)
{
    return logic_make_bool(!logic_equal_loosely(run, argument(given, 0), argument(given, 1)));
}

OPERATOR(run_identical)
{
    return logic_make_bool(logic_equal_strictly(argument(given, 0), argument(given, 1)));
}

OPERATOR(run_not_identical)
{
    return logic_make_bool(!logic_equal_strictly(argument(given, 0), argument(given, 1)));
}

OPERATOR(run_greater)
{
    return logic_make_bool(logic_compare(run, argument(given, 0), argument(given, 1)) == 1);
}

OPERATOR(run_greater_or_equal)
{
    int order = logic_compare(run, argument(given, 0), argument(given, 1));
    return logic_make_bool(order == 0 || order == 1);
}

/* a < b, and with a third also b < c. */
OPERATOR(run_less)
{
    bool holds = logic_compare(run, argument(given, 0), argument(given, 1)) == -1;
    if (holds && argument(given, 2))
        holds = logic_compare(run, given->values[1], given->values[2]) == -1;
    return logic_make_bool(holds);
}

OPERATOR(run_less_or_equal)
{
    int order = logic_compare(run, argument(given, 0), argument(given, 1));
    if (order <= 0 && argument(given, 2))
        order = logic_compare(run, given->values[1], given->values[2]);
    return logic_make_bool(order <= 0);
}

OPERATOR(run_truthy)
{
    return logic_make_bool(jsonlogic_truthy(argument(given, 0)));
}

OPERATOR(run_not)
{
    return logic_make_bool(!jsonlogic_truthy(argument(given, 0)));
}

/* Without a logger: the argument itself. */
OPERATOR(run_log)
{
    return argument(given, 0);
}

OPERATOR(run_add)
{
    double sum = 0;
    for (size_t i = 0; i < given->count; i++)
        sum += logic_to_leading_number(run, given->values[i]);
    return logic_make_number(run, sum);
}

/* A single factor is answered as it is; none at all is a fault. */
OPERATOR(run_multiply)
{
    if (given->count == 0)
        return logic_fail(run, RESULT_INVALID);
    if (given->count == 1)
        return given->values[0];
    double product = 1;
    for (size_t i = 0; i < given->count; i++)
        product *= logic_to_leading_number(run, given->values[i]);
    return logic_make_number(run, product);
}

OPERATOR(run_subtract)
{
    double first = logic_to_number(run, argument(given, 0));
    if (!argument(given, 1))
        return logic_make_number(run, -first);
    return logic_make_number(run, first - logic_to_number(run, given->values[1]));
}

OPERATOR(run_divide)
{
    double dividend = logic_to_number(run, argument(given, 0)), divisor = logic_to_number(run, argument(given, 1));
    return logic_make_number(run, dividend / divisor);
}

OPERATOR(run_remainder)
{
    double dividend = logic_to_number(run, argument(given, 0)), divisor = logic_to_number(run, argument(given, 1));
    return logic_make_number(run, fmod(dividend, divisor));
}

/* The extreme of all arguments; one that is no number spoils it. */
static const struct json *find_extreme(struct evaluation *run, const struct arguments *given, int sign)
{
    double extreme = sign > 0 ? -INFINITY : INFINITY;
    for (size_t i = 0; i < given->count; i++) {
        double number = logic_to_number(run, given->values[i]);
        if (isnan(number))
            return logic_make_number(run, NAN);
        if (sign > 0 ? number > extreme : number < extreme)
            extreme = number;
    }
    return logic_make_number(run, extreme);
}

OPERATOR(run_min)
{
    return find_extreme(run, given, -1);
}

OPERATOR(run_max)
{
    return find_extreme(run, given, 1);
}

/* Arrays one after the other, anything else as an item. */
OPERATOR(run_merge)
{
    size_t total = 0, at = 0;
    for (size_t i = 0; i < given->count; i++)
        total += given->values[i] && given->values[i]->type == JSON_ARRAY ? given->values[i]->array.count : 1;
    struct json *items = logic_make_items(run, total);
    if (!items)
        return NULL;
    for (size_t i = 0; i < given->count; i++) {
        const struct json *value = given->values[i] ? given->values[i] : logic_make_null();
        bool is_array = value->type == JSON_ARRAY;
        size_t size = is_array ? value->array.count : 1;
        if (size > 0)
            memcpy(items + at, is_array ? value->array.items : value, size * sizeof(*items));
        at += size;
    }
    return logic_make_array(run, items, total);
}

/* A text in a text, or an item in an array by ===. */
OPERATOR(run_in)
{
    const struct json *part = argument(given, 0), *whole = argument(given, 1);
    if (whole && whole->type == JSON_TEXT && whole->text.size > 0) {
        size_t size;
        const char *text = logic_to_text(run, part, &size);
        if (!text || !logic_spend(run, whole->text.size / 16))
            return NULL;
        return logic_make_bool(strstr(whole->text.bytes, text) != NULL);
    }
    bool found = false;
    if (logic_spend(run, json_count(whole))) {
        for (size_t i = 0; !found && i < json_count(whole); i++)
            found = logic_equal_strictly(&whole->array.items[i], part);
    }
    return logic_make_bool(found);
}

OPERATOR(run_cat)
{
    return logic_concatenate(run, given);
}

/* A number of characters; what is none counts as 0. */
static double to_count(struct evaluation *run, const struct json *value)
{
    double number = logic_to_number(run, value);
    return isnan(number) ? 0 : number;
}

static const char *skip_characters(const char *text, double count)
{
    for (; count >= 1 && *text; count--)
        text += text_character_size(text);
    return text;
}

/* substr(text, start, length): a negative start counts from the end, a negative length leaves away as many
 * at the end. Counted in characters. */
OPERATOR(run_substr)
{
    size_t size;
    const char *text = logic_to_text(run, argument(given, 0), &size);
    if (!text || !logic_spend(run, size / 16))
        return NULL;
    double start = trunc(to_count(run, argument(given, 1)));
    if (start < 0)
        start += (double)text_count_characters(text);
    const char *from = skip_characters(text, start), *end = text + size;
    const struct json *length = argument(given, 2);
    if (length) {
        double characters = to_count(run, length);
        if (characters < 0)
            characters += (double)text_count_characters(from);
        end = skip_characters(from, characters);
    }
    return logic_make_text(run, from, (size_t)(end - from));
}

/* One step of a path: a member, an item or character by its number, or how many there are. NULL when there is none. */
static const struct json *descend(struct evaluation *run, const struct json *data, const char *step)
{
    if (data->type == JSON_OBJECT)
        return logic_spend(run, data->object.count / 8 + 1) ? json_get(data, step) : NULL;
    if (data->type == JSON_TEXT && !logic_spend(run, data->text.size / 16))
        return NULL;
    if (data->type == JSON_ARRAY && strcmp(step, "length") == 0)
        return logic_make_number(run, (double)data->array.count);
    if (data->type == JSON_TEXT && strcmp(step, "length") == 0)
        return logic_make_number(run, (double)text_count_characters(data->text.bytes));
    int64_t index;
    if ((step[0] == '0' && step[1] != '\0') || !text_parse_int64(step, &index) || index < 0)
        return NULL;
    if (data->type != JSON_TEXT)
        return json_at(data, (size_t)index);
    const char *character = skip_characters(data->text.bytes, (double)index);
    return *character ? logic_make_text(run, character, text_character_size(character)) : NULL;
}

enum { PATH_AT_FIRST = 64 };

/* The value at a path such as a.b.0; `otherwise` when it leads nowhere. */
static const struct json *find_value(struct evaluation *run, const struct json *data, const struct json *path,
                                     const struct json *otherwise)
{
    if (!path || path->type == JSON_NULL || (path->type == JSON_TEXT && path->text.size == 0))
        return data;
    size_t size;
    const char *text = logic_to_text(run, path, &size);
    if (!text || !logic_spend(run, size / 16 + 1))
        return logic_fail(run, RESULT_NO_MEMORY);
    char at_first[PATH_AT_FIRST], *steps = size < sizeof(at_first) ? at_first : arena_alloc(run->arena, size + 1);
    if (!steps)
        return logic_fail(run, RESULT_NO_MEMORY);
    memcpy(steps, text, size + 1);
    for (char *step = steps, *dot; step; step = dot ? dot + 1 : NULL) {
        dot = strchr(step, '.');
        if (dot)
            *dot = '\0';
        if (!data || data->type == JSON_NULL)
            return otherwise;
        data = descend(run, data, step);
        if (!data)
            return otherwise;
    }
    return data;
}

OPERATOR(run_var)
{
    const struct json *otherwise = argument(given, 1);
    return find_value(run, data, argument(given, 0), otherwise ? otherwise : logic_make_null());
}

/* Those of the paths where the data holds nothing: null or an empty text. */
static const struct json *find_missing(struct evaluation *run, const struct json *data, const struct json *paths)
{
    size_t count = json_count(paths), missing = 0;
    struct json *items = logic_make_items(run, count);
    for (size_t i = 0; items && i < count; i++) {
        const struct json *value = find_value(run, data, &paths->array.items[i], logic_make_null());
        if (run->result != RESULT_OK)
            return NULL;
        if (!value || value->type == JSON_NULL || (value->type == JSON_TEXT && value->text.size == 0))
            items[missing++] = paths->array.items[i];
    }
    return items ? logic_make_array(run, items, missing) : NULL;
}

/* The paths are the arguments, or the first argument when that is an array. */
OPERATOR(run_missing)
{
    if (given->count > 0 && given->values[0] && given->values[0]->type == JSON_ARRAY)
        return find_missing(run, data, given->values[0]);
    struct json *paths = logic_make_items(run, given->count);
    for (size_t i = 0; paths && i < given->count; i++)
        paths[i] = given->values[i] ? *given->values[i] : *logic_make_null();
    return paths ? find_missing(run, data, logic_make_array(run, paths, given->count)) : NULL;
}

/* [need, paths]: nothing when at least `need` of the paths hold something, else those that do not. */
OPERATOR(run_missing_some)
{
    const struct json *paths = argument(given, 1);
    if (!paths || paths->type != JSON_ARRAY)
        return logic_fail(run, RESULT_INVALID);
    const struct json *missing = find_missing(run, data, paths);
    if (!missing)
        return NULL;
    double there = (double)(json_count(paths) - json_count(missing));
    return there >= logic_to_number(run, given->values[0]) ? logic_make_array(run, NULL, 0) : missing;
}

const struct operator *logic_find_operator(const char *name)
{
    static const struct operator operators[] = {
        { "var", run_var },
        { "==", run_equal },
        { "in", run_in },
        { "missing", run_missing },
        { "missing_some", run_missing_some },
        { "===", run_identical },
        { "!=", run_not_equal },
        { "!==", run_not_identical },
        { "!", run_not },
        { "!!", run_truthy },
        { ">", run_greater },
        { ">=", run_greater_or_equal },
        { "<", run_less },
        { "<=", run_less_or_equal },
        { "max", run_max },
        { "min", run_min },
        { "+", run_add },
        { "-", run_subtract },
        { "*", run_multiply },
        { "/", run_divide },
        { "%", run_remainder },
        { "merge", run_merge },
        { "cat", run_cat },
        { "substr", run_substr },
        { "log", run_log },
    };
    for (size_t i = 0; i < ARRAY_COUNT(operators); i++) {
        if (text_equal(operators[i].name, name))
            return &operators[i];
    }
    return NULL;
}
