/* tongban walk: two cases through the running program, told step by step. */
#ifndef TONGBAN_MAIN_COMMAND_WALK_H
#define TONGBAN_MAIN_COMMAND_WALK_H

struct settings;

/* Signs in with the demonstration accounts of the server at --listen. argv holds what follows the word `walk`: nothing.
 * Returns the exit status: 0, 1 a step failed (it is named), 2 wrong usage. */
int command_walk(const struct settings *settings, int argc, char **argv);

#endif
