/* Cases as a part of the program. */
#include "act/room.h"
#include "base/clock.h"
#include "calendar/calendar.h"
#include "cases/cases.h"
#include "events/events.h"

#include <stdio.h>
#include <time.h>

/* Everything that belongs to a case stands with its district, so that taking it, acting on it, reading it and disclosing it touch one
 * shard. */
static const struct room_table tables[] = {
    {"cases", "district"}, {"case_events", "district"}, {"case_positions", "district"},
    {"case_serials", "district"}, {"worklist", "district"}, {"disclosures", "district"},
    {"case_calendars", NULL}, {0}};
static const db_statement_list statements[] = {
    cases_statements, cases_log_statements, cases_calendar_statements, cases_check_statements, NULL};

static enum result move_on(struct context *context, struct db_session *session, int64_t now_ms)
{
    return cases_tick(context, session, now_ms, NULL);
}

/* ---- the reader of the event log ---- */

#define LOG_MS 500       /* other servers' events are looked for so often; our own wake the reader */
#define LOG_PAUSE_MS 50  /* after something was told: what comes meanwhile is told together */

static enum result open_log(struct context *context, struct db_session *session, void **ret_state)
{
    struct cases_log *log = NULL;
    (void)context;
    enum result result = cases_log_open(session, &log);
    *ret_state = log;
    return result;
}

static void read_log(struct context *context, struct db_session *session, void *state)
{
    struct timespec pause = {.tv_nsec = LOG_PAUSE_MS * 1000000L};
    bool told = false;
    events_wait(context->events, LOG_MS);
    (void)cases_log_read(state, session, context->places, day_of_ms(clock_now_ms()), context->events, &told);
    if (told)
        (void)nanosleep(&pause, NULL);
}

static void close_log(void *state) { cases_log_close(state); }

static const struct room_reader readers[] = {{"cases.log", open_log, close_log, read_log}, {0}};

/* ---- the room ---- */

static const struct room_routine routines[] = {
    {"cases.time", 500, true, false, move_on}, {"cases.calendar", 5000, false, true, cases_note_calendar}, {0}};

static void check(struct context *context, struct db_session *session, const struct room_report *report)
{
    struct cases_counts counts = {0};
    char line[200];
    (void)cases_check(context, session, report, &counts);
    if (counts.cases == 0 || report->counted == NULL)
        return;
    (void)snprintf(line, sizeof(line), "%lld cases with %lld events, %lld rows of worklists, %lld disclosures",
                   (long long)counts.cases, (long long)counts.events, (long long)counts.work, (long long)counts.disclosures);
    report->counted(report->sink, line);
}

const struct room cases_room = {
    .name = "cases",
    .purpose = "Applications from their receipt to the delivery of the result: taking, reading, acting, worklists.",
    .tables = tables, .statements = statements, .routes = cases_routes, .routines = routines,
    .readers = readers, .any_sealed = cases_any, .open = cases_memory_open, .close = cases_memory_close,
    .start = cases_follow_calendar, .check = check};
