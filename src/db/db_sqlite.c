/* The SQLite engine: WAL, synchronous=FULL, one writer.
 * Exceptions from the common SQL: $N parameters are numbered by first appearance in SQLite, so they are bound by name. */
#include <assert.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/log.h"
#include "base/text.h"
#include "db/checkpointer.h"
#include "db/db_file.h"
#include "db/db_sqlite_file.h"
#include "db/engine.h"

#define APPLICATION_ID 0x546F6E67 /* "Tong": marks the file as ours */
#define PARAMETERS_MAX 40
#define LOG_PIECE (16 << 20)
#define READERS_CACHE_KB 40000 /* of all HTTP threads together … */
#define READER_CACHE_KB_MIN 10000 /* … and of each */
#define READER_CACHE_KB_MAX 20000
#define BEGIN_WRITE "BEGIN IMMEDIATE"
#define CHECKPOINTS_FROM 1000 /* pages in the log: a shorter one waits until the last connection closes */

struct sqlite_state {
    char path[PATH_MAX];
    pthread_mutex_t mutex; /* over the list of readers */
    struct sqlite_connection *readers;
    atomic_uint writers, checkpoints;
    int served; /* db_file_serve; -1: it is not. Let go when no connection is left */
    int ahead; /* the file, for reading ahead; -1: nobody does. Closed when no connection is left: sqlite_file_read_ahead */
};

struct sqlite_prepared {
    sqlite3_stmt *statement;
    sqlite3 *connection;
    int numbers[PARAMETERS_MAX]; /* $k+1 → SQLite's parameter index, 0 when not used */
};

struct reading {
    const uint32_t *log_index;  /* its first words; NULL: nothing is kept */
    pthread_mutex_t mutex;      /* held while queries run, or while another thread lets go what is kept */
    int depth;                  /* queries inside each other */
    bool kept;                  /* a read transaction is open … */
    uint64_t commits;           /* … that has seen these */
    unsigned checkpoints;
};

struct sqlite_connection {
    sqlite3 *handle;
    struct sqlite_state *state;
    struct checkpointer *checkpointer; /* of what this one writes; NULL until there is enough of it */
    struct sqlite_connection *checkpointing; /* its thread's */
    struct sqlite_file file;
    bool writes;
    int log_pages;    /* after its last commit */
    int64_t log_size; /* what the log's file was lengthened to */
    struct sqlite_prepared *plain[8]; /* BEGIN, COMMIT, SAVEPOINT …: prepared at first use, keyed by their text */
    const char *plain_sql[8];
    size_t plain_count;
    struct reading reading;
    struct sqlite_connection *next_reader;
};

static enum result result_of(int code)
{
    switch (code & 0xff) {
    case SQLITE_OK: case SQLITE_DONE: case SQLITE_ROW: return RESULT_OK;
    case SQLITE_CONSTRAINT: return RESULT_CONFLICT;
    case SQLITE_BUSY: case SQLITE_LOCKED: case SQLITE_FULL: case SQLITE_READONLY: case SQLITE_IOERR: return RESULT_BUSY;
    case SQLITE_CORRUPT: case SQLITE_NOTADB: return RESULT_CORRUPT;
    case SQLITE_NOMEM: return RESULT_NO_MEMORY;
    case SQLITE_CANTOPEN: case SQLITE_PERM: case SQLITE_AUTH: return RESULT_IO;
    case SQLITE_TOOBIG: case SQLITE_MISMATCH: case SQLITE_RANGE: return RESULT_INVALID;
    default: return RESULT_INTERNAL;
    }
}

static enum result failed(sqlite3 *handle, int code, const char *what)
{
    if ((code & 0xff) != SQLITE_CONSTRAINT)
        log_write(LOG_ERROR, "sqlite", "what", what, "message", sqlite3_errmsg(handle), NULL);
    return result_of(code);
}

static enum result sqlite_execute(void *connection, const char *sql);
static int64_t sqlite_number(void *connection, const char *sql, int64_t otherwise);

/* ---- what readers keep ---- */

