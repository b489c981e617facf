/* A calendar that changes moves running clocks. */
#include "cases/case_calendar.h"
#include "cases/cases.h"

#include <string.h>
#include <time.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/text.h"
#include "cases/case_check.h"
#include "cases/case_use.h"
#include "db/writer.h"

#define BATCH 32
#define BATCH_ARENA ((size_t)32 * 1024 * 1024)
#define CASE_ARENA ((size_t)64 * 1024 * 1024) /* what all of a life can take */
#define DAYS_ARENA ((size_t)2 * 1024 * 1024)
#define LEASE_MS 10000 /* longer than a batch takes */
#define PAUSE_MS 200
#define TRIES 6       /* of what was busy, with pauses that double: three seconds in all, within the lease */
#define TRY_PAUSE_MS 100
#define CLOCK_RULES "3" /* another one makes the next start look at all cases, as another calendar does */

/* ---- one case ---- */

/* By what the days of a case are counted. */
struct counting {
    const struct calendar *calendar;
    int64_t former_until;
};

struct following {
    struct context *context;
    struct arena *arena, *one; /* of a batch; of one case: a long life takes no room from the others */
    int64_t now_ms;
    struct counting counting;
    struct case_calendar_row *row;
    /* of a batch, in which a case may come twice when it has to be run again */
    const char *moved[BATCH], *deemed[BATCH];
    size_t moved_count, deemed_count;
    size_t all_looked_at, all_moved, all_deemed, all_kept; /* kept: could not be moved */
};

static void note(const char *list[BATCH], size_t *count, const char *number)
{
    for (size_t i = 0; i < *count; i++)
        if (list[i] == number)
            return;
    if (*count < BATCH)
        list[(*count)++] = number;
}

/* RESULT_CORRUPT: its events cannot be read. */
static enum result read_life(struct act *act, const struct case_record *stored, struct case_life *ret_life)
{
    enum result result = case_life_read(act->context->keyring, act->session, act->arena, stored, 0, NULL, NULL, ret_life);
    for (size_t i = 0; result == RESULT_OK && i < ret_life->count; i++) {
        const struct case_step *step = &ret_life->list[i];
        bool known = i == 0 ? step->action == -1 : case_step_move(step) != NULL;
        if (!(known && step->open))
            result = RESULT_CORRUPT;
    }
    return result == RESULT_OK && ret_life->count == 0 ? RESULT_CORRUPT : result;
}

/* *ret_moves: its days are others than its life gives. */
static enum result reckon(struct act *act, const struct counting *counting, const struct case_record *stored,
                          struct case_lived *ret_lived, bool *ret_moves)
{
    struct case_life life;
    enum result result = read_life(act, stored, &life);
    if (result != RESULT_OK)
        return result;
    *ret_lived = case_relive(stored, life.list, life.count, (struct case_counting){.calendar = counting->calendar,
                                                                                  .former_until = counting->former_until, .reissued = life.reissued});
    const struct case_dues stood = case_dues(&stored->facts), counted = case_dues(&ret_lived->record.facts);
    *ret_moves = !case_dues_equal(&stood, &counted);
    return RESULT_OK;
}

static enum result move_days(struct act *act, const struct counting *counting, struct case_acting *acting,
                             const struct case_lived *lived, bool *ret_moved)
{
    const struct case_facts *stored = &acting->stored.facts;
    const struct case_dues counted = case_dues(&lived->record.facts);
    int32_t today = day_of_ms(act->now_ms);
    struct case_dues dues = case_dues_moved(stored, &counted, counting->calendar, today);
    const struct case_order order = {.action = ACTION_calendar_changed, .dues = &dues};
    if (case_stage(stored->state) == STAGE_END)
        return RESULT_OK; /* it has ended meanwhile */
    acting->calendar = counting->calendar;
    enum result result = cases_act_prepare(act, acting, &order);
    if (result != RESULT_OK)
        return result;
    const struct case_facts told = case_facts_told(&acting->record.facts, counting->calendar, today);
    acting->event.facts = case_facts_write(act->arena, &(struct case_changed){dues, counted, case_dues(&told), lived->deemed_too_early});
    if (acting->event.facts == NULL)
        return RESULT_NO_MEMORY;
    *ret_moved = true;
    return cases_act_commit(act, act->session, acting);
}

