#include "db/db_row.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/text.h"
#include "db/engine.h"

/* The first column from `at` on that the statement has; NULL at the end. */
static inline const struct db_column *column_at(const struct db_statement *statement, const struct db_column *at,
                                                size_t stride)
{
    while (at->name != NULL && statement->group != 0 && (at->flags & statement->group) == 0)
        at = (const void *)((const char *)at + stride);
    return at->name != NULL ? at : NULL;
}

static inline size_t stride_of(const struct db_statement *statement)
{
    return statement->stride != 0 ? statement->stride : sizeof(struct db_column);
}

#define EACH_COLUMN(column, statement, stride)                                                              \
    const struct db_column *column = column_at((statement), (statement)->columns, (stride)); column != NULL; \
    column = column_at((statement), (const void *)((const char *)column + (stride)), (stride))

/* ---- SQL ---- */

struct word {
    const char *name, *between;
    bool keys, others; /* of which columns */
    void (*write)(struct buffer *sql, const char *name, int number);
};

static void write_name(struct buffer *sql, const char *name, int number)
{
    (void)number;
    buffer_add_text(sql, name);
}

static void write_value(struct buffer *sql, const char *name, int number)
{
    (void)name;
    buffer_add_format(sql, "$%d", number);
}

static void write_equal(struct buffer *sql, const char *name, int number)
{
    buffer_add_format(sql, "%s = $%d", name, number);
}

static void write_replaced(struct buffer *sql, const char *name, int number)
{
    (void)number;
    buffer_add_format(sql, "%s = excluded.%s", name, name);
}

static void write_word(const struct db_statement *statement, const struct word *word, struct buffer *sql)
{
    size_t stride = stride_of(statement);
    int number = 0;
    bool first = true;
    for (EACH_COLUMN(column, statement, stride)) {
        number++;
        if ((column->flags & DB_KEY) != 0 ? !word->keys : !word->others)
            continue;
        buffer_add_text(sql, first ? "" : word->between);
        word->write(sql, column->name, number);
        first = false;
    }
}

#define VALUE_OF "{value:"

/* Returns what stands behind the word. */
static const char *write_number_of(const struct db_statement *statement, const char *text, struct buffer *sql)
{
    const char *name = text + strlen(VALUE_OF);
    size_t size = strcspn(name, "}"), stride = stride_of(statement);
    int number = 0;
    bool found = false;
    for (EACH_COLUMN(column, statement, stride)) {
        number++;
        if (strlen(column->name) != size || memcmp(column->name, name, size) != 0)
            continue;
        write_value(sql, column->name, number);
        found = true;
    }
    assert(found && name[size] == '}'); /* a column that the statement has not */
    return name + size + 1;
}

void db_write_sql(const struct db_statement *statement, struct buffer *sql)
{
    static const struct word words[] = {
        {"{columns}", ", ", true, true, write_name},      {"{values}", ", ", true, true, write_value},
        {"{changes}", ", ", false, true, write_equal},    {"{key}", ", ", true, false, write_name},
        {"{matched}", " AND ", true, false, write_equal}, {"{replaced}", ", ", false, true, write_replaced}};
    for (const char *text = statement->sql; *text != '\0';) {
        size_t size = statement->columns == NULL ? strlen(text) : strcspn(text, "{"), i = 0;
        buffer_add(sql, text, size);
        text += size;
        if (text_starts_with(text, VALUE_OF)) {
            text = write_number_of(statement, text, sql);
            continue;
        }
        while (*text != '\0' && i < ARRAY_COUNT(words) && !text_starts_with(text, words[i].name))
            i++;
        assert(i < ARRAY_COUNT(words)); /* another word in braces */
        if (*text == '\0')
            return;
        write_word(statement, &words[i], sql);
        text += strlen(words[i].name);
    }
}

/* ---- writing ---- */

static inline struct db_value integer_of(const struct db_column *column, int64_t value)
{
    return (column->flags & DB_OR_NONE) != 0 ? db_integer_or_null(value, column->none) : db_integer(value);
}

static struct db_value value_of(const struct db_column *column, const char *row)
{
    const void *member = row + column->offset;
    switch (column->member) {
    case DB_INT64: return integer_of(column, *(const int64_t *)member);
    case DB_INT32: return integer_of(column, *(const int32_t *)member);
    case DB_INT16: return integer_of(column, *(const int16_t *)member);
    case DB_BOOL: return integer_of(column, *(const bool *)member);
    case DB_STRING: return db_text(*(const char *const *)member);
    case DB_BYTES: return db_blob(*(const uint8_t *const *)member, *(const size_t *)(const void *)(row + column->size));
    case DB_ARRAY: return db_blob(member, column->size);
    case DB_DOUBLE: break;
    }
    double real = *(const double *)member;
    return (column->flags & DB_OR_NONE) != 0 && isnan(real) ? db_null() : db_real(real);
}

