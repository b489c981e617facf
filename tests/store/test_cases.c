/* The SQL of cases (src/cases/case_store.c): a record comes back as it went in, its worklist rows stand where they should,
 * two who act at once do not overwrite each other; and the keys of repeated requests. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/text.h"
#include "cases/case_calendar.h"
#include "cases/case_check.h"
#include "cases/case_store.h"
#include "cases/case_use.h"
#include "cases/cases.h"
#include "db/writer.h"
#include "http/idempotency.h"
#include "scratch.h"

#define A "310101013"
#define B "310115004"

static struct db *db;
static struct db_session *session;
static struct arena *arena;
static struct calendar calendar; /* Monday to Friday */
static int32_t monday;

static struct db_statement give_all_but_one = DB_STATEMENT("test.give_all_but_one", "UPDATE case_serials SET last = 999998 WHERE division = $1 AND day = $2");
static struct db_statement keep_damaged = DB_STATEMENT("test.keep_damaged",
    "INSERT INTO idempotency (district, key, request, status, answer, created_at) VALUES (310101, $1, $2, 201, $2, $3)");
static struct db_statement *const test_statements[] = {&give_all_but_one, &keep_damaged, NULL};

static int open_db(void **state)
{
    static const db_statement_list lists[] = {
        cases_statements, cases_log_statements, cases_calendar_statements, cases_check_statements, cases_keys_statements,
        idempotency_statements, test_statements, NULL};
    char fault[300];
    int applied = 0;
    (void)state;
    scratch_clear();
    if (db_open(scratch_url, lists, &db, fault, sizeof(fault)) != RESULT_OK || db_migrate(db, &applied, fault, sizeof(fault)) != RESULT_OK ||
        db_session_open(db, DB_WRITE, &session) != RESULT_OK || !day_parse("2026-03-02", &monday))
        return -1;
    arena = arena_new(8 << 20);
    return arena != NULL && db_begin(session) == RESULT_OK ? 0 : -1;
}

static int close_db(void **state)
{
    (void)state;
    db_rollback(session);
    arena_free(arena);
    db_session_close(session);
    db_close(db);
    return 0;
}

/* What a call that is refused says, at once or when the answers are gathered; the transaction goes on without it. */
static void begin_refused(void) { assert_int_equal(db_savepoint(session), RESULT_OK); }

static enum result end_refused(enum result result)
{
    if (result == RESULT_OK)
        result = db_flush(session);
    assert_int_equal(db_rollback_to(session), RESULT_OK);
    return result;
}

/* A case at A, of B when `split`; received on `day`. */
static struct case_record make_case(const char *responsible, int32_t day, uint8_t person)
{
    static char numbers[400][CASE_NUMBER_SIZE];
    static size_t used;
    int serial = 0;
    struct case_record record = {.revision = 1, .district = 310101, .item = "MZ-003", .mode = MODE_split, .receiving = A, .responsible = responsible,
                                 .routed_by = 1, .received_at = day_start_ms(day) + 1000, .situation = "single", .complete = true,
                                 .applicant = "顾*珍", .sealed = (const uint8_t *)"sealed", .sealed_size = 6};
    memset(record.person, person, sizeof(record.person));
    record.facts = (struct case_facts){.state = text_equal(responsible, A) ? CASE_received : CASE_in_transit, .one_house = text_equal(responsible, A),
                                       .legal_days = 30, .promised_days = 20};
    case_clock_receive(&record.facts, &calendar, day);
    record.wake_at = case_wake_at(&record.facts, record.received_at);
    assert_int_equal(case_next_serial(session, 310101, A, day, &serial), RESULT_OK);
    case_number_make(numbers[used % 400], A, day, serial);
    record.number = numbers[used++ % 400];
    return record;
}

static struct case_record insert(const char *responsible, int32_t day, uint8_t person)
{
    struct case_record record = make_case(responsible, day, person);
    struct case_lights lights = case_lights(&record.facts, &calendar);
    assert_int_equal(case_insert(session, &record, &lights), RESULT_OK);
    return record;
}

static struct case_record load(const char *number)
{
    struct case_record record;
    assert_int_equal(case_load(session, arena, number, &record), RESULT_OK);
    return record;
}

