/* The rules of a guide: a small one made here, answered well and badly. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/text.h"
#include "catalogue/catalogue.h"
#include "catalogue/catalogue_value_rules.h"
#include "identity/identity_rules.h"

static struct arena *arena;

static const struct json *parse(const char *text)
{
    const struct json *value = NULL;
    struct json_fault fault;
    assert_int_equal(json_read(arena, text, strlen(text), &value, &fault), RESULT_OK);
    return value;
}

/* ---- one guide ---- */

static struct catalogue_material materials[] = {{.code = "id_card"}, {.code = "lease"}, {.code = "other_paper"}, {.code = "proxy"}};
static const struct catalogue_choice homes[] = {{"own", "自有", "Own"}, {"rent", "租赁", "Rented"}};
static const struct catalogue_codelist home_list = {"home", homes, 2};
static const struct catalogue_element elements[] = {
    {.code = "home", .type = ELEMENT_choice, .codelist = &home_list}, {.code = "household_size", .type = ELEMENT_integer, .max_length = 2},
    {.code = "members", .type = ELEMENT_long_text, .max_length = 10}, {.code = "remark", .type = ELEMENT_text},
};
static struct catalogue catalogue = {.materials = materials, .material_count = ARRAY_COUNT(materials)};
static const struct guide_option who[] = {{"self", "本人", "Self"}, {"agent", "代办", "Agent"}};
static const struct guide_option kin[] = {{"yes", "是", "Yes"}, {"no", "否", "No"}};

static struct guide_question questions[2];
static struct guide_situation situations[3];
static struct guide_material guide_materials[3];
static struct guide_field fields[4];
static struct catalogue_guide guide;

static void make_guide(void)
{
    questions[0] = (struct guide_question){"who", "谁办", "Who", who, 2, NULL};
    questions[1] = (struct guide_question){"kin", "亲属", "Kin", kin, 2, parse("{\"==\":[{\"var\":\"answers.who\"},\"agent\"]}")};
    situations[0] = (struct guide_situation){"old", "老年", "Old", parse("{\">=\":[{\"var\":\"applicant.age\"},80]}")};
    situations[1] = (struct guide_situation){"self", "本人", "Self", parse("{\"==\":[{\"var\":\"answers.who\"},\"self\"]}")};
    situations[2] = (struct guide_situation){"kin", "亲属", "Kin", parse("{\"==\":[{\"var\":\"answers.kin\"},\"yes\"]}")};
    guide_materials[0] = (struct guide_material){.material = &materials[0], .required = true};
    guide_materials[1] = (struct guide_material){.material = &materials[3], .required = true,
                                                 .when = parse("{\"==\":[{\"var\":\"answers.who\"},\"agent\"]}")};
    guide_materials[2] = (struct guide_material){.material = &materials[1], .required = true,
                                                 .when = parse("{\"==\":[{\"var\":\"form.home\"},\"rent\"]}")};
    fields[0] = (struct guide_field){.element = &elements[0], .required = true};
    fields[1] = (struct guide_field){.element = &elements[1], .required = true};
    fields[2] = (struct guide_field){.element = &elements[2], .required = true, .when = parse("{\">\":[{\"var\":\"form.household_size\"},1]}")};
    fields[3] = (struct guide_field){.element = &elements[3]};
    guide = (struct catalogue_guide){.stem = "test", .questions = questions, .question_count = 2, .situations = situations,
                                     .situation_count = 3, .materials = guide_materials, .material_count = 3, .fields = fields,
                                     .field_count = 4};
}

struct outcome_row {
    int age;
    const char *answers, *form;
    const char *situation; /* NULL: none */
    const char *errors;    /* "path code path code …" in order */
    const char *applies;   /* questions, materials, fields as 0 and 1 */
};

