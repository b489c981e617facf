/* Reading the tables of a room into the arrays of its snapshot. Used by the stores of rooms that are read whole at start-up. */
#ifndef TONGBAN_DB_SNAPSHOT_H
#define TONGBAN_DB_SNAPSHOT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/result.h"
#include "db/db.h"

struct arena;

struct snapshot {
    struct arena *arena; /* owns what is read */
    struct db_session *session;
    void *room;          /* struct places or struct catalogue */
    char *fault;         /* a sentence for the person who started the program */
    size_t fault_size;
};

/* Fills one zeroed row; false (after snapshot_hangs) when it refers to a row that does not exist. */
typedef bool (*snapshot_row)(struct snapshot *snapshot, struct db_rows *rows, void *row);

struct snapshot_table {
    struct db_statement *statement;
    size_t row_size;    /* 0: `read` looks at the rows only, nothing is kept */
    snapshot_row read;
    bool by_code;       /* rows begin with their code and are kept in the order of its bytes, whatever the engine's */
    void *rows;         /* address of the array's pointer; NULL with row_size 0 */
    size_t *count;      /* may be NULL with row_size 0 */
};

enum result snapshot_read(struct snapshot *snapshot, const struct snapshot_table *table);
/* Says which row hangs; always false. */
bool snapshot_hangs(struct snapshot *snapshot, const char *what, const char *code);

/* Text of a column in the snapshot's arena; NULL when null. */
char *snapshot_text(struct snapshot *snapshot, const struct db_rows *rows, int column);
/* A day; DAY_NONE when null. */
int32_t snapshot_day(const struct db_rows *rows, int column);

#endif
