#include "catalogue/catalogue_load.h"

#include "base/arena.h"

static struct db_statement select_department = DB_STATEMENT("catalogue.load_department",
    "SELECT code, name, name_en, uscc, certainty, note FROM catalogue_department");
static struct db_statement put_department = DB_STATEMENT("catalogue.put_department",
    "INSERT INTO catalogue_department (code, name, name_en, uscc, certainty, note)"
    " VALUES ($1, $2, $3, $4, $5, $6)"
    " ON CONFLICT (code) DO UPDATE SET name = excluded.name, name_en = excluded.name_en, uscc = excluded.uscc,"
    " certainty = excluded.certainty, note = excluded.note");
static struct db_statement drop_department = DB_STATEMENT("catalogue.drop_department",
    "DELETE FROM catalogue_department WHERE code = $1");

static struct db_statement select_system = DB_STATEMENT("catalogue.load_system",
    "SELECT code, name, name_en, department, valid_from, valid_to, certainty, note FROM catalogue_system");
static struct db_statement put_system = DB_STATEMENT("catalogue.put_system",
    "INSERT INTO catalogue_system (code, name, name_en, department, valid_from, valid_to, certainty, note)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
    " ON CONFLICT (code) DO UPDATE SET name = excluded.name, name_en = excluded.name_en,"
    " department = excluded.department, valid_from = excluded.valid_from, valid_to = excluded.valid_to,"
    " certainty = excluded.certainty, note = excluded.note");
static struct db_statement drop_system = DB_STATEMENT("catalogue.drop_system",
    "DELETE FROM catalogue_system WHERE code = $1");

static struct db_statement select_choice = DB_STATEMENT("catalogue.load_choice",
    "SELECT list, code, name, name_en, position FROM catalogue_choice");
static struct db_statement put_choice = DB_STATEMENT("catalogue.put_choice",
    "INSERT INTO catalogue_choice (list, code, name, name_en, position)"
    " VALUES ($1, $2, $3, $4, $5)"
    " ON CONFLICT (list, code) DO UPDATE SET name = excluded.name, name_en = excluded.name_en,"
    " position = excluded.position");
static struct db_statement drop_choice = DB_STATEMENT("catalogue.drop_choice",
    "DELETE FROM catalogue_choice WHERE list = $1 AND code = $2");

static struct db_statement select_element = DB_STATEMENT("catalogue.load_element",
    "SELECT code, name, name_en, type, max_length, codelist, exposure, standard, certainty, note FROM catalogue_element");
static struct db_statement put_element = DB_STATEMENT("catalogue.put_element",
    "INSERT INTO catalogue_element (code, name, name_en, type, max_length, codelist, exposure, standard, certainty, note)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
    " ON CONFLICT (code) DO UPDATE SET name = excluded.name, name_en = excluded.name_en, type = excluded.type,"
    " max_length = excluded.max_length, codelist = excluded.codelist, exposure = excluded.exposure, standard = excluded.standard,"
    " certainty = excluded.certainty, note = excluded.note");
static struct db_statement drop_element = DB_STATEMENT("catalogue.drop_element",
    "DELETE FROM catalogue_element WHERE code = $1");

static struct db_statement select_material = DB_STATEMENT("catalogue.load_material",
    "SELECT code, name, name_en, pinyin, initials, form, licence_type, certainty, note FROM catalogue_material");
static struct db_statement put_material = DB_STATEMENT("catalogue.put_material",
    "INSERT INTO catalogue_material (code, name, name_en, pinyin, initials, form, licence_type, certainty, note)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
    " ON CONFLICT (code) DO UPDATE SET name = excluded.name, name_en = excluded.name_en, pinyin = excluded.pinyin,"
    " initials = excluded.initials, form = excluded.form, licence_type = excluded.licence_type, certainty = excluded.certainty, note = excluded.note");
static struct db_statement drop_material = DB_STATEMENT("catalogue.drop_material",
    "DELETE FROM catalogue_material WHERE code = $1");

static struct db_statement select_item = DB_STATEMENT("catalogue.load_item",
    "SELECT code, department, name, name_en, pinyin, initials, old_code, code15, basic_code, handle_code,"
    " certainty, note FROM catalogue_item");
