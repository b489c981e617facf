#include "db/db_postgres_wire.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/text.h"
#include "db/db_postgres_states.h"

#define CONNECT_OPTIONS_MAX 64
#define BACKOFF_FIRST_US INT64_C(100000)
#define BACKOFF_MAX_US INT64_C(2000000)

void wire_drop(struct postgres_connection *c)
{
    PQfinish(c->handle);
    c->handle = NULL;
    c->pending_count = 0;
}

/* The first failure counts: what follows it is only its echo. */
enum result wire_fail(struct postgres_connection *c, enum result result, enum db_remedy remedy)
{
    if (c->failure == RESULT_OK) {
        c->failure = result;
        c->remedy = c->committing ? DB_GIVE_UP : remedy;
    }
    return c->failure;
}

enum result wire_lose(struct postgres_connection *c, const char *name)
{
    log_write(LOG_WARNING, "database_connection_lost", "statement", name, NULL);
    wire_drop(c);
    return wire_fail(c, RESULT_BUSY, DB_TRY_AGAIN);
}

/* Messages of class 22 quote what was sent; then the state alone is logged. */
enum result wire_refused(struct postgres_connection *c, const char *name, const PGresult *answer)
{
    const char *state = PQresultErrorField(answer, PG_DIAG_SQLSTATE);
    const char *message = PQresultErrorField(answer, PG_DIAG_MESSAGE_PRIMARY);
    if (state == NULL || PQstatus(c->handle) != CONNECTION_OK)
        return wire_lose(c, name);
    enum result result = state_result(state);
    if (result != RESULT_CONFLICT)
        log_write(LOG_ERROR, "postgresql", "statement", name, "state", state, "message",
                  state_in_class(state, "22") ? NULL : message, NULL);
    if (state_ends_connection(state)) {
        wire_drop(c);
        return wire_fail(c, RESULT_BUSY, DB_TRY_AGAIN);
    }
    /* the server has refused: whatever was to be committed is not */
    c->committing = false;
    return wire_fail(c, result, state_passes(state) ? DB_TRY_AGAIN : DB_GUARD);
}

/* A commit that was not taken over by the standby in time comes back as done, with a warning. */
static void take_notice(void *context, const PGresult *notice)
{
    struct postgres_connection *c = context;
    const char *severity = PQresultErrorField(notice, PG_DIAG_SEVERITY_NONLOCALIZED);
    if (c->committing && text_equal(severity, "WARNING"))
        c->doubtful = true;
}

/* ---- connecting ---- */

static const char session_sql[] =
    "SET client_encoding = 'UTF8'; SET default_transaction_isolation = 'read committed';"
    "SET search_path TO DEFAULT; SET jit = off;"
    /* every statement of a request has an index; a plan made while the tables were empty must use it too */
    "SET enable_seqscan = off;"
    "SET lock_timeout = '10s'; SET idle_in_transaction_session_timeout = '60s';"
    /* a timeout would also cut the wait for the synchronous standby short, and the commit would look done */
    "SET statement_timeout = 0;";
static const char reader_sql[] = "SET default_transaction_read_only = on";
/* Nobody is answered before the commit is durable, whatever the server's default is. */
static const char writer_sql[] =
    "SELECT set_config('synchronous_commit', CASE WHEN current_setting('synchronous_commit') = 'remote_apply' "
    "THEN 'remote_apply' ELSE 'on' END, false)";

static void add_option(const char **keywords, const char **values, size_t *count, const char *keyword, const char *value)
{
    for (size_t i = 0; i < *count; i++)
        if (text_equal(keywords[i], keyword))
            return; /* the operator's own word stands */
    if (*count + 1 < CONNECT_OPTIONS_MAX) {
        keywords[*count] = keyword;
        values[(*count)++] = value;
        keywords[*count] = values[*count] = NULL;
    }
}

