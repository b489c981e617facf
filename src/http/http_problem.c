/* Refusals: RFC 9457 problems with a stable code and a sentence in Chinese and in English. */
#include <stdio.h>

#include "http/exchange.h"

#define PROBLEM(name, code, status, zh, en) const struct problem problem_##name = {#code, status, zh, en};
#include "http/problems.def"
#undef PROBLEM

static const struct problem *problem_of_result(enum result result)
{
    switch (result) {
    case RESULT_INVALID: return &problem_fields;
    case RESULT_UNAUTHENTICATED: return &problem_unauthenticated;
    case RESULT_FORBIDDEN: return &problem_forbidden;
    case RESULT_NOT_FOUND: return &problem_not_found;
    case RESULT_TOO_LARGE: return &problem_too_large;
    case RESULT_CONFLICT: return &problem_conflict;
    case RESULT_STALE: return &problem_stale;
    case RESULT_KEY_REUSED: return &problem_key_reused;
    case RESULT_LIMITED: return &problem_limited;
    case RESULT_BUSY: return &problem_busy;
    case RESULT_CORRUPT: return &problem_corrupt;
    case RESULT_NO_MEMORY: return &problem_too_complex;
    case RESULT_IO: return &problem_io;
    case RESULT_OK: case RESULT_INTERNAL: break;
    }
    return &problem_internal;
}

static const char *title_of(int status)
{
    switch (status) {
    case 400: return "Bad Request";
    case 401: return "Unauthorized";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 408: return "Request Timeout";
    case 409: return "Conflict";
    case 411: return "Length Required";
    case 413: return "Content Too Large";
    case 414: return "URI Too Long";
    case 415: return "Unsupported Media Type";
    case 422: return "Unprocessable Content";
    case 429: return "Too Many Requests";
    case 431: return "Request Header Fields Too Large";
    case 501: return "Not Implemented";
    case 503: return "Service Unavailable";
    default: return "Internal Server Error";
    }
}

size_t problem_bare(const struct problem *problem, char *out, size_t size)
{
    char body[600];
    int body_size = snprintf(body, sizeof(body),
                             "{\"type\":\"https://tongban.dev/problems/%s\",\"title\":\"%s\",\"status\":%d,\"code\":\"%s\","
                             "\"detail_zh\":\"%s\",\"detail_en\":\"%s\",\"errors\":[]}",
                             problem->code, title_of(problem->status), problem->status, problem->code, problem->zh, problem->en);
    int whole = snprintf(out, size, "HTTP/1.1 %d %s\r\nConnection: close\r\nContent-Type: application/problem+json\r\n"
                                    "Content-Length: %d\r\nCache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n\r\n%s",
                         problem->status, title_of(problem->status), body_size, body);
    return body_size < 0 || (size_t)body_size >= sizeof(body) || whole < 0 || (size_t)whole >= size ? 0 : (size_t)whole;
}

void problem_write_members(struct json_writer *json, const struct problem *problem, const struct field_errors *errors)
{
    char type[120];
    (void)snprintf(type, sizeof(type), "https://tongban.dev/problems/%s", problem->code);
    json_add_text(json, "type", type);
    json_add_text(json, "title", title_of(problem->status));
    json_add_integer(json, "status", problem->status);
    json_add_text(json, "code", problem->code);
    json_add_text(json, "detail_zh", problem->zh);
    json_add_text(json, "detail_en", problem->en);
    field_errors_write(json, errors);
}

void problem_write(struct exchange *exchange, enum result result)
{
    struct request *request = &exchange->request;
    const struct problem *problem = request->act.problem != NULL ? request->act.problem : problem_of_result(result);
    struct problem told = *problem;
    if (request->act.problem_zh != NULL)
        told.zh = request->act.problem_zh;
    if (request->act.problem_en != NULL)
        told.en = request->act.problem_en;
    buffer_clear(&request->reply);
    struct json_writer json;
    json_begin(&json, &request->reply);
    json_open_object(&json, NULL);
    problem_write_members(&json, &told, &request->act.errors);
    if (request->act.tells_tries)
        json_add_integer(&json, "tries_left", request->act.tries_left);
    if (request->act.about != NULL)
        json_add_text(&json, "case_number", request->act.about);
    json_close_object(&json);
    request->status = problem->status;
    request->content_type = "application/problem+json";
    request->location = NULL;
    if (problem->status == 503 && request->act.retry_after_s == 0)
        request->act.retry_after_s = 1;
}
