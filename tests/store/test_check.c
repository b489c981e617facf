/* tongban check of cases (src/cases/case_check.c) without a city: it says nothing of whole cases, also while others act on them,
 * and notices each thing that is broken. tests/api/check.test.mjs does the same with the lives that the program leads. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/text.h"
#include "cases/case_store.h"
#include "cases/cases.h"
#include "http/idempotency.h"
#include "scratch.h"
#include "staff/staff.h"

#define A "310101013"
#define B "310115004"

/* What somebody with an SQL shell could do. There are a case on its way to another centre, and one that was accepted and decided. */
#define BREAKS(X)                                                                                                              \
    X("its revision has no event", "UPDATE cases SET revision = revision + 1")                                                 \
    X("its revision has no event", "DELETE FROM case_events WHERE seq = 3")                                                    \
    X("its revision has no event", "DELETE FROM case_events WHERE number IN (SELECT number FROM cases WHERE revision = 3)")    \
    X("its revision has no event", "UPDATE cases SET district = 310999")                                                       \
    X("has an event after", "UPDATE cases SET revision = revision - 1")                                                        \
    X("events are not 1, 2, 3", "UPDATE case_events SET seq = seq + 1 WHERE seq = 3")                                          \
    X("events are not 1, 2, 3", "DELETE FROM case_events WHERE seq = 2")                                                       \
    X("events are not 1, 2, 3", "DELETE FROM case_events WHERE seq = 1")                                                       \
    X("state is not that", "UPDATE case_events SET to_state = 3 WHERE seq = 3")                                                \
    X("state is not that", "UPDATE cases SET state = 3 WHERE revision = 1")                                                    \
    X("do not follow each other", "UPDATE case_events SET to_state = 3 WHERE seq = 2")                                         \
    X("do not follow each other", "UPDATE case_events SET from_state = NULL WHERE seq = 2")                                    \
    X("do not follow each other", "UPDATE case_events SET position = 0 WHERE seq = 3")                                         \
    X("do not follow each other", "UPDATE case_events SET at = at - 86400002 WHERE seq = 2")                                   \
    X("has events but is no case", "DELETE FROM cases WHERE revision = 3")                                                     \
    X("has events but is no case", "UPDATE case_events SET number = 'x' WHERE seq = 3")                                        \
    X("has events but is no case", "INSERT INTO case_events (district, position, number, seq, at, action, to_state) VALUES (310999, 1, 'x', 2, 1, 'accept', 0)") \
    X("its counter tells", "UPDATE case_positions SET last = last + 1")                                                        \
    X("its counter tells", "UPDATE case_positions SET last = last - 1")                                                        \
    X("its counter tells", "DELETE FROM case_positions")                                                                       \
    X("its counter tells", "UPDATE case_events SET position = position + 9 WHERE seq = 3")                                     \
    X("its counter tells", "UPDATE case_events SET position = 0 WHERE position = 1")                                           \
    X("is not there", "INSERT INTO case_positions (district, last) VALUES (310999, 0)")                                        \
    X("does not stand in the worklist", "DELETE FROM worklist WHERE side = 0")                                                 \
    X("does not stand in the worklist", "UPDATE worklist SET red_on = red_on + 1 WHERE side = 0")                              \
    X("the other centre follows", "DELETE FROM worklist WHERE side = 1")                                                       \
    X("stands in a worklist it should not", "UPDATE worklist SET centre = '310101002' WHERE side = 1")                         \
    X("stands in a worklist it should not", "UPDATE worklist SET state = 3 WHERE side = 1")                                    \
    X("stands in a worklist it should not", "UPDATE worklist SET number = 'x' || number WHERE side = 0")                       \
    X("stands in a worklist it should not", "UPDATE cases SET task_centre = NULL")                                             \
    X("stands in a worklist it should not", "DELETE FROM cases WHERE revision = 1")                                            \
    X("of another district", "UPDATE worklist SET district = 310116 WHERE side = 1")                                           \
    X("shows something else", "UPDATE worklist SET applicant = '王**' WHERE side = 1")                                         \
    X("shows something else", "UPDATE cases SET marks = 16")                                                                   \
    X("wrong check character", "UPDATE cases SET number = substr(number, 1, 25) || 'Y'")                                       \
    X("given fewer serials", "UPDATE case_serials SET last = last - 1")                                                        \
    X("given fewer serials", "DELETE FROM case_serials")
