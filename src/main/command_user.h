/* tongban user list|add|password|disable|enable|unlock */
#ifndef TONGBAN_MAIN_COMMAND_USER_H
#define TONGBAN_MAIN_COMMAND_USER_H

struct settings;

/* argv holds what follows the word `user`. Returns the exit status: 0, 1 refused, 2 wrong usage. */
int command_user(const struct settings *settings, int argc, char **argv);

#endif
