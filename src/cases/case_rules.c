#include "cases/case_rules.h"

#include "base/text.h"

#define ROLES_NONE ROLES_NOBODY

const struct case_move case_moves[] = {
#define CASE_STATE(name, stage, holder, zh, en)
#define CASE_MOVE(from, action, side, roles, guard, effect, to) \
    {CASE_##from, ACTION_##action, SIDE_##side, (unsigned)ROLES_##roles, GUARD_##guard, EFFECT_##effect, CASE_##to},
#include "cases/case_states.def"
#undef CASE_STATE
#undef CASE_MOVE
};
const size_t case_moves_count = ARRAY_COUNT(case_moves);

static const struct case_move staying[] = {
#define CASE_STATE(name, stage, holder, zh, en) \
    {CASE_##name, ACTION_reissue_password, SIDE_SYSTEM, ROLES_NOBODY, GUARD_NONE, EFFECT_NONE, CASE_##name},
#define CASE_MOVE(from, action, side, roles, guard, effect, to)
#include "cases/case_states.def"
#undef CASE_STATE
#undef CASE_MOVE
};
const struct case_move *case_move_staying(enum case_state state) { return &staying[state]; }

static const struct { enum case_stage stage; enum case_holder holder; const char *zh, *en; } states[] = {
#define CASE_STATE(name, stage, holder, zh, en) {STAGE_##stage, HOLDER_##holder, zh, en},
#define CASE_MOVE(from, action, side, roles, guard, effect, to)
#include "cases/case_states.def"
#undef CASE_STATE
#undef CASE_MOVE
};

const char *const case_state_names[] = {
#define CASE_STATE(name, stage, holder, zh, en) #name,
#define CASE_MOVE(from, action, side, roles, guard, effect, to)
#include "cases/case_states.def"
#undef CASE_STATE
#undef CASE_MOVE
    NULL};

const char *const case_action_names[] = {
#define CASE_ACTION_NAME(name) #name,
    CASE_ACTIONS(CASE_ACTION_NAME)
#undef CASE_ACTION_NAME
    NULL};

const char *const case_outcome_names[] = {"none", "granted", "denied", NULL};

static int index_of(const char *const *names, const char *name)
{
    for (int i = 0; names[i] != NULL; i++)
        if (text_equal(names[i], name))
            return i;
    return -1;
}

int case_action_parse(const char *name) { return index_of(case_action_names, name); }

enum case_outcome case_outcome_parse(const char *name)
{
    int outcome = index_of(case_outcome_names, name);
    return outcome < 0 ? OUTCOME_NONE : (enum case_outcome)outcome;
}

enum case_stage case_stage(enum case_state state) { return states[state].stage; }
enum case_holder case_state_holder(enum case_state state) { return states[state].holder; }

void case_state_explain(enum case_state state, const char **ret_zh, const char **ret_en)
{
    *ret_zh = states[state].zh;
    *ret_en = states[state].en;
}

static const struct case_move *find_move(enum case_state state, enum case_action action)
{
    for (size_t i = 0; i < case_moves_count; i++)
        if (case_moves[i].from == state && case_moves[i].action == action)
            return &case_moves[i];
    return NULL;
}

bool case_shows_staff(const struct principal *principal) { return principal_is(principal, PRINCIPAL_STAFF | PRINCIPAL_SYSTEM); }

static bool role_fits(const struct case_facts *facts, const struct case_move *move, struct case_actor actor)
{
    if (move->side == SIDE_SYSTEM)
        return actor.kind == PRINCIPAL_SYSTEM;
    if (actor.kind != PRINCIPAL_STAFF || (move->side & actor.sides) == 0)
        return false;
    unsigned roles = move->roles;
    if (roles == ROLES_DECIDE)
        roles = (unsigned)ROLES_REVIEW | (facts->immediate ? ROLE_CLERK : 0u);
    return (roles & actor.roles) != 0;
}

static struct decision refuse(const char *code, const char *zh, const char *en, const char *field)
{
    return (struct decision){.code = code, .zh = zh, .en = en, .fault_field = field};
}

/* Guards that the case itself answers, whatever comes with the action. */
static struct decision check_facts(const struct case_facts *facts, const struct case_move *move, int32_t today)
{
    if (move->guard == GUARD_NOT_ASKED && facts->supplement_asked)
        return refuse("supplement_asked_before", "补正只能一次性告知，本件已经告知过", "What is missing is told once and completely; this case was told already", NULL);
    if (move->guard == GUARD_DAYS && facts->extended)
        return refuse("extended_before", "本件已延长过一次，不能再延长", "This case was extended once and cannot be extended again", NULL);
    /* Promised for the same day and not done: it stays red with whoever must act. Days later silence would say yes to
     * what nobody has looked at. */
    if (move->guard == GUARD_SILENCE && facts->immediate)
        return refuse("done_on_the_spot", "当场办结的事项不因超过期限视为受理", "What is done on the spot is not accepted by silence", NULL);
    /* 行政许可法 art. 42: who cannot decide within the limit extends it, which is done while it runs. The limit is the
     * one the applicant was promised: it never lies behind the legal one, and a broken promise is not mended
     * afterwards. Whoever let it pass decides in what is left of the legal limit. */
    if (move->guard == GUARD_DAYS && today > facts->promised_due)
        return refuse("limit_passed", "承诺期限已过，不能再延长；请尽快作出决定", "The promised limit has passed and can no longer be extended; decide as soon as possible", NULL);
    return (struct decision){.allowed = true, .move = move};
}

static struct decision check_request(const struct case_move *move, const struct case_request *request)
{
    struct decision allowed = {.allowed = true, .move = move};
    switch (move->guard) {
    case GUARD_REASONS:
        return request->has_reason ? allowed : refuse("reason_required", "须说明理由", "A reason is required", "reasons");
    case GUARD_NOT_ASKED:
        if (!request->has_reason)
            return refuse("list_required", "须一次列出全部需要补正的内容", "List everything that is missing, at once", "reasons");
        return request->days >= 0 && request->days <= SUPPLEMENT_DAYS_MAX
                   ? allowed : refuse("days_out_of_range", "补正期限为 1 至 60 个工作日", "1 to 60 working days to supplement", "days");
    case GUARD_COMPLETE:
        return request->complete ? allowed
                                 : refuse("materials_missing", "必要的材料或填写内容不齐，不能受理；请先一次告知补正", "Required papers or entries are missing; ask for a supplement first", NULL);
    case GUARD_DAYS:
        if (request->days < 1 || request->days > EXTENSION_MAX)
            return refuse("days_out_of_range", "延长期限为 1 至 10 个工作日", "An extension is 1 to 10 working days", "days");
        return request->has_reason ? allowed : refuse("reason_required", "须说明理由", "A reason is required", "reason");
    case GUARD_OUTCOME:
        if (request->outcome == OUTCOME_NONE)
            return refuse("outcome_required", "须说明准予或不予", "Say granted or denied", "outcome");
        return request->outcome == OUTCOME_GRANTED || request->has_reason
                   ? allowed : refuse("reason_required", "不予决定须说明理由", "A denial needs its reason", "reason");
    case GUARD_PROCEDURE:
        return request->has_procedure ? allowed : refuse("procedure_required", "须说明特别程序的种类；不在所列之中的，请写明理由", "Name the special procedure; one that is not listed, in the reason", "procedure");
    case GUARD_MENDED:
        return request->mends ? allowed : refuse("still_missing", "要补的还没有补齐", "Something that was asked for is still missing", "materials");
    default:
        return allowed;
    }
}

struct decision case_decide(const struct case_facts *facts, enum case_action action, struct case_actor actor, int32_t today,
                            const struct case_request *request)
{
    const struct case_move *move = find_move(facts->state, action);
    if (move == NULL)
        return refuse("action_not_possible", "办件当前状态不能进行此操作", "This action is not possible in the case's current state", NULL);
    if (!role_fits(facts, move, actor)) {
        struct decision decision = refuse("action_not_yours", "您的岗位或中心不能进行此操作", "Your role or centre may not take this action", NULL);
        decision.by_role = true;
        return decision;
    }
    struct decision decision = check_facts(facts, move, today);
    return decision.allowed ? check_request(move, request) : decision;
}

bool case_may(const struct case_facts *facts, enum case_action action, struct case_actor actor, int32_t today)
{
    const struct case_move *move = find_move(facts->state, action);
    return move != NULL && role_fits(facts, move, actor) && check_facts(facts, move, today).allowed;
}

/* Of the actions that are this actor's in this state those that the case itself lets them take today, or those that it does
 * not, in the order of enum case_action. */
static size_t own_actions(const struct case_facts *facts, struct case_actor actor, int32_t today, bool allowed,
                          struct case_refusal found[ACTION_COUNT])
{
    const struct case_move *own[ACTION_COUNT] = {NULL};
    size_t count = 0;
    for (size_t i = 0; i < case_moves_count; i++)
        if (case_moves[i].from == facts->state && role_fits(facts, &case_moves[i], actor))
            own[case_moves[i].action] = &case_moves[i];
    for (int action = 0; action < ACTION_COUNT; action++) {
        if (own[action] == NULL)
            continue;
        struct decision decision = check_facts(facts, own[action], today);
        if (decision.allowed == allowed)
            found[count++] = (struct case_refusal){(enum case_action)action, decision};
    }
    return count;
}

size_t case_allowed_actions(const struct case_facts *facts, struct case_actor actor, int32_t today,
                            enum case_action actions[ACTION_COUNT])
{
    struct case_refusal found[ACTION_COUNT];
    size_t count = own_actions(facts, actor, today, true, found);
    for (size_t i = 0; i < count; i++)
        actions[i] = found[i].action;
    return count;
}

size_t case_refused_actions(const struct case_facts *facts, struct case_actor actor, int32_t today,
                            struct case_refusal refusals[ACTION_COUNT])
{
    return own_actions(facts, actor, today, false, refusals);
}
