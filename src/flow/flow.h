/* Flow: things with a life. A table says who may do what in which state, and what comes of it. From the one table follow what somebody
 * may do and with which inputs, what is refused and why, the shape of a request, the diagram, and a test of every state, action and
 * principal. What a thing is, the conditions it sets and what a move does to it are the room's. Pure. */
#ifndef TONGBAN_FLOW_FLOW_H
#define TONGBAN_FLOW_FLOW_H

#include <stdbool.h>
#include <stddef.h>

#include "act/act.h"
#include "act/principal.h"
#include "base/spec.h"

struct json_writer;

/* Who may take a move: kinds of principal; of staff their roles; and how they stand to the thing, in bits that the room names
 * (sides 0: however). */
struct flow_who { unsigned kinds, roles, sides; };
/* Who asks: one kind, their roles, and all the sides on which they stand. */
struct flow_actor { enum principal_kind kind; unsigned roles, sides; };

/* Numbers of states, actions, guards and effects are the room's. At most one move of a state for an action. */
struct flow_move { unsigned from, action; struct flow_who who; unsigned guard, effect, to; };

/* May it be done? If not: a stable code with sentences, at the input at fault (`fault_field`), or of the whole (`problem`: state, principal or
 * thing forbid it). */
struct flow_verdict {
    bool allowed;
    const struct flow_move *move;
    const char *code, *zh, *en, *fault_field;
    const struct problem *problem;
};

struct flow {
    const char *const *states;          /* names by number, closed by NULL */
    const struct field *actions;        /* names by number, each an object of its inputs; without fields: nobody asks for it. Closed by {0} */
    const struct flow_move *moves;
    size_t move_count;
    /* Each may be NULL. Whom the thing lets take a move, when that is not whom the move names. */
    struct flow_who (*who)(const struct flow_move *move, const void *thing);
    /* The conditions of a move: those that the thing answers, and those that what comes with the action answers. */
    struct flow_verdict (*holds)(const struct flow_move *move, const void *thing);
    struct flow_verdict (*fits)(const struct flow_move *move, const void *thing, const void *order);
    /* The inputs that a move of this thing has, when they are fewer than those of its action. */
    const struct field *(*inputs)(const struct flow_move *move, const void *thing);
};

#define FLOW_ACTIONS_MAX 32 /* their numbers are below it */

/* 409: there is no such move of the state; 403: it is somebody else's. */
extern const struct problem flow_not_possible, flow_not_yours;
struct flow_verdict flow_refuse(const struct problem *problem);

/* The move of a state for an action, or NULL. */
const struct flow_move *flow_find(const struct flow *flow, unsigned state, unsigned action);
/* Is the action possible, the actor's, do the thing and what comes with it allow it? */
struct flow_verdict flow_decide(const struct flow *flow, unsigned state, unsigned action, struct flow_actor actor, const void *thing,
                                const void *order);
/* The same, whatever may come with it. */
bool flow_may(const struct flow *flow, unsigned state, unsigned action, struct flow_actor actor, const void *thing);
/* The actions that are this actor's in this state, by their number: those that the thing allows, and those that it does not, with why; each
 * with its move. Returns how many. */
size_t flow_list(const struct flow *flow, unsigned state, struct flow_actor actor, const void *thing,
                 struct flow_verdict found[FLOW_ACTIONS_MAX]);
/* The inputs of an allowed move; never NULL for one that somebody asks for. */
const struct field *flow_inputs(const struct flow *flow, const struct flow_move *move, const void *thing);

/* How inputs are told to whoever draws a form: a list of {name, type, required, min, max, choices}. `choices` of a list of objects are those
 * of its first field. */
void flow_write_inputs(struct json_writer *json, const char *key, const struct field *inputs);
extern const struct field flow_input_item[];

#endif
