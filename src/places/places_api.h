/* The rows of the route table of this room. */
#ifndef TONGBAN_PLACES_PLACES_API_H
#define TONGBAN_PLACES_PLACES_API_H

#include "http/http.h"

extern const struct route places_routes[]; /* closed by a route without path */

#endif
