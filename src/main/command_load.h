/* tongban load: a city pack into the database. */
#ifndef TONGBAN_MAIN_COMMAND_LOAD_H
#define TONGBAN_MAIN_COMMAND_LOAD_H

struct settings;

/* Checks the whole pack (--data) first and prints every fault as file:line: sentence; then brings the database (--db, made
 * and migrated when needed) to it in one transaction, by difference. 0 done, 1 faults or failure, 2 wrong use. */
int command_load(const struct settings *settings, int argc, char **argv);

#endif
