#include "cases/case_rules.h"

#include "base/text.h"
#include "cases/case_inputs.h"

/* Whom a side of the table names. */
#define WHO_A(roles) {PRINCIPAL_STAFF, roles, SIDE_A}
#define WHO_B(roles) {PRINCIPAL_STAFF, roles, SIDE_B}
#define WHO_ANY(roles) {PRINCIPAL_STAFF | PRINCIPAL_RESIDENT, roles, SIDE_ANY}
#define WHO_SYSTEM(roles) {PRINCIPAL_SYSTEM, roles, 0}

static const struct flow_move moves[] = {
#define CASE_STATE(name, stage, holder, zh, en)
#define CASE_MOVE(from, action, side, roles, guard, effect, to) \
    {CASE_##from, ACTION_##action, WHO_##side((unsigned)ROLES_##roles), GUARD_##guard, EFFECT_##effect, CASE_##to},
#include "cases/case_states.def"
#undef CASE_STATE
#undef CASE_MOVE
};

static const struct flow_move staying[] = {
#define CASE_STATE(name, stage, holder, zh, en) \
    {CASE_##name, ACTION_reissue_password, WHO_SYSTEM(0), GUARD_NONE, EFFECT_NONE, CASE_##name},
#define CASE_MOVE(from, action, side, roles, guard, effect, to)
#include "cases/case_states.def"
#undef CASE_STATE
#undef CASE_MOVE
};
const struct flow_move *case_move_staying(enum case_state state) { return &staying[state]; }

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

int case_usual_days(enum case_action action) { return action == ACTION_extend ? EXTENSION_MAX : SUPPLEMENT_DAYS; }
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

bool case_shows_staff(const struct principal *principal) { return principal_is(principal, PRINCIPAL_STAFF | PRINCIPAL_SYSTEM); }

/* What is decided on the spot a clerk decides. */
static struct flow_who who_may(const struct flow_move *move, const void *thing)
{
    const struct case_thing *it = thing;
    struct flow_who who = move->who;
    if (move->action == ACTION_decide && it->facts->immediate)
        who.roles |= ROLE_CLERK;
    return who;
}

static struct flow_verdict refuse(const char *code, const char *zh, const char *en, const char *field)
{
    return (struct flow_verdict){.code = code, .zh = zh, .en = en, .fault_field = field};
}

/* What the case itself forbids. */
const struct problem case_asked_before = {
    "supplement_asked_before", 409, "补正只能一次性告知，本件已经告知过",
    "What is missing is told once and completely; this case was told already"};
const struct problem case_extended_before = {
    "extended_before", 409, "本件已延长过一次，不能再延长", "This case was extended once and cannot be extended again"};
const struct problem case_nothing_to_extend = {
    "done_on_the_spot", 409, "当场办结的事项没有可以延长的期限", "What is done on the spot has no limit to extend"};
const struct problem case_limit_passed = {
    "limit_passed", 409, "承诺期限已过，不能再延长；请尽快作出决定",
    "The promised limit has passed and can no longer be extended; decide as soon as possible"};
const struct problem case_materials_missing = {
    "materials_missing", 409, "必要的材料或填写内容不齐，不能受理；请先一次告知补正",
    "Required papers or entries are missing; ask for a supplement first"};
static const struct problem no_silence = {
    "done_on_the_spot", 409, "当场办结的事项不因超过期限视为受理", "What is done on the spot is not accepted by silence"};

/* Guards that the case itself answers, whatever comes with the action. */
static struct flow_verdict check_facts(const struct flow_move *move, const void *thing)
{
    const struct case_facts *facts = ((const struct case_thing *)thing)->facts;
    int32_t today = ((const struct case_thing *)thing)->today;
    if (move->guard == GUARD_NOT_ASKED && facts->supplement_asked)
        return flow_refuse(&case_asked_before);
    if (move->guard == GUARD_DAYS && facts->extended)
        return flow_refuse(&case_extended_before);
    if (move->guard == GUARD_DAYS && facts->immediate)
        return flow_refuse(&case_nothing_to_extend);
    /* Promised for the same day and not done: it stays red with whoever must act. Days later silence would say yes to
     * what nobody has looked at. */
    if (move->guard == GUARD_SILENCE && facts->immediate)
        return flow_refuse(&no_silence);
    /* 行政许可法 art. 42: who cannot decide within the limit extends it, which is done while it runs. The limit is the
     * one the applicant was promised: it never lies behind the legal one, and a broken promise is not mended
     * afterwards. Whoever let it pass decides in what is left of the legal limit. */
    if (move->guard == GUARD_DAYS && today > facts->promised_due)
        return flow_refuse(&case_limit_passed);
    return (struct flow_verdict){.allowed = true, .move = move};
}

static struct flow_verdict check_request(const struct flow_move *move, const void *thing, const void *order)
{
    const struct case_request *request = order;
    (void)thing;
    struct flow_verdict allowed = {.allowed = true, .move = move};
    switch (move->guard) {
    case GUARD_REASONS:
        return request->has_reason ? allowed : refuse("reason_required", "须说明理由", "A reason is required", "reasons");
    case GUARD_NOT_ASKED:
        if (!request->has_reason)
            return refuse("list_required", "须一次列出全部需要补正的内容", "List everything that is missing, at once", "reasons");
        return request->days >= 1 && request->days <= SUPPLEMENT_DAYS_MAX
                   ? allowed : refuse("days_out_of_range", "补正期限为 1 至 60 个工作日", "1 to 60 working days to supplement", "days");
    case GUARD_COMPLETE:
        return request->complete ? allowed : flow_refuse(&case_materials_missing);
    case GUARD_DAYS:
        if (request->days < 1 || request->days > EXTENSION_MAX)
            return refuse("days_out_of_range", "延长期限为 1 至 10 个工作日", "An extension is 1 to 10 working days", "days");
        return request->has_reason ? allowed : refuse("reason_required", "须说明理由", "A reason is required", "reason");
    case GUARD_OUTCOME:
        if (request->outcome == OUTCOME_NONE)
            return refuse("outcome_required", "请选择准予或者不予", "Choose granted or denied", "outcome");
        return request->outcome == OUTCOME_GRANTED || request->has_reason
                   ? allowed : refuse("reason_required", "不予决定须说明理由", "A denial needs its reason", "reason");
    case GUARD_PROCEDURE:
        return request->has_procedure ? allowed : refuse("procedure_required", "须说明特别程序的种类；不在所列之中的，请写明理由", "Name the special procedure; one that is not listed, in the reason", "procedure");
    case GUARD_STATED:
        return request->has_reason ? allowed : refuse("reason_required", "请写明申请人为什么撤回", "Say why the applicant withdraws", "reason");
    case GUARD_MENDED:
        return request->mends ? allowed : refuse("still_missing", "要补的还没有补齐", "Something that was asked for is still missing", "materials");
    default:
        return allowed;
    }
}

/* The duty to examine does not move away from a centre that has taken the case over. */
static const struct field *inputs_of(const struct flow_move *move, const void *thing)
{
    const struct case_thing *it = thing;
    return move->action == ACTION_supplement && it->facts->taken_over ? case_supplement_inputs_fixed : NULL;
}

const struct flow case_flow = {
    .states = case_state_names, .actions = case_actions, .moves = moves, .move_count = ARRAY_COUNT(moves),
    .who = who_may, .holds = check_facts, .fits = check_request, .inputs = inputs_of};

struct flow_verdict case_decide(const struct case_facts *facts, enum case_action action, struct flow_actor actor, int32_t today,
                                const struct case_request *request)
{
    return flow_decide(&case_flow, facts->state, action, actor, &(struct case_thing){facts, today}, request);
}

bool case_may(const struct case_facts *facts, enum case_action action, struct flow_actor actor, int32_t today)
{
    return flow_may(&case_flow, facts->state, action, actor, &(struct case_thing){facts, today});
}

size_t case_list_actions(const struct case_facts *facts, struct flow_actor actor, int32_t today,
                         struct flow_verdict found[FLOW_ACTIONS_MAX])
{
    return flow_list(&case_flow, facts->state, actor, &(struct case_thing){facts, today}, found);
}
