/* Loading the catalogue of a city pack, for the command `load`; and its larger tables, which are read by the same lists. */
#ifndef TONGBAN_CATALOGUE_CATALOGUE_LOAD_H
#define TONGBAN_CATALOGUE_CATALOGUE_LOAD_H

#include "catalogue/catalogue.h"
#include "db/pack.h"

enum catalogue_sheet {
    CATALOGUE_DEPARTMENTS, CATALOGUE_SYSTEMS, CATALOGUE_CHOICES, CATALOGUE_ELEMENTS, CATALOGUE_MATERIALS, CATALOGUE_ITEMS,
    CATALOGUE_GUIDES, CATALOGUE_VERSIONS, CATALOGUE_SHEETS,
};

extern const struct pack_table catalogue_tables[CATALOGUE_SHEETS];
extern struct db_statement *const catalogue_load_statements[];

/* Rows of the larger tables as they are read: what the catalogue keeps, and what it finds by it. */
struct catalogue_item_row { struct catalogue_item item; const char *department; };
struct catalogue_version_row {
    struct catalogue_version version;
    const char *item, *mode, *basis, *kind, *system, *audiences, *channels, *guide;
};
extern const struct pack_column catalogue_item_columns[], catalogue_version_columns[];

/* Codes of the items that the database knows, sorted, in `arena`. RESULT_TOO_LARGE: more than any city has (20,000). */
enum result catalogue_stored_items(struct db_session *session, struct arena *arena, const char ***ret_codes, size_t *ret_count);

/* Reads and checks everything; faults go to the pack. `taken` is the sheet of places whose rows name items (PLACES_TAKEN). */
void catalogue_load(struct pack *pack, const struct pack_sheet *taken, struct pack_sheet sheets[CATALOGUE_SHEETS]);

/* ---- guides (catalogue_load_guides.c) ---- */
#define GUIDES_FOLDER "guides"
/* Reads every guide of the folder into the sheet and checks it against the dictionaries; items and versions are read already. */
void catalogue_load_guides(struct pack *pack, struct pack_sheet sheets[CATALOGUE_SHEETS]);
/* Conditions of one guide: operators known, every variable named exists and stands before its use (catalogue_load_conditions.c). */
void catalogue_check_conditions(struct pack *pack, const char *file, const char *bytes, const struct json *guide);
/* Tries every way to answer: each way must lead to a situation, and each situation must be reached by one. Guides whose
 * situations look at more than answers are left alone, and ways beyond a bound are not tried (catalogue_load_coverage.c). */
void catalogue_check_coverage(struct pack *pack, const char *file, const char *bytes, const struct json *guide);

#endif