/* A read transaction costs two system calls under a lock that all threads share, more than a small query. So a reader keeps it
 * while nobody commits: the log's index, which all processes share that have the database open, begins with a count of commits
 * and a checksum of all that changes with them (https://www.sqlite.org/walformat.html). What was kept is let go by the next
 * query after a commit, and around each checkpoint: it would hold back pages, or the log from beginning anew. Therefore nothing is
 * kept in a process that only reads: nobody would ask it to let go. */
enum { LOG_INDEX_PIECE = 32768, COUNT_OF_COMMITS = 2, CHECKSUM = 10 /* words of its head */ };

static bool has_log(struct sqlite_connection *c)
{
    sqlite3_stmt *statement = NULL;
    bool has = sqlite3_prepare_v2(c->handle, "PRAGMA journal_mode", -1, &statement, NULL) == SQLITE_OK &&
               sqlite3_step(statement) == SQLITE_ROW && text_equal((const char *)sqlite3_column_text(statement, 0), "wal");
    (void)sqlite3_finalize(statement);
    return has;
}

static const uint32_t *find_log_index(struct sqlite_connection *c)
{
    sqlite3_file *file = NULL;
    void volatile *index = NULL;
    if (!has_log(c) || sqlite3_file_control(c->handle, "main", SQLITE_FCNTL_FILE_POINTER, &file) != SQLITE_OK ||
        file->pMethods == NULL || file->pMethods->iVersion < 2 ||
        file->pMethods->xShmMap(file, 0, LOG_INDEX_PIECE, 0, &index) != SQLITE_OK)
        return NULL;
    return (const uint32_t *)(uintptr_t)index;
}

static uint64_t commits_so_far(const struct reading *reading)
{
    return (uint64_t)__atomic_load_n(reading->log_index + COUNT_OF_COMMITS, __ATOMIC_ACQUIRE) << 32 |
           __atomic_load_n(reading->log_index + CHECKSUM, __ATOMIC_ACQUIRE);
}

static void let_go(struct sqlite_connection *c)
{
    if (c->reading.kept && sqlite3_get_autocommit(c->handle) == 0) /* a failing disk may have ended it already */
        (void)sqlite_execute(c, "COMMIT");
    c->reading.kept = false;
}

static void sqlite_begin_read(void *connection)
{
    struct sqlite_connection *c = connection;
    struct reading *reading = &c->reading;
    if (reading->log_index == NULL || (reading->depth == 0 && atomic_load(&c->state->writers) == 0) || reading->depth++ > 0)
        return;
    (void)pthread_mutex_lock(&reading->mutex);
    uint64_t commits = commits_so_far(reading);
    if (reading->kept && reading->commits == commits)
        return;
    let_go(c);
    reading->checkpoints = atomic_load(&c->state->checkpoints);
    reading->commits = commits;
    reading->kept = sqlite_execute(c, "BEGIN") == RESULT_OK;
}

static void sqlite_end_read(void *connection, enum result result)
{
    struct sqlite_connection *c = connection;
    struct reading *reading = &c->reading;
    if (reading->depth == 0 || --reading->depth > 0)
        return;
    if (result != RESULT_OK || reading->checkpoints != atomic_load(&c->state->checkpoints))
        let_go(c);
    (void)pthread_mutex_unlock(&reading->mutex);
}

/* Who reads just now lets go when he has read. */
static void let_go_all(struct sqlite_state *state)
{
    atomic_fetch_add(&state->checkpoints, 1);
    (void)pthread_mutex_lock(&state->mutex);
    for (struct sqlite_connection *c = state->readers; c != NULL; c = c->next_reader) {
        if (pthread_mutex_trylock(&c->reading.mutex) != 0)
            continue;
        let_go(c);
        (void)pthread_mutex_unlock(&c->reading.mutex);
    }
    (void)pthread_mutex_unlock(&state->mutex);
}

static void join_readers(struct sqlite_connection *c)
{
    c->reading.log_index = find_log_index(c);
    (void)pthread_mutex_lock(&c->state->mutex);
    c->next_reader = c->state->readers;
    c->state->readers = c;
    (void)pthread_mutex_unlock(&c->state->mutex);
}

