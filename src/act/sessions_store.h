/* The SQL of sessions. Times are milliseconds UTC. Reads copy into the arena given. */
#ifndef TONGBAN_ACT_SESSIONS_STORE_H
#define TONGBAN_ACT_SESSIONS_STORE_H

#include "act/principal.h"
#include "base/result.h"
#include "crypto/crypto.h"
#include "db/db.h"

struct arena;

struct session_record { enum principal_kind kind; const char *id; int64_t last_seen_ms; bool ended; };
enum result session_insert(struct db_session *session, const uint8_t key[SM3_SIZE], enum principal_kind kind, const char *id, int64_t now_ms);
/* RESULT_NOT_FOUND when there is none. */
enum result session_read(struct db_session *session, struct arena *arena, const uint8_t key[SM3_SIZE], struct session_record *ret_record);
enum result session_touch(struct db_session *session, const uint8_t key[SM3_SIZE], int64_t seen_ms);
enum result session_end(struct db_session *session, const uint8_t key[SM3_SIZE], int64_t now_ms);

/* Keys of sessions, as many as fit. */
#define SESSION_KEYS_MAX 1024
struct session_keys { uint8_t keys[SESSION_KEYS_MAX][SM3_SIZE]; size_t count; };
/* The live sessions of a principal but the `keep` that were seen last. */
enum result session_list_of(struct db_session *session, enum principal_kind kind, const char *id, int64_t keep, struct session_keys *ret_keys);
enum result session_list_ended(struct db_session *session, int64_t since_ms, struct session_keys *ret_keys);
/* Forgets sessions that ended or were seen last before `before_ms`. */
enum result session_sweep(struct db_session *session, int64_t before_ms);

#endif
