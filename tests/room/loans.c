/* A room to try the ground with, not shipped: the umbrellas that a centre lends. It has a table, a flow, routes with keys,
 * something that it remembers, a routine, and a check; the rest of the program names it in one line. */
#include <stdatomic.h>
#include <stdlib.h>

#include "act/room.h"
#include "base/text.h"
#include "flow/flow.h"
#include "http/http.h"
#include "staff/staff_rules.h"

/* ---- its life ---- */

enum { LENT, BACK, LOST };
enum { BRING_BACK, GIVE_UP };
static const char *const states[] = {"lent", "back", "lost", NULL}, *const conditions[] = {"whole", "torn", NULL};
struct loan_order { int action; const char *condition, *reason; };
static const struct field back_inputs[] = {
    {"condition", FIELD_TEXT, FIELD_REQUIRED, .choices = conditions, .description = "how it came back", AT(loan_order, condition)}, {0}};
static const struct field give_up_inputs[] = {
    {"reason", FIELD_TEXT, FIELD_REQUIRED | FIELD_SAYS, 0, 100, .description = "in words", AT(loan_order, reason)}, {0}};
static const char *const action_names[] = {"bring_back", "give_up", NULL};
static const struct field actions[] = {
    {"bring_back", FIELD_OBJECT, .fields = back_inputs}, {"give_up", FIELD_OBJECT, .fields = give_up_inputs}, {0}};
static const struct flow_move moves[] = {
    {LENT, BRING_BACK, {PRINCIPAL_STAFF, ROLES_CENTRE, 0}, 0, 0, BACK}, {LENT, GIVE_UP, {PRINCIPAL_STAFF, ROLE_LEAD, 0}, 0, 0, LOST}};
static const struct flow flow = {.states = states, .actions = actions, .moves = moves, .move_count = ARRAY_COUNT(moves)};

/* ---- its table ---- */

static struct db_statement last_loan = DB_STATEMENT("loans.last", "SELECT coalesce(max(number), 0) FROM loans WHERE district = $1");
static struct db_statement add_loan = DB_STATEMENT("loans.add", "INSERT INTO loans (district, number, centre, state) VALUES ($1, $2, $3, 0)");
static struct db_statement read_loan = DB_STATEMENT("loans.read", "SELECT centre, state FROM loans WHERE district = $1 AND number = $2");
static struct db_statement set_state = DB_STATEMENT("loans.set_state", "UPDATE loans SET state = $3 WHERE district = $1 AND number = $2 AND state = $4");
static struct db_statement count_odd = DB_STATEMENT("loans.check", "SELECT count(*) FROM loans WHERE state NOT IN (0, 1, 2)");
static struct db_statement count_out = DB_STATEMENT("loans.out", "SELECT count(*) FROM loans WHERE state = 0");
static struct db_statement *const loan_statements[] = {&last_loan, &add_loan, &read_loan, &set_state, &count_odd, &count_out, NULL};

static enum result read_number(struct db_session *session, struct db_statement *statement, int64_t district, int64_t *ret_number)
{
    struct db_rows rows;
    struct db_value values[] = {db_integer(district)};
    db_query(session, statement, values, statement == &last_loan ? 1 : 0, &rows);
    if (db_next(&rows))
        *ret_number = db_column_integer(&rows, 0);
    return db_rows_close(&rows);
}

struct loan { int64_t number; const char *centre; unsigned state; };

static enum result load(struct request *request, struct loan *ret_loan)
{
    struct db_rows rows;
    enum result result = RESULT_NOT_FOUND;
    if (!text_parse_int64(request->path[0], &ret_loan->number) || !text_parse_int64(arena_format(request->act.arena, "%.6s", request->path[1]), &request->act.lane))
        return RESULT_NOT_FOUND;
    db_query(request->act.session, &read_loan, DB_VALUES(db_integer(request->act.lane), db_integer(ret_loan->number)), &rows);
    if (db_next(&rows)) {
        ret_loan->centre = db_column_copy(&rows, 0, request->act.arena);
        ret_loan->state = (unsigned)db_column_integer(&rows, 1);
        result = principal_works_for(&request->act.principal, ret_loan->centre) ? RESULT_OK : RESULT_NOT_FOUND;
    }
    enum result closed = db_rows_close(&rows);
    return closed != RESULT_OK ? closed : result;
}

