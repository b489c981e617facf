/* Whole files. */
#ifndef TONGBAN_BASE_FILE_H
#define TONGBAN_BASE_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/result.h"

struct arena;

/* Reads a whole regular file of at most max_size bytes into the arena (NUL-terminated).
 * RESULT_NOT_FOUND, RESULT_TOO_LARGE, RESULT_IO, RESULT_NO_MEMORY. */
enum result file_read(struct arena *arena, const char *path, size_t max_size, char **ret_bytes, size_t *ret_size);
/* Writes a new file with these permissions, through a temporary name, fsync and rename; RESULT_CONFLICT when it exists. */
enum result file_create(const char *path, const void *bytes, size_t size, unsigned mode);
bool file_exists(const char *path);

#endif
