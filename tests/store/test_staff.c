/* Accounts and sessions on a real database (src/staff): what a request does, without the network. */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "staff_program.h"

static void the_demonstration_has_its_accounts(void **state)
{
    struct program *program = *state;
    int64_t count = 0;
    assert_int_equal(staff_count_demo(program->session, &count), RESULT_OK);
    assert_int_equal(count, 2 * 3 + 1 + 2 + 4); /* a sub-centre has a clerk only */
    struct arena *arena = arena_new(65536);
    static const struct { const char *username; unsigned role; const char *scope; } rows[] = {
        {"clerk.310101013", ROLE_CLERK, "310101013"}, {"reviewer.310115004", ROLE_REVIEWER, "310115004"},
        {"lead.310101013", ROLE_LEAD, "310101013"}, {"clerk.310101013-s1", ROLE_CLERK, "310101013-S1"}, {"district.310115", ROLE_DISTRICT, "310115"},
        {"city", ROLE_CITY, NULL}, {"auditor", ROLE_AUDITOR, NULL}, {"keeper", ROLE_KEEPER, NULL}, {"admin", ROLE_ADMIN, NULL}};
    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        struct account account;
        char token[80];
        assert_int_equal(account_read(program->session, arena, rows[i].username, &account), RESULT_OK);
        assert_int_equal(account.staff.role, rows[i].role);
        assert_true(text_equal(staff_principal(&account.staff).scope.code, rows[i].scope));
        assert_true(account.staff.demo && account.staff.active && !account.staff.must_change_password);
        assert_int_equal(sign_in(program, rows[i].username, "tongban-demo", NOW, token), 201);
        assert_int_equal(whoami(program, token, NOW), 200);
    }
    arena_free(arena);
}

static int64_t changed_rows(struct program *program)
{
    int64_t at = 0;
    struct arena *arena = arena_new(65536);
    struct account account;
    assert_int_equal(account_read(program->session, arena, "city", &account), RESULT_OK);
    at = (int64_t)text_hash(account.password);
    arena_free(arena);
    return at;
}

static void making_the_demonstration_again_mends_it(void **state)
{
    struct program *program = *state;
    char token[80];
    int64_t before = changed_rows(program);
    assert_int_equal(staff_make_demo(program->writer, &places, NOW + MINUTE), RESULT_OK);
    assert_int_equal(changed_rows(program), before); /* not hashed anew */
    assert_int_equal(sign_in(program, "keeper", "tongban-demo", NOW, token), 201);
    assert_int_equal(status(program, HTTP_POST, "/v1/password", token, NOW,
                            "{\"old_password\":\"tongban-demo\",\"new_password\":\"Sommer-2027\"}"), 204);
    assert_int_equal(sign_in(program, "keeper", "tongban-demo", NOW, token), 401);
    assert_int_equal(sign_in(program, "admin", "tongban-demo", NOW, token), 201);
    assert_int_equal(change(program, token, "clerk.310101013", "{\"centre\":\"310115004\",\"active\":false}"), 200);
    assert_int_equal(staff_make_demo(program->writer, &places, NOW + MINUTE), RESULT_OK);
    assert_int_equal(sign_in(program, "keeper", "tongban-demo", NOW, token), 201);
    assert_int_equal(sign_in(program, "clerk.310101013", "tongban-demo", NOW, token), 201);
    struct arena *arena = arena_new(65536);
    struct account account;
    assert_int_equal(account_read(program->session, arena, "clerk.310101013", &account), RESULT_OK);
    assert_string_equal(account.staff.centre, "310101013");
    arena_free(arena);
}

static int64_t reports;

static void count_report(void *sink, const char *line)
{
    assert_ptr_equal(sink, &reports);
    assert_non_null(strstr(line, "account "));
    reports++;
}

#define NAMES_SIZE 100

static void add_name(void *sink, const struct staff *account)
{
    char *names = sink;
    size_t size = strlen(names);
    (void)snprintf(names + size, NAMES_SIZE - size, " %s", account->username);
}

