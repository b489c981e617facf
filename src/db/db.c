#include "db/db.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/text.h"
#include "db/db_row.h"
#include "db/engine.h"

#define STATEMENT_MAX 8192 /* bytes of its text */

struct db {
    const struct db_engine *engine;
    void *state;
    const db_statement_list *lists;
    struct db_statement **statements; /* by index */
    struct buffer *texts;             /* by index; empty where it is the statement's own */
    size_t count;
};

struct db_session {
    struct db *db;
    void *connection;
    enum db_access access;
    void **prepared; /* by statement index; NULL: not used yet */
};

/* PostgreSQL's own tools take both spellings. */
static const struct { const char *scheme; const struct db_engine *engine; } kinds[] = {
    {"sqlite:", &db_engine_sqlite}, {"postgresql:", &db_engine_postgres}, {"postgres:", &db_engine_postgres}};

struct db_value db_null(void) { return (struct db_value){.type = DB_NULL}; }
struct db_value db_integer(int64_t value) { return (struct db_value){.type = DB_INTEGER, .integer = value}; }
struct db_value db_real(double value) { return (struct db_value){.type = DB_REAL, .real = value}; }

struct db_value db_text(const char *text)
{
    if (text == NULL)
        return db_null();
    return (struct db_value){.type = DB_TEXT, .bytes = text, .size = strlen(text)};
}

struct db_value db_blob(const void *bytes, size_t size)
{
    if (bytes == NULL)
        return db_null();
    return (struct db_value){.type = DB_BLOB, .bytes = bytes, .size = size};
}

struct db_value db_integer_or_null(int64_t value, int64_t none)
{
    return value == none ? db_null() : db_integer(value);
}

static void say(char *fault, size_t fault_size, const char *text, const char *detail)
{
    if (fault != NULL && fault_size > 0)
        (void)snprintf(fault, fault_size, "%s%s", text, detail);
}

static enum result collect_statements(struct db *db, const db_statement_list *lists)
{
    size_t count = 0;
    for (size_t i = 0; lists[i] != NULL; i++)
        for (size_t k = 0; lists[i][k] != NULL; k++)
            count++;
    db->statements = calloc(count + 1, sizeof(*db->statements));
    db->texts = calloc(count + 1, sizeof(*db->texts));
    if (db->statements == NULL || db->texts == NULL)
        return RESULT_NO_MEMORY;
    for (size_t i = 0; lists[i] != NULL; i++)
        for (size_t k = 0; lists[i][k] != NULL; k++) {
            struct buffer *text = &db->texts[db->count];
            lists[i][k]->index = (int)db->count;
            db->statements[db->count++] = lists[i][k];
            buffer_init(text, STATEMENT_MAX);
            if (lists[i][k]->columns != NULL)
                db_write_sql(lists[i][k], text);
            if (text->failed)
                return RESULT_NO_MEMORY;
        }
    return RESULT_OK;
}

enum result db_open(const char *url, const db_statement_list *statements, struct db **ret_db, char *fault, size_t fault_size)
{
    size_t kind = 0;
    while (kind < ARRAY_COUNT(kinds) && !text_starts_with(url, kinds[kind].scheme))
        kind++;
    if (kind == ARRAY_COUNT(kinds)) {
        say(fault, fault_size, "unknown kind of database: it is sqlite:PATH or postgresql://\xe2\x80\xa6", ""); /* the address may hold a password */
        return RESULT_INVALID;
    }
    struct db *db = calloc(1, sizeof(*db));
    if (db == NULL)
        return RESULT_NO_MEMORY;
    db->engine = kinds[kind].engine;
    db->lists = statements;
    enum result result = collect_statements(db, statements);
    if (result == RESULT_OK)
        result = db->engine->open(url + strlen(kinds[kind].scheme), &db->state, fault, fault_size);
    if (result != RESULT_OK) {
        db_close(db);
        return result;
    }
    *ret_db = db;
    return RESULT_OK;
}

