/* Acting on a case: prepare reads, decides, seals and answers on the HTTP thread; commit writes, in one transaction, if the case still
 * is what it was. */
#include <string.h>

#include "base/log.h"
#include "base/text.h"
#include "cases/case_eligible.h"
#include "cases/case_supply_rules.h"
#include "cases/case_use.h"
#include "identity/identity_rules.h"

/* ---- carrying out ---- */

struct case_lights case_carry_out(const struct calendar *calendar, const struct case_record *stored, struct case_record *record,
                                  const struct flow_move *move, const struct case_request *request, struct case_event *event)
{
    int64_t now_ms = event->at;
    case_apply(&record->facts, calendar, move, request, day_of_ms(now_ms));
    record->revision = stored->revision + 1;
    if (move->effect == EFFECT_ACCEPT)
        record->accepted_at = now_ms;
    if (move->effect == EFFECT_DEEM)
        record->accepted_at = record->received_at;
    if (move->effect == EFFECT_DECIDE)
        record->decided_at = now_ms;
    record->wake_at = case_wake_at(&record->facts, now_ms);
    event->action = case_action_names[move->action];
    event->from_state = (int)stored->facts.state;
    event->to_state = (int)record->facts.state;
    return case_lights(&record->facts, calendar);
}

enum result case_save(struct db_session *session, const struct case_record *stored, struct case_record *record,
                      const struct case_lights *lights, const struct case_event *event)
{
    enum result result = case_update(session, stored, record, lights);
    return result == RESULT_OK ? case_add_event(session, record, event) : result;
}

/* ---- what people wrote ---- */

#define DETAILS_MAX ((size_t)512 * 1024)
#define FORMER_APPLICATION "application_before"

static void write_details(struct json_writer *json, const struct json *body, const struct json *former)
{
    static const char *const members[] = {"reason", "reasons", "outcome", "days", "procedure", "delivery", "note"};
    json_open_object(json, NULL);
    for (size_t i = 0; i < ARRAY_COUNT(members); i++) {
        const struct json *value = json_get(body, members[i]);
        if (value != NULL && value->type != JSON_NULL)
            json_add_value(json, members[i], value);
    }
    if (former != NULL)
        json_add_value(json, FORMER_APPLICATION, former);
    json_close_object(json);
}

/* An action that changes the application keeps what it was with its event: nothing that was handed in is overwritten. */
static enum result seal_details(struct request *request, const struct case_record *record, const struct json *former, struct case_event *event)
{
    struct buffer text;
    struct json_writer json;
    uint8_t *sealed = NULL;
    buffer_init(&text, DETAILS_MAX);
    json_begin(&json, &text);
    write_details(&json, request->body, former);
    enum result result = text.failed ? RESULT_TOO_LARGE : RESULT_OK;
    if (result == RESULT_OK && text.size > 2)
        result = crypto_seal(request->act.context->keyring, request->act.arena, record->number, text.bytes, text.size, &sealed, &event->sealed_size);
    event->sealed = sealed;
    if (text.bytes != NULL)
        crypto_wipe(text.bytes, text.size);
    buffer_free(&text);
    return result;
}

/* ["wrong_routing","other"]: codes only, for figures. */
static const char *reason_codes_of(struct request *request)
{
    const struct json *reasons = json_get(request->body, "reasons");
    const char *text = "";
    for (size_t i = 0; i < json_count(reasons); i++)
        text = arena_format(request->act.arena, "%s%s\"%s\"", text, i > 0 ? "," : "", json_get_text(json_at(reasons, i), "code"));
    return json_count(reasons) > 0 ? arena_format(request->act.arena, "[%s]", text) : NULL;
}

/* ---- acting ---- */

struct acting {
    enum case_action action;
    struct case_record stored, record;
    struct case_application before, after;
    struct case_request request;
    struct flow_actor actor;
    struct case_lights lights;
    struct case_event event;
    bool changed; /* the application has to be sealed again */
};

