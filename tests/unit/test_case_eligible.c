/* Who may apply, and where (src/cases/case_eligible_rules.c): a small city, and tables of applicants and items against what is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/text.h"
#include "cases/case_eligible_rules.h"

#define TODAY 20000
#define H (1u << AUDIENCE_hukou)
#define P (1u << AUDIENCE_permit_holder)
#define N (1u << AUDIENCE_non_resident)
#define ALL 15u

static struct place_district districts[] = {{.code = "310101", .name = "黄浦区"}, {.code = "310106", .name = "静安区"}};
static struct place_division divisions[] = {
    {.code = "310101002", .district = &districts[0]}, {.code = "310106006", .district = &districts[1]}};
static struct place_centre centres[];
static const struct place_taken taken[] = {{"MZ-001", 0, DAY_NONE, NULL}};
static struct place_centre centres[] = {
    {.code = "310101002", .name = "南京东路中心", .name_en = "Nanjing East Road", .district = &districts[0], .division = &divisions[0],
     .valid_to = DAY_NONE},
    {.code = "310101002-S1", .kind = CENTRE_SUB, .name = "分中心", .name_en = "Sub-centre", .district = &districts[0],
     .division = &divisions[0], .parent = &centres[0], .valid_to = DAY_NONE, .pilot_from = DAY_NONE, .taken = taken, .taken_count = 1},
    {.code = "310106006", .name = "江宁路中心", .name_en = "Jiangning Road", .district = &districts[1], .division = &divisions[1],
     .valid_to = DAY_NONE},
};
static struct place_duty duties[] = {{&divisions[0], &centres[0], 0, DAY_NONE}, {&divisions[1], &centres[2], 0, DAY_NONE}};
static const struct places places = {
    .code = "31", .hotline = "12345", .districts = districts, .district_count = ARRAY_COUNT(districts), .divisions = divisions,
    .division_count = ARRAY_COUNT(divisions), .centres = centres, .centre_count = ARRAY_COUNT(centres), .duties = duties,
    .duty_count = ARRAY_COUNT(duties)};
enum { FULL, SUB, OTHER_CENTRE, NOWHERE };

#define HERE "310101002"
#define THERE "310106006"
#define ZHEJIANG "330000"
#define RESIDENT "111"
#define PASSPORT "414"
#define COMPANY "001"

static const struct catalogue_department department = {.code = "MZ"};
static struct arena *arena;
static struct field_errors errors;

static int begin(void **state)
{
    (void)state;
    arena = arena_new(1 << 20);
    return arena != NULL ? 0 : -1;
}

static int end(void **state)
{
    (void)state;
    arena_free(arena);
    return 0;
}

struct item { const char *code; unsigned audiences; bool citywide; enum item_mode mode; };

static struct case_judging judging_of(const struct item *item, struct case_application *application)
{
    struct catalogue_item *known = arena_alloc(arena, sizeof(*known));
    struct catalogue_version *version = arena_alloc(arena, sizeof(*version));
    struct catalogue *catalogue = arena_alloc(arena, sizeof(*catalogue));
    *known = (struct catalogue_item){.code = item->code, .name = "事项", .name_en = "Item", .department = &department};
    *version = (struct catalogue_version){.item = known, .valid_to = DAY_NONE, .citywide = item->citywide, .mode = item->mode,
                                          .basis = BASIS_hukou, .audiences = item->audiences};
    known->versions = version;
    known->version_count = 1;
    *catalogue = (struct catalogue){.items = known, .item_count = 1};
    application->version = version;
    errors = (struct field_errors){.arena = arena};
    return (struct case_judging){.places = &places, .catalogue = catalogue, .application = application, .day = TODAY, .errors = &errors};
}

/* "field code, field code" of all errors. */
static const char *found(void)
{
    static char text[2048];
    int size = 0;
    text[0] = '\0';
    for (size_t i = 0; i < errors.count; i++) {
        size += snprintf(text + size, sizeof(text) - (size_t)size, "%s%s %s", i > 0 ? ", " : "", errors.items[i].field, errors.items[i].code);
        assert_true(strlen(errors.items[i].zh) > 0 && strlen(errors.items[i].en) > 0);
    }
    return text;
}

