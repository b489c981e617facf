/* What must always hold of cases, as queries that find the breaches. */
#ifndef TONGBAN_CASES_CASE_CHECK_H
#define TONGBAN_CASES_CASE_CHECK_H

#include "cases/case_store.h"
#include "http/http.h"

struct arena;

/* A query whose rows (one text) each break the rule told by `sentence`. The list ends with a NULL statement. */
struct case_invariant { struct db_statement *statement; const char *sentence; };
extern const struct case_invariant case_invariants[], case_references[]; /* the latter: towards the rooms below */
extern struct db_statement *const cases_check_statements[];

/* The numbers of a district after `after`, in their order and in the arena, at most `max`. */
enum result case_check_list(struct db_session *session, struct arena *arena, int64_t district, const char *after,
                            const char **numbers, size_t max, size_t *ret_count);
/* The clock as a worklist row of this case shows it; RESULT_NOT_FOUND when it does not stand there. The kind lives in the arena. */
enum result case_check_row(struct db_session *session, struct arena *arena, const struct case_record *record, const char *centre, int side,
                           struct case_lights *ret_lights);
enum result case_check_exists(struct db_session *session, const char *number, bool *ret_exists);
/* How many rows of all kinds there are. */
enum result case_check_counts(struct db_session *session, int64_t *ret_cases, int64_t *ret_work, int64_t *ret_looks);
/* Is a stored limit the computed one? One in a year after the receipt may have been computed before that year's arrangement of
 * days off was known, and lie some days beside it. */
bool case_same_limit(const struct case_record *stored, int32_t kept, int32_t computed);
/* What is wrong with a case when its events are carried out once more, as a sentence, or NULL. Needs keys and places; *events
 * grows by their number. */
const char *case_replay(const struct context *context, struct db_session *session, struct arena *arena, const struct case_record *stored,
                        int64_t *events);

/* Person, item and sealed application of the first case, texts and bytes in the arena; RESULT_NOT_FOUND when there is none. */
enum result case_first_sealed(struct db_session *session, struct arena *arena, struct case_record *ret_record);

#endif