void db_close(struct db *db)
{
    if (db == NULL)
        return;
    if (db->state != NULL)
        db->engine->close(db->state);
    for (size_t i = 0; db->texts != NULL && i < db->count; i++)
        buffer_free(&db->texts[i]);
    free(db->texts);
    free(db->statements);
    free(db);
}

const db_statement_list *db_statement_lists(const struct db *db) { return db->lists; }
size_t db_writers_max(const struct db *db) { return db->engine->writers_max; }
int64_t db_size(const struct db *db) { return db->engine->size(db->state); }
int64_t db_room(const struct db *db) { return db->engine->room != NULL ? db->engine->room(db->state) : -1; }

const char *db_engine_name(const struct db *db) { return db->engine->name; }

/* ---- migrations ---- */

static const char migrations_table[] =
    "CREATE TABLE IF NOT EXISTS migrations (number INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at INTEGER NOT NULL)";

static enum result apply_migration(struct db *db, void *connection, const struct db_migration *migration,
                                   char *fault, size_t fault_size)
{
    const struct db_engine *engine = db->engine;
    char record[200];
    (void)snprintf(record, sizeof(record), "INSERT INTO migrations (number, name, applied_at) VALUES (%d, '%s', %lld)",
                   migration->number, migration->name, (long long)clock_now_ms());
    enum result result = engine->execute(connection, engine->begin_write);
    if (result == RESULT_OK)
        result = engine->migrate(connection, migration->sql);
    if (result == RESULT_OK)
        result = engine->execute(connection, record);
    if (result == RESULT_OK)
        result = engine->execute(connection, "COMMIT");
    if (result != RESULT_OK) {
        say(fault, fault_size, "migration failed: ", migration->name);
        (void)engine->execute(connection, "ROLLBACK");
    }
    return result;
}

enum result db_migrate(struct db *db, int *ret_applied, char *fault, size_t fault_size)
{
    const struct db_engine *engine = db->engine;
    void *connection = NULL;
    *ret_applied = 0;
    enum result result = engine->connect(db->state, DB_WRITE, &connection);
    if (result != RESULT_OK) {
        say(fault, fault_size, "cannot open the database for writing", "");
        return result;
    }
    if (engine->before_migrations != NULL)
        result = engine->execute(connection, engine->before_migrations);
    if (result == RESULT_OK)
        result = engine->migrate(connection, migrations_table);
    int64_t version = engine->number(connection, "SELECT max(number) FROM migrations", 0);
    int newest = db_migrations_count > 0 ? db_migrations[db_migrations_count - 1].number : 0;
    if (result == RESULT_OK && version > newest) {
        say(fault, fault_size, "the database is from a newer version of tongban", "");
        result = RESULT_CONFLICT;
    }
    for (size_t i = 0; result == RESULT_OK && i < db_migrations_count; i++) {
        if (db_migrations[i].number <= version)
            continue;
        result = apply_migration(db, connection, &db_migrations[i], fault, fault_size);
        if (result == RESULT_OK)
            (*ret_applied)++;
    }
    engine->disconnect(connection);
    return result;
}

enum result db_version(struct db *db, int *ret_version)
{
    void *connection = NULL;
    enum result result = db->engine->connect(db->state, DB_READ, &connection);
    if (result != RESULT_OK)
        return result;
    *ret_version = (int)db->engine->number(connection, "SELECT max(number) FROM migrations", 0);
    db->engine->disconnect(connection);
    return RESULT_OK;
}

/* Every migration, under its name. */
static bool has_migrations(const struct db_engine *engine, void *connection)
{
    char sql[200];
    bool has = true;
    for (size_t i = 0; has && i < db_migrations_count; i++) {
        (void)snprintf(sql, sizeof(sql), "SELECT count(*) FROM migrations WHERE number = %d AND name = '%s'", db_migrations[i].number,
                       db_migrations[i].name);
        has = engine->number(connection, sql, 0) == 1;
    }
    return has;
}

