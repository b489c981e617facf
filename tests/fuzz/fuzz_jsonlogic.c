/* [rule, data] from any bytes: runs to an end and gives what can be written as JSON, or fails. */
#include <assert.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/json_write.h"
#include "base/jsonlogic.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new(4 << 20);
    assert(arena);
    const struct json *document, *value, *again;
    struct json_fault fault;
    if (json_read(arena, (const char *)data, size, &document, &fault) == RESULT_OK) {
        const char *unknown = NULL;
        const struct json *rule = json_at(document, 0);
        bool known = jsonlogic_is_known(rule, &unknown);
        assert(known || unknown);
        if (jsonlogic_apply(arena, rule, json_at(document, 1), &value) == RESULT_OK) {
            struct buffer buffer;
            struct json_writer writer;
            buffer_init(&buffer, 64 << 20);
            json_begin(&writer, &buffer);
            json_add_value(&writer, NULL, value);
            assert(buffer.failed || json_read(arena, buffer.bytes, buffer.size, &again, &fault) != RESULT_INVALID);
            buffer_free(&buffer);
        }
    }
    arena_free(arena);
    return 0;
}
