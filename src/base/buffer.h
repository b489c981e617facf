/* A growable output buffer with a maximum at birth (after curl's dynbuf). Overflow or lack of memory is one flag. */
#ifndef TONGBAN_BASE_BUFFER_H
#define TONGBAN_BASE_BUFFER_H

#include <stdbool.h>
#include <stddef.h>

struct buffer {
    char *bytes; /* NUL-terminated when not NULL */
    size_t size;
    size_t capacity;
    size_t max;
    bool failed;
};

/* Nothing is allocated yet. */
void buffer_init(struct buffer *buffer, size_t max);
/* Frees the bytes; the buffer can be used again. */
void buffer_free(struct buffer *buffer);
void buffer_clear(struct buffer *buffer);
void buffer_add(struct buffer *buffer, const void *bytes, size_t size);
void buffer_add_text(struct buffer *buffer, const char *text);
void buffer_add_format(struct buffer *buffer, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Hands the bytes to the caller (free with free()); the buffer is empty then. NULL when failed. */
char *buffer_take(struct buffer *buffer, size_t *ret_size);

#endif
