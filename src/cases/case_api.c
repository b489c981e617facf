/* The rows of the route table that concern cases. */
#include "base/reply_fields.h"
#include "cases/case_use.h"
#include "cases/cases.h"

/* The number of the path as it is kept; a key is digested with it. NULL without memory. */
static const char *case_number_asked(struct request *request)
{
    return request->path[0] = case_text_tidied(request->act.arena, request->path[0]);
}

/* ---- reading ---- */

struct password_query { const char *query_password; };

static struct case_asked asked_of(const struct request *request)
{
    const struct password_query *query = request->query;
    return (struct case_asked){
        .number = request->path[0],
        .query_password = request->query_password != NULL ? request->query_password : query->query_password,
        .source = request_key_of_source(request, "query"), .network = request_key_of_network(request, "query")};
}

static enum result read_case(struct request *request)
{
    const struct case_asked asked = asked_of(request);
    return case_read(&request->act, &asked, &request->json);
}

static enum result list_events(struct request *request)
{
    const struct case_asked asked = asked_of(request);
    return case_list_events(&request->act, &asked, &request->json);
}

static enum result read_qr(struct request *request)
{
    const struct case_asked asked = asked_of(request);
    return case_qr(&request->act, &asked, request_base_url(request), &request->reply);
}

static enum result preview(struct request *request)
{
    return case_preview(&request->act, request->body, &request->json);
}

static enum result list_work(struct request *request)
{
    return case_worklist(&request->act, request->query, &request->json);
}

struct search_body { const char *text; };

static enum result search(struct request *request)
{
    const struct search_body *body = request->body;
    return case_search(&request->act, body->text, &request->json);
}

/* ---- reading what is logged ---- */

static enum result whereabouts_prepare(struct request *request)
{
    struct case_whereabouts *found = NULL;
    enum result result = case_whereabouts_prepare(&request->act, request->body, &found);
    request->state = found;
    return result;
}

static enum result whereabouts_commit(struct request *request, struct db_session *session)
{
    return case_whereabouts_commit(&request->act, session, request->state);
}

static enum result whereabouts_answer(struct request *request)
{
    case_write_whereabouts(&request->act, request->state, &request->json);
    return RESULT_OK;
}

struct reveal_body { const char *purpose; };

static enum result reveal_prepare(struct request *request)
{
    const struct reveal_body *body = request->body;
    struct case_reveal *reveal = NULL;
    enum result result = case_reveal_prepare(&request->act, request->path[0], body->purpose, &reveal);
    request->state = reveal;
    return result;
}

static enum result reveal_commit(struct request *request, struct db_session *session)
{
    return case_reveal_commit(&request->act, session, request->state);
}

static enum result reveal_answer(struct request *request)
{
    return case_write_revealed(&request->act, request->state, &request->json);
}

/* ---- taking an application, acting ---- */

static enum result open_admit(struct request *request)
{
    struct case_opening *opening = NULL;
    enum result result = cases_open_begin(&request->act, &opening);
    request->state = opening;
    return result;
}

static enum result open_prepare(struct request *request)
{
    struct case_opening *opening = request->state;
    enum result result = cases_open_prepare(&request->act, opening, request->body);
    request->concerns[0] = opening->here->code;
    request->concerns[1] = opening->record.responsible;
    return result;
}

static enum result open_commit(struct request *request, struct db_session *session)
{
    struct case_opening *opening = request->state;
    enum result result = cases_open_commit(&request->act, session, opening);
    if (result != RESULT_OK)
        return result;
    request->location = arena_format(request->act.arena, "/v1/cases/%s", opening->record.number);
    case_write_opened(&request->act, &request->json, &opening->record, &opening->application);
    return RESULT_OK;
}

static enum result act_admit(struct request *request)
{
    bool again = request->state != NULL;
    const char *number = case_number_asked(request);
    struct case_acting *acting = NULL;
    enum result result = number != NULL ? cases_act_load(&request->act, number, &acting) : RESULT_NO_MEMORY;
    if (result == RESULT_OK && again)
        result = case_refuse_damaged(&request->act, number);
    request->state = acting;
    return result;
}

