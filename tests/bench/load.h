/* The load generator: one thread, epoll, keep-alive connections, each with one request under way.
 * Closed loop (rate 0): a connection sends its next request as soon as it is answered.
 * Open loop: requests are due at a fixed rate; one that finds no free connection waits, and its latency counts from the
 * moment it was due, so that waiting is not hidden. */
#ifndef TONGBAN_BENCH_LOAD_H
#define TONGBAN_BENCH_LOAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/result.h"
#include "histogram.h"

#define LOAD_WARM_UP_SECONDS 0.5

struct load_reply {
    int status;
    const char *body; /* NUL-terminated */
    size_t size;
    int retry_after;  /* seconds of that header; 0 without */
};

struct load_result;

struct load_plan {
    int port;               /* on 127.0.0.1 */
    size_t connections;
    double seconds;         /* after LOAD_WARM_UP_SECONDS and `warm_up` more, which are not counted */
    double warm_up;
    double rate;            /* requests a second; 0: closed loop */
    uint64_t requests_max;  /* 0: no limit but the time */
    bool ends_sharply;      /* open loop: what was due and found no free connection by the end is not sent */
    /* Writes the next whole request of this connection; false: this connection has nothing more to send. */
    bool (*next)(void *context, size_t connection, struct buffer *out);
    /* What came back; may be NULL. True: as wished. */
    bool (*answered)(void *context, size_t connection, const struct load_reply *reply);
    void (*tick)(void *context, const struct load_result *so_far); /* about every second; may be NULL */
    void *tick_context;
    void *context;
};

struct load_result {
    uint64_t answers;       /* as wished, in the counted time */
    uint64_t faults;        /* answered otherwise, or a broken connection, at any time */
    uint64_t sent;          /* at any time */
    uint64_t bodies, bytes; /* of answers as wished, at any time */
    double seconds, per_s;
    int64_t server_cpu_us;  /* for all that was sent; filled by the caller */
    int64_t load_cpu_us;    /* of the generator itself, for all that was sent */
    char first_fault[300];
    struct histogram latency;
};

/* RESULT_IO when the server cannot be reached at all. */
enum result load_run(const struct load_plan *plan, struct load_result *ret_result);
/* Adds a run to the sum of others; per_s is then that of all together. */
void load_add(struct load_result *total, const struct load_result *run);

#endif
