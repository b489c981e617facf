/* The ring of events and its readers: who is woken, what is told, and that nothing is lost or told twice when many readers
 * come, go and come back while many publish. */
#include <pthread.h>
#include <semaphore.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "base/text.h"
#include "events/events.h"

#define RING 4096 /* as events.c has it */

/* What libmicrohttpd would be: a reader that sleeps until it is woken. */
struct reader {
    struct events *events;
    struct subscriber *subscriber;
    int sleeps, wakes;
    bool gone;
    sem_t woken;
};

static void sleep_reader(void *context) { ((struct reader *)context)->sleeps++; }

static void wake_reader(void *context)
{
    struct reader *reader = context;
    reader->wakes++;
    (void)sem_post(&reader->woken);
}

/* False once the events have ended. */
static bool try_join(struct reader *reader, struct events *events, const char *scope, const char *after)
{
    *reader = (struct reader){.events = events};
    (void)sem_init(&reader->woken, 0, 0);
    struct subscription subscription = {.scope = scope, .owner = "somebody", .owner_max = 1000, .after_id = after,
                                        .listener = {.sleep = sleep_reader, .wake = wake_reader, .context = reader}};
    (void)events_subscribe(events, &subscription, &reader->subscriber);
    if (reader->subscriber == NULL)
        (void)sem_destroy(&reader->woken);
    return reader->subscriber != NULL;
}

static void join(struct reader *reader, struct events *events, const char *scope, const char *after)
{
    assert_true(try_join(reader, events, scope, after));
}

static void leave(struct reader *reader)
{
    events_unsubscribe(reader->events, reader->subscriber);
    (void)sem_destroy(&reader->woken);
}

static char ring_name[20]; /* of the ring whose event was read last */

/* Takes the ring's name out of the ids, so that they can be told beforehand: "id: 1a2b…-7" becomes "id: 7". */
static void forget_name(char *text)
{
    for (char *id = text; (id = strstr(id, "id: ")) != NULL;) {
        char *name = id + strlen("id: "), *number = strchr(name, '-') + 1;
        (void)snprintf(ring_name, sizeof(ring_name), "%.*s", (int)(number - 1 - name), name);
        memmove(name, number, strlen(number) + 1);
        id = name;
    }
}

/* The id of an event of that ring. */
static const char *id_of(int64_t number)
{
    static char id[48];
    (void)snprintf(id, sizeof(id), "%s-%lld", ring_name, (long long)number);
    return id;
}

/* Reads until there is nothing more; returns what came, "" when nothing. */
static const char *read_all(struct reader *reader)
{
    static char text[64 * 1024];
    size_t size = 0;
    for (long got; (got = events_read(reader->events, reader->subscriber, text + size, 4096)) > 0;)
        size += (size_t)got;
    text[size] = '\0';
    forget_name(text);
    return text;
}

static void publish(struct events *events, const char *centre)
{
    struct event_note note = {.centres = {centre}, .name = "case", .data = "{}"};
    events_publish(events, &note);
}

static struct events *open_ring(void)
{
    struct events *events = NULL;
    assert_int_equal(events_open(&events), RESULT_OK);
    return events;
}

/* ---- one at a time ---- */

static void test_a_reader_is_woken_for_its_scope_only(void **state)
{
    struct events *events = open_ring();
    struct reader centre, district, city;
    (void)state;
    join(&centre, events, "310101013", NULL);
    join(&district, events, "310101", NULL);
    join(&city, events, "", NULL);
    assert_string_equal(read_all(&centre), ": still here\n\n");
    assert_string_equal(read_all(&district), ": still here\n\n");
    assert_string_equal(read_all(&city), ": still here\n\n");
    publish(events, "310115004");
    assert_int_equal(centre.wakes + district.wakes, 0);
    assert_int_equal(city.wakes, 1);
    publish(events, "310101002");
    assert_int_equal(centre.wakes, 0);
    assert_int_equal(district.wakes, 1);
    publish(events, "310101013");
    assert_string_equal(read_all(&centre), "id: 3\nevent: case\ndata: {}\n\n");
    assert_string_equal(read_all(&district), "id: 2\nevent: case\ndata: {}\n\nid: 3\nevent: case\ndata: {}\n\n");
    assert_non_null(strstr(read_all(&city), "id: 1\n"));
    leave(&centre);
    leave(&district);
    leave(&city);
    assert_int_equal(events_subscribers(events), 0);
    events_close(events);
}

