/* For test_staff.c: a program that has accounts and two districts, and requests to it, without the network. Everything here is static. */
#ifndef TONGBAN_TESTS_STAFF_PROGRAM_H
#define TONGBAN_TESTS_STAFF_PROGRAM_H

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "act/room.h"
#include "act/sessions_store.h"
#include "base/settings.h"
#include "base/text.h"
#include "db/writer.h"
#include "http/exchange.h"
#include "places/places.h"
#include "scratch.h"
#include "staff/staff_api.h"
#include "staff/staff_store.h"

#define NOW INT64_C(1795219200000) /* 2026-11-21 08:00 +08:00 */
#define MINUTE 60000

static struct place_district districts[] = {
    {.code = "310101", .name = "黄浦区", .name_en = "Huangpu"}, {.code = "310115", .name = "浦东新区", .name_en = "Pudong"}};
static struct place_division divisions[] = {
    {.code = "310101013", .district = &districts[0]}, {.code = "310115004", .district = &districts[1]}};
static struct place_centre centres[] = {
    {.code = "310101013", .kind = CENTRE_FULL, .name = "外滩", .name_en = "The Bund", .district = &districts[0], .division = &divisions[0], .valid_from = 0, .valid_to = DAY_NONE},
    {.code = "310101013-S1", .kind = CENTRE_SUB, .name = "外滩分中心", .name_en = "The Bund Sub", .district = &districts[0], .division = &divisions[0], .parent = &centres[0], .valid_from = 0, .valid_to = DAY_NONE},
    {.code = "310115004", .kind = CENTRE_FULL, .name = "潍坊", .name_en = "Weifang", .district = &districts[1], .division = &divisions[1], .valid_from = 0, .valid_to = DAY_NONE},
};
static struct places places = {
    .districts = districts, .district_count = ARRAY_COUNT(districts), .divisions = divisions, .division_count = ARRAY_COUNT(divisions),
    .centres = centres, .centre_count = ARRAY_COUNT(centres)};

static const struct room *const rooms[] = {&staff_room, NULL};

static struct settings settings = {
    .session_idle = 1800, .login_failures_max = 3, .login_lock = 900, .login_source_failures_max = 100000, .demo = true};

/* One program: opened on the same file as often as a test wants. */
struct program {
    struct db *db;
    struct writer *writer;
    struct db_session *session;
    struct keyring *keyring;
    struct context context;
};

static void program_start(struct program *program)
{
    static const db_statement_list statements[] = {sessions_statements, staff_statements, NULL};
    char fault[200];
    int applied;
    *program = (struct program){0};
    assert_int_equal(db_open(scratch_url, statements, &program->db, fault, sizeof(fault)), RESULT_OK);
    assert_int_equal(db_migrate(program->db, &applied, fault, sizeof(fault)), RESULT_OK);
    assert_int_equal(writer_start(program->db, (struct writer_limits){64, 16, 1, 0}, &program->writer), RESULT_OK);
    assert_int_equal(db_session_open(program->db, DB_READ, &program->session), RESULT_OK);
    char key_path[80];
    (void)snprintf(key_path, sizeof(key_path), "%s.key", scratch_path);
    assert_int_equal(keyring_open(key_path, true, &program->keyring), RESULT_OK);
    program->context = (struct context){
        .settings = &settings, .db = program->db, .writer = program->writer, .places = &places, .keyring = program->keyring};
    assert_int_equal(sessions_open(&settings, rooms, &program->context.sessions), RESULT_OK);
}

static void program_stop(struct program *program)
{
    db_session_close(program->session);
    writer_stop(program->writer);
    sessions_close(program->context.sessions);
    keyring_free(program->keyring);
    db_close(program->db);
}

static int fresh(void **state)
{
    static struct program program;
    settings.demo = true;
    scratch_clear();
    program_start(&program);
    if (staff_make_demo(program.writer, &places, NOW) != RESULT_OK)
        return -1;
    *state = &program;
    return 0;
}

static int finish(void **state)
{
    program_stop(*state);
    return 0;
}

/* ---- a request, as the dispatcher would run it ---- */

static uint8_t calling_from; /* the source of what is called */

struct call {
    struct command command; /* first: cast back */
    struct exchange exchange;
    char token[80], authorization[100];
};

static enum result call_commit(struct command *command, struct db_session *session)
{
    struct request *request = &((struct call *)command)->exchange.request;
    return request->route->commit(request, session);
}

static const struct route *route_of(enum http_method method, const char *path)
{
    for (const struct route *route = staff_routes; route->path != NULL; route++)
        if (route->method == method && text_equal(route->path, path))
            return route;
    fail_msg("no route %s", path);
    return NULL;
}

/* The only header is the caller's token. */
static const char *header_of(struct exchange *exchange, const char *name)
{
    const struct call *call = (const struct call *)((char *)exchange - offsetof(struct call, exchange));
    return call->authorization[0] != '\0' && text_equal(name, "Authorization") ? call->authorization : NULL;
}