static void leave_readers(struct sqlite_connection *c)
{
    (void)pthread_mutex_lock(&c->state->mutex);
    struct sqlite_connection **at = &c->state->readers;
    while (*at != NULL && *at != c)
        at = &(*at)->next_reader;
    if (*at != NULL)
        *at = c->next_reader;
    (void)pthread_mutex_unlock(&c->state->mutex);
}

/* ---- connections ---- */

static void sqlite_disconnect(void *connection)
{
    struct sqlite_connection *c = connection;
    if (c == NULL)
        return;
    leave_readers(c);
    atomic_fetch_sub(&c->state->writers, c->writes);
    for (size_t i = 0; i < c->plain_count; i++) {
        (void)sqlite3_finalize(c->plain[i]->statement);
        free(c->plain[i]);
    }
    (void)sqlite3_close(c->handle);
    checkpointer_stop(c->checkpointer);
    sqlite_disconnect(c->checkpointing);
    (void)pthread_mutex_destroy(&c->reading.mutex);
    free(c);
}

static enum result open_handle(struct sqlite_state *state, int flags, struct sqlite_connection **ret_connection)
{
    struct sqlite_connection *c = calloc(1, sizeof(*c));
    if (c == NULL)
        return RESULT_NO_MEMORY;
    c->state = state;
    (void)pthread_mutex_init(&c->reading.mutex, NULL);
    int code = sqlite3_open_v2(state->path, &c->handle, SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_READWRITE | flags, NULL);
    if (code != SQLITE_OK) {
        enum result result = failed(c->handle, code, "open");
        sqlite_disconnect(c);
        return result;
    }
    (void)sqlite3_extended_result_codes(c->handle, 1);
    (void)sqlite3_busy_timeout(c->handle, 5000);
    *ret_connection = c;
    return RESULT_OK;
}

/* Never waits for a reader: what it still needs stays in the log. */
static int pass(void *connection)
{
    struct sqlite_connection *c = connection;
    sqlite3 *handle = c->handle;
    let_go_all(c->state);
    int checkpointed = 0, code = sqlite3_wal_checkpoint_v2(handle, "main", SQLITE_CHECKPOINT_PASSIVE, NULL, &checkpointed);
    let_go_all(c->state);
    if (code != SQLITE_OK && code != SQLITE_BUSY) /* busy: another program is at it */
        (void)failed(handle, code, "checkpoint");
    return checkpointed;
}

static enum result start_checkpointer(struct sqlite_connection *c)
{
    enum result result = open_handle(c->state, 0, &c->checkpointing);
    if (result == RESULT_OK)
        result = sqlite_execute(c->checkpointing, "PRAGMA synchronous=FULL; SELECT count(*) FROM sqlite_schema");
    if (result == RESULT_OK) {
        sqlite_file_pace(&c->checkpointing->file, c->checkpointing->handle);
        result = checkpointer_start(pass, c->checkpointing, &c->checkpointer);
    }
    if (result != RESULT_OK) {
        sqlite_disconnect(c->checkpointing);
        c->checkpointing = NULL;
    }
    return result;
}

static int committed(void *connection, sqlite3 *handle, const char *database, int pages)
{
    struct sqlite_connection *c = connection;
    (void)handle;
    (void)database;
    c->log_pages = pages;
    if (c->checkpointer != NULL || (pages >= CHECKPOINTS_FROM && start_checkpointer(c) == RESULT_OK))
        checkpointer_committed(c->checkpointer, c, pages);
    else if (pages >= CHECKPOINTS_FROM)
        (void)pass(c);
    return SQLITE_OK;
}

static enum result begin_writing(struct sqlite_connection *c)
{
    enum result result = sqlite_execute(c,
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA cache_size=-64000;"
        "PRAGMA journal_size_limit=402653184;"
        "PRAGMA temp_store=MEMORY"); /* what savepoints could undo stays out of a temporary file */
    (void)sqlite3_wal_hook(c->handle, committed, c);
    c->writes = true;
    atomic_fetch_add(&c->state->writers, 1);
    return result;
}

