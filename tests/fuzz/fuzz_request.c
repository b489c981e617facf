/* Bytes on a socket against the whole program: every answer is HTTP with a status that may be (never 500), JSON is JSON,
 * refusals say why in both languages, and in the end the database holds.
 *
 * An input is what a client sends, with marks in it:
 *   0x1c  the answers are read before what follows is sent, on a new connection when the server has closed this one
 *   0x1d  the same, and time does what it does by itself
 *   0x1e  what follows is sent apart
 *   $L    the size of the body, what follows the first empty line up to the next mark of 0x1c or 0x1d
 *   $T …  tokens and numbers, see living.c */
#include <arpa/inet.h>
#include <assert.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/text.h"
#include "events/events.h"
#include "http/server.h"
#include "living.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum {
    MARK_ANSWER = 0x1c, MARK_TIME = 0x1d, MARK_APART = 0x1e,
    STEPS_MAX = 16,
    ANSWER_MS_MAX = 60000, /* of an answer that was begun, or is surely owed */
    SILENCE_MS = 4,        /* nothing more is on its way, probably */
};

static struct http_server *server;
static struct buffer sending, answers;
static struct {
    int fd;          /* -1: closed */
    bool headless;   /* HEAD was asked: where an answer ends cannot be known */
    bool begun;      /* what was sent may have begun a request that is not ended: what follows may be a part of it */
    bool refused;    /* a 401 or 403 came */
} client = {.fd = -1};

/* ---- the server ---- */

static void stop_server(void)
{
    for (int i = 0; i < 1000 && atomic_load(&server->in_flight) > 0; i++) {
        events_tick(living_program()->context.events, 0, 0); /* a stream whose reader has gone ends when it is written to */
        (void)usleep(10000);
    }
    assert(atomic_load(&server->in_flight) == 0); /* nothing was left lying */
    http_stop(server);
    buffer_free(&sending);
    buffer_free(&answers);
}

static void start_server(void)
{
    struct program *program = living_program();
    char fault[200] = "";
    enum result result = http_start(&program->context, &server, fault, sizeof(fault));
    assert(result == RESULT_OK);
    living_before_end(stop_server);
    buffer_init(&sending, (size_t)4 << 20);
    buffer_init(&answers, (size_t)16 << 20);
}

static void reach_server(void)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)http_port(server))};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int on = 1;
    /* closed by a reset, so that ports do not run out */
    struct linger linger = {.l_onoff = 1, .l_linger = 0};
    client.fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    bool ready = client.fd >= 0 && connect(client.fd, (struct sockaddr *)&address, sizeof(address)) == 0 &&
                 setsockopt(client.fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on)) == 0 &&
                 setsockopt(client.fd, SOL_SOCKET, SO_LINGER, &linger, sizeof(linger)) == 0;
    assert(ready);
    client.headless = client.begun = false;
}

static void leave_server(void)
{
    if (client.fd >= 0)
        (void)close(client.fd);
    client.fd = -1;
}

/* ---- answers ---- */

struct answer { int status; char type[60]; const char *body; size_t size; bool coded, stream; };

/* The header's value up to its line's end, copied; "" when there is none. */
static void header_value(const char *head, size_t size, const char *name, char *value, size_t value_size)
{
    size_t name_size = strlen(name);
    value[0] = '\0';
    for (const char *line = memmem(head, size, "\r\n", 2); line != NULL;) {
        line += 2;
        size_t left = size - (size_t)(line - head);
        const char *end = memmem(line, left, "\r\n", 2);
        size_t line_size = end == NULL ? left : (size_t)(end - line);
        if (line_size > name_size + 2 && strncasecmp(line, name, name_size) == 0 && line[name_size] == ':')
            (void)snprintf(value, value_size, "%.*s", (int)(line_size - name_size - 2), line + name_size + 2);
        line = end;
    }
}

/* Takes one answer apart. How many bytes it has; 0 when it is not whole yet. */
static size_t read_answer(const char *bytes, size_t size, struct answer *answer)
{
    char value[60];
    const char *end = memmem(bytes, size, "\r\n\r\n", 4);
    if (end == NULL)
        return 0;
    size_t head = (size_t)(end - bytes) + 4;
    int64_t length = 0;
    if (head <= 12 || memcmp(bytes, "HTTP/1.1 ", 9) != 0)
        (void)fprintf(stderr, "no answer: %.*s\n", (int)(size < 500 ? size : 500), bytes);
    assert(head > 12 && memcmp(bytes, "HTTP/1.1 ", 9) == 0);
    *answer = (struct answer){.status = (bytes[9] - '0') * 100 + (bytes[10] - '0') * 10 + bytes[11] - '0', .body = bytes + head};
    header_value(bytes, head - 2, "Content-Type", answer->type, sizeof(answer->type));
    header_value(bytes, head - 2, "Content-Encoding", value, sizeof(value));
    answer->coded = value[0] != '\0';
    answer->stream = text_equal(answer->type, "text/event-stream");
    if (answer->status == 100 || answer->status == 204 || answer->status == 304 || answer->stream || client.headless)
        return head;
    header_value(bytes, head - 2, "Content-Length", value, sizeof(value));
    bool told = text_parse_int64(value, &length);
    assert(told && length >= 0);
    answer->size = (size_t)length;
    return size - head < answer->size ? 0 : head + answer->size;
}