/* The case after an action, stored. */
static enum result update(const struct case_record *stored, struct case_record *record)
{
    struct case_lights lights = case_lights(&record->facts, &calendar);
    record->revision = stored->revision + 1;
    return case_update(session, stored, record, &lights);
}

static size_t list(const char *centre, int side, struct case_row rows[64])
{
    size_t count = 0;
    assert_int_equal(case_list_work(session, arena, centre, side, -1, INT32_MIN, "", 64, rows, &count), RESULT_OK);
    return count;
}

static bool stands(const char *centre, int side, const char *number)
{
    struct case_row rows[64];
    size_t count = list(centre, side, rows), found = 0;
    for (size_t i = 0; i < count; i++)
        found += text_equal(rows[i].number, number);
    assert_true(found <= 1);
    return found == 1;
}

/* ---- records ---- */

static void assert_same(const struct case_record *one, const struct case_record *other)
{
    const struct case_facts *f = &one->facts, *g = &other->facts;
    assert_string_equal(one->number, other->number);
    assert_string_equal(one->item, other->item);
    assert_string_equal(one->receiving, other->receiving);
    assert_string_equal(one->responsible, other->responsible);
    assert_string_equal(one->situation, other->situation);
    assert_string_equal(one->applicant, other->applicant);
    assert_true(one->revision == other->revision && one->district == other->district && one->routed_by == other->routed_by);
    assert_true(one->received_at == other->received_at && one->accepted_at == other->accepted_at && one->decided_at == other->decided_at);
    assert_true(one->wake_at == other->wake_at && one->task_red_on == other->task_red_on && one->complete == other->complete && one->mode == other->mode);
    assert_memory_equal(one->person, other->person, BLIND_SIZE);
    assert_int_equal(one->sealed_size, other->sealed_size);
    assert_memory_equal(one->sealed, other->sealed, one->sealed_size);
    assert_true(f->state == g->state && f->outcome == g->outcome && f->immediate == g->immediate && f->one_house == g->one_house);
    assert_true(f->taken_over == g->taken_over && f->supplement_asked == g->supplement_asked && f->extended == g->extended && f->deemed == g->deemed);
    assert_true(f->legal_days == g->legal_days && f->promised_days == g->promised_days);
    assert_true(f->received_on == g->received_on && f->accepted_on == g->accepted_on && f->decided_on == g->decided_on);
    assert_true(f->notice_due == g->notice_due && f->supplement_due == g->supplement_due && f->legal_due == g->legal_due);
    assert_true(f->promised_due == g->promised_due && f->issue_due == g->issue_due && f->stopped_on == g->stopped_on);
}

static void test_a_record_comes_back(void **state)
{
    (void)state;
    struct case_record stored = insert(B, monday, 1), record, read = load(stored.number);
    assert_same(&stored, &read);
    record = read;
    record.responsible = A;
    record.routed_by = 3;
    record.situation = "couple";
    record.complete = false;
    record.sealed = (const uint8_t *)"other";
    record.sealed_size = 5;
    record.accepted_at = 5000;
    record.decided_at = 6000;
    record.wake_at = INT64_MAX;
    record.facts = (struct case_facts){.state = CASE_decided, .outcome = OUTCOME_DENIED, .one_house = true, .taken_over = true, .supplement_asked = true,
        .extended = true, .deemed = true, .legal_days = 35, .promised_days = 25, .received_on = monday, .accepted_on = monday + 1, .decided_on = monday + 2,
        .notice_due = monday + 3, .supplement_due = monday + 4, .legal_due = monday + 5, .promised_due = monday + 6, .issue_due = monday + 7, .stopped_on = monday + 8};
    assert_int_equal(update(&read, &record), RESULT_OK);
    read = load(stored.number);
    assert_same(&record, &read);
    struct case_record nothing;
    assert_int_equal(case_load(session, arena, "SQ310101013202603029999998", &nothing), RESULT_NOT_FOUND);
    assert_int_equal(case_load(session, arena, "'; DROP TABLE cases; --", &nothing), RESULT_NOT_FOUND);
    struct case_lights lights = case_lights(&stored.facts, &calendar);
    begin_refused();
    assert_int_equal(end_refused(case_insert(session, &stored, &lights)), RESULT_CONFLICT);
}

