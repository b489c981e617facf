/* Loading the places of a city pack, for the command `load`; and its larger table, which is read by the same list. */
#ifndef TONGBAN_PLACES_PLACES_LOAD_H
#define TONGBAN_PLACES_PLACES_LOAD_H

#include "db/pack.h"
#include "places/places.h"

enum places_sheet {
    PLACES_CITY, PLACES_DISTRICTS, PLACES_ABOLISHED, PLACES_DIVISIONS, PLACES_COMMITTEES, PLACES_DAYS, PLACES_HOURS,
    PLACES_CENTRES, PLACES_DUTIES, PLACES_TAKEN, PLACES_SHEETS,
};

extern const struct pack_table places_tables[PLACES_SHEETS];
extern struct db_statement *const places_load_statements[];

/* A row of place_centre as it is read: what places keep, and what they find by it. */
struct place_centre_row { struct place_centre centre; const char *kind, *district, *division, *parent, *hours; };
extern const struct pack_column place_centre_columns[];

/* Reads and checks everything; faults go to the pack. */
void places_load(struct pack *pack, struct pack_sheet sheets[PLACES_SHEETS]);
/* The newest year of which days are given, and the festival by which it is seen that they are not the arrangement of the
 * whole year yet; NULL: they are. */
const char *places_load_begun_year(const struct pack_sheet *days, struct arena *arena, int *ret_year);

/* The centres that the database knows, by code, in `arena`. RESULT_TOO_LARGE: more than any city has (5,000). */
struct places_stored_centre { const char *code; bool is_sub; int32_t valid_from, valid_to; };
enum result places_stored_centres(struct db_session *session, struct arena *arena, struct places_stored_centre **ret_centres,
                                  size_t *ret_count);
/* The revision of the pack that the database holds; "" when none. */
enum result places_read_revision(struct db_session *session, const char *city, char *target, size_t size);
enum result places_write_revision(struct db_session *session, const char *city, const char *revision, int64_t now_ms);

#endif