static struct db_statement put_item = DB_STATEMENT("catalogue.put_item",
    "INSERT INTO catalogue_item (code, department, name, name_en, pinyin, initials, old_code, code15, basic_code,"
    " handle_code, certainty, note)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)"
    " ON CONFLICT (code) DO UPDATE SET department = excluded.department, name = excluded.name,"
    " name_en = excluded.name_en, pinyin = excluded.pinyin, initials = excluded.initials,"
    " old_code = excluded.old_code, code15 = excluded.code15, basic_code = excluded.basic_code,"
    " handle_code = excluded.handle_code, certainty = excluded.certainty, note = excluded.note");
static struct db_statement drop_item = DB_STATEMENT("catalogue.drop_item",
    "DELETE FROM catalogue_item WHERE code = $1");

static struct db_statement select_guide = DB_STATEMENT("catalogue.load_guide",
    "SELECT stem, item, body FROM catalogue_guide");
static struct db_statement put_guide = DB_STATEMENT("catalogue.put_guide",
    "INSERT INTO catalogue_guide (stem, item, body)"
    " VALUES ($1, $2, $3)"
    " ON CONFLICT (stem) DO UPDATE SET item = excluded.item, body = excluded.body");
static struct db_statement drop_guide = DB_STATEMENT("catalogue.drop_guide",
    "DELETE FROM catalogue_guide WHERE stem = $1");

static struct db_statement select_version = DB_STATEMENT("catalogue.load_version",
    "SELECT item, valid_from, valid_to, citywide, mode, basis, kind, legal_days, promised_days, system, audiences,"
    " channels, guide FROM catalogue_version");
static struct db_statement put_version = DB_STATEMENT("catalogue.put_version",
    "INSERT INTO catalogue_version (item, valid_from, valid_to, citywide, mode, basis, kind, legal_days,"
    " promised_days, system, audiences, channels, guide)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)"
    " ON CONFLICT (item, valid_from) DO UPDATE SET valid_to = excluded.valid_to, citywide = excluded.citywide,"
    " mode = excluded.mode, basis = excluded.basis, kind = excluded.kind, legal_days = excluded.legal_days,"
    " promised_days = excluded.promised_days, system = excluded.system, audiences = excluded.audiences,"
    " channels = excluded.channels, guide = excluded.guide");
static struct db_statement drop_version = DB_STATEMENT("catalogue.drop_version",
    "DELETE FROM catalogue_version WHERE item = $1 AND valid_from = $2");
#define LOADED(row) &select_##row, &put_##row, &drop_##row
static struct db_statement list_items = DB_STATEMENT("catalogue.stored_items", "SELECT code FROM catalogue_item ORDER BY code");

struct db_statement *const catalogue_load_statements[] = {
    LOADED(department), LOADED(system), LOADED(choice), LOADED(element), LOADED(material), LOADED(item), LOADED(guide),
    LOADED(version), &list_items, NULL,
};

#define KEY .flags = PACK_KEY | PACK_REQUIRED
#define MUST .flags = PACK_REQUIRED
#define MUST_DIFFER .flags = PACK_REQUIRED | PACK_UNIQUE
#define MAY_DIFFER .flags = PACK_UNIQUE
#define FLAG(column) {.name = (column), .type = PACK_INTEGER, MUST, .max = 1}
#define CERTAINTY {.name = "certainty", MUST, .choices = pack_certainties}
#define DAYS_MAX 1000