/* There are as many HTTP threads as processors, mostly. */
static enum result begin_reading(struct sqlite_connection *c)
{
    char sql[120];
    long share = READERS_CACHE_KB / sysconf(_SC_NPROCESSORS_ONLN);
    (void)snprintf(sql, sizeof(sql), "PRAGMA query_only=ON; PRAGMA cache_size=-%ld; SELECT count(*) FROM sqlite_schema",
                   share < READER_CACHE_KB_MIN ? READER_CACHE_KB_MIN : share > READER_CACHE_KB_MAX ? READER_CACHE_KB_MAX : share);
    enum result result = sqlite_execute(c, sql);
    if (result == RESULT_OK && c->state->ahead >= 0)
        sqlite_file_read_ahead(&c->file, c->handle, c->state->ahead);
    if (result == RESULT_OK)
        join_readers(c);
    return result;
}

static enum result sqlite_connect(void *state, enum db_access access, void **ret_connection)
{
    struct sqlite_connection *c = NULL;
    enum result result = open_handle(state, 0, &c);
    if (result != RESULT_OK)
        return result;
    result = access == DB_WRITE ? begin_writing(c) : begin_reading(c);
    if (result != RESULT_OK) {
        sqlite_disconnect(c);
        return result;
    }
    *ret_connection = c;
    return RESULT_OK;
}

/* An empty file becomes ours; any other must bear our mark, and is not touched before that is known. */
static enum result claim(struct sqlite_connection *c, const char **ret_fault)
{
    char sql[64];
    *ret_fault = "cannot open the database, or write beside it";
    enum result result = sqlite_execute(c, "SELECT count(*) FROM sqlite_schema");
    if (result != RESULT_OK) {
        if (result == RESULT_CORRUPT)
            *ret_fault = "the file is not a database, or is damaged";
        return result;
    }
    if (sqlite3_db_readonly(c->handle, "main") != 0) {
        *ret_fault = "the database is there, but cannot be written";
        return RESULT_IO;
    }
    if (sqlite_number(c, "SELECT count(*) FROM sqlite_schema", -1) == 0) {
        (void)snprintf(sql, sizeof(sql), "PRAGMA application_id=%d", APPLICATION_ID);
        return sqlite_execute(c, sql);
    }
    *ret_fault = "the file is another program's database";
    return sqlite_number(c, "PRAGMA application_id", -1) == APPLICATION_ID ? RESULT_OK : RESULT_CORRUPT;
}

static enum result claim_file(struct sqlite_state *state, char *fault, size_t fault_size)
{
    struct sqlite_connection *c = NULL;
    const char *why = "cannot open the database";
    enum result result = open_handle(state, SQLITE_OPEN_CREATE, &c);
    if (result == RESULT_OK) {
        result = claim(c, &why);
        sqlite_disconnect(c);
    }
    if (result != RESULT_OK)
        (void)snprintf(fault, fault_size, "%s: %s", why, state->path);
    return result;
}

/* SQLite counts all memory it takes under one lock, also of connections that have nothing to do with each other. */
static void leave_memory_uncounted(void) { (void)sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); }

static void sqlite_close(void *state)
{
    struct sqlite_state *s = state;
    if (s->served >= 0)
        db_file_let_go(s->served);
    if (s->ahead >= 0)
        (void)close(s->ahead);
    (void)pthread_mutex_destroy(&s->mutex);
    free(s);
}

static enum result sqlite_serve(void *state)
{
    struct sqlite_state *s = state;
    return db_file_serve(s->path, &s->served);
}

static void sqlite_read_ahead(void *state)
{
    struct sqlite_state *s = state;
    if (s->ahead < 0)
        s->ahead = open(s->path, O_RDONLY | O_CLOEXEC);
}

static enum result sqlite_open(const char *location, void **ret_state, char *fault, size_t fault_size)
{
    static pthread_once_t configured = PTHREAD_ONCE_INIT;
    char unused[8];
    (void)pthread_once(&configured, leave_memory_uncounted);
    if (fault == NULL) {
        fault = unused;
        fault_size = sizeof(unused);
    }
    struct sqlite_state *state = calloc(1, sizeof(*state));
    if (state == NULL)
        return RESULT_NO_MEMORY;
    state->served = state->ahead = -1;
    (void)pthread_mutex_init(&state->mutex, NULL);
    if (text_is_empty(location) || !text_copy(state->path, sizeof(state->path), location)) {
        sqlite_close(state);
        (void)snprintf(fault, fault_size, "sqlite: needs a path");
        return RESULT_INVALID;
    }
    enum result result = claim_file(state, fault, fault_size);
    if (result != RESULT_OK) {
        sqlite_close(state);
        return result;
    }
    *ret_state = state;
    return RESULT_OK;
}

