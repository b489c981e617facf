/* Whatever is read as JSON is written again, and what was written reads as the same. */
#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/json.h"
#include "base/json_write.h"
#include "base/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void write_value(struct buffer *out, const struct json *value)
{
    struct json_writer writer;
    json_begin(&writer, out);
    json_add_value(&writer, NULL, value);
    assert(!out->failed && writer.depth == 0);
}

static void check_fault(const struct json_fault *fault)
{
    static const char *const codes[] = {
        "json_syntax", "json_depth", "json_duplicate_key", "json_encoding", "json_size", NULL,
    };
    assert(text_in_list(fault->code, codes));
    assert(fault->line >= 0 && fault->column >= 0);
    assert(fault->text[0] && text_is_clean_utf8(fault->text, strlen(fault->text)));
}

static void check_value(struct arena *arena, const struct json *value)
{
    struct buffer first, second;
    buffer_init(&first, SIZE_MAX);
    buffer_init(&second, SIZE_MAX);
    write_value(&first, value);
    const struct json *again = NULL;
    struct json_fault fault;
    char *copy = arena_copy_bytes(arena, first.bytes, first.size); /* read in place, it is written over */
    enum result result = copy ? json_read_in_place(arena, copy, first.size, &again, &fault) : RESULT_NO_MEMORY;
    assert(result == RESULT_OK || result == RESULT_NO_MEMORY);
    if (result == RESULT_OK) {
        write_value(&second, again);
        assert(first.size == second.size && memcmp(first.bytes, second.bytes, first.size) == 0);
    }
    buffer_free(&first);
    buffer_free(&second);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new(1 << 20);
    if (!arena)
        return 0;
    const struct json *value = NULL;
    struct json_fault fault = { 0 };
    enum result result = json_read(arena, (const char *)data, size, &value, &fault);
    if (result == RESULT_OK)
        check_value(arena, value);
    else if (result == RESULT_INVALID)
        check_fault(&fault);
    else
        assert(result == RESULT_NO_MEMORY);
    arena_free(arena);
    return 0;
}
