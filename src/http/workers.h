/* A few threads of low priority for what takes processor time and no database: hashing passwords. Requests wait here
 * without holding an HTTP thread, as they do for the writer, so that a crowd signing in does not slow those who are
 * in. */
#ifndef TONGBAN_HTTP_WORKERS_H
#define TONGBAN_HTTP_WORKERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/queue.h>

#include "base/result.h"

struct workers;

/* Lives in whatever it is about; may be freed or submitted again by `run`. */
struct job {
    void (*run)(struct job *job); /* on a worker's thread */
    STAILQ_ENTRY(job) next;
};

struct workers_figures { uint64_t jobs, refused; size_t waiting, queue_max, threads; };

enum result workers_start(size_t threads, size_t queue_max, struct workers **ret_workers);
/* Jobs are run in the order in which they came. RESULT_BUSY when `queue_max` wait, or they are finishing: `run` is not
 * called then. `first` are those that have a place when the others' places are taken: a quarter of the queue more. */
enum result workers_submit(struct workers *workers, struct job *job, bool first);
/* Would any job be refused now, one of the first too? For those who want to refuse before any work; counts among the
 * refused. */
bool workers_would_refuse(struct workers *workers);
void workers_figures(struct workers *workers, struct workers_figures *ret_figures);
/* Takes nothing more and runs what waits; the figures can still be asked for. */
void workers_finish(struct workers *workers);
/* The same, and frees them. Accepts NULL. */
void workers_stop(struct workers *workers);

#endif
