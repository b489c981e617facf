/* What a write answers: what it did, and what may be done next. Whoever wants the case reads it. */
#define REPLY_TEXT_MAX 40
#include "base/reply_fields.h"
#include "cases/case_use.h"

static void write_dues(struct json_writer *json, const struct case_facts *facts)
{
    day_write(json, "notice_due", facts->notice_due);
    day_write(json, "legal_due", facts->legal_due);
    day_write(json, "promised_due", facts->promised_due);
}

void case_write_opened(struct act *act, struct json_writer *json, const struct case_record *record, const struct case_application *application)
{
    char password[QUERY_PASSWORD_SIZE];
    case_query_password(act->context->keyring, record->number, record->query_generation, password);
    json_open_object(json, NULL);
    json_add_text(json, "case_number", record->number);
    json_add_text(json, "query_password", password);
    json_add_text(json, "mode", item_mode_names[record->mode]);
    json_add_text(json, "state", case_state_names[record->facts.state]);
    json_add_text(json, "receiving_centre", record->receiving);
    json_add_text(json, "responsible_centre", record->responsible);
    case_write_time(json, "received_at", record->received_at);
    write_dues(json, &record->facts);
    json_add_bool(json, "calendar_warning", case_calendar_warning(&record->facts, places_calendar(act->context->places)));
    case_write_codes(json, "missing_answers", application->missing_answers);
    case_write_codes(json, "missing_form", application->missing_form);
    case_write_codes(json, "missing_materials", application->missing_materials);
    case_write_action_names(act, json, &record->facts,
                            case_actor_of(act, record->receiving, record->responsible, record->item));
    json_close_object(json);
}

void case_write_acted(struct act *act, struct json_writer *json, const struct case_record *record, const char *action)
{
    json_open_object(json, NULL);
    json_add_text(json, "case_number", record->number);
    json_add_integer(json, "seq", record->revision);
    json_add_text(json, "action", action);
    json_add_text(json, "state", case_state_names[record->facts.state]);
    write_dues(json, &record->facts);
    case_write_action_names(act, json, &record->facts,
                            case_actor_of(act, record->receiving, record->responsible, record->item));
    json_close_object(json);
}

void case_write_reissued(struct act *act, struct json_writer *json, const struct case_record *record)
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

/* ---- shapes ---- */

#define DUES DAY_OR_NULL("notice_due", "five working days from receipt"), DAY_OR_NULL("legal_due"), DAY_OR_NULL("promised_due")

const struct field case_opened_fields[] = {
    TEXT("case_number"),
    {"query_password", FIELD_TEXT, FIELD_REQUIRED | FIELD_SECRET, 6, 6,
     .description = "for the applicant: opens the case to the public"}, CHOICE("mode", item_mode_names),
    CHOICE("state", case_state_names), TEXT("receiving_centre"), TEXT("responsible_centre"), TIME("received_at"), DUES,
    FLAG("calendar_warning",
     "a limit falls into a year whose arrangement of days off is not known yet: it may still move"),
    LIST("missing_answers", 200, case_text_item, "questions that have to be answered still"),
    LIST("missing_form", 200, case_text_item, "elements of the form"), LIST("missing_materials", 200, case_text_item),
    LIST("allowed_actions", 200, case_text_item, "what the caller may do now"), {0}};
const struct field case_acted_fields[] = {
    TEXT("case_number"),
    {"seq", FIELD_INTEGER, FIELD_REQUIRED, 2, 0, .description = "of its event: the revision of the case"},
    CHOICE("action", case_action_names), CHOICE("state", case_state_names), DUES,
    LIST("allowed_actions", 200, case_text_item, "what the caller may do now"), {0}};
const struct field case_reissued_fields[] = {
    TEXT("case_number"),
    {"query_password", FIELD_TEXT, FIELD_REQUIRED | FIELD_SECRET, 6, 6,
     .description = "opens the case to the public; the one before opens it no more"}, TIME("at"),
    {"item_name", FIELD_TEXT, FIELD_REQUIRED, .max = 500},
    {"item_name_en", FIELD_TEXT, FIELD_REQUIRED | FIELD_NULLABLE, .max = 500},
    {"applicant_name", FIELD_TEXT, FIELD_REQUIRED, 0, 200, .description = "masked"}, {0}};