/* The calendar is the newest one, by whichever server: while another works on it, or this one still counts by the former. What was
 * received under it was counted by it where no other server can be; one that had not been started again may have counted by the former. */
enum result case_days_follow(struct act *act, struct case_acting *acting, bool *ret_moved)
{
    const struct case_record *stored = &acting->stored;
    struct counting counting;
    struct case_calendar_row newest;
    struct case_lived lived;
    bool moves = false;
    *ret_moved = false;
    enum result result = case_calendar_newest(act->session, &newest);
    bool alone = db_others(act->context->db) < 0;
    if (result != RESULT_OK || newest.number == 0 || (alone && stored->received_at >= newest.begun_at))
        return result;
    result = case_calendar_at(act->session, act->arena, INT64_MAX, acting->calendar, &counting.calendar);
    if (result == RESULT_OK)
        result = case_calendars_begun(act->session, &counting.former_until);
    if (result != RESULT_OK)
        return result == RESULT_CORRUPT ? RESULT_INTERNAL : result; /* that is not the case's */
    result = reckon(act, &counting, stored, &lived, &moves);
    if (result == RESULT_OK && moves)
        result = move_days(act, &counting, acting, &lived, ret_moved);
    return result;
}

/* The days are the same; on which of them a light changes may not be. */
static enum result move_lights(const struct act *act, const struct case_acting *acting)
{
    const struct case_record *stored = &acting->stored;
    struct case_record record = *stored;
    struct case_lights row, lights = case_lights(&stored->facts, acting->calendar);
    if (stored->task_centre == NULL)
        return RESULT_OK;
    enum result result = case_check_row(act->session, act->arena, stored, stored->task_centre, WORK_TO_DO, &row);
    if (result != RESULT_OK)
        return result == RESULT_NOT_FOUND ? RESULT_STALE : result; /* somebody has just acted, or it is missing */
    int32_t red_on = lights.red_on == DAY_NONE ? RED_NEVER : lights.red_on;
    if (stored->facts.state != CASE_in_transit) /* that one has its own moment */
        record.wake_at = case_wake_at(&stored->facts, act->now_ms);
    bool same = row.due == lights.due && text_equal(row.kind, lights.kind) && row.blue_on == lights.blue_on && row.yellow_on == lights.yellow_on &&
                stored->task_red_on == red_on && stored->wake_at == record.wake_at;
    return same ? RESULT_OK : case_update_lights(act->session, stored, &record, &lights);
}

static enum result follow_one(void *context, struct db_session *session, const char *number)
{
    struct following *following = context;
    const struct counting *counting = &following->counting;
    struct act act = case_act_of_time(following->context, session, following->one, following->now_ms);
    struct case_acting *acting = NULL;
    struct case_lived lived;
    bool moves = false, moved = false;
    arena_reset(following->one);
    enum result result = cases_act_load(&act, number, &acting);
    if (result == RESULT_OK)
        result = reckon(&act, counting, &acting->stored, &lived, &moves);
    if (result != RESULT_OK)
        return result;
    result = moves ? move_days(&act, counting, acting, &lived, &moved) : move_lights(&act, acting);
    if (result == RESULT_OK && moved)
        note(following->moved, &following->moved_count, number);
    if (result == RESULT_OK && moved && lived.deemed_too_early)
        note(following->deemed, &following->deemed_count, number);
    return result;
}

/* ---- all open ones ---- */

static enum result renew(struct following *following);

static void pause_ms(int64_t ms)
{
    const struct timespec pause = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000L};
    (void)nanosleep(&pause, NULL);
}

/* RESULT_BUSY: some could not be moved for now. Those that are damaged are kept as they are, and named in the log. */
static enum result follow_batch(struct following *following, const char **numbers, size_t count)
{
    const struct case_work work = {.one = follow_one, .context = following, .fault = "case_days_not_moved"};
    size_t again = count, done = 0;
    following->moved_count = following->deemed_count = 0;
    following->all_looked_at += count;
    for (int tries = 0; again > 0 && tries < TRIES; tries++) {
        if (tries > 0)
            pause_ms((int64_t)TRY_PAUSE_MS << (tries - 1));
        done += case_work_on(following->context, &work, numbers, again, &again);
    }
    following->all_kept += count - done;
    following->all_moved += following->moved_count;
    following->all_deemed += following->deemed_count;
    for (size_t i = 0; i < following->deemed_count; i++)
        log_write(LOG_WARNING, "deemed_accepted_by_former_calendar", "case", following->deemed[i], NULL);
    return again > 0 ? RESULT_BUSY : RESULT_OK;
}

