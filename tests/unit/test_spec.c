/* base/spec: one table checks a request and documents it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/json.h"
#include "base/json_write.h"
#include "base/spec.h"
#include "base/text.h"

static const char *const sexes[] = { "1", "2", NULL };

static const struct field person[] = {
    { "name", FIELD_TEXT, FIELD_REQUIRED, .max = 4, .description = "Full name" },
    { "born", FIELD_DATE, .flags = 0 },
    { "sex", FIELD_TEXT, FIELD_NULLABLE | FIELD_EMPTY_OK, .choices = sexes },
    { 0 },
};
static const struct field material = {
    "item", FIELD_OBJECT, 0, .fields = (const struct field[]){
        { "code", FIELD_TEXT, FIELD_REQUIRED, .min = 2 },
        { "copies", FIELD_INTEGER, 0, .min = 0, .max = 9 },
        { 0 },
    },
};
static const struct field request[] = {
    { "applicant", FIELD_OBJECT, FIELD_REQUIRED, .fields = person },
    { "materials", FIELD_LIST, 0, .min = 1, .max = 3, .fields = &material },
    { "form", FIELD_MAP, 0, .max = 3 },
    { "at", FIELD_TIME, .flags = FIELD_NULLABLE },
    { "lon", FIELD_NUMBER, 0, .min = -180, .max = 180 },
    { "least", FIELD_INTEGER, 0, .min = 5 },
    { "any_number", FIELD_INTEGER, .flags = 0 },
    { "agreed", FIELD_BOOL, .flags = 0 },
    { "password", FIELD_TEXT, FIELD_SECRET, .min = 10, .max = 72 },
    { "rule", FIELD_ANY, .flags = 0 },
    { 0 },
};

static struct arena *arena;
static struct field_errors errors;

static int begin(void **state)
{
    (void)state;
    arena = arena_new(1 << 20);
    return arena ? 0 : -1;
}

static int end(void **state)
{
    (void)state;
    arena_free(arena);
    return 0;
}

static bool check(const char *text)
{
    const struct json *value = NULL;
    struct json_fault fault;
    assert_int_equal(json_read(arena, text, strlen(text), &value, &fault), RESULT_OK);
    errors = (struct field_errors){ .arena = arena };
    return spec_check(value, request, &errors);
}

/* "path code, path code" of all errors. */
static const char *found(void)
{
    static char text[4096];
    int size = 0;
    text[0] = '\0';
    for (size_t i = 0; i < errors.count; i++)
        size += snprintf(text + size, sizeof(text) - (size_t)size, "%s%s %s", i ? ", " : "", errors.items[i].field,
                         errors.items[i].code);
    return text;
}

/* The rest of a request in which all else is well. */
#define WITH(members) "{\"applicant\":{\"name\":\"张三\"}," members "}"

