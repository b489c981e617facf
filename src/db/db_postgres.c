/* The PostgreSQL engine. Statements are prepared on the server when a connection first uses them, values and columns travel in
 * binary form. Reads gather their answer at once; inside a transaction of a write session plain changes do not wait (deferred
 * writes, db.h). A lost connection is RESULT_BUSY and opened again at the next use; values are never logged. */
#include <assert.h>
#include <endian.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/log.h"
#include "base/text.h"
#include "db/db_postgres_ddl.h"
#include "db/db_postgres_wire.h"

#define OLDEST_SERVER 130000
#define DDL_MAX ((size_t)4 << 20)

enum { OID_BOOL = 16, OID_BYTEA = 17, OID_INT8 = 20, OID_INT2 = 21, OID_INT4 = 23, OID_TEXT = 25, OID_FLOAT8 = 701 };

struct postgres_prepared {
    struct postgres_connection *connection;
    const char *name, *sql;
    char server_name[80];
    unsigned generation; /* the handle on which it is prepared; 0: on none */
    int parameters;
    bool reads;
    Oid types[PARAMETERS_MAX];
    PGresult *answer;
    int row;
};

/* ---- values ---- */

static Oid type_of(enum db_type type)
{
    switch (type) {
    case DB_INTEGER: return OID_INT8;
    case DB_REAL: return OID_FLOAT8;
    case DB_TEXT: return OID_TEXT;
    case DB_BLOB: return OID_BYTEA;
    default: return 0;
    }
}

struct wire_values { const char *values[PARAMETERS_MAX]; int sizes[PARAMETERS_MAX], formats[PARAMETERS_MAX]; uint64_t numbers[PARAMETERS_MAX]; };

static bool put_value(struct wire_values *wire, int k, const struct db_value *value)
{
    wire->formats[k] = 1;
    wire->values[k] = (const char *)&wire->numbers[k];
    wire->sizes[k] = (int)sizeof(uint64_t);
    switch (value->type) {
    case DB_NULL: wire->values[k] = NULL; return true;
    case DB_INTEGER: wire->numbers[k] = htobe64((uint64_t)value->integer); return true;
    case DB_REAL: memcpy(&wire->numbers[k], &value->real, sizeof(uint64_t)); wire->numbers[k] = htobe64(wire->numbers[k]); return true;
    default: break;
    }
    wire->values[k] = value->bytes;
    wire->sizes[k] = (int)value->size;
    /* the server's texts cannot hold a NUL */
    return value->size <= INT32_MAX && (value->type == DB_BLOB || memchr(value->bytes, '\0', value->size) == NULL);
}

static bool put_values(struct wire_values *wire, const struct postgres_prepared *p, const struct db_value *values, size_t count)
{
    static const struct db_value nothing = {.type = DB_NULL};
    for (int k = 0; k < p->parameters; k++)
        if (!put_value(wire, k, (size_t)k < count ? &values[k] : &nothing))
            return false;
    return true;
}

/* ---- prepared statements ---- */

static enum result postgres_prepare(void *connection, const char *name, const char *sql, void **ret_prepared)
{
    struct postgres_prepared *p = calloc(1, sizeof(*p));
    if (p == NULL)
        return RESULT_NO_MEMORY;
    *p = (struct postgres_prepared){.connection = connection, .name = name, .sql = sql, .parameters = postgres_parameters(sql)};
    p->reads = text_starts_with(sql, "SELECT");
    *ret_prepared = p;
    return RESULT_OK;
}

static void postgres_reset(void *prepared)
{
    struct postgres_prepared *p = prepared;
    PQclear(p->answer);
    p->answer = NULL;
    p->row = -1;
}

static void postgres_finish(void *prepared)
{
    postgres_reset(prepared);
    free(prepared);
}

/* The types of the values are the statement's; what was NULL so far is left to the server. */
static bool is_prepared(struct postgres_prepared *p, const struct db_value *values, size_t count)
{
    bool same = p->generation == p->connection->generation;
    for (int k = 0; k < p->parameters && (size_t)k < count; k++) {
        Oid type = type_of(values[k].type);
        if (type != 0 && type != p->types[k]) {
            p->types[k] = type;
            same = false;
        }
    }
    return same;
}

