/* What must always hold of cases, as queries that find the breaches. */
#ifndef TONGBAN_CASES_CASE_CHECK_H
#define TONGBAN_CASES_CASE_CHECK_H

#include "cases/case_store.h"

struct arena;

/* A query whose rows (one text) each break the rule told by `sentence`. The list ends with a NULL statement. */
struct case_invariant { struct db_statement *statement; const char *sentence; };
extern const struct case_invariant case_invariants[];
extern struct db_statement *const cases_check_statements[];

/* The numbers of a district after `after`, in their order and in the arena, at most `max`. */
enum result case_check_list(struct db_session *session, struct arena *arena, int64_t district, const char *after,
                            const char **numbers, size_t max, size_t *ret_count);

/* Person, item and sealed application of the first case, texts and bytes in the arena; RESULT_NOT_FOUND when there is none. */
enum result case_first_sealed(struct db_session *session, struct arena *arena, struct case_record *ret_record);

#endif