static void accounts_that_fit_nowhere_are_found(void **state)
{
    struct program *program = *state;
    struct db_session *writing;
    static const struct account broken[] = {
        {.staff = {.username = "a.one", .name = "王一", .role = ROLE_CLERK, .centre = "310199999", .district = "310199", .active = true}, .password = "x"},
        {.staff = {.username = "a.two", .name = "王二", .role = ROLE_CLERK, .centre = "310101013", .district = "310115"}, .password = "x"},
        {.staff = {.username = "a.three", .name = "王三", .role = ROLE_DISTRICT, .district = "310199", .active = true}, .password = "x"},
        {.staff = {.username = "a.four", .name = "王四", .role = ROLE_CITY, .centre = "310101013"}, .password = "x"},
        {.staff = {.username = "a.five", .name = "王五", .role = 0}, .password = "x"},
    };
    /* left behind by a pack without their places, as it may be */
    static const struct account left[] = {
        {.staff = {.username = "b.one", .name = "王六", .role = ROLE_CLERK, .centre = "310199999", .district = "310199"}, .password = "x"},
        {.staff = {.username = "b.two", .name = "王七", .role = ROLE_CLERK, .centre = "310101013-S9", .district = "310101", .active = true, .demo = true}, .password = "x"},
        {.staff = {.username = "b.three", .name = "王八", .role = ROLE_DISTRICT, .district = "310199"}, .password = "x"},
    };
    assert_int_equal(staff_check(program->session, &places, count_report, &reports), 0);
    assert_int_equal(db_session_open(program->db, DB_WRITE, &writing), RESULT_OK);
    for (size_t i = 0; i < ARRAY_COUNT(broken); i++)
        assert_int_equal(account_insert(writing, &broken[i], NOW), RESULT_OK);
    for (size_t i = 0; i < ARRAY_COUNT(left); i++)
        assert_int_equal(account_insert(writing, &left[i], NOW), RESULT_OK);
    db_session_close(writing);
    assert_int_equal(staff_check(program->session, &places, count_report, &reports), ARRAY_COUNT(broken));
    assert_int_equal(reports, ARRAY_COUNT(broken));
    char lost[NAMES_SIZE] = "";
    assert_int_equal(staff_list_lost(program->session, &places, add_name, lost), RESULT_OK);
    assert_string_equal(lost, " a.one a.three");
}

static void without_demo_its_accounts_are_refused(void **state)
{
    struct program *program = *state;
    char token[80], other[80];
    assert_int_equal(sign_in(program, "city", "tongban-demo", NOW, token), 201);
    program_stop(program);
    settings.demo = false;
    program_start(program);
    assert_int_equal(whoami(program, token, NOW), 401);
    assert_int_equal(sign_in(program, "city", "tongban-demo", NOW, other), 401);
}

static void a_session_outlives_a_restart_and_ends_when_idle(void **state)
{
    struct program *program = *state;
    char token[80];
    assert_int_equal(sign_in(program, "clerk.310101013", "tongban-demo", NOW, token), 201);
    int64_t now = NOW;
    for (int i = 0; i < 5; i++) {
        assert_int_equal(whoami(program, token, now += 29 * MINUTE), 200);
        assert_int_equal(sessions_tick(program->context.sessions, program->writer, now), RESULT_OK);
    }
    program_stop(program);
    program_start(program);
    assert_int_equal(whoami(program, token, now + 29 * MINUTE), 200); /* the tick wrote when it was seen */
    now += 29 * MINUTE;
    assert_int_equal(whoami(program, token, now + 31 * MINUTE), 401);
    assert_int_equal(sessions_tick(program->context.sessions, program->writer, now + 31 * MINUTE), RESULT_OK);
    assert_int_equal(whoami(program, token, now + 31 * MINUTE), 401); /* not revived from the database */
}

static void signing_out_ends_one_session_at_once(void **state)
{
    struct program *program = *state;
    char first[80], second[80];
    assert_int_equal(sign_in(program, "city", "tongban-demo", NOW, first), 201);
    assert_int_equal(sign_in(program, "city", "tongban-demo", NOW, second), 201);
    assert_string_not_equal(first, second);
    assert_int_equal(status(program, HTTP_DELETE, "/v1/sessions/current", first, NOW, NULL), 204);
    assert_int_equal(whoami(program, first, NOW), 401);
    assert_int_equal(whoami(program, second, NOW), 200);
    int64_t later = NOW + 5 * MINUTE; /* memory has forgotten it; the database has not */
    assert_int_equal(sessions_tick(program->context.sessions, program->writer, later), RESULT_OK);
    assert_int_equal(whoami(program, first, later), 401);
}

