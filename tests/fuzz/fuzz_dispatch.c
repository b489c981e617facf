/* The inputs of fuzz_request without sockets, and so many times as quick: matching, queries, bodies, every handler, the
 * writer. What libmicrohttpd does is done here in the simplest way. */
#include <assert.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/clock.h"
#include "base/text.h"
#include "http/server.h"
#include "living.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MARK_ANSWER = 0x1c, MARK_TIME = 0x1d, STEPS_MAX = 16, HEADERS_MAX = 24 };

static struct http_server server;
static struct exchange exchange;
static struct db_session *session;
static struct buffer text;
static struct { char *name, *value; } headers[HEADERS_MAX];
static size_t header_count;
static struct { pthread_mutex_t mutex; pthread_cond_t wake; bool finished; } writing = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, false};

/* ---- the program ---- */

static void stop(void)
{
    db_session_close(session);
    arena_free(exchange.request.act.arena);
    buffer_free(&exchange.request.reply);
    buffer_free(&exchange.body);
    buffer_free(&text);
    workers_stop(server.workers);
    free(server.rows);
}

static void start(void)
{
    struct program *program = living_program();
    server.context = &program->context;
    enum result result = dispatch_rows(server.context->rooms, &server.rows, &server.row_count);
    if (result == RESULT_OK)
        result = workers_start(1, 4, &server.workers);
    if (result == RESULT_OK)
        result = db_session_open(program->db, DB_READ, &session);
    exchange.request.act.arena = arena_new(ARENA_MAX);
    assert(result == RESULT_OK && exchange.request.act.arena != NULL);
    buffer_init(&exchange.request.reply, REPLY_MAX);
    buffer_init(&exchange.body, (size_t)program->settings->body_max);
    buffer_init(&text, (size_t)4 << 20);
    living_before_end(stop);
}

/* ---- what libmicrohttpd does ---- */

static const char *find_header(struct exchange *one, const char *name)
{
    (void)one;
    for (size_t i = 0; i < header_count; i++)
        if (strcasecmp(headers[i].name, name) == 0)
            return headers[i].value;
    return NULL;
}

static void wait_begins(struct exchange *one) { (void)one; }

static void wait_ends(struct exchange *one)
{
    (void)one;
    (void)pthread_mutex_lock(&writing.mutex);
    writing.finished = true;
    (void)pthread_cond_signal(&writing.wake);
    (void)pthread_mutex_unlock(&writing.mutex);
}

static void clean_exchange(struct program *program)
{
    struct arena *arena = exchange.request.act.arena;
    struct buffer reply = exchange.request.reply, body = exchange.body;
    arena_reset(arena);
    memset(&exchange, 0, sizeof(exchange));
    exchange.server = &server;
    exchange.header = find_header;
    exchange.suspend = wait_begins;
    exchange.finished = wait_ends;
    exchange.request.act.arena = arena;
    exchange.request.act.errors.arena = arena;
    exchange.request.act.context = &program->context;
    exchange.request.act.session = session;
    exchange.request.act.now_ms = clock_now_ms();
    exchange.request.reply = reply;
    exchange.body = body;
    buffer_clear(&exchange.request.reply);
    buffer_clear(&exchange.body);
    json_begin(&exchange.request.json, &exchange.request.reply);
}

static int hex_value(char digit)
{
    const char *digits = "0123456789abcdef", *found = digit == '\0' ? NULL : strchr(digits, digit | 0x20);
    return found == NULL ? -1 : (int)(found - digits);
}

static void unescape(char *from, bool plus)
{
    char *to = from;
    for (; *from != '\0'; from++) {
        int value = *from == '%' && hex_value(from[1]) >= 0 && hex_value(from[2]) >= 0 ? hex_value(from[1]) * 16 + hex_value(from[2]) : 0;
        *to++ = value > 0 ? (char)value : plus && *from == '+' ? ' ' : *from;
        from += value > 0 ? 2 : 0;
    }
    *to = '\0';
}

static void take_query(char *query)
{
    char *rest = NULL;
    for (char *pair = strtok_r(query, "&", &rest); pair != NULL; pair = strtok_r(NULL, "&", &rest)) {
        char *value = strchr(pair, '=');
        if (exchange.pair_count == QUERY_PAIRS_MAX) {
            exchange.too_many_pairs = true;
            return;
        }
        if (value != NULL) {
            *value++ = '\0';
            unescape(value, true);
        }
        unescape(pair, true);
        bool clean = text_is_clean_utf8(pair, strlen(pair)) && (value == NULL || text_is_clean_utf8(value, strlen(value)));
        exchange.pairs[exchange.pair_count++] = (struct query_pair){clean ? pair : "?", !clean ? "?" : value != NULL ? value : ""};
    }
}

