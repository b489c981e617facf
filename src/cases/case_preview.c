/* Taking an application 收件: at a window of any centre, for any item, for any resident. */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "cases/case_eligible.h"
#include "cases/case_use.h"

struct accept_state {
    struct case_application application;
    struct case_record record;
    struct case_lights lights;
    struct routing routing;
    const struct place_centre *here, *receiving; /* the same, but of a sub-centre: that receives for its centre */
};

const struct problem problem_numbers_used_up = {
    "numbers_used_up", 409, "本街镇今天的办件编号已经用完，请明天再收件", "This division has given all its case numbers of today; take the case tomorrow"};

static struct eligibility check_applicant(struct request *request, const struct accept_state *state, int32_t day)
{
    struct eligibility eligibility = case_eligibility(&request->act, &state->application, day);
    case_refuse_hukou(&request->act, &state->application, "applicant.hukou_division");
    case_refuse_misfit(&request->act, &eligibility);
    case_refuse_elsewhere(&request->act, &state->application, state->here, state->receiving, day);
    case_refuse_agent(&request->act, &state->application);
    case_refuse_without_agent(&request->act, &state->application);
    return eligibility;
}

static void fill_record(struct act *act, struct accept_state *state, int32_t day)
{
    const struct catalogue_version *version = state->application.version;
    const struct calendar *calendar = places_calendar(act->context->places);
    struct case_record *record = &state->record;
    struct case_facts *facts = &record->facts;
    record->revision = 1;
    record->district = act->lane;
    record->item = version->item->code;
    record->mode = version->mode;
    record->receiving = state->receiving->code;
    record->responsible = state->routing.centre->code;
    record->routed_by = (int)state->routing.by;
    record->received_at = act->now_ms;
    facts->one_house = state->routing.centre == state->receiving;
    facts->state = facts->one_house ? CASE_received : CASE_in_transit;
    facts->immediate = version->kind == KIND_immediate;
    facts->legal_days = version->legal_days;
    facts->promised_days = version->promised_days;
    case_clock_receive(facts, calendar, day);
    record->wake_at = case_wake_at(facts, act->now_ms);
    state->lights = case_lights(facts, calendar);
}

enum result case_accept_admit(struct request *request)
{
    struct accept_state *state = arena_alloc(request->act.arena, sizeof(*state));
    if (state == NULL)
        return RESULT_NO_MEMORY;
    request->state = state;
    enum result result = case_find_counter(&request->act, &state->here, &state->receiving);
    if (result == RESULT_OK)
        (void)text_parse_int64(state->receiving->district->code, &request->act.lane);
    return result;
}

enum result case_accept_prepare(struct request *request)
{
    int32_t day = day_of_ms(request->act.now_ms);
    struct accept_state *state = request->state;
    const char *channel = request_text(request->body, "channel");
    unsigned reading = channel == NULL || text_equal(channel, "window") ? READ_AT_A_WINDOW : READ_ALONE;
    enum result result = case_application_read(&request->act, request->body, day, reading, &state->application);
    if (result != RESULT_OK)
        return result;
    if (state->application.version != NULL) {
        state->routing = case_application_route(&request->act, &state->application, state->receiving, day);
        (void)check_applicant(request, state, day);
    }
    if (request->act.errors.count > 0)
        return act_refuse_fields(&request->act);
    fill_record(&request->act, state, day);
    request->concerns[0] = state->here->code;
    request->concerns[1] = state->record.responsible;
    return case_application_seal(&request->act, &state->application, &state->record);
}

/* Its number is known in the transaction only. */
static enum result give_number(struct request *request, struct db_session *session, struct case_record *record)
{
    char division[10], *number = arena_alloc(request->act.arena, CASE_NUMBER_SIZE);
    int serial = 0;
    if (number == NULL)
        return RESULT_NO_MEMORY;
    (void)text_copy(division, sizeof(division), record->receiving);
    enum result result = case_next_serial(session, record->district, division, record->facts.received_on, &serial);
    if (result == RESULT_LIMITED)
        return act_refuse(&request->act, &problem_numbers_used_up);
    if (result != RESULT_OK)
        return result;
    case_number_make(number, division, record->facts.received_on, serial);
    record->number = number;
    return RESULT_OK;
}

enum result case_accept_commit(struct request *request, struct db_session *session)
{
    struct accept_state *state = request->state;
    struct case_record *record = &state->record;
    const struct principal *principal = &request->act.principal;
    struct case_event event = {.at = request->act.now_ms, .action = "receive", .from_state = -1, .to_state = (int)record->facts.state,
                               .actor = principal->id, .actor_name = principal->name, .centre = principal_centre(principal)};
    enum result result = give_number(request, session, record);
    if (result == RESULT_OK)
        result = case_insert(session, record, &state->lights);
    if (result == RESULT_OK)
        result = case_add_event(session, record, &event);
    if (result != RESULT_OK)
        return result;
    request->act.announces = true;
    request->location = arena_format(request->act.arena, "/v1/cases/%s", record->number);
    case_write_opened(&request->act, &request->json, record, &state->application);
    return RESULT_OK;
}

