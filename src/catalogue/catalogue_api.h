/* The rows of the route table of this room. */
#ifndef TONGBAN_CATALOGUE_CATALOGUE_API_H
#define TONGBAN_CATALOGUE_CATALOGUE_API_H

#include "http/http.h"

extern const struct route catalogue_routes[]; /* closed by a route without path */

#endif