static const struct outcome_row outcome_rows[] = {
    {30, "{\"who\":\"self\"}", "{\"home\":\"own\",\"household_size\":1}", "self", "", "10 100 1101"},
    {30, "{\"who\":\"agent\",\"kin\":\"yes\"}", "{\"home\":\"rent\",\"household_size\":\"2\",\"members\":\"two\"}", "kin", "", "11 111 1111"},
    {80, "{\"who\":\"self\"}", "{\"home\":\"own\",\"household_size\":1}", "old", "", "10 100 1101"},
    {-1, "{\"who\":\"self\"}", "{\"home\":\"own\",\"household_size\":1}", "self", "", "10 100 1101"},
    {30, "{}", "{}", NULL, "answers.who required form.home required form.household_size required ", "10 100 1101"},
    {30, "{\"who\":\"\"}", "{\"home\":\" \",\"household_size\":null}", NULL,
     "answers.who required form.home required form.household_size required ", "10 100 1101"},
    {30, "{\"who\":\"agent\"}", "{\"home\":\"own\",\"household_size\":1}", NULL, "answers.kin required ", "11 110 1101"},
    {30, "{\"who\":\"agent\",\"kin\":\"no\"}", "{\"home\":\"own\",\"household_size\":1}", NULL, "answers no_situation ", "11 110 1101"},
    {30, "{\"who\":\"else\"}", "{\"home\":\"own\",\"household_size\":1}", NULL, "answers.who not_a_choice ", "10 100 1101"},
    {30, "{\"who\":1}", "{\"home\":\"own\",\"household_size\":1}", NULL, "answers.who not_a_choice ", "10 100 1101"},
    {30, "{\"who\":\"self\",\"x\":\"y\"}", "{\"home\":\"own\",\"household_size\":1,\"z\":1}", "self",
     "answers.x unknown_field form.z unknown_field ", "10 100 1101"},
    /* an answer to a question that is not asked is left out, and so is a field that does not apply */
    {30, "{\"who\":\"self\",\"kin\":\"yes\"}", "{\"home\":\"own\",\"household_size\":1,\"members\":\"far too long a text\"}", "self", "", "10 100 1101"},
    {30, "{\"who\":\"self\"}", "{\"home\":\"cave\",\"household_size\":100}", "self",
     "form.home not_a_choice form.household_size out_of_range ", "10 100 1101"},
};

static struct field_errors errors;

static struct guide_outcome apply(const struct catalogue_guide *of, const struct outcome_row *row, const struct given_material *given, size_t count)
{
    const struct application application = {.applicant = {.age = row->age, .sex = "2", .local_hukou = true, .id_type = "111"},
                                            .answers = parse(row->answers), .form = parse(row->form), .materials = given, .material_count = count};
    static const struct places places = {.code = "31"};
    const struct application_checks checks = {.places = &places, .today = 20000};
    struct guide_outcome outcome;
    errors = (struct field_errors){.arena = arena};
    assert_int_equal(catalogue_apply_guide(&catalogue, of, arena, &application, &checks, &errors, &outcome), RESULT_OK);
    return outcome;
}

static const char *all_errors(void)
{
    const char *all = "";
    for (size_t i = 0; i < errors.count; i++)
        all = arena_format(arena, "%s%s %s ", all, errors.items[i].field, errors.items[i].code);
    return all;
}

static void the_guide_is_applied(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_COUNT(outcome_rows); i++) {
        const struct outcome_row *row = &outcome_rows[i];
        struct guide_outcome outcome = apply(&guide, row, NULL, 0);
        const bool *const parts[] = {outcome.question_applies, outcome.material_applies, outcome.field_applies};
        const size_t counts[] = {2, 3, 4};
        char applies[12] = "";
        size_t size = 0;
        for (size_t part = 0; part < 3; part++) {
            for (size_t k = 0; k < counts[part]; k++)
                applies[size++] = parts[part][k] ? '1' : '0';
            applies[size++] = part < 2 ? ' ' : '\0';
        }
        assert_string_equal(all_errors(), row->errors);
        assert_true(text_equal(outcome.situation == NULL ? NULL : outcome.situation->code, row->situation));
        assert_string_equal(applies, row->applies);
    }
}