static enum result prepare_on_server(struct postgres_prepared *p)
{
    struct postgres_connection *c = p->connection;
    (void)snprintf(p->server_name, sizeof(p->server_name), "%s/%u", p->name, ++c->prepared_count);
    if (PQsendPrepare(c->handle, p->server_name, p->sql, p->parameters, p->types) != 1)
        return wire_lose(c, p->name);
    wire_expect(c, (struct postgres_pending){.name = p->name, .preparing = &p->generation});
    p->generation = c->generation;
    return RESULT_OK;
}

static enum result send_prepared(struct postgres_prepared *p, const struct db_value *values, size_t count, bool one)
{
    struct postgres_connection *c = p->connection;
    struct wire_values wire;
    if (!put_values(&wire, p, values, count))
        return RESULT_INVALID;
    enum result result = wire_make_room(c, 2);
    if (result == RESULT_OK && !is_prepared(p, values, count))
        result = prepare_on_server(p);
    if (result != RESULT_OK)
        return result;
    if (PQsendQueryPrepared(c->handle, p->server_name, p->parameters, wire.values, wire.sizes, wire.formats, 1) != 1)
        return wire_lose(c, p->name);
    wire_expect(c, (struct postgres_pending){.name = p->name, .one = one});
    c->changes_sent += !p->reads;
    return RESULT_OK;
}

static enum result ask(struct postgres_prepared *p, const struct db_value *values, size_t count, bool one)
{
    struct postgres_connection *c = p->connection;
    enum result result = wire_stand_alone(c);
    if (result == RESULT_OK)
        result = send_prepared(p, values, count, one);
    if (result == RESULT_OK)
        result = wire_gather(c, &p->answer);
    return result;
}

static enum result postgres_bind(void *prepared, const struct db_value *values, size_t count)
{
    struct postgres_prepared *p = prepared;
    struct postgres_connection *c = p->connection;
    postgres_reset(p);
    bool stood = c->handle != NULL;
    enum result result = ask(p, values, count, false);
    /* the server was started again since the last request: a read may simply be asked once more */
    if (result == RESULT_BUSY && stood && c->handle == NULL && p->reads && !c->in_transaction)
        result = ask(p, values, count, false);
    return result;
}

static enum result postgres_run(void *prepared, const struct db_value *values, size_t count, int64_t *ret_changes, bool exactly_one)
{
    struct postgres_prepared *p = prepared;
    struct postgres_connection *c = p->connection;
    postgres_reset(p);
    if (c->in_transaction && ret_changes == NULL) {
        enum result sent = c->failure != RESULT_OK ? c->failure : send_prepared(p, values, count, exactly_one);
        if (sent == RESULT_INVALID && c->failure == RESULT_OK)
            sent = wire_fail(c, sent, DB_GUARD);
        return sent;
    }
    enum result result = ask(p, values, count, exactly_one);
    if (result == RESULT_OK && ret_changes != NULL)
        *ret_changes = c->changed;
    postgres_reset(p);
    return result;
}

static enum result postgres_flush(void *connection)
{
    struct postgres_connection *c = connection;
    return c->failure != RESULT_OK ? c->failure : wire_gather(c, NULL);
}

static bool postgres_step(void *prepared, enum result *ret_result)
{
    struct postgres_prepared *p = prepared;
    *ret_result = RESULT_OK;
    return ++p->row < PQntuples(p->answer);
}

static int64_t postgres_changes_so_far(void *connection)
{
    const struct postgres_connection *c = connection;
    return !c->in_transaction || c->failure != RESULT_OK ? -1 : c->changes_sent;
}

static enum db_remedy postgres_remedy(void *connection) { return ((struct postgres_connection *)connection)->remedy; }

/* ---- columns ---- */

static bool postgres_column_is_null(void *prepared, int column)
{
    const struct postgres_prepared *p = prepared;
    return PQgetisnull(p->answer, p->row, column) != 0;
}

static uint64_t big_endian(const char *bytes, size_t size)
{
    uint64_t value = 0;
    for (size_t i = 0; i < size; i++)
        value = value << 8 | (unsigned char)bytes[i];
    return value;
}

