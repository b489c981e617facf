#include "living.h"

#include <assert.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/text.h"
#include "cases/cases.h"
#include "crypto/crypto.h"
#include "db/writer.h"
#include "staff/staff.h"

static struct {
    bool open;
    char folder[64], database[128];
    struct settings settings;
    struct program program;
    struct db_session *session;
    struct arena *arena;
    void (*before_end)(void);
} living;

/* ---- opening and closing ---- */

static void read_settings(void)
{
    char *arguments[] = {"fuzz", "--db", living.database, "--listen", "127.0.0.1:0", "--data", "data/shanghai", "--web", "",
                         "--demo", "--threads", "2", "--body-max", "65536", "--session-idle", "86400",
                         "--login-failures-max", "100", "--query-failures-max", "1000", "--query-source-failures-max", "1000000", "--login-source-failures-max", "1000000", "--log-level", "error"};
    char *rest[ARRAY_COUNT(arguments)], fault[200] = "";
    int count = 0;
    bool read = settings_read(&living.settings, (int)ARRAY_COUNT(arguments), arguments, rest, &count, fault, sizeof(fault));
    assert(read && count == 0);
}

static void report_fault(void *sink, const char *line)
{
    (*(int64_t *)sink)++;
    (void)fprintf(stderr, "check: %s\n", line);
}

static void close_living(void)
{
    static const char *const endings[] = {"", "-wal", "-shm", ".key"};
    int64_t faults = 0;
    if (living.before_end != NULL)
        living.before_end();
    const struct room_report report = {.fault = report_fault, .sink = &faults};
    for (const struct room *const *room = program_rooms; *room != NULL; room++)
        if ((*room)->check != NULL)
            (*room)->check(&living.program.context, living.session, &report);
    db_session_close(living.session);
    enum result result = db_check(living.program.db, report_fault, &faults);
    program_close(&living.program);
    for (size_t i = 0; i < ARRAY_COUNT(endings); i++) {
        char path[200];
        (void)snprintf(path, sizeof(path), "%s/fuzz.db%s", living.folder, endings[i]);
        (void)unlink(path);
    }
    (void)rmdir(living.folder);
    arena_free(living.arena);
    assert(faults == 0 && result == RESULT_OK);
}

static bool go_on(void *sink)
{
    (void)sink;
    return true;
}