static void test_each_rule(void **state)
{
    (void)state;
    static const struct { const char *request, *errors; } cases[] = {
        { "{\"applicant\":{\"name\":\"张三\"}}", "" },
        { "[]", " type" },
        { "null", " type" },
        { "{}", "applicant required" },
        { "{\"applicant\":null}", "applicant required" },
        { "{\"applicant\":7}", "applicant type" },
        { "{\"applicant\":{}}", "applicant.name required" },
        { "{\"applicant\":{\"name\":\"\"}}", "applicant.name required" },
        { "{\"applicant\":{\"name\":1}}", "applicant.name type" },
        { "{\"applicant\":{\"name\":\"阿卜杜拉\"}}", "" },
        { "{\"applicant\":{\"name\":\"阿卜杜拉曼\"}}", "applicant.name too_long" },
        { "{\"applicant\":{\"name\":\"a\\rb\"}}", "applicant.name encoding" },
        { "{\"applicant\":{\"name\":\"张三\",\"nmae\":1}}", "applicant.nmae unknown_field" },
        { "{\"applicant\":{\"name\":\"张三\",\"born\":null}}", "applicant.born type" },
        { "{\"applicant\":{\"name\":\"张三\",\"born\":20000101}}", "applicant.born type" },
        { "{\"applicant\":{\"name\":\"张三\",\"born\":\"2000-02-29\"}}", "" },
        { "{\"applicant\":{\"name\":\"张三\",\"born\":\"2001-02-28\"}}", "" },
        { "{\"applicant\":{\"name\":\"张三\",\"born\":\"1800-01-01\"}}", "" },
        { "{\"applicant\":{\"name\":\"张三\",\"born\":\"2200-12-31\"}}", "" },
        { "{\"applicant\":{\"name\":\"张三\",\"born\":\"2201-01-01\"}}", "applicant.born not_a_date" },
        { "{\"applicant\":{\"name\":\"张三\",\"born\":\"1900-02-29\"}}", "applicant.born not_a_date" },
        { "{\"applicant\":{\"name\":\"张三\",\"born\":\"2001-04-31\"}}", "applicant.born not_a_date" },
        { "{\"applicant\":{\"name\":\"张三\",\"born\":\"2001-00-01\"}}", "applicant.born not_a_date" },
        { "{\"applicant\":{\"name\":\"张三\",\"born\":\"2001-13-01\"}}", "applicant.born not_a_date" },
        { "{\"applicant\":{\"name\":\"张三\",\"born\":\"2001-01-00\"}}", "applicant.born not_a_date" },
        { "{\"applicant\":{\"name\":\"张三\",\"born\":\"1799-12-31\"}}", "applicant.born not_a_date" },
        { "{\"applicant\":{\"name\":\"张三\",\"born\":\"2001-1-1\"}}", "applicant.born not_a_date" },
        { "{\"applicant\":{\"name\":\"张三\",\"born\":\"2001-01-01 \"}}", "applicant.born not_a_date" },
        { "{\"applicant\":{\"name\":\"张三\",\"born\":\"\"}}", "applicant.born not_a_date" },
        { "{\"applicant\":{\"name\":\"张三\",\"sex\":\"1\"}}", "" },
        { "{\"applicant\":{\"name\":\"张三\",\"sex\":null}}", "" },
        { "{\"applicant\":{\"name\":\"张三\",\"sex\":\"\"}}", "" },
        { "{\"applicant\":{\"name\":\"张三\",\"sex\":\"3\"}}", "applicant.sex not_a_choice" },
        { WITH("\"materials\":[]"), "materials too_few" },
        { WITH("\"materials\":[{\"code\":\"ab\"},{\"code\":\"a\"},{\"code\":\"ab\",\"copies\":10}]"),
          "materials.1.code too_short, materials.2.copies out_of_range" },
        { WITH("\"materials\":[1,2,3]"), "materials.0 type, materials.1 type, materials.2 type" },
        { WITH("\"materials\":[1,2,3,4]"), "materials too_many" },
        { WITH("\"materials\":{}"), "materials type" },
        { WITH("\"materials\":[{\"code\":\"ab\",\"copies\":-1}]"), "materials.0.copies out_of_range" },
        { WITH("\"materials\":[{\"code\":\"ab\",\"copies\":1.0}]"), "materials.0.copies type" },
        { WITH("\"form\":{\"a\":\"x\",\"b\":1.5,\"c\":null}"), "" },
        { WITH("\"form\":{\"a\":true,\"b\":false}"), "" },
        { WITH("\"form\":{\"a\":true,\"b\":[],\"c\":{}}"), "form.b type, form.c type" },
        { WITH("\"form\":{\"a\":1,\"b\":1,\"c\":1,\"d\":1}"), "form too_many" },
        { WITH("\"form\":{\"a\":\"\\r\",\"\":1}"), "form.a encoding, form. bad_name" },
        { WITH("\"form\":{\"a\\nb\":1}"), "form.a\nb bad_name" },
        { WITH("\"form\":{\"户户户户户户户户户户户户户户户户户户户户户户户户户户户户户户户户"
               "户户户户户户户户户户户户户户户户户户户户户户户户户户户户户户户户\":1}"), "" },
        { WITH("\"form\":{\"1234567890123456789012345678901234567890123456789012345678901234X\":1}"),
          "form.1234567890123456789012345678901234567890123456789012345678901234 bad_name" },
        { WITH("\"at\":\"2026-11-21T09:00:00+08:00\""), "" },
        { WITH("\"at\":\"2026-11-21T09:00:00.123Z\""), "" },
        { WITH("\"at\":\"2026-11-21T23:59:59-23:59\""), "" },
        { WITH("\"at\":\"2026-11-21T09:00:00+08:60\""), "at not_a_time" },
        { WITH("\"at\":\"2026-11-21T09:00:00\""), "at not_a_time" },
        { WITH("\"at\":\"2026-11-21 09:00:00Z\""), "at not_a_time" },
        { WITH("\"at\":\"2026-11-21T24:00:00Z\""), "at not_a_time" },
        { WITH("\"at\":\"2026-11-21T09:60:00Z\""), "at not_a_time" },
        { WITH("\"at\":\"2026-11-21T09:00:60Z\""), "at not_a_time" },
        { WITH("\"at\":\"2026-11-21T09:00:00.Z\""), "at not_a_time" },
        { WITH("\"at\":\"2026-11-21T09:00:00.1234567890Z\""), "at not_a_time" },
        { WITH("\"at\":\"2026-11-21T09:00:00+24:00\""), "at not_a_time" },
        { WITH("\"at\":\"2026-11-21T09:00:00+08:00x\""), "at not_a_time" },
        { WITH("\"at\":\"2026-11-21\""), "at not_a_time" },
        { WITH("\"at\":null"), "" },
        { WITH("\"lon\":121.47"), "" },
        { WITH("\"lon\":-180"), "" },
        { WITH("\"lon\":180"), "" },
        { WITH("\"lon\":-180.0"), "" },
        { WITH("\"lon\":180.0"), "" },
        { WITH("\"lon\":-180.5"), "lon out_of_range" },
        { WITH("\"lon\":180.1"), "lon out_of_range" },
        { WITH("\"lon\":-181"), "lon out_of_range" },
        { WITH("\"lon\":\"121\""), "lon type" },
        { WITH("\"least\":4"), "least out_of_range" },
        { WITH("\"least\":9223372036854775807"), "" },
        { WITH("\"any_number\":-9223372036854775808"), "" },
        { WITH("\"agreed\":1"), "agreed type" },
        { WITH("\"password\":\"short\""), "password too_short" },
        { WITH("\"password\":\"\""), "password too_short" },
        { WITH("\"rule\":{\"==\":[{\"var\":\"a\"},null]}"), "" },
        { WITH("\"rule\":null"), "" },
        { WITH("\"x\":1,\"y\":2"), "x unknown_field, y unknown_field" },
        { "{\"agreed\":\"yes\",\"lon\":999,\"z\":1}",
          "applicant required, lon out_of_range, agreed type, z unknown_field" },
    };
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        print_message("# %zu\n", i);
        assert_int_equal(check(cases[i].request), cases[i].errors[0] == '\0');
        assert_string_equal(found(), cases[i].errors);
    }
}

