/* For `tongban check`: one case. Its row, its events and its rows of worklists are read one after the other, while others may act
 * on it: what is wrong counts when the case stood still while it was looked at. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "cases/case_application.h"
#include "cases/case_check.h"
#include "catalogue/catalogue.h"
#include "crypto/crypto.h"
#include "places/places.h"
#include "staff/staff.h"

/* What can be wrong beside each other. */
enum {
    NO_EVENT_OF_REVISION = 1, LATER_EVENT = 2, GAPS = 4, WRONG_STATE = 8, BROKEN_CHAIN = 16, MISSING_WORK = 32, MISSING_FOLLOWER = 64,
    UNKNOWN_ACTOR = 128, ORDER = NO_EVENT_OF_REVISION | LATER_EVENT | GAPS | WRONG_STATE | BROKEN_CHAIN
};
static const struct { unsigned fault; const char *sentence; } sentences[] = {
    {NO_EVENT_OF_REVISION, "its revision has no event"},
    {LATER_EVENT, "has an event after that of its revision"},
    {GAPS, "its events are not 1, 2, 3 …"},
    {WRONG_STATE, "its state is not that of its last event"},
    {BROKEN_CHAIN, "its events do not follow each other"},
    {MISSING_WORK, "does not stand in the worklist it should"},
    {MISSING_FOLLOWER, "does not stand among what the other centre follows"},
    {UNKNOWN_ACTOR, "somebody without an account acted on it"},
};

struct look {
    struct case_record record;
    bool there;
    int64_t events;
    unsigned faults;
    const char *fault; /* one more, or NULL */
};

/* ---- what is asked again and again ---- */

#define KEPT 1024 /* a power of two */

struct check_memory {
    char actors[KEPT][USERNAME_MAX + 1];
    struct { char division[10]; int64_t district, last; int32_t day; } serials[KEPT];
};

static size_t place_of(const char *text, size_t size)
{
    uint32_t hash = 2166136261; /* FNV-1a */
    for (size_t i = 0; i < size; i++)
        hash = (hash ^ (uint8_t)text[i]) * 16777619;
    return hash % KEPT;
}

enum result case_checker_open(struct case_check *check, struct db_session *session, struct case_checker *ret_checker)
{
    *ret_checker = (struct case_checker){.check = check, .session = session, .memory = calloc(1, sizeof(*ret_checker->memory)),
                                         .act = {.context = check->context, .arena = arena_new(CHECK_ARENA)}};
    return ret_checker->memory != NULL && ret_checker->act.arena != NULL ? RESULT_OK : RESULT_NO_MEMORY;
}

void case_checker_close(struct case_checker *checker)
{
    arena_free(checker->act.arena);
    free(checker->memory);
}

struct actors { struct case_checker *checker; struct look *look; };

static void check_actor(void *context, const char *actor)
{
    struct actors *actors = context;
    struct case_checker *checker = actors->checker;
    bool has = false;
    if (actor == NULL)
        return;
    char *kept = checker->memory->actors[place_of(actor, strlen(actor))];
    if (text_equal(kept, actor))
        return;
    if (staff_exists(checker->session, actor, &has) != RESULT_OK || !has)
        actors->look->faults |= UNKNOWN_ACTOR;
    else
        (void)text_copy(kept, USERNAME_MAX + 1, actor);
}

/* Serials are given in their order, and cases are gone through in about the same: nearly every one is below what is known. */
static bool serial_is_given(struct case_checker *checker, const struct case_record *record)
{
    char division[10];
    int64_t serial = 0;
    char digits[7];
    (void)snprintf(division, sizeof(division), "%.9s", record->number + 2);
    (void)snprintf(digits, sizeof(digits), "%.6s", record->number + 19);
    size_t place = place_of(division, strlen(division));
    bool same = checker->memory->serials[place].day == record->facts.received_on && checker->memory->serials[place].district == record->district &&
                text_equal(checker->memory->serials[place].division, division);
    if (!text_parse_int64(digits, &serial))
        return false;
    if (same && serial <= checker->memory->serials[place].last)
        return true;
    int64_t last = 0;
    if (case_check_serial(checker->session, record->district, division, record->facts.received_on, &last) != RESULT_OK || last < serial)
        return false;
    memcpy(checker->memory->serials[place].division, division, sizeof(division));
    checker->memory->serials[place].district = record->district;
    checker->memory->serials[place].day = record->facts.received_on;
    checker->memory->serials[place].last = last;
    return true;
}