/* What libmicrohttpd says by itself about what is no HTTP. */
static bool is_the_librarys(const struct answer *answer)
{
    static const int known[] = {400, 413, 414, 417, 431, 501, 505};
    for (size_t i = 0; i < ARRAY_COUNT(known); i++)
        if (known[i] == answer->status && !text_equal(answer->type, "application/problem+json"))
            return true;
    return false;
}

/* Looks at the whole answers so far; true when nothing is begun that is not ended. */
static bool read_answers(size_t *at, size_t *count)
{
    struct answer answer;
    while (*at < answers.size) {
        if (client.headless && *count > 0) { /* what follows may be a body, or the next answer */
            *at = answers.size;
            break;
        }
        size_t step = read_answer(answers.bytes + *at, answers.size - *at, &answer);
        if (step == 0)
            return false;
        *at += step;
        *count += answer.status != 100;
        if (answer.status == 100 || (client.headless && !answer.stream) || is_the_librarys(&answer))
            continue;
        client.refused = client.refused || answer.status == 401 || answer.status == 403;
        if (answer.coded)
            continue;
        if (!client.headless) {
            living_check_reply(answer.status, answer.type, answer.body, answer.size);
            living_remember(answer.body, answer.size);
        }
        if (answer.stream) { /* has no end */
            leave_server();
            *at = answers.size;
        }
    }
    return true;
}

enum owed { OWED_PERHAPS, OWED_SOME /* one at least */, OWED_ONE };

/* Reads until the server closes, or nothing more comes. How many answers there were. */
static size_t hear(enum owed owed)
{
    size_t at = 0, count = 0;
    int64_t end = clock_monotonic_us() + ANSWER_MS_MAX * 1000;
    bool whole = true;
    buffer_clear(&answers);
    while (client.fd >= 0 && !(owed == OWED_ONE && whole && count > 0)) {
        struct pollfd wait = {.fd = client.fd, .events = POLLIN};
        bool enough = whole && (count > 0 || owed == OWED_PERHAPS);
        int ready = poll(&wait, 1, enough ? SILENCE_MS : 1000);
        if (ready <= 0 && enough)
            break;
        if (clock_monotonic_us() >= end) {
            (void)fprintf(stderr, "no end of an answer (owed %d, answers %zu, read to %zu of %zu)\nsent: %.*s\nheard: %.*s\n", (int)owed, count, at,
                          answers.size, (int)sending.size, sending.bytes, (int)answers.size, answers.size > 0 ? answers.bytes : "");
            abort(); /* it hangs */
        }
        if (ready <= 0)
            continue;
        char *target = buffer_reserve(&answers, 16384);
        assert(target != NULL);
        ssize_t got = recv(client.fd, target, 16384, 0);
        if (got <= 0) {
            leave_server(); /* closed or reset: an answer may have been cut by the reset */
            break;
        }
        answers.size += (size_t)got;
        answers.bytes[answers.size] = '\0';
        whole = read_answers(&at, &count);
    }
    return count;
}

/* ---- requests ---- */

/* $L becomes eight places for the size of the body, written when it is known. */
static void write_length(struct buffer *text)
{
    char *mark = memmem(text->bytes, text->size, "\x01\x01\x01\x01\x01\x01\x01\x01", 8);
    const char *end = memmem(text->bytes, text->size, "\r\n\r\n", 4);
    size_t size = end == NULL ? 0 : text->size - (size_t)(end + 4 - text->bytes);
    char digits[24];
    for (size_t i = 0; end != NULL && i < text->size; i++) /* marks of 0x1e are not sent */
        if (text->bytes + i >= end + 4 && text->bytes[i] == MARK_APART)
            size--;
    if (mark != NULL) {
        (void)snprintf(digits, sizeof(digits), "%8zu", size);
        memcpy(mark, digits, 8);
    }
}

