/* Rules of a case 办件: which action is allowed to whom in which state, and what it does to the clocks. Pure: no clock, no I/O.
 * Law: 行政许可法 arts. 32 (notice within five working days, once and completely, else accepted), 42 (limits, one extension of
 * ten days), 44 (ten days to deliver), 45 (special procedures are not counted), 82 (days are working days). */
#ifndef TONGBAN_CASES_CASE_RULES_H
#define TONGBAN_CASES_CASE_RULES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "act/principal.h"
#include "calendar/calendar.h"
#include "flow/flow.h"
#include "staff/staff_rules.h"

enum case_stage { STAGE_NOTICE, STAGE_STOPPED, STAGE_PROMISE, STAGE_ISSUE, STAGE_END };
enum case_holder { HOLDER_NOBODY, HOLDER_A, HOLDER_B };

enum case_state {
#define CASE_STATE(name, stage, holder, zh, en) CASE_##name,
#define CASE_MOVE(from, action, side, roles, guard, effect, to)
#include "cases/case_states.def"
#undef CASE_STATE
#undef CASE_MOVE
    CASE_STATE_COUNT
};

/* The first fourteen are asked for by people, the others are done by the system. */
#define CASE_ACTIONS(X)                                                                                        \
    X(take_over) X(return_to_receiver) X(ask_supplement) X(supplement) X(accept) X(refuse) X(review) X(suspend) \
    X(resume) X(extend) X(decide) X(issue) X(deliver) X(withdraw) X(arrive) X(deem_accepted) X(lapse)          \
    X(calendar_changed) X(reissue_password)
enum case_action {
#define CASE_ACTION_ENUM(name) ACTION_##name,
    CASE_ACTIONS(CASE_ACTION_ENUM)
#undef CASE_ACTION_ENUM
    ACTION_COUNT
};

/* How somebody stands to a case: their centre received it, has to decide it; or it is about themselves. */
enum case_side { SIDE_A = 1, SIDE_B = 2, SIDE_AB = 3, SIDE_APPLICANT = 4, SIDE_ANY = 7 };
enum case_guard { GUARD_NONE, GUARD_NOT_ASKED, GUARD_REASONS, GUARD_COMPLETE, GUARD_DAYS, GUARD_OUTCOME, GUARD_PROCEDURE,
                  GUARD_STATED, GUARD_MENDED, GUARD_SILENCE };
enum case_effect { EFFECT_NONE, EFFECT_STOP, EFFECT_GO, EFFECT_ACCEPT, EFFECT_DEEM, EFFECT_EXTEND, EFFECT_DECIDE, EFFECT_END,
                   EFFECT_RECOUNT };

/* Roles of a move; DECIDE lets a clerk decide what is decided on the spot. */
enum case_roles { ROLES_NOBODY = 0, ROLES_STAFF = ROLES_CENTRE, ROLES_REVIEW = ROLE_REVIEWER | ROLE_LEAD, ROLES_HEAD = ROLE_LEAD,
                  ROLES_DECIDE = ROLES_REVIEW };

#define CASE_BACK CASE_STATE_COUNT /* `to` of a supplement: see case_state_after */

/* The life of a case. Its things are struct case_thing, its orders struct case_request. */
extern const struct flow case_flow;
extern const struct field case_actions[]; /* by enum case_action, with their inputs (case_inputs.c) */
/* Of the refusals those that the case itself gives, whatever comes with the action. */
extern const struct problem case_asked_before, case_extended_before, case_nothing_to_extend, case_limit_passed, case_materials_missing;
/* Of reissue_password, which a centre does without acting on the case: it stays where it is. No action of the table. */
const struct flow_move *case_move_staying(enum case_state state);

extern const char *const case_state_names[];  /* by enum, closed by NULL */
extern const char *const case_action_names[]; /* by enum, closed by NULL */
void case_state_explain(enum case_state state, const char **ret_zh, const char **ret_en);
enum case_stage case_stage(enum case_state state);
enum case_holder case_state_holder(enum case_state state);
/* -1 when unknown. */
int case_action_parse(const char *name);

enum case_outcome { OUTCOME_NONE, OUTCOME_GRANTED, OUTCOME_DENIED };
extern const char *const case_outcome_names[];
/* OUTCOME_NONE when unknown or NULL. */
enum case_outcome case_outcome_parse(const char *name);

#define NOTICE_DAYS 5      /* art. 32 */
#define EXTENSION_MAX 10   /* art. 42 */
#define ISSUE_DAYS 10      /* art. 44 */
#define SUPPLEMENT_DAYS 15 /* default for the applicant to bring what is missing; a supplement may set another, up to: */
#define SUPPLEMENT_DAYS_MAX 60

/* What the rules need to know of a case. Days are DAY_NONE while they do not run. */
struct case_facts {
    enum case_state state;
    enum case_outcome outcome;
    bool immediate;          /* 即办件 */
    bool one_house;          /* A is B */
    bool taken_over;         /* B has taken it over at least once */
    bool supplement_asked;   /* was asked, ever */
    bool extended;
    bool deemed;             /* accepted by silence */
    int legal_days, promised_days; /* an extension's days in them */
    int32_t received_on, accepted_on, decided_on;
    int32_t notice_due, supplement_due, legal_due, promised_due, issue_due;
    int32_t stopped_on;      /* the day a clock was stopped */
};

