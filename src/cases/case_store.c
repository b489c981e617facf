#include "cases/case_store.h"
#include "cases/cases.h"

#include <string.h>

#include "base/arena.h"
#include "base/text.h"

enum { CASE_CHANGES = DB_GROUP << 1 }; /* what an action may change, and what says of which case */

#define CASE(name, flags) DB_COLUMN(struct case_record, name, name, flags)
#define CASE_OR(name, flags, none) DB_COLUMN_OR(struct case_record, name, name, flags, none)
#define FACT(name, flags) DB_COLUMN(struct case_record, name, facts.name, flags)
#define FACT_DAY(name, flags) DB_COLUMN_OR(struct case_record, name, facts.name, flags, DAY_NONE)
const struct db_column case_columns[] = {
    CASE(district, DB_KEY | CASE_LISTED | CASE_CHANGES),
    CASE(number, DB_KEY | CASE_LISTED | CASE_CHANGES),
    CASE(revision, CASE_LISTED | CASE_CHANGES),
    CASE(item, CASE_LISTED),
    CASE(mode, CASE_LISTED),
    FACT(immediate, CASE_LISTED),
    FACT(state, CASE_LISTED | CASE_CHANGES),
    FACT(outcome, CASE_LISTED | CASE_CHANGES),
    CASE(receiving, CASE_LISTED),
    CASE(responsible, CASE_LISTED | CASE_CHANGES),
    CASE(routed_by, CASE_CHANGES),
    FACT(legal_days, CASE_LISTED | CASE_CHANGES),
    FACT(promised_days, CASE_LISTED | CASE_CHANGES),
    CASE(received_at, CASE_LISTED),
    CASE_OR(accepted_at, CASE_CHANGES, 0),
    CASE_OR(decided_at, CASE_CHANGES, 0),
    FACT_DAY(received_on, CASE_LISTED),
    FACT_DAY(accepted_on, CASE_LISTED | CASE_CHANGES),
    FACT_DAY(decided_on, CASE_LISTED | CASE_CHANGES),
    FACT_DAY(notice_due, CASE_LISTED | CASE_CHANGES),
    FACT_DAY(supplement_due, CASE_LISTED | CASE_CHANGES),
    FACT_DAY(legal_due, CASE_LISTED | CASE_CHANGES),
    FACT_DAY(promised_due, CASE_LISTED | CASE_CHANGES),
    FACT_DAY(issue_due, CASE_LISTED | CASE_CHANGES),
    FACT_DAY(stopped_on, CASE_LISTED | CASE_CHANGES),
    CASE(marks, CASE_LISTED | CASE_CHANGES),
    CASE_OR(wake_at, CASE_CHANGES, INT64_MAX),
    CASE(task_centre, CASE_LISTED | CASE_CHANGES),
    CASE(task_red_on, CASE_LISTED | CASE_CHANGES),
    CASE(person, 0),
    CASE(situation, CASE_CHANGES),
    CASE(complete, CASE_CHANGES),
    CASE(applicant, CASE_LISTED),
    DB_COLUMN_BYTES(struct case_record, sealed, sealed, sealed_size, CASE_CHANGES),
    CASE(query_generation, CASE_CHANGES),
    {.name = NULL}};

enum {
    EVENT_GIVEN = DB_GROUP,    /* all but the position, which is counted in its table */
    EVENT_TOLD = DB_GROUP << 1 /* all but of which case */
};
#define EVENT(name) DB_COLUMN(struct case_event, name, name, EVENT_GIVEN | EVENT_TOLD)
static const struct db_column event_columns[] = {
    DB_COLUMN(struct case_event, district, district, EVENT_GIVEN),
    DB_COLUMN(struct case_event, number, number, EVENT_GIVEN),
    EVENT(seq),
    EVENT(at),
    EVENT(action),
    DB_COLUMN_OR(struct case_event, from_state, from_state, EVENT_GIVEN | EVENT_TOLD, -1),
    EVENT(to_state),
    EVENT(actor),
    EVENT(actor_name),
    EVENT(centre),
    EVENT(reasons),
    DB_COLUMN_BYTES(struct case_event, sealed, sealed, sealed_size, EVENT_GIVEN | EVENT_TOLD),
    EVENT(facts),
    DB_COLUMN(struct case_event, position, position, EVENT_TOLD),
    {.name = NULL}};

