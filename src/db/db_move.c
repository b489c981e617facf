/* Moving a database: the tables and columns come from the source's own catalogue, the rows go over in the order of their keys,
 * page by page, in one transaction of the target; then both sides are read again and compared. */
#include "db/db_move.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/text.h"
#include "crypto/crypto.h"
#include "db/db.h"

#define COLUMNS_MAX 40
#define PAGE_ROWS 200
#define TELL_ROWS 200000
#define PLAN_MEMORY ((size_t)8 << 20)
#define KEY_MEMORY ((size_t)1 << 20)
#define ROW_MEMORY ((size_t)64 << 20)

struct column { const char *name; enum db_type type; };

struct table {
    const char *name;
    struct column columns[COLUMNS_MAX];
    size_t column_count;
    int keys[COLUMNS_MAX]; /* columns of the key, in its order */
    size_t key_count;
    struct db_statement first, next; /* pages of its rows in the order of the key */
    struct db_statement insert;
    int64_t rows;
    uint64_t digest[4];
};

struct plan {
    struct arena *arena;
    struct table **tables;
    size_t count, room;
    bool failed;
};

static enum result say(char *fault, size_t fault_size, enum result result, const char *format, ...) __attribute__((format(printf, 4, 5)));
static enum result say(char *fault, size_t fault_size, enum result result, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    if (fault_size > 0 && fault[0] == '\0')
        (void)vsnprintf(fault, fault_size, format, list);
    va_end(list);
    return result;
}

/* ---- what there is to move ---- */

static struct table *table_of(struct plan *plan, const char *name)
{
    for (size_t i = 0; i < plan->count; i++)
        if (text_equal(plan->tables[i]->name, name))
            return plan->tables[i];
    return NULL;
}

static struct table *add_table(struct plan *plan, const char *name)
{
    if (plan->count == plan->room) {
        size_t room = plan->room == 0 ? 32 : 2 * plan->room;
        struct table **larger = arena_array(plan->arena, room, sizeof(*larger));
        if (larger == NULL)
            return NULL;
        if (plan->count > 0)
            memcpy(larger, plan->tables, plan->count * sizeof(*larger));
        plan->tables = larger;
        plan->room = room;
    }
    struct table *table = arena_alloc(plan->arena, sizeof(*table));
    if (table == NULL)
        return NULL;
    table->name = arena_copy_text(plan->arena, name);
    plan->tables[plan->count++] = table;
    return table;
}

static void add_column(void *context, const char *table_name, const char *name, enum db_type type, int key)
{
    struct plan *plan = context;
    struct table *table = table_of(plan, table_name);
    if (table == NULL)
        table = add_table(plan, table_name);
    if (table == NULL || table->column_count == COLUMNS_MAX) {
        plan->failed = true;
        return;
    }
    if (key > 0 && key <= COLUMNS_MAX) {
        table->keys[key - 1] = (int)table->column_count;
        table->key_count++;
    }
    table->columns[table->column_count++] = (struct column){arena_copy_text(plan->arena, name), type};
}

static void add_names(struct buffer *sql, const struct table *table, bool keys_only)
{
    size_t count = keys_only ? table->key_count : table->column_count;
    for (size_t i = 0; i < count; i++)
        buffer_add_format(sql, "%s%s", i > 0 ? ", " : "", table->columns[keys_only ? (size_t)table->keys[i] : i].name);
}

static void add_parameters(struct buffer *sql, size_t count)
{
    for (size_t i = 0; i < count; i++)
        buffer_add_format(sql, "%s$%zu", i > 0 ? ", " : "", i + 1);
}

static struct db_statement statement_of(struct plan *plan, const struct table *table, const char *what, const struct buffer *sql)
{
    plan->failed = plan->failed || sql->failed;
    return (struct db_statement){.name = arena_format(plan->arena, "move.%s_%s", what, table->name),
                                 .sql = arena_copy_bytes(plan->arena, sql->bytes, sql->size), .index = -1};
}

