/* A whole database moved into an empty one (src/db/db_move.c), from SQLite to the engine of the test and back: nothing is lost
 * or changed, and a move that fails leaves the target as it was. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/text.h"
#include "db/db.h"
#include "db/db_move.h"
#include "scratch.h"

#define LOOKS 450 /* more than two pages */

static struct db_statement put_city = DB_STATEMENT("test.put_city",
    "INSERT INTO place_city (code, name, name_en, hotline, time_zone, note) VALUES ($1, $2, $3, $4, $5, $6)");
static struct db_statement put_hours = DB_STATEMENT("test.put_hours", "INSERT INTO place_hours (code, workday_open) VALUES ($1, $2)");
static struct db_statement put_district = DB_STATEMENT("test.put_district",
    "INSERT INTO place_district (code, name, name_en, short_name, lon, lat, default_centre, outline) VALUES ($1, $1, $1, $1, $2, $3, $4, $5)");
static struct db_statement put_division = DB_STATEMENT("test.put_division",
    "INSERT INTO place_division (code, name, name_en, kind, district) VALUES ($1, $1, $1, $1, $2)");
static struct db_statement put_centre = DB_STATEMENT("test.put_centre",
    "INSERT INTO place_centre (code, kind, name, name_en, district, division, hours, lon, valid_from, certainty) "
    "VALUES ($1, $1, $1, $1, $2, $3, $4, $5, $6, $1)");
static struct db_statement put_key = DB_STATEMENT("test.put_key",
    "INSERT INTO idempotency (district, key, request, status, answer, created_at) VALUES ($1, $2, $3, $4, $5, $6)");
static struct db_statement put_staff = DB_STATEMENT("test.put_staff",
    "INSERT INTO staff (username, name, role, password, active, must_change_password, demo, created_at, changed_at) VALUES ($1, $2, $3, $3, 1, 0, 0, 1, 1)");
static struct db_statement put_password = DB_STATEMENT("test.put_password", "INSERT INTO passwords_used (username, set_at, password) VALUES ($1, $2, $3)");
static struct db_statement put_look = DB_STATEMENT("test.put_look",
    "INSERT INTO disclosures (district, number, at, username, id, what, purpose) VALUES (310101, $1, $2, $3, 0, 'x', $4)");
static struct db_statement change_look = DB_STATEMENT("test.change_look", "UPDATE disclosures SET purpose = $2 WHERE at = $1");
static struct db_statement count_looks = DB_STATEMENT("test.count_looks", "SELECT count(*) FROM disclosures");
static struct db_statement count_keys = DB_STATEMENT("test.count_keys", "SELECT count(*) FROM idempotency");
static struct db_statement *const test_statements[] = {&put_city, &put_hours, &put_district, &put_division, &put_centre, &put_key, &put_staff,
                                                       &put_password, &put_look, &change_look, &count_looks, &count_keys, NULL};
static const db_statement_list lists[] = {test_statements, NULL};

static char source_url[100], back_url[100];
static int64_t verified_rows, verified_tables;

static void note_copied(void *context, const char *table, int64_t rows) { (void)context; (void)table; (void)rows; }

static void note_verified(void *context, const char *table, int64_t rows)
{
    (void)context;
    (void)table;
    verified_rows += rows;
    verified_tables++;
}

static const struct db_move_listener listener = {.copied = note_copied, .verified = note_verified};

static void migrate(const char *url)
{
    struct db *db = NULL;
    int applied = 0;
    assert_int_equal(db_open(url, lists, &db, NULL, 0), RESULT_OK);
    assert_int_equal(db_migrate(db, &applied, NULL, 0), RESULT_OK);
    db_close(db);
}

static struct db *db;
static struct db_session *session;

static void open_session(const char *url)
{
    assert_int_equal(db_open(url, lists, &db, NULL, 0), RESULT_OK);
    assert_int_equal(db_session_open(db, DB_WRITE, &session), RESULT_OK);
}

static void close_session(void)
{
    db_session_close(session);
    db_close(db);
}

static void put(struct db_statement *statement, const struct db_value *values, size_t count)
{
    assert_int_equal(db_run(session, statement, values, count, NULL), RESULT_OK);
}

