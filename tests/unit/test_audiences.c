/* Who may apply: every standing × every set of audiences, what is asked, and what is said to somebody an item is not for. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/text.h"
#include "catalogue/catalogue.h"

#define H (1u << AUDIENCE_hukou)
#define P (1u << AUDIENCE_permit_holder)
#define N (1u << AUDIENCE_non_resident)
#define O (1u << AUDIENCE_organisation)

static void standings(void **state)
{
    (void)state;
    static const struct { struct applicant_standing standing; unsigned audiences; } rows[] = {
        {{.organisation = true}, O},
        {{.organisation = true, .hukou = HUKOU_HERE, .residence_permit = ANSWER_YES}, O},
        {{.hukou = HUKOU_HERE}, H},
        {{.hukou = HUKOU_HERE, .residence_permit = ANSWER_YES}, H},
        {{.hukou = HUKOU_HERE, .residence_permit = ANSWER_NO}, H},
        {{.hukou = HUKOU_ELSEWHERE}, P | N},
        {{.hukou = HUKOU_ELSEWHERE, .residence_permit = ANSWER_YES}, P},
        {{.hukou = HUKOU_ELSEWHERE, .residence_permit = ANSWER_NO}, N},
        {{.hukou = HUKOU_NONE}, P | N},
        {{.hukou = HUKOU_NONE, .residence_permit = ANSWER_YES}, P},
        {{.hukou = HUKOU_NONE, .residence_permit = ANSWER_NO}, N},
        {{0}, H | P | N},
        {{.residence_permit = ANSWER_YES}, P},
        {{.residence_permit = ANSWER_NO}, H | N},
    };
    for (size_t i = 0; i < ARRAY_COUNT(rows); i++)
        if (catalogue_audiences_of(&rows[i].standing) != rows[i].audiences)
            fail_msg("row %zu", i);
}

/* Of 15 sets of audiences × 7 sets somebody may belong to: fits where all are open, not where none is. */
static void fitting(void **state)
{
    (void)state;
    static const unsigned somebody[] = {H, P, N, O, P | N, H | N, H | P | N};
    for (unsigned open = 1; open < 16; open++)
        for (size_t i = 0; i < ARRAY_COUNT(somebody); i++) {
            const struct catalogue_version version = {.audiences = open};
            size_t in = 0, out = 0;
            for (unsigned bit = 1; bit < 16; bit <<= 1)
                if ((somebody[i] & bit) != 0)
                    *((open & bit) != 0 ? &in : &out) += 1;
            assert_int_equal(catalogue_fits(&version, somebody[i]), out == 0 ? FITTING_yes : in == 0 ? FITTING_no : FITTING_unknown);
        }
}

static void what_else_there_is(void **state)
{
    (void)state;
    static const struct catalogue_department labour = {.code = "RS"}, others = {.code = "WJ"};
    struct catalogue_version versions[] = {
        {.valid_to = DAY_NONE, .audiences = H}, {.valid_to = DAY_NONE, .audiences = P}, {.valid_to = DAY_NONE, .audiences = P},
        {.valid_to = DAY_NONE, .audiences = P}, {.valid_to = 10, .audiences = P}, {.valid_to = DAY_NONE, .audiences = H | P | N}};
    struct catalogue_item items[] = {
        {.code = "RS-002", .name = "灵活就业登记", .name_en = "Flexible employment", .department = &labour},
        {.code = "RS-003", .name = "来沪人员灵活就业登记", .name_en = "Flexible employment of people from elsewhere", .department = &labour},
        {.code = "RS-004", .name = "权益查询", .name_en = "Enquiry", .department = &labour},
        {.code = "WJ-001", .name = "灵活就业证明", .name_en = "Of another department", .department = &others},
        {.code = "RS-005", .name = "灵活就业退出", .name_en = "Gone", .department = &labour},
        {.code = "RS-006", .name = "就业见习", .name_en = "Traineeship", .department = &labour}};
    for (size_t i = 0; i < ARRAY_COUNT(items); i++) {
        items[i].versions = &versions[i];
        items[i].version_count = 1;
        versions[i].item = &items[i];
    }
    const struct catalogue catalogue = {.items = items, .item_count = ARRAY_COUNT(items)};
    const struct catalogue_version *instead[INSTEAD_MAX];
    struct arena *arena = arena_new(1 << 16);
    const char *zh, *en;
    /* 就业 stands in most titles of this small catalogue and says nothing; 灵活, 活就 do not stand in more than one */
    size_t count = catalogue_instead(&catalogue, &versions[0], P, 20, instead);
    assert_true(count <= INSTEAD_MAX);
    for (size_t i = 0; i < count; i++)
        assert_true(instead[i] != &versions[0] && instead[i] != &versions[3] && instead[i] != &versions[4] && catalogue_fits(instead[i], P) == FITTING_yes);
    instead[0] = &versions[1];
    struct misfit misfit = {.version = &versions[0], .standing = catalogue_standing_of(AUDIENCE_permit_holder), .hotline = "962200",
                            .instead = instead, .instead_count = 1};
    assert_true(catalogue_tell_misfit(arena, &misfit, &zh, &en));
    assert_string_equal(zh, "此事项面向本市户籍居民，申请人户籍不在本市，持本市居住证，不能办理。相近且可以办理的事项：来沪人员灵活就业登记（RS-003）。");
    assert_string_equal(en, "This item is for residents registered in this city; the applicant is registered elsewhere and holds a residence permit."
                            " Related items open to the applicant: Flexible employment of people from elsewhere (RS-003).");
    misfit.to_applicant = true;
    assert_true(catalogue_tell_misfit(arena, &misfit, &zh, &en));
    assert_string_equal(zh, "此事项面向本市户籍居民，您户籍不在本市，持本市居住证，不能办理。相近且可以办理的事项：来沪人员灵活就业登记（RS-003）。");
    assert_string_equal(en, "This item is for residents registered in this city; you are registered elsewhere and hold a residence permit."
                            " Related items open to you: Flexible employment of people from elsewhere (RS-003).");
    arena_free(arena);
}

