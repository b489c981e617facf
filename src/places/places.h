/* Places 空间: districts, streets and towns, committees, the centres (社区事务受理服务中心) and sub-centres (分中心), who is
 * responsible for whom, opening hours and the working-day calendar.
 * The tables are the truth; at start-up they are read into one immutable snapshot, and everything reads the snapshot.
 * Every array is sorted by code; every text lives as long as the snapshot; texts that are unknown are NULL.
 * Days are days since 1970-01-01; valid_from inclusive, valid_to exclusive, DAY_NONE = open. */
#ifndef TONGBAN_PLACES_PLACES_H
#define TONGBAN_PLACES_PLACES_H

#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/result.h"
#include "base/sorted.h"
#include "calendar/calendar.h"

struct arena;
struct db_session;
struct db_statement;
struct room;

struct place_centre;

struct place_district {
    const char *code; /* 6 digits, GB/T 2260 */
    const char *name, *name_en, *short_name;
    double lon, lat;
    const struct place_centre *default_centre; /* takes a case when only the district is known */
    const char *outline; /* GeoJSON geometry as text */
};

struct place_abolished {
    const char *code; /* 6 digits, still found in old identity numbers */
    const char *name, *name_en, *note;
    const struct place_district *successor;
    int32_t abolished_on; /* DAY_NONE when unknown */
};

#define DIVISION_KINDS(X) X(street) X(town) X(township) X(zone)
enum division_kind {
#define DIVISION_KIND_ENUM(name) DIVISION_##name,
    DIVISION_KINDS(DIVISION_KIND_ENUM)
#undef DIVISION_KIND_ENUM
};

struct place_division {
    const char *code; /* 9 digits */
    const char *name, *name_en;
    enum division_kind kind; /* a zone (类乡级单位) is no township */
    const struct place_district *district;
};

struct place_committee {
    const char *code; /* 12 digits */
    const char *name;
    const struct place_division *division;
};

enum centre_kind { CENTRE_FULL, CENTRE_SUB };
#define CENTRE_KINDS 2

/* A sub-centre takes an item, by its code, in this period. */
struct place_taken { const char *item; int32_t valid_from, valid_to; const struct place_centre *centre; };

#define CENTRE_CODE_TYPED_MAX 20 /* 310106101-S12, and blanks */
/* A field that takes the code of a centre or sub-centre as people type it; who reads it calls identity_code. */
#define CENTRE_CODE_FIELD(name, flags, ...) {name, FIELD_TEXT, flags, .max = CENTRE_CODE_TYPED_MAX, __VA_ARGS__}

struct place_centre {
    const char *code; /* 9 digits of its division, "-2" for a second one, "-S1" for a sub-centre */
    enum centre_kind kind;
    const char *name, *name_en;
    const struct place_district *district;
    const struct place_division *division;
    const struct place_centre *parent; /* of a sub-centre; else NULL */
    struct opening_hours hours;
    const char *address, *phone;
    double lon, lat;       /* NAN when unknown */
    const char *position;  /* approximate, surveyed, or NULL */
    int32_t valid_from, valid_to;
    bool duties_last;      /* none of its duties ends: it is in charge of its cases as long as it is open */
    const char *certainty, *note;
    /* of a sub-centre; a centre takes every item, and citywide ones for everybody */
    int32_t pilot_from; /* the first day on which it is part of citywide handling; DAY_NONE: not */
    const struct place_taken *taken; size_t taken_count; /* by item, then day; they never overlap */
};

/* Residents of `division` are the responsibility of `centre` in this period. */
struct place_duty {
    const struct place_division *division;
    const struct place_centre *centre;
    int32_t valid_from, valid_to;
};

/* A day of the State Council's arrangement. */
struct place_day {
    int32_t day;
    enum calendar_mark mark;
    const char *name;
};

struct places {
    struct arena *arena;
    const char *code; /* 2 digits */
    const char *name, *name_en, *hotline, *note, *note_en;
    const char *revision; /* SM3 of the loaded pack, hex */
    struct place_district *districts;   size_t district_count;
    struct place_abolished *abolished;  size_t abolished_count;
    struct place_division *divisions;   size_t division_count;
    struct sorted_index by_division, by_centre; /* of `divisions`, of `centres` */
    struct place_committee *committees; size_t committee_count;
    struct place_centre *centres;       size_t centre_count;
    struct place_duty *duties;          size_t duty_count; /* by division, then day */
    struct place_taken *taken;          size_t taken_count; /* of all sub-centres, centre by centre */
    struct place_taken *takers;         /* the same, item by item */
    struct place_day *days;             size_t day_count;
    struct calendar calendar;
};

/* Reads everything. RESULT_NOT_FOUND when no city is loaded (`tongban load`); RESULT_CORRUPT when a reference hangs.
 * A sentence in `fault` (may be NULL). Owned by the caller: places_close (accepts NULL). */
enum result places_open(struct db_session *session, struct places **ret_places, char *fault, size_t fault_size);
void places_close(struct places *places);

extern const struct room places_room;
extern struct db_statement *const places_statements[];

/* ---- questions; all pure, NULL for an unknown (or NULL) code ---- */

