/* Roles, scopes, passwords and lock-out (src/staff/staff_rules.c). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/text.h"
#include "places/places.h"
#include "staff/staff_rules.h"

static void every_role_has_one_bit_and_one_name(void **state)
{
    (void)state;
    unsigned seen = 0;
    for (unsigned i = 0; i < ROLE_COUNT; i++) {
        unsigned role = 1U << i;
        assert_int_equal(role_parse(staff_role_names[i]), role);
        assert_string_equal(role_name(role), staff_role_names[i]);
        seen |= role;
    }
    assert_int_equal(seen, ROLES_ALL);
    assert_null(staff_role_names[ROLE_COUNT]);
    assert_int_equal(role_parse("mayor"), 0);
    assert_int_equal(role_parse(NULL), 0);
    assert_string_equal(role_name(ROLE_CLERK | ROLE_LEAD), "");
    assert_string_equal(role_name(0), "");
}

/* Every role, working in Huangpu (310101013) where it has a place, looks at centres. */
static void a_role_sees_its_own_scope_and_nothing_else(void **state)
{
    (void)state;
    enum { OWN = 1, OWN_SUB = 2, SAME_DISTRICT = 4, OTHER_DISTRICT = 8, EVERYTHING = 15 };
    static const struct { unsigned role; unsigned sees; const char *scope; } rows[] = {
        {ROLE_CLERK, OWN | OWN_SUB, "310101013"},
        {ROLE_REVIEWER, OWN | OWN_SUB, "310101013"},
        {ROLE_LEAD, OWN | OWN_SUB, "310101013"},
        {ROLE_DISTRICT, OWN | OWN_SUB | SAME_DISTRICT, "310101"},
        {ROLE_CITY, EVERYTHING, NULL},
        {ROLE_AUDITOR, EVERYTHING, NULL},
        {ROLE_KEEPER, 0, NULL},
        {ROLE_ADMIN, 0, NULL},
    };
    static const char *const centres[] = {"310101013", "310101013-S1", "310101002", "310115004"};
    assert_int_equal(ARRAY_COUNT(rows), ROLE_COUNT);
    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        enum scope_level scope = role_scope(rows[i].role);
        struct staff staff = {
            .username = "somebody", .role = rows[i].role,
            .centre = scope == SCOPE_CENTRE ? "310101013" : NULL,
            .district = scope == SCOPE_CENTRE || scope == SCOPE_DISTRICT ? "310101" : NULL,
        };
        struct principal principal = staff_principal(&staff);
        assert_int_equal(principal.kind, PRINCIPAL_STAFF);
        assert_int_equal(principal.roles, rows[i].role);
        for (size_t k = 0; k < ARRAY_COUNT(centres); k++)
            assert_int_equal(principal_reaches(&principal, SCOPE_CENTRE, centres[k]), (rows[i].sees >> k & 1) != 0);
        assert_false(principal_reaches(&principal, SCOPE_CENTRE, NULL));
        assert_false(principal_reaches(&principal, SCOPE_CENTRE, ""));
        assert_true(text_equal(principal.scope.code, rows[i].scope));
        assert_true(text_equal(principal_centre(&principal), staff.centre));
    }
}

static bool sees(const struct staff *staff, const char *centre)
{
    struct principal principal = staff_principal(staff);
    return principal_reaches(&principal, SCOPE_CENTRE, centre);
}

static void the_second_centre_of_a_town_is_another_centre(void **state)
{
    (void)state;
    struct staff first = {.role = ROLE_CLERK, .centre = "310112108", .district = "310112"};
    struct staff second = {.role = ROLE_CLERK, .centre = "310112108-2", .district = "310112"};
    assert_true(sees(&first, "310112108-S1"));
    assert_false(sees(&first, "310112108-2"));
    assert_false(sees(&first, "310112108-2-S1"));
    assert_true(sees(&second, "310112108-2"));
    assert_false(sees(&second, "310112108"));
    assert_false(sees(&second, "310112108-S1"));
    /* staff of two roles or of none is nobody's staff */
    struct staff broken = {.role = ROLE_CLERK | ROLE_CITY, .centre = "310112108", .district = "310112"};
    assert_false(sees(&broken, "310112108"));
}

static void a_first_password_proves_less(void **state)
{
    (void)state;
    struct staff staff = {.username = "wang", .name = "王芳", .role = ROLE_CITY, .must_change_password = true, .former_districts = "310101 310115"};
    struct principal principal = staff_principal(&staff);
    assert_int_equal(principal.assurance, ASSURANCE_FIRST_PASSWORD);
    assert_string_equal(principal.id, "wang");
    assert_string_equal(principal.name, "王芳");
    assert_string_equal(principal.former_districts, "310101 310115");
    staff.must_change_password = false;
    assert_int_equal(staff_principal(&staff).assurance, ASSURANCE_PASSWORD);
}

