/* Whether a counter is open at a moment and, when it is not, when it opens next, in words. Pure. */
#ifndef TONGBAN_PLACES_PLACES_OPENING_RULES_H
#define TONGBAN_PLACES_PLACES_OPENING_RULES_H

#include "places/places.h"

/* UNKNOWN: it is there, but no hours are known for the year to come. */
enum opening_state { OPENING_OPEN, OPENING_LATER_TODAY, OPENING_DONE_TODAY, OPENING_CLOSED_TODAY, OPENING_NOT_YET, OPENING_FOR_GOOD, OPENING_UNKNOWN };
extern const char *const opening_state_names[]; /* closed by NULL */

/* `day`: while it is open, today; else the day on which it opens next, DAY_NONE when none is known. Minutes of that day. */
struct opening_next { enum opening_state state; int32_t day; int16_t open, close; };
struct opening_next place_opening_next(const struct places *places, const struct place_centre *centre, int64_t ms);

/* One sentence of it for whoever stands before the door: "今天已下班，明天（元旦）08:30–11:30 开门"; in the last half hour how
 * many minutes are left, a begun one counted. In `arena`; NULL without memory. */
struct opening_words { const char *zh, *en; };
struct opening_words place_opening_explain(const struct places *places, const struct opening_next *next, int64_t ms, struct arena *arena);

/* The name of the holiday that a day off belongs to, or of a working weekend day "调休上班"; NULL for any other day.
 * *ret_en in English. In a year whose arrangement is not loaded only the fixed days are named (全国年节及纪念日放假办法 art. 2). */
const char *place_day_name(const struct places *places, int32_t day, const char **ret_en);

#endif
