/* tongban serve: everything in one process. */
#include <assert.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>
#include <time.h>

#include "act/room.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/process.h"
#include "db/writer.h"
#include "http/http.h"
#include "main/commands.h"
#include "main/program.h"

#define TICK_MS 500
#define ROUTINES_MAX 64
#define READERS_MAX 8

struct turn { const struct room_routine *routine; int64_t next_us; /* by the monotonic clock: the other one can be set back */ };

struct serving;
struct reading {
    struct serving *serving;
    const struct room_reader *reader;
    struct db_session *session;
    void *state;
    pthread_t thread;
    bool runs;
};

struct serving {
    struct program program;
    struct http_server *server;
    struct db_session *session; /* the follower's */
    pthread_t follower;
    bool following;
    struct turn turns[ROUTINES_MAX]; /* of all rooms */
    size_t turn_count;
    struct reading readings[READERS_MAX]; /* of all rooms */
    size_t reading_count;
    _Atomic bool stopping;
};

/* ---- the follower: what time does by itself ---- */

static void take_turns(struct serving *serving, bool ending)
{
    struct context *context = &serving->program.context;
    for (size_t i = 0; i < serving->turn_count; i++) {
        struct turn *turn = &serving->turns[i];
        int64_t now_us = clock_monotonic_us();
        if (ending ? !turn->routine->at_end : now_us < turn->next_us)
            continue;
        (void)turn->routine->run(context, serving->session, clock_now_ms());
        turn->next_us = now_us + turn->routine->every_ms * 1000;
    }
}

static void *follower_main(void *argument)
{
    struct serving *serving = argument;
    struct timespec pause = {.tv_nsec = TICK_MS * 1000000L};
    while (!atomic_load(&serving->stopping)) {
        take_turns(serving, false);
        (void)nanosleep(&pause, NULL);
    }
    take_turns(serving, true);
    return NULL;
}

static enum result list_turns(struct serving *serving)
{
    int64_t now_us = clock_monotonic_us();
    for (const struct room *const *room = serving->program.context.rooms; *room != NULL; room++)
        for (const struct room_routine *routine = (*room)->routines; routine != NULL && routine->name != NULL; routine++) {
            if (serving->turn_count == ROUTINES_MAX)
                return RESULT_TOO_LARGE;
            serving->turns[serving->turn_count++] =
                (struct turn){routine, routine->at_start ? now_us : now_us + routine->every_ms * 1000};
        }
    return RESULT_OK;
}

/* Without it cases would not move: then the program does not serve either. */
static enum result start_follower(struct serving *serving)
{
    enum result result = list_turns(serving);
    if (result == RESULT_OK)
        result = db_session_open(serving->program.db, DB_READ, &serving->session);
    if (result == RESULT_OK)
        serving->following = pthread_create(&serving->follower, NULL, follower_main, serving) == 0;
    return serving->following ? RESULT_OK : result == RESULT_OK ? RESULT_NO_MEMORY : result;
}

static void stop_follower(struct serving *serving)
{
    if (serving->following)
        (void)pthread_join(serving->follower, NULL);
    db_session_close(serving->session);
}

/* ---- the readers of the rooms, each on a thread of its own ---- */

static void *reader_main(void *argument)
{
    struct reading *reading = argument;
    struct serving *serving = reading->serving;
    while (!atomic_load(&serving->stopping))
        reading->reader->turn(&serving->program.context, reading->session, reading->state);
    return NULL;
}

static enum result open_reader(struct serving *serving, const struct room_reader *reader)
{
    assert(serving->reading_count < READERS_MAX);
    struct reading *reading = &serving->readings[serving->reading_count];
    *reading = (struct reading){.serving = serving, .reader = reader};
    enum result result = db_session_open(serving->program.db, DB_READ, &reading->session);
    if (result == RESULT_OK)
        result = reader->open(&serving->program.context, reading->session, &reading->state);
    if (result == RESULT_OK)
        serving->reading_count++;
    else
        db_session_close(reading->session);
    return result;
}

