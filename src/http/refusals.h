/* What an operation may refuse, for the API's description. */
#ifndef TONGBAN_HTTP_REFUSALS_H
#define TONGBAN_HTTP_REFUSALS_H

#include "http/exchange.h"

#define REFUSALS_MAX 40
struct refusals { const struct problem *items[REFUSALS_MAX]; size_t count; };

/* Each once. `role_names` by bit, closed by NULL: whether the route leaves any of them out. */
void refusals_of_route(const struct route *route, const char *const *role_names, struct refusals *ret_refusals);
/* Those of no operation, closed by NULL. */
extern const struct problem *const refusals_of_edge[];

#endif
