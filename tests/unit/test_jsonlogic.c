/* JsonLogic (src/base/jsonlogic*.c): the cases the pages are tested with too, and the bounds. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/file.h"
#include "base/json_write.h"
#include "base/jsonlogic.h"
#include "base/text.h"

#define CASES "tests/unit/data/jsonlogic.json"

static struct arena *arena;

static int set_up(void **state)
{
    (void)state;
    arena = arena_new(16 * 1024 * 1024);
    return arena ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    arena_free(arena);
    return 0;
}

static const struct json *read(const char *text)
{
    const struct json *value = NULL;
    struct json_fault fault;
    if (json_read(arena, text, strlen(text), &value, &fault) != RESULT_OK)
        fail_msg("%s: %s", fault.text, text);
    return value;
}

static const char *write(const struct json *value)
{
    struct buffer buffer;
    struct json_writer writer;
    buffer_init(&buffer, 1 << 20);
    json_begin(&writer, &buffer);
    json_add_value(&writer, NULL, value);
    const char *text = arena_copy_bytes(arena, buffer.bytes, buffer.size);
    buffer_free(&buffer);
    assert_non_null(text);
    return text;
}

static bool is_number(const struct json *value)
{
    return value->type == JSON_INTEGER || value->type == JSON_REAL;
}

static double number(const struct json *value)
{
    return value->type == JSON_INTEGER ? (double)value->integer : value->real;
}

/* 2 and 2.0 are one number, and what is not finite is null, as everywhere in JSON. */
static bool same(const struct json *a, const struct json *b)
{
    if (is_number(a) && is_number(b))
        return number(a) == number(b);
    return strcmp(write(a), write(b)) == 0;
}

static void every_case_gives_its_value(void **state)
{
    (void)state;
    char *text = NULL;
    size_t size = 0, run = 0;
    assert_int_equal(file_read(arena, CASES, 1 << 20, &text, &size), RESULT_OK);
    const struct json *cases = read(text);
    for (size_t i = 0; i < json_count(cases); i++) {
        const struct json *row = json_at(cases, i);
        if (row->type == JSON_TEXT)
            continue;
        assert_int_equal(json_count(row), 3);
        const struct json *value = NULL;
        enum result result = jsonlogic_apply(arena, json_at(row, 0), json_at(row, 1), &value);
        if (result != RESULT_OK)
            fail_msg("%s: %s", write(row), result_name(result));
        if (!same(value, json_at(row, 2)))
            fail_msg("%s gives %s", write(row), write(value));
        run++;
    }
    assert_true(run > 250);
}

static enum result apply(const char *rule, const char *data)
{
    const struct json *untouched = read("\"untouched\""), *value = untouched;
    enum result result = jsonlogic_apply(arena, read(rule), read(data), &value);
    if (result != RESULT_OK)
        assert_ptr_equal(value, untouched);
    return result;
}

static void what_is_no_rule_fails(void **state)
{
    (void)state;
    static const char *const rules[] = {
        "{\"shout\":1}",
        "{\"\":1}",
        "{\"Var\":\"a\"}",
        "[1,{\"if\":[true,{\"shout\":1}]}]",
        "{\"map\":[[1],{\"shout\":1}]}",
        "{\"and\":[true,{\"shout\":1}]}",
        "{\"==\":[{\"shout\":1},1]}",
        "{\"*\":[]}",
        "{\"missing_some\":[1]}",
        "{\"missing_some\":[1,\"a\"]}",
    };
    for (size_t i = 0; i < ARRAY_COUNT(rules); i++) {
        assert_int_equal(apply(rules[i], "{}"), RESULT_INVALID);
        assert_false(jsonlogic_holds(arena, read(rules[i]), read("{}")));
    }
    assert_int_equal(apply("{\"if\":[true,1,{\"shout\":1}]}", "{}"), RESULT_OK); /* not reached */
}

static void unknown_operators_are_named(void **state)
{
    (void)state;
    static const struct {
        const char *rule, *unknown;
    } cases[] = {
        { "null", NULL },
        { "{}", NULL },
        { "{\"a\":1,\"b\":{\"shout\":1}}", NULL }, /* two members: data, no rule */
        { "{\"and\":[{\"var\":\"a\"},{\"in\":[1,[1]]}]}", NULL },
        { "{\"shout\":1}", "shout" },
        { "{\"if\":[true,1,{\"shout\":1}]}", "shout" },
        { "{\"!\":{\"!!\":[[{\"whisper\":[]},{\"shout\":1}]]}}", "whisper" },
    };
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        const char *unknown = NULL;
        assert_int_equal(jsonlogic_is_known(read(cases[i].rule), &unknown), cases[i].unknown == NULL);
        assert_true(text_equal(unknown, cases[i].unknown));
    }
    const char *unknown = NULL;
    assert_true(jsonlogic_is_known(NULL, &unknown));
}

