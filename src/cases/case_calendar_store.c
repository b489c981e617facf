#include "cases/case_calendar.h"
#include "cases/cases.h"

#include <string.h>

#include "base/arena.h"
#include "base/text.h"

static struct db_statement list_calendars = DB_STATEMENT("cases.calendars", "SELECT begun_at, done_at, days FROM case_calendars ORDER BY number");
static struct db_statement newest_calendar = DB_STATEMENT("cases.calendar_newest",
    "SELECT number, digest, done_at, lease_until, begun_at FROM case_calendars ORDER BY number DESC LIMIT 1");
static struct db_statement first_calendar = DB_STATEMENT("cases.calendar_first", "SELECT begun_at FROM case_calendars ORDER BY number LIMIT 1");
static struct db_statement calendar_at = DB_STATEMENT("cases.calendar_at",
    "SELECT digest, days FROM case_calendars WHERE begun_at <= $1 OR number = 1 ORDER BY number DESC LIMIT 1");
static struct db_statement begin_calendar = DB_STATEMENT("cases.calendar_begin",
    "INSERT INTO case_calendars (number, begun_at, digest, days, done_at, lease_until) VALUES ($1, $2, $3, $4, NULL, $5)");
static struct db_statement lease_calendar = DB_STATEMENT("cases.calendar_lease", "UPDATE case_calendars SET lease_until = $3 WHERE number = $1 AND lease_until = $2");
static struct db_statement end_calendar = DB_STATEMENT("cases.calendar_end", "UPDATE case_calendars SET done_at = $2 WHERE number = $1");
/* What is open stands in the worklist of whoever must act. */
static struct db_statement next_centre = DB_STATEMENT("cases.open_centre",
    "SELECT centre FROM worklist WHERE district = $1 AND centre > $2 ORDER BY centre LIMIT 1");
static struct db_statement list_open = DB_STATEMENT("cases.open",
    "SELECT number, red_on FROM worklist WHERE district = $1 AND centre = $2 AND side = 0 AND (red_on, number) > ($3, $4) "
    "ORDER BY red_on, number LIMIT $5");

struct db_statement *const cases_calendar_statements[] = {
    &list_calendars, &newest_calendar, &first_calendar, &calendar_at, &begin_calendar, &lease_calendar, &end_calendar, &next_centre, &list_open, NULL};

/* ---- days as text: "2027-02-01- 2027-02-13+"; single days of a year that is not known: "2028-02-01o 2028-02-13w" ---- */

static char sign_of(enum calendar_mark mark, bool known)
{
    if (mark == CALENDAR_PLAIN)
        return '=';
    return mark == CALENDAR_OFF ? (known ? '-' : 'o') : known ? '+' : 'w';
}

const char *case_calendar_text(struct arena *arena, const struct calendar *calendar)
{
    char *text = arena_alloc(arena, (size_t)CALENDAR_YEARS * 366 * (DAY_TEXT_SIZE + 1) + 1), *end = text;
    if (text == NULL)
        return NULL;
    for (int year = CALENDAR_FIRST_YEAR; year < CALENDAR_FIRST_YEAR + CALENDAR_YEARS; year++) {
        int32_t first = 0, next = 0;
        bool known = calendar_year_is_known(calendar, year);
        if (!day_from_parts(year, 1, 1, &first) || !day_from_parts(year + 1, 1, 1, &next))
            continue;
        for (int32_t day = first; day < next; day++) {
            enum calendar_mark mark = calendar->marks[year - CALENDAR_FIRST_YEAR][day - first];
            if (mark == CALENDAR_PLAIN && !(known && day == first)) /* the first day of a year says that it is known */
                continue;
            day_format(day, end);
            end += DAY_TEXT_SIZE - 1;
            *end++ = sign_of(mark, known);
            *end++ = ' ';
        }
    }
    *end = '\0';
    return text;
}

/* RESULT_CORRUPT when it is no such text. */
static enum result read_days(struct arena *arena, const char *text, const struct calendar **ret_calendar)
{
    struct calendar *calendar = arena_alloc(arena, sizeof(*calendar));
    bool known[CALENDAR_YEARS] = {false};
    int year = 0, month = 0, date = 0;
    *ret_calendar = calendar;
    if (calendar == NULL)
        return RESULT_NO_MEMORY;
    if (text == NULL)
        return RESULT_CORRUPT;
    for (size_t size = strlen(text); size >= DAY_TEXT_SIZE + 1; size -= DAY_TEXT_SIZE + 1, text += DAY_TEXT_SIZE + 1) {
        char word[DAY_TEXT_SIZE] = "";
        int32_t day = 0;
        memcpy(word, text, DAY_TEXT_SIZE - 1);
        char sign = text[DAY_TEXT_SIZE - 1];
        enum calendar_mark mark = sign == '-' || sign == 'o' ? CALENDAR_OFF : sign == '+' || sign == 'w' ? CALENDAR_WORK : CALENDAR_PLAIN;
        if (!day_parse(word, &day) || !calendar_mark(calendar, day, mark))
            return RESULT_CORRUPT;
        day_to_parts(day, &year, &month, &date);
        known[year - CALENDAR_FIRST_YEAR] = sign != 'o' && sign != 'w';
    }
    memcpy(calendar->year_known, known, sizeof(known)); /* as it was held then */
    return RESULT_OK;
}

