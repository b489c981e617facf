/* Acting on a case, as far as it is judged. Pure: the case and its application were read before. */
#ifndef TONGBAN_CASES_CASE_ACT_RULES_H
#define TONGBAN_CASES_CASE_ACT_RULES_H

#include "cases/case_application.h"

/* A case that is being acted on. */
struct case_acting {
    const struct case_order *order;
    const struct calendar *calendar;       /* by which days are counted */
    struct case_record stored, record;
    struct case_application before, after; /* where the order has to do with it */
    struct case_request request;
    struct case_lights lights;
    struct case_event event;
    bool changed;                          /* the application has to be sealed again */
};

/* Does it say why: reasons, or a procedure, which the case tells from then on? Its application must be there then, as
 * for a supplement. */
bool case_order_says_why(const struct case_order *order);
/* Is acting->order the actor's to give, and does what comes with it fit? RESULT_OK with the move, and in `acting`
 * what becomes of record and application; or the refusal, with faults in the errors of the act. RESULT_NO_MEMORY. */
enum result case_order_judge(struct act *act, struct case_acting *acting, struct flow_actor actor,
                             const struct flow_move **ret_move);

/* What a supplement brings 补正. What was objected to comes anew; after a return something is put right, or said.
 * Judged when it comes, never again when a case is lived through once more. */
struct supply_brought {
    const char *const *materials; size_t material_count; /* at least one copy each; NULL: a line of its own */
    bool filled;          /* answers or fields */
    bool moved;           /* another household or residence */
    bool told;            /* a note that says something */
};

/* Which of what the applicant was asked for must still be brought: sets `absent` of each. `has_form`: the item has fields
 * or questions at all; `takes_lines`: papers may be named in words, so each that was asked for in words is one that must
 * come. Returns how many. */
size_t supply_absent(const struct case_reasons *asked, const struct supply_brought *brought, bool has_form,
                     bool takes_lines, bool *absent);
/* Is anything different from before, or explained? What leads a case on without that leads nowhere. */
bool supply_says_something(const struct supply_brought *brought);

#endif
