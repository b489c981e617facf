#include "base/json.h"

#include <string.h>

const struct json *json_get(const struct json *object, const char *key)
{
    if (!object || object->type != JSON_OBJECT)
        return NULL;
    for (size_t i = 0; i < object->object.count; i++) {
        const char *name = object->object.members[i].key;
        if (name[0] == key[0] && strcmp(name, key) == 0)
            return &object->object.members[i].value;
    }
    return NULL;
}

const char *json_get_text(const struct json *object, const char *key)
{
    const struct json *value = json_get(object, key);
    return value && value->type == JSON_TEXT ? value->text.bytes : NULL;
}

int64_t json_get_integer(const struct json *object, const char *key, int64_t otherwise)
{
    const struct json *value = json_get(object, key);
    return value && value->type == JSON_INTEGER ? value->integer : otherwise;
}

bool json_get_bool(const struct json *object, const char *key, bool otherwise)
{
    const struct json *value = json_get(object, key);
    return value && value->type == JSON_BOOL ? value->boolean : otherwise;
}

const struct json *json_at(const struct json *array, size_t index)
{
    return index < json_count(array) ? &array->array.items[index] : NULL;
}

size_t json_count(const struct json *array)
{
    return array && array->type == JSON_ARRAY ? array->array.count : 0;
}