struct program *living_program(void)
{
    if (living.open)
        return &living.program;
    (void)snprintf(living.folder, sizeof(living.folder), "%s/tongban-fuzz-XXXXXX", access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
    bool made = mkdtemp(living.folder) != NULL;
    assert(made);
    (void)snprintf(living.database, sizeof(living.database), "sqlite:%s/fuzz.db", living.folder);
    read_settings();
    log_set_level(LOG_ERROR);
    living.arena = arena_new((size_t)16 << 20);
    enum result result = crypto_start();
    if (result == RESULT_OK)
        result = program_open(&living.program, &living.settings, &(struct room_go_on){.ask = go_on});
    if (result == RESULT_OK)
        result = db_session_open(living.program.db, DB_READ, &living.session);
    assert(result == RESULT_OK && living.arena != NULL);
    living.open = true;
    (void)atexit(close_living);
    return &living.program;
}

void living_before_end(void (*stop)(void)) { living.before_end = stop; }

void living_tick(void) { (void)cases_tick(&living.program.context, living.session, clock_now_ms(), NULL); }

void living_mend_accounts(void)
{
    enum result result = staff_make_demo(living.program.writer, living.program.context.places, clock_now_ms());
    assert(result == RESULT_OK);
}

/* ---- replies ---- */

static bool is_known(int status)
{
    static const int known[] = {200, 201, 204, 304, 308, 400, 401, 403, 404, 405, 408, 409, 413, 414, 415, 422, 429, 431, 501, 503};
    for (size_t i = 0; i < ARRAY_COUNT(known); i++)
        if (known[i] == status)
            return true;
    return false;
}

static void check_problem(const struct json *body, int status)
{
    const char *code = json_get_text(body, "code"), *type = json_get_text(body, "type");
    assert(!text_is_empty(code) && text_starts_with(type, "https://tongban.dev/problems/"));
    assert(text_equal(type + strlen("https://tongban.dev/problems/"), code));
    assert(!text_is_empty(json_get_text(body, "detail_zh")) && !text_is_empty(json_get_text(body, "detail_en")));
    assert(!text_is_empty(json_get_text(body, "title")) && json_get_integer(body, "status", 0) == status);
    const struct json *errors = json_get(body, "errors");
    assert(errors != NULL && errors->type == JSON_ARRAY && (status == 422 || json_count(errors) == 0));
    for (size_t i = 0; i < json_count(errors); i++) {
        const struct json *error = json_at(errors, i);
        assert(json_get_text(error, "field") != NULL && !text_is_empty(json_get_text(error, "code")));
        assert(!text_is_empty(json_get_text(error, "zh")) && !text_is_empty(json_get_text(error, "en")));
    }
}

void living_check_reply(int status, const char *type, const char *body, size_t size)
{
    const struct json *value = NULL;
    struct json_fault fault;
    assert(is_known(status));
    bool problem = text_equal(type, "application/problem+json");
    assert(problem == (status >= 400));
    if (!problem && !text_equal(type, "application/json"))
        return;
    arena_reset(living.arena);
    enum result result = json_read(living.arena, body, size, &value, &fault);
    if (result != RESULT_OK)
        (void)fprintf(stderr, "%d %s: %s: %.*s\n", status, type, fault.text, (int)(size < 2000 ? size : 2000), body);
    assert(result == RESULT_OK && value->type == JSON_OBJECT);
    if (problem)
        check_problem(value, status);
}

/* ---- what inputs cannot know ---- */

#define TOKEN_SIZE 80

static struct { char letter; const char *username; char token[TOKEN_SIZE]; } callers[] = {
    {'T', "clerk.310101013", ""}, {'U', "clerk.310115004", ""}, {'R', "reviewer.310101013", ""}, {'S', "reviewer.310115004", ""},
    {'I', "lead.310115004", ""},  {'E', "district.310101", ""}, {'C', "city", ""},               {'K', "keeper", ""},
    {'Q', "auditor", ""},         {'A', "admin", ""}};

/* $N the case taken last, $P its query password, $M the one before, $W the cursor of the last list */
static struct { char number[64], password[16], before[64], cursor[400]; } known = {"SQ", "000000", "SQ", "1"};

void living_expand(struct buffer *out, const char *input, size_t size, bool *ret_tokens)
{
    bool tokens = false;
    for (size_t i = 0; i < size; i++) {
        const char *text = NULL;
        char letter = i + 1 < size && input[i] == '$' ? input[i + 1] : '\0';
        for (size_t k = 0; k < ARRAY_COUNT(callers); k++)
            if (callers[k].letter == letter) {
                text = callers[k].token;
                tokens = true;
            }
        text = letter == 'N' ? known.number : letter == 'P' ? known.password : letter == 'M' ? known.before
             : letter == 'W' ? known.cursor : text;
        if (text == NULL) {
            buffer_add(out, input + i, 1);
        } else {
            buffer_add_text(out, text);
            i++;
        }
    }
    if (ret_tokens != NULL)
        *ret_tokens = tokens;
}

/* Takes the text of "key":"…" out of JSON as it stands; escapes do not happen in what is looked for. */
static void pick(const char *body, size_t size, const char *key, char *target, size_t target_size)
{
    char pattern[40];
    int length = snprintf(pattern, sizeof(pattern), "\"%s\":\"", key);
    const char *start = memmem(body, size, pattern, (size_t)length);
    const char *end = start == NULL ? NULL : memchr(start + length, '"', size - (size_t)(start + length - body));
    if (end == NULL || (size_t)(end - start - length) >= target_size)
        return;
    memcpy(target, start + length, (size_t)(end - start - length));
    target[end - start - length] = '\0';
}

void living_remember(const char *body, size_t size)
{
    char password[sizeof(known.password)] = "";
    pick(body, size, "next", known.cursor, sizeof(known.cursor));
    pick(body, size, "query_password", password, sizeof(password));
    if (password[0] == '\0')
        return; /* no new case */
    (void)text_copy(known.before, sizeof(known.before), known.number);
    (void)text_copy(known.password, sizeof(known.password), password);
    pick(body, size, "case_number", known.number, sizeof(known.number));
}

void living_sign_in(living_ask ask)
{
    struct buffer reply;
    buffer_init(&reply, (size_t)1 << 20);
    bool mended = false;
    for (size_t i = 0; i < ARRAY_COUNT(callers); i++) {
        char body[200];
        buffer_clear(&reply);
        if (callers[i].token[0] != '\0' && ask("GET", "/v1/sessions/current", callers[i].token, NULL, &reply) == 200)
            continue;
        if (callers[i].token[0] != '\0' && !mended) {
            living_mend_accounts();
            mended = true;
        }
        buffer_clear(&reply);
        (void)snprintf(body, sizeof(body), "{\"username\":\"%s\",\"password\":\"tongban-demo\"}", callers[i].username);
        int status = ask("POST", "/v1/sessions", NULL, body, &reply);
        assert(status == 201);
        pick(reply.bytes, reply.size, "token", callers[i].token, sizeof(callers[i].token));
    }
    buffer_free(&reply);
}