/* ---- the parts of a look ---- */

static const char *check_number(struct case_checker *checker, const struct case_record *record)
{
    bool valid = case_number_is_valid(record->number) && case_number_district(record->number) == record->district;
    if (!valid || !serial_is_given(checker, record)) {
        (void)pthread_mutex_lock(&checker->check->lock);
        checker->check->serials_doubted = true; /* who gave too few is found for all of them at once */
        (void)pthread_mutex_unlock(&checker->check->lock);
    }
    return valid ? NULL : "its number has a wrong check character, or it cannot be read";
}

static unsigned check_order(const struct case_life *life)
{
    return (life->current ? 0u : NO_EVENT_OF_REVISION) | (life->later ? LATER_EVENT : 0u) |
           (life->events > 0 && (life->first != 1 || life->last != life->events) ? GAPS : 0u) | (life->wrong_state ? WRONG_STATE : 0u) |
           (life->broken ? BROKEN_CHAIN : 0u);
}

static const char *check_places(const struct context *context, const struct case_record *record)
{
    if (context->places == NULL)
        return NULL;
    if (catalogue_item(context->catalogue, record->item) == NULL)
        return "its item is not in the catalogue";
    if (place_centre(context->places, record->receiving) == NULL || place_centre(context->places, record->responsible) == NULL)
        return "one of its centres does not exist";
    return NULL;
}

/* The calendar that open cases follow: the newest that was applied, or while none is kept the loaded one. */
static const struct calendar *calendar_of(const struct case_checker *checker)
{
    const struct case_calendars *known = &checker->check->calendars;
    return known->count > 0 ? known->list[known->count - 1].calendar : places_calendar(checker->act.context->places);
}

static bool shows_clock(const struct case_record *record, const struct case_lights *row, const struct calendar *calendar)
{
    struct case_lights lights = case_lights(&record->facts, calendar);
    return row->due == lights.due && text_equal(row->kind, lights.kind) && row->blue_on == lights.blue_on && row->yellow_on == lights.yellow_on &&
           record->task_red_on == (lights.red_on == DAY_NONE ? RED_NEVER : lights.red_on);
}

/* While cases are being moved, rows stand by the newest calendar or by one before it. Until the first start after an upgrade they stand
 * as they were made: by a calendar that did not know the next year yet, and of what is done on the spot, with the clock of silence. */
static bool shows_former_clock(const struct case_checker *checker, const struct case_record *record, const struct case_lights *row)
{
    const struct case_calendars *known = &checker->check->calendars;
    for (size_t i = known->count; i-- > 0;)
        if (shows_clock(record, row, known->list[i].calendar))
            return true;
    const struct calendar *then = case_calendar_of_then(checker->act.arena, calendar_of(checker), record->facts.received_on);
    struct case_record former = *record;
    former.facts.immediate = false;
    return shows_clock(record, row, then) || shows_clock(&former, row, calendar_of(checker)) || shows_clock(&former, row, then);
}

/* Where it stands, its row must show the clock that runs. */
static const char *check_row(struct case_checker *checker, struct look *look, const char *centre, int side)
{
    const struct case_record *record = &look->record;
    const struct places *places = checker->act.context->places;
    struct case_lights row;
    enum result result = case_check_row(checker->session, checker->act.arena, record, centre, side, &row);
    if (result == RESULT_NOT_FOUND) {
        look->faults |= side == WORK_TO_DO ? MISSING_WORK : MISSING_FOLLOWER;
        return NULL;
    }
    if (result != RESULT_OK)
        return "its row of the worklist cannot be read";
    if (places == NULL)
        return NULL;
    return shows_clock(record, &row, calendar_of(checker)) || (!case_calendars_settled(&checker->check->calendars) && shows_former_clock(checker, record, &row))
               ? NULL : "its row of the worklist shows another clock than runs";
}

