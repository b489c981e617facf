/* What somebody wants done with a case, judged: is it theirs to do, does what comes with it fit, does a supplement
 * bring what it must? */
#include "cases/case_act_rules.h"

#include "base/arena.h"
#include "base/text.h"
#include "cases/case_eligible_rules.h"
#include "identity/identity_rules.h"

/* ---- what a supplement corrects ---- */

/* What is corrected is judged; a case that B has not in hand goes where its corrected address leads. */
static void judge_correction(struct act *act, struct case_acting *acting)
{
    const struct place_centre *receiving = place_centre(act->context->places, acting->stored.receiving);
    const struct case_judging judging = case_judging_of(act, &acting->after, acting->stored.facts.received_on);
    if (acting->after.version == NULL || act->errors.count > 0)
        return;
    const struct case_corrected corrected = case_corrected(&acting->before.applicant, &acting->after.applicant);
    struct routing routing = case_judge_correction(&judging, corrected, receiving, acting->stored.facts.taken_over,
                                                   day_of_ms(act->now_ms));
    if (routing.centre == NULL)
        return;
    acting->record.responsible = routing.centre->code;
    acting->record.routed_by = (int)routing.by;
    acting->record.facts.one_house = routing.centre == receiving;
}

/* The duty to examine does not move away from a centre that has taken the case over. */
static void refuse_address(struct act *act, const char *field, const char *given)
{
    if (given != NULL)
        field_error_add(&act->errors, field, "division_fixed", "受理方已接收本件，不能再更改户籍或居住地；如派送有误，请受理方退回",
                        "The responsible centre has taken the case over; if it was sent wrongly, it returns it first");
}

static enum result correct(struct act *act, struct case_acting *acting)
{
    const struct case_order *order = acting->order;
    enum result result = case_application_correct(act, &acting->before, order, acting->stored.facts.received_on,
                                               &acting->after);
    if (result != RESULT_OK)
        return result;
    if (acting->stored.facts.taken_over) {
        refuse_address(act, "hukou_division", order->hukou);
        refuse_address(act, "residence_division", order->residence);
    }
    judge_correction(act, acting);
    if (act->errors.count > 0)
        return act_refuse_fields(act);
    acting->changed = true;
    acting->request.mends = acting->stored.facts.state == CASE_returned || acting->after.complete;
    return RESULT_OK;
}

/* ---- what a supplement brings ---- */

/* What a material is called in both languages: as it was written, or by the dictionary. */
struct names { const char *zh, *en; };

static struct names material_names(const struct act *act, const struct case_application *application, const char *code)
{
    const struct case_material *material = case_application_material(application, code);
    const struct catalogue_material *known = catalogue_material(act->context->catalogue, code);
    const char *own = material != NULL && material->name != NULL ? mask_written(act->arena, material->name) : NULL;
    const char *zh = own != NULL ? own : known != NULL ? known->name : code;
    return (struct names){zh, own != NULL ? own : known != NULL && known->name_en != NULL ? known->name_en : code};
}

/* What was asked for and is missing still, each at its own field: filling one field in may make another one
 * required. */
