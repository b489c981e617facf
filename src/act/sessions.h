/* Sessions of every kind of principal: somebody has shown who they are, and for a while a token is enough. A token is 32 random bytes
 * that only its holder knows; the database keeps their SM3. The database is the truth; here is what was read of it, so that a request
 * costs one hash and one look into a table. Several threads use it at once. */
#ifndef TONGBAN_ACT_SESSIONS_H
#define TONGBAN_ACT_SESSIONS_H

#include "act/act.h"
#include "base/result.h"
#include "crypto/crypto.h"
#include "db/db.h"

struct arena;
struct settings;
struct writer;

/* What reads the principals of one kind: RESULT_NOT_FOUND when there is none of this identifier, or none that may be used now. */
struct authenticator {
    enum principal_kind kind;
    enum result (*read)(const struct settings *settings, struct db_session *session, struct arena *arena, const char *id,
                        struct principal *ret_principal);
};

struct sessions;
struct room;
extern const struct room sessions_room;
extern struct db_statement *const sessions_statements[];

/* Remembers `settings` (idle limit), and `rooms` (closed by NULL), whose authenticators read the principals; the caller owns the
 * result: sessions_close (accepts NULL). */
enum result sessions_open(const struct settings *settings, const struct room *const *rooms, struct sessions **ret_sessions);
void sessions_close(struct sessions *sessions);

#define SESSION_TOKEN_SIZE 65 /* 32 random bytes in hex and NUL */
/* Makes a new token and its key. */
void session_token_make(char token[SESSION_TOKEN_SIZE], uint8_t key[SM3_SIZE]);
/* The key by which its session is known from then on. False when it cannot be a token. */
bool session_token_key(const char *token, uint8_t key[SM3_SIZE]);

/* Whose session is it? The principal's texts go into the arena. RESULT_UNAUTHENTICATED: no session, ended, idle too long, or of a
 * principal that may no longer be used. Marks the session as seen. */
enum result sessions_authenticate(struct sessions *sessions, struct db_session *session, struct arena *arena, const uint8_t key[SM3_SIZE],
                                  int64_t now_ms, struct principal *ret_principal);
/* Is this still a session? Does not mark it as seen, and asks memory alone: who asks has authenticated it before. */
bool sessions_live(struct sessions *sessions, const uint8_t key[SM3_SIZE], int64_t now_ms);

/* Live sessions of one principal; with one more the one seen least recently ends. */
#define SESSIONS_OF_PRINCIPAL_MAX 64
/* In a transaction: a new session of a principal, and its token. */
enum result sessions_begin(struct act *act, struct db_session *session, enum principal_kind kind, const char *id,
                           char token[SESSION_TOKEN_SIZE]);
/* In a transaction: ends it. Once that is durable it is refused here, before the act is answered; another process hears of it within
 * seconds. */
enum result sessions_end(struct act *act, struct db_session *session, const uint8_t key[SM3_SIZE]);
/* The same of all sessions of a principal but `except` (may be NULL) and the `keep` seen last. */
enum result sessions_end_of(struct act *act, struct db_session *session, enum principal_kind kind, const char *id, const uint8_t *except,
                            int64_t keep);

/* For the check: how many sessions each principal of a kind has, ended ones too, in the order of identifiers. What `each` is given
 * lives until it returns. */
enum result sessions_count(struct db_session *session, enum principal_kind kind, void (*each)(void *sink, const char *id, int64_t count),
                           void *sink);

/* Every few seconds, from one thread that may wait for the writer: writes when sessions were last seen, hears of sessions that another
 * process ended, forgets ended ones. */
enum result sessions_tick(struct sessions *sessions, struct writer *writer, int64_t now_ms);

#endif