static void write_statements(struct plan *plan, struct table *table)
{
    struct buffer sql;
    buffer_init(&sql, 16384);
    for (int next = 0; next <= 1; next++) {
        buffer_clear(&sql);
        buffer_add_text(&sql, "SELECT ");
        add_names(&sql, table, false);
        buffer_add_format(&sql, " FROM %s", table->name);
        if (next) {
            buffer_add_text(&sql, " WHERE (");
            add_names(&sql, table, true);
            buffer_add_text(&sql, ") > (");
            add_parameters(&sql, table->key_count);
            buffer_add_text(&sql, ")");
        }
        buffer_add_text(&sql, " ORDER BY ");
        add_names(&sql, table, true);
        buffer_add_format(&sql, " LIMIT %d", PAGE_ROWS);
        *(next ? &table->next : &table->first) = statement_of(plan, table, next ? "next" : "first", &sql);
    }
    buffer_clear(&sql);
    buffer_add_format(&sql, "INSERT INTO %s (", table->name);
    add_names(&sql, table, false);
    buffer_add_text(&sql, ") VALUES (");
    add_parameters(&sql, table->column_count);
    buffer_add_text(&sql, ")");
    table->insert = statement_of(plan, table, "insert", &sql);
    buffer_free(&sql);
}

/* Reads the tables of a database of the newest version. */
static enum result read_plan(const char *url, const char *which, struct plan *plan, char *fault, size_t fault_size)
{
    static const db_statement_list nothing[] = {NULL};
    struct db *db = NULL;
    int version = 0, newest = db_migrations[db_migrations_count - 1].number;
    *plan = (struct plan){.arena = arena_new(PLAN_MEMORY)};
    enum result result = plan->arena == NULL ? RESULT_NO_MEMORY : db_open(url, nothing, &db, fault, fault_size);
    if (result == RESULT_OK)
        result = db_version(db, &version);
    if (result == RESULT_OK && version != newest)
        result = say(fault, fault_size, RESULT_CONFLICT, "the %s is at version %d, not %d", which, version, newest);
    if (result == RESULT_OK)
        result = db_columns(db, add_column, plan);
    db_close(db);
    for (size_t i = 0; result == RESULT_OK && i < plan->count; i++) {
        if (plan->tables[i]->key_count == 0)
            result = say(fault, fault_size, RESULT_INVALID, "%s has no key to go by", plan->tables[i]->name);
        write_statements(plan, plan->tables[i]);
    }
    if (result == RESULT_OK && (plan->failed || arena_overflowed(plan->arena)))
        result = RESULT_NO_MEMORY;
    return result;
}

/* The same tables with the same columns, whatever their order. */
static bool same_tables(const struct plan *one, struct plan *other)
{
    if (one->count != other->count)
        return false;
    for (size_t i = 0; i < one->count; i++) {
        const struct table *a = one->tables[i], *b = table_of(other, a->name);
        if (b == NULL || a->column_count != b->column_count || a->key_count != b->key_count)
            return false;
        for (size_t k = 0; k < a->column_count; k++)
            if (!text_equal(a->columns[k].name, b->columns[k].name) || a->columns[k].type != b->columns[k].type)
                return false;
    }
    return true;
}

/* ---- one side of the move ---- */

struct side { struct db *db; struct db_session *session; struct plan *plan; bool began; };

static enum result open_side(struct side *side, const char *url, const char *which, struct plan *plan, char *fault, size_t fault_size)
{
    struct db_statement **list = arena_array(plan->arena, 3 * plan->count + 1, sizeof(*list));
    db_statement_list *lists = arena_array(plan->arena, 2, sizeof(*lists));
    *side = (struct side){.plan = plan};
    if (list == NULL || lists == NULL)
        return RESULT_NO_MEMORY;
    for (size_t i = 0; i < plan->count; i++) {
        list[3 * i] = &plan->tables[i]->first;
        list[3 * i + 1] = &plan->tables[i]->next;
        list[3 * i + 2] = &plan->tables[i]->insert;
    }
    lists[0] = list;
    enum result result = db_open(url, lists, &side->db, fault, fault_size);
    if (result == RESULT_OK)
        result = db_session_open(side->db, DB_WRITE, &side->session);
    if (result == RESULT_OK)
        result = db_begin(side->session);
    side->began = result == RESULT_OK;
    if (result != RESULT_OK)
        (void)say(fault, fault_size, result, "the %s cannot be locked: is a server running on it?", which);
    return result;
}

static void close_side(struct side *side)
{
    if (side->began)
        db_rollback(side->session); /* after a commit there is nothing to undo */
    db_session_close(side->session);
    db_close(side->db);
}

/* ---- rows ---- */