enum result case_calendars_read(struct db_session *session, struct arena *arena, struct case_calendars *ret_calendars)
{
    struct case_calendar *list = arena_array(arena, CASE_CALENDARS_MAX, sizeof(*list));
    struct db_rows rows;
    size_t count = 0;
    enum result result = RESULT_OK;
    if (list == NULL)
        return RESULT_NO_MEMORY;
    db_query(session, &list_calendars, DB_NO_VALUES, &rows);
    while (result == RESULT_OK && db_next(&rows)) {
        if (count == CASE_CALENDARS_MAX) { /* the oldest counts no case any more that anybody could ask for */
            memmove(list, list + 1, (CASE_CALENDARS_MAX - 1) * sizeof(*list));
            count--;
        }
        list[count] = (struct case_calendar){.begun_at = db_column_integer(&rows, 0), .done_at = db_column_integer_or(&rows, 1, INT64_MAX)};
        result = read_days(arena, db_column_text(&rows, 2), &list[count++].calendar);
    }
    enum result closed = db_rows_close(&rows);
    *ret_calendars = (struct case_calendars){list, count};
    return closed != RESULT_OK ? closed : result;
}

/* ---- which one counts ---- */

enum result case_calendar_newest(struct db_session *session, struct case_calendar_row *ret_row)
{
    struct db_rows rows;
    *ret_row = (struct case_calendar_row){.number = 0};
    db_query(session, &newest_calendar, DB_NO_VALUES, &rows);
    while (db_next(&rows)) {
        ret_row->number = db_column_integer(&rows, 0);
        (void)text_copy(ret_row->digest, sizeof(ret_row->digest), db_column_text(&rows, 1));
        ret_row->done = !db_column_is_null(&rows, 2);
        ret_row->lease_until = db_column_integer(&rows, 3);
        ret_row->begun_at = db_column_integer(&rows, 4);
    }
    return db_rows_close(&rows);
}

enum result case_calendars_begun(struct db_session *session, int64_t *ret_at)
{
    struct db_rows rows;
    *ret_at = INT64_MAX;
    db_query(session, &first_calendar, DB_NO_VALUES, &rows);
    while (db_next(&rows))
        *ret_at = db_column_integer(&rows, 0);
    return db_rows_close(&rows);
}

enum result case_calendar_at(struct db_session *session, struct arena *arena, int64_t at, const struct calendar *own,
                             const struct calendar **ret_calendar)
{
    struct db_rows rows;
    enum result result = RESULT_OK;
    *ret_calendar = own;
    db_query(session, &calendar_at, DB_VALUES(db_integer(at)), &rows);
    while (db_next(&rows))
        if (!case_calendar_is_own(db_column_text(&rows, 0)))
            result = read_days(arena, db_column_text(&rows, 1), ret_calendar);
    enum result closed = db_rows_close(&rows);
    return closed != RESULT_OK ? closed : result;
}

enum result case_calendar_begin(struct db_session *session, const struct case_calendar_row *row, int64_t begun_at, const char *days)
{
    return db_run(session, &begin_calendar, DB_VALUES(db_integer(row->number), db_integer(begun_at), db_text(row->digest), db_text(days), db_integer(row->lease_until)), NULL);
}

enum result case_calendar_lease(struct db_session *session, int64_t number, int64_t before, int64_t until)
{
    return db_change_one(session, &lease_calendar, DB_VALUES(db_integer(number), db_integer(before), db_integer(until)));
}

enum result case_calendar_end(struct db_session *session, int64_t number, int64_t done_at)
{
    return db_run(session, &end_calendar, DB_VALUES(db_integer(number), db_integer_or_null(done_at, 0)), NULL);
}

/* RESULT_NOT_FOUND: there is none after it. */
static enum result next_open_centre(struct db_session *session, int64_t district, struct case_open_place *place)
{
    struct db_rows rows;
    bool found = false, whole = true;
    db_query(session, &next_centre, DB_VALUES(db_integer(district), db_text(place->centre)), &rows);
    while (db_next(&rows)) {
        found = true;
        whole = text_copy(place->centre, sizeof(place->centre), db_column_text(&rows, 0));
    }
    place->red_on = INT32_MIN;
    place->number[0] = '\0';
    enum result result = db_rows_close(&rows);
    return result != RESULT_OK ? result : !found ? RESULT_NOT_FOUND : whole ? RESULT_OK : RESULT_CORRUPT;
}

static enum result list_at(struct db_session *session, struct arena *arena, int64_t district, struct case_open_place *place, size_t max,
                           const char **numbers, size_t *ret_count)
{
    struct db_rows rows;
    *ret_count = 0;
    db_query(session, &list_open, DB_VALUES(db_integer(district), db_text(place->centre), db_integer(place->red_on), db_text(place->number),
                                            db_integer((int64_t)max)), &rows);
    bool whole = true;
    while (whole && *ret_count < max && db_next(&rows)) {
        numbers[(*ret_count)++] = db_column_copy(&rows, 0, arena);
        whole = text_copy(place->number, sizeof(place->number), db_column_text(&rows, 0));
        place->red_on = (int32_t)db_column_integer(&rows, 1);
    }
    enum result result = db_rows_close(&rows);
    return result != RESULT_OK ? result : whole ? RESULT_OK : RESULT_CORRUPT;
}

enum result case_list_open(struct db_session *session, struct arena *arena, int64_t district, struct case_open_place *place, size_t max,
                           const char **numbers, size_t *ret_count)
{
    enum result result = RESULT_OK;
    *ret_count = 0;
    if (place->centre[0] != '\0')
        result = list_at(session, arena, district, place, max, numbers, ret_count);
    while (result == RESULT_OK && *ret_count == 0) {
        result = next_open_centre(session, district, place);
        if (result == RESULT_NOT_FOUND)
            return RESULT_OK;
        if (result == RESULT_OK)
            result = list_at(session, arena, district, place, max, numbers, ret_count);
    }
    return result;
}
