/* Who may apply 服务对象: one rule for intake, preview, guide and search. */
#include "catalogue/catalogue.h"

#include <string.h>

#include "base/arena.h"
#include "base/text.h"

#define BIT(audience) (1U << AUDIENCE_##audience)

static const struct { const char *zh, *en, *is_zh, *is_en; } words[] = {
    [AUDIENCE_hukou] = {"本市户籍居民", "residents registered in this city", "申请人是本市户籍", "the applicant is registered in this city"},
    [AUDIENCE_permit_holder] = {"持本市居住证的来沪人员", "holders of this city's residence permit",
                                "申请人户籍不在本市，持本市居住证", "the applicant is registered elsewhere and holds a residence permit"},
    [AUDIENCE_non_resident] = {"未持居住证的来沪人员", "people from elsewhere without a residence permit",
                               "申请人户籍不在本市，也没有本市居住证", "the applicant is registered elsewhere and holds no residence permit"},
    [AUDIENCE_organisation] = {"单位", "organisations", "申请人是单位", "the applicant is an organisation"},
};

unsigned catalogue_audiences_of(const struct applicant_standing *standing)
{
    if (standing->organisation)
        return BIT(organisation);
    unsigned may_be = BIT(hukou) | BIT(permit_holder) | BIT(non_resident);
    if (standing->local_hukou == KNOWN_YES)
        return BIT(hukou);
    if (standing->local_hukou == KNOWN_NO)
        may_be &= ~BIT(hukou);
    if (standing->residence_permit == KNOWN_YES)
        may_be = BIT(permit_holder); /* nobody registered in the city holds one */
    else if (standing->residence_permit == KNOWN_NO)
        may_be &= ~BIT(permit_holder);
    return may_be;
}

enum fitting catalogue_fits(const struct catalogue_version *version, unsigned audiences)
{
    unsigned open = version->audiences & audiences;
    return open == audiences ? FITTING_yes : open == 0 ? FITTING_no : FITTING_unknown;
}

/* ---- what is said to somebody who does not fit ---- */

static bool is_one(unsigned audiences) { return (audiences & (audiences - 1)) == 0; }

static int first_of(unsigned audiences)
{
    int first = 0;
    while ((audiences & 1U << first) == 0)
        first++;
    return first;
}

/* 本市户籍居民、单位 */
static void list_audiences(struct arena *arena, unsigned audiences, const char **ret_zh, const char **ret_en)
{
    const char *zh = "", *en = "";
    for (int i = 0; audience_names[i] != NULL; i++)
        if ((audiences & 1U << i) != 0) {
            zh = arena_format(arena, "%s%s%s", zh, *zh != '\0' ? "、" : "", words[i].zh);
            en = arena_format(arena, "%s%s%s", en, *en != '\0' ? ", " : "", words[i].en);
        }
    *ret_zh = zh;
    *ret_en = en;
}

bool catalogue_tell_misfit(struct arena *arena, const struct catalogue_version *version, unsigned audiences,
                           const struct catalogue_version *const *instead, size_t instead_count, const char **ret_zh, const char **ret_en)
{
    const char *for_zh, *for_en, *zh, *en;
    list_audiences(arena, version->audiences, &for_zh, &for_en);
    /* of somebody from elsewhere it may not be known whether they hold a permit, when neither helps */
    const char *is_zh = is_one(audiences) ? words[first_of(audiences)].is_zh : "申请人户籍不在本市";
    const char *is_en = is_one(audiences) ? words[first_of(audiences)].is_en : "the applicant is registered elsewhere";
    zh = arena_format(arena, "此事项面向%s，%s，不能办理。", for_zh, is_zh);
    en = arena_format(arena, "This item is for %s; %s.", for_en, is_en);
    if (instead_count == 0 && version->audiences == BIT(hukou)) {
        zh = arena_format(arena, "%s请向户籍所在地的受理机构申请。", zh);
        en = arena_format(arena, "%s Such matters are applied for where the applicant is registered.", en);
    }
    for (size_t i = 0; i < instead_count; i++) {
        zh = arena_format(arena, "%s%s%s（%s）%s", zh, i == 0 ? "相近且可以办理的事项：" : "、", instead[i]->item->name, instead[i]->item->code,
                          i + 1 == instead_count ? "。" : "");
        en = arena_format(arena, "%s%s%s (%s)%s", en, i == 0 ? " Related items open to the applicant: " : ", ", instead[i]->item->name_en,
                          instead[i]->item->code, i + 1 == instead_count ? "." : "");
    }
    *ret_zh = zh;
    *ret_en = en;
    return zh != NULL && en != NULL && !arena_overflowed(arena);
}

/* ---- what else there is ---- */

#define PAIR_SIZE 9 /* two characters and the NUL */

#define BRACKET "\xEF\xBC\x88" /* （: behind it the cases of a title, not its matter */

/* The next two characters of a title; false at its end. */
static bool next_pair(const char **at, char pair[PAIR_SIZE])
{
    if (text_starts_with(*at, BRACKET))
        return false;
    size_t one = text_character_size(*at), two = **at == '\0' || (*at)[one] == '\0' ? 0 : text_character_size(*at + one);
    if (two == 0)
        return false;
    memcpy(pair, *at, one + two);
    pair[one + two] = '\0';
    *at += one;
    return true;
}

/* A pair of characters that many titles share (申请, 办理) says nothing of the matter. */
static bool is_telling(const struct catalogue *catalogue, const char *pair)
{
    size_t count = 0, many = catalogue->item_count / 20 + 1;
    for (size_t i = 0; i < catalogue->item_count && count <= many; i++)
        count += strstr(catalogue->items[i].name, pair) != NULL;
    return count <= many;
}

static bool stands_in_title(const char *title, const char *pair)
{
    const char *at = strstr(title, pair), *bracket = strstr(title, BRACKET);
    return at != NULL && (bracket == NULL || at < bracket || bracket == title);
}

/* How many telling pairs two titles share. */
static int kinship(const struct catalogue *catalogue, const char *title, const char *other)
{
    char pair[PAIR_SIZE];
    int shared = 0;
    for (const char *at = title; next_pair(&at, pair);)
        shared += stands_in_title(other, pair) && is_telling(catalogue, pair);
    return shared;
}

size_t catalogue_instead(const struct catalogue *catalogue, const struct catalogue_version *version, unsigned audiences, int32_t day,
                         const struct catalogue_version *ret_instead[INSTEAD_MAX])
{
    int scores[INSTEAD_MAX] = {0};
    size_t found = 0;
    for (size_t i = 0; i < catalogue->item_count; i++) {
        const struct catalogue_item *item = &catalogue->items[i];
        const struct catalogue_version *other = catalogue_version_on(item, day);
        if (item == version->item || item->department != version->item->department || other == NULL ||
            catalogue_fits(other, audiences) != FITTING_yes)
            continue;
        int score = kinship(catalogue, version->item->name, item->name);
        size_t place = found < INSTEAD_MAX ? found : INSTEAD_MAX - 1;
        if (score == 0 || (found == INSTEAD_MAX && scores[place] >= score))
            continue;
        found += found < INSTEAD_MAX;
        for (; place > 0 && scores[place - 1] < score; place--) {
            scores[place] = scores[place - 1];
            ret_instead[place] = ret_instead[place - 1];
        }
        scores[place] = score;
        ret_instead[place] = other;
    }
    while (found > 1 && scores[found - 1] * 2 < scores[0]) /* a distant one beside a near one only confuses */
        found--;
    return found;
}
