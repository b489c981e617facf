#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/jsonlogic.h"
#include "base/text.h"
#include "catalogue/catalogue_load.h"

/* One `when` of a guide and what it may look at. */
struct condition {
    struct pack *pack;
    const char *file, *bytes;
    const struct json *questions, *fields;
    size_t question_count; /* those that are answered before it is evaluated */
    size_t field_count;
};

static void __attribute__((format(printf, 3, 4)))
fault_at(const struct condition *c, const char *path, const char *format, ...)
{
    char text[300];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(text, sizeof(text), format, arguments);
    va_end(arguments);
    pack_fault(c->pack, c->file, pack_json_line(c->bytes, path), "%s: %s", path, text);
}

/* Index of the row with this text under `key`; count when there is none. */
static size_t index_of(const struct json *list, const char *key, const char *text)
{
    size_t i = 0;
    while (i < json_count(list) && !text_equal(json_get_text(json_at(list, i), key), text))
        i++;
    return i;
}

static void check_variable(const struct condition *c, const char *path, const char *name)
{
    static const char *const applicant[] = {"age", "sex", "local_hukou", "id_type", NULL};
    if (name == NULL) {
        fault_at(c, path, "a variable is named by a text");
    } else if (text_starts_with(name, "answers.")) {
        size_t index = index_of(c->questions, "code", name + strlen("answers."));
        if (index == json_count(c->questions))
            fault_at(c, path, "there is no question %s", name);
        else if (index >= c->question_count)
            fault_at(c, path, "%s is asked only later", name);
    } else if (text_starts_with(name, "form.")) {
        size_t index = index_of(c->fields, "element", name + strlen("form."));
        if (index == json_count(c->fields))
            fault_at(c, path, "there is no field %s", name);
        else if (index >= c->field_count)
            fault_at(c, path, "%s is filled only later", name);
    } else if (!text_starts_with(name, "applicant.") || !text_in_list(name + strlen("applicant."), applicant)) {
        fault_at(c, path, "there is no variable %s", name);
    }
}

/* The name in {"var": "answers.x"} or {"var": ["answers.x", …]}; NULL for anything else. */
static const char *variable_of(const struct json *rule)
{
    const struct json *name = json_get(rule, "var");
    if (json_count(name) > 0)
        name = json_at(name, 0);
    return name != NULL && name->type == JSON_TEXT ? name->text.bytes : NULL;
}

/* A text that an answer is compared with must be one of the question's options. */
static void check_option(const struct condition *c, const char *path, const char *variable, const struct json *value)
{
    if (variable == NULL || !text_starts_with(variable, "answers.") || value == NULL || value->type != JSON_TEXT)
        return;
    size_t index = index_of(c->questions, "code", variable + strlen("answers."));
    const struct json *options = json_get(json_at(c->questions, index), "options");
    if (index < json_count(c->questions) && index_of(options, "code", value->text.bytes) == json_count(options))
        fault_at(c, path, "\"%s\" is no option of %s", value->text.bytes, variable);
}

static void check_comparison(const struct condition *c, const char *path, const char *operator, const struct json *arguments)
{
    static const char *const equalities[] = {"==", "===", "!=", "!==", NULL};
    const struct json *left = json_at(arguments, 0), *right = json_at(arguments, 1);
    if (text_in_list(operator, equalities)) {
        check_option(c, path, variable_of(left), right);
        check_option(c, path, variable_of(right), left);
    } else if (text_equal(operator, "in")) {
        for (size_t i = 0; i < json_count(right); i++)
            check_option(c, path, variable_of(left), json_at(right, i));
    }
}

static void check_rule(const struct condition *c, const char *path, const struct json *rule, int depth);

static void check_operation(const struct condition *c, const char *path, const char *operator, const struct json *arguments, int depth)
{
    static const char *const over_lists[] = {"map", "filter", "reduce", "all", "none", "some", NULL};
    const char *deeper = arena_format(c->pack->arena, "%s.%s", path, operator);
    if (deeper == NULL)
        return;
    const struct json *first = arguments->type == JSON_ARRAY ? json_at(arguments, 0) : arguments;
    if (text_equal(operator, "var")) {
        check_variable(c, deeper, first != NULL && first->type == JSON_TEXT ? first->text.bytes : NULL);
    } else if (text_in_list(operator, over_lists)) { /* inside, variables are members of the list's items */
        if (first != NULL)
            check_rule(c, deeper, first, depth + 1);
    } else {
        check_comparison(c, deeper, operator, arguments);
        check_rule(c, deeper, arguments, depth + 1);
    }
}

/* Documents are at most JSON_MAX_DEPTH deep, and so is this. */
static void check_rule(const struct condition *c, const char *path, const struct json *rule, int depth)
{
    if (depth > JSON_MAX_DEPTH)
        return;
    if (rule->type == JSON_OBJECT && rule->object.count == 1) {
        check_operation(c, path, rule->object.members[0].key, &rule->object.members[0].value, depth);
    } else if (rule->type == JSON_ARRAY) {
        for (size_t i = 0; i < rule->array.count; i++) {
            const char *deeper = arena_format(c->pack->arena, "%s.%zu", path, i);
            if (deeper != NULL)
                check_rule(c, deeper, json_at(rule, i), depth + 1);
        }
    } else if (rule->type == JSON_OBJECT) {
        fault_at(c, path, "an operation is an object with one member");
    }
}

static void check_condition(const struct condition *c, const char *path, const struct json *when)
{
    const char *operator = NULL;
    if (path == NULL || when == NULL || when->type == JSON_NULL)
        return;
    if (when->type != JSON_OBJECT)
        fault_at(c, path, "a condition is a JsonLogic operation or null");
    else if (!jsonlogic_is_known(when, &operator))
        fault_at(c, path, "there is no operator \"%s\"", operator);
    else
        check_rule(c, path, when, 0);
}

static void check_when(const struct condition *c, const char *list, size_t index, const struct json *row)
{
    check_condition(c, arena_format(c->pack->arena, "%s.%zu.when", list, index), json_get(row, "when"));
}

void catalogue_check_conditions(struct pack *pack, const char *file, const char *bytes, const struct json *guide)
{
    struct condition c = {pack, file, bytes, json_get(guide, "questions"), json_get(guide, "fields"), 0, 0};
    const struct json *situations = json_get(guide, "situations"), *materials = json_get(guide, "materials");
    size_t before = pack->fault_count;
    for (size_t i = 0; i < json_count(c.questions); i++) {
        c.question_count = i;
        check_when(&c, "questions", i, json_at(c.questions, i));
    }
    c.question_count = json_count(c.questions);
    for (size_t i = 0; i < json_count(situations); i++)
        check_when(&c, "situations", i, json_at(situations, i));
    check_condition(&c, "agent", json_get(guide, "agent"));
    for (size_t i = 0; i < json_count(c.fields); i++) {
        c.field_count = i;
        check_when(&c, "fields", i, json_at(c.fields, i));
    }
    c.field_count = json_count(c.fields);
    for (size_t i = 0; i < json_count(materials); i++)
        check_when(&c, "materials", i, json_at(materials, i));
    if (pack->fault_count == before)
        catalogue_check_coverage(pack, file, bytes, guide);
}