static void test_sentences_for_a_person(void **state)
{
    (void)state;
    static const struct { const char *request, *zh, *en; } cases[] = {
        { "{}", "请填写此项。", "This must be filled in." },
        { "{\"applicant\":{\"name\":\"一二三四五\"}}", "至多 4 个字。", "At most 4 characters." },
        { WITH("\"password\":\"short\""), "至少 10 个字。", "At least 10 characters." },
        { WITH("\"lon\":999"), "不能大于 180。", "This must not be more than 180." },
        { WITH("\"lon\":-999"), "不能小于 -180。", "This must not be less than -180." },
        { WITH("\"materials\":[]"), "至少 1 项。", "At least 1." },
        { WITH("\"agreed\":\"x\""), "应为是或否。", "This must be true or false." },
        { WITH("\"x\":1"), "没有这一项。", "There is no such field." },
    };
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        assert_false(check(cases[i].request));
        assert_string_equal(errors.items[0].zh, cases[i].zh);
        assert_string_equal(errors.items[0].en, cases[i].en);
    }
}

static void test_standard_codes(void **state)
{
    (void)state;
    errors = (struct field_errors){ .arena = arena };
    field_error_add_code(&errors, "a", "json_syntax");
    field_error_add_code(&errors, "b", "some_other_code");
    field_error_add(&errors, "c", "id_check_digit", "校验码不符。", "The check digit does not fit.");
    assert_string_equal(found(), "a json_syntax, b some_other_code, c id_check_digit");
    assert_string_equal(errors.items[0].en, "The request is not valid JSON.");
    assert_string_equal(errors.items[1].en, "This is not valid.");
    assert_string_equal(errors.items[2].zh, "校验码不符。");
}

static void test_a_value_is_never_repeated(void **state)
{
    (void)state;
    assert_false(check("{\"applicant\":{\"name\":\"SECRETSECRET\",\"born\":\"SECRET\",\"sex\":\"SECRET\"},"
                       "\"password\":\"SECRET\",\"at\":\"SECRET\",\"lon\":\"SECRET\",\"form\":{\"a\":[\"SECRET\"]}}"));
    assert_int_equal(errors.count, 7);
    for (size_t i = 0; i < errors.count; i++) {
        assert_null(strstr(errors.items[i].field, "SECRET"));
        assert_null(strstr(errors.items[i].zh, "SECRET"));
        assert_null(strstr(errors.items[i].en, "SECRET"));
    }
}

static void test_errors_are_bounded(void **state)
{
    (void)state;
    char text[8192];
    int size = snprintf(text, sizeof(text), "{\"applicant\":{\"name\":\"a\"}");
    for (int i = 0; i < 200; i++)
        size += snprintf(text + size, sizeof(text) - (size_t)size, ",\"unknown_%d\":1", i);
    snprintf(text + size, sizeof(text) - (size_t)size, "}");
    assert_false(check(text));
    assert_int_equal(errors.count, FIELD_ERRORS_MAX);
    const struct json empty = { .type = JSON_OBJECT };
    assert_false(spec_check(&empty, request, &errors)); /* no room to say why, still refused */
    assert_int_equal(errors.count, FIELD_ERRORS_MAX);
}