enum result db_verify(struct db *db, const char *const *tables, char *fault, size_t fault_size)
{
    const struct db_engine *engine = db->engine;
    void *connection = NULL;
    char sql[200];
    enum result result = engine->connect(db->state, DB_READ, &connection);
    if (result != RESULT_OK)
        return result;
    if (!has_migrations(engine, connection)) {
        say(fault, fault_size, "the database was made by another build of tongban", "");
        result = RESULT_CONFLICT;
    }
    for (; result == RESULT_OK && *tables != NULL; tables++) {
        (void)snprintf(sql, sizeof(sql), "SELECT count(*) FROM (SELECT 1 FROM %s LIMIT 1) AS one", *tables);
        if (engine->number(connection, sql, -1) >= 0)
            continue;
        say(fault, fault_size, "the database is damaged: a table is missing or cannot be read: ", *tables);
        result = RESULT_CORRUPT;
    }
    if (result != RESULT_OK && engine->number(connection, "SELECT 1", 0) != 1) {
        say(fault, fault_size, "the connection to the database was lost", "");
        result = RESULT_BUSY;
    }
    engine->disconnect(connection);
    return result;
}

/* ---- sessions ---- */

static const char *text_of(const struct db *db, const struct db_statement *statement)
{
    if (statement->columns != NULL)
        return db->texts[statement->index].bytes;
    return db->engine->has_rowids && statement->by_rowid != NULL ? statement->by_rowid : statement->sql;
}

enum result db_session_open(struct db *db, enum db_access access, struct db_session **ret_session)
{
    struct db_session *session = calloc(1, sizeof(*session));
    if (session == NULL)
        return RESULT_NO_MEMORY;
    session->db = db;
    session->access = access;
    session->prepared = calloc(db->count + 1, sizeof(void *));
    enum result result = session->prepared == NULL ? RESULT_NO_MEMORY : RESULT_OK;
    if (result == RESULT_OK)
        result = db->engine->connect(db->state, access, &session->connection);
    if (result != RESULT_OK) {
        db_session_close(session);
        return result;
    }
    *ret_session = session;
    return RESULT_OK;
}

void db_session_close(struct db_session *session)
{
    if (session == NULL)
        return;
    const struct db_engine *engine = session->db->engine;
    for (size_t i = 0; session->prepared != NULL && i < session->db->count; i++)
        if (session->prepared[i] != NULL)
            engine->finish(session->prepared[i]);
    free(session->prepared);
    if (session->connection != NULL)
        engine->disconnect(session->connection);
    free(session);
}

/* ---- statements ---- */

/* A statement has one index. Two databases may be open with it when it has the same place in the lists of both. */
static enum result prepare(struct db_session *session, const struct db_statement *statement, void **ret_prepared)
{
    const struct db *db = session->db;
    assert(statement->index >= 0 && (size_t)statement->index < db->count && db->statements[statement->index] == statement);
    void **prepared = &session->prepared[statement->index];
    enum result result = RESULT_OK;
    if (*prepared == NULL)
        result = db->engine->prepare(session->connection, statement->name, text_of(db, statement), prepared);
    *ret_prepared = *prepared;
    return result;
}

size_t db_prepared(const struct db_session *session)
{
    size_t count = 0;
    for (size_t i = 0; i < session->db->count; i++)
        count += session->prepared[i] != NULL;
    return count;
}

static void count_run(struct db_statement *statement, int64_t started)
{
    tally_add(&statement->took, clock_monotonic_us() - started);
}

static enum result run(struct db_session *session, struct db_statement *statement, const struct db_value *values, size_t count,
                       int64_t *ret_changes, bool exactly_one)
{
    int64_t started = clock_monotonic_us();
    void *prepared = NULL;
    enum result result = prepare(session, statement, &prepared);
    if (result == RESULT_OK)
        result = session->db->engine->run(prepared, values, count, ret_changes, exactly_one);
    count_run(statement, started);
    if (result != RESULT_OK && result != RESULT_CONFLICT && result != RESULT_STALE)
        log_write(LOG_ERROR, "statement_failed", "statement", statement->name, "result", result_name(result), NULL);
    return result;
}

