#include "catalogue/catalogue_load.h"

#include "base/arena.h"

#define CERTAINTY {PACK_MUST("certainty"), .choices = pack_certainties}
#define DAYS_MAX 1000

static const struct pack_column department_columns[] = {
    {PACK_KEYED("code"), .shape = "AA"}, {PACK_MUST_DIFFER("name")}, {PACK_MUST_DIFFER("name_en")},
    {PACK_MAY_DIFFER("uscc")}, CERTAINTY, {PACK_MAY("note")}, {.name = NULL},
};
static const struct pack_column system_columns[] = {
    {PACK_KEYED("code"), .shape = "AA-9|AA-99"}, {PACK_MUST_DIFFER("name")}, {PACK_MUST_DIFFER("name_en")},
    {PACK_MUST("department")}, {PACK_MUST("valid_from"), .type = PACK_DAY}, {PACK_MAY("valid_to"), .type = PACK_DAY},
    CERTAINTY, {PACK_MAY("note")}, {.name = NULL},
};
static const struct pack_column choice_columns[] = {
    {PACK_KEYED("list"), .shape = "a*"}, {PACK_KEYED("code"), .shape = "*"}, {PACK_MUST("name")},
    {PACK_MUST("name_en")}, {PACK_FILLED("position"), .type = PACK_INTEGER}, {.name = NULL},
};
static const struct pack_column element_columns[] = {
    {PACK_KEYED("code"), .shape = "a*"}, {PACK_MUST_DIFFER("name")}, {PACK_MUST("name_en")},
    {PACK_MUST("type"), .choices = element_type_names},
    {PACK_MAY("max_length"), .type = PACK_INTEGER, .min = 1, .max = 4000}, {PACK_MAY("codelist")},
    {PACK_MUST("exposure"), .choices = element_exposure_names}, {PACK_MAY("standard")}, CERTAINTY, {PACK_MAY("note")},
    {.name = NULL},
};
static const struct pack_column material_columns[] = {
    {PACK_KEYED("code"), .shape = "a*"}, {PACK_MUST_DIFFER("name")}, {PACK_MUST("name_en")},
    {PACK_MUST("pinyin"), .shape = "*"}, {PACK_MUST("initials"), .shape = "*"},
    {PACK_MUST("form"), .choices = material_form_names}, {PACK_MAY("licence_type"), .shape = "a*"}, CERTAINTY,
    {PACK_MAY("note")}, {.name = NULL},
};
#define ITEM(member) PACK_HELD(struct catalogue_item_row, member)
const struct pack_column catalogue_item_columns[] = {
    {PACK_KEYED("code"), ITEM(item.code), .shape = "AA-999"},
    {PACK_MUST("department"), ITEM(department)},
    {PACK_MUST_DIFFER("name"), ITEM(item.name)},
    {PACK_MUST_DIFFER("name_en"), ITEM(item.name_en)},
    {PACK_MUST("pinyin"), ITEM(item.pinyin), .shape = "*"},
    {PACK_MUST("initials"), ITEM(item.initials), .shape = "*"},
    {PACK_MAY_DIFFER("old_code"), ITEM(item.old_code), .shape = "9999########"},
    {PACK_MAY("code15"), ITEM(item.code15), .shape = "9############99"},
    {PACK_MAY("basic_code"), ITEM(item.basic_code), .shape = "99##########"},
    {PACK_MAY_DIFFER("handle_code"), ITEM(item.handle_code), .shape = "##################9############99"},
    {PACK_MUST("certainty"), ITEM(item.certainty), .choices = pack_certainties},
    {PACK_MAY("note"), ITEM(item.note)},
    {.name = NULL},
};
static const struct pack_column guide_columns[] = {
    {PACK_KEYED("stem")}, {PACK_MUST("item")}, {PACK_MUST("body")}, {.name = NULL},
};
#define VERSION(member) PACK_HELD(struct catalogue_version_row, member)
const struct pack_column catalogue_version_columns[] = {
    {PACK_KEYED("item"), VERSION(item)},
    {PACK_KEYED("valid_from"), VERSION(version.valid_from), .type = PACK_DAY},
    {PACK_MAY("valid_to"), VERSION(version.valid_to), .type = PACK_DAY},
    {PACK_MUST("citywide"), VERSION(version.citywide), .type = PACK_INTEGER, .max = 1},
    {PACK_MUST("mode"), VERSION(mode), .choices = item_mode_names},
    {PACK_MUST("basis"), VERSION(basis), .choices = item_basis_names},
    {PACK_MUST("kind"), VERSION(kind), .choices = item_kind_names},
    {PACK_MUST("legal_days"), VERSION(version.legal_days), .type = PACK_INTEGER, .max = DAYS_MAX},
    {PACK_MUST("promised_days"), VERSION(version.promised_days), .type = PACK_INTEGER, .max = DAYS_MAX},
    {PACK_MAY("system"), VERSION(system)},
    {PACK_MUST("audiences"), VERSION(audiences), .type = PACK_LIST, .choices = audience_names},
    {PACK_MUST("channels"), VERSION(channels), .type = PACK_LIST, .choices = channel_names},
    {PACK_MAY("guide"), VERSION(guide)},
    {.name = NULL},
};