static void test_an_error_counts_without_memory(void **state)
{
    (void)state;
    struct arena *tiny = arena_new(16);
    const struct json empty = { .type = JSON_OBJECT };
    errors = (struct field_errors){ .arena = tiny };
    assert_false(spec_check(&empty, request, &errors));
    assert_int_equal(errors.count, 1);
    assert_string_equal(errors.items[0].code, "too_large");
    arena_free(tiny);
}

static void test_a_long_path_is_cut(void **state)
{
    (void)state;
    enum { LEVELS = 20 };
    static char name[101];
    memset(name, 'n', 100);
    struct field levels[LEVELS][2] = { 0 };
    for (int i = 0; i < LEVELS; i++)
        levels[i][0] = (struct field){ name, FIELD_OBJECT, FIELD_REQUIRED, .fields = i + 1 < LEVELS ? levels[i + 1] : NULL };
    struct json objects[LEVELS];
    struct json_member members[LEVELS];
    for (int i = LEVELS - 1; i >= 0; i--) {
        objects[i] = (struct json){ .type = JSON_OBJECT };
        if (i + 1 < LEVELS) {
            members[i] = (struct json_member){ name, objects[i + 1] };
            objects[i].object.members = &members[i];
            objects[i].object.count = 1;
        }
    }
    errors = (struct field_errors){ .arena = arena };
    assert_false(spec_check(&objects[0], levels[0], &errors));
    assert_int_equal(errors.count, 1);
    assert_int_equal(strlen(errors.items[0].field), 511);
}

static void test_schema(void **state)
{
    (void)state;
    struct buffer out;
    buffer_init(&out, 1 << 16);
    struct json_writer writer;
    json_begin(&writer, &out);
    spec_write_schema(&writer, NULL, request);
    assert_string_equal(out.bytes,
        "{\"type\":\"object\",\"properties\":{"
        "\"applicant\":{\"type\":\"object\",\"properties\":{"
        "\"name\":{\"type\":\"string\",\"minLength\":1,\"maxLength\":4,\"description\":\"Full name\"},"
        "\"born\":{\"type\":\"string\",\"format\":\"date\"},"
        "\"sex\":{\"type\":[\"string\",\"null\"],\"enum\":[\"1\",\"2\",\"\",null]}},"
        "\"required\":[\"name\"],\"additionalProperties\":false},"
        "\"materials\":{\"type\":\"array\",\"minItems\":1,\"maxItems\":3,\"items\":{\"type\":\"object\",\"properties\":{"
        "\"code\":{\"type\":\"string\",\"minLength\":2,\"maxLength\":200},"
        "\"copies\":{\"type\":\"integer\",\"minimum\":0,\"maximum\":9}},"
        "\"required\":[\"code\"],\"additionalProperties\":false}},"
        "\"form\":{\"type\":\"object\",\"maxProperties\":3,\"propertyNames\":{\"minLength\":1,\"maxLength\":64},"
        "\"additionalProperties\":{\"type\":[\"string\",\"number\",\"boolean\",\"null\"],\"maxLength\":4000}},"
        "\"at\":{\"type\":[\"string\",\"null\"],\"format\":\"date-time\"},"
        "\"lon\":{\"type\":\"number\",\"minimum\":-180,\"maximum\":180},"
        "\"least\":{\"type\":\"integer\",\"minimum\":5},"
        "\"any_number\":{\"type\":\"integer\"},"
        "\"agreed\":{\"type\":\"boolean\"},"
        "\"password\":{\"type\":\"string\",\"minLength\":10,\"maxLength\":72,\"format\":\"password\"},"
        "\"rule\":{}},"
        "\"required\":[\"applicant\"],\"additionalProperties\":false}");
    buffer_free(&out);
}

/* ---- one member decides which others there are ---- */

static const char *const ways[] = { "lend", "renew", "lose", "burn", NULL };
static const struct field lending[] = {
    { "weeks", FIELD_INTEGER, FIELD_REQUIRED | FIELD_RULED, .min = 1, .max = 4 }, { "note", FIELD_TEXT, .flags = FIELD_EMPTY_OK }, { 0 } };
static const struct field renewing[] = { { "weeks", FIELD_INTEGER, FIELD_ASKED, .min = 1, .max = 2 }, { 0 } };
static const struct field by_way[] = {
    { "lend", FIELD_OBJECT, .fields = lending }, { "renew", FIELD_OBJECT, .fields = renewing }, { "lose", FIELD_OBJECT, .flags = 0 }, { 0 } };
static const struct field order[] = {
    { "way", FIELD_VARIANT, FIELD_REQUIRED, .choices = ways, .fields = by_way, .description = "What to do" },
    { "book", FIELD_TEXT, FIELD_REQUIRED, .max = 9 }, { 0 } };

