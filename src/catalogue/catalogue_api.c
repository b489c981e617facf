#include "catalogue/catalogue_api.h"

#include "base/reply_fields.h"
#include "base/text.h"
#include "catalogue/catalogue.h"
#include "act/page.h"
#include "identity/identity_rules.h"

static const struct problem problem_item = {"not_found", 404, "没有这个事项。", "There is no such item."};
static const struct problem problem_item_then = {"not_found", 404, "这一天此事项不在目录中。",
                                                 "The item is not in the catalogue on that day."};

/* ---- shapes ---- */

#define WHEN {"when", FIELD_ANY, MAY_BE_NULL, .description = "JsonLogic; null: always"}
#define PERIOD DAY("valid_from"), DAY_OR_NULL("valid_to", "first day it holds no more")
/* A code and what it stands for. */
static const struct field named_fields[] = {TEXT("code"), TEXT("name"), TEXT("name_en"), {0}};

/* Of every query of items: for which day, and who asks. */
struct asking { const char *on, *at; int applicant; };
#define ON_QUERY {.name = "on", .type = FIELD_DATE, .description = "any day; today when absent", AT(asking, on)}
/* `audience` hides what is not for somebody, `applicant` only says so. */
#define APPLICANT_QUERY \
    {.name = "applicant", .type = FIELD_TEXT, .choices = audience_names, \
     .description = "who would apply: then `fits` says whether they may", .otherwise = -1, AT(asking, applicant)}
/* As it is marked who may apply, so where it is taken. */
#define AT_QUERY \
    CENTRE_CODE_FIELD("at", FIELD_EMPTY_OK, .description = "centre or sub-centre: then `taken_at` says who takes it instead", \
                      AT(asking, at))
static const struct field on_query[] = {ON_QUERY, {0}};

static const struct field departments_reply[] = {LIST("items", 100, ITEMS(named_fields)), PAGE_REPLY, {0}};

static const struct field figures_reply[] = {
    DAY("on"), NUMBER("items"), NUMBER("citywide", "handled at any centre"),
    NUMBER("direct", "citywide, decided where received"),
    NUMBER("split", "citywide, decided at the responsible centre"),
    NUMBER("permit_holder", "citywide for holders of a residence permit"),
    NUMBER("non_resident", "citywide for people from elsewhere without one"), NUMBER("departments"),
    NUMBER("systems", "business systems connected"), {0}};

static const struct field audience_item[] = {{.name = "item", .type = FIELD_TEXT, .choices = audience_names}};

