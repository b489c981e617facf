/* For `tongban check`: a case lived through again. Its events, carried out by the same rules from the day of receipt, must lead
 * to the states, marks, days, limits and the moment to wake that are stored. */
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "cases/case_check.h"
#include "cases/case_use.h"
#include "crypto/crypto.h"
#include "places/places.h"

#define STEPS_MAX 2000
#define STEPS_FIRST 16
#define CLOCK_STEP_MS (INT64_C(24) * 3600 * 1000) /* a machine's clock that was put right may step back, but not by more than a day */
#define CALENDAR_SLACK 21                         /* days by which a new year's arrangement may move a limit */

struct case_step {
    int64_t at;
    int action;                  /* enum case_action; -1 = receive; -2 = unknown */
    int from, to;
    const uint8_t *sealed; size_t sealed_size;
    struct case_request request; /* what it was asked with */
    bool open;                   /* what was written with it could be read */
};

/* ---- reading ---- */

struct reading {
    struct arena *arena;
    const struct case_record *stored;
    struct case_life *life;
    void (*each)(void *context, const char *actor);
    void *context;
    bool failed;
};

/* How an event stands to the one before it and to the case. */
static void place_event(struct case_life *life, const struct case_record *stored, int64_t position, const struct case_event *event)
{
    bool next = life->events > 0 && event->seq == life->last + 1;
    if (next && (event->from_state != life->state || position <= life->position || event->at < life->at - CLOCK_STEP_MS))
        life->broken = true;
    if (event->seq == stored->revision) {
        life->current = true;
        life->wrong_state = event->to_state != (int)stored->facts.state;
    }
    life->later = life->later || event->seq > stored->revision;
    life->first = life->events > 0 ? life->first : event->seq;
    life->last = event->seq;
    life->position = position;
    life->at = event->at;
    life->state = event->to_state;
    life->events++;
}

static struct case_step *add_step(struct reading *reading)
{
    struct case_life *life = reading->life;
    if (life->count == life->room) {
        size_t room = life->room == 0 ? STEPS_FIRST : 2 * life->room;
        struct case_step *larger = arena_array(reading->arena, room, sizeof(*larger));
        if (larger == NULL)
            return NULL;
        if (life->count > 0)
            memcpy(larger, life->list, life->count * sizeof(*larger));
        life->list = larger;
        life->room = room;
    }
    return &life->list[life->count++];
}

static void take_step(void *context, int64_t position, const struct case_event *event)
{
    struct reading *reading = context;
    struct case_life *life = reading->life;
    place_event(life, reading->stored, position, event);
    life->counted += position <= life->until;
    if (reading->each != NULL)
        reading->each(reading->context, event->actor);
    if (life->count == STEPS_MAX)
        return; /* nobody's life: not lived through again */
    struct case_step *step = add_step(reading);
    if (step == NULL) {
        reading->failed = true;
        return;
    }
    int action = case_action_parse(event->action);
    *step = (struct case_step){.at = event->at, .from = event->from_state, .to = event->to_state, .sealed_size = event->sealed_size,
                               .action = text_equal(event->action, "receive") ? -1 : action < 0 ? -2 : action};
    if (event->sealed != NULL) {
        step->sealed = (const uint8_t *)arena_copy_bytes(reading->arena, event->sealed, event->sealed_size);
        reading->failed = reading->failed || step->sealed == NULL;
    }
}

enum result case_life_read(struct db_session *session, struct arena *arena, const struct case_record *stored, int64_t until,
                           void (*each)(void *context, const char *actor), void *context, struct case_life *ret_life)
{
    struct reading reading = {.arena = arena, .stored = stored, .life = ret_life, .each = each, .context = context};
    *ret_life = (struct case_life){.until = until};
    enum result result = case_check_each_step(session, stored->district, stored->number, take_step, &reading);
    return result == RESULT_OK && reading.failed ? RESULT_NO_MEMORY : result;
}

/* What people wrote with an event. */
static void read_details(const struct keyring *keyring, struct arena *arena, const char *number, struct case_step *step)
{
    char *bytes = NULL;
    size_t size = 0;
    const struct json *details = NULL;
    struct json_fault fault;
    step->request.days = step->action == ACTION_extend ? EXTENSION_MAX : 0;
    step->open = step->sealed == NULL;
    if (step->open || crypto_open(keyring, arena, number, step->sealed, step->sealed_size, &bytes, &size) != RESULT_OK ||
        json_read_in_place(arena, bytes, size, &details, &fault) != RESULT_OK)
        return;
    step->open = true;
    step->request.outcome = case_outcome_parse(json_get_text(details, "outcome"));
    step->request.days = (int)json_get_integer(details, "days", step->request.days);
}

/* ---- the order of what happened ---- */

static const struct case_move *move_of(const struct case_step *step)
{
    for (size_t i = 0; i < case_moves_count; i++)
        if ((int)case_moves[i].from == step->from && (int)case_moves[i].action == step->action)
            return &case_moves[i];
    return NULL;
}

