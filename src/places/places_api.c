#include "places/places_api.h"

#include <string.h>

#define REPLY_TEXT_MAX 1000
#include "base/reply_fields.h"
#include "base/settings.h"
#include "base/text.h"
#include "act/page.h"
#include "identity/identity_rules.h"
#include "places/places_opening_rules.h"

#define WEEK_DAYS 7

static const struct problem problem_district = {"not_found", 404, "没有这个区划。", "There is no such division."};
static const struct problem problem_centre = {"not_found", 404, "没有这个受理中心。", "There is no such centre."};
static const struct problem problem_year = {"not_found", 404, "日历只含 2000 年至 2100 年。", "The calendar covers 2000 to 2100."};

/* ---- shapes ---- */

static const struct field year_item[] = {{.name = "item", .type = FIELD_INTEGER}};
static const struct field text_item[] = {{.name = "item", .type = FIELD_TEXT}};

static const struct field city_reply[] = {
    TEXT("code", "first two digits of every division"), TEXT("name"), TEXT("name_en"), TEXT("hotline"),
    FLAG("demo", "a demonstration with known passwords"), DAY("today"),
    TEXT_OR_NULL("note_zh"), TEXT_OR_NULL("note_en"),
    LIST("calendar_years", CALENDAR_YEARS, year_item, "years whose working days are arranged"), {0}};

static const struct field district_fields[] = {
    TEXT("code", "6 digits"), TEXT("name"), TEXT("name_en"), REAL("lon"), REAL("lat"),
    NUMBER("centres", "that exist today"), NUMBER("sub_centres", "that exist today"),
    {.name = "outline", .type = FIELD_ANY, .flags = FIELD_REQUIRED, .description = "GeoJSON geometry"}, {0}};
static const struct field districts_reply[] = {LIST("items", 500, ITEMS(district_fields)), PAGE_REPLY, {0}};

struct divisions_query { const char *district, *text; };
static const struct field divisions_query[] = {
    {.name = "district", .type = FIELD_TEXT, .flags = FIELD_EMPTY_OK, .max = 6, .description = "6 digits",
     AT(divisions_query, district)},
    {.name = "q", .type = FIELD_TEXT, .flags = FIELD_EMPTY_OK, .max = 50, .description = "part of the name or code",
     AT(divisions_query, text)}, {0}};
static const struct field division_fields[] = {
    TEXT("code", "9 digits"), TEXT("name"), TEXT("name_en"),
    CHOICE("kind", division_kind_names), TEXT("district", "6 digits"),
    TEXT_OR_NULL("centre", "responsible for its residents today"), {0}};
static const struct field divisions_reply[] = {LIST("items", 5000, ITEMS(division_fields)), PAGE_REPLY, {0}};

struct committees_query { const char *division; };
static const struct field committees_query[] = {
    {.name = "division", .type = FIELD_TEXT, .flags = FIELD_REQUIRED, .min = 9, .max = 9, .description = "9 digits",
     AT(committees_query, division)}, {0}};
static const struct field committee_fields[] = {TEXT("code", "12 digits"), TEXT("name"), {0}};
static const struct field committees_reply[] = {LIST("items", 1000, ITEMS(committee_fields)), PAGE_REPLY, {0}};

struct centres_query { const char *district, *division, *kind, *text, *near; struct page_query page; };
static const struct field centres_query[] = {
    {.name = "district", .type = FIELD_TEXT, .flags = FIELD_EMPTY_OK, .max = 6, .description = "6 digits",
     AT(centres_query, district)},
    {.name = "division", .type = FIELD_TEXT, .flags = FIELD_EMPTY_OK, .max = 9, .description = "9 digits",
     AT(centres_query, division)},
    {.name = "kind", .type = FIELD_TEXT, .choices = centre_kind_names, AT(centres_query, kind)},
    {.name = "q", .type = FIELD_TEXT, .flags = FIELD_EMPTY_OK, .max = 50,
     .description = "part of the name, address or code", AT(centres_query, text)},
    {.name = "near", .type = FIELD_TEXT, .flags = FIELD_EMPTY_OK, .max = 50,
     .description = "lon,lat: nearest first, with distance_m", AT(centres_query, near)},
    PAGE_QUERY(centres_query), {0}};
