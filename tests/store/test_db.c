/* The database interface (src/db/db.c, db_sqlite.c, db_postgres.c): values, constraints, migrations, files that are not ours, and that no
 * request reads a growing table from end to end. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/text.h"
#include "db/db_row.h"
#include "db/engine.h"
#include "main/program.h"
#include "scratch.h"

/* A table of the program's that takes every type of value but REAL. */
static struct db_statement insert = DB_STATEMENT("test.insert",
    "INSERT INTO idempotency (district, key, request, status, answer, created_at) VALUES ($1, $2, $3, $4, $5, $6)");
static struct db_statement read_back = DB_STATEMENT("test.read_back", "SELECT key, request, status, answer, created_at FROM idempotency WHERE district = $1 ORDER BY key");
static struct db_statement echo = DB_STATEMENT("test.echo", "SELECT $3, $1, $2, $1");
static struct db_statement remove_all = DB_STATEMENT("test.remove", "DELETE FROM idempotency WHERE district = $1");
static struct db_statement orphan = DB_STATEMENT("test.orphan", "INSERT INTO passwords_used (username, set_at, password) VALUES ($1, 1, 'x')");
static struct db_statement wrong = DB_STATEMENT("test.wrong", "SELECT key FROM no_such_table WHERE district = $1");

/* The same table as rows of a struct, and values of every kind of member. */
struct kept {
    int64_t district;
    const uint8_t *key; size_t key_size;
    uint8_t request[4];
    int status;
    const uint8_t *answer; size_t answer_size;
    int64_t created_at;
};
enum { CHANGES = DB_GROUP };
static const struct db_column kept_columns[] = {
    DB_COLUMN(struct kept, district, district, DB_KEY | CHANGES),
    DB_COLUMN_BYTES(struct kept, key, key, key_size, DB_KEY | CHANGES),
    DB_COLUMN(struct kept, request, request, 0),
    DB_COLUMN(struct kept, status, status, CHANGES),
    DB_COLUMN_BYTES(struct kept, answer, answer, answer_size, 0),
    DB_COLUMN(struct kept, created_at, created_at, CHANGES),
    {.name = NULL}};
static struct db_statement put_kept = DB_STATEMENT_OF("test.put_kept", kept_columns, 0,
    "INSERT INTO idempotency ({columns}) VALUES ({values})");
static struct db_statement change_kept = DB_STATEMENT_OF("test.change_kept", kept_columns, CHANGES,
    "UPDATE idempotency SET {changes} WHERE {matched}");
static struct db_statement put_again = DB_STATEMENT_OF("test.put_again", kept_columns, 0,
    "INSERT INTO idempotency ({columns}) VALUES ({values}) ON CONFLICT ({key}) DO UPDATE SET {replaced}");
static struct db_statement read_kept = DB_STATEMENT_OF("test.read_kept", kept_columns, 0,
    "SELECT {columns} FROM idempotency WHERE district = $1");

struct shapes { int64_t wide; int middle; int16_t narrow; bool yes; double real; const char *text; };
enum { WIDE = DB_GROUP };
static const struct db_column shape_columns[] = {
    DB_COLUMN(struct shapes, wide, wide, WIDE), DB_COLUMN_OR(struct shapes, middle, middle, 0, -7),
    DB_COLUMN_OR(struct shapes, narrow, narrow, 0, -1), DB_COLUMN(struct shapes, yes, yes, 0),
    DB_COLUMN_OR(struct shapes, real, real, 0, 0), DB_COLUMN(struct shapes, text, text, 0), {.name = NULL}};
static struct db_statement shapes = DB_STATEMENT_OF("test.shapes", shape_columns, 0, "SELECT {values}");
static struct db_statement wide_shape = DB_STATEMENT_OF("test.wide_shape", shape_columns, WIDE, "SELECT {values}");

