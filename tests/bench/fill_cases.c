#include "fill_cases.h"

#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/json.h"
#include "base/text.h"
#include "cases/case_application.h"
#include "identity/identity_rules.h"

#define MINUTE_MS INT64_C(60000)
#define OPENS_AT_MS (8 * 60 * MINUTE_MS + 30 * MINUTE_MS)

/* A delivered case: its record, the text that was sealed, cut at its resident's data, what was written in its events. */
struct template {
    struct case_record record;
    struct form form;
    const char *details[ACTION_COUNT]; /* of an action; NULL: nothing was written */
};

struct templates {
    struct arena *arena;
    const struct keyring *keyring;
    const struct calendar *calendar;
    int year;
    struct template items[2][TEMPLATES_MAX]; /* direct, split */
    size_t counts[2];
    struct made_answer answers[2][TEMPLATES_MAX]; /* to applications, to actions */
    size_t answer_counts[2];
};

/* ---- reading ---- */

struct reading { struct templates *templates; struct template *template; };

static enum result cut_application(struct reading *reading)
{
    struct case_record *record = &reading->template->record;
    const struct json *application = NULL, *person;
    struct json_fault fault;
    char *text = NULL;
    size_t size = 0;
    enum result result = case_application_unseal(reading->templates->keyring, reading->templates->arena, record, &text, &size);
    if (result == RESULT_OK)
        result = json_read(reading->templates->arena, text, size, &application, &fault);
    if (result != RESULT_OK)
        return result;
    person = json_get(application, "applicant");
    struct resident resident = {.id_number = json_get_text(person, "id_number"), .phone = json_get_text(person, "phone"),
                                .name = json_get_text(person, "name"), .division = json_get_text(person, "hukou_division")};
    return form_cut(&reading->template->form, text, &resident) ? RESULT_OK : RESULT_TOO_LARGE;
}

static void keep_details(void *context, const struct case_event *event)
{
    struct reading *reading = context;
    int action = case_action_parse(event->action);
    char *text = NULL;
    size_t size = 0;
    if (action >= 0 && event->sealed != NULL &&
        crypto_open(reading->templates->keyring, reading->templates->arena, reading->template->record.number, event->sealed, event->sealed_size, &text, &size) == RESULT_OK)
        reading->template->details[action] = text;
}

enum result templates_new(const struct keyring *keyring, const struct places *places, struct arena *arena, struct templates **ret_templates)
{
    struct templates *templates = arena_alloc(arena, sizeof(*templates));
    if (templates == NULL)
        return RESULT_NO_MEMORY;
    templates->arena = arena;
    templates->keyring = keyring;
    templates->calendar = places_calendar(places);
    *ret_templates = templates;
    return RESULT_OK;
}

enum result templates_add(struct templates *templates, struct db_session *session, bool split, const char *number)
{
    int month, date;
    if (templates->counts[split] == TEMPLATES_MAX)
        return RESULT_TOO_LARGE;
    struct reading reading = {templates, &templates->items[split][templates->counts[split]++]};
    enum result result = case_load(session, templates->arena, number, &reading.template->record);
    if (result == RESULT_OK)
        result = cut_application(&reading);
    if (result == RESULT_OK)
        result = case_each_event(session, &reading.template->record, keep_details, &reading);
    day_to_parts(reading.template->record.facts.received_on, &templates->year, &month, &date);
    return result;
}

enum result templates_add_answer(struct templates *templates, bool of_action, const struct idempotency_record *kept)
{
    struct made_answer answer = {.status = kept->status, .bytes = kept->answer, .size = kept->answer_size};
    char hex[2 * IDEMPOTENCY_KEY_SIZE + 1], *text = NULL;
    if (templates->answer_counts[of_action] == TEMPLATES_MAX)
        return RESULT_TOO_LARGE;
    text_hex(hex, kept->key, IDEMPOTENCY_KEY_SIZE);
    enum result result = crypto_open(templates->keyring, templates->arena, hex, kept->answer, kept->answer_size, &text, &answer.text_size);
    answer.text = text;
    if (result == RESULT_OK)
        templates->answers[of_action][templates->answer_counts[of_action]++] = answer;
    return result;
}

/* ---- making ---- */

