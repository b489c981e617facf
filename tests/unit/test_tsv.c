/* base/tsv: the tables of a city pack. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/text.h"
#include "base/tsv.h"

enum { FAULTS = 4 };

static const char *const columns[] = { "code", "name", "note", NULL };

static struct arena *arena;
static struct tsv table;
static struct tsv_fault faults[FAULTS];
static size_t fault_count;

static int begin(void **state)
{
    (void)state;
    arena = arena_new(1 << 20);
    return arena ? 0 : -1;
}

static int end(void **state)
{
    (void)state;
    arena_free(arena);
    return 0;
}

static enum result read_table(const char *text)
{
    table = (struct tsv){ .count = 77 };
    return tsv_read(arena, text, strlen(text), columns, &table, faults, FAULTS, &fault_count);
}

static void test_a_good_table(void **state)
{
    (void)state;
    assert_int_equal(read_table("code\tname\tnote\n310101\t黄浦区\t\n\t\tx\n"), RESULT_OK);
    assert_int_equal(fault_count, 0);
    assert_int_equal(table.columns, 3);
    assert_int_equal(table.count, 2);
    assert_int_equal(table.rows[0].line, 2);
    assert_string_equal(table.rows[0].cells[0], "310101");
    assert_string_equal(table.rows[0].cells[1], "黄浦区");
    assert_string_equal(table.rows[0].cells[2], "");
    assert_int_equal(table.rows[1].line, 3);
    assert_string_equal(table.rows[1].cells[0], "");
    assert_string_equal(table.rows[1].cells[2], "x");
    assert_int_equal(read_table("code\tname\tnote\n"), RESULT_OK);
    assert_int_equal(table.count, 0);
}

static void test_one_column(void **state)
{
    (void)state;
    static const char *const one[] = { "code", NULL };
    assert_int_equal(tsv_read(arena, "code\na\nb\n", 9, one, &table, faults, FAULTS, &fault_count), RESULT_OK);
    assert_int_equal(table.count, 2);
    assert_string_equal(table.rows[1].cells[0], "b");
}

static void test_faults(void **state)
{
    (void)state;
    static const struct { const char *text; int line; const char *says; } cases[] = {
        { "", 1, "header line is missing" },
        { "code\tname\n", 1, "2 cells instead of 3" },
        { "code\tNAME\tnote\n", 1, "column 2 must be named name" },
        { "\xEF\xBB\xBF" "code\tname\tnote\n", 1, "column 1 must be named code" },
        { "code\tname\tnote\r\n", 1, "CR LF" },
        { "code\tname\tnote\na\tb\n", 2, "2 cells instead of 3" },
        { "code\tname\tnote\na\tb\tc\td\n", 2, "4 cells instead of 3" },
        { "code\tname\tnote\na\tb\tc\n\n", 3, "the line is empty" },
        { "code\tname\tnote\na\tb\tc\xFF\n", 2, "not clean UTF-8" },
        { "code\tname\tnote\na\tb\tc\r\n", 2, "CR LF" },
        { "code\tname\tnote\na\tb\tc", 2, "the file was cut" },
        { "code\tname\tnote\na\tb\tc\na\tb", 3, "the file was cut" },
        { "code\tname\tnote", 1, "the file was cut" },
        { "code\tname\tnote\na\tb\r\tc\n", 2, "control character" },
        { "code\tname\tnote\na\tb\x1B\tc\n", 2, "control character" },
    };
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        print_message("# %zu\n", i);
        assert_int_equal(read_table(cases[i].text), RESULT_INVALID);
        assert_int_equal(table.count, 77); /* untouched */
        assert_in_range(fault_count, 1, FAULTS);
        assert_int_equal(faults[0].line, cases[i].line);
        assert_non_null(strstr(faults[0].text, cases[i].says));
    }
    assert_int_equal(tsv_read(arena, "code\tname\tnote\na\t\0\tc\n", 21, columns, &table, faults, FAULTS, &fault_count),
                     RESULT_INVALID);
}

static void test_the_longest_cell(void **state)
{
    (void)state;
    char text[2100] = "code\tname\tnote\n\t\t";
    size_t start = strlen(text);
    memset(text + start, 'x', TSV_CELL_MAX);
    text[start + TSV_CELL_MAX] = '\n';
    assert_int_equal(read_table(text), RESULT_OK);
    assert_int_equal(strlen(table.rows[0].cells[2]), TSV_CELL_MAX);
    memcpy(text + start + TSV_CELL_MAX, "x\n", sizeof("x\n"));
    assert_int_equal(read_table(text), RESULT_INVALID);
    assert_non_null(strstr(faults[0].text, "note has over 2000 bytes"));
}

static void test_faults_are_bounded(void **state)
{
    (void)state;
    assert_int_equal(read_table("code\tname\tnote\n1\n2\n3\n4\n5\n6\n"), RESULT_INVALID);
    assert_int_equal(fault_count, FAULTS);
    assert_int_equal(faults[3].line, 5);
    assert_int_equal(tsv_read(arena, "x", 1, columns, &table, NULL, 0, &fault_count), RESULT_INVALID);
    assert_int_equal(fault_count, 0);
}

static void test_a_full_arena(void **state)
{
    (void)state;
    static const char text[] = "code\tname\tnote\na\tb\tc\na\tb\tc\na\tb\tc\na\tb\tc\n";
    for (size_t cap = 16; cap < 300; cap += 16) {
        struct arena *small = arena_new(cap);
        enum result result = tsv_read(small, text, strlen(text), columns, &table, faults, FAULTS, &fault_count);
        assert_int_equal(result, arena_overflowed(small) ? RESULT_NO_MEMORY : RESULT_OK);
        if (cap == 16)
            assert_int_equal(result, RESULT_NO_MEMORY);
        arena_free(small);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_a_good_table, begin, end),
        cmocka_unit_test_setup_teardown(test_one_column, begin, end),
        cmocka_unit_test_setup_teardown(test_faults, begin, end),
        cmocka_unit_test_setup_teardown(test_the_longest_cell, begin, end),
        cmocka_unit_test_setup_teardown(test_faults_are_bounded, begin, end),
        cmocka_unit_test_setup_teardown(test_a_full_arena, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