static struct db_value value_of(struct db_rows *rows, int column, enum db_type type, struct arena *arena)
{
    size_t size = 0;
    if (db_column_is_null(rows, column))
        return db_null();
    switch (type) {
    case DB_INTEGER: return db_integer(db_column_integer(rows, column));
    case DB_REAL: return db_real(db_column_real(rows, column));
    case DB_TEXT: return db_text(arena != NULL ? db_column_copy(rows, column, arena) : db_column_text(rows, column));
    default: break;
    }
    const void *bytes = arena != NULL ? db_column_copy_blob(rows, column, arena, &size) : db_column_blob(rows, column, &size);
    return db_blob(bytes != NULL ? bytes : "", size);
}

static void add_value(struct buffer *row, const struct db_value *value)
{
    bool sized = value->type == DB_TEXT || value->type == DB_BLOB;
    uint64_t bits = sized ? value->size : 0;
    char head[9];
    if (value->type == DB_INTEGER)
        bits = (uint64_t)value->integer;
    if (value->type == DB_REAL)
        memcpy(&bits, &value->real, sizeof(bits));
    head[0] = (char)value->type;
    for (size_t i = 0; i < 8; i++)
        head[1 + i] = (char)(bits >> (56 - 8 * i));
    buffer_add(row, head, sizeof(head));
    if (sized)
        buffer_add(row, value->bytes, value->size);
}

/* The digests of the rows are summed, so that their order does not matter. */
static enum result count_row(struct table *table, struct buffer *row, const struct db_value *values)
{
    uint8_t digest[SM3_SIZE];
    buffer_clear(row);
    for (size_t i = 0; i < table->column_count; i++)
        add_value(row, &values[i]);
    if (row->failed)
        return RESULT_TOO_LARGE;
    crypto_sm3(row->bytes, row->size, digest);
    for (size_t i = 0; i < 4; i++) {
        uint64_t part = 0;
        memcpy(&part, digest + 8 * i, sizeof(part));
        table->digest[i] += part;
    }
    table->rows++;
    return RESULT_OK;
}

struct walk {
    struct arena *arenas[2]; /* the key a page ended with, and the one it begins after */
    struct buffer row;
    struct db_value key[COLUMNS_MAX];
    size_t pages;
};

static enum result begin_walk(struct walk *walk)
{
    *walk = (struct walk){.arenas = {arena_new(KEY_MEMORY), arena_new(KEY_MEMORY)}};
    buffer_init(&walk->row, ROW_MEMORY);
    return walk->arenas[0] != NULL && walk->arenas[1] != NULL ? RESULT_OK : RESULT_NO_MEMORY;
}

static void end_walk(struct walk *walk)
{
    arena_free(walk->arenas[0]);
    arena_free(walk->arenas[1]);
    buffer_free(&walk->row);
}

/* One page: each row is counted in `table` and given to `into`, when there is one. *ret_rows of PAGE_ROWS or fewer. */
static enum result walk_page(struct walk *walk, struct side *side, struct table *table, struct db_session *into,
                             struct db_statement *insert, size_t *ret_rows)
{
    struct db_rows rows;
    struct arena *arena = walk->arenas[walk->pages % 2];
    struct db_value values[COLUMNS_MAX], key[COLUMNS_MAX] = {0};
    enum result result = RESULT_OK;
    *ret_rows = 0;
    if (walk->pages == 0)
        db_query(side->session, &table->first, DB_NO_VALUES, &rows);
    else
        db_query(side->session, &table->next, walk->key, table->key_count, &rows);
    while (result == RESULT_OK && db_next(&rows)) {
        for (size_t i = 0; i < table->column_count; i++)
            values[i] = value_of(&rows, (int)i, table->columns[i].type, NULL);
        result = count_row(table, &walk->row, values);
        if (result == RESULT_OK && into != NULL)
            result = db_run(into, insert, values, table->column_count, NULL);
        if (++*ret_rows == PAGE_ROWS) {
            arena_reset(arena);
            for (size_t i = 0; i < table->key_count; i++)
                key[i] = value_of(&rows, table->keys[i], table->columns[table->keys[i]].type, arena);
            if (arena_overflowed(arena))
                result = RESULT_TOO_LARGE;
        }
    }
    enum result closed = db_rows_close(&rows);
    memcpy(walk->key, key, table->key_count * sizeof(*key));
    walk->pages++;
    return result != RESULT_OK ? result : closed;
}

