#include "cases/case_store.h"
#include "cases/cases.h"

#include <string.h>

#include "base/arena.h"
#include "base/text.h"

#define CASE_COLUMNS                                                                                                       \
    "district, number, revision, item, mode, immediate, state, outcome, receiving, responsible, routed_by, legal_days, "   \
    "promised_days, received_at, accepted_at, decided_at, received_on, accepted_on, decided_on, notice_due, "              \
    "supplement_due, legal_due, promised_due, issue_due, stopped_on, marks, wake_at, task_centre, task_red_on, person, "    \
    "situation, complete, applicant, sealed, query_generation"
#define ROW_COLUMNS "number, item, mode, immediate, state, marks, applicant, receiving, responsible, received_at"

static struct db_statement load_case = DB_STATEMENT("cases.load",
    "SELECT " CASE_COLUMNS " FROM cases WHERE district = $1 AND number = $2");
static struct db_statement insert_case = DB_STATEMENT("cases.insert",
    "INSERT INTO cases (" CASE_COLUMNS ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, "
    "$18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35)");
static struct db_statement update_case = DB_STATEMENT("cases.update",
    "UPDATE cases SET revision = $3, state = $4, outcome = $5, responsible = $6, routed_by = $7, accepted_at = $8, "
    "decided_at = $9, accepted_on = $10, decided_on = $11, notice_due = $12, supplement_due = $13, legal_due = $14, "
    "promised_due = $15, issue_due = $16, stopped_on = $17, marks = $18, wake_at = $19, task_centre = $20, task_red_on = $21, "
    "situation = $22, complete = $23, sealed = $24, legal_days = $25, promised_days = $26, query_generation = $27 "
    "WHERE district = $1 AND number = $2 AND revision = $3 - 1");
static struct db_statement update_lights = DB_STATEMENT("cases.update_lights",
    "UPDATE cases SET wake_at = $3, task_red_on = $4 WHERE district = $1 AND number = $2 AND revision = $5");
static struct db_statement let_sleep = DB_STATEMENT("cases.let_sleep",
    "UPDATE cases SET wake_at = NULL WHERE district = $1 AND number = $2 AND revision = $3");
static struct db_statement next_serial = DB_STATEMENT("cases.next_serial",
    "INSERT INTO case_serials (district, division, day, last) VALUES ($1, $2, $3, 1) "
    "ON CONFLICT (district, division, day) DO UPDATE SET last = case_serials.last + 1 RETURNING last");
/* The counter's row stays locked until the commit, so that the events of a district become visible in the order of their
 * positions; nobody waits for the answer. */
static struct db_statement next_position = DB_STATEMENT("cases.next_position",
    "INSERT INTO case_positions (district, last) VALUES ($1, 1) "
    "ON CONFLICT (district) DO UPDATE SET last = case_positions.last + 1");
static struct db_statement add_event = DB_STATEMENT("cases.add_event",
    "INSERT INTO case_events (district, position, number, seq, at, action, from_state, to_state, actor, actor_name, centre, reasons, sealed, facts) "
    "SELECT district, last, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13 FROM case_positions WHERE district = $1");
static struct db_statement list_events = DB_STATEMENT("cases.list_events",
    "SELECT seq, at, action, from_state, to_state, actor, actor_name, centre, reasons, sealed, facts FROM case_events "
    "WHERE district = $1 AND number = $2 ORDER BY seq");
static struct db_statement earlier_reissue = DB_STATEMENT("cases.earlier_reissue",
    "SELECT at FROM case_events WHERE district = $1 AND number = $2 AND action = 'reissue_password' ORDER BY seq DESC LIMIT 1 OFFSET $3");
static struct db_statement list_to_wake = DB_STATEMENT("cases.list_to_wake",
    "SELECT number, wake_at FROM cases WHERE wake_at <= $1 AND wake_at >= $2 AND (wake_at > $2 OR number > $3) ORDER BY wake_at, number LIMIT $4");
