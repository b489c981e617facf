#include "main/program.h"

#include <assert.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/log.h"
#include "base/text.h"
#include "crypto/crypto.h"
#include "db/writer.h"
#include "main/command_load.h"

#define TABLES_MAX 200

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
    enum result result = db_open(settings->db, program_statements(), ret_db, fault, sizeof(fault));
    if (result != RESULT_OK)
        (void)fprintf(stderr, "tongban: %s\n", fault[0] != '\0' ? fault : result_name(result));
    return result;
}

enum result program_verify(struct db *db, char *fault, size_t fault_size)
{
    const char *tables[TABLES_MAX + 1] = {NULL};
    size_t count = 0;
    for (const struct room *const *room = program_rooms; *room != NULL; room++)
        for (const struct room_table *table = (*room)->tables; table != NULL && table->name != NULL; table++) {
            assert(count < TABLES_MAX);
            tables[count++] = table->name;
        }
    return db_verify(db, tables, fault, fault_size);
}

enum result program_migrate(struct db *db, bool say)
{
    char fault[300] = "";
    int applied = 0, version = 0;
    enum result result = db_migrate(db, &applied, fault, sizeof(fault));
    if (result == RESULT_OK)
        result = program_verify(db, fault, sizeof(fault));
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
    for (const struct room *const *room = program_rooms; *room != NULL && !any && result == RESULT_OK; room++)
        if ((*room)->any_sealed != NULL)
            result = (*room)->any_sealed(session, &any);
    db_session_close(session);
    if (result != RESULT_OK) {
        (void)fprintf(stderr, "tongban: the database cannot be read (%s)\n", result_name(result));
        return result;
    }
    /* keys are made only where nothing is sealed yet */
    result = keyring_open(path, !any, &program->keyring);
    if (result == RESULT_NOT_FOUND)
        (void)fprintf(stderr, "tongban: the database holds what is sealed, but the file of its keys is missing: %s\n", path);
    else if (result != RESULT_OK)
        (void)fprintf(stderr, "tongban: the file of keys cannot be used (%s): %s\n", result_name(result), path);
    return result;
}

enum result program_open_rooms(struct context *context, struct db *db, char *fault, size_t fault_size)
{
    struct db_session *session = NULL;
    enum result result = db_session_open(db, DB_READ, &session);
    context->rooms = program_rooms;
    for (const struct room *const *room = program_rooms; *room != NULL && result == RESULT_OK; room++)
        if ((*room)->open != NULL)
            result = (*room)->open(context, session, fault, fault_size);
    db_session_close(session);
    return result;
}

void program_close_rooms(struct context *context)
{
    size_t count = 0;
    while (context->rooms != NULL && context->rooms[count] != NULL)
        count++;
    while (count-- > 0)
        if (context->rooms[count]->close != NULL)
            context->rooms[count]->close(context);
}

static enum result open_rooms(struct program *program)
{
    struct context empty = program->context;
    char fault[300] = "";
    enum result result = program_open_rooms(&program->context, program->db, fault, sizeof(fault));
    if (result == RESULT_NOT_FOUND) {
        program_close_rooms(&program->context);
        program->context = empty;
        log_write(LOG_INFO, "city_not_loaded_yet", "pack", program->settings->data, NULL);
        if (command_load(program->settings, 0, NULL) != 0)
            return RESULT_INVALID;
        result = program_open_rooms(&program->context, program->db, fault, sizeof(fault));
    }
    if (result != RESULT_OK)
        (void)fprintf(stderr, "tongban: %s\n", fault[0] != '\0' ? fault : result_name(result));
    return result;
}

static enum result start_rooms(struct program *program, const struct room_go_on *go_on)
{
    struct db_session *session = NULL;
    enum result result = db_session_open(program->db, DB_READ, &session);
    for (const struct room *const *room = program_rooms; *room != NULL && result == RESULT_OK; room++)
        if ((*room)->start != NULL)
            result = (*room)->start(&program->context, session, go_on);
    db_session_close(session);
    if (result != RESULT_OK)
        (void)fprintf(stderr, "tongban: %s\n", result_name(result));
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

enum result program_open(struct program *program, const struct settings *settings, const struct room_go_on *go_on)
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
    program->context = (struct context){.settings = settings, .db = program->db, .keyring = program->keyring};
    if (result == RESULT_OK)
        result = open_rooms(program);
    if (result == RESULT_OK)
        result = writer_start(program->db, limits, &program->writer);
    program->context.writer = program->writer;
    if (result == RESULT_OK)
        result = start_rooms(program, go_on);
    return result;
}

void program_close(struct program *program)
{
    writer_stop(program->writer);
    program_close_rooms(&program->context);
    keyring_free(program->keyring);
    db_close(program->db);
}