static double postgres_column_real(void *prepared, int column);

static int64_t postgres_column_integer(void *prepared, int column)
{
    const struct postgres_prepared *p = prepared;
    const char *bytes = PQgetvalue(p->answer, p->row, column);
    if (PQgetisnull(p->answer, p->row, column))
        return 0;
    switch (PQftype(p->answer, column)) {
    case OID_INT8: return (int64_t)big_endian(bytes, 8);
    case OID_INT4: return (int32_t)big_endian(bytes, 4);
    case OID_INT2: return (int16_t)big_endian(bytes, 2);
    case OID_BOOL: return bytes[0] != 0;
    case OID_FLOAT8: return (int64_t)postgres_column_real(prepared, column);
    default: return strtoll(bytes, NULL, 10);
    }
}

static double postgres_column_real(void *prepared, int column)
{
    const struct postgres_prepared *p = prepared;
    if (PQgetisnull(p->answer, p->row, column))
        return 0;
    if (PQftype(p->answer, column) != OID_FLOAT8)
        return (double)postgres_column_integer(prepared, column);
    uint64_t bits = big_endian(PQgetvalue(p->answer, p->row, column), 8);
    double value = 0;
    memcpy(&value, &bits, sizeof(value));
    return value;
}

static const char *postgres_column_text(void *prepared, int column)
{
    const struct postgres_prepared *p = prepared;
    return PQgetisnull(p->answer, p->row, column) ? NULL : PQgetvalue(p->answer, p->row, column);
}

static const void *postgres_column_blob(void *prepared, int column, size_t *ret_size)
{
    const struct postgres_prepared *p = prepared;
    *ret_size = (size_t)PQgetlength(p->answer, p->row, column);
    return postgres_column_text(prepared, column);
}

/* ---- plain SQL ---- */

static enum result begin(struct postgres_connection *c, const char *sql)
{
    c->failure = RESULT_OK;
    c->remedy = DB_GIVE_UP;
    c->committing = c->doubtful = false;
    c->changes_sent = 0;
    enum result result = wire_reconnect(c);
    if (result == RESULT_OK)
        result = wire_send_text(c, sql);
    c->in_transaction = result == RESULT_OK;
    return result;
}

/* What must have changed one row is asked for before the commit is sent; everything else the server itself holds against it. */
static enum result commit(struct postgres_connection *c)
{
    PGresult *answer = NULL;
    bool asked = false;
    for (size_t i = 0; i < c->pending_count; i++)
        asked = asked || c->pending[i].one;
    enum result result = c->failure;
    if (result == RESULT_OK && (asked || c->pending_count + 1 > PENDING_MAX))
        result = wire_gather(c, NULL);
    if (result != RESULT_OK)
        return result;
    c->committing = true;
    result = wire_send_text(c, "COMMIT");
    if (result == RESULT_OK)
        result = wire_gather(c, &answer);
    if (result == RESULT_OK && (c->doubtful || !text_equal(PQcmdStatus(answer), "COMMIT")))
        result = wire_fail(c, RESULT_BUSY, DB_GIVE_UP);
    PQclear(answer);
    c->committing = false;
    if (result == RESULT_OK)
        c->in_transaction = false;
    return result;
}

static enum result rollback(struct postgres_connection *c)
{
    enum db_remedy remedy = c->remedy;
    if (c->handle != NULL)
        (void)wire_gather(c, NULL);
    c->failure = RESULT_OK;
    if (c->handle != NULL && c->in_transaction && wire_send_text(c, "ROLLBACK") == RESULT_OK && wire_gather(c, NULL) != RESULT_OK &&
        c->handle != NULL)
        wire_drop(c);
    c->failure = RESULT_OK;
    c->remedy = remedy;
    c->in_transaction = false;
    return RESULT_OK;
}

static enum result rollback_to(struct postgres_connection *c, const char *sql)
{
    (void)wire_gather(c, NULL);
    if (c->handle == NULL)
        return RESULT_BUSY;
    c->failure = RESULT_OK;
    enum result result = wire_send_text(c, sql);
    return result == RESULT_OK ? wire_gather(c, NULL) : result;
}

