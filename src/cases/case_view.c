#include "cases/case_view.h"

#include <assert.h>
#include <string.h>

#include "base/reply_fields.h"
#include "base/text.h"
#include "cases/case_calendar.h"
#include "identity/identity_rules.h"

/* ---- who sees what ---- */

/* Which centre is in charge of this one today; NULL for NULL. */
static const char *centre_in_charge(const struct act *act, const char *code)
{
    const struct places *places = act->context->places;
    const struct place_centre *centre = place_centre(places, code);
    return centre == NULL ? code : place_centre_in_charge(places, centre, day_of_ms(act->now_ms))->code;
}

const struct problem problem_no_centre = {
    "no_centre", 403, "您的账号没有对应的受理中心", "Your account belongs to no centre that takes cases"};

enum result case_find_counter(struct act *act, const struct place_centre **ret_here, const struct place_centre **ret_centre)
{
    int32_t day = day_of_ms(act->now_ms);
    const struct place_centre *here = place_centre(act->context->places, principal_centre(&act->principal));
    const struct place_centre *centre = here != NULL && here->kind == CENTRE_SUB ? here->parent : here;
    if (here == NULL || !place_centre_is_valid(here, day) || !place_centre_is_valid(centre, day))
        return act_refuse(act, &problem_no_centre);
    if (ret_here != NULL)
        *ret_here = here;
    if (ret_centre != NULL)
        *ret_centre = centre;
    return RESULT_OK;
}

/* The centre for which somebody works: a sub-centre's staff work for its parent. */
static const char *house_of(const struct act *act)
{
    const char *own = principal_centre(&act->principal);
    const struct place_centre *centre = own == NULL ? NULL : place_centre(act->context->places, own);
    return centre == NULL ? own : centre->kind == CENTRE_SUB ? centre->parent->code : centre->code;
}

bool case_acts_for(const struct act *act, const char *centre)
{
    const char *own = principal_centre(&act->principal);
    if (own == NULL || centre == NULL)
        return false;
    if (text_equal(own, centre)) /* nearly always */
        return true;
    const char *house = house_of(act);
    return text_equal(house, centre) || text_equal(house, centre_in_charge(act, centre));
}

struct flow_actor case_actor_of(const struct act *act, const char *receiving, const char *responsible, const char *item)
{
    struct flow_actor actor = {.kind = act->principal.kind, .roles = act->principal.roles};
    int32_t day = day_of_ms(act->now_ms);
    const struct place_centre *here = place_centre(act->context->places, principal_centre(&act->principal));
    if (here != NULL && !place_centre_is_valid(here, day))
        return actor; /* closed: its duty is another's */
    if (case_acts_for(act, receiving))
        actor.sides |= (unsigned)SIDE_A;
    if (case_acts_for(act, responsible) && (here == NULL || place_takes_item(here, item, day)))
        actor.sides |= (unsigned)SIDE_B;
    return actor;
}

bool case_is_visible(const struct act *act, const char *receiving, const char *responsible)
{
    const struct principal *principal = &act->principal;
    return principal_reaches(principal, SCOPE_CENTRE, receiving) || principal_reaches(principal, SCOPE_CENTRE, responsible) ||
           case_acts_for(act, receiving) || case_acts_for(act, responsible);
}

#define STREET_DIGITS 9

/* ---- parts ---- */

void case_write_time(struct json_writer *json, const char *key, int64_t ms)
{
    char text[TIME_TEXT_SIZE];
    if (ms == 0) {
        json_add_null(json, key);
        return;
    }
    time_format(ms, text);
    json_add_text(json, key, text);
}

#define CENTRE_KEY_MAX 60

