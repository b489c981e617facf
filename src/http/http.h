/* The way of a request. Rooms give rows of the route table; the dispatcher matches, authenticates, authorises, checks the
 * query and body against their specs, keeps idempotency keys, runs reads on this thread and writes on the writer's,
 * and answers. No handler repeats any of it. */
#ifndef TONGBAN_HTTP_HTTP_H
#define TONGBAN_HTTP_HTTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "act/act.h"
#include "base/address.h"
#include "base/arena.h"
#include "base/buffer.h"
#include "base/json.h"
#include "base/json_write.h"
#include "base/result.h"
#include "base/spec.h"
#include "db/db.h"

enum http_method { HTTP_GET, HTTP_POST, HTTP_PUT, HTTP_PATCH, HTTP_DELETE, HTTP_OTHER /* no row has it */ };

#define ROUTE_PATH_PARAMS_MAX 3
enum route_flag {
    ROUTE_FIRST_PASSWORD = 1, /* also with a first password that is not changed yet */
    ROUTE_KEYED = 2,          /* honours Idempotency-Key */
    ROUTE_STREAM = 4,         /* server-sent events */
    ROUTE_NO_STORE = 8,       /* Cache-Control: no-store and no ETag */
    ROUTE_WORKS = 16,         /* prepare may leave work to the pool: refused early while that is full */
};

struct request;

/* Who may call: bits of principal kinds, and for staff bits of their roles (0: whichever). Unasked: what it answers is the same for
 * everybody, so that a token is not looked at, not even a bad one; it then is for all kinds. */
struct callers { unsigned kinds, roles; bool unasked; };
#define ANYBODY {PRINCIPALS_ALL, 0, true}
#define PUBLIC_OR_STAFF {PRINCIPAL_PUBLIC | PRINCIPAL_STAFF, 0, false}
#define STAFF_OF(roles) {PRINCIPAL_STAFF, roles, false}
#define ANY_ROLE ~0u

struct route {
    enum http_method method;
    const char *path;       /* "/v1/cases/{number}/actions" */
    const char *operation;  /* operationId, snake_case */
    const char *summary;    /* what it is, in a line without a full stop */
    const char *description; /* what it is for, and what one has to know to use it: sentences */
    struct callers callers;
    unsigned flags;
    const struct field *named;  /* what {…} of the path name, for the description: texts; NULL = the path has none */
    const struct field *query;  /* texts of the query string are converted by type; NULL = none allowed. See QUERY_OF */
    const struct field *body;   /* NULL = no body. See BODY_OF */
    size_t query_size, body_size; /* of the structs that they are read into */
    const struct field *reply;  /* NULL = no content, or not JSON */
    int status;                 /* of success */
    const char *media;          /* of a reply that is not JSON: "image/svg+xml"; NULL otherwise */
    /* The room's own refusals, closed by NULL: those of act_refuse, and those of results that it hands up
     * (problem_not_found …). What the dispatcher refuses follows from the rest of the row. */
    const struct problem *const *refusals;
    /* A read has `read` only. A write has `commit`, and `prepare` where something can be done before the transaction:
     * it reads and decides, and when the commit finds that somebody changed meanwhile what it stands on (RESULT_STALE),
     * it is admitted and prepared again. The answer is written by prepare, or by commit where only that knows it; with ROUTE_KEYED it
     * is small, because it is kept under the key, sealed. A write without keys may have `read` too: that writes the answer
     * once the commit is durable.
     * What takes much processor time (hashing a password) prepare leaves to the pool of workers: it sets request->work,
     * which runs between prepare and commit while the HTTP thread serves others. The route has ROUTE_WORKS then. */
    enum result (*read)(struct request *request);
    enum result (*prepare)(struct request *request);                          /* HTTP thread: rules, sealing; no SQL writes */
    enum result (*commit)(struct request *request, struct db_session *session); /* writer thread, in the transaction;
        RESULT_OK with a problem chosen: what was written is kept and the answer is the refusal (a counted wrong password) */
    /* With ROUTE_KEYED: where the effect will stand (act.lane), and whether the caller reaches what it is about; refuses as
     * a read would. Asked of a request and of its repeat alike, before anything is looked up under the key. */
    enum result (*admit)(struct request *request);
};

/* Which struct a query or body is read into. */
#define QUERY_OF(fields, of) .query = (fields), .query_size = sizeof(struct of)
#define BODY_OF(fields, of) .body = (fields), .body_size = sizeof(struct of)

struct request {
    struct act act;                          /* what is done by it */
    const struct route *route;
    const char *path[ROUTE_PATH_PARAMS_MAX]; /* decoded values of {…} in order */
    const void *query, *body;                /* checked and read: structs of the route; a query that does not come is that of an empty one */
    const char *query_password;              /* header Query-Password, or NULL */
    const uint8_t *session_key;              /* SM3_SIZE bytes: of the session by whose token it was sent, or NULL */
    struct address source;                   /* where it comes from, as failures are counted (IPv6: its /64) */
    struct buffer reply;                     /* the JSON answer grows here */
    struct json_writer json;                 /* on `reply`, begun */
    const char *content_type;                /* of the answer; NULL = application/json */
    int status;                              /* 0 = route->status */
    const char *location;                    /* header Location, or NULL */
    enum result (*work)(struct request *request); /* prepare may leave it to a worker's thread; no database there */
    bool goes_first;                         /* to the workers: has a place when a crowd outside has taken all others. Whoever is
                                              * signed in has it; prepare gives it to whom it knows */
    void *state;                             /* prepare hands to work, commit and read */
    const char *concerns[2];                 /* of a keyed write that makes something new, which admit cannot know yet: the centres that it
                                              * belongs to (NULL: fewer). The key gives its answer again while the caller reaches one */
};

/* The refusals that http itself gives. A room that hands up the result of one names it in its routes. */
#define PROBLEM(name, code, status, zh, en) extern const struct problem problem_##name;
#include "http/problems.def"
#undef PROBLEM
extern const struct problem problem_answer_no_longer_kept; /* of keys that an earlier version kept */
/* The members that every problem has, into an object that is open. */
void problem_write_members(struct json_writer *json, const struct problem *problem, const struct field_errors *errors);

/* Where residents reach the pages, for links, without a slash at its end: public_url, or where nothing but this machine
 * is meant its own address. Nothing of what a client says gets into it. NULL: not known, or no memory. */
const char *request_base_url(struct request *request);
/* Keys under which failing tries of `what` are counted: from where this request comes, and from all sources of its network
 * (address_as_network). They are made under the keyring, so that nobody outside can choose them. */
uint64_t request_key_of_source(const struct request *request, const char *what);
uint64_t request_key_of_network(const struct request *request, const char *what);

struct http_server;
/* Listens and answers what the routes of all rooms say, on its own threads. RESULT_CONFLICT when the address is in use. */
enum result http_start(struct context *context, struct http_server **ret_server, char *fault, size_t fault_size);
/* Port listened on (useful with port 0). */
int http_port(const struct http_server *server);
/* Takes no new work, finishes what was taken, ends. */
void http_stop(struct http_server *server);

extern const struct room http_room; /* /healthz /metrics /v1/events, and the keys of requests */

#endif
