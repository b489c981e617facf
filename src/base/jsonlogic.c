/* Runs a JsonLogic rule: walks down it, leaves plain operators to their table, and does itself those that
 * evaluate their arguments only when needed (if, and, or) or again for every item (map, filter, reduce, all,
 * some, none). It goes no deeper than the rule is nested, at most RULE_DEPTH_MAX. */
#include "base/jsonlogic.h"

#include "base/arena.h"
#include "base/jsonlogic_values.h"
#include "base/text.h"

enum { RULE_DEPTH_MAX = 2 * JSON_MAX_DEPTH, STEPS_MAX = 100000, ARGUMENTS_AT_FIRST = 4 };

static const struct json *evaluate(struct evaluation *run, const struct json *data, const struct json *rule);

/* A rule is an object with one member: the operator and its arguments. */
static bool is_rule(const struct json *value)
{
    return value && value->type == JSON_OBJECT && value->object.count == 1;
}

/* The arguments as written; one that is no array stands alone. */
static const struct json *written(const struct json *arguments, size_t index)
{
    if (arguments->type != JSON_ARRAY)
        return index == 0 ? arguments : NULL;
    return json_at(arguments, index);
}

static size_t written_count(const struct json *arguments)
{
    return arguments->type == JSON_ARRAY ? arguments->array.count : 1;
}

/* condition, value, condition, value …, otherwise */
static const struct json *evaluate_if(struct evaluation *run, const struct json *data, const struct json *arguments)
{
    size_t count = written_count(arguments), i = 0;
    for (; i + 1 < count; i += 2) {
        if (jsonlogic_truthy(evaluate(run, data, written(arguments, i))))
            return evaluate(run, data, written(arguments, i + 1));
    }
    return i < count ? evaluate(run, data, written(arguments, i)) : logic_make_null();
}

/* The first argument that decides (a false one of `and`, a true one of `or`), or the last. */
static const struct json *evaluate_chain(struct evaluation *run, const struct json *data, const struct json *arguments,
                                         bool deciding)
{
    const struct json *value = NULL;
    for (size_t i = 0; i < written_count(arguments); i++) {
        value = evaluate(run, data, written(arguments, i));
        if (jsonlogic_truthy(value) == deciding)
            break;
    }
    return value;
}

static const struct json *evaluate_and(struct evaluation *run, const struct json *data, const struct json *arguments)
{
    return evaluate_chain(run, data, arguments, false);
}

static const struct json *evaluate_or(struct evaluation *run, const struct json *data, const struct json *arguments)
{
    return evaluate_chain(run, data, arguments, true);
}

/* The second argument with the item as its data. */
static const struct json *evaluate_for_item(struct evaluation *run, const struct json *arguments,
                                            const struct json *item)
{
    return evaluate(run, item, written(arguments, 1));
}

static const struct json *evaluate_map(struct evaluation *run, const struct json *data, const struct json *arguments)
{
    const struct json *list = evaluate(run, data, written(arguments, 0));
    size_t count = json_count(list);
    struct json *items = logic_make_items(run, count);
    for (size_t i = 0; items && i < count; i++) {
        const struct json *value = evaluate_for_item(run, arguments, &list->array.items[i]);
        items[i] = value ? *value : *logic_make_null();
    }
    return items ? logic_make_array(run, items, count) : NULL;
}

static const struct json *evaluate_filter(struct evaluation *run, const struct json *data, const struct json *arguments)
{
    const struct json *list = evaluate(run, data, written(arguments, 0));
    size_t count = json_count(list), kept = 0;
    struct json *items = logic_make_items(run, count);
    for (size_t i = 0; items && i < count; i++) {
        if (jsonlogic_truthy(evaluate_for_item(run, arguments, &list->array.items[i])))
            items[kept++] = list->array.items[i];
    }
    return items ? logic_make_array(run, items, kept) : NULL;
}

/* list, rule over {current, accumulator}, start */
static const struct json *evaluate_reduce(struct evaluation *run, const struct json *data, const struct json *arguments)
{
    const struct json *list = evaluate(run, data, written(arguments, 0)), *start = written(arguments, 2);
    const struct json *value = start ? evaluate(run, data, start) : logic_make_null();
    for (size_t i = 0; i < json_count(list) && run->result == RESULT_OK; i++) {
        struct json_member *members = arena_array(run->arena, 2, sizeof(*members));
        struct json *pair = arena_alloc(run->arena, sizeof(*pair));
        if (!members || !pair)
            return logic_fail(run, RESULT_NO_MEMORY);
        members[0] = (struct json_member){ "current", list->array.items[i] };
        members[1] = (struct json_member){ "accumulator", value ? *value : *logic_make_null() };
        *pair = (struct json){ .type = JSON_OBJECT, .object = { members, 2 } };
        value = evaluate_for_item(run, arguments, pair);
    }
    return value;
}

/* Does any item give what is sought? */
static bool some_item_is(struct evaluation *run, const struct json *arguments, const struct json *list, bool sought)
{
    for (size_t i = 0; i < json_count(list); i++) {
        if (jsonlogic_truthy(evaluate_for_item(run, arguments, &list->array.items[i])) == sought)
            return true;
    }
    return false;
}

/* Of nothing, "all" does not hold. */
static const struct json *evaluate_all(struct evaluation *run, const struct json *data, const struct json *arguments)
{
    const struct json *list = evaluate(run, data, written(arguments, 0));
    return logic_make_bool(json_count(list) > 0 && !some_item_is(run, arguments, list, false));
}

static const struct json *evaluate_some(struct evaluation *run, const struct json *data, const struct json *arguments)
{
    const struct json *list = evaluate(run, data, written(arguments, 0));
    return logic_make_bool(some_item_is(run, arguments, list, true));
}

