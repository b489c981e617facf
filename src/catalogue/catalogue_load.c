#include "catalogue/catalogue_load.h"

#include <string.h>

#include "base/arena.h"
#include "base/check_digit.h"
#include "base/text.h"

/* Columns that the checks below look at, in the order of the files. */
enum { CODE = 0 };
enum { DEPARTMENT_USCC = 3 };
enum { SYSTEM_DEPARTMENT = 3, SYSTEM_FROM = 4, SYSTEM_TO = 5 };
enum { CHOICE_LIST = 0, CHOICE_POSITION = 4 };
enum { ELEMENT_TYPE = 3, ELEMENT_CODELIST = 5, ELEMENT_EXPOSURE = 6 };
enum { ITEM_DEPARTMENT = 1, ITEM_CODE15 = 7, ITEM_BASIC_CODE = 8, ITEM_HANDLE_CODE = 9 };
enum { VERSION_ITEM = 0, VERSION_FROM = 1, VERSION_TO = 2, VERSION_KIND = 6, VERSION_LEGAL = 7, VERSION_PROMISED = 8,
       VERSION_SYSTEM = 9 };

enum { TAKEN_ITEM = 1, TAKEN_FROM = 2, TAKEN_TO = 3 }; /* of sub_centre_items.tsv, which places reads */

#define USCC_SIZE 18

struct loading { struct pack *pack; struct pack_sheet *sheets; };

#define EACH_SOUND_ROW(row, sheet)                                                                         \
    for (const struct pack_row *row = (sheet)->rows; row < (sheet)->rows + (sheet)->count; row++)          \
        if (row->sound)

static void fault(struct loading *loading, enum catalogue_sheet sheet, const struct pack_row *row, const char *text)
{
    pack_fault(loading->pack, catalogue_tables[sheet].file, row->line, "%s", text);
}

static const struct pack_row *refer(struct loading *loading, enum catalogue_sheet from, const struct pack_row *row, size_t column,
                                    enum catalogue_sheet to)
{
    return pack_refer(loading->pack, &loading->sheets[from], row, column, &loading->sheets[to]);
}

/* Codes of systems and items begin with their department's. */
static void check_department(struct loading *loading, enum catalogue_sheet sheet, const struct pack_row *row, size_t column)
{
    if (strncmp(row->cells[CODE], row->cells[column], 2) != 0)
        pack_fault(loading->pack, catalogue_tables[sheet].file, row->line, "%s does not begin with its department %s",
                   row->cells[CODE], row->cells[column]);
    else
        (void)refer(loading, sheet, row, column, CATALOGUE_DEPARTMENTS);
}

static void check_departments(struct loading *loading)
{
    EACH_SOUND_ROW(row, &loading->sheets[CATALOGUE_DEPARTMENTS])
        if (row->cells[DEPARTMENT_USCC][0] != '\0' && !check_digit_uscc(row->cells[DEPARTMENT_USCC]))
            fault(loading, CATALOGUE_DEPARTMENTS, row, "uscc is not a unified social credit code: its check character differs");
}

static void check_systems(struct loading *loading)
{
    const struct pack_sheet *sheet = &loading->sheets[CATALOGUE_SYSTEMS];
    EACH_SOUND_ROW(row, sheet)
        check_department(loading, CATALOGUE_SYSTEMS, row, SYSTEM_DEPARTMENT);
    pack_check_periods(loading->pack, sheet, CODE, SYSTEM_FROM, SYSTEM_TO, false);
}

/* Choices keep the order of the file within their list. */
static void number_choices(struct loading *loading)
{
    struct pack_sheet *sheet = &loading->sheets[CATALOGUE_CHOICES];
    for (size_t i = 0; i < sheet->count; i++)
        sheet->rows[i].values[CHOICE_POSITION] = db_integer((int64_t)i);
}