static struct db_statement *const test_statements[] = {&insert, &read_back, &echo, &remove_all, &orphan, &wrong, &put_kept,
                                                       &change_kept, &put_again, &read_kept, &shapes, &wide_shape, NULL};
static const db_statement_list lists[] = {test_statements, NULL};

static struct db *open_db(void)
{
    struct db *db = NULL;
    char fault[300] = "";
    int applied = 0;
    assert_int_equal(db_open(scratch_url, lists, &db, fault, sizeof(fault)), RESULT_OK);
    assert_int_equal(db_migrate(db, &applied, fault, sizeof(fault)), RESULT_OK);
    return db;
}

static int clear(void **state)
{
    (void)state;
    scratch_clear();
    return 0;
}

static enum result put(struct db_session *session, int64_t district, const char *key, int64_t status)
{
    return db_run(session, &insert, DB_VALUES(db_integer(district), db_blob(key, strlen(key)), db_blob("r", 1), db_integer(status), db_blob("", 0), db_integer(7)), NULL);
}

static size_t count(struct db_session *session, int64_t district)
{
    struct db_rows rows;
    size_t found = 0;
    db_query(session, &read_back, DB_VALUES(db_integer(district)), &rows);
    while (db_next(&rows))
        found++;
    assert_int_equal(db_rows_close(&rows), RESULT_OK);
    return found;
}

/* ---- values ---- */

static void test_values(void **state)
{
    (void)state;
    struct db *db = open_db();
    struct db_session *session = NULL;
    struct arena *arena = arena_new(1 << 16);
    struct db_rows rows;
    size_t size = 99;
    static const int64_t integers[] = {0, 1, -1, INT64_MAX, INT64_MIN};
    static const char *const texts[] = {"", "通办", "'; DROP TABLE cases; --", "a\nb"};
    assert_int_equal(db_session_open(db, DB_WRITE, &session), RESULT_OK);
    for (size_t i = 0; i < ARRAY_COUNT(integers); i++) {
        db_query(session, &echo, DB_VALUES(db_integer(integers[i]), db_integer_or_null(integers[i], 1), db_null()), &rows);
        assert_true(db_next(&rows));
        assert_true(db_column_is_null(&rows, 0));
        assert_true(db_column_integer(&rows, 1) == integers[i]);
        assert_int_equal(db_column_is_null(&rows, 2), integers[i] == 1);
        assert_true(db_column_integer_or(&rows, 2, 42) == (integers[i] == 1 ? 42 : integers[i]));
        assert_true(db_column_integer(&rows, 3) == integers[i]); /* one parameter, used twice */
        assert_false(db_next(&rows));
        assert_int_equal(db_rows_close(&rows), RESULT_OK);
    }
    for (size_t i = 0; i < ARRAY_COUNT(texts); i++) {
        db_query(session, &echo, DB_VALUES(db_text(texts[i]), db_text(NULL), db_real(0.5)), &rows);
        assert_true(db_next(&rows));
        assert_true(db_column_real(&rows, 0) == 0.5);
        assert_string_equal(db_column_text(&rows, 1), texts[i]);
        assert_string_equal(db_column_copy(&rows, 1, arena), texts[i]);
        assert_null(db_column_text(&rows, 2));
        assert_null(db_column_copy(&rows, 2, arena));
        assert_int_equal(db_rows_close(&rows), RESULT_OK); /* not read to the end */
    }
    db_query(session, &echo, DB_VALUES(db_blob("a\0b", 3), db_blob(NULL, 0), db_blob("", 0)), &rows);
    assert_true(db_next(&rows));
    assert_memory_equal(db_column_blob(&rows, 1, &size), "a\0b", 3);
    assert_int_equal(size, 3);
    assert_memory_equal(db_column_copy_blob(&rows, 1, arena, &size), "a\0b", 3);
    assert_true(db_column_is_null(&rows, 2));
    assert_false(db_column_is_null(&rows, 0));
    assert_int_equal(db_rows_close(&rows), RESULT_OK);
    arena_free(arena);
    db_session_close(session);
    db_close(db);
}