static void what_is_kept_is_clean(void **state)
{
    (void)state;
    struct guide_outcome outcome = apply(&guide, &outcome_rows[1], NULL, 0);
    assert_int_equal(json_get(outcome.form, "household_size")->type, JSON_INTEGER);
    assert_int_equal(json_get_integer(outcome.form, "household_size", 0), 2);
    outcome = apply(&guide, &outcome_rows[11], NULL, 0);
    assert_null(json_get(outcome.answers, "kin"));
    assert_null(json_get(outcome.form, "members"));
    assert_non_null(json_get(outcome.form, "home"));
}

static void materials_are_known_and_once(void **state)
{
    static const struct given_material given[] = {{"id_card", 1, NULL}, {"nothing", 1, NULL}, {"id_card", 1, NULL}, {"other_paper", 1, NULL}, {"own-1", 1, "街道证明"}};
    (void)state;
    (void)apply(&guide, &outcome_rows[0], given, ARRAY_COUNT(given));
    assert_string_equal(all_errors(), "materials.1.material_code unknown_material materials.2.material_code repeated "
                                      "materials.3.material_code unknown_material materials.4.name described ");
}

static void an_item_without_guide_asks_nothing(void **state)
{
    static const struct given_material given[] = {{"other_paper", 1, NULL}, {"nothing", 1, NULL}};
    const struct outcome_row empty = {.answers = "{}", .form = "{}"};
    (void)state;
    struct guide_outcome outcome = apply(NULL, &empty, given, ARRAY_COUNT(given));
    assert_string_equal(all_errors(), "materials.1.material_code unknown_material ");
    assert_null(outcome.situation);
    assert_int_equal(outcome.form->object.count, 0);
    (void)apply(NULL, &outcome_rows[0], NULL, 0);
    assert_string_equal(all_errors(), "answers.who unknown_field form.home unknown_field form.household_size unknown_field ");
}

/* Without a guide the clerk names in words what came. */
static void lines_of_their_own(void **state)
{
    static const struct given_material given[] = {
        {"own-1", 1, "街道出具的情况说明"}, {"own-2", 2, "<b>证明</b>"}, {"own-3", 1, "两行\n文字"}, {"own-4", 1, "\u3000 "},
        {"own-5", 1, "倒\u202E转"}, {"own-6", 1, "街道出具的情况说明"}, {"own-7", 1, NULL}, {"own-8", 1, "零\u200B宽"}, {"own-9", 1, "\x7F"}};
    const struct outcome_row empty = {.answers = "{}", .form = "{}"};
    (void)state;
    (void)apply(NULL, &empty, given, ARRAY_COUNT(given));
    assert_string_equal(all_errors(), "materials.2.name characters materials.3.name characters materials.4.name characters "
                                      "materials.5.name repeated materials.6.material_code unknown_material "
                                      "materials.7.name characters materials.8.name characters ");
}

/* ---- values ---- */

