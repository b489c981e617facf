/* What only an engine with a wire can do wrong (src/db/db_postgres*.c and the writer above it): connections that are cut before,
 * in and after a commit, failures that pass, failures that are told late, waiting in a circle. On SQLite there is nothing to try. */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/text.h"
#include "db/writer.h"
#include "scratch.h"

static struct db_statement insert = DB_STATEMENT("test.insert",
    "INSERT INTO idempotency (district, key, request, status, answer, created_at) VALUES ($1, $2, $2, 0, $2, 0)");
static struct db_statement raise_number = DB_STATEMENT("test.raise", "UPDATE idempotency SET status = status + 1 WHERE district = $1");
static struct db_statement list = DB_STATEMENT("test.list", "SELECT district, status FROM idempotency ORDER BY district");
static struct db_statement fail_with = DB_STATEMENT("test.fail_with", "SELECT fail_with($1)");
/* Waits until they are gone: one that ends a moment later would be cut in its next commit. */
static struct db_statement cut_others = DB_STATEMENT("test.cut_others",
    "SELECT count(pg_terminate_backend(pid, 60000)) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");
static struct db_statement *const test_statements[] = {&insert, &raise_number, &list, &fail_with, &cut_others, NULL};
static const db_statement_list lists[] = {test_statements, NULL};

/* "cut" ends the caller's own connection; anything else is a SQLSTATE to fail with. A row of district 13 has its connection cut
 * when it is committed, one of district 14 is refused then. */
static const char *const helpers[] = {
    "CREATE FUNCTION fail_with(state text) RETURNS bigint LANGUAGE plpgsql AS $$ BEGIN "
    "IF state = 'cut' THEN PERFORM pg_terminate_backend(pg_backend_pid()); PERFORM pg_sleep(10); END IF; "
    "RAISE EXCEPTION 'as asked' USING ERRCODE = state; END $$",
    "CREATE FUNCTION at_commit() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    "IF NEW.district = 13 THEN PERFORM fail_with('cut'); END IF; "
    "IF NEW.district = 14 THEN PERFORM fail_with('23514'); END IF; RETURN NULL; END $$",
    "CREATE CONSTRAINT TRIGGER at_commit AFTER INSERT ON idempotency DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION at_commit()",
};

static struct db *db;
static struct writer *writer;

static int open_db(void **state)
{
    char fault[300];
    int applied = 0;
    (void)state;
    scratch_clear();
    return db_open(scratch_url, lists, &db, fault, sizeof(fault)) == RESULT_OK && db_migrate(db, &applied, fault, sizeof(fault)) == RESULT_OK &&
           scratch_run_plain(scratch_url, helpers, ARRAY_COUNT(helpers), false) &&
           writer_start(db, (struct writer_limits){.queue_max = 100, .batch_max = 100, .lanes = 1}, &writer) == RESULT_OK ? 0 : -1;
}

static int close_db(void **state)
{
    (void)state;
    writer_stop(writer);
    db_close(db);
    return 0;
}

/* Writes its district and then does what the test wants, as often as the test wants. */
struct write {
    struct command command; /* first: cast back */
    int64_t district, also_raises; /* 0: nothing */
    const char *fails_with;        /* NULL: nothing */
    int fails;                     /* in its first runs */
    bool raises_only;              /* must find the row, adds none */
    pthread_mutex_t *gate;
    pthread_barrier_t *meets;      /* in its first run, between two rows */
    int runs, answers;
    enum result answer;
};

static enum result ask_to_fail(struct db_session *session, const char *state)
{
    struct db_rows rows;
    db_query(session, &fail_with, DB_VALUES(db_text(state)), &rows);
    while (db_next(&rows)) {
    }
    return db_rows_close(&rows);
}

static enum result run_write(struct command *command, struct db_session *session)
{
    struct write *write = (struct write *)command;
    if (write->gate != NULL) {
        (void)pthread_mutex_lock(write->gate);
        (void)pthread_mutex_unlock(write->gate);
    }
    write->runs++;
    enum result result = write->raises_only ? db_change_one(session, &raise_number, DB_VALUES(db_integer(write->district)))
                                            : db_run(session, &insert, DB_VALUES(db_integer(write->district), db_blob("k", 1)), NULL);
    if (result == RESULT_OK && write->meets != NULL) {
        result = db_flush(session); /* the row is locked now */
        if (write->runs == 1)
            (void)pthread_barrier_wait(write->meets);
    }
    if (result == RESULT_OK && write->also_raises != 0)
        result = db_change_one(session, &raise_number, DB_VALUES(db_integer(write->also_raises)));
    if (result == RESULT_OK && write->runs <= write->fails)
        result = ask_to_fail(session, write->fails_with);
    return result;
}

static void done_write(struct command *command, enum result result)
{
    struct write *write = (struct write *)command;
    write->answer = result;
    write->answers++;
}