static void test_what_was_bound_before_is_forgotten(void **state)
{
    (void)state;
    struct db *db = open_db();
    struct db_session *session = NULL;
    struct db_rows rows;
    assert_int_equal(db_session_open(db, DB_READ, &session), RESULT_OK);
    db_query(session, &echo, DB_VALUES(db_text("secret"), db_text("secret"), db_text("secret")), &rows);
    assert_true(db_next(&rows));
    assert_int_equal(db_rows_close(&rows), RESULT_OK);
    db_query(session, &echo, DB_VALUES(db_integer(1)), &rows);
    assert_true(db_next(&rows));
    assert_true(db_column_is_null(&rows, 0) && db_column_is_null(&rows, 2));
    assert_int_equal(db_rows_close(&rows), RESULT_OK);
    db_session_close(session);
    db_close(db);
}

/* ---- rows as structs ---- */

static enum result read_one(struct db_session *session, struct arena *arena, struct kept *ret_row)
{
    struct db_rows rows;
    *ret_row = (struct kept){0};
    db_query(session, &read_kept, DB_VALUES(db_integer(1)), &rows);
    while (db_next(&rows))
        db_read_row(&rows, arena, ret_row);
    return db_rows_close(&rows);
}

static void test_rows_are_written_and_read(void **state)
{
    (void)state;
    struct db *db = open_db();
    struct db_session *session = NULL;
    struct arena *arena = arena_new(1 << 16), *small = arena_new(1);
    struct kept row = {.district = 1, .key = (const uint8_t *)"ab", .key_size = 2, .request = "1234", .status = 201,
                       .answer = (const uint8_t *)"", .answer_size = 0, .created_at = INT64_MAX}, back;
    assert_int_equal(db_session_open(db, DB_WRITE, &session), RESULT_OK);
    assert_int_equal(db_put_row(session, &put_kept, &row), RESULT_OK);
    row.status = 409;
    row.created_at = 5;
    memcpy(row.request, "5678", 4); /* not of the group: it stays */
    assert_int_equal(db_change_row(session, &change_kept, &row), RESULT_OK);
    assert_int_equal(read_one(session, arena, &back), RESULT_OK);
    assert_memory_equal(back.request, "1234", 4);
    assert_true(back.district == 1 && back.key_size == 2 && back.status == 409);
    assert_true(back.answer_size == 0 && back.created_at == 5);
    assert_memory_equal(back.key, "ab", 2);
    assert_int_equal(db_put_row(session, &put_again, &row), RESULT_OK);
    assert_int_equal(read_one(session, arena, &back), RESULT_OK);
    assert_memory_equal(back.request, "5678", 4);
    assert_int_equal(read_one(session, small, &back), RESULT_NO_MEMORY);
    row.district = 2;
    assert_int_equal(db_change_row(session, &change_kept, &row), RESULT_STALE);
    row.answer = NULL;
    assert_int_equal(db_put_row(session, &put_kept, &row), RESULT_CONFLICT); /* NULL is NULL */
    static const struct { const char *bytes; size_t size; } misfits[] = {{"", 0}, {"123", 3}, {"12345", 5}};
    for (size_t i = 0; i < ARRAY_COUNT(misfits); i++) {
        assert_int_equal(db_run(session, &remove_all, DB_VALUES(db_integer(1)), NULL), RESULT_OK);
        assert_int_equal(db_run(session, &insert,
            DB_VALUES(db_integer(1), db_blob("ab", 2), db_blob(misfits[i].bytes, misfits[i].size), db_integer(201), db_blob("", 0), db_integer(7)), NULL), RESULT_OK);
        assert_int_equal(read_one(session, arena, &back), RESULT_CORRUPT);
    }
    arena_free(arena);
    arena_free(small);
    db_session_close(session);
    db_close(db);
}

