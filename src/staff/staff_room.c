/* Staff as a part of the program. */
#include "act/room.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/settings.h"
#include "staff/staff.h"
#include "staff/staff_api.h"

static const struct room_table tables[] = {
    {"staff", NULL}, {"passwords_used", NULL}, {"devices", NULL},
    {"sign_in_failures", NULL}, {"sign_in_failures_of_source", NULL}, {0}};
static const db_statement_list statements[] = {staff_statements, NULL};
static const struct authenticator authenticator = {PRINCIPAL_STAFF, staff_read_principal};

static enum result start(struct context *context, struct db_session *session, const struct room_go_on *go_on)
{
    (void)go_on;
    int64_t demo = 0;
    if (context->settings->demo)
        return staff_make_demo(context->writer, context->places, clock_now_ms());
    enum result result = staff_count_demo(session, &demo);
    if (demo > 0)
        log_write(LOG_WARNING, "demonstration_accounts_refused", "why", "the server runs without --demo", NULL);
    return result;
}

static void check(struct context *context, struct db_session *session, const struct room_report *report)
{
    (void)staff_check(session, context->places, report->fault, report->sink);
}

static enum result forget(struct context *context, struct db_session *session, int64_t now_ms)
{
    (void)session;
    return staff_tick(context->writer, now_ms);
}

static const struct room_routine routines[] = {{"staff.forget", 3600000, true, false, forget}, {0}};

const struct room staff_room = {
    .name = "staff",
    .purpose = "Those who work here: signing in, passwords, accounts.",
    .tables = tables, .statements = statements, .routes = staff_routes, .authenticator = &authenticator,
    .routines = routines, .start = start, .check = check};
