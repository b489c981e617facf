#include "cases/case_act_rules.h"

#include "base/text.h"

/* Which reasons mean a paper and which the form; all others are answered by whatever comes. */
static const char *const of_papers[] = {"missing_material", "invalid_material", "unreadable_scan", NULL};
static const char *const of_the_form[] = {"incomplete_form", NULL};

static bool is_one_of(const char *const *codes, const char *code)
{
    for (; *codes != NULL; codes++)
        if (text_equal(*codes, code))
            return true;
    return false;
}

static bool is_brought(const struct supply_brought *brought, const char *material)
{
    for (size_t i = 0; i < brought->material_count; i++)
        if (text_equal(brought->materials[i], material))
            return true;
    return false;
}

static bool is_named(const struct case_reasons *asked, const char *material)
{
    for (size_t i = 0; material != NULL && i < asked->count; i++)
        if (text_equal(asked->items[i].material, material))
            return true;
    return false;
}

size_t supply_absent(const struct case_reasons *asked, const struct supply_brought *brought, bool has_form, bool takes_lines, bool *absent)
{
    size_t missing = 0, spare = 0; /* papers that no reason names by its code */
    for (size_t i = 0; i < brought->material_count; i++)
        spare += is_named(asked, brought->materials[i]) ? 0 : 1;
    for (size_t i = 0; i < asked->count; i++) {
        const struct case_reason *reason = &asked->items[i];
        bool paper = is_one_of(of_papers, reason->code);
        bool in_words = paper && reason->material == NULL && reason->note != NULL && takes_lines;
        absent[i] = false;
        if (paper && reason->material != NULL)
            absent[i] = !is_brought(brought, reason->material);
        else if (in_words)
            absent[i] = spare == 0;
        else if (is_one_of(of_the_form, reason->code))
            absent[i] = has_form && !brought->filled;
        if (in_words && spare > 0)
            spare--;
        missing += absent[i] ? 1 : 0;
    }
    return missing;
}

bool supply_says_something(const struct supply_brought *brought)
{
    return brought->material_count > 0 || brought->filled || brought->moved || brought->told;
}
