#include "places/places_load.h"

#include "base/arena.h"

#include "base/text.h"
#include "places/places.h"

static struct db_statement select_city = DB_STATEMENT("places.load_city",
    "SELECT code, name, name_en, hotline, time_zone, note, note_en FROM place_city");
static struct db_statement put_city = DB_STATEMENT("places.put_city",
    "INSERT INTO place_city (code, name, name_en, hotline, time_zone, note, note_en)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7)"
    " ON CONFLICT (code) DO UPDATE SET name = excluded.name, name_en = excluded.name_en,"
    " hotline = excluded.hotline, time_zone = excluded.time_zone, note = excluded.note, note_en = excluded.note_en");
static struct db_statement drop_city = DB_STATEMENT("places.drop_city",
    "DELETE FROM place_city WHERE code = $1");

static struct db_statement select_district = DB_STATEMENT("places.load_district",
    "SELECT code, name, name_en, short_name, lon, lat, default_centre, outline FROM place_district");
static struct db_statement put_district = DB_STATEMENT("places.put_district",
    "INSERT INTO place_district (code, name, name_en, short_name, lon, lat, default_centre, outline)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
    " ON CONFLICT (code) DO UPDATE SET name = excluded.name, name_en = excluded.name_en,"
    " short_name = excluded.short_name, lon = excluded.lon, lat = excluded.lat,"
    " default_centre = excluded.default_centre, outline = excluded.outline");
static struct db_statement drop_district = DB_STATEMENT("places.drop_district",
    "DELETE FROM place_district WHERE code = $1");

static struct db_statement select_abolished = DB_STATEMENT("places.load_abolished",
    "SELECT code, name, name_en, successor, abolished_on, note FROM place_abolished");
static struct db_statement put_abolished = DB_STATEMENT("places.put_abolished",
    "INSERT INTO place_abolished (code, name, name_en, successor, abolished_on, note)"
    " VALUES ($1, $2, $3, $4, $5, $6)"
    " ON CONFLICT (code) DO UPDATE SET name = excluded.name, name_en = excluded.name_en,"
    " successor = excluded.successor, abolished_on = excluded.abolished_on, note = excluded.note");
static struct db_statement drop_abolished = DB_STATEMENT("places.drop_abolished",
    "DELETE FROM place_abolished WHERE code = $1");

static struct db_statement select_division = DB_STATEMENT("places.load_division",
    "SELECT code, name, name_en, kind, district FROM place_division");
static struct db_statement put_division = DB_STATEMENT("places.put_division",
    "INSERT INTO place_division (code, name, name_en, kind, district)"
    " VALUES ($1, $2, $3, $4, $5)"
    " ON CONFLICT (code) DO UPDATE SET name = excluded.name, name_en = excluded.name_en, kind = excluded.kind,"
    " district = excluded.district");
static struct db_statement drop_division = DB_STATEMENT("places.drop_division",
    "DELETE FROM place_division WHERE code = $1");

static struct db_statement select_committee = DB_STATEMENT("places.load_committee",
    "SELECT code, name, division FROM place_committee");
static struct db_statement put_committee = DB_STATEMENT("places.put_committee",
    "INSERT INTO place_committee (code, name, division)"
    " VALUES ($1, $2, $3)"
    " ON CONFLICT (code) DO UPDATE SET name = excluded.name, division = excluded.division");
static struct db_statement drop_committee = DB_STATEMENT("places.drop_committee",
    "DELETE FROM place_committee WHERE code = $1");

static struct db_statement select_day = DB_STATEMENT("places.load_day",
    "SELECT day, kind, name, in_lieu FROM place_day");
static struct db_statement put_day = DB_STATEMENT("places.put_day",
    "INSERT INTO place_day (day, kind, name, in_lieu)"
    " VALUES ($1, $2, $3, $4)"
    " ON CONFLICT (day) DO UPDATE SET kind = excluded.kind, name = excluded.name, in_lieu = excluded.in_lieu");
static struct db_statement drop_day = DB_STATEMENT("places.drop_day",
    "DELETE FROM place_day WHERE day = $1");

static struct db_statement select_hours = DB_STATEMENT("places.load_hours",
    "SELECT code, workday_open, workday_close, restday_open, restday_close FROM place_hours");