/* A route for all kinds of principals may want to know which; only one that asks nobody does not look at a token. */
static void a_route_for_everybody_may_ask_who_it_is(void **state)
{
    static const struct route asking = {.path = "/asks", .callers = {PRINCIPALS_ALL, 0, false}}, open = {.path = "/open", .callers = ANYBODY};
    struct program *program = *state;
    char token[80];
    assert_int_equal(sign_in(program, "city", "tongban-demo", NOW, token), 201);
    const struct { const struct route *route; const char *token; enum result result; enum principal_kind kind; } rows[] = {
        {&asking, NULL, RESULT_OK, PRINCIPAL_PUBLIC}, {&asking, token, RESULT_OK, PRINCIPAL_STAFF}, {&asking, "no.token", RESULT_UNAUTHENTICATED, PRINCIPAL_PUBLIC},
        {&open, NULL, RESULT_OK, PRINCIPAL_PUBLIC}, {&open, token, RESULT_OK, PRINCIPAL_PUBLIC}, {&open, "no.token", RESULT_OK, PRINCIPAL_PUBLIC}};
    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        struct call call = {.exchange.header = header_of};
        struct request *request = &call.exchange.request;
        request->route = rows[i].route;
        request->act = (struct act){.context = &program->context, .arena = arena_new(1 << 16), .now_ms = NOW, .session = program->session};
        if (rows[i].token != NULL)
            (void)snprintf(call.authorization, sizeof(call.authorization), "Bearer %s", rows[i].token);
        assert_int_equal(dispatch_authenticate(&call.exchange), rows[i].result);
        if (rows[i].result == RESULT_OK)
            assert_int_equal(request->act.principal.kind, rows[i].kind);
        arena_free(request->act.arena);
    }
}

static void what_is_no_token_is_no_session(void **state)
{
    struct program *program = *state;
    static const char *const tokens[] = {"", "x", "' OR 1=1 --",
        "0000000000000000000000000000000000000000000000000000000000000000",
        "00000000000000000000000000000000000000000000000000000000000000000"};
    for (size_t i = 0; i < ARRAY_COUNT(tokens); i++)
        assert_int_equal(whoami(program, tokens[i], NOW), 401);
}

static void unknown_names_are_locked_like_known_ones(void **state)
{
    struct program *program = *state;
    static const char *const names[] = {"reviewer.310101013", "nobody.here"};
    char token[80];
    for (size_t i = 0; i < ARRAY_COUNT(names); i++) {
        for (int tries = 0; tries < 3; tries++)
            assert_int_equal(sign_in(program, names[i], "wrong", NOW, token), 401);
        assert_int_equal(sign_in(program, names[i], "wrong", NOW, token), 429);
        assert_int_equal(sign_in(program, names[i], "tongban-demo", NOW, token), 429);
    }
    int64_t later = NOW + 15 * MINUTE;
    assert_int_equal(sign_in(program, names[0], "tongban-demo", later, token), 201);
    assert_int_equal(sign_in(program, names[1], "tongban-demo", later, token), 401);
    /* a right password clears the count */
    assert_int_equal(sign_in(program, names[0], "wrong", later, token), 401);
    assert_int_equal(sign_in(program, names[0], "wrong", later, token), 401);
    assert_int_equal(sign_in(program, names[0], "tongban-demo", later, token), 201);
    assert_int_equal(sign_in(program, names[0], "wrong", later, token), 401);
    assert_int_equal(sign_in(program, names[0], "tongban-demo", later, token), 201);
}