static void an_audience_named_is_a_standing(void **state)
{
    (void)state;
    for (int audience = 0; audience_names[audience] != NULL; audience++) {
        const struct applicant_standing standing = catalogue_standing_of((enum audience)audience);
        assert_int_equal(catalogue_audiences_of(&standing), 1u << audience);
    }
}

/* Nothing is said of a household that is not known, or of one that somebody has not got; nobody without one is sent to it. */
static void what_is_said(void **state)
{
    (void)state;
#define HOME "请向户籍所在地的受理机构申请。"
#define ASK "没有相近的事项可以代替，申请人可以打 962200 咨询，或者问主管部门（公安）。"
#define ASK_EN " No related item is open to the applicant: ask at 962200, or the department in charge (Public Security)."
#define HOME_EN " Such matters are applied for where the applicant is registered."
    static const struct { unsigned open; struct applicant_standing standing; const char *zh, *en; } rows[] = {
        {O, {0}, "此事项面向单位，申请人不属于本事项的服务对象，不能办理。" ASK, "This item is for organisations; the applicant is not among them." ASK_EN},
        {O, {.hukou = HUKOU_ELSEWHERE}, "此事项面向单位，申请人不属于本事项的服务对象，不能办理。" ASK,
         "This item is for organisations; the applicant is not among them." ASK_EN},
        {O, {.hukou = HUKOU_HERE, .residence_permit = ANSWER_NO}, "此事项面向单位，申请人不属于本事项的服务对象，不能办理。" ASK,
         "This item is for organisations; the applicant is not among them." ASK_EN},
        {P, {.residence_permit = ANSWER_NO}, "此事项面向持本市居住证的来沪人员，申请人没有本市居住证，不能办理。" ASK,
         "This item is for holders of this city's residence permit; the applicant holds no residence permit of this city." ASK_EN},
        {P, {.hukou = HUKOU_ELSEWHERE, .residence_permit = ANSWER_NO},
         "此事项面向持本市居住证的来沪人员，申请人没有本市居住证，不能办理。" ASK,
         "This item is for holders of this city's residence permit; the applicant holds no residence permit of this city." ASK_EN},
        {P, {.hukou = HUKOU_HERE}, "此事项面向持本市居住证的来沪人员，申请人是本市户籍，不能办理。" ASK,
         "This item is for holders of this city's residence permit; the applicant is registered in this city." ASK_EN},
        {P, {.organisation = true}, "此事项面向持本市居住证的来沪人员，申请人是单位，不能办理。" ASK,
         "This item is for holders of this city's residence permit; the applicant is an organisation." ASK_EN},
        {N, {.residence_permit = ANSWER_YES}, "此事项面向未持居住证的来沪人员，申请人持本市居住证，不能办理。" ASK,
         "This item is for people from elsewhere without a residence permit; the applicant holds a residence permit of this city." ASK_EN},
        {H, {.organisation = true}, "此事项面向本市户籍居民，申请人是单位，不能办理。" ASK,
         "This item is for residents registered in this city; the applicant is an organisation." ASK_EN},
        {H, {.hukou = HUKOU_NONE}, "此事项面向本市户籍居民，申请人不属于本事项的服务对象，不能办理。" ASK,
         "This item is for residents registered in this city; the applicant is not among them." ASK_EN},
        {H, {.hukou = HUKOU_NONE, .residence_permit = ANSWER_YES}, "此事项面向本市户籍居民，申请人不属于本事项的服务对象，不能办理。" ASK,
         "This item is for residents registered in this city; the applicant is not among them." ASK_EN},
        {H, {.residence_permit = ANSWER_YES}, "此事项面向本市户籍居民，申请人持本市居住证，不能办理。" ASK,
         "This item is for residents registered in this city; the applicant holds a residence permit of this city." ASK_EN},
        {H, {.hukou = HUKOU_ELSEWHERE}, "此事项面向本市户籍居民，申请人户籍不在本市，不能办理。" HOME,
         "This item is for residents registered in this city; the applicant is registered elsewhere." HOME_EN},
        {H, {.hukou = HUKOU_ELSEWHERE, .residence_permit = ANSWER_NO},
         "此事项面向本市户籍居民，申请人户籍不在本市，也没有本市居住证，不能办理。" HOME,
         "This item is for residents registered in this city; the applicant is registered elsewhere and holds no residence permit." HOME_EN},
        {H | O, {.hukou = HUKOU_ELSEWHERE}, "此事项面向本市户籍居民、单位，申请人户籍不在本市，不能办理。" HOME,
         "This item is for residents registered in this city, organisations; the applicant is registered elsewhere." HOME_EN},
        {H | P, {.hukou = HUKOU_ELSEWHERE, .residence_permit = ANSWER_NO},
         "此事项面向本市户籍居民、持本市居住证的来沪人员，申请人户籍不在本市，也没有本市居住证，不能办理。" ASK,
         "This item is for residents registered in this city, holders of this city's residence permit;"
         " the applicant is registered elsewhere and holds no residence permit." ASK_EN},
        {H | P, {.hukou = HUKOU_NONE, .residence_permit = ANSWER_NO},
         "此事项面向本市户籍居民、持本市居住证的来沪人员，申请人没有本市居住证，不能办理。" ASK,
         "This item is for residents registered in this city, holders of this city's residence permit;"
         " the applicant holds no residence permit of this city." ASK_EN},
        {H | P | N, {.organisation = true},
         "此事项面向本市户籍居民、持本市居住证的来沪人员、未持居住证的来沪人员，申请人是单位，不能办理。" ASK,
         "This item is for residents registered in this city, holders of this city's residence permit,"
         " people from elsewhere without a residence permit; the applicant is an organisation." ASK_EN},
    };
    static const struct catalogue_department police = {.code = "GA", .name = "公安", .name_en = "Public Security"};
    const struct catalogue_item item = {.code = "GA-006", .department = &police};
    struct arena *arena = arena_new(1 << 16);
    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        const struct catalogue_version version = {.item = &item, .audiences = rows[i].open};
        struct misfit misfit = {.version = &version, .standing = rows[i].standing, .hotline = "962200"};
        const char *zh, *en;
        assert_int_equal(catalogue_fits(&version, catalogue_audiences_of(&rows[i].standing)), FITTING_no);
        assert_true(catalogue_tell_misfit(arena, &misfit, &zh, &en));
        assert_string_equal(zh, rows[i].zh);
        assert_string_equal(en, rows[i].en);
        /* the same to the applicant, who is never spoken of */
        misfit.to_applicant = true;
        assert_true(catalogue_tell_misfit(arena, &misfit, &zh, &en));
        assert_true(strstr(zh, "您") != NULL && strstr(zh, "申请人") == NULL);
        assert_true(strstr(en, "you ") != NULL && strstr(en, "applicant") == NULL);
    }
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(standings), cmocka_unit_test(fitting), cmocka_unit_test(what_else_there_is),
                                       cmocka_unit_test(an_audience_named_is_a_standing), cmocka_unit_test(what_is_said)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
