#include "places/places.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "db/db.h"
#include "db/snapshot.h"
#include "places/places_load.h"

#define PLACES_BYTES_MAX (32U << 20)

static struct db_statement select_city = DB_STATEMENT("places.city",
    "SELECT c.code, c.name, c.name_en, c.hotline, c.note, c.note_en, r.revision"
    " FROM place_city c LEFT JOIN place_revision r ON r.city = c.code ORDER BY c.code");
static struct db_statement select_districts = DB_STATEMENT("places.districts",
    "SELECT code, name, name_en, short_name, lon, lat, default_centre, outline FROM place_district ORDER BY code");
static struct db_statement select_abolished = DB_STATEMENT("places.abolished",
    "SELECT code, name, name_en, successor, abolished_on, note FROM place_abolished ORDER BY code");
static struct db_statement select_divisions = DB_STATEMENT("places.divisions",
    "SELECT code, name, name_en, kind, district FROM place_division ORDER BY code");
static struct db_statement select_committees = DB_STATEMENT("places.committees",
    "SELECT code, name, division FROM place_committee ORDER BY code");
static struct db_statement select_days = DB_STATEMENT("places.days",
    "SELECT day, kind, name FROM place_day ORDER BY day");
static struct db_statement select_centres = PACK_STATEMENT("places.centres", place_centre_columns,
    "SELECT {columns}, workday_open, workday_close, restday_open, restday_close FROM place_centre"
    " JOIN (SELECT code AS of_hours, workday_open, workday_close, restday_open, restday_close FROM place_hours)"
    " AS times ON of_hours = hours ORDER BY code");
static struct db_statement select_duties = DB_STATEMENT("places.duties",
    "SELECT division, centre, valid_from, valid_to FROM place_duty ORDER BY division, valid_from");
static struct db_statement select_taken = DB_STATEMENT("places.sub_centre_items",
    "SELECT sub_centre, item, valid_from, valid_to FROM place_sub_centre_item ORDER BY sub_centre, item, valid_from");

struct db_statement *const places_statements[] = {
    &select_city, &select_districts, &select_abolished, &select_divisions, &select_committees, &select_days,
    &select_centres, &select_duties, &select_taken, NULL,
};

static struct places *places_of(const struct snapshot *snapshot) { return snapshot->room; }

static bool read_city(struct snapshot *snapshot, struct db_rows *rows, void *unused)
{
    struct places *places = places_of(snapshot);
    (void)unused;
    places->code = snapshot_text(snapshot, rows, 0);
    places->name = snapshot_text(snapshot, rows, 1);
    places->name_en = snapshot_text(snapshot, rows, 2);
    places->hotline = snapshot_text(snapshot, rows, 3);
    places->note = snapshot_text(snapshot, rows, 4);
    places->note_en = snapshot_text(snapshot, rows, 5);
    places->revision = snapshot_text(snapshot, rows, 6);
    return true;
}

static bool read_district(struct snapshot *snapshot, struct db_rows *rows, void *row)
{
    struct place_district *district = row;
    district->code = snapshot_text(snapshot, rows, 0);
    district->name = snapshot_text(snapshot, rows, 1);
    district->name_en = snapshot_text(snapshot, rows, 2);
    district->short_name = snapshot_text(snapshot, rows, 3);
    district->lon = db_column_real(rows, 4);
    district->lat = db_column_real(rows, 5);
    district->outline = snapshot_text(snapshot, rows, 7);
    return true;
}

static bool read_abolished(struct snapshot *snapshot, struct db_rows *rows, void *row)
{
    struct place_abolished *abolished = row;
    abolished->code = snapshot_text(snapshot, rows, 0);
    abolished->name = snapshot_text(snapshot, rows, 1);
    abolished->name_en = snapshot_text(snapshot, rows, 2);
    abolished->successor = place_district(places_of(snapshot), db_column_text(rows, 3));
    abolished->abolished_on = snapshot_day(rows, 4);
    abolished->note = snapshot_text(snapshot, rows, 5);
    return abolished->successor != NULL || snapshot_hangs(snapshot, "abolished district", abolished->code);
}

static bool read_division(struct snapshot *snapshot, struct db_rows *rows, void *row)
{
    struct place_division *division = row;
    division->code = snapshot_text(snapshot, rows, 0);
    division->name = snapshot_text(snapshot, rows, 1);
    division->name_en = snapshot_text(snapshot, rows, 2);
    const char *kind = db_column_text(rows, 3);
    while (division->kind < DIVISION_zone && !text_equal(kind, division_kind_name(division->kind)))
        division->kind++;
    division->district = place_district(places_of(snapshot), db_column_text(rows, 4));
    return division->district != NULL || snapshot_hangs(snapshot, "division", division->code);
}

