/* The SQL of the event log as a whole: its counters by district, and what is new behind them. */
#ifndef TONGBAN_CASES_CASE_LOG_H
#define TONGBAN_CASES_CASE_LOG_H

#include "db/db.h"

struct arena;

/* How far the events of a district go: positions are 1 … last. */
struct case_position { int64_t district, last; };
/* All of them in the order of districts, in the arena. */
enum result case_log_positions(struct db_session *session, struct arena *arena, struct case_position **ret_list, size_t *ret_count);

/* One event with what its case tells about who is concerned. Texts live until the callback returns. */
struct case_news {
    int64_t position, seq;
    const char *number, *action, *item, *receiving, *responsible;
    int to_state;
};
/* The events of a district behind a position, oldest first, at most `limit`; *ret_count tells how many. */
enum result case_log_each(struct db_session *session, int64_t district, int64_t after, int64_t limit,
                          void (*each)(void *context, const struct case_news *news), void *context, size_t *ret_count);

#endif