static bool leads_to(const struct case_move *move, int to)
{
    if (move->to != CASE_BACK)
        return (int)move->to == to;
    return to == CASE_received || to == CASE_taken_over || to == CASE_in_transit;
}

/* The events are 1 … revision and follow each other: that is known when they were read. */
static const char *check_order(const struct case_life *life)
{
    if (life->count == 0 || life->list[0].action != -1 || life->list[0].from != -1)
        return "its first event is not its receipt";
    for (size_t i = 0; i < life->count; i++) {
        const struct case_step *step = &life->list[i];
        const struct case_move *move = i > 0 ? move_of(step) : NULL;
        if (!step->open)
            return "what was written with one of its events does not open";
        if (i > 0 && (move == NULL || !leads_to(move, step->to)))
            return "it took a step that the rules do not know";
    }
    return NULL;
}

/* ---- the same life once more ---- */

static struct case_record relive(const struct case_record *stored, const struct case_life *life, const struct calendar *calendar)
{
    struct case_record record = *stored;
    struct case_facts *f = &record.facts;
    for (size_t i = 0; i < life->count; i++) {
        if (life->list[i].action == ACTION_extend) {
            f->legal_days -= life->list[i].request.days;
            f->promised_days -= life->list[i].request.days;
        }
    }
    f->taken_over = f->supplement_asked = f->extended = f->deemed = false;
    f->outcome = OUTCOME_NONE;
    f->state = (enum case_state)life->list[0].to;
    record.accepted_at = record.decided_at = 0;
    record.received_at = life->list[0].at;
    case_clock_receive(f, calendar, day_of_ms(record.received_at), NULL);
    for (size_t i = 1; i < life->count; i++) {
        const struct case_step *step = &life->list[i];
        struct case_record before = record;
        struct case_event event = {.at = step->at};
        (void)case_carry_out(calendar, &before, &record, move_of(step), &step->request, &event);
        f->state = (enum case_state)step->to; /* where BACK leads hangs on who was responsible then */
    }
    return record;
}

static bool later_year(int32_t day, int32_t than)
{
    int year = 0, other = 0, month = 0, date = 0;
    day_to_parts(day, &year, &month, &date);
    day_to_parts(than, &other, &month, &date);
    return year > other;
}

bool case_same_limit(const struct case_record *stored, int32_t kept, int32_t computed)
{
    if (kept == computed)
        return true;
    if (kept == DAY_NONE || computed == DAY_NONE || kept > computed + CALENDAR_SLACK || kept < computed - CALENDAR_SLACK)
        return false;
    return later_year(kept, stored->facts.received_on) || later_year(computed, stored->facts.received_on);
}

static const char *compare(const struct case_record *stored, const struct case_record *lived, int64_t last_at)
{
    const struct case_facts *s = &stored->facts, *l = &lived->facts;
    if (s->state != l->state)
        return "its state is not that of its last event";
    if (stored->received_at != lived->received_at || stored->accepted_at != lived->accepted_at || stored->decided_at != lived->decided_at ||
        s->received_on != l->received_on || s->accepted_on != l->accepted_on || s->decided_on != l->decided_on || s->stopped_on != l->stopped_on)
        return "its days are not those of its events";
    if (s->outcome != l->outcome || case_marks(s) != case_marks(l))
        return "its outcome or its marks are not what its events say";
    if (!case_same_limit(stored, s->notice_due, l->notice_due) || !case_same_limit(stored, s->legal_due, l->legal_due) ||
        !case_same_limit(stored, s->promised_due, l->promised_due) || !case_same_limit(stored, s->issue_due, l->issue_due) ||
        !case_same_limit(stored, s->supplement_due, l->supplement_due))
        return "its limits are not what its days and events give";
    if (stored->wake_at != case_wake_at(s, last_at))
        return "the system would not wake it when it must";
    return NULL;
}

static const char *check_number(const struct case_record *stored)
{
    int64_t serial = 0;
    char digits[7], number[CASE_NUMBER_SIZE];
    memcpy(digits, stored->number + 19, 6);
    digits[6] = '\0';
    if (!text_parse_int64(digits, &serial) || serial < 1 || strlen(stored->receiving) < 9)
        return "its number has no serial";
    case_number_make(number, stored->receiving, stored->facts.received_on, (int)serial);
    return text_equal(number, stored->number) ? NULL : "its number is of another centre or day";
}

const char *case_life_replay(const struct context *context, struct arena *arena, const struct case_record *stored, struct case_life *life)
{
    if (life->count == STEPS_MAX)
        return NULL;
    for (size_t i = 0; i < life->count; i++)
        read_details(context->keyring, arena, stored->number, &life->list[i]);
    const char *fault = check_order(life);
    if (fault == NULL)
        fault = check_number(stored);
    if (fault != NULL)
        return fault;
    struct case_record lived = relive(stored, life, places_calendar(context->places));
    return compare(stored, &lived, life->list[life->count - 1].at);
}