/* A case that B has not in hand goes where its corrected address leads. */
static void route_again(struct act *act, struct acting *acting)
{
    const struct place_centre *receiving = place_centre(act->context->places, acting->record.receiving);
    struct routing routing = case_application_route(act, &acting->after, receiving, day_of_ms(act->now_ms));
    if (routing.centre == NULL)
        return;
    acting->record.responsible = routing.centre->code;
    acting->record.routed_by = (int)routing.by;
    acting->record.facts.one_house = routing.centre == receiving;
}

/* What is said to be so beside what was handed in. */
struct corrected { bool hukou, residence, permit; };

static struct corrected corrected_by(const struct acting *acting)
{
    const struct case_person *before = &acting->before.applicant, *after = &acting->after.applicant;
    return (struct corrected){.hukou = !text_equal(after->hukou, before->hukou),
                              .residence = !text_equal(after->residence, before->residence),
                              .permit = after->residence_permit != before->residence_permit};
}

/* A refusal is told at the member of this body that was corrected; and what becomes of the case then: it stays, and whoever has
 * to examine it refuses it, saying why and where to go (行政许可法 art. 32), unless it is withdrawn. */
static void tell_refused_correction(struct act *act, size_t first_error, struct corrected corrected)
{
    const char *member = corrected.hukou ? "hukou_division" : corrected.permit ? "residence_permit" : "residence_division";
    for (size_t i = first_error; i < act->errors.count; i++) {
        struct field_error *error = &act->errors.items[i];
        if (text_starts_with(error->field, "applicant."))
            error->field += strlen("applicant.");
        if (!text_equal(error->field, "item_code"))
            continue;
        error->field = member;
        error->zh = arena_format(act->arena, "%s情况属实的，不改此处，在备注中写明后提交，由受理方依法不予受理；申请人也可以撤回。", error->zh);
        error->en = arena_format(act->arena, "%s If it is true, leave this as it was and say so in the note: the responsible centre then "
                                 "refuses the case by law; or the applicant withdraws it.", error->en);
    }
}

/* What is corrected is judged as at intake, in its order: may the applicant apply, where does it go, is it done here. Nothing else is
 * judged again. */
static void judge_correction(struct act *act, struct acting *acting)
{
    const struct corrected corrected = corrected_by(acting);
    if (acting->after.version == NULL || act->errors.count > 0)
        return;
    if (corrected.hukou)
        case_refuse_hukou(act, &acting->after, "hukou_division");
    if (corrected.hukou || corrected.permit) {
        struct eligibility eligibility = case_eligibility(act, &acting->after, acting->stored.facts.received_on);
        case_refuse_misfit(act, &eligibility);
    }
    if (act->errors.count == 0 && !acting->stored.facts.taken_over)
        route_again(act, acting);
    if (act->errors.count == 0 && (corrected.hukou || corrected.residence)) {
        const struct place_centre *receiving = place_centre(act->context->places, acting->stored.receiving);
        case_refuse_elsewhere(act, &acting->after, receiving, receiving, day_of_ms(act->now_ms));
    }
}

/* The duty to examine does not move away from a centre that has taken the case over. */
static void refuse_addresses(struct request *request)
{
    static const char *const members[] = {"hukou_division", "residence_division"};
    for (size_t i = 0; i < ARRAY_COUNT(members); i++)
        if (request_text(request->body, members[i]) != NULL)
            field_error_add(&request->act.errors, members[i], "division_fixed", "受理方已接收本件，不能再更改户籍或居住地；如派送有误，请受理方退回",
                            "The responsible centre has taken the case over; if it was sent wrongly, it returns it first");
}

static enum result mend(struct request *request, struct acting *acting)
{
    enum result result = case_application_mend(&request->act, &acting->before, request->body, acting->stored.facts.received_on, &acting->after);
    if (result != RESULT_OK)
        return result;
    size_t first_error = request->act.errors.count;
    if (acting->stored.facts.taken_over)
        refuse_addresses(request);
    judge_correction(&request->act, acting);
    if (request->act.errors.count > 0) {
        tell_refused_correction(&request->act, first_error, corrected_by(acting));
        return act_refuse_fields(&request->act);
    }
    acting->changed = true;
    acting->request.mends = acting->stored.facts.state == CASE_returned || acting->after.complete;
    return RESULT_OK;
}

