/* One request on its way through the server: what http_server.c (sockets) and http_dispatch.c (everything else) share. */
#ifndef TONGBAN_HTTP_EXCHANGE_H
#define TONGBAN_HTTP_EXCHANGE_H

#include <stdatomic.h>

#include "db/writer.h"
#include "http/http.h"
#include "http/idempotency.h"
#include "http/workers.h"

#define REPLY_MAX ((size_t)8 * 1024 * 1024)
#define ARENA_MAX ((size_t)24 * 1024 * 1024)
#define QUERY_PAIRS_MAX 24
#define TRIES_AGAIN_MAX 5
#define IDEMPOTENCY_KEY_MAX 200
#define ETAG_SIZE sizeof("\"0123456789abcdef\"")

#define SEGMENTS_MAX 8
struct route_row {
    const struct route *route;
    struct { const char *text; size_t size; bool is_parameter; } segments[SEGMENTS_MAX];
    size_t segment_count;
    struct tally took; /* from the first byte to the answer */
    _Atomic uint64_t statuses[6]; /* by hundred */
};

struct peer;
struct query_pair { const char *key, *value; };

struct exchange {
    struct request request; /* first: cast back from a handler's request */
    struct command command;
    struct job job;
    struct http_server *server;
    void *connection;                                        /* the server library's */
    struct peer *peer;                                       /* who sends it */
    const char *(*header)(struct exchange *, const char *);  /* reads a request header */
    void (*suspend)(struct exchange *);                      /* it begins to wait: leave the connection alone */
    void (*finished)(struct exchange *);                     /* a write was answered: send the reply */
    enum http_method method;
    bool head;                                               /* HEAD: a GET whose content is not sent */
    struct route_row *row;
    const char *allow;                                       /* methods of a path whose method is wrong */
    struct buffer body;
    bool too_many_pairs;
    bool body_refused;                                       /* answered before it came: what comes is thrown away */
    size_t thrown_away;                                      /* bytes of it */
    struct query_pair pairs[QUERY_PAIRS_MAX];
    size_t pair_count;
    bool keyed;                                              /* an Idempotency-Key came */
    bool answered;                                           /* prepare has written the answer */
    bool recalled;                                           /* it is that of the first time */
    const void *sealed;                                      /* the answer as its key keeps it */
    size_t sealed_size;
    enum result result;                                      /* of a write */
    size_t errors_prepared;                                  /* field errors that prepare found and left to commit */
    int tries_again;                                         /* after a stale commit */
    uint8_t key[IDEMPOTENCY_KEY_SIZE], request_digest[SM3_SIZE];
    bool counted;                                            /* among the requests in flight */
    _Atomic int phase;                                       /* enum exchange_phase */
    int64_t started_us;
    char etag[ETAG_SIZE];
    bool not_modified;
    struct exchange *next_free;
};

enum exchange_phase { PHASE_READING, PHASE_WHOLE, PHASE_WAITING, PHASE_ANSWERED, PHASE_SENT };

/* The routes of all rooms, taken apart. Owned by the caller: free. */
enum result dispatch_rows(const struct room *const *rooms, struct route_row **ret_rows, size_t *ret_count);
/* Finds the route row; NULL leaves exchange->allow set when only the method is wrong. */
void dispatch_match(struct exchange *exchange, struct route_row *rows, size_t count, const char *path);
/* Who asks, by the route's callers: sets act.principal and session_key. RESULT_UNAUTHENTICATED, RESULT_FORBIDDEN, a refusal in
 * act.problem, or RESULT_OK. Needs a database session in act.session. */
enum result dispatch_authenticate(struct exchange *exchange);
/* Everything between a whole request and its answer. True: answered (request.status and request.reply stand);
 * false: a write waits for a worker or the writer and exchange->finished will be called. */
bool dispatch_run(struct exchange *exchange);
/* exchange->result of a write stands: makes the answer, on the HTTP thread. False: it was stale, has been prepared again and
 * waits once more. */
bool dispatch_answer(struct exchange *exchange);

/* A whole answer on the wire, for a request of which nothing else is made; the connection closes after it. Its size; 0:
 * no room. */
size_t problem_bare(const struct problem *problem, char *out, size_t size);
/* Fills reply, status and content type from exchange->request.act.problem (or the standard one of `result`). */
void problem_write(struct exchange *exchange, enum result result);

/* Idempotency keys: one record for a principal, a path and a key, with the answer, sealed. It stands with its effect, in the district
 * that act.lane names. */
enum result idempotency_digest(struct exchange *exchange, const char *key);
/* The answer, its Location and the centres of which it tells, as they will be kept. */
enum result idempotency_seal(struct exchange *exchange);
enum result idempotency_keep(struct exchange *exchange, struct db_session *session);
/* *ret_found: the key is kept in that district, and the request has its answer again. RESULT_KEY_REUSED: of another request;
 * RESULT_NOT_FOUND: the caller does not reach any more what it tells of. */
enum result idempotency_find(struct exchange *exchange, int64_t district, bool *ret_found);
/* Where else the key may be, before anything is done: in the districts for which the caller worked before. *ret_found as above. */
enum result idempotency_find_elsewhere(struct exchange *exchange, bool *ret_found);
/* The next of districts that stand apart by blanks; false at their end. */
bool idempotency_next_district(const char **at, int64_t *ret_district);
/* Among the keys of earlier versions, which kept no answer that could be given again: refuses when it is there, with the number of the
 * case. Costs nothing once those are older than keys are kept. */
enum result idempotency_refuse_former(struct exchange *exchange, const char *key);

/* Static pages. RESULT_NOT_FOUND; RESULT_BUSY when no more files can be open. */
struct static_file { int fd; size_t size; const char *mime; bool gzip, immutable; char etag[40]; };
enum result static_open(const char *root, const char *path, bool accept_gzip, struct static_file *ret_file);

#endif
