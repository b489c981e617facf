#include "db/writer.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/log.h"

#define LANES_MAX 16

/* One thread with one session; the commands of a lane are committed in the order in which they came. */
struct lane {
    struct writer *writer;
    struct db_session *session;
    pthread_t thread;
    bool running;
    pthread_cond_t wake;
    struct command *first, *last; /* waiting, oldest first */
    size_t waiting;
    int64_t began_us; /* when the batch under way was taken; 0: none is */
    int64_t batch_us; /* what a batch has lately taken */
};

struct writer {
    struct writer_limits limits;
    struct lane lanes[LANES_MAX];
    size_t lane_count;
    pthread_mutex_t mutex; /* over the queues of all lanes and the figures */
    size_t waiting;        /* in all lanes */
    bool stopping;
    struct writer_figures figures;
    struct tally commits;
};

/* Takes up to batch_max waiting commands; waits when there is none. NULL when stopping and nothing waits. */
static struct command *take_batch(struct lane *lane)
{
    struct writer *writer = lane->writer;
    (void)pthread_mutex_lock(&writer->mutex);
    while (lane->first == NULL && !writer->stopping)
        (void)pthread_cond_wait(&lane->wake, &writer->mutex);
    struct command *batch = lane->first, *end = NULL;
    size_t count = 0;
    for (struct command *c = batch; c != NULL && count < writer->limits.batch_max; c = c->next) {
        end = c;
        count++;
    }
    if (end != NULL) {
        lane->first = end->next;
        if (lane->first == NULL)
            lane->last = NULL;
        end->next = NULL;
        lane->waiting -= count;
        lane->began_us = clock_monotonic_us();
        writer->waiting -= count;
        writer->figures.batches++;
        size_t size = 0;
        while (size < WRITER_SIZES - 1 && count > (size_t)1 << size)
            size++;
        writer->figures.sizes[size]++;
        writer->figures.commands += count;
    }
    (void)pthread_mutex_unlock(&writer->mutex);
    return batch;
}

/* Stable, so that what came first of a district stays first. */
static struct command *merge(struct command *left, struct command *right)
{
    struct command *merged = NULL, **end = &merged;
    while (left != NULL && right != NULL) {
        struct command **from = right->lane < left->lane ? &right : &left;
        *end = *from;
        *from = (*from)->next;
        end = &(*end)->next;
    }
    *end = left != NULL ? left : right;
    return merged;
}

/* By district: whoever takes the counters of several districts in one commit, in this process or in another server's, takes them
 * in the same order, and nobody waits in a circle. */
static struct command *order_by_district(struct command *batch)
{
    struct command *sorted[32] = {NULL}; /* runs of 1, 2, 4 … commands */
    while (batch != NULL) {
        struct command *run = batch;
        size_t k = 0;
        batch = batch->next;
        run->next = NULL;
        for (; sorted[k] != NULL; sorted[k++] = NULL)
            run = merge(sorted[k], run);
        sorted[k] = run;
    }
    struct command *all = NULL;
    for (size_t k = 0; k < sizeof(sorted) / sizeof(sorted[0]); k++)
        all = merge(sorted[k], all);
    return all;
}

#define BATCH_MAX 4096

#define TRIES_MAX 6

/* Runs the commands one after the other. A refusal changes nothing and leaves nothing to undo; a command that fails halfway,
 * or takes the whole transaction with it, spoils the batch. */
static enum result run_plainly(struct db_session *session, struct command *batch, enum result *results)
{
    for (struct command *c = batch; c != NULL; c = c->next) {
        int64_t before = db_changes_so_far(session);
        *results = c->run(c, session);
        if (*results != RESULT_OK && db_changes_so_far(session) != before)
            return *results;
        results++;
    }
    return RESULT_OK;
}

/* Runs each command in a savepoint of its own, all of it or nothing; that costs a copy of every page it touches, and on an
 * engine that defers a wait for its answers. Not RESULT_OK when the transaction stands no more: a full disk makes SQLite throw
 * all of it away, and what ran afterwards would commit on its own. */
static enum result run_guarded(struct db_session *session, struct command *batch, enum result *results)
{
    enum result whole = RESULT_OK;
    for (struct command *c = batch; c != NULL && whole == RESULT_OK; c = c->next) {
        whole = db_savepoint(session);
        if (whole != RESULT_OK)
            break;
        enum result own = c->run(c, session), flushed = db_flush(session);
        *results = own != RESULT_OK ? own : flushed;
        if (*results != RESULT_OK && db_remedy(session) == DB_TRY_AGAIN)
            return *results;
        whole = *results++ == RESULT_OK ? db_release(session) : db_rollback_to(session);
    }
    return whole;
}

typedef enum result (*run_batch_commands)(struct db_session *session, struct command *batch, enum result *results);