static void test_a_column_is_bound_by_its_name(void **state)
{
    static const struct db_statement named = DB_STATEMENT_OF("test.named", kept_columns, CHANGES,
        "UPDATE idempotency SET {changes} WHERE {matched} AND created_at < {value:created_at} OR status = {value:status}");
    struct buffer sql;
    (void)state;
    buffer_init(&sql, 1000);
    db_write_sql(&named, &sql);
    buffer_add(&sql, "", 1);
    assert_string_equal(sql.bytes, "UPDATE idempotency SET status = $3, created_at = $4 WHERE district = $1 AND key = $2"
                                   " AND created_at < $4 OR status = $3");
    buffer_free(&sql);
}

static enum result read_shapes(struct db_session *session, struct arena *arena, const struct db_value *values, struct shapes *ret_shapes)
{
    struct db_rows rows;
    db_query(session, &shapes, values, 6, &rows);
    assert_true(db_next(&rows));
    db_read_row(&rows, arena, ret_shapes);
    return db_rows_close(&rows);
}

static void test_members_hold_what_they_can(void **state)
{
    (void)state;
    struct db *db = open_db();
    struct db_session *session = NULL;
    struct arena *arena = arena_new(1 << 16);
    struct shapes read, row = {.wide = INT64_MIN, .middle = INT32_MAX, .narrow = INT16_MIN, .yes = true, .real = 0.5, .text = "通办"};
    struct db_value values[DB_COLUMNS_MAX];
    static const struct { int column; int64_t value; } misfits[] = {
        {1, (int64_t)INT32_MAX + 1}, {1, (int64_t)INT32_MIN - 1}, {2, INT16_MAX + 1}, {3, 2}, {3, -1}};
    assert_int_equal(db_session_open(db, DB_READ, &session), RESULT_OK);
    assert_int_equal(db_row_values(&shapes, &row, values), 6);
    assert_int_equal(read_shapes(session, arena, values, &read), RESULT_OK);
    assert_true(read.wide == row.wide && read.middle == row.middle && read.narrow == row.narrow);
    assert_true(read.yes && read.real == 0.5);
    assert_string_equal(read.text, "通办");
    row = (struct shapes){.middle = -7, .narrow = -1, .real = (double)NAN};
    (void)db_row_values(&shapes, &row, values);
    assert_true(values[1].type == DB_NULL && values[2].type == DB_NULL);
    assert_true(values[4].type == DB_NULL && values[5].type == DB_NULL);
    assert_int_equal(read_shapes(session, arena, values, &read), RESULT_OK);
    assert_true(read.wide == 0 && read.middle == -7 && read.narrow == -1);
    assert_true(!read.yes && isnan(read.real) && read.text == NULL);
    for (size_t i = 0; i < ARRAY_COUNT(misfits); i++) {
        (void)db_row_values(&shapes, &row, values);
        values[misfits[i].column] = db_integer(misfits[i].value);
        assert_int_equal(read_shapes(session, arena, values, &read), RESULT_CORRUPT);
    }
    /* what is not asked for has no value */
    struct db_rows rows;
    read = (struct shapes){0};
    db_query(session, &wide_shape, DB_VALUES(db_integer(5)), &rows);
    assert_int_equal(db_read_only_row(&rows, arena, &read), RESULT_OK);
    assert_true(read.wide == 5 && read.middle == -7 && read.narrow == -1 && isnan(read.real) && !read.yes && read.text == NULL);
    arena_free(arena);
    db_session_close(session);
    db_close(db);
}

/* ---- constraints, transactions ---- */

