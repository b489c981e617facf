/* Look-up in an array of rows that begin with their code (const char *) and are sorted by its bytes. Pure. */
#ifndef TONGBAN_BASE_SORTED_H
#define TONGBAN_BASE_SORTED_H

#include <stddef.h>

/* The row with this code; NULL when there is none or `code` is NULL. */
const void *sorted_find(const void *rows, size_t count, size_t row_size, const char *code);
/* Index of the first row whose code is not less than `code`; count when there is none. */
size_t sorted_seek(const void *rows, size_t count, size_t row_size, const char *code);

#endif
