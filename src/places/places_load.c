#include "places/places_load.h"

#include <string.h>

#include "base/arena.h"
#include "base/spec.h"
#include "base/text.h"
#include "calendar/calendar.h"
#include "identity/identity_rules.h"
#include "places/places_map.h"

/* Columns that the checks below look at, in the order of the files. */
enum { CODE = 0 };
enum { DISTRICT_LON = 4, DISTRICT_LAT = 5, DISTRICT_DEFAULT_CENTRE = 6, DISTRICT_OUTLINE = 7 };
enum { ABOLISHED_SUCCESSOR = 3 };
enum { DIVISION_NAME = 1, DIVISION_KIND = 3, DIVISION_DISTRICT = 4 };
enum { COMMITTEE_NAME = 1, COMMITTEE_DIVISION = 2 };
enum { DAY_DATE = 0, DAY_KIND = 1 };
enum { HOURS_WORKDAY_OPEN = 1, HOURS_RESTDAY_OPEN = 3 };
enum { CENTRE_KIND = 1, CENTRE_DISTRICT = 4, CENTRE_DIVISION = 5, CENTRE_PARENT = 6, CENTRE_HOURS = 7, CENTRE_PHONE = 9,
       CENTRE_LON = 10, CENTRE_LAT = 11, CENTRE_POSITION = 12, CENTRE_FROM = 13, CENTRE_TO = 14, CENTRE_PILOT = 15 };
enum { DUTY_DIVISION = 0, DUTY_CENTRE = 1, DUTY_FROM = 2, DUTY_TO = 3 /* behind DUTY_FROM */ };
enum { TAKEN_CENTRE = 0, TAKEN_ITEM = 1, TAKEN_FROM = 2, TAKEN_TO = 3 /* the same */ };

struct loading {
    struct pack *pack;
    struct pack_sheet *sheets;
    const char *city; /* NULL when pack.json is at fault */
    const struct map *map;
};

#define EACH_SOUND_ROW(row, sheet)                                                                         \
    for (const struct pack_row *row = (sheet)->rows; row < (sheet)->rows + (sheet)->count; row++)          \
        if (row->sound)

static void fault(struct loading *loading, enum places_sheet sheet, const struct pack_row *row, const char *text)
{
    pack_fault(loading->pack, places_tables[sheet].file, row->line, "%s", text);
}

static const struct pack_row *refer(struct loading *loading, enum places_sheet from, const struct pack_row *row, size_t column,
                                    enum places_sheet to)
{
    return pack_refer(loading->pack, &loading->sheets[from], row, column, &loading->sheets[to]);
}

/* A code must begin with the code of what it lies in, named in another column; true when it does. */
static bool check_inside(struct loading *loading, enum places_sheet sheet, const struct pack_row *row, size_t column)
{
    if (text_starts_with(row->cells[CODE], row->cells[column]))
        return true;
    pack_fault(loading->pack, places_tables[sheet].file, row->line, "%s does not begin with its %s %s", row->cells[CODE],
               places_tables[sheet].columns[column].name, row->cells[column]);
    return false;
}

/* ---- the city ---- */

