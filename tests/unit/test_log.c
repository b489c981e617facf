/* base/log and base/clock: one whole line per event, whatever is in it. */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/json.h"
#include "base/log.h"
#include "base/text.h"

static int pipe_ends[2];
static int standard_error;
static char line[65536];

static int catch_stderr(void **state)
{
    (void)state;
    standard_error = dup(STDERR_FILENO);
    if (pipe2(pipe_ends, O_NONBLOCK) != 0)
        return -1;
    dup2(pipe_ends[1], STDERR_FILENO);
    return 0;
}

static int give_stderr_back(void **state)
{
    (void)state;
    dup2(standard_error, STDERR_FILENO);
    close(standard_error);
    close(pipe_ends[0]);
    close(pipe_ends[1]);
    return 0;
}

/* What was logged since the last call; "" for nothing. */
static const char *logged(void)
{
    ssize_t size = read(pipe_ends[0], line, sizeof(line) - 1);
    line[size > 0 ? size : 0] = '\0';
    return line;
}

static const struct json *read_line(struct arena *arena)
{
    const struct json *value = NULL;
    struct json_fault fault;
    assert_int_equal(json_read(arena, line, strlen(line), &value, &fault), RESULT_OK);
    return value;
}

static void test_levels(void **state)
{
    (void)state;
    enum log_level level = LOG_INFO;
    log_write(LOG_DEBUG, "quiet", NULL);
    assert_string_equal(logged(), "");
    assert_true(log_level_parse("debug", &level));
    log_set_level(level);
    log_write(LOG_DEBUG, "loud", NULL);
    assert_non_null(strstr(logged(), "\"level\":\"debug\",\"event\":\"loud\"}\n"));
    assert_true(log_level_parse("error", &level));
    log_set_level(level);
    log_write(LOG_WARNING, "quiet", NULL);
    assert_string_equal(logged(), "");
    assert_false(log_level_parse("Info", &level));
    assert_false(log_level_parse(NULL, &level));
    assert_int_equal(level, LOG_ERROR);
    log_set_level(LOG_INFO);
}

static void test_values_are_escaped_and_cleaned(void **state)
{
    (void)state;
    struct arena *arena = arena_new(65536);
    char scratch[24];
    log_write(LOG_INFO, "request", "path", "/a\n\"b\"", "broken", "上\xFF\xE4", "count",
              log_number(scratch, INT64_MIN), "absent", NULL, "after", "1", NULL);
    logged();
    assert_ptr_equal(strchr(line, '\n'), line + strlen(line) - 1);
    const struct json *value = read_line(arena);
    assert_string_equal(json_get_text(value, "event"), "request");
    assert_string_equal(json_get_text(value, "path"), "/a\n\"b\"");
    assert_string_equal(json_get_text(value, "broken"), "上??");
    assert_string_equal(json_get_text(value, "count"), "-9223372036854775808");
    assert_int_equal(json_get(value, "absent")->type, JSON_NULL);
    assert_string_equal(json_get_text(value, "after"), "1");
    arena_free(arena);
}

static void test_a_line_has_a_maximum(void **state)
{
    (void)state;
    static const struct { const char *filler; int first_length; } cases[] = { { "x", 1024 }, { "上", 1023 }, { "\"", 1024 } };
    for (size_t c = 0; c < ARRAY_COUNT(cases); c++) {
        struct arena *arena = arena_new(65536);
        char long_text[5001] = { 0 };
        for (size_t i = 0; i + strlen(cases[c].filler) < sizeof(long_text); i += strlen(cases[c].filler))
            memcpy(long_text + i, cases[c].filler, strlen(cases[c].filler));
        log_write(LOG_INFO, "long", "a", long_text, "b", long_text, "c", long_text, "d", long_text, "e", "", NULL);
        logged();
        assert_in_range(strlen(line), 1024, LOG_LINE_MAX);
        const struct json *value = read_line(arena);
        assert_true(json_get_bool(value, "cut", false));
        assert_int_equal(strlen(json_get_text(value, "a")), cases[c].first_length);
        assert_null(json_get(value, "e"));
        arena_free(arena);
    }
}

static void test_clock_and_its_offset(void **state)
{
    (void)state;
    int64_t before = clock_now_ms();
    assert_true(before > 1700000000000);
    clock_set_offset_ms(86400000);
    assert_in_range(clock_now_ms() - before, 86400000, 86400000 + 60000);
    clock_set_offset_ms(0);
    assert_in_range(clock_now_ms() - before, 0, 60000);
    int64_t first = clock_monotonic_us();
    assert_true(clock_monotonic_us() >= first);
}

static void test_time_of_a_line(void **state)
{
    (void)state;
    struct arena *arena = arena_new(65536);
    clock_set_offset_ms(1795220700000 - clock_now_ms()); /* 2026-11-21 00:25 UTC */
    log_write(LOG_ERROR, "now", NULL);
    clock_set_offset_ms(0);
    logged();
    const char *time = json_get_text(read_line(arena), "time");
    assert_true(text_starts_with(time, "2026-11-21T00:25:00."));
    assert_int_equal(strlen(time), strlen("2026-11-21T00:25:00.123Z"));
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_levels, catch_stderr, give_stderr_back),
        cmocka_unit_test_setup_teardown(test_values_are_escaped_and_cleaned, catch_stderr, give_stderr_back),
        cmocka_unit_test_setup_teardown(test_a_line_has_a_maximum, catch_stderr, give_stderr_back),
        cmocka_unit_test(test_clock_and_its_offset),
        cmocka_unit_test_setup_teardown(test_time_of_a_line, catch_stderr, give_stderr_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