/* ---- preview: what the clerk sees before confirming ---- */

static void write_field(struct json_writer *json, const struct guide_field *field, bool applies)
{
    const struct catalogue_element *element = field->element;
    json_open_object(json, NULL);
    json_add_text(json, "element", element->code);
    json_add_text(json, "name", element->name);
    json_add_text(json, "name_en", element->name_en);
    json_add_text(json, "type", element_type_names[element->type]);
    json_add_integer(json, "max_length", element->max_length);
    json_add_bool(json, "required", field->required);
    json_add_bool(json, "applies", applies);
    json_add_text(json, "prefill", field->prefill);
    json_open_array(json, "options");
    for (size_t i = 0; element->codelist != NULL && i < element->codelist->count; i++) {
        json_open_object(json, NULL);
        json_add_text(json, "code", element->codelist->choices[i].code);
        json_add_text(json, "name", element->codelist->choices[i].name);
        json_add_text(json, "name_en", element->codelist->choices[i].name_en);
        json_close_object(json);
    }
    json_close_array(json);
    json_close_object(json);
}

static void write_guide(struct json_writer *json, const struct case_application *application)
{
    const struct catalogue_guide *guide = application->version->guide;
    const struct guide_situation *situation = application->outcome.situation;
    json_add_bool(json, "materials_described", guide != NULL);
    json_add_bool(json, "agent_needed", case_needs_agent(application));
    json_add_text(json, "situation", situation != NULL ? situation->code : NULL);
    json_add_text(json, "situation_zh", situation != NULL ? situation->zh : NULL);
    json_add_text(json, "situation_en", situation != NULL ? situation->en : NULL);
    json_open_array(json, "questions");
    for (size_t i = 0; guide != NULL && i < guide->question_count; i++)
        if (application->outcome.question_applies[i])
            json_add_text(json, NULL, guide->questions[i].code);
    json_close_array(json);
    case_write_materials(json, application, true);
    json_open_array(json, "fields");
    for (size_t i = 0; guide != NULL && i < guide->field_count; i++)
        write_field(json, &guide->fields[i], application->outcome.field_applies[i]);
    json_close_array(json);
}

static void write_errors(struct act *act, struct json_writer *json)
{
    json_open_array(json, "errors");
    for (size_t i = 0; i < act->errors.count; i++) {
        json_open_object(json, NULL);
        json_add_text(json, "field", act->errors.items[i].field);
        json_add_text(json, "code", act->errors.items[i].code);
        json_add_text(json, "zh", act->errors.items[i].zh);
        json_add_text(json, "en", act->errors.items[i].en);
        json_close_object(json);
    }
    json_close_array(json);
}

static void write_routing(struct act *act, struct json_writer *json, const struct accept_state *state)
{
    const char *zh = NULL, *en = NULL;
    bool known = state->routing.centre != NULL;
    if (known)
        routed_by_explain(state->routing.by, &zh, &en);
    case_write_centre(act, json, "receiving_centre", state->receiving->code);
    case_write_centre(act, json, "responsible_centre", known ? state->routing.centre->code : NULL);
    json_add_text(json, "routed_by", known ? routed_by_names[state->routing.by] : NULL);
    json_add_text(json, "route_note_zh", known ? zh : state->routing.zh);
    json_add_text(json, "route_note_en", known ? en : state->routing.en);
}

/* Of who comes at least this is known, or nothing is received (applicant_fields, agent_fields). */
static void refuse_unnamed(struct act *act, const char *who, const struct case_person *person)
{
    if (person->id_number == NULL)
        field_error_add_code(&act->errors, arena_format(act->arena, "%s.id_number", who), "required");
    if (person->name == NULL)
        field_error_add_code(&act->errors, arena_format(act->arena, "%s.name", who), "required");
}