static void user_names(void **state)
{
    (void)state;
    static const char *const good[] = {"ab", "clerk.310101013", "clerk.310112108-2", "wang_fang", "a2345"};
    static const char *const bad[] = {"", "a", "Wang", "1ab", ".ab", "wang fang", "王芳", "a@b", "ab\n",
        "a2345678901234567890123456789012345678901234567890123456789012345"};
    for (size_t i = 0; i < ARRAY_COUNT(good); i++)
        assert_true(username_is_valid(good[i]));
    for (size_t i = 0; i < ARRAY_COUNT(bad); i++)
        assert_false(username_is_valid(bad[i]));
    assert_false(username_is_valid(NULL));
}

static void a_password_is_told_all_its_faults_at_once(void **state)
{
    (void)state;
    static const struct { const char *password; unsigned role; const char *faults[4]; } rows[] = {
        {"Sommer-27", ROLE_CLERK, {NULL}},
        {"sommer-27", ROLE_CLERK, {NULL}},
        {"Sommer27", ROLE_CLERK, {NULL}},
        {"上海Ab的夏天啊", ROLE_CLERK, {NULL}},          /* 8 characters; what is no letter or digit of ASCII is the fourth class */
        {"Somme-2", ROLE_CLERK, {"password_too_short", NULL}},
        {"sommer-wind", ROLE_CLERK, {"password_too_plain", NULL}},
        {"12345678", ROLE_CLERK, {"password_too_plain", NULL}},
        {"Wang.Fang-27", ROLE_CLERK, {"password_holds_username", NULL}},
        {"wang.fang", ROLE_CLERK, {"password_too_plain", "password_holds_username", NULL}},
        {"", ROLE_CLERK, {"password_too_short", "password_too_plain", NULL}},
        {"Sommer-2027", ROLE_ADMIN, {"password_too_short", NULL}},
        {"Sommer-20278", ROLE_ADMIN, {NULL}},
        {"wang.fang", ROLE_ADMIN, {"password_too_short", "password_too_plain", "password_holds_username", NULL}},
    };
    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        struct field_errors errors = {.arena = arena_new(65536)};
        size_t expected = 0;
        while (rows[i].faults[expected] != NULL)
            expected++;
        assert_int_equal(password_check(rows[i].password, "wang.fang", rows[i].role, "new_password", &errors), expected == 0);
        assert_int_equal(errors.count, expected);
        for (size_t k = 0; k < expected; k++) {
            assert_string_equal(errors.items[k].code, rows[i].faults[k]);
            assert_string_equal(errors.items[k].field, "new_password");
        }
        arena_free(errors.arena);
    }
}

static struct place_district districts[] = {{.code = "310101"}, {.code = "310115"}};
static struct place_centre centres[] = {{.code = "310101013", .district = &districts[0]}, {.code = "310115004", .district = &districts[1]}};
static const struct places places = {.districts = districts, .district_count = ARRAY_COUNT(districts), .centres = centres, .centre_count = ARRAY_COUNT(centres)};

static void accounts_fit_the_places(void **state)
{
    (void)state;
    static const struct { struct staff staff; const char *fault; bool lost; } rows[] = {
        {{.role = ROLE_CLERK, .centre = "310101013", .district = "310101", .active = true}, NULL, false},
        {{.role = ROLE_DISTRICT, .district = "310115", .active = true}, NULL, false},
        {{.role = ROLE_CITY, .active = true}, NULL, false},
        {{.role = ROLE_ADMIN}, NULL, false},
        {{.role = 0, .active = true}, "an unknown role", false},
        {{.role = ROLE_CITY, .centre = "310101013", .active = true}, "a centre that the role does not have", false},
        {{.role = ROLE_CLERK, .centre = "310101013", .district = "310115", .active = true}, "another district than the centre's", false},
        /* whose place is in the pack no more */
        {{.role = ROLE_LEAD, .centre = "310199999", .district = "310199", .active = true}, "an unknown centre", true},
        {{.role = ROLE_LEAD, .district = "310101", .active = true}, "an unknown centre", true},
        {{.role = ROLE_DISTRICT, .district = "310199", .active = true}, "an unknown district", true},
        {{.role = ROLE_LEAD, .centre = "310199999", .district = "310199"}, NULL, false},
        {{.role = ROLE_DISTRICT, .district = "310199", .active = true, .demo = true}, NULL, false},
    };
    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        const char *fault = staff_fault(&rows[i].staff, &places);
        if (!text_equal(fault, rows[i].fault) || staff_is_lost(&rows[i].staff, &places) != rows[i].lost)
            fail_msg("%zu: %s", i, fault ? fault : "sound");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_role_has_one_bit_and_one_name),
        cmocka_unit_test(a_role_sees_its_own_scope_and_nothing_else),
        cmocka_unit_test(the_second_centre_of_a_town_is_another_centre),
        cmocka_unit_test(a_first_password_proves_less),
        cmocka_unit_test(user_names),
        cmocka_unit_test(accounts_fit_the_places),
        cmocka_unit_test(a_password_is_told_all_its_faults_at_once),
    };
    return cmocka_run_group_tests_name("staff_rules", tests, NULL, NULL);
}