void case_write_centre(struct act *act, struct json_writer *json, const char *key, const char *code)
{
    const struct place_centre *centre = place_centre(act->context->places, code);
    char name[CENTRE_KEY_MAX + sizeof("_name_en")];
    size_t size = strlen(key);
    assert(size <= CENTRE_KEY_MAX);
    memcpy(name, key, size);
    json_add_text(json, key, code);
    memcpy(name + size, "_name", sizeof("_name"));
    json_add_text(json, name, centre != NULL ? centre->name : NULL);
    memcpy(name + size, "_name_en", sizeof("_name_en"));
    json_add_text(json, name, centre != NULL ? centre->name_en : NULL);
}

void case_write_codes(struct json_writer *json, const char *key, const char *const *codes)
{
    json_open_array(json, key);
    for (size_t i = 0; codes != NULL && codes[i] != NULL; i++)
        json_add_text(json, NULL, codes[i]);
    json_close_array(json);
}

static void write_material(struct json_writer *json, const struct catalogue_material *material, const struct guide_material *rule,
                           const struct case_material *given, bool applies)
{
    bool wanted = rule != NULL && rule->required && applies && rule->source == SOURCE_applicant;
    json_open_object(json, NULL);
    json_add_members(json, material->shown);
    json_add_members(json, rule != NULL ? rule->shown : "\"required\":false,\"from\":null,\"rule_zh\":null,\"rule_en\":null");
    json_add_bool(json, "applies", applies);
    json_add_text(json, "source", given != NULL ? case_material_sources[given->source] : NULL);
    json_add_integer(json, "copies", given != NULL ? given->copies : 0);
    json_add_text(json, "state", given != NULL && given->copies > 0 ? given->supplied ? "supplied" : "present" : wanted ? "missing" : "not_needed");
    json_close_object(json);
}

static void write_guide_materials(struct json_writer *json, const struct case_application *application, bool all)
{
    const struct catalogue_guide *guide = application->version->guide;
    for (size_t i = 0; guide != NULL && i < guide->material_count; i++) {
        const struct guide_material *rule = &guide->materials[i];
        const struct case_material *given = case_application_material(application, rule->material->code);
        if (all || application->outcome.material_applies[i] || given != NULL)
            write_material(json, rule->material, rule, given, application->outcome.material_applies[i]);
    }
}

void case_write_materials(struct json_writer *json, const struct case_application *application, bool all)
{
    json_open_array(json, "materials");
    write_guide_materials(json, application, all);
    json_close_array(json);
}

/* A line of its own, named by who took it; numbers of people in it are masked. Or one that left the dictionary: its
 * code. */
static void write_own_line(struct act *act, struct json_writer *json, const struct case_application *application,
                           const struct case_material *given)
{
    json_open_object(json, NULL);
    json_add_text(json, "material_code", given->code);
    json_add_text(json, "name", case_masked_words(act, application, given->name != NULL ? given->name : given->code));
    json_add_null(json, "name_en");
    json_add_text(json, "form", material_form_names[FORM_either]);
    json_add_members(json, "\"required\":false,\"from\":null,\"rule_zh\":null,\"rule_en\":null,\"applies\":true");
    json_add_text(json, "source", case_material_sources[given->source]);
    json_add_integer(json, "copies", given->copies);
    json_add_text(json, "state", given->copies == 0 ? "not_needed" : given->supplied ? "supplied" : "present");
    json_close_object(json);
}

static bool asks_for(const struct catalogue_guide *guide, const char *code)
{
    for (size_t i = 0; guide != NULL && i < guide->material_count; i++)
        if (text_equal(guide->materials[i].material->code, code))
            return true;
    return false;
}

/* What the guide asks for; then what was handed in besides: for an item without a guide, or before its guide was
 * changed. */
static void write_all_materials(struct act *act, struct json_writer *json, const struct case_application *application)
{
    json_open_array(json, "materials");
    write_guide_materials(json, application, false);
    for (size_t i = 0; i < application->material_count; i++) {
        const struct case_material *given = &application->materials[i];
        const struct catalogue_material *material = catalogue_material(act->context->catalogue, given->code);
        if (given->name == NULL && asks_for(application->version->guide, given->code))
            continue;
        if (given->name == NULL && material != NULL)
            write_material(json, material, NULL, given, true);
        else
            write_own_line(act, json, application, given);
    }
    json_close_array(json);
}

