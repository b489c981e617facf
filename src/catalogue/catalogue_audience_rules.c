/* Who may apply 服务对象: one rule for intake, preview, guide and search. */
#include "catalogue/catalogue.h"

#include <string.h>

#include "base/arena.h"
#include "base/text.h"

#define BIT(audience) (1U << AUDIENCE_##audience)

static const struct { const char *zh, *en; } words[] = {
    [AUDIENCE_hukou] = {"本市户籍居民", "residents registered in this city"},
    [AUDIENCE_permit_holder] = {"持本市居住证的来沪人员", "holders of this city's residence permit"},
    [AUDIENCE_non_resident] = {"未持居住证的来沪人员", "people from elsewhere without a residence permit"},
    [AUDIENCE_organisation] = {"单位", "organisations"},
};

struct applicant_standing catalogue_standing_of(enum audience audience)
{
    static const struct applicant_standing standings[] = {
        [AUDIENCE_hukou] = {.hukou = HUKOU_HERE},
        [AUDIENCE_permit_holder] = {.hukou = HUKOU_ELSEWHERE, .residence_permit = ANSWER_YES},
        [AUDIENCE_non_resident] = {.hukou = HUKOU_ELSEWHERE, .residence_permit = ANSWER_NO},
        [AUDIENCE_organisation] = {.organisation = true},
    };
    return standings[audience];
}

unsigned catalogue_audiences_of(const struct applicant_standing *standing)
{
    if (standing->organisation)
        return BIT(organisation);
    if (standing->hukou == HUKOU_HERE)
        return BIT(hukou);
    if (standing->residence_permit == ANSWER_YES)
        return BIT(permit_holder); /* nobody registered in the city holds one */
    unsigned may_be = BIT(non_resident);
    if (standing->hukou == HUKOU_UNKNOWN)
        may_be |= BIT(hukou);
    if (standing->residence_permit == ANSWER_UNKNOWN)
        may_be |= BIT(permit_holder);
    return may_be;
}

enum fitting catalogue_fits(const struct catalogue_version *version, unsigned audiences)
{
    unsigned open = version->audiences & audiences;
    return open == audiences ? FITTING_yes : open == 0 ? FITTING_no : FITTING_unknown;
}

/* ---- what is said to somebody who does not fit ---- */

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

#define FROM_ELSEWHERE (BIT(permit_holder) | BIT(non_resident))

/* Said of the applicant, or to them: the English verb is in the third person, or in the second. */
struct reason { const char *zh, *en_of, *en_to; };

/* What keeps a person out of an item for residents: the household, and the permit where it is known too. */
static struct reason reason_elsewhere(enum yes_or_no permit)
{
    static const struct reason reasons[] = {
        [ANSWER_UNKNOWN] = {"户籍不在本市", "is registered elsewhere", "are registered elsewhere"},
        [ANSWER_YES] = {"户籍不在本市，持本市居住证", "is registered elsewhere and holds a residence permit",
                       "are registered elsewhere and hold a residence permit"},
        [ANSWER_NO] = {"户籍不在本市，也没有本市居住证", "is registered elsewhere and holds no residence permit",
                      "are registered elsewhere and hold no residence permit"},
    };
    return reasons[permit];
}

/* Only what is known, and only what excludes. */
static struct reason reason_of(unsigned open, const struct applicant_standing *standing)
{
    bool for_people = (open & ~BIT(organisation)) != 0, for_residents = (open & BIT(hukou)) != 0;
    if (standing->organisation)
        return (struct reason){"是单位", "is an organisation", "are an organisation"};
    if (for_people && standing->hukou == HUKOU_HERE)
        return (struct reason){"是本市户籍", "is registered in this city", "are registered in this city"};
    if (for_residents && standing->hukou == HUKOU_ELSEWHERE)
        return reason_elsewhere(standing->residence_permit);
    if (for_people && standing->hukou != HUKOU_NONE && standing->residence_permit == ANSWER_YES)
        return (struct reason){"持本市居住证", "holds a residence permit of this city",
                               "hold a residence permit of this city"};
    if ((open & BIT(permit_holder)) != 0 && standing->residence_permit == ANSWER_NO)
        return (struct reason){"没有本市居住证", "holds no residence permit of this city",
                               "hold no residence permit of this city"};
    return (struct reason){"不属于本事项的服务对象", "is not among them", "are not among them"};
}

