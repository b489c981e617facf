#include "catalogue/catalogue.h"

#include <string.h>

#include "base/sorted.h"
#include "base/text.h"

#define NAME_TEXT(name) #name,
const char *const item_mode_names[] = {ITEM_MODES(NAME_TEXT) NULL};
const char *const item_basis_names[] = {ITEM_BASES(NAME_TEXT) NULL};
const char *const item_kind_names[] = {ITEM_KINDS(NAME_TEXT) NULL};
const char *const audience_names[] = {AUDIENCES(NAME_TEXT) NULL};
const char *const channel_names[] = {CHANNELS(NAME_TEXT) NULL};
const char *const element_type_names[] = {ELEMENT_TYPES(NAME_TEXT) NULL};
const char *const element_exposure_names[] = {ELEMENT_EXPOSURES(NAME_TEXT) NULL};
const char *const material_form_names[] = {MATERIAL_FORMS(NAME_TEXT) NULL};
const char *const fitting_names[] = {FITTINGS(NAME_TEXT) NULL};
const char *const material_source_names[] = {MATERIAL_SOURCES(NAME_TEXT) NULL};

int catalogue_word(const char *const *names, const char *text)
{
    for (int i = 0; text != NULL && names[i] != NULL; i++)
        if (strcmp(names[i], text) == 0)
            return i;
    return -1;
}

const struct catalogue_department *catalogue_department(const struct catalogue *catalogue, const char *code)
{
    return sorted_find(catalogue->departments, catalogue->department_count, sizeof(*catalogue->departments), code);
}

const struct catalogue_system *catalogue_system(const struct catalogue *catalogue, const char *code)
{
    return sorted_find(catalogue->systems, catalogue->system_count, sizeof(*catalogue->systems), code);
}

const struct catalogue_codelist *catalogue_codelist(const struct catalogue *catalogue, const char *code)
{
    return sorted_find(catalogue->codelists, catalogue->codelist_count, sizeof(*catalogue->codelists), code);
}

const struct catalogue_element *catalogue_element(const struct catalogue *catalogue, const char *code)
{
    return sorted_find(catalogue->elements, catalogue->element_count, sizeof(*catalogue->elements), code);
}

const struct catalogue_material *catalogue_material(const struct catalogue *catalogue, const char *code)
{
    return sorted_find(catalogue->materials, catalogue->material_count, sizeof(*catalogue->materials), code);
}

const struct catalogue_item *catalogue_item(const struct catalogue *catalogue, const char *code)
{
    return sorted_index_find(&catalogue->by_item, catalogue->items, catalogue->item_count, sizeof(*catalogue->items), code);
}

const struct catalogue_version *catalogue_version_on(const struct catalogue_item *item, int32_t day)
{
    for (size_t i = item->version_count; i-- > 0;)
        if (day_in_period(day, item->versions[i].valid_from, item->versions[i].valid_to))
            return &item->versions[i];
    return NULL;
}

bool catalogue_is_open_to(const struct catalogue_version *version, enum audience audience)
{
    return (version->audiences & 1U << audience) != 0;
}

struct catalogue_figures catalogue_figures_on(const struct catalogue *catalogue, int32_t day)
{
    struct catalogue_figures figures = {0};
    const struct catalogue_department *last = NULL; /* items stand together by department: its code begins theirs */
    for (size_t i = 0; i < catalogue->item_count; i++) {
        const struct catalogue_version *version = catalogue_version_on(&catalogue->items[i], day);
        if (version == NULL)
            continue;
        figures.items++;
        figures.citywide += version->citywide;
        figures.direct += version->citywide && version->mode == MODE_direct;
        figures.split += version->citywide && version->mode == MODE_split;
        figures.permit_holder += version->citywide && catalogue_is_open_to(version, AUDIENCE_permit_holder);
        figures.non_resident += version->citywide && catalogue_is_open_to(version, AUDIENCE_non_resident);
        figures.departments += catalogue->items[i].department != last;
        last = catalogue->items[i].department;
    }
    for (size_t i = 0; i < catalogue->system_count; i++)
        figures.systems += day_in_period(day, catalogue->systems[i].valid_from, catalogue->systems[i].valid_to);
    return figures;
}