/* Every type, NULLs, nothing at all, NULs in bytes, rows that refer to each other. */
static void fill(const char *url)
{
    static const uint8_t bytes[] = {0, 1, 0, 255, 0};
    open_session(url);
    assert_int_equal(db_begin(session), RESULT_OK);
    put(&put_city, DB_VALUES(db_text("31"), db_text("上海市"), db_text(""), db_text("'; DROP TABLE cases; --"), db_text("a\nb\tc\\d"), db_null()));
    put(&put_hours, DB_VALUES(db_text("h"), db_null()));
    put(&put_hours, DB_VALUES(db_text("H"), db_integer(-5)));
    put(&put_district, DB_VALUES(db_text("310101"), db_real(121.4737), db_real(-0.1), db_text("c"), db_text("")));
    put(&put_division, DB_VALUES(db_text("310101002"), db_text("310101")));
    put(&put_centre, DB_VALUES(db_text("c"), db_text("310101"), db_text("310101002"), db_text("h"), db_real(1e-300), db_integer(INT64_MIN)));
    put(&put_key, DB_VALUES(db_integer(0), db_blob("", 0), db_blob(bytes, sizeof(bytes)), db_integer(INT64_MAX), db_blob("", 0), db_integer(0)));
    put(&put_key, DB_VALUES(db_integer(0), db_blob(bytes, 1), db_blob(bytes, 2), db_integer(-1), db_blob(bytes, 3), db_integer(1)));
    put(&put_staff, DB_VALUES(db_text("wang.fang"), db_text("王芳"), db_text("clerk")));
    put(&put_password, DB_VALUES(db_text("wang.fang"), db_integer(1), db_text("x")));
    for (int i = 1; i <= LOOKS; i++)
        put(&put_look, DB_VALUES(db_text(i % 2 ? "B" : "a"), db_integer(i), db_text("wang.fang"), db_text("核对")));
    assert_int_equal(db_commit(session), RESULT_OK);
    close_session();
}

static int64_t count(const char *url, struct db_statement *statement)
{
    struct db_rows rows;
    int64_t found = -1;
    open_session(url);
    db_query(session, statement, DB_NO_VALUES, &rows);
    if (db_next(&rows))
        found = db_column_integer(&rows, 0);
    assert_int_equal(db_rows_close(&rows), RESULT_OK);
    close_session();
    return found;
}

static int clear(void **state)
{
    (void)state;
    scratch_clear();
    (void)snprintf(source_url, sizeof(source_url), "sqlite:%s/source.db", scratch_folder);
    (void)snprintf(back_url, sizeof(back_url), "sqlite:%s/back.db", scratch_folder);
    migrate(source_url);
    fill(source_url);
    verified_rows = verified_tables = 0;
    return 0;
}

static enum result move(const char *from, const char *to, const char *says)
{
    char fault[300] = "";
    enum result result = db_move(from, to, &listener, fault, sizeof(fault));
    if (says == NULL ? fault[0] != '\0' : strstr(fault, says) == NULL)
        fail_msg("it says: %s", fault);
    return result;
}

static void note_column(void *context, const char *table, const char *column, enum db_type type, int key)
{
    (void)table;
    (void)column;
    (void)type;
    (void)key;
    (*(int *)context)++;
}

static void test_everything_goes_over_and_comes_back(void **state)
{
    (void)state;
    migrate(scratch_url);
    assert_int_equal(move(source_url, scratch_url, NULL), RESULT_OK);
    assert_int_equal(verified_rows, LOOKS + 10);
    assert_true(verified_tables > 20);
    assert_int_equal(count(scratch_url, &count_looks), LOOKS);
    migrate(back_url);
    assert_int_equal(move(scratch_url, back_url, NULL), RESULT_OK);
    assert_int_equal(verified_rows, 2 * (LOOKS + 10));
    assert_int_equal(count(source_url, &count_looks), LOOKS);
    int columns[2] = {0};
    const char *const urls[] = {source_url, scratch_url};
    for (size_t i = 0; i < 2; i++) {
        open_session(urls[i]);
        assert_int_equal(db_columns(db, note_column, &columns[i]), RESULT_OK);
        close_session();
    }
    assert_int_equal(columns[0], columns[1]);
}

static void test_a_target_in_use_is_refused(void **state)
{
    (void)state;
    migrate(scratch_url);
    open_session(scratch_url);
    put(&put_look, DB_VALUES(db_text("x"), db_integer(1), db_text("x"), db_text("x")));
    close_session();
    assert_int_equal(move(source_url, scratch_url, "rows in disclosures already"), RESULT_CONFLICT);
    assert_int_equal(count(scratch_url, &count_looks), 1);
    assert_int_equal(count(scratch_url, &count_keys), 0);
}