static struct db_statement put_hours = DB_STATEMENT("places.put_hours",
    "INSERT INTO place_hours (code, workday_open, workday_close, restday_open, restday_close)"
    " VALUES ($1, $2, $3, $4, $5)"
    " ON CONFLICT (code) DO UPDATE SET workday_open = excluded.workday_open,"
    " workday_close = excluded.workday_close, restday_open = excluded.restday_open,"
    " restday_close = excluded.restday_close");
static struct db_statement drop_hours = DB_STATEMENT("places.drop_hours",
    "DELETE FROM place_hours WHERE code = $1");

static struct db_statement select_centre = DB_STATEMENT("places.load_centre",
    "SELECT code, kind, name, name_en, district, division, parent, hours, address, phone, lon, lat, position,"
    " valid_from, valid_to, pilot_from, certainty, note FROM place_centre");
static struct db_statement put_centre = DB_STATEMENT("places.put_centre",
    "INSERT INTO place_centre (code, kind, name, name_en, district, division, parent, hours, address, phone, lon,"
    " lat, position, valid_from, valid_to, pilot_from, certainty, note)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)"
    " ON CONFLICT (code) DO UPDATE SET kind = excluded.kind, name = excluded.name, name_en = excluded.name_en,"
    " district = excluded.district, division = excluded.division, parent = excluded.parent,"
    " hours = excluded.hours, address = excluded.address, phone = excluded.phone, lon = excluded.lon,"
    " lat = excluded.lat, position = excluded.position, valid_from = excluded.valid_from,"
    " valid_to = excluded.valid_to, pilot_from = excluded.pilot_from, certainty = excluded.certainty, note = excluded.note");
static struct db_statement drop_centre = DB_STATEMENT("places.drop_centre",
    "DELETE FROM place_centre WHERE code = $1");

static struct db_statement select_duty = DB_STATEMENT("places.load_duty",
    "SELECT division, centre, valid_from, valid_to FROM place_duty");
static struct db_statement put_duty = DB_STATEMENT("places.put_duty",
    "INSERT INTO place_duty (division, centre, valid_from, valid_to)"
    " VALUES ($1, $2, $3, $4)"
    " ON CONFLICT (division, centre, valid_from) DO UPDATE SET valid_to = excluded.valid_to");
static struct db_statement drop_duty = DB_STATEMENT("places.drop_duty",
    "DELETE FROM place_duty WHERE division = $1 AND centre = $2 AND valid_from = $3");

static struct db_statement select_taken = DB_STATEMENT("places.load_sub_centre_item",
    "SELECT sub_centre, item, valid_from, valid_to, certainty FROM place_sub_centre_item");
static struct db_statement put_taken = DB_STATEMENT("places.put_sub_centre_item",
    "INSERT INTO place_sub_centre_item (sub_centre, item, valid_from, valid_to, certainty)"
    " VALUES ($1, $2, $3, $4, $5)"
    " ON CONFLICT (sub_centre, item, valid_from) DO UPDATE SET valid_to = excluded.valid_to, certainty = excluded.certainty");
static struct db_statement drop_taken = DB_STATEMENT("places.drop_sub_centre_item",
    "DELETE FROM place_sub_centre_item WHERE sub_centre = $1 AND item = $2 AND valid_from = $3");

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

static const char *const day_kinds[] = {"off", "work", NULL};

#define KEY .flags = PACK_KEY | PACK_REQUIRED
#define MUST .flags = PACK_REQUIRED
#define MUST_DIFFER .flags = PACK_REQUIRED | PACK_UNIQUE