static void load_city(struct loading *loading)
{
    static const char *const zones[] = {"Asia/Shanghai", NULL};
    static const struct field both[] = {
        {.name = "zh", .type = FIELD_TEXT, .flags = FIELD_REQUIRED, .min = 1, .max = 1000},
        {.name = "en", .type = FIELD_TEXT, .flags = FIELD_REQUIRED, .min = 1, .max = 1000},
        {.name = NULL},
    };
    static const struct field fields[] = {
        {.name = "code", .type = FIELD_TEXT, .flags = FIELD_REQUIRED, .min = 2, .max = 2},
        {.name = "name", .type = FIELD_OBJECT, .flags = FIELD_REQUIRED, .fields = both},
        {.name = "hotline", .type = FIELD_TEXT, .flags = FIELD_REQUIRED, .min = 3, .max = 20},
        {.name = "time_zone", .type = FIELD_TEXT, .flags = FIELD_REQUIRED, .choices = zones},
        {.name = "note", .type = FIELD_OBJECT, .flags = FIELD_REQUIRED, .fields = both},
        {.name = NULL},
    };
    const char *bytes = NULL;
    struct pack_sheet *sheet = &loading->sheets[PLACES_CITY];
    const struct json *city = pack_read_json(loading->pack, "pack.json", fields, &bytes);
    pack_make_sheet(loading->pack, &places_tables[PLACES_CITY], city == NULL ? 0 : 1, sheet);
    if (sheet->count == 1) {
        const char *const cells[] = {
            json_get_text(city, "code"), json_get_text(json_get(city, "name"), "zh"), json_get_text(json_get(city, "name"), "en"),
            json_get_text(city, "hotline"), json_get_text(city, "time_zone"), json_get_text(json_get(city, "note"), "zh"),
            json_get_text(json_get(city, "note"), "en")};
        for (size_t i = 0; i < ARRAY_COUNT(cells); i++)
            sheet->rows[0].values[i] = db_text(cells[i]);
        if (text_is_digits(cells[0], 2))
            loading->city = cells[0];
        else
            pack_fault(loading->pack, "pack.json", pack_json_line(bytes, "code"), "code \"%s\" is not 2 digits", cells[0]);
    }
    pack_sort_sheet(loading->pack, sheet);
}

/* ---- districts and what was abolished ---- */

static void check_districts(struct loading *loading)
{
    struct pack_sheet *sheet = &loading->sheets[PLACES_DISTRICTS];
    EACH_SOUND_ROW(row, sheet) {
        const char *code = row->cells[CODE];
        if (loading->city != NULL && !text_starts_with(code, loading->city))
            pack_fault(loading->pack, sheet->table->file, row->line, "%s does not begin with the city's code %s", code, loading->city);
        const struct outline *outline = map_find(loading->map, code);
        if (outline != NULL)
            row->values[DISTRICT_OUTLINE] = db_text(outline->text);
        else if (loading->map != NULL)
            pack_fault(loading->pack, sheet->table->file, row->line, "%s has no outline in " MAP_FILE, code);
        if (outline != NULL && !outline_box_holds(outline, row->values[DISTRICT_LON].real, row->values[DISTRICT_LAT].real))
            fault(loading, PLACES_DISTRICTS, row, "lon, lat lie outside the district's outline");
        const struct pack_row *centre = refer(loading, PLACES_DISTRICTS, row, DISTRICT_DEFAULT_CENTRE, PLACES_CENTRES);
        if (centre != NULL && centre->sound &&
            (!text_starts_with(centre->cells[CODE], code) || !text_equal(centre->cells[CENTRE_KIND], "centre")))
            fault(loading, PLACES_DISTRICTS, row, "default_centre is no centre of this district");
    }
    for (size_t i = 0; loading->map != NULL && i < loading->map->count; i++) {
        const char *code = loading->map->outlines[i].code;
        if (pack_find(sheet, code) == NULL && !sheet->keys_doubtful)
            pack_fault(loading->pack, MAP_FILE, 1, "the outline of %s is of no district in %s", code, sheet->table->file);
    }
}

static void check_abolished(struct loading *loading)
{
    struct pack_sheet *sheet = &loading->sheets[PLACES_ABOLISHED];
    EACH_SOUND_ROW(row, sheet) {
        if (pack_find(&loading->sheets[PLACES_DISTRICTS], row->cells[CODE]) != NULL)
            pack_fault(loading->pack, sheet->table->file, row->line, "%s is a district of today", row->cells[CODE]);
        (void)refer(loading, PLACES_ABOLISHED, row, ABOLISHED_SUCCESSOR, PLACES_DISTRICTS);
    }
}

/* ---- divisions and committees ---- */

/* 统计用区划代码: 0xx streets, 1xx towns, 2xx townships, 4xx and 5xx zones. */
static bool kind_fits_code(const char *kind, const char *code)
{
    static const struct { const char *kind, *digits; } kinds[] = {{"street", "0"}, {"town", "1"}, {"township", "2"}, {"zone", "345"}};
    for (size_t i = 0; i < ARRAY_COUNT(kinds); i++)
        if (text_equal(kinds[i].kind, kind))
            return strchr(kinds[i].digits, code[6]) != NULL;
    return false;
}