#define BREAK_STATEMENT(sentence, sql) DB_STATEMENT("test.break", sql),
#define BREAK_SENTENCE(sentence, sql) sentence,
static struct db_statement breaks[] = {BREAKS(BREAK_STATEMENT)};
static const char *const sentences[] = {BREAKS(BREAK_SENTENCE)};
static struct db_statement *break_statements[ARRAY_COUNT(breaks) + 1];

static struct db *db;
static struct db_session *session;
static struct calendar calendar; /* Monday to Friday */
static int32_t monday;

static int open_db(void **state)
{
    static const db_statement_list lists[] = {cases_statements, cases_check_statements, staff_statements, break_statements, NULL};
    char fault[300];
    int applied = 0;
    (void)state;
    for (size_t i = 0; i < ARRAY_COUNT(breaks); i++)
        break_statements[i] = &breaks[i];
    scratch_clear();
    return db_open(scratch_url, lists, &db, fault, sizeof(fault)) == RESULT_OK && db_migrate(db, &applied, fault, sizeof(fault)) == RESULT_OK &&
           db_session_open(db, DB_WRITE, &session) == RESULT_OK && day_parse("2026-03-02", &monday) ? 0 : -1;
}

static int close_db(void **state)
{
    (void)state;
    db_session_close(session);
    db_close(db);
    return 0;
}

/* ---- lives ---- */

struct life { struct case_record record; char number[CASE_NUMBER_SIZE]; int64_t at; };

/* A case of A, on its way to another centre or not. */
static void receive(struct life *life, const char *responsible)
{
    struct case_record *record = &life->record;
    int serial = 0;
    life->at = day_start_ms(monday) + 1000;
    *record = (struct case_record){.revision = 1, .district = 310101, .number = life->number, .item = "MZ-003", .mode = MODE_split, .receiving = A,
                                   .responsible = responsible, .received_at = life->at, .wake_at = INT64_MAX, .applicant = "顾*珍",
                                   .sealed = (const uint8_t *)"sealed", .sealed_size = 6};
    record->facts = (struct case_facts){.state = text_equal(responsible, A) ? CASE_received : CASE_in_transit, .one_house = text_equal(responsible, A),
                                        .legal_days = 30, .promised_days = 20};
    case_clock_receive(&record->facts, &calendar, monday);
    assert_int_equal(case_next_serial(session, 310101, A, monday, &serial), RESULT_OK);
    case_number_make(life->number, A, monday, serial);
    struct case_lights lights = case_lights(&record->facts, &calendar);
    struct case_event event = {.at = life->at, .action = "receive", .from_state = -1, .to_state = (int)record->facts.state, .actor = "clerk", .centre = A};
    assert_int_equal(case_insert(session, record, &lights), RESULT_OK);
    assert_int_equal(case_add_event(session, record, &event), RESULT_OK);
}

static void go_on(struct life *life, const char *action, enum case_state to)
{
    struct case_record stored = life->record;
    life->record.revision++;
    life->record.facts.state = to;
    struct case_lights lights = case_lights(&life->record.facts, &calendar);
    struct case_event event = {.at = ++life->at, .action = action, .from_state = (int)stored.facts.state, .to_state = (int)to, .actor = "clerk", .centre = A};
    assert_int_equal(case_update(session, &stored, &life->record, &lights), RESULT_OK);
    assert_int_equal(case_add_event(session, &life->record, &event), RESULT_OK);
}

/* ---- what is broken ---- */

struct told { int64_t lines; bool named; const char *sentence; char first[300]; };

