#include "base/sorted.h"

#include <string.h>

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