enum { WORK_SHOWN = DB_GROUP }; /* all but where it stands */
#define WORK(name) DB_COLUMN(struct case_row, name, name, WORK_SHOWN)
#define WORK_DAY(name) DB_COLUMN_OR(struct case_row, name, name, WORK_SHOWN, DAY_NONE)
const struct db_column case_work_columns[] = {
    DB_COLUMN(struct case_row, district, district, DB_KEY),
    DB_COLUMN(struct case_row, centre, centre, DB_KEY),
    DB_COLUMN(struct case_row, side, side, DB_KEY),
    DB_COLUMN(struct case_row, red_on, red_on, DB_KEY | WORK_SHOWN),
    DB_COLUMN(struct case_row, number, number, DB_KEY | WORK_SHOWN),
    WORK(received_at), /* the last in the record: SQLite finds the others on its way there */
    WORK_DAY(yellow_on),
    WORK_DAY(blue_on),
    WORK_DAY(due),
    WORK(due_kind),
    WORK(state),
    WORK(item),
    WORK(mode),
    WORK(immediate),
    WORK(marks),
    WORK(applicant),
    WORK(receiving),
    WORK(responsible),
    {.name = NULL}};

static struct db_statement load_case = DB_STATEMENT_OF("cases.load", case_columns, 0,
    "SELECT {columns} FROM cases WHERE district = $1 AND number = $2");
static struct db_statement insert_case = DB_STATEMENT_OF("cases.insert", case_columns, 0,
    "INSERT INTO cases ({columns}) VALUES ({values})");
static struct db_statement update_case = DB_STATEMENT_OF("cases.update", case_columns, CASE_CHANGES,
    "UPDATE cases SET {changes} WHERE {matched} AND revision = {value:revision} - 1");
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
static struct db_statement add_event = DB_STATEMENT_OF("cases.add_event", event_columns, EVENT_GIVEN,
    "INSERT INTO case_events ({columns}, position) SELECT {values}, last FROM case_positions WHERE district = {value:district}");
static struct db_statement list_events = DB_STATEMENT_OF("cases.list_events", event_columns, EVENT_TOLD,
    "SELECT {columns} FROM case_events WHERE district = $1 AND number = $2 ORDER BY seq");
static struct db_statement earlier_reissue = DB_STATEMENT("cases.earlier_reissue",
    "SELECT at FROM case_events WHERE district = $1 AND number = $2 AND action = 'reissue_password' ORDER BY seq DESC LIMIT 1 OFFSET $3");
static struct db_statement list_to_wake = DB_STATEMENT("cases.list_to_wake",
    "SELECT number, wake_at FROM cases WHERE wake_at <= $1 AND wake_at >= $2 AND (wake_at > $2 OR number > $3) ORDER BY wake_at, number LIMIT $4");
static struct db_statement add_work = DB_STATEMENT_OF("cases.add_work", case_work_columns, 0,
    "INSERT INTO worklist ({columns}) VALUES ({values})");
static struct db_statement remove_work = DB_STATEMENT("cases.remove_work",
    "DELETE FROM worklist WHERE district = $1 AND centre = $2 AND side = $3 AND red_on = $4 AND number = $5");
static struct db_statement list_work = DB_STATEMENT_OF("cases.list_work", case_work_columns, WORK_SHOWN,
    "SELECT {columns} FROM worklist WHERE district = $1 AND centre = $2 AND side = $3 AND (red_on, number) > ($4, $5) "
    "AND ($6 < 0 OR state = $6) ORDER BY red_on, number LIMIT $7");
static struct db_statement list_of_person = DB_STATEMENT_OF("cases.list_of_person", case_columns, CASE_LISTED,
    "SELECT {columns} FROM cases WHERE person = $1 ORDER BY item, received_at DESC LIMIT $2");
static struct db_statement list_of_person_item = DB_STATEMENT_OF("cases.list_of_person_item", case_columns, CASE_LISTED,
    "SELECT {columns} FROM cases WHERE person = $1 AND item = $2 ORDER BY received_at DESC LIMIT $3");
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

