#include "catalogue/catalogue_guide.h"

#include "base/arena.h"
#include "base/text.h"
#include "catalogue/catalogue_shown.h"
#include "db/pack.h"

/* ---- shape ---- */

#define BOTH(list, limit)                                                                                       \
    static const struct field list[] = {                                                                        \
        {.name = "zh", .type = FIELD_TEXT, .flags = FIELD_REQUIRED, .min = 1, .max = (limit)},                   \
        {.name = "en", .type = FIELD_TEXT, .flags = FIELD_REQUIRED, .min = 1, .max = (limit)},                   \
        {.name = NULL},                                                                                         \
    }
BOTH(short_text, 200);
BOTH(long_text, 2000);

#define TEXT(field_name, limit) {.name = (field_name), .type = FIELD_TEXT, .flags = FIELD_REQUIRED, .min = 1, .max = (limit)}
#define OPTIONAL_TEXT(field_name, limit) {.name = (field_name), .type = FIELD_TEXT, .flags = FIELD_NULLABLE | FIELD_EMPTY_OK, .max = (limit)}
#define OBJECT(field_name, of) {.name = (field_name), .type = FIELD_OBJECT, .flags = FIELD_REQUIRED, .fields = (of)}
#define LIST(field_name, of, least, most) \
    {.name = (field_name), .type = FIELD_LIST, .flags = FIELD_REQUIRED, .min = (least), .max = (most), .fields = (of)}
#define WORD(field_name, words) {.name = (field_name), .type = FIELD_TEXT, .flags = FIELD_REQUIRED, .choices = (words)}
#define BOOL(field_name) {.name = (field_name), .type = FIELD_BOOL, .flags = FIELD_REQUIRED}
#define NUMBER(field_name) {.name = (field_name), .type = FIELD_INTEGER, .flags = FIELD_REQUIRED, .min = 0, .max = 20}
#define WHEN {.name = "when", .type = FIELD_ANY, .flags = FIELD_REQUIRED | FIELD_NULLABLE}
#define END {.name = NULL}

static const char *const result_kinds[] = {"certificate", "decision", "record", "benefit", NULL};
static const char *const deliveries[] = {"window", "courier", "electronic", NULL};
static const char *const prefills[] = {"applicant.name", "applicant.id_number", "applicant.phone", "applicant.address",
                                       "applicant.hukou_division", "applicant.residence_division", NULL};

static const struct field process_item[] = {{.name = "item", .type = FIELD_OBJECT, .fields = long_text}};
static const struct field law_fields[] = {TEXT("title", 200), OPTIONAL_TEXT("article", 200), END};
static const struct field law_item[] = {{.name = "item", .type = FIELD_OBJECT, .fields = law_fields}};
static const struct field option_fields[] = {TEXT("code", 40), OBJECT("text", short_text), END};
static const struct field option_item[] = {{.name = "item", .type = FIELD_OBJECT, .fields = option_fields}};
static const struct field question_fields[] = {TEXT("code", 40), OBJECT("text", short_text), LIST("options", option_item, 2, 40), WHEN, END};
static const struct field question_item[] = {{.name = "item", .type = FIELD_OBJECT, .fields = question_fields}};
static const struct field situation_fields[] = {TEXT("code", 40), OBJECT("name", short_text), WHEN, END};
static const struct field situation_item[] = {{.name = "item", .type = FIELD_OBJECT, .fields = situation_fields}};
static const struct field material_fields[] = {
    TEXT("material", 60), BOOL("required"), WHEN, WORD("source", material_source_names), NUMBER("originals"), NUMBER("copies"),
    BOOL("deferrable"), OPTIONAL_TEXT("basis", 500), OBJECT("rule", long_text), END};
static const struct field material_item[] = {{.name = "item", .type = FIELD_OBJECT, .fields = material_fields}};
static const struct field field_fields[] = {
    TEXT("element", 60), BOOL("required"), WHEN,
    {.name = "prefill", .type = FIELD_TEXT, .flags = FIELD_REQUIRED | FIELD_NULLABLE, .choices = prefills}, END};
static const struct field field_item[] = {{.name = "item", .type = FIELD_OBJECT, .fields = field_fields}};
static const struct field delivery_item[] = {{.name = "item", .type = FIELD_TEXT, .choices = deliveries}};
static const struct field result_fields[] = {
    OBJECT("name", short_text), WORD("kind", result_kinds), LIST("delivery", delivery_item, 1, 3), END};

const struct field catalogue_guide_fields[] = {
    TEXT("item", 10), WORD("certainty", pack_certainties), OBJECT("note", long_text), OBJECT("conditions", long_text),
    LIST("process", process_item, 1, 20), LIST("legal_basis", law_item, 0, 20), OBJECT("fee", short_text),
    LIST("questions", question_item, 0, 40), LIST("situations", situation_item, 1, 40),
    {.name = "agent", .type = FIELD_ANY, .flags = FIELD_NULLABLE},
    LIST("materials", material_item, 0, 60), LIST("fields", field_item, 0, 80), OBJECT("result", result_fields), END};

/* ---- reading ---- */

static const char *filled(const struct json *object, const char *key)
{
    const char *text = json_get_text(object, key);
    return text_is_empty(text) ? NULL : text;
}

static const char *zh(const struct json *object, const char *key) { return filled(json_get(object, key), "zh"); }
static const char *en(const struct json *object, const char *key) { return filled(json_get(object, key), "en"); }

