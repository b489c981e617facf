/* Tab-separated tables of a city pack: UTF-8, LF, a header line, no quoting, empty = unknown. Pure. */
#ifndef TONGBAN_BASE_TSV_H
#define TONGBAN_BASE_TSV_H

#include <stddef.h>

#include "base/result.h"

struct arena;

struct tsv_row {
    int line;                 /* 1-based line in the file */
    const char *const *cells; /* as many as columns; "" when empty */
};

struct tsv {
    size_t columns;
    struct tsv_row *rows;
    size_t count;
};

#define TSV_CELL_MAX 2000

struct tsv_fault { int line; char text[160]; };

/* `columns` are the exact header names in order, NULL-terminated. Faults (the first `max_faults`, which may be 0) go to
 * `faults`, the number of those kept to *ret_fault_count; RESULT_INVALID when there was any: header differs, wrong
 * number of cells, an empty line, a last line without its LF, not clean UTF-8, CR, a cell over TSV_CELL_MAX bytes.
 * RESULT_NO_MEMORY when the arena is full. The table lives in the arena, which `bytes` need not outlive. */
enum result tsv_read(struct arena *arena, const char *bytes, size_t size, const char *const *columns,
                     struct tsv *ret_table, struct tsv_fault *faults, size_t max_faults, size_t *ret_fault_count);

#endif