/* ---- what a supplement brings ---- */

static const char *material_name(const struct act *act, const struct case_application *application, const char *code)
{
    const struct case_material *material = case_application_material(application, code);
    const struct catalogue_material *known = catalogue_material(act->context->catalogue, code);
    if (material != NULL && material->name != NULL)
        return mask_written(act->arena, material->name);
    return known != NULL ? known->name : code;
}

static const char *material_name_en(const struct act *act, const struct case_application *application, const char *code)
{
    const struct case_material *material = case_application_material(application, code);
    const struct catalogue_material *known = catalogue_material(act->context->catalogue, code);
    if (material != NULL && material->name != NULL)
        return mask_written(act->arena, material->name);
    return known != NULL && known->name_en != NULL ? known->name_en : code;
}

/* What was asked for and is missing still, each at its own field: filling one field in may make another one required. */
static void name_missing(struct act *act, const struct case_application *application)
{
    static const char zh[] = "仍须补充，请填写", en[] = "Still missing; please fill it in";
    for (const char *const *code = application->missing_materials; code != NULL && *code != NULL; code++)
        field_error_add(&act->errors, "materials", "still_missing",
                        arena_format(act->arena, "仍缺材料：%s", material_name(act, application, *code)),
                        arena_format(act->arena, "Still missing: %s", material_name_en(act, application, *code)));
    for (const char *const *code = application->missing_answers; code != NULL && *code != NULL; code++)
        field_error_add(&act->errors, arena_format(act->arena, "answers.%s", *code), "still_missing", zh, en);
    for (const char *const *code = application->missing_form; code != NULL && *code != NULL; code++)
        field_error_add(&act->errors, arena_format(act->arena, "form.%s", *code), "still_missing", zh, en);
}

static bool is_filled(const struct json *map)
{
    for (size_t i = 0; map != NULL && map->type == JSON_OBJECT && i < map->object.count; i++) {
        const struct json *value = &map->object.members[i].value;
        if (value->type != JSON_NULL && !(value->type == JSON_TEXT && text_is_empty(value->text.bytes)))
            return true;
    }
    return false;
}

static struct supply_brought brought_by(const struct request *request, const struct acting *acting)
{
    const struct json *body = request->body, *materials = json_get(body, "materials");
    const char **codes = arena_array(request->act.arena, json_count(materials) + 1, sizeof(*codes));
    const struct corrected corrected = corrected_by(acting);
    struct supply_brought brought = {
        .materials = codes, .filled = is_filled(json_get(body, "answers")) || is_filled(json_get(body, "form")),
        .moved = corrected.hukou || corrected.residence || corrected.permit, .told = request_text(body, "note") != NULL};
    for (size_t i = 0; codes != NULL && i < json_count(materials); i++)
        if (json_get_integer(json_at(materials, i), "copies", 1) > 0)
            codes[brought.material_count++] = json_get_text(json_at(materials, i), "material_code");
    return brought;
}

static void refuse_absent(struct act *act, const struct case_application *application, const struct json *reason)
{
    const char *code = json_get_text(reason, "material_code"), *words = request_text(reason, "note");
    const char *note = words != NULL ? mask_written(act->arena, words) : "";
    const char *zh = "要求补充填写的内容还没有填写", *en = "What was asked for in the form has not been filled in";
    bool form = text_equal(json_get_text(reason, "code"), "incomplete_form");
    if (!form) {
        zh = arena_format(act->arena, "审核要求补正的材料没有重新提交：%s", code != NULL ? material_name(act, application, code) : note);
        en = arena_format(act->arena, "Asked for and not supplied: %s", code != NULL ? material_name_en(act, application, code) : note);
    }
    field_error_add(&act->errors, form ? "form" : "materials", "not_supplied", zh, en);
}