struct items_query {
    struct asking asking; /* first */
    const char *text, *department, *centre;
    int mode, kind, audience, channel;
    struct page_query page;
};
#define ONE_OF(field, words) \
    {.name = #field, .type = FIELD_TEXT, .choices = (words), .otherwise = -1, AT(items_query, field)}
static const struct field items_query[] = {
    {.name = "q", .type = FIELD_TEXT, .flags = FIELD_EMPTY_OK, .max = 100,
     .description = "words in Chinese or English, pinyin, initials or a code", AT(items_query, text)},
    {.name = "department", .type = FIELD_TEXT, .flags = FIELD_EMPTY_OK, .max = 2, AT(items_query, department)},
    ONE_OF(mode, item_mode_names), ONE_OF(kind, item_kind_names), ONE_OF(audience, audience_names),
    ONE_OF(channel, channel_names), APPLICANT_QUERY, AT_QUERY,
    CENTRE_CODE_FIELD("centre", FIELD_EMPTY_OK, .description = "that takes them; a sub-centre takes some only",
                      AT(items_query, centre)),
    ON_QUERY, PAGE_QUERY(items_query), {0}};
#define ITEM_FIELDS \
    TEXT("code"), TEXT("name"), TEXT("name_en"), TEXT("department"), TEXT("department_name"), \
    TEXT("department_name_en"), \
    CHOICE("mode", item_mode_names), CHOICE("kind", item_kind_names), \
    CHOICE("basis", item_basis_names, "whose centre is responsible"), FLAG("citywide", "handled at any centre"), \
    NUMBER("legal_days", "working days; 0: on the spot"), NUMBER("promised_days", "working days; 0: on the spot"), \
    LIST("audiences", 10, audience_item, "who may apply"), \
    TEXT("certainty", "F published, S named by sources, P public page, M common knowledge, X sample"), \
    FLAG("materials_described", "false: nobody has recorded what the item asks for"), \
    TEXT("initials", "of the pinyin"), \
    {"fits", FIELD_BOOL, MAY_BE_NULL, .description = "may the `applicant` apply; null: not asked"}, \
    {"taken_at", FIELD_OBJECT, MAY_BE_NULL, .fields = named_fields, \
     .description = "the centre of a sub-centre that does not take it; null: it is taken where `at` says, or not asked"}
static const struct field item_fields[] = {ITEM_FIELDS, {0}};
static const struct field items_reply[] = {LIST("items", PAGE_LIMIT_MAX, ITEMS(item_fields)), PAGE_REPLY, {0}};

static const struct field channel_item[] = {{.name = "item", .type = FIELD_TEXT, .choices = channel_names}};
static const struct field text_item[] = {{.name = "item", .type = FIELD_TEXT}};
static const struct field step_fields[] = {TEXT_OR_NULL("zh"), TEXT_OR_NULL("en"), {0}};
static const struct field law_fields[] = {TEXT("title"), TEXT_OR_NULL("article"), {0}};
static const struct field option_fields[] = {TEXT("code"), TEXT("text_zh"), TEXT("text_en"), {0}};
static const struct field question_fields[] = {
    TEXT("code"), TEXT("text_zh"), TEXT("text_en"), WHEN, LIST("options", 40, ITEMS(option_fields)), {0}};
static const struct field situation_fields[] = {TEXT("code"), TEXT("name_zh"), TEXT("name_en"), WHEN, {0}};
static const struct field material_fields[] = {
    TEXT("material_code"), TEXT("name"), TEXT("name_en"), FLAG("required"), CHOICE("form", material_form_names),
    TEXT_OR_NULL("licence_type", "e-licence that can replace it"), WHEN,
    CHOICE("source", material_source_names, "who brings it"),
    NUMBER("originals", "shown"), NUMBER("copies", "handed in"),
    FLAG("deferrable", "may follow by a date that is signed"),
    TEXT_OR_NULL("basis"), TEXT_OR_NULL("rule_zh"), TEXT_OR_NULL("rule_en"), {0}};
struct materials_query { const char *text; struct page_query page; };
static const struct field materials_query[] = {
    {.name = "q", .type = FIELD_TEXT, .flags = FIELD_EMPTY_OK, .max = 100,
     .description = "words in Chinese or English, pinyin or initials", AT(materials_query, text)},
    PAGE_QUERY(materials_query), {0}};
static const struct field known_material_fields[] = {
    TEXT("material_code"), TEXT("name"), TEXT("name_en"), CHOICE("form", material_form_names), {0}};
static const struct field materials_reply[] = {LIST("items", PAGE_LIMIT_MAX, ITEMS(known_material_fields)),
    PAGE_REPLY, {0}};
static const struct field field_fields[] = {
    TEXT("element"), TEXT("name"), TEXT("name_en"), CHOICE("type", element_type_names),
    NUMBER_OR_NULL("max_length"), FLAG("required"), WHEN,
    TEXT_OR_NULL("prefill", "what of the applicant it begins with"),
    LIST("options", 500, ITEMS(named_fields), "of a choice"), {0}};
static const struct field result_fields[] = {
    TEXT("name_zh"), TEXT("name_en"), TEXT("kind"), LIST("delivery", 10, text_item), {0}};
static const struct field item_query_fields[] = {ON_QUERY, APPLICANT_QUERY, AT_QUERY, {0}};
static const struct field history_fields[] = {
    PERIOD, FLAG("citywide"), CHOICE("mode", item_mode_names), NUMBER("legal_days"), NUMBER("promised_days"), {0}};
static const struct field item_reply[] = {
    ITEM_FIELDS, PERIOD, NUMBER("sub_centres", "that take it on that day"), TEXT_OR_NULL("system"),
    TEXT_OR_NULL("system_name"), TEXT_OR_NULL("system_name_en"),
    LIST("channels", 10, channel_item), TEXT_OR_NULL("old_code", "12 characters"),
    TEXT_OR_NULL("code15"), TEXT_OR_NULL("basic_code", "12 characters"), TEXT_OR_NULL("handle_code", "33 characters"),
    TEXT_OR_NULL("note", "on the item"), TEXT_OR_NULL("guide_certainty", "null: the pack has no guide for it"),
    TEXT_OR_NULL("conditions_zh"), TEXT_OR_NULL("conditions_en"), LIST("process", 100, ITEMS(step_fields)),
    LIST("legal_basis", 100, ITEMS(law_fields)), TEXT_OR_NULL("fee_zh"), TEXT_OR_NULL("fee_en"),
    TEXT_OR_NULL("note_zh", "on the guide"), TEXT_OR_NULL("note_en", "on the guide"),
    LIST("questions", 100, ITEMS(question_fields)),
    LIST("situations", 100, ITEMS(situation_fields), "the first that holds is taken"),
    LIST("materials", 100, ITEMS(material_fields)),
    LIST("fields", 100, ITEMS(field_fields)),
    {"result", FIELD_OBJECT, MAY_BE_NULL, .fields = result_fields},
    TEXT_OR_NULL("misfit_zh", "for whom it is and what else there is, when the applicant does not fit"),
    TEXT_OR_NULL("misfit_en"),
    CATALOGUE_INSTEAD_FIELD,
    LIST("history", 100, ITEMS(history_fields), "all periods, oldest first"), {0}};

/* ---- reading the query ---- */

static int32_t day_asked(const struct act *act, const struct asking *asking)
{
    int32_t day = 0;
    return asking->on != NULL && day_parse(asking->on, &day) ? day : day_of_ms(act->now_ms);
}

/* Who asks, where they stand, and for which day. */
struct asker { int applicant; const struct place_centre *at; int32_t day; };

static bool read_asker(struct act *act, const struct asking *asking, struct asker *ret_asker)
{
    const char *at = identity_code(act->arena, asking->at);
    *ret_asker = (struct asker){asking->applicant, place_centre(act->context->places, at), day_asked(act, asking)};
    if (at != NULL && ret_asker->at == NULL)
        field_error_add_code(&act->errors, "at", "not_found");
    return act->errors.count == 0;
}

/* ---- writing ---- */

static void write_words(struct json_writer *json, const char *key, const char *const *names, unsigned bits)
{
    json_open_array(json, key);
    for (unsigned i = 0; names[i] != NULL; i++)
        if ((bits & (1U << i)) != 0)
            json_add_text(json, NULL, names[i]);
    json_close_array(json);
}

static void write_taken_at(struct json_writer *json, const struct catalogue_item *item, const struct asker *asker)
{
    if (asker->at == NULL || place_takes_item(asker->at, item->code, asker->day)) {
        json_add_null(json, "taken_at");
        return;
    }
    json_open_object(json, "taken_at");
    json_add_text(json, "code", asker->at->parent->code);
    json_add_text(json, "name", asker->at->parent->name);
    json_add_text(json, "name_en", asker->at->parent->name_en);
    json_close_object(json);
}

static void write_item_fields(struct json_writer *json, const struct catalogue_version *version, const struct asker *asker)
{
    const struct catalogue_item *item = version->item;
    json_add_text(json, "code", item->code);
    json_add_text(json, "name", item->name);
    json_add_text(json, "name_en", item->name_en);
    json_add_text(json, "department", item->department->code);
    json_add_text(json, "department_name", item->department->name);
    json_add_text(json, "department_name_en", item->department->name_en);
    json_add_text(json, "mode", item_mode_names[version->mode]);
    json_add_text(json, "kind", item_kind_names[version->kind]);
    json_add_text(json, "basis", item_basis_names[version->basis]);
    json_add_bool(json, "citywide", version->citywide);
    json_add_integer(json, "legal_days", version->legal_days);
    json_add_integer(json, "promised_days", version->promised_days);
    write_words(json, "audiences", audience_names, version->audiences);
    json_add_text(json, "certainty", item->certainty);
    json_add_bool(json, "materials_described", version->guide != NULL);
    json_add_text(json, "initials", item->initials);
    if (asker->applicant < 0)
        json_add_null(json, "fits");
    else
        json_add_bool(json, "fits", catalogue_fits(version, 1U << asker->applicant) == FITTING_yes);
    write_taken_at(json, item, asker);
}

static void write_condition(struct json_writer *json, const struct json *when)
{
    if (when == NULL)
        json_add_null(json, "when");
    else
        json_add_value(json, "when", when);
}

static void write_array(struct json_writer *json, const char *key, const struct json *array)
{
    static const struct json empty = {.type = JSON_ARRAY};
    json_add_value(json, key, array == NULL ? &empty : array);
}

static void write_laws(struct json_writer *json, const struct json *laws)
{
    json_open_array(json, "legal_basis");
    for (size_t i = 0; i < json_count(laws); i++) {
        const char *article = json_get_text(json_at(laws, i), "article");
        json_open_object(json, NULL);
        json_add_text(json, "title", json_get_text(json_at(laws, i), "title"));
        json_add_text(json, "article", text_is_empty(article) ? NULL : article);
        json_close_object(json);
    }
    json_close_array(json);
}

static void write_questions(struct json_writer *json, const struct catalogue_guide *guide)
{
    json_open_array(json, "questions");
    for (size_t i = 0; i < guide->question_count; i++) {
        const struct guide_question *question = &guide->questions[i];
        json_open_object(json, NULL);
        json_add_text(json, "code", question->code);
        json_add_text(json, "text_zh", question->zh);
        json_add_text(json, "text_en", question->en);
        write_condition(json, question->when);
        json_open_array(json, "options");
        for (size_t k = 0; k < question->option_count; k++) {
            json_open_object(json, NULL);
            json_add_text(json, "code", question->options[k].code);
            json_add_text(json, "text_zh", question->options[k].zh);
            json_add_text(json, "text_en", question->options[k].en);
            json_close_object(json);
        }
        json_close_array(json);
        json_close_object(json);
    }
    json_close_array(json);
}

static void write_situations(struct json_writer *json, const struct catalogue_guide *guide)
{
    json_open_array(json, "situations");
    for (size_t i = 0; i < guide->situation_count; i++) {
        json_open_object(json, NULL);
        json_add_text(json, "code", guide->situations[i].code);
        json_add_text(json, "name_zh", guide->situations[i].zh);
        json_add_text(json, "name_en", guide->situations[i].en);
        write_condition(json, guide->situations[i].when);
        json_close_object(json);
    }
    json_close_array(json);
}

static void write_materials(struct json_writer *json, const struct catalogue_guide *guide)
{
    json_open_array(json, "materials");
    for (size_t i = 0; i < guide->material_count; i++) {
        const struct guide_material *material = &guide->materials[i];
        json_open_object(json, NULL);
        json_add_text(json, "material_code", material->material->code);
        json_add_text(json, "name", material->material->name);
        json_add_text(json, "name_en", material->material->name_en);
        json_add_bool(json, "required", material->required);
        json_add_text(json, "form", material_form_names[material->material->form]);
        json_add_text(json, "licence_type", material->material->licence_type);
        write_condition(json, material->when);
        json_add_text(json, "source", material_source_names[material->source]);
        json_add_integer(json, "originals", material->originals);
        json_add_integer(json, "copies", material->copies);
        json_add_bool(json, "deferrable", material->deferrable);
        json_add_text(json, "basis", material->basis);
        json_add_text(json, "rule_zh", material->rule_zh);
        json_add_text(json, "rule_en", material->rule_en);
        json_close_object(json);
    }
    json_close_array(json);
}

static void write_options(struct json_writer *json, const struct catalogue_codelist *list)
{
    json_open_array(json, "options");
    for (size_t i = 0; list != NULL && i < list->count; i++) {
        json_open_object(json, NULL);
        json_add_text(json, "code", list->choices[i].code);
        json_add_text(json, "name", list->choices[i].name);
        json_add_text(json, "name_en", list->choices[i].name_en);
        json_close_object(json);
    }
    json_close_array(json);
}

static void write_form(struct json_writer *json, const struct catalogue_guide *guide)
{
    json_open_array(json, "fields");
    for (size_t i = 0; i < guide->field_count; i++) {
        const struct guide_field *field = &guide->fields[i];
        json_open_object(json, NULL);
        json_add_text(json, "element", field->element->code);
        json_add_text(json, "name", field->element->name);
        json_add_text(json, "name_en", field->element->name_en);
        json_add_text(json, "type", element_type_names[field->element->type]);
        if (field->element->max_length > 0)
            json_add_integer(json, "max_length", field->element->max_length);
        else
            json_add_null(json, "max_length");
        json_add_bool(json, "required", field->required);
        write_condition(json, field->when);
        json_add_text(json, "prefill", field->prefill);
        write_options(json, field->element->codelist);
        json_close_object(json);
    }
    json_close_array(json);
}

static void write_result(struct json_writer *json, const struct catalogue_guide *guide)
{
    if (guide->result_zh == NULL) {
        json_add_null(json, "result");
        return;
    }
    json_open_object(json, "result");
    json_add_text(json, "name_zh", guide->result_zh);
    json_add_text(json, "name_en", guide->result_en);
    json_add_text(json, "kind", guide->result_kind);
    write_array(json, "delivery", guide->result_delivery);
    json_close_object(json);
}

static void write_guide(struct json_writer *json, const struct catalogue_guide *guide)
{
    static const struct catalogue_guide none = {0};
    if (guide == NULL)
        guide = &none;
    json_add_text(json, "guide_certainty", guide->certainty);
    json_add_text(json, "conditions_zh", guide->conditions_zh);
    json_add_text(json, "conditions_en", guide->conditions_en);
    write_array(json, "process", guide->process);
    write_laws(json, guide->legal_basis);
    json_add_text(json, "fee_zh", guide->fee_zh);
    json_add_text(json, "fee_en", guide->fee_en);
    json_add_text(json, "note_zh", guide->note_zh);
    json_add_text(json, "note_en", guide->note_en);
    write_questions(json, guide);
    write_situations(json, guide);
    write_materials(json, guide);
    write_form(json, guide);
    write_result(json, guide);
}

static void write_history(struct json_writer *json, const struct catalogue_item *item)
{
    json_open_array(json, "history");
    for (size_t i = 0; i < item->version_count; i++) {
        const struct catalogue_version *version = &item->versions[i];
        json_open_object(json, NULL);
        day_write(json, "valid_from", version->valid_from);
        day_write(json, "valid_to", version->valid_to);
        json_add_bool(json, "citywide", version->citywide);
        json_add_text(json, "mode", item_mode_names[version->mode]);
        json_add_integer(json, "legal_days", version->legal_days);
        json_add_integer(json, "promised_days", version->promised_days);
        json_close_object(json);
    }
    json_close_array(json);
}

/* ---- answers ---- */

static enum result list_departments(struct request *request)
{
    const struct catalogue *catalogue = request->act.context->catalogue;
    struct json_writer *json = &request->json;
    json_open_object(json, NULL);
    json_open_array(json, "items");
    for (size_t i = 0; i < catalogue->department_count; i++) {
        json_open_object(json, NULL);
        json_add_text(json, "code", catalogue->departments[i].code);
        json_add_text(json, "name", catalogue->departments[i].name);
        json_add_text(json, "name_en", catalogue->departments[i].name_en);
        json_close_object(json);
    }
    json_close_array(json);
    json_add_null(json, "next");
    json_close_object(json);
    return RESULT_OK;
}

static enum result read_figures(struct request *request)
{
    int32_t day = day_asked(&request->act, request->query);
    struct catalogue_figures figures = catalogue_figures_on(request->act.context->catalogue, day);
    struct json_writer *json = &request->json;
    json_open_object(json, NULL);
    day_write(json, "on", day);
    json_add_integer(json, "items", figures.items);
    json_add_integer(json, "citywide", figures.citywide);
    json_add_integer(json, "direct", figures.direct);
    json_add_integer(json, "split", figures.split);
    json_add_integer(json, "permit_holder", figures.permit_holder);
    json_add_integer(json, "non_resident", figures.non_resident);
    json_add_integer(json, "departments", figures.departments);
    json_add_integer(json, "systems", figures.systems);
    json_close_object(json);
    return RESULT_OK;
}

static enum result list_items(struct request *request)
{
    const struct catalogue *catalogue = request->act.context->catalogue;
    const struct items_query *asked = request->query;
    struct json_writer *json = &request->json;
    struct item_query query = {.text = asked->text, .department = identity_code(request->act.arena, asked->department),
                               .mode = asked->mode, .kind = asked->kind, .audience = asked->audience, .channel = asked->channel,
                               .day = day_asked(&request->act, request->query)};
    const char *centre = identity_code(request->act.arena, asked->centre);
    query.centre = place_centre(request->act.context->places, centre);
    if (query.department != NULL && catalogue_department(catalogue, query.department) == NULL)
        field_error_add_code(&request->act.errors, "department", "not_found");
    if (centre != NULL && query.centre == NULL)
        field_error_add_code(&request->act.errors, "centre", "not_found");
    struct asker asker;
    if (!read_asker(&request->act, request->query, &asker))
        return act_refuse_fields(&request->act);
    size_t count = 0;
    struct page page;
    const struct catalogue_version **versions = catalogue_search(catalogue, request->act.arena, &query, &count);
    enum result result = page_open(&request->act, &asked->page, count, &page);
    if (result != RESULT_OK)
        return result;
    json_open_object(json, NULL);
    json_open_array(json, "items");
    for (size_t i = page.first; i < page.end; i++) {
        json_open_object(json, NULL);
        write_item_fields(json, versions[i], &asker);
        json_close_object(json);
    }
    json_close_array(json);
    json_add_text(json, "next", page.next);
    json_close_object(json);
    return RESULT_OK;
}

const struct field catalogue_instead_item[] = {{"item", FIELD_OBJECT, .fields = named_fields}, {0}};

void catalogue_write_instead(struct json_writer *json, const struct catalogue_version *const *instead, size_t count)
{
    json_open_array(json, "instead");
    for (size_t i = 0; i < count; i++) {
        json_open_object(json, NULL);
        json_add_text(json, "code", instead[i]->item->code);
        json_add_text(json, "name", instead[i]->item->name);
        json_add_text(json, "name_en", instead[i]->item->name_en);
        json_close_object(json);
    }
    json_close_array(json);
}

static enum result list_materials(struct request *request)
{
    const struct materials_query *query = request->query;
    struct json_writer *json = &request->json;
    size_t count = 0;
    struct page page;
    const struct catalogue_material **found =
        catalogue_search_materials(request->act.context->catalogue, request->act.arena, query->text, &count);
    enum result result = found != NULL ? page_open(&request->act, &query->page, count, &page) : RESULT_NO_MEMORY;
    if (result != RESULT_OK)
        return result;
    json_open_object(json, NULL);
    json_open_array(json, "items");
    for (size_t i = page.first; i < page.end; i++) {
        json_open_object(json, NULL);
        json_add_members(json, found[i]->shown);
        json_close_object(json);
    }
    json_close_array(json);
    json_add_text(json, "next", page.next);
    json_close_object(json);
    return RESULT_OK;
}

static enum result read_item(struct request *request)
{
    struct act *act = &request->act;
    const struct catalogue *catalogue = act->context->catalogue;
    const struct catalogue_item *item = catalogue_item(catalogue, identity_code(act->arena, request->path[0]));
    if (item == NULL)
        return act_refuse(act, &problem_item);
    const struct catalogue_version *version = catalogue_version_on(item, day_asked(act, request->query));
    struct asker asker;
    struct misfit_told told = {0};
    if (version == NULL)
        return act_refuse(act, &problem_item_then);
    if (!read_asker(act, request->query, &asker))
        return act_refuse_fields(act);
    if (asker.applicant >= 0 && !catalogue_tell_reader(catalogue, act->arena, version, (enum audience)asker.applicant,
                                                       asker.day, act->context->places->hotline, &told))
        return RESULT_NO_MEMORY;
    struct json_writer *json = &request->json;
    const struct catalogue_system *system = version->system;
    json_open_object(json, NULL);
    write_item_fields(json, version, &asker);
    day_write(json, "valid_from", version->valid_from);
    day_write(json, "valid_to", version->valid_to);
    json_add_integer(json, "sub_centres", place_count_sub_centres(act->context->places, item->code, asker.day));
    json_add_text(json, "system", system == NULL ? NULL : system->code);
    json_add_text(json, "system_name", system == NULL ? NULL : system->name);
    json_add_text(json, "system_name_en", system == NULL ? NULL : system->name_en);
    write_words(json, "channels", channel_names, version->channels);
    json_add_text(json, "old_code", item->old_code);
    json_add_text(json, "code15", item->code15);
    json_add_text(json, "basic_code", item->basic_code);
    json_add_text(json, "handle_code", item->handle_code);
    json_add_text(json, "note", item->note);
    write_guide(json, version->guide);
    json_add_text(json, "misfit_zh", told.zh);
    json_add_text(json, "misfit_en", told.en);
    catalogue_write_instead(json, told.instead, told.instead_count);
    write_history(json, item);
    json_close_object(json);
    return RESULT_OK;
}

#define READ .method = HTTP_GET, .callers = ANYBODY, .status = 200

static const struct problem *const item_refusals[] = {&problem_item, &problem_item_then, NULL};

static const struct field item_named[] = {
    {"code", FIELD_TEXT, FIELD_REQUIRED, .description = "of the item, such as MZ-001"}, {0}};

const struct route catalogue_routes[] = {
    {READ, .path = "/v1/departments", .operation = "list_departments",
     .summary = "Departments",
     .description = "The departments whose items the counters take. All of them in one answer.",
     .reply = departments_reply, .read = list_departments},
    {READ, .path = "/v1/items", .operation = "list_items",
     .summary = "Items of a day",
     .description = "What can be done at the counters. With `q` (Chinese, English, pinyin, initials or a code) best "
                    "match first. `applicant` and `at` mark for each item whether that person may apply and which "
                    "centre takes it.",
     QUERY_OF(items_query, items_query), .reply = items_reply, .read = list_items},
    {READ, .path = "/v1/items/{code}", .operation = "get_item", .named = item_named,
     .summary = "An item with its guide and history",
     .description = "What a resident has to bring and to answer, and by what law: questions, situations, materials "
                    "and form fields, each with the condition (JsonLogic) under which it applies. As it was or will "
                    "be on the day `on`.",
     .refusals = item_refusals, QUERY_OF(item_query_fields, asking), .reply = item_reply, .read = read_item},
    {READ, .path = "/v1/materials", .operation = "list_materials",
     .summary = "The dictionary of materials",
     .description = "Every paper that any item asks for, under one code and name; with `q` best match first. For "
                    "naming a material in a reason.",
     QUERY_OF(materials_query, materials_query), .reply = materials_reply, .read = list_materials},
    {READ, .path = "/v1/catalogue/figures", .operation = "get_figures",
     .summary = "Figures of the catalogue on a day",
     .description = "How many items there are of each kind: how many are handled at any centre, and how.",
     QUERY_OF(on_query, asking), .reply = figures_reply, .read = read_figures},
    {.path = NULL},
};
