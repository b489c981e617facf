/* What PostgreSQL's SQLSTATEs mean here. Pure. */
#ifndef TONGBAN_DB_DB_POSTGRES_STATES_H
#define TONGBAN_DB_DB_POSTGRES_STATES_H

#include <stdbool.h>

#include "base/result.h"

/* A state names its class in its first two characters. */
bool state_in_class(const char *state, const char *class);
/* The connection is of no more use: shut down, no longer to the primary, or what it has prepared no longer fits the tables. */
bool state_ends_connection(const char *state);
/* What passes by itself when all of the transaction is tried again. */
bool state_passes(const char *state);
enum result state_result(const char *state);

#endif
