/* Whatever is read as a table has whole rows of clean cells, and put together again it is the same text. */
#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/text.h"
#include "base/tsv.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { FAULTS = 3 };

static const char *const columns[] = { "code", "name", "note", NULL };

static void check_table(const struct tsv *table, const char *bytes, size_t size)
{
    struct buffer out;
    buffer_init(&out, size + 1);
    buffer_add_text(&out, "code\tname\tnote\n");
    for (size_t r = 0; r < table->count; r++) {
        assert(table->rows[r].line == (int)r + 2);
        for (size_t c = 0; c < table->columns; c++) {
            const char *cell = table->rows[r].cells[c];
            assert(strlen(cell) <= TSV_CELL_MAX && text_is_clean_utf8(cell, strlen(cell)));
            buffer_add_text(&out, cell);
            buffer_add_text(&out, c + 1 < table->columns ? "\t" : "\n");
        }
    }
    assert(!out.failed && out.size >= size && memcmp(out.bytes, bytes, size) == 0);
    buffer_free(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new(1 << 20);
    if (!arena)
        return 0;
    struct tsv table;
    struct tsv_fault faults[FAULTS];
    size_t fault_count = 0;
    enum result result = tsv_read(arena, (const char *)data, size, columns, &table, faults, FAULTS, &fault_count);
    if (result == RESULT_OK) {
        assert(fault_count == 0);
        check_table(&table, (const char *)data, size);
    } else if (result == RESULT_INVALID) {
        assert(fault_count >= 1 && fault_count <= FAULTS);
        for (size_t i = 0; i < fault_count; i++) {
            assert(faults[i].line >= 1);
            assert(text_is_clean_utf8(faults[i].text, strlen(faults[i].text)));
        }
    } else {
        assert(result == RESULT_NO_MEMORY);
    }
    arena_free(arena);
    return 0;
}
