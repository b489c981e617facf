/* tongban serve: everything in one process. */
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>
#include <time.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/process.h"
#include "base/text.h"
#include "cases/cases.h"
#include "db/writer.h"
#include "http/exchange.h"
#include "http/idempotency.h"
#include "main/commands.h"
#include "main/program.h"
#include "people/people.h"
#include "places/places.h"

#define TICK_MS 500
#define SESSIONS_EVERY 10       /* ticks */
#define PEOPLE_EVERY 7200       /* an hour, and at the start */
#define PURGE_EVERY 120         /* and at the start */
#define CALENDAR_EVERY 10
#define LOG_MS 500             /* other servers' events are looked for so often; our own wake the reader */
#define LOG_PAUSE_MS 50        /* after something was told: what comes meanwhile is told together */
#define IDEMPOTENCY_KEPT_MS (INT64_C(7) * 24 * 3600 * 1000)

struct serving {
    struct program program;
    struct http_server *server;
    struct db_session *session; /* the follower's */
    pthread_t follower;
    bool following;
    struct db_session *log_session; /* the log reader's */
    struct cases_log *log;
    pthread_t log_reader;
    bool reading;
    _Atomic bool stopping;
};

/* ---- the follower: what time does by itself ---- */

/* Keys that are old: each lies somewhere else, so that those who write wait for a hundred at most. */
#define PURGED_MAX 100

struct purge { struct command command; struct idempotency_old keys[PURGED_MAX]; size_t count; int64_t purged; };

static enum result purge_run(struct command *command, struct db_session *session)
{
    struct purge *purge = (struct purge *)command;
    enum result result = RESULT_OK;
    for (size_t i = 0; i < purge->count && result == RESULT_OK; i++) {
        int64_t forgotten = 0;
        if (purge->keys[i].district == command->lane)
            result = idempotency_forget(session, &purge->keys[i], &forgotten);
        purge->purged += forgotten;
    }
    return result;
}

static bool is_first_of_district(const struct purge *purge, size_t index)
{
    for (size_t i = 0; i < index; i++)
        if (purge->keys[i].district == purge->keys[index].district)
            return false;
    return true;
}

static void purge_keys(struct serving *serving, int64_t now_ms)
{
    struct purge purge = {.count = PURGED_MAX, .purged = 1};
    enum result result = RESULT_OK;
    while (result == RESULT_OK && purge.count == PURGED_MAX && purge.purged > 0 && !atomic_load(&serving->stopping)) {
        purge.purged = 0; /* what cannot be deleted is not tried all day */
        result = idempotency_list_old(serving->session, now_ms - IDEMPOTENCY_KEPT_MS, purge.keys, PURGED_MAX, &purge.count);
        for (size_t i = 0; result == RESULT_OK && i < purge.count; i++) {
            if (!is_first_of_district(&purge, i))
                continue;
            purge.command = (struct command){.run = purge_run, .lane = purge.keys[i].district};
            result = writer_execute(serving->program.writer, &purge.command);
        }
    }
}

static void follow(struct serving *serving, int tick)
{
    struct program *program = &serving->program;
    int64_t now_ms = clock_now_ms();
    (void)cases_tick(&program->context, serving->session, now_ms, NULL);
    if (tick % SESSIONS_EVERY == 0)
        (void)sessions_tick(program->sessions, program->writer, now_ms);
    if (tick % PEOPLE_EVERY == 1)
        (void)people_tick(program->writer, now_ms);
    if (tick % CALENDAR_EVERY == 0)
        cases_note_calendar(&program->context, serving->session);
    if (tick % (program->settings->heartbeat * 1000 / TICK_MS) == 0)
        events_tick(program->events);
    if (tick % PURGE_EVERY == 1)
        purge_keys(serving, now_ms);
}

static void *follower_main(void *argument)
{
    struct serving *serving = argument;
    struct timespec pause = {.tv_nsec = TICK_MS * 1000000L};
    for (int tick = 1; !atomic_load(&serving->stopping); tick++) {
        follow(serving, tick);
        (void)nanosleep(&pause, NULL);
    }
    (void)sessions_tick(serving->program.sessions, serving->program.writer, clock_now_ms());
    cases_note_calendar(&serving->program.context, serving->session);
    return NULL;
}

/* Without it cases would not move: then the program does not serve either. */
static enum result start_follower(struct serving *serving)
{
    enum result result = db_session_open(serving->program.db, DB_READ, &serving->session);
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

/* ---- the log reader: fills the ring of events from the database ---- */

static void *log_reader_main(void *argument)
{
    struct serving *serving = argument;
    struct events *events = serving->program.events;
    struct timespec pause = {.tv_nsec = LOG_PAUSE_MS * 1000000L};
    bool told = false;
    while (!atomic_load(&serving->stopping)) {
        events_wait(events, LOG_MS);
        (void)cases_log_read(serving->log, serving->log_session, serving->program.places, day_of_ms(clock_now_ms()), events, &told);
        if (told)
            (void)nanosleep(&pause, NULL);
    }
    return NULL;
}

/* Before the first request: what happens from now on is told. */
static enum result open_log(struct serving *serving)
{
    enum result result = db_session_open(serving->program.db, DB_READ, &serving->log_session);
    return result == RESULT_OK ? cases_log_open(serving->log_session, &serving->log) : result;
}

static enum result start_log_reader(struct serving *serving)
{
    serving->reading = pthread_create(&serving->log_reader, NULL, log_reader_main, serving) == 0;
    return serving->reading ? RESULT_OK : RESULT_NO_MEMORY;
}

static void stop_log_reader(struct serving *serving)
{
    if (serving->reading)
        (void)pthread_join(serving->log_reader, NULL);
    cases_log_close(serving->log);
    db_session_close(serving->log_session);
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

static enum result follow_calendar(struct serving *serving)
{
    return cases_follow_calendar(&serving->program.context, serving->log_session, &(struct cases_go_on){.ask = go_on_starting});
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
    stop_log_reader(serving);
}

static int serve(struct serving *serving, const sigset_t *signals)
{
    struct program *program = &serving->program;
    char fault[300] = "", number[24];
    int caught = 0;
    enum result result = open_log(serving);
    if (result == RESULT_OK)
        result = follow_calendar(serving);
    if (result == RESULT_OK)
        result = http_start(&program->options, &serving->server, fault, sizeof(fault));
    if (result == RESULT_OK)
        result = start_follower(serving);
    if (result == RESULT_OK)
        result = start_log_reader(serving);
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
    int status = program_open(&serving.program, settings) == RESULT_OK ? serve(&serving, &signals) : 1;
    program_close(&serving.program);
    return status;
}
