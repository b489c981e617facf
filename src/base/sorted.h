/* Look-up in an array of rows that begin with their code (const char *) and are sorted by its bytes. Pure. */
#ifndef TONGBAN_BASE_SORTED_H
#define TONGBAN_BASE_SORTED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

/* The row with this code; NULL when there is none or `code` is NULL. */
const void *sorted_find(const void *rows, size_t count, size_t row_size, const char *code);
/* Index of the first row whose code is not less than `code`; count when there is none. */
size_t sorted_seek(const void *rows, size_t count, size_t row_size, const char *code);

/* The same look-up where it is asked for several times a request: one row is looked at instead of as many as the array has bits. Without
 * slots (zeroed) it is sorted_find. */
struct sorted_index { uint32_t *slots; size_t mask; };
/* Of an array that stays as it is; in the arena. False without memory. */
bool sorted_index_make(struct arena *arena, const void *rows, size_t count, size_t row_size, struct sorted_index *ret_index);
const void *sorted_index_find(const struct sorted_index *index, const void *rows, size_t count, size_t row_size, const char *code);

#endif