static void answer(struct request *request, const struct loan *loan)
{
    struct flow_actor actor = {request->act.principal.kind, request->act.principal.roles, 0};
    struct flow_verdict found[FLOW_ACTIONS_MAX];
    size_t count = flow_list(&flow, loan->state, actor, loan, found);
    json_open_object(&request->json, NULL);
    json_add_integer(&request->json, "number", loan->number);
    json_add_text(&request->json, "centre", loan->centre);
    json_add_text(&request->json, "state", states[loan->state]);
    json_open_array(&request->json, "allowed_actions");
    for (size_t i = 0; i < count; i++) {
        if (!found[i].allowed)
            continue;
        json_open_object(&request->json, NULL);
        json_add_text(&request->json, "action", action_names[found[i].move->action]);
        flow_write_inputs(&request->json, "inputs", flow_inputs(&flow, found[i].move, loan));
        json_close_object(&request->json);
    }
    json_close_array(&request->json);
    json_close_object(&request->json);
}

/* ---- lending ---- */

static enum result lend_admit(struct request *request)
{
    struct loan *loan = arena_alloc(request->act.arena, sizeof(*loan));
    request->state = loan;
    request->concerns[0] = principal_centre(&request->act.principal);
    return loan != NULL && text_parse_int64(arena_format(request->act.arena, "%.6s", request->concerns[0]), &request->act.lane) ? RESULT_OK : RESULT_NO_MEMORY;
}

static enum result lend_commit(struct request *request, struct db_session *session)
{
    struct loan *loan = request->state;
    *loan = (struct loan){.centre = request->concerns[0], .state = LENT};
    enum result result = read_number(session, &last_loan, request->act.lane, &loan->number);
    loan->number++;
    if (result == RESULT_OK)
        result = db_run(session, &add_loan, DB_VALUES(db_integer(request->act.lane), db_integer(loan->number), db_text(loan->centre)), NULL);
    if (result == RESULT_OK)
        answer(request, loan);
    return result;
}

/* ---- acting ---- */

static enum result act_admit(struct request *request)
{
    request->state = arena_alloc(request->act.arena, sizeof(struct loan));
    return request->state != NULL ? load(request, request->state) : RESULT_NO_MEMORY;
}

static enum result act_commit(struct request *request, struct db_session *session)
{
    struct loan loan = *(const struct loan *)request->state;
    struct flow_actor actor = {request->act.principal.kind, request->act.principal.roles, 0};
    const struct loan_order *order = request->body;
    struct flow_verdict verdict = flow_decide(&flow, loan.state, (unsigned)order->action, actor, &loan, order);
    if (!verdict.allowed)
        return act_refuse(&request->act, verdict.problem);
    enum result result = db_change_one(session, &set_state, DB_VALUES(db_integer(request->act.lane), db_integer(loan.number), db_integer(verdict.move->to), db_integer(loan.state)));
    loan.state = verdict.move->to;
    if (result == RESULT_OK)
        answer(request, &loan);
    return result;
}

static enum result read_one(struct request *request)
{
    struct loan loan = {0};
    enum result result = load(request, &loan);
    if (result == RESULT_OK)
        answer(request, &loan);
    return result;
}

/* ---- what it remembers ---- */

extern const struct room loans_room;

/* How many umbrellas are out, in the whole city, as it was a moment ago. */
struct loans { _Atomic int64_t out; };

static enum result count_again(struct context *context, struct db_session *session, int64_t now_ms)
{
    struct loans *loans = *room_memory(context, &loans_room);
    int64_t out = 0;
    (void)now_ms;
    enum result result = read_number(session, &count_out, 0, &out);
    if (result == RESULT_OK)
        atomic_store(&loans->out, out);
    return result;
}

static enum result open_room(struct context *context, struct db_session *session, char *fault, size_t fault_size)
{
    (void)fault;
    (void)fault_size;
    if ((*room_memory(context, &loans_room) = calloc(1, sizeof(struct loans))) == NULL)
        return RESULT_NO_MEMORY;
    return count_again(context, session, 0);
}

