#include "base/sorted.h"

#include <string.h>

#include "base/arena.h"
#include "base/text.h"

static const char *code_at(const void *rows, size_t row_size, size_t index)
{
    const char *const *code = (const void *)((const char *)rows + index * row_size);
    return *code;
}

size_t sorted_seek(const void *rows, size_t count, size_t row_size, const char *code)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (strcmp(code_at(rows, row_size, middle), code) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

const void *sorted_find(const void *rows, size_t count, size_t row_size, const char *code)
{
    if (code == NULL)
        return NULL;
    size_t index = sorted_seek(rows, count, row_size, code);
    return index < count && strcmp(code_at(rows, row_size, index), code) == 0 ? (const char *)rows + index * row_size : NULL;
}

/* Open addressing, at most half full; a slot holds a row's number and one, or 0. */
bool sorted_index_make(struct arena *arena, const void *rows, size_t count, size_t row_size, struct sorted_index *ret_index)
{
    size_t size = 2;
    while (size < 2 * count)
        size *= 2;
    struct sorted_index index = {arena_array(arena, size, sizeof(*index.slots)), size - 1};
    if (index.slots == NULL)
        return false;
    for (size_t i = 0; i < count; i++) {
        size_t at = (size_t)text_hash(code_at(rows, row_size, i)) & index.mask;
        while (index.slots[at] != 0)
            at = (at + 1) & index.mask;
        index.slots[at] = (uint32_t)i + 1;
    }
    *ret_index = index;
    return true;
}

const void *sorted_index_find(const struct sorted_index *index, const void *rows, size_t count, size_t row_size, const char *code)
{
    if (index->slots == NULL || code == NULL)
        return sorted_find(rows, count, row_size, code);
    for (size_t at = (size_t)text_hash(code) & index->mask; index->slots[at] != 0; at = (at + 1) & index->mask) {
        size_t row = index->slots[at] - 1;
        if (strcmp(code_at(rows, row_size, row), code) == 0)
            return (const char *)rows + row * row_size;
    }
    return NULL;
}