PACK_STATEMENTS("catalogue", department, department_columns, "catalogue_department");
PACK_STATEMENTS("catalogue", system, system_columns, "catalogue_system");
PACK_STATEMENTS("catalogue", choice, choice_columns, "catalogue_choice");
PACK_STATEMENTS("catalogue", element, element_columns, "catalogue_element");
PACK_STATEMENTS("catalogue", material, material_columns, "catalogue_material");
PACK_STATEMENTS("catalogue", item, catalogue_item_columns, "catalogue_item");
PACK_STATEMENTS("catalogue", guide, guide_columns, "catalogue_guide");
PACK_STATEMENTS("catalogue", version, catalogue_version_columns, "catalogue_version");

#define LOADED(row) &select_##row, &put_##row, &drop_##row
static struct db_statement list_items = DB_STATEMENT("catalogue.stored_items", "SELECT code FROM catalogue_item ORDER BY code");

struct db_statement *const catalogue_load_statements[] = {
    LOADED(department), LOADED(system), LOADED(choice), LOADED(element), LOADED(material), LOADED(item), LOADED(guide),
    LOADED(version), &list_items, NULL,
};

const struct pack_table catalogue_tables[CATALOGUE_SHEETS] = {
    [CATALOGUE_DEPARTMENTS] = {"departments", "departments.tsv", department_columns, LOADED(department)},
    [CATALOGUE_SYSTEMS] = {"business systems", "systems.tsv", system_columns, LOADED(system)},
    [CATALOGUE_CHOICES] = {"code lists", "codelists.tsv", choice_columns, LOADED(choice)},
    [CATALOGUE_ELEMENTS] = {"data elements", "elements.tsv", element_columns, LOADED(element)},
    [CATALOGUE_MATERIALS] = {"material types", "materials.tsv", material_columns, LOADED(material)},
    [CATALOGUE_ITEMS] = {"items", "items.tsv", catalogue_item_columns, LOADED(item)},
    [CATALOGUE_GUIDES] = {"guides", NULL, guide_columns, LOADED(guide)},
    [CATALOGUE_VERSIONS] = {"item periods", "item_versions.tsv", catalogue_version_columns, LOADED(version)},
};

#define ITEMS_MAX 20000

enum result catalogue_stored_items(struct db_session *session, struct arena *arena, const char ***ret_codes, size_t *ret_count)
{
    struct db_rows rows;
    const char **codes = arena_array(arena, ITEMS_MAX, sizeof(*codes));
    size_t count = 0;
    if (codes == NULL)
        return RESULT_NO_MEMORY;
    db_query(session, &list_items, DB_NO_VALUES, &rows);
    while (db_next(&rows)) {
        if (count < ITEMS_MAX)
            codes[count] = db_column_copy(&rows, 0, arena);
        count++;
    }
    enum result result = db_rows_close(&rows);
    *ret_codes = codes;
    *ret_count = count;
    return result == RESULT_OK && count > ITEMS_MAX ? RESULT_TOO_LARGE : result;
}
