/* OpenAPI 3.1 from the route tables of the rooms. */
#include <string.h>

#include "base/text.h"
#include "openapi/openapi.h"
#include "openapi/openapi_parts.h"
#include "staff/staff_rules.h"

#define EXAMPLES_MEMORY ((size_t)8 * 1024 * 1024)

static const char *const methods[] = {
    [HTTP_GET] = "get", [HTTP_POST] = "post", [HTTP_PUT] = "put", [HTTP_PATCH] = "patch", [HTTP_DELETE] = "delete"};

const struct json *openapi_example(const struct openapi *openapi, const struct route *route, const char *part)
{
    return json_get(json_get(openapi->examples, route->operation), part);
}

/* ---- parameters ---- */

static void write_parameter_schema(struct json_writer *json, const struct field *field)
{
    json_open_object(json, "schema");
    json_add_text(json, "type", field == NULL ? "string" : field->type == FIELD_INTEGER ? "integer"
                                : field->type == FIELD_BOOL ? "boolean" : "string");
    if (field != NULL && field->type == FIELD_DATE)
        json_add_text(json, "format", "date");
    if (field != NULL && field->choices != NULL) {
        json_open_array(json, "enum");
        for (const char *const *choice = field->choices; *choice != NULL; choice++)
            json_add_text(json, NULL, *choice);
        json_close_array(json);
    }
    json_close_object(json);
}

struct parameter { const char *name, *place; bool required; const struct field *field; const char *description; };

static void write_parameter(struct openapi *openapi, const struct route *route, const struct parameter *parameter)
{
    struct json_writer *json = &openapi->json;
    const struct json *example = json_get(openapi_example(openapi, route, "parameters"), parameter->name);
    json_open_object(json, NULL);
    json_add_text(json, "name", parameter->name);
    json_add_text(json, "in", parameter->place);
    json_add_bool(json, "required", parameter->required);
    json_add_text(json, "description", parameter->description != NULL ? parameter->description : "");
    write_parameter_schema(json, parameter->field);
    if (example != NULL)
        json_add_value(json, "example", example);
    json_close_object(json);
}

/* What opens a case to the public. */
static bool takes_query_password(const struct route *route)
{
    for (const struct field *field = route->query; field != NULL && field->name != NULL; field++)
        if (text_equal(field->name, "query_password"))
            return true;
    return false;
}

static void write_parameters(struct openapi *openapi, const struct route *route)
{
    json_open_array(&openapi->json, "parameters");
    for (const struct field *field = route->named; field != NULL && field->name != NULL; field++)
        write_parameter(openapi, route, &(struct parameter){field->name, "path", true, field, field->description});
    for (const struct field *field = route->query; field != NULL && field->name != NULL; field++)
        write_parameter(openapi, route, &(struct parameter){
            field->name, "query", (field->flags & FIELD_REQUIRED) != 0, field, field->description});
    if (route->flags & ROUTE_STREAM)
        write_parameter(openapi, route, &(struct parameter){"Last-Event-ID", "header", false, NULL,
            "goes on behind this event (its id as it came); "
            "event `reset` when that is no longer possible: load afresh"});
    if (route->flags & ROUTE_KEYED)
        write_parameter(openapi, route, &(struct parameter){"Idempotency-Key", "header", false, NULL,
            "1 to 200 visible ASCII characters, best a UUID of version 7; of one path and one district: "
            "the same key and body give the same answer for a week, another body 409"});
    json_close_array(&openapi->json);
}

/* ---- operations ---- */

static void write_body(struct openapi *openapi, const struct route *route)
{
    struct json_writer *json = &openapi->json;
    const struct json *example = openapi_example(openapi, route, "body");
    if (route->body == NULL)
        return;
    json_open_object(json, "requestBody");
    json_add_bool(json, "required", true);
    json_open_object(json, "content");
    json_open_object(json, "application/json");
    spec_write_schema(json, "schema", route->body);
    if (example != NULL)
        json_add_value(json, "example", example);
    json_close_object(json);
    json_close_object(json);
    json_close_object(json);
}

static void write_callers(struct json_writer *json, const struct callers *callers)
{
    json_open_array(json, "x-callers");
    for (unsigned kind = PRINCIPAL_PUBLIC; kind < PRINCIPALS_ALL; kind <<= 1)
        if (callers->kinds & kind)
            json_add_text(json, NULL, principal_kind_name((enum principal_kind)kind));
    json_close_array(json);
    json_open_array(json, "x-roles");
    for (unsigned bit = 0; staff_role_names[bit] != NULL; bit++)
        if (callers->roles & (1u << bit))
            json_add_text(json, NULL, staff_role_names[bit]);
    json_close_array(json);
}

static void write_scheme(struct json_writer *json, const char *name)
{
    json_open_object(json, NULL);
    if (name != NULL) {
        json_open_array(json, name);
        json_close_array(json);
    }
    json_close_object(json);
}

/* Any one of these is enough; of a list without any, nothing is asked. */
static void write_security(struct json_writer *json, const struct route *route)
{
    json_open_array(json, "security");
    if (!route->callers.unasked) {
        if (route->callers.kinds & PRINCIPAL_PUBLIC)
            write_scheme(json, takes_query_password(route) ? "query_password" : NULL);
        write_scheme(json, "bearer");
    }
    json_close_array(json);
}