static void test_marks(void **state)
{
    (void)state;
    for (int bits = 0; bits < 16; bits++) {
        struct case_facts facts = {.taken_over = (bits & 1) != 0, .supplement_asked = (bits & 2) != 0, .extended = (bits & 4) != 0, .deemed = (bits & 8) != 0}, back = {0};
        case_set_marks(&back, case_marks(&facts));
        assert_true(facts.taken_over == back.taken_over && facts.supplement_asked == back.supplement_asked && facts.extended == back.extended && facts.deemed == back.deemed);
    }
}

static void test_two_who_act_at_once(void **state)
{
    (void)state;
    struct case_record first = insert(A, monday, 1), seen = load(first.number), mine = seen, yours = seen;
    mine.facts.state = CASE_refused;
    yours.facts.state = CASE_withdrawn;
    assert_int_equal(db_savepoint(session), RESULT_OK);
    assert_int_equal(update(&seen, &mine), RESULT_OK);
    assert_int_equal(db_release(session), RESULT_OK);
    begin_refused();
    assert_int_equal(end_refused(update(&seen, &yours)), RESULT_STALE); /* it is no longer as it was seen */
    assert_int_equal(load(first.number).facts.state, CASE_refused);
    assert_int_equal(load(first.number).revision, 2);
    /* also where the worklist would not have noticed */
    struct case_record gone = load(first.number), again = gone;
    gone.revision = 1;
    begin_refused();
    assert_int_equal(end_refused(update(&gone, &again)), RESULT_STALE);
}

static void test_serials(void **state)
{
    (void)state;
    int serial = 0;
    for (int i = 1; i <= 3; i++) {
        assert_int_equal(case_next_serial(session, 310101, A, monday, &serial), RESULT_OK);
        assert_int_equal(serial, i);
    }
    assert_int_equal(case_next_serial(session, 310101, A, monday + 1, &serial), RESULT_OK);
    assert_int_equal(serial, 1);
    assert_int_equal(case_next_serial(session, 310101, "310101002", monday, &serial), RESULT_OK);
    assert_int_equal(serial, 1);
}

/* A division's numbers of a day end; nobody is told to try again for the rest of it. */
static void test_the_last_serial(void **state)
{
    (void)state;
    int serial = 0;
    assert_int_equal(case_next_serial(session, 310101, "310101003", monday, &serial), RESULT_OK);
    assert_int_equal(db_run(session, &give_all_but_one, DB_VALUES(db_text("310101003"), db_integer(monday)), NULL), RESULT_OK);
    assert_int_equal(case_next_serial(session, 310101, "310101003", monday, &serial), RESULT_OK);
    assert_int_equal(serial, 999999);
    for (int i = 0; i < 2; i++) {
        begin_refused();
        assert_int_equal(end_refused(case_next_serial(session, 310101, "310101003", monday, &serial)), RESULT_LIMITED);
    }
    assert_int_equal(case_next_serial(session, 310101, "310101003", monday + 1, &serial), RESULT_OK);
    assert_int_equal(serial, 1);
}

/* ---- worklist ---- */

/* Who has it to do, and who only follows it, in every state. */
static void test_worklist_rows_follow_the_state(void **state)
{
    (void)state;
    for (int split = 0; split <= 1; split++) {
        struct case_record stored = insert(split ? B : A, monday, 1);
        const char *number = stored.number, *responsible = split ? B : A;
        for (int s = 0; s < CASE_STATE_COUNT; s++) {
            struct case_record now = load(number), next = now;
            next.facts.state = (enum case_state)s;
            next.facts.accepted_on = next.facts.decided_on = next.facts.supplement_due = monday;
            next.facts.issue_due = monday + 14;
            assert_int_equal(update(&now, &next), RESULT_OK);
            enum case_holder holder = case_state_holder((enum case_state)s);
            const char *who = holder == HOLDER_A ? A : holder == HOLDER_B ? responsible : NULL;
            assert_int_equal(stands(A, WORK_TO_DO, number), who != NULL && text_equal(who, A));
            assert_int_equal(stands(B, WORK_TO_DO, number), who != NULL && text_equal(who, B));
            assert_int_equal(stands(A, WORK_SENT, number), split && who != NULL && text_equal(who, B));
            assert_int_equal(stands(B, WORK_SENT, number), split && who != NULL && text_equal(who, A));
        }
    }
}

