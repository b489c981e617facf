#include "base/buffer.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BUFFER_FIRST = 512 };

void buffer_init(struct buffer *buffer, size_t max)
{
    *buffer = (struct buffer){ .max = max };
}

void buffer_free(struct buffer *buffer)
{
    free(buffer->bytes);
    buffer_init(buffer, buffer->max);
}

void buffer_clear(struct buffer *buffer)
{
    buffer->size = 0;
    buffer->failed = false;
    if (buffer->bytes)
        buffer->bytes[0] = '\0';
}

/* Room for `size` more bytes and the closing NUL. */
static bool grow(struct buffer *buffer, size_t size)
{
    size_t needed = buffer->size + size + 1;
    size_t capacity = buffer->capacity ? buffer->capacity : BUFFER_FIRST;
    while (capacity < needed)
        capacity *= 2;
    if (capacity - 1 > buffer->max)
        capacity = buffer->max + 1;
    char *bytes = realloc(buffer->bytes, capacity);
    if (!bytes)
        return false;
    bytes[buffer->size] = '\0';
    buffer->bytes = bytes;
    buffer->capacity = capacity;
    return true;
}

char *buffer_reserve_more(struct buffer *buffer, size_t size)
{
    if (buffer->failed)
        return NULL;
    if (size > buffer->max - buffer->size || size > SIZE_MAX / 4 ||
        (size >= buffer->capacity - buffer->size && !grow(buffer, size))) {
        buffer->failed = true;
        return NULL;
    }
    return buffer->bytes + buffer->size;
}

void buffer_add(struct buffer *buffer, const void *bytes, size_t size)
{
    char *target = buffer_reserve(buffer, size);
    if (!target)
        return;
    if (size > 0)
        memcpy(target, bytes, size);
    target[size] = '\0';
    buffer->size += size;
}

void buffer_add_text(struct buffer *buffer, const char *text)
{
    buffer_add(buffer, text, strlen(text));
}

void buffer_add_format(struct buffer *buffer, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    if (length < 0) {
        buffer->failed = true;
        return;
    }
    char *target = buffer_reserve(buffer, (size_t)length);
    if (!target)
        return;
    va_start(arguments, format);
    vsnprintf(target, (size_t)length + 1, format, arguments);
    va_end(arguments);
    buffer->size += (size_t)length;
}