static struct db_statement add_work = DB_STATEMENT("cases.add_work",
    "INSERT INTO worklist (district, centre, side, red_on, number, yellow_on, blue_on, due, due_kind, state, item, mode, "
    "immediate, marks, applicant, receiving, responsible, received_at) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)");
static struct db_statement remove_work = DB_STATEMENT("cases.remove_work",
    "DELETE FROM worklist WHERE district = $1 AND centre = $2 AND side = $3 AND red_on = $4 AND number = $5");
static struct db_statement list_work = DB_STATEMENT("cases.list_work",
    "SELECT " ROW_COLUMNS ", due, due_kind, blue_on, yellow_on, red_on FROM worklist "
    "WHERE district = $1 AND centre = $2 AND side = $3 AND (red_on, number) > ($4, $5) AND ($6 < 0 OR state = $6) "
    "ORDER BY red_on, number LIMIT $7");
#define PERSON_COLUMNS ROW_COLUMNS ", received_on, accepted_on, decided_on, notice_due, supplement_due, promised_due, issue_due, legal_days, promised_days, outcome"
static struct db_statement list_of_person = DB_STATEMENT("cases.list_of_person",
    "SELECT " PERSON_COLUMNS " FROM cases WHERE person = $1 ORDER BY item, received_at DESC LIMIT $2");
static struct db_statement list_of_person_item = DB_STATEMENT("cases.list_of_person_item",
    "SELECT " PERSON_COLUMNS " FROM cases WHERE person = $1 AND item = $2 ORDER BY received_at DESC LIMIT $3");
static struct db_statement add_disclosure = DB_STATEMENT("cases.add_disclosure",
    "INSERT INTO disclosures (district, number, at, username, id, what, purpose) VALUES ($1, $2, $3, $4, $5, $6, $7)");

#define OF_CENTRE "FROM worklist WHERE district = $1 AND centre = $2"
#define OF_ITEM "FROM worklist WHERE item = $1"
static struct db_statement count_open = DB_STATEMENT("cases.count_open", "SELECT count(DISTINCT number) " OF_CENTRE);
static struct db_statement list_open = DB_STATEMENT("cases.list_open", "SELECT DISTINCT number " OF_CENTRE " ORDER BY number");
static struct db_statement count_open_item = DB_STATEMENT("cases.count_open_item", "SELECT count(DISTINCT number) " OF_ITEM);
static struct db_statement list_open_item = DB_STATEMENT("cases.list_open_item", "SELECT DISTINCT number " OF_ITEM " ORDER BY number");

struct db_statement *const cases_open_statements[] = {&count_open, &list_open, &count_open_item, &list_open_item, NULL};
struct db_statement *const cases_statements[] = {
    &load_case, &insert_case, &update_case, &update_lights, &let_sleep, &next_serial, &next_position, &add_event, &list_events, &earlier_reissue, &list_to_wake, &add_work, &remove_work,
    &list_work, &list_of_person, &list_of_person_item, &add_disclosure, NULL};

/* ---- marks ---- */

enum { MARK_TAKEN_OVER = 1, MARK_SUPPLEMENT_ASKED = 2, MARK_EXTENDED = 4, MARK_DEEMED = 8, MARK_DENIED = 64 };

int case_marks(const struct case_facts *facts)
{
    return (facts->taken_over ? MARK_TAKEN_OVER : 0) | (facts->supplement_asked ? MARK_SUPPLEMENT_ASKED : 0) |
           (facts->extended ? MARK_EXTENDED : 0) | (facts->deemed ? MARK_DEEMED : 0);
}

int case_row_marks(const struct case_facts *facts)
{
    return case_marks(facts) | (facts->outcome == OUTCOME_DENIED ? MARK_DENIED : 0);
}

