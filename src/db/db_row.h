/* The columns of a table, described once: from one list come the words of SQL, the binding of a struct's members and the
 * reading of a row into it. A statement with such a list says in its text where they stand:
 *   {columns}  their names             {values}    $1, $2, … in the same order
 *   {changes}  name = $k, … of those that are not in the key
 *   {key}      the names of the key    {matched}   name = $k AND … of the key
 *   {replaced} name = excluded.name, … of those that are not in the key
 *   {value:name} the one $k of this column, where a condition of the statement's own needs it
 * A statement of a group (flags of the room's own, from DB_GROUP on) has only the columns with one of its flags. */
#ifndef TONGBAN_DB_DB_ROW_H
#define TONGBAN_DB_DB_ROW_H

#include <stddef.h>

#include "db/db.h"

struct arena;
struct buffer;

enum db_member {
    DB_INT64, DB_INT32 /* enumerations too */, DB_INT16, DB_BOOL, DB_DOUBLE,
    DB_STRING, /* const char *; NULL is NULL */
    DB_BYTES,  /* const uint8_t *, and a size_t somewhere in the struct; NULL is NULL */
    DB_ARRAY,  /* uint8_t […] of just so many bytes; NULL leaves it as it is, another number is damage */
};

enum {
    DB_KEY = 1,      /* in the key */
    DB_OR_NONE = 2,  /* NULL is the member's `none`; of a double NAN. Else NULL is read as 0 */
    DB_GROUP = 16,
};

struct db_column {
    const char *name; /* NULL closes the list */
    enum db_member member;
    unsigned flags;
    size_t offset;    /* of the member in the row's struct */
    size_t size;      /* DB_BYTES: offset of its size; DB_ARRAY: bytes */
    int64_t none;
};
#define DB_COLUMNS_MAX 40

/* The kind of a member follows from its type. */
#define DB_MEMBER(type, member_name)                                                                           \
    _Generic(((type *)NULL)->member_name, int64_t: DB_INT64, int: DB_INT32, unsigned: DB_INT32,                \
             int16_t: DB_INT16, bool: DB_BOOL, double: DB_DOUBLE, const char *: DB_STRING,                     \
             const uint8_t *: DB_BYTES, uint8_t *: DB_ARRAY)
#define DB_COLUMN_WITH(type, column_name, member_name, column_flags, ...)                                      \
    {.name = #column_name, .member = DB_MEMBER(type, member_name), .flags = (column_flags),                    \
     .offset = offsetof(type, member_name), __VA_ARGS__}
#define DB_COLUMN(type, name, member, flags) \
    DB_COLUMN_WITH(type, name, member, flags, .size = sizeof(((type *)NULL)->member))
#define DB_COLUMN_OR(type, name, member, flags, value) DB_COLUMN_WITH(type, name, member, (flags) | DB_OR_NONE, .none = (value))
#define DB_COLUMN_BYTES(type, name, member, size_member, flags) \
    DB_COLUMN_WITH(type, name, member, flags, .size = offsetof(type, size_member))

#define DB_STATEMENT_OF(statement_name, statement_columns, statement_group, statement_sql)                     \
    {.name = (statement_name), .sql = (statement_sql), .columns = (statement_columns), .group = (statement_group), .index = -1}

/* The text of a statement as it is run; columns are filled in where it has a list. */
void db_write_sql(const struct db_statement *statement, struct buffer *sql);
/* The values of the statement's columns in a row's struct, in their order; they point into it. Returns how many. */
size_t db_row_values(const struct db_statement *statement, const void *row, struct db_value ret_values[DB_COLUMNS_MAX]);
/* db_run and db_change_one with the values of a row. */
enum result db_put_row(struct db_session *session, struct db_statement *statement, const void *row);
enum result db_change_row(struct db_session *session, struct db_statement *statement, const void *row);
/* Fills the members of the statement's columns from the row that stands, which begins with them; strings and bytes are
 * copied into the arena (NULL: they live until the next row). A value that its member cannot hold ends the rows:
 * db_rows_close says RESULT_CORRUPT. Returns how many columns were read: what else the statement asks for comes behind
 * them. Of the other columns of the list, those with a `none` get it. */
int db_read_row(struct db_rows *rows, struct arena *arena, void *ret_row);
/* The one row of a query, whose struct is zero, and the end of the rows. RESULT_NOT_FOUND: there is none. */
enum result db_read_only_row(struct db_rows *rows, struct arena *arena, void *ret_row);

#endif