static void test_constraints_are_conflicts(void **state)
{
    (void)state;
    struct db *db = open_db();
    struct db_session *session = NULL, *reader = NULL;
    int64_t changes = 0;
    assert_int_equal(db_session_open(db, DB_WRITE, &session), RESULT_OK);
    assert_int_equal(db_session_open(db, DB_READ, &reader), RESULT_OK);
    assert_int_equal(put(session, 1, "a", 201), RESULT_OK);
    assert_int_equal(put(session, 1, "a", 201), RESULT_CONFLICT); /* the key is taken */
    assert_int_equal(put(session, 2, "a", 201), RESULT_OK);
    assert_int_equal(db_run(session, &insert, DB_VALUES(db_integer(3), db_null(), db_null(), db_null(), db_null(), db_null()), NULL), RESULT_CONFLICT);
    assert_int_equal(db_run(session, &insert, DB_VALUES(db_integer(3), db_text("no blob"), db_blob("r", 1), db_integer(1), db_blob("", 0), db_integer(1)), NULL), RESULT_CONFLICT);
    assert_int_equal(db_run(session, &orphan, DB_VALUES(db_text("nobody")), NULL), RESULT_CONFLICT); /* refers to nobody */
    assert_int_equal(count(reader, 1), 1);
    assert_int_equal(db_run(session, &remove_all, DB_VALUES(db_integer(1)), &changes), RESULT_OK);
    assert_int_equal(changes, 1);
    assert_int_equal(db_run(session, &remove_all, DB_VALUES(db_integer(1)), &changes), RESULT_OK);
    assert_int_equal(changes, 0);
    assert_int_not_equal(put(reader, 5, "a", 201), RESULT_OK); /* a reader does not write */
    assert_int_equal(count(reader, 5), 0);
    db_session_close(reader);
    db_session_close(session);
    db_close(db);
}

static void test_transactions(void **state)
{
    (void)state;
    struct db *db = open_db();
    struct db_session *session = NULL, *reader = NULL;
    assert_int_equal(db_session_open(db, DB_WRITE, &session), RESULT_OK);
    assert_int_equal(db_session_open(db, DB_READ, &reader), RESULT_OK);
    assert_int_equal(db_begin(session), RESULT_OK);
    assert_int_equal(put(session, 1, "first", 1), RESULT_OK);
    assert_int_equal(db_savepoint(session), RESULT_OK);
    assert_int_equal(put(session, 1, "undone", 1), RESULT_OK);
    enum result again = put(session, 1, "first", 1);
    assert_int_equal(again != RESULT_OK ? again : db_flush(session), RESULT_CONFLICT);
    assert_int_equal(db_rollback_to(session), RESULT_OK);
    assert_int_equal(db_savepoint(session), RESULT_OK);
    assert_int_equal(put(session, 1, "second", 1), RESULT_OK);
    assert_int_equal(db_release(session), RESULT_OK);
    assert_int_equal(count(session, 1), 2);
    assert_int_equal(count(reader, 1), 0); /* nobody sees it before the commit */
    assert_int_equal(db_commit(session), RESULT_OK);
    assert_int_equal(count(reader, 1), 2);
    assert_int_equal(db_begin(session), RESULT_OK);
    assert_int_equal(put(session, 1, "third", 1), RESULT_OK);
    db_rollback(session);
    assert_int_equal(count(session, 1), 2);
    db_session_close(reader);
    db_session_close(session);
    db_close(db);
}

static void test_statements_are_counted(void **state)
{
    (void)state;
    struct db *db = open_db();
    struct db_session *session = NULL;
    uint64_t before = tally_count(&insert.took);
    assert_int_equal(db_session_open(db, DB_WRITE, &session), RESULT_OK);
    for (int i = 0; i < 3; i++)
        assert_int_equal(put(session, i, "a", 1), RESULT_OK);
    assert_int_equal(tally_count(&insert.took) - before, 3);
    assert_ptr_equal(db_statement_lists(db), lists);
    assert_true(db_size(db) > 4096);
    db_session_close(session);
    db_close(db);
}