static const struct pack_column department_columns[] = {
    {.name = "code", KEY, .shape = "AA"}, {.name = "name", MUST_DIFFER}, {.name = "name_en", MUST_DIFFER},
    {.name = "uscc", MAY_DIFFER}, CERTAINTY, {.name = "note"}, {.name = NULL},
};
static const struct pack_column system_columns[] = {
    {.name = "code", KEY, .shape = "AA-9|AA-99"}, {.name = "name", MUST_DIFFER}, {.name = "name_en", MUST_DIFFER},
    {.name = "department", MUST}, {.name = "valid_from", .type = PACK_DAY, MUST}, {.name = "valid_to", .type = PACK_DAY},
    CERTAINTY, {.name = "note"}, {.name = NULL},
};
static const struct pack_column choice_columns[] = {
    {.name = "list", KEY, .shape = "a*"}, {.name = "code", KEY, .shape = "*"}, {.name = "name", MUST}, {.name = "name_en", MUST},
    {.name = "position", .type = PACK_INTEGER, .flags = PACK_DERIVED}, {.name = NULL},
};
static const struct pack_column element_columns[] = {
    {.name = "code", KEY, .shape = "a*"}, {.name = "name", MUST_DIFFER}, {.name = "name_en", MUST},
    {.name = "type", MUST, .choices = element_type_names}, {.name = "max_length", .type = PACK_INTEGER, .min = 1, .max = 4000},
    {.name = "codelist"}, {.name = "exposure", MUST, .choices = element_exposure_names}, {.name = "standard"}, CERTAINTY, {.name = "note"}, {.name = NULL},
};
static const struct pack_column material_columns[] = {
    {.name = "code", KEY, .shape = "a*"}, {.name = "name", MUST_DIFFER}, {.name = "name_en", MUST},
    {.name = "pinyin", MUST, .shape = "*"}, {.name = "initials", MUST, .shape = "*"},
    {.name = "form", MUST, .choices = material_form_names}, {.name = "licence_type", .shape = "a*"}, CERTAINTY, {.name = "note"},
    {.name = NULL},
};
static const struct pack_column item_columns[] = {
    {.name = "code", KEY, .shape = "AA-999"}, {.name = "department", MUST}, {.name = "name", MUST_DIFFER},
    {.name = "name_en", MUST_DIFFER}, {.name = "pinyin", MUST, .shape = "*"}, {.name = "initials", MUST, .shape = "*"},
    {.name = "old_code", MAY_DIFFER, .shape = "9999########"}, {.name = "code15", .shape = "9############99"},
    {.name = "basic_code", .shape = "99##########"}, {.name = "handle_code", MAY_DIFFER, .shape = "##################9############99"},
    CERTAINTY, {.name = "note"}, {.name = NULL},
};
static const struct pack_column guide_columns[] = {
    {.name = "stem", KEY}, {.name = "item", MUST}, {.name = "body", MUST}, {.name = NULL},
};
static const struct pack_column version_columns[] = {
    {.name = "item", KEY}, {.name = "valid_from", .type = PACK_DAY, KEY}, {.name = "valid_to", .type = PACK_DAY}, FLAG("citywide"),
    {.name = "mode", MUST, .choices = item_mode_names}, {.name = "basis", MUST, .choices = item_basis_names}, {.name = "kind", MUST, .choices = item_kind_names},
    {.name = "legal_days", .type = PACK_INTEGER, MUST, .max = DAYS_MAX},
    {.name = "promised_days", .type = PACK_INTEGER, MUST, .max = DAYS_MAX}, {.name = "system"},
    {.name = "audiences", .type = PACK_LIST, MUST, .choices = audience_names},
    {.name = "channels", .type = PACK_LIST, MUST, .choices = channel_names}, {.name = "guide"}, {.name = NULL},
};

const struct pack_table catalogue_tables[CATALOGUE_SHEETS] = {
    [CATALOGUE_DEPARTMENTS] = {"departments", "departments.tsv", department_columns, LOADED(department)},
    [CATALOGUE_SYSTEMS] = {"business systems", "systems.tsv", system_columns, LOADED(system)},
    [CATALOGUE_CHOICES] = {"code lists", "codelists.tsv", choice_columns, LOADED(choice)},
    [CATALOGUE_ELEMENTS] = {"data elements", "elements.tsv", element_columns, LOADED(element)},
    [CATALOGUE_MATERIALS] = {"material types", "materials.tsv", material_columns, LOADED(material)},
    [CATALOGUE_ITEMS] = {"items", "items.tsv", item_columns, LOADED(item)},
    [CATALOGUE_GUIDES] = {"guides", NULL, guide_columns, LOADED(guide)},
    [CATALOGUE_VERSIONS] = {"item periods", "item_versions.tsv", version_columns, LOADED(version)},
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
