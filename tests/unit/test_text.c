/* base/text: UTF-8, numbers, hex. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/result.h"
#include "base/text.h"

static void test_what_says_something(void **state)
{
    (void)state;
    static const char *const says[] = {"a", "7", "不", " . 核", "é", "Ω", "я", "ש", "م", "ñ", "あ", "한", "㐀", "𠮷", "１", "①", "٣", "〇", "…x"};
    static const char *const nothing[] = {NULL, "", " ", "\n\t", ".", "-/。，、", "\u3000", "\u00A0", "\u200B", "\u200D\u2060", "\uFEFF", "\u2028",
                                          "\u202E", "\u0301", "\uFE0F", "\u115F\u3164\uFFA0", "\u2800", "\u180E", "\u00AD", "×÷", "😀", "★", "（）", "\xFF"};
    for (size_t i = 0; i < ARRAY_COUNT(says); i++)
        assert_true(text_says_something(says[i]));
    for (size_t i = 0; i < ARRAY_COUNT(nothing); i++)
        assert_false(text_says_something(nothing[i]));
}

static void test_equal_and_lists(void **state)
{
    (void)state;
    static const char *const list[] = { "direct", "split", NULL };
    assert_true(text_equal(NULL, NULL));
    assert_false(text_equal(NULL, ""));
    assert_true(text_equal("户口", "户口"));
    assert_false(text_equal("a", "ab"));
    assert_true(text_starts_with("sqlite:var", "sqlite:"));
    assert_false(text_starts_with("sql", "sqlite:"));
    assert_false(text_starts_with(NULL, ""));
    assert_true(text_is_empty(NULL) && text_is_empty("") && !text_is_empty(" "));
    assert_true(text_in_list("split", list));
    assert_false(text_in_list("spli", list));
    assert_false(text_in_list(NULL, list));
}

static void test_copy_never_cuts_a_character(void **state)
{
    (void)state;
    static const struct { const char *source; size_t size; const char *copy; bool fits; } cases[] = {
        { "abc", 4, "abc", true },   { "abc", 3, "ab", false },     { "", 1, "", true },
        { "户口", 7, "户口", true }, { "户口", 6, "户", false },    { "户口", 4, "户", false },
        { "户口", 3, "", false },    { "a\U00020BB7", 4, "a", false }, { "a", 1, "", false },
    };
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        char target[8];
        memset(target, 'x', sizeof(target));
        assert_int_equal(text_copy(target, cases[i].size, cases[i].source), cases[i].fits);
        assert_string_equal(target, cases[i].copy);
    }
    assert_false(text_copy(NULL, 0, "a"));
}

static void test_clean_utf8(void **state)
{
    (void)state;
    static const struct { const char *bytes; size_t size; bool clean; size_t first; } cases[] = {
        { "", 0, true, 1 },
        { "a\n\tb", 4, true, 1 },
        { "上海", 6, true, 3 },
        { "\U00020BB7", 4, true, 4 },          /* 𠮷 */
        { "\xF4\x8F\xBF\xBF", 4, true, 4 },    /* U+10FFFF */
        { "\xED\x9F\xBF", 3, true, 3 },        /* U+D7FF */
        { "\xC2\x80", 2, false, 2 },
        { "\xE0\xA0\x80", 3, true, 3 },       /* the least of three and four bytes */
        { "\xF0\x90\x80\x80", 4, true, 4 },
        { "\xEE\x80\x80", 3, true, 3 },       /* the first after the surrogates */
        { "\xC2\xA0", 2, true, 2 },            /* U+00A0, the first after the controls */
        { "a\rb", 3, false, 1 },
        { "\0", 1, false, 1 },
        { "\x1B[31m", 5, false, 1 },
        { "\x7F", 1, false, 1 },
        { "\xC2\x85", 2, false, 2 },           /* U+0085 */
        { "\x80", 1, false, 1 },
        { "\xC0\x80", 2, false, 1 },           /* overlong NUL */
        { "\xC1\xBF", 2, false, 1 },
        { "\xE0\x9F\xBF", 3, false, 1 },       /* overlong */
        { "\xED\xA0\x80", 3, false, 1 },       /* surrogate */
        { "\xF0\x8F\xBF\xBF", 4, false, 1 },   /* overlong */
        { "\xF4\x90\x80\x80", 4, false, 1 },   /* over U+10FFFF */
        { "\xF5\x80\x80\x80", 4, false, 1 },
        { "\xE4\xB8", 2, false, 1 },           /* cut off */
        { "\xE4\xB8 ", 3, false, 1 },
        { "\xF0\xA0\xAE", 3, false, 1 },
    };
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        print_message("# case %zu\n", i);
        assert_int_equal(text_is_clean_utf8(cases[i].bytes, cases[i].size), cases[i].clean);
        assert_int_equal(text_character_size(cases[i].bytes), cases[i].first);
    }
    /* a character that goes on behind the end is none */
    assert_false(text_is_clean_utf8("上", 2));
    assert_int_equal(text_character_size_within("上", 2), 0);
    assert_int_equal(text_character_size_within("上", 3), 3);
}