/* The outcome of a worklist row: what is decided and not denied is granted. */
static enum case_outcome outcome_of_row(const struct case_row *row)
{
    if (case_stage(row->state) != STAGE_ISSUE)
        return OUTCOME_NONE;
    return (row->marks & MARK_DENIED) != 0 ? OUTCOME_DENIED : OUTCOME_GRANTED;
}

void case_set_marks(struct case_facts *facts, int marks)
{
    facts->taken_over = (marks & MARK_TAKEN_OVER) != 0;
    facts->supplement_asked = (marks & MARK_SUPPLEMENT_ASKED) != 0;
    facts->extended = (marks & MARK_EXTENDED) != 0;
    facts->deemed = (marks & MARK_DEEMED) != 0;
}

/* ---- values ---- */

static struct db_value day_value(int32_t day) { return db_integer_or_null(day, DAY_NONE); }
static int32_t day_column(const struct db_rows *rows, int column) { return (int32_t)db_column_integer_or(rows, column, DAY_NONE); }

int64_t case_centre_district(const char *centre)
{
    int64_t district = 0;
    for (size_t i = 0; i < 6 && centre[i] >= '0' && centre[i] <= '9'; i++)
        district = district * 10 + (centre[i] - '0');
    return district;
}

static void read_record(struct db_rows *rows, struct arena *arena, struct case_record *r)
{
    struct case_facts *f = &r->facts;
    size_t size = 0;
    r->district = db_column_integer(rows, 0);
    r->number = db_column_copy(rows, 1, arena);
    r->revision = db_column_integer(rows, 2);
    r->item = db_column_copy(rows, 3, arena);
    r->mode = (enum item_mode)db_column_integer(rows, 4);
    f->immediate = db_column_integer(rows, 5) != 0;
    f->state = (enum case_state)db_column_integer(rows, 6);
    f->outcome = (enum case_outcome)db_column_integer(rows, 7);
    r->receiving = db_column_copy(rows, 8, arena);
    r->responsible = db_column_copy(rows, 9, arena);
    r->routed_by = (int)db_column_integer(rows, 10);
    f->legal_days = (int)db_column_integer(rows, 11);
    f->promised_days = (int)db_column_integer(rows, 12);
    r->received_at = db_column_integer(rows, 13);
    r->accepted_at = db_column_integer(rows, 14);
    r->decided_at = db_column_integer(rows, 15);
    f->received_on = day_column(rows, 16);
    f->accepted_on = day_column(rows, 17);
    f->decided_on = day_column(rows, 18);
    f->notice_due = day_column(rows, 19);
    f->supplement_due = day_column(rows, 20);
    f->legal_due = day_column(rows, 21);
    f->promised_due = day_column(rows, 22);
    f->issue_due = day_column(rows, 23);
    f->stopped_on = day_column(rows, 24);
    case_set_marks(f, (int)db_column_integer(rows, 25));
    r->wake_at = db_column_integer_or(rows, 26, INT64_MAX);
    r->task_centre = db_column_copy(rows, 27, arena);
    r->task_red_on = (int32_t)db_column_integer(rows, 28);
    const void *person = db_column_blob(rows, 29, &size);
    if (person != NULL && size == BLIND_SIZE)
        memcpy(r->person, person, BLIND_SIZE);
    r->situation = db_column_copy(rows, 30, arena);
    r->complete = db_column_integer(rows, 31) != 0;
    r->applicant = db_column_copy(rows, 32, arena);
    r->sealed = db_column_copy_blob(rows, 33, arena, &r->sealed_size);
    r->query_generation = db_column_integer(rows, 34);
    f->one_house = text_equal(r->receiving, r->responsible);
}

enum result case_load(struct db_session *session, struct arena *arena, const char *number, struct case_record *ret_record)
{
    return case_number_is_valid(number) ? case_load_of(session, arena, case_number_district(number), number, ret_record) : RESULT_NOT_FOUND;
}