static void a_stranger_cannot_keep_an_owner_out(void **state)
{
    struct program *program = *state;
    const char *name = "clerk.310101013";
    char device[TOKEN_ROOM] = "", none[TOKEN_ROOM] = "", again[TOKEN_ROOM];
    assert_int_equal(sign_in_at(program, 1, name, "tongban-demo", NOW, device), 201);
    for (int tries = 0; tries < 3; tries++)
        assert_int_equal(sign_in_at(program, 9, name, "wrong", NOW, none), 401);
    assert_int_equal(sign_in_at(program, 9, name, "tongban-demo", NOW, none), 429);
    /* the owner at another address, on a machine nobody knows yet */
    (void)text_copy(again, sizeof(again), "");
    assert_int_equal(sign_in_at(program, 2, name, "tongban-demo", NOW, again), 201);
    assert_string_not_equal(again, device);
    /* strangers everywhere: then only machines nobody knows wait */
    for (uint8_t source = 10; source < 13; source++)
        for (int tries = 0; tries < 3; tries++)
            assert_int_equal(sign_in_at(program, source, name, "wrong", NOW, none), 401);
    assert_int_equal(sign_in_at(program, 3, name, "tongban-demo", NOW, none), 429);
    (void)text_copy(again, sizeof(again), device);
    assert_int_equal(sign_in_at(program, 1, name, "tongban-demo", NOW, again), 201);
    assert_int_equal(sign_in_at(program, 9, name, "tongban-demo", NOW, again), 201); /* even among the guessers */
    assert_string_equal(again, device);
    assert_int_equal(sign_in_at(program, 3, name, "tongban-demo", NOW + 15 * MINUTE, none), 201);
}

static void a_known_device_is_slowed_by_its_own_failures(void **state)
{
    struct program *program = *state;
    const char *name = "clerk.310101013", *other = "reviewer.310101013";
    char device[TOKEN_ROOM] = "", none[TOKEN_ROOM] = "", text[TOKEN_ROOM];
    assert_int_equal(sign_in_at(program, 1, name, "tongban-demo", NOW, device), 201);
    for (int tries = 0; tries < 3; tries++)
        assert_int_equal(sign_in_at(program, 1, name, "wrong", NOW, device), 401);
    assert_int_equal(sign_in_at(program, 1, name, "tongban-demo", NOW, device), 429);
    assert_int_equal(sign_in_at(program, 1, name, "tongban-demo", NOW, none), 201); /* as a stranger there is another count */
    assert_int_equal(sign_in_at(program, 1, name, "tongban-demo", NOW + 15 * MINUTE, device), 201);
    /* it is this account's device and no other's, and no token is anybody's */
    static const char *const tokens[] = {"", "x", "00000000000000000000000000000000000000000000000000000000000000zz",
                                         "0000000000000000000000000000000000000000000000000000000000000000"};
    for (size_t i = 0; i <= ARRAY_COUNT(tokens); i++) {
        for (int tries = 0; tries < 3; tries++) {
            (void)text_copy(text, sizeof(text), i < ARRAY_COUNT(tokens) ? tokens[i] : device);
            assert_int_equal(sign_in_at(program, (uint8_t)(20 + i), i % 2 != 0 ? "nobody.here" : other, "wrong", NOW + (int64_t)i * 30 * MINUTE, text), 401);
        }
        assert_int_equal(sign_in_at(program, (uint8_t)(20 + i), i % 2 != 0 ? "nobody.here" : other, "wrong", NOW + (int64_t)i * 30 * MINUTE, text), 429);
    }
}

