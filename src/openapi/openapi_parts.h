/* The parts of the API's description, for the files of this room. */
#ifndef TONGBAN_OPENAPI_PARTS_H
#define TONGBAN_OPENAPI_PARTS_H

#include "act/room.h"
#include "http/http.h"

#define REFUSALS_MAX 40
struct refusals { const struct problem *items[REFUSALS_MAX]; size_t count; };

/* What an operation may refuse, each once. */
void refusals_of_route(const struct route *route, struct refusals *ret_refusals);
/* What is refused of no operation, closed by NULL. */
extern const struct problem *const refusals_of_edge[];

#define PROBLEMS_MAX 100

/* While it is written. */
struct openapi {
    struct json_writer json;
    const struct room *const *rooms; /* closed by NULL */
    struct arena *arena;
    const struct json *examples; /* by operation: {parameters, body, reply} */
    const struct problem *problems[PROBLEMS_MAX]; /* that any operation refuses with, each once */
    size_t problem_count;
};

/* An example of the operation, or NULL. */
const struct json *openapi_example(const struct openapi *openapi, const struct route *route, const char *part);
/* Collects the problems of all routes, for what follows. */
void openapi_collect_problems(struct openapi *openapi);
/* Member `responses` of an operation. */
void openapi_write_responses(struct openapi *openapi, const struct route *route);
/* Members `schemas`, `headers`, `responses` and `examples` of the components: what the responses refer to. */
void openapi_write_answers(struct openapi *openapi);

/* examples.json */
extern const char openapi_examples[];

#endif