static void test_variants(void **state)
{
    (void)state;
    static const struct { const char *order, *errors; } cases[] = {
        { "{\"way\":\"lend\",\"book\":\"b\",\"weeks\":2,\"note\":\"\"}", "" },
        { "{\"way\":\"lend\",\"book\":\"b\"}", "weeks required" },
        { "{\"way\":\"lend\",\"book\":\"b\",\"weeks\":99}", "" }, /* the rules say */
        { "{\"way\":\"lend\",\"book\":\"b\",\"weeks\":4294967297}", "weeks out_of_range" },
        { "{\"way\":\"renew\",\"book\":\"b\"}", "" },
        { "{\"way\":\"renew\",\"book\":\"b\",\"weeks\":3}", "weeks out_of_range" },
        { "{\"way\":\"renew\",\"book\":\"b\",\"note\":\"\",\"x\":1}", "note unknown_field, x unknown_field" },
        { "{\"way\":\"lose\",\"book\":\"b\",\"weeks\":1}", "weeks unknown_field" },
        { "{\"way\":\"burn\",\"book\":\"b\",\"weeks\":1,\"x\":1}", "x unknown_field" },
        { "{\"way\":\"eat\",\"book\":\"b\",\"weeks\":1,\"x\":1}", "way not_a_choice, x unknown_field" },
        { "{\"book\":\"b\",\"note\":7}", "way required" },
        { "{\"way\":7,\"book\":8}", "way type, book type" },
    };
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        const struct json *value = NULL;
        struct json_fault fault;
        assert_int_equal(json_read(arena, cases[i].order, strlen(cases[i].order), &value, &fault), RESULT_OK);
        errors = (struct field_errors){ .arena = arena };
        assert_int_equal(spec_check(value, order, &errors), cases[i].errors[0] == '\0');
        assert_string_equal(found(), cases[i].errors);
    }
}

static void test_schema_of_variants(void **state)
{
    (void)state;
    struct buffer out;
    buffer_init(&out, 1 << 16);
    struct json_writer writer;
    json_begin(&writer, &out);
    spec_write_schema(&writer, NULL, order);
    assert_string_equal(out.bytes,
        "{\"oneOf\":["
        "{\"title\":\"lend\",\"type\":\"object\",\"properties\":{"
        "\"way\":{\"type\":\"string\",\"enum\":[\"lend\"],\"description\":\"What to do\"},"
        "\"book\":{\"type\":\"string\",\"minLength\":1,\"maxLength\":9},"
        "\"weeks\":{\"type\":\"integer\",\"minimum\":1,\"maximum\":4},\"note\":{\"type\":\"string\",\"maxLength\":200}},"
        "\"required\":[\"way\",\"book\",\"weeks\"],\"additionalProperties\":false},"
        "{\"title\":\"renew\",\"type\":\"object\",\"properties\":{"
        "\"way\":{\"type\":\"string\",\"enum\":[\"renew\"],\"description\":\"What to do\"},"
        "\"book\":{\"type\":\"string\",\"minLength\":1,\"maxLength\":9},"
        "\"weeks\":{\"type\":\"integer\",\"minimum\":1,\"maximum\":2}},"
        "\"required\":[\"way\",\"book\",\"weeks\"],\"additionalProperties\":false}]}");
    buffer_free(&out);
}

/* ---- reading ---- */

struct paper { const char *code; int64_t copies; bool applies; };
struct human { const char *name; enum yes_or_no agrees; };
struct papers { const struct paper *items; size_t count; };
struct everything {
    const char *text, *day;
    int64_t usual;
    const int64_t *given;
    int choice;
    bool flag;
    enum yes_or_no answer;
    const struct json *map, *any;
    const struct human *human;
    struct papers papers;
    int kind;
    const char *colour, *shape;
    int64_t corners;
};