/* The one supplement there is must bring what it was asked for; what was returned goes on with a change or a word about it. */
static enum result check_supply(struct request *request, const struct acting *acting)
{
    const struct case_application *before = &acting->before;
    const struct supply_brought brought = brought_by(request, acting);
    const struct catalogue_guide *guide = before->version != NULL ? before->version->guide : NULL;
    size_t count = acting->stored.facts.state == CASE_supplement_asked ? json_count(before->reasons) : 0;
    struct supply_asked *asked = arena_array(request->act.arena, count + 1, sizeof(*asked));
    bool *absent = arena_array(request->act.arena, count + 1, sizeof(*absent));
    if (brought.materials == NULL || asked == NULL || absent == NULL)
        return RESULT_NO_MEMORY;
    for (size_t i = 0; i < count; i++) {
        const struct json *reason = json_at(before->reasons, i);
        asked[i] = (struct supply_asked){json_get_text(reason, "code"), request_text(reason, "material_code"), request_text(reason, "note") != NULL};
    }
    if (supply_absent(asked, count, &brought, guide != NULL && guide->field_count + guide->question_count > 0, guide == NULL, absent) > 0) {
        for (size_t i = 0; i < count; i++)
            if (absent[i])
                refuse_absent(&request->act, before, json_at(before->reasons, i));
    } else if (!supply_says_something(&brought)) {
        field_error_add(&request->act.errors, "note", "not_supplied", "没有任何改动；请登记补来或改正的内容，或在备注中说明",
                        "Nothing has changed; record what was supplied or corrected, or say why in the note");
    }
    return request->act.errors.count > 0 ? act_refuse_fields(&request->act) : RESULT_OK;
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
    const char *procedure = request_text(body, "procedure");
    acting->action = (enum case_action)case_action_parse(json_get_text(body, "action"));
    acting->request = (struct case_request){
        .outcome = case_outcome_parse(json_get_text(body, "outcome")),
        .has_reason = json_count(json_get(body, "reasons")) > 0 || request_text(body, "reason") != NULL,
        .has_procedure = (procedure != NULL && !text_equal(procedure, OTHER)) || request_text(body, "reason") != NULL,
        .complete = acting->stored.complete,
        .days = (int)json_get_integer(body, "days", acting->action == ACTION_extend ? EXTENSION_MAX : 0)};
}

static void name_fault(struct act *act, const struct acting *acting, const struct flow_verdict *decision)
{
    if (acting->changed)
        name_missing(act, &acting->after);
    if (act->errors.count == 0)
        field_error_add(&act->errors, decision->fault_field, decision->code, decision->zh, decision->en);
}

static enum result open_application(struct request *request, struct acting *acting)
{
    int64_t seen = json_get_integer(request->body, "revision", acting->stored.revision);
    return seen == acting->stored.revision ? case_application_open(&request->act, &acting->stored, READ_BACK, &acting->before) : RESULT_STALE;
}

/* What a reason is about: a material that exists, by its code; and enough of it to know what to do. */
static void check_reason(struct request *request, const struct case_application *application, size_t index)
{
    const struct json *reason = json_at(json_get(request->body, "reasons"), index);
    const char *code = json_get_text(reason, "code"), *material = json_get_text(reason, "material_code");
    const char *note = request_text(reason, "note");
    const char *of = arena_format(request->act.arena, "reasons.%zu.material_code", index);
    bool of_material = text_equal(code, "missing_material") || text_equal(code, "invalid_material");
    if (material != NULL && !case_application_may_name(&request->act, application, material))
        field_error_add(&request->act.errors, of, "unknown_material", "没有这种材料；名录中没有的，请写在说明中",
                        "There is no such material; what is not in the dictionary is written in the note");
    if (note == NULL && text_equal(code, OTHER))
        field_error_add(&request->act.errors, arena_format(request->act.arena, "reasons.%zu.note", index), "note_required",
                        "选“其他”的，请写明内容", "Say in words what else it is");
    if (note == NULL && material == NULL && of_material)
        field_error_add(&request->act.errors, of, "material_required", "请指明是哪一种材料，或在说明中写明",
                        "Name the material, or say in the note which it is");
}

