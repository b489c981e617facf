/* tongban serve: everything in one process. */
#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/text.h"
#include "cases/cases.h"
#include "catalogue/catalogue.h"
#include "crypto/crypto.h"
#include "db/writer.h"
#include "http/exchange.h"
#include "http/idempotency.h"
#include "main/command_load.h"
#include "main/commands.h"
#include "people/people.h"
#include "places/places.h"

#define TICK_MS 500
#define PEOPLE_EVERY 10       /* ticks */
#define HEARTBEAT_EVERY 30
#define PURGE_EVERY 120
#define IDEMPOTENCY_KEPT_MS (INT64_C(7) * 24 * 3600 * 1000)

/* Everything the running program owns, in the order it is opened. */
struct program {
    const struct settings *settings;
    struct db *db;
    struct keyring *keyring;
    struct places *places;
    struct catalogue *catalogue;
    struct people *people;
    struct events *events;
    struct writer *writer;
    struct context context;
    struct http_server *server;
    pthread_t follower;
    bool following;
    _Atomic bool stopping;
};

/* ---- opening ---- */

static enum result open_keys(struct program *program)
{
    const struct settings *settings = program->settings;
    char path[PATH_MAX];
    int64_t position = 0;
    struct db_session *session = NULL;
    if (!text_is_empty(settings->key_file))
        (void)text_copy(path, sizeof(path), settings->key_file);
    else if (text_starts_with(settings->db, "sqlite:"))
        (void)snprintf(path, sizeof(path), "%s.key", settings->db + strlen("sqlite:"));
    else {
        (void)fputs("tongban: this database needs --key-file\n", stderr);
        return RESULT_INVALID;
    }
    enum result result = db_session_open(program->db, DB_READ, &session);
    if (result == RESULT_OK)
        result = cases_last_position(session, &position);
    db_session_close(session);
    if (result == RESULT_OK) /* keys are made only where nothing is sealed yet */
        result = keyring_open(path, position == 0, &program->keyring);
    if (result == RESULT_NOT_FOUND)
        (void)fprintf(stderr, "tongban: the database holds cases, but the file of their keys is missing: %s\n", path);
    else if (result != RESULT_OK)
        (void)fprintf(stderr, "tongban: the file of keys cannot be used (%s): %s\n", result_name(result), path);
    return result;
}

static enum result read_city(struct program *program, char *fault, size_t fault_size)
{
    struct db_session *session = NULL;
    enum result result = db_session_open(program->db, DB_READ, &session);
    if (result == RESULT_OK)
        result = places_open(session, &program->places, fault, fault_size);
    if (result == RESULT_OK)
        result = catalogue_open(session, &program->catalogue, fault, fault_size);
    db_session_close(session);
    return result;
}

static enum result open_city(struct program *program)
{
    char fault[300] = "";
    enum result result = read_city(program, fault, sizeof(fault));
    if (result == RESULT_NOT_FOUND) {
        log_write(LOG_INFO, "city_not_loaded_yet", "pack", program->settings->data, NULL);
        if (command_load(program->settings, 0, NULL) != 0)
            return RESULT_INVALID;
        result = read_city(program, fault, sizeof(fault));
    }
    if (result != RESULT_OK)
        (void)fprintf(stderr, "tongban: %s\n", fault[0] != '\0' ? fault : result_name(result));
    return result;
}

static enum result open_people(struct program *program)
{
    int64_t demo = 0;
    struct db_session *session = NULL;
    enum result result = people_open(program->settings, &program->people);
    if (result == RESULT_OK && program->settings->demo)
        return people_make_demo(program->writer, program->places, clock_now_ms());
    if (result == RESULT_OK)
        result = db_session_open(program->db, DB_READ, &session);
    if (result == RESULT_OK)
        result = people_count_demo(session, &demo);
    db_session_close(session);
    if (demo > 0)
        log_write(LOG_WARNING, "demonstration_accounts_refused", "why", "the server runs without --demo", NULL);
    return result;
}