static void test_a_rerouted_case_leaves_the_old_house(void **state)
{
    (void)state;
    struct case_record stored = insert(B, monday, 1), now = load(stored.number), next = now;
    next.facts.state = CASE_returned;
    assert_int_equal(update(&now, &next), RESULT_OK);
    assert_true(stands(A, WORK_TO_DO, stored.number) && stands(B, WORK_SENT, stored.number));
    now = load(stored.number);
    next = now;
    next.facts.state = CASE_in_transit;
    next.responsible = "310117001";
    assert_int_equal(update(&now, &next), RESULT_OK);
    assert_true(stands("310117001", WORK_TO_DO, stored.number) && stands(A, WORK_SENT, stored.number));
    assert_false(stands(B, WORK_TO_DO, stored.number) || stands(B, WORK_SENT, stored.number) || stands(A, WORK_TO_DO, stored.number));
}

static void test_listing_by_urgency(void **state)
{
    (void)state;
    enum { COUNT = 37 };
    for (int i = 0; i < COUNT; i++) { /* received on mixed days; two stand still */
        struct case_record stored = insert(A, monday + i * 5 % 11, 1);
        if (i % 18 == 7) {
            struct case_record now = load(stored.number), next = now;
            next.facts.state = CASE_supplement_asked;
            next.facts.supplement_due = monday + 21;
            assert_int_equal(update(&now, &next), RESULT_OK);
        }
    }
    struct case_row all[64];
    assert_int_equal(list(A, WORK_TO_DO, all), COUNT);
    for (int i = 1; i < COUNT; i++)
        assert_true(all[i - 1].red_on < all[i].red_on || (all[i - 1].red_on == all[i].red_on && strcmp(all[i - 1].number, all[i].number) < 0));
    assert_int_equal(all[COUNT - 1].red_on, RED_NEVER);
    assert_string_equal(all[COUNT - 1].due_kind, "supplement");
    for (int64_t limit = 1; limit <= COUNT + 1; limit += 4) { /* page by page: the same list */
        struct case_row page[64];
        int32_t red_on = INT32_MIN;
        const char *number = "";
        size_t seen = 0, count;
        do {
            assert_int_equal(case_list_work(session, arena, A, WORK_TO_DO, -1, red_on, number, limit, page, &count), RESULT_OK);
            for (size_t i = 0; i < count; i++, seen++)
                assert_string_equal(page[i].number, all[seen].number);
            if (count > 0) {
                red_on = page[count - 1].red_on;
                number = page[count - 1].number;
            }
        } while (count > 0);
        assert_int_equal(seen, COUNT);
    }
    size_t count = 0;
    assert_int_equal(case_list_work(session, arena, A, WORK_TO_DO, CASE_supplement_asked, INT32_MIN, "", 64, all, &count), RESULT_OK);
    assert_int_equal(count, 2);
}

/* ---- the rest ---- */

struct seen { size_t count; };

static void see(void *context, const struct case_event *event)
{
    struct seen *seen = context;
    assert_int_equal(event->seq, ++seen->count);
    assert_string_equal(event->action, seen->count == 1 ? "receive" : "accept");
    assert_int_equal(event->from_state, seen->count == 1 ? -1 : CASE_received);
    assert_int_equal(event->sealed != NULL, seen->count == 2);
}

static void test_events(void **state)
{
    (void)state;
    struct case_record one = insert(A, monday, 1), other = insert(A, monday, 2);
    struct case_event received = {.at = 1, .action = "receive", .from_state = -1, .to_state = CASE_received, .actor = "clerk", .centre = A};
    struct case_event accepted = {.at = 2, .action = "accept", .from_state = CASE_received, .to_state = CASE_accepted, .actor = "clerk", .centre = A,
                                  .reasons = "[\"other\"]", .sealed = (const uint8_t *)"x", .sealed_size = 1};
    struct seen seen = {0};
    bool any = true;
    assert_int_equal(cases_any(session, &any), RESULT_OK);
    assert_false(any);
    assert_int_equal(case_add_event(session, &one, &received), RESULT_OK);
    assert_int_equal(case_add_event(session, &other, &received), RESULT_OK);
    begin_refused();
    assert_int_equal(end_refused(case_add_event(session, &one, &received)), RESULT_CONFLICT); /* the same seq */
    one.revision = 2;
    assert_int_equal(case_add_event(session, &one, &accepted), RESULT_OK);
    assert_int_equal(case_each_event(session, &one, see, &seen), RESULT_OK);
    assert_int_equal(seen.count, 2);
    assert_int_equal(cases_any(session, &any), RESULT_OK);
    assert_true(any);
}