static const struct json *evaluate_none(struct evaluation *run, const struct json *data, const struct json *arguments)
{
    const struct json *list = evaluate(run, data, written(arguments, 0));
    return logic_make_bool(!some_item_is(run, arguments, list, true));
}

/* The operators that evaluate their arguments themselves. */
struct form {
    const char *name;
    const struct json *(*evaluate)(struct evaluation *run, const struct json *data, const struct json *arguments);
};

static const struct form *find_form(const char *name)
{
    static const struct form forms[] = {
        { "if", evaluate_if },         { "?:", evaluate_if },     { "and", evaluate_and },   { "or", evaluate_or },
        { "map", evaluate_map },       { "filter", evaluate_filter }, { "reduce", evaluate_reduce },
        { "all", evaluate_all },       { "some", evaluate_some }, { "none", evaluate_none },
    };
    for (size_t i = 0; i < ARRAY_COUNT(forms); i++) {
        if (text_equal(forms[i].name, name))
            return &forms[i];
    }
    return NULL;
}

static const struct json *evaluate_operator(struct evaluation *run, const struct json *data,
                                            const struct operator *operator, const struct json *arguments)
{
    size_t count = written_count(arguments);
    const struct json *at_first[ARGUMENTS_AT_FIRST]; /* most take one or two */
    const struct json **values = count <= ARGUMENTS_AT_FIRST ? at_first : arena_array(run->arena, count, sizeof(*values));
    if (!values)
        return logic_fail(run, RESULT_NO_MEMORY);
    for (size_t i = 0; i < count; i++)
        values[i] = evaluate(run, data, written(arguments, i));
    const struct arguments given = { values, count };
    return run->result == RESULT_OK ? operator->run(run, data, &given) : NULL;
}

static const struct json *evaluate_rule(struct evaluation *run, const struct json *data, const struct json_member *rule)
{
    const struct operator *operator = logic_find_operator(rule->key); /* first: its table begins with the most frequent */
    if (operator)
        return evaluate_operator(run, data, operator, &rule->value);
    const struct form *form = find_form(rule->key);
    return form ? form->evaluate(run, data, &rule->value) : logic_fail(run, RESULT_INVALID);
}

/* Each item of an array may be a rule. */
static const struct json *evaluate_array(struct evaluation *run, const struct json *data, const struct json *array)
{
    struct json *items = logic_make_items(run, array->array.count);
    for (size_t i = 0; items && i < array->array.count; i++) {
        const struct json *value = evaluate(run, data, &array->array.items[i]);
        items[i] = value ? *value : *logic_make_null();
    }
    return items ? logic_make_array(run, items, array->array.count) : NULL;
}

/* NULL is undefined, or the end of a run that has failed. */
static const struct json *evaluate(struct evaluation *run, const struct json *data, const struct json *rule)
{
    if (!logic_spend(run, 1))
        return NULL;
    if (run->depth == RULE_DEPTH_MAX)
        return logic_fail(run, RESULT_INVALID);
    const struct json *value = rule;
    run->depth++;
    if (rule && rule->type == JSON_ARRAY)
        value = evaluate_array(run, data, rule);
    else if (is_rule(rule))
        value = evaluate_rule(run, data, &rule->object.members[0]);
    run->depth--;
    return value;
}

/* What is answered can be written as JSON: no deeper than a document may be. */
static void check_depth(struct evaluation *run, const struct json *value, int depth)
{
    if (!logic_spend(run, 1))
        return;
    if (depth > JSON_MAX_DEPTH) {
        logic_fail(run, RESULT_INVALID);
        return;
    }
    size_t count = value->type == JSON_ARRAY ? value->array.count : value->type == JSON_OBJECT ? value->object.count : 0;
    for (size_t i = 0; i < count && run->result == RESULT_OK; i++)
        check_depth(run, value->type == JSON_ARRAY ? &value->array.items[i] : &value->object.members[i].value, depth + 1);
}

enum result jsonlogic_apply(struct arena *arena, const struct json *rule, const struct json *data,
                            const struct json **ret_value)
{
    struct evaluation run = { .arena = arena, .steps_left = STEPS_MAX, .result = RESULT_OK };
    const struct json *value = evaluate(&run, data, rule);
    if (!value)
        value = logic_make_null();
    if (run.result == RESULT_OK)
        check_depth(&run, value, 0);
    if (run.result == RESULT_OK)
        *ret_value = value;
    return run.result;
}

bool jsonlogic_holds(struct arena *arena, const struct json *rule, const struct json *data)
{
    if (!rule || rule->type == JSON_NULL)
        return true;
    const struct json *value;
    return jsonlogic_apply(arena, rule, data, &value) == RESULT_OK && jsonlogic_truthy(value);
}

static bool is_known(const struct json *rule, int depth, const char **ret_operator)
{
    if (depth > RULE_DEPTH_MAX) {
        *ret_operator = "";
        return false;
    }
    if (rule && rule->type == JSON_ARRAY) {
        for (size_t i = 0; i < rule->array.count; i++) {
            if (!is_known(&rule->array.items[i], depth + 1, ret_operator))
                return false;
        }
    } else if (is_rule(rule)) {
        const struct json_member *member = &rule->object.members[0];
        if (!find_form(member->key) && !logic_find_operator(member->key)) {
            *ret_operator = member->key;
            return false;
        }
        return is_known(&member->value, depth + 1, ret_operator);
    }
    return true;
}

bool jsonlogic_is_known(const struct json *rule, const char **ret_operator)
{
    return is_known(rule, 0, ret_operator);
}
