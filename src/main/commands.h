/* What the commands of the program share: its statements, routes and migrations are the sum of the rooms'. */
#ifndef TONGBAN_MAIN_COMMANDS_H
#define TONGBAN_MAIN_COMMANDS_H

#include "base/settings.h"
#include "db/db.h"
#include "http/http.h"

/* Every statement of every room, closed by NULL. */
extern const db_statement_list program_statements[];
/* Every route of every room, closed by NULL. */
extern const struct route *const program_routes[];

/* Opens the database of the settings; says on standard error why not. */
enum result program_open_db(const struct settings *settings, struct db **ret_db);
/* Brings it to the newest version; says what it did when `say`. */
enum result program_migrate(struct db *db, bool say);

/* Each returns the exit status: 0, 1 failed, 2 wrong usage. argv holds what follows the command's name. */
int command_serve(const struct settings *settings, int argc, char **argv);
int command_migrate(const struct settings *settings, int argc, char **argv);
int command_settings(const struct settings *settings, int argc, char **argv);
int command_check(const struct settings *settings, int argc, char **argv);
int command_openapi(const struct settings *settings, int argc, char **argv);

#endif