static void values_by_type(void **state)
{
    static const struct { enum element_type type; int64_t max; const char *given, *kept, *error; } rows[] = {
        {ELEMENT_text, 5, "\"一二三四五\"", "\"一二三四五\"", NULL}, {ELEMENT_text, 5, "\"一二三四五六\"", NULL, "too_long"},
        {ELEMENT_text, 0, "\"a\\nb\"", NULL, "encoding"}, {ELEMENT_text, 0, "7", NULL, "type"},
        {ELEMENT_text, 0, "\"<script>'; DROP TABLE\"", "\"<script>'; DROP TABLE\"", NULL},
        {ELEMENT_long_text, 0, "\"a\\nb\"", "\"a\\nb\"", NULL}, {ELEMENT_long_text, 0, "{}", NULL, "type"},
        {ELEMENT_integer, 2, "0", "0", NULL}, {ELEMENT_integer, 2, "99", "99", NULL}, {ELEMENT_integer, 2, "100", NULL, "out_of_range"},
        {ELEMENT_integer, 2, "-1", NULL, "out_of_range"}, {ELEMENT_integer, 2, "\"7\"", "7", NULL},
        {ELEMENT_integer, 2, "\"7a\"", NULL, "type"}, {ELEMENT_integer, 0, "1.5", NULL, "type"},
        {ELEMENT_integer, 30, "9223372036854775807", NULL, "out_of_range"},
        {ELEMENT_money, 0, "1200", "\"1200.00\"", NULL}, {ELEMENT_money, 0, "1200.5", "\"1200.50\"", NULL},
        {ELEMENT_money, 0, "\"0.05\"", "\"0.05\"", NULL}, {ELEMENT_money, 0, "\"1,200\"", NULL, "money"},
        {ELEMENT_money, 0, "1.234", NULL, "money"}, {ELEMENT_money, 0, "-1", NULL, "money"}, {ELEMENT_money, 0, "\"1.\"", NULL, "money"},
        {ELEMENT_money, 0, "\"99999999999999999999\"", NULL, "money"}, {ELEMENT_money, 3, "1234", NULL, "too_long"},
        {ELEMENT_money, 0, "1e300", NULL, "money"}, {ELEMENT_money, 0, "true", NULL, "money"},
        {ELEMENT_date, 0, "\"2024-02-29\"", "\"2024-02-29\"", NULL}, {ELEMENT_date, 0, "\"2023-02-29\"", NULL, "not_a_date"},
        {ELEMENT_date, 0, "20240229", NULL, "type"},
        {ELEMENT_phone, 0, "\"13800000000\"", "\"13800000000\"", NULL}, {ELEMENT_phone, 0, "\"021-62170000\"", "\"021-62170000\"", NULL},
        {ELEMENT_phone, 0, "\"62170000\"", "\"62170000\"", NULL}, {ELEMENT_phone, 0, "\"+85221234567\"", "\"+85221234567\"", NULL},
        {ELEMENT_phone, 0, "\"12800000000\"", NULL, "phone"}, {ELEMENT_phone, 0, "\"138-0000-000a\"", NULL, "phone"},
        {ELEMENT_phone, 0, "\"123\"", NULL, "phone"}, {ELEMENT_phone, 0, "\"--------\"", NULL, "phone"}, {ELEMENT_phone, 0, "1", NULL, "type"},
        {ELEMENT_id_number, 0, "\"31010119900101008x\"", "\"31010119900101008X\"", NULL}, {ELEMENT_id_number, 0, "\"310101\"", NULL, "id_number"},
        {ELEMENT_choice, 0, "\"rent\"", "\"rent\"", NULL}, {ELEMENT_choice, 0, "\"Rent\"", NULL, "not_a_choice"}, {ELEMENT_choice, 0, "1", NULL, "type"},
        {ELEMENT_division, 0, "\"320505\"", "\"320505\"", NULL}, {ELEMENT_division, 0, "\"310199\"", NULL, "unknown_division"},
        {ELEMENT_division, 0, "\"Bund\"", NULL, "unknown_division"}, {ELEMENT_division, 0, "\" ３２０5 05\"", "\"320505\"", NULL},
        {ELEMENT_phone, 0, "\"(021) 6217-0000\"", "\"021-62170000\"", NULL},
        {ELEMENT_id_number, 0, "\"３１０１０１ 19900101 008ｘ\"", "\"31010119900101008X\"", NULL},
        {ELEMENT_address, 0, "\"中山东一路 1 号\"", "\"中山东一路 1 号\"", NULL},
        {ELEMENT_bank_account, 0, "\"6222 0000 0000 0000\"", "\"6222000000000000\"", NULL}, {ELEMENT_bank_account, 0, "\"1234\"", NULL, "bank_account"},
        {ELEMENT_bank_account, 0, "\"6222-0000-0000\"", NULL, "bank_account"},
        {ELEMENT_bool, 0, "true", "true", NULL}, {ELEMENT_bool, 0, "\"0\"", "false", NULL}, {ELEMENT_bool, 0, "\"yes\"", NULL, "type"},
        {ELEMENT_bool, 0, "1", NULL, "type"}, {ELEMENT_bool, 0, "[]", NULL, "type"},
    };
    static const struct places places = {.code = "31"};
    const struct application_checks checks = {.places = &places, .today = 20000};
    (void)state;
    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        const struct catalogue_element element = {.code = "e", .type = rows[i].type, .max_length = rows[i].max, .codelist = &home_list};
        struct json value = {.type = JSON_NULL};
        errors = (struct field_errors){.arena = arena};
        bool good = catalogue_check_value(arena, &element, &checks, parse(rows[i].given), &value, &errors, "form.e");
        if (good != (rows[i].error == NULL) || (!good && strcmp(errors.items[0].code, rows[i].error) != 0))
            fail_msg("row %zu: %s", i, rows[i].given);
        if (!good)
            continue;
        const struct json *kept = parse(rows[i].kept);
        assert_int_equal(value.type, kept->type);
        if (value.type == JSON_TEXT)
            assert_string_equal(value.text.bytes, kept->text.bytes);
        else
            assert_true(value.type == JSON_BOOL ? value.boolean == kept->boolean : value.integer == kept->integer);
    }
}

