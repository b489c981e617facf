#include "places/places_load.h"

#include "base/arena.h"

#include "base/text.h"
#include "places/places.h"

static const char *const day_kinds[] = {"off", "work", NULL};

static const struct pack_column city_columns[] = {
    {PACK_KEYED("code")}, {PACK_MUST("name")}, {PACK_MUST("name_en")}, {PACK_MUST("hotline")},
    {PACK_MUST("time_zone")}, {PACK_MAY("note")}, {PACK_MAY("note_en")}, {.name = NULL},
};
static const struct pack_column district_columns[] = {
    {PACK_KEYED("code"), .shape = "999999"}, {PACK_MUST_DIFFER("name")}, {PACK_MUST_DIFFER("name_en")},
    {PACK_COLUMN("short", "short_name", DB_OR_NONE, PACK_REQUIRED | PACK_UNIQUE)},
    {PACK_MUST("lon"), .type = PACK_REAL}, {PACK_MUST("lat"), .type = PACK_REAL}, {PACK_MUST("default_centre")},
    {PACK_FILLED("outline")}, {.name = NULL},
};
static const struct pack_column abolished_columns[] = {
    {PACK_KEYED("code"), .shape = "999999"}, {PACK_MUST("name")}, {PACK_MUST("name_en")},
    {PACK_MUST("successor")}, {PACK_MAY("abolished_on"), .type = PACK_DAY}, {PACK_MAY("note")}, {.name = NULL},
};
static const struct pack_column division_columns[] = {
    {PACK_KEYED("code"), .shape = "999999999"}, {PACK_MUST("name")}, {PACK_MUST("name_en")},
    {PACK_MUST("kind"), .choices = division_kind_names}, {PACK_MUST("district")}, {.name = NULL},
};
static const struct pack_column committee_columns[] = {
    {PACK_KEYED("code"), .shape = "999999999999"}, {PACK_MUST("name")}, {PACK_MUST("division")},
    {.name = NULL},
};
static const struct pack_column day_columns[] = {
    {PACK_COLUMN("date", "day", DB_KEY, PACK_KEY | PACK_REQUIRED), .type = PACK_DAY},
    {PACK_MUST("kind"), .choices = day_kinds}, {PACK_MUST("name")},
    {PACK_MUST("in_lieu"), .type = PACK_INTEGER, .max = 1}, {.name = NULL},
};
static const struct pack_column hours_columns[] = {
    {PACK_KEYED("code"), .shape = "a*"}, {PACK_MAY("workday_open"), .type = PACK_TIME},
    {PACK_MAY("workday_close"), .type = PACK_TIME}, {PACK_MAY("restday_open"), .type = PACK_TIME},
    {PACK_MAY("restday_close"), .type = PACK_TIME}, {.name = NULL},
};
#define CENTRE(member) PACK_HELD(struct place_centre_row, member)
const struct pack_column place_centre_columns[] = {
    {PACK_KEYED("code"), CENTRE(centre.code), .shape = "999999999|999999999-9|999999999-S9|999999999-S99"},
    {PACK_MUST("kind"), CENTRE(kind), .choices = centre_kind_names},
    {PACK_MUST_DIFFER("name"), CENTRE(centre.name)},
    {PACK_MUST_DIFFER("name_en"), CENTRE(centre.name_en)},
    {PACK_MUST("district"), CENTRE(district)},
    {PACK_MUST("division"), CENTRE(division)},
    {PACK_MAY("parent"), CENTRE(parent)},
    {PACK_MUST("hours"), CENTRE(hours)},
    {PACK_MAY("address"), CENTRE(centre.address)},
    {PACK_MAY("phone"), CENTRE(centre.phone)},
    {PACK_MAY("lon"), CENTRE(centre.lon), .type = PACK_REAL},
    {PACK_MAY("lat"), CENTRE(centre.lat), .type = PACK_REAL},
    {PACK_MAY("position"), CENTRE(centre.position), .choices = centre_positions},
    {PACK_MUST("valid_from"), CENTRE(centre.valid_from), .type = PACK_DAY},
    {PACK_MAY("valid_to"), CENTRE(centre.valid_to), .type = PACK_DAY},
    {PACK_MAY("pilot_from"), CENTRE(centre.pilot_from), .type = PACK_DAY},
    {PACK_MUST("certainty"), CENTRE(centre.certainty), .choices = pack_certainties},
    {PACK_MAY("note"), CENTRE(centre.note)},
    {.name = NULL},
};
static const struct pack_column duty_columns[] = {
    {PACK_KEYED("division")}, {PACK_KEYED("centre")}, {PACK_KEYED("valid_from"), .type = PACK_DAY},
    {PACK_MAY("valid_to"), .type = PACK_DAY}, {.name = NULL},
};

static const struct pack_column taken_columns[] = {
    {PACK_KEYED("sub_centre")}, {PACK_KEYED("item")}, {PACK_KEYED("valid_from"), .type = PACK_DAY},
    {PACK_MAY("valid_to"), .type = PACK_DAY}, {PACK_MUST("certainty"), .choices = pack_certainties}, {.name = NULL},
};

