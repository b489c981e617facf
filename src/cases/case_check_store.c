/* The SQL that recounts the invariants of cases; run by `tongban check`, not by requests. */
#include "cases/case_check.h"

#include <string.h>

#include "base/arena.h"
#include "base/text.h"

/* ---- what is looked for when something does not add up ---- */

/* Joins are on the district and the number: that is what a distributed database can carry out as well. */
static struct db_statement list_unreceived = DB_STATEMENT("cases.check_unreceived",
    "SELECT c.number FROM cases c LEFT JOIN case_events e ON e.district = c.district AND e.number = c.number AND e.seq = 1 "
    "WHERE c.district = $1 AND c.number > $2 AND e.seq IS NULL ORDER BY c.number LIMIT $3");
struct db_statement case_check_stray_events = DB_STATEMENT("cases.check_stray_events",
    "SELECT e.number FROM case_events e LEFT JOIN cases c ON c.district = e.district AND c.number = e.number "
    "WHERE e.district = $1 AND c.number IS NULL");
struct db_statement case_check_wrong_serial = DB_STATEMENT("cases.check_wrong_serial",
    "SELECT c.division FROM (SELECT district, substr(number, 3, 9) AS division, received_on, max(CAST(substr(number, 20, 6) AS INTEGER)) AS taken FROM cases "
    "GROUP BY district, substr(number, 3, 9), received_on) c "
    "LEFT JOIN case_serials s ON s.district = c.district AND s.division = c.division AND s.day = c.received_on "
    "WHERE s.last IS NULL OR s.last < c.taken");

/* ---- what is looked at ---- */

static struct db_statement next_district = DB_STATEMENT("cases.check_next_district",
    "SELECT min(district) FROM (SELECT min(district) AS district FROM cases WHERE district > $1 "
    "UNION ALL SELECT min(district) FROM case_events WHERE district > $1 "
    "UNION ALL SELECT min(district) FROM case_positions WHERE district > $1) AS others");
static struct db_statement one_district = DB_STATEMENT("cases.check_district",
    "SELECT p.counter, c.cases, e.last FROM (SELECT max(last) AS counter FROM case_positions WHERE district = $1) p, "
    "(SELECT count(*) AS cases FROM cases WHERE district = $1) c, (SELECT max(position) AS last FROM case_events WHERE district = $1) e");
static struct db_statement list_events = DB_STATEMENT("cases.check_events",
    "SELECT position, seq, at, number FROM case_events WHERE district = $1 AND position > $2 AND position <= $3 ORDER BY position LIMIT $4");
static struct db_statement is_there = DB_STATEMENT("cases.check_exists", "SELECT 1 FROM cases WHERE district = $1 AND number = $2");
static struct db_statement last_serial = DB_STATEMENT("cases.check_serial", "SELECT last FROM case_serials WHERE district = $1 AND division = $2 AND day = $3");
static struct db_statement count_work = DB_STATEMENT("cases.check_count_work", "SELECT count(*) FROM worklist");
static struct db_statement count_disclosures = DB_STATEMENT("cases.check_count_disclosures", "SELECT count(*) FROM disclosures");
static struct db_statement list_disclosed = DB_STATEMENT("cases.check_disclosed",
    "SELECT DISTINCT number, district FROM disclosures WHERE (district, number) > ($1, $2) ORDER BY district, number LIMIT $3");
static struct db_statement list_lookers = DB_STATEMENT("cases.check_lookers",
    "SELECT username, min(number) FROM disclosures GROUP BY username");

static struct db_statement list_work = DB_STATEMENT_OF("cases.check_work", case_work_columns, 0,
    "SELECT {columns} FROM worklist WHERE (district, centre, side, red_on, number) > ($1, $2, $3, $4, $5) "
    "ORDER BY district, centre, side, red_on, number LIMIT $6");
static struct db_statement one_work = DB_STATEMENT_OF("cases.check_work_again", case_work_columns, 0,
    "SELECT {columns} FROM worklist WHERE district = $1 AND centre = $2 AND side = $3 AND red_on = $4 AND number = $5");
static struct db_statement listed_case = DB_STATEMENT_OF("cases.check_listed", case_columns, CASE_LISTED,
    "SELECT {columns} FROM cases WHERE district = $1 AND number = $2");

static struct db_statement first_sealed = DB_STATEMENT("cases.first_sealed", "SELECT person, item, sealed FROM cases ORDER BY district, number LIMIT 1");

struct db_statement *const cases_keys_statements[] = {&first_sealed, NULL};

struct db_statement *const cases_check_statements[] = {
    &list_unreceived, &case_check_stray_events, &case_check_wrong_serial, &next_district, &one_district, &list_events,
    &is_there, &last_serial, &count_work, &count_disclosures, &list_disclosed, &list_lookers, &list_work, &one_work,
    &listed_case, NULL};