static void test_a_session_prepares_what_it_uses(void **state)
{
    (void)state;
    struct db *db = open_db();
    struct db_session *session = NULL, *reader = NULL;
    assert_int_equal(db_session_open(db, DB_WRITE, &session), RESULT_OK);
    assert_int_equal(db_session_open(db, DB_READ, &reader), RESULT_OK);
    assert_int_equal(db_prepared(session), 0);
    assert_int_equal(put(session, 1, "a", 1), RESULT_OK);
    assert_int_equal(put(session, 1, "b", 1), RESULT_OK);
    assert_int_equal(db_prepared(session), 1);
    assert_int_equal(db_prepared(reader), 0); /* each for itself */
    assert_int_equal(count(reader, 1), 2);
    assert_int_equal(count(reader, 1), 2);
    assert_int_equal(db_prepared(reader), 1);
    db_session_close(reader);
    db_session_close(session);
    db_close(db);
}

/* In a transaction a statement is prepared between others that wait for their answers. */
static void test_statements_are_prepared_in_a_transaction(void **state)
{
    (void)state;
    struct db *db = open_db();
    struct db_session *session = NULL;
    assert_int_equal(db_session_open(db, DB_WRITE, &session), RESULT_OK);
    assert_int_equal(db_begin(session), RESULT_OK);
    assert_int_equal(put(session, 1, "a", 1), RESULT_OK);
    assert_int_equal(db_savepoint(session), RESULT_OK);
    assert_int_equal(db_run(session, &remove_all, DB_VALUES(db_integer(1)), NULL), RESULT_OK); /* prepared, and undone */
    assert_int_equal(db_flush(session), RESULT_OK);
    assert_int_equal(db_rollback_to(session), RESULT_OK);
    assert_int_equal(count(session, 1), 1);
    assert_int_equal(db_run(session, &remove_all, DB_VALUES(db_integer(1)), NULL), RESULT_OK);
    assert_int_equal(put(session, 1, "b", 1), RESULT_OK);
    assert_int_equal(put(session, 1, "c", 1), RESULT_OK);
    assert_int_equal(db_commit(session), RESULT_OK);
    assert_int_equal(count(session, 1), 2);
    assert_int_equal(db_prepared(session), 3);
    db_session_close(session);
    db_close(db);
}

/* Whoever uses it is told, again and again; the session goes on. */
static void test_a_statement_that_cannot_be_prepared(void **state)
{
    (void)state;
    struct db *db = open_db();
    struct db_session *session = NULL, *reader = NULL;
    struct db_rows rows;
    assert_int_equal(db_session_open(db, DB_WRITE, &session), RESULT_OK);
    assert_int_equal(db_session_open(db, DB_READ, &reader), RESULT_OK);
    for (int i = 0; i < 2; i++) {
        db_query(reader, &wrong, DB_VALUES(db_integer(1)), &rows);
        assert_false(db_next(&rows));
        assert_int_equal(db_rows_close(&rows), RESULT_INTERNAL);
        assert_int_equal(count(reader, 1), i);
        assert_int_equal(db_begin(session), RESULT_OK);
        assert_int_equal(put(session, 1, "undone", 1), RESULT_OK);
        enum result result = db_run(session, &wrong, DB_VALUES(db_integer(1)), NULL);
        assert_int_equal(result != RESULT_OK ? result : db_flush(session), RESULT_INTERNAL);
        db_rollback(session);
        assert_int_equal(put(session, 1, i == 0 ? "a" : "b", 1), RESULT_OK);
    }
    assert_int_equal(count(reader, 1), 2);
    db_session_close(reader);
    db_session_close(session);
    db_close(db);
}

/* ---- migrations ---- */

static int version_of(struct db *db)
{
    int version = -1;
    assert_int_equal(db_version(db, &version), RESULT_OK);
    return version;
}