static void list_instead(struct arena *arena, const struct misfit *misfit, const char **zh, const char **en)
{
    *zh = arena_format(arena, "%s相近且可以办理的事项：", *zh);
    *en = arena_format(arena, "%s Related items open to %s: ", *en, misfit->to_applicant ? "you" : "the applicant");
    for (size_t i = 0; i < misfit->instead_count; i++) {
        const struct catalogue_item *item = misfit->instead[i]->item;
        *zh = arena_format(arena, "%s%s%s（%s）", *zh, i == 0 ? "" : "、", item->name, item->code);
        *en = arena_format(arena, "%s%s%s (%s)", *en, i == 0 ? "" : ", ", item->name_en, item->code);
    }
    *zh = arena_format(arena, "%s。", *zh);
    *en = arena_format(arena, "%s.", *en);
}

/* Nothing in the catalogue comes near it: who knows more. */
static void tell_whom_to_ask(struct arena *arena, const struct misfit *misfit, const char **zh, const char **en)
{
    const struct catalogue_department *department = misfit->version->item->department;
    *zh = arena_format(arena, "%s没有相近的事项可以代替，%s可以打 %s 咨询，或者问主管部门（%s）。", *zh, misfit->to_applicant ? "您" : "申请人",
                       misfit->hotline, department->name);
    *en = arena_format(arena, "%s No related item is open to %s: ask at %s, or the department in charge (%s).", *en,
                       misfit->to_applicant ? "you" : "the applicant", misfit->hotline, department->name_en);
}

bool catalogue_tell_misfit(struct arena *arena, const struct misfit *misfit, const char **ret_zh, const char **ret_en)
{
    const char *for_zh, *for_en, *zh, *en;
    unsigned open = misfit->version->audiences;
    struct reason reason = reason_of(open, &misfit->standing);
    const char *who_zh = misfit->to_applicant ? "您" : "申请人", *who_en = misfit->to_applicant ? "you" : "the applicant";
    list_audiences(arena, open, &for_zh, &for_en);
    zh = arena_format(arena, "此事项面向%s，%s%s，不能办理。", for_zh, who_zh, reason.zh);
    en = arena_format(arena, "This item is for %s; %s %s.", for_en, who_en,
                      misfit->to_applicant ? reason.en_to : reason.en_of);
    bool home_has_it = (open & BIT(hukou)) != 0 && (open & FROM_ELSEWHERE) == 0;
    if (misfit->instead_count > 0) {
        list_instead(arena, misfit, &zh, &en);
    } else if (home_has_it && !misfit->standing.organisation && misfit->standing.hukou == HUKOU_ELSEWHERE) {
        zh = arena_format(arena, "%s请向户籍所在地的受理机构申请。", zh);
        en = arena_format(arena, "%s Such matters are applied for where %s %s registered.", en, who_en,
                          misfit->to_applicant ? "are" : "is");
    } else {
        tell_whom_to_ask(arena, misfit, &zh, &en);
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
    size_t one = text_character_size(*at), two = 0;
    if (**at != '\0' && (*at)[one] != '\0')
        two = text_character_size(*at + one);
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

size_t catalogue_instead(const struct catalogue *catalogue, const struct catalogue_version *version, unsigned audiences,
                         int32_t day,
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

bool catalogue_tell_reader(const struct catalogue *catalogue, struct arena *arena,
                           const struct catalogue_version *version,
                           enum audience reader, int32_t day, const char *hotline, struct misfit_told *ret_told)
{
    *ret_told = (struct misfit_told){0};
    if (catalogue_fits(version, 1U << reader) != FITTING_no)
        return true;
    ret_told->instead_count = catalogue_instead(catalogue, version, 1U << reader, day, ret_told->instead);
    const struct misfit misfit = {
        .version = version, .standing = catalogue_standing_of(reader), .to_applicant = true, .hotline = hotline,
        .instead = ret_told->instead, .instead_count = ret_told->instead_count};
    return catalogue_tell_misfit(arena, &misfit, &ret_told->zh, &ret_told->en);
}