static enum result follow_district(struct following *following, struct db_session *session, const char *code, const struct room_go_on *go_on)
{
    struct case_open_place place = {.centre = ""};
    const char *numbers[BATCH];
    int64_t district = 0;
    enum result result = text_parse_int64(code, &district) ? RESULT_OK : RESULT_CORRUPT;
    while (result == RESULT_OK) {
        size_t count = 0;
        arena_reset(following->arena);
        result = case_list_open(session, following->arena, district, &place, BATCH, numbers, &count);
        if (result != RESULT_OK || count == 0)
            break;
        result = follow_batch(following, numbers, count);
        if (result == RESULT_OK)
            result = renew(following);
        if (result == RESULT_OK && !go_on->ask(go_on->sink))
            result = RESULT_BUSY;
    }
    return result;
}

static enum result follow_all(struct following *following, struct db_session *session, const struct room_go_on *go_on)
{
    const struct places *places = following->context->places;
    enum result result = RESULT_OK;
    for (size_t i = 0; result == RESULT_OK && i < places->district_count; i++)
        result = follow_district(following, session, places->districts[i].code, go_on);
    return result;
}

/* ---- who does it ---- */

enum turn { TURN_NONE, TURN_WAIT, TURN_MINE };

struct claim {
    struct command command; /* first: cast back */
    const char *days, *digest;
    bool alone;             /* no other server can be on this database: a lease is one's own from before */
    int64_t now_ms;
    enum turn turn;
    struct case_calendar_row row;
};

static enum result claim_run(struct command *command, struct db_session *session)
{
    struct claim *claim = (struct claim *)command;
    int64_t until = claim->now_ms + LEASE_MS, before;
    enum result result = case_calendar_newest(session, &claim->row);
    if (result != RESULT_OK)
        return result;
    bool same = claim->row.number != 0 && text_equal(claim->row.digest, claim->digest);
    claim->turn = same && claim->row.done ? TURN_NONE : same && !claim->alone && claim->row.lease_until > claim->now_ms ? TURN_WAIT : TURN_MINE;
    if (claim->turn != TURN_MINE)
        return RESULT_OK;
    before = claim->row.lease_until;
    claim->row.lease_until = until;
    if (same)
        return case_calendar_lease(session, claim->row.number, before, until);
    claim->row.number++;
    (void)text_copy(claim->row.digest, sizeof(claim->row.digest), claim->digest);
    return case_calendar_begin(session, &claim->row, claim->now_ms, claim->days);
}

struct renewal { struct command command; struct case_calendar_row *row; int64_t until; };

static enum result renew_run(struct command *command, struct db_session *session)
{
    const struct renewal *renewal = (const struct renewal *)command;
    return case_calendar_lease(session, renewal->row->number, renewal->row->lease_until, renewal->until);
}

/* RESULT_STALE: another server has taken over. */
static enum result renew(struct following *following)
{
    struct renewal renewal = {.command = {.run = renew_run}, .row = following->row, .until = clock_now_ms() + LEASE_MS};
    enum result result = writer_execute(following->context->writer, &renewal.command);
    if (result == RESULT_OK)
        following->row->lease_until = renewal.until;
    return result;
}

struct marking { struct command command; int64_t number, done_at; };

static enum result mark_run(struct command *command, struct db_session *session)
{
    const struct marking *marking = (const struct marking *)command;
    return case_calendar_end(session, marking->number, marking->done_at);
}

static enum result mark(struct context *context, int64_t number, int64_t done_at)
{
    struct marking marking = {.command = {.run = mark_run}, .number = number, .done_at = done_at};
    return writer_execute(context->writer, &marking.command);
}

