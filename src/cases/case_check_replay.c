/* For `tongban check`: a case lived through again. Its events, carried out by the same rules from the day of receipt, must lead
 * to the states, marks, days, limits and the moment to wake that are stored. */
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "cases/case_check.h"
#include "cases/case_use.h"
#include "crypto/crypto.h"
#include "places/places.h"

#define STEPS_FIRST 16
#define EVENT_ARENA ((size_t)32 * 1024 * 1024)
#define CUTS_MAX 2000
#define CLOCK_STEP_MS (INT64_C(24) * 3600 * 1000) /* a machine's clock that was put right may step back, but not by more than a day */

/* ---- reading ---- */

struct reading {
    const struct keyring *keyring;
    struct arena *arena, *one; /* `one` is of one event */
    const struct case_record *stored;
    struct case_life *life;
    void (*each)(void *context, const char *actor);
    void *context;
    bool failed;
};

/* How an event stands to the one before it and to the case. */
static void place_event(struct case_life *life, const struct case_record *stored, const struct case_event *event)
{
    bool next = life->events > 0 && event->seq == life->last + 1;
    if (next && (event->from_state != life->state || event->position <= life->position ||
                 event->at < life->at - CLOCK_STEP_MS))
        life->broken = true;
    if (event->seq == stored->revision) {
        life->current = true;
        life->wrong_state = event->to_state != (int)stored->facts.state;
    }
    life->later = life->later || event->seq > stored->revision;
    life->first = life->events > 0 ? life->first : event->seq;
    life->last = event->seq;
    life->position = event->position;
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

static void take_step(void *context, const struct case_event *event)
{
    struct reading *reading = context;
    struct case_life *life = reading->life;
    place_event(life, reading->stored, event);
    life->counted += event->position <= life->until;
    if (reading->each != NULL)
        reading->each(reading->context, event->actor);
    struct case_step read, *step = NULL;
    arena_reset(reading->one);
    bool whole = case_step_read(reading->keyring, reading->one, reading->stored->number, event, &read) == RESULT_OK;
    if (whole && life->count > 0 && case_step_is_reissue(&read)) {
        life->reissued++;
        return;
    }
    step = whole ? add_step(reading) : NULL;
    if (step == NULL)
        reading->failed = true;
    else
        *step = read;
}

enum result case_life_read(const struct keyring *keyring, struct db_session *session, struct arena *arena, const struct case_record *stored,
                           int64_t until, void (*each)(void *context, const char *actor), void *context, struct case_life *ret_life)
{
    struct reading reading = {.keyring = keyring, .arena = arena, .one = arena_new(EVENT_ARENA), .stored = stored, .life = ret_life,
                              .each = each, .context = context};
    *ret_life = (struct case_life){.until = until};
    enum result result = RESULT_NO_MEMORY;
    if (reading.one != NULL)
        result = case_each_event(session, stored, take_step, &reading);
    arena_free(reading.one);
    return result == RESULT_OK && reading.failed ? RESULT_NO_MEMORY : result;
}

/* ---- the order of what happened ---- */

static bool leads_to(const struct flow_move *move, int to)
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
        const struct flow_move *move = i > 0 ? case_step_move(step) : NULL;
        if (!step->open)
            return "what was written with one of its events does not open";
        if (i > 0 && (move == NULL || !leads_to(move, step->to)))
            return "it took a step that the rules do not know";
    }
    return NULL;
}

/* ---- the same life once more ---- */

static const char other_limits[] = "its limits are not what its days and events give";

/* Before the rules of today were applied, silence waited for what is done on the spot as well. */
static bool wakes_right(const struct case_record *stored, int64_t last_at, bool settled)
{
    const struct case_facts *f = &stored->facts;
    bool as_before = !settled && f->immediate && case_stage(f->state) == STAGE_NOTICE && stored->wake_at == day_start_ms(f->notice_due + 1);
    return as_before || stored->wake_at == case_wake_at(f, last_at);
}