static size_t to_wake(int64_t now_ms, struct case_wake_place *place, size_t max)
{
    const char *numbers[64];
    size_t count = 0;
    assert_int_equal(case_list_to_wake(session, arena, now_ms, place, numbers, max, &count), RESULT_OK);
    return count;
}

static size_t all_to_wake(int64_t now_ms)
{
    struct case_wake_place place = CASE_WAKE_BEGIN;
    return to_wake(now_ms, &place, 64);
}

static void test_who_is_to_be_woken(void **state)
{
    (void)state;
    for (int i = 0; i < 6; i++)
        (void)insert(i % 2 ? B : A, monday + i, 1); /* those in transit at once, the others when the notice limit is past */
    int64_t soon = day_start_ms(monday + 6), later = day_start_ms(monday + 60);
    assert_int_equal(all_to_wake(soon), 3);
    assert_int_equal(all_to_wake(later), 6);
    assert_int_equal(all_to_wake(0), 0);
    struct case_wake_place place = CASE_WAKE_BEGIN; /* each once, however few at a time */
    assert_int_equal(to_wake(later, &place, 2), 2);
    assert_int_equal(to_wake(later, &place, 1), 1);
    assert_int_equal(to_wake(later, &place, 64), 3);
    assert_int_equal(to_wake(later, &place, 64), 0);
}

static void test_what_sleeps_is_not_woken(void **state)
{
    (void)state;
    struct case_record record = insert(A, monday, 1), older = record;
    older.revision--;
    begin_refused();
    assert_int_equal(end_refused(case_let_sleep(session, &older)), RESULT_STALE);
    assert_int_equal(case_let_sleep(session, &record), RESULT_OK);
    assert_int_equal(all_to_wake(day_start_ms(monday + 60)), 0);
    assert_true(load(record.number).wake_at == INT64_MAX && load(record.number).revision == record.revision);
}

static void test_open_cases_come_centre_by_centre(void **state)
{
    (void)state;
    struct case_open_place place = {.centre = ""};
    const char *numbers[3];
    size_t all = 0, count = 0;
    for (int i = 0; i < 8; i++)
        (void)insert(A, monday + i % 3, 1);
    for (int i = 0; i < 4; i++) /* A follows these; they stand where B must act, in another district */
        (void)insert(B, monday + i % 3, 1);
    struct case_record other = make_case(A, monday, 2);
    other.receiving = other.responsible = "310101014";
    struct case_lights lights = case_lights(&other.facts, &calendar);
    assert_int_equal(case_insert(session, &other, &lights), RESULT_OK);
    bool last = false;
    do {
        assert_int_equal(case_list_open(session, arena, 310101, &place, 3, numbers, &count), RESULT_OK);
        all += count;
        for (size_t i = 0; i < count; i++)
            last = text_equal(numbers[i], other.number);
    } while (count > 0);
    assert_true(all >= 9);
    assert_true(last);
    place = (struct case_open_place){.centre = ""};
    assert_int_equal(case_list_open(session, arena, 310112, &place, 3, numbers, &count), RESULT_OK);
    assert_int_equal(count, 0);
}

/* ---- what the system does with many ---- */

struct trial { const char *busy, *broken; int busy_left, left; enum result passing; };

static enum result try_one(void *context, struct db_session *unused, const char *number)
{
    struct trial *trial = context;
    (void)unused;
    if (text_equal(number, trial->broken))
        return RESULT_CORRUPT;
    return text_equal(number, trial->busy) && trial->busy_left-- > 0 ? trial->passing : RESULT_OK;
}

static enum result leave_one(void *context, struct db_session *unused, const char *number)
{
    struct trial *trial = context;
    (void)unused;
    trial->left += text_equal(number, trial->broken);
    return RESULT_OK;
}