enum result db_run(struct db_session *session, struct db_statement *statement,
                   const struct db_value *values, size_t count, int64_t *ret_changes)
{
    return run(session, statement, values, count, ret_changes, false);
}

enum result db_change_one(struct db_session *session, struct db_statement *statement, const struct db_value *values, size_t count)
{
    return run(session, statement, values, count, NULL, true);
}

enum result db_flush(struct db_session *session) { return session->db->engine->flush(session->connection); }

void db_query(struct db_session *session, struct db_statement *statement,
              const struct db_value *values, size_t count, struct db_rows *ret_rows)
{
    const struct db_engine *engine = session->db->engine;
    if (session->access == DB_READ && engine->begin_read != NULL)
        engine->begin_read(session->connection);
    *ret_rows = (struct db_rows){.session = session, .engine = engine, .statement = statement, .started = clock_monotonic_us()};
    ret_rows->result = prepare(session, statement, &ret_rows->handle);
    if (ret_rows->result == RESULT_OK)
        ret_rows->result = engine->bind(ret_rows->handle, values, count);
}

bool db_next(struct db_rows *rows)
{
    if (rows->result != RESULT_OK)
        return false;
    return rows->engine->step(rows->handle, &rows->result);
}

enum result db_rows_close(struct db_rows *rows)
{
    const struct db_session *session = rows->session;
    const struct db_engine *engine = session->db->engine;
    if (rows->handle != NULL)
        engine->reset(rows->handle);
    if (session->access == DB_READ && engine->end_read != NULL)
        engine->end_read(session->connection, rows->result);
    count_run(rows->statement, rows->started);
    if (rows->result != RESULT_OK && rows->result != RESULT_CONFLICT && rows->result != RESULT_STALE)
        log_write(LOG_ERROR, "statement_failed", "statement", rows->statement->name, "result",
                  result_name(rows->result), NULL);
    return rows->result;
}

bool db_column_is_null(const struct db_rows *rows, int column)
{
    return rows->engine->column_is_null(rows->handle, column);
}

int64_t db_column_integer(const struct db_rows *rows, int column)
{
    return rows->engine->column_integer(rows->handle, column);
}

int64_t db_column_integer_or(const struct db_rows *rows, int column, int64_t none)
{
    int64_t value = db_column_integer(rows, column); /* 0 where there is none */
    return value == 0 && db_column_is_null(rows, column) ? none : value;
}

double db_column_real(const struct db_rows *rows, int column)
{
    return rows->engine->column_real(rows->handle, column);
}

const char *db_column_text(const struct db_rows *rows, int column)
{
    return rows->engine->column_text(rows->handle, column);
}

const void *db_column_blob(const struct db_rows *rows, int column, size_t *ret_size)
{
    return rows->engine->column_blob(rows->handle, column, ret_size);
}

static void *copied(struct db_rows *rows, void *copy)
{
    if (copy == NULL && rows->result == RESULT_OK)
        rows->result = RESULT_NO_MEMORY;
    return copy;
}

char *db_column_copy(struct db_rows *rows, int column, struct arena *arena)
{
    const char *text = db_column_text(rows, column);
    return text == NULL ? NULL : copied(rows, arena_copy_text(arena, text));
}

void *db_column_copy_blob(struct db_rows *rows, int column, struct arena *arena, size_t *ret_size)
{
    const void *bytes = db_column_blob(rows, column, ret_size);
    return bytes == NULL ? NULL : copied(rows, arena_copy_bytes(arena, bytes, *ret_size));
}

/* ---- transactions ---- */

static enum result plain(struct db_session *session, const char *sql)
{
    return session->db->engine->execute(session->connection, sql);
}

enum result db_begin(struct db_session *session)
{
    assert(session->access == DB_WRITE);
    return plain(session, session->db->engine->begin_write);
}

enum result db_commit(struct db_session *session)
{
    enum result result = plain(session, "COMMIT");
    if (result != RESULT_OK)
        db_rollback(session);
    return result;
}

