/* The commands of the program. */
#ifndef TONGBAN_MAIN_COMMANDS_H
#define TONGBAN_MAIN_COMMANDS_H

#include "base/settings.h"

/* Each returns the exit status: 0, 1 failed, 2 wrong usage. argv holds what follows the command's name. */
int command_serve(const struct settings *settings, int argc, char **argv);
int command_migrate(const struct settings *settings, int argc, char **argv);
int command_settings(const struct settings *settings, int argc, char **argv);
int command_check(const struct settings *settings, int argc, char **argv);
int command_openapi(const struct settings *settings, int argc, char **argv);

#endif
