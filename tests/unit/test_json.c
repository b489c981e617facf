/* base/json, json_read and json_write: strict in, the same out. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/json.h"
#include "base/json_write.h"
#include "base/text.h"

static struct arena *arena;
static struct buffer out;
static struct json_writer writer;

static int begin(void **state)
{
    (void)state;
    arena = arena_new(1 << 20);
    buffer_init(&out, 1 << 20);
    json_begin(&writer, &out);
    return arena ? 0 : -1;
}

static int end(void **state)
{
    (void)state;
    arena_free(arena);
    buffer_free(&out);
    return 0;
}

static const char *write_again(const struct json *value)
{
    struct json_writer json;
    struct buffer text;
    buffer_init(&text, 1 << 20);
    json_begin(&json, &text);
    json_add_value(&json, NULL, value);
    const char *copy = arena_copy_text(arena, text.bytes);
    buffer_free(&text);
    return copy;
}

/* In place it is the same. */
static const struct json *read_good(const char *text)
{
    const struct json *value = NULL, *in_place = NULL;
    struct json_fault fault;
    char *bytes = arena_copy_text(arena, text);
    assert_int_equal(json_read(arena, text, strlen(text), &value, &fault), RESULT_OK);
    assert_non_null(value);
    assert_int_equal(json_read_in_place(arena, bytes, strlen(text), &in_place, &fault), RESULT_OK);
    assert_string_equal(write_again(in_place), write_again(value));
    return value;
}

static void test_what_was_read_is_written(void **state)
{
    (void)state;
    static const struct { const char *in, *written; } cases[] = {
        { "{}", NULL },
        { "[]", NULL },
        { " [ 1 , 2 ] \r\n", "[1,2]" },
        { "null", NULL },
        { "true", NULL },
        { "\"\"", NULL },
        { "[false,null,\"a\",[],{},[[]],{\"a\":{}}]", NULL },
        { "{\"z\":1,\"a\":2,\"m\":[{\"x\":null},3]}", NULL }, /* members keep their order */
        { "[9223372036854775807,-9223372036854775808,0,-1]", NULL },
        { "-0", "0" },
        { "[0.1,121.473701,1e300,-2.5]", "[0.1,121.473701,1e+300,-2.5]" },
        { "1.0", "1.0" },
        { "[1E2]", "[100.0]" },
        { "0.30000000000000004", NULL },
        { "\"\\\"\\\\\\/\\n\\r\\t\"", "\"\\\"\\\\/\\n\\r\\t\"" },
        { "\"\\u4e0a\\u6d77\\ud842\\udfb7\"", "\"上海\U00020BB7\"" },
        { "{\"户口\":\"上海\"}", NULL },
        { "{\"a\\\"]\\\\\":\"[{,\"}", NULL },
        { "\"\xC2\xA0\"", NULL },
        { "\"\\u007e\\u00a0\"", "\"~\xC2\xA0\"" },
        { "[\"\\\\u0000\",\"\\\\\"]", NULL }, /* an escaped backslash and plain letters */
        { "\"\\t0000\\n001b\"", NULL },
    };
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        print_message("# case %zu\n", i);
        buffer_clear(&out);
        json_begin(&writer, &out);
        json_add_value(&writer, NULL, read_good(cases[i].in));
        assert_string_equal(out.bytes, cases[i].written ? cases[i].written : cases[i].in);
        assert_int_equal(writer.depth, 0);
    }
}