/* The committee (12 digits) is nearly the address. */
static const char *street_of(struct act *act, const char *code)
{
    return code != NULL && strlen(code) > STREET_DIGITS ? arena_copy_bytes(act->arena, code, STREET_DIGITS) : code;
}

static void write_person(struct act *act, struct json_writer *json, const char *key, const struct case_person *person, bool applicant)
{
    const struct place_division *division;
    json_open_object(json, key);
    json_add_text(json, "id_type", person->id_type);
    json_add_text(json, "id_number", mask_id_number(act->arena, person->id_number));
    json_add_text(json, "name", mask_name(act->arena, person->name));
    json_add_text(json, "phone", mask_phone(act->arena, person->phone));
    if (applicant) {
        division = place_division_of(act->context->places, person->hukou);
        json_add_text(json, "hukou_division", street_of(act, person->hukou));
        json_add_text(json, "hukou_division_name", division != NULL ? division->name : NULL);
        json_add_text(json, "hukou_division_name_en", division != NULL ? division->name_en : NULL);
        division = place_division_of(act->context->places, person->residence);
        json_add_text(json, "residence_division", street_of(act, person->residence));
        json_add_text(json, "residence_division_name", division != NULL ? division->name : NULL);
        json_add_text(json, "residence_division_name_en", division != NULL ? division->name_en : NULL);
        if (person->residence_permit == ANSWER_UNKNOWN)
            json_add_null(json, "residence_permit");
        else
            json_add_bool(json, "residence_permit", person->residence_permit == ANSWER_YES);
    }
    json_close_object(json);
}

static void write_clock(struct act *act, struct json_writer *json, const struct case_facts *facts, const struct case_lights *lights,
                        const struct calendar *calendar)
{
    int32_t today = day_of_ms(act->now_ms);
    bool runs = lights->red_on != DAY_NONE;
    json_open_object(json, "clock");
    json_add_text(json, "running", lights->kind);
    day_write(json, "since", lights->start);
    day_write(json, "due", lights->due);
    if (runs) {
        json_add_integer(json, "working_days", lights->days);
        json_add_integer(json, "working_days_left", calendar_working_days_between(calendar, today, lights->due));
    } else {
        json_add_null(json, "working_days");
        json_add_null(json, "working_days_left");
    }
    json_add_bool(json, "stopped", case_stage(facts->state) == STAGE_STOPPED);
    day_write(json, "stopped_on", facts->stopped_on);
    json_close_object(json);
}

static void write_dues(struct act *act, struct json_writer *json, const struct case_record *record, const struct calendar *calendar)
{
    const struct case_facts told = case_facts_told(&record->facts, calendar, day_of_ms(act->now_ms)), *facts = &told;
    case_write_time(json, "received_at", record->received_at);
    case_write_time(json, "accepted_at", record->accepted_at);
    case_write_time(json, "decided_at", record->decided_at);
    day_write(json, "notice_due", facts->notice_due);
    day_write(json, "supplement_due", facts->state == CASE_supplement_asked ? facts->supplement_due : DAY_NONE);
    day_write(json, "legal_due", facts->legal_due);
    day_write(json, "promised_due", facts->promised_due);
    day_write(json, "issue_due", facts->issue_due);
    json_add_bool(json, "calendar_warning", case_calendar_warning(facts, calendar));
}

static void write_item(struct json_writer *json, const struct case_record *record, const struct case_application *application)
{
    const struct catalogue_item *item = application->version->item;
    const struct guide_situation *situation = application->outcome.situation;
    json_add_members(json, item->shown);
    json_add_text(json, "mode", item_mode_names[record->mode]);
    json_add_text(json, "kind", item_kind_names[record->facts.immediate ? KIND_immediate : KIND_promised]);
    json_add_text(json, "situation", situation != NULL ? situation->code : NULL);
    json_add_text(json, "situation_zh", situation != NULL ? situation->zh : NULL);
    json_add_text(json, "situation_en", situation != NULL ? situation->en : NULL);
}