static enum result act_prepare(struct request *request)
{
    struct case_acting *acting = request->state;
    enum result result = cases_act_prepare(&request->act, acting, request->body);
    if (result == RESULT_OK)
        case_write_acted(&request->act, &request->json, &acting->record, acting->event.action);
    return result;
}

static enum result act_commit(struct request *request, struct db_session *session)
{
    return cases_act_commit(&request->act, session, request->state);
}

static enum result reissue_admit(struct request *request)
{
    const char *number = case_number_asked(request);
    return number != NULL ? cases_reissue_begin(&request->act, number) : RESULT_NO_MEMORY;
}

static enum result reissue_prepare(struct request *request)
{
    bool again = request->state != NULL;
    struct case_acting *acting = NULL;
    enum result result = cases_reissue_prepare(&request->act, request->path[0], request->body, &acting);
    request->state = acting;
    if (result == RESULT_OK && again)
        result = case_refuse_damaged(&request->act, acting->stored.number);
    if (result == RESULT_OK)
        case_write_reissued(&request->act, &request->json, &acting->record);
    return result;
}

static enum result reissue_commit(struct request *request, struct db_session *session)
{
    return cases_reissue_commit(&request->act, session, request->state);
}

/* ---- shapes ---- */

static const struct field password_query[] = {
    {"query_password", FIELD_TEXT, FIELD_SECRET, 1, 20,
     .description = "for the public, where the header Query-Password cannot be sent",
     AT(password_query, query_password)}, {0}};
static const struct field reissue_body[] = {
    {"id_type", FIELD_TEXT, FIELD_REQUIRED, 1, 10,
     .description = "of the document that is shown: the applicant's or the agent's", AT(case_document, id_type)},
    {"id_number", FIELD_TEXT, FIELD_REQUIRED, .min = 1, .max = 60, AT(case_document, id_number)}, {0}};
static const struct field reveal_body[] = {
    {"purpose", FIELD_TEXT, FIELD_REQUIRED | FIELD_SAYS, 2, 200,
     .description = "why the full data are needed; kept with the look", AT(reveal_body, purpose)}, {0}};

/* In a body: what stands in an address is logged by whatever lies between. */
static const struct field search_body[] = {
    {"q", FIELD_TEXT, FIELD_REQUIRED, 1, 40,
     .description = "a case number, or the number of a resident's identity card: their cases within your scope, "
                    "finished ones too", AT(search_body, text)}, {0}};

static const struct field whole_person[] = {
    TEXT_OR_NULL("id_type"), TEXT_OR_NULL("id_number"), TEXT_OR_NULL("name"), TEXT_OR_NULL("phone"),
    TEXT_OR_NULL("hukou_division"), TEXT_OR_NULL("residence_division"), TEXT_OR_NULL("address"), {0}};
static const struct field written_event_fields[] = {
    {"seq", FIELD_INTEGER, FIELD_REQUIRED, 1, 0, .description = "of the event"}, LIST("reasons", 60, case_reason_item),
    TEXT_OR_NULL("reason"), TEXT_OR_NULL("note"), {0}};
static const struct field named_material_fields[] = {
    {"material_code", FIELD_TEXT, FIELD_REQUIRED, .max = 60}, {"name", FIELD_TEXT, FIELD_REQUIRED, .max = 300}, {0}};
static const struct field reveal_reply[] = {
    OBJECT("applicant", whole_person), OBJECT_OR_NULL("agent", whole_person),
    {"answers", FIELD_ANY, FIELD_REQUIRED, .description = "answers by question"},
    LIST("form", 200, case_form_item, "as in the case, all of it clear"),
    LIST("materials", 200, ITEMS(named_material_fields), "those named in words, as they were written"),
    LIST("reasons", 60, case_reason_item, "as in the case, nothing masked"), TEXT_OR_NULL("reason"),
    LIST("events", 1000, ITEMS(written_event_fields), "what was written with events, nothing masked"), {0}};

/* ---- refusals ---- */