/* Two rows that lie in the same place must not have the same name; rows of one place stand together by code. */
static void check_names(struct loading *loading, enum places_sheet which, size_t name, size_t place)
{
    const struct pack_sheet *sheet = &loading->sheets[which];
    for (size_t i = 0; i < sheet->count; i++) {
        const struct pack_row *row = sheet->by_key[i];
        for (size_t j = i; row->sound && j-- > 0 && text_equal(sheet->by_key[j]->cells[place], row->cells[place]);)
            if (text_equal(sheet->by_key[j]->cells[name], row->cells[name]))
                pack_fault(loading->pack, sheet->table->file, row->line, "the name %s is already in line %d",
                           row->cells[name], sheet->by_key[j]->line);
    }
}

static void check_divisions(struct loading *loading)
{
    struct pack_sheet *sheet = &loading->sheets[PLACES_DIVISIONS];
    EACH_SOUND_ROW(row, sheet) {
        if (check_inside(loading, PLACES_DIVISIONS, row, DIVISION_DISTRICT))
            (void)refer(loading, PLACES_DIVISIONS, row, DIVISION_DISTRICT, PLACES_DISTRICTS);
        if (!kind_fits_code(row->cells[DIVISION_KIND], row->cells[CODE]))
            pack_fault(loading->pack, sheet->table->file, row->line, "%s is not the code of a %s", row->cells[CODE],
                       row->cells[DIVISION_KIND]);
    }
    check_names(loading, PLACES_DIVISIONS, DIVISION_NAME, DIVISION_DISTRICT);
}

static void check_committees(struct loading *loading)
{
    struct pack_sheet *sheet = &loading->sheets[PLACES_COMMITTEES];
    EACH_SOUND_ROW(row, sheet) {
        if (check_inside(loading, PLACES_COMMITTEES, row, COMMITTEE_DIVISION))
            (void)refer(loading, PLACES_COMMITTEES, row, COMMITTEE_DIVISION, PLACES_DIVISIONS);
        if (text_equal(row->cells[CODE] + 9, "000"))
            fault(loading, PLACES_COMMITTEES, row, "000 at the end means the division itself");
    }
    check_names(loading, PLACES_COMMITTEES, COMMITTEE_NAME, COMMITTEE_DIVISION);
}

/* ---- the calendar and the hours ---- */

static int year_of(int32_t day)
{
    int year = 0, month = 0, number = 0;
    day_to_parts(day, &year, &month, &number);
    return year;
}

/* By the rows that are sound; NULL: no memory. */
static struct calendar *calendar_of(const struct pack_sheet *sheet, struct arena *arena, int *ret_last_year)
{
    struct calendar *calendar = arena_alloc(arena, sizeof(*calendar));
    *ret_last_year = 0;
    EACH_SOUND_ROW(row, sheet) {
        int32_t day = (int32_t)row->values[DAY_DATE].integer;
        if (calendar != NULL && calendar_mark(calendar, day, text_equal(row->cells[DAY_KIND], "work") ? CALENDAR_WORK : CALENDAR_OFF))
            *ret_last_year = year_of(day) > *ret_last_year ? year_of(day) : *ret_last_year;
    }
    return calendar;
}

const char *places_load_begun_year(const struct pack_sheet *days, struct arena *arena, int *ret_year)
{
    const struct calendar *calendar = calendar_of(days, arena, ret_year);
    return calendar != NULL && *ret_year != 0 ? calendar_festival_missing(calendar, *ret_year) : NULL;
}

/* Single days there may be of the newest year only. */
static void check_year(struct loading *loading, const struct calendar *calendar, int year, const struct pack_row *next)
{
    bool sound = loading->pack->fault_count == 0; /* else it may be that fault */
    const char *missing = sound && calendar != NULL ? calendar_festival_missing(calendar, year) : NULL;
    if (missing != NULL)
        pack_fault(loading->pack, loading->sheets[PLACES_DAYS].table->file, next->line, "%d is not arranged as a whole: no day off for %s", year, missing);
}

