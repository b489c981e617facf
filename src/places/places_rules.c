#include "places/places.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/sorted.h"
#include "base/text.h"
#include "identity/identity_rules.h"

#define EARTH_RADIUS_M 6371009.0
#define PI 3.14159265358979323846

enum { DISTRICT_DIGITS = 6, DIVISION_DIGITS = 9, COMMITTEE_DIGITS = 12 }; /* GB/T 10114 */

const struct calendar *places_calendar(const struct places *places)
{
    return &places->calendar;
}

const struct place_district *place_district(const struct places *places, const char *code)
{
    return sorted_find(places->districts, places->district_count, sizeof(*places->districts), code);
}

const struct place_abolished *place_abolished(const struct places *places, const char *code)
{
    return sorted_find(places->abolished, places->abolished_count, sizeof(*places->abolished), code);
}

const struct place_division *place_division(const struct places *places, const char *code)
{
    return sorted_index_find(&places->by_division, places->divisions, places->division_count, sizeof(*places->divisions), code);
}

const struct place_division *place_division_of(const struct places *places, const char *code)
{
    size_t size = code == NULL ? 0 : strlen(code);
    char part[DIVISION_DIGITS + 1] = {0};
    if (size != DIVISION_DIGITS && size != COMMITTEE_DIGITS)
        return NULL;
    memcpy(part, code, DIVISION_DIGITS);
    return place_division(places, part);
}

const struct place_committee *place_committee(const struct places *places, const char *code)
{
    return sorted_find(places->committees, places->committee_count, sizeof(*places->committees), code);
}

const struct place_centre *place_centre(const struct places *places, const char *code)
{
    return sorted_index_find(&places->by_centre, places->centres, places->centre_count, sizeof(*places->centres), code);
}

bool place_centre_is_valid(const struct place_centre *centre, int32_t day)
{
    return day_in_period(day, centre->valid_from, centre->valid_to);
}

bool place_division_is_named(const struct place_division *division, const char *text)
{
    return text_contains_folded(division->name, text) || text_contains_folded(division->name_en, text) ||
           text_contains_folded(division->code, text);
}

void place_count_centres(const struct places *places, const struct place_district *district, int32_t day,
                         int64_t counts[CENTRE_KINDS])
{
    memset(counts, 0, CENTRE_KINDS * sizeof(*counts));
    for (size_t i = 0; i < places->centre_count; i++)
        if (places->centres[i].district == district && place_centre_is_valid(&places->centres[i], day))
            counts[places->centres[i].kind]++;
}

#define NAME_TEXT(name) #name,
const char *const division_kind_names[] = {DIVISION_KINDS(NAME_TEXT) NULL};
const char *const centre_kind_names[] = {[CENTRE_FULL] = "centre", [CENTRE_SUB] = "sub_centre", NULL};
const char *const centre_positions[] = {"approximate", "surveyed", NULL};

const char *division_kind_name(enum division_kind kind)
{
    return division_kind_names[kind];
}

const char *centre_kind_name(enum centre_kind kind)
{
    return centre_kind_names[kind];
}

const struct place_committee *place_committees_of(const struct places *places, const struct place_division *division,
                                                  size_t *ret_count)
{
    size_t first = sorted_seek(places->committees, places->committee_count, sizeof(*places->committees), division->code);
    size_t end = first;
    while (end < places->committee_count && places->committees[end].division == division)
        end++;
    *ret_count = end - first;
    return &places->committees[first];
}

struct place_address places_find_address(const struct places *places, const char *code)
{
    struct place_address address = {.level = PLACE_NOWHERE};
    size_t size = code == NULL ? 0 : strlen(code);
    if ((size != DISTRICT_DIGITS && size != DIVISION_DIGITS && size != COMMITTEE_DIGITS) || !text_is_digits(code, size) || province_find(code) == NULL)
        return address;
    address.level = PLACE_OUTSIDE;
    if (!text_starts_with(code, places->code))
        return address;
    char part[DISTRICT_DIGITS + 1] = {0};
    memcpy(part, code, DISTRICT_DIGITS);
    address.level = PLACE_CITY;
    address.district = place_district(places, part);
    if (address.district == NULL) {
        address.abolished = place_abolished(places, part);
        if (address.abolished == NULL)
            return address;
        address.level = PLACE_ABOLISHED;
        address.district = address.abolished->successor;
        address.exact = size == DISTRICT_DIGITS;
        return address;
    }
    address.level = PLACE_DISTRICT;
    address.exact = size == DISTRICT_DIGITS;
    address.division = place_division_of(places, code);
    if (address.division == NULL)
        return address;
    address.level = PLACE_DIVISION;
    address.exact = size == DIVISION_DIGITS;
    if (size == COMMITTEE_DIGITS && (address.committee = place_committee(places, code)) != NULL) {
        address.level = PLACE_COMMITTEE;
        address.exact = true;
    }
    return address;
}

const struct place_centre *place_duty_centre(const struct places *places, const struct place_division *division, int32_t day)
{
    size_t low = 0, high = places->duty_count;
    if (division == NULL)
        return NULL;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (strcmp(places->duties[middle].division->code, division->code) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < places->duty_count && places->duties[low].division == division; low++)
        if (day_in_period(day, places->duties[low].valid_from, places->duties[low].valid_to))
            return places->duties[low].centre;
    return NULL;
}

const struct place_centre *place_district_centre(const struct places *places, const struct place_district *district, int32_t day)
{
    if (district->default_centre != NULL && place_centre_is_valid(district->default_centre, day))
        return district->default_centre;
    for (size_t i = 0; i < places->centre_count; i++) {
        const struct place_centre *centre = &places->centres[i];
        if (centre->kind == CENTRE_FULL && centre->district == district && place_centre_is_valid(centre, day))
            return centre;
    }
    return NULL;
}

