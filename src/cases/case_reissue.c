/* A new query password, at any centre, against the identity document of the applicant or the agent. It tells nothing of
 * the case but the password and what tells its slip from another: the item and the masked name. A number without a case and another person's document are answered alike, and who goes on guessing waits. */
#include <stdlib.h>
#include <string.h>

#include "base/limit_table.h"
#include "base/reply_fields.h"
#include "base/text.h"
#include "cases/case_use.h"
#include "identity/identity_rules.h"

const struct field case_reissue_body[] = {
    {"id_type", FIELD_TEXT, FIELD_REQUIRED, 1, 10,
     .description = "of the document that is shown: the applicant's or the agent's", AT(case_reissue_body, id_type)},
    {"id_number", FIELD_TEXT, FIELD_REQUIRED, .min = 1, .max = 60, AT(case_reissue_body, id_number)}, {0}};
const struct field case_reissue_fields[] = {
    {"case_number", FIELD_TEXT, FIELD_REQUIRED, .max = 40},
    {"query_password", FIELD_TEXT, FIELD_REQUIRED | FIELD_SECRET, 6, 6,
     .description = "opens the case to the public; the one before opens it no more"}, TIME("at"),
    {"item_name", FIELD_TEXT, FIELD_REQUIRED, .max = 500},
    {"item_name_en", FIELD_TEXT, FIELD_REQUIRED | FIELD_NULLABLE, .max = 500},
    {"applicant_name", FIELD_TEXT, FIELD_REQUIRED, 0, 200, .description = "masked"}, {0}};

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

struct reissuing { struct case_record stored, record; struct case_lights lights; struct case_event event; };

static uint64_t key_of_caller(struct request *request)
{
    return request_key_of(request, arena_format(request->act.arena, "reissue %s", principal_owner(&request->act.principal, request->act.arena)));
}

static enum result refuse_while_waiting(struct request *request)
{
    struct limit_count count = limit_table_look(&tries, mismatches, key_of_caller(request), request->act.now_ms);
    request->act.retry_after_s = (int)limit_wait_s(&count, request->act.now_ms);
    return request->act.retry_after_s > 0 ? act_refuse(&request->act, &problem_too_many_mismatches) : RESULT_OK;
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

static bool is_of(const struct case_person *person, const struct case_reissue_body *shown)
{
    char normal[IDENTITY_NUMBER_SIZE];
    identity_normalise(shown->id_number, normal);
    return text_equal(person->id_type, shown->id_type) && text_equal(person->id_number, normal);
}

/* RESULT_NOT_FOUND: no case, or not the document. */
static enum result match(struct request *request, struct case_record *ret_record)
{
    struct case_application application;
    const char *number = case_number_asked(request);
    const struct case_reissue_body *body = request->body;
    enum result result = number != NULL ? case_load(request->act.session, request->act.arena, number, ret_record) : RESULT_NO_MEMORY;
    if (result == RESULT_OK)
        result = case_application_open(&request->act, ret_record, READ_BACK, &application);
    if (result != RESULT_OK)
        return result;
    bool fits = is_of(&application.applicant, body) || (application.has_agent && is_of(&application.agent, body));
    return fits ? RESULT_OK : RESULT_NOT_FOUND;
}

enum result case_reissue_admit(struct request *request)
{
    const char *number = case_number_asked(request);
    if (number == NULL)
        return RESULT_NO_MEMORY;
    request->act.lane = case_number_is_valid(number) ? case_number_district(number) : 0; /* of what is none nothing is written */
    return case_find_counter(&request->act, NULL, NULL);
}

static void write_slip(struct act *act, struct json_writer *json, const struct case_record *record)
{
    const struct catalogue_item *item = catalogue_item(act->context->catalogue, record->item);
    char password[QUERY_PASSWORD_SIZE];
    case_query_password(act->context->keyring, record->number, record->query_generation, password);
    json_open_object(json, NULL);
    json_add_text(json, "case_number", record->number);
    json_add_text(json, "query_password", password);
    case_write_time(json, "at", act->now_ms);
    json_add_text(json, "item_name", item != NULL ? item->name : record->item);
    json_add_text(json, "item_name_en", item != NULL ? item->name_en : NULL);
    json_add_text(json, "applicant_name", record->applicant);
    json_close_object(json);
}

enum result case_reissue_prepare(struct request *request)
{
    struct reissuing *state = arena_alloc(request->act.arena, sizeof(*state));
    bool again = request->state != NULL;
    if (state == NULL)
        return RESULT_NO_MEMORY;
    request->state = state;
    enum result result = refuse_while_waiting(request);
    if (result == RESULT_OK)
        result = match(request, &state->stored);
    if (result == RESULT_NOT_FOUND) {
        (void)limit_table_failed(&tries, mismatches, key_of_caller(request), request->act.now_ms);
        return act_refuse(&request->act, &problem_identity_mismatch);
    }
    if (result == RESULT_OK)
        result = refuse_after_many(&request->act, &state->stored);
    if (result == RESULT_OK && again)
        result = case_refuse_damaged(&request->act, state->stored.number);
    if (result != RESULT_OK)
        return result;
    state->record = state->stored;
    state->record.query_generation++;
    state->event = case_event_by(&request->act);
    const struct case_request nothing = {.outcome = OUTCOME_NONE};
    state->lights = case_carry_out(places_calendar(request->act.context->places), &state->stored, &state->record,
                                   case_move_staying(state->stored.facts.state), &nothing, &state->event);
    write_slip(&request->act, &request->json, &state->record);
    return RESULT_OK;
}

enum result case_reissue_commit(struct request *request, struct db_session *session)
{
    struct reissuing *state = request->state;
    const struct case_disclosure disclosure = {.number = state->record.number, .username = request->act.principal.id, .what = DISCLOSED_QUERY_PASSWORD,
                                               .purpose = "identity document shown", .at = request->act.now_ms};
    enum result result = case_save(session, &state->stored, &state->record, &state->lights, &state->event);
    if (result == RESULT_OK)
        result = case_add_disclosure(session, &disclosure);
    if (result == RESULT_OK)
        request->act.announces = true;
    return result;
}