void db_rollback(struct db_session *session) { (void)plain(session, "ROLLBACK"); }
enum result db_savepoint(struct db_session *session) { return plain(session, session->db->engine->savepoint); }
enum result db_release(struct db_session *session) { return plain(session, session->db->engine->release); }

int64_t db_changes_so_far(struct db_session *session) { return session->db->engine->changes_so_far(session->connection); }

enum db_remedy db_remedy(struct db_session *session) { return session->db->engine->remedy(session->connection); }

enum result db_rollback_to(struct db_session *session)
{
    enum result result = plain(session, session->db->engine->rollback_to);
    return result != RESULT_OK ? result : plain(session, session->db->engine->release);
}

/* ---- care ---- */

enum result db_serve(struct db *db) { return db->engine->serve != NULL ? db->engine->serve(db->state) : RESULT_OK; }

void db_read_ahead(struct db *db)
{
    if (db->engine->read_ahead != NULL)
        db->engine->read_ahead(db->state);
}

enum result db_check(struct db *db, void (*report)(void *context, const char *line), void *context)
{
    void *connection = NULL;
    enum result result = db->engine->connect(db->state, DB_READ, &connection);
    if (result != RESULT_OK)
        return result;
    result = db->engine->check(connection, report, context);
    db->engine->disconnect(connection);
    return result;
}

enum result db_quick_check(struct db *db)
{
    return db->engine->quick_check == NULL ? RESULT_INVALID : db->engine->quick_check(db->state);
}

enum result db_copy(struct db *db, const char *path, void (*progress)(void *context, int percent), void *context)
{
    return db->engine->copy == NULL ? RESULT_INVALID : db->engine->copy(db->state, path, progress, context);
}

enum result db_explain(struct db_session *session, struct db_statement *statement,
                       void (*report)(void *context, const char *line), void *context)
{
    return session->db->engine->explain(session->connection, text_of(session->db, statement), report, context);
}

static enum db_type type_of(const char *word)
{
    static const struct { const char *word; enum db_type type; } words[] = {
        {"INTEGER", DB_INTEGER}, {"REAL", DB_REAL}, {"TEXT", DB_TEXT}, {"BLOB", DB_BLOB}};
    for (size_t i = 0; i < ARRAY_COUNT(words); i++)
        if (text_equal(words[i].word, word))
            return words[i].type;
    return DB_NULL;
}

enum result db_columns(struct db *db, void (*each)(void *context, const char *table, const char *column, enum db_type type, int key), void *context)
{
    const struct db_engine *engine = db->engine;
    void *connection = NULL, *prepared = NULL;
    enum result result = engine->connect(db->state, DB_READ, &connection);
    if (result == RESULT_OK)
        result = engine->prepare(connection, "db.columns", engine->columns, &prepared);
    if (result == RESULT_OK)
        result = engine->bind(prepared, NULL, 0);
    while (result == RESULT_OK && engine->step(prepared, &result)) {
        enum db_type type = type_of(engine->column_text(prepared, 2));
        if (type == DB_NULL)
            result = RESULT_CORRUPT;
        else
            each(context, engine->column_text(prepared, 0), engine->column_text(prepared, 1), type, (int)engine->column_integer(prepared, 3));
    }
    if (prepared != NULL)
        engine->finish(prepared);
    if (connection != NULL)
        engine->disconnect(connection);
    return result;
}

enum result db_lock(struct db_session *session, const char *table)
{
    char sql[120];
    if (session->db->engine->lock == NULL)
        return RESULT_OK;
    (void)snprintf(sql, sizeof(sql), "%s %s IN SHARE MODE", session->db->engine->lock, table);
    return plain(session, sql);
}

int64_t db_others(struct db *db)
{
    void *connection = NULL;
    if (db->engine->others == NULL || db->engine->connect(db->state, DB_READ, &connection) != RESULT_OK)
        return -1;
    int64_t others = db->engine->number(connection, db->engine->others, -1);
    db->engine->disconnect(connection);
    return others;
}