static void close_room(struct context *context)
{
    free(*room_memory(context, &loans_room));
    *room_memory(context, &loans_room) = NULL;
}

static enum result read_out(struct request *request)
{
    struct loans *loans = *room_memory(request->act.context, &loans_room);
    json_open_object(&request->json, NULL);
    json_add_integer(&request->json, "out", atomic_load(&loans->out));
    json_close_object(&request->json);
    return RESULT_OK;
}

static const struct room_routine routines[] = {{"loans.count", 500, false, false, count_again}, {0}};

/* ---- the room ---- */

static const struct field allowed_fields[] = {
    {"action", FIELD_TEXT, FIELD_REQUIRED, .choices = action_names}, {"inputs", FIELD_LIST, FIELD_REQUIRED, 0, 9, .fields = flow_input_item}, {0}};
static const struct field allowed_item[] = {{"item", FIELD_OBJECT, .fields = allowed_fields}, {0}};
static const struct field loan_fields[] = {
    {"number", FIELD_INTEGER, FIELD_REQUIRED, .min = 1}, {"centre", FIELD_TEXT, FIELD_REQUIRED, .max = 40},
    {"state", FIELD_TEXT, FIELD_REQUIRED, .choices = states}, {"allowed_actions", FIELD_LIST, FIELD_REQUIRED, 0, 9, .fields = allowed_item}, {0}};
static const struct field out_fields[] = {{"out", FIELD_INTEGER, FIELD_REQUIRED, .min = 0}, {0}};
static const struct field lend_body[] = {{0}};
static const struct field act_body[] = {
    {"action", FIELD_VARIANT, FIELD_REQUIRED, .choices = action_names, .fields = actions, AT(loan_order, action)}, {0}};
static const struct field named[] = {
    {"number", FIELD_TEXT, FIELD_REQUIRED, 1, 20, .description = "of the loan"}, {"centre", FIELD_TEXT, FIELD_REQUIRED, 1, 40,
     .description = "that lends"}, {0}};

static const struct problem *const act_refusals[] = {&flow_not_possible, &flow_not_yours, &problem_stale, NULL};

static const struct route loans_routes[] = {
    {.method = HTTP_GET, .path = "/v1/loans", .operation = "count_loans", .summary = "How many umbrellas are out", .description = "As it was a moment ago.",
     .callers = STAFF_OF(ROLES_CENTRE), .reply = out_fields, .status = 200, .read = read_out},
    {.method = HTTP_POST, .path = "/v1/loans", .operation = "lend", .summary = "Lend an umbrella", .description = "At the caller's centre.",
     .callers = STAFF_OF(ROLES_CENTRE), .flags = ROUTE_KEYED, .body = lend_body, .reply = loan_fields, .status = 201, .commit = lend_commit, .admit = lend_admit},
    {.method = HTTP_GET, .path = "/v1/loans/{number}/of/{centre}", .operation = "get_loan", .summary = "A loan", .description = "With what may be done.",
     .callers = STAFF_OF(ROLES_CENTRE), .named = named, .reply = loan_fields, .status = 200, .read = read_one},
    {.method = HTTP_POST, .path = "/v1/loans/{number}/of/{centre}", .operation = "act_on_loan", .summary = "Act on a loan", .description = "It came back, or is given up.",
     .callers = STAFF_OF(ROLES_CENTRE), .flags = ROUTE_KEYED, .named = named, BODY_OF(act_body, loan_order), .reply = loan_fields, .status = 200, .refusals = act_refusals,
     .commit = act_commit, .admit = act_admit},
    {0}};

static void check(struct context *context, struct db_session *session, const struct room_report *report)
{
    int64_t odd = 0;
    (void)context;
    if (read_number(session, &count_odd, 0, &odd) != RESULT_OK || odd > 0)
        report->fault(report->sink, "a loan is in no state");
}

static const struct room_table tables[] = {{"loans", "district"}, {0}};
static const db_statement_list statements[] = {loan_statements, NULL};
const struct room loans_room = {
    .name = "loans", .purpose = "Umbrellas that a centre lends.", .tables = tables, .statements = statements, .routes = loans_routes,
    .routines = routines, .open = open_room, .close = close_room, .check = check};
