/* The city pack as files: reading its tables cell by cell, gathering every fault with file and line, and bringing the
 * database to what the pack says, row by difference. Used by the loaders of places and catalogue only. */
#ifndef TONGBAN_DB_PACK_H
#define TONGBAN_DB_PACK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/buffer.h"
#include "base/json.h"
#include "base/result.h"
#include "calendar/calendar.h"
#include "db/db_row.h"

struct arena;
struct field;

#define PACK_FILE_MAX (16U << 20) /* bytes of one file at most */
#define PACK_COLUMNS_MAX 20

struct pack_fault { const char *file; int line; /* 0: the file as a whole */ const char *text; };

struct pack {
    struct arena *arena;
    const char *folder;
    struct pack_fault *faults;
    size_t fault_count, fault_capacity;
    struct buffer digests; /* "name SM3" of every file read, in the order of reading */
    const struct pack_sheet *counts; /* of PACK_COUNTS */
};
#define PACK_COUNTS "rows.tsv" /* how many rows each table has: one that was cut between two rows looks whole */

/* The arena is the caller's and must outlive the pack. */
void pack_begin(struct pack *pack, struct arena *arena, const char *folder);
void pack_end(struct pack *pack);
/* One sentence without full stop, for a person who will open the file at that line. */
void pack_fault(struct pack *pack, const char *file, int line, const char *format, ...) __attribute__((format(printf, 4, 5)));
/* "folder/file:line: sentence" for each. */
void pack_print_faults(const struct pack *pack, FILE *out);
/* Reads a file of the pack; a fault and false when it cannot be read. */
bool pack_read(struct pack *pack, const char *file, char **ret_bytes, size_t *ret_size);
/* SM3 over what was read (and the form of the tables), as hex. */
const char *pack_revision(const struct pack *pack);

/* ---- tables ---- */

enum pack_type { PACK_TEXT, PACK_LIST /* comma separated words of `choices` */, PACK_INTEGER, PACK_REAL, PACK_DAY, PACK_TIME /* HH:MM */ };
enum pack_flag {
    PACK_REQUIRED = 1,
    PACK_KEY = 2,     /* key columns come first */
    PACK_DERIVED = 4, /* not in the file: filled by the room; derived columns come last */
    PACK_UNIQUE = 8,  /* no other row may say the same */
};

/* How sure a row is: F published with its code, S named by sources, P public page, M common knowledge, X sample. */
extern const char *const pack_certainties[];

struct pack_column {
    struct db_column column;    /* of the table; the room reads it into a struct where it holds it */
    const char *name;           /* at the head of the file's column */
    enum pack_type type;
    unsigned flags;
    const char *const *choices; /* NULL: free */
    int64_t min, max;           /* PACK_INTEGER; both 0: 0 or more */
    const char *shape;          /* NULL: free; alternatives parted by '|': 9 digit, A capital, a small letter, # capital or
                                   digit, * (last) any number of small letters, digits and underscores; else itself */
};

/* A column by its names, which are mostly one, and what it must be. */
#define PACK_COLUMN(text, table_name, table_flags, pack_flags) \
    .column.name = (table_name), .column.flags = (table_flags), .name = (text), .flags = (pack_flags)
#define PACK_KEYED(text) PACK_COLUMN(text, text, DB_KEY, PACK_KEY | PACK_REQUIRED)
#define PACK_MUST(text) PACK_COLUMN(text, text, DB_OR_NONE, PACK_REQUIRED)
#define PACK_MUST_DIFFER(text) PACK_COLUMN(text, text, DB_OR_NONE, PACK_REQUIRED | PACK_UNIQUE)
#define PACK_MAY(text) PACK_COLUMN(text, text, DB_OR_NONE, 0)
#define PACK_MAY_DIFFER(text) PACK_COLUMN(text, text, DB_OR_NONE, PACK_UNIQUE)
#define PACK_FILLED(text) PACK_COLUMN(text, text, DB_OR_NONE, PACK_DERIVED)
/* Where the room's struct has it; a day is DAY_NONE where the table has NULL. */
#define PACK_HELD(type, member_name) \
    .column.member = DB_MEMBER(type, member_name), .column.offset = offsetof(type, member_name), .column.none = DAY_NONE