enum result case_load_of(struct db_session *session, struct arena *arena, int64_t district, const char *number, struct case_record *ret_record)
{
    struct db_rows rows;
    *ret_record = (struct case_record){0};
    db_query(session, &load_case, DB_VALUES(db_integer(district), db_text(number)), &rows);
    bool found = db_next(&rows);
    if (found)
        read_record(&rows, arena, ret_record);
    enum result result = db_rows_close(&rows);
    return result != RESULT_OK ? result : found ? RESULT_OK : RESULT_NOT_FOUND;
}

enum result case_next_serial(struct db_session *session, int64_t district, const char *division, int32_t day, int *ret_serial)
{
    struct db_rows rows;
    int64_t serial = 0;
    db_query(session, &next_serial, DB_VALUES(db_integer(district), db_text(division), db_integer(day)), &rows);
    if (db_next(&rows))
        serial = db_column_integer(&rows, 0);
    while (db_next(&rows)) {
    }
    enum result result = db_rows_close(&rows);
    if (result == RESULT_OK && (serial < 1 || serial > 999999))
        return RESULT_LIMITED;
    *ret_serial = (int)serial;
    return result;
}

/* ---- worklist rows ---- */

static const char *holder_centre(const struct case_record *r)
{
    switch (case_state_holder(r->facts.state)) {
    case HOLDER_A: return r->receiving;
    case HOLDER_B: return r->responsible;
    default: return NULL;
    }
}

/* The other centre of a split case follows it while it lives. */
static const char *follower_centre(const struct case_record *r, const char *holder)
{
    if (holder == NULL || r->facts.one_house)
        return NULL;
    return text_equal(holder, r->receiving) ? r->responsible : r->receiving;
}

static enum result add_row(struct db_session *session, const struct case_record *r, const struct case_lights *lights,
                           const char *centre, int side)
{
    return db_run(session, &add_work,
                  DB_VALUES(db_integer(case_centre_district(centre)), db_text(centre), db_integer(side), db_integer(r->task_red_on),
                            db_text(r->number), day_value(lights->yellow_on), day_value(lights->blue_on), day_value(lights->due),
                            db_text(lights->kind), db_integer(r->facts.state), db_text(r->item), db_integer(r->mode),
                            db_integer(r->facts.immediate), db_integer(case_row_marks(&r->facts)), db_text(r->applicant),
                            db_text(r->receiving), db_text(r->responsible), db_integer(r->received_at)),
                  NULL);
}

static enum result add_rows(struct db_session *session, const struct case_record *r, const struct case_lights *lights)
{
    if (r->task_centre == NULL)
        return RESULT_OK;
    const char *follower = follower_centre(r, r->task_centre);
    enum result result = add_row(session, r, lights, r->task_centre, WORK_TO_DO);
    if (result == RESULT_OK && follower != NULL)
        result = add_row(session, r, lights, follower, WORK_SENT);
    return result;
}

static enum result remove_row(struct db_session *session, const struct case_record *r, const char *centre, int side)
{
    return db_change_one(session, &remove_work,
                         DB_VALUES(db_integer(case_centre_district(centre)), db_text(centre), db_integer(side),
                                   db_integer(r->task_red_on), db_text(r->number)));
}

static enum result remove_rows(struct db_session *session, const struct case_record *stored)
{
    if (stored->task_centre == NULL)
        return RESULT_OK;
    const char *follower = follower_centre(stored, stored->task_centre);
    enum result result = remove_row(session, stored, stored->task_centre, WORK_TO_DO);
    if (result == RESULT_OK && follower != NULL)
        result = remove_row(session, stored, follower, WORK_SENT);
    return result;
}

static void place_task(struct case_record *r, const struct case_lights *lights)
{
    r->task_centre = holder_centre(r);
    r->task_red_on = lights->red_on == DAY_NONE ? RED_NEVER : lights->red_on;
}

/* ---- cases ---- */