static struct write make_write(int64_t district) { return (struct write){.command = {.run = run_write, .done = done_write}, .district = district}; }

/* The status of a district's row as another connection sees it; -1: there is none. */
static int64_t status_of(int64_t district)
{
    struct db_session *session = NULL;
    struct db_rows rows;
    int64_t status = -1;
    assert_int_equal(db_session_open(db, DB_READ, &session), RESULT_OK);
    db_query(session, &list, DB_NO_VALUES, &rows);
    while (db_next(&rows))
        if (db_column_integer(&rows, 0) == district)
            status = db_column_integer(&rows, 1);
    assert_int_equal(db_rows_close(&rows), RESULT_OK);
    db_session_close(session);
    return status;
}

static void put(int64_t district)
{
    struct write write = make_write(district);
    assert_int_equal(writer_execute(writer, &write.command), RESULT_OK);
}

/* ---- connections ---- */

static void test_cut_before_the_commit_it_is_done_again(void **state)
{
    struct write write = make_write(1);
    (void)state;
    write.fails_with = "cut";
    write.fails = 2;
    assert_int_equal(writer_execute(writer, &write.command), RESULT_OK);
    assert_int_equal(write.runs, 3);
    assert_int_equal(status_of(1), 0);
}

static void test_cut_again_and_again_it_is_busy(void **state)
{
    struct write write = make_write(1);
    (void)state;
    write.fails_with = "cut";
    write.fails = 1000;
    assert_int_equal(writer_execute(writer, &write.command), RESULT_BUSY);
    assert_int_equal(status_of(1), -1);
    put(2); /* and the next one finds a connection */
    assert_int_equal(status_of(2), 0);
}

/* Whether it was committed nobody knows: it is not done twice. */
static void test_cut_in_the_commit_it_is_not_done_again(void **state)
{
    struct write write = make_write(13);
    (void)state;
    assert_int_equal(writer_execute(writer, &write.command), RESULT_BUSY);
    assert_int_equal(write.runs, 1);
    put(2);
    assert_int_equal(status_of(13), -1);
    assert_int_equal(status_of(2), 0);
}

static void test_cut_while_idle_nobody_notices(void **state)
{
    struct db_session *reader = NULL, *other = NULL;
    struct db_rows rows;
    (void)state;
    put(1);
    assert_int_equal(db_session_open(db, DB_READ, &reader), RESULT_OK);
    assert_int_equal(db_session_open(db, DB_READ, &other), RESULT_OK);
    for (int round = 0; round < 3; round++) {
        db_query(other, &cut_others, DB_NO_VALUES, &rows);
        assert_true(db_next(&rows));
        assert_true(db_column_integer(&rows, 0) >= 2);
        assert_int_equal(db_rows_close(&rows), RESULT_OK);
        db_query(reader, &list, DB_NO_VALUES, &rows); /* a read is asked once more */
        assert_true(db_next(&rows));
        assert_int_equal(db_rows_close(&rows), RESULT_OK);
        put(10 + round * 10); /* and a write begins once more */
    }
    db_session_close(other);
    db_session_close(reader);
}

/* ---- what the server refuses ---- */

static void test_states_are_understood(void **state)
{
    static const struct { const char *state; enum result result; int runs; } refusals[] = {
        {"23505", RESULT_CONFLICT, 2}, {"23503", RESULT_CONFLICT, 2}, {"22003", RESULT_INVALID, 2}, {"XX001", RESULT_CORRUPT, 2},
        {"53100", RESULT_BUSY, 2}, {"53300", RESULT_BUSY, 2}, {"57014", RESULT_BUSY, 2}, {"58030", RESULT_BUSY, 2},
        {"40001", RESULT_BUSY, 6}, {"40P01", RESULT_BUSY, 6}, {"55P03", RESULT_BUSY, 6}, {"57P01", RESULT_BUSY, 6}};
    (void)state;
    for (size_t i = 0; i < ARRAY_COUNT(refusals); i++) {
        struct write write = make_write(1);
        write.fails_with = refusals[i].state;
        write.fails = 1000;
        assert_int_equal(writer_execute(writer, &write.command), refusals[i].result);
        assert_int_equal(write.runs, refusals[i].runs); /* plainly, then guarded; what passes by itself several times */
        assert_int_equal(status_of(1), -1);
    }
}

static void test_what_passes_is_done_again(void **state)
{
    static const char *const states[] = {"40001", "40P01", "55P03", "57P01"};
    (void)state;
    for (size_t i = 0; i < ARRAY_COUNT(states); i++) {
        struct write write = make_write((int64_t)i + 1);
        write.fails_with = states[i];
        write.fails = 3;
        assert_int_equal(writer_execute(writer, &write.command), RESULT_OK);
        assert_int_equal(write.runs, 4);
        assert_int_equal(status_of((int64_t)i + 1), 0);
    }
}