static void test_what_is_refused(void **state)
{
    (void)state;
    static const struct { const char *in, *code; int line, column; } cases[] = {
        { "", "json_syntax", 0, 0 },
        { " ", "json_syntax", 0, 0 },
        { "{", "json_syntax", 0, 0 },
        { "[1,]", "json_syntax", 1, 4 },
        { "{\"a\":1,}", "json_syntax", 0, 0 },
        { "{a:1}", "json_syntax", 0, 0 },
        { "{'a':1}", "json_syntax", 0, 0 },
        { "[1] 2", "json_syntax", 0, 0 },
        { "// c\n1", "json_syntax", 0, 0 },
        { "NaN", "json_syntax", 0, 0 },
        { "01", "json_syntax", 0, 0 },
        { "+1", "json_syntax", 0, 0 },
        { "1.", "json_syntax", 0, 0 },
        { "\"a\nb\"", "json_syntax", 0, 0 },
        { "\"\\x\"", "json_syntax", 0, 0 },
        { "\"\\ud800\"", "json_syntax", 0, 0 },
        { "\"\\u12g4\"", "json_syntax", 0, 0 },
        { "\"\\", "json_syntax", 0, 0 },
        { "\xEF\xBB\xBF{}", "json_syntax", 0, 0 },
        { "9223372036854775808", "json_syntax", 0, 0 },
        { "-9223372036854775809", "json_syntax", 0, 0 },
        { "1e400", "json_syntax", 0, 0 },
        { "{\"a\":1,\"a\":2}", "json_duplicate_key", 0, 0 },
        { "{\"a\":1,\"\\u0061\":2}", "json_duplicate_key", 0, 0 },
        { "\"\\u0000\"", "json_encoding", 1, 2 },
        { "{\"a\\u0000\":1}", "json_encoding", 1, 4 },
        { "[\n \"\\u001b\"]", "json_encoding", 2, 3 },
        { "\"\\b\"", "json_encoding", 0, 0 },
        { "\"\\f\"", "json_encoding", 0, 0 },
        { "\"\\u007F\"", "json_encoding", 0, 0 },
        { "\"\\u0080\"", "json_encoding", 0, 0 },
        { "\"\\u009f\"", "json_encoding", 0, 0 },
        { "\"\\u001F\"", "json_encoding", 0, 0 },
        { "\"\\u0", "json_syntax", 0, 0 },
        { "\"\xC2\x9F\"", "json_encoding", 0, 0 },
        { "\"\x01\"", "json_encoding", 0, 0 },
        { "\"\x7F\"", "json_encoding", 0, 0 },
        { "\"\xC2\x85\"", "json_encoding", 0, 0 },
        { "\"上\xFF\"", "json_encoding", 1, 3 },
        { "\"\xED\xA0\x80\"", "json_encoding", 0, 0 },
        { "\"\xE4\xB8", "json_encoding", 0, 0 },
    };
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        print_message("# case %zu\n", i);
        const struct json *value = NULL;
        struct json_fault fault = { 0 };
        assert_int_equal(json_read(arena, cases[i].in, strlen(cases[i].in), &value, &fault), RESULT_INVALID);
        assert_null(value);
        assert_string_equal(fault.code, cases[i].code);
        assert_true(fault.text[0] != '\0');
        struct json_fault again = { 0 };
        char *bytes = arena_copy_text(arena, cases[i].in);
        assert_int_equal(json_read_in_place(arena, bytes, strlen(bytes), &value, &again), RESULT_INVALID);
        assert_string_equal(again.text, fault.text);
        if (cases[i].line > 0) {
            assert_int_equal(fault.line, cases[i].line);
            assert_int_equal(fault.column, cases[i].column);
        }
    }
    const struct json *value = NULL;
    struct json_fault fault = { 0 };
    assert_int_equal(json_read(arena, "[1]\0", 4, &value, &fault), RESULT_INVALID);
    assert_string_equal(fault.code, "json_encoding");
    assert_int_equal(json_read(arena, "", JSON_MAX_SIZE + (size_t)1, &value, &fault), RESULT_INVALID);
    assert_string_equal(fault.code, "json_size");
}