static void check_days(struct loading *loading)
{
    struct pack_sheet *sheet = &loading->sheets[PLACES_DAYS];
    int last_year = 0, newest = 0;
    const struct calendar *calendar = calendar_of(sheet, loading->pack->arena, &newest);
    for (size_t i = 0; i < sheet->count; i++) {
        const struct pack_row *row = sheet->by_key[i];
        if (!row->sound)
            continue;
        int32_t day = (int32_t)row->values[DAY_DATE].integer;
        int year = year_of(day);
        if (year < CALENDAR_FIRST_YEAR || year >= CALENDAR_FIRST_YEAR + CALENDAR_YEARS)
            fault(loading, PLACES_DAYS, row, "the year is outside 2000 to 2100");
        if (text_equal(row->cells[DAY_KIND], "work") && day_of_week(day) < 6)
            fault(loading, PLACES_DAYS, row, "this day is a working day without being marked: only Saturdays and Sundays are");
        if (last_year != 0 && year > last_year + 1)
            pack_fault(loading->pack, sheet->table->file, row->line, "no day of %d is arranged", last_year + 1);
        if (last_year != 0 && year > last_year)
            check_year(loading, calendar, last_year, row);
        last_year = year > last_year ? year : last_year;
    }
}

static void check_hours(struct loading *loading)
{
    struct pack_sheet *sheet = &loading->sheets[PLACES_HOURS];
    EACH_SOUND_ROW(row, sheet) {
        for (size_t column = HOURS_WORKDAY_OPEN; column <= HOURS_RESTDAY_OPEN; column += 2) {
            const struct db_value *open = &row->values[column], *close = &row->values[column + 1];
            if (open->type != close->type)
                fault(loading, PLACES_HOURS, row, "opening and closing are given together or not at all");
            else if (open->type != DB_NULL && open->integer >= close->integer)
                fault(loading, PLACES_HOURS, row, "the counter closes before it opens");
        }
    }
}

/* ---- centres and who is responsible ---- */

static void check_position(struct loading *loading, const struct pack_row *row)
{
    const struct db_value *lon = &row->values[CENTRE_LON], *lat = &row->values[CENTRE_LAT];
    if (lon->type != lat->type) {
        fault(loading, PLACES_CENTRES, row, "lon and lat are given together or not at all");
        return;
    }
    if ((lon->type == DB_NULL) != (row->values[CENTRE_POSITION].type == DB_NULL)) {
        fault(loading, PLACES_CENTRES, row, "position says how sure lon and lat are; the three are given together");
        return;
    }
    char district[7] = "";
    memcpy(district, row->cells[CODE], 6); /* its code says it, whatever the cell says */
    const struct outline *outline = map_find(loading->map, district);
    if (lon->type == DB_NULL || outline == NULL)
        return;
    if (!map_box_holds(loading->map, lon->real, lat->real))
        fault(loading, PLACES_CENTRES, row, "lon, lat lie outside the city");
    else if (!outline_holds(outline, lon->real, lat->real))
        fault(loading, PLACES_CENTRES, row, "lon, lat lie outside the outline of its district");
}

/* A telephone number in its normal form, or a hotline: 12345, 962200. */
static void check_phone(struct loading *loading, const struct pack_row *row)
{
    const char *phone = row->cells[CENTRE_PHONE];
    char normal[PHONE_SIZE] = "";
    if (phone[0] == '\0' || text_is_digits(phone, 5) || text_is_digits(phone, 6))
        return;
    if (!phone_check(phone, normal, NULL))
        fault(loading, PLACES_CENTRES, row, "phone is no telephone number");
    else
        row->values[CENTRE_PHONE] = db_text(arena_copy_text(loading->pack->arena, normal));
}

