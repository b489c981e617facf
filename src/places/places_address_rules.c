/* What may stand as somebody's hukou or residence: streets and towns, a district alone, a district that was merged,
 * another province. A clerk who does not know the street, or has somebody from elsewhere at the window, still finds an
 * answer. */
#include "places/places.h"

#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "identity/identity_rules.h"

#define FOUND_MAX 60
#define WORDS_MAX 120

const char *const address_kind_names[] = {
    "street", "town", "township", "zone", "district", "abolished", ADDRESS_PROVINCE, NULL};

struct finding {
    struct address_found *found;
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
static void add(struct finding *finding, const struct address_found *address)
{
    const struct place_district *within = address->within;
    bool found = text_starts_with(address->code, finding->words) ||
                 is_named(finding, address->name, address->name_en) ||
                 (within != NULL && is_named(finding, within->name, within->name_en));
    if (found && finding->count < FOUND_MAX)
        finding->found[finding->count++] = *address;
}

/* Other ones, where people have a hukou. */
static void add_provinces(struct finding *finding, struct arena *arena, const char *own)
{
    for (const struct province *province = provinces; province->code != NULL; province++)
        if (!text_equal(province->code, own) && province_has_hukou(province->code))
            add(finding, &(struct address_found){
                arena_format(arena, "%s0000", province->code), ADDRESS_PROVINCE, province->name, province->name_en,
                NULL});
}

struct address_found *places_find_addresses(const struct places *places, struct arena *arena, const char *text,
                                            size_t *ret_count)
{
    struct finding finding = {.found = arena_array(arena, FOUND_MAX, sizeof(*finding.found))};
    *ret_count = 0;
    if (finding.found == NULL)
        return NULL;
    without_blanks(finding.words, text != NULL ? text : "");
    for (size_t i = 0; i < places->district_count; i++) {
        const struct place_district *district = &places->districts[i];
        add(&finding, &(struct address_found){district->code, "district", district->name, district->name_en, NULL});
    }
    for (size_t i = 0; text != NULL && i < places->division_count; i++) {
        const struct place_division *division = &places->divisions[i];
        add(&finding, &(struct address_found){
            division->code, division_kind_name(division->kind), division->name, division->name_en, division->district});
    }
    for (size_t i = 0; text != NULL && i < places->abolished_count; i++) {
        const struct place_abolished *abolished = &places->abolished[i];
        add(&finding, &(struct address_found){
            abolished->code, "abolished", abolished->name, abolished->name_en, abolished->successor});
    }
    add_provinces(&finding, arena, places->code);
    *ret_count = finding.count;
    return finding.found;
}