static void what_may_be_public(void **state)
{
    static const enum element_type closed[] = {ELEMENT_integer, ELEMENT_money, ELEMENT_date, ELEMENT_choice, ELEMENT_division, ELEMENT_bool};
    (void)state;
    for (enum element_type type = ELEMENT_text; element_type_names[type] != NULL; type++) {
        bool is_closed = false;
        for (size_t i = 0; i < ARRAY_COUNT(closed); i++)
            is_closed = is_closed || closed[i] == type;
        assert_int_equal(catalogue_exposure_fault(type, EXPOSURE_public) == NULL, is_closed);
        assert_int_equal(catalogue_exposure_fault(type, EXPOSURE_personal) == NULL, type != ELEMENT_long_text);
        assert_int_equal(catalogue_exposure_fault(type, EXPOSURE_free) == NULL, type == ELEMENT_long_text || type == ELEMENT_text);
    }
}

/* By what a value is: what does not look like its type, as an old case may have it, is not public. */
static void values_are_shown_by_exposure(void **state)
{
    static const struct { enum element_type type; const char *value; enum showing as_public; } rows[] = {
        {ELEMENT_integer, "3", SHOWN_CLEAR}, {ELEMENT_integer, "\"3\"", SHOWN_MASKED}, {ELEMENT_integer, "13800138000", SHOWN_MASKED},
        {ELEMENT_integer, "-1", SHOWN_MASKED}, {ELEMENT_integer, "\"张三\"", SHOWN_MASKED},
        {ELEMENT_bool, "true", SHOWN_CLEAR}, {ELEMENT_bool, "\"true\"", SHOWN_MASKED},
        {ELEMENT_money, "\"1200.50\"", SHOWN_CLEAR}, {ELEMENT_money, "\"310101199001010012\"", SHOWN_MASKED}, {ELEMENT_money, "\"一百\"", SHOWN_MASKED},
        {ELEMENT_date, "\"2026-03-02\"", SHOWN_CLEAR}, {ELEMENT_date, "\"2026-03-02 张三\"", SHOWN_MASKED},
        {ELEMENT_choice, "\"rent\"", SHOWN_CLEAR}, {ELEMENT_choice, "\"sold\"", SHOWN_MASKED}, {ELEMENT_choice, "7", SHOWN_MASKED},
        {ELEMENT_division, "\"310101013\"", SHOWN_CLEAR}, {ELEMENT_division, "\"310101199001010012\"", SHOWN_MASKED},
        {ELEMENT_text, "\"x\"", SHOWN_MASKED}, {ELEMENT_person_name, "\"x\"", SHOWN_MASKED}, {ELEMENT_phone, "\"1\"", SHOWN_MASKED},
        {ELEMENT_id_number, "\"1\"", SHOWN_MASKED}, {ELEMENT_address, "\"x\"", SHOWN_MASKED}, {ELEMENT_bank_account, "\"1\"", SHOWN_MASKED},
        {ELEMENT_long_text, "\"x\"", SHOWN_HIDDEN}, {ELEMENT_choice, "[\"rent\"]", SHOWN_HIDDEN}, {ELEMENT_integer, "{\"a\":1}", SHOWN_HIDDEN},
        {ELEMENT_text, "[]", SHOWN_HIDDEN}, {ELEMENT_integer, "null", SHOWN_CLEAR},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        struct catalogue_element element = {.code = "e", .type = rows[i].type, .exposure = EXPOSURE_public, .codelist = &home_list};
        const struct json *value = parse(rows[i].value);
        assert_int_equal(catalogue_showing(&element, value), rows[i].as_public);
        element.exposure = EXPOSURE_personal;
        if (value->type != JSON_NULL)
            assert_int_equal(catalogue_showing(&element, value), rows[i].as_public == SHOWN_HIDDEN ? SHOWN_HIDDEN : SHOWN_MASKED);
        element.exposure = EXPOSURE_free;
        assert_int_equal(catalogue_showing(&element, value), SHOWN_HIDDEN);
        assert_int_equal(catalogue_showing(NULL, value), SHOWN_HIDDEN);
        assert_int_equal(catalogue_showing(&(struct catalogue_element){.type = rows[i].type}, parse("\"x\"")),
                         rows[i].type == ELEMENT_long_text ? SHOWN_HIDDEN : SHOWN_MASKED); /* undeclared is personal */
    }
}