static void a_device_is_forgotten(void **state)
{
    struct program *program = *state;
    const char *name = "clerk.310101013";
    const struct { const char *body; bool forgotten; } rows[] = {
        {"{\"unlock\":true}", false}, {"{\"active\":false}", true}, {"{\"active\":true}", true}};
    char admin[80], device[TOKEN_ROOM] = "", text[TOKEN_ROOM];
    bool known = false;
    uint8_t key[SM3_SIZE];
    struct limit_count count;
    assert_int_equal(sign_in(program, "admin", "tongban-demo", NOW, admin), 201);
    assert_int_equal(sign_in_at(program, 1, name, "tongban-demo", NOW, device), 201);
    assert_true(session_token_key(device, key));
    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        assert_int_equal(change(program, admin, name, rows[i].body), 200);
        assert_int_equal(device_read(program->session, key, name, NOW, &known, &count), RESULT_OK);
        assert_int_equal(known, !rows[i].forgotten);
    }
    (void)text_copy(text, sizeof(text), device);
    assert_int_equal(sign_in_at(program, 1, name, "tongban-demo", NOW, text), 201);
    assert_true(!text_equal(text, device) && session_token_key(text, key));
    /* after 90 days without a sign-in */
    int64_t day = INT64_C(24) * 60 * MINUTE;
    assert_int_equal(device_read(program->session, key, name, NOW + 90 * day, &known, &count), RESULT_OK);
    assert_true(known);
    assert_int_equal(device_read(program->session, key, name, NOW + 90 * day + 1, &known, &count), RESULT_OK);
    assert_false(known);
    assert_int_equal(staff_tick(program->writer, NOW + 91 * day), RESULT_OK);
    assert_int_equal(device_read(program->session, key, name, NOW, &known, &count), RESULT_OK);
    assert_false(known);
    /* a first password from the administrator */
    assert_int_equal(sign_in_at(program, 1, name, "tongban-demo", NOW, text), 201);
    assert_true(session_token_key(text, key));
    assert_int_equal(sign_in(program, "admin", "tongban-demo", NOW, admin), 201);
    assert_int_equal(change(program, admin, name, "{\"reset_password\":true}"), 200);
    assert_int_equal(device_read(program->session, key, name, NOW, &known, &count), RESULT_OK);
    assert_false(known);
}

static void an_account_has_so_many_devices(void **state)
{
    struct program *program = *state;
    const char *name = "clerk.310101013";
    char first[TOKEN_ROOM] = "", text[TOKEN_ROOM];
    assert_int_equal(sign_in_at(program, 1, name, "tongban-demo", NOW, first), 201);
    for (int i = 1; i <= DEVICES_OF_ACCOUNT_MAX; i++) {
        (void)text_copy(text, sizeof(text), "");
        assert_int_equal(sign_in_at(program, 1, name, "tongban-demo", NOW + i, text), 201);
    }
    (void)text_copy(text, sizeof(text), first);
    assert_int_equal(sign_in_at(program, 1, name, "tongban-demo", NOW + MINUTE, text), 201);
    assert_string_not_equal(text, first); /* it had given way */
}

static void a_new_account_must_change_its_password(void **state)
{
    struct program *program = *state;
    char admin[80], token[80], other[80], password[40], body[200];
    assert_int_equal(sign_in(program, "admin", "tongban-demo", NOW, admin), 201);
    struct call one;
    const char *create = "{\"username\":\"wang.fang\",\"name\":\"王芳\",\"role\":\"clerk\",\"centre\":\"310101013\"}";
    assert_int_equal(call(program, &one, HTTP_POST, "/v1/staff", NULL, admin, NOW, create), 201);
    (void)text_copy(password, sizeof(password), reply_text(&one, NULL, "initial_password"));
    assert_string_equal(reply_text(&one, "staff", "district"), "310101");
    call_end(&one);
    assert_int_equal(status(program, HTTP_POST, "/v1/staff", admin, NOW, create), 409);
    settings.demo = false; /* a real account does not depend on it */
    assert_int_equal(sign_in(program, "wang.fang", password, NOW, token), 201);
    assert_int_equal(sign_in(program, "wang.fang", password, NOW, other), 201);
    assert_int_equal(whoami(program, token, NOW), 200);
    assert_int_equal(call(program, &one, HTTP_GET, "/v1/staff", NULL, token, NOW, NULL), 403);
    assert_string_equal(one.exchange.request.act.problem->code, "password_change_required");
    call_end(&one);
    (void)snprintf(body, sizeof(body), "{\"old_password\":\"%s\",\"new_password\":\"wang.fang\"}", password);
    assert_int_equal(call(program, &one, HTTP_POST, "/v1/password", NULL, token, NOW, body), 422);
    assert_int_equal(one.exchange.request.act.errors.count, 2);
    call_end(&one);
    (void)snprintf(body, sizeof(body), "{\"old_password\":\"%s\",\"new_password\":\"Sommer-2027\"}", password);
    assert_int_equal(status(program, HTTP_POST, "/v1/password", token, NOW, body), 204);
    assert_int_equal(call(program, &one, HTTP_GET, "/v1/staff", NULL, token, NOW, NULL), 403);
    assert_null(one.exchange.request.act.problem); /* forbidden by role now, not by the password */
    call_end(&one);
    assert_int_equal(whoami(program, token, NOW), 200);
    assert_int_equal(whoami(program, other, NOW), 401); /* other sessions have ended */
}