static void check_reasons(struct request *request, const struct case_application *application)
{
    for (size_t i = 0; i < json_count(json_get(request->body, "reasons")); i++)
        check_reason(request, application, i);
}

/* Everything that will be written. */
static enum result seal(struct request *request, struct acting *acting, const struct flow_move *move)
{
    const struct principal *principal = &request->act.principal;
    acting->event = (struct case_event){.at = request->act.now_ms, .actor = principal->id, .actor_name = principal->name,
                                        .centre = principal_centre(principal), .reasons = reason_codes_of(request)};
    enum result result = acting->changed ? case_application_seal(&request->act, &acting->after, &acting->record) : RESULT_OK;
    if (result == RESULT_OK)
        result = seal_details(request, &acting->record, acting->changed ? acting->before.kept : NULL, &acting->event);
    if (result != RESULT_OK)
        return result;
    acting->lights = case_carry_out(places_calendar(request->act.context->places), &acting->stored, &acting->record, move,
                                    &acting->request, &acting->event);
    case_write_acted(&request->act, &request->json, &acting->record, acting->event.action);
    return RESULT_OK;
}

enum result case_refuse_damaged(struct act *act, const char *number)
{
    enum result result = case_why_stale(act->session, act->arena, number);
    if (result == RESULT_CORRUPT)
        log_write(LOG_ERROR, "case_not_written", "case", number, "why", "it does not stand in the worklists it should", NULL);
    return result == RESULT_STALE ? RESULT_OK : result;
}

enum result case_act_admit(struct request *request)
{
    struct acting *acting = arena_alloc(request->act.arena, sizeof(*acting));
    const char *number = case_number_asked(request);
    if (acting == NULL || number == NULL)
        return RESULT_NO_MEMORY;
    bool again = request->state != NULL;
    request->state = acting;
    enum result result = case_load(request->act.session, request->act.arena, number, &acting->stored);
    if (result == RESULT_OK && again)
        result = case_refuse_damaged(&request->act, number);
    if (result != RESULT_OK)
        return result;
    request->act.lane = acting->stored.district;
    return case_is_visible(&request->act, acting->stored.receiving, acting->stored.responsible) ? RESULT_OK : RESULT_NOT_FOUND;
}

/* Everything that reads and decides, on what stands now; the commit finds out whether it still stands. */
enum result case_act_prepare(struct request *request)
{
    int32_t today = day_of_ms(request->act.now_ms);
    struct acting *acting = request->state;
    enum result result = open_application(request, acting);
    if (result != RESULT_OK)
        return result;
    read_request(request, acting);
    acting->record = acting->stored;
    acting->after = acting->before;
    acting->actor = case_actor_of(&request->act, acting->stored.receiving, acting->stored.responsible, acting->stored.item);
    if (acting->action == ACTION_supplement && case_may(&acting->stored.facts, ACTION_supplement, acting->actor, today)) {
        result = mend(request, acting);
        if (result != RESULT_OK)
            return result;
    }
    struct flow_verdict decision = case_decide(&acting->stored.facts, acting->action, acting->actor, today, &acting->request);
    if (!decision.allowed && decision.fault_field == NULL)
        return act_refuse(&request->act, decision.problem);
    if (!decision.allowed)
        name_fault(&request->act, acting, &decision);
    else if (acting->action == ACTION_supplement && (result = check_supply(request, acting)) != RESULT_OK)
        return result;
    check_reasons(request, &acting->after);
    if (request->act.errors.count > 0)
        return act_refuse_fields(&request->act);
    keep_reasons(request, acting);
    return seal(request, acting, decision.move);
}

enum result case_act_commit(struct request *request, struct db_session *session)
{
    struct acting *acting = request->state;
    enum result result = case_save(session, &acting->stored, &acting->record, &acting->lights, &acting->event);
    if (result == RESULT_OK)
        request->act.announces = true;
    return result;
}
