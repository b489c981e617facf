/* Opening a case 收件: an application is taken at a window of any centre, for any item, for any resident. */
#include "base/text.h"
#include "cases/case_use.h"

const struct problem problem_numbers_used_up = {
    "numbers_used_up", 409, "本街镇今天的办件编号已经用完，请明天再收件", "This division has given all its case numbers of today; take the case tomorrow"};

enum result case_opening_judge(struct act *act, const struct case_intake *intake, unsigned reading,
                               struct case_opening *opening)
{
    int32_t day = day_of_ms(act->now_ms);
    enum result result = case_application_read(act, intake, day, reading, &opening->application);
    if (result != RESULT_OK || opening->application.version == NULL)
        return result;
    const struct case_judging judging = case_judging_of(act, &opening->application, day);
    opening->judgement = case_judge_intake(&judging, opening->here, opening->receiving);
    return RESULT_OK;
}

static void fill_record(const struct act *act, struct case_opening *opening)
{
    const struct catalogue_version *version = opening->application.version;
    const struct calendar *calendar = places_calendar(act->context->places);
    struct case_record *record = &opening->record;
    struct case_facts *facts = &record->facts;
    record->revision = 1;
    record->district = act->lane;
    record->item = version->item->code;
    record->mode = version->mode;
    record->receiving = opening->receiving->code;
    record->responsible = opening->judgement.routing.centre->code;
    record->routed_by = (int)opening->judgement.routing.by;
    record->received_at = act->now_ms;
    facts->one_house = opening->judgement.routing.centre == opening->receiving;
    facts->state = facts->one_house ? CASE_received : CASE_in_transit;
    facts->immediate = version->kind == KIND_immediate;
    facts->legal_days = version->legal_days;
    facts->promised_days = version->promised_days;
    case_clock_receive(facts, calendar, day_of_ms(act->now_ms));
    record->wake_at = case_wake_at(facts, act->now_ms);
    opening->lights = case_lights(facts, calendar);
}

enum result cases_open_begin(struct act *act, struct case_opening **ret_opening)
{
    struct case_opening *opening = *ret_opening = arena_alloc(act->arena, sizeof(*opening));
    if (opening == NULL)
        return RESULT_NO_MEMORY;
    enum result result = case_find_counter(act, &opening->here, &opening->receiving);
    if (result == RESULT_OK)
        (void)text_parse_int64(opening->receiving->district->code, &act->lane);
    return result;
}

enum result cases_open_prepare(struct act *act, struct case_opening *opening, const struct case_intake *intake)
{
    unsigned reading = intake->channel == CHANNEL_window ? READ_AT_A_WINDOW : READ_ALONE;
    enum result result = case_opening_judge(act, intake, reading, opening);
    if (result != RESULT_OK)
        return result;
    if (act->errors.count > 0)
        return act_refuse_fields(act);
    fill_record(act, opening);
    return case_application_seal(act, &opening->application, &opening->record);
}

/* Its number is known in the transaction only. */
static enum result give_number(struct act *act, struct db_session *session, struct case_record *record)
{
    char division[10], *number = arena_alloc(act->arena, CASE_NUMBER_SIZE);
    int serial = 0;
    if (number == NULL)
        return RESULT_NO_MEMORY;
    (void)text_copy(division, sizeof(division), record->receiving);
    enum result result = case_next_serial(session, record->district, division, record->facts.received_on, &serial);
    if (result == RESULT_LIMITED)
        return act_refuse(act, &problem_numbers_used_up);
    if (result != RESULT_OK)
        return result;
    case_number_make(number, division, record->facts.received_on, serial);
    record->number = number;
    return RESULT_OK;
}

enum result cases_open_commit(struct act *act, struct db_session *session, struct case_opening *opening)
{
    struct case_record *record = &opening->record;
    struct case_event event = case_event_by(act);
    event.action = "receive";
    event.to_state = (int)record->facts.state;
    enum result result = give_number(act, session, record);
    if (result == RESULT_OK)
        result = case_insert(session, record, &opening->lights);
    if (result == RESULT_OK)
        result = case_add_event(session, record, &event);
    if (result == RESULT_OK)
        act->announces = true;
    return result;
}