static void the_last_five_passwords_are_not_taken_again(void **state)
{
    struct program *program = *state;
    char token[80], body[200], old[40] = "tongban-demo";
    assert_int_equal(sign_in(program, "auditor", old, NOW, token), 201);
    for (int i = 0; i < 6; i++) {
        char next[40];
        (void)snprintf(next, sizeof(next), "Sommer-202%d", i);
        (void)snprintf(body, sizeof(body), "{\"old_password\":\"%s\",\"new_password\":\"%s\"}", old, next);
        assert_int_equal(status(program, HTTP_POST, "/v1/password", token, NOW + i, body), 204);
        (void)snprintf(body, sizeof(body), "{\"old_password\":\"%s\",\"new_password\":\"%s\"}", next, next);
        assert_int_equal(status(program, HTTP_POST, "/v1/password", token, NOW + i, body), 422);
        (void)text_copy(old, sizeof(old), next);
    }
    static const struct { const char *password; int status; } rows[] = {{"Sommer-2021", 422}, {"Sommer-2020", 204}};
    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        (void)snprintf(body, sizeof(body), "{\"old_password\":\"%s\",\"new_password\":\"%s\"}", old, rows[i].password);
        assert_int_equal(status(program, HTTP_POST, "/v1/password", token, NOW + 10, body), rows[i].status);
    }
}

static void wrong_old_passwords_lock_too(void **state)
{
    struct program *program = *state;
    char token[80];
    const char *body = "{\"old_password\":\"wrong\",\"new_password\":\"Sommer-2027\"}";
    assert_int_equal(sign_in(program, "auditor", "tongban-demo", NOW, token), 201);
    for (int i = 0; i < 3; i++)
        assert_int_equal(status(program, HTTP_POST, "/v1/password", token, NOW, body), 422);
    assert_int_equal(status(program, HTTP_POST, "/v1/password", token, NOW, body), 429);
    assert_int_equal(sign_in(program, "auditor", "tongban-demo", NOW, token), 429);
}

static void an_administrator_moves_and_stops_people(void **state)
{
    struct program *program = *state;
    char admin[80], token[80];
    assert_int_equal(sign_in(program, "admin", "tongban-demo", NOW, admin), 201);
    static const struct { const char *body; int status; } rows[] = {
        {"{\"centre\":\"310115004\"}", 200},
        {"{\"centre\":\"310199999\"}", 422},
        {"{\"centre\":\"310101013-S1\"}", 200}, /* clerks only */
        {"{\"role\":\"reviewer\"}", 422},
        {"{\"role\":\"district\"}", 422},
        {"{\"role\":\"district\",\"district\":\"310115\"}", 200},
        {"{\"role\":\"city\",\"district\":\"310115\"}", 422},
        {"{\"role\":\"city\"}", 200},
        {"{\"role\":\"clerk\",\"centre\":\"310101013\"}", 200},
        {"{\"active\":false}", 200},
        {"{\"active\":true}", 200},
        {"{}", 200},
    };
    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        assert_int_equal(sign_in(program, "clerk.310101013", "tongban-demo", NOW, token), i == 10 ? 401 : 201);
        assert_int_equal(change(program, admin, "clerk.310101013", rows[i].body), rows[i].status);
        /* what was changed ended the session */
        bool stays = rows[i].status != 200 || text_equal(rows[i].body, "{}");
        if (i != 9)
            assert_int_equal(whoami(program, token, NOW), stays ? 200 : 401);
    }
    assert_int_equal(change(program, admin, "admin", "{\"active\":false}"), 409);
    assert_int_equal(change(program, admin, "admin", "{\"role\":\"city\"}"), 409);
    assert_int_equal(change(program, admin, "nobody", "{\"active\":false}"), 404);
    assert_int_equal(change(program, token, "admin", "{}"), 403);
}

