/* The files of a database: copied while it is written (db_copy), its log checkpointed meanwhile, put in another's place
 * (db_file.h). */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>

#include <cmocka.h>

#include "base/file.h"
#include "db/db.h"
#include "db/db_file.h"
#define SCRATCH_IS_SQLITE true
#include "scratch.h"

static struct db_statement insert = DB_STATEMENT("test.insert",
    "INSERT INTO idempotency (district, key, request, status, answer, created_at) VALUES ($1, $2, $2, 0, $3, 0)");
static struct db_statement count = DB_STATEMENT("test.count", "SELECT count(*) FROM idempotency");
static struct db_statement newest = DB_STATEMENT("test.newest", "SELECT max(district) FROM idempotency");
static struct db_statement *const test_statements[] = {&insert, &count, &newest, NULL};
static const db_statement_list lists[] = {test_statements, NULL};

static struct db *db;
static struct db_session *session;
static char copy_path[80], copy_url[100];

static int open_db(void **state)
{
    int applied = 0;
    (void)state;
    scratch_clear();
    (void)snprintf(copy_path, sizeof(copy_path), "%s/copy.db", scratch_folder);
    (void)snprintf(copy_url, sizeof(copy_url), "sqlite:%s", copy_path);
    return db_open(scratch_url, lists, &db, NULL, 0) == RESULT_OK && db_migrate(db, &applied, NULL, 0) == RESULT_OK &&
                   db_session_open(db, DB_WRITE, &session) == RESULT_OK
               ? 0 : -1;
}

static int close_db(void **state)
{
    (void)state;
    db_session_close(session);
    db_close(db);
    session = NULL;
    db = NULL;
    return 0;
}

static char filling[4000];

static void write_rows(int64_t first, int64_t rows)
{
    assert_int_equal(db_begin(session), RESULT_OK);
    for (int64_t i = first; i < first + rows; i++)
        assert_int_equal(db_run(session, &insert, DB_VALUES(db_integer(i), db_blob("k", 1), db_blob(filling, sizeof(filling))), NULL), RESULT_OK);
    assert_int_equal(db_commit(session), RESULT_OK);
}

static int64_t ask(struct db_session *reader, struct db_statement *statement)
{
    struct db_rows rows;
    int64_t found = -1;
    db_query(reader, statement, DB_NO_VALUES, &rows);
    while (db_next(&rows))
        found = db_column_integer(&rows, 0);
    assert_int_equal(db_rows_close(&rows), RESULT_OK);
    return found;
}

static int64_t count_by(struct db_session *reader) { return ask(reader, &count); }

static int64_t count_rows(const char *url)
{
    struct db *other = NULL;
    struct db_session *reader = NULL;
    db_close(db); /* statements belong to one open database */
    db = NULL;
    assert_int_equal(db_open(url, lists, &other, NULL, 0), RESULT_OK);
    assert_int_equal(db_session_open(other, DB_READ, &reader), RESULT_OK);
    int64_t found = count_by(reader);
    db_session_close(reader);
    db_close(other);
    return found;
}

static void make_empty(const char *path)
{
    int file = open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);
    assert_true(file >= 0);
    (void)close(file);
}

struct writing { int64_t next; int calls, last; };

static void write_meanwhile(void *context, int percent)
{
    struct writing *writing = context;
    assert_true(percent >= writing->last && percent <= 100);
    writing->last = percent;
    writing->calls++;
    write_rows(writing->next++, 1); /* would fail as locked if the copy held the writer up */
}

static void a_commit_at_every_step_neither_waits_nor_gets_in(void **state)
{
    struct writing writing = {.next = 1000};
    (void)state;
    write_rows(0, 1000); /* some 5 MB: several steps */
    make_empty(copy_path);
    assert_int_equal(db_copy(db, copy_path, write_meanwhile, &writing), RESULT_OK);
    assert_true(writing.calls >= 4);
    assert_int_equal(writing.last, 100);
    db_session_close(session);
    session = NULL;
    assert_int_equal(count_rows(copy_url), 1000); /* the moment at which it began */
    assert_int_equal(count_rows(scratch_url), writing.next);
}

static void the_copy_is_one_file(void **state)
{
    char log[120];
    (void)state;
    write_rows(0, 3);
    make_empty(copy_path);
    assert_int_equal(db_copy(db, copy_path, NULL, NULL), RESULT_OK);
    (void)snprintf(log, sizeof(log), "%s-wal", copy_path);
    assert_false(file_exists(log));
    db_session_close(session);
    session = NULL;
    assert_int_equal(count_rows(copy_url), 3); /* without its log */
}

