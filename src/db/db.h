/* One small interface over SQL engines. SQL is written once, with parameters $1, $2 …, in the *_store.c files of the
 * rooms, as named statements that a session prepares when it first uses them, and that are counted when they run.
 * What differs between engines stands in the engine's own file (db_sqlite.c). */
#ifndef TONGBAN_DB_DB_H
#define TONGBAN_DB_DB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/result.h"
#include "base/tally.h"

struct db;         /* one database */
struct db_session; /* one connection with its prepared statements; used by one thread at a time */
struct arena;
struct db_column;
struct db_engine;

struct db_statement {
    const char *name; /* room.what, for metrics and logs */
    const char *sql;  /* db_write_sql gives what is run */
    const struct db_column *columns; /* of the table that it reads or writes whole rows of (db_row.h); else NULL */
    unsigned group;   /* which of them; 0: all */
    size_t stride;    /* bytes from one to the next where each begins a larger struct; 0: they stand alone */
    const char *by_rowid; /* the same in the order in which rows lie, where an engine has rowids (SQLite); NULL: it is no matter */
    int index;        /* given by db_open */
    struct tally took; /* how often it ran and how long */
};
#define DB_STATEMENT(statement_name, statement_sql) {.name = (statement_name), .sql = (statement_sql), .index = -1}

enum db_type { DB_NULL, DB_INTEGER, DB_REAL, DB_TEXT, DB_BLOB };

struct db_value {
    enum db_type type;
    union {
        int64_t integer;
        double real;
        struct { const void *bytes; size_t size; };
    };
};
struct db_value db_null(void);
struct db_value db_integer(int64_t value);
struct db_value db_real(double value);
struct db_value db_text(const char *text);                  /* NULL gives SQL NULL; must live until the call returns */
struct db_value db_blob(const void *bytes, size_t size);    /* NULL gives SQL NULL */
/* A time or day that may be absent: `none` becomes SQL NULL. */
struct db_value db_integer_or_null(int64_t value, int64_t none);

/* DB_VALUES(db_text(a), db_integer(b)) expands to the array and its count. */
#define DB_VALUES(...)                                     \
    (const struct db_value[]){__VA_ARGS__},                \
    sizeof((const struct db_value[]){__VA_ARGS__}) / sizeof(struct db_value)
#define DB_NO_VALUES NULL, 0

/* Statement lists of the rooms, each closed by NULL; the outer list is closed by NULL too. */
typedef struct db_statement *const *db_statement_list;

/* url: sqlite:PATH or postgresql://… (all that libpq reads in an address). `statements` are all statements of the program. The
 * file is made when it does not exist; a database of PostgreSQL must be there.
 * RESULT_CORRUPT: not a database, or a foreign one; RESULT_IO: cannot open; a sentence in `fault` (may be NULL). */
enum result db_open(const char *url, const db_statement_list *statements, struct db **ret_db, char *fault, size_t fault_size);
void db_close(struct db *db);
/* The lists given to db_open, for metrics. */
const db_statement_list *db_statement_lists(const struct db *db);

struct db_migration { int number; const char *name; const char *sql; };
extern const struct db_migration db_migrations[];
extern const size_t db_migrations_count;
/* Brings the database to the newest migration, each in its own transaction; *ret_applied counts them.
 * RESULT_CONFLICT when the database is newer than the program. */
enum result db_migrate(struct db *db, int *ret_applied, char *fault, size_t fault_size);
/* Statements are prepared when they are first used: what a migrated database lacks is to be known at the start, not at a counter.
 * RESULT_CONFLICT: its migrations have other names, another build made it; RESULT_CORRUPT: one of `tables` (closed by NULL) is
 * missing or its first page cannot be read. A sentence in `fault`. */
enum result db_verify(struct db *db, const char *const *tables, char *fault, size_t fault_size);
/* The newest migration applied; 0 for an empty database. */
enum result db_version(struct db *db, int *ret_version);

enum db_access { DB_READ, DB_WRITE };
/* Opens a connection. The database must be migrated. Owned by the caller. */
enum result db_session_open(struct db *db, enum db_access access, struct db_session **ret_session);
void db_session_close(struct db_session *session);
/* Statements that this session has prepared: those that it has used. */
size_t db_prepared(const struct db_session *session);

/* Runs a statement that yields no rows. RESULT_CONFLICT: a uniqueness or other constraint; RESULT_BUSY: locked, disk full;
 * RESULT_CORRUPT; RESULT_IO. *ret_changes (may be NULL) counts changed rows. */
enum result db_run(struct db_session *session, struct db_statement *statement,
                   const struct db_value *values, size_t count, int64_t *ret_changes);

/* Like db_run where exactly one row must change: RESULT_STALE when it is another number. On a write session of an engine that
 * defers (below) the answer may come with a later call. */
enum result db_change_one(struct db_session *session, struct db_statement *statement, const struct db_value *values, size_t count);

