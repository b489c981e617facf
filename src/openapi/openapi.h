/* OpenAPI 3.1 from the route tables of the rooms: what the API is, told by what it is made of. */
#ifndef TONGBAN_OPENAPI_OPENAPI_H
#define TONGBAN_OPENAPI_OPENAPI_H

#include "act/room.h"
#include "base/buffer.h"

/* Writes the description of the routes of all `rooms` (closed by NULL). `public_url`: where the public reaches them; "" when
 * that is not known. Without memory the buffer fails. */
void openapi_write(struct buffer *out, const struct room *const *rooms, const char *public_url);

extern const struct room openapi_room; /* /openapi.json */

#endif