/* Runs one request; the status as the dispatcher would answer it. The reply is in call->exchange.request.reply. */
static int call(struct program *program, struct call *call, enum http_method method, const char *path, const char *parameter,
                const char *token, int64_t now_ms, const char *body)
{
    *call = (struct call){.command = {.run = call_commit}};
    struct request *request = &call->exchange.request;
    request->act.context = &program->context;
    request->route = route_of(method, path);
    request->act.arena = arena_new(1 << 20);
    request->act.errors.arena = request->act.arena;
    request->path[0] = parameter;
    request->act.now_ms = now_ms;
    request->source.bytes[15] = calling_from;
    request->act.session = program->session;
    buffer_init(&request->reply, 1 << 20);
    json_begin(&request->json, &request->reply);
    call->exchange.header = header_of;
    if (token != NULL)
        (void)snprintf(call->authorization, sizeof(call->authorization), "Bearer %s", token);
    struct json_fault fault;
    const struct json *object = NULL;
    void *read = arena_alloc(request->act.arena, request->route->body_size);
    if (body != NULL) {
        assert_int_equal(json_read(request->act.arena, body, strlen(body), &object, &fault), RESULT_OK);
        assert_true(spec_read(request->act.arena, object, request->route->body, read));
        request->body = read;
    }
    enum result result = dispatch_authenticate(&call->exchange);
    if (result == RESULT_OK && request->route->prepare != NULL)
        result = request->route->prepare(request);
    if (result == RESULT_OK && request->work != NULL)
        result = request->work(request);
    if (result == RESULT_OK && request->route->commit == NULL)
        result = request->route->read(request);
    else if (result == RESULT_OK && (result = writer_execute(program->writer, &call->command)) == RESULT_OK)
        act_committed(&request->act);
    if (request->act.problem != NULL)
        return request->act.problem->status;
    switch (result) {
    case RESULT_OK: return request->route->status;
    case RESULT_UNAUTHENTICATED: return 401;
    case RESULT_FORBIDDEN: return 403;
    case RESULT_NOT_FOUND: return 404;
    case RESULT_STALE: return 409;
    default: return 500;
    }
}

static void call_end(struct call *call)
{
    buffer_free(&call->exchange.request.reply);
    arena_free(call->exchange.request.act.arena);
}

/* The same where only the status counts. */
static int status(struct program *program, enum http_method method, const char *path, const char *token, int64_t now_ms, const char *body)
{
    struct call one;
    int answer = call(program, &one, method, path, NULL, token, now_ms, body);
    call_end(&one);
    return answer;
}

static const char *reply_text(struct call *call, const char *object, const char *key)
{
    const struct json *reply = NULL;
    struct request *request = &call->exchange.request;
    struct json_fault fault;
    assert_int_equal(json_read(request->act.arena, request->reply.bytes, request->reply.size, &reply, &fault), RESULT_OK);
    return json_get_text(object == NULL ? reply : json_get(reply, object), key);
}

/* Signs in; 201 fills the token. */
static int sign_in(struct program *program, const char *username, const char *password, int64_t now_ms, char token[80])
{
    struct call one;
    char body[400];
    (void)snprintf(body, sizeof(body), "{\"username\":\"%s\",\"password\":\"%s\"}", username, password);
    int answer = call(program, &one, HTTP_POST, "/v1/sessions", NULL, NULL, now_ms, body);
    if (answer == 201) {
        (void)text_copy(token, 80, reply_text(&one, NULL, "token"));
        assert_string_equal(reply_text(&one, "staff", "username"), username);
    } else if (answer == 429) {
        assert_true(one.exchange.request.act.retry_after_s > 0);
    }
    call_end(&one);
    return answer;
}

#define TOKEN_ROOM 80
/* The same from somewhere, with a device's token or ""; 201 fills the token with the device's. */
static int sign_in_at(struct program *program, uint8_t source, const char *username, const char *password, int64_t now_ms, char device[TOKEN_ROOM])
{
    struct call one;
    char body[400];
    (void)snprintf(body, sizeof(body), "{\"username\":\"%s\",\"password\":\"%s\",\"device_token\":\"%s\"}", username, password, device);
    calling_from = source;
    int answer = call(program, &one, HTTP_POST, "/v1/sessions", NULL, NULL, now_ms, body);
    calling_from = 0;
    if (answer == 201)
        (void)text_copy(device, TOKEN_ROOM, reply_text(&one, NULL, "device_token"));
    call_end(&one);
    return answer;
}

static int whoami(struct program *program, const char *token, int64_t now_ms)
{
    return status(program, HTTP_GET, "/v1/sessions/current", token, now_ms, NULL);
}

/* An administrator changes an account. */
static int change(struct program *program, const char *admin, const char *username, const char *body)
{
    struct call one;
    int answer = call(program, &one, HTTP_POST, "/v1/staff/{username}", username, admin, NOW, body);
    call_end(&one);
    return answer;
}

#endif
