/* The SQL that recounts the invariants of cases; run by `tongban check`, not by requests. */
#include "cases/case_check.h"

#include <string.h>

#include "base/arena.h"

/* Joins are on the district and the number, the rest are set operations: that is what a distributed database can carry out
 * as well. */
#define OF_ITS_CASE "c.district = e.district AND c.number = e.number"
static struct db_statement missing_event = DB_STATEMENT("cases.check_revision",
    "SELECT c.number FROM cases c LEFT JOIN case_events e ON " OF_ITS_CASE " AND e.seq = c.revision WHERE e.seq IS NULL");
static struct db_statement later_event = DB_STATEMENT("cases.check_later_events",
    "SELECT e.number FROM case_events e JOIN cases c ON " OF_ITS_CASE " WHERE e.seq > c.revision");
static struct db_statement gaps = DB_STATEMENT("cases.check_gaps",
    "SELECT number FROM case_events GROUP BY district, number HAVING count(*) <> max(seq) OR min(seq) <> 1");
static struct db_statement wrong_state = DB_STATEMENT("cases.check_state",
    "SELECT c.number FROM cases c JOIN case_events e ON " OF_ITS_CASE " AND e.seq = c.revision WHERE e.to_state <> c.state");
static struct db_statement broken_chain = DB_STATEMENT("cases.check_chain",
    "SELECT e.number FROM case_events e JOIN case_events p ON p.district = e.district AND p.number = e.number AND p.seq = e.seq - 1 "
    "WHERE e.from_state IS NULL OR e.from_state <> p.to_state OR e.position <= p.position OR e.at < p.at - 86400000");
static struct db_statement stray_events = DB_STATEMENT("cases.check_stray_events",
    "SELECT e.number FROM case_events e LEFT JOIN cases c ON " OF_ITS_CASE " WHERE c.number IS NULL");
static struct db_statement wrong_positions = DB_STATEMENT("cases.check_positions",
    "SELECT CAST(e.district AS TEXT) FROM (SELECT district, count(*) AS events, min(position) AS low, max(position) AS high "
    "FROM case_events GROUP BY district) e LEFT JOIN case_positions p ON p.district = e.district "
    "WHERE e.low <> 1 OR e.high <> e.events OR p.last IS NULL OR p.last <> e.high");
static struct db_statement stray_positions = DB_STATEMENT("cases.check_stray_positions",
    "SELECT CAST(p.district AS TEXT) FROM case_positions p LEFT JOIN case_events e ON e.district = p.district AND e.position = p.last "
    "WHERE e.position IS NULL");
#define THE_OTHER "CASE WHEN task_centre = receiving THEN responsible ELSE receiving END"
static struct db_statement missing_work = DB_STATEMENT("cases.check_missing_work",
    "SELECT number FROM (SELECT number, task_centre, task_red_on FROM cases WHERE task_centre IS NOT NULL "
    "EXCEPT SELECT number, centre, red_on FROM worklist WHERE side = 0) AS missing");
static struct db_statement missing_follower = DB_STATEMENT("cases.check_missing_follower",
    "SELECT number FROM (SELECT number, " THE_OTHER " AS other, task_red_on FROM cases "
    "WHERE task_centre IS NOT NULL AND receiving <> responsible "
    "EXCEPT SELECT number, centre, red_on FROM worklist WHERE side = 1) AS missing");
static struct db_statement stray_work = DB_STATEMENT("cases.check_stray_work",
    "SELECT number FROM (SELECT number, centre, side, red_on, state FROM worklist "
    "EXCEPT SELECT number, task_centre, 0, task_red_on, state FROM cases WHERE task_centre IS NOT NULL "
    "EXCEPT SELECT number, " THE_OTHER ", 1, task_red_on, state FROM cases "
    "WHERE task_centre IS NOT NULL AND receiving <> responsible) AS stray");
