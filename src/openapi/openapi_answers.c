/* Answers in the API's description: the one of success, and every refusal by its code. */
#include <assert.h>
#include <stdio.h>

#include "base/text.h"
#include "openapi/openapi_parts.h"

static const struct field problem_fields_spec[] = {
    {"type", FIELD_TEXT, FIELD_REQUIRED, 0, 200, .description = "address of the kind of problem"},
    {"title", FIELD_TEXT, FIELD_REQUIRED, 0, 100, .description = "the status in words"},
    {"status", FIELD_INTEGER, FIELD_REQUIRED, 400, 599, .description = "HTTP status"},
    {"code", FIELD_TEXT, FIELD_REQUIRED, 0, 100, .description = "stable code"},
    {"detail_zh", FIELD_TEXT, FIELD_REQUIRED, 0, 2000, .description = "sentence in Chinese"},
    {"detail_en", FIELD_TEXT, FIELD_REQUIRED, 0, 2000, .description = "sentence in English"},
    {"errors", FIELD_LIST, FIELD_REQUIRED, 0, FIELD_ERRORS_MAX, .fields = ITEMS(field_error_fields),
     .description = "all field errors at once"},
    {"tries_left", FIELD_INTEGER, 0, 0, 1000000,
     .description = "of a wrong query password: tries before one must wait (Retry-After)"},
    {"case_number", FIELD_TEXT, 0, 0, 40, .description = "of answer_no_longer_kept: what the request did is there"},
    {0}};

/* ---- problems and their names ---- */

static void collect(struct openapi *openapi, const struct problem *problem)
{
    for (size_t i = 0; i < openapi->problem_count; i++)
        if (openapi->problems[i] == problem)
            return;
    assert(openapi->problem_count < PROBLEMS_MAX);
    openapi->problems[openapi->problem_count++] = problem;
}

void openapi_collect_problems(struct openapi *openapi)
{
    for (size_t i = 0; refusals_of_edge[i] != NULL; i++)
        collect(openapi, refusals_of_edge[i]);
    for (const struct room *const *room = openapi->rooms; *room != NULL; room++)
        for (const struct route *route = (*room)->routes; route != NULL && route->path != NULL; route++) {
            struct refusals refusals;
            refusals_of_route(route, &refusals);
            for (size_t i = 0; i < refusals.count; i++)
                collect(openapi, refusals.items[i]);
        }
}

/* Its code; where several rooms say it in words of their own, with a number. */
static const char *name_of(const struct openapi *openapi, const struct problem *problem)
{
    int others = 0;
    for (size_t i = 0; i < openapi->problem_count && openapi->problems[i] != problem; i++)
        others += text_equal(openapi->problems[i]->code, problem->code);
    const char *name = others == 0 ? problem->code : arena_format(openapi->arena, "%s_%d", problem->code, others + 1);
    return name != NULL ? name : "";
}

/* ---- refusals ---- */

static void write_reference(struct json_writer *json, const char *key, const char *reference)
{
    json_open_object(json, key);
    json_add_text(json, "$ref", reference);
    json_close_object(json);
}

static bool is_first_of_code(const struct problem *const *problems, size_t index)
{
    for (size_t i = 0; i < index; i++)
        if (text_equal(problems[i]->code, problems[index]->code))
            return false;
    return true;
}

/* A problem whose code is one of these. */
static void write_schema(struct json_writer *json, const struct problem *const *problems, size_t count)
{
    json_open_object(json, "schema");
    json_open_array(json, "allOf");
    write_reference(json, NULL, "#/components/schemas/Problem");
    json_open_object(json, NULL);
    json_add_text(json, "type", "object");
    json_open_object(json, "properties");
    json_open_object(json, "code");
    json_add_text(json, "type", "string");
    json_open_array(json, "enum");
    for (size_t i = 0; i < count; i++)
        if (is_first_of_code(problems, i))
            json_add_text(json, NULL, problems[i]->code);
    json_close_array(json);
    json_close_object(json);
    json_close_object(json);
    json_close_object(json);
    json_close_array(json);
    json_close_object(json);
}

static const char *say(struct openapi *openapi, const struct problem *const *problems, size_t count)
{
    const char *said = "";
    for (size_t i = 0; i < count && said != NULL; i++)
        said = arena_format(openapi->arena, "%s%s`%s`: %s", said, i == 0 ? "" : "\n\n", problems[i]->code,
                            problems[i]->en);
    return said != NULL ? said : "";
}

/* description, headers and content of a response that is one of these. */
static void write_refusals(struct openapi *openapi, int status, const struct problem *const *problems, size_t count)
{
    struct json_writer *json = &openapi->json;
    json_add_text(json, "description", say(openapi, problems, count));
    if (status == 401 || status == 429 || status == 503) {
        const char *name = status == 401 ? "WWW-Authenticate" : "Retry-After";
        json_open_object(json, "headers");
        write_reference(json, name, arena_format(openapi->arena, "#/components/headers/%s", name));
        json_close_object(json);
    }
    json_open_object(json, "content");
    json_open_object(json, "application/problem+json");
    write_schema(json, problems, count);
    json_open_object(json, "examples");
    for (size_t i = 0; i < count; i++) {
        const char *name = name_of(openapi, problems[i]);
        write_reference(json, name, arena_format(openapi->arena, "#/components/examples/%s", name));
    }
    json_close_object(json);
    json_close_object(json);
    json_close_object(json);
}

