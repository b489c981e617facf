#include "main/program.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "act/sessions.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/log.h"
#include "base/text.h"
#include "cases/cases.h"
#include "catalogue/catalogue.h"
#include "catalogue/catalogue_api.h"
#include "crypto/crypto.h"
#include "db/writer.h"
#include "http/exchange.h"
#include "http/idempotency.h"
#include "main/command_load.h"
#include "people/people.h"
#include "places/places.h"
#include "places/places_api.h"

const db_statement_list program_statements[] = {http_statements, sessions_statements, places_statements, catalogue_statements, people_statements,
                                                cases_statements, cases_log_statements, cases_calendar_statements, cases_check_statements, idempotency_check_statements, NULL};

const struct route *const program_routes[] = {http_routes, places_routes, catalogue_routes, people_routes, cases_routes, NULL};

void program_make_folder(const struct settings *settings)
{
    char path[PATH_MAX];
    if (!text_starts_with(settings->db, "sqlite:") || !text_copy(path, sizeof(path), settings->db + strlen("sqlite:")))
        return;
    char *slash = strrchr(path, '/');
    if (slash == NULL || slash == path)
        return;
    *slash = '\0';
    (void)mkdir(path, 0750);
}

bool program_has_database(const struct settings *settings)
{
    const char *path = text_starts_with(settings->db, "sqlite:") ? settings->db + strlen("sqlite:") : NULL;
    bool there = path == NULL || file_exists(path);
    if (!there)
        (void)fprintf(stderr, "tongban: there is no database: %s\n", path);
    return there;
}

enum result program_open_db(const struct settings *settings, struct db **ret_db)
{
    char fault[300] = "";
    enum result result = db_open(settings->db, program_statements, ret_db, fault, sizeof(fault));
    if (result != RESULT_OK)
        (void)fprintf(stderr, "tongban: %s\n", fault[0] != '\0' ? fault : result_name(result));
    return result;
}

enum result program_migrate(struct db *db, bool say)
{
    char fault[300] = "";
    int applied = 0, version = 0;
    enum result result = db_migrate(db, &applied, fault, sizeof(fault));
    if (result != RESULT_OK) {
        (void)fprintf(stderr, "tongban: %s\n", fault[0] != '\0' ? fault : result_name(result));
        return result;
    }
    if (say && db_version(db, &version) == RESULT_OK)
        (void)printf("%d migrations applied; the database is at version %d\n", applied, version);
    return RESULT_OK;
}

bool program_key_path(const struct settings *settings, char path[PATH_MAX])
{
    if (!text_is_empty(settings->key_file))
        return text_copy(path, PATH_MAX, settings->key_file);
    if (!text_starts_with(settings->db, "sqlite:"))
        return false;
    int size = snprintf(path, PATH_MAX, "%s.key", settings->db + strlen("sqlite:"));
    return size > 0 && size < PATH_MAX;
}

/* ---- opening ---- */

static enum result open_keys(struct program *program)
{
    char path[PATH_MAX];
    bool any = false;
    struct db_session *session = NULL;
    if (!program_key_path(program->settings, path)) {
        (void)fputs("tongban: this database needs --key-file\n", stderr);
        return RESULT_INVALID;
    }
    enum result result = db_session_open(program->db, DB_READ, &session);
    if (result == RESULT_OK)
        result = cases_any(session, &any);
    db_session_close(session);
    if (result != RESULT_OK) {
        (void)fprintf(stderr, "tongban: the database cannot be read (%s); its tables may be another build's\n", result_name(result));
        return result;
    }
    /* keys are made only where nothing is sealed yet */
    result = keyring_open(path, !any, &program->keyring);
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

static const struct authenticator authenticators[] = {{PRINCIPAL_STAFF, people_read_principal}, {0}};

static enum result open_people(struct program *program)
{
    int64_t demo = 0;
    struct db_session *session = NULL;
    enum result result = sessions_open(program->settings, authenticators, &program->sessions);
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

/* Two of them would tell each other's clocks, keys and streams nothing: a file has one server. */
static enum result serve_alone(const struct program *program)
{
    enum result result = db_serve(program->db);
    if (result == RESULT_CONFLICT)
        (void)fprintf(stderr, "tongban: 这个数据库已有一个 tongban serve 在使用，一个文件只能由一个服务使用 / "
                              "another tongban serve has this database; a file has one server: %s\n", program->settings->db);
    else if (result != RESULT_OK)
        (void)fprintf(stderr, "tongban: the database cannot be locked (%s)\n", result_name(result));
    return result;
}

enum result program_open(struct program *program, const struct settings *settings)
{
    *program = (struct program){.settings = settings};
    struct writer_limits limits = {(size_t)settings->write_queue_max, (size_t)settings->batch_max, (size_t)settings->db_writers,
                                   settings->write_wait_max};
    enum result result = program_open_db(settings, &program->db);
    if (result == RESULT_OK)
        result = serve_alone(program);
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
        .catalogue = program->catalogue, .sessions = program->sessions, .events = program->events};
    program->options = (struct http_options){.context = &program->context, .routes = program_routes, .role_names = people_role_names};
    return result;
}

void program_close(struct program *program)
{
    writer_stop(program->writer);
    sessions_close(program->sessions);
    events_close(program->events);
    catalogue_close(program->catalogue);
    places_close(program->places);
    keyring_free(program->keyring);
    db_close(program->db);
}
