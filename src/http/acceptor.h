/* Who listens: one thread that accepts, hands each connection to `take`, and ends those that are behind their time. */
#ifndef TONGBAN_HTTP_ACCEPTOR_H
#define TONGBAN_HTTP_ACCEPTOR_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

struct settings;
struct acceptor;

/* connections_max of the settings, or less where file descriptors would run out first: the database and the pages need some too. */
unsigned connection_limit(const struct settings *settings, unsigned threads);

/* Listens at the address; at most `limit` connections are open at once, others wait. False tells a fault. Owned by the caller: close. */
bool acceptor_open(const char *address, unsigned limit, struct acceptor **ret_acceptor, char *fault, size_t fault_size);
/* `take` owns fd, also when it answers false. */
bool acceptor_start(struct acceptor *acceptor, bool (*take)(void *context, int fd, const struct sockaddr *address, socklen_t size),
                    void *context);

/* A connection that was taken. What no deadline guards belongs to its thread. */
struct peer {
    struct peer *next, *previous;             /* all of them; guarded by the acceptor */
    int fd;
    _Atomic int64_t deadline_us;              /* on the monotonic clock; odd: it is being answered; 0: none; PEER_LATE */
    void *connection;                         /* the server library's */
    struct peer *head_next, *head_previous;   /* of its thread: the head of its request is not whole */
    bool in_head, kept;                       /* kept: it has had an answer */
    bool too_many_pairs;                      /* its query was cut off */
    int fault;                                /* of its target, enum edge_fault */
};
#define PEER_LATE (-1)

/* A connection that was taken begins; NULL when there is no memory. Owned by the acceptor until acceptor_left. Any
 * thread. */
struct peer *acceptor_entered(struct acceptor *acceptor, int fd);
/* It is closed; its descriptor still is its own. `peer` may be NULL. Any thread. */
void acceptor_left(struct acceptor *acceptor, struct peer *peer);
/* From now on the peer has until then (monotonic microseconds; 0: as long as it wants) to send, or to take its answer.
 * A peer that is late finds the end of what it sends: its thread reads the end of the stream. False: it was late
 * already, and stays it. */
bool peer_may_send_until(struct peer *peer, int64_t deadline_us);
bool peer_may_take_until(struct peer *peer, int64_t deadline_us);
bool peer_is_late(const struct peer *peer);

/* Nobody is accepted any more; who knocks is refused. */
void acceptor_stop(struct acceptor *acceptor);
/* After acceptor_stop, when no connection is open; accepts NULL. */
void acceptor_close(struct acceptor *acceptor);
/* Connections open now; NULL has none. */
unsigned acceptor_connections(struct acceptor *acceptor);
int acceptor_port(const struct acceptor *acceptor);

#endif
