/* The questions asked of a city: a small one made here. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/text.h"
#include "places/places.h"

#define DAY_2018 17532 /* 2018-01-01 */

static struct place_district districts[] = {
    {.code = "310101", .name = "黄浦区", .name_en = "Huangpu District"},
    {.code = "310106", .name = "静安区", .name_en = "Jing'an District"},
};
static struct place_abolished abolished[] = {{.code = "310108", .name = "闸北区", .successor = &districts[1]}};
static struct place_division divisions[] = {
    {.code = "310101002", .name = "南京东路街道", .district = &districts[0]},
    {.code = "310101013", .name = "外滩街道", .district = &districts[0]},
    {.code = "310106006", .name = "江宁路街道", .district = &districts[1]},
};
static struct place_committee committees[] = {
    {"310101002001", "云南中路居委会", &divisions[0]}, {"310101002002", "龙泉园路居委会", &divisions[0]},
    {"310106006001", "一居委会", &divisions[2]},
};
#define HOURS {510, 990, 510, 690}
#define PILOT (DAY_2018 + 281) /* 2018-10-09 */
static struct place_centre centres[4];
static struct place_taken taken[] = { /* MZ-001 goes and comes back; one sub-centre: the same order by centre and by item */
    {"GA-002", DAY_2018, DAY_NONE, &centres[2]}, {"MZ-001", DAY_2018, DAY_2018 + 100, &centres[2]},
    {"MZ-001", DAY_2018 + 200, DAY_NONE, &centres[2]}, {"RS-001", DAY_2018, DAY_2018 + 300, &centres[2]},
};
static struct place_centre centres[] = {
    {.code = "310101002", .name = "南京东路中心", .name_en = "Nanjing East Road", .district = &districts[0], .division = &divisions[0],
     .hours = HOURS, .lon = 121.48, .lat = 31.236, .valid_from = DAY_2018, .valid_to = DAY_2018 + 1000},
    {.code = "310101013", .name = "外滩中心", .name_en = "The Bund", .district = &districts[0], .division = &divisions[1],
     .hours = HOURS, .lon = 121.487, .lat = 31.234, .address = "中山东一路", .valid_from = DAY_2018, .valid_to = DAY_NONE},
    {.code = "310101013-S1", .kind = CENTRE_SUB, .name = "外滩分中心", .name_en = "The Bund, Sub-centre 1", .district = &districts[0],
     .division = &divisions[1], .parent = &centres[1], .hours = HOURS, .lon = NAN, .lat = NAN, .valid_from = DAY_2018, .valid_to = DAY_NONE,
     .pilot_from = PILOT, .taken = taken, .taken_count = ARRAY_COUNT(taken)},
    {.code = "310106006", .name = "江宁路中心", .name_en = "Jiangning Road", .district = &districts[1], .division = &divisions[2],
     .hours = HOURS, .lon = 121.44, .lat = 31.237, .valid_from = DAY_2018, .valid_to = DAY_NONE},
};
static struct place_duty duties[] = {
    {&divisions[0], &centres[0], DAY_2018, DAY_2018 + 1000}, {&divisions[0], &centres[1], DAY_2018 + 1000, DAY_NONE},
    {&divisions[1], &centres[1], DAY_2018, DAY_NONE}, {&divisions[2], &centres[3], DAY_2018, DAY_NONE},
};
static struct places places = {
    .code = "31", .districts = districts, .district_count = ARRAY_COUNT(districts), .abolished = abolished,
    .abolished_count = ARRAY_COUNT(abolished), .divisions = divisions, .division_count = ARRAY_COUNT(divisions),
    .committees = committees, .committee_count = ARRAY_COUNT(committees), .centres = centres, .centre_count = ARRAY_COUNT(centres),
    .duties = duties, .duty_count = ARRAY_COUNT(duties), .taken = taken, .takers = taken, .taken_count = ARRAY_COUNT(taken),
};

