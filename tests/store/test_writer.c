/* The writer (src/db/writer.c): order, savepoints, one commit for many, a full queue, stopping. */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/text.h"
#include "db/writer.h"
#include "scratch.h"

static struct db_statement insert = DB_STATEMENT("test.insert",
    "INSERT INTO idempotency (district, key, request, status, answer, created_at) VALUES ($1, $2, $2, 0, $2, 0)");
static struct db_statement list = DB_STATEMENT("test.list", "SELECT district FROM idempotency ORDER BY district");
static struct db_statement *const test_statements[] = {&insert, &list, NULL};
static const db_statement_list lists[] = {test_statements, NULL};

static struct db *db;

static int open_db(void **state)
{
    char fault[300];
    int applied = 0;
    (void)state;
    scratch_clear();
    return db_open(scratch_url, lists, &db, fault, sizeof(fault)) == RESULT_OK && db_migrate(db, &applied, fault, sizeof(fault)) == RESULT_OK ? 0 : -1;
}

static int close_db(void **state)
{
    (void)state;
    db_close(db);
    return 0;
}

/* A write that keeps a number; `result` other than OK fails after writing. */
struct write {
    struct command command; /* first: cast back */
    int64_t number;
    enum result result;
    bool refuses;           /* `result` without writing anything */
    pthread_mutex_t *gate;  /* waits here when not NULL */
    int runs, order, answers;
    enum result answer;
};

static int order, answered;
static pthread_mutex_t answers_mutex = PTHREAD_MUTEX_INITIALIZER;

static enum result run_write(struct command *command, struct db_session *session)
{
    struct write *write = (struct write *)command;
    if (write->gate != NULL) {
        (void)pthread_mutex_lock(write->gate);
        (void)pthread_mutex_unlock(write->gate);
    }
    write->runs++;
    write->order = ++order;
    if (write->refuses)
        return write->result;
    enum result result = db_run(session, &insert, DB_VALUES(db_integer(write->number), db_blob("k", 1)), NULL);
    return result != RESULT_OK ? result : write->result;
}

static void done_write(struct command *command, enum result result)
{
    struct write *write = (struct write *)command;
    (void)pthread_mutex_lock(&answers_mutex);
    write->answer = result;
    write->answers++;
    answered++;
    (void)pthread_mutex_unlock(&answers_mutex);
}

static struct write make_write(int64_t number)
{
    return (struct write){.command = {.run = run_write, .done = done_write}, .number = number};
}

/* The numbers kept in the database, as seen by another connection. */
static size_t kept(int64_t *numbers, size_t max)
{
    struct db_session *session = NULL;
    struct db_rows rows;
    size_t count = 0;
    assert_int_equal(db_session_open(db, DB_READ, &session), RESULT_OK);
    db_query(session, &list, DB_NO_VALUES, &rows);
    while (db_next(&rows) && count < max)
        numbers[count++] = db_column_integer(&rows, 0);
    assert_int_equal(db_rows_close(&rows), RESULT_OK);
    db_session_close(session);
    return count;
}

static void test_order_and_one_commit(void **state)
{
    (void)state;
    enum { COUNT = 100 };
    struct write writes[COUNT], first = make_write(1000);
    struct writer *writer = NULL;
    struct writer_figures figures;
    pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
    int64_t numbers[COUNT + 2];
    order = answered = 0;
    assert_int_equal(writer_start(db, (struct writer_limits){1000, 1000, 1, 0}, &writer), RESULT_OK);
    (void)pthread_mutex_lock(&gate); /* the first one is held up, the others gather behind it */
    first.gate = &gate;
    assert_int_equal(writer_submit(writer, &first.command), RESULT_OK);
    do
        writer_figures(writer, &figures);
    while (figures.waiting > 0);
    for (int i = 0; i < COUNT; i++) {
        writes[i] = make_write(i);
        assert_int_equal(writer_submit(writer, &writes[i].command), RESULT_OK);
    }
    (void)pthread_mutex_unlock(&gate);
    writer_stop(writer);
    assert_int_equal(answered, COUNT + 1);
    for (int i = 0; i < COUNT; i++) {
        assert_int_equal(writes[i].order, i + 2);
        assert_int_equal(writes[i].answers, 1);
        assert_int_equal(writes[i].answer, RESULT_OK);
    }
    assert_int_equal(kept(numbers, COUNT + 2), COUNT + 1);
}

