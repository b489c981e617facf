#include <string.h>

#include "base/arena.h"
#include "base/jsonlogic.h"
#include "base/text.h"
#include "catalogue/catalogue_value_rules.h"

/* What conditions may look at; answers and form grow while the guide is walked, so that every condition sees only what
 * stands before it. */
struct facts {
    struct json_member *answers, *form;
    struct json_member parts[3];
    struct json tree;
};
enum { FACT_ANSWERS, FACT_APPLICANT, FACT_FORM };

/* One walk over a guide. */
struct walk {
    const struct catalogue *catalogue;
    const struct catalogue_guide *guide;
    struct arena *arena;
    const struct application *application;
    const struct application_checks *checks;
    struct field_errors *errors;
    struct facts facts;
    bool *questions, *materials, *fields;
};

static const char *path_of(const struct walk *walk, const char *part, const char *name)
{
    const char *path = arena_join(walk->arena, part, name);
    return path != NULL ? path : part;
}

static struct json text_value(const char *text)
{
    return text == NULL ? (struct json){.type = JSON_NULL} : (struct json){.type = JSON_TEXT, .text = {text, strlen(text)}};
}

static struct json object_of(const struct json_member *members, size_t count)
{
    return (struct json){.type = JSON_OBJECT, .object = {members, count}};
}

static bool begin_facts(struct walk *walk)
{
    const struct applicant_facts *a = &walk->application->applicant;
    struct facts *facts = &walk->facts;
    struct json_member *applicant = arena_array(walk->arena, 4, sizeof(*applicant));
    facts->answers = arena_array(walk->arena, walk->guide->question_count, sizeof(*facts->answers));
    facts->form = arena_array(walk->arena, walk->guide->field_count, sizeof(*facts->form));
    if (applicant == NULL || facts->answers == NULL || facts->form == NULL)
        return false;
    applicant[0] = (struct json_member){
        "age", a->age < 0 ? (struct json){.type = JSON_NULL} : (struct json){.type = JSON_INTEGER, .integer = a->age}};
    applicant[1] = (struct json_member){"sex", text_value(a->sex)};
    applicant[2] = (struct json_member){"local_hukou", {.type = JSON_BOOL, .boolean = a->local_hukou}};
    applicant[3] = (struct json_member){"id_type", text_value(a->id_type)};
    facts->parts[FACT_ANSWERS] = (struct json_member){"answers", object_of(facts->answers, 0)};
    facts->parts[FACT_APPLICANT] = (struct json_member){"applicant", object_of(applicant, 4)};
    facts->parts[FACT_FORM] = (struct json_member){"form", object_of(facts->form, 0)};
    facts->tree = object_of(facts->parts, 3);
    return true;
}

static void learn(struct json *object, struct json_member *members, const char *key, struct json value)
{
    members[object->object.count++] = (struct json_member){key, value};
}

static bool holds(struct walk *walk, const struct json *when)
{
    return when == NULL || jsonlogic_holds(walk->arena, when, &walk->facts.tree);
}

/* ---- questions and situation ---- */

static bool is_option(const struct guide_question *question, const struct json *given)
{
    for (size_t i = 0; given->type == JSON_TEXT && i < question->option_count; i++)
        if (text_equal(question->options[i].code, given->text.bytes))
            return true;
    return false;
}

static void ask_question(struct walk *walk, size_t index)
{
    const struct guide_question *question = &walk->guide->questions[index];
    walk->questions[index] = holds(walk, question->when);
    if (!walk->questions[index])
        return;
    const struct json *given = json_get(walk->application->answers, question->code);
    if (catalogue_value_is_empty(given))
        field_error_add_code(walk->errors, path_of(walk, "answers", question->code), "required");
    else if (!is_option(question, given))
        field_error_add_code(walk->errors, path_of(walk, "answers", question->code), "not_a_choice");
    else
        learn(&walk->facts.parts[FACT_ANSWERS].value, walk->facts.answers, question->code, *given);
}