static void test_count_characters(void **state)
{
    (void)state;
    assert_int_equal(text_count_characters(NULL), 0);
    assert_int_equal(text_count_characters(""), 0);
    assert_int_equal(text_count_characters("a上海\U00020BB7"), 4);
}

static void test_code_points(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        uint32_t code;
    } cases[] = {
        { "", 0 },
        { "a", 'a' },
        { "\x7F", 0x7F },
        { "\xC2\xB7", 0xB7 },
        { "张", 0x5F20 },
        { "𠮷野", 0x20BB7 },
        { "\xF4\x8F\xBF\xBF", 0x10FFFF },
        { "\xB7", 0xFFFD },
        { "\xE5\xBC", 0xFFFD },
        { "\xED\xA0\x80", 0xFFFD },
    };
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++)
        assert_int_equal(text_code_point(cases[i].text), cases[i].code);
}

static void test_parse_int64(void **state)
{
    (void)state;
    static const struct { const char *text; bool good; int64_t value; } cases[] = {
        { "0", true, 0 },
        { "007", true, 7 },
        { "-12", true, -12 },
        { "9223372036854775807", true, INT64_MAX },
        { "-9223372036854775808", true, INT64_MIN },
        { "9223372036854775808", false, 0 },
        { "-9223372036854775809", false, 0 },
        { "99999999999999999999", false, 0 },
        { "", false, 0 }, { "-", false, 0 }, { "+1", false, 0 }, { " 1", false, 0 }, { "1 ", false, 0 },
        { "1.0", false, 0 }, { "0x1", false, 0 }, { "--1", false, 0 }, { NULL, false, 0 },
    };
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        int64_t value = 77;
        assert_int_equal(text_parse_int64(cases[i].text, &value), cases[i].good);
        assert_true(value == (cases[i].good ? cases[i].value : 77));
    }
}

static void test_put_integer(void **state)
{
    static const int64_t values[] = {0, 1, -1, 9, 10, -10, 99, 100, 1763827200000, INT64_MAX, INT64_MIN};
    (void)state;
    for (size_t i = 0; i < ARRAY_COUNT(values); i++) {
        char text[TEXT_INTEGER_MAX + 2], expected[TEXT_INTEGER_MAX + 2];
        memset(text, '#', sizeof(text));
        char *end = text_put_integer(text, values[i]);
        assert_in_range(end - text, 1, TEXT_INTEGER_MAX);
        assert_int_equal(*end, '#'); /* nothing is written behind it */
        *end = '\0';
        (void)snprintf(expected, sizeof(expected), "%lld", (long long)values[i]);
        assert_string_equal(text, expected);
    }
}