static const struct item open_to_all = {"MZ-001", ALL, true, MODE_direct}, sent_home = {"MZ-001", ALL, true, MODE_split},
                         for_hukou = {"MZ-001", H, true, MODE_direct}, for_permits = {"MZ-001", P, true, MODE_direct},
                         local = {"MZ-001", ALL, false, MODE_direct}, local_sent_home = {"MZ-001", ALL, false, MODE_split},
                         elsewhere_only = {"GA-002", ALL, true, MODE_direct};

static void test_applicants(void **state)
{
    (void)state;
    static const struct {
        const struct item *item;
        struct case_person applicant;
        int here;
        int goes; /* to which centre */
        const char *errors;
    } rows[] = {
        {&open_to_all, {.id_type = RESIDENT, .hukou = HERE, .age = 30}, FULL, FULL, ""},
        {&open_to_all, {.id_type = RESIDENT, .age = 30}, FULL, FULL, ""},
        {&sent_home, {.id_type = RESIDENT, .hukou = THERE, .age = 30}, FULL, OTHER_CENTRE, ""},
        {&sent_home, {.id_type = RESIDENT, .residence = THERE, .age = 30}, FULL, OTHER_CENTRE, ""},
        {&sent_home, {.id_type = RESIDENT, .age = 30}, FULL, NOWHERE, "applicant.hukou_division division_required"},
        /* who may */
        {&for_hukou, {.id_type = RESIDENT, .hukou = THERE, .age = 30}, FULL, FULL, ""},
        {&for_hukou, {.id_type = RESIDENT, .hukou = ZHEJIANG, .age = 30}, FULL, FULL, "item_code not_for_applicant"},
        {&for_hukou, {.id_type = RESIDENT, .age = 30}, FULL, FULL, "applicant.hukou_division required"},
        {&for_hukou, {.id_type = PASSPORT, .age = 30}, FULL, FULL, "item_code not_for_applicant"},
        {&for_permits, {.id_type = RESIDENT, .hukou = HERE, .age = 30}, FULL, FULL, "item_code not_for_applicant"},
        {&for_permits, {.id_type = RESIDENT, .hukou = ZHEJIANG, .age = 30}, FULL, FULL, "applicant.residence_permit required"},
        {&for_permits, {.id_type = RESIDENT, .hukou = ZHEJIANG, .residence_permit = ANSWER_YES, .age = 30}, FULL, FULL, ""},
        {&for_permits, {.id_type = RESIDENT, .hukou = ZHEJIANG, .residence_permit = ANSWER_NO, .age = 30}, FULL, FULL,
         "item_code not_for_applicant"},
        {&for_permits, {.id_type = PASSPORT, .residence_permit = ANSWER_YES, .age = 30}, FULL, FULL, ""},
        {&open_to_all, {.id_type = PASSPORT, .hukou = HERE, .age = 30}, FULL, FULL, "applicant.hukou_division no_hukou"},
        /* where */
        {&local, {.id_type = RESIDENT, .hukou = HERE, .age = 30}, FULL, FULL, ""},
        {&local, {.id_type = RESIDENT, .hukou = THERE, .age = 30}, FULL, FULL, "item_code not_citywide"},
        {&local, {.id_type = RESIDENT, .age = 30}, FULL, FULL, "applicant.hukou_division division_required"},
        {&local_sent_home, {.id_type = RESIDENT, .hukou = THERE, .age = 30}, FULL, OTHER_CENTRE, "item_code not_citywide"},
        {&local_sent_home, {.id_type = RESIDENT, .age = 30}, FULL, NOWHERE, "applicant.hukou_division division_required"},
        {&open_to_all, {.id_type = RESIDENT, .hukou = HERE, .age = 30}, SUB, FULL, ""},
        {&open_to_all, {.id_type = RESIDENT, .hukou = THERE, .age = 30}, SUB, FULL, "item_code not_citywide"},
        {&elsewhere_only, {.id_type = RESIDENT, .hukou = HERE, .age = 30}, SUB, FULL, "item_code not_at_sub_centre"},
        {&elsewhere_only, {.id_type = RESIDENT, .hukou = THERE, .age = 30}, SUB, FULL, "item_code not_at_sub_centre"},
    };
    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        struct case_application application = {.applicant = rows[i].applicant};
        const struct case_judging judging = judging_of(rows[i].item, &application);
        const struct case_judgement judgement = case_judge_intake(&judging, &centres[rows[i].here], &centres[FULL]);
        if (strcmp(found(), rows[i].errors) != 0)
            fail_msg("row %zu: %s", i, found());
        assert_ptr_equal(judgement.routing.centre, rows[i].goes == NOWHERE ? NULL : &centres[rows[i].goes]);
        assert_int_equal(judgement.eligibility.fits == FITTING_yes, judgement.eligibility.code == NULL);
    }
}

