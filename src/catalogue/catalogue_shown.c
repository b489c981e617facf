#include "catalogue/catalogue_shown.h"

#include "base/arena.h"
#include "base/buffer.h"
#include "base/json_write.h"

#define SHOWN_MAX ((size_t)64 * 1024)

struct shown { struct buffer text; struct json_writer json; };

static struct json_writer *begin(struct shown *shown)
{
    buffer_init(&shown->text, SHOWN_MAX);
    json_begin(&shown->json, &shown->text);
    json_open_object(&shown->json, NULL);
    return &shown->json;
}

/* The members without the braces around them. */
static const char *end(struct arena *arena, struct shown *shown)
{
    json_close_object(&shown->json);
    const char *members = shown->text.failed ? NULL : arena_copy_bytes(arena, shown->text.bytes + 1, shown->text.size - 2);
    buffer_free(&shown->text);
    return members;
}

const char *catalogue_show_element(struct arena *arena, const struct catalogue_element *element)
{
    struct shown shown;
    struct json_writer *json = begin(&shown);
    json_add_text(json, "element", element->code);
    json_add_text(json, "name", element->name);
    json_add_text(json, "name_en", element->name_en);
    json_add_text(json, "type", element_type_names[element->type]);
    return end(arena, &shown);
}

const char *catalogue_show_material(struct arena *arena, const struct catalogue_material *material)
{
    struct shown shown;
    struct json_writer *json = begin(&shown);
    json_add_text(json, "material_code", material->code);
    json_add_text(json, "name", material->name);
    json_add_text(json, "name_en", material->name_en);
    json_add_text(json, "form", material_form_names[material->form]);
    return end(arena, &shown);
}

const char *catalogue_show_rule(struct arena *arena, const struct guide_material *rule)
{
    struct shown shown;
    struct json_writer *json = begin(&shown);
    json_add_bool(json, "required", rule->required);
    json_add_text(json, "from", material_source_names[rule->source]);
    json_add_text(json, "rule_zh", rule->rule_zh);
    json_add_text(json, "rule_en", rule->rule_en);
    return end(arena, &shown);
}

const char *catalogue_show_item(struct arena *arena, const struct catalogue_item *item)
{
    struct shown shown;
    struct json_writer *json = begin(&shown);
    json_add_text(json, "item_code", item->code);
    json_add_text(json, "item_name", item->name);
    json_add_text(json, "item_name_en", item->name_en);
    json_add_text(json, "department", item->department->code);
    json_add_text(json, "department_name", item->department->name);
    json_add_text(json, "department_name_en", item->department->name_en);
    return end(arena, &shown);
}