static void test_a_sleeper_is_not_reset_by_what_does_not_concern_it(void **state)
{
    struct events *events = open_ring();
    struct reader reader;
    (void)state;
    join(&reader, events, "310101013", NULL);
    (void)read_all(&reader);
    for (int64_t k = 1; k <= 3 * RING; k++)
        publish(events, "310115004");
    publish(events, "310101013");
    assert_int_equal(reader.wakes, 1);
    assert_string_equal(read_all(&reader), "id: 12289\nevent: case\ndata: {}\n\n");
    leave(&reader);
    events_close(events);
}

static void assert_reset(struct events *events, const char *after)
{
    struct reader reader;
    join(&reader, events, "", after);
    assert_string_equal(read_all(&reader), "event: reset\ndata: {}\n\n");
    leave(&reader);
}

static void test_who_fell_out_of_the_ring_is_told_to_load_afresh(void **state)
{
    struct events *events = open_ring(), *other = open_ring();
    struct reader slow, known;
    (void)state;
    join(&slow, other, "", NULL); /* another ring gives its name first */
    publish(other, "310101013");
    assert_string_equal(read_all(&slow), "id: 1\nevent: case\ndata: {}\n\n");
    leave(&slow);
    join(&slow, events, "", NULL);
    for (int64_t k = 1; k <= RING + 2; k++)
        publish(events, "310101013");
    assert_reset(events, id_of(RING + 1)); /* the other's */
    assert_string_equal(read_all(&slow), "event: reset\ndata: {}\n\n");
    publish(events, "310101013");
    assert_string_equal(read_all(&slow), "id: 4099\nevent: case\ndata: {}\n\n");
    assert_reset(events, id_of(1)); /* the second is overwritten */
    assert_reset(events, id_of(RING + 4)); /* not yet */
    assert_reset(events, id_of(0));
    assert_reset(events, id_of(-1));
    static const char *const no_ids[] = {"", "-", "7", "1e9", "-5", "0123456789abcdef-1", "\xff"};
    for (size_t i = 0; i < ARRAY_COUNT(no_ids); i++)
        assert_reset(events, no_ids[i]);
    join(&known, events, "", id_of(RING + 2));
    assert_string_equal(read_all(&known), "id: 4099\nevent: case\ndata: {}\n\n");
    leave(&slow);
    leave(&known);
    events_close(events);
    events_close(other);
}

static void test_what_nobody_heard_is_a_gap(void **state)
{
    struct events *events = open_ring();
    struct reader reader;
    (void)state;
    assert_true(events_pass_over(events)); /* nobody has come yet */
    join(&reader, events, "", NULL);
    assert_false(events_pass_over(events));
    publish(events, "310101013");
    assert_non_null(strstr(read_all(&reader), "id: 1\n"));
    leave(&reader);
    assert_false(events_pass_over(events)); /* it may come back in a moment, */
    publish(events, "310101013");
    join(&reader, events, "", id_of(1));    /* and has missed nothing */
    assert_string_equal(read_all(&reader), "id: 2\nevent: case\ndata: {}\n\n");
    leave(&reader);
    events_close(events);
}

static void test_the_log_reader_is_woken(void **state)
{
    struct events *events = open_ring();
    struct reader reader;
    (void)state;
    events_stir(events); /* nobody would hear */
    events_wait(events, 1);
    join(&reader, events, "", NULL);
    events_stir(events);
    events_wait(events, 60000); /* at once: else the test takes a minute */
    events_end(events);
    events_wait(events, 60000);
    leave(&reader);
    events_close(events);
    events_stir(NULL);
}

static void test_what_does_not_fit_is_a_reset(void **state)
{
    struct events *events = open_ring();
    struct reader reader;
    char long_data[2000], small[26];
    (void)state;
    memset(long_data, 'x', sizeof(long_data) - 1);
    long_data[sizeof(long_data) - 1] = '\0';
    join(&reader, events, "", NULL);
    (void)read_all(&reader);
    struct event_note note = {.centres = {"310101013"}, .name = "case", .data = long_data};
    events_publish(events, &note);
    assert_string_equal(read_all(&reader), "event: reset\ndata: {}\n\n");
    publish(events, "310101013");
    assert_int_equal(events_read(events, reader.subscriber, small, sizeof(small)), 0); /* no room for an event */
    events_tick(events, 0, 0);
    assert_int_equal(events_read(events, reader.subscriber, small, sizeof(small)), strlen("event: reset\ndata: {}\n\n"));
    publish(events, "310101013");
    assert_string_equal(read_all(&reader), "id: 3\nevent: case\ndata: {}\n\n");
    leave(&reader);
    events_close(events);
}

static bool is_gone(void *context) { return ((struct reader *)context)->gone; }