static void test_agents(void **state)
{
    (void)state;
    static const struct {
        struct case_person applicant, agent; /* an agent without a type is none */
        bool needed, excluded;               /* by the answers */
        const char *errors;
    } rows[] = {
        {{.id_type = RESIDENT, .age = 30}, {0}, false, false, ""},
        {{.id_type = RESIDENT, .age = -1}, {0}, false, false, ""},
        {{.id_type = RESIDENT, .age = 8}, {0}, false, false, ""},
        {{.id_type = RESIDENT, .age = 7}, {0}, false, false, "agent agent_required"},
        {{.id_type = RESIDENT, .age = 30}, {0}, true, false, "agent agent_required"},
        {{.id_type = COMPANY, .age = -1}, {0}, false, false, "agent agent_required"},
        {{.id_type = COMPANY, .age = -1}, {.id_type = RESIDENT, .age = 40}, false, false, ""},
        {{.id_type = COMPANY, .age = -1}, {.id_type = RESIDENT, .age = 40}, false, true, ""},
        {{.id_type = RESIDENT, .age = 7}, {.id_type = RESIDENT, .age = 40}, false, true, ""},
        {{.id_type = RESIDENT, .age = 30}, {.id_type = RESIDENT, .age = 40}, true, false, ""},
        {{.id_type = RESIDENT, .age = 30}, {.id_type = RESIDENT, .age = 40}, false, true, "agent agent_not_answered"},
        {{.id_type = RESIDENT, .age = 30}, {.id_type = RESIDENT, .age = 18}, false, false, ""},
        {{.id_type = RESIDENT, .age = 30}, {.id_type = RESIDENT, .age = 17}, false, false, "agent.id_number agent_under_age"},
        {{.id_type = RESIDENT, .age = 30}, {.id_type = RESIDENT, .age = -1}, false, false, ""},
        {{.id_type = RESIDENT, .age = 30}, {.id_type = COMPANY, .age = -1}, false, false, "agent.id_type agent_not_a_person"},
        {{.id_type = RESIDENT, .id_number = "1", .age = 30}, {.id_type = RESIDENT, .id_number = "1", .age = 30}, false, false,
         "agent.id_number agent_is_applicant"},
        {{.id_type = RESIDENT, .id_number = "1", .age = 30}, {.id_type = PASSPORT, .id_number = "1", .age = 30}, false, false, ""},
        {{.id_type = RESIDENT, .age = 30}, {.id_type = RESIDENT, .age = 30}, false, false, ""}, /* numbers not known are not the same */
    };
    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        struct case_application application = {
            .applicant = rows[i].applicant, .agent = rows[i].agent, .has_agent = rows[i].agent.id_type != NULL,
            .outcome = {.agent_needed = rows[i].needed, .agent_excluded = rows[i].excluded}};
        const struct case_judging judging = judging_of(&open_to_all, &application);
        (void)case_judge_intake(&judging, &centres[FULL], &centres[FULL]);
        if (strcmp(found(), rows[i].errors) != 0)
            fail_msg("row %zu: %s", i, found());
        if (!application.has_agent)
            assert_int_equal(case_needs_agent(&application), errors.count == 1);
    }
}