size_t db_row_values(const struct db_statement *statement, const void *row, struct db_value ret_values[DB_COLUMNS_MAX])
{
    size_t stride = stride_of(statement), count = 0;
    for (EACH_COLUMN(column, statement, stride)) {
        assert(count < DB_COLUMNS_MAX);
        ret_values[count++] = value_of(column, row);
    }
    return count;
}

enum result db_put_row(struct db_session *session, struct db_statement *statement, const void *row)
{
    struct db_value values[DB_COLUMNS_MAX];
    return db_run(session, statement, values, db_row_values(statement, row, values), NULL);
}

enum result db_change_row(struct db_session *session, struct db_statement *statement, const void *row)
{
    struct db_value values[DB_COLUMNS_MAX];
    return db_change_one(session, statement, values, db_row_values(statement, row, values));
}

/* ---- reading ---- */

static const uint8_t *bytes_of(struct db_rows *rows, int k, struct arena *arena, size_t *ret_size)
{
    return arena == NULL ? db_column_blob(rows, k, ret_size) : db_column_copy_blob(rows, k, arena, ret_size);
}

/* False: the member cannot hold the value. */
static bool set_array(const struct db_rows *rows, int k, const struct db_column *column, void *member)
{
    size_t size = 0;
    const void *bytes = db_column_blob(rows, k, &size);
    if (bytes == NULL || size != column->size)
        return db_column_is_null(rows, k);
    memcpy(member, bytes, size);
    return true;
}

static bool set_integer(const struct db_column *column, void *member, int64_t value)
{
    switch (column->member) {
    case DB_INT64: return (*(int64_t *)member = value, true);
    case DB_INT32: return (*(int32_t *)member = (int32_t)value) == value;
    case DB_INT16: return (*(int16_t *)member = (int16_t)value) == value;
    default: return (*(bool *)member = value != 0) == value;
    }
}

static int64_t integer_at(const struct db_rows *rows, int k, const struct db_column *column)
{
    int64_t value = rows->engine->column_integer(rows->handle, k);
    bool none = value == 0 && (column->flags & DB_OR_NONE) != 0 && rows->engine->column_is_null(rows->handle, k);
    return none ? column->none : value;
}

static double real_at(const struct db_rows *rows, int k, const struct db_column *column)
{
    return (column->flags & DB_OR_NONE) != 0 && db_column_is_null(rows, k) ? (double)NAN : db_column_real(rows, k);
}

static bool set_member(struct db_rows *rows, int k, const struct db_column *column, struct arena *arena, char *row)
{
    void *member = row + column->offset;
    switch (column->member) {
    case DB_STRING:
        *(const char **)member = arena == NULL ? db_column_text(rows, k) : db_column_copy(rows, k, arena);
        return true;
    case DB_BYTES:
        *(const uint8_t **)member = bytes_of(rows, k, arena, (size_t *)(void *)(row + column->size));
        return true;
    case DB_ARRAY: return set_array(rows, k, column, member);
    case DB_DOUBLE: *(double *)member = real_at(rows, k, column); return true;
    default: return set_integer(column, member, integer_at(rows, k, column));
    }
}

/* Members that the statement's group does not read hold none, lest zero look like a value. */
static void set_others_none(const struct db_statement *statement, size_t stride, char *row)
{
    for (const struct db_column *column = statement->columns; column->name != NULL;
         column = (const void *)((const char *)column + stride)) {
        if ((column->flags & DB_OR_NONE) == 0 || (column->flags & statement->group) != 0)
            continue;
        if (column->member == DB_DOUBLE)
            *(double *)(void *)(row + column->offset) = (double)NAN;
        else
            (void)set_integer(column, row + column->offset, column->none);
    }
}

int db_read_row(struct db_rows *rows, struct arena *arena, void *ret_row)
{
    size_t stride = stride_of(rows->statement);
    if (rows->statement->group != 0)
        set_others_none(rows->statement, stride, ret_row);
    bool fits = true;
    int k = 0;
    for (EACH_COLUMN(column, rows->statement, stride))
        fits = set_member(rows, k++, column, arena, ret_row) && fits;
    if (!fits && rows->result == RESULT_OK)
        rows->result = RESULT_CORRUPT;
    return k;
}

enum result db_read_only_row(struct db_rows *rows, struct arena *arena, void *ret_row)
{
    bool found = db_next(rows);
    if (found)
        (void)db_read_row(rows, arena, ret_row);
    enum result result = db_rows_close(rows);
    return result == RESULT_OK && !found ? RESULT_NOT_FOUND : result;
}