static int64_t sqlite_size(void *state)
{
    const struct sqlite_state *s = state;
    static const char *const endings[] = {"", "-wal"};
    int64_t total = 0;
    for (size_t i = 0; i < ARRAY_COUNT(endings); i++) {
        char path[PATH_MAX + 8];
        struct stat facts;
        (void)snprintf(path, sizeof(path), "%s%s", s->path, endings[i]);
        if (stat(path, &facts) == 0)
            total += facts.st_size;
    }
    return total;
}

static int64_t sqlite_room(void *state)
{
    struct statvfs facts;
    return statvfs(((struct sqlite_state *)state)->path, &facts) == 0 ? (int64_t)(facts.f_bavail * facts.f_frsize) : -1;
}

/* ---- plain SQL ---- */

static enum result sqlite_prepare(void *connection, const char *name, const char *sql, void **ret_prepared)
{
    struct sqlite_connection *c = connection;
    struct sqlite_prepared *p = calloc(1, sizeof(*p));
    if (p == NULL)
        return RESULT_NO_MEMORY;
    p->connection = c->handle;
    int code = sqlite3_prepare_v3(c->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &p->statement, NULL);
    if (code != SQLITE_OK) {
        free(p);
        return failed(c->handle, code, name);
    }
    for (int k = 0; k < PARAMETERS_MAX; k++) {
        char parameter[8];
        (void)snprintf(parameter, sizeof(parameter), "$%d", k + 1);
        p->numbers[k] = sqlite3_bind_parameter_index(p->statement, parameter);
    }
    *ret_prepared = p;
    return RESULT_OK;
}

/* The few texts that run all the time (BEGIN, SAVEPOINT …) are string constants: kept prepared by address. */
static struct sqlite_prepared *kept(struct sqlite_connection *c, const char *sql)
{
    for (size_t i = 0; i < c->plain_count; i++)
        if (c->plain_sql[i] == sql)
            return c->plain[i];
    void *prepared = NULL;
    if (c->plain_count == ARRAY_COUNT(c->plain) || strlen(sql) > 24 || strchr(sql, ';') != NULL ||
        sqlite_prepare(c, sql, sql, &prepared) != RESULT_OK)
        return NULL;
    c->plain_sql[c->plain_count] = sql;
    c->plain[c->plain_count++] = prepared;
    return prepared;
}

/* A file that grows makes each of its syncs wait for the file system's own journal, and for whatever else that has to write: so the
 * log grows by pieces. What follows its last frame means nothing, and in a transaction of ours nobody else writes to it. A full
 * disk will be told by the commit that needs room. */
static void lengthen_log(struct sqlite_connection *c)
{
    static char zeros[1 << 20];
    sqlite3_file *log = NULL;
    sqlite3_int64 size = 0, needed = (sqlite3_int64)c->log_pages * PAGE_SIZE + LOG_PIECE / 2;
    if (needed <= c->log_size || sqlite3_file_control(c->handle, "main", SQLITE_FCNTL_JOURNAL_POINTER, &log) != SQLITE_OK ||
        log->pMethods == NULL || log->pMethods->xFileSize(log, &size) != SQLITE_OK)
        return;
    c->log_size = needed + LOG_PIECE;
    while (size < c->log_size && log->pMethods->xWrite(log, zeros, sizeof(zeros), size) == SQLITE_OK)
        size += (sqlite3_int64)sizeof(zeros);
}

static enum result sqlite_execute(void *connection, const char *sql)
{
    struct sqlite_connection *c = connection;
    if (sqlite3_get_autocommit(c->handle) != 0 && text_equal(sql, "ROLLBACK"))
        return RESULT_OK; /* a full disk has rolled everything back already */
    struct sqlite_prepared *prepared = kept(c, sql);
    if (prepared == NULL) {
        int code = sqlite3_exec(c->handle, sql, NULL, NULL, NULL);
        return code == SQLITE_OK ? RESULT_OK : failed(c->handle, code, "execute");
    }
    int code = sqlite3_step(prepared->statement);
    (void)sqlite3_reset(prepared->statement);
    if (code == SQLITE_DONE && c->checkpointer != NULL && text_equal(sql, BEGIN_WRITE))
        lengthen_log(c);
    return code == SQLITE_DONE || code == SQLITE_ROW ? RESULT_OK : failed(c->handle, code, sql);
}