static void test_corrections(void **state)
{
    (void)state;
    static const struct {
        const struct item *item;
        struct case_person before, after;
        bool fixed;
        int goes;
        const char *errors;
    } rows[] = {
        {&sent_home, {.id_type = RESIDENT, .hukou = HERE}, {.id_type = RESIDENT, .hukou = THERE}, false, OTHER_CENTRE, ""},
        {&sent_home, {.id_type = RESIDENT, .hukou = HERE}, {.id_type = RESIDENT, .hukou = THERE}, true, NOWHERE, ""},
        {&sent_home, {.id_type = RESIDENT, .hukou = HERE}, {.id_type = RESIDENT}, false, NOWHERE, "hukou_division division_required"},
        {&open_to_all, {.id_type = RESIDENT, .hukou = HERE}, {.id_type = RESIDENT, .hukou = THERE}, false, FULL, ""},
        {&for_hukou, {.id_type = RESIDENT, .hukou = HERE}, {.id_type = RESIDENT, .hukou = ZHEJIANG}, false, NOWHERE,
         "hukou_division not_for_applicant"},
        {&for_permits, {.id_type = RESIDENT, .hukou = ZHEJIANG, .residence_permit = ANSWER_YES},
         {.id_type = RESIDENT, .hukou = ZHEJIANG, .residence_permit = ANSWER_NO}, true, NOWHERE, "residence_permit not_for_applicant"},
        {&for_permits, {.id_type = RESIDENT, .hukou = HERE}, {.id_type = RESIDENT, .hukou = ZHEJIANG}, false, NOWHERE,
         "residence_permit required"},
        {&open_to_all, {.id_type = PASSPORT}, {.id_type = PASSPORT, .hukou = HERE}, false, NOWHERE, "hukou_division no_hukou"},
        {&local, {.id_type = RESIDENT, .hukou = HERE}, {.id_type = RESIDENT, .hukou = THERE}, false, FULL, "hukou_division not_citywide"},
        {&local, {.id_type = RESIDENT, .residence = HERE}, {.id_type = RESIDENT, .residence = THERE}, true, NOWHERE,
         "residence_division not_citywide"},
        /* what is not corrected is not judged again, nor routed */
        {&sent_home, {.id_type = RESIDENT, .hukou = THERE}, {.id_type = RESIDENT, .hukou = THERE}, false, NOWHERE, ""},
        {&sent_home, {.id_type = RESIDENT}, {.id_type = RESIDENT}, false, NOWHERE, ""},
        {&for_hukou, {.id_type = RESIDENT, .hukou = ZHEJIANG}, {.id_type = RESIDENT, .hukou = ZHEJIANG}, true, NOWHERE, ""},
        {&local, {.id_type = RESIDENT, .hukou = THERE}, {.id_type = RESIDENT, .hukou = THERE}, true, NOWHERE, ""},
    };
    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        struct case_application application = {.applicant = rows[i].after};
        const struct case_judging judging = judging_of(rows[i].item, &application);
        const struct case_corrected corrected = case_corrected(&rows[i].before, &rows[i].after);
        const struct routing routing = case_judge_correction(&judging, corrected, &centres[FULL], rows[i].fixed, TODAY);
        if (strcmp(found(), rows[i].errors) != 0)
            fail_msg("row %zu: %s", i, found());
        assert_ptr_equal(routing.centre, rows[i].goes == NOWHERE ? NULL : &centres[rows[i].goes]);
    }
}

/* Whoever is refused hears where to go, and of a correction also what becomes of the case. */
static void test_sentences(void **state)
{
    (void)state;
    struct case_application application = {.applicant = {.id_type = RESIDENT, .hukou = THERE, .age = 30}};
    struct case_judging judging = judging_of(&local, &application);
    (void)case_judge_intake(&judging, &centres[FULL], &centres[FULL]);
    assert_string_equal(errors.items[0].en, "This item is not handled citywide; it is taken at Jiangning Road.");
    judging = judging_of(&open_to_all, &application);
    (void)case_judge_intake(&judging, &centres[SUB], &centres[FULL]);
    assert_string_equal(errors.items[0].en, "This sub-centre stands outside citywide handling; the item is taken at Nanjing East Road.");
    judging = judging_of(&elsewhere_only, &application);
    (void)case_judge_intake(&judging, &centres[SUB], &centres[FULL]);
    assert_string_equal(errors.items[0].zh, "本分中心不办理此事项，请到南京东路中心办理。");
    judging = judging_of(&local, &application);
    (void)case_judge_correction(&judging, (struct case_corrected){.hukou = true}, &centres[FULL], true, TODAY);
    assert_string_equal(errors.items[0].en,
                        "This item is not handled citywide; it is taken at Jiangning Road. If it is true, leave this as it was and say so in "
                        "the note: the responsible centre then refuses the case by law; or the applicant withdraws it.");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_applicants, begin, end),
        cmocka_unit_test_setup_teardown(test_agents, begin, end),
        cmocka_unit_test_setup_teardown(test_corrections, begin, end),
        cmocka_unit_test_setup_teardown(test_sentences, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