static enum result open_program(struct program *program)
{
    const struct settings *settings = program->settings;
    struct writer_limits limits = {(size_t)settings->write_queue_max, (size_t)settings->batch_max};
    enum result result = program_open_db(settings, &program->db);
    if (result == RESULT_OK)
        result = program_migrate(program->db, false);
    if (result == RESULT_OK)
        result = open_keys(program);
    if (result == RESULT_OK)
        result = open_city(program);
    if (result == RESULT_OK)
        result = events_open(&program->events);
    if (result == RESULT_OK)
        result = writer_start(program->db, limits, &program->writer);
    if (result == RESULT_OK)
        result = open_people(program);
    program->context = (struct context){
        .settings = settings, .db = program->db, .writer = program->writer, .keyring = program->keyring, .places = program->places,
        .catalogue = program->catalogue, .people = program->people, .events = program->events};
    return result;
}

static void close_program(struct program *program)
{
    writer_stop(program->writer);
    people_close(program->people);
    events_close(program->events);
    catalogue_close(program->catalogue);
    places_close(program->places);
    keyring_free(program->keyring);
    db_close(program->db);
}

/* ---- the follower: what time does by itself ---- */

struct purge { struct command command; int64_t before_ms; };

static enum result purge_run(struct command *command, struct db_session *session)
{
    int64_t purged = 0;
    return idempotency_purge(session, ((struct purge *)command)->before_ms, &purged);
}

static void follow(struct program *program, struct db_session *session, int tick)
{
    int64_t now_ms = clock_now_ms();
    (void)cases_tick(&program->context, session, now_ms, NULL);
    if (tick % PEOPLE_EVERY == 0)
        (void)people_tick(program->people, program->writer, now_ms);
    if (tick % HEARTBEAT_EVERY == 0)
        events_tick(program->events);
    if (tick % PURGE_EVERY == 0) {
        struct purge purge = {.command = {.run = purge_run}, .before_ms = now_ms - IDEMPOTENCY_KEPT_MS};
        (void)writer_execute(program->writer, &purge.command);
    }
}

static void *follower_main(void *argument)
{
    struct program *program = argument;
    struct db_session *session = NULL;
    struct timespec pause = {.tv_nsec = TICK_MS * 1000000L};
    if (db_session_open(program->db, DB_READ, &session) != RESULT_OK) {
        log_write(LOG_ERROR, "follower_not_started", NULL);
        return NULL;
    }
    for (int tick = 1; !atomic_load(&program->stopping); tick++) {
        follow(program, session, tick);
        (void)nanosleep(&pause, NULL);
    }
    (void)people_tick(program->people, program->writer, clock_now_ms());
    db_session_close(session);
    return NULL;
}

static void stop_follower(struct program *program)
{
    atomic_store(&program->stopping, true);
    if (program->following)
        (void)pthread_join(program->follower, NULL);
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

static int serve(struct program *program, const sigset_t *signals)
{
    struct http_options options = {.context = &program->context, .routes = program_routes, .authenticate = people_authenticate,
                                   .scope = people_scope, .role_names = people_role_names};
    char fault[300] = "", number[24];
    int caught = 0;
    enum result result = http_start(&options, &program->server, fault, sizeof(fault));
    if (result != RESULT_OK) {
        (void)fprintf(stderr, "tongban: %s\n", fault[0] != '\0' ? fault : result_name(result));
        return 1;
    }
    log_write(LOG_INFO, "listening", "address", program->settings->listen, "port", log_number(number, http_port(program->server)), NULL);
    program->following = pthread_create(&program->follower, NULL, follower_main, program) == 0;
    while (sigwait(signals, &caught) != 0 || (caught != SIGTERM && caught != SIGINT)) {
    }
    log_write(LOG_INFO, "stopping", NULL);
    stop_follower(program);
    http_stop(program->server);
    log_write(LOG_INFO, "stopped", NULL);
    return 0;
}

int command_serve(const struct settings *settings, int argc, char **argv)
{
    struct program program = {.settings = settings};
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
    int status = open_program(&program) == RESULT_OK ? serve(&program, &signals) : 1;
    close_program(&program);
    return status;
}