/* METHOD /path HTTP/1.1 and well-made header lines up to the empty one: about anything else servers may think differently. */
static bool head_is_plain(const char *text, const char *end)
{
    size_t method = strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
    const char *line = strstr(text, "\r\n");
    if (method == 0 || text[method] != ' ' || text[method + 1] != '/' || line == NULL || line > end || line - text < 11 ||
        memcmp(line - 9, " HTTP/1.1", 9) != 0 || memchr(text + method + 1, ' ', (size_t)(line - 9 - text) - method - 1) != NULL)
        return false;
    for (; line < end; line = strstr(line + 2, "\r\n")) {
        size_t name = strspn(line + 2, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-");
        if (name == 0 || line[2 + name] != ':')
            return false;
        for (const char *c = line + 2; *c != '\r' && c < end; c++)
            if ((unsigned char)*c < ' ')
                return false;
    }
    return true;
}

/* What an honest server owes for these bytes: an answer, if they are surely a whole request, or its end of the connection. */
static enum owed answer_owed(const struct buffer *text)
{
    const char *end = memmem(text->bytes, text->size, "\r\n\r\n", 4);
    if (end == NULL || memchr(text->bytes, '\0', text->size) != NULL || !head_is_plain(text->bytes, end) || strcasestr(text->bytes, "transfer-encoding") != NULL)
        return OWED_PERHAPS;
    const char *length = strcasestr(text->bytes, "content-length");
    size_t body = text->size - (size_t)(end + 4 - text->bytes), told = 0;
    if (length != NULL && length < end) {
        if (length[14] != ':' || strcasestr(length + 14, "content-length") != NULL)
            return OWED_PERHAPS;
        length += 15 + strspn(length + 15, " ");
        size_t digits = strspn(length, "0123456789");
        if (digits == 0 || digits > 8 || length[digits] != '\r')
            return OWED_PERHAPS;
        for (size_t i = 0; i < digits; i++)
            told = told * 10 + (size_t)(length[i] - '0');
    }
    return told > body ? OWED_PERHAPS : told == body ? OWED_ONE : OWED_SOME;
}

static void send_all(const char *bytes, size_t size)
{
    while (size > 0 && client.fd >= 0) {
        ssize_t sent = send(client.fd, bytes, size, MSG_NOSIGNAL);
        if (sent <= 0)
            break; /* the server has closed; what it said is read all the same */
        bytes += sent;
        size -= (size_t)sent;
    }
}

static enum owed say(const uint8_t *input, size_t size, bool *ret_tokens)
{
    struct buffer marked;
    buffer_init(&marked, (size_t)1 << 20);
    for (size_t i = 0; i < size; i++) {
        bool length = input[i] == '$' && i + 1 < size && input[i + 1] == 'L';
        buffer_add(&marked, length ? (const void *)"\x01\x01\x01\x01\x01\x01\x01\x01" : &input[i], length ? 8 : 1);
        i += length;
    }
    buffer_clear(&sending);
    living_expand(&sending, marked.bytes, marked.size, ret_tokens);
    buffer_free(&marked);
    if (sending.failed || sending.size == 0)
        return OWED_PERHAPS;
    write_length(&sending);
    if (client.fd < 0)
        reach_server();
    client.headless = client.headless || memmem(sending.bytes, sending.size, "HEAD", 4) != NULL; /* its rest may come later */
    bool apart = false;
    for (size_t at = 0; at < sending.size;) {
        const char *mark = memchr(sending.bytes + at, MARK_APART, sending.size - at);
        size_t step = mark == NULL ? sending.size - at : (size_t)(mark - sending.bytes) - at;
        send_all(sending.bytes + at, step);
        at += step + (mark != NULL);
        apart = apart || mark != NULL;
    }
    enum owed owed = apart || client.begun ? OWED_PERHAPS : answer_owed(&sending);
    client.begun = owed != OWED_ONE;
    return owed;
}

/* For signing in: a request that surely has an answer. */
static int ask(const char *method, const char *path, const char *token, const char *body, struct buffer *reply)
{
    struct answer answer = {0};
    buffer_clear(&sending);
    buffer_add_format(&sending, "%s %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: %s%s\r\n", method, path,
                      token != NULL ? "Bearer " : "", token != NULL ? token : "none");
    buffer_add_format(&sending, "Content-Type: application/json\r\nContent-Length: %zu\r\n\r\n%s", body != NULL ? strlen(body) : 0,
                      body != NULL ? body : "");
    leave_server();
    reach_server();
    send_all(sending.bytes, sending.size);
    size_t count = hear(OWED_ONE);
    size_t size = count == 1 ? read_answer(answers.bytes, answers.size, &answer) : 0;
    assert(size > 0);
    buffer_add(reply, answer.body, answer.size);
    return answer.status;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    bool tokens = false, used = false;
    if (server == NULL) {
        start_server();
        living_sign_in(ask);
    }
    client.refused = false;
    for (int step = 0; size > 0 && step < STEPS_MAX; step++) {
        size_t end = 0;
        while (end < size && data[end] != MARK_ANSWER && data[end] != MARK_TIME)
            end++;
        if (end > 0) {
            enum owed owed = say(data, end, &used);
            tokens = tokens || used;
            (void)hear(owed);
        }
        if (end < size && data[end] == MARK_TIME)
            living_tick();
        data += end + (end < size);
        size -= end + (end < size);
    }
    leave_server();
    if (tokens && client.refused)
        living_sign_in(ask);
    return 0;
}
