/* POST /v1/identity/check: is this a number of such a document, and what does it say? Nothing is stored. */
#include "places/places_api.h"

#include "base/text.h"
#include "calendar/calendar.h"
#include "identity/identity_rules.h"

const struct field identity_body[] = {
    {"id_type", FIELD_TEXT, FIELD_REQUIRED, 1, 10,
     .description = "GA/T 2000.156, three digits: 111 resident identity card …", AT(identity_body, id_type)},
    {"id_number", FIELD_TEXT, FIELD_REQUIRED | FIELD_SECRET, .min = 1, .max = 60, AT(identity_body, id_number)},
    {0},
};

static const char *const sexes[] = {"1", "2", NULL};
static const struct field error_fields[] = {
    {"field", FIELD_TEXT, .flags = FIELD_REQUIRED},
    {"code", FIELD_TEXT, .flags = FIELD_REQUIRED},
    {"zh", FIELD_TEXT, .flags = FIELD_REQUIRED},
    {"en", FIELD_TEXT, .flags = FIELD_REQUIRED},
    {0},
};
static const struct field error_item[] = {{"item", FIELD_OBJECT, .fields = error_fields}, {0}};
const struct field identity_reply[] = {
    {"valid", FIELD_BOOL, .flags = FIELD_REQUIRED},
    {"normalized", FIELD_TEXT, FIELD_REQUIRED | FIELD_NULLABLE, .description = "as it is written down"},
    {"sex", FIELD_TEXT, FIELD_REQUIRED | FIELD_NULLABLE, .choices = sexes,
     .description = "GB/T 2261.1; null when the number does not tell"},
    {"birth_date", FIELD_DATE, .flags = FIELD_REQUIRED | FIELD_NULLABLE},
    {"age", FIELD_INTEGER, FIELD_REQUIRED | FIELD_NULLABLE, .description = "completed years today"},
    {"region", FIELD_TEXT, FIELD_REQUIRED | FIELD_NULLABLE,
     .description = "6 digits of the first registration, abolished ones too"},
    {"region_name", FIELD_TEXT, FIELD_REQUIRED | FIELD_NULLABLE,
     .description = "the district here, else the province"},
    {"region_name_en", FIELD_TEXT, .flags = FIELD_REQUIRED | FIELD_NULLABLE},
    {"errors", FIELD_LIST, FIELD_REQUIRED, 0, 1, .fields = error_item},
    {0},
};

static void write_region(struct json_writer *json, const struct identity *identity, const struct places *places)
{
    const struct place_district *district = place_district(places, identity->region);
    const struct place_abolished *abolished = place_abolished(places, identity->region);
    const char *name = identity->province == NULL ? NULL : identity->province->name;
    const char *name_en = identity->province == NULL ? NULL : identity->province->name_en;
    if (district != NULL || abolished != NULL) {
        name = district != NULL ? district->name : abolished->name;
        name_en = district != NULL ? district->name_en : abolished->name_en;
    }
    json_add_text(json, "region", identity->region[0] == '\0' ? NULL : identity->region);
    json_add_text(json, "region_name", name);
    json_add_text(json, "region_name_en", name_en);
}

static void write_fault(struct json_writer *json, const char *code)
{
    const char *zh = "", *en = "";
    (void)identity_explain(code, &zh, &en);
    json_open_object(json, NULL);
    json_add_text(json, "field", text_equal(code, "id_type_unknown") ? "id_type" : "id_number");
    json_add_text(json, "code", code);
    json_add_text(json, "zh", zh);
    json_add_text(json, "en", en);
    json_close_object(json);
}

enum result identity_read(struct request *request)
{
    struct json_writer *json = &request->json;
    struct identity identity = {.birth = DAY_NONE};
    int32_t today = day_of_ms(request->act.now_ms);
    char birth[DAY_TEXT_SIZE];
    const char *code = NULL;
    const struct identity_body *body = request->body;
    bool valid = identity_check(body->id_type, body->id_number, today, &identity, &code);
    json_open_object(json, NULL);
    json_add_bool(json, "valid", valid);
    json_add_text(json, "normalized", identity.number[0] == '\0' ? NULL : identity.number);
    json_add_text(json, "sex", identity.sex == 1 ? "1" : identity.sex == 2 ? "2" : NULL);
    if (identity.birth != DAY_NONE) {
        day_format(identity.birth, birth);
        json_add_text(json, "birth_date", birth);
        json_add_integer(json, "age", day_age(identity.birth, today));
    } else {
        json_add_null(json, "birth_date");
        json_add_null(json, "age");
    }
    write_region(json, &identity, request->act.context->places);
    json_open_array(json, "errors");
    if (!valid)
        write_fault(json, code);
    json_close_array(json);
    json_close_object(json);
    return RESULT_OK;
}