PACK_STATEMENTS("places", city, city_columns, "place_city");
PACK_STATEMENTS("places", district, district_columns, "place_district");
PACK_STATEMENTS("places", abolished, abolished_columns, "place_abolished");
PACK_STATEMENTS("places", division, division_columns, "place_division");
PACK_STATEMENTS("places", committee, committee_columns, "place_committee");
PACK_STATEMENTS("places", day, day_columns, "place_day");
PACK_STATEMENTS("places", hours, hours_columns, "place_hours");
PACK_STATEMENTS("places", centre, place_centre_columns, "place_centre");
PACK_STATEMENTS("places", duty, duty_columns, "place_duty");
PACK_STATEMENTS("places", taken, taken_columns, "place_sub_centre_item");

static struct db_statement list_centres = DB_STATEMENT("places.stored_centres",
    "SELECT code, kind, valid_from, valid_to FROM place_centre ORDER BY code");
static struct db_statement select_revision = DB_STATEMENT("places.revision",
    "SELECT revision FROM place_revision WHERE city = $1");
static struct db_statement put_revision = DB_STATEMENT("places.put_revision",
    "INSERT INTO place_revision (city, revision, loaded_at) VALUES ($1, $2, $3)"
    " ON CONFLICT (city) DO UPDATE SET revision = excluded.revision, loaded_at = excluded.loaded_at");
static struct db_statement drop_revisions = DB_STATEMENT("places.drop_revisions",
    "DELETE FROM place_revision WHERE city <> $1");

#define LOADED(row) &select_##row, &put_##row, &drop_##row
struct db_statement *const places_load_statements[] = {
    LOADED(city), LOADED(district), LOADED(abolished), LOADED(division), LOADED(committee), LOADED(day), LOADED(hours),
    LOADED(centre), LOADED(duty), LOADED(taken), &list_centres, &select_revision, &put_revision, &drop_revisions, NULL,
};

const struct pack_table places_tables[PLACES_SHEETS] = {
    [PLACES_CITY] = {"city", NULL, city_columns, LOADED(city)},
    [PLACES_DISTRICTS] = {"districts", "districts.tsv", district_columns, LOADED(district)},
    [PLACES_ABOLISHED] = {"abolished districts", "abolished.tsv", abolished_columns, LOADED(abolished)},
    [PLACES_DIVISIONS] = {"divisions", "divisions.tsv", division_columns, LOADED(division)},
    [PLACES_COMMITTEES] = {"committees", "committees.tsv", committee_columns, LOADED(committee)},
    [PLACES_DAYS] = {"calendar days", "calendar.tsv", day_columns, LOADED(day)},
    [PLACES_HOURS] = {"opening hours", "hours.tsv", hours_columns, LOADED(hours)},
    [PLACES_CENTRES] = {"centres", "centres.tsv", place_centre_columns, LOADED(centre)},
    [PLACES_DUTIES] = {"duties", "duty.tsv", duty_columns, LOADED(duty)},
    [PLACES_TAKEN] = {"items of sub-centres", "sub_centre_items.tsv", taken_columns, LOADED(taken)},
};

#define CENTRES_MAX 5000

enum result places_stored_centres(struct db_session *session, struct arena *arena, struct places_stored_centre **ret_centres,
                                  size_t *ret_count)
{
    struct db_rows rows;
    struct places_stored_centre *centres = arena_array(arena, CENTRES_MAX, sizeof(*centres));
    size_t count = 0;
    if (centres == NULL)
        return RESULT_NO_MEMORY;
    db_query(session, &list_centres, DB_NO_VALUES, &rows);
    while (db_next(&rows)) {
        if (count < CENTRES_MAX)
            centres[count] = (struct places_stored_centre){
                .code = db_column_copy(&rows, 0, arena), .is_sub = text_equal(db_column_text(&rows, 1), centre_kind_names[CENTRE_SUB]),
                .valid_from = (int32_t)db_column_integer_or(&rows, 2, DAY_NONE), .valid_to = (int32_t)db_column_integer_or(&rows, 3, DAY_NONE)};
        count++;
    }
    enum result result = db_rows_close(&rows);
    *ret_centres = centres;
    *ret_count = count;
    return result == RESULT_OK && count > CENTRES_MAX ? RESULT_TOO_LARGE : result;
}

enum result places_read_revision(struct db_session *session, const char *city, char *target, size_t size)
{
    struct db_rows rows;
    db_query(session, &select_revision, DB_VALUES(db_text(city)), &rows);
    target[0] = '\0';
    if (db_next(&rows))
        (void)text_copy(target, size, db_column_text(&rows, 0));
    return db_rows_close(&rows);
}

enum result places_write_revision(struct db_session *session, const char *city, const char *revision, int64_t now_ms)
{
    enum result result = db_run(session, &drop_revisions, DB_VALUES(db_text(city)), NULL);
    if (result != RESULT_OK)
        return result;
    return db_run(session, &put_revision, DB_VALUES(db_text(city), db_text(revision), db_integer(now_ms)), NULL);
}