static int64_t sqlite_number(void *connection, const char *sql, int64_t otherwise)
{
    struct sqlite_connection *c = connection;
    sqlite3_stmt *statement = NULL;
    int64_t value = otherwise;
    if (sqlite3_prepare_v2(c->handle, sql, -1, &statement, NULL) != SQLITE_OK)
        return otherwise;
    if (sqlite3_step(statement) == SQLITE_ROW && sqlite3_column_type(statement, 0) != SQLITE_NULL)
        value = sqlite3_column_int64(statement, 0);
    (void)sqlite3_finalize(statement);
    return value;
}

/* ---- prepared statements ---- */

static void sqlite_finish(void *prepared)
{
    struct sqlite_prepared *p = prepared;
    (void)sqlite3_finalize(p->statement);
    free(p);
}

static enum result sqlite_bind(void *prepared, const struct db_value *values, size_t count)
{
    struct sqlite_prepared *p = prepared;
    assert(count <= PARAMETERS_MAX);
    for (size_t k = 0; k < count; k++) {
        int number = p->numbers[k];
        int code = SQLITE_OK;
        if (number == 0)
            continue;
        switch (values[k].type) {
        case DB_NULL: code = sqlite3_bind_null(p->statement, number); break;
        case DB_INTEGER: code = sqlite3_bind_int64(p->statement, number, values[k].integer); break;
        case DB_REAL: code = sqlite3_bind_double(p->statement, number, values[k].real); break;
        case DB_TEXT:
            code = sqlite3_bind_text64(p->statement, number, values[k].bytes, values[k].size, SQLITE_STATIC, SQLITE_UTF8);
            break;
        case DB_BLOB:
            code = sqlite3_bind_blob64(p->statement, number, values[k].bytes, values[k].size, SQLITE_STATIC);
            break;
        }
        if (code != SQLITE_OK)
            return failed(p->connection, code, "bind");
    }
    return RESULT_OK;
}

static bool sqlite_step(void *prepared, enum result *ret_result)
{
    struct sqlite_prepared *p = prepared;
    int code = sqlite3_step(p->statement);
    if (code == SQLITE_ROW)
        return true;
    *ret_result = code == SQLITE_DONE ? RESULT_OK : failed(p->connection, code, sqlite3_sql(p->statement));
    return false;
}

static void sqlite_reset(void *prepared)
{
    struct sqlite_prepared *p = prepared;
    (void)sqlite3_reset(p->statement);
    (void)sqlite3_clear_bindings(p->statement);
}

static enum result sqlite_run(void *prepared, const struct db_value *values, size_t count, int64_t *ret_changes, bool exactly_one)
{
    struct sqlite_prepared *p = prepared;
    enum result result = sqlite_bind(p, values, count);
    if (result == RESULT_OK)
        (void)sqlite_step(p, &result);
    int64_t changes = result == RESULT_OK ? sqlite3_changes64(p->connection) : 0;
    sqlite_reset(p);
    if (ret_changes != NULL)
        *ret_changes = changes;
    return result == RESULT_OK && exactly_one && changes != 1 ? RESULT_STALE : result;
}

/* Nothing is ever deferred. */
static enum result sqlite_flush(void *connection)
{
    (void)connection;
    return RESULT_OK;
}

/* A commit that fails (a full disk) would fail again. */
static enum db_remedy sqlite_remedy(void *connection)
{
    (void)connection;
    return DB_GIVE_UP;
}

static int64_t sqlite_changes_so_far(void *connection)
{
    sqlite3 *handle = ((struct sqlite_connection *)connection)->handle;
    return sqlite3_get_autocommit(handle) ? -1 : sqlite3_total_changes64(handle);
}

static bool sqlite_column_is_null(void *prepared, int column)
{
    return sqlite3_column_type(((struct sqlite_prepared *)prepared)->statement, column) == SQLITE_NULL;
}