static enum result postgres_execute(void *connection, const char *sql)
{
    struct postgres_connection *c = connection;
    if (text_equal(sql, "BEGIN"))
        return begin(c, sql);
    if (text_equal(sql, "COMMIT"))
        return commit(c);
    if (text_equal(sql, "ROLLBACK"))
        return rollback(c);
    if (text_starts_with(sql, "ROLLBACK TO"))
        return rollback_to(c, sql);
    enum result result = wire_stand_alone(c);
    if (result != RESULT_OK)
        return result;
    if (strchr(sql, ';') != NULL || !c->in_transaction)
        return wire_execute(c, sql);
    return wire_send_text(c, sql);
}

static enum result postgres_migrate(void *connection, const char *sql)
{
    struct buffer text;
    buffer_init(&text, DDL_MAX);
    postgres_translate_ddl(sql, &text);
    enum result result = text.failed ? RESULT_NO_MEMORY : postgres_execute(connection, text.bytes);
    buffer_free(&text);
    return result;
}

/* ---- opening ---- */

static void postgres_disconnect(void *connection)
{
    struct postgres_connection *c = connection;
    if (c == NULL)
        return;
    wire_drop(c);
    free(c);
}

static enum result postgres_connect(void *state, enum db_access access, void **ret_connection)
{
    struct postgres_connection *c = calloc(1, sizeof(*c));
    if (c == NULL)
        return RESULT_NO_MEMORY;
    c->state = state;
    c->access = access;
    enum result result = wire_reconnect(c);
    if (result != RESULT_OK) {
        postgres_disconnect(c);
        return result;
    }
    *ret_connection = c;
    return RESULT_OK;
}

/* Our table of migrations marks a database as ours; other tables without it are another program's. */
static const char foreign_sql[] =
    "SELECT CASE WHEN (SELECT string_agg(column_name, ',' ORDER BY ordinal_position) FROM information_schema.columns"
    " WHERE table_schema = current_schema() AND table_name = 'migrations') = 'number,name,applied_at' THEN 0"
    " ELSE (SELECT count(*) FROM pg_class c WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'f')"
    " AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')) END";

static enum result claim(struct postgres_connection *c, char *fault, size_t fault_size)
{
    if (PQserverVersion(c->handle) < OLDEST_SERVER) {
        (void)snprintf(fault, fault_size, "PostgreSQL 13 or newer is needed");
        return RESULT_INVALID;
    }
    if (!text_equal(PQparameterStatus(c->handle, "server_encoding"), "UTF8")) {
        (void)snprintf(fault, fault_size, "the database must have the encoding UTF8");
        return RESULT_INVALID;
    }
    int64_t foreign = postgres_number(c, foreign_sql, -1);
    if (foreign < 0) {
        (void)snprintf(fault, fault_size, "the database has no schema to work in, or it cannot be read");
        return RESULT_IO;
    }
    if (foreign > 0) {
        (void)snprintf(fault, fault_size, "the database holds another program's tables");
        return RESULT_CORRUPT;
    }
    static _Atomic bool warned;
    if (!atomic_exchange(&warned, true) &&
        postgres_number(c, "SELECT 1 FROM pg_settings WHERE name IN ('fsync', 'full_page_writes') AND setting = 'off' LIMIT 1", 0) == 1)
        log_write(LOG_WARNING, "database_is_not_durable", "why", "fsync or full_page_writes is off on the server", NULL);
    return RESULT_OK;
}

/* The library's sentence, on one line. It names the host and the user, never the password. */
static void say_why(PGconn *handle, char *fault, size_t fault_size)
{
    (void)snprintf(fault, fault_size, "cannot reach the database: %s", handle == NULL ? "its address cannot be read" : PQerrorMessage(handle));
    for (char *at = fault; *at != '\0'; at++)
        if (*at == '\n')
            *at = at[1] == '\0' ? '\0' : ' ';
}

