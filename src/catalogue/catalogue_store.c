#include "catalogue/catalogue.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/sorted.h"
#include "base/text.h"
#include "catalogue/catalogue_guide.h"
#include "catalogue/catalogue_load.h"
#include "catalogue/catalogue_shown.h"
#include "db/db.h"
#include "db/snapshot.h"

#define CATALOGUE_BYTES_MAX (32U << 20)

static struct db_statement select_departments = DB_STATEMENT("catalogue.departments",
    "SELECT code, name, name_en, uscc, certainty, note FROM catalogue_department ORDER BY code");
static struct db_statement select_systems = DB_STATEMENT("catalogue.systems",
    "SELECT code, name, name_en, department, valid_from, valid_to FROM catalogue_system ORDER BY code");
static struct db_statement select_choices = DB_STATEMENT("catalogue.choices",
    "SELECT list, code, name, name_en FROM catalogue_choice ORDER BY list, position");
static struct db_statement select_elements = DB_STATEMENT("catalogue.elements",
    "SELECT code, name, name_en, type, max_length, codelist, standard, certainty, exposure FROM catalogue_element ORDER BY code");
static struct db_statement select_materials = DB_STATEMENT("catalogue.materials",
    "SELECT code, name, name_en, form, licence_type, certainty, pinyin, initials FROM catalogue_material ORDER BY code");
static struct db_statement select_guides = DB_STATEMENT("catalogue.guides",
    "SELECT stem, body FROM catalogue_guide ORDER BY stem");
static struct db_statement select_items = PACK_STATEMENT("catalogue.items", catalogue_item_columns,
    "SELECT {columns} FROM catalogue_item ORDER BY code");
static struct db_statement select_versions = PACK_STATEMENT("catalogue.versions", catalogue_version_columns,
    "SELECT {columns} FROM catalogue_version ORDER BY item, valid_from");

struct db_statement *const catalogue_statements[] = {
    &select_departments, &select_systems, &select_choices, &select_elements, &select_materials, &select_guides,
    &select_items, &select_versions, NULL,
};

static struct catalogue *catalogue_of(const struct snapshot *snapshot) { return snapshot->room; }

static bool read_department(struct snapshot *snapshot, struct db_rows *rows, void *row)
{
    *(struct catalogue_department *)row = (struct catalogue_department){
        .code = snapshot_text(snapshot, rows, 0), .name = snapshot_text(snapshot, rows, 1),
        .name_en = snapshot_text(snapshot, rows, 2), .uscc = snapshot_text(snapshot, rows, 3),
        .certainty = snapshot_text(snapshot, rows, 4), .note = snapshot_text(snapshot, rows, 5)};
    return true;
}

static bool read_system(struct snapshot *snapshot, struct db_rows *rows, void *row)
{
    struct catalogue_system *system = row;
    *system = (struct catalogue_system){
        .code = snapshot_text(snapshot, rows, 0), .name = snapshot_text(snapshot, rows, 1),
        .name_en = snapshot_text(snapshot, rows, 2),
        .department = catalogue_department(catalogue_of(snapshot), db_column_text(rows, 3)),
        .valid_from = snapshot_day(rows, 4), .valid_to = snapshot_day(rows, 5)};
    return system->department != NULL || snapshot_hangs(snapshot, "system", system->code);
}

/* Choices come list by list; each row carries its list until the lists are made. */
struct choice_row { const char *list; struct catalogue_choice choice; };

static bool read_choice(struct snapshot *snapshot, struct db_rows *rows, void *row)
{
    *(struct choice_row *)row = (struct choice_row){
        snapshot_text(snapshot, rows, 0),
        {snapshot_text(snapshot, rows, 1), snapshot_text(snapshot, rows, 2), snapshot_text(snapshot, rows, 3)}};
    return true;
}

static int compare_codelists(const void *a, const void *b)
{
    return strcmp(((const struct catalogue_codelist *)a)->code, ((const struct catalogue_codelist *)b)->code);
}