static enum result join_as(struct reader *reader, struct events *events, const char *owner)
{
    *reader = (struct reader){.events = events};
    (void)sem_init(&reader->woken, 0, 0);
    struct subscription subscription = {.scope = "", .owner = owner, .owner_max = 2,
                                        .listener = {sleep_reader, wake_reader, is_gone, reader}};
    return events_subscribe(events, &subscription, &reader->subscriber);
}

static void test_an_owner_has_so_many_streams(void **state)
{
    struct events *events = open_ring();
    struct reader readers[3], other, next;
    (void)state;
    assert_int_equal(join_as(&readers[0], events, "one"), RESULT_OK);
    assert_int_equal(join_as(&readers[1], events, "one"), RESULT_OK);
    assert_int_equal(join_as(&readers[2], events, "one"), RESULT_LIMITED);
    assert_int_equal(join_as(&other, events, "another"), RESULT_OK);
    assert_int_equal(events_refused(events), 1);
    leave(&readers[0]);
    assert_int_equal(join_as(&readers[0], events, "one"), RESULT_OK);
    (void)read_all(&readers[0]);
    readers[0].gone = true; /* its place is free at once, and it is woken to find out */
    assert_int_equal(join_as(&next, events, "one"), RESULT_OK);
    assert_int_equal(readers[0].wakes, 1);
    assert_int_equal(join_as(&readers[2], events, "one"), RESULT_LIMITED);
    leave(&readers[0]);
    leave(&readers[1]);
    leave(&other);
    leave(&next);
    (void)sem_destroy(&readers[2].woken);
    assert_int_equal(events_subscribers(events), 0);
    events_close(events);
}

static void test_the_end_wakes_everybody_after_the_last_event(void **state)
{
    struct events *events = open_ring();
    struct reader asleep, behind, late;
    char text[4096];
    (void)state;
    join(&asleep, events, "", NULL);
    (void)read_all(&asleep);
    join(&behind, events, "", NULL);
    publish(events, "310101013");
    events_end(events);
    assert_int_equal(asleep.wakes, 1); /* by the event; it has not slept again */
    assert_true(events_read(events, asleep.subscriber, text, sizeof(text)) > 0);
    assert_true(events_read(events, behind.subscriber, text, sizeof(text)) > 0);
    assert_int_equal(events_read(events, behind.subscriber, text, sizeof(text)), -1);
    assert_int_equal(events_read(events, asleep.subscriber, text, sizeof(text)), -1);
    assert_false(try_join(&late, events, "", NULL));
    leave(&asleep);
    leave(&behind);
    events_close(events);
}

/* ---- all at once ---- */

enum { CENTRES = 8, READERS = 24, PUBLISHERS = 4, EVENTS = 6000 };

static struct {
    struct events *events;
    pthread_mutex_t order; /* the ring counts in the order of publishing */
    int64_t position;
    _Atomic bool over;
} crowd = {.order = PTHREAD_MUTEX_INITIALIZER};

static const char *const centres[CENTRES] = {"310101001", "310101002", "310101003", "310104001",
                                             "310104002", "310115001", "310115002", "310115003"};

static void pause_ms(long ms)
{
    const struct timespec pause = {.tv_nsec = ms * 1000000};
    (void)nanosleep(&pause, NULL);
}

/* In portions, so that the readers have a turn before the ring has gone round. */
static void *publish_many(void *unused)
{
    (void)unused;
    for (int k = 0; k < EVENTS / PUBLISHERS; k++) {
        if (k % 100 == 0)
            pause_ms(2);
        (void)pthread_mutex_lock(&crowd.order);
        crowd.position++;
        publish(crowd.events, centres[crowd.position % CENTRES]);
        (void)pthread_mutex_unlock(&crowd.order);
    }
    return NULL;
}

struct listening { size_t centre; unsigned seed; int64_t last; char last_id[48]; bool may_skip; long heard, resets, visits; const char *fault; };

static bool wait_woken(struct reader *reader)
{
    struct timespec end;
    (void)clock_gettime(CLOCK_REALTIME, &end);
    end.tv_sec += 60;
    return sem_timedwait(&reader->woken, &end) == 0;
}

