#include "http/workers.h"

#include <pthread.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#define NICENESS 5 /* behind the HTTP threads and the writer when the processors are busy */

struct workers {
    pthread_mutex_t mutex;
    pthread_cond_t changed;
    STAILQ_HEAD(, job) jobs;
    size_t waiting, queue_max;
    bool finishing;
    uint64_t taken, refused;
    size_t thread_count;
    pthread_t threads[];
};

static struct job *take(struct workers *workers)
{
    (void)pthread_mutex_lock(&workers->mutex);
    while (STAILQ_EMPTY(&workers->jobs) && !workers->finishing)
        (void)pthread_cond_wait(&workers->changed, &workers->mutex);
    struct job *job = STAILQ_FIRST(&workers->jobs);
    if (job != NULL) {
        STAILQ_REMOVE_HEAD(&workers->jobs, next);
        workers->waiting--;
        workers->taken++;
    }
    (void)pthread_mutex_unlock(&workers->mutex);
    return job;
}

static void *worker_main(void *argument)
{
    struct job *job;
    (void)setpriority(PRIO_PROCESS, (id_t)gettid(), NICENESS); /* of this thread alone (Linux) */
    while ((job = take(argument)) != NULL)
        job->run(job);
    return NULL;
}

enum result workers_start(size_t threads, size_t queue_max, struct workers **ret_workers)
{
    struct workers *workers = calloc(1, sizeof(*workers) + threads * sizeof(workers->threads[0]));
    if (workers == NULL)
        return RESULT_NO_MEMORY;
    (void)pthread_mutex_init(&workers->mutex, NULL);
    (void)pthread_cond_init(&workers->changed, NULL);
    STAILQ_INIT(&workers->jobs);
    workers->queue_max = queue_max;
    while (workers->thread_count < threads &&
           pthread_create(&workers->threads[workers->thread_count], NULL, worker_main, workers) == 0)
        workers->thread_count++;
    if (workers->thread_count < threads) {
        workers_stop(workers);
        return RESULT_NO_MEMORY;
    }
    *ret_workers = workers;
    return RESULT_OK;
}

/* Locked. */
static bool is_full(const struct workers *workers, bool first)
{
    return workers->finishing || workers->waiting >= workers->queue_max + (first ? (workers->queue_max + 3) / 4 : 0);
}

enum result workers_submit(struct workers *workers, struct job *job, bool first)
{
    (void)pthread_mutex_lock(&workers->mutex);
    bool full = is_full(workers, first);
    if (full) {
        workers->refused++;
    } else {
        STAILQ_INSERT_TAIL(&workers->jobs, job, next);
        workers->waiting++;
        (void)pthread_cond_signal(&workers->changed);
    }
    (void)pthread_mutex_unlock(&workers->mutex);
    return full ? RESULT_BUSY : RESULT_OK;
}

bool workers_would_refuse(struct workers *workers)
{
    (void)pthread_mutex_lock(&workers->mutex);
    bool full = is_full(workers, true);
    workers->refused += full;
    (void)pthread_mutex_unlock(&workers->mutex);
    return full;
}

void workers_figures(struct workers *workers, struct workers_figures *ret_figures)
{
    (void)pthread_mutex_lock(&workers->mutex);
    *ret_figures = (struct workers_figures){.jobs = workers->taken, .refused = workers->refused, .waiting = workers->waiting,
                                            .queue_max = workers->queue_max, .threads = workers->thread_count};
    (void)pthread_mutex_unlock(&workers->mutex);
}

void workers_finish(struct workers *workers)
{
    (void)pthread_mutex_lock(&workers->mutex);
    bool finished = workers->finishing;
    workers->finishing = true;
    (void)pthread_cond_broadcast(&workers->changed);
    (void)pthread_mutex_unlock(&workers->mutex);
    for (size_t i = 0; !finished && i < workers->thread_count; i++)
        (void)pthread_join(workers->threads[i], NULL);
}

void workers_stop(struct workers *workers)
{
    if (workers == NULL)
        return;
    workers_finish(workers);
    (void)pthread_cond_destroy(&workers->changed);
    (void)pthread_mutex_destroy(&workers->mutex);
    free(workers);
}