static void no_rule_always_holds(void **state)
{
    (void)state;
    assert_true(jsonlogic_holds(arena, NULL, NULL));
    assert_true(jsonlogic_holds(arena, read("null"), read("{}")));
    assert_true(jsonlogic_holds(arena, read("{\"var\":\"a\"}"), read("{\"a\":[0]}")));
    assert_false(jsonlogic_holds(arena, read("{\"var\":\"a\"}"), read("{\"a\":[]}")));
    assert_false(jsonlogic_holds(arena, read("{\"var\":\"a\"}"), NULL));
    assert_false(jsonlogic_holds(arena, read("false"), read("{}")));
    assert_false(jsonlogic_truthy(NULL));
    assert_true(jsonlogic_truthy(read("{}")));
}

/* Fifty items, each of which runs over fifty, and so on: stopped. */
static void work_is_bounded(void **state)
{
    (void)state;
    char list[200] = "[0";
    for (int i = 0; i < 49; i++)
        memcpy(list + strlen(list), ",0", 3);
    memcpy(list + strlen(list), "]", 2);
    const char *rule = "1";
    for (int i = 0; i < 4; i++)
        rule = arena_format(arena, "{\"map\":[%s,%s]}", list, rule);
    assert_int_equal(apply(rule, "null"), RESULT_INVALID);

    /* a text, then a list, that doubles with every item */
    rule = arena_format(arena, "{\"reduce\":[%s,{\"cat\":[{\"var\":\"accumulator\"},{\"var\":\"accumulator\"}]},\"x\"]}", list);
    assert_int_not_equal(apply(rule, "null"), RESULT_OK);
    rule = arena_format(arena, "{\"reduce\":[%s,{\"merge\":[{\"var\":\"accumulator\"},{\"var\":\"accumulator\"}]},[1]]}", list);
    assert_int_not_equal(apply(rule, "null"), RESULT_OK);
}

/* Nested values that no document could hold, made by the rule itself. */
static void depth_is_bounded(void **state)
{
    (void)state;
    const char *many = "[0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0]";
    const char *deep = arena_format(arena, "{\"reduce\":[%s,[{\"var\":\"accumulator\"}],[]]}", many);
    assert_int_equal(apply(deep, "null"), RESULT_INVALID);
    assert_int_equal(apply(arena_format(arena, "{\"cat\":[%s]}", deep), "null"), RESULT_INVALID);
    const char *wide = arena_format(arena, "{\"reduce\":[%s,[{\"var\":\"accumulator\"},{\"var\":\"accumulator\"}],[]]}", many);
    assert_int_equal(apply(wide, "null"), RESULT_INVALID);
    assert_int_equal(apply(arena_format(arena, "{\"==\":[%s,\"\"]}", wide), "null"), RESULT_INVALID);

    /* a tree no reader would let in */
    static struct json levels[200];
    static struct json_member members[200];
    for (size_t i = 0; i + 1 < ARRAY_COUNT(levels); i++) {
        members[i] = (struct json_member){ "!", { .type = JSON_NULL } };
        levels[i] = (struct json){ .type = JSON_OBJECT, .object = { &members[i], 1 } };
    }
    for (size_t i = ARRAY_COUNT(levels) - 2; i > 0; i--)
        members[i - 1].value = levels[i];
    const struct json *value = NULL;
    const char *unknown = NULL;
    assert_int_equal(jsonlogic_apply(arena, &levels[0], NULL, &value), RESULT_INVALID);
    assert_false(jsonlogic_is_known(&levels[0], &unknown));
}

static void lack_of_room_is_told(void **state)
{
    (void)state;
    const struct json *rule = read("{\"map\":[[1,2,3,4,5,6,7,8,9,10],{\"cat\":[\"a long enough text \",{\"var\":\"\"}]}]}");
    bool fitted = false;
    for (size_t cap = 0; cap < 16384 && !fitted; cap += 64) {
        struct arena *small = arena_new(cap);
        const struct json *value = NULL;
        enum result result = jsonlogic_apply(small, rule, NULL, &value);
        fitted = result == RESULT_OK;
        assert_true(fitted || result == RESULT_NO_MEMORY);
        arena_free(small);
    }
    assert_true(fitted);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_case_gives_its_value),
        cmocka_unit_test(what_is_no_rule_fails),
        cmocka_unit_test(unknown_operators_are_named),
        cmocka_unit_test(no_rule_always_holds),
        cmocka_unit_test(work_is_bounded),
        cmocka_unit_test(depth_is_bounded),
        cmocka_unit_test(lack_of_room_is_told),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
