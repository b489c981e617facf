/* Acting on a case: load, decide, save, append the event; one transaction. */
#include <string.h>

#include "base/text.h"
#include "cases/case_use.h"

static const char *const reason_codes[] = {"wrong_routing", "unreadable_scan", "incomplete_form", "missing_material", "invalid_material",
                                           "wrong_item", "not_eligible", "not_competent", "other", NULL};
static const char *const procedures[] = {"hearing", "inspection", "testing", "quarantine", "appraisal", "expert_review",
                                         "public_notice", "verification", "means_test", "other", NULL};
static const char *const outcomes[] = {"granted", "denied", NULL};
static const char *const deliveries[] = {"window", "courier", "electronic", "locker", "home", NULL};

static const struct field reason_fields[] = {
    {"code", FIELD_TEXT, FIELD_REQUIRED, 0, 0, reason_codes, NULL, NULL},
    {"material_code", FIELD_TEXT, FIELD_NULLABLE, 1, 60, NULL, NULL, "the material it is about"},
    {"note", FIELD_TEXT, FIELD_NULLABLE | FIELD_EMPTY_OK, 0, 500, NULL, NULL, "in words, for the one who has to mend it"},
    {0}};
static const struct field reason_item[] = {{"item", FIELD_OBJECT, 0, 0, 0, NULL, reason_fields, NULL}, {0}};

const struct field case_act_body[] = {
    {"action", FIELD_TEXT, FIELD_REQUIRED, 0, 0, case_action_names, NULL, "one of allowed_actions"},
    {"revision", FIELD_INTEGER, FIELD_NULLABLE, 1, 1000000, NULL, NULL, "of the case as it was seen; 409 stale when it changed meanwhile"},
    {"outcome", FIELD_TEXT, FIELD_NULLABLE, 0, 0, outcomes, NULL, "of decide"},
    {"reason", FIELD_TEXT, FIELD_NULLABLE | FIELD_EMPTY_OK, 0, 1000, NULL, NULL, "in words: refuse, decide denied, extend, withdraw, suspend"},
    {"reasons", FIELD_LIST, FIELD_NULLABLE, 0, 30, NULL, reason_item, "all reasons at once: return_to_receiver, ask_supplement, refuse"},
    {"materials", FIELD_LIST, FIELD_NULLABLE, 0, 60, NULL, case_materials_item, "what a supplement brings"},
    {"answers", FIELD_MAP, FIELD_NULLABLE, 0, 60, NULL, NULL, "what a supplement corrects"},
    {"form", FIELD_MAP, FIELD_NULLABLE, 0, 100, NULL, NULL, "what a supplement corrects"},
    {"hukou_division", FIELD_TEXT, FIELD_NULLABLE | FIELD_EMPTY_OK, 0, 12, NULL, NULL, "corrected while the responsible centre has not taken the case over"},
    {"residence_division", FIELD_TEXT, FIELD_NULLABLE | FIELD_EMPTY_OK, 0, 12, NULL, NULL, "corrected while the responsible centre has not taken the case over"},
    {"days", FIELD_INTEGER, FIELD_NULLABLE, 0, 1000, NULL, NULL, "working days of an extension (1-10, 10 when left away), or to supplement (1-60, 15 when left away)"},
    {"procedure", FIELD_TEXT, FIELD_NULLABLE, 0, 0, procedures, NULL, "special procedure of a suspension; a reason in words may stand for one that is not listed"},
    {"delivery", FIELD_TEXT, FIELD_NULLABLE, 0, 0, deliveries, NULL, "how the result reached the applicant"},
    {"note", FIELD_TEXT, FIELD_NULLABLE | FIELD_EMPTY_OK, 0, 1000, NULL, NULL, "for the file"},
    {0}};

/* ---- carrying out ---- */

