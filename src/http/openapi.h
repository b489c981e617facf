/* The parts of the API's description. */
#ifndef TONGBAN_HTTP_OPENAPI_H
#define TONGBAN_HTTP_OPENAPI_H

#include "http/refusals.h"

#define PROBLEMS_MAX 100

/* While it is written. */
struct openapi {
    struct json_writer json;
    const struct http_options *options;
    struct arena *arena;
    const struct json *examples;            /* by operation: {parameters, body, reply} */
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

/* src/http/examples.json */
extern const char http_examples[];

#endif