static void test_a_batch_is_no_larger_than_allowed(void **state)
{
    (void)state;
    enum { COUNT = 40 };
    struct write writes[COUNT], first = make_write(1000);
    struct writer *writer = NULL;
    struct writer_figures before, figures;
    pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
    assert_int_equal(writer_start(db, (struct writer_limits){1000, 10, 1, 0}, &writer), RESULT_OK);
    (void)pthread_mutex_lock(&gate);
    first.gate = &gate;
    assert_int_equal(writer_submit(writer, &first.command), RESULT_OK);
    do
        writer_figures(writer, &before);
    while (before.waiting > 0);
    for (int i = 0; i < COUNT; i++) {
        writes[i] = make_write(i);
        assert_int_equal(writer_submit(writer, &writes[i].command), RESULT_OK);
    }
    (void)pthread_mutex_unlock(&gate);
    struct write last = make_write(2000);
    assert_int_equal(writer_execute(writer, &last.command), RESULT_OK);
    writer_figures(writer, &figures);
    assert_int_equal(figures.commands - before.commands, COUNT + 1);
    assert_true(figures.batches - before.batches >= 4 && figures.batches - before.batches <= 6);
    assert_int_equal(figures.failed_commits, 0);
    writer_stop(writer);
}

static void test_one_that_fails_leaves_the_others(void **state)
{
    (void)state;
    static const enum result results[] = {RESULT_OK, RESULT_INVALID, RESULT_OK, RESULT_NOT_FOUND, RESULT_CONFLICT, RESULT_OK};
    struct write writes[ARRAY_COUNT(results)], again = make_write(0), first = make_write(1000);
    struct writer *writer = NULL;
    pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
    int64_t numbers[16];
    assert_int_equal(writer_start(db, (struct writer_limits){1000, 1000, 1, 0}, &writer), RESULT_OK);
    (void)pthread_mutex_lock(&gate);
    first.gate = &gate;
    assert_int_equal(writer_submit(writer, &first.command), RESULT_OK);
    for (size_t i = 0; i < ARRAY_COUNT(results); i++) {
        writes[i] = make_write((int64_t)i);
        writes[i].result = results[i];
        assert_int_equal(writer_submit(writer, &writes[i].command), RESULT_OK);
    }
    assert_int_equal(writer_submit(writer, &again.command), RESULT_OK); /* breaks a constraint: 0 is there already */
    (void)pthread_mutex_unlock(&gate);
    writer_stop(writer);
    for (size_t i = 0; i < ARRAY_COUNT(results); i++)
        assert_int_equal(writes[i].answer, results[i]);
    assert_int_equal(again.answer, RESULT_CONFLICT);
    assert_int_equal(kept(numbers, 16), 4);
    assert_true(numbers[0] == 0 && numbers[1] == 2 && numbers[2] == 5 && numbers[3] == 1000);
}

/* Only a command that fails halfway makes the others of its batch run again. */
static void test_a_refusal_spoils_nothing(void **state)
{
    (void)state;
    for (int refuses = 0; refuses <= 1; refuses++) {
        struct write first = make_write(1000), good = make_write(1), bad = make_write(2), last = make_write(3);
        struct writer *writer = NULL;
        struct writer_figures figures;
        pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
        int64_t numbers[8];
        bad.result = RESULT_NOT_FOUND;
        bad.refuses = refuses;
        assert_int_equal(close_db(state) + open_db(state), 0);
        assert_int_equal(writer_start(db, (struct writer_limits){100, 100, 1, 0}, &writer), RESULT_OK);
        (void)pthread_mutex_lock(&gate);
        first.gate = &gate;
        assert_int_equal(writer_submit(writer, &first.command), RESULT_OK);
        do
            writer_figures(writer, &figures);
        while (figures.waiting > 0);
        assert_int_equal(writer_submit(writer, &good.command), RESULT_OK);
        assert_int_equal(writer_submit(writer, &bad.command), RESULT_OK);
        assert_int_equal(writer_submit(writer, &last.command), RESULT_OK);
        (void)pthread_mutex_unlock(&gate);
        writer_stop(writer);
        assert_int_equal(good.runs, refuses ? 1 : 2);
        assert_int_equal(last.runs, 1);
        assert_int_equal(good.answer + last.answer, RESULT_OK);
        assert_int_equal(bad.answer, RESULT_NOT_FOUND);
        assert_int_equal(kept(numbers, 8), 3);
    }
}

static void test_a_full_queue_refuses(void **state)
{
    (void)state;
    enum { MAX = 20 };
    struct write writes[MAX + 3], first = make_write(1000);
    struct writer *writer = NULL;
    struct writer_figures figures;
    pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
    int64_t numbers[64];
    assert_int_equal(writer_start(db, (struct writer_limits){MAX, 5, 1, 0}, &writer), RESULT_OK);
    (void)pthread_mutex_lock(&gate);
    first.gate = &gate;
    assert_int_equal(writer_submit(writer, &first.command), RESULT_OK);
    do
        writer_figures(writer, &figures);
    while (figures.waiting > 0);
    for (int i = 0; i < MAX + 3; i++) {
        writes[i] = make_write(i);
        assert_int_equal(writer_submit(writer, &writes[i].command), i < MAX ? RESULT_OK : RESULT_BUSY);
    }
    writer_figures(writer, &figures);
    assert_int_equal(figures.waiting, MAX);
    assert_int_equal(figures.refused, 3);
    (void)pthread_mutex_unlock(&gate);
    writer_stop(writer);
    for (int i = 0; i < MAX + 3; i++) {
        assert_int_equal(writes[i].answers, i < MAX);
        assert_int_equal(writes[i].runs, i < MAX);
    }
    assert_int_equal(kept(numbers, 64), MAX + 1);
}

