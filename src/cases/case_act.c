/* Acting on a case: prepare reads, decides and seals; commit writes, in one transaction, if the case still is what it
 * was. */
#include "base/log.h"
#include "cases/case_use.h"

/* ---- carrying out ---- */

struct case_lights case_carry_out(const struct calendar *calendar, const struct case_record *stored,
                                  struct case_record *record, const struct flow_move *move,
                                  const struct case_request *request, struct case_event *event)
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

struct act case_act_of_time(struct context *context, struct db_session *session, struct arena *arena, int64_t now_ms)
{
    return (struct act){.context = context, .arena = arena, .session = session, .principal = principal_system,
                        .now_ms = now_ms, .errors.arena = arena};
}

struct case_event case_event_by(const struct act *act)
{
    const struct principal *principal = &act->principal;
    return (struct case_event){.at = act->now_ms, .from_state = -1, .actor = principal->id, .actor_name = principal->name,
                               .centre = principal_centre(principal)};
}

/* ---- what people wrote ---- */

#define DETAILS_MAX ((size_t)512 * 1024)

/* An action that changes the application keeps what it was with its event: nothing that was handed in is
 * overwritten. */
static enum result seal_written(struct act *act, const struct case_acting *acting, struct case_event *event)
{
    struct case_order written = *acting->order;
    struct buffer text;
    struct json_writer json;
    uint8_t *sealed = NULL;
    buffer_init(&text, DETAILS_MAX);
    json_begin(&json, &text);
    written.application_before = acting->changed ? acting->before.kept : NULL;
    spec_write(&json, NULL, case_written_fields, &written);
    enum result result = text.failed ? RESULT_TOO_LARGE : RESULT_OK;
    if (result == RESULT_OK && text.size > 2)
        result = crypto_seal(act->context->keyring, act->arena, acting->record.number, text.bytes, text.size, &sealed,
                             &event->sealed_size);
    event->sealed = sealed;
    if (text.bytes != NULL)
        crypto_wipe(text.bytes, text.size);
    buffer_free(&text);
    return result;
}

/* ["wrong_routing","other"]: codes only, for figures. */
static const char *reason_codes_of(struct arena *arena, const struct case_reasons *reasons)
{
    const char *text = "";
    for (size_t i = 0; i < reasons->count; i++)
        text = arena_format(arena, "%s%s\"%s\"", text, i > 0 ? "," : "", reasons->items[i].code);
    return reasons->count > 0 ? arena_format(arena, "[%s]", text) : NULL;
}

/* ---- acting ---- */

enum result case_act_seal(struct act *act, struct case_acting *acting, const struct flow_move *move)
{
    acting->event = case_event_by(act);
    acting->event.reasons = reason_codes_of(act->arena, &acting->order->reasons);
    enum result result = acting->changed ? case_application_seal(act, &acting->after, &acting->record) : RESULT_OK;
    if (result == RESULT_OK)
        result = seal_written(act, acting, &acting->event);
    if (result == RESULT_OK)
        acting->lights = case_carry_out(acting->calendar, &acting->stored, &acting->record, move, &acting->request,
                                        &acting->event);
    return result;
}

enum result case_refuse_damaged(struct act *act, const char *number)
{
    enum result result = case_why_stale(act->session, act->arena, number);
    if (result == RESULT_CORRUPT)
        log_write(LOG_ERROR, "case_not_written", "case", number, "why",
                  "it does not stand in the worklists it should", NULL);
    return result == RESULT_STALE ? RESULT_OK : result;
}

enum result case_act_begin(struct act *act, const char *number, struct case_acting **ret_acting)
{
    struct case_acting *acting = *ret_acting = arena_alloc(act->arena, sizeof(*acting));
    if (acting == NULL)
        return RESULT_NO_MEMORY;
    acting->calendar = places_calendar(act->context->places);
    return case_load(act->session, act->arena, number, &acting->stored);
}

enum result cases_act_load(struct act *act, const char *number, struct case_acting **ret_acting)
{
    enum result result = case_act_begin(act, number, ret_acting);
    if (result != RESULT_OK)
        return result;
    const struct case_record *stored = &(*ret_acting)->stored;
    act->lane = stored->district;
    return case_is_visible(act, stored->receiving, stored->responsible) ? RESULT_OK : RESULT_NOT_FOUND;
}

enum result cases_act_prepare(struct act *act, struct case_acting *acting, const struct case_order *order)
{
    const struct case_record *stored = &acting->stored;
    const struct flow_actor actor = case_actor_of(act, stored->receiving, stored->responsible, stored->item);
    const struct flow_move *move = NULL;
    enum result result = RESULT_OK;
    if (order->revision != NULL && *order->revision != stored->revision)
        return RESULT_STALE;
    acting->order = order;
    if (order->action == ACTION_supplement || case_order_says_why(order))
        result = case_application_open(act, stored, READ_BACK, &acting->before);
    if (result == RESULT_OK)
        result = case_order_judge(act, acting, actor, &move);
    return result == RESULT_OK ? case_act_seal(act, acting, move) : result;
}

enum result cases_act_commit(struct act *act, struct db_session *session, struct case_acting *acting)
{
    enum result result = case_update(session, &acting->stored, &acting->record, &acting->lights);
    if (result == RESULT_OK)
        result = case_add_event(session, &acting->record, &acting->event);
    if (result == RESULT_OK)
        act->announces = true;
    return result;
}
