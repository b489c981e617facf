/* The commands of the program. */
#ifndef TONGBAN_MAIN_COMMANDS_H
#define TONGBAN_MAIN_COMMANDS_H

#include "base/settings.h"

/* The flags a command has beside the settings (main.c names them) come first in argv: --to PATH, --replace. Takes one out:
 * its value, "" for one without, NULL when it was not given. */
const char *command_flag(int *argc, char ***argv, const char *name);

/* Each returns the exit status: 0, 1 failed, 2 wrong usage. argv holds what follows the command's name. */
int command_serve(const struct settings *settings, int argc, char **argv);
int command_migrate(const struct settings *settings, int argc, char **argv);
int command_settings(const struct settings *settings, int argc, char **argv);
int command_backup(const struct settings *settings, int argc, char **argv);
int command_restore(const struct settings *settings, int argc, char **argv);
int command_move(const struct settings *settings, int argc, char **argv);
int command_check(const struct settings *settings, int argc, char **argv);
int command_openapi(const struct settings *settings, int argc, char **argv);

#endif