static const struct field opening_fields[] = {
    CHOICE("state", opening_state_names), TEXT("sentence_zh"), TEXT("sentence_en"),
    DAY_OR_NULL("date", "today while it is open, else when it opens next"),
    TEXT_OR_NULL("opens", "on that day, HH:MM"), TEXT_OR_NULL("closes"), {0}};
#define CENTRE_FIELDS \
    TEXT("code"), TEXT("name"), TEXT("name_en"), CHOICE("kind", centre_kind_names), TEXT("district"), \
    TEXT("district_name"), TEXT("district_name_en"), TEXT("division"), TEXT("division_name"), TEXT("division_name_en"), \
    TEXT_OR_NULL("parent", "the centre of a sub-centre"), TEXT_OR_NULL("parent_name"), TEXT_OR_NULL("parent_name_en"), \
    TEXT_OR_NULL("address", "null: not known"), TEXT_OR_NULL("phone", "null: not known"), REAL_OR_NULL("lon"), \
    REAL_OR_NULL("lat"), \
    {"position", FIELD_TEXT, MAY_BE_NULL, .choices = centre_positions, .description = "how sure lon and lat are"}, \
    NUMBER_OR_NULL("distance_m", "from near"), \
    {"out_of_town", FIELD_BOOL, MAY_BE_NULL, \
     .description = "so far that whoever is near is not in the city; null as distance_m"}, \
    FLAG("citywide", \
         "citywide items are taken for everybody; false: a sub-centre that takes them for the area of its centre only"), \
    DAY_OR_NULL("pilot_from", "since when that is so at a sub-centre; null: no sub-centre, or not planned"), \
    NUMBER_OR_NULL("item_count", \
                   "that a sub-centre takes today (`/v1/items?centre=`); null: a centre, which takes all"), \
    FLAG("open_now"), TEXT_OR_NULL("opens", "today, HH:MM; null: closed all day"), \
    TEXT_OR_NULL("closes", "today, HH:MM"), \
    OBJECT("opening", opening_fields, "open or not, and when next"), \
    TEXT("certainty", "F published, S named by sources, P public page, M common knowledge, X sample")
static const struct field centre_fields[] = {CENTRE_FIELDS, {0}};
static const struct field centres_reply[] = {LIST("items", PAGE_LIMIT_MAX, ITEMS(centre_fields)), PAGE_REPLY, {0}};

static const struct field hours_fields[] = {
    TEXT_OR_NULL("workday_open", "HH:MM; null: closed"), TEXT_OR_NULL("workday_close"), TEXT_OR_NULL("restday_open"),
    TEXT_OR_NULL("restday_close"), {0}};
static const struct field week_fields[] = {
    DAY("date"), TEXT_OR_NULL("open", "HH:MM; null: closed all day"), TEXT_OR_NULL("close"),
    FLAG("rest_day", "weekend or day off"), TEXT_OR_NULL("name_zh", "of a holiday, or of a weekend day that is worked"),
    TEXT_OR_NULL("name_en"), {0}};
static const struct field centre_reply[] = {
    CENTRE_FIELDS,
    DAY("valid_from"), DAY_OR_NULL("valid_to", "first day it is closed for good"), OBJECT("hours", hours_fields),
    LIST("sub_centres", 100, ITEMS(centre_fields)),
    LIST("serves", 1000, text_item, "divisions it is responsible for today"),
    LIST("week", WEEK_DAYS, ITEMS(week_fields), "today and the six days after"), {0}};

static const char *const day_kinds[] = {"off", "work", NULL};
static const struct field day_fields[] = {
    DAY("date"), CHOICE("kind", day_kinds), TEXT("name"), {0}};
static const struct field calendar_reply[] = {
    NUMBER("year"),
    FLAG("known", "the State Council's arrangement is loaded; else only fixed holidays are counted off"),
    LIST("days", 366, ITEMS(day_fields), "days off, and weekend days that are worked"), NUMBER("working_days"), {0}};

/* ---- writing ---- */

