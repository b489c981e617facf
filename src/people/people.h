/* The people room: staff accounts, their sessions and passwords, and the rules of identity numbers (identity_rules.h).
 * A session is 32 random bytes that only its holder knows; the database keeps their SM3. */
#ifndef TONGBAN_PEOPLE_PEOPLE_H
#define TONGBAN_PEOPLE_PEOPLE_H

#include <stdint.h>

#include "base/result.h"
#include "db/db.h"
#include "http/http.h"
#include "people/identity_rules.h"
#include "people/people_rules.h"

struct people; /* sessions in memory: what the database says, read once and remembered */
struct places;
struct settings;
struct writer;

extern struct db_statement *const people_statements[];
extern const struct route people_routes[];

/* Remembers `settings` (idle limit, lock-out, demo); the caller owns the room: people_close (accepts NULL). */
enum result people_open(const struct settings *settings, struct people **ret_people);
void people_close(struct people *people);

/* Every few seconds, from one thread that may wait for the writer: writes when sessions were last seen, hears of sessions
 * that another process ended (tongban user), forgets ended ones. */
enum result people_tick(struct people *people, struct writer *writer, int64_t now_ms);

/* http_authenticate: fills the caller, its staff in the request's arena. RESULT_UNAUTHENTICATED: no session, ended, idle too
 * long, or a demonstration account outside the demonstration. While a first password must be changed, every operation
 * but those of the session and the password is refused with the problem password_change_required. */
enum result people_authenticate(struct request *request, const char *token, struct caller *ret_caller);
/* http_session_lives. */
bool people_session_lives(struct context *context, const char *token, int64_t now_ms);
/* http_scope: staff_scope_text of the caller. */
const char *people_scope(const struct caller *caller);

/* Makes or mends the demonstration accounts: clerk., reviewer. and lead. of every centre open today, district. of every
 * district, city, keeper, auditor, admin; all with the password tongban-demo. Doing it again changes nothing.
 * A real account that bears such a name stays as it is. */
enum result people_make_demo(struct writer *writer, const struct places *places, int64_t now_ms);
/* How many demonstration accounts a database holds; the server warns when it runs without --demo and there are some. */
enum result people_count_demo(struct db_session *session, int64_t *ret_count);

/* Recounts the invariants of accounts: every role is known, every place of work exists and is the role's. Faults as lines;
 * returns their number. */
int64_t people_check(struct db_session *session, const struct places *places,
                     void (*report)(void *sink, const char *line), void *sink);

#endif
