/* A whole database copied into another engine's. */
#ifndef TONGBAN_DB_DB_MOVE_H
#define TONGBAN_DB_DB_MOVE_H

#include <stdint.h>

#include "base/result.h"

/* What a move tells while it goes on. */
struct db_move_listener {
    void (*copied)(void *context, const char *table, int64_t rows);   /* now and then, of a large table */
    void (*verified)(void *context, const char *table, int64_t rows); /* the table is the same on both sides */
    void *context;
};

/* Copies every table of the database `from` into the empty tables of `to`, both migrated to the newest version, then reads both
 * sides and compares number and digest of the rows, and only then commits: after any failure `to` is as it was. Nobody writes
 * to `from` meanwhile. A sentence in `fault`. RESULT_CONFLICT: another version, other tables, or rows there already;
 * RESULT_CORRUPT: what was read back is not what was written. */
enum result db_move(const char *from, const char *to, const struct db_move_listener *listener, char *fault, size_t fault_size);

#endif