static void checkpoints_happen_while_it_is_written(void **state)
{
    const struct timespec pause = {.tv_nsec = 1000000};
    struct stat facts = {0};
    char log[120];
    (void)state;
    for (int64_t i = 0; i < 40; i++)
        write_rows(i * 500, 500); /* some 600 pages each */
    while (facts.st_size < (off_t)10000 * 4096) { /* nobody commits any more: the thread alone */
        assert_int_equal(stat(scratch_path, &facts), 0);
        (void)nanosleep(&pause, NULL);
    }
    db_session_close(session);
    session = NULL;
    (void)snprintf(log, sizeof(log), "%s-wal", scratch_path);
    assert_false(file_exists(log));
    assert_int_equal(db_quick_check(db), RESULT_OK);
    assert_int_equal(count_rows(scratch_url), 20000);
}

static struct db_session *reader_open(void)
{
    struct db_session *reader = NULL;
    assert_int_equal(db_session_open(db, DB_READ, &reader), RESULT_OK);
    return reader;
}

static void a_reader_sees_every_commit_at_once(void **state)
{
    struct db_session *reader = reader_open(), *other = reader_open();
    (void)state;
    for (int64_t i = 0; i < 100; i++) {
        assert_int_equal(count_by(reader), i);
        assert_int_equal(count_by(reader), i); /* what it has kept is still as good */
        write_rows(i, 1);
        if (i % 7 == 0)
            assert_int_equal(count_by(other), i + 1);
    }
    db_session_close(reader);
    assert_int_equal(count_by(other), 100);
    db_session_close(other);
}

static void a_query_within_another_sees_the_same_moment(void **state)
{
    struct db_session *reader = reader_open();
    struct db_rows rows;
    (void)state;
    write_rows(0, 1);
    db_query(reader, &count, DB_NO_VALUES, &rows);
    assert_true(db_next(&rows));
    write_rows(1, 1);
    assert_int_equal(ask(reader, &newest), 0);
    assert_int_equal(db_column_integer(&rows, 0), 1);
    assert_int_equal(db_rows_close(&rows), RESULT_OK);
    assert_int_equal(ask(reader, &newest), 1);
    assert_int_equal(count_by(reader), 2);
    db_session_close(reader);
}

static void readers_that_rest_hold_no_checkpoint_back(void **state)
{
    const struct timespec pause = {.tv_nsec = 1000000};
    struct db_session *first = reader_open(), *second = reader_open();
    struct stat facts = {0};
    (void)state;
    assert_int_equal(count_by(first), 0); /* before there is a log */
    write_rows(0, 500);
    assert_int_equal(count_by(second), 500); /* at its beginning */
    for (int64_t i = 1; i < 40; i++)
        write_rows(i * 500, 500);
    while (facts.st_size < (off_t)10000 * 4096) {
        assert_int_equal(stat(scratch_path, &facts), 0);
        (void)nanosleep(&pause, NULL);
    }
    assert_int_equal(count_by(first), 20000);
    assert_int_equal(count_by(second), 20000);
    db_session_close(first);
    db_session_close(second);
}

static void overwrite_page(const char *path, off_t page)
{
    int file = open(path, O_WRONLY | O_CLOEXEC);
    assert_true(file >= 0);
    memset(filling, 0x55, sizeof(filling));
    assert_int_equal(pwrite(file, filling, sizeof(filling), page * 4096), (ssize_t)sizeof(filling));
    (void)close(file);
}

static void a_damaged_database_is_not_a_backup(void **state)
{
    (void)state;
    write_rows(0, 500);
    db_session_close(session); /* the last one folds the log back */
    session = NULL;
    overwrite_page(scratch_path, 60);
    make_empty(copy_path);
    assert_int_equal(db_copy(db, copy_path, NULL, NULL), RESULT_CORRUPT);
    assert_int_equal(db_quick_check(db), RESULT_CORRUPT);
}

/* ---- in place of another ---- */