static const char *check_rows(struct case_checker *checker, struct look *look)
{
    const struct case_record *record = &look->record;
    if (record->task_centre == NULL)
        return NULL;
    const char *other = text_equal(record->task_centre, record->receiving) ? record->responsible : record->receiving;
    const char *fault = check_row(checker, look, record->task_centre, WORK_TO_DO);
    const char *sent = record->facts.one_house ? NULL : check_row(checker, look, other, WORK_SENT);
    return fault != NULL ? fault : sent;
}

static const char *check_application(struct case_checker *checker, const struct case_record *record)
{
    struct act *act = &checker->act;
    struct case_application application;
    uint8_t person[BLIND_SIZE];
    if (case_application_open(act, record, READ_AGAIN, &application) != RESULT_OK)
        return "its seal does not open";
    /* by what was found then: a guide that asks for more or less today, or is gone, makes nobody's record wrong */
    if (application.was_whole ? !record->complete : record->complete && !application.complete)
        return "says wrongly whether it is complete";
    case_person_blind(act->context->keyring, act->arena, application.applicant.id_type, application.applicant.id_number, person);
    if (!crypto_equal(person, record->person, BLIND_SIZE))
        return "is found under another person than its applicant";
    return NULL;
}

/* What needs the city and the keys. */
static const char *check_contents(struct case_checker *checker, struct look *look, struct case_life *life)
{
    const struct context *context = checker->act.context;
    if (context->places == NULL || context->keyring == NULL)
        return NULL;
    const char *fault = check_application(checker, &look->record);
    return fault == NULL && (look->faults & ORDER) == 0 ? case_life_replay(context, &checker->check->calendars, checker->act.arena, &look->record, life) : fault;
}

/* ---- a look ---- */

static const char *examine(struct case_checker *checker, struct look *look, int64_t until)
{
    const struct context *context = checker->act.context;
    struct actors actors = {checker, look};
    struct case_life life;
    if (case_life_read(context->places != NULL ? context->keyring : NULL, checker->session, checker->act.arena, &look->record, until, context->places != NULL ? check_actor : NULL, &actors,
                       &life) != RESULT_OK)
        return "its events cannot be read";
    look->events = life.counted;
    look->faults |= check_order(&life);
    const char *number = check_number(checker, &look->record), *place = check_places(context, &look->record), *row = check_rows(checker, look);
    const char *fault = number != NULL ? number : place != NULL ? place : row;
    return fault == NULL ? check_contents(checker, look, &life) : fault;
}

static void take_look(struct case_checker *checker, int64_t district, const char *number, int64_t until, struct look *look)
{
    *look = (struct look){.faults = 0};
    arena_reset(checker->act.arena);
    checker->act.errors = (struct field_errors){.arena = checker->act.arena};
    enum result result = case_load_of(checker->session, checker->act.arena, district, number, &look->record);
    look->there = result != RESULT_NOT_FOUND;
    if (result == RESULT_OK && look->record.number != NULL)
        look->fault = examine(checker, look, until);
    else if (look->there)
        look->fault = "its number has a wrong check character, or it cannot be read";
}

void case_check_one(struct case_checker *checker, int64_t district, const char *number, int64_t until, bool *ret_there, int64_t *ret_events)
{
    struct look look;
    int64_t before = -1;
    take_look(checker, district, number, until, &look);
    for (int looks = 1; (look.faults != 0 || look.fault != NULL) && look.record.revision != before && looks < CHECK_LOOKS_MAX; looks++) {
        before = look.record.revision;
        take_look(checker, district, number, until, &look);
    }
    *ret_there = look.there;
    *ret_events = look.events;
    if (look.record.revision != before)
        return; /* sound, or never still */
    for (size_t i = 0; i < ARRAY_COUNT(sentences); i++)
        if ((look.faults & sentences[i].fault) != 0)
            case_check_tell(checker->check, number, sentences[i].sentence);
    if (look.fault != NULL)
        case_check_tell(checker->check, number, look.fault);
}
