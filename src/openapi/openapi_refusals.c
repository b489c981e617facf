/* What an operation may refuse: what the dispatcher does by the route's flags, then what the room says itself. */
#include <assert.h>
#include <string.h>

#include "openapi/openapi_parts.h"
#include "staff/staff_rules.h"

/* Of what is no request, or does not come whole: said before it is known what is asked for. */
const struct problem *const refusals_of_edge[] = {
    &problem_malformed, &problem_host, &problem_repeated_header, &problem_framing, &problem_timeout, &problem_target_too_long,
    &problem_head_too_large, &problem_coding, NULL};

static void add(struct refusals *refusals, const struct problem *problem)
{
    for (size_t i = 0; i < refusals->count; i++)
        if (refusals->items[i] == problem)
            return;
    assert(refusals->count < REFUSALS_MAX);
    refusals->items[refusals->count++] = problem;
}

static bool leaves_staff_out(const struct callers *callers)
{
    for (unsigned bit = 0; callers->roles != 0 && staff_role_names[bit] != NULL; bit++)
        if (!(callers->roles & (1u << bit)))
            return true;
    return false;
}

static void add_of_callers(struct refusals *refusals, const struct route *route)
{
    const struct callers *callers = &route->callers;
    if (callers->unasked)
        return;
    add(refusals, &problem_unauthenticated);
    if ((callers->kinds & PRINCIPAL_STAFF) && !(route->flags & ROUTE_FIRST_PASSWORD))
        add(refusals, &problem_password_change_required);
    if (!(callers->kinds & PRINCIPAL_STAFF) || leaves_staff_out(callers))
        add(refusals, &problem_forbidden);
}

static void add_of_keys(struct refusals *refusals)
{
    add(refusals, &problem_not_found); /* what the kept answer tells of is out of reach now */
    add(refusals, &problem_key_reused);
    add(refusals, &problem_answer_no_longer_kept);
    add(refusals, &problem_corrupt);
}

void refusals_of_route(const struct route *route, struct refusals *ret_refusals)
{
    struct refusals *refusals = ret_refusals;
    refusals->count = 0;
    for (const struct problem *const *problem = route->refusals; problem != NULL && *problem != NULL; problem++)
        add(refusals, *problem);
    add(refusals, &problem_json); /* without a body: one came all the same */
    add_of_callers(refusals, route);
    if (strchr(route->path, '{') != NULL)
        add(refusals, &problem_not_found); /* longer than any name */
    add(refusals, &problem_too_large);
    if (route->body != NULL)
        add(refusals, &problem_media_type);
    add(refusals, &problem_fields); /* there is always a parameter that is not known */
    if (route->flags & ROUTE_KEYED)
        add_of_keys(refusals);
    if (route->flags & ROUTE_STREAM)
        add(refusals, &problem_too_many_streams);
    add(refusals, &problem_internal);
    add(refusals, &problem_busy);
    if (!route->callers.unasked || route->commit != NULL)
        add(refusals, &problem_io);
}
