/* Any document against a table with every kind of field: checked and read without a crash, and the errors are good JSON. */
#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/json.h"
#include "base/json_write.h"
#include "base/spec.h"
#include "base/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const kinds[] = { "paper", "electronic", NULL };

struct person { const char *name, *born; };
struct material { int kind; int64_t copies; };
struct materials { const struct material *items; size_t count; };
struct request {
    const struct person *who;
    struct materials materials;
    const struct json *form, *lon, *rule;
    const char *at, *note;
    bool agreed;
};

static const struct field person[] = {
    { "name", FIELD_TEXT, FIELD_REQUIRED, .max = 40, AT(person, name) },
    { "born", FIELD_DATE, .flags = FIELD_NULLABLE, AT(person, born) },
    { 0 },
};
static const struct field material = {
    "item", FIELD_OBJECT, .fields = (const struct field[]){
        { "kind", FIELD_TEXT, FIELD_REQUIRED, .choices = kinds, .otherwise = -1, AT(material, kind) },
        { "copies", FIELD_INTEGER, .min = 0, .max = 9, .otherwise = 1, AT(material, copies) },
        { 0 },
    },
};
static const struct field request[] = {
    { "who", FIELD_OBJECT, FIELD_REQUIRED, .fields = person, OBJECT_AT(request, who) },
    { "materials", FIELD_LIST, .min = 1, .max = 100, .fields = &material, LIST_AT(request, materials) },
    { "form", FIELD_MAP, .max = 5, AT(request, form) },
    { "at", FIELD_TIME, .flags = 0, AT(request, at) },
    { "lon", FIELD_NUMBER, .min = -180, .max = 180, AT(request, lon) },
    { "agreed", FIELD_BOOL, .flags = FIELD_SECRET, AT(request, agreed) },
    { "note", FIELD_TEXT, .flags = FIELD_EMPTY_OK | FIELD_NULLABLE, AT(request, note) },
    { "rule", FIELD_ANY, .flags = 0, AT(request, rule) },
    { 0 },
};

/* What spec_check let through, looked at once more by hand. */
static void check_good(const struct json *value)
{
    const char *name = json_get_text(json_get(value, "who"), "name");
    assert(name && name[0] && text_count_characters(name) <= 40);
    const struct json *materials = json_get(value, "materials");
    assert(!materials || json_count(materials) >= 1);
    for (size_t i = 0; i < json_count(materials); i++) {
        const struct json *item = json_at(materials, i);
        assert(text_in_list(json_get_text(item, "kind"), kinds));
        int64_t copies = json_get_integer(item, "copies", 0);
        assert(copies >= 0 && copies <= 9);
    }
    const char *at = json_get_text(value, "at");
    assert(!json_get(value, "at") || (at && strlen(at) >= strlen("2026-11-21T09:00:00Z")));
}

/* What was read of it: when it is good nothing is lost. */
static void check_read(const struct json *value, const struct request *read, bool good)
{
    const struct json *materials = json_get(value, "materials");
    assert(!read->note || read->note[0]);
    for (size_t i = 0; i < read->materials.count; i++) {
        const struct material *item = &read->materials.items[i];
        assert(item->kind >= (good ? 0 : -1) && item->kind < 2);
        assert(!good || text_equal(kinds[item->kind], json_get_text(json_at(materials, i), "kind")));
    }
    if (good) {
        assert(read->materials.count == json_count(materials));
        assert(text_equal(read->who->name, json_get_text(json_get(value, "who"), "name")));
        assert(read->agreed == json_get_bool(value, "agreed", false));
    }
}

static void check_errors(struct arena *arena, const struct field_errors *errors)
{
    struct buffer out;
    buffer_init(&out, SIZE_MAX);
    struct json_writer writer;
    json_begin(&writer, &out);
    json_open_array(&writer, NULL);
    for (size_t i = 0; i < errors->count; i++) {
        assert(errors->items[i].code[0] && errors->items[i].zh[0] && errors->items[i].en[0]);
        json_add_text(&writer, NULL, errors->items[i].field);
    }
    json_close_array(&writer);
    const struct json *value = NULL;
    struct json_fault fault;
    enum result result = json_read(arena, out.bytes, out.size, &value, &fault);
    assert(result == RESULT_OK || result == RESULT_NO_MEMORY);
    assert(result != RESULT_OK || json_count(value) == errors->count);
    buffer_free(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new(1 << 20);
    if (!arena)
        return 0;
    const struct json *value = NULL;
    struct json_fault fault;
    if (json_read(arena, (const char *)data, size, &value, &fault) == RESULT_OK) {
        struct field_errors errors = { .arena = arena };
        bool good = spec_check(value, request, &errors);
        assert(good == (errors.count == 0) && errors.count <= FIELD_ERRORS_MAX);
        struct request read;
        memset(&read, 0, sizeof(read));
        if (spec_read(arena, value, request, &read))
            check_read(value, &read, good);
        if (good)
            check_good(value);
        else
            check_errors(arena, &errors);
    }
    arena_free(arena);
    return 0;
}
