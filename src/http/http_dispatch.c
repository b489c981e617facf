/* The way of a request, every check in one place. */
#include <assert.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "act/room.h"
#include "act/sessions.h"
#include "base/clock.h"
#include "base/endpoint.h"
#include "base/log.h"
#include "base/settings.h"
#include "base/text.h"
#include "crypto/crypto.h"
#include "events/events.h"
#include "http/exchange.h"
#include "http/server.h"

/* ---- matching ---- */

static void split_row(struct route_row *row)
{
    for (const char *p = row->route->path; *p == '/';) {
        size_t size = strcspn(++p, "/");
        assert(row->segment_count < SEGMENTS_MAX);
        row->segments[row->segment_count].text = p;
        row->segments[row->segment_count].size = size;
        row->segments[row->segment_count++].is_parameter = *p == '{';
        p += size;
    }
}

enum result dispatch_rows(const struct room *const *rooms, struct route_row **ret_rows, size_t *ret_count)
{
    size_t count = 0;
    for (size_t i = 0; rooms[i] != NULL; i++)
        for (const struct route *route = rooms[i]->routes; route != NULL && route->path != NULL; route++)
            count++;
    struct route_row *rows = calloc(count + 1, sizeof(*rows));
    if (rows == NULL)
        return RESULT_NO_MEMORY;
    count = 0;
    for (size_t i = 0; rooms[i] != NULL; i++)
        for (const struct route *route = rooms[i]->routes; route != NULL && route->path != NULL; route++) {
            assert(!(route->flags & ROUTE_KEYED) || (route->admit != NULL && route->commit != NULL && route->read == NULL));
            assert(!(route->flags & ROUTE_WORKS) || (route->prepare != NULL && route->commit != NULL));
            assert(route->query == NULL || spec_is_readable(route->query, route->query_size));
            assert(route->body == NULL || spec_is_readable(route->body, route->body_size));
            rows[count].route = route;
            split_row(&rows[count++]);
        }
    *ret_rows = rows;
    *ret_count = count;
    return RESULT_OK;
}

static size_t split_path(const char *path, const char *parts[SEGMENTS_MAX], size_t sizes[SEGMENTS_MAX])
{
    size_t count = 0;
    while (*path == '/') {
        path++;
        size_t size = strcspn(path, "/");
        if (count == SEGMENTS_MAX)
            return SEGMENTS_MAX + 1;
        parts[count] = path;
        sizes[count++] = size;
        path += size;
    }
    return count;
}

static bool row_matches(const struct route_row *row, const char *const *parts, const size_t *sizes, size_t count)
{
    if (row->segment_count != count)
        return false;
    for (size_t i = count; i-- > 0;) { /* paths differ in their ends */
        if (row->segments[i].is_parameter ? sizes[i] == 0 || sizes[i] > 100
                                          : sizes[i] != row->segments[i].size ||
                                                memcmp(parts[i], row->segments[i].text, sizes[i]) != 0)
            return false;
    }
    return true;
}

static const char *const method_names[] = {
    [HTTP_GET] = "GET", [HTTP_POST] = "POST", [HTTP_PUT] = "PUT", [HTTP_PATCH] = "PATCH", [HTTP_DELETE] = "DELETE"};

void dispatch_match(struct exchange *exchange, struct route_row *rows, size_t count, const char *path)
{
    const char *parts[SEGMENTS_MAX];
    size_t sizes[SEGMENTS_MAX];
    size_t part_count = split_path(path, parts, sizes);
    struct request *request = &exchange->request;
    for (size_t i = 0; i < count; i++) {
        if (part_count > SEGMENTS_MAX || !row_matches(&rows[i], parts, sizes, part_count))
            continue;
        if (rows[i].route->method != exchange->method) {
            exchange->allow = exchange->allow == NULL
                ? method_names[rows[i].route->method]
                : arena_format(request->act.arena, "%s, %s", exchange->allow, method_names[rows[i].route->method]);
            continue;
        }
        exchange->row = &rows[i];
        request->route = rows[i].route;
        size_t parameter = 0;
        for (size_t k = 0; k < part_count; k++)
            if (rows[i].segments[k].is_parameter && parameter < ROUTE_PATH_PARAMS_MAX)
                request->path[parameter++] = arena_copy_bytes(request->act.arena, parts[k], sizes[k]);
        return;
    }
}