static void test_parse_double(void **state)
{
    (void)state;
    static const struct { const char *text; bool good; double value; } cases[] = {
        { "121.47", true, 121.47 }, { "-0.5", true, -0.5 }, { "31", true, 31.0 },
        { "", false, 0 }, { ".5", false, 0 }, { "1.", false, 0 }, { "1e5", false, 0 }, { "nan", false, 0 },
        { "inf", false, 0 }, { "0x10", false, 0 }, { "1.2.3", false, 0 }, { " 1", false, 0 }, { "1 ", false, 0 },
        { "11111111111111111111111111111111111111111111", false, 0 }, { NULL, false, 0 },
    };
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        double value = 77;
        assert_int_equal(text_parse_double(cases[i].text, &value), cases[i].good);
        assert_true(value == (cases[i].good ? cases[i].value : 77));
    }
}

static void test_digits(void **state)
{
    (void)state;
    assert_true(text_is_digits("012345", 6) && text_is_digits("1", 0));
    assert_false(text_is_digits("01234", 6));
    assert_false(text_is_digits("0123456", 6));
    assert_false(text_is_digits("", 0));
    assert_false(text_is_digits("12a", 0));
    assert_false(text_is_digits(NULL, 0));
}

static void test_contains_folded(void **state)
{
    (void)state;
    assert_true(text_contains_folded("Hukou Transfer", "KOU t"));
    assert_true(text_contains_folded("居住证办理", "住证"));
    assert_true(text_contains_folded("abc", ""));
    assert_true(text_contains_folded("AZaz", "azAZ"));
    assert_false(text_contains_folded("[", "{")); /* only letters fold */
    assert_false(text_contains_folded("@", "`"));
    assert_true(text_contains_folded("aab", "ab"));
    assert_false(text_contains_folded("ab", "abc"));
    assert_false(text_contains_folded(NULL, ""));
    assert_false(text_contains_folded("a", NULL));
}

static void test_hex(void **state)
{
    (void)state;
    static const uint8_t bytes[] = { 0x00, 0x9F, 0xFF };
    char hex[7];
    text_hex(hex, bytes, sizeof(bytes));
    assert_string_equal(hex, "009fff");
    uint8_t back[3] = { 1, 1, 1 };
    assert_true(text_unhex(back, 3, "009FfF"));
    assert_true(text_unhex(back, 3, "aAfF00"));
    assert_memory_equal(back, ((uint8_t[]){ 0xAA, 0xFF, 0x00 }), 3);
    assert_true(text_unhex(back, 3, "009fff"));
    assert_memory_equal(back, bytes, 3);
    assert_false(text_unhex(back, 3, "009ff"));
    assert_false(text_unhex(back, 3, "009fff0"));
    assert_false(text_unhex(back, 3, "009ffg"));
    assert_false(text_unhex(back, 3, NULL));
}

static void test_hash_is_fnv1a(void **state)
{
    (void)state;
    assert_true(text_hash("") == 0xcbf29ce484222325u);
    assert_true(text_hash("a") == 0xaf63dc4c8601ec8cu);
    assert_true(text_hash("foobar") == 0x85944171f73967e8u);
}

static void test_result_names(void **state)
{
    (void)state;
    assert_string_equal(result_name(RESULT_OK), "ok");
    assert_string_equal(result_name(RESULT_INTERNAL), "internal");
    assert_string_equal(result_name((enum result)999), "internal");
    assert_string_equal(result_name((enum result)-1), "internal");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_equal_and_lists), cmocka_unit_test(test_what_says_something),
        cmocka_unit_test(test_copy_never_cuts_a_character),
        cmocka_unit_test(test_clean_utf8),
        cmocka_unit_test(test_count_characters),
        cmocka_unit_test(test_code_points),
        cmocka_unit_test(test_parse_int64),
        cmocka_unit_test(test_put_integer),
        cmocka_unit_test(test_parse_double),
        cmocka_unit_test(test_digits),
        cmocka_unit_test(test_contains_folded),
        cmocka_unit_test(test_hex),
        cmocka_unit_test(test_hash_is_fnv1a),
        cmocka_unit_test(test_result_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