static void test_depth(void **state)
{
    (void)state;
    char text[4096];
    const struct json *value = NULL;
    struct json_fault fault;
    for (size_t depth = JSON_MAX_DEPTH - 1; depth <= JSON_MAX_DEPTH + 1; depth++) {
        memset(text, '[', depth);
        memset(text + depth, ']', depth);
        bool fits = depth <= JSON_MAX_DEPTH;
        assert_int_equal(json_read(arena, text, 2 * depth, &value, &fault), fits ? RESULT_OK : RESULT_INVALID);
        if (!fits)
            assert_string_equal(fault.code, "json_depth");
    }
    memset(text, '[', sizeof(text)); /* refused at the first that is too many */
    assert_int_equal(json_read(arena, text, sizeof(text), &value, &fault), RESULT_INVALID);
    assert_string_equal(fault.code, "json_depth");
    assert_int_equal(fault.column, JSON_MAX_DEPTH + 1);
    memset(text, ']', sizeof(text));
    assert_int_equal(json_read(arena, text, sizeof(text), &value, &fault), RESULT_INVALID);
    assert_string_equal(fault.code, "json_syntax");
}

static void test_a_full_arena_is_no_memory(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24]",
        "[\"12345678901234567890123456789012345678901234567890123456789012345678901234567890\"]",
        "{\"12345678901234567890123456789012345678901234567890123456789012345678901234567890\":1}",
    };
    for (size_t i = 0; i < ARRAY_COUNT(texts); i++) {
        struct arena *small = arena_new(128);
        const struct json *value = NULL;
        struct json_fault fault;
        assert_int_equal(json_read(small, texts[i], strlen(texts[i]), &value, &fault), RESULT_NO_MEMORY);
        assert_null(value);
        arena_free(small);
    }
}

static void test_accessors(void **state)
{
    (void)state;
    const struct json *value = read_good("{\"t\":\"上海\",\"i\":7,\"b\":true,\"a\":[10,20],\"n\":null,\"r\":1.5}");
    assert_string_equal(json_get_text(value, "t"), "上海");
    assert_null(json_get_text(value, "i"));
    assert_null(json_get_text(value, "absent"));
    assert_int_equal(json_get_integer(value, "i", -1), 7);
    assert_int_equal(json_get_integer(value, "r", -1), -1);
    assert_true(json_get_bool(value, "b", false));
    assert_true(json_get_bool(value, "i", true));
    assert_int_equal(json_count(json_get(value, "a")), 2);
    assert_int_equal(json_at(json_get(value, "a"), 1)->integer, 20);
    assert_null(json_at(json_get(value, "a"), 2));
    assert_int_equal(json_get(value, "n")->type, JSON_NULL);
    assert_null(json_get(NULL, "a"));
    assert_null(json_get(json_get(value, "a"), "a"));
    assert_null(json_at(NULL, 0));
    assert_int_equal(json_count(value), 0);
}

static void test_writer(void **state)
{
    (void)state;
    json_open_object(&writer, NULL);
    json_add_text(&writer, "text", "a\"b\\c d\n\x01上 /");
    json_add_text(&writer, "none", NULL);
    json_add_text_sized(&writer, "part", "abcdef", 3);
    json_add_integer(&writer, "least", INT64_MIN);
    json_add_integer(&writer, "most", INT64_MAX);
    json_add_integer(&writer, "zero", 0);
    json_add_real(&writer, "lon", 121.4737, 3);
    json_add_real(&writer, "whole", 2.5, 0);
    json_add_real(&writer, "nan", (double)NAN, 2);
    json_add_real(&writer, "infinite", (double)INFINITY, 2);
    json_add_bool(&writer, "yes", true);
    json_add_null(&writer, "null");
    json_add_raw(&writer, "raw", "{\"a\":1}");
    json_add_raw(&writer, "raw_none", NULL);
    json_add_members(&writer, "\"m\":1,\"n\":[]");
    json_open_array(&writer, "list");
    json_add_integer(&writer, NULL, 1);
    json_open_object(&writer, NULL);
    json_close_object(&writer);
    json_open_array(&writer, NULL);
    json_close_array(&writer);
    json_add_value(&writer, NULL, NULL);
    json_close_array(&writer);
    json_add_value(&writer, "read", read_good("{\"ke\\\"y\":false,\"上\\\\\":[{}],\"\":0}"));
    json_add_bool(&writer, "last", true);
    json_close_object(&writer);
    assert_string_equal(out.bytes,
        "{\"text\":\"a\\\"b\\\\c d\\n\\u0001上 /\",\"none\":null,\"part\":\"abc\","
        "\"least\":-9223372036854775808,\"most\":9223372036854775807,\"zero\":0,"
        "\"lon\":121.474,\"whole\":2,\"nan\":null,\"infinite\":null,\"yes\":true,\"null\":null,"
        "\"raw\":{\"a\":1},\"raw_none\":null,\"m\":1,\"n\":[],\"list\":[1,{},[],null],"
        "\"read\":{\"ke\\\"y\":false,\"上\\\\\":[{}],\"\":0},\"last\":true}");
}