/* Every event of the centre comes once and in order; after a reset some may be missing. */
static void hear(struct listening *listening, char *text)
{
    for (char *end; (end = strstr(text, "\n\n")) != NULL; text = end + 2) {
        int64_t position = 0;
        *end = '\0';
        if (text_starts_with(text, "event: reset")) {
            listening->may_skip = true;
            listening->resets++;
            continue;
        }
        if (text[0] == ':')
            continue;
        text[strcspn(text, "\n")] = '\0';
        (void)text_copy(listening->last_id, sizeof(listening->last_id), text + strlen("id: "));
        if (!text_parse_int64(strchr(listening->last_id, '-') + 1, &position) || position % CENTRES != (int64_t)listening->centre)
            listening->fault = "an event of another centre";
        else if (listening->last != 0 && position <= listening->last)
            listening->fault = "an event twice, or out of order";
        else if (listening->last != 0 && !listening->may_skip && position != listening->last + CENTRES)
            listening->fault = "an event lost";
        listening->last = position;
        listening->may_skip = false;
        listening->heard++;
    }
}

/* One visit: reads until it is tired or everything has ended. */
static bool visit(struct listening *listening)
{
    struct reader reader;
    char text[2048];
    int patience = (int)(rand_r(&listening->seed) % 20);
    long got = 0;
    if (!try_join(&reader, crowd.events, centres[listening->centre], listening->last != 0 ? listening->last_id : NULL))
        return false;
    listening->visits++;
    while (listening->fault == NULL && (patience-- > 0 || atomic_load(&crowd.over))) {
        got = events_read(crowd.events, reader.subscriber, text, 100 + (size_t)rand_r(&listening->seed) % 1800);
        if (got < 0)
            break;
        text[got] = '\0';
        hear(listening, text);
        if (got == 0 && !wait_woken(&reader))
            listening->fault = "nobody woke a sleeper";
    }
    leave(&reader);
    return got >= 0 && listening->fault == NULL;
}

static void *listen_and_leave(void *argument)
{
    struct listening *listening = argument;
    while (visit(listening)) {
    }
    return NULL;
}

static void *tick_often(void *unused)
{
    (void)unused;
    while (!atomic_load(&crowd.over)) {
        events_tick(crowd.events, 0, 0);
        pause_ms(2);
    }
    return NULL;
}

static void test_a_crowd_of_readers_loses_nothing(void **state)
{
    static struct listening listening[READERS];
    pthread_t readers[READERS], publishers[PUBLISHERS], ticking;
    (void)state;
    crowd.events = open_ring();
    for (size_t i = 0; i < READERS; i++) {
        listening[i] = (struct listening){.centre = i % CENTRES, .seed = (unsigned)i + 1};
        assert_int_equal(pthread_create(&readers[i], NULL, listen_and_leave, &listening[i]), 0);
    }
    /* with nothing to hear every reader comes to sleep; then it begins */
    for (int k = 0; k < 10000 && events_subscribers(crowd.events) < READERS; k++)
        pause_ms(1);
    for (size_t i = 0; i < PUBLISHERS; i++)
        assert_int_equal(pthread_create(&publishers[i], NULL, publish_many, NULL), 0);
    assert_int_equal(pthread_create(&ticking, NULL, tick_often, NULL), 0);
    for (size_t i = 0; i < PUBLISHERS; i++)
        (void)pthread_join(publishers[i], NULL);
    atomic_store(&crowd.over, true);
    (void)pthread_join(ticking, NULL);
    publish(crowd.events, "none"); /* whoever sleeps has nothing to miss */
    pause_ms(50);
    events_end(crowd.events);
    for (size_t i = 0; i < READERS; i++)
        (void)pthread_join(readers[i], NULL);
    long heard = 0;
    for (size_t i = 0; i < READERS; i++) {
        if (listening[i].fault != NULL)
            fail_msg("reader %zu: %s (last %lld, %ld heard, %ld resets, %ld visits)", i, listening[i].fault,
                     (long long)listening[i].last, listening[i].heard, listening[i].resets, listening[i].visits);
        heard += listening[i].heard;
    }
    assert_true(heard > 0);
    assert_int_equal(events_subscribers(crowd.events), 0);
    events_close(crowd.events);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_reader_is_woken_for_its_scope_only),
        cmocka_unit_test(test_a_sleeper_is_not_reset_by_what_does_not_concern_it),
        cmocka_unit_test(test_who_fell_out_of_the_ring_is_told_to_load_afresh),
        cmocka_unit_test(test_what_nobody_heard_is_a_gap),
        cmocka_unit_test(test_the_log_reader_is_woken),
        cmocka_unit_test(test_what_does_not_fit_is_a_reset),
        cmocka_unit_test(test_an_owner_has_so_many_streams),
        cmocka_unit_test(test_the_end_wakes_everybody_after_the_last_event),
        cmocka_unit_test(test_a_crowd_of_readers_loses_nothing),
    };
    return cmocka_run_group_tests_name("events", tests, NULL, NULL);
}
