#include "db/snapshot.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "calendar/calendar.h"

bool snapshot_hangs(struct snapshot *snapshot, const char *what, const char *code)
{
    (void)snprintf(snapshot->fault, snapshot->fault_size, "%s %s refers to a row that does not exist: the loaded city is damaged or of another version; run tongban check", what, code);
    return false;
}

char *snapshot_text(struct snapshot *snapshot, const struct db_rows *rows, int column)
{
    return arena_copy_text(snapshot->arena, db_column_text(rows, column)); /* no memory is seen at the end */
}

int32_t snapshot_day(const struct db_rows *rows, int column)
{
    return (int32_t)db_column_integer_or(rows, column, DAY_NONE);
}

static int compare_codes(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Rows grow in the heap, so that the arena holds each array once. */
struct growing { char *bytes; size_t count, capacity, row_size; };

static void *next_row(struct growing *rows)
{
    if (rows->count == rows->capacity) {
        size_t capacity = rows->capacity == 0 ? 64 : rows->capacity * 2;
        char *bytes = realloc(rows->bytes, capacity * rows->row_size);
        if (bytes == NULL)
            return NULL;
        rows->bytes = bytes;
        rows->capacity = capacity;
    }
    return memset(rows->bytes + rows->count * rows->row_size, 0, rows->row_size);
}

static enum result read_rows(struct snapshot *snapshot, const struct snapshot_table *table, struct growing *grown)
{
    struct db_rows rows;
    enum result result = RESULT_OK;
    db_query(snapshot->session, table->statement, DB_NO_VALUES, &rows);
    while (result == RESULT_OK && db_next(&rows)) {
        void *row = table->row_size == 0 ? NULL : next_row(grown);
        if (row == NULL && table->row_size != 0)
            result = RESULT_NO_MEMORY;
        else if (table->read(snapshot, &rows, row))
            grown->count++;
        else
            result = RESULT_CORRUPT;
    }
    enum result closed = db_rows_close(&rows);
    return result != RESULT_OK ? result : closed;
}

enum result snapshot_read(struct snapshot *snapshot, const struct snapshot_table *table)
{
    struct growing grown = {.row_size = table->row_size};
    enum result result = read_rows(snapshot, table, &grown);
    if (result == RESULT_OK && table->row_size != 0) {
        if (table->by_code && grown.count > 1)
            qsort(grown.bytes, grown.count, table->row_size, compare_codes);
        void *kept = arena_copy_bytes(snapshot->arena, grown.count == 0 ? "" : grown.bytes, grown.count * table->row_size);
        result = kept == NULL ? RESULT_NO_MEMORY : RESULT_OK;
        memcpy(table->rows, &kept, sizeof(kept));
        *table->count = kept == NULL ? 0 : grown.count;
    }
    free(grown.bytes);
    return result;
}