static const char *const shades[] = { "green", "blue", "red", NULL }, *const kinds_of[] = { "plain", "round", "square", NULL };
static const struct field paper_fields[] = {
    { "code", FIELD_TEXT, .flags = FIELD_REQUIRED, AT(paper, code) },
    { "copies", FIELD_INTEGER, 0, 0, 9, .otherwise = 1, AT(paper, copies) },
    { "applies", FIELD_BOOL, .otherwise = true, AT(paper, applies) },
    { 0 },
};
static const struct field paper_item[] = { { "item", FIELD_OBJECT, .fields = paper_fields }, { 0 } };
static const struct field human_fields[] = {
    { "name", FIELD_TEXT, FIELD_REQUIRED, AT(human, name) }, { "agrees", FIELD_BOOL, FIELD_NULLABLE, AT(human, agrees) }, { 0 },
};
static const struct field round_fields[] = { { "colour", FIELD_TEXT, .choices = shades, AT(everything, colour) }, { 0 } };
static const struct field square_fields[] = {
    { "shape", FIELD_TEXT, .flags = 0, AT(everything, shape) },
    { "corners", FIELD_INTEGER, .otherwise = 4, AT(everything, corners) },
    { 0 },
};
static const struct field of_kinds[] = {
    { "plain", FIELD_OBJECT, .flags = 0 }, { "round", FIELD_OBJECT, .fields = round_fields },
    { "square", FIELD_OBJECT, .fields = square_fields }, { 0 },
};
static const struct field everything_fields[] = {
    { "text", FIELD_TEXT, FIELD_EMPTY_OK | FIELD_NULLABLE, AT(everything, text) },
    { "day", FIELD_DATE, FIELD_NULLABLE, AT(everything, day) },
    { "usual", FIELD_INTEGER, FIELD_NULLABLE, 1, 500, .otherwise = 50, AT(everything, usual) },
    { "given", FIELD_INTEGER, FIELD_NULLABLE, AT(everything, given) },
    { "choice", FIELD_TEXT, FIELD_NULLABLE, .choices = shades, .otherwise = -1, AT(everything, choice) },
    { "flag", FIELD_BOOL, FIELD_NULLABLE, AT(everything, flag) },
    { "answer", FIELD_BOOL, FIELD_NULLABLE, AT(everything, answer) },
    { "map", FIELD_MAP, FIELD_NULLABLE, AT(everything, map) },
    { "any", FIELD_ANY, FIELD_NULLABLE, AT(everything, any) },
    { "human", FIELD_OBJECT, FIELD_NULLABLE, .fields = human_fields, OBJECT_AT(everything, human) },
    { "papers", FIELD_LIST, FIELD_NULLABLE, .fields = paper_item, LIST_AT(everything, papers) },
    { "kind", FIELD_VARIANT, 0, .choices = kinds_of, .fields = of_kinds, AT(everything, kind) },
    { 0 },
};

static struct everything read_all(const char *text)
{
    const struct json *value = NULL;
    struct json_fault fault;
    struct everything all;
    memset(&all, 0, sizeof(all));
    assert_int_equal(json_read(arena, text, strlen(text), &value, &fault), RESULT_OK);
    assert_true(spec_read(arena, value, everything_fields, &all));
    return all;
}

static void assert_is_usual(const struct everything *all)
{
    assert_null(all->text);
    assert_null(all->day);
    assert_int_equal(all->usual, 50);
    assert_null(all->given);
    assert_int_equal(all->choice, -1);
    assert_false(all->flag);
    assert_int_equal(all->answer, ANSWER_UNKNOWN);
    assert_null(all->map);
    assert_null(all->any);
    assert_null(all->human);
    assert_null(all->papers.items);
    assert_int_equal(all->papers.count, 0);
}

static void test_what_is_absent(void **state)
{
    (void)state;
    static const char *const documents[] = {
        "{}",
        "{\"text\":null,\"day\":null,\"usual\":null,\"given\":null,\"choice\":null,\"flag\":null,\"answer\":null,\"map\":null,"
        "\"any\":null,\"human\":null,\"papers\":null}",
        "{\"text\":\"\",\"choice\":\"\",\"papers\":[]}",
        /* what no check has seen: other types, other names, a choice that is none */
        "{\"text\":7,\"day\":[],\"usual\":\"9\",\"given\":1.5,\"choice\":\"pink\",\"flag\":1,\"answer\":\"yes\",\"human\":[],"
        "\"papers\":{},\"unknown\":{\"text\":\"x\"}}",
    };
    for (size_t i = 0; i < ARRAY_COUNT(documents); i++) {
        struct everything all = read_all(documents[i]);
        assert_is_usual(&all);
    }
}

static void test_what_is_given(void **state)
{
    (void)state;
    struct everything all = read_all(
        "{\"answer\":false,\"papers\":[{\"copies\":0,\"code\":\"a\",\"applies\":false},{\"code\":\"b\"},\"c\",7],"
        "\"human\":{\"agrees\":true,\"name\":\"张三\"},\"any\":[1],\"map\":{\"x\":1},\"flag\":true,\"choice\":\"red\",\"given\":-3,"
        "\"usual\":7,\"day\":\"2026-11-21\",\"text\":\"words\"}");
    assert_string_equal(all.text, "words");
    assert_string_equal(all.day, "2026-11-21");
    assert_int_equal(all.usual, 7);
    assert_int_equal(*all.given, -3);
    assert_int_equal(all.choice, 2);
    assert_true(all.flag);
    assert_int_equal(all.answer, ANSWER_NO);
    assert_int_equal(json_get_integer(all.map, "x", 0), 1);
    assert_int_equal(json_count(all.any), 1);
    assert_string_equal(all.human->name, "张三");
    assert_int_equal(all.human->agrees, ANSWER_YES);
    static const struct paper papers[] = { { "a", 0, false }, { "b", 1, true }, { "c", 1, true }, { NULL, 1, true } };
    assert_int_equal(all.papers.count, ARRAY_COUNT(papers));
    for (size_t i = 0; i < ARRAY_COUNT(papers); i++) {
        const struct paper *paper = &all.papers.items[i];
        assert_true(papers[i].code ? text_equal(paper->code, papers[i].code) : !paper->code);
        assert_int_equal(paper->copies, papers[i].copies);
        assert_int_equal(paper->applies, papers[i].applies);
    }
}

