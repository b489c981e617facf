/* Who listens: one thread that accepts, hands each connection to `take`, and ends those that are behind their time. */
#ifndef TONGBAN_HTTP_ACCEPTOR_H
#define TONGBAN_HTTP_ACCEPTOR_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/queue.h>
#include <sys/socket.h>

struct settings;
struct acceptor;

/* connections_max of the settings, or less where file descriptors would run out first: the database and the pages need some too. */
unsigned connection_limit(const struct settings *settings, unsigned threads);

/* Listens at the address; at most `limit` connections are open at once, others wait. False tells a fault. Owned by the caller: close. */
bool acceptor_open(const char *address, unsigned limit, struct acceptor **ret_acceptor, char *fault, size_t fault_size);
/* `take` owns fd, also when it answers false. */
struct acceptor_owner {
    bool (*take)(void *context, int fd, const struct sockaddr *address, socklen_t size);
    void (*tell_late)(void *context, int fd); /* the line of its request did not come in time; it is shut behind the answer */
    int64_t request_us;                       /* a request has so long, from its first byte */
    void *context;
};
bool acceptor_start(struct acceptor *acceptor, const struct acceptor_owner *owner);

/* A connection that was taken. What no deadline guards belongs to its thread. */
struct peer {
    LIST_ENTRY(peer) all;                     /* guarded by the acceptor */
    int fd;
    _Atomic int64_t deadline_us;              /* on the monotonic clock, the part in the two lowest bits; 0: none; PEER_LATE */
    _Atomic uint64_t taken;                   /* bytes of its answered requests */
    uint64_t request_size;                    /* of the one that is being read or answered */
    void *connection;                         /* the server library's */
    LIST_ENTRY(peer) heads;                   /* of its thread: the head of its request is not whole */
    bool in_head;
    bool too_many_pairs;                      /* its query was cut off */
    bool chunked;                             /* its body comes in chunks: nothing behind it is read as another request */
    int fault;                                /* of its target, enum edge_fault */
};
#define PEER_LATE (-1)

/* A connection that was taken begins; NULL when there is no memory. Owned by the acceptor until acceptor_left. Any
 * thread. */
struct peer *acceptor_entered(struct acceptor *acceptor, int fd);
/* It is closed; its descriptor still is its own. `peer` may be NULL. Any thread. */
void acceptor_left(struct acceptor *acceptor, struct peer *peer);

enum peer_part {
    PEER_REQUEST, /* head and body */
    PEER_ANSWER,  /* it takes its answer */
    PEER_NEXT,    /* it has its answer and may send more: whoever has closed its side, or begins and does not go on, is seen */
    PEER_LINE,    /* the line of a request, the first bytes of which may not be here yet */
};
/* From now on the peer has until then (monotonic microseconds; 0: as long as it wants). A peer that is late finds the end of
 * what it sends: its thread reads the end of the stream. False: it was late already, and stays it. */
bool peer_has_until(struct peer *peer, enum peer_part part, int64_t deadline_us);
/* The line of its request is whole: PEER_LINE goes on with the time it has, others have until then. */
bool peer_line_came(struct peer *peer, int64_t deadline_us);
bool peer_is_late(const struct peer *peer);

/* Nobody is accepted any more; who knocks is refused. */
void acceptor_stop(struct acceptor *acceptor);
/* After acceptor_stop, when no connection is open; accepts NULL. */
void acceptor_close(struct acceptor *acceptor);
/* Connections open now; NULL has none. */
unsigned acceptor_connections(struct acceptor *acceptor);
int acceptor_port(const struct acceptor *acceptor);

#endif