/* Rolled back when it is not RESULT_OK; then *ret_remedy says what may help. */
static enum result attempt(struct db_session *session, run_batch_commands run, struct command *batch, enum result *results,
                           enum db_remedy *ret_remedy)
{
    enum result whole = db_begin(session);
    if (whole == RESULT_OK) {
        whole = run(session, batch, results);
        bool spoiled = whole != RESULT_OK;
        whole = spoiled ? whole : db_commit(session);
        if (whole == RESULT_OK)
            return whole;
        *ret_remedy = db_remedy(session);
        if (spoiled && *ret_remedy == DB_GIVE_UP && run == run_plainly)
            *ret_remedy = DB_GUARD;
        db_rollback(session);
        return whole;
    }
    *ret_remedy = DB_GIVE_UP;
    return whole;
}

/* Commands seldom fail halfway: plainly first, guarded only when one did. What passes by itself (a deadlock between servers, a
 * connection that was cut before the commit) is tried again. */
static enum result run_all(struct db_session *session, struct command *batch, enum result *results)
{
    run_batch_commands run = run_plainly;
    enum db_remedy remedy = DB_GIVE_UP;
    enum result whole = attempt(session, run, batch, results, &remedy);
    for (int tries = 1; whole != RESULT_OK && remedy != DB_GIVE_UP && tries < TRIES_MAX; tries++) {
        if (remedy == DB_GUARD && run == run_guarded)
            break;
        if (remedy == DB_GUARD)
            run = run_guarded;
        whole = attempt(session, run, batch, results, &remedy);
    }
    return whole;
}

static void run_batch(struct lane *lane, struct command *batch)
{
    static _Thread_local enum result results[BATCH_MAX];
    struct writer *writer = lane->writer;
    int64_t started = clock_monotonic_us();
    enum result whole = run_all(lane->session, batch, results);
    tally_add(&writer->commits, clock_monotonic_us() - started);
    if (whole != RESULT_OK) {
        log_write(LOG_ERROR, "commit_failed", "result", result_name(whole), NULL);
        (void)pthread_mutex_lock(&writer->mutex);
        writer->figures.failed_commits++;
        (void)pthread_mutex_unlock(&writer->mutex);
    }
    const enum result *own = results;
    for (struct command *c = batch; c != NULL; own++) {
        struct command *next = c->next; /* done() may free it */
        c->done(c, whole == RESULT_OK ? *own : RESULT_BUSY);
        c = next;
    }
}

static void learn(struct lane *lane)
{
    (void)pthread_mutex_lock(&lane->writer->mutex);
    lane->batch_us += (clock_monotonic_us() - lane->began_us - lane->batch_us) / 4;
    lane->began_us = 0;
    (void)pthread_mutex_unlock(&lane->writer->mutex);
}

static void *lane_main(void *argument)
{
    struct lane *lane = argument;
    for (struct command *batch; (batch = take_batch(lane)) != NULL;) {
        run_batch(lane, order_by_district(batch));
        learn(lane);
    }
    return NULL;
}

static enum result start_lane(struct writer *writer, struct db *db)
{
    struct lane *lane = &writer->lanes[writer->lane_count];
    lane->writer = writer;
    enum result result = db_session_open(db, DB_WRITE, &lane->session);
    if (result != RESULT_OK)
        return result;
    (void)pthread_cond_init(&lane->wake, NULL);
    writer->lane_count++;
    lane->running = pthread_create(&lane->thread, NULL, lane_main, lane) == 0;
    return lane->running ? RESULT_OK : RESULT_NO_MEMORY;
}

enum result writer_start(struct db *db, struct writer_limits limits, struct writer **ret_writer)
{
    struct writer *writer = calloc(1, sizeof(*writer));
    if (writer == NULL)
        return RESULT_NO_MEMORY;
    size_t lanes = limits.lanes == 0 ? 1 : limits.lanes;
    if (lanes > db_writers_max(db))
        lanes = db_writers_max(db);
    if (lanes > LANES_MAX)
        lanes = LANES_MAX;
    writer->limits = limits;
    if (writer->limits.batch_max > BATCH_MAX)
        writer->limits.batch_max = BATCH_MAX;
    (void)pthread_mutex_init(&writer->mutex, NULL);
    enum result result = RESULT_OK;
    while (result == RESULT_OK && writer->lane_count < lanes)
        result = start_lane(writer, db);
    if (result != RESULT_OK) {
        writer_stop(writer);
        return result;
    }
    *ret_writer = writer;
    return RESULT_OK;
}

/* Would a command that comes now have to wait too long for its turn? The batch under way counts by how long it stands
 * already, those before the command's own by what a batch has lately taken. One batch may always gather, so a disk that is
 * slow for ever still gets its work, and what it once took is learnt anew. */