static const struct places *places_of(const struct request *request) { return request->act.context->places; }
static int32_t today_of(const struct request *request) { return day_of_ms(request->act.now_ms); }

static void add_minutes(struct json_writer *json, const char *key, int16_t minutes)
{
    char text[MINUTES_TEXT_SIZE];
    if (minutes >= 0)
        minutes_format(minutes, text);
    json_add_text(json, key, minutes < 0 ? NULL : text);
}

static void add_degrees(struct json_writer *json, const char *key, double degrees)
{
    if (isnan(degrees))
        json_add_null(json, key);
    else
        json_add_real(json, key, degrees, 6);
}

static void begin_list(struct request *request)
{
    json_open_object(&request->json, NULL);
    json_open_array(&request->json, "items");
}

static enum result end_list(struct request *request, const char *next)
{
    json_close_array(&request->json);
    json_add_text(&request->json, "next", next);
    json_close_object(&request->json);
    return RESULT_OK;
}

/* ---- the city ---- */

static enum result read_city(struct request *request)
{
    const struct places *places = places_of(request);
    struct json_writer *json = &request->json;
    json_open_object(json, NULL);
    json_add_text(json, "code", places->code);
    json_add_text(json, "name", places->name);
    json_add_text(json, "name_en", places->name_en);
    json_add_text(json, "hotline", places->hotline);
    json_add_bool(json, "demo", request->act.context->settings->demo);
    day_write(json, "today", today_of(request));
    json_add_text(json, "note_zh", places->note);
    json_add_text(json, "note_en", places->note_en);
    json_open_array(json, "calendar_years");
    for (int i = 0; i < CALENDAR_YEARS; i++)
        if (places->calendar.year_known[i])
            json_add_integer(json, NULL, CALENDAR_FIRST_YEAR + i);
    json_close_array(json);
    json_close_object(json);
    return RESULT_OK;
}

static enum result list_districts(struct request *request)
{
    const struct places *places = places_of(request);
    struct json_writer *json = &request->json;
    begin_list(request);
    for (size_t i = 0; i < places->district_count; i++) {
        const struct place_district *district = &places->districts[i];
        int64_t counts[CENTRE_KINDS];
        place_count_centres(places, district, today_of(request), counts);
        json_open_object(json, NULL);
        json_add_text(json, "code", district->code);
        json_add_text(json, "name", district->name);
        json_add_text(json, "name_en", district->name_en);
        add_degrees(json, "lon", district->lon);
        add_degrees(json, "lat", district->lat);
        json_add_integer(json, "centres", counts[CENTRE_FULL]);
        json_add_integer(json, "sub_centres", counts[CENTRE_SUB]);
        json_add_raw(json, "outline", district->outline);
        json_close_object(json);
    }
    return end_list(request, NULL);
}

/* A code in the query that names nothing is told as a fault of that field. */
static bool is_unknown(struct act *act, const char *field, const char *code, const void *found)
{
    if (code == NULL || found != NULL)
        return false;
    field_error_add_code(&act->errors, field, "not_found");
    return true;
}

static enum result list_divisions(struct request *request)
{
    const struct divisions_query *query = request->query;
    const struct places *places = places_of(request);
    const struct place_district *district = place_district(places, identity_code(request->act.arena, query->district));
    const char *text = query->text;
    struct json_writer *json = &request->json;
    if (is_unknown(&request->act, "district", query->district, district))
        return act_refuse_fields(&request->act);
    begin_list(request);
    for (size_t i = 0; i < places->division_count; i++) {
        const struct place_division *division = &places->divisions[i];
        if ((district != NULL && division->district != district) ||
            (text != NULL && !place_division_is_named(division, text)))
            continue;
        const struct place_centre *centre = place_duty_centre(places, division, today_of(request));
        json_open_object(json, NULL);
        json_add_text(json, "code", division->code);
        json_add_text(json, "name", division->name);
        json_add_text(json, "name_en", division->name_en);
        json_add_text(json, "kind", division_kind_name(division->kind));
        json_add_text(json, "district", division->district->code);
        json_add_text(json, "centre", centre == NULL ? NULL : centre->code);
        json_close_object(json);
    }
    return end_list(request, NULL);
}

