#include <dirent.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "catalogue/catalogue_guide.h"
#include "catalogue/catalogue_load.h"

#define GUIDES_MAX 2000

enum { GUIDE_STEM, GUIDE_ITEM, GUIDE_BODY };
enum { VERSION_ITEM = 0, VERSION_GUIDE = 12 };

struct guides {
    struct pack *pack;
    struct pack_sheet *sheets;
    const char *file;  /* of the guide looked at */
    const char *bytes;
};

/* ---- the folder ---- */

static int compare_texts(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Stems of guides/STEM.json in order; none when there is no such folder. */
static const char **list_stems(struct pack *pack, size_t *ret_count)
{
    const char *path = arena_format(pack->arena, "%s/" GUIDES_FOLDER, pack->folder);
    const char **stems = arena_array(pack->arena, GUIDES_MAX, sizeof(*stems));
    DIR *folder = path == NULL || stems == NULL ? NULL : opendir(path);
    size_t count = 0;
    struct dirent *entry = NULL;
    /* cppcheck-suppress readdirCalled ; the stream is this function's own */
    while (folder != NULL && count < GUIDES_MAX && (entry = readdir(folder)) != NULL) {
        size_t size = strlen(entry->d_name);
        if (size <= 5 || entry->d_name[0] == '.' || strcmp(entry->d_name + size - 5, ".json") != 0)
            continue;
        char *stem = arena_copy_bytes(pack->arena, entry->d_name, size - 5);
        if (stem != NULL)
            stems[count++] = stem;
    }
    if (folder != NULL)
        (void)closedir(folder);
    if (count > 1)
        qsort(stems, count, sizeof(*stems), compare_texts);
    *ret_count = count;
    return stems;
}

/* ---- one guide ---- */

static void __attribute__((format(printf, 3, 4)))
fault_at(struct guides *guides, const char *path, const char *format, ...)
{
    char text[400];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(text, sizeof(text), format, arguments);
    va_end(arguments);
    pack_fault(guides->pack, guides->file, pack_json_line(guides->bytes, path), "%s: %s", path, text);
}

/* Codes of a list differ and have the shape of a code; `deeper` (may be NULL) leads from the item to the code. */
static void check_codes(struct guides *guides, const struct json *list, const char *path, const char *key, const char *shape)
{
    for (size_t i = 0; i < json_count(list); i++) {
        const char *code = json_get_text(json_at(list, i), key);
        const char *place = arena_format(guides->pack->arena, "%s.%zu.%s", path, i, key);
        if (place == NULL || code == NULL)
            continue;
        if (!pack_has_shape(code, shape))
            fault_at(guides, place, "\"%s\" may hold small letters, digits and underscores only", code);
        for (size_t j = 0; j < i; j++)
            if (text_equal(json_get_text(json_at(list, j), key), code)) {
                fault_at(guides, place, "\"%s\" is already at %s.%zu", code, path, j);
                break;
            }
    }
}

static void check_known(struct guides *guides, const struct json *list, const char *path, const char *key,
                        enum catalogue_sheet where)
{
    const struct pack_sheet *sheet = &guides->sheets[where];
    for (size_t i = 0; i < json_count(list); i++) {
        const char *code = json_get_text(json_at(list, i), key);
        const char *place = arena_format(guides->pack->arena, "%s.%zu.%s", path, i, key);
        if (place != NULL && pack_find(sheet, code) == NULL && !sheet->keys_doubtful)
            fault_at(guides, place, "\"%s\" is not in %s", code, sheet->table->file);
    }
}

static void check_materials(struct guides *guides, const struct json *list)
{
    for (size_t i = 0; i < json_count(list); i++) {
        const struct json *material = json_at(list, i);
        const char *place = arena_format(guides->pack->arena, "materials.%zu.originals", i);
        if (place != NULL && text_equal(json_get_text(material, "source"), "applicant") &&
            json_get_integer(material, "originals", 0) + json_get_integer(material, "copies", 0) == 0)
            fault_at(guides, place, "the applicant brings neither an original nor a copy");
    }
}

/* The items whose periods name this guide are the guide's own item, and there is one. */
static void check_item(struct guides *guides, const char *stem, const struct json *document)
{
    const struct pack_sheet *versions = &guides->sheets[CATALOGUE_VERSIONS];
    const char *item = json_get_text(document, "item");
    bool used = false;
    if (pack_find(&guides->sheets[CATALOGUE_ITEMS], item) == NULL) {
        if (!guides->sheets[CATALOGUE_ITEMS].keys_doubtful)
            fault_at(guides, "item", "\"%s\" is not in %s", item, catalogue_tables[CATALOGUE_ITEMS].file);
        return;
    }
    for (size_t i = 0; i < versions->count; i++) {
        const struct pack_row *row = &versions->rows[i];
        if (!text_equal(row->cells[VERSION_GUIDE], stem))
            continue;
        used = true;
        if (!text_equal(row->cells[VERSION_ITEM], item))
            pack_fault(guides->pack, versions->table->file, row->line, "guide %s is of %s", stem, item);
    }
    if (!used && !versions->keys_doubtful)
        fault_at(guides, "item", "no period of %s in %s names this guide", item, versions->table->file);
}

static void check_guide(struct guides *guides, const char *stem, const struct json *document)
{
    const struct json *questions = json_get(document, "questions");
    check_item(guides, stem, document);
    check_codes(guides, questions, "questions", "code", "a*");
    for (size_t i = 0; i < json_count(questions); i++) {
        const char *path = arena_format(guides->pack->arena, "questions.%zu.options", i);
        if (path != NULL)
            check_codes(guides, json_get(json_at(questions, i), "options"), path, "code", "*");
    }
    check_codes(guides, json_get(document, "situations"), "situations", "code", "a*");
    check_codes(guides, json_get(document, "materials"), "materials", "material", "a*");
    check_known(guides, json_get(document, "materials"), "materials", "material", CATALOGUE_MATERIALS);
    check_materials(guides, json_get(document, "materials"));
    check_codes(guides, json_get(document, "fields"), "fields", "element", "a*");
    check_known(guides, json_get(document, "fields"), "fields", "element", CATALOGUE_ELEMENTS);
    catalogue_check_conditions(guides->pack, guides->file, guides->bytes, document);
}

static void check_named(struct guides *guides)
{
    const struct pack_sheet *versions = &guides->sheets[CATALOGUE_VERSIONS];
    for (size_t i = 0; i < versions->count; i++) {
        const char *stem = versions->rows[i].cells[VERSION_GUIDE];
        if (stem[0] != '\0' && pack_find(&guides->sheets[CATALOGUE_GUIDES], stem) == NULL)
            pack_fault(guides->pack, versions->table->file, versions->rows[i].line, "there is no " GUIDES_FOLDER "/%s.json", stem);
    }
}

void catalogue_load_guides(struct pack *pack, struct pack_sheet sheets[CATALOGUE_SHEETS])
{
    struct guides guides = {.pack = pack, .sheets = sheets};
    struct pack_sheet *sheet = &sheets[CATALOGUE_GUIDES];
    size_t count = 0;
    const char **stems = list_stems(pack, &count);
    pack_make_sheet(pack, &catalogue_tables[CATALOGUE_GUIDES], count, sheet);
    for (size_t i = 0; i < sheet->count; i++) {
        sheet->rows[i].values[GUIDE_STEM] = db_text(stems[i]);
        guides.file = arena_format(pack->arena, GUIDES_FOLDER "/%s.json", stems[i]);
        const struct json *document = guides.file == NULL ? NULL
                                                          : pack_read_json(pack, guides.file, catalogue_guide_fields, &guides.bytes);
        if (document == NULL)
            continue;
        sheet->rows[i].values[GUIDE_ITEM] = db_text(json_get_text(document, "item"));
        sheet->rows[i].values[GUIDE_BODY] = db_text(guides.bytes);
        check_guide(&guides, stems[i], document);
    }
    pack_sort_sheet(pack, sheet);
    check_named(&guides);
}