/* The operator's address, completed where it is silent. */
PGconn *wire_open(const char *url, const char *name)
{
    const char *keywords[CONNECT_OPTIONS_MAX] = {NULL}, *values[CONNECT_OPTIONS_MAX] = {NULL};
    size_t count = 0;
    char *complaint = NULL;
    PQconninfoOption *options = PQconninfoParse(url, &complaint);
    PQfreemem(complaint);
    if (options == NULL)
        return NULL;
    for (const PQconninfoOption *o = options; o->keyword != NULL; o++)
        if (o->val != NULL)
            add_option(keywords, values, &count, o->keyword, o->val);
    add_option(keywords, values, &count, "application_name", name);
    const char *patience = getenv("PGCONNECT_TIMEOUT");
    add_option(keywords, values, &count, "connect_timeout", patience != NULL ? patience : "10");
    add_option(keywords, values, &count, "target_session_attrs", "read-write");
    add_option(keywords, values, &count, "keepalives_idle", "10");
    add_option(keywords, values, &count, "keepalives_interval", "5");
    add_option(keywords, values, &count, "keepalives_count", "3");
    add_option(keywords, values, &count, "tcp_user_timeout", "20000");
    PGconn *handle = PQconnectdbParams(keywords, values, 0);
    PQconninfoFree(options);
    return handle;
}

static bool run_simply(PGconn *handle, const char *sql)
{
    PGresult *answer = PQexec(handle, sql);
    ExecStatusType status = PQresultStatus(answer);
    PQclear(answer);
    return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
}

bool wire_begin_session(struct postgres_connection *c)
{
    (void)PQsetNoticeReceiver(c->handle, take_notice, c);
    return PQstatus(c->handle) == CONNECTION_OK && run_simply(c->handle, session_sql) &&
           run_simply(c->handle, c->access == DB_WRITE ? writer_sql : reader_sql) && PQenterPipelineMode(c->handle) == 1;
}

/* After a failure one thread at a time tries, and not at every request: the others say RESULT_BUSY at once. */
static bool may_connect(struct postgres_state *state)
{
    (void)pthread_mutex_lock(&state->mutex);
    bool may = state->failures == 0 || (!state->trying && clock_monotonic_us() >= state->retry_at_us);
    if (may && state->failures > 0)
        state->trying = true;
    (void)pthread_mutex_unlock(&state->mutex);
    return may;
}

static void note_connecting(struct postgres_state *state, bool connected)
{
    (void)pthread_mutex_lock(&state->mutex);
    state->trying = false;
    state->failures = connected ? 0 : state->failures + 1;
    int64_t pause = BACKOFF_FIRST_US << (state->failures < 5 ? state->failures : 5);
    state->retry_at_us = clock_monotonic_us() + (pause < BACKOFF_MAX_US ? pause : BACKOFF_MAX_US);
    (void)pthread_mutex_unlock(&state->mutex);
}

/* The server has hung up while nothing was asked of it: noticed before something is sent for nothing. */
static bool is_hung_up(const struct postgres_connection *c)
{
    struct pollfd wire = {.fd = PQsocket(c->handle), .events = POLLRDHUP};
    return poll(&wire, 1, 0) > 0;
}

enum result wire_reconnect(struct postgres_connection *c)
{
    if (c->handle != NULL && is_hung_up(c))
        wire_drop(c);
    if (c->handle != NULL)
        return RESULT_OK;
    if (!may_connect(c->state))
        return RESULT_BUSY;
    c->handle = wire_open(c->state->url, WIRE_NAME);
    bool connected = c->handle != NULL && wire_begin_session(c);
    note_connecting(c->state, connected);
    if (!connected) {
        log_write(LOG_ERROR, "database_not_reached", "message", c->handle == NULL ? NULL : PQerrorMessage(c->handle), NULL);
        wire_drop(c);
        return RESULT_BUSY;
    }
    c->generation++;
    return RESULT_OK;
}

/* ---- sending and gathering ---- */

static enum result check_answer(struct postgres_connection *c, const struct postgres_pending *pending, const PGresult *answer)
{
    ExecStatusType status = PQresultStatus(answer);
    if (pending->preparing != NULL && status != PGRES_COMMAND_OK)
        *pending->preparing = 0;
    switch (status) {
    case PGRES_COMMAND_OK: case PGRES_TUPLES_OK: break;
    case PGRES_PIPELINE_ABORTED: return wire_fail(c, RESULT_BUSY, DB_GUARD);
    default: return wire_refused(c, pending->name, answer);
    }
    if (pending->preparing != NULL)
        return RESULT_OK;
    const char *tuples = PQcmdTuples((PGresult *)answer);
    c->changed = 0;
    for (; *tuples >= '0' && *tuples <= '9'; tuples++)
        c->changed = c->changed * 10 + (*tuples - '0');
    return pending->one && c->changed != 1 ? wire_fail(c, RESULT_STALE, DB_GUARD) : RESULT_OK;
}