static void test_migrating_twice_changes_nothing(void **state)
{
    (void)state;
    char fault[300];
    int applied = -1;
    struct db *db = NULL;
    assert_int_equal(db_open(scratch_url, lists, &db, fault, sizeof(fault)), RESULT_OK);
    assert_int_equal(version_of(db), 0);
    assert_int_equal(db_migrate(db, &applied, fault, sizeof(fault)), RESULT_OK);
    assert_int_equal(applied, db_migrations_count);
    assert_int_equal(version_of(db), db_migrations[db_migrations_count - 1].number);
    assert_int_equal(db_migrate(db, &applied, fault, sizeof(fault)), RESULT_OK);
    assert_int_equal(applied, 0);
    for (size_t i = 0; i < db_migrations_count; i++)
        assert_int_equal(db_migrations[i].number, i + 1);
    db_close(db);
}

static void test_a_newer_database_is_left_alone(void **state)
{
    (void)state;
    static const char *const newer[] = {"INSERT INTO migrations VALUES (9999, 'from-tomorrow', 1)"};
    char fault[300] = "";
    int applied = -1;
    struct db *db = open_db();
    db_close(db);
    assert_true(scratch_run_plain(scratch_url, newer, 1, false));
    assert_int_equal(db_open(scratch_url, lists, &db, fault, sizeof(fault)), RESULT_OK);
    assert_int_equal(db_migrate(db, &applied, fault, sizeof(fault)), RESULT_CONFLICT);
    assert_non_null(strstr(fault, "newer"));
    assert_int_equal(applied, 0);
    db_close(db);
}

static void assert_verified(const char *change, enum result wanted, const char *says)
{
    static const char *const tables[] = {"cases", "devices", NULL};
    char fault[300] = "";
    struct db *db = NULL;
    assert_true(scratch_run_plain(scratch_url, &change, 1, false));
    assert_int_equal(db_open(scratch_url, lists, &db, fault, sizeof(fault)), RESULT_OK);
    assert_int_equal(db_verify(db, tables, fault, sizeof(fault)), wanted);
    assert_non_null(strstr(fault, says));
    db_close(db);
}

static void test_what_a_database_lacks_is_known(void **state)
{
    (void)state;
    db_close(open_db());
    assert_verified("DROP TABLE sign_in_failures", RESULT_OK, ""); /* nobody asked for it */
    assert_verified("DROP TABLE devices", RESULT_CORRUPT, "devices");
    assert_verified("UPDATE migrations SET name = '0005-other' WHERE number = 5", RESULT_CONFLICT, "another build");
}

/* ---- files that are not ours ---- */

static void write_file(const char *bytes, size_t size)
{
    FILE *file = fopen(scratch_path, "w");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, size, file), size);
    assert_int_equal(fclose(file), 0);
}

static void assert_not_opened(const char *url, enum result wanted, const char *says)
{
    struct db *db = NULL;
    char fault[300] = "";
    assert_int_equal(db_open(url, lists, &db, fault, sizeof(fault)), wanted);
    assert_null(db);
    assert_non_null(strstr(fault, says));
    assert_int_equal(db_open(url, lists, &db, NULL, 0), wanted);
}

static void assert_a_foreign_file_is_refused(void)
{
    static const char *const foreign[] = {"PRAGMA application_id=77", "CREATE TABLE theirs (a)"};
    char noise[8192];
    memset(noise, 'x', sizeof(noise));
    write_file(noise, sizeof(noise));
    assert_not_opened(scratch_url, RESULT_CORRUPT, "not a database");
    scratch_clear();
    assert_true(scratch_run_plain(scratch_url, foreign, ARRAY_COUNT(foreign), false));
    assert_not_opened(scratch_url, RESULT_CORRUPT, "another program");
    assert_int_equal(unlink(scratch_path), 0);
    scratch_clear();
}