int case_row_marks(const struct case_record *record)
{
    return record->marks | (record->facts.outcome == OUTCOME_DENIED ? MARK_DENIED : 0);
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

int64_t case_centre_district(const char *centre)
{
    int64_t district = 0;
    for (size_t i = 0; i < 6 && centre[i] >= '0' && centre[i] <= '9'; i++)
        district = district * 10 + (centre[i] - '0');
    return district;
}

/* What follows from the columns. */
static void complete_record(struct case_record *record)
{
    case_set_marks(&record->facts, record->marks);
    record->facts.one_house = text_equal(record->receiving, record->responsible);
}

enum result case_read_record(struct db_rows *rows, struct arena *arena, struct case_record *ret_record)
{
    *ret_record = (struct case_record){0};
    enum result result = db_read_only_row(rows, arena, ret_record);
    if (result == RESULT_OK)
        complete_record(ret_record);
    return result;
}

enum result case_load(struct db_session *session, struct arena *arena, const char *number, struct case_record *ret_record)
{
    return case_number_is_valid(number) ? case_load_of(session, arena, case_number_district(number), number, ret_record) : RESULT_NOT_FOUND;
}

enum result case_load_of(struct db_session *session, struct arena *arena, int64_t district, const char *number, struct case_record *ret_record)
{
    struct db_rows rows;
    db_query(session, &load_case, DB_VALUES(db_integer(district), db_text(number)), &rows);
    return case_read_record(&rows, arena, ret_record);
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

struct case_row case_row_of(const struct case_record *r)
{
    return (struct case_row){
        .number = r->number, .item = r->item, .mode = r->mode, .immediate = r->facts.immediate, .state = r->facts.state,
        .outcome = r->facts.outcome, .marks = r->marks, .applicant = r->applicant, .receiving = r->receiving,
        .responsible = r->responsible, .received_at = r->received_at, .facts = r->facts, .due_kind = "none", .due = DAY_NONE,
        .blue_on = DAY_NONE, .yellow_on = DAY_NONE, .red_on = DAY_NONE};
}

static int32_t red_on(const struct case_lights *lights)
{
    return lights->red_on == DAY_NONE ? RED_NEVER : lights->red_on;
}

void case_row_light(struct case_row *row, const struct case_lights *lights)
{
    row->due_kind = lights->kind;
    row->due = lights->due;
    row->blue_on = lights->blue_on;
    row->yellow_on = lights->yellow_on;
    row->red_on = red_on(lights);
}

static enum result add_row(struct db_session *session, const struct case_record *r, const struct case_lights *lights,
                           const char *centre, int side)
{
    struct case_row row = case_row_of(r);
    row.district = case_centre_district(centre);
    row.centre = centre;
    row.side = side;
    row.marks = case_row_marks(r);
    case_row_light(&row, lights);
    return db_put_row(session, &add_work, &row);
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

/* What the record keeps of what follows from the rest. */
static void place_task(struct case_record *r, const struct case_lights *lights)
{
    r->marks = case_marks(&r->facts);
    r->task_centre = holder_centre(r);
    r->task_red_on = red_on(lights);
}

/* ---- cases ---- */

enum result case_insert(struct db_session *session, struct case_record *r, const struct case_lights *lights)
{
    place_task(r, lights);
    enum result result = db_put_row(session, &insert_case, r);
    return result == RESULT_OK ? add_rows(session, r, lights) : result;
}

enum result case_update(struct db_session *session, const struct case_record *stored, struct case_record *r,
                        const struct case_lights *lights)
{
    place_task(r, lights);
    /* first the case itself: one that was changed meanwhile is refused before anything is written */
    enum result result = db_change_row(session, &update_case, r);
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
    struct case_event row = *event;
    row.district = r->district;
    row.number = r->number;
    row.seq = r->revision;
    enum result result = db_change_one(session, &next_position, DB_VALUES(db_integer(r->district)));
    return result == RESULT_OK ? db_change_row(session, &add_event, &row) : result;
}

enum result case_each_event(struct db_session *session, const struct case_record *record,
                            void (*each)(void *context, const struct case_event *event), void *context)
{
    struct db_rows rows;
    db_query(session, &list_events, DB_VALUES(db_integer(record->district), db_text(record->number)), &rows);
    while (db_next(&rows)) {
        struct case_event event = {.district = record->district, .number = record->number};
        db_read_row(&rows, NULL, &event);
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
        *row = (struct case_row){0};
        db_read_row(&rows, arena, row);
        row->outcome = outcome_of_row(row);
    }
    return db_rows_close(&rows);
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
    while ((int64_t)*ret_count < limit && db_next(&rows)) {
        struct case_record record = {0};
        (void)db_read_row(&rows, arena, &record);
        complete_record(&record);
        list[(*ret_count)++] = case_row_of(&record);
    }
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
