/* Whole files. */
#ifndef TONGBAN_BASE_FILE_H
#define TONGBAN_BASE_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/result.h"

struct arena;

/* Reads a whole regular file of at most max_size bytes into the arena (NUL-terminated; may hold NULs of its own).
 * RESULT_NOT_FOUND, RESULT_TOO_LARGE, RESULT_IO (also for what is no regular file), RESULT_NO_MEMORY. */
enum result file_read(struct arena *arena, const char *path, size_t max_size, char **ret_bytes, size_t *ret_size);
/* Writes a new file with these permissions, whole and durable or not at all: through a temporary name beside it, fsync
 * and link. RESULT_CONFLICT when it exists (it is left as it is), RESULT_NOT_FOUND without its folder, RESULT_IO. */
enum result file_create(const char *path, const void *bytes, size_t size, unsigned mode);
/* Makes a new empty file beside `path` that only its owner may read, under a name of its own that ends in .part; the name into
 * `ret_part` (PATH_MAX bytes). RESULT_NOT_FOUND without its folder, RESULT_IO. */
enum result file_begin_part(const char *path, char *ret_part);
/* Copies all bytes of a regular file into an existing one; `progress` (may be NULL) hears the percents. Not yet durable.
 * RESULT_NOT_FOUND, RESULT_IO (also for a full disk), RESULT_NO_MEMORY. */
enum result file_copy(const char *from, const char *to, void (*progress)(void *context, int percent), void *context);
/* Makes the bytes of a part durable and gives it its final name, durable too. With `replace` what has that name goes in the same
 * moment; without, RESULT_CONFLICT leaves both as they are. RESULT_IO. */
enum result file_finish_part(const char *part, const char *path, bool replace);
/* Anything of this name, a folder too. */
bool file_exists(const char *path);

#endif
