/* Under libmicrohttpd: the heads it reads, and answers that go past it. */
#ifndef TONGBAN_HTTP_LIBRARY_H
#define TONGBAN_HTTP_LIBRARY_H

#include <stdarg.h>
#include <stdbool.h>

struct MHD_Connection;
struct http_server;
struct peer;
struct problem;

/* NULL: there was no memory for it. */
struct peer *peer_of(struct MHD_Connection *connection);
/* The connection ends, or its head is whole. Of this thread. */
void leave_head(struct peer *peer);

/* Says it on the socket itself. */
void say_bare(int fd, const struct problem *problem);
/* Whoever calls this closes the connection; what has come meanwhile is thrown away, for closing over bytes that nobody has
 * read is a reset, which may overtake the answer. */
void refuse_bare(struct http_server *server, int fd, const struct problem *problem);

/* The first call of ours for a request: its line is read, nothing else. What the library would stumble over is cut off: each
 * parameter takes memory of the connection, and when none is left parse_initial_message_line goes on as if nothing were. */
void *take_target(void *server, const char *target, struct MHD_Connection *connection);
/* The head is whole. False: it is no request's; the connection closes. peer->chunked stands. */
bool take_head(struct http_server *server, struct MHD_Connection *connection, struct peer *peer, const char *method,
               const char *target, const char *version);
/* What the library refuses it says itself, and closes. Only while it works on the whole head (parse_connection_headers: a
 * length that is none, cookies without end) it would say so twice; then it is said here and the library finds the socket shut. */
void __attribute__((format(printf, 2, 0))) hear_library(void *server, const char *format, va_list arguments);

#endif
