/* Which centre is responsible (src/interchange), over the city pack as it is loaded: every division × every split item ×
 * both kinds of address, against the rows of duty.tsv; and the addresses that say less. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/settings.h"
#include "base/text.h"
#include "db/db.h"
#include "interchange/interchange.h"
#include "main/command_load.h"
#include "scratch.h"

#define PACK "data/shanghai"
#define DIVISIONS 234

static struct db *db;
static struct db_session *session;
static struct places *places;
static struct catalogue *catalogue;
static int32_t today;

/* duty.tsv read on its own: who is responsible for whom. */
static struct { char division[10], centre[16]; } duties[DIVISIONS];
static size_t duty_count;

static void read_duties(void)
{
    FILE *file = fopen(PACK "/duty.tsv", "r");
    char line[200];
    assert_non_null(file);
    assert_non_null(fgets(line, sizeof(line), file));
    while (fgets(line, sizeof(line), file) != NULL && duty_count < DIVISIONS) {
        assert_int_equal(sscanf(line, "%9[0-9]\t%15[^\t]", duties[duty_count].division, duties[duty_count].centre), 2);
        duty_count++;
    }
    (void)fclose(file);
    assert_int_equal(duty_count, DIVISIONS);
}

static int load_city(void **state)
{
    static const db_statement_list statements[] = {places_statements, catalogue_statements, NULL};
    char fault[200] = "";
    if (scratch_begin(state) != 0)
        return -1;
    const struct settings settings = {.db = scratch_url, .data = PACK};
    FILE *out = stdout;
    stdout = fopen("/dev/null", "w");
    assert_int_equal(command_load(&settings, 0, NULL), 0);
    (void)fclose(stdout);
    stdout = out;
    assert_int_equal(db_open(scratch_url, statements, &db, fault, sizeof(fault)), RESULT_OK);
    assert_int_equal(db_session_open(db, DB_READ, &session), RESULT_OK);
    assert_int_equal(places_open(session, &places, fault, sizeof(fault)), RESULT_OK);
    assert_int_equal(catalogue_open(session, &catalogue, fault, sizeof(fault)), RESULT_OK);
    assert_true(day_parse("2026-03-02", &today));
    read_duties();
    return 0;
}

static int drop_city(void **state)
{
    catalogue_close(catalogue);
    places_close(places);
    db_session_close(session);
    db_close(db);
    return scratch_end(state);
}

static const struct place_centre *bund(void) { return place_centre(places, "310101013"); }

static void assert_goes(struct routing routing, const char *centre, enum routed_by by)
{
    const char *zh = NULL, *en = NULL;
    assert_non_null(routing.centre);
    assert_string_equal(routing.centre->code, centre);
    assert_int_equal(routing.by, by);
    routed_by_explain(routing.by, &zh, &en);
    assert_true(strlen(zh) > 0 && strlen(en) > 0);
}

static void assert_refused(struct routing routing, const char *code, const char *field)
{
    assert_null(routing.centre);
    assert_string_equal(routing.code, code);
    assert_string_equal(routing.field, field);
    assert_true(strlen(routing.zh) > 0 && strlen(routing.en) > 0);
}

/* The versions of split items on a day; their number. */
static size_t split_versions(int32_t day, const struct catalogue_version *versions[64])
{
    size_t count = 0;
    for (size_t i = 0; i < catalogue->item_count; i++) {
        const struct catalogue_version *version = catalogue_version_on(&catalogue->items[i], day);
        if (version != NULL && version->mode == MODE_split && count < 64)
            versions[count++] = version;
    }
    return count;
}

static void check_division(const struct catalogue_version *version, const char *division, const char *centre, const char *elsewhere, int32_t day)
{
    bool hukou = version->basis == BASIS_hukou;
    enum routed_by by = hukou ? ROUTED_BY_hukou : ROUTED_BY_residence, other = hukou ? ROUTED_BY_residence : ROUTED_BY_hukou;
    const char *hukou_code = hukou ? division : elsewhere, *residence = hukou ? elsewhere : division;
    assert_goes(interchange_route(places, version, bund(), hukou_code, residence, day), centre, by);
    /* one address alone, of either kind, leads there too */
    assert_goes(interchange_route(places, version, bund(), hukou ? division : NULL, hukou ? NULL : division, day), centre, by);
    assert_goes(interchange_route(places, version, bund(), hukou ? NULL : division, hukou ? division : NULL, day), centre, other);
    /* received where it belongs: A is B */
    const struct place_centre *home = place_centre(places, centre);
    assert_ptr_equal(interchange_route(places, version, home, hukou_code, residence, day).centre, home);
}

