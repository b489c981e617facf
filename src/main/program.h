/* The program as a whole: the sum of the rooms' statements and routes, and its parts opened and closed in the right order. */
#ifndef TONGBAN_MAIN_PROGRAM_H
#define TONGBAN_MAIN_PROGRAM_H

#include <limits.h>
#include <stdbool.h>

#include "act/room.h"
#include "base/settings.h"
#include "db/db.h"

/* All rooms, closed by NULL, in the order in which they are opened. */
extern const struct room *const program_rooms[];
#define PROGRAM_LISTS_MAX 64
/* Every statement of every room, closed by NULL. To be asked for first where there is one thread. */
const db_statement_list *program_statements(void);

/* The folder of a database file is made when it is missing; deeper ones are not. For what may begin a database: elsewhere a
 * slip in the path would leave an empty one behind. */
void program_make_folder(const struct settings *settings);
/* Is there a database file at all? Opening would make it. Says on standard error that there is none. A cluster answers for itself. */
bool program_has_database(const struct settings *settings);
/* Opens the database of the settings; says on standard error why not. */
enum result program_open_db(const struct settings *settings, struct db **ret_db);
/* Has a database of the newest version what the rooms need (db_verify)? */
enum result program_verify(struct db *db, char *fault, size_t fault_size);
/* Brings it to the newest version and verifies it; says what it did when `say`. */
enum result program_migrate(struct db *db, bool say);
/* Where the file of keys is: as the settings say, else beside the database. False when neither tells. */
bool program_key_path(const struct settings *settings, char path[PATH_MAX]);

/* Everything the running program owns, in the order it is opened. */
struct program {
    const struct settings *settings;
    struct db *db;
    struct keyring *keyring;
    struct writer *writer;
    struct context context; /* what the rooms hold too */
};

/* Opens the rooms, whose data the database must hold: RESULT_NOT_FOUND when no city is loaded. What was opened is closed by
 * program_close_rooms, whatever the result. */
enum result program_open_rooms(struct context *context, struct db *db, char *fault, size_t fault_size);
void program_close_rooms(struct context *context);
/* Opens and starts all of it: migrates, makes keys and loads the city where nothing is yet. Says on standard error why not.
 * `program` stays where it is; program_close it whatever the result. */
enum result program_open(struct program *program, const struct settings *settings, const struct room_go_on *go_on);
void program_close(struct program *program);

#endif