static enum result list_committees(struct request *request)
{
    const struct committees_query *query = request->query;
    const struct place_division *division =
        place_division(places_of(request), identity_code(request->act.arena, query->division));
    size_t count = 0;
    if (division == NULL)
        return act_refuse(&request->act, &problem_district);
    const struct place_committee *committees = place_committees_of(places_of(request), division, &count);
    begin_list(request);
    for (size_t i = 0; i < count; i++) {
        json_open_object(&request->json, NULL);
        json_add_text(&request->json, "code", committees[i].code);
        json_add_text(&request->json, "name", committees[i].name);
        json_close_object(&request->json);
    }
    return end_list(request, NULL);
}

/* ---- centres ---- */

/* What was last said of a list: most of its centres open alike. */
struct said { bool any; struct opening_next next; struct opening_words words; };

static bool is_alike(const struct opening_next *a, const struct opening_next *b)
{
    return a->state == b->state && a->day == b->day && a->open == b->open && a->close == b->close;
}

static void write_opening(struct request *request, const struct place_centre *centre, struct said *said)
{
    struct json_writer *json = &request->json;
    struct opening_next next = place_opening_next(places_of(request), centre, request->act.now_ms);
    if (!said->any || !is_alike(&said->next, &next))
        *said = (struct said){true, next, place_opening_explain(places_of(request), &next, request->act.now_ms, request->act.arena)};
    struct opening_words words = said->words;
    json_open_object(json, "opening");
    json_add_text(json, "state", opening_state_names[next.state]);
    json_add_text(json, "sentence_zh", words.zh);
    json_add_text(json, "sentence_en", words.en);
    day_write(json, "date", next.day);
    add_minutes(json, "opens", next.open);
    add_minutes(json, "closes", next.close);
    json_close_object(json);
}

static void write_centre_fields(struct request *request, const struct place_centre *centre, double distance_m, struct said *said)
{
    const struct places *places = places_of(request);
    struct json_writer *json = &request->json;
    struct opening today = place_centre_opening(places, centre, today_of(request));
    json_add_text(json, "code", centre->code);
    json_add_text(json, "name", centre->name);
    json_add_text(json, "name_en", centre->name_en);
    json_add_text(json, "kind", centre_kind_name(centre->kind));
    json_add_text(json, "district", centre->district->code);
    json_add_text(json, "district_name", centre->district->name);
    json_add_text(json, "district_name_en", centre->district->name_en);
    json_add_text(json, "division", centre->division->code);
    json_add_text(json, "division_name", centre->division->name);
    json_add_text(json, "division_name_en", centre->division->name_en);
    json_add_text(json, "parent", centre->parent == NULL ? NULL : centre->parent->code);
    json_add_text(json, "parent_name", centre->parent == NULL ? NULL : centre->parent->name);
    json_add_text(json, "parent_name_en", centre->parent == NULL ? NULL : centre->parent->name_en);
    json_add_text(json, "address", centre->address);
    json_add_text(json, "phone", centre->phone);
    add_degrees(json, "lon", centre->lon);
    add_degrees(json, "lat", centre->lat);
    json_add_text(json, "position", centre->position);
    if (isnan(distance_m)) {
        json_add_null(json, "distance_m");
        json_add_null(json, "out_of_town");
    } else {
        json_add_integer(json, "distance_m", (int64_t)round(distance_m));
        json_add_bool(json, "out_of_town", place_is_out_of_town(distance_m));
    }
    json_add_bool(json, "citywide", place_is_citywide(centre, today_of(request)));
    day_write(json, "pilot_from", centre->kind == CENTRE_SUB ? centre->pilot_from : DAY_NONE);
    if (centre->kind == CENTRE_SUB)
        json_add_integer(json, "item_count", place_count_items(centre, today_of(request)));
    else
        json_add_null(json, "item_count");
    json_add_bool(json, "open_now", place_centre_is_open_at(places, centre, request->act.now_ms));
    add_minutes(json, "opens", today.open);
    add_minutes(json, "closes", today.close);
    write_opening(request, centre, said);
    json_add_text(json, "certainty", centre->certainty);
}