static enum result copy_table(struct side *from, struct table *table, struct side *to, struct table *target, const struct db_move_listener *listener)
{
    struct walk walk;
    size_t rows = PAGE_ROWS;
    enum result result = begin_walk(&walk);
    while (result == RESULT_OK && rows == PAGE_ROWS) {
        result = walk_page(&walk, from, table, to->session, &target->insert, &rows);
        if (rows == PAGE_ROWS && table->rows % TELL_ROWS < PAGE_ROWS)
            listener->copied(listener->context, table->name, table->rows);
    }
    end_walk(&walk);
    return result == RESULT_OK ? db_flush(to->session) : result;
}

static enum result read_back(struct side *to, struct table *target)
{
    struct walk walk;
    size_t rows = PAGE_ROWS;
    enum result result = begin_walk(&walk);
    while (result == RESULT_OK && rows == PAGE_ROWS)
        result = walk_page(&walk, to, target, NULL, NULL, &rows);
    end_walk(&walk);
    return result;
}

/* ---- the move ---- */

static enum result must_be_empty(struct side *to, char *fault, size_t fault_size)
{
    for (size_t i = 0; i < to->plan->count; i++) {
        struct db_rows rows;
        db_query(to->session, &to->plan->tables[i]->first, DB_NO_VALUES, &rows);
        bool any = db_next(&rows);
        enum result result = db_rows_close(&rows);
        if (result != RESULT_OK)
            return result;
        if (any)
            return say(fault, fault_size, RESULT_CONFLICT, "the target has rows in %s already: a move needs an empty database", to->plan->tables[i]->name);
    }
    return RESULT_OK;
}

static enum result copy_and_compare(struct side *from, struct side *to, const struct db_move_listener *listener, char *fault, size_t fault_size)
{
    enum result result = must_be_empty(to, fault, fault_size);
    for (size_t i = 0; result == RESULT_OK && i < from->plan->count; i++)
        result = db_lock(from->session, from->plan->tables[i]->name);
    for (size_t i = 0; result == RESULT_OK && i < from->plan->count; i++) {
        struct table *table = from->plan->tables[i];
        result = copy_table(from, table, to, table_of(to->plan, table->name), listener);
        if (result != RESULT_OK)
            (void)say(fault, fault_size, result, "%s could not be copied", table->name);
    }
    for (size_t i = 0; result == RESULT_OK && i < from->plan->count; i++) {
        const struct table *table = from->plan->tables[i];
        struct table *target = table_of(to->plan, table->name);
        result = read_back(to, target);
        if (result == RESULT_OK && (table->rows != target->rows || memcmp(table->digest, target->digest, sizeof(table->digest)) != 0))
            result = RESULT_CORRUPT;
        if (result != RESULT_OK)
            return say(fault, fault_size, result, "%s is not the same on both sides", table->name);
        listener->verified(listener->context, table->name, table->rows);
    }
    return result;
}

static enum result move(const char *from_url, struct plan *from_plan, const char *to_url, struct plan *to_plan,
                        const struct db_move_listener *listener, char *fault, size_t fault_size)
{
    struct side from = {0}, to = {0};
    enum result result = open_side(&from, from_url, "source", from_plan, fault, fault_size);
    if (result == RESULT_OK)
        result = open_side(&to, to_url, "target", to_plan, fault, fault_size);
    if (result == RESULT_OK)
        result = copy_and_compare(&from, &to, listener, fault, fault_size);
    if (result == RESULT_OK) {
        result = db_commit(to.session);
        to.began = false;
    }
    close_side(&to);
    close_side(&from);
    return result;
}

enum result db_move(const char *from, const char *to, const struct db_move_listener *listener, char *fault, size_t fault_size)
{
    struct plan source, target = {0};
    fault[0] = '\0';
    enum result result = read_plan(from, "source", &source, fault, fault_size);
    if (result == RESULT_OK)
        result = read_plan(to, "target", &target, fault, fault_size);
    if (result == RESULT_OK && !same_tables(&source, &target))
        result = say(fault, fault_size, RESULT_CONFLICT, "the tables of the two databases are not the same");
    if (result == RESULT_OK)
        result = move(from, &source, to, &target, listener, fault, fault_size);
    arena_free(source.arena);
    arena_free(target.arena);
    return result == RESULT_OK ? result : say(fault, fault_size, result, "%s", result_name(result));
}
