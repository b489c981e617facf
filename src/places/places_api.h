/* The rows of the route table of this room. */
#ifndef TONGBAN_PLACES_PLACES_API_H
#define TONGBAN_PLACES_PLACES_API_H

#include "http/http.h"
#include "places/places.h"

extern const struct route places_routes[]; /* closed by a route without path */

/* POST /v1/identity/check */
enum result identity_read(struct request *request);
struct identity_body { const char *id_type, *id_number; };
extern const struct field identity_body[], identity_reply[];

#endif