static void test_other_versions_are_refused(void **state)
{
    (void)state;
    assert_int_equal(move(source_url, scratch_url, "the target is at version 0"), RESULT_CONFLICT);
    assert_int_equal(move(scratch_url, source_url, "the source is at version 0"), RESULT_CONFLICT);
    assert_int_equal(move("sqlite:/nowhere/at/all.db", source_url, "cannot open"), RESULT_IO);
}

/* What fails in the middle has never been. */
static void test_a_move_that_fails_leaves_nothing(void **state)
{
    const char *const stops[] = {scratch_on_postgres()
        ? "ALTER TABLE disclosures ADD CONSTRAINT stop CHECK (at <> 300)"
        : "CREATE TRIGGER stop BEFORE INSERT ON disclosures WHEN NEW.at = 300 BEGIN SELECT RAISE(ABORT, 'no'); END"};
    (void)state;
    migrate(scratch_url);
    assert_true(scratch_run_plain(scratch_url, stops, 1, false));
    assert_int_not_equal(move(source_url, scratch_url, "disclosures could not be copied"), RESULT_OK);
    assert_int_equal(count(scratch_url, &count_looks), 0);
    assert_int_equal(count(scratch_url, &count_keys), 0); /* copied before, and undone with the rest */
}

/* A target that does not keep what it is given. */
static void test_what_is_not_the_same_is_not_kept(void **state)
{
    static const char *const sqlite[] = {"CREATE TRIGGER change AFTER INSERT ON disclosures WHEN NEW.at = 300 BEGIN "
                                         "UPDATE disclosures SET purpose = 'x' WHERE at = 300; END"};
    static const char *const postgres[] = {
        "CREATE FUNCTION change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.at = 300 THEN NEW.purpose = 'x'; END IF; RETURN NEW; END $$",
        "CREATE TRIGGER change BEFORE INSERT ON disclosures FOR EACH ROW EXECUTE FUNCTION change()"};
    (void)state;
    migrate(scratch_url);
    assert_true(scratch_run_plain(scratch_url, scratch_on_postgres() ? postgres : sqlite, scratch_on_postgres() ? 2 : 1, false));
    assert_int_equal(move(source_url, scratch_url, "disclosures is not the same on both sides"), RESULT_CORRUPT);
    assert_int_equal(count(scratch_url, &count_looks), 0);
}

static void test_somebody_who_writes_keeps_the_move_out(void **state)
{
    (void)state;
    migrate(scratch_url);
    open_session(source_url);
    assert_int_equal(db_begin(session), RESULT_OK);
    put(&change_look, DB_VALUES(db_integer(1), db_text("later")));
    assert_int_equal(move(source_url, scratch_url, "the source cannot be locked"), RESULT_BUSY);
    db_rollback(session);
    close_session();
    assert_int_equal(count(scratch_url, &count_looks), 0);
}

/* Whoever begins to write while the rows go over waits until they are there. */
static void test_nobody_writes_meanwhile(void **state)
{
    (void)state;
    if (!scratch_on_postgres())
        return; /* one writer: the test above */
    static const char *const impatient[] = {"SET lock_timeout = '50ms'", "INSERT INTO disclosures VALUES (1, 'x', 1, 'x', 0, 'x', 'x')"};
    migrate(scratch_url);
    open_session(scratch_url);
    assert_int_equal(db_begin(session), RESULT_OK);
    assert_int_equal(db_lock(session, "disclosures"), RESULT_OK);
    assert_int_equal(db_flush(session), RESULT_OK);
    assert_false(scratch_run_plain(scratch_url, impatient, ARRAY_COUNT(impatient), false));
    db_rollback(session);
    assert_true(scratch_run_plain(scratch_url, impatient, ARRAY_COUNT(impatient), false));
    close_session();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_everything_goes_over_and_comes_back, clear),
        cmocka_unit_test_setup(test_a_target_in_use_is_refused, clear),
        cmocka_unit_test_setup(test_other_versions_are_refused, clear),
        cmocka_unit_test_setup(test_a_move_that_fails_leaves_nothing, clear),
        cmocka_unit_test_setup(test_what_is_not_the_same_is_not_kept, clear),
        cmocka_unit_test_setup(test_somebody_who_writes_keeps_the_move_out, clear),
        cmocka_unit_test_setup(test_nobody_writes_meanwhile, clear),
    };
    return cmocka_run_group_tests_name("move", tests, scratch_begin, scratch_end);
}