/* ---- who ---- */

static bool admits(const struct callers *callers, const struct principal *principal)
{
    return principal_is(principal, callers->kinds) &&
           (principal->kind != PRINCIPAL_STAFF || callers->roles == 0 || (principal->roles & callers->roles) != 0);
}

enum result dispatch_authenticate(struct exchange *exchange)
{
    struct request *request = &exchange->request;
    const struct route *route = request->route;
    const struct callers *callers = &route->callers;
    request->act.principal = principal_public;
    if (callers->unasked)
        return RESULT_OK;
    const char *authorization = exchange->header(exchange, "Authorization");
    if (authorization == NULL)
        return callers->kinds & PRINCIPAL_PUBLIC ? RESULT_OK : RESULT_UNAUTHENTICATED;
    if (strncasecmp(authorization, "Bearer ", 7) != 0)
        return RESULT_UNAUTHENTICATED;
    uint8_t *key = arena_alloc(request->act.arena, SM3_SIZE);
    if (key == NULL)
        return RESULT_NO_MEMORY;
    if (!session_token_key(authorization + 7, key))
        return RESULT_UNAUTHENTICATED;
    request->session_key = key;
    enum result result = sessions_authenticate(request->act.context->sessions, request->act.session, request->act.arena, key,
                                               request->act.now_ms, &request->act.principal);
    if (result != RESULT_OK)
        return result;
    if (request->act.principal.assurance == ASSURANCE_FIRST_PASSWORD && !(route->flags & ROUTE_FIRST_PASSWORD))
        return act_refuse(&request->act, &problem_password_change_required);
    return admits(callers, &request->act.principal) ? RESULT_OK : RESULT_FORBIDDEN;
}

/* ---- what ---- */

static void convert_value(const struct field *field, const char *text, struct json *ret_value)
{
    int64_t integer = 0;
    *ret_value = (struct json){.type = JSON_TEXT, .text = {text, strlen(text)}};
    if (field == NULL)
        return;
    if (field->type == FIELD_INTEGER && text_parse_int64(text, &integer))
        *ret_value = (struct json){.type = JSON_INTEGER, .integer = integer};
    else if (field->type == FIELD_BOOL && (text_equal(text, "true") || text_equal(text, "false")))
        *ret_value = (struct json){.type = JSON_BOOL, .boolean = text[0] == 't'};
}

/* Checks, and reads into a struct of the size given. */
static enum result read_fields(struct act *act, const struct json *value, const struct field *fields, size_t size, const void **ret_struct)
{
    void *read = arena_alloc(act->arena, size);
    *ret_struct = read;
    (void)spec_check(value, fields, &act->errors);
    if (act->errors.count > 0)
        return act_refuse_fields(act);
    return read != NULL && spec_read(act->arena, value, fields, read) ? RESULT_OK : RESULT_NO_MEMORY;
}

