#include "db/pack.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/text.h"
#include "base/tsv.h"
#include "calendar/calendar.h"
#include "crypto/crypto.h"

/* Raised when the program reads the same files into other tables than before, so that they are loaded again. */
#define PACK_FORM "form 1\n"
#define TSV_FAULTS_MAX 200

const char *const pack_certainties[] = {"F", "S", "P", "M", "X", NULL};

void pack_begin(struct pack *pack, struct arena *arena, const char *folder)
{
    *pack = (struct pack){.arena = arena, .folder = folder};
    buffer_init(&pack->digests, 1U << 20);
    buffer_add_text(&pack->digests, PACK_FORM);
}

void pack_end(struct pack *pack)
{
    buffer_free(&pack->digests);
}

void pack_fault(struct pack *pack, const char *file, int line, const char *format, ...)
{
    if (pack->fault_count == pack->fault_capacity) {
        size_t capacity = pack->fault_capacity == 0 ? 64 : pack->fault_capacity * 2;
        struct pack_fault *faults = arena_array(pack->arena, capacity, sizeof(*faults));
        if (faults == NULL)
            return; /* the loader looks at the arena at its end */
        if (pack->fault_count > 0)
            memcpy(faults, pack->faults, pack->fault_count * sizeof(*faults));
        pack->faults = faults;
        pack->fault_capacity = capacity;
    }
    char text[512];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(text, sizeof(text), format, arguments);
    va_end(arguments);
    pack->faults[pack->fault_count++] = (struct pack_fault){file, line, arena_copy_text(pack->arena, text)};
}

void pack_print_faults(const struct pack *pack, FILE *out)
{
    for (size_t i = 0; i < pack->fault_count; i++) {
        const struct pack_fault *fault = &pack->faults[i];
        if (fault->line > 0)
            (void)fprintf(out, "%s/%s:%d: %s\n", pack->folder, fault->file, fault->line, fault->text);
        else
            (void)fprintf(out, "%s/%s: %s\n", pack->folder, fault->file, fault->text);
    }
}

bool pack_read(struct pack *pack, const char *file, char **ret_bytes, size_t *ret_size)
{
    char *path = arena_format(pack->arena, "%s/%s", pack->folder, file);
    enum result result = path == NULL ? RESULT_NO_MEMORY : file_read(pack->arena, path, PACK_FILE_MAX, ret_bytes, ret_size);
    if (result != RESULT_OK) {
        pack_fault(pack, file, 0, "cannot be read: %s", result_name(result));
        return false;
    }
    uint8_t digest[SM3_SIZE];
    char hex[2 * SM3_SIZE + 1];
    crypto_sm3(*ret_bytes, *ret_size, digest);
    text_hex(hex, digest, sizeof(digest));
    buffer_add_format(&pack->digests, "%s %s\n", file, hex);
    return true;
}

const char *pack_revision(const struct pack *pack)
{
    uint8_t digest[SM3_SIZE];
    char hex[2 * SM3_SIZE + 1];
    crypto_sm3(pack->digests.bytes, pack->digests.size, digest);
    text_hex(hex, digest, sizeof(digest));
    return arena_copy_text(pack->arena, hex);
}

/* ---- cells ---- */

static bool list_is_known(const char *cell, const char *const *choices)
{
    unsigned seen = 0;
    while (true) {
        char word[40];
        size_t size = strcspn(cell, ",");
        if (size >= sizeof(word))
            return false;
        memcpy(word, cell, size);
        word[size] = '\0';
        unsigned index = 0;
        while (choices[index] != NULL && !text_equal(choices[index], word))
            index++;
        if (choices[index] == NULL || (seen & (1U << index)) != 0)
            return false;
        seen |= 1U << index;
        if (cell[size] == '\0')
            return true;
        cell += size + 1;
    }
}

