/* What time itself does: each step is an action of the system, with its event, like any other. */
#include "cases/cases.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/text.h"
#include "cases/case_calendar.h"
#include "cases/case_check.h"
#include "cases/case_use.h"
#include "db/writer.h"
#include "events/events.h"

#define WAKE_BATCH 64
#define WAKE_ROUNDS 200
#define LIST_ARENA ((size_t)64 * 1024)
#define CASE_ARENA ((size_t)64 * 1024 * 1024) /* what all of a life can take */
#define FAILED_AGAIN_MS 60000

struct waking {
    struct context *context;
    struct arena *arena; /* of one case: a long life takes no room from the others */
};

/* Time does nothing to it any more, until somebody acts on it. */
static enum result leave(void *context, struct db_session *session, const char *number)
{
    struct waking *waking = context;
    struct case_record stored;
    arena_reset(waking->arena);
    enum result result = case_load(session, waking->arena, number, &stored);
    return result == RESULT_OK ? case_let_sleep(session, &stored) : result;
}

static enum result wake_one(void *context, struct db_session *session, const char *number)
{
    struct waking *waking = context;
    struct act act = case_act_of_time(waking->context, session, waking->arena, clock_now_ms()); /* not before what people did meanwhile */
    struct case_acting *acting = NULL;
    bool moved = false;
    arena_reset(waking->arena);
    enum result result = cases_act_load(&act, number, &acting);
    if (result != RESULT_OK)
        return result;
    const struct case_order order = {.action = (int)case_due_action(&acting->stored.facts, act.now_ms)};
    if (order.action == ACTION_COUNT)
        return RESULT_OK; /* somebody acted meanwhile */
    if (order.action != ACTION_arrive)
        result = case_days_follow(&act, acting, &moved);
    if (result != RESULT_OK || moved)
        return result; /* by its new days it is looked at again */
    result = cases_act_prepare(&act, acting, &order);
    if (result == RESULT_OK)
        result = cases_act_commit(&act, session, acting);
    return act.problem != NULL ? RESULT_INTERNAL : result;
}

/* ---- many cases, each district in its lane ---- */

struct working {
    struct command command; /* first: cast back */
    const struct case_work *work;
    const char **numbers;
    size_t count;
};

static enum result run(struct command *command, struct db_session *session)
{
    struct working *working = (struct working *)command;
    for (size_t i = 0; i < working->count; i++) {
        enum result result = working->work->one(working->work->context, session, working->numbers[i]);
        if (result != RESULT_OK)
            return result;
    }
    return RESULT_OK;
}

static enum result work_on(struct context *context, const struct case_work *work, const char **numbers, size_t count)
{
    struct working working = {.command = {.run = run, .lane = case_number_district(numbers[0])}, .work = work,
                              .numbers = numbers, .count = count};
    enum result result = writer_execute(context->writer, &working.command);
    if (result == RESULT_OK)
        events_stir(context->events);
    return result;
}

/* ---- what cannot be worked on ---- */

#define PROBE_ARENA ((size_t)1024 * 1024)

static enum result stands(struct db_session *session, struct arena *arena, const struct case_record *record)
{
    struct case_lights row;
    const char *task = record->task_centre;
    if (task == NULL)
        return RESULT_OK;
    enum result result = case_check_row(session, arena, record, task, WORK_TO_DO, &row);
    if (result == RESULT_OK && !record->facts.one_house)
        result = case_check_row(session, arena, record,
                                text_equal(task, record->receiving) ? record->responsible : record->receiving, WORK_SENT,
                                &row);
    return result;
}

enum result case_why_stale(struct db_session *session, struct arena *arena, const char *number)
{
    struct case_record before, after;
    enum result result = case_load(session, arena, number, &before);
    if (result == RESULT_OK)
        result = stands(session, arena, &before);
    if (result != RESULT_NOT_FOUND)
        return result == RESULT_OK ? RESULT_STALE : result;
    result = case_load(session, arena, number, &after);
    if (result != RESULT_OK)
        return result;
    return before.revision == after.revision && before.task_red_on == after.task_red_on ? RESULT_CORRUPT : RESULT_STALE;
}

struct probing { struct command command; struct arena *arena; const char *number; };

static enum result probe_run(struct command *command, struct db_session *session)
{
    struct probing *probing = (struct probing *)command;
    arena_reset(probing->arena);
    return case_why_stale(session, probing->arena, probing->number);
}

