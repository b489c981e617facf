#include "base/tsv.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"

struct tsv_reader {
    struct arena *arena;
    const char *const *columns;
    struct tsv table;
    struct tsv_fault *faults;
    size_t max_faults, fault_count;
    bool good;
};

static void __attribute__((format(printf, 3, 4)))
fail(struct tsv_reader *reader, int line, const char *format, ...)
{
    reader->good = false;
    if (reader->fault_count >= reader->max_faults)
        return;
    struct tsv_fault *fault = &reader->faults[reader->fault_count++];
    fault->line = line;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(fault->text, sizeof(fault->text), format, arguments);
    va_end(arguments);
}

static size_t count_byte(const char *bytes, size_t size, char wanted)
{
    size_t count = 0;
    const char *end = bytes + size;
    while (bytes < end && (bytes = memchr(bytes, wanted, (size_t)(end - bytes)))) {
        count++;
        bytes++;
    }
    return count;
}

/* Ends every cell of the line with a NUL and points to it; there are `columns` of them. */
static void split_line(char *line, const char **cells, size_t columns)
{
    for (size_t i = 0; i < columns; i++) {
        cells[i] = line;
        char *tab = strchr(line, '\t');
        if (tab) {
            *tab = '\0';
            line = tab + 1;
        }
    }
}

static bool line_is_good(struct tsv_reader *reader, const char *line, size_t size, int number)
{
    if (size == 0)
        fail(reader, number, "the line is empty");
    else if (line[size - 1] == '\r')
        fail(reader, number, "the line ends with CR LF; it must be LF alone");
    else if (!text_is_clean_utf8(line, size))
        fail(reader, number, "not clean UTF-8, or a control character");
    else if (count_byte(line, size, '\t') + 1 != reader->table.columns)
        fail(reader, number, "%zu cells instead of %zu", count_byte(line, size, '\t') + 1, reader->table.columns);
    else
        return true;
    return false;
}

static void read_header(struct tsv_reader *reader, const char **cells)
{
    for (size_t i = 0; i < reader->table.columns; i++) {
        if (!text_equal(cells[i], reader->columns[i]))
            fail(reader, 1, "column %zu must be named %s", i + 1, reader->columns[i]);
    }
}

static void read_row(struct tsv_reader *reader, const char **cells, int number)
{
    for (size_t i = 0; i < reader->table.columns; i++) {
        if (strlen(cells[i]) > TSV_CELL_MAX) {
            fail(reader, number, "%s has over %d bytes", reader->columns[i], TSV_CELL_MAX);
            return;
        }
    }
    reader->table.rows[reader->table.count++] = (struct tsv_row){ .line = number, .cells = cells };
}

static enum result read_lines(struct tsv_reader *reader, char *bytes, size_t size)
{
    char *end = bytes + size;
    int number = 0;
    for (char *line = bytes; line < end;) {
        number++;
        char *line_end = memchr(line, '\n', (size_t)(end - line));
        if (line_end == NULL) {
            fail(reader, number, "the line has no end (LF): the file was cut");
            break;
        }
        *line_end = '\0';
        if (line_is_good(reader, line, (size_t)(line_end - line), number)) {
            const char **cells = arena_array(reader->arena, reader->table.columns, sizeof(*cells));
            if (!cells)
                return RESULT_NO_MEMORY;
            split_line(line, cells, reader->table.columns);
            if (number == 1)
                read_header(reader, cells);
            else
                read_row(reader, cells, number);
        }
        line = line_end + 1;
    }
    if (number == 0)
        fail(reader, 1, "the header line is missing");
    return reader->good ? RESULT_OK : RESULT_INVALID;
}

enum result tsv_read(struct arena *arena, const char *bytes, size_t size, const char *const *columns,
                     struct tsv *ret_table, struct tsv_fault *faults, size_t max_faults, size_t *ret_fault_count)
{
    struct tsv_reader reader = {
        .arena = arena, .columns = columns, .faults = faults, .max_faults = max_faults, .good = true,
    };
    while (columns[reader.table.columns])
        reader.table.columns++;
    *ret_fault_count = 0;
    size_t lines = count_byte(bytes, size, '\n') + 1;
    char *copy = arena_copy_bytes(arena, bytes, size);
    reader.table.rows = arena_array(arena, lines, sizeof(*reader.table.rows));
    if (!copy || !reader.table.rows)
        return RESULT_NO_MEMORY;
    enum result result = read_lines(&reader, copy, size);
    *ret_fault_count = reader.fault_count;
    if (result == RESULT_OK)
        *ret_table = reader.table;
    return result;
}
