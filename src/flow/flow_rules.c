#include "flow/flow.h"

#include <assert.h>

const struct problem flow_not_possible = {
    "action_not_possible", 409, "当前状态不能进行此操作", "This action is not possible in the current state"};
const struct problem flow_not_yours = {
    "action_not_yours", 403, "您的岗位或中心不能进行此操作", "Your role or centre may not take this action"};

struct flow_verdict flow_refuse(const struct problem *problem)
{
    return (struct flow_verdict){.problem = problem, .code = problem->code, .zh = problem->zh, .en = problem->en};
}

const struct flow_move *flow_find(const struct flow *flow, unsigned state, unsigned action)
{
    for (size_t i = 0; i < flow->move_count; i++)
        if (flow->moves[i].from == state && flow->moves[i].action == action)
            return &flow->moves[i];
    return NULL;
}

static bool is_one_of(const struct flow *flow, const struct flow_move *move, struct flow_actor actor, const void *thing)
{
    struct flow_who who = flow->who != NULL ? flow->who(move, thing) : move->who;
    return ((unsigned)actor.kind & who.kinds) != 0 && (who.sides == 0 || (who.sides & actor.sides) != 0) &&
           (actor.kind != PRINCIPAL_STAFF || (who.roles & actor.roles) != 0);
}

static struct flow_verdict holds(const struct flow *flow, const struct flow_move *move, const void *thing)
{
    return flow->holds != NULL ? flow->holds(move, thing) : (struct flow_verdict){.allowed = true, .move = move};
}

struct flow_verdict flow_decide(const struct flow *flow, unsigned state, unsigned action, struct flow_actor actor, const void *thing,
                                const void *order)
{
    const struct flow_move *move = flow_find(flow, state, action);
    if (move == NULL)
        return flow_refuse(&flow_not_possible);
    if (!is_one_of(flow, move, actor, thing))
        return flow_refuse(&flow_not_yours);
    struct flow_verdict verdict = holds(flow, move, thing);
    return verdict.allowed && flow->fits != NULL ? flow->fits(move, thing, order) : verdict;
}

bool flow_may(const struct flow *flow, unsigned state, unsigned action, struct flow_actor actor, const void *thing)
{
    const struct flow_move *move = flow_find(flow, state, action);
    return move != NULL && is_one_of(flow, move, actor, thing) && holds(flow, move, thing).allowed;
}

size_t flow_list(const struct flow *flow, unsigned state, struct flow_actor actor, const void *thing,
                 struct flow_verdict found[FLOW_ACTIONS_MAX])
{
    const struct flow_move *own[FLOW_ACTIONS_MAX];
    uint32_t actions = 0;
    size_t count = 0;
    for (const struct flow_move *move = flow->moves, *end = move + flow->move_count; move < end; move++)
        if (move->from == state && is_one_of(flow, move, actor, thing)) {
            assert(move->action < FLOW_ACTIONS_MAX);
            own[move->action] = move;
            actions |= UINT32_C(1) << move->action;
        }
    for (unsigned action = 0; action < FLOW_ACTIONS_MAX && actions >> action != 0; action++) {
        if ((actions >> action & 1) == 0)
            continue;
        found[count] = holds(flow, own[action], thing);
        found[count++].move = own[action];
    }
    return count;
}

const struct field *flow_inputs(const struct flow *flow, const struct flow_move *move, const void *thing)
{
    const struct field *fewer = flow->inputs != NULL ? flow->inputs(move, thing) : NULL;
    return fewer != NULL ? fewer : flow->actions[move->action].fields;
}
