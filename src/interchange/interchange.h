/* Interchange 信息交互: which centre is responsible (受理方, B) for an application taken at a centre (收件方, A). Pure.
 * 收受分离: the application travels to the centre of the applicant's hukou or residence, as the item says; the duty to
 * examine never moves away from there. Every address has an answer: a centre, or a refusal with words. */
#ifndef TONGBAN_INTERCHANGE_INTERCHANGE_H
#define TONGBAN_INTERCHANGE_INTERCHANGE_H

#include <stdbool.h>
#include <stdint.h>

#include "catalogue/catalogue.h"
#include "places/places.h"

/* How the responsible centre was found. */
#define ROUTES_BY(X)                                                                                                          \
    X(direct, "在收件中心直接受理", "Decided at the centre that received it")                                                 \
    X(hukou, "由户籍所在街镇的中心受理", "Goes to the centre of the registered household")                                    \
    X(residence, "由居住地街镇的中心受理", "Goes to the centre of the residence")                                             \
    X(district_default, "只知道所在区，先送该区指定的中心", "Only the district is known: goes to that district's appointed centre") \
    X(abolished_district, "所填行政区划已撤并，送承接区指定的中心", "The district was merged: goes to its successor's appointed centre") \
    X(closed_centre, "原责任中心已关闭，送该区指定的中心", "The duty centre has closed: goes to the district's appointed centre")

enum routed_by {
#define ROUTED_BY_ENUM(name, zh, en) ROUTED_BY_##name,
    ROUTES_BY(ROUTED_BY_ENUM)
#undef ROUTED_BY_ENUM
};
extern const char *const routed_by_names[]; /* closed by NULL */
void routed_by_explain(enum routed_by by, const char **ret_zh, const char **ret_en);

struct routing {
    const struct place_centre *centre; /* NULL: refused, see the rest */
    enum routed_by by;
    const char *field;                 /* of the refusal: applicant.hukou_division … */
    const char *code, *zh, *en;
};

/* hukou and residence: codes of 6, 9 or 12 digits, or NULL; `day` decides which centres exist. */
struct routing interchange_route(const struct places *places, const struct catalogue_version *version,
                                 const struct place_centre *receiving, const char *hukou, const char *residence, int32_t day);

/* Is the hukou (as a code) of this city? False for NULL, other provinces, and what is no code. */
bool interchange_is_local(const struct places *places, const char *hukou);

#endif