static void test_every_control_character_comes_back(void **state)
{
    (void)state;
    for (char c = 1; c < 0x20; c++) {
        buffer_clear(&out);
        json_begin(&writer, &out);
        json_add_text_sized(&writer, NULL, &c, 1);
        for (size_t i = 0; i < out.size; i++)
            assert_true(out.bytes[i] >= 0x20);
        if (c == '\n' || c == '\t' || c == '\r')
            assert_int_equal(read_good(out.bytes)->text.bytes[0], c);
    }
}

static void test_writer_in_a_full_buffer(void **state)
{
    (void)state;
    for (size_t max = 0; max < 40; max++) { /* never over the maximum, whatever is being written */
        struct buffer small;
        buffer_init(&small, max);
        struct json_writer into;
        json_begin(&into, &small);
        json_open_object(&into, NULL);
        json_add_text(&into, "a", "x\ny");
        json_add_integer(&into, "b", -123);
        json_add_real(&into, "c", 1.25, 2);
        json_open_array(&into, "d");
        json_close_array(&into);
        json_close_object(&into);
        assert_true(small.size <= max);
        assert_int_equal(small.failed, max < strlen("{\"a\":\"x\\ny\",\"b\":-123,\"c\":1.25,\"d\":[]}"));
        buffer_free(&small);
    }
}

static void test_a_deep_document_fits_in_a_deep_reply(void **state)
{
    (void)state;
    char text[2 * JSON_MAX_DEPTH + 1] = { 0 };
    memset(text, '[', JSON_MAX_DEPTH);
    memset(text + JSON_MAX_DEPTH, ']', JSON_MAX_DEPTH);
    const struct json *value = read_good(text);
    for (int i = JSON_MAX_DEPTH; i < JSON_WRITE_MAX_DEPTH; i++)
        json_open_array(&writer, NULL);
    json_add_value(&writer, NULL, value);
    json_add_value(&writer, NULL, value);
    for (int i = JSON_MAX_DEPTH; i < JSON_WRITE_MAX_DEPTH; i++)
        json_close_array(&writer);
    assert_int_equal(writer.depth, 0);
    assert_int_equal(out.size, 2 * 32 + 2 * 64 + 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_what_was_read_is_written, begin, end),
        cmocka_unit_test_setup_teardown(test_what_is_refused, begin, end),
        cmocka_unit_test_setup_teardown(test_depth, begin, end),
        cmocka_unit_test_setup_teardown(test_a_full_arena_is_no_memory, begin, end),
        cmocka_unit_test_setup_teardown(test_accessors, begin, end),
        cmocka_unit_test_setup_teardown(test_writer, begin, end),
        cmocka_unit_test_setup_teardown(test_every_control_character_comes_back, begin, end),
        cmocka_unit_test_setup_teardown(test_writer_in_a_full_buffer, begin, end),
        cmocka_unit_test_setup_teardown(test_a_deep_document_fits_in_a_deep_reply, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
