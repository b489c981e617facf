/* Memory of one request or one command: everything is taken from an arena and given back at once.
 * An arena has a cap; when it is reached arena_alloc returns NULL and the arena remembers it, so that
 * a chain of allocations needs one check at its end (arena_overflowed). Not for use by two threads at once. */
#ifndef TONGBAN_BASE_ARENA_H
#define TONGBAN_BASE_ARENA_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

struct arena;

/* cap in bytes. NULL when there is no memory. The caller owns it: arena_free (accepts NULL). */
struct arena *arena_new(size_t cap);
void arena_free(struct arena *arena);
/* Forgets everything taken, keeps the largest chunk of at most 64 KB for reuse. */
void arena_reset(struct arena *arena);

/* Zeroed, aligned for any type; NULL when over the cap. size 0 gives a valid pointer. */
void *arena_alloc(struct arena *arena, size_t size);
/* count * size, overflow checked. */
void *arena_array(struct arena *arena, size_t count, size_t size);
/* Copies with a closing NUL. NULL text gives NULL (and is no overflow). */
char *arena_copy_text(struct arena *arena, const char *text);
char *arena_copy_bytes(struct arena *arena, const void *bytes, size_t size);
/* head, a point, tail: the path of a field. NULL when over the cap. */
char *arena_join(struct arena *arena, const char *head, const char *tail);
char *arena_format(struct arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));

bool arena_overflowed(const struct arena *arena);
/* Bytes taken so far (each rounded up to 16), for metrics and tests; and what the cap still allows. */
size_t arena_used(const struct arena *arena);
size_t arena_left(const struct arena *arena);

#endif