static enum result claim_database(struct postgres_state *state, char *fault, size_t fault_size)
{
    struct postgres_connection c = {.state = state, .access = DB_WRITE};
    enum result result = RESULT_IO;
    c.handle = wire_open(state->url, WIRE_NAME " looks"); /* its backend outlives it by a moment, and is nobody who works (others) */
    if (c.handle != NULL && wire_begin_session(&c))
        result = claim(&c, fault, fault_size);
    else
        say_why(c.handle, fault, fault_size);
    wire_drop(&c);
    return result;
}

static void postgres_close(void *state)
{
    struct postgres_state *s = state;
    postgres_disconnect(s->care);
    (void)pthread_mutex_destroy(&s->care_mutex);
    (void)pthread_mutex_destroy(&s->mutex);
    free(s->url);
    free(s);
}

static const char scheme[] = "postgresql:";

static enum result postgres_open(const char *location, void **ret_state, char *fault, size_t fault_size)
{
    char unused[8];
    if (fault == NULL) {
        fault = unused;
        fault_size = sizeof(unused);
    }
    struct postgres_state *state = calloc(1, sizeof(*state));
    size_t size = sizeof(scheme) + strlen(location);
    char *url = malloc(size);
    if (state == NULL || url == NULL) {
        free(state);
        free(url);
        return RESULT_NO_MEMORY;
    }
    (void)snprintf(url, size, "%s%s", scheme, location);
    state->url = url;
    (void)pthread_mutex_init(&state->mutex, NULL);
    (void)pthread_mutex_init(&state->care_mutex, NULL);
    enum result result = claim_database(state, fault, fault_size);
    if (result != RESULT_OK) {
        postgres_close(state);
        return result;
    }
    *ret_state = state;
    return RESULT_OK;
}

static int64_t postgres_size(void *state)
{
    struct postgres_state *s = state;
    void *connection = NULL;
    int64_t size = 0;
    (void)pthread_mutex_lock(&s->care_mutex);
    if (s->care == NULL && postgres_connect(s, DB_READ, &connection) == RESULT_OK)
        s->care = connection;
    if (s->care != NULL)
        size = postgres_number(s->care, "SELECT pg_database_size(current_database())", 0);
    (void)pthread_mutex_unlock(&s->care_mutex);
    return size;
}

const struct db_engine db_engine_postgres = {
    .name = "postgresql", .open = postgres_open, .close = postgres_close, .connect = postgres_connect,
    .disconnect = postgres_disconnect, .execute = postgres_execute, .migrate = postgres_migrate, .number = postgres_number,
    .prepare = postgres_prepare, .finish = postgres_finish, .bind = postgres_bind, .step = postgres_step, .reset = postgres_reset,
    .run = postgres_run, .flush = postgres_flush, .changes_so_far = postgres_changes_so_far, .remedy = postgres_remedy,
    .column_is_null = postgres_column_is_null, .column_integer = postgres_column_integer, .column_real = postgres_column_real,
    .column_text = postgres_column_text, .column_blob = postgres_column_blob, .check = postgres_check,
    .explain = postgres_explain, .size = postgres_size,
    /* one server's migrations at a time; the lock goes with the connection */
    .before_migrations = "SET lock_timeout = 0; SELECT pg_advisory_lock(7310155600001)",
    .writers_max = 64,
    .columns = "SELECT c.relname::text, a.attname::text, CASE a.atttypid WHEN 20 THEN 'INTEGER' WHEN 701 THEN 'REAL' WHEN 17 THEN 'BLOB' "
               "WHEN 25 THEN 'TEXT' ELSE '?' END, coalesce(array_position(i.indkey::int2[], a.attnum) + 1, 0) FROM pg_class c "
               "JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped "
               "LEFT JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary "
               "WHERE c.relkind IN ('r', 'p') AND c.relnamespace = current_schema()::regnamespace AND c.relname <> 'migrations' "
               "AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e') "
               "ORDER BY c.oid, a.attnum",
    .others = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() "
              "AND application_name = '" WIRE_NAME "'",
    .lock = "LOCK TABLE",
    .begin_write = "BEGIN", .savepoint = "SAVEPOINT command", .release = "RELEASE SAVEPOINT command",
    .rollback_to = "ROLLBACK TO SAVEPOINT command",
};