/* Texts of the query string become an object typed by the spec; empty values count as absent. */
static enum result read_query(struct exchange *exchange)
{
    static const struct field nothing[] = {{0}};
    struct request *request = &exchange->request;
    const struct field *fields = request->route->query != NULL ? request->route->query : nothing;
    struct json_member *members = arena_array(request->act.arena, exchange->pair_count, sizeof(*members));
    struct json *object = arena_alloc(request->act.arena, sizeof(*object));
    if (members == NULL || object == NULL)
        return RESULT_NO_MEMORY;
    size_t count = 0;
    for (size_t i = 0; i < exchange->pair_count; i++) {
        const struct query_pair *pair = &exchange->pairs[i];
        if (text_is_empty(pair->value) && spec_find(fields, pair->key) != NULL)
            continue;
        for (size_t k = 0; k < count; k++)
            if (text_equal(members[k].key, pair->key))
                field_error_add(&request->act.errors, pair->key, "repeated", "参数重复", "Given twice");
        members[count].key = pair->key;
        convert_value(spec_find(fields, pair->key), pair->value, &members[count++].value);
    }
    if (exchange->too_many_pairs)
        field_error_add(&request->act.errors, "", "too_many", "参数过多", "Too many parameters");
    *object = (struct json){.type = JSON_OBJECT, .object = {members, count}};
    request->query_password = exchange->header(exchange, "Query-Password");
    return read_fields(&request->act, object, fields, request->route->query_size, &request->query);
}

static enum result read_body(struct exchange *exchange)
{
    struct request *request = &exchange->request;
    if (request->route->body == NULL) {
        if (exchange->body.size > 0)
            return act_refuse_with(&request->act, &problem_json, "此请求不带内容", "This request takes no body");
        return RESULT_OK;
    }
    const char *type = exchange->header(exchange, "Content-Type");
    if (type == NULL || strncasecmp(type, "application/json", 16) != 0 || (type[16] != '\0' && type[16] != ';' && type[16] != ' '))
        return act_refuse(&request->act, &problem_media_type);
    if (exchange->body.failed)
        return RESULT_BUSY;
    struct json_fault fault = {0};
    const struct json *body = NULL;
    enum result result = json_read(request->act.arena, exchange->body.bytes != NULL ? exchange->body.bytes : "",
                                   exchange->body.size, &body, &fault);
    if (result == RESULT_INVALID)
        return act_refuse_with(&request->act, &problem_json, NULL, arena_copy_text(request->act.arena, fault.text));
    if (result != RESULT_OK)
        return result;
    return read_fields(&request->act, body, request->route->body, request->route->body_size, &request->body);
}

static enum result admit(struct exchange *exchange)
{
    struct request *request = &exchange->request;
    return request->route->admit != NULL ? request->route->admit(request) : RESULT_OK;
}

/* ---- idempotency key ---- */

static enum result read_key(struct exchange *exchange)
{
    struct request *request = &exchange->request;
    const char *key = exchange->header(exchange, "Idempotency-Key");
    if (key == NULL || !(request->route->flags & ROUTE_KEYED) || request->act.principal.id == NULL)
        return RESULT_OK;
    size_t size = strlen(key);
    bool clean = size >= 1 && size <= IDEMPOTENCY_KEY_MAX;
    for (size_t i = 0; clean && i < size; i++)
        clean = key[i] > 0x20 && key[i] < 0x7f;
    if (!clean) {
        field_error_add(&request->act.errors, "Idempotency-Key", "key_format", "幂等键应为 1 至 200 个可见的 ASCII 字符",
                        "An Idempotency-Key is 1 to 200 visible ASCII characters");
        return act_refuse_fields(&request->act);
    }
    enum result result = idempotency_digest(exchange, key);
    exchange->keyed = result == RESULT_OK;
    if (result == RESULT_OK)
        result = idempotency_refuse_former(exchange, key);
    return result == RESULT_OK ? idempotency_find_elsewhere(exchange, &exchange->recalled) : result;
}

/* ---- answer ---- */

