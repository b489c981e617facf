#include "cases/case_replay.h"

#include <string.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/json_write.h"
#include "base/text.h"
#include "cases/case_use.h"
#include "crypto/crypto.h"

#define FACTS_MAX ((size_t)1024)

/* ---- facts ---- */

static const struct json *read_facts(struct arena *arena, const char *facts)
{
    const struct json *read = NULL;
    struct json_fault fault;
    return facts != NULL && json_read(arena, facts, strlen(facts), &read, &fault) == RESULT_OK ? read : NULL;
}

static bool read_due(const struct json *facts, int due, int32_t *ret_day)
{
    const struct json *value = json_get(facts, case_due_names[due]);
    *ret_day = DAY_NONE;
    return value != NULL && (value->type == JSON_NULL || (value->type == JSON_TEXT && day_parse(value->text.bytes, ret_day)));
}

/* False when the event does not say which days there were. */
static bool read_dues(struct arena *arena, const char *written, struct case_step *step)
{
    const struct json *facts = read_facts(arena, written), *counted = json_get(facts, "counted");
    bool whole = facts != NULL;
    for (int due = 0; due < LIMIT_COUNT; due++) {
        whole = whole && read_due(facts, due, &step->dues.on[due]);
        step->counted.on[due] = step->dues.on[due];
        if (json_get(counted, case_due_names[due]) != NULL)
            whole = whole && read_due(counted, due, &step->counted.on[due]);
    }
    return whole;
}

/* Those of the days that are others than the event gave. */
static void write_others(struct json_writer *json, const char *key, const struct case_dues *days, const struct case_dues *given)
{
    if (case_dues_equal(days, given))
        return;
    json_open_object(json, key);
    for (int due = 0; due < LIMIT_COUNT; due++)
        if (days->on[due] != given->on[due])
            day_write(json, case_due_names[due], days->on[due]);
    json_close_object(json);
}

const char *case_facts_write(struct arena *arena, const struct case_changed *changed)
{
    struct buffer text;
    struct json_writer json;
    buffer_init(&text, FACTS_MAX);
    json_begin(&json, &text);
    json_open_object(&json, NULL);
    for (int due = 0; due < LIMIT_COUNT; due++)
        day_write(&json, case_due_names[due], changed->dues.on[due]);
    write_others(&json, "counted", &changed->counted, &changed->dues);
    write_others(&json, "told", &changed->told, &changed->dues);
    if (changed->deemed_too_early)
        json_add_bool(&json, "deemed_too_early", true);
    json_close_object(&json);
    const char *facts = text.failed ? NULL : arena_copy_bytes(arena, text.bytes, text.size);
    buffer_free(&text);
    return facts;
}

void case_facts_show(struct json_writer *json, struct arena *arena, const char *facts, enum case_due running)
{
    const struct json *read = read_facts(arena, facts), *told = json_get(read, "told");
    int32_t until = DAY_NONE;
    if (read == NULL) {
        json_add_null(json, "dues");
    } else {
        json_open_object(json, "dues");
        for (int due = 0; due < LIMIT_COUNT; due++) {
            int32_t day = DAY_NONE;
            (void)read_due(json_get(told, case_due_names[due]) != NULL ? told : read, due, &day);
            day_write(json, case_due_names[due], day);
            until = due == (int)running ? day : until;
        }
        json_close_object(json);
    }
    day_write(json, "due", until);
    json_add_bool(json, "deemed_too_early", json_get_bool(read, "deemed_too_early", false));
}

enum result case_step_read(const struct keyring *keyring, struct arena *arena, const char *number, const struct case_event *event,
                           struct case_step *ret_step)
{
    char *bytes = NULL;
    size_t size = 0;
    const struct json *written = NULL;
    struct case_order order = {.days = NULL};
    struct json_fault fault;
    int action = case_action_parse(event->action);
    *ret_step = (struct case_step){.at = event->at, .from = event->from_state, .to = event->to_state,
                                   .action = text_equal(event->action, "receive") ? -1 : action < 0 ? -2 : action};
    ret_step->request.days = case_usual_days((enum case_action)action);
    ret_step->open = action == ACTION_calendar_changed ? read_dues(arena, event->facts, ret_step) : event->sealed == NULL;
    enum result result = event->sealed == NULL || keyring == NULL
                             ? RESULT_NOT_FOUND : crypto_open(keyring, arena, number, event->sealed, event->sealed_size, &bytes, &size);
    if (result == RESULT_OK)
        result = json_read_in_place(arena, bytes, size, &written, &fault);
    if (result == RESULT_OK && (result = spec_read_kept(arena, written, case_written_fields, &order)) == RESULT_OK) {
        ret_step->open = true;
        ret_step->request.outcome = case_outcome_parse(order.outcome);
        if (order.days != NULL && *order.days > 0) /* 0 once meant the usual days */
            ret_step->request.days = (int)*order.days;
    }
    return result == RESULT_NO_MEMORY || arena_overflowed(arena) ? RESULT_NO_MEMORY : RESULT_OK;
}