static void write_state(struct act *act, struct json_writer *json, const struct case_record *record, const struct case_lights *lights)
{
    const struct case_facts *facts = &record->facts;
    const char *zh, *en;
    case_state_explain(facts->state, &zh, &en);
    json_add_text(json, "state", case_state_names[facts->state]);
    json_add_text(json, "state_zh", zh);
    json_add_text(json, "state_en", en);
    json_add_text(json, "light", case_light_names[case_light_on(lights->blue_on, lights->yellow_on, lights->red_on, day_of_ms(act->now_ms))]);
    json_add_bool(json, "extended", facts->extended);
    json_add_bool(json, "deemed_accepted", facts->deemed);
}

void case_write(struct act *act, struct json_writer *json, const struct case_record *record, const struct case_application *application,
                const struct case_told *told)
{
    const struct calendar *calendar = places_calendar(act->context->places);
    struct case_lights lights = case_lights(&record->facts, calendar);
    enum case_holder holder = case_state_holder(record->facts.state);
    const char *zh, *en;
    json_add_text(json, "case_number", record->number);
    json_add_integer(json, "revision", record->revision);
    write_item(json, record, application);
    write_state(act, json, record, &lights);
    case_write_outcome(act, json, record, application, told);
    case_write_centre(act, json, "receiving_centre", record->receiving);
    case_write_centre(act, json, "responsible_centre", record->responsible);
    json_add_text(json, "holder_centre",
                  centre_in_charge(act, holder == HOLDER_A ? record->receiving : holder == HOLDER_B ? record->responsible : NULL));
    routed_by_explain((enum routed_by)record->routed_by, &zh, &en);
    json_add_text(json, "routed_by", routed_by_names[record->routed_by]);
    json_add_text(json, "route_note_zh", zh);
    json_add_text(json, "route_note_en", en);
    write_dues(act, json, record, calendar);
    write_clock(act, json, &record->facts, &lights, calendar);
    write_person(act, json, "applicant", &application->applicant, true);
    if (application->has_agent)
        write_person(act, json, "agent", &application->agent, false);
    else
        json_add_null(json, "agent");
    write_all_materials(act, json, application);
    json_add_bool(json, "materials_described", application->version->guide != NULL);
    json_add_bool(json, "complete", application->complete);
    case_write_codes(json, "missing_materials", application->missing_materials);
    case_write_codes(json, "missing_answers", application->missing_answers);
    case_write_codes(json, "missing_form", application->missing_form);
    case_write_form(act, json, application, CASE_MASKED);
    case_write_reasons(act, json, application, &application->reasons, application->reason, CASE_MASKED);
    json_add_text(json, "procedure", application->procedure);
    case_write_actions(act, json, &record->facts, case_actor_of(act, record->receiving, record->responsible, record->item));
}

/* ---- shapes ---- */

const struct field case_text_item[] = {{"item", FIELD_TEXT, 0, .max = 200}, {0}};
static const char *const material_states[] = {"present", "supplied", "missing", "not_needed", NULL};
const struct field case_material_fields[] = {
    TEXT("material_code", "of the dictionary; own-N: the Nth line of its own"), TEXT("name"), TEXT_OR_NULL("name_en"),
    CHOICE("form", material_form_names), FLAG("required", "the guide asks for it when it applies"),
    FLAG("applies", "in this situation"), TEXT_OR_NULL("from", "applicant or government: who has to bring it"),
    TEXT_OR_NULL("rule_zh"), TEXT_OR_NULL("rule_en"), TEXT_OR_NULL("source", "what was handed in"),
    {"copies", FIELD_INTEGER, FIELD_REQUIRED, .max = 99}, CHOICE("state", material_states), {0}};