/* Every submission waits while the gate is shut; how many were refused. */
static int submit_until_refused(struct writer *writer, struct write *writes, int max)
{
    for (int i = 0; i < max; i++) {
        writes[i] = make_write(i);
        if (writer_submit(writer, &writes[i].command) != RESULT_OK)
            return i;
        (void)usleep(1000);
    }
    return max;
}

static void test_a_standing_batch_refuses(void **state)
{
    (void)state;
    enum { MAX = 10000 };
    static struct write writes[MAX];
    struct write first = make_write(20000), late = make_write(20001);
    struct writer *writer = NULL;
    pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
    assert_int_equal(writer_start(db, (struct writer_limits){MAX, MAX, 1, 20}, &writer), RESULT_OK);
    (void)pthread_mutex_lock(&gate);
    first.gate = &gate;
    assert_false(writer_would_refuse(writer));
    assert_int_equal(writer_submit(writer, &first.command), RESULT_OK);
    int taken = submit_until_refused(writer, writes, MAX); /* there is room, but no hope */
    assert_true(taken < MAX);
    assert_true(writer_would_refuse(writer));
    (void)pthread_mutex_unlock(&gate);
    while (writer_submit(writer, &late.command) != RESULT_OK) /* it goes on, and takes again */
        (void)usleep(1000);
    writer_stop(writer);
    for (int i = 0; i <= taken; i++)
        assert_int_equal(writes[i].answers, i < taken);
    assert_int_equal(first.answers + late.answers, 2);
}

static void test_executing_waits(void **state)
{
    (void)state;
    struct writer *writer = NULL;
    struct write good = make_write(1), bad = make_write(2), silent = make_write(3);
    int64_t numbers[8];
    bad.result = RESULT_STALE;
    silent.command.done = NULL;
    assert_int_equal(writer_start(db, (struct writer_limits){100, 100, 1, 0}, &writer), RESULT_OK);
    assert_int_equal(writer_execute(writer, &good.command), RESULT_OK);
    assert_int_equal(kept(numbers, 8), 1); /* durable before it returns */
    assert_int_equal(writer_execute(writer, &bad.command), RESULT_STALE);
    assert_int_equal(writer_execute(writer, &silent.command), RESULT_OK);
    assert_int_equal(good.answers + bad.answers, 2);
    assert_int_equal(kept(numbers, 8), 2);
    writer_stop(writer);
}

/* ---- many at once ---- */

enum { THREADS = 8, EACH = 50 };
struct submitter { struct writer *writer; int64_t base; int failed; };

static void *submit_some(void *argument)
{
    struct submitter *submitter = argument;
    for (int i = 0; i < EACH; i++) {
        struct write write = make_write(submitter->base + i);
        submitter->failed += writer_execute(submitter->writer, &write.command) != RESULT_OK;
    }
    return NULL;
}

static void test_many_threads(void **state)
{
    (void)state;
    struct writer *writer = NULL;
    struct submitter submitters[THREADS];
    pthread_t threads[THREADS];
    static int64_t numbers[THREADS * EACH + 1];
    assert_int_equal(writer_start(db, (struct writer_limits){6, 100, 1, 0}, &writer), RESULT_OK);
    for (int i = 0; i < THREADS; i++) {
        submitters[i] = (struct submitter){.writer = writer, .base = i * 1000};
        assert_int_equal(pthread_create(&threads[i], NULL, submit_some, &submitters[i]), 0);
    }
    for (int i = 0; i < THREADS; i++) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
        assert_int_equal(submitters[i].failed, 0);
    }
    writer_stop(writer);
    assert_int_equal(kept(numbers, ARRAY_COUNT(numbers)), (size_t)(THREADS * EACH));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_order_and_one_commit, open_db, close_db),
        cmocka_unit_test_setup_teardown(test_a_batch_is_no_larger_than_allowed, open_db, close_db),
        cmocka_unit_test_setup_teardown(test_one_that_fails_leaves_the_others, open_db, close_db),
        cmocka_unit_test_setup_teardown(test_a_refusal_spoils_nothing, open_db, close_db),
        cmocka_unit_test_setup_teardown(test_a_full_queue_refuses, open_db, close_db),
        cmocka_unit_test_setup_teardown(test_a_standing_batch_refuses, open_db, close_db),
        cmocka_unit_test_setup_teardown(test_executing_waits, open_db, close_db),
        cmocka_unit_test_setup_teardown(test_many_threads, open_db, close_db),
    };
    return cmocka_run_group_tests(tests, scratch_begin, scratch_end);
}