/* Before the first request: what happens from now on is told. */
static enum result open_readers(struct serving *serving)
{
    enum result result = RESULT_OK;
    for (const struct room *const *room = serving->program.context.rooms; *room != NULL; room++) {
        const struct room_reader *reader = (*room)->readers;
        for (; reader != NULL && reader->name != NULL && result == RESULT_OK; reader++)
            result = open_reader(serving, reader);
    }
    return result;
}

static enum result start_readers(struct serving *serving)
{
    for (size_t i = 0; i < serving->reading_count; i++) {
        struct reading *reading = &serving->readings[i];
        reading->runs = pthread_create(&reading->thread, NULL, reader_main, reading) == 0;
        if (!reading->runs)
            return RESULT_NO_MEMORY;
    }
    return RESULT_OK;
}

static void stop_readers(struct serving *serving)
{
    for (size_t i = 0; i < serving->reading_count; i++) {
        struct reading *reading = &serving->readings[i];
        if (reading->runs)
            (void)pthread_join(reading->thread, NULL);
        reading->reader->close(reading->state);
        db_session_close(reading->session);
    }
}

/* ---- before all else ---- */

/* A start that moves many cases takes its time; a signal ends it between two batches. */
static bool go_on_starting(void *sink)
{
    sigset_t pending;
    (void)sink;
    process_tell_manager("EXTEND_TIMEOUT_USEC=60000000");
    return sigpending(&pending) != 0 || (sigismember(&pending, SIGTERM) != 1 && sigismember(&pending, SIGINT) != 1);
}

/* ---- serving ---- */

static void raise_limits(void)
{
    struct rlimit files;
    if (getrlimit(RLIMIT_NOFILE, &files) == 0 && files.rlim_cur < files.rlim_max) {
        files.rlim_cur = files.rlim_max;
        (void)setrlimit(RLIMIT_NOFILE, &files);
    }
}

static void stop(struct serving *serving)
{
    atomic_store(&serving->stopping, true);
    stop_follower(serving);
    http_stop(serving->server);
    stop_readers(serving);
}

static int serve(struct serving *serving, const sigset_t *signals)
{
    struct program *program = &serving->program;
    char fault[300] = "", number[24];
    int caught = 0;
    enum result result = open_readers(serving);
    if (result == RESULT_OK)
        result = http_start(&program->context, &serving->server, fault, sizeof(fault));
    if (result == RESULT_OK)
        result = start_follower(serving);
    if (result == RESULT_OK)
        result = start_readers(serving);
    if (result != RESULT_OK) {
        (void)fprintf(stderr, "tongban: %s\n", fault[0] != '\0' ? fault : result_name(result));
        stop(serving);
        return 1;
    }
    log_write(LOG_INFO, "listening", "address", program->settings->listen, "port", log_number(number, http_port(serving->server)), NULL);
    process_tell_manager("READY=1");
    while (sigwait(signals, &caught) != 0 || (caught != SIGTERM && caught != SIGINT)) {
    }
    log_write(LOG_INFO, "stopping", NULL);
    process_tell_manager("STOPPING=1");
    stop(serving);
    log_write(LOG_INFO, "stopped", NULL);
    return 0;
}

int command_serve(const struct settings *settings, int argc, char **argv)
{
    struct serving serving = {0};
    sigset_t signals;
    (void)argv;
    if (argc > 0) {
        (void)fputs("usage: tongban serve [--listen ADDRESS:PORT] [--db sqlite:PATH] [--data FOLDER] [--web FOLDER] [--demo]\n", stderr);
        return 2;
    }
    (void)sigemptyset(&signals);
    (void)sigaddset(&signals, SIGTERM);
    (void)sigaddset(&signals, SIGINT);
    (void)pthread_sigmask(SIG_BLOCK, &signals, NULL); /* inherited by every thread; sigwait takes them */
    (void)signal(SIGPIPE, SIG_IGN);
    clock_set_offset_ms(settings->clock_offset * 1000);
    raise_limits();
    enum result result = program_open(&serving.program, settings, &(struct room_go_on){.ask = go_on_starting});
    int status = result == RESULT_OK ? serve(&serving, &signals) : 1;
    program_close(&serving.program);
    return status;
}