static void write_centre(struct request *request, const struct place_centre *centre, double distance_m, struct said *said)
{
    json_open_object(&request->json, NULL);
    write_centre_fields(request, centre, distance_m, said);
    json_close_object(&request->json);
}

/* near=121.47,31.23 */
static void read_near(struct act *act, const char *near, struct centre_query *query)
{
    const char *comma = near == NULL ? NULL : strchr(near, ',');
    if (near == NULL)
        return;
    const char *lon = comma == NULL ? NULL : arena_copy_bytes(act->arena, near, (size_t)(comma - near));
    query->near = lon != NULL && text_parse_double(lon, &query->lon) && text_parse_double(comma + 1, &query->lat) &&
                  query->lon >= -180 && query->lon <= 180 && query->lat >= -90 && query->lat <= 90;
    if (!query->near)
        field_error_add(&act->errors, "near", "coordinates", "应为经度,纬度，例如 121.47,31.23。",
                        "This must be longitude,latitude such as 121.47,31.23.");
}

static enum result list_centres(struct request *request)
{
    static const enum centre_kind full = CENTRE_FULL, sub = CENTRE_SUB;
    const struct centres_query *asked = request->query;
    const struct places *places = places_of(request);
    struct centre_query query = {.district = identity_code(request->act.arena, asked->district),
                                 .division = identity_code(request->act.arena, asked->division),
                                 .text = asked->text,
                                 .kind = asked->kind == NULL ? NULL : text_equal(asked->kind, "centre") ? &full : &sub,
                                 .day = today_of(request)};
    (void)is_unknown(&request->act, "district", asked->district, place_district(places, query.district));
    (void)is_unknown(&request->act, "division", asked->division, place_division(places, query.division));
    read_near(&request->act, asked->near, &query);
    if (request->act.errors.count > 0)
        return act_refuse_fields(&request->act);
    size_t count = 0;
    struct page page;
    struct centre_found *found = places_find_centres(places, request->act.arena, &query, &count);
    enum result result = page_open(&request->act, &asked->page, count, &page);
    if (result != RESULT_OK)
        return result;
    struct said said = {0};
    begin_list(request);
    for (size_t i = page.first; i < page.end; i++)
        write_centre(request, found[i].centre, found[i].distance_m, &said);
    return end_list(request, page.next);
}

static void write_hours(struct json_writer *json, const struct opening_hours *hours)
{
    json_open_object(json, "hours");
    add_minutes(json, "workday_open", hours->workday_open);
    add_minutes(json, "workday_close", hours->workday_close);
    add_minutes(json, "restday_open", hours->restday_open);
    add_minutes(json, "restday_close", hours->restday_close);
    json_close_object(json);
}

static void write_week(struct request *request, const struct place_centre *centre)
{
    struct json_writer *json = &request->json;
    json_open_array(json, "week");
    for (int32_t i = 0; i < WEEK_DAYS; i++) {
        struct opening opening = place_centre_opening(places_of(request), centre, today_of(request) + i);
        json_open_object(json, NULL);
        day_write(json, "date", today_of(request) + i);
        add_minutes(json, "open", opening.open);
        add_minutes(json, "close", opening.close);
        json_add_bool(json, "rest_day", opening.rest_day);
        const char *name_en = NULL, *name = place_day_name(places_of(request), today_of(request) + i, &name_en);
        json_add_text(json, "name_zh", name);
        json_add_text(json, "name_en", name_en);
        json_close_object(json);
    }
    json_close_array(json);
}