struct making {
    const struct templates *templates;
    const struct template *template;
    struct arena *arena;
    const struct made_wish *wish;
    struct made_case *made;
    int64_t at;
    uint64_t bits;
};

static enum result seal_application(struct making *making, struct buffer *text)
{
    struct case_record *record = &making->made->record;
    const struct resident *resident = &making->made->resident;
    uint8_t *sealed = NULL;
    case_person_blind(making->templates->keyring, making->arena, "111", resident->id_number, record->person);
    record->applicant = mask_name(making->arena, resident->name);
    buffer_clear(text);
    form_write(&making->template->form, resident, text);
    const char *context = case_seal_context(making->arena, record);
    if (text->failed || context == NULL || record->applicant == NULL)
        return RESULT_NO_MEMORY;
    enum result result = crypto_seal(making->templates->keyring, making->arena, context, text->bytes, text->size, &sealed, &record->sealed_size);
    record->sealed = sealed;
    return result;
}

static enum result seal_details(struct making *making, enum case_action action, struct case_event *event)
{
    const char *details = making->template->details[action];
    uint8_t *sealed = NULL;
    if (details == NULL)
        return RESULT_OK;
    enum result result = crypto_seal(making->templates->keyring, making->arena, making->made->record.number, details, strlen(details), &sealed, &event->sealed_size);
    event->sealed = sealed;
    return result;
}

/* A made key's answer is never asked for: any of the true size does. */
static const struct made_answer *answer_to(const struct making *making, size_t kind)
{
    const struct templates *templates = making->templates;
    return making->wish->answers ? &templates->answers[kind][(making->bits + making->made->event_count) % templates->answer_counts[kind]] : NULL;
}

static struct case_event *next_event(struct making *making, const char *action, const struct made_centre *centre, bool reviewer)
{
    struct made_case *made = making->made;
    struct case_event *event = &made->events[made->event_count];
    *event = (struct case_event){.at = making->at, .action = action, .from_state = -1, .to_state = (int)made->record.facts.state};
    if (centre != NULL) {
        event->actor = reviewer ? centre->reviewer : centre->clerk;
        event->actor_name = reviewer ? centre->reviewer_name : centre->clerk_name;
        event->centre = centre->place->code;
        made->answers[made->event_count] = answer_to(making, made->event_count > 0);
    }
    made->record.revision = (int64_t)++made->event_count;
    return event;
}

/* As case_carry_out does, only that nothing is saved in between. */
static enum result act(struct making *making, enum case_action action, int32_t days_later)
{
    static const struct case_request granted = {.outcome = OUTCOME_GRANTED, .complete = true};
    const struct made_wish *wish = making->wish;
    struct case_record *record = &making->made->record;
    const struct flow_move *move = flow_find(&case_flow, record->facts.state, action);
    int32_t day = day_of_ms(making->at) + days_later;
    if (move == NULL || making->made->event_count == MADE_EVENTS_MAX)
        return RESULT_INTERNAL;
    if (day > wish->last_day)
        day = wish->last_day;
    making->at += (int64_t)(making->bits >> 50 & 7) * MINUTE_MS + MINUTE_MS; /* stays before midnight */
    making->at += day_start_ms(day) - day_start_ms(day_of_ms(making->at));
    struct case_event *event = next_event(making, case_action_names[action], action == ACTION_arrive ? NULL : wish->responsible, action == ACTION_decide);
    event->from_state = (int)record->facts.state;
    case_apply(&record->facts, making->templates->calendar, move, &granted, day);
    event->to_state = (int)record->facts.state;
    if (move->effect == EFFECT_ACCEPT)
        record->accepted_at = making->at;
    if (move->effect == EFFECT_DECIDE)
        record->decided_at = making->at;
    return seal_details(making, action, event);
}

