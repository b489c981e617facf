/* The preview of a case: what the clerk sees before confirming. */
#include "base/reply_fields.h"
#include "cases/case_use.h"

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

static void write_eligibility(struct json_writer *json, const struct eligibility *eligibility)
{
    json_open_object(json, "eligibility");
    json_add_text(json, "fits", fitting_names[eligibility->fits]);
    json_add_text(json, "asks", eligibility->fits == FITTING_unknown ? eligibility->field : NULL);
    json_add_text(json, "zh", eligibility->zh);
    json_add_text(json, "en", eligibility->en);
    catalogue_write_instead(json, eligibility->instead, eligibility->instead_count);
    json_close_object(json);
}

static void write_routing(struct act *act, struct json_writer *json, const struct case_opening *opening)
{
    const char *zh = NULL, *en = NULL;
    bool known = opening->judgement.routing.centre != NULL;
    if (known)
        routed_by_explain(opening->judgement.routing.by, &zh, &en);
    case_write_centre(act, json, "receiving_centre", opening->receiving->code);
    case_write_centre(act, json, "responsible_centre", known ? opening->judgement.routing.centre->code : NULL);
    json_add_text(json, "routed_by", known ? routed_by_names[opening->judgement.routing.by] : NULL);
    json_add_text(json, "route_note_zh", known ? zh : opening->judgement.routing.zh);
    json_add_text(json, "route_note_en", known ? en : opening->judgement.routing.en);
}

/* Of who comes at least this is known, or nothing is received (case_accept_body). */
static void refuse_unnamed(struct act *act, const char *who, const struct case_person *person)
{
    if (person->id_number == NULL)
        field_error_add_code(&act->errors, arena_format(act->arena, "%s.id_number", who), "required");
    if (person->name == NULL)
        field_error_add_code(&act->errors, arena_format(act->arena, "%s.name", who), "required");
}

enum result case_preview(struct act *act, const struct case_intake *intake, struct json_writer *json)
{
    struct case_opening *opening = NULL;
    enum result result = cases_open_begin(act, &opening);
    if (result == RESULT_OK)
        result = case_opening_judge(act, intake, READ_AT_A_WINDOW, opening);
    if (result != RESULT_OK)
        return result;
    const struct case_application *application = &opening->application;
    const struct catalogue_version *version = application->version;
    refuse_unnamed(act, "applicant", &application->applicant);
    if (application->has_agent)
        refuse_unnamed(act, "agent", &application->agent);
    if (version == NULL)
        return act_refuse_fields(act);
    struct case_facts facts = {.state = CASE_received, .legal_days = version->legal_days,
                               .promised_days = version->promised_days};
    case_clock_receive(&facts, places_calendar(act->context->places), day_of_ms(act->now_ms));
    json_open_object(json, NULL);
    json_add_text(json, "item_code", version->item->code);
    json_add_text(json, "mode", item_mode_names[version->mode]);
    json_add_text(json, "kind", item_kind_names[version->kind]);
    write_eligibility(json, &opening->judgement.eligibility);
    write_routing(act, json, opening);
    write_guide(json, application);
    day_write(json, "notice_due", facts.notice_due);
    day_write(json, "legal_due", facts.legal_due);
    day_write(json, "promised_due", facts.promised_due);
    json_add_bool(json, "calendar_warning", case_calendar_warning(&facts, places_calendar(act->context->places)));
    json_add_bool(json, "complete", application->complete);
    case_write_codes(json, "missing_materials", application->missing_materials);
    case_write_codes(json, "missing_answers", application->missing_answers);
    case_write_codes(json, "missing_form", application->missing_form);
    result = case_write_duplicates(act, json, application);
    field_errors_write(json, &act->errors);
    json_close_object(json);
    return result;
}

/* ---- shape of the preview ---- */

static const struct field option_fields[] = {TEXT("code"), TEXT("name"), TEXT_OR_NULL("name_en"), {0}};
static const struct field preview_field_fields[] = {
    TEXT("element"), TEXT("name"), TEXT_OR_NULL("name_en"), CHOICE("type", element_type_names),
    {"max_length", FIELD_INTEGER, FIELD_REQUIRED, .description = "characters; 0 = the type's own"}, FLAG("required"),
    FLAG("applies"), TEXT_OR_NULL("prefill"), LIST("options", 300, ITEMS(option_fields)), {0}};

static const struct field eligibility_fields[] = {
    CHOICE("fits", fitting_names, "unknown: it depends on what `asks` names"),
    {"asks", FIELD_TEXT, FIELD_REQUIRED | FIELD_NULLABLE, .max = 2000, .description = "the field to fill in"},
    {"zh", FIELD_TEXT, FIELD_REQUIRED | FIELD_NULLABLE, .max = 2000,
     .description = "for whom the item is, and what else there is; or what is asked"},
    {"en", FIELD_TEXT, FIELD_REQUIRED | FIELD_NULLABLE, .max = 2000}, CATALOGUE_INSTEAD_FIELD, {0}};
const struct field case_preview_fields[] = {
    TEXT("item_code"), CHOICE("mode", item_mode_names), CHOICE("kind", item_kind_names),
    OBJECT("eligibility", eligibility_fields, "may the applicant apply for it"), CENTRE("receiving_centre"),
    CENTRE_OR_NULL("responsible_centre"), TEXT_OR_NULL("routed_by"), TEXT_OR_NULL("route_note_zh"),
    TEXT_OR_NULL("route_note_en"), FLAG("materials_described"), FLAG("agent_needed"), TEXT_OR_NULL("situation"),
    TEXT_OR_NULL("situation_zh"), TEXT_OR_NULL("situation_en"), LIST("questions", 300, case_text_item),
    LIST("materials", 300, ITEMS(case_material_fields)), LIST("fields", 300, ITEMS(preview_field_fields)),
    DAY("notice_due"), DAY("legal_due"), DAY("promised_due"), FLAG("calendar_warning"), FLAG("complete"),
    LIST("missing_materials", 300, case_text_item), LIST("missing_answers", 300, case_text_item),
    LIST("missing_form", 300, case_text_item),
    LIST("duplicates", 300, case_duplicate_item, "in the caller's scope, newest first"),
    FLAG("open_elsewhere", "this person has an open case of this item outside the caller's scope"),
    LIST("errors", 300, ITEMS(field_error_fields)), {0}};