static bool read_committee(struct snapshot *snapshot, struct db_rows *rows, void *row)
{
    struct place_committee *committee = row;
    committee->code = snapshot_text(snapshot, rows, 0);
    committee->name = snapshot_text(snapshot, rows, 1);
    committee->division = place_division(places_of(snapshot), db_column_text(rows, 2));
    return committee->division != NULL || snapshot_hangs(snapshot, "committee", committee->code);
}

static bool read_day(struct snapshot *snapshot, struct db_rows *rows, void *row)
{
    struct place_day *day = row;
    day->day = (int32_t)db_column_integer(rows, 0);
    day->mark = text_equal(db_column_text(rows, 1), "work") ? CALENDAR_WORK : CALENDAR_OFF;
    day->name = snapshot_text(snapshot, rows, 2);
    char text[DAY_TEXT_SIZE];
    day_format(day->day, text);
    return calendar_mark(&places_of(snapshot)->calendar, day->day, day->mark) || snapshot_hangs(snapshot, "day", text);
}

static int16_t minutes_or_none(const struct db_rows *rows, int column)
{
    return (int16_t)db_column_integer_or(rows, column, -1);
}

static bool read_centre(struct snapshot *snapshot, struct db_rows *rows, void *row)
{
    struct place_centre_row read = {.kind = NULL};
    struct place_centre *centre = row;
    int times = db_read_row(rows, snapshot->arena, &read);
    *centre = read.centre;
    centre->kind = text_equal(read.kind, "sub_centre") ? CENTRE_SUB : CENTRE_FULL;
    centre->district = place_district(places_of(snapshot), read.district);
    centre->division = place_division(places_of(snapshot), read.division);
    centre->hours = (struct opening_hours){minutes_or_none(rows, times), minutes_or_none(rows, times + 1),
                                           minutes_or_none(rows, times + 2), minutes_or_none(rows, times + 3)};
    return (centre->district != NULL && centre->division != NULL) || snapshot_hangs(snapshot, "centre", centre->code);
}

static bool read_duty(struct snapshot *snapshot, struct db_rows *rows, void *row)
{
    struct place_duty *duty = row;
    duty->division = place_division(places_of(snapshot), db_column_text(rows, 0));
    duty->centre = place_centre(places_of(snapshot), db_column_text(rows, 1));
    duty->valid_from = (int32_t)db_column_integer(rows, 2);
    duty->valid_to = snapshot_day(rows, 3);
    return (duty->division != NULL && duty->centre != NULL) || snapshot_hangs(snapshot, "duty of", db_column_text(rows, 0));
}

static bool read_taken(struct snapshot *snapshot, struct db_rows *rows, void *row)
{
    struct places *places = places_of(snapshot);
    const struct place_centre *centre = place_centre(places, db_column_text(rows, 0));
    if (centre == NULL || centre->kind != CENTRE_SUB)
        return snapshot_hangs(snapshot, "an item of sub-centre", db_column_text(rows, 0));
    *(struct place_taken *)row = (struct place_taken){
        snapshot_text(snapshot, rows, 1), (int32_t)db_column_integer(rows, 2), snapshot_day(rows, 3), centre};
    return true;
}

/* In the order of bytes, whatever the engine's. */
static int compare_takers(const void *a, const void *b)
{
    const struct place_taken *left = a, *right = b;
    int order = strcmp(left->item, right->item);
    return order != 0 ? order : (left->valid_from > right->valid_from) - (left->valid_from < right->valid_from);
}

static int compare_taken(const void *a, const void *b)
{
    const struct place_taken *left = a, *right = b;
    if (left->centre != right->centre)
        return left->centre < right->centre ? -1 : 1;
    return compare_takers(a, b);
}

static enum result read_items_of_sub_centres(struct snapshot *snapshot)
{
    struct places *places = places_of(snapshot);
    const struct snapshot_table table = {&select_taken, sizeof(*places->taken), read_taken, false, &places->taken, &places->taken_count};
    enum result result = snapshot_read(snapshot, &table);
    if (result != RESULT_OK || places->taken_count == 0)
        return result;
    places->takers = arena_array(snapshot->arena, places->taken_count, sizeof(*places->takers));
    if (places->takers == NULL)
        return RESULT_NO_MEMORY;
    memcpy(places->takers, places->taken, places->taken_count * sizeof(*places->takers));
    qsort(places->taken, places->taken_count, sizeof(*places->taken), compare_taken);
    qsort(places->takers, places->taken_count, sizeof(*places->takers), compare_takers);
    for (size_t i = 0; i < places->taken_count; i++) {
        struct place_centre *centre = &places->centres[places->taken[i].centre - places->centres];
        if (centre->taken_count++ == 0)
            centre->taken = &places->taken[i];
    }
    return RESULT_OK;
}