static void try_all(struct context *context, enum result passing, bool leaves)
{
    const char *numbers[] = {"SQ310115004202603020000013", "SQ310101013202603020000027", "SQ310101013202603020000019", "SQ310101013202603020000035"};
    struct trial trial = {.busy = numbers[0], .broken = numbers[1], .busy_left = 3, .passing = passing};
    const struct case_work work = {.one = try_one, .context = &trial, .fault = "test", .leave = leaves ? leave_one : NULL, .left = "left"};
    size_t again = 0;
    assert_int_equal(case_work_on(context, &work, numbers, ARRAY_COUNT(numbers), &again), leaves ? 3 : 2);
    assert_int_equal(again, 1);
    assert_int_equal(trial.left, leaves);
    assert_ptr_equal(numbers[0], trial.busy); /* and not what is broken */
    trial.busy_left = 0;
    assert_int_equal(case_work_on(context, &work, numbers, again, &again), 1);
    assert_int_equal(again, 0);
}

static void test_what_was_busy_may_be_tried_again(void **state)
{
    (void)state;
    struct context context = {.db = db};
    db_rollback(session);
    assert_int_equal(writer_start(db, (struct writer_limits){64, 16, 1, 0}, &context.writer), RESULT_OK);
    try_all(&context, RESULT_BUSY, false);
    try_all(&context, RESULT_BUSY, true); /* what is broken is left alone, once */
    try_all(&context, RESULT_NO_MEMORY, false);
    try_all(&context, RESULT_IO, false);
    writer_stop(context.writer);
    assert_int_equal(db_begin(session), RESULT_OK);
}

static void test_cases_of_a_person(void **state)
{
    (void)state;
    struct case_row rows[8];
    uint8_t person[BLIND_SIZE];
    size_t count = 0;
    for (int i = 0; i < 5; i++)
        (void)insert(A, monday + i, i < 3 ? 7 : 8);
    memset(person, 7, sizeof(person));
    assert_int_equal(case_list_of_person(session, arena, person, "MZ-003", 8, rows, &count), RESULT_OK);
    assert_int_equal(count, 3);
    assert_true(rows[0].received_at > rows[1].received_at && rows[1].received_at > rows[2].received_at);
    assert_int_equal(case_list_of_person(session, arena, person, "MZ-004", 8, rows, &count), RESULT_OK);
    assert_int_equal(count, 0);
    assert_int_equal(case_list_of_person(session, arena, person, NULL, 2, rows, &count), RESULT_OK);
    assert_int_equal(count, 2);
}

/* An arena that holds the first texts of what is read and not the last ones. */
static struct arena *too_small(void)
{
    static const char days[] = "2027-01-01= ";
    struct arena *small = arena_new(sizeof(days));
    assert_non_null(small);
    return small;
}

static const struct case_calendar_row one_calendar = {.number = 1, .digest = "d"};