static const char *compare(const struct case_record *stored, const struct case_record *lived, int64_t last_at, bool settled)
{
    const struct case_facts *s = &stored->facts, *l = &lived->facts;
    if (s->state != l->state)
        return "its state is not that of its last event";
    if (stored->received_at != lived->received_at || stored->accepted_at != lived->accepted_at || stored->decided_at != lived->decided_at ||
        s->received_on != l->received_on || s->accepted_on != l->accepted_on || s->decided_on != l->decided_on || s->stopped_on != l->stopped_on)
        return "its days are not those of its events";
    if (s->outcome != l->outcome || case_marks(s) != case_marks(l))
        return "its outcome or its marks are not what its events say";
    const struct case_dues kept = case_dues(s), given = case_dues(l);
    if (!case_dues_equal(&kept, &given))
        return other_limits;
    if (stored->query_generation != lived->query_generation)
        return "its query password is not the one that was given out last";
    if (!wakes_right(stored, last_at, settled))
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

/* ---- by which calendar ---- */

struct replay { const struct case_record *stored; const struct case_life *life; struct arena *arena; int64_t former_until; bool settled; };

static const char *lived_by(const struct replay *replay, const struct calendar *calendar, const struct calendar *before, size_t cut)
{
    const struct case_life *life = replay->life;
    struct case_lived lived = case_relive(replay->stored, life->list, life->count,
                                          (struct case_counting){calendar, before, cut, replay->former_until, NULL, life->reissued});
    return compare(replay->stored, &lived.record, life->at, replay->settled);
}

static bool any_fits(const struct replay *replay, const struct case_calendars *known)
{
    for (size_t i = 0; i < known->count; i++)
        if (lived_by(replay, known->list[i].calendar, NULL, 0) == NULL)
            return true;
    return false;
}

const struct calendar *case_calendar_of_then(struct arena *arena, const struct calendar *calendar, int32_t day)
{
    struct calendar *then = arena_alloc(arena, sizeof(*then));
    int year = 0, month = 0, date = 0;
    if (then == NULL)
        return calendar;
    *then = *calendar;
    day_to_parts(day, &year, &month, &date);
    for (int i = 0; i < CALENDAR_YEARS; i++) {
        if (CALENDAR_FIRST_YEAR + i <= year)
            continue;
        then->year_known[i] = false;
        memset(then->marks[i], CALENDAR_PLAIN, sizeof(then->marks[i]));
    }
    return then;
}

/* Before calendars were kept, all that changed was that a new year's arrangement came to be known at some moment of a life; of one
 * with more steps than any had then, among the first. */
static bool fits_as_before(const struct replay *replay, const struct calendar *calendar)
{
    const struct calendar *then = case_calendar_of_then(replay->arena, calendar, replay->stored->facts.received_on);
    for (size_t cut = 1; cut <= replay->life->count && cut <= CUTS_MAX; cut++)
        if (lived_by(replay, calendar, then, cut) == NULL)
            return true;
    return false;
}

/* Each stretch of its life by the calendar that counted then. `late`: from when every open case followed it, for until then a server may
 * have counted which did not know it yet. */
static const char *lived_in_stretches(const struct replay *replay, const struct case_calendars *known, bool late)
{
    const struct case_life *life = replay->life;
    struct case_calendar *list = arena_array(replay->arena, known->count, sizeof(*list));
    if (list == NULL)
        return other_limits;
    for (size_t i = 0; i < known->count; i++) {
        list[i] = known->list[i];
        if (late)
            list[i].begun_at = list[i].done_at;
    }
    struct case_calendars stretches = {list, known->count};
    struct case_lived lived = case_relive(replay->stored, life->list, life->count,
                                          (struct case_counting){.former_until = replay->former_until, .stretches = &stretches, .reissued = life->reissued});
    return compare(replay->stored, &lived.record, life->at, replay->settled);
}

/* An open case follows the newest calendar, an ended one those under which it was. Nothing is known of what counted before calendars
 * were kept. */
static const char *check_clocks(const struct replay *replay, const struct case_calendars *known, const struct calendar *loaded)
{
    bool open = case_stage(replay->stored->facts.state) != STAGE_END;
    const struct calendar *first = known->count > 0 ? known->list[0].calendar : loaded;
    const char *fault = known->count == 0 ? lived_by(replay, loaded, NULL, 0)
                        : open            ? lived_by(replay, known->list[known->count - 1].calendar, NULL, 0)
                                          : lived_in_stretches(replay, known, false);
    if (fault != other_limits || (open && replay->settled))
        return fault;
    if (!open && known->count > 0 && lived_in_stretches(replay, known, true) == NULL)
        return NULL;
    bool before = known->count == 0 || replay->stored->received_at < known->list[0].begun_at;
    return ((before || open) && any_fits(replay, known)) || (before && fits_as_before(replay, first)) ? NULL : fault;
}

const char *case_life_replay(const struct context *context, const struct case_calendars *known, struct arena *arena,
                             const struct case_record *stored, const struct case_life *life)
{
    const char *fault = check_order(life);
    if (fault == NULL)
        fault = check_number(stored);
    if (fault != NULL)
        return fault;
    struct replay replay = {stored, life, arena, case_calendars_since(known), case_calendars_settled(known)};
    return check_clocks(&replay, known, places_calendar(context->places));
}