static enum result read_codelists(struct snapshot *snapshot)
{
    struct catalogue *catalogue = catalogue_of(snapshot);
    struct choice_row *rows = NULL;
    size_t count = 0;
    const struct snapshot_table table = {&select_choices, sizeof(*rows), read_choice, false, &rows, &count};
    enum result result = snapshot_read(snapshot, &table);
    if (result != RESULT_OK)
        return result;
    struct catalogue_choice *choices = arena_array(snapshot->arena, count, sizeof(*choices));
    catalogue->codelists = arena_array(snapshot->arena, count, sizeof(*catalogue->codelists));
    if (choices == NULL || catalogue->codelists == NULL)
        return RESULT_NO_MEMORY;
    for (size_t i = 0; i < count; i++) {
        choices[i] = rows[i].choice;
        if (i == 0 || !text_equal(rows[i].list, rows[i - 1].list))
            catalogue->codelists[catalogue->codelist_count++] = (struct catalogue_codelist){rows[i].list, &choices[i], 0};
        catalogue->codelists[catalogue->codelist_count - 1].count++;
    }
    qsort(catalogue->codelists, catalogue->codelist_count, sizeof(*catalogue->codelists), compare_codelists);
    return RESULT_OK;
}

static bool read_element(struct snapshot *snapshot, struct db_rows *rows, void *row)
{
    struct catalogue_element *element = row;
    int type = catalogue_word(element_type_names, db_column_text(rows, 3));
    int exposure = catalogue_word(element_exposure_names, db_column_text(rows, 8));
    const char *list = db_column_text(rows, 5);
    *element = (struct catalogue_element){
        .code = snapshot_text(snapshot, rows, 0), .name = snapshot_text(snapshot, rows, 1),
        .name_en = snapshot_text(snapshot, rows, 2), .type = type < 0 ? ELEMENT_text : (enum element_type)type,
        .max_length = db_column_integer(rows, 4), .codelist = catalogue_codelist(catalogue_of(snapshot), list),
        .standard = snapshot_text(snapshot, rows, 6), .certainty = snapshot_text(snapshot, rows, 7),
        .exposure = exposure < 0 ? EXPOSURE_personal : (enum element_exposure)exposure};
    element->shown = catalogue_show_element(snapshot->arena, element);
    return (element->shown != NULL && type >= 0 && (list == NULL) == (element->codelist == NULL)) || snapshot_hangs(snapshot, "element", element->code);
}

static bool read_material(struct snapshot *snapshot, struct db_rows *rows, void *row)
{
    struct catalogue_material *material = row;
    int form = catalogue_word(material_form_names, db_column_text(rows, 3));
    *material = (struct catalogue_material){
        .code = snapshot_text(snapshot, rows, 0), .name = snapshot_text(snapshot, rows, 1),
        .name_en = snapshot_text(snapshot, rows, 2), .form = form < 0 ? FORM_either : (enum material_form)form,
        .licence_type = snapshot_text(snapshot, rows, 4), .certainty = snapshot_text(snapshot, rows, 5),
        .pinyin = snapshot_text(snapshot, rows, 6), .initials = snapshot_text(snapshot, rows, 7)};
    material->shown = catalogue_show_material(snapshot->arena, material);
    return (material->shown != NULL && form >= 0) || snapshot_hangs(snapshot, "material", material->code);
}

static bool read_guide(struct snapshot *snapshot, struct db_rows *rows, void *row)
{
    struct catalogue_guide *guide = row;
    const char *body = db_column_text(rows, 1);
    const struct json *document = NULL;
    struct json_fault fault;
    guide->stem = snapshot_text(snapshot, rows, 0);
    return (body != NULL && json_read(snapshot->arena, body, strlen(body), &document, &fault) == RESULT_OK &&
            catalogue_guide_read(catalogue_of(snapshot), snapshot->arena, document, guide) == RESULT_OK) ||
           snapshot_hangs(snapshot, "guide", guide->stem);
}

static bool read_item(struct snapshot *snapshot, struct db_rows *rows, void *row)
{
    struct catalogue_item_row read = {.department = NULL};
    struct catalogue_item *item = row;
    (void)db_read_row(rows, snapshot->arena, &read);
    *item = read.item;
    item->department = catalogue_department(catalogue_of(snapshot), read.department);
    if (item->department == NULL)
        return snapshot_hangs(snapshot, "item", item->code);
    item->shown = catalogue_show_item(snapshot->arena, item);
    return item->shown != NULL;
}

/* "window,online" as bits; *ret_known false when a word is unknown. */
static unsigned word_bits(const char *const *names, const char *list, bool *ret_known)
{
    unsigned bits = 0;
    while (list != NULL && *list != '\0') {
        char word[40] = "";
        size_t size = strcspn(list, ",");
        if (size < sizeof(word))
            memcpy(word, list, size);
        int index = catalogue_word(names, word);
        if (index < 0)
            *ret_known = false;
        else
            bits |= 1U << index;
        list += size + (list[size] == ',');
    }
    return bits;
}