enum result case_carry_out(struct db_session *session, const struct calendar *calendar, const struct case_record *stored,
                           struct case_record *record, const struct case_act *act, int64_t *ret_position)
{
    int64_t now_ms = act->event->at;
    case_apply(&record->facts, calendar, act->move, act->request, day_of_ms(now_ms));
    record->revision = stored->revision + 1;
    if (act->move->effect == EFFECT_ACCEPT)
        record->accepted_at = now_ms;
    if (act->move->effect == EFFECT_DEEM)
        record->accepted_at = record->received_at;
    if (act->move->effect == EFFECT_DECIDE)
        record->decided_at = now_ms;
    record->wake_at = case_wake_at(&record->facts, now_ms);
    struct case_lights lights = case_lights(&record->facts, calendar);
    enum result result = case_update(session, stored, record, &lights);
    if (result != RESULT_OK)
        return result;
    struct case_event event = *act->event;
    event.action = case_action_names[act->move->action];
    event.from_state = (int)stored->facts.state;
    event.to_state = (int)record->facts.state;
    return case_add_event(session, record, &event, ret_position);
}

/* ---- what people wrote ---- */

static void write_details(struct json_writer *json, const struct json *body)
{
    static const char *const members[] = {"reason", "reasons", "outcome", "days", "procedure", "delivery", "note"};
    json_open_object(json, NULL);
    for (size_t i = 0; i < ARRAY_COUNT(members); i++) {
        const struct json *value = json_get(body, members[i]);
        if (value != NULL && value->type != JSON_NULL)
            json_add_value(json, members[i], value);
    }
    json_close_object(json);
}

static enum result seal_details(struct request *request, const struct case_record *record, struct case_event *event)
{
    struct buffer text;
    struct json_writer json;
    uint8_t *sealed = NULL;
    buffer_init(&text, 128 * 1024);
    json_begin(&json, &text);
    write_details(&json, request->body);
    enum result result = text.failed ? RESULT_TOO_LARGE : RESULT_OK;
    if (result == RESULT_OK && text.size > 2)
        result = crypto_seal(request->context->keyring, request->arena, record->number, text.bytes, text.size, &sealed, &event->sealed_size);
    event->sealed = sealed;
    buffer_free(&text);
    return result;
}

/* ["wrong_routing","other"]: codes only, for figures. */
static const char *reason_codes_of(struct request *request)
{
    const struct json *reasons = json_get(request->body, "reasons");
    const char *text = "";
    for (size_t i = 0; i < json_count(reasons); i++)
        text = arena_format(request->arena, "%s%s\"%s\"", text, i > 0 ? "," : "", json_get_text(json_at(reasons, i), "code"));
    return json_count(reasons) > 0 ? arena_format(request->arena, "[%s]", text) : NULL;
}

/* ---- acting ---- */

struct acting {
    enum case_action action;
    struct case_record stored, record;
    struct case_application before, after;
    struct case_request request;
    bool changed; /* the application has to be sealed again */
};

/* A case that B has not in hand goes where its corrected address leads. */
static void route_again(struct request *request, struct acting *acting)
{
    const struct place_centre *receiving = place_centre(request->context->places, acting->record.receiving);
    struct routing routing = case_application_route(request, &acting->after, receiving, day_of_ms(request->now_ms));
    if (routing.centre == NULL)
        return;
    acting->record.responsible = routing.centre->code;
    acting->record.routed_by = (int)routing.by;
    acting->record.facts.one_house = routing.centre == receiving;
}

/* The duty to examine does not move away from a centre that has taken the case over. */
static void refuse_addresses(struct request *request)
{
    static const char *const members[] = {"hukou_division", "residence_division"};
    for (size_t i = 0; i < ARRAY_COUNT(members); i++)
        if (request_text(request->body, members[i]) != NULL)
            field_error_add(&request->errors, members[i], "division_fixed", "受理方已接收本件，不能再更改户籍或居住地；如派送有误，请受理方退回",
                            "The responsible centre has taken the case over; if it was sent wrongly, it returns it first");
}

static enum result mend(struct request *request, struct acting *acting)
{
    enum result result = case_application_mend(request, &acting->before, request->body, acting->stored.facts.received_on, &acting->after);
    if (result != RESULT_OK)
        return result;
    if (acting->stored.facts.taken_over)
        refuse_addresses(request);
    else if (acting->after.version != NULL)
        route_again(request, acting);
    if (request->errors.count > 0)
        return request_refuse_fields(request);
    acting->changed = true;
    acting->request.mends = acting->stored.facts.state == CASE_returned || acting->after.complete;
    return RESULT_OK;
}