static const struct problem *const counter_refusals[] = {&problem_no_centre, NULL};
static const struct problem *const accept_refusals[] = {&problem_no_centre, &problem_numbers_used_up, NULL};
static const struct problem *const act_refusals[] = {
    &flow_not_possible, &flow_not_yours, &case_asked_before, &case_extended_before, &case_nothing_to_extend, &case_limit_passed,
    &case_materials_missing, &problem_stale, &problem_corrupt, NULL};
static const struct problem *const reissue_refusals[] = {
    &problem_no_centre, &problem_identity_mismatch, &problem_too_many_mismatches, &problem_reissued_too_often,
    &problem_corrupt, NULL};
static const struct problem *const reveal_refusals[] = {&problem_corrupt, NULL};
static const struct problem *const worklist_refusals[] = {&problem_not_found, NULL};
/* Of the public with its query password. */
#define QUERY_REFUSALS \
    &problem_password_needed, &problem_wrong_query_password, &problem_case_number_wrong, &problem_too_many_passwords, \
    &problem_query_closed
static const struct problem *const read_refusals[] = {QUERY_REFUSALS, &problem_corrupt, NULL};
static const struct problem *const qr_refusals[] = {QUERY_REFUSALS, &problem_no_public_url, NULL};

/* ---- routes ---- */

static const struct field number_named[] = {
    {.name = "number", .type = FIELD_TEXT, .flags = FIELD_REQUIRED,
     .description = "of the case, as on the receipt; blanks, hyphens and small letters do no harm"}, {0}};