static uint64_t mix(uint64_t tag, const char *sixteen)
{
    __extension__ typedef unsigned __int128 both;
    uint64_t eights[2];
    memcpy(eights, sixteen, sizeof(eights));
    both product = (both)(tag ^ eights[0]) * (eights[1] ^ UINT64_C(0x9E3779B97F4A7C15));
    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

/* Tells replies apart; two lanes of sixteen bytes a step, for long ones are common. No defence against whoever makes them alike. */
static uint64_t tag_of(const char *bytes, size_t size)
{
    uint64_t one = size, other = ~one;
    char rest[32] = {0};
    for (; size >= sizeof(rest); bytes += sizeof(rest), size -= sizeof(rest)) {
        one = mix(one, bytes);
        other = mix(other, bytes + 16);
    }
    memcpy(rest, bytes, size);
    return mix(one, rest) ^ mix(other, rest + 16);
}

static void write_tag(uint64_t tag, char etag[ETAG_SIZE])
{
    uint8_t bytes[sizeof(tag)];
    for (size_t i = 0; i < sizeof(bytes); i++)
        bytes[i] = (uint8_t)(tag >> (56 - 8 * i));
    etag[0] = '"';
    text_hex(etag + 1, bytes, sizeof(bytes));
    memcpy(etag + ETAG_SIZE - 2, "\"", 2);
}

static void tag_reply(struct exchange *exchange)
{
    struct request *request = &exchange->request;
    const struct route *route = request->route;
    if (route->method != HTTP_GET || request->status != 200 || (route->flags & (ROUTE_NO_STORE | ROUTE_STREAM)) ||
        request->reply.bytes == NULL)
        return;
    write_tag(tag_of(request->reply.bytes, request->reply.size), exchange->etag);
    const char *known = exchange->header(exchange, "If-None-Match");
    exchange->not_modified = known != NULL && (text_equal(known, "*") || strstr(known, exchange->etag) != NULL);
}

static void answer(struct exchange *exchange, enum result result)
{
    struct request *request = &exchange->request;
    if (result == RESULT_OK && request->act.problem == NULL && request->reply.failed)
        result = RESULT_TOO_LARGE;
    if (result != RESULT_OK || request->act.problem != NULL) {
        problem_write(exchange, result);
        if (request->status >= 500 && request->status != 503)
            log_write(LOG_ERROR, "request_failed", "operation", request->route != NULL ? request->route->operation : "none",
                      "result", result_name(result), NULL);
        return;
    }
    if (request->status == 0)
        request->status = request->route->status != 0 ? request->route->status : 200;
    request->content_type = request->route->media;
    tag_reply(exchange);
}

/* ---- writes ---- */

static void begin_answer(struct exchange *exchange)
{
    buffer_clear(&exchange->request.reply);
    json_begin(&exchange->request.json, &exchange->request.reply);
}

static void forget_refusal(struct request *request, size_t errors_kept)
{
    request->act.problem = NULL;
    request->act.problem_zh = request->act.problem_en = NULL;
    request->act.errors.count = errors_kept;
    request->act.retry_after_s = 0;
}

/* A key stands where its owner works: whoever was moved since this request was let in has keys elsewhere, and may already have sent it
 * again from there. Who was moved was signed out. */
static bool is_signed_out(const struct exchange *exchange)
{
    const struct request *request = &exchange->request;
    return exchange->keyed && request->session_key != NULL &&
           !sessions_live(request->act.context->sessions, request->session_key, request->act.now_ms);
}

static enum result command_run(struct command *command, struct db_session *session)
{
    struct exchange *exchange = (struct exchange *)((char *)command - offsetof(struct exchange, command));
    struct request *request = &exchange->request;
    forget_refusal(request, exchange->errors_prepared);
    request->act.announces = false;
    request->act.after = NULL;
    request->status = 0;
    if (is_signed_out(exchange))
        return RESULT_STALE; /* try_again asks who it is */
    if (!exchange->answered)
        begin_answer(exchange);
    enum result result = request->route->commit(request, session);
    if (result == RESULT_OK && request->reply.failed)
        return RESULT_TOO_LARGE;
    if (result == RESULT_OK && arena_overflowed(request->act.arena))
        return RESULT_NO_MEMORY;
    if (result != RESULT_OK || !exchange->keyed || request->act.problem != NULL)
        return result;
    if (!exchange->answered)
        result = idempotency_seal(exchange);
    return result == RESULT_OK ? idempotency_keep(exchange, session) : result; /* RESULT_CONFLICT when the key is there: all of it is undone */
}

static void command_done(struct command *command, enum result result)
{
    struct exchange *exchange = (struct exchange *)((char *)command - offsetof(struct exchange, command));
    struct act *act = &exchange->request.act;
    if (result == RESULT_OK)
        act_committed(act);
    if (result == RESULT_OK && act->announces)
        events_stir(act->context->events);
    exchange->result = result;
    exchange->finished(exchange);
}

/* A keyed write that was refused, or found its key taken, may have been answered before: then that stays the answer,
 * whatever has changed since. Nothing is looked up for the many that simply succeed. */
static enum result recall(struct exchange *exchange, enum result result)
{
    struct request *request = &exchange->request;
    bool found = false;
    if (!exchange->keyed || (result == RESULT_OK && request->act.problem == NULL))
        return result;
    enum result recalled = idempotency_find(exchange, request->act.lane, &found);
    if (recalled == RESULT_OK && !found)
        return result;
    forget_refusal(request, 0);
    return recalled;
}

static enum result write_answer(struct exchange *exchange)
{
    struct request *request = &exchange->request;
    enum result result = request->route->read(request);
    return result == RESULT_OK && arena_overflowed(request->act.arena) ? RESULT_NO_MEMORY : result;
}

/* What prepare has answered already is sealed here, not while others wait for the writer. */
static enum result prepare(struct exchange *exchange)
{
    struct request *request = &exchange->request;
    enum result result = request->route->prepare != NULL ? request->route->prepare(request) : RESULT_OK;
    exchange->answered = result == RESULT_OK && request->route->commit != NULL && request->reply.size > 0;
    if (exchange->answered && exchange->keyed)
        result = idempotency_seal(exchange);
    return result == RESULT_OK && arena_overflowed(request->act.arena) ? RESULT_NO_MEMORY : result;
}

static void finish_unless(struct exchange *exchange, enum result result)
{
    if (result == RESULT_OK)
        return;
    exchange->result = result;
    exchange->finished(exchange);
}

/* It is suspended already, and belongs to the writer until it is answered. */
static enum result hand_to_writer(struct exchange *exchange)
{
    struct request *request = &exchange->request;
    exchange->errors_prepared = request->act.errors.count;
    exchange->command = (struct command){.run = command_run, .done = command_done, .lane = request->act.lane};
    return writer_submit(request->act.context->writer, &exchange->command);
}

/* On a worker's thread. */
static void job_run(struct job *job)
{
    struct exchange *exchange = (struct exchange *)((char *)job - offsetof(struct exchange, job));
    struct request *request = &exchange->request;
    enum result result = request->work(request);
    if (result == RESULT_OK && arena_overflowed(request->act.arena))
        result = RESULT_NO_MEMORY;
    if (result == RESULT_OK)
        result = hand_to_writer(exchange);
    finish_unless(exchange, result);
}

/* What is prepared goes to the workers, when prepare left something to them, and then to the writer. */
static void hand_on(struct exchange *exchange)
{
    struct request *request = &exchange->request;
    atomic_store(&exchange->phase, PHASE_WAITING);
    exchange->suspend(exchange);
    if (request->work == NULL) {
        finish_unless(exchange, hand_to_writer(exchange));
        return;
    }
    assert(request->route->flags & ROUTE_WORKS);
    exchange->job.run = job_run;
    finish_unless(exchange, workers_submit(exchange->server->workers, &exchange->job, request->goes_first || request->act.principal.kind != PRINCIPAL_PUBLIC));
}

/* Its key was there when it was written: then the answer is that of the first time. Or is no more: it has just become too old. */
static bool key_was_forgotten(struct exchange *exchange)
{
    const struct act *act = &exchange->request.act;
    if (!exchange->keyed || exchange->result != RESULT_CONFLICT || act->problem != NULL)
        return false;
    enum result result = idempotency_find(exchange, act->lane, &exchange->recalled);
    if (result == RESULT_OK && !exchange->recalled)
        return true;
    exchange->result = result;
    return false;
}

/* Somebody else changed it between prepare and commit. What was decided is decided again on what stands now; each time
 * somebody got on, so a few times are enough, and who asked for a revision of his own is refused by prepare itself. */
static bool try_again(struct exchange *exchange)
{
    struct request *request = &exchange->request;
    bool prepares = request->route->prepare != NULL || request->route->admit != NULL;
    if ((exchange->result != RESULT_STALE && !key_was_forgotten(exchange)) || !prepares)
        return false;
    if (exchange->tries_again == TRIES_AGAIN_MAX) {
        exchange->result = RESULT_BUSY;
        return false;
    }
    exchange->tries_again++;
    request->act.now_ms = clock_now_ms(); /* not before what it found */
    forget_refusal(request, 0);
    begin_answer(exchange);
    request->work = NULL;
    exchange->result = dispatch_authenticate(exchange);
    exchange->keyed = exchange->keyed && exchange->result == RESULT_OK; /* whoever is signed out is told nothing */
    if (exchange->result == RESULT_OK)
        exchange->result = admit(exchange);
    if (exchange->result == RESULT_OK)
        exchange->result = prepare(exchange);
    if (exchange->result != RESULT_OK)
        return false;
    hand_on(exchange);
    return true;
}

static void finish_answer(struct exchange *exchange)
{
    const struct request *request = &exchange->request;
    enum result result = recall(exchange, exchange->result);
    if (result == RESULT_OK && request->act.problem == NULL && request->route != NULL && request->route->commit != NULL &&
        request->route->read != NULL)
        result = write_answer(exchange);
    answer(exchange, result);
}

bool dispatch_answer(struct exchange *exchange)
{
    if (try_again(exchange))
        return false;
    finish_answer(exchange);
    return true;
}

/* ---- whole ---- */

/* Before any work is done for it: refusing must cost less than taking. Who goes first to the workers is not known
 * yet. */
static bool is_refused_early(struct exchange *exchange)
{
    const struct route *route = exchange->request.route;
    if (route->commit == NULL)
        return false;
    return atomic_load(&exchange->server->stopping) || writer_would_refuse(exchange->request.act.context->writer) ||
           ((route->flags & ROUTE_WORKS) && workers_would_refuse(exchange->server->workers));
}

static enum result check_all(struct exchange *exchange)
{
    enum result (*const steps[])(struct exchange *) = {dispatch_authenticate, read_query, read_body, admit, read_key};
    struct request *request = &exchange->request;
    if (request->route == NULL)
        return act_refuse(&request->act, exchange->allow != NULL ? &problem_method : &problem_not_found);
    if (is_refused_early(exchange))
        return RESULT_BUSY;
    for (size_t i = 0; i < ARRAY_COUNT(steps); i++) {
        enum result result = steps[i](exchange);
        if (result != RESULT_OK)
            return result;
    }
    return RESULT_OK;
}

bool dispatch_run(struct exchange *exchange)
{
    struct request *request = &exchange->request;
    enum result result = check_all(exchange);
    if (result == RESULT_OK && !exchange->recalled)
        result = prepare(exchange);
    if (result == RESULT_OK && request->route->commit == NULL && request->route->read != NULL)
        result = write_answer(exchange);
    if (result != RESULT_OK || exchange->recalled || request->route->commit == NULL) {
        exchange->result = result;
        finish_answer(exchange);
        return true;
    }
    hand_on(exchange);
    return false;
}

/* ---- small conveniences ---- */

const char *request_base_url(struct request *request)
{
    struct exchange *exchange = (struct exchange *)request;
    const char *url = request->act.context->settings->public_url, *host = exchange->header(exchange, "Host");
    size_t size = strlen(url);
    if (size > 0)
        return arena_copy_bytes(request->act.arena, url, url[size - 1] == '/' ? size - 1 : size);
    return host != NULL && endpoint_is_loopback(host) ? arena_format(request->act.arena, "http://localhost:%d", http_port(exchange->server)) : NULL;
}