static bool fits_one_shape(const char *text, const char *shape, size_t size)
{
    for (size_t i = 0; i < size; i++, text++) {
        char c = *text;
        bool digit = c >= '0' && c <= '9', capital = c >= 'A' && c <= 'Z', small = c >= 'a' && c <= 'z';
        if (shape[i] == '*')
            return text[strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789_")] == '\0';
        bool fits = shape[i] == '9'   ? digit
                    : shape[i] == 'A' ? capital
                    : shape[i] == 'a' ? small
                    : shape[i] == '#' ? digit || capital
                                      : c == shape[i];
        if (!fits)
            return false;
    }
    return *text == '\0';
}

bool pack_has_shape(const char *text, const char *shape)
{
    while (true) {
        size_t size = strcspn(shape, "|");
        if (fits_one_shape(text, shape, size))
            return true;
        if (shape[size] == '\0')
            return false;
        shape += size + 1;
    }
}

static const char *join(struct pack *pack, const char *const *words)
{
    const char *all = "";
    for (; *words != NULL && all != NULL; words++)
        all = arena_format(pack->arena, "%s%s%s", all, *all == '\0' ? "" : ", ", *words);
    return all;
}

/* What is wrong with a cell that is not empty, as the end of a sentence; NULL when nothing is. */
static const char *cell_fault(struct pack *pack, const struct pack_column *column, const char *cell, struct db_value *ret_value)
{
    int64_t integer = 0, max = column->min == 0 && column->max == 0 ? INT32_MAX : column->max;
    double real = 0;
    int32_t day = 0;
    int16_t minutes = 0;
    *ret_value = db_text(cell);
    switch (column->type) {
    case PACK_LIST:
        if (!list_is_known(cell, column->choices))
            return arena_format(pack->arena, "is not a list of different words among %s", join(pack, column->choices));
        break;
    case PACK_TEXT:
        if (column->choices != NULL && !text_in_list(cell, column->choices))
            return arena_format(pack->arena, "is none of %s", join(pack, column->choices));
        if (column->shape != NULL && !pack_has_shape(cell, column->shape))
            return arena_format(pack->arena, "does not have the form %s", column->shape);
        break;
    case PACK_INTEGER:
        if (!text_parse_int64(cell, &integer) || integer < column->min || integer > max)
            return arena_format(pack->arena, "is not a whole number from %lld to %lld", (long long)column->min, (long long)max);
        *ret_value = db_integer(integer);
        break;
    case PACK_REAL:
        if (!text_parse_double(cell, &real))
            return "is not a number";
        *ret_value = db_real(real);
        break;
    case PACK_DAY:
        if (!day_parse(cell, &day))
            return "is not a day such as 2018-03-01";
        *ret_value = db_integer(day);
        break;
    case PACK_TIME:
        if (!minutes_parse(cell, &minutes))
            return "is not a time such as 08:30";
        *ret_value = db_integer(minutes);
        break;
    }
    return NULL;
}

/* The cell as a value; a fault and false when it is not what its column asks for. */
static bool read_cell(struct pack *pack, const char *file, int line, const struct pack_column *column, const char *cell,
                      struct db_value *ret_value)
{
    size_t size = strlen(cell);
    *ret_value = db_null();
    if (size == 0 && (column->flags & PACK_REQUIRED) == 0)
        return true;
    const char *fault = size == 0                                  ? "is empty"
                        : cell[0] == ' ' || cell[size - 1] == ' ' ? "begins or ends with a space"
                                                                   : cell_fault(pack, column, cell, ret_value);
    if (fault == NULL)
        return true;
    *ret_value = db_null();
    if (size == 0)
        pack_fault(pack, file, line, "%s %s", column->name, fault);
    else
        pack_fault(pack, file, line, "%s \"%s\" %s", column->name, cell, fault);
    return false;
}

/* ---- order ---- */

static int compare_values(const struct db_value *a, const struct db_value *b)
{
    if (a->type != b->type)
        return a->type < b->type ? -1 : 1;
    switch (a->type) {
    case DB_NULL: return 0;
    case DB_INTEGER: return (a->integer > b->integer) - (a->integer < b->integer);
    case DB_REAL: return (a->real > b->real) - (a->real < b->real);
    case DB_TEXT: case DB_BLOB: {
        int order = memcmp(a->bytes, b->bytes, a->size < b->size ? a->size : b->size);
        return order != 0 ? order : (a->size > b->size) - (a->size < b->size);
    }
    }
    return 0;
}

static int compare_keys(const struct db_value *a, const struct db_value *b, size_t keys)
{
    int order = 0;
    for (size_t k = 0; k < keys && order == 0; k++)
        order = compare_values(&a[k], &b[k]);
    return order;
}

struct order { size_t column, count; };

static int compare_rows(const void *a, const void *b, void *context)
{
    const struct order *order = context;
    const struct pack_row *left = *(const struct pack_row *const *)a, *right = *(const struct pack_row *const *)b;
    int result = compare_keys(left->values + order->column, right->values + order->column, order->count);
    return result != 0 ? result : (left->line > right->line) - (left->line < right->line);
}

/* Rows ordered by `count` columns from `column` on, then by line. NULL without memory. */
static const struct pack_row **ordered(struct pack *pack, const struct pack_sheet *sheet, size_t column, size_t count)
{
    const struct pack_row **rows = arena_array(pack->arena, sheet->count + 1, sizeof(*rows));
    if (rows == NULL)
        return NULL;
    for (size_t i = 0; i < sheet->count; i++)
        rows[i] = &sheet->rows[i];
    qsort_r(rows, sheet->count, sizeof(*rows), compare_rows, &(struct order){column, count});
    return rows;
}

static void check_unique(struct pack *pack, const struct pack_sheet *sheet, size_t column, size_t count)
{
    const struct pack_row **rows = ordered(pack, sheet, column, count);
    for (size_t i = 1; rows != NULL && i < sheet->count; i++) {
        if (rows[i]->values[column].type == DB_NULL ||
            compare_keys(rows[i]->values + column, rows[i - 1]->values + column, count) != 0)
            continue;
        size_t last = column + count - 1; /* of a key of several columns the last one tells most */
        pack_fault(pack, sheet->table->file, rows[i]->line, "%s \"%s\" is already in line %d",
                   sheet->table->columns[last].name, rows[i]->cells[last], rows[i - 1]->line);
    }
}

void pack_sort_sheet(struct pack *pack, struct pack_sheet *sheet)
{
    sheet->by_key = ordered(pack, sheet, 0, sheet->keys);
    if (sheet->by_key == NULL)
        sheet->count = 0;
}

/* ---- sheets ---- */

void pack_make_sheet(struct pack *pack, const struct pack_table *table, size_t count, struct pack_sheet *ret_sheet)
{
    struct pack_sheet sheet = {.table = table};
    for (; table->columns[sheet.columns].name != NULL; sheet.columns++)
        sheet.keys += (table->columns[sheet.columns].flags & PACK_KEY) != 0;
    sheet.rows = arena_array(pack->arena, count + 1, sizeof(*sheet.rows));
    sheet.count = sheet.rows == NULL ? 0 : count;
    for (size_t i = 0; i < sheet.count; i++) {
        sheet.rows[i].sound = true;
        sheet.rows[i].values = arena_array(pack->arena, sheet.columns, sizeof(struct db_value));
        if (sheet.rows[i].values == NULL)
            sheet.count = i;
    }
    *ret_sheet = sheet;
}

static void read_row(struct pack *pack, struct pack_sheet *sheet, struct pack_row *row, const struct tsv_row *source, size_t columns)
{
    row->line = source->line;
    row->cells = source->cells;
    for (size_t c = 0; c < columns; c++) {
        const struct pack_column *column = &sheet->table->columns[c];
        if (read_cell(pack, sheet->table->file, row->line, column, row->cells[c], &row->values[c]))
            continue;
        row->sound = false;
        sheet->keys_doubtful |= (column->flags & PACK_KEY) != 0;
    }
}

/* ---- how many rows ---- */

enum { COUNT_FILE, COUNT_ROWS };
static const struct pack_column count_columns[] = {
    {PACK_KEYED("file")}, {PACK_MUST("rows"), .type = PACK_INTEGER}, {.name = NULL}};
static const struct pack_table counts_table = {.name = "rows", .file = PACK_COUNTS, .columns = count_columns};

static void check_count(struct pack *pack, const struct pack_sheet *sheet)
{
    if (pack->counts == NULL || sheet->table == &counts_table)
        return;
    const struct pack_row *row = pack_find(pack->counts, sheet->table->file);
    int last = sheet->count > 0 ? sheet->rows[sheet->count - 1].line : 1;
    if (row == NULL && !pack->counts->keys_doubtful)
        pack_fault(pack, PACK_COUNTS, 0, "does not say how many rows %s has (%zu)", sheet->table->file, sheet->count);
    else if (row != NULL && row->sound && row->values[COUNT_ROWS].integer != (int64_t)sheet->count)
        pack_fault(pack, sheet->table->file, last, "ends here with %zu rows, " PACK_COUNTS " says %s: a part is missing, or the number is old",
                   sheet->count, row->cells[COUNT_ROWS]);
}

void pack_read_table(struct pack *pack, const struct pack_table *table, struct pack_sheet *ret_sheet)
{
    const char *names[PACK_COLUMNS_MAX + 1] = {0};
    size_t columns = 0;
    for (; table->columns[columns].name != NULL && (table->columns[columns].flags & PACK_DERIVED) == 0; columns++)
        names[columns] = table->columns[columns].name;
    char *bytes = NULL;
    size_t size = 0, fault_count = 0;
    struct tsv source = {0};
    struct tsv_fault *faults = arena_array(pack->arena, TSV_FAULTS_MAX, sizeof(*faults));
    enum result result = RESULT_NO_MEMORY;
    if (faults != NULL && pack_read(pack, table->file, &bytes, &size)) {
        result = tsv_read(pack->arena, bytes, size, names, &source, faults, TSV_FAULTS_MAX, &fault_count);
        for (size_t i = 0; i < fault_count; i++)
            pack_fault(pack, table->file, faults[i].line, "%s", faults[i].text);
    }
    pack_make_sheet(pack, table, result == RESULT_OK ? source.count : 0, ret_sheet);
    ret_sheet->keys_doubtful = result != RESULT_OK;
    for (size_t i = 0; i < ret_sheet->count; i++)
        read_row(pack, ret_sheet, &ret_sheet->rows[i], &source.rows[i], columns);
    check_unique(pack, ret_sheet, 0, ret_sheet->keys);
    for (size_t c = 0; c < columns; c++)
        if ((table->columns[c].flags & PACK_UNIQUE) != 0)
            check_unique(pack, ret_sheet, c, 1);
    pack_sort_sheet(pack, ret_sheet);
    if (result == RESULT_OK)
        check_count(pack, ret_sheet);
}

void pack_read_counts(struct pack *pack)
{
    struct pack_sheet *counts = arena_array(pack->arena, 1, sizeof(*counts));
    if (counts != NULL)
        pack_read_table(pack, &counts_table, counts);
    pack->counts = counts;
}

void pack_check_counts(struct pack *pack)
{
    for (size_t i = 0; pack->counts != NULL && i < pack->counts->count; i++) {
        const struct pack_row *row = &pack->counts->rows[i];
        char *read = row->sound ? arena_format(pack->arena, "\n%s ", row->cells[COUNT_FILE]) : NULL;
        if (read != NULL && strstr(pack->digests.bytes, read) == NULL)
            pack_fault(pack, PACK_COUNTS, row->line, "a pack has no table %s", row->cells[COUNT_FILE]);
    }
}

size_t pack_find_first(const struct pack_sheet *sheet, const char *key)
{
    struct db_value wanted = db_text(key);
    size_t low = 0, high = sheet->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (compare_values(&sheet->by_key[middle]->values[0], &wanted) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low < sheet->count && compare_values(&sheet->by_key[low]->values[0], &wanted) == 0 ? low : sheet->count;
}

const struct pack_row *pack_find(const struct pack_sheet *sheet, const char *key)
{
    size_t first = pack_find_first(sheet, key);
    return first < sheet->count ? sheet->by_key[first] : NULL;
}

const struct pack_row *pack_refer(struct pack *pack, const struct pack_sheet *from, const struct pack_row *row, size_t column,
                                  const struct pack_sheet *to)
{
    const char *cell = row->cells[column];
    if (cell[0] == '\0')
        return NULL;
    const struct pack_row *found = pack_find(to, cell);
    if (found == NULL && !to->keys_doubtful)
        pack_fault(pack, from->table->file, row->line, "%s \"%s\" is not in %s", from->table->columns[column].name, cell,
                   to->table->file);
    return found;
}

struct period_order { size_t same, from; };

static int compare_periods(const void *a, const void *b, void *context)
{
    const struct period_order *order = context;
    const struct pack_row *left = *(const struct pack_row *const *)a, *right = *(const struct pack_row *const *)b;
    int result = compare_values(&left->values[order->same], &right->values[order->same]);
    if (result == 0)
        result = compare_values(&left->values[order->from], &right->values[order->from]);
    return result != 0 ? result : (left->line > right->line) - (left->line < right->line);
}

static void check_period_pair(struct pack *pack, const struct pack_sheet *sheet, const struct pack_row *row,
                              const struct pack_row *next, size_t same, size_t from, size_t to, bool gapless)
{
    const char *file = sheet->table->file, *what = row->cells[same];
    bool follows = next != NULL && compare_values(&row->values[same], &next->values[same]) == 0;
    bool open = row->values[to].type == DB_NULL;
    if (!open && row->values[to].integer <= row->values[from].integer)
        pack_fault(pack, file, row->line, "%s %s is not after %s %s", sheet->table->columns[to].name, row->cells[to],
                   sheet->table->columns[from].name, row->cells[from]);
    else if (follows && (open || row->values[to].integer > next->values[from].integer))
        pack_fault(pack, file, next->line, "the period of %s from %s overlaps the one in line %d", what, next->cells[from], row->line);
    else if (gapless && follows && row->values[to].integer < next->values[from].integer)
        pack_fault(pack, file, next->line, "nothing is said of %s from %s to %s", what, row->cells[to], next->cells[from]);
    else if (gapless && !follows && !open)
        pack_fault(pack, file, row->line, "nothing is said of %s from %s on", what, row->cells[to]);
}

void pack_check_periods(struct pack *pack, const struct pack_sheet *sheet, size_t same, size_t from, size_t to, bool gapless)
{
    const struct pack_row **rows = arena_array(pack->arena, sheet->count + 1, sizeof(*rows));
    size_t count = 0;
    for (size_t i = 0; rows != NULL && i < sheet->count; i++)
        if (sheet->rows[i].values[from].type != DB_NULL)
            rows[count++] = &sheet->rows[i];
    if (count == 0)
        return;
    qsort_r(rows, count, sizeof(*rows), compare_periods, &(struct period_order){same, from});
    for (size_t i = 0; i < count; i++)
        check_period_pair(pack, sheet, rows[i], i + 1 < count ? rows[i + 1] : NULL, same, from, to, gapless);
}

/* ---- the database ---- */

static enum result copy_stored(struct db_rows *rows, struct arena *arena, const struct pack_sheet *sheet,
                               struct db_value **ret_values)
{
    struct db_value *values = arena_array(arena, sheet->columns, sizeof(*values));
    if (values == NULL)
        return RESULT_NO_MEMORY;
    for (size_t c = 0; c < sheet->columns; c++) {
        enum pack_type type = sheet->table->columns[c].type;
        if (db_column_is_null(rows, (int)c))
            values[c] = db_null();
        else if (type == PACK_TEXT || type == PACK_LIST)
            values[c] = db_text(db_column_copy(rows, (int)c, arena));
        else if (type == PACK_REAL)
            values[c] = db_real(db_column_real(rows, (int)c));
        else
            values[c] = db_integer(db_column_integer(rows, (int)c));
    }
    *ret_values = values;
    return RESULT_OK;
}

struct stored { struct db_value **rows; size_t count, capacity; };

static int compare_stored(const void *a, const void *b, void *keys)
{
    return compare_keys(*(struct db_value *const *)a, *(struct db_value *const *)b, *(const size_t *)keys);
}

static enum result read_stored(struct db_session *session, struct arena *arena, const struct pack_sheet *sheet, struct stored *stored)
{
    struct db_rows rows;
    enum result result = RESULT_OK;
    db_query(session, sheet->table->select, DB_NO_VALUES, &rows);
    while (result == RESULT_OK && db_next(&rows)) {
        if (stored->count == stored->capacity) {
            size_t capacity = stored->capacity == 0 ? 256 : stored->capacity * 2;
            struct db_value **more = arena_array(arena, capacity, sizeof(*more));
            if (more == NULL) {
                result = RESULT_NO_MEMORY;
                break;
            }
            if (stored->count > 0)
                memcpy(more, stored->rows, stored->count * sizeof(*more));
            stored->rows = more;
            stored->capacity = capacity;
        }
        result = copy_stored(&rows, arena, sheet, &stored->rows[stored->count]);
        stored->count += result == RESULT_OK;
    }
    enum result closed = db_rows_close(&rows);
    if (stored->count > 1) /* the engines collate differently */
        qsort_r(stored->rows, stored->count, sizeof(*stored->rows), compare_stored, (void *)(uintptr_t)&sheet->keys);
    return result != RESULT_OK ? result : closed;
}

enum result pack_sync(struct db_session *session, struct arena *arena, const struct pack_sheet *sheet, struct pack_counts *ret_counts)
{
    struct stored stored = {0};
    struct pack_counts counts = {.total = (int64_t)sheet->count};
    enum result result = read_stored(session, arena, sheet, &stored);
    size_t old = 0, new = 0;
    while (result == RESULT_OK && (old < stored.count || new < sheet->count)) {
        const struct db_value *before = old < stored.count ? stored.rows[old] : NULL;
        const struct db_value *after = new < sheet->count ? sheet->by_key[new]->values : NULL;
        int order = before == NULL ? 1 : after == NULL ? -1 : compare_keys(before, after, sheet->keys);
        if (order < 0) {
            result = db_run(session, sheet->table->drop, before, sheet->keys, NULL);
            counts.removed++;
        } else if (order > 0 || compare_keys(before, after, sheet->columns) != 0) {
            result = db_run(session, sheet->table->put, after, sheet->columns, NULL);
            counts.added += order > 0;
            counts.changed += order == 0;
        }
        old += order <= 0;
        new += order >= 0;
    }
    *ret_counts = counts;
    return result;
}
