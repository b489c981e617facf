#include "base/arena.h"

#include <assert.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ARENA_POISON 1
#endif
#elif defined(__SANITIZE_ADDRESS__)
#define ARENA_POISON 1
#endif

/* Under AddressSanitizer what was not taken is poisoned, and a strip after every allocation too. */
#ifdef ARENA_POISON
#include <sanitizer/asan_interface.h>
enum { ARENA_STRIP = 16 };
#else
#define ASAN_POISON_MEMORY_REGION(start, size) ((void)(start), (void)(size))
#define ASAN_UNPOISON_MEMORY_REGION(start, size) ((void)(start), (void)(size))
enum { ARENA_STRIP = 0 };
#endif

enum {
    ARENA_ALIGN = 16,
    ARENA_CHUNK_FIRST = 4096,
    ARENA_CHUNK_MAX = 64 * 1024,
};

struct arena_chunk {
    struct arena_chunk *before; /* the one that was filled earlier */
    size_t size, used;
    _Alignas(ARENA_ALIGN) char bytes[];
};

struct arena {
    struct arena_chunk *last;
    size_t cap, used;
    size_t next_chunk;
    bool overflowed;
};

struct arena *arena_new(size_t cap)
{
    struct arena *arena = calloc(1, sizeof(*arena));
    if (!arena)
        return NULL;
    arena->cap = cap;
    arena->next_chunk = ARENA_CHUNK_FIRST;
    return arena;
}

static void chunk_free(struct arena_chunk *chunk)
{
    ASAN_UNPOISON_MEMORY_REGION(chunk->bytes, chunk->size);
    free(chunk);
}

void arena_free(struct arena *arena)
{
    if (!arena)
        return;
    while (arena->last) {
        struct arena_chunk *chunk = arena->last;
        arena->last = chunk->before;
        chunk_free(chunk);
    }
    free(arena);
}

void arena_reset(struct arena *arena)
{
    struct arena_chunk *kept = NULL;
    while (arena->last) {
        struct arena_chunk *chunk = arena->last, *worse = chunk;
        arena->last = chunk->before;
        if (chunk->size <= ARENA_CHUNK_MAX && (!kept || chunk->size > kept->size)) {
            worse = kept;
            kept = chunk;
        }
        if (worse)
            chunk_free(worse);
    }
    if (kept) {
        kept->before = NULL;
        kept->used = 0;
        ASAN_POISON_MEMORY_REGION(kept->bytes, kept->size);
    }
    arena->last = kept;
    arena->used = 0;
    arena->next_chunk = !kept ? ARENA_CHUNK_FIRST : kept->size < ARENA_CHUNK_MAX / 2 ? 2 * kept->size : ARENA_CHUNK_MAX;
    arena->overflowed = false;
}

/* Apart, so that the many that find room save no registers for it. */
__attribute__((noinline)) static bool add_chunk(struct arena *arena, size_t at_least)
{
    size_t size = arena->next_chunk > at_least ? arena->next_chunk : at_least;
    struct arena_chunk *chunk = malloc(sizeof(*chunk) + size);
    if (!chunk)
        return false;
    *chunk = (struct arena_chunk){ .before = arena->last, .size = size };
    ASAN_POISON_MEMORY_REGION(chunk->bytes, chunk->size);
    arena->last = chunk;
    if (arena->next_chunk < ARENA_CHUNK_MAX)
        arena->next_chunk *= 2;
    return true;
}

/* Aligned and not zeroed. */
static void *take(struct arena *arena, size_t size)
{
    size_t left = arena->cap - arena->used;
    if (left == 0 || size > left || size > SIZE_MAX / 2) {
        arena->overflowed = true;
        return NULL;
    }
    size_t cost = (size + (size == 0) + ARENA_ALIGN - 1) & ~(size_t)(ARENA_ALIGN - 1);
    size_t step = cost + ARENA_STRIP;
    struct arena_chunk *chunk = arena->last;
    if (!chunk || chunk->size - chunk->used < step) {
        if (!add_chunk(arena, step)) {
            arena->overflowed = true;
            return NULL;
        }
        chunk = arena->last;
    }
    char *start = chunk->bytes + chunk->used;
    assert((uintptr_t)start % ARENA_ALIGN == 0);
    chunk->used += step;
    arena->used += cost < left ? cost : left;
    ASAN_UNPOISON_MEMORY_REGION(start, size);
    return start;
}

void *arena_alloc(struct arena *arena, size_t size)
{
    void *start = take(arena, size);
    if (start)
        memset(start, 0, size);
    return start;
}

void *arena_array(struct arena *arena, size_t count, size_t size)
{
    if (size > 0 && count > SIZE_MAX / size) {
        arena->overflowed = true;
        return NULL;
    }
    return arena_alloc(arena, count * size);
}

char *arena_copy_bytes(struct arena *arena, const void *bytes, size_t size)
{
    if (size == SIZE_MAX) {
        arena->overflowed = true;
        return NULL;
    }
    char *copy = take(arena, size + 1);
    if (!copy)
        return NULL;
    if (size > 0)
        memcpy(copy, bytes, size);
    copy[size] = '\0';
    return copy;
}

char *arena_copy_text(struct arena *arena, const char *text)
{
    return text ? arena_copy_bytes(arena, text, strlen(text)) : NULL;
}

char *arena_join(struct arena *arena, const char *head, const char *tail)
{
    size_t head_size = strlen(head), tail_size = strlen(tail);
    char *text = take(arena, head_size + tail_size + 2);
    if (!text)
        return NULL;
    memcpy(text, head, head_size);
    text[head_size] = '.';
    memcpy(text + head_size + 1, tail, tail_size + 1);
    return text;
}

char *arena_format(struct arena *arena, const char *format, ...)
{
    char at_first[128]; /* most fit, and are formatted once */
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(at_first, sizeof(at_first), format, arguments);
    va_end(arguments);
    if (length < 0)
        return NULL;
    if ((size_t)length < sizeof(at_first))
        return arena_copy_bytes(arena, at_first, (size_t)length);
    char *text = take(arena, (size_t)length + 1);
    if (!text)
        return NULL;
    va_start(arguments, format);
    vsnprintf(text, (size_t)length + 1, format, arguments);
    va_end(arguments);
    return text;
}

bool arena_overflowed(const struct arena *arena)
{
    return arena->overflowed;
}

size_t arena_used(const struct arena *arena)
{
    return arena->used;
}

size_t arena_left(const struct arena *arena)
{
    return arena->cap - arena->used;
}