/* What does not fit into the memory given is neither a shorter list, nor an empty text, nor damage. */
static void test_no_memory_is_told(void **state)
{
    (void)state;
    static struct case_row listed[CHECK_PAGE];
    static const struct case_row before_all = {.district = INT64_MIN, .centre = "", .number = ""};
    struct case_row rows[8];
    struct case_record record = insert(A, monday, 9), other;
    struct case_lights lights;
    struct case_open_place place = {.centre = ""};
    struct case_wake_place wake = CASE_WAKE_BEGIN;
    const struct calendar *counted = &calendar;
    const char *numbers[8];
    size_t count = 0;
    (void)insert(A, monday, 9);
    assert_int_equal(case_calendar_begin(session, &one_calendar, 1, "2027-01-01= "), RESULT_OK);
    assert_int_equal(db_flush(session), RESULT_OK);
    enum { LOAD, ROW, WORK, PERSON, OPEN, WAKE, FIRST, CALENDAR, LISTED, LIST, CASES };
    for (int which = 0; which < CASES; which++) {
        struct arena *small = which == ROW ? arena_new(4) : too_small();
        enum result result = RESULT_INTERNAL;
        place = (struct case_open_place){.centre = ""};
        switch (which) {
        case LOAD: result = case_load(session, small, record.number, &other); break;
        case ROW: result = case_check_row(session, small, &record, A, WORK_TO_DO, &lights); break;
        case WORK: result = case_list_work(session, small, A, WORK_TO_DO, -1, INT32_MIN, "", 8, rows, &count); break;
        case PERSON: result = case_list_of_person(session, small, record.person, NULL, 8, rows, &count); break;
        case OPEN: result = case_list_open(session, small, 310101, &place, 8, numbers, &count); break;
        case WAKE: result = case_list_to_wake(session, small, INT64_MAX - 1, &wake, numbers, 8, &count); break;
        case FIRST: result = case_first_sealed(session, small, &other); break;
        case CALENDAR: result = case_calendar_at(session, small, 2, &calendar, &counted); break;
        case LISTED: result = case_check_listed(session, small, 310101, record.number, &other); break;
        case LIST: result = case_check_list_work(session, small, &before_all, listed, &count); break;
        default: break;
        }
        if (result != RESULT_NO_MEMORY)
            fail_msg("%d: %s", which, result_name(result));
        arena_free(small);
    }
    struct arena *list_only = arena_new(CASE_CALENDARS_MAX * sizeof(struct case_calendar) + 1000);
    struct case_calendars known;
    assert_int_equal(case_calendars_read(session, list_only, &known), RESULT_NO_MEMORY);
    arena_free(list_only);
    assert_int_equal(case_calendars_read(session, arena, &known), RESULT_OK);
    assert_int_equal(known.count, 1);
}

static int32_t day(const char *text)
{
    int32_t parsed = 0;
    assert_true(day_parse(text, &parsed));
    return parsed;
}

/* A calendar is kept as it was held, also one of a program that took a year with any day for a known one. */
static void test_calendars_come_back(void **state)
{
    (void)state;
    static const char *const whole[] = {"2026-01-02", "2026-02-17", "2026-04-06", "2026-05-01", "2026-06-19", "2026-10-01"};
    static struct calendar kept;
    struct case_calendars known;
    for (size_t i = 0; i < ARRAY_COUNT(whole); i++)
        assert_true(calendar_mark(&kept, day(whole[i]), CALENDAR_OFF));
    assert_true(calendar_mark(&kept, day("2027-01-01"), CALENDAR_OFF) && calendar_mark(&kept, day("2027-02-13"), CALENDAR_WORK));
    const char *text = case_calendar_text(arena, &kept);
    assert_string_equal(text, "2026-01-01= 2026-01-02- 2026-02-17- 2026-04-06- 2026-05-01- 2026-06-19- 2026-10-01- 2027-01-01o 2027-02-13w ");
    assert_int_equal(case_calendar_begin(session, &one_calendar, 1, text), RESULT_OK);
    const struct case_calendar_row former = {.number = 2, .digest = "e"};
    assert_int_equal(case_calendar_begin(session, &former, 2, "2027-01-01= 2027-02-01- "), RESULT_OK);
    assert_int_equal(case_calendars_read(session, arena, &known), RESULT_OK);
    assert_int_equal(known.count, 2);
    assert_memory_equal(known.list[0].calendar, &kept, sizeof(kept));
    assert_true(calendar_year_is_known(known.list[1].calendar, 2027));
    assert_false(calendar_is_working_day(known.list[1].calendar, day("2027-02-01")));
}

