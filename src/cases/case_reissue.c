/* A new query password, at any centre, against the identity document of the applicant or the agent. It tells nothing of
 * the case but the password and what tells its slip from another: the item and the masked name. A number without a case
 * and another person's document are answered alike, and who goes on guessing waits. */
#include "base/limit_table.h"
#include "base/text.h"
#include "cases/case_use.h"
#include "identity/identity_rules.h"

const struct problem problem_identity_mismatch = {
    "identity_mismatch", 404, "没有这件办件，或证件与办件不符，请核对办件编号和证件", "No such case, or the document is not that of its applicant or agent"};
const struct problem problem_too_many_mismatches = {
    "too_many_requests", 429, "核对不符的次数过多，请稍后再试", "Too many mismatches, please wait"};
const struct problem problem_reissued_too_often = {
    "reissued_too_often", 429, "这件办件今天已经换发 10 次查询密码，请使用最新的密码，或明天再来换",
    "This case has had 10 new query passwords today; use the newest one, or come again tomorrow"};
#define REISSUES_A_DAY 10

/* Of one account, whatever cases it tries. */
static const struct limit mismatches = {.free = 10, .wait_s = 60, .wait_max_s = 3600, .forget_s = 600};
static struct limit_table tries = LIMIT_TABLE_EMPTY;

static enum result key_of_caller(struct act *act, uint64_t *ret_key)
{
    const char *owner = principal_owner(&act->principal, act->arena);
    const char *text = owner != NULL ? arena_format(act->arena, "reissue %s", owner) : NULL;
    if (text == NULL)
        return RESULT_NO_MEMORY;
    *ret_key = crypto_table_key(act->context->keyring, text);
    return RESULT_OK;
}

static enum result refuse_while_waiting(struct act *act, uint64_t key)
{
    struct limit_count count = limit_table_look(&tries, mismatches, key, act->now_ms);
    act->retry_after_s = (int)limit_wait_s(&count, act->now_ms);
    return act->retry_after_s > 0 ? act_refuse(act, &problem_too_many_mismatches) : RESULT_OK;
}

/* Each makes the life of the case longer. */
static enum result refuse_after_many(struct act *act, const struct case_record *record)
{
    int64_t at = INT64_MIN;
    int32_t today = day_of_ms(act->now_ms);
    enum result result = case_earlier_reissue(act->session, record, REISSUES_A_DAY - 1, &at);
    if (result != RESULT_OK || at < day_start_ms(today))
        return result;
    act->retry_after_s = (int)((day_start_ms(today + 1) - act->now_ms) / 1000 + 1);
    return act_refuse(act, &problem_reissued_too_often);
}

static bool is_of(const struct case_person *person, const struct case_document *shown)
{
    char normal[IDENTITY_NUMBER_SIZE];
    identity_normalise(shown->id_number, normal);
    return text_equal(person->id_type, shown->id_type) && text_equal(person->id_number, normal);
}

/* RESULT_NOT_FOUND: no case, or not the document. */
static enum result match(struct act *act, const char *number, const struct case_document *shown, struct case_acting **ret_acting)
{
    enum result result = case_act_begin(act, number, ret_acting);
    struct case_acting *acting = *ret_acting;
    if (result == RESULT_OK)
        result = case_application_open(act, &acting->stored, READ_BACK, &acting->before);
    if (result != RESULT_OK)
        return result;
    bool fits = is_of(&acting->before.applicant, shown) || (acting->before.has_agent && is_of(&acting->before.agent, shown));
    return fits ? RESULT_OK : RESULT_NOT_FOUND;
}

enum result cases_reissue_begin(struct act *act, const char *number)
{
    act->lane = case_number_is_valid(number) ? case_number_district(number) : 0; /* of what is none nothing is written */
    return case_find_counter(act, NULL, NULL);
}

enum result cases_reissue_prepare(struct act *act, const char *number, const struct case_document *shown,
                                  struct case_acting **ret_acting)
{
    static const struct case_order order = {.action = ACTION_reissue_password};
    uint64_t key = 0;
    enum result result = key_of_caller(act, &key);
    if (result == RESULT_OK)
        result = refuse_while_waiting(act, key);
    if (result == RESULT_OK)
        result = match(act, number, shown, ret_acting);
    if (result == RESULT_NOT_FOUND) {
        (void)limit_table_failed(&tries, mismatches, key, act->now_ms);
        return act_refuse(act, &problem_identity_mismatch);
    }
    if (result == RESULT_OK)
        result = refuse_after_many(act, &(*ret_acting)->stored);
    if (result != RESULT_OK)
        return result;
    struct case_acting *acting = *ret_acting;
    acting->order = &order;
    acting->record = acting->stored;
    acting->record.query_generation++;
    return case_act_seal(act, acting, case_move_staying(acting->stored.facts.state));
}

enum result cases_reissue_commit(struct act *act, struct db_session *session, struct case_acting *acting)
{
    const struct case_disclosure disclosure = {
        .number = acting->record.number, .username = act->principal.id, .what = DISCLOSED_QUERY_PASSWORD,
        .purpose = "identity document shown", .at = act->now_ms};
    enum result result = cases_act_commit(act, session, acting);
    return result == RESULT_OK ? case_add_disclosure(session, &disclosure) : result;
}
