/* What was filled in and what was written of it, as it is shown: by what each value is declared to be
 * (catalogue_showing), and with the numbers of people masked in what staff wrote (mask_written). A logged disclosure
 * shows all of it. */
#include "base/reply_fields.h"
#include "base/text.h"
#include "cases/case_view.h"
#include "identity/identity_rules.h"

/* ---- the form ---- */

static const char *masked_value(struct act *act, const struct catalogue_element *element, const struct json *value)
{
    if (value->type != JSON_TEXT)
        return MASK_WHOLE;
    switch (element->type) {
    case ELEMENT_person_name: return mask_name(act->arena, value->text.bytes);
    case ELEMENT_id_number: return mask_id_number(act->arena, value->text.bytes);
    case ELEMENT_phone: return mask_phone(act->arena, value->text.bytes);
    case ELEMENT_bank_account: return mask_text(act->arena, value->text.bytes);
    default: return MASK_WHOLE; /* an address: at most its street is told, which is a field of its own */
    }
}

/* What was kept stands in the order of the guide: mostly it is the next field. Else the whole catalogue is asked. */
static const struct catalogue_element *element_of(struct act *act, const struct catalogue_guide *guide,
                                                  const char *code, size_t *next)
{
    for (size_t i = *next; guide != NULL && i < guide->field_count; i++)
        if (text_equal(guide->fields[i].element->code, code)) {
            *next = i + 1;
            return guide->fields[i].element;
        }
    return catalogue_element(act->context->catalogue, code);
}

static void write_value(struct act *act, struct json_writer *json, const struct catalogue_element *element, const struct json *value,
                        enum showing showing)
{
    const struct catalogue_choice *choice = NULL;
    if (showing == SHOWN_CLEAR)
        json_add_value(json, "value", value);
    else
        json_add_text(json, "value", showing == SHOWN_MASKED ? masked_value(act, element, value) : NULL);
    json_add_bool(json, "masked", showing == SHOWN_MASKED);
    json_add_bool(json, "hidden", showing == SHOWN_HIDDEN);
    if (element != NULL && showing == SHOWN_CLEAR && value->type == JSON_TEXT)
        choice = catalogue_choice_of(element, value->text.bytes);
    json_add_text(json, "value_name", choice != NULL ? choice->name : NULL);
    json_add_text(json, "value_name_en", choice != NULL ? choice->name_en : NULL);
}

void case_write_form(struct act *act, struct json_writer *json, const struct case_application *application, enum case_clearness clearness)
{
    const struct json *form = application->form;
    size_t next = 0;
    json_open_array(json, "form");
    for (size_t i = 0; form != NULL && form->type == JSON_OBJECT && i < form->object.count; i++) {
        const struct json_member *member = &form->object.members[i];
        const struct catalogue_element *element = element_of(act, application->version->guide, member->key, &next);
        json_open_object(json, NULL);
        if (element != NULL) {
            json_add_members(json, element->shown);
        } else { /* the catalogue of today does not know it: nothing of it is told, but that it is there */
            json_add_text(json, "element", member->key);
            json_add_text(json, "name", member->key);
            json_add_null(json, "name_en");
            json_add_text(json, "type", element_type_names[ELEMENT_text]);
        }
        write_value(act, json, element, &member->value, clearness == CASE_CLEAR ? SHOWN_CLEAR : catalogue_showing(element, &member->value));
        json_close_object(json);
    }
    json_close_array(json);
}

/* ---- what was written ---- */

#define OWN_NUMBERS_MAX 24

/* A permit's or certificate's number is a text. */
static bool is_number(enum element_type type)
{
    return type == ELEMENT_text || type == ELEMENT_id_number || type == ELEMENT_phone || type == ELEMENT_bank_account;
}

const char *case_masked_words(struct act *act, const struct case_application *application, const char *text)
{
    const char *numbers[OWN_NUMBERS_MAX + 1] = {NULL};
    size_t count = 0;
    if (!mask_may_hold_number(text))
        return text;
    for (int i = 0; application != NULL && i < (application->has_agent ? 2 : 1); i++) {
        const struct case_person *person = i == 0 ? &application->applicant : &application->agent;
        if (person->id_number != NULL)
            numbers[count++] = person->id_number;
        if (person->phone != NULL)
            numbers[count++] = person->phone;
    }
    const struct json *form = application != NULL ? application->form : NULL;
    size_t filled = form != NULL && form->type == JSON_OBJECT ? form->object.count : 0;
    for (size_t i = 0; i < filled && count < OWN_NUMBERS_MAX; i++) {
        const struct json_member *member = &form->object.members[i];
        const struct catalogue_element *element = catalogue_element(act->context->catalogue, member->key);
        if (member->value.type == JSON_TEXT && element != NULL && is_number(element->type) && catalogue_showing(element, &member->value) != SHOWN_CLEAR)
            numbers[count++] = member->value.text.bytes;
    }
    return mask_written(act->arena, mask_known(act->arena, text, numbers));
}

void case_write_words(struct act *act, struct json_writer *json, const struct case_application *application, const char *key,
                      const char *text, enum case_clearness clearness)
{
    json_add_text(json, key, clearness == CASE_CLEAR ? text : case_masked_words(act, application, text));
}

void case_write_reasons(struct act *act, struct json_writer *json, const struct case_application *application, const struct case_reasons *reasons,
                        const char *reason, enum case_clearness clearness)
{
    json_open_array(json, "reasons");
    for (size_t i = 0; i < reasons->count; i++) {
        json_open_object(json, NULL);
        json_add_text(json, "code", reasons->items[i].code);
        case_write_words(act, json, application, "material_code", reasons->items[i].material, clearness);
        case_write_words(act, json, application, "note", reasons->items[i].note, clearness);
        json_close_object(json);
    }
    json_close_array(json);
    case_write_words(act, json, application, "reason", reason, clearness);
}

/* ---- shapes ---- */

static const struct field form_value_fields[] = {
    TEXT("element"), TEXT("name"), TEXT_OR_NULL("name_en"), CHOICE("type", element_type_names),
    {"value", FIELD_ANY, FIELD_REQUIRED, .description = "as it was given; a mask of it; or null"},
    FLAG("masked", "the value is a mask: it is personal"),
    FLAG("hidden", "there is a value, and nothing of it is shown: free text, a list, or not declared"),
    TEXT_OR_NULL("value_name", "of a choice that is shown"), TEXT_OR_NULL("value_name_en"), {0}};
const struct field case_form_item[] = {{"item", FIELD_OBJECT, .fields = form_value_fields}, {0}};
static const struct field reason_fields[] = {TEXT("code"), TEXT_OR_NULL("material_code"), TEXT_OR_NULL("note"), {0}};
const struct field case_reason_item[] = {{"item", FIELD_OBJECT, .fields = reason_fields}, {0}};
