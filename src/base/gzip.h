/* gzip (RFC 1952) of a text, fast rather than small. */
#ifndef TONGBAN_BASE_GZIP_H
#define TONGBAN_BASE_GZIP_H

#include <stdbool.h>
#include <stddef.h>

/* False when it is not worth it: few bytes, or no fewer than before; or without memory. The caller frees with free(). */
bool gzip_bytes(const char *bytes, size_t size, char **ret_bytes, size_t *ret_size);

#endif
