/* Accepting: one thread takes connections and hands them on in turns. Threads that accept for themselves each take what they
 * can get, and whoever was awake first has most of the work. */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/tcp.h>
#include <netdb.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/settings.h"
#include "http/acceptor.h"

#define FILES_KEPT 24     /* file descriptors for all but connections */
#define FILES_OF_THREAD 8
#define CONNECTIONS_OF_THREAD_MIN 4
#define SHORT_OF_FILES_US 10000
#define LOOK_EVERY_US 500000 /* for those who are late */
#define CLOSE_WAIT 8 /* of tcpi_state: the peer has closed its side; linux/tcp.h and netinet/tcp.h, which names it, exclude each other */
#define PART INT64_C(3)      /* of a deadline: which part of a request it is for */

struct acceptor {
    int fd;
    unsigned limit;
    pthread_t thread;
    bool started;
    pthread_mutex_t mutex;
    pthread_cond_t room;
    unsigned open; /* guarded by the mutex, as is what follows */
    bool stopping;
    LIST_HEAD(, peer) peers;
    int64_t looked_us; /* the thread's own */
    struct acceptor_owner owner;
};

/* "127.0.0.1:8310", "[::1]:8310" (endpoint_to_listen_on). [::] takes IPv4 too, whatever the machine's standard. Owned by the caller: close. */
static int listen_on(const char *address, char *fault, size_t fault_size)
{
    char host[200];
    const char *colon = strrchr(address, ':');
    if (colon == NULL || (size_t)(colon - address) >= sizeof(host)) {
        (void)snprintf(fault, fault_size, "listen: %s is no address to listen on", address);
        return -1;
    }
    (void)snprintf(host, sizeof(host), "%.*s", (int)(colon - address), address);
    char *name = host;
    if (host[0] == '[' && host[strlen(host) - 1] == ']') {
        host[strlen(host) - 1] = '\0';
        name = host + 1;
    }
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE | AI_NUMERICSERV}, *found = NULL;
    if (getaddrinfo(name, colon + 1, &hints, &found) != 0) {
        (void)snprintf(fault, fault_size, "listen: %s is no address of this machine", address);
        return -1;
    }
    struct timeval wait = {.tv_usec = LOOK_EVERY_US}; /* of accept */
    int on = 1, off = 0, fd = socket(found->ai_family, found->ai_socktype | SOCK_CLOEXEC, 0);
    if (fd >= 0 && (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) != 0 ||
                    (found->ai_family == AF_INET6 && setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof(off)) != 0) ||
                    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof(wait)) != 0 ||
                    bind(fd, found->ai_addr, found->ai_addrlen) != 0 || listen(fd, 4096) != 0)) {
        (void)snprintf(fault, fault_size, "cannot listen on %s: %s", address, strerrordesc_np(errno));
        (void)close(fd);
        fd = -1;
    }
    freeaddrinfo(found);
    return fd;
}

unsigned connection_limit(const struct settings *settings, unsigned threads)
{
    struct rlimit files;
    unsigned wanted = (unsigned)settings->connections_max;
    rlim_t kept = FILES_KEPT + (rlim_t)FILES_OF_THREAD * threads, least = (rlim_t)CONNECTIONS_OF_THREAD_MIN * threads;
    if (getrlimit(RLIMIT_NOFILE, &files) != 0 || files.rlim_cur == RLIM_INFINITY || files.rlim_cur >= kept + wanted)
        return wanted;
    unsigned limit = files.rlim_cur > kept + least ? (unsigned)(files.rlim_cur - kept) : (unsigned)least;
    char number[24];
    log_write(LOG_WARNING, "few_file_descriptors", "connections", log_number(number, limit), NULL);
    return limit;
}

bool acceptor_open(const char *address, unsigned limit, struct acceptor **ret_acceptor, char *fault, size_t fault_size)
{
    int fd = listen_on(address, fault, fault_size);
    struct acceptor *acceptor = fd >= 0 ? calloc(1, sizeof(*acceptor)) : NULL;
    if (acceptor == NULL) {
        if (fd >= 0)
            (void)close(fd);
        return false;
    }
    acceptor->fd = fd;
    acceptor->limit = limit;
    pthread_condattr_t monotonic;
    (void)pthread_condattr_init(&monotonic);
    (void)pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    (void)pthread_mutex_init(&acceptor->mutex, NULL);
    (void)pthread_cond_init(&acceptor->room, &monotonic);
    (void)pthread_condattr_destroy(&monotonic);
    *ret_acceptor = acceptor;
    return true;
}

