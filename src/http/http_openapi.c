/* OpenAPI 3.1 from the route table. */
#include <string.h>

#include "base/text.h"
#include "http/http.h"

#define ROUTES_MAX 200

static const char *const methods[] = {
    [HTTP_GET] = "get", [HTTP_POST] = "post", [HTTP_PUT] = "put", [HTTP_PATCH] = "patch", [HTTP_DELETE] = "delete"};

static const struct field problem_error_fields[] = {
    {"field", FIELD_TEXT, FIELD_REQUIRED | FIELD_EMPTY_OK, 0, 400, NULL, NULL, "path such as applicant.id_number"},
    {"code", FIELD_TEXT, FIELD_REQUIRED, 0, 100, NULL, NULL, "stable code"},
    {"zh", FIELD_TEXT, FIELD_REQUIRED, 0, 2000, NULL, NULL, "sentence in Chinese"},
    {"en", FIELD_TEXT, FIELD_REQUIRED, 0, 2000, NULL, NULL, "sentence in English"},
    {0}};
static const struct field problem_error_item[] = {{"item", FIELD_OBJECT, 0, 0, 0, NULL, problem_error_fields, ""}, {0}};
static const struct field problem_fields_spec[] = {
    {"type", FIELD_TEXT, FIELD_REQUIRED, 0, 200, NULL, NULL, "address of the kind of problem"},
    {"title", FIELD_TEXT, FIELD_REQUIRED, 0, 100, NULL, NULL, "the status in words"},
    {"status", FIELD_INTEGER, FIELD_REQUIRED, 400, 599, NULL, NULL, "HTTP status"},
    {"code", FIELD_TEXT, FIELD_REQUIRED, 0, 100, NULL, NULL, "stable code"},
    {"detail_zh", FIELD_TEXT, FIELD_REQUIRED, 0, 2000, NULL, NULL, "sentence in Chinese"},
    {"detail_en", FIELD_TEXT, FIELD_REQUIRED, 0, 2000, NULL, NULL, "sentence in English"},
    {"errors", FIELD_LIST, FIELD_REQUIRED, 0, FIELD_ERRORS_MAX, NULL, problem_error_item, "all field errors at once"},
    {"tries_left", FIELD_INTEGER, 0, 0, 1000000, NULL, NULL, "of a wrong query password: tries before one must wait (Retry-After)"},
    {"case_number", FIELD_TEXT, 0, 0, 40, NULL, NULL, "of answer_no_longer_kept: what the request did is there"},
    {0}};

static void write_parameter(struct json_writer *json, const char *name, const char *place, bool required,
                            const struct field *field, const char *description)
{
    json_open_object(json, NULL);
    json_add_text(json, "name", name);
    json_add_text(json, "in", place);
    json_add_bool(json, "required", required);
    json_add_text(json, "description", description);
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
    json_close_object(json);
}

/* What opens a case to the public may come in a header too. */
static bool takes_query_password(const struct route *route)
{
    for (const struct field *field = route->query; field != NULL && field->name != NULL; field++)
        if (text_equal(field->name, "query_password"))
            return true;
    return false;
}

static void write_parameters(struct json_writer *json, const struct route *route)
{
    json_open_array(json, "parameters");
    for (const char *p = route->path; (p = strchr(p, '{')) != NULL; p++) {
        char name[40] = "";
        size_t size = strcspn(p + 1, "}");
        if (size < sizeof(name))
            memcpy(name, p + 1, size);
        write_parameter(json, name, "path", true, NULL, name);
    }
    for (const struct field *field = route->query; field != NULL && field->name != NULL; field++)
        write_parameter(json, field->name, "query", (field->flags & FIELD_REQUIRED) != 0, field,
                        field->description != NULL ? field->description : "");
    if (takes_query_password(route))
        write_parameter(json, "Query-Password", "header", false, NULL, "six digits that open a case to the public");
    if (route->flags & ROUTE_STREAM)
        write_parameter(json, "Last-Event-ID", "header", false, NULL, "goes on behind this event (its id as it came); event `reset` when that is no longer possible: load afresh");
    if (route->flags & ROUTE_KEYED)
        write_parameter(json, "Idempotency-Key", "header", false, NULL,
                        "1 to 200 visible ASCII characters, best a UUID of version 7; of one path and one district: the same key and body give the same answer for a week, another body 409");
    json_close_array(json);
}

static void write_content(struct json_writer *json, const char *type, const struct field *fields, const char *reference)
{
    json_open_object(json, "content");
    json_open_object(json, type);
    if (reference != NULL) {
        json_open_object(json, "schema");
        json_add_text(json, "$ref", reference);
        json_close_object(json);
    } else {
        spec_write_schema(json, "schema", fields);
    }
    json_close_object(json);
    json_close_object(json);
}

