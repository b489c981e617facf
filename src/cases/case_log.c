/* The reader of the event log: one cursor a district, moved along the log of the database, so that several servers on one
 * database tell their subscribers of everything, whoever wrote it. The commits of a district are in the order of its positions:
 * what lies behind a cursor is never filled in later. */
#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"
#include "cases/case_rules.h"
#include "cases/case_store.h"
#include "cases/cases.h"
#include "events/events.h"
#include "places/places.h"

#define LOG_ARENA ((size_t)4 * 1024 * 1024)
#define LOG_BATCH 256

struct cases_log {
    struct arena *arena;           /* of one look */
    struct case_position *cursors; /* in the order of districts: what has been told */
    size_t count;
};

static int64_t cursor_of(const struct cases_log *log, int64_t district)
{
    size_t low = 0, high = log->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (log->cursors[middle].district < district)
            low = middle + 1;
        else
            high = middle;
    }
    return low < log->count && log->cursors[low].district == district ? log->cursors[low].last : 0;
}

/* Cursors for the districts there are now; a district that is new begins at its first event. *ret_moved: something is new. A
 * cursor beyond the end (the database was put back to an earlier state) goes back with it. */
static enum result match_districts(struct cases_log *log, const struct case_position *now, size_t count, bool *ret_moved)
{
    struct case_position *cursors = calloc(count + 1, sizeof(*cursors));
    if (cursors == NULL)
        return RESULT_NO_MEMORY;
    *ret_moved = false;
    for (size_t i = 0; i < count; i++) {
        int64_t cursor = cursor_of(log, now[i].district);
        cursors[i] = (struct case_position){now[i].district, cursor < now[i].last ? cursor : now[i].last};
        *ret_moved = *ret_moved || cursor < now[i].last;
    }
    free(log->cursors);
    log->cursors = cursors;
    log->count = count;
    return RESULT_OK;
}

struct telling { struct events *events; const struct places *places; int32_t day; struct case_position *cursor; };

/* Who is in charge of the centre today; NULL when that is not known. */
static const char *in_charge(const struct telling *telling, const char *code)
{
    const struct place_centre *centre = telling->places == NULL ? NULL : place_centre(telling->places, code);
    return centre == NULL ? NULL : place_centre_in_charge(telling->places, centre, telling->day)->code;
}

/* A centre that did something to a case of others, such as giving a new query password, is not told what that is. */
static void tell(void *context, const struct case_news *news)
{
    struct telling *telling = context;
    char data[700]; /* what is cut off is too long for a line of the ring as well: a reset, never half an event */
    (void)snprintf(data, sizeof(data),
        "{\"case_number\":\"%s\",\"seq\":%lld,\"action\":\"%s\",\"state\":\"%s\",\"item_code\":\"%s\",\"receiving_centre\":\"%s\",\"responsible_centre\":\"%s\"}",
        news->number, (long long)news->seq, news->action, case_state_names[news->to_state], news->item, news->receiving, news->responsible);
    struct event_note note = {.centres = {news->receiving, news->responsible,
                                          in_charge(telling, news->receiving), in_charge(telling, news->responsible)}, .name = "case", .data = data};
    events_publish(telling->events, &note);
    telling->cursor->last = news->position;
}

static enum result tell_district(struct telling *telling, struct db_session *session)
{
    size_t told = LOG_BATCH;
    enum result result = RESULT_OK;
    while (result == RESULT_OK && told == LOG_BATCH)
        result = case_log_each(session, telling->cursor->district, telling->cursor->last, LOG_BATCH, tell, telling, &told);
    return result;
}

enum result cases_log_read(struct cases_log *log, struct db_session *session, const struct places *places, int32_t day,
                           struct events *events, bool *ret_told)
{
    struct case_position *now = NULL;
    size_t count = 0;
    bool moved = false;
    *ret_told = false;
    arena_reset(log->arena);
    enum result result = case_log_positions(session, log->arena, &now, &count);
    if (result == RESULT_OK)
        result = match_districts(log, now, count, &moved);
    if (result != RESULT_OK || !moved)
        return result;
    bool nobody = events_pass_over(events); /* asked after the look: who comes now hears what happens from now on */
    for (size_t i = 0; result == RESULT_OK && i < count; i++) {
        struct telling telling = {.events = events, .places = places, .day = day, .cursor = &log->cursors[i]};
        if (nobody)
            log->cursors[i].last = now[i].last;
        else if (log->cursors[i].last < now[i].last)
            result = tell_district(&telling, session);
    }
    *ret_told = !nobody;
    return result;
}

enum result cases_log_open(struct db_session *session, struct cases_log **ret_log)
{
    struct cases_log *log = calloc(1, sizeof(*log));
    struct case_position *now = NULL;
    size_t count = 0;
    bool moved = false;
    if (log == NULL || (log->arena = arena_new(LOG_ARENA)) == NULL) {
        free(log);
        return RESULT_NO_MEMORY;
    }
    enum result result = case_log_positions(session, log->arena, &now, &count);
    if (result == RESULT_OK)
        result = match_districts(log, now, count, &moved);
    for (size_t i = 0; result == RESULT_OK && i < count; i++)
        log->cursors[i].last = now[i].last;
    if (result != RESULT_OK) {
        cases_log_close(log);
        return result;
    }
    *ret_log = log;
    return RESULT_OK;
}

void cases_log_close(struct cases_log *log)
{
    if (log == NULL)
        return;
    arena_free(log->arena);
    free(log->cursors);
    free(log);
}