static bool read_version(struct snapshot *snapshot, struct db_rows *rows, void *row)
{
    struct catalogue *catalogue = catalogue_of(snapshot);
    struct catalogue_version_row read = {.item = NULL};
    struct catalogue_version *version = row;
    (void)db_read_row(rows, NULL, &read);
    int mode = catalogue_word(item_mode_names, read.mode), basis = catalogue_word(item_basis_names, read.basis);
    int kind = catalogue_word(item_kind_names, read.kind);
    bool known = mode >= 0 && basis >= 0 && kind >= 0;
    *version = read.version;
    version->item = catalogue_item(catalogue, read.item);
    version->mode = mode == MODE_split ? MODE_split : MODE_direct;
    version->basis = basis == BASIS_residence ? BASIS_residence : BASIS_hukou;
    version->kind = kind == KIND_promised ? KIND_promised : KIND_immediate;
    version->system = catalogue_system(catalogue, read.system);
    version->audiences = word_bits(audience_names, read.audiences, &known);
    version->channels = word_bits(channel_names, read.channels, &known);
    version->guide = sorted_find(catalogue->guides, catalogue->guide_count, sizeof(*catalogue->guides), read.guide);
    return (known && version->item != NULL && (read.system == NULL) == (version->system == NULL) &&
            (read.guide == NULL) == (version->guide == NULL)) ||
           snapshot_hangs(snapshot, "period of item", read.item);
}

/* The periods of an item stand side by side. */
static void link_versions(struct catalogue *catalogue)
{
    for (size_t i = 0; i < catalogue->version_count; i++) {
        struct catalogue_item *item = &catalogue->items[catalogue->versions[i].item - catalogue->items];
        if (item->version_count++ == 0)
            item->versions = &catalogue->versions[i];
    }
}

static enum result read_all(struct snapshot *snapshot)
{
    struct catalogue *c = catalogue_of(snapshot);
    const struct snapshot_table tables[] = {
        {&select_departments, sizeof(*c->departments), read_department, true, &c->departments, &c->department_count},
        {&select_systems, sizeof(*c->systems), read_system, true, &c->systems, &c->system_count},
        {&select_elements, sizeof(*c->elements), read_element, true, &c->elements, &c->element_count},
        {&select_materials, sizeof(*c->materials), read_material, true, &c->materials, &c->material_count},
        {&select_guides, sizeof(*c->guides), read_guide, true, &c->guides, &c->guide_count},
        {&select_items, sizeof(*c->items), read_item, true, &c->items, &c->item_count},
        {&select_versions, sizeof(*c->versions), read_version, false, &c->versions, &c->version_count},
    };
    enum result result = read_codelists(snapshot);
    for (size_t i = 0; result == RESULT_OK && i < ARRAY_COUNT(tables); i++)
        result = snapshot_read(snapshot, &tables[i]);
    if (result == RESULT_OK)
        link_versions(c);
    return result == RESULT_OK && arena_overflowed(c->arena) ? RESULT_NO_MEMORY : result;
}

enum result catalogue_open(struct db_session *session, struct catalogue **ret_catalogue, char *fault, size_t fault_size)
{
    char unused[8] = "";
    struct arena *arena = arena_new(CATALOGUE_BYTES_MAX);
    struct catalogue *catalogue = arena == NULL ? NULL : arena_alloc(arena, sizeof(*catalogue));
    if (catalogue == NULL) {
        arena_free(arena);
        return RESULT_NO_MEMORY;
    }
    catalogue->arena = arena;
    struct snapshot snapshot = {arena, session, catalogue, fault != NULL ? fault : unused, fault != NULL ? fault_size : sizeof(unused)};
    snapshot.fault[0] = '\0';
    enum result result = read_all(&snapshot);
    if (result == RESULT_OK && !sorted_index_make(arena, catalogue->items, catalogue->item_count, sizeof(*catalogue->items), &catalogue->by_item))
        result = RESULT_NO_MEMORY;
    if (result != RESULT_OK) {
        if (snapshot.fault[0] == '\0')
            (void)snprintf(snapshot.fault, snapshot.fault_size, "the catalogue cannot be read: %s", result_name(result));
        arena_free(arena);
        return result;
    }
    *ret_catalogue = catalogue;
    return RESULT_OK;
}

void catalogue_close(struct catalogue *catalogue)
{
    if (catalogue != NULL)
        arena_free(catalogue->arena);
}