static void test_inputs_of_a_variant(void **state)
{
    (void)state;
    static const struct { const char *document; int kind; const char *colour, *shape; int64_t corners; } rows[] = {
        { "{\"kind\":\"plain\",\"colour\":\"red\",\"corners\":3}", 0, NULL, NULL, 0 },
        { "{\"colour\":\"red\",\"kind\":\"round\",\"shape\":\"no\"}", 1, "red", NULL, 0 },
        { "{\"kind\":\"square\",\"shape\":\"yes\",\"colour\":\"red\"}", 2, NULL, "yes", 4 },
        { "{\"corners\":3,\"kind\":\"square\"}", 2, NULL, NULL, 3 },
        { "{\"colour\":\"red\",\"shape\":\"yes\"}", 0, NULL, NULL, 0 },
        { "{\"kind\":5,\"colour\":\"red\"}", 0, NULL, NULL, 0 },
    };
    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        struct everything all = read_all(rows[i].document);
        assert_int_equal(all.kind, rows[i].kind);
        assert_true(rows[i].colour ? text_equal(all.colour, rows[i].colour) : !all.colour);
        assert_true(rows[i].shape ? text_equal(all.shape, rows[i].shape) : !all.shape);
        assert_int_equal(all.corners, rows[i].corners);
    }
}

/* A document, and how it is written again: without what reading takes for granted, in the order of the fields. */
static void test_writing_what_was_read(void **state)
{
    (void)state;
    static const struct { const char *document, *written; } rows[] = {
        { "{}", "{}" },
        { "{\"usual\":50,\"choice\":null,\"text\":\"\",\"papers\":[],\"flag\":false,\"kind\":\"plain\"}", "{}" },
        { "{\"kind\":\"round\",\"usual\":0,\"given\":0,\"choice\":\"green\",\"flag\":true,\"answer\":false}",
          "{\"usual\":0,\"given\":0,\"choice\":\"green\",\"flag\":true,\"answer\":false,\"kind\":\"round\"}" },
        { "{\"any\":[],\"map\":{\"b\":null,\"a\":1.5},\"human\":{\"agrees\":true},\"day\":\"2026-11-21\",\"text\":\"\\\"x\"}",
          "{\"text\":\"\\\"x\",\"day\":\"2026-11-21\",\"map\":{\"b\":null,\"a\":1.5},\"any\":[],\"human\":{\"agrees\":true}}" },
        { "{\"human\":{},\"papers\":[\"a\",{\"code\":\"b\",\"copies\":1},{\"code\":\"c\",\"copies\":2},{\"applies\":false,\"code\":\"d\"},{}]}",
          "{\"human\":{},\"papers\":[\"a\",\"b\",{\"code\":\"c\",\"copies\":2},{\"code\":\"d\",\"applies\":false},{}]}" },
    };
    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        struct everything all = read_all(rows[i].document);
        struct buffer text;
        struct json_writer writer;
        buffer_init(&text, 4096);
        json_begin(&writer, &text);
        spec_write(&writer, NULL, everything_fields, &all);
        buffer_add(&text, "", 1);
        assert_string_equal(text.bytes, rows[i].written);
        struct everything again = read_all(text.bytes);
        assert_int_equal(again.usual, all.usual);
        assert_int_equal(again.choice, all.choice);
        assert_int_equal(again.papers.count, all.papers.count);
        for (size_t k = 0; k < all.papers.count; k++)
            assert_int_equal(again.papers.items[k].copies, all.papers.items[k].copies);
        buffer_free(&text);
    }
}

