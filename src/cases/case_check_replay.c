/* For `tongban check`: a case lived through again. Its events, carried out by the same rules from the day of receipt, must lead
 * to the states, marks, days, limits and the moment to wake that are stored. */
#include <string.h>

#include "base/text.h"
#include "cases/case_check.h"
#include "cases/case_use.h"
#include "crypto/crypto.h"
#include "places/places.h"

#define STEPS_MAX 2000
#define CLOCK_STEP_MS (INT64_C(24) * 3600 * 1000) /* a machine's clock that was put right may step back, but not by more than a day */
#define CALENDAR_SLACK 21                         /* days by which a new year's arrangement may move a limit */

struct step {
    int64_t seq, at;
    int action;                  /* enum case_action; -1 = receive; -2 = unknown */
    int from, to;
    struct case_request request; /* what it was asked with */
    bool open;                   /* what was written with it could be read */
};

struct steps {
    const struct keyring *keyring;
    struct arena *arena;
    const char *number;
    struct step *list;
    size_t count;
};

static void read_details(struct steps *steps, const struct case_event *event, struct step *step)
{
    char *bytes = NULL;
    size_t size = 0;
    const struct json *details = NULL;
    struct json_fault fault;
    step->request.days = step->action == ACTION_extend ? EXTENSION_MAX : 0;
    step->open = event->sealed == NULL;
    if (step->open || crypto_open(steps->keyring, steps->arena, steps->number, event->sealed, event->sealed_size, &bytes, &size) != RESULT_OK ||
        json_read(steps->arena, bytes, size, &details, &fault) != RESULT_OK)
        return;
    step->open = true;
    step->request.outcome = case_outcome_parse(json_get_text(details, "outcome"));
    step->request.days = (int)json_get_integer(details, "days", step->request.days);
}

static void take_step(void *context, const struct case_event *event)
{
    struct steps *steps = context;
    if (steps->count == STEPS_MAX)
        return;
    struct step *step = &steps->list[steps->count++];
    int action = case_action_parse(event->action);
    *step = (struct step){.seq = event->seq, .at = event->at, .from = event->from_state, .to = event->to_state,
                          .action = text_equal(event->action, "receive") ? -1 : action < 0 ? -2 : action};
    read_details(steps, event, step);
}

/* ---- the order of what happened ---- */

static const struct case_move *move_of(const struct step *step)
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

static const char *check_order(const struct steps *steps)
{
    if (steps->count == 0 || steps->list[0].action != -1 || steps->list[0].from != -1)
        return "its first event is not its receipt";
    for (size_t i = 0; i < steps->count; i++) {
        const struct step *step = &steps->list[i], *before = i > 0 ? &steps->list[i - 1] : NULL;
        const struct case_move *move = before != NULL ? move_of(step) : NULL;
        if (step->seq != (int64_t)i + 1)
            return "its events are not 1 … revision";
        if (!step->open)
            return "what was written with one of its events does not open";
        if (before == NULL)
            continue;
        if (step->from != before->to)
            return "its events do not follow each other";
        if (step->at < before->at - CLOCK_STEP_MS)
            return "an event of it happened more than a day before the one in front of it";
        if (move == NULL || !leads_to(move, step->to))
            return "it took a step that the rules do not know";
    }
    return NULL;
}

/* ---- the same life once more ---- */

static struct case_record relive(const struct case_record *stored, const struct steps *steps, const struct calendar *calendar)
{
    struct case_record record = *stored;
    struct case_facts *f = &record.facts;
    for (size_t i = 0; i < steps->count; i++) {
        if (steps->list[i].action == ACTION_extend) {
            f->legal_days -= steps->list[i].request.days;
            f->promised_days -= steps->list[i].request.days;
        }
    }
    f->taken_over = f->supplement_asked = f->extended = f->deemed = false;
    f->outcome = OUTCOME_NONE;
    f->state = (enum case_state)steps->list[0].to;
    record.accepted_at = record.decided_at = 0;
    record.received_at = steps->list[0].at;
    case_clock_receive(f, calendar, day_of_ms(record.received_at), NULL);
    for (size_t i = 1; i < steps->count; i++) {
        const struct step *step = &steps->list[i];
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

const char *case_replay(const struct context *context, struct db_session *session, struct arena *arena, const struct case_record *stored,
                        int64_t *events)
{
    struct steps steps = {.keyring = context->keyring, .arena = arena, .number = stored->number,
                          .list = arena_array(arena, STEPS_MAX, sizeof(struct step))};
    if (steps.list == NULL || case_each_event(session, stored->number, take_step, &steps) != RESULT_OK)
        return "its events cannot be read";
    *events += (int64_t)steps.count;
    if (steps.count == STEPS_MAX)
        return NULL; /* nobody's life: not lived through again */
    if ((int64_t)steps.count != stored->revision)
        return "its events are not 1 … revision";
    const char *fault = check_order(&steps);
    if (fault == NULL)
        fault = check_number(stored);
    if (fault != NULL)
        return fault;
    struct case_record lived = relive(stored, &steps, places_calendar(context->places));
    return compare(stored, &lived, steps.list[steps.count - 1].at);
}
