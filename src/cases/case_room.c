/* Cases as a part of the program. */
#include "act/room.h"
#include "cases/cases.h"

#include <stdio.h>

/* Everything that belongs to a case stands with its district, so that taking it, acting on it, reading it and disclosing it touch one
 * shard. */
static const struct room_table tables[] = {
    {"cases", "district", NULL}, {"case_events", "district", "cases"}, {"case_positions", "district", "cases"},
    {"case_serials", "district", "cases"}, {"worklist", "district", "cases"}, {"disclosures", "district", "cases"},
    {"case_calendars", NULL, NULL}, {0}};
static const db_statement_list statements[] = {
    cases_statements, cases_log_statements, cases_calendar_statements, cases_check_statements, NULL};

static enum result move_on(struct context *context, struct db_session *session, int64_t now_ms)
{
    return cases_tick(context, session, now_ms, NULL);
}

static enum result note_calendar(struct context *context, struct db_session *session, int64_t now_ms)
{
    (void)now_ms;
    cases_note_calendar(context, session);
    return RESULT_OK;
}

static enum result open_room(struct context *context, struct db_session *session, char *fault, size_t fault_size)
{
    (void)session;
    (void)fault;
    (void)fault_size;
    return cases_open(context);
}

static const struct room_routine routines[] = {
    {"cases.time", 500, true, false, move_on}, {"cases.calendar", 5000, false, true, note_calendar}, {0}};

static void check(struct context *context, struct db_session *session, const struct room_report *report)
{
    struct cases_counts counts = {0};
    char line[200];
    (void)cases_check(context, session, report, &counts);
    if (counts.cases == 0 || report->counted == NULL)
        return;
    (void)snprintf(line, sizeof(line), "%lld cases with %lld events, %lld rows of worklists, %lld keys of requests, %lld disclosures",
                   (long long)counts.cases, (long long)counts.events, (long long)counts.work, (long long)counts.keys,
                   (long long)counts.disclosures);
    report->counted(report->sink, line);
}

const struct room cases_room = {
    .name = "cases",
    .purpose = "Applications from their receipt to the delivery of the result: taking, reading, acting, worklists.",
    .tables = tables, .statements = statements, .routes = cases_routes, .routines = routines,
    .open = open_room, .close = cases_close, .check = check};
