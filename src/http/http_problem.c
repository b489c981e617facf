/* Refusals: RFC 9457 problems with a stable code and a sentence in Chinese and in English. */
#include <stdio.h>

#include "http/exchange.h"

const struct problem problem_not_found = {
    "not_found", 404, "没有找到，或不在您的权限范围内",
    "Not found, or outside what you may see"};
const struct problem problem_method = {
    "method_not_allowed", 405, "此地址不支持这种方法",
    "This address does not know that method"};
const struct problem problem_too_large = {"too_large", 413, "请求内容太大", "The request is too large"};
const struct problem problem_media_type = {
    "media_type", 415, "请求内容须为 application/json",
    "The body must be application/json"};
const struct problem problem_json = {"json_syntax", 400, "请求内容不是有效的 JSON", "The body is not valid JSON"};
const struct problem problem_busy = {
    "busy", 503, "系统繁忙，没有受理本次请求，请稍后重试",
    "Too busy: nothing was done, try again shortly"};
const struct problem problem_unauthenticated = {
    "unauthenticated", 401, "请先登录，或登录已失效",
    "Sign in first, or the session has ended"};
const struct problem problem_forbidden = {"forbidden", 403, "您的岗位没有此项权限", "Your role may not do this"};
const struct problem problem_password_change_required = {
    "password_change_required", 403, "请先修改初始密码。",
    "Change the first password before going on."};

/* What is no request. The connection closes after them. */
const struct problem problem_malformed = {"malformed", 400, "请求不符合 HTTP 格式", "This is not well-formed HTTP"};
const struct problem problem_host = {
    "bad_host", 400, "请求须有且只有一个有效的 Host",
    "A request has exactly one Host, a valid one"};
const struct problem problem_framing = {"bad_framing", 400, "请求内容的长度不明确", "Where the request's body ends is not clear"};
const struct problem problem_coding = {
    "unknown_coding", 501, "传输编码只支持 chunked",
    "The only transfer coding known here is chunked"};
const struct problem problem_target_too_long = {
    "target_too_long", 414, "请求地址太长",
    "The address of the request is too long"};
const struct problem problem_head_too_large = {"head_too_large", 431, "请求头太大", "The head of the request is too large"};
const struct problem problem_timeout = {"too_slow", 408, "请求没有在时限内传完", "The request did not arrive in time"};
const struct problem problem_too_many_streams = {"too_many_streams", 429, "此账号打开的实时连接过多，请关闭不用的页面",
                                                 "This account has too many live streams open; close pages that are not needed"};

/* Of a result that nobody has given words. */
const struct problem problem_internal = {"internal", 500, "系统内部错误", "Internal error"};
const struct problem problem_conflict = {"conflict", 409, "当前状态不允许此操作", "The present state does not allow this"};
const struct problem problem_stale = {
    "stale", 409, "内容已被他人更新，请查看最新内容后再操作",
    "Somebody else changed this meanwhile; look at it again"};
const struct problem problem_key_reused = {
    "idempotency_key_reused", 409, "同一幂等键用于了不同的请求",
    "This Idempotency-Key was used for another request"};
const struct problem problem_limited = {"too_many_requests", 429, "尝试次数过多，请稍后再试", "Too many tries, please wait"};
const struct problem problem_corrupt = {
    "corrupt", 500, "存储的数据校验失败，已停止处理",
    "Stored data failed its check; nothing was done"};
const struct problem problem_too_complex = {"too_large", 413, "请求内容太复杂", "The request is too complex"};
const struct problem problem_io = {"io", 503, "存储暂时不可用，请稍后重试", "Storage is not available now, try again shortly"};

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

static void write_field_errors(struct json_writer *json, const struct field_errors *errors)
{
    json_open_array(json, "errors");
    for (size_t i = 0; i < errors->count; i++) {
        json_open_object(json, NULL);
        json_add_text(json, "field", errors->items[i].field);
        json_add_text(json, "code", errors->items[i].code);
        json_add_text(json, "zh", errors->items[i].zh);
        json_add_text(json, "en", errors->items[i].en);
        json_close_object(json);
    }
    json_close_array(json);
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
    write_field_errors(json, errors);
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
