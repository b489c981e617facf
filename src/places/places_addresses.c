/* What may stand as somebody's hukou or residence: streets and towns, a district alone, a district that was merged, another
 * province. A clerk who does not know the street, or has somebody from elsewhere at the window, still finds an answer. */
#include <string.h>

#define REPLY_TEXT_MAX 200
#include "base/reply_fields.h"
#include "base/text.h"
#include "identity/identity_rules.h"
#include "places/places_api.h"

#define FOUND_MAX 60
#define PROVINCE "province" /* who is registered there may hold a residence permit of this city */
#define WORDS_MAX 120

static const char *const address_kinds[] = {"street", "town", "township", "zone", "district", "abolished", "province", NULL};
const struct field address_query[] = {
    {"q", FIELD_TEXT, 0, 1, 40,
     .description = "part of a name, of its pinyin, or the first digits of a code; without it districts and provinces", AT(address_query, text)},
    {0},
};
static const struct field address_fields[] = {
    {"code", FIELD_TEXT, FIELD_REQUIRED, 6, 9, .description = "what goes into hukou_division or residence_division"},
    CHOICE("kind", address_kinds, "district: the street is not known; abolished: merged into `within`"), TEXT("name"),
    TEXT("name_en"), TEXT_OR_NULL("within", "the district, or the successor"), TEXT_OR_NULL("within_name"),
    TEXT_OR_NULL("within_name_en"), FLAG("asks_permit", "somebody registered there is asked about a residence permit of this city"), {0}};
const struct field address_reply[] = {
    LIST("items", 100, ITEMS(address_fields), "at most 60"),
    {"next", FIELD_TEXT, MAY_BE_NULL, .description = "always null: type more to find more"}, {0}};

struct finding {
    struct request *request;
    char words[WORDS_MAX]; /* without blanks */
    size_t count;
};

static void without_blanks(char target[WORDS_MAX], const char *text)
{
    size_t used = 0;
    for (; *text != '\0' && used + 1 < WORDS_MAX; text++)
        if (*text != ' ')
            target[used++] = *text;
    target[used] = '\0';
}

static bool is_named(const struct finding *finding, const char *name, const char *name_en)
{
    char english[WORDS_MAX];
    without_blanks(english, name_en);
    return text_contains_folded(name, finding->words) || text_contains_folded(english, finding->words);
}

/* A street is found by its district's name too, a merged district by its successor's. */
static void write_found(struct finding *finding, const char *code, const char *kind, const char *name, const char *name_en,
                        const struct place_district *within)
{
    struct json_writer *json = &finding->request->json;
    bool found = text_starts_with(code, finding->words) || is_named(finding, name, name_en) ||
                 (within != NULL && is_named(finding, within->name, within->name_en));
    if (finding->count == FOUND_MAX || !found)
        return;
    finding->count++;
    json_open_object(json, NULL);
    json_add_text(json, "code", code);
    json_add_text(json, "kind", kind);
    json_add_text(json, "name", name);
    json_add_text(json, "name_en", name_en);
    json_add_text(json, "within", within != NULL ? within->code : NULL);
    json_add_text(json, "within_name", within != NULL ? within->name : NULL);
    json_add_text(json, "within_name_en", within != NULL ? within->name_en : NULL);
    json_add_bool(json, "asks_permit", text_equal(kind, PROVINCE));
    json_close_object(json);
}

static void write_provinces(struct finding *finding, const char *own)
{
    for (const struct province *province = provinces; province->code != NULL; province++) {
        char code[7];
        if (text_equal(province->code, own) || !province_has_hukou(province->code))
            continue; /* this city itself, and where nobody has a hukou */
        (void)text_copy(code, 3, province->code);
        memcpy(code + 2, "0000", 5);
        write_found(finding, arena_copy_text(finding->request->act.arena, code), PROVINCE, province->name, province->name_en, NULL);
    }
}

enum result address_list(struct request *request)
{
    const struct places *places = request->act.context->places;
    const struct address_query *query = request->query;
    const char *text = query->text;
    struct finding finding = {.request = request};
    without_blanks(finding.words, text != NULL ? text : "");
    json_open_object(&request->json, NULL);
    json_open_array(&request->json, "items");
    for (size_t i = 0; i < places->district_count; i++)
        write_found(&finding, places->districts[i].code, "district", places->districts[i].name, places->districts[i].name_en, NULL);
    for (size_t i = 0; text != NULL && i < places->division_count; i++) {
        const struct place_division *division = &places->divisions[i];
        write_found(&finding, division->code, division_kind_name(division->kind), division->name, division->name_en, division->district);
    }
    for (size_t i = 0; text != NULL && i < places->abolished_count; i++)
        write_found(&finding, places->abolished[i].code, "abolished", places->abolished[i].name, places->abolished[i].name_en,
                    places->abolished[i].successor);
    write_provinces(&finding, places->code);
    json_close_array(&request->json);
    json_add_null(&request->json, "next");
    json_close_object(&request->json);
    return RESULT_OK;
}
