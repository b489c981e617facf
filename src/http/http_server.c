/* Sockets, by libmicrohttpd (http_library.c is what reaches under it). Its pool of epoll threads reads requests; a write suspends
 * its connection until the writer has answered. libmicrohttpd closes a connection that is answered at the first call of
 * the handler, so answers wait for the second. */
#include <errno.h>
#include <microhttpd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/settings.h"
#include "base/text.h"
#include "events/events.h"
#include "http/edge.h"
#include "http/library.h"
#include "http/server.h"

#define CONNECTION_MEMORY ((size_t)16 * 1024) /* a head of EDGE_HEAD_MAX, what the library notes of it, and the answer's head */
#define THROWN_AWAY_MAX ((size_t)16 * 1024 * 1024) /* of a body that is refused */
#define DRAIN_STEPS 500 /* of 10 ms: what was taken has five seconds to finish */

static const char *header_of(struct exchange *exchange, const char *name)
{
    return MHD_lookup_connection_value(exchange->connection, MHD_HEADER_KIND, name);
}

static void suspend(struct exchange *exchange) { MHD_suspend_connection(exchange->connection); }

const struct http_server *server_of(const struct request *request)
{
    return ((const struct exchange *)request)->server;
}

static void resume_answered(struct exchange *exchange)
{
    struct MHD_Connection *connection = exchange->connection;
    atomic_store(&exchange->phase, PHASE_ANSWERED);
    MHD_resume_connection(connection); /* the exchange belongs to the HTTP thread again */
}

/* ---- requests ---- */

static enum http_method method_of(const char *text)
{
    static const struct { const char *name; enum http_method method; } names[] = {
        {"GET", HTTP_GET}, {"HEAD", HTTP_GET}, {"POST", HTTP_POST}, {"PUT", HTTP_PUT}, {"PATCH", HTTP_PATCH}, {"DELETE", HTTP_DELETE}};
    for (size_t i = 0; i < ARRAY_COUNT(names); i++)
        if (text_equal(text, names[i].name))
            return names[i].method;
    return HTTP_OTHER;
}

static enum MHD_Result take_pair(void *context, enum MHD_ValueKind kind, const char *key, const char *value)
{
    struct exchange *exchange = context;
    (void)kind;
    if (exchange->pair_count == QUERY_PAIRS_MAX) {
        exchange->too_many_pairs = true;
        return MHD_NO;
    }
    value = value != NULL ? value : "";
    bool clean = text_is_clean_utf8(key, strlen(key)) && text_is_clean_utf8(value, strlen(value));
    exchange->pairs[exchange->pair_count++] = (struct query_pair){clean ? key : "?", clean ? value : "\xef\xbf\xbd"};
    return MHD_YES;
}

static size_t unescape(void *context, struct MHD_Connection *connection, char *text)
{
    (void)context;
    (void)connection;
    return edge_unescape(text);
}

static enum MHD_Result take_forwarded(void *context, enum MHD_ValueKind kind, const char *key, const char *value)
{
    (void)kind;
    if (strcasecmp(key, "X-Forwarded-For") == 0)
        forwarded_add(context, value);
    return MHD_YES;
}