bool case_step_is_reissue(const struct case_step *step)
{
    return step->action == ACTION_reissue_password && step->open && step->from >= 0 && step->from < CASE_STATE_COUNT && step->from == step->to;
}

const struct flow_move *case_step_move(const struct case_step *step)
{
    return step->from < 0 ? NULL : flow_find(&case_flow, (unsigned)step->from, (unsigned)step->action);
}

/* ---- the same life once more ---- */

static struct case_record begin(const struct case_record *stored, const struct case_step *steps, size_t count,
                                const struct calendar *calendar)
{
    struct case_record record = *stored;
    struct case_facts *f = &record.facts;
    for (size_t i = 0; i < count; i++) {
        if (steps[i].action == ACTION_extend) {
            f->legal_days -= steps[i].request.days;
            f->promised_days -= steps[i].request.days;
        }
    }
    f->taken_over = f->supplement_asked = f->extended = f->deemed = false;
    f->outcome = OUTCOME_NONE;
    f->state = (enum case_state)steps[0].to;
    record.accepted_at = record.decided_at = record.query_generation = 0;
    record.received_at = steps[0].at;
    case_clock_receive(f, calendar, day_of_ms(record.received_at));
    return record;
}

/* A day that was moved further than its life gives keeps that place as long as its life gives the same as then. */
static struct case_dues given_by(const struct case_step *step, const struct case_facts *facts)
{
    struct case_dues dues = case_dues(facts);
    for (int due = 0; due < LIMIT_COUNT; due++)
        if (dues.on[due] == step->counted.on[due])
            dues.on[due] = step->dues.on[due];
    return dues;
}

int64_t case_calendars_since(const struct case_calendars *calendars)
{
    return calendars->count > 0 ? calendars->list[0].begun_at : INT64_MAX;
}

bool case_calendars_settled(const struct case_calendars *calendars)
{
    return calendars->count > 0 && calendars->list[calendars->count - 1].done_at != INT64_MAX;
}

/* The calendar of a step. */
static const struct calendar *counting_at(const struct case_counting *by, size_t i, const struct case_step *step)
{
    const struct case_calendars *all = by->stretches;
    size_t k = all != NULL ? all->count : 0;
    while (k > 1 && all->list[k - 1].begun_at > step->at)
        k--;
    return k > 0 ? all->list[k - 1].calendar : i < by->cut ? by->before : by->calendar;
}

struct case_lived case_relive(const struct case_record *stored, const struct case_step *steps, size_t count,
                              struct case_counting by)
{
    struct case_lived lived = {.record = begin(stored, steps, count, counting_at(&by, 0, steps))};
    struct case_facts *f = &lived.record.facts;
    lived.record.query_generation = by.reissued;
    for (size_t i = 1; i < count; i++) {
        const struct case_step *step = &steps[i];
        const struct case_record earlier = lived.record;
        struct case_event event = {.at = step->at};
        struct case_request request = step->request;
        struct case_dues dues = by.stretches != NULL ? step->dues : given_by(step, f);
        request.former = step->at < by.former_until;
        if (step->action == ACTION_calendar_changed)
            request.dues = &dues;
        if (step->action == ACTION_deem_accepted)
            lived.deemed_too_early = day_of_ms(step->at) <= f->notice_due;
        (void)case_carry_out(counting_at(&by, i, step), &earlier, &lived.record, case_step_move(step), &request, &event);
        f->state = (enum case_state)step->to; /* where BACK leads hangs on who was responsible then */
    }
    return lived;
}