enum result case_insert(struct db_session *session, struct case_record *r, const struct case_lights *lights)
{
    const struct case_facts *f = &r->facts;
    place_task(r, lights);
    enum result result = db_run(session, &insert_case,
        DB_VALUES(db_integer(r->district), db_text(r->number), db_integer(r->revision), db_text(r->item), db_integer(r->mode),
                  db_integer(f->immediate), db_integer(f->state), db_integer(f->outcome), db_text(r->receiving),
                  db_text(r->responsible), db_integer(r->routed_by), db_integer(f->legal_days), db_integer(f->promised_days),
                  db_integer(r->received_at), db_integer_or_null(r->accepted_at, 0), db_integer_or_null(r->decided_at, 0),
                  day_value(f->received_on), day_value(f->accepted_on), day_value(f->decided_on), day_value(f->notice_due),
                  day_value(f->supplement_due), day_value(f->legal_due), day_value(f->promised_due), day_value(f->issue_due),
                  day_value(f->stopped_on), db_integer(case_marks(f)), db_integer_or_null(r->wake_at, INT64_MAX),
                  db_text(r->task_centre), db_integer(r->task_red_on), db_blob(r->person, BLIND_SIZE), db_text(r->situation),
                  db_integer(r->complete), db_text(r->applicant), db_blob(r->sealed, r->sealed_size), db_integer(r->query_generation)),
        NULL);
    return result == RESULT_OK ? add_rows(session, r, lights) : result;
}

enum result case_update(struct db_session *session, const struct case_record *stored, struct case_record *r,
                        const struct case_lights *lights)
{
    const struct case_facts *f = &r->facts;
    place_task(r, lights);
    /* first the case itself: one that was changed meanwhile is refused before anything is written */
    enum result result = db_change_one(session, &update_case,
        DB_VALUES(db_integer(r->district), db_text(r->number), db_integer(r->revision), db_integer(f->state),
                  db_integer(f->outcome), db_text(r->responsible), db_integer(r->routed_by),
                  db_integer_or_null(r->accepted_at, 0), db_integer_or_null(r->decided_at, 0), day_value(f->accepted_on),
                  day_value(f->decided_on), day_value(f->notice_due), day_value(f->supplement_due), day_value(f->legal_due),
                  day_value(f->promised_due), day_value(f->issue_due), day_value(f->stopped_on), db_integer(case_marks(f)),
                  db_integer_or_null(r->wake_at, INT64_MAX), db_text(r->task_centre), db_integer(r->task_red_on),
                  db_text(r->situation), db_integer(r->complete), db_blob(r->sealed, r->sealed_size),
                  db_integer(f->legal_days), db_integer(f->promised_days), db_integer(r->query_generation)));
    if (result == RESULT_OK)
        result = remove_rows(session, stored);
    return result == RESULT_OK ? add_rows(session, r, lights) : result;
}

enum result case_update_lights(struct db_session *session, const struct case_record *stored, struct case_record *r,
                               const struct case_lights *lights)
{
    place_task(r, lights);
    enum result result = db_change_one(session, &update_lights,
        DB_VALUES(db_integer(r->district), db_text(r->number), db_integer_or_null(r->wake_at, INT64_MAX), db_integer(r->task_red_on),
                  db_integer(r->revision)));
    if (result == RESULT_OK)
        result = remove_rows(session, stored);
    return result == RESULT_OK ? add_rows(session, r, lights) : result;
}

enum result case_let_sleep(struct db_session *session, const struct case_record *r)
{
    return db_change_one(session, &let_sleep, DB_VALUES(db_integer(r->district), db_text(r->number), db_integer(r->revision)));
}

/* ---- events ---- */

