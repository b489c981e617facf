/* The SQL that recounts the invariants of cases; run by `tongban check`, not by requests. */
#include "cases/case_check.h"

#include <string.h>

#include "base/arena.h"

static struct db_statement wrong_revision = DB_STATEMENT("cases.check_revision",
    "SELECT c.number FROM cases c WHERE c.revision <> (SELECT count(*) FROM case_events e WHERE e.district = c.district AND e.number = c.number) "
    "OR c.revision <> (SELECT coalesce(max(e.seq), 0) FROM case_events e WHERE e.district = c.district AND e.number = c.number)");
static struct db_statement wrong_state = DB_STATEMENT("cases.check_state",
    "SELECT c.number FROM cases c JOIN case_events e ON e.district = c.district AND e.number = c.number AND e.seq = c.revision "
    "WHERE e.to_state <> c.state");
static struct db_statement broken_chain = DB_STATEMENT("cases.check_chain",
    "SELECT e.number FROM case_events e JOIN case_events p ON p.district = e.district AND p.number = e.number AND p.seq = e.seq - 1 "
    "WHERE e.from_state IS NULL OR e.from_state <> p.to_state OR e.position <= p.position OR e.at < p.at - 86400000");
static struct db_statement stray_events = DB_STATEMENT("cases.check_stray_events",
    "SELECT e.number FROM case_events e WHERE NOT EXISTS (SELECT 1 FROM cases c WHERE c.district = e.district AND c.number = e.number)");
static struct db_statement wrong_positions = DB_STATEMENT("cases.check_positions",
    "SELECT CAST(e.district AS TEXT) FROM (SELECT district, count(*) AS events, min(position) AS low, max(position) AS high "
    "FROM case_events GROUP BY district) e LEFT JOIN case_positions p ON p.district = e.district "
    "WHERE e.low <> 1 OR e.high <> e.events OR p.last IS NULL OR p.last <> e.high");
static struct db_statement stray_positions = DB_STATEMENT("cases.check_stray_positions",
    "SELECT CAST(p.district AS TEXT) FROM case_positions p WHERE NOT EXISTS (SELECT 1 FROM case_events e WHERE e.district = p.district)");
static struct db_statement missing_work = DB_STATEMENT("cases.check_missing_work",
    "SELECT c.number FROM cases c WHERE (SELECT count(*) FROM worklist w WHERE w.centre = c.task_centre AND w.side = 0 "
    "AND w.red_on = c.task_red_on AND w.number = c.number AND w.district = CAST(substr(c.task_centre, 1, 6) AS INTEGER)) "
    "<> CASE WHEN c.task_centre IS NULL THEN 0 ELSE 1 END");
static struct db_statement missing_follower = DB_STATEMENT("cases.check_missing_follower",
    "SELECT number FROM (SELECT number, task_centre, task_red_on, CASE WHEN task_centre = receiving THEN responsible ELSE receiving END AS other "
    "FROM cases WHERE task_centre IS NOT NULL AND receiving <> responsible) AS c "
    "WHERE NOT EXISTS (SELECT 1 FROM worklist w WHERE w.district = CAST(substr(c.other, 1, 6) AS INTEGER) AND w.centre = c.other "
    "AND w.side = 1 AND w.red_on = c.task_red_on AND w.number = c.number)");
static struct db_statement stray_work = DB_STATEMENT("cases.check_stray_work",
    "SELECT w.number FROM worklist w WHERE NOT EXISTS (SELECT 1 FROM cases c WHERE c.number = w.number "
    "AND c.district = CAST(substr(w.number, 3, 6) AS INTEGER) AND c.state = w.state AND c.task_red_on = w.red_on "
    "AND ((w.side = 0 AND c.task_centre = w.centre) OR (w.side = 1 AND c.task_centre <> w.centre AND c.receiving <> c.responsible "
    "AND w.centre IN (c.receiving, c.responsible))))");
static struct db_statement wrong_serial = DB_STATEMENT("cases.check_serial",
    "SELECT division FROM case_serials s WHERE s.last < (SELECT count(*) FROM cases c WHERE c.district = s.district "
    "AND substr(c.number, 3, 9) = s.division AND c.received_on = s.day)");
static struct db_statement each_number = DB_STATEMENT("cases.check_each",
    "SELECT district, number FROM cases WHERE (district, number) > ($1, $2) ORDER BY district, number LIMIT $3");

static struct db_statement first_sealed = DB_STATEMENT("cases.first_sealed", "SELECT person, item, sealed FROM cases ORDER BY district, number LIMIT 1");

struct db_statement *const cases_keys_statements[] = {&first_sealed, NULL};

struct db_statement *const cases_check_statements[] = {&wrong_revision, &wrong_state, &broken_chain, &stray_events, &wrong_positions, &stray_positions,
                                                       &missing_work, &missing_follower,
                                                       &stray_work, &wrong_serial, &each_number, NULL};

const struct case_invariant case_invariants[] = {
    {&wrong_revision, "its events are not 1 … revision"},
    {&wrong_state, "its state is not that of its last event"},
    {&broken_chain, "its events do not follow each other"},
    {&stray_events, "has events but is no case"},
    {&wrong_positions, "the events of the district are not 1 … the last one its counter tells"},
    {&stray_positions, "the district has a counter but no events"},
    {&missing_work, "does not stand in the worklist it should"},
    {&missing_follower, "does not stand among what the other centre follows"},
    {&stray_work, "stands in a worklist it should not"},
    {&wrong_serial, "has given fewer serials than it has cases"},
    {NULL, NULL}};

enum result case_check_next(struct db_session *session, struct arena *arena, int64_t *district, const char **number)
{
    struct db_rows rows;
    bool found = false;
    db_query(session, &each_number, DB_VALUES(db_integer(*district), db_text(*number), db_integer(1)), &rows);
    while (db_next(&rows)) {
        *district = db_column_integer(&rows, 0);
        *number = db_column_copy(&rows, 1, arena);
        found = true;
    }
    enum result result = db_rows_close(&rows);
    return result != RESULT_OK ? result : found ? RESULT_OK : RESULT_NOT_FOUND;
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
