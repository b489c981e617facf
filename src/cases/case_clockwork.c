/* What time itself does: each step is an action of the system, with its event, like any other. */
#include "cases/cases.h"

#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "cases/case_use.h"
#include "db/writer.h"

#define WAKE_BATCH 64
#define WAKE_ROUNDS 200
#define WAKE_ARENA ((size_t)4 * 1024 * 1024)

struct waking {
    struct command command; /* first: cast back */
    struct context *context;
    struct arena *arena;
    int64_t now_ms;
    const char **numbers;
    size_t count;
};

static enum result wake_one(struct waking *waking, struct db_session *session, const char *number)
{
    static const struct case_request nothing = {0};
    const struct calendar *calendar = places_calendar(waking->context->places);
    struct case_record stored, record;
    enum result result = case_load(session, waking->arena, number, &stored);
    if (result != RESULT_OK)
        return result;
    enum case_action action = case_due_action(&stored.facts, waking->now_ms);
    if (action == ACTION_COUNT)
        return RESULT_OK; /* somebody acted meanwhile */
    struct decision decision = case_decide(&stored.facts, action, (struct case_actor){0}, day_of_ms(waking->now_ms), &nothing);
    if (!decision.allowed)
        return RESULT_INTERNAL;
    record = stored;
    struct case_event event = {.at = waking->now_ms};
    struct case_lights lights = case_carry_out(calendar, &stored, &record, decision.move, &nothing, &event);
    return case_save(session, &stored, &record, &lights, &event);
}

static enum result wake_run(struct command *command, struct db_session *session)
{
    struct waking *waking = (struct waking *)command;
    for (size_t i = 0; i < waking->count; i++) {
        enum result result = wake_one(waking, session, waking->numbers[i]);
        if (result != RESULT_OK)
            return result;
    }
    return RESULT_OK;
}

static enum result wake_some(struct context *context, struct arena *arena, const char **numbers, size_t count, int64_t now_ms)
{
    struct waking *waking = arena_alloc(arena, sizeof(*waking));
    if (waking == NULL)
        return RESULT_NO_MEMORY;
    *waking = (struct waking){.command = {.run = wake_run, .lane = case_number_district(numbers[0])}, .context = context, .arena = arena, .now_ms = now_ms,
                              .numbers = numbers, .count = count};
    enum result result = writer_execute(context->writer, &waking->command);
    if (result == RESULT_OK)
        events_stir(context->events);
    return result;
}

/* One case that cannot be woken must not hold up the others: after a failure each goes alone. */
static size_t wake_district(struct context *context, struct arena *arena, const char **numbers, size_t count, int64_t now_ms)
{
    size_t acted = 0;
    if (wake_some(context, arena, numbers, count, now_ms) == RESULT_OK)
        return count;
    for (size_t i = 0; i < count; i++) {
        enum result result = wake_some(context, arena, &numbers[i], 1, now_ms);
        if (result == RESULT_OK)
            acted++;
        else if (result != RESULT_BUSY && result != RESULT_STALE) /* stale: another server has just woken it */
            log_write(LOG_ERROR, "case_not_woken", "case", numbers[i], "result", result_name(result), NULL);
    }
    return acted;
}

static int compare_numbers(const void *a, const void *b) { return strcmp(*(const char *const *)a, *(const char *const *)b); }

/* Each district in its lane. */
static size_t wake_batch(struct context *context, struct arena *arena, const char **numbers, size_t count, int64_t now_ms)
{
    size_t acted = 0;
    qsort(numbers, count, sizeof(numbers[0]), compare_numbers);
    for (size_t from = 0, to; from < count; from = to) {
        for (to = from + 1; to < count && case_number_district(numbers[to]) == case_number_district(numbers[from]);)
            to++;
        acted += wake_district(context, arena, numbers + from, to - from, now_ms);
    }
    return acted;
}

enum result cases_tick(struct context *context, struct db_session *session, int64_t now_ms, size_t *ret_acted)
{
    struct arena *arena = arena_new(WAKE_ARENA);
    enum result result = arena != NULL ? RESULT_OK : RESULT_NO_MEMORY;
    size_t total = 0;
    for (int round = 0; result == RESULT_OK && round < WAKE_ROUNDS; round++) {
        const char *numbers[WAKE_BATCH];
        size_t count = 0, acted;
        arena_reset(arena);
        result = case_list_to_wake(session, arena, now_ms, numbers, WAKE_BATCH, &count);
        if (result != RESULT_OK || count == 0)
            break;
        acted = wake_batch(context, arena, numbers, count, now_ms);
        total += acted;
        if (count < WAKE_BATCH || acted == 0)
            break;
    }
    arena_free(arena);
    if (ret_acted != NULL)
        *ret_acted = total;
    return result;
}