static void codes_say_where(void **state)
{
    static const struct { const char *code; enum place_level level; bool exact; const char *district, *division; } rows[] = {
        {NULL, PLACE_NOWHERE, false, NULL, NULL}, {"", PLACE_NOWHERE, false, NULL, NULL},
        {"31", PLACE_NOWHERE, false, NULL, NULL}, {"31010a", PLACE_NOWHERE, false, NULL, NULL},
        {"3101010020011", PLACE_NOWHERE, false, NULL, NULL}, {"991234", PLACE_NOWHERE, false, NULL, NULL},
        {"001234", PLACE_NOWHERE, false, NULL, NULL}, {"110101", PLACE_OUTSIDE, false, NULL, NULL},
        {"320505123456", PLACE_OUTSIDE, false, NULL, NULL}, {"810000", PLACE_OUTSIDE, false, NULL, NULL},
        {"310000", PLACE_CITY, false, NULL, NULL}, {"310199", PLACE_CITY, false, NULL, NULL},
        {"310101", PLACE_DISTRICT, true, "310101", NULL}, {"310101999", PLACE_DISTRICT, false, "310101", NULL},
        {"310108", PLACE_ABOLISHED, true, "310106", NULL}, {"310108012", PLACE_ABOLISHED, false, "310106", NULL},
        {"310101002", PLACE_DIVISION, true, "310101", "310101002"},
        {"310101002999", PLACE_DIVISION, false, "310101", "310101002"},
        {"310101002002", PLACE_COMMITTEE, true, "310101", "310101002"},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        struct place_address address = places_find_address(&places, rows[i].code);
        assert_int_equal(address.level, rows[i].level);
        assert_int_equal(address.exact, rows[i].exact);
        assert_true(text_equal(address.district == NULL ? NULL : address.district->code, rows[i].district));
        assert_true(text_equal(address.division == NULL ? NULL : address.division->code, rows[i].division));
        assert_ptr_equal(place_division_of(&places, rows[i].code), address.division);
        assert_int_equal(address.committee != NULL, rows[i].level == PLACE_COMMITTEE);
        assert_int_equal(address.abolished != NULL, rows[i].level == PLACE_ABOLISHED);
    }
}

static void codes_are_looked_up(void **state)
{
    (void)state;
    assert_ptr_equal(place_centre(&places, "310101013-S1"), &centres[2]);
    assert_null(place_centre(&places, "310101013-S2"));
    assert_null(place_centre(&places, "310101003"));
    assert_null(place_centre(&places, NULL));
    assert_null(place_centre(&places, ""));
    assert_ptr_equal(place_district(&places, "310106"), &districts[1]);
    assert_null(place_division(&places, "310106"));
    assert_ptr_equal(place_abolished(&places, "310108"), &abolished[0]);
    size_t count = 0;
    assert_ptr_equal(place_committees_of(&places, &divisions[0], &count), &committees[0]);
    assert_int_equal(count, 2);
    (void)place_committees_of(&places, &divisions[1], &count);
    assert_int_equal(count, 0);
    (void)place_committees_of(&places, &divisions[2], &count);
    assert_int_equal(count, 1);
}

static void duty_follows_the_day(void **state)
{
    (void)state;
    assert_null(place_duty_centre(&places, &divisions[0], DAY_2018 - 1));
    assert_ptr_equal(place_duty_centre(&places, &divisions[0], DAY_2018), &centres[0]);
    assert_ptr_equal(place_duty_centre(&places, &divisions[0], DAY_2018 + 999), &centres[0]);
    assert_ptr_equal(place_duty_centre(&places, &divisions[0], DAY_2018 + 1000), &centres[1]);
    assert_ptr_equal(place_duty_centre(&places, &divisions[2], DAY_2018 + 99999), &centres[3]);
    assert_null(place_duty_centre(&places, NULL, DAY_2018));
}

static void a_closed_centre_has_no_hours(void **state)
{
    (void)state;
    assert_true(place_centre_is_valid(&centres[0], DAY_2018 + 999));
    assert_false(place_centre_is_valid(&centres[0], DAY_2018 + 1000));
    assert_false(place_centre_is_valid(&centres[0], DAY_2018 - 1));
    assert_int_equal(place_centre_opening(&places, &centres[0], DAY_2018 + 1).open, 510);
    assert_int_equal(place_centre_opening(&places, &centres[0], DAY_2018 + 1000).open, -1);
    assert_true(place_centre_is_open_at(&places, &centres[0], day_start_ms(DAY_2018 + 1) + 9 * 3600000));
    assert_false(place_centre_is_open_at(&places, &centres[0], day_start_ms(DAY_2018 + 1) + 8 * 3600000));
    assert_false(place_centre_is_open_at(&places, &centres[0], day_start_ms(DAY_2018 + 1001) + 9 * 3600000));
}

static void distances(void **state)
{
    (void)state;
    assert_true(place_distance_m(121.47, 31.23, 121.47, 31.23) < 0.001);
    assert_false(place_is_out_of_town(60000));
    assert_true(place_is_out_of_town(60001));
    double degree = place_distance_m(121, 31, 121, 32); /* one degree of latitude */
    assert_true(degree > 111190 && degree < 111200);
    double half = place_distance_m(0, 0, 180, 0);
    assert_true(half > 20015080 && half < 20015120);
}