/* Old keys are found, the oldest first, and forgotten; young ones never. */
static void test_forgetting_keys(void **state)
{
    struct idempotency_old list[70];
    size_t count = 0;
    (void)state;
    for (int i = 0; i < 130; i++) {
        uint8_t key[IDEMPOTENCY_KEY_SIZE] = {(uint8_t)(i * 7), (uint8_t)(i * 31), (uint8_t)i}, request[SM3_SIZE] = {0};
        struct idempotency_record record = {.district = i % 3 == 0 ? 310101 : 310115, .key = key, .request = request, .status = 201,
                                            .answer = (const uint8_t *)"a", .answer_size = 1, .created_at = i % 13 == 0 ? 1000 : i % 2 == 0 ? 999 : 500};
        assert_int_equal(idempotency_insert(session, &record), RESULT_OK);
        if (i > 0)
            continue;
        begin_refused();
        assert_int_equal(end_refused(idempotency_insert(session, &record)), RESULT_CONFLICT);
    }
    assert_int_equal(idempotency_list_old(session, &idempotency_keys, 500, arena, list, 70, &count), RESULT_OK);
    assert_int_equal(count, 0);
    assert_int_equal(idempotency_list_old(session, &idempotency_keys, 1000, arena, list, 70, &count), RESULT_OK);
    assert_int_equal(count, 70);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(list[i].district, list[i].key[2] % 3 == 0 ? 310101 : 310115);
        int64_t forgotten = 0, again = 1;
        assert_int_equal(list[i].key[2] % 2, i < 60); /* those of 500 stand first */
        assert_int_equal(idempotency_forget(session, &idempotency_keys, &list[i], &forgotten), RESULT_OK);
        assert_int_equal(idempotency_forget(session, &idempotency_keys, &list[i], &again), RESULT_OK);
        assert_int_equal(forgotten, 1);
        assert_int_equal(again, 0);
    }
    assert_int_equal(idempotency_list_old(session, &idempotency_keys, 1000, arena, list, 70, &count), RESULT_OK);
    assert_int_equal(count, 50);
    for (size_t i = 0; i < count; i++)
        assert_int_equal(idempotency_forget(session, &idempotency_keys, &list[i], NULL), RESULT_OK);
    assert_int_equal(idempotency_list_old(session, &idempotency_keys, 1000, arena, list, 70, &count), RESULT_OK);
    assert_int_equal(count, 0);
    assert_int_equal(idempotency_list_old(session, &idempotency_keys, 1001, arena, list, 70, &count), RESULT_OK);
    assert_int_equal(count, 10);
}

static void count_record(void *context, const struct idempotency_record *record)
{
    *(size_t *)context += record->answer == NULL;
}

/* A damaged key, whatever its length, is forgotten like others and told once by the check. */
static void test_damaged_keys(void **state)
{
    static const uint8_t bytes[IDEMPOTENCY_PLACE_MAX] = {7};
    static const size_t sizes[] = {0, 1, IDEMPOTENCY_KEY_SIZE - 1, IDEMPOTENCY_KEY_SIZE + 1, IDEMPOTENCY_PLACE_MAX};
    struct idempotency_old list[70];
    struct idempotency_place place = {0};
    size_t count = 0, damaged = 0;
    (void)state;
    for (size_t i = 0; i < ARRAY_COUNT(sizes); i++)
        assert_int_equal(db_run(session, &keep_damaged, DB_VALUES(db_blob(bytes, sizes[i]), db_blob(bytes, SM3_SIZE), db_integer(5)), NULL), RESULT_OK);
    while (!place.ended)
        assert_int_equal(idempotency_page(session, &place, count_record, &damaged), RESULT_OK);
    assert_int_equal(damaged, ARRAY_COUNT(sizes));
    assert_int_equal(idempotency_list_old(session, &idempotency_keys, 1000, arena, list, 70, &count), RESULT_OK);
    assert_int_equal(count, ARRAY_COUNT(sizes));
    for (size_t i = 0; i < count; i++)
        assert_int_equal(idempotency_forget(session, &idempotency_keys, &list[i], NULL), RESULT_OK);
    assert_int_equal(idempotency_list_old(session, &idempotency_keys, 1000, arena, list, 70, &count), RESULT_OK);
    assert_int_equal(count, 0);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_db, close_db)
    const struct CMUnitTest tests[] = {
        TEST(test_a_record_comes_back), TEST(test_marks), TEST(test_two_who_act_at_once), TEST(test_serials), TEST(test_the_last_serial), TEST(test_worklist_rows_follow_the_state),
        TEST(test_a_rerouted_case_leaves_the_old_house), TEST(test_listing_by_urgency), TEST(test_events), TEST(test_who_is_to_be_woken),
        TEST(test_what_sleeps_is_not_woken), TEST(test_open_cases_come_centre_by_centre), TEST(test_what_was_busy_may_be_tried_again),
        TEST(test_cases_of_a_person), TEST(test_no_memory_is_told), TEST(test_calendars_come_back), TEST(test_forgetting_keys), TEST(test_damaged_keys),
    };
    return cmocka_run_group_tests(tests, scratch_begin, scratch_end);
}