static void write_status(struct openapi *openapi, const struct refusals *refusals, int status)
{
    const struct problem *problems[REFUSALS_MAX];
    size_t count = 0;
    char key[12];
    for (size_t i = 0; i < refusals->count; i++)
        if (refusals->items[i]->status == status)
            problems[count++] = refusals->items[i];
    if (count == 0)
        return;
    (void)snprintf(key, sizeof(key), "%d", status);
    json_open_object(&openapi->json, key);
    write_refusals(openapi, status, problems, count);
    json_close_object(&openapi->json);
}

/* ---- success ---- */

static void write_content(struct openapi *openapi, const struct route *route)
{
    struct json_writer *json = &openapi->json;
    const struct json *example = openapi_example(openapi, route, "reply");
    if (route->reply == NULL && route->media == NULL)
        return;
    json_open_object(json, "content");
    json_open_object(json, route->media != NULL ? route->media : "application/json");
    if (route->reply != NULL) {
        spec_write_schema(json, "schema", route->reply);
    } else {
        json_open_object(json, "schema");
        json_add_text(json, "type", text_equal(route->media, "application/json") ? "object" : "string");
        json_close_object(json);
    }
    if (example != NULL)
        json_add_value(json, "example", example);
    json_close_object(json);
    json_close_object(json);
}

static void write_success(struct openapi *openapi, const struct route *route)
{
    struct json_writer *json = &openapi->json;
    bool tagged = route->method == HTTP_GET && !(route->flags & (ROUTE_NO_STORE | ROUTE_STREAM));
    char key[12];
    (void)snprintf(key, sizeof(key), "%d", route->status != 0 ? route->status : 200);
    json_open_object(json, key);
    json_add_text(json, "description", route->flags & ROUTE_STREAM ? "A stream that does not end by itself."
                                       : route->reply != NULL || route->media != NULL ? "The answer." : "Done.");
    if (tagged) {
        json_open_object(json, "headers");
        write_reference(json, "ETag", "#/components/headers/ETag");
        json_close_object(json);
    }
    write_content(openapi, route);
    json_close_object(json);
    if (tagged)
        write_reference(json, "304", "#/components/responses/Unchanged");
}

void openapi_write_responses(struct openapi *openapi, const struct route *route)
{
    struct refusals refusals;
    refusals_of_route(route, &refusals);
    json_open_object(&openapi->json, "responses");
    write_success(openapi, route);
    for (int status = 400; status < 600; status++)
        write_status(openapi, &refusals, status);
    write_reference(&openapi->json, "default", "#/components/responses/NoRequest");
    json_close_object(&openapi->json);
}

/* ---- components ---- */

static void write_header(struct json_writer *json, const char *name, const char *type, const char *description)
{
    json_open_object(json, name);
    json_add_text(json, "description", description);
    json_open_object(json, "schema");
    json_add_text(json, "type", type);
    json_close_object(json);
    json_close_object(json);
}

static void write_examples(struct openapi *openapi)
{
    struct json_writer *json = &openapi->json;
    struct field_errors none = {.arena = openapi->arena}, one = none;
    field_error_add_code(&one, "applicant.id_number", "required");
    json_open_object(json, "examples");
    for (size_t i = 0; i < openapi->problem_count; i++) {
        json_open_object(json, name_of(openapi, openapi->problems[i]));
        json_open_object(json, "value");
        problem_write_members(json, openapi->problems[i], openapi->problems[i] == &problem_fields ? &one : &none);
        json_close_object(json);
        json_close_object(json);
    }
    json_close_object(json);
}

void openapi_write_answers(struct openapi *openapi)
{
    struct json_writer *json = &openapi->json;
    size_t edge = 0;
    while (refusals_of_edge[edge] != NULL)
        edge++;
    json_open_object(json, "schemas");
    spec_write_schema(json, "Problem", problem_fields_spec);
    json_close_object(json);
    json_open_object(json, "headers");
    write_header(json, "ETag", "string",
                 "names this answer: sent as If-None-Match, the same answer comes as 304 without content");
    write_header(json, "Retry-After", "integer", "seconds until another try makes sense");
    write_header(json, "WWW-Authenticate", "string", "Bearer");
    json_close_object(json);
    json_open_object(json, "responses");
    json_open_object(json, "NoRequest");
    write_refusals(openapi, 0, refusals_of_edge, edge);
    json_close_object(json);
    json_open_object(json, "Unchanged");
    json_add_text(json, "description", "The same as the answer whose ETag came as If-None-Match.");
    json_close_object(json);
    json_close_object(json);
    write_examples(openapi);
}
