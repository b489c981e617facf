#include "base/gzip.h"

#include <stdint.h>
#include <stdlib.h>
#include <zlib.h>

#define WORTH_BYTES 4096
#define BYTES_MAX ((size_t)1 << 30) /* the library counts in 32 bits */

bool gzip_bytes(const char *bytes, size_t size, char **ret_bytes, size_t *ret_size)
{
    z_stream stream = {0};
    if (size < WORTH_BYTES || size > BYTES_MAX || deflateInit2(&stream, 1, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        return false;
    size_t capacity = deflateBound(&stream, size);
    char *target = malloc(capacity);
    bool done = false;
    if (target != NULL) {
        stream.next_in = (Bytef *)(uintptr_t)bytes;
        stream.avail_in = (uInt)size;
        stream.next_out = (Bytef *)target;
        stream.avail_out = (uInt)capacity;
        done = deflate(&stream, Z_FINISH) == Z_STREAM_END && stream.total_out < size;
    }
    if (done) {
        *ret_bytes = target;
        *ret_size = stream.total_out;
    } else {
        free(target);
    }
    (void)deflateEnd(&stream);
    return done;
}