/* It had duties, and none of them is left. A second centre of a town never had any. */
static bool has_handed_over(const struct places *places, const struct place_centre *centre, int32_t day)
{
    bool had = false;
    for (size_t i = 0; !centre->duties_last && i < places->duty_count; i++) {
        const struct place_duty *duty = &places->duties[i];
        if (duty->centre != centre || duty->valid_from > day)
            continue;
        if (day_in_period(day, duty->valid_from, duty->valid_to))
            return false;
        had = true;
    }
    return had;
}

bool place_centre_acts_itself(const struct places *places, const struct place_centre *centre, int32_t day)
{
    return place_centre_is_valid(centre, day) && !has_handed_over(places, centre, day);
}

const struct place_centre *place_centre_in_charge(const struct places *places, const struct place_centre *centre, int32_t day)
{
    const struct place_centre *own = centre->kind == CENTRE_SUB ? centre->parent : centre;
    if (place_centre_acts_itself(places, own, day))
        return own;
    const struct place_centre *duty = place_duty_centre(places, own->division, day);
    if (duty == NULL || !place_centre_is_valid(duty, day))
        duty = place_district_centre(places, own->district, day);
    return duty != NULL ? duty : own;
}

bool place_takes_item(const struct place_centre *centre, const char *item, int32_t day)
{
    if (centre->kind != CENTRE_SUB)
        return true;
    size_t i = sorted_seek(centre->taken, centre->taken_count, sizeof(*centre->taken), item);
    for (; i < centre->taken_count && strcmp(centre->taken[i].item, item) == 0; i++)
        if (day_in_period(day, centre->taken[i].valid_from, centre->taken[i].valid_to))
            return true;
    return false;
}

bool place_is_citywide(const struct place_centre *centre, int32_t day)
{
    return centre->kind != CENTRE_SUB || (centre->pilot_from != DAY_NONE && day >= centre->pilot_from);
}

int place_count_items(const struct place_centre *centre, int32_t day)
{
    int count = 0;
    for (size_t i = 0; i < centre->taken_count; i++)
        count += day_in_period(day, centre->taken[i].valid_from, centre->taken[i].valid_to);
    return count;
}

int place_count_sub_centres(const struct places *places, const char *item, int32_t day)
{
    int count = 0;
    size_t at = places->taken_count > 0 ? sorted_seek(places->takers, places->taken_count, sizeof(*places->takers), item) : 0;
    for (; at < places->taken_count && strcmp(places->takers[at].item, item) == 0; at++)
        count += place_centre_is_valid(places->takers[at].centre, day) &&
                 day_in_period(day, places->takers[at].valid_from, places->takers[at].valid_to);
    return count;
}

struct opening place_centre_opening(const struct places *places, const struct place_centre *centre, int32_t day)
{
    struct opening opening = opening_on(&places->calendar, &centre->hours, day);
    if (!place_centre_is_valid(centre, day))
        opening.open = opening.close = -1;
    return opening;
}

bool place_centre_is_open_at(const struct places *places, const struct place_centre *centre, int64_t ms)
{
    return place_centre_is_valid(centre, day_of_ms(ms)) && opening_is_open_at(&places->calendar, &centre->hours, ms);
}

double place_distance_m(double lon_a, double lat_a, double lon_b, double lat_b)
{
    double radian = PI / 180.0;
    double half_lat = sin((lat_b - lat_a) * radian / 2), half_lon = sin((lon_b - lon_a) * radian / 2);
    double h = half_lat * half_lat + cos(lat_a * radian) * cos(lat_b * radian) * half_lon * half_lon;
    return 2 * EARTH_RADIUS_M * asin(sqrt(h < 1 ? h : 1));
}

#define OUT_OF_TOWN_M 60000.0 /* no place of a city is that far from its nearest centre */

bool place_is_out_of_town(double distance_m) { return distance_m > OUT_OF_TOWN_M; }

static bool contains(const char *text, const char *part)
{
    return text != NULL && text_contains_folded(text, part);
}

static bool centre_matches(const struct place_centre *centre, const struct centre_query *query)
{
    return place_centre_is_valid(centre, query->day) &&
           (text_is_empty(query->district) || text_equal(centre->district->code, query->district)) &&
           (text_is_empty(query->division) || text_equal(centre->division->code, query->division)) &&
           (query->kind == NULL || centre->kind == *query->kind) &&
           (text_is_empty(query->text) || contains(centre->name, query->text) || contains(centre->name_en, query->text) ||
            contains(centre->address, query->text) || contains(centre->code, query->text) ||
            contains(centre->district->name, query->text) || contains(centre->district->name_en, query->text));
}

static int compare_distances(const void *a, const void *b)
{
    const struct centre_found *left = a, *right = b;
    if (isnan(left->distance_m) || isnan(right->distance_m))
        return isnan(left->distance_m) - isnan(right->distance_m);
    return (left->distance_m > right->distance_m) - (left->distance_m < right->distance_m);
}

struct centre_found *places_find_centres(const struct places *places, struct arena *arena, const struct centre_query *query,
                                         size_t *ret_count)
{
    struct centre_found *found = arena_array(arena, places->centre_count + 1, sizeof(*found));
    size_t count = 0;
    for (size_t i = 0; found != NULL && i < places->centre_count; i++) {
        const struct place_centre *centre = &places->centres[i];
        if (!centre_matches(centre, query))
            continue;
        double distance = query->near ? place_distance_m(query->lon, query->lat, centre->lon, centre->lat) : (double)NAN;
        found[count++] = (struct centre_found){centre, distance};
    }
    if (query->near && count > 1)
        qsort(found, count, sizeof(*found), compare_distances);
    *ret_count = count;
    return found;
}