/* Cuts the head into lines; false when it is no request. */
static bool take_head(char *head)
{
    static const struct { const char *name; enum http_method method; } methods[] = {
        {"GET", HTTP_GET}, {"HEAD", HTTP_GET}, {"POST", HTTP_POST}, {"PUT", HTTP_PUT}, {"PATCH", HTTP_PATCH}, {"DELETE", HTTP_DELETE}};
    char *lines = NULL, *words = NULL;
    const char *first = strtok_r(head, "\r\n", &lines), *method = first == NULL ? NULL : strtok_r(head, " ", &words);
    char *target = method == NULL ? NULL : strtok_r(NULL, " ", &words), *query = target == NULL ? NULL : strchr(target, '?');
    if (target == NULL)
        return false;
    exchange.method = HTTP_OTHER;
    for (size_t i = 0; i < ARRAY_COUNT(methods); i++)
        if (text_equal(methods[i].name, method))
            exchange.method = methods[i].method;
    if (query != NULL) {
        *query++ = '\0';
        take_query(query);
    }
    unescape(target, false);
    dispatch_match(&exchange, server.rows, server.row_count, target);
    header_count = 0;
    for (char *line; header_count < HEADERS_MAX && (line = strtok_r(NULL, "\r\n", &lines)) != NULL;) {
        char *colon = strchr(line, ':');
        if (colon == NULL)
            continue;
        *colon++ = '\0';
        headers[header_count].name = line;
        headers[header_count++].value = colon + strspn(colon, " ");
    }
    return true;
}

/* ---- one request ---- */

/* Answers what stands in `text`; false when it is no request. */
static bool answer(void)
{
    clean_exchange(living_program());
    char *end = text.bytes == NULL ? NULL : memmem(text.bytes, text.size, "\r\n\r\n", 4);
    if (text.failed || end == NULL)
        return false;
    *end = '\0';
    size_t size = text.size - (size_t)(end + 4 - text.bytes);
    if (size > 0)
        buffer_add(&exchange.body, end + 4, size);
    if (!take_head(text.bytes))
        return false;
    for (bool answered = dispatch_run(&exchange); !answered; answered = dispatch_answer(&exchange)) {
        (void)pthread_mutex_lock(&writing.mutex);
        while (!writing.finished)
            (void)pthread_cond_wait(&writing.wake, &writing.mutex);
        writing.finished = false;
        (void)pthread_mutex_unlock(&writing.mutex);
    }
    return true;
}

static int ask(const char *method, const char *path, const char *token, const char *body, struct buffer *reply)
{
    buffer_clear(&text);
    buffer_add_format(&text, "%s %s HTTP/1.1\r\nContent-Type: application/json\r\nAuthorization: %s%s\r\n\r\n%s", method, path,
                      token != NULL ? "Bearer " : "", token != NULL ? token : "none", body != NULL ? body : "");
    bool answered = answer();
    assert(answered);
    buffer_add(reply, exchange.request.reply.bytes, exchange.request.reply.size);
    return exchange.request.status;
}

static void check_answer(void)
{
    const struct request *request = &exchange.request;
    const char *type = request->content_type != NULL ? request->content_type : request->reply.size > 0 ? "application/json" : NULL;
    if (request->route != NULL && request->status < 400 && !exchange.not_modified)
        assert(request->status == (request->route->status != 0 ? request->route->status : 200));
    living_check_reply(request->status, type, request->reply.bytes, request->reply.size);
    living_remember(request->reply.bytes, request->reply.size);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    bool tokens = false, used = false, refused = false;
    if (server.rows == NULL) {
        start();
        living_sign_in(ask);
    }
    for (int step = 0; size > 0 && step < STEPS_MAX; step++) {
        size_t end = 0;
        while (end < size && data[end] != MARK_ANSWER && data[end] != MARK_TIME)
            end++;
        buffer_clear(&text);
        living_expand(&text, (const char *)data, end, &used);
        tokens = tokens || used;
        if (answer()) {
            check_answer();
            refused = refused || exchange.request.status == 401 || exchange.request.status == 403;
        }
        if (end < size && data[end] == MARK_TIME)
            living_tick();
        data += end + (end < size);
        size -= end + (end < size);
    }
    if (tokens && refused)
        living_sign_in(ask);
    return 0;
}