const struct route cases_routes[] = {
    {.method = HTTP_POST, .path = "/v1/cases/preview", .operation = "preview_case",
     .summary = "What an application would become",
     .description = "For the form at the window while it is being filled in: where the application would go and why, "
                    "until when it would be decided, which questions, fields and materials apply to this applicant "
                    "and which are missing, whether the same person has such a case already. Faults that would "
                    "refuse the application are in `errors`. Writes nothing.",
     .callers = STAFF_OF(ROLES_CENTRE), .refusals = counter_refusals, BODY_OF(case_preview_body, case_intake),
     .reply = case_preview_fields, .status = 200, .read = preview},
    {.method = HTTP_POST, .path = "/v1/cases/whereabouts", .operation = "locate_open_cases",
     .summary = "Where a person's open cases of an item are",
     .description = "The preview says only that a case is open elsewhere (`open_elsewhere`). Whoever has to know "
                    "where gives a purpose here; every case outside their scope that is told is logged with it.",
     .callers = STAFF_OF(ROLES_CENTRE), .refusals = counter_refusals,
     BODY_OF(case_whereabouts_body, case_whereabouts_order), .reply = case_whereabouts_fields, .status = 200,
     .prepare = whereabouts_prepare, .commit = whereabouts_commit, .read = whereabouts_answer},
    {.method = HTTP_POST, .path = "/v1/cases", .operation = "accept_case",
     .summary = "Take an application at the caller's centre",
     .description = "Receives an application (收件) for any resident, complete or not; what is missing is asked for "
                    "once, by the action `ask_supplement`. The answer has the number under which the case is known "
                    "from now on and the query password for the receipt. Send an Idempotency-Key: a repeat after a "
                    "lost connection then gives the same answer and never a second case.",
     .callers = STAFF_OF(ROLES_CENTRE), .flags = ROUTE_KEYED, .refusals = accept_refusals,
     BODY_OF(case_accept_body, case_intake), .reply = case_opened_fields, .status = 201,
     .admit = open_admit, .prepare = open_prepare, .commit = open_commit},
    {.method = HTTP_GET, .path = "/v1/cases/{number}", .operation = "get_case", .named = number_named,
     .summary = "A case",
     .description = "The whole case with its limits and the actions that the caller may take now. Staff see the "
                    "cases of their scope; the public sees one with its query password (header `Query-Password`), "
                    "without the names of staff and their notes. Personal data are masked; `reveal_case` shows them.",
     .callers = PUBLIC_OR_STAFF, .refusals = read_refusals, QUERY_OF(password_query, password_query),
     .reply = case_fields, .status = 200, .read = read_case},
    {.method = HTTP_GET, .path = "/v1/cases/{number}/events", .operation = "list_case_events", .named = number_named,
     .summary = "What happened to a case",
     .description = "Every step from its receipt on, oldest first, with the reasons that were given and the days "
                    "they changed. The public does not see who of the staff did it.",
     .callers = PUBLIC_OR_STAFF, .refusals = read_refusals, QUERY_OF(password_query, password_query),
     .reply = case_event_list_fields, .status = 200, .read = list_events},
    {.method = HTTP_GET, .path = "/v1/cases/{number}/qr.svg", .operation = "get_case_qr", .named = number_named,
     .summary = "QR code of the address where the case is followed",
     .description = "For the receipt. The code holds the public address of the pages (setting `public_url`) and the "
                    "case number, never the query password.",
     .callers = PUBLIC_OR_STAFF, .refusals = qr_refusals, QUERY_OF(password_query, password_query),
     .media = "image/svg+xml", .status = 200, .read = read_qr},
    {.method = HTTP_POST, .path = "/v1/cases/{number}/actions", .operation = "act_on_case", .named = number_named,
     .summary = "Take one of the allowed actions",
     .description = "Moves a case on: accept it, ask for what is missing, return, refuse, suspend, extend, decide, "
                    "issue, deliver. `get_case` lists in `allowed_actions` what this caller may do now. With "
                    "`revision` the action is taken only if nobody has changed the case since it was read. Send an "
                    "Idempotency-Key: a repeat never acts twice.",
     .callers = STAFF_OF(ROLES_CENTRE), .flags = ROUTE_KEYED, .refusals = act_refusals,
     BODY_OF(case_act_body, case_order), .reply = case_acted_fields, .status = 200,
     .admit = act_admit, .prepare = act_prepare, .commit = act_commit},
    {.method = HTTP_POST, .path = "/v1/cases/{number}/query-password", .operation = "reissue_query_password",
     .named = number_named,
     .summary = "A new query password against the identity document",
     .description = "For whoever has lost the receipt: at any centre, against the document of the applicant or "
                    "agent. The password before opens the case no more. A wrong document and a number without a case "
                    "are answered alike, and who goes on guessing has to wait. A case has ten new passwords a day.",
     .callers = STAFF_OF(ROLES_CENTRE), .flags = ROUTE_KEYED | ROUTE_NO_STORE, .refusals = reissue_refusals,
     BODY_OF(reissue_body, case_document), .reply = case_reissued_fields, .status = 201,
     .prepare = reissue_prepare, .commit = reissue_commit, .admit = reissue_admit},
    {.method = HTTP_POST, .path = "/v1/cases/{number}/reveal", .operation = "reveal_case", .named = number_named,
     .summary = "The personal data of a case, unmasked",
     .description = "For work that needs them in full, such as comparing with a document. Every look is logged with "
                    "its purpose before anything is told.",
     .callers = STAFF_OF(ROLES_CASES), .refusals = reveal_refusals,
     BODY_OF(reveal_body, reveal_body), .reply = reveal_reply, .status = 200,
     .prepare = reveal_prepare, .commit = reveal_commit, .read = reveal_answer},
    {.method = HTTP_POST, .path = "/v1/cases/search", .operation = "search_cases",
     .summary = "A case by its number, or a person's cases",
     .description = "Takes a whole case number or a whole resident identity number. A POST, so that neither stands "
                    "in logs and histories of addresses. Finds only what lies in the caller's scope; writes nothing.",
     .callers = STAFF_OF(ROLES_CASES), .flags = ROUTE_NO_STORE, BODY_OF(search_body, search_body),
     .reply = case_worklist_fields, .status = 200, .read = search},
    {.method = HTTP_GET, .path = "/v1/worklist", .operation = "list_work",
     .summary = "What the caller's centre has to do",
     .description = "The open cases of a centre, of a district or of the city, whatever the caller answers for, most "
                    "urgent first. The light says how near the limit is; `counts=true` adds how many there are of "
                    "each. `side=sent` lists what the centre received and others decide.",
     .callers = STAFF_OF(ROLES_CASES), .flags = ROUTE_NO_STORE, .refusals = worklist_refusals,
     QUERY_OF(case_worklist_query, case_worklist_query), .reply = case_worklist_fields, .status = 200,
     .read = list_work},
    {0}};