static struct db_statement misplaced_work = DB_STATEMENT("cases.check_misplaced_work",
    "SELECT number FROM worklist WHERE district <> CAST(substr(centre, 1, 6) AS INTEGER)");
static struct db_statement wrong_serial = DB_STATEMENT("cases.check_serial",
    "SELECT c.division FROM (SELECT district, substr(number, 3, 9) AS division, received_on, max(CAST(substr(number, 20, 6) AS INTEGER)) AS taken FROM cases "
    "GROUP BY district, substr(number, 3, 9), received_on) c "
    "LEFT JOIN case_serials s ON s.district = c.district AND s.division = c.division AND s.day = c.received_on "
    "WHERE s.last IS NULL OR s.last < c.taken");
#define SHOWN "number, state, item, mode, immediate, marks, applicant, receiving, responsible, received_at"
static struct db_statement wrong_copy = DB_STATEMENT("cases.check_copy",
    "SELECT number FROM (SELECT " SHOWN " FROM worklist EXCEPT SELECT " SHOWN " FROM cases) AS other");
static struct db_statement unknown_actor = DB_STATEMENT("cases.check_actor",
    "SELECT e.number FROM case_events e LEFT JOIN staff s ON s.username = e.actor WHERE e.actor IS NOT NULL AND s.username IS NULL");
static struct db_statement stray_look = DB_STATEMENT("cases.check_look",
    "SELECT case_number FROM (SELECT case_number FROM looks EXCEPT SELECT number FROM cases) AS stray");
static struct db_statement unknown_looker = DB_STATEMENT("cases.check_looker",
    "SELECT l.case_number FROM looks l LEFT JOIN staff s ON s.username = l.username WHERE s.username IS NULL");
static struct db_statement one_row = DB_STATEMENT("cases.check_row",
    "SELECT due, due_kind, blue_on, yellow_on FROM worklist WHERE district = $1 AND centre = $2 AND side = $3 AND red_on = $4 AND number = $5");
static struct db_statement is_there = DB_STATEMENT("cases.check_exists", "SELECT 1 FROM cases WHERE district = $1 AND number = $2");
static struct db_statement count_cases = DB_STATEMENT("cases.check_count_cases", "SELECT count(*) FROM cases");
static struct db_statement count_work = DB_STATEMENT("cases.check_count_work", "SELECT count(*) FROM worklist");
static struct db_statement count_looks = DB_STATEMENT("cases.check_count_looks", "SELECT count(*) FROM looks");
static struct db_statement list_numbers = DB_STATEMENT("cases.check_each",
    "SELECT number FROM cases WHERE district = $1 AND number > $2 ORDER BY number LIMIT $3");

static struct db_statement first_sealed = DB_STATEMENT("cases.first_sealed", "SELECT person, item, sealed FROM cases ORDER BY district, number LIMIT 1");

struct db_statement *const cases_keys_statements[] = {&first_sealed, NULL};

struct db_statement *const cases_check_statements[] = {
    &missing_event, &later_event, &gaps, &wrong_state, &broken_chain, &stray_events, &wrong_positions, &stray_positions,
    &missing_work, &missing_follower, &stray_work, &misplaced_work, &wrong_copy, &wrong_serial,
    &unknown_actor, &stray_look, &unknown_looker, &one_row, &is_there, &count_cases, &count_work, &count_looks, &list_numbers, NULL};

const struct case_invariant case_invariants[] = {
    {&missing_event, "has not the event of its revision"},
    {&later_event, "has an event after that of its revision"},
    {&gaps, "its events are not 1, 2, 3 …"},
    {&wrong_state, "its state is not that of its last event"},
    {&broken_chain, "its events do not follow each other"},
    {&stray_events, "has events but is no case"},
    {&wrong_positions, "the events of the district are not 1 … the last one its counter tells"},
    {&stray_positions, "the event that the district's counter tells is not there"},
    {&missing_work, "does not stand in the worklist it should"},
    {&missing_follower, "does not stand among what the other centre follows"},
    {&stray_work, "stands in a worklist it should not"},
    {&misplaced_work, "stands in the worklist of another district than its centre's"},
    {&wrong_copy, "its row of the worklist shows something else than it is"},
    {&wrong_serial, "has given fewer serials than stand in its cases' numbers"},
    {NULL, NULL}};