/* Whether another process may hold the file; a lock never speaks against the one that has it. */
static int hold_in_child(const char *path)
{
    pid_t child = fork();
    int status = 0;
    assert_true(child >= 0);
    if (child == 0) {
        int hold = -1;
        long process = 0;
        enum result result = db_file_hold(path, &hold, &process);
        _exit(result == RESULT_BUSY && process != getppid() ? 99 : (int)result);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    return WEXITSTATUS(status);
}

static void an_open_database_is_not_touched(void **state)
{
    (void)state;
    assert_int_equal(hold_in_child(scratch_path), RESULT_BUSY); /* open, though nobody reads or writes now */
    db_session_close(session);
    session = NULL;
    assert_int_equal(hold_in_child(scratch_path), RESULT_OK);
    assert_int_equal(hold_in_child(copy_path), RESULT_NOT_FOUND);
}

static void what_was_there_is_kept_with_its_log(void **state)
{
    char aside[100], aside_url[120], log[120];
    (void)state;
    write_rows(0, 3);
    make_empty(copy_path);
    assert_int_equal(db_copy(db, copy_path, NULL, NULL), RESULT_OK);
    write_rows(3, 4); /* stands in the log only */
    (void)snprintf(aside, sizeof(aside), "%s/aside.db", scratch_folder);
    (void)snprintf(aside_url, sizeof(aside_url), "sqlite:%s", aside);
    assert_int_equal(db_file_put(copy_path, scratch_path, aside), RESULT_OK); /* as after a power cut: nobody has folded it back */
    (void)snprintf(log, sizeof(log), "%s-wal", scratch_path);
    assert_false(file_exists(log));
    assert_false(file_exists(copy_path));
    db_session_close(session);
    session = NULL;
    assert_int_equal(count_rows(scratch_url), 3);
    assert_int_equal(count_rows(aside_url), 7);
}

static void nothing_is_ever_replaced_by_what_is_set_aside(void **state)
{
    (void)state;
    write_rows(0, 2);
    make_empty(copy_path);
    assert_int_equal(db_copy(db, copy_path, NULL, NULL), RESULT_OK);
    char aside[100];
    (void)snprintf(aside, sizeof(aside), "%s/aside.db", scratch_folder);
    make_empty(aside);
    assert_int_equal(db_file_put(copy_path, scratch_path, aside), RESULT_CONFLICT);
    assert_true(file_exists(copy_path));
    db_session_close(session);
    session = NULL;
    assert_int_equal(count_rows(scratch_url), 2);
}

static void a_part_becomes_a_file_once(void **state)
{
    char part[4096];
    struct stat facts;
    (void)state;
    assert_int_equal(file_begin_part(copy_path, part), RESULT_OK);
    assert_int_equal(file_copy(scratch_path, part, NULL, NULL), RESULT_OK);
    assert_int_equal(file_finish_part(part, copy_path, false), RESULT_OK);
    assert_false(file_exists(part));
    assert_int_equal(stat(copy_path, &facts), 0);
    assert_int_equal(facts.st_mode & 0777, 0600);
    assert_int_equal(file_begin_part(copy_path, part), RESULT_OK);
    assert_int_equal(file_finish_part(part, copy_path, false), RESULT_CONFLICT);
    assert_true(file_exists(part));
    assert_int_equal(file_finish_part(part, copy_path, true), RESULT_OK);
    assert_int_equal(stat(copy_path, &facts), 0);
    assert_int_equal(facts.st_size, 0);
    assert_int_equal(file_copy("/nowhere/at-all", copy_path, NULL, NULL), RESULT_NOT_FOUND);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_commit_at_every_step_neither_waits_nor_gets_in, open_db, close_db),
        cmocka_unit_test_setup_teardown(the_copy_is_one_file, open_db, close_db),
        cmocka_unit_test_setup_teardown(checkpoints_happen_while_it_is_written, open_db, close_db),
        cmocka_unit_test_setup_teardown(a_reader_sees_every_commit_at_once, open_db, close_db),
        cmocka_unit_test_setup_teardown(a_query_within_another_sees_the_same_moment, open_db, close_db),
        cmocka_unit_test_setup_teardown(readers_that_rest_hold_no_checkpoint_back, open_db, close_db),
        cmocka_unit_test_setup_teardown(a_damaged_database_is_not_a_backup, open_db, close_db),
        cmocka_unit_test_setup_teardown(an_open_database_is_not_touched, open_db, close_db),
        cmocka_unit_test_setup_teardown(what_was_there_is_kept_with_its_log, open_db, close_db),
        cmocka_unit_test_setup_teardown(nothing_is_ever_replaced_by_what_is_set_aside, open_db, close_db),
        cmocka_unit_test_setup_teardown(a_part_becomes_a_file_once, open_db, close_db),
    };
    return cmocka_run_group_tests(tests, scratch_begin, scratch_end);
}