static enum result read_centre(struct request *request)
{
    const struct places *places = places_of(request);
    const struct place_centre *centre = place_centre(places, identity_code(request->act.arena, request->path[0]));
    struct json_writer *json = &request->json;
    if (centre == NULL)
        return act_refuse(&request->act, &problem_centre);
    json_open_object(json, NULL);
    write_centre_fields(request, centre, (double)NAN, &(struct said){0});
    day_write(json, "valid_from", centre->valid_from);
    day_write(json, "valid_to", centre->valid_to);
    write_hours(json, &centre->hours);
    json_open_array(json, "sub_centres");
    for (size_t i = 0; i < places->centre_count; i++)
        if (places->centres[i].parent == centre && place_centre_is_valid(&places->centres[i], today_of(request)))
            write_centre(request, &places->centres[i], (double)NAN, &(struct said){0});
    json_close_array(json);
    json_open_array(json, "serves");
    for (size_t i = 0; i < places->division_count; i++)
        if (place_duty_centre(places, &places->divisions[i], today_of(request)) == centre)
            json_add_text(json, NULL, places->divisions[i].code);
    json_close_array(json);
    write_week(request, centre);
    json_close_object(json);
    return RESULT_OK;
}

/* ---- the calendar ---- */

static enum result read_calendar(struct request *request)
{
    const struct places *places = places_of(request);
    struct json_writer *json = &request->json;
    int64_t year = 0;
    int32_t first = 0, last = 0;
    if (!text_is_digits(request->path[0], 4) || !text_parse_int64(request->path[0], &year) || year < CALENDAR_FIRST_YEAR ||
        year >= CALENDAR_FIRST_YEAR + CALENDAR_YEARS || !day_from_parts((int)year, 1, 1, &first) ||
        !day_from_parts((int)year, 12, 31, &last))
        return act_refuse(&request->act, &problem_year);
    json_open_object(json, NULL);
    json_add_integer(json, "year", year);
    json_add_bool(json, "known", calendar_year_is_known(&places->calendar, (int)year));
    json_open_array(json, "days");
    for (size_t i = 0; i < places->day_count; i++) {
        const struct place_day *day = &places->days[i];
        if (day->day < first || day->day > last)
            continue;
        json_open_object(json, NULL);
        day_write(json, "date", day->day);
        json_add_text(json, "kind", day->mark == CALENDAR_WORK ? "work" : "off");
        json_add_text(json, "name", day->name);
        json_close_object(json);
    }
    json_close_array(json);
    json_add_integer(json, "working_days", calendar_working_days_between(&places->calendar, first - 1, last));
    json_close_object(json);
    return RESULT_OK;
}

/* ---- addresses ---- */

struct address_query { const char *text; };
static const struct field address_query[] = {
    {"q", FIELD_TEXT, 0, 1, 40,
     .description = "part of a name, of its pinyin, or the first digits of a code; without it districts and provinces",
     AT(address_query, text)},
    {0},
};
static const struct field address_fields[] = {
    {"code", FIELD_TEXT, FIELD_REQUIRED, 6, 9, .description = "what goes into hukou_division or residence_division"},
    CHOICE("kind", address_kind_names, "district: the street is not known; abolished: merged into `within`"),
    TEXT("name"),
    TEXT("name_en"), TEXT_OR_NULL("within", "the district, or the successor"), TEXT_OR_NULL("within_name"),
    TEXT_OR_NULL("within_name_en"),
    FLAG("asks_permit", "somebody registered there is asked about a residence permit of this city"), {0}};
static const struct field address_reply[] = {
    LIST("items", 100, ITEMS(address_fields), "at most 60"),
    {"next", FIELD_TEXT, MAY_BE_NULL, .description = "always null: type more to find more"}, {0}};

static enum result list_addresses(struct request *request)
{
    const struct address_query *query = request->query;
    struct json_writer *json = &request->json;
    size_t count = 0;
    const struct address_found *found = places_find_addresses(places_of(request), request->act.arena, query->text,
                                                              &count);
    if (found == NULL)
        return RESULT_NO_MEMORY;
    begin_list(request);
    for (size_t i = 0; i < count; i++) {
        const struct place_district *within = found[i].within;
        json_open_object(json, NULL);
        json_add_text(json, "code", found[i].code);
        json_add_text(json, "kind", found[i].kind);
        json_add_text(json, "name", found[i].name);
        json_add_text(json, "name_en", found[i].name_en);
        json_add_text(json, "within", within != NULL ? within->code : NULL);
        json_add_text(json, "within_name", within != NULL ? within->name : NULL);
        json_add_text(json, "within_name_en", within != NULL ? within->name_en : NULL);
        json_add_bool(json, "asks_permit", text_equal(found[i].kind, ADDRESS_PROVINCE));
        json_close_object(json);
    }
    return end_list(request, NULL);
}

