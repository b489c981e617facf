/* POST /v1/identity/check: is this a number of such a document, and what does it say? Nothing is stored. */
#include "places/places_api.h"

#define REPLY_TEXT_MAX 200
#include "base/reply_fields.h"
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
const struct field identity_reply[] = {
    FLAG("valid"), TEXT_OR_NULL("normalized", "as it is written down"),
    {"sex", FIELD_TEXT, MAY_BE_NULL, .choices = sexes,
     .description = "GB/T 2261.1; null when the number does not tell"},
    DAY_OR_NULL("birth_date"), NUMBER_OR_NULL("age", "completed years today"),
    TEXT_OR_NULL("region", "6 digits of the first registration, abolished ones too"),
    TEXT_OR_NULL("region_name", "the district here, else the province"), TEXT_OR_NULL("region_name_en"),
    LIST("errors", 1, ITEMS(field_error_fields)), {0}};

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

enum result identity_read(struct request *request)
{
    struct json_writer *json = &request->json;
    struct identity identity = {.birth = DAY_NONE};
    int32_t today = day_of_ms(request->act.now_ms);
    const char *code = NULL;
    const struct identity_body *body = request->body;
    bool valid = identity_check(body->id_type, body->id_number, today, &identity, &code);
    json_open_object(json, NULL);
    json_add_bool(json, "valid", valid);
    json_add_text(json, "normalized", identity.number[0] == '\0' ? NULL : identity.number);
    json_add_text(json, "sex", identity.sex == 1 ? "1" : identity.sex == 2 ? "2" : NULL);
    day_write(json, "birth_date", identity.birth);
    if (identity.birth != DAY_NONE)
        json_add_integer(json, "age", day_age(identity.birth, today));
    else
        json_add_null(json, "age");
    write_region(json, &identity, request->act.context->places);
    const char *zh = "", *en = "";
    (void)identity_explain(code, &zh, &en);
    if (!valid)
        field_error_add(&request->act.errors, text_equal(code, "id_type_unknown") ? "id_type" : "id_number",
                        code, zh, en);
    field_errors_write(json, &request->act.errors);
    json_close_object(json);
    return RESULT_OK;
}