static void test_a_commit_that_is_refused_is_nobodys(void **state)
{
    struct write write = make_write(14);
    (void)state;
    assert_int_equal(writer_execute(writer, &write.command), RESULT_BUSY);
    assert_int_equal(status_of(14), -1);
    put(1);
}

/* In one batch: each failure comes back late, and still to the one who caused it. */
static void test_a_late_failure_finds_its_command(void **state)
{
    enum { COUNT = 80 }; /* more than may wait for their answers */
    static struct write writes[COUNT];
    struct write first = make_write(1000);
    pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
    (void)state;
    (void)pthread_mutex_lock(&gate); /* the others gather behind it */
    first.gate = &gate;
    assert_int_equal(writer_submit(writer, &first.command), RESULT_OK);
    for (int i = 0; i < COUNT; i++) {
        writes[i] = make_write(100 + (i == 20 || i == 60 ? 5 : i)); /* the key of another one of the same batch */
        if (i == 30)
            writes[i].also_raises = 7777; /* there is no such row */
        if (i == 40)
            writes[i].also_raises = 103;  /* there is, since this batch */
        if (i == 50)
            writes[i].raises_only = true;
        assert_int_equal(writer_submit(writer, &writes[i].command), RESULT_OK);
    }
    (void)pthread_mutex_unlock(&gate);
    put(2000); /* behind all of them */
    for (int i = 0; i < COUNT; i++) {
        enum result wanted = i == 20 || i == 60 ? RESULT_CONFLICT : i == 30 || i == 50 ? RESULT_STALE : RESULT_OK;
        assert_int_equal(writes[i].answers, 1);
        assert_int_equal(writes[i].answer, wanted);
        if (i != 20 && i != 60)
            assert_int_equal(status_of(100 + i), wanted != RESULT_OK ? -1 : i == 3 ? 1 : 0);
    }
}

/* ---- several who write ---- */

static void *execute_write(void *argument)
{
    struct write *write = argument;
    struct writer *own = NULL;
    assert_int_equal(writer_start(db, (struct writer_limits){.queue_max = 10, .batch_max = 10, .lanes = 1}, &own), RESULT_OK);
    (void)writer_execute(own, &write->command);
    writer_stop(own);
    return NULL;
}

/* Two servers that take the same rows in opposite orders: one of them is told, and tries again. */
static void test_a_circle_is_broken_and_both_are_done(void **state)
{
    struct write one = make_write(1), two = make_write(2);
    pthread_barrier_t barrier;
    pthread_t threads[2];
    (void)state;
    put(1);
    put(2);
    one.raises_only = two.raises_only = true;
    one.also_raises = 2;
    two.also_raises = 1;
    one.meets = two.meets = &barrier;
    assert_int_equal(pthread_barrier_init(&barrier, NULL, 2), 0);
    assert_int_equal(pthread_create(&threads[0], NULL, execute_write, &one), 0);
    assert_int_equal(pthread_create(&threads[1], NULL, execute_write, &two), 0);
    assert_int_equal(pthread_join(threads[0], NULL) + pthread_join(threads[1], NULL), 0);
    assert_int_equal(pthread_barrier_destroy(&barrier), 0);
    assert_int_equal(one.answer, RESULT_OK);
    assert_int_equal(two.answer, RESULT_OK);
    assert_true(one.runs + two.runs > 2);
    assert_int_equal(status_of(1), 2);
    assert_int_equal(status_of(2), 2);
}

static void test_texts_that_cannot_be_kept_are_refused(void **state)
{
    struct db_session *session = NULL;
    struct db_value nul = {.type = DB_TEXT, .bytes = "a\0b", .size = 3};
    struct db_rows rows;
    (void)state;
    assert_int_equal(db_session_open(db, DB_READ, &session), RESULT_OK);
    db_query(session, &fail_with, DB_VALUES(nul), &rows);
    assert_false(db_next(&rows));
    assert_int_equal(db_rows_close(&rows), RESULT_INVALID);
    db_query(session, &fail_with, DB_VALUES(db_text("\xff\xfe")), &rows);
    assert_false(db_next(&rows));
    assert_int_equal(db_rows_close(&rows), RESULT_INVALID);
    db_session_close(session);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_db, close_db)
    const struct CMUnitTest tests[] = {
        TEST(test_cut_before_the_commit_it_is_done_again), TEST(test_cut_again_and_again_it_is_busy),
        TEST(test_cut_in_the_commit_it_is_not_done_again), TEST(test_cut_while_idle_nobody_notices), TEST(test_states_are_understood),
        TEST(test_what_passes_is_done_again), TEST(test_a_commit_that_is_refused_is_nobodys), TEST(test_a_late_failure_finds_its_command),
        TEST(test_a_circle_is_broken_and_both_are_done), TEST(test_texts_that_cannot_be_kept_are_refused)};
    if (!scratch_on_postgres()) {
        (void)puts("1..0 # SKIP there is no wire");
        return 0;
    }
    return cmocka_run_group_tests(tests, scratch_begin, scratch_end);
}
