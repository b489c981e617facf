/* What backup and restore share. */
#ifndef TONGBAN_MAIN_KEEPING_H
#define TONGBAN_MAIN_KEEPING_H

#include <stdbool.h>

#include "base/settings.h"

/* The file of the settings' database; NULL after saying what a PostgreSQL server has for it. */
const char *keeping_path(const struct settings *settings);
/* Says each tenth of the way on standard error; `told` is an int that begins at 0. */
void keeping_progress(void *told, int percent);
#define MOMENT_SIZE 16
/* Now, in Shanghai: 20261122-074500. */
void keeping_moment(char text[MOMENT_SIZE]);
/* Prints name, version, size and SM3 of a file that was checked. */
bool keeping_tell(const char *path, int version);

/* Copies a file of keys that can be used to a new place, mode 0600, durable. When the same keys are there already that is well;
 * others are left alone, or with `aside` (a name, else NULL) moved there first. False after saying why not. */
bool keeping_copy_keys(const char *from, const char *to, const char *aside);

#endif