static const struct guide_situation *find_situation(struct walk *walk)
{
    size_t before = walk->errors->count;
    for (size_t i = 0; i < walk->guide->question_count; i++)
        ask_question(walk, i);
    for (size_t i = 0; i < walk->guide->situation_count; i++)
        if (holds(walk, walk->guide->situations[i].when))
            return &walk->guide->situations[i];
    if (walk->errors->count == before)
        field_error_add(walk->errors, "answers", "no_situation", "按所填回答，此事项没有对应的办理情形，不能受理。",
                        "With these answers the item has no situation that fits; it cannot be applied for.");
    return NULL;
}

/* ---- form ---- */

static void fill_field(struct walk *walk, size_t index)
{
    const struct guide_field *field = &walk->guide->fields[index];
    walk->fields[index] = holds(walk, field->when);
    if (!walk->fields[index])
        return;
    const char *code = field->element->code;
    const struct json *given = json_get(walk->application->form, code);
    struct json value;
    if (catalogue_value_is_empty(given)) {
        if (field->required)
            field_error_add_code(walk->errors, path_of(walk, "form", code), "required");
    } else if (walk->checks == NULL) {
        learn(&walk->facts.parts[FACT_FORM].value, walk->facts.form, code, *given);
    } else if (catalogue_check_value(walk->arena, field->element, walk->checks, given, &value, walk->errors, path_of(walk, "form", code))) {
        learn(&walk->facts.parts[FACT_FORM].value, walk->facts.form, code, value);
    }
}

/* ---- what is not known ---- */

static bool is_question(const struct catalogue_guide *guide, const char *code)
{
    for (size_t i = 0; guide != NULL && i < guide->question_count; i++)
        if (text_equal(guide->questions[i].code, code))
            return true;
    return false;
}

static bool is_field(const struct catalogue_guide *guide, const char *code)
{
    for (size_t i = 0; guide != NULL && i < guide->field_count; i++)
        if (text_equal(guide->fields[i].element->code, code))
            return true;
    return false;
}

static void refuse_unknown(struct walk *walk, const struct json *object, const char *part,
                           bool (*is_known)(const struct catalogue_guide *guide, const char *code))
{
    for (size_t i = 0; object != NULL && object->type == JSON_OBJECT && i < object->object.count; i++)
        if (!is_known(walk->guide, object->object.members[i].key))
            field_error_add_code(walk->errors, path_of(walk, part, object->object.members[i].key), "unknown_field");
}

/* ---- materials ---- */

static bool may_be_given(const struct walk *walk, const char *code)
{
    if (walk->guide == NULL)
        return catalogue_material(walk->catalogue, code) != NULL;
    for (size_t i = 0; i < walk->guide->material_count; i++)
        if (text_equal(walk->guide->materials[i].material->code, code))
            return true;
    return false;
}

/* One line of printing that says something: no control characters, nothing that turns the direction of what stands
 * beside it. */
static bool is_one_line(const char *text)
{
    for (const char *at = text; *at != '\0'; at += text_character_size(at)) {
        const unsigned char *byte = (const unsigned char *)at;
        bool control = byte[0] < 0x20 || byte[0] == 0x7F || (byte[0] == 0xC2 && byte[1] < 0xA0);
        bool turns = byte[0] == 0xE2 && ((byte[1] == 0x80 && byte[2] >= 0x8B && (byte[2] <= 0x8F || (byte[2] >= 0xA8 && byte[2] <= 0xAE))) ||
                                         (byte[1] == 0x81 && byte[2] >= 0xA0 && byte[2] <= 0xAF));
        if (control || turns)
            return false;
    }
    return text_says_something(text);
}

/* A line that names a paper in words, where no guide has described them. */
static void check_own_line(struct walk *walk, size_t index)
{
    const struct given_material *given = walk->application->materials;
    const char *path = arena_format(walk->arena, "materials.%zu.name", index);
    if (walk->guide != NULL)
        field_error_add(walk->errors, path, "described", "此事项的材料已列明，请从中选择。", "The materials of this item are listed; choose from them.");
    else if (!is_one_line(given[index].name))
        field_error_add(walk->errors, path, "characters", "材料名称只能写成一行文字。", "The name of a material is one line of plain text.");
    for (size_t j = 0; j < index; j++)
        if (text_equal(given[j].name, given[index].name)) {
            field_error_add(walk->errors, path, "repeated", "同名材料只能列一次，份数填在 copies。",
                            "Each material is listed once; its number stands in copies.");
            return;
        }
}

