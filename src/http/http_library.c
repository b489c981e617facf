/* What reaches under libmicrohttpd: where it waits, what it hands over too early or too late, what it says by itself. The reasons
 * are in docs/decisions/0002-libmicrohttpd.md. */
#include "http/library.h"

#include <microhttpd.h>
#include <stdarg.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include "base/clock.h"
#include "http/edge.h"
#include "http/server.h"

#define THROWN_AWAY_AT_LAST 64 /* reads */

/* In place of the C library's: one event less than asked for. libmicrohttpd, when it gets as many as it asked for (128), asks for
 * more before it looks at them, and waits as long as before: a thread whose 128 connections all have something would stand still
 * until a timeout closes them. */
int epoll_wait(int epoll, struct epoll_event *events, int max, int timeout)
{
    return epoll_pwait(epoll, events, max > 1 ? max - 1 : max, timeout, NULL);
}

/* ---- peers ---- */

/* Connections of this thread whose request has begun and whose head is not whole. */
static _Thread_local LIST_HEAD(, peer) heads;

struct peer *peer_of(struct MHD_Connection *connection)
{
    return MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT)->socket_context;
}

static void enter_head(struct peer *peer)
{
    LIST_INSERT_HEAD(&heads, peer, heads);
    peer->in_head = true;
}

void leave_head(struct peer *peer)
{
    if (peer->in_head)
        LIST_REMOVE(peer, heads);
    peer->in_head = false;
}

/* ---- answers below the library ---- */

void say_bare(int fd, const struct problem *problem)
{
    char bytes[1024];
    size_t size = problem_bare(problem, bytes, sizeof(bytes));
    (void)send(fd, bytes, size, MSG_NOSIGNAL | MSG_DONTWAIT);
}

void refuse_bare(struct http_server *server, int fd, const struct problem *problem)
{
    char bytes[4096];
    say_bare(fd, problem);
    for (int i = 0; i < THROWN_AWAY_AT_LAST && recv(fd, bytes, sizeof(bytes), MSG_DONTWAIT) > 0; i++) {
    }
    atomic_fetch_add_explicit(&server->refused, 1, memory_order_relaxed);
}

/* ---- heads ---- */

void *take_target(void *context, const char *target, struct MHD_Connection *connection)
{
    const struct http_server *server = context;
    struct peer *peer = peer_of(connection);
    size_t parameters = 0;
    if (peer == NULL || target == NULL)
        return NULL;
    enum edge_fault fault = edge_check_target(target, &parameters);
    if (strncmp(target + strlen(target) + 1, "HTTP/1.", 7) != 0) /* a NUL in it */
        fault = EDGE_MALFORMED;
    peer->fault = (int)fault;
    peer->too_many_pairs = parameters > QUERY_PAIRS_MAX;
    char *query = peer->too_many_pairs || fault != EDGE_SOUND ? strchr(target, '?') : NULL;
    if (query != NULL)
        query[1] = '\0';
    enter_head(peer);
    (void)peer_line_came(peer, clock_monotonic_us() + request_time_us(server));
    return NULL;
}

static enum MHD_Result take_line(void *context, enum MHD_ValueKind kind, const char *name, size_t name_size, const char *value,
                                 size_t value_size)
{
    (void)kind;
    edge_head_line(context, name, name_size, value, value_size);
    return MHD_YES;
}

static size_t head_size(struct MHD_Connection *connection)
{
    return MHD_get_connection_info(connection, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE)->header_size;
}

static enum edge_fault check_head(struct MHD_Connection *connection, struct peer *peer, const char *method, const char *target,
                                  const char *version)
{
    struct edge_head head;
    edge_head_begin(&head, method, target, version);
    (void)MHD_get_connection_values_n(connection, MHD_HEADER_KIND, take_line, &head);
    peer->chunked = head.codings > 0;
    return edge_head_end(&head, method, method + head_size(connection));
}

static const struct problem *const edge_problems[] = {
    [EDGE_MALFORMED] = &problem_malformed, [EDGE_HOST] = &problem_host, [EDGE_REPEATED] = &problem_repeated_header,
    [EDGE_FRAMING] = &problem_framing,
    [EDGE_CODING] = &problem_coding, [EDGE_TARGET_TOO_LONG] = &problem_target_too_long,
    [EDGE_HEAD_TOO_LARGE] = &problem_head_too_large};

bool take_head(struct http_server *server, struct MHD_Connection *connection, struct peer *peer, const char *method,
                      const char *target, const char *version)
{
    leave_head(peer);
    enum edge_fault fault = (enum edge_fault)peer->fault;
    if (fault == EDGE_SOUND)
        fault = check_head(connection, peer, method, target, version);
    peer->request_size = head_size(connection);
    if (fault != EDGE_SOUND) {
        refuse_bare(server, peer->fd, edge_problems[fault]);
        return false;
    }
    return true;
}

void hear_library(void *context, const char *format, va_list arguments)
{
    static const char refusing[] = "Error processing request (HTTP response code is %u";
    if (strncmp(format, refusing, sizeof(refusing) - 1) != 0)
        return;
    unsigned status = va_arg(arguments, unsigned);
    struct peer *peer;
    LIST_FOREACH(peer, &heads, heads)
        if (MHD_get_connection_info(peer->connection, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE) != NULL &&
            MHD_get_connection_info(peer->connection, MHD_CONNECTION_INFO_HTTP_STATUS) == NULL)
            break;
    if (peer == NULL)
        return;
    refuse_bare(context, peer->fd, status == 413 ? &problem_too_large : status == 431 ? &problem_head_too_large : &problem_framing);
    (void)shutdown(peer->fd, SHUT_RDWR);
}