static void another_process_ends_sessions_too(void **state)
{
    struct program *program = *state;
    struct program other;
    char token[80];
    assert_int_equal(sign_in(program, "city", "tongban-demo", NOW, token), 201);
    assert_int_equal(whoami(program, token, NOW), 200);
    program_start(&other); /* as `tongban user disable` would */
    assert_int_equal(status(&other, HTTP_DELETE, "/v1/sessions/current", token, NOW + 1000, NULL), 204);
    program_stop(&other);
    assert_int_equal(sessions_tick(program->context.sessions, program->writer, NOW + 3000), RESULT_OK);
    assert_int_equal(whoami(program, token, NOW + 3000), 401);
}

static void an_account_has_so_many_sessions_and_no_more(void **state)
{
    struct program *program = *state;
    char token[80], second[80];
    uint8_t key[SM3_SIZE];
    struct session_keys *keys = malloc(sizeof(*keys));
    assert_non_null(keys);
    assert_int_equal(sign_in(program, "city", "tongban-demo", NOW, token), 201);
    assert_int_equal(sign_in(program, "city", "tongban-demo", NOW + 1, second), 201);
    struct db_session *writing;
    assert_int_equal(db_session_open(program->db, DB_WRITE, &writing), RESULT_OK);
    for (int i = 2; i < SESSIONS_OF_PRINCIPAL_MAX; i++) { /* quicker than hashing so often */
        char made[SESSION_TOKEN_SIZE];
        session_token_make(made, key);
        assert_int_equal(session_insert(writing, key, PRINCIPAL_STAFF, "city", NOW + i), RESULT_OK);
    }
    db_session_close(writing);
    assert_int_equal(whoami(program, token, NOW + 100), 200);
    char newest[80];
    assert_int_equal(sign_in(program, "city", "tongban-demo", NOW + 200, newest), 201);
    assert_int_equal(session_list_of(program->session, PRINCIPAL_STAFF, "city", 0, keys), RESULT_OK);
    assert_int_equal(keys->count, SESSIONS_OF_PRINCIPAL_MAX);
    assert_int_equal(whoami(program, newest, NOW + 200), 200);
    free(keys);
}

static void the_list_of_accounts_has_pages_and_words(void **state)
{
    struct program *program = *state;
    struct arena *arena = arena_new(1 << 20);
    struct staff *items;
    size_t count;
    static const struct { struct account_filter filter; size_t count; } rows[] = {
        {{"", "", "", "", 100}, 13},
        {{"", "", "", "", 5}, 5},
        {{"clerk.310101013", "", "", "clerk", 100}, 2},
        {{"", "310101", "", "", 100}, 5},
        {{"", "CLERK", "", "", 100}, 3},
        {{"", "%", "", "", 100}, 0},
        {{"", "clerk_", "", "", 100}, 0},
        {{"", "", "310115004", "", 100}, 3},
    };
    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        assert_int_equal(account_list(program->session, arena, &rows[i].filter, &items, &count), RESULT_OK);
        assert_int_equal(count, rows[i].count);
    }
    arena_free(arena);
}

static void old_sessions_and_failures_are_swept(void **state)
{
    struct program *program = *state;
    char token[80];
    struct limit_count own, everywhere;
    assert_int_equal(sign_in(program, "city", "tongban-demo", NOW, token), 201);
    assert_int_equal(sign_in(program, "keeper", "wrong", NOW, token), 401);
    int64_t later = NOW + INT64_C(2) * 86400000;
    assert_int_equal(sessions_tick(program->context.sessions, program->writer, later), RESULT_OK);
    assert_int_equal(staff_tick(program->writer, later), RESULT_OK);
    struct session_keys *keys = malloc(sizeof(*keys));
    assert_non_null(keys);
    assert_int_equal(session_list_of(program->session, PRINCIPAL_STAFF, "city", 0, keys), RESULT_OK);
    assert_int_equal(keys->count, 0);
    assert_int_equal(failures_read(program->session, "keeper", 0, &own, &everywhere), RESULT_OK);
    assert_int_equal(everywhere.failures, 0);
    free(keys);
}