enum result case_preview(struct request *request)
{
    int32_t day = day_of_ms(request->act.now_ms);
    struct json_writer *json = &request->json;
    struct accept_state *state = arena_alloc(request->act.arena, sizeof(*state));
    if (state == NULL)
        return RESULT_NO_MEMORY;
    enum result result = case_find_counter(&request->act, &state->here, &state->receiving);
    if (result == RESULT_OK)
        result = case_application_read(&request->act, request->body, day, READ_AT_A_WINDOW, &state->application);
    if (result != RESULT_OK)
        return result;
    if (state->application.version == NULL)
        return act_refuse_fields(&request->act);
    state->routing = case_application_route(&request->act, &state->application, state->receiving, day);
    struct eligibility eligibility = check_applicant(request, state, day);
    refuse_unnamed(&request->act, "applicant", &state->application.applicant);
    if (state->application.has_agent)
        refuse_unnamed(&request->act, "agent", &state->application.agent);
    struct case_facts facts = {.state = CASE_received, .legal_days = state->application.version->legal_days, .promised_days = state->application.version->promised_days};
    case_clock_receive(&facts, places_calendar(request->act.context->places), day);
    json_open_object(json, NULL);
    json_add_text(json, "item_code", state->application.version->item->code);
    json_add_text(json, "mode", item_mode_names[state->application.version->mode]);
    json_add_text(json, "kind", item_kind_names[state->application.version->kind]);
    case_write_eligibility(json, &eligibility);
    write_routing(&request->act, &request->json, state);
    write_guide(json, &state->application);
    day_write(json, "notice_due", facts.notice_due);
    day_write(json, "legal_due", facts.legal_due);
    day_write(json, "promised_due", facts.promised_due);
    json_add_bool(json, "calendar_warning", case_calendar_warning(&facts, places_calendar(request->act.context->places)));
    json_add_bool(json, "complete", state->application.complete);
    case_write_codes(json, "missing_materials", state->application.missing_materials);
    case_write_codes(json, "missing_answers", state->application.missing_answers);
    case_write_codes(json, "missing_form", state->application.missing_form);
    result = case_write_duplicates(&request->act, &request->json, &state->application);
    write_errors(&request->act, &request->json);
    json_close_object(json);
    return result;
}

/* ---- shape of the preview ---- */

#define TEXT(name) {name, FIELD_TEXT, FIELD_REQUIRED, .max = 2000}
#define TEXT_OR_NULL(name) {name, FIELD_TEXT, FIELD_REQUIRED | FIELD_NULLABLE | FIELD_EMPTY_OK, .max = 2000}
#define FLAG(name) {name, FIELD_BOOL, .flags = FIELD_REQUIRED}
#define LIST(name, item) {name, FIELD_LIST, FIELD_REQUIRED, 0, 300, .fields = item}
#define DAY(name) {name, FIELD_DATE, .flags = FIELD_REQUIRED}

static const struct field option_fields[] = {TEXT("code"), TEXT("name"), TEXT_OR_NULL("name_en"), {0}};
static const struct field option_item[] = {{"item", FIELD_OBJECT, .fields = option_fields}, {0}};
static const struct field preview_field_fields[] = {
    TEXT("element"), TEXT("name"), TEXT_OR_NULL("name_en"), {"type", FIELD_TEXT, FIELD_REQUIRED, .choices = element_type_names},
    {"max_length", FIELD_INTEGER, FIELD_REQUIRED, .description = "characters; 0 = the type's own"}, FLAG("required"), FLAG("applies"),
    TEXT_OR_NULL("prefill"), LIST("options", option_item), {0}};
static const struct field preview_field_item[] = {{"item", FIELD_OBJECT, .fields = preview_field_fields}, {0}};
static const struct field preview_material_item[] = {{"item", FIELD_OBJECT, .fields = case_material_fields}, {0}};
static const struct field error_fields[] = {TEXT("field"), TEXT("code"), TEXT("zh"), TEXT("en"), {0}};
static const struct field error_item[] = {{"item", FIELD_OBJECT, .fields = error_fields}, {0}};

const struct field case_preview_fields[] = {
    TEXT("item_code"), {"mode", FIELD_TEXT, FIELD_REQUIRED, .choices = item_mode_names},
    {"kind", FIELD_TEXT, FIELD_REQUIRED, .choices = item_kind_names},
    {"eligibility", FIELD_OBJECT, FIELD_REQUIRED, .fields = case_eligibility_fields,
     .description = "may the applicant apply for it"},
    TEXT("receiving_centre"), TEXT_OR_NULL("receiving_centre_name"), TEXT_OR_NULL("receiving_centre_name_en"),
    TEXT_OR_NULL("responsible_centre"), TEXT_OR_NULL("responsible_centre_name"), TEXT_OR_NULL("responsible_centre_name_en"),
    TEXT_OR_NULL("routed_by"), TEXT_OR_NULL("route_note_zh"), TEXT_OR_NULL("route_note_en"),
    FLAG("materials_described"), FLAG("agent_needed"),
    TEXT_OR_NULL("situation"), TEXT_OR_NULL("situation_zh"), TEXT_OR_NULL("situation_en"), LIST("questions", case_text_item),
    LIST("materials", preview_material_item), LIST("fields", preview_field_item), DAY("notice_due"), DAY("legal_due"), DAY("promised_due"),
    FLAG("calendar_warning"), FLAG("complete"), LIST("missing_materials", case_text_item), LIST("missing_answers", case_text_item),
    LIST("missing_form", case_text_item), {"duplicates", FIELD_LIST, FIELD_REQUIRED, 0, 300, .fields = case_duplicate_item,
     .description = "in the caller's scope, newest first"},
    {"open_elsewhere", FIELD_BOOL, FIELD_REQUIRED,
     .description = "this person has an open case of this item outside the caller's scope"},
    LIST("errors", error_item), {0}};