enum result case_add_event(struct db_session *session, const struct case_record *r, const struct case_event *event)
{
    enum result result = db_change_one(session, &next_position, DB_VALUES(db_integer(r->district)));
    if (result != RESULT_OK)
        return result;
    return db_change_one(session, &add_event,
                         DB_VALUES(db_integer(r->district), db_text(r->number), db_integer(r->revision), db_integer(event->at),
                                   db_text(event->action), db_integer_or_null(event->from_state, -1), db_integer(event->to_state),
                                   db_text(event->actor), db_text(event->actor_name), db_text(event->centre), db_text(event->reasons),
                                   db_blob(event->sealed, event->sealed_size), db_text(event->facts)));
}

enum result case_each_event(struct db_session *session, const char *number,
                            void (*each)(void *context, const struct case_event *event), void *context)
{
    struct db_rows rows;
    db_query(session, &list_events, DB_VALUES(db_integer(case_number_district(number)), db_text(number)), &rows);
    while (db_next(&rows)) {
        struct case_event event = {
            .seq = db_column_integer(&rows, 0), .at = db_column_integer(&rows, 1), .action = db_column_text(&rows, 2),
            .from_state = (int)db_column_integer_or(&rows, 3, -1), .to_state = (int)db_column_integer(&rows, 4),
            .actor = db_column_text(&rows, 5), .actor_name = db_column_text(&rows, 6), .centre = db_column_text(&rows, 7),
            .reasons = db_column_text(&rows, 8), .facts = db_column_text(&rows, 10)};
        event.sealed = db_column_blob(&rows, 9, &event.sealed_size);
        each(context, &event);
    }
    return db_rows_close(&rows);
}

enum result case_add_disclosure(struct db_session *session, const struct case_disclosure *disclosure)
{
    uint64_t id = 0;
    crypto_random(&id, sizeof(id));
    return db_run(session, &add_disclosure,
                  DB_VALUES(db_integer(case_number_district(disclosure->number)), db_text(disclosure->number), db_integer(disclosure->at),
                            db_text(disclosure->username), db_integer((int64_t)(id >> 1)), db_text(disclosure->what), db_text(disclosure->purpose)),
                  NULL);
}

enum result case_earlier_reissue(struct db_session *session, const struct case_record *record, int64_t back, int64_t *ret_at)
{
    struct db_rows rows;
    *ret_at = INT64_MIN;
    db_query(session, &earlier_reissue, DB_VALUES(db_integer(record->district), db_text(record->number), db_integer(back)), &rows);
    while (db_next(&rows))
        *ret_at = db_column_integer(&rows, 0);
    return db_rows_close(&rows);
}

enum result case_list_to_wake(struct db_session *session, struct arena *arena, int64_t now_ms, struct case_wake_place *place,
                              const char **numbers, size_t max, size_t *ret_count)
{
    struct db_rows rows;
    *ret_count = 0;
    db_query(session, &list_to_wake, DB_VALUES(db_integer(now_ms), db_integer(place->wake_at), db_text(place->number), db_integer((int64_t)max)), &rows);
    while (*ret_count < max && db_next(&rows)) {
        numbers[(*ret_count)++] = db_column_copy(&rows, 0, arena);
        place->wake_at = db_column_integer(&rows, 1);
        (void)text_copy(place->number, sizeof(place->number), db_column_text(&rows, 0));
    }
    return db_rows_close(&rows);
}

/* ---- lists ---- */

static struct case_row read_row(struct db_rows *rows, struct arena *arena)
{
    return (struct case_row){
        .number = db_column_copy(rows, 0, arena), .item = db_column_copy(rows, 1, arena),
        .mode = (enum item_mode)db_column_integer(rows, 2), .immediate = db_column_integer(rows, 3) != 0,
        .state = (enum case_state)db_column_integer(rows, 4), .marks = (int)db_column_integer(rows, 5),
        .applicant = db_column_copy(rows, 6, arena), .receiving = db_column_copy(rows, 7, arena),
        .responsible = db_column_copy(rows, 8, arena), .received_at = db_column_integer(rows, 9),
        .due_kind = "none", .due = DAY_NONE, .blue_on = DAY_NONE, .yellow_on = DAY_NONE, .red_on = DAY_NONE};
}