/* ---- figures and periods ---- */

static void periods_and_figures(void **state)
{
    static struct catalogue_department departments[] = {{.code = "AA"}, {.code = "BB"}};
    static struct catalogue_item items[] = {{.code = "AA-001", .department = &departments[0]}, {.code = "BB-001", .department = &departments[1]}};
    static struct catalogue_system systems[] = {{.code = "AA-1", .valid_from = 5, .valid_to = 15}};
    static struct catalogue_version versions[] = {
        {.item = &items[0], .valid_from = 10, .valid_to = 20, .citywide = false, .mode = MODE_split, .audiences = 1u << AUDIENCE_permit_holder},
        {.item = &items[0], .valid_from = 20, .valid_to = 30, .citywide = true, .mode = MODE_split, .audiences = 1u << AUDIENCE_non_resident},
        {.item = &items[1], .valid_from = 10, .valid_to = DAY_NONE, .citywide = true, .mode = MODE_direct, .audiences = 1u << AUDIENCE_permit_holder},
    };
    items[0].versions = versions;
    items[0].version_count = 2;
    items[1].versions = &versions[2];
    items[1].version_count = 1;
    const struct catalogue small = {.items = items, .item_count = 2, .systems = systems, .system_count = 1};
    static const struct { int32_t day; struct catalogue_figures figures; } rows[] = {
        {9, {0, 0, 0, 0, 0, 0, 0, 1}}, {10, {2, 1, 1, 0, 1, 0, 2, 1}}, {19, {2, 1, 1, 0, 1, 0, 2, 0}}, {20, {2, 2, 1, 1, 1, 1, 2, 0}},
        {30, {1, 1, 1, 0, 1, 0, 1, 0}}};
    (void)state;
    assert_null(catalogue_version_on(&items[0], 9));
    assert_ptr_equal(catalogue_version_on(&items[0], 19), &versions[0]);
    assert_ptr_equal(catalogue_version_on(&items[0], 20), &versions[1]);
    assert_null(catalogue_version_on(&items[0], 30));
    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        struct catalogue_figures figures = catalogue_figures_on(&small, rows[i].day);
        assert_memory_equal(&figures, &rows[i].figures, sizeof(figures));
    }
}

static int start(void **state)
{
    (void)state;
    arena = arena_new(8 << 20);
    make_guide();
    return arena == NULL;
}

static int stop(void **state)
{
    (void)state;
    arena_free(arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_guide_is_applied), cmocka_unit_test(what_is_kept_is_clean),
        cmocka_unit_test(materials_are_known_and_once), cmocka_unit_test(lines_of_their_own), cmocka_unit_test(an_item_without_guide_asks_nothing),
        cmocka_unit_test(values_by_type), cmocka_unit_test(what_may_be_public), cmocka_unit_test(values_are_shown_by_exposure), cmocka_unit_test(periods_and_figures),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