/* One of several threads that use the same session until it has ended. */
struct user_thread { pthread_t thread; struct program *program; uint8_t key[SM3_SIZE]; _Atomic int good; enum result last; };

static void *use_session(void *argument)
{
    struct user_thread *user = argument;
    struct db_session *session = NULL;
    struct arena *arena = arena_new(65536);
    assert_int_equal(db_session_open(user->program->db, DB_READ, &session), RESULT_OK);
    for (int i = 0; i < 200000 && user->last == RESULT_OK; i++) {
        struct principal principal = {0};
        arena_reset(arena);
        user->last = sessions_authenticate(user->program->context.sessions, session, arena, user->key, NOW + i, &principal);
        if (user->last == RESULT_OK && text_equal(principal.id, "city"))
            user->good++;
    }
    db_session_close(session);
    arena_free(arena);
    return NULL;
}

static void threads_share_a_session_until_it_ends(void **state)
{
    struct program *program = *state;
    struct user_thread users[4];
    char token[80];
    assert_int_equal(sign_in(program, "city", "tongban-demo", NOW, token), 201);
    for (size_t i = 0; i < ARRAY_COUNT(users); i++) {
        users[i].program = program;
        assert_true(session_token_key(token, users[i].key));
        users[i].good = 0;
        users[i].last = RESULT_OK;
        assert_int_equal(pthread_create(&users[i].thread, NULL, use_session, &users[i]), 0);
    }
    for (int i = 0; i < 5; i++)
        assert_int_equal(sessions_tick(program->context.sessions, program->writer, NOW + i * MINUTE), RESULT_OK);
    for (size_t i = 0; i < ARRAY_COUNT(users); i++)
        for (int waits = 0; waits < 60000 && users[i].good == 0; waits++)
            (void)usleep(1000);
    assert_int_equal(status(program, HTTP_DELETE, "/v1/sessions/current", token, NOW, NULL), 204);
    for (size_t i = 0; i < ARRAY_COUNT(users); i++) {
        assert_int_equal(pthread_join(users[i].thread, NULL), 0);
        assert_true(users[i].good > 0);
        assert_true(users[i].last == RESULT_UNAUTHENTICATED || users[i].good == 200000);
    }
    assert_int_equal(whoami(program, token, NOW), 401);
}

#define STAFF_TEST(name) cmocka_unit_test_setup_teardown(name, fresh, finish)

int main(void)
{
    const struct CMUnitTest tests[] = {
        STAFF_TEST(the_demonstration_has_its_accounts),
        STAFF_TEST(making_the_demonstration_again_mends_it),
        STAFF_TEST(accounts_that_fit_nowhere_are_found),
        STAFF_TEST(without_demo_its_accounts_are_refused),
        STAFF_TEST(a_session_outlives_a_restart_and_ends_when_idle),
        STAFF_TEST(signing_out_ends_one_session_at_once),
        STAFF_TEST(a_route_for_everybody_may_ask_who_it_is),
        STAFF_TEST(what_is_no_token_is_no_session),
        STAFF_TEST(unknown_names_are_locked_like_known_ones),
        STAFF_TEST(a_stranger_cannot_keep_an_owner_out),
        STAFF_TEST(a_known_device_is_slowed_by_its_own_failures),
        STAFF_TEST(a_device_is_forgotten),
        STAFF_TEST(an_account_has_so_many_devices),
        STAFF_TEST(a_new_account_must_change_its_password),
        STAFF_TEST(the_last_five_passwords_are_not_taken_again),
        STAFF_TEST(wrong_old_passwords_lock_too),
        STAFF_TEST(an_administrator_moves_and_stops_people),
        STAFF_TEST(another_process_ends_sessions_too),
        STAFF_TEST(an_account_has_so_many_sessions_and_no_more),
        STAFF_TEST(the_list_of_accounts_has_pages_and_words),
        STAFF_TEST(old_sessions_and_failures_are_swept),
        STAFF_TEST(threads_share_a_session_until_it_ends),
    };
    return cmocka_run_group_tests_name("staff", tests, scratch_begin, scratch_end);
}
