/* The reader of the event log (src/cases/case_log.c): it tells everything once and in the order of each district, whoever wrote
 * it, and begins again where it should after a failure, a gap or a database put back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <pthread.h>
#include <time.h>

#include <cmocka.h>

#include "base/text.h"
#include "cases/case_store.h"
#include "cases/cases.h"
#include "events/events.h"
#include "scratch.h"

static struct db_statement set_back = DB_STATEMENT("test.set_back", "UPDATE case_positions SET last = $2 WHERE district = $1");
static struct db_statement forget = DB_STATEMENT("test.forget", "DELETE FROM case_events WHERE district = $1 AND position > $2");
static struct db_statement *const test_statements[] = {&set_back, &forget, NULL};

static struct db *db;
static struct db_session *writer, *reader;
static struct events *events;
static struct cases_log *events_log;
static struct subscriber *subscriber;

static void nothing(void *context) { (void)context; }

static void subscribe(void)
{
    char text[64];
    struct subscription subscription = {.scope = "", .owner = "", .owner_max = 1, .listener = {.sleep = nothing, .wake = nothing}};
    assert_int_equal(events_subscribe(events, &subscription, &subscriber), RESULT_OK);
    assert_true(events_read(events, subscriber, text, sizeof(text)) > 0); /* the first sign of life */
}

static int open_db(void **state)
{
    static const db_statement_list lists[] = {cases_statements, cases_log_statements, test_statements, NULL};
    char fault[300];
    int applied = 0;
    (void)state;
    scratch_clear();
    subscriber = NULL;
    return db_open(scratch_url, lists, &db, fault, sizeof(fault)) == RESULT_OK && db_migrate(db, &applied, fault, sizeof(fault)) == RESULT_OK &&
           db_session_open(db, DB_WRITE, &writer) == RESULT_OK && db_session_open(db, DB_READ, &reader) == RESULT_OK &&
           events_open(&events) == RESULT_OK && cases_log_open(reader, &events_log) == RESULT_OK ? 0 : -1;
}

static int close_db(void **state)
{
    (void)state;
    events_unsubscribe(events, subscriber);
    cases_log_close(events_log);
    events_close(events);
    db_session_close(reader);
    db_session_close(writer);
    db_close(db);
    return 0;
}

/* A case of a district, taken in the session's transaction. */
static void take(struct db_session *session, int64_t district, int serial)
{
    static const struct case_lights lights = {.kind = "none", .due = DAY_NONE, .blue_on = DAY_NONE, .yellow_on = DAY_NONE, .red_on = DAY_NONE};
    char number[CASE_NUMBER_SIZE], centre[16];
    (void)snprintf(centre, sizeof(centre), "%lld013", (long long)district);
    case_number_make(number, centre, 20000, serial);
    struct case_record record = {.revision = 1, .district = district, .number = number, .item = "MZ-003", .receiving = centre, .responsible = centre,
                                 .wake_at = INT64_MAX, .applicant = "顾*珍", .sealed = (const uint8_t *)"s", .sealed_size = 1};
    record.facts = (struct case_facts){.state = CASE_received, .one_house = true};
    struct case_event event = {.at = 1, .action = "receive", .from_state = -1, .to_state = CASE_received, .actor = "clerk", .centre = centre};
    assert_int_equal(case_insert(session, &record, &lights), RESULT_OK);
    assert_int_equal(case_add_event(session, &record, &event), RESULT_OK);
}

static void take_many(int64_t district, int first, int count)
{
    assert_int_equal(db_begin(writer), RESULT_OK);
    for (int i = 0; i < count; i++)
        take(writer, district, first + i);
    assert_int_equal(db_commit(writer), RESULT_OK);
}

static bool look(void)
{
    bool told = true;
    assert_int_equal(cases_log_read(events_log, reader, NULL, 0, events, &told), RESULT_OK);
    return told;
}

/* What the subscriber hears: events of a district in the order of their serials, from `first` on; returns how many. */
static int hear(int64_t district, int first)
{
    static char text[1 << 20];
    char wanted[64];
    size_t size = 0;
    int count = 0;
    for (long got; (got = events_read(events, subscriber, text + size, 8192)) > 0;)
        size += (size_t)got;
    text[size] = '\0';
    (void)snprintf(wanted, sizeof(wanted), "{\"case_number\":\"SQ%lld013", (long long)district);
    for (const char *found = text; (found = strstr(found, wanted)) != NULL; count++) {
        int serial = 0;
        found += strlen(wanted) + strlen("20241004");
        for (int i = 0; i < 6; i++)
            serial = serial * 10 + (found[i] - '0');
        assert_int_equal(serial, first + count);
    }
    return count;
}

static void test_everything_is_told_once(void **state)
{
    (void)state;
    subscribe();
    assert_false(look());
    take_many(310101, 1, 3);
    assert_true(look());
    assert_int_equal(hear(310101, 1), 3);
    assert_false(look());
    take_many(310115, 1, 1000); /* a district that was not there, in more than one portion */
    take_many(310101, 4, 1);
    assert_true(look());
    assert_int_equal(hear(310115, 1) , 1000);
    assert_false(look());
    take_many(310101, 5, 2);
    assert_true(look());
    assert_int_equal(hear(310101, 5), 2);
}