static void write_operation(struct openapi *openapi, const struct room *room, const struct route *route)
{
    struct json_writer *json = &openapi->json;
    json_open_object(json, methods[route->method]);
    json_add_text(json, "operationId", route->operation);
    json_open_array(json, "tags");
    json_add_text(json, NULL, room->name);
    json_close_array(json);
    json_add_text(json, "summary", route->summary);
    json_add_text(json, "description", route->description);
    write_callers(json, &route->callers);
    write_security(json, route);
    write_parameters(openapi, route);
    write_body(openapi, route);
    openapi_write_responses(openapi, route);
    json_close_object(json);
}

static bool is_first_of_path(const struct room *room, const struct route *route)
{
    for (const struct route *before = room->routes; before != route; before++)
        if (text_equal(before->path, route->path))
            return false;
    return true;
}

/* A path is one room's. */
static void write_paths(struct openapi *openapi)
{
    struct json_writer *json = &openapi->json;
    json_open_object(json, "paths");
    for (const struct room *const *room = openapi->rooms; *room != NULL; room++)
        for (const struct route *first = (*room)->routes; first != NULL && first->path != NULL; first++) {
            if (!is_first_of_path(*room, first))
                continue;
            json_open_object(json, first->path);
            for (const struct route *route = first; route->path != NULL; route++)
                if (text_equal(route->path, first->path))
                    write_operation(openapi, *room, route);
            json_close_object(json);
        }
    json_close_object(json);
}

/* ---- the document ---- */

static void write_info(struct json_writer *json)
{
    json_open_object(json, "info");
    json_add_text(json, "title", "Tongban 通办");
    json_add_text(json, "version", TONGBAN_VERSION);
    json_add_text(json, "description",
                  "Any public service at any counter. Times are RFC 3339 with offset, days YYYY-MM-DD, lists "
                  "{items, next}.\n\n"
                  "A refusal is a problem of RFC 9457 with a stable `code` and a sentence in Chinese and in English; each "
                  "operation lists its codes by status. `default` is what can be said of anything that is no well-formed "
                  "request, whatever it asks for. Send an Idempotency-Key where an operation takes one, and repeat after "
                  "503 or a lost connection.");
    json_open_object(json, "contact");
    json_add_text(json, "name", "Tongban");
    json_add_text(json, "url", "https://tongban.dev");
    json_close_object(json);
    json_open_object(json, "license");
    json_add_text(json, "name", "Apache-2.0");
    json_add_text(json, "identifier", "Apache-2.0");
    json_close_object(json);
    json_close_object(json);
}

static void write_server(struct json_writer *json, const char *url, const char *description)
{
    json_open_object(json, NULL);
    json_add_text(json, "url", url);
    json_add_text(json, "description", description);
    json_close_object(json);
}

static void write_servers(struct openapi *openapi, const char *public_url)
{
    struct json_writer *json = &openapi->json;
    size_t size = strlen(public_url);
    json_open_array(json, "servers");
    if (size > 0)
        write_server(json, arena_copy_bytes(openapi->arena, public_url, public_url[size - 1] == '/' ? size - 1 : size),
                     "where the public reaches it");
    write_server(json, "/", "where this description came from");
    json_close_array(json);
}

static void write_tags(struct openapi *openapi)
{
    struct json_writer *json = &openapi->json;
    json_open_array(json, "tags");
    for (const struct room *const *room = openapi->rooms; *room != NULL; room++) {
        if ((*room)->routes == NULL)
            continue;
        json_open_object(json, NULL);
        json_add_text(json, "name", (*room)->name);
        json_add_text(json, "description", (*room)->purpose);
        json_close_object(json);
    }
    json_close_array(json);
}

static void write_security_schemes(struct json_writer *json)
{
    json_open_object(json, "securitySchemes");
    json_open_object(json, "bearer");
    json_add_text(json, "type", "http");
    json_add_text(json, "scheme", "bearer");
    json_add_text(json, "description",
                  "The token of `sign_in`. It ends when it is not used for a while, at signing out, and with a change of "
                  "the account.");
    json_close_object(json);
    json_open_object(json, "query_password");
    json_add_text(json, "type", "apiKey");
    json_add_text(json, "in", "header");
    json_add_text(json, "name", "Query-Password");
    json_add_text(json, "description",
                  "The six digits on the receipt: they open one case to the public. Wrong ones are counted.");
    json_close_object(json);
    json_close_object(json);
}

static void write_document(struct openapi *openapi, const char *public_url)
{
    struct json_writer *json = &openapi->json;
    json_open_object(json, NULL);
    json_add_text(json, "openapi", "3.1.0");
    write_info(json);
    write_servers(openapi, public_url);
    write_tags(openapi);
    write_paths(openapi);
    json_open_object(json, "components");
    openapi_write_answers(openapi);
    write_security_schemes(json);
    json_close_object(json);
    json_close_object(json);
}

void openapi_write(struct buffer *out, const struct room *const *rooms, const char *public_url)
{
    struct json_fault fault = {0};
    struct openapi openapi = {.rooms = rooms, .arena = arena_new(EXAMPLES_MEMORY)};
    if (openapi.arena == NULL ||
        json_read(openapi.arena, openapi_examples, strlen(openapi_examples), &openapi.examples, &fault) != RESULT_OK) {
        out->failed = true;
        arena_free(openapi.arena);
        return;
    }
    json_begin(&openapi.json, out);
    openapi_collect_problems(&openapi);
    write_document(&openapi, public_url);
    if (arena_overflowed(openapi.arena))
        out->failed = true;
    arena_free(openapi.arena);
}