static const struct field clock_fields[] = {
    CHOICE("running", ((const char *const[]){"notice", "promise", "issue", "supplement", "none", NULL})),
    DAY_OR_NULL("since"), DAY_OR_NULL("due"), NUMBER_OR_NULL("working_days"),
    NUMBER_OR_NULL("working_days_left", "negative when overdue"), FLAG("stopped"), DAY_OR_NULL("stopped_on"), {0}};
static const struct field applicant_reply_fields[] = {
    TEXT("id_type"), TEXT("id_number", "masked"), TEXT("name", "masked"), TEXT_OR_NULL("phone", "masked"),
    TEXT_OR_NULL("hukou_division", "street or town at most"), TEXT_OR_NULL("hukou_division_name"),
    TEXT_OR_NULL("hukou_division_name_en"), TEXT_OR_NULL("residence_division", "likewise"),
    TEXT_OR_NULL("residence_division_name"), TEXT_OR_NULL("residence_division_name_en"),
    {"residence_permit", FIELD_BOOL, FIELD_REQUIRED | FIELD_NULLABLE, .description = "of this city; null: not asked"},
    {0}};
static const struct field agent_reply_fields[] = {
    TEXT("id_type"), TEXT("id_number", "masked"), TEXT("name", "masked"), TEXT_OR_NULL("phone", "masked"), {0}};
const struct field case_fields[] = {
    TEXT("case_number"),
    {"revision", FIELD_INTEGER, FIELD_REQUIRED, 1, 0, .description = "counts events; send it with an action"},
    TEXT("item_code"), TEXT("item_name"), TEXT_OR_NULL("item_name_en"), TEXT("department"), TEXT("department_name"),
    TEXT_OR_NULL("department_name_en"), CHOICE("mode", item_mode_names), CHOICE("kind", item_kind_names),
    TEXT_OR_NULL("situation"), TEXT_OR_NULL("situation_zh"), TEXT_OR_NULL("situation_en"),
    CHOICE("state", case_state_names), TEXT("state_zh"), TEXT("state_en"),
    OBJECT("outcome", case_outcome_fields, "what it came to"), CHOICE("light", case_light_names), FLAG("extended"),
    FLAG("deemed_accepted", "accepted because the notice limit passed in silence"), CENTRE("receiving_centre"),
    CENTRE("responsible_centre"), TEXT_OR_NULL("holder_centre", "who has to do the next thing"),
    CHOICE("routed_by", routed_by_names), TEXT("route_note_zh"), TEXT("route_note_en"), TIME_OR_NULL("received_at"),
    TIME_OR_NULL("accepted_at"), TIME_OR_NULL("decided_at"),
    DAY_OR_NULL("notice_due",
     "five working days from receipt; like the others, while it stands still: as if it went on today"),
    DAY_OR_NULL("supplement_due"), DAY_OR_NULL("legal_due"), DAY_OR_NULL("promised_due"), DAY_OR_NULL("issue_due"),
    FLAG("calendar_warning",
     "a limit falls into a year whose arrangement of days off is not known yet: it may still move"),
    OBJECT("clock", clock_fields, "the clock that governs now"), OBJECT("applicant", applicant_reply_fields),
    OBJECT_OR_NULL("agent", agent_reply_fields), LIST("materials", 200, ITEMS(case_material_fields)),
    FLAG("materials_described", "false: nobody has recorded what the item asks for; what came is listed"),
    FLAG("complete", "every required material, answer and field is there"),
    LIST("missing_materials", 200, case_text_item), LIST("missing_answers", 200, case_text_item),
    LIST("missing_form", 200, case_text_item), LIST("form", 200, case_form_item),
    LIST("reasons", 200, case_reason_item, "of the last return, supplement, refusal or denial"), TEXT_OR_NULL("reason"),
    TEXT_OR_NULL("procedure", "the special procedure it waits for"),
    LIST("allowed_actions", 200, case_allowed_item, "what the caller may do now"),
    LIST("refused_actions", 200, case_refused_item,
     "what would be the caller's to do in this state, and why the case does not allow it"), {0}};