/* Where it comes from; a proxy we trust tells. */
static struct address source_of(struct exchange *exchange)
{
    const struct networks *trusted = &exchange->server->trusted_proxies;
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(exchange->connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    struct address address = address_of_socket(info != NULL ? info->client_addr : NULL);
    struct forwarded forwarded = {.size = 0};
    if (networks_hold(trusted, &address))
        (void)MHD_get_connection_values(exchange->connection, MHD_HEADER_KIND, take_forwarded, &forwarded);
    return address_as_source(address_of_client(trusted, address, forwarded_list(&forwarded)));
}

static struct db_session *session_of_thread(struct http_server *server)
{
    struct db_session *session = pthread_getspecific(server->session_key);
    if (session == NULL && db_session_open(server->context->db, DB_READ, &session) == RESULT_OK)
        (void)pthread_setspecific(server->session_key, session);
    return session;
}

static void session_end(void *session) { db_session_close(session); }

/* The body may take as long as it takes at RATE_MIN. */
static bool may_send_on(struct exchange *exchange)
{
    int64_t time = request_time_us(exchange->server) + (int64_t)(exchange->body.size / RATE_MIN) * SECOND_US;
    return peer_has_until(exchange->peer, PEER_REQUEST, exchange->started_us + time);
}

/* Says it at once, and that nothing follows. What still comes of the body is read a while and thrown away: a client that sends
 * on would not hear the refusal. The library takes no answer in the middle of a body, and closes over the rest. */
static enum MHD_Result refuse_body(struct exchange *exchange, const struct problem *problem)
{
    say_bare(exchange->peer->fd, problem);
    (void)shutdown(exchange->peer->fd, SHUT_WR);
    exchange->body_refused = true;
    exchange->request.status = problem->status;
    atomic_store(&exchange->phase, PHASE_SENT);
    count_answer(exchange);
    return peer_has_until(exchange->peer, PEER_REQUEST, clock_monotonic_us() + request_time_us(exchange->server)) ? MHD_YES : MHD_NO;
}

static enum MHD_Result first_call(struct http_server *server, struct MHD_Connection *connection, const char *path,
                                  const char *method, const char *version, void **state)
{
    struct peer *peer = peer_of(connection);
    struct exchange *exchange = peer != NULL && take_head(server, connection, peer, method, path, version) ? exchange_new(server) : NULL;
    if (exchange == NULL)
        return MHD_NO;
    *state = exchange;
    exchange->connection = connection;
    exchange->peer = peer;
    exchange->header = header_of;
    exchange->suspend = suspend;
    exchange->finished = resume_answered;
    exchange->started_us = clock_monotonic_us();
    exchange->request.act.now_ms = clock_now_ms();
    exchange->method = method_of(method);
    exchange->head = text_equal(method, MHD_HTTP_METHOD_HEAD);
    exchange->too_many_pairs = peer->too_many_pairs;
    dispatch_match(exchange, server->rows, server->row_count, path);
    const char *length = header_of(exchange, MHD_HTTP_HEADER_CONTENT_LENGTH);
    int64_t announced = 0;
    if (length != NULL && text_parse_int64(length, &announced) && announced > server->context->settings->body_max)
        return refuse_body(exchange, &problem_too_large);
    peer->request_size += (size_t)announced;
    return may_send_on(exchange) ? MHD_YES : MHD_NO;
}

/* False: the connection closes. */
static bool answer_request(struct exchange *exchange, const char *path)
{
    struct http_server *server = exchange->server;
    bool sent = false;
    if (try_page(exchange, path, &sent))
        return sent;
    (void)MHD_get_connection_values(exchange->connection, MHD_GET_ARGUMENT_KIND, take_pair, exchange);
    exchange->request.source = source_of(exchange);
    exchange->request.act.session = session_of_thread(server);
    if (exchange->request.act.session == NULL)
        return refuse_early(exchange, RESULT_BUSY);
    if (!dispatch_run(exchange))
        return true; /* suspended; called again when answered */
    if (exchange->request.route != NULL && (exchange->request.route->flags & ROUTE_STREAM) && exchange->request.status == 200)
        return exchange->head ? send_stream_head(exchange) : send_stream(exchange);
    return send_reply(exchange);
}

/* Whatever may wait for a worker or the writer lets the library go round once before: it remembers of a suspended connection
 * that it would read, reads on before it asks for the answer, and takes the end of the stream for the end of the client. */
static enum MHD_Result whole_request(struct exchange *exchange, const char *path)
{
    if (exchange->body_refused || !peer_has_until(exchange->peer, PEER_REQUEST, 0))
        return MHD_NO;
    exchange->counted = true; /* a request that never came whole is not waited for at the end */
    atomic_fetch_add(&exchange->server->in_flight, 1);
    atomic_store(&exchange->phase, PHASE_WHOLE);
    bool may_wait = exchange->row != NULL && exchange->row->route->commit != NULL;
    return may_wait || answer_request(exchange, path) ? MHD_YES : MHD_NO;
}

static enum MHD_Result take_body(struct exchange *exchange, const char *data, size_t *data_size)
{
    size_t size = *data_size;
    *data_size = 0;
    if (exchange->body_refused) {
        exchange->thrown_away += size;
        return exchange->thrown_away <= THROWN_AWAY_MAX ? MHD_YES : MHD_NO;
    }
    buffer_add(&exchange->body, data, size);
    if (exchange->body.failed)
        return refuse_body(exchange, &problem_too_large);
    return may_send_on(exchange) ? MHD_YES : MHD_NO;
}

static enum MHD_Result handle(void *context, struct MHD_Connection *connection, const char *path, const char *method,
                              const char *version, const char *data, size_t *data_size, void **state)
{
    struct http_server *server = context;
    struct exchange *exchange = *state;
    if (exchange == NULL)
        return first_call(server, connection, path, method, version, state);
    if (*data_size > 0) {
        return take_body(exchange, data, data_size);
    }
    switch (atomic_load(&exchange->phase)) {
    case PHASE_READING: return whole_request(exchange, path);
    case PHASE_WHOLE: return answer_request(exchange, path) ? MHD_YES : MHD_NO;
    case PHASE_ANSWERED:
        return !dispatch_answer(exchange) || send_reply(exchange) ? MHD_YES : MHD_NO;
    default: return exchange->body_refused ? MHD_NO : MHD_YES;
    }
}

static void completed(void *context, struct MHD_Connection *connection, void **state, enum MHD_RequestTerminationCode code)
{
    struct http_server *server = context;
    struct exchange *exchange = *state;
    struct peer *peer = peer_of(connection);
    (void)code;
    if (peer != NULL) {
        leave_head(peer);
        if (peer_is_late(peer) && (exchange == NULL || atomic_load(&exchange->phase) == PHASE_READING))
            refuse_bare(server, peer->fd, &problem_timeout);
        atomic_fetch_add(&peer->taken, peer->request_size);
        (void)peer_has_until(peer, PEER_NEXT, clock_monotonic_us() + server->context->settings->idle_timeout * SECOND_US);
    }
    if (exchange == NULL)
        return;
    if (exchange->counted)
        atomic_fetch_sub(&server->in_flight, 1);
    *state = NULL;
    exchange_free(exchange);
}

static void connection_changed(void *context, struct MHD_Connection *connection, void **state,
                               enum MHD_ConnectionNotificationCode code)
{
    struct http_server *server = context;
    struct peer *peer = *state;
    if (code == MHD_CONNECTION_NOTIFY_CLOSED) {
        if (peer != NULL)
            leave_head(peer);
        *state = NULL;
        acceptor_left(server->acceptor, peer);
        return;
    }
    int fd = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
    *state = peer = acceptor_entered(server->acceptor, fd);
    if (peer != NULL) {
        peer->connection = connection;
        (void)peer_has_until(peer, PEER_LINE, clock_monotonic_us() + request_time_us(server));
    }
}

/* Its number chooses the thread, so that each has as many connections as the others. */
static bool take_connection(void *context, int fd, const struct sockaddr *address, socklen_t size)
{
    struct http_server *server = context;
    return MHD_add_connection(server->daemon, fd, address, size) == MHD_YES; /* closes it when it does not take it */
}

static void tell_late(void *context, int fd) { refuse_bare(context, fd, &problem_timeout); }

/* ---- start and stop ---- */

static unsigned thread_count(const struct settings *settings)
{
    if (settings->threads > 0)
        return (unsigned)settings->threads;
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    return processors < 2 ? 2 : processors > 64 ? 64 : (unsigned)processors;
}

/* Hashing uses a processor and 19 MiB each: half of the processors are enough, and leave the others to those who are
 * in. */
static unsigned worker_count(const struct settings *settings)
{
    if (settings->work_threads > 0)
        return (unsigned)settings->work_threads;
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    return processors < 4 ? 1 : processors > 16 ? 8 : (unsigned)processors / 2;
}

static void server_free(struct http_server *server)
{
    workers_stop(server->workers);
    exchange_pool_free(server);
    (void)pthread_mutex_destroy(&server->pool_mutex);
    acceptor_close(server->acceptor);
    free(server->rows);
    free(server);
}

static enum result read_former_keys(struct http_server *server)
{
    struct db_session *session = NULL;
    enum result result = db_session_open(server->context->db, DB_READ, &session);
    if (result == RESULT_OK)
        result = former_keys_read(session, &server->former_keys);
    db_session_close(session);
    return result;
}

enum result http_start(struct context *context, struct http_server **ret_server, char *fault, size_t fault_size)
{
    const struct settings *settings = context->settings;
    struct http_server *server = calloc(1, sizeof(*server));
    if (server == NULL)
        return RESULT_NO_MEMORY;
    server->context = context;
    server->started_ms = clock_now_ms();
    (void)networks_parse(settings->trusted_proxies, &server->trusted_proxies); /* the settings were looked through */
    (void)pthread_mutex_init(&server->pool_mutex, NULL);
    enum result result = dispatch_rows(server->context->rooms, &server->rows, &server->row_count);
    if (result == RESULT_OK)
        result = read_former_keys(server);
    if (result == RESULT_OK)
        result = workers_start(worker_count(settings), (size_t)settings->work_queue_max, &server->workers);
    unsigned threads = thread_count(settings), limit = connection_limit(settings, threads);
    if (result == RESULT_OK && !acceptor_open(settings->listen, limit, &server->acceptor, fault, fault_size))
        result = RESULT_CONFLICT;
    if (result == RESULT_OK && pthread_key_create(&server->session_key, session_end) != 0)
        result = RESULT_NO_MEMORY;
    if (result != RESULT_OK) {
        server_free(server);
        return result;
    }
    struct acceptor_owner owner = {take_connection, tell_late, request_time_us(server), server};
    server->daemon = MHD_start_daemon(
        MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ITC | MHD_USE_NO_LISTEN_SOCKET | MHD_USE_ERROR_LOG, 0, NULL, NULL,
        handle, server, MHD_OPTION_EXTERNAL_LOGGER, hear_library, server, MHD_OPTION_THREAD_POOL_SIZE, threads,
        MHD_OPTION_CONNECTION_LIMIT, 2 * threads * limit, /* never reached by a thread: the acceptor keeps to the limit */
        MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)settings->idle_timeout,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, CONNECTION_MEMORY,
        MHD_OPTION_UNESCAPE_CALLBACK, unescape, NULL,
        MHD_OPTION_URI_LOG_CALLBACK, take_target, server,
        MHD_OPTION_NOTIFY_COMPLETED, completed, server,
        MHD_OPTION_NOTIFY_CONNECTION, connection_changed, server, MHD_OPTION_END);
    if (server->daemon == NULL || !acceptor_start(server->acceptor, &owner)) {
        (void)snprintf(fault, fault_size, "the HTTP server did not start: %s", strerrordesc_np(errno));
        if (server->daemon != NULL)
            MHD_stop_daemon(server->daemon);
        (void)pthread_key_delete(server->session_key);
        server_free(server);
        return RESULT_IO;
    }
    *ret_server = server;
    return RESULT_OK;
}

int http_port(const struct http_server *server) { return server->acceptor != NULL ? acceptor_port(server->acceptor) : 0; }

/* Waits until every answer is sent, for a while. */
static void drain(const struct http_server *server, int steps)
{
    for (int i = 0; i < steps && atomic_load(&server->in_flight) > 0; i++)
        (void)usleep(10000);
}

void http_stop(struct http_server *server)
{
    if (server == NULL)
        return;
    atomic_store(&server->stopping, true);
    acceptor_stop(server->acceptor); /* nobody else comes */
    events_end(server->context->events);
    drain(server, DRAIN_STEPS);
    workers_finish(server->workers); /* whatever still waits is done now, */
    writer_finish(server->context->writer);
    drain(server, DRAIN_STEPS / 10); /* and its answers go out */
    MHD_stop_daemon(server->daemon);
    (void)pthread_key_delete(server->session_key);
    server_free(server);
}
