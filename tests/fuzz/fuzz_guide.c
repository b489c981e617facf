/* Any document as a guide of a city pack: checked as the loader does, then read and answered. First line: answers and form of an
 * application as one JSON object (or nothing); the rest: the guide. */
#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "catalogue/catalogue_guide.h"
#include "catalogue/catalogue_load.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct catalogue_material materials[] = {{.code = "id_card"}, {.code = "lease"}};
static const struct catalogue_choice choices[] = {{"a", "甲", "A"}, {"b", "乙", "B"}};
static const struct catalogue_codelist list = {"list", choices, 2};
static struct catalogue_element elements[] = {
    {.code = "account", .type = ELEMENT_bank_account}, {.code = "amount", .type = ELEMENT_money}, {.code = "born", .type = ELEMENT_date},
    {.code = "choice", .type = ELEMENT_choice, .codelist = &list}, {.code = "number", .type = ELEMENT_integer, .max_length = 3},
    {.code = "phone", .type = ELEMENT_phone}, {.code = "street", .type = ELEMENT_division}, {.code = "text", .type = ELEMENT_text},
    {.code = "yes", .type = ELEMENT_bool},
};
static struct catalogue catalogue = {.materials = materials, .material_count = ARRAY_COUNT(materials), .elements = elements,
                                     .element_count = ARRAY_COUNT(elements)};
static const struct places places = {.code = "31"};

static void answer(struct arena *arena, const struct json *application, const struct json *document)
{
    struct catalogue_guide guide = {.stem = "fuzz"};
    if (catalogue_guide_read(&catalogue, arena, document, &guide) != RESULT_OK)
        return;
    const struct given_material given[] = {{"id_card", 1, NULL}, {"nothing", 2, NULL}, {"own-1", 1, "a note"}};
    const struct application a = {.applicant = {.age = 70, .sex = "1", .local_hukou = true, .id_type = "111"},
                                  .answers = json_get(application, "answers"), .form = json_get(application, "form"),
                                  .materials = given, .material_count = ARRAY_COUNT(given)};
    const struct application_checks checks = {.places = &places, .today = 20000};
    struct field_errors errors = {.arena = arena};
    struct guide_outcome outcome;
    if (catalogue_apply_guide(&catalogue, &guide, arena, &a, &checks, &errors, &outcome) != RESULT_OK)
        return;
    assert(outcome.answers->type == JSON_OBJECT && outcome.answers->object.count <= guide.question_count);
    assert(outcome.form->type == JSON_OBJECT && outcome.form->object.count <= guide.field_count);
    assert(outcome.situation != NULL || errors.count > 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *text = (const char *)data, *end = size == 0 ? NULL : memchr(text, '\n', size);
    size_t first = end == NULL ? 0 : (size_t)(end - text) + 1;
    struct arena *arena = arena_new((size_t)64 << 20);
    struct pack pack;
    const struct json *application = NULL, *document = NULL;
    struct json_fault fault;
    const char *bytes = arena_copy_bytes(arena, first < size ? text + first : "", first < size ? size - first : 0);
    struct field_errors errors = {.arena = arena};
    pack_begin(&pack, arena, "fuzz");
    if (first > 0)
        (void)json_read(arena, text, first - 1, &application, &fault);
    if (bytes != NULL && json_read(arena, bytes, strlen(bytes), &document, &fault) == RESULT_OK) {
        int lines = pack_json_line(bytes, "situations.1.when.==.0.var");
        assert(lines >= 1);
        if (spec_check(document, catalogue_guide_fields, &errors)) {
            catalogue_check_conditions(&pack, "guide", bytes, document);
            answer(arena, application, document);
        }
        for (size_t i = 0; i < errors.count; i++)
            assert(pack_json_line(bytes, errors.items[i].field) >= 1);
    }
    pack_end(&pack);
    arena_free(arena);
    return 0;
}
