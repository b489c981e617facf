/* A case lived through again from its events: by the check, and when the calendar has changed. */
#ifndef TONGBAN_CASES_CASE_REPLAY_H
#define TONGBAN_CASES_CASE_REPLAY_H

#include "cases/case_store.h"

struct json_writer;

/* What a changed calendar made of the days of a case. */
struct case_changed {
    struct case_dues dues;    /* that it was given */
    struct case_dues counted; /* that its life gives; days of it would have come too soon */
    struct case_dues told;    /* as they are told on that day: what stands still, as if it went on (case_facts_told) */
    bool deemed_too_early;
};

/* What an event did. */
struct case_step {
    int64_t at;
    int action;                  /* enum case_action; -1 = receive; -2 = unknown */
    int from, to;
    struct case_request request; /* what it was asked with */
    struct case_dues dues, counted; /* of a changed calendar: the days it gave, and those it would have given to this life alone */
    bool open;                   /* what was written with it could be read */
};

/* An event as a step, which keeps nothing of it but what its life is lived by; the arena is for the call. ret_step->open tells whether
 * what was written with it could be read, without keys not; RESULT_NO_MEMORY says nothing of that. */
enum result case_step_read(const struct keyring *keyring, struct arena *arena, const char *number, const struct case_event *event,
                           struct case_step *ret_step);
/* Moves nothing and gives no days: such steps are counted (case_life.reissued), and no part of a list of steps. */
bool case_step_is_reissue(const struct case_step *step);
/* The row of the rules, or NULL. */
const struct flow_move *case_step_move(const struct case_step *step);

/* What an event of a changed calendar says in clear, as an object:
 * {"notice_due":"2027-02-17",…,"counted":{…},"told":{…},"deemed_too_early":true}; `counted` and `told` hold the days
 * that are others. NULL: no memory. */
const char *case_facts_write(struct arena *arena, const struct case_changed *changed);
/* As members of the reply to whoever reads the events; `facts` may be NULL. `running`: the limit that ran then, or
 * LIMIT_COUNT. */
void case_facts_show(struct json_writer *json, struct arena *arena, const char *facts, enum case_due running);

/* The calendars by which this database has counted, oldest first. */
struct case_calendar {
    int64_t begun_at, done_at;       /* ms; since done_at every open case follows it, INT64_MAX: not yet */
    const struct calendar *calendar;
};
struct case_calendars { const struct case_calendar *list; size_t count; }; /* oldest first */

struct case_lived {
    struct case_record record;
    bool deemed_too_early; /* counted as accepted while the notice limit still ran, as is known now */
};
/* All steps (known to the rules, the first is the receipt; new query passwords are counted in `reissued`) once more, by one calendar; the first `cut` of them by the
 * one before. With `stretches` each by the calendar that counted then, and by the days that each changed calendar gave.
 * What was done before `former_until` (ms) follows the rules of then (case_request.former). */
struct case_counting {
    const struct calendar *calendar, *before;
    size_t cut;
    int64_t former_until;
    const struct case_calendars *stretches;
    int64_t reissued;
};
struct case_lived case_relive(const struct case_record *stored, const struct case_step *steps, size_t count,
                              struct case_counting by);

/* ---- the calendars by which this database has counted (case_calendar_store.c) ---- */

/* Until when nothing was kept of calendars; INT64_MAX: until now. */
int64_t case_calendars_since(const struct case_calendars *calendars);
/* Every open case follows the newest. */
bool case_calendars_settled(const struct case_calendars *calendars);
/* All of them, in the arena. */
enum result case_calendars_read(struct db_session *session, struct arena *arena, struct case_calendars *ret_calendars);

#endif