static bool is_slow(const struct writer *writer, const struct lane *lane)
{
    int64_t max_us = writer->limits.wait_max_ms * 1000;
    int64_t standing_us = lane->began_us == 0 ? 0 : clock_monotonic_us() - lane->began_us;
    int64_t batches = (int64_t)(lane->waiting / writer->limits.batch_max);
    return max_us > 0 && (standing_us > max_us || batches * lane->batch_us > max_us);
}

static bool is_full(const struct writer *writer, const struct lane *lane)
{
    return writer->waiting >= writer->limits.queue_max || is_slow(writer, lane);
}

static enum result enqueue(struct writer *writer, struct command *command, bool whatever_waits)
{
    struct lane *lane = &writer->lanes[(uint64_t)command->lane % writer->lane_count];
    command->next = NULL;
    (void)pthread_mutex_lock(&writer->mutex);
    bool refused = writer->stopping || (!whatever_waits && is_full(writer, lane));
    if (refused) {
        writer->figures.refused++;
    } else {
        if (lane->last == NULL)
            lane->first = command;
        else
            lane->last->next = command;
        lane->last = command;
        lane->waiting++;
        writer->waiting++;
        (void)pthread_cond_signal(&lane->wake);
    }
    (void)pthread_mutex_unlock(&writer->mutex);
    return refused ? RESULT_BUSY : RESULT_OK;
}

enum result writer_submit(struct writer *writer, struct command *command) { return enqueue(writer, command, false); }

bool writer_would_refuse(struct writer *writer)
{
    bool refused = true;
    (void)pthread_mutex_lock(&writer->mutex);
    for (size_t i = 0; i < writer->lane_count && refused; i++)
        refused = writer->stopping || is_full(writer, &writer->lanes[i]);
    if (refused)
        writer->figures.refused++;
    (void)pthread_mutex_unlock(&writer->mutex);
    return refused;
}

struct execution {
    struct command command; /* first: cast back */
    struct command *inner;
    pthread_mutex_t mutex;
    pthread_cond_t wake;
    bool finished;
    enum result result;
};

static enum result execution_run(struct command *command, struct db_session *session)
{
    struct execution *execution = (struct execution *)command;
    return execution->inner->run(execution->inner, session);
}

static void execution_done(struct command *command, enum result result)
{
    struct execution *execution = (struct execution *)command;
    (void)pthread_mutex_lock(&execution->mutex);
    execution->result = result;
    execution->finished = true;
    (void)pthread_cond_signal(&execution->wake);
    (void)pthread_mutex_unlock(&execution->mutex);
}

enum result writer_execute(struct writer *writer, struct command *command)
{
    struct execution execution = {
        .command = {.run = execution_run, .done = execution_done, .lane = command->lane}, .inner = command};
    (void)pthread_mutex_init(&execution.mutex, NULL);
    (void)pthread_cond_init(&execution.wake, NULL);
    enum result result = enqueue(writer, &execution.command, true);
    if (result == RESULT_OK) {
        (void)pthread_mutex_lock(&execution.mutex);
        while (!execution.finished)
            (void)pthread_cond_wait(&execution.wake, &execution.mutex);
        (void)pthread_mutex_unlock(&execution.mutex);
        result = execution.result;
        if (command->done != NULL)
            command->done(command, result);
    }
    (void)pthread_cond_destroy(&execution.wake);
    (void)pthread_mutex_destroy(&execution.mutex);
    return result;
}

void writer_figures(struct writer *writer, struct writer_figures *ret_figures)
{
    (void)pthread_mutex_lock(&writer->mutex);
    *ret_figures = writer->figures;
    ret_figures->waiting = writer->waiting;
    ret_figures->queue_max = writer->limits.queue_max;
    ret_figures->lanes = writer->lane_count;
    ret_figures->commits = &writer->commits;
    (void)pthread_mutex_unlock(&writer->mutex);
}

void writer_finish(struct writer *writer)
{
    (void)pthread_mutex_lock(&writer->mutex);
    writer->stopping = true;
    for (size_t i = 0; i < writer->lane_count; i++)
        (void)pthread_cond_signal(&writer->lanes[i].wake);
    (void)pthread_mutex_unlock(&writer->mutex);
    for (size_t i = 0; i < writer->lane_count; i++) {
        if (writer->lanes[i].running)
            (void)pthread_join(writer->lanes[i].thread, NULL);
        writer->lanes[i].running = false;
    }
}

void writer_stop(struct writer *writer)
{
    if (writer == NULL)
        return;
    writer_finish(writer);
    for (size_t i = 0; i < writer->lane_count; i++) {
        db_session_close(writer->lanes[i].session);
        (void)pthread_cond_destroy(&writer->lanes[i].wake);
    }
    (void)pthread_mutex_destroy(&writer->mutex);
    free(writer);
}