static void test_every_division_and_split_item(void **state)
{
    (void)state;
    static const char *const days[] = {"2018-03-01", "2019-01-09", "2024-05-28", "2026-03-02"};
    size_t checked = 0, hukou = 0;
    for (size_t d = 0; d < ARRAY_COUNT(days); d++) {
        const struct catalogue_version *versions[64];
        int32_t day = 0;
        assert_true(day_parse(days[d], &day));
        size_t count = split_versions(day, versions);
        assert_int_equal(count, 26);
        for (size_t v = 0; v < count; v++)
            for (size_t i = 0; i < duty_count; i++, checked++) {
                hukou += versions[v]->basis == BASIS_hukou;
                check_division(versions[v], duties[i].division, duties[i].centre, duties[(i + 100) % DIVISIONS].division, day);
            }
    }
    assert_int_equal(checked, 4 * 26 * DIVISIONS);
    assert_true(hukou > 0 && hukou < checked);
}

static const struct catalogue_version *version_of(const char *item)
{
    return catalogue_version_on(catalogue_item(catalogue, item), today);
}
#define BY_HUKOU "MZ-003"     /* residents registered in the city only */
#define BY_RESIDENCE "CL-006"
#define OPEN_TO_ALL "MZ-006"  /* by residence, permit holders too */

static void test_committees_lead_to_their_street(void **state)
{
    (void)state;
    const struct catalogue_version *version = version_of(BY_HUKOU);
    for (size_t i = 0; i < places->committee_count; i++) {
        char division[10] = "";
        (void)snprintf(division, sizeof(division), "%.9s", places->committees[i].code);
        const struct place_centre *home = place_duty_centre(places, place_division(places, division), today);
        assert_goes(interchange_route(places, version, bund(), places->committees[i].code, NULL, today), home->code, ROUTED_BY_hukou);
    }
}

static void test_direct_items_stay(void **state)
{
    (void)state;
    static const char *const addresses[] = {NULL, "", "310115004", "330106001", "999999", "310103"};
    for (size_t i = 0; i < catalogue->item_count; i++) {
        const struct catalogue_version *version = catalogue_version_on(&catalogue->items[i], today);
        for (size_t k = 0; version != NULL && version->mode == MODE_direct && k < ARRAY_COUNT(addresses); k++)
            assert_goes(interchange_route(places, version, bund(), addresses[k], addresses[k], today), "310101013", ROUTED_BY_direct);
    }
}

static void test_addresses_that_say_less(void **state)
{
    (void)state;
    const struct catalogue_version *hukou = version_of(BY_HUKOU), *residence = version_of(BY_RESIDENCE);
    for (size_t i = 0; i < places->district_count; i++) {
        const struct place_district *district = &places->districts[i];
        char unknown_street[10], unknown_committee[13];
        (void)snprintf(unknown_street, sizeof(unknown_street), "%s999", district->code);
        (void)snprintf(unknown_committee, sizeof(unknown_committee), "%s999999", district->code);
        const char *const codes[] = {district->code, unknown_street, unknown_committee};
        for (size_t k = 0; k < ARRAY_COUNT(codes); k++) {
            assert_goes(interchange_route(places, hukou, bund(), codes[k], "310101013", today), district->default_centre->code, ROUTED_BY_district_default);
            assert_goes(interchange_route(places, residence, bund(), "310101013", codes[k], today), district->default_centre->code, ROUTED_BY_district_default);
        }
    }
    for (size_t i = 0; i < places->abolished_count; i++) {
        const struct place_abolished *abolished = &places->abolished[i];
        char street[10];
        (void)snprintf(street, sizeof(street), "%s001", abolished->code);
        assert_goes(interchange_route(places, hukou, bund(), abolished->code, NULL, today), abolished->successor->default_centre->code, ROUTED_BY_abolished_district);
        assert_goes(interchange_route(places, hukou, bund(), street, NULL, today), abolished->successor->default_centre->code, ROUTED_BY_abolished_district);
    }
}