static void test_what_is_undone_is_never_told(void **state)
{
    (void)state;
    subscribe();
    assert_int_equal(db_begin(writer), RESULT_OK);
    take(writer, 310101, 1);
    assert_false(look());
    db_rollback(writer);
    assert_false(look());
    take_many(310101, 2, 1);
    assert_true(look());
    assert_int_equal(hear(310101, 2), 1);
}

static void test_while_nobody_listens_it_moves_on(void **state)
{
    (void)state;
    take_many(310101, 1, 5);
    assert_false(look());
    subscribe();
    assert_false(look());
    take_many(310101, 6, 1);
    assert_true(look());
    assert_int_equal(hear(310101, 6), 1);
}

/* The end of another server's log, or of a backup, is where it goes on. */
static void test_a_database_put_back(void **state)
{
    (void)state;
    subscribe();
    take_many(310101, 1, 5);
    assert_true(look());
    assert_int_equal(hear(310101, 1), 5);
    assert_int_equal(db_run(writer, &set_back, DB_VALUES(db_integer(310101), db_integer(2)), NULL), RESULT_OK);
    assert_int_equal(db_run(writer, &forget, DB_VALUES(db_integer(310101), db_integer(2)), NULL), RESULT_OK);
    assert_false(look());
    take_many(310101, 6, 1);
    assert_true(look());
    assert_int_equal(hear(310101, 6), 1);
}

static void test_a_reader_begins_at_the_end(void **state)
{
    struct cases_log *other = NULL;
    bool told = true;
    (void)state;
    subscribe();
    take_many(310101, 1, 3);
    assert_int_equal(cases_log_open(reader, &other), RESULT_OK);
    assert_int_equal(cases_log_read(other, reader, NULL, 0, events, &told), RESULT_OK);
    assert_false(told);
    cases_log_close(other);
    cases_log_close(NULL);
    assert_int_equal(hear(310101, 1), 0);
}

/* ---- several who write at once ---- */

static void *take_second(void *unused)
{
    struct db_session *session = NULL;
    (void)unused;
    assert_int_equal(db_session_open(db, DB_WRITE, &session), RESULT_OK);
    assert_int_equal(db_begin(session), RESULT_OK);
    take(session, 310101, 2);
    assert_int_equal(db_commit(session), RESULT_OK);
    db_session_close(session);
    return NULL;
}

static void wait_until_somebody_waits(void)
{
    const struct timespec pause = {.tv_nsec = 5000000};
    const struct db_engine *engine = scratch_engine();
    void *state = NULL, *connection = NULL;
    char fault[300];
    int64_t waiting = 0;
    assert_int_equal(engine->open(strchr(scratch_url, ':') + 1, &state, fault, sizeof(fault)), RESULT_OK);
    assert_int_equal(engine->connect(state, DB_READ, &connection), RESULT_OK);
    for (int tries = 0; waiting == 0 && tries < 24000; tries++) {
        waiting = engine->number(connection, "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()", -1);
        (void)nanosleep(&pause, NULL);
    }
    assert_int_equal(waiting, 1);
    engine->disconnect(connection);
    engine->close(state);
}

/* Whoever is first in a district holds up the others there, and nobody elsewhere: an event that commits late is not missed. */
static void test_a_late_commit_is_not_missed(void **state)
{
    struct db_session *elsewhere = NULL;
    pthread_t second;
    (void)state;
    if (!scratch_on_postgres())
        return; /* SQLite has one who writes */
    subscribe();
    assert_int_equal(db_session_open(db, DB_WRITE, &elsewhere), RESULT_OK);
    assert_int_equal(db_begin(writer), RESULT_OK);
    take(writer, 310101, 1);
    assert_int_equal(db_flush(writer), RESULT_OK); /* the position is taken */
    assert_int_equal(pthread_create(&second, NULL, take_second, NULL), 0);
    wait_until_somebody_waits();
    assert_int_equal(db_begin(elsewhere), RESULT_OK);
    take(elsewhere, 310115, 1);
    assert_int_equal(db_commit(elsewhere), RESULT_OK);
    assert_true(look());
    assert_int_equal(hear(310115, 1), 1);
    assert_false(look()); /* the second is not there before the first */
    assert_int_equal(db_commit(writer), RESULT_OK);
    (void)pthread_join(second, NULL);
    assert_true(look());
    assert_int_equal(hear(310101, 1), 2);
    db_session_close(elsewhere);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_everything_is_told_once, open_db, close_db),
        cmocka_unit_test_setup_teardown(test_what_is_undone_is_never_told, open_db, close_db),
        cmocka_unit_test_setup_teardown(test_while_nobody_listens_it_moves_on, open_db, close_db),
        cmocka_unit_test_setup_teardown(test_a_database_put_back, open_db, close_db),
        cmocka_unit_test_setup_teardown(test_a_reader_begins_at_the_end, open_db, close_db),
        cmocka_unit_test_setup_teardown(test_a_late_commit_is_not_missed, open_db, close_db),
    };
    return cmocka_run_group_tests(tests, scratch_begin, scratch_end);
}
