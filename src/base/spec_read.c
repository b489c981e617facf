#include <string.h>

#include "base/arena.h"
#include "base/spec.h"

/* Members mostly come in the order of the fields: looks from the one behind the last on. */
static const struct field *find_next(const struct field *fields, const struct field **next, const char *name)
{
    const struct field *found = spec_find(*next, name);
    if (!found)
        found = spec_find(fields, name);
    if (found)
        *next = found + 1;
    return found;
}

/* The fields that the value of a variant adds. */
static const struct field *find_more(const struct field *fields, const struct json *object)
{
    for (; fields->name; fields++) {
        if (fields->type != FIELD_VARIANT)
            continue;
        const struct field *variant = spec_find(fields->fields, json_get_text(object, fields->name));
        return variant ? variant->fields : NULL;
    }
    return NULL;
}

static void set_number(const struct field *field, int64_t number, void *place)
{
    if (field->as == AS_INTEGER)
        *(int64_t *)place = number;
    else if (field->as == AS_CHOICE)
        *(int *)place = (int)number;
    else if (field->as == AS_BOOL)
        *(bool *)place = number != 0;
}

static void set_defaults(const struct field *fields, char *place)
{
    for (; fields && fields->name; fields++)
        if (fields->otherwise != 0)
            set_number(fields, fields->otherwise, place + fields->offset);
}

/* `strange`: a word came that is none of the choices. */
struct reading { struct arena *arena; bool strange; };

static int64_t number_of_choice(struct reading *reading, const struct field *field, const char *text)
{
    for (int64_t i = 0; field->choices[i]; i++)
        if (strcmp(field->choices[i], text) == 0)
            return i;
    reading->strange = true;
    return field->otherwise;
}

static void read_object(struct reading *reading, const struct field *fields, const struct json *value, char *place);

static void read_list(struct reading *reading, const struct field *field, const struct json *value,
                      struct spec_list *ret_list)
{
    size_t count = json_count(value);
    char *items = count > 0 ? arena_array(reading->arena, count, field->size) : NULL;
    if (!items)
        return;
    for (size_t i = 0; i < count; i++)
        read_object(reading, field->fields[0].fields, json_at(value, i), items + i * field->size);
    *ret_list = (struct spec_list){ items, count };
}

static void read_value(struct reading *reading, const struct field *field, const struct json *value, void *place)
{
    bool text = value->type == JSON_TEXT && value->text.size > 0;
    switch ((enum field_as)field->as) {
    case AS_TEXT:
        if (text)
            *(const char **)place = value->text.bytes;
        break;
    case AS_INTEGER:
        if (value->type == JSON_INTEGER)
            set_number(field, value->integer, place);
        break;
    case AS_INTEGER_IF_GIVEN:
        if (value->type == JSON_INTEGER)
            *(const int64_t **)place = &value->integer;
        break;
    case AS_CHOICE:
        if (text)
            set_number(field, number_of_choice(reading, field, value->text.bytes), place);
        break;
    case AS_BOOL:
        if (value->type == JSON_BOOL)
            set_number(field, value->boolean, place);
        break;
    case AS_ANSWER:
        if (value->type == JSON_BOOL)
            *(enum yes_or_no *)place = value->boolean ? ANSWER_YES : ANSWER_NO;
        break;
    case AS_JSON:
        if (value->type != JSON_NULL)
            *(const struct json **)place = value;
        break;
    case AS_OBJECT: {
        char *object = value->type == JSON_OBJECT ? arena_alloc(reading->arena, field->size) : NULL;
        if (object)
            read_object(reading, field->fields, value, object);
        *(void **)place = object;
        break;
    }
    case AS_LIST:
        read_list(reading, field, value, place);
        break;
    case AS_NOTHING:
        break;
    }
}

/* Goes as deep as the table of fields does, which the program itself has written. */
static void read_object(struct reading *reading, const struct field *fields, const struct json *value, char *place)
{
    const struct field *more = find_more(fields, value), *next = fields, *next_more = more;
    set_defaults(fields, place);
    set_defaults(more, place);
    if (value->type != JSON_OBJECT) {
        read_value(reading, fields, value, place + fields->offset);
        return;
    }
    for (size_t i = 0; i < value->object.count; i++) {
        const struct json_member *member = &value->object.members[i];
        const struct field *field = find_next(fields, &next, member->key);
        if (!field)
            field = find_next(more, &next_more, member->key);
        if (field)
            read_value(reading, field, &member->value, place + field->offset);
    }
}

enum result spec_read_kept(struct arena *arena, const struct json *value, const struct field *fields, void *ret_struct)
{
    struct reading reading = { .arena = arena, .strange = value->type != JSON_OBJECT };
    if (value->type == JSON_OBJECT)
        read_object(&reading, fields, value, ret_struct);
    return arena_overflowed(arena) ? RESULT_NO_MEMORY : reading.strange ? RESULT_CORRUPT : RESULT_OK;
}

bool spec_read(struct arena *arena, const struct json *value, const struct field *fields, void *ret_struct)
{
    return spec_read_kept(arena, value, fields, ret_struct) != RESULT_NO_MEMORY;
}

/* ---- tables that can be read ---- */

static bool is_text(enum field_type type)
{
    return type == FIELD_TEXT || type == FIELD_DATE || type == FIELD_TIME || type == FIELD_VARIANT;
}

static bool takes(const struct field *field)
{
    const struct field *item = field->type == FIELD_LIST ? field->fields : NULL;
    switch ((enum field_as)field->as) {
    case AS_TEXT:
        return is_text(field->type);
    case AS_INTEGER:
    case AS_INTEGER_IF_GIVEN:
        return field->type == FIELD_INTEGER;
    case AS_CHOICE:
        return is_text(field->type) && field->choices;
    case AS_BOOL:
    case AS_ANSWER:
        return field->type == FIELD_BOOL;
    case AS_JSON:
        return true;
    case AS_OBJECT:
        return field->type == FIELD_OBJECT && spec_is_readable(field->fields, field->size);
    case AS_LIST:
        return item && item->type == FIELD_OBJECT && spec_is_readable(item->fields, field->size);
    case AS_NOTHING:
        break;
    }
    return false;
}

static size_t size_of(const struct field *field)
{
    static const size_t sizes[] = {
        [AS_TEXT] = sizeof(const char *), [AS_INTEGER] = sizeof(int64_t), [AS_INTEGER_IF_GIVEN] = sizeof(const int64_t *),
        [AS_CHOICE] = sizeof(int), [AS_BOOL] = sizeof(bool), [AS_ANSWER] = sizeof(enum yes_or_no),
        [AS_JSON] = sizeof(const struct json *), [AS_OBJECT] = sizeof(void *), [AS_LIST] = sizeof(struct spec_list),
    };
    return sizes[field->as];
}

bool spec_is_readable(const struct field *fields, size_t size)
{
    for (; fields->name; fields++) {
        if (!takes(fields) || fields->offset + size_of(fields) > size)
            return false;
        const struct field *variant = fields->type == FIELD_VARIANT ? fields->fields : NULL;
        for (; variant && variant->name; variant++)
            if (variant->fields && !spec_is_readable(variant->fields, size))
                return false;
    }
    return true;
}