static void keep_reasons(struct request *request, struct acting *acting)
{
    const struct json *reasons = json_get(request->body, "reasons");
    const char *reason = request_text(request->body, "reason"), *procedure = request_text(request->body, "procedure");
    if (json_count(reasons) == 0 && reason == NULL && procedure == NULL)
        return;
    acting->after.reasons = json_count(reasons) > 0 ? reasons : NULL;
    acting->after.reason = reason;
    acting->after.procedure = procedure;
    acting->changed = true;
}

static void read_request(struct request *request, struct acting *acting)
{
    const struct json *body = request->body;
    const char *outcome = json_get_text(body, "outcome");
    acting->action = (enum case_action)case_action_parse(json_get_text(body, "action"));
    acting->request = (struct case_request){
        .outcome = text_equal(outcome, "granted") ? OUTCOME_GRANTED : text_equal(outcome, "denied") ? OUTCOME_DENIED : OUTCOME_NONE,
        .has_reason = json_count(json_get(body, "reasons")) > 0 || request_text(body, "reason") != NULL,
        .has_procedure = request_text(body, "procedure") != NULL || request_text(body, "reason") != NULL,
        .complete = acting->stored.complete,
        .days = (int)json_get_integer(body, "days", acting->action == ACTION_extend ? EXTENSION_MAX : 0)};
}

static enum result refuse_decision(struct request *request, const struct decision *decision)
{
    struct problem *problem = arena_alloc(request->arena, sizeof(*problem));
    if (problem == NULL)
        return RESULT_NO_MEMORY;
    if (decision->fault_field != NULL) {
        field_error_add(&request->errors, decision->fault_field, decision->code, decision->zh, decision->en);
        return request_refuse_fields(request);
    }
    *problem = (struct problem){decision->code, decision->by_role ? 403 : 409, decision->zh, decision->en};
    return request_refuse(request, problem);
}

static enum result open_case(struct request *request, struct db_session *session, struct acting *acting)
{
    enum result result = case_load(session, request->arena, request->path[0], &acting->stored);
    if (result != RESULT_OK)
        return result;
    if (!case_is_visible(&request->caller, acting->stored.receiving, acting->stored.responsible))
        return RESULT_NOT_FOUND;
    int64_t seen = json_get_integer(request->body, "revision", acting->stored.revision);
    if (seen != acting->stored.revision)
        return RESULT_STALE;
    return case_application_open(request, &acting->stored, &acting->before);
}

static enum result save(struct request *request, struct db_session *session, struct acting *acting, const struct case_move *move)
{
    int64_t position = 0;
    struct case_event event = {.at = request->now_ms, .actor = request->caller.name, .actor_name = request->caller.staff->name, .centre = request->caller.staff->centre,
                               .reasons = reason_codes_of(request)};
    enum result result = acting->changed ? case_application_seal(request, &acting->after, &acting->record) : RESULT_OK;
    if (result == RESULT_OK)
        result = seal_details(request, &acting->record, &event);
    struct case_act act = {.move = move, .request = &acting->request, .event = &event};
    if (result == RESULT_OK)
        result = case_carry_out(session, places_calendar(request->context->places), &acting->stored, &acting->record, &act, &position);
    if (result != RESULT_OK)
        return result;
    struct event_note note = case_note(request->arena, &acting->record, case_action_names[move->action], position);
    request_publish(request, &note);
    json_open_object(&request->json, NULL);
    case_write(request, &acting->record, &acting->after);
    json_close_object(&request->json);
    return RESULT_OK;
}

enum result case_act_commit(struct request *request, struct db_session *session)
{
    struct acting *acting = arena_alloc(request->arena, sizeof(*acting));
    if (acting == NULL)
        return RESULT_NO_MEMORY;
    enum result result = open_case(request, session, acting);
    if (result != RESULT_OK)
        return result;
    read_request(request, acting);
    acting->record = acting->stored;
    acting->after = acting->before;
    struct case_actor actor = case_actor_of(&request->caller, acting->stored.receiving, acting->stored.responsible);
    if (acting->action == ACTION_supplement && case_may(&acting->stored.facts, ACTION_supplement, actor)) {
        result = mend(request, acting);
        if (result != RESULT_OK)
            return result;
    }
    struct decision decision = case_decide(&acting->stored.facts, acting->action, actor, &acting->request);
    if (!decision.allowed)
        return refuse_decision(request, &decision);
    keep_reasons(request, acting);
    return save(request, session, acting, decision.move);
}
