/* What an application is, by the rules of the item and the city; what is missing, and what a supplement makes of it. */
#include "cases/case_application.h"

#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "identity/identity_rules.h"

#define OWN_LINE "own-"

/* ---- people ---- */

static void check_number(struct act *act, const char *who, int32_t day, struct case_person *person)
{
    struct identity identity;
    const char *code = NULL;
    if (person->id_type == NULL || person->id_number == NULL)
        return;
    if (!identity_check(person->id_type, person->id_number, day, &identity, &code)) {
        identity_refuse(&act->errors, who, "id_number", code);
        return;
    }
    person->id_number = arena_copy_text(act->arena, identity.number);
    person->age = identity.birth == DAY_NONE ? -1 : day_age(identity.birth, day);
    person->sex = identity.sex == 1 ? "1" : identity.sex == 2 ? "2" : NULL;
}

/* Reads who somebody is; what was not given is left NULL and is no fault here (the spec requires it where it must
 * be). */
static void read_person(struct act *act, const struct case_person *given, const char *who, int32_t day,
                        unsigned reading, struct case_person *person)
{
    char name[PERSON_NAME_SIZE], phone[PHONE_SIZE];
    const char *code = NULL;
    *person = given != NULL ? *given : (struct case_person){.residence_permit = ANSWER_UNKNOWN};
    person->age = -1;
    person->sex = NULL;
    if (reading & READ_FINDINGS)
        return;
    check_number(act, who, day, person);
    if (!(reading & READ_JUDGED))
        return;
    person->hukou = identity_code(act->arena, person->hukou);
    person->residence = identity_code(act->arena, person->residence);
    if (person->name != NULL && person_name_check(person->name, name, &code))
        person->name = arena_copy_text(act->arena, name);
    else if (person->name != NULL)
        identity_refuse(&act->errors, who, "name", code);
    if (person->phone != NULL && phone_check(person->phone, phone, &code))
        person->phone = arena_copy_text(act->arena, phone);
    else if (person->phone != NULL)
        identity_refuse(&act->errors, who, "phone", code);
}

/* An address must mean something: digits of 6, 9 or 12 that begin like a province, in this city with a district that
 * is or was one. An unknown street of a district counts as that district; 310000 says the city alone. */
static void check_division(struct act *act, const char *code, const char *field)
{
    if (code == NULL)
        return;
    enum place_level level = places_find_address(act->context->places, code).level;
    if (level == PLACE_NOWHERE || (level == PLACE_CITY && !text_starts_with(code + 2, "0000")))
        field_error_add(&act->errors, field, "division_unknown", "没有这个行政区划代码", "There is no such division");
}

/* ---- materials ---- */

static void refuse_line(struct act *act, size_t index, const char *key, const char *code, const char *zh,
                        const char *en)
{
    field_error_add(&act->errors, arena_format(act->arena, "materials.%zu.%s", index, key), code, zh, en);
}

/* A material is named by its code or in words, not both. */
static void check_naming(struct act *act, const struct case_material *line, size_t index)
{
    if (line->name == NULL && line->code == NULL)
        refuse_line(act, index, "material_code", "required", "请选择材料或写明材料名称", "Choose a material or write its name");
    else if (line->name != NULL && line->code != NULL)
        refuse_line(act, index, "name", "not_both", "材料代码和名称只填一个", "Give a code or a name, not both");
}

/* A line of its own gets its reference when it is read. */
static struct case_material as_it_came(const struct case_material *material)
{
    struct case_material line = *material;
    line.code = line.name != NULL ? NULL : line.code;
    return line;
}

static bool read_materials(struct act *act, const struct case_materials *given, unsigned reading,
                           struct case_application *application)
{
    size_t count = given->count, own = 0;
    application->materials = arena_array(act->arena, count + 1, sizeof(*application->materials));
    if (application->materials == NULL)
        return false;
    for (size_t i = 0; i < count; i++) {
        struct case_material *material = &application->materials[i];
        *material = given->items[i];
        if (reading & READ_JUDGED)
            check_naming(act, material, i);
        if (material->name != NULL)
            material->code = arena_format(act->arena, OWN_LINE "%zu", ++own);
        else if (material->code == NULL)
            material->code = "";
    }
    application->material_count = count;
    if ((reading & READ_JUDGED) && count > MATERIALS_MAX)
        field_error_add(&act->errors, "materials", "too_many", "一件最多登记 60 项材料",
                        "At most 60 materials are listed for a case");
    return true;
}