const struct calendar *places_calendar(const struct places *places);
const struct place_district *place_district(const struct places *places, const char *code);
const struct place_abolished *place_abolished(const struct places *places, const char *code);
const struct place_division *place_division(const struct places *places, const char *code);
/* The division that a code of 9 or 12 digits lies in; NULL when there is none. */
const struct place_division *place_division_of(const struct places *places, const char *code);
const struct place_committee *place_committee(const struct places *places, const char *code);
/* Is `text` part of its name or code, letters folded? */
bool place_division_is_named(const struct place_division *division, const char *text);
/* How many centres of each kind a district has on that day. */
void place_count_centres(const struct places *places, const struct place_district *district, int32_t day,
                         int64_t counts[CENTRE_KINDS]);
/* Also a centre that is closed now: ask place_centre_is_valid. */
const struct place_centre *place_centre(const struct places *places, const char *code);
bool place_centre_is_valid(const struct place_centre *centre, int32_t day);
/* The words of data and API, closed by NULL; index = enum value. */
extern const char *const division_kind_names[], *const centre_kind_names[] /* centre, sub_centre */, *const centre_positions[];
const char *division_kind_name(enum division_kind kind);
const char *centre_kind_name(enum centre_kind kind);

/* The committees of a division stand side by side. */
const struct place_committee *place_committees_of(const struct places *places, const struct place_division *division,
                                                  size_t *ret_count);

/* What a code of 6, 9 or 12 digits says. */
enum place_level {
    PLACE_NOWHERE,   /* empty, not digits, wrong length, no province begins so */
    PLACE_OUTSIDE,   /* another province */
    PLACE_CITY,      /* this city, but no district of it is named so (or only "310000") */
    PLACE_ABOLISHED, /* under an abolished district; `district` is its successor */
    PLACE_DISTRICT,  /* a district, or an unknown (abolished) division of one */
    PLACE_DIVISION,  /* a division, or an unknown committee of one */
    PLACE_COMMITTEE,
};
struct place_address {
    enum place_level level;
    bool exact; /* the whole code is known */
    const struct place_district *district;
    const struct place_division *division;
    const struct place_committee *committee;
    const struct place_abolished *abolished;
};
struct place_address places_find_address(const struct places *places, const char *code);

/* The centre responsible on that day for the residents of a division; NULL when none is (a gap, or before the pack begins). */
const struct place_centre *place_duty_centre(const struct places *places, const struct place_division *division, int32_t day);

/* A centre of the district that is open for cases on that day: the appointed one, else the first; NULL when there is none. */
const struct place_centre *place_district_centre(const struct places *places, const struct place_district *district, int32_t day);
/* Does a full centre act for itself on that day? Told at once while it is open and its duties last. */
bool place_centre_acts_itself(const struct places *places, const struct place_centre *centre, int32_t day);
/* Who acts for a centre on that day: itself; its parent for a sub-centre; and when it is closed, or all its duties have moved
 * away, the centre that has the duty for its street or town then, else the district's. Its cases move with the duty, no row of
 * them does. Never a sub-centre, never NULL; the centre itself where the whole district is closed. */
const struct place_centre *place_centre_in_charge(const struct places *places, const struct place_centre *centre, int32_t day);

/* ---- sub-centres ---- */

/* Is the item taken there on that day? A centre takes all; a sub-centre those that the pack names. */
bool place_takes_item(const struct place_centre *centre, const char *item, int32_t day);
/* Are citywide items taken there for everybody on that day? At a sub-centre from its pilot's first day on; before, as for items
 * that are not citywide, only for people of its centre's area. */
bool place_is_citywide(const struct place_centre *centre, int32_t day);
/* How many items a sub-centre takes on that day; 0 for a centre, which has no list. */
int place_count_items(const struct place_centre *centre, int32_t day);
/* How many of the sub-centres that exist on that day take the item. */
int place_count_sub_centres(const struct places *places, const char *item, int32_t day);

/* Hours of one centre on a day; closed (-1) when the centre does not exist on that day. */
struct opening place_centre_opening(const struct places *places, const struct place_centre *centre, int32_t day);
bool place_centre_is_open_at(const struct places *places, const struct place_centre *centre, int64_t ms);

/* Metres on the sphere (haversine, mean radius 6,371,009 m). */
double place_distance_m(double lon_a, double lat_a, double lon_b, double lat_b);
/* Is somebody so far from a centre that it is of no use to call it near? */
bool place_is_out_of_town(double distance_m);

/* Centres that exist on `day`, by code; or nearest first when lon/lat are given (unknown positions last).
 * A NULL or empty member does not restrict. `text` finds names, addresses, codes, letters folded. */
struct centre_query {
    const char *district, *division, *text;
    const enum centre_kind *kind;
    int32_t day;
    bool near;
    double lon, lat;
};
struct centre_found {
    const struct place_centre *centre;
    double distance_m; /* NAN when not asked or unknown */
};
/* The array lives in `arena`; NULL with *ret_count 0 when there is no memory. */
struct centre_found *places_find_centres(const struct places *places, struct arena *arena, const struct centre_query *query,
                                         size_t *ret_count);

/* What may stand as a hukou or residence, whose name (or that of the district it is within), pinyin or code fits
 * `text`; for NULL districts and provinces. The first some dozens; NULL without memory. */
#define ADDRESS_PROVINCE "province" /* who is registered there may hold a residence permit of this city */
extern const char *const address_kind_names[]; /* closed by NULL */
struct address_found {
    const char *code, *kind, *name, *name_en;
    const struct place_district *within; /* of a street its district, of a merged district the successor; else NULL */
};
struct address_found *places_find_addresses(const struct places *places, struct arena *arena, const char *text,
                                            size_t *ret_count);

#endif