/* The days on which the limits of a case end, by enum case_due; DAY_NONE: never set. */
enum case_due { LIMIT_NOTICE, LIMIT_SUPPLEMENT, LIMIT_LEGAL, LIMIT_PROMISED, LIMIT_ISSUE, LIMIT_COUNT };
extern const char *const case_due_names[]; /* closed by NULL */
struct case_dues { int32_t on[LIMIT_COUNT]; };
struct case_dues case_dues(const struct case_facts *facts);
bool case_dues_equal(const struct case_dues *one, const struct case_dues *other);

/* The limit that runs in a state; LIMIT_COUNT: none. What is done on the spot runs against its promise from receipt on. */
enum case_due case_limit_running(enum case_state state, bool immediate);

/* The working days that an extension or a supplement gives when nothing is said of them; no other action looks at it. */
int case_usual_days(enum case_action action);
/* What comes with an action. */
struct case_request {
    enum case_outcome outcome;
    bool has_reason;         /* at least one reason or a reason text */
    bool has_procedure;
    bool mends;              /* nothing that was asked for is missing, or the routing was corrected */
    bool complete;           /* all required materials are there */
    int days;                /* of an extension, or to supplement */
    const struct case_dues *dues; /* of a changed calendar */
    bool former;             /* done while accepting an item done on the spot still gave it that day anew */
};

/* A case on a day, as its flow sees it. */
struct case_thing { const struct case_facts *facts; int32_t today; };

/* May they read who worked on a case, and what staff noted for one another? Never an applicant. */
bool case_shows_staff(const struct principal *principal);

struct flow_verdict case_decide(const struct case_facts *facts, enum case_action action, struct flow_actor actor, int32_t today,
                                const struct case_request *request);
/* Actions that are this actor's in this state: those that the case lets them take today, guards that depend on the request left open,
 * and those that it does not, with why. Returns how many. */
size_t case_list_actions(const struct case_facts *facts, struct flow_actor actor, int32_t today,
                         struct flow_verdict found[FLOW_ACTIONS_MAX]);
/* The same for one action: could it be taken today by this actor, given a fitting request? */
bool case_may(const struct case_facts *facts, enum case_action action, struct flow_actor actor, int32_t today);

/* ---- clocks (case_clock_rules.c) ---- */

/* A new case received on `day`: the notice clock runs; the other limits are foretold as if it were accepted that day. */
void case_clock_receive(struct case_facts *facts, const struct calendar *calendar, int32_t day);
/* Carries out a move's effect and sets the next state. */
void case_apply(struct case_facts *facts, const struct calendar *calendar, const struct flow_move *move,
                const struct case_request *request, int32_t day);

enum case_light { LIGHT_GREEN, LIGHT_BLUE, LIGHT_YELLOW, LIGHT_RED, LIGHT_GREY };
extern const char *const case_light_names[]; /* closed by NULL */

/* The clock that governs now and the days on which its light changes (DAY_NONE: grey, nothing runs). */
struct case_lights {
    const char *kind;        /* notice, promise, issue, supplement, none */
    int32_t start, due;
    int days;                /* working days it has in all, those on which it stood still not counted */
    int32_t blue_on, yellow_on, red_on;
};
struct case_lights case_lights(const struct case_facts *facts, const struct calendar *calendar);
enum case_light case_light_on(int32_t blue_on, int32_t yellow_on, int32_t red_on, int32_t day);

/* What becomes of the days of an open case when the calendar has changed: `counted` are those that its life gives under
 * the new one. A limit moves with its working days, but never to a day before the next working day: a shorter calendar
 * makes nobody late or deemed accepted at once. What has passed under both calendars stays. A limit that stands still
 * keeps what was left of it on the day on which it stopped; how it is told: case_facts_told. */
struct case_dues case_dues_moved(const struct case_facts *facts, const struct case_dues *counted,
                                 const struct calendar *calendar, int32_t today);
/* The facts with the days that are told of them: a limit that stands still keeps the days it had left, and is told as
 * ending as if its clock went on today; so no day of it that can still come lies in the past, whatever the calendar. */
struct case_facts case_facts_told(const struct case_facts *facts, const struct calendar *calendar, int32_t today);
/* Does a limit of an open case that has not ended reach into a year whose arrangement is not known? */
bool case_calendar_warning(const struct case_facts *facts, const struct calendar *calendar);
/* The same of one limit counted from a day; DAY_NONE: there is none. */
bool case_due_is_uncertain(const struct calendar *calendar, int32_t from, int32_t due);

/* The first moment (ms) when the system itself must act; INT64_MAX: never. in_transit: at once. */
int64_t case_wake_at(const struct case_facts *facts, int64_t now_ms);
/* What the system does then; ACTION_COUNT: nothing. */
enum case_action case_due_action(const struct case_facts *facts, int64_t now_ms);

/* ---- numbers (case_number.c) ---- */

#define CASE_NUMBER_SIZE 27 /* SQ + 9 + 8 + 6 + check, and NUL */
/* "SQ" + division of the receiving centre + YYYYMMDD + six-digit serial + check character (ISO 7064 MOD 11-2 over the digits). */
void case_number_make(char number[CASE_NUMBER_SIZE], const char *centre, int32_t day, int serial);
/* Shape and check character. */
bool case_number_is_valid(const char *number);
/* The 6 digits after "SQ" as a number: the receiving district, the distribution column. */
int64_t case_number_district(const char *number);

#endif