enum result case_list_work(struct db_session *session, struct arena *arena, const char *centre, int side, int state,
                           int32_t after_red_on, const char *after_number, int64_t limit, struct case_row *list, size_t *ret_count)
{
    struct db_rows rows;
    *ret_count = 0;
    db_query(session, &list_work,
             DB_VALUES(db_integer(case_centre_district(centre)), db_text(centre), db_integer(side), db_integer(after_red_on),
                       db_text(after_number), db_integer(state), db_integer(limit)), &rows);
    while ((int64_t)*ret_count < limit && db_next(&rows)) {
        struct case_row *row = &list[(*ret_count)++];
        *row = read_row(&rows, arena);
        row->outcome = outcome_of_row(row);
        row->due = day_column(&rows, 10);
        row->due_kind = db_column_copy(&rows, 11, arena);
        row->blue_on = day_column(&rows, 12);
        row->yellow_on = day_column(&rows, 13);
        row->red_on = day_column(&rows, 14);
    }
    return db_rows_close(&rows);
}

static struct case_row read_person_row(struct db_rows *rows, struct arena *arena)
{
    struct case_row row = read_row(rows, arena);
    row.facts = (struct case_facts){
        .state = row.state, .immediate = row.immediate, .one_house = text_equal(row.receiving, row.responsible),
        .received_on = day_column(rows, 10), .accepted_on = day_column(rows, 11), .decided_on = day_column(rows, 12),
        .notice_due = day_column(rows, 13), .supplement_due = day_column(rows, 14), .promised_due = day_column(rows, 15),
        .issue_due = day_column(rows, 16), .legal_days = (int)db_column_integer(rows, 17),
        .promised_days = (int)db_column_integer(rows, 18), .outcome = (enum case_outcome)db_column_integer(rows, 19)};
    row.outcome = row.facts.outcome;
    case_set_marks(&row.facts, row.marks);
    return row;
}

enum result case_list_of_person(struct db_session *session, struct arena *arena, const uint8_t person[BLIND_SIZE],
                                const char *item, int64_t limit, struct case_row *list, size_t *ret_count)
{
    struct db_rows rows;
    *ret_count = 0;
    if (item == NULL)
        db_query(session, &list_of_person, DB_VALUES(db_blob(person, BLIND_SIZE), db_integer(limit)), &rows);
    else
        db_query(session, &list_of_person_item, DB_VALUES(db_blob(person, BLIND_SIZE), db_text(item), db_integer(limit)), &rows);
    while ((int64_t)*ret_count < limit && db_next(&rows))
        list[(*ret_count)++] = read_person_row(&rows, arena);
    return db_rows_close(&rows);
}

static void query_open(struct db_session *session, const struct cases_open_where *where, struct db_statement *of_centre,
                       struct db_statement *of_item, struct db_rows *rows)
{
    if (where->centre != NULL)
        db_query(session, of_centre, DB_VALUES(db_integer(case_centre_district(where->centre)), db_text(where->centre)), rows);
    else
        db_query(session, of_item, DB_VALUES(db_text(where->item)), rows);
}

enum result cases_count_open(struct db_session *session, const struct cases_open_where *where, int64_t *ret_count)
{
    struct db_rows rows;
    query_open(session, where, &count_open, &count_open_item, &rows);
    *ret_count = db_next(&rows) ? db_column_integer(&rows, 0) : 0;
    return db_rows_close(&rows);
}

enum result cases_list_open(struct db_session *session, const struct cases_open_where *where,
                            void (*each)(void *sink, const char *number), void *sink)
{
    struct db_rows rows;
    query_open(session, where, &list_open, &list_open_item, &rows);
    while (db_next(&rows))
        each(sink, db_column_text(&rows, 0));
    return db_rows_close(&rows);
}