/* ---- districts ---- */

enum result case_check_districts(struct db_session *session, struct arena *arena, int64_t **ret_list, size_t *ret_count)
{
    int64_t *list = NULL;
    size_t count = 0, room = 0;
    enum result result = RESULT_OK;
    for (int64_t after = INT64_MIN; result == RESULT_OK;) {
        struct db_rows rows;
        bool more = false;
        db_query(session, &next_district, DB_VALUES(db_integer(after)), &rows);
        while (db_next(&rows)) {
            more = !db_column_is_null(&rows, 0);
            after = db_column_integer(&rows, 0);
        }
        result = db_rows_close(&rows);
        if (result != RESULT_OK || !more)
            break;
        if (count == room) {
            int64_t *larger = arena_array(arena, room = room == 0 ? 32 : 2 * room, sizeof(*larger));
            if (larger == NULL)
                return RESULT_NO_MEMORY;
            if (count > 0)
                memcpy(larger, list, count * sizeof(*larger));
            list = larger;
        }
        list[count++] = after;
    }
    *ret_list = list;
    *ret_count = count;
    return result;
}

enum result case_check_district(struct db_session *session, int64_t district, struct check_district *ret_district)
{
    struct db_rows rows;
    db_query(session, &one_district, DB_VALUES(db_integer(district)), &rows);
    while (db_next(&rows))
        *ret_district = (struct check_district){.district = district, .counter = db_column_integer_or(&rows, 0, -1),
                                                .cases = db_column_integer(&rows, 1), .last = db_column_integer_or(&rows, 2, INT64_MIN)};
    return db_rows_close(&rows);
}

/* ---- events ---- */

enum result case_check_each_event(struct db_session *session, int64_t district, int64_t after, int64_t until,
                                  void (*each)(void *context, const struct check_event *event), void *context, size_t *ret_count)
{
    struct db_rows rows;
    *ret_count = 0;
    db_query(session, &list_events, DB_VALUES(db_integer(district), db_integer(after), db_integer(until), db_integer(CHECK_PAGE)), &rows);
    while (db_next(&rows)) {
        struct check_event event = {.position = db_column_integer(&rows, 0), .seq = db_column_integer(&rows, 1),
                                    .at = db_column_integer(&rows, 2), .number = db_column_text(&rows, 3)};
        each(context, &event);
        (*ret_count)++;
    }
    return db_rows_close(&rows);
}

/* ---- single rows ---- */

static enum result one_number(struct db_rows *rows, bool *ret_found, int64_t *ret_number)
{
    *ret_found = false;
    while (db_next(rows)) {
        *ret_number = db_column_integer(rows, 0);
        *ret_found = true;
    }
    return db_rows_close(rows);
}

enum result case_check_exists(struct db_session *session, const char *number, bool *ret_exists)
{
    struct db_rows rows;
    int64_t one = 0;
    db_query(session, &is_there, DB_VALUES(db_integer(case_number_district(number)), db_text(number)), &rows);
    return one_number(&rows, ret_exists, &one);
}

enum result case_check_serial(struct db_session *session, int64_t district, const char *division, int32_t day, int64_t *ret_last)
{
    struct db_rows rows;
    bool found = false;
    *ret_last = 0;
    db_query(session, &last_serial, DB_VALUES(db_integer(district), db_text(division), db_integer(day)), &rows);
    return one_number(&rows, &found, ret_last);
}

enum result case_check_counts(struct db_session *session, int64_t *ret_work, int64_t *ret_disclosures)
{
    struct db_rows rows;
    bool found = false;
    db_query(session, &count_work, DB_NO_VALUES, &rows);
    enum result result = one_number(&rows, &found, ret_work);
    if (result != RESULT_OK)
        return result;
    db_query(session, &count_disclosures, DB_NO_VALUES, &rows);
    return one_number(&rows, &found, ret_disclosures);
}

/* ---- pages of numbers ---- */

static enum result copy_numbers(struct db_rows *rows, struct arena *arena, const char **numbers, size_t *ret_count)
{
    *ret_count = 0;
    while (*ret_count < CHECK_PAGE && db_next(rows))
        numbers[(*ret_count)++] = db_column_copy(rows, 0, arena);
    return db_rows_close(rows);
}

enum result case_check_unreceived(struct db_session *session, struct arena *arena, int64_t district, const char *after,
                                  const char **numbers, size_t *ret_count)
{
    struct db_rows rows;
    db_query(session, &list_unreceived, DB_VALUES(db_integer(district), db_text(after), db_integer(CHECK_PAGE)), &rows);
    return copy_numbers(&rows, arena, numbers, ret_count);
}