static enum result probe(struct context *context, const char *number)
{
    struct probing probing = {.command = {.run = probe_run, .lane = case_number_district(number)},
                              .arena = arena_new(PROBE_ARENA), .number = number};
    enum result result = probing.arena != NULL ? writer_execute(context->writer, &probing.command) : RESULT_NO_MEMORY;
    arena_free(probing.arena);
    return result;
}

static bool passes(enum result result)
{
    return result == RESULT_BUSY || result == RESULT_STALE || result == RESULT_NO_MEMORY || result == RESULT_IO;
}

/* True when nothing is left to be done. */
static bool work_on_one(struct context *context, const struct case_work *work, const char **number, bool *ret_again)
{
    const char *why = "its events cannot be read";
    enum result result = work_on(context, work, number, 1);
    if (result == RESULT_STALE) {
        result = probe(context, *number);
        why = "it does not stand in the worklists it should";
    }
    *ret_again = passes(result);
    if (result == RESULT_OK || result == RESULT_BUSY || result == RESULT_STALE)
        return result == RESULT_OK;
    if (result != RESULT_CORRUPT || work->leave == NULL) {
        log_write(LOG_ERROR, work->fault, "case", *number, "result", result_name(result), NULL);
        return false;
    }
    result = work_on(context, &(struct case_work){.one = work->leave, .context = work->context}, number, 1);
    log_write(LOG_ERROR, result == RESULT_OK ? work->left : work->fault, "case", *number, "why", why, NULL);
    return result == RESULT_OK;
}

/* One case that cannot be worked on must not hold up the others: after a failure each goes alone. */
static size_t work_on_district(struct context *context, const struct case_work *work, const char **numbers,
                               size_t count, const char **again, size_t *again_count)
{
    size_t done = 0;
    if (work_on(context, work, numbers, count) == RESULT_OK)
        return count;
    for (size_t i = 0; i < count; i++) {
        const char *number = numbers[i];
        bool once_more = false;
        done += work_on_one(context, work, &number, &once_more);
        if (once_more)
            again[(*again_count)++] = number;
    }
    return done;
}

static int compare_numbers(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

size_t case_work_on(struct context *context, const struct case_work *work, const char **numbers, size_t count,
                    size_t *ret_again)
{
    size_t done = 0;
    *ret_again = 0;
    qsort(numbers, count, sizeof(numbers[0]), compare_numbers);
    for (size_t from = 0, to; from < count; from = to) {
        for (to = from + 1; to < count && case_number_district(numbers[to]) == case_number_district(numbers[from]);)
            to++;
        /* what is to be tried again is written never ahead of what is read */
        done += work_on_district(context, work, numbers + from, to - from, numbers, ret_again);
    }
    return done;
}

/* From where cases are looked for: from the beginning, unless some failed. Those are not tried at every tick, and
 * never stand before the others: until `again_ms` what is due is looked for behind them. Of the one thread that
 * ticks. */
static struct { struct case_wake_place from; int64_t again_ms; } resting;

static size_t wake_batch(struct waking *waking, const char **numbers, size_t count, bool *ret_failed)
{
    size_t again, acted;
    const struct case_work work = {.one = wake_one, .context = waking, .fault = "case_not_woken", .leave = leave,
                                   .left = "case_left_by_time"};
    acted = case_work_on(waking->context, &work, numbers, count, &again);
    *ret_failed = *ret_failed || acted + again < count;
    return acted;
}

enum result cases_tick(struct context *context, struct db_session *session, int64_t now_ms, size_t *ret_acted)
{
    struct arena *list = arena_new(LIST_ARENA);
    struct waking waking = {.context = context, .arena = arena_new(CASE_ARENA)};
    bool rests = now_ms < resting.again_ms && resting.again_ms - now_ms <= FAILED_AGAIN_MS, failed = false;
    struct case_wake_place place = rests ? resting.from : CASE_WAKE_BEGIN;
    enum result result = list != NULL && waking.arena != NULL ? RESULT_OK : RESULT_NO_MEMORY;
    size_t total = 0, count = WAKE_BATCH;
    for (int round = 0; result == RESULT_OK && round < WAKE_ROUNDS && count == WAKE_BATCH; round++) {
        const char *numbers[WAKE_BATCH];
        arena_reset(list);
        result = case_list_to_wake(session, list, now_ms, &place, numbers, WAKE_BATCH, &count);
        if (result == RESULT_OK && count > 0)
            total += wake_batch(&waking, numbers, count, &failed);
    }
    if (failed) {
        resting.from = place;
        resting.again_ms = rests ? resting.again_ms : now_ms + FAILED_AGAIN_MS;
    }
    arena_free(list);
    arena_free(waking.arena);
    if (ret_acted != NULL)
        *ret_acted = total;
    return result;
}