/* ---- routes ---- */

#define READ .method = HTTP_GET, .callers = ANYBODY, .status = 200

static const struct problem *const committee_refusals[] = {&problem_district, NULL};
static const struct problem *const centre_refusals[] = {&problem_centre, NULL};
static const struct problem *const calendar_refusals[] = {&problem_year, NULL};

static const struct field centre_named[] = {
    {"code", FIELD_TEXT, FIELD_REQUIRED, .description = "9 digits; -S and a number behind them: a sub-centre"}, {0}};
static const struct field year_named[] = {
    {"year", FIELD_TEXT, FIELD_REQUIRED, .description = "4 digits, 2000 to 2100"}, {0}};

const struct route places_routes[] = {
    {READ, .path = "/v1/city", .operation = "get_city",
     .summary = "The city",
     .description = "Name, hotline and today's date as the program counts it, and for which years the State "
                    "Council's arrangement of days off is loaded: limits that end in other years may still move.",
     .reply = city_reply, .read = read_city},
    {READ, .path = "/v1/districts", .operation = "list_districts",
     .summary = "Districts with their outlines",
     .description = "For a map of the city: each district with its outline as a GeoJSON geometry and how many "
                    "centres it has today.",
     .reply = districts_reply, .read = list_districts},
    {READ, .path = "/v1/divisions", .operation = "list_divisions",
     .summary = "Streets, towns, townships and zones",
     .description = "The divisions below a district and the centre that is responsible for the residents of each "
                    "today. All of them in one answer.",
     QUERY_OF(divisions_query, divisions_query), .reply = divisions_reply, .read = list_divisions},
    {READ, .path = "/v1/committees", .operation = "list_committees",
     .summary = "Committees of a division",
     .description = "Residents' and villagers' committees, the lowest level of the division codes. All of them in "
                    "one answer.",
     .refusals = committee_refusals, QUERY_OF(committees_query, committees_query), .reply = committees_reply, .read = list_committees},
    {READ, .path = "/v1/centres", .operation = "list_centres",
     .summary = "Centres and sub-centres that exist today",
     .description = "Where to go: by district, division or words, or nearest first with `near`. Each says whether it "
                    "is open now and when it opens next.",
     QUERY_OF(centres_query, centres_query), .reply = centres_reply, .read = list_centres},
    {READ, .path = "/v1/centres/{code}", .operation = "get_centre", .named = centre_named,
     .summary = "A centre",
     .description = "Everything about one centre: hours, the coming seven days, its sub-centres and the divisions it "
                    "serves. One that is closed for good is told too, because old cases name it.",
     .refusals = centre_refusals, .reply = centre_reply, .read = read_centre},
    {READ, .path = "/v1/calendar/{year}", .operation = "get_calendar", .named = year_named,
     .summary = "Working days of a year",
     .description = "Days off, and the weekend days that are worked, as the State Council arranges them each year. "
                    "All limits of cases are counted by it.",
     .refusals = calendar_refusals, .reply = calendar_reply, .read = read_calendar},
    {.method = HTTP_POST, .path = "/v1/identity/check", .operation = "check_identity",
     .summary = "Check the number of an identity document",
     .description = "Tells whether a number can be one of its kind (form, check digit, date of birth) before the "
                    "form is sent, and what follows from it: sex and date of birth. Says nothing of whether the "
                    "document exists; nothing is kept.",
     .callers = STAFF_OF(ANY_ROLE), .flags = ROUTE_NO_STORE, BODY_OF(identity_body, identity_body), .reply = identity_reply,
     .status = 200, .read = identity_read},
    {READ, .path = "/v1/addresses", .operation = "list_addresses",
     .summary = "What may stand as a hukou or residence",
     .description = "For the fields `hukou_division` and `residence_division`: streets, districts, districts that "
                    "were merged away, and other provinces.",
     QUERY_OF(address_query, address_query), .reply = address_reply, .read = list_addresses},
    {.path = NULL},
};
