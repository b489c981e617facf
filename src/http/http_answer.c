/* Answers: a reply, a page, an event stream, handed to libmicrohttpd. */
#include <errno.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "act/sessions.h"
#include "base/clock.h"
#include "base/gzip.h"
#include "base/settings.h"
#include "base/text.h"
#include "events/events.h"
#include "http/server.h"

#define STREAM_BLOCK 4096
#define STREAMS_RETRY_S 30

void count_answer(struct exchange *exchange)
{
    if (exchange->row != NULL) {
        tally_add(&exchange->row->took, clock_monotonic_us() - exchange->started_us);
        int hundred = exchange->request.status / 100;
        atomic_fetch_add_explicit(&exchange->row->statuses[hundred >= 1 && hundred <= 5 ? hundred : 0], 1, memory_order_relaxed);
    }
}

/* ---- replies ---- */

static void add_header(struct MHD_Response *response, const char *name, const char *value)
{
    (void)MHD_add_response_header(response, name, value);
}

static void add_safety(struct MHD_Response *response)
{
    add_header(response, "X-Content-Type-Options", "nosniff");
    add_header(response, "Referrer-Policy", "same-origin");
    add_header(response, "X-Frame-Options", "DENY");
}

static bool accepts_gzip(struct exchange *exchange)
{
    const char *accepted = exchange->header(exchange, MHD_HTTP_HEADER_ACCEPT_ENCODING);
    return accepted != NULL && strstr(accepted, "gzip") != NULL;
}

#define NO_END SIZE_MAX
/* `size` of its content: it is sent in time, or the connection closes. NO_END: it may take as long as it wants. */
static bool queue(struct exchange *exchange, int status, struct MHD_Response *response, size_t size)
{
    if (response == NULL)
        return false;
    int64_t time = request_time_us(exchange->server) + (size == NO_END ? 0 : (int64_t)(size / RATE_MIN) * SECOND_US);
    (void)peer_has_until(exchange->peer, PEER_ANSWER, size == NO_END ? 0 : clock_monotonic_us() + time);
    if (exchange->peer->chunked || atomic_load(&exchange->server->stopping))
        add_header(response, MHD_HTTP_HEADER_CONNECTION, "close");
    enum MHD_Result result = MHD_queue_response(exchange->connection, (unsigned)status, response);
    MHD_destroy_response(response);
    atomic_store(&exchange->phase, PHASE_SENT);
    count_answer(exchange);
    return result == MHD_YES;
}

static struct MHD_Response *reply_response(struct exchange *exchange, bool *ret_gzip)
{
    struct request *request = &exchange->request;
    char *packed = NULL;
    size_t size = 0;
    *ret_gzip = false;
    if (exchange->not_modified || request->reply.size == 0)
        return MHD_create_response_from_buffer(0, (void *)(uintptr_t)"", MHD_RESPMEM_PERSISTENT);
    *ret_gzip = accepts_gzip(exchange) && gzip_bytes(request->reply.bytes, request->reply.size, &packed, &size);
    if (*ret_gzip)
        return MHD_create_response_from_buffer(size, packed, MHD_RESPMEM_MUST_FREE);
    /* the bytes stay the exchange's, which lives until the answer is sent */
    return MHD_create_response_from_buffer(request->reply.size, request->reply.bytes, MHD_RESPMEM_PERSISTENT);
}

bool send_reply(struct exchange *exchange)
{
    struct request *request = &exchange->request;
    bool gzip = false, empty = exchange->not_modified || request->reply.size == 0;
    struct MHD_Response *response = reply_response(exchange, &gzip);
    if (response == NULL)
        return false;
    if (!empty)
        add_header(response, MHD_HTTP_HEADER_CONTENT_TYPE,
                   request->content_type != NULL ? request->content_type : "application/json");
    if (gzip)
        add_header(response, MHD_HTTP_HEADER_CONTENT_ENCODING, "gzip");
    if (exchange->etag[0] != '\0')
        add_header(response, MHD_HTTP_HEADER_ETAG, exchange->etag);
    add_header(response, MHD_HTTP_HEADER_CACHE_CONTROL, exchange->etag[0] != '\0' ? "private, no-cache" : "no-store");
    add_header(response, MHD_HTTP_HEADER_VARY, "Accept-Encoding, Authorization");
    add_safety(response);
    if (request->location != NULL)
        add_header(response, MHD_HTTP_HEADER_LOCATION, request->location);
    if (request->status == 401)
        add_header(response, MHD_HTTP_HEADER_WWW_AUTHENTICATE, "Bearer");
    if (request->status == 405 && exchange->allow != NULL)
        add_header(response, MHD_HTTP_HEADER_ALLOW, exchange->allow);
    if (request->act.retry_after_s > 0) {
        char seconds[24];
        (void)snprintf(seconds, sizeof(seconds), "%d", request->act.retry_after_s);
        add_header(response, MHD_HTTP_HEADER_RETRY_AFTER, seconds);
    }
    return queue(exchange, exchange->not_modified ? 304 : request->status, response, empty ? 0 : request->reply.size);
}

bool refuse_early(struct exchange *exchange, enum result result)
{
    problem_write(exchange, result);
    return send_reply(exchange);
}

/* ---- event stream ---- */

struct stream {
    struct http_server *server;
    struct subscriber *subscriber;
    struct MHD_Connection *connection;
    int fd;
    uint8_t session_key[SM3_SIZE];
};

static void stream_sleep(void *context) { MHD_suspend_connection(((struct stream *)context)->connection); }
static void stream_wake(void *context) { MHD_resume_connection(((struct stream *)context)->connection); }

static bool stream_gone(void *context)
{
    char byte;
    ssize_t got = recv(((struct stream *)context)->fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    return got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR);
}

