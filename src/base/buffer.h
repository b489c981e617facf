/* A growable output buffer with a maximum at birth (after curl's dynbuf). Overflow or lack of memory is one flag:
 * once it is set nothing more is added, and what was there before stays. Pure. */
#ifndef TONGBAN_BASE_BUFFER_H
#define TONGBAN_BASE_BUFFER_H

#include <stdbool.h>
#include <stddef.h>

struct buffer {
    char *bytes; /* NUL-terminated when not NULL */
    size_t size;
    size_t capacity; /* never more than max and the NUL */
    size_t max; /* of size; the closing NUL comes on top */
    bool failed;
};

/* Nothing is allocated yet. */
void buffer_init(struct buffer *buffer, size_t max);
/* Frees the bytes; the buffer can be used again. */
void buffer_free(struct buffer *buffer);
/* Empties it and forgets a failure; the memory stays for reuse. */
void buffer_clear(struct buffer *buffer);
/* Room for `size` more bytes, to be written by the caller and then counted: buffer->size += written (<= size),
 * buffer->bytes[buffer->size] = 0. NULL when failed. For writers in a hurry; everybody else adds. */
char *buffer_reserve_more(struct buffer *buffer, size_t size); /* the same, always asked when there is no room yet */
static inline char *buffer_reserve(struct buffer *buffer, size_t size)
{
    return !buffer->failed && size < buffer->capacity - buffer->size ? buffer->bytes + buffer->size : buffer_reserve_more(buffer, size);
}
void buffer_add(struct buffer *buffer, const void *bytes, size_t size);
void buffer_add_text(struct buffer *buffer, const char *text);
void buffer_add_format(struct buffer *buffer, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
