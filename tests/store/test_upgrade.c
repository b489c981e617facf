/* Databases of every earlier version, with what was in them, are brought to the newest and hold: nothing is lost, every event
 * keeps its order, every seal opens. What a newer program made is left alone. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/settings.h"
#include "base/text.h"
#include "cases/cases.h"
#include "db/engine.h"
#include "http/idempotency.h"
#include "main/command_load.h"
#include "main/commands.h"
#include "main/program.h"
#include "scratch.h"

#define ROWS "tests/store/data/upgrade.sql" /* parts begin with "---- VERSION" */
#define KEYS "tests/store/data/upgrade.key"
#define EVENTS_BY_DISTRICT 6                /* the migration that gave events their positions in the district */

/* What must be as many afterwards as it was in the rows. */
static const struct { const char *table; int since, until; const char *now; } kept[] = { /* until: the version that gave it another name */
    {"idempotency", 3, 23, "former_keys"}, {"staff", 4, 0, NULL}, {"sessions", 4, 0, NULL}, {"sign_in_failures", 4, 0, NULL}, {"looks", 4, 13, "disclosures"},
    {"cases", 5, 0, NULL}, {"case_events", 5, 0, NULL}, {"worklist", 5, 0, NULL}, {"case_serials", 5, 0, NULL}};

static struct arena *arena;
static char *rows;
static struct settings settings;
static char key_path[80];

static int begin(void **state)
{
    size_t size = 0;
    arena = arena_new(16 << 20);
    if (arena == NULL || file_read(arena, ROWS, 8 << 20, &rows, &size) != RESULT_OK || scratch_begin(state) != 0)
        return -1;
    (void)snprintf(key_path, sizeof(key_path), "%s.key", scratch_path);
    settings = (struct settings){.db = scratch_url, .data = "data/shanghai", .key_file = key_path};
    return 0;
}

static int end(void **state)
{
    arena_free(arena);
    return scratch_end(state);
}

static void put_keys(void)
{
    char *bytes = NULL;
    size_t size = 0;
    assert_int_equal(file_read(arena, KEYS, 4096, &bytes, &size), RESULT_OK);
    FILE *file = fopen(key_path, "w");
    assert_non_null(file);
    assert_int_equal(chmod(key_path, 0600), 0);
    assert_int_equal(fwrite(bytes, 1, size, file), size);
    assert_int_equal(fclose(file), 0);
}

/* Bytes are X'01' in the rows, which PostgreSQL writes '\x01'. */
static const char *in_words_of_engine(const char *sql)
{
    if (!scratch_on_postgres())
        return sql;
    char *text = arena_alloc(arena, strlen(sql) * 2 + 1), *to = text;
    assert_non_null(text);
    for (const char *at = sql; *at != '\0'; at++) {
        bool bytes = at > sql && strchr(", (", at[-1]) != NULL && (at[0] == 'X' || at[0] == 'x') && at[1] == '\'';
        memcpy(to, bytes ? "'\\x" : at, bytes ? 3 : 1);
        to += bytes ? 3 : 1;
        at += bytes;
    }
    *to = '\0';
    return text;
}

/* The rows of one version, as SQL. */
static const char *rows_of(int version)
{
    char mark[32];
    (void)snprintf(mark, sizeof(mark), "---- %d\n", version);
    const char *from = strstr(rows, mark);
    if (from == NULL)
        return "";
    from += strlen(mark);
    const char *to = strstr(from, "---- ");
    return in_words_of_engine(arena_copy_bytes(arena, from, to != NULL ? (size_t)(to - from) : strlen(from)));
}

static void *connection, *opened;

static void open_plain(void)
{
    char fault[300];
    const struct db_engine *engine = scratch_engine();
    if (engine->open(strchr(scratch_url, ':') + 1, &opened, fault, sizeof(fault)) != RESULT_OK)
        fail_msg("%s", fault);
    assert_int_equal(engine->connect(opened, DB_WRITE, &connection), RESULT_OK);
}

static void close_plain(void)
{
    scratch_engine()->disconnect(connection);
    scratch_engine()->close(opened);
}

static void run(const char *sql) { assert_int_equal(scratch_engine()->execute(connection, sql), RESULT_OK); }

static void define(const char *sql) { assert_int_equal(scratch_engine()->migrate(connection, sql), RESULT_OK); }

static int64_t number(const char *sql) { return scratch_engine()->number(connection, sql, -1); }

static int64_t count(const char *table)
{
    char sql[80];
    (void)snprintf(sql, sizeof(sql), "SELECT count(*) FROM %s", table);
    return number(sql);
}

/* The database as the program of that version left it; tells what is in it. */
static void make(int version, int64_t counts[ARRAY_COUNT(kept)])
{
    char record[200];
    scratch_clear();
    open_plain();
    define("CREATE TABLE migrations (number INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at INTEGER NOT NULL)");
    for (int i = 0; i < version; i++) {
        (void)snprintf(record, sizeof(record), "INSERT INTO migrations VALUES (%d, '%s', 1)", db_migrations[i].number, db_migrations[i].name);
        run("BEGIN");
        define(db_migrations[i].sql);
        run(record);
        run("COMMIT");
        if (db_migrations[i].number < EVENTS_BY_DISTRICT) /* later versions have the rows by being migrated */
            run(rows_of(db_migrations[i].number));
    }
    for (size_t i = 0; i < ARRAY_COUNT(kept); i++)
        counts[i] = version >= kept[i].since ? count(kept[i].now != NULL && version >= kept[i].until ? kept[i].now : kept[i].table) : 0;
    close_plain();
    if (version >= 5)
        put_keys();
}

