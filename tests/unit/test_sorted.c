/* Look-up of rows by their code (src/base/sorted.c): with an index and without it finds the same. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/sorted.h"
#include "base/text.h"

struct row { const char *code; int number; };
enum { MANY = 300 };

static void every_row_is_found_and_nothing_else(void **state)
{
    (void)state;
    static const size_t counts[] = {0, 1, 2, 3, 7, 64, MANY};
    struct arena *arena = arena_new(1 << 20);
    struct row *rows = arena_array(arena, MANY, sizeof(*rows));
    assert_non_null(rows);
    for (int i = 0; i < MANY; i++)
        rows[i] = (struct row){arena_format(arena, "3101%05d", 2 * i), i};
    for (size_t c = 0; c < ARRAY_COUNT(counts); c++) {
        struct sorted_index none = {NULL, 0}, index;
        assert_true(sorted_index_make(arena, rows, counts[c], sizeof(*rows), &index));
        for (int i = -1; i < 2 * MANY; i++) {
            const char *code = arena_format(arena, "3101%05d", i);
            const struct row *found = sorted_index_find(&index, rows, counts[c], sizeof(*rows), code);
            bool there = i >= 0 && i % 2 == 0 && (size_t)(i / 2) < counts[c];
            assert_ptr_equal(found, there ? &rows[i / 2] : NULL);
            assert_ptr_equal(sorted_index_find(&none, rows, counts[c], sizeof(*rows), code), found);
            assert_ptr_equal(sorted_find(rows, counts[c], sizeof(*rows), code), found);
        }
        assert_null(sorted_index_find(&index, rows, counts[c], sizeof(*rows), NULL));
        assert_null(sorted_index_find(&index, rows, counts[c], sizeof(*rows), ""));
    }
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_row_is_found_and_nothing_else)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
