/* What an engine provides; db.c holds what all engines share. Thin engines, shared checks above. */
#ifndef TONGBAN_DB_ENGINE_H
#define TONGBAN_DB_ENGINE_H

#include "db/db.h"

struct db_engine {
    const char *name; /* "sqlite", "postgresql" */
    /* location: what follows the scheme in the address, PATH or //… */
    enum result (*open)(const char *location, void **ret_state, char *fault, size_t fault_size);
    void (*close)(void *state);
    enum result (*connect)(void *state, enum db_access access, void **ret_connection);
    void (*disconnect)(void *connection);
    /* Around each query of a reader, with what came of it; NULL: nothing to do. What was committed before the beginning is read. */
    void (*begin_read)(void *connection);
    void (*end_read)(void *connection, enum result result);
    /* Plain SQL without parameters or rows; may hold several statements. */
    enum result (*execute)(void *connection, const char *sql);
    /* The same for a text of migrations, which are written in SQLite's words. */
    enum result (*migrate)(void *connection, const char *sql);
    /* One number of a plain query; `otherwise` when there is no row or no such table. */
    int64_t (*number)(void *connection, const char *sql, int64_t otherwise);
    enum result (*prepare)(void *connection, const char *name, const char *sql, void **ret_prepared);
    void (*finish)(void *prepared);
    enum result (*bind)(void *prepared, const struct db_value *values, size_t count);
    /* True: a row stands; false: *ret_result tells whether at the end or failed. */
    bool (*step)(void *prepared, enum result *ret_result);
    void (*reset)(void *prepared);
    /* A statement without rows. ret_changes NULL: nobody asks for the count, so that the answer may be deferred (db.h).
     * exactly_one: any other count is RESULT_STALE. */
    enum result (*run)(void *prepared, const struct db_value *values, size_t count, int64_t *ret_changes, bool exactly_one);
    enum result (*flush)(void *connection);          /* db_flush */
    enum db_remedy (*remedy)(void *connection);      /* db_remedy */
    int64_t (*changes_so_far)(void *connection); /* db_changes_so_far */
    bool (*column_is_null)(void *prepared, int column);
    int64_t (*column_integer)(void *prepared, int column);
    double (*column_real)(void *prepared, int column);
    const char *(*column_text)(void *prepared, int column);
    const void *(*column_blob)(void *prepared, int column, size_t *ret_size);
    enum result (*check)(void *connection, void (*report)(void *context, const char *line), void *context);
    enum result (*serve)(void *state); /* db_serve; NULL: several may */
    void (*read_ahead)(void *state); /* db_read_ahead; NULL: the engine does so itself */
    /* db_quick_check, db_copy; NULL where the engine has tools of its own. */
    enum result (*quick_check)(void *state);
    enum result (*copy)(void *state, const char *path, void (*progress)(void *context, int percent), void *context);
    enum result (*explain)(void *connection, const char *sql, void (*report)(void *context, const char *line), void *context);
    int64_t (*size)(void *state);
    int64_t (*room)(void *state); /* db_room; NULL: not to be told */
    size_t writers_max; /* write sessions at the same time */
    bool has_rowids;    /* struct db_statement */
    const char *before_migrations; /* run first on the connection that migrates; NULL: nothing */
    const char *columns; /* table, column, type in SQLite's word, place in the key: what db_columns tells */
    const char *others;  /* db_others as a query; NULL: not to be told */
    const char *lock;    /* db_lock: the words before the table; NULL: who writes is alone anyway */
    const char *begin_write, *savepoint, *release, *rollback_to;
};

extern const struct db_engine db_engine_sqlite, db_engine_postgres;

#endif