static void assert_kept(const int64_t counts[ARRAY_COUNT(kept)])
{
    open_plain();
    for (size_t i = 0; i < ARRAY_COUNT(kept); i++)
        assert_int_equal(count(kept[i].now != NULL ? kept[i].now : kept[i].table), counts[i]);
    close_plain();
}

static void upgrade(int version)
{
    struct db *db = NULL;
    int before = -1, after = -1;
    assert_int_equal(program_open_db(&settings, &db), RESULT_OK);
    assert_int_equal(db_version(db, &before), RESULT_OK);
    assert_int_equal(before, version);
    assert_int_equal(program_migrate(db, false), RESULT_OK);
    assert_int_equal(db_version(db, &after), RESULT_OK);
    assert_int_equal(after, db_migrations[db_migrations_count - 1].number);
    db_close(db);
}

static void test_every_version_becomes_the_newest(void **state)
{
    (void)state;
    for (int version = 0; version <= (int)db_migrations_count; version++) {
        int64_t counts[ARRAY_COUNT(kept)];
        make(version, counts);
        for (size_t i = 0; i < ARRAY_COUNT(kept); i++)
            assert_true(version < kept[i].since || counts[i] > 0); /* there is something to lose */
        upgrade(version);
        assert_int_equal(command_load(&settings, 0, NULL), 0);
        assert_kept(counts);
        bool strays = version >= 4 && version < CASES_VERSION; /* the disclosures are of cases that are not there yet */
        assert_int_equal(command_check(&settings, 0, NULL), strays ? 1 : 0);
    }
}

/* The order over the city becomes an order in each district. */
static void test_events_keep_their_order(void **state)
{
    int64_t counts[ARRAY_COUNT(kept)];
    (void)state;
    make(EVENTS_BY_DISTRICT - 1, counts);
    open_plain();
    run("CREATE TABLE before AS SELECT position, district, number, seq, sealed FROM case_events");
    int64_t districts = number("SELECT count(DISTINCT district) FROM before");
    close_plain();
    upgrade(EVENTS_BY_DISTRICT - 1);
    open_plain();
    assert_true(districts > 1);
    assert_int_equal(count("case_positions"), districts);
    assert_int_equal(number("SELECT sum(last) FROM case_positions"), count("before"));
    assert_int_equal(number("SELECT count(*) FROM before b JOIN case_events e ON e.district = b.district AND e.number = b.number "
                            "AND e.seq = b.seq AND e.sealed IS NOT DISTINCT FROM b.sealed"), count("before"));
    assert_int_equal(number("SELECT count(*) FROM before b JOIN before c ON c.district = b.district AND c.position > b.position "
                            "JOIN case_events e ON e.district = b.district AND e.number = b.number AND e.seq = b.seq "
                            "JOIN case_events f ON f.district = c.district AND f.number = c.number AND f.seq = c.seq "
                            "WHERE f.position <= e.position"), 0);
    close_plain();
}

/* A key that came before is looked for where it was put: until a day after the newest of them. */
static void test_keys_are_found_where_they_were_put(void **state)
{
    (void)state;
    for (int version = 0; version <= (int)db_migrations_count; version++) {
        int64_t counts[ARRAY_COUNT(kept)];
        struct former_keys former = {.since = -1};
        struct db *db = NULL;
        struct db_session *session = NULL;
        make(version, counts);
        upgrade(version);
        open_plain();
        int64_t newest = number("SELECT coalesce(max(created_at), 0) FROM former_keys");
        close_plain();
        assert_int_equal(program_open_db(&settings, &db), RESULT_OK);
        assert_int_equal(db_session_open(db, DB_READ, &session), RESULT_OK);
        assert_int_equal(former_keys_read(session, &former), RESULT_OK);
        assert_int_equal(former.newest_ms, newest);
        assert_int_equal(former.since, version >= 3 ? newest + INT64_C(86400000) : 0);
        db_session_close(session);
        db_close(db);
    }
}

static void test_the_check_asks_for_the_newest_version(void **state)
{
    int64_t counts[ARRAY_COUNT(kept)];
    (void)state;
    for (int version = 0; version < (int)db_migrations_count; version++) {
        make(version, counts);
        assert_int_equal(command_check(&settings, 0, NULL), 1);
    }
}

static void test_a_newer_database_is_left_alone(void **state)
{
    int64_t counts[ARRAY_COUNT(kept)];
    struct db *db = NULL;
    (void)state;
    make((int)db_migrations_count, counts);
    open_plain();
    run("INSERT INTO migrations VALUES (9999, 'from-tomorrow', 1)");
    close_plain();
    assert_int_equal(command_load(&settings, 0, NULL), 1);
    assert_int_equal(command_check(&settings, 0, NULL), 1);
    assert_int_equal(program_open_db(&settings, &db), RESULT_OK);
    assert_int_equal(program_migrate(db, false), RESULT_CONFLICT);
    db_close(db);
    assert_kept(counts);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_version_becomes_the_newest),
        cmocka_unit_test(test_events_keep_their_order),
        cmocka_unit_test(test_keys_are_found_where_they_were_put),
        cmocka_unit_test(test_the_check_asks_for_the_newest_version),
        cmocka_unit_test(test_a_newer_database_is_left_alone),
    };
    return cmocka_run_group_tests_name("upgrade", tests, begin, end);
}