bool case_application_may_name(const struct act *act, const struct case_application *application, const char *code)
{
    return catalogue_material(act->context->catalogue, code) != NULL ||
           case_application_material(application, code) != NULL;
}

const struct case_material *case_application_material(const struct case_application *application, const char *code)
{
    for (size_t i = 0; i < application->material_count; i++)
        if (text_equal(application->materials[i].code, code))
            return &application->materials[i];
    return NULL;
}

static bool is_given(const struct case_application *application, const char *code)
{
    const struct case_material *material = case_application_material(application, code);
    return material != NULL && material->copies > 0;
}

/* ---- the whole ---- */

struct codes { const char **items; size_t count; };

static bool codes_begin(struct arena *arena, struct codes *codes, size_t max)
{
    codes->items = arena_array(arena, max + 1, sizeof(*codes->items));
    codes->count = 0;
    return codes->items != NULL;
}

/* Sorts what the guide found: missing answers and fields apart from faults. */
static bool sort_errors(struct act *act, const struct field_errors *found, bool strict,
                        struct case_application *application)
{
    struct codes answers, form;
    if (!codes_begin(act->arena, &answers, FIELD_ERRORS_MAX) || !codes_begin(act->arena, &form, FIELD_ERRORS_MAX))
        return false;
    for (size_t i = 0; i < found->count; i++) {
        const struct field_error *error = &found->items[i];
        bool required = text_equal(error->code, "required"), answer = text_starts_with(error->field, "answers.");
        bool field = text_starts_with(error->field, "form.");
        if (required && answer)
            answers.items[answers.count++] = error->field + strlen("answers.");
        else if (required && field)
            form.items[form.count++] = error->field + strlen("form.");
        if (strict || !required || (!answer && !field))
            field_error_add(&act->errors, error->field, error->code, error->zh, error->en);
    }
    application->missing_answers = answers.items;
    application->missing_form = form.items;
    application->complete = answers.count == 0 && form.count == 0;
    return true;
}

static bool find_missing_materials(struct act *act, struct case_application *application)
{
    const struct catalogue_guide *guide = application->version->guide;
    struct codes codes;
    if (!codes_begin(act->arena, &codes, guide != NULL ? guide->material_count : 0))
        return false;
    for (size_t i = 0; guide != NULL && i < guide->material_count; i++) {
        const struct guide_material *material = &guide->materials[i];
        if (material->required && application->outcome.material_applies[i] && material->source == SOURCE_applicant &&
            !is_given(application, material->material->code))
            codes.items[codes.count++] = material->material->code;
    }
    application->missing_materials = codes.items;
    application->complete = application->complete && codes.count == 0;
    return true;
}

static enum result apply_guide(struct act *act, const struct case_intake *intake, int32_t day, unsigned reading,
                               struct case_application *application)
{
    struct field_errors *found = arena_alloc(act->arena, sizeof(*found));
    struct given_material *given = arena_array(act->arena, application->material_count + 1, sizeof(*given));
    if (found == NULL || given == NULL)
        return RESULT_NO_MEMORY;
    found->arena = act->arena;
    for (size_t i = 0; i < application->material_count; i++)
        given[i] = (struct given_material){application->materials[i].code, application->materials[i].copies,
                                           application->materials[i].name};
    const struct case_person *person = &application->applicant;
    struct application facts = {
        .applicant = {.age = person->age, .sex = person->sex, .id_type = person->id_type,
                      .local_hukou = interchange_is_local(act->context->places, person->hukou)},
        .answers = intake->answers, .form = intake->form,
        .materials = given, .material_count = application->material_count};
    struct application_checks checks = {.places = act->context->places, .today = day};
    enum result result = catalogue_apply_guide(act->context->catalogue, application->version->guide, act->arena, &facts,
                                               reading & READ_JUDGED ? &checks : NULL, found, &application->outcome);
    if (result != RESULT_OK)
        return result;
    application->answers = application->outcome.answers;
    application->form = application->outcome.form;
    if (!sort_errors(act, found, (reading & READ_WHOLE) != 0, application) || !find_missing_materials(act, application))
        return RESULT_NO_MEMORY;
    return RESULT_OK;
}

