/* What a case came to 结果, told to the one it is about: outcome first, then what follows from it. Pure.
 * Law: 行政许可法 art. 38 and 行政复议法 art. 20, 行政诉讼法 arts. 45 to 47: who is refused, or left
 * without an answer, is told why, where to turn and until when. */
#ifndef TONGBAN_CASES_CASE_OUTCOME_RULES_H
#define TONGBAN_CASES_CASE_OUTCOME_RULES_H

#include "cases/case_rules.h"

enum case_came_to { CAME_TO_OPEN, CAME_TO_GRANTED, CAME_TO_DENIED, CAME_TO_NOT_ACCEPTED, CAME_TO_WITHDRAWN,
                   CAME_TO_LAPSED };
extern const char *const case_came_to_names[]; /* closed by NULL */

enum case_next_who { NEXT_NOBODY, NEXT_APPLICANT, NEXT_RECEIVING_CENTRE, NEXT_RESPONSIBLE_CENTRE };
extern const char *const case_next_who_names[]; /* closed by NULL */

enum case_came_to case_came_to(enum case_state state, enum case_outcome outcome);
/* The one sentence of the outcome, with how far it has got (being prepared, ready, delivered). */
void case_outcome_explain(enum case_state state, enum case_outcome outcome, const char **ret_zh, const char **ret_en);
/* The action whose reasons are those of the outcome; ACTION_COUNT: it has none. */
enum case_action case_outcome_reasons_of(enum case_came_to came_to);

/* Who has to do what next, and until when (DAY_NONE: no limit runs). `overdue`: that day is over; what is said then
 * promises no day that is gone. A special procedure that began when the limit had passed changes nothing: `until` is
 * that limit. What was asked for too late is told as such, with the applicant's own day. */
struct case_next_step { enum case_next_who who; const char *zh, *en; int32_t until; bool overdue; };
struct case_next_step case_next_step(const struct case_facts *facts, bool complete, int32_t today);

/* Where the applicant can turn. `from`: the day after which the time runs; `until`: its last day; both DAY_NONE while
 * nobody can count it. `uncertain`: `until` depends on a year whose arrangement of days off is not known. */
struct case_remedy {
    const char *kind, *name_zh, *name_en, *to_zh, *to_en, *within_zh, *within_en, *law_zh, *law_en;
    int32_t from, until;
    bool uncertain;
};
#define CASE_REMEDIES_MAX 2
extern const char *const case_remedy_kinds[]; /* closed by NULL */
/* The remedies open to the applicant; returns their number.
 * Against a denial or a refusal to accept: `delivered_on` is the day on which the written decision was delivered,
 * DAY_NONE when it was not or nobody wrote it down: then no last day is told. 行政复议法 art. 20: sixty days from the
 * day one knew; 行政诉讼法 art. 46: six months from then.
 * Against a case left undecided, or a grant not drawn up, when the legal limit has passed (not the promised one): both
 * count from the day on which it ended (行政复议法 art. 11, its 实施条例 art. 16; 行政诉讼法 art. 47, 法释〔2018〕1号
 * art. 66). For what is promised on the spot no law lays a limit down: sixty days, or two months, from that day.
 * Nothing runs while the applicant has to supplement or a special procedure goes on; a limit that had passed before
 * stays passed.
 * All are calendar days: the first day is not counted (民法典 art. 201), six months end on the day of the same number
 * (art. 202), and a last day that is a day off moves to the first day after it that is none (art. 203). */
size_t case_remedies(const struct case_facts *facts, int32_t delivered_on, int32_t today,
                     const struct calendar *calendar, struct case_remedy remedies[CASE_REMEDIES_MAX]);

#endif