/* What was kept by a newer program is not read as if half of it had never been said. */
static void test_reading_what_was_kept(void **state)
{
    (void)state;
    static const struct { const char *document; enum result result; } rows[] = {
        { "{\"choice\":\"red\",\"kind\":\"round\",\"papers\":[\"a\",{\"code\":\"b\"}],\"map\":{\"x\":1}}", RESULT_OK },
        { "{\"choice\":null,\"text\":\"\"}", RESULT_OK },
        { "{\"choice\":\"mauve\"}", RESULT_CORRUPT },
        { "{\"kind\":\"oval\"}", RESULT_CORRUPT },
        { "{\"text\":\"words\",\"former\":1,\"papers\":[{\"code\":\"a\",\"former\":1}]}", RESULT_OK },
        { "[]", RESULT_CORRUPT },
    };
    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        const struct json *value = NULL;
        struct json_fault fault;
        struct everything all;
        memset(&all, 0, sizeof(all));
        assert_int_equal(json_read(arena, rows[i].document, strlen(rows[i].document), &value, &fault), RESULT_OK);
        assert_int_equal(spec_read_kept(arena, value, everything_fields, &all), rows[i].result);
    }
}

static void test_reading_without_room(void **state)
{
    (void)state;
    const char *text = "{\"papers\":[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16],\"human\":{}}";
    const struct json *value = NULL;
    struct json_fault fault;
    assert_int_equal(json_read(arena, text, strlen(text), &value, &fault), RESULT_OK);
    struct arena *small = arena_new(64);
    struct everything all;
    memset(&all, 0, sizeof(all));
    assert_non_null(small);
    assert_false(spec_read(small, value, everything_fields, &all));
    assert_int_equal(all.papers.count, 0);
    arena_free(small);
}

static void test_tables_that_can_be_read(void **state)
{
    (void)state;
    static const struct field nowhere[] = { { "text", FIELD_TEXT, .flags = 0 }, { 0 } };
    static const struct field too_far[] = { { "corners", FIELD_INTEGER, .flags = 0, AT(everything, corners) }, { 0 } };
    static const struct field other_type[] = { { "text", FIELD_INTEGER, .flags = 0, AT(everything, text) }, { 0 } };
    static const struct field no_choices[] = { { "choice", FIELD_TEXT, .flags = 0, AT(everything, choice) }, { 0 } };
    static const struct field inside[] = { { "human", FIELD_OBJECT, .fields = nowhere, OBJECT_AT(everything, human) }, { 0 } };
    static const struct field of_items[] = { { "item", FIELD_OBJECT, .fields = other_type }, { 0 } };
    static const struct field in_list[] = { { "papers", FIELD_LIST, .fields = of_items, LIST_AT(everything, papers) }, { 0 } };
    static const struct field of_texts[] = { { "item", FIELD_TEXT, .flags = 0 }, { 0 } };
    static const struct field texts[] = { { "papers", FIELD_LIST, .fields = of_texts, LIST_AT(everything, papers) }, { 0 } };
    static const struct field variants[] = { { "round", FIELD_OBJECT, .fields = nowhere }, { 0 } };
    static const struct field of_variant[] = {
        { "kind", FIELD_VARIANT, 0, .choices = kinds_of, .fields = variants, AT(everything, kind) }, { 0 } };
    const struct field *const bad[] = { nowhere, other_type, no_choices, inside, in_list, texts, of_variant };
    assert_true(spec_is_readable(everything_fields, sizeof(struct everything)));
    assert_false(spec_is_readable(too_far, offsetof(struct everything, corners)));
    assert_true(spec_is_readable(too_far, offsetof(struct everything, corners) + sizeof(int64_t)));
    for (size_t i = 0; i < ARRAY_COUNT(bad); i++)
        assert_false(spec_is_readable(bad[i], sizeof(struct everything)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_each_rule, begin, end),
        cmocka_unit_test_setup_teardown(test_sentences_for_a_person, begin, end),
        cmocka_unit_test_setup_teardown(test_standard_codes, begin, end),
        cmocka_unit_test_setup_teardown(test_a_value_is_never_repeated, begin, end),
        cmocka_unit_test_setup_teardown(test_errors_are_bounded, begin, end),
        cmocka_unit_test_setup_teardown(test_an_error_counts_without_memory, begin, end),
        cmocka_unit_test_setup_teardown(test_a_long_path_is_cut, begin, end),
        cmocka_unit_test_setup_teardown(test_schema, begin, end),
        cmocka_unit_test_setup_teardown(test_variants, begin, end),
        cmocka_unit_test_setup_teardown(test_schema_of_variants, begin, end),
        cmocka_unit_test_setup_teardown(test_what_is_absent, begin, end),
        cmocka_unit_test_setup_teardown(test_what_is_given, begin, end),
        cmocka_unit_test_setup_teardown(test_inputs_of_a_variant, begin, end),
        cmocka_unit_test_setup_teardown(test_writing_what_was_read, begin, end),
        cmocka_unit_test_setup_teardown(test_reading_what_was_kept, begin, end),
        cmocka_unit_test_setup_teardown(test_reading_without_room, begin, end),
        cmocka_unit_test(test_tables_that_can_be_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