static void check_materials(struct walk *walk)
{
    const struct given_material *given = walk->application->materials;
    for (size_t i = 0; i < walk->application->material_count; i++) {
        if (given[i].name != NULL) {
            check_own_line(walk, i);
            continue;
        }
        bool repeated = false, known = may_be_given(walk, given[i].code);
        for (size_t j = 0; j < i && !repeated; j++)
            repeated = text_equal(given[j].code, given[i].code);
        const char *path = known && !repeated ? NULL : arena_format(walk->arena, "materials.%zu.material_code", i);
        if (!known)
            field_error_add(walk->errors, path, "unknown_material", "此事项没有这种材料。", "This item knows no such material.");
        else if (repeated)
            field_error_add(walk->errors, path, "repeated", "同一种材料只能列一次，份数填在 copies。",
                            "Each material is listed once; its number stands in copies.");
    }
}

/* ---- the whole ---- */

#define ANSWER "answers."

/* Has every question been answered that this condition asks for? As deep as a condition is, which the loader has bounded. */
static bool is_answered(const struct walk *walk, const struct json *when)
{
    const char *name = json_get_text(when, "var");
    bool answered = true;
    if (name != NULL)
        return !text_starts_with(name, ANSWER) ||
               json_get(&walk->facts.parts[FACT_ANSWERS].value, name + sizeof(ANSWER) - 1) != NULL;
    for (size_t i = 0; when->type == JSON_OBJECT && answered && i < when->object.count; i++)
        answered = is_answered(walk, &when->object.members[i].value);
    for (size_t i = 0; when->type == JSON_ARRAY && answered && i < when->array.count; i++)
        answered = is_answered(walk, &when->array.items[i]);
    return answered;
}

static bool walk_guide(struct walk *walk, struct guide_outcome *outcome)
{
    const struct catalogue_guide *guide = walk->guide;
    walk->questions = arena_array(walk->arena, guide->question_count, sizeof(bool));
    walk->materials = arena_array(walk->arena, guide->material_count, sizeof(bool));
    walk->fields = arena_array(walk->arena, guide->field_count, sizeof(bool));
    if (!begin_facts(walk) || walk->questions == NULL || walk->materials == NULL || walk->fields == NULL)
        return false;
    outcome->situation = find_situation(walk);
    outcome->agent_needed = guide->agent != NULL && holds(walk, guide->agent);
    outcome->agent_excluded = guide->agent != NULL && !outcome->agent_needed && is_answered(walk, guide->agent);
    for (size_t i = 0; i < guide->field_count; i++)
        fill_field(walk, i);
    for (size_t i = 0; i < guide->material_count; i++)
        walk->materials[i] = holds(walk, guide->materials[i].when);
    outcome->question_applies = walk->questions;
    outcome->material_applies = walk->materials;
    outcome->field_applies = walk->fields;
    outcome->answers = &walk->facts.parts[FACT_ANSWERS].value;
    outcome->form = &walk->facts.parts[FACT_FORM].value;
    return true;
}

enum result catalogue_apply_guide(const struct catalogue *catalogue, const struct catalogue_guide *guide, struct arena *arena,
                                  const struct application *application, const struct application_checks *checks,
                                  struct field_errors *errors, struct guide_outcome *ret_outcome)
{
    static const struct json nothing = {.type = JSON_OBJECT};
    struct guide_outcome outcome = {.answers = &nothing, .form = &nothing};
    struct walk *walk = arena_alloc(arena, sizeof(*walk));
    if (walk == NULL)
        return RESULT_NO_MEMORY;
    *walk = (struct walk){.catalogue = catalogue, .guide = guide, .arena = arena, .application = application,
                          .checks = checks, .errors = errors};
    if (guide != NULL && !walk_guide(walk, &outcome))
        return RESULT_NO_MEMORY;
    if (checks != NULL) {
        refuse_unknown(walk, application->answers, "answers", is_question);
        refuse_unknown(walk, application->form, "form", is_field);
        check_materials(walk);
    }
    *ret_outcome = outcome;
    return arena_overflowed(arena) ? RESULT_NO_MEMORY : RESULT_OK;
}
