/* The running server, for the files of this room. */
#ifndef TONGBAN_HTTP_SERVER_H
#define TONGBAN_HTTP_SERVER_H

#include <pthread.h>

#include "act/room.h"
#include "http/acceptor.h"
#include "http/exchange.h"

extern const struct route http_routes[];

struct http_server {
    struct context *context;
    void *daemon;              /* struct MHD_Daemon */
    struct acceptor *acceptor;
    struct route_row *rows;
    size_t row_count;
    struct former_keys former_keys;
    pthread_key_t session_key; /* this thread's read session */
    struct workers *workers;
    struct networks trusted_proxies;
    pthread_mutex_t pool_mutex;
    struct exchange *pool;
    size_t pool_count;
    _Atomic bool stopping;
    _Atomic long in_flight;    /* whole requests whose answer is not sent yet */
    _Atomic uint64_t refused;  /* what was no request, or came too slowly */
    int64_t started_ms;
};

/* Hops that proxies tell of, gathered from as many headers as there are: several are one list. Of a long one its end is kept, so
 * that whoever begins it with a great many hops does not hide behind the proxy. */
#define FORWARDED_MAX 2048
struct forwarded { char text[FORWARDED_MAX]; size_t size; bool cut; };
void forwarded_add(struct forwarded *forwarded, const char *value);
/* The hops that are whole; NULL when there are none. */
const char *forwarded_list(const struct forwarded *forwarded);
struct sockaddr;
struct address address_of_socket(const struct sockaddr *name);

#define SECOND_US INT64_C(1000000)
/* A request has so long, and one second more for each 8 KiB of its body. */
int64_t request_time_us(const struct http_server *server);
/* The server that answers this request. */
const struct http_server *server_of(const struct request *request);

/* From the pool with its memory, or a new one; everything else in it is clean. NULL: no memory. Owned by the caller:
 * exchange_free. */
struct exchange *exchange_new(struct http_server *server);
void exchange_free(struct exchange *exchange);
void exchange_pool_free(struct http_server *server);

/* What http_server.c sends: each of these ends the exchange's part of the work. False: it could not be handed over, the
 * connection closes. */
#define RATE_MIN 8192 /* bytes a second, of bodies and answers */

/* exchange->request: status, reply, headers. */
bool send_reply(struct exchange *exchange);
/* The problem of the request, or the standard one of `result`. */
bool refuse_early(struct exchange *exchange, enum result result);
/* The request is one for the event stream, and may have it. */
bool send_stream(struct exchange *exchange);
/* The head of a stream without a stream: libmicrohttpd would send the end of a chunked body after it. */
bool send_stream_head(struct exchange *exchange);
/* Answers with a page of the folder; false when the path is none. */
bool try_page(struct exchange *exchange, const char *path, bool *ret_sent);
/* Into the figures; for an answer that went past these. */
void count_answer(struct exchange *exchange);

/* GET /metrics */
enum result http_read_metrics(struct request *request);

/* For `tongban check`: every key of a request has an answer that can be given again. */
void http_check(struct context *context, struct db_session *session, const struct room_report *report);

#endif
