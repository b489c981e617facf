/* base/arena and base/buffer: memory with a maximum at birth. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/buffer.h"

static void test_arena_gives_zeroed_aligned_memory(void **state)
{
    (void)state;
    struct arena *arena = arena_new(1 << 20);
    for (int round = 0; round < 2; round++) {
        for (size_t size = 0; size < 3000; size += 7) {
            unsigned char *bytes = arena_alloc(arena, size);
            assert_non_null(bytes);
            assert_int_equal((uintptr_t)bytes % 16, 0);
            for (size_t i = 0; i < size; i++)
                assert_int_equal(bytes[i], 0);
            memset(bytes, 0xAA, size);
        }
        assert_false(arena_overflowed(arena));
        arena_reset(arena);
        assert_int_equal(arena_used(arena), 0);
    }
    arena_free(arena);
    arena_free(NULL);
}

static void test_arena_cap(void **state)
{
    (void)state;
    struct arena *arena = arena_new(1000);
    assert_non_null(arena_alloc(arena, 500));
    assert_null(arena_alloc(arena, 501));
    assert_true(arena_overflowed(arena));
    assert_non_null(arena_alloc(arena, 480)); /* the flag stays */
    assert_true(arena_overflowed(arena));
    assert_true(arena_used(arena) + arena_left(arena) == 1000);
    arena_reset(arena);
    assert_false(arena_overflowed(arena));
    assert_non_null(arena_alloc(arena, 1000));
    assert_null(arena_alloc(arena, 1));
    arena_reset(arena);
    int empty = 0; /* even nothing has a price: no endless loop of empty allocations */
    while (empty < 1000 && arena_alloc(arena, 0))
        empty++;
    assert_in_range(empty, 1, 999);
    arena_free(arena);
}

static void test_arena_refuses_sizes_that_wrap(void **state)
{
    (void)state;
    struct arena *arena = arena_new(SIZE_MAX);
    assert_null(arena_alloc(arena, SIZE_MAX));
    assert_null(arena_array(arena, SIZE_MAX / 2, 3));
    assert_null(arena_copy_bytes(arena, "", SIZE_MAX));
    assert_true(arena_overflowed(arena));
    arena_reset(arena);
    assert_non_null(arena_array(arena, 10, 0));
    assert_non_null(arena_array(arena, 300, 1000)); /* larger than any chunk */
    assert_false(arena_overflowed(arena));
    arena_free(arena);
}

static void test_arena_texts(void **state)
{
    (void)state;
    struct arena *arena = arena_new(4096);
    assert_string_equal(arena_copy_text(arena, "户口"), "户口");
    assert_null(arena_copy_text(arena, NULL));
    assert_false(arena_overflowed(arena));
    assert_string_equal(arena_copy_bytes(arena, "abcdef", 3), "abc");
    assert_string_equal(arena_copy_bytes(arena, NULL, 0), "");
    assert_string_equal(arena_format(arena, "%s.%d", "materials", 2), "materials.2");
    assert_null(arena_format(arena, "%5000d", 1));
    assert_true(arena_overflowed(arena));
    arena_free(arena);
}

static void test_buffer_grows_to_its_maximum(void **state)
{
    (void)state;
    struct buffer buffer;
    buffer_init(&buffer, 3000);
    for (int i = 0; i < 300; i++)
        buffer_add(&buffer, "0123456789", 10);
    assert_false(buffer.failed);
    assert_int_equal(buffer.size, 3000);
    assert_int_equal(strlen(buffer.bytes), 3000);
    buffer_add(&buffer, "", 0);
    assert_false(buffer.failed);
    buffer_add(&buffer, "x", 1);
    assert_true(buffer.failed);
    assert_int_equal(buffer.size, 3000);
    buffer_clear(&buffer);
    assert_false(buffer.failed);
    assert_string_equal(buffer.bytes, "");
    buffer_add_text(&buffer, "again");
    buffer_add_format(&buffer, " %d", 42);
    assert_string_equal(buffer.bytes, "again 42");
    buffer_add_format(&buffer, "%4000d", 1);
    assert_true(buffer.failed);
    buffer_add_text(&buffer, "no more");
    assert_string_equal(buffer.bytes, "again 42");
    buffer_free(&buffer);
    assert_null(buffer.bytes);
    buffer_add_text(&buffer, "ready for use");
    assert_string_equal(buffer.bytes, "ready for use");
    buffer_free(&buffer);
}

static void test_buffer_reserve(void **state)
{
    (void)state;
    struct buffer buffer;
    buffer_init(&buffer, 10000);
    buffer_add_text(&buffer, "a");
    char *target = buffer_reserve(&buffer, 5000);
    memset(target, 'b', 5000);
    buffer.size += 2;
    buffer.bytes[buffer.size] = '\0';
    buffer_add_text(&buffer, "c");
    assert_string_equal(buffer.bytes, "abbc");
    assert_null(buffer_reserve(&buffer, 9997));
    assert_true(buffer.failed);
    assert_null(buffer_reserve(&buffer, 1));
    buffer_free(&buffer);
    buffer_init(&buffer, SIZE_MAX);
    assert_null(buffer_reserve(&buffer, SIZE_MAX));
    assert_true(buffer.failed);
    buffer_free(&buffer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_arena_gives_zeroed_aligned_memory),
        cmocka_unit_test(test_arena_cap),
        cmocka_unit_test(test_arena_refuses_sizes_that_wrap),
        cmocka_unit_test(test_arena_texts),
        cmocka_unit_test(test_buffer_grows_to_its_maximum),
        cmocka_unit_test(test_buffer_reserve),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
