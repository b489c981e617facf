#include "interchange/interchange.h"

#include "base/text.h"

const char *const routed_by_names[] = {
#define ROUTED_BY_NAME(name, zh, en) #name,
    ROUTES_BY(ROUTED_BY_NAME)
#undef ROUTED_BY_NAME
    NULL};

void routed_by_explain(enum routed_by by, const char **ret_zh, const char **ret_en)
{
    static const struct { const char *zh, *en; } words[] = {
#define ROUTED_BY_WORDS(name, zh, en) {zh, en},
        ROUTES_BY(ROUTED_BY_WORDS)
#undef ROUTED_BY_WORDS
    };
    *ret_zh = words[by].zh;
    *ret_en = words[by].en;
}

bool interchange_is_local(const struct places *places, const char *hukou)
{
    enum place_level level = places_find_address(places, hukou).level;
    return level != PLACE_NOWHERE && level != PLACE_OUTSIDE;
}

static struct routing refused(const char *field, const char *code, const char *zh, const char *en)
{
    return (struct routing){.field = field, .code = code, .zh = zh, .en = en};
}

static struct routing to_district(const struct places *places, const struct place_district *district, enum routed_by by,
                                  const char *field, int32_t day)
{
    const struct place_centre *centre = place_district_centre(places, district, day);
    if (centre == NULL)
        return refused(field, "no_responsible_centre", "该区当日没有可受理的中心", "No centre of that district can take it on that day");
    return (struct routing){.centre = centre, .by = by};
}

/* Where one address leads; centre and code both NULL when the address says nothing about a place in the city. */
static struct routing by_address(const struct places *places, struct place_address address, enum routed_by by,
                                 const char *field, int32_t day)
{
    const struct place_centre *duty;
    switch (address.level) {
    case PLACE_DIVISION:
    case PLACE_COMMITTEE:
        duty = place_duty_centre(places, address.division, day);
        if (duty != NULL && place_centre_is_valid(duty, day))
            return (struct routing){.centre = duty, .by = by};
        return to_district(places, address.division->district, ROUTED_BY_closed_centre, field, day);
    case PLACE_DISTRICT:
        return to_district(places, address.district, ROUTED_BY_district_default, field, day);
    case PLACE_ABOLISHED:
        return to_district(places, address.district, ROUTED_BY_abolished_district, field, day);
    default:
        return (struct routing){0};
    }
}

#define HUKOU_FIELD "applicant.hukou_division"
#define RESIDENCE_FIELD "applicant.residence_division"

struct routing interchange_route(const struct places *places, const struct catalogue_version *version,
                                 const struct place_centre *receiving, const char *hukou, const char *residence, int32_t day)
{
    if (version->mode == MODE_direct)
        return (struct routing){.centre = receiving, .by = ROUTED_BY_direct};
    struct place_address home = places_find_address(places, hukou), living = places_find_address(places, residence);
    bool hukou_first = version->basis == BASIS_hukou;
    struct routing first = hukou_first ? by_address(places, home, ROUTED_BY_hukou, HUKOU_FIELD, day)
                                       : by_address(places, living, ROUTED_BY_residence, RESIDENCE_FIELD, day);
    if (first.centre != NULL || first.code != NULL)
        return first;
    struct routing second = hukou_first ? by_address(places, living, ROUTED_BY_residence, RESIDENCE_FIELD, day)
                                        : by_address(places, home, ROUTED_BY_hukou, HUKOU_FIELD, day);
    if (second.centre != NULL || second.code != NULL)
        return second;
    return refused(hukou_first ? HUKOU_FIELD : RESIDENCE_FIELD, "division_required",
                   hukou_first ? "需填写户籍或居住所在的街道（镇），才能确定受理中心" : "需填写居住所在的街道（镇），才能确定受理中心",
                   hukou_first ? "The street or town of the registered household or residence is needed to find the responsible centre"
                               : "The street or town of residence is needed to find the responsible centre");
}