static void name_missing(struct act *act, const struct case_application *application)
{
    static const char zh[] = "仍须补充，请填写", en[] = "Still missing; please fill it in";
    for (const char *const *code = application->missing_materials; code != NULL && *code != NULL; code++) {
        const struct names names = material_names(act, application, *code);
        field_error_add(&act->errors, "materials", "still_missing", arena_format(act->arena, "仍缺材料：%s", names.zh),
                        arena_format(act->arena, "Still missing: %s", names.en));
    }
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

static struct supply_brought brought_by(struct act *act, const struct case_acting *acting)
{
    const struct case_order *order = acting->order;
    const char **codes = arena_array(act->arena, order->materials.count + 1, sizeof(*codes));
    const struct case_corrected corrected = case_corrected(&acting->before.applicant, &acting->after.applicant);
    struct supply_brought brought = {
        .materials = codes, .filled = is_filled(order->answers) || is_filled(order->form),
        .moved = corrected.hukou || corrected.residence || corrected.permit, .told = order->note != NULL};
    for (size_t i = 0; codes != NULL && i < order->materials.count; i++)
        if (order->materials.items[i].copies > 0)
            codes[brought.material_count++] = order->materials.items[i].code;
    return brought;
}

static void refuse_absent(struct act *act, const struct case_application *application, const struct case_reason *reason)
{
    const char *note = reason->note != NULL ? mask_written(act->arena, reason->note) : "";
    const struct names names =
        reason->material != NULL ? material_names(act, application, reason->material) : (struct names){note, note};
    const char *zh = "要求补充填写的内容还没有填写", *en = "What was asked for in the form has not been filled in";
    bool form = text_equal(reason->code, "incomplete_form");
    if (!form) {
        zh = arena_format(act->arena, "审核要求补正的材料没有重新提交：%s", names.zh);
        en = arena_format(act->arena, "Asked for and not supplied: %s", names.en);
    }
    field_error_add(&act->errors, form ? "form" : "materials", "not_supplied", zh, en);
}

/* The one supplement there is must bring what it was asked for; what was returned goes on with a change or a word
 * about it. */
static enum result check_supply(struct act *act, const struct case_acting *acting)
{
    const struct case_application *before = &acting->before;
    const struct supply_brought brought = brought_by(act, acting);
    const struct catalogue_guide *guide = before->version != NULL ? before->version->guide : NULL;
    struct case_reasons asked = before->reasons;
    if (acting->stored.facts.state != CASE_supplement_asked)
        asked.count = 0;
    bool *absent = arena_array(act->arena, asked.count + 1, sizeof(*absent));
    if (brought.materials == NULL || absent == NULL)
        return RESULT_NO_MEMORY;
    bool has_form = guide != NULL && guide->field_count + guide->question_count > 0;
    if (supply_absent(&asked, &brought, has_form, guide == NULL, absent) > 0) {
        for (size_t i = 0; i < asked.count; i++)
            if (absent[i])
                refuse_absent(act, before, &asked.items[i]);
    } else if (!supply_says_something(&brought)) {
        field_error_add(&act->errors, "note", "not_supplied", "没有任何改动；请登记补来或改正的内容，或在备注中说明",
                        "Nothing has changed; record what was supplied or corrected, or say why in the note");
    }
    return act->errors.count > 0 ? act_refuse_fields(act) : RESULT_OK;
}

/* ---- the order ---- */

bool case_order_says_why(const struct case_order *order)
{
    return order->reasons.count > 0 || order->reason != NULL || order->procedure != NULL;
}

static struct case_request request_of(const struct case_order *order, const struct case_record *stored)
{
    int usual = case_usual_days((enum case_action)order->action);
    return (struct case_request){
        .outcome = case_outcome_parse(order->outcome), .has_reason = order->reasons.count > 0 || order->reason != NULL,
        .has_procedure = (order->procedure != NULL && !text_equal(order->procedure, OTHER)) || order->reason != NULL,
        .complete = stored->complete, .dues = order->dues, .days = order->days != NULL ? (int)*order->days : usual};
}

static void name_fault(struct act *act, const struct case_acting *acting, const struct flow_verdict *decision)
{
    if (acting->changed)
        name_missing(act, &acting->after);
    if (act->errors.count == 0)
        field_error_add(&act->errors, decision->fault_field, decision->code, decision->zh, decision->en);
}

/* What a reason is about: a material that exists, by its code; and enough of it to know what to do. */
static void check_reason(struct act *act, const struct case_application *application,
                         const struct case_reason *reason, size_t index)
{
    const char *of = arena_format(act->arena, "reasons.%zu.material_code", index);
    bool of_material = text_equal(reason->code, "missing_material") || text_equal(reason->code, "invalid_material");
    if (reason->material != NULL && !case_application_may_name(act, application, reason->material))
        field_error_add(&act->errors, of, "unknown_material", "没有这种材料；名录中没有的，请写在说明中",
                        "There is no such material; what is not in the dictionary is written in the note");
    if (reason->note == NULL && text_equal(reason->code, OTHER))
        field_error_add(&act->errors, arena_format(act->arena, "reasons.%zu.note", index), "note_required",
                        "选“其他”的，请写明内容", "Say in words what else it is");
    if (reason->note == NULL && reason->material == NULL && of_material)
        field_error_add(&act->errors, of, "material_required", "请指明是哪一种材料，或在说明中写明",
                        "Name the material, or say in the note which it is");
}

static void keep_reasons(struct case_acting *acting)
{
    const struct case_order *order = acting->order;
    if (!case_order_says_why(order))
        return;
    acting->after.reasons = order->reasons;
    acting->after.reason = order->reason;
    acting->after.procedure = order->procedure;
    acting->changed = true;
}

enum result case_order_judge(struct act *act, struct case_acting *acting, struct flow_actor actor,
                             const struct flow_move **ret_move)
{
    const struct case_order *order = acting->order;
    const struct case_facts *facts = &acting->stored.facts;
    int32_t today = day_of_ms(act->now_ms);
    bool supplements = order->action == ACTION_supplement;
    enum result result = RESULT_OK;
    acting->record = acting->stored;
    acting->after = acting->before;
    acting->request = request_of(order, &acting->stored);
    if (supplements && case_may(facts, ACTION_supplement, actor, today))
        result = correct(act, acting);
    if (result != RESULT_OK)
        return result;
    struct flow_verdict verdict = case_decide(facts, (enum case_action)order->action, actor, today, &acting->request);
    if (!verdict.allowed && verdict.fault_field == NULL)
        return act_refuse(act, verdict.problem);
    if (!verdict.allowed)
        name_fault(act, acting, &verdict);
    else if (supplements && (result = check_supply(act, acting)) != RESULT_OK)
        return result;
    for (size_t i = 0; i < order->reasons.count; i++)
        check_reason(act, &acting->after, &order->reasons.items[i], i);
    if (act->errors.count > 0)
        return act_refuse_fields(act);
    keep_reasons(acting);
    *ret_move = verdict.move;
    return RESULT_OK;
}