static void test_addresses_that_say_nothing(void **state)
{
    (void)state;
    const struct catalogue_version *hukou = version_of(BY_HUKOU), *residence = version_of(BY_RESIDENCE);
    static const char *const nothing[] = {NULL, "", "310000", "310199", "310199001", "31", "x", "99999999999999", "3101010130"};
    for (size_t i = 0; i < ARRAY_COUNT(nothing); i++) {
        assert_refused(interchange_route(places, hukou, bund(), nothing[i], nothing[i], today), "division_required", "applicant.hukou_division");
        assert_refused(interchange_route(places, residence, bund(), nothing[i], nothing[i], today), "division_required", "applicant.residence_division");
        /* the other address helps */
        assert_goes(interchange_route(places, hukou, bund(), nothing[i], "310115004", today), "310115004", ROUTED_BY_residence);
        assert_goes(interchange_route(places, residence, bund(), "310115004", nothing[i], today), "310115004", ROUTED_BY_hukou);
    }
}

static void test_hukou_outside_the_city(void **state)
{
    (void)state;
    static const char *const outside[] = {"330106001", "110101", "440305001001"};
    for (size_t i = 0; i < ARRAY_COUNT(outside); i++) {
        assert_goes(interchange_route(places, version_of(OPEN_TO_ALL), bund(), outside[i], "310115004", today), "310115004", ROUTED_BY_residence);
        assert_refused(interchange_route(places, version_of(OPEN_TO_ALL), bund(), outside[i], NULL, today), "division_required", "applicant.residence_division");
        assert_false(interchange_is_local(places, outside[i]));
    }
    static const char *const local[] = {"310101013", "310101", "310103", "310199", "310000", "310101013001"};
    for (size_t i = 0; i < ARRAY_COUNT(local); i++)
        assert_true(interchange_is_local(places, local[i]));
    static const char *const neither[] = {NULL, "", "x", "3101", "999999"};
    for (size_t i = 0; i < ARRAY_COUNT(neither); i++)
        assert_false(interchange_is_local(places, neither[i]));
}

static struct place_centre *open_centre(const char *code) { return (struct place_centre *)(uintptr_t)place_centre(places, code); }

/* Changes the loaded city; runs last. */
static void test_closed_centres(void **state)
{
    (void)state;
    const struct catalogue_version *version = version_of(BY_HUKOU);
    const struct place_division *division = place_division(places, "310115004");
    struct place_centre *duty = open_centre("310115004"), *standard = open_centre(division->district->default_centre->code);
    if (standard == duty)
        fail_msg("choose another street: its centre is the district's own");
    duty->valid_to = today;
    assert_goes(interchange_route(places, version, bund(), "310115004", NULL, today), standard->code, ROUTED_BY_closed_centre);
    assert_goes(interchange_route(places, version, bund(), "310115004", NULL, today - 1), "310115004", ROUTED_BY_hukou);
    standard->valid_to = today;
    struct routing other = interchange_route(places, version, bund(), "310115004", NULL, today);
    assert_non_null(other.centre);
    assert_ptr_equal(other.centre->district, division->district);
    assert_true(place_centre_is_valid(other.centre, today) && other.centre->kind == CENTRE_FULL);
    for (size_t i = 0; i < places->centre_count; i++)
        if (places->centres[i].district == division->district)
            places->centres[i].valid_to = today;
    assert_refused(interchange_route(places, version, bund(), "310115004", NULL, today), "no_responsible_centre", "applicant.hukou_division");
    assert_refused(interchange_route(places, version, bund(), "310115", NULL, today), "no_responsible_centre", "applicant.hukou_division");
    assert_refused(interchange_route(places, version_of(BY_RESIDENCE), bund(), NULL, "310115", today), "no_responsible_centre", "applicant.residence_division");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_division_and_split_item), cmocka_unit_test(test_committees_lead_to_their_street),
        cmocka_unit_test(test_direct_items_stay),             cmocka_unit_test(test_addresses_that_say_less),
        cmocka_unit_test(test_addresses_that_say_nothing),    cmocka_unit_test(test_hukou_outside_the_city),
        cmocka_unit_test(test_closed_centres),
    };
    return cmocka_run_group_tests(tests, load_city, drop_city);
}
