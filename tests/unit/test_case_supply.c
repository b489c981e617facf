/* What a supplement has to bring (src/cases/case_supply_rules.c): reasons and what came, against what is still to be brought. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/text.h"
#include "cases/case_act_rules.h"

#define MOST 3
#define PAPER(code, material) {code, material, NULL}
#define WORDS(code) {code, NULL, "in words"}

static const struct {
    struct case_reason asked[MOST];
    const char *materials[MOST]; size_t material_count;
    bool filled, has_form, takes_lines;
    const char *absent; /* one letter a reason: x must still come */
} rows[] = {
    {{PAPER("missing_material", "id_card")}, {NULL}, 0, false, true, false, "x"},
    {{PAPER("invalid_material", "id_card")}, {NULL}, 0, true, true, false, "x"},
    {{PAPER("unreadable_scan", "id_card")}, {"hukou_book"}, 1, false, true, false, "x"},
    {{PAPER("invalid_material", "id_card")}, {"id_card"}, 1, false, true, false, "-"},
    {{PAPER("invalid_material", "own-1"), PAPER("missing_material", "id_card")}, {"own-1"}, 1, false, false, true, "-x"},
    /* asked for in words: a paper that nothing else asked for, one each */
    {{WORDS("missing_material")}, {NULL}, 1, false, false, true, "-"},
    {{WORDS("missing_material")}, {NULL}, 0, true, false, true, "x"},
    {{WORDS("missing_material"), WORDS("missing_material")}, {NULL}, 1, false, false, true, "-x"},
    {{WORDS("missing_material"), PAPER("invalid_material", "own-1")}, {"own-1"}, 1, false, false, true, "x-"},
    /* where papers cannot be named in words, whatever comes answers */
    {{WORDS("missing_material")}, {NULL}, 0, true, true, false, "-"},
    {{PAPER("missing_material", NULL)}, {NULL}, 0, false, true, true, "-"},
    {{PAPER("incomplete_form", NULL)}, {NULL}, 0, false, true, false, "x"},
    {{PAPER("incomplete_form", NULL)}, {NULL}, 0, true, true, false, "-"},
    {{PAPER("incomplete_form", NULL)}, {"id_card"}, 1, false, true, false, "x"},
    {{PAPER("incomplete_form", NULL)}, {NULL}, 0, false, false, true, "-"}, /* there is no form to fill in */
    {{PAPER("other", NULL), PAPER("wrong_routing", NULL)}, {NULL}, 0, false, true, false, "--"},
    {{{0}}, {NULL}, 0, false, true, false, ""},
};

static void test_what_must_still_come(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        bool absent[MOST] = {false};
        char told[MOST + 1] = "";
        size_t count = strlen(rows[i].absent), missing = 0;
        const struct supply_brought brought = {.materials = rows[i].materials, .material_count = rows[i].material_count, .filled = rows[i].filled};
        size_t said = supply_absent(&(struct case_reasons){rows[i].asked, count}, &brought, rows[i].has_form, rows[i].takes_lines, absent);
        for (size_t k = 0; k < count; k++) {
            told[k] = absent[k] ? 'x' : '-';
            missing += absent[k] ? 1 : 0;
        }
        if (strcmp(told, rows[i].absent) != 0)
            fail_msg("row %zu: %s, not %s", i, told, rows[i].absent);
        assert_int_equal(said, missing);
    }
}

static void test_something_is_said(void **state)
{
    const struct supply_brought nothing = {0}, paper = {.material_count = 1}, filled = {.filled = true}, moved = {.moved = true}, told = {.told = true};
    (void)state;
    assert_false(supply_says_something(&nothing));
    assert_true(supply_says_something(&paper) && supply_says_something(&filled) && supply_says_something(&moved) && supply_says_something(&told));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_must_still_come),
        cmocka_unit_test(test_something_is_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