/* ---- what was found, kept with it ---- */

static bool stands_among(const struct json *codes, const char *code)
{
    for (size_t i = 0; i < json_count(codes); i++)
        if (json_at(codes, i)->type == JSON_TEXT && text_equal(json_at(codes, i)->text.bytes, code))
            return true;
    return false;
}

static const struct guide_situation *situation_of(const struct catalogue_guide *guide, const char *code)
{
    for (size_t i = 0; guide != NULL && code != NULL && i < guide->situation_count; i++)
        if (text_equal(guide->situations[i].code, code))
            return &guide->situations[i];
    return NULL;
}

/* Nothing is missing; of the guide's materials those apply that were handed in (but for a few), and those that are
 * named. */
static enum result take_findings(struct act *act, const struct case_intake *intake,
                                 struct case_application *application)
{
    static const char *const none[] = {NULL};
    const struct catalogue_guide *guide = application->version->guide;
    size_t count = guide != NULL ? guide->material_count : 0;
    bool *applies = arena_array(act->arena, count + 1, sizeof(*applies));
    if (applies == NULL)
        return RESULT_NO_MEMORY;
    for (size_t i = 0; i < count; i++) {
        const char *code = guide->materials[i].material->code;
        const struct case_material *given = case_application_material(application, code);
        applies[i] = given != NULL ? given->applies : stands_among(intake->not_given, code);
    }
    application->outcome = (struct guide_outcome){.material_applies = applies,
                                                  .situation = situation_of(guide, intake->situation)};
    application->missing_answers = application->missing_form = application->missing_materials = none;
    application->complete = true;
    return RESULT_OK;
}

enum result case_application_read(struct act *act, const struct case_intake *intake, int32_t day, unsigned reading,
                                  struct case_application *ret_application)
{
    struct case_application *application = ret_application;
    const char *code = reading & READ_FINDINGS ? intake->item_code : identity_code(act->arena, intake->item_code);
    const struct catalogue_item *item = catalogue_item(act->context->catalogue, code);
    *application = (struct case_application){
        .channel = intake->channel, .has_agent = intake->agent != NULL, .reasons = intake->reasons,
        .reason = intake->reason, .procedure = intake->procedure};
    if (intake->not_given == NULL)
        reading &= ~(unsigned)READ_FINDINGS; /* they are made again */
    application->version = item != NULL ? catalogue_version_on(item, day) : NULL;
    if (application->version == NULL && item != NULL && (reading & READ_FORMER) && item->version_count > 0)
        application->version = &item->versions[item->version_count - 1];
    if (application->version == NULL)
        field_error_add(&act->errors, "item_code", item == NULL ? "item_unknown" : "item_not_valid",
                        item == NULL ? "没有这个事项" : "此事项目前不在目录中",
                        item == NULL ? "There is no such item" : "This item is not in the catalogue on this day");
    read_person(act, intake->applicant, "applicant", day, reading, &application->applicant);
    if (application->has_agent)
        read_person(act, intake->agent, "agent", day, reading, &application->agent);
    if (reading & READ_JUDGED) {
        check_division(act, application->applicant.hukou, "applicant.hukou_division");
        check_division(act, application->applicant.residence, "applicant.residence_division");
    }
    if (!read_materials(act, &intake->materials, reading, application))
        return RESULT_NO_MEMORY;
    if (application->version == NULL)
        return RESULT_OK;
    return reading & READ_FINDINGS ? take_findings(act, intake, application)
                                   : apply_guide(act, intake, day, reading, application);
}

/* ---- kept ---- */

static bool applies(const struct case_application *application, const char *code)
{
    const struct catalogue_guide *guide = application->version->guide;
    for (size_t i = 0; guide != NULL && i < guide->material_count; i++)
        if (text_equal(guide->materials[i].material->code, code))
            return application->outcome.material_applies[i];
    return guide == NULL;
}