static void hear(void *sink, const char *line)
{
    struct told *told = sink;
    if (told->lines++ == 0)
        (void)text_copy(told->first, sizeof(told->first), line);
    told->named = told->named || (told->sentence != NULL && strstr(line, told->sentence) != NULL);
}

static void test_the_check_notices(void **state)
{
    (void)state;
    struct context context = {0}; /* no keys: seals are not opened; no database: what is not committed is seen */
    struct life split, whole;
    struct told told = {0};
    struct cases_counts counts;
    struct room_report report = {.fault = hear, .sink = &told};
    assert_int_equal(db_begin(session), RESULT_OK);
    receive(&split, B);
    receive(&whole, A);
    go_on(&whole, "accept", CASE_accepted);
    go_on(&whole, "decide", CASE_decided);
    if (cases_check(&context, session, &report, &counts) != 0)
        fail_msg("%s", told.first);
    assert_true(counts.cases == 2 && counts.events == 4 && counts.work == 3);
    for (size_t i = 0; i < ARRAY_COUNT(breaks); i++) {
        int64_t changes = 0;
        told = (struct told){.sentence = sentences[i]};
        assert_int_equal(db_savepoint(session), RESULT_OK);
        assert_int_equal(db_run(session, &breaks[i], DB_NO_VALUES, &changes), RESULT_OK);
        assert_true(changes > 0);
        int64_t faults = cases_check(&context, session, &report, NULL);
        assert_int_equal(faults, told.lines);
        if (!told.named)
            fail_msg("%s: not noticed, but: %s", breaks[i].sql, told.first);
        assert_int_equal(db_rollback_to(session), RESULT_OK);
    }
    told = (struct told){0};
    assert_int_equal(cases_check(&context, session, &report, NULL), 0);
    db_rollback(session);
}

/* ---- beside who writes ---- */

#define LIVES 24
#define TURNS 600
#define CHECKS 20

struct beside { struct told told; atomic_int checks; atomic_bool over; };

static void *check_often(void *context)
{
    struct beside *beside = context;
    struct context here = {.db = db}; /* the check has threads of its own */
    struct db_session *reader = NULL;
    struct room_report report = {.fault = hear, .sink = &beside->told};
    if (db_session_open(db, DB_READ, &reader) != RESULT_OK)
        hear(&beside->told, "no session");
    else
        for (; !atomic_load(&beside->over); atomic_fetch_add(&beside->checks, 1))
            (void)cases_check(&here, reader, &report, NULL);
    db_session_close(reader);
    return NULL;
}

/* Lives of all ages side by side, so that cases begin, move between worklists and end while they are looked at. */
static void test_nothing_is_told_while_others_write(void **state)
{
    (void)state;
    static const struct { const char *action; enum case_state to; } steps[] = {
        {"accept", CASE_accepted}, {"suspend", CASE_suspended}, {"resume", CASE_accepted}, {"decide", CASE_decided}, {"deliver", CASE_delivered}};
    static struct life lives[LIVES];
    struct beside beside = {.told = {0}};
    pthread_t checking;
    assert_int_equal(pthread_create(&checking, NULL, check_often, &beside), 0);
    for (size_t turn = 0; turn < TURNS || atomic_load(&beside.checks) < CHECKS; turn++) {
        struct life *life = &lives[turn % LIVES];
        size_t step = turn / LIVES % (ARRAY_COUNT(steps) + 1);
        assert_int_equal(db_begin(session), RESULT_OK);
        if (step == 0)
            receive(life, turn % 3 == 0 ? B : A);
        else
            go_on(life, steps[step - 1].action, steps[step - 1].to);
        assert_int_equal(db_commit(session), RESULT_OK);
    }
    atomic_store(&beside.over, true);
    assert_int_equal(pthread_join(checking, NULL), 0);
    if (beside.told.lines != 0)
        fail_msg("told falsely: %s", beside.told.first);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_db, close_db)
    const struct CMUnitTest tests[] = {TEST(test_the_check_notices), TEST(test_nothing_is_told_while_others_write)};
    return cmocka_run_group_tests(tests, scratch_begin, scratch_end);
}
