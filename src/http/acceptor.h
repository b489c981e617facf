/* Who listens: one thread that accepts and hands each connection to `take`. */
#ifndef TONGBAN_HTTP_ACCEPTOR_H
#define TONGBAN_HTTP_ACCEPTOR_H

#include <stdbool.h>
#include <stddef.h>
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
/* A connection that was taken is closed. Any thread. */
void acceptor_left(struct acceptor *acceptor);
/* Nobody is accepted any more; who knocks is refused. */
void acceptor_stop(struct acceptor *acceptor);
/* After acceptor_stop, when no connection is open; accepts NULL. */
void acceptor_close(struct acceptor *acceptor);
/* Connections open now; NULL has none. */
unsigned acceptor_connections(struct acceptor *acceptor);
int acceptor_port(const struct acceptor *acceptor);

#endif
