/* The rows of the route table that concern cases. */
#include "cases/case_use.h"
#include "cases/cases.h"

static enum result read_case(struct request *request)
{
    struct case_record record;
    struct case_application application;
    struct case_told told;
    enum result result = case_load_for_caller(request, request->act.session, &record);
    if (result == RESULT_OK)
        result = case_application_open(&request->act, &record, READ_BACK, &application);
    if (result == RESULT_OK)
        result = case_told_load(request, request->act.session, &record, &told);
    if (result != RESULT_OK)
        return result;
    json_open_object(&request->json, NULL);
    case_write(&request->act, &request->json, &record, &application, &told);
    json_close_object(&request->json);
    return RESULT_OK;
}

static const struct field password_query[] = {
    {"query_password", FIELD_TEXT, FIELD_SECRET, 1, 20, NULL, NULL, "for the public, where the header Query-Password cannot be sent"}, {0}};
static const struct field reveal_body[] = {
    {"purpose", FIELD_TEXT, FIELD_REQUIRED | FIELD_SAYS, 2, 200, NULL, NULL,
     "why the full data are needed; kept with the look"}, {0}};

#define TEXT_OR_NULL(name) {name, FIELD_TEXT, FIELD_REQUIRED | FIELD_NULLABLE | FIELD_EMPTY_OK, 0, 2000, NULL, NULL, NULL}
static const struct field whole_person[] = {
    TEXT_OR_NULL("id_type"), TEXT_OR_NULL("id_number"), TEXT_OR_NULL("name"), TEXT_OR_NULL("phone"), TEXT_OR_NULL("hukou_division"),
    TEXT_OR_NULL("residence_division"), TEXT_OR_NULL("address"), {0}};
static const struct field written_event_fields[] = {
    {"seq", FIELD_INTEGER, FIELD_REQUIRED, 1, 0, NULL, NULL, "of the event"},
    {"reasons", FIELD_LIST, FIELD_REQUIRED, 0, 60, NULL, case_reason_item, NULL}, TEXT_OR_NULL("reason"), TEXT_OR_NULL("note"), {0}};
static const struct field written_event_item[] = {{"item", FIELD_OBJECT, 0, 0, 0, NULL, written_event_fields, NULL}, {0}};
static const struct field named_material_fields[] = {
    {"material_code", FIELD_TEXT, FIELD_REQUIRED, 0, 60, NULL, NULL, NULL}, {"name", FIELD_TEXT, FIELD_REQUIRED, 0, 300, NULL, NULL, NULL}, {0}};
static const struct field named_material_item[] = {{"item", FIELD_OBJECT, 0, 0, 0, NULL, named_material_fields, NULL}, {0}};
static const struct field reveal_reply[] = {
    {"applicant", FIELD_OBJECT, FIELD_REQUIRED, 0, 0, NULL, whole_person, NULL},
    {"agent", FIELD_OBJECT, FIELD_REQUIRED | FIELD_NULLABLE, 0, 0, NULL, whole_person, NULL},
    {"answers", FIELD_ANY, FIELD_REQUIRED, 0, 0, NULL, NULL, "answers by question"},
    {"form", FIELD_LIST, FIELD_REQUIRED, 0, 200, NULL, case_form_item, "as in the case, all of it clear"},
    {"materials", FIELD_LIST, FIELD_REQUIRED, 0, 200, NULL, named_material_item, "those named in words, as they were written"},
    {"reasons", FIELD_LIST, FIELD_REQUIRED, 0, 60, NULL, case_reason_item, "as in the case, nothing masked"}, TEXT_OR_NULL("reason"),
    {"events", FIELD_LIST, FIELD_REQUIRED, 0, 1000, NULL, written_event_item, "what was written with events, nothing masked"}, {0}};

const struct route cases_routes[] = {
    {HTTP_POST, "/v1/cases/preview", "preview_case", "What an application would become: where it goes, until when, what is missing; writes nothing",
     STAFF_OF(ROLES_CENTRE), 0, NULL, case_preview_body, case_preview_fields, 200, case_preview, NULL, NULL, NULL},
    {HTTP_POST, "/v1/cases/whereabouts", "locate_open_cases", "Where a person's open cases of an item are; what is told is logged", STAFF_OF(ROLES_CENTRE), 0, NULL,
     case_whereabouts_body, case_whereabouts_fields, 200, case_whereabouts_answer, case_whereabouts_prepare, case_whereabouts_commit, NULL},
    {HTTP_POST, "/v1/cases", "accept_case", "Take an application at the caller's centre", STAFF_OF(ROLES_CENTRE), ROUTE_KEYED, NULL, case_accept_body,
     case_opened_fields, 201, NULL, case_accept_prepare, case_accept_commit, case_accept_admit},
    {HTTP_GET, "/v1/cases/{number}", "get_case", "A case, for staff in scope, or for the public with its query password", PUBLIC_OR_STAFF, 0,
     password_query, NULL, case_fields, 200, read_case, NULL, NULL, NULL},
    {HTTP_GET, "/v1/cases/{number}/events", "list_case_events", "What happened to a case", PUBLIC_OR_STAFF, 0, password_query, NULL,
     case_event_list_fields, 200, case_list_events, NULL, NULL, NULL},
    {HTTP_GET, "/v1/cases/{number}/qr.svg", "get_case_qr", "QR code of the address where the case is followed", PUBLIC_OR_STAFF, 0,
     password_query, NULL, NULL, 200, case_qr, NULL, NULL, NULL},
    {HTTP_POST, "/v1/cases/{number}/actions", "act_on_case", "Take one of the allowed actions", STAFF_OF(ROLES_CENTRE), ROUTE_KEYED, NULL, case_act_body,
     case_acted_fields, 200, NULL, case_act_prepare, case_act_commit, case_act_admit},
    {HTTP_POST, "/v1/cases/{number}/query-password", "reissue_query_password",
     "A new query password against the identity document of the applicant or agent, at any centre; the one before is dead", STAFF_OF(ROLES_CENTRE),
     ROUTE_KEYED | ROUTE_NO_STORE, NULL, case_reissue_body, case_reissue_fields, 201, NULL, case_reissue_prepare, case_reissue_commit, case_reissue_admit},
    {HTTP_POST, "/v1/cases/{number}/reveal", "reveal_case", "See the personal data unmasked; the look is logged", STAFF_OF(ROLES_CASES), 0, NULL, reveal_body,
     reveal_reply, 200, case_reveal_answer, case_reveal_prepare, case_reveal_commit, NULL},
    {HTTP_POST, "/v1/cases/search", "search_cases", "A case by its number, or a person's cases by the number of their identity card; writes nothing", STAFF_OF(ROLES_CASES),
     ROUTE_NO_STORE, NULL, case_search_body, case_worklist_fields, 200, case_search, NULL, NULL, NULL},
    {HTTP_GET, "/v1/worklist", "list_work", "What the caller's centre has to do, most urgent first", STAFF_OF(ROLES_CASES), ROUTE_NO_STORE,
     case_worklist_query, NULL, case_worklist_fields, 200, case_worklist, NULL, NULL, NULL},
    {0}};
