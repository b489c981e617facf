#include "base/json_write.h"
#include "base/spec.h"
#include "base/text.h"

static void write_object(struct json_writer *writer, const char *key, const struct field *fields, const char *from);

/* What reading takes for granted is left away. */
static bool is_left_away(const struct field *field, const char *place)
{
    switch ((enum field_as)field->as) {
    case AS_TEXT:
    case AS_INTEGER_IF_GIVEN:
    case AS_JSON:
    case AS_OBJECT:
        return !*(const void *const *)(const void *)place;
    case AS_INTEGER:
        return *(const int64_t *)(const void *)place == field->otherwise;
    case AS_CHOICE:
        return *(const int *)(const void *)place == (int)field->otherwise;
    case AS_BOOL:
        return *(const bool *)(const void *)place == (field->otherwise != 0);
    case AS_ANSWER:
        return *(const enum yes_or_no *)(const void *)place == ANSWER_UNKNOWN;
    case AS_LIST:
        return ((const struct spec_list *)(const void *)place)->count == 0;
    case AS_NOTHING:
        break;
    }
    return true;
}

/* Is there nothing to be written of an item but its first member, a text? Then that stands for it. */
static bool is_one_text(const struct field *fields, const char *item)
{
    if (fields->as != AS_TEXT || is_left_away(fields, item + fields->offset))
        return false;
    for (const struct field *field = fields + 1; field->name; field++)
        if (!is_left_away(field, item + field->offset))
            return false;
    return true;
}

static void write_list(struct json_writer *writer, const struct field *field, const struct spec_list *list)
{
    const struct field *fields = field->fields[0].fields;
    json_open_array(writer, field->name);
    for (size_t i = 0; i < list->count; i++) {
        const char *item = (const char *)list->items + i * field->size;
        if (is_one_text(fields, item))
            json_add_text(writer, NULL, *(const char *const *)(const void *)(item + fields->offset));
        else
            write_object(writer, NULL, fields, item);
    }
    json_close_array(writer);
}

static void write_value(struct json_writer *writer, const struct field *field, const void *place)
{
    switch ((enum field_as)field->as) {
    case AS_TEXT:
        json_add_text(writer, field->name, *(const char *const *)place);
        break;
    case AS_INTEGER:
        json_add_integer(writer, field->name, *(const int64_t *)place);
        break;
    case AS_INTEGER_IF_GIVEN:
        json_add_integer(writer, field->name, **(const int64_t *const *)place);
        break;
    case AS_CHOICE:
        json_add_text(writer, field->name, field->choices[*(const int *)place]);
        break;
    case AS_BOOL:
        json_add_bool(writer, field->name, *(const bool *)place);
        break;
    case AS_ANSWER:
        json_add_bool(writer, field->name, *(const enum yes_or_no *)place == ANSWER_YES);
        break;
    case AS_JSON:
        json_add_value(writer, field->name, *(const struct json *const *)place);
        break;
    case AS_OBJECT:
        write_object(writer, field->name, field->fields, *(const char *const *)place);
        break;
    case AS_LIST:
        write_list(writer, field, place);
        break;
    case AS_NOTHING:
        break;
    }
}

/* Goes as deep as the table of fields does, which the program itself has written. */
static void write_object(struct json_writer *writer, const char *key, const struct field *fields, const char *from)
{
    json_open_object(writer, key);
    for (; fields->name; fields++)
        if (!is_left_away(fields, from + fields->offset))
            write_value(writer, fields, from + fields->offset);
    json_close_object(writer);
}

void spec_write(struct json_writer *writer, const char *key, const struct field *fields, const void *from)
{
    write_object(writer, key, fields, from);
}
