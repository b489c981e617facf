/* Cases 办件: taking applications, carrying them to the centre that must decide them, and to their end.
 * What the rest of the program may use; the rules are in case_rules.h. */
#ifndef TONGBAN_CASES_CASES_H
#define TONGBAN_CASES_CASES_H

#include "http/http.h"

extern struct db_statement *const cases_statements[], *const cases_check_statements[];
extern const struct route cases_routes[];

/* The newest position of the event log; 0 when there is no case yet. */
enum result cases_last_position(struct db_session *session, int64_t *ret_position);

/* What time itself does 时限: brings cases in transit to their centre, counts silence past the notice limit as acceptance,
 * lets unanswered supplements lapse. Called about every second by the follower thread; works through everything that is
 * due, in commands of some dozen cases. *ret_acted (may be NULL) counts them. */
enum result cases_tick(struct context *context, struct db_session *session, int64_t now_ms, size_t *ret_acted);

/* Do these keys (NULL: there are none) open what is sealed in this database? Asks one case; of any version from CASES_VERSION on,
 * with cases_keys_statements alone. RESULT_OK also where there is no case; RESULT_NOT_FOUND without keys, RESULT_CORRUPT. */
#define CASES_VERSION 5
extern struct db_statement *const cases_keys_statements[];
enum result cases_keys_fit(struct db_session *session, const struct keyring *keyring);

/* Recounts the invariants of cases: every case has its events 1 … revision, its state is the last event's, its worklist rows
 * stand where they should and nowhere else, its seal opens. Faults as lines; returns their number. */
int64_t cases_check(struct context *context, struct db_session *session, void (*report)(void *sink, const char *line), void *sink);

#endif
