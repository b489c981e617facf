/* The rows of the route table of this room. */
#ifndef TONGBAN_STAFF_STAFF_API_H
#define TONGBAN_STAFF_STAFF_API_H

#include "http/http.h"

extern const struct route staff_routes[]; /* closed by a route without path */

#endif