/* How far an open case has come differs; a delivered one goes all the way. */
static enum result live(struct making *making)
{
    const struct made_wish *wish = making->wish;
    struct case_facts *facts = &making->made->record.facts;
    int days = facts->immediate || facts->promised_days <= 0 ? 0 : (int)((making->bits >> 32) % (uint64_t)(facts->promised_days + 1));
    const struct { enum case_action action; int32_t days; bool split_only; } steps[] = {
        {ACTION_arrive, 0, true}, {ACTION_take_over, 0, true}, {ACTION_accept, 0, false}, {ACTION_decide, days, false},
        {ACTION_issue, 0, false}, {ACTION_deliver, (int32_t)(making->bits >> 20 & 3), false}};
    bool split = wish->receiving != wish->responsible;
    size_t end = wish->until == MADE_RECEIVED ? 0 : wish->until == MADE_OPEN ? 1 + making->bits % (ARRAY_COUNT(steps) - 1) : ARRAY_COUNT(steps);
    enum result result = RESULT_OK;
    for (size_t i = 0; i < end && result == RESULT_OK; i++)
        if (split || !steps[i].split_only)
            result = act(making, steps[i].action, steps[i].days);
    return result;
}

enum result make_case(const struct templates *templates, struct arena *arena, struct buffer *text, const struct made_wish *wish,
                      struct made_case *ret_made)
{
    bool split = wish->receiving != wish->responsible;
    struct made_case *made = ret_made;
    struct making making = {
        .templates = templates, .arena = arena, .wish = wish, .made = made, .bits = resident_bits(wish->number),
        .template = &templates->items[split][wish->number % templates->counts[split]],
        .at = day_start_ms(wish->day) + OPENS_AT_MS + (int64_t)(resident_bits(wish->number) >> 12) % (8 * 60) * MINUTE_MS};
    struct case_record *record = &made->record;
    char *number = arena_alloc(arena, CASE_NUMBER_SIZE);
    *made = (struct made_case){.record = making.template->record};
    if (number == NULL)
        return RESULT_NO_MEMORY;
    case_number_make(number, wish->receiving->place->code, wish->day, wish->serial);
    resident_make(wish->number, templates->year, wish->receiving->place->district->code, wish->responsible->place->division->code, &made->resident);
    record->number = number;
    record->district = wish->receiving->district;
    record->receiving = wish->receiving->place->code;
    record->responsible = wish->responsible->place->code;
    record->received_at = making.at;
    record->accepted_at = record->decided_at = 0;
    record->facts = (struct case_facts){.state = split ? CASE_in_transit : CASE_received, .immediate = record->facts.immediate, .one_house = !split,
                                        .legal_days = record->facts.legal_days, .promised_days = record->facts.promised_days};
    case_clock_receive(&record->facts, templates->calendar, wish->day);
    (void)next_event(&making, "receive", wish->receiving, false);
    enum result result = seal_application(&making, text);
    if (result == RESULT_OK)
        result = live(&making);
    record->wake_at = case_wake_at(&record->facts, making.at);
    made->lights = case_lights(&record->facts, templates->calendar);
    return result;
}

enum result made_answer_seal(const struct templates *templates, struct arena *arena, const struct made_case *made, size_t event,
                             uint64_t number, int64_t ms, struct idempotency_record *ret_record)
{
    const struct made_answer *answer = made->answers[event];
    uint8_t *digest = arena_alloc(arena, SM3_SIZE), *key = arena_alloc(arena, IDEMPOTENCY_KEY_SIZE), *sealed = NULL;
    char uuid[37], hex[2 * IDEMPOTENCY_KEY_SIZE + 1];
    if (digest == NULL || key == NULL)
        return RESULT_NO_MEMORY;
    for (size_t i = 0; i < SM3_SIZE; i += 8) { /* as scattered as a digest */
        uint64_t bits = resident_bits(number * 4 + i / 8);
        memcpy(digest + i, &bits, sizeof(bits));
    }
    (void)snprintf(uuid, sizeof(uuid), "%08x-%04x-7000-8000-000000000000", (unsigned)(ms >> 16), (unsigned)(ms & 0xffff));
    idempotency_key(digest, uuid, 0, key);
    text_hex(hex, key, IDEMPOTENCY_KEY_SIZE);
    *ret_record = (struct idempotency_record){
        .district = made->record.district, .key = key, .request = digest, .status = answer->status, .created_at = ms};
    enum result result = crypto_seal(templates->keyring, arena, hex, answer->text, answer->text_size, &sealed, &ret_record->answer_size);
    ret_record->answer = sealed;
    return result;
}