static void assert_a_foreign_database_is_refused(void)
{
    static const char *const theirs[] = {"CREATE TABLE theirs (a integer)"};
    static const char *const alike[] = {"CREATE TABLE migrations (id integer, migration text, batch integer)"};
    char url[400];
    assert_true(scratch_run_plain(scratch_url, theirs, 1, false));
    assert_not_opened(scratch_url, RESULT_CORRUPT, "another program");
    scratch_clear();
    assert_true(scratch_run_plain(scratch_url, alike, 1, false));
    assert_not_opened(scratch_url, RESULT_CORRUPT, "another program");
    scratch_clear();
    (void)snprintf(url, sizeof(url), "%s-is-not-there", scratch_url);
    assert_not_opened(url, RESULT_IO, "cannot reach");
    assert_not_opened("postgresql://127.0.0.1:1/nothing?connect_timeout=2", RESULT_IO, "cannot reach");
    assert_not_opened("postgresql://[", RESULT_IO, "cannot be read");
}

static void test_databases_that_are_not_ours(void **state)
{
    (void)state;
    if (scratch_on_postgres())
        assert_a_foreign_database_is_refused();
    else
        assert_a_foreign_file_is_refused();
    assert_not_opened("sqlite:/nowhere/at/all/test.db", RESULT_IO, "cannot open");
    assert_not_opened("sqlite:", RESULT_INVALID, "path");
    assert_not_opened("mysql://somewhere", RESULT_INVALID, "unknown kind");
    assert_not_opened(scratch_folder, RESULT_INVALID, "unknown kind");
}

static void note_line(void *context, const char *line)
{
    (void)line;
    (*(int *)context)++;
}

static void test_a_damaged_file_is_noticed(void **state)
{
    (void)state;
    int faults = 0;
    struct db *db = open_db();
    struct db_session *session = NULL;
    if (scratch_on_postgres())
        return db_close(db); /* the server's files are not ours to tear */
    assert_int_equal(db_session_open(db, DB_WRITE, &session), RESULT_OK);
    assert_int_equal(db_begin(session), RESULT_OK);
    for (int i = 0; i < 2000; i++)
        assert_int_equal(put(session, i, "some key of some size", 1), RESULT_OK);
    assert_int_equal(db_commit(session), RESULT_OK);
    db_session_close(session);
    assert_int_equal(db_check(db, note_line, &faults), RESULT_OK);
    assert_int_equal(faults, 0);
    db_close(db);
    FILE *file = fopen(scratch_path, "r+"); /* the last page is torn */
    assert_non_null(file);
    assert_int_equal(fseek(file, -4096, SEEK_END), 0);
    for (int i = 0; i < 4096; i++)
        assert_int_equal(fputc(0xa5, file), 0xa5);
    assert_int_equal(fclose(file), 0);
    char fault[300];
    assert_int_equal(db_open(scratch_url, lists, &db, fault, sizeof(fault)), RESULT_OK);
    assert_int_equal(db_check(db, note_line, &faults), RESULT_CORRUPT);
    assert_true(faults > 0);
    db_close(db);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_values, clear),
        cmocka_unit_test_setup(test_what_was_bound_before_is_forgotten, clear),
        cmocka_unit_test_setup(test_rows_are_written_and_read, clear),
        cmocka_unit_test(test_a_column_is_bound_by_its_name),
        cmocka_unit_test_setup(test_members_hold_what_they_can, clear),
        cmocka_unit_test_setup(test_constraints_are_conflicts, clear),
        cmocka_unit_test_setup(test_transactions, clear),
        cmocka_unit_test_setup(test_statements_are_counted, clear),
        cmocka_unit_test_setup(test_a_session_prepares_what_it_uses, clear),
        cmocka_unit_test_setup(test_statements_are_prepared_in_a_transaction, clear),
        cmocka_unit_test_setup(test_a_statement_that_cannot_be_prepared, clear),
        cmocka_unit_test_setup(test_migrating_twice_changes_nothing, clear),
        cmocka_unit_test_setup(test_a_newer_database_is_left_alone, clear),
        cmocka_unit_test_setup(test_what_a_database_lacks_is_known, clear),
        cmocka_unit_test_setup(test_databases_that_are_not_ours, clear),
        cmocka_unit_test_setup(test_a_damaged_file_is_noticed, clear),
    };
    return cmocka_run_group_tests(tests, scratch_begin, scratch_end);
}