static int64_t sqlite_column_integer(void *prepared, int column)
{
    return sqlite3_column_int64(((struct sqlite_prepared *)prepared)->statement, column);
}

static double sqlite_column_real(void *prepared, int column)
{
    return sqlite3_column_double(((struct sqlite_prepared *)prepared)->statement, column);
}

static const char *sqlite_column_text(void *prepared, int column)
{
    return (const char *)sqlite3_column_text(((struct sqlite_prepared *)prepared)->statement, column);
}

static const void *sqlite_column_blob(void *prepared, int column, size_t *ret_size)
{
    sqlite3_stmt *statement = ((struct sqlite_prepared *)prepared)->statement;
    const void *bytes = sqlite3_column_blob(statement, column);
    *ret_size = (size_t)sqlite3_column_bytes(statement, column);
    return bytes;
}

/* ---- care ---- */

static enum result report_rows(struct sqlite_connection *c, const char *sql, int column,
                               void (*report)(void *context, const char *line), void *context)
{
    sqlite3_stmt *statement = NULL;
    int code = sqlite3_prepare_v2(c->handle, sql, -1, &statement, NULL);
    if (code != SQLITE_OK)
        return failed(c->handle, code, "report");
    while ((code = sqlite3_step(statement)) == SQLITE_ROW)
        report(context, (const char *)sqlite3_column_text(statement, column));
    (void)sqlite3_finalize(statement);
    return code == SQLITE_DONE ? RESULT_OK : failed(c->handle, code, "report");
}

struct verdicts { void (*report)(void *context, const char *line); void *context; int faults; };

static void report_unless_ok(void *context, const char *line)
{
    struct verdicts *verdicts = context;
    if (text_equal(line, "ok"))
        return;
    verdicts->faults++;
    verdicts->report(verdicts->context, line);
}

static void log_verdict(void *context, const char *line)
{
    (void)context;
    log_write(LOG_ERROR, "database_damaged", "verdict", line, NULL);
}

static enum result sqlite_check(void *connection, void (*report)(void *context, const char *line), void *context)
{
    struct verdicts verdicts = {.report = report, .context = context};
    /* every row is looked up in every index: with a small cache each of that is a read */
    enum result result = sqlite_execute(connection, "PRAGMA cache_size=-131072");
    if (result == RESULT_OK)
        result = report_rows(connection, "PRAGMA integrity_check", 0, report_unless_ok, &verdicts);
    if (result == RESULT_OK)
        result = report_rows(connection, "PRAGMA foreign_key_check", 0, report_unless_ok, &verdicts);
    return result == RESULT_OK && verdicts.faults > 0 ? RESULT_CORRUPT : result;
}

static enum result quick_check(struct sqlite_connection *c)
{
    struct verdicts verdicts = {.report = log_verdict};
    enum result result = report_rows(c, "PRAGMA quick_check(10)", 0, report_unless_ok, &verdicts);
    return result == RESULT_OK && verdicts.faults > 0 ? RESULT_CORRUPT : result;
}

static enum result sqlite_quick_check(void *state)
{
    struct sqlite_connection *c = NULL;
    enum result result = open_handle(state, 0, &c);
    if (result == RESULT_OK)
        result = quick_check(c);
    sqlite_disconnect(c);
    return result;
}

/* ---- a copy while others write ---- */

#define PAGES_A_STEP 256 /* a megabyte */

struct progress { void (*tell)(void *context, int percent); void *context; };

static enum result copy_pages(struct sqlite_connection *source, struct sqlite_connection *target, struct progress progress)
{
    sqlite3_backup *backup = sqlite3_backup_init(target->handle, "main", source->handle, "main");
    if (backup == NULL)
        return failed(target->handle, sqlite3_errcode(target->handle), "copy");
    int code = SQLITE_OK;
    while (code == SQLITE_OK) {
        code = sqlite3_backup_step(backup, PAGES_A_STEP);
        int64_t all = sqlite3_backup_pagecount(backup), left = sqlite3_backup_remaining(backup);
        if (progress.tell != NULL && all > 0)
            progress.tell(progress.context, (int)((all - left) * 100 / all));
    }
    (void)sqlite3_backup_finish(backup);
    return code == SQLITE_DONE ? RESULT_OK : failed(target->handle, code, "copy");
}

