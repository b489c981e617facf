#include "base/json_write.h"
#include "flow/flow.h"

static const char *const types[] = {"text", "integer", "number", "bool", "date", "time", "object", "list", "map", "variant", "any", NULL};

static const char *const *choices_of(const struct field *input)
{
    if (input->type == FIELD_LIST && input->fields[0].type == FIELD_OBJECT)
        return input->fields[0].fields[0].choices;
    return input->choices;
}

static void write_limit(struct json_writer *json, const char *key, const struct field *input, int64_t limit, int64_t none)
{
    bool limited = input->type == FIELD_TEXT || input->type == FIELD_INTEGER || input->type == FIELD_NUMBER || input->type == FIELD_LIST ||
                   input->type == FIELD_MAP;
    if (limited && limit != none && (input->type != FIELD_TEXT || input->choices == NULL))
        json_add_integer(json, key, limit);
    else
        json_add_null(json, key);
}

static void write_input(struct json_writer *json, const struct field *input)
{
    const char *const *choices = choices_of(input);
    int64_t min = 0, max = 0;
    spec_field_limits(input, &min, &max);
    if ((input->flags & FIELD_ASKED) != 0 && min < 1 && (input->type == FIELD_TEXT || input->type == FIELD_LIST || input->type == FIELD_MAP))
        min = 1; /* nothing is not what was asked for */
    json_open_object(json, NULL);
    json_add_text(json, "name", input->name);
    json_add_text(json, "type", types[input->type]);
    json_add_bool(json, "required", (input->flags & (FIELD_REQUIRED | FIELD_ASKED)) != 0);
    write_limit(json, "min", input, min, INT64_MIN);
    write_limit(json, "max", input, max, INT64_MAX);
    if (choices == NULL)
        json_add_null(json, "choices");
    else
        json_open_array(json, "choices");
    for (size_t i = 0; choices != NULL && choices[i] != NULL; i++)
        json_add_text(json, NULL, choices[i]);
    if (choices != NULL)
        json_close_array(json);
    json_close_object(json);
}

void flow_write_inputs(struct json_writer *json, const char *key, const struct field *inputs)
{
    json_open_array(json, key);
    for (; inputs != NULL && inputs->name != NULL; inputs++)
        write_input(json, inputs);
    json_close_array(json);
}

#define LIMIT_OR_NULL(name, note) {name, FIELD_INTEGER, FIELD_REQUIRED | FIELD_NULLABLE, .description = note}
static const struct field choice_item[] = {{"item", FIELD_TEXT, 0, .max = 60}, {0}};
static const struct field input_fields[] = {
    {"name", FIELD_TEXT, FIELD_REQUIRED, 0, 60, .description = "of the member of the request"},
    {"type", FIELD_TEXT, FIELD_REQUIRED, .choices = types}, {"required", FIELD_BOOL, .flags = FIELD_REQUIRED},
    LIMIT_OR_NULL("min", "of a number, of the characters of a text, of how many in a list"), LIMIT_OR_NULL("max", NULL),
    {"choices", FIELD_LIST, FIELD_REQUIRED | FIELD_NULLABLE, 0, 100, .fields = choice_item,
     .description = "its values; of a list of objects, those of the first member of each"},
    {0}};
const struct field flow_input_item[] = {{"item", FIELD_OBJECT, .fields = input_fields}, {0}};