/* ---- who is late ---- */

struct peer *acceptor_entered(struct acceptor *acceptor, int fd)
{
    struct peer *peer = calloc(1, sizeof(*peer));
    if (peer == NULL)
        return NULL;
    peer->fd = fd;
    (void)pthread_mutex_lock(&acceptor->mutex);
    LIST_INSERT_HEAD(&acceptor->peers, peer, all);
    (void)pthread_mutex_unlock(&acceptor->mutex);
    return peer;
}

void acceptor_left(struct acceptor *acceptor, struct peer *peer)
{
    (void)pthread_mutex_lock(&acceptor->mutex);
    if (peer != NULL)
        LIST_REMOVE(peer, all);
    acceptor->open--;
    (void)pthread_cond_signal(&acceptor->room);
    (void)pthread_mutex_unlock(&acceptor->mutex);
    free(peer);
}

static int64_t deadline_of(enum peer_part part, int64_t time_us) { return time_us == 0 ? 0 : (time_us & ~PART) | (int64_t)part; }

static enum peer_part part_of(int64_t deadline) { return (enum peer_part)(deadline & PART); }

bool peer_has_until(struct peer *peer, enum peer_part part, int64_t deadline_us)
{
    int64_t old = atomic_load(&peer->deadline_us);
    while (old != PEER_LATE && !atomic_compare_exchange_weak(&peer->deadline_us, &old, deadline_of(part, deadline_us))) {
    }
    return old != PEER_LATE;
}

bool peer_line_came(struct peer *peer, int64_t deadline_us)
{
    int64_t old = atomic_load(&peer->deadline_us);
    return old != PEER_LATE && peer_has_until(peer, PEER_REQUEST, old != 0 && part_of(old) == PEER_LINE ? old : deadline_us);
}

bool peer_is_late(const struct peer *peer) { return atomic_load(&peer->deadline_us) == PEER_LATE; }

/* Has it sent more than what it was answered for? The server library does not say what it holds of a line that is not whole. */
static bool has_begun(const struct peer *peer, bool *ret_closed)
{
    struct tcp_info info = {0};
    socklen_t size = sizeof(info);
    bool known = getsockopt(peer->fd, IPPROTO_TCP, TCP_INFO, &info, &size) == 0 && size >= offsetof(struct tcp_info, tcpi_segs_out);
    *ret_closed = known && info.tcpi_state == CLOSE_WAIT;
    return known && info.tcpi_bytes_received > atomic_load(&peer->taken);
}

/* Between two requests. When the end of the stream came together with a request, the library has not seen it: it is told again. */
static void look_between(const struct acceptor *acceptor, struct peer *peer, int64_t deadline, int64_t now)
{
    bool closed = false, begun = has_begun(peer, &closed);
    if (closed)
        (void)shutdown(peer->fd, SHUT_RD);
    else if (begun)
        (void)atomic_compare_exchange_strong(&peer->deadline_us, &deadline, deadline_of(PEER_LINE, now + acceptor->owner.request_us));
}

/* Its thread finds the end of the stream and closes. One that was late is told again each time: bytes that came between may
 * have hidden it. */
static void look_at(const struct acceptor *acceptor, struct peer *peer, int64_t now)
{
    int64_t deadline = atomic_load(&peer->deadline_us);
    bool late = deadline == PEER_LATE, closed = false;
    if (!late && deadline != 0 && deadline > now && part_of(deadline) == PEER_NEXT)
        look_between(acceptor, peer, deadline, now);
    if (!late && (deadline == 0 || deadline > now))
        return;
    if (!late && part_of(deadline) == PEER_ANSWER) {
        (void)shutdown(peer->fd, SHUT_RDWR);
    } else if (late || atomic_compare_exchange_strong(&peer->deadline_us, &deadline, PEER_LATE)) {
        bool tell = !late && part_of(deadline) == PEER_LINE && has_begun(peer, &closed);
        if (tell)
            acceptor->owner.tell_late(acceptor->owner.context, peer->fd);
        (void)shutdown(peer->fd, tell ? SHUT_RDWR : SHUT_RD);
    }
}