/* The read transaction is the moment that is copied: without it every commit of the server would make the copy begin anew. A
 * reader of a write-ahead log keeps no writer waiting; only no checkpoint gets beyond this moment meanwhile. Nothing
 * is journalled in the copy: it has no good name yet. */
static enum result copy_snapshot(void *state, struct sqlite_connection *target, struct progress progress)
{
    void *source = NULL;
    enum result result = sqlite_connect(state, DB_READ, &source);
    if (result == RESULT_OK)
        result = sqlite_execute(target, "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF");
    if (result == RESULT_OK)
        result = sqlite_execute(source, "BEGIN; SELECT count(*) FROM sqlite_schema");
    if (result == RESULT_OK)
        result = copy_pages(source, target, progress);
    sqlite_disconnect(source);
    return result;
}

static enum result sqlite_copy(void *state, const char *path, void (*tell)(void *context, int percent), void *context)
{
    struct sqlite_state copy = {.mutex = PTHREAD_MUTEX_INITIALIZER};
    struct sqlite_connection *c = NULL;
    if (!text_copy(copy.path, sizeof(copy.path), path))
        return RESULT_INVALID;
    enum result result = open_handle(&copy, 0, &c);
    if (result == RESULT_OK)
        result = copy_snapshot(state, c, (struct progress){tell, context});
    sqlite_disconnect(c);
    c = NULL;
    if (result == RESULT_OK)
        result = open_handle(&copy, 0, &c);
    if (result == RESULT_OK)
        result = sqlite_execute(c, "PRAGMA journal_mode=DELETE"); /* one file, readable where nothing may be written beside it */
    if (result == RESULT_OK)
        result = quick_check(c);
    sqlite_disconnect(c);
    return result;
}

static enum result sqlite_explain(void *connection, const char *sql,
                                  void (*report)(void *context, const char *line), void *context)
{
    size_t size = strlen(sql) + 32;
    char *text = malloc(size);
    if (text == NULL)
        return RESULT_NO_MEMORY;
    (void)snprintf(text, size, "EXPLAIN QUERY PLAN %s", sql);
    enum result result = report_rows(connection, text, 3, report, context);
    free(text);
    return result;
}

const struct db_engine db_engine_sqlite = {
    .name = "sqlite", .open = sqlite_open, .close = sqlite_close, .connect = sqlite_connect,
    .disconnect = sqlite_disconnect, .begin_read = sqlite_begin_read, .end_read = sqlite_end_read,
    .execute = sqlite_execute, .number = sqlite_number, .prepare = sqlite_prepare,
    .finish = sqlite_finish, .bind = sqlite_bind, .step = sqlite_step, .reset = sqlite_reset,
    .run = sqlite_run, .flush = sqlite_flush, .remedy = sqlite_remedy, .migrate = sqlite_execute,
    .changes_so_far = sqlite_changes_so_far,
    .column_is_null = sqlite_column_is_null, .column_integer = sqlite_column_integer, .column_real = sqlite_column_real,
    .column_text = sqlite_column_text, .column_blob = sqlite_column_blob, .check = sqlite_check,
    .serve = sqlite_serve,
    .read_ahead = sqlite_read_ahead,
    .quick_check = sqlite_quick_check, .copy = sqlite_copy, .explain = sqlite_explain, .size = sqlite_size,
    .room = sqlite_room,
    .writers_max = 1, .has_rowids = true,
    .before_migrations = "PRAGMA temp_store=FILE", /* an index of millions of rows is sorted there */
    .columns = "SELECT m.name, c.name, c.type, c.pk FROM sqlite_schema m JOIN pragma_table_info(m.name) c "
               "WHERE m.type = 'table' AND m.name <> 'migrations' AND m.name NOT LIKE 'sqlite!_%' ESCAPE '!' ORDER BY m.rowid, c.cid",
    .begin_write = BEGIN_WRITE, .savepoint = "SAVEPOINT command", .release = "RELEASE command",
    .rollback_to = "ROLLBACK TO command",
};
