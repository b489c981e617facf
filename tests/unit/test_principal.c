/* Who acts, and how far they reach (src/act/principal_rules.c). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "act/principal.h"
#include "base/arena.h"
#include "base/text.h"

static const enum principal_kind kinds[] = {PRINCIPAL_PUBLIC, PRINCIPAL_STAFF, PRINCIPAL_RESIDENT, PRINCIPAL_DEVICE, PRINCIPAL_PARTNER,
                                            PRINCIPAL_SYSTEM};

static void every_kind_has_one_bit_and_one_name(void **state)
{
    (void)state;
    unsigned seen = 0;
    for (size_t i = 0; i < ARRAY_COUNT(kinds); i++) {
        assert_int_equal(seen & kinds[i], 0);
        seen |= kinds[i];
        assert_false(text_is_empty(principal_kind_name(kinds[i])));
        assert_int_equal(principal_kind_parse(principal_kind_name(kinds[i])), kinds[i]);
    }
    assert_int_equal(seen, PRINCIPALS_ALL);
    assert_string_equal(principal_kind_name((enum principal_kind)0), "");
    assert_string_equal(principal_kind_name((enum principal_kind)(PRINCIPAL_STAFF | PRINCIPAL_SYSTEM)), "");
    assert_int_equal(principal_kind_parse("mayor"), 0);
    assert_int_equal(principal_kind_parse(NULL), 0);
}

static void a_kind_is_of_its_own_bits_and_nobody_of_none(void **state)
{
    (void)state;
    const struct principal nobody = {0};
    assert_false(principal_is(&nobody, PRINCIPALS_ALL));
    for (size_t i = 0; i < ARRAY_COUNT(kinds); i++) {
        const struct principal principal = {.kind = kinds[i]};
        for (size_t k = 0; k < ARRAY_COUNT(kinds); k++)
            assert_int_equal(principal_is(&principal, kinds[k]), i == k);
        assert_true(principal_is(&principal, PRINCIPALS_ALL));
        assert_false(principal_is(&principal, 0));
    }
    assert_true(principal_is(&principal_public, PRINCIPAL_PUBLIC));
    assert_true(principal_is(&principal_system, PRINCIPAL_SYSTEM));
}

/* Every scope × what is asked for: 1 = reaches. */
static void a_scope_reaches_what_is_in_it(void **state)
{
    (void)state;
    static const struct { enum scope_level level; const char *code; } asked[] = {
        {SCOPE_PERSON, "p-1"}, {SCOPE_PERSON, "p-2"}, {SCOPE_CENTRE, "310101013"}, {SCOPE_CENTRE, "310101013-S1"},
        {SCOPE_CENTRE, "310101013-2"}, {SCOPE_CENTRE, "310101002"}, {SCOPE_CENTRE, "310115004"}, {SCOPE_DISTRICT, "310101"},
        {SCOPE_DISTRICT, "310115"}, {SCOPE_CITY, NULL}, {SCOPE_CITY, "310101"}, {SCOPE_CENTRE, NULL}, {SCOPE_CENTRE, ""},
        {SCOPE_PERSON, NULL}, {SCOPE_DISTRICT, ""}, {SCOPE_NONE, "310101013"}};
    static const struct { struct scope scope; const char *reaches; } rows[] = {
        {{SCOPE_NONE, NULL}, "0000000000000000"},
        {{SCOPE_NONE, "310101013"}, "0000000000000000"},
        {{SCOPE_PERSON, "p-1"}, "1000000000000000"},
        {{SCOPE_PERSON, NULL}, "0000000000000000"},
        {{SCOPE_CENTRE, "310101013"}, "0011000000000000"},
        {{SCOPE_CENTRE, "310101013-S1"}, "0001000000000000"},
        {{SCOPE_CENTRE, "310101013-2"}, "0000100000000000"},
        {{SCOPE_CENTRE, ""}, "0000000000000000"},
        {{SCOPE_DISTRICT, "310101"}, "0011110100000000"},
        {{SCOPE_DISTRICT, ""}, "0000000000000000"},
        {{SCOPE_CITY, NULL}, "1111111111100000"},
    };
    for (size_t i = 0; i < ARRAY_COUNT(rows); i++)
        for (size_t k = 0; k < ARRAY_COUNT(asked); k++) {
            const struct principal principal = {.kind = PRINCIPAL_STAFF, .scope = rows[i].scope};
            if (principal_reaches(&principal, asked[k].level, asked[k].code) != (rows[i].reaches[k] == '1'))
                fail_msg("row %zu, column %zu", i, k);
        }
    assert_true(principal_reaches(&principal_system, SCOPE_CENTRE, "310101013"));
    assert_false(principal_reaches(&principal_public, SCOPE_CENTRE, "310101013"));
}

static void only_who_works_for_one_centre_has_one(void **state)
{
    (void)state;
    const struct principal clerk = {.scope = {SCOPE_CENTRE, "310101013"}}, district = {.scope = {SCOPE_DISTRICT, "310101"}};
    assert_string_equal(principal_centre(&clerk), "310101013");
    assert_null(principal_centre(&district));
    assert_null(principal_centre(&principal_system));
    assert_null(principal_centre(&principal_public));
}

/* No two principals have one name, whatever they are called; staff keep the one under which their keys have always been. */
static void owners_are_told_apart(void **state)
{
    (void)state;
    struct arena *arena = arena_new(1 << 16);
    const char *seen[ARRAY_COUNT(kinds)];
    for (size_t i = 0; i < ARRAY_COUNT(kinds); i++) {
        const struct principal principal = {.kind = kinds[i], .id = "li"};
        seen[i] = principal_owner(&principal, arena);
        for (size_t k = 0; k < i; k++)
            assert_string_not_equal(seen[i], seen[k]);
    }
    assert_string_equal(seen[1], "li");
    assert_string_equal(seen[2], "resident:li");
    assert_string_equal(principal_owner(&principal_public, arena), "");
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_has_one_bit_and_one_name),
        cmocka_unit_test(a_kind_is_of_its_own_bits_and_nobody_of_none),
        cmocka_unit_test(a_scope_reaches_what_is_in_it),
        cmocka_unit_test(only_who_works_for_one_centre_has_one),
        cmocka_unit_test(owners_are_told_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