static void check_elements(struct loading *loading)
{
    const struct pack_sheet *sheet = &loading->sheets[CATALOGUE_ELEMENTS];
    EACH_SOUND_ROW(row, sheet) {
        bool choice = text_equal(row->cells[ELEMENT_TYPE], "choice");
        if (choice != (row->cells[ELEMENT_CODELIST][0] != '\0'))
            fault(loading, CATALOGUE_ELEMENTS, row, choice ? "a choice needs a codelist" : "only a choice has a codelist");
        else
            (void)refer(loading, CATALOGUE_ELEMENTS, row, ELEMENT_CODELIST, CATALOGUE_CHOICES);
        const char *wrong = catalogue_exposure_fault((enum element_type)catalogue_word(element_type_names, row->cells[ELEMENT_TYPE]),
                                                     (enum element_exposure)catalogue_word(element_exposure_names, row->cells[ELEMENT_EXPOSURE]));
        if (wrong != NULL)
            fault(loading, CATALOGUE_ELEMENTS, row, wrong);
    }
}

/* 业务办理项编码: credit code of the department 18, level 1, basic code 12, serial 2. */
static void check_handle_code(struct loading *loading, const struct pack_row *row, const struct pack_row *department)
{
    const char *code = row->cells[ITEM_HANDLE_CODE], *basic = row->cells[ITEM_BASIC_CODE];
    char uscc[USCC_SIZE + 1] = "";
    if (code[0] == '\0')
        return;
    memcpy(uscc, code, USCC_SIZE);
    const char *own = department == NULL ? "" : department->cells[DEPARTMENT_USCC];
    if (!check_digit_uscc(uscc))
        fault(loading, CATALOGUE_ITEMS, row, "handle_code does not begin with a unified social credit code");
    else if (own[0] != '\0' && check_digit_uscc(own) && !text_equal(own, uscc))
        pack_fault(loading->pack, catalogue_tables[CATALOGUE_ITEMS].file, row->line,
                   "handle_code begins with another credit code than its department %s has", department->cells[CODE]);
    if (basic[0] != '\0' && strncmp(code + USCC_SIZE + 1, basic, 12) != 0)
        fault(loading, CATALOGUE_ITEMS, row, "handle_code does not hold basic_code");
}

static void check_items(struct loading *loading)
{
    const struct pack_sheet *sheet = &loading->sheets[CATALOGUE_ITEMS], *versions = &loading->sheets[CATALOGUE_VERSIONS];
    EACH_SOUND_ROW(row, sheet) {
        const char *code15 = row->cells[ITEM_CODE15], *basic = row->cells[ITEM_BASIC_CODE];
        check_department(loading, CATALOGUE_ITEMS, row, ITEM_DEPARTMENT);
        if (code15[0] != '\0' && basic[0] != '\0' && strncmp(code15 + 1, basic, 12) != 0)
            fault(loading, CATALOGUE_ITEMS, row, "code15 does not hold basic_code");
        check_handle_code(loading, row, pack_find(&loading->sheets[CATALOGUE_DEPARTMENTS], row->cells[ITEM_DEPARTMENT]));
        if (pack_find(versions, row->cells[CODE]) == NULL && !versions->keys_doubtful)
            pack_fault(loading->pack, sheet->table->file, row->line, "%s has no period in %s", row->cells[CODE],
                       versions->table->file);
    }
}

static void check_limits(struct loading *loading, const struct pack_row *row)
{
    int64_t legal = row->values[VERSION_LEGAL].integer, promised = row->values[VERSION_PROMISED].integer;
    bool immediate = text_equal(row->cells[VERSION_KIND], "immediate");
    if (immediate && (legal != 0 || promised != 0))
        fault(loading, CATALOGUE_VERSIONS, row, "an immediate item is decided on the spot: its days are 0");
    else if (!immediate && (legal == 0 || promised == 0))
        fault(loading, CATALOGUE_VERSIONS, row, "a promised item needs legal_days and promised_days");
    else if (promised > legal)
        fault(loading, CATALOGUE_VERSIONS, row, "promised_days are more than legal_days");
}