static const struct pack_column city_columns[] = {
    {.name = "code", KEY}, {.name = "name", MUST}, {.name = "name_en", MUST}, {.name = "hotline", MUST},
    {.name = "time_zone", MUST}, {.name = "note"}, {.name = "note_en"}, {.name = NULL},
};
static const struct pack_column district_columns[] = {
    {.name = "code", KEY, .shape = "999999"}, {.name = "name", MUST_DIFFER}, {.name = "name_en", MUST_DIFFER},
    {.name = "short", MUST_DIFFER}, {.name = "lon", .type = PACK_REAL, MUST},
    {.name = "lat", .type = PACK_REAL, MUST}, {.name = "default_centre", MUST},
    {.name = "outline", .flags = PACK_DERIVED}, {.name = NULL},
};
static const struct pack_column abolished_columns[] = {
    {.name = "code", KEY, .shape = "999999"}, {.name = "name", MUST}, {.name = "name_en", MUST},
    {.name = "successor", MUST}, {.name = "abolished_on", .type = PACK_DAY}, {.name = "note"}, {.name = NULL},
};
static const struct pack_column division_columns[] = {
    {.name = "code", KEY, .shape = "999999999"}, {.name = "name", MUST}, {.name = "name_en", MUST},
    {.name = "kind", MUST, .choices = division_kind_names}, {.name = "district", MUST}, {.name = NULL},
};
static const struct pack_column committee_columns[] = {
    {.name = "code", KEY, .shape = "999999999999"}, {.name = "name", MUST}, {.name = "division", MUST},
    {.name = NULL},
};
static const struct pack_column day_columns[] = {
    {.name = "date", .type = PACK_DAY, KEY}, {.name = "kind", MUST, .choices = day_kinds}, {.name = "name", MUST},
    {.name = "in_lieu", .type = PACK_INTEGER, MUST, .max = 1}, {.name = NULL},
};
static const struct pack_column hours_columns[] = {
    {.name = "code", KEY, .shape = "a*"}, {.name = "workday_open", .type = PACK_TIME},
    {.name = "workday_close", .type = PACK_TIME}, {.name = "restday_open", .type = PACK_TIME},
    {.name = "restday_close", .type = PACK_TIME}, {.name = NULL},
};
static const struct pack_column centre_columns[] = {
    {.name = "code", KEY, .shape = "999999999|999999999-9|999999999-S9|999999999-S99"},
    {.name = "kind", MUST, .choices = centre_kind_names}, {.name = "name", MUST_DIFFER}, {.name = "name_en", MUST_DIFFER},
    {.name = "district", MUST}, {.name = "division", MUST}, {.name = "parent"}, {.name = "hours", MUST},
    {.name = "address"}, {.name = "phone"}, {.name = "lon", .type = PACK_REAL}, {.name = "lat", .type = PACK_REAL},
    {.name = "position", .choices = centre_positions}, {.name = "valid_from", .type = PACK_DAY, MUST},
    {.name = "valid_to", .type = PACK_DAY}, {.name = "pilot_from", .type = PACK_DAY},
    {.name = "certainty", MUST, .choices = pack_certainties}, {.name = "note"}, {.name = NULL},
};
static const struct pack_column duty_columns[] = {
    {.name = "division", KEY}, {.name = "centre", KEY}, {.name = "valid_from", .type = PACK_DAY, KEY},
    {.name = "valid_to", .type = PACK_DAY}, {.name = NULL},
};

static const struct pack_column taken_columns[] = {
    {.name = "sub_centre", KEY}, {.name = "item", KEY}, {.name = "valid_from", .type = PACK_DAY, KEY},
    {.name = "valid_to", .type = PACK_DAY}, {.name = "certainty", MUST, .choices = pack_certainties}, {.name = NULL},
};

const struct pack_table places_tables[PLACES_SHEETS] = {
    [PLACES_CITY] = {"city", NULL, city_columns, LOADED(city)},
    [PLACES_DISTRICTS] = {"districts", "districts.tsv", district_columns, LOADED(district)},
    [PLACES_ABOLISHED] = {"abolished districts", "abolished.tsv", abolished_columns, LOADED(abolished)},
    [PLACES_DIVISIONS] = {"divisions", "divisions.tsv", division_columns, LOADED(division)},
    [PLACES_COMMITTEES] = {"committees", "committees.tsv", committee_columns, LOADED(committee)},
    [PLACES_DAYS] = {"calendar days", "calendar.tsv", day_columns, LOADED(day)},
    [PLACES_HOURS] = {"opening hours", "hours.tsv", hours_columns, LOADED(hours)},
    [PLACES_CENTRES] = {"centres", "centres.tsv", centre_columns, LOADED(centre)},
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
