#include "base/json_write.h"
#include "base/spec.h"
#include "base/text.h"

static const char *schema_type(enum field_type type)
{
    switch (type) {
    case FIELD_TEXT:
    case FIELD_DATE:
    case FIELD_TIME:
    case FIELD_VARIANT:
        return "string";
    case FIELD_INTEGER:
        return "integer";
    case FIELD_NUMBER:
        return "number";
    case FIELD_BOOL:
        return "boolean";
    case FIELD_OBJECT:
    case FIELD_MAP:
        return "object";
    case FIELD_LIST:
        return "array";
    case FIELD_ANY:
        break;
    }
    return NULL;
}

static void write_type(struct json_writer *writer, const struct field *field)
{
    const char *type = schema_type(field->type);
    if (!type)
        return;
    if (!(field->flags & FIELD_NULLABLE)) {
        json_add_text(writer, "type", type);
        return;
    }
    json_open_array(writer, "type");
    json_add_text(writer, NULL, type);
    json_add_text(writer, NULL, "null");
    json_close_array(writer);
}

static void write_choices(struct json_writer *writer, const struct field *field)
{
    json_open_array(writer, "enum");
    for (size_t i = 0; field->choices[i]; i++)
        json_add_text(writer, NULL, field->choices[i]);
    if (field->flags & FIELD_EMPTY_OK)
        json_add_text(writer, NULL, "");
    if (field->flags & FIELD_NULLABLE)
        json_add_null(writer, NULL);
    json_close_array(writer);
}

/* The types of a map's values: spec.c knows the same. */
static void write_map_values(struct json_writer *writer)
{
    json_open_object(writer, "propertyNames");
    json_add_integer(writer, "minLength", 1);
    json_add_integer(writer, "maxLength", SPEC_NAME_MAX);
    json_close_object(writer);
    json_open_object(writer, "additionalProperties");
    json_open_array(writer, "type");
    json_add_text(writer, NULL, "string");
    json_add_text(writer, NULL, "number");
    json_add_text(writer, NULL, "boolean");
    json_add_text(writer, NULL, "null");
    json_close_array(writer);
    json_add_integer(writer, "maxLength", SPEC_MAP_TEXT_MAX);
    json_close_object(writer);
}

static void write_limits(struct json_writer *writer, const struct field *field, const char *min_name,
                         const char *max_name)
{
    int64_t min, max;
    spec_field_limits(field, &min, &max);
    bool counts = field->type != FIELD_INTEGER && field->type != FIELD_NUMBER;
    if (counts ? min > 0 : min != INT64_MIN)
        json_add_integer(writer, min_name, min);
    if (max != INT64_MAX)
        json_add_integer(writer, max_name, max);
}

static void write_object(struct json_writer *writer, const struct field *fields);
static void write_field(struct json_writer *writer, const char *key, const struct field *field);

static void write_rules(struct json_writer *writer, const struct field *field)
{
    switch (field->type) {
    case FIELD_TEXT:
        if (field->choices)
            write_choices(writer, field);
        else
            write_limits(writer, field, "minLength", "maxLength");
        if (field->flags & FIELD_SECRET)
            json_add_text(writer, "format", "password");
        break;
    case FIELD_INTEGER:
    case FIELD_NUMBER:
        write_limits(writer, field, "minimum", "maximum");
        break;
    case FIELD_DATE:
        json_add_text(writer, "format", "date");
        break;
    case FIELD_TIME:
        json_add_text(writer, "format", "date-time");
        break;
    case FIELD_OBJECT:
        write_object(writer, field->fields);
        break;
    case FIELD_LIST:
        write_limits(writer, field, "minItems", "maxItems");
        write_field(writer, "items", &field->fields[0]);
        break;
    case FIELD_MAP:
        write_limits(writer, field, "minProperties", "maxProperties");
        write_map_values(writer);
        break;
    case FIELD_BOOL:
    case FIELD_VARIANT:
    case FIELD_ANY:
        break;
    }
}

/* Goes as deep as the table of fields does, which the program itself has written. */
static void write_field(struct json_writer *writer, const char *key, const struct field *field)
{
    json_open_object(writer, key);
    write_type(writer, field);
    write_rules(writer, field);
    if (field->description && field->description[0])
        json_add_text(writer, "description", field->description);
    json_close_object(writer);
}

static bool is_required(const struct field *field) { return (field->flags & (FIELD_REQUIRED | FIELD_ASKED)) != 0; }

/* The member by which variants are told apart, of one of them. */
static void write_constant(struct json_writer *writer, const struct field *field, const char *value)
{
    json_open_object(writer, field->name);
    json_add_text(writer, "type", "string");
    json_open_array(writer, "enum");
    json_add_text(writer, NULL, value);
    json_close_array(writer);
    if (field->description && field->description[0])
        json_add_text(writer, "description", field->description);
    json_close_object(writer);
}

/* What belongs to any object: its members, which of them must be there, and that there are no others. Of a variant with its own fields
 * `more`, and the one member `by` of one value. */
static void write_members(struct json_writer *writer, const struct field *fields, const struct field *more, const char *by, const char *value)
{
    static const struct field none[] = { { 0 } };
    const struct field *const lists[] = { fields, more ? more : none };
    bool some_required = false;
    json_open_object(writer, "properties");
    for (size_t i = 0; i < ARRAY_COUNT(lists); i++)
        for (const struct field *field = lists[i]; field->name; field++) {
            if (by && text_equal(field->name, by))
                write_constant(writer, field, value);
            else
                write_field(writer, field->name, field);
            some_required = some_required || is_required(field);
        }
    json_close_object(writer);
    if (some_required) {
        json_open_array(writer, "required");
        for (size_t i = 0; i < ARRAY_COUNT(lists); i++)
            for (const struct field *field = lists[i]; field->name; field++)
                if (is_required(field))
                    json_add_text(writer, NULL, field->name);
        json_close_array(writer);
    }
    json_add_bool(writer, "additionalProperties", false);
}

static const struct field *variant_of(const struct field *fields)
{
    for (; fields->name; fields++)
        if (fields->type == FIELD_VARIANT)
            return fields;
    return NULL;
}

/* Variants without fields are never asked for: they are not offered. */
static void write_object(struct json_writer *writer, const struct field *fields)
{
    const struct field *by = variant_of(fields);
    if (!by) {
        write_members(writer, fields, NULL, NULL, NULL);
        return;
    }
    json_open_array(writer, "oneOf");
    for (const struct field *variant = by->fields; variant->name; variant++) {
        if (!variant->fields)
            continue;
        json_open_object(writer, NULL);
        json_add_text(writer, "title", variant->name);
        json_add_text(writer, "type", "object");
        write_members(writer, fields, variant->fields, by->name, variant->name);
        json_close_object(writer);
    }
    json_close_array(writer);
}

void spec_write_schema(struct json_writer *writer, const char *key, const struct field *fields)
{
    json_open_object(writer, key);
    if (!variant_of(fields))
        json_add_text(writer, "type", "object");
    write_object(writer, fields);
    json_close_object(writer);
}