static void centres_are_found(void **state)
{
    (void)state;
    struct arena *arena = arena_new(1 << 16);
    size_t count = 0;
    struct centre_query query = {.day = DAY_2018};
    struct centre_found *found = places_find_centres(&places, arena, &query, &count);
    assert_int_equal(count, 4);
    assert_true(isnan(found[0].distance_m));
    query = (struct centre_query){.day = DAY_2018, .near = true, .lon = 121.441, .lat = 31.237};
    found = places_find_centres(&places, arena, &query, &count);
    assert_int_equal(count, 4);
    assert_ptr_equal(found[0].centre, &centres[3]);
    assert_ptr_equal(found[1].centre, &centres[0]);
    assert_ptr_equal(found[3].centre, &centres[2]); /* position unknown: last */
    const enum centre_kind sub = CENTRE_SUB;
    query = (struct centre_query){.day = DAY_2018, .kind = &sub};
    (void)places_find_centres(&places, arena, &query, &count);
    assert_int_equal(count, 1);
    static const struct { const char *text, *district; int32_t day; size_t count; } rows[] = {
        {"bund", NULL, DAY_2018, 2}, {"中山东", NULL, DAY_2018, 1}, {"黄浦", NULL, DAY_2018, 3}, {"黄浦", NULL, DAY_2018 + 1000, 2},
        {"310106", NULL, DAY_2018, 1}, {NULL, "310106", DAY_2018, 1}, {"外滩", "310106", DAY_2018, 0}, {"", "", DAY_2018, 4},
        {NULL, NULL, DAY_2018 - 1, 0}};
    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        query = (struct centre_query){.day = rows[i].day, .text = rows[i].text, .district = rows[i].district};
        (void)places_find_centres(&places, arena, &query, &count);
        assert_int_equal(count, rows[i].count);
    }
    arena_free(arena);
}

static void a_sub_centre_takes_what_its_rows_say(void **state)
{
    static const struct { const char *item; int32_t day; bool taken; } rows[] = {
        {"GA-002", DAY_2018 - 1, false}, {"GA-002", DAY_2018, true}, {"GA-002", DAY_2018 + 99999, true}, {"GA-001", DAY_2018, false},
        {"MZ-001", DAY_2018 + 99, true}, {"MZ-001", DAY_2018 + 100, false}, {"MZ-001", DAY_2018 + 199, false},
        {"MZ-001", DAY_2018 + 200, true}, {"RS-001", DAY_2018 + 299, true}, {"RS-001", DAY_2018 + 300, false}, {"ZJ-001", DAY_2018, false}};
    (void)state;
    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        assert_int_equal(place_takes_item(&centres[2], rows[i].item, rows[i].day), rows[i].taken);
        assert_int_equal(place_count_sub_centres(&places, rows[i].item, rows[i].day), rows[i].taken);
        assert_true(place_takes_item(&centres[1], rows[i].item, rows[i].day)); /* a centre takes all */
    }
    assert_int_equal(place_count_items(&centres[2], DAY_2018), 3);
    assert_int_equal(place_count_items(&centres[2], DAY_2018 + 150), 2);
    assert_int_equal(place_count_items(&centres[2], DAY_2018 + 300), 2);
    assert_int_equal(place_count_items(&centres[2], DAY_2018 - 1), 0);
    assert_int_equal(place_count_items(&centres[1], DAY_2018), 0);
}

static void a_sub_centre_is_citywide_from_its_pilot_on(void **state)
{
    struct place_centre never = centres[2];
    never.pilot_from = DAY_NONE;
    static const struct { int32_t day; bool citywide; } rows[] = {
        {DAY_2018, false}, {PILOT - 1, false}, {PILOT, true}, {PILOT + 1, true}, {PILOT + 99999, true}};
    (void)state;
    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        assert_int_equal(place_is_citywide(&centres[2], rows[i].day), rows[i].citywide);
        assert_false(place_is_citywide(&never, rows[i].day));
        assert_true(place_is_citywide(&centres[1], rows[i].day));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(codes_say_where), cmocka_unit_test(codes_are_looked_up), cmocka_unit_test(duty_follows_the_day),
        cmocka_unit_test(a_closed_centre_has_no_hours), cmocka_unit_test(distances), cmocka_unit_test(centres_are_found),
        cmocka_unit_test(a_sub_centre_takes_what_its_rows_say), cmocka_unit_test(a_sub_centre_is_citywide_from_its_pilot_on),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