/* Nobody asks for what is missing when it was found: then it is found again, by the guide as it stands. */
static const struct json *not_given(struct arena *arena, const struct case_application *application)
{
    const struct catalogue_guide *guide = application->version->guide;
    struct json *list = arena_alloc(arena, sizeof(*list));
    struct json *codes = arena_array(arena, guide != NULL ? guide->material_count + 1 : 1, sizeof(*codes));
    size_t count = 0;
    if (!application->complete || list == NULL || codes == NULL)
        return NULL;
    for (size_t i = 0; guide != NULL && i < guide->material_count; i++) {
        const char *code = guide->materials[i].material->code;
        if (application->outcome.material_applies[i] && case_application_material(application, code) == NULL)
            codes[count++] = (struct json){.type = JSON_TEXT, .text = {code, strlen(code)}};
    }
    *list = (struct json){.type = JSON_ARRAY, .array = {codes, count}};
    return list;
}

bool case_application_keep(struct arena *arena, const struct case_application *application,
                           struct case_intake *ret_intake)
{
    struct case_material *materials = arena_array(arena, application->material_count + 1, sizeof(*materials));
    const struct guide_situation *situation = application->complete ? application->outcome.situation : NULL;
    for (size_t i = 0; materials != NULL && i < application->material_count; i++) {
        materials[i] = as_it_came(&application->materials[i]);
        materials[i].applies = applies(application, application->materials[i].code);
    }
    *ret_intake = (struct case_intake){
        .item_code = application->version->item->code, .channel = application->channel,
        .applicant = &application->applicant, .agent = application->has_agent ? &application->agent : NULL,
        .answers = application->answers, .form = application->form, .materials = {materials, application->material_count},
        .situation = situation != NULL ? situation->code : NULL,
        .not_given = not_given(arena, application), .reasons = application->reasons, .reason = application->reason,
        .procedure = application->procedure};
    return !arena_overflowed(arena);
}

/* ---- supplement ---- */

static const struct json *object_of(struct arena *arena, const struct json_member *members, size_t count)
{
    struct json *object = arena_alloc(arena, sizeof(*object));
    if (object != NULL)
        *object = (struct json){.type = JSON_OBJECT, .object = {members, count}};
    return object;
}

/* Members of `fresh` over those of `old`. */
static const struct json *merged(struct arena *arena, const struct json *old, const struct json *fresh)
{
    size_t old_count = old != NULL && old->type == JSON_OBJECT ? old->object.count : 0;
    size_t fresh_count = fresh != NULL && fresh->type == JSON_OBJECT ? fresh->object.count : 0;
    struct json_member *members = arena_array(arena, old_count + fresh_count + 1, sizeof(*members));
    size_t count = 0;
    if (members == NULL)
        return old;
    for (size_t i = 0; i < fresh_count; i++)
        members[count++] = fresh->object.members[i];
    for (size_t i = 0; i < old_count; i++)
        if (json_get(fresh, old->object.members[i].key) == NULL)
            members[count++] = old->object.members[i];
    return object_of(arena, members, count);
}

/* A line as a supplement brings it, instead of one of its own with this name (NULL: of none). */
static struct case_material supplied(const struct case_material *line, const char *own)
{
    struct case_material material = *line;
    material.name = own != NULL ? own : line->code == NULL ? line->name : NULL;
    material.supplied = true;
    return as_it_came(&material);
}

/* What comes again stands where it stood, so that lines keep their references; what is new follows. */
static struct case_materials merged_materials(struct arena *arena, const struct case_application *before,
                                              const struct case_materials *fresh)
{
    struct case_material *items = arena_array(arena, before->material_count + fresh->count + 1, sizeof(*items));
    bool *placed = arena_array(arena, fresh->count + 1, sizeof(*placed));
    size_t count = 0;
    if (items == NULL || placed == NULL)
        return (struct case_materials){NULL, 0};
    for (size_t i = 0; i < before->material_count; i++) {
        const struct case_material *old = &before->materials[i];
        struct case_material *item = &items[count++];
        *item = as_it_came(old);
        for (size_t k = 0; k < fresh->count; k++)
            if (!placed[k] && text_equal(fresh->items[k].code, old->code)) {
                *item = supplied(&fresh->items[k], old->name);
                placed[k] = true;
                break;
            }
    }
    for (size_t k = 0; k < fresh->count; k++)
        if (!placed[k])
            items[count++] = supplied(&fresh->items[k], NULL);
    return (struct case_materials){items, count};
}

