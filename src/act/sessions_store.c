#include "act/sessions_store.h"

#include <string.h>

#include "act/sessions.h"
#include "base/arena.h"

static struct db_statement insert_session = DB_STATEMENT("sessions.insert",
    "INSERT INTO sessions (token_sm3, kind, principal, created_at, last_seen_at) VALUES ($1, $2, $3, $4, $4)");
static struct db_statement read_session = DB_STATEMENT("sessions.read",
    "SELECT kind, principal, last_seen_at, ended_at FROM sessions WHERE token_sm3 = $1");
static struct db_statement touch_session = DB_STATEMENT("sessions.touch",
    "UPDATE sessions SET last_seen_at = $2 WHERE token_sm3 = $1 AND last_seen_at < $2");
static struct db_statement end_session = DB_STATEMENT("sessions.end",
    "UPDATE sessions SET ended_at = $2 WHERE token_sm3 = $1 AND ended_at IS NULL");
static struct db_statement list_sessions = DB_STATEMENT("sessions.list_of",
    "SELECT token_sm3 FROM sessions WHERE kind = $1 AND principal = $2 AND ended_at IS NULL"
    " ORDER BY last_seen_at DESC, token_sm3 LIMIT $3 OFFSET $4");
static struct db_statement list_ended = DB_STATEMENT("sessions.list_ended",
    "SELECT token_sm3 FROM sessions WHERE ended_at >= $1 ORDER BY ended_at DESC LIMIT $2");
static struct db_statement count_sessions = DB_STATEMENT("sessions.count",
    "SELECT principal, count(*) FROM sessions WHERE kind = $1 GROUP BY principal ORDER BY principal");
static struct db_statement sweep_sessions = DB_STATEMENT("sessions.sweep",
    "DELETE FROM sessions WHERE ended_at < $1 OR last_seen_at < $1");

struct db_statement *const sessions_statements[] = {&insert_session, &read_session, &touch_session, &end_session,
                                                    &list_sessions, &list_ended, &count_sessions, &sweep_sessions, NULL};

enum result session_insert(struct db_session *session, const uint8_t key[SM3_SIZE], enum principal_kind kind, const char *id, int64_t now_ms)
{
    return db_run(session, &insert_session,
        DB_VALUES(db_blob(key, SM3_SIZE), db_text(principal_kind_name(kind)), db_text(id), db_integer(now_ms)), NULL);
}

enum result session_read(struct db_session *session, struct arena *arena, const uint8_t key[SM3_SIZE], struct session_record *ret_record)
{
    struct db_rows rows;
    db_query(session, &read_session, DB_VALUES(db_blob(key, SM3_SIZE)), &rows);
    bool found = db_next(&rows);
    if (found)
        *ret_record = (struct session_record){
            .kind = principal_kind_parse(db_column_text(&rows, 0)), .id = db_column_copy(&rows, 1, arena),
            .last_seen_ms = db_column_integer(&rows, 2), .ended = !db_column_is_null(&rows, 3)};
    enum result result = db_rows_close(&rows);
    if (result == RESULT_OK && arena_overflowed(arena))
        result = RESULT_NO_MEMORY;
    return result == RESULT_OK && !found ? RESULT_NOT_FOUND : result;
}

enum result session_touch(struct db_session *session, const uint8_t key[SM3_SIZE], int64_t seen_ms)
{
    return db_run(session, &touch_session, DB_VALUES(db_blob(key, SM3_SIZE), db_integer(seen_ms)), NULL);
}

enum result session_end(struct db_session *session, const uint8_t key[SM3_SIZE], int64_t now_ms)
{
    return db_run(session, &end_session, DB_VALUES(db_blob(key, SM3_SIZE), db_integer(now_ms)), NULL);
}

static enum result read_keys(struct db_rows *rows, struct session_keys *keys)
{
    keys->count = 0;
    while (keys->count < SESSION_KEYS_MAX && db_next(rows)) {
        size_t size = 0;
        const void *key = db_column_blob(rows, 0, &size);
        if (size == SM3_SIZE)
            memcpy(keys->keys[keys->count++], key, SM3_SIZE);
    }
    return db_rows_close(rows);
}

enum result session_list_of(struct db_session *session, enum principal_kind kind, const char *id, int64_t keep, struct session_keys *ret_keys)
{
    struct db_rows rows;
    db_query(session, &list_sessions,
        DB_VALUES(db_text(principal_kind_name(kind)), db_text(id), db_integer(SESSION_KEYS_MAX), db_integer(keep)), &rows);
    return read_keys(&rows, ret_keys);
}

enum result session_list_ended(struct db_session *session, int64_t since_ms, struct session_keys *ret_keys)
{
    struct db_rows rows;
    db_query(session, &list_ended, DB_VALUES(db_integer(since_ms), db_integer(SESSION_KEYS_MAX)), &rows);
    return read_keys(&rows, ret_keys);
}

enum result session_sweep(struct db_session *session, int64_t before_ms)
{
    return db_run(session, &sweep_sessions, DB_VALUES(db_integer(before_ms)), NULL);
}

enum result sessions_count(struct db_session *session, enum principal_kind kind, void (*each)(void *sink, const char *id, int64_t count), void *sink)
{
    struct db_rows rows;
    db_query(session, &count_sessions, DB_VALUES(db_text(principal_kind_name(kind))), &rows);
    while (db_next(&rows))
        each(sink, db_column_text(&rows, 0), db_column_integer(&rows, 1));
    return db_rows_close(&rows);
}