static void check_parent(struct loading *loading, const struct pack_row *row)
{
    bool sub = text_equal(row->cells[CENTRE_KIND], "sub_centre");
    if (sub != (row->cells[CENTRE_PARENT][0] != '\0')) {
        fault(loading, PLACES_CENTRES, row, sub ? "a sub_centre names its centre as parent" : "a centre has no parent");
        return;
    }
    if (sub != pack_has_shape(row->cells[CODE], "999999999-S9|999999999-S99"))
        fault(loading, PLACES_CENTRES, row, "-S with a number at the end of the code means a sub_centre, and only that");
    const struct pack_row *parent = refer(loading, PLACES_CENTRES, row, CENTRE_PARENT, PLACES_CENTRES);
    if (parent == NULL || !parent->sound)
        return;
    /* whom somebody reaches, and whose events they hear, is read off the code */
    if (!text_equal(parent->cells[CENTRE_KIND], "centre") || strncmp(parent->cells[CODE], row->cells[CODE], strlen(parent->cells[CODE])) != 0 ||
        row->cells[CODE][strlen(parent->cells[CODE])] != '-')
        fault(loading, PLACES_CENTRES, row, "parent is not the centre that the code begins with");
}

static void check_pilot(struct loading *loading, const struct pack_row *row)
{
    const struct db_value *pilot = &row->values[CENTRE_PILOT], *to = &row->values[CENTRE_TO];
    if (pilot->type == DB_NULL)
        return;
    if (!text_equal(row->cells[CENTRE_KIND], "sub_centre"))
        fault(loading, PLACES_CENTRES, row, "only a sub_centre has a pilot: a centre is part of citywide handling");
    else if (pilot->integer < row->values[CENTRE_FROM].integer || (to->type != DB_NULL && pilot->integer >= to->integer))
        fault(loading, PLACES_CENTRES, row, "the pilot begins on a day on which the sub_centre does not exist");
}

static void check_centres(struct loading *loading)
{
    struct pack_sheet *sheet = &loading->sheets[PLACES_CENTRES];
    EACH_SOUND_ROW(row, sheet) {
        if (check_inside(loading, PLACES_CENTRES, row, CENTRE_DIVISION) && check_inside(loading, PLACES_CENTRES, row, CENTRE_DISTRICT))
            (void)refer(loading, PLACES_CENTRES, row, CENTRE_DIVISION, PLACES_DIVISIONS);
        (void)refer(loading, PLACES_CENTRES, row, CENTRE_HOURS, PLACES_HOURS);
        check_parent(loading, row);
        check_phone(loading, row);
        check_position(loading, row);
        check_pilot(loading, row);
    }
    pack_check_periods(loading->pack, sheet, CODE, CENTRE_FROM, CENTRE_TO, false);
}

/* Does the centre exist through the period that begins in column `from` of the row and ends in the next one? */
static bool lies_within(const struct pack_row *row, size_t from, const struct pack_row *centre)
{
    const struct db_value *to = &centre->values[CENTRE_TO], *until = &row->values[from + 1];
    if (to->type != DB_NULL && to->integer <= centre->values[CENTRE_FROM].integer)
        return true; /* told there */
    return row->values[from].integer >= centre->values[CENTRE_FROM].integer &&
           (to->type == DB_NULL || (until->type != DB_NULL && until->integer <= to->integer));
}

static void check_duty(struct loading *loading, const struct pack_row *row)
{
    (void)refer(loading, PLACES_DUTIES, row, DUTY_DIVISION, PLACES_DIVISIONS);
    const struct pack_row *centre = refer(loading, PLACES_DUTIES, row, DUTY_CENTRE, PLACES_CENTRES);
    if (centre == NULL || !centre->sound)
        return;
    if (!text_equal(centre->cells[CENTRE_KIND], "centre"))
        fault(loading, PLACES_DUTIES, row, "a sub_centre is responsible for nobody");
    else if (!lies_within(row, DUTY_FROM, centre))
        fault(loading, PLACES_DUTIES, row, "the centre does not exist through the whole period");
}