/* One answer and the end of it; NULL when the connection is lost. */
static PGresult *take_answer(struct postgres_connection *c)
{
    PGresult *answer = PQgetResult(c->handle);
    if (answer == NULL)
        return NULL;
    for (PGresult *more; PQresultStatus(answer) != PGRES_PIPELINE_SYNC && (more = PQgetResult(c->handle)) != NULL;)
        PQclear(more);
    return answer;
}

/* Waits for every answer; the last one goes to *ret_last when that is asked for. */
enum result wire_gather(struct postgres_connection *c, PGresult **ret_last)
{
    size_t count = c->pending_count;
    c->pending_count = 0;
    if (c->handle == NULL)
        return wire_fail(c, RESULT_BUSY, DB_TRY_AGAIN);
    if (count == 0)
        return c->failure;
    if (PQpipelineSync(c->handle) != 1)
        return wire_lose(c, c->pending[0].name);
    for (size_t i = 0; i < count; i++) {
        PGresult *answer = take_answer(c);
        if (answer == NULL)
            return wire_lose(c, c->pending[i].name);
        (void)check_answer(c, &c->pending[i], answer);
        if (ret_last != NULL && i + 1 == count && c->failure == RESULT_OK)
            *ret_last = answer;
        else
            PQclear(answer);
        if (c->handle == NULL)
            return c->failure;
    }
    PGresult *sync = take_answer(c);
    bool synced = sync != NULL && PQresultStatus(sync) == PGRES_PIPELINE_SYNC;
    PQclear(sync);
    return synced ? c->failure : wire_lose(c, c->pending[count - 1].name);
}

/* Room for `count` more answers. */
enum result wire_make_room(struct postgres_connection *c, size_t count)
{
    return c->pending_count + count > PENDING_MAX ? wire_gather(c, NULL) : c->failure;
}

void wire_expect(struct postgres_connection *c, struct postgres_pending pending) { c->pending[c->pending_count++] = pending; }

enum result wire_send_text(struct postgres_connection *c, const char *sql)
{
    enum result result = wire_make_room(c, 1);
    if (result != RESULT_OK)
        return result;
    if (PQsendQueryParams(c->handle, sql, 0, NULL, NULL, NULL, NULL, 1) != 1)
        return wire_lose(c, sql);
    wire_expect(c, (struct postgres_pending){.name = sql});
    return RESULT_OK;
}

/* Outside a transaction every statement stands alone, and so does its failure. */
enum result wire_stand_alone(struct postgres_connection *c)
{
    if (c->in_transaction)
        return c->failure;
    c->failure = RESULT_OK;
    return wire_reconnect(c);
}

/* Several statements at once travel outside the pipeline. */
enum result wire_execute(struct postgres_connection *c, const char *sql)
{
    enum result result = wire_gather(c, NULL);
    if (result != RESULT_OK)
        return result;
    if (PQexitPipelineMode(c->handle) != 1)
        return wire_lose(c, "execute");
    PGresult *answer = PQexec(c->handle, sql);
    ExecStatusType status = PQresultStatus(answer);
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
        result = wire_refused(c, "execute", answer);
    PQclear(answer);
    if (c->handle != NULL && PQenterPipelineMode(c->handle) != 1)
        return wire_lose(c, "execute");
    return result;
}

/* Rows of a plain query, outside a transaction. NULL on failure; free with PQclear. */
PGresult *wire_rows(struct postgres_connection *c, const char *sql)
{
    PGresult *answer = NULL;
    if (wire_stand_alone(c) != RESULT_OK || PQexitPipelineMode(c->handle) != 1)
        return NULL;
    answer = PQexec(c->handle, sql);
    bool good = PQresultStatus(answer) == PGRES_TUPLES_OK;
    if (!good && PQstatus(c->handle) != CONNECTION_OK)
        (void)wire_lose(c, "plain");
    else if (!good && !text_equal(PQresultErrorField(answer, PG_DIAG_SQLSTATE), "42P01"))
        (void)wire_refused(c, "plain", answer);
    if (!good) {
        PQclear(answer);
        answer = NULL;
    }
    if (c->handle != NULL && PQenterPipelineMode(c->handle) != 1)
        wire_drop(c);
    return answer;
}
