/* The staff room: staff accounts and their passwords. */
#ifndef TONGBAN_STAFF_STAFF_H
#define TONGBAN_STAFF_STAFF_H

#include <stdint.h>

#include "act/sessions.h"
#include "base/result.h"
#include "db/db.h"
#include "http/http.h"
#include "staff/staff_rules.h"

struct places;
struct settings;
struct writer;

extern const struct room staff_room;
extern struct db_statement *const staff_statements[];
extern const struct route staff_routes[];

/* Of staff: an account that is switched off, or of the demonstration outside it, is none. */
enum result staff_read_principal(const struct settings *settings, struct db_session *session, struct arena *arena, const char *id,
                                  struct principal *ret_principal);
/* Once an hour, from a thread that may wait for the writer: forgets old wrong passwords, and devices that were not used for long. */
enum result staff_tick(struct writer *writer, int64_t now_ms);

/* Makes or mends the demonstration accounts: clerk., reviewer. and lead. of every centre open today, district. of every
 * district, city, keeper, auditor, admin; all with the password tongban-demo. Doing it again changes nothing.
 * A real account that bears such a name stays as it is. */
enum result staff_make_demo(struct writer *writer, const struct places *places, int64_t now_ms);
/* How many demonstration accounts a database holds; the server warns when it runs without --demo and there are some. */
enum result staff_count_demo(struct db_session *session, int64_t *ret_count);

/* Visits the accounts of those who work (active, not of the demonstration) at a centre or in a district that `places` has not, in
 * the order of user names; what `found` is given lives until it returns. Reads all accounts. */
enum result staff_list_lost(struct db_session *session, const struct places *places,
                            void (*found)(void *sink, const struct staff *staff), void *sink);

/* Recounts the invariants of accounts: every role is known, every place of work is the role's, and exists where somebody works
 * (an account that is switched off, or of the demonstration, may have been left behind by a pack). Faults as lines; returns their
 * number. */
int64_t staff_check(struct db_session *session, const struct places *places,
                     void (*report)(void *sink, const char *line), void *sink);

#endif