/* Every division has one responsible centre on every day from the first day that any has. */
static void check_duties(struct loading *loading)
{
    struct pack_sheet *sheet = &loading->sheets[PLACES_DUTIES];
    const struct pack_sheet *divisions = &loading->sheets[PLACES_DIVISIONS];
    int64_t begin = INT64_MAX;
    EACH_SOUND_ROW(row, sheet) {
        check_duty(loading, row);
        begin = row->values[DUTY_FROM].integer < begin ? row->values[DUTY_FROM].integer : begin;
    }
    pack_check_periods(loading->pack, sheet, DUTY_DIVISION, DUTY_FROM, DUTY_TO, true);
    for (size_t i = 0; i < divisions->count && !sheet->keys_doubtful; i++) {
        const struct pack_row *division = &divisions->rows[i], *first = NULL;
        EACH_SOUND_ROW(row, sheet)
            if (text_equal(row->cells[DUTY_DIVISION], division->cells[CODE]) &&
                (first == NULL || row->values[DUTY_FROM].integer < first->values[DUTY_FROM].integer))
                first = row;
        if (first == NULL && division->sound)
            pack_fault(loading->pack, divisions->table->file, division->line, "no centre is responsible for %s: it is not in %s",
                       division->cells[CODE], sheet->table->file);
        else if (first != NULL && first->values[DUTY_FROM].integer > begin)
            pack_fault(loading->pack, sheet->table->file, first->line, "no centre is responsible for %s before %s",
                       division->cells[CODE], first->cells[DUTY_FROM]);
    }
}

/* ---- what sub-centres take ---- */

/* Rows of one item at one sub-centre stand together by key, the earlier first. */
static void check_overlap(struct loading *loading, const struct pack_row *before, const struct pack_row *row)
{
    const struct db_value *until = &before->values[TAKEN_TO];
    if (before->sound && row->sound && text_equal(before->cells[TAKEN_CENTRE], row->cells[TAKEN_CENTRE]) &&
        text_equal(before->cells[TAKEN_ITEM], row->cells[TAKEN_ITEM]) &&
        before->values[TAKEN_FROM].integer < row->values[TAKEN_FROM].integer && /* else the key repeats */
        (until->type == DB_NULL || until->integer > row->values[TAKEN_FROM].integer))
        pack_fault(loading->pack, places_tables[PLACES_TAKEN].file, row->line, "the period overlaps the one in line %d", before->line);
}

/* The catalogue checks the items. */
static void check_taken(struct loading *loading)
{
    const struct pack_sheet *sheet = &loading->sheets[PLACES_TAKEN];
    EACH_SOUND_ROW(row, sheet) {
        const struct pack_row *centre = refer(loading, PLACES_TAKEN, row, TAKEN_CENTRE, PLACES_CENTRES);
        const struct db_value *until = &row->values[TAKEN_TO];
        if (until->type != DB_NULL && until->integer <= row->values[TAKEN_FROM].integer)
            fault(loading, PLACES_TAKEN, row, "valid_to is not after valid_from");
        if (centre == NULL || !centre->sound)
            continue;
        if (!text_equal(centre->cells[CENTRE_KIND], "sub_centre"))
            fault(loading, PLACES_TAKEN, row, "a centre takes every item: only a sub_centre has a list");
        else if (!lies_within(row, TAKEN_FROM, centre))
            fault(loading, PLACES_TAKEN, row, "the sub_centre does not exist through the whole period");
    }
    for (size_t i = 1; i < sheet->count; i++)
        check_overlap(loading, sheet->by_key[i - 1], sheet->by_key[i]);
}

void places_load(struct pack *pack, struct pack_sheet sheets[PLACES_SHEETS])
{
    struct loading loading = {.pack = pack, .sheets = sheets};
    load_city(&loading);
    loading.map = map_read(pack);
    for (int i = PLACES_DISTRICTS; i < PLACES_SHEETS; i++)
        pack_read_table(pack, &places_tables[i], &sheets[i]);
    check_districts(&loading);
    check_abolished(&loading);
    check_divisions(&loading);
    check_committees(&loading);
    check_days(&loading);
    check_hours(&loading);
    check_centres(&loading);
    check_duties(&loading);
    check_taken(&loading);
}