const struct case_invariant case_references[] = {
    {&unknown_actor, "somebody without an account acted on it"},
    {&stray_look, "was looked at, but is no case"},
    {&unknown_looker, "was looked at by somebody without an account"},
    {NULL, NULL}};

enum result case_check_list(struct db_session *session, struct arena *arena, int64_t district, const char *after,
                            const char **numbers, size_t max, size_t *ret_count)
{
    struct db_rows rows;
    *ret_count = 0;
    db_query(session, &list_numbers, DB_VALUES(db_integer(district), db_text(after), db_integer((int64_t)max)), &rows);
    while (*ret_count < max && db_next(&rows))
        numbers[(*ret_count)++] = db_column_copy(&rows, 0, arena);
    return db_rows_close(&rows);
}

enum result case_check_row(struct db_session *session, struct arena *arena, const struct case_record *record, const char *centre, int side,
                           struct case_lights *ret_lights)
{
    struct db_rows rows;
    bool found = false;
    db_query(session, &one_row, DB_VALUES(db_integer(case_centre_district(centre)), db_text(centre), db_integer(side), db_integer(record->task_red_on),
                                          db_text(record->number)), &rows);
    while (db_next(&rows)) {
        *ret_lights = (struct case_lights){
            .due = (int32_t)db_column_integer_or(&rows, 0, DAY_NONE), .kind = db_column_copy(&rows, 1, arena),
            .blue_on = (int32_t)db_column_integer_or(&rows, 2, DAY_NONE), .yellow_on = (int32_t)db_column_integer_or(&rows, 3, DAY_NONE)};
        found = true;
    }
    enum result result = db_rows_close(&rows);
    return result != RESULT_OK ? result : found ? RESULT_OK : RESULT_NOT_FOUND;
}

enum result case_check_exists(struct db_session *session, const char *number, bool *ret_exists)
{
    struct db_rows rows;
    *ret_exists = false;
    db_query(session, &is_there, DB_VALUES(db_integer(case_number_district(number)), db_text(number)), &rows);
    while (db_next(&rows))
        *ret_exists = true;
    return db_rows_close(&rows);
}

static enum result count_rows(struct db_session *session, struct db_statement *statement, int64_t *ret_count)
{
    struct db_rows rows;
    db_query(session, statement, DB_NO_VALUES, &rows);
    while (db_next(&rows))
        *ret_count = db_column_integer(&rows, 0);
    return db_rows_close(&rows);
}

enum result case_check_counts(struct db_session *session, int64_t *ret_cases, int64_t *ret_work, int64_t *ret_looks)
{
    enum result result = count_rows(session, &count_cases, ret_cases);
    if (result == RESULT_OK)
        result = count_rows(session, &count_work, ret_work);
    return result == RESULT_OK ? count_rows(session, &count_looks, ret_looks) : result;
}

enum result case_first_sealed(struct db_session *session, struct arena *arena, struct case_record *ret_record)
{
    struct db_rows rows;
    bool found = false;
    db_query(session, &first_sealed, DB_NO_VALUES, &rows);
    while (db_next(&rows)) {
        size_t size = 0;
        const void *person = db_column_blob(&rows, 0, &size);
        *ret_record = (struct case_record){.item = db_column_copy(&rows, 1, arena)};
        if (person != NULL && size == BLIND_SIZE)
            memcpy(ret_record->person, person, BLIND_SIZE);
        ret_record->sealed = db_column_copy_blob(&rows, 2, arena, &ret_record->sealed_size);
        found = true;
    }
    enum result result = db_rows_close(&rows);
    return result != RESULT_OK ? result : found ? RESULT_OK : RESULT_NOT_FOUND;
}