static const struct json *condition(const struct json *object, const char *key)
{
    const struct json *rule = json_get(object, key);
    return rule == NULL || rule->type == JSON_NULL ? NULL : rule;
}

static const struct json *when(const struct json *object) { return condition(object, "when"); }

static enum result read_questions(struct arena *arena, const struct json *list, struct catalogue_guide *guide)
{
    size_t count = json_count(list);
    struct guide_question *questions = arena_array(arena, count, sizeof(*questions));
    for (size_t i = 0; questions != NULL && i < count; i++) {
        const struct json *source = json_at(list, i), *options = json_get(source, "options");
        struct guide_option *texts = arena_array(arena, json_count(options), sizeof(*texts));
        for (size_t k = 0; texts != NULL && k < json_count(options); k++) {
            const struct json *option = json_at(options, k);
            texts[k] = (struct guide_option){filled(option, "code"), zh(option, "text"), en(option, "text")};
        }
        questions[i] = (struct guide_question){filled(source, "code"), zh(source, "text"), en(source, "text"), texts,
                                               texts == NULL ? 0 : json_count(options), when(source)};
    }
    guide->questions = questions;
    guide->question_count = questions == NULL ? 0 : count;
    return questions == NULL ? RESULT_NO_MEMORY : RESULT_OK;
}

static enum result read_situations(struct arena *arena, const struct json *list, struct catalogue_guide *guide)
{
    size_t count = json_count(list);
    struct guide_situation *situations = arena_array(arena, count, sizeof(*situations));
    for (size_t i = 0; situations != NULL && i < count; i++) {
        const struct json *source = json_at(list, i);
        situations[i] = (struct guide_situation){filled(source, "code"), zh(source, "name"), en(source, "name"), when(source)};
    }
    guide->situations = situations;
    guide->situation_count = situations == NULL ? 0 : count;
    return situations == NULL ? RESULT_NO_MEMORY : RESULT_OK;
}

static enum result read_materials(const struct catalogue *catalogue, struct arena *arena, const struct json *list,
                                  struct catalogue_guide *guide)
{
    size_t count = json_count(list);
    struct guide_material *materials = arena_array(arena, count, sizeof(*materials));
    if (materials == NULL)
        return RESULT_NO_MEMORY;
    for (size_t i = 0; i < count; i++) {
        const struct json *source = json_at(list, i);
        int from = catalogue_word(material_source_names, json_get_text(source, "source"));
        materials[i] = (struct guide_material){
            .material = catalogue_material(catalogue, json_get_text(source, "material")),
            .required = json_get_bool(source, "required", true),
            .deferrable = json_get_bool(source, "deferrable", false),
            .when = when(source),
            .source = from < 0 ? SOURCE_applicant : (enum material_source)from,
            .originals = json_get_integer(source, "originals", 0),
            .copies = json_get_integer(source, "copies", 0),
            .basis = filled(source, "basis"),
            .rule_zh = zh(source, "rule"),
            .rule_en = en(source, "rule"),
        };
        if (materials[i].material == NULL)
            return RESULT_CORRUPT;
        materials[i].shown = catalogue_show_rule(arena, &materials[i]);
        if (materials[i].shown == NULL)
            return RESULT_NO_MEMORY;
    }
    guide->materials = materials;
    guide->material_count = count;
    return RESULT_OK;
}

static enum result read_fields(const struct catalogue *catalogue, struct arena *arena, const struct json *list,
                               struct catalogue_guide *guide)
{
    size_t count = json_count(list);
    struct guide_field *fields = arena_array(arena, count, sizeof(*fields));
    if (fields == NULL)
        return RESULT_NO_MEMORY;
    for (size_t i = 0; i < count; i++) {
        const struct json *source = json_at(list, i);
        fields[i] = (struct guide_field){.element = catalogue_element(catalogue, json_get_text(source, "element")),
                                         .required = json_get_bool(source, "required", true),
                                         .when = when(source),
                                         .prefill = filled(source, "prefill")};
        if (fields[i].element == NULL)
            return RESULT_CORRUPT;
    }
    guide->fields = fields;
    guide->field_count = count;
    return RESULT_OK;
}

enum result catalogue_guide_read(const struct catalogue *catalogue, struct arena *arena, const struct json *document,
                                 struct catalogue_guide *guide)
{
    const struct json *outcome = json_get(document, "result");
    guide->certainty = filled(document, "certainty");
    guide->note_zh = zh(document, "note");
    guide->note_en = en(document, "note");
    guide->conditions_zh = zh(document, "conditions");
    guide->conditions_en = en(document, "conditions");
    guide->fee_zh = zh(document, "fee");
    guide->fee_en = en(document, "fee");
    guide->process = json_get(document, "process");
    guide->legal_basis = json_get(document, "legal_basis");
    guide->agent = condition(document, "agent");
    guide->result_zh = zh(outcome, "name");
    guide->result_en = en(outcome, "name");
    guide->result_kind = filled(outcome, "kind");
    guide->result_delivery = json_get(outcome, "delivery");
    enum result result = read_questions(arena, json_get(document, "questions"), guide);
    if (result == RESULT_OK)
        result = read_situations(arena, json_get(document, "situations"), guide);
    if (result == RESULT_OK)
        result = read_materials(catalogue, arena, json_get(document, "materials"), guide);
    return result == RESULT_OK ? read_fields(catalogue, arena, json_get(document, "fields"), guide) : result;
}
