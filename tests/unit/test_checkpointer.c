/* The checkpoints of a write-ahead log (src/db/checkpointer.c): who brings pages to their places, and when. */
#include <pthread.h>
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "db/checkpointer.h"

/* What a pass says lies in its places, and how many passes there were. */
struct side { int passes; };

static struct side thread_side, writer_side;
static int places;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t passed = PTHREAD_COND_INITIALIZER;

static int pass(void *connection)
{
    (void)pthread_mutex_lock(&mutex);
    ((struct side *)connection)->passes++;
    int checkpointed = places;
    (void)pthread_cond_broadcast(&passed);
    (void)pthread_mutex_unlock(&mutex);
    return checkpointed;
}

static void set_places(int pages)
{
    (void)pthread_mutex_lock(&mutex);
    places = pages;
    (void)pthread_mutex_unlock(&mutex);
}

static int passes_of(const struct side *side)
{
    (void)pthread_mutex_lock(&mutex);
    int passes = side->passes;
    (void)pthread_mutex_unlock(&mutex);
    return passes;
}

static void wait_for_thread(int passes)
{
    (void)pthread_mutex_lock(&mutex);
    while (thread_side.passes < passes)
        (void)pthread_cond_wait(&passed, &mutex);
    (void)pthread_mutex_unlock(&mutex);
}

static struct checkpointer *start(void)
{
    struct checkpointer *checkpointer = NULL;
    thread_side.passes = writer_side.passes = places = 0;
    assert_int_equal(checkpointer_start(pass, &thread_side, &checkpointer), RESULT_OK);
    return checkpointer;
}

static void the_thread_works_step_by_step(void **state)
{
    struct checkpointer *checkpointer = start();
    (void)state;
    checkpointer_committed(checkpointer, &writer_side, 15999);
    set_places(16000);
    checkpointer_committed(checkpointer, &writer_side, 16000);
    wait_for_thread(1);
    checkpointer_committed(checkpointer, &writer_side, 31999);
    set_places(32000);
    checkpointer_committed(checkpointer, &writer_side, 32000);
    wait_for_thread(2);
    checkpointer_stop(checkpointer);
    assert_int_equal(thread_side.passes, 2);
    assert_int_equal(writer_side.passes, 0);
}

static void a_writer_ends_a_short_rest_and_the_log_begins_anew(void **state)
{
    struct checkpointer *checkpointer = start();
    (void)state;
    set_places(64000);
    checkpointer_committed(checkpointer, &writer_side, 64000);
    wait_for_thread(1);
    while (passes_of(&writer_side) == 0) { /* until the thread has told what it did */
        checkpointer_committed(checkpointer, &writer_side, 64900);
        (void)sched_yield();
    }
    checkpointer_committed(checkpointer, &writer_side, 65899);
    assert_int_equal(passes_of(&writer_side), 1); /* a reader may have been in the way: not again at once */
    checkpointer_committed(checkpointer, &writer_side, 10);
    set_places(16000);
    checkpointer_committed(checkpointer, &writer_side, 16000);
    wait_for_thread(2);
    checkpointer_stop(checkpointer);
    assert_int_equal(thread_side.passes, 2);
    assert_int_equal(writer_side.passes, 1);
}

static void a_long_rest_stays_with_the_thread(void **state)
{
    struct checkpointer *checkpointer = start();
    (void)state;
    set_places(32000);
    checkpointer_committed(checkpointer, &writer_side, 80000);
    wait_for_thread(1);
    checkpointer_committed(checkpointer, &writer_side, 80000);
    checkpointer_stop(checkpointer);
    assert_int_equal(thread_side.passes, 1);
    assert_int_equal(writer_side.passes, 0);
}

static void while_a_reader_holds_the_log_nobody_tries_in_vain_all_the_time(void **state)
{
    struct checkpointer *checkpointer = start();
    (void)state;
    for (int pages = 1; pages < 127000; pages++)
        checkpointer_committed(checkpointer, &writer_side, pages);
    assert_int_equal(passes_of(&writer_side), 0);
    for (int pages = 127000; pages < 129000; pages++)
        checkpointer_committed(checkpointer, &writer_side, pages);
    assert_int_equal(passes_of(&writer_side), 2);
    checkpointer_stop(checkpointer);
    assert_in_range(thread_side.passes, 0, 8); /* none when it never got a turn */
}

static void stopping_waits_for_nothing_but_a_pass(void **state)
{
    (void)state;
    checkpointer_stop(NULL);
    checkpointer_stop(start());
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_thread_works_step_by_step),
        cmocka_unit_test(a_writer_ends_a_short_rest_and_the_log_begins_anew),
        cmocka_unit_test(a_long_rest_stays_with_the_thread),
        cmocka_unit_test(while_a_reader_holds_the_log_nobody_tries_in_vain_all_the_time),
        cmocka_unit_test(stopping_waits_for_nothing_but_a_pass),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