/* Deferred writes. Inside a transaction of a write session an engine may send a db_run whose ret_changes is NULL, or a
 * db_change_one, without waiting for its answer, and say RESULT_OK. The next db_query, db_run that asks for its changes,
 * db_flush or db_commit gathers the answers and tells the first failure; the transaction is spoiled then and can only be
 * rolled back (to a savepoint that was set after a flush, or whole). The values may be gone when the call returns. Engines
 * without a wire between (SQLite) do everything at once. */
enum result db_flush(struct db_session *session);

/* Rows are read one by one; always close. Texts and blobs live until the next db_next or db_rows_close. */
struct db_rows {
    struct db_session *session;
    const struct db_engine *engine;
    struct db_statement *statement;
    void *handle;
    enum result result;
    int64_t started;
};
void db_query(struct db_session *session, struct db_statement *statement,
              const struct db_value *values, size_t count, struct db_rows *ret_rows);
/* False at the end or on failure; db_rows_close tells which. */
bool db_next(struct db_rows *rows);
enum result db_rows_close(struct db_rows *rows);
bool db_column_is_null(const struct db_rows *rows, int column);
int64_t db_column_integer(const struct db_rows *rows, int column);             /* 0 when null */
int64_t db_column_integer_or(const struct db_rows *rows, int column, int64_t none);
double db_column_real(const struct db_rows *rows, int column);
const char *db_column_text(const struct db_rows *rows, int column);            /* NULL when null */
const void *db_column_blob(const struct db_rows *rows, int column, size_t *ret_size);
/* Copies into the arena; NULL when null. Without memory too: then the rows end, and db_rows_close says RESULT_NO_MEMORY, so
 * that no caller can take a part for the whole. */
char *db_column_copy(struct db_rows *rows, int column, struct arena *arena);
void *db_column_copy_blob(struct db_rows *rows, int column, struct arena *arena, size_t *ret_size);

/* Transactions belong to the writer and to the loader. */
enum result db_begin(struct db_session *session);
enum result db_commit(struct db_session *session);
void db_rollback(struct db_session *session);
enum result db_savepoint(struct db_session *session);
enum result db_release(struct db_session *session);
/* Rows this session has changed since it was opened; -1 when no transaction stands: whether a command that failed left
 * something to undo. */
int64_t db_changes_so_far(struct db_session *session);
/* What helps after a transaction of this write session failed and was rolled back: giving up (nothing would be different, or a
 * commit may or may not have happened), finding the command that spoils it, or trying all of it again. */
enum db_remedy { DB_GIVE_UP, DB_GUARD, DB_TRY_AGAIN };
enum db_remedy db_remedy(struct db_session *session);
/* Undoes to the savepoint and forgets it. Anything but RESULT_OK: the engine has already thrown the whole transaction away. */
enum result db_rollback_to(struct db_session *session);

/* Before serving it: RESULT_CONFLICT when a server has it already and may be the only one (a file of SQLite). Held
 * until db_close, or the end of the process, however that comes. Commands beside a server need not ask. */
enum result db_serve(struct db *db);
/* Says that everything is going to be read: read sessions opened from now on ask for pages before they are needed. Costs reads
 * for nothing to whoever looks up single rows. */
void db_read_ahead(struct db *db);
/* Engine's own check of the file; faults as lines through `report`. */
enum result db_check(struct db *db, void (*report)(void *context, const char *line), void *context);
/* The same, only as deep as a copy deserves: pages and rows, not every index. RESULT_INVALID where the engine has no such. */
enum result db_quick_check(struct db *db);
/* Copies the whole database as it is at this moment into the empty file `path`, while others go on reading and writing, and
 * checks the copy (db_quick_check). `progress` (may be NULL) hears the percents. The copy is not yet durable.
 * RESULT_INVALID: the engine has tools of its own for that; RESULT_CORRUPT; RESULT_BUSY: disk full. */
enum result db_copy(struct db *db, const char *path, void (*progress)(void *context, int percent), void *context);
/* The engine's plan of a statement, line by line; "SCAN table" where it reads all of a table. For tests. */
enum result db_explain(struct db_session *session, struct db_statement *statement,
                       void (*report)(void *context, const char *line), void *context);
/* Write sessions that may work at the same time. */
size_t db_writers_max(const struct db *db);
/* Every column of every table but that of the migrations: tables in the order in which they were made, columns in theirs.
 * `key`: the place in the table's key from 1 on, 0 when it is not in it. */
enum result db_columns(struct db *db, void (*each)(void *context, const char *table, const char *column, enum db_type type, int key), void *context);
/* In a transaction: nobody else writes to the table until it ends. */
enum result db_lock(struct db_session *session, const char *table);
/* Sessions of other processes of this program on this one database, of those who have just ended a moment longer; -1 where the engine cannot tell (SQLite: see db_file.h). */
int64_t db_others(struct db *db);
/* Bytes of the database on disk, its log included. */
int64_t db_size(const struct db *db);
/* Bytes still free where it lies; -1 when that is another machine's. */
int64_t db_room(const struct db *db);
/* The engine's name: sqlite, postgresql. */
const char *db_engine_name(const struct db *db);

#endif