/* Of the calendar that this program counts by: made at the start, read by all threads. */
static char own_digest[CALENDAR_DIGEST_SIZE];

bool case_calendar_is_own(const char *digest) { return own_digest[0] != '\0' && text_equal(digest, own_digest); }

static void note_own_digest(const char *days)
{
    uint8_t bytes[SM3_SIZE];
    char text[2 * SM3_SIZE + sizeof(CLOCK_RULES)];
    crypto_sm3(days, strlen(days), bytes);
    text_hex(text, bytes, SM3_SIZE);
    (void)text_copy(text + 2 * SM3_SIZE, sizeof(CLOCK_RULES), CLOCK_RULES);
    crypto_sm3(text, strlen(text), bytes);
    text_hex(own_digest, bytes, SM3_SIZE);
}

/* Waits for others; TURN_MINE: the lease is ours. */
static enum result take_turn(struct context *context, struct claim *claim, const struct room_go_on *go_on)
{
    for (;;) {
        claim->now_ms = clock_now_ms();
        enum result result = writer_execute(context->writer, &claim->command);
        bool overtaken = result == RESULT_CONFLICT || result == RESULT_STALE;
        if (!overtaken && (result != RESULT_OK || claim->turn != TURN_WAIT))
            return result;
        if (!go_on->ask(go_on->sink))
            return RESULT_BUSY;
        pause_ms(PAUSE_MS);
    }
}

static enum result follow(struct context *context, struct db_session *session, struct claim *claim, const struct room_go_on *go_on)
{
    char looked_at[24], moved[24], deemed[24], kept[24];
    struct following following = {
        .context = context, .arena = arena_new(BATCH_ARENA), .one = arena_new(CASE_ARENA), .now_ms = claim->now_ms,
        .counting = {places_calendar(context->places), INT64_MAX}, .row = &claim->row};
    enum result result = following.arena != NULL && following.one != NULL
                             ? case_calendars_begun(session, &following.counting.former_until) : RESULT_NO_MEMORY;
    if (result == RESULT_OK)
        result = follow_all(&following, session, go_on);
    arena_free(following.arena);
    arena_free(following.one);
    if (result == RESULT_OK) /* what is damaged now will be at the next start; time looks at its days again before it acts on them */
        result = mark(context, claim->row.number, clock_now_ms());
    log_write(result == RESULT_OK && following.all_kept == 0 ? LOG_INFO : LOG_WARNING, "calendar_changed", "open_cases", log_number(looked_at, (int64_t)following.all_looked_at),
              "moved", log_number(moved, (int64_t)following.all_moved), "deemed_accepted_before", log_number(deemed, (int64_t)following.all_deemed),
              "not_moved", log_number(kept, (int64_t)following.all_kept), "result", result_name(result), NULL);
    return result;
}

enum result cases_follow_calendar(struct context *context, struct db_session *session, const struct room_go_on *go_on)
{
    struct arena *arena = arena_new(DAYS_ARENA);
    const char *days = arena != NULL ? case_calendar_text(arena, places_calendar(context->places)) : NULL;
    struct claim claim = {.command = {.run = claim_run}, .days = days, .digest = own_digest, .alone = db_others(context->db) < 0};
    enum result result = RESULT_NO_MEMORY;
    if (days != NULL) {
        note_own_digest(days);
        result = take_turn(context, &claim, go_on);
    }
    while (result == RESULT_OK && claim.turn == TURN_MINE) {
        result = follow(context, session, &claim, go_on);
        if (result != RESULT_STALE)
            break;
        result = take_turn(context, &claim, go_on); /* another server goes on with it */
    }
    arena_free(arena);
    return result;
}

enum result cases_note_calendar(struct context *context, struct db_session *session, int64_t now_ms)
{
    struct case_calendar_row newest;
    (void)now_ms;
    if (db_others(context->db) < 0) /* no other server can be on this database */
        return RESULT_OK;
    if (case_calendar_newest(session, &newest) == RESULT_OK && newest.done && !case_calendar_is_own(newest.digest) &&
        mark(context, newest.number, 0) == RESULT_OK)
        log_write(LOG_WARNING, "restart_needed", "why", "another server counts by a newer calendar", NULL);
    return RESULT_OK;
}