static void look_for_late(struct acceptor *acceptor)
{
    int64_t now = clock_monotonic_us();
    if (now - acceptor->looked_us < LOOK_EVERY_US)
        return;
    acceptor->looked_us = now;
    (void)pthread_mutex_lock(&acceptor->mutex);
    struct peer *peer;
    LIST_FOREACH(peer, &acceptor->peers, all)
        look_at(acceptor, peer, now);
    (void)pthread_mutex_unlock(&acceptor->mutex);
}

/* ---- accepting ---- */

static void wait_for_room(struct acceptor *acceptor)
{
    int64_t end_us = clock_monotonic_us() + LOOK_EVERY_US;
    const struct timespec end = {.tv_sec = end_us / 1000000, .tv_nsec = end_us % 1000000 * 1000};
    (void)pthread_cond_timedwait(&acceptor->room, &acceptor->mutex, &end);
}

/* Waits a while until one more may come; -1: the end, 0: not yet. Whoever comes meanwhile waits in the system's
 * queue. */
static int await_room(struct acceptor *acceptor)
{
    (void)pthread_mutex_lock(&acceptor->mutex);
    if (acceptor->open >= acceptor->limit && !acceptor->stopping)
        wait_for_room(acceptor);
    int room = acceptor->stopping ? -1 : acceptor->open < acceptor->limit;
    (void)pthread_mutex_unlock(&acceptor->mutex);
    return room;
}

static void enter(struct acceptor *acceptor, int fd, const struct sockaddr *address, socklen_t size)
{
    (void)pthread_mutex_lock(&acceptor->mutex);
    acceptor->open++;
    (void)pthread_mutex_unlock(&acceptor->mutex);
    if (!acceptor->owner.take(acceptor->owner.context, fd, address, size))
        acceptor_left(acceptor, NULL);
}

static void accept_one(struct acceptor *acceptor)
{
    struct sockaddr_storage address;
    socklen_t size = sizeof(address);
    int fd = accept4(acceptor->fd, (struct sockaddr *)&address, &size, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (fd >= 0)
        enter(acceptor, fd, (struct sockaddr *)&address, size);
    else if (errno != ECONNABORTED && errno != EINTR && errno != EAGAIN)
        (void)usleep(SHORT_OF_FILES_US); /* or the end, which await_room tells */
}

static void *accept_all(void *context)
{
    struct acceptor *acceptor = context;
    for (int room = 0; room >= 0; room = await_room(acceptor)) {
        if (room > 0)
            accept_one(acceptor);
        look_for_late(acceptor);
    }
    return NULL;
}

bool acceptor_start(struct acceptor *acceptor, const struct acceptor_owner *owner)
{
    acceptor->owner = *owner;
    errno = pthread_create(&acceptor->thread, NULL, accept_all, acceptor);
    acceptor->started = errno == 0;
    return acceptor->started;
}

void acceptor_stop(struct acceptor *acceptor)
{
    (void)pthread_mutex_lock(&acceptor->mutex);
    acceptor->stopping = true;
    (void)pthread_cond_signal(&acceptor->room);
    (void)pthread_mutex_unlock(&acceptor->mutex);
    (void)shutdown(acceptor->fd, SHUT_RDWR); /* accept ends */
    if (acceptor->started)
        (void)pthread_join(acceptor->thread, NULL);
    acceptor->started = false;
}

void acceptor_close(struct acceptor *acceptor)
{
    if (acceptor == NULL)
        return;
    (void)close(acceptor->fd);
    (void)pthread_cond_destroy(&acceptor->room);
    (void)pthread_mutex_destroy(&acceptor->mutex);
    free(acceptor);
}

unsigned acceptor_connections(struct acceptor *acceptor)
{
    if (acceptor == NULL)
        return 0;
    (void)pthread_mutex_lock(&acceptor->mutex);
    unsigned open = acceptor->open;
    (void)pthread_mutex_unlock(&acceptor->mutex);
    return open;
}

int acceptor_port(const struct acceptor *acceptor)
{
    struct sockaddr_storage address = {0};
    socklen_t size = sizeof(address);
    if (getsockname(acceptor->fd, (struct sockaddr *)&address, &size) != 0)
        return 0;
    if (address.ss_family == AF_INET6)
        return ntohs(((struct sockaddr_in6 *)&address)->sin6_port);
    return ntohs(((struct sockaddr_in *)&address)->sin_port);
}