/* Second looks, for what points forward: a sub-centre's centre, a district's default centre. */
static bool link_parent(struct snapshot *snapshot, struct db_rows *rows, void *unused)
{
    (void)unused;
    struct places *places = places_of(snapshot);
    struct place_centre_row read = {.kind = NULL};
    (void)db_read_row(rows, NULL, &read);
    if (read.parent == NULL)
        return true;
    const struct place_centre *centre = place_centre(places, read.centre.code);
    const struct place_centre *found = place_centre(places, read.parent);
    if (centre == NULL || found == NULL)
        return snapshot_hangs(snapshot, "centre", read.centre.code);
    places->centres[centre - places->centres].parent = found;
    return true;
}

static bool link_default(struct snapshot *snapshot, struct db_rows *rows, void *unused)
{
    (void)unused;
    struct places *places = places_of(snapshot);
    const char *code = db_column_text(rows, 0);
    const struct place_district *district = place_district(places, code);
    const struct place_centre *found = place_centre(places, db_column_text(rows, 6));
    if (district == NULL || found == NULL)
        return snapshot_hangs(snapshot, "district", code);
    places->districts[district - places->districts].default_centre = found;
    return true;
}

static void find_lasting(struct places *places)
{
    for (size_t i = 0; i < places->centre_count; i++)
        places->centres[i].duties_last = true;
    for (size_t i = 0; i < places->duty_count; i++)
        if (places->duties[i].valid_to != DAY_NONE)
            places->centres[places->duties[i].centre - places->centres].duties_last = false;
}

static enum result read_all(struct snapshot *snapshot)
{
    struct places *p = places_of(snapshot);
    const struct snapshot_table tables[] = {
        {&select_city, 0, read_city, false, NULL, NULL},
        {&select_districts, sizeof(*p->districts), read_district, true, &p->districts, &p->district_count},
        {&select_abolished, sizeof(*p->abolished), read_abolished, true, &p->abolished, &p->abolished_count},
        {&select_divisions, sizeof(*p->divisions), read_division, true, &p->divisions, &p->division_count},
        {&select_committees, sizeof(*p->committees), read_committee, true, &p->committees, &p->committee_count},
        {&select_days, sizeof(*p->days), read_day, false, &p->days, &p->day_count},
        {&select_centres, sizeof(*p->centres), read_centre, true, &p->centres, &p->centre_count},
        {&select_centres, 0, link_parent, false, NULL, NULL},
        {&select_districts, 0, link_default, false, NULL, NULL},
        {&select_duties, sizeof(*p->duties), read_duty, false, &p->duties, &p->duty_count},
    };
    for (size_t i = 0; i < ARRAY_COUNT(tables); i++) {
        enum result result = snapshot_read(snapshot, &tables[i]);
        if (result != RESULT_OK)
            return result;
        if (p->code == NULL) {
            (void)snprintf(snapshot->fault, snapshot->fault_size, "no city is loaded; type: tongban load");
            return RESULT_NOT_FOUND;
        }
    }
    find_lasting(p);
    enum result result = read_items_of_sub_centres(snapshot);
    return result == RESULT_OK && arena_overflowed(p->arena) ? RESULT_NO_MEMORY : result;
}

enum result places_open(struct db_session *session, struct places **ret_places, char *fault, size_t fault_size)
{
    char unused[8] = "";
    struct arena *arena = arena_new(PLACES_BYTES_MAX);
    struct places *places = arena == NULL ? NULL : arena_alloc(arena, sizeof(*places));
    if (places == NULL) {
        arena_free(arena);
        return RESULT_NO_MEMORY;
    }
    places->arena = arena;
    struct snapshot snapshot = {arena, session, places, fault != NULL ? fault : unused, fault != NULL ? fault_size : sizeof(unused)};
    snapshot.fault[0] = '\0';
    enum result result = read_all(&snapshot);
    if (result == RESULT_OK &&
        (!sorted_index_make(arena, places->divisions, places->division_count, sizeof(*places->divisions), &places->by_division) ||
         !sorted_index_make(arena, places->centres, places->centre_count, sizeof(*places->centres), &places->by_centre)))
        result = RESULT_NO_MEMORY;
    if (result != RESULT_OK) {
        if (snapshot.fault[0] == '\0')
            (void)snprintf(snapshot.fault, snapshot.fault_size, "the city cannot be read: %s", result_name(result));
        arena_free(arena);
        return result;
    }
    *ret_places = places;
    return RESULT_OK;
}

void places_close(struct places *places)
{
    if (places != NULL)
        arena_free(places->arena);
}