/* The statements of a table with a list of columns: select_ROW, put_ROW, drop_ROW. */
#define PACK_STATEMENT(statement_name, list, text) \
    {.name = statement_name, .sql = (text), .columns = &(list)[0].column, .stride = sizeof((list)[0]), .index = -1}
#define PACK_STATEMENTS(room, row, list, table)                                                                     \
    static struct db_statement select_##row = PACK_STATEMENT(room ".load_" #row, list,                              \
        "SELECT {columns} FROM " table);                                                                            \
    static struct db_statement put_##row = PACK_STATEMENT(room ".put_" #row, list,                                  \
        "INSERT INTO " table " ({columns}) VALUES ({values}) ON CONFLICT ({key}) DO UPDATE SET {replaced}");        \
    static struct db_statement drop_##row = PACK_STATEMENT(room ".drop_" #row, list,                                \
        "DELETE FROM " table " WHERE {matched}")

struct pack_table {
    const char *name; /* in the summary */
    const char *file; /* NULL: rows are made by the room */
    const struct pack_column *columns; /* closed by one without name */
    struct db_statement *select, *put, *drop; /* all columns by key; all columns; key columns */
};

struct pack_row {
    int line;
    bool sound; /* every cell is what its column asks for */
    const char *const *cells; /* as in the file, "" when empty */
    struct db_value *values;  /* by column, derived ones included */
};

struct pack_sheet {
    const struct pack_table *table;
    struct pack_row *rows;   /* as in the file */
    size_t count;
    size_t columns, keys;
    const struct pack_row **by_key;
    bool keys_doubtful; /* a key is missing or wrong: rows that point here may be innocent */
};

/* Reads PACK_COUNTS, before the tables; a table read later that has not as many rows is a fault. */
void pack_read_counts(struct pack *pack);
/* After the tables: a count of a file that is none of them is a fault. */
void pack_check_counts(struct pack *pack);
/* Reads, checks every cell by its column, the keys' uniqueness and the number of rows. Always fills the sheet, if only with what was
 * readable. */
void pack_read_table(struct pack *pack, const struct pack_table *table, struct pack_sheet *ret_sheet);
/* A sheet without file, for `count` rows whose values the room fills; then pack_sort_sheet. */
void pack_make_sheet(struct pack *pack, const struct pack_table *table, size_t count, struct pack_sheet *ret_sheet);
void pack_sort_sheet(struct pack *pack, struct pack_sheet *sheet);
/* The row whose (first) key is this text, or NULL. */
const struct pack_row *pack_find(const struct pack_sheet *sheet, const char *key);
/* Where the rows with this first key begin in by_key; sheet->count when there is none. */
size_t pack_find_first(const struct pack_sheet *sheet, const char *key);
/* pack_find of a cell; when there is none a fault is added at `row`: "district 310199 is not in districts.tsv". Empty cells are no
 * fault. */
const struct pack_row *pack_refer(struct pack *pack, const struct pack_sheet *from, const struct pack_row *row, size_t column,
                                  const struct pack_sheet *to);
/* Two periods of the same thing may not overlap. `from`/`to` are DAY columns; rows are the same thing when the texts of column
 * `same` are equal. With `gapless` they must follow each other without a gap and the last one must be open. */
void pack_check_periods(struct pack *pack, const struct pack_sheet *sheet, size_t same, size_t from, size_t to, bool gapless);

/* Does the text have the shape (as in struct pack_column)? */
bool pack_has_shape(const char *text, const char *shape);

struct pack_counts { int64_t added, changed, removed, total; };
/* Brings the table to the sheet inside the caller's transaction. */
enum result pack_sync(struct db_session *session, struct arena *arena, const struct pack_sheet *sheet,
                      struct pack_counts *ret_counts);

/* ---- JSON files ---- */

/* Reads, parses, and checks the shape; faults with the line of the place. NULL when any was found. */
const struct json *pack_read_json(struct pack *pack, const char *file, const struct field *fields, const char **ret_bytes);
/* The text of the value at a path in a valid document, inside `bytes`; NULL when there is none. */
const char *pack_json_slice(const char *bytes, const char *path, size_t *ret_size);
/* 1-based line where the value at a path such as "materials.2.material" begins in a valid document; the line of the last
 * part that exists when the path leads nowhere. */
int pack_json_line(const char *bytes, const char *path);

#endif