/* Does an error stand at a member of this part of the application? */
static bool is_at(const struct field_error *error, const char *part, const char *code)
{
    size_t size = strlen(part);
    return text_starts_with(error->field, part) && error->field[size] == '.' &&
           text_equal(error->field + size + 1, code);
}

/* What came before and the guide of today no longer knows (or takes) is not handed in again, but stays with the
 * case. */
static const struct json *with_former(struct act *act, size_t first_error, const char *part, const struct json *before,
                                      const struct json *after)
{
    size_t count = 0, all = before != NULL && before->type == JSON_OBJECT ? before->object.count : 0;
    struct json_member *members = arena_array(act->arena, all + 1, sizeof(*members));
    for (size_t i = 0; members != NULL && i < all; i++)
        for (size_t k = first_error; k < act->errors.count; k++)
            if (is_at(&act->errors.items[k], part, before->object.members[i].key)) {
                members[count++] = before->object.members[i];
                break;
            }
    return count == 0 ? after : merged(act->arena, object_of(act->arena, members, count), after);
}

/* Is the error about what is brought? What was good when it came is not judged again. */
static bool is_about(struct arena *arena, const struct field_error *error, const struct case_order *order,
                     const struct case_application *before)
{
    if (text_equal(error->field, "applicant.hukou_division"))
        return order->hukou != NULL;
    if (text_equal(error->field, "applicant.residence_division"))
        return order->residence != NULL;
    if (text_starts_with(error->field, "answers."))
        return json_get(order->answers, error->field + strlen("answers.")) != NULL;
    if (text_starts_with(error->field, "form."))
        return json_get(order->form, error->field + strlen("form.")) != NULL;
    for (size_t i = 0; i < before->material_count; i++) {
        const char *line = arena_format(arena, "materials.%zu.", i);
        if (line == NULL || !text_starts_with(error->field, line))
            continue;
        for (size_t k = 0; k < order->materials.count; k++)
            if (text_equal(order->materials.items[k].code, before->materials[i].code))
                return true;
        return false;
    }
    return true;
}

static void leave_former_alone(struct act *act, size_t first_error, const struct case_order *order,
                               const struct case_application *before, struct case_application *after)
{
    size_t kept = first_error;
    after->answers = with_former(act, first_error, "answers", before->answers, after->answers);
    after->form = with_former(act, first_error, "form", before->form, after->form);
    for (size_t i = first_error; i < act->errors.count; i++)
        if (is_about(act->arena, &act->errors.items[i], order, before))
            act->errors.items[kept++] = act->errors.items[i];
    act->errors.count = kept;
}

enum result case_application_correct(struct act *act, const struct case_application *before,
                                  const struct case_order *order, int32_t day, struct case_application *ret_application)
{
    struct case_person applicant = before->applicant;
    if (order->hukou != NULL)
        applicant.hukou = order->hukou;
    if (order->residence != NULL)
        applicant.residence = order->residence;
    if (order->residence_permit != ANSWER_UNKNOWN)
        applicant.residence_permit = order->residence_permit;
    const struct case_intake whole = {
        .item_code = before->version->item->code, .channel = before->channel, .applicant = &applicant,
        .agent = before->has_agent ? &before->agent : NULL,
        .answers = merged(act->arena, before->answers, order->answers),
        .form = merged(act->arena, before->form, order->form),
        .materials = merged_materials(act->arena, before, &order->materials)};
    if (arena_overflowed(act->arena))
        return RESULT_NO_MEMORY;
    size_t first_error = act->errors.count;
    enum result result = case_application_read(act, &whole, day, READ_KEPT, ret_application);
    if (result == RESULT_OK)
        leave_former_alone(act, first_error, order, before, ret_application);
    return result;
}