enum result case_check_disclosed(struct db_session *session, struct arena *arena, struct check_disclosed *place, const char **numbers,
                                 size_t *ret_count)
{
    struct db_rows rows;
    *ret_count = 0;
    db_query(session, &list_disclosed, DB_VALUES(db_integer(place->district), db_text(place->number), db_integer(CHECK_PAGE)), &rows);
    while (*ret_count < CHECK_PAGE && db_next(&rows)) {
        place->district = db_column_integer(&rows, 1);
        numbers[(*ret_count)++] = db_column_copy(&rows, 0, arena);
    }
    enum result result = db_rows_close(&rows);
    if (result == RESULT_OK && *ret_count > 0 && !text_copy(place->number, sizeof(place->number), numbers[*ret_count - 1]))
        result = RESULT_TOO_LARGE;
    return result;
}

/* ---- worklists ---- */

enum result case_check_lookers(struct db_session *session, struct arena *arena, struct check_looker **ret_list, size_t *ret_count)
{
    struct check_looker *list = NULL;
    size_t count = 0, room = 0;
    struct db_rows rows;
    db_query(session, &list_lookers, DB_NO_VALUES, &rows);
    while (db_next(&rows)) {
        if (count == room) {
            struct check_looker *larger = arena_array(arena, room = room == 0 ? 256 : 2 * room, sizeof(*larger));
            if (larger == NULL)
                break;
            if (count > 0)
                memcpy(larger, list, count * sizeof(*larger));
            list = larger;
        }
        list[count].username = db_column_copy(&rows, 0, arena);
        list[count++].number = db_column_copy(&rows, 1, arena);
    }
    *ret_list = list;
    *ret_count = count;
    enum result result = db_rows_close(&rows);
    return result == RESULT_OK && arena_overflowed(arena) ? RESULT_NO_MEMORY : result;
}

enum result case_check_list_work(struct db_session *session, struct arena *arena, const struct case_row *after, struct case_row *list,
                                 size_t *ret_count)
{
    struct db_rows rows;
    *ret_count = 0;
    db_query(session, &list_work, DB_VALUES(db_integer(after->district), db_text(after->centre), db_integer(after->side), db_integer(after->red_on),
                                            db_text(after->number), db_integer(CHECK_PAGE)), &rows);
    while (*ret_count < CHECK_PAGE && db_next(&rows))
        db_read_row(&rows, arena, &list[(*ret_count)++]);
    return db_rows_close(&rows);
}

enum result case_check_work_row(struct db_session *session, struct arena *arena, const struct case_row *key,
                                struct case_row *ret_row)
{
    struct db_rows rows;
    *ret_row = (struct case_row){0};
    db_query(session, &one_work,
             DB_VALUES(db_integer(key->district), db_text(key->centre), db_integer(key->side), db_integer(key->red_on),
                       db_text(key->number)), &rows);
    return db_read_only_row(&rows, arena, ret_row);
}

enum result case_check_row(struct db_session *session, struct arena *arena, const struct case_record *record, const char *centre, int side,
                           struct case_lights *ret_lights)
{
    struct case_row row;
    enum result result = case_check_work_row(session, arena,
        &(struct case_row){.district = case_centre_district(centre), .centre = centre, .side = side,
                           .red_on = record->task_red_on, .number = record->number}, &row);
    if (result == RESULT_OK)
        *ret_lights = (struct case_lights){.due = row.due, .kind = row.due_kind, .blue_on = row.blue_on,
                                           .yellow_on = row.yellow_on};
    return result;
}

enum result case_check_listed(struct db_session *session, struct arena *arena, int64_t district, const char *number,
                              struct case_record *ret_record)
{
    struct db_rows rows;
    db_query(session, &listed_case, DB_VALUES(db_integer(district), db_text(number)), &rows);
    return case_read_record(&rows, arena, ret_record);
}

enum result case_first_sealed(struct db_session *session, struct arena *arena, struct case_record *ret_record)
{
    struct db_rows rows;
    bool found = false, damaged = false;
    db_query(session, &first_sealed, DB_NO_VALUES, &rows);
    while (db_next(&rows)) {
        size_t size = 0;
        const void *person = db_column_blob(&rows, 0, &size);
        *ret_record = (struct case_record){.item = db_column_copy(&rows, 1, arena)};
        damaged = size != BLIND_SIZE;
        if (!damaged)
            memcpy(ret_record->person, person, BLIND_SIZE);
        ret_record->sealed = db_column_copy_blob(&rows, 2, arena, &ret_record->sealed_size);
        found = true;
    }
    enum result result = db_rows_close(&rows);
    if (result == RESULT_OK && damaged)
        return RESULT_CORRUPT;
    return result != RESULT_OK ? result : found ? RESULT_OK : RESULT_NOT_FOUND;
}