static void check_system(struct loading *loading, const struct pack_row *row)
{
    const struct pack_row *system = refer(loading, CATALOGUE_VERSIONS, row, VERSION_SYSTEM, CATALOGUE_SYSTEMS);
    if (system == NULL || !system->sound)
        return;
    const struct db_value *to = &system->values[SYSTEM_TO], *until = &row->values[VERSION_TO];
    if (strncmp(system->cells[CODE], row->cells[VERSION_ITEM], 2) != 0)
        fault(loading, CATALOGUE_VERSIONS, row, "system belongs to another department");
    else if (row->values[VERSION_FROM].integer < system->values[SYSTEM_FROM].integer ||
             (to->type != DB_NULL && (until->type == DB_NULL || until->integer > to->integer)))
        fault(loading, CATALOGUE_VERSIONS, row, "the system is not connected through the whole period");
}

static void check_versions(struct loading *loading)
{
    const struct pack_sheet *sheet = &loading->sheets[CATALOGUE_VERSIONS];
    EACH_SOUND_ROW(row, sheet) {
        (void)refer(loading, CATALOGUE_VERSIONS, row, VERSION_ITEM, CATALOGUE_ITEMS);
        check_limits(loading, row);
        check_system(loading, row);
    }
    pack_check_periods(loading->pack, sheet, VERSION_ITEM, VERSION_FROM, VERSION_TO, false);
}

/* The row at `at` and those behind it are the periods of one item, by day; is it in the catalogue through all of the taken one? */
static bool is_covered(const struct pack_row *const *at, const struct pack_row *const *end, const struct pack_row *taken)
{
    const char *item = (*at)->cells[VERSION_ITEM];
    const struct db_value *to = &taken->values[TAKEN_TO];
    int64_t day = taken->values[TAKEN_FROM].integer;
    for (; at < end && text_equal((*at)->cells[VERSION_ITEM], item); at++) {
        const struct db_value *until = &(*at)->values[VERSION_TO];
        if (!(*at)->sound)
            return true; /* told there */
        if ((*at)->values[VERSION_FROM].integer > day)
            return false;
        if (until->type == DB_NULL || (to->type != DB_NULL && until->integer >= to->integer))
            return true;
        if (until->integer > day)
            day = until->integer;
    }
    return false;
}

/* The items that sub-centres take. */
static void check_taken(struct loading *loading, const struct pack_sheet *taken)
{
    const struct pack_sheet *versions = &loading->sheets[CATALOGUE_VERSIONS];
    EACH_SOUND_ROW(row, taken) {
        if (pack_refer(loading->pack, taken, row, TAKEN_ITEM, &loading->sheets[CATALOGUE_ITEMS]) == NULL)
            continue;
        size_t first = pack_find_first(versions, row->cells[TAKEN_ITEM]);
        if (first < versions->count && !is_covered(versions->by_key + first, versions->by_key + versions->count, row))
            pack_fault(loading->pack, taken->table->file, row->line, "%s is not in the catalogue through the whole period",
                       row->cells[TAKEN_ITEM]);
    }
}

void catalogue_load(struct pack *pack, const struct pack_sheet *taken, struct pack_sheet sheets[CATALOGUE_SHEETS])
{
    struct loading loading = {pack, sheets};
    for (int i = 0; i < CATALOGUE_SHEETS; i++)
        if (catalogue_tables[i].file != NULL)
            pack_read_table(pack, &catalogue_tables[i], &sheets[i]);
    check_departments(&loading);
    check_systems(&loading);
    number_choices(&loading);
    check_elements(&loading);
    check_items(&loading);
    check_versions(&loading);
    check_taken(&loading, taken);
    catalogue_load_guides(pack, sheets);
}