static void write_responses(struct json_writer *json, const struct route *route)
{
    char status[12] = "200";
    int code = route->status != 0 ? route->status : 200;
    status[0] = (char)('0' + code / 100);
    status[1] = (char)('0' + code / 10 % 10);
    status[2] = (char)('0' + code % 10);
    json_open_object(json, "responses");
    json_open_object(json, status);
    json_add_text(json, "description", route->reply != NULL ? "the answer" : (route->flags & ROUTE_STREAM) ? "a stream" : "done");
    if (route->reply != NULL)
        write_content(json, "application/json", route->reply, NULL);
    json_close_object(json);
    json_open_object(json, "default");
    json_add_text(json, "description", "a refusal (RFC 9457)");
    write_content(json, "application/problem+json", NULL, "#/components/schemas/Problem");
    json_close_object(json);
    json_close_object(json);
}

static void write_callers(struct json_writer *json, const struct callers *callers, const char *const *role_names)
{
    json_open_array(json, "x-callers");
    for (unsigned kind = PRINCIPAL_PUBLIC; kind < PRINCIPALS_ALL; kind <<= 1)
        if (callers->kinds & kind)
            json_add_text(json, NULL, principal_kind_name((enum principal_kind)kind));
    json_close_array(json);
    json_open_array(json, "x-roles");
    for (unsigned bit = 0; role_names[bit] != NULL; bit++)
        if (callers->roles & (1u << bit))
            json_add_text(json, NULL, role_names[bit]);
    json_close_array(json);
}

static void write_operation(struct json_writer *json, const struct route *route, const char *const *role_names)
{
    json_open_object(json, methods[route->method]);
    json_add_text(json, "operationId", route->operation);
    json_add_text(json, "summary", route->summary);
    write_callers(json, &route->callers, role_names);
    json_open_array(json, "security");
    if (route->callers.kinds & PRINCIPAL_PUBLIC) {
        json_open_object(json, NULL);
        json_close_object(json);
    }
    if (!route->callers.unasked) {
        json_open_object(json, NULL);
        json_open_array(json, "bearer");
        json_close_array(json);
        json_close_object(json);
    }
    json_close_array(json);
    write_parameters(json, route);
    if (route->body != NULL) {
        json_open_object(json, "requestBody");
        json_add_bool(json, "required", true);
        write_content(json, "application/json", route->body, NULL);
        json_close_object(json);
    }
    write_responses(json, route);
    json_close_object(json);
}

static size_t collect(const struct http_options *options, const struct route *routes[ROUTES_MAX])
{
    size_t count = 0;
    for (size_t i = 0; options->routes[i] != NULL; i++)
        for (const struct route *route = options->routes[i]; route->path != NULL && count < ROUTES_MAX; route++)
            routes[count++] = route;
    return count;
}

static void write_paths(struct json_writer *json, const struct http_options *options)
{
    const struct route *routes[ROUTES_MAX];
    size_t count = collect(options, routes);
    json_open_object(json, "paths");
    for (size_t i = 0; i < count; i++) {
        bool written = false;
        for (size_t k = 0; k < i; k++)
            written = written || text_equal(routes[k]->path, routes[i]->path);
        if (written)
            continue;
        json_open_object(json, routes[i]->path);
        for (size_t k = i; k < count; k++)
            if (text_equal(routes[k]->path, routes[i]->path))
                write_operation(json, routes[k], options->role_names);
        json_close_object(json);
    }
    json_close_object(json);
}

void http_write_openapi(struct buffer *out, const struct http_options *options)
{
    struct json_writer json;
    json_begin(&json, out);
    json_open_object(&json, NULL);
    json_add_text(&json, "openapi", "3.1.0");
    json_open_object(&json, "info");
    json_add_text(&json, "title", "Tongban 通办");
    json_add_text(&json, "version", TONGBAN_VERSION);
    json_add_text(&json, "description", "Any public service at any counter. Times are RFC 3339 with offset, days YYYY-MM-DD, "
                                        "lists {items, next}; refusals are RFC 9457 problems with a stable code.");
    json_open_object(&json, "license");
    json_add_text(&json, "name", "Apache-2.0");
    json_add_text(&json, "identifier", "Apache-2.0");
    json_close_object(&json);
    json_close_object(&json);
    write_paths(&json, options);
    json_open_object(&json, "components");
    json_open_object(&json, "schemas");
    spec_write_schema(&json, "Problem", problem_fields_spec);
    json_close_object(&json);
    json_open_object(&json, "securitySchemes");
    json_open_object(&json, "bearer");
    json_add_text(&json, "type", "http");
    json_add_text(&json, "scheme", "bearer");
    json_close_object(&json);
    json_close_object(&json);
    json_close_object(&json);
    json_close_object(&json);
}