static ssize_t stream_read(void *context, uint64_t position, char *target, size_t size)
{
    struct stream *stream = context;
    const struct context *running = stream->server->context;
    (void)position;
    if (!sessions_live(running->sessions, stream->session_key, clock_now_ms()))
        return MHD_CONTENT_READER_END_OF_STREAM;
    long used = events_read(running->events, stream->subscriber, target, size);
    return used < 0 ? MHD_CONTENT_READER_END_OF_STREAM : (ssize_t)used;
}

static void stream_free(void *context)
{
    struct stream *stream = context;
    events_unsubscribe(stream->server->context->events, stream->subscriber);
    free(stream);
}

static bool queue_stream(struct exchange *exchange, struct MHD_Response *response)
{
    add_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, "text/event-stream");
    add_header(response, MHD_HTTP_HEADER_CACHE_CONTROL, "no-store");
    add_header(response, "X-Accel-Buffering", "no");
    char seconds[24];
    (void)snprintf(seconds, sizeof(seconds), "%lld", (long long)exchange->request.act.context->settings->heartbeat);
    add_header(response, "Heartbeat", seconds);
    add_safety(response);
    exchange->request.status = 200;
    return queue(exchange, 200, response, NO_END);
}

static enum result stream_subscribe(struct exchange *exchange, struct stream *stream)
{
    struct request *request = &exchange->request;
    memcpy(stream->session_key, request->session_key, SM3_SIZE);
    struct subscription subscription = {
        .scope = events_scope(&request->act.principal), .owner = principal_owner(&request->act.principal, request->act.arena),
        .owner_max = (size_t)request->act.context->settings->streams_account_max, .after_id = exchange->header(exchange, "Last-Event-ID"),
        .listener = {stream_sleep, stream_wake, stream_gone, stream}};
    return events_subscribe(request->act.context->events, &subscription, &stream->subscriber);
}

/* A reader that vanished without a word is gone once it has not confirmed for so long what was sent to it. */
static void watch_reader(int fd)
{
    unsigned milliseconds = 30000;
    (void)setsockopt(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, &milliseconds, sizeof(milliseconds));
}

static bool refuse_stream(struct exchange *exchange, enum result result)
{
    exchange->request.act.problem = result == RESULT_LIMITED ? &problem_too_many_streams : NULL;
    exchange->request.act.retry_after_s = result == RESULT_LIMITED ? STREAMS_RETRY_S : 0;
    return refuse_early(exchange, result);
}

bool send_stream(struct exchange *exchange)
{
    struct stream *stream = calloc(1, sizeof(*stream));
    if (stream == NULL)
        return false;
    stream->server = exchange->server;
    stream->connection = exchange->connection;
    stream->fd = exchange->peer->fd;
    enum result result = stream_subscribe(exchange, stream);
    if (result != RESULT_OK) {
        free(stream);
        return refuse_stream(exchange, result);
    }
    struct MHD_Response *response =
        MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, STREAM_BLOCK, stream_read, stream, stream_free);
    if (response == NULL) {
        stream_free(stream);
        return false;
    }
    watch_reader(stream->fd);
    return queue_stream(exchange, response);
}

bool send_stream_head(struct exchange *exchange)
{
    struct MHD_Response *response = MHD_create_response_from_buffer(0, (void *)(uintptr_t)"", MHD_RESPMEM_PERSISTENT);
    return response != NULL && queue_stream(exchange, response);
}

/* ---- pages ---- */

static const char page_policy[] = "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; "
                                  "script-src 'self'; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

static bool send_file(struct exchange *exchange, const struct static_file *file)
{
    const char *known = exchange->header(exchange, MHD_HTTP_HEADER_IF_NONE_MATCH);
    bool same = known != NULL && strstr(known, file->etag) != NULL;
    struct MHD_Response *response;
    if (same) {
        (void)close(file->fd);
        response = MHD_create_response_from_buffer(0, (void *)(uintptr_t)"", MHD_RESPMEM_PERSISTENT);
    } else {
        response = MHD_create_response_from_fd64(file->size, file->fd);
        if (response == NULL)
            (void)close(file->fd);
    }
    if (response == NULL)
        return false;
    add_header(response, MHD_HTTP_HEADER_ETAG, file->etag);
    add_header(response, MHD_HTTP_HEADER_VARY, "Accept-Encoding");
    add_header(response, MHD_HTTP_HEADER_CACHE_CONTROL, file->immutable ? "public, max-age=31536000, immutable" : "no-cache");
    add_header(response, "Content-Security-Policy", page_policy);
    add_safety(response);
    if (!same)
        add_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, file->mime);
    if (file->gzip && !same)
        add_header(response, MHD_HTTP_HEADER_CONTENT_ENCODING, "gzip");
    exchange->request.status = same ? 304 : 200;
    return queue(exchange, exchange->request.status, response, same ? 0 : file->size);
}

bool try_page(struct exchange *exchange, const char *path, bool *ret_sent)
{
    const struct settings *settings = exchange->request.act.context->settings;
    struct static_file file;
    if (exchange->method != HTTP_GET || exchange->row != NULL || text_starts_with(path, "/v1/"))
        return false;
    if (text_equal(path, "/desk")) {
        exchange->request.status = 308;
        exchange->request.location = "/desk/";
        buffer_clear(&exchange->request.reply);
        *ret_sent = send_reply(exchange);
        return true;
    }
    enum result result = static_open(settings->web, path, accepts_gzip(exchange), &file);
    if (result == RESULT_NOT_FOUND)
        return false;
    *ret_sent = result == RESULT_OK ? send_file(exchange, &file) : refuse_early(exchange, result);
    return true;
}
